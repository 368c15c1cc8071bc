//! What git knows of a folder: tracked files, and the files of a revision.
//!
//! The only room that starts a program. It asks for objects and lists only: nothing is fetched, no work tree is
//! touched, no hook or monitor of the repository runs.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use crate::fs;

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

impl Repository {
    /// The repository around a folder. Worktrees and submodules are repositories of their own.
    ///
    /// # Errors
    /// Where there is none, git is not installed, or git does not trust the owner of the folder.
    pub fn around(folder: &Path) -> Result<Repository, GitError> {
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

    /// Writes the files of a commit that are wanted, by their path below the top, into an empty folder. Links and
    /// submodules are left out. Says how many files were written.
    ///
    /// # Errors
    /// Where an object is not here, or the folder cannot be written.
    pub fn export(&self, commit: &str, folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<usize, GitError> {
        let listed = self.run(&["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit])?;
        let files: Vec<(&[u8], &[u8])> =
            tree_files(&listed).filter(|(_, path)| wanted(&String::from_utf8_lossy(path))).collect();
        let mut child = command(&self.top)
            .args(["cat-file", "--batch", "--buffer"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let written = self.copy(&mut child, &files, folder);
        // The program ends when its input does, or when nobody listens any more.
        let _ = child.kill();
        let _ = child.wait();
        written
    }

    fn copy(&self, child: &mut Child, files: &[(&[u8], &[u8])], folder: &Path) -> Result<usize, GitError> {
        let broken = || GitError::new("git ended before it had answered", "run `git fsck` to see why");
        let (Some(mut questions), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(broken());
        };
        let mut answers = BufReader::with_capacity(1 << 16, answers);
        std::thread::scope(|scope| {
            // Asked from a thread of its own: git answers while it is still being asked.
            scope.spawn(move || {
                for (object, _) in files {
                    if questions.write_all(object).and_then(|()| questions.write_all(b"\n")).is_err() {
                        return;
                    }
                }
            });
            for (object, path) in files {
                let bytes = answer(&mut answers, object)?;
                let target = below(folder, path).ok_or_else(broken)?;
                target.parent().map_or(Ok(()), fs::create_folder)?;
                fs::replace(&target, &bytes).map_err(|error| {
                    let message = format!("the old files cannot be written: {}", fs::system_words(&error));
                    GitError::new(message, "make room in the folder for temporary files, or set TMPDIR")
                })?;
            }
            Ok(files.len())
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

/// One answer of `git cat-file --batch`: `<object> SP <type> SP <size> LF <bytes> LF`, or `<object> SP missing LF`.
///
/// # Errors
/// Where the object is missing, or the answer ends before its size is reached.
pub fn answer(answers: &mut impl BufRead, object: &[u8]) -> Result<Vec<u8>, GitError> {
    let mut head = String::new();
    answers.read_line(&mut head)?;
    let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
    let Some(size) = size else {
        let message = format!("git does not have the object {} here", String::from_utf8_lossy(object));
        return Err(GitError::new(message, "run `git fetch --refetch`, or clone without --filter"));
    };
    let mut bytes = Vec::new();
    answers.take(size).read_to_end(&mut bytes)?;
    answers.read_exact(&mut [0])?;
    Ok(bytes)
}

/// git, in a folder, asking nobody for anything.
fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).args(["-c", "core.fsmonitor=false", "-c", "core.quotePath=false"]);
    // A hook names the repository by paths that hold in the folder in which it was started. The index that it names is
    // the one that is being committed; the rest git finds out by itself.
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_CEILING_DIRECTORIES"] {
        command.env_remove(name);
    }
    // The path of the index begins at the top of the work tree, as git reads it. Where nothing is there, it is that of
    // another repository around this one.
    if let Some(index) = std::env::var_os("GIT_INDEX_FILE").map(|index| folder.join(index)) {
        match fs::kind(&index) {
            fs::PathKind::Missing => command.env_remove("GIT_INDEX_FILE"),
            _ => command.env("GIT_INDEX_FILE", index),
        };
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

/// Where a file of git's stands below a folder; `None` for a path that would lead out of it.
pub fn below(folder: &Path, path: &[u8]) -> Option<PathBuf> {
    inside(&path_of(path)).map(|path| folder.join(path))
}

/// A path that stays below the folder it is joined to.
fn inside(path: &Path) -> Option<&Path> {
    path.components().all(|part| matches!(part, Component::Normal(_))).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_to_its_last_byte() {
        let mut answers = &b"abc blob 5\nab\ncd\nabd missing\n"[..];
        assert_eq!(answer(&mut answers, b"abc").as_deref(), Ok(&b"ab\ncd"[..]));
        assert!(answer(&mut answers, b"abd").is_err_and(|error| error.message.contains("abd")));
    }

    #[test]
    fn a_path_never_leaves_its_folder() {
        assert!(inside(Path::new("a/b.json")).is_some());
        assert!(inside(Path::new("../b.json")).is_none() && inside(Path::new("/b.json")).is_none());
    }
}
