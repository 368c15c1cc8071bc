//! What a rule is: its metadata, its kinds, and the report that it writes to.
//!
//! Owns the vocabulary in which rules are declared. Must not know any particular rule.

mod declare;
mod draft;
mod meta;
mod report;

pub use declare::{Declaration, Declared, Instance};
pub use draft::{Draft, Sink};
pub use meta::{Group, Kind, Level, Meta, Needs};
pub use report::{CorpusFinding, CorpusReport, Report};

use crate::corpus::Corpus;
use crate::handoff::Handoff;

/// A rule that sees one handoff.
pub trait DocumentRule: Send + Sync {
    /// Reports every defect of this kind in `handoff`.
    fn check(&self, handoff: &Handoff<'_>, report: &mut Report<'_>);
}

/// A rule that sees the facts of all handoffs.
pub trait CorpusRule: Send + Sync {
    /// Reports every defect of this kind in the corpus, which is as much as [`Meta::needs`] asks for; or says why it
    /// cannot for a part of it.
    fn check(&self, corpus: &Corpus, report: &mut CorpusReport);
}
