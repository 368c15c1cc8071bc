//! A baseline, as far as it takes a whole glossary that is written anew, or more findings than a report lists.
//!
//! What else a baseline does is a text file each, in `fixtures/cli/baseline`.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::place::Place;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/example");
const BASELINE: &str = "termlint-baseline.json";

fn documents(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut found: Vec<PathBuf> = entries
        .flat_map(|path| if path.is_dir() { documents(&path) } else { vec![path] })
        .filter(|path| path.file_name().is_some_and(|name| name == "ai.json"))
        .collect();
    found.sort();
    found
}

/// The same document with all members and all lists of objects in the reverse order.
fn reversed(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let members: Vec<_> = members.into_iter().map(|(key, value)| (key, reversed(value))).collect();
            Value::Object(members.into_iter().rev().collect())
        }
        Value::Array(items) => {
            let is_list_of_objects = items.iter().all(Value::is_object);
            let mut items: Vec<Value> = items.into_iter().map(reversed).collect();
            if is_list_of_objects {
                items.reverse();
            }
            Value::Array(items)
        }
        other => other,
    }
}

#[test]
fn reformatting_reordering_and_moving_make_nothing_new() {
    let place = Place::of(EXAMPLE);
    assert_eq!(place.run(&["baseline", "write"]).code, 0);
    for path in documents(&place.path("content")) {
        let document: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        fs::write(&path, format!("{:#}", reversed(document)).replace('\n', "\r\n")).unwrap();
    }
    fs::rename(place.path("content"), place.path("moved")).unwrap();
    fs::create_dir(place.path("content")).unwrap();
    fs::rename(place.path("moved"), place.path("content/inner")).unwrap();
    let report = place.report(&["--fail-on", "info"]);
    assert_eq!(report["exit_code"], 0, "{:#}", report["findings"]);
}

const PRICE: &str = "content/en-US/price-elasticity/ai.json";

fn move_to(place: &Place, from: &str, to: &str) {
    let (from, to) = (place.path(from), place.path(to));
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::rename(from, to).unwrap();
}

/// Writes a field so often into a document that 7 of the findings are not listed, and gives the document another slug.
fn overfill(text: &str, slug: &str) -> String {
    let twins = vec!["\"a\": 1"; 1_008].join(", ");
    let text = text.replacen('{', &format!("{{\"x\": {{{twins}}},"), 1);
    let text = text.replace("\"slug\": \"price-elasticity\"", &format!("\"slug\": \"{slug}\""));
    text.replace("\"canonical_slug\": \"price-elasticity\"", &format!("\"canonical_slug\": \"{slug}\""))
}

/// How many findings are neither listed nor known, by path.
fn unlisted(place: &Place) -> Vec<(String, u64)> {
    let report = place.report(&["--only", "duplicate-key"]);
    let more = |more: &Value| (more["path"].as_str().unwrap().to_owned(), more["count"].as_u64().unwrap());
    report["summary"]["unlisted"].as_array().unwrap().iter().map(more).collect()
}

#[test]
fn findings_that_are_only_counted_stay_with_their_term() {
    let elsewhere = "content/en-US/demand-elasticity/ai.json";
    for (path, slug) in [
        (PRICE, "price-elasticity"),
        (PRICE, "demand-elasticity"),
        (elsewhere, "price-elasticity"),
        (elsewhere, "demand-elasticity"),
    ] {
        let place = Place::of(EXAMPLE);
        let clean = place.read(PRICE);
        place.write(PRICE, overfill(&clean, "price-elasticity"));
        assert_eq!(unlisted(&place), [(PRICE.to_owned(), 7)]);
        assert_eq!(place.run(&["baseline", "write"]).code, 0);
        place.write(PRICE, overfill(&clean, slug));
        if path != PRICE {
            move_to(&place, PRICE, path);
        }
        assert_eq!(unlisted(&place), [], "{path} {slug}");
        assert_eq!(place.run(&["baseline", "prune"]).code, 0);
        assert_eq!(unlisted(&place), [], "{path} {slug}");
        // Some of them are fixed, and prune knows it.
        let fewer = |text: String| text.replacen("\"a\": 1, \"a\": 1,", "\"a\": 1,", 1);
        place.write(path, fewer(place.read(path)));
        assert_eq!(unlisted(&place), [], "{path} {slug}");
        assert_eq!(place.run(&["baseline", "prune"]).code, 0);
        assert!(place.read(BASELINE).contains("\"more\": 6"), "{}", place.read(BASELINE));
        place.write(path, overfill(&clean, slug));
        assert_eq!(unlisted(&place), [(path.to_owned(), 1)], "{path} {slug}");
    }
}

#[test]
fn a_term_that_takes_the_place_of_another_has_no_share_in_what_is_only_counted() {
    let (place, elsewhere) = (Place::of(EXAMPLE), "content/en-US/demand-elasticity/ai.json");
    let clean = place.read(PRICE);
    place.write(PRICE, overfill(&clean, "price-elasticity"));
    assert_eq!(place.run(&["baseline", "write"]).code, 0);
    move_to(&place, PRICE, elsewhere);
    place.write(PRICE, overfill(&clean, "break-even-point"));
    assert_eq!(unlisted(&place), [(PRICE.to_owned(), 7)]);
}

#[test]
fn what_is_only_counted_of_a_rule_that_is_off_survives_prune() {
    let place = Place::of(EXAMPLE);
    let fields: Vec<String> = (0..1_007).map(|number| format!("\"field_{number}\": 1")).collect();
    place.write(PRICE, place.read(PRICE).replacen('{', &format!("{{{},", fields.join(", ")), 1));
    assert_eq!(place.run(&["baseline", "write"]).code, 0);
    assert!(place.read(BASELINE).contains("\"more\": 7"));
    place.write("termlint.toml", "[rules]\nunknown-field = \"off\"\n");
    let ran = place.run(&["baseline", "prune"]);
    assert!(ran.stderr.contains("0 findings fixed and removed"), "{}", ran.stderr);
    assert!(place.read(BASELINE).contains("\"more\": 7"));
}
