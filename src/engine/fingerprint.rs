//! What tells a finding from every other one, across runs, reformatting, reordering and renamed folders.
//!
//! Owns the fingerprint (`design.md` section 4): contract, shared by every report. Must not know levels or formats.

use std::collections::{HashMap, HashSet};

use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::corpus::{Corpus, Facts};
use crate::finding::Finding;

/// The format of the fingerprint; a new one makes every finding new.
const VERSION: &str = "1";

/// Which documents share locale and slug with another: these are told apart by their path.
pub struct Identities {
    shared: HashSet<(String, String)>,
}

impl Identities {
    /// Looks for documents of the corpus that claim the same locale and slug.
    pub fn of(corpus: &Corpus) -> Identities {
        let mut seen = HashSet::new();
        let mut shared = HashSet::new();
        for member in corpus.members() {
            if let (Some(locale), Some(slug)) = (&member.facts.locale, &member.facts.slug)
                && !seen.insert((locale, slug))
            {
                shared.insert((locale.clone(), slug.clone()));
            }
        }
        Identities { shared }
    }

    /// The identity of a document: locale and slug, or its path (and line) where these are missing or not unique.
    pub fn of_document(&self, facts: &Facts, path: &str, line: Option<usize>) -> String {
        match (&facts.locale, &facts.slug, line) {
            (Some(locale), Some(slug), _) if !self.shared.contains(&(locale.clone(), slug.clone())) => {
                format!("{locale}/{slug}")
            }
            (.., Some(line)) => format!("{path}:{line}"),
            (.., None) => path.to_owned(),
        }
    }
}

/// The fingerprints of the findings of one document, in order by place.
pub struct Fingerprints<'d> {
    document: &'d str,
    twins: HashMap<u64, usize>,
}

impl<'d> Fingerprints<'d> {
    /// For the document with this identity.
    pub fn new(document: &'d str) -> Self {
        Fingerprints { document, twins: HashMap::new() }
    }

    /// The fingerprint of the next finding: 32 hex digits over rule, document, identity path, subject, and the ordinal
    /// among true twins.
    pub fn next(&mut self, finding: &Finding) -> String {
        let at = finding.place.as_ref().and_then(|place| place.at.as_deref()).unwrap_or_default();
        let key = [VERSION, finding.rule, self.document, at, &finding.subject].join("\0");
        let ordinal = self.twins.entry(xxh3_64(key.as_bytes())).or_insert(0);
        *ordinal += 1;
        format!("{:032x}", xxh3_128(format!("{key}\0{ordinal}").as_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Judgeable, Member};

    fn facts(locale: &str, slug: &str) -> Facts {
        Facts { slug: Some(slug.to_owned()), locale: Some(locale.to_owned()), complete: true, ..Facts::default() }
    }

    fn identities(facts: &[Facts]) -> Identities {
        let members = facts.iter().map(|facts| Member {
            facts: facts.clone(),
            path: String::new(),
            digest: 0,
            reported: true,
            in_corpus: true,
        });
        Identities::of(&Corpus::new(members.collect(), Judgeable::Whole))
    }

    #[test]
    fn a_document_is_its_term_wherever_it_stands() {
        let term = facts("en-US", "churn-rate");
        let identities = identities(&[term.clone(), facts("ja-JP", "churn-rate")]);
        assert_eq!(identities.of_document(&term, "a/ai.json", None), "en-US/churn-rate");
        assert_eq!(identities.of_document(&Facts::default(), "a/ai.json", None), "a/ai.json");
        assert_eq!(identities.of_document(&Facts::default(), "a.jsonl", Some(3)), "a.jsonl:3");
    }

    #[test]
    fn two_documents_of_one_term_are_told_apart_by_their_path() {
        let term = facts("en-US", "churn-rate");
        let identities = identities(&[term.clone(), term.clone()]);
        assert_eq!(identities.of_document(&term, "a/ai.json", None), "a/ai.json");
    }

    #[test]
    fn twins_have_fingerprints_of_their_own_and_words_do_not_count() {
        let finding = Finding::new("a-rule", "a message", None);
        let reworded = Finding { help: "do it".to_owned(), ..Finding::new("a-rule", "other words", None) };
        let mut first = Fingerprints::new("en-US/churn-rate");
        let (one, two) = (first.next(&finding), first.next(&finding));
        assert_ne!(one, two);
        assert_eq!(Fingerprints::new("en-US/churn-rate").next(&reworded), one);
        assert_ne!(Fingerprints::new("en-US/churn").next(&finding), one);
        // Golden: the fingerprint is contract. A change here makes every recorded finding new.
        // XXH3 (128 bits) of `1 NUL a-rule NUL en-US/churn-rate NUL NUL NUL 1`.
        assert_eq!(one, "9767884d308061c09b1fbf8e5ebc602e");
    }
}
