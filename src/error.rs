//! Failures of the tool, as opposed to defects of documents, and the table of exit codes.
//!
//! Plain data: `output/problem.rs` draws it. Findings never pass through here.

use std::ops::Range;
use std::sync::Arc;

use crate::outcome::Failure;

/// The exit codes: the whole table (`design.md` section 3).
pub mod exit {
    /// No finding at or above `--fail-on`.
    pub const CLEAN: u8 = 0;
    /// Findings at or above `--fail-on`.
    pub const FINDINGS: u8 = 1;
    /// termlint could not do its job: usage, configuration, schemas, nothing to check, an unwritable report.
    pub const FAILED: u8 = 2;
}

/// A failure that may point into a file that the user wrote for termlint, such as the configuration.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to do; may be empty.
    pub help: String,
    /// The file, as the user knows it.
    pub path: String,
    /// The text of the file, which all problems of a file share, and the bytes concerned; where a place is known.
    pub source: Option<(Arc<str>, Range<usize>)>,
}

impl Problem {
    /// The same without its excerpt, for reports.
    pub fn failure(&self) -> Failure {
        Failure {
            message: self.message.clone(),
            help: self.help.clone(),
            path: (!self.path.is_empty()).then(|| self.path.clone()),
        }
    }
}
