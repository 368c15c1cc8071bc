//! JSON text as a flat tree in which every key and every value knows its place in the file.
//!
//! This room owns reading: encodings, RFC 8259, pointers, identity paths, lines and columns.
//! It must not know what a handoff, a rule, a finding or a schema is.

mod children;
mod cursor;
pub mod identity;
mod issue;
mod lines;
mod node;
mod parse;
mod pointer;
mod secrets;
mod span;
mod strings;
mod text;
mod tree;

pub use children::{Items, Member, Members};
pub use cursor::Cursor;
pub use issue::{Issue, IssueKind, SyntaxError};
pub use lines::{LineIndex, Position};
pub use node::{Kind, Node};
pub use parse::{MAX_DEPTH, Parsed, parse};
pub use pointer::{Pointer, PointerError};
pub use secrets::{Secret, holds_secret, masked_bytes, masked_change, masked_text};
pub use span::Span;
pub use strings::{Marks, escaped};
pub use text::{EncodingError, EncodingKind, decode};
pub use tree::Tree;
