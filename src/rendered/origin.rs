//! Where the bytes of a text came from.

use std::ops::Range;

/// For each byte of a text that was made from another one, the bytes there that it was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Origin(Vec<Run>);

/// A part of the text that came from one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    /// Where it begins in the text.
    text: u32,
    /// Where it begins in the original.
    start: u32,
    /// How many bytes of the original all of it was made from, or [`EVEN`] where each of its bytes was made from one.
    length: u32,
}

/// The length of a run in which each byte was made from one of the original. No original is that long: see `rendered::read`.
const EVEN: u32 = u32::MAX;

impl Origin {
    /// States that what follows at `text` was made byte by byte of what follows at `start`.
    pub fn even(&mut self, text: usize, start: usize) {
        let goes_on = self
            .0
            .last()
            .is_some_and(|run| run.length == EVEN && run.start as usize + text == start + run.text as usize);
        if !goes_on {
            self.0.push(Run { text: text as u32, start: start as u32, length: EVEN });
        }
    }

    /// States that what follows at `text` was made of all of `original`.
    pub fn whole(&mut self, text: usize, original: Range<usize>) {
        self.0.push(Run { text: text as u32, start: original.start as u32, length: original.len() as u32 });
    }

    /// The bytes of the original that a byte range of the text was made from, from the first to the last. An empty range gives
    /// an empty one: before what stands at its place, or behind all where the text ends, after `length` bytes.
    pub fn original(&self, range: Range<usize>, length: usize) -> Range<usize> {
        if range.start < range.end {
            return self.byte(range.start).start..self.byte(range.end - 1).end;
        }
        let at = match length.checked_sub(1) {
            Some(last) if range.start > last => self.byte(last).end,
            _ => self.byte(range.start).start,
        };
        at..at
    }

    /// Forgets the first bytes of the text.
    pub fn skip(&mut self, bytes: usize) {
        let skipped = self.0.partition_point(|run| run.text as usize <= bytes).saturating_sub(1);
        self.0.drain(..skipped);
        for run in &mut self.0 {
            let lost = (bytes as u32).saturating_sub(run.text);
            run.text = run.text.saturating_sub(bytes as u32);
            if run.length == EVEN {
                run.start += lost;
            }
        }
    }

    fn byte(&self, at: usize) -> Range<usize> {
        let next = self.0.partition_point(|run| run.text as usize <= at);
        let Some(run) = next.checked_sub(1).and_then(|index| self.0.get(index)) else { return 0..0 };
        let start = run.start as usize;
        match run.length {
            EVEN => {
                let byte = start + (at - run.text as usize);
                byte..byte + 1
            }
            length => start..start + length as usize,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_byte_knows_where_it_came_from() {
        // `ab&amp;c` as `ab&c`, at byte 10.
        let mut origin = Origin::default();
        origin.even(0, 10);
        origin.whole(2, 12..17);
        origin.even(3, 17);
        assert_eq!(origin.original(0..2, 4), 10..12);
        assert_eq!(origin.original(1..3, 4), 11..17);
        assert_eq!(origin.original(3..4, 4), 17..18);
        assert_eq!(origin.original(2..2, 4), 12..12);
        assert_eq!(origin.original(4..4, 4), 18..18);
        origin.skip(1);
        assert_eq!(origin.original(0..1, 3), 11..12);
        assert_eq!(origin.original(1..2, 3), 12..17);
        origin.skip(1);
        assert_eq!(origin.original(0..2, 2), 12..18);
        assert_eq!(Origin::default().original(0..0, 0), 0..0);
    }
}
