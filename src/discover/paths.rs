//! Paths as text: relative to a folder, and with `/` on every system.

use std::ffi::OsStr;
use std::path::{Component, MAIN_SEPARATOR, Path};

use crate::fs;

/// Whether any part of a path below `folder` begins with a dot.
pub(super) fn is_hidden_below(folder: &Path, path: &Path) -> bool {
    path.ancestors().take_while(|path| *path != folder).any(fs::is_hidden)
}

/// Whether a folder is git's own.
pub(super) fn is_git(path: &Path) -> bool {
    path.file_name() == Some(OsStr::new(".git"))
}

/// `path` below `folder`, with `/`; `None` when it lies elsewhere.
pub(super) fn relative(path: &Path, folder: &Path) -> Option<String> {
    // Both are absolute and without dots, so that text will do, which is far quicker.
    if MAIN_SEPARATOR == '/'
        && let (Some(path), Some(folder)) = (path.to_str(), folder.to_str())
    {
        let below = path.strip_prefix(folder)?;
        let below = if folder.ends_with('/') { below } else { below.strip_prefix('/')? };
        return (!below.is_empty()).then(|| below.to_owned());
    }
    path.strip_prefix(folder).ok().filter(|below| !below.as_os_str().is_empty()).map(slashes)
}

/// A path with `/` between its parts on every system.
pub fn slashes(path: &Path) -> String {
    let mut text = String::new();
    for component in path.components() {
        match component {
            Component::CurDir => continue,
            Component::RootDir => {
                text.push('/');
                continue;
            }
            _ => {}
        }
        if !text.is_empty() && !text.ends_with('/') {
            text.push('/');
        }
        text.push_str(&component.as_os_str().to_string_lossy());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_written_with_slashes() {
        assert_eq!(slashes(Path::new("./a/../b/ai.json")), "a/../b/ai.json");
        assert_eq!(slashes(Path::new("/a/b")), "/a/b");
    }
}
