//! Every text file of `fixtures/cli` is a test: which files exist, which commands run, and what they print.
//!
//! `cargo test --test cli exit` runs those with `exit` in their names, and `cargo xtask bless` writes today's output into
//! them: read the diff. `fixtures/README.md` has the form.

#![allow(clippy::disallowed_methods, reason = "a harness reads and writes its own fixtures")]

#[path = "support/place.rs"]
mod place;
#[path = "support/programs.rs"]
mod programs;
#[path = "support/session.rs"]
mod session;
mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use support::repository;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    add(&mut trials, &repository("fixtures/cli"), "");
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Adds the cases of a folder and of those in it.
fn add(trials: &mut Vec<Trial>, folder: &Path, above: &str) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().flatten().map(|it| it.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match name.strip_suffix(".txt") {
            _ if path.is_dir() => add(trials, &path, &format!("{above}{name}/")),
            Some(case) => {
                // Not every account on Windows may make a link.
                let is_ignored = !cfg!(unix) && fs::read_to_string(&path).is_ok_and(|case| case.contains("$ ln "));
                let trial = Trial::test(format!("{above}{case}"), move || Ok(plays(&path)?));
                trials.push(trial.with_ignored_flag(is_ignored));
            }
            None => {
                let words = format!("{name} is not a case: a case is a .txt file");
                trials.push(Trial::test(format!("{above}{name}"), move || Err(words.into())));
            }
        }
    }
}

fn plays(path: &Path) -> Result<(), String> {
    let case = fs::read_to_string(path).map_err(|error| error.to_string())?.replace("\r\n", "\n");
    let played = session::play(&case)?;
    if played == case {
        return Ok(());
    }
    if std::env::var_os("BLESS").is_some() {
        return fs::write(path, played).map_err(|error| error.to_string());
    }
    Err(format!(
        "the output differs; `cargo xtask bless` writes it into the case\n{}",
        session::difference(&case, &played)
    ))
}
