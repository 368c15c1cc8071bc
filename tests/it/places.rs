//! Every place in which a new thing has to be named: CONTRIBUTING.md lists them, and a test fails with the one that was
//! forgotten.
//!
//! What there is comes from the code itself, never from a list that is kept here.

#![allow(clippy::disallowed_methods, reason = "a test reads the sources of this repository")]

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use termlint::config;
use termlint::corpus::Facts;
use termlint::handoff::FIELD_NAMES;
use termlint::output::Format;
use termlint::schema::Registry;

use crate::config::opened_starter;
use crate::place::Place;
use crate::support::repository;

fn read(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names of the files of a folder that end like this.
fn files(folder: &str, end: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(repository(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name.ends_with(end)).collect()
}

#[track_caller]
fn nothing_lacks(missing: impl IntoIterator<Item = String>) {
    let missing: Vec<String> = missing.into_iter().collect();
    assert!(missing.is_empty(), "\n{}\n", missing.join("\n"));
}

// --- A key of the configuration -------------------------------------------------------------------------------------

/// The keys of the file by its JSON Schema, and of each the schema.
fn keys() -> Vec<(String, Value)> {
    let schema = config::schema();
    let keys = schema["properties"].as_object().unwrap();
    keys.iter().map(|(key, schema)| (key.clone(), schema.clone())).collect()
}

/// Keys that a configuration lacks, those of its tables too; the rules have keys of their own.
fn lacking(configuration: &str) -> Vec<String> {
    let value: Value = toml::from_str(configuration).unwrap_or_else(|error| panic!("{configuration}: {error}"));
    let mut lacking = Vec::new();
    for (key, schema) in keys() {
        // Of entries that may occur several times, each key is in one of them.
        let entries = value[&key].as_array().into_iter().flatten().filter_map(Value::as_object);
        let joined = Value::Object(entries.flatten().map(|(key, value)| (key.clone(), value.clone())).collect());
        let (own, schema, value) = match schema["type"].as_str() {
            Some("array") if schema["items"]["properties"].is_object() => {
                (format!("[[{key}]]"), &schema["items"], &joined)
            }
            _ => (key.clone(), &schema, &value[&key]),
        };
        if value.is_null() {
            lacking.push(own);
        } else if let Some(keys) = schema["properties"].as_object() {
            lacking.extend(keys.keys().filter(|key| value[*key].is_null()).map(|key| format!("{own} {key}")));
        }
    }
    lacking
}

#[test]
fn what_the_reader_takes_is_what_the_schema_offers() {
    let problems = config::parse("colour = 1").unwrap_err();
    let (_, listed) = problems[0].help.split_once("the keys are ").unwrap();
    let taken: BTreeSet<&str> = listed.split(", ").flat_map(|words| words.split(" and ")).collect();
    let keys = keys();
    assert_eq!(taken, keys.iter().map(|(key, _)| key.as_str()).collect());
}

#[test]
fn the_starter_has_every_key() {
    nothing_lacks(lacking(&opened_starter()).iter().map(|key| format!("src/config/starter.toml lacks {key}")));
}

#[test]
fn the_page_about_the_configuration_has_every_key() {
    let page = read("docs/configuration.md");
    let block = |text: &str| Some(text.split_once("\n```toml\n")?.1.split_once("```")?.0.to_owned());
    let configure = block(&page).expect("an example");
    config::parse(&configure).unwrap_or_else(|problems| panic!("the example of docs/configuration.md: {problems:?}"));
    nothing_lacks(lacking(&configure).iter().map(|key| format!("the example of docs/configuration.md lacks {key}")));
}

#[test]
fn config_show_has_every_key() {
    let place = Place::new();
    place.write("termlint.toml", opened_starter());
    let shown = place.run(&["config", "show"]);
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    // A setting, the head of a table, or a comment for what is listed by files.
    let lines: Vec<&str> = shown.stdout.lines().map(|line| line.trim_start_matches(['#', '[', ' '])).collect();
    let is_missing = |key: &str| !lines.iter().any(|line| line.starts_with(key));
    nothing_lacks(keys().into_iter().map(|(key, _)| key).filter(|key| is_missing(key)).map(|key| {
        format!("`termlint config show` does not show {key} where it is set (src/app/show.rs)\n{}", shown.stdout)
    }));
}

// --- A format -------------------------------------------------------------------------------------------------------

#[test]
fn every_format_is_documented_and_read_by_a_test() {
    let (page, tests) = (read("docs/output.md"), read("tests/it/formats.rs"));
    nothing_lacks(Format::ALL.iter().flat_map(|format| {
        let (name, variant) = (format.name(), format!("Format::{format:?}"));
        let row = (!page.contains(&format!("\n| `{name}` | ")))
            .then(|| format!("docs/output.md has no row for the format {name} in its table of formats"));
        let reader = (!tests.contains(&variant) && !tests.contains(&format!("\"{name}\"")))
            .then(|| format!("no test of tests/it/formats.rs reads a report in the format {name}"));
        row.into_iter().chain(reader)
    }));
}

// --- A version of the contract --------------------------------------------------------------------------------------

#[test]
fn every_version_has_schema_fixtures_documents_and_a_page() {
    let registry = Registry::new(&[]).unwrap();
    let page = read("docs/domain.md");
    let corpus: String =
        crate::support::case::corpus().unwrap().into_values().map(|bytes| String::from_utf8(bytes).unwrap()).collect();
    let mut missing = Vec::new();
    for version in registry.versions() {
        let (_, number) = version.name.rsplit_once('-').unwrap();
        for half in ["pass", "fail"] {
            let folder = format!("fixtures/schemas/handoff/{number}/{half}");
            if !repository(&folder).is_dir() || files(&folder, ".json").is_empty() {
                missing.push(format!("{folder} has no document of {}", version.name));
            }
        }
        if !corpus.contains(&format!("\"schema_version\": \"{}\"", version.name)) {
            missing.push(format!("fixtures/corpus has no document of {}", version.name));
        }
        if !page.contains(&*version.name) {
            missing.push(format!("docs/domain.md does not describe {}", version.name));
        }
    }
    nothing_lacks(missing);
}

#[test]
fn every_schema_of_the_contract_is_embedded() {
    let registry = Registry::new(&[]).unwrap();
    let known: Vec<&str> = registry.versions().iter().map(|version| &*version.name).collect();
    let is_known = |file: &String| {
        let number = format!("-{}", file.trim_end_matches(".json"));
        file == "common.json" || known.iter().any(|name| name.ends_with(&number))
    };
    let files = files("schemas/handoff", ".json").into_iter().filter(|file| !is_known(file));
    nothing_lacks(files.map(|file| format!("src/schema/registry.rs does not embed schemas/handoff/{file}")));
}

// --- A phrase -------------------------------------------------------------------------------------------------------

#[test]
fn every_list_of_phrases_is_read() {
    let code: String = files("src/phrase", ".rs").iter().map(|file| read(&format!("src/phrase/{file}"))).collect();
    let is_read = |file: &String| code.contains(&format!("include_str!(\"{file}\")"));
    // All of them become `table.rs`; those whose entries have examples are read by the tests that run these.
    let has_examples = |file: &String| read(&format!("src/phrase/{file}")).contains("\nfails = ");
    let forgotten = files("src/phrase", ".toml").into_iter().filter(has_examples).filter(|file| !is_read(file));
    nothing_lacks(forgotten.map(|file| format!("no file of src/phrase reads src/phrase/{file}")));
}

// --- A field --------------------------------------------------------------------------------------------------------

#[test]
fn every_field_can_be_named() {
    let mut fields = BTreeSet::new();
    for path in ["handoff/common.json", "handoff/v1.json", "handoff/v2.json", "summary/v1.json"] {
        properties(&serde_json::from_str(&read(&format!("schemas/{path}"))).unwrap(), &mut fields);
    }
    let known: BTreeSet<String> = FIELD_NAMES.iter().map(|name| (*name).to_owned()).collect();
    let missing = fields.difference(&known).map(|name| format!("src/handoff/names.rs lacks the field {name}"));
    let code = read("src/handoff/fields.rs");
    let is_gone = |name: &&String| !fields.contains(*name) && !code.contains(&format!("\"{name}\""));
    let gone = known.iter().filter(is_gone).map(|name| format!("src/handoff/names.rs names {name}, which is gone"));
    nothing_lacks(missing.chain(gone));
}

/// Adds the names of all properties that a schema describes.
fn properties(schema: &Value, names: &mut BTreeSet<String>) {
    if let Some(own) = schema["properties"].as_object() {
        names.extend(own.keys().cloned());
    }
    match schema {
        Value::Object(members) => members.values().for_each(|value| properties(value, names)),
        Value::Array(items) => items.iter().for_each(|value| properties(value, names)),
        _ => {}
    }
}

// --- A fact ---------------------------------------------------------------------------------------------------------

#[test]
fn every_fact_is_used() {
    let facts = serde_json::to_value(Facts::default()).unwrap();
    let mut code = String::new();
    let mut open = vec![repository("src/rules"), repository("src/corpus"), repository("src/engine")];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if !path.ends_with("corpus/facts.rs") {
            code.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
    let is_used = |fact: &&String| code.contains(&format!(".{fact}"));
    let unused = facts.as_object().unwrap().keys().filter(|fact| !is_used(fact));
    nothing_lacks(unused.map(|fact| format!("no rule over all documents uses the fact {fact} of src/corpus/facts.rs")));
}
