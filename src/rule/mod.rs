//! What a rule is: its metadata, its two kinds, and the report it writes to.
//!
//! Owns the vocabulary in which rules are declared. Must not know any particular rule.

mod declare;
mod meta;
mod report;

pub use declare::{Declaration, Declared, Instance};
pub use meta::{Group, Kind, Level, Meta};
pub use report::{Draft, Report};

use crate::corpus::{Corpus, CorpusReport};
use crate::handoff::Handoff;

/// A rule that sees one handoff.
pub trait DocumentRule: Send + Sync {
    /// Reports every defect of this kind in `handoff`.
    fn check(&self, handoff: &Handoff<'_>, report: &mut Report<'_>);
}

/// A rule that sees the facts of all handoffs.
pub trait CorpusRule: Send + Sync {
    /// Reports every defect of this kind in the corpus, or says why it cannot judge.
    fn check(&self, corpus: &Corpus, report: &mut CorpusReport);
}
