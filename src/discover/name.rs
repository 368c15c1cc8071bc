//! The name under which a search comes across a file, and what it is looked at for.

use std::path::Path;

/// What a walk is for.
#[derive(Clone, Copy)]
pub(super) struct Role {
    pub(super) reported: bool,
    pub(super) in_corpus: bool,
}

/// What somebody who names a file wants.
pub(super) const NAMED: Role = Role { reported: true, in_corpus: false };

/// A name of a file.
#[derive(Clone, Copy)]
pub(super) struct Name<'n> {
    /// Absolute, with every link resolved but the last: the name under which it was reached.
    pub(super) reached: &'n Path,
    /// As the user wrote it, or would have.
    pub(super) given: &'n Path,
    /// Whether it was an argument.
    pub(super) is_argument: bool,
}
