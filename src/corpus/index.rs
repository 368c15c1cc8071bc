//! The index over all facts.
//!
//! Owns lookups by slug and locale, byte-exact and in memory: the file system is never asked.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::change::Changes;
use super::links::{Ids, Index, Link, Links};
use super::member::{Coverage, Member};
use super::names::Names;
use super::sentences::Sentences;
use super::shared::{Shared, Units};
use super::slugs::Slugs;
use super::terms::{number_of, terms};
use super::{ExternalTerms, TextHash};

/// All facts with an index over them.
///
/// The larger indices are made when they are first asked for, and kept up to date from then on.
pub struct Corpus {
    pub(super) members: Vec<Member>,
    pub(super) coverage: Coverage,
    external: Arc<ExternalTerms>,
    pub(super) names: Names,
    pub(super) links: OnceLock<Index>,
    pub(super) ids: OnceLock<Ids>,
    /// By locale.
    pub(super) slugs: OnceLock<BTreeMap<Box<str>, Slugs>>,
    /// How many related slugs resolve, of how many.
    pub(super) resolved: OnceLock<(usize, usize)>,
    /// Only where documents are going to be replaced.
    pub(super) sentences: Option<Sentences>,
    pub(super) changes: Changes,
}

impl Corpus {
    /// Indexes the documents.
    pub fn new(members: Vec<Member>, coverage: Coverage) -> Corpus {
        let names = Names::of(&members);
        Corpus {
            members,
            coverage,
            external: Arc::default(),
            names,
            links: OnceLock::new(),
            ids: OnceLock::new(),
            slugs: OnceLock::new(),
            resolved: OnceLock::new(),
            sentences: None,
            changes: Changes::default(),
        }
    }

    /// The same corpus, with terms that live outside of it.
    #[must_use]
    pub fn with_external(self, external: impl Into<Arc<ExternalTerms>>) -> Corpus {
        Corpus { external: external.into(), ..self }
    }

    /// Whether these are all documents, as far as anybody has said.
    pub fn coverage(&self) -> &Coverage {
        &self.coverage
    }

    /// Says anew whether these are all documents.
    pub fn set_judgeable(&mut self, coverage: Coverage) {
        self.coverage = coverage;
        self.changes = Changes::everything();
    }

    /// The documents, in the order of their numbers.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The documents with this slug in this locale, in the order of their numbers.
    pub fn term(&self, locale: &str, slug: &str) -> &[usize] {
        self.names.terms.get(locale).and_then(|slugs| slugs.get(slug)).map_or(&[], Vec::as_slice)
    }

    /// The documents that claim to be this term, in the corpus and beside it.
    pub fn claimants(&self, locale: &str, slug: &str) -> impl Iterator<Item = usize> + Clone {
        let beside = self.names.beside.get(locale).and_then(|slugs| slugs.get(slug));
        self.term(locale, slug).iter().chain(beside.into_iter().flatten()).copied()
    }

    /// Who names which term among its related terms.
    pub fn links(&self) -> Links<'_> {
        let index = self.links.get_or_init(|| Index::of(&self.members));
        Links { index, members: &self.members }
    }

    /// Which documents have which term id.
    pub fn ids(&self) -> &Ids {
        self.ids.get_or_init(|| Ids::of(&self.members))
    }

    /// The sentences that the documents of several terms have in common, of at least two terms and of as many as `least`
    /// makes of the number of all terms, whatever their locales and versions.
    pub fn shared(&self, units: Units, least: impl Fn(usize) -> usize) -> Arc<Shared> {
        match &self.sentences {
            Some(sentences) => sentences.shared(&self.members, units, least),
            None => {
                let terms = self.terms();
                let least = least(number_of(&terms)).max(2);
                Arc::new(Shared::of(&self.members, &terms, units, least))
            }
        }
    }

    /// The documents of the corpus that have a slug, by their term: the number of the term and of the document.
    pub fn terms(&self) -> Vec<(u32, usize)> {
        terms(&self.members)
    }

    /// The slugs of a locale, to be sought by what is nearly right.
    pub(super) fn slugs(&self, locale: &str) -> Option<&Slugs> {
        let index =
            || self.names.terms.iter().map(|(locale, slugs)| (locale.clone(), Slugs::of(slugs.keys()))).collect();
        self.slugs.get_or_init(index).get(locale)
    }

    /// How many documents of the corpus there are in this locale that were read to their end.
    pub fn complete_in(&self, locale: &str) -> usize {
        self.names.complete_in.get(locale).copied().unwrap_or_default()
    }

    /// Whether there is such a term, here or outside.
    pub fn has(&self, locale: &str, slug: &str) -> bool {
        !self.term(locale, slug).is_empty() || self.external.holds(locale, slug)
    }

    /// Whether there is any term in this locale.
    pub fn has_locale(&self, locale: &str) -> bool {
        self.names.terms.contains_key(locale)
    }

    /// Whether a document that could not be read may be any term of this locale.
    pub(super) fn may_hide_terms(&self, locale: &str) -> bool {
        self.names.unknown_anywhere || self.names.unknown_in.contains(locale)
    }

    /// The locales that have a slug, in the order of the alphabet.
    pub(super) fn locales_of(&self, slug: &str) -> Vec<&str> {
        let locales = self.names.terms.iter().filter(|(_, slugs)| slugs.contains_key(slug));
        locales.map(|(locale, _)| &**locale).collect()
    }

    /// Whether somebody has said that these are all documents, and that all of them are meant: a folder that was named may
    /// hold drafts and copies too.
    pub fn is_declared(&self) -> bool {
        self.coverage == Coverage::Complete
    }

    /// Whether these may be all documents: of files that were named one by one, nobody knows what else there is.
    pub fn may_be_whole(&self) -> bool {
        !matches!(self.coverage, Coverage::Partial(_) | Coverage::Incomplete(_))
    }

    /// Why rules that need the whole corpus cannot check; `None` when they can.
    pub fn coverage_gap(&self) -> Option<String> {
        const ENABLE: &str = "set include in termlint.toml, or --corpus DIR";
        match &self.coverage {
            Coverage::Complete => None,
            Coverage::Incomplete(reason) => Some(reason.clone()),
            Coverage::Partial(reason) => Some(format!("{reason}; {ENABLE}")),
            Coverage::Inferred => {
                let documents = self.members.iter().filter(|member| member.in_corpus).count();
                if documents < 2 {
                    return Some(format!(
                        "only {documents} handoff is here, so it is not known which terms exist; {ENABLE}"
                    ));
                }
                let (resolved, related) = *self.resolved.get_or_init(|| {
                    let is_inside = |(_, link): &(TextHash, Link)| self.members[link.document as usize].in_corpus;
                    let targets = self.links().targets().filter(|(_, _, links)| links.iter().any(is_inside));
                    let resolve = targets.map(|(locale, slug, _)| usize::from(self.has(locale, slug)));
                    resolve.fold((0, 0), |(resolved, related), one| (resolved + one, related + 1))
                });
                (resolved * 2 < related).then(|| {
                    format!("only {resolved} of {related} related slugs resolve here; {ENABLE}, or known-slugs")
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Facts, RelatedFact};

    fn member(locale: Option<&str>, slug: Option<&str>, related: &[&str]) -> Member {
        Member {
            facts: Facts {
                slug: slug.map(Box::from),
                locale: locale.map(Box::from),
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
        let gap = |related: &[&str]| {
            Corpus::new(
                vec![member(Some("en-US"), Some("a-term"), related), member(Some("en-US"), Some("b-term"), &[])],
                Coverage::Inferred,
            )
            .coverage_gap()
        };
        assert_eq!(gap(&["b-term", "gone"]), None);
        assert_eq!(gap(&[]), None);
        assert!(
            gap(&["b-term", "gone", "lost"])
                .is_some_and(|reason| reason.starts_with("only 1 of 3 related slugs resolve here"))
        );
    }

    #[test]
    fn a_corpus_of_which_some_cannot_be_read_says_why_and_nothing_else() {
        let corpus = Corpus::new(vec![member(Some("en-US"), Some("a-term"), &[])], Coverage::Incomplete("why".into()));
        assert_eq!(corpus.coverage_gap().as_deref(), Some("why"));
        assert!(!corpus.is_declared() && !corpus.may_be_whole());
    }

    #[test]
    fn one_document_is_no_corpus() {
        let corpus = Corpus::new(vec![member(Some("en-US"), Some("a-term"), &[])], Coverage::Inferred);
        assert!(corpus.coverage_gap().is_some());
    }
}
