//! The terms that live outside the files of a scope: those that its configuration names, and those of `--known-slugs`.

use std::path::Path;
use std::sync::Arc;

use super::file::Loaded;
use super::options::Options;
use super::scope::{Scope, shown};
use crate::corpus::ExternalTerms;
use crate::discover::slashes;
use crate::fs;
use crate::problem::Problem;
use crate::words::quote;

/// What to do where the configuration names a file that is not of the project.
const OUTSIDE_HELP: &str = "move the file into the project, or pass it with --known-slugs";

/// Reads them all.
///
/// # Errors
/// Every file that cannot be read, leads out of the project, or names no terms.
pub fn external_terms(
    scope: &Scope,
    loaded: &Loaded,
    options: &Options,
    current: &Path,
) -> Result<ExternalTerms, Vec<Problem>> {
    let (mut outside, mut problems) = (ExternalTerms::default(), Vec::new());
    for named in &loaded.config.known_slugs {
        let file = scope.home.join(&named.path);
        let path = quote(&shown(&file, current));
        let text = match scope.boundary.refusal(&file) {
            Some(refusal) => Err((format!("{path} {}", refusal.words()), OUTSIDE_HELP)),
            None => fs::read_text(&file).map_err(|words| (format!("{path}: {words}"), "correct known-slugs")),
        };
        let added = match text {
            Ok(text) => add(&mut outside, text, &file, scope, current),
            Err((message, help)) => {
                let path = scope.file.as_deref().map_or_else(String::new, |file| shown(file, current));
                let problem = Problem::new(message, help).in_file(path).at(named.span.clone());
                Err(problem.with_text(&loaded.text))
            }
        };
        problems.extend(added.err());
    }
    for given in &options.known_slugs {
        let file = current.join(given);
        let text =
            fs::read_text(&file).map_err(|words| Problem::new(words, "correct --known-slugs").in_file(slashes(given)));
        problems.extend(text.and_then(|text| add(&mut outside, text, &file, scope, current)).err());
    }
    if problems.is_empty() { Ok(outside) } else { Err(problems) }
}

/// Adds the terms of one file. What stands in a file that is not of the project is not shown.
fn add(outside: &mut ExternalTerms, text: String, file: &Path, scope: &Scope, current: &Path) -> Result<(), Problem> {
    outside.add(&text).map_err(|problem| {
        let text = scope.boundary.holds(file).then(|| Arc::from(text));
        Problem { text, ..problem.in_file(shown(file, current)) }
    })
}
