//! The only room that touches the disk: reading, listing, asking what a path is.
//!
//! Owns the words for what can go wrong with a file. Must not know what a handoff is.

#![expect(clippy::disallowed_methods, reason = "this is the room that the ban protects")]

mod error;
mod held;
mod lines;
mod path;
mod read;
mod spool;
mod stamp;
mod stdin;
mod walk;
mod write;

pub use error::{ReadError, system_words};
pub use held::Held;
pub use lines::{Line, any_stretch, each_line, line_at, without_end};
pub use path::{PathKind, canonical, current_folder, is_hidden, is_link, kind, path_of, resolved, size_and_date};
pub use read::{read, read_known, read_text};
pub use spool::{Spool, Spooled};
pub use stamp::{Moment, Stamp, stamp};
pub use stdin::read_stdin;
pub use walk::{Walk, Walked, What, walk};
pub use write::{append, check_writable, create_folder, exchange, remove_leftovers, replace};
