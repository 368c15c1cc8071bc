//! Where bytes are after a set of edits.

use std::ops::Range;

use crate::finding::Edit;

/// A set of edits that is applied at once, in order and without overlap.
#[derive(Clone, Copy)]
pub(super) struct Shift<'e>(&'e [Edit]);

impl<'e> Shift<'e> {
    /// These edits, which are in order.
    pub(super) fn by(edits: &'e [Edit]) -> Shift<'e> {
        Shift(edits)
    }

    /// Where a span of the old bytes is in the new ones. What an edit replaces only in part counts as all of what it writes.
    pub(super) fn span(self, span: Range<usize>) -> Range<usize> {
        self.start(span.start)..self.end(span.end)
    }

    fn start(self, byte: usize) -> usize {
        let mut moved = Moved::default();
        for edit in self.0 {
            if edit.end_byte <= byte {
                moved.add(edit);
            } else if edit.start_byte < byte {
                return moved.at(edit.start_byte);
            }
        }
        moved.at(byte)
    }

    fn end(self, byte: usize) -> usize {
        let mut moved = Moved::default();
        for edit in self.0 {
            if edit.end_byte <= byte {
                moved.add(edit);
            } else if edit.start_byte < byte {
                return moved.at(edit.start_byte) + edit.text.len();
            }
        }
        moved.at(byte)
    }
}

/// How far bytes behind some edits have moved.
#[derive(Default)]
struct Moved {
    written: usize,
    replaced: usize,
}

impl Moved {
    fn add(&mut self, edit: &Edit) {
        self.written += edit.text.len();
        self.replaced += edit.end_byte - edit.start_byte;
    }

    fn at(&self, byte: usize) -> usize {
        byte + self.written - self.replaced
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_found_again_after_edits() {
        let edit = |start_byte, end_byte, text: &str| Edit { start_byte, end_byte, text: text.to_owned() };
        // 0123456789 becomes 01ab3456xyz79.
        let edits = [edit(2, 3, "ab"), edit(7, 7, "xyz"), edit(8, 9, "")];
        let shift = Shift::by(&edits);
        for (before, after) in [
            (0..2, 0..2),
            (2..3, 2..4),
            (1..3, 1..4),
            (3..4, 4..5),
            (6..7, 7..11),
            (8..9, 12..12),
            (9..10, 12..13),
            (0..10, 0..13),
        ] {
            assert_eq!(shift.span(before.clone()), after, "{before:?}");
        }
        assert_eq!(Shift::by(&[edit(2, 6, "-")]).span(4..5), 2..3, "all of what replaces it");
        assert_eq!(Shift::by(&[]).span(4..5), 4..5);
    }
}
