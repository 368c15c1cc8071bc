//! What a page should show of a handoff: its texts in the order of the page, each with its place in the document
//! (`docs/domain.md`, "The page").
//!
//! Owns the page as a function of the handoff. Must not know what the page shows.

use std::borrow::Cow;
use std::ops::Range;

use super::chrome::{Chrome, KICKER, rank, word};
use super::differ::{Difference, difference};
use crate::handoff::{AtText, Field, Fields, Section, Text, TextField, VisibleSource};
use crate::json::Node;
use crate::rendered::{Key, key};
use crate::text::{cells, is_blank};

/// What a block is on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A word of the frame, or a line of a heading: not a text of the handoff.
    Frame,
    /// The name of the term.
    Name,
    /// The definition above all sections.
    Lead,
    /// A text that is shown once more at the top: the formula, the first use, the warning.
    Card(Card),
    /// The heading of a section.
    Heading,
    /// A paragraph of a section.
    Paragraph,
    /// An item of a section.
    Item,
    /// A question.
    Question,
    /// An answer.
    Answer,
    /// A source, with its kind and its link.
    Source(usize),
    /// A value of the list at the top of the Markdown file.
    Fact(Fact),
}

/// Which text is shown once more at the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Card {
    /// The second cell of the first row of the formula.
    Formula,
    /// The first use.
    UseWhen,
    /// The warning.
    WatchOut,
}

/// A value of the list at the top of the Markdown file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    /// The canonical address.
    Address,
    /// The locale.
    Locale,
    /// The quality.
    Quality,
    /// What the others are compared by: publication status, version, policy.
    Other,
}

impl Role {
    /// Whether it is a text of the handoff that readers of the page miss where it is not there.
    pub fn is_content(self) -> bool {
        !matches!(self, Role::Frame | Role::Name | Role::Heading | Role::Card(_))
    }
}

/// Something that the page should show as one line.
pub struct Block<'a> {
    /// What it is.
    pub role: Role,
    /// The part that it belongs to, by its number.
    pub part: usize,
    /// Where it stands in the handoff; nothing for the words of the frame.
    pub place: Option<AtText<'a>>,
    /// The text as the page should show it, cells divided by ` | `.
    pub text: Cow<'a, str>,
    /// The keys of lines that show it: that of the text, and those of other forms that are as good.
    pub keys: Vec<String>,
}

impl<'a> Block<'a> {
    /// Where the line differs from the text, and the place of that in the handoff; all of the text where it is not shown as it
    /// is written there.
    pub fn difference(&self, line: &str) -> Option<(AtText<'a>, Difference)> {
        let place = self.place.clone()?;
        let whole = Key::of(&self.text);
        let key = match self.keys.first() {
            Some(usual) if *usual != whole.text => Key::of_row(&self.text),
            _ => whole,
        };
        let difference = difference(&self.text, &key, line);
        let written = place.node.as_str()?;
        let is_as_written = written.get(place.range.clone()) == Some(&*self.text);
        let range = match is_as_written {
            true => place.range.start + difference.text.start..place.range.start + difference.text.end,
            false => place.range.clone(),
        };
        Some((AtText { range, ..place }, difference))
    }
}

/// A part of the page: what lies between two headings.
pub struct Part<'a> {
    /// Its name in a message: `“役立つ場面”`, `the questions`.
    pub name: String,
    /// The value of the handoff that it shows.
    pub node: Option<Node<'a>>,
    /// Its blocks.
    pub blocks: Range<usize>,
    /// Whether it is a section of the handoff, so that it has a title.
    pub is_section: bool,
}

/// All that a page should show.
#[derive(Default)]
pub struct Expected<'a> {
    /// In the order of the page.
    pub blocks: Vec<Block<'a>>,
    /// The parts, in this order too.
    pub parts: Vec<Part<'a>>,
}

impl<'a> Expected<'a> {
    /// The blocks of an HTML page or of its text.
    pub fn of_page(handoff: &'a Fields<'a>, chrome: &Chrome<'a>) -> Self {
        let mut expected = Expected::default();
        expected.top(handoff, chrome);
        let content = &handoff.content;
        let mut sections: Vec<&'a Section<'a>> =
            content.sections().skip(usize::from(content.definition.is_some())).collect();
        sections.sort_by_key(|section| section.title.value().map_or(usize::MAX, |title| rank(title.trim())));
        for section in sections {
            expected.section(section, chrome);
        }
        expected.faq(handoff, &[chrome.word(word::FAQ)]);
        expected.sources(&handoff.sources.visible_sources, handoff.sources.visible_sources_node, chrome);
        expected
    }

    /// The blocks of the Markdown file beside a handoff.
    pub fn of_markdown(handoff: &'a Fields<'a>) -> Self {
        const QUOTE: &str = "YogoQ Core AI-readable term handoff. Preview, read-only, Reviewed/Verified only.";
        let mut expected = Expected::default();
        expected.begin("the top of the file".to_owned(), None, false);
        expected.field(Role::Name, &handoff.summary.display_name);
        expected.frame(QUOTE);
        for (role, label, field) in [
            (Fact::Address, "Canonical URL", &handoff.canonical.url),
            (Fact::Locale, "Locale", &handoff.canonical.locale),
            (Fact::Quality, "Quality", &handoff.quality.quality),
            (Fact::Other, "Publication status", &handoff.quality.publication_status),
            (Fact::Other, "Schema version", &handoff.schema_version),
            (Fact::Other, "Trust policy", &handoff.quality.trust_policy_version),
        ] {
            if let Some(text) = field.value() {
                let shown = format!("{label}: {}", text.value);
                expected.push(Role::Fact(role), Some(text), Cow::Owned(shown), Vec::new());
            }
        }
        expected.begin("the short definition".to_owned(), handoff.summary.short_definition.node(), false);
        expected.frame("Short Definition");
        expected.field(Role::Paragraph, &handoff.summary.short_definition);
        for section in handoff.content.sections() {
            expected.begin(section.name().to_owned(), Some(section.node), true);
            expected.field(Role::Heading, &section.title);
            expected.field(Role::Paragraph, &section.text);
            for item in section.items.iter().filter(|item| !is_blank(item)) {
                expected.text(Role::Item, item);
            }
            expected.end();
        }
        expected.faq(handoff, &["FAQ"]);
        if !handoff.sources.visible_sources.is_empty() {
            expected.begin("the sources".to_owned(), handoff.sources.visible_sources_node, false);
            expected.frame("Sources");
            for (number, source) in handoff.sources.visible_sources.iter().enumerate() {
                let Some(label) = source.label.value() else { continue };
                // No source with an address has been seen in such a file, so that every usual way to write one is right.
                let address = source.url.value().map_or("", |url| &url.value);
                let keys = [
                    label.value.to_string(),
                    format!("[{}]({address})", label.value),
                    format!("{}({address})", label.value),
                    format!("{}:{address}", label.value),
                    format!("{}<{address}>", label.value),
                ];
                let keys = keys.iter().map(|written| key(written)).collect();
                expected.push(Role::Source(number), Some(label), Cow::Borrowed(&label.value), keys);
            }
        }
        expected.begin("the limitations".to_owned(), handoff.limitations.text.node(), false);
        expected.frame("Limitations");
        expected.field(Role::Paragraph, &handoff.limitations.text);
        expected.end();
        expected
    }

    /// What stands above the first section.
    fn top(&mut self, handoff: &'a Fields<'a>, chrome: &Chrome<'a>) {
        let content = &handoff.content;
        self.begin("the top of the page".to_owned(), None, false);
        if let Some(skip) = chrome.skip_link() {
            self.frame(skip);
        }
        self.frame(chrome.word(KICKER));
        let names = handoff.names().map(|name| key(name)).collect();
        if let Some(name) = handoff.summary.display_name.value() {
            self.push(Role::Name, Some(name), Cow::Borrowed(name), names);
        }
        let definition = content.definition.as_ref();
        self.begin("the definition".to_owned(), definition.map(|section| section.node), false);
        if let Some(definition) = definition {
            self.field(Role::Lead, &definition.text);
        }
        self.begin("the top of the page".to_owned(), None, false);
        let first = |section: Option<&'a Section<'a>>| section.and_then(|section| section.items.first());
        if let Some(item) = first(content.formula.as_ref()) {
            self.frame(chrome.word(word::FORMULA));
            self.cell(Card::Formula, item, 1);
        }
        let use_when = |section: &&Section<'_>| {
            section.title.value().is_some_and(|title| matches!(title.trim(), "役立つ場面" | "When it helps"))
        };
        if let Some(item) = first(content.usage.iter().find(use_when)) {
            self.frame(chrome.word(word::USE_WHEN));
            let joined: Vec<&str> = cells(item).map(|cell| &item.value[cell]).collect();
            let shown = joined.join(" / ");
            self.push(Role::Card(Card::UseWhen), Some(item), Cow::Owned(shown), Vec::new());
        }
        match first(content.boundary.as_ref()) {
            Some(item) => {
                self.frame(chrome.word(word::WATCH_OUT));
                self.cell(Card::WatchOut, item, 1);
            }
            None => {
                if let Some(item) = first(content.misunderstandings.first()) {
                    self.frame(chrome.word(word::WATCH_OUT));
                    self.text(Role::Card(Card::WatchOut), item);
                }
            }
        }
        self.end();
    }

    fn section(&mut self, section: &'a Section<'a>, chrome: &Chrome<'a>) {
        let has_text = section.text.value().is_some_and(|text| !is_blank(text));
        if !has_text && section.items.iter().all(|item| is_blank(item)) {
            return;
        }
        self.begin(section.name().to_owned(), Some(section.node), true);
        let title: &'a str = section.title.value().map_or("", |title| title.value.trim());
        if let Some(text) = section.title.value() {
            let headings = chrome.headings(title);
            let shown = headings.first().copied().unwrap_or(title);
            self.push(
                Role::Heading,
                Some(text),
                Cow::Borrowed(shown),
                headings.iter().map(|heading| key(heading)).collect(),
            );
        }
        self.field(Role::Paragraph, &section.text);
        let columns = chrome.columns(title).filter(|_| section.items.iter().all(Text::is_row));
        if let Some(columns) = columns.filter(|_| !section.items.is_empty()) {
            self.frame_of(Cow::Owned(columns.join(" | ")), columns.concat());
        }
        for item in section.items.iter().filter(|item| !is_blank(item)) {
            match columns {
                Some(_) => self.push(Role::Item, Some(item), Cow::Borrowed(item), vec![Key::of_row(item).text]),
                None => self.text(Role::Item, item),
            }
        }
        self.end();
    }

    fn faq(&mut self, handoff: &'a Fields<'a>, headings: &[&'a str]) {
        if handoff.content.faq.is_empty() {
            return;
        }
        self.begin(
            "the questions".to_owned(),
            handoff.root.get("content").and_then(|content| content.get("faq")),
            false,
        );
        headings.iter().for_each(|heading| self.frame(heading));
        for faq in &handoff.content.faq {
            self.field(Role::Question, &faq.question);
            self.field(Role::Answer, &faq.answer);
        }
        self.end();
    }

    fn sources(&mut self, sources: &'a [VisibleSource<'a>], node: Option<Node<'a>>, chrome: &Chrome<'a>) {
        if sources.is_empty() {
            return;
        }
        self.begin("the sources".to_owned(), node, false);
        self.frame(chrome.word(word::SOURCES));
        let columns = [word::SOURCES, word::KIND, word::LINK].map(|column| chrome.word(column));
        self.frame_of(Cow::Owned(columns.join(" | ")), columns.concat());
        for (number, source) in sources.iter().enumerate() {
            let Some(label) = source.label.value() else { continue };
            let kind = source.kind.value().map_or("", |kind| &kind.value);
            // Whether the link is right is another question.
            let links = ["", chrome.word(word::OPEN), chrome.word(word::NO_LINK)];
            let keys = links.map(|link| key(&format!("{}{kind}{link}", label.value)));
            self.push(
                Role::Source(number),
                Some(label),
                Cow::Owned(format!("{} | {kind}", label.value)),
                keys.to_vec(),
            );
        }
        self.end();
    }

    /// Begins a part.
    fn begin(&mut self, name: String, node: Option<Node<'a>>, is_section: bool) {
        self.end();
        let at = self.blocks.len();
        self.parts.push(Part { name, node, blocks: at..at, is_section });
    }

    /// Ends the part that was begun last.
    fn end(&mut self) {
        if let Some(part) = self.parts.last_mut() {
            part.blocks.end = self.blocks.len();
        }
    }

    fn frame(&mut self, words: &'a str) {
        self.frame_of(Cow::Borrowed(words), words.to_owned());
    }

    fn frame_of(&mut self, words: Cow<'a, str>, joined: String) {
        self.push(Role::Frame, None, words, vec![key(&joined)]);
    }

    /// A cell of a row, or all of a text that is none.
    fn cell(&mut self, card: Card, item: &'a Text<'a>, number: usize) {
        let range = match item.is_row() {
            true => cells(item).nth(number),
            false => Some(0..item.value.len()),
        };
        let Some(range) = range.filter(|range| !is_blank(&item.value[range.clone()])) else { return };
        let shown: &'a str = &item.value[range.clone()];
        let place = Some(AtText { node: item.node, range, part: String::new() });
        self.put(Role::Card(card), place, Cow::Borrowed(shown), Vec::new());
    }

    fn field(&mut self, role: Role, field: &'a TextField<'a>) {
        if let Some(text) = Field::value(field).filter(|text| !is_blank(text)) {
            self.text(role, text);
        }
    }

    fn text(&mut self, role: Role, text: &'a Text<'a>) {
        self.push(role, Some(text), Cow::Borrowed(text), Vec::new());
    }

    fn push(&mut self, role: Role, text: Option<&'a Text<'a>>, shown: Cow<'a, str>, keys: Vec<String>) {
        let place = text.map(|text| AtText { node: text.node, range: 0..text.value.len(), part: String::new() });
        self.put(role, place, shown, keys);
    }

    fn put(&mut self, role: Role, place: Option<AtText<'a>>, text: Cow<'a, str>, mut keys: Vec<String>) {
        if keys.is_empty() {
            keys.push(key(&text));
        }
        keys.retain(|key| !key.is_empty());
        let part = self.parts.len().saturating_sub(1);
        self.blocks.push(Block { role, part, place, text, keys });
    }
}
