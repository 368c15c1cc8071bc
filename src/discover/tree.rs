//! The files of a revision, which take the place of those on disk.
//!
//! Owns their listing, which keeps to the rules of a walk. Must not know git, nor what a handoff is.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::fs::{self, Spooled, Walk, Walked, What};

/// Files of a revision, each where it stands in the work tree: absolute, and below a canonical folder.
#[derive(Debug, Default)]
pub struct Tree(HashMap<PathBuf, Spooled>);

impl Tree {
    /// One with these files.
    pub fn new(files: Vec<(PathBuf, Spooled)>) -> Tree {
        Tree(files.into_iter().collect())
    }

    /// Whether there is anything below a folder.
    pub fn has_folder(&self, folder: &Path) -> bool {
        self.0.keys().any(|file| file.starts_with(folder) && file != folder)
    }

    /// The bytes of a file, by its path in the work tree.
    pub(super) fn get(&self, path: &Path) -> Option<&Spooled> {
        self.0.get(path)
    }

    /// Lists what is below a folder, as [`crate::fs::walk`] does on disk.
    pub(super) fn walk(&self, folder: &Path, how: Walk<'_>) -> Vec<Walked> {
        let is_entered = |path: &Path| path.ancestors().skip(1).take_while(|above| *above != folder).all(how.enters);
        let is_seen = |path: &&PathBuf| {
            let below = path.strip_prefix(folder).ok().filter(|below| !below.as_os_str().is_empty());
            below.is_some_and(|below| {
                (how.hidden || !below.iter().any(|part| fs::is_hidden(Path::new(part)))) && is_entered(path)
            })
        };
        self.0.keys().filter(is_seen).map(|path| Walked { path: path.clone(), what: What::File }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fs::Spool;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test makes the files that it asks about")]
    fn the_files_of_a_revision_are_listed_as_a_walk_lists_those_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonical(folder.path());
        let spool = Spool::new().unwrap();
        let files = ["ai.json", "a/ai.json", "a/b/ai.json", "a/b/c/ai.json", ".d/ai.json", "a/.e/ai.json", "a/.json"];
        let tree = Tree::new(files.iter().map(|file| (root.join(file), spool.part(0..0))).collect());
        for file in files {
            std::fs::create_dir_all(root.join(file).parent().unwrap()).unwrap();
            std::fs::write(root.join(file), "").unwrap();
        }
        let paths = |walked: Vec<Walked>| {
            let files = walked.into_iter().filter(|walked| walked.what == What::File);
            let mut paths: Vec<PathBuf> = files.map(|walked| walked.path).collect();
            paths.sort();
            paths
        };
        for shut in ["nothing", "a", "b", ".d", ".e"] {
            let enters = |path: &Path| !path.ends_with(shut);
            for (below, hidden) in [("", false), ("", true), ("a", false), ("a", true), ("a/b", true), (".d", true)] {
                let how = Walk { gitignore: false, hidden, enters: &enters, depth: None, threads: 1 };
                let on_disk = paths(fs::walk(&root.join(below), how));
                let in_tree = paths(tree.walk(&root.join(below), how));
                assert_eq!(in_tree, on_disk, "below {below:?}, without {shut}, hidden: {hidden}");
            }
        }
    }
}
