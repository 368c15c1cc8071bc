//! The index over all facts.
//!
//! Owns lookups by slug and locale, byte-exact and in memory: the file system is never asked.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use super::change::{Changes, Concerned, View};
use super::links::{Ids, Links};
use super::sentences::{Sentences, number_of};
use super::shared::{Shared, Units};
use super::{Facts, Outside, RelatedFact};

/// One document of the corpus.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its facts.
    pub facts: Facts,
    /// Its path, as the corpus names it; with its line after a colon, where it is one of many in a file.
    pub path: String,
    /// The hash of its bytes.
    pub digest: u128,
    /// Whether findings about it are reported: paths filter what is reported, never what is known.
    pub reported: bool,
    /// Whether it belongs to the corpus; a file from elsewhere is judged but proves nothing about it.
    pub in_corpus: bool,
}

/// Whether the documents at hand are known to be all there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgeable {
    /// The configuration or `--corpus` says so.
    Whole,
    /// A folder was named that may or may not be all: it is taken for the corpus if it holds two documents or more and
    /// at least half of the related slugs resolve in it.
    Perhaps,
    /// Only some files are at hand.
    No(String),
}

/// All facts with an index over them.
///
/// The larger indices are made when they are first asked for, and kept up to date from then on.
pub struct Corpus {
    members: Vec<Member>,
    judgeable: Judgeable,
    outside: Arc<Outside>,
    names: Names,
    links: OnceLock<Links>,
    ids: OnceLock<Ids>,
    /// Only where documents are going to be replaced.
    sentences: Option<Sentences>,
    changes: Changes,
}

/// What the documents say they are.
#[derive(Default)]
struct Names {
    /// locale -> slug -> documents of the corpus
    terms: BTreeMap<String, HashMap<String, Vec<usize>>>,
    /// How many documents of the corpus there are in each locale that were read to their end.
    complete_in: BTreeMap<String, usize>,
    /// Locales in which a broken document could be any term.
    unknown_in: BTreeSet<String>,
    /// Whether a broken document could be any term of any locale.
    unknown_anywhere: bool,
}

impl Names {
    fn of(members: &[Member]) -> Names {
        let mut names = Names::default();
        for (number, member) in members.iter().enumerate().filter(|(_, member)| member.in_corpus) {
            let facts = &member.facts;
            if let Some(locale) = facts.locale.as_ref().filter(|_| facts.complete) {
                match names.complete_in.get_mut(locale) {
                    Some(number) => *number += 1,
                    None => drop(names.complete_in.insert(locale.clone(), 1)),
                }
            }
            match (&facts.locale, &facts.slug) {
                (Some(locale), Some(slug)) => {
                    names.terms.entry(locale.clone()).or_default().entry(slug.clone()).or_default().push(number);
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

impl Corpus {
    /// Indexes the documents.
    pub fn new(members: Vec<Member>, judgeable: Judgeable) -> Corpus {
        let names = Names::of(&members);
        Corpus {
            members,
            judgeable,
            outside: Arc::default(),
            names,
            links: OnceLock::new(),
            ids: OnceLock::new(),
            sentences: None,
            changes: Changes::default(),
        }
    }

    /// The same corpus, with terms that live outside of it.
    #[must_use]
    pub fn with_outside(self, outside: impl Into<Arc<Outside>>) -> Corpus {
        Corpus { outside: outside.into(), ..self }
    }

    /// Makes ready for the replacement of documents: from now on it is known which documents a change concerns.
    pub fn expect_changes(&mut self) {
        if self.sentences.is_none() {
            self.sentences = Some(Sentences::of(self));
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
        let is_same_term = {
            let is = |member: &Member| (member.in_corpus, member.facts.locale.clone(), member.facts.slug.clone());
            is(&old) == is(&self.members[number])
        };
        let is_as_complete = old.facts.complete == self.members[number].facts.complete;
        if !is_same_term || !is_as_complete {
            self.names = Names::of(&self.members);
            self.changes.terms = Concerned::All;
        }
        if !is_same_term {
            self.changes.sentences = Concerned::All;
            self.links.take();
            self.ids.take();
            if self.sentences.take().is_some() {
                self.expect_changes();
            }
            return;
        }
        // What looked at the old document, and what looks at the new one.
        self.concern_terms(number, &old);
        if let Some(links) = self.links.get_mut() {
            links.remove(number, &old);
            links.add(number, &self.members[number]);
        }
        if let Some(ids) = self.ids.get_mut() {
            ids.remove(number, &old);
            ids.add(number, &self.members[number]);
        }
        self.concern_terms(number, &old);
        if let Some(mut sentences) = self.sentences.take() {
            self.changes.sentences.extend(sentences.replace(self, number, &old.facts));
            self.sentences = Some(sentences);
        }
    }

    /// Puts a document before the one with this number, which becomes the next.
    pub fn insert(&mut self, number: usize, member: Member) {
        self.renumbered(|members| members.insert(number.min(members.len()), member));
    }

    /// Takes the document with this number away; those behind it move up.
    ///
    /// # Panics
    /// Where there is no document of this number.
    pub fn remove(&mut self, number: usize) -> Member {
        self.renumbered(|members| members.remove(number))
    }

    /// Where numbers change, everything is looked at again.
    fn renumbered<T>(&mut self, change: impl FnOnce(&mut Vec<Member>) -> T) -> T {
        let result = change(&mut self.members);
        self.names = Names::of(&self.members);
        self.links.take();
        self.ids.take();
        self.changes = Changes::everything();
        if self.sentences.take().is_some() {
            self.expect_changes();
        }
        result
    }

    /// Notes the documents for which rules about terms have to look again, as the indices are now.
    fn concern_terms(&mut self, number: usize, old: &Member) {
        let mut concerned: BTreeSet<usize> = BTreeSet::from([number]);
        let (was, is) = (&old.facts, &self.members[number].facts);
        for facts in [was, is] {
            let owners = facts.term_id.as_deref().map_or(&[][..], |id| self.ids().with(id));
            concerned.extend(owners.iter().map(|owner| *owner as usize));
        }
        if let Some(locale) = is.locale.as_deref() {
            let changed = |one: &Facts, other: &Facts| {
                let others: HashSet<RelatedFact> = other.related.iter().map(without_index).collect();
                let changed = one.related.iter().filter(|fact| !others.contains(&without_index(fact)));
                changed.map(|fact| fact.slug.clone()).collect::<Vec<_>>()
            };
            for slug in changed(was, is).into_iter().chain(changed(is, was)) {
                concerned.extend(self.term(locale, &slug));
                concerned.extend(self.links().to(locale, &slug).iter().map(|link| link.document as usize));
            }
            if let Some(slug) = is.slug.as_deref() {
                concerned.extend(self.term(locale, slug));
                if !is.says_the_same_of_its_term(was) {
                    concerned.extend(self.links().to(locale, slug).iter().map(|link| link.document as usize));
                }
            }
        }
        self.changes.terms.extend(concerned);
    }

    /// The documents, in the order of their numbers.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The corpus with all its documents.
    pub fn all(&self) -> View<'_> {
        View::new(self, &Concerned::All)
    }

    /// The documents with this slug in this locale, in the order of their numbers.
    pub fn term(&self, locale: &str, slug: &str) -> &[usize] {
        self.names.terms.get(locale).and_then(|slugs| slugs.get(slug)).map_or(&[], Vec::as_slice)
    }

    /// Who names which term among its related terms.
    pub fn links(&self) -> &Links {
        self.links.get_or_init(|| Links::of(&self.members))
    }

    /// Which documents have which term id.
    pub fn ids(&self) -> &Ids {
        self.ids.get_or_init(|| Ids::of(&self.members))
    }

    /// The sentences that the documents of several terms have in common, of at least two terms and of as many as `least`
    /// makes of the number of all terms, whatever their locales and versions.
    pub fn shared(&self, units: Units, least: impl Fn(usize) -> usize) -> Arc<Shared> {
        match &self.sentences {
            Some(sentences) => sentences.shared(self, units, least),
            None => {
                let terms = self.terms();
                let least = least(number_of(&terms)).max(2);
                Arc::new(Shared::of(self, &terms, units, least))
            }
        }
    }

    /// How many documents of the corpus there are in this locale that were read to their end.
    pub fn complete_in(&self, locale: &str) -> usize {
        self.names.complete_in.get(locale).copied().unwrap_or_default()
    }

    /// Whether there is such a term, here or outside.
    pub fn has(&self, locale: &str, slug: &str) -> bool {
        !self.term(locale, slug).is_empty() || self.outside.holds(locale, slug)
    }

    /// Whether there is any term in this locale.
    pub fn has_locale(&self, locale: &str) -> bool {
        self.names.terms.contains_key(locale)
    }

    /// The slugs of a locale, in no order.
    pub fn slugs(&self, locale: &str) -> impl Iterator<Item = &str> {
        self.names.terms.get(locale).into_iter().flat_map(|slugs| slugs.keys().map(String::as_str))
    }

    /// Whether a document that could not be read may be any term of this locale.
    pub(super) fn may_hide_terms(&self, locale: &str) -> bool {
        self.names.unknown_anywhere || self.names.unknown_in.contains(locale)
    }

    /// The locales that have a slug, in the order of the alphabet.
    pub(super) fn locales_of(&self, slug: &str) -> Vec<&str> {
        let locales = self.names.terms.iter().filter(|(_, slugs)| slugs.contains_key(slug));
        locales.map(|(locale, _)| locale.as_str()).collect()
    }

    /// Whether somebody has said that these are all documents, and that all of them are meant: a folder that was named may
    /// hold drafts and copies too.
    pub fn is_declared(&self) -> bool {
        self.judgeable == Judgeable::Whole
    }

    /// Whether these may be all documents: of files that were named one by one, nobody knows what else there is.
    pub fn may_be_whole(&self) -> bool {
        !matches!(self.judgeable, Judgeable::No(_))
    }

    /// Why rules that need the whole corpus cannot judge; `None` when they can.
    pub fn cannot_judge(&self) -> Option<String> {
        const ENABLE: &str = "set include in termlint.toml, or --corpus DIR";
        match &self.judgeable {
            Judgeable::Whole => None,
            Judgeable::No(reason) => Some(format!("{reason}; {ENABLE}")),
            Judgeable::Perhaps => {
                let inside = || self.members.iter().filter(|member| member.in_corpus);
                let documents = inside().count();
                if documents < 2 {
                    return Some(format!(
                        "only {documents} handoff is here, so nobody knows which terms exist; {ENABLE}"
                    ));
                }
                let related: BTreeSet<(&str, &str)> = inside()
                    .filter_map(|member| Some((member.facts.locale.as_deref()?, &member.facts.related)))
                    .flat_map(|(locale, related)| related.iter().map(move |fact| (locale, &*fact.slug)))
                    .collect();
                let resolved = related.iter().filter(|(locale, slug)| self.has(locale, slug)).count();
                (resolved * 2 < related.len()).then(|| {
                    let related = related.len();
                    format!("only {resolved} of {related} related slugs resolve here; {ENABLE}, or known-slugs")
                })
            }
        }
    }
}

/// A relation without its place: others do not care where in its list it stands.
fn without_index(fact: &RelatedFact) -> RelatedFact {
    RelatedFact { index: 0, ..fact.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::RelatedFact;

    fn member(locale: Option<&str>, slug: Option<&str>, related: &[&str]) -> Member {
        Member {
            facts: Facts {
                slug: slug.map(str::to_owned),
                locale: locale.map(str::to_owned),
                complete: slug.is_some(),
                related: related
                    .iter()
                    .zip(0..)
                    .map(|(slug, index)| RelatedFact { index, slug: (*slug).into(), ..RelatedFact::default() })
                    .collect(),
                ..Facts::default()
            },
            path: String::new(),
            digest: 0,
            reported: true,
            in_corpus: true,
        }
    }

    #[test]
    fn half_of_the_slugs_must_resolve_before_a_folder_is_taken_for_the_corpus() {
        let judge = |related: &[&str]| {
            Corpus::new(
                vec![member(Some("en-US"), Some("a-term"), related), member(Some("en-US"), Some("b-term"), &[])],
                Judgeable::Perhaps,
            )
            .cannot_judge()
        };
        assert_eq!(judge(&["b-term", "gone"]), None);
        assert_eq!(judge(&[]), None);
        assert!(
            judge(&["b-term", "gone", "lost"])
                .is_some_and(|reason| reason.starts_with("only 1 of 3 related slugs resolve here"))
        );
    }

    #[test]
    fn one_document_is_no_corpus() {
        let corpus = Corpus::new(vec![member(Some("en-US"), Some("a-term"), &[])], Judgeable::Perhaps);
        assert!(corpus.cannot_judge().is_some());
    }
}
