//! The reader of case files, which `tests/support` owns, and the little that it needs.

#![allow(dead_code, reason = "the tests use the rest")]

#[path = "../../tests/support/case.rs"]
pub mod case;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a case says about a page: nothing of it is read, since generated documents have none.
pub mod page {
    use serde::Deserialize;
    use serde::de::IgnoredAny;

    /// A document beside its page.
    #[derive(Clone, Debug)]
    pub struct Pair;

    /// What the case says.
    #[derive(Deserialize)]
    pub struct Wanted(IgnoredAny);

    impl Wanted {
        /// The document beside its page.
        pub fn beside(&self, _: Vec<u8>, _: &str) -> Result<Pair, String> {
            Ok(Pair)
        }
    }
}

/// Files by their path in the corpus.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What is checked.
#[derive(Clone, Debug)]
pub enum Input {
    /// One document.
    Document(Vec<u8>),
    /// A whole corpus.
    Corpus(Files),
    /// One document beside its page.
    Pair(page::Pair),
}

/// A file or folder of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}
