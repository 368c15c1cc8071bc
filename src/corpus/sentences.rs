//! Who says what: documents by their sentences, for corpora in which documents are replaced.
//!
//! Owns the index of sentences, which a single run does without: it would take more room than the facts.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use foldhash::{HashMap, HashMapExt, HashSet};

use super::Facts;
use super::member::Member;
use super::shared::{Shared, Units};
use super::terms::{number_of, terms};

/// The documents of each sentence, and what was counted of them so far.
pub(super) struct Sentences {
    documents: HashMap<u64, Documents>,
    /// By the number of the document: that of its term, where it has one.
    term_of: Vec<Option<u32>>,
    terms: Vec<(u32, usize)>,
    shared: Mutex<Vec<Arc<Shared>>>,
}

/// The numbers of the documents of one sentence; nearly all have one.
enum Documents {
    One(u32),
    /// Sorted.
    Several(Vec<u32>),
}

impl Documents {
    fn numbers(&self) -> &[u32] {
        match self {
            Documents::One(number) => std::slice::from_ref(number),
            Documents::Several(numbers) => numbers,
        }
    }

    fn insert(&mut self, number: u32) {
        if let Documents::One(only) = self {
            if *only == number {
                return;
            }
            *self = Documents::Several(vec![*only]);
        }
        if let Documents::Several(numbers) = self
            && let Err(at) = numbers.binary_search(&number)
        {
            numbers.insert(at, number);
        }
    }

    fn remove(&mut self, number: u32) {
        match self {
            Documents::One(only) if *only == number => *self = Documents::Several(Vec::new()),
            Documents::One(_) => {}
            Documents::Several(numbers) => numbers.retain(|other| *other != number),
        }
    }
}

impl Sentences {
    pub(super) fn of(members: &[Member]) -> Sentences {
        let terms = terms(members);
        let mut term_of = vec![None; members.len()];
        for (term, number) in &terms {
            term_of[*number] = Some(*term);
        }
        let mut sentences = Sentences { documents: HashMap::new(), term_of, terms, shared: Mutex::default() };
        for (number, member) in (0..).zip(members) {
            for sentence in &member.facts.sentences {
                sentences.add(number, sentence.hash());
            }
        }
        sentences
    }

    /// What the terms share, counted once for each kind of units and each least number of terms.
    pub(super) fn shared(&self, members: &[Member], units: Units, least: impl Fn(usize) -> usize) -> Arc<Shared> {
        let least = least(number_of(&self.terms)).max(2);
        let mut known = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shared) = known.iter().find(|shared| shared.is_for(units, least)) {
            return Arc::clone(shared);
        }
        let shared = Arc::new(Shared::of(members, &self.terms, units, least));
        known.push(Arc::clone(&shared));
        shared
    }

    /// Takes note that a document of the same term has other sentences now, and says for which documents rules have to
    /// look again: those that share what has come or gone.
    pub(super) fn replace(&mut self, members: &[Member], number: usize, old: &Facts) -> BTreeSet<usize> {
        let new = &members[number].facts;
        let said = |facts: &Facts| facts.sentences.iter().map(|it| (it.hash(), it.unit())).collect::<HashSet<_>>();
        let (was, is) = (said(old), said(new));
        let changed: HashSet<u64> = was.symmetric_difference(&is).map(|(hash, _)| *hash).collect();
        let all: HashSet<u64> = was.union(&is).map(|(hash, _)| *hash).collect();
        let has_now: HashSet<u64> = is.iter().map(|(hash, _)| *hash).collect();
        let mut concerned = BTreeSet::from([number]);
        let Ok(document) = u32::try_from(number) else { return concerned };
        let mut lists: Vec<Arc<Shared>> = std::mem::take(self.shared.get_mut().unwrap_or_else(PoisonError::into_inner));
        for hash in all {
            let is_changed = changed.contains(&hash);
            if is_changed {
                if has_now.contains(&hash) {
                    self.add(document, hash);
                } else {
                    self.remove(document, hash);
                }
            }
            for shared in &mut lists {
                let before = shared.of_hash(hash);
                // Where it is one of the two that are shown, its place may be another one now.
                if is_changed || before.is_some_and(|cluster| cluster.shows(number)) {
                    Arc::make_mut(shared).recount(members, hash, &self.with_terms(hash));
                }
                if is_changed && (before.is_some() || shared.of_hash(hash).is_some()) {
                    concerned.extend(self.numbers(hash).iter().map(|number| *number as usize));
                }
            }
        }
        *self.shared.get_mut().unwrap_or_else(PoisonError::into_inner) = lists;
        concerned
    }

    fn numbers(&self, hash: u64) -> &[u32] {
        self.documents.get(&hash).map_or(&[], Documents::numbers)
    }

    /// The documents of a sentence that are of a term, by their terms.
    fn with_terms(&self, hash: u64) -> Vec<(u32, u32)> {
        let term = |number: &u32| Some((self.term_of.get(*number as usize).copied()??, *number));
        let mut documents: Vec<(u32, u32)> = self.numbers(hash).iter().filter_map(term).collect();
        documents.sort_unstable();
        documents
    }

    fn add(&mut self, document: u32, hash: u64) {
        self.documents.entry(hash).or_insert(Documents::One(document)).insert(document);
    }

    fn remove(&mut self, document: u32, hash: u64) {
        if let Some(documents) = self.documents.get_mut(&hash) {
            documents.remove(document);
            if documents.numbers().is_empty() {
                self.documents.remove(&hash);
            }
        }
    }
}
