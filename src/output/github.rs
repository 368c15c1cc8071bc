//! Workflow commands of GitHub Actions, which turn a line of the log into an annotation of the changed file.
//!
//! Owns these lines and their escaping, which is that of the `@actions/core` toolkit. Columns count characters from 1.

use std::io::{self, Write};

use super::columns::Unit;
use super::{Format, links, text};
use crate::finding::Severity;
use crate::outcome::{Outcome, ReportedFinding};
use crate::problem::Problem;
use crate::words::{count, list};

const COLUMN: Unit = Format::Github.unit();

/// How many annotations of one kind GitHub shows for a step; it drops the others without a word.
const SHOWN: usize = 10;

/// The kinds of annotations, most severe first.
const KINDS: [(Severity, &str); 3] =
    [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Info, "notice")];

/// Writes a command for each finding that GitHub will show, errors first, and a line about the others.
pub fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    let mut rest = Vec::new();
    for (severity, kind) in KINDS {
        let mut commands: Vec<String> = Vec::new();
        let mut number = 0;
        let failures = if severity == Severity::Error { outcome.failures.as_slice() } else { &[] };
        for failure in failures {
            number += 1;
            if number <= SHOWN {
                commands.push(of_failure(failure));
            }
        }
        for reported in outcome.shown().filter(|reported| reported.severity == severity) {
            number += 1;
            if number <= SHOWN {
                commands.push(of_finding(kind, reported));
            }
        }
        let unlisted = outcome.summary.unlisted.iter().filter(|unlisted| unlisted.severity == severity);
        number += unlisted.filter(|_| severity >= outcome.min_severity).map(|unlisted| unlisted.count).sum::<usize>();
        for command in &commands {
            writeln!(out, "{command}")?;
        }
        if number > commands.len() {
            rest.push(count(number - commands.len(), severity.name()));
        }
    }
    if !rest.is_empty() {
        let rest = list(&rest, "and");
        writeln!(out, "termlint: not annotated: {rest} (GitHub shows {SHOWN} annotations of a kind for a step)")?;
    }
    Ok(())
}

fn of_finding(kind: &str, reported: &ReportedFinding) -> String {
    let finding = &reported.finding;
    let mut properties = vec![("title", finding.rule.to_owned()), ("file", text::line(&reported.path))];
    if let Some(location) = &finding.location {
        let (start, end) = (&location.start, &location.end);
        properties.push(("line", start.line.to_string()));
        properties.push(("endLine", end.line.to_string()));
        // Columns of an annotation over several lines are refused.
        if start.line == end.line {
            properties.push(("col", COLUMN.of(start).to_string()));
            properties.push(("endColumn", COLUMN.of(end).to_string()));
        }
    }
    command(kind, &properties, &message(&reported.message(), &finding.help, Some(&links::more(finding.rule))))
}

fn of_failure(failure: &Problem) -> String {
    let file = failure.file().map(text::line).unwrap_or_default();
    let properties = [("title", "termlint could not do its job".to_owned()), ("file", file)];
    command("error", &properties, &message(&failure.message, &failure.help, None))
}

/// The fact, the help and the link, a line each.
fn message(fact: &str, help: &str, link: Option<&str>) -> String {
    let help = if help.is_empty() { String::new() } else { format!("help: {}", text::line(help)) };
    let lines = [text::line(fact), help, link.unwrap_or_default().to_owned()];
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// A workflow command as the toolkit writes it: an empty property is left out.
pub fn command(name: &str, properties: &[(&str, String)], message: &str) -> String {
    let properties = properties.iter().filter(|(_, value)| !value.is_empty());
    let properties: Vec<String> = properties.map(|(key, value)| format!("{key}={}", property(value))).collect();
    let space = if properties.is_empty() { "" } else { " " };
    format!("::{name}{space}{}::{}", properties.join(","), data(message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_those_of_the_toolkit() {
        // What `core.error(message, { title, file, startLine, startColumn })` of @actions/core 3.0.1 prints.
        let properties = [("title", "t:1".into()), ("file", "x,y:z.json".into()), ("line", "1".into())];
        assert_eq!(
            command("error", &properties, "a%b\nc:d,e"),
            "::error title=t%3A1,file=x%2Cy%3Az.json,line=1::a%25b%0Ac:d,e"
        );
        assert_eq!(command("notice", &[("file", String::new())], "x"), "::notice::x");
    }
}
