//! A repository and how it is asked.

use std::path::{Path, PathBuf};
use std::process::Output;

use super::error::{not_run, unexpected};
use super::place::root;
use super::process::command;
use crate::fs;
use crate::problem::Problem;

/// A repository with a work tree.
#[derive(Clone, Debug)]
pub struct Repository {
    top: PathBuf,
}

impl Repository {
    /// The repository around a folder. Worktrees and submodules are repositories of their own.
    ///
    /// # Errors
    /// Where there is none, git is not installed, or git does not trust the owner of the folder.
    pub fn around(folder: &Path) -> Result<Repository, Problem> {
        // Further down, git would take a committed folder that looks like a bare repository for one, and obey its
        // configuration.
        let folder = &root(folder).unwrap_or_else(|| folder.to_owned());
        let output =
            command(folder).args(["rev-parse", "--show-toplevel"]).output().map_err(|error| not_run(&error))?;
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr);
            if words.contains("dubious ownership") {
                let help = format!("run `git config --global --add safe.directory {}`", folder.display());
                return Err(Problem::new("git does not trust this folder: it belongs to another user", help));
            }
            return Err(Problem::new("this is not a git repository", "run termlint inside one"));
        }
        let top = String::from_utf8_lossy(&output.stdout);
        Ok(Repository { top: fs::canonical(Path::new(top.trim_end_matches(['\n', '\r']))) })
    }

    /// The folder at the top of the work tree, canonical.
    pub fn top(&self) -> &Path {
        &self.top
    }

    /// Whether git tracks something by its own name, or has it staged; of a link, not what it leads to. `path` is absolute.
    ///
    /// # Errors
    /// Where the index cannot be read, or the path lies in another repository.
    pub fn tracks(&self, path: &Path) -> Result<bool, Problem> {
        let mut listing = command(&self.top);
        let output = listing
            .arg("--literal-pathspecs")
            .args(["ls-files", "-z", "--cached", "--"])
            .arg(path)
            .output()
            .map_err(|error| not_run(&error))?;
        if output.status.success() { Ok(!output.stdout.is_empty()) } else { Err(unexpected(&output)) }
    }

    pub(super) fn output(&self, arguments: &[&str]) -> Result<Output, Problem> {
        command(&self.top).args(arguments).output().map_err(|error| not_run(&error))
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, Problem> {
        let output = self.output(arguments)?;
        if output.status.success() { Ok(output.stdout) } else { Err(unexpected(&output)) }
    }
}
