//! Why git did not answer.

use std::io;
use std::process::Output;

use crate::fs;

/// Why git did not answer: what happened, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GitError {
    /// Without a full stop.
    pub message: String,
    /// As an order.
    pub help: String,
}

impl GitError {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> GitError {
        GitError { message: message.into(), help: help.into() }
    }

    pub(super) fn unexpected(output: &Output) -> GitError {
        let words = String::from_utf8_lossy(&output.stderr);
        let words = words.lines().next().unwrap_or_default();
        let words = words.strip_prefix("fatal: ").or_else(|| words.strip_prefix("error: ")).unwrap_or(words);
        GitError::new(format!("git could not answer: {words}"), "run the same in git and correct what it says")
    }

    /// git stopped in the middle of an answer.
    pub(super) fn ended() -> GitError {
        GitError::new("git ended before it had answered", "run `git fsck` to see why")
    }
}

impl From<io::Error> for GitError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => GitError::new("git is not installed, or not found", "install git"),
            _ => GitError::new(
                format!("git could not be run: {}", fs::system_words(&error)),
                "run git by hand to see why",
            ),
        }
    }
}
