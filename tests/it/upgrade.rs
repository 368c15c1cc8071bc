//! What an update of termlint does to a project that an earlier release left green: nothing that nobody asked for.
//!
//! There is one release so far. So this program is a later termlint as well: started with [`AS`], it pretends another past and
//! does what the program does. Everything else is real: files, arguments, reports, exit codes. A case of `fixtures/cli` runs
//! only the termlint of today, so what an update does stays here, and `fixtures/cli/upgrade` has what needs no later one.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use termlint::output::Format;
use termlint::rule::release::{History, pretend};
use termlint::rule::{Level, Raised, Release};
use termlint::rules::RULES;
use xxhash_rust::xxh3::xxh3_128;

use crate::generated::keep;
use crate::place::{Place, Ran, copy};
use crate::programs::{program, termlint};
use crate::support::repository;

/// Which later release this program is, if it is one.
const AS: &str = "TERMLINT_TEST_AS";

/// Its arguments, a line each.
const ARGUMENTS: &str = "TERMLINT_TEST_ARGUMENTS";

/// What stands before its output: the harness prints something, too.
const MARK: &str = "\u{2}termlint\u{2}\n";

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/example");
const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/corpus");
const RELEASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/releases");
const BASELINE: &str = "termlint-baseline.json";

/// The rule that is new in what is pretended; the example has two findings of it.
const NEW_RULE: &str = "duplicate-usage-text";

/// The id that a rule had in the first release, in what is pretended.
const FORMER: &str = "lost-related-slug";

/// A second release that has brought the rule to which others about relations yield.
const RELATIONS: &str = "0.2, with relations";

/// A later release, and what it has brought.
fn history(name: &str) -> History {
    let second = Release::new(0, 2);
    let releases = match name {
        "0.2" | RELATIONS => vec![Release::FIRST, second],
        "0.3" => vec![Release::FIRST, second, Release::new(0, 3)],
        other => panic!("{other}: what has it brought?"),
    };
    let since = vec![
        ("invalid-review-date", Some("future-date"), second),
        ("stray-space", None, second),
        if name == RELATIONS { ("dead-related-slug", None, second) } else { (NEW_RULE, None, second) },
    ];
    let raised = vec![("placeholder-comparison-row", Raised { since: second, from: Level::Info })];
    History { releases, since, raised, aliases: vec![("dead-related-slug", &[FORMER])] }
}

#[test]
fn this_program_is_a_later_termlint_where_it_is_started_as_one() {
    let Ok(name) = std::env::var(AS) else { return };
    pretend(history(&name));
    let arguments = std::env::var(ARGUMENTS).unwrap();
    let arguments = std::iter::once("termlint").chain(arguments.lines()).map(Into::into);
    termlint::app::refuse(MARK, true, 0);
    std::process::exit(i32::from(match termlint::cli::parse(arguments) {
        Ok(options) => termlint::app::run(&options),
        Err(refusal) => termlint::app::refuse(&refusal.text, refusal.to_stdout, refusal.exit_code),
    }));
}

/// Runs a later release in a folder, on 2026-11-22.
fn run_as(name: &str, folder: &Path, arguments: &[&str]) -> Ran {
    let mut command = program(std::env::current_exe().unwrap(), folder);
    command.args(["--exact", "upgrade::this_program_is_a_later_termlint_where_it_is_started_as_one", "--nocapture"]);
    let output = command
        .env(AS, name)
        .env(ARGUMENTS, arguments.join("\n"))
        .env("XDG_CACHE_HOME", folder.join(".cache"))
        .output()
        .unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let (_, stdout) = stdout.split_once(MARK).expect("the harness has started it");
    Ran {
        code: output.status.code().unwrap(),
        stdout: stdout.to_owned(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn report_as(name: &str, place: &Place, arguments: &[&str]) -> Value {
    let ran = run_as(name, &place.path(""), &[&["check", "--format", "json"], arguments].concat());
    serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran:#?}"))
}

fn of_rule<'r>(report: &'r Value, rule: &str) -> Vec<&'r Value> {
    report["findings"].as_array().unwrap().iter().filter(|finding| finding["rule"] == rule).collect()
}

/// The example as the first release left it: everything that it found is in the baseline. It had no [`NEW_RULE`], and the rows
/// of a template were infos.
fn left_by_the_first() -> Place {
    let place = Place::of(EXAMPLE);
    let ran = place.run(&["baseline", "write"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    forget(&place, NEW_RULE);
    place
}

/// Removes what the baseline records of a rule.
fn forget(place: &Place, rule: &str) {
    let line = format!("\"{rule}\"");
    let rest =
        place.read(BASELINE).lines().filter(|text| !text.starts_with(&line)).collect::<Vec<_>>().join("\n") + "\n";
    place.write(BASELINE, rest);
}

/// Removes the key from the configuration.
fn unset(place: &Place) {
    place.write("termlint.toml", "include = [\"content/**/ai.json\"]\n");
}

const SUMMED_UP: &str =
    "new in 0.2: 2 findings that cannot fail the run yet (duplicate-usage-text): run `termlint upgrade`\n";

#[test]
fn what_is_new_is_marked_and_never_fails() {
    let place = left_by_the_first();
    for arguments in [
        &[][..],
        &["--fail-on", "warning"],
        &["--fail-on", "info"],
        &["-D", "all", "--fail-on", "info"],
        &["-D", "substance"],
        &["-D", NEW_RULE],
        &["--only", NEW_RULE, "-D", NEW_RULE, "--fail-on", "warning"],
    ] {
        let ran = run_as("0.2", &place.path(""), &[&["check"], arguments].concat());
        assert_eq!(ran.code, 0, "{arguments:?}: {ran:#?}");
        assert_eq!(ran.stdout.matches(": warning: ").count(), 2, "{ran:#?}");
        assert_eq!(ran.stdout.matches(" (new in 0.2) [duplicate-usage-text]\n").count(), 2, "{ran:#?}");
        assert_eq!(ran.stderr.matches(SUMMED_UP).count(), 1, "{ran:#?}");
    }
    let report = report_as("0.2", &place, &["-D", "all", "--fail-on", "info"]);
    assert_eq!(
        (&report["exit_code"], &report["summary"]["new_kinds"]),
        (&json!(0), &json!({"warnings": 2, "info": 0}))
    );
    assert_eq!(report["summary"]["warnings"], 2);
    for finding in of_rule(&report, NEW_RULE) {
        assert_eq!((&finding["new_in"], &finding["severity"]), (&json!("0.2"), &json!("warning")));
    }
    // A defect that it would have found before the update still fails, beside what is new.
    place.edit("content/en-US/gross-margin/ai.json", |document| document["canonical"]["slug"] = json!("gross-margins"));
    let report = report_as("0.2", &place, &[]);
    assert_eq!(report["exit_code"], 1);
    assert!(
        report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|it| it["state"] == "new")
            .any(|it| it["new_in"].is_null())
    );
}

#[test]
fn every_format_says_what_is_new_and_fails_no_build_for_it() {
    let place = left_by_the_first();
    for format in Format::ALL {
        let ran = run_as("0.2", &place.path(""), &["check", "--format", format.name(), "-D", "all"]);
        let mark = match format {
            Format::Json => "\"new_in\": \"0.2\"",
            Format::Jsonl => "\"new_in\":\"0.2\"",
            _ => "new in 0.2",
        };
        assert!(ran.stdout.contains(mark), "{}: {}", format.name(), ran.stdout);
        assert_eq!(ran.code, 0, "{}", format.name());
    }
    let junit = run_as("0.2", &place.path(""), &["check", "--format", "junit"]).stdout;
    let document = roxmltree::Document::parse(&junit).unwrap();
    let suites = document.root_element();
    let counts = ["tests", "failures", "errors"].map(|name| suites.attribute(name).unwrap_or_default());
    assert_eq!((counts, suites.attribute("skipped")), (["2", "0", "0"], None), "{junit}");
    let skipped: Vec<_> = suites.children().filter_map(|suite| suite.attribute("skipped")).collect();
    assert_eq!(skipped, ["1", "1"], "{junit}");
    assert_eq!(document.descendants().filter(|node| node.has_tag_name("skipped")).count(), 2);
    let sarif: Value =
        serde_json::from_str(&run_as("0.2", &place.path(""), &["check", "--format", "sarif"]).stdout).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert!(results.iter().all(|hit| hit["properties"]["newIn"] == "0.2" && hit["level"] == "warning"), "{results:#?}");
}

#[test]
fn the_configuration_says_which_release_counts_else_the_baseline_else_the_last_release_but_one() {
    let place = left_by_the_first();
    assert!(place.read("termlint.toml").contains("rules-of = \"0.1\""));
    // The baseline says it, too.
    unset(&place);
    assert_eq!(report_as("0.2", &place, &["--fail-on", "warning"])["exit_code"], 0);
    assert_eq!(report_as("0.3", &place, &["--fail-on", "warning"])["exit_code"], 0);
    // An older form of it says nothing, and is of the first release.
    let text = place.read(BASELINE).replace("\"rules_of\": \"0.1\",\n", "").replace("_version\": 3", "_version\": 2");
    place.write(BASELINE, text);
    assert_eq!(report_as("0.3", &place, &["--fail-on", "warning"])["exit_code"], 0);
    // The configuration is stronger.
    place.write("termlint.toml", "rules-of = \"0.2\"\ninclude = [\"content/**/ai.json\"]\n");
    let report = report_as("0.2", &place, &[]);
    assert_eq!((&report["exit_code"], &report["summary"]["errors"]), (&json!(1), &json!(2)));
    assert!(report["summary"]["new_kinds"].is_null() && of_rule(&report, NEW_RULE)[0]["new_in"].is_null());
}

#[test]
fn where_nobody_says_which_release_counts_what_is_new_is_a_warning_for_one_release() {
    let place = Place::of(CORPUS);
    let copied = "content/en-US/price-elasticity";
    copy(&repository("fixtures/example/en-US/price-elasticity"), &place.path(copied));
    let only = ["--only", NEW_RULE, "--fail-on", "warning"];
    let report = report_as("0.2", &place, &only);
    assert_eq!((&report["exit_code"], &report["summary"]["warnings"]), (&json!(0), &json!(1)), "{report:#}");
    assert_eq!(of_rule(&report, NEW_RULE)[0]["new_in"], "0.2");
    let report = report_as("0.3", &place, &only);
    assert_eq!((&report["exit_code"], &report["summary"]["errors"]), (&json!(1), &json!(1)), "{report:#}");
    // What the first release reports is new to nobody.
    let report = place.report(&only);
    assert_eq!((&report["exit_code"], &report["summary"]["errors"]), (&json!(1), &json!(1)), "{report:#}");
}

#[test]
fn a_kind_of_finding_is_new_although_its_rule_is_not() {
    let place = Place::of(CORPUS);
    let date = |date: &str| {
        place.edit("content/en-US/churn-rate/ai.json", |document| {
            document["summary"]["last_reviewed_at"] = json!(date);
            document["quality"]["last_reviewed_at"] = json!(date);
        });
    };
    let only = ["--only", "invalid-review-date", "--fail-on", "warning"];
    date("2226-07-14");
    let report = report_as("0.2", &place, &only);
    assert_eq!((&report["exit_code"], &report["summary"]["new_kinds"]["warnings"]), (&json!(0), &json!(1)));
    date("2026-02-30");
    let report = report_as("0.2", &place, &only);
    assert_eq!((&report["exit_code"], &report["summary"]["errors"]), (&json!(1), &json!(1)));
    assert!(report["summary"]["new_kinds"].is_null());
}

#[test]
fn findings_that_are_only_counted_do_not_fail_either() {
    let place = Place::of(CORPUS);
    place.edit("content/en-US/churn-rate/ai.json", |document| {
        let texts: Vec<String> =
            (0..1_100).map(|number| format!("A sentence with  two spaces, number {number}.")).collect();
        document["content"]["misunderstandings"][0]["items"] = json!(texts);
    });
    let only = ["--only", "stray-space", "--fail-on", "warning"];
    assert!(place.report(&only)["summary"]["unlisted"][0]["count"].as_u64().unwrap() > 0);
    let report = report_as("0.2", &place, &only);
    assert_eq!(report["exit_code"], 0);
    assert_eq!(report["summary"]["new_kinds"]["warnings"], report["summary"]["warnings"]);
}

#[test]
fn a_raised_level_is_what_it_was() {
    let place = Place::of(EXAMPLE);
    let rows = |report: &Value| -> Vec<Value> {
        of_rule(report, "placeholder-comparison-row").iter().map(|finding| finding["severity"].clone()).collect()
    };
    assert_eq!(rows(&place.report(&[])), ["error", "error", "error"]);
    assert_eq!(rows(&report_as("0.2", &place, &[])), ["info", "info", "info"]);
    assert_eq!(rows(&report_as("0.3", &place, &[])), ["error", "error", "error"]);
    place.write("termlint.toml", "rules-of = '0.1'\ninclude = ['content/**/ai.json']\n");
    assert_eq!(rows(&report_as("0.3", &place, &[])), ["info", "info", "info"]);
    let shown = run_as("0.3", &place.path(""), &["config", "show"]).stdout;
    assert!(
        shown.contains("rules-of = \"0.1\"") && shown.contains("placeholder-comparison-row = { level = \"info\""),
        "{shown}"
    );
    // Who has set a level keeps it.
    assert_eq!(
        rows(&report_as("0.3", &place, &["-W", "placeholder-comparison-row"])),
        ["warning", "warning", "warning"]
    );
}

#[test]
fn what_is_new_takes_no_finding_away_and_an_ignore_of_a_rule_that_yields_is_not_unused() {
    // `malformed-slug` yields to `dead-related-slug`, which is new.
    let place = Place::of(CORPUS);
    let path = "content/en-US/churn-rate/ai.json";
    place.edit(path, |document| document["related_terms"][0]["canonical_slug"] = json!("Customer_Lifetime"));
    let rules = |report: &Value| -> BTreeSet<String> {
        let all = report["findings"].as_array().unwrap().iter();
        all.map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
    };
    let before = rules(&place.report(&[]));
    let [better, yielding] = ["dead-related-slug", "malformed-slug"];
    assert!(before.contains(better) && !before.contains(yielding), "{before:?}");
    let toml = |rules_of: &str| {
        let entry = format!("[[ignore]]\nrule = \"{yielding}\"\nfiles = [\"{path}\"]\nreason = \"it stays\"\n");
        place.write(
            "termlint.toml",
            format!("rules-of = \"{rules_of}\"\ninclude = [\"content/**/ai.json\"]\n\n{entry}"),
        );
    };
    toml("0.1");
    let report = report_as(RELATIONS, &place, &["--no-suppressions"]);
    assert!(rules(&report).contains(yielding), "{:#}", report["findings"]);
    let is_new = |finding: &&Value| finding["new_in"] == "0.2";
    assert!(of_rule(&report, better).iter().all(is_new));
    let report = report_as(RELATIONS, &place, &["--fail-on", "warning", "-A", "canonical-url-mismatch"]);
    assert_eq!(
        (&report["exit_code"], &report["summary"]["ignored"]),
        (&json!(0), &json!(1)),
        "{:#}",
        report["findings"]
    );
    // Once the new rule counts, the entry ignores nothing more: its rule yields, and that is no fault of the entry.
    toml("0.2");
    let report = report_as(RELATIONS, &place, &[]);
    assert!(!rules(&report).contains("unused-ignore"), "{:#}", report["findings"]);
    toml("0.1");
    let told = run_as(RELATIONS, &place.path(""), &["upgrade"]).stdout;
    assert!(
        told.contains("Entries of [[ignore]] that lose their finding:\n  termlint.toml:4: malformed-slug: it stays\n"),
        "{told}"
    );
}

#[test]
fn a_baseline_records_what_is_new_and_the_key_is_moved() {
    let place = left_by_the_first();
    place.write(
        "termlint.toml",
        "# ours\r\ninclude = ['content/**/ai.json'] # all\r\nrules-of  =  '0.1' # of last year\r\n",
    );
    let (toml, baseline) = (place.read("termlint.toml"), place.read(BASELINE));
    let told = run_as("0.2", &place.path(""), &["upgrade", "--fail-on", "warning"]);
    assert_eq!((told.code, told.stderr.as_str()), (0, ""));
    for line in [
        "termlint.toml: rules-of is \"0.1\"; this is termlint 0.2\n",
        "  error        2  duplicate-usage-text (new in 0.2)\n    content/en-US/price-elasticity/ai.json:",
        "The gate (--fail-on warning): exit code 0 as it is, 1 by the rules of 0.2.\n",
        "Next: fix what is found, or record it with `termlint baseline write --new`; then run `termlint upgrade --write`.\n",
    ] {
        assert!(told.stdout.contains(line), "{line}\n{}", told.stdout);
    }
    assert_eq!((place.read("termlint.toml"), place.read(BASELINE)), (toml.clone(), baseline.clone()), "it only reads");
    let ran = run_as("0.2", &place.path(""), &["baseline", "write", "--new"]);
    assert_eq!((ran.code, ran.stderr.contains("2 findings of newer kinds recorded")), (0, true), "{ran:#?}");
    // Nothing but these lines is added.
    let added: Vec<String> =
        place.read(BASELINE).lines().filter(|line| !baseline.contains(line)).map(str::to_owned).collect();
    assert!(added.len() == 2 && added.iter().all(|line| line.starts_with("\"duplicate-usage-text\"")), "{added:?}");
    assert!(place.read(BASELINE).contains("\"rules_of\": \"0.1\""));
    let ran = run_as("0.2", &place.path(""), &["upgrade", "--write"]);
    assert_eq!(ran.code, 0, "{ran:#?}");
    assert!(ran.stdout.contains("termlint.toml: rules-of is \"0.2\" from now on.\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("exit code 0 as it is, 0 by the rules of 0.2"), "{}", ran.stdout);
    assert_eq!(place.read("termlint.toml"), toml.replace("'0.1'", "\"0.2\""));
    assert_eq!(report_as("0.2", &place, &["--fail-on", "warning"])["exit_code"], 0);
    let ran = run_as("0.2", &place.path(""), &["upgrade", "--write"]);
    assert!(
        ran.stdout.contains("Nothing new is found.\n") && ran.stdout.contains("rules-of is \"0.2\" already.\n"),
        "{ran:#?}"
    );
    // An older program says what is wrong.
    let ran = place.run(&["check"]);
    assert!(
        ran.code == 2 && ran.stderr.contains("`rules-of` names termlint 0.2, but this is termlint 0.1"),
        "{ran:#?}"
    );
}

#[test]
fn without_a_configuration_the_baseline_is_moved() {
    let place = left_by_the_first();
    unset(&place);
    fs::remove_file(place.path("termlint.toml")).unwrap();
    let ran = run_as("0.2", &place.path(""), &["upgrade", "--write"]);
    assert!(
        ran.code == 0 && ran.stdout.contains("termlint-baseline.json: rules-of is \"0.2\" from now on."),
        "{ran:#?}"
    );
    assert!(place.read(BASELINE).contains("\"rules_of\": \"0.2\""));
    fs::remove_file(place.path(BASELINE)).unwrap();
    let ran = run_as("0.2", &place.path(""), &["upgrade", "--write"]);
    assert!(ran.code == 2 && ran.stderr.contains("run `termlint config init`"), "{ran:#?}");
}

#[test]
fn the_key_is_written_by_what_begins_a_project() {
    let place = Place::of(EXAMPLE);
    fs::remove_file(place.path("termlint.toml")).unwrap();
    assert_eq!(run_as("0.2", &place.path(""), &["config", "init"]).code, 0);
    assert!(place.read("termlint.toml").contains("\nrules-of = \"0.2\"\n"));
    // A first baseline records all that this release finds; one of some rules does not.
    unset(&place);
    assert_eq!(run_as("0.2", &place.path(""), &["baseline", "write", "--only", "missing-field"]).code, 0);
    assert!(
        !place.read("termlint.toml").contains("rules-of") && place.read(BASELINE).contains("\"rules_of\": \"0.1\"")
    );
    let ran = run_as("0.2", &place.path(""), &["baseline", "write", "--force"]);
    assert!(ran.code == 0 && ran.stderr.ends_with("\ntermlint.toml: rules-of is now \"0.2\"\n"), "{ran:#?}");
    assert!(place.read("termlint.toml").contains("rules-of = \"0.2\"\n\ninclude ="), "{}", place.read("termlint.toml"));
    assert!(place.read(BASELINE).contains("\"rules_of\": \"0.2\"") && place.read(BASELINE).contains(NEW_RULE));
    // One that is typed is none of the project's.
    unset(&place);
    assert_eq!(run_as("0.2", &place.path(""), &["baseline", "write", "--baseline", "other.json"]).code, 0);
    assert!(
        !place.read("termlint.toml").contains("rules-of") && place.read("other.json").contains("\"rules_of\": \"0.2\"")
    );
}

#[test]
fn each_configuration_has_its_own_release() {
    let place = left_by_the_first();
    fs::remove_file(place.path(BASELINE)).unwrap();
    place.write("content/en-US/termlint.toml", "rules-of = \"0.2\"\ninclude = [\"**/ai.json\"]\n");
    let report = report_as("0.2", &place, &["--only", NEW_RULE]);
    let new: Vec<(&Value, &Value)> = of_rule(&report, NEW_RULE).iter().map(|it| (&it["path"], &it["new_in"])).collect();
    let [english, japanese] =
        ["en-US/price-elasticity", "ja-JP/gross-margin"].map(|it| json!(format!("content/{it}/ai.json")));
    assert_eq!(new, [(&english, &Value::Null), (&japanese, &json!("0.2"))]);
    assert_eq!(report["exit_code"], 1);
}

#[test]
fn what_was_set_under_a_former_id_still_holds() {
    let place = Place::of(EXAMPLE);
    let english = "content/en-US/price-elasticity/ai.json";
    place.write(
        "termlint.toml",
        format!(
            "rules-of = '0.1'\ninclude = ['content/**/ai.json']\n[rules]\n{FORMER} = 'info'\n\
             [[ignore]]\nrule = '{FORMER}'\nfiles = ['{english}']\nreason = 'it stays'\n\
             [[ignore]]\nrule = '{FORMER}'\nfiles = ['content/ja-JP/sales*/ai.json']\nreason = 'it stays'\n"
        ),
    );
    let ran = run_as("0.2", &place.path(""), &["check", "--format", "json"]);
    assert_eq!(
        ran.stderr.matches("`lost-related-slug` is now called `dead-related-slug`").count(),
        1,
        "{}",
        ran.stderr
    );
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let found = of_rule(&report, "dead-related-slug");
    assert_eq!((found.len(), &found[0]["severity"], &report["summary"]["ignored"]), (1, &json!("info"), &json!(1)));
    assert!(run_as("0.2", &place.path(""), &["explain", FORMER]).stdout.starts_with("# dead-related-slug\n"));
    let allowed = report_as("0.2", &place, &["-A", FORMER]);
    assert!(of_rule(&allowed, "dead-related-slug").is_empty());
}

/// The fingerprint of a finding, by its definition (`docs/design.md`, "Fingerprints").
fn fingerprint(rule: &str, document: &str, at: &str, subject: &str) -> String {
    format!("{:032x}", xxh3_128(["1", rule, document, at, subject, "1"].join("\0").as_bytes()))
}

#[test]
fn what_a_baseline_records_under_a_former_id_is_known_and_prune_rewrites_it() {
    let place = left_by_the_first();
    let report = place.report(&["--no-baseline"]);
    let mut old = place.read(BASELINE);
    let now = old.clone();
    for (finding, slug) in of_rule(&report, "dead-related-slug").into_iter().zip(["gross-margn", "sales-forecast"]) {
        let path = finding["path"].as_str().unwrap();
        let document = path.trim_start_matches("content/").trim_end_matches("/ai.json");
        let at = finding["at"].as_str().unwrap();
        let [present, former] = ["dead-related-slug", FORMER].map(|rule| fingerprint(rule, document, at, slug));
        assert_eq!(finding["fingerprint"], present, "{finding:#}");
        old = old.replace(&present[..12], &former[..12]);
    }
    old = old.replace("\"dead-related-slug\"", &format!("\"{FORMER}\""));
    place.write(BASELINE, &old);
    let ran = run_as("0.2", &place.path(""), &["check", "--fail-on", "warning"]);
    assert_eq!(ran.code, 0, "{ran:#?}");
    assert!(
        ran.stderr.contains("the baseline records 2 findings as an earlier release did: run `termlint baseline prune`"),
        "{}",
        ran.stderr
    );
    let ran = run_as("0.2", &place.path(""), &["baseline", "prune"]);
    assert!(ran.code == 0 && ran.stderr.contains("0 findings fixed and removed"), "{ran:#?}");
    assert_eq!(place.read(BASELINE), now);
}

/// The frozen projects of all releases.
fn frozen() -> Vec<(Release, PathBuf)> {
    let folders = fs::read_dir(RELEASES).unwrap().map(|entry| entry.unwrap().path());
    let release =
        |path: &Path| Release::parse(&path.file_name().unwrap().to_string_lossy()).expect("the name of a release");
    let mut frozen: Vec<(Release, PathBuf)> = folders.map(|path| (release(&path), path)).collect();
    frozen.sort();
    frozen
}

#[test]
fn every_release_has_its_frozen_project() {
    let releases: Vec<Release> = frozen().into_iter().map(|(release, _)| release).collect();
    assert_eq!(releases, Release::all(), "CONTRIBUTING.md says how a release is frozen");
}

#[test]
fn the_gates_of_every_release_end_as_they_did() {
    for (release, folder) in frozen() {
        if release == Release::current() && std::env::var_os("BLESS").is_some() {
            refresh(&folder);
        }
        let gates = fs::read_to_string(folder.join("gates.txt")).unwrap();
        let gates: Vec<&str> = gates.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(!gates.is_empty(), "{release}: gates.txt is empty");
        for gate in gates {
            let (expected, arguments) = gate.split_once(' ').unwrap();
            let arguments: Vec<&str> = arguments.split(' ').collect();
            let place = tempfile::tempdir().unwrap();
            copy(&folder, place.path());
            let output = termlint(place.path()).args(&arguments).output().unwrap();
            let told = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
            let help = match release == Release::current() {
                true => "the release is not out: run `cargo xtask bless`, and read the diff",
                false => "give what is new a release of its own (CONTRIBUTING.md)",
            };
            assert_eq!(output.status.code().unwrap().to_string(), expected, "{release}: {gate}: {help}\n{told}");
            // A later release pretends that some of this is new. A gate that is green stays green.
            let later = run_as("0.3", place.path(), &arguments);
            assert!(expected != "0" || later.code == 0, "{release}, by a later one: {gate}\n{later:#?}");
        }
    }
}

/// Writes the baseline of a release that is not out.
fn refresh(folder: &Path) {
    let place = tempfile::tempdir().unwrap();
    copy(folder, place.path());
    let output = termlint(place.path()).args(["baseline", "write", "--force"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::copy(place.path().join(BASELINE), folder.join(BASELINE)).unwrap();
}

#[test]
fn nothing_new_is_dated_before_a_release_that_does_not_have_it() {
    for (release, folder) in frozen() {
        let mut kinds = BTreeSet::new();
        for meta in RULES.iter().map(|rule| rule.meta).filter(|meta| meta.since_of(None) <= release) {
            kinds.insert(format!("{} {}", meta.id, meta.level_of(release).name()));
            let later = meta.kinds.iter().filter(|kind| meta.since_of(Some(kind.name)) <= release);
            kinds.extend(later.map(|kind| format!("{} kind {}", meta.id, kind.name)));
        }
        let text: String = kinds.iter().map(|kind| format!("{kind}\n")).collect();
        if release == Release::current() {
            keep(&format!("fixtures/releases/{release}/kinds.txt"), &text);
            continue;
        }
        let then: BTreeSet<String> =
            fs::read_to_string(folder.join("kinds.txt")).unwrap().lines().map(str::to_owned).collect();
        let undated: Vec<&String> = kinds.difference(&then).collect();
        assert!(
            undated.is_empty(),
            "termlint {release} did not have these rules, kinds and levels, so they need `since` or `raised`: {undated:?}"
        );
    }
}

/// The page whose blocks are executed.
const PAGE: &str = "docs/upgrading.md";

#[test]
fn the_page_about_upgrading_shows_what_happens() {
    let page = fs::read_to_string(repository(PAGE)).unwrap().replace("\r\n", "\n");
    let place = left_by_the_first();
    forget(&place, "placeholder-comparison-row");
    let mut now = String::new();
    let mut rest = page.as_str();
    let mut commands = 0;
    while let Some((before, block)) = rest.split_once("```console\n") {
        let (block, after) = block.split_once("```\n").expect("the block is closed");
        now.push_str(&format!("{before}```console\n"));
        for command in block.lines().filter_map(|line| line.strip_prefix("$ ")) {
            let arguments: Vec<&str> =
                command.strip_prefix("termlint ").expect("only termlint runs").split(' ').collect();
            let ran = run_as("0.2", &place.path(""), &arguments);
            let code = if ran.code == 0 { String::new() } else { format!("exit code {}\n", ran.code) };
            now.push_str(&format!("$ {command}\n{}{}{code}", ran.stdout, ran.stderr));
            commands += 1;
        }
        now.push_str("```\n");
        rest = after;
    }
    now.push_str(rest);
    assert!(commands >= 5, "the page shows {commands} commands");
    keep(PAGE, &now);
}
