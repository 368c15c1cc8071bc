//! The reader of case files, which `tests/support` owns, and the little that it needs.

#![allow(dead_code, reason = "the tests use the rest")]

#[path = "../../tests/support/case.rs"]
pub mod case;

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
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

/// The folder of the repository. Cargo says which package it runs, and that counts before where the program was
/// compiled: in a copy that was made together with its build folder, cargo takes the program for fresh.
pub fn root() -> PathBuf {
    root_of(env::var_os("CARGO_MANIFEST_DIR"))
}

/// The folder above `package`, else above the package that was compiled.
fn root_of(package: Option<OsString>) -> PathBuf {
    let package = package.map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    package.parent().map_or_else(PathBuf::new, Path::to_owned)
}

/// A file or folder of the repository.
pub fn repository(path: &str) -> PathBuf {
    root().join(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_of_the_repository_is_worked_on_where_it_is() {
        assert_eq!(root_of(Some("/a/copy/xtask".into())), Path::new("/a/copy"));
        assert!(root_of(None).join("xtask/Cargo.toml").is_file());
    }
}
