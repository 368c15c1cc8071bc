//! What a change of documents concerns.
//!
//! Owns the sets of documents that are looked at again. Which they are, the indices say.

use std::collections::BTreeSet;

/// What the replacement of documents has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Whether terms or the numbers of documents are others: then nothing that was known of any document holds.
    pub everything: bool,
    /// The documents that were replaced.
    pub documents: BTreeSet<usize>,
    /// For which documents rules about terms and the relations between them have to look again.
    pub terms: Concerned,
    /// For which documents rules about what terms share have to look again.
    pub sentences: Concerned,
}

impl Changes {
    /// Where everything is new.
    pub fn everything() -> Changes {
        Changes { everything: true, documents: BTreeSet::new(), terms: Concerned::All, sentences: Concerned::All }
    }
}

/// Some documents, by their numbers, or all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Concerned {
    /// All documents.
    All,
    /// These only.
    Some(BTreeSet<usize>),
}

impl Default for Concerned {
    fn default() -> Self {
        Concerned::Some(BTreeSet::new())
    }
}

impl Concerned {
    /// Adds documents.
    pub fn extend(&mut self, documents: impl IntoIterator<Item = usize>) {
        if let Concerned::Some(concerned) = self {
            concerned.extend(documents);
        }
    }

    /// Whether a document is among them.
    pub fn contains(&self, document: usize) -> bool {
        match self {
            Concerned::All => true,
            Concerned::Some(concerned) => concerned.contains(&document),
        }
    }
}
