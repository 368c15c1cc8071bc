//! The only room that touches the disk: reading, listing, asking what a path is.
//!
//! Owns the words for what can go wrong with a file. Must not know what a handoff is.

#![expect(clippy::disallowed_methods, reason = "this is the room that the ban protects")]

use std::fs::{self, File, FileType};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// It is larger than the limit; both in bytes.
    TooLarge(u64, u64),
    /// It is gone.
    Vanished,
    /// It is a folder.
    Folder,
    /// It is a device, a FIFO or a socket; it is never opened.
    Special,
    /// The system refused; in its words.
    Other(String),
}

impl ReadError {
    fn of(error: &io::Error) -> ReadError {
        match error.kind() {
            io::ErrorKind::NotFound => ReadError::Vanished,
            io::ErrorKind::IsADirectory => ReadError::Folder,
            io::ErrorKind::PermissionDenied => ReadError::Other("permission denied".to_owned()),
            _ => ReadError::Other(system_words(error)),
        }
    }

    /// What happened, as the end of a sentence: `the file ...`.
    pub fn message(&self) -> String {
        match self {
            ReadError::TooLarge(size, limit) => format!("the file has {size} bytes; the limit is {limit}"),
            ReadError::Vanished => "the file is not there (any more)".to_owned(),
            ReadError::Folder => "this is a folder, not a file".to_owned(),
            ReadError::Special => "this is a device or a pipe, which is never opened".to_owned(),
            ReadError::Other(words) => format!("the file cannot be read: {words}"),
        }
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
        Err(error) if error.kind() == io::ErrorKind::NotFound => PathKind::Missing,
        // A link that loops, a folder that may not be entered: something is there, reading will say what is wrong.
        Err(_) if fs::symlink_metadata(path).is_ok() => PathKind::File,
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
    let metadata = fs::metadata(path).map_err(|error| ReadError::of(&error))?;
    match kind_of(metadata.file_type()) {
        PathKind::Folder => return Err(ReadError::Folder),
        PathKind::Special => return Err(ReadError::Special),
        PathKind::File | PathKind::Missing => {}
    }
    if metadata.len() > limit {
        return Err(ReadError::TooLarge(metadata.len(), limit));
    }
    let file = File::open(path).map_err(|error| ReadError::of(&error))?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1);
    // The file may grow while it is read.
    file.take(limit + 1).read_to_end(&mut bytes).map_err(|error| ReadError::of(&error))?;
    if bytes.len() as u64 > limit {
        return Err(ReadError::TooLarge(bytes.len() as u64, limit));
    }
    Ok(bytes)
}

/// The whole text of a small file that a user wrote, such as a configuration.
///
/// # Errors
/// The system's words, or that it is not UTF-8.
pub fn read_text(path: &Path) -> Result<String, String> {
    let bytes = read(path, 16 << 20).map_err(|error| error.message())?;
    String::from_utf8(bytes).map_err(|_| "the file is not UTF-8".to_owned())
}

/// Calls `each` with every line of a file: its number from 1, the bytes before it, its bytes without the line end.
///
/// # Errors
/// When the file cannot be opened or read on. Lines seen before were handed out.
pub fn each_line(path: &Path, mut each: impl FnMut(usize, usize, Vec<u8>)) -> Result<(), ReadError> {
    if kind(path) == PathKind::Special {
        return Err(ReadError::Special);
    }
    let mut reader = BufReader::with_capacity(1 << 20, File::open(path).map_err(|error| ReadError::of(&error))?);
    let (mut number, mut before) = (0, 0);
    loop {
        let mut line = Vec::new();
        let read = reader.read_until(b'\n', &mut line).map_err(|error| ReadError::of(&error))?;
        if read == 0 {
            return Ok(());
        }
        number += 1;
        while matches!(line.last(), Some(b'\n' | b'\r')) {
            line.pop();
        }
        each(number, before, line);
        before += read;
    }
}

/// Reads standard input to its end, up to `limit` bytes.
///
/// # Errors
/// See [`ReadError`].
pub fn read_stdin(limit: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(limit + 1).read_to_end(&mut bytes).map_err(|error| ReadError::of(&error))?;
    if bytes.len() as u64 > limit {
        return Err(ReadError::TooLarge(bytes.len() as u64, limit));
    }
    Ok(bytes)
}

/// Something that a walk came across.
#[derive(Debug)]
pub enum Walked {
    /// A file, or a link to one.
    File(PathBuf),
    /// A link that leads nowhere or in a circle, or a folder that may not be entered: the path and the system's words.
    Broken(PathBuf, String),
}

/// Lists the files below a folder, in no particular order. Links to folders are not followed. Hidden files and
/// folders are left out, and with `gitignore` what `.gitignore` names.
pub fn walk(folder: &Path, gitignore: bool, threads: usize) -> Vec<Walked> {
    let found = std::sync::Mutex::new(Vec::new());
    WalkBuilder::new(folder)
        .follow_links(false)
        .standard_filters(false)
        .hidden(true)
        .git_ignore(gitignore)
        .git_exclude(gitignore)
        .parents(gitignore)
        .require_git(false)
        .threads(threads)
        .build_parallel()
        .run(|| {
            Box::new(|entry| {
                if let Some(walked) = walked(entry) {
                    found.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(walked);
                }
                ignore::WalkState::Continue
            })
        });
    found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn walked(entry: Result<ignore::DirEntry, ignore::Error>) -> Option<Walked> {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => {
            let (path, words) = place_of(&error)?;
            return Some(Walked::Broken(path, words));
        }
    };
    let file_type = entry.file_type()?;
    let path = entry.into_path();
    if file_type.is_file() {
        return Some(Walked::File(path));
    }
    if !file_type.is_symlink() {
        return None;
    }
    match fs::metadata(&path) {
        Ok(metadata) if metadata.is_file() => Some(Walked::File(path)),
        Ok(_) => None,
        Err(error) => Some(Walked::Broken(path, system_words(&error))),
    }
}

/// The path and the words of a walk's error; `None` for a broken `.gitignore` line, which hides nothing.
fn place_of(error: &ignore::Error) -> Option<(PathBuf, String)> {
    match error {
        ignore::Error::WithPath { path, err } => match &**err {
            ignore::Error::Io(error) => Some((path.clone(), system_words(error))),
            other => place_of(other),
        },
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => place_of(err),
        ignore::Error::Loop { child, .. } => {
            Some((child.clone(), "a link that leads back to its own folder".to_owned()))
        }
        _ => None,
    }
}

/// Whether a path is a link.
pub fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.file_type().is_symlink())
}

/// Replaces a file in one step, so that no reader ever sees half of it.
///
/// # Errors
/// The system's words.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Makes a folder and those above it.
///
/// # Errors
/// The system's words.
pub fn create_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}
