//! The files that a run writes its reports to. Those of the last run may lie among the handoffs, and they quote them.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::fs;

/// Files that are written.
pub struct Targets(HashSet<PathBuf>);

impl Targets {
    /// These files; they need not be there.
    pub fn new(files: &[PathBuf]) -> Targets {
        Targets(files.iter().map(|file| whole(file)).collect())
    }

    /// Whether a file is one of them.
    pub fn has(&self, path: &Path) -> bool {
        // Asking the system where each of a million files lies takes its time; their names are known.
        let is_like = self.0.iter().any(|file| file.file_name() == path.file_name() || fs::is_link(path));
        is_like && self.0.contains(&whole(path))
    }
}

/// The path of a file that need not be there.
pub fn whole(file: &Path) -> PathBuf {
    match (file.parent(), file.file_name()) {
        _ if fs::is_link(file) => fs::canonical(file),
        (Some(folder), Some(name)) if folder.as_os_str().is_empty() => fs::canonical(Path::new(".")).join(name),
        (Some(folder), Some(name)) => fs::canonical(folder).join(name),
        _ => fs::canonical(file),
    }
}
