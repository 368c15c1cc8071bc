//! Why a finding is not reported: an entry of the configuration ignores it, the baseline records it, the base revision had
//! it. One chain in one order.

use std::collections::{HashMap, HashSet};

use super::base::ComparedTo;
use super::counted::Counted;
use super::fingerprint::Fingerprint;
use super::former::FormerIdentities;
use super::ignores::{DocumentIgnores, Ignores, Uses};
use super::result::KnownRecords;
use crate::baseline::{Baseline, Index, short};
use crate::finding::Finding;
use crate::rules::RULES;

/// What becomes of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FindingState {
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
    former_identities: &'s FormerIdentities,
    former_rules: HashMap<&'static str, &'static [&'static str]>,
    /// Whether what the baseline records is only noted, and reported all the same.
    is_noted_only: bool,
}

/// What else the findings of a document may be recorded under: identities that are not its own.
#[derive(Clone, Copy)]
struct FormerNames<'d> {
    /// Its own.
    own: &'d str,
    /// Its path, where it is not its identity.
    path: Option<&'d str>,
    /// What it was called when the baseline was written, or at the base revision.
    former_identities: &'d [String],
    /// The former ids of rules, by their present ones.
    former_rules: &'d HashMap<&'static str, &'static [&'static str]>,
}

/// How a finding is known from before.
struct Known {
    /// The fingerprint under which it is known.
    fingerprint: String,
    /// The one that the same document would have given it today, where that is another one: its rule was renamed, or what the
    /// finding is known by has changed.
    rewritten: Option<String>,
}

impl FormerNames<'_> {
    /// The first fingerprint of a finding that is known: its own, that of another identity, or that of an earlier release.
    fn known(&self, finding: &Finding, fingerprint: &Fingerprint, is_known: impl Fn(&str) -> bool) -> Option<Known> {
        let own = std::iter::once(fingerprint.text.clone());
        let mut all = own.chain(self.all().map(|identity| fingerprint.in_document(identity, finding)));
        if let Some(fingerprint) = all.find(|fingerprint| is_known(fingerprint)) {
            return Some(Known { fingerprint, rewritten: None });
        }
        let former_rules = self.former_rules.get(finding.rule).copied().unwrap_or_default();
        std::iter::once(self.own).chain(self.all()).find_map(|identity| {
            let mut formerly = fingerprint.formerly_in_document(identity, finding, former_rules);
            let fingerprint_then = formerly.find(|former| is_known(former))?;
            let rewritten = Some(fingerprint.in_document(identity, finding));
            Some(Known { fingerprint: fingerprint_then, rewritten })
        })
    }

    fn all(&self) -> impl Iterator<Item = &str> {
        self.path.into_iter().chain(self.former_identities.iter().map(String::as_str))
    }
}

impl<'s> Suppressions<'s> {
    pub(super) fn new(
        ignores: Ignores<'s>,
        baseline: Option<(&'s Baseline, Counted<'s>)>,
        is_noted_only: bool,
        base: Option<&'s ComparedTo<'s>>,
        former_identities: &'s FormerIdentities,
    ) -> Suppressions<'s> {
        let baseline = baseline.map(|(baseline, counted)| (baseline.index(), counted));
        let former = RULES.iter().map(|rule| (rule.meta.id, rule.meta.aliases()));
        let former_rules = former.filter(|(_, aliases)| !aliases.is_empty()).collect();
        Suppressions { ignores, baseline, base, former_identities, former_rules, is_noted_only }
    }

    /// The chain for the findings of one document; `below` is its path relative to the folder of the configuration,
    /// `other_path` its path where that is not its identity, but may have been.
    pub(super) fn of_document<'d>(
        &'d self,
        number: usize,
        below: Option<&str>,
        path: &'d str,
        identity: &'d str,
        other_path: Option<&'d str>,
    ) -> DocumentSuppressions<'d, 's> {
        DocumentSuppressions {
            ignores: self.ignores.of_document(below),
            baseline: self.baseline.as_ref(),
            base: self.base,
            is_noted_only: self.is_noted_only,
            path,
            identity,
            others: FormerNames {
                own: identity,
                path: other_path,
                former_identities: self.former_identities.of_document(number),
                former_rules: &self.former_rules,
            },
            known: KnownRecords::new(),
            rewritten: KnownRecords::new(),
            counted: HashMap::new(),
        }
    }

    /// How many findings the baseline records that were not found, of rules that have checked all that they could.
    pub(super) fn fixed(baseline: &Baseline, known: &KnownRecords, is_complete: impl Fn(&str) -> bool) -> usize {
        let found: HashSet<(&str, &str)> = known.keys().map(|(rule, known)| (*rule, known.as_str())).collect();
        let mut rest = baseline.clone();
        rest.retain(|rule, known| !is_complete(rule) || found.contains(&(rule, known)), |_, _| usize::MAX);
        baseline.len() - rest.len()
    }
}

/// The chain for the findings of one document.
pub(super) struct DocumentSuppressions<'d, 's> {
    ignores: DocumentIgnores<'d>,
    baseline: Option<&'d (Index<'s>, Counted<'s>)>,
    base: Option<&'d ComparedTo<'s>>,
    is_noted_only: bool,
    path: &'d str,
    identity: &'d str,
    others: FormerNames<'d>,
    known: KnownRecords,
    rewritten: KnownRecords,
    counted: HashMap<(String, &'static str), usize>,
}

/// What came of suppressions in one document, beside their result.
pub(super) struct Notes {
    /// What the entries that ignore findings have come to.
    pub(super) uses: Uses,
    /// Which records of the baseline were found.
    pub(super) known: KnownRecords,
    /// Of these, those that an earlier release has recorded in another way.
    pub(super) rewritten: KnownRecords,
    /// Of the findings that it records by their number, how many were found, by the file and the rule of the record.
    pub(super) counted: HashMap<(String, &'static str), usize>,
}

impl DocumentSuppressions<'_, '_> {
    /// What becomes of one finding.
    pub(super) fn state_of(&mut self, finding: &Finding, fingerprint: &Fingerprint) -> FindingState {
        if self.ignores.hide(finding) {
            return FindingState::Ignored;
        }
        let others = self.others;
        // What keeps a file from being checked is never recorded.
        if let Some((baseline, _)) = self.baseline.filter(|_| finding.min_severity.is_none()) {
            let is_known = |fingerprint: &str| baseline.holds(finding.rule, fingerprint);
            if let Some(known) = others.known(finding, fingerprint, is_known) {
                let recorded = (finding.rule, short(&known.fingerprint).to_owned());
                if let Some(now) = known.rewritten {
                    self.rewritten.insert(recorded.clone(), now);
                }
                self.known.insert(recorded, fingerprint.text.clone());
                return if self.is_noted_only { FindingState::New } else { FindingState::Baselined };
            }
        }
        match self.base {
            Some(base) if others.known(finding, fingerprint, |known| base.had(known)).is_some() => FindingState::Old,
            _ => FindingState::New,
        }
    }

    /// Notes a finding that is not reported, since its rule yields to a better one.
    pub(super) fn note_yielded(&mut self, finding: &Finding) {
        self.ignores.note_yielded(finding);
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

    /// What came of them.
    pub(super) fn into_notes(self) -> Notes {
        let DocumentSuppressions { ignores, known, rewritten, counted, .. } = self;
        Notes { uses: ignores.into_uses(), known, rewritten, counted }
    }
}
