//! Reading a page that was rendered from a handoff: HTML, the Markdown beside it, or the text of a page.
//!
//! Owns which characters of a page a reader sees, in which lines, and which bytes of the file each of them was written with.
//! Must not know handoffs, locales, rules or files: it is given bytes.

mod error;
mod format;
mod head;
mod html;
mod key;
mod line;
mod marks;
mod origin;
mod said;
mod text;

pub use error::PageError;
pub use format::Format;
pub use head::{Alternate, Head, JsonLd};
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

/// Reads a page, in time and memory linear in its length.
///
/// # Errors
///
/// Where the bytes are not UTF-8 or the page says that they are not, are too many, or show nothing. Broken markup is not an error: it is read as browsers read it.
pub fn read(bytes: &[u8], format: Format) -> Result<Page, PageError> {
    /// The offsets of lines are kept in 32 bits.
    const LIMIT: usize = u32::MAX as usize;
    if bytes.len() > LIMIT {
        return Err(PageError::TooLarge);
    }
    let source = error::decode(bytes)?;
    let (lines, head) = match format {
        Format::Html => html::read(source),
        Format::Markdown | Format::Text => (text::lines(source), Head::default()),
    };
    error::agrees(head.charset.as_ref(), source)?;
    if lines.is_empty() {
        return Err(PageError::Empty);
    }
    Ok(Page { format, lines, head })
}
