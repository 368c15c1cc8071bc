//! Real readers of the reports (`tests/support/programs.rs`); vim and xmllint come with the system.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]
#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::fs;
use std::process::Command;

use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use tempfile::TempDir;
use termlint::finding::{Edit, Finding, Fix, Related, Safety, Severity};
use termlint::outcome::Outcome;
use termlint::output::{Format, github};
use termlint::problem::Problem;

use crate::outcomes::{File, hostile, outcome, print, style};
use crate::programs::{REPOSITORY, client, run, system, termlint, text};

/// What termlint prints for the bundled example.
fn of_example(arguments: &[&str]) -> String {
    let mut command = termlint(REPOSITORY);
    text(&command.args(["check", "fixtures/example"]).args(arguments).output().unwrap().stdout)
}

/// How many errors, warnings and infos the example has.
fn counts_of_example() -> [u64; 3] {
    let report: Value = serde_json::from_str(&of_example(&["--format", "json"])).unwrap();
    let counts = ["errors", "warnings", "info"].map(|name| report["summary"][name].as_u64().unwrap());
    assert!(counts[0] > 10, "{counts:?}");
    counts
}

/// A result with all that a finding can have, in a file whose name and text are hostile.
fn hostile_outcome() -> (Outcome, Vec<File>) {
    let name = "ja-JP/解約 率%20<&\u{1b}[31m]]>\n::error::x\u{fffe}/ai.json";
    let file = File::new(name, "{\n  \"é𐐀日本語\": \"TODO\u{202e}\",\n  \"b\": 1\n}\n");
    let bytes = file.find("TODO");
    let mut finding =
        Finding::new("placeholder-text", "“]]>” [x](1) <a> & \" ' {0} \u{0} ##[error]", Some(file.location("TODO")));
    finding.help = "write | it `anew` @everyone".into();
    finding.related.push(Related { path: None, location: file.location("1"), label: "see [this](2)".into() });
    finding.related.push(Related {
        path: Some("../a b:c.json".into()),
        location: file.location("1"),
        label: "there".into(),
    });
    let edit = Edit { start_byte: bytes.start, end_byte: bytes.end, text: "\u{7}".into() };
    finding.fixes.push(Fix { title: "fix {it}".into(), safety: Safety::Safe, edits: vec![edit] });
    let whole = Finding::new("syntax-error", "the file is empty", None);
    let files = vec![file.with(finding), File::new("/tmp/x y.json", "").with(whole).as_(Severity::Info)];
    let mut outcome = outcome(&files);
    outcome.exit_code = 2;
    outcome.failures.push(Problem {
        message: "no such file".into(),
        help: "make it".into(),
        path: name.into(),
        ..Problem::default()
    });
    (outcome, files)
}

fn clean() -> Outcome {
    let mut clean = outcome(&[]);
    clean.exit_code = 0;
    clean
}

/// What termlint prints for a handoff beside a page that lacks a text, has another one, and states another day.
fn of_pair(arguments: &[&str]) -> String {
    let page = fs::read_to_string(format!("{REPOSITORY}/fixtures/pages/en-US/churn-rate.html")).unwrap();
    let changes = [
        ("07/14/2026", "08/14/2026"),
        ("hides more than it shows", "hides 解約 <b>more</b> than it shows"),
        ("<li>A low rate", "<li>Nobody has “reviewed” this.</li><li>A low rate"),
    ];
    let page = changes.iter().fold(page, |page, (old, new)| page.replacen(old, new, 1));
    let place = TempDir::new().unwrap();
    let file = place.path().join("churn-rate.html");
    fs::write(&file, page).unwrap();
    let mut command = termlint(REPOSITORY);
    command.args(["page", "fixtures/corpus/en-US/churn-rate/ai.json"]).arg(&file).args(arguments);
    text(&command.output().unwrap().stdout)
}

/// The reports of one format that readers are given: the example, a page, a hostile result, a clean run.
fn reports(format: Format, name: &str) -> Vec<String> {
    let (hostile, files) = hostile_outcome();
    let (of_example, of_pair) = (of_example(&["--format", name]), of_pair(&["--format", name]));
    assert!(of_example.len() > 200, "{of_example}");
    assert!(of_pair.contains("page-text-drift"), "{of_pair}");
    vec![of_example, of_pair, print(format, &hostile, &files, style(80)), print(format, &clean(), &[], style(80))]
}

#[test]
fn the_toolkit_of_github_writes_the_same_commands() {
    let (true, Some(core)) = (system("node"), client("node_modules/@actions/core/lib/core.js")) else { return };
    let mut runner = TestRunner::deterministic();
    let texts = (hostile(), hostile(), hostile());
    let (mut calls, mut expected) = (Vec::new(), String::new());
    for number in 1..=1_000_usize {
        let (message, title, file) = texts.new_tree(&mut runner).unwrap().current();
        let line = number.to_string();
        let properties = [
            ("title", title.clone()),
            ("file", file.clone()),
            ("line", line.clone()),
            ("endLine", line.clone()),
            ("col", line.clone()),
            ("endColumn", line),
        ];
        expected.push_str(&github::command("error", &properties, &message));
        expected.push('\n');
        let places = json!({
            "title": title, "file": file,
            "startLine": number, "endLine": number, "startColumn": number, "endColumn": number,
        });
        calls.push(json!([message, places]));
    }
    let script = "const { error } = await import(process.argv[1]);
        let text = ''; for await (const part of process.stdin.setEncoding('utf8')) text += part;
        for (const [message, places] of JSON.parse(text)) error(message, places);";
    let output = run(
        Command::new("node").args(["--input-type=module", "-e", script]).arg(core),
        &serde_json::to_string(&calls).unwrap(),
    );
    assert!(output.status.success(), "{}", text(&output.stderr));
    let observed = text(&output.stdout);
    for (theirs, ours) in observed.lines().zip(expected.lines()) {
        assert_eq!(theirs, ours);
    }
    assert_eq!(observed, expected);
}

#[test]
fn sarif_passes_the_schema_and_the_validator_of_its_authors() {
    let folder = "node_modules/@microsoft/sarif-multitool-linux";
    let (Some(schema), Some(multitool), Some(check)) = (
        client(&format!("{folder}/sarif-2.1.0.json")),
        client(&format!("{folder}/Sarif.Multitool")),
        client("python/bin/check-jsonschema"),
    ) else {
        return;
    };
    let place = TempDir::new().unwrap();
    for (number, report) in reports(Format::Sarif, "sarif").into_iter().enumerate() {
        let file = place.path().join(format!("{number}.sarif"));
        fs::write(&file, report).unwrap();
        let output = run(Command::new(&check).arg("--schemafile").arg(&schema).arg(&file), "");
        assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
        // It exits with 0 in any case: what counts is its own report.
        let validated = place.path().join(format!("{number}.verdict.sarif"));
        let mut validate = Command::new(&multitool);
        validate.arg("validate").arg(&file).args(["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note", "-o"]);
        let output = run(validate.arg(&validated).args(["--log", "ForceOverwrite"]), "");
        let validated: Value = serde_json::from_slice(&fs::read(&validated).unwrap()).unwrap();
        let observed: Vec<(String, String)> = validated["runs"][0]["results"]
            .as_array()
            .unwrap_or_else(|| panic!("it reported: {}", text(&output.stdout)))
            .iter()
            .map(|result| (result["level"].as_str().unwrap_or("warning").to_owned(), result.to_string()))
            .collect();
        // Notes that it gives for every file show that it read this one.
        assert!(!observed.is_empty(), "{}", text(&output.stdout));
        // termlint has no public home yet: informationUri is the one thing that it misses.
        let bad: Vec<_> =
            observed.iter().filter(|(level, what)| level != "note" && !what.contains("SARIF2005")).collect();
        assert!(bad.is_empty(), "{bad:#?}");
    }
}

#[test]
fn sarif_places_lead_its_authors_to_the_very_text() {
    let Some(multitool) = client("node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool") else { return };
    let source = "{\n  \"x\": \"é𐐀日本語e\u{301}👨‍👩‍👧 TODO\", \"y\": 1\n}\n";
    let name = "解約 率#1.json";
    let file = File::new(name, source).on_text("TODO", "here").on_text("\"y\"", "there");
    let place = TempDir::new().unwrap();
    let (log, read) = (place.path().join("x.sarif"), place.path().join("y.sarif"));
    fs::write(place.path().join(name), source).unwrap();
    fs::write(&log, print(Format::Sarif, &outcome(&[file]), &[], style(80))).unwrap();
    // It opens the file by its address and cuts the text out by the columns.
    let mut rewrite = Command::new(multitool);
    rewrite.arg("rewrite").arg(&log).arg("--output").arg(&read).args(["--insert", "RegionSnippets", "--uriBaseIds"]);
    let output = run(rewrite.arg(format!("%SRCROOT%=file://{}/", place.path().display())), "");
    let read: Value = serde_json::from_slice(&fs::read(read).unwrap()).unwrap();
    let results = read["runs"][0]["results"].as_array().unwrap().iter();
    let snippet = |result: &Value| {
        let region = &result["locations"][0]["physicalLocation"]["region"];
        region["snippet"]["text"].as_str().unwrap_or_else(|| panic!("{region} {}", text(&output.stdout))).to_owned()
    };
    assert_eq!(results.map(snippet).collect::<Vec<_>>(), ["TODO", "\"y\""]);
}

#[test]
fn sarif_tools_counts_the_same_findings() {
    let Some(sarif) = client("python/bin/sarif") else { return };
    let place = TempDir::new().unwrap();
    let file = place.path().join("x.sarif");
    fs::write(&file, of_example(&["--format", "sarif"])).unwrap();
    let output = run(Command::new(sarif).arg("summary").arg(&file), "");
    let observed = text(&output.stdout);
    for (level, count) in ["error", "warning", "note"].into_iter().zip(counts_of_example()) {
        assert!(observed.contains(&format!("{level}: {count}\n")), "{observed}{}", text(&output.stderr));
    }
}

#[test]
fn junit_is_read_by_junitparser_and_xmllint() {
    let parser = client("python/bin/python");
    let has_xmllint = system("xmllint");
    let script = "import sys, junitparser
xml = junitparser.JUnitXml.fromroot(junitparser.junitparser.etree.fromstring(sys.stdin.buffer.read()))
cases = [case for suite in xml for case in suite]
broken = [case for case in cases if case.result]
print(xml.tests, xml.failures + xml.errors, len(cases), len(broken))";
    let [errors, warnings, infos] = counts_of_example();
    let all = errors + warnings + infos;
    let expected =
        [format!("{all} {all} {all} {all}"), "3 3 3 3".to_owned(), "3 3 3 3".to_owned(), "1 0 1 0".to_owned()];
    for (report, expected) in reports(Format::Junit, "junit").into_iter().zip(expected) {
        if has_xmllint {
            let output = run(Command::new("xmllint").args(["--noout", "-"]), &report);
            assert!(output.status.success() && output.stderr.is_empty(), "{}", text(&output.stderr));
        }
        if let Some(python) = &parser {
            let output = run(Command::new(python).args(["-c", script]), &report);
            assert_eq!(text(&output.stdout).trim(), expected, "{}", text(&output.stderr));
        }
    }
}

#[test]
fn the_csv_reader_of_python_finds_a_row_a_finding() {
    if !system("python3") {
        return;
    }
    let script = "import csv, io, sys, json
text = sys.stdin.buffer.read().decode('utf-8-sig')
rows = list(csv.DictReader(io.StringIO(text, newline=''), strict=True))
assert all(None not in row and None not in row.values() for row in rows), rows
print(json.dumps([len(rows), sorted({row['level'] for row in rows}), sorted({row['page'].partition('/core/')[0] for row in rows})]))";
    let all: u64 = counts_of_example().iter().sum();
    let expected = [
        json!([all, ["error", "info"], ["https://core.yogoq.com/en-US", "https://core.yogoq.com/ja-JP"]]),
        json!([3, ["warning"], ["https://core.yogoq.com/en-US"]]),
        json!([3, ["error", "failure", "info"], [""]]),
        json!([0, [], []]),
    ];
    for (report, expected) in reports(Format::Csv, "csv").into_iter().zip(expected) {
        let output = run(Command::new("python3").args(["-c", script]), &report);
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap(), expected, "{report}");
    }
}

#[test]
fn vim_jumps_to_what_concise_names() {
    if !system("vim") {
        return;
    }
    let files = [File::new("ja-JP/ai.json", r#"{"x":"é𐐀日本語 TODO"}"#).on_text("TODO", "here").as_(Severity::Warning)];
    let mut outcome = outcome(&files);
    for severity in [Severity::Error, Severity::Info] {
        outcome.findings.push(termlint::outcome::ReportedFinding { severity, ..outcome.findings[0].clone() });
    }
    let place = TempDir::new().unwrap();
    let path = |name: &str| place.path().join(name);
    fs::write(path("report"), print(Format::Concise, &outcome, &files, style(80))).unwrap();
    // The errorformat of the documentation.
    let formats = ["error", "warning", "info"].map(|word| format!("%f:%l:%c: %t{}: %m", &word[1..])).join(",");
    let script = format!(
        "let &errorformat = '{formats}'\ncgetexpr readfile('report')\n\
         let found = map(getqflist(), {{_, e -> [bufname(e.bufnr), e.lnum, e.col, e.type, e.valid, e.text]}})\n\
         call writefile([json_encode(found)], 'found')\nqall!\n"
    );
    fs::write(path("t.vim"), script).unwrap();
    let mut vim = Command::new("vim");
    vim.current_dir(place.path()).args(["-e", "-s", "-u", "NONE", "-i", "NONE", "-S", "t.vim"]);
    let output = run(vim.env("LC_ALL", "C.UTF-8"), "");
    let found = fs::read_to_string(path("found")).unwrap_or_else(|error| panic!("{error}: {}", text(&output.stdout)));
    let entry = |kind: &str| json!(["ja-JP/ai.json", 1, 23, kind, 1, "it is wrong [a-rule]"]);
    assert_eq!(serde_json::from_str::<Value>(&found).unwrap(), json!([entry("w"), entry("e"), entry("i")]));
}

/// A handoff of each version, and one of each that its schema refuses.
fn handoffs_of_both_versions() -> Vec<(&'static str, String, bool)> {
    let read = |term: &str| fs::read_to_string(format!("{REPOSITORY}/fixtures/corpus/en-US/{term}/ai.json")).unwrap();
    let without = |text: &str, member: &str| {
        let mut document: Value = serde_json::from_str(text).unwrap();
        document.as_object_mut().unwrap().remove(member).unwrap();
        document.to_string()
    };
    // The field that the second version asks of a part that it shares with the first.
    let untiered = |text: &str| {
        let mut document: Value = serde_json::from_str(text).unwrap();
        document["summary"].as_object_mut().unwrap().remove("content_tier").unwrap();
        document.to_string()
    };
    let misnumbered = |text: &str| {
        let mut document: Value = serde_json::from_str(text).unwrap();
        document["summary"]["display_name"] = json!(7);
        document.to_string()
    };
    let (first, second) = (read("churn-rate"), read("operating-margin"));
    assert!(
        first.contains("handoff-v1\"") && second.contains("\"schema_version\": \"core-reviewed-term-ai-handoff-v2\"")
    );
    vec![
        ("v1", misnumbered(&first), false),
        ("v1", without(&first, "limitations"), false),
        ("v1", first, true),
        ("v2", misnumbered(&second), false),
        ("v2", without(&second, "related_terms"), false),
        ("v2", untiered(&second), false),
        ("v2", second, true),
    ]
}

#[test]
fn a_bundled_schema_is_read_by_other_validators() {
    let (Some(check), Some(ajv), Some(formats), Some(editor)) = (
        client("python/bin/check-jsonschema"),
        client("node_modules/ajv/dist/2020.js"),
        client("node_modules/ajv-formats/dist/index.js"),
        client("node_modules/vscode-json-languageservice/lib/umd/jsonLanguageService.js"),
    ) else {
        return;
    };
    let place = TempDir::new().unwrap();
    let exported = termlint(place.path()).args(["schema", "export", "."]).output().unwrap();
    assert_eq!(text(&exported.stdout), "handoff/v1.json\nhandoff/v2.json\n");
    // Ajv refuses keywords that it does not know unless it is told otherwise.
    let of_ajv = "const [ajv, formats, schema, file] = process.argv.slice(1);
        const read = (path) => JSON.parse(require('fs').readFileSync(path));
        const validator = new (require(ajv))({ strict: false, logger: false });
        require(formats)(validator);
        process.exit(validator.validate(read(schema), read(file)) ? 0 : 1);";
    // What the JSON support of Visual Studio Code asks for is not served.
    let of_editor = "const [editor, schema, file] = process.argv.slice(1);
        const { getLanguageService, TextDocument } = require(editor);
        const read = (path) => require('fs').readFileSync(path, 'utf8');
        const service = getLanguageService({ schemaRequestService: (address) => { throw new Error(address); } });
        service.configure({ validate: true,
            schemas: [{ uri: 'file:///schema.json', fileMatch: ['*.json'], schema: JSON.parse(read(schema)) }] });
        const document = TextDocument.create('file:///ai.json', 'json', 1, read(file));
        service.doValidation(document, service.parseJSONDocument(document))
            .then((problems) => process.exit(problems.length === 0 ? 0 : 1));";
    for (number, (version, handoff, is_valid)) in handoffs_of_both_versions().into_iter().enumerate() {
        let (schema, file) = (format!("handoff/{version}.json"), format!("{number}.json"));
        let (schema, file) = (place.path().join(schema), place.path().join(file));
        fs::write(&file, handoff).unwrap();
        let mut by_python = Command::new(&check);
        by_python.arg("--schemafile").args([&schema, &file]);
        let mut by_ajv = Command::new("node");
        by_ajv.args(["-e", of_ajv]).args([&ajv, &formats, &schema, &file]);
        let mut by_editor = Command::new("node");
        by_editor.args(["-e", of_editor]).args([&editor, &schema, &file]);
        for (name, mut command) in [("check-jsonschema", by_python), ("ajv", by_ajv), ("the editor", by_editor)] {
            let output = run(&mut command, "");
            let said = format!("{name}, {number}: {}{}", text(&output.stdout), text(&output.stderr));
            assert_eq!(output.status.code(), Some(i32::from(!is_valid)), "{said}");
            assert!(output.stderr.is_empty(), "{said}");
        }
    }
}
