//! What may be read and written because content, configuration or git names it.
//!
//! termlint reads what strangers put into pull requests. Whatever such a stranger can name, by a path in `termlint.toml`
//! or by a link that is committed, has to lie among the project's own files; `docs/security.md` says what that protects.
//! What a person types as a flag is not bound. Must not know what a file is read or written for.

use std::io;
use std::path::{Component, Path, PathBuf};

use crate::fs;
use crate::git::{self, Repository};

/// The folders that hold the project's own files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Boundary {
    /// Canonical.
    folders: Vec<PathBuf>,
}

/// Why a path may not be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It lies elsewhere, or a link leads elsewhere.
    Outside,
    /// It lies in git's own folder, whose configuration may hold credentials.
    InsideGit,
    /// Something is to be written through a link that git tracks, or a cache is tracked.
    Tracked,
    /// Git does not say whether it tracks what must not be tracked.
    Unknown,
}

impl Refusal {
    /// What follows the path in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Refusal::Outside => "leads outside the project folder",
            Refusal::InsideGit => "leads into .git, which may contain credentials",
            Refusal::Tracked => "passes through a link that git tracks",
            Refusal::Unknown => "passes through a link, and git cannot say whether it tracks it",
        }
    }
}

impl Boundary {
    /// The files below these folders, which are canonical.
    pub fn new(folders: impl IntoIterator<Item = PathBuf>) -> Boundary {
        Boundary { folders: folders.into_iter().collect() }
    }

    /// The files of the repository around a folder; those of the folder itself where it is in none. The folder is
    /// absolute, and links in its path are not followed to find the repository.
    pub fn around(folder: &Path) -> Boundary {
        Boundary::new([fs::canonical(&git::root(folder).unwrap_or_else(|| folder.to_owned()))])
    }

    /// These files and those below another folder, which is canonical.
    pub fn with(&self, folder: PathBuf) -> Boundary {
        Boundary::new(self.folders.iter().cloned().chain([folder]))
    }

    /// The files of both.
    pub fn and(self, other: &Boundary) -> Boundary {
        other.folders.iter().fold(self, |both, folder| both.with(folder.clone()))
    }

    /// Why a path leads to none of the files, if so. What is not there yet is looked for where it would be.
    pub fn refusal(&self, path: &Path) -> Option<Refusal> {
        let resolved = fs::resolved(path);
        let below = self.folders.iter().filter_map(|folder| resolved.strip_prefix(folder).ok());
        let refusals = below.map(|below| {
            let is_git = |part: Component| part.as_os_str().eq_ignore_ascii_case(".git");
            below.components().any(is_git).then_some(Refusal::InsideGit)
        });
        // The folder that lets it in counts; in none, it is outside.
        refusals.min_by_key(Option::is_some).unwrap_or(Some(Refusal::Outside))
    }

    /// Whether a path leads to one of the files.
    pub fn holds(&self, path: &Path) -> bool {
        self.refusal(path).is_none()
    }

    /// Why a path that a person typed is not followed: a link on its way lies among the files and leads out of them. Paths
    /// elsewhere are the person's own affair. `path` is absolute.
    pub fn leads_out(&self, path: &Path) -> Option<Refusal> {
        follow(path, |link, container| match self.holds(container) {
            true => self.refusal(link).map_or(Ok(()), Err),
            false => Ok(()),
        })
        .err()
    }

    /// Where something that is written to a path ends up, all links resolved. A link may be the user's own way to keep
    /// reports elsewhere, but one that lies in a project must stay in it and must not be tracked by git: otherwise whoever
    /// commits it chooses which file of the user is replaced.
    ///
    /// # Errors
    /// Why the path must not be written to.
    pub fn target(&self, path: &Path) -> Result<PathBuf, Refusal> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        follow(&path, |link, container| {
            let root = git::root(container);
            let project = match &root {
                Some(root) => self.with(root.clone()),
                None if self.holds(container) => self.clone(),
                None => return Ok(()),
            };
            if let Some(refusal) = project.refusal(link) {
                return Err(refusal);
            }
            untracked(root.as_deref(), link)
        })
    }

    /// The same for a file that termlint alone writes and then trusts, such as a cache: git must not track it either.
    ///
    /// # Errors
    /// Why the path must not be used.
    pub fn own_file(&self, path: &Path) -> Result<PathBuf, Refusal> {
        let target = self.target(path)?;
        untracked(git::root(&target).as_deref(), &target)?;
        Ok(target)
    }

    /// Replaces a file in one step, as [`fs::replace`] does, where that is allowed.
    ///
    /// # Errors
    /// The system's words, or why the path must not be written to.
    pub fn replace(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        fs::replace(&self.allowed(path)?, bytes)
    }

    /// Makes a folder and those above it, where that is allowed.
    ///
    /// # Errors
    /// The system's words, or why nothing must be written there.
    pub fn create_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_folder(&self.allowed(path)?)
    }

    /// Writes at the end of a file, as [`fs::append`] does, where that is allowed.
    ///
    /// # Errors
    /// The system's words, or why the path must not be written to.
    pub fn append(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let target = self.allowed(path)?;
        if fs::is_link(&target) {
            return Err(io::Error::other("this is a link to a file that does not exist"));
        }
        fs::append(&target, bytes)
    }

    fn allowed(&self, path: &Path) -> io::Result<PathBuf> {
        self.target(path).map_err(|refusal| io::Error::other(format!("the path {}", refusal.words())))
    }
}

/// Puts bytes in the place of those that a file holds, as [`fs::exchange`] does. The file was found under this path, links
/// resolved: where a link stands on the way by now, it is left.
///
/// # Errors
/// The system's words, or why the file is left.
pub fn exchange(path: &Path, old: &[u8], new: &[u8]) -> io::Result<()> {
    match fs::resolved(path) == path {
        true => fs::exchange(path, old, new),
        false => Err(io::Error::other("a link leads elsewhere now")),
    }
}

/// Makes sure that git does not track a path, of a link the link itself; `root` is the repository that it lies in.
fn untracked(root: Option<&Path>, path: &Path) -> Result<(), Refusal> {
    match root.map(|root| Repository::around(root).and_then(|repository| repository.tracks(path))) {
        Some(Ok(true)) => Err(Refusal::Tracked),
        Some(Err(_)) => Err(Refusal::Unknown),
        Some(Ok(false)) | None => Ok(()),
    }
}

/// Resolves an absolute path part by part. `each` is asked about every link, with the folder that holds it, before the link
/// is followed; a link that leads nowhere is not followed.
fn follow(path: &Path, mut each: impl FnMut(&Path, &Path) -> Result<(), Refusal>) -> Result<PathBuf, Refusal> {
    let mut here = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                here.pop();
            }
            Component::CurDir => {}
            Component::Prefix(_) | Component::RootDir => here.push(part),
            Component::Normal(name) => {
                let next = here.join(name);
                if !fs::is_link(&next) {
                    here = next;
                    continue;
                }
                each(&next, &here)?;
                here = fs::canonical(&next);
            }
        }
    }
    Ok(here)
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    use super::*;
    #[cfg(unix)]
    use std::os::unix::fs::symlink;

    /// A project with a file in it, beside a secret; canonical.
    #[cfg(unix)]
    #[expect(clippy::disallowed_methods, reason = "a test makes the files that it asks about")]
    fn project() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonical(folder.path()).join("project");
        for name in ["project/.git", "project/content", "home"] {
            std::fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        for name in ["project/.git/config", "project/content/ai.json", "home/secret"] {
            std::fs::write(folder.path().join(name), "").unwrap();
        }
        (folder, root)
    }

    #[cfg(unix)]
    #[test]
    fn a_path_is_held_where_it_leads_to() {
        let (_folder, root) = project();
        symlink("../home/secret", root.join("out")).unwrap();
        symlink("content/ai.json", root.join("in")).unwrap();
        symlink("../home", root.join("folder")).unwrap();
        let boundary = Boundary::around(&root.join("content"));
        assert_eq!(boundary, Boundary::new([root.clone()]), "the repository, not the folder");
        for (path, refusal) in [
            ("content/ai.json", None),
            ("content/../in", None),
            ("content/not-there.txt", None),
            ("out", Some(Refusal::Outside)),
            ("folder/secret", Some(Refusal::Outside)),
            ("folder/not-there", Some(Refusal::Outside)),
            ("../home/secret", Some(Refusal::Outside)),
            ("not-there/../../home/secret", Some(Refusal::Outside)),
            ("../project-two", Some(Refusal::Outside)),
            ("/proc/self/environ", Some(Refusal::Outside)),
            (".git/config", Some(Refusal::InsideGit)),
            (".GIT/config", Some(Refusal::InsideGit)),
        ] {
            assert_eq!(boundary.refusal(&root.join(path)), refusal, "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_typed_path_is_bound_only_where_a_link_of_the_project_leads_out() {
        let (_folder, root) = project();
        symlink("../home", root.join("folder")).unwrap();
        symlink("../.git/config", root.join("content/token")).unwrap();
        symlink("project", root.parent().unwrap().join("mine")).unwrap();
        let boundary = Boundary::new([root.clone()]);
        let leads_out = |path: &str| boundary.leads_out(&root.join(path));
        assert_eq!(leads_out("folder/secret"), Some(Refusal::Outside));
        assert_eq!(leads_out("content/token"), Some(Refusal::InsideGit));
        assert_eq!(leads_out("../mine/content/ai.json"), None);
        assert_eq!(leads_out("../mine/folder/secret"), Some(Refusal::Outside));
        assert_eq!(leads_out("../home/secret"), None);
        assert_eq!(leads_out("content/ai.json"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_of_a_project_without_git_is_not_written_through_where_it_leads_out() {
        let (_folder, root) = project();
        let home = root.parent().unwrap().join("home");
        symlink("../project/content/ai.json", home.join("out")).unwrap();
        symlink("secret", home.join("in")).unwrap();
        let boundary = Boundary::new([home.clone()]);
        assert_eq!(boundary.target(&home.join("out")), Err(Refusal::Outside));
        assert_eq!(boundary.target(&home.join("in")), Ok(home.join("secret")));
        let elsewhere = Boundary::new([root.clone()]);
        assert_eq!(elsewhere.target(&home.join("out")), Ok(root.join("content/ai.json")), "the user's own link");
    }
}
