//! Which fixes are tried together.
//!
//! Fixes that touch each other wait for each other: the first in the file goes first.

use std::path::PathBuf;
use std::sync::Arc;

use crate::finding::{Edit, Fix, Safety};
use crate::outcome::ReportedFinding;

/// A fix that is tried.
#[derive(Clone, Debug)]
pub(super) struct Proposal {
    /// The number of the glossary.
    pub(super) scope: usize,
    /// The number of the source in its plan.
    pub(super) source: usize,
    pub(super) file: PathBuf,
    /// The findings that it ends: several where they want the same edits.
    pub(super) findings: Vec<Arc<ReportedFinding>>,
    pub(super) fix: Fix,
}

impl Proposal {
    /// The finding that it was made for.
    pub(super) fn finding(&self) -> &ReportedFinding {
        &self.findings[0]
    }

    /// By what it is known once it was withdrawn.
    pub(super) fn name(&self) -> (String, String) {
        (self.finding().fingerprint.clone(), self.fix.title.clone())
    }
}

/// The best fix of a finding that may be applied.
pub(super) fn fix_of(reported: &ReportedFinding, with_unsafe: bool) -> Option<&Fix> {
    let may_be_applied = |fix: &&Fix| (with_unsafe || fix.safety == Safety::Safe) && !fix.edits.is_empty();
    reported.finding.fixes.iter().find(may_be_applied)
}

/// Those that can be applied together, and how many have to wait.
pub(super) fn compatible(mut proposals: Vec<Proposal>) -> (Vec<Proposal>, usize) {
    proposals.sort_by(|one, two| order(one).cmp(&order(two)));
    let mut chosen: Vec<Proposal> = Vec::new();
    let mut waiting = 0;
    let mut first_of_file = 0;
    for proposal in proposals {
        if chosen.last().is_some_and(|last| last.file != proposal.file) {
            first_of_file = chosen.len();
        }
        let of_file = &mut chosen[first_of_file..];
        if let Some(same) = of_file.iter_mut().find(|other| other.fix.edits == proposal.fix.edits) {
            same.findings.extend(proposal.findings);
        } else if of_file.iter().any(|other| touch(&other.fix.edits, &proposal.fix.edits)) {
            waiting += 1;
        } else {
            chosen.push(proposal);
        }
    }
    (chosen, waiting)
}

fn order(proposal: &Proposal) -> (&PathBuf, usize, std::cmp::Reverse<usize>, &str, &str) {
    let edits = &proposal.fix.edits;
    let start = edits.first().map_or(0, |edit| edit.start_byte);
    let end = edits.last().map_or(0, |edit| edit.end_byte);
    (&proposal.file, start, std::cmp::Reverse(end), proposal.finding().finding.rule, &proposal.fix.title)
}

/// Whether any two edits replace a common byte, or bytes beside each other.
fn touch(one: &[Edit], other: &[Edit]) -> bool {
    one.iter().any(|one| other.iter().any(|other| one.start_byte <= other.end_byte && other.start_byte <= one.end_byte))
}
