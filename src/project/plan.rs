//! The files of each scope: what is checked, what is only known, what is passed over.

use std::collections::{BTreeMap, HashMap, HashSet, btree_map::Entry};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::baseline;
use super::file::{self, Loaded};
use super::left_out::{LeftOut, incomplete};
use super::options::Options;
use super::schemas;
use super::scope::{self, Scope};
use super::staged::{Look, Staged};
use super::targets::Targets;
use super::tracked::{self, Bytes, Indexes};
use super::wanted::{is_named, is_wanted};
use crate::baseline::Baseline;
use crate::config::{Config, Override, Reach};
use crate::discover::{self, Disk, Files, Plan, Request, Source, Stdin, Tree};
use crate::fs::{self, Held, ReadError};
use crate::git::{self, ObjectId};
use crate::outcome::Skipped;
use crate::problem::Problem;
use crate::words::quote;

/// One configuration and the files that it holds for.
#[derive(Clone)]
pub struct Part {
    /// Where it holds.
    pub scope: Scope,
    /// What it says.
    pub loaded: Arc<Loaded>,
    /// The files.
    pub plan: Plan,
    /// Folders below, canonical, whose own configurations hold there.
    inner: Vec<PathBuf>,
    /// Whether all of the corpus is reported by this configuration or by one further down.
    reports_corpus: bool,
    /// Whether a sparse checkout leaves some of the corpus out, or may do so.
    pub is_sparse: bool,
}

/// Everything that is to be checked.
pub struct Project {
    /// The current folder, canonical.
    pub current: PathBuf,
    /// The text of `-`, or why it could not be taken in, if it was among the arguments.
    pub stdin: Option<Result<Held, ReadError>>,
    /// Where the bytes of all sources come from.
    pub files: Arc<dyn Files>,
    /// The arguments by configuration: also those whose configuration cannot be used.
    pub scopes: Vec<Scope>,
    /// What each configuration that can be used holds for.
    pub parts: Vec<Part>,
    /// What cannot be used: configurations, arguments.
    pub problems: Vec<Problem>,
    /// What works in the configurations but should be written otherwise.
    pub warnings: Vec<Problem>,
    /// Files that were passed over by their names.
    pub skipped: Vec<Skipped>,
    /// How many files were named and are excluded.
    pub excluded: usize,
}

impl Project {
    /// Reads the configurations of these scopes and finds their files.
    pub fn open(
        options: &Options,
        current: PathBuf,
        stdin: Option<Result<Held, ReadError>>,
        scopes: Vec<Scope>,
    ) -> Project {
        let mut project = Project { stdin, ..Project::empty(current, Arc::new(Disk::default())) };
        let mut bytes = Bytes::default();
        // By folder: one that lies below another comes after it, with all that was found for it.
        let folder_of = |file: &Option<PathBuf>| file.as_deref().and_then(Path::parent).map(Path::to_owned);
        let mut waiting: BTreeMap<Option<PathBuf>, Scope> =
            scopes.into_iter().map(|scope| (folder_of(&scope.file), scope)).collect();
        while let Some((_, scope)) = waiting.pop_first() {
            match file::read(&scope, &project.current) {
                Ok(loaded) => {
                    project.warnings.extend(file::warnings(&scope, &loaded, &project.current));
                    project.add(scope.clone(), Arc::new(loaded), options, None, &mut bytes);
                    for (file, argument) in project.found_below(&scope, options) {
                        match waiting.entry(folder_of(&Some(file.clone()))) {
                            Entry::Vacant(place) => drop(place.insert(scope.below(file, argument, &project.current))),
                            Entry::Occupied(mut place) => place.get_mut().add_found(argument),
                        }
                    }
                }
                Err(problems) => project.problems.extend(problems),
            }
            project.scopes.push(scope);
        }
        project.leave_targets_alone(&options.targets);
        project.settle_overlaps(options);
        if options.is_compared && !options.git_index {
            bytes.unchanged = project.unchanged(&mut bytes.indexes);
        }
        project.files = bytes.files();
        let unused = project.parts.iter().flat_map(|part| part.unused_overrides(&project.current));
        project.warnings.extend(unused.collect::<Vec<_>>());
        project
    }

    /// The configurations that hold for a part of what was found for the last scope, each with what it is to look at. From
    /// now on, what lies below their folders is theirs.
    fn found_below(&mut self, scope: &Scope, options: &Options) -> Vec<(PathBuf, PathBuf)> {
        let Some(part) = self.parts.last_mut().filter(|part| part.scope.file == scope.file && seeks(options)) else {
            return Vec::new();
        };
        let exclude = &part.loaded.config.exclude;
        let is_excluded = |file: &Path| {
            let below = file.strip_prefix(&scope.root).map(discover::slashes);
            below.is_ok_and(|below| exclude.iter().any(|pattern| pattern.matches(&below)))
        };
        // A submodule is content of the repository that holds it, at the commit that it holds.
        let root = git::root(&scope.root);
        let is_foreign = |file: &Path| root.is_some() && git::root(file.parent().unwrap_or(file)) != root;
        let is_other = |(file, _): &(PathBuf, PathBuf)| {
            Some(file) != scope.file.as_ref() && !is_excluded(file) && !is_foreign(file)
        };
        let mut found: Vec<(PathBuf, PathBuf)> = std::mem::take(&mut part.plan.configurations);
        let globbed = std::mem::take(&mut part.plan.globbed).into_iter();
        found.extend(globbed.filter_map(|given| Some((scope::nearest(&self.current.join(&given))?, given))));
        found.retain(is_other);
        part.inner.extend(found.iter().filter_map(|(file, _)| file.parent().map(Path::to_owned)));
        part.inner.sort();
        part.inner.dedup();
        found
    }

    fn empty(current: PathBuf, files: Arc<dyn Files>) -> Project {
        Project {
            current,
            stdin: None,
            files,
            scopes: Vec::new(),
            parts: Vec::new(),
            problems: Vec::new(),
            warnings: Vec::new(),
            skipped: Vec::new(),
            excluded: 0,
        }
    }

    /// The objects of those files that are on disk as git has seen them.
    fn unchanged(&self, indexes: &mut Indexes) -> HashMap<PathBuf, ObjectId> {
        let sources = self.parts.iter().flat_map(|part| &part.plan.sources);
        let wanted: HashSet<&Path> = sources.map(|source| source.file.as_path()).collect();
        let roots: HashSet<PathBuf> = self.parts.iter().filter_map(|part| git::root(&part.scope.root)).collect();
        roots.iter().flat_map(|root| tracked::unchanged(root, &wanted, indexes)).collect()
    }

    /// The same configurations over the files of a revision, which are all reported. Those of which the revision has
    /// nothing are left out. `files` has the bytes.
    pub fn at_revision(&self, options: &Options, tree: &Tree, files: Arc<dyn Files>) -> Project {
        let mut project = Project::empty(self.current.clone(), files);
        for part in self.parts.iter().filter(|part| tree.has_folder(&part.scope.root)) {
            let scope = Scope { arguments: vec![part.scope.root.clone()], ..part.scope.clone() };
            project.add(scope, Arc::clone(&part.loaded), options, Some(tree), &mut Bytes::default());
            if let Some(added) = project.parts.last_mut() {
                added.inner.clone_from(&part.inner);
            }
        }
        project.settle_overlaps(options);
        project
    }

    /// Leaves out the configurations that were found below those that were asked for; but where these report nothing of their
    /// own, it leaves out these.
    pub fn leave_found_ones_out(&mut self) {
        let reports = |part: &Part| part.plan.sources.iter().any(|source| source.reported);
        let is_asked = |part: &Part| !part.scope.is_found() && reports(part);
        if self.scopes.iter().all(|scope| !scope.is_found()) {
            return;
        }
        match self.parts.iter().any(is_asked) {
            true => {
                self.parts.retain(|part| !part.scope.is_found());
                self.scopes.retain(|scope| !scope.is_found());
            }
            false => {
                let own: HashSet<Option<PathBuf>> =
                    self.parts.iter().filter(|part| !reports(part)).map(|part| part.scope.file.clone()).collect();
                self.parts.retain(reports);
                self.scopes.retain(|scope| !own.contains(&scope.file));
            }
        }
    }

    /// Finds the files of one scope.
    fn add(&mut self, scope: Scope, loaded: Arc<Loaded>, options: &Options, tree: Option<&Tree>, bytes: &mut Bytes) {
        let config = &loaded.config;
        let is_dash = |path: &&PathBuf| path.as_os_str() == "-";
        let arguments: Vec<PathBuf> = scope.arguments.iter().filter(|path| !is_dash(path)).cloned().collect();
        let stdin = self.stdin.clone().filter(|_| scope.has_stdin());
        let staged = match self.staged(&scope, config, &arguments, options) {
            Ok(staged) => staged,
            Err(problem) => return self.problems.push(problem),
        };
        let stdin_file =
            stdin.is_some().then(|| discover::stdin_file(&self.current, options.stdin_filename.as_deref()));
        let unsaved: HashSet<PathBuf> =
            options.unsaved.iter().map(|file| fs::resolved(&self.current.join(file))).collect();
        let configs = [(scope.root.as_path(), config)];
        let has_text = |path: &Path| unsaved.contains(path) || stdin_file.as_deref() == Some(path);
        let left_out = match options.git_index || tree.is_some() {
            true => Ok(None),
            false => {
                LeftOut::around(&scope.root, &mut bytes.indexes, &|path| is_wanted(path, &configs) && !has_text(path))
            }
        };
        let known = left_out.iter().flatten().flat_map(LeftOut::files);
        let beside = Tree::over_disk(unsaved.iter().cloned()).and_known(known);
        let reach = Reach::of(&config.include);
        let schemas = schemas::folders(&scope, config, options, &self.current);
        let mut plan = discover::discover(&Request {
            arguments: &arguments,
            stdin: stdin
                .as_ref()
                .map(|text| Stdin { name: options.stdin_filename.clone(), unreadable: text.as_ref().err().cloned() }),
            current: &self.current,
            root: &scope.root,
            machine_root: &scope.machine_root,
            boundary: &scope.boundary,
            has_include: !config.include.is_empty(),
            only_included: scope.is_untyped && !config.include.is_empty(),
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
            configuration: seeks(options).then_some(scope::FILE_NAME),
            schemas: &schemas,
            corpus: options.corpus.as_deref().map(|folder| self.current.join(folder)).as_deref(),
            gitignore: options.gitignore,
            threads: rayon::current_num_threads(),
            tree: staged.as_ref().map(Staged::tree).or(tree).or((!beside.is_empty()).then_some(&beside)),
        });
        if let (Some(Ok(text)), Some(file)) = (stdin, stdin_file) {
            bytes.held.insert(file, (text, None));
        }
        if let Some(staged) = staged {
            self.warnings.extend(staged.cautions(&plan.sources));
            if let Err(problem) = staged.add_to(bytes, &plan.sources, options.max_file_size) {
                return self.problems.push(problem);
            }
        }
        let is_sparse = !matches!(left_out, Ok(None));
        let mut inner = Vec::new();
        match left_out {
            Ok(None) => {}
            Ok(Some(left_out)) => {
                left_out.settle(&mut plan, bytes, options.max_file_size);
                inner.extend(left_out.configured_below(&scope.root).filter(|_| seeks(options)));
            }
            Err(problem) => plan.coverage = incomplete(&problem),
        }
        // Nobody has asked for what is there.
        plan.folders.retain(|folder| !scope.found.contains(&folder.given));
        self.problems.extend(plan.unusable.iter().cloned());
        self.parts.push(Part { scope, loaded, plan, inner, reports_corpus: false, is_sparse });
    }

    /// What is staged around a scope; git is not asked without `--git-index`.
    fn staged(
        &self,
        scope: &Scope,
        config: &Config,
        arguments: &[PathBuf],
        options: &Options,
    ) -> Result<Option<Staged>, Problem> {
        if !options.git_index {
            return Ok(None);
        }
        // What is named may have any name.
        let named: HashSet<PathBuf> =
            arguments.iter().map(|argument| fs::resolved(&self.current.join(argument))).collect();
        let has_glob = arguments.iter().any(|argument| argument.to_string_lossy().contains(['*', '?', '[', '{']));
        let configs = [(scope.root.as_path(), config)];
        let look = Look {
            may_be_checked: &|path| has_glob || is_wanted(path, &configs) || named.contains(path),
            is_named: &|path| is_named(path, &configs),
        };
        Staged::around(&scope.root, &look).map(Some)
    }

    /// Reports of the last run may lie among the handoffs, and they quote them. What is to be checked in any case stays.
    fn leave_targets_alone(&mut self, targets: &[PathBuf]) {
        let targets = Targets::new(targets);
        for part in &mut self.parts {
            let reports = |source: &&mut Source| !source.explicit && targets.has(&source.file);
            for source in part.plan.sources.iter_mut().filter(reports) {
                // The plan counts its sources, so this one stays in its place. What will be replaced counts as gone.
                source.unreadable = Some(ReadError::Vanished);
                (source.reported, source.in_corpus) = (false, false);
            }
        }
    }

    /// A file that several scopes report is checked by the nearest configuration.
    fn settle_overlaps(&mut self, options: &Options) {
        for part in &mut self.parts {
            part.reports_corpus = part.plan.sources.iter().all(|source| source.reported || !source.in_corpus);
            part.leave_inner_alone(options.corpus.is_some());
        }
        if self.parts.len() > 1 {
            let mut nearest: HashMap<String, usize> = HashMap::new();
            let mut by_depth: Vec<usize> = (0..self.parts.len()).collect();
            by_depth.sort_by_key(|index| std::cmp::Reverse(self.parts[*index].scope.root.components().count()));
            for index in by_depth {
                let plan = &mut self.parts[index].plan;
                let mut is_ours = |shown: &str| *nearest.entry(shown.to_owned()).or_insert(index) == index;
                for source in plan.sources.iter_mut().filter(|source| source.reported) {
                    source.reported = is_ours(&source.shown);
                }
                plan.skipped_paths.retain(|skipped| is_ours(&skipped.shown));
            }
        }
        for skipped in self.parts.iter().flat_map(|part| &part.plan.skipped_paths) {
            self.skipped.push(Skipped { path: skipped.shown.clone(), reason: skipped.reason.clone() });
            self.excluded += usize::from(skipped.named);
        }
    }
}

impl Part {
    /// The baseline that is in force.
    ///
    /// # Errors
    /// Where it cannot be used.
    pub fn baseline(&self, options: &Options, current: &Path) -> Result<Option<Baseline>, Problem> {
        baseline::baseline_of(&self.scope, &self.loaded.config, options, current)
    }

    /// The overrides that hold for no file, where all of the corpus is reported.
    fn unused_overrides(&self, current: &Path) -> Vec<Problem> {
        let overrides = &self.loaded.config.overrides;
        if overrides.is_empty() || !self.is_whole(current) {
            return Vec::new();
        }
        let reported = self.plan.sources.iter().filter(|source| source.reported);
        let paths: Vec<&str> = reported.filter_map(|source| self.scope.below_root(&source.path)).collect();
        // Where there is no file at all, it is not the fault of an override.
        let is_unused = |own: &&Override| {
            !paths.is_empty() && !paths.iter().any(|path| own.files.iter().any(|files| files.matches(path)))
        };
        let help = "correct its `files`, or remove the entry";
        let problem = |own: &Override| Problem::new("this override applies to no file", help).at(own.span.clone());
        let unused = overrides.iter().filter(is_unused).map(problem).collect();
        file::told(unused, &self.scope.name(current), &self.loaded.text)
    }

    /// What lies below the folder of another configuration is that one's to report. It stays in the corpus where somebody
    /// said so.
    fn leave_inner_alone(&mut self, is_corpus_typed: bool) {
        if self.inner.is_empty() {
            return;
        }
        // By the folders above a file: there may be thousands of both.
        let inner: HashSet<&Path> = self.inner.iter().map(PathBuf::as_path).collect();
        let lies_below = |path: &Path| path.ancestors().any(|folder| inner.contains(folder));
        let keeps_corpus = self.plan.has_include || is_corpus_typed;
        for source in self.plan.sources.iter_mut().filter(|source| lies_below(&source.file)) {
            source.reported = false;
            source.in_corpus &= keeps_corpus;
        }
        self.plan.skipped_paths.retain(|skipped| !lies_below(&skipped.file));
    }

    /// Whether all of the corpus is reported, so that what is not found is not there.
    pub fn is_whole(&self, current: &Path) -> bool {
        let is_root = |argument: &PathBuf| fs::canonical(&current.join(argument)) == self.scope.root;
        let names_root = match self.scope.arguments.as_slice() {
            [] => current == self.scope.root,
            arguments => arguments.iter().any(is_root),
        };
        !self.is_sparse && !self.scope.has_stdin() && (names_root || self.plan.has_include) && self.reports_corpus
    }

    /// The number of the source that is reported under this path, which is relative to the machine root.
    pub fn number_of(&self, path: &str) -> Option<usize> {
        let sources = &self.plan.sources;
        let first = sources.partition_point(|source| source.path.as_str() < path);
        let here = sources.iter().enumerate().skip(first).take_while(|(_, source)| source.path == path);
        here.filter(|(_, source)| source.reported).map(|(number, _)| number).next()
    }
}

/// Whether each file is checked by the nearest configuration: one that is typed, or none, holds for all.
fn seeks(options: &Options) -> bool {
    options.config.is_none() && !options.no_config
}
