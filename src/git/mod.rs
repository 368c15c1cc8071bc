//! What git knows of a folder: tracked files, and the files of a revision.
//!
//! The only room that starts a program. It asks for objects and lists only: nothing is fetched, no work tree is
//! touched, no hook or monitor of the repository runs.

mod error;
mod objects;
mod paths;
mod place;
mod process;
mod repository;
mod revision;

pub use error::GitError;
pub use objects::answer;
pub use paths::{below, listed_paths};
pub use place::root;
pub use repository::Repository;
pub use revision::{Base, tree_files};
