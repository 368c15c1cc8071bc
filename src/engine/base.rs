//! What was wrong at a git revision already. Both sides of a comparison are checked whole, by today's configuration,
//! schemas and date.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::former::Former;
use super::result::ScopeResult;
use crate::baseline::Identity;

/// The findings of the revision that the present is compared with.
#[derive(Debug, Default)]
pub struct BaseFindings {
    fingerprints: HashSet<String>,
    /// How many findings of a rule in one file were not listed.
    more: HashMap<String, HashMap<&'static str, usize>>,
    /// What the documents of each scope were called, by its root; a line of a file has no path.
    documents: HashMap<PathBuf, Vec<(Option<String>, Identity)>>,
}

impl BaseFindings {
    /// Adds what the scope with this root had, and what its documents were called; a line of a file has no path.
    pub fn add<'d>(
        &mut self,
        root: &Path,
        result: ScopeResult,
        documents: impl Iterator<Item = (Option<&'d str>, Identity)>,
    ) {
        let identities = documents.map(|(path, identity)| (path.map(str::to_owned), identity));
        self.documents.entry(root.to_owned()).or_default().extend(identities);
        self.fingerprints
            .extend(result.findings.into_iter().map(|reported| Arc::unwrap_or_clone(reported).fingerprint));
        for unlisted in result.summary.unlisted {
            self.more.entry(unlisted.path).or_default().insert(unlisted.rule, unlisted.count);
        }
    }

    /// What the documents of a scope were called.
    pub(super) fn former(&self, root: &Path) -> Vec<Former<'_>> {
        let documents = self.documents.get(root).into_iter().flatten();
        documents.map(|(path, identity)| Former { path: path.as_deref(), identity }).collect()
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
