//! From findings to bytes: one file a format, one model for all.
//!
//! Owns the list of formats. A format reads an [`Outcome`] and writes; it knows no rule and no other format.

mod concise;
pub mod excerpt;
pub mod json;
mod pretty;
pub mod summary;
mod text;

use std::io::{self, Write};

use crate::outcome::Outcome;

/// How a report looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people at a terminal: excerpts with carets.
    Pretty,
    /// A line a finding: `path:line:col: severity: message [rule]`.
    Concise,
    /// One JSON document (`schemas/termlint/report.v1.json`).
    Json,
}

/// What a format needs to know about where it writes.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether ANSI colours are welcome.
    pub color: bool,
    /// The width of the terminal, in cells.
    pub width: usize,
    /// Whether pointers and further details are welcome (`-v`).
    pub verbose: bool,
}

/// Gives the bytes of a judged file once more, by [`Reported::path`](crate::outcome::Reported::path): `None` when they
/// are gone or changed since they were judged. Excerpts are drawn from them.
pub type Texts<'t> = &'t dyn Fn(&str) -> Option<Vec<u8>>;

/// Writes the report.
///
/// # Errors
/// Only those of `out`.
pub fn write(format: Format, outcome: &Outcome, texts: Texts<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Pretty => pretty::write(outcome, texts, style, out),
        Format::Concise => concise::write(outcome, out),
        Format::Json => json::write(outcome, out),
    }
}
