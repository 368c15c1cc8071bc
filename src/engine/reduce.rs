//! The reduce step: the corpus rules over the facts of all documents.

use std::sync::Arc;

use rayon::prelude::*;

use super::linter::Linter;
use crate::corpus::{Changes, Concerned, Corpus, Renames, View};
use crate::outcome::NotChecked;
use crate::rule::{CorpusFinding, CorpusReporter, CorpusRule, Level, Meta, Needs, Reads};

/// What the corpus rules found.
#[derive(Debug, Default)]
pub(super) struct Reduced {
    /// In the order of the rules.
    pub(super) findings: Vec<CorpusFinding>,
    pub(super) not_checked: Vec<NotChecked>,
}

impl Linter {
    /// Runs the corpus rules over the facts of all documents.
    pub fn reduce(&self, corpus: &Corpus) -> (Vec<CorpusFinding>, Vec<NotChecked>) {
        let missing = self.missing_for(corpus);
        let reduced = self.reduce_changed(corpus, &Arc::default(), &Changes::everything(), missing.as_deref());
        (reduced.findings, reduced.not_checked)
    }

    /// Why rules that need the whole corpus cannot check it; `None` when they can, or there are none.
    pub(super) fn missing_for(&self, corpus: &Corpus) -> Option<String> {
        // The answer takes a walk over all relations: it is found once for all rules.
        let needs_corpus = self.corpus_rules.iter().any(|(meta, _)| meta.needs != Needs::Document);
        needs_corpus.then(|| corpus.coverage_gap()).flatten()
    }

    /// Runs the corpus rules for the documents that changes concern, where it is known which terms were renamed.
    pub(super) fn reduce_changed(
        &self,
        corpus: &Corpus,
        renames: &Arc<Renames>,
        changes: &Changes,
        missing: Option<&str>,
    ) -> Reduced {
        let run = |(meta, rule): &(&'static Meta, Box<dyn CorpusRule>)| {
            let mut report = CorpusReporter::new(meta.id).with_renames(Arc::clone(renames));
            match (meta.needs, missing) {
                (Needs::WholeCorpus | Needs::DeclaredCorpus, Some(reason)) => report.not_checked(reason),
                (Needs::DeclaredCorpus, None) if !corpus.is_declared() => {}
                _ => match concerned(changes, meta.reads) {
                    Concerned::Some(documents) if documents.is_empty() => {}
                    concerned => rule.check(&View::new(corpus, concerned), &mut report),
                },
            }
            (*meta, report)
        };
        let reports: Vec<(&Meta, CorpusReporter)> = self.corpus_rules.par_iter().map(run).collect();
        let mut reduced = Reduced::default();
        for (meta, report) in reports {
            reduced.findings.extend(report.findings);
            if self.levels.get(meta.id) != Some(&Level::Off) {
                let reasons = report.not_checked.into_iter();
                reduced.not_checked.extend(reasons.map(|reason| NotChecked { rule: meta.id.to_owned(), reason }));
            }
        }
        reduced
    }

    /// Whether a corpus rule checks this document again after these changes.
    pub(super) fn checks_again(&self, changes: &Changes, rule: &str, document: usize) -> bool {
        concerned(changes, self.reads(rule)).contains(document)
    }

    /// Lets a corpus rule check this document again.
    pub(super) fn check_again(&self, changes: &mut Changes, rule: &str, document: usize) {
        match self.reads(rule) {
            Reads::Terms => changes.terms.extend([document]),
            Reads::Sentences => changes.sentences.extend([document]),
            Reads::Everything => {}
        }
    }

    /// The number of a corpus rule in the order in which they run.
    pub(super) fn rank(&self, rule: &str) -> usize {
        self.corpus_rules.iter().position(|(meta, _)| meta.id == rule).unwrap_or(usize::MAX)
    }

    fn reads(&self, rule: &str) -> Reads {
        self.meta(rule).map_or(Reads::Everything, |meta| meta.reads)
    }
}

/// The documents that a rule with these needs checks again.
fn concerned(changes: &Changes, reads: Reads) -> &Concerned {
    match reads {
        Reads::Terms => &changes.terms,
        Reads::Sentences => &changes.sentences,
        Reads::Everything => &Concerned::All,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::NaiveDate;

    use super::super::linter::RuleSelection;
    use super::*;
    use crate::corpus::{Coverage, Facts, Member, RelatedFact};
    use crate::rule::Kind;
    use crate::rules::RULES;
    use crate::schema::Registry;

    fn linter() -> Linter {
        let wanted =
            RULES.iter().map(|declaration| RuleSelection { declaration, level: declaration.meta.level, options: None });
        Linter::new(Registry::new(&[]).unwrap(), wanted.collect(), false, NaiveDate::default()).unwrap()
    }

    /// Two documents of one term, of which one relates to a term that is not there.
    fn twins(coverage: Coverage) -> Corpus {
        let member = |path: &str, related: &[&str]| {
            let related = related.iter().zip(0..);
            let related =
                related.map(|(slug, index)| RelatedFact { index, slug: (*slug).into(), ..RelatedFact::default() });
            let facts = Facts {
                slug: Some("goal".into()),
                locale: Some("en-US".into()),
                complete: true,
                related: related.collect(),
                ..Facts::default()
            };
            Member { facts, path: path.to_owned(), digest: 0, reported: true, in_corpus: true }
        };
        Corpus::new(vec![member("a/ai.json", &["gone"]), member("b/ai.json", &["goal"])], coverage)
    }

    #[test]
    fn a_rule_speaks_only_where_the_corpus_is_as_it_needs_it() {
        let said = |coverage: Coverage| {
            let (found, not_checked) = linter().reduce(&twins(coverage));
            let rules: BTreeSet<&str> = found.iter().map(|found| found.finding.rule).collect();
            (rules.into_iter().collect::<Vec<_>>(), not_checked)
        };
        assert_eq!(said(Coverage::Complete), (vec!["dead-related-slug", "duplicate-term"], Vec::new()));
        // Half of the related slugs resolve, so the folder is taken for the corpus; but it may hold copies.
        assert_eq!(said(Coverage::Inferred), (vec!["dead-related-slug"], Vec::new()));
        let (found, not_checked) = said(Coverage::Partial("some files are at hand".to_owned()));
        assert_eq!(found, Vec::<&str>::new());
        let speaking = RULES.iter().filter(|rule| rule.meta.kind == Kind::Corpus && rule.meta.level != Level::Off);
        let speaking: Vec<&str> = speaking.map(|rule| rule.meta.id).collect();
        assert_eq!(not_checked.iter().map(|rule| rule.rule.as_str()).collect::<Vec<_>>(), speaking);
        assert!(not_checked.iter().all(|rule| rule.reason.starts_with("some files are at hand; set include")));
    }
}
