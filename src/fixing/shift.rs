//! Where bytes are after a set of edits.

use std::ops::Range;

use crate::finding::Edit;

/// A set of edits that is applied at once, in order and without overlap.
pub(super) struct Shift<'e> {
    edits: &'e [Edit],
    /// How many bytes the first edits write and replace, for each number of them.
    moved: Vec<(usize, usize)>,
}

impl<'e> Shift<'e> {
    /// These edits, which are in order.
    pub(super) fn by(edits: &'e [Edit]) -> Shift<'e> {
        let mut moved = vec![(0, 0)];
        for edit in edits {
            let (written, replaced) = moved[moved.len() - 1];
            moved.push((written + edit.text.len(), replaced + edit.end_byte - edit.start_byte));
        }
        Shift { edits, moved }
    }

    /// Where a span of the old bytes is in the new ones. What an edit replaces only in part counts as all of what it writes.
    pub(super) fn span(&self, span: Range<usize>) -> Range<usize> {
        self.at(span.start, |_| 0)..self.at(span.end, |around| around.text.len())
    }

    /// Where a byte is; of one that an edit replaces, so many bytes into what the edit writes.
    fn at(&self, byte: usize, inside: impl Fn(&Edit) -> usize) -> usize {
        let before = self.edits.partition_point(|edit| edit.end_byte <= byte);
        let (written, replaced) = self.moved[before];
        match self.edits.get(before).filter(|edit| edit.start_byte < byte) {
            Some(around) => around.start_byte + written - replaced + inside(around),
            None => byte + written - replaced,
        }
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
