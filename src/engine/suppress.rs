//! Why a finding is not reported: an entry of the configuration ignores it, the baseline records it, the base revision had
//! it. One chain in one order.

use std::collections::{HashMap, HashSet};

use super::base::ComparedTo;
use super::counted::Counted;
use super::fingerprint::Fingerprint;
use super::former::Formerly;
use super::ignores::{Here, Ignores};
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
    baseline: Option<(Index<'s>, Counted<'s>)>,
    base: Option<&'s ComparedTo<'s>>,
    formerly: &'s Formerly,
    /// Whether what the baseline records is only noted, and reported all the same.
    is_noted_only: bool,
    pub(super) known: Known,
    /// Of the findings that the baseline records by their number, how many there are, by the file and the rule of the record.
    pub(super) counted: HashMap<(String, &'static str), usize>,
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
        self.all().map(|identity| fingerprint.in_document(identity, finding)).find(|other| is_known(other))
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.path.into_iter().chain(self.formerly.iter().map(String::as_str))
    }
}

impl<'s> Suppressions<'s> {
    pub(super) fn new(
        ignores: Ignores<'s>,
        baseline: Option<(&'s Baseline, Counted<'s>)>,
        is_noted_only: bool,
        base: Option<&'s ComparedTo<'s>>,
        formerly: &'s Formerly,
    ) -> Suppressions<'s> {
        let baseline = baseline.map(|(baseline, counted)| (baseline.index(), counted));
        let (known, counted) = (Known::new(), HashMap::new());
        Suppressions { ignores, baseline, base, formerly, is_noted_only, known, counted }
    }

    /// The chain for the findings of one document; `below` is its path relative to the folder of the configuration,
    /// `other_path` its path where that is not its identity, but may have been.
    pub(super) fn of_document<'d>(
        &'d mut self,
        number: usize,
        below: Option<&str>,
        path: &'d str,
        identity: &'d str,
        other_path: Option<&'d str>,
    ) -> OfDocument<'d, 's> {
        let Suppressions { ignores, baseline, base, formerly, is_noted_only, known, counted } = self;
        OfDocument {
            ignores: ignores.of_document(below, path),
            baseline: baseline.as_ref(),
            base: *base,
            is_noted_only: *is_noted_only,
            known,
            counted,
            path,
            identity,
            others: Others { path: other_path, formerly: formerly.of_document(number) },
        }
    }

    /// How many findings the baseline records that were not found, of rules that have checked all that they could.
    pub(super) fn fixed(&self, baseline: &Baseline, is_settled: impl Fn(&str) -> bool) -> usize {
        let found: HashSet<(&str, &str)> = self.known.keys().map(|(rule, known)| (*rule, known.as_str())).collect();
        let mut rest = baseline.clone();
        rest.retain(|rule, known| !is_settled(rule) || found.contains(&(rule, known)), |_, _| usize::MAX);
        baseline.len() - rest.len()
    }
}

/// The chain for the findings of one document.
pub(super) struct OfDocument<'d, 's> {
    ignores: Here<'d, 's>,
    baseline: Option<&'d (Index<'s>, Counted<'s>)>,
    base: Option<&'d ComparedTo<'s>>,
    is_noted_only: bool,
    known: &'d mut Known,
    counted: &'d mut HashMap<(String, &'static str), usize>,
    path: &'d str,
    identity: &'d str,
    others: Others<'d>,
}

impl OfDocument<'_, '_> {
    /// What becomes of one finding. `meanings` says how many values of the document an address means.
    pub(super) fn verdict(
        &mut self,
        finding: &Finding,
        fingerprint: &Fingerprint,
        meanings: impl Fn(&str) -> usize,
    ) -> Verdict {
        if self.ignores.hide(finding, meanings) {
            return Verdict::Ignored;
        }
        let others = self.others;
        // What keeps a file from being checked is never recorded.
        if let Some((baseline, _)) = self.baseline.filter(|_| finding.at_least.is_none()) {
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
        let others = self.others;
        let mut rest = number;
        if let Some((_, counted)) = self.baseline {
            // A file of lines has no identity: it is known by its path.
            let identities = [self.identity, self.path].into_iter().chain(others.all());
            for recorded in counted.of_document(identities, rule) {
                let found = recorded.number.min(rest);
                rest -= found;
                *self.counted.entry((recorded.path.to_owned(), rule)).or_default() += found;
            }
        }
        if self.is_noted_only {
            rest = number;
        }
        let baselined = number - rest;
        let old = self.base.map_or(0, |base| {
            let identities = std::iter::once(self.identity).chain(others.all());
            identities.map(|identity| base.counted(identity, rule)).sum::<usize>().min(rest)
        });
        Counts { new: rest - old, baselined, old, ignored: 0 }
    }
}
