//! From a node of the tree to a [`Place`]: bytes, line and columns, addresses for machines and for people.
//!
//! Owns the conversion; must not know rules.

use std::cell::OnceCell;
use std::ops::Range;

use super::words::words;
use crate::finding::{Place, Position, Span};
use crate::json::identity::{self, IdentityKeys};
use crate::json::{LineIndex, Member, Node};

/// Turns places in one document into [`Place`]s. Lines are indexed on first use only: a clean document pays nothing.
pub struct Placer<'a> {
    bytes: &'a [u8],
    base: Base,
    keys: &'a IdentityKeys,
    lines: OnceCell<LineIndex>,
}

/// Where a document begins in its file: zero, except for a line of a `.jsonl` file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Base {
    /// Bytes before the document.
    pub bytes: usize,
    /// Lines before the document.
    pub lines: usize,
    /// Whether the document is one line of its file: what looks like the end of a line in it does not end one.
    pub is_line: bool,
}

impl<'a> Placer<'a> {
    /// A placer for the document with these bytes; `keys` says how items are addressed.
    pub fn new(bytes: &'a [u8], base: Base, keys: &'a IdentityKeys) -> Self {
        Placer { bytes, base, keys, lines: OnceCell::new() }
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
    pub fn bytes(&self, span: Range<usize>) -> Place {
        Place {
            start: self.position(span.start),
            end: self.position(span.end),
            pointer: None,
            at: None,
            words: String::new(),
        }
    }

    /// The place of `span`, which belongs to `node`.
    pub fn of(&self, node: Node<'_>, span: Span) -> Place {
        let mut place = self.bytes(span.range());
        place.pointer = Some(node.pointer().as_str().to_owned());
        place.at = Some(identity::path(node, self.keys));
        place.words = words(node);
        place
    }
}

/// Something that has a place in a document.
pub trait Locate {
    /// Its place.
    fn locate(&self, placer: &Placer<'_>) -> Place;
}

impl<T: Locate + ?Sized> Locate for &T {
    fn locate(&self, placer: &Placer<'_>) -> Place {
        (**self).locate(placer)
    }
}

/// A whole value, quotation marks included.
impl Locate for Node<'_> {
    fn locate(&self, placer: &Placer<'_>) -> Place {
        placer.of(*self, self.span())
    }
}

/// The key of a member; the address is that of its value.
#[derive(Clone, Copy)]
pub struct AtKey<'a>(pub Member<'a>);

impl Locate for AtKey<'_> {
    fn locate(&self, placer: &Placer<'_>) -> Place {
        placer.of(self.0.value, self.0.key.span())
    }
}

/// An object or array as an owner that lacks something: its key, or its opening bracket where it has none.
#[derive(Clone, Copy)]
pub struct AtOwner<'a>(pub Node<'a>);

impl Locate for AtOwner<'_> {
    fn locate(&self, placer: &Placer<'_>) -> Place {
        let span = match self.0.key() {
            Some(key) => key.span(),
            None => {
                let whole = self.0.span();
                Span::new(whole.start, (whole.start + 1).min(whole.end))
            }
        };
        placer.of(self.0, span)
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
    fn locate(&self, placer: &Placer<'_>) -> Place {
        let span = self
            .node
            .string_span(self.range.clone())
            .filter(|span| !span.is_empty())
            .unwrap_or_else(|| self.node.span());
        let mut place = placer.of(self.node, span);
        if !self.part.is_empty() {
            if !place.words.is_empty() {
                place.words.push_str(", ");
            }
            place.words.push_str(&self.part);
        }
        place
    }
}
