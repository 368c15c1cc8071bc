//! From findings to bytes: one file a format, one model for all.
//!
//! Owns the door to the formats; `format.rs` declares each. A format reads an [`Outcome`] and writes; it knows no rule and no other format.

pub mod columns;
mod concise;
mod csv;
pub mod diff;
mod drawing;
pub mod excerpt;
pub mod fixes;
mod fold;
pub mod footer;
mod format;
pub mod github;
mod gitlab;
mod glyph;
pub mod json;
mod junit;
mod links;
mod markdown;
mod markup;
pub mod page;
mod pretty;
pub mod problem;
mod rdjson;
mod sarif;
pub mod statistics;
mod style;
pub mod summary;
pub mod text;
mod visible;

pub use format::Format;
pub use style::{Style, Texts};

use std::io::{self, Write};

use crate::json::masked_bytes;
use crate::outcome::Outcome;

/// Writes the report.
///
/// # Errors
/// Only those of `out`.
pub fn write(format: Format, outcome: &Outcome, texts: Texts<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    // The findings hold no secret, since the tree that they come from shows none; the files do.
    let masked = |path: &str| texts(path).map(masked_bytes);
    let texts: Texts<'_> = &masked;
    match format {
        Format::Pretty => pretty::write(outcome, texts, style, out),
        Format::Concise => concise::write(outcome, style, out),
        Format::Json => json::write(outcome, out),
        Format::Jsonl => json::write_lines(outcome, out),
        Format::Rdjson => rdjson::write(outcome, texts, out),
        Format::Gitlab => gitlab::write(outcome, out),
        Format::Junit => junit::write(outcome, out),
        Format::Github => github::write(outcome, out),
        Format::Markdown => markdown::write(outcome, out),
        Format::Sarif => sarif::write(outcome, texts, out),
        Format::Csv => csv::write(outcome, texts, out),
    }
}

/// How many findings people would read, one below the other, and how many findings the first `most` of them leave out.
pub fn beyond(format: Format, outcome: &Outcome, style: &Style, most: usize) -> (usize, usize) {
    match format {
        Format::Pretty => fold::beyond(outcome, style, most),
        _ => {
            let listed = style.listed(outcome).count();
            (listed, listed.saturating_sub(most))
        }
    }
}

/// How long the summary of a step may be, in UTF-16 units. GitHub takes a mebibyte, in which Japanese has three bytes a
/// unit.
const STEP_SUMMARY: usize = 340_000;

/// The whole report in Markdown, for the summary that GitHub shows of a step.
pub fn step_summary(outcome: &Outcome) -> String {
    markdown::text(outcome, STEP_SUMMARY)
}

/// A line of help for each rule that has reported, for a log that shows findings as `concise`.
pub fn help(outcome: &Outcome, style: &Style) -> String {
    concise::help(outcome, style)
}
