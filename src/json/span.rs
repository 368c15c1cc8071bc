//! Owns the byte range that places a thing in a file; must not know what stands in the range.

use std::ops::Range;

/// A range of bytes in a file: a byte order mark counts, `start` is inclusive, `end` exclusive.
///
/// A span may be empty: it is then the exact place where something is missing.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// The first byte, counted from 0.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The span of the bytes `start..end`. An `end` before `start` gives an empty span at `start`.
    #[must_use]
    pub fn new(start: u32, end: u32) -> Span {
        Span { start, end: end.max(start) }
    }

    /// The span of a byte range of a text below 4 GiB (the precondition of [`parse`](super::parse)).
    pub(super) fn at(range: Range<usize>) -> Span {
        Span::new(offset(range.start), offset(range.end))
    }

    /// How many bytes it holds.
    #[must_use]
    pub fn len(self) -> usize {
        self.range().len()
    }

    /// Whether it holds no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The same bytes as a range, to slice the file with.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether all of `inner` lies in this span. An empty span at either edge lies in it.
    #[must_use]
    pub fn contains(self, inner: Span) -> bool {
        self.start <= inner.start && inner.end <= self.end
    }

    /// Whether the two share at least one byte. Empty spans overlap nothing.
    #[must_use]
    pub fn overlaps(self, other: Span) -> bool {
        self.start.max(other.start) < self.end.min(other.end)
    }
}

/// A byte offset as spans store it.
pub(super) fn offset(byte: usize) -> u32 {
    u32::try_from(byte).expect("a text is smaller than 4 GiB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_do_not_overlap() {
        assert!(!Span::new(0, 3).overlaps(Span::new(3, 5)));
        assert!(!Span::new(2, 2).overlaps(Span::new(0, 5)));
        assert!(Span::new(0, 4).overlaps(Span::new(3, 5)));
    }

    #[test]
    fn a_span_does_not_contain_what_reaches_out_of_it() {
        assert!(!Span::new(1, 3).contains(Span::new(0, 2)));
        assert!(!Span::new(1, 3).contains(Span::new(2, 4)));
        assert!(Span::new(1, 3).contains(Span::new(1, 3)));
        assert!(Span::new(1, 3).contains(Span::new(3, 3)));
    }

    #[test]
    fn a_reversed_span_is_empty() {
        let span = Span::new(5, 2);
        assert!(span.is_empty());
        assert_eq!(span.len(), 0);
        assert_eq!(span.range(), 5..5);
        assert_eq!(Span::new(2, 5).len(), 3);
    }
}
