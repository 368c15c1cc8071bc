//! The contract schemas, and what they say of the documents in `fixtures/schemas`: each file is one named test.
//!
//! A fixture has one of three shapes: a whole document; `{"base", "patch", "expect"}`, a merge patch (RFC 7396) on
//! another fixture; `{"document", "expect"}`. A summary is checked inside the smallest handoff.

#![allow(clippy::disallowed_methods, reason = "a test reads its own files")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::{Value, json};
use termlint::finding::{Finding, Findings};
use termlint::handoff::{DocumentOffset, Locator};
use termlint::json::{Pointer, parse};
use termlint::schema::{BASE, Dispatch, EngineOptions, Origin, Registry, dispatch, validate};

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| Registry::new(&[]).expect("the embedded schemas are right"));

/// What must hold for a schema file.
type Check = fn(&Path, &Value) -> Result<(), Failed>;

fn main() {
    let mut trials = vec![Trial::test("every_schema_is_embedded", every_schema_is_embedded)];
    for path in schema_files() {
        let name = name_of(&path);
        let checks: [(&str, Check); 6] = [
            ("keeps_the_metaschema", keeps_the_metaschema),
            ("describes_every_property", describes_every_property),
            ("does_not_cascade", does_not_cascade),
            ("stays_in_the_set", stays_in_the_set),
            ("has_known_formats_and_patterns", has_known_formats_and_patterns),
            ("has_its_path_for_an_id", has_its_path_for_an_id),
        ];
        for (check_name, check) in checks {
            let path = path.clone();
            trials.push(Trial::test(format!("{name} {check_name}"), move || check(&path, &read(&path))));
        }
    }
    trials.extend(versions().map(|version| Trial::test(format!("{version} compiles"), move || compiles(&version))));
    for path in files(&root().join("fixtures/schemas"), &mut Vec::new()) {
        trials.push(Trial::test(name_of(&path), move || fixture(&path)));
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

// --- Files ---

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) -> Vec<PathBuf> {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => drop(files(&path, found)),
            false => found.push(path),
        }
    }
    found.sort();
    found.clone()
}

fn schema_files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for kind in ["handoff", "summary"] {
        files(&root().join("schemas").join(kind), &mut found);
    }
    found
}

fn name_of(path: &Path) -> String {
    let path = path.strip_prefix(root()).expect("a path of this repository");
    path.to_string_lossy().replace('\\', "/").trim_end_matches(".json").to_owned()
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn versions() -> impl Iterator<Item = String> {
    REGISTRY.versions().iter().map(|version| version.name.to_string())
}

// --- The schemas ---

fn every_schema_is_embedded() -> Result<(), Failed> {
    let origins = REGISTRY.versions().iter().map(|version| &version.origin);
    let embedded: BTreeSet<String> = origins
        .chain(REGISTRY.parts().iter().map(|(origin, _)| origin))
        .map(|origin| match origin {
            Origin::Embedded(path) => format!("schemas/{}", path.trim_end_matches(".json")),
            Origin::File(path) => panic!("{path} is not embedded"),
        })
        .collect();
    same(embedded, schema_files().iter().map(|path| name_of(path)).collect())
}

fn keeps_the_metaschema(_: &Path, schema: &Value) -> Result<(), Failed> {
    same(&schema["$schema"], &json!("https://json-schema.org/draft/2020-12/schema"))?;
    jsonschema::draft202012::meta::validate(schema).map_err(|error| error.to_string().into())
}

fn has_its_path_for_an_id(path: &Path, schema: &Value) -> Result<(), Failed> {
    let path = name_of(path);
    let below = path.strip_prefix("schemas/").expect("a schema");
    same(&schema["$id"], &json!(format!("{BASE}{below}.json")))
}

fn describes_every_property(_: &Path, schema: &Value) -> Result<(), Failed> {
    let mut missing = Vec::new();
    walk(schema, "", &mut |schema, place| {
        // A condition names properties that are described elsewhere.
        let is_condition = ["/if", "/then", "/else"].iter().any(|part| place.contains(part));
        for (name, property) in schema["properties"].as_object().into_iter().flatten().filter(|_| !is_condition) {
            let description = property["description"].as_str().unwrap_or_default();
            if !description.ends_with('.') || description.contains('\n') {
                missing.push(format!("{place}/properties/{name}"));
            }
        }
    });
    same(missing, Vec::new())
}

/// These keywords report one defect in several places.
fn does_not_cascade(_: &Path, schema: &Value) -> Result<(), Failed> {
    let mut found = Vec::new();
    walk(schema, "", &mut |schema, place| {
        for keyword in ["allOf", "unevaluatedProperties", "unevaluatedItems", "additionalProperties"] {
            if schema.get(keyword).is_some() {
                found.push(format!("{place}/{keyword}"));
            }
        }
    });
    same(found, Vec::new())
}

fn stays_in_the_set(_: &Path, schema: &Value) -> Result<(), Failed> {
    let base = url::Url::parse(schema["$id"].as_str().expect("an $id"))?;
    let mut strays = Vec::new();
    walk(schema, "", &mut |schema, place| {
        for keyword in ["$ref", "$dynamicRef", "$recursiveRef"] {
            let Some(reference) = schema.get(keyword) else { continue };
            let target = reference.as_str().and_then(|reference| base.join(reference).ok());
            let found = target.and_then(|mut target| {
                let fragment = target.fragment().unwrap_or_default().to_owned();
                target.set_fragment(None);
                let is_inside = target.as_str().starts_with(BASE);
                REGISTRY.document(target.as_str())?.pointer(&fragment).filter(|_| is_inside)
            });
            if found.is_none() {
                strays.push(format!("{place}/{keyword}: {reference}"));
            }
        }
    });
    same(strays, Vec::new())
}

/// Also where no reference leads, which no compiler looks at.
fn has_known_formats_and_patterns(_: &Path, schema: &Value) -> Result<(), Failed> {
    let mut unknown = Vec::new();
    walk(schema, "", &mut |schema, place| {
        for keyword in ["format", "pattern"] {
            let Some(value) = schema.get(keyword) else { continue };
            let alone = jsonschema::options()
                .with_draft(jsonschema::Draft::Draft202012)
                .should_validate_formats(true)
                .should_ignore_unknown_formats(false)
                .with_pattern_options(jsonschema::PatternOptions::regex())
                .build(&json!({ keyword: value }));
            if alone.is_err() {
                unknown.push(format!("{place}/{keyword}: {value}"));
            }
        }
    });
    same(unknown, Vec::new())
}

fn compiles(version: &str) -> Result<(), Failed> {
    let version = REGISTRY.version(version).expect("a known version");
    match REGISTRY.compiled(version) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.to_string().into()),
    }
}

/// Calls `visit` for every schema in a schema.
fn walk(schema: &Value, place: &str, visit: &mut dyn FnMut(&Value, &str)) {
    visit(schema, place);
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        let place = format!("{place}/{keyword}");
        match (keyword.as_str(), value) {
            ("const" | "enum" | "default" | "examples", _) => {}
            ("properties" | "patternProperties" | "dependentSchemas" | "$defs", Value::Object(schemas)) => {
                for (name, schema) in schemas {
                    walk(schema, &format!("{place}/{name}"), visit);
                }
            }
            (_, Value::Object(_)) => walk(value, &place, visit),
            (_, Value::Array(schemas)) => {
                for (index, schema) in schemas.iter().enumerate().filter(|(_, schema)| schema.is_object()) {
                    walk(schema, &format!("{place}/{index}"), visit);
                }
            }
            _ => {}
        }
    }
}

// --- The fixtures ---

/// A finding as a fixture expects it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    rule: String,
    pointer: String,
    /// Part of the text at the place, of its key, or, where something is missing, of the message.
    #[serde(default)]
    near: String,
}

fn fixture(path: &Path) -> Result<(), Failed> {
    let name = name_of(path);
    let fixture = read(path);
    let (text, mut expected) = match fixture.get("expect") {
        None => (fs::read_to_string(path)?, Vec::new()),
        Some(expected) => {
            let document = document(path.parent().expect("a folder"), &fixture);
            (format!("{document:#}"), serde_json::from_value::<Vec<Expected>>(expected.clone())?)
        }
    };
    if name.contains("/pass/") != expected.is_empty() {
        return Err("what is under pass expects nothing, what is under fail expects something".into());
    }
    let is_summary = name.starts_with("fixtures/schemas/summary/");
    let text = if is_summary { in_handoff(&text) } else { text };
    for expected in expected.iter_mut().filter(|_| is_summary) {
        expected.pointer.insert_str(0, "/summary");
    }
    let found = findings(&text)?;
    let mut pairs: Vec<_> = found.iter().map(pair).collect();
    let mut wanted: Vec<_> = expected.iter().map(|want| (want.rule.clone(), want.pointer.clone())).collect();
    pairs.sort();
    wanted.sort();
    same(pairs, wanted)?;
    for finding in &found {
        keeps_the_message_law(finding)?;
        let nears = expected.iter().filter(|want| (want.rule.clone(), want.pointer.clone()) == pair(finding));
        if !nears.clone().any(|want| is_near(finding, &text, &want.near)) {
            return Err(format!("{finding:#?} is not near {:?}", nears.collect::<Vec<_>>()).into());
        }
    }
    Ok(())
}

fn document(folder: &Path, fixture: &Value) -> Value {
    match (fixture.get("document"), fixture.get("base").and_then(Value::as_str), fixture.get("patch")) {
        (Some(document), None, None) => document.clone(),
        (None, Some(base), Some(patch)) => {
            let mut document = read(&folder.join(base));
            merge(&mut document, patch);
            document
        }
        _ => panic!("a fixture has a document, or a base and a patch"),
    }
}

/// A merge patch, as RFC 7396 section 2 defines it.
fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    let target = target.as_object_mut().expect("it was just made one");
    for (name, value) in patch {
        match value {
            Value::Null => drop(target.shift_remove(name)),
            value => merge(target.entry(name).or_insert(Value::Null), value),
        }
    }
}

fn in_handoff(summary: &str) -> String {
    let mut handoff = read(&root().join("fixtures/schemas/handoff/v1/pass/minimal.json"));
    handoff["summary"] = serde_json::from_str(summary).expect("a summary is JSON");
    format!("{handoff:#}")
}

fn findings(text: &str) -> Result<Vec<Finding>, Failed> {
    let parsed = parse(text);
    if !parsed.issues.is_empty() {
        return Err(format!("{:?}", parsed.issues).into());
    }
    let root = parsed.tree.root().expect("a root");
    let newest = REGISTRY.newest();
    let locator = Locator::new(text.as_bytes(), DocumentOffset::default(), newest.annotations());
    let version = match dispatch(&REGISTRY, root, &locator, false) {
        Dispatch::Known(version) => version,
        Dispatch::Declared(_, finding) | Dispatch::Refused(finding) => return Ok(vec![*finding]),
    };
    let schema = REGISTRY.compiled(version).expect("it compiles");
    let owners: BTreeSet<Arc<str>> = schema
        .annotations()
        .owners()
        .flat_map(|(_, owner)| [&owner.absent, &owner.null, &owner.malformed].into_iter().flatten())
        .map(|id| Arc::from(id.as_str()))
        .collect();
    let rule = |id: &str| owners.get(id).map(|id| &*Box::leak(Box::<str>::from(&**id)));
    let mut findings = Findings::default();
    validate(schema, root, &locator, &EngineOptions::default(), &rule, &mut findings);
    Ok(findings.kept)
}

fn pair(finding: &Finding) -> (String, String) {
    let pointer = finding.location.as_ref().and_then(|place| place.pointer.clone());
    (finding.rule.to_owned(), pointer.unwrap_or_else(|| "no pointer".to_owned()))
}

fn is_near(finding: &Finding, text: &str, near: &str) -> bool {
    let place = finding.location.as_ref().expect("a place");
    let pointer = Pointer::parse(place.pointer.as_deref().unwrap_or_default()).expect("a pointer");
    let key = pointer.tokens().last().unwrap_or_default().into_owned();
    let is_missing = finding.rule.starts_with("missing-");
    text[place.start.byte..place.end.byte].contains(near) || key.contains(near) || {
        (is_missing || key.parse::<usize>().is_ok()) && format!("{} {}", finding.message, finding.help).contains(near)
    }
}

/// `docs/design.md`, "Words for people" and "The message law".
fn keeps_the_message_law(finding: &Finding) -> Result<(), Failed> {
    let message = &finding.message;
    let words: Vec<&str> = message.split(|character: char| !character.is_alphanumeric() && character != '_').collect();
    let jargon = ["instance", "null", "array", "pattern", "object", "string", "schema", "regex"]
        .iter()
        .find(|word| words.contains(word));
    let is_right =
        !message.is_empty() && !message.ends_with('.') && message.chars().count() < 250 && !finding.help.is_empty();
    match (jargon, is_right) {
        (None, true) => Ok(()),
        (jargon, _) => Err(format!("{jargon:?} {finding:#?}").into()),
    }
}

fn same<T: PartialEq + std::fmt::Debug>(found: T, wanted: T) -> Result<(), Failed> {
    if found == wanted { Ok(()) } else { Err(format!("found  {found:#?}\nwanted {wanted:#?}").into()) }
}
