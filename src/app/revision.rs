//! What the present is compared with: the project as it was at the base revision.
//!
//! Owns which files of a revision are read, and how. Git itself is [`crate::git`]'s.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::session::Session;
use crate::config::Config;
use crate::discover::{Overlay, Tree, is_lines};
use crate::engine::{BaseFindings, Documents, Engine, Given, Today};
use crate::fs::{self, Held};
use crate::git::{Committed, ObjectId, Repository};
use crate::outcome::ComparedWith;
use crate::problem::Problem;
use crate::project::{Options, Project, is_named, is_wanted, shown};
use crate::words::escape;

/// What the present is compared with: the base revision, in each repository.
#[derive(Default)]
pub(super) struct BaseRevision {
    /// The project as it was, in each of its repositories.
    pub(super) revisions: Vec<Project>,
    /// `None` where nothing was committed yet.
    pub(super) compared_with: Option<ComparedWith>,
    pub(super) warnings: Vec<Problem>,
}

impl Session<'_> {
    /// The project as it was at a revision, in each of its repositories. Nothing is checked yet.
    pub(super) fn at_revision(&self, revision: &str) -> Result<BaseRevision, Problem> {
        let mut by_top: BTreeMap<PathBuf, (Repository, Vec<&Path>)> = BTreeMap::new();
        for scope in &self.project.scopes {
            let repository = Repository::around(&scope.root)?;
            let (_, files) = by_top.entry(repository.top().to_owned()).or_insert_with(|| (repository, Vec::new()));
            files.extend(scope.file.as_deref());
        }
        let current = &self.project.current;
        let options = Options {
            corpus: self.options.project.corpus.as_deref().map(|folder| fs::canonical(&current.join(folder))),
            // What git ignores was not committed, and what was committed counts.
            gitignore: false,
            git_index: false,
            ..self.options.project.clone()
        };
        let sources = self.project.parts.iter().flat_map(|part| &part.plan.sources);
        let today: HashMap<&Path, ObjectId> = sources
            .filter_map(|source| Some((source.file.as_path(), self.project.files.content_id(source)?)))
            .collect();
        let is_at_hand = |path: &Path, object: ObjectId| today.get(path) == Some(&object);
        let mut base = BaseRevision::default();
        let configs: Vec<(&Path, &Config)> =
            self.project.parts.iter().map(|part| (part.scope.root.as_path(), &part.loaded.config)).collect();
        for (repository, files) in by_top.into_values() {
            // Before the first commit there was nothing: all is new.
            let Some(commit) = repository.base(revision)? else { continue };
            // What is too large to be read there has the finding that says so, and no other. A line is a document.
            let limit = |path: &Path| if is_lines(path) { u64::MAX } else { self.options.project.max_file_size };
            let wanted = |path: &Path| is_wanted(path, &configs).then(|| limit(path));
            let committed = repository.committed(&commit.commit)?;
            base.warnings.extend(self.new_configurations(revision, &files, &committed));
            let is_named = |path: &Path| is_named(path, &configs);
            let committed = repository.files_of(committed, wanted, &is_at_hand, &is_named)?;
            let tree = Tree::new(committed.iter().map(|(file, _)| file.path.clone()));
            let mut files = Overlay::over(Arc::clone(&self.project.files));
            for (file, bytes) in committed {
                if let Some(bytes) = bytes {
                    files.put_held(file.path, Held::Spooled(bytes), Some(file.object));
                }
            }
            base.revisions.push(self.pool.install(|| self.project.at_revision(&options, &tree, Arc::new(files))));
            base.compared_with = Some(ComparedWith {
                revision: revision.to_owned(),
                commit: commit.commit,
                is_merge_base: commit.is_merge_base,
            });
        }
        Ok(base)
    }

    /// Of these configurations, those that a commit does not hold. What they turn off is what a gate would have told, so each
    /// is said; one that is typed, whoever wrote the gate has chosen.
    fn new_configurations(&self, revision: &str, files: &[&Path], committed: &[Committed]) -> Vec<Problem> {
        if self.options.project.config.is_some() {
            return Vec::new();
        }
        let mut new: BTreeSet<&Path> = files.iter().copied().collect();
        for held in committed {
            new.remove(held.path.as_path());
        }
        let problem = |file: &Path| {
            let since = escape(revision);
            let message = format!("this configuration is new since {since}: it decides what is checked from here down");
            let help = "read what it turns off; --config FILE keeps to another one";
            Problem::new(message, help).in_file(shown(file, &self.project.current))
        };
        new.into_iter().map(problem).collect()
    }

    /// What the revision had, by today's rules.
    pub(super) fn base(
        &self,
        revisions: &[Project],
        engines: &[Option<Engine>],
        mapped: &[Option<Documents>],
    ) -> BaseFindings {
        let mut base = BaseFindings::default();
        for (old, part) in revisions.iter().flat_map(|old| old.parts.iter().map(move |part| (old, part))) {
            let Some(own) = self.project.parts.iter().position(|own| own.scope.root == part.scope.root) else {
                continue;
            };
            let (Some(Some(engine)), Some(Some(documents))) = (engines.get(own), mapped.get(own)) else { continue };
            let Ok(engine) = engine.for_revision(part) else { continue };
            let today = Today { plan: &self.project.parts[own].plan, files: &*self.project.files, documents };
            let (result, documents) = self.pool.install(|| {
                let mut documents = engine.map_since(&part.plan, &*old.files, today, &self.counter);
                (engine.conclude_once(Given { part, files: &*old.files, base: None }, &mut documents), documents)
            });
            base.add(&part.scope.root, result, documents.identities());
        }
        base
    }
}
