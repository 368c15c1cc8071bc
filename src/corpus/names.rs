//! What the documents of a corpus say they are: by locale and slug.
//!
//! Owns this index. It is exact, and the file system is never asked.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashMap;

use super::member::Member;

/// What the documents say they are.
#[derive(Default)]
pub(super) struct Names {
    /// locale -> slug -> documents of the corpus
    pub(super) terms: BTreeMap<Box<str>, HashMap<Box<str>, Vec<usize>>>,
    /// The same for documents beside the corpus.
    pub(super) beside: BTreeMap<Box<str>, HashMap<Box<str>, Vec<usize>>>,
    /// How many documents of the corpus there are in each locale that were read to their end.
    pub(super) complete_in: BTreeMap<Box<str>, usize>,
    /// Locales in which a broken document could be any term.
    pub(super) unknown_in: BTreeSet<Box<str>>,
    /// Whether a broken document could be any term of any locale.
    pub(super) unknown_anywhere: bool,
}

impl Names {
    pub(super) fn of(members: &[Member]) -> Names {
        let mut names = Names::default();
        for (number, member) in members.iter().enumerate() {
            let facts = &member.facts;
            if !member.in_corpus {
                if let (Some(locale), Some(slug)) = (&facts.locale, &facts.slug) {
                    names.beside.entry(locale.clone()).or_default().entry(slug.clone()).or_default().push(number);
                }
                continue;
            }
            if let Some(locale) = facts.locale.as_ref().filter(|_| facts.complete) {
                match names.complete_in.get_mut(locale) {
                    Some(number) => *number += 1,
                    None => drop(names.complete_in.insert(locale.clone(), 1)),
                }
            }
            match (&facts.locale, &facts.slug) {
                (Some(locale), Some(slug)) => {
                    let documents = names.terms.entry(locale.clone()).or_default().entry(slug.clone());
                    // Nearly every term has one document in a locale.
                    documents.or_insert_with(|| Vec::with_capacity(1)).push(number);
                }
                (Some(locale), None) => {
                    names.unknown_in.insert(locale.clone());
                }
                // A document without a locale of its own is a term nowhere, unless it was not read to its end.
                (None, _) => names.unknown_anywhere |= !facts.complete,
            }
        }
        names
    }
}
