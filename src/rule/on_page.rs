//! Places in the page that was rendered from a document.

use std::cell::OnceCell;
use std::ops::Range;

use crate::finding::Location;
use crate::json::LineIndex;

/// Turns bytes of a page into [`Location`]s, and knows what the two files are called. Lines are indexed on first use only.
pub struct PageLocator<'p> {
    /// The path of the page, as the corpus names files.
    pub(super) path: &'p str,
    /// That of the document.
    pub(super) document: &'p str,
    bytes: &'p [u8],
    lines: OnceCell<LineIndex>,
}

impl<'p> PageLocator<'p> {
    /// A locator for the page with these bytes, at `path`, of the document at the path `document`.
    pub fn new(path: &'p str, document: &'p str, bytes: &'p [u8]) -> Self {
        PageLocator { path, document, bytes, lines: OnceCell::new() }
    }

    /// The place of a byte range of the page. No value of the document stands there, so it has no address but bytes.
    pub fn locate(&self, span: Range<usize>) -> Location {
        let lines = self.lines.get_or_init(|| LineIndex::new(self.bytes));
        Location {
            start: lines.position(self.bytes, span.start),
            end: lines.position(self.bytes, span.end),
            pointer: None,
            at: None,
            twins: Vec::new(),
            words: String::new(),
        }
    }
}
