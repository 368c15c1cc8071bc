//! A failure of the tool as a person reads it: what is wrong, where, the very text, and what to do.
//!
//! Owns the layout. The text around the place is cut and drawn as it is for findings.

use owo_colors::Style as Paint;

use super::drawing;
use super::excerpt::{self, Highlight, Room, Source};
use super::text::line;
use crate::problem::Problem;

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// termlint cannot do its job.
    Error,
    /// It can, but something should be written otherwise.
    Warning,
}

/// The problem in a few lines, with an excerpt where there is a place. `width` counts cells.
pub fn text(problem: &Problem, kind: ProblemKind, color: bool, width: usize) -> String {
    let (word, paint) = match kind {
        ProblemKind::Error => ("error", Paint::new().red().bold()),
        ProblemKind::Warning => ("warning", Paint::new().yellow().bold()),
    };
    let paint = if color { paint } else { Paint::new() };
    let mut text = format!("{}: ", paint.style(word));
    let source = problem.text.as_ref().zip(problem.span.as_ref());
    let source = source.and_then(|(text, span)| Some((Source::new(text.as_bytes())?, span)));
    let source = source.map(|(source, span)| (source.location(span), source));
    if !problem.path.is_empty() {
        text.push_str(&line(&problem.path));
        if let Some((location, _)) = &source {
            text.push_str(&format!(":{}:{}", location.start.line, location.start.column));
        }
        text.push_str(": ");
    }
    text.push_str(&line(&problem.message));
    text.push('\n');
    if let Some((location, source)) = &source {
        // ` 31 │ ` stands before each line. The line after the place may have a digit more.
        let gutter = (location.start.line + 1).to_string().len() + 4;
        let room = Room { cells: width.saturating_sub(gutter), context: true };
        let excerpt = excerpt::cut(source, &[Highlight { location, label: 0 }], room);
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
        for (kind, width) in [(ProblemKind::Error, 80), (ProblemKind::Warning, 30)] {
            let text = text(&problem, kind, false, width);
            assert!(["##[", "##vso[", "##teamcity["].iter().all(|command| !text.contains(command)), "{text}");
            assert!(!text.chars().any(|character| character != '\n' && crate::words::is_hidden(character)), "{text}");
            assert!(text.contains("用語 ##"), "{text}");
        }
    }

    #[test]
    fn no_line_of_an_excerpt_is_wider_than_the_screen_nor_much_narrower() {
        let source = vec!["word ".repeat(60); 101].join("\n");
        // The line after the place may be the first whose number has another digit.
        for line in [1, 8, 9, 10, 98, 99, 100] {
            let start = (line - 1) * 301 + 150;
            let problem = Problem {
                message: String::new(),
                help: String::new(),
                path: String::new(),
                span: Some(start..start + 4),
                text: Some(source.as_str().into()),
            };
            let text = text(&problem, ProblemKind::Error, false, 60);
            let widest = text.lines().map(crate::output::text::cells).max();
            assert!(widest.is_some_and(|widest| (58..=60).contains(&widest)), "{line}: {text}");
        }
    }
}
