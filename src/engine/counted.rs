//! Findings that a baseline records by their number only: they go by the document, as those do that it lists.

use std::collections::HashMap;

use super::former::{FormerDocument, known_by};
use crate::baseline::Baseline;

/// How many findings are recorded by their number, by what their document was known by.
#[derive(Debug, Default)]
pub(super) struct Counted<'b>(HashMap<String, Vec<Counts<'b>>>);

/// Of one rule in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Counts<'b> {
    /// The file that they are recorded of, wherever its document stands now.
    pub(super) path: &'b str,
    rule: &'b str,
    pub(super) number: usize,
}

impl<'b> Counted<'b> {
    /// What a baseline records; `former` says what its files were.
    pub(super) fn of(baseline: &'b Baseline, former: &[FormerDocument<'b>]) -> Counted<'b> {
        let mut counted = Counted::default();
        if baseline.counted().next().is_none() {
            return counted;
        }
        let mut identities: HashMap<&str, Vec<String>> = HashMap::new();
        for (path, identity) in known_by(former) {
            identities.entry(path).or_default().push(identity);
        }
        for (path, rule, number) in baseline.counted() {
            let known = identities.get(path).cloned().unwrap_or_else(|| vec![path.to_owned()]);
            for identity in known {
                counted.0.entry(identity).or_default().push(Counts { path, rule, number });
            }
        }
        counted
    }

    /// What is recorded of a rule in the document that is or was known by these, each file once.
    pub(super) fn of_document<'d>(
        &self,
        identities: impl Iterator<Item = &'d str>,
        rule: &str,
    ) -> impl Iterator<Item = Counts<'b>> {
        let all = identities.filter_map(|identity| self.0.get(identity)).flatten();
        let mut found: Vec<Counts<'b>> = all.filter(|counts| counts.rule == rule).copied().collect();
        found.sort();
        found.dedup();
        found.into_iter()
    }
}
