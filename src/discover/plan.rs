//! What is asked for and what comes of it: a request, and the plan that answers it.

use std::path::{Path, PathBuf};

use super::paths::{relative, slashes};
use super::source::{Source, Stdin};
use super::tree::Tree;
use crate::boundary::Boundary;
use crate::corpus::Coverage;
use crate::fs::{self, PathKind, Walk, Walked};
use crate::problem::Problem;

/// What to look for.
pub struct Request<'r> {
    /// The arguments, as given; none means the current folder.
    pub arguments: &'r [PathBuf],
    /// The text of `-`, if it was among the arguments.
    pub stdin: Option<Stdin>,
    /// The current folder, canonical.
    pub current: &'r Path,
    /// The folder of the configuration, canonical: globs are relative to it.
    pub root: &'r Path,
    /// The folder that machine paths are relative to, canonical.
    pub machine_root: &'r Path,
    /// The project's own files: a link that leads elsewhere is not followed.
    pub boundary: &'r Boundary,
    /// Whether a configuration names the corpus.
    pub has_include: bool,
    /// Whether nothing else is looked at.
    pub only_included: bool,
    /// Whether a root-relative path is included by the configuration.
    pub includes: &'r dyn Fn(&str) -> bool,
    /// The same for what is hidden, which must be named with its dots.
    pub names: &'r dyn Fn(&str) -> bool,
    /// Whether the configuration names anything hidden.
    pub names_hidden: bool,
    /// Whether what the configuration includes may lie below a root-relative folder.
    pub reaches: &'r (dyn Fn(&str) -> bool + Sync),
    /// Why a file is not to be looked at, if so: asked with its root-relative path, where it has one, and its real one.
    pub excluded: &'r dyn Fn(Option<&str>, &Path) -> Option<String>,
    /// The name of a configuration, where those of folders below are sought.
    pub configuration: Option<&'r str>,
    /// The folders of schemas, canonical: what lies there is a handoff only by its name.
    pub schemas: &'r [PathBuf],
    /// A folder that is the whole corpus, by the user's word.
    pub corpus: Option<&'r Path>,
    /// Whether `.gitignore` hides files from a walk.
    pub gitignore: bool,
    /// Threads to walk with.
    pub threads: usize,
    /// The files of a revision, which take the place of those on disk, or those that are staged, which stand beside them.
    pub tree: Option<&'r Tree>,
}

impl Request<'_> {
    pub(super) fn kind(&self, path: &Path) -> PathKind {
        self.tree.map_or_else(|| fs::kind(path), |tree| tree.kind(path))
    }

    /// The path without links and dots; of what only the tree holds, as far as it goes.
    pub(super) fn real(&self, path: &Path) -> PathBuf {
        match self.tree {
            Some(_) if fs::kind(path) == PathKind::Missing => fs::resolved(path),
            _ => fs::canonical(path),
        }
    }

    /// Lists what is below a folder.
    pub(super) fn walk(&self, folder: &Path, how: Walk<'_>) -> Vec<Walked> {
        self.tree.map_or_else(|| fs::walk(folder, how), |tree| tree.walk(folder, how))
    }

    /// Whether something that the configuration includes may lie below a folder, or at it.
    pub(super) fn leads_to_included(&self) -> impl Fn(&Path) -> bool + Sync {
        let (root, reaches) = (self.root, self.reaches);
        move |folder| relative(folder, root).map_or_else(|| root.starts_with(folder), |below| reaches(&below))
    }

    /// Whether the sources are known to be the whole corpus.
    fn coverage(&self, has_folders: bool) -> Coverage {
        match self.corpus {
            _ if self.has_include => Coverage::Complete,
            Some(corpus) if self.kind(corpus) == PathKind::Folder => Coverage::Complete,
            Some(_) => Coverage::Partial("--corpus is not a folder".to_owned()),
            None if has_folders => Coverage::Inferred,
            None => Coverage::Partial("only single files were given, so it is not known which terms exist".to_owned()),
        }
    }
}

/// A file that was passed over before its bytes were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedPath {
    /// The path for people.
    pub shown: String,
    /// Where it is.
    pub file: PathBuf,
    /// Why.
    pub reason: String,
    /// Whether it was named on the command line.
    pub named: bool,
}

/// What there is to check.
#[derive(Clone)]
pub struct Plan {
    /// Sorted by path.
    pub sources: Vec<Source>,
    /// Files that were passed over.
    pub skipped_paths: Vec<SkippedPath>,
    /// Arguments that cannot be used: exit code 2.
    pub unusable: Vec<Problem>,
    /// Whether the sources are known to be the whole corpus.
    pub coverage: Coverage,
    /// Whether a configuration names the corpus.
    pub has_include: bool,
    /// Configurations below the folders among the arguments; each with its folder as given.
    pub configurations: Vec<(PathBuf, PathBuf)>,
    /// Files that a glob among the arguments stands for, as given.
    pub globbed: Vec<PathBuf>,
    /// The folders among the arguments; finding no handoff in one of them is an error.
    pub folders: Vec<Folder>,
}

/// A folder that was named, or the current one; or all folders that a glob stands for.
#[derive(Clone)]
pub struct Folder {
    /// The path or glob for people.
    pub shown: String,
    /// The path as given; of a glob, the first.
    pub given: PathBuf,
    /// The sources that it holds, by their number in the plan.
    pub holds: Vec<usize>,
}

/// What a search has come across, in no order.
#[derive(Default)]
pub(super) struct Found {
    pub(super) sources: Vec<Source>,
    /// Canonical; as given; the glob that stands for it, if one does.
    pub(super) folders: Vec<(PathBuf, PathBuf, Option<String>)>,
    pub(super) skipped_paths: Vec<SkippedPath>,
    pub(super) configurations: Vec<(PathBuf, PathBuf)>,
    pub(super) globbed: Vec<PathBuf>,
    pub(super) unusable: Vec<Problem>,
}

impl Found {
    /// The plan: everything in the order of its paths. `holds` has the numbers of the sources of each folder.
    pub(super) fn in_order(self, request: &Request<'_>, mut holds: Vec<Vec<usize>>) -> Plan {
        let Found { sources, folders, mut skipped_paths, mut configurations, globbed, unusable } = self;
        let mut numbered: Vec<(usize, Source)> = sources.into_iter().enumerate().collect();
        numbered.sort_by(|(_, one), (_, two)| one.path.cmp(&two.path));
        let mut places = vec![0; numbered.len()];
        for (place, (number, _)) in numbered.iter().enumerate() {
            places[*number] = place;
        }
        holds.iter_mut().flatten().for_each(|number| *number = places[*number]);
        configurations.sort();
        skipped_paths.sort_by(|one, two| one.shown.cmp(&two.shown));
        skipped_paths.dedup_by(|one, two| one.shown == two.shown);
        let shown = |folder: &Path, given: &Path| match relative(folder, request.current) {
            Some(below) => below,
            None if folder == request.current => ".".to_owned(),
            None => slashes(given),
        };
        let mut shown_folders: Vec<Folder> = Vec::new();
        for ((folder, given, glob), mut holds) in folders.iter().zip(holds) {
            let shown = glob.clone().unwrap_or_else(|| shown(folder, given));
            match shown_folders.last_mut().filter(|last| glob.is_some() && last.shown == shown) {
                Some(last) => last.holds.append(&mut holds),
                None => shown_folders.push(Folder { shown, given: given.clone(), holds }),
            }
        }
        Plan {
            sources: numbered.into_iter().map(|(_, source)| source).collect(),
            skipped_paths,
            configurations,
            globbed,
            unusable,
            coverage: request.coverage(!folders.is_empty()),
            has_include: request.has_include,
            folders: shown_folders,
        }
    }
}
