//! termlint decides whether a reviewed-term AI handoff (`ai.json`) may be published.
//!
//! The modules ("rooms" in `docs/design.md` and the tests), lowest layer first. A module imports only from those below it
//! (`tests/it/conventions.rs`):
//!
//! 0. [`json`]: text to a tree in which every key and value knows its place. [`words`]: quoting values in messages.
//!    [`text`]: folding, cutting and comparing texts in both languages. [`braces`]: globs with braces, written out.
//!    [`problem`]: failures of the tool, as data. [`fs`]: the only module that touches the disk.
//! 1. [`git`]: tracked files and the files of a revision. [`boundary`]: what may be read and written because content
//!    names it. [`finding`]: the findings of a document, as plain data. [`fix`]: edits to bytes. [`phrase`]: phrases that
//!    templates leave behind, as data, and the search for them. [`rendered`]: pages that were rendered from handoffs.
//! 2. [`handoff`]: a typed, lenient view of one document. [`schema`]: versions and validation. [`corpus`]: facts of all
//!    documents and an index over them. [`pairing`]: a handoff beside its rendered page. [`discover`]: from arguments to
//!    sources.
//! 3. [`rule`]: what a rule is. [`rules`]: the rules, one file each, in folders by group. [`page`]: the page of a rule.
//! 4. [`config`]: what the user asked for.
//! 5. [`baseline`]: findings that were there before. [`outcome`]: the result of a run, and the exit codes. [`project`]:
//!    which configuration applies where, and to which files.
//! 6. [`engine`]: documents in, results out.
//! 7. [`fixing`]: which fixes are applied, and the proof that they do no harm. [`output`]: findings and problems to bytes.
//! 8. [`app`]: the verbs, the terminal, the reports. [`cli`]: what may be typed.
//!
//! `docs/design.md` says why it is built like this, `docs/glossary.md` which words are used.

#![warn(missing_docs)]
// The pages of the rules are not Rust: `tests/docs.rs` runs their examples and gives their fences a meaning.
#![allow(rustdoc::invalid_codeblock_attributes)]
// Nothing that a user passes may panic: an invariant is stated by `expect`, everything else is handled.
#![warn(clippy::unwrap_used, clippy::panic)]

pub mod app;
pub mod baseline;
pub mod boundary;
pub mod braces;
pub mod cli;
pub mod config;
pub mod corpus;
pub mod discover;
pub mod engine;

pub mod finding;
pub mod fix;
pub mod fixing;
pub mod fs;
pub mod git;
pub mod handoff;
pub mod json;
pub mod outcome;
pub mod output;
pub mod page;
pub mod pairing;
pub mod phrase;
pub mod problem;
pub mod project;
pub mod rendered;
pub mod rule;
pub mod rules;
pub mod schema;
pub mod text;
pub mod words;
