//! termlint decides whether a reviewed-term AI handoff (`ai.json`) may be published.
//!
//! The map of the house, lowest layer first; imports run downward only (`tests/conventions.rs`):
//!
//! 1. [`json`]: text to a tree in which every key and value knows its place. [`words`]: quoting values in messages.
//! 2. [`finding`]: what is said about a document, as plain data.
//! 3. [`handoff`]: a typed, lenient view of one document. [`schema`]: versions and validation.
//!    [`corpus`]: facts of all documents and an index over them.
//! 4. [`rule`]: what a rule is. [`rules`]: the rules, one file each.

pub mod config;
pub mod corpus;
pub mod discover;
pub mod finding;
pub mod fs;
pub mod handoff;
pub mod json;
pub mod lint;
pub mod outcome;

pub mod rule;
pub mod rules;
pub mod schema;
pub mod words;
