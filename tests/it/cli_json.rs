//! `--format json`: one valid document on standard output in every case, and what it says.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::programs::{run, termlint};

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

fn line(text: &str) -> String {
    serde_json::from_str::<Value>(text).expect("JSON").to_string()
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
fn places_in_jsonl_are_those_of_the_file() {
    let place = TempDir::new().expect("a folder");
    let (good, bad) = (line(&handoff().replace("Churn Rate", "チャーンレート")), line(&undated()));
    let text = format!("{good}\r\n\r\n{bad}\n{{\"a\":\n{bad}");
    write(place.path(), "a.jsonl", &text);
    let report = report(place.path(), &["a.jsonl"], "");
    assert_eq!(all(&report, "/rule"), ["missing-review-date", "syntax-error", "missing-review-date"]);
    assert_eq!(all(&report, "/document"), [json!(3), json!(4), json!(5)]);
    assert_eq!(all(&report, "/start/line"), [json!(3), json!(4), json!(5)]);
    for finding in
        report["findings"].as_array().expect("a list").iter().filter(|finding| finding["rule"] != "syntax-error")
    {
        let place = |end: &str| usize::try_from(finding[end]["byte"].as_u64().expect("a number")).expect("fits");
        assert_eq!(&text[place("start")..place("end")], "null");
    }
    assert_eq!(report["summary"]["documents"], 4);
    assert_eq!(report["summary"]["files"], 1);
}

#[test]
fn paths_are_relative_to_the_repository_wherever_termlint_runs() {
    let place = TempDir::new().expect("a folder");
    let place = place.path();
    write(place, ".git/HEAD", "");
    write(place, "site/content/en-US/ai.json", undated());
    for (folder, argument) in
        [(".", "."), ("site", "content"), ("site/content/en-US", "ai.json"), ("site", "./content/../content")]
    {
        let report = report(&place.join(folder), &[argument], "");
        assert_eq!(all(&report, "/path"), ["site/content/en-US/ai.json"], "{folder}");
    }
}

#[test]
fn paths_of_two_configurations_do_not_clash() {
    let place = TempDir::new().expect("a folder");
    for folder in ["a", "b"] {
        write(place.path(), &format!("{folder}/ai.json"), undated());
        write(place.path(), &format!("{folder}/termlint.toml"), "");
    }
    let report = report(place.path(), &["a", "b"], "");
    assert_eq!(all(&report, "/path"), ["a/ai.json", "b/ai.json"]);
    let root = fs::canonicalize(place.path()).expect("it is there");
    assert_eq!(report["root"].as_str(), root.to_str());
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
fn what_is_about_a_whole_file_has_no_place() {
    let place = TempDir::new().expect("a folder");
    write(place.path(), "ai.json", undated());
    let report = report(place.path(), &[".", "--max-file-size", "10"], "");
    assert_eq!(all(&report, "/rule"), ["file-too-large"]);
    for member in ["/start", "/end", "/pointer", "/document"] {
        assert_eq!(all(&report, member), [Value::Null], "{member}");
    }
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

#[test]
fn addresses_obey_no_key_and_tell_every_two_keys_apart() {
    let place = TempDir::new().expect("a folder");
    let place = place.path();
    let keys = ["k\u{1b}[31m", "k\\u{1b}[31m", "k\u{202e}\n", "k\\u{202e}\\n", "解約率 \\d #x"];
    let members: String = keys.iter().map(|key| format!("{}: 1, ", json!(key))).collect();
    write(place, "ai.json", handoff().replacen('{', &format!("{{{members}"), 1));
    let unknown = ["--only", "unknown-field", "ai.json"];
    let found = report(place, &unknown, "");
    let pointers =
        ["/k\\u{1b}[31m", "/k\\u{5c}u{1b}[31m", "/k\\u{202e}\\u{a}", "/k\\u{5c}u{202e}\\n", "/解約率 \\d #x"];
    assert_eq!(all(&found, "/pointer"), pointers);
    let ats = ["/k\\u{1b}~231m", "/k\\u{5c}u{1b}~231m", "/k\\u{202e}\\u{a}", "/k\\u{5c}u{202e}\\n", "/解約率 \\d ~6x"];
    assert_eq!(all(&found, "/at"), ats);
    // What a report says of a place is what an entry needs to name it.
    let entry = |at: &str| {
        let at = json!(at);
        format!("[[ignore]]\nrule = \"unknown-field\"\nfiles = [\"ai.json\"]\nat = {at}\nreason = \"x\"\n")
    };
    write(place, "termlint.toml", ats.map(entry).concat());
    assert_eq!(all(&report(place, &unknown, ""), "/at"), Vec::<Value>::new());
    write(place, "termlint.toml", entry(ats[0]));
    assert_eq!(all(&report(place, &unknown, ""), "/at"), ats[1..]);
}
