//! What is to be checked: which configuration holds where, and which files it holds for.
//!
//! Owns the way from arguments and configurations to sources. Everything that it hands out is owned, so that it can be
//! used again: for another revision, or for a text that has changed. Checks nothing and prints nothing.

mod baseline;
mod file;
mod left_out;
mod options;
mod pages;
mod plan;
mod schemas;
mod scope;
mod staged;
mod targets;
mod terms;
mod tracked;
mod wanted;

pub use baseline::{baseline_file, baseline_of, read_baseline, rules_of};
pub use file::{Loaded, read};
pub use options::{Options, PageChoice};
pub use pages::Pages;
pub use plan::{Part, Project};
pub use schemas::registry;
pub use scope::{FILE_NAME, Scope, scopes, shown};
pub use targets::{Targets, whole};
pub use terms::external_terms;
pub use wanted::{is_named, is_wanted};
