//! Owns lines and columns of a file's bytes; must not know that the bytes are JSON.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::span::offset;

/// A place in a file as people and editors count.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Bytes before the place, a byte order mark included; from 0.
    pub byte: usize,
    /// The line, from 1.
    pub line: usize,
    /// The column in UTF-8 bytes, from 1.
    pub byte_column: usize,
    /// The column in characters (Unicode scalar values), from 1.
    pub column: usize,
    /// The column in UTF-16 code units, from 1.
    pub utf16_column: usize,
}

/// Where the lines of a file begin and end.
///
/// A line ends with LF, CRLF or a lone CR; a file that ends so has an empty last line. A byte
/// order mark at the start of the file belongs to no line. A byte that is not part of valid UTF-8
/// counts as one column.
#[derive(Clone, Debug)]
pub struct LineIndex {
    lines: Vec<Line>,
    /// Known places in long lines, so that a column is found without counting from the start.
    marks: Vec<Checkpoint>,
}

#[derive(Copy, Clone, Debug)]
struct Line {
    start: u32,
    end: u32,
}

#[derive(Copy, Clone, Debug)]
struct Checkpoint {
    byte: u32,
    column: u32,
    utf16_column: u32,
}

impl Checkpoint {
    /// The place behind so many characters of ASCII.
    fn after(self, ascii: usize) -> Checkpoint {
        let ascii = ascii as u32;
        Checkpoint { byte: self.byte + ascii, column: self.column + ascii, utf16_column: self.utf16_column + ascii }
    }

    /// The place behind so much text; written so that many bytes are looked at in one step.
    fn behind(self, text: &str) -> Checkpoint {
        // The first byte of each character counts, and again where UTF-16 takes two units.
        let characters = text.bytes().map(|byte| u32::from(!(0x80..0xc0).contains(&byte))).sum::<u32>();
        let wide = text.bytes().map(|byte| u32::from(byte >= 0xf0)).sum::<u32>();
        Checkpoint {
            byte: self.byte + text.len() as u32,
            column: self.column + characters,
            utf16_column: self.utf16_column + characters + wide,
        }
    }
}

/// How far marks are apart, in bytes.
const STRIDE: usize = 256;

impl LineIndex {
    /// Finds the lines of a file.
    ///
    /// # Panics
    ///
    /// When the file is not smaller than 4 GiB.
    #[must_use]
    pub fn new(bytes: &[u8]) -> LineIndex {
        let length = offset(bytes.len());
        let mut index = LineIndex { lines: Vec::with_capacity(bytes.len() / 40 + 1), marks: Vec::new() };
        let mut start = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            if at < start {
                continue; // the LF of a CRLF
            }
            index.push(bytes, start as u32, at as u32);
            let crlf = bytes[at..].starts_with(b"\r\n");
            start = at + 1 + usize::from(crlf);
        }
        index.push(bytes, start as u32, length);
        index
    }

    /// The same for bytes that are one line, whatever they hold: a document of JSON Lines, which ends with LF alone.
    ///
    /// # Panics
    ///
    /// When there are 4 GiB or more.
    #[must_use]
    pub fn of_line(bytes: &[u8]) -> LineIndex {
        let mut index = LineIndex { lines: Vec::with_capacity(1), marks: Vec::new() };
        let start = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        index.push(bytes, start, offset(bytes.len()));
        index
    }

    fn push(&mut self, bytes: &[u8], start: u32, end: u32) {
        let line = Line { start, end };
        self.lines.push(line);
        let range = line.range();
        if range.len() < 2 * STRIDE {
            return;
        }
        let mut place = Checkpoint { byte: start, column: 1, utf16_column: 1 };
        if let Ok(text) = std::str::from_utf8(&bytes[range.clone()]) {
            let mut rest = text;
            while rest.len() >= STRIDE {
                let (stride, after) = rest.split_at(rest.ceil_char_boundary(STRIDE));
                place = place.behind(stride);
                self.marks.push(place);
                rest = after;
            }
            return;
        }
        let mut next = range.start + STRIDE;
        Walk::from(place).over(&bytes[range], |place| {
            if place.byte as usize >= next {
                self.marks.push(place);
                next = place.byte as usize + STRIDE;
            }
            true
        });
    }

    /// The place of the byte at `offset`, in the same bytes that the index was made of.
    ///
    /// Inside a character it is that character's place; inside CRLF the end of the line; past the end of the file, its
    /// end. A byte order mark stands in the first column, with the bytes that it has.
    #[must_use]
    pub fn position(&self, bytes: &[u8], offset: usize) -> Position {
        let after = self.lines.partition_point(|line| line.start as usize <= offset);
        let number = after.max(1);
        let line = self.lines[number - 1];
        let range = line.range();
        let target = offset.clamp(range.start, range.end);
        let mut place = Checkpoint { byte: line.start, column: 1, utf16_column: 1 };
        let known = self.marks.partition_point(|mark| mark.byte as usize <= target);
        if let Some(mark) = known.checked_sub(1).map(|last| self.marks[last])
            && mark.byte > line.start
        {
            place = mark;
        }
        if bytes.get(place.byte as usize..target).is_some_and(<[u8]>::is_ascii) {
            place = place.after(target - place.byte as usize);
        } else {
            // A character that begins at the target ends at most four bytes later; the rest of a long line is left alone.
            let rest = bytes.get(place.byte as usize..range.end.min(target + 4)).unwrap_or_default();
            Walk::from(place).over(rest, |next| {
                let reached = next.byte as usize <= target;
                if reached {
                    place = next;
                }
                reached
            });
        }
        Position {
            // Only a byte order mark stands before the first line.
            byte: offset.min(place.byte as usize),
            line: number,
            byte_column: (place.byte - line.start) as usize + 1,
            column: place.column as usize,
            utf16_column: place.utf16_column as usize,
        }
    }

    /// The bytes of a line, counted from 1, without its terminator and without a byte order mark.
    /// Empty, at the end of the file, for a line that there is not.
    #[must_use]
    pub fn line_span(&self, line: usize) -> Range<usize> {
        let found = line.checked_sub(1).and_then(|index| self.lines.get(index));
        let end = self.lines.last().map_or(0, |last| last.end as usize);
        found.map_or(end..end, |line| line.range())
    }

    /// How many lines there are: one more than terminators.
    #[must_use]
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }
}

impl Line {
    fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A walk over characters that counts.
struct Walk {
    place: Checkpoint,
}

impl Walk {
    fn from(place: Checkpoint) -> Walk {
        Walk { place }
    }

    fn step(&mut self, bytes: usize, utf16: usize) -> Checkpoint {
        self.place.byte += bytes as u32;
        self.place.column += 1;
        self.place.utf16_column += utf16 as u32;
        self.place
    }

    /// Tells `visit` each place after a character or bad byte, until it wants no more.
    fn over(&mut self, bytes: &[u8], mut visit: impl FnMut(Checkpoint) -> bool) {
        for chunk in bytes.utf8_chunks() {
            for character in chunk.valid().chars() {
                if !visit(self.step(character.len_utf8(), character.len_utf16())) {
                    return;
                }
            }
            for _ in chunk.invalid() {
                if !visit(self.step(1, 1)) {
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(bytes: &[u8], offset: usize) -> (usize, usize, usize, usize) {
        let place = LineIndex::new(bytes).position(bytes, offset);
        (place.byte, place.line, place.column, place.utf16_column)
    }

    #[test]
    fn places_outside_of_lines_are_clamped() {
        assert_eq!(at(b"", 0), (0, 1, 1, 1));
        assert_eq!(at(b"ab", 99), (2, 1, 3, 3));
        assert_eq!(at(b"a\r\nb", 1), (1, 1, 2, 2));
        assert_eq!(at(b"a\r\nb", 2), (1, 1, 2, 2));
        assert_eq!(at(b"a\r\nb", 3), (3, 2, 1, 1));
        assert_eq!(at("あ".as_bytes(), 1), (0, 1, 1, 1));
        assert_eq!(at("あ".as_bytes(), 2), (0, 1, 1, 1));
    }

    #[test]
    fn every_terminator_ends_a_line() {
        let index = LineIndex::new(b"a\nb\r\nc\rd\n\r\n");
        assert_eq!(index.line_count(), 6);
        let spans: Vec<_> = (1..=6).map(|line| index.line_span(line)).collect();
        assert_eq!(spans, [0..1, 2..3, 5..6, 7..8, 9..9, 11..11]);
        assert_eq!(index.line_span(0), 11..11);
        assert_eq!(index.line_span(7), 11..11);
    }

    #[test]
    fn nothing_ends_a_line_within_a_line() {
        let bytes = "\u{feff}a\rb".as_bytes();
        let index = LineIndex::of_line(bytes);
        assert_eq!((index.line_count(), index.line_span(1)), (1, 3..6));
        let place = index.position(bytes, 5);
        assert_eq!((place.byte, place.line, place.column), (5, 1, 3));
    }

    #[test]
    fn a_byte_order_mark_is_in_no_column() {
        let text = "\u{feff}{}".as_bytes();
        assert_eq!(at(text, 0), (0, 1, 1, 1));
        assert_eq!(at(text, 3), (3, 1, 1, 1));
        assert_eq!(at(text, 4), (4, 1, 2, 2));
        assert_eq!(LineIndex::new(text).line_span(1), 3..5);
        let later = "a\u{feff}b".as_bytes();
        assert_eq!(at(later, 4), (4, 1, 3, 3));
    }

    #[test]
    fn characters_and_utf16_units_differ_beyond_the_bmp() {
        let text = "あ😀e\u{301}x".as_bytes();
        assert_eq!(at(text, 3), (3, 1, 2, 2));
        assert_eq!(at(text, 7), (7, 1, 3, 4));
        assert_eq!(at(text, 10), (10, 1, 5, 6));
    }

    #[test]
    fn a_bad_byte_is_one_column() {
        // F0 9F 98 begins an emoji that never ends: three bad bytes.
        let bytes = b"a\xf0\x9f\x98b\xffc";
        for offset in 0..=bytes.len() {
            assert_eq!(at(bytes, offset), (offset, 1, offset + 1, offset + 1));
        }
    }

    #[test]
    fn a_place_in_a_long_line_is_the_same_as_in_a_short_one() {
        let text = "aé語😀\u{301}".repeat(1000);
        for (place, character) in text.char_indices().step_by(97) {
            let before = &text[..place];
            let expected = (place, 1, before.chars().count() + 1, before.encode_utf16().count() + 1);
            for inside in 0..character.len_utf8() {
                assert_eq!(at(text.as_bytes(), place + inside), expected);
            }
        }
    }
}
