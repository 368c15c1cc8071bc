//! The files of a revision, and the revision that work is compared with.

use std::io::{self, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Stdio};

use super::error::GitError;
use super::objects::answer;
use super::paths::{below, listed_paths};
use super::process::command;
use super::repository::Repository;
use crate::fs::{self, Spool, Spooled};

/// The revision that the present is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// The full id of the commit.
    pub commit: String,
    /// Whether it is where the branch left the revision that was named; otherwise it is that revision itself.
    pub is_merge_base: bool,
}

impl Repository {
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
        let mut child = command(self.top())
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
            return Err(GitError::ended());
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
                let path = below(self.top(), file.path).ok_or_else(GitError::ended)?;
                // What is too large is never read: its size says so.
                found.push((path, spool.part(start..start.saturating_add(size))));
            }
            Ok(found)
        })
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
