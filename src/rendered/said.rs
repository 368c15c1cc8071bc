//! A text that an attribute, a title or a JSON string holds.

use std::ops::Range;

/// A text together with the bytes of the file that it was written with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The text, decoded.
    pub text: String,
    /// The bytes of the file: the value of an attribute without its quotes, the visible characters of a title, a JSON string
    /// without its quotes. Empty, at the place of the value, where the value is empty.
    pub span: Range<usize>,
}
