//! What was wrong at a git revision already. Both sides of a comparison are checked whole, by today's configuration,
//! schemas and date.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::documents::Documents;
use super::former::Former;
use super::result::ScopeResult;
use crate::baseline::Identity;

/// The findings of the revision that the present is compared with.
#[derive(Debug, Default)]
pub struct BaseFindings {
    fingerprints: HashSet<String>,
    /// How many findings were only counted, by what their document was known by and by their rule.
    counted: HashMap<String, HashMap<&'static str, usize>>,
    /// What the documents of each scope were called, by its root; a line of a file has no path.
    documents: HashMap<PathBuf, Vec<(Option<String>, Identity)>>,
}

impl BaseFindings {
    /// Adds what the scope with this root had.
    pub fn add(&mut self, root: &Path, result: ScopeResult, documents: &Documents) {
        let identities = documents.identities().map(|(path, identity)| (path.map(str::to_owned), identity));
        self.documents.entry(root.to_owned()).or_default().extend(identities);
        self.fingerprints.extend(result.findings.into_iter().map(|reported| reported.fingerprint));
        for (identity, counts) in result.counted {
            let own = self.counted.entry(identity).or_default();
            for (rule, count) in counts {
                *own.entry(rule).or_default() += count;
            }
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

    /// How many findings of a rule were only counted in the document that was known by this.
    pub(super) fn counted(&self, identity: &str, rule: &str) -> usize {
        self.counted.get(identity).and_then(|rules| rules.get(rule)).copied().unwrap_or_default()
    }
}
