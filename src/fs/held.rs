//! Bytes that are at hand, of no file on disk: a text in memory, or a part of a [`Spool`](super::Spool).

use std::sync::Arc;

use super::error::{ReadError, system_words};
use super::lines::{Line, any_stretch_of, line_of, lines_of};
use super::spool::Spooled;

/// Bytes that are read as if they were a file.
#[derive(Clone, Debug)]
pub enum Held {
    /// All of them.
    Memory(Arc<[u8]>),
    /// In a temporary file: they are too many, or too seldom needed, to be kept in memory.
    Spooled(Spooled),
}

impl Held {
    /// All of them, if they are at most `limit`.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn read(&self, limit: u64) -> Result<Vec<u8>, ReadError> {
        match self {
            Held::Memory(bytes) if bytes.len() as u64 > limit => {
                Err(ReadError::TooLarge { size: Some(bytes.len() as u64), limit })
            }
            Held::Memory(bytes) => Ok(bytes.to_vec()),
            Held::Spooled(part) => part.read(limit),
        }
    }

    /// See [`each_line`](super::each_line).
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn each_line(&self, limit: u64, each: impl FnMut(Line)) -> Result<(), ReadError> {
        let read = match self {
            Held::Memory(bytes) => lines_of(&bytes[..], limit, each),
            Held::Spooled(part) => lines_of(part.clone(), limit, each),
        };
        read.map_err(|error| ReadError::Other(system_words(&error)))
    }

    /// See [`line_at`](super::line_at).
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn line_at(&self, offset: usize, limit: u64) -> Result<Vec<u8>, ReadError> {
        let read = match self {
            Held::Memory(bytes) => line_of(bytes.get(offset..).unwrap_or_default(), limit),
            Held::Spooled(part) => line_of(part.from(offset as u64), limit),
        };
        read.map_err(|error| ReadError::Other(system_words(&error)))
    }

    /// See [`any_stretch`](super::any_stretch).
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn any_stretch(&self, overlap: usize, test: impl Fn(&[u8]) -> bool) -> Result<bool, ReadError> {
        match self {
            Held::Memory(bytes) => Ok(test(bytes)),
            Held::Spooled(part) => {
                any_stretch_of(part.clone(), overlap, test).map_err(|error| ReadError::Other(system_words(&error)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::super::Spool;
    use super::*;

    /// The same bytes, held in both ways; in the temporary file they stand between others.
    fn held(bytes: &[u8]) -> [Held; 2] {
        let mut spool = Spool::new().unwrap();
        spool.write_all(b"before").unwrap();
        let start = spool.end();
        spool.write_all(bytes).unwrap();
        let part = spool.part(start..spool.end());
        spool.write_all(b"after").unwrap();
        [Held::Memory(Arc::from(bytes)), Held::Spooled(part)]
    }

    #[test]
    fn what_is_held_is_read_as_a_file_of_its_own() {
        for held in held(b"a\nbc\r\n\nd") {
            assert_eq!(held.read(8).unwrap(), b"a\nbc\r\n\nd");
            assert_eq!(held.read(7), Err(ReadError::TooLarge { size: Some(8), limit: 7 }));
            assert_eq!(held.line_at(2, 100).unwrap(), b"bc");
            assert_eq!(held.line_at(7, 100).unwrap(), b"d");
            assert_eq!(held.line_at(70, 100).unwrap(), b"");
            assert_eq!(held.any_stretch(2, |stretch| stretch.ends_with(b"\nd")), Ok(true));
            assert_eq!(held.any_stretch(2, |stretch| stretch.contains(&b'f')), Ok(false));
            let mut lines = Vec::new();
            held.each_line(100, |line| lines.push((line.number, line.before))).unwrap();
            assert_eq!(lines, [(1, 0), (2, 2), (3, 6), (4, 7)]);
        }
    }
}
