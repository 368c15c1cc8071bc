//! Paths as git writes them: bytes that end with NUL, with `/` between their parts, below the top of the work tree.

use std::path::{Component, Path, PathBuf};

use crate::fs::path_of;

/// The paths in what `git ls-files -z` prints.
pub fn listed_paths(listed: &[u8]) -> impl Iterator<Item = &[u8]> {
    listed.split(|byte| *byte == 0).filter(|path| !path.is_empty())
}

/// Where a path of git's stands that stays below the folder it is joined to.
pub fn below(folder: &Path, path: &[u8]) -> Option<PathBuf> {
    let path = path_of(path);
    path.components().all(|part| matches!(part, Component::Normal(_))).then(|| folder.join(path))
}

/// A path as git reads it; `None` where it cannot be written so.
#[cfg(unix)]
pub(super) fn bytes_of(path: &Path) -> Option<Vec<u8>> {
    use std::os::unix::ffi::OsStrExt;
    Some(path.as_os_str().as_bytes().to_vec())
}

#[cfg(not(unix))]
pub(super) fn bytes_of(path: &Path) -> Option<Vec<u8>> {
    path.to_str().map(|path| path.replace('\\', "/").into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leaves_its_folder() {
        let folder = Path::new("/folder");
        assert_eq!(below(folder, b"a/b.json"), Some(PathBuf::from("/folder/a/b.json")));
        assert_eq!([below(folder, b"../b.json"), below(folder, b"/b.json")], [None, None]);
    }
}
