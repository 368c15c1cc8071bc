//! Comparison with a git revision: what was wrong there already is not reported.
//!
//! Both sides are judged whole, by today's configuration, schemas and date. The old side is read from git's objects and
//! put aside in a temporary file without a name, so that the work tree is never touched and nothing is left behind.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::CheckOptions;
use super::check::Run;
use super::configuration::{self, Scope};
use crate::config::Config;
use crate::discover::{Tree, is_candidate, is_lines, slashes};
use crate::fs;
use crate::git::Repository;
use crate::outcome::ComparedWith;
use crate::problem::Problem;

/// What the old side had: fingerprints, and how many findings of a rule in one file were not listed.
#[derive(Default)]
pub(super) struct Old {
    fingerprints: HashSet<String>,
    unlisted: HashMap<(String, &'static str), usize>,
}

impl Run<'_> {
    /// Drops the findings that were there before.
    pub(super) fn drop_old(&mut self, old: &Old) {
        let found = std::mem::take(&mut self.reported);
        (self.summary.errors, self.summary.warnings, self.summary.info) = (0, 0, 0);
        for reported in found {
            if old.fingerprints.contains(&reported.fingerprint) {
                self.summary.old += 1;
            } else {
                self.count(reported.severity, 1);
                self.reported.push(reported);
            }
        }
        for mut unlisted in std::mem::take(&mut self.summary.unlisted) {
            let before = old.unlisted.get(&(unlisted.path.clone(), unlisted.rule)).copied().unwrap_or_default();
            self.summary.old += unlisted.count.min(before);
            unlisted.count = unlisted.count.saturating_sub(before);
            if unlisted.count > 0 {
                self.count(unlisted.severity, unlisted.count);
                self.summary.unlisted.push(unlisted);
            }
        }
    }

    /// Judges the files of the revision.
    ///
    /// # Errors
    /// Where git does not know the revision or cannot be asked.
    pub(super) fn old_side(&mut self, revision: &str) -> Result<Old, Problem> {
        let mut by_top: BTreeMap<PathBuf, (Repository, Vec<&Scope>)> = BTreeMap::new();
        for scope in &self.scopes {
            let repository = Repository::around(&scope.root)?;
            let top = repository.top().to_owned();
            by_top.entry(top).or_insert_with(|| (repository, Vec::new())).1.push(scope);
        }
        let mut old = Old::default();
        for (repository, scopes) in by_top.into_values() {
            // Before the first commit there was nothing: all is new.
            let Some(base) = repository.base(revision)? else { continue };
            let loaded: Vec<(&Path, Config)> = scopes
                .iter()
                .filter_map(|scope| {
                    let loaded = configuration::read(scope, &self.current).ok()?;
                    Some((scope.root.as_path(), loaded.config))
                })
                .collect();
            let configs: Vec<(&Path, &Config)> = loaded.iter().map(|(root, config)| (*root, config)).collect();
            // What is too large to be read there has the finding that says so, and no other. A line is a document.
            let limit = |path: &Path| if is_lines(path) { u64::MAX } else { self.options.max_file_size };
            let wanted = |path: &Path| is_wanted(path, &configs).then(|| limit(path));
            let files = repository.files_of(&base.commit, wanted, &|path| is_named(path, &configs))?;
            let tree = Tree::new(files);
            self.judge_old(&scopes, tree, &mut old);
            self.summary.compared_with = Some(ComparedWith {
                revision: revision.to_owned(),
                commit: base.commit,
                is_merge_base: base.is_merge_base,
            });
        }
        Ok(old)
    }

    /// Judges the files of a revision as if they stood in the work tree.
    fn judge_old(&self, scopes: &[&Scope], tree: Tree, old: &mut Old) {
        let options = CheckOptions {
            corpus: self.options.corpus.as_deref().map(|folder| fs::canonical(&self.current.join(folder))),
            // What git ignores was not committed, and what was committed counts. That nothing was there is no mistake.
            gitignore: false,
            git_index: false,
            allow_empty: true,
            changed_since: None,
            no_baseline: true,
            // It holds the facts of today's files.
            cache: false,
            ..self.options.clone()
        };
        let whole = |scope: &&Scope| Scope { arguments: vec![scope.root.clone()], ..(*scope).clone() };
        let scopes = scopes.iter().filter(|scope| tree.has_folder(&scope.root)).map(whole).collect();
        let mut run = Run::over(&options, self.current.clone(), self.today, Arc::clone(&self.pool), scopes);
        run.tree = Some(tree);
        run.counter = Arc::clone(&self.counter);
        run.all_scopes();
        old.fingerprints.extend(run.reported.into_iter().map(|reported| reported.fingerprint));
        let unlisted = run.summary.unlisted.into_iter();
        old.unlisted.extend(unlisted.map(|unlisted| ((unlisted.path, unlisted.rule), unlisted.count)));
    }
}

/// Whether a file may be looked at that is not on disk, by its absolute path.
pub(super) fn is_wanted(path: &Path, configs: &[(&Path, &Config)]) -> bool {
    is_candidate(path) || is_included(path, configs)
}

/// Whether its name says that it is a handoff.
pub(super) fn is_named(path: &Path, configs: &[(&Path, &Config)]) -> bool {
    path.file_name().is_some_and(|name| name == "ai.json") || is_included(path, configs)
}

fn is_included(path: &Path, configs: &[(&Path, &Config)]) -> bool {
    configs.iter().any(|(root, config)| {
        let below = path.strip_prefix(root).map(slashes);
        below.is_ok_and(|below| config.include.iter().any(|pattern| pattern.matches(&below)))
    })
}
