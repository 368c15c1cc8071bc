//! What the last conclusion found, for the next one to take up.
//!
//! Owns what of it a change leaves as it was.

use std::collections::{BTreeMap, BTreeSet};

use super::former::FormerIdentities;
use super::linter::Linter;
use super::reduce::Reduced;
use super::states::FindingStates;
use crate::corpus::Changes;
use crate::outcome::NotChecked;
use crate::rule::CorpusFinding;

/// What the last conclusion found.
#[derive(Default)]
pub(super) struct Standing {
    /// Whether there was one.
    pub(super) is_drawn: bool,
    /// Whether there will be another.
    pub(super) is_kept: bool,
    /// Why rules that need the whole corpus could not check.
    pub(super) missing: Option<String>,
    pub(super) not_checked: Vec<NotChecked>,
    pub(super) former_identities: FormerIdentities,
    /// What corpus rules found, by document, in the order of the rules.
    pub(super) found: BTreeMap<usize, Vec<CorpusFinding>>,
    /// What is reported, by document; of those without any finding, nothing.
    pub(super) states: BTreeMap<usize, FindingStates>,
    /// What is reported of pages that no document explains, by their paths for machines.
    pub(super) orphans: Vec<(String, FindingStates)>,
}

impl Standing {
    /// The documents with findings that show a place in one that was replaced, and the rules that found them: the place may
    /// be another one now.
    pub(super) fn pointing_at(&self, replaced: &BTreeSet<usize>) -> Vec<(&'static str, usize)> {
        if replaced.is_empty() {
            return Vec::new();
        }
        let points = |found: &&CorpusFinding| found.related.iter().any(|(other, _)| replaced.contains(&other.document));
        self.found.values().flatten().filter(points).map(|found| (found.finding.rule, found.document)).collect()
    }

    /// Takes what corpus rules found anew, and says for which documents it is not what it was.
    pub(super) fn take(&mut self, linter: &Linter, reduced: Reduced, changes: &Changes) -> BTreeSet<usize> {
        let Reduced { findings, not_checked } = reduced;
        let mut new: BTreeMap<usize, Vec<CorpusFinding>> = BTreeMap::new();
        for finding in findings {
            new.entry(finding.document).or_default().push(finding);
        }
        self.not_checked = not_checked;
        let is_looked_at =
            |finding: &CorpusFinding| linter.checks_again(changes, finding.finding.rule, finding.document);
        let mut touched = BTreeSet::new();
        let known = self.found.iter().filter(|(_, found)| found.iter().any(is_looked_at));
        let documents: BTreeSet<usize> = known.map(|(document, _)| *document).chain(new.keys().copied()).collect();
        for document in documents {
            let before = self.found.remove(&document).unwrap_or_default();
            let mut after: Vec<CorpusFinding> =
                before.iter().filter(|finding| !is_looked_at(finding)).cloned().collect();
            after.extend(new.remove(&document).unwrap_or_default());
            after.sort_by_key(|finding| linter.rank(finding.finding.rule));
            if after != before {
                touched.insert(document);
            }
            if !after.is_empty() {
                self.found.insert(document, after);
            }
        }
        touched
    }
}
