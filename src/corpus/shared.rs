//! Which sentences stand in the documents of many terms.
//!
//! Owns the counting, in time and memory that grow with the corpus and no faster. Must not decide how many is too many.

use foldhash::{HashMap, HashMapExt};

use super::member::Member;
use super::{Facts, RelatedAnchor, Sentence, Unit};

/// The sentences that the documents of several terms have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shared {
    units: Units,
    /// The fewest terms that count.
    least: usize,
    clusters: HashMap<u64, Cluster>,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Units {
    /// Sentences and rows: longer texts are compared by their sentences.
    Sentences,
    /// Texts and items of the usage, each as a whole.
    WholeUsages,
}

impl Units {
    /// Whether a sentence is one of them.
    pub fn hold(self, sentence: Sentence) -> bool {
        match self {
            Units::Sentences => sentence.unit() != Unit::LongUsage,
            Units::WholeUsages => matches!(sentence.unit(), Unit::WholeUsage | Unit::LongUsage),
        }
    }

    /// Those of a document: hashes and numbers.
    pub(super) fn of(self, facts: &Facts) -> impl Iterator<Item = (u64, u32)> {
        let sentences = facts.sentences.iter().zip(0..);
        sentences.filter(move |(sentence, _)| self.hold(**sentence)).map(|(sentence, index)| (sentence.hash(), index))
    }
}

/// A sentence that several terms share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// In the documents of how many terms it stands: two versions or locales of one term are one.
    pub terms: u32,
    /// Equal for sentences that the same terms share.
    pub set: u64,
    /// Two documents of different terms, and which of their sentences it is.
    first: (u32, u32),
    second: (u32, u32),
    last_term: u32,
}

impl Cluster {
    fn new(place: (u32, u32)) -> Cluster {
        Cluster { terms: 0, set: 0, first: place, second: place, last_term: u32::MAX }
    }

    /// Counts a place where the sentence stands. The documents of a term follow each other, so the last term is all that
    /// has to be remembered.
    fn count(&mut self, term: u32, place: (u32, u32)) {
        if self.last_term != term {
            self.last_term = term;
            self.terms += 1;
            self.set = self.set.rotate_left(5).wrapping_add(u64::from(term) + 1).wrapping_mul(MIX);
            if self.terms == 2 {
                self.second = place;
            }
        }
    }

    /// Whether this document is one of the two that are shown.
    pub(super) fn shows(&self, document: usize) -> bool {
        [self.first, self.second].iter().any(|(shown, _)| *shown as usize == document)
    }
}

impl Shared {
    /// Counts the sentences that at least so many terms share; `terms` are those of the corpus.
    pub(super) fn of(members: &[Member], terms: &[(u32, usize)], units: Units, least: usize) -> Shared {
        let chosen = |number: usize| units.of(&members[number].facts);
        // Nearly all sentences stand in one document, and a map of them all would be far larger than the facts. So they are
        // counted roughly first, several to a counter: what does not come to enough together is not enough alone.
        let all: usize = terms.iter().map(|(_, number)| members[*number].facts.sentences.len()).sum();
        let mut rough = vec![0_u8; (all * 2).next_power_of_two()];
        let last = rough.len() - 1;
        let at = |hash: u64| hash as usize & last;
        for sentence in terms.iter().flat_map(|(_, number)| &members[*number].facts.sentences) {
            let counter = &mut rough[at(sentence.hash())];
            *counter = counter.saturating_add(1);
        }
        let enough = u8::try_from(least).unwrap_or(u8::MAX);
        let mut clusters: HashMap<u64, Cluster> = HashMap::new();
        for (term, number) in terms {
            for (hash, index) in chosen(*number).filter(|(hash, _)| rough[at(*hash)] >= enough) {
                let Ok(document) = u32::try_from(*number) else { continue };
                let place = (document, index);
                clusters.entry(hash).or_insert(Cluster::new(place)).count(*term, place);
            }
        }
        clusters.retain(|_, cluster| cluster.terms as usize >= least);
        Shared { units, least, clusters }
    }

    /// Whether this is the answer for these units and this least number of terms.
    pub(super) fn is_for(&self, units: Units, least: usize) -> bool {
        (self.units, self.least) == (units, least)
    }

    /// Counts one sentence anew; `documents` are those that have it, with the numbers of their terms, sorted.
    pub(super) fn recount(&mut self, members: &[Member], hash: u64, documents: &[(u32, u32)]) {
        let mut cluster: Option<Cluster> = None;
        for (term, document) in documents {
            let mut places = self.units.of(&members[*document as usize].facts);
            if let Some((_, index)) = places.find(|(other, _)| *other == hash) {
                let place = (*document, index);
                cluster.get_or_insert(Cluster::new(place)).count(*term, place);
            }
        }
        match cluster.filter(|cluster| cluster.terms as usize >= self.least) {
            Some(cluster) => self.clusters.insert(hash, cluster),
            None => self.clusters.remove(&hash),
        };
    }

    /// The cluster of a sentence, if it is one of these units and shared.
    pub fn cluster(&self, sentence: Sentence) -> Option<Cluster> {
        self.of_hash(sentence.hash()).filter(|_| self.units.hold(sentence))
    }

    pub(super) fn of_hash(&self, hash: u64) -> Option<Cluster> {
        self.clusters.get(&hash).copied()
    }

    /// The place of the sentence in a document of another term than that of `facts`.
    pub fn elsewhere(&self, members: &[Member], cluster: Cluster, facts: &Facts) -> Option<RelatedAnchor> {
        let is_other = |(document, _): &(u32, u32)| members[*document as usize].facts.slug != facts.slug;
        let (document, index) = [cluster.first, cluster.second].into_iter().find(is_other)?;
        let document = document as usize;
        let anchor = members[document].facts.sentences.get(index as usize)?.anchor();
        Some(RelatedAnchor { document, anchor })
    }
}

/// An odd number without a pattern in its bits (2^64 over the golden ratio).
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, Coverage};

    fn sentence(hash: u64, node: u32) -> Sentence {
        Sentence::new(hash, node, None, Unit::Part).unwrap()
    }

    fn member(slug: &str, hashes: &[u64]) -> Member {
        let facts = Facts {
            slug: Some(slug.into()),
            sentences: hashes.iter().zip(1..).map(|(hash, node)| sentence(*hash, node)).collect(),
            ..Facts::default()
        };
        Member { facts, path: String::new(), digest: 0, reported: true, in_corpus: true }
    }

    #[test]
    fn terms_are_counted_and_not_files_nor_places() {
        let members = vec![
            member("goal", &[1, 2, 1, 3]),
            member("plan", &[1, 4]),
            member("goal", &[1, 2, 3]),
            member("aim", &[3, 1]),
        ];
        let corpus = Corpus::new(members, Coverage::Complete);
        assert_eq!(corpus.terms(), [(0, 3), (1, 0), (1, 2), (2, 1)]);
        let shared = corpus.shared(Units::Sentences, |_| 2);
        let terms = |hash| shared.cluster(sentence(hash, 0)).map(|cluster| cluster.terms);
        assert_eq!([terms(1), terms(2), terms(3), terms(4), terms(9)], [Some(3), None, Some(2), None, None]);
        let shared = corpus.shared(Units::Sentences, |terms| terms);
        assert_eq!(shared.cluster(sentence(3, 0)), None);
        assert_eq!(corpus.shared(Units::WholeUsages, |_| 2).cluster(sentence(1, 0)), None);
    }

    #[test]
    fn the_other_place_is_that_of_another_term() {
        let members = vec![member("goal", &[1]), member("aim", &[7, 1]), member("aim", &[8, 9, 1])];
        let corpus = Corpus::new(members, Coverage::Complete);
        let shared = corpus.shared(Units::Sentences, |_| 2);
        let cluster = shared.cluster(sentence(1, 0)).unwrap();
        let other = |document: usize| {
            let other = shared.elsewhere(corpus.members(), cluster, &corpus.members()[document].facts).unwrap();
            (other.document, other.anchor)
        };
        assert_eq!(other(0), (1, sentence(1, 2).anchor()));
        assert_eq!(other(1), (0, sentence(1, 1).anchor()));
        assert_eq!(other(2), other(1));
    }

    #[test]
    fn a_set_tells_terms_apart() {
        let members = vec![member("a", &[1, 2, 3, 5]), member("b", &[1, 2, 4, 5]), member("c", &[3, 4, 5])];
        let corpus = Corpus::new(members, Coverage::Complete);
        let shared = corpus.shared(Units::Sentences, |_| 2);
        let set = |hash| shared.cluster(sentence(hash, 0)).unwrap().set;
        assert_eq!(set(1), set(2));
        assert!(set(1) != set(3) && set(3) != set(4) && set(1) != set(4));
        // The first term counts, too: {a, b, c} is not {b, c}.
        assert!(set(5) != set(4) && set(5) != set(1));
    }

    #[test]
    fn an_outsider_and_a_document_without_a_slug_prove_nothing() {
        let mut members = vec![member("a", &[1]), member("b", &[1]), member("c", &[1])];
        members[0].in_corpus = false;
        members[1].facts.slug = None;
        let corpus = Corpus::new(members, Coverage::Complete);
        assert_eq!(corpus.terms(), [(0, 2)]);
        assert_eq!(corpus.shared(Units::Sentences, |_| 2).cluster(sentence(1, 0)), None);
        let none = Corpus::new(Vec::new(), Coverage::Complete);
        assert_eq!(none.shared(Units::Sentences, |terms| terms).clusters.len(), 0);
    }
}
