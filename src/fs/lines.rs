//! Files that may be too large to be held: a line or a stretch at a time.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::path::Path;

use super::error::ReadError;
use super::read::size;

/// A line of a file.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub number: usize,
    /// The bytes of the file before it.
    pub before: usize,
    /// Its bytes without the line end; of a line that is longer than the limit, two bytes more than that.
    pub bytes: Vec<u8>,
}

/// A line without the LF or CRLF at its end.
pub fn without_end(line: &[u8]) -> &[u8] {
    match line.strip_suffix(b"\n") {
        Some(line) => line.strip_suffix(b"\r").unwrap_or(line),
        None => line,
    }
}

/// Calls `each` with every line of a file. Of a line that is longer than `limit` no more than that is held in memory.
///
/// # Errors
/// When the file cannot be opened or read on. Lines seen before were handed out.
pub fn each_line(path: &Path, limit: u64, each: impl FnMut(Line)) -> Result<(), ReadError> {
    size(path)?;
    File::open(path).and_then(|file| lines_of(file, limit, each)).map_err(|error| ReadError::of(&error, path))
}

pub(super) fn lines_of(file: impl Read, limit: u64, mut each: impl FnMut(Line)) -> io::Result<()> {
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let (mut number, mut before) = (0, 0);
    loop {
        let mut bytes = Vec::new();
        // Room for CRLF.
        let mut read = reader.by_ref().take(limit + 2).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Ok(());
        }
        if bytes.last() != Some(&b'\n') {
            read += reader.skip_until(b'\n')?;
        }
        number += 1;
        bytes.truncate(without_end(&bytes).len());
        each(Line { number, before, bytes });
        before += read;
    }
}

/// The bytes of the line that begins at `offset`, without its end.
///
/// # Errors
/// See [`ReadError`].
pub fn line_at(path: &Path, offset: usize, limit: u64) -> Result<Vec<u8>, ReadError> {
    size(path)?;
    File::open(path)
        .and_then(|mut file| {
            file.seek(io::SeekFrom::Start(offset as u64))?;
            line_of(file, limit)
        })
        .map_err(|error| ReadError::of(&error, path))
}

pub(super) fn line_of(file: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    BufReader::new(file).take(limit + 2).read_until(b'\n', &mut bytes)?;
    bytes.truncate(without_end(&bytes).len());
    Ok(bytes)
}

/// Whether `test` holds for any stretch of a file of any size. Stretches overlap by `overlap` bytes.
///
/// # Errors
/// See [`ReadError`].
pub fn any_stretch(path: &Path, overlap: usize, test: impl Fn(&[u8]) -> bool) -> Result<bool, ReadError> {
    size(path)?;
    File::open(path).and_then(|file| any_stretch_of(file, overlap, test)).map_err(|error| ReadError::of(&error, path))
}

pub(super) fn any_stretch_of(mut file: impl Read, overlap: usize, test: impl Fn(&[u8]) -> bool) -> io::Result<bool> {
    let mut stretch = Vec::with_capacity((1 << 20) + overlap);
    loop {
        let read = (&mut file).take(1 << 20).read_to_end(&mut stretch)?;
        if test(&stretch) {
            return Ok(true);
        }
        if read == 0 {
            return Ok(false);
        }
        stretch.drain(..stretch.len().saturating_sub(overlap));
    }
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

    fn lines(bytes: &[u8], limit: u64) -> Vec<(usize, usize, String)> {
        let mut lines = Vec::new();
        let text = |line: Line| String::from_utf8(line.bytes).unwrap();
        each_line(file(bytes).path(), limit, |line| lines.push((line.number, line.before, text(line)))).unwrap();
        lines
    }

    #[test]
    fn lines_know_where_they_begin() {
        let expected = [(1, 0, "a"), (2, 2, "bc"), (3, 6, ""), (4, 7, "d")];
        assert_eq!(lines(b"a\nbc\r\n\nd", 100), expected.map(|(number, at, text)| (number, at, text.to_owned())));
        assert_eq!(lines(b"", 100), []);
    }

    #[test]
    fn of_a_long_line_only_its_beginning_is_read() {
        let expected = [(1, 0, "abcde"), (2, 11, "xy"), (3, 14, "abc"), (4, 19, "abcd")];
        let found = lines(b"abcdefghij\nxy\nabc\r\nabcd", 3);
        assert_eq!(found, expected.map(|(number, at, text)| (number, at, text.to_owned())));
    }

    #[test]
    fn a_line_is_found_again_by_its_offset() {
        let file = file(b"a\nbc\r\n\nd");
        assert_eq!(line_at(file.path(), 2, 100).unwrap(), b"bc");
        assert_eq!(line_at(file.path(), 7, 100).unwrap(), b"d");
        assert_eq!(line_at(file.path(), 70, 100).unwrap(), b"");
    }

    #[test]
    fn a_word_across_two_stretches_is_found() {
        let mut bytes = vec![b' '; (1 << 20) - 3];
        bytes.extend(b"needle and hay");
        let has = |word: &'static [u8]| {
            any_stretch(file(&bytes).path(), word.len(), |stretch| {
                stretch.windows(word.len()).any(|found| found == word)
            })
        };
        assert_eq!(has(b"needle"), Ok(true));
        assert_eq!(has(b"thimble"), Ok(false));
    }
}
