//! What a fingerprint survives, and what it does not: baselines, SARIF and GitLab know findings by it.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::place::Place;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/example");
const PRICE: &str = "content/en-US/price-elasticity/ai.json";
const GROSS: &str = "content/en-US/gross-margin/ai.json";

/// The fingerprints of the errors, with the rule of each.
fn fingerprints(place: &Place, arguments: &[&str]) -> BTreeMap<String, String> {
    let report = place.report(arguments);
    let findings = report["findings"].as_array().unwrap().iter().filter(|finding| finding["severity"] == "error");
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    findings.map(|finding| (text(finding, "fingerprint"), text(finding, "rule"))).collect()
}

fn rules_of(all: &BTreeMap<String, String>, but: &BTreeMap<String, String>) -> Vec<String> {
    all.iter().filter(|(fingerprint, _)| !but.contains_key(*fingerprint)).map(|(_, rule)| rule.clone()).collect()
}

#[test]
fn they_are_contract() {
    // XXH3 (128 bits) of `1 NUL rule NUL locale/slug NUL identity path NUL subject NUL ordinal`, as computed by the xxhash
    // package of Python. A change here makes every recorded finding new.
    let golden = [
        ("source-count-mismatch", "4cb5267d8209cd392df5bfe69127e4f3"),
        ("duplicate-usage-text", "7ff95fc2d01255b6796f7844aa045dd4"),
        ("dead-related-slug", "b5f1682bd253b691cfb17dc98ae695c0"),
    ];
    let found = fingerprints(&Place::of(EXAMPLE), &[]);
    for (rule, fingerprint) in golden {
        assert_eq!(found.get(fingerprint).map(String::as_str), Some(rule), "{found:#?}");
    }
}

#[test]
fn they_survive_another_layout_order_line_end_and_folder() {
    let place = Place::of(EXAMPLE);
    let before = fingerprints(&place, &[]);
    assert_eq!(before.len(), 12);
    let text = place.read(PRICE);
    let document: Value = serde_json::from_str(&text).unwrap();
    for layout in [
        document.to_string(),
        text.replace('\n', "\r\n"),
        format!("\n\n\n{text}"),
        text.replace("gross-margn", "gross\\u002dmargn"),
    ] {
        place.write(PRICE, layout);
        assert_eq!(fingerprints(&place, &[]), before);
    }
    place.edit(PRICE, |document| {
        let relations = document["related_terms"].as_array_mut().unwrap();
        let mut other = relations[0].clone();
        other["canonical_slug"] = json!("gross-margin");
        other["canonical_url"] = json!("https://core.yogoq.com/en-US/core/gross-margin");
        relations.insert(0, other);
        document["content"]["comparisons"][0]["items"].as_array_mut().unwrap().reverse();
    });
    assert_eq!(rules_of(&before, &fingerprints(&place, &[])), [""; 0]);
    std::fs::rename(place.path("content/en-US/price-elasticity"), place.path("content/en-US/moved")).unwrap();
    assert_eq!(rules_of(&before, &fingerprints(&place, &[])), [""; 0]);
}

#[test]
fn they_survive_another_day_another_level_and_another_length() {
    let place = Place::of(EXAMPLE);
    let before = fingerprints(&place, &[]);
    assert_eq!(rules_of(&before, &fingerprints(&place, &["--today", "2026-12-24"])), [""; 0]);
    let lowered = place.report(&["-W", "all"]);
    let is_there = |fingerprint: &String| {
        lowered["findings"].as_array().unwrap().iter().any(|finding| finding["fingerprint"] == json!(fingerprint))
    };
    assert!(before.keys().all(is_there));
    // A count that is wrong in another way, and a slip fixed inside a text that is its items joined.
    place.edit(PRICE, |document| {
        document["summary"]["sources_count"] = json!(9);
        let usage = &mut document["content"]["usage"][1];
        let items: Vec<String> = usage["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item.as_str().unwrap().replace("price", "Price"))
            .collect();
        usage["text"] = json!(items.join(" "));
        usage["items"] = json!(items);
    });
    assert_eq!(rules_of(&before, &fingerprints(&place, &[])), [""; 0]);
}

#[test]
fn another_subject_or_another_term_is_another_finding() {
    let place = Place::of(EXAMPLE);
    let before = fingerprints(&place, &[]);
    place.edit(PRICE, |document| {
        document["related_terms"][0]["canonical_slug"] = json!("gros-margin");
        document["related_terms"][0]["canonical_url"] = json!("https://core.yogoq.com/en-US/core/gros-margin");
    });
    let after = fingerprints(&place, &[]);
    assert_eq!(rules_of(&before, &after), ["dead-related-slug"]);
    assert_eq!(rules_of(&after, &before), ["dead-related-slug"]);
    // The same defects in the file of another term.
    let of_gross = |found: &BTreeMap<String, String>| rules_of(found, &after).len();
    place.edit(GROSS, |document| {
        for (owner, key) in [("canonical", "slug"), ("summary", "canonical_slug")] {
            document[owner][key] = json!("net-margin");
        }
    });
    assert!(of_gross(&fingerprints(&place, &[])) >= 2, "the two defects of gross-margin are those of another term now");
}

/// Sources of one title, one address in two spellings, one id under two slugs: none of them is the second by nature.
fn with_pairs(document: &mut Value) {
    document["sources"]["visible_sources"] = json!([
        { "label": "Pricing (Example Press)", "url": "https://example.org/a", "kind": "tier_a" },
        { "label": "Pricing (Example Library)", "url": "https://example.org/b", "kind": "tier_a" },
        { "label": "Survey of prices", "url": "https://example.org/c", "kind": "tier_a" },
        { "label": "Prices in shops", "url": "https://EXAMPLE.org/c/", "kind": "tier_a" },
    ]);
    let id = "beae9aa7-4f0f-5cf4-8fc4-b3d8929e0888";
    document["related_terms"] = json!(["gross-margin", "net-margin"].map(|slug| json!({
        "topic_id": id, "canonical_slug": slug, "canonical_url": format!("https://core.yogoq.com/en-US/core/{slug}"),
        "title": slug, "relation_type": "next",
    })));
}

const OF_PAIRS: [&str; 4] = ["check", "--format", "json", "content/en-US/price-elasticity/ai.json"];

/// The fingerprints of two rules, infos included, with the rule of each.
fn of_pairs(place: &Place) -> BTreeMap<String, String> {
    let only = ["--only", "duplicate-source", "--only", "duplicate-related-slug", "--min-severity", "info"];
    let ran = place.run(&[&OF_PAIRS[..], &only].concat());
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|finding| (text(finding, "fingerprint"), text(finding, "rule"))).collect()
}

#[test]
fn of_two_alike_it_does_not_matter_which_comes_second() {
    let place = Place::of(EXAMPLE);
    place.edit(PRICE, with_pairs);
    let before = of_pairs(&place);
    assert_eq!(before.len(), 3, "{before:?}");
    place.edit(PRICE, |document| {
        document["sources"]["visible_sources"].as_array_mut().unwrap().reverse();
        document["related_terms"].as_array_mut().unwrap().reverse();
    });
    assert_eq!(of_pairs(&place), before);
}

/// What was recorded before the order ceased to matter, and before duplicate keys and halves of characters had an address.
#[test]
fn the_fingerprints_of_the_previous_version_are_still_known() {
    let place = Place::of(EXAMPLE);
    place.edit(PRICE, with_pairs);
    let text = place.read(PRICE).replace("\"Prices in shops\"", "\"Prices in shops \\ud83d\", \"kind\": \"tier_b\"");
    place.write(PRICE, text);
    let digest = |rule: &str, at: &str, subject: &str| {
        let key = ["1", rule, "en-US/price-elasticity", at, subject, "1"].join("\0");
        format!("{:032x}", xxhash_rust::xxh3::xxh3_128(key.as_bytes()))
    };
    let source = |url: &str, field: &str| format!("/sources/visible_sources[url={}]/{field}", url.replace('/', "~1"));
    let former = [
        ("duplicate-source", digest("duplicate-source", &source("https://example.org/b", "label"), "Pricing")),
        (
            "duplicate-source",
            digest("duplicate-source", &source("https://EXAMPLE.org/c/", "url"), "https://EXAMPLE.org/c/"),
        ),
        (
            "duplicate-related-slug",
            digest(
                "duplicate-related-slug",
                "/related_terms[canonical_slug=net-margin]/topic_id",
                "beae9aa7-4f0f-5cf4-8fc4-b3d8929e0888",
            ),
        ),
        ("duplicate-key", digest("duplicate-key", "", "\"kind\"")),
        ("lone-surrogate", digest("lone-surrogate", "", "")),
    ];
    let mut rules: BTreeMap<&str, String> = BTreeMap::new();
    for (rule, fingerprint) in &former {
        rules.entry(rule).or_default().push_str(&format!(" {}", &fingerprint[..12]));
    }
    let baseline = json!({ "baseline_version": 2, "files": { PRICE: rules } });
    place.write("termlint-baseline.json", format!("{baseline:#}"));
    let only = former.iter().flat_map(|(rule, _)| ["--only", rule]);
    let arguments: Vec<&str> = OF_PAIRS.into_iter().chain(only).chain(["--min-severity", "info"]).collect();
    let ran = place.run(&arguments);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.stderr));
    assert_eq!(report["summary"]["baselined"], json!(5), "{report:#}");
}

/// A copy is how an editor begins a new term: the original did not change.
#[test]
fn a_copied_term_changes_nothing_of_its_original() {
    let place = Place::of(EXAMPLE);
    let before = fingerprints(&place, &[]);
    for copy in ["en-US/a-copy", "en-US/z-copy", "drafts/price-elasticity"] {
        place.write(&format!("content/{copy}/ai.json"), place.read(PRICE));
        let after = fingerprints(&place, &[]);
        assert_eq!(rules_of(&before, &after), [""; 0], "{copy}");
        assert!(rules_of(&after, &before).contains(&"duplicate-term".to_owned()), "{copy}");
    }
}
