use std::path::Path;

use serde_json::json;

use super::super::registry::{Registry, SchemaFile, Version};
use super::super::representation::Instance;
use super::*;
use crate::json::parse;

/// What the quick look and the validator say of a document.
fn verdicts(registry: &Registry, version: &Version, text: &str) -> (bool, bool) {
    let parsed = parse(text);
    let Some(root) = parsed.tree.root() else { return (false, false) };
    let validator = &registry.compiled(version).unwrap().validator;
    (registry.passes(version, root, Idle::default()), validator.is_valid(Instance::Tree(root)))
}

#[expect(clippy::disallowed_methods, reason = "a test reads the fixtures as they are")]
fn files(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        match entry.is_dir() {
            true => files(&entry, found),
            false if entry.extension().is_some_and(|ending| ending == "json") => {
                found.extend(std::fs::read_to_string(entry).ok());
            }
            false => {}
        }
    }
}

fn fixtures(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder), &mut found);
    found
}

#[test]
fn what_is_passed_is_valid() {
    let registry = Registry::new(&[]).unwrap();
    let mut passed = 0;
    for (text, version) in fixtures("").iter().flat_map(|text| registry.versions().iter().map(move |it| (text, it))) {
        let (passes, is_valid) = verdicts(&registry, version, text);
        assert!(is_valid || !passes, "{} {text}", version.name);
        passed += usize::from(passes);
    }
    assert!(passed > 20, "{passed}");
}

#[test]
fn no_change_of_a_document_is_passed_that_makes_it_invalid() {
    let registry = Registry::new(&[]).unwrap();
    for text in ["corpus/en-US/churn-rate", "corpus/ja-JP/churn-rate"].map(|folder| fixtures(folder).remove(0)) {
        let document: Value = serde_json::from_str(&text).unwrap();
        let version = registry.version(document["schema_version"].as_str().unwrap()).unwrap();
        assert_eq!(verdicts(&registry, version, &text), (true, true));
        let mut places = Vec::new();
        pointers(&document, String::new(), &mut places);
        let others = [
            json!(null),
            json!(true),
            json!(7),
            json!(-1),
            json!(1.5),
            json!(""),
            json!(" "),
            json!("x"),
            json!([]),
            json!({}),
        ];
        let mut differ = 0;
        for place in &places {
            let mut changed: Vec<Value> =
                others.iter().map(|other| with(&document, place, |it| *it = other.clone())).collect();
            changed.push(with(&document, place, |it| {
                it.as_object_mut().map(|members| members.insert("other".to_owned(), json!(1)));
            }));
            let (parent, name) = place.rsplit_once('/').unwrap_or(("", place));
            changed.push(with(&document, parent, |it| {
                it.as_object_mut().map(|members| members.shift_remove(name));
            }));
            for changed in changed {
                let (passes, is_valid) = verdicts(&registry, version, &changed.to_string());
                assert!(is_valid || !passes, "{place} {changed}");
                differ += usize::from(is_valid && !passes);
            }
        }
        // Without the promise to keep the fields of version 1, fewer are required.
        assert!(differ < 20 && places.len() > 100, "{differ} of {}", places.len());
    }
}

fn pointers(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| pointers(value, format!("{at}/{name}"), found))
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| pointers(item, format!("{at}/{index}"), found));
        }
        _ => {}
    }
    found.push(at);
}

fn with(document: &Value, place: &str, change: impl FnMut(&mut Value)) -> Value {
    let mut document = document.clone();
    document.pointer_mut(place).into_iter().for_each(change);
    document
}

/// The quick look of a schema, and what the validator says; each of a document.
fn custom(schema: &Value, document: &Value) -> (Option<bool>, bool) {
    let mut schema = schema.clone();
    schema["properties"]["schema_version"] = json!({ "const": "core-reviewed-term-ai-handoff-v9" });
    let file = SchemaFile { path: "v9.json".to_owned(), text: schema.to_string() };
    let registry = Registry::new(&[file]).unwrap();
    let version = registry.newest();
    let text = document.to_string();
    let (passes, is_valid) = verdicts(&registry, version, &text);
    (registry.has_screen(version).then_some(passes), is_valid)
}

#[test]
fn a_schema_of_a_user_is_looked_at_as_far_as_it_is_known() {
    for (schema, document, expected) in [
        (json!({ "properties": { "a": { "type": "integer", "minimum": 2 } } }), json!({ "a": 2 }), (Some(true), true)),
        (
            json!({ "properties": { "a": { "type": "integer", "minimum": 2 } } }),
            json!({ "a": 1 }),
            (Some(false), false),
        ),
        (json!({ "properties": { "a": { "type": "integer" } } }), json!({ "a": 2.0 }), (Some(false), true)),
        (json!({ "properties": { "a": { "enum": [1] } } }), json!({ "a": 1 }), (None, true)),
        (json!({ "properties": {}, "additionalProperties": false }), json!({ "a": 1 }), (None, false)),
        (json!({ "properties": { "a": { "maxLength": 2 } } }), json!({ "a": "日本" }), (Some(true), true)),
        (json!({ "properties": { "a": { "minLength": 3 } } }), json!({ "a": "日本" }), (Some(false), false)),
        (
            json!({ "properties": {}, "if": { "required": ["b"] }, "then": { "required": ["a"] } }),
            json!({ "b": 1 }),
            (Some(false), false),
        ),
        (
            json!({ "properties": { "a": { "$ref": "#/$defs/x" } }, "$defs": { "x": { "items": { "$ref": "#/$defs/x" }, "type": "array" } } }),
            json!({ "a": [[], [[]]] }),
            (Some(true), true),
        ),
        (
            json!({ "properties": { "a": { "$ref": "#/$defs/x" } }, "$defs": { "x": { "items": { "$ref": "#/$defs/x" }, "type": "array" } } }),
            json!({ "a": [[], [1]] }),
            (Some(false), false),
        ),
    ] {
        assert_eq!(custom(&schema, &document), expected, "{schema} {document}");
    }
}
