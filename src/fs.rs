//! The only room that touches the disk: reading, listing, asking what a path is.
//!
//! Owns the words for what can go wrong with a file. Must not know what a handoff is.

#![expect(clippy::disallowed_methods, reason = "this is the room that the ban protects")]

use std::fs::{self, File, FileType};
use std::io::{self, BufRead, BufReader, Read, Seek, Write};
use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::WalkBuilder;

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
    fn of(error: &io::Error, path: &Path) -> ReadError {
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
            ReadError::Vanished => "the file is not there (any more)".to_owned(),
            ReadError::Dangling => "this is a link to a file that is not there".to_owned(),
            ReadError::Outside(words) => format!("this is a link, or lies behind one, that {words}"),
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
            ReadError::Vanished => "run termlint again when nothing moves the file",
            ReadError::Dangling => "let the link lead to a file, or remove it",
            ReadError::Outside(_) => "put the file itself in the place of the link, or exclude it",
            ReadError::Shut(_) => "let termlint enter the folder, or exclude what it holds",
            ReadError::Folder | ReadError::Special => "put a file in its place, or exclude it",
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

fn kind_of(file_type: FileType) -> PathKind {
    if file_type.is_file() {
        PathKind::File
    } else if file_type.is_dir() {
        PathKind::Folder
    } else {
        PathKind::Special
    }
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

/// The bytes of a file of at most `limit` bytes.
///
/// # Errors
/// See [`ReadError`]. A device or FIFO is refused before it is opened.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    size(path)?;
    read_known(path, limit)
}

/// The same for what is known to be a file: it is opened at once.
///
/// # Errors
/// See [`ReadError`].
pub fn read_known(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    let failed = |error: io::Error| ReadError::of(&error, path);
    let mut file = File::open(path).map_err(failed)?;
    let size = size_of(&file.metadata().map_err(failed)?)?;
    if size > limit {
        return Err(ReadError::TooLarge { size: Some(size), limit });
    }
    // Nearly always all of it comes at once, and less than asked for is the end of a file.
    let mut bytes = vec![0; usize::try_from(size).unwrap_or(0) + 1];
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
fn size(path: &Path) -> Result<u64, ReadError> {
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

fn lines_of(file: impl Read, limit: u64, mut each: impl FnMut(Line)) -> io::Result<()> {
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

fn line_of(file: impl Read, limit: u64) -> io::Result<Vec<u8>> {
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

fn any_stretch_of(mut file: impl Read, overlap: usize, test: impl Fn(&[u8]) -> bool) -> io::Result<bool> {
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

/// What came from standard input.
pub enum Input {
    /// All of it.
    Held(Vec<u8>),
    /// It was too long to be held.
    Kept(Spooled),
}

/// Reads standard input to its end. Of what is longer than `limit` bytes no more than that is held in memory: where it is
/// `lines`, a temporary file keeps it, to be read once more a line at a time.
///
/// # Errors
/// See [`ReadError`]. What is too long and not in lines is an error.
pub fn read_stdin(limit: u64, lines: bool) -> Result<Input, ReadError> {
    let failed = |error: io::Error| ReadError::of(&error, Path::new(""));
    let mut stdin = io::stdin().lock();
    let mut bytes = Vec::new();
    (&mut stdin).take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 <= limit {
        return Ok(Input::Held(bytes));
    }
    if !lines {
        return Err(ReadError::TooLarge { size: None, limit });
    }
    let mut spool = Spool::new().map_err(failed)?;
    spool.write_all(&bytes).map_err(failed)?;
    io::copy(&mut stdin, &mut spool).map_err(failed)?;
    Ok(Input::Kept(spool.part(0..spool.end())))
}

/// Something that a walk came across.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walked {
    /// Where.
    pub path: PathBuf,
    /// What it is.
    pub what: What,
}

/// What a walk may come across.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A file.
    File,
    /// A link to a file.
    Link,
    /// A folder; what it holds is walked too.
    Folder,
    /// A link to a folder; it is not followed.
    FolderLink,
    /// What cannot be read: a link that leads nowhere or in a circle, a device, a folder that may not be entered.
    Unreadable(ReadError),
}

/// How to walk.
#[derive(Clone, Copy)]
pub struct Walk<'w> {
    /// Whether `.gitignore` hides things.
    pub gitignore: bool,
    /// Whether names that begin with a dot are seen.
    pub hidden: bool,
    /// Whether a folder below is worth entering. One that is not is not listed either.
    pub enters: &'w (dyn Fn(&Path) -> bool + Sync),
    /// How many levels down; `None` for all.
    pub depth: Option<usize>,
    /// Threads to walk with.
    pub threads: usize,
}

/// Lists what is below a folder, in no particular order. Links to folders are not followed.
pub fn walk(folder: &Path, how: Walk<'_>) -> Vec<Walked> {
    // In a repository, `.gitignore` counts up to its root and no further, as for git. Elsewhere there is no such bound,
    // so that only those below the folder count.
    let in_git = folder.ancestors().any(|folder| fs::symlink_metadata(folder.join(".git")).is_ok());
    let found = Mutex::new(Vec::new());
    WalkBuilder::new(folder)
        .follow_links(false)
        .standard_filters(false)
        .hidden(!how.hidden)
        .git_ignore(how.gitignore)
        .git_exclude(how.gitignore)
        .parents(how.gitignore && in_git)
        .require_git(in_git)
        .max_depth(how.depth)
        .threads(how.threads)
        .build_parallel()
        .run(|| {
            let mut local = Local { found: &found, own: Vec::new() };
            Box::new(move |entry| {
                let is_below = |entry: &ignore::DirEntry| entry.depth() > 0;
                let folder = entry
                    .as_ref()
                    .ok()
                    .filter(|entry| is_below(entry) && entry.file_type().is_some_and(|file_type| file_type.is_dir()));
                if folder.is_some_and(|folder| !(how.enters)(folder.path())) {
                    return ignore::WalkState::Skip;
                }
                local.own.extend(walked(entry));
                ignore::WalkState::Continue
            })
        });
    found.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// What one thread of a walk has found; handed over when the thread is done.
struct Local<'f> {
    found: &'f Mutex<Vec<Walked>>,
    own: Vec<Walked>,
}

impl Drop for Local<'_> {
    fn drop(&mut self) {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).append(&mut self.own);
    }
}

fn walked(entry: Result<ignore::DirEntry, ignore::Error>) -> Option<Walked> {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => return unwalkable(&error),
    };
    if entry.depth() == 0 {
        return None;
    }
    let file_type = entry.file_type()?;
    let path = entry.into_path();
    let what = if file_type.is_file() {
        What::File
    } else if file_type.is_dir() {
        What::Folder
    } else if !file_type.is_symlink() {
        What::Unreadable(ReadError::Special)
    } else {
        match fs::metadata(&path) {
            Ok(metadata) => match kind_of(metadata.file_type()) {
                PathKind::Folder => What::FolderLink,
                PathKind::Special => What::Unreadable(ReadError::Special),
                PathKind::File | PathKind::Missing => What::Link,
            },
            Err(error) => What::Unreadable(ReadError::of(&error, &path)),
        }
    };
    Some(Walked { path, what })
}

/// A folder that cannot be entered; `None` for a broken line of a `.gitignore`, which hides nothing.
fn unwalkable(error: &ignore::Error) -> Option<Walked> {
    match error {
        ignore::Error::WithPath { path, err } => match &**err {
            ignore::Error::Io(error) => {
                Some(Walked { path: path.clone(), what: What::Unreadable(ReadError::Shut(system_words(error))) })
            }
            other => unwalkable(other),
        },
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => unwalkable(err),
        _ => None,
    }
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

/// Replaces a file in one step, so that no reader ever sees half of it. No link is followed: one at the path itself is
/// replaced, so whoever may name the path decides where it leads (`boundary`). A new file may be read by whomever the
/// system's mask lets, an old one keeps its permissions. A program that is killed on its way may leave `.termlint-*.tmp` in
/// the same folder: a file without a name cannot take the place of another one.
///
/// # Errors
/// The system's words; a device, a FIFO or a folder is never replaced.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let old = fs::symlink_metadata(path).ok().filter(|old| !old.file_type().is_symlink());
    if let Some(old) = &old {
        refuse_special(kind_of(old.file_type()))?;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    // Who finds one that a killed run has left knows whose it was.
    builder.prefix(".termlint-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    if let Some(old) = old {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Writes at the end of a file, which is made if it is not there: all of it or nothing.
///
/// # Errors
/// The system's words; a device, a FIFO or a folder is never written to.
pub fn append(path: &Path, bytes: &[u8]) -> io::Result<()> {
    refuse_special(kind(path))?;
    let mut file = File::options().append(true).create(true).open(path)?;
    let before = file.metadata()?.len();
    file.write_all(bytes).inspect_err(|_| {
        // On a full disk, a part may have found room. Where it cannot be taken back, nothing more can be done.
        let _ = file.set_len(before);
    })
}

fn refuse_special(kind: PathKind) -> io::Result<()> {
    match kind {
        PathKind::File | PathKind::Missing => Ok(()),
        PathKind::Folder => Err(io::Error::other("this is a folder")),
        PathKind::Special => Err(io::Error::other("this is a device or a pipe")),
    }
}

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

    /// See [`each_line`].
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn each_line(&self, limit: u64, each: impl FnMut(Line)) -> Result<(), ReadError> {
        lines_of(self.clone(), limit, each).map_err(Self::failed)
    }

    /// See [`line_at`].
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn line_at(&self, offset: usize, limit: u64) -> Result<Vec<u8>, ReadError> {
        let start = self.range.start.saturating_add(offset as u64).min(self.range.end);
        line_of(Spooled { range: start..self.range.end, ..self.clone() }, limit).map_err(Self::failed)
    }

    /// See [`any_stretch`].
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

/// Makes a folder and those above it.
///
/// # Errors
/// The system's words.
pub fn create_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

#[cfg(test)]
mod tests {
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
        let text = b"abcdefghij\nxy\nabc\r\nabcd";
        let found = lines(text, 3);
        assert_eq!(found, expected.map(|(number, at, text)| (number, at, text.to_owned())));
        for (_, at, line) in expected {
            assert_eq!(line_at(file(text).path(), at, 3).unwrap(), line.as_bytes());
        }
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

    #[cfg(unix)]
    #[test]
    fn a_file_is_replaced_and_keeps_what_it_is() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a"), folder.path().join("b"));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        replace(&file, b"one").unwrap();
        fs::write(folder.path().join("plain"), "").unwrap();
        assert_eq!(mode(&file), mode(&folder.path().join("plain")), "as any new file");
        fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink("a", &link).unwrap();
        replace(&file, b"two").unwrap();
        assert_eq!((fs::read(&file).unwrap(), mode(&file)), (b"two".to_vec(), 0o640));
        append(&file, b" and more").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"two and more");
        replace(&link, b"another").unwrap();
        assert!(!is_link(&link), "the link is replaced");
        assert_eq!(fs::read(&file).unwrap(), b"two and more", "what it led to is not");
        assert!(replace(folder.path(), b"").is_err());
        assert!(replace(Path::new("/dev/null"), b"").is_err());
        assert!(append(Path::new("/dev/null"), b"").is_err());
    }

    #[test]
    fn a_file_has_a_size_and_a_date() {
        let file = file(b"abc");
        let date = std::time::Duration::new(5, 7_000);
        file.as_file().set_modified(std::time::UNIX_EPOCH + date).unwrap();
        assert_eq!(size_and_date(file.path()), Some((3, date.as_nanos())));
        assert_eq!(size_and_date(Path::new("/there/is/none")), None);
    }

    #[test]
    fn sizes_are_said_as_they_are_asked_for() {
        let said: Vec<String> = [64 << 20, 1 << 30, 1 << 10, 1000, 1, 0].into_iter().map(super::bytes).collect();
        assert_eq!(said, ["64 MiB", "1 GiB", "1 KiB", "1000 bytes", "1 byte", "0 bytes"]);
    }
}
