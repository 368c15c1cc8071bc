//! Where two texts differ.
//!
//! Owns the comparison of one text with what a line shows of it. Must not know blocks or pages.

use std::ops::Range;

use crate::rendered::Key;

/// Where a line differs from the text that it should show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The bytes of the text.
    pub text: Range<usize>,
    /// The bytes of the line.
    pub line: Range<usize>,
    /// What it is.
    pub kind: DifferenceKind,
}

/// How a line differs from the text that it should show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DifferenceKind {
    /// In some words.
    Words,
    /// It leaves words out. Of the line, the word before them is marked.
    LeavesOut,
    /// It has more words. Of the text, the word before them is marked.
    Adds,
    /// It breaks off. Of the line, its last word is marked.
    BreaksOff,
    /// It shows something else.
    Whole,
}

/// From the first difference to the last, whole words. `key` is that of the text; the line is compared by its own.
pub fn difference(text: &str, key: &Key, line: &str) -> Difference {
    /// Texts that have less in common than one part in so many are not compared by words.
    const LEAST: usize = 5;
    let other = Key::of(line);
    let (one, two) = (key.text.as_str(), other.text.as_str());
    let start: usize =
        one.chars().zip(two.chars()).take_while(|(one, two)| one == two).map(|(letter, _)| letter.len_utf8()).sum();
    let ends = one[start..].chars().rev().zip(two[start..].chars().rev());
    let end: usize = ends.take_while(|(one, two)| one == two).map(|(letter, _)| letter.len_utf8()).sum();
    let shown = two.trim_end_matches(['…', '.']).len();
    if shown > 0 && shown <= start && start < one.len() {
        return Difference {
            text: words(text, key.original(start..one.len())),
            line: words(line, other.original(start..two.len())),
            kind: DifferenceKind::BreaksOff,
        };
    }
    let longer = one.len().max(two.len());
    if (start + end) * LEAST < longer {
        return Difference { text: 0..text.len(), line: 0..line.len(), kind: DifferenceKind::Whole };
    }
    let kind = match (start + end == one.len(), start + end == two.len()) {
        (false, true) => DifferenceKind::LeavesOut,
        (true, false) => DifferenceKind::Adds,
        _ => DifferenceKind::Words,
    };
    let (start, end) = match kind {
        DifferenceKind::LeavesOut => {
            let start = word_start(text, key, start, one.len() - end);
            (start, two.len() - start)
        }
        DifferenceKind::Adds => {
            let start = word_start(line, &other, start, two.len() - end);
            (start, one.len() - start)
        }
        _ => (start, end),
    };
    Difference {
        text: words(text, key.original(start..one.len() - end)),
        line: words(line, other.original(start..two.len() - end)),
        kind,
    }
}

/// Where words begin that one text has and the other has not: of `one two three` and `one three`, the letters `wo t` are as good
/// as `two`, and only the latter are words. `start..end` are the bytes of the key that differ.
fn word_start(text: &str, key: &Key, start: usize, end: usize) -> usize {
    let is_of_word = |letter: char| letter.is_alphanumeric() && letter < '\u{2e80}';
    let last = |end: usize| key.text[..end].chars().next_back();
    let (mut at, length) = (start, end - start);
    loop {
        let before = text[..key.original(at..at + 1).start].chars().next_back();
        if !before.is_some_and(is_of_word) {
            return at;
        }
        match last(at).filter(|letter| last(at + length) == Some(*letter)) {
            Some(letter) => at -= letter.len_utf8(),
            None => return start,
        }
    }
}

/// The range with the words that it cuts, without the white space around it; the word before it where it is empty, and the one
/// behind it where there is none.
fn words(text: &str, range: Range<usize>) -> Range<usize> {
    let is_of_word = |letter: char| letter.is_alphanumeric() && letter < '\u{2e80}';
    let (mut start, mut end) = (range.start, range.end);
    let before = |at: usize| text[..at].chars().next_back();
    let behind = |at: usize| text[at..].chars().next();
    if start == end {
        start = text[..start].trim_end().len();
        end = start;
        match before(start) {
            Some(letter) => start -= letter.len_utf8(),
            None => end += behind(end).map_or(0, char::len_utf8),
        }
    }
    while let Some(letter) = before(start).filter(|letter| is_of_word(*letter) && behind(start).is_some_and(is_of_word))
    {
        start -= letter.len_utf8();
    }
    while let Some(letter) = behind(end).filter(|letter| is_of_word(*letter) && before(end).is_some_and(is_of_word)) {
        end += letter.len_utf8();
    }
    crate::text::trim(text, start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_differ_are_marked_in_both_texts() {
        let marked = |text: &'static str, line: &'static str| {
            let found = difference(text, &Key::of(text), line);
            (&text[found.text], &line[found.line], found.kind)
        };
        use DifferenceKind::{Adds, BreaksOff, LeavesOut, Whole, Words};
        for (text, line, expected) in [
            ("the first day only", "the last day only", ("first", "last", Words)),
            ("the cat sat here", "the  cut sat here", ("cat", "cut", Words)),
            ("one two three four", "one three four", ("two", "one", LeavesOut)),
            ("one three four", "one two three four", ("one", "two", Adds)),
            ("two three", "one two three", ("two", "one", Adds)),
            ("契約をやめた顧客の割合", "契約をやめた企業の割合", ("顧客", "企業", Words)),
            ("one two three four", "one two…", ("three four", "…", BreaksOff)),
            ("one two three four", "one two thr", ("three four", "thr", BreaksOff)),
            ("one two three", "Something else", ("one two three", "Something else", Whole)),
        ] {
            assert_eq!(marked(text, line), expected, "{text} | {line}");
        }
    }
}
