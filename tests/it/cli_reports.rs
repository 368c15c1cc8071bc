//! `--report` in several formats at once, which have to say the same, and where a report cannot be written.
//!
//! What a single report says and leaves is in `fixtures/cli/reports`.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::programs::termlint;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/example");

/// All formats that are a document in every case, and `github`, whose document is the log.
const DOCUMENTS: [&str; 7] = ["json", "sarif", "github", "gitlab", "junit", "rdjson", "markdown"];

fn run(folder: &Path, arguments: &[&str]) -> Output {
    termlint(folder).arg("check").args(arguments).output().expect("termlint runs")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

fn read(folder: &Path, file: &str) -> String {
    fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn read_json(folder: &Path, file: &str) -> Value {
    serde_json::from_str(&read(folder, file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// A copy of the example, which has thirteen findings in five files.
fn example() -> TempDir {
    let place = TempDir::new().expect("a folder");
    for locale in fs::read_dir(EXAMPLE).expect("the example").flatten().filter(|entry| entry.path().is_dir()) {
        for term in fs::read_dir(locale.path()).expect("a locale").flatten() {
            let to = place.path().join(locale.file_name()).join(term.file_name());
            fs::create_dir_all(&to).expect("a folder");
            fs::copy(term.path().join("ai.json"), to.join("ai.json")).expect("a file");
        }
    }
    place
}

/// One member of every element of a list.
fn members(list: &Value, pointer: &str) -> BTreeSet<String> {
    let text = |value: &Value| value.pointer(pointer).and_then(Value::as_str).expect("a text").to_owned();
    list.as_array().expect("a list").iter().map(text).collect()
}

#[test]
fn one_run_writes_five_reports_with_the_same_findings() {
    let place = example();
    let place = place.path();
    let reports = ["jsonl=r/a.jsonl", "sarif=r/b.sarif", "gitlab=r/c.json", "rdjson=r/d.json", "junit=r/e.xml"];
    fs::create_dir(place.join("r")).expect("a folder");
    let mut arguments = vec!["--format", "json"];
    arguments.extend(reports.iter().flat_map(|report| ["--report", report]));
    let output = run(place, &arguments);
    assert_eq!(output.status.code(), Some(1));
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let expected = members(&json["findings"], "/fingerprint");
    assert_eq!(expected.len(), 13);
    let lines: Vec<Value> =
        read(place, "r/a.jsonl").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(members(&Value::Array(lines), "/fingerprint"), expected);
    let sarif = read_json(place, "r/b.sarif");
    let results = &sarif["runs"][0]["results"];
    assert_eq!(members(results, "/partialFingerprints/primaryLocationLineHash"), expected);
    assert_eq!(members(&read_json(place, "r/c.json"), "/fingerprint"), expected);
    // These have no fingerprint: rule, file and line.
    let findings = json["findings"].as_array().expect("a list").iter();
    let expected: BTreeSet<String> = findings
        .map(|finding| format!("{} {} {}", finding["rule"], finding["path"], finding["start"]["line"]).replace('"', ""))
        .collect();
    let rdjson = read_json(place, "r/d.json");
    let diagnostics = rdjson["diagnostics"].as_array().expect("a list").iter();
    let found: BTreeSet<String> = diagnostics
        .map(|diagnostic| {
            let (code, place) = (&diagnostic["code"]["value"], &diagnostic["location"]);
            format!("{code} {} {}", place["path"], place["range"]["start"]["line"]).replace('"', "")
        })
        .collect();
    assert_eq!(found, expected);
    let junit = read(place, "r/e.xml");
    let junit = roxmltree::Document::parse(&junit).expect("XML");
    let cases = junit.descendants().filter(|node| node.has_tag_name("testcase"));
    let found: BTreeSet<String> = cases
        .map(|case| {
            let member = |name| case.attribute(name).expect("an attribute");
            let rule = member("name").split(' ').next().unwrap_or_default();
            format!("{rule} {} {}", member("file"), member("line"))
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn what_cannot_be_written_is_said_by_all_that_can() {
    let place = example();
    let place = place.path();
    fs::write(place.join("old.json"), "of yesterday").expect("a file");
    let reports = ["json=old.json", "json=gone/x.json", "sarif=new.sarif", "json=en-US", "json=/dev/full"];
    let mut arguments = vec!["--format", "json"];
    arguments.extend(reports.iter().flat_map(|report| ["--report", report]));
    let output = run(place, &arguments);
    assert_eq!(output.status.code(), Some(2));
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(members(&json["failures"], "/path"), ["/dev/full", "en-US", "gone/x.json"].map(str::to_owned).into());
    assert_eq!(json["exit_code"], 2);
    assert_eq!(read_json(place, "old.json"), json);
    let sarif = read_json(place, "new.sarif");
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!((&invocation["exitCode"], &invocation["executionSuccessful"]), (&json!(2), &json!(false)));
    let observed = text(&output.stderr);
    assert!(observed.contains("gone/x.json: the report cannot be written: no such file or directory\n"), "{observed}");
    let left: Vec<_> = fs::read_dir(place).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left.len(), 4, "two locales and two reports, nothing half done: {left:?}");
}

#[test]
fn a_failure_leaves_valid_documents_that_say_so() {
    let place = example();
    let place = place.path();
    let stopped = ["--only", "no-such-rule"];
    fs::write(place.join("termlint.toml"), "include = [").expect("a file");
    // Before anything is checked, and while all is set up.
    for arguments in [&stopped[..], &[]] {
        for format in DOCUMENTS {
            let report = format!("{format}=report");
            let output = run(place, &[arguments, &["--format", format, "--report", &report]].concat());
            assert_eq!(output.status.code(), Some(2), "{format}");
            let printed = text(&output.stdout);
            assert_eq!(read(place, "report"), printed, "{format}");
            match format {
                "json" | "sarif" | "gitlab" | "rdjson" => {
                    let document: Value = serde_json::from_str(printed).expect("JSON");
                    let failures = match format {
                        "json" => &document["failures"],
                        "sarif" => &document["runs"][0]["invocations"][0]["toolExecutionNotifications"],
                        "gitlab" => &document,
                        _ => &document["diagnostics"],
                    };
                    assert_eq!(failures.as_array().map(Vec::len), Some(1), "{printed}");
                }
                "junit" => {
                    let document = roxmltree::Document::parse(printed).expect("XML");
                    assert_eq!(document.descendants().filter(|node| node.has_tag_name("error")).count(), 1);
                }
                "github" => assert!(printed.starts_with("::error title="), "{printed}"),
                _ => assert!(printed.starts_with("### termlint: not done\n"), "{printed}"),
            }
        }
        let output = run(place, &[arguments, &["--format", "jsonl", "--report", "jsonl=report"]].concat());
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""));
        assert_eq!(read(place, "report"), "", "no line of an earlier run is left");
    }
}
