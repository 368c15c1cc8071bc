//! A piece of markup, and what all ways of writing it share.

use std::ops::Range;

/// The ways of marking up that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkupKind {
    /// A tag of HTML, or a comment.
    Tag,
    /// A character reference.
    Entity,
    /// Letters between signs that make them bold.
    Bold,
    /// Letters between signs that strike them out.
    Struck,
    /// A link or a picture in Markdown.
    Link,
    /// The mark of a note in Markdown.
    Note,
    /// A heading in Markdown.
    Heading,
    /// A quotation in Markdown.
    Quotation,
    /// The box of a task in Markdown.
    Task,
    /// What stands before and after code in Markdown.
    Fence,
    /// The mark of a merge that somebody left undecided.
    Merge,
    /// Letters in bold, or a link, in a wiki.
    Wiki,
    /// A tag of a forum.
    Forum,
    /// A formula in TeX, with what surrounds it.
    Formula,
    /// A line break, tab or letter as programs write it.
    Escape,
}

/// Where a piece of markup stands, and what belongs there in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Markup {
    /// What it is.
    pub kind: MarkupKind,
    /// Its bytes.
    pub range: Range<usize>,
    /// What replaces which bytes; nothing where that is not certain.
    pub plain: Vec<(Range<usize>, String)>,
}

/// Whether a character ends a sentence or what stands in brackets: markup begins behind it.
pub(super) fn is_stop(letter: char) -> bool {
    matches!(letter, '.' | '!' | '?' | ':' | ';' | '。' | '！' | '？' | '：' | '．' | '」' | '）' | ')')
}
