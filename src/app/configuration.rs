//! Finds the configuration of each argument and reads it.
//!
//! Owns discovery upward (`design.md` section 3, "Root, corpus, files"); what the file means is `config/`'s.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::CheckOptions;
use crate::boundary::Boundary;
use crate::config::{self, Config};
use crate::discover;
use crate::fs::{self, PathKind, Walk, What};
use crate::git;
use crate::problem::Problem;
use crate::schema::SchemaFile;

/// The name of the configuration.
pub const FILE_NAME: &str = "termlint.toml";

/// How many problems of one configuration are told, in every format.
const TOLD: usize = 20;

/// Arguments that share a configuration.
#[derive(Clone)]
pub struct Scope {
    /// The arguments; empty stands for the current folder.
    pub arguments: Vec<PathBuf>,
    /// The configuration file, if there is one.
    pub file: Option<PathBuf>,
    /// Its folder, else the git root, else the current folder; canonical. What it names is found from here.
    pub home: PathBuf,
    /// The same folder, or where its files stand instead.
    pub root: PathBuf,
    /// The git root, else the root; canonical.
    pub machine_root: PathBuf,
    /// The project's own files: what content, configuration and git name must be one of them.
    pub boundary: Boundary,
}

/// A configuration with the text that it was read from.
#[derive(Default)]
pub struct Loaded {
    /// What it says.
    pub config: Config,
    /// Its text; empty where there is no file.
    pub text: Arc<str>,
}

impl Scope {
    /// The path of a file relative to the root, where globs apply; `path` is relative to the machine root. `None` for a
    /// file outside.
    pub fn below_root<'p>(&self, path: &'p str) -> Option<&'p str> {
        if path.starts_with('/') || path.starts_with("../") {
            return None;
        }
        let below = discover::slashes(self.root.strip_prefix(&self.machine_root).ok()?);
        match below.as_str() {
            "" => Some(path),
            below => path.strip_prefix(below)?.strip_prefix('/'),
        }
    }
}

/// Sorts the arguments by the configuration that holds for them.
pub fn scopes(options: &CheckOptions, arguments: &[PathBuf], current: &Path) -> Vec<Scope> {
    if options.no_config || options.config.is_some() {
        let file = options.config.as_ref().map(|file| fs::canonical(&current.join(file)));
        let root = file.as_deref().and_then(Path::parent).map(Path::to_owned);
        let mut scope = scope(arguments.to_vec(), file, root.clone(), current);
        // A configuration that is typed may lie anywhere, and names files of the repository at hand all the same.
        for folder in root.into_iter().chain(git::root(current)) {
            scope.boundary = scope.boundary.with(folder);
        }
        return vec![scope];
    }
    let starts: Vec<(PathBuf, PathBuf)> =
        arguments.iter().map(|argument| (argument.clone(), start_of(argument, options, current))).collect();
    if starts.is_empty() {
        return vec![scope(Vec::new(), find(current), None, current)];
    }
    let mut by_file: BTreeMap<Option<PathBuf>, Vec<PathBuf>> = BTreeMap::new();
    for (argument, start) in starts {
        by_file.entry(find(&start)).or_default().push(argument);
    }
    let scopes = by_file.into_iter().map(|(file, arguments)| scope(arguments, file, None, current)).collect();
    with_one_root(scopes)
}

/// One report has one root: paths of several repositories or configurations must not be mistaken for each other.
fn with_one_root(mut scopes: Vec<Scope>) -> Vec<Scope> {
    let common = scopes
        .iter()
        .map(|scope| scope.machine_root.clone())
        .reduce(|one, two| one.ancestors().find(|folder| two.starts_with(folder)).map_or(two.clone(), Path::to_owned));
    for scope in &mut scopes {
        scope.machine_root.clone_from(common.as_ref().unwrap_or(&scope.root));
    }
    scopes
}

/// A file as a person in the current folder would name it.
pub fn shown(file: &Path, current: &Path) -> String {
    crate::discover::slashes(file.strip_prefix(current).unwrap_or(file))
}

fn scope(arguments: Vec<PathBuf>, file: Option<PathBuf>, root: Option<PathBuf>, current: &Path) -> Scope {
    let root = root.or_else(|| file.as_deref().and_then(Path::parent).map(Path::to_owned));
    let git = git::root(root.as_deref().unwrap_or(current));
    let root = root.or_else(|| git.clone()).unwrap_or_else(|| current.to_owned());
    let machine_root = git.unwrap_or_else(|| root.clone());
    let boundary = Boundary::new([machine_root.clone()]);
    Scope { arguments, file, machine_root, home: root.clone(), root, boundary }
}

/// The folder from which the search for an argument starts.
fn start_of(argument: &Path, options: &CheckOptions, current: &Path) -> PathBuf {
    let named =
        if argument == Path::new("-") { options.stdin_filename.as_deref().unwrap_or(Path::new(".")) } else { argument };
    let mut path = current.join(named);
    // A glob, or a file that is not there yet: its nearest folder that exists.
    while fs::kind(&path) != PathKind::Folder {
        if !path.pop() {
            return current.to_owned();
        }
    }
    // Behind a link that leads out of its project, no configuration is looked for: discovery refuses what lies there.
    match Boundary::around(&path).leads_out(&path) {
        Some(_) => current.to_owned(),
        None => fs::canonical(&path),
    }
}

/// The nearest configuration from `start` upward, no further than the folder that holds `.git`, and never into the
/// home folder from below it.
fn find(start: &Path) -> Option<PathBuf> {
    let home = std::env::home_dir().map(|home| fs::canonical(&home));
    for folder in start.ancestors() {
        if folder != start && Some(folder) == home.as_deref() {
            return None;
        }
        let file = folder.join(FILE_NAME);
        // Whatever is wrong with it, it is there: reading will say so.
        if fs::kind(&file) != PathKind::Missing {
            return Some(file);
        }
        if fs::kind(&folder.join(".git")) != PathKind::Missing {
            return None;
        }
    }
    None
}

/// Reads the configuration of a scope; the default one where there is none.
///
/// # Errors
/// Everything that is wrong with it, each with its place.
pub fn read(scope: &Scope, current: &Path) -> Result<Loaded, Vec<Problem>> {
    let Some(file) = &scope.file else { return Ok(Loaded::default()) };
    let path = shown(file, current);
    if let Some(refusal) = scope.boundary.refusal(file) {
        let message = format!("the configuration {}", refusal.words());
        let help = "put the file itself in the place of the link".to_owned();
        return Err(vec![Problem { message, help, path, ..Problem::default() }]);
    }
    let text: Arc<str> = fs::read_text(file).map(Arc::from).map_err(|message| {
        let help = "correct the file, or name another one with --config".to_owned();
        vec![Problem { message, help, path: path.clone(), ..Problem::default() }]
    })?;
    let config = config::parse(&text).map_err(|problems| told(problems, &path, &text))?;
    Ok(Loaded { config, text })
}

/// What works in a configuration but should be written otherwise.
pub fn cautions(scope: &Scope, loaded: &Loaded, current: &Path) -> Vec<Problem> {
    let path = scope.file.as_deref().map_or_else(String::new, |file| shown(file, current));
    told(loaded.config.warnings.clone(), &path, &loaded.text)
}

/// The first problems of a configuration and the number of the others. A file that was made by a program, or by somebody
/// who wants a long log, may have any number of them.
fn told(mut problems: Vec<Problem>, path: &str, text: &Arc<str>) -> Vec<Problem> {
    let more = problems.len().saturating_sub(TOLD);
    problems.truncate(TOLD);
    let mut told: Vec<Problem> = problems.into_iter().map(|problem| placed(problem, path, text)).collect();
    if more > 0 {
        let message = format!("and {more} more");
        let help = "correct those that are shown, and run termlint again".to_owned();
        told.push(Problem { message, help, path: path.to_owned(), ..Problem::default() });
    }
    told
}

/// A problem of the configuration in the file that it is in.
fn placed(problem: Problem, path: &str, text: &Arc<str>) -> Problem {
    problem.in_file(path).with_text(text)
}

/// The schemas of a folder, sorted by name; `setting` is the flag or the key of the configuration that names it. Every file
/// lies in `boundary`.
///
/// # Errors
/// Where the folder holds no schema, or something in it cannot be read or leads elsewhere.
pub fn schema_files(
    folder: &Path,
    setting: &str,
    boundary: &Boundary,
    current: &Path,
) -> Result<Vec<SchemaFile>, Problem> {
    let shown = |path: &Path| discover::slashes(path.strip_prefix(current).unwrap_or(path));
    let problem = |path: &Path, message: String| Problem {
        message,
        help: format!("check {setting}"),
        path: shown(path),
        ..Problem::default()
    };
    if let Some(refusal) = boundary.refusal(folder) {
        return Err(problem(folder, format!("the folder of schemas {}", refusal.words())));
    }
    if fs::kind(folder) != fs::PathKind::Folder {
        return Err(problem(folder, "there is no such folder of schemas".to_owned()));
    }
    let how = Walk { gitignore: false, hidden: false, enters: &|_| true, depth: None, threads: 1 };
    let mut paths: Vec<PathBuf> = fs::walk(folder, how)
        .into_iter()
        .filter(|walked| !matches!(walked.what, What::Folder | What::FolderLink))
        .map(|walked| walked.path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    paths.sort();
    if paths.is_empty() {
        return Err(problem(folder, "this folder holds no schema (*.json)".to_owned()));
    }
    paths
        .into_iter()
        .map(|path| {
            if let Some(refusal) = boundary.refusal(&path) {
                return Err(problem(&path, format!("the schema {}", refusal.words())));
            }
            let text = fs::read_text(&path).map_err(|message| problem(&path, message))?;
            Ok(SchemaFile { path: shown(&path), text })
        })
        .collect()
}
