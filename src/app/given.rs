//! What a run is given before it looks at any file: the current folder, the list of files, standard input, the names of
//! rules.
//!
//! Owns how each of them is refused.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::Selector;
use crate::discover::{is_lines, slashes};
use crate::finding::Severity;
use crate::fs::{self, Held, PathKind, ReadError};
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

/// What is to be checked: the arguments, then the names in the list of `--files-from`.
///
/// # Errors
/// Where the list cannot be read or used, or names nothing and that was not allowed.
pub(super) fn paths(options: &Options, current: &Path) -> Result<Vec<PathBuf>, Problem> {
    let mut paths = options.paths.clone();
    let Some(list) = &options.files_from else { return Ok(paths) };
    let is_stdin = list.as_os_str() == "-";
    let bytes = match is_stdin {
        true => fs::read_stdin(options.max_file_size, false).and_then(|held| held.read(options.max_file_size)),
        false => fs::read(&current.join(list), options.max_file_size),
    };
    let unusable = |message: String, help: &str| {
        let problem = Problem::new(format!("the list of --files-from cannot be used: {message}"), help);
        if is_stdin { problem } else { problem.in_file(slashes(list)) }
    };
    let bytes = bytes.map_err(|error| match error {
        ReadError::Special => unusable(error.message(), "pipe the list into `termlint check --files-from -`"),
        ReadError::Vanished => {
            unusable("there is no such file".to_owned(), "check the spelling and the current folder")
        }
        _ => unusable(error.message(), "name a file with a path on each line"),
    })?;
    for name in
        names_in(&bytes, options.is_nul_separated).map_err(|(message, help)| unusable(message.to_owned(), help))?
    {
        // git writes a name so that is not plain ASCII, unless it is asked for NUL.
        let is_quoted = !options.is_nul_separated && name.len() > 1 && name.starts_with(b"\"") && name.ends_with(b"\"");
        let path = fs::path_of(name);
        if is_quoted && fs::kind(&current.join(&path)) == PathKind::Missing {
            let message = format!("{} is a quoted name", escape(&path.to_string_lossy()));
            return Err(unusable(message, "pass -z to git, and -0 to termlint"));
        }
        if is_stdin && name == b"-" {
            return Err(stdin_twice());
        }
        paths.push(path);
    }
    if is_stdin && options.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(stdin_twice());
    }
    if paths.is_empty() && !options.allow_empty {
        let problem = Problem::new("the list of --files-from names no file", "pass --allow-empty if that may happen");
        return Err(if is_stdin { problem } else { problem.in_file(slashes(list)) });
    }
    Ok(paths)
}

/// The names in a list.
///
/// # Errors
/// Why it is not a list of names, and what to do about it.
fn names_in(list: &[u8], is_nul_separated: bool) -> Result<Vec<&[u8]>, (&'static str, &'static str)> {
    let has_nul = list.contains(&0);
    if list.starts_with(&[0xFF, 0xFE]) || list.starts_with(&[0xFE, 0xFF]) {
        return Err(("it is UTF-16", "write it as UTF-8"));
    }
    if is_nul_separated && !has_nul && list.contains(&b'\n') {
        return Err(("its names end with line breaks, not with NUL", "omit -0, or pass -z to git"));
    }
    if !is_nul_separated && has_nul {
        return Err(("its names end with NUL", "pass -0"));
    }
    let names: Vec<&[u8]> = match is_nul_separated {
        true => list.split(|byte| *byte == 0).collect(),
        false => {
            let list = list.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(list);
            list.split_inclusive(|byte| *byte == b'\n').map(fs::without_end).collect()
        }
    };
    Ok(names.into_iter().filter(|name| !name.is_empty()).collect())
}

fn stdin_twice() -> Problem {
    Problem::new("standard input (-) is given twice", "give it once")
}

/// The text of `-`, if it is among the paths.
///
/// # Errors
/// Where it is named twice, or cannot be read at all.
pub(super) fn stdin(options: &Options, paths: &[PathBuf]) -> Result<Option<Result<Held, ReadError>>, Problem> {
    let dashes = paths.iter().filter(|path| path.as_os_str() == "-").count();
    if dashes > 1 {
        return Err(stdin_twice());
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
