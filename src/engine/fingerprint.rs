//! What tells a finding from every other one, across runs, reformatting, reordering and renamed folders.
//!
//! Owns the fingerprint (`docs/design.md`, "Fingerprints"): contract, shared by every report. Must not know levels or
//! formats.

use std::cell::RefCell;
use std::collections::HashMap;

use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::corpus::{Corpus, Member};
use crate::finding::Finding;

/// The format of the fingerprint; a new one makes every finding new.
const VERSION: &str = "1";

/// What each document of a corpus is known by: its term, or its path where the term is another document's too.
///
/// Of several documents that claim one term, the one whose folder is named after it keeps it, if there is only one such:
/// an editor begins a new term with a copy of another, and the original did not change by that.
pub struct Identities<'c> {
    corpus: &'c Corpus,
    /// Who has a term that several documents claim, as far as it was asked for.
    disputed: RefCell<HashMap<(&'c str, &'c str), Option<usize>>>,
}

/// Which document has which term, by locale and slug.
#[derive(Default)]
pub(super) struct Claims<'c>(HashMap<(&'c str, &'c str), Claim>);

/// The documents that claim one term.
#[derive(Clone, Copy, Default)]
struct Claim {
    number: usize,
    /// One of them.
    document: usize,
    number_at_home: usize,
    /// One of those whose folder is named after the term.
    at_home: usize,
}

impl Claim {
    fn add(&mut self, document: usize, is_home: bool) {
        self.number += 1;
        self.document = document;
        if is_home {
            self.number_at_home += 1;
            self.at_home = document;
        }
    }

    /// The document that has the term; `None` where nobody claims it, or several do and none has a better claim.
    fn holder(self) -> Option<usize> {
        match self {
            Claim { number: 1, document, .. } => Some(document),
            Claim { number_at_home: 1, at_home, .. } => Some(at_home),
            _ => None,
        }
    }
}

impl<'c> Claims<'c> {
    /// The claims of documents: their numbers, terms and paths.
    pub(super) fn of(documents: impl Iterator<Item = (usize, (&'c str, &'c str), &'c str)>) -> Claims<'c> {
        let mut claims = Claims::default();
        for (number, term, path) in documents {
            claims.0.entry(term).or_default().add(number, is_home(path, term));
        }
        claims
    }

    /// The document that has a term, by its number.
    pub(super) fn holder(&self, term: (&str, &str)) -> Option<usize> {
        self.0.get(&term)?.holder()
    }
}

impl<'c> Identities<'c> {
    /// Those of the documents of a corpus; each is found out when it is asked for.
    pub fn of(corpus: &'c Corpus) -> Identities<'c> {
        Identities { corpus, disputed: RefCell::default() }
    }

    pub(super) fn corpus(&self) -> &'c Corpus {
        self.corpus
    }

    /// Whether any document claims a term.
    pub(super) fn is_claimed(&self, (locale, slug): (&str, &str)) -> bool {
        self.corpus.claimants(locale, slug).next().is_some()
    }

    /// The document that has a term, by its number; `None` where none claims it, or several do and none has a better claim.
    pub(super) fn holder(&self, term: (&str, &str)) -> Option<usize> {
        let mut claim = Claim::default();
        for document in self.corpus.claimants(term.0, term.1) {
            claim.add(document, is_home(&self.corpus.members()[document].path, term));
        }
        claim.holder()
    }

    /// The identity of a document, by its number: locale and slug, or its path (and line) where these are missing or
    /// another's too.
    pub fn of_document(&self, number: usize) -> String {
        let member = &self.corpus.members()[number];
        let has = |term: (&'c str, &'c str)| {
            let is_disputed = self.corpus.claimants(term.0, term.1).nth(1).is_some();
            // A thousand copies of one document are gone through once.
            let holder = || *self.disputed.borrow_mut().entry(term).or_insert_with(|| self.holder(term));
            !is_disputed || holder() == Some(number)
        };
        match term(member).filter(|term| has(*term)) {
            Some((locale, slug)) => format!("{locale}/{slug}"),
            None => member.path.clone(),
        }
    }
}

fn term(member: &Member) -> Option<(&str, &str)> {
    Some((member.facts.locale.as_deref()?, member.facts.slug.as_deref()?))
}

/// Whether a path ends in `{locale}/{slug}/` and the name of a file.
fn is_home(path: &str, (locale, slug): (&str, &str)) -> bool {
    let mut folders = path.rsplit('/').skip(1);
    folders.next() == Some(slug) && folders.next() == Some(locale)
}

/// The fingerprints of the findings of one document, in order by place.
pub struct Fingerprints<'d> {
    document: &'d str,
    twins: HashMap<u64, usize>,
    former_twins: HashMap<u64, usize>,
}

impl<'d> Fingerprints<'d> {
    /// For the document with this identity.
    pub fn new(document: &'d str) -> Self {
        Fingerprints { document, twins: HashMap::new(), former_twins: HashMap::new() }
    }

    /// The fingerprint of the next finding: 32 hex digits over rule, document, identity path, subject, and the ordinal
    /// among true twins.
    pub fn next(&mut self, finding: &Finding) -> Fingerprint {
        let key = key(finding.rule, self.document, finding);
        let ordinal = self.twins.entry(xxh3_64(key.as_bytes())).or_insert(0);
        *ordinal += 1;
        let (text, ordinal) = (digest(&key, *ordinal), *ordinal);
        let former = former_key(finding.rule, self.document, finding).map(|key| {
            let ordinal = self.former_twins.entry(xxh3_64(key.as_bytes())).or_insert(0);
            *ordinal += 1;
            *ordinal
        });
        Fingerprint { text, ordinal, former }
    }
}

/// What a finding is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    /// 32 hex digits.
    pub text: String,
    ordinal: usize,
    /// The ordinal among those that agree in what the previous minor version knew it by.
    former: Option<usize>,
}

impl Fingerprint {
    /// The digits of the same finding in a document of this identity.
    pub(super) fn in_document(&self, document: &str, finding: &Finding) -> String {
        digest(&key(finding.rule, document, finding), self.ordinal)
    }

    /// Those by which an earlier release may have recorded it there: as the last minor release knew it, and under former ids
    /// of its rule.
    pub(super) fn formerly_in_document(
        &self,
        document: &str,
        finding: &Finding,
        former_rules: &'static [&'static str],
    ) -> impl Iterator<Item = String> {
        let rules = || std::iter::once(finding.rule).chain(former_rules.iter().copied());
        let former = rules().filter_map(|rule| Some((former_key(rule, document, finding)?, self.former?)));
        let renamed = former_rules.iter().map(|rule| (key(rule, document, finding), self.ordinal));
        former.chain(renamed).map(|(key, ordinal)| digest(&key, ordinal))
    }
}

fn key(rule: &str, document: &str, finding: &Finding) -> String {
    let of_location = || finding.location.as_ref().and_then(|location| location.at.as_deref());
    let at = finding.identity.as_deref().or_else(of_location).unwrap_or_default();
    [VERSION, rule, document, at, &finding.subject].join("\0")
}

fn former_key(rule: &str, document: &str, finding: &Finding) -> Option<String> {
    let (at, subject) = finding.former.as_ref()?;
    Some([VERSION, rule, document, at, subject].join("\0"))
}

fn digest(key: &str, ordinal: usize) -> String {
    format!("{:032x}", xxh3_128(format!("{key}\0{ordinal}").as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Coverage, Facts};

    const TERM: Option<(&str, &str)> = Some(("en-US", "churn-rate"));

    /// The identities of documents with these terms at these paths.
    fn identities(documents: &[(Option<(&str, &str)>, &str)]) -> Vec<String> {
        let members = documents.iter().map(|(term, path)| Member {
            facts: Facts {
                locale: term.map(|(locale, _)| locale.into()),
                slug: term.map(|(_, slug)| slug.into()),
                ..Facts::default()
            },
            path: (*path).to_owned(),
            digest: 0,
            reported: true,
            in_corpus: true,
        });
        let corpus = Corpus::new(members.collect(), Coverage::Complete);
        let identities = Identities::of(&corpus);
        (0..documents.len()).map(|number| identities.of_document(number)).collect()
    }

    #[test]
    fn a_document_is_its_term_wherever_it_stands() {
        let other = Some(("ja-JP", "churn-rate"));
        assert_eq!(
            identities(&[(TERM, "a/ai.json"), (other, "b/ai.json"), (None, "c/ai.json"), (None, "a.jsonl:3")]),
            ["en-US/churn-rate", "ja-JP/churn-rate", "c/ai.json", "a.jsonl:3"]
        );
    }

    #[test]
    fn two_documents_of_one_term_are_told_apart_by_their_path() {
        for paths in [
            ["a/ai.json", "b/ai.json"],
            ["en-US/churn-rate-2/ai.json", "en-US/x-churn-rate/ai.json"],
            ["churn-rate/en-US/ai.json", "en-US/core/churn-rate/ai.json"],
            // Both are where the term should be.
            ["a/en-US/churn-rate/ai.json", "b/en-US/churn-rate/ai.json"],
            ["en-US/churn-rate/terms.jsonl:1", "en-US/churn-rate/terms.jsonl:2"],
        ] {
            assert_eq!(identities(&paths.map(|path| (TERM, path))), paths);
        }
    }

    #[test]
    fn the_one_in_the_folder_of_the_term_keeps_it() {
        let home = (TERM, "content/en-US/churn-rate/ai.json");
        let copies = [(TERM, "content/en-US/churn-rate copy/ai.json"), (TERM, "drafts/churn-rate/ai.json")];
        let expected = ["en-US/churn-rate", copies[0].1, copies[1].1];
        assert_eq!(identities(&[home, copies[0], copies[1]]), expected);
        assert_eq!(identities(&[copies[0], copies[1], home]), [expected[1], expected[2], expected[0]]);
        assert_eq!(identities(&[(TERM, "en-US/churn-rate/ai.json"), copies[0]]), [expected[0], expected[1]]);
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
        assert_eq!(Fingerprints::new("en-US/churn").next(&finding).text, one.in_document("en-US/churn", &finding));
        assert_eq!(one.formerly_in_document("en-US/churn", &finding, &[]).next(), None);
        assert_eq!(one.text, "9767884d308061c09b1fbf8e5ebc602e");
    }

    #[test]
    fn a_finding_is_known_by_its_former_fingerprint_too() {
        let mut before = Fingerprints::new("en-US/churn");
        let old = Finding { subject: "b".to_owned(), ..Finding::new("a-rule", "", None) };
        let [first, second] = [before.next(&old), before.next(&old)];
        let (identity, former) = (Some("/list".to_owned()), Some((String::new(), "b".to_owned())));
        let new = Finding { identity, former, subject: "a".to_owned(), ..Finding::new("a-rule", "", None) };
        let mut after = Fingerprints::new("en-US/churn");
        let now = [after.next(&new), after.next(&new)];
        for (old, new) in [&first, &second].into_iter().zip(&now) {
            assert_ne!(old.text, new.text);
        }
        let former = |finding: &Fingerprint, document: &str, rules| -> Vec<String> {
            finding.formerly_in_document(document, &new, rules).collect()
        };
        assert_eq!(former(&now[0], "en-US/churn", &[]), [first.text]);
        assert_eq!(former(&now[1], "en-US/churn", &[]), [second.text]);
        let mut other = Fingerprints::new("en-US/other");
        let twin = [other.next(&old), other.next(&old)].into_iter().next_back().map(|twin| twin.text);
        assert_eq!(former(&now[1], "en-US/other", &[]), Vec::from_iter(twin));
        // Under a former id of its rule: as it was known then, and as it is known now.
        let renamed = [&old, &new].map(|finding| Finding { rule: "old-rule", ..finding.clone() });
        let [then, since] = renamed.map(|finding| Fingerprints::new("en-US/churn").next(&finding).text);
        let all = former(&now[0], "en-US/churn", &["old-rule"]);
        assert!(all.len() == 3 && all.contains(&then) && all.contains(&since), "{all:?}");
    }
}
