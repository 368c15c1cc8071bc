//! Set-up of a run: which sources there are, and which rules judge them.
//!
//! Owns what configuration and command line come to together. Judges nothing.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use super::check::{Run, plain};
use super::configuration::{self, Loaded, Scope, schema_files};
use super::judges::Judges;
use crate::config::Config;
use crate::corpus::Outside;
use crate::discover::{self, Plan, Request, Stdin};
use crate::error::Problem;
use crate::fs;
use crate::git::{GitError, Repository};
use crate::outcome::Skipped;
use crate::schema::Registry;
use crate::words::quote;

impl Run<'_> {
    /// Finds the sources of all scopes. A file that several of them report is judged by the nearest configuration.
    pub(super) fn plans(&mut self, scopes: &[Scope]) -> Vec<Option<(Loaded, Plan)>> {
        let mut plans: Vec<Option<(Loaded, Plan)>> = scopes.iter().map(|scope| self.plan(scope)).collect();
        for (_, plan) in plans.iter_mut().flatten() {
            self.leave_reports_alone(plan);
        }
        if scopes.len() > 1 {
            let mut nearest: HashMap<String, usize> = HashMap::new();
            let mut by_depth: Vec<usize> = (0..scopes.len()).collect();
            by_depth.sort_by_key(|index| std::cmp::Reverse(scopes[*index].root.components().count()));
            for index in by_depth {
                let Some((_, plan)) = &mut plans[index] else { continue };
                let mut is_ours = |shown: &str| *nearest.entry(shown.to_owned()).or_insert(index) == index;
                for source in plan.sources.iter_mut().filter(|source| source.reported) {
                    source.reported = is_ours(&source.shown);
                }
                plan.passed_over.retain(|passed| is_ours(&passed.shown));
            }
        }
        for passed in plans.iter().flatten().flat_map(|(_, plan)| &plan.passed_over) {
            self.skipped.push(Skipped { path: passed.shown.clone(), reason: passed.reason.clone() });
            self.excluded += usize::from(passed.named);
        }
        plans
    }

    /// Reads the configuration of a scope and finds its sources.
    fn plan(&mut self, scope: &Scope) -> Option<(Loaded, Plan)> {
        let loaded = match configuration::read(scope, &self.current) {
            Ok(loaded) => loaded,
            Err(problems) => {
                self.problems.extend(problems);
                return None;
            }
        };
        let config = &loaded.config;
        self.cautions.extend(configuration::cautions(scope, &loaded, &self.current));
        let tracked = match self.tracked(scope) {
            Ok(tracked) => tracked,
            Err(error) => {
                self.problems.push(plain(error.message, error.help));
                return None;
            }
        };
        let is_dash = |path: &&PathBuf| path.as_os_str() == "-";
        let arguments: Vec<PathBuf> = scope.arguments.iter().filter(|path| !is_dash(path)).cloned().collect();
        let stdin = self.stdin.clone().filter(|_| scope.arguments.iter().any(|path| is_dash(&path)));
        let plan = discover::discover(&Request {
            arguments: &arguments,
            stdin: stdin.map(|bytes| Stdin { name: self.options.stdin_filename.clone(), bytes }),
            current: &self.current,
            root: &scope.root,
            machine_root: &scope.machine_root,
            has_include: !config.include.is_empty(),
            includes: &|path| config.include.iter().any(|pattern| pattern.matches(path)),
            excluded: &|path, real| {
                let excludes = |path| config.exclude.iter().find(|pattern| pattern.matches(path));
                match path.and_then(excludes) {
                    Some(pattern) => Some(format!("excluded by {} in termlint.toml", quote(pattern.as_str()))),
                    None => tracked
                        .as_ref()
                        .filter(|tracked| !tracked.contains(real))
                        .map(|_| "git does not track it".to_owned()),
                }
            },
            corpus: self.options.corpus.as_deref().map(|folder| self.current.join(folder)).as_deref(),
            gitignore: self.options.gitignore,
            threads: self.pool.current_num_threads(),
            tree: self.tree.as_ref(),
        });
        self.problems.extend(plan.unusable.iter().map(|unusable| Problem {
            message: unusable.message.clone(),
            help: unusable.help.clone(),
            path: unusable.path.clone(),
            source: None,
        }));
        Some((loaded, plan))
    }

    /// The files that git tracks around a scope, by their real paths; none are asked for without `--git-index`.
    fn tracked(&self, scope: &Scope) -> Result<Option<HashSet<PathBuf>>, GitError> {
        if !self.options.git_index {
            return Ok(None);
        }
        let paths = Repository::around(&scope.root)?.tracked()?;
        Ok(Some(paths.into_iter().map(|path| fs::canonical(&path)).collect()))
    }

    /// The terms that live outside the files of a scope.
    pub(super) fn outside(&self, scope: &Scope, loaded: &Loaded) -> Result<Outside, Vec<Problem>> {
        let (mut outside, mut problems) = (Outside::default(), Vec::new());
        for named in &loaded.config.known_slugs {
            let file = scope.home.join(&named.path);
            let path = configuration::shown(&file, &self.current);
            let added = match fs::read_text(&file) {
                Ok(text) => outside.add(&text).map_err(|error| Problem {
                    message: error.message,
                    help: error.help,
                    path,
                    source: Some((text, error.span)),
                }),
                Err(message) => Err(Problem {
                    message: format!("{}: {message}", quote(&path)),
                    help: "correct known-slugs".to_owned(),
                    path: scope
                        .file
                        .as_deref()
                        .map_or_else(String::new, |file| configuration::shown(file, &self.current)),
                    source: Some((loaded.text.clone(), named.place.clone())),
                }),
            };
            problems.extend(added.err());
        }
        if problems.is_empty() { Ok(outside) } else { Err(problems) }
    }

    /// The rules of a scope, over its schemas.
    pub(super) fn judges(&self, config: &Config, scope: &Scope, plan: &Plan) -> Result<Judges, Vec<Problem>> {
        let folder = match (&self.options.schema_dir, &config.schema_dir) {
            (Some(folder), _) => Some(self.current.join(folder)),
            (None, Some(folder)) => Some(scope.home.join(folder)),
            (None, None) => None,
        };
        let files = folder
            .map_or(Ok(Vec::new()), |folder| schema_files(&folder, &self.current))
            .map_err(|problem| vec![problem])?;
        let registry = Registry::new(&files).map_err(|error| {
            vec![Problem { message: error.message, help: error.help, path: error.path, source: None }]
        })?;
        Judges::new(config, scope, &plan.sources, registry, self.options, self.today)
    }
}
