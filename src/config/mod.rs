//! `termlint.toml`: what is judged, and how severely.
//!
//! Owns the configuration as a user writes it, its problems, and the levels that follow from it and the command line.
//! Must not know files: it gets text and hands back data; who draws a [`Problem`] knows the file.

mod levels;
mod options;
mod pattern;
mod problem;
mod read;
mod schema;
mod syntax;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::rule::{Declaration, Group, Level};
use crate::rules::RULES;

pub use levels::{Levels, Selector, Setting, levels};
pub use pattern::Pattern;
pub use problem::Problem;
pub use schema::{schema, schema_with};

/// A configuration to begin with, with a comment on each key.
pub const STARTER: &str = include_str!("starter.toml");

/// A configuration. The default is one in which nothing is set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// What belongs to the corpus; empty where the configuration does not say.
    pub include: Vec<Pattern>,
    /// What is never judged, even if it is named.
    pub exclude: Vec<Pattern>,
    /// Levels and options of the rules.
    pub rules: RuleSettings,
    /// A folder with contract schemas that add to the embedded ones or replace them, as written.
    pub schema_dir: Option<String>,
    /// The baseline, as written.
    pub baseline: Option<String>,
    /// What works but should be written otherwise, by place.
    pub warnings: Vec<Problem>,
}

/// What `[rules]` says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleSettings {
    /// The level of `all`.
    pub all: Option<Level>,
    /// The levels of whole groups.
    pub groups: BTreeMap<Group, Level>,
    /// What is said about single rules, by their present id.
    pub rules: BTreeMap<&'static str, RuleSetting>,
}

impl RuleSettings {
    /// The options of a rule, ready for [`Declaration::build`]; `None` where the configuration sets none.
    pub fn options(&self, rule: &str) -> Option<&Value> {
        self.rules.get(rule)?.options.as_ref()
    }
}

/// What `[rules]` says about one rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleSetting {
    /// Its level, if set.
    pub level: Option<Level>,
    /// Its options as a JSON object, if any is set. The rule has accepted them.
    pub options: Option<Value>,
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
