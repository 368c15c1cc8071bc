//! Scratch: a temporary file without a name, of which any part can be read as a file.

use std::fs::File;
use std::io::{self, Read, Write};
use std::ops::Range;
use std::sync::Arc;

use super::error::{ReadError, system_words};

/// A temporary file without a name, to which bytes are written one after the other. Since no folder lists it, nothing
/// is left behind however the program ends, be it by a signal.
#[derive(Debug)]
pub struct Spool {
    file: Arc<File>,
    end: u64,
}

impl Spool {
    /// A new, empty one.
    ///
    /// # Errors
    /// The system's words.
    pub fn new() -> io::Result<Spool> {
        Ok(Spool { file: Arc::new(tempfile::tempfile()?), end: 0 })
    }

    /// How many bytes it holds.
    pub fn end(&self) -> u64 {
        self.end
    }

    /// What was written between two places, counted in bytes.
    pub fn part(&self, range: Range<u64>) -> Spooled {
        Spooled { file: Arc::clone(&self.file), range }
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = (&*self.file).write(bytes)?;
        self.end += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A part of a [`Spool`], which any thread may read as if it were a file of its own.
#[derive(Clone, Debug)]
pub struct Spooled {
    file: Arc<File>,
    range: Range<u64>,
}

impl Spooled {
    /// All of it, if it has at most `limit` bytes.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn read(&self, limit: u64) -> Result<Vec<u8>, ReadError> {
        let size = self.range.end - self.range.start;
        if size > limit {
            return Err(ReadError::TooLarge { size: Some(size), limit });
        }
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
        self.clone().read_to_end(&mut bytes).map_err(|error| ReadError::Other(system_words(&error)))?;
        Ok(bytes)
    }

    /// The rest of it after so many bytes.
    pub(super) fn from(&self, offset: u64) -> Spooled {
        let start = self.range.start.saturating_add(offset).min(self.range.end);
        Spooled { range: start..self.range.end, ..self.clone() }
    }
}

impl Read for Spooled {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.range.end - self.range.start).unwrap_or(usize::MAX);
        let most = buffer.len().min(left);
        let read = read_at(&self.file, &mut buffer[..most], self.range.start)?;
        self.range.start += read as u64;
        Ok(read)
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}
