//! What `--fix` leaves of documents, in every way in which they may be written, and what it leaves when it is ended.

#![allow(clippy::disallowed_methods, reason = "a test makes the files that it fixes")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::Duration;

use serde_json::{Value, json};
use termlint::engine::ScopeResult;
use termlint::outcome::FixNote;
use termlint::rules::RULES;

use crate::place::Place;
use crate::support::{Files, Input, case, fixed, repository, run};

/// How a document is written.
#[derive(Clone, Copy, Debug)]
enum Layout {
    OneLine,
    Spaces,
    Tabs,
    CarriageReturns,
}

const LAYOUTS: [Layout; 4] = [Layout::OneLine, Layout::Spaces, Layout::Tabs, Layout::CarriageReturns];

/// The same values in another layout: only white space between tokens changes.
fn written(document: &[u8], layout: Layout) -> Vec<u8> {
    let (line_end, indent): (&[u8], &[u8]) = match layout {
        Layout::OneLine => (b"", b""),
        Layout::Spaces => (b"\n", b"  "),
        Layout::Tabs => (b"\n", b"\t"),
        Layout::CarriageReturns => (b"\r\n", b"  "),
    };
    let (mut written, mut depth, mut is_inside, mut is_escaped) = (Vec::new(), 0_usize, false, false);
    let mut before = b' ';
    for byte in document.iter().copied() {
        if is_inside {
            written.push(byte);
            is_inside = byte != b'"' || is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            before = byte;
            continue;
        }
        if byte.is_ascii_whitespace() {
            continue;
        }
        let closes = matches!(byte, b']' | b'}');
        depth -= usize::from(closes);
        let is_empty = closes && matches!(before, b'[' | b'{');
        if (matches!(before, b'[' | b'{' | b',') || closes) && !is_empty {
            written.extend_from_slice(line_end);
            written.extend(indent.repeat(depth));
        }
        written.push(byte);
        if byte == b':' {
            written.push(b' ');
        }
        depth += usize::from(matches!(byte, b'[' | b'{'));
        is_inside = byte == b'"';
        before = byte;
    }
    written.extend_from_slice(line_end);
    written
}

/// The documents of all fail cases of rules that have a fix and need no options, by rule and case.
fn cases() -> BTreeMap<String, Vec<u8>> {
    let mut cases = BTreeMap::new();
    for rule in RULES.iter().filter(|rule| rule.meta.fix.is_some()) {
        let id = rule.meta.id;
        for entry in fs::read_dir(repository(&format!("fixtures/rules/{id}/fail"))).into_iter().flatten() {
            let path = entry.unwrap().path();
            if !case::is_case(&path) {
                continue;
            }
            let read = case::read(&path).unwrap();
            if let (Input::Document(bytes), None) = (read.input, read.options)
                && serde_json::from_slice::<Value>(&bytes).is_ok()
            {
                cases.insert(format!("{id}/{}", path.file_stem().unwrap().to_string_lossy()), bytes);
            }
        }
    }
    cases
}

/// Each document checked by itself: rules that compare documents would compare the cases.
const ALONE: &str = "
    [rules]
    links = \"off\"
    alias-conflict = \"off\"
    shared-boilerplate = \"off\"
    shared-usage-text = \"off\"
";

/// How often each rule finds something worth a warning, by document.
fn found(files: &Files) -> BTreeMap<(String, &'static str), usize> {
    let mut found = BTreeMap::new();
    let result = run(ALONE, None, files).unwrap();
    for reported in result.findings.iter().filter(|it| it.severity > termlint::finding::Severity::Info) {
        *found.entry((reported.path.clone(), reported.finding.rule)).or_default() += 1;
    }
    found
}

#[test]
fn fixes_leave_the_same_values_in_every_layout_and_the_layout_as_it_was() {
    let cases = cases();
    assert!(cases.len() > 100, "{} cases", cases.len());
    let mut files = Files::new();
    for (name, bytes) in &cases {
        for layout in LAYOUTS {
            files.insert(format!("{name}/{layout:?}/ai.json"), written(bytes, layout));
        }
    }
    for with_unsafe in [false, true] {
        let (left, report) = fixed(ALONE, &files, with_unsafe).unwrap();
        assert!(report.rounds <= 3);
        assert!(report.fixed.len() > 100, "{} fixed", report.fixed.len());
        for name in cases.keys() {
            let of = |layout: Layout| &left[&format!("{name}/{layout:?}/ai.json")];
            let values = LAYOUTS.map(|layout| {
                let value: Value = serde_json::from_slice(of(layout)).unwrap_or_else(|error| panic!("{name}: {error}"));
                value.to_string()
            });
            assert!(values.iter().all(|value| *value == values[0]), "{name}: {values:#?}");
            // A list that lost all its items is the one place where a layout may differ from a fresh one.
            for layout in LAYOUTS {
                let fresh = written(of(layout), layout);
                assert_eq!(text(of(layout)), text(&fresh), "{name}, {layout:?}");
            }
        }
        let (again, report) = fixed(ALONE, &left, with_unsafe).unwrap();
        let rest: BTreeSet<String> = report.fixed.iter().map(|note| format!("{note:?}")).collect();
        assert!(rest.is_empty(), "a second run changes what the first has left: {rest:#?}");
        assert_eq!(again, left);
    }
}

/// The same for rules that compare documents: the fix of one takes what another says, whatever its layout.
#[test]
fn fixes_that_need_other_documents_do_so_too() {
    let mut fixed_notes = 0;
    let of_corpus =
        |rule: &&termlint::rule::Declaration| rule.meta.fix.is_some() && rule.meta.kind == termlint::rule::Kind::Corpus;
    for id in RULES.iter().filter(of_corpus).map(|rule| rule.meta.id) {
        for entry in fs::read_dir(repository(&format!("fixtures/rules/{id}/fail"))).unwrap() {
            let path = entry.unwrap().path();
            // Those that say which fixes there are.
            if !case::is_case(&path) || !fs::read_to_string(&path).unwrap().contains("\"fixes\"") {
                continue;
            }
            let Input::Corpus(files) = case::read(&path).unwrap().input else { continue };
            let values = LAYOUTS.map(|layout| {
                let files: Files = files.iter().map(|(name, bytes)| (name.clone(), written(bytes, layout))).collect();
                let (left, report) = fixed("", &files, true).unwrap();
                fixed_notes += report.fixed.iter().filter(|note| note.rule == id).count();
                let value = |(name, bytes): (&String, &Vec<u8>)| {
                    assert_eq!(text(bytes), text(&written(bytes, layout)), "{id}: {name}, {layout:?}");
                    serde_json::from_slice::<Value>(bytes).unwrap()
                };
                assert!(left != files, "{}: nothing is fixed", path.display());
                left.iter().map(value).collect::<Vec<Value>>()
            });
            assert!(values.iter().all(|value| *value == values[0]), "{}", path.display());
        }
    }
    assert!(fixed_notes >= 20, "{fixed_notes}");
}

#[test]
fn a_fix_makes_no_finding_but_those_that_it_reveals() {
    let files: Files = cases().into_iter().map(|(name, bytes)| (format!("{name}/ai.json"), bytes)).collect();
    for with_unsafe in [false, true] {
        let (left, report) = fixed(ALONE, &files, with_unsafe).unwrap();
        let (before, after) = (found(&files), found(&left));
        for ((path, rule), number) in after {
            let is_revealed = |note: &&FixNote| note.shown_path == path && note.rule == rule;
            let allowed = before.get(&(path.clone(), rule)).copied().unwrap_or_default()
                + report.revealed.iter().filter(is_revealed).count();
            assert!(number <= allowed, "{path}: {number} findings of {rule}, {allowed} expected");
        }
    }
}

/// Defects of all rules that have a fix, in a corpus whose documents name each other. `cargo xtask measure --fix` does the same
/// on disk, with as many documents as one has the time for.
#[test]
fn fixes_of_a_corpus_touch_nothing_else_and_come_to_an_end() {
    let has_fix = |rule: &str| RULES.iter().any(|it| it.meta.id == rule && it.meta.fix.is_some());
    let files = crate::generator::documents(&has_fix);
    let broken = files.values().filter(|bytes| serde_json::from_slice::<Value>(bytes).is_err()).count();
    assert!(files.len() > 40 && broken < files.len() / 10, "{} files, {broken} broken", files.len());
    for with_unsafe in [false, true] {
        let (left, report) = fixed("", &files, with_unsafe).unwrap();
        assert!(report.rounds <= 3 && !report.fixed.is_empty(), "{report:#?}");
        let (before, after) = (run("", None, &files).unwrap(), run("", None, &left).unwrap());
        for (path, new) in &left {
            let old = &files[path];
            let is_noted = report.fixed.iter().any(|note| note.path == *path);
            assert_eq!(old != new, is_noted, "{path}");
            if written(old, Layout::Spaces) == *old {
                assert_eq!(text(new), text(&written(new, Layout::Spaces)), "{path}");
            }
        }
        let of = |result: &ScopeResult, path: &str, rule: &str| {
            result.findings.iter().filter(|it| it.path == path && it.finding.rule == rule).count()
        };
        for reported in &after.findings {
            let (path, rule) = (reported.path.as_str(), reported.finding.rule);
            let revealed = report.revealed.iter().filter(|note| note.path == path && note.rule == rule).count();
            let most = of(&before, path, rule) + revealed;
            assert!(of(&after, path, rule) <= most, "{path}: {} [{rule}]", reported.finding.message);
        }
        let (again, second) = fixed("", &left, with_unsafe).unwrap();
        assert!(again == left, "a second run fixes what the first has left: {:#?}", second.fixed);
    }
}

/// The slug that is nearest to the dead one is not the one that is meant: its fix makes a finding at the title, which no fix
/// touches. What touches a value beside it is suspected, and whatever is innocent has its turn.
#[test]
fn a_fix_that_is_withdrawn_leaves_the_others_their_turn() {
    let path = "en-US/lead-scoring/ai.json";
    for (kind, innocent) in [("relation_type", None), ("relation_typ", Some("missing-field"))] {
        let persona = json!({ "canonical_slug": "buyer-persona", "title": "Buyer Persona", "relation_type": "next" });
        let relation = json!({ kind: "next", "canonical_slug": "sales-pipelin", "title": "Trailing Average" });
        let overlay = json!({ "related_terms": [relation, persona, persona] });
        let mut files = case::corpus().unwrap();
        files.insert(path.to_owned(), case::overlaid(path, overlay, &[]).unwrap());
        let (left, report) = fixed("", &files, true).unwrap();
        let rules = |notes: &[FixNote]| notes.iter().map(|note| note.rule.to_string()).collect::<BTreeSet<_>>();
        let set = |rules: &[&str]| rules.iter().map(|rule| (*rule).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(rules(&report.withdrawn), set(&["dead-related-slug"]), "{report:#?}");
        let innocent: Vec<&str> = innocent.into_iter().chain(["duplicate-related-slug"]).collect();
        assert_eq!(rules(&report.fixed), set(&innocent), "{report:#?}");
        assert_eq!(rules(&report.left), set(&[]), "{report:#?}");
        let left: Value = serde_json::from_slice(&left[path]).unwrap();
        assert_eq!(left["related_terms"].as_array().unwrap().len(), 2, "{report:#?}");
        assert_eq!(left["related_terms"][0]["relation_type"], "next", "{report:#?}");
    }
}

/// A program that runs `--fix` reads the same as a person.
#[test]
fn the_report_says_what_was_fixed_and_what_was_not() {
    let schema = fs::read(repository("schemas/termlint/report.v1.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_slice(&schema).unwrap()).unwrap();
    let place = Place::new();
    let base = fs::read_to_string(repository("fixtures/corpus/en-US/sales-pipeline/ai.json")).unwrap();
    let text = |old: &str, new: &str| {
        assert_ne!(base.replacen(old, new, 1), base);
        base.replacen(old, new, 1)
    };
    place.write("count/ai.json", text("\"sources_count\": 3", "\"sources_count\": \"9\""));
    place.write("generated/ai.json", text("\"sources_count\": 3", "\"sources_count\": 9"));
    place.write(
        "date/ai.json",
        text("\"last_reviewed_at\": \"2026-07-28T11:15:00.000Z\"", "\"last_reviewed_at\": null"),
    );
    place.write("termlint.toml", "fix = \"off\"\n[[override]]\nfiles = [\"{count,date}/*\"]\nfix = \"on\"\n");
    let report = |options: &[&str]| {
        let options = [&["check", "--format", "json", "-A", "links"], options].concat();
        let ran = place.run(&options);
        let report: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}", ran.stderr));
        assert!(schema.is_valid(&report), "{:?}", schema.validate(&report).err());
        report
    };
    assert_eq!(report(&["."]).get("fixes"), None);
    let report = report(&["--fix", "."]);
    let fixes = &report["fixes"];
    let notes = |kind: &str, member: &str| -> Vec<String> {
        let notes = fixes[kind].as_array().unwrap().iter();
        notes.map(|note| format!("{}: {}: {}", note["path"], note["rule"], note[member]).replace('"', "")).collect()
    };
    assert_eq!([&fixes["planned"], &fixes["files"], &fixes["rounds"]], [&Value::Bool(false), &1.into(), &2.into()]);
    assert_eq!(fixes["needs_unsafe"], 1);
    assert_eq!(
        notes("fixed", "fix"),
        [
            "count/ai.json: wrong-type: remove the quotation marks",
            "count/ai.json: source-count-mismatch: set sources_count to 3"
        ]
    );
    assert_eq!(
        notes("revealed", "message"),
        [
            "count/ai.json: source-count-mismatch: sources_count in summary is 9 and source_count in quality is 3, but 3 sources are listed"
        ]
    );
    assert_eq!(notes("withdrawn", "reason"), Vec::<String>::new());
    assert_eq!(notes("left", "reason"), ["generated/ai.json: source-count-mismatch: fix is off in termlint.toml"]);
    assert_eq!(
        fixes["left"][0]["change"],
        serde_json::json!({ "field": "summary > sources_count", "old": "9", "new": "3" })
    );
    // What is left is among the findings.
    let fingerprint = &fixes["left"][0]["fingerprint"];
    assert!(report["findings"].as_array().unwrap().iter().any(|finding| finding["fingerprint"] == *fingerprint));
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Ends runs at twenty moments, most of them while files are written: each file is the old one or the new one, and nothing else.
#[test]
fn a_file_is_old_or_new_whenever_the_program_is_ended() {
    const FILES: usize = 60;
    const MOMENTS: u32 = 20;
    let base = fs::read_to_string(repository("fixtures/corpus/en-US/sales-pipeline/ai.json")).unwrap();
    let old = base.replacen("\"sources_count\": 3", "\"sources_count\": 9", 1);
    assert_ne!(old, base);
    let start = || {
        let place = Place::new();
        for number in 0..FILES {
            place.write(&format!("{number}/ai.json"), old.as_bytes());
        }
        let mut command = place.command("");
        command.args([
            "check",
            "--fix",
            "--fail-on",
            "never",
            "--fix-only",
            "source-count-mismatch",
            "-A",
            "links",
            ".",
        ]);
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        (place, command)
    };
    let (place, mut command) = start();
    let begun = std::time::Instant::now();
    assert!(command.status().unwrap().success());
    let whole = begun.elapsed();
    let count_new = |place: &Place| {
        (0..FILES)
            .filter(|number| {
                let now = fs::read_to_string(place.path(&format!("{number}/ai.json"))).unwrap();
                assert!(now == old || now == base, "{number} is neither old nor new:\n{now}");
                now == base
            })
            .count()
    };
    assert_eq!(count_new(&place), FILES);
    let mut partly = 0;
    for moment in 0..MOMENTS {
        let (place, mut command) = start();
        let mut child = command.spawn().unwrap();
        // Writing comes last, so most moments are near the end.
        std::thread::sleep(
            whole.mul_f64(0.5 + 0.6 * f64::from(moment) / f64::from(MOMENTS)).min(Duration::from_secs(20)),
        );
        // SIGKILL: nothing can be tidied up.
        let _ = child.kill();
        child.wait().unwrap();
        let new = count_new(&place);
        partly += usize::from(new > 0 && new < FILES);
    }
    println!("{partly} of {MOMENTS} runs were ended while they wrote");
}

#[cfg(unix)]
#[test]
fn a_file_that_must_not_be_written_is_an_error_and_the_others_are_fixed() {
    use std::os::unix::fs::PermissionsExt;
    let base = fs::read_to_string(repository("fixtures/corpus/en-US/sales-pipeline/ai.json")).unwrap();
    let old = base.replacen("\"sources_count\": 3", "\"sources_count\": 9", 1);
    let place = Place::new();
    for name in ["locked/ai.json", "open/ai.json", "two/ai.json"] {
        place.write(name, &old);
    }
    fs::set_permissions(place.path("locked/ai.json"), PermissionsExt::from_mode(0o444)).unwrap();
    fs::hard_link(place.path("two/ai.json"), place.path("two/copy")).unwrap();
    let ran = place.run(&["check", "--fix", "-A", "links", "locked", "open", "two"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    for words in [
        "error: locked/ai.json: the file cannot be fixed: the file is read-only",
        "error: two/ai.json: the file cannot be fixed: the file has a second name (a hard link)",
        "fixed 1 finding in 1 file",
    ] {
        assert!(ran.stderr.contains(words), "{words}:\n{}", ran.stderr);
    }
    assert_eq!(
        [place.read("locked/ai.json"), place.read("open/ai.json"), place.read("two/ai.json")],
        [old.clone(), base, old]
    );
    // What remains is reported.
    assert_eq!(ran.found().iter().filter(|(_, rule)| rule == "source-count-mismatch").count(), 2, "{}", ran.stdout);
}
