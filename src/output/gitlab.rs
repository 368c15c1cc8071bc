//! GitLab's Code Quality report: one JSON array, uploaded as `artifacts:reports:codequality`.
//!
//! Owns the format. An entry whose fingerprint another one has is dropped by GitLab, so each has its own.

use std::collections::HashSet;
use std::io::{self, Write};

use serde::Serialize;

use super::visible;
use crate::finding::Severity;
use crate::outcome::{Outcome, ReportedFinding};
use crate::problem::Problem;
use crate::words::escape;

/// The name of what is not a rule's finding.
const FAILURE: &str = "termlint";

/// Writes the array.
pub fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let failures = outcome.failures.iter().map(Entry::of_failure);
    let mut entries: Vec<Entry<'_>> = failures.chain(outcome.shown().map(Entry::of)).collect();
    let mut seen = HashSet::new();
    for entry in &mut entries {
        let own = entry.fingerprint.clone();
        let mut number = 1;
        while !seen.insert(entry.fingerprint.clone()) {
            number += 1;
            entry.fingerprint = format!("{own}-{number}");
        }
    }
    visible::pretty(&entries, out)
}

#[derive(Serialize)]
struct Entry<'o> {
    description: String,
    check_name: &'o str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'o>,
}

#[derive(Serialize)]
struct Location<'o> {
    /// Relative to the repository, not percent-encoded.
    path: &'o str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<usize>,
}

impl<'o> Entry<'o> {
    fn of(reported: &'o ReportedFinding) -> Self {
        let finding = &reported.finding;
        let location = finding.location.as_ref();
        Entry {
            description: description(&reported.message(), &finding.help),
            check_name: finding.rule,
            fingerprint: reported.fingerprint.clone(),
            severity: match reported.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            },
            location: Location {
                path: reported.path.strip_prefix("./").unwrap_or(&reported.path),
                // What is about the whole file stands at its beginning.
                lines: Lines {
                    begin: location.map_or(1, |location| location.start.line),
                    end: location.map(|location| location.end.line),
                },
            },
        }
    }

    /// The format has no place of its own for what the tool could not do.
    fn of_failure(failure: &'o Problem) -> Self {
        let path = failure.file().unwrap_or(".");
        Entry {
            description: description(&format!("termlint could not do its job: {}", failure.message), &failure.help),
            check_name: FAILURE,
            fingerprint: format!("{FAILURE}:{}:{}", escape(path), escape(&failure.message)),
            severity: "blocker",
            location: Location { path, lines: Lines { begin: 1, end: None } },
        }
    }
}

/// The fact and the help on one line: GitLab shows no other.
fn description(fact: &str, help: &str) -> String {
    if help.is_empty() { escape(fact) } else { format!("{}: {}", escape(fact), escape(help)) }
}
