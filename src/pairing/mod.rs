//! A handoff beside the page that was rendered from it: which line of the page shows which text of the document.
//!
//! [`expected`] says what the page should show, [`align`] finds it, [`meta`] reads the line about the review. Owns the pair that
//! page rules look at. Must not know what a difference is worth.

mod align;
mod chrome;
mod differ;
mod expected;
mod habits;
mod meta;
mod stranger;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

pub use align::Shown;
pub use chrome::{Chrome, DateForm, Headings, SKIP_LINKS, language_name, word};
pub use differ::{Difference, DifferenceKind, difference};
pub use expected::{Block, Card, Fact, Part, Role};
pub use meta::{Meta, PageDay, Stated, days};
pub use stranger::{Stranger, Writing, foreign_heading, writing_of};

use crate::handoff::{Field, Fields, ReviewDate, Text, language};
use crate::rendered::{Format, Key, Line, LineKind, Page, key};
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
    repeated: BTreeMap<usize, Repetition>,
    stranger: Option<Stranger>,
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
        without_numbers(page, &expected, &mut keys);
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
        if !chrome.is_known() {
            any_link(&expected, &mut alignment, &keys);
        }
        let body = body(page, &expected, &alignment);
        let repeated = repeated(&expected, &alignment, &keys);
        let mut pair = Pair { handoff, page, chrome, meta, expected, alignment, keys, body, repeated, stranger: None };
        pair.stranger = Stranger::of(&pair);
        pair
    }

    /// The review date of the handoff.
    pub fn review_date(&self) -> Option<&Text<'p>> {
        self.review_dates().next()
    }

    fn review_dates(&self) -> impl Iterator<Item = &Text<'p>> {
        let dates = [&self.handoff.quality.last_reviewed_at, &self.handoff.summary.last_reviewed_at];
        dates.into_iter().filter_map(Field::value)
    }

    /// What the day of the review on the page is beside that of the handoff; nothing where one of them states none.
    pub fn day(&self) -> Option<PageDay> {
        let stated = self.meta.updated.as_ref()?;
        let own: Vec<ReviewDate> = self.review_dates().filter_map(|date| ReviewDate::parse(date).ok()).collect();
        PageDay::of(&stated.text, &own, self.chrome.date_form())
    }

    /// Whether the day of the review is right, and written as in another locale.
    pub fn has_date_of_another_form(&self) -> bool {
        matches!(self.day(), Some(PageDay::OtherForm(_)))
    }

    /// The skip link of another language, with the code of that language.
    pub fn foreign_skip_link(&self) -> Option<(usize, &'static str)> {
        /// Where it may stand: it is the first that is read out.
        const LINES: usize = 5;
        let own = self.chrome.skip_link().map(key);
        let other = |line: &usize| {
            let shown = self.keys[*line].as_str();
            let of_other = SKIP_LINKS.into_iter().find(|(_, words)| key(words) == shown);
            of_other.filter(|(code, _)| *code != self.language() && own.as_deref() != Some(shown)).map(|(code, _)| code)
        };
        let found = (0..self.keys.len().min(LINES)).find_map(|line| Some((line, other(&line)?)));
        // English words may be right where those of the locale are not known.
        found.filter(|(_, code)| self.chrome.is_known() || *code != "en")
    }

    /// Why nothing is said about single texts, where the page shows hardly any of them.
    pub fn stranger(&self) -> Option<&Stranger> {
        self.stranger.as_ref()
    }

    /// The locale of the handoff, empty where it has none.
    pub fn locale(&self) -> &str {
        self.handoff.locale().map_or("", |locale| &locale.value)
    }

    /// What the page should show, in its order, and how it does.
    pub fn blocks(&self) -> impl Iterator<Item = (&Block<'p>, Option<Shown>)> + Clone {
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
        language(self.locale())
    }

    /// The lines that show nothing of the handoff although they stand among those that do, in runs. Where words of the
    /// frame are not known, as many lines as may be such words are left out.
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
        runs.iter_mut().for_each(|run| run.start = run.end.min(run.start + self.unknown_words_at(run)));
        runs.retain(|run| !run.is_empty());
        runs
    }

    /// How many of these lines may be words of the locale that are not known.
    fn unknown_words_at(&self, run: &Range<usize>) -> usize {
        /// The labels and the values of the review, each on a line.
        const META: usize = 6;
        let block = |line: usize| self.alignment.block_of[line];
        let before = (0..run.start).rev().find_map(block);
        let next = (run.end..self.keys.len()).find_map(block);
        let range = before.map_or(0, |before| before + 1)..next.unwrap_or(self.expected.blocks.len());
        let missing = range.filter(|number| self.alignment.shown[*number].is_none());
        let is_word = |number: &usize| self.is_unknown_word(&self.expected.blocks[*number]);
        let words = missing.filter(is_word).count();
        let part = |number: usize| self.expected.blocks.get(number).map(|block| block.part);
        let is_below_top = before.and_then(part) != next.and_then(part) && before.and_then(part) <= Some(TOP_PARTS);
        let is_review = !self.chrome.is_known() && self.meta.lines.is_empty() && is_below_top;
        words + if is_review { META } else { 0 }
    }

    /// Whether a block is a word of the frame that is not known, so that any line may show it.
    pub fn is_unknown_word(&self, block: &Block<'_>) -> bool {
        match block.role {
            // Its headings are the titles.
            Role::Heading if self.page.format != Format::Markdown => {
                let title = block.place.as_ref().and_then(|place| place.node.as_str());
                !title.is_some_and(|title| self.chrome.knows(title.trim()))
            }
            Role::Frame => !self.chrome.is_known(),
            _ => false,
        }
    }

    /// The lines that show a block which another line shows, each with that block and the line that shows it.
    pub fn repeated(&self) -> impl Iterator<Item = (Range<usize>, &Block<'p>, Option<Shown>)> {
        let of = |(line, again): (&usize, &Repetition)| {
            (*line..again.end, &self.expected.blocks[again.block], self.alignment.shown[again.block])
        };
        self.repeated.iter().map(of)
    }

    /// Whether a line repeats a block that another line shows.
    pub fn is_repeated(&self, line: usize) -> bool {
        self.repeated.range(..=line).next_back().is_some_and(|(_, again)| line < again.end)
    }

    /// Whether a line shows a block as it is.
    fn shows_well(&self, line: usize) -> bool {
        let shown = self.alignment.block_of[line].and_then(|block| self.alignment.shown[block]);
        matches!(shown, Some(Shown::Same(_) | Shown::Moved(_)))
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

/// The number of the last part above the sections: the top of the page, the definition, and the rest of the top.
const TOP_PARTS: usize = 2;

/// Takes the numbers of items from the keys of lines, where that makes a line show a block.
fn without_numbers(page: &Page, expected: &Expected<'_>, keys: &mut [String]) {
    let is_numbered = |line: &Line| line.text.starts_with(|letter: char| letter.is_ascii_digit());
    let mut numbered =
        page.lines.iter().zip(keys).filter(|(line, key)| is_numbered(line) && !key.is_empty()).peekable();
    if numbered.peek().is_none() {
        return;
    }
    let wanted: HashSet<&str> = expected.blocks.iter().flat_map(|block| &block.keys).map(String::as_str).collect();
    for (line, key) in numbered.filter(|(_, key)| !wanted.contains(key.as_str())) {
        let short = Key::of_line(&line.text).text;
        if wanted.contains(short.as_str()) {
            *key = short;
        }
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

/// Takes a source for shown whatever its link is called, where the words of the locale are not known.
fn any_link(expected: &Expected<'_>, alignment: &mut Alignment, keys: &[String]) {
    let sources = expected.blocks.iter().zip(&mut alignment.shown);
    for (block, shown) in sources.filter(|(block, _)| matches!(block.role, Role::Source(_))) {
        if let (Some(Shown::Differs(line)), Some(key)) = (*shown, block.keys.first())
            && keys[line].starts_with(key)
        {
            *shown = Some(Shown::Same(line));
        }
    }
}

/// Lines that show once more what other lines show.
struct Repetition {
    /// The block.
    block: usize,
    /// The line behind the last of them.
    end: usize,
}

/// The lines that show nothing yet and repeat a block, by the first of them.
fn repeated(expected: &Expected<'_>, alignment: &Alignment, keys: &[String]) -> BTreeMap<usize, Repetition> {
    /// A text of more lines is not looked for once more.
    const MOST_LINES: usize = 8;
    let mut blocks: HashMap<&str, usize> = HashMap::new();
    for (number, block) in expected.blocks.iter().enumerate() {
        for key in &block.keys {
            blocks.entry(key).or_insert(number);
        }
    }
    // Texts of several lines, by the first of these.
    let mut divided: HashMap<&str, Range<usize>> = HashMap::new();
    let runs = alignment.block_of.chunk_by(|one, two| one.is_some() && one == two);
    let mut start = 0;
    for run in runs {
        if (2..=MOST_LINES).contains(&run.len()) {
            divided.entry(&keys[start]).or_insert(start..start + run.len());
        }
        start += run.len();
    }
    let mut repeated = BTreeMap::new();
    let mut line = 0;
    while line < keys.len() {
        let mut end = line + 1;
        if alignment.block_of[line].is_none() {
            let key = keys[line].as_str();
            let several =
                divided.get(key).filter(|first| keys.get(line..line + first.len()) == keys.get((*first).clone()));
            if let Some((first, block)) = several.and_then(|first| Some((first, alignment.block_of[first.start]?))) {
                end = line + first.len();
                repeated.insert(line, Repetition { block, end });
            } else if let Some(block) = blocks.get(key) {
                repeated.insert(line, Repetition { block: *block, end });
            }
        }
        line = end;
    }
    repeated
}
