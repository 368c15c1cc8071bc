//! Where a repository is, as the disk shows it: no program is asked.

use std::path::{Path, PathBuf};

use crate::fs;

/// The folder around a path that holds `.git`, which is a file in worktrees and submodules.
pub fn root(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|folder| fs::kind(&folder.join(".git")) != fs::PathKind::Missing).map(Path::to_owned)
}
