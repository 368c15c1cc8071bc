//! A document of the corpus, and whether those at hand are all.

use super::Facts;

/// One document of the corpus.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its facts.
    pub facts: Facts,
    /// Its path, as the corpus names it; with its line after a colon, where it is one of many in a file.
    pub path: String,
    /// A hash of its bytes.
    pub digest: u64,
    /// Whether findings about it are reported: paths filter what is reported, never what is known.
    pub reported: bool,
    /// Whether it belongs to the corpus; a file from elsewhere is checked but proves nothing about it.
    pub in_corpus: bool,
}

/// Whether the documents at hand are known to be all there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coverage {
    /// The configuration or `--corpus` says so.
    Complete,
    /// A folder was named that may or may not be all: it is taken for the corpus if it holds two documents or more and
    /// at least half of the related slugs resolve in it.
    Inferred,
    /// It is known which documents there are, and not all of them can be read: why, and what would help.
    Incomplete(String),
    /// Only some files are at hand.
    Partial(String),
}
