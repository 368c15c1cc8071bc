//! A line a finding: `path:line:col: severity: message [rule]`, which Vim, Kakoune and problem matchers read.
//!
//! The column counts UTF-8 bytes from 1, as `%c` of an errorformat does. Owns that line; everything in it is escaped.

use std::io::{self, Write};

use super::excerpt::byte_column;
use crate::outcome::Outcome;
use crate::words::escape;

/// Writes the lines.
pub fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    for reported in outcome.shown() {
        let finding = &reported.finding;
        let path = escape(&reported.shown_path);
        let (line, column) =
            finding.place.as_ref().map_or((1, 1), |place| (place.start.line, byte_column(&place.start)));
        writeln!(
            out,
            "{path}:{line}:{column}: {}: {} [{}]",
            reported.severity,
            escape(&finding.message),
            finding.rule
        )?;
    }
    Ok(())
}
