//! The search: follows every argument to the files behind it and keeps what each name says about a file.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::name::{NAMED, Name, Role};
use super::parked::Parked;
use super::paths::{is_git, is_hidden_below, relative, slashes};
use super::pattern::{Glob, is_glob, without_braces};
use super::plan::{Found, Plan, Request, SkippedPath};
use super::source::{AMONG_SCHEMAS, EXTENSIONS, NOT_INCLUDED, STDIN_NAME, Source, Stdin, is_lines};
use crate::boundary::{Boundary, Refusal};
use crate::fs::{self, PathKind, ReadError, Walk, Walked, What};
use crate::git;
use crate::problem::Problem;
use crate::words::{escape, without_location};

/// Looks everything up.
pub fn discover(request: &Request<'_>) -> Plan {
    let mut search = Search { request, found: Found::default(), numbers: HashMap::new() };
    let here = [PathBuf::from(".")];
    let arguments = if request.arguments.is_empty() && request.stdin.is_none() { &here } else { request.arguments };
    for argument in arguments {
        search.argument(argument);
    }
    // Where a configuration names the corpus, that is it; otherwise --corpus; otherwise, perhaps, the folders.
    let corpus = request.corpus.filter(|_| !request.has_include);
    let reported = Role { reported: true, in_corpus: !request.has_include && request.corpus.is_none() };
    let mut walks: Vec<(PathBuf, PathBuf, Role)> =
        search.found.folders.iter().map(|(folder, given, _)| (folder.clone(), given.clone(), reported)).collect();
    let known = match corpus {
        Some(corpus) if request.kind(corpus) == PathKind::Folder => {
            Some((fs::canonical(corpus), corpus.to_owned(), Role { reported: false, in_corpus: true }))
        }
        Some(corpus) => {
            let given = corpus.strip_prefix(request.current).unwrap_or(corpus);
            search.refuse(given, "--corpus is not a folder", "name the folder that contains all handoffs");
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
    search.found.in_order(request, holds)
}

struct Search<'r> {
    request: &'r Request<'r>,
    found: Found,
    /// The sources by their canonical path, so that one file under two names is checked once.
    numbers: HashMap<PathBuf, usize>,
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
            return self.refuse(given, message, "pass the path of the folder itself");
        }
        let folder = self.request.real(path);
        if self.found.folders.iter().all(|(known, ..)| *known != folder) {
            self.found.folders.push((folder, given.to_owned(), glob.map(str::to_owned)));
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
            _ => self.request.real(path),
        };
        self.file(self.request.real(path), Name { reached: &reached, given, is_argument: true }, NAMED);
    }

    /// An argument that is not a path: perhaps the shell left a glob to us.
    fn pattern(&mut self, argument: &Path) {
        let text = argument.to_string_lossy();
        match without_braces(&text) {
            Ok(globs) if globs != [text.as_ref()] => {
                return globs.iter().for_each(|glob| self.argument(Path::new(glob)));
            }
            Ok(_) => {}
            Err((message, help)) => return self.refuse(argument, message, help),
        }
        if !is_glob(&text) {
            // A location that was copied from a report. A run reports whole files, so it is not taken for one.
            let is_there = |path: &&str| fs::kind(&self.request.current.join(path)) != PathKind::Missing;
            let help = match without_location(&text).filter(is_there) {
                Some(path) => format!("name the file without the line: {}", escape(path)),
                None => "check the spelling and the current folder".to_owned(),
            };
            return self.refuse(argument, "there is no such file or folder", help);
        }
        // `content/**` is all that `content` holds.
        let whole = text.trim_end_matches("/**");
        let whole = if whole == "**" { "." } else { whole };
        if whole.len() < text.len() && !is_glob(whole) {
            let path = self.request.current.join(whole);
            return match fs::kind(&path) {
                PathKind::Folder => self.folder(&path, Path::new(whole), None),
                _ => self.refuse(argument, "this glob matches no file", "check the spelling and the current folder"),
            };
        }
        let glob = match Glob::new(whole) {
            Ok(glob) => glob,
            Err(words) => return self.refuse(argument, words, "correct the glob"),
        };
        let mut matched = glob.matches(self.request.current, self.request.threads);
        matched.retain(|(_, what)| whole.len() == text.len() || *what == What::Folder);
        if matched.is_empty() {
            self.refuse(argument, "this glob matches no file", "check the spelling and the current folder");
        }
        for (given, what) in matched {
            let path = self.request.current.join(&given);
            match what {
                What::Folder | What::FolderLink => self.folder(&path, &given, Some(&text)),
                _ => {
                    self.argument(&given);
                    self.found.globbed.push(given);
                }
            }
        }
    }

    fn refuse(&mut self, argument: &Path, message: impl Into<String>, help: impl Into<String>) {
        let path = argument.to_string_lossy().into_owned();
        self.found.unusable.push(Problem::new(message, help).in_file(path));
    }

    /// Looks at everything below a folder; returns the sources that it holds.
    fn walk(&mut self, folder: &Path, given: &Path, role: Role) -> Vec<usize> {
        let request = self.request;
        // What is hidden is entered where the configuration leads there. What git keeps is not content.
        let leads_there = request.leads_to_included();
        let parked = Parked::around(folder);
        let enters = |path: &Path| (!fs::is_hidden(path) || !is_git(path) && leads_there(path)) && !parked.is_met(path);
        let hidden = request.names_hidden;
        let how = Walk { gitignore: request.gitignore, hidden, enters: &enters, depth: None, threads: request.threads };
        let (mut holds, mut seen) = (Vec::new(), HashSet::new());
        let boundary = request.boundary.clone().with(folder.to_owned()).and(&Boundary::around(folder));
        for walked in request.walk(folder, how) {
            let path = walked.path;
            if role.reported
                && request.configuration.is_some_and(|name| path.file_name() == Some(OsStr::new(name)))
                && let Some(below) = path.parent().and_then(|holder| holder.strip_prefix(folder).ok())
            {
                let given = if below.as_os_str().is_empty() { given.to_owned() } else { given.join(below) };
                self.found.configurations.push((path.clone(), given));
            }
            if walked.what == What::Folder {
                continue;
            }
            let below_root = relative(&path, self.request.root);
            let is_hidden = hidden && is_hidden_below(folder, &path);
            let included = self.includes(below_root.as_deref(), is_hidden);
            let is_shut = matches!(walked.what, What::Unreadable(ReadError::Shut(_)));
            let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
            // Behind a folder that is shut may be what the configuration includes.
            let is_sought = !request.only_included || is_shut && leads_there(&path);
            let is_wanted = role.reported && is_sought || role.in_corpus || included;
            let is_missed = role.reported && !is_wanted && path.file_name() == Some(OsStr::new("ai.json"));
            let is_candidate = included || is_shut || EXTENSIONS.contains(&extension);
            let is_link = walked.what == What::FolderLink;
            if is_hidden && !(included || is_shut || is_link && leads_there(&path)) {
                continue;
            }
            let lower = extension.to_ascii_lowercase();
            let is_otherwise = role.reported && lower != extension && EXTENSIONS.contains(&lower.as_str());
            let is_of_interest = is_link || is_wanted && is_candidate;
            if !is_of_interest && !is_otherwise && !is_missed {
                continue;
            }
            let given = path.strip_prefix(folder).map_or_else(|_| path.clone(), |below| given.join(below));
            let name = Name { reached: &path, given: &given, is_argument: false };
            if is_missed {
                let reason = (request.excluded)(below_root.as_deref(), &path);
                self.pass_over(&path, name, reason.unwrap_or_else(|| NOT_INCLUDED.to_owned()));
                continue;
            }
            if !is_of_interest {
                let reason = format!("file names are case-sensitive: .{extension} is not .{lower}");
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
                    // Where no handoff is expected, it is skipped.
                    if is_shut || included || path.file_name() == Some(OsStr::new("ai.json")) {
                        holds.extend(self.broken(&path, name, role, error));
                    } else if role.reported {
                        self.pass_over(&path, name, error.message());
                    }
                }
            }
        }
        if role.reported && request.gitignore && request.has_include {
            self.left_to_git(folder, given, &seen, &parked);
        }
        for path in if role.reported { parked.met() } else { Vec::new() } {
            let given = path.strip_prefix(folder).map_or_else(|_| path.clone(), |below| given.join(below));
            let name = Name { reached: &path, given: &given, is_argument: false };
            self.pass_over(&path, name, "another worktree of this repository; name it to check it".to_owned());
        }
        holds
    }

    /// Says what the configuration includes and `.gitignore` keeps from being seen.
    fn left_to_git(&mut self, folder: &Path, given: &Path, seen: &HashSet<PathBuf>, parked: &Parked) {
        let request = self.request;
        let leads_there = request.leads_to_included();
        let enters = |path: &Path| !is_git(path) && leads_there(path) && !parked.is_met(path);
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
                self.pass_over(&path, name, ".gitignore excludes it; --no-gitignore includes it".to_owned());
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
        let file = canonical.to_owned();
        self.found.skipped_paths.push(SkippedPath { shown, file, reason, named: name.is_argument });
    }

    fn file(&mut self, canonical: PathBuf, name: Name<'_>, role: Role) -> Option<usize> {
        let below_root = relative(name.reached, self.request.root);
        self.source(canonical, name, below_root.as_deref(), role)
    }

    /// Adds a source that is not read.
    fn broken(&mut self, path: &Path, name: Name<'_>, role: Role, error: ReadError) -> Option<usize> {
        let number = self.file(path.to_owned(), name, role)?;
        let source = &mut self.found.sources[number];
        source.unreadable = Some(error);
        source.explicit = true;
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
        let by_name = included || names.iter().any(|path| path.file_name() == Some(OsStr::new("ai.json")));
        if !by_name && self.request.schemas.iter().any(|folder| canonical.starts_with(folder)) {
            if role.reported {
                // A hook names what has changed: that a schema is not checked is as it should be.
                self.pass_over(&canonical, Name { is_argument: false, ..name }, AMONG_SCHEMAS.to_owned());
            }
            return None;
        }
        let explicit = name.is_argument || by_name;
        let path = self.path(&canonical, name, self.request.machine_root);
        let number = match self.numbers.get(&canonical) {
            Some(number) => *number,
            None => {
                let shown = if self.request.machine_root == self.request.current {
                    path.clone()
                } else {
                    self.path(&canonical, name, self.request.current)
                };
                let is_met = !name.is_argument && canonical == name.reached;
                let source = Source::new(canonical.clone(), path.clone(), shown);
                self.found.sources.push(Source { is_met, ..source });
                self.numbers.insert(canonical.clone(), self.found.sources.len() - 1);
                self.found.sources.len() - 1
            }
        };
        let shown = (path < self.found.sources[number].path).then(|| self.path(&canonical, name, self.request.current));
        let source = &mut self.found.sources[number];
        if let Some(shown) = shown {
            // A walk is in no order, but which of two names is used must not depend on it.
            source.path = path;
            source.shown = shown;
        }
        source.is_own |= canonical == name.reached;
        source.lines |= lines;
        source.explicit |= explicit;
        source.by_name |= by_name;
        source.reported |= role.reported;
        source.in_corpus |= role.in_corpus || included;
        Some(number)
    }

    fn stdin(&mut self, stdin: &Stdin) {
        let file = stdin_file(self.request.current, stdin.name.as_deref());
        let number = match &stdin.name {
            Some(given) => self.file(file.clone(), Name { reached: &file, given, is_argument: true }, NAMED),
            None => {
                let source = Source::new(file, STDIN_NAME.to_owned(), STDIN_NAME.to_owned());
                self.found.sources.push(Source { explicit: true, by_name: true, reported: true, ..source });
                Some(self.found.sources.len() - 1)
            }
        };
        if let Some(number) = number {
            self.found.sources[number].unreadable.clone_from(&stdin.unreadable);
        }
    }

    /// The path relative to a folder: the file's own if it lies there, else the name under which it was reached, else
    /// as given.
    fn path(&self, canonical: &Path, name: Name<'_>, folder: &Path) -> String {
        relative(canonical, folder).or_else(|| relative(name.reached, folder)).unwrap_or_else(|| slashes(name.given))
    }
}

/// Where the text of standard input stands: the file whose name it has, or else a name that no file has.
pub fn stdin_file(current: &Path, name: Option<&Path>) -> PathBuf {
    let Some(name) = name else { return PathBuf::from(STDIN_NAME) };
    let path = current.join(name);
    // The file may be new, so that only its folder can be asked for its real name.
    match (fs::kind(&path), path.parent(), path.file_name()) {
        (PathKind::Missing, Some(folder), Some(file)) => fs::canonical(folder).join(file),
        _ => fs::canonical(&path),
    }
}
