//! What a format is given beside the findings: how it may look, which of them it lists, and the bytes of the files.

use crate::finding::Severity;
use crate::outcome::{Outcome, ReportedFinding};

/// What a format needs to know about where it writes.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether ANSI colours are welcome.
    pub color: bool,
    /// The width of the terminal, in cells.
    pub width: usize,
    /// Whether pointers and further details are welcome (`-v`).
    pub verbose: bool,
    /// How many findings are listed where people read them, the most severe first; `None` for all, by file. What is folded
    /// into one counts as one.
    pub most: Option<usize>,
    /// Whether infos are counted by rule instead of listed.
    pub counts_infos: bool,
}

impl Style {
    /// The findings that are listed where people read them.
    pub fn listed<'o>(&self, outcome: &'o Outcome) -> impl Iterator<Item = &'o ReportedFinding> + use<'o> {
        let counts_infos = self.counts_infos;
        outcome.shown().filter(move |reported| !counts_infos || reported.severity > Severity::Info)
    }
}

/// Gives the bytes of a checked file once more, by [`ReportedFinding::path`](crate::outcome::Reported::path): `None` when they
/// are gone or changed since they were checked. Excerpts are drawn from them.
pub type Texts<'t> = &'t dyn Fn(&str) -> Option<Vec<u8>>;
