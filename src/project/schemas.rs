//! The schemas of a folder that a person or a configuration names.

use std::path::{Path, PathBuf};

use super::options::Options;
use super::scope::{Scope, shown};
use crate::boundary::Boundary;
use crate::config::Config;
use crate::fs::{self, Walk, What};
use crate::problem::Problem;
use crate::schema::{Registry, SchemaFile};

/// The schemas of a folder, sorted by name; `setting` is the flag or the key of the configuration that names it. Every file
/// lies in `boundary`.
///
/// # Errors
/// Where the folder holds no schema, or something in it cannot be read or leads elsewhere.
fn schema_files(folder: &Path, setting: &str, boundary: &Boundary, current: &Path) -> Result<Vec<SchemaFile>, Problem> {
    let shown = |path: &Path| shown(path, current);
    let problem = |path: &Path, message: String| Problem {
        message,
        help: format!("check {setting}"),
        path: shown(path),
        ..Problem::default()
    };
    if let Some(refusal) = boundary.refusal(folder) {
        return Err(problem(folder, format!("the schema folder {}", refusal.words())));
    }
    if fs::kind(folder) != fs::PathKind::Folder {
        return Err(problem(folder, "this schema folder does not exist".to_owned()));
    }
    let how = Walk { gitignore: false, hidden: false, enters: &|_| true, depth: None, threads: 1 };
    let mut paths: Vec<PathBuf> = fs::walk(folder, how)
        .into_iter()
        .filter(|walked| !matches!(walked.what, What::Folder | What::FolderLink))
        .map(|walked| walked.path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    paths.sort();
    if paths.is_empty() {
        return Err(problem(folder, "this folder contains no schema (*.json)".to_owned()));
    }
    paths
        .into_iter()
        .map(|path| {
            if let Some(refusal) = boundary.refusal(&path) {
                return Err(problem(&path, format!("the schema {}", refusal.words())));
            }
            let text = fs::read_text(&path).map_err(|message| problem(&path, message))?;
            Ok(SchemaFile { path: shown(&path), text })
        })
        .collect()
}

/// The folders that hold schemas, canonical: the one of `--schema-dir`, and the one of the configuration.
pub(super) fn folders(scope: &Scope, config: &Config, options: &Options, current: &Path) -> Vec<PathBuf> {
    let typed = options.schema_dir.as_deref().map(|folder| current.join(folder));
    let configured = config.schema_dir.as_deref().map(|folder| scope.home.join(folder));
    typed.into_iter().chain(configured).map(|folder| fs::canonical(&folder)).collect()
}

/// The embedded schemas with those that `--schema-dir` or the configuration adds.
///
/// # Errors
/// Where the folder cannot be used, or a schema in it.
pub fn registry(scope: &Scope, config: &Config, options: &Options, current: &Path) -> Result<Registry, Problem> {
    let files = match (&options.schema_dir, &config.schema_dir) {
        (Some(folder), _) => {
            let folder = current.join(folder);
            let boundary = scope.boundary.with(fs::canonical(&folder));
            schema_files(&folder, "--schema-dir", &boundary, current)?
        }
        (None, Some(folder)) => {
            schema_files(&scope.home.join(folder), "schema-dir in termlint.toml", &scope.boundary, current)?
        }
        (None, None) => Vec::new(),
    };
    Registry::new(&files)
}
