//! `--report`, `--statistics` and the summary of a step on GitHub: what the program leaves besides what it prints.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::programs::{self, termlint};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/example");

/// All formats that are a document in every case, and `github`, whose document is the log.
const DOCUMENTS: [&str; 7] = ["json", "sarif", "github", "gitlab", "junit", "rdjson", "markdown"];

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = termlint(folder);
    command.arg("check").args(arguments);
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("termlint runs")
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
fn two_reports_in_one_file_are_refused_before_anything_is_written() {
    let place = example();
    let place = place.path();
    for twin in ["x.json", "./x.json", "en-US/../x.json"] {
        let twin = format!("sarif={twin}");
        let output = run(place, &["--report", "json=x.json", "--report", &twin]);
        assert_eq!(output.status.code(), Some(2), "{twin}");
        assert!(text(&output.stderr).contains("two reports go to one file"), "{}", text(&output.stderr));
        assert!(!place.join("x.json").exists());
    }
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

#[test]
fn reports_of_the_last_run_are_not_checked() {
    let place = example();
    let place = place.path();
    let arguments = ["--report", "json=report.json", "--report", "gitlab=en-US/quality.json", "-v"];
    let first = run(place, &arguments);
    let second = run(place, &arguments);
    assert_eq!(text(&first.stdout), text(&second.stdout));
    let observed = text(&second.stderr);
    assert!(!observed.contains("skipped"), "what termlint writes is not missed: {observed}");
}

#[test]
fn a_report_that_somebody_keeps_is_no_handoff() {
    let place = example();
    let place = place.path();
    let printed = run(place, &[]).stdout;
    for format in ["json", "jsonl", "sarif", "gitlab", "rdjson"] {
        let extension = if format == "jsonl" { "jsonl" } else { "json" };
        fs::write(place.join(format!("{format}.{extension}")), run(place, &["--format", format]).stdout)
            .expect("a file");
        assert_eq!(text(&run(place, &[]).stdout), text(&printed), "{format}");
    }
    // One that is named is another matter: whoever names it takes it for a handoff.
    assert_eq!(run(place, &["json.json"]).status.code(), Some(1));
}

#[test]
fn a_report_replaces_no_handoff() {
    let place = example();
    let place = place.path();
    let handoff = read(place, "en-US/gross-margin/ai.json");
    let output = run(place, &["--report", "json=en-US/gross-margin/ai.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("it would replace a file that is being checked"), "{}", text(&output.stderr));
    assert_eq!(read(place, "en-US/gross-margin/ai.json"), handoff);
}

#[test]
fn the_summary_of_a_step_gets_the_whole_report() {
    let place = example();
    let place = place.path();
    let summary = place.join("step.md");
    fs::write(&summary, "of the step before\n").expect("a file");
    let mut check = command(place, &["--format", "github"]);
    let output = check.env("GITHUB_STEP_SUMMARY", &summary).output().expect("termlint runs");
    assert_eq!(text(&output.stdout).matches("::error ").count(), 10, "{}", text(&output.stdout));
    let written = read(place, "step.md");
    let report = written.strip_prefix("of the step before\n").expect("it is kept");
    assert_eq!(report.matches("\n| error | `").count(), 12, "{report}");
    // As a report in a file, too; not with another format.
    for (arguments, grows) in [(&["--report", "github=log"][..], true), (&["--format", "json"], false)] {
        let before = read(place, "step.md").len();
        let output = command(place, arguments).env("GITHUB_STEP_SUMMARY", &summary).output().expect("termlint runs");
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(read(place, "step.md").len() > before, grows, "{arguments:?}");
    }
    let mut check = command(place, &["--format", "github", "--report", "json=x.json"]);
    let output = check.env("GITHUB_STEP_SUMMARY", place.join("gone/step.md")).output().expect("termlint runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stdout).starts_with("::error title=termlint could not do its job,"),
        "{}",
        text(&output.stdout)
    );
    assert_eq!(read_json(place, "x.json")["exit_code"], 2, "what was written a moment ago says so, too");
}

#[test]
fn statistics_count_by_rule_and_by_file() {
    let place = example();
    let place = place.path();
    let output = run(place, &["--statistics", "--report", "json=x", "--min-severity", "error"]);
    let printed = text(&output.stdout);
    let tables = printed.split_once("\n\n").expect("tables after the findings").1;
    // The info is not shown, but counted.
    let expected = "\
errors  warnings  info  rule
     3         0     0  placeholder-comparison-row
     2         0     0  dead-related-slug
     2         0     0  duplicate-usage-text
     1         0     0  invalid-review-date
     1         0     0  missing-field
     1         0     0  missing-review-date
     1         0     0  source-count-mismatch
     1         0     0  wrong-type
     0         0     1  unpaired-locale

errors  warnings  info  file
     3         0     0  en-US/price-elasticity/ai.json
     3         0     0  ja-JP/price-elasticity/ai.json
     2         0     1  en-US/sales-forecast/ai.json
     2         0     0  en-US/gross-margin/ai.json
     2         0     0  ja-JP/gross-margin/ai.json
";
    assert_eq!(tables, expected);
    let statistics = &read_json(place, "x")["statistics"];
    let first = json!({ "path": "en-US/price-elasticity/ai.json", "errors": 3, "warnings": 0, "info": 0 });
    assert_eq!(statistics["files"][0], first);
    let last = json!({ "rule": "unpaired-locale", "errors": 0, "warnings": 0, "info": 1 });
    assert_eq!(statistics["rules"][8], last);
    // What a program reads has no tables.
    let output = run(place, &["--statistics", "--format", "jsonl"]);
    assert_eq!(text(&output.stdout).lines().count(), 13);
}

#[test]
fn a_log_has_a_line_of_help_for_each_rule_and_an_editor_has_none() {
    let place = example();
    let place = place.path();
    let helped = |arguments: &[&str]| {
        let output = run(place, arguments);
        assert!(!text(&output.stdout).contains("help ["), "lines of findings stay lines of findings");
        text(&output.stderr).matches("help [").count()
    };
    let json: Value = serde_json::from_slice(&run(place, &["--format", "json"]).stdout).expect("JSON");
    assert_eq!(helped(&[]), members(&json["findings"], "/rule").len(), "a line for each rule that speaks");
    assert!(text(&run(place, &[]).stderr).contains("help [missing-field]: rename the field to \"relation_type\"\n"));
    assert_eq!(helped(&["-q"]), 0);
    assert_eq!(helped(&["--format", "json"]), 0);
    let file = "en-US/gross-margin/ai.json";
    let output = programs::run(&mut command(place, &["-", "--stdin-filename", file]), &read(place, file));
    assert_eq!((text(&output.stdout).lines().count(), text(&output.stderr)), (2, ""));
}

#[test]
fn the_footer_of_the_configuration_stands_below_findings_that_people_read() {
    let place = example();
    let place = place.path();
    let footer = "generated from the CMS: correct the record, then export again";
    let configuration = |escaped: &str| {
        let text = format!("include = [\"*-*/**/ai.json\"]\n[report]\nfooter = \"{escaped}\"\n");
        fs::write(place.join("termlint.toml"), text).expect("a file");
    };
    fs::write(place.join("termlint.toml"), "include = [\"*-*/**/ai.json\"]\n").expect("a file");
    let without: Vec<Vec<u8>> = ["pretty", "concise", "json", "sarif", "gitlab", "junit", "rdjson", "jsonl"]
        .iter()
        .map(|format| run(place, &["--format", format]).stdout)
        .collect();
    configuration(footer);
    let stdout = |arguments: &[&str]| text(&run(place, arguments).stdout).to_owned();
    assert_eq!(stdout(&["--format", "pretty"]), format!("{}\n{footer}\n", text(&without[0])));
    assert_eq!(stdout(&["--format", "concise"]), format!("{}{footer}\n", text(&without[1])));
    assert!(stdout(&["--format", "markdown"]).contains(&format!("\n`{footer}`\n")));
    for (format, without) in ["json", "sarif", "gitlab", "junit", "rdjson", "jsonl"].iter().zip(&without[2..]) {
        assert_eq!(stdout(&["--format", format]), text(without), "{format}");
    }
    // After the tables that were asked for; in files too.
    let tables = stdout(&["--statistics", "--report", "pretty=x.txt"]);
    assert!(
        tables.contains("errors  warnings  info  file\n") && tables.ends_with(&format!("\n{footer}\n")),
        "{tables}"
    );
    assert!(read(place, "x.txt").ends_with(&format!("\n\n{footer}\n")));
    // Where nothing is shown, and where an editor asks, nothing is said.
    for arguments in [&["--only", "syntax-error"][..], &["--only", "syntax-error", "--format", "markdown"]] {
        assert!(!stdout(arguments).contains("CMS"));
    }
    let file = "en-US/gross-margin/ai.json";
    let buffer = read(place, file).replacen("\"schema_version\"", "\"schema_versions\"", 1);
    let output = programs::run(&mut command(place, &["-", "--stdin-filename", file]), &buffer);
    assert_eq!(output.status.code(), Some(1));
    assert!(!text(&output.stdout).contains("CMS") && !text(&output.stderr).contains("CMS"));
    // It may have lines, and forges nothing.
    configuration("one\\n::error::two\\n\\n\\u001b[31mthree##[error] a.json:1:1: error: x");
    let concise = stdout(&["--format", "concise"]);
    let expected = "one\n\\u{3a}:error::two\n\\u{1b}[31mthree#\\u{23}[error] a.json\\u{3a}1\\u{3a}1: error: x\n";
    assert!(concise.ends_with(expected), "{concise}");
}
