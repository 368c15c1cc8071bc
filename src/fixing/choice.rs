//! Which fixes are tried together.
//!
//! Fixes that touch each other wait for each other: the first in the file goes first.

use std::collections::{BTreeMap, HashMap};
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

/// Those that can be applied together: what touches one of them waits.
pub(super) fn compatible(mut proposals: Vec<Proposal>) -> Vec<Proposal> {
    proposals.sort_by(|one, two| order(one).cmp(&order(two)));
    let mut chosen: Vec<Proposal> = Vec::new();
    for of_file in proposals.chunk_by(|one, two| one.file == two.file) {
        let mut known: HashMap<&[Edit], usize> = HashMap::new();
        let mut taken = Taken::default();
        for proposal in of_file {
            let edits = proposal.fix.edits.as_slice();
            if let Some(same) = known.get(edits) {
                chosen[*same].findings.extend(proposal.findings.iter().cloned());
            } else if !edits.iter().any(|edit| taken.is_touched_by(edit)) {
                known.insert(edits, chosen.len());
                edits.iter().for_each(|edit| taken.add(edit));
                chosen.push(proposal.clone());
            }
        }
    }
    chosen
}

/// The bytes of a file that chosen fixes replace: by where each edit begins, where it ends.
#[derive(Default)]
struct Taken(BTreeMap<usize, usize>);

impl Taken {
    fn add(&mut self, edit: &Edit) {
        let end = self.0.entry(edit.start_byte).or_insert(edit.end_byte);
        *end = (*end).max(edit.end_byte);
    }

    /// Whether an edit replaces a byte of another one, or one beside it.
    fn is_touched_by(&self, edit: &Edit) -> bool {
        // Edits do not overlap, so of those that begin before this one ends, the last one ends last.
        self.0.range(..=edit.end_byte).next_back().is_some_and(|(_, end)| *end >= edit.start_byte)
    }
}

fn order(proposal: &Proposal) -> (&PathBuf, usize, std::cmp::Reverse<usize>, &str, &str) {
    let edits = &proposal.fix.edits;
    let start = edits.first().map_or(0, |edit| edit.start_byte);
    let end = edits.last().map_or(0, |edit| edit.end_byte);
    (&proposal.file, start, std::cmp::Reverse(end), proposal.finding().finding.rule, &proposal.fix.title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Finding, Severity};
    use crate::rule::Group;

    fn proposal(file: &str, edits: &[(usize, usize)]) -> Proposal {
        let edits = edits.iter().map(|(start, end)| Edit { start_byte: *start, end_byte: *end, text: String::new() });
        let fix = Fix { title: String::new(), safety: Safety::Safe, edits: edits.collect() };
        let reported = ReportedFinding {
            finding: Finding::new("stray-space", "", None),
            path: file.to_owned(),
            shown_path: file.to_owned(),
            document: None,
            page_of: None,
            locale: None,
            group: Group::Prose,
            severity: Severity::Warning,
            new_in: None,
            fingerprint: String::new(),
        };
        Proposal { scope: 0, source: 0, file: file.into(), findings: vec![Arc::new(reported)], fix }
    }

    /// A fix that was chosen: its file, the bytes that its edits replace, and how many findings it ends.
    type Chosen = (String, Vec<(usize, usize)>, usize);

    /// The edits of the chosen fixes, how many findings each ends, and how many fixes wait.
    fn choice(proposals: &[Proposal]) -> (Vec<Chosen>, usize) {
        let chosen = compatible(proposals.to_vec());
        let waiting = proposals.len() - chosen.iter().map(|proposal| proposal.findings.len()).sum::<usize>();
        let edits = |proposal: &Proposal| {
            let edits = proposal.fix.edits.iter();
            let edits = edits.map(|edit| (edit.start_byte, edit.end_byte)).collect();
            (proposal.file.display().to_string(), edits, proposal.findings.len())
        };
        (chosen.iter().map(edits).collect(), waiting)
    }

    #[test]
    fn fixes_that_touch_wait_and_equal_ones_are_one() {
        let a = |edits: &[(usize, usize)]| proposal("a", edits);
        let proposals = [
            a(&[(5, 7)]),
            a(&[(7, 9)]),
            a(&[(5, 7)]),
            a(&[(10, 10), (20, 22)]),
            a(&[(21, 21)]),
            proposal("b", &[(6, 6)]),
        ];
        let one = |file: &str, edits: &[(usize, usize)], findings| (file.to_owned(), edits.to_vec(), findings);
        let chosen = vec![one("a", &[(5, 7)], 2), one("a", &[(10, 10), (20, 22)], 1), one("b", &[(6, 6)], 1)];
        assert_eq!(choice(&proposals), (chosen, 2));
    }

    #[test]
    fn no_two_chosen_fixes_touch_and_each_that_waits_touches_one() {
        fn touch(one: &Proposal, other: &Proposal) -> bool {
            let of = |proposal: &Proposal| proposal.fix.edits.clone();
            of(one).iter().any(|one| {
                of(other).iter().any(|other| one.start_byte <= other.end_byte && other.start_byte <= one.end_byte)
            })
        }
        for seed in 0..200_usize {
            let number = |index: usize, below: usize| (seed * 7919 + index * 104_729 + seed * index * 31) % below;
            let edits = |index| {
                let first = number(index, 60);
                let second = first + 3 + number(index + 50, 6);
                let all = [(first, first + number(index + 9, 3)), (second, second + number(index + 17, 3))];
                all[..1 + number(index + 3, 2)].to_vec()
            };
            let proposals: Vec<Proposal> = (0..12).map(|index| proposal("a", &edits(index))).collect();
            let chosen = compatible(proposals.clone());
            for (index, one) in chosen.iter().enumerate() {
                assert!(!chosen[..index].iter().any(|other| touch(one, other)), "{seed}");
            }
            for one in &proposals {
                assert!(chosen.iter().any(|other| touch(one, other)), "{seed}");
            }
        }
    }
}
