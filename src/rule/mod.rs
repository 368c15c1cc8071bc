//! What a rule is: its metadata, its kinds, and the report that it writes to.
//!
//! Owns the vocabulary in which rules are declared. Must not know any particular rule.

pub mod custom;
mod declare;
mod draft;
mod level;
mod meta;
mod on_page;
pub mod release;
mod report;

pub use custom::{CustomRule, CustomRules};
pub use declare::{Declaration, Declared, Instance};
pub use draft::{Draft, Sink};
pub use level::Level;
pub use meta::{Group, Kind, LEFT_IN_A_NAME, Meta, Needs, Reads};
pub use on_page::PageLocator;
pub use release::{FindingKind, Raised, Release};
pub use report::{CopyFix, CorpusFinding, CorpusReporter, Reporter};

use crate::corpus::View;
use crate::handoff::Handoff;
use crate::pairing::Pair;

/// A rule that sees one handoff.
pub trait DocumentRule: Send + Sync {
    /// Reports every defect of this kind in `handoff`.
    fn check(&self, handoff: &Handoff<'_>, report: &mut Reporter<'_>);

    /// Whether its options make it look for more than [`Meta::seeks`] says, so that it is asked about every document.
    fn seeks_more(&self) -> bool {
        false
    }
}

/// A rule that sees one handoff beside the page that was rendered from it.
pub trait PageRule: Send + Sync {
    /// Reports every defect of this kind in `pair`.
    fn check(&self, pair: &Pair<'_>, report: &mut Reporter<'_>);
}

/// A rule that sees the facts of all handoffs.
pub trait CorpusRule: Send + Sync {
    /// Reports every defect of this kind in the documents that are to be checked, of a corpus that is as much as
    /// [`Meta::needs`] asks for; or says why it cannot for a part of it.
    ///
    /// What is found in a document must follow from what [`Meta::reads`] names, and from nothing else: after a change, the
    /// rule is asked again only for the documents that it concerns.
    fn check(&self, corpus: &View<'_>, report: &mut CorpusReporter);
}
