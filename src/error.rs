//! Failures of the tool, as opposed to defects of documents, and the table of exit codes.
//!
//! Owns how a failure is shown to a person. Findings never pass through here.

use std::fmt;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use crate::outcome::Failure;
use crate::output::text::{is_command, line};

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
    /// The text of the file and the bytes concerned, where a place is known.
    pub source: Option<(String, std::ops::Range<usize>)>,
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

    /// The problem as a person reads it, with an excerpt where there is a place.
    pub fn render(&self, color: bool, width: usize) -> String {
        self.render_after(if color { "\u{1b}[31;1merror\u{1b}[0m: " } else { "error: " }, color, width)
    }

    /// The same for what works but should be written otherwise.
    pub fn render_warning(&self, color: bool, width: usize) -> String {
        self.render_after(if color { "\u{1b}[33;1mwarning\u{1b}[0m: " } else { "warning: " }, color, width)
    }

    fn render_after(&self, head: &str, color: bool, width: usize) -> String {
        let mut text = String::from(head);
        if !self.path.is_empty() {
            text.push_str(&line(&self.path));
            if let Some((source, span)) = &self.source {
                let before = source.get(..span.start).unwrap_or_default();
                let line = 1 + before.matches('\n').count();
                let column = 1 + before.rsplit('\n').next().unwrap_or_default().chars().count();
                text.push_str(&format!(":{line}:{column}"));
            }
            text.push_str(": ");
        }
        text.push_str(&line(&self.message));
        text.push('\n');
        if let Some((source, span)) = &self.source {
            text.push_str(&excerpt(source, span, color, width));
        }
        if !self.help.is_empty() {
            text.push_str(&format!("  help: {}\n", line(&self.help)));
        }
        text
    }
}

/// The lines around a place, with a mark below it.
fn excerpt(source: &str, span: &std::ops::Range<usize>, color: bool, width: usize) -> String {
    let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    let mut rendered = String::new();
    // Writing to a String cannot fail.
    let _ = GraphicalReportHandler::new_themed(theme)
        .with_width(width)
        .with_links(false)
        .render_report(&mut rendered, &Excerpt { source: visible(source), span: span.clone() });
    // miette's own header says less than ours, and its columns count bytes.
    let lines = rendered.lines().skip_while(|line| !line.contains('╭')).filter(|line| !line.trim().is_empty());
    let without_place = |line: &str| match line.split_once("╭─[") {
        Some((indent, _)) => format!("{indent}╭────\n"),
        None => format!("{}\n", line.trim_end()),
    };
    lines.map(without_place).collect()
}

/// A terminal obeys control characters, a build server `##[error]`, and a configuration may come with a pull request:
/// each such character is replaced by a visible one of as many bytes, so that spans hold. A line may end with CR and LF.
fn visible(text: &str) -> String {
    let stand_in = |character: char| match character.len_utf8() {
        1 if character == '\r' => ' ',
        1 => '?',
        2 => '\u{b7}',
        3 => '\u{fffd}',
        _ => '\u{1f533}',
    };
    let is_harmless = |at: usize, character: char| match character {
        '\n' | '\t' => true,
        '#' => !is_command(&text[..at], &text[at..]),
        _ => !crate::words::is_hidden(character),
    };
    text.char_indices().map(|(at, found)| if is_harmless(at, found) { found } else { stand_in(found) }).collect()
}

#[derive(Debug)]
struct Excerpt {
    source: String,
    span: std::ops::Range<usize>,
}

impl fmt::Display for Excerpt {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Excerpt {}

impl Diagnostic for Excerpt {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::underline(self.span.clone()))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_problem_is_a_command_to_a_terminal_or_a_build_server() {
        let source = "a = \"##[error]x\" # ##vso[task] \u{1b}[2J \u{202e} 用語 ##\r\n".to_owned();
        let hostile = "##[error]x ##teamcity[y] \u{1b}[2J".to_owned();
        let span = source.find("用").unwrap()..source.find("語").unwrap();
        let problem =
            Problem { message: hostile.clone(), help: hostile.clone(), path: hostile, source: Some((source, span)) };
        for text in [problem.render(false, 80), problem.render_warning(false, 30)] {
            assert!(["##[", "##vso[", "##teamcity["].iter().all(|command| !text.contains(command)), "{text}");
            assert!(!text.chars().any(|character| character != '\n' && crate::words::is_hidden(character)), "{text}");
            assert!(text.contains("a = \"#?[error]x\" # #?vso[task]") && text.contains("用語 ##"), "{text}");
        }
    }
}
