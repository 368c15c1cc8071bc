//! What can go wrong with a file, and the words for it.

use std::io;
use std::path::Path;

use super::path::is_link;

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// It is larger than the limit; both in bytes. The size is unknown where reading stopped at the limit.
    TooLarge {
        /// What it has.
        size: Option<u64>,
        /// What it may have.
        limit: u64,
    },
    /// It is gone.
    Vanished,
    /// It is a link to something that is not there.
    Dangling,
    /// It is a link that leads to what is not one of the project's files.
    Outside(&'static str),
    /// It is a folder.
    Folder,
    /// It is a folder that cannot be listed; in the system's words.
    Shut(String),
    /// It is a device, a FIFO or a socket; it is never opened.
    Special,
    /// The system refused; in its words.
    Other(String),
}

impl ReadError {
    pub(super) fn of(error: &io::Error, path: &Path) -> ReadError {
        match error.kind() {
            io::ErrorKind::NotFound if is_link(path) => ReadError::Dangling,
            io::ErrorKind::NotFound => ReadError::Vanished,
            io::ErrorKind::IsADirectory => ReadError::Folder,
            _ => ReadError::Other(system_words(error)),
        }
    }

    /// What happened, in a sentence without a full stop.
    pub fn message(&self) -> String {
        match self {
            ReadError::TooLarge { size: Some(size), limit } => {
                format!("the file has {size} bytes; the limit is {}", bytes(*limit))
            }
            ReadError::TooLarge { size: None, limit } => {
                format!("the text is longer than the limit of {}", bytes(*limit))
            }
            ReadError::Vanished => "the file does not exist (any more)".to_owned(),
            ReadError::Dangling => "this is a link to a file that does not exist".to_owned(),
            ReadError::Outside(words) => format!("this is, or is behind, a link that {words}"),
            ReadError::Folder => "this is a folder, not a file".to_owned(),
            ReadError::Shut(words) => format!("the folder cannot be listed: {words}"),
            ReadError::Special => "this is a device or a pipe, which is never opened".to_owned(),
            ReadError::Other(words) => format!("the file cannot be read: {words}"),
        }
    }

    /// One thing to do about it.
    pub fn help(&self) -> &'static str {
        match self {
            ReadError::TooLarge { .. } => "split the file, or raise --max-file-size",
            ReadError::Vanished => "run termlint again while the file stays in place",
            ReadError::Dangling => "point the link to a file, or remove it",
            ReadError::Outside(_) => "replace the link with the file itself, or exclude it",
            ReadError::Shut(_) => "give termlint access to the folder, or exclude it",
            ReadError::Folder | ReadError::Special => "replace it with a file, or exclude it",
            ReadError::Other(_) => "make the file readable, or exclude it",
        }
    }
}

/// `64 MiB`, `1000 bytes`: as it was asked for.
fn bytes(number: u64) -> String {
    match [(30, "GiB"), (20, "MiB"), (10, "KiB")].into_iter().find(|(shift, _)| number.trailing_zeros() >= *shift) {
        Some((shift, unit)) if number > 0 => format!("{} {unit}", number >> shift),
        _ => crate::words::count(usize::try_from(number).unwrap_or(usize::MAX), "byte"),
    }
}

/// The system's own words, without the error number.
pub fn system_words(error: &io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(end) => text[..end].to_lowercase(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_said_as_they_are_asked_for() {
        let said: Vec<String> = [64 << 20, 1 << 30, 1 << 10, 1000, 1, 0].into_iter().map(bytes).collect();
        assert_eq!(said, ["64 MiB", "1 GiB", "1 KiB", "1000 bytes", "1 byte", "0 bytes"]);
    }
}
