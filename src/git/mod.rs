//! What git knows of a folder: what is staged, the files of a revision, and the bytes of both.
//!
//! The only room that starts a program. It asks for objects and lists only: nothing is fetched or written, no work tree is
//! touched, no hook, monitor or filter of the repository runs. A question is one process, however many files it is about.

mod attributes;
mod error;
mod id;
mod index;
mod objects;
mod paths;
mod place;
mod process;
mod repository;
mod revision;
#[cfg(test)]
mod tests;

pub use id::ObjectId;
pub use index::{Entry, Kind, State, index_entries};
pub use objects::{Object, Objects, Wanted, answer};
pub use paths::{below, listed_paths};
pub use place::{is_sparse, other_work_trees, root};
pub use repository::Repository;
pub use revision::{Base, Committed, tree_entries};
