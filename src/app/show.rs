//! `termlint config show`: what holds in the end, for all files or for one, and who has said so.
//!
//! Owns the text, which is a configuration itself: the origins are its comments.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::given::current_folder;
use super::options::CheckOptions;
use super::terminal::Terminal;
use crate::baseline;
use crate::config::{self, Effective, FailOn, Ignore, Origin, Pattern};
use crate::discover;
use crate::fs;
use crate::problem::Problem;
use crate::project::{FILE_NAME, Loaded, Scope, baseline_of, read, rules_of, scopes, shown};
use crate::rule::custom::Sought;
use crate::rule::{CustomRule, Release};
use crate::words::{escape, toml_key};

/// Runs `config show`; with a file, overrides and ignores that hold for it are reported.
pub fn config_show(file: Option<&Path>, options: &CheckOptions, terminal: &Terminal) -> u8 {
    match text(file, options) {
        Ok(text) => terminal.print(&text),
        Err(problems) => terminal.fail_all(&problems),
    }
}

fn text(file: Option<&Path>, options: &CheckOptions) -> Result<String, Vec<Problem>> {
    let current = current_folder().map_err(|problem| vec![problem])?;
    let arguments: Vec<PathBuf> = file.map(Path::to_owned).into_iter().collect();
    let scopes = scopes(&options.project, &arguments, &current);
    let Some(scope) = scopes.first() else { return Ok(String::new()) };
    let loaded = read(scope, &current)?;
    let below = file.map(|file| below_root(scope, &current.join(file))).transpose()?;
    // A baseline that cannot be read is reported where it is used.
    let baseline = baseline_of(scope, &loaded.config, &options.project, &current).ok().flatten();
    let rules_of = rules_of(&loaded.config, baseline.as_ref(), &options.project);
    Ok(Shown { scope, loaded: &loaded, below, rules_of, current: &current }.text())
}

/// The path of a file below the root; the file need not exist.
fn below_root(scope: &Scope, file: &Path) -> Result<String, Vec<Problem>> {
    let folder = file.parent().map(fs::canonical);
    let file = folder.zip(file.file_name()).map_or_else(|| file.to_owned(), |(folder, name)| folder.join(name));
    file.strip_prefix(&scope.root).map(discover::slashes).map_err(|_| {
        let message = format!("{} is outside {}", discover::slashes(&file), discover::slashes(&scope.root));
        vec![Problem::new(message, "name a file below the folder of the configuration")]
    })
}

struct Shown<'s> {
    scope: &'s Scope,
    loaded: &'s Loaded,
    /// The file asked for, relative to the root.
    below: Option<String>,
    /// The release whose defaults apply.
    rules_of: Release,
    current: &'s Path,
}

impl Shown<'_> {
    fn text(&self) -> String {
        let config = &self.loaded.config;
        let mut lines = vec![match &self.scope.file {
            Some(file) => format!("# {}", escape(&shown(file, self.current))),
            None => format!("# no {FILE_NAME}: the defaults"),
        }];
        if let Some(below) = &self.below {
            lines.push(format!("# for {}", escape(below)));
        }
        let globs = |patterns: &[Pattern]| {
            Value::from(patterns.iter().map(|pattern| pattern.as_str().to_owned()).collect::<Vec<_>>())
        };
        if let Some(requirement) = &config.required_version {
            lines.push(self.key("required-version", &Value::from(requirement.as_str())));
        }
        if let Some(stated) = &config.rules_of {
            lines.push(self.key("rules-of", &Value::from(stated.release.to_string())));
        }
        lines.push(self.key("include", &globs(&config.include)));
        lines.push(self.key("exclude", &globs(&config.exclude)));
        let slugs: Vec<&str> = config.known_slugs.iter().map(|named| named.path.as_str()).collect();
        lines.push(self.key("known-slugs", &Value::from(slugs)));
        lines.push(self.key("baseline", &Value::from(config.baseline.as_deref().unwrap_or(baseline::FILE_NAME))));
        if let Some(folder) = &config.schema_dir {
            lines.push(self.key("schema-dir", &Value::from(folder.as_str())));
        }
        if let Some(name) = config.fail_on.map(FailOn::name) {
            lines.push(self.key("fail-on", &Value::from(name)));
        }
        let of_file = self.below.as_deref().map(|below| config.fixes(below));
        if let Some(fixes) = config.fix.or(of_file.filter(|fixes| !fixes)) {
            let fixes = of_file.unwrap_or(fixes);
            lines.push(self.key("fix", &Value::from(if fixes { "on" } else { "off" })));
        }
        if let Some(map) = &config.page_map {
            lines.push(String::new());
            lines.push("[pages]".to_owned());
            lines.push(self.key("map", &Value::from(map.as_str())));
        }
        for (locale, headings) in &config.headings {
            lines.push(String::new());
            lines.push(format!("[pages.headings.{}]", toml_key(locale)));
            let heading = |(words, shown): (&String, &String)| {
                format!("{} = {}", toml(&Value::from(words.as_str())), toml(&Value::from(shown.as_str())))
            };
            lines.extend(headings.iter().map(heading));
        }
        if let Some(footer) = &config.footer {
            lines.push(String::new());
            lines.push("[report]".to_owned());
            lines.push(self.key("footer", &Value::from(footer.as_str())));
        }
        config.custom.iter().flat_map(|custom| custom.iter()).for_each(|rule| lines.extend(self.custom_rule(rule)));
        lines.push(String::new());
        lines.push("[rules]".to_owned());
        let overrides = self.below.as_deref().map_or_else(Vec::new, |below| config.overrides_of(below));
        let rules = config::effective(&config.layers(&overrides), self.rules_of, &config.declarations());
        lines.extend(rules.iter().map(|rule| self.rule(rule, &overrides)));
        if self.below.is_none() {
            lines.extend(config.overrides.iter().enumerate().map(|(number, own)| {
                let files: Vec<&str> = own.files.iter().map(Pattern::as_str).collect();
                format!("# override {} changes this for {}", number + 1, escape(&files.join(", ")))
            }));
        }
        let is_meant = |entry: &&Ignore| self.below.as_deref().is_none_or(|below| entry.covers(below));
        lines.extend(config.ignores.iter().filter(is_meant).map(|entry| {
            let at = entry.at.as_ref().map_or_else(String::new, |at| format!(" at {at}"));
            let until = entry.until.map_or_else(String::new, |until| format!(" until {until}"));
            let line = self.line(entry.span.start);
            let entry = format!("{}{at}{until}: {}", entry.rule, entry.reason);
            format!("# ignored, line {line}: {}", escape(&entry))
        }));
        lines.join("\n") + "\n"
    }

    /// A line of the text, from 1.
    fn line(&self, byte: usize) -> usize {
        1 + self.loaded.text.get(..byte).map_or(0, |before| before.matches('\n').count())
    }

    fn key(&self, key: &str, value: &Value) -> String {
        let origin = match self.loaded.config.places.get(key) {
            Some(place) => format!("line {}", self.line(place.start)),
            None => "default".to_owned(),
        };
        commented(&format!("{key} = {}", toml(value)), &origin)
    }

    /// An entry of `[[rule]]`, whose level stands under `[rules]` with those of all others.
    fn custom_rule(&self, rule: &CustomRule) -> Vec<String> {
        let entry = &rule.entry;
        let text = |key: &str, value: &str| format!("{key} = {}", toml(&Value::from(value)));
        let texts = |key: &str, values: &[String]| format!("{key} = {}", toml(&Value::from(values.to_vec())));
        let origin = format!("line {}", self.line(entry.start));
        let mut lines = vec![String::new(), commented("[[rule]]", &origin), text("id", &entry.id)];
        lines.push(match &entry.sought {
            Sought::Pattern(pattern) => text("pattern", pattern),
            Sought::Phrases(phrases) => texts("phrases", phrases),
        });
        if !entry.fields.is_empty() {
            lines.push(texts("fields", entry.fields.as_slice()));
        }
        lines.push(text("message", &entry.message));
        if !entry.help.is_empty() {
            lines.push(text("help", &entry.help));
        }
        lines.push(text("level", entry.level.name()));
        lines.push(text("fails", &entry.fails));
        lines.push(text("passes", &entry.passes));
        lines
    }

    fn rule(&self, rule: &Effective, overrides: &[usize]) -> String {
        let origin = |origin: &Origin| match origin {
            Origin::Default => "default".to_owned(),
            Origin::Layer(layer, word, place) => {
                let word = if *word == rule.rule { String::new() } else { format!(" ({word})") };
                let within = match layer.checked_sub(1).and_then(|layer| overrides.get(layer)) {
                    Some(number) => format!(" of override {}", number + 1),
                    None => String::new(),
                };
                format!("line {}{within}{word}", self.line(place.start))
            }
        };
        let level = origin(&rule.level_from);
        let mut origins = Vec::new();
        let mut value = format!("\"{}\"", rule.level.name());
        if !rule.options.is_empty() {
            let options: Vec<String> =
                rule.options.iter().map(|(name, value, _)| format!("{name} = {}", toml(value))).collect();
            value = format!("{{ level = {value}, {} }}", options.join(", "));
            let set = rule.options.iter().map(|(name, _, from)| (name, origin(from)));
            origins =
                set.filter(|(_, origin)| *origin != level).map(|(name, origin)| format!("{name}: {origin}")).collect();
        }
        origins.insert(0, level);
        commented(&format!("{} = {value}", toml_key(rule.rule)), &origins.join("; "))
    }
}

/// A setting with its origin behind it, in one column as far as the settings are short.
fn commented(setting: &str, origin: &str) -> String {
    format!("{setting:<46}  # {origin}")
}

/// A value as TOML writes it on one line.
fn toml(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(key, value)| format!("{} = {}", toml::Value::from(key.as_str()), toml(value)))
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::String(text) => toml::Value::from(text.as_str()).to_string(),
        other => other.to_string(),
    }
}
