//! What a configuration says, as data: settings of the rules, overrides, ignored findings.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::Value;

use super::page_map::PageMap;
use super::pattern::Pattern;
use crate::finding::Severity;
use crate::json::identity;
use crate::pairing::Headings;
use crate::problem::Problem;
use crate::rule::{CustomRules, Declaration, Group, Level, Release};
use crate::rules::RULES;

/// A configuration. The default is one in which nothing is set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// The versions of termlint that may read it, as written; the present one may.
    pub required_version: Option<String>,
    /// The release whose findings count, where it says so.
    pub rules_of: Option<RulesOf>,
    /// What belongs to the corpus; empty where the configuration does not say.
    pub include: Vec<Pattern>,
    /// What is never checked, even if it is named.
    pub exclude: Vec<Pattern>,
    /// Levels and options of the rules.
    pub rules: RuleSettings,
    /// The rules that it declares itself; `None` where it declares none.
    pub custom: Option<Arc<CustomRules>>,
    /// Files that name terms which live outside this repository.
    pub known_slugs: Vec<Named>,
    /// Where the rendered pages are.
    pub page_map: Option<PageMap>,
    /// The words that the pages of each locale print, where they are not those that termlint knows.
    pub headings: BTreeMap<String, Headings>,
    /// Settings that hold for some files only, in the order of the file.
    pub overrides: Vec<Override>,
    /// Findings that are left as they are.
    pub ignores: Vec<Ignore>,
    /// A folder with contract schemas that add to the embedded ones or replace them, as written.
    pub schema_dir: Option<String>,
    /// The baseline, as written.
    pub baseline: Option<String>,
    /// What fails a run, where the command line does not say.
    pub fail_on: Option<FailOn>,
    /// Whether `--fix` may write to files, where it says so.
    pub fix: Option<bool>,
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

    /// Every rule that it may set: those of termlint, then those that it declares.
    pub fn declarations(&self) -> Cow<'static, [Declaration]> {
        match &self.custom {
            None => Cow::Borrowed(RULES),
            Some(custom) => RULES.iter().copied().chain(custom.iter().map(|rule| rule.declaration())).collect(),
        }
    }

    /// Whether `--fix` may write to a file; the path is relative to the folder of the configuration.
    pub fn fixes(&self, path: &str) -> bool {
        let overrides = self.overrides_of(path);
        let of_override = overrides.iter().rev().find_map(|number| self.overrides.get(*number)?.fix);
        of_override.or(self.fix).unwrap_or(true)
    }

    /// What is set for a file with these overrides: `[rules]`, then each override; the later is the stronger.
    pub fn layers(&self, overrides: &[usize]) -> Vec<&RuleSettings> {
        let overrides = overrides.iter().filter_map(|number| self.overrides.get(*number));
        std::iter::once(&self.rules).chain(overrides.map(|own| &own.rules)).collect()
    }
}

/// The options of a rule, ready for [`crate::rule::Declaration::build`]: of each option, what the last layer says that sets it.
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

/// The least severity that fails a run; `None` for never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailOn(pub Option<Severity>);

impl FailOn {
    /// All of them, in the order in which they are proposed.
    pub const ALL: [FailOn; 4] =
        [FailOn(Some(Severity::Error)), FailOn(Some(Severity::Warning)), FailOn(Some(Severity::Info)), FailOn(None)];

    /// What is written for it.
    pub const fn name(self) -> &'static str {
        match self.0 {
            Some(severity) => severity.name(),
            None => "never",
        }
    }

    /// Other words that are accepted for it.
    pub const fn aliases(self) -> &'static [&'static str] {
        match self.0 {
            Some(severity) => severity.aliases(),
            None => &[],
        }
    }

    /// What a word stands for, in the configuration and on the command line.
    pub fn parse(word: &str) -> Option<FailOn> {
        match word {
            "never" => Some(FailOn(None)),
            word => Severity::parse(word).map(|severity| FailOn(Some(severity))),
        }
    }
}

impl Default for FailOn {
    fn default() -> Self {
        FailOn(Some(Severity::Error))
    }
}

/// The release whose findings count: what later ones find beyond them is reported and fails nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesOf {
    /// The release.
    pub release: Release,
    /// Where it is written, in bytes of the configuration's text.
    pub span: Range<usize>,
}

/// A file that the configuration names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// As written.
    pub path: String,
    /// Where, in bytes of the configuration's text.
    pub span: Range<usize>,
}

/// What `[rules]` says, or the `rules` of an override.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RuleSettings {
    /// The level of `everything`.
    pub everything: Option<Level>,
    /// The level of `all`.
    pub all: Option<Level>,
    /// The levels of whole groups.
    pub groups: BTreeMap<Group, Level>,
    /// What is said about single rules, by their present id.
    pub rules: BTreeMap<&'static str, RuleSetting>,
    /// Where `everything`, `all`, each group and each rule are written, in bytes of the configuration's text.
    pub places: BTreeMap<&'static str, Range<usize>>,
}

impl RuleSettings {
    /// The options of a rule, ready for [`crate::rule::Declaration::build`]; `None` where the configuration sets none.
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

/// Settings of the rules that hold for some files only.
#[derive(Clone, Debug, PartialEq)]
pub struct Override {
    /// The files.
    pub files: Vec<Pattern>,
    /// What holds for them, over what `[rules]` says.
    pub rules: RuleSettings,
    /// Whether `--fix` may write to them, where the entry says so.
    pub fix: Option<bool>,
    /// The entry, in bytes of the configuration's text: its header, or what stands for one.
    pub span: Range<usize>,
}

/// Findings that are known and left as they are, for a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignore {
    /// The rule, by its present id.
    pub rule: &'static str,
    /// The files.
    pub files: Vec<Pattern>,
    /// The identity path of the value concerned: what is found there and below is ignored; all of the file without one.
    pub at: Option<String>,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    pub until: Option<NaiveDate>,
    /// The entry, in bytes of the configuration's text: its header, or what stands for one.
    pub span: Range<usize>,
}

impl Ignore {
    /// Whether it speaks of this file; the path is relative to the folder of the configuration and has `/`.
    pub fn covers(&self, path: &str) -> bool {
        self.files.iter().any(|files| files.matches(path))
    }

    /// Whether it speaks of this place in a file, given as an identity path.
    pub fn covers_place(&self, at: Option<&str>) -> bool {
        let Some(own) = self.bare_address() else { return true };
        let below = at.and_then(|at| at.strip_prefix(own.as_str()));
        below.is_some_and(|below| below.is_empty() || below.starts_with(['/', '[']))
    }

    /// Its address as findings have it: the first of twins bears the bare path.
    pub fn bare_address(&self) -> Option<String> {
        self.at.as_deref().map(identity::bare)
    }

    /// Whether its last day is over.
    pub fn is_expired(&self, today: NaiveDate) -> bool {
        self.until.is_some_and(|until| until < today)
    }
}
