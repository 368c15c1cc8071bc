//! Which line of a page shows which block.
//!
//! Lines that occur once on both sides are aligned first, by the longest run that keeps its order; what lies between two of them
//! is aligned in order; what is left is looked for everywhere, and at last paired with what stands in its place. Owns the
//! alignment. Must not know what a block is, nor what a difference means.
//!
//! The work grows with the number of blocks and lines, not with their product.

use std::collections::HashMap;
use std::ops::Range;

/// How a block is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// As it should be, beginning with this line.
    Same(usize),
    /// As it should be, but not in its place.
    Moved(usize),
    /// With other words, in this line.
    Differs(usize),
}

impl Shown {
    /// The line.
    pub fn line(self) -> usize {
        match self {
            Shown::Same(line) | Shown::Moved(line) | Shown::Differs(line) => line,
        }
    }
}

/// How many lines a block is compared with, and how many blocks a line.
const NEAR: usize = 8;

/// Something to be found.
pub struct Wanted<'k> {
    /// The keys of lines that show it, the usual one first.
    pub keys: &'k [String],
    /// Whether it may be paired with a line that shows something else.
    pub may_differ: bool,
}

/// Which line shows what.
#[derive(Debug)]
pub struct Alignment {
    /// For each block, how it is shown; `None` where it is missing.
    pub shown: Vec<Option<Shown>>,
    /// For each line, the first block that it shows or is paired with.
    pub block_of: Vec<Option<usize>>,
}

/// Aligns blocks with lines, which are given by their keys. A line without one shows nothing.
pub fn align(wanted: &[Wanted<'_>], lines: &[String]) -> Alignment {
    let alignment = Alignment { shown: vec![None; wanted.len()], block_of: vec![None; lines.len()] };
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, line) in lines.iter().enumerate() {
        places.entry(line.as_str()).or_default().push(number);
    }
    let mut aligner = Aligner { wanted, lines, places, alignment };
    for (block, line) in aligner.anchors() {
        aligner.take(block, Shown::Same(line));
    }
    aligner.each_gap(Aligner::in_order);
    aligner.each_gap(Aligner::divided);
    aligner.elsewhere();
    aligner.each_gap(Aligner::in_place);
    aligner.alignment
}

struct Aligner<'a> {
    wanted: &'a [Wanted<'a>],
    lines: &'a [String],
    places: HashMap<&'a str, Vec<usize>>,
    alignment: Alignment,
}

impl<'a> Aligner<'a> {
    /// Blocks and lines with a key that occurs once on each side: as many as keep their order.
    fn anchors(&self) -> Vec<(usize, usize)> {
        let mut owners: HashMap<&str, Option<usize>> = HashMap::new();
        for (number, wanted) in self.wanted.iter().enumerate() {
            for key in wanted.keys {
                owners
                    .entry(key.as_str())
                    .and_modify(|owner| *owner = owner.filter(|own| *own == number))
                    .or_insert(Some(number));
            }
        }
        let line_of = |number: usize| {
            let keys = self.wanted[number].keys.iter().map(String::as_str);
            let unique = keys.filter(|key| owners.get(key).copied().flatten() == Some(number));
            let mut lines = unique.filter_map(|key| self.places.get(key)).flatten().copied();
            lines.next().filter(|_| lines.next().is_none())
        };
        let pairs: Vec<(usize, usize)> =
            (0..self.wanted.len()).filter_map(|number| Some((number, line_of(number)?))).collect();
        longest_rising(&pairs)
    }

    /// Calls `each` with the blocks and the lines between two blocks that are shown in their place.
    fn each_gap(&mut self, each: impl Fn(&mut Self, Range<usize>, Range<usize>)) {
        let (mut block, mut line) = (0, 0);
        for next in 0..=self.wanted.len() {
            let at = match self.alignment.shown.get(next) {
                None => self.lines.len(),
                Some(Some(Shown::Same(at))) => *at,
                Some(_) => continue,
            };
            // A block that is shown by several lines ends behind the first of them.
            if block < next && line <= at {
                each(self, block..next, line..at);
            }
            (block, line) = (next + 1, line.max(at + 1));
        }
    }

    /// Each block at the next line that shows it.
    fn in_order(&mut self, blocks: Range<usize>, lines: Range<usize>) {
        let mut from = lines.start;
        for block in blocks {
            let next = |key: &String| {
                let places = self.places.get(key.as_str())?;
                let first = places.partition_point(|line| *line < from);
                places[first..].iter().copied().take_while(|line| *line < lines.end).find(|line| self.is_free(*line))
            };
            if let Some(line) = self.wanted[block].keys.iter().filter_map(next).min() {
                self.take(block, Shown::Same(line));
                from = line + 1;
            }
        }
    }

    /// Blocks that one line shows together, and blocks that several lines show.
    fn divided(&mut self, blocks: Range<usize>, lines: Range<usize>) {
        let (mut block, mut line) = (blocks.start, lines.start);
        while line < lines.end && block < blocks.end {
            if self.alignment.shown[block].is_some() {
                block += 1;
                continue;
            }
            if !self.is_free(line) {
                line += 1;
                continue;
            }
            // What stands before it may be missing.
            let mut furthest = line + 1;
            for first in block..blocks.end.min(block + NEAR) {
                if let Some(end) = self.together(first, blocks.end, line) {
                    (first..end).for_each(|block| self.take(block, Shown::Same(line)));
                    block = end;
                    break;
                }
                let (is_whole, end) = self.in_lines(first, line..lines.end);
                // No line is looked at for a second text that it may be a part of: their number would grow with the square.
                furthest = furthest.max(end);
                if is_whole {
                    self.take(first, Shown::Same(line));
                    self.alignment.block_of[line..end].fill(Some(first));
                    block = first + 1;
                    break;
                }
            }
            line = furthest;
        }
    }

    /// The end of the blocks from `first` on that a line shows together, if it shows nothing else.
    fn together(&self, first: usize, end: usize, line: usize) -> Option<usize> {
        let mut rest = self.lines[line].as_str();
        for block in first..end {
            let is_missing = self.alignment.shown[block].is_none();
            rest = self.wanted[block]
                .keys
                .first()
                .filter(|_| is_missing)
                .and_then(|key| rest.strip_prefix(key.as_str()))?;
            if rest.is_empty() {
                return Some(block + 1);
            }
        }
        None
    }

    /// Up to where lines go on with what the first of them begins to show of a block, and whether that is all of it.
    fn in_lines(&self, block: usize, lines: Range<usize>) -> (bool, usize) {
        let key = self.wanted[block].keys.first().filter(|_| self.alignment.shown[block].is_none());
        let Some(mut rest) = key.map(String::as_str) else { return (false, lines.start) };
        let mut end = lines.start;
        while end < lines.end && !rest.is_empty() && self.is_free(end) {
            let Some(left) = rest.strip_prefix(self.lines[end].as_str()) else { break };
            rest = left;
            end += 1;
        }
        (rest.is_empty(), end)
    }

    /// What is not in its place at any other line that shows it.
    fn elsewhere(&mut self) {
        let mut from: HashMap<&str, usize> = HashMap::new();
        for block in 0..self.wanted.len() {
            if self.alignment.shown[block].is_some() {
                continue;
            }
            let wanted = self.wanted;
            for key in wanted[block].keys {
                let Some(places) = self.places.get(key.as_str()) else { continue };
                let next = from.entry(key.as_str()).or_default();
                while *next < places.len() && self.alignment.block_of[places[*next]].is_some() {
                    *next += 1;
                }
                if let Some(line) = places.get(*next).copied() {
                    self.take(block, Shown::Moved(line));
                    break;
                }
            }
        }
    }

    /// What is still missing with the lines that stand in its place and show nothing else: as many with as many, else those
    /// that are alike.
    fn in_place(&mut self, blocks: Range<usize>, lines: Range<usize>) {
        let missing: Vec<usize> = blocks.filter(|block| self.alignment.shown[*block].is_none()).collect();
        let missing: Vec<usize> = missing.into_iter().filter(|block| self.wanted[*block].may_differ).collect();
        let free: Vec<usize> = lines.filter(|line| self.is_free(*line)).collect();
        if missing.len() == free.len() {
            for (block, line) in missing.into_iter().zip(free) {
                self.take(block, Shown::Differs(line));
            }
            return;
        }
        let mut from = 0;
        for block in missing {
            let Some(key) = self.wanted[block].keys.first() else { continue };
            let near = free.iter().enumerate().skip(from).take(NEAR);
            if let Some((at, line)) = near.into_iter().find(|(_, line)| are_alike(key, &self.lines[**line])) {
                self.take(block, Shown::Differs(*line));
                from = at + 1;
            }
        }
    }

    fn is_free(&self, line: usize) -> bool {
        self.alignment.block_of[line].is_none() && !self.lines[line].is_empty()
    }

    fn take(&mut self, block: usize, shown: Shown) {
        self.alignment.shown[block] = Some(shown);
        let of_line = &mut self.alignment.block_of[shown.line()];
        *of_line = of_line.or(Some(block));
    }
}

/// The longest run of pairs whose second numbers rise; the first ones do. The method of patience sorting.
fn longest_rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // The last pair of the best run of each length, and for each pair the one before it.
    let (mut ends, mut before) = (Vec::<usize>::new(), vec![None; pairs.len()]);
    for (number, (_, line)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < *line);
        before[number] = length.checked_sub(1).map(|shorter| ends[shorter]);
        match ends.get_mut(length) {
            Some(end) => *end = number,
            None => ends.push(number),
        }
    }
    let mut run = Vec::new();
    let mut next = ends.last().copied();
    while let Some(number) = next {
        run.push(pairs[number]);
        next = before[number];
    }
    run.reverse();
    run
}

/// Whether two keys have most of their pairs of letters in common, or all of the shorter one's at one end.
fn are_alike(one: &str, other: &str) -> bool {
    /// Longer texts are compared by their beginning.
    const LONGEST: usize = 2_000;
    /// The shortest beginning that is enough by itself, in bytes.
    const START: usize = 12;
    let common = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    if common >= START && common * 2 >= one.len().min(other.len()) {
        return true;
    }
    let cut = |text: &str| text.chars().take(LONGEST).collect::<Vec<char>>();
    let (one, other) = (cut(one), cut(other));
    let mut pairs: HashMap<(char, char), usize> = HashMap::new();
    for pair in one.windows(2) {
        *pairs.entry((pair[0], pair[1])).or_default() += 1;
    }
    let mut shared = 0;
    for pair in other.windows(2) {
        if let Some(left) = pairs.get_mut(&(pair[0], pair[1])).filter(|left| **left > 0) {
            *left -= 1;
            shared += 1;
        }
    }
    let all = one.len().saturating_sub(1) + other.len().saturating_sub(1);
    all > 0 && shared * 2 * 2 >= all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How the blocks are shown, one word a block: `3` in its place, `~3` elsewhere, `≠3` with other words, `-` not at all.
    fn aligned(blocks: &str, lines: &str) -> String {
        let keys: Vec<Vec<String>> = blocks.split(' ').map(|block| vec![block.to_owned()]).collect();
        let wanted: Vec<Wanted<'_>> = keys.iter().map(|keys| Wanted { keys, may_differ: true }).collect();
        let lines: Vec<String> = lines.split(' ').map(str::to_owned).collect();
        let words = align(&wanted, &lines).shown.into_iter().map(|shown| match shown {
            Some(Shown::Same(line)) => format!("{line}"),
            Some(Shown::Moved(line)) => format!("~{line}"),
            Some(Shown::Differs(line)) => format!("≠{line}"),
            None => "-".to_owned(),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn blocks_are_found_in_their_order_though_texts_come_again() {
        assert_eq!(aligned("skip name lead use a b a", "skip name lead use a b a"), "0 1 2 3 4 5 6");
        assert_eq!(aligned("use a head a b", "use head a b"), "0 - 1 2 3");
        assert_eq!(aligned("x a a a y", "nav x a a y end"), "1 2 3 - 4");
    }

    #[test]
    fn what_stands_elsewhere_is_moved_and_what_stands_in_its_place_differs() {
        assert_eq!(aligned("a b c d", "a c d b"), "0 ~3 1 2");
        assert_eq!(aligned("a beginning-of-all c", "a beginning-of-nothing c"), "0 ≠1 2");
        assert_eq!(aligned("a b c", "a other c"), "0 ≠1 2");
        assert_eq!(aligned("a b c", "a other more c"), "0 - 3");
        assert_eq!(aligned("a b c", "a  other c"), "0 ≠2 3");
        assert_eq!(aligned("a quite-a-sentence c", "a new quite-a-sentense c"), "0 ≠2 3");
    }

    #[test]
    fn lines_may_show_several_blocks_and_blocks_take_several_lines() {
        assert_eq!(aligned("a usewhen determines c", "a usewhendetermines c"), "0 1 1 2");
        assert_eq!(aligned("a firstsecond c", "a first second c"), "0 1 3");
        // Its beginning alone does not show it, but stands in its place.
        assert_eq!(aligned("a firstthird c", "a first second c"), "0 ≠1 3");
    }

    #[test]
    fn the_longest_rising_run_is_found() {
        let pairs: Vec<(usize, usize)> = [4, 0, 1, 5, 2, 3, 9].into_iter().enumerate().collect();
        let lines: Vec<usize> = longest_rising(&pairs).into_iter().map(|(_, line)| line).collect();
        assert_eq!(lines, [0, 1, 2, 3, 9]);
        assert_eq!(longest_rising(&[]), []);
    }
}
