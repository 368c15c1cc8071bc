//! Reading HTML as browsers read it, as far as it decides what a reader sees.
//!
//! Tags and text come from a tokenizer that follows the WHATWG standard; which elements are open, from the parts of the
//! standard's tree construction that change what is visible: implied end tags, tables, foreign content. What it does to
//! misnested inline elements (the "adoption agency") changes how a text looks, not what it says, and is left out.
//!
//! Not shown are scripts, styles, templates, comments, fallback content (`<noscript>`, `<video>`, `<object>`), controls of
//! forms, drawings, and what is hidden by an attribute (see [`Attributes::hide`]). Neither is the reading above the characters
//! of a `<ruby>`, which would stand inside of the sentence here, nor the mark of a footnote. What style sheets and scripts do is
//! not known.

mod attributes;
mod head;
mod open;
mod tags;
mod tokens;

use std::ops::Range;

use attributes::Attributes;
use head::HeadBuilder;
use open::{Open, State};
use tags::{Tag, Traits};
use tokens::{Content, Sink, tokenize};

use super::head::Head;
use super::line::{Line, LineBuilder, LineKind};
use super::said::Said;
use crate::text::is_blank;

/// What can be seen of a page, and what it states about itself.
pub(super) fn read(source: &str) -> (Vec<Line>, Head) {
    let mut reader = Reader {
        source,
        open: Open::default(),
        lines: Vec::new(),
        builder: LineBuilder::default(),
        is_item: false,
        has_cell: false,
        has_content: false,
        link: None,
        head: HeadBuilder::default(),
    };
    tokenize(source, &mut reader);
    reader.end_line();
    let head = reader.head.finish(source);
    (reader.lines, head)
}

struct Reader<'s> {
    source: &'s str,
    open: Open,
    lines: Vec<Line>,
    builder: LineBuilder,
    /// Whether the next line is the first one of an item.
    is_item: bool,
    /// Whether the row has a cell already.
    has_cell: bool,
    /// Whether the line shows something outside of controls.
    has_content: bool,
    link: Option<OpenLink>,
    head: HeadBuilder,
}

/// A link whose end tag is still to come.
struct OpenLink {
    href: Said,
    /// Where it begins in the line.
    start: usize,
    /// Where its element is.
    place: usize,
}

impl Sink for Reader<'_> {
    fn verbatim(&mut self, source: Range<usize>) {
        let whole = self.source;
        let Some(text) = whole.get(source.clone()) else { return };
        let state = self.open.state();
        if self.head.wants_title() {
            self.head.title.verbatim(text, source.start);
        } else if state.is_hidden {
        } else if state.is_preformatted && !state.is_in_row {
            let mut start = 0;
            for end in memchr::memchr_iter(b'\n', text.as_bytes()) {
                self.text(&text[start..end], source.start + start);
                self.end_line();
                start = end + 1;
            }
            self.text(&text[start..], source.start + start);
        } else {
            self.text(text, source.start);
        }
    }

    fn written(&mut self, shown: &str, source: Range<usize>) {
        let state = self.open.state();
        if self.head.wants_title() {
            self.head.title.whole(shown, source);
        } else if state.is_hidden {
        } else if state.is_preformatted && shown == "\n" {
            self.end_line_or_part(source.start);
        } else {
            self.has_content |= !state.is_control;
            self.builder.whole(shown, source);
        }
    }

    fn start(&mut self, tag: Tag, attributes: &Attributes, is_closed: bool, source: Range<usize>) -> Content {
        let traits = tag.traits();
        if self.open.state().is_foreign {
            if !traits.has(Traits::BREAKS_OUT) {
                self.start_foreign(tag, attributes, is_closed);
                return Content::Markup;
            }
            while self.open.state().is_foreign {
                self.pop_to(self.open.depth() - 1, source.start);
            }
        }
        if !self.close_implied(tag, traits, source.start) {
            return Content::Markup;
        }
        let before = self.open.state();
        let is_hidden = before.is_hidden || traits.has(Traits::HIDDEN) || attributes.hide();
        // A closed dialog is there for a script to open.
        let is_hidden = is_hidden || tag == Tag::DIALOG && attributes.get("open").is_none();
        let leads_down_the_page =
            tag == Tag::A && attributes.get("href").is_some_and(|href| href.text.starts_with('#'));
        // The mark of a footnote.
        let is_hidden = is_hidden || leads_down_the_page && self.open.innermost() == Some(Tag::SUP);
        if !before.is_hidden {
            self.head.element(tag, attributes, source.end);
        }
        if traits.has(Traits::BLOCK) || tag == Tag::BR {
            match tag {
                Tag::TABLE | Tag::TR => self.end_line(),
                _ => self.end_line_or_part(source.start),
            }
        }
        if traits.has(Traits::VOID) || matches!(tag, Tag::HTML | Tag::HEAD | Tag::BODY) {
            return Content::Markup;
        }
        let mut state = State { is_hidden, ..before };
        let is_control = leads_down_the_page || matches!(tag, Tag::NAV | Tag::BUTTON) || attributes.make_control();
        state.is_control |= is_control;
        // Such a link or a button stands beside the words of a heading or around them.
        if state.heading > 0 && is_control && !before.is_control && !is_hidden {
            self.end_line_or_part(source.start);
        }
        match tag {
            Tag::PRE | Tag::LISTING | Tag::XMP | Tag::PLAINTEXT => state.is_preformatted = true,
            Tag::TABLE => state = State { is_hidden, is_control: before.is_control, ..State::default() },
            Tag::TR => (state.is_in_row, self.has_cell) = (true, false),
            Tag::TD | Tag::TH if !is_hidden => {
                let is_behind_another = std::mem::replace(&mut self.has_cell, true);
                if is_behind_another {
                    self.builder.border(source.start);
                }
            }
            Tag::LI if !is_hidden => self.is_item = true,
            Tag::SVG | Tag::MATH => state.is_foreign = true,
            Tag::A if !is_hidden => {
                self.link = attributes.get("href").map(|href| OpenLink {
                    href: href.clone(),
                    start: self.builder.len(),
                    place: self.open.depth(),
                });
            }
            _ => {}
        }
        if let Some(level) = tag.level() {
            state.heading = level;
        }
        if is_closed && state.is_foreign {
            return Content::Markup;
        }
        self.open.push(tag, state);
        content(tag)
    }

    fn end(&mut self, tag: Tag, source: Range<usize>) {
        self.head.end(source.start);
        let at = source.start;
        let traits = tag.traits();
        let place = self.open.place(tag);
        let place = match tag {
            Tag::BR => return self.end_line_or_part(at),
            Tag::HTML | Tag::HEAD | Tag::BODY => None,
            // It makes a paragraph where none is open.
            Tag::P => {
                self.end_line_or_part(at);
                self.open.within(place, Traits::SCOPE.with(Traits::BUTTON))
            }
            Tag::LI => self.open.within(place, Traits::SCOPE.with(Traits::LIST)),
            Tag::TEMPLATE => place,
            _ if traits.has(Traits::HEADING) => self.open.within(self.open.place_of(Traits::HEADING), Traits::SCOPE),
            _ if traits.has_any(Traits::CELL.with(Traits::ROWS)) || matches!(tag, Tag::TR | Tag::TABLE) => {
                self.open.within(place, Traits::TABLE_SCOPE)
            }
            _ if traits.has_any(Traits::BLOCK.with(Traits::SPECIAL)) => self.open.within(place, Traits::SCOPE),
            _ => {
                let inner = self.open.within(place, Traits::SPECIAL);
                if inner.is_none() && self.link.as_ref().is_some_and(|link| Some(link.place) == place) {
                    self.end_link();
                }
                inner
            }
        };
        if let Some(place) = place {
            self.pop_to(place, at);
        }
    }

    fn is_foreign(&self) -> bool {
        self.open.state().is_foreign
    }
}

impl Reader<'_> {
    /// Text that is shown as it is written.
    fn text(&mut self, text: &str, at: usize) {
        self.has_content |= !self.open.state().is_control && !is_blank(text);
        self.builder.verbatim(text, at);
    }

    /// An element of a drawing or a formula. Some of them hold HTML again.
    fn start_foreign(&mut self, tag: Tag, attributes: &Attributes, is_closed: bool) {
        if is_closed {
            return;
        }
        let before = self.open.state();
        let holds_html = matches!(tag, Tag::FOREIGN_OBJECT | Tag::DESC | Tag::TITLE | Tag::ANNOTATION_XML)
            || matches!(tag, Tag::MI | Tag::MN | Tag::MO | Tag::MS | Tag::MTEXT);
        let is_hidden = before.is_hidden || tag.traits().has(Traits::HIDDEN) || attributes.hide();
        self.open.push(tag, State { is_hidden, is_foreign: !holds_html, ..before });
    }

    /// Ends the elements that the start tag ends. The answer is whether it starts an element at all.
    fn close_implied(&mut self, tag: Tag, traits: Traits, at: usize) -> bool {
        let open = &self.open;
        let is_part_of_table =
            traits.has_any(Traits::CELL.with(Traits::ROWS)) || matches!(tag, Tag::TR | Tag::COLGROUP);
        if is_part_of_table {
            let Some(table) = open.within(open.place(Tag::TABLE), Traits::TABLE_SCOPE) else { return false };
            let inside = |place: Option<usize>| place.filter(|place| *place > table);
            let row = inside(open.place(Tag::TR));
            let kept = match tag {
                Tag::TD | Tag::TH => row.map_or(table + 1, |row| row + 1),
                Tag::TR => inside(open.place_of(Traits::ROWS)).map_or(table + 1, |rows| rows + 1),
                _ => table + 1,
            };
            // A row is open in the rows, not the rows in it.
            self.pop_to(kept, at);
            if matches!(tag, Tag::TD | Tag::TH) && row.is_none() {
                let state = State { is_in_row: true, ..self.open.state() };
                self.has_cell = false;
                self.open.push(Tag::TR, state);
            }
            return true;
        }
        if traits.has(Traits::ENDS_PARAGRAPH) {
            let paragraph = open.within(open.place(Tag::P), Traits::SCOPE.with(Traits::BUTTON));
            if let Some(paragraph) = paragraph {
                self.pop_to(paragraph, at);
            }
        }
        let open = &self.open;
        let ended = match tag {
            // A table ends one that is not in a cell.
            Tag::TABLE => open.within(open.place(Tag::TABLE), Traits::CELL.with(Traits::TABLE_SCOPE)),
            Tag::LI => open.within(open.place(Tag::LI), Traits::HOLDS_ITEMS),
            Tag::DD | Tag::DT => open.within(open.place_of(Traits::DESCRIPTION), Traits::HOLDS_ITEMS),
            Tag::BUTTON => open.within(open.place(Tag::BUTTON), Traits::SCOPE),
            Tag::A => {
                let ended = open.within(open.place(Tag::A), Traits::SPECIAL);
                self.end_link();
                ended
            }
            _ if traits.has(Traits::HEADING) => {
                open.innermost().is_some_and(|tag| tag.traits().has(Traits::HEADING)).then(|| open.depth() - 1)
            }
            _ => None,
        };
        if let Some(ended) = ended {
            self.pop_to(ended, at);
        }
        true
    }

    /// Closes all elements but the outermost ones, of which `kept` stay open.
    fn pop_to(&mut self, kept: usize, at: usize) {
        while self.open.depth() > kept {
            let state = self.open.state();
            match self.open.innermost() {
                Some(Tag::TR | Tag::TABLE) => self.end_line_as(state),
                Some(_) if state.heading > 0 && self.open.ends_control() => self.end_line_or_part(at),
                Some(tag) if tag.traits().has(Traits::BLOCK) && state.is_in_row => self.builder.space(at),
                Some(tag) if tag.traits().has(Traits::BLOCK) => self.end_line_as(state),
                _ => {}
            }
            if self.link.as_ref().is_some_and(|link| link.place + 1 == self.open.depth()) {
                self.end_link();
            }
            if self.open.pop() == Some(Tag::LI) {
                self.is_item = false;
            }
        }
    }

    /// What a block does to the text around it: it ends the line, or a part of a cell.
    fn end_line_or_part(&mut self, at: usize) {
        match self.open.state().is_in_row {
            true => self.builder.space(at),
            false => self.end_line(),
        }
    }

    fn end_line(&mut self) {
        self.end_line_as(self.open.state());
    }

    fn end_line_as(&mut self, state: State) {
        let kind = match state {
            State { is_in_row: true, .. } => LineKind::Row,
            State { heading: 1.., .. } => LineKind::Heading(state.heading),
            _ if self.is_item => LineKind::Item,
            _ => LineKind::Text,
        };
        // A link belongs to its first line that shows anything.
        match &mut self.link {
            Some(link) if self.builder.len() == link.start => link.start = 0,
            _ => self.end_link(),
        }
        let has_content = std::mem::take(&mut self.has_content);
        if let Some(mut line) = self.builder.finish(kind) {
            line.is_control = !has_content;
            self.lines.push(line);
            self.is_item = false;
        }
    }

    fn end_link(&mut self) {
        if let Some(OpenLink { href, start, .. }) = self.link.take() {
            self.builder.link(start, href);
        }
    }
}

/// How the content of an element is written.
fn content(tag: Tag) -> Content {
    match tag {
        Tag::TITLE | Tag::TEXTAREA => Content::Text,
        Tag::STYLE | Tag::XMP | Tag::IFRAME | Tag::NOEMBED | Tag::NOFRAMES | Tag::NOSCRIPT => Content::Raw,
        Tag::SCRIPT => Content::Script,
        Tag::PLAINTEXT => Content::Plain,
        _ => Content::Markup,
    }
}

#[cfg(test)]
mod tests;
