//! What a change of documents concerns, and the corpus as a rule sees it then.
//!
//! Owns the sets of documents that are looked at again. Which they are, the indices say.

use std::collections::BTreeSet;
use std::ops::Deref;

use super::{Corpus, Member};

/// What the replacement of documents has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
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
        Changes { documents: BTreeSet::new(), terms: Concerned::All, sentences: Concerned::All }
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

/// A corpus of which some documents are to be checked, and all are known.
#[derive(Clone, Copy)]
pub struct View<'c> {
    corpus: &'c Corpus,
    concerned: &'c Concerned,
}

impl<'c> View<'c> {
    /// The corpus with the documents that are concerned.
    pub fn new(corpus: &'c Corpus, concerned: &'c Concerned) -> View<'c> {
        View { corpus, concerned }
    }

    /// The documents that are to be checked: those that findings are wanted for, as far as they are concerned.
    pub fn reported(&self) -> impl Iterator<Item = (usize, &'c Member)> + use<'c> {
        let members = self.corpus.members();
        let (all, some) = match self.concerned {
            Concerned::All => (Some(0..members.len()), None),
            Concerned::Some(concerned) => (None, Some(concerned.iter().copied())),
        };
        let numbers = all.into_iter().flatten().chain(some.into_iter().flatten());
        numbers.filter_map(move |number| Some((number, members.get(number)?))).filter(|(_, member)| member.reported)
    }
}

impl Deref for View<'_> {
    type Target = Corpus;

    fn deref(&self) -> &Corpus {
        self.corpus
    }
}
