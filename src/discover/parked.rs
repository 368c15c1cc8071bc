//! Other work trees of the same repository that stand below its folders: what is in them is there twice.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::git;

/// The work trees that a walk must not enter, and those that it has come to. Whoever names one wants it: it does not keep a
/// walk out that begins in it.
pub(super) struct Parked {
    /// Canonical.
    folders: Vec<PathBuf>,
    met: Mutex<Vec<PathBuf>>,
}

impl Parked {
    /// Those of the repository around a folder.
    pub(super) fn around(folder: &Path) -> Parked {
        let mut folders = git::root(folder).map_or_else(Vec::new, |root| git::other_work_trees(&root));
        folders.retain(|other| other.starts_with(folder));
        Parked { folders, met: Mutex::default() }
    }

    /// Whether a walk has come to one.
    pub(super) fn is_met(&self, path: &Path) -> bool {
        let is_one = self.folders.iter().any(|folder| folder == path);
        if is_one {
            self.met.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
        }
        is_one
    }

    /// Those that a walk has come to.
    pub(super) fn met(self) -> Vec<PathBuf> {
        self.met.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
