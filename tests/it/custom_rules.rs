//! Rules that a configuration declares, where a text file of `fixtures/cli` cannot show it: identity, reports, limits.

#![allow(clippy::disallowed_methods, reason = "a test reads its own fixtures")]

use serde_json::Value;
use termlint::config;
use termlint::rule::custom::MOST_RULES;

use crate::place::Place;

const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/corpus/en-US/churn-rate/ai.json");
const ID: &str = "house/jargon";

/// A clean document, in which the word "share" occurs, and a configuration with these lines about one rule.
fn place(lines: &str) -> Place {
    let place = Place::new();
    place.write("ai.json", std::fs::read_to_string(DOCUMENT).unwrap());
    place.write("termlint.toml", format!("[[rule]]\nid = \"{ID}\"\n{lines}\n"));
    place
}

fn report(place: &Place, format: &str) -> Value {
    let ran = place.run(&["check", "-q", "--only", "custom", "--format", format]);
    assert_eq!(ran.stderr, "");
    serde_json::from_str(&ran.stdout).unwrap()
}

fn fingerprints(lines: &str) -> Vec<String> {
    let report = report(&place(lines), "json");
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["fingerprint"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_finding_is_known_by_its_rule_its_place_and_the_matched_text() {
    let first = fingerprints("phrases = [\"share\"]\nmessage = \"a\"\nfails = \"share\"\npasses = \"b\"");
    assert!(!first.is_empty());
    let reworded =
        "pattern = 'shar[e]'\nmessage = \"b\"\nhelp = \"c\"\nlevel = \"error\"\nfails = \"share\"\npasses = \"d\"";
    assert_eq!(fingerprints(reworded), first);
    let wider = fingerprints("pattern = 'share of'\nmessage = \"a\"\nfails = \"share of\"\npasses = \"b\"");
    assert!(wider.iter().all(|fingerprint| !first.contains(fingerprint)), "{wider:?} {first:?}");
}

#[test]
fn reports_say_where_the_rule_is_declared() {
    let place = place("phrases = [\"share\"]\nmessage = \"a word\"\nfails = \"share\"\npasses = \"b\"");
    let json = report(&place, "json");
    let finding = &json["findings"][0];
    assert_eq!(
        (finding["rule"].as_str(), finding["group"].as_str(), finding["docs"].as_str(), finding["help"].as_str()),
        (Some(ID), Some("custom"), Some("termlint.toml"), Some(""))
    );
    let sarif = report(&place, "sarif");
    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let result = &run["results"][0];
    let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
    assert_eq!((rule["id"].as_str(), result["ruleId"].as_str()), (Some(ID), Some(ID)));
    assert_eq!(rule["name"], "HouseJargon");
    assert_eq!(rule["shortDescription"]["text"], "a word");
    assert_eq!(rule["properties"]["tags"][0], "custom");
    assert!(rule.get("helpUri").is_none() && rule["help"]["markdown"].as_str().unwrap().contains("## Phrases"));
    let listed: Value = serde_json::from_str(&place.run(&["rules", "--format", "json"]).stdout).unwrap();
    let listed = listed.as_array().unwrap().iter().find(|rule| rule["id"] == ID).unwrap();
    assert_eq!((listed["group"].as_str(), listed["level"].as_str()), (Some("custom"), Some("warning")));
}

#[test]
fn a_configuration_can_declare_so_many_rules_and_no_more() {
    let rules = |number: usize| -> String {
        let rule = |number| {
            format!(
                "[[rule]]\nid = \"house/r{number}\"\npattern = 'r{number}\\b'\nmessage = \"m\"\nfails = \"r{number}\"\npasses = \"x\"\n"
            )
        };
        (0..number).map(rule).collect()
    };
    let most = config::parse(&rules(MOST_RULES)).unwrap();
    assert_eq!(most.custom.unwrap().iter().count(), MOST_RULES);
    let text = rules(MOST_RULES + 1);
    let problems = config::parse(&text).unwrap_err();
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    let place = problem.span.clone().unwrap();
    assert!(text[place].starts_with("[[rule]]") && problem.message.contains("200"), "{}", problem.message);
    let place = self::place("pattern = 'a'\nmessage = \"m\"\nfails = \"a\"\npasses = \"b\"");
    place.write("termlint.toml", text);
    assert_eq!(place.run(&["check"]).code, 2);
}

#[test]
fn a_configuration_without_custom_rules_has_none_to_run() {
    assert!(config::parse("[rules]\ncustom = \"error\"").unwrap().custom.is_none());
    assert!(config::parse("rule = []").unwrap().custom.is_none());
}

#[test]
fn what_limits_a_rule_is_said_at_its_place() {
    for (line, written, words) in [
        (format!("pattern = '{}'", "a".repeat(5000)), "aaa", "can have 4096"),
        ("pattern = '(\\w{200}){200}'".to_owned(), "(\\w", "1024 KiB"),
        (format!("phrases = [\"{}\"]", "b".repeat(5000)), "bbb", "can have 4096"),
        (format!("phrases = [{}]", "\"a\",".repeat(1001)), "[\"a\"", "1001 entries"),
        ("phrases = \"a\"".to_owned(), "a\"", "must be a list of texts"),
        ("phrases = [1]".to_owned(), "1", "must be text in quotation marks"),
        ("pattern = 1".to_owned(), "1", "must be text in quotation marks"),
        ("pattern = ''".to_owned(), "", "is empty"),
    ] {
        let text = format!("[[rule]]\nid = \"{ID}\"\n{line}\nmessage = \"m\"\nfails = \"a\"\npasses = \"x\"\n");
        let problems = config::parse(&text).unwrap_err();
        let [problem] = problems.as_slice() else { panic!("{line}: {problems:?}") };
        let marked = &text[problem.span.clone().unwrap()];
        assert!(problem.message.contains(words), "{}", problem.message);
        assert!(marked.trim_start_matches(['\'', '"']).starts_with(written), "{marked}");
    }
}

#[test]
fn what_all_patterns_cost_together_is_said_once_at_the_rule_that_exceeds_it() {
    let place = Place::new();
    let rule = |number: usize| {
        format!(
            "[[rule]]\nid = \"house/n{number}\"\npattern = '(?:abcdefghij){{1000}}x{number}'\nmessage = \"a\"\nfails = \"b\"\npasses = \"c\"\n"
        )
    };
    // Each of them is compiled, so that the text in which it should find something is read, up to the one that is too many.
    place.write("termlint.toml", (0..MOST_RULES).map(rule).collect::<String>());
    let ran = place.run(&["check", "-q"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert_eq!(ran.stderr.matches("MiB together when they are compiled").count(), 1, "{}", ran.stderr);
    let compiled = ran.stderr.matches("finds nothing in its `fails` text").count();
    assert!((5..20).contains(&compiled), "{compiled}");
    assert!(
        ran.stderr.contains(&format!("the patterns up to `house/n{compiled}` take more than 16 MiB")),
        "{}",
        ran.stderr
    );
}
