//! From the bytes of a page to tags and pieces of text, each with its place in the file.
//!
//! The only file that knows html5gum, which reads bytes as the WHATWG standard says. It states its position whenever it emits
//! something; from that follows which bytes a piece was written with.

use std::ops::Range;

use html5gum::{Emitter, Error, State, Tokenizer};

use super::attributes::Attributes;
use super::tags::{Tag, Tags};
use crate::rendered::said::Said;

/// What is done with the parts of a page.
pub(super) trait Sink {
    /// A text that is written as it is shown.
    fn verbatim(&mut self, source: Range<usize>);
    /// A text that is written otherwise.
    fn written(&mut self, shown: &str, source: Range<usize>);
    /// A start tag. The answer is how its content is written.
    fn start(&mut self, tag: Tag, attributes: &Attributes, is_closed: bool, source: Range<usize>) -> Content;
    /// An end tag.
    fn end(&mut self, tag: Tag, source: Range<usize>);
    /// Whether the place is in a drawing or a formula.
    fn is_foreign(&self) -> bool;
}

/// How the content of an element is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// As markup.
    Markup,
    /// As text with entities, up to the end tag.
    Text,
    /// As text without entities, up to the end tag.
    Raw,
    /// As a script, up to the end tag.
    Script,
    /// As text without entities, up to the end of the page.
    Plain,
}

/// Reads a page. Places are those in `source`.
pub(super) fn tokenize(source: &str, sink: &mut impl Sink) {
    let text = source.strip_prefix('\u{feff}').unwrap_or(source);
    let start = source.len() - text.len();
    let tokens = Tokens {
        bytes: source.as_bytes(),
        sink,
        tags: Tags::default(),
        position: start,
        mark: start,
        text: None,
        tag_start: 0,
        name: Vec::new(),
        is_end: false,
        is_closed: false,
        last_start: Vec::new(),
        attribute: Vec::new(),
        value: Vec::new(),
        value_span: 0..0,
        attributes: Attributes::default(),
    };
    // Reading from memory cannot fail.
    let Ok(()) = Tokenizer::new_with_emitter(text, tokens).finish();
}

struct Tokens<'s, S> {
    bytes: &'s [u8],
    sink: &'s mut S,
    tags: Tags,
    position: usize,
    /// Where the piece of text that comes next begins at the earliest.
    mark: usize,
    /// The text that is written as it is shown and was not handed on yet. Its pieces may end inside a character.
    text: Option<Range<usize>>,
    tag_start: usize,
    name: Vec<u8>,
    is_end: bool,
    is_closed: bool,
    last_start: Vec<u8>,
    attribute: Vec<u8>,
    value: Vec<u8>,
    value_span: Range<usize>,
    attributes: Attributes,
}

impl<S: Sink> Tokens<'_, S> {
    fn flush_text(&mut self) {
        if let Some(text) = self.text.take() {
            self.sink.verbatim(text);
        }
    }

    fn flush_attribute(&mut self) {
        if !self.attribute.is_empty() {
            if let Some(name) = self.attributes.wanted(&self.attribute).filter(|_| !self.is_end) {
                let text = String::from_utf8_lossy(&self.value).into_owned();
                self.attributes.add(name, Said { text, span: self.value_span.clone() });
            }
            self.attribute.clear();
        }
        self.value.clear();
    }
}

impl<S: Sink> Emitter for Tokens<'_, S> {
    type Token = std::convert::Infallible;

    #[inline]
    fn move_position(&mut self, offset: isize) {
        self.position = self.position.saturating_add_signed(offset);
    }

    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn emit_error(&mut self, _: Error) {}

    fn pop_token(&mut self) -> Option<Self::Token> {
        None
    }

    fn set_last_start_tag(&mut self, name: Option<&[u8]>) {
        self.last_start = name.unwrap_or_default().to_vec();
    }

    fn init_string(&mut self) {
        self.mark = self.mark.max(self.position);
    }

    fn emit_string(&mut self, shown: &[u8]) {
        let mut end = self.position.min(self.bytes.len());
        if shown.is_empty() {
            return;
        }
        if end - shown.len().min(end) == self.mark && self.bytes.get(self.mark..end) == Some(shown) {
            match &mut self.text {
                // A page cannot show it.
                _ if shown == b"\0" => self.flush_text(),
                Some(text) if text.end == self.mark => text.end = end,
                _ => {
                    self.flush_text();
                    self.text = Some(self.mark..end);
                }
            }
        } else {
            self.flush_text();
            // Both bytes of an end of line are one line feed; the position is still between them.
            if shown == b"\n" && self.bytes.get(end - 1..=end) == Some(b"\r\n") {
                end += 1;
            }
            self.sink.written(&String::from_utf8_lossy(shown), self.mark.min(end)..end);
        }
        self.mark = end;
    }

    fn emit_eof(&mut self) {
        self.flush_text();
    }

    fn start_open_tag(&mut self) {
        self.tag_start = self.position.saturating_sub(1);
    }

    fn init_start_tag(&mut self) {
        self.name.clear();
        self.attributes.clear();
        (self.is_end, self.is_closed) = (false, false);
    }

    fn init_end_tag(&mut self) {
        self.name.clear();
        self.attributes.clear();
        (self.is_end, self.is_closed) = (true, false);
    }

    fn push_tag_name(&mut self, name: &[u8]) {
        self.name.extend_from_slice(name);
    }

    fn set_self_closing(&mut self) {
        self.is_closed = true;
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.flush_text();
        self.flush_attribute();
        let source = self.tag_start..self.position;
        self.mark = self.position;
        let tag = self.tags.tag(&self.name);
        if self.is_end {
            self.sink.end(tag, source);
            return None;
        }
        self.last_start.clone_from(&self.name);
        match self.sink.start(tag, &self.attributes, self.is_closed, source) {
            Content::Markup => None,
            Content::Text => Some(State::RcData),
            Content::Raw => Some(State::RawText),
            Content::Script => Some(State::ScriptData),
            Content::Plain => Some(State::PlainText),
        }
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.is_end && !self.last_start.is_empty() && self.last_start == self.name
    }

    fn init_attribute(&mut self) {
        self.flush_attribute();
        self.value_span = self.position..self.position;
    }

    fn push_attribute_name(&mut self, name: &[u8]) {
        self.attribute.extend_from_slice(name);
        self.value_span = self.position..self.position;
    }

    fn init_attribute_value(&mut self) {
        self.value_span = self.position..self.position;
    }

    fn push_attribute_value(&mut self, value: &[u8]) {
        self.value.extend_from_slice(value);
        self.value_span.end = self.position;
    }

    // Comments do not part what stands on both sides of them.
    fn init_comment(&mut self) {
        self.flush_text();
    }

    fn push_comment(&mut self, _: &[u8]) {}

    fn emit_current_comment(&mut self) {
        self.mark = self.position;
    }

    fn init_doctype(&mut self) {
        self.flush_text();
    }

    fn emit_current_doctype(&mut self) {
        self.mark = self.position;
    }

    fn push_doctype_name(&mut self, _: &[u8]) {}

    fn set_force_quirks(&mut self) {}

    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}

    fn adjusted_current_node_present_but_not_in_html_namespace(&mut self) -> bool {
        self.sink.is_foreign()
    }
}
