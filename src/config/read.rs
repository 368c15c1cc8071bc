use std::borrow::Cow;
use std::ops::Range;

use semver::{Prerelease, Version, VersionReq};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::keys::{FOOTER, FOREIGN_FAIL_ONS, FOREIGN_FOOTERS, FOREIGN_KEYS, FOREIGN_LEVELS, KEYS, RULES_OF};
use super::levels::lowers_fixed;
use super::options::{Checker, found};
use super::suggest::{code, meant, text};
use super::syntax::{self, Document};
use super::{Config, FailOn, Named, Pattern, RuleSetting, RuleSettings, RulesOf, Selector};
use crate::problem::Problem;
use crate::rule::{Declaration, Level, Release};
use crate::words::list;

/// The levels as they are proposed.
const LEVELS: [&str; 4] = ["off", "info", "warning", "error"];

const LEVEL_HELP: &str = "write \"off\", \"info\", \"warning\" or \"error\"";

pub(super) type Item<'i> = Spanned<DeValue<'i>>;

/// Reads a configuration for a table of rules.
pub(super) fn read(source: &str, rules: &[Declaration]) -> Result<Config, Vec<Problem>> {
    let Document { table, problems: broken, whole } = syntax::document(source);
    // The places of what is broken, and how far those up to each reach: a file may have thousands of both kinds.
    let mut reach: Vec<Range<usize>> = broken.iter().filter_map(|problem| problem.span.clone()).collect();
    reach.sort_by_key(|at| at.start);
    let mut end = 0;
    reach.iter_mut().for_each(|at| {
        end = end.max(at.end);
        at.end = end;
    });
    let is_broken = |span: &Range<usize>| {
        let before = reach.partition_point(|at| at.start <= span.end);
        before.checked_sub(1).is_some_and(|last| span.start <= reach[last].end)
    };
    let mut reader = Reader { source, rules: Cow::Borrowed(rules), config: Config::default(), problems: Vec::new() };
    if let Some(problem) = table.get("required-version").filter(|value| !is_broken(&value.span())).and_then(unmet) {
        return Err(vec![problem]);
    }
    if whole {
        reader.file(&table);
        // What is wrong as TOML is not checked again for what it says.
        reader.problems.retain(|problem| !problem.span.as_ref().is_some_and(is_broken));
    }
    let mut problems = broken;
    problems.append(&mut reader.problems);
    if problems.is_empty() {
        sort(&mut reader.config.warnings);
        return Ok(reader.config);
    }
    sort(&mut problems);
    Err(problems)
}

fn sort(problems: &mut [Problem]) {
    problems.sort_by_key(|problem| problem.span.as_ref().map(|span| (span.start, span.end)));
}

/// The problem with a requirement that can be read and that this program does not meet.
fn unmet(value: &Item<'_>) -> Option<Problem> {
    let written = value.get_ref().as_str()?;
    let requirement = VersionReq::parse(written).ok()?;
    let own = Version::parse(env!("CARGO_PKG_VERSION")).ok()?;
    // A preview of a version counts as that version.
    let own = Version { pre: Prerelease::EMPTY, ..own };
    (!requirement.matches(&own)).then(|| {
        let message = format!("this configuration requires termlint {requirement}, but this is termlint {own}");
        Problem::new(message, "install a matching version, or change required-version").at(value.span())
    })
}

pub(super) struct Reader<'r> {
    pub(super) source: &'r str,
    /// Those of termlint, and those that the configuration declares.
    pub(super) rules: Cow<'r, [Declaration]>,
    pub(super) config: Config,
    pub(super) problems: Vec<Problem>,
}

impl Reader<'_> {
    fn file(&mut self, table: &DeTable<'_>) {
        // What follows may name these rules.
        if let Some((key, value)) = table.get_key_value("rule") {
            self.custom_rules(key.span(), value, table.contains_key("schema-dir"));
        }
        for (key, value) in table {
            if let Some(name) = KEYS.into_iter().find(|name| *name == key.get_ref().as_ref()) {
                self.config.places.insert(name, key.span());
            }
            match key.get_ref().as_ref() {
                "include" => self.config.include = self.patterns("include", value),
                "exclude" => self.config.exclude = self.patterns("exclude", value),
                "schema-dir" => self.config.schema_dir = self.path("schema-dir", "folder such as \"contracts\"", value),
                "baseline" => {
                    self.config.baseline = self.path("baseline", "file such as \"termlint-baseline.json\"", value)
                }
                "fail-on" => self.config.fail_on = self.fail_on(value),
                "fix" => self.config.fix = self.fix(value),
                "required-version" => self.required_version(value),
                RULES_OF => self.config.rules_of = self.rules_of(value),
                "known-slugs" => self.config.known_slugs = self.files("known-slugs", value),
                "pages" => self.pages(key.span(), value),
                "report" => self.report_table(key.span(), value),
                "rules" => self.config.rules = self.rules(key.span(), value),
                "override" => self.overrides(key.span(), value),
                "ignore" => self.ignores(key.span(), value),
                "rule" => {}
                unknown => {
                    let help = self.help_for_key(unknown);
                    self.report(key.span(), format!("unknown key {}", code(unknown)), help);
                }
            }
        }
    }

    pub(super) fn report(&mut self, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push(Problem::new(message, help).at(span));
    }

    fn warn(&mut self, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.config.warnings.push(Problem::new(message, help).at(span));
    }

    pub(super) fn wrong_type(&mut self, subject: &str, wanted: &str, value: &Item<'_>, help: impl Into<String>) {
        let message = format!("{subject} must be {wanted}, not {}", found(value, self.source));
        self.report(value.span(), message, help);
    }

    fn help_for_key(&self, unknown: &str) -> String {
        if Selector::parse_with(unknown, &self.rules).is_ok() {
            return format!("write {} under `[rules]`", code(unknown));
        }
        if unknown == FOOTER {
            return "write it under `[report]`".to_owned();
        }
        match meant(unknown, &KEYS, &FOREIGN_KEYS) {
            Some(key) => format!("did you mean {}?", code(key)),
            None => format!("remove it; the keys are {}", list(&KEYS, "and")),
        }
    }

    pub(super) fn patterns(&mut self, key: &str, value: &Item<'_>) -> Vec<Pattern> {
        let Some(items) = value.get_ref().as_array() else {
            let help = match value.get_ref().as_str() {
                Some(only) => format!("write [{}]", text(only)),
                None => "write a list such as [\"content/**/ai.json\"]".to_owned(),
            };
            self.wrong_type(&code(key), "a list of globs", value, help);
            return Vec::new();
        };
        let mut patterns = Vec::with_capacity(items.len());
        for item in items.iter() {
            let Some(written) = item.get_ref().as_str() else {
                let subject = format!("every item of {}", code(key));
                self.wrong_type(
                    &subject,
                    "text in quotation marks",
                    item,
                    "write a glob such as \"content/**/ai.json\"",
                );
                continue;
            };
            match Pattern::new(written) {
                Ok(pattern) => {
                    if let Some(folder) = pattern.folder() {
                        let message =
                            format!("{} matches a file of that name, not the contents of a folder", code(written));
                        self.warn(item.span(), message, format!("write {} if it is a folder", text(&folder)));
                    }
                    patterns.push(pattern);
                }
                Err(problem) => self.problems.push(problem.at(item.span())),
            }
        }
        patterns
    }

    pub(super) fn path(&mut self, key: &str, wanted: &str, value: &Item<'_>) -> Option<String> {
        match value.get_ref().as_str() {
            Some(path) if path.trim().is_empty() => {
                let message = format!("{} is empty", code(key));
                self.report(value.span(), message, format!("write a {wanted}, or remove the key"));
                None
            }
            Some(path) => Some(path.to_owned()),
            None => {
                self.wrong_type(&code(key), "text in quotation marks", value, format!("write a {wanted}"));
                None
            }
        }
    }

    fn fail_on(&mut self, value: &Item<'_>) -> Option<FailOn> {
        let names = FailOn::ALL.map(FailOn::name);
        let written = value.get_ref().as_str();
        if let Some(known) = written.and_then(FailOn::parse) {
            return Some(known);
        }
        let help = match written.and_then(|written| meant(written, &names, &FOREIGN_FAIL_ONS)) {
            Some(name) => format!("did you mean {}?", text(name)),
            None => format!("write {}", list(&names.map(text), "or")),
        };
        self.report(value.span(), format!("{} is not a severity that can fail a run", found(value, self.source)), help);
        None
    }

    /// Paths of files, each with its place.
    fn files(&mut self, key: &str, value: &Item<'_>) -> Vec<Named> {
        let Some(items) = value.get_ref().as_array() else {
            let help = match value.get_ref().as_str() {
                Some(only) => format!("write [{}]", text(only)),
                None => "write a list such as [\"published-slugs.txt\"]".to_owned(),
            };
            self.wrong_type(&code(key), "a list of files", value, help);
            return Vec::new();
        };
        let mut files = Vec::with_capacity(items.len());
        for item in items.iter() {
            if let Some(path) = self.path(key, "file such as \"published-slugs.txt\"", item) {
                files.push(Named { path, span: item.span() });
            }
        }
        files
    }

    /// `[report]`: what reports say besides their findings.
    fn report_table(&mut self, key: Range<usize>, value: &Item<'_>) {
        let Some(table) = value.get_ref().as_table() else {
            let span = if value.get_ref().is_array() { key } else { value.span() };
            let message = format!("`report` must be a table, not {}", found(value, self.source));
            self.report(span, message, "write `[report]` on a line of its own, and `footer` below it");
            return;
        };
        for (key, value) in table {
            let name = key.get_ref().as_ref();
            if name == FOOTER {
                self.config.places.insert(FOOTER, key.span());
                self.config.footer = self.path(FOOTER, "sentence for whoever reads the findings", value);
                continue;
            }
            let help = match meant(name, &[FOOTER], &FOREIGN_FOOTERS) {
                Some(key) => format!("did you mean {}?", code(key)),
                None if KEYS.contains(&name) => "move it above the first line in brackets".to_owned(),
                None => format!("remove it; the key is {FOOTER}"),
            };
            self.report(key.span(), format!("`[report]` has no key {}", code(name)), help);
        }
    }

    /// That it is met was settled before; here it can only be unreadable.
    fn required_version(&mut self, value: &Item<'_>) {
        const HELP: &str = "write a requirement such as \">=0.1.0\"";
        let Some(written) = value.get_ref().as_str() else {
            self.wrong_type("`required-version`", "text in quotation marks", value, HELP);
            return;
        };
        if VersionReq::parse(written).is_err() {
            self.report(value.span(), format!("{} is not a version requirement", code(written)), HELP);
        }
        self.config.required_version = Some(written.to_owned());
    }

    /// A release that this program knows.
    fn rules_of(&mut self, value: &Item<'_>) -> Option<RulesOf> {
        let (own, span) = (Release::current(), value.span());
        let write = format!("write \"{own}\", or an earlier release");
        let Some(written) = value.get_ref().as_str() else {
            self.wrong_type(&code(RULES_OF), "text in quotation marks", value, format!("write \"{own}\""));
            return None;
        };
        match Release::parse(written) {
            Some(release) if Release::all().contains(&release) => return Some(RulesOf { release, span }),
            Some(release) if release > own => {
                let message = format!("{} names termlint {release}, but this is termlint {own}", code(RULES_OF));
                self.report(span, message, format!("update termlint, or write \"{own}\""));
            }
            // `0.1.3` is a patch of 0.1.
            _ => self.report(span, format!("{} is not a minor release of termlint", code(written)), write),
        }
        None
    }

    /// The levels and options of rules: the table `[rules]`, or that of an override.
    pub(super) fn rules(&mut self, key: Range<usize>, value: &Item<'_>) -> RuleSettings {
        let mut settings = RuleSettings::default();
        let Some(table) = value.get_ref().as_table() else {
            let span = if value.get_ref().is_array() { key } else { value.span() };
            let message = format!("`rules` must be a table, not {}", found(value, self.source));
            self.report(span, message, "write `[rules]` on a line of its own, and the rules below it");
            return settings;
        };
        // In the order of the file, so that of two entries for one rule the second is the one too many.
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            let name = key.get_ref().as_ref();
            match Selector::parse_with(name, &self.rules) {
                Ok(Selector::Everything) => {
                    settings.everything = self.broad_level(name, value);
                    settings.places.insert("everything", key.span());
                }
                Ok(Selector::All) => {
                    settings.all = self.broad_level(name, value);
                    settings.places.insert("all", key.span());
                }
                Ok(Selector::Group(group)) => {
                    settings.places.insert(group.name(), key.span());
                    if let Some(level) = self.broad_level(name, value) {
                        settings.groups.insert(group, level);
                    }
                }
                Ok(Selector::Rule(id)) => {
                    let Some(setting) = self.rule(id, name, key.span(), value) else { continue };
                    settings.places.insert(id, key.span());
                    if settings.rules.insert(id, setting).is_some() {
                        let message = format!("{} is set twice, under its current name and a former one", code(id));
                        self.report(key.span(), message, format!("keep one of the two, under the name {}", code(id)));
                    }
                }
                Err(_) if KEYS.contains(&name) => {
                    let message = format!("{} is under `[rules]`", code(name));
                    self.report(key.span(), message, "move it above the line `[rules]`");
                }
                Err(problem) => self.problems.push(problem.at(key.span())),
            }
        }
        settings
    }

    /// The level of `all` or of a group: a word, or a table with nothing but a level.
    fn broad_level(&mut self, name: &str, value: &Item<'_>) -> Option<Level> {
        let Some(table) = value.get_ref().as_table() else { return self.level(value) };
        let mut level = None;
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "level" => level = self.level(value),
                other => {
                    let message = format!("{} is not a single rule and has no option {}", code(name), code(other));
                    self.report(key.span(), message, "write the option under the rule that it belongs to");
                }
            }
        }
        level
    }

    fn rule(&mut self, id: &'static str, name: &str, key: Range<usize>, value: &Item<'_>) -> Option<RuleSetting> {
        let rule = *self.rules.iter().find(|rule| rule.meta.id == id)?;
        self.hint_at_former(id, name, key);
        let mut setting = RuleSetting::default();
        let level = match value.get_ref() {
            DeValue::Table(table) => {
                setting.options = Checker::new(&rule, self.source, &mut self.problems).check(table, value.span());
                table.get("level")
            }
            _ => Some(value),
        };
        if let Some(value) = level {
            setting.level = self.level(value);
            if let Some(problem) = setting.level.and_then(|level| lowers_fixed(rule.meta, level)) {
                self.problems.push(problem.at(value.span()));
            }
        }
        Some(setting)
    }

    /// Says once that a rule has another name now.
    pub(super) fn hint_at_former(&mut self, id: &'static str, name: &str, at: Range<usize>) {
        let message = format!("{} is now called {}", code(name), code(id));
        if name != id && self.config.warnings.iter().all(|warning| warning.message != message) {
            self.warn(at, message, format!("write {}", code(id)));
        }
    }

    pub(super) fn level(&mut self, value: &Item<'_>) -> Option<Level> {
        let help = match value.get_ref() {
            DeValue::String(word) => match Level::parse(word) {
                Some(level) => return Some(level),
                None => match meant(word, &LEVELS, &FOREIGN_LEVELS) {
                    Some(level) => format!("did you mean \"{level}\"?"),
                    None => LEVEL_HELP.to_owned(),
                },
            },
            DeValue::Boolean(false) => "write \"off\"".to_owned(),
            DeValue::Array(_) => "write { level = \"warning\" }, and options beside the level".to_owned(),
            _ => LEVEL_HELP.to_owned(),
        };
        let message = format!("{} is not a level", found(value, self.source));
        self.report(value.span(), message, help);
        None
    }
}
