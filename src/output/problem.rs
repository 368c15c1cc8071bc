//! A failure of the tool as a person reads it: what is wrong, where, the very text, and what to do.
//!
//! Owns the layout. The text around the place is cut and drawn as it is for findings.

use owo_colors::Style as Paint;

use super::drawing;
use super::excerpt::{self, Mark, Room, Source};
use crate::error::Problem;
use crate::words::escape;

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// termlint cannot do its job.
    Error,
    /// It can, but something should be written otherwise.
    Warning,
}

/// The problem in a few lines, with an excerpt where there is a place. `width` counts cells.
pub fn text(problem: &Problem, weight: Weight, color: bool, width: usize) -> String {
    let (word, paint) = match weight {
        Weight::Error => ("error", Paint::new().red().bold()),
        Weight::Warning => ("warning", Paint::new().yellow().bold()),
    };
    let paint = if color { paint } else { Paint::new() };
    let mut text = format!("{}: ", paint.style(word));
    let source = problem.source.as_ref().and_then(|(text, span)| Some((Source::new(text.as_bytes())?, span)));
    let source = source.map(|(source, span)| (source.place(span), source));
    if !problem.path.is_empty() {
        text.push_str(&escape(&problem.path));
        if let Some((place, _)) = &source {
            text.push_str(&format!(":{}:{}", place.start.line, place.start.column));
        }
        text.push_str(": ");
    }
    text.push_str(&escape(&problem.message));
    text.push('\n');
    if let Some((place, source)) = &source {
        // ` 31 │ ` stands before each line. The line after the place may have a digit more.
        let gutter = (place.start.line + 1).to_string().len() + 4;
        let room = Room { cells: width.saturating_sub(gutter), context: true };
        let excerpt = excerpt::cut(source, &[Mark { place, label: 0 }], room);
        text.push_str(&drawing::draw(&excerpt, &[], room.cells, |_| paint, color));
    }
    if !problem.help.is_empty() {
        text.push_str(&format!("  help: {}\n", escape(&problem.help)));
    }
    text
}
