//! What a sparse checkout leaves out: files that the index holds and that are not in the work tree on purpose. The corpus knows
//! them by their objects, and nobody reports them.
//!
//! git is asked only where the checkout is sparse. What it cannot say, or does not have here, is never fetched: then the corpus
//! is known to be incomplete.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::scope::FILE_NAME;
use super::tracked::{Bytes, Indexes};
use crate::corpus::Coverage;
use crate::discover::{Plan, SkippedPath, Source};
use crate::fs::{Held, ReadError};
use crate::git::{self, ObjectId, Repository, Wanted};
use crate::problem::Problem;

/// The files that a sparse checkout leaves out of a work tree.
pub(super) struct LeftOut {
    repository: Repository,
    /// By their absolute paths.
    objects: HashMap<PathBuf, ObjectId>,
    /// Folders whose own configuration is among them.
    configured: Vec<PathBuf>,
}

impl LeftOut {
    /// Those around a folder whose names are of interest; `None` where there are none.
    ///
    /// # Errors
    /// Where the checkout is sparse, and git cannot say what that leaves out.
    pub(super) fn around(
        folder: &Path,
        indexes: &mut Indexes,
        is_wanted: &dyn Fn(&Path) -> bool,
    ) -> Result<Option<LeftOut>, Problem> {
        let Some(root) = git::root(folder).filter(|root| git::is_sparse(root)) else { return Ok(None) };
        let (repository, entries) = indexes.of(&root)?;
        let mut left_out = LeftOut { repository: repository.clone(), objects: HashMap::new(), configured: Vec::new() };
        for entry in entries {
            let is_configuration = entry.path.file_name().is_some_and(|name| name == FILE_NAME);
            if !(is_configuration || is_wanted(&entry.path)) || !entry.is_left_out() {
                continue;
            }
            match entry.path.parent().filter(|_| is_configuration) {
                Some(folder) => left_out.configured.push(folder.to_owned()),
                None => drop(left_out.objects.insert(entry.path.clone(), entry.object)),
            }
        }
        Ok((!left_out.objects.is_empty()).then_some(left_out))
    }

    /// The files.
    pub(super) fn files(&self) -> impl Iterator<Item = PathBuf> {
        self.objects.keys().cloned()
    }

    /// Folders below another one whose own configuration is left out, too.
    pub(super) fn configured_below(&self, folder: &Path) -> impl Iterator<Item = PathBuf> {
        self.configured.iter().filter(move |other| other.starts_with(folder) && *other != folder).cloned()
    }

    /// Takes the files that a search has come to out of what is reported, and learns where their bytes are.
    pub(super) fn settle(&self, plan: &mut Plan, bytes: &mut Bytes, limit: u64) {
        let is_left_out = |source: &Source| self.objects.contains_key(&source.file);
        let sources: Vec<&Source> = plan.sources.iter().filter(|source| is_left_out(source)).collect();
        let read = self.read(&sources, bytes, limit);
        for source in plan.sources.iter_mut().filter(|source| is_left_out(source)) {
            if read.is_err() {
                source.unreadable = Some(ReadError::Vanished);
                source.explicit = false;
            }
            if std::mem::take(&mut source.reported) {
                plan.skipped_paths.push(skipped_path(source));
            }
        }
        for folder in &mut plan.folders {
            folder.holds.retain(|number| !is_left_out(&plan.sources[*number]));
        }
        if let Err(problem) = read {
            plan.coverage = incomplete(&problem);
        }
    }

    /// Puts aside the bytes of all these files, or of none.
    fn read(&self, sources: &[&Source], bytes: &mut Bytes, limit: u64) -> Result<(), Problem> {
        let unread: Vec<&&Source> = sources.iter().filter(|source| !bytes.held.contains_key(&source.file)).collect();
        // An object that stands for a file is not a handoff, and no other file is taken for one against its bytes.
        let named = unread.iter().filter(|source| source.by_name);
        if !self.repository.filtered(named.map(|source| source.file.as_path()))?.is_empty() {
            let message = "git keeps some of them by a filter (.gitattributes)";
            return Err(Problem::new(message, "add their folders to the sparse checkout"));
        }
        let wanted = unread.iter().map(|source| Wanted {
            object: self.objects[&source.file],
            // A line is a document.
            limit: if source.lines { u64::MAX } else { limit },
        });
        for (source, part) in unread.iter().zip(self.repository.spooled(wanted.collect())?) {
            let id = self.objects[&source.file];
            bytes.held.insert(source.file.clone(), (Held::Spooled(part), Some(id)));
        }
        Ok(())
    }
}

/// The corpus, where some of it cannot be had.
pub(super) fn incomplete(problem: &Problem) -> Coverage {
    Coverage::Incomplete(format!("a sparse checkout leaves files out, and {}; {}", problem.message, problem.help))
}

fn skipped_path(source: &Source) -> SkippedPath {
    // Of a file with any other name, only its bytes say whether it is a handoff.
    let is_known = source.by_name && source.unreadable.is_none();
    let becomes = if is_known { "known to the corpus, not checked" } else { "not checked" };
    SkippedPath {
        shown: source.shown.clone(),
        file: source.file.clone(),
        reason: format!("not in the work tree (sparse checkout): {becomes}"),
        named: false,
    }
}
