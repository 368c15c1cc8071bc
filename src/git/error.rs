//! Why git did not answer, in words.

use std::io;
use std::process::Output;

use crate::fs;
use crate::problem::Problem;

/// git says that it cannot do what it was asked for.
pub(super) fn unexpected(output: &Output) -> Problem {
    let words = String::from_utf8_lossy(&output.stderr);
    let words = words.lines().next().unwrap_or_default();
    let words = words.strip_prefix("fatal: ").or_else(|| words.strip_prefix("error: ")).unwrap_or(words);
    Problem::new(format!("git could not answer: {words}"), "run the same command in git and fix what it reports")
}

/// git stopped in the middle of an answer.
pub(super) fn ended() -> Problem {
    Problem::new("git exited before it answered", "run `git fsck` to see why")
}

/// git was not started, or its answer could not be read.
pub(super) fn not_run(error: &io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::NotFound => Problem::new("git is not installed, or not found", "install git"),
        _ => Problem::new(format!("git could not be run: {}", fs::system_words(error)), "run git by hand to see why"),
    }
}
