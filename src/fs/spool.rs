//! Scratch: a temporary file without a name, of which any part can be read as a file.

use std::fs::File;
use std::io::{self, Read, Write};
use std::ops::Range;
use std::sync::Arc;

use super::error::{ReadError, system_words};
use super::lines::{Line, any_stretch_of, line_of, lines_of};

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
        self.clone().read_to_end(&mut bytes).map_err(Self::failed)?;
        Ok(bytes)
    }

    /// See [`each_line`](super::each_line).
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn each_line(&self, limit: u64, each: impl FnMut(Line)) -> Result<(), ReadError> {
        lines_of(self.clone(), limit, each).map_err(Self::failed)
    }

    /// See [`line_at`](super::line_at).
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn line_at(&self, offset: usize, limit: u64) -> Result<Vec<u8>, ReadError> {
        let start = self.range.start.saturating_add(offset as u64).min(self.range.end);
        line_of(Spooled { range: start..self.range.end, ..self.clone() }, limit).map_err(Self::failed)
    }

    /// See [`any_stretch`](super::any_stretch).
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn any_stretch(&self, overlap: usize, test: impl Fn(&[u8]) -> bool) -> Result<bool, ReadError> {
        any_stretch_of(self.clone(), overlap, test).map_err(Self::failed)
    }

    fn failed(error: io::Error) -> ReadError {
        ReadError::Other(system_words(&error))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_spool_is_read_as_a_file_of_its_own() {
        let mut spool = Spool::new().unwrap();
        spool.write_all(b"before").unwrap();
        let start = spool.end();
        spool.write_all(b"a\nbc\r\n\nd").unwrap();
        let part = spool.part(start..spool.end());
        spool.write_all(b"after").unwrap();
        assert_eq!(part.read(8).unwrap(), b"a\nbc\r\n\nd");
        assert_eq!(part.read(7), Err(ReadError::TooLarge { size: Some(8), limit: 7 }));
        assert_eq!(part.line_at(2, 100).unwrap(), b"bc");
        assert_eq!(part.line_at(7, 100).unwrap(), b"d");
        assert_eq!(part.line_at(70, 100).unwrap(), b"");
        assert_eq!(part.any_stretch(2, |stretch| stretch.ends_with(b"\nd")), Ok(true));
        assert_eq!(part.any_stretch(2, |stretch| stretch.contains(&b'f')), Ok(false));
        let mut lines = Vec::new();
        part.each_line(100, |line| lines.push((line.number, line.before))).unwrap();
        assert_eq!(lines, [(1, 0), (2, 2), (3, 6), (4, 7)]);
    }
}
