//! A schema and all that it refers to, as one document that any validator reads.
//!
//! Owns the rewriting of references: each leads into `$defs` of the same document. The standard would also let whole
//! documents be embedded with their `$id` (JSON Schema 2020-12, section 9.3), which several editors and validators do
//! not look up. Must not know which schemas there are.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Map, Value, json};

use super::keyword::{NAMED, VALUES};
use super::reference::{Documents, Target};
use super::refusal::out_of_set;
use crate::problem::Problem;

/// The schema with this `$id`, self-contained.
///
/// # Errors
/// A reference to what is not there, or one that no single document can hold: an anchor, or into a part with an `$id` of
/// its own.
pub fn bundle(id: &str, documents: &Documents) -> Result<Value, Problem> {
    let root = documents.get(id).ok_or_else(|| out_of_set(id))?;
    let mut bundle = Bundle { id, documents, names: BTreeMap::new(), taken: BTreeSet::new(), queue: VecDeque::new() };
    bundle.taken.extend(root.get("$defs").and_then(Value::as_object).into_iter().flat_map(Map::keys).cloned());
    let mut whole = bundle.localized(root, id)?;
    let mut added = Map::new();
    while let Some((name, target)) = bundle.queue.pop_front() {
        let schema = target.schema(documents);
        let schema = schema.ok_or_else(|| out_of_set(&format!("{}#{}", target.document, target.pointer)))?;
        let mut schema = bundle.localized(schema, &target.document)?;
        if let Some(schema) = schema.as_object_mut().filter(|_| target.pointer.is_empty()) {
            // What is used of its definitions stands beside it.
            ["$schema", "$id", "$defs"].iter().for_each(|keyword| drop(schema.shift_remove(*keyword)));
        }
        added.insert(name, schema);
    }
    if let (Some(whole), false) = (whole.as_object_mut(), added.is_empty()) {
        let definitions = whole.entry("$defs").or_insert_with(|| Value::Object(Map::new()));
        definitions.as_object_mut().into_iter().for_each(|definitions| definitions.append(&mut added));
    }
    Ok(whole)
}

struct Bundle<'d> {
    id: &'d str,
    documents: &'d Documents,
    /// What each part that was referred to is called in `$defs`.
    names: BTreeMap<Target, String>,
    taken: BTreeSet<String>,
    /// The parts that are still to be copied.
    queue: VecDeque<(String, Target)>,
}

impl Bundle<'_> {
    /// A copy of a schema whose references stay in the document.
    fn localized(&mut self, schema: &Value, base: &str) -> Result<Value, Problem> {
        let members = match schema {
            Value::Object(members) => members,
            Value::Array(schemas) => return schemas.iter().map(|schema| self.localized(schema, base)).collect(),
            other => return Ok(other.clone()),
        };
        let mut copy = Map::new();
        for (keyword, value) in members {
            let value = match (keyword.as_str(), value) {
                ("$ref", Value::String(reference)) => Value::from(self.local(reference, base)?),
                ("$dynamicRef" | "$recursiveRef", _) => return Err(not_single(keyword)),
                ("$id", Value::String(id)) if !self.documents.contains_key(id) => return Err(not_single("$id")),
                (name, Value::Object(schemas)) if NAMED.contains(&name) => {
                    let copies = schemas.iter().map(|(name, schema)| Ok((name.clone(), self.localized(schema, base)?)));
                    Value::Object(copies.collect::<Result<_, Problem>>()?)
                }
                (name, value) if VALUES.contains(&name) || name.starts_with("x-") => value.clone(),
                (_, value) => self.localized(value, base)?,
            };
            copy.insert(keyword.clone(), value);
        }
        Ok(Value::Object(with_reference_apart(copy)))
    }

    /// The reference, as it is written in the bundle.
    fn local(&mut self, reference: &str, base: &str) -> Result<String, Problem> {
        let target = Target::of(reference, base).ok_or_else(|| out_of_set(reference))?;
        if !target.pointer.is_empty() && !target.pointer.starts_with('/') {
            return Err(not_single("an anchor"));
        }
        if target.document == self.id {
            let fragment = reference.split_once('#').map_or("", |(_, fragment)| fragment);
            return Ok(format!("#{fragment}"));
        }
        let name = match self.names.get(&target) {
            Some(name) => name.clone(),
            None => self.name(target),
        };
        Ok(format!("#/$defs/{name}"))
    }

    /// Finds a name for a part and has it copied.
    fn name(&mut self, target: Target) -> String {
        let path = target.document.trim_end_matches(".json");
        let mut segments = path.rsplit('/').take(2).map(plain).collect::<Vec<_>>();
        segments.reverse();
        let document = segments.join("-");
        let short = match target.pointer.rsplit_once('/') {
            Some((_, last)) => plain(last),
            None => document.clone(),
        };
        let long = format!("{document}-{short}");
        let numbered = (2..).map(|number| format!("{long}-{number}"));
        let mut names = [short, long.clone()].into_iter().chain(numbered);
        let name = names.find(|name| !self.taken.contains(name)).unwrap_or(long);
        self.taken.insert(name.clone());
        self.names.insert(target.clone(), name.clone());
        self.queue.push_back((name.clone(), target));
        name
    }
}

/// The schema with its reference in `allOf`, where keywords stand beside it. That means the same, but readers of older drafts heed
/// either the reference or what is beside it (draft 7, section 8.3), as editors do.
fn with_reference_apart(mut schema: Map<String, Value>) -> Map<String, Value> {
    let is_alone =
        schema.keys().all(|keyword| matches!(keyword.as_str(), "$ref" | "$comment" | "title" | "description"));
    let is_list = schema.get("allOf").is_none_or(Value::is_array);
    if !is_alone
        && is_list
        && schema.get("$ref").is_some_and(Value::is_string)
        && let Some(reference) = schema.shift_remove("$ref")
    {
        let all = schema.entry("allOf").or_insert_with(|| Value::Array(Vec::new()));
        all.as_array_mut().into_iter().for_each(|all| all.push(json!({ "$ref": reference })));
    }
    schema
}

/// A name that needs no escape in a pointer or an address.
fn plain(name: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
    name.chars().map(|letter| if is_plain(letter) { letter } else { '_' }).collect()
}

fn not_single(what: &str) -> Problem {
    Problem::new(
        format!("a schema with {} cannot be written as one file", what),
        "refer to it by a JSON Pointer, such as #/$defs/name",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundled(schemas: &[Value]) -> Result<Value, Problem> {
        let documents: Documents =
            schemas.iter().map(|schema| (schema["$id"].as_str().unwrap().to_owned(), schema.clone())).collect();
        bundle(schemas[0]["$id"].as_str().unwrap(), &documents)
    }

    #[test]
    fn every_reference_stays_in_the_document() {
        let root = json!({
            "$id": "https://schemas.example/a/root.json",
            "properties": {
                "own": { "$ref": "#/$defs/name" },
                "other": { "$ref": "../b/parts.json#/$defs/name" },
                "whole": { "$ref": "../b/parts.json", "required": ["x"] },
                "both": { "allOf": [true], "$ref": "#", "title": "T", "maxItems": 1 },
                "described": { "description": "D", "$ref": "#/$defs/name" },
                "again": { "items": { "$ref": "../b/parts.json#/$defs/name" } },
                "escaped": { "$ref": "../b/parts.json#/$defs/a~1b%20c" },
                "itself": { "$ref": "#" },
                "$ref": { "const": { "$ref": "../b/parts.json" } }
            },
            "$defs": { "name": { "type": "string" } }
        });
        let parts = json!({
            "$id": "https://schemas.example/b/parts.json",
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "allOf": [{ "$ref": "#/$defs/name" }, { "$ref": "../a/root.json#/properties/own" }],
            "$defs": {
                "name": { "anyOf": [{ "$ref": "#" }, { "type": "null" }] },
                "a/b c": { "minLength": 1 },
                "unused": { "$ref": "#/$defs/name" }
            }
        });
        assert_eq!(
            bundled(&[root, parts]).unwrap(),
            json!({
                "$id": "https://schemas.example/a/root.json",
                "properties": {
                    "own": { "$ref": "#/$defs/name" },
                    "other": { "$ref": "#/$defs/b-parts-name" },
                    "whole": { "required": ["x"], "allOf": [{ "$ref": "#/$defs/b-parts" }] },
                    "both": { "allOf": [true, { "$ref": "#" }], "title": "T", "maxItems": 1 },
                    "described": { "description": "D", "$ref": "#/$defs/name" },
                    "again": { "items": { "$ref": "#/$defs/b-parts-name" } },
                    "escaped": { "$ref": "#/$defs/a_1b_c" },
                    "itself": { "$ref": "#" },
                    "$ref": { "const": { "$ref": "../b/parts.json" } }
                },
                "$defs": {
                    "name": { "type": "string" },
                    "b-parts-name": { "anyOf": [{ "$ref": "#/$defs/b-parts" }, { "type": "null" }] },
                    "b-parts": { "allOf": [{ "$ref": "#/$defs/b-parts-name" }, { "$ref": "#/properties/own" }] },
                    "a_1b_c": { "minLength": 1 }
                }
            })
        );
    }

    #[test]
    fn what_one_document_cannot_hold_is_a_problem() {
        for (schema, part) in [
            (json!({ "$ref": "gone.json" }), "gone.json"),
            (json!({ "$ref": "other.json#/$defs/gone" }), "other.json#/$defs/gone"),
            (json!({ "$ref": "other.json#name" }), "an anchor"),
            (json!({ "items": { "$dynamicRef": "#node" } }), "$dynamicRef"),
            (json!({ "items": { "$id": "inner.json" } }), "$id"),
        ] {
            let mut root = json!({ "$id": "https://schemas.example/root.json" });
            root.as_object_mut().unwrap().extend(schema.as_object().unwrap().clone());
            let problem = bundled(&[root, json!({ "$id": "https://schemas.example/other.json" })]).unwrap_err();
            assert!(problem.message.contains(part), "{}", problem.message);
        }
    }
}
