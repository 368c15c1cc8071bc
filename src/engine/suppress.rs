//! Why a finding is not reported: an entry of the configuration ignores it, the baseline records it, the base revision had
//! it. One chain in one order.

use std::collections::HashSet;

use super::base::BaseFindings;
use super::fingerprint::Fingerprint;
use super::former::Formerly;
use super::ignores::{Here, Ignores, Uses};
use super::result::Known;
use crate::baseline::{Baseline, Index, short};
use crate::finding::Finding;

/// What becomes of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is reported.
    New,
    /// An entry of the configuration ignores it.
    Ignored,
    /// The baseline records it.
    Baselined,
    /// The base revision had it too.
    Old,
}

/// Of findings that are only counted, how many become what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) new: usize,
    pub(super) ignored: usize,
    pub(super) baselined: usize,
    pub(super) old: usize,
}

/// Everything that keeps findings of one scope from being reported.
pub(super) struct Suppressions<'s> {
    pub(super) ignores: Ignores<'s>,
    baseline: Option<Index<'s>>,
    base: Option<&'s BaseFindings>,
    formerly: &'s Formerly,
    /// Whether what the baseline records is only noted, and reported all the same.
    is_noted_only: bool,
}

/// What else the findings of a document may be recorded under: identities that are not its own.
#[derive(Clone, Copy)]
struct Others<'d> {
    /// Its path, where it is not its identity.
    path: Option<&'d str>,
    /// What it was called when the baseline was written, or at the base revision.
    formerly: &'d [String],
}

impl Others<'_> {
    /// The first fingerprint of a finding that is known: its own, or that of another identity.
    fn known(&self, finding: &Finding, fingerprint: &Fingerprint, is_known: impl Fn(&str) -> bool) -> Option<String> {
        if is_known(&fingerprint.text) {
            return Some(fingerprint.text.clone());
        }
        let identities = self.path.into_iter().chain(self.formerly.iter().map(String::as_str));
        identities.map(|identity| fingerprint.in_document(identity, finding)).find(|other| is_known(other))
    }
}

impl<'s> Suppressions<'s> {
    pub(super) fn new(
        ignores: Ignores<'s>,
        baseline: Option<&'s Baseline>,
        is_noted_only: bool,
        base: Option<&'s BaseFindings>,
        formerly: &'s Formerly,
    ) -> Suppressions<'s> {
        let baseline = baseline.map(Baseline::index);
        Suppressions { ignores, baseline, base, formerly, is_noted_only }
    }

    /// The chain for the findings of one document; `below` is its path relative to the folder of the configuration,
    /// `other_path` its path where that is not its identity, but may have been.
    pub(super) fn of_document<'d>(
        &'d self,
        number: usize,
        below: Option<&str>,
        path: &'d str,
        other_path: Option<&'d str>,
    ) -> OfDocument<'d, 's> {
        OfDocument {
            ignores: self.ignores.of_document(below),
            baseline: self.baseline.as_ref(),
            base: self.base,
            is_noted_only: self.is_noted_only,
            known: Known::new(),
            path,
            others: Others { path: other_path, formerly: self.formerly.of_document(number) },
        }
    }

    /// How many findings the baseline records that were not found, of rules that have checked all that they could.
    pub(super) fn fixed(baseline: &Baseline, known: &Known, is_settled: impl Fn(&str) -> bool) -> usize {
        let found: HashSet<(&str, &str)> = known.keys().map(|(rule, known)| (*rule, known.as_str())).collect();
        let mut rest = baseline.clone();
        rest.retain(|rule, known| !is_settled(rule) || found.contains(&(rule, known)), |_, _| usize::MAX);
        baseline.len() - rest.len()
    }
}

/// The chain for the findings of one document.
pub(super) struct OfDocument<'d, 's> {
    ignores: Here<'d>,
    baseline: Option<&'d Index<'s>>,
    base: Option<&'d BaseFindings>,
    is_noted_only: bool,
    known: Known,
    path: &'d str,
    others: Others<'d>,
}

impl OfDocument<'_, '_> {
    /// What becomes of one finding.
    pub(super) fn verdict(&mut self, finding: &Finding, fingerprint: &Fingerprint) -> Verdict {
        if self.ignores.hide(finding) {
            return Verdict::Ignored;
        }
        let others = self.others;
        // What keeps a file from being checked is never recorded.
        if let Some(baseline) = self.baseline.filter(|_| finding.at_least.is_none()) {
            let is_known = |fingerprint: &str| baseline.holds(finding.rule, fingerprint);
            if let Some(recorded) = others.known(finding, fingerprint, is_known) {
                self.known.insert((finding.rule, short(&recorded).to_owned()), fingerprint.text.clone());
                return if self.is_noted_only { Verdict::New } else { Verdict::Baselined };
            }
        }
        match self.base {
            Some(base) if others.known(finding, fingerprint, |known| base.had(known)).is_some() => Verdict::Old,
            _ => Verdict::New,
        }
    }

    /// What becomes of so many findings of a rule that are only counted.
    pub(super) fn counts(&mut self, rule: &'static str, number: usize) -> Counts {
        if self.ignores.hides_all(rule) {
            return Counts { ignored: number, ..Counts::default() };
        }
        let baseline = self.baseline.filter(|_| !self.is_noted_only);
        let baselined = baseline.map_or(0, |baseline| baseline.more(self.path, rule)).min(number);
        let rest = number - baselined;
        let old = self.base.map_or(0, |base| base.more(self.path, rule)).min(rest);
        Counts { new: rest - old, baselined, old, ignored: 0 }
    }

    /// What the entries that ignore findings have come to here, and which records of the baseline were found.
    pub(super) fn into_notes(self) -> (Uses, Known) {
        (self.ignores.into_uses(), self.known)
    }
}
