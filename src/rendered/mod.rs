//! Reading a page that was rendered from a handoff: HTML, the Markdown beside it, or the text of a page.
//!
//! Owns which characters of a page a reader sees, in which lines, and which bytes of the file each of them was written with.
//! Must not know handoffs, locales, rules or files: it is given bytes.

mod error;
mod format;
mod key;
mod line;
mod marks;
mod origin;
mod said;
mod text;

pub use error::PageError;
pub use format::Format;
pub use key::{Key, key};
pub use line::{Line, LineKind, Link};
pub use said::Said;

/// A page as a reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The form that it was read in.
    pub format: Format,
    /// What can be seen, in the order of the file. No line is blank.
    pub lines: Vec<Line>,
    /// What the page states about itself; empty except in HTML.
    pub head: Head,
}

/// What an HTML page states about itself. Of several statements of one kind, the first counts, as in browsers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// `lang` of `<html>`.
    pub lang: Option<Said>,
    /// `<title>`, white space collapsed.
    pub title: Option<Said>,
    /// `<meta name=description>`.
    pub description: Option<Said>,
    /// `<link rel=canonical>`.
    pub canonical: Option<Said>,
    /// `<link rel=alternate hreflang=…>`, in the order of the page.
    pub alternates: Vec<Alternate>,
    /// The things that `<script type="application/ld+json">` describes, in the order of the page.
    pub json_ld: Vec<JsonLd>,
}

/// The page of the same term in another language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternate {
    /// The language, as written.
    pub hreflang: Said,
    /// Where its page is.
    pub href: Said,
}

/// One thing that a JSON-LD block describes: its object, or a member of its array or of its `@graph`. Values that are not
/// strings are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JsonLd {
    /// `@type`, where it is one string.
    pub kind: Option<Said>,
    /// `name`.
    pub name: Option<Said>,
    /// `description`.
    pub description: Option<Said>,
    /// `inLanguage`.
    pub language: Option<Said>,
    /// `dateModified`.
    pub modified: Option<Said>,
}

/// Reads a page, in time and memory linear in its length.
///
/// # Errors
///
/// Where the bytes are not UTF-8, are too many, or show nothing. Broken markup is not an error: it is read as browsers read it.
pub fn read(bytes: &[u8], format: Format) -> Result<Page, PageError> {
    /// The offsets of lines are kept in 32 bits.
    const LIMIT: usize = u32::MAX as usize;
    if bytes.len() > LIMIT {
        return Err(PageError::TooLarge);
    }
    let source = error::decode(bytes)?;
    let (lines, head) = match format {
        Format::Html | Format::Markdown | Format::Text => (text::lines(source), Head::default()),
    };
    if lines.is_empty() {
        return Err(PageError::Empty);
    }
    Ok(Page { format, lines, head })
}
