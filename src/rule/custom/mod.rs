//! Rules that a configuration declares, without a line of Rust: a regular expression or phrases, and what to say about a match.
//!
//! Owns what such a rule is and how it is applied. How it is written is the configuration's business. A run without one compiles
//! nothing and asks nothing.

mod fields;
mod known;
mod search;

use std::collections::HashSet;

use chrono::NaiveDate;

use super::{Declaration, Level, Meta, Reporter};
use crate::finding::Findings;
use crate::handoff::{Handoff, Locator, Text};
use crate::json::{Kind, Node};
use crate::words::quote;

pub use fields::FieldPatterns;
pub use known::{LONGEST_ID, PREFIX, is_id, known_id};
pub use search::{Budget, LARGEST, LONGEST, MOST_PHRASES, MOST_WORK, Refusal, Sought};
use search::{Search, SearchSet};

/// How many rules a configuration may declare.
pub const MOST_RULES: usize = 200;

/// A custom rule as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomEntry {
    /// Its id, for which [`is_id`] holds.
    pub id: String,
    /// What it looks for.
    pub sought: Sought,
    /// Where.
    pub fields: FieldPatterns,
    /// The message of its findings.
    pub message: String,
    /// What to do about one; may be empty.
    pub help: String,
    /// Its level, where nothing else sets one.
    pub level: Level,
    /// A text in which it finds something.
    pub fails: String,
    /// A text in which it finds nothing.
    pub passes: String,
    /// Where it begins, in bytes of the configuration's text.
    pub start: usize,
}

/// A custom rule, ready to run.
#[derive(Clone, Debug)]
pub struct CustomRule {
    /// Its id, group and level.
    pub meta: &'static Meta,
    /// What is written of it.
    pub entry: CustomEntry,
    search: Search,
}

/// A search follows from what is written.
impl PartialEq for CustomRule {
    fn eq(&self, other: &Self) -> bool {
        self.entry == other.entry
    }
}

impl CustomRule {
    /// The rule that an entry describes; what its pattern costs to compile is taken from the budget.
    ///
    /// # Errors
    /// Where its pattern cannot be used.
    pub fn new(entry: CustomEntry, budget: &mut Budget) -> Result<CustomRule, Refusal> {
        let search = Search::new(&entry.sought, budget)?;
        Ok(CustomRule { meta: known::meta(&entry.id, entry.level), entry, search })
    }

    /// Its line in a table of rules.
    pub fn declaration(&self) -> Declaration {
        Declaration::without_options(self.meta)
    }

    /// What it finds first in a text.
    pub fn first_in<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.search.places(text).into_iter().next().map(|place| &text[place])
    }
}

/// The line of a rule of which nothing but the id could be read.
pub fn undefined(id: &str) -> Declaration {
    Declaration::without_options(known::meta(id, Level::Warning))
}

/// The custom rules of a configuration.
#[derive(Clone, Debug)]
pub struct CustomRules {
    rules: Vec<CustomRule>,
    set: SearchSet,
}

impl PartialEq for CustomRules {
    fn eq(&self, other: &Self) -> bool {
        self.rules == other.rules
    }
}

impl CustomRules {
    /// The rules of a configuration, in its order; `None` where they are too large together.
    pub fn new(rules: Vec<CustomRule>) -> Option<CustomRules> {
        let set = SearchSet::new(rules.iter().map(|rule| &rule.entry.sought))?;
        Some(CustomRules { rules, set })
    }

    /// The rules, in the order of the configuration.
    pub fn iter(&self) -> impl Iterator<Item = &CustomRule> {
        self.rules.iter()
    }

    /// The rule with this id.
    pub fn find(&self, id: &str) -> Option<&CustomRule> {
        self.rules.iter().find(|rule| rule.meta.id == id)
    }

    /// Reports what the rules find that are on.
    pub fn check(
        &self,
        is_on: impl Fn(&str) -> bool,
        handoff: &Handoff<'_>,
        locator: &Locator<'_>,
        today: NaiveDate,
        findings: &mut Findings,
    ) {
        let mut check = |text: &Text<'_>, is_seen: bool| {
            for rule in self.set.matching(text).into_iter().filter_map(|number| self.rules.get(number)) {
                let fields = &rule.entry.fields;
                let is_meant = if fields.is_empty() { is_seen } else { fields.have(text.node) };
                if is_meant && is_on(rule.meta.id) {
                    rule.report(text, &mut Reporter::new(rule.meta.id, locator, today, findings));
                }
            }
        };
        if self.rules.iter().all(|rule| rule.entry.fields.is_empty() || !is_on(rule.meta.id)) {
            handoff.texts().for_each(|prose| check(prose.text, true));
            return;
        }
        let seen: HashSet<u32> = handoff.texts().map(|prose| prose.text.node.index()).collect();
        for node in handoff.root.tree().nodes().filter(|node| is_value(*node)) {
            if let Some(text) = Text::new(node) {
                check(&text, seen.contains(&node.index()));
            }
        }
    }
}

/// Whether a string is a value that counts: not a key, and nothing that a later duplicate replaces.
fn is_value(node: Node<'_>) -> bool {
    node.kind() == Kind::String
        && !node.is_key()
        && std::iter::successors(Some(node), |node| node.parent()).all(|node| !node.is_shadowed())
}

impl CustomRule {
    /// One finding for a text, at the first match.
    fn report(&self, text: &Text<'_>, reporter: &mut Reporter<'_>) {
        let mut places = self.search.places(text).into_iter();
        let Some(first) = places.next() else { return };
        let draft = reporter
            .at(text.part(first.clone(), ""))
            .message(format!("{}: {}", self.entry.message, quote(&text[first.clone()])))
            .label("found here")
            .help(self.entry.help.as_str())
            .subject(&text[first]);
        drop(places.fold(draft, |draft, place| draft.related(text.part(place, ""), "also here")));
    }
}
