//! What a run is given before it looks at any file: the current folder, standard input, the names of rules.
//!
//! Owns how each of them is refused.

use std::path::PathBuf;
use std::sync::Arc;

use crate::config::Selector;
use crate::discover::is_lines;
use crate::finding::Severity;
use crate::fs::{self, Held, ReadError};
use crate::problem::Problem;
use crate::project::Options;
use crate::rule::custom::{CustomRules, PREFIX};
use crate::words::{escape, nearest};

/// The current folder, canonical.
///
/// # Errors
/// Where it is gone.
pub(super) fn current_folder() -> Result<PathBuf, Problem> {
    fs::current_folder().map_err(|error| {
        let message = format!("the current folder cannot be used: {}", fs::system_words(&error));
        Problem::new(message, "change to a folder that exists")
    })
}

/// The text of `-`, if it is among the arguments.
///
/// # Errors
/// Where it is named twice, or cannot be read at all.
pub(super) fn stdin(options: &Options) -> Result<Option<Result<Held, ReadError>>, Problem> {
    let dashes = options.paths.iter().filter(|path| path.as_os_str() == "-").count();
    if dashes > 1 {
        return Err(Problem::new("standard input (-) is given twice", "give it once"));
    }
    if dashes == 0 {
        return match options.stdin_filename {
            None => Ok(None),
            Some(_) => {
                Err(Problem::new("--stdin-filename is given without -", "add - to read the text from standard input"))
            }
        };
    }
    let is_lines = options.stdin_filename.as_deref().is_some_and(is_lines);
    match fs::read_stdin(options.max_file_size, is_lines) {
        text @ (Ok(_) | Err(ReadError::TooLarge { .. })) => Ok(Some(text)),
        Err(error) => {
            let message = format!("standard input cannot be used: {}", error.message());
            Err(Problem::new(message, "pipe the text of a file into it"))
        }
    }
}

/// The names of rules on the command line.
fn names<'o>(options: &'o Options, fixed: &'o [String]) -> impl Iterator<Item = &'o String> {
    options.settings.iter().map(|(_, word)| word).chain(&options.only).chain(fixed)
}

/// The names of rules on the command line that nothing has. Those of custom rules are known once the configurations are read.
pub(super) fn unknown_rules(options: &Options, fixed: &[String]) -> Vec<Problem> {
    names(options, fixed)
        .filter(|word| !word.starts_with(PREFIX))
        .filter_map(|word| {
            let unknown = Selector::parse(word).err()?;
            let help = match Severity::parse(word.strip_suffix('s').unwrap_or(word)) {
                Some(severity) => format!("to fail on every {severity}, pass --fail-on {severity}"),
                None => unknown.help,
            };
            Some(Problem::new(unknown.message, help))
        })
        .collect()
}

/// The names of custom rules on the command line that no configuration of the run declares.
pub(super) fn unknown_custom_rules(options: &Options, fixed: &[String], custom: &[Arc<CustomRules>]) -> Vec<Problem> {
    let ids = || custom.iter().flat_map(|rules| rules.iter()).map(|rule| rule.meta.id);
    let unknown = names(options, fixed).filter(|word| word.starts_with(PREFIX) && !ids().any(|id| id == *word));
    let problem = |word: &String| {
        let help = match nearest(word, ids()) {
            Some(id) => format!("did you mean `{id}`?"),
            None => "declare it under `[[rule]]` in termlint.toml; see docs/custom-rules.md".to_owned(),
        };
        Problem::new(format!("no configuration declares the rule `{}`", escape(word)), help)
    };
    unknown.map(problem).collect()
}
