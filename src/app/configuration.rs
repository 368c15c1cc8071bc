//! Finds the configuration of each argument and reads it.
//!
//! Owns discovery upward (`design.md` section 3, "Root, corpus, files"); what the file means is `config/`'s.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::CheckOptions;
use crate::config::{self, Config};
use crate::discover;
use crate::error::Problem;
use crate::fs::{self, PathKind, Walk, What};
use crate::schema::SchemaFile;

/// The name of the configuration.
pub const FILE_NAME: &str = "termlint.toml";

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
}

/// A configuration with the text that it was read from.
#[derive(Default)]
pub struct Loaded {
    /// What it says.
    pub config: Config,
    /// Its text; empty where there is no file.
    pub text: String,
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
        return vec![scope(arguments.to_vec(), file, root, current)];
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
    let git = git_root(root.as_deref().unwrap_or(current));
    let root = root.or_else(|| git.clone()).unwrap_or_else(|| current.to_owned());
    Scope { arguments, file, machine_root: git.unwrap_or_else(|| root.clone()), home: root.clone(), root }
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
    fs::canonical(&path)
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

fn git_root(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|folder| fs::kind(&folder.join(".git")) != PathKind::Missing).map(Path::to_owned)
}

/// Reads the configuration of a scope; the default one where there is none.
///
/// # Errors
/// Everything that is wrong with it, each with its place.
pub fn read(scope: &Scope, current: &Path) -> Result<Loaded, Vec<Problem>> {
    let Some(file) = &scope.file else { return Ok(Loaded::default()) };
    let path = shown(file, current);
    let text = fs::read_text(file).map_err(|message| {
        let help = "correct the file, or name another one with --config".to_owned();
        vec![Problem { message, help, path: path.clone(), source: None }]
    })?;
    let config = config::parse(&text)
        .map_err(|problems| problems.into_iter().map(|problem| placed(problem, &path, &text)).collect::<Vec<_>>())?;
    Ok(Loaded { config, text })
}

/// What works in a configuration but should be written otherwise.
pub fn cautions(scope: &Scope, loaded: &Loaded, current: &Path) -> Vec<Problem> {
    let path = scope.file.as_deref().map_or_else(String::new, |file| shown(file, current));
    loaded.config.warnings.iter().map(|problem| placed(problem.clone(), &path, &loaded.text)).collect()
}

/// A problem of the configuration in the file that it is in.
fn placed(problem: config::Problem, path: &str, text: &str) -> Problem {
    Problem {
        message: problem.message,
        help: problem.help,
        path: path.to_owned(),
        source: problem.span.map(|span| (text.to_owned(), span)),
    }
}

/// The schemas of a folder, sorted by name.
pub fn schema_files(folder: &Path, current: &Path) -> Result<Vec<SchemaFile>, Problem> {
    let shown = |path: &Path| discover::slashes(path.strip_prefix(current).unwrap_or(path));
    let problem = |path: &Path, message: String| Problem {
        message,
        help: "check --schema-dir".to_owned(),
        path: shown(path),
        source: None,
    };
    if fs::kind(folder) != fs::PathKind::Folder {
        return Err(problem(folder, "there is no such folder of schemas".to_owned()));
    }
    let how = Walk { gitignore: false, hidden: false, depth: None, threads: 1 };
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
            let text = fs::read_text(&path).map_err(|message| problem(&path, message))?;
            Ok(SchemaFile { path: shown(&path), text })
        })
        .collect()
}
