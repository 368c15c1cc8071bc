//! Set-up of a run: which sources there are, and which rules judge them.
//!
//! Owns what configuration and command line come to together. Judges nothing.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::check::Run;
use super::configuration::{self, Loaded, Scope, schema_files};
use super::judges::Judges;
use super::since::{is_named, is_wanted};
use super::staged::{Look, Staged};
use crate::config::{Config, Reach};
use crate::corpus::Outside;
use crate::discover::{self, Plan, Request, Stdin, slashes};
use crate::fs;
use crate::outcome::Skipped;
use crate::problem::Problem;
use crate::schema::Registry;
use crate::words::quote;

/// What to do where the configuration names a file that is not of the project.
const OUTSIDE_HELP: &str = "put the file into the project, or pass it by --known-slugs";

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
        let is_dash = |path: &&PathBuf| path.as_os_str() == "-";
        let arguments: Vec<PathBuf> = scope.arguments.iter().filter(|path| !is_dash(path)).cloned().collect();
        let stdin = self.stdin.clone().filter(|_| scope.arguments.iter().any(|path| is_dash(&path)));
        let staged = match self.staged(scope, config, &arguments) {
            Ok(staged) => staged,
            Err(problem) => {
                self.problems.push(problem);
                return None;
            }
        };
        let reach = Reach::of(&config.include);
        let mut plan = discover::discover(&Request {
            arguments: &arguments,
            stdin: stdin.map(|content| Stdin { name: self.options.stdin_filename.clone(), content }),
            current: &self.current,
            root: &scope.root,
            machine_root: &scope.machine_root,
            boundary: &scope.boundary,
            has_include: !config.include.is_empty(),
            includes: &|path| config.include.iter().any(|pattern| pattern.matches(path)),
            names: &|path| config.include.iter().any(|pattern| pattern.names(path)),
            names_hidden: reach.has_hidden(),
            reaches: &|folder| reach.includes(folder),
            excluded: &|path, real| {
                let excludes = |path| config.exclude.iter().find(|pattern| pattern.matches(path));
                match path.and_then(excludes) {
                    Some(pattern) => Some(format!("excluded by {} in termlint.toml", quote(pattern.as_str()))),
                    None => staged.as_ref().and_then(|staged| staged.excludes(real)).map(str::to_owned),
                }
            },
            corpus: self.options.corpus.as_deref().map(|folder| self.current.join(folder)).as_deref(),
            gitignore: self.options.gitignore,
            threads: self.pool.current_num_threads(),
            tree: staged.as_ref().map(Staged::tree).or(self.tree.as_ref()),
        });
        if let Some(staged) = &staged {
            self.cautions.extend(staged.cautions(&plan.sources));
            if let Err(problem) = staged.put_aside(&mut plan.sources, self.options.max_file_size) {
                self.problems.push(problem);
                return None;
            }
        }
        self.problems.extend(plan.unusable.iter().cloned());
        Some((loaded, plan))
    }

    /// What is staged around a scope; git is not asked without `--git-index`.
    fn staged(&self, scope: &Scope, config: &Config, arguments: &[PathBuf]) -> Result<Option<Staged>, Problem> {
        if !self.options.git_index {
            return Ok(None);
        }
        // What is named may have any name.
        let named: HashSet<PathBuf> =
            arguments.iter().map(|argument| fs::resolved(&self.current.join(argument))).collect();
        let has_glob = arguments.iter().any(|argument| argument.to_string_lossy().contains(['*', '?', '[']));
        let configs = [(scope.root.as_path(), config)];
        let look = Look {
            may_be_checked: &|path| has_glob || is_wanted(path, &configs) || named.contains(path),
            is_named: &|path| is_named(path, &configs),
        };
        self.pool.install(|| Staged::around(&scope.root, &look)).map(Some)
    }

    /// The terms that live outside the files of a scope: those that its configuration names, and those of `--known-slugs`.
    pub(super) fn outside(&self, scope: &Scope, loaded: &Loaded) -> Result<Outside, Vec<Problem>> {
        let (mut outside, mut problems) = (Outside::default(), Vec::new());
        for named in &loaded.config.known_slugs {
            let file = scope.home.join(&named.path);
            let path = quote(&configuration::shown(&file, &self.current));
            let text = match scope.boundary.refusal(&file) {
                Some(refusal) => Err((format!("{path} {}", refusal.words()), OUTSIDE_HELP)),
                None => fs::read_text(&file).map_err(|words| (format!("{path}: {words}"), "correct known-slugs")),
            };
            let added = match text {
                Ok(text) => self.add_terms(&mut outside, text, &file, scope),
                Err((message, help)) => Err(Problem {
                    path: scope
                        .file
                        .as_deref()
                        .map_or_else(String::new, |file| configuration::shown(file, &self.current)),
                    span: Some(named.place.clone()),
                    text: Some(Arc::clone(&loaded.text)),
                    ..Problem::new(message, help)
                }),
            };
            problems.extend(added.err());
        }
        for given in &self.options.known_slugs {
            let file = self.current.join(given);
            let text = fs::read_text(&file)
                .map_err(|words| Problem { path: slashes(given), ..Problem::new(words, "correct --known-slugs") });
            problems.extend(text.and_then(|text| self.add_terms(&mut outside, text, &file, scope)).err());
        }
        if problems.is_empty() { Ok(outside) } else { Err(problems) }
    }

    /// Adds the terms of one file. What stands in a file that is not of the project is not shown.
    fn add_terms(&self, outside: &mut Outside, text: String, file: &Path, scope: &Scope) -> Result<(), Problem> {
        outside.add(&text).map_err(|problem| {
            let text = scope.boundary.holds(file).then(|| text.into());
            Problem { text, ..problem.in_file(configuration::shown(file, &self.current)) }
        })
    }

    /// The rules of a scope, over its schemas.
    pub(super) fn judges(&self, config: &Config, scope: &Scope, plan: &Plan) -> Result<Judges, Vec<Problem>> {
        let files = match (&self.options.schema_dir, &config.schema_dir) {
            (Some(folder), _) => {
                let folder = self.current.join(folder);
                let boundary = scope.boundary.with(fs::canonical(&folder));
                schema_files(&folder, "--schema-dir", &boundary, &self.current)
            }
            (None, Some(folder)) => {
                schema_files(&scope.home.join(folder), "schema-dir in termlint.toml", &scope.boundary, &self.current)
            }
            (None, None) => Ok(Vec::new()),
        };
        let files = files.map_err(|problem| vec![problem])?;
        let registry = Registry::new(&files).map_err(|problem| vec![problem])?;
        Judges::new(config, scope, &plan.sources, registry, self.options, self.today)
    }
}
