//! What git knows of a folder: tracked files, and the files of a revision.
//!
//! The only room that starts a program. It asks for objects and lists only: nothing is fetched, no work tree is
//! touched, no hook or monitor of the repository runs.

// Long because: the only room that starts a program has one file, so that all it may ask of git is read in one place.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Component, Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use crate::fs::{self, Spool, Spooled};

/// A repository with a work tree.
#[derive(Clone, Debug)]
pub struct Repository {
    top: PathBuf,
}

/// Why git did not answer: what happened, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitError {
    /// Without a full stop.
    pub message: String,
    /// As an order.
    pub help: String,
}

/// The revision that the present is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// The full id of the commit.
    pub commit: String,
    /// Whether it is where the branch left the revision that was named; otherwise it is that revision itself.
    pub is_merge_base: bool,
}

impl GitError {
    fn new(message: impl Into<String>, help: impl Into<String>) -> GitError {
        GitError { message: message.into(), help: help.into() }
    }

    fn unexpected(output: &Output) -> GitError {
        let words = String::from_utf8_lossy(&output.stderr);
        let words = words.lines().next().unwrap_or_default();
        let words = words.strip_prefix("fatal: ").or_else(|| words.strip_prefix("error: ")).unwrap_or(words);
        GitError::new(format!("git could not answer: {words}"), "run the same in git and correct what it says")
    }
}

impl From<io::Error> for GitError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => GitError::new("git is not installed, or not found", "install git"),
            _ => GitError::new(
                format!("git could not be run: {}", fs::system_words(&error)),
                "run git by hand to see why",
            ),
        }
    }
}

/// The folder around a path that holds `.git`, which is a file in worktrees and submodules.
pub fn root(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|folder| fs::kind(&folder.join(".git")) != fs::PathKind::Missing).map(Path::to_owned)
}

impl Repository {
    /// The repository around a folder. Worktrees and submodules are repositories of their own.
    ///
    /// # Errors
    /// Where there is none, git is not installed, or git does not trust the owner of the folder.
    pub fn around(folder: &Path) -> Result<Repository, GitError> {
        // Further down, git would take a committed folder that looks like a bare repository for one, and obey its
        // configuration.
        let folder = &root(folder).unwrap_or_else(|| folder.to_owned());
        let output = command(folder).args(["rev-parse", "--show-toplevel"]).output()?;
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr);
            if words.contains("dubious ownership") {
                let help = format!("run `git config --global --add safe.directory {}`", folder.display());
                return Err(GitError::new("git does not trust this folder: it belongs to somebody else", help));
            }
            return Err(GitError::new("this is no git repository", "run termlint inside of one"));
        }
        let top = String::from_utf8_lossy(&output.stdout);
        Ok(Repository { top: fs::canonical(Path::new(top.trim_end_matches(['\n', '\r']))) })
    }

    /// The folder at the top of the work tree, canonical.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// The files that git tracks or has staged, in whatever order; absolute. Files that are deleted in the work tree
    /// alone are among them.
    ///
    /// # Errors
    /// Where the index cannot be read.
    pub fn tracked(&self) -> Result<Vec<PathBuf>, GitError> {
        let listed = self.run(&["ls-files", "-z", "--cached"])?;
        Ok(listed_paths(&listed).map(|path| self.top.join(path_of(path))).collect())
    }

    /// Whether git tracks something by its own name, or has it staged; of a link, not what it leads to. `path` is absolute.
    ///
    /// # Errors
    /// Where the index cannot be read, or the path lies in another repository.
    pub fn tracks(&self, path: &Path) -> Result<bool, GitError> {
        let mut listing = command(&self.top);
        let output =
            listing.arg("--literal-pathspecs").args(["ls-files", "-z", "--cached", "--"]).arg(path).output()?;
        if output.status.success() { Ok(!output.stdout.is_empty()) } else { Err(GitError::unexpected(&output)) }
    }

    /// The revision that work on top of `revision` is compared with: where the two histories parted, or `revision`
    /// itself where that is not known here. `None` for `HEAD` where nothing is committed yet, as in the hook of a first
    /// commit.
    ///
    /// # Errors
    /// Where there is no such commit.
    pub fn base(&self, revision: &str) -> Result<Option<Base>, GitError> {
        let wanted = format!("{revision}^{{commit}}");
        let found = self.output(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])?;
        if !found.status.success() {
            let is_unborn = revision == "HEAD" && self.output(&["symbolic-ref", "--quiet", "HEAD"])?.status.success();
            return if is_unborn { Ok(None) } else { Err(self.no_commit(revision)) };
        }
        let commit = String::from_utf8_lossy(&found.stdout).trim().to_owned();
        let parted = self.output(&["merge-base", &commit, "HEAD"])?;
        match String::from_utf8_lossy(&parted.stdout).lines().next() {
            Some(base) if parted.status.success() => Ok(Some(Base { commit: base.to_owned(), is_merge_base: true })),
            _ => Ok(Some(Base { commit, is_merge_base: false })),
        }
    }

    fn no_commit(&self, revision: &str) -> GitError {
        let message = format!("git has no commit {}", crate::words::quote(revision));
        let is_shallow =
            self.run(&["rev-parse", "--is-shallow-repository"]).is_ok_and(|words| words.starts_with(b"true"));
        let help = match revision.split_once('/') {
            Some((remote, branch))
                if !remote.is_empty() && !branch.is_empty() && !revision.contains(char::is_whitespace) =>
            {
                format!("run `git fetch {remote} {branch}`")
            }
            _ if is_shallow => "only part of the history is here: run `git fetch --unshallow`".to_owned(),
            _ => "check the name, or run `git fetch` for it".to_owned(),
        };
        GitError::new(message, help)
    }

    /// The files of a commit that are wanted, asked for by their path below the top: where each stands in the work tree,
    /// and its bytes. `wanted` says up to how many bytes a file is of use: of what is larger, nothing but the size is kept.
    /// Links and submodules are left out.
    ///
    /// # Errors
    /// Where an object is not here, or there is no room for temporary files.
    pub fn files_of(
        &self,
        commit: &str,
        wanted: impl Fn(&str) -> Option<u64>,
    ) -> Result<Vec<(PathBuf, Spooled)>, GitError> {
        let listed = self.run(&["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit])?;
        let blob = |(object, path)| Some(Blob { object, path, most: wanted(&String::from_utf8_lossy(path))? });
        let files: Vec<Blob<'_>> = tree_files(&listed).filter_map(blob).collect();
        let mut child = command(&self.top)
            .args(["cat-file", "--batch", "--buffer"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let found = self.spool(&mut child, &files);
        // The program ends when its input does, or when nobody listens any more.
        let _ = child.kill();
        let _ = child.wait();
        found
    }

    fn spool(&self, child: &mut Child, files: &[Blob<'_>]) -> Result<Vec<(PathBuf, Spooled)>, GitError> {
        let (Some(mut questions), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(ended());
        };
        let mut answers = BufReader::with_capacity(1 << 16, answers);
        std::thread::scope(|scope| {
            // Asked from a thread of its own: git answers while it is still being asked.
            scope.spawn(move || {
                for file in files {
                    if questions.write_all(file.object).and_then(|()| questions.write_all(b"\n")).is_err() {
                        return;
                    }
                }
            });
            let full = |error: io::Error| {
                let folder = std::env::temp_dir();
                let message = format!(
                    "the old files cannot be kept in {}: {}",
                    crate::words::quote(&folder.to_string_lossy()),
                    fs::system_words(&error)
                );
                GitError::new(message, "make room in the folder for temporary files, or set TMPDIR")
            };
            let mut spool = Spool::new().map_err(full)?;
            let mut found = Vec::with_capacity(files.len());
            for file in files {
                let start = spool.end();
                let size = answer(&mut answers, file.object, file.most, |bytes| spool.write_all(bytes).map_err(full))?;
                let path = below(&self.top, file.path).ok_or_else(ended)?;
                // What is too large is never read: its size says so.
                found.push((path, spool.part(start..start.saturating_add(size))));
            }
            Ok(found)
        })
    }

    fn output(&self, arguments: &[&str]) -> Result<Output, GitError> {
        Ok(command(&self.top).args(arguments).output()?)
    }

    fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, GitError> {
        let output = self.output(arguments)?;
        if output.status.success() { Ok(output.stdout) } else { Err(GitError::unexpected(&output)) }
    }
}

/// A file of a commit.
struct Blob<'l> {
    /// The id of its bytes.
    object: &'l [u8],
    /// Below the top.
    path: &'l [u8],
    /// Up to how many bytes it is of use.
    most: u64,
}

/// The paths in what `git ls-files -z` prints.
pub fn listed_paths(listed: &[u8]) -> impl Iterator<Item = &[u8]> {
    listed.split(|byte| *byte == 0).filter(|path| !path.is_empty())
}

/// The object and the path of each regular file in what `git ls-tree -z` prints, whose entries are
/// `<mode> SP <type> SP <object> TAB <path> NUL`. Links and submodules are left out.
pub fn tree_files(listed: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    listed_paths(listed).filter_map(|entry| {
        let tab = memchr::memchr(b'\t', entry)?;
        let (facts, path) = (&entry[..tab], &entry[tab + 1..]);
        let mut facts = facts.split(|byte| *byte == b' ');
        let (mode, object) = (facts.next()?, facts.nth(1)?);
        mode.starts_with(b"100").then_some((object, path))
    })
}

/// Reads one answer of `git cat-file --batch`, which is `<object> SP <type> SP <size> LF <bytes> LF`, or `<object> SP missing
/// LF`: hands on its bytes, unless they are more than `most`, and says how many they are.
///
/// # Errors
/// Where the object is missing, or the answer ends before its size is reached.
pub fn answer(
    answers: &mut impl BufRead,
    object: &[u8],
    most: u64,
    mut each: impl FnMut(&[u8]) -> Result<(), GitError>,
) -> Result<u64, GitError> {
    let mut head = String::new();
    answers.read_line(&mut head)?;
    let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
    let Some(size) = size else {
        let message = format!("git does not have the object {} here", String::from_utf8_lossy(object));
        return Err(GitError::new(message, "run `git fetch --refetch`, or clone without --filter"));
    };
    let mut left = size;
    while left > 0 {
        let bytes = answers.fill_buf()?;
        if bytes.is_empty() {
            return Err(ended());
        }
        let here = usize::try_from(left).map_or(bytes.len(), |left| bytes.len().min(left));
        if size <= most {
            each(&bytes[..here])?;
        }
        answers.consume(here);
        left -= here as u64;
    }
    answers.read_exact(&mut [0]).map_err(|_| ended())?;
    Ok(size)
}

fn ended() -> GitError {
    GitError::new("git ended before it had answered", "run `git fsck` to see why")
}

/// What is passed on to git of the variables that begin with `GIT_`.
///
/// A hook is started with some that name a repository, its parts, or the way into it (`git rev-parse
/// --local-env-vars`). They hold in the folder in which it was started, or not at all, and git finds out by itself. The
/// others change what git prints, or start programs. What stays says which configuration holds, in which CI names the
/// folders that git may trust (`safe.directory`), and where git is installed. What a later git adds is unknown here, so
/// it is left out as well.
fn is_passed_on(variable: &str) -> bool {
    matches!(
        variable,
        "GIT_CONFIG_GLOBAL"
            | "GIT_CONFIG_SYSTEM"
            | "GIT_CONFIG_NOSYSTEM"
            | "GIT_CONFIG_COUNT"
            | "GIT_CONFIG_PARAMETERS"
            | "GIT_DISCOVERY_ACROSS_FILESYSTEM"
            | "GIT_EXEC_PATH"
    ) || variable.starts_with("GIT_CONFIG_KEY_")
        || variable.starts_with("GIT_CONFIG_VALUE_")
}

/// git, in a folder, asking nobody for anything.
fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder);
    for setting in ["core.fsmonitor=false", "core.quotePath=false", "safe.bareRepository=explicit"] {
        command.args(["-c", setting]);
    }
    for (name, _) in std::env::vars_os() {
        let known = name.to_string_lossy().to_ascii_uppercase();
        if known.starts_with("GIT_") && !is_passed_on(&known) {
            command.env_remove(name);
        }
    }
    // The index that a hook names is the one that is being committed. Its path begins at the top of the work tree, as git
    // reads it. Where nothing is there, it is that of another repository around this one.
    if let Some(index) = std::env::var_os("GIT_INDEX_FILE").map(|index| folder.join(index))
        && fs::kind(&index) != fs::PathKind::Missing
    {
        command.env("GIT_INDEX_FILE", index);
    }
    command
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C");
    command.stdin(Stdio::null());
    command
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(OsStr::new(&*String::from_utf8_lossy(bytes)))
}

/// Where a path of git's stands that stays below the folder it is joined to.
pub fn below(folder: &Path, path: &[u8]) -> Option<PathBuf> {
    let path = path_of(path);
    path.components().all(|part| matches!(part, Component::Normal(_))).then(|| folder.join(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_to_its_last_byte() {
        let mut answers = &b"abc blob 5\nab\ncd\nabf blob 6\n123456\nabd missing\nabe blob 5\nab"[..];
        let mut next = |object: &[u8]| {
            let mut bytes = Vec::new();
            answer(&mut answers, object, 5, |more| {
                bytes.extend_from_slice(more);
                Ok(())
            })
            .map(|size| (size, bytes))
        };
        assert_eq!(next(b"abc"), Ok((5, b"ab\ncd".to_vec())));
        assert_eq!(next(b"abf"), Ok((6, Vec::new())), "of what is too large, the size is known");
        assert!(next(b"abd").is_err_and(|error| error.message.contains("abd")));
        assert_eq!(next(b"abe"), Err(ended()), "half of an answer is none");
    }

    #[test]
    fn only_the_configuration_and_the_place_of_git_are_passed_on() {
        // `git rev-parse --local-env-vars` of git 2.47, without those of the configuration, which CI may set, and the
        // index, which has a law of its own.
        let local = [
            "GIT_ALTERNATE_OBJECT_DIRECTORIES",
            "GIT_CONFIG",
            "GIT_OBJECT_DIRECTORY",
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_IMPLICIT_WORK_TREE",
            "GIT_GRAFT_FILE",
            "GIT_NO_REPLACE_OBJECTS",
            "GIT_REPLACE_REF_BASE",
            "GIT_PREFIX",
            "GIT_SHALLOW_FILE",
            "GIT_COMMON_DIR",
        ];
        let others = ["GIT_NAMESPACE", "GIT_EXTERNAL_DIFF", "GIT_TRACE", "GIT_TRACE2_EVENT", "GIT_ATTR_SOURCE"];
        assert!(local.into_iter().chain(others).all(|name| !is_passed_on(name)));
        assert!(["GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_VALUE_0"].into_iter().all(is_passed_on));
    }

    #[test]
    fn a_path_never_leaves_its_folder() {
        let folder = Path::new("/folder");
        assert_eq!(below(folder, b"a/b.json"), Some(PathBuf::from("/folder/a/b.json")));
        assert_eq!([below(folder, b"../b.json"), below(folder, b"/b.json")], [None, None]);
    }
}
