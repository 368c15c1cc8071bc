//! `[[override]]`, `[[ignore]]` and `known-slugs` at work: what they change, what they hide, and when they have outlived
//! their reason.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::place::Place;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/corpus");
const CHURN: &str = "content/en-US/churn-rate/ai.json";
const INCLUDE: &str = "include = [\"content/**/ai.json\"]\n";

/// The clean corpus, in which churn-rate points at two terms that do not exist and states the wrong count.
fn place() -> Place {
    let place = Place::of(CORPUS);
    place.edit(CHURN, |document| {
        let relation = |slug: &str| {
            let mut relation = document["related_terms"][0].clone();
            relation["canonical_slug"] = json!(slug);
            relation["canonical_url"] = json!(format!("https://core.yogoq.com/en-US/core/{slug}"));
            relation["topic_id"] = json!(format!("7d1c9a5e-4b1f-4c0e-9a53-0000000000{:02}", slug.len()));
            relation
        };
        let relations = json!([relation("quick-ratio"), relation("burn-rate")]);
        document["related_terms"] = relations;
        document["summary"]["sources_count"] = json!(7);
    });
    place
}

fn configured(entries: &str) -> Place {
    let place = place();
    place.write("termlint.toml", format!("{INCLUDE}{entries}"));
    place
}

/// Rule, severity and text of what is found, by place.
fn found(place: &Place, arguments: &[&str]) -> Vec<(String, String, String)> {
    let report = place.report(arguments);
    assert_eq!(report["failures"], json!([]), "{report:#}");
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    let findings = report["findings"].as_array().unwrap().iter().filter(|finding| finding["severity"] != "info");
    findings.map(|finding| (text(finding, "rule"), text(finding, "severity"), text(finding, "at"))).collect()
}

fn rules(place: &Place, arguments: &[&str]) -> Vec<String> {
    found(place, arguments).into_iter().map(|(rule, ..)| rule).collect()
}

fn entry(lines: &str) -> String {
    format!("[[ignore]]\nrule = \"dead-related-slug\"\nfiles = [\"{CHURN}\"]\nreason = \"soon\"\n{lines}\n")
}

#[test]
fn an_address_that_means_twins_means_none() {
    let address = "/related_terms[canonical_slug=quick-ratio]";
    let place = configured(&entry(&format!("at = \"{address}\"")));
    place.edit(CHURN, |document| document["related_terms"][1] = document["related_terms"][0].clone());
    let dead = |place: &Place| found(place, &["-A", "duplicate-related-slug"]);
    let left = dead(&place);
    let unused = left.iter().find(|(rule, ..)| rule == "unused-ignore");
    // Where the rule about relations that stand there twice is off, both are dead.
    assert!(unused.is_some() && left.iter().filter(|(rule, ..)| rule == "dead-related-slug").count() == 2, "{left:?}");
    let report = place.report(&[]);
    let observed = report["findings"].as_array().unwrap().iter().find(|finding| finding["rule"] == "unused-ignore");
    let message = format!("2 values of “{CHURN}” match “{address}”, so the entry ignores none of them");
    assert_eq!(observed.unwrap()["message"], json!(message));
    place.write("termlint.toml", format!("{INCLUDE}{}", entry(&format!("at = \"{}\"", address.replace(']', "#1]")))));
    // The first of twins keeps the bare path in reports, and `#1` means it.
    let rules: Vec<String> = dead(&place).into_iter().map(|(rule, ..)| rule).collect();
    assert!(!rules.contains(&"unused-ignore".to_owned()), "{rules:?}");
}

/// `termlint ignore` at a place, and what is found afterwards.
fn ignored(place: &Place, arguments: &[&str]) -> (i32, String, Vec<String>) {
    let ran = place.run(&[&["ignore"], arguments].concat());
    (ran.code, ran.stderr, rules(place, &[]))
}

#[test]
fn an_entry_that_ignores_nothing_is_never_recorded_and_its_file_is_none_of_those_checked() {
    let place = configured(&entry("at = \"/related_terms[canonical_slug=run-rate]\""));
    let report = place.report(&[]);
    let findings = report["findings"].as_array().unwrap();
    let files: BTreeSet<&str> = findings.iter().map(|finding| finding["path"].as_str().unwrap()).collect();
    assert!(files.contains("termlint.toml"));
    let observed = place.run(&["check", "--format", "concise"]).stderr;
    assert!(observed.contains(&format!(" in {} of 20 files", files.len() - 1)), "{observed}");
    place.run(&["baseline", "write"]);
    let recorded = place.read("termlint-baseline.json");
    assert!(recorded.contains("dead-related-slug") && !recorded.contains("unused-ignore"), "{recorded}");
    let left = place.run(&["check", "--format", "concise"]).stdout;
    assert!(left.contains("[unused-ignore]") && left.lines().count() == 1, "{left}");
}

#[test]
fn of_several_findings_on_one_line_one_is_named_by_its_column() {
    // As `edit` writes it, the whole document stands on one line.
    let place = configured("");
    let at = format!("{CHURN}:1");
    let (code, observed, _) = ignored(&place, &[&at, "dead-related-slug", "--reason", "x"]);
    assert_eq!(code, 2);
    assert!(observed.contains("dead-related-slug finds 2 things on this line"), "{observed}");
    let column = place.report(&["--only", "dead-related-slug"])["findings"][0]["start"]["column"].clone();
    assert!(observed.contains(&format!("{CHURN}:1:{column}")), "{observed}");
    let (code, observed, left) = ignored(&place, &[&format!("{at}:{column}"), "dead-related-slug", "--reason", "x"]);
    assert_eq!((code, left.len()), (0, 2), "{observed}");
}

#[test]
fn the_first_of_twins_in_the_first_of_twins_has_an_address_of_its_own() {
    let place = configured("[rules]\nall = 'off'\nstray-space = 'error'\n");
    place.edit(CHURN, |document| {
        let mut section = document["content"]["usage"][0].clone();
        section["items"] = json!(["Twice  as much.", "Twice  as much."]);
        document["content"]["usage"] = json!([section, section]);
    });
    let addresses = |place: &Place| found(place, &[]).into_iter().map(|(.., at)| at).collect::<Vec<_>>();
    let all = addresses(&place);
    assert_eq!(all.len(), 4, "{all:?}");
    let start = place.report(&[])["findings"][0]["start"]["column"].clone();
    let (code, observed, _) = ignored(&place, &[&format!("{CHURN}:1:{start}"), "stray-space", "--reason", "x"]);
    assert_eq!((code, observed.as_str()), (0, "termlint.toml: 1 finding of stray-space ignored from now on\n"));
    assert_eq!(addresses(&place), all[1..]);
    let address = &place.report(&["--no-suppressions"])["findings"][0]["at"];
    let expected = address.as_str().unwrap().replace(']', "#1]");
    let written = place.read("termlint.toml");
    assert!(written.contains(&format!("at = {}", toml::Value::from(expected))), "{written}");
    let (code, observed, _) = ignored(&place, &[&format!("{CHURN}:1:{start}"), "stray-space", "--reason", "again"]);
    assert_eq!((code, observed.as_str()), (0, "stray-space is ignored there already\n"));
    // An entry that means none of the twins ignores none of them.
    place.write("termlint.toml", written.replace("#1]", "]"));
    let (code, observed, _) = ignored(&place, &[&format!("{CHURN}:1:{start}"), "stray-space", "--reason", "x"]);
    assert_eq!((code, observed.as_str()), (0, "termlint.toml: 1 finding of stray-space ignored from now on\n"));
}

const SHOWN: &str = "include = [\"content/**/ai.json\"]\nreport.footer = \"say \\\"CMS\\\"\"\n[rules]\nnaming = \"info\"\n\
stale-review = { level = \"warning\", max-age-days = 300 }\n\n[[override]]\nfiles = [\"content/gold/**\"]\n\
rules = { freshness = \"error\", stale-review = { max-age-days = 90 } }\n\n[[ignore]]\nrule = \"dead-related-slug\"\n\
files = [\"content/gold/a/ai.json\"]\nat = \"/related_terms[canonical_slug=x]\"\nreason = \"\\u001b[31msoon\"\n";

fn shown(place: &Place, folder: &str, arguments: &[&str]) -> Vec<String> {
    let ran = place.run_in(folder, &[&["config", "show"], arguments].concat());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    ran.stdout.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn what_holds_is_shown_with_who_has_said_so() {
    let place = Place::of(CORPUS);
    place.write("termlint.toml", SHOWN);
    let all = shown(&place, "", &[]);
    for line in [
        "# termlint.toml",
        "include = [\"content/**/ai.json\"] # line 1",
        "exclude = [] # default",
        "footer = 'say \"CMS\"' # line 2",
        "baseline = \"termlint-baseline.json\" # default",
        "malformed-slug = \"info\" # line 4 (naming)",
        "conflicting-fields = \"error\" # default",
        "stale-review = { level = \"warning\", max-age-days = 300 } # line 5",
        "# override 1 changes this for content/gold/**",
        "# ignored, line 11: dead-related-slug at /related_terms[canonical_slug=x]: \\u{1b}[31msoon",
    ] {
        assert!(all.contains(&line.to_owned()), "{line}\n{all:#?}");
    }
    assert!(all.iter().all(|line| !line.starts_with("required-version")), "{all:#?}");
    place.write("termlint.toml", format!("required-version = \">=0.0.1\"\n{SHOWN}"));
    let required = shown(&place, "", &[]);
    assert_eq!(required[1], "required-version = \">=0.0.1\" # line 1");
    place.write("termlint.toml", SHOWN);
    // From a folder below, for a file that need not be there yet.
    let gold = shown(&place, "content", &["--file", "gold/a/ai.json"]);
    for line in [
        "# for content/gold/a/ai.json",
        "review-before-policy = \"error\" # line 9 of override 1 (freshness)",
        "stale-review = { level = \"error\", max-age-days = 90 } # line 9 of override 1 (freshness); max-age-days: line 9 of override 1",
        "# ignored, line 11: dead-related-slug at /related_terms[canonical_slug=x]: \\u{1b}[31msoon",
    ] {
        assert!(gold.contains(&line.to_owned()), "{line}\n{gold:#?}");
    }
    let other = shown(&place, "", &["--file", "content/other/ai.json"]);
    let comments: Vec<&String> = other.iter().filter(|line| line.starts_with('#')).collect();
    assert_eq!(comments, ["# termlint.toml", "# for content/other/ai.json"]);
}

#[test]
fn what_is_shown_is_a_configuration_that_says_the_same() {
    let place = Place::of(CORPUS);
    place.write("termlint.toml", SHOWN);
    for arguments in [&[][..], &["--file", "content/gold/a/ai.json"]] {
        let without_comments = |place: &Place| {
            let lines = shown(place, "", arguments).into_iter();
            lines
                .filter_map(|line| Some(line.split(" # ").next()?.to_owned()))
                .filter(|line| !line.starts_with('#'))
                .collect::<Vec<_>>()
        };
        let first = without_comments(&place);
        let again = Place::of(CORPUS);
        again.write("termlint.toml", place.run(&[&["config", "show"], arguments].concat()).stdout);
        assert_eq!(without_comments(&again), first);
    }
}
