use crate::corpus::{RelatedAnchor, View};
use crate::declare_rule;
use crate::rule::{CorpusReporter, CorpusRule, Level, Needs, Reads};
use crate::words::quote;

declare_rule! {
    /// A related term that does not name this one in return.
    ///
    /// ## Why
    /// Terms that are read together belong together both ways. A relation in only one of the files was forgotten in the other,
    /// or is not meant.
    ///
    /// ## Fails
    /// ```json file=en-US/churn-rate/ai.json
    /// { "related_terms": [] }
    /// ```
    ///
    /// ## Passes
    /// Pairs that name each other:
    /// ```json file=en-US/operating-margin/ai.json
    /// { "related_terms": [{ "canonical_slug": "sales-pipeline" }] }
    /// ```
    /// ```json file=en-US/a-b-testing/ai.json
    /// { "related_terms": [{ "canonical_slug": "buyer-persona" }] }
    /// ```
    /// ```json file=en-US/customer-acquisition-cost/ai.json
    /// { "related_terms": [{ "canonical_slug": "customer-lifetime-value" }] }
    /// ```
    /// ```json file=ja-JP/operating-margin/ai.json
    /// { "related_terms": [{ "canonical_slug": "sales-pipeline" }] }
    /// ```
    /// ```json file=ja-JP/a-b-testing/ai.json
    /// { "related_terms": [{ "canonical_slug": "buyer-persona" }] }
    /// ```
    /// ```json file=ja-JP/customer-acquisition-cost/ai.json
    /// { "related_terms": [{ "canonical_slug": "customer-lifetime-value" }] }
    /// ```
    ///
    /// ## Fix
    /// Name this term in the file of the other one, or remove it from this one.
    ///
    /// ## Known limits
    /// A reading order (`next`) leads one way on purpose, and a hub does not name all that name it: the rule is off by default.
    /// A target that is in two files, or that could not be read completely, is not checked. The rule needs the corpus,
    /// as `dead-related-slug` does.
    pub struct OneWayRelation {}
    id: "one-way-relation", kind: Corpus, needs: Needs::WholeCorpus, reads: Reads::Terms, level: Level::Off,
    yields_to: &[
        "self-related-slug", "duplicate-related-slug", "cross-locale-relation", "dead-related-slug", "slug-title-mismatch",
        "filler-relation", "canonical-url-mismatch",
    ]
}

impl CorpusRule for OneWayRelation {
    fn check(&self, corpus: &View<'_>, reporter: &mut CorpusReporter) {
        let members = corpus.members();
        for (number, member) in corpus.reported() {
            let facts = &member.facts;
            let (Some(locale), Some(own)) = (facts.locale.as_deref(), facts.slug.as_deref()) else { continue };
            for related in facts.related.iter().filter(|related| *related.slug != *own) {
                let [target] = *corpus.term(locale, &related.slug) else { continue };
                if !members[target].facts.complete || corpus.links().has(target, locale, own) {
                    continue;
                }
                let slug = quote(&related.slug);
                reporter
                    .at(number, related.pointer())
                    .message(format!("{slug} does not name this term in return"))
                    .label("one way only")
                    .help("list this term in its file too, or remove this related term")
                    .subject(&*related.slug)
                    .related(RelatedAnchor::new(target, "/related_terms"), "its related terms");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, Coverage, Facts, Member, RelatedFact};

    fn member(slug: &str, related: &[&str]) -> Member {
        let fact = |slug: &&str| RelatedFact { slug: (*slug).into(), ..RelatedFact::default() };
        let facts = Facts {
            slug: Some(slug.into()),
            locale: Some("en-US".into()),
            complete: true,
            related: related.iter().map(fact).collect(),
            ..Facts::default()
        };
        Member { facts, path: String::new(), digest: 0, reported: true, in_corpus: true }
    }

    fn one_way(members: Vec<Member>) -> Vec<(usize, String)> {
        let mut reporter = CorpusReporter::new("one-way-relation");
        OneWayRelation::default().check(&Corpus::new(members, Coverage::Complete).all(), &mut reporter);
        reporter.findings.into_iter().map(|found| (found.document, found.finding.subject)).collect()
    }

    #[test]
    fn the_other_file_decides() {
        let corpus = || vec![member("goal", &["plan", "goal", "gone"]), member("plan", &[]), member("aim", &["goal"])];
        assert_eq!(one_way(corpus()), [(0, "plan".to_owned()), (2, "goal".to_owned())]);
        let mut cut = corpus();
        cut[1].facts.complete = false;
        assert_eq!(one_way(cut), [(2, "goal".to_owned())]);
        let mut twice = corpus();
        twice.push(member("goal", &[]));
        assert_eq!(one_way(twice), [(0, "plan".to_owned())]);
    }
}
