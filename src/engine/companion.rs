//! The page beside a document, as data: where it should be, and what was found there.

use serde::{Deserialize, Serialize};

use crate::handoff::Fields;
use crate::pairing::PageWords;
use crate::rendered::Format;

/// Where the pages of documents are.
pub trait Companions: Sync {
    /// The page of a document; nothing where it needs none, or does not say enough to look for one.
    fn of(&self, document: &Fields<'_>) -> Option<Companion>;

    /// What is known about pages beside the pages.
    fn words(&self) -> &PageWords;
}

/// The page of one document.
#[derive(Clone, Debug)]
pub struct Companion {
    /// Its path for machines, as the corpus names files.
    pub path: String,
    /// Its path for people.
    pub shown: String,
    /// Its form.
    pub format: Format,
    /// What was found there.
    pub state: PageState<Vec<u8>>,
}

/// What was found where a page should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PageState<B> {
    /// No file.
    Missing,
    /// A file that cannot be read: why, and what would help.
    Unreadable(String, String),
    /// The page.
    Read(B),
}

/// The page that a document was compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageSeen {
    /// Its path for machines.
    pub path: String,
    /// Its path for people.
    pub shown: String,
    /// What was found there: of a page, the hash of its bytes.
    pub state: PageState<u128>,
}
