//! Paths as git writes them: bytes that end with NUL, with `/` between their parts, below the top of the work tree.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

/// The paths in what `git ls-files -z` prints.
pub fn listed_paths(listed: &[u8]) -> impl Iterator<Item = &[u8]> {
    listed.split(|byte| *byte == 0).filter(|path| !path.is_empty())
}

#[cfg(unix)]
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(OsStr::new(&*String::from_utf8_lossy(bytes)))
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
