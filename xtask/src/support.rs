//! The reader of case files, which `tests/support` owns, and the little that it needs.

#![allow(dead_code, reason = "the tests use the rest")]

#[path = "../../tests/support/case.rs"]
pub mod case;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Files by their path in the corpus.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What is checked.
#[derive(Clone, Debug)]
pub enum Input {
    /// One document.
    Document(Vec<u8>),
    /// A whole corpus.
    Corpus(Files),
}

/// A file or folder of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}
