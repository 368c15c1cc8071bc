//! What is fuzzed: one function for each target, from bytes to a panic where a promise is broken.
//!
//! `cargo fuzz` runs them through `targets/`, the normal test suite through `tests/it/fuzz.rs`, both the very same code.
//! Nothing here knows where bytes come from.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a panic is how a target says that a promise is broken")]

pub mod documents;
pub mod edits;
pub mod files;
pub mod formats;
pub mod tree;

/// Panics where a promise is broken.
pub type Target = fn(&[u8]);

/// Every target under its name.
pub const TARGETS: [(&str, Target); 12] = [
    ("tree", tree::tree),
    ("document", documents::document),
    ("edits", documents::edits),
    ("fixes", documents::fixes),
    ("corpus", documents::corpus),
    ("pages", documents::pages),
    ("schemas", files::schemas),
    ("configuration", files::configuration),
    ("known_slugs", files::known_slugs),
    ("baseline", files::baseline),
    ("cache", files::cache),
    ("git", files::git),
];
