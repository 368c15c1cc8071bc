//! `termlint.toml`: what is checked, and how severely.
//!
//! Owns the configuration as a user writes it, its problems, and the levels that follow from it and the command line.
//! Must not know files: it gets text and hands back data; who draws a [`Problem`] knows the file.

mod custom;
mod edit;
mod effective;
mod entries;
mod foreign;
mod keys;
mod levels;
mod options;
mod page_map;
mod pages;
mod pattern;
mod read;
mod schema;
mod settings;
mod suggest;
mod syntax;
#[cfg(test)]
mod testing;

use crate::problem::Problem;
use crate::rule::{Declaration, Release};
use crate::rules::RULES;

pub use edit::with_rules_of;
pub use effective::{Effective, Origin, effective};
pub use levels::{Levels, Selector, Setting, levels};
pub use page_map::PageMap;
pub use pattern::{Pattern, Reach};
pub use schema::{schema, schema_with};
pub use settings::{Config, FailOn, Ignore, Named, Override, RuleSetting, RuleSettings, RulesOf, options};

use keys::RULES_OF;

/// A configuration to begin with, with a comment on each key.
pub const STARTER: &str = include_str!("starter.toml");

/// [`STARTER`] for a project that begins with this release.
pub fn starter() -> String {
    with_rules_of(STARTER, Release::current()).unwrap_or_else(|| STARTER.to_owned())
}

/// Reads the text of a `termlint.toml`.
///
/// # Errors
/// All problems, by place. A `required-version` that this program does not meet is the only problem then: what else
/// looks wrong may be right for the version that is required.
pub fn parse(text: &str) -> Result<Config, Vec<Problem>> {
    parse_with(text, RULES)
}

/// [`parse`] with another table of rules than [`RULES`].
///
/// # Errors
/// Those of [`parse`].
pub fn parse_with(text: &str, rules: &[Declaration]) -> Result<Config, Vec<Problem>> {
    read::read(text, rules)
}
