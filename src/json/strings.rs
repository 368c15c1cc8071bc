//! Owns the escapes of strings that the parser accepted; must not know where a string stands.

use std::ops::Range;

/// One written unit of a string: an escape or a plain character.
struct Unit {
    /// How many bytes it is written with.
    raw: usize,
    /// What it decodes to.
    character: char,
}

/// Decodes the text between the quotes (RFC 8259 section 7). A surrogate without its other half
/// becomes U+FFFD.
pub(super) fn decode(inner: &str) -> String {
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        let unit = escape(&rest[at..]);
        text.push(unit.character);
        rest = &rest[at + unit.raw..];
    }
    text.push_str(rest);
    text
}

/// A text as it is written between quotation marks: with the escapes that JSON asks for and no others.
pub fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '\\' => written.extend(['\\', character]),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            '\0'..='\u{1f}' => written.push_str(&format!("\\u{:04x}", u32::from(character))),
            _ => written.push(character),
        }
    }
    written
}

/// Known places in the text between the quotes of a long escaped string, so that a place in the decoded text is found
/// without decoding from the start.
#[derive(Clone, Debug)]
pub struct Marks(Vec<(usize, usize)>);

/// How far marks are apart, in bytes of the decoded text.
const STRIDE: usize = 32;

impl Marks {
    /// Goes through the text once.
    pub(super) fn of(inner: &str) -> Marks {
        let mut marks = vec![(0, 0)];
        let mut next = STRIDE;
        let mut at = (0, 0);
        while let Some(unit) = inner.get(at.0..).and_then(unit) {
            at = (at.0 + unit.raw, at.1 + unit.character.len_utf8());
            if at.1 >= next {
                marks.push(at);
                next = at.1 + STRIDE;
            }
        }
        Marks(marks)
    }

    /// The bytes of `inner` that a byte range of its decoded text was written with; as [`raw_range`] has them.
    pub(super) fn raw_range(&self, inner: &str, range: Range<usize>) -> Option<Range<usize>> {
        if range.start > range.end {
            return None;
        }
        let offset = |target: usize| {
            let known = self.0.partition_point(|(_, decoded)| *decoded <= target);
            raw_offset(inner, self.0.get(known.checked_sub(1)?).copied()?, target).map(|(raw, _)| raw)
        };
        Some(offset(range.start)?..offset(range.end)?)
    }
}

/// The bytes of `inner` that a byte range of its decoded text was written with.
pub(super) fn raw_range(inner: &str, range: Range<usize>, escaped: bool) -> Option<Range<usize>> {
    if !escaped {
        return inner.get(range.clone()).map(|_| range);
    }
    if range.start > range.end {
        return None;
    }
    let (start, walked) = raw_offset(inner, (0, 0), range.start)?;
    let (end, _) = raw_offset(inner, (start, walked), range.end)?;
    Some(start..end)
}

/// Walks from a known pair of (raw, decoded) offsets to the decoded offset `target`.
fn raw_offset(inner: &str, from: (usize, usize), target: usize) -> Option<(usize, usize)> {
    let (mut raw, mut decoded) = from;
    while decoded < target {
        let rest = inner.get(raw..).filter(|rest| !rest.is_empty())?;
        let unit = unit(rest)?;
        raw += unit.raw;
        decoded += unit.character.len_utf8();
    }
    (decoded == target).then_some((raw, decoded))
}

fn unit(rest: &str) -> Option<Unit> {
    let character = rest.chars().next()?;
    Some(match character {
        '\\' => escape(rest),
        _ => Unit { raw: character.len_utf8(), character },
    })
}

/// Reads the escape at the start of `rest`, which the parser has accepted.
fn escape(rest: &str) -> Unit {
    let simple = |character| Unit { raw: 2, character };
    match rest.as_bytes().get(1) {
        Some(b'b') => simple('\u{8}'),
        Some(b'f') => simple('\u{c}'),
        Some(b'n') => simple('\n'),
        Some(b'r') => simple('\r'),
        Some(b't') => simple('\t'),
        Some(b'u') => unicode_escape(rest),
        Some(&byte) => simple(char::from(byte)),
        None => Unit { raw: rest.len(), character: char::REPLACEMENT_CHARACTER },
    }
}

fn unicode_escape(rest: &str) -> Unit {
    let bytes = rest.as_bytes();
    let first = hex4(bytes, 2).unwrap_or(0xFFFD);
    let (raw, code) = match surrogate_pair(bytes, first) {
        Some(code) => (12, code),
        None => (6, u32::from(first)),
    };
    Unit { raw: raw.min(rest.len()), character: char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER) }
}

/// The character that `first` makes with the `\u` escape right behind it, if they are the two
/// halves of a surrogate pair. `bytes` start at the backslash of `first`.
pub(super) fn surrogate_pair(bytes: &[u8], first: u16) -> Option<u32> {
    if !(0xD800..0xDC00).contains(&first) || bytes.get(6..8)? != b"\\u" {
        return None;
    }
    let second = hex4(bytes, 8).filter(|unit| (0xDC00..0xE000).contains(unit))?;
    Some(0x10000 + ((u32::from(first) - 0xD800) << 10) + (u32::from(second) - 0xDC00))
}

/// The four hex digits at `at`.
pub(super) fn hex4(bytes: &[u8], at: usize) -> Option<u16> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let [first, second, third, fourth] = *bytes.get(at..)?.first_chunk()?;
    let code = digit(first)? << 12 | digit(second)? << 8 | digit(third)? << 4 | digit(fourth)?;
    Some(code as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_surrogate_without_its_half_is_replaced() {
        assert_eq!(decode(r"\ud83d"), "\u{fffd}");
        assert_eq!(decode(r"\ude00\ud83d"), "\u{fffd}\u{fffd}");
        assert_eq!(decode(r"\ud83d\ud83d\ude00"), "\u{fffd}😀");
        assert_eq!(decode(r"\ud83dx"), "\u{fffd}x");
        assert_eq!(decode(r"\ud83d\n"), "\u{fffd}\n");
    }

    #[test]
    fn every_escape_of_the_rfc() {
        assert_eq!(decode(r#"\"\\\/\b\f\n\r\t\u0041\u00e9\uFFFF\uD834\uDD1E"#), "\"\\/\u{8}\u{c}\n\r\tAé\u{ffff}𝄞");
        assert_eq!(decode(r"\\u0041"), r"\u0041");
    }

    #[test]
    fn a_range_off_the_characters_has_no_raw_range() {
        assert_eq!(raw_range(r"\u00e9x", 1..2, true), None);
        assert_eq!(raw_range(r"\u00e9x", 0..4, true), None);
        assert_eq!(raw_range("éx", 1..2, false), None);
        #[expect(clippy::reversed_empty_ranges)]
        let reversed = 2..1;
        assert_eq!(raw_range("abc", reversed.clone(), false), None);
        assert_eq!(raw_range(r"abc\n", reversed, true), None);
    }

    #[test]
    fn marks_find_what_a_walk_from_the_start_finds() {
        let inner = r"a\n\u00e9\ud83d\ude00bあ\ud83d".repeat(700);
        let marks = Marks::of(&inner);
        assert!(marks.0.len() > 5);
        let length = decode(&inner).len();
        for start in (0..length + 3).step_by(61) {
            for end in [start, start + 1, start + 7, start + 2_000, start.wrapping_sub(1)] {
                let walked = raw_range(&inner, start..end, true);
                assert_eq!(marks.raw_range(&inner, start..end), walked, "{start}..{end}");
            }
        }
    }

    #[test]
    fn ranges_are_exact_under_escapes() {
        let inner = r"a\n\u00e9\ud83d\ude00b";
        assert_eq!(decode(inner), "a\né😀b");
        assert_eq!(raw_range(inner, 0..1, true), Some(0..1));
        assert_eq!(raw_range(inner, 1..2, true), Some(1..3));
        assert_eq!(raw_range(inner, 2..4, true), Some(3..9));
        assert_eq!(raw_range(inner, 4..8, true), Some(9..21));
        assert_eq!(raw_range(inner, 8..9, true), Some(21..22));
        assert_eq!(raw_range(inner, 9..9, true), Some(22..22));
    }
}
