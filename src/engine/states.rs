//! What becomes of the findings of one document: fingerprints, levels, and the chain of suppressions.
//!
//! Owns the way from findings to what is reported. Must not know other documents.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::companion::PageSeen;
use super::fingerprint::Fingerprints;
use super::ignores::Uses;
use super::linter::Linter;
use super::result::KnownRecords;
use super::suppress::{Counts, DocumentSuppressions, FindingState, Notes};
use crate::discover::Source;
use crate::finding::{Finding, Findings, Severity};
use crate::outcome::{ReportedFinding, Unlisted};
use crate::rule::Release;

/// A document whose findings are reported.
pub(super) struct Reporting<'d> {
    /// Its line, in a `.jsonl` file.
    pub(super) line: Option<usize>,
    /// What the map step found in it: those that were too many to be kept are counted there.
    pub(super) mapped: &'d Findings,
    pub(super) source: &'d Source,
    /// The page that it was compared with.
    pub(super) page: Option<&'d PageSeen>,
    pub(super) linter: &'d Linter,
    pub(super) identity: &'d str,
    /// The locale that it says it has.
    pub(super) locale: Option<&'d str>,
}

/// What became of the findings of one document.
#[derive(Clone, Debug, Default)]
pub(super) struct FindingStates {
    /// What is reported, in the order of places.
    pub(super) findings: Vec<Arc<ReportedFinding>>,
    /// What the baseline records, likewise.
    pub(super) recorded: Vec<Arc<ReportedFinding>>,
    /// What is counted, but not listed.
    pub(super) unlisted: Vec<Unlisted>,
    /// How many findings were ignored, how many the baseline records and how many the base revision had.
    pub(super) ignored: usize,
    pub(super) baselined: usize,
    pub(super) old: usize,
    /// What the entries that ignore findings have come to.
    pub(super) uses: Uses,
    /// Which records of the baseline were found.
    pub(super) known: KnownRecords,
    /// Of these, those that an earlier release has recorded in another way.
    pub(super) rewritten: KnownRecords,
    /// Of the findings that it records by their number, how many were found, by the file and the rule of the record.
    pub(super) counted: HashMap<(String, &'static str), usize>,
    /// What the document is known by; empty where nothing was counted only.
    pub(super) identity: String,
}

impl FindingStates {
    /// Whether nothing was found.
    pub(super) fn is_empty(&self) -> bool {
        let counted = self.ignored + self.baselined + self.old;
        counted == 0 && self.findings.is_empty() && self.unlisted.is_empty() && self.uses.is_empty()
    }
}

impl Reporting<'_> {
    /// Passes findings through the chain. Those of `yielded` are not reported for better ones.
    pub(super) fn states<'f>(
        &self,
        mut findings: Vec<Finding>,
        yielded: impl Iterator<Item = &'f Finding>,
        mut chain: DocumentSuppressions<'_, '_>,
    ) -> FindingStates {
        let mut states = FindingStates::default();
        yielded.for_each(|finding| chain.note_yielded(finding));
        self.count_unlisted(&mut chain, &mut states);
        findings.sort_by(|one, two| order(one).cmp(&order(two)));
        let mut fingerprints = Fingerprints::new(self.identity);
        for finding in findings {
            let fingerprint = fingerprints.next(&finding);
            if self.linter.severity(&finding).is_none() {
                continue;
            }
            let list = match chain.state_of(&finding, &fingerprint) {
                FindingState::Ignored => {
                    states.ignored += 1;
                    continue;
                }
                FindingState::Old => {
                    states.old += 1;
                    continue;
                }
                FindingState::Baselined => {
                    states.baselined += 1;
                    &mut states.recorded
                }
                FindingState::New => &mut states.findings,
            };
            let page = self.page.filter(|_| finding.in_page);
            let document = self.line.filter(|_| page.is_none());
            let Some(mut reported) = reported(self.linter, finding, self.source, document, fingerprint.text) else {
                continue;
            };
            if let Some(page) = page {
                reported.page_of = Some(std::mem::replace(&mut reported.path, page.path.clone()));
                reported.shown_path.clone_from(&page.shown);
            }
            reported.locale = self.locale.map(str::to_owned);
            list.push(Arc::new(reported));
        }
        if !states.unlisted.is_empty() {
            states.identity = self.identity.to_owned();
        }
        let Notes { uses, known, rewritten, counted } = chain.into_notes();
        FindingStates { uses, known, rewritten, counted, ..states }
    }

    /// Counts findings that were too many to be listed.
    fn count_unlisted(&self, chain: &mut DocumentSuppressions<'_, '_>, states: &mut FindingStates) {
        for (rule, number) in self.mapped.omitted() {
            if self.linter.severity_of_rule(rule).is_none() {
                continue;
            }
            let Counts { new, ignored, baselined, old } = chain.counts(rule, number);
            states.ignored += ignored;
            states.baselined += baselined;
            states.old += old;
            // What is known from before is rather of the older kinds.
            let mut kinds: Vec<(Option<Release>, Option<&'static str>, usize)> = self
                .mapped
                .omitted_by_kind()
                .filter(|(other, ..)| *other == rule)
                .map(|(_, kind, number)| (self.linter.new_in(rule, kind), kind, number))
                .collect();
            kinds.sort_by_key(|(new_in, ..)| std::cmp::Reverse(*new_in));
            let mut rest = new;
            let mut counts: BTreeMap<(Option<Release>, Severity), usize> = BTreeMap::new();
            for (new_in, kind, number) in kinds {
                let count = number.min(rest);
                rest -= count;
                if let Some(severity) = self.linter.severity_of_kind(rule, kind).filter(|_| count > 0) {
                    *counts.entry((new_in, severity)).or_default() += count;
                }
            }
            for ((new_in, severity), count) in counts {
                let (path, shown_path) = (self.source.path.clone(), self.source.shown.clone());
                states.unlisted.push(Unlisted { path, shown_path, rule, new_in, severity, count });
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
) -> Option<ReportedFinding> {
    let severity = linter.severity(&finding)?;
    let group = linter.meta(finding.rule)?.group;
    let new_in = linter.new_in(finding.rule, finding.kind);
    let (path, shown_path) = (source.path.clone(), source.shown.clone());
    let locale = None;
    let page_of = None;
    Some(ReportedFinding { finding, path, shown_path, document, page_of, locale, group, severity, new_in, fingerprint })
}

/// The order of findings in one document: by place, then by rule.
fn order(finding: &Finding) -> (usize, usize, &'static str, &str) {
    let location = finding.location.as_ref().map_or((0, 0), |location| (location.start.byte, location.end.byte));
    (location.0, location.1, finding.rule, &finding.subject)
}
