use std::collections::{HashMap, HashSet};

use crate::corpus::{Member, RelatedAnchor, TextHash, View};
use crate::declare_rule;
use crate::rule::{CorpusReporter, CorpusRule, Needs, Reads};
use crate::words::{count, quote};

declare_rule! {
    /// One term id for two terms.
    ///
    /// ## Why
    /// Agents combine what they read by the id. Two terms with one id become one: the definition of the first is quoted with
    /// the sources of the second.
    ///
    /// ## Fails
    /// A file that was copied for a new term and kept the old id:
    /// ```json file=en-US/churn-rate/ai.json
    /// { "summary": { "term_id": "core-gold-fallback-operating-margin" } }
    /// ```
    ///
    /// ## Passes
    /// The languages of one term may share its id:
    /// ```json file=ja-JP/churn-rate/ai.json
    /// { "summary": { "term_id": "ced69760-2ffc-56ce-9fac-aff5e9ec9ff5" } }
    /// ```
    ///
    /// ## Fix
    /// Give the newer of the two terms an id of its own.
    ///
    /// ## Known limits
    /// Terms are told apart by their slugs. Ids are compared without regard to case, as UUIDs are (RFC 9562). A
    /// document without a slug, or that could not be read, is left out. Each file gets one finding, which names the
    /// first of the other files and, for JSON Lines, the line in it. Like `duplicate-term`, the rule is checked only
    /// where `include` or `--corpus` says which files are the corpus.
    pub struct TermIdCollision {}
    id: "term-id-collision", kind: Corpus, needs: Needs::DeclaredCorpus, reads: Reads::Terms
}

const POINTER: &str = "/summary/term_id";

/// The documents with one id; as many as there are, each is looked at once.
struct Owners<'c> {
    first: usize,
    /// The first document of another term than that of the first.
    other: Option<usize>,
    slugs: HashSet<&'c str>,
}

/// The owners of the ids of these documents, by id in lower case.
fn owners<'c>(corpus: &'c View<'_>, documents: &[u32]) -> HashMap<String, Owners<'c>> {
    let mut ids: HashMap<String, Owners<'_>> = HashMap::new();
    for number in documents.iter().map(|number| *number as usize) {
        let Some((id, slug)) = identity(&corpus.members()[number]) else { continue };
        let new = || Owners { first: number, other: None, slugs: HashSet::new() };
        let owners = ids.entry(id.to_ascii_lowercase()).or_insert_with(new);
        if owners.slugs.insert(slug) && number != owners.first {
            owners.other.get_or_insert(number);
        }
    }
    ids
}

impl CorpusRule for TermIdCollision {
    fn check(&self, corpus: &View<'_>, reporter: &mut CorpusReporter) {
        let members = corpus.members();
        let mut marks: HashMap<TextHash, HashMap<String, Owners<'_>>> = HashMap::new();
        for (number, member) in corpus.reported() {
            let Some((id, slug)) = identity(member) else { continue };
            let documents = corpus.ids().with(id);
            if documents.len() < 2 {
                continue;
            }
            let ids = marks.entry(TextHash::of_id(id)).or_insert_with(|| owners(corpus, documents));
            let Some(Owners { first, other: Some(other), slugs }) = ids.get(&id.to_ascii_lowercase()) else { continue };
            let is_first = members[*first].facts.slug.as_deref() == Some(slug);
            let other = if is_first { *other } else { *first };
            let Some((_, other_slug)) = identity(&members[other]) else { continue };
            let more = match slugs.len() - 2 {
                0 => String::new(),
                more => format!(" and of {}", count(more, "other term")),
            };
            let path = quote(&members[other].path);
            let message = format!("the id of {} is also that of {} in {path}{more}", quote(slug), quote(other_slug));
            reporter
                .at(number, POINTER)
                .message(message)
                .label("shared by two terms")
                .help("give each term its own id")
                .subject(id)
                .related(RelatedAnchor::new(other, POINTER), "the same id");
        }
    }
}

/// The id and the slug of a document that has both and was read.
fn identity(member: &Member) -> Option<(&str, &str)> {
    let facts = &member.facts;
    let is_known = member.in_corpus && facts.complete;
    is_known.then_some((facts.term_id.as_deref()?, facts.slug.as_deref()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, Coverage, Facts};

    fn member(slug: &str) -> Member {
        let path = format!("{slug}.json");
        let (slug, term_id) = (Some(slug.into()), Some("one-id".into()));
        let facts = Facts { slug, term_id, locale: Some("en-US".into()), complete: true, ..Facts::default() };
        Member { facts, path, digest: 0, reported: true, in_corpus: true }
    }

    fn messages(members: Vec<Member>) -> Vec<String> {
        let mut reporter = CorpusReporter::new("term-id-collision");
        TermIdCollision::default().check(&Corpus::new(members, Coverage::Complete).all(), &mut reporter);
        reporter.findings.into_iter().map(|found| found.finding.message).collect()
    }

    fn collisions(other: Member) -> usize {
        messages(vec![member("goal"), other]).len()
    }

    #[test]
    fn the_terms_beyond_the_two_that_are_named_are_counted() {
        let first = |slugs: &[&str]| messages(slugs.iter().map(|slug| member(slug)).collect()).swap_remove(0);
        let two = "the id of “goal” is also that of “plan” in “plan.json”";
        assert_eq!(first(&["goal", "plan"]), two);
        assert_eq!(first(&["goal", "plan", "plan"]), two);
        assert_eq!(first(&["goal", "plan", "aim"]), format!("{two} and of 1 other term"));
        assert_eq!(first(&["goal", "plan", "aim", "lead", "issue"]), format!("{two} and of 3 other terms"));
    }

    #[test]
    fn only_a_whole_document_of_the_corpus_collides() {
        assert_eq!(collisions(member("plan")), 2);
        assert_eq!(collisions(Member { in_corpus: false, ..member("plan") }), 0);
        let mut broken = member("plan");
        broken.facts.complete = false;
        assert_eq!(collisions(broken), 0);
    }
}
