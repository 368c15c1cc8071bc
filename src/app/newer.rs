//! What a newer release of termlint adds to a result: the same files, checked once by the rules of the release whose findings
//! count so far, and once by those of this one.
//!
//! Owns the comparison. Must not know who reads it.

use std::collections::HashMap;

use super::session::{Checked, Session};
use crate::finding::Severity;
use crate::outcome::{Outcome, ReportedFinding};
use crate::problem::Problem;
use crate::rule::Release;

/// The two results.
pub(super) struct BothReleases {
    /// By the release whose findings count so far, of each scope.
    pub(super) now: Checked,
    /// By this release.
    pub(super) next: Checked,
}

impl BothReleases {
    /// Checks the files of a session twice.
    ///
    /// # Errors
    /// Those of [`Session::check`].
    pub(super) fn of(session: &mut Session<'_>) -> Result<BothReleases, Problem> {
        let now = session.check()?;
        session.rules_of = Some(Release::current());
        Ok(BothReleases { now, next: session.check()? })
    }
}

/// The findings that this release would count and that do not count so far: they are new, or more severe.
pub(super) fn newly_counted<'n>(now: &Outcome, next: &'n Outcome) -> Vec<&'n ReportedFinding> {
    let counting = now.findings.iter().filter(|reported| reported.new_in.is_none());
    let counting: HashMap<(&str, &str), Severity> =
        counting.map(|reported| ((reported.path.as_str(), reported.fingerprint.as_str()), reported.severity)).collect();
    let is_newly_counted = |reported: &&ReportedFinding| {
        let before = counting.get(&(reported.path.as_str(), reported.fingerprint.as_str()));
        before.is_none_or(|before| *before < reported.severity)
    };
    next.findings.iter().filter(is_newly_counted).collect()
}
