//! The baseline: findings that were there when a team began, which it pays off one by one.
//!
//! Owns what is recorded and the form of the file. Must not know how findings come about: it sees their rule and
//! fingerprint only.

mod form;
mod identity;
mod record;

pub use identity::Identity;
pub use record::{Baseline, Index, short};

/// The name of the file where the configuration names none.
pub const FILE_NAME: &str = "termlint-baseline.json";
