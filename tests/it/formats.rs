//! The formats that other programs read, held against the descriptions of those programs: what stands where, in which
//! unit columns count, what is left out when there is too much, and that content forges nothing in any of them.

#![allow(clippy::unwrap_used, clippy::panic)]
#![allow(clippy::disallowed_methods, reason = "a test reads its fixtures")]

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::{Value, json};
use termlint::finding::{Edit, Finding, Fix, Related, Safety, Severity};
use termlint::outcome::{NotChecked, Outcome, Summary, Unlisted};
use termlint::output::{Format, step_summary};
use termlint::problem::Problem;
use termlint::rules::RULES;
use termlint::words::escape;

use crate::outcomes::{self, File, assert_tame, hostile, outcome, print, style};

const PATH: &str = "ja-JP/解約 率/ai.json";

/// A finding behind letters of every size. In bytes, characters and UTF-16 units: `{"x":"` has 6, 6, 6; `é` has 2, 1,
/// 1; `𐐀` has 4, 1, 2; `日本語` has 9, 3, 3; the space has 1, 1, 1. So TODO begins after 22, 12 and 13.
const TEXT: &str = r#"{"x":"é𐐀日本語 TODO"}"#;

fn behind_letters() -> Vec<File> {
    vec![File::new(PATH, TEXT).on_text("TODO", "here")]
}

fn written(format: Format, outcome: &Outcome, files: &[File]) -> String {
    print(format, outcome, files, style(80))
}

fn read(format: Format, outcome: &Outcome, files: &[File]) -> Value {
    serde_json::from_str(&written(format, outcome, files)).unwrap()
}

/// A schema of `fixtures/formats`.
fn schema(name: &str) -> jsonschema::Validator {
    let path = format!("{}/fixtures/formats/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let schema: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

static SARIF: LazyLock<jsonschema::Validator> = LazyLock::new(|| schema("sarif-2.1.0"));
static RDJSON: LazyLock<jsonschema::Validator> = LazyLock::new(|| schema("rdjson"));
static GITLAB: LazyLock<jsonschema::Validator> = LazyLock::new(|| schema("gitlab"));

fn assert_valid(schema: &jsonschema::Validator, report: &Value) {
    let errors: Vec<String> =
        schema.iter_errors(report).map(|error| format!("{} at {}", error, error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

/// The document that a JSON format writes, valid by its schema.
fn valid(format: Format, outcome: &Outcome, files: &[File]) -> Value {
    let report = read(format, outcome, files);
    match format {
        Format::Sarif => assert_valid(&SARIF, &report),
        Format::Rdjson => assert_valid(&RDJSON, &report),
        Format::Gitlab => assert_valid(&GITLAB, &report),
        other => panic!("{other:?} has no schema here"),
    }
    report
}

/// The only element of a list.
fn only(list: &Value) -> &Value {
    let list = list.as_array().unwrap();
    assert_eq!(list.len(), 1, "{list:?}");
    &list[0]
}

#[test]
fn every_format_counts_columns_as_its_readers_do() {
    let files = behind_letters();
    let outcome = outcome(&files);
    let text = |format| written(format, &outcome, &files);
    // UTF-8 bytes.
    assert!(text(Format::Concise).starts_with(&format!("{PATH}:1:23: ")));
    let rdjson = valid(Format::Rdjson, &outcome, &files);
    let range = &only(&rdjson["diagnostics"])["location"]["range"];
    assert_eq!(range, &json!({ "start": { "line": 1, "column": 23 }, "end": { "line": 1, "column": 27 } }));
    // UTF-16 units.
    let sarif = valid(Format::Sarif, &outcome, &files);
    let run = only(&sarif["runs"]);
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    assert_eq!(
        only(&only(&run["results"])["locations"])["physicalLocation"]["region"],
        json!({ "startLine": 1, "startColumn": 14, "endLine": 1, "endColumn": 18 })
    );
    // Characters.
    assert!(text(Format::Pretty).contains(&format!("{PATH}:1:13")));
    assert!(text(Format::Github).contains(",line=1,endLine=1,col=13,endColumn=17::"));
    assert!(text(Format::Markdown).contains(&format!("`{PATH}:1:13`")));
    assert!(text(Format::Junit).contains(&format!("{PATH}:1:13: ")));
    // Both.
    let location = json!({ "byte": 22, "line": 1, "column": 13, "utf16_column": 14 });
    assert_eq!(read(Format::Json, &outcome, &files)["findings"][0]["start"], location);
    assert_eq!(read(Format::Jsonl, &outcome, &files)["start"], location);
    // None.
    let gitlab = valid(Format::Gitlab, &outcome, &files);
    assert_eq!(only(&gitlab)["location"], json!({ "path": PATH, "lines": { "begin": 1, "end": 1 } }));
}

/// As [`rich`], with seven more findings that are not listed.
fn with_unlisted() -> (Outcome, Vec<File>) {
    let (mut outcome, files) = rich();
    outcome.summary.unlisted.push(Unlisted {
        path: PATH.into(),
        shown_path: PATH.into(),
        rule: "a-rule",
        new_in: None,
        severity: Severity::Info,
        count: 7,
    });
    (outcome, files)
}

/// Two files, with all that a finding can have.
fn rich() -> (Outcome, Vec<File>) {
    let text = "{\n  \"summary\": { \"é\": \"𐐀\", \"a\": 1, \"b\": 2 },\n  \"c\": 3\n}\n";
    let file = File::new(PATH, text);
    let (one, two) = (file.find("1"), file.find("2"));
    let mut first = Finding::new("source-count-mismatch", "it says 1, but 2 are listed", Some(file.location("1")));
    first.help = "set it to 2".into();
    first.related.push(Related { path: None, location: file.location("2"), label: "one here".into() });
    first.related.push(Related {
        path: Some("en-US/x.json".into()),
        location: file.location("3"),
        label: "one there".into(),
    });
    let edit = |range: &std::ops::Range<usize>, text: &str| Edit {
        start_byte: range.start,
        end_byte: range.end,
        text: text.into(),
    };
    first.fixes.push(Fix {
        title: "set both".into(),
        safety: Safety::Safe,
        edits: vec![edit(&one, "10"), edit(&two, "\"二\"")],
    });
    first.fixes.push(Fix { title: "set one".into(), safety: Safety::Unsafe, edits: vec![edit(&one, "2")] });
    let whole = Finding { help: "restore it".into(), ..Finding::new("syntax-error", "the file is empty", None) };
    let files = vec![
        File::new("en-US/empty.json", "").with(whole).as_(Severity::Warning),
        file.with(first).on_text("\"c\"", "here").as_(Severity::Info),
    ];
    let mut outcome = outcome(&files);
    for (number, reported) in outcome.findings.iter_mut().enumerate() {
        reported.fingerprint = format!("{number:032x}");
    }
    (outcome, files)
}

#[test]
fn lines_of_json_are_the_findings_of_the_report() {
    let (mut outcome, files) = rich();
    outcome.baselined.push(outcome.findings[1].clone());
    outcome.baselined[0].fingerprint = "recorded".into();
    outcome.min_severity = Severity::Warning;
    let lines = written(Format::Jsonl, &outcome, &files);
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(read(Format::Json, &outcome, &files)["findings"], Value::Array(lines.clone()));
    assert_eq!(lines.iter().map(|line| &line["state"]).collect::<Vec<_>>(), ["new", "new", "baselined"]);
    assert_eq!(written(Format::Jsonl, &outcomes::outcome(&[]), &[]), "");
}

#[test]
fn reviewdog_is_offered_the_best_fix_as_one_replacement() {
    let (outcome, files) = rich();
    let report = valid(Format::Rdjson, &outcome, &files);
    assert_eq!(report["source"]["name"], "termlint");
    let diagnostics = report["diagnostics"].as_array().unwrap();
    assert_eq!(diagnostics[0]["location"], json!({ "path": "en-US/empty.json" }), "about the whole file");
    let severities: Vec<&Value> = diagnostics.iter().map(|diagnostic| &diagnostic["severity"]).collect();
    assert_eq!(severities, ["WARNING", "ERROR", "INFO"]);
    assert_eq!(diagnostics[1]["code"]["value"], "source-count-mismatch");
    assert_eq!(diagnostics[1]["message"], "it says 1, but 2 are listed\nhelp: set it to 2");
    // Before the 1 in bytes: `  "summary": { "` 16, `é` 2, `": "` 4, `𐐀` 4, `", "a": ` 8.
    assert_eq!(
        only(&diagnostics[1]["suggestions"]),
        &json!({
            "range": { "start": { "line": 2, "column": 35 }, "end": { "line": 2, "column": 44 } },
            "text": "10, \"b\": \"二\"",
        })
    );
    // A file that has changed since gets no suggestion.
    let report = valid(Format::Rdjson, &outcome, &[]);
    assert_eq!(report["diagnostics"][1].get("suggestions"), None);
}

#[test]
fn gitlab_keeps_every_entry_because_each_has_its_own_fingerprint() {
    let (mut outcome, files) = rich();
    for reported in &mut outcome.findings {
        reported.fingerprint = "same".into();
        reported.path.insert_str(0, "./");
    }
    let report = valid(Format::Gitlab, &outcome, &files);
    let entries = report.as_array().unwrap();
    let fingerprints: BTreeSet<&str> = entries.iter().filter_map(|entry| entry["fingerprint"].as_str()).collect();
    assert_eq!((entries.len(), fingerprints.len()), (3, 3));
    assert!(fingerprints.contains("same"));
    let member = |name: &str| entries.iter().map(|entry| entry[name].clone()).collect::<Vec<_>>();
    assert_eq!(member("severity"), ["minor", "major", "info"]);
    assert_eq!(member("check_name"), ["syntax-error", "source-count-mismatch", "a-rule"]);
    assert_eq!(entries[0]["location"], json!({ "path": "en-US/empty.json", "lines": { "begin": 1 } }));
    assert_eq!(entries[1]["description"], "it says 1, but 2 are listed: set it to 2");
    assert_eq!(written(Format::Gitlab, &outcomes::outcome(&[]), &[]), "[]\n");
}

#[test]
fn sarif_has_rules_places_fixes_and_fingerprints() {
    let (outcome, files) = rich();
    let report = valid(Format::Sarif, &outcome, &files);
    assert_eq!(report["version"], "2.1.0");
    let run = only(&report["runs"]);
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "termlint");
    let rules = driver["rules"].as_array().unwrap();
    assert_eq!(rules.len(), RULES.len());
    for rule in rules {
        let id = rule["id"].as_str().unwrap();
        for text in ["/shortDescription/text", "/fullDescription/text", "/help/text", "/help/markdown"] {
            let length = rule.pointer(text).and_then(Value::as_str).map_or(0, |text| text.chars().count());
            let most = if text.starts_with("/help") { usize::MAX } else { 1_024 };
            assert!((1..=most).contains(&length), "{id} {text}: {length} characters");
        }
        assert!(rule["help"]["markdown"].as_str().unwrap().contains("## Why"), "{id}");
    }
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.iter().map(|result| &result["level"]).collect::<Vec<_>>(), ["warning", "error", "note"]);
    for result in &results[..2] {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
    assert_eq!(only(&results[0]["locations"])["physicalLocation"]["region"], json!({ "startLine": 1 }));
    let result = &results[1];
    assert_eq!(
        only(&result["locations"])["physicalLocation"]["artifactLocation"],
        json!({ "uri": "ja-JP/%E8%A7%A3%E7%B4%84%20%E7%8E%87/ai.json", "uriBaseId": "%SRCROOT%" })
    );
    assert_eq!(result["partialFingerprints"]["primaryLocationLineHash"], outcome.findings[1].fingerprint);
    let related: Vec<(&Value, &Value)> = result["relatedLocations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|location| (&location["physicalLocation"]["artifactLocation"]["uri"], &location["message"]["text"]))
        .collect();
    assert_eq!(related[0].1, "one here");
    assert_eq!((related[1].0.as_str(), related[1].1.as_str()), (Some("en-US/x.json"), Some("one there")));
    let fixes = result["fixes"].as_array().unwrap();
    assert_eq!(fixes.len(), 2);
    // Before the 1 in UTF-16 units: `  "summary": { "` 16, `é` 1, `": "` 4, `𐐀` 2, `", "a": ` 8.
    assert_eq!(
        only(&fixes[0]["artifactChanges"])["replacements"],
        json!([
            {
                "deletedRegion": { "startLine": 2, "startColumn": 32, "endLine": 2, "endColumn": 33 },
                "insertedContent": { "text": "10" },
            },
            {
                "deletedRegion": { "startLine": 2, "startColumn": 40, "endLine": 2, "endColumn": 41 },
                "insertedContent": { "text": "\"二\"" },
            },
        ])
    );
    assert_eq!(only(&run["invocations"])["executionSuccessful"], true);
    assert_eq!(only(&run["invocations"])["exitCode"], 1);
}

#[test]
fn sarif_of_a_clean_run_closes_old_alerts() {
    let mut clean = outcome(&[]);
    clean.exit_code = 0;
    let report = valid(Format::Sarif, &clean, &[]);
    assert_eq!(report["runs"][0]["results"], json!([]));
    assert_eq!(report["runs"][0]["invocations"][0]["exitCode"], 0);
}

#[test]
fn sarif_keeps_the_gravest_of_too_many() {
    let mut outcome = outcome(&behind_letters());
    let error = outcome.findings.remove(0);
    let mut info = error.clone();
    info.severity = Severity::Info;
    outcome.findings = vec![info; 25_000];
    outcome.findings.extend(vec![error; 3]);
    let report = read(Format::Sarif, &outcome, &[]);
    let run = &report["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 25_000);
    assert_eq!(results.iter().filter(|result| result["level"] == "error").count(), 3);
    let notice = &run["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(notice["level"], "warning");
    assert!(notice["message"]["text"].as_str().unwrap().starts_with("3 findings left out"), "{notice}");
}

/// A result that is nothing but a failure.
fn failed() -> Outcome {
    let mut outcome = outcome(&[]);
    outcome.summary = Summary::default();
    outcome.exit_code = 2;
    outcome.failures.push(Problem {
        message: "unknown key “inclde”".into(),
        help: "did you mean include?".into(),
        path: "termlint.toml".into(),
        ..Problem::default()
    });
    outcome
}

#[test]
fn a_failure_stands_in_every_document() {
    let outcome = failed();
    let sarif = valid(Format::Sarif, &outcome, &[]);
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let notification = only(&invocation["toolExecutionNotifications"]);
    assert_eq!(notification["level"], "error");
    assert_eq!(notification["message"]["text"], "unknown key “inclde”\nhelp: did you mean include?");
    let rdjson = valid(Format::Rdjson, &outcome, &[]);
    assert_eq!(only(&rdjson["diagnostics"])["location"]["path"], "termlint.toml");
    let gitlab = valid(Format::Gitlab, &outcome, &[]);
    assert_eq!(only(&gitlab)["severity"], "blocker");
    let junit = written(Format::Junit, &outcome, &[]);
    let junit = roxmltree::Document::parse(&junit).unwrap();
    let counts = ["tests", "failures", "errors"].map(|name| junit.root_element().attribute(name));
    assert_eq!(counts, [Some("1"), Some("0"), Some("1")]);
    let error = junit.descendants().find(|node| node.has_tag_name("error")).unwrap();
    assert_eq!(error.attribute("message"), Some("unknown key “inclde”"));
    assert_eq!(
        written(Format::Github, &outcome, &[]),
        "::error title=termlint could not do its job,file=termlint.toml::unknown key “inclde”%0Ahelp: did you mean include?\n"
    );
    let markdown = written(Format::Markdown, &outcome, &[]);
    assert!(markdown.starts_with("### termlint: not done\n"), "{markdown}");
    assert!(markdown.contains("- `termlint.toml`: `unknown key “inclde”`"), "{markdown}");
}

#[test]
fn junit_counts_cases_and_a_clean_run_is_one_that_passes() {
    let (outcome, files) = with_unlisted();
    let report = written(Format::Junit, &outcome, &files);
    let report = roxmltree::Document::parse(&report).unwrap();
    let all = report.descendants().filter(|node| node.has_tag_name("testcase")).count();
    assert_eq!(all, 4, "three findings, and the seven that are not listed");
    let counts = ["tests", "failures", "errors"].map(|name| report.root_element().attribute(name));
    assert_eq!(counts, [Some("4"), Some("4"), Some("0")]);
    for suite in report.descendants().filter(|node| node.has_tag_name("testsuite")) {
        let cases = suite.children().filter(|node| node.has_tag_name("testcase")).count().to_string();
        assert_eq!(suite.attribute("tests"), Some(cases.as_str()));
    }
    let case =
        report.descendants().find(|node| node.attribute("name") == Some("source-count-mismatch at 2:31")).unwrap();
    assert_eq!((case.attribute("classname"), case.attribute("line")), (Some(PATH), Some("2")));
    let failure = case.first_element_child().unwrap();
    assert_eq!(failure.attribute("type"), Some("error"));
    assert_eq!(failure.attribute("message"), Some("it says 1, but 2 are listed"));
    assert_eq!(
        failure.text().unwrap(),
        format!(
            "{PATH}:2:31: it says 1, but 2 are listed\nhelp: set it to 2\nrun `termlint explain source-count-mismatch`"
        )
    );

    let clean = written(Format::Junit, &outcomes::outcome(&[]), &[]);
    let clean = roxmltree::Document::parse(&clean).unwrap();
    let case: Vec<_> = clean.descendants().filter(|node| node.has_tag_name("testcase")).collect();
    assert_eq!(case.len(), 1, "several servers fail on an empty report");
    assert!(!case[0].has_children());
}

#[test]
fn github_shows_ten_of_a_kind_gravest_first_and_counts_the_rest() {
    let mut outcome = outcome(&behind_letters());
    let error = outcome.findings.remove(0);
    for severity in [Severity::Info, Severity::Warning, Severity::Error] {
        outcome.findings.extend(vec![termlint::outcome::ReportedFinding { severity, ..error.clone() }; 12]);
    }
    outcome.findings.truncate(35);
    outcome.failures.push(Problem { message: "x".into(), help: String::new(), ..Problem::default() });
    let log = written(Format::Github, &outcome, &[]);
    let kinds: Vec<&str> = log.lines().map(|line| line.split(' ').next().unwrap()).collect();
    let expected = [vec!["::error"; 10], vec!["::warning"; 10], vec!["::notice"; 10], vec!["termlint:"]].concat();
    assert_eq!(kinds, expected);
    // A failure takes the place of one: 1 + 11 errors, 12 warnings, 12 infos.
    assert_eq!(
        log.lines().last().unwrap(),
        "termlint: not annotated: 2 errors, 2 warnings and 2 infos (GitHub shows 10 annotations of a kind for a step)"
    );
    // What is counted only is counted, unless it is not to be shown.
    let unlisted = |severity, count| Unlisted {
        path: PATH.into(),
        shown_path: PATH.into(),
        rule: "a-rule",
        new_in: None,
        severity,
        count,
    };
    outcome.summary.unlisted = vec![unlisted(Severity::Error, 100), unlisted(Severity::Info, 7)];
    outcome.min_severity = Severity::Error;
    assert_eq!(
        written(Format::Github, &outcome, &[]).lines().last().unwrap(),
        "termlint: not annotated: 102 errors (GitHub shows 10 annotations of a kind for a step)"
    );
    assert_eq!(written(Format::Github, &outcomes::outcome(&[]), &[]), "");
}

#[test]
fn a_place_of_several_lines_has_no_columns_on_github() {
    let file = File::new(PATH, "{\n  \"a\": {\n  }\n}\n");
    let start = file.find("{\n  }").start;
    let files = [file.on(start..start + 5, "here")];
    let log = written(Format::Github, &outcome(&files), &files);
    assert!(log.contains(&format!("file={PATH},line=2,endLine=3::")), "{log}");
}

#[test]
fn the_markdown_is_short_enough_for_a_comment() {
    let (mut outcome, files) = rich();
    let one = outcome.findings[1].clone();
    outcome.findings = (0..5_000)
        .map(|number| {
            let mut reported = one.clone();
            reported.path = format!("{}/{number}.json", "解約率".repeat(100));
            reported.finding.message = "𐐀".repeat(300);
            reported
        })
        .collect();
    outcome.summary.errors = 5_000;
    outcome.failures = vec![failed().failures.remove(0); 5_000];
    for (text, most) in [(written(Format::Markdown, &outcome, &files), 65_000), (step_summary(&outcome), 340_000)] {
        let length = text.encode_utf16().count();
        assert!((most - 2_000..=most).contains(&length), "{length}");
        assert!(text.len() <= 1 << 20, "what GitHub accepts for a step");
        assert!(text.contains("| worst files | errors | warnings | info |"));
        assert!(text.contains("and 4990 more"));
        assert!(text.trim_end().ends_with("</details>"), "{}", &text[text.len() - 300..]);
    }
}

#[test]
fn the_markdown_ends_properly_wherever_it_is_cut() {
    let (mut outcome, files) = rich();
    outcome.findings = vec![outcome.findings[0].clone(); 2_000];
    for length in 0..80 {
        outcome.findings[0].finding.message = "x".repeat(length);
        let text = written(Format::Markdown, &outcome, &files);
        let end = "more: the list is cut here because of its length\n\n</details>\n";
        assert!(text.ends_with(end), "{length}: {}", &text[text.len() - 200..]);
        assert!(text.encode_utf16().count() <= 65_000);
    }
}

#[test]
fn the_markdown_lists_the_gravest_first() {
    let (outcome, files) = rich();
    let markdown = written(Format::Markdown, &outcome, &files);
    let rows: Vec<&str> = markdown.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | `").next()).collect();
    assert_eq!(rows[rows.len() - 3..], ["error", "warning", "info"], "{markdown}");
    assert!(markdown.starts_with("### termlint: 1 error, 1 warning, 1 info in 2 of 2 files\n"), "{markdown}");
    assert!(markdown.contains("| `source-count-mismatch` | 1 | 0 | 0 |\n"), "{markdown}");
    assert!(
        markdown.contains(&format!("| `{PATH}:2:31` | `it says 1, but 2 are listed`<br>help: `set it to 2` |")),
        "{markdown}"
    );
}

/// The rows of a table as RFC 4180 describes it, without the header: by the names of their columns.
fn rows(table: &str) -> Vec<BTreeMap<String, String>> {
    let table = table.strip_prefix('\u{feff}').expect("a byte order mark, by which Excel knows UTF-8");
    let (mut records, mut record, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut characters = table.chars().peekable();
    let mut is_quoted = false;
    while let Some(character) = characters.next() {
        match (is_quoted, character) {
            (true, '"') if characters.next_if_eq(&'"').is_some() => cell.push('"'),
            (true, '"') => is_quoted = false,
            (true, _) => cell.push(character),
            (false, '"') => {
                assert!(cell.is_empty(), "a quotation mark within a plain cell: {table}");
                is_quoted = true;
            }
            (false, ',') => record.push(std::mem::take(&mut cell)),
            (false, '\r') => {
                assert_eq!(characters.next(), Some('\n'), "{table}");
                record.push(std::mem::take(&mut cell));
                records.push(std::mem::take(&mut record));
            }
            (false, '\n') => panic!("a line that does not end with CRLF: {table}"),
            (false, _) => cell.push(character),
        }
    }
    assert!(!is_quoted && cell.is_empty() && record.is_empty(), "it ends within a record: {table}");
    let mut records = records.into_iter();
    let header = records.next().expect("a header");
    let row = |record: Vec<String>| {
        assert_eq!(record.len(), header.len(), "{record:?}");
        header.iter().cloned().zip(record).collect()
    };
    records.map(row).collect()
}

/// The cells of a row in these columns.
fn cells<'r, const N: usize>(row: &'r BTreeMap<String, String>, columns: [&str; N]) -> [&'r str; N] {
    columns.map(|column| row[column].as_str())
}

#[test]
fn the_table_names_the_term_its_page_and_the_text_before_and_after() {
    let text = r#"{"canonical": {"url": "https://core.example/ja-JP/core/churn"},
        "summary": {"display_name": "解約率, \"月次\"", "abbreviation": "CR ", "quality": "=2+5"}}"#;
    let file = File::new(PATH, text);
    let finding = |pointer: &str, needle: &str, message: &str| {
        let mut location = file.location(needle);
        (location.pointer, location.words) = (Some(pointer.to_owned()), pointer[1..].replace('/', " > "));
        Finding { help: "correct it".into(), ..Finding::new("a-rule", message, Some(location)) }
    };
    let mut spaced = finding("/summary/abbreviation", "CR ", "it ends with a space");
    let (space, whole) = (file.find("CR ").end - 1, file.find("{\"canonical"));
    let edit = |start_byte, end_byte, text: &str| Edit { start_byte, end_byte, text: text.into() };
    let fix = |edits| Fix { title: "fix it".into(), safety: Safety::Safe, edits };
    spaced.fixes.push(fix(vec![edit(space, space + 1, "")]));
    let mut wide = finding("/summary/quality", "=2+5", "line one\r\nline two");
    wide.fixes.push(fix(vec![edit(whole.start, whole.start + 1, "[")]));
    let files = vec![File::new(PATH, text).with(spaced).as_(Severity::Warning).with(wide)];
    let mut outcome = outcome(&files);
    outcome.findings.iter_mut().for_each(|reported| reported.locale = Some("ja-JP".into()));
    let table = written(Format::Csv, &outcome, &files);
    let rows = rows(&table);
    let names = ["level", "term", "locale", "page", "field", "finding", "text", "replacement", "help", "rule"];
    let page = "https://core.example/ja-JP/core/churn";
    assert_eq!(
        rows.iter().map(|row| cells(row, names)).collect::<Vec<_>>(),
        [
            [
                "warning",
                "解約率, \"月次\"",
                "ja-JP",
                page,
                "summary > abbreviation",
                "it ends with a space",
                "CR ",
                "CR",
                "correct it",
                "a-rule"
            ],
            [
                "error",
                "解約率, \"月次\"",
                "ja-JP",
                page,
                "summary > quality",
                "line one\\r\\nline two",
                // It would be calculated.
                "'=2+5",
                // The fix changes more than this text.
                "",
                "correct it",
                "a-rule"
            ],
        ]
    );
    assert_eq!(cells(&rows[0], ["path", "line"]), [PATH, "2"]);
    assert!(table.contains(",\"解約率, \"\"月次\"\"\",ja-JP,"), "{table}");
}

#[test]
fn the_table_reads_each_document_of_a_file_with_many() {
    let line = |name: &str| format!("{{\"summary\": {{\"display_name\": \"{name}\", \"quality\": \"bad {name}\"}}}}\n");
    let text = line("one") + &line("二") + &line("three");
    let mut file = File::new("all.jsonl", text.clone());
    for name in ["bad one", "bad 二", "bad three"] {
        let mut location = file.location(name);
        location.pointer = Some("/summary/quality".to_owned());
        file = file.with(Finding::new("a-rule", "it is bad", Some(location)));
    }
    let files = [file];
    let mut outcome = outcome(&files);
    for (number, reported) in outcome.findings.iter_mut().enumerate() {
        reported.document = Some(number + 1);
    }
    let rows = rows(&written(Format::Csv, &outcome, &files));
    let found: Vec<_> = rows.iter().map(|row| cells(row, ["term", "text", "line"])).collect();
    assert_eq!(found, [["one", "bad one", "1"], ["二", "bad 二", "2"], ["three", "bad three", "3"]]);
}

#[test]
fn the_table_counts_what_is_not_listed_and_says_what_was_not_done() {
    let (mut outcome, files) = with_unlisted();
    outcome.failures = failed().failures;
    let rows = rows(&written(Format::Csv, &outcome, &files));
    assert_eq!(rows.len(), 5);
    assert_eq!(
        cells(&rows[0], ["level", "finding", "help", "path"]),
        ["failure", "termlint could not do its job: unknown key “inclde”", "did you mean include?", "termlint.toml"]
    );
    assert_eq!(
        cells(&rows[4], ["level", "finding", "rule", "path"]),
        ["info", "7 further findings not listed", "a-rule", PATH]
    );
    let clean = written(Format::Csv, &outcomes::outcome(&[]), &[]);
    assert_eq!(clean.lines().count(), 1, "{clean}");
}

/// What Markdown makes of a text: the content of code spans, and whatever else content could have forged.
fn rendered(markdown: &str) -> (Vec<String>, Vec<String>) {
    let (mut spans, mut other) = (Vec::new(), Vec::new());
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Code(text) => spans.push(text.into_string()),
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis | Tag::CodeBlock(_)) => {
                other.push(format!("{event:?}"));
            }
            Event::Html(html) | Event::InlineHtml(html) => {
                let ours = ["<details>", "</details>", "<br>"].contains(&html.trim())
                    || html.starts_with("<summary>") && html.trim_end().ends_with(" findings</summary>")
                    || html.trim_end() == "<summary>1 finding</summary>";
                if !ours {
                    other.push(html.into_string());
                }
            }
            Event::Text(text) if text.contains(['@', '#', '<', '[', '`']) || text.contains("//") => {
                other.push(text.into_string());
            }
            _ => {}
        }
    }
    (spans, other)
}

/// What a workflow command says, as the runner reads it: the properties and the message.
fn understood(line: &str) -> Option<(BTreeMap<String, String>, String)> {
    let (head, message) = line.strip_prefix("::")?.split_once("::")?;
    let decode = |text: &str| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",");
        text.replace("%25", "%")
    };
    let properties = head.split_once(' ').map_or("", |(_, properties)| properties);
    let properties = properties.split(',').filter_map(|pair| pair.split_once('='));
    let message = message.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    Some((properties.map(|(key, value)| (key.to_owned(), decode(value))).collect(), message))
}

/// What build servers act on anywhere in a line is broken, and nothing else is.
fn on_one_line(text: &str) -> String {
    let mut text = escape(text);
    for command in ["[", "vso[", "teamcity["] {
        text = text.replace(&format!("##{command}"), &format!("#\\u{{23}}{command}"));
    }
    text
}

/// The same, but something: no file is without a name and no finding without a message (the message law).
fn observed() -> impl Strategy<Value = String> {
    hostile().prop_map(|text| if text.is_empty() { "-".to_owned() } else { text })
}

/// A name of a file, as the run writes it: without `./` before it.
fn path() -> impl Strategy<Value = String> {
    hostile().prop_map(|text| {
        let text = text.trim_start_matches("./");
        if text.is_empty() { "-".to_owned() } else { text.to_owned() }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn content_forges_nothing_in_any_format(
        path in path(),
        message in observed(),
        help in hostile(),
        label in hostile(),
        edit in hostile(),
        start in 0_usize..20,
        length in 0_usize..20,
    ) {
        let bytes = format!("{{\"解約\": \"{edit}\"}}").into_bytes();
        let file = File::new(&path, bytes.clone());
        let end = (start + length).min(bytes.len());
        let mut file = file.on(start..end, &label);
        let finding = &mut file.findings[0].1;
        finding.message = message.clone();
        finding.help = help.clone();
        let location = finding.location.clone().unwrap();
        finding.related.push(Related { path: Some(label.clone()), location, label: message.clone() });
        finding.fixes.push(Fix {
            title: label.clone(),
            safety: Safety::Safe,
            edits: vec![Edit { start_byte: 0, end_byte: 1, text: edit.clone() }],
        });
        let files = [file];
        let mut outcome = outcome(&files);
        outcome.exit_code = 2;
        outcome.failures.push(Problem { message: message.clone(), help: help.clone(), path: path.clone(), ..Problem::default() });
        outcome.summary.not_checked.push(NotChecked { rule: label.clone(), reason: message.clone() });
        outcome.summary.versions.insert(label.clone(), 1);
        outcome.root = path.clone();
        outcome.footers = vec![label.clone(), path.clone()];

        // JSON: one document, tame as it is printed, and nothing is lost.
        for format in [Format::Json, Format::Jsonl, Format::Rdjson, Format::Gitlab, Format::Sarif] {
            assert_tame(&written(format, &outcome, &files));
        }
        let json = read(Format::Json, &outcome, &files);
        prop_assert_eq!(json["findings"][0]["fix"]["edits"][0]["text"].as_str(), Some(edit.as_str()));
        let jsonl = written(Format::Jsonl, &outcome, &files);
        prop_assert_eq!(jsonl.matches('\n').count(), 1);
        prop_assert_eq!(&read(Format::Jsonl, &outcome, &files), &json["findings"][0]);
        let rdjson = valid(Format::Rdjson, &outcome, &files);
        let diagnostic = &rdjson["diagnostics"][1];
        prop_assert_eq!(diagnostic["location"]["path"].as_str(), Some(path.as_str()));
        prop_assert_eq!(diagnostic["suggestions"][0]["text"].as_str(), Some(edit.as_str()));
        prop_assert!(diagnostic["message"].as_str().unwrap().starts_with(&escape(&message)));
        let gitlab = valid(Format::Gitlab, &outcome, &files);
        prop_assert_eq!(gitlab[1]["location"]["path"].as_str(), Some(path.strip_prefix("./").unwrap_or(&path)));
        let sarif = valid(Format::Sarif, &outcome, &files);
        let result = &sarif["runs"][0]["results"][0];
        let artifact = &result["locations"][0]["physicalLocation"]["artifactLocation"];
        let uri = artifact["uri"].as_str().unwrap();
        let plain = uri.strip_prefix("file://").unwrap_or(uri);
        prop_assert!(uri.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"`{}|\\^".contains(&byte)), "{}", uri);
        prop_assert_eq!(percent_decode_str(plain).decode_utf8().unwrap(), path.as_str());
        prop_assert!(!result["message"]["text"].as_str().unwrap().contains("]("));

        // JUnit: well-formed, and every text is the one that was said.
        let junit = written(Format::Junit, &outcome, &files);
        assert_tame(&junit);
        let junit = roxmltree::Document::parse(&junit).unwrap();
        let xml = |text: &str| on_one_line(text).replace('\u{fffe}', "\\u{fffe}").replace('\u{ffff}', "\\u{ffff}");
        let failure = junit.descendants().find(|node| node.has_tag_name("failure")).unwrap();
        prop_assert_eq!(failure.attribute("message").unwrap(), xml(&message));
        prop_assert_eq!(failure.parent().unwrap().attribute("file").unwrap(), xml(&path));
        prop_assert_eq!(junit.descendants().filter(|node| node.has_tag_name("testcase")).count(), 2);

        // GitHub: two commands and nothing else; the runner reads what was said.
        let github = written(Format::Github, &outcome, &files);
        let lines: Vec<&str> = github.lines().collect();
        prop_assert_eq!(lines.len(), 2);
        for line in &lines {
            prop_assert!(line.starts_with("::error title="));
            prop_assert!(!line.chars().any(termlint::words::is_hidden));
            prop_assert!(!line.contains("##[") && !line.contains("##vso[") && !line.contains("##teamcity["));
        }
        let (properties, observed) = understood(lines[1]).unwrap();
        prop_assert_eq!(properties.get("title").map(String::as_str), Some("a-rule"));
        prop_assert_eq!(properties.get("file").cloned().unwrap_or_default(), on_one_line(&path));
        let help = if help.is_empty() { String::new() } else { format!("help: {}\n", on_one_line(&help)) };
        let fact = if message.is_empty() { String::new() } else { on_one_line(&message) + "\n" };
        prop_assert_eq!(observed, format!("{fact}{help}run `termlint explain a-rule`"));

        // A table: a row for each, of cells of which none is a formula, also where a semicolon divides them.
        let table = written(Format::Csv, &outcome, &files);
        assert_tame(&table.trim_start_matches('\u{feff}').replace("\r\n", "\n"));
        let rows = rows(&table);
        prop_assert_eq!(rows.len(), 2);
        for cell in rows.iter().flat_map(BTreeMap::values).flat_map(|cell| cell.split(';')) {
            prop_assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "{}", cell);
        }

        // Markdown: everything from content is in a code span.
        let markdown = written(Format::Markdown, &outcome, &files);
        assert_tame(&markdown);
        let (spans, other) = rendered(&markdown);
        prop_assert!(other.is_empty(), "{:?} in {}", other, markdown);
        let observed = on_one_line(&message);
        if observed.chars().count() < 400 && !observed.trim().is_empty() {
            let in_list = spans.iter().filter(|span| **span == observed).count();
            prop_assert!(in_list >= 1, "{:?} in {:?}", observed, spans);
            let in_table = spans.iter().filter(|span| span.replace("\\u{5c}", "\\") == observed.replace("\\u{5c}", "\\")).count();
            prop_assert!(in_table >= 2, "{:?} in {:?}", observed, spans);
        }
    }
}

/// Rule, path and line of each finding, from a report of each format.
#[test]
fn all_formats_hold_the_same_findings() {
    let (outcome, files) = rich();
    let expected: BTreeSet<(String, usize)> =
        [("syntax-error".to_owned(), 1), ("source-count-mismatch".to_owned(), 2), ("a-rule".to_owned(), 3)].into();
    let line = |value: &Value| usize::try_from(value.as_u64().unwrap_or(1)).unwrap();
    let set = |list: &Value, rule: &str, location: &str| -> BTreeSet<(String, usize)> {
        let members = list.as_array().unwrap().iter();
        let text = |value: &Value| value.pointer(rule).and_then(Value::as_str).unwrap().to_owned();
        members.map(|value| (text(value), value.pointer(location).map_or(1, line))).collect()
    };
    assert_eq!(set(&read(Format::Json, &outcome, &files)["findings"], "/rule", "/start/line"), expected);
    let rdjson = read(Format::Rdjson, &outcome, &files);
    assert_eq!(set(&rdjson["diagnostics"], "/code/value", "/location/range/start/line"), expected);
    assert_eq!(set(&read(Format::Gitlab, &outcome, &files), "/check_name", "/location/lines/begin"), expected);
    let sarif = read(Format::Sarif, &outcome, &files);
    let location = "/locations/0/physicalLocation/region/startLine";
    assert_eq!(set(&sarif["runs"][0]["results"], "/ruleId", location), expected);
    let number = |text: Option<&String>| text.map_or(1, |text| text.parse().unwrap());
    let github = written(Format::Github, &outcome, &files);
    let commands = github.lines().map(|line| understood(line).unwrap().0);
    let found: BTreeSet<(String, usize)> =
        commands.map(|properties| (properties["title"].clone(), number(properties.get("line")))).collect();
    assert_eq!(found, expected);
    let junit = written(Format::Junit, &outcome, &files);
    let junit = roxmltree::Document::parse(&junit).unwrap();
    let cases = junit.descendants().filter(|node| node.has_tag_name("testcase"));
    let found: BTreeSet<(String, usize)> = cases
        .map(|case| {
            let name = case.attribute("name").unwrap();
            let rule = name.split(' ').next().unwrap().to_owned();
            (rule, case.attribute("line").map_or(1, |line| line.parse().unwrap()))
        })
        .collect();
    assert_eq!(found, expected);
    let found: BTreeSet<(String, usize)> = rows(&written(Format::Csv, &outcome, &files))
        .iter()
        .map(|row| (row["rule"].clone(), row["line"].parse().unwrap_or(1)))
        .collect();
    assert_eq!(found, expected);
    let concise = written(Format::Concise, &outcome, &files);
    let found: HashMap<&str, &str> = concise
        .lines()
        .map(|line| (line.rsplit_once('[').unwrap().1.trim_end_matches(']'), line.split(':').nth(1).unwrap()))
        .collect();
    assert_eq!(found, [("syntax-error", "1"), ("source-count-mismatch", "2"), ("a-rule", "3")].into());
}
