//! Why a finding is not reported: an entry of the configuration ignores it, the baseline records it, the base revision had
//! it. One chain in one order.

use std::collections::HashSet;

use super::base::BaseFindings;
use super::ignores::{Here, Ignores};
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
    /// What the baseline records and was found: rules and shortened fingerprints.
    found: HashSet<(&'static str, String)>,
}

impl<'s> Suppressions<'s> {
    pub(super) fn new(
        ignores: Ignores<'s>,
        baseline: Option<&'s Baseline>,
        base: Option<&'s BaseFindings>,
    ) -> Suppressions<'s> {
        Suppressions { ignores, baseline: baseline.map(Baseline::index), base, found: HashSet::new() }
    }

    /// The chain for the findings of one document; `below` is its path relative to the folder of the configuration.
    pub(super) fn of_document<'d>(&'d mut self, below: Option<&str>, path: &'d str) -> OfDocument<'d, 's> {
        let Suppressions { ignores, baseline, base, found } = self;
        OfDocument { ignores: ignores.of_document(below, path), baseline: baseline.as_ref(), base: *base, found, path }
    }

    /// How many findings the baseline records that were not found, of rules that have checked all that they could.
    pub(super) fn fixed(&self, baseline: &Baseline, is_settled: impl Fn(&str) -> bool) -> usize {
        let found: HashSet<(&str, &str)> = self.found.iter().map(|(rule, known)| (*rule, known.as_str())).collect();
        let mut rest = baseline.clone();
        rest.retain(|rule, known| !is_settled(rule) || found.contains(&(rule, known)), |_, _| usize::MAX);
        baseline.len() - rest.len()
    }
}

/// The chain for the findings of one document.
pub(super) struct OfDocument<'d, 's> {
    ignores: Here<'d, 's>,
    baseline: Option<&'d Index<'s>>,
    base: Option<&'d BaseFindings>,
    found: &'d mut HashSet<(&'static str, String)>,
    path: &'d str,
}

impl OfDocument<'_, '_> {
    /// What becomes of one finding. `meanings` says how many values of the document an address means.
    pub(super) fn verdict(
        &mut self,
        finding: &Finding,
        fingerprint: &str,
        meanings: impl Fn(&str) -> usize,
    ) -> Verdict {
        if self.ignores.hide(finding, meanings) {
            return Verdict::Ignored;
        }
        let is_recorded = |baseline: &Index<'_>| baseline.holds(finding.rule, fingerprint);
        // What keeps a file from being checked is never recorded.
        if finding.at_least.is_none() && self.baseline.is_some_and(is_recorded) {
            self.found.insert((finding.rule, short(fingerprint).to_owned()));
            return Verdict::Baselined;
        }
        match self.base {
            Some(base) if base.had(fingerprint) => Verdict::Old,
            _ => Verdict::New,
        }
    }

    /// What becomes of so many findings of a rule that are only counted.
    pub(super) fn counts(&mut self, rule: &'static str, number: usize) -> Counts {
        if self.ignores.hides_all(rule) {
            return Counts { ignored: number, ..Counts::default() };
        }
        let baselined = self.baseline.map_or(0, |baseline| baseline.more(self.path, rule)).min(number);
        let rest = number - baselined;
        let old = self.base.map_or(0, |base| base.more(self.path, rule)).min(rest);
        Counts { new: rest - old, baselined, old, ignored: 0 }
    }
}
