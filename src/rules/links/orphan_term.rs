use std::collections::{BTreeSet, HashMap, HashSet};

use crate::corpus::View;
use crate::declare_rule;
use crate::rule::{CorpusReporter, CorpusRule, Level, Needs};
use crate::words::{quote, shorten};

declare_rule! {
    /// A term to which no other term is related.
    ///
    /// ## Why
    /// Readers and agents explore a glossary by its relations. A term without relations to it is found only by those who know its
    /// name already.
    ///
    /// ## Fails
    /// ```json file=en-US/sales-pipeline/ai.json
    /// { "related_terms": [{ "canonical_slug": "lead-scoring" }, { "canonical_slug": "sales-pipeline" }] }
    /// ```
    /// ```json file=ja-JP/sales-pipeline/ai.json
    /// { "related_terms": [{ "canonical_slug": "lead-scoring" }] }
    /// ```
    ///
    /// ## Passes
    /// One term that leads there is enough:
    /// ```json file=en-US/buyer-persona/ai.json
    /// { "related_terms": [{ "canonical_slug": "a-b-testing" }] }
    /// ```
    ///
    /// ## Fix
    /// List the term among the related terms of one that is read together with it.
    ///
    /// ## Known limits
    /// A new term is always an orphan until others are edited: the rule is off by default. Relations count within a locale, and
    /// those of a document that could not be read completely may be missing: its locale is then not checked. The rule
    /// needs the corpus, as `dead-related-slug` does.
    pub struct OrphanTerm {}
    id: "orphan-term", kind: Corpus, needs: Needs::WholeCorpus, level: Level::Off,
    yields_to: &["conflicting-fields", "malformed-slug", "canonical-url-mismatch", "duplicate-term", "slug-title-mismatch", "near-duplicate-term"]
}

impl CorpusRule for OrphanTerm {
    fn check(&self, corpus: &View<'_>, reporter: &mut CorpusReporter) {
        let broken = corpus.members().iter().filter(|member| !member.facts.complete);
        let broken: HashSet<Option<&str>> = broken.map(|member| member.facts.locale.as_deref()).collect();
        let mut targets: HashMap<(&str, &str), bool> = HashMap::new();
        let mut not_checked: BTreeSet<&str> = BTreeSet::new();
        for (number, member) in corpus.reported().filter(|(_, member)| member.in_corpus && member.facts.complete) {
            let facts = &member.facts;
            let (Some(locale), Some(slug)) = (facts.locale.as_deref(), facts.slug.as_deref()) else { continue };
            if *targets.entry((locale, slug)).or_insert_with(|| is_target(corpus, locale, slug)) {
                continue;
            }
            if broken.contains(&Some(locale)) || broken.contains(&None) {
                not_checked.insert(locale);
                continue;
            }
            reporter
                .at(number, "/canonical/slug")
                .message(format!("no other term of {} is related to {}", shorten(locale, 16), quote(slug)))
                .label("listed by no other term")
                .help("list it among the related terms of another term")
                .subject(slug);
        }
        for locale in not_checked {
            let locale = shorten(locale, 16);
            reporter.not_checked(format!(
                "in {locale}, a document that cannot be read may be related to any term; fix it first"
            ));
        }
    }
}

/// Whether a document of another term names this one.
fn is_target(corpus: &View<'_>, locale: &str, slug: &str) -> bool {
    let own = |document: u32| corpus.members().get(document as usize).and_then(|it| it.facts.slug.as_deref());
    corpus.links().to(locale, slug).any(|link| own(link.document) != Some(slug))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, Coverage, Facts, Member, RelatedFact};

    fn member(locale: Option<&str>, slug: &str, related: &[&str]) -> Member {
        let fact = |slug: &&str| RelatedFact { slug: (*slug).into(), ..RelatedFact::default() };
        let facts = Facts {
            slug: Some(slug.into()),
            locale: locale.map(Box::from),
            complete: true,
            related: related.iter().map(fact).collect(),
            ..Facts::default()
        };
        Member { facts, path: String::new(), digest: 0, reported: true, in_corpus: true }
    }

    fn orphans(members: Vec<Member>) -> Vec<String> {
        let mut reporter = CorpusReporter::new("orphan-term");
        OrphanTerm::default().check(&Corpus::new(members, Coverage::Complete).all(), &mut reporter);
        reporter.findings.into_iter().map(|found| found.finding.subject).collect()
    }

    #[test]
    fn relations_count_within_a_locale_and_from_others_only() {
        let goal = || member(Some("en-US"), "goal", &["plan", "goal"]);
        let plan = || member(Some("en-US"), "plan", &[]);
        assert_eq!(orphans(vec![goal(), plan()]), ["goal"]);
        assert_eq!(orphans(vec![goal(), plan(), member(Some("ja-JP"), "aim", &["goal"])]), ["goal", "aim"]);
        assert_eq!(orphans(vec![goal(), plan(), member(Some("en-US"), "aim", &["goal"])]), ["aim"]);
    }

    #[test]
    fn a_file_beside_the_corpus_is_no_term_of_it() {
        let beside = Member { in_corpus: false, ..member(Some("en-US"), "aim", &[]) };
        assert_eq!(orphans(vec![member(Some("en-US"), "goal", &["plan"]), beside]), ["goal"]);
    }

    #[test]
    fn a_document_that_was_not_read_to_its_end_may_lead_there() {
        for locale in [Some("en-US"), None] {
            let mut broken = member(locale, "aim", &[]);
            broken.facts.complete = false;
            let mut reporter = CorpusReporter::new("orphan-term");
            let members = vec![member(Some("en-US"), "goal", &[]), broken];
            OrphanTerm::default().check(&Corpus::new(members, Coverage::Complete).all(), &mut reporter);
            assert_eq!((reporter.findings.len(), reporter.not_checked.len()), (0, 1));
        }
    }
}
