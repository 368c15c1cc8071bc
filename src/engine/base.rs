//! What was wrong at a git revision already. Both sides of a comparison are checked whole, by today's configuration,
//! schemas and date.

use std::collections::{HashMap, HashSet};

use super::result::ScopeResult;

/// The findings of the revision that the present is compared with.
#[derive(Debug, Default)]
pub struct BaseFindings {
    fingerprints: HashSet<String>,
    /// How many findings of a rule in one file were not listed.
    more: HashMap<String, HashMap<&'static str, usize>>,
}

impl BaseFindings {
    /// Adds what a scope had.
    pub fn add(&mut self, result: ScopeResult) {
        self.fingerprints.extend(result.findings.into_iter().map(|reported| reported.fingerprint));
        for unlisted in result.summary.unlisted {
            self.more.entry(unlisted.path).or_default().insert(unlisted.rule, unlisted.count);
        }
    }

    /// Whether a finding was there.
    pub(super) fn had(&self, fingerprint: &str) -> bool {
        self.fingerprints.contains(fingerprint)
    }

    /// How many findings of a rule were counted in a file, but not listed.
    pub(super) fn more(&self, path: &str, rule: &str) -> usize {
        self.more.get(path).and_then(|rules| rules.get(rule)).copied().unwrap_or_default()
    }
}
