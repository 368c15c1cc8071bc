//! Where a repository is, as the disk shows it: no program is asked.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use crate::fs::{self, PathKind, Walk};

/// The folder around a path that holds `.git`, which is a file in worktrees and submodules.
pub fn root(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|folder| is_root(folder)).map(Path::to_owned)
}

/// Whether a folder holds `.git`.
pub(super) fn is_root(folder: &Path) -> bool {
    fs::kind(&folder.join(".git")) != PathKind::Missing
}

/// The work trees of a repository but for the one at `root`: the main one, and those that `git worktree add` has made;
/// canonical. Only those that are there.
pub fn other_work_trees(root: &Path) -> Vec<PathBuf> {
    let Some(common) = common_folder(root) else { return Vec::new() };
    let main = common.parent().filter(|_| common.file_name().is_some_and(|name| name == ".git")).map(Path::to_owned);
    let how = Walk { gitignore: false, hidden: true, enters: &|_| true, depth: Some(1), threads: 1 };
    let kept = common.join("worktrees");
    let kept = if fs::kind(&kept) == PathKind::Folder { fs::walk(&kept, how) } else { Vec::new() };
    let linked = kept.into_iter().filter_map(|kept| {
        // The path of the file `.git` in the worktree.
        let file = kept.path.join(pointer(&kept.path.join("gitdir"))?);
        file.parent().map(Path::to_owned)
    });
    let root = fs::canonical(root);
    let there = main.into_iter().chain(linked).filter(|folder| is_root(folder)).map(|folder| fs::canonical(&folder));
    there.filter(|folder| *folder != root).collect()
}

/// How an index begins whose form has no room for what a sparse checkout notes of a file (git's manual, `gitformat-index`).
const PLAIN_INDEX: &[u8] = b"DIRC\0\0\0\x02";

/// Whether the work tree at `root` may lack files that its index holds, since a sparse checkout leaves them out: it has one,
/// and has not switched it off since.
pub fn is_sparse(root: &Path) -> bool {
    let Some(own) = own_folder(root) else { return false };
    if fs::kind(&own.join("info/sparse-checkout")) == PathKind::Missing {
        return false;
    }
    let is_plain = Cell::new(false);
    // The first stretch is enough.
    let begins = |stretch: &[u8]| {
        is_plain.set(stretch.starts_with(PLAIN_INDEX));
        true
    };
    fs::any_stretch(&own.join("index"), 0, begins).is_err() || !is_plain.get()
}

/// The folder that all work trees of a repository share: `.git` in the main one.
fn common_folder(root: &Path) -> Option<PathBuf> {
    let own = own_folder(root)?;
    let common = pointer(&own.join("commondir")).map_or_else(|| own.clone(), |common| own.join(common));
    Some(fs::canonical(&common))
}

/// The folder in which git keeps what belongs to the work tree at `root` alone.
fn own_folder(root: &Path) -> Option<PathBuf> {
    let own = root.join(".git");
    match fs::kind(&own) {
        PathKind::Folder => Some(own),
        _ => Some(root.join(pointer(&own)?.strip_prefix("gitdir: ")?)),
    }
}

/// The one line of a small file in which git keeps a path.
fn pointer(file: &Path) -> Option<String> {
    let text = fs::read(file, 1 << 16).ok()?;
    Some(String::from_utf8(text).ok()?.trim_end_matches(['\n', '\r']).to_owned())
}
