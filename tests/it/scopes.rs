//! Several configurations in one run, and what of a project is checked by which of them.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::path::Path;

use serde_json::{Value, json};

use crate::place::{Place, copy};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/corpus");
const CHURN: &str = "en-US/churn-rate/ai.json";

/// An entry that hides nothing.
const UNUSED: &str =
    "[[ignore]]\nrule = \"dead-related-slug\"\nfiles = [\"en-US/churn-rate/ai.json\"]\nreason = \"soon\"\n";

/// The clean corpus in `content`, without a configuration.
fn bare() -> Place {
    let place = Place::of(CORPUS);
    std::fs::remove_file(place.path("termlint.toml")).unwrap();
    place
}

/// The clean corpus in these folders, each with a configuration.
fn glossaries(configured: &[(&str, &str)]) -> Place {
    let place = bare();
    std::fs::remove_dir_all(place.path("content")).unwrap();
    for (folder, configuration) in configured {
        copy(Path::new(CORPUS), &place.path(folder));
        place.write(&format!("{folder}/termlint.toml"), configuration);
    }
    place
}

fn texts(list: &Value, key: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|item| item[key].as_str().unwrap_or_default().to_owned()).collect()
}

fn number_of(report: &Value, rule: &str) -> usize {
    texts(&report["findings"], "rule").iter().filter(|found| *found == rule).count()
}

#[test]
fn what_one_configuration_could_not_check_changes_nothing_for_another() {
    let include = format!("include = [\"**/ai.json\"]\n{UNUSED}");
    for name in ["b", "0b"] {
        let place = glossaries(&[("a", ""), (name, &include)]);
        let churn = format!("a/{CHURN}");
        let alone = place.report(&[name]);
        assert_eq!(number_of(&alone, "unused-ignore"), 1, "{name}");
        assert_eq!(alone["summary"]["not_judged"], json!([]));
        let together = place.report(&[&churn, name]);
        assert_eq!(number_of(&together, "unused-ignore"), 1, "{name}");
        // Where there are several, a reason says which configuration it holds for.
        let reasons = texts(&together["summary"]["not_judged"], "reason");
        assert!(
            !reasons.is_empty() && reasons.iter().all(|reason| reason.starts_with("a/termlint.toml: ")),
            "{reasons:?}"
        );
        let single = texts(&place.report(&[&churn])["summary"]["not_judged"], "reason");
        assert!(single.iter().all(|reason| reason.starts_with("only single files were given")), "{single:?}");
    }
}

// --- Schemas --------------------------------------------------------------------------------------------------------

const VERSION: &str = r#"{"$schema":"https://json-schema.org/draft/2020-12/schema","$id":"https://example.com/v999.json",
"type":"object","properties":{"schema_version":{"const":"core-reviewed-term-ai-handoff-v999"}}}"#;

#[test]
fn what_schema_export_writes_into_the_folder_of_schemas_is_not_checked() {
    let place = Place::of(CORPUS);
    for include in ["", "include = [\"content/**/ai.json\"]\n"] {
        place.write("termlint.toml", format!("{include}schema-dir = \"contracts\"\n"));
        place.run(&["schema", "export", "contracts"]);
        let ran = place.run(&["check", "-v", "--min-severity", "warning", "."]);
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
        assert!(ran.stderr.contains("v1.json (it is in the schema folder)"), "{}", ran.stderr);
    }
    // A hook names the files that have changed, whatever they are.
    let exported = place.path("contracts/handoff");
    let file = std::fs::read_dir(exported).unwrap().next().unwrap().unwrap().file_name();
    let file = format!("contracts/handoff/{}", file.to_str().unwrap());
    let ran = place.run(&["check", &file]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
    // A folder that is typed is one, too.
    place.write("termlint.toml", "");
    place.write("contracts/notes.json", "{ \"for\": \"core-reviewed-term-ai-handoff-v1\" }");
    assert_eq!(place.run(&["check", "contracts/notes.json"]).code, 1);
    place.write("termlint.toml", "include = [\"contracts/notes.json\"]\n");
    assert_eq!(place.run(&["check", "contracts/notes.json"]).code, 1);
    std::fs::remove_file(place.path("contracts/notes.json")).unwrap();
    place.write("termlint.toml", "");
    let ran = place.run(&["check", "--schema-dir", "contracts", "--min-severity", "warning", "."]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
}

#[test]
fn a_schema_is_known_by_its_root_unless_its_name_makes_it_a_handoff() {
    let place = bare();
    place.write("content/own.json", VERSION);
    for arguments in [&["."][..], &["content/own.json"]] {
        let ran = place.run(&[&["check", "-v", "--min-severity", "warning"], arguments].concat());
        assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
        assert!(ran.stderr.contains("content/own.json (a schema: "), "{}", ran.stderr);
    }
    assert!(place.run(&["files"]).stdout.contains("skip   content/own.json (a schema: "));
    place.write("termlint.toml", "include = [\"content/**/*.json\"]\n");
    assert_eq!(number_of(&place.report(&["."]), "missing-version"), 1);
    std::fs::remove_file(place.path("termlint.toml")).unwrap();
    std::fs::rename(place.path("content/own.json"), place.path("content/ai.json")).unwrap();
    assert_eq!(number_of(&place.report(&["."]), "missing-version"), 1);
    // What states its version is a handoff, whatever else it says.
    std::fs::remove_file(place.path("content/ai.json")).unwrap();
    place.edit(&format!("content/{CHURN}"), |document| document["$schema"] = json!("https://json-schema.org/x"));
    std::fs::rename(place.path(&format!("content/{CHURN}")), place.path("content/en-US/churn.json")).unwrap();
    let report = place.report(&["content/en-US/churn.json"]);
    assert_eq!((&report["summary"]["files"], &report["summary"]["skipped"]), (&json!(1), &json!(0)), "{report:#}");
}

#[test]
fn the_verbs_for_schemas_know_the_folder_of_the_configuration() {
    let place = bare();
    place.write("contracts/v999.json", VERSION);
    place.write("termlint.toml", "schema-dir = \"contracts\"\n");
    let listed = place.run(&["schema", "list"]);
    assert!(
        listed.stdout.contains("core-reviewed-term-ai-handoff-v999") && listed.stdout.contains("contracts/v999.json")
    );
    assert!(place.run(&["schema", "show", "v999"]).stdout.contains("https://example.com/v999.json"));
    place.write("contracts/v999.json", "[");
    let ran = place.run(&["schema", "list"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("contracts/v999.json"), "{}", ran.stderr);
}

// --- Configurations below -------------------------------------------------------------------------------------------

/// The corpus with a wrong count in both locales, one configuration for all of it and one for Japanese.
fn nested(outer: &str, inner: &str) -> Place {
    let place = bare();
    for locale in ["en-US", "ja-JP"] {
        let path = format!("content/{locale}/churn-rate/ai.json");
        place.edit(&path, |document| document["summary"]["sources_count"] = json!(7));
    }
    place.write("termlint.toml", outer);
    place.write("content/ja-JP/termlint.toml", inner);
    place
}

const COUNT: &str = "source-count-mismatch";
const COUNT_OFF: &str = "[rules]\nsource-count-mismatch = \"off\"\n";

fn paths_of(report: &Value, rule: &str) -> Vec<String> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings.filter(|finding| finding["rule"] == rule).map(|finding| finding["path"].to_string()).collect()
}

#[test]
fn each_file_is_checked_by_the_nearest_configuration_wherever_the_run_begins() {
    for outer in ["", "include = [\"content/**/ai.json\"]\n"] {
        let place = nested(outer, COUNT_OFF);
        let (english, japanese) = ("content/en-US/churn-rate/ai.json", "content/ja-JP/churn-rate/ai.json");
        for arguments in
            [&[][..], &["."], &["content"], &["content/*/churn-rate/ai.json"], &["content/*"], &[english, japanese]]
        {
            let report = place.report(arguments);
            assert_eq!(report["failures"], json!([]), "{arguments:?}");
            assert_eq!(paths_of(&report, COUNT), [format!("\"{english}\"")], "{arguments:?} {outer}");
        }
        let report = place.report(&[]);
        let configurations =
            json!([{ "path": "termlint.toml", "files": 10 }, { "path": "content/ja-JP/termlint.toml", "files": 10 }]);
        assert_eq!(report["summary"]["configurations"], configurations);
        assert_eq!(report["summary"]["files"], 20);
        let ran = place.run(&["check"]);
        let line = "configurations: termlint.toml (10 files), content/ja-JP/termlint.toml (10 files)\n";
        assert!(ran.stderr.contains(line), "{}", ran.stderr);
        // One that is typed, or none, holds for all.
        for arguments in [&["--no-config"][..], &["--config", "termlint.toml"]] {
            assert_eq!(paths_of(&place.report(arguments), COUNT).len(), 2, "{arguments:?}");
        }
        // What is left out for all is left out.
        place.write("termlint.toml", format!("{outer}exclude = [\"content/ja-JP/**\"]\n"));
        let configurations = json!([{ "path": "termlint.toml", "files": 10 }]);
        assert_eq!(place.report(&[])["summary"]["configurations"], configurations);
    }
}

#[test]
fn glossaries_in_one_repository_are_checked_each_by_itself_from_above() {
    let include = format!("include = [\"**/ai.json\"]\n{UNUSED}");
    let place = glossaries(&[("a", ""), ("b", &include)]);
    place.write(".git/HEAD", "");
    let report = place.report(&[]);
    let configurations =
        json!([{ "path": "a/termlint.toml", "files": 20 }, { "path": "b/termlint.toml", "files": 20 }]);
    assert_eq!(report["summary"]["configurations"], configurations);
    // The same terms in both, and neither knows the other.
    assert_eq!((number_of(&report, "duplicate-term"), number_of(&report, "unused-ignore")), (0, 1));
    // A file beside them has no configuration.
    place.write("c/ai.json", place.read(&format!("a/{CHURN}")));
    let configurations = &place.report(&[])["summary"]["configurations"];
    assert_eq!(configurations[0], json!({ "path": null, "files": 1 }));
    assert!(place.run(&["check"]).stderr.contains("configurations: without a configuration (1 file), a/"));
}

#[test]
fn one_configuration_is_named_for_machines_only() {
    let place = Place::of(CORPUS);
    assert_eq!(place.report(&[])["summary"]["configurations"], json!([{ "path": "termlint.toml", "files": 20 }]));
    assert!(!place.run(&["check"]).stderr.contains("configuration"));
    let configurations = json!([{ "path": null, "files": 20 }]);
    assert_eq!(place.report(&["--no-config"])["summary"]["configurations"], configurations);
}

#[test]
fn what_a_broken_configuration_holds_for_is_not_checked_by_the_one_above() {
    let place = nested("", "[rules]\nno-such-rule = \"off\"\n");
    let report = place.report(&[]);
    assert_eq!(report["exit_code"], 2);
    assert_eq!(paths_of(&report, COUNT), ["\"content/en-US/churn-rate/ai.json\""]);
}

#[test]
fn entries_of_the_outer_configuration_are_settled_by_a_run_that_reports_the_rest_elsewhere() {
    let unused = UNUSED.replace("en-US", "content/en-US");
    let place = nested(&format!("include = [\"content/**/ai.json\"]\n{unused}"), COUNT_OFF);
    assert_eq!(number_of(&place.report(&[]), "unused-ignore"), 1);
    // The terms below are known all the same: no link to them is dead.
    assert_eq!(number_of(&place.report(&[]), "dead-related-slug"), 0);
}

#[test]
fn a_baseline_records_what_its_own_configuration_holds_for() {
    let place = nested("include = [\"content/**/ai.json\"]\n", "");
    let ran = place.run(&["baseline", "write"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let recorded = place.read("termlint-baseline.json");
    assert!(recorded.contains("en-US/churn-rate") && !recorded.contains("ja-JP/churn-rate"), "{recorded}");
    // Where there is nothing but what was found below, that is meant.
    let place = glossaries(&[("a", "include = [\"**/ai.json\"]\n")]);
    place.write(".git/HEAD", "");
    let ran = place.run(&["baseline", "write"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(place.path("a/termlint-baseline.json").exists());
}

// --- What include names ---------------------------------------------------------------------------------------------

#[test]
fn without_paths_what_include_names_is_checked_and_a_handoff_that_it_misses_is_told() {
    let place = Place::of(CORPUS);
    let handoff = place.read(&format!("content/{CHURN}"));
    place.write("other/ai.json", &handoff);
    place.write("other/draft.json", &handoff);
    place.write("package.json", "{}");
    let ran = place.run(&["check", "-v"]);
    assert!(ran.stderr.contains("skipped: other/ai.json (include does not match it)\n"), "{}", ran.stderr);
    assert!(ran.stderr.contains("of 20 files (14 of contract v1, 6 of v2, 1 file skipped)"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("draft.json") && !ran.stderr.contains("package.json"), "{}", ran.stderr);
    let listed = place.run(&["files"]).stdout;
    assert!(
        listed.contains("skip   other/ai.json (include does not match it)\n") && !listed.contains("draft"),
        "{listed}"
    );
    // Below the current folder.
    assert!(place.run_in("content/en-US", &["check"]).stderr.contains("of 10 files"));
    // What is typed is looked at, and a file that is left out says why.
    assert_eq!(place.report(&["."])["summary"]["files"], 22);
    assert_eq!(place.report(&["other"])["summary"]["files"], 2);
    place.write("termlint.toml", "include = [\"content/**/ai.json\"]\nexclude = [\"other/**\"]\n");
    let ran = place.run(&["check", "-v"]);
    assert!(
        ran.stderr.contains("skipped: other/ai.json (excluded by “other/**” in termlint.toml)\n"),
        "{}",
        ran.stderr
    );
}

#[test]
fn files_that_termlint_has_written_are_not_missed() {
    let place = bare();
    place.run(&["baseline", "write"]);
    for format in ["json", "sarif"] {
        place.write(&format!("kept.{format}.json"), place.run(&["check", "--format", format, "."]).stdout);
    }
    let ran = place.run(&["check", "-v", "--report", "gitlab=quality.json"]);
    assert!(!ran.stderr.contains("skipped"), "{}", ran.stderr);
    let ran = place.run(&["check", "-v", "--report", "gitlab=quality.json"]);
    assert!(!ran.stderr.contains("skipped"), "{}", ran.stderr);
    let listed = place.run(&["files"]).stdout;
    assert!(!listed.contains("kept") && !listed.contains("baseline"), "{listed}");
    // A report of another tool is a file like any other.
    place.write("other.json", "{\n  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\" }");
    assert_eq!(place.report(&[])["summary"]["skipped"], 2);
}

// --- One baseline for several configurations ------------------------------------------------------------------------

#[test]
fn what_one_configuration_does_not_find_is_not_paid_where_the_baseline_is_for_several() {
    let place = glossaries(&[("a", ""), ("b", "")]);
    place.write(".git/HEAD", "");
    assert_eq!(place.run_in("a", &["baseline", "write"]).code, 0);
    std::fs::remove_dir_all(place.path("b/en-US")).unwrap();
    let ran = place.run(&["check", "--baseline", "a/termlint-baseline.json"]);
    assert!(ran.stderr.contains("in the baseline: ") && !ran.stderr.contains("any more"), "{}", ran.stderr);
    // For one of them, it is what it was.
    std::fs::remove_dir_all(place.path("a/en-US")).unwrap();
    let ran = place.run(&["check", "a"]);
    assert!(ran.stderr.contains("no longer found"), "{}", ran.stderr);
}

// --- What fails a run -----------------------------------------------------------------------------------------------

#[test]
fn what_fails_a_run_is_said_by_the_flag_then_by_the_configuration_that_holds() {
    // Clean but for infos.
    let place = glossaries(&[("a", "fail-on = \"info\"\n"), ("b", "")]);
    for (arguments, code) in [
        (&["a"][..], 1),
        (&["b"], 0),
        (&["a", "b"], 1),
        (&["--fail-on", "warning", "a"], 0),
        (&["--fail-on", "info", "b"], 1),
        (&["--no-config", "a"], 0),
    ] {
        assert_eq!(place.run(&[&["check"], arguments].concat()).code, code, "{arguments:?}");
    }
    place.write("b/termlint.toml", "fail-on = \"never\"\n");
    place.edit(&format!("b/{CHURN}"), |document| document["summary"]["sources_count"] = json!(7));
    assert_eq!((place.run(&["check", "b"]).code, place.run(&["check", "--fail-on", "error", "b"]).code), (0, 1));
    assert!(place.run_in("b", &["config", "show"]).stdout.contains("fail-on = \"never\""));
}

#[test]
fn a_comparison_with_a_revision_is_made_by_the_same_configurations() {
    let place = glossaries(&[("a", COUNT_OFF), ("b", "include = [\"**/ai.json\"]\n")]);
    place.git(&["init", "-q"]);
    place.git(&["add", "a", "b"]);
    place.git(&["commit", "-q", "-m", "first"]);
    for folder in ["a", "b"] {
        place.edit(&format!("{folder}/{CHURN}"), |document| document["summary"]["sources_count"] = json!(7));
    }
    let report = place.report(&["--changed-since", "HEAD"]);
    assert_eq!(texts(&report["findings"], "path"), [format!("b/{CHURN}")], "{report:#}");
    // What both had is left out, of either.
    place.git(&["commit", "-q", "-a", "-m", "second"]);
    assert_eq!(place.report(&["--changed-since", "HEAD"])["findings"], json!([]));
}
