//! What lies below a folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::WalkBuilder;

use super::error::{ReadError, system_words};
use super::path::{PathKind, kind_of};

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
