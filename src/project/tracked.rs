//! What a search learns of the bytes of files: which are not those on disk, and which are those of an object of git.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::discover::{Disk, Files, Overlay};
use crate::fs::Held;
use crate::git::{self, Entry, Kind, ObjectId, Repository, State};
use crate::problem::Problem;

/// The indexes that somebody has asked for: git lists each of them once.
#[derive(Default)]
pub(super) struct Indexes(HashMap<PathBuf, Result<(Repository, Vec<Entry>), Problem>>);

impl Indexes {
    /// The repository around a folder, and what its index holds.
    ///
    /// # Errors
    /// Where git cannot say.
    pub(super) fn of(&mut self, folder: &Path) -> Result<&(Repository, Vec<Entry>), Problem> {
        let ask = || {
            let repository = Repository::around(folder)?;
            let entries = repository.index()?;
            Ok((repository, entries))
        };
        self.0.entry(folder.to_owned()).or_insert_with(ask).as_ref().map_err(Problem::clone)
    }
}

/// The bytes of files, by their canonical paths.
#[derive(Default)]
pub(super) struct Bytes {
    /// Those that take the place of what is on disk, and the object that holds them.
    pub(super) held: HashMap<PathBuf, (Held, Option<ObjectId>)>,
    /// The objects of files that are on disk as git has seen them.
    pub(super) unchanged: HashMap<PathBuf, ObjectId>,
    /// What git has said already.
    pub(super) indexes: Indexes,
}

impl Bytes {
    /// All of them behind one door.
    pub(super) fn files(self) -> Arc<dyn Files> {
        let disk = Arc::new(Disk::with_ids(self.unchanged));
        if self.held.is_empty() {
            return disk;
        }
        let mut overlay = Overlay::over(disk);
        for (file, (held, id)) in self.held {
            overlay.put_held(file, held, id);
        }
        Arc::new(overlay)
    }
}

/// The objects of those of the `wanted` files around a folder that are on disk as git has seen them, in submodules, too. Where
/// git cannot say, none: it is a saving, and whoever needs git asks again and is reported why.
pub(super) fn unchanged(folder: &Path, wanted: &HashSet<&Path>, indexes: &mut Indexes) -> HashMap<PathBuf, ObjectId> {
    let mut unchanged = HashMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok((_, entries)) = indexes.of(&folder) else { continue };
        let is_inner =
            |entry: &&Entry| entry.kind == Kind::Submodule && git::root(&entry.path).as_ref() == Some(&entry.path);
        folders.extend(entries.iter().filter(is_inner).map(|entry| entry.path.clone()));
        let is_known = |entry: &&Entry| {
            entry.kind == Kind::File && wanted.contains(entry.path.as_path()) && entry.state() == State::Unchanged
        };
        unchanged.par_extend(entries.par_iter().filter(is_known).map(|entry| (entry.path.clone(), entry.object)));
    }
    unchanged
}
