//! `[[rule]]`: rules that a configuration declares itself.
//!
//! Owns how an entry is read and what is wrong with it. What such a rule finds is `rule::custom`'s.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use toml::de::DeTable;

use super::options::found;
use super::read::{Item, Reader};
use super::suggest::{code, text};
use crate::handoff::{FIELD_NAMES, is_extension};
use crate::rule::Level;
use crate::rule::custom::{
    Budget, CustomEntry, CustomRule, CustomRules, FieldPatterns, LARGEST, LONGEST, LONGEST_ID, MOST_PHRASES,
    MOST_RULES, MOST_WORK, PREFIX, Refusal, Sought, is_id, undefined,
};
use crate::words::{is_hidden, nearest, quote};

const KEYS: [&str; 9] = ["id", "pattern", "phrases", "fields", "message", "help", "level", "fails", "passes"];

const FOREIGN: [(&str, &str); 24] = [
    ("name", "id"),
    ("code", "id"),
    ("rule", "id"),
    ("regex", "pattern"),
    ("regexp", "pattern"),
    ("match", "pattern"),
    ("patterns", "pattern"),
    ("raw", "pattern"),
    ("phrase", "phrases"),
    ("words", "phrases"),
    ("tokens", "phrases"),
    ("terms", "phrases"),
    ("field", "fields"),
    ("scope", "fields"),
    ("pointer", "fields"),
    ("at", "fields"),
    ("description", "message"),
    ("hint", "help"),
    ("fix", "help"),
    ("severity", "level"),
    ("bad", "fails"),
    ("fail", "fails"),
    ("good", "passes"),
    ("pass", "passes"),
];

/// The longest message, help or example, in bytes.
const LONGEST_TEXT: usize = 1000;

impl Reader<'_> {
    /// `[[rule]]`, in the order of the file. Read before all that may name a rule.
    pub(super) fn custom_rules(&mut self, key: Range<usize>, value: &Item<'_>, has_own_contract: bool) {
        let tables = self.tables("rule", key, value);
        if let Some((span, _)) = tables.get(MOST_RULES) {
            let message = format!("a configuration can declare {MOST_RULES} rules, and this has {}", tables.len());
            return self.report(span.clone(), message, "join rules that say the same to one with several `phrases`");
        }
        let (mut rules, mut seen, mut budget) = (Vec::new(), BTreeSet::new(), Budget::WHOLE);
        for (span, table) in tables {
            if let Some(rule) = self.custom_rule(span, table, has_own_contract, &mut seen, &mut budget) {
                rules.push(rule);
            }
        }
        // What else names a rule is right even where the rule itself is not.
        let broken = seen.iter().filter(|id| !rules.iter().any(|rule| rule.meta.id == id.as_str()));
        let declared = rules.iter().map(CustomRule::declaration).chain(broken.map(|id| undefined(id)));
        self.rules.to_mut().extend(declared);
        match CustomRules::new(rules) {
            Some(rules) => self.config.custom = Some(Arc::new(rules)).filter(|rules| rules.iter().next().is_some()),
            None => {
                let message = "the rules of this configuration are too large together";
                self.report(value.span(), message, "make patterns shorter, above all counted repetitions");
            }
        }
    }

    fn custom_rule(
        &mut self,
        span: Range<usize>,
        table: &DeTable<'_>,
        has_own_contract: bool,
        seen: &mut BTreeSet<String>,
        budget: &mut Budget,
    ) -> Option<CustomRule> {
        let before = self.problems.len();
        let entry = self.entry(table, "a rule", &KEYS, &FOREIGN);
        for (key, help) in [
            ("id", "write id = \"house/no-jargon\": what is wrong, in a few words"),
            ("message", "write message = \"…\": what is wrong where it finds something"),
            ("fails", "write fails = \"…\": a text in which it finds something"),
            ("passes", "write passes = \"…\": a text like it in which it finds nothing"),
        ] {
            if entry(key).is_none() {
                self.report(span.clone(), format!("this rule has no {}", code(key)), help);
            }
        }
        let id = entry("id").and_then(|value| self.custom_id(value, seen));
        let sought = match (entry("pattern"), entry("phrases")) {
            (None, None) => {
                let help = "write pattern = '…', a regular expression, or phrases = [\"…\"]";
                self.report(span.clone(), "this rule has neither `pattern` nor `phrases`", help);
                None
            }
            (Some(_), Some(phrases)) => {
                let message = "this rule has both `pattern` and `phrases`";
                self.report(phrases.span(), message, "keep one of the two, or make them two rules");
                None
            }
            (Some(pattern), None) => {
                self.short("pattern", "regular expression", LONGEST, false, pattern).map(Sought::Pattern)
            }
            (None, Some(phrases)) => self.phrases(phrases).map(Sought::Phrases),
        };
        let fields = entry("fields").map(|value| self.fields(value, has_own_contract)).unwrap_or_default();
        let line = |key: &str| matches!(key, "message" | "help");
        let mut sentence = |key: &'static str, wanted: &str| {
            entry(key).and_then(|value| self.short(key, wanted, LONGEST_TEXT, line(key), value))
        };
        let message = sentence("message", "sentence that says what is wrong");
        let help = sentence("help", "sentence that says what to do");
        let fails = sentence("fails", "text in which the rule finds something");
        let passes = sentence("passes", "text in which the rule finds nothing");
        let level = match entry("level") {
            Some(value) => self.level(value)?,
            None => Level::Warning,
        };
        if self.problems.len() > before {
            return None;
        }
        let (id, sought, message, fails, passes) = (id?, sought?, message?, fails?, passes?);
        let help = help.unwrap_or_default();
        let start = span.start;
        let written = CustomEntry { id, sought, fields, message, help, level, fails, passes, start };
        let place = entry("pattern").or(entry("phrases")).map_or(span, |value| value.span());
        let name = written.id.clone();
        let rule = match CustomRule::new(written, budget) {
            Ok(rule) => rule,
            Err(Refusal::TooLarge) => {
                let message = format!("this needs more than {} KiB when it is compiled", LARGEST / 1024);
                self.report(place, message, "make it shorter, above all counted repetitions such as {1000}");
                return None;
            }
            Err(Refusal::NoneLeft) => {
                let message = format!(
                    "the patterns up to {} take more than {} MiB together when they are compiled",
                    code(&name),
                    MOST_WORK >> 20
                );
                if budget.end() {
                    self.report(place, message, "make patterns shorter, above all counted repetitions such as {1000}");
                }
                return None;
            }
            Err(Refusal::Malformed(reason)) => {
                let message = format!("this is not a regular expression: {reason}");
                let help = "see https://docs.rs/regex for the syntax, which has no look-around and no backreferences";
                self.report(place, message, help);
                return None;
            }
        };
        self.examples(&rule, |key| entry(key).map(|value| value.span()).unwrap_or_default());
        Some(rule)
    }

    /// Whether the rule finds what it says.
    fn examples(&mut self, rule: &CustomRule, place: impl Fn(&str) -> Range<usize>) {
        if rule.first_in(&rule.entry.fails).is_none() {
            let message = format!("{} finds nothing in its `fails` text", code(rule.meta.id));
            self.report(place("fails"), message, "correct the text or the rule: it shows what the rule is for");
        }
        if let Some(found) = rule.first_in(&rule.entry.passes) {
            let message = format!("{} finds {} in its `passes` text", code(rule.meta.id), quote(found));
            self.report(place("passes"), message, "correct the text or the rule: it shows what the rule leaves alone");
        }
    }

    fn custom_id(&mut self, value: &Item<'_>, seen: &mut BTreeSet<String>) -> Option<String> {
        let Some(id) = value.get_ref().as_str() else {
            self.wrong_type("`id`", "text in quotation marks", value, "write id = \"house/no-jargon\"");
            return None;
        };
        let (message, help) = if is_id(id) {
            if seen.insert(id.to_owned()) {
                return Some(id.to_owned());
            }
            (format!("two rules have the id {}", code(id)), "give each rule an id of its own".to_owned())
        } else if self.rules.iter().any(|rule| rule.meta.id == id || rule.meta.aliases().contains(&id)) {
            let help = format!("write {}, or another id of your own", text(&format!("{PREFIX}{id}")));
            (format!("{} is a rule of termlint", code(id)), help)
        } else {
            let name = id.strip_prefix(PREFIX).unwrap_or(id);
            let own = format!("{PREFIX}{}", name.to_lowercase().replace(['_', ' ', '/', '.'], "-"));
            let help = match is_id(&own) {
                true => format!("write {}", text(&own)),
                false => format!("write \"{PREFIX}\" and lower-case words with hyphens, {LONGEST_ID} letters at most"),
            };
            (format!("{} is not the id of a custom rule", code(id)), help)
        };
        self.report(value.span(), message, help);
        None
    }

    /// A text that is not empty and not longer than `longest` bytes; on one line, without hidden characters, if it is printed.
    fn short(&mut self, key: &str, wanted: &str, longest: usize, is_line: bool, value: &Item<'_>) -> Option<String> {
        let written = self.path(key, wanted, value)?;
        if written.len() > longest {
            let message = format!("{} has {} bytes and can have {longest}", code(key), written.len());
            self.report(value.span(), message, "make it shorter");
            return None;
        }
        if is_line && written.contains(is_hidden) {
            let message = format!("{} has a line break or a character that cannot be seen", code(key));
            self.report(value.span(), message, "write it on one line, with characters that can be seen");
            return None;
        }
        Some(written)
    }

    fn phrases(&mut self, value: &Item<'_>) -> Option<Vec<String>> {
        let items = self.texts("phrases", "write a list such as [\"best of breed\", \"ベストオブブリード\"]", value)?;
        if items.is_empty() || items.len() > MOST_PHRASES {
            let message = match items.len() {
                0 => "`phrases` is empty, so this rule finds nothing".to_owned(),
                number => format!("`phrases` has {number} entries and can have {MOST_PHRASES}"),
            };
            self.report(value.span(), message, "write the phrases that the rule finds");
            return None;
        }
        items.into_iter().map(|item| self.short("phrases", "phrase", LONGEST, false, item)).collect()
    }

    fn fields(&mut self, value: &Item<'_>, has_own_contract: bool) -> FieldPatterns {
        let help = "write a list such as [\"title\", \"/content/faq/*/answer\"]";
        let items = self.texts("fields", help, value).unwrap_or_default();
        let mut patterns = Vec::with_capacity(items.len());
        for item in items {
            let Some(written) = self.short("fields", "field such as \"/content/faq/*/answer\"", LONGEST, true, item)
            else {
                continue;
            };
            if !FieldPatterns::is_one(&written) {
                let message = format!("{} is not a field", code(&written));
                self.report(item.span(), message, "write its name, or each step to it after a `/`, `*` for an entry");
                continue;
            }
            let is_unknown = |name: &&str| !FIELD_NAMES.contains(name) && !is_extension(name);
            if let Some(name) = FieldPatterns::names(&written).find(is_unknown).filter(|_| !has_own_contract) {
                let help = match nearest(name, FIELD_NAMES) {
                    Some(known) => format!("did you mean {}?", code(known)),
                    None => "see docs/domain.md for the fields; a field of your own begins with x_".to_owned(),
                };
                self.report(item.span(), format!("the contract has no field {}", code(name)), help);
                continue;
            }
            patterns.push(written);
        }
        FieldPatterns::new(patterns)
    }

    /// The items of a list.
    fn texts<'v, 'i>(&mut self, key: &str, help: &str, value: &'v Item<'i>) -> Option<Vec<&'v Item<'i>>> {
        let Some(items) = value.get_ref().as_array() else {
            let message = format!("{} must be a list of texts, not {}", code(key), found(value, self.source));
            self.report(value.span(), message, help);
            return None;
        };
        Some(items.iter().collect())
    }
}
