//! The comparison key: what two texts have in common if a reader takes them for the same.
//!
//! Unlike [`fold`](crate::text::fold), it has no compatibility forms: those turn `…` into three dots, which hides that a text
//! was cut. And it has no white space, since the cells of a row may be written without any between them.

use std::ops::Range;

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::marks::{bullet, is_rule, row};
use super::origin::Origin;
use crate::text::{cells, trim};

/// A comparison key that knows which characters it was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Key {
    /// The key.
    pub text: String,
    origin: Origin,
}

impl Key {
    /// The key of a text: composed (NFC), ASCII of full width and curly quotes as plain ASCII, without white space and
    /// without the invisible characters that say where a word may be broken, letters in lower case.
    pub fn of(text: &str) -> Key {
        let mut key = Key::default();
        key.add(text, 0..text.len());
        key
    }

    /// The key of a line of plain text, or of an item that is shown as one: without a bullet or number at its beginning, of a
    /// row without its bars, and of the rule below the head of a table, nothing.
    pub fn of_line(text: &str) -> Key {
        let mut key = Key::default();
        parts(text, |part| key.add(text, part));
        key
    }

    /// The key of a row of a handoff, `a | b`: its cells without anything between them.
    pub fn of_row(text: &str) -> Key {
        let mut key = Key::default();
        cells(text).for_each(|cell| key.add(text, cell));
        key
    }

    /// The bytes of the text that a byte range of the key was made from, from the first to the last.
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        self.origin.original(range, self.text.len())
    }

    fn add(&mut self, text: &str, part: Range<usize>) {
        let Key { text: key, origin } = self;
        fold(&text[part.clone()], |source, is_alone, letter| {
            let (start, end) = (part.start + source.start, part.start + source.end);
            match is_alone && source.len() == letter.len_utf8() {
                true => origin.even(key.len(), start),
                false => origin.whole(key.len(), start..end),
            }
            key.push(letter);
        });
    }
}

/// The key of a text, as [`Key::of`] makes it, without where it came from.
pub fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    fold(text, |_, _, letter| key.push(letter));
    key
}

/// Gives each letter of a key, with the bytes that it was made from and whether nothing else was made from them.
fn fold(text: &str, mut add: impl FnMut(Range<usize>, bool, char)) {
    if text.is_ascii() {
        for (at, byte) in text.bytes().enumerate().filter(|(_, byte)| !byte.is_ascii_whitespace() && *byte != b'\x0b') {
            add(at..at + 1, true, byte.to_ascii_lowercase().into());
        }
        return;
    }
    let mut add_character = |source: Range<usize>, is_alone: bool, character: char| {
        let Some(shown) = plain(character) else { return };
        let mut small = shown.to_lowercase();
        let is_alone = is_alone && small.len() == 1;
        small.by_ref().for_each(|letter| add(source.clone(), is_alone, letter));
    };
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text.char_indices().for_each(|(at, shown)| add_character(at..at + shown.len_utf8(), true, shown));
        return;
    }
    let mut start = 0;
    while start < text.len() {
        // Nothing is composed across the beginning of a character that is its own composed form and begins a new sequence.
        let is_start = |character: char| {
            canonical_combining_class(character) == 0 && is_nfc_quick(std::iter::once(character)) == IsNormalized::Yes
        };
        let mut following = text[start..].char_indices().skip(1);
        let end = following.find(|(_, character)| is_start(*character)).map_or(text.len(), |(at, _)| start + at);
        let part = &text[start..end];
        let is_alone = part.chars().nth(1).is_none();
        // A character may be composed of several even so.
        let is_alone = is_alone && part.nfc().nth(1).is_none();
        part.nfc().for_each(|character| add_character(start..end, is_alone, character));
        start = end;
    }
}

/// A character as a key has it, before its case is folded.
fn plain(character: char) -> Option<char> {
    match character {
        '!'..='~' => Some(character),
        _ if character.is_whitespace() => None,
        // They say where a line or word may be broken, and are written by machines that set texts.
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => None,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0),
        '‘'..='‛' => Some('\''),
        '“'..='‟' => Some('"'),
        _ => Some(character),
    }
}

/// The parts of a line that its key is made from.
fn parts(text: &str, mut add: impl FnMut(Range<usize>)) {
    let whole = trim(text, 0..text.len());
    let shown = &text[whole.clone()];
    if is_rule(shown) {
        return;
    }
    if let Some(cells) = row(text, whole.clone()) {
        cells.into_iter().for_each(add);
        return;
    }
    let start = whole.start + bullet(shown).or_else(|| number(shown)).unwrap_or(0);
    add(start..whole.end);
}

/// How many bytes the number of an item has: `1.`, with white space behind it.
fn number(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].strip_prefix('.').filter(|_| digits > 0)?;
    rest.starts_with(char::is_whitespace).then_some(digits + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_a_reader_takes_for_the_same_have_one_key() {
        for (one, other) in [
            ("It’s “A”", "it's\u{a0}\"a\""),
            ("ＡＢＣ（１）", "abc(1)"),
            ("カ\u{3099}ス", "ガス"),
            ("e\u{301}tude", "Étude"),
            ("한국", "한국"),
            ("co\u{ad}op\u{200b}", "coop"),
            ("顧客　維持\n率", "顧客維持率"),
        ] {
            assert_eq!(key(one), key(other), "{one}");
            assert_eq!(Key::of(one).text, key(one), "{one}");
        }
        // Whether a text was cut can be seen.
        assert_ne!(key("and so …"), key("and so ..."));
        assert_ne!(key("①"), key("1"));
    }

    #[test]
    fn a_line_has_no_marks_in_its_key() {
        for (line, expected) in [
            ("| a | P(A|B) | |", "ap(a|b)"),
            ("|---|:-:|", ""),
            ("  • One two", "onetwo"),
            ("- a | b", "a|b"),
            ("* x", "x"),
            ("12. Twelfth", "twelfth"),
            ("1.5 times", "1.5times"),
            ("-5 %", "-5%"),
        ] {
            assert_eq!(Key::of_line(line).text, expected, "{line}");
        }
        assert_eq!(Key::of_row("a | b c|d | ").text, "abc|d");
    }

    #[test]
    fn a_key_knows_what_it_was_made_from() {
        let text = " Ａ’s カ\u{3099}ス İx  ";
        let key = Key::of(text);
        let original = |part: &str| {
            let at = key.text.find(part).unwrap();
            &text[key.original(at..at + part.len())]
        };
        assert_eq!(key.text, "a'sガスi\u{307}x");
        assert_eq!(original("a"), "Ａ");
        assert_eq!(original("'s"), "’s");
        assert_eq!(original("ガ"), "カ\u{3099}");
        assert_eq!(original("sガ"), "s カ\u{3099}");
        assert_eq!(original("i"), "İ");
        assert_eq!(original("x"), "x");
        let row = "| One |  Two |";
        assert_eq!(&row[Key::of_line(row).original(2..4)], "e |  T");
    }
}
