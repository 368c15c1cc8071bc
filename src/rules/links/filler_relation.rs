use foldhash::{HashMap, HashMapExt};

use crate::corpus::{Facts, RelatedFact, View};
use crate::declare_rule;
use crate::rule::{CorpusReporter, CorpusRule, Level, Needs, Reads};
use crate::text::is_blank;
use crate::words::shorten;

declare_rule! {
    /// A related term that a large share of all documents lists.
    ///
    /// ## Why
    /// A term that is related to a quarter of a glossary says nothing about any of it. Such relations come from a list that was
    /// filled up, often with the first terms of the alphabet, and they push out the ones that readers need.
    ///
    /// ## Fails
    /// In a corpus of at least 50 documents; of fewer here, so that the example stays short:
    /// ```json options
    /// { "min-documents": 10, "share": 50 }
    /// ```
    /// ```json file=ja-JP/lead-scoring/ai.json
    /// { "related_terms": [{ "canonical_slug": "churn-rate" }] }
    /// ```
    ///
    /// ## Passes
    /// The same relation in a corpus that is too small to tell:
    /// ```json file=ja-JP/lead-scoring/ai.json
    /// { "related_terms": [{ "canonical_slug": "churn-rate" }] }
    /// ```
    ///
    /// ## Fix
    /// Replace this related term with one that belongs to the term, or remove it. Where the target is a hub on purpose,
    /// add its slug to `hubs`.
    ///
    /// ## Known limits
    /// Hubs such as KPI or ROI are rightly listed in many documents, so the rule is only an info. Documents of one
    /// locale are counted, each related term once per document; a term in two versions of the contract counts twice.
    /// The rule needs the corpus, as `dead-related-slug` does.
    pub struct FillerRelation {
        /// The share of the documents, in percent, from which a target is filler.
        share: usize = 25,
        /// The smallest number of documents of a locale that is checked.
        min_documents: usize = 50,
        /// Slugs that any number of documents may list.
        hubs: Vec<String> = Vec::new(),
    }
    id: "filler-relation", kind: Corpus, needs: Needs::WholeCorpus, reads: Reads::Terms, level: Level::Info,
    yields_to: &[
        "self-related-slug", "duplicate-related-slug", "cross-locale-relation", "dead-related-slug", "slug-title-mismatch",
    ]
}

impl CorpusRule for FillerRelation {
    fn check(&self, corpus: &View<'_>, reporter: &mut CorpusReporter) {
        let mut all_uses: HashMap<(&str, &str), usize> = HashMap::new();
        for (number, member) in corpus.reported() {
            let Some(locale) = member.facts.locale.as_deref() else { continue };
            let of = corpus.complete_in(locale);
            if of < self.min_documents {
                continue;
            }
            for related in targets(&member.facts) {
                let slug = &*related.slug;
                let uses = *all_uses.entry((locale, slug)).or_insert_with(|| uses(corpus, locale, slug));
                if uses * 100 < of * self.share || self.hubs.iter().any(|hub| hub == slug) {
                    continue;
                }
                let share = uses * 100 / of;
                let message = format!(
                    "“{}” is a related term of {uses} of the {of} documents in {} ({share} %)",
                    shorten(slug, 40),
                    shorten(locale, 16)
                );
                reporter
                    .at(number, related.pointer())
                    .message(message)
                    .label("related to nearly every term")
                    .help("list a term that belongs to this one instead, or add the slug to `hubs`")
                    .subject(slug);
            }
        }
    }
}

/// How many documents of the corpus name a term; the term itself does not count.
fn uses(corpus: &View<'_>, locale: &str, slug: &str) -> usize {
    let links = corpus.links().to(locale, slug);
    let members = links.filter_map(|link| corpus.members().get(link.document as usize));
    members.filter(|it| it.in_corpus && it.facts.complete && it.facts.slug.as_deref() != Some(slug)).count()
}

/// The related terms of a document, each once and without itself.
fn targets(facts: &Facts) -> impl Iterator<Item = &RelatedFact> {
    let is_other = |related: &&RelatedFact| !is_blank(&related.slug) && facts.slug.as_deref() != Some(&*related.slug);
    facts.distinct_related().map(|(_, related)| related).filter(is_other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Anchor, Corpus, Coverage, Member, RelatedFact};

    fn member(locale: &str, slug: &str, related: &[&str]) -> Member {
        let fact = |(slug, index): (&&str, u32)| RelatedFact { index, slug: (*slug).into(), ..RelatedFact::default() };
        let facts = Facts {
            slug: Some(slug.into()),
            locale: Some(locale.into()),
            complete: true,
            related: related.iter().zip(0..).map(fact).collect(),
            ..Facts::default()
        };
        Member { facts, path: String::new(), digest: 0, reported: true, in_corpus: true }
    }

    /// A locale of so many documents, of which so many name `kpi`, twice each.
    fn corpus(locale: &str, documents: usize, uses: usize) -> Vec<Member> {
        let related = |number| if number < uses { &["kpi", "kpi"][..] } else { &[] };
        (0..documents).map(|number| member(locale, &format!("term-{number}"), related(number))).collect()
    }

    fn said(rule: &FillerRelation, members: Vec<Member>) -> Vec<(usize, Anchor, String)> {
        let mut reporter = CorpusReporter::new("filler-relation");
        rule.check(&Corpus::new(members, Coverage::Complete).all(), &mut reporter);
        reporter.findings.into_iter().map(|found| (found.document, found.anchor, found.finding.message)).collect()
    }

    #[test]
    fn a_quarter_of_fifty_documents_is_improbable() {
        let rule = FillerRelation::default();
        let found = said(&rule, corpus("en-US", 52, 13));
        assert_eq!(found.len(), 13, "each document once");
        assert_eq!(found[0].1, Anchor::from("/related_terms/0/canonical_slug"));
        assert_eq!(found[0].2, "“kpi” is a related term of 13 of the 52 documents in en-US (25 %)");
        assert_eq!(said(&rule, corpus("en-US", 53, 13)), [], "24.5 %");
        assert_eq!(said(&rule, corpus("en-US", 49, 40)), [], "too few documents");
    }

    #[test]
    fn locales_are_counted_apart() {
        let mut members = corpus("en-US", 49, 40);
        members.extend(corpus("ja-JP", 60, 0));
        assert_eq!(said(&FillerRelation::default(), members), []);
    }

    #[test]
    fn hubs_the_term_itself_and_what_is_outside_do_not_count() {
        let hubs = FillerRelation { hubs: vec!["kpi".to_owned()], ..FillerRelation::default() };
        assert_eq!(said(&hubs, corpus("en-US", 50, 50)), []);
        let of_itself = (0..60).map(|_| member("en-US", "kpi", &["kpi", " "])).collect();
        assert_eq!(said(&FillerRelation::default(), of_itself), []);
        let mut outside = corpus("en-US", 60, 20);
        outside.iter_mut().for_each(|member| member.in_corpus = false);
        assert_eq!(said(&FillerRelation::default(), outside), []);
    }
}
