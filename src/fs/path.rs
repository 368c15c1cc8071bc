//! What a path is and where it leads; nothing is opened.

use std::fs::{self, FileType};
use std::io;
use std::path::{Component, Path, PathBuf};

/// What a path is, links followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathKind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A device, a FIFO or a socket.
    Special,
    /// Nothing, or nothing that may be seen.
    Missing,
}

/// Asks what a path is.
pub fn kind(path: &Path) -> PathKind {
    match fs::metadata(path) {
        Ok(metadata) => kind_of(metadata.file_type()),
        // A link that leads nowhere or in a circle, a folder that may not be entered: reading will say what is wrong.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied || is_link(path) => PathKind::File,
        Err(_) => PathKind::Missing,
    }
}

pub(super) fn kind_of(file_type: FileType) -> PathKind {
    if file_type.is_file() {
        PathKind::File
    } else if file_type.is_dir() {
        PathKind::Folder
    } else {
        PathKind::Special
    }
}

/// The path that these bytes name, as git and other programs print it.
#[cfg(unix)]
pub fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

/// The path that these bytes name, as git and other programs print it.
#[cfg(not(unix))]
pub fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(&*String::from_utf8_lossy(bytes))
}

/// The path without links and dots, where it can be had.
pub fn canonical(path: &Path) -> PathBuf {
    dunce(fs::canonicalize(path).unwrap_or_else(|_| std::path::absolute(path).unwrap_or_else(|_| path.to_owned())))
}

/// The path without links and dots, where part of it need not be there: the part that is, as [`canonical`] has it, and the
/// rest as it is written, its dots taken out.
pub fn resolved(path: &Path) -> PathBuf {
    let mut missing = Vec::new();
    let mut present = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut resolved = loop {
        if let Ok(real) = fs::canonicalize(&present) {
            break dunce(real);
        }
        match present.components().next_back() {
            Some(last @ (Component::Normal(_) | Component::ParentDir)) => missing.push(last.as_os_str().to_owned()),
            _ => break present,
        }
        present.pop();
    };
    for part in missing.iter().rev() {
        if part == ".." {
            resolved.pop();
        } else {
            resolved.push(part);
        }
    }
    resolved
}

/// Windows' canonical form begins with `\\?\`, which no user types.
fn dunce(path: PathBuf) -> PathBuf {
    match path.to_str().and_then(|text| text.strip_prefix(r"\\?\")) {
        Some(plain) if !plain.starts_with("UNC") => PathBuf::from(plain),
        _ => path,
    }
}

/// The current folder.
///
/// # Errors
/// Where it was removed or may not be seen.
pub fn current_folder() -> io::Result<PathBuf> {
    std::env::current_dir().map(|folder| canonical(&folder))
}

/// Whether a name begins with a dot, so that a walk leaves it out.
pub fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

/// Whether a path is a link.
pub fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.file_type().is_symlink())
}

/// The size of a file in bytes, and when it was last changed, in nanoseconds since 1970.
pub fn size_and_date(path: &Path) -> Option<(u64, u128)> {
    let metadata = fs::metadata(path).ok()?;
    let since = metadata.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some((metadata.len(), since.as_nanos()))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    #[test]
    fn a_file_has_a_size_and_a_date() {
        let file = file(b"abc");
        let date = std::time::Duration::new(5, 7_000);
        file.as_file().set_modified(std::time::UNIX_EPOCH + date).unwrap();
        assert_eq!(size_and_date(file.path()), Some((3, date.as_nanos())));
        assert_eq!(size_and_date(Path::new("/there/is/none")), None);
    }
}
