//! Owns the shapes of what people write in place of JSON; must not know where they wrote it.

use std::ops::Range;

use super::super::issue::SyntaxError as E;
use super::scan;

/// The length in bytes of a comment at the start of `rest`, its line break left out.
pub(super) fn comment(rest: &str) -> Option<usize> {
    if let Some(inside) = rest.strip_prefix("/*") {
        let end = inside.find("*/").map(|at| at + 4);
        return Some(end.unwrap_or(rest.len()));
    }
    (rest.starts_with("//") || rest.starts_with('#')).then(|| line(rest).len())
}

fn line(rest: &str) -> &str {
    rest.split(['\n', '\r']).next().unwrap_or(rest)
}

/// The length in bytes of a text between two of these marks; of the mark alone if the line has
/// no second one.
pub(super) fn quoted(rest: &str, mark: char) -> usize {
    let length = mark.len_utf8();
    line(rest)[length..].find(mark).map_or(length, |at| at + 2 * length)
}

/// The mark of JSON for which editors and input methods write this character.
pub(super) fn wanted(found: char) -> Option<char> {
    let code = u32::from(found);
    match found {
        '、' | '،' => Some(','),
        '「' | '」' | '『' | '』' | '“' | '”' | '„' | '‟' | '«' | '»' | '‘' | '’' | '＇' | '″' | '〝' | '〞' | '〟' => {
            Some('"')
        }
        '−' | '–' | '—' => Some('-'),
        '！'..='～' => char::from_u32(code - 0xff01 + 0x21),
        _ => None,
    }
}

/// The bare word at the start of `rest`.
pub(super) fn word(rest: &str) -> &str {
    let more = |character: char| {
        let part = character.is_alphanumeric() || matches!(character, '_' | '$' | '-' | '.');
        part && wanted(character).is_none()
    };
    let length = rest.find(|character| !more(character)).unwrap_or(rest.len());
    match rest.starts_with(['-', '.']) {
        true => "",
        false => &rest[..length],
    }
}

/// Why this bare word is not a value.
pub(super) fn word_error(word: &str) -> E {
    const NOT_VALUES: [&str; 9] = ["NaN", "nan", "Infinity", "inf", "undefined", "None", "nil", "yes", "no"];
    if let Some(known) = NOT_VALUES.into_iter().find(|known| *known == word) {
        return E::NotAValue(known);
    }
    let literal = ["true", "false", "null"].into_iter().find(|literal| literal.eq_ignore_ascii_case(word));
    literal.map_or(E::UnquotedText, E::WrongLiteral)
}

/// What was meant as one number at the start of `rest`.
pub(super) fn number_token(rest: &str) -> &str {
    let length = rest.bytes().take_while(|&byte| scan::goes_on(byte)).count();
    &rest[..length]
}

/// Why this is not a number.
pub(super) fn number_error(token: &str) -> E {
    let digits = token.strip_prefix('-').unwrap_or(token);
    let is_number = |text: &str| scan::number(text.as_bytes(), 0) == Some(text.len());
    let mut marks = digits.bytes();
    match (marks.next(), marks.next()) {
        (None, _) => E::MinusAlone,
        (Some(b'I'), _) if digits == "Infinity" => E::NotAValue("-Infinity"),
        (Some(b'N'), _) if digits == "NaN" => E::NotAValue("-NaN"),
        (Some(b'+'), _) => E::PlusSign,
        (Some(b'.'), Some(b'0'..=b'9')) => E::PointFirst,
        (Some(b'0'), Some(b'x' | b'X' | b'o' | b'O' | b'b' | b'B')) => E::NotDecimal,
        (Some(b'0'), Some(b'0'..=b'9')) => {
            let bare = digits.trim_start_matches('0');
            match bare.is_empty() || is_number(bare) || is_number(&format!("0{bare}")) {
                true => E::LeadingZero,
                false => E::MalformedNumber,
            }
        }
        _ if is_number(&format!("{digits}0")) && digits.ends_with('.') => E::PointLast,
        _ if is_number(&format!("{digits}0")) => E::ExponentEmpty,
        _ if digits.contains('.') && is_number(&digits.replacen('.', ".0", 1)) => E::PointLast,
        _ => E::MalformedNumber,
    }
}

/// Whether a marker of an unresolved merge conflict of git begins here.
pub(super) fn is_conflict_marker(rest: &str) -> bool {
    ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].iter().any(|marker| rest.starts_with(marker))
}

/// The length in bytes of a line with which Markdown begins or ends code, if `rest` begins with one.
pub(super) fn fence(rest: &str) -> Option<usize> {
    (rest.starts_with("```") || rest.starts_with("~~~")).then(|| line(rest).trim_end().len())
}

/// What a text is that is no JSON from its first line on, and the line that tells.
pub(super) fn foreign(text: &str) -> Option<(E, Range<usize>)> {
    let text_start = text.trim_start_matches('\u{feff}').trim_start();
    let offset = text.len() - text_start.len();
    let lines = || {
        let mut at = offset;
        text_start.split_inclusive('\n').map(move |line| {
            let start = at;
            at += line.len();
            (start, line.trim_end())
        })
    };
    let place = |(start, line): (usize, &str)| start..start + line.len();
    let first = lines().next()?;
    if first.1.starts_with("version https://git-lfs.github.com/spec/") {
        return Some((E::LfsPointer, place(first)));
    }
    if let Some(found) = lines().find(|(_, line)| fence(line).is_some()) {
        return Some((E::Fence, place(found)));
    }
    // With a document below it, the first line is a comment, or a word too many.
    if lines().skip(1).any(|(_, line)| line.starts_with('{')) && is_prose(first.1) {
        return Some((E::TextBefore, place(first)));
    }
    if lines().any(|(_, line)| line.starts_with(['{', '['])) {
        return None;
    }
    let is_heading = |line: &str| line.trim_start_matches('#').starts_with(' ') && line.starts_with('#');
    let mut rest = lines().map(|(_, line)| line).filter(|line| !line.is_empty());
    let error = match first.1 {
        // Front matter, with a text below it, belongs to Markdown.
        "---" => match rest.skip(1).skip_while(|line| *line != "---").nth(1) {
            Some(line) if !is_yaml(line) => E::Markdown,
            _ => E::Yaml,
        },
        line if is_heading(line) => match rest.find(|line| !line.starts_with('#')).is_some_and(is_yaml) {
            true => E::Yaml,
            false => E::Markdown,
        },
        line if is_yaml(line) => E::Yaml,
        line if ["> ", "| ", "* ", "- ", "**", "!["].iter().any(|mark| line.starts_with(mark)) => E::Markdown,
        line if is_prose(line) => {
            let is_rule = |line: &str| {
                line.len() > 2 && (line.bytes().all(|byte| byte == b'=') || line.bytes().all(|byte| byte == b'-'))
            };
            if rest.nth(1).is_some_and(is_rule) { E::Markdown } else { E::PlainText }
        }
        _ => return None,
    };
    Some((error, place(first)))
}

/// Whether a line is a sentence, or words that go on: nothing that JSON, or a program around it, begins with.
fn is_prose(line: &str) -> bool {
    let is_code = |letter: char| matches!(letter, '"' | '{' | '}' | '[' | ']' | '=' | ';' | '<' | '\t');
    let is_word =
        line.starts_with(|first: char| first.is_alphabetic() && (!first.is_ascii_lowercase() || line.contains(' ')));
    is_word && !line.contains(is_code) && (line.contains(' ') || !line.is_ascii())
}

/// Whether a line is a key of YAML, written as keys of programs are, or in Japanese.
fn is_yaml(line: &str) -> bool {
    let key = line.strip_prefix("- ").unwrap_or(line).split(':').next().unwrap_or_default();
    let is_key = |key: &str| {
        key.starts_with(|first: char| first.is_ascii_lowercase() || first == '_' || !first.is_ascii())
            && key.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'))
    };
    let value = line.find(':').map(|colon| &line[colon + 1..]);
    is_key(key) && value.is_some_and(|value| value.is_empty() || value.starts_with(' '))
}

/// Whether a tag, a doctype or an XML declaration begins here: somebody saved the page instead of the file.
pub(super) fn is_markup(rest: &str) -> bool {
    rest.strip_prefix('<').is_some_and(|rest| {
        rest.starts_with(|next: char| next == '!' || next == '?' || next == '/' || next.is_ascii_alphabetic())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_none() {
        for (token, error) in [
            ("-", E::MinusAlone),
            ("01", E::LeadingZero),
            ("-00", E::LeadingZero),
            ("00.5", E::LeadingZero),
            ("007-12", E::MalformedNumber),
            ("1.", E::PointLast),
            ("1.e5", E::PointLast),
            ("1e", E::ExponentEmpty),
            ("1e-", E::ExponentEmpty),
            (".5", E::PointFirst),
            ("-.5", E::PointFirst),
            ("+1", E::PlusSign),
            ("0x1F", E::NotDecimal),
            ("2026-05-14", E::MalformedNumber),
            ("1.2.3", E::MalformedNumber),
            ("1_000", E::MalformedNumber),
            ("-Infinity", E::NotAValue("-Infinity")),
            ("-NaN", E::NotAValue("-NaN")),
        ] {
            assert_eq!(number_error(token), error, "{token}");
        }
    }

    #[test]
    fn words_that_are_no_values() {
        for (word, error) in [
            ("NaN", E::NotAValue("NaN")),
            ("undefined", E::NotAValue("undefined")),
            ("TRUE", E::WrongLiteral("true")),
            ("False", E::WrongLiteral("false")),
            ("Null", E::WrongLiteral("null")),
            ("None", E::NotAValue("None")),
            ("truefoo", E::UnquotedText),
        ] {
            assert_eq!(word_error(word), error, "{word}");
        }
    }

    #[test]
    fn comments_end_with_their_line_or_mark() {
        assert_eq!(comment("/ x"), None);
        assert_eq!(comment("// x\r\ny"), Some(4));
        assert_eq!(comment("# x"), Some(3));
        assert_eq!(comment("/* a\nb */ 1"), Some(9));
        assert_eq!(comment("/*/ never"), Some(9));
    }
}
