//! The verbs that check nothing: `explain`, `rules`, `schema`, `config`.
//!
//! Owns what they print. Pages come from the rules, schemas from the registry.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::given::current_folder;
use super::options::ListFormat;
use super::terminal::Terminal;
use crate::boundary::Boundary;
use crate::config;
use crate::fs::{self, PathKind};
use crate::outcome::exit;
use crate::output;
use crate::output::text::wrap;
use crate::page;
use crate::problem::Problem;
use crate::project::{self, FILE_NAME, Options, read, scopes};
use crate::rule::custom::PREFIX;
use crate::rule::{CustomRule, CustomRules, Declaration, FindingKind, Group, Meta};
use crate::rules::{self, RULES};
use crate::schema::{Origin, Registry};
use crate::words::{escape, list, nearest, quote};

/// Longer lines are hard to read, however wide the terminal is.
const WIDEST: usize = 100;

/// How wide the column of levels is, in cells: as wide as `warning`.
const LEVEL_WIDTH: usize = 7;

/// How many names are proposed at most.
const MEANT: usize = 4;

fn problem(message: impl Into<String>, help: impl Into<String>) -> Problem {
    Problem { message: message.into(), help: help.into(), path: String::new(), ..Problem::default() }
}

/// Prints the page of one rule, of all, or the list of a group: Markdown in a pipe, laid out at a terminal.
pub fn explain(name: Option<&str>, terminal: &Terminal) -> u8 {
    let page = match name {
        None => page::handbook(RULES),
        Some(name) => match (rules::find(name), Group::ALL.into_iter().find(|group| group.name() == name)) {
            (Some(rule), _) => page::markdown(rule),
            (None, Some(Group::Custom)) => match custom_rules() {
                Ok(custom) => page::of_custom_rules(declared(&custom)),
                Err(problems) => return terminal.fail_all(&problems),
            },
            (None, Some(group)) => page::of_group(RULES, group),
            (None, None) if name.starts_with(PREFIX) => match custom_page(name) {
                Ok(page) => page,
                Err(problems) => return terminal.fail_all(&problems),
            },
            (None, None) => {
                return terminal.fail(&problem(format!("there is no rule or group {}", quote(name)), meant(name)));
            }
        },
    };
    match terminal.stdout_is_terminal {
        true => terminal.print(&output::page::text(&page, terminal.width.min(WIDEST), terminal.color)),
        false => terminal.print(&page),
    }
}

/// The rules that the configuration of the current folder declares.
fn custom_rules() -> Result<Option<Arc<CustomRules>>, Vec<Problem>> {
    let current = current_folder().map_err(|problem| vec![problem])?;
    match scopes(&Options::default(), &[], &current).first() {
        None => Ok(None),
        Some(scope) => Ok(read(scope, &current)?.config.custom),
    }
}

fn declared(custom: &Option<Arc<CustomRules>>) -> impl Iterator<Item = &CustomRule> {
    custom.iter().flat_map(|rules| rules.iter())
}

/// The page of a rule that the configuration declares.
fn custom_page(name: &str) -> Result<String, Vec<Problem>> {
    let custom = custom_rules()?;
    if let Some(rule) = declared(&custom).find(|rule| rule.meta.id == name) {
        return Ok(page::custom(rule));
    }
    let help = match nearest(name, declared(&custom).map(|rule| rule.meta.id)) {
        Some(id) => format!("did you mean {id}?"),
        None => "declare it under `[[rule]]` in termlint.toml".to_owned(),
    };
    Err(vec![problem(format!("the configuration declares no rule {}", quote(name)), help)])
}

/// What to type instead of a name that no rule has: the rules that begin with it, else one that is spelt alike, else those
/// that contain it.
fn meant(name: &str) -> String {
    let names = || RULES.iter().map(|rule| rule.meta.id).chain(Group::ALL.map(Group::name));
    let with = |is_meant: &dyn Fn(&str) -> bool| names().filter(|known| is_meant(known)).take(MEANT).collect();
    let word = name.to_lowercase().replace(['_', ' '], "-");
    let mut found: Vec<&str> = with(&|known| known.starts_with(&word));
    if found.is_empty() {
        found.extend(nearest(&word, names()).or_else(|| names().find(|known| *known == word)));
    }
    if found.is_empty() {
        found = with(&|known| known.contains(&word));
    }
    match found.is_empty() || word.is_empty() {
        true => "run `termlint rules` for the list".to_owned(),
        false => format!("did you mean {}?", list(&found, "or")),
    }
}

/// Prints the table of rules.
pub fn rules(format: ListFormat, terminal: &Terminal) -> u8 {
    // The rules of termlint are listed even where the configuration cannot be read.
    let custom = custom_rules().unwrap_or_else(|problems| {
        problems.iter().for_each(|problem| terminal.warn(problem));
        None
    });
    match format {
        ListFormat::Text => {
            let of_termlint = || RULES.iter().map(|rule| (rule.meta, Cow::Borrowed(rule.meta.summary())));
            let of_custom = || declared(&custom).map(|rule| (rule.meta, Cow::Owned(escape(&rule.entry.message))));
            let width = of_termlint().chain(of_custom()).map(|(meta, _)| meta.id.len()).max().unwrap_or(0);
            // `  id  level  summary`, the summary in a column of its own.
            let indent = 2 + width + 2 + LEVEL_WIDTH + 2;
            let room = if terminal.stdout_is_terminal { terminal.width.saturating_sub(indent) } else { usize::MAX };
            let mut text = String::new();
            for group in Group::ALL {
                let all = of_termlint().chain(of_custom());
                let of_group: Vec<_> = all.filter(|(meta, _)| meta.group == group).collect();
                if of_group.is_empty() {
                    continue;
                }
                text.push_str(&format!("{}: {}\n", group.name(), group.summary()));
                for (meta, summary) in of_group {
                    let summary = wrap(&summary, room, room).join(&format!("\n{:indent$}", ""));
                    let level = meta.level.name();
                    text.push_str(&format!("  {:width$}  {level:LEVEL_WIDTH$}  {summary}\n", meta.id));
                }
                text.push('\n');
            }
            terminal.print(&format!("{}\n", text.trim_end_matches('\n')))
        }
        ListFormat::Json => {
            let row = |rule: &Declaration, summary: &str, docs: String| {
                json!({
                    "id": rule.meta.id,
                    "aliases": rule.meta.aliases(),
                    "group": rule.meta.group.name(),
                    "level": rule.meta.level.name(),
                    "fixed_level": rule.meta.fixed_level,
                    "summary": summary,
                    "docs": docs,
                    "fix": rule.meta.fix.map(|safety| safety.name()),
                    "since": rule.meta.since_of(None).to_string(),
                    "kinds": kinds(rule.meta),
                    "options": rule.options(),
                })
            };
            let of_termlint = RULES.iter().map(|rule| row(rule, rule.meta.summary(), rule.meta.docs_path()));
            let of_custom = declared(&custom)
                .map(|rule| row(&rule.declaration(), &escape(&rule.entry.message), FILE_NAME.to_owned()));
            let rules: Vec<_> = of_termlint.chain(of_custom).collect();
            terminal.print(&format!("{:#}\n", serde_json::Value::Array(rules)))
        }
    }
}

/// The kinds of findings that came after the rule.
fn kinds(meta: &Meta) -> Vec<serde_json::Value> {
    let kind = |kind: &FindingKind| json!({ "name": kind.name, "since": meta.since_of(Some(kind.name)).to_string() });
    meta.kinds.iter().map(kind).collect()
}

/// The embedded schemas, and those that the configuration of the current folder adds.
fn registry() -> Result<Registry, Vec<Problem>> {
    let current = current_folder().map_err(|problem| vec![problem])?;
    let options = Options::default();
    let scopes = scopes(&options, &[], &current);
    let added = scopes.first().map(|scope| {
        let loaded = read(scope, &current)?;
        project::registry(scope, &loaded.config, &options, &current).map_err(|problem| vec![problem])
    });
    added.unwrap_or_else(|| Registry::new(&[]).map_err(|problem| vec![problem]))
}

/// Prints the known versions and where each is reported from.
pub fn schema_list(terminal: &Terminal) -> u8 {
    let registry = match registry() {
        Ok(registry) => registry,
        Err(problems) => return terminal.fail_all(&problems),
    };
    let versions = registry.versions().iter().map(|version| (&*version.name, &version.origin, "version"));
    let parts = registry.parts().iter().map(|(origin, id)| (id.as_str(), origin, "part"));
    let mut text = String::new();
    for (name, origin, kind) in versions.chain(parts) {
        let place = match origin {
            Origin::Embedded(path) => (*path).to_owned(),
            Origin::File(path) => path.clone(),
        };
        let name = name.strip_prefix(crate::schema::BASE).unwrap_or(name);
        text.push_str(&format!("{kind:7}  {name:33}  {place}\n"));
    }
    terminal.print(&text)
}

/// Prints one schema, or with `bundle` all that it refers to as well, as one document.
pub fn schema_show(name: &str, bundle: bool, terminal: &Terminal) -> u8 {
    let registry = match registry() {
        Ok(registry) => registry,
        Err(problems) => return terminal.fail_all(&problems),
    };
    let short = format!("{}{}", crate::schema::HANDOFF_PREFIX, name.trim_start_matches('v'));
    let id = registry
        .version(name)
        .or_else(|| registry.version(&short))
        .map_or_else(|| format!("{}{name}", crate::schema::BASE), |version| version.id.clone());
    match registry.document(&id) {
        Some(_) if bundle => match registry.bundle(&id) {
            Ok(schema) => terminal.print(&format!("{schema:#}\n")),
            Err(problem) => terminal.fail(&problem),
        },
        Some(schema) => terminal.print(&format!("{schema:#}\n")),
        None => terminal
            .fail(&problem(format!("there is no schema {}", quote(name)), "run `termlint schema list` for the list")),
    }
}

/// Writes each version into a folder, as one self-contained file.
pub fn schema_export(folder: &Path, terminal: &Terminal) -> u8 {
    let registry = match Registry::new(&[]) {
        Ok(registry) => registry,
        Err(problem) => return terminal.fail(&problem),
    };
    for version in registry.versions() {
        let Origin::Embedded(path) = version.origin else { continue };
        let schema = match registry.bundle(&version.id) {
            Ok(schema) => schema,
            Err(problem) => return terminal.fail(&problem),
        };
        let target = folder.join(path);
        let made = target.parent().map_or(Ok(()), |parent| here().create_folder(parent));
        let written = made.and_then(|()| here().replace(&target, format!("{schema:#}\n").as_bytes()));
        if let Err(error) = written {
            let path = crate::discover::slashes(&target);
            let message = format!("the schema cannot be written: {}", fs::system_words(&error));
            return terminal.fail(&Problem {
                message,
                help: "name a folder that you may write to".to_owned(),
                path,
                ..Problem::default()
            });
        }
        terminal.print(&format!("{}\n", crate::discover::slashes(&target)));
    }
    exit::CLEAN
}

/// The project around the current folder.
fn here() -> Boundary {
    Boundary::around(&fs::canonical(Path::new(".")))
}

/// Writes a configuration to begin with into the current folder; one that is there stays.
pub fn config_init(terminal: &Terminal) -> u8 {
    let file = Path::new(FILE_NAME);
    let failed = |message: String, help: &str| {
        terminal.fail(&Problem { message, help: help.to_owned(), path: FILE_NAME.to_owned(), ..Problem::default() })
    };
    if fs::kind(file) != PathKind::Missing {
        return failed("a configuration already exists".to_owned(), "edit it, or move it away first");
    }
    if let Err(error) = here().replace(file, config::starter().as_bytes()) {
        let words = fs::system_words(&error);
        return failed(
            format!("the configuration cannot be written: {words}"),
            "change to a folder that you may write to",
        );
    }
    terminal.print(&format!("{FILE_NAME}\n"))
}

/// Prints the JSON Schema of the configuration.
pub fn config_schema(terminal: &Terminal) -> u8 {
    terminal.print(&format!("{:#}\n", config::schema()))
}
