//! The reduce step: the corpus rules over the facts of all documents.

use rayon::prelude::*;

use super::linter::Linter;
use crate::corpus::{Corpus, CorpusFinding, CorpusReport};
use crate::outcome::NotJudged;
use crate::rule::{CorpusRule, Level, Meta};

impl Linter {
    /// Runs the corpus rules over the facts of all documents.
    pub fn reduce(&self, corpus: &Corpus) -> (Vec<CorpusFinding>, Vec<NotJudged>) {
        let (mut findings, mut not_judged) = (Vec::new(), Vec::new());
        let judge = |(meta, rule): &(&'static Meta, Box<dyn CorpusRule>)| {
            let mut report = CorpusReport::new(meta.id);
            rule.check(corpus, &mut report);
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
