//! The files of a revision, and the revision that work is compared with.

use std::path::{Path, PathBuf};

use super::id::ObjectId;
use super::index::Kind;
use super::objects::Wanted;
use super::paths::{below, listed_paths};
use super::place::is_root;
use super::repository::Repository;
use crate::fs::Spooled;
use crate::problem::Problem;
use crate::words::quote;

/// The revision that the present is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// The full id of the commit.
    pub commit: String,
    /// Whether it is where the branch left the revision that was named; otherwise it is that revision itself.
    pub is_merge_base: bool,
}

/// What a commit holds at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Where it stands in the work tree: absolute.
    pub path: PathBuf,
    /// What it is.
    pub kind: Kind,
    /// Its bytes; of a link, its target; of a submodule, its commit.
    pub object: ObjectId,
}

impl Repository {
    /// The revision that work on top of `revision` is compared with: where the two histories parted, or `revision`
    /// itself where that is not known here. `None` for `HEAD` where nothing is committed yet, as in the hook of a first
    /// commit.
    ///
    /// # Errors
    /// Where there is no such commit.
    pub fn base(&self, revision: &str) -> Result<Option<Base>, Problem> {
        let Some(commit) = self.commit(revision)? else {
            let is_unborn = revision == "HEAD" && self.output(&["symbolic-ref", "--quiet", "HEAD"])?.status.success();
            return if is_unborn { Ok(None) } else { Err(self.no_commit(revision)) };
        };
        let parted = self.output(&["merge-base", &commit, "HEAD"])?;
        match String::from_utf8_lossy(&parted.stdout).lines().next() {
            Some(base) if parted.status.success() => Ok(Some(Base { commit: base.to_owned(), is_merge_base: true })),
            _ => Ok(Some(Base { commit, is_merge_base: false })),
        }
    }

    /// The full id of the commit that a revision names, if it names one.
    fn commit(&self, revision: &str) -> Result<Option<String>, Problem> {
        // In two steps: what is written after `:/word` would be part of the word.
        let Some(object) = self.parsed(revision)? else { return Ok(None) };
        self.parsed(&format!("{object}^{{commit}}"))
    }

    fn parsed(&self, revision: &str) -> Result<Option<String>, Problem> {
        let found = self.output(&["rev-parse", "--verify", "--quiet", "--end-of-options", revision])?;
        let object = String::from_utf8_lossy(&found.stdout).trim().to_owned();
        Ok(Some(object).filter(|_| found.status.success()))
    }

    fn no_commit(&self, revision: &str) -> Problem {
        Problem::new(format!("git has no commit {}", quote(revision)), self.instead_of(revision))
    }

    /// What to do where a revision names no commit here. Commands are such that git takes them as they are printed.
    fn instead_of(&self, revision: &str) -> String {
        let unknown = "check the name, or run `git fetch` for it".to_owned();
        if revision.starts_with(":/") {
            return "no commit here has these words in its message: pass a branch, or the id of a commit".to_owned();
        }
        if revision.contains("..") {
            return "pass one revision, not a range: the comparison is with the merge base".to_owned();
        }
        // `main~1`, `main^`, `main@{1}` and `main:file` begin with the name that can be fetched.
        let (name, rest) = revision.split_at(revision.find(['~', '^', ':', '@']).unwrap_or(revision.len()));
        if !is_plain(name) {
            return unknown;
        }
        let is_known = |name: &str| matches!(self.commit(name), Ok(Some(_)));
        let is_shallow =
            || self.run(&["rev-parse", "--is-shallow-repository"]).is_ok_and(|said| said.starts_with(b"true"));
        let unshallow = || "only part of the history is here: run `git fetch --unshallow`".to_owned();
        if !rest.is_empty() && is_known(name) {
            return match rest.starts_with(['~', '^']) {
                true if is_shallow() => unshallow(),
                true => format!("its history does not go back that far: `git log {name}` shows how far it does"),
                false => format!("pass a commit, such as {name}"),
            };
        }
        if let Some((remote, branch)) = name.split_once('/')
            && !branch.is_empty()
            && (remote == "origin" || self.has_remote(remote))
        {
            return format!("run `git fetch {remote} {branch}`");
        }
        if is_known(&format!("refs/remotes/origin/{name}")) {
            return format!("pass origin/{revision}: the branch is here under that name only");
        }
        if is_shallow() { unshallow() } else { unknown }
    }

    fn has_remote(&self, name: &str) -> bool {
        self.run(&["remote"])
            .is_ok_and(|names| names.split(|byte| *byte == b'\n').any(|other| other == name.as_bytes()))
    }

    /// Everything that a commit holds, in the order of git: by the bytes of the path. Reads no file.
    ///
    /// # Errors
    /// Where the commit, or one of its folders, is not here.
    pub fn committed(&self, commit: &str) -> Result<Vec<Committed>, Problem> {
        let listed = self.run(&["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", commit])?;
        let committed = tree_entries(&listed)
            .filter_map(|(kind, object, path)| Some(Committed { path: below(self.top(), path)?, kind, object }));
        Ok(committed.collect())
    }

    /// What submodules hold at commits, submodules of theirs included: each is a folder and a commit. One that is not checked
    /// out has nothing that could be compared with it.
    ///
    /// # Errors
    /// Where a commit is not here, and the submodule has files whose names are of interest.
    pub fn submodules(
        &self,
        mut at: Vec<(PathBuf, ObjectId)>,
        is_of_interest: &dyn Fn(&Path) -> bool,
    ) -> Result<Vec<(Repository, Vec<Committed>)>, Problem> {
        let mut found = Vec::new();
        while let Some((folder, commit)) = at.pop() {
            if !is_root(&folder) {
                continue;
            }
            let submodule = Repository::around(&folder)?;
            let commit = commit.to_string();
            if submodule.commit(&commit)?.is_none() {
                if submodule.index()?.iter().any(|entry| is_of_interest(&entry.path)) {
                    let name = folder.strip_prefix(self.top()).unwrap_or(&folder).display().to_string();
                    let message = format!("the submodule {} does not have the commit {commit} here", quote(&name));
                    let help = match is_plain(&name) {
                        true => format!("run `git -C {name} fetch origin {commit}`"),
                        false => "run `git fetch` in it".to_owned(),
                    };
                    return Err(Problem::new(message, help));
                }
                continue;
            }
            let committed = submodule.committed(&commit)?;
            at.extend(submodules_among(&committed));
            found.push((submodule, committed));
        }
        Ok(found)
    }

    /// Of what a commit holds, the files that are wanted, asked for by their absolute path, and those of its submodules: where
    /// each stands in the work tree, and its bytes, unless these are at hand already. `wanted` says up to how many bytes a
    /// file is of use: of what is larger, nothing but the size is kept. Links are left out.
    ///
    /// # Errors
    /// Where an object is not here, or there is no room for temporary files; see [`Repository::submodules`], too.
    pub fn files_of(
        &self,
        committed: Vec<Committed>,
        wanted: impl Fn(&Path) -> Option<u64>,
        is_at_hand: &dyn Fn(&Path, ObjectId) -> bool,
        is_of_interest: &dyn Fn(&Path) -> bool,
    ) -> Result<Vec<(Committed, Option<Spooled>)>, Problem> {
        let mut all = self.submodules(submodules_among(&committed), is_of_interest)?;
        all.push((self.clone(), committed));
        let mut files = Vec::new();
        for (repository, committed) in all {
            let committed = committed.into_iter().filter(|file| file.kind == Kind::File);
            let limits = committed.filter_map(|file| Some((wanted(&file.path)?, file)));
            let (known, others): (Vec<_>, Vec<_>) = limits.partition(|(_, file)| is_at_hand(&file.path, file.object));
            let wanted = others.iter().map(|(limit, file)| Wanted { object: file.object, limit: *limit }).collect();
            let bytes = repository.spooled(wanted)?.into_iter();
            files.extend(others.into_iter().zip(bytes).map(|((_, file), bytes)| (file, Some(bytes))));
            files.extend(known.into_iter().map(|(_, file)| (file, None)));
        }
        Ok(files)
    }
}

/// Whether a name may stand in a command that somebody will copy.
fn is_plain(name: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '_' | '/' | '-');
    !name.is_empty() && !name.starts_with('-') && name.chars().all(is_plain)
}

fn submodules_among(committed: &[Committed]) -> Vec<(PathBuf, ObjectId)> {
    let submodules = committed.iter().filter(|held| held.kind == Kind::Submodule);
    submodules.map(|held| (held.path.clone(), held.object)).collect()
}

/// What `git ls-tree -z` prints, whose entries are `<mode> SP <type> SP <object> TAB <path> NUL`: what each is, its object and
/// its path.
pub fn tree_entries(listed: &[u8]) -> impl Iterator<Item = (Kind, ObjectId, &[u8])> {
    listed_paths(listed).filter_map(|entry| {
        let tab = memchr::memchr(b'\t', entry)?;
        let mut facts = entry[..tab].split(|byte| *byte == b' ');
        let (mode, object) = (facts.next()?, facts.nth(1)?);
        Some((Kind::of_mode(mode)?, ObjectId::parse(object)?, &entry[tab + 1..]))
    })
}
