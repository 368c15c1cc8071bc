//! Fixes that are proven before a byte is written.
//!
//! The fixes of a round go into an overlay, the corpus is concluded again, and what makes a new finding is withdrawn
//! (`docs/design.md`, "Fixes"). Owns which fixes are applied together and what becomes of them. Must not know who asked, and
//! never writes: it hands out what would be written.

mod choice;
mod pairs;
mod proof;
mod rounds;
mod scope;
mod shift;
mod touched;
mod trial;

pub use rounds::{Change, Fixing, Left, Wanted};
pub use scope::Glossary;
