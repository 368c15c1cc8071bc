//! Edits to bytes: the one place where edits are applied.
//!
//! Owns which edits go together: a set of them is applied whole, or refused whole. Must not know findings, files or what an
//! edit means; whether the result is better than what was there is for others to prove.

use std::error::Error;
use std::fmt;
use std::ops::Range;

use crate::finding::Edit;

/// Why a set of edits cannot be applied. Bytes are counted from 0 in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EditError {
    /// An edit ends before it begins, or lies beyond the bytes that are there.
    OutOfRange {
        /// The bytes that it names.
        start: usize,
        /// The byte after the last of them.
        end: usize,
        /// The bytes that are there.
        file: Range<usize>,
    },
    /// Two edits replace the same byte, or insert at the same place, where nothing says which text comes first.
    Overlap {
        /// The bytes that the earlier one replaces.
        one: Range<usize>,
        /// The bytes that the later one replaces.
        other: Range<usize>,
    },
    /// An edit begins or ends inside a UTF-8 character.
    InsideCharacter {
        /// Where it does.
        byte: usize,
    },
}

impl fmt::Display for EditError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EditError::OutOfRange { start, end, file } => {
                write!(
                    formatter,
                    "bytes {start} to {end} are not in a file of the bytes {} to {}",
                    file.start, file.end
                )
            }
            EditError::Overlap { one, other } => write!(
                formatter,
                "the edits of bytes {} to {} and {} to {} overlap",
                one.start, one.end, other.start, other.end
            ),
            EditError::InsideCharacter { byte } => write!(formatter, "byte {byte} lies inside a character"),
        }
    }
}

impl Error for EditError {}

/// The bytes of a file after a set of edits, in any order. Edits may touch; text that is valid UTF-8 stays so.
///
/// # Errors
/// Edits that overlap, lie beyond the end of the file, or cut a character.
pub fn apply<'e>(bytes: &[u8], edits: impl IntoIterator<Item = &'e Edit>) -> Result<Vec<u8>, EditError> {
    Stretch { bytes, start: 0 }.edited(0..bytes.len(), &in_order(edits))
}

/// One edit in place of several: what stands between them is written once more. `bytes` are those of the file from `start`
/// on. `None` for no edits, and for edits that cannot be applied to these bytes.
pub fn join<'e>(bytes: &[u8], start: usize, edits: impl IntoIterator<Item = &'e Edit>) -> Option<Edit> {
    let edits = in_order(edits);
    let whole = edits.first()?.start_byte..edits.last()?.end_byte;
    let text = Stretch { bytes, start }.edited(whole.clone(), &edits).ok()?;
    Some(Edit { start_byte: whole.start, end_byte: whole.end, text: String::from_utf8(text).ok()? })
}

fn in_order<'e>(edits: impl IntoIterator<Item = &'e Edit>) -> Vec<&'e Edit> {
    let mut edits: Vec<&Edit> = edits.into_iter().collect();
    edits.sort_by_key(|edit| (edit.start_byte, edit.end_byte));
    edits
}

/// Some bytes of a file, which begin at the byte `start` of it.
#[derive(Clone, Copy)]
struct Stretch<'b> {
    bytes: &'b [u8],
    start: usize,
}

impl<'b> Stretch<'b> {
    /// The bytes of a range with these edits, which are in order and lie in it.
    fn edited(self, range: Range<usize>, edits: &[&Edit]) -> Result<Vec<u8>, EditError> {
        for edit in edits {
            self.check(edit)?;
        }
        for pair in edits.windows(2) {
            let (one, other) = (replaced(pair[0]), replaced(pair[1]));
            if other.start < one.end || other == one && one.is_empty() {
                return Err(EditError::Overlap { one, other });
            }
        }
        let mut written = Vec::with_capacity(range.len());
        let mut from = range.start;
        for edit in edits {
            written.extend_from_slice(self.get(from..edit.start_byte)?);
            written.extend_from_slice(edit.text.as_bytes());
            from = edit.end_byte;
        }
        written.extend_from_slice(self.get(from..range.end)?);
        Ok(written)
    }

    fn check(self, edit: &Edit) -> Result<(), EditError> {
        self.get(replaced(edit))?;
        for byte in [edit.start_byte, edit.end_byte] {
            // In UTF-8, every byte of a character but its first is of the form 10xxxxxx.
            if self.bytes.get(byte - self.start).is_some_and(|byte| byte & 0xC0 == 0x80) {
                return Err(EditError::InsideCharacter { byte });
            }
        }
        Ok(())
    }

    fn get(self, range: Range<usize>) -> Result<&'b [u8], EditError> {
        let within = |byte: usize| byte.checked_sub(self.start);
        let bytes = within(range.start).zip(within(range.end)).and_then(|(start, end)| self.bytes.get(start..end));
        let file = self.start..self.start.saturating_add(self.bytes.len());
        bytes.ok_or(EditError::OutOfRange { start: range.start, end: range.end, file })
    }
}

fn replaced(edit: &Edit) -> Range<usize> {
    edit.start_byte..edit.end_byte
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn edit(start_byte: usize, end_byte: usize, text: &str) -> Edit {
        Edit { start_byte, end_byte, text: text.to_owned() }
    }

    fn applied(text: &str, edits: &[Edit]) -> Result<String, EditError> {
        apply(text.as_bytes(), edits).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn a_set_of_edits_is_applied_whatever_its_order() {
        let edits = [edit(4, 5, "two"), edit(0, 0, "<"), edit(7, 9, ""), edit(1, 2, "one")];
        assert_eq!(applied("[1, 2, 3]", &edits).unwrap(), "<[one, two, ");
        assert_eq!(applied("[1, 2, 3]", &[]).unwrap(), "[1, 2, 3]");
    }

    #[test]
    fn edits_may_touch() {
        assert_eq!(applied("abcd", &[edit(2, 4, "y"), edit(0, 2, "x")]).unwrap(), "xy");
        // An insertion at either end of what is replaced.
        assert_eq!(applied("abcd", &[edit(1, 3, "x"), edit(1, 1, "<"), edit(3, 3, ">")]).unwrap(), "a<x>d");
    }

    #[test]
    fn edits_that_overlap_are_refused() {
        for (one, other) in [(0..2, 1..3), (0..4, 1..2), (1..3, 1..3), (1..2, 1..3), (0..2, 1..1)] {
            let edits = [edit(other.start, other.end, "x"), edit(one.start, one.end, "y")];
            assert_eq!(applied("abcd", &edits), Err(EditError::Overlap { one, other }));
        }
        // Nothing says which of them comes first.
        let twice = [edit(2, 2, "x"), edit(2, 2, "y")];
        assert_eq!(applied("abcd", &twice), Err(EditError::Overlap { one: 2..2, other: 2..2 }));
        let words = applied("abcd", &[edit(0, 2, ""), edit(1, 3, "")]).unwrap_err().to_string();
        assert_eq!(words, "the edits of bytes 0 to 2 and 1 to 3 overlap");
    }

    #[test]
    fn an_edit_beyond_the_file_is_refused() {
        for (start, end) in [(3, 5), (5, 5), (usize::MAX, usize::MAX), (0, usize::MAX), (3, 2)] {
            let error = applied("abcd", &[edit(start, end, "")]).unwrap_err();
            assert_eq!(error, EditError::OutOfRange { start, end, file: 0..4 });
        }
        let words = applied("abcd", &[edit(3, 5, "")]).unwrap_err().to_string();
        assert_eq!(words, "bytes 3 to 5 are not in a file of the bytes 0 to 4");
    }

    #[test]
    fn an_edit_that_cuts_a_character_is_refused() {
        for (start, end, byte) in [(1, 3, 1), (0, 2, 2), (2, 2, 2)] {
            let error = applied("語句", &[edit(start, end, "")]).unwrap_err();
            assert_eq!(error, EditError::InsideCharacter { byte });
        }
        assert_eq!(applied("語句", &[edit(3, 6, "彙")]).unwrap(), "語彙");
    }

    #[test]
    fn several_edits_become_one_in_a_stretch_of_a_file() {
        let edits = [edit(18, 19, "three"), edit(11, 12, "one")];
        assert_eq!(join(b"[1, 22, 3]", 10, &edits), Some(edit(11, 19, "one, 22, three")));
        assert_eq!(join(b"[1, 22, 3]", 10, &[]), None);
        assert_eq!(join(b"[1, 22, 3]", 12, &edits), None, "it begins before the bytes that are there");
        assert_eq!(join(b"[1, 22", 10, &edits), None, "it ends after them");
        assert_eq!(join(b"[1\xFF 22, 3]", 10, &edits), None, "what is between is not text");
    }

    /// What a set of edits leaves, worked out from its end.
    fn expected(text: &str, edits: &[Edit]) -> Option<String> {
        let mut edits = edits.to_vec();
        edits.sort_by_key(|edit| (edit.start_byte, edit.end_byte));
        for pair in edits.windows(2) {
            let is_same = (pair[0].start_byte, pair[0].end_byte) == (pair[1].start_byte, pair[1].end_byte);
            if is_same || pair[0].end_byte > pair[1].start_byte {
                return None;
            }
        }
        let mut text = text.to_owned();
        for edit in edits.iter().rev() {
            text.get(edit.start_byte..edit.end_byte)?;
            text.replace_range(edit.start_byte..edit.end_byte, &edit.text);
        }
        Some(text)
    }

    fn edits() -> impl Strategy<Value = Vec<Edit>> {
        let edit = (0_usize..14, 0_usize..5, "[a語]{0,3}");
        let edit = edit.prop_map(|(start, length, text)| Edit { start_byte: start, end_byte: start + length, text });
        vec(edit, 0..4)
    }

    proptest! {
        #[test]
        fn a_set_of_edits_does_what_its_edits_do_from_the_last_to_the_first(
            text in "[a-c語𐐀]{0,8}", edits in edits(),
        ) {
            prop_assert_eq!(applied(&text, &edits).ok(), expected(&text, &edits));
        }

        #[test]
        fn one_edit_in_place_of_several_leaves_the_same(text in "[a-c語𐐀]{0,8}", edits in edits()) {
            let whole = applied(&text, &edits).ok().filter(|_| !edits.is_empty());
            let joined = join(text.as_bytes(), 0, &edits).map(|edit| applied(&text, &[edit]).unwrap());
            prop_assert_eq!(joined, whole);
        }

        #[test]
        fn no_edit_of_any_bytes_panics(
            bytes in vec(any::<u8>(), 0..12),
            edits in vec((any::<usize>(), any::<usize>(), ".{0,2}"), 0..3),
            near in edits(),
        ) {
            let far = edits.iter().map(|(start, end, text)| edit(*start, *end, text));
            let all: Vec<Edit> = far.chain(near).collect();
            let _ = apply(&bytes, &all);
            for start in [0, 3, usize::MAX] {
                let _ = join(&bytes, start, &all);
            }
        }
    }
}
