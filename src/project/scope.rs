//! Which configuration holds for which argument.
//!
//! Owns discovery upward (`docs/design.md`, "Root, corpus, files"); what the file means is `config/`'s.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::options::Options;
use crate::boundary::Boundary;
use crate::discover;
use crate::fs::{self, PathKind};
use crate::git;

/// The name of the configuration.
pub const FILE_NAME: &str = "termlint.toml";

/// Arguments that share a configuration.
#[derive(Clone)]
pub struct Scope {
    /// The arguments; empty stands for the current folder.
    pub arguments: Vec<PathBuf>,
    /// Whether nobody has typed a path: then what `include` names is all that is checked.
    pub is_untyped: bool,
    /// The configuration file, if there is one.
    pub file: Option<PathBuf>,
    /// Its folder, else the git root, else the current folder; canonical. What it names is found from here.
    pub home: PathBuf,
    /// The same folder, or where its files stand instead.
    pub root: PathBuf,
    /// The git root, else the root; canonical.
    pub machine_root: PathBuf,
    /// Those of the arguments that nobody typed: they were found below a folder that another configuration holds for.
    pub found: Vec<PathBuf>,
    /// The project's own files: what content, configuration and git name must be one of them.
    pub boundary: Boundary,
}

impl Scope {
    /// The path of a file for machines: relative to the machine root, with `/`; outside of it as it is.
    pub fn machine_path(&self, file: &Path) -> String {
        discover::slashes(file.strip_prefix(&self.machine_root).unwrap_or(file))
    }

    /// Adds what was found below the folders of another one.
    pub(super) fn add_found(&mut self, argument: PathBuf) {
        if !self.arguments.contains(&argument) {
            self.arguments.push(argument.clone());
            self.found.push(argument);
        }
    }

    /// Whether nobody asked for any of it.
    pub(super) fn is_found(&self) -> bool {
        !self.found.is_empty() && self.found.len() == self.arguments.len()
    }

    /// What it is called where there are several: its configuration, as a person in the current folder would name it.
    pub fn name(&self, current: &Path) -> String {
        self.file.as_deref().map_or_else(|| "without a configuration".to_owned(), |file| shown(file, current))
    }

    /// Whether the text of `-` is among its files.
    pub fn has_stdin(&self) -> bool {
        self.arguments.iter().any(|argument| argument.as_os_str() == "-")
    }

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

/// Sorts the arguments by the configuration that holds for them. Without any, the current folder is meant, unless a list
/// names nothing.
pub fn scopes(options: &Options, arguments: &[PathBuf], current: &Path) -> Vec<Scope> {
    if arguments.is_empty() && options.files_from.is_some() {
        return Vec::new();
    }
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

impl Scope {
    /// What a configuration below the folders of this scope holds for: `argument` is its folder, or a file.
    pub(super) fn below(&self, file: PathBuf, argument: PathBuf, current: &Path) -> Scope {
        let own = scope(vec![argument.clone()], Some(file), None, current);
        // One report has one root.
        let machine_root = self.machine_root.clone();
        Scope { found: vec![argument], is_untyped: self.is_untyped, machine_root, ..own }
    }
}

/// The nearest configuration that holds for a file, as far as there is one.
pub(super) fn nearest(file: &Path) -> Option<PathBuf> {
    find(fs::canonical(file).parent()?)
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
    // The top of the file system is above everything, which brings nothing nearer.
    let above = current.ancestors().filter(|folder| folder.parent().is_some()).zip(0..);
    let mut from = above.filter_map(|(folder, up)| Some((file.strip_prefix(folder).ok()?, up)));
    match from.next() {
        Some((below, up)) => "../".repeat(up) + &crate::discover::slashes(below),
        None => crate::discover::slashes(file),
    }
}

fn scope(arguments: Vec<PathBuf>, file: Option<PathBuf>, root: Option<PathBuf>, current: &Path) -> Scope {
    let root = root.or_else(|| file.as_deref().and_then(Path::parent).map(Path::to_owned));
    let git = git::root(root.as_deref().unwrap_or(current));
    let root = root.or_else(|| git.clone()).unwrap_or_else(|| current.to_owned());
    let machine_root = git.unwrap_or_else(|| root.clone());
    let boundary = Boundary::new([machine_root.clone()]);
    let is_untyped = arguments.is_empty();
    Scope { arguments, is_untyped, file, machine_root, home: root.clone(), root, found: Vec::new(), boundary }
}

/// The folder from which the search for an argument starts.
fn start_of(argument: &Path, options: &Options, current: &Path) -> PathBuf {
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
