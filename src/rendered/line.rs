//! A line of a page, and where its characters stand in the file.

use std::ops::Range;

use super::origin::Origin;
use super::said::Said;
use crate::text::{is_blank, trim};

/// What a reader sees as one line: a paragraph, an item of a list, a row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What can be seen, without marks of the form (tags, bullets, bars) and with white space collapsed. The cells of a row
    /// are divided by tabs, which the text has nowhere else; so the key of a row has no trace of how its cells are divided.
    pub text: String,
    /// What it is, as far as the form says so.
    pub kind: LineKind,
    /// The links in it, in their order. One that spans several lines is in the first of them.
    pub links: Vec<Link>,
    /// Whether all of it is written in controls, which a page has whatever it is about: buttons, a navigation, links to
    /// places on the page.
    pub is_control: bool,
    origin: Origin,
}

/// What a line is, where the form of the page says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineKind {
    /// A heading, with its level from 1 to 6.
    Heading(u8),
    /// The first line of an item of a list.
    Item,
    /// A row of a table.
    Row,
    /// Anything else, and everything about which the form is silent.
    Text,
}

/// A link in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads, as written, entities decoded.
    pub href: Said,
    /// The bytes of [`Line::text`] that are the link.
    pub range: Range<usize>,
}

impl Line {
    /// The bytes of the file from the first visible character to the last.
    pub fn span(&self) -> Range<usize> {
        self.source(trim(&self.text, 0..self.text.len()))
    }

    /// The bytes of the file that a byte range of `text` was written with, from its first character to its last: an entity
    /// counts as a whole. An empty range gives an empty one, before the character at its place or behind the last one.
    pub fn source(&self, range: Range<usize>) -> Range<usize> {
        self.origin.original(range, self.text.len())
    }

    /// The cells of a row, as ranges of `text`; of other lines, the one range of all of it.
    pub fn cells(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut start = 0;
        self.text.split('\t').map(move |cell| {
            let range = start..start + cell.len();
            start = range.end + 1;
            trim(&self.text, range)
        })
    }
}

/// A line while it is written. White space is collapsed, and dropped at both ends.
#[derive(Debug, Default)]
pub(super) struct LineBuilder {
    text: String,
    origin: Origin,
    links: Vec<Link>,
    /// White space, or the border of a cell, that goes before the next visible character.
    gap: Option<Gap>,
}

#[derive(Clone, Copy, Debug)]
struct Gap {
    start: usize,
    end: usize,
    borders: usize,
}

impl LineBuilder {
    /// How many bytes of text it has.
    pub fn len(&self) -> usize {
        self.text.len()
    }

    /// Adds a part of the file that is shown as it is written, `source` being where it begins.
    pub fn verbatim(&mut self, part: &str, source: usize) {
        let mut rest = 0;
        while rest < part.len() {
            // Single spaces between words stay in their run.
            let bytes = &part.as_bytes()[rest..];
            let is_break = |index: &usize| {
                is_space(bytes[*index])
                    && (bytes[*index] != b' ' || bytes.get(index + 1).is_none_or(|next| is_space(*next)) || *index == 0)
            };
            let end = rest + (0..bytes.len()).find(is_break).unwrap_or(bytes.len());
            if end > rest {
                self.close_gap();
                self.origin.even(self.text.len(), source + rest);
                self.text.push_str(&part[rest..end]);
            }
            let spaces = part.as_bytes()[end..].iter().take_while(|byte| is_space(**byte)).count();
            if spaces > 0 {
                self.open_gap(source + end..source + end + spaces, 0);
            }
            rest = end + spaces;
        }
    }

    /// Adds a text that is written otherwise in the file: an entity.
    pub fn whole(&mut self, shown: &str, source: Range<usize>) {
        if shown.bytes().all(is_space) {
            self.open_gap(source, 0);
            return;
        }
        self.close_gap();
        self.origin.whole(self.text.len(), source);
        self.text.push_str(shown);
    }

    /// The border between two cells, which is there even if a cell is empty.
    pub fn border(&mut self, source: usize) {
        self.open_gap(source..source, 1);
    }

    /// White space that no character was written for: the end of a paragraph in a cell.
    pub fn space(&mut self, source: usize) {
        self.open_gap(source..source, 0);
    }

    /// Adds a link over what was written since the text had `start` bytes, if that shows anything.
    pub fn link(&mut self, start: usize, href: Said) {
        let range = trim(&self.text, start.min(self.text.len())..self.text.len());
        if !range.is_empty() {
            self.links.push(Link { href, range });
        }
    }

    /// The line, if anything in it can be seen; the builder is empty afterwards.
    pub fn finish(&mut self, kind: LineKind) -> Option<Line> {
        let mut built = std::mem::take(self);
        if let Some(gap) = built.gap.filter(|gap| gap.borders > 0) {
            built.push_gap(gap);
        }
        if is_blank(&built.text) {
            return None;
        }
        let LineBuilder { mut text, mut origin, mut links, .. } = built;
        if kind != LineKind::Row {
            // The white space that does not collapse.
            let Range { start, end } = trim(&text, 0..text.len());
            text.truncate(end);
            if start > 0 {
                text.drain(..start);
                origin.skip(start);
            }
            for link in &mut links {
                let inside = |at: usize| at.clamp(start, end) - start;
                link.range = inside(link.range.start)..inside(link.range.end);
            }
        }
        Some(Line { text, kind, links, is_control: false, origin })
    }

    fn open_gap(&mut self, source: Range<usize>, borders: usize) {
        match &mut self.gap {
            Some(gap) => {
                gap.end = gap.end.max(source.end);
                gap.borders += borders;
            }
            None => self.gap = Some(Gap { start: source.start, end: source.end, borders }),
        }
    }

    fn close_gap(&mut self) {
        if let Some(gap) = self.gap.take() {
            self.push_gap(gap);
        }
    }

    fn push_gap(&mut self, gap: Gap) {
        if gap.borders == 0 && self.text.is_empty() {
            return;
        }
        self.origin.whole(self.text.len(), gap.start..gap.end);
        match gap.borders {
            0 => self.text.push(' '),
            borders => self.text.extend(std::iter::repeat_n('\t', borders)),
        }
    }
}

/// White space that a browser collapses. A no-break space and an ideographic one stay.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}
