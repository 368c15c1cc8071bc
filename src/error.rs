//! Failures of the tool, as opposed to defects of documents, and the table of exit codes.
//!
//! Owns how a failure is shown to a person. Findings never pass through here.

use std::fmt;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, SourceCode};

use crate::outcome::Failure;
use crate::words::escape;

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
        let Some((text, span)) = &self.source else {
            let place = if self.path.is_empty() { String::new() } else { format!("{}: ", escape(&self.path)) };
            let help = if self.help.is_empty() { String::new() } else { format!("\n  help: {}", escape(&self.help)) };
            return format!("error: {place}{}{help}\n", escape(&self.message));
        };
        // A terminal obeys control characters; the text is the user's own, but may come with a pull request.
        let line = 1 + text.get(..span.start).map_or(0, |before| before.matches('\n').count());
        let shown = ShownProblem {
            problem: self,
            source: NamedSource::new(format!("{}:{line}", escape(&self.path)), visible(text)),
            span: span.clone(),
        };
        let theme = if color { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let mut rendered = String::new();
        // Writing to a String cannot fail.
        let _ = GraphicalReportHandler::new_themed(theme)
            .with_width(width)
            .with_links(false)
            .render_report(&mut rendered, &shown);
        rendered
    }
}

/// A terminal obeys control characters, and a configuration may come with a pull request: each is replaced by a
/// visible character of as many bytes, so that spans hold.
fn visible(text: &str) -> String {
    let stand_in = |character: char| match character.len_utf8() {
        1 => '?',
        2 => '\u{b7}',
        3 => '\u{fffd}',
        _ => '\u{1f533}',
    };
    let is_harmless = |character: char| matches!(character, '\n' | '\t') || !crate::words::is_hidden(character);
    text.chars().map(|character| if is_harmless(character) { character } else { stand_in(character) }).collect()
}

#[derive(Debug)]
struct ShownProblem<'p> {
    problem: &'p Problem,
    source: NamedSource<String>,
    span: std::ops::Range<usize>,
}

impl fmt::Display for ShownProblem<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&escape(&self.problem.message))
    }
}

impl std::error::Error for ShownProblem<'_> {}

impl Diagnostic for ShownProblem<'_> {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.problem.help.is_empty()).then(|| Box::new(escape(&self.problem.help)) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(std::iter::once(LabeledSpan::underline(self.span.clone()))))
    }
}
