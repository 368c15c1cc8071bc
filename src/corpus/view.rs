//! The corpus as a rule sees it: all documents are known, some are to be checked.
//!
//! Owns which documents a rule is asked about.

use std::ops::Deref;

use super::{Concerned, Corpus, Member};

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

impl Corpus {
    /// The corpus with all its documents.
    pub fn all(&self) -> View<'_> {
        View::new(self, &Concerned::All)
    }
}

impl Deref for View<'_> {
    type Target = Corpus;

    fn deref(&self) -> &Corpus {
        self.corpus
    }
}
