//! What was wrong at a git revision already. Both sides of a comparison are checked whole, by today's configuration,
//! schemas and date.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::former::FormerDocument;
use super::result::ScopeResult;
use crate::baseline::Identity;

/// The findings of the revision that the present is compared with, by the root of their scope: two glossaries may hold the
/// same term.
#[derive(Debug, Default)]
pub struct BaseFindings(HashMap<PathBuf, OfScope>);

/// What one scope had.
#[derive(Debug, Default)]
struct OfScope {
    fingerprints: HashSet<String>,
    /// How many findings were only counted, by what their document was known by and by their rule.
    counted: HashMap<String, HashMap<&'static str, usize>>,
    /// What the documents were called; a line of a file has no path.
    documents: Vec<(Option<String>, Identity)>,
}

impl BaseFindings {
    /// Adds what the scope with this root had, and what its documents were called; a line of a file has no path.
    pub fn add<'d>(
        &mut self,
        root: &Path,
        result: ScopeResult,
        documents: impl Iterator<Item = (Option<&'d str>, Identity)>,
    ) {
        let scope = self.0.entry(root.to_owned()).or_default();
        let identities = documents.map(|(path, identity)| (path.map(str::to_owned), identity));
        scope.documents.extend(identities);
        scope
            .fingerprints
            .extend(result.findings.into_iter().map(|reported| Arc::unwrap_or_clone(reported).fingerprint));
        for (identity, counts) in result.counted {
            let own = scope.counted.entry(identity).or_default();
            for (rule, count) in counts {
                *own.entry(rule).or_default() += count;
            }
        }
    }

    /// What the scope with this root is compared with: what it had. One that had no document was somewhere else, or is new, and
    /// is compared with everything that was there.
    pub(super) fn of(&self, root: &Path) -> ComparedTo<'_> {
        match self.0.get(root).filter(|scope| !scope.documents.is_empty()) {
            Some(scope) => ComparedTo(vec![scope]),
            None => ComparedTo(self.0.values().collect()),
        }
    }
}

/// What one scope is compared with.
#[derive(Debug)]
pub(super) struct ComparedTo<'b>(Vec<&'b OfScope>);

impl<'b> ComparedTo<'b> {
    /// What the documents were called.
    pub(super) fn documents(&self) -> Vec<FormerDocument<'b>> {
        let documents = self.0.iter().flat_map(|scope| &scope.documents);
        documents.map(|(path, identity)| FormerDocument { path: path.as_deref(), identity }).collect()
    }

    /// Whether a finding was there.
    pub(super) fn had(&self, fingerprint: &str) -> bool {
        self.0.iter().any(|scope| scope.fingerprints.contains(fingerprint))
    }

    /// How many findings of a rule were only counted in the document that was known by this.
    pub(super) fn counted(&self, identity: &str, rule: &str) -> usize {
        let of = |scope: &&OfScope| scope.counted.get(identity).and_then(|rules| rules.get(rule)).copied();
        self.0.iter().filter_map(of).sum()
    }
}
