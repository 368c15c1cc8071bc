//! A handoff beside the page that was rendered from it: which line of the page shows which text of the document.
//!
//! [`expected`] says what the page should show, [`align`] finds it, [`meta`] reads the line about the review. Owns the pair that
//! page rules look at. Must not know what a difference is worth.

mod align;
mod chrome;
mod expected;
mod meta;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

pub use align::Shown;
pub use chrome::{Chrome, DateForm, Headings, SKIP_LINKS, language_name, word};
pub use expected::{Block, Card, Fact, Part, Role};
pub use meta::{Meta, Stated, days};

use crate::handoff::{Fields, language};
use crate::rendered::{Format, Line, LineKind, Page, key};
use align::{Alignment, Wanted, align};
use expected::Expected;

/// A handoff and its page.
pub struct Pair<'p> {
    /// The document.
    pub handoff: &'p Fields<'p>,
    /// The page.
    pub page: &'p Page,
    /// The frame of the pages of its locale.
    pub chrome: Chrome<'p>,
    /// What the page states about the review; nothing in Markdown, which lists it as facts.
    pub meta: Meta,
    expected: Expected<'p>,
    alignment: Alignment,
    /// The lines by their keys.
    keys: Vec<String>,
    /// The lines of which every one should show something of the handoff.
    body: Range<usize>,
    /// The blocks that lines repeat which show nothing else.
    repeated: HashMap<usize, usize>,
}

/// What is known about pages beside the pages.
#[derive(Clone, Debug, Default)]
pub struct PageWords {
    /// The words of each locale, as the configuration gives them.
    pub headings: BTreeMap<String, Headings>,
    /// Whether pages may have been cut off.
    pub is_partial: bool,
}

impl<'p> Pair<'p> {
    /// Aligns a page with its handoff.
    pub fn new(handoff: &'p Fields<'p>, page: &'p Page, words: &'p PageWords) -> Self {
        let locale = handoff.locale().map_or("", |locale| &locale.value);
        let chrome = Chrome::new(locale, &words.headings);
        let (mut expected, meta) = match page.format {
            Format::Markdown => (Expected::of_markdown(handoff), Meta::default()),
            Format::Html | Format::Text => (Expected::of_page(handoff, &chrome), Meta::of(page, &chrome)),
        };
        let mut keys: Vec<String> = page.lines.iter().map(|line| key(&line.text)).collect();
        // What was read as the review is not looked for again.
        meta.lines.iter().for_each(|line| keys[*line].clear());
        let wanted: Vec<Wanted<'_>> = expected
            .blocks
            .iter()
            .map(|block| Wanted {
                keys: &block.keys,
                may_differ: block.role != Role::Frame && block.role != Role::Name,
            })
            .collect();
        let mut alignment = align(&wanted, &keys);
        if words.is_partial {
            end_early(&mut expected, &mut alignment, &keys);
        }
        let body = body(page, &expected, &alignment);
        let repeated = repeated(&expected, &alignment, &keys);
        Pair { handoff, page, chrome, meta, expected, alignment, keys, body, repeated }
    }

    /// What the page should show, in its order, and how it does.
    pub fn blocks(&self) -> impl Iterator<Item = (&Block<'p>, Option<Shown>)> {
        self.expected.blocks.iter().zip(self.alignment.shown.iter().copied())
    }

    /// The parts of the page, each with its blocks.
    pub fn parts(
        &self,
    ) -> impl Iterator<Item = (&Part<'p>, impl Iterator<Item = (&Block<'p>, Option<Shown>)> + Clone)> {
        self.expected.parts.iter().map(|part| {
            let blocks = self.expected.blocks[part.blocks.clone()].iter();
            (part, blocks.zip(self.alignment.shown[part.blocks.clone()].iter().copied()))
        })
    }

    /// The language of the handoff.
    pub fn language(&self) -> &str {
        language(self.handoff.locale().map_or("", |locale| &locale.value))
    }

    /// The lines that show nothing of the handoff although they stand among those that do, in runs.
    pub fn unexplained(&self) -> Vec<Range<usize>> {
        let mut runs: Vec<Range<usize>> = Vec::new();
        for line in
            self.body.clone().filter(|line| self.alignment.block_of[*line].is_none() && !self.keys[*line].is_empty())
        {
            match runs.last_mut().filter(|run| run.end == line) {
                Some(run) => run.end = line + 1,
                None => runs.push(line..line + 1),
            }
        }
        runs
    }

    /// The block that a line repeats, although another line shows it.
    pub fn repeated(&self, line: usize) -> Option<&Block<'p>> {
        self.repeated.get(&line).map(|block| &self.expected.blocks[*block])
    }

    /// The block that a line shows.
    pub fn block_of(&self, line: usize) -> Option<&Block<'p>> {
        self.alignment.block_of.get(line).copied().flatten().map(|block| &self.expected.blocks[block])
    }

    /// A line of the page.
    pub fn line(&self, number: usize) -> &'p Line {
        &self.page.lines[number]
    }

    /// The key of a line; empty for those about the review.
    pub fn key(&self, line: usize) -> &str {
        &self.keys[line]
    }

    /// The lines above the definition that do not belong to the frame of the site: the name of the term and what stands below it.
    /// Empty where nothing says where they begin.
    pub fn title_lines(&self) -> Range<usize> {
        let lead = self.blocks().find(|(block, _)| block.role == Role::Lead).and_then(|(_, shown)| shown);
        let first = self.blocks().filter(|(block, _)| !matches!(block.role, Role::Frame | Role::Name)).find_map(
            |(_, shown)| match shown {
                Some(Shown::Same(line)) => Some(line),
                _ => None,
            },
        );
        let Some(end) = lead.map(Shown::line).or(first) else { return 0..0 };
        let is_heading = |line: &usize| matches!(self.line(*line).kind, LineKind::Heading(1));
        let kicker = key(self.chrome.word(chrome::KICKER));
        let start = (0..end)
            .find(is_heading)
            .or_else(|| (0..end).rev().find(|line| self.keys[*line] == kicker).map(|line| line + 1));
        start.map_or(0..0, |start| start..end)
    }
}

/// From the first line that shows a text of the handoff to the last. What a site prints above and below is its own.
fn body(page: &Page, expected: &Expected<'_>, alignment: &Alignment) -> Range<usize> {
    if page.format == Format::Markdown {
        return 0..page.lines.len();
    }
    let is_own = |block: &usize| expected.blocks[*block].role != Role::Frame;
    let shows = |block: Option<usize>| block.as_ref().is_some_and(is_own);
    let first = alignment.block_of.iter().position(|block| shows(*block));
    let last = alignment.block_of.iter().rposition(|block| shows(*block));
    first.zip(last).map_or(0..0, |(first, last)| first..last + 1)
}

/// Expects nothing behind the last text that the page shows: it may have been cut off there, within that text too.
fn end_early(expected: &mut Expected<'_>, alignment: &mut Alignment, keys: &[String]) {
    let Some(last) = alignment.shown.iter().rposition(Option::is_some) else { return };
    if let Some(Shown::Differs(line)) = alignment.shown[last]
        && expected.blocks[last].keys.iter().any(|key| key.starts_with(&keys[line]))
    {
        alignment.shown[last] = Some(Shown::Same(line));
    }
    alignment.shown.truncate(last + 1);
    expected.blocks.truncate(last + 1);
    expected.parts.retain_mut(|part| {
        part.blocks.end = part.blocks.end.min(last + 1);
        part.blocks.start <= last
    });
}

/// For each of these lines that shows nothing yet, the block that it repeats.
fn repeated(expected: &Expected<'_>, alignment: &Alignment, keys: &[String]) -> HashMap<usize, usize> {
    let mut blocks: HashMap<&str, usize> = HashMap::new();
    for (number, block) in expected.blocks.iter().enumerate() {
        for key in &block.keys {
            blocks.entry(key).or_insert(number);
        }
    }
    let free = (0..keys.len()).filter(|line| alignment.block_of[*line].is_none());
    free.filter_map(|line| Some((line, *blocks.get(keys[line].as_str())?))).collect()
}
