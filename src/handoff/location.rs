//! From a node of the tree to a [`Location`]: bytes, line and columns, addresses for machines and for people.
//!
//! Owns the conversion; must not know rules.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::words::Names;
use crate::finding::{Edit, Fix, Location, MOST_EDITS, Position, Safety, Span};
use crate::fix;
use crate::json::identity::{Addresses, IdentitySource};
use crate::json::{LineIndex, Marks, Member, Node};

/// Turns places in one document into [`Location`]s. Lines are indexed on first use only, and so is all else that it keeps: a
/// clean document pays nothing.
pub struct Locator<'a> {
    bytes: &'a [u8],
    base: DocumentOffset,
    lines: OnceCell<LineIndex>,
    addresses: Addresses<'a>,
    names: Names,
    /// By the index of the string.
    marks: RefCell<HashMap<u32, Option<Rc<Marks>>>>,
}

/// Where a document begins in its file: zero, except for a line of a `.jsonl` file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentOffset {
    /// Bytes before the document.
    pub bytes: usize,
    /// Lines before the document.
    pub lines: usize,
    /// Whether the document is one line of its file: what looks like the end of a line in it does not end one.
    pub is_line: bool,
}

impl<'a> Locator<'a> {
    /// A placer for the document with these bytes; `keys` says how items are addressed. All nodes that it is asked for must
    /// be of the one tree of that document.
    pub fn new(bytes: &'a [u8], base: DocumentOffset, keys: &'a dyn IdentitySource) -> Self {
        let addresses = Addresses::new(keys);
        Locator { bytes, base, lines: OnceCell::new(), addresses, names: Names::default(), marks: RefCell::default() }
    }

    /// The position of a byte of the document, in its file.
    pub fn position(&self, offset: usize) -> Position {
        let index = if self.base.is_line { LineIndex::of_line } else { LineIndex::new };
        let lines = self.lines.get_or_init(|| index(self.bytes));
        let mut position = lines.position(self.bytes, offset);
        position.byte += self.base.bytes;
        position.line += self.base.lines;
        position
    }

    /// A place that is bytes only: where no value is concerned, as in a syntax error.
    pub fn bytes(&self, span: Range<usize>) -> Location {
        Location {
            start: self.position(span.start),
            end: self.position(span.end),
            pointer: None,
            at: None,
            twins: Vec::new(),
            words: String::new(),
        }
    }

    /// The place of `span`, which belongs to `node`.
    pub fn of(&self, node: Node<'_>, span: Span) -> Location {
        let mut location = self.bytes(span.range());
        let address = self.addresses.of(node);
        location.pointer = Some(address.pointer.as_str().to_owned());
        location.at = Some(address.path.clone());
        location.twins = address.twins.clone();
        location.words = self.names.of(node, &|item| self.addresses.number(item));
        location
    }

    /// The bytes of the document with which a range of a decoded string was written; see [`Node::string_span`].
    pub fn string_span(&self, node: Node<'_>, range: Range<usize>) -> Option<Span> {
        let mut known = self.marks.borrow_mut();
        match known.entry(node.index()).or_insert_with(|| node.string_marks().map(Rc::new)) {
            Some(marks) => node.string_span_by(marks, range),
            None => node.string_span(range),
        }
    }

    /// The edit that replaces a place, whole, by JSON text.
    pub fn edit(&self, location: &impl Locate, text: String) -> Edit {
        let Range { start, end } = location.span(self).range();
        Edit { start_byte: self.base.bytes + start, end_byte: self.base.bytes + end, text }
    }

    /// A fix of these edits, which it puts in order. More than [`MOST_EDITS`] are joined to one.
    pub fn fix(&self, title: String, safety: Safety, mut edits: Vec<Edit>) -> Fix {
        edits.sort_by_key(|edit| edit.start_byte);
        if edits.len() > MOST_EDITS {
            edits = fix::join(self.bytes, self.base.bytes, &edits).map_or(edits, |edit| vec![edit]);
        }
        Fix { title, safety, edits }
    }
}

/// Something that has a place in a document.
pub trait Locate {
    /// Its bytes in the document: all that an edit needs.
    fn span(&self, locator: &Locator<'_>) -> Span;

    /// Its place, with its address in every form.
    fn locate(&self, locator: &Locator<'_>) -> Location;
}

impl<T: Locate + ?Sized> Locate for &T {
    fn span(&self, locator: &Locator<'_>) -> Span {
        (**self).span(locator)
    }

    fn locate(&self, locator: &Locator<'_>) -> Location {
        (**self).locate(locator)
    }
}

/// A whole value, quotation marks included.
impl Locate for Node<'_> {
    fn span(&self, _: &Locator<'_>) -> Span {
        Node::span(*self)
    }

    fn locate(&self, locator: &Locator<'_>) -> Location {
        locator.of(*self, Node::span(*self))
    }
}

/// The key of a member; the address is that of its value.
#[derive(Clone, Copy)]
pub struct AtKey<'a>(pub Member<'a>);

impl Locate for AtKey<'_> {
    fn span(&self, _: &Locator<'_>) -> Span {
        self.0.key.span()
    }

    fn locate(&self, locator: &Locator<'_>) -> Location {
        locator.of(self.0.value, self.span(locator))
    }
}

/// An object or array as an owner that lacks something: its key, or its opening bracket where it has none.
#[derive(Clone, Copy)]
pub struct AtOwner<'a>(pub Node<'a>);

impl Locate for AtOwner<'_> {
    fn span(&self, _: &Locator<'_>) -> Span {
        match self.0.key() {
            Some(key) => key.span(),
            None => {
                let whole = self.0.span();
                Span::new(whole.start, (whole.start + 1).min(whole.end))
            }
        }
    }

    fn locate(&self, locator: &Locator<'_>) -> Location {
        locator.of(self.0, self.span(locator))
    }
}

/// Part of a text: a byte range of the decoded string. A range that covers nothing stands for the whole value.
#[derive(Clone, Debug)]
pub struct AtText<'a> {
    /// The string.
    pub node: Node<'a>,
    /// Bytes of the decoded string.
    pub range: Range<usize>,
    /// What part of it this is, in words counted from 1 (`cell 2`); may be empty.
    pub part: String,
}

impl Locate for AtText<'_> {
    fn span(&self, locator: &Locator<'_>) -> Span {
        let span = locator.string_span(self.node, self.range.clone());
        span.filter(|span| !span.is_empty()).unwrap_or_else(|| self.node.span())
    }

    fn locate(&self, locator: &Locator<'_>) -> Location {
        let mut location = locator.of(self.node, self.span(locator));
        if !self.part.is_empty() {
            if !location.words.is_empty() {
                location.words.push_str(", ");
            }
            location.words.push_str(&self.part);
        }
        location
    }
}
