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

const QUICK: &str = "/related_terms[canonical_slug=quick-ratio]/canonical_slug";
const ALL: [&str; 3] = ["source-count-mismatch", "dead-related-slug", "dead-related-slug"];

fn entry(lines: &str) -> String {
    format!("[[ignore]]\nrule = \"dead-related-slug\"\nfiles = [\"{CHURN}\"]\nreason = \"soon\"\n{lines}\n")
}

#[test]
fn without_entries_all_is_found() {
    assert_eq!(rules(&configured(""), &[]), ALL);
}

#[test]
fn an_override_changes_the_level_for_its_files_only() {
    let place = configured("[[override]]\nfiles = ['content/en-US/**']\nrules = { dead-related-slug = 'warning' }\n");
    let severities = |place: &Place| found(place, &[]).into_iter().map(|(_, severity, _)| severity).collect::<Vec<_>>();
    assert_eq!(severities(&place), ["error", "warning", "warning"]);
    let place = configured("[[override]]\nfiles = ['content/ja-JP/**']\nrules = { all = 'off' }\n");
    assert_eq!(severities(&place), ["error", "error", "error"]);
    // The command line is stronger; the last override is stronger than those before it.
    let place = configured(
        "[[override]]\nfiles = ['**']\nrules = { all = 'off' }\n\
         [[override]]\nfiles = ['**/churn-rate/*']\nrules = { links = 'info', source-count-mismatch = 'warning' }\n",
    );
    assert_eq!(severities(&place), ["warning"]);
    assert_eq!(found(&place, &["-D", "links"]).len(), 3);
}

#[test]
fn an_override_wakes_a_rule_of_one_document_or_of_the_corpus_for_its_files_only() {
    let place = configured(
        "[rules]\nall = 'off'\n[[override]]\nfiles = ['content/en-US/churn-rate/*']\nrules = { dead-related-slug = 'error', source-count-mismatch = 'error' }\n",
    );
    place.edit("content/ja-JP/churn-rate/ai.json", |document| document["summary"]["sources_count"] = json!(7));
    assert_eq!(rules(&place, &[]), ALL);
}

#[test]
fn an_override_has_options_of_its_own() {
    let stale = |place: &Place| found(place, &["--only", "stale-review"]).len();
    let place = configured("[rules]\nstale-review = { max-age-days = 100000 }\n");
    assert_eq!(stale(&place), 0);
    place.write(
        "termlint.toml",
        format!("{INCLUDE}[rules]\nstale-review = {{ max-age-days = 100000 }}\n[[override]]\nfiles = ['content/ja-JP/churn-rate/**']\nrules.stale-review.max-age-days = 1\n"),
    );
    assert_eq!(stale(&place), 1);
}

#[test]
fn an_entry_ignores_one_rule_in_its_files() {
    let place = configured(&entry(""));
    assert_eq!(rules(&place, &[]), ["source-count-mismatch"]);
    let report = place.report(&[]);
    assert_eq!(report["summary"]["ignored"], 2);
    assert_eq!(report["summary"]["errors"], 1);
    assert_eq!(rules(&place, &["--no-suppressions"]), ALL);
    let ran = place.run(&["check"]);
    assert!(ran.stderr.contains("ignored in termlint.toml: 2 findings not reported"), "{}", ran.stderr);
    // Nothing of it depends on what is looked at.
    assert_eq!(rules(&place, &[CHURN]), ["source-count-mismatch"]);
}

#[test]
fn an_address_means_one_value_and_what_it_holds() {
    for at in [QUICK, "/related_terms[canonical_slug=quick-ratio]"] {
        let place = configured(&entry(&format!("at = \"{at}\"")));
        let left: Vec<String> = found(&place, &[]).into_iter().map(|(.., at)| at).collect();
        assert_eq!(left, ["/summary/sources_count", "/related_terms[canonical_slug=burn-rate]/canonical_slug"]);
    }
}

#[test]
fn what_is_all_ignored_is_clean() {
    let place = configured(&(entry("") + &entry("").replace("dead-related-slug", "source-count-mismatch")));
    let ran = place.run(&["check", "--min-severity", "warning"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
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

#[test]
fn an_entry_that_ignores_nothing_is_reported_where_everything_was_looked_at() {
    let unused = entry("at = \"/related_terms[canonical_slug=run-rate]\"");
    let place = configured(&format!("{}{unused}", entry("")));
    assert_eq!(rules(&place, &[]), ["source-count-mismatch", "unused-ignore"]);
    let report = place.report(&[]);
    let finding = report["findings"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        json!([finding["path"], finding["start"]["line"], finding["start"]["column"], finding["pointer"]]),
        json!(["termlint.toml", 7, 1, null])
    );
    assert_eq!(finding["message"], "this entry no longer ignores anything: dead-related-slug");
    for part in [&[CHURN][..], &["--only", "dead-related-slug"], &["content/en-US/churn-rate"], &["--no-suppressions"]]
    {
        assert!(!rules(&place, part).contains(&"unused-ignore".to_owned()), "{part:?}");
    }
    // A rule that is off did not look.
    assert_eq!(rules(&place, &["-A", "dead-related-slug"]), ["source-count-mismatch"]);
    place.write("termlint.toml", format!("{INCLUDE}{}", entry("").replace("churn-rate", "churn")));
    let report = place.report(&["-A", "evidence"]);
    let messages: Vec<&Value> =
        report["findings"].as_array().unwrap().iter().map(|finding| &finding["message"]).collect();
    assert!(messages.contains(&&json!("this entry names a path that no handoff has")), "{messages:?}");
}

#[test]
fn an_entry_holds_to_the_end_of_its_last_day() {
    let place = configured(&entry("until = 2026-12-31"));
    assert_eq!(rules(&place, &["--today", "2026-12-31"]), ["source-count-mismatch"]);
    let after = rules(&place, &["--today", "2027-01-01", "-A", "stale-review"]);
    assert_eq!(after, ["source-count-mismatch", "dead-related-slug", "dead-related-slug", "expired-ignore"]);
    let ran = place.run(&["check", "--today", "2027-01-01", "--format", "pretty"]);
    assert!(ran.stdout.contains("the entry that ignores dead-related-slug expired after 2026-12-31"), "{}", ran.stdout);
    assert!(ran.stdout.contains("termlint.toml:2:1"), "{}", ran.stdout);
}

#[test]
fn what_keeps_a_file_from_being_checked_is_not_ignored() {
    let place = configured(&format!("[[ignore]]\nrule = 'duplicate-key'\nfiles = ['{CHURN}']\nreason = 'x'\n"));
    place.write(CHURN, "{ \"a\": 1, \"a\": 2, ");
    assert!(rules(&place, &[]).contains(&"syntax-error".to_owned()));
}

#[test]
fn ignored_findings_are_neither_recorded_nor_new() {
    let place = configured(&entry(""));
    place.run(&["baseline", "write"]);
    let recorded = place.read("termlint-baseline.json");
    assert!(recorded.contains("source-count-mismatch") && !recorded.contains("dead-related-slug"), "{recorded}");
    assert_eq!(rules(&place, &["--no-suppressions", "--no-baseline"]), ALL);
}

#[test]
fn a_term_that_lives_elsewhere_is_not_dead() {
    let place = configured("known-slugs = [\"lists/slugs.txt\", \"sitemap.xml\"]\n");
    place.write("lists/slugs.txt", "# published elsewhere\nen-US/quick-ratio\n");
    place.write("sitemap.xml", "<urlset><url><loc>https://core.yogoq.com/en-US/core/burn-rate</loc></url></urlset>");
    assert_eq!(rules(&place, &[]), ["source-count-mismatch"]);
    // Also where only a file is named, and from another folder.
    let ran = place.run_in("content/en-US", &["check", "churn-rate/ai.json", "--only", "dead-related-slug"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn a_list_of_slugs_that_cannot_be_used_is_an_error_with_its_place() {
    let place = configured("known-slugs = [\"slugs.txt\"]\n");
    let ran = place.run(&["check"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("termlint.toml:2:16: “slugs.txt”: there is no such file"), "{}", ran.stderr);
    place.write("slugs.txt", "quick-ratio\nthe burn rate\n");
    let ran = place.run(&["check"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("slugs.txt:2:1: this line names no term"), "{}", ran.stderr);
}

#[test]
fn what_should_be_written_otherwise_is_said_once_and_does_not_fail() {
    let place = Place::of(CORPUS);
    place.write("termlint.toml", format!("{INCLUDE}exclude = [\"drafts\"]\n"));
    let ran = place.run(&["check"]);
    assert_eq!(ran.code, 0);
    let warning = "warning: termlint.toml:2:12: `drafts` matches a file of that name, not the contents of a folder";
    assert_eq!(ran.stderr.matches(warning).count(), 1, "{}", ran.stderr);
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
fn a_finding_is_left_as_it_is_by_its_line() {
    let place = configured("# the end\n");
    place.write(CHURN, {
        let document: Value = serde_json::from_str(&place.read(CHURN)).unwrap();
        format!("{document:#}\n")
    });
    let report = place.report(&["--only", "dead-related-slug"]);
    let line = report["findings"][1]["start"]["line"].as_u64().unwrap();
    let at = format!("{CHURN}:{line}");
    let (code, observed, left) = ignored(
        &place,
        &[&at, "dead-related-slug", "--reason", "published in May", "--until", "2027-05-31", "--today", "2026-12-01"],
    );
    assert_eq!((code, observed.as_str()), (0, "termlint.toml: 1 finding of dead-related-slug ignored from now on\n"));
    assert_eq!(left, ["source-count-mismatch", "dead-related-slug"]);
    let expected = format!(
        "{INCLUDE}# the end\n\n[[ignore]]\nrule = \"dead-related-slug\"\nfiles = [\"{CHURN}\"]\n\
         at = \"/related_terms[canonical_slug=burn-rate]/canonical_slug\"\nreason = \"published in May\"\n\
         until = 2027-05-31\n"
    );
    assert_eq!(place.read("termlint.toml"), expected);
    // Once is enough.
    let (code, observed, _) = ignored(&place, &[&at, "dead-related-slug", "--reason", "again"]);
    assert_eq!((code, observed.as_str()), (0, "dead-related-slug is ignored there already\n"));
    assert_eq!(place.read("termlint.toml"), expected);
    // All of the file, and from a folder below.
    let ran = place.run_in("content/en-US", &["ignore", "churn-rate/ai.json", "dead-related-slug", "--reason", "x"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let left = rules(&place, &[]);
    assert_eq!(left, ["source-count-mismatch"], "the wider entry hides all, the narrower is still used");
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

#[test]
fn what_cannot_be_ignored_is_said_and_nothing_is_written() {
    let place = configured("");
    for (arguments, expected) in [
        (&["content/en-US/churn-rate/ai.json:1", "stray-space", "--reason", "x"][..], "stray-space finds nothing at"),
        (&["content/en-US/churn-rate/ai.json:1", "links", "--reason", "x"], "“links” is not a single rule"),
        (
            &["content/en-US/churn-rate/ai.json:1", "dead-related-slugs", "--reason", "x"],
            "did you mean `dead-related-slug`?",
        ),
        (&["content/en-US/churn-rate/ai.json:1", "dead-related-slug", "--reason", " "], "the reason is empty"),
        (&["content/en-US/gone/ai.json:1", "dead-related-slug", "--reason", "x"], "content/en-US/gone/ai.json"),
        (&["content", "dead-related-slug", "--reason", "x"], "is not a single handoff"),
        (
            &[CHURN, "dead-related-slug", "--reason", "x", "--until", "2026-11-30", "--today", "2026-12-01"],
            "--until 2026-11-30 is in the past",
        ),
    ] {
        let ran = place.run(&[&["ignore"], arguments].concat());
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(expected), "{arguments:?}: {}", ran.stderr);
        assert_eq!(place.read("termlint.toml"), INCLUDE);
    }
    place.write("termlint.toml", "include = [\"content/**/ai.json\"]\nignore = []\n");
    let ran = place.run(&["ignore", CHURN, "source-count-mismatch", "--reason", "x"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("the entry cannot be appended"), "{}", ran.stderr);
    std::fs::remove_file(place.path("termlint.toml")).unwrap();
    let ran = place.run(&["ignore", CHURN, "source-count-mismatch", "--reason", "x"]);
    assert!(ran.code == 2 && ran.stderr.contains("run `termlint config init`"), "{}", ran.stderr);
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

#[test]
fn a_file_outside_has_no_settings_here() {
    let place = Place::of(CORPUS);
    place.write("termlint.toml", SHOWN);
    let ran = place.run(&["config", "show", "--config", "termlint.toml", "--file", "/elsewhere/ai.json"]);
    assert!(ran.code == 2 && ran.stderr.contains("is outside"), "{}", ran.stderr);
}
