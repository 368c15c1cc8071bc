//! From arguments to sources: files, folders, globs and standard input.
//!
//! Owns what is looked at, what is reported and what makes up the corpus (`docs/design.md`, "Root, corpus,
//! files"). Reads no content: whether a file is a handoff is decided when its bytes are at hand.

mod files;
mod name;
mod parked;
mod paths;
mod pattern;
mod plan;
mod refusal;
mod search;
mod source;
mod tree;

pub use files::{Disk, Files, Overlay};
pub use paths::slashes;
pub use plan::{Folder, Plan, Request, SkippedPath};
pub use refusal::Refusal;
pub use search::{discover, stdin_file};
pub use source::{NOT_INCLUDED, STDIN_NAME, Source, Stdin, is_candidate, is_lines};
pub use tree::Tree;
