//! Files that are known by other means than the disk: those of a revision, or those that are staged.
//!
//! Owns their listing, which keeps to the rules of a walk. Must not know git, nor what a handoff is.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::fs::{self, PathKind, Walk, Walked, What};

/// Files by where they stand in the work tree: absolute, and below a canonical folder.
#[derive(Debug, Default)]
pub struct Tree {
    files: HashSet<PathBuf>,
    /// Files that a walk comes to, and that nobody can name.
    known: HashSet<PathBuf>,
    is_over_disk: bool,
}

impl Tree {
    /// Files that take the place of those on disk.
    pub fn new(files: impl IntoIterator<Item = PathBuf>) -> Tree {
        Tree { files: files.into_iter().collect(), ..Tree::default() }
    }

    /// Files that are found beside those on disk, and where they are not there themselves.
    pub fn over_disk(files: impl IntoIterator<Item = PathBuf>) -> Tree {
        Tree { files: files.into_iter().collect(), is_over_disk: true, ..Tree::default() }
    }

    /// The same with files that a walk comes to, too, but that are not there for who names them.
    #[must_use]
    pub fn and_known(self, files: impl IntoIterator<Item = PathBuf>) -> Tree {
        Tree { known: files.into_iter().collect(), ..self }
    }

    /// Whether there is anything below a folder.
    pub fn has_folder(&self, folder: &Path) -> bool {
        self.files.iter().any(|file| file.starts_with(folder) && file != folder)
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.known.is_empty()
    }

    /// Whether it is one of the files.
    pub fn has(&self, path: &Path) -> bool {
        self.files.contains(path)
    }

    /// What is at a path.
    pub(super) fn kind(&self, path: &Path) -> PathKind {
        match fs::kind(path) {
            PathKind::Missing if self.is_over_disk => self.own_kind(&fs::resolved(path)),
            kind if self.is_over_disk => kind,
            _ => self.own_kind(path),
        }
    }

    fn own_kind(&self, path: &Path) -> PathKind {
        if self.has(path) {
            PathKind::File
        } else if self.has_folder(path) {
            PathKind::Folder
        } else {
            PathKind::Missing
        }
    }

    /// Lists what is below a folder, as [`crate::fs::walk`] does on disk.
    pub(super) fn walk(&self, folder: &Path, how: Walk<'_>) -> Vec<Walked> {
        if !self.is_over_disk {
            return self.own(folder, how, &HashSet::new());
        }
        let mut walked = match fs::kind(folder) {
            PathKind::Folder => fs::walk(folder, how),
            _ => Vec::new(),
        };
        for found in walked.iter_mut().filter(|found| found.what == What::Link && self.has(&found.path)) {
            // Only on disk does a link stand in the place of the file.
            found.what = What::File;
        }
        let is_file = |found: &&Walked| matches!(found.what, What::File | What::Link);
        let known: HashSet<&Path> = walked.iter().filter(is_file).map(|found| found.path.as_path()).collect();
        let others = self.own(folder, how, &known);
        walked.extend(others);
        walked
    }

    /// Lists its own files below a folder, but for those that are known.
    fn own(&self, folder: &Path, how: Walk<'_>, known: &HashSet<&Path>) -> Vec<Walked> {
        let is_entered = |path: &Path| path.ancestors().skip(1).take_while(|above| *above != folder).all(how.enters);
        let is_seen = |path: &&PathBuf| {
            let below = path.strip_prefix(folder).ok().filter(|below| !below.as_os_str().is_empty());
            below.is_some_and(|below| {
                (how.hidden || !below.iter().any(|part| fs::is_hidden(Path::new(part)))) && is_entered(path)
            })
        };
        let others = self.files.iter().chain(&self.known).filter(|path| !known.contains(path.as_path()));
        others.filter(is_seen).map(|path| Walked { path: path.clone(), what: What::File }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test makes the files that it asks about")]
    fn the_files_of_a_revision_are_listed_as_a_walk_lists_those_on_disk() {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonical(folder.path());
        let files = ["ai.json", "a/ai.json", "a/b/ai.json", "a/b/c/ai.json", ".d/ai.json", "a/.e/ai.json", "a/.json"];
        let tree = Tree::new(files.map(|file| root.join(file)));
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
