//! The configuration of a scope as it is read: its settings, its text, and what is wrong with it.

use std::path::Path;
use std::sync::Arc;

use super::scope::{Scope, shown};
use crate::config::{self, Config};
use crate::fs;
use crate::problem::Problem;

/// How many problems of one configuration are reported, in every format.
const TOLD: usize = 20;

/// A configuration with the text that it was read from.
#[derive(Default)]
pub struct Loaded {
    /// What it says.
    pub config: Config,
    /// Its text; empty where there is no file.
    pub text: Arc<str>,
}

/// Reads the configuration of a scope; the default one where there is none.
///
/// # Errors
/// Everything that is wrong with it, each with its place.
pub fn read(scope: &Scope, current: &Path) -> Result<Loaded, Vec<Problem>> {
    let Some(file) = &scope.file else { return Ok(Loaded::default()) };
    let path = shown(file, current);
    if let Some(refusal) = scope.boundary.refusal(file) {
        let message = format!("the configuration {}", refusal.words());
        let help = "replace the link with the file itself".to_owned();
        return Err(vec![Problem { message, help, path, ..Problem::default() }]);
    }
    let text: Arc<str> = fs::read_text(file).map(Arc::from).map_err(|message| {
        let help = "correct the file, or name another one with --config".to_owned();
        vec![Problem { message, help, path: path.clone(), ..Problem::default() }]
    })?;
    let config = config::parse(&text).map_err(|problems| told(problems, &path, &text))?;
    Ok(Loaded { config, text })
}

/// What works in a configuration but should be written otherwise.
pub(super) fn warnings(scope: &Scope, loaded: &Loaded, current: &Path) -> Vec<Problem> {
    let path = scope.file.as_deref().map_or_else(String::new, |file| shown(file, current));
    told(loaded.config.warnings.clone(), &path, &loaded.text)
}

/// The first problems of a configuration and the number of the others. A file that was made by a program, or by somebody
/// who wants a long log, may have any number of them.
pub(super) fn told(mut problems: Vec<Problem>, path: &str, text: &Arc<str>) -> Vec<Problem> {
    let more = problems.len().saturating_sub(TOLD);
    problems.truncate(TOLD);
    let placed = |problem: Problem| problem.in_file(path).with_text(text);
    let mut told: Vec<Problem> = problems.into_iter().map(placed).collect();
    if more > 0 {
        let message = format!("and {more} more");
        let help = "correct the ones shown, and run termlint again".to_owned();
        told.push(Problem { message, help, path: path.to_owned(), ..Problem::default() });
    }
    told
}
