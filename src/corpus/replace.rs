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
        self.slugs("");
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
        self.changes.documents.insert(number);
        if !is_known_as(&self.members[number], &member) {
            self.members[number] = member;
            self.reindex();
            return;
        }
        // What looked at the old document, and what looks at the new one.
        self.concern_terms(number, &member.facts);
        if let Some(links) = self.links.get_mut() {
            links.remove(number, &self.members);
        }
        let old = std::mem::replace(&mut self.members[number], member);
        if let Some(links) = self.links.get_mut() {
            links.add(number, &self.members);
        }
        self.concern_terms(number, &old.facts);
        if old.facts.complete != self.members[number].facts.complete {
            self.names = Names::of(&self.members);
            self.changes.terms = Concerned::All;
        }
        if let Some(mut sentences) = self.sentences.take() {
            self.changes.sentences.extend(sentences.replace(&self.members, number, &old.facts));
            self.sentences = Some(sentences);
        }
    }

    /// Says anew of which documents findings are wanted.
    pub fn report(&mut self, is_reported: impl Fn(usize) -> bool) {
        for (number, member) in self.members.iter_mut().enumerate() {
            member.reported = is_reported(number);
        }
        self.changes = Changes::everything();
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

    /// Notes the documents for which rules about terms have to look again, as the indices are now: where the one with this
    /// number has other facts than it had or will have.
    fn concern_terms(&mut self, number: usize, old: &Facts) {
        let new = &self.members[number].facts;
        let mut concerned: BTreeSet<usize> = BTreeSet::from([number]);
        let Some(locale) = new.locale.as_deref() else { return self.changes.terms.extend(concerned) };
        let mut concern = |slug: &str, those_who_name_it: bool| {
            concerned.extend(self.term(locale, slug));
            let links = self.links().to(locale, slug).filter(|_| those_who_name_it);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Coverage, Sentence, TextHash, Unit};

    /// So many terms, each related to the next one, each with a sentence of its own and one that ten of them share.
    fn ring(terms: usize) -> Corpus {
        Corpus::new((0..terms).map(|number| member(number, terms)).collect(), Coverage::Complete)
    }

    fn member(number: usize, terms: usize) -> Member {
        let sentence = |hash: usize| Sentence::new(hash as u64, 1, None, Unit::Part).unwrap();
        let slug = format!("term-{}", (number + 1) % terms).into();
        let facts = Facts {
            slug: Some(format!("term-{number}").into()),
            locale: Some("en-US".into()),
            complete: true,
            related: [RelatedFact { slug, ..RelatedFact::default() }].into(),
            sentences: [sentence(1_000_000 + number), sentence(number / 10)].into(),
            ..Facts::default()
        };
        Member { facts, path: format!("term-{number}/ai.json"), digest: 0, reported: true, in_corpus: true }
    }

    fn number_of(concerned: &Concerned) -> usize {
        match concerned {
            Concerned::All => usize::MAX,
            Concerned::Some(documents) => documents.len(),
        }
    }

    /// How many documents rules about terms, and rules about sentences, check again after one of so many was edited.
    fn checked_again(terms: usize, edit: impl Fn(&mut Facts)) -> (usize, usize) {
        let mut corpus = ring(terms);
        corpus.expect_changes();
        corpus.shared(crate::corpus::Units::Sentences, |_| 2);
        let mut edited = member(terms / 2, terms);
        edit(&mut edited.facts);
        corpus.replace(terms / 2, edited);
        let changes = corpus.take_changes();
        assert!(!changes.everything);
        (number_of(&changes.terms), number_of(&changes.sentences))
    }

    #[test]
    fn an_edit_concerns_as_many_documents_in_a_large_corpus_as_in_a_small_one() {
        type Edit = fn(&mut Facts);
        let edits: [(&str, Edit, (usize, usize)); 5] = [
            ("nothing", |_| {}, (1, 1)),
            ("a sentence that nobody else has", |facts| facts.sentences = facts.sentences[1..].into(), (1, 1)),
            ("a sentence that ten terms share", |facts| facts.sentences = facts.sentences[..1].into(), (1, 10)),
            (
                "its name, which the one that is related to it repeats",
                |facts| facts.names = [TextHash::of("x")].into(),
                (2, 1),
            ),
            // Itself, what it was related to, what it is related to now, and what is related to that.
            ("a relation", |facts| facts.related[0].slug = "term-7".into(), (4, 1)),
        ];
        for (what, edit, expected) in edits {
            for terms in [100, 200, 400] {
                assert_eq!(checked_again(terms, edit), expected, "{what}, {terms} terms");
            }
        }
    }

    #[test]
    fn where_a_term_comes_or_goes_everything_is_checked_again() {
        let renamed = |facts: &mut Facts| facts.slug = Some("another".into());
        let mut corpus = ring(10);
        corpus.expect_changes();
        let mut edited = member(5, 10);
        renamed(&mut edited.facts);
        corpus.replace(5, edited);
        assert_eq!(corpus.take_changes(), Changes::everything());
        assert_eq!((corpus.term("en-US", "term-5"), corpus.term("en-US", "another")), (&[][..], &[5][..]));
        corpus.remove(0);
        assert_eq!(corpus.take_changes(), Changes::everything());
        assert_eq!(corpus.term("en-US", "another"), [4]);
        corpus.insert(0, member(0, 10));
        assert_eq!((corpus.term("en-US", "another"), corpus.term("en-US", "term-0")), (&[5][..], &[0][..]));
        assert_eq!(corpus.take_changes(), Changes::everything());
        assert_eq!(corpus.take_changes(), Changes::default());
    }
}
