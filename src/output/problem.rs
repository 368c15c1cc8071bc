//! A failure of the tool as a person reads it: what is wrong, where, the very text, and what to do.
//!
//! Owns the layout. The text around the place is cut and drawn as it is for findings.

use owo_colors::Style as Paint;

use super::drawing;
use super::excerpt::{self, Mark, Room, Source};
use super::text::line;
use crate::problem::Problem;

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
    let source = problem.text.as_ref().zip(problem.span.as_ref());
    let source = source.and_then(|(text, span)| Some((Source::new(text.as_bytes())?, span)));
    let source = source.map(|(source, span)| (source.place(span), source));
    if !problem.path.is_empty() {
        text.push_str(&line(&problem.path));
        if let Some((place, _)) = &source {
            text.push_str(&format!(":{}:{}", place.start.line, place.start.column));
        }
        text.push_str(": ");
    }
    text.push_str(&line(&problem.message));
    text.push('\n');
    if let Some((place, source)) = &source {
        // ` 31 │ ` stands before each line. The line after the place may have a digit more.
        let gutter = (place.start.line + 1).to_string().len() + 4;
        let room = Room { cells: width.saturating_sub(gutter), context: true };
        let excerpt = excerpt::cut(source, &[Mark { place, label: 0 }], room);
        text.push_str(&drawing::draw(&excerpt, &[], room.cells, |_| paint, color));
    }
    if !problem.help.is_empty() {
        text.push_str(&format!("  help: {}\n", line(&problem.help)));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_problem_is_a_command_to_a_terminal_or_a_build_server() {
        let source = "a = \"##[error]x\" # ##vso[task] \u{1b}[2J \u{202e} 用語 ##\r\n";
        let hostile = "##[error]x ##teamcity[y] \u{1b}[2J".to_owned();
        let span = source.find("用").unwrap()..source.find("語").unwrap();
        let problem = Problem {
            message: hostile.clone(),
            help: hostile.clone(),
            path: hostile,
            span: Some(span),
            text: Some(source.into()),
        };
        for (weight, width) in [(Weight::Error, 80), (Weight::Warning, 30)] {
            let text = text(&problem, weight, false, width);
            assert!(["##[", "##vso[", "##teamcity["].iter().all(|command| !text.contains(command)), "{text}");
            assert!(!text.chars().any(|character| character != '\n' && crate::words::is_hidden(character)), "{text}");
            assert!(text.contains("用語 ##"), "{text}");
        }
    }
}
