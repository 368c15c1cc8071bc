//! `termlint.toml`: what is judged, and how severely.
//!
//! Owns the configuration as a user writes it, its problems, and the levels that follow from it and the command line.
//! Must not know files: it gets text and hands back data; who draws a [`Problem`] knows the file.

mod effective;
mod entries;
mod levels;
mod options;
mod pattern;
mod read;
mod schema;
mod suggest;
mod syntax;

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;

use crate::problem::Problem;
use crate::rule::{Declaration, Group, Level};
use crate::rules::RULES;

pub use effective::{Effective, Origin, effective};
pub use entries::{Ignore, Override};
pub use levels::{Levels, Selector, Setting, levels};
pub use pattern::{Pattern, Reach};
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
    /// Files that name terms which live outside this repository.
    pub known_slugs: Vec<Named>,
    /// Settings that hold for some files only, in the order of the file.
    pub overrides: Vec<Override>,
    /// Findings that are left as they are.
    pub ignores: Vec<Ignore>,
    /// A folder with contract schemas that add to the embedded ones or replace them, as written.
    pub schema_dir: Option<String>,
    /// The baseline, as written.
    pub baseline: Option<String>,
    /// What is printed after findings, for whoever reads them.
    pub footer: Option<String>,
    /// Where each key of the file is written, in bytes of the configuration's text.
    pub places: BTreeMap<&'static str, Range<usize>>,
    /// What works but should be written otherwise, by place.
    pub warnings: Vec<Problem>,
}

impl Config {
    /// Which overrides hold for a file, by their numbers; the path is relative to the folder of the configuration.
    pub fn overrides_of(&self, path: &str) -> Vec<usize> {
        let holds = |own: &Override| own.files.iter().any(|files| files.matches(path));
        self.overrides.iter().enumerate().filter(|(_, own)| holds(own)).map(|(number, _)| number).collect()
    }

    /// What is set for a file with these overrides: `[rules]`, then each override; the later is the stronger.
    pub fn layers(&self, overrides: &[usize]) -> Vec<&RuleSettings> {
        let overrides = overrides.iter().filter_map(|number| self.overrides.get(*number));
        std::iter::once(&self.rules).chain(overrides.map(|own| &own.rules)).collect()
    }
}

/// The options of a rule, ready for [`Declaration::build`]: of each option, what the last layer says that sets it.
/// `None` where none is set.
pub fn options(layers: &[&RuleSettings], rule: &str) -> Option<Value> {
    let set = layers.iter().filter_map(|layer| layer.options(rule)?.as_object());
    set.cloned()
        .reduce(|mut below, above| {
            below.extend(above);
            below
        })
        .map(Value::Object)
}

/// A file that the configuration names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// As written.
    pub path: String,
    /// Where, in bytes of the configuration's text.
    pub place: Range<usize>,
}

/// What `[rules]` says, or the `rules` of an override.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleSettings {
    /// The level of `all`.
    pub all: Option<Level>,
    /// The levels of whole groups.
    pub groups: BTreeMap<Group, Level>,
    /// What is said about single rules, by their present id.
    pub rules: BTreeMap<&'static str, RuleSetting>,
    /// Where `all`, each group and each rule are written, in bytes of the configuration's text.
    pub places: BTreeMap<&'static str, Range<usize>>,
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
