//! Failures of the tool, as opposed to defects of documents: plain data for every room.
//!
//! Owns what a failure consists of. Must not know how it is drawn (`output/problem.rs`), nor what is done about it.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Something that termlint cannot use: a flag, a setting, a schema, a file that it was told to read.
///
/// The room that finds it knows what is wrong and what to do, and perhaps the bytes. Whoever knows the file adds its path,
/// and its text if that may be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Problem {
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to do; may be empty.
    pub help: String,
    /// The file, as the user knows it; empty where no file is concerned.
    pub path: String,
    /// The bytes of the file's text that are concerned, if any are.
    pub span: Option<Range<usize>>,
    /// The text of the file, which all problems of one file share; `None` where nothing of it may be shown.
    pub text: Option<Arc<str>>,
}

impl Problem {
    /// A problem that concerns no file yet.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Problem {
        Problem { message: message.into(), help: help.into(), ..Problem::default() }
    }

    /// The same, at these bytes of the file.
    #[must_use]
    pub fn at(self, span: Range<usize>) -> Problem {
        Problem { span: Some(span), ..self }
    }

    /// The same, in this file.
    #[must_use]
    pub fn in_file(self, path: impl Into<String>) -> Problem {
        Problem { path: path.into(), ..self }
    }

    /// The same, with the text of the file, of which an excerpt may be shown.
    #[must_use]
    pub fn with_text(self, text: &Arc<str>) -> Problem {
        Problem { text: Some(Arc::clone(text)), ..self }
    }

    /// The file, if one is concerned.
    pub fn file(&self) -> Option<&str> {
        (!self.path.is_empty()).then_some(self.path.as_str())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.file() {
            Some(file) => write!(formatter, "{file}: {}", self.message),
            None => formatter.write_str(&self.message),
        }
    }
}
