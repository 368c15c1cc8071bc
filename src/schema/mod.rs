//! The contract: which versions exist, what each demands, and findings for what a document fails.
//!
//! Owns version dispatch and schema validation; the only room that knows `jsonschema`. Must not know rules:
//! it names them by id, and a test compares the ids with the table.

mod address;
mod alternatives;
pub mod annotations;
mod bundle;
pub mod compiler;
mod error;
mod format;
mod issue;
pub mod keyword;
mod reference;
mod refusal;
mod registry;
pub mod representation;
mod screen;
mod value;
mod version;

pub use issue::{EngineOptions, validate};
pub use registry::{BASE, Compiled, HANDOFF_PREFIX, Origin, Registry, SchemaFile, Version};
pub use screen::Idle;
pub use version::{Dispatch, dispatch};
