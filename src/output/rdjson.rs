//! Reviewdog's Diagnostic Format: one JSON document, read by `reviewdog -f=rdjson`.
//!
//! Columns count UTF-8 bytes from 1, ends are exclusive. Owns the format; its structs mirror reviewdog's messages.

use std::io::{self, Write};

use serde::Serialize;

use super::columns::{Edits, Replacement, Unit};
use super::{Format, Texts, links, visible};
use crate::finding::{self, Severity};
use crate::outcome::{Outcome, ReportedFinding};
use crate::problem::Problem;
use crate::words::escape;

const COLUMN: Unit = Format::Rdjson.unit();

/// Writes the document.
pub fn write(outcome: &Outcome, texts: Texts<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut edits = Edits::new(texts);
    let failures = outcome.failures.iter().map(Diagnostic::of_failure);
    let findings = outcome.shown().map(|reported| Diagnostic::of(reported, &mut edits));
    let result = DiagnosticResult {
        source: Source { name: "termlint", url: links::home() },
        diagnostics: failures.chain(findings).collect(),
    };
    visible::pretty(&result, out)
}

#[derive(Serialize)]
struct DiagnosticResult<'o> {
    source: Source,
    diagnostics: Vec<Diagnostic<'o>>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'static str>,
}

#[derive(Serialize)]
struct Diagnostic<'o> {
    message: String,
    location: Location<'o>,
    severity: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<Code<'o>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<Suggestion>,
}

#[derive(Serialize)]
struct Location<'o> {
    path: &'o str,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
}

#[derive(Serialize)]
struct Range {
    start: Position,
    end: Position,
}

#[derive(Serialize)]
struct Position {
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Code<'o> {
    value: &'o str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

impl<'o> Diagnostic<'o> {
    fn of(reported: &'o ReportedFinding, edits: &mut Edits<'_>) -> Self {
        let finding = &reported.finding;
        // A suggestion is one replacement, and two would both be offered: only the best fix is, as a whole.
        let best = finding.fixes.first().and_then(|fix| edits.as_one(reported, fix));
        Diagnostic {
            message: message(&reported.message(), &finding.help),
            location: Location { path: &reported.path, range: finding.location.as_ref().map(Range::of) },
            severity: match reported.severity {
                Severity::Error => "ERROR",
                Severity::Warning => "WARNING",
                Severity::Info => "INFO",
            },
            code: Some(Code { value: finding.rule, url: links::page(finding.rule) }),
            suggestions: best.map(Suggestion::of).into_iter().collect(),
        }
    }

    /// The format has no place of its own for what the tool could not do.
    fn of_failure(failure: &'o Problem) -> Self {
        Diagnostic {
            message: message(&format!("termlint could not do its job: {}", failure.message), &failure.help),
            location: Location { path: failure.file().unwrap_or("."), range: None },
            severity: "ERROR",
            code: None,
            suggestions: Vec::new(),
        }
    }
}

/// The fact, and the help on a line below.
fn message(fact: &str, help: &str) -> String {
    if help.is_empty() { escape(fact) } else { format!("{}\nhelp: {}", escape(fact), escape(help)) }
}

impl Range {
    fn of(location: &finding::Location) -> Range {
        Range { start: Position::of(&location.start), end: Position::of(&location.end) }
    }
}

impl Position {
    fn of(position: &finding::Position) -> Position {
        Position { line: position.line, column: COLUMN.of(position) }
    }
}

impl Suggestion {
    fn of(replacement: Replacement) -> Suggestion {
        let range = Range { start: Position::of(&replacement.start), end: Position::of(&replacement.end) };
        Suggestion { range, text: replacement.text }
    }
}
