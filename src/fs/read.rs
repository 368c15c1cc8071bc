//! A whole file of limited size.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::error::ReadError;
use super::path::{PathKind, kind_of};

/// The bytes of a file of at most `limit` bytes.
///
/// # Errors
/// See [`ReadError`]. A device or FIFO is refused before it is opened.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    size(path)?;
    read_known(path, limit, Vec::new())
}

/// The same for what is known to be a file: it is opened at once. Its bytes take the place of those in `room`.
///
/// # Errors
/// See [`ReadError`].
pub fn read_known(path: &Path, limit: u64, room: Vec<u8>) -> Result<Vec<u8>, ReadError> {
    let failed = |error: io::Error| ReadError::of(&error, path);
    let mut file = File::open(path).map_err(failed)?;
    let size = size_of(&file.metadata().map_err(failed)?)?;
    if size > limit {
        return Err(ReadError::TooLarge { size: Some(size), limit });
    }
    // Nearly always all of it comes at once, and less than asked for is the end of a file.
    let mut bytes = room;
    bytes.resize(usize::try_from(size).unwrap_or(0) + 1, 0);
    let first = match file.read(&mut bytes) {
        Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
        read => read.map_err(failed)?,
    };
    let is_end = first < bytes.len() && first as u64 == size;
    bytes.truncate(first);
    if !is_end {
        // It changes while it is read.
        file.take((limit + 1).saturating_sub(first as u64)).read_to_end(&mut bytes).map_err(failed)?;
    }
    if bytes.len() as u64 > limit {
        return Err(ReadError::TooLarge { size: None, limit });
    }
    Ok(bytes)
}

/// The size of a file; nothing but a file is to be opened.
pub(super) fn size(path: &Path) -> Result<u64, ReadError> {
    size_of(&fs::metadata(path).map_err(|error| ReadError::of(&error, path))?)
}

fn size_of(metadata: &fs::Metadata) -> Result<u64, ReadError> {
    match kind_of(metadata.file_type()) {
        PathKind::Folder => Err(ReadError::Folder),
        PathKind::Special => Err(ReadError::Special),
        PathKind::File | PathKind::Missing => Ok(metadata.len()),
    }
}

/// The whole text of a small file that a user wrote, such as a configuration.
///
/// # Errors
/// The system's words, or that it is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, String> {
    let bytes = read(path, 16 << 20).map_err(|error| match error {
        ReadError::Vanished => "there is no such file".to_owned(),
        other => other.message(),
    })?;
    String::from_utf8(bytes).map_err(|_| "the file is not UTF-8".to_owned())
}
