//! The entries that a configuration may hold several times: `[[override]]` and `[[ignore]]`.

use std::ops::Range;

use chrono::NaiveDate;
use toml::de::{DeTable, DeValue};

use super::options::found;
use super::read::{Item, Reader};
use super::suggest::{code, meant};
use super::{Ignore, Override, Pattern, RuleSettings, Selector};
use crate::json::identity;
use crate::rule::Kind;
use crate::words::from_visible;

const OVERRIDE_KEYS: [&str; 3] = ["files", "rules", "fix"];
const IGNORE_KEYS: [&str; 5] = ["rule", "files", "at", "reason", "until"];

const FOREIGN_OVERRIDES: [(&str, &str); 5] =
    [("include", "files"), ("paths", "files"), ("path", "files"), ("file", "files"), ("lints", "rules")];
const FOREIGN_IGNORES: [(&str, &str); 14] = [
    ("rules", "rule"),
    ("id", "rule"),
    ("code", "rule"),
    ("file", "files"),
    ("path", "files"),
    ("paths", "files"),
    ("include", "files"),
    ("pointer", "at"),
    ("place", "at"),
    ("comment", "reason"),
    ("why", "reason"),
    ("justification", "reason"),
    ("expires", "until"),
    ("date", "until"),
];

impl Reader<'_> {
    /// `[[override]]`, in the order of the file.
    pub(super) fn overrides(&mut self, key: Range<usize>, value: &Item<'_>) {
        for (span, table) in self.tables("override", key, value) {
            let entry = self.entry(table, "an override", &OVERRIDE_KEYS, &FOREIGN_OVERRIDES);
            let (rules, fix) = (entry("rules"), entry("fix"));
            let (Some(files), true) = (entry("files"), rules.is_some() || fix.is_some()) else {
                let missing = if entry("files").is_none() { "files" } else { "rules" };
                let help = match missing {
                    "files" => "write files = [\"content/gold/**\"]",
                    _ => "write rules = { stale-review = \"off\" }",
                };
                self.report(span, format!("this override has no {}", code(missing)), help);
                continue;
            };
            let files = self.some_patterns("files", files);
            let rules = rules.map(|rules| self.rules(rules.span(), rules)).unwrap_or_default();
            let fix = fix.and_then(|fix| self.fix(fix));
            self.no_corpus_options(&rules, span.clone());
            self.config.overrides.push(Override { files, rules, fix, span });
        }
    }

    /// A rule over the corpus checks all files together, so its options cannot differ from file to file.
    fn no_corpus_options(&mut self, settings: &RuleSettings, span: Range<usize>) {
        let over_corpus = self.rules.iter().map(|rule| rule.meta).filter(|meta| meta.kind == Kind::Corpus);
        let set: Vec<&str> = over_corpus.map(|meta| meta.id).filter(|id| settings.options(id).is_some()).collect();
        for id in set {
            let message = format!(
                "{} checks all files together, so an override cannot change its options, only its level",
                code(id)
            );
            self.report(span.clone(), message, "set the options under `[rules]`");
        }
    }

    /// `[[ignore]]`, in the order of the file.
    pub(super) fn ignores(&mut self, key: Range<usize>, value: &Item<'_>) {
        for (span, table) in self.tables("ignore", key, value) {
            let entry = self.entry(table, "an entry that ignores findings", &IGNORE_KEYS, &FOREIGN_IGNORES);
            let mut missing = false;
            for (key, help) in [
                ("rule", "write rule = \"dead-related-slug\", or the rule that it ignores"),
                ("files", "write files = [\"content/en-US/churn-rate/ai.json\"]"),
                ("reason", "write reason = \"…\": for whoever reads this in a year"),
            ] {
                if entry(key).is_none() {
                    self.report(span.clone(), format!("this entry has no {}", code(key)), help);
                    missing = true;
                }
            }
            let rule = entry("rule").and_then(|value| self.single_rule(value));
            let files = entry("files").map(|value| self.some_patterns("files", value)).unwrap_or_default();
            let at = entry("at").and_then(|value| self.address(value));
            let reason = entry("reason").and_then(|value| self.path("reason", "sentence that says why", value));
            let until = entry("until").and_then(|value| self.day(value));
            if let (false, Some(rule), Some(reason)) = (missing, rule, reason) {
                self.config.ignores.push(Ignore { rule, files, at, reason, until, span });
            }
        }
    }

    /// The tables of a key that may stand there several times, each with the place of its header.
    pub(super) fn tables<'t>(
        &mut self,
        key: &str,
        span: Range<usize>,
        value: &'t Item<'_>,
    ) -> Vec<(Range<usize>, &'t DeTable<'t>)> {
        let write = format!("write `[[{key}]]` on a line of its own, and its keys below it");
        let Some(items) = value.get_ref().as_array() else {
            let at = if value.get_ref().is_table() { span } else { value.span() };
            let message = match value.get_ref().is_table() {
                true => format!("`[{key}]` can occur several times and needs two brackets"),
                false => format!("{} must be a list of tables, not {}", code(key), found(value, self.source)),
            };
            self.report(at, message, write);
            return Vec::new();
        };
        let mut tables = Vec::with_capacity(items.len());
        for item in items.iter() {
            match item.get_ref().as_table() {
                Some(table) => tables.push((item.span(), table)),
                None => {
                    let message =
                        format!("every item of {} must be a table, not {}", code(key), found(item, self.source));
                    self.report(item.span(), message, write.clone());
                }
            }
        }
        tables
    }

    /// Looks keys up in an entry, once those that it does not have are reported.
    pub(super) fn entry<'t>(
        &mut self,
        table: &'t DeTable<'t>,
        what: &str,
        keys: &[&'static str],
        foreign: &'static [(&'static str, &'static str)],
    ) -> impl Fn(&str) -> Option<&'t Item<'t>> + use<'t> {
        for (key, _) in table {
            let name = key.get_ref().as_ref();
            if keys.contains(&name) {
                continue;
            }
            let help = match meant(name, keys, foreign) {
                Some(key) => format!("did you mean {}?", code(key)),
                None if super::keys::KEYS.contains(&name) => "move it above the first line in brackets".to_owned(),
                None => format!("remove it; the keys are {}", keys.join(", ")),
            };
            self.report(key.span(), format!("{what} has no key {}", code(name)), help);
        }
        move |key| table.get(key)
    }

    /// Globs, at least one.
    fn some_patterns(&mut self, key: &str, value: &Item<'_>) -> Vec<Pattern> {
        if value.get_ref().as_array().is_some_and(|items| items.is_empty()) {
            let message = format!("{} is empty, so this entry applies to no file", code(key));
            self.report(value.span(), message, "name the files, or remove the entry");
        }
        self.patterns(key, value)
    }

    /// One rule that may be ignored.
    fn single_rule(&mut self, value: &Item<'_>) -> Option<&'static str> {
        let Some(name) = value.get_ref().as_str() else {
            self.wrong_type("`rule`", "text in quotation marks", value, "write one entry for each rule");
            return None;
        };
        match Selector::parse_with(name, &self.rules) {
            Ok(Selector::Rule(id)) => {
                let meta = self.rules.iter().find(|rule| rule.meta.id == id)?.meta;
                if meta.fixed_level {
                    let message = format!("{} cannot be ignored: it says that a file could not be checked", code(id));
                    self.report(value.span(), message, "remove this entry");
                    return None;
                }
                self.hint_at_former(id, name, value.span());
                Some(id)
            }
            Ok(_) => {
                let message = format!("{} is not a single rule", code(name));
                self.report(value.span(), message, "write one entry for each rule, so that each has its reason");
                None
            }
            Err(problem) => {
                self.problems.push(problem.at(value.span()));
                None
            }
        }
    }

    /// An identity path, as findings have it in `at`.
    fn address(&mut self, value: &Item<'_>) -> Option<String> {
        const HELP: &str = "copy `at` from the report of `termlint check --format json`";
        let Some(path) = value.get_ref().as_str() else {
            self.wrong_type("`at`", "text in quotation marks", value, HELP);
            return None;
        };
        if path.is_empty() {
            self.report(value.span(), "`at` is empty", "remove it: without it, the entry applies to the whole file");
            return None;
        }
        let address = from_visible(path);
        if identity::is_path(&address) {
            return Some(address);
        }
        let help = match path.starts_with(['/', '[']) {
            true => HELP.to_owned(),
            false => format!("write it with a `/` before each name; {HELP}"),
        };
        self.report(value.span(), format!("{} is not the identity path of a value", code(path)), help);
        None
    }

    /// A day, as TOML writes it or in quotation marks.
    fn day(&mut self, value: &Item<'_>) -> Option<NaiveDate> {
        let written = match value.get_ref() {
            DeValue::Datetime(date) => date.to_string(),
            DeValue::String(text) => text.to_string(),
            _ => String::new(),
        };
        let day = NaiveDate::parse_from_str(&written, "%Y-%m-%d").ok().filter(|day| day.to_string() == written);
        if day.is_none() {
            let message = format!("{} is not a date", found(value, self.source));
            self.report(value.span(), message, "write the last day on which it applies, as in until = 2026-12-31");
        }
        day
    }
}
