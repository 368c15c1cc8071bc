//! The bundled example: its README lists its defects, and termlint finds these and no others.

#![allow(clippy::disallowed_methods, reason = "a test reads its own files")]

use std::collections::BTreeSet;

use serde_json::Value;

use crate::programs::{REPOSITORY, termlint};

/// File, pointer, rule.
type Defect = (String, String, String);

/// The defects that the table of `fixtures/example/README.md` lists.
fn listed() -> BTreeSet<Defect> {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/example/README.md")).unwrap();
    let quoted = |cell: &str| cell.split('`').nth(1).unwrap_or_default().to_owned();
    readme
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.split(" | ").collect();
            let number = cells.first()?.trim_start_matches("| ").parse::<usize>();
            number.ok().map(|_| (quoted(cells[1]), quoted(cells[2]), quoted(cells[3])))
        })
        .collect()
}

#[test]
fn the_example_has_the_defects_that_its_readme_lists() {
    let output = termlint(REPOSITORY)
        .args(["check", "fixtures/example", "--format", "json", "--min-severity", "warning"])
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let found: BTreeSet<Defect> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| {
            let path = text(finding, "path");
            let file = path.strip_prefix("fixtures/example/").unwrap_or(&path);
            (file.to_owned(), text(finding, "pointer"), text(finding, "rule"))
        })
        .collect();
    let listed = listed();
    assert_eq!(listed.len(), 12, "the table of the README");
    assert_eq!(found, listed);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn the_clean_corpus_is_clean() {
    let output = termlint(REPOSITORY)
        .args(["check", "fixtures/corpus", "--format", "json", "--fail-on", "warning", "--min-severity", "warning"])
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["findings"], Value::Array(Vec::new()));
    assert_eq!(report["summary"]["not_judged"], Value::Array(Vec::new()));
    assert_eq!(report["summary"]["documents"], 20);
    assert_eq!(output.status.code(), Some(0));
}
