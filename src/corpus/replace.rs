//! A corpus whose documents change: they are replaced, come and go, and the indices follow.
//!
//! Owns which documents a change concerns: those for which some rule may find something else now.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use super::change::{Changes, Concerned};
use super::names::Names;
use super::sentences::Sentences;
use super::{Corpus, Facts, Member, RelatedFact};

impl Corpus {
    /// Makes ready for the replacement of documents: from now on it is known which documents a change concerns.
    pub fn expect_changes(&mut self) {
        if self.sentences.is_none() {
            self.sentences = Some(Sentences::of(&self.members));
        }
        self.links();
        self.ids();
    }

    /// What has changed since this was last asked.
    pub fn take_changes(&mut self) -> Changes {
        std::mem::take(&mut self.changes)
    }

    /// Puts a document in the place of the one with this number.
    ///
    /// # Panics
    /// Where there is no document of this number.
    pub fn replace(&mut self, number: usize, member: Member) {
        let old = std::mem::replace(&mut self.members[number], member);
        self.changes.documents.insert(number);
        let member = &self.members[number];
        if !is_known_as(&old, member) {
            self.reindex();
            return;
        }
        if old.facts.complete != member.facts.complete {
            self.names = Names::of(&self.members);
            self.changes.terms = Concerned::All;
        }
        // What looked at the old document, and what looks at the new one.
        self.concern_terms(number, &old.facts);
        if let Some(links) = self.links.get_mut() {
            links.remove(number, &old.facts);
            links.add(number, &self.members[number].facts);
        }
        self.concern_terms(number, &old.facts);
        if let Some(mut sentences) = self.sentences.take() {
            self.changes.sentences.extend(sentences.replace(&self.members, number, &old.facts));
            self.sentences = Some(sentences);
        }
    }

    /// Puts a document before the one with this number, which becomes the next.
    ///
    /// # Panics
    /// Where the number is beyond that of the last document and one.
    pub fn insert(&mut self, number: usize, member: Member) {
        self.splice(number..number, vec![member]);
    }

    /// Takes the document with this number away; those behind it move up.
    ///
    /// # Panics
    /// Where there is no document of this number.
    pub fn remove(&mut self, number: usize) {
        self.splice(number..number + 1, Vec::new());
    }

    /// Puts documents in the place of those with these numbers, as many or not; those behind them move.
    ///
    /// # Panics
    /// Where there are no documents of these numbers.
    pub fn splice(&mut self, numbers: Range<usize>, members: Vec<Member>) {
        if numbers.len() == members.len() {
            numbers.zip(members).for_each(|(number, member)| self.replace(number, member));
        } else {
            self.members.splice(numbers, members);
            self.reindex();
        }
    }

    /// Makes all indices anew. Where terms come and go, or numbers change, everything is looked at again.
    fn reindex(&mut self) {
        self.names = Names::of(&self.members);
        self.links.take();
        self.ids.take();
        self.slugs.take();
        self.resolved.take();
        self.changes = Changes::everything();
        if self.sentences.take().is_some() {
            self.expect_changes();
        }
    }

    /// Notes the documents for which rules about terms have to look again, as the indices are now.
    fn concern_terms(&mut self, number: usize, old: &Facts) {
        let new = &self.members[number].facts;
        let mut concerned: BTreeSet<usize> = BTreeSet::from([number]);
        let Some(locale) = new.locale.as_deref() else { return self.changes.terms.extend(concerned) };
        let mut concern = |slug: &str, those_who_name_it: bool| {
            concerned.extend(self.term(locale, slug));
            let links = self.links().to(locale, slug).iter().filter(|_| those_who_name_it);
            concerned.extend(links.map(|link| link.document as usize));
        };
        if let Some(slug) = new.slug.as_deref() {
            concern(slug, !new.says_the_same_of_its_term(old));
        }
        let before: HashSet<RelatedFact> = old.related.iter().map(without_index).collect();
        let after: HashSet<RelatedFact> = new.related.iter().map(without_index).collect();
        for related in before.symmetric_difference(&after) {
            concern(&related.slug, true);
        }
        if before != after {
            self.resolved.take();
        }
        self.changes.terms.extend(concerned);
    }
}

/// Whether two documents claim the same term, by name and by id.
fn is_known_as(one: &Member, other: &Member) -> bool {
    let (was, is) = (&one.facts, &other.facts);
    one.in_corpus == other.in_corpus
        && one.path == other.path
        && (&was.locale, &was.slug, &was.term_id) == (&is.locale, &is.slug, &is.term_id)
}

/// A relation without its place: others do not care where in its list it stands.
fn without_index(fact: &RelatedFact) -> RelatedFact {
    RelatedFact { index: 0, ..fact.clone() }
}
