//! Globs among the arguments: what a shell would have expanded, had it been asked.
//!
//! Owns their reading and the files that they stand for.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use super::paths::slashes;
use crate::braces;
use crate::fs::{self, PathKind, Walk, What};

/// A glob that the shell left to us.
pub struct Glob {
    /// The folder before the first part with a wildcard, as written.
    base: PathBuf,
    /// The parts from there on.
    below: glob::Pattern,
    /// Whether it asks for names that begin with a dot.
    hidden: bool,
    /// How many levels it reaches down.
    depth: Option<usize>,
}

/// As a shell reads it: `*` stops at `/` and leaves out names that begin with a dot.
const GLOB_OPTIONS: glob::MatchOptions =
    glob::MatchOptions { case_sensitive: true, require_literal_separator: true, require_literal_leading_dot: true };

impl Glob {
    /// The glob in `text`, or what is wrong with it.
    pub fn new(text: &str) -> Result<Glob, String> {
        let text = if MAIN_SEPARATOR == '/' { text.to_owned() } else { text.replace(MAIN_SEPARATOR, "/") };
        let mut parts = text.split('/').peekable();
        let mut base = PathBuf::from(if text.starts_with('/') { "/" } else { "" });
        while let Some(part) = parts.next_if(|part| !is_glob(part)) {
            base.push(part);
        }
        let parts: Vec<&str> = parts.filter(|part| !matches!(*part, "" | ".")).collect();
        let below = glob::Pattern::new(&parts.join("/")).map_err(|error| match error.msg {
            words if words.contains("wildcards") => {
                "this glob is malformed: ** must stand alone between two /".to_owned()
            }
            _ => "this glob is malformed: a [ is never closed".to_owned(),
        })?;
        let depth = (!parts.contains(&"**")).then_some(parts.len());
        Ok(Glob { base, below, hidden: parts.iter().any(|part| part.starts_with('.')), depth })
    }

    /// What it stands for in the current folder, as a shell would write it out.
    pub(super) fn matches(&self, current: &Path, threads: usize) -> Vec<(PathBuf, What)> {
        let base = current.join(&self.base);
        if fs::kind(&base) != PathKind::Folder {
            return Vec::new();
        }
        let base = fs::canonical(&base);
        let how = Walk { gitignore: false, hidden: self.hidden, enters: &|_| true, depth: self.depth, threads };
        let mut matched: Vec<(PathBuf, What)> = fs::walk(&base, how)
            .into_iter()
            .filter_map(|walked| {
                let below = walked.path.strip_prefix(&base).ok()?;
                self.below.matches_with(&slashes(below), GLOB_OPTIONS).then(|| (self.base.join(below), walked.what))
            })
            .collect();
        matched.sort_by(|one, two| one.0.cmp(&two.0));
        matched
    }
}

/// Whether a text has a wildcard.
pub fn is_glob(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

/// The arguments that one with braces stands for; itself where it has none.
///
/// # Errors
/// What is wrong with the braces, and what to do.
pub fn without_braces(text: &str) -> Result<Vec<String>, (String, &'static str)> {
    match braces::expand(text) {
        Ok(globs) => Ok(globs),
        Err(braces::Error::TooMany) => {
            let message = format!("the braces expand to more than {} globs", braces::MOST);
            Err((message, "pass several arguments with fewer braces"))
        }
        Err(braces::Error::Unclosed(_)) if is_glob(text) => {
            Err(("this glob is malformed: a { is never closed".to_owned(), "correct the glob"))
        }
        // A name, as it is written.
        Err(braces::Error::Unclosed(_)) => Ok(vec![text.to_owned()]),
    }
}
