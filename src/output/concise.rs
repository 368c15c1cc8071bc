//! A line a finding: `path:line:col: severity: message [rule]`, which Vim, Kakoune and problem matchers read.
//!
//! The column counts UTF-8 bytes from 1, as `%c` of an errorformat does. Owns that line; everything in it is escaped.

use std::io::{self, Write};

use super::columns::{self, Unit};
use super::{Format, text};
use crate::outcome::Outcome;

const COLUMN: Unit = columns::unit(Format::Concise);

/// Writes the lines.
pub fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    for reported in outcome.shown() {
        let finding = &reported.finding;
        let path = text::path(&reported.shown_path);
        // Kakoune wants a line and a column; what is about the whole file stands at its beginning.
        let place = finding.place.as_ref();
        let (line, column) = place.map_or((1, 1), |place| (place.start.line, COLUMN.of(&place.start)));
        let message = text::line(&finding.message);
        writeln!(out, "{path}:{line}:{column}: {}: {message} [{}]", reported.severity, finding.rule)?;
    }
    Ok(())
}
