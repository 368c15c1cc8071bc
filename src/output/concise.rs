//! A line a finding: `path:line:col: severity: message [rule]`, which Vim, Kakoune and problem matchers read.
//!
//! The column counts UTF-8 bytes from 1, as `%c` of an errorformat does. Owns that line; everything in it is escaped.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::columns::Unit;
use super::{Format, Style, text};
use crate::finding::Finding;
use crate::outcome::Outcome;

const COLUMN: Unit = Format::Concise.unit();

/// Writes the lines.
pub fn write(outcome: &Outcome, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for reported in outcome.shown().take(style.most.unwrap_or(usize::MAX)) {
        let finding = &reported.finding;
        let path = text::placeless(&text::path(&reported.shown_path));
        // Kakoune wants a line and a column; what is about the whole file stands at its beginning.
        let location = finding.location.as_ref();
        let (line, column) = location.map_or((1, 1), |location| (location.start.line, COLUMN.of(&location.start)));
        let message = text::line(&reported.message());
        writeln!(out, "{path}:{line}:{column}: {}: {message} [{}]", reported.severity, finding.rule)?;
    }
    Ok(())
}

/// A line of help for each rule that has reported, which the lines of findings have no room for. It is for a log, and so
/// stands apart from them: what reads findings reads nothing else.
pub fn help(outcome: &Outcome) -> String {
    let mut helps: BTreeMap<&str, (&str, bool)> = BTreeMap::new();
    for Finding { rule, help, .. } in outcome.shown().map(|reported| &reported.finding) {
        let (first, differs) = helps.entry(rule).or_insert((help, false));
        *differs |= first != help;
    }
    let line = |(rule, (help, differs)): (&str, (&str, bool))| {
        let help = text::placeless(&text::line(help));
        let lead = if differs { "for one of its findings: " } else { "" };
        match help.is_empty() {
            true => format!("help [{rule}]: run `termlint explain {rule}`\n"),
            false => format!("help [{rule}]: {lead}{help}\n"),
        }
    };
    helps.into_iter().map(line).collect()
}
