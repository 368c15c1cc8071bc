//! Characters as programs, addresses and TeX write them: escape sequences, percent-encoding, formulas.

use super::piece::{Markup, MarkupKind, is_stop};
use crate::words::is_hidden;

/// Letters as addresses write them, outside of one: `Churn%20rate`, `%E8%A7%A3%E7%B4%84`.
pub(super) fn percent(text: &str, at: usize) -> Option<Markup> {
    /// As far as an address is looked for on either side, in bytes.
    const REACH: usize = 200;
    let byte = |at: usize| u8::from_str_radix(text.get(at..at + "%20".len())?.strip_prefix('%')?, 16).ok();
    // The first of several speaks for all.
    if at.checked_sub("%20".len()).and_then(byte).is_some() {
        return None;
    }
    let bytes: Vec<u8> = (at..).step_by("%20".len()).map_while(byte).collect();
    let end = at + "%20".len() * bytes.len();
    let letters = String::from_utf8(bytes).ok().filter(|letters| !letters.is_empty())?;
    let start = text.ceil_char_boundary(at.saturating_sub(REACH));
    let before = text[start..at].rsplit(char::is_whitespace).next().unwrap_or_default();
    let after = &text[end..text.floor_char_boundary(end.saturating_add(REACH).min(text.len()))];
    let after = after.split(char::is_whitespace).next().unwrap_or_default();
    let is_address = |part: &str| part.contains(['/', '=', '?', '&', '@', '%', '\\']) || part.contains("www.");
    if is_address(before) || is_address(after) {
        return None;
    }
    // One of ASCII stands between letters; `5%20` may be anything.
    let is_between = before.ends_with(char::is_alphabetic) && after.starts_with(char::is_alphabetic);
    let is_letters = match letters.as_str() {
        " " | "'" | "," | "&" | "(" | ")" | "\"" | ":" | ";" | "!" => is_between,
        _ => letters.chars().all(|letter| !letter.is_ascii() && is_seen(letter)),
    };
    let plain = vec![(at..end, letters)];
    is_letters.then_some(Markup { kind: MarkupKind::Escape, range: at..end, plain })
}

/// `\n`, `\r\n`, `\t`, `\u3042`.
pub(super) fn escape(text: &str, at: usize) -> Option<Markup> {
    let rest = &text[at + 1..];
    if is_in_path(text, at) {
        return None;
    }
    let found = letters(text, at).or_else(|| byte(text, at)).or_else(|| formula(text, at));
    if let Some(found) = found.or_else(|| escaped_sign(text, at)) {
        return Some(found);
    }
    let end = match rest.as_bytes() {
        [b'r', b'\\', b'n', ..] => at + 4,
        [b'n' | b't', ..] => at + 2,
        _ => return None,
    };
    let before = text[..at].chars().next_back();
    let is_behind = before.is_some_and(|before| before.is_alphanumeric() || is_stop(before));
    let is_behind_stop = text[..at].trim_end_matches(' ').chars().next_back().is_some_and(is_stop);
    let next = text[end..].trim_start_matches(' ').chars().next();
    // `\nu` and `\text` are commands, and a sign that is spoken of stands between spaces or before a particle.
    let goes_on = match text[end..].chars().next() {
        _ if end == at + 4 => is_behind,
        None => is_behind,
        // Behind a space, or a stop of Japanese, it is a command of a language for typesetting: `\new Staff`.
        Some(letter) if letter.is_ascii_lowercase() => {
            before.is_some_and(|before| before.is_ascii() && is_stop(before)) && rest.starts_with('n')
        }
        Some(' ') => is_behind_stop && !next.is_some_and(|next| next.is_ascii_lowercase()),
        Some(letter) if is_behind_stop => !matches!(letter, ',' | '、' | '。'),
        Some(letter) => {
            is_behind && (letter.is_ascii_uppercase() || matches!(letter, '・' | '-' | '一'..='\u{9fff}' | 'ァ'..='ヺ'))
        }
    };
    goes_on.then(|| Markup { kind: MarkupKind::Escape, range: at..end, plain: Vec::new() })
}

/// `\( a / b \)`, `\[ x = y \]`: what chat tools write a formula in.
fn formula(text: &str, at: usize) -> Option<Markup> {
    /// The longest formula, in bytes.
    const LONGEST: usize = 300;
    let (open, close) = [("\\(", "\\)"), ("\\[", "\\]")].into_iter().find(|(open, _)| text[at..].starts_with(open))?;
    let inner = &text[at + open.len()..];
    let inner = &inner[..inner.floor_char_boundary(LONGEST)];
    let end = inner.find(close)?;
    // A group of a regular expression has none of these.
    let is_formula = inner[..end].contains(['=', '/', '+', '×', '÷']) || inner[..end].contains("\\frac");
    let range = at..at + open.len() + end + close.len();
    is_formula.then_some(Markup { kind: MarkupKind::Formula, range, plain: Vec::new() })
}

/// A sign behind a backslash, as strings of programs and Markdown have it: `\"net\"`, `opening\_base`, `https:\/\/`, `1\. `.
fn escaped_sign(text: &str, at: usize) -> Option<Markup> {
    /// As far as the other one of two quotation marks is looked for, in bytes.
    const REACH: usize = 200;
    let rest = &text[at + 1..];
    let sign = rest.chars().next()?;
    let (before, after) = (text[..at].chars().next_back(), rest[sign.len_utf8()..].chars().next());
    let is_one = match sign {
        '"' => {
            let near = text.ceil_char_boundary(at.saturating_sub(REACH))..text.floor_char_boundary(at + 2 + REACH);
            let twins =
                text[near.start..at].matches("\\\"").chain(text[at + 2..near.end.max(at + 2)].matches("\\\"")).count();
            twins > 0
        }
        '\'' => {
            let end = &rest[1..];
            let word = &end[..end.bytes().take_while(u8::is_ascii_lowercase).count()];
            let is_whole =
                !end[word.len()..].starts_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '\\');
            is_whole
                && ["t", "s", "re", "ve", "ll", "d", "m"].contains(&word)
                && before.is_some_and(|letter| letter.is_ascii_alphabetic())
        }
        '_' => {
            before.is_some_and(|letter| letter.is_ascii_lowercase())
                && after.is_some_and(|letter| letter.is_ascii_lowercase())
        }
        '/' => before == Some(':') && rest.starts_with("/\\/"),
        '.' => {
            let line = text[..at].rsplit('\n').next().unwrap_or_default();
            !line.is_empty() && line.len() < 3 && line.bytes().all(|byte| byte.is_ascii_digit()) && after == Some(' ')
        }
        _ => false,
    };
    let range = at..at + 1 + if sign == '/' { "/\\/".len() } else { 1 };
    let plain = if sign == '/' { Vec::new() } else { vec![(range.clone(), sign.to_string())] };
    is_one.then_some(Markup { kind: MarkupKind::Escape, range, plain })
}

/// The letters of `\u3042\u308b`, however many there are.
fn letters(text: &str, at: usize) -> Option<Markup> {
    let mut units = Vec::new();
    let mut end = at;
    while let Some(unit) = code_unit(text, end) {
        units.push(unit);
        end += UNIT;
    }
    let seen: Option<String> =
        char::decode_utf16(units.iter().copied()).map(|letter| letter.ok().filter(|letter| is_seen(*letter))).collect();
    let plain = seen.into_iter().map(|letters| (at..end, letters)).collect();
    (!units.is_empty()).then_some(Markup { kind: MarkupKind::Escape, range: at..end, plain })
}

/// A letter of Latin-1, or the bytes of others, as programs write them: `caf\xe9`, `\xe3\x81\x82`.
fn byte(text: &str, at: usize) -> Option<Markup> {
    let mut bytes = Vec::new();
    let mut end = at;
    while let Some(digits) = text.get(end..end + 4).and_then(|escape| escape.strip_prefix("\\x")) {
        let Ok(byte) = u8::from_str_radix(digits, 16) else { break };
        bytes.push(byte);
        end += 4;
    }
    let letters = match bytes.as_slice() {
        [byte @ 0xa0..=0xff] => char::from(*byte).to_string(),
        [_, _, ..] => String::from_utf8(bytes).ok()?,
        _ => return None,
    };
    let is_letters = letters.chars().all(|letter| !letter.is_ascii() && is_seen(letter));
    let plain = vec![(at..end, letters)];
    is_letters.then_some(Markup { kind: MarkupKind::Escape, range: at..end, plain })
}

/// How many bytes `\u3042` has.
const UNIT: usize = 6;

/// The number of `\u3042`.
fn code_unit(text: &str, at: usize) -> Option<u16> {
    let digits = text.get(at..at + UNIT)?.strip_prefix("\\u")?;
    digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

/// Whether a character can be seen: nothing else is written in place of its number.
fn is_seen(letter: char) -> bool {
    letter > ' ' && !letter.is_whitespace() && !is_hidden(letter)
}

/// Whether a backslash belongs to the path of a file, or is doubled.
fn is_in_path(text: &str, at: usize) -> bool {
    /// As far as a path is looked for, in bytes.
    const REACH: usize = 120;
    let start = text.ceil_char_boundary(at.saturating_sub(REACH));
    let token =
        text[start..at].rsplit(|letter: char| letter.is_whitespace() || !letter.is_ascii()).next().unwrap_or_default();
    // `C:` and `(C:` before the first backslash.
    let is_drive = token.strip_suffix(':').is_some_and(|drive| {
        let letter = drive.trim_start_matches(|sign: char| !sign.is_ascii_alphanumeric());
        letter.len() == 1 && letter.bytes().all(|letter| letter.is_ascii_uppercase())
    });
    is_drive
        || token.ends_with('\\')
        || token.contains(":\\")
        || token.contains("\\\\")
        || text[at + 1..].starts_with('\\')
}
