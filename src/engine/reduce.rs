//! The reduce step: the corpus rules over the facts of all documents.

use std::sync::Arc;

use rayon::prelude::*;

use super::linter::Linter;
use crate::corpus::{Corpus, Renames};
use crate::outcome::NotJudged;
use crate::rule::{CorpusFinding, CorpusReport, CorpusRule, Level, Meta, Needs};

impl Linter {
    /// Runs the corpus rules over the facts of all documents.
    pub fn reduce(&self, corpus: &Corpus) -> (Vec<CorpusFinding>, Vec<NotJudged>) {
        self.reduce_knowing(corpus, &Arc::default())
    }

    /// The same, where it is known which terms were renamed.
    pub(super) fn reduce_knowing(
        &self,
        corpus: &Corpus,
        renames: &Arc<Renames>,
    ) -> (Vec<CorpusFinding>, Vec<NotJudged>) {
        let (mut findings, mut not_judged) = (Vec::new(), Vec::new());
        // The answer takes a walk over all relations: it is found once for all rules.
        let needs_corpus = self.corpus_rules.iter().any(|(meta, _)| meta.needs != Needs::Document);
        let incomplete = needs_corpus.then(|| corpus.cannot_judge()).flatten();
        let judge = |(meta, rule): &(&'static Meta, Box<dyn CorpusRule>)| {
            let mut report = CorpusReport::new(meta.id).with_renames(Arc::clone(renames));
            match (meta.needs, &incomplete) {
                (Needs::WholeCorpus | Needs::DeclaredCorpus, Some(reason)) => report.not_judged(reason),
                (Needs::DeclaredCorpus, None) if !corpus.is_declared() => {}
                _ => rule.check(&corpus.all(), &mut report),
            }
            (*meta, report)
        };
        let reports: Vec<(&Meta, CorpusReport)> = self.corpus_rules.par_iter().map(judge).collect();
        for (meta, report) in reports {
            findings.extend(report.findings);
            if self.levels.get(meta.id) != Some(&Level::Off) {
                let reasons = report.not_judged.into_iter();
                not_judged.extend(reasons.map(|reason| NotJudged { rule: meta.id.to_owned(), reason }));
            }
        }
        (findings, not_judged)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::NaiveDate;

    use super::super::linter::Wanted;
    use super::*;
    use crate::corpus::{Facts, Judgeable, Member, RelatedFact};
    use crate::rule::Kind;
    use crate::rules::RULES;
    use crate::schema::Registry;

    fn linter() -> Linter {
        let wanted =
            RULES.iter().map(|declaration| Wanted { declaration, level: declaration.meta.level, options: None });
        Linter::new(Registry::new(&[]).unwrap(), wanted.collect(), false, NaiveDate::default()).unwrap()
    }

    /// Two documents of one term, of which one relates to a term that is not there.
    fn twins(judgeable: Judgeable) -> Corpus {
        let member = |path: &str, related: &[&str]| {
            let related = related.iter().zip(0..);
            let related =
                related.map(|(slug, index)| RelatedFact { index, slug: (*slug).into(), ..RelatedFact::default() });
            let facts = Facts {
                slug: Some("goal".to_owned()),
                locale: Some("en-US".to_owned()),
                complete: true,
                related: related.collect(),
                ..Facts::default()
            };
            Member { facts, path: path.to_owned(), digest: 0, reported: true, in_corpus: true }
        };
        Corpus::new(vec![member("a/ai.json", &["gone"]), member("b/ai.json", &["goal"])], judgeable)
    }

    #[test]
    fn a_rule_speaks_only_where_the_corpus_is_as_it_needs_it() {
        let said = |judgeable: Judgeable| {
            let (found, not_judged) = linter().reduce(&twins(judgeable));
            let rules: BTreeSet<&str> = found.iter().map(|found| found.finding.rule).collect();
            (rules.into_iter().collect::<Vec<_>>(), not_judged)
        };
        assert_eq!(said(Judgeable::Whole), (vec!["dead-related-slug", "duplicate-term"], Vec::new()));
        // Half of the related slugs resolve, so the folder is taken for the corpus; but it may hold copies.
        assert_eq!(said(Judgeable::Perhaps), (vec!["dead-related-slug"], Vec::new()));
        let (found, not_judged) = said(Judgeable::No("some files are at hand".to_owned()));
        assert_eq!(found, Vec::<&str>::new());
        let speaking = RULES.iter().filter(|rule| rule.meta.kind == Kind::Corpus && rule.meta.level != Level::Off);
        let speaking: Vec<&str> = speaking.map(|rule| rule.meta.id).collect();
        assert_eq!(not_judged.iter().map(|rule| rule.rule.as_str()).collect::<Vec<_>>(), speaking);
        assert!(not_judged.iter().all(|rule| rule.reason.starts_with("some files are at hand; set include")));
    }
}
