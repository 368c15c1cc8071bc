//! From a file's bytes and places in it to a few lines that are safe to draw: cut to the width, every cell known.
//!
//! Owns the window. Must not know who draws.

use std::borrow::Cow;
use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use super::glyph::{Glyph, glyphs};
use crate::finding::{Location, Position};
use crate::json::LineIndex;

/// What stands for the part of a line that is not drawn.
pub const CUT: &str = "…";

/// The narrowest line that is still worth drawing.
const NARROWEST: usize = 24;

/// How far from the finding, in lines, another place may be to be drawn with it.
const REACH: usize = 3;

/// The cells between the middle of a mark and the text of its label: `╰── `.
const LEADER: usize = 4;

/// A label that does not fit gets at least this many cells before it is broken into lines.
const LABEL: usize = 32;

/// How many bytes are looked at for each cell. Japanese has one and a half; what has more is cut a little early.
const BYTES_IN_A_CELL: usize = 6;

/// A file with its lines: made once, however many findings it has.
#[derive(Debug)]
pub struct Source<'b> {
    bytes: Cow<'b, [u8]>,
    lines: LineIndex,
}

impl<'b> Source<'b> {
    /// Finds the lines of a file; `None` for one of 4 GiB or more, of which no excerpt is drawn.
    pub fn new(bytes: impl Into<Cow<'b, [u8]>>) -> Option<Source<'b>> {
        let bytes = bytes.into();
        u32::try_from(bytes.len()).ok()?;
        let lines = LineIndex::new(&bytes);
        Some(Source { bytes, lines })
    }

    /// The place of a range of bytes that belongs to no value.
    pub fn location(&self, span: &Range<usize>) -> Location {
        let position = |byte| self.lines.position(&self.bytes, byte);
        Location {
            start: position(span.start),
            end: position(span.end),
            pointer: None,
            at: None,
            twins: Vec::new(),
            words: String::new(),
        }
    }

    /// The line of a place, as this index counts: in a `.jsonl` file only LF ends a line, so the place may count less.
    fn line(&self, position: &Position) -> usize {
        let span = self.lines.line_span(position.line);
        if (span.start..=span.end).contains(&position.byte) {
            return position.line;
        }
        self.lines.position(&self.bytes, position.byte).line
    }
}

/// A place to mark.
#[derive(Clone, Copy, Debug)]
pub struct Highlight<'p> {
    /// Where.
    pub location: &'p Location,
    /// How many cells its label takes.
    pub label: usize,
}

/// The room for an excerpt.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    /// Cells in a line.
    pub cells: usize,
    /// Whether the lines before and after are welcome.
    pub context: bool,
}

/// Lines to draw, one below the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The number of the first line, in the file.
    pub first_line: usize,
    /// The lines, safe to print.
    pub lines: Vec<Line>,
    /// What is marked: the finding's own place, and those of the others that have room. Marks of a line do not overlap.
    pub drawn: Vec<Drawn>,
}

/// A line to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The text.
    pub text: String,
    /// How many cells it takes.
    pub cells: usize,
}

/// A place that is marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Which of the marks asked for.
    pub mark: usize,
    /// The line, from 0 in [`Excerpt::lines`].
    pub line: usize,
    /// The cells of the line; never empty, and one cell beyond the text where the place is the end of the line.
    pub cells: Range<usize>,
}

/// Cuts the lines around the first of `highlights`, which is drawn in any case, and marks the others where they are near.
/// A place of several lines is reduced to its first.
pub fn cut(source: &Source<'_>, highlights: &[Highlight<'_>], room: Room) -> Excerpt {
    let cells = room.cells.max(NARROWEST);
    let number = |mark: &Highlight<'_>| source.line(&mark.location.start);
    let Some(main) = highlights.first() else {
        return Excerpt { first_line: 1, lines: Vec::new(), drawn: Vec::new() };
    };
    let main_line = number(main);
    let near: Vec<(usize, usize, &Highlight<'_>)> = highlights
        .iter()
        .enumerate()
        .map(|(index, mark)| (index, number(mark), mark))
        .filter(|(_, line, _)| line.abs_diff(main_line) <= REACH)
        .collect();
    let mut first = near.iter().map(|(_, line, _)| *line).min().unwrap_or(main_line);
    let mut last = near.iter().map(|(_, line, _)| *line).max().unwrap_or(main_line);
    if room.context {
        let is_telling = |line: usize| {
            (1..=source.lines.line_count()).contains(&line)
                && !source.bytes[source.lines.line_span(line)].iter().take(cells * 4).all(u8::is_ascii_whitespace)
        };
        first -= usize::from(first > 1 && is_telling(first - 1));
        last += usize::from(is_telling(last + 1));
    }
    let mut excerpt = Excerpt {
        // The place knows its line best: in a `.jsonl` file only LF ends one.
        first_line: (main.location.start.line + first).saturating_sub(main_line).max(1),
        lines: Vec::with_capacity(last - first + 1),
        drawn: Vec::new(),
    };
    for line in first..=last {
        let span = source.lines.line_span(line);
        let here: Vec<(usize, Range<usize>, usize)> = near
            .iter()
            .filter(|(_, at, _)| *at == line)
            .map(|(index, _, mark)| (*index, within(source, mark.location, &span), mark.label))
            .collect();
        let focus = here.first().map_or(span.start..span.start, |(_, range, _)| range.clone());
        let label = here.first().map_or(0, |(.., label)| *label);
        let window = Window::around(&source.bytes, &span, &focus, label, cells);
        let mut taken: Vec<Range<usize>> = Vec::new();
        for (index, range, label) in here {
            let Some(marked) = window.cells(&range, index == 0 || taken.is_empty()) else { continue };
            let is_free = taken.iter().all(|other| other.end <= marked.start || marked.end <= other.start);
            // A label in the last cells of a line would be a column of syllables.
            let has_room = taken.is_empty() || middle(&marked) + LEADER + label.min(LABEL / 2) <= cells;
            if is_free && has_room {
                taken.push(marked.clone());
                excerpt.drawn.push(Drawn { mark: index, line: line - first, cells: marked });
            }
        }
        excerpt.lines.push(Line { text: window.text, cells: window.cells });
    }
    excerpt
}

/// How many cells a label has that hangs on `marked`, in a line of `cells`.
pub fn label_room(marked: &Range<usize>, cells: usize) -> usize {
    cells.max(NARROWEST).saturating_sub(middle(marked) + LEADER).max(LABEL / 2)
}

/// The cell on which a label hangs.
fn middle(marked: &Range<usize>) -> usize {
    (marked.start + marked.end) / 2
}

/// The part of a place that lies in the line on which it begins.
fn within(source: &Source<'_>, location: &Location, line: &Range<usize>) -> Range<usize> {
    let start = location.start.byte.clamp(line.start, line.end);
    let end = location.end.byte.clamp(start, line.end);
    let blank = source.bytes[start..end].iter().rev().take_while(|byte| byte.is_ascii_whitespace()).count();
    let is_cut = location.end.byte > line.end;
    start..if is_cut { end - blank } else { end }
}

/// The part of a line that is drawn.
struct Window {
    text: String,
    cells: usize,
    /// For each glyph: its bytes and the cell on which it begins.
    glyphs: Vec<(Range<usize>, usize)>,
    /// Where the drawn text ends, before a [`CUT`].
    end_cell: usize,
    /// Whether the end of the line is drawn.
    has_end: bool,
}

impl Window {
    /// Cuts `line` to at most `limit` cells, so that `focus` and the beginning of its label are seen.
    fn around(bytes: &[u8], line: &Range<usize>, focus: &Range<usize>, label: usize, limit: usize) -> Window {
        // Only the neighbourhood is looked at: a minified file is one line of megabytes.
        let reach = limit * BYTES_IN_A_CELL;
        let start = boundary(bytes, focus.start.saturating_sub(reach).max(line.start), line);
        let end = boundary(bytes, (focus.start + reach).min(line.end), line);
        let glyphs = glyphs(bytes, start..end);
        let total = glyphs.len();
        let from = glyphs.partition_point(|glyph| glyph.bytes.end <= focus.start);
        let to = glyphs.partition_point(|glyph| glyph.bytes.start < focus.end).max((from + 1).min(total));
        let sum = |range: Range<usize>| glyphs[range].iter().map(|glyph| glyph.cells).sum::<usize>();
        let before = sum(0..from);
        // At the end of a line one cell beyond it is marked.
        let marked = sum(from..to).max(1);
        let after = sum(to..total);
        let is_whole = end == line.end;
        // The furthest cell on which a label may hang.
        let hang = if label == 0 { limit } else { limit.saturating_sub(LEADER + label.min(LABEL)) };
        let shown = |column: usize| marked.min(limit.saturating_sub(column));
        let all_fits = before + marked + after <= limit && is_whole;
        let head_fits = all_fits
            || before + marked < limit
            || (before + marked == limit && after == 0 && is_whole)
            || (marked > limit / 2 && before <= limit / 4);
        let mut first = 0;
        if start > line.start || !head_fits || before + shown(before) / 2 > hang {
            let right = after + usize::from(!is_whole);
            let half = limit.saturating_sub(marked.min(limit * 3 / 4)) / 2;
            let wanted = limit.saturating_sub(marked + right).max(half);
            let budget = wanted.min(hang.saturating_sub(marked.min(limit - half) / 2)).max(1);
            first = from;
            let mut used = CUT.width();
            // What a cut begins with may be the rest of a character.
            let least = usize::from(start > line.start);
            while first > least && used + glyphs[first - 1].cells <= budget {
                first -= 1;
                used += glyphs[first].cells;
            }
        }
        let has_start = first == 0 && start == line.start;
        Window::of(glyphs.get(first..).unwrap_or_default(), limit, has_start, is_whole)
    }

    /// As many of the glyphs as fit.
    fn of(rest: &[Glyph<'_>], limit: usize, has_start: bool, is_whole: bool) -> Window {
        let mut window = Window { text: String::new(), cells: 0, glyphs: Vec::new(), end_cell: 0, has_end: is_whole };
        if !has_start {
            window.text.push_str(CUT);
            window.cells = CUT.width();
        }
        let mut left: usize = rest.iter().map(|glyph| glyph.cells).sum::<usize>() + usize::from(!is_whole);
        for glyph in rest {
            // Either all that is left fits, or this glyph and the sign that more follows.
            if window.cells + left > limit && window.cells + glyph.cells + CUT.width() > limit {
                window.has_end = false;
                break;
            }
            window.glyphs.push((glyph.bytes.clone(), window.cells));
            window.text.push_str(&glyph.text);
            window.cells += glyph.cells;
            left -= glyph.cells;
        }
        window.end_cell = window.cells;
        if !window.has_end {
            window.text.push_str(CUT);
            window.cells += CUT.width();
        }
        window
    }

    /// The cells of a byte range; `None` where it is not drawn in whole, unless `partly` will do.
    fn cells(&self, range: &Range<usize>, partly: bool) -> Option<Range<usize>> {
        let from = self.glyphs.partition_point(|(bytes, _)| bytes.end <= range.start);
        let Some((bytes, start)) = self.glyphs.get(from) else {
            let past = if self.has_end { self.end_cell..self.end_cell + 1 } else { self.end_cell..self.cells };
            return (partly || self.has_end).then_some(past);
        };
        let starts_here = bytes.start <= range.start;
        let to = self.glyphs.partition_point(|(bytes, _)| bytes.start < range.end).max(from + 1);
        let end = match self.glyphs.get(to) {
            Some((_, cell)) => *cell,
            None => {
                let is_whole = self.has_end || self.glyphs.last().is_some_and(|(bytes, _)| bytes.end >= range.end);
                if !is_whole && !partly {
                    return None;
                }
                if is_whole { self.end_cell } else { self.cells }
            }
        };
        (starts_here || partly).then_some(*start..end)
    }
}

/// `at`, moved back to the beginning of the character that it is in.
fn boundary(bytes: &[u8], at: usize, line: &Range<usize>) -> usize {
    let is_inside = |at: &usize| bytes.get(*at).is_some_and(|byte| byte & 0xc0 == 0x80);
    let back = (at.saturating_sub(3).max(line.start)..=at).rev().find(|at| !is_inside(at));
    if at >= line.end { at } else { back.unwrap_or(at) }
}
