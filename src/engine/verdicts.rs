//! What becomes of the findings of one document: fingerprints, levels, and the chain of suppressions.
//!
//! Owns the way from findings to what is reported. Must not know other documents.

use std::sync::Arc;

use super::fingerprint::Fingerprints;
use super::ignores::Uses;
use super::linter::Linter;
use super::result::Known;
use super::suppress::{Counts, OfDocument, Verdict};
use crate::discover::Source;
use crate::finding::{Finding, Findings};
use crate::outcome::{Reported, Unlisted};

/// A document whose findings are reported.
pub(super) struct Reporting<'d> {
    /// Its line, in a `.jsonl` file.
    pub(super) line: Option<usize>,
    /// What the map step found in it: those that were too many to be kept are counted there.
    pub(super) mapped: &'d Findings,
    pub(super) source: &'d Source,
    pub(super) linter: &'d Linter,
    pub(super) identity: &'d str,
}

/// What became of the findings of one document.
#[derive(Clone, Debug, Default)]
pub(super) struct Verdicts {
    /// What is reported, in the order of places.
    pub(super) findings: Vec<Arc<Reported>>,
    /// What the baseline records, likewise.
    pub(super) recorded: Vec<Arc<Reported>>,
    /// What is counted, but not listed.
    pub(super) unlisted: Vec<Unlisted>,
    /// How many findings were ignored, how many the baseline records and how many the base revision had.
    pub(super) ignored: usize,
    pub(super) baselined: usize,
    pub(super) old: usize,
    /// What the entries that ignore findings have come to.
    pub(super) uses: Uses,
    /// Which records of the baseline were found.
    pub(super) known: Known,
}

impl Verdicts {
    /// Whether nothing was found.
    pub(super) fn is_empty(&self) -> bool {
        let counted = self.ignored + self.baselined + self.old;
        counted == 0 && self.findings.is_empty() && self.unlisted.is_empty() && self.uses.is_empty()
    }
}

impl Reporting<'_> {
    /// Passes findings through the chain.
    pub(super) fn verdicts(&self, mut findings: Vec<Finding>, mut chain: OfDocument<'_, '_>) -> Verdicts {
        let mut verdicts = Verdicts::default();
        self.count_unlisted(&mut chain, &mut verdicts);
        findings.sort_by(|one, two| order(one).cmp(&order(two)));
        let mut fingerprints = Fingerprints::new(self.identity);
        for finding in findings {
            let fingerprint = fingerprints.next(&finding);
            if self.linter.severity(&finding).is_none() {
                continue;
            }
            let list = match chain.verdict(&finding, &fingerprint) {
                Verdict::Ignored => {
                    verdicts.ignored += 1;
                    continue;
                }
                Verdict::Old => {
                    verdicts.old += 1;
                    continue;
                }
                Verdict::Baselined => {
                    verdicts.baselined += 1;
                    &mut verdicts.recorded
                }
                Verdict::New => &mut verdicts.findings,
            };
            let reported = reported(self.linter, finding, self.source, self.line, fingerprint.text);
            list.extend(reported.map(Arc::new));
        }
        (verdicts.uses, verdicts.known) = chain.into_notes();
        verdicts
    }

    /// Counts findings that were too many to be listed.
    fn count_unlisted(&self, chain: &mut OfDocument<'_, '_>, verdicts: &mut Verdicts) {
        for (rule, number) in self.mapped.dropped() {
            let Some(severity) = self.linter.severity_of_rule(rule) else { continue };
            let Counts { new, ignored, baselined, old } = chain.counts(rule, number);
            verdicts.ignored += ignored;
            verdicts.baselined += baselined;
            verdicts.old += old;
            if new > 0 {
                let (path, shown_path) = (self.source.path.clone(), self.source.shown.clone());
                verdicts.unlisted.push(Unlisted { path, shown_path, rule, severity, count: new });
            }
        }
    }
}

/// A finding with what the run knows about it; nothing where its rule is off.
pub(super) fn reported(
    linter: &Linter,
    finding: Finding,
    source: &Source,
    document: Option<usize>,
    fingerprint: String,
) -> Option<Reported> {
    let severity = linter.severity(&finding)?;
    let group = linter.meta(finding.rule)?.group;
    let (path, shown_path) = (source.path.clone(), source.shown.clone());
    Some(Reported { finding, path, shown_path, document, group, severity, fingerprint })
}

/// The order of findings in one document: by place, then by rule.
fn order(finding: &Finding) -> (usize, usize, &'static str, &str) {
    let place = finding.place.as_ref().map_or((0, 0), |place| (place.start.byte, place.end.byte));
    (place.0, place.1, finding.rule, &finding.subject)
}
