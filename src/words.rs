//! Puts values from content into a message safely: shortened, on one line, nothing a terminal would obey.
//!
//! Owns quoting and plural forms. Must not know findings or formats.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

/// The longest value quoted in a message, in user-perceived characters.
pub const QUOTE_LIMIT: usize = 60;

/// How many bytes a user-perceived character is given on average: a flag of six letters has 28. One may have any number
/// of marks, and then it is cut.
const WIDEST: usize = 32;

/// `text` on one line and at most `limit` user-perceived characters long, the middle cut out: `a long … value`.
///
/// Control characters, bidirectional controls, line separators and other invisible characters are written
/// as `\u{...}`: content is hostile until escaped.
pub fn shorten(text: &str, limit: usize) -> String {
    // Cut before escaping, so that a huge value costs nothing. Bytes bound characters from above.
    if text.len() <= limit {
        return escape(text);
    }
    let is_short = text.len() <= limit * WIDEST && text.graphemes(true).nth(limit).is_none();
    if is_short {
        return escape(text);
    }
    let head = limit * 2 / 3;
    let tail = limit.saturating_sub(head + 1);
    // A character may have a million marks: both ends are enough.
    let reach = (limit + 1) * WIDEST;
    let start = &text[..text.floor_char_boundary(reach)];
    let end = &text[text.ceil_char_boundary(text.len().saturating_sub(reach))..];
    let bytes_of = |graphemes: &mut dyn Iterator<Item = &str>| graphemes.map(str::len).sum::<usize>();
    let head = bytes_of(&mut start.graphemes(true).take(head)).min(head * WIDEST);
    let tail = bytes_of(&mut end.graphemes(true).rev().take(tail)).min(tail * WIDEST);
    let (head, tail) = (text.floor_char_boundary(head), text.ceil_char_boundary(text.len() - tail));
    format!("{}…{}", escape(&text[..head]), escape(&text[tail..]))
}

/// `text` shortened to [`QUOTE_LIMIT`] and put between typographic quotation marks.
pub fn quote(text: &str) -> String {
    format!("“{}”", shorten(text, QUOTE_LIMIT))
}

/// `text` with every character that is invisible or that a terminal might obey written as `\u{...}`.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            _ if is_hidden(character) => escaped.push_str(&format!("\\u{{{:x}}}", u32::from(character))),
            _ => escaped.push(character),
        }
    }
    escaped
}

/// The id of a rule as a key of TOML: one with a `/` needs quotation marks.
pub fn toml_key(id: &str) -> Cow<'_, str> {
    if id.contains('/') { Cow::Owned(format!("\"{id}\"")) } else { Cow::Borrowed(id) }
}

/// `text` with its hidden characters written as `\u{...}`, from which [`from_visible`] gets `text` again: a `\` before
/// `u{` is written as `\u{5c}`. Two texts never become one; nearly every text stays as it is.
pub fn visible(text: &str) -> Cow<'_, str> {
    let is_escape = |at: usize| text[at..].starts_with("\\u{");
    if !text.char_indices().any(|(at, character)| is_hidden(character) || is_escape(at)) {
        return Cow::Borrowed(text);
    }
    let mut visible = String::with_capacity(text.len() + 8);
    for (at, character) in text.char_indices() {
        match is_hidden(character) || is_escape(at) {
            true => visible.push_str(&format!("\\u{{{:x}}}", u32::from(character))),
            false => visible.push(character),
        }
    }
    Cow::Owned(visible)
}

/// The text that [`visible`] has written so. A `\u{` that names no character stays as it is.
pub fn from_visible(visible: &str) -> String {
    let mut parts = visible.split("\\u{");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let named = part
            .split_once('}')
            .and_then(|(digits, rest)| Some((char::from_u32(u32::from_str_radix(digits, 16).ok()?)?, rest)));
        match named {
            Some((character, rest)) => {
                text.push(character);
                text.push_str(rest);
            }
            None => text.extend(["\\u{", part]),
        }
    }
    text
}

/// Whether a character is a control, a bidirectional control, or invisible in a way that can mislead a reader.
/// The joiner and the variation selectors of ordinary emoji and kanji stay.
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0001}'..='\u{e007f}')
}

/// The first hidden character of a text and the text without any, if it has one: a message that quotes such a text as it is
/// shows an escape, of which nobody knows where it comes from.
pub fn without_hidden(text: &str) -> Option<(char, String)> {
    let hidden = text.chars().find(|character| is_hidden(*character) && !character.is_whitespace())?;
    Some((hidden, text.replace(is_hidden, "")))
}

/// `1 file`, `3 files`.
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// `a`, `a and b`, `a, b and c`; `or` instead of `and` as `word`.
pub fn list<T: AsRef<str>>(items: &[T], word: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {word} {}", first.join(", "), last.as_ref())
        }
    }
}

/// The path of `path:line` or `path:line:column`, as findings are printed, with or without the colon that follows there;
/// `None` for any other text.
pub fn without_location(text: &str) -> Option<&str> {
    let number = |text: &'_ str| {
        let digits = text.len() - text.trim_end_matches(|letter: char| letter.is_ascii_digit()).len();
        text[..text.len() - digits].strip_suffix(':').filter(|path| digits > 0 && !path.is_empty()).map(str::len)
    };
    let text = text.strip_suffix(':').unwrap_or(text);
    let path = &text[..number(text)?];
    Some(number(path).map_or(path, |length| &path[..length]))
}

/// The candidate nearest to `word`, if it is near enough to be what the author meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = word.chars().count();
    // One edit in three characters or fewer; a word of two characters is near nothing but its other case.
    let limit = (length / 3).clamp(1, 4);
    let lower = word.to_lowercase();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word && candidate.chars().count().abs_diff(length) <= limit)
        .filter_map(|candidate| {
            let distance = strsim::osa_distance(&lower, &candidate.to_lowercase());
            (distance <= limit && (length > 2 || distance == 0)).then_some((distance, candidate))
        })
        .min_by_key(|(distance, candidate)| (*distance, *candidate))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_value_is_quoted_whole() {
        assert_eq!(quote("解約率"), "“解約率”");
    }

    #[test]
    fn a_long_value_keeps_its_head_and_its_tail() {
        assert_eq!(shorten("abcdefghijklmnopqrstuvwxyz", 10), "abcdef…xyz");
    }

    #[test]
    fn shortening_never_cuts_a_user_perceived_character() {
        let family = "👨‍👩‍👧‍👦";
        assert_eq!(shorten(&family.repeat(5), 4), format!("{family}{family}…{family}"));
    }

    #[test]
    fn a_character_with_any_number_of_marks_is_cut() {
        for (first, mark) in
            [("e", "\u{301}"), ("", "\u{e0041}"), ("👩", "\u{200d}👩"), ("क", "\u{94d}क"), ("a", "b\u{300}\u{301}")]
        {
            for number in [50, 1_000, 100_000] {
                let text = format!("{first}{}", mark.repeat(number));
                let short = shorten(&text, 60);
                assert!(short.len() <= 60 * WIDEST * 3, "{} bytes of {}", short.len(), text.len());
                assert!(short.contains('…') || short == escape(&text));
            }
        }
        let marked = format!("e{}", "\u{301}".repeat(100));
        assert_eq!(shorten(&marked, 60), marked, "a few hundred bytes are no harm");
    }

    #[test]
    fn one_character_of_a_million_marks_is_cut() {
        let text = format!("e{}", "\u{301}".repeat(1_000_000));
        assert!(shorten(&text, 60).len() < 10_000);
        let long = format!("{text}{}z", "x".repeat(100));
        assert!(shorten(&long, 10).ends_with("xxz"));
        assert_eq!(shorten(&"あ".repeat(100_000), 4), "ああ…あ");
    }

    #[test]
    fn what_a_terminal_obeys_is_written_out() {
        assert_eq!(escape("a\u{1b}[31mb\u{202e}c\nd"), "a\\u{1b}[31mb\\u{202e}c\\nd");
    }

    #[test]
    fn what_is_made_visible_can_be_read_back() {
        let texts =
            ["", "plain 解約率 \\n \\u \\", "a\u{1b}[31m\n", "\\u{1b}", "\\\u{1b}", "\\u{5c}u{1b}", "\\u{zz}", "\\u{"];
        for text in texts {
            let visible = visible(text);
            assert!(!visible.chars().any(is_hidden), "{visible}");
            assert_eq!(from_visible(&visible), text, "{visible}");
        }
        assert_eq!(visible(texts[1]), texts[1]);
        assert_eq!(visible(texts[2]), "a\\u{1b}[31m\\u{a}");
        assert_eq!(visible(texts[3]), "\\u{5c}u{1b}");
        assert_eq!(from_visible("\\u{d800}\\u{zz}"), "\\u{d800}\\u{zz}");
    }

    #[test]
    fn a_location_is_taken_off_a_path() {
        for text in ["a/ai.json:26:22:", "a/ai.json:26:22", "a/ai.json:26", "a/ai.json:26:"] {
            assert_eq!(without_location(text), Some("a/ai.json"), "{text}");
        }
        assert_eq!(without_location("a:b:1:2:3"), Some("a:b:1"));
        for text in ["a/ai.json", "a/ai.json:", "26", ":26", "a:b", "C:/a", ""] {
            assert_eq!(without_location(text), None, "{text}");
        }
    }

    #[test]
    fn near_means_a_slip_of_the_hand() {
        assert_eq!(nearest("gross-margn", ["gross-margin", "sales-forecast"]), Some("gross-margin"));
        assert_eq!(nearest("Lead-Scoring", ["lead-scoring"]), Some("lead-scoring"));
        assert_eq!(nearest("ab", ["cd"]), None);
        assert_eq!(nearest("churn-rate", ["operating-margin"]), None);
    }
}
