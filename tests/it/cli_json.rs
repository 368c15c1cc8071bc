//! `--format json`: one valid document on standard output in every case, with exact counts and odd names.
//!
//! What a report says of a file that a text can hold is in `fixtures/cli/reports` and `fixtures/cli/jsonl`.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::programs::{run, termlint};
use crate::support::repository;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/corpus");

fn write(folder: &Path, path: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, bytes).expect("a file");
}

/// Checks in a folder; the report, which must say the exit code that the program has.
#[track_caller]
fn report(folder: &Path, arguments: &[&str], stdin: &str) -> Value {
    let output = run(termlint(folder).args(["check", "--format", "json"]).args(arguments), stdin);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
    assert_eq!(report["report_version"], 1);
    assert_eq!(report["exit_code"].as_i64(), output.status.code().map(i64::from), "{report:#}");
    assert_eq!(report["exit_code"] == 2, report["failures"] != json!([]), "{report:#}");
    report
}

/// A handoff of which nothing is worth even an info.
fn handoff() -> String {
    let text = fs::read_to_string(format!("{CORPUS}/en-US/sales-pipeline/ai.json")).expect("the fixture");
    let start = text.find("\"related_terms\": [").expect("a list") + "\"related_terms\": [".len();
    let end = start + text[start..].find(']').expect("its end");
    format!("{}{}", &text[..start], &text[end..])
}

fn undated() -> String {
    handoff().replacen("\"2026-07-28T11:15:00.000Z\"", "null", 1)
}

/// The members of the findings that a pointer leads to.
fn all(report: &Value, pointer: &str) -> Vec<Value> {
    let findings = report["findings"].as_array().expect("a list");
    findings.iter().map(|finding| finding.pointer(pointer).expect("a member").clone()).collect()
}

#[test]
fn every_run_leaves_one_document() {
    let place = TempDir::new().expect("a folder");
    let place = place.path();
    write(place, "good/ai.json", undated());
    write(place, "empty/package.json", "{}");
    write(place, "broken/termlint.toml", "include = [");
    write(place, "broken/ai.json", undated());
    let exit = |arguments: &[&str], stdin: &str| report(place, arguments, stdin)["exit_code"].as_i64();
    assert_eq!(exit(&["good"], ""), Some(1));
    assert_eq!(exit(&["good", "-A", "all"], ""), Some(0));
    assert_eq!(exit(&["-"], ""), Some(1));
    assert_eq!(exit(&["-"], &undated()), Some(1));
    for arguments in [
        &["gone.json"][..],
        &["gone.json", "good"],
        &["empty"],
        &["broken"],
        &["broken", "good"],
        &["good", "--config", "gone.toml"],
        &["good", "--schema-dir", "gone"],
        &["good", "--only", "no-such-rule"],
        &["good", "-D", "warnings"],
        &["good", "--stdin-filename", "x"],
        &["good", "--corpus", "gone"],
        &["-", "-"],
        &["/dev/null"],
        &["{a,b}.json"],
        &["x*.json"],
    ] {
        let report = report(place, arguments, "");
        assert_eq!(report["exit_code"], 2, "{arguments:?}");
        let result = arguments.contains(&"good") && (arguments.len() == 2 || arguments[1] == "--corpus");
        assert_eq!(report["findings"] != json!([]), result, "{arguments:?}: {report:#}");
    }
}

#[test]
fn an_odd_name_is_written_as_it_is() {
    let place = TempDir::new().expect("a folder");
    for name in ["用語.json", "esc\u{1b}[31m.json", "line\nbreak.json"] {
        write(place.path(), name, undated());
    }
    let report = report(place.path(), &["."], "");
    assert_eq!(all(&report, "/path"), ["esc\u{1b}[31m.json", "line\nbreak.json", "用語.json"]);
}

#[test]
fn counts_are_exact_beyond_what_is_listed() {
    let place = TempDir::new().expect("a folder");
    let twins = ",\"a\":1".repeat(5000);
    write(place.path(), "ai.json", format!("{{\"schema_version\":\"core-reviewed-term-ai-handoff-v1\"{twins}}}"));
    let report = report(place.path(), &[".", "--only", "duplicate-key"], "");
    assert_eq!(report["summary"]["errors"], 4999);
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(1000));
    assert_eq!(report["summary"]["unlisted"][0]["count"], 3999);
}

#[test]
fn the_report_is_the_same_at_any_thread_count() {
    let place = TempDir::new().expect("a folder");
    let one = report(place.path(), &[CORPUS, "--threads", "1", "--today", "2031-01-01"], "");
    let many = report(place.path(), &[CORPUS, "--threads", "8", "--today", "2031-01-01"], "");
    assert_eq!(one, many);
}

/// What a program reads that goes by the published schema: findings in documents, in a page, and of a rule of the project.
#[test]
fn findings_of_every_group_fit_the_published_schema() {
    let schema = fs::read(repository("schemas/termlint/report.v1.json")).expect("the schema");
    let schema: Value = serde_json::from_slice(&schema).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let place = TempDir::new().expect("a folder");
    let place = place.path();
    let page = fs::read_to_string(repository("fixtures/pages/en-US/churn-rate.html")).expect("the page");
    let document = fs::read_to_string(format!("{CORPUS}/en-US/churn-rate/ai.json")).expect("the fixture");
    write(place, "ai.json", document.replacen("\"sources_count\": 3", "\"sources_count\": \"3\"", 1));
    write(
        place,
        "public/en-US/churn-rate.html",
        page.replacen("<li>A low rate", "<li>Nobody knows this.</li><li>A low rate", 1),
    );
    write(
        place,
        "termlint.toml",
        "[pages]\nmap = \"public/{locale}/{slug}.html\"\n[[rule]]\nid = \"house/leak\"\nphrases = [\"a leak in a tank\"]\n\
         message = \"a worn image\"\nhelp = \"say what happens\"\nfails = \"It is a leak in a tank.\"\npasses = \"It is a loss.\"\n",
    );
    let report = report(place, &["--pages", "-W", "everything", "--today", "2036-01-01"], "");
    let errors: Vec<String> =
        schema.iter_errors(&report).map(|error| format!("{error} at {}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let groups: BTreeSet<String> = all(&report, "/group").iter().filter_map(Value::as_str).map(str::to_owned).collect();
    for group in ["validity", "freshness", "prose", "page", "custom"] {
        assert!(groups.contains(group), "{group}: {groups:?}");
    }
}
