//! What the system keeps about a file beside its bytes, by which a change is noticed without opening it.

use std::fs;
use std::path::Path;

/// A moment as whole seconds since 1970 and the nanoseconds after them. Of another system or an earlier time, zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Whole seconds.
    pub seconds: i64,
    /// The rest; zero where the file system keeps none.
    pub nanoseconds: u32,
}

/// What is at a path; a link is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Whether it is a regular file.
    pub is_file: bool,
    /// Whether it is a link.
    pub is_link: bool,
    /// How many bytes it has.
    pub size: u64,
    /// When its bytes were last changed.
    pub modified: Moment,
    /// When its bytes, its name or its permissions were last changed; zero where the system does not say.
    pub changed: Moment,
    /// Its number in the file system; zero where the system does not say.
    pub inode: u64,
}

/// Asks what is at a path; `None` where nothing is, or nothing that may be seen.
pub fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = fs::symlink_metadata(path).ok()?;
    let (is_file, is_link, size) = (metadata.is_file(), metadata.is_symlink(), metadata.len());
    let (changed, inode) = numbers(&metadata);
    let modified = metadata.modified().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    let modified = modified.map_or_else(Moment::default, |since| Moment {
        seconds: i64::try_from(since.as_secs()).unwrap_or(0),
        nanoseconds: since.subsec_nanos(),
    });
    Some(Stamp { is_file, is_link, size, modified, changed, inode })
}

#[cfg(unix)]
fn numbers(metadata: &fs::Metadata) -> (Moment, u64) {
    use std::os::unix::fs::MetadataExt;
    let nanoseconds = u32::try_from(metadata.ctime_nsec()).unwrap_or(0);
    (Moment { seconds: metadata.ctime(), nanoseconds }, metadata.ino())
}

#[cfg(not(unix))]
fn numbers(_: &fs::Metadata) -> (Moment, u64) {
    (Moment::default(), 0)
}
