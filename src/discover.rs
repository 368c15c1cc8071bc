//! From arguments to sources: files, folders, globs and standard input.
//!
//! Owns what is looked at, what is reported and what makes up the corpus (`design.md` section 3, "Root, corpus,
//! files"). Reads no content: whether a file is a handoff is decided when its bytes are at hand.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::corpus::Judgeable;
use crate::fs::{self, PathKind, ReadError, Walked};
use crate::words::{escape, quote};

/// What every handoff holds, in any version; a walk takes files by it.
const MARKER: &str = "core-reviewed-term-ai-handoff-";

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
    /// Whether a configuration names the corpus.
    pub has_include: bool,
    /// Whether a root-relative path is included by the configuration.
    pub includes: &'r dyn Fn(&str) -> bool,
    /// The pattern that excludes a root-relative path, if any.
    pub excluded_by: &'r dyn Fn(&str) -> Option<String>,
    /// A folder that is the whole corpus, by the user's word.
    pub corpus: Option<&'r Path>,
    /// Whether `.gitignore` hides files from a walk.
    pub gitignore: bool,
    /// Threads to walk with.
    pub threads: usize,
}

/// Text from standard input.
#[derive(Clone, Debug)]
pub struct Stdin {
    /// The file that it stands for.
    pub name: Option<PathBuf>,
    /// Its bytes.
    pub bytes: Arc<Vec<u8>>,
}

/// Where the bytes of a source are.
#[derive(Clone, Debug)]
pub enum Content {
    /// On disk.
    Disk(PathBuf),
    /// Here, instead of what is on disk.
    Memory(Arc<Vec<u8>>),
    /// Nowhere: a link that leads nowhere, a folder that may not be entered.
    Broken(String),
}

/// One file that may hold handoffs.
#[derive(Clone, Debug)]
pub struct Source {
    /// Its bytes.
    pub content: Content,
    /// Its path for machines: relative to the machine root, with `/`; outside of it as given.
    pub path: String,
    /// Its path for people: relative to the current folder; outside of it as given.
    pub shown: String,
    /// Whether it holds a document a line.
    pub lines: bool,
    /// Whether it is judged whatever it holds; otherwise only if its bytes look like a handoff.
    pub taken: bool,
    /// Whether findings about it are reported.
    pub reported: bool,
    /// Whether it belongs to the corpus.
    pub in_corpus: bool,
}

impl Source {
    /// Reads the whole of it.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn read(&self, limit: u64) -> Result<Vec<u8>, ReadError> {
        match &self.content {
            Content::Disk(path) => fs::read(path, limit),
            Content::Memory(bytes) if bytes.len() as u64 > limit => Err(ReadError::TooLarge(bytes.len() as u64, limit)),
            Content::Memory(bytes) => Ok(bytes.to_vec()),
            Content::Broken(words) => Err(ReadError::Other(words.clone())),
        }
    }
}

/// Whether bytes hold what every handoff holds, in UTF-8 or UTF-16.
pub fn looks_like_handoff(bytes: &[u8]) -> bool {
    if memchr::memmem::find(bytes, MARKER.as_bytes()).is_some() {
        return true;
    }
    // UTF-16 has a NUL beside every ASCII letter.
    if memchr::memchr(0, bytes).is_none() {
        return false;
    }
    let wide: Vec<u8> = MARKER.bytes().flat_map(|byte| [byte, 0]).collect();
    // The last byte differs in big endian; without it both orders hold the same run.
    memchr::memmem::find(bytes, &wide[..wide.len() - 1]).is_some()
}

/// What stops an argument from being looked at: exit code 2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The argument.
    pub path: String,
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
    /// Arguments that cannot be used.
    pub unusable: Vec<Unusable>,
    /// Whether the sources are known to be the whole corpus.
    pub judgeable: Judgeable,
    /// Whether a folder was walked for what is reported; then finding no handoff at all is an error.
    pub walked: bool,
}

/// Looks everything up.
pub fn discover(request: &Request<'_>) -> Plan {
    let mut search = Search { request, found: BTreeMap::new(), passed_over: Vec::new(), unusable: Vec::new() };
    let mut folders = Vec::new();
    let here = [PathBuf::from(".")];
    let arguments = if request.arguments.is_empty() && request.stdin.is_none() { &here } else { request.arguments };
    for argument in arguments {
        search.argument(argument, &mut folders);
    }
    for (folder, given) in &folders {
        search.walk(
            folder,
            given,
            Role { reported: true, in_corpus: !request.has_include && request.corpus.is_none() },
        );
    }
    if let Some(corpus) = request.corpus {
        search.walk(&fs::canonical(corpus), corpus, Role { reported: false, in_corpus: true });
    } else if request.has_include {
        search.walk(request.root, request.root, Role { reported: false, in_corpus: false });
    }
    if let Some(stdin) = &request.stdin {
        search.stdin(stdin);
    }
    let judgeable = if request.has_include || request.corpus.is_some() {
        Judgeable::Whole
    } else if !folders.is_empty() {
        Judgeable::Perhaps
    } else {
        Judgeable::No("only single files are at hand, so nobody knows which terms exist".to_owned())
    };
    let mut sources: Vec<Source> = search.found.into_values().collect();
    sources.sort_by(|one, two| one.path.cmp(&two.path));
    let mut passed_over = search.passed_over;
    passed_over.sort_by(|one, two| one.shown.cmp(&two.shown));
    passed_over.dedup_by(|one, two| one.shown == two.shown);
    Plan { sources, passed_over, unusable: search.unusable, judgeable, walked: !folders.is_empty() }
}

/// What a walk is for.
#[derive(Clone, Copy)]
struct Role {
    reported: bool,
    in_corpus: bool,
}

struct Search<'r> {
    request: &'r Request<'r>,
    /// By canonical path, so that one file under two names is judged once.
    found: BTreeMap<PathBuf, Source>,
    passed_over: Vec<PassedOver>,
    unusable: Vec<Unusable>,
}

impl Search<'_> {
    fn argument(&mut self, argument: &Path, folders: &mut Vec<(PathBuf, PathBuf)>) {
        let path = self.request.current.join(argument);
        match fs::kind(&path) {
            PathKind::File => {
                self.file(fs::canonical(&path), argument, true, Role { reported: true, in_corpus: false })
            }
            PathKind::Folder => folders.push((fs::canonical(&path), argument.to_owned())),
            PathKind::Special => self.refuse(
                argument,
                "this is a device or a pipe, which is never opened",
                "name a file, or pass the text to `termlint check -`",
            ),
            PathKind::Missing => self.pattern(argument, folders),
        }
    }

    /// An argument that is no path: perhaps the shell left a glob to us.
    fn pattern(&mut self, argument: &Path, folders: &mut Vec<(PathBuf, PathBuf)>) {
        let text = argument.to_string_lossy();
        if let Some(alternatives) = braces(&text) {
            return self.refuse(
                argument,
                "braces are not understood in a glob",
                format!("pass two arguments: {}", alternatives.join(" ")),
            );
        }
        if !text.contains(['*', '?', '[']) {
            return self.refuse(
                argument,
                "there is no such file or folder",
                "check the spelling, and the folder you are in",
            );
        }
        let full = self.request.current.join(argument);
        let options = glob::MatchOptions {
            require_literal_separator: true,
            require_literal_leading_dot: true,
            ..Default::default()
        };
        let paths = match glob::glob_with(&full.to_string_lossy(), options) {
            Ok(paths) => paths,
            Err(error) => {
                return self.refuse(argument, format!("this glob is malformed: {}", error.msg), "correct the glob");
            }
        };
        let mut matched = false;
        for path in paths.flatten() {
            matched = true;
            let given = path.strip_prefix(self.request.current).map_or_else(|_| path.clone(), Path::to_owned);
            match fs::kind(&path) {
                PathKind::Folder => folders.push((fs::canonical(&path), given)),
                PathKind::File => {
                    self.file(fs::canonical(&path), &given, true, Role { reported: true, in_corpus: false })
                }
                PathKind::Special | PathKind::Missing => {}
            }
        }
        if !matched {
            self.refuse(argument, "this glob matches no file", "check the spelling, and the folder you are in");
        }
    }

    fn refuse(&mut self, argument: &Path, message: impl Into<String>, help: impl Into<String>) {
        let path = escape(&argument.to_string_lossy());
        self.unusable.push(Unusable { message: message.into(), help: help.into(), path });
    }

    fn walk(&mut self, folder: &Path, given: &Path, role: Role) {
        for walked in fs::walk(folder, self.request.gitignore, self.request.threads) {
            let (path, broken) = match walked {
                Walked::File(path) => (path, None),
                Walked::Broken(path, words) => (path, Some(words)),
            };
            let given = path.strip_prefix(folder).map_or_else(|_| path.clone(), |below| given.join(below));
            match broken {
                Some(words) => self.broken(path, &given, words, role),
                None => {
                    let canonical = if fs::is_link(&path) { fs::canonical(&path) } else { path.clone() };
                    self.walked(canonical, &path, &given, role);
                }
            }
        }
    }

    /// A file that a walk came across: only some names are looked at.
    fn walked(&mut self, canonical: PathBuf, path: &Path, given: &Path, role: Role) {
        let below_root = relative(path, self.request.root);
        let included =
            self.request.has_include && below_root.as_deref().is_some_and(|path| (self.request.includes)(path));
        let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
        if !included && !matches!(extension, "json" | "jsonl" | "ndjson") {
            return;
        }
        if !role.reported && !role.in_corpus && !included {
            return;
        }
        self.file(canonical, given, false, role);
    }

    fn file(&mut self, canonical: PathBuf, given: &Path, named: bool, role: Role) {
        let below_root = relative(&canonical, self.request.root);
        let included =
            self.request.has_include && below_root.as_deref().is_some_and(|path| (self.request.includes)(path));
        let shown = self.shown(&canonical, given);
        if let Some(pattern) = below_root.as_deref().and_then(|path| (self.request.excluded_by)(path)) {
            if role.reported {
                let reason = format!("excluded by {} in termlint.toml", quote(&pattern));
                self.passed_over.push(PassedOver { shown, reason, named });
            }
            return;
        }
        let extension = canonical.extension().and_then(OsStr::to_str).unwrap_or_default();
        let source = self.found.entry(canonical.clone()).or_insert_with(|| Source {
            path: relative(&canonical, self.request.machine_root).unwrap_or_else(|| slashes(given)),
            shown,
            lines: matches!(extension, "jsonl" | "ndjson"),
            taken: false,
            reported: false,
            in_corpus: false,
            content: Content::Disk(canonical.clone()),
        });
        source.taken |= named || included || canonical.file_name() == Some(OsStr::new("ai.json"));
        source.reported |= role.reported;
        source.in_corpus |= role.in_corpus || included;
    }

    /// A link that leads nowhere, or a folder that may not be entered, where content is expected.
    fn broken(&mut self, path: PathBuf, given: &Path, words: String, role: Role) {
        let below_root = relative(&path, self.request.root);
        let included =
            self.request.has_include && below_root.as_deref().is_some_and(|path| (self.request.includes)(path));
        let excluded = below_root.as_deref().and_then(|path| (self.request.excluded_by)(path)).is_some();
        let is_folder = fs::kind(&path) == PathKind::Folder;
        if excluded || !(included || is_folder || path.file_name() == Some(OsStr::new("ai.json"))) {
            return;
        }
        let shown = self.shown(&path, given);
        self.found.entry(path.clone()).or_insert(Source {
            path: relative(&path, self.request.machine_root).unwrap_or_else(|| slashes(given)),
            shown,
            lines: false,
            taken: true,
            reported: role.reported,
            in_corpus: role.in_corpus || included,
            content: Content::Broken(words),
        });
    }

    fn stdin(&mut self, stdin: &Stdin) {
        let content = Content::Memory(Arc::clone(&stdin.bytes));
        let Some(name) = &stdin.name else {
            let name = PathBuf::from(STDIN_NAME);
            self.found.insert(
                name,
                Source {
                    content,
                    path: STDIN_NAME.to_owned(),
                    shown: STDIN_NAME.to_owned(),
                    lines: false,
                    taken: true,
                    reported: true,
                    in_corpus: false,
                },
            );
            return;
        };
        let path = self.request.current.join(name);
        // The file may be new, so that only its folder can be asked for its real name.
        let canonical = match (fs::kind(&path), path.parent(), path.file_name()) {
            (PathKind::Missing, Some(folder), Some(file)) => fs::canonical(folder).join(file),
            _ => fs::canonical(&path),
        };
        self.file(canonical.clone(), name, true, Role { reported: true, in_corpus: false });
        if let Some(source) = self.found.get_mut(&canonical) {
            source.content = content;
        }
    }

    fn shown(&self, canonical: &Path, given: &Path) -> String {
        relative(canonical, self.request.current).unwrap_or_else(|| slashes(given))
    }
}

/// `path` below `folder`, with `/`; `None` when it lies elsewhere.
fn relative(path: &Path, folder: &Path) -> Option<String> {
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

/// The alternatives of a glob with one pair of braces: `a/{b,c}` is `a/b` and `a/c`.
pub fn braces(pattern: &str) -> Option<Vec<String>> {
    let open = pattern.find('{')?;
    let close = open + pattern[open..].find('}')?;
    let (before, after) = (&pattern[..open], &pattern[close + 1..]);
    Some(pattern[open + 1..close].split(',').map(|choice| format!("{before}{choice}{after}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handoff_is_known_by_its_bytes_in_utf_8_and_utf_16() {
        let text = "{\"schema_version\":\"core-reviewed-term-ai-handoff-v9\"}";
        assert!(looks_like_handoff(text.as_bytes()));
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(looks_like_handoff(&little));
        assert!(looks_like_handoff(&big));
        assert!(!looks_like_handoff(b"{\"name\":\"package\"}"));
        assert!(!looks_like_handoff(b"\0\0\0"));
    }

    #[test]
    fn braces_are_spelt_out() {
        assert_eq!(braces("a/{b,c}/*.json"), Some(vec!["a/b/*.json".to_owned(), "a/c/*.json".to_owned()]));
        assert_eq!(braces("a/*.json"), None);
    }

    #[test]
    fn paths_are_written_with_slashes() {
        assert_eq!(slashes(Path::new("./a/../b/ai.json")), "a/../b/ai.json");
        assert_eq!(slashes(Path::new("/a/b")), "/a/b");
    }
}
