//! A failure of the tool as a person reads it: what is wrong, where, the very text, and what to do.
//!
//! Owns the layout. The text around the place is cut and drawn as it is for findings.

use owo_colors::Style as Paint;

use super::drawing;
use super::excerpt::{self, Highlight, Room, Source};
use super::text::{line, wrap};
use crate::problem::Problem;

/// How far a sentence that is continued stands in, in cells.
const INDENT: usize = 2;

/// What stands before the help.
const HELP: &str = "  help: ";

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// termlint cannot do its job.
    Error,
    /// It can, but something should be written otherwise.
    Warning,
}

/// The problem in a few lines, with an excerpt where there is a place. `width` counts the cells of the excerpt, `line_width`
/// those of its sentences: in a log each is one line.
pub fn text(problem: &Problem, kind: ProblemKind, color: bool, width: usize, line_width: usize) -> String {
    let (word, paint) = match kind {
        ProblemKind::Error => ("error", Paint::new().red().bold()),
        ProblemKind::Warning => ("warning", Paint::new().yellow().bold()),
    };
    let paint = if color { paint } else { Paint::new() };
    let mut text = format!("{word}: ");
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
    let rest = line_width.saturating_sub(INDENT);
    let text = wrap(&text, line_width, rest).join(&format!("\n{:INDENT$}", ""));
    let mut text = text.replacen(word, &paint.style(word).to_string(), 1) + "\n";
    if let Some((location, source)) = &source {
        // ` 31 │ ` stands before each line. The line after the place may have a digit more.
        let gutter = (location.start.line + 1).to_string().len() + 4;
        let room = Room { cells: width.saturating_sub(gutter), context: true };
        let excerpt = excerpt::cut(source, &[Highlight { location, label: 0 }], room);
        text.push_str(&drawing::draw(&excerpt, &[], room.cells, |_| paint, color));
    }
    if !problem.help.is_empty() {
        let help = line(&problem.help);
        let room = line_width.saturating_sub(HELP.len());
        text.push_str(&format!("{HELP}{}\n", wrap(&help, room, room).join(&format!("\n{:1$}", "", HELP.len()))));
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
            let text = text(&problem, kind, false, width, width);
            assert!(["##[", "##vso[", "##teamcity["].iter().all(|command| !text.contains(command)), "{text}");
            assert!(!text.chars().any(|character| character != '\n' && crate::words::is_hidden(character)), "{text}");
            assert!(text.contains("用語 ##"), "{text}");
        }
    }

    #[test]
    fn sentences_are_broken_at_a_terminal_and_stay_whole_in_a_log() {
        let problem = Problem { path: "a.toml".into(), ..Problem::new("this is wrong with it", "do this about it") };
        let of = |line_width: usize| text(&problem, ProblemKind::Warning, false, 80, line_width);
        assert_eq!(of(usize::MAX), "warning: a.toml: this is wrong with it\n  help: do this about it\n");
        assert_eq!(of(20), "warning: a.toml:\n  this is wrong with\n  it\n  help: do this\n        about it\n");
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
            let text = text(&problem, ProblemKind::Error, false, 60, 60);
            let widest = text.lines().map(crate::output::text::cells).max();
            assert!(widest.is_some_and(|widest| (58..=60).contains(&widest)), "{line}: {text}");
        }
    }
}
