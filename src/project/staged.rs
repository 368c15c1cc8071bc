//! What `--git-index` checks: the files as the next commit will hold them.
//!
//! Names come from the index. A file that git has seen as it is now is read from disk; of every other the staged bytes are put
//! aside. Must not know what is checked about them.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::tracked::Bytes;
use crate::discover::{Source, Tree};
use crate::fs;
use crate::git::{Committed, Entry, Kind, ObjectId, Repository, State, Wanted};
use crate::problem::Problem;

/// The files that are staged around a scope, those of its submodules included.
pub(super) struct Staged {
    tree: Tree,
    /// Links and what they lead to, by their real paths.
    links: HashSet<PathBuf>,
    /// Why a file is not part of the commit, or cannot be had.
    absent: HashMap<PathBuf, &'static str>,
    /// Files that a merge has left in several versions.
    unmerged: HashSet<PathBuf>,
    /// The objects of files that are on disk as git has seen them.
    unchanged: HashMap<PathBuf, ObjectId>,
    /// Files whose bytes are in the objects of a repository: its number, and which object.
    objects: HashMap<PathBuf, (usize, ObjectId)>,
    repositories: Vec<Repository>,
}

/// What says which files are looked at.
pub(super) struct Look<'l> {
    /// Whether a file may be looked at, by its absolute path.
    pub(super) may_be_checked: &'l (dyn Fn(&Path) -> bool + Sync),
    /// Whether its name says that it is a handoff.
    pub(super) is_named: &'l (dyn Fn(&Path) -> bool + Sync),
}

/// A path of the commit.
struct Held {
    path: PathBuf,
    kind: Kind,
    object: ObjectId,
    /// Its entry in the index, unless this holds something else.
    entry: Option<Entry>,
}

impl Staged {
    /// Asks git what is staged around a folder.
    ///
    /// # Errors
    /// Where there is no repository, or git cannot say.
    pub(super) fn around(folder: &Path, look: &Look<'_>) -> Result<Staged, Problem> {
        let mut staged = Staged {
            tree: Tree::default(),
            links: HashSet::new(),
            absent: HashMap::new(),
            unmerged: HashSet::new(),
            unchanged: HashMap::new(),
            objects: HashMap::new(),
            repositories: Vec::new(),
        };
        let repository = Repository::around(folder)?;
        let entries = repository.index()?;
        let submodules = entries.iter().filter(|entry| entry.kind == Kind::Submodule);
        let submodules = submodules.map(|entry| (entry.path.clone(), entry.object)).collect();
        let inner = repository.submodules(submodules, look.is_named)?;
        let of_entry = |entry: Entry| Held {
            path: entry.path.clone(),
            kind: entry.kind,
            object: entry.object,
            entry: Some(entry),
        };
        let mut files = Vec::new();
        staged.add(repository, entries.into_iter().map(of_entry).collect(), look, &mut files)?;
        for (submodule, committed) in inner {
            let entries = submodule.index()?;
            let mut entries: HashMap<PathBuf, Entry> =
                entries.into_iter().map(|entry| (entry.path.clone(), entry)).collect();
            let of_commit = |Committed { path, kind, object }| {
                let entry = entries.remove(&path).filter(|entry| entry.object == object && entry.kind == kind);
                Held { path, kind, object, entry }
            };
            let held = committed.into_iter().map(of_commit).collect();
            staged.add(submodule, held, look, &mut files)?;
        }
        staged.tree = Tree::over_disk(files);
        Ok(staged)
    }

    fn add(
        &mut self,
        repository: Repository,
        held: Vec<Held>,
        look: &Look<'_>,
        files: &mut Vec<PathBuf>,
    ) -> Result<(), Problem> {
        for link in held.iter().filter(|held| held.kind == Kind::Link) {
            // What a link leads to counts as tracked: whether it may be read is not git's to say.
            self.links.extend([fs::canonical(&link.path), link.path.clone()]);
        }
        let links = &self.links;
        let state = |held: &Held| match &held.entry {
            // The file system is not asked about what nobody will look at.
            _ if !(look.may_be_checked)(&held.path) && !links.contains(&held.path) => None,
            Some(entry) => Some(entry.state()),
            None => Some(State::Skipped),
        };
        let held: Vec<Held> = held.into_iter().filter(|held| held.kind == Kind::File).collect();
        let states: Vec<Option<State>> = held.par_iter().map(state).collect();
        let mut others = Vec::new();
        for (Held { path, object, .. }, state) in held.into_iter().zip(states) {
            match state {
                None => files.push(path),
                Some(State::Unchanged) => {
                    self.unchanged.insert(path.clone(), object);
                    files.push(path);
                }
                Some(State::Unmerged) => {
                    self.unmerged.insert(path.clone());
                    files.push(path);
                }
                Some(State::IntentToAdd) => {
                    self.absent.insert(path, "only its name is staged (git add --intent-to-add), not its contents");
                }
                Some(State::Modified | State::Missing | State::Skipped) => others.push((path, object)),
            }
        }
        let filtered = repository.filtered(others.iter().map(|(path, _)| path.as_path()))?;
        let number = self.repositories.len();
        self.repositories.push(repository);
        for (path, object) in others {
            if !filtered.contains(&path) {
                self.objects.insert(path.clone(), (number, object));
            } else if fs::stamp(&path).is_none() {
                self.absent.insert(
                    path.clone(),
                    "git stores it through a filter (.gitattributes), and it is not in the work tree",
                );
            }
            files.push(path);
        }
        Ok(())
    }

    /// Where discovery finds them.
    pub(super) fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Why a file is not looked at, if so; by its real path.
    pub(super) fn excludes(&self, real: &Path) -> Option<&'static str> {
        match self.absent.get(real) {
            Some(reason) => Some(reason),
            None if self.tree.has(real) || self.links.contains(real) => None,
            None => Some("git does not track it"),
        }
    }

    /// Learns where the bytes of these sources are: staged bytes take the place of those that are on disk otherwise, or not
    /// at all.
    ///
    /// # Errors
    /// Where an object is not here, or there is no room for temporary files.
    pub(super) fn add_to(self, bytes: &mut Bytes, sources: &[Source], limit: u64) -> Result<(), Problem> {
        bytes.unchanged.extend(self.unchanged);
        let mut wanted: Vec<Vec<(&Path, Wanted)>> = vec![Vec::new(); self.repositories.len()];
        for source in sources.iter().filter(|source| !bytes.held.contains_key(&source.file)) {
            let Ok(path) = source.on_disk() else { continue };
            let Some((repository, object)) = self.objects.get(path) else { continue };
            // A line is a document.
            let limit = if source.lines { u64::MAX } else { limit };
            wanted[*repository].push((path, Wanted { object: *object, limit }));
        }
        for (repository, wanted) in self.repositories.iter().zip(wanted) {
            let (paths, wanted): (Vec<&Path>, Vec<Wanted>) = wanted.into_iter().unzip();
            let ids: Vec<ObjectId> = wanted.iter().map(|wanted| wanted.object).collect();
            for ((path, id), part) in paths.into_iter().zip(ids).zip(repository.spooled(wanted)?) {
                bytes.held.insert(path.to_owned(), (fs::Held::Spooled(part), Some(id)));
            }
        }
        Ok(())
    }

    /// What to say of the sources that a merge has left in several versions.
    pub(super) fn cautions<'s>(&'s self, sources: &'s [Source]) -> impl Iterator<Item = Problem> + 's {
        let is_unmerged = |source: &&Source| source.reported && self.unmerged.contains(&source.file);
        sources.iter().filter(is_unmerged).map(|source| {
            let message = "the file is unmerged, so the work tree is read instead of the index";
            Problem::new(message, "resolve the conflict, and `git add` the file").in_file(&source.shown)
        })
    }
}
