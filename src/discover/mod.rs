//! From arguments to sources: files, folders, globs and standard input.
//!
//! Owns what is looked at, what is reported and what makes up the corpus (`design.md` section 3, "Root, corpus,
//! files"). Reads no content: whether a file is a handoff is decided when its bytes are at hand.

mod pattern;
mod source;
mod tree;

pub use pattern::braces;
pub use source::{Content, Source, Stdin, is_lines, looks_like_handoff};
pub use tree::Tree;

use pattern::{GLOB_OPTIONS, Glob, is_glob};

use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

use crate::boundary::{Boundary, Refusal};
use crate::corpus::Judgeable;
use crate::fs::{self, PathKind, ReadError, Walk, Walked, What};
use crate::git;
use crate::problem::Problem;

/// What the names of files end with that a walk looks at.
const EXTENSIONS: [&str; 3] = ["json", "jsonl", "ndjson"];

/// The name under which text from standard input is reported when it has none.
pub const STDIN_NAME: &str = "<stdin>";

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
    /// A folder that is the whole corpus, by the user's word.
    pub corpus: Option<&'r Path>,
    /// Whether `.gitignore` hides files from a walk.
    pub gitignore: bool,
    /// Threads to walk with.
    pub threads: usize,
    /// The files of a revision, which take the place of those on disk.
    pub tree: Option<&'r Tree>,
}

impl Request<'_> {
    fn kind(&self, path: &Path) -> PathKind {
        match self.tree {
            None => fs::kind(path),
            Some(tree) if tree.has_folder(path) => PathKind::Folder,
            Some(_) => PathKind::Missing,
        }
    }
}

/// A file that was passed over before its bytes were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PassedOver {
    /// The path for people.
    pub shown: String,
    /// Why.
    pub reason: String,
    /// Whether it was named on the command line.
    pub named: bool,
}

/// What there is to judge.
pub struct Plan {
    /// Sorted by path.
    pub sources: Vec<Source>,
    /// Files that were passed over.
    pub passed_over: Vec<PassedOver>,
    /// Arguments that cannot be used: exit code 2.
    pub unusable: Vec<Problem>,
    /// Whether the sources are known to be the whole corpus.
    pub judgeable: Judgeable,
    /// Whether a configuration names the corpus.
    pub has_include: bool,
    /// The folders among the arguments; finding no handoff in one of them is an error.
    pub folders: Vec<Folder>,
}

/// A folder that was named, or the current one; or all folders that a glob stands for.
pub struct Folder {
    /// The path or glob for people.
    pub shown: String,
    /// The sources that it holds, by their number in the plan.
    pub holds: Vec<usize>,
}

/// Looks everything up.
pub fn discover(request: &Request<'_>) -> Plan {
    let mut search = Search {
        request,
        sources: Vec::new(),
        found: HashMap::new(),
        folders: Vec::new(),
        passed_over: Vec::new(),
        unusable: Vec::new(),
    };
    let here = [PathBuf::from(".")];
    let arguments = if request.arguments.is_empty() && request.stdin.is_none() { &here } else { request.arguments };
    for argument in arguments {
        search.argument(argument);
    }
    // Where a configuration names the corpus, that is it; otherwise --corpus; otherwise, perhaps, the folders.
    let corpus = request.corpus.filter(|_| !request.has_include);
    let reported = Role { reported: true, in_corpus: !request.has_include && request.corpus.is_none() };
    let mut walks: Vec<(PathBuf, PathBuf, Role)> =
        search.folders.iter().map(|(folder, given, _)| (folder.clone(), given.clone(), reported)).collect();
    let known = match corpus {
        Some(corpus) if request.kind(corpus) == PathKind::Folder => {
            Some((fs::canonical(corpus), corpus.to_owned(), Role { reported: false, in_corpus: true }))
        }
        Some(corpus) => {
            let given = corpus.strip_prefix(request.current).unwrap_or(corpus);
            search.refuse(given, "--corpus names no folder", "name the folder that holds all handoffs");
            None
        }
        None if request.has_include => {
            let root = request.root.to_owned();
            Some((root.clone(), root, Role { reported: false, in_corpus: false }))
        }
        None => None,
    };
    if let Some((folder, given, role)) = known {
        match walks.iter_mut().find(|(walked, ..)| *walked == folder) {
            Some((.., walked)) => walked.in_corpus |= role.in_corpus,
            None => walks.push((folder, given, role)),
        }
    }
    let holds: Vec<Vec<usize>> =
        walks.into_iter().map(|(folder, given, role)| search.walk(&folder, &given, role)).collect();
    if let Some(stdin) = &request.stdin {
        search.stdin(stdin);
    }
    search.plan(holds)
}

/// What a walk is for.
#[derive(Clone, Copy)]
struct Role {
    reported: bool,
    in_corpus: bool,
}

/// What somebody who names a file wants.
const NAMED: Role = Role { reported: true, in_corpus: false };

/// A name of a file.
#[derive(Clone, Copy)]
struct Name<'n> {
    /// Absolute, with every link resolved but the last: the name under which it was reached.
    reached: &'n Path,
    /// As the user wrote it, or would have.
    given: &'n Path,
    /// Whether it was an argument.
    is_argument: bool,
}

struct Search<'r> {
    request: &'r Request<'r>,
    sources: Vec<Source>,
    /// The sources by their canonical path, so that one file under two names is judged once.
    found: HashMap<PathBuf, usize>,
    /// Canonical; as given; the glob that stands for it, if one does.
    folders: Vec<(PathBuf, PathBuf, Option<String>)>,
    passed_over: Vec<PassedOver>,
    unusable: Vec<Problem>,
}

impl Search<'_> {
    fn argument(&mut self, argument: &Path) {
        let path = self.request.current.join(argument);
        match self.request.kind(&path) {
            PathKind::File => self.named(&path, argument),
            PathKind::Folder => self.folder(&path, argument, None),
            PathKind::Special => self.refuse(
                argument,
                "this is a device or a pipe, which is never opened",
                "name a file, or pass the text to `termlint check -`",
            ),
            PathKind::Missing => self.pattern(argument),
        }
    }

    fn folder(&mut self, path: &Path, given: &Path, glob: Option<&str>) {
        if let Some(refusal) = self.leads_out(path) {
            let message = format!("this folder {}", refusal.words());
            return self.refuse(given, message, "name the folder by its own path");
        }
        let folder = fs::canonical(path);
        if self.folders.iter().all(|(known, ..)| *known != folder) {
            self.folders.push((folder, given.to_owned(), glob.map(str::to_owned)));
        }
    }

    /// Why a path is not followed although a person, or a hook, names it: a link of the project that it passes through
    /// leads out of the project.
    fn leads_out(&self, path: &Path) -> Option<Refusal> {
        let around = path.parent().and_then(git::root);
        let boundary = around.iter().fold(self.request.boundary.clone(), |all, root| all.with(fs::canonical(root)));
        boundary.leads_out(path)
    }

    fn named(&mut self, path: &Path, given: &Path) {
        if let Some(refusal) = self.leads_out(path) {
            let name = Name { reached: path, given, is_argument: true };
            self.broken(path, name, NAMED, ReadError::Outside(refusal.words()));
            return;
        }
        let reached = match (path.parent(), path.file_name()) {
            (Some(folder), Some(name)) if fs::is_link(path) => fs::canonical(folder).join(name),
            _ => fs::canonical(path),
        };
        self.file(fs::canonical(path), Name { reached: &reached, given, is_argument: true }, NAMED);
    }

    /// An argument that is no path: perhaps the shell left a glob to us.
    fn pattern(&mut self, argument: &Path) {
        let text = argument.to_string_lossy();
        if let Some(alternatives) = braces(&text) {
            let help = format!("pass an argument for each: {}", alternatives.join(" "));
            return self.refuse(argument, "braces are not understood in a glob", help);
        }
        if !is_glob(&text) {
            return self.refuse(
                argument,
                "there is no such file or folder",
                "check the spelling, and the folder you are in",
            );
        }
        // `content/**` is all that `content` holds.
        let whole = text.trim_end_matches("/**");
        let whole = if whole == "**" { "." } else { whole };
        if whole.len() < text.len() && !is_glob(whole) {
            let path = self.request.current.join(whole);
            return match fs::kind(&path) {
                PathKind::Folder => self.folder(&path, Path::new(whole), None),
                _ => {
                    self.refuse(argument, "this glob matches no file", "check the spelling, and the folder you are in")
                }
            };
        }
        let glob = match Glob::new(whole) {
            Ok(glob) => glob,
            Err(words) => return self.refuse(argument, words, "correct the glob"),
        };
        let mut matched = self.matches(&glob);
        matched.retain(|(_, what)| whole.len() == text.len() || *what == What::Folder);
        if matched.is_empty() {
            self.refuse(argument, "this glob matches no file", "check the spelling, and the folder you are in");
        }
        for (given, what) in matched {
            let path = self.request.current.join(&given);
            match what {
                What::Folder | What::FolderLink => self.folder(&path, &given, Some(&text)),
                _ => self.argument(&given),
            }
        }
    }

    /// What a glob stands for, as a shell would write it out.
    fn matches(&self, glob: &Glob) -> Vec<(PathBuf, What)> {
        let base = self.request.current.join(&glob.base);
        if fs::kind(&base) != PathKind::Folder {
            return Vec::new();
        }
        let base = fs::canonical(&base);
        let (hidden, depth, threads) = (glob.hidden, glob.depth, self.request.threads);
        let how = Walk { gitignore: false, hidden, enters: &|_| true, depth, threads };
        let mut matched: Vec<(PathBuf, What)> = fs::walk(&base, how)
            .into_iter()
            .filter_map(|walked| {
                let below = walked.path.strip_prefix(&base).ok()?;
                glob.below.matches_with(&slashes(below), GLOB_OPTIONS).then(|| (glob.base.join(below), walked.what))
            })
            .collect();
        matched.sort_by(|one, two| one.0.cmp(&two.0));
        matched
    }

    fn refuse(&mut self, argument: &Path, message: impl Into<String>, help: impl Into<String>) {
        let path = argument.to_string_lossy().into_owned();
        self.unusable.push(Problem::new(message, help).in_file(path));
    }

    /// Looks at everything below a folder; returns the sources that it holds.
    fn walk(&mut self, folder: &Path, given: &Path, role: Role) -> Vec<usize> {
        let request = self.request;
        // What is hidden is entered where the configuration leads there. What git keeps is nobody's content.
        let leads_there = leads_to_included(request);
        let enters = |path: &Path| !fs::is_hidden(path) || !is_git(path) && leads_there(path);
        let hidden = request.names_hidden;
        let how = Walk { gitignore: request.gitignore, hidden, enters: &enters, depth: None, threads: request.threads };
        let (mut holds, mut seen) = (Vec::new(), HashSet::new());
        let boundary = request.boundary.clone().with(folder.to_owned()).and(&Boundary::around(folder));
        let found = match request.tree {
            None => fs::walk(folder, how),
            Some(tree) => tree.walk(folder, how),
        };
        for walked in found {
            let path = walked.path;
            if walked.what == What::Folder {
                continue;
            }
            let below_root = relative(&path, self.request.root);
            let is_hidden = hidden && is_hidden_below(folder, &path);
            let included = self.includes(below_root.as_deref(), is_hidden);
            let is_shut = matches!(walked.what, What::Unreadable(ReadError::Shut(_)));
            let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
            let is_wanted = role.reported || role.in_corpus || included;
            let is_candidate = included || is_shut || EXTENSIONS.contains(&extension);
            let is_link = walked.what == What::FolderLink;
            if is_hidden && !(included || is_shut || is_link && leads_there(&path)) {
                continue;
            }
            let lower = extension.to_ascii_lowercase();
            let is_otherwise = role.reported && lower != extension && EXTENSIONS.contains(&lower.as_str());
            let is_of_interest = is_link || is_wanted && is_candidate;
            if !is_of_interest && !is_otherwise {
                continue;
            }
            let given = path.strip_prefix(folder).map_or_else(|_| path.clone(), |below| given.join(below));
            let name = Name { reached: &path, given: &given, is_argument: false };
            if !is_of_interest {
                let reason = format!("letters count as they are written: .{extension} is not .{lower}");
                self.pass_over(&path, name, reason);
                continue;
            }
            if included && role.reported {
                seen.insert(path.clone());
            }
            let what = match walked.what {
                What::Link => match boundary.refusal(&path) {
                    Some(refusal) => What::Unreadable(ReadError::Outside(refusal.words())),
                    None => What::Link,
                },
                what => what,
            };
            match what {
                What::Folder => {}
                What::File => holds.extend(self.source(path.clone(), name, below_root.as_deref(), role)),
                What::Link => holds.extend(self.source(fs::canonical(&path), name, below_root.as_deref(), role)),
                What::FolderLink if role.reported => {
                    self.pass_over(&path, name, "a link to a folder, which is not followed".to_owned());
                }
                What::FolderLink => {}
                What::Unreadable(error) => {
                    // Where no handoff is expected, it is nobody's loss.
                    if is_shut || included || path.file_name() == Some(OsStr::new("ai.json")) {
                        holds.extend(self.broken(&path, name, role, error));
                    } else if role.reported {
                        self.pass_over(&path, name, error.message());
                    }
                }
            }
        }
        if role.reported && request.gitignore && request.has_include {
            self.left_to_git(folder, given, &seen);
        }
        holds
    }

    /// Says what the configuration includes and `.gitignore` keeps from being seen.
    fn left_to_git(&mut self, folder: &Path, given: &Path, seen: &HashSet<PathBuf>) {
        let request = self.request;
        let leads_there = leads_to_included(request);
        let enters = |path: &Path| !is_git(path) && leads_there(path);
        let (hidden, threads) = (request.names_hidden, request.threads);
        let how = Walk { gitignore: false, hidden, enters: &enters, depth: None, threads };
        for Walked { path, what } in fs::walk(folder, how) {
            let below_root = relative(&path, request.root);
            let is_file = matches!(what, What::File | What::Link);
            if !is_file || seen.contains(&path) || !self.includes(below_root.as_deref(), is_hidden_below(folder, &path))
            {
                continue;
            }
            if (request.excluded)(below_root.as_deref(), &path).is_none() {
                let given = path.strip_prefix(folder).map_or_else(|_| path.clone(), |below| given.join(below));
                let name = Name { reached: &path, given: &given, is_argument: false };
                self.pass_over(&path, name, ".gitignore hides it; --no-gitignore reads it".to_owned());
            }
        }
    }

    /// Whether the configuration includes a file; one that is hidden, by writing out its dots.
    fn includes(&self, below_root: Option<&str>, is_hidden: bool) -> bool {
        let includes = if is_hidden { self.request.names } else { self.request.includes };
        self.request.has_include && below_root.is_some_and(includes)
    }

    fn pass_over(&mut self, canonical: &Path, name: Name<'_>, reason: String) {
        let shown = self.path(canonical, name, self.request.current);
        self.passed_over.push(PassedOver { shown, reason, named: name.is_argument });
    }

    fn file(&mut self, canonical: PathBuf, name: Name<'_>, role: Role) -> Option<usize> {
        let below_root = relative(name.reached, self.request.root);
        self.source(canonical, name, below_root.as_deref(), role)
    }

    /// Adds a source that is not read.
    fn broken(&mut self, path: &Path, name: Name<'_>, role: Role, error: ReadError) -> Option<usize> {
        let number = self.file(path.to_owned(), name, role)?;
        let source = &mut self.sources[number];
        source.content = Content::Broken(error);
        source.taken = true;
        Some(number)
    }

    /// Adds a source, or what another name says about it; its number, unless it is excluded. Whether it is excluded or
    /// included is decided by the name under which it was reached.
    fn source(&mut self, canonical: PathBuf, name: Name<'_>, below_root: Option<&str>, role: Role) -> Option<usize> {
        if let Some(reason) = (self.request.excluded)(below_root, &canonical) {
            if role.reported {
                self.pass_over(&canonical, name, reason);
            }
            return None;
        }
        let included = self.includes(below_root, false);
        let names = [canonical.as_path(), name.reached];
        let lines = names.into_iter().any(is_lines);
        let taken =
            name.is_argument || included || names.iter().any(|path| path.file_name() == Some(OsStr::new("ai.json")));
        let path = self.path(&canonical, name, self.request.machine_root);
        let number = match self.found.get(&canonical) {
            Some(number) => *number,
            None => {
                let shown = if self.request.machine_root == self.request.current {
                    path.clone()
                } else {
                    self.path(&canonical, name, self.request.current)
                };
                let is_walked = !name.is_argument && canonical == name.reached;
                let content = match self.request.tree.and_then(|tree| tree.get(&canonical)) {
                    Some(part) => Content::Spooled(part.clone()),
                    None if is_walked => Content::Walked(canonical.clone()),
                    None => Content::Disk(canonical.clone()),
                };
                self.sources.push(Source {
                    path: path.clone(),
                    shown,
                    lines: false,
                    taken: false,
                    reported: false,
                    in_corpus: false,
                    content,
                });
                self.found.insert(canonical.clone(), self.sources.len() - 1);
                self.sources.len() - 1
            }
        };
        let shown = (path < self.sources[number].path).then(|| self.path(&canonical, name, self.request.current));
        let source = &mut self.sources[number];
        if let Some(shown) = shown {
            // A walk is in no order, but which of two names is used must not depend on it.
            source.path = path;
            source.shown = shown;
        }
        source.lines |= lines;
        source.taken |= taken;
        source.reported |= role.reported;
        source.in_corpus |= role.in_corpus || included;
        Some(number)
    }

    fn stdin(&mut self, stdin: &Stdin) {
        let content = stdin.content.clone();
        let Some(name) = &stdin.name else {
            self.sources.push(Source {
                content,
                path: STDIN_NAME.to_owned(),
                shown: STDIN_NAME.to_owned(),
                lines: false,
                taken: true,
                reported: true,
                in_corpus: false,
            });
            return;
        };
        let path = self.request.current.join(name);
        // The file may be new, so that only its folder can be asked for its real name.
        let canonical = match (fs::kind(&path), path.parent(), path.file_name()) {
            (PathKind::Missing, Some(folder), Some(file)) => fs::canonical(folder).join(file),
            _ => fs::canonical(&path),
        };
        let name = Name { reached: &canonical, given: name, is_argument: true };
        if let Some(number) = self.file(canonical.clone(), name, NAMED) {
            self.sources[number].content = content;
        }
    }

    /// Puts everything in order.
    fn plan(self, mut holds: Vec<Vec<usize>>) -> Plan {
        let Search { request, sources, folders, mut passed_over, unusable, .. } = self;
        let mut numbered: Vec<(usize, Source)> = sources.into_iter().enumerate().collect();
        numbered.sort_by(|(_, one), (_, two)| one.path.cmp(&two.path));
        let mut places = vec![0; numbered.len()];
        for (place, (number, _)) in numbered.iter().enumerate() {
            places[*number] = place;
        }
        holds.iter_mut().flatten().for_each(|number| *number = places[*number]);
        passed_over.sort_by(|one, two| one.shown.cmp(&two.shown));
        passed_over.dedup_by(|one, two| one.shown == two.shown);
        let judgeable =
            if request.has_include || request.corpus.is_some_and(|corpus| request.kind(corpus) == PathKind::Folder) {
                Judgeable::Whole
            } else if request.corpus.is_some() {
                Judgeable::No("--corpus names no folder".to_owned())
            } else if !folders.is_empty() {
                Judgeable::Perhaps
            } else {
                Judgeable::No("only single files are at hand, so nobody knows which terms exist".to_owned())
            };
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
                None => shown_folders.push(Folder { shown, holds }),
            }
        }
        Plan {
            sources: numbered.into_iter().map(|(_, source)| source).collect(),
            passed_over,
            unusable,
            judgeable,
            has_include: request.has_include,
            folders: shown_folders,
        }
    }

    /// The path relative to a folder: the file's own if it lies there, else the name under which it was reached, else
    /// as given.
    fn path(&self, canonical: &Path, name: Name<'_>, folder: &Path) -> String {
        relative(canonical, folder).or_else(|| relative(name.reached, folder)).unwrap_or_else(|| slashes(name.given))
    }
}

/// Whether something that the configuration includes may lie below a folder, or at it.
fn leads_to_included<'r>(request: &Request<'r>) -> impl Fn(&Path) -> bool + Sync + use<'r> {
    let (root, reaches) = (request.root, request.reaches);
    move |folder| relative(folder, root).map_or_else(|| root.starts_with(folder), |below| reaches(&below))
}

/// Whether any part of a path below `folder` does.
fn is_hidden_below(folder: &Path, path: &Path) -> bool {
    path.ancestors().take_while(|path| *path != folder).any(fs::is_hidden)
}

/// Whether a folder is git's own.
fn is_git(path: &Path) -> bool {
    path.file_name() == Some(OsStr::new(".git"))
}

/// `path` below `folder`, with `/`; `None` when it lies elsewhere.
fn relative(path: &Path, folder: &Path) -> Option<String> {
    // Both are absolute and without dots, so that text will do, which is far quicker.
    if MAIN_SEPARATOR == '/'
        && let (Some(path), Some(folder)) = (path.to_str(), folder.to_str())
    {
        let below = path.strip_prefix(folder)?;
        let below = if folder.ends_with('/') { below } else { below.strip_prefix('/')? };
        return (!below.is_empty()).then(|| below.to_owned());
    }
    path.strip_prefix(folder).ok().filter(|below| !below.as_os_str().is_empty()).map(slashes)
}

/// A path with `/` between its parts on every system.
pub fn slashes(path: &Path) -> String {
    let mut text = String::new();
    for component in path.components() {
        match component {
            Component::CurDir => continue,
            Component::RootDir => {
                text.push('/');
                continue;
            }
            _ => {}
        }
        if !text.is_empty() && !text.ends_with('/') {
            text.push('/');
        }
        text.push_str(&component.as_os_str().to_string_lossy());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_written_with_slashes() {
        assert_eq!(slashes(Path::new("./a/../b/ai.json")), "a/../b/ai.json");
        assert_eq!(slashes(Path::new("/a/b")), "/a/b");
    }
}
