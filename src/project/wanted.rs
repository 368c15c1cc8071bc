//! Which files may be handoffs, where it is not a walk over the disk that finds them.

use std::path::Path;

use crate::config::Config;
use crate::discover::{is_candidate, slashes};

/// Whether a file may be looked at that is not on disk, by its absolute path.
pub fn is_wanted(path: &Path, configs: &[(&Path, &Config)]) -> bool {
    is_candidate(path) || is_included(path, configs)
}

/// Whether its name says that it is a handoff.
pub fn is_named(path: &Path, configs: &[(&Path, &Config)]) -> bool {
    path.file_name().is_some_and(|name| name == "ai.json") || is_included(path, configs)
}

fn is_included(path: &Path, configs: &[(&Path, &Config)]) -> bool {
    configs.iter().any(|(root, config)| {
        let below = path.strip_prefix(root).map(slashes);
        below.is_ok_and(|below| config.include.iter().any(|pattern| pattern.matches(&below)))
    })
}
