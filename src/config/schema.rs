use serde_json::{Map, Value, json};

use super::FailOn;
use crate::rule::custom::{LONGEST_ID, MOST_PHRASES, MOST_RULES};
use crate::rule::{Declaration, Group, Level, Meta, Release};
use crate::rules::RULES;

/// Where the schema says it lives. A reserved name (RFC 2606), as for the contract schemas.
const ID: &str = "https://termlint.example/schemas/termlint/config.json";

/// What the id of a custom rule matches.
const CUSTOM_ID: &str = "^house/[a-z0-9]+(-[a-z0-9]+)*$";

/// The JSON Schema (2020-12) of `termlint.toml`, for editors: every key, every rule with its level and its options.
pub fn schema() -> Value {
    schema_with(RULES)
}

/// [`schema`] for another table of rules than [`RULES`].
pub fn schema_with(rules: &[Declaration]) -> Value {
    let mut definitions = Map::new();
    definitions
        .insert("level".to_owned(), json!({ "description": "How much a finding matters.", "enum": words(Level::Off) }));
    definitions.insert(
        "globs".to_owned(),
        json!({ "description": "Globs: `*` and `?` stay inside a folder, `**` does not, `[ab]` is one of these characters, `{a,b}` \
            one of these texts.", "type": "array", "items": { "type": "string", "minLength": 1, "not": { "pattern": r"\\|^[/!~]|(^|/)\.{1,2}(/|$)" } } }),
    );
    let mut settings = Map::new();
    let broad = |summary: String| {
        json!({ "description": summary, "anyOf": [
            { "$ref": "#/$defs/level" },
            { "type": "object", "properties": { "level": { "$ref": "#/$defs/level" } }, "additionalProperties": false },
        ] })
    };
    settings.insert("everything".to_owned(), broad("All rules, those that are off by default too.".to_owned()));
    settings.insert("all".to_owned(), broad("All rules that are not off by default.".to_owned()));
    for group in Group::ALL {
        settings.insert(group.name().to_owned(), broad(format!("The group {}: {}", group.name(), group.summary())));
    }
    for rule in rules {
        settings.insert(rule.meta.id.to_owned(), setting(rule, &mut definitions));
        for alias in rule.meta.aliases() {
            let target = format!("#/$defs/rules/properties/{}", rule.meta.id);
            settings.insert((*alias).to_owned(), json!({ "deprecated": true, "$ref": target }));
        }
    }
    definitions.insert(
        "rules".to_owned(),
        json!({
            "description": "The levels of all rules, of groups and of single rules, and options of single rules. \
                A rule takes precedence over its group, a group over all, and all over everything, in any order.",
            "type": "object",
            "properties": settings,
            "patternProperties": { (CUSTOM_ID): broad("A rule that this file declares under `[[rule]]`.".to_owned()) },
            "additionalProperties": false,
        }),
    );
    definitions.insert("files".to_owned(), json!({ "$ref": "#/$defs/globs", "minItems": 1 }));
    let ignorable: Vec<&str> =
        rules.iter().filter(|rule| !rule.meta.fixed_level).flat_map(|rule| names(rule.meta)).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": ID,
        "title": "termlint.toml",
        "description": "The configuration of termlint.",
        "type": "object",
        "properties": {
            "required-version": {
                "description": "The versions of termlint that may read this file, such as \">=0.1.0\".",
                "type": "string",
            },
            "rules-of": {
                "description": "The release whose findings count: what a newer termlint finds beyond them is reported and \
                    fails nothing. `termlint upgrade --write` moves it.",
                "enum": Release::all().iter().map(Release::to_string).collect::<Vec<_>>(),
            },
            "include": {
                "description": "Globs of the files that make up the corpus, relative to this file.",
                "$ref": "#/$defs/globs",
            },
            "exclude": {
                "description": "Globs of files that are never checked, even if they are named. Relative to this file.",
                "$ref": "#/$defs/globs",
            },
            "baseline": {
                "description": "The file that records existing findings, relative to this file. \
                    Without this key it is termlint-baseline.json beside this file, if that is there.",
                "type": "string",
                "minLength": 1,
            },
            "fail-on": {
                "description": "The lowest severity that fails a run; --fail-on takes precedence.",
                "enum": FailOn::ALL.map(FailOn::name).into_iter().chain(FailOn::ALL.iter().flat_map(|known| known.aliases().iter().copied())).collect::<Vec<_>>(),
            },
            "fix": {
                "description": "Whether `check --fix` may write to the files: \"off\" for files that are generated.",
                "enum": ["off", "on"],
            },
            "schema-dir": {
                "description": "A folder with contract schemas that add to the embedded ones or replace them.",
                "type": "string",
                "minLength": 1,
            },
            "known-slugs": {
                "description": "Files that name terms which live outside this repository: lists of slugs, a line each, \
                    or sitemaps (*.xml). Relative to this file.",
                "type": "array",
                "items": { "type": "string", "minLength": 1 },
            },
            "pages": {
                "description": "The rendered pages, with which `check --pages` compares the documents.",
                "type": "object",
                "properties": {
                    "map": {
                        "description": "The path of the page of a term, relative to this file: {locale} and {slug} stand for \
                            those of the document.",
                        "type": "string",
                        "pattern": r"^[^/\\*?\[\]:][^\\*?\[\]:]*$",
                        "examples": ["public/{locale}/core/{slug}/index.html"],
                    },
                    "headings": {
                        "description": "The headings and labels that pages of a locale print, by the title of the section in \
                            the document or by the words of the English page.",
                        "type": "object",
                        "additionalProperties": {
                            "type": "object",
                            "additionalProperties": { "type": "string", "minLength": 1 },
                        },
                    },
                },
                "required": ["map"],
                "additionalProperties": false,
            },
            "report": {
                "description": "What reports say besides their findings.",
                "type": "object",
                "properties": {
                    "footer": {
                        "description": "What is printed after findings, for whoever reads them.",
                        "type": "string",
                        "minLength": 1,
                    },
                },
                "additionalProperties": false,
            },
            "rules": { "$ref": "#/$defs/rules" },
            "rule": {
                "description": "Rules that this project declares itself, 200 at most; see docs/custom-rules.md.",
                "type": "array",
                "maxItems": MOST_RULES,
                "items": custom_rule(),
            },
            "override": {
                "description": "Levels and options of rules for some files only. If several apply to a file, \
                    the last one wins.",
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "files": { "description": "Globs of files, relative to this file.", "$ref": "#/$defs/files" },
                        "rules": { "$ref": "#/$defs/rules" },
                        "fix": {
                            "description": "Whether `check --fix` may write to these files.",
                            "enum": ["off", "on"],
                        },
                    },
                    "required": ["files"],
                    "anyOf": [{ "required": ["rules"] }, { "required": ["fix"] }],
                    "additionalProperties": false,
                },
            },
            "ignore": {
                "description": "Findings that are known and suppressed.",
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "rule": { "description": "The rule.", "anyOf": [{ "enum": ignorable }, { "type": "string", "pattern": CUSTOM_ID }] },
                        "files": { "description": "Globs of files, relative to this file.", "$ref": "#/$defs/files" },
                        "at": {
                            "description": "The value concerned and everything in it, as reports give it in `at`. \
                                Without it, the entry applies to the whole file.",
                            "type": "string",
                            "minLength": 1,
                        },
                        "reason": { "description": "Why the findings are suppressed.", "type": "string", "minLength": 1 },
                        "until": {
                            "description": "The last day on which the entry applies.",
                            "type": "string",
                            "format": "date",
                        },
                    },
                    "required": ["rule", "files", "reason"],
                    "additionalProperties": false,
                },
            },
        },
        "additionalProperties": false,
        "$defs": definitions,
    })
}

/// An entry of `[[rule]]`.
fn custom_rule() -> Value {
    let text = |description: &str| json!({ "description": description, "type": "string", "minLength": 1 });
    json!({
        "type": "object",
        "properties": {
            "id": {
                "description": "The id: house/ and what is wrong, in lower-case words with hyphens.",
                "type": "string",
                "maxLength": LONGEST_ID,
                "pattern": CUSTOM_ID,
            },
            "pattern": text("A regular expression; the syntax is that of https://docs.rs/regex."),
            "phrases": {
                "description": "Words that are found in upper and lower case, but not inside other words.",
                "type": "array",
                "minItems": 1,
                "maxItems": MOST_PHRASES,
                "items": { "type": "string", "minLength": 1 },
            },
            "fields": {
                "description": "The fields that are checked: the name of a field, or its place with a `/` before each step and \
                    `*` for every entry of a list. Without it, every text that readers see.",
                "type": "array",
                "items": { "type": "string", "minLength": 1 },
            },
            "message": text("What is wrong where it finds something."),
            "help": text("What to do about it."),
            "level": { "$ref": "#/$defs/level", "default": Level::Warning.name() },
            "fails": text("A text in which the rule finds something."),
            "passes": text("A text in which the rule finds nothing."),
        },
        "required": ["id", "message", "fails", "passes"],
        "oneOf": [{ "required": ["pattern"] }, { "required": ["phrases"] }],
        "additionalProperties": false,
    })
}

/// The id of a rule and its former ids.
fn names(meta: &Meta) -> impl Iterator<Item = &'static str> {
    std::iter::once(meta.id).chain(meta.aliases().iter().copied())
}

/// The level words that are accepted for a level of `least` or more.
fn words(least: Level) -> Vec<&'static str> {
    ["off", "info", "warning", "error", "allow", "warn", "deny"]
        .into_iter()
        .filter(|word| Level::parse(word).is_some_and(|level| level >= least))
        .collect()
}

fn setting(rule: &Declaration, definitions: &mut Map<String, Value>) -> Value {
    let meta: &Meta = rule.meta;
    let level = match meta.fixed_level {
        true => json!({ "enum": words(meta.level) }),
        false => json!({ "$ref": "#/$defs/level" }),
    };
    let mut options = rule.options().to_value();
    rename_references(&mut options, meta.id);
    if let Some(own) = options["$defs"].as_object_mut() {
        definitions
            .extend(std::mem::take(own).into_iter().map(|(name, schema)| (format!("{}.{name}", meta.id), schema)));
    }
    let mut properties = Map::new();
    properties.insert("level".to_owned(), level.clone());
    if let Some(own) = options["properties"].as_object_mut() {
        properties.append(own);
    }
    json!({
        "description": format!("{} Group {}, by default {}.", meta.summary(), meta.group.name(), meta.level.name()),
        "anyOf": [level, { "type": "object", "properties": properties, "additionalProperties": false }],
    })
}

/// The definitions of all rules stand in one place, so each name is put under its rule.
fn rename_references(schema: &mut Value, rule: &str) {
    match schema {
        Value::Object(members) => {
            for (key, value) in members.iter_mut() {
                if let ("$ref", Some(name)) = (key.as_str(), value.as_str().and_then(|to| to.strip_prefix("#/$defs/")))
                {
                    *value = json!(format!("#/$defs/{rule}.{name}"));
                } else {
                    rename_references(value, rule);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename_references(item, rule)),
        _ => {}
    }
}
