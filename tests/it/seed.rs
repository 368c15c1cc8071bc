//! The real handoff: exact findings, the same under every spelling of the file, and one new finding for one new defect.
//!
//! Reads `../shared/seeds`, which is not part of the repository: where it is absent, each test says so and passes.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::programs::termlint;

const SEED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/seeds/000_4485b03e4272e47d.txt");

/// The rules that the owner named.
const OWNERS: [&str; 5] = [
    "duplicate-usage-text",
    "placeholder-comparison-row",
    "source-count-mismatch",
    "missing-review-date",
    "dead-related-slug",
];

fn seed() -> Option<String> {
    match std::fs::read_to_string(SEED) {
        Ok(text) => Some(text),
        Err(_) => {
            eprintln!("skipped: {SEED} is not here");
            None
        }
    }
}

/// A finding of the JSON report.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    rule: String,
    pointer: Option<String>,
    line: u64,
    column: u64,
    /// The text between its bytes, as it stands in the file.
    text: String,
    message: String,
    fingerprint: String,
}

impl Found {
    /// What the text at the place means: with escapes decoded.
    fn value(&self) -> String {
        serde_json::from_str(&format!("\"{}\"", self.text)).unwrap_or_else(|_| self.text.clone())
    }
}

fn check(text: &str, rules: &[&str]) -> (Value, Vec<Found>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ai.json");
    std::fs::write(&path, text).unwrap();
    let mut command = termlint(folder.path());
    command.args(["check", "ai.json", "--format", "json"]);
    for rule in rules {
        command.args(["--only", rule]);
    }
    let output = command.output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = report["findings"].as_array().unwrap().iter().map(|finding| found(finding, text)).collect();
    (report, found)
}

fn found(finding: &Value, text: &str) -> Found {
    let number = |place: &str, key: &str| finding[place][key].as_u64().unwrap();
    let range = number("start", "byte") as usize..number("end", "byte") as usize;
    Found {
        rule: finding["rule"].as_str().unwrap().to_owned(),
        pointer: finding["pointer"].as_str().map(str::to_owned),
        line: number("start", "line"),
        column: number("start", "column"),
        text: text[range].to_owned(),
        message: finding["message"].as_str().unwrap().to_owned(),
        fingerprint: finding["fingerprint"].as_str().unwrap().to_owned(),
    }
}

#[test]
fn the_owners_rules_find_exactly_what_is_wrong() {
    let Some(text) = seed() else { return };
    let (report, found) = check(&text, &OWNERS);
    let places: Vec<(&str, &str, u64)> = found
        .iter()
        .map(|found| (found.rule.as_str(), found.pointer.as_deref().unwrap_or_default(), found.line))
        .collect();
    assert_eq!(
        places,
        [
            ("duplicate-usage-text", "/content/usage/1/text", 48),
            ("placeholder-comparison-row", "/content/comparisons/0/items/0", 94),
            ("placeholder-comparison-row", "/content/comparisons/0/items/1", 95),
            ("placeholder-comparison-row", "/content/comparisons/0/items/2", 96),
        ]
    );
    let document: Value = serde_json::from_str(&text).unwrap();
    for found in &found {
        let value = document.pointer(found.pointer.as_deref().unwrap()).unwrap().as_str().unwrap();
        assert_eq!(found.text, value, "the whole value, without its quotation marks");
    }
    assert_eq!(report["summary"]["not_judged"][0]["rule"], "dead-related-slug");
    assert_eq!(report["exit_code"], 1);
}

#[test]
fn no_finding_of_validity() {
    let Some(text) = seed() else { return };
    let (report, _) = check(&text, &[]);
    let groups: BTreeSet<&str> =
        report["findings"].as_array().unwrap().iter().map(|finding| finding["group"].as_str().unwrap()).collect();
    assert!(!groups.contains("validity"), "{groups:?}");
}

/// Rule, pointer, decoded text, fingerprint.
fn essence(found: &[Found]) -> BTreeSet<(String, Option<String>, String, String)> {
    found
        .iter()
        .map(|found| (found.rule.clone(), found.pointer.clone(), found.value(), found.fingerprint.clone()))
        .collect()
}

#[test]
fn the_same_findings_under_every_spelling_of_the_file() {
    let Some(text) = seed() else { return };
    let expected = essence(&check(&text, &[]).1);
    let document: Value = serde_json::from_str(&text).unwrap();
    let minified = serde_json::to_string(&document).unwrap();
    let crlf = text.replace('\n', "\r\n");
    let lone_cr = text.replace('\n', "\r");
    let escaped: String = minified
        .chars()
        .map(|character| {
            if character.is_ascii() {
                character.to_string()
            } else {
                character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect()
            }
        })
        .collect();
    // Also where no escape is needed: an L in a term, an o everywhere.
    let all_escaped =
        escaped.replace("Lead Nurturing", "\\u004cead Nurturin\\u0067").replace("process", "pr\\u006fcess");
    for (name, text) in [
        ("minified", minified),
        ("CRLF", crlf),
        ("lone CR", lone_cr),
        ("\\u escapes", escaped),
        ("needless escapes", all_escaped),
    ] {
        assert_eq!(essence(&check(&text, &[]).1), expected, "{name}");
    }
}

#[test]
fn the_same_findings_for_another_display_name() {
    let Some(text) = seed() else { return };
    let places = |text: &str| -> Vec<(String, Option<String>, u64)> {
        check(text, &OWNERS).1.into_iter().map(|found| (found.rule, found.pointer, found.line)).collect()
    };
    let renamed = text.replace("Lead Nurturing", "Price Elasticity of Demand");
    assert_eq!(places(&renamed), places(&text));
}

#[test]
fn the_same_findings_for_a_japanese_twin() {
    let Some(text) = seed() else { return };
    let mut twin: Value = serde_json::from_str(&text.replace("en-US/core", "ja-JP/core")).unwrap();
    twin["canonical"]["locale"] = "ja-JP".into();
    twin["summary"]["locale"] = "ja-JP".into();
    twin["summary"]["display_name"] = "見込み客の育成".into();
    let items = [
        "段階ごとに届ける内容と伝え方を決める。",
        "営業へ引き渡す基準を定める。",
        "長期の商談づくりに人と予算を割り当てる。",
    ];
    twin["content"]["usage"][1]["items"] = items.as_slice().into();
    // Japanese sentences are not separated by spaces.
    twin["content"]["usage"][1]["text"] = items.concat().into();
    let rows = [
        "見込み客の育成 | Current concept | Use when the team needs the primary decision lens",
        "近い指標や枠組み | 要確認 | 未定",
        "一般的な言葉 |  | 方向を知るためだけに使う",
    ];
    twin["content"]["comparisons"][0]["items"] = rows.as_slice().into();
    twin["content"]["comparisons"][0]["text"] = Value::Null;
    let text = serde_json::to_string_pretty(&twin).unwrap();
    let places: Vec<(String, Option<String>)> =
        check(&text, &OWNERS).1.into_iter().map(|found| (found.rule, found.pointer)).collect();
    let expected = [
        ("duplicate-usage-text", "/content/usage/1/text"),
        ("placeholder-comparison-row", "/content/comparisons/0/items/0"),
        ("placeholder-comparison-row", "/content/comparisons/0/items/1"),
        ("placeholder-comparison-row", "/content/comparisons/0/items/2"),
    ];
    assert_eq!(places, expected.map(|(rule, pointer)| (rule.to_owned(), Some(pointer.to_owned()))));
}

/// One defect put into the real file, and the one finding that it must add.
struct Mutation {
    name: &'static str,
    /// What is replaced, and by what; it must occur exactly `.2` times, and the first of them is replaced.
    edit: (&'static str, &'static str, usize),
    rule: &'static str,
    pointer: Option<&'static str>,
    line: u64,
    column: u64,
    text: &'static str,
}

/// The table. Lines and columns are those of the real file, counted by hand.
const MUTATIONS: &[Mutation] = &[
    Mutation {
        name: "one count is 4",
        edit: ("\"sources_count\": 3", "\"sources_count\": 4", 1),
        rule: "source-count-mismatch",
        pointer: Some("/summary/sources_count"),
        line: 26,
        column: 22,
        text: "4",
    },
    Mutation {
        name: "the review date of the summary is null",
        edit: (
            "\"last_reviewed_at\": \"2026-05-14T00:00:00.000Z\",\n    \"sources_count\"",
            "\"last_reviewed_at\": null,\n    \"sources_count\"",
            1,
        ),
        rule: "missing-review-date",
        pointer: Some("/summary/last_reviewed_at"),
        line: 25,
        column: 25,
        text: "null",
    },
    Mutation {
        name: "30 February",
        edit: ("2026-05-14T00:00:00.000Z", "2026-02-30", 2),
        rule: "invalid-review-date",
        pointer: Some("/summary/last_reviewed_at"),
        line: 25,
        column: 26,
        text: "2026-02-30",
    },
    Mutation {
        name: "canonical is missing",
        edit: (
            "  \"canonical\": {\n    \"url\": \"https://core.yogoq.com/en-US/core/lead-nurturing\",\n    \"slug\": \"lead-nurturing\",\n    \"locale\": \"en-US\"\n  },\n",
            "",
            1,
        ),
        rule: "missing-field",
        pointer: Some(""),
        line: 1,
        column: 1,
        text: "{",
    },
    Mutation {
        name: "a count is a text",
        edit: ("\"sources_count\": 3", "\"sources_count\": \"3\"", 1),
        rule: "wrong-type",
        pointer: Some("/summary/sources_count"),
        line: 26,
        column: 22,
        text: "\"3\"",
    },
    Mutation {
        name: "an extra key sumary",
        edit: ("  \"summary\": {", "  \"sumary\": {},\n  \"summary\": {", 1),
        rule: "unknown-field",
        pointer: Some("/sumary"),
        line: 12,
        column: 3,
        text: "\"sumary\"",
    },
    Mutation {
        name: "version 3",
        edit: (
            "\"schema_version\": \"core-reviewed-term-ai-handoff-v1\"",
            "\"schema_version\": \"core-reviewed-term-ai-handoff-v999\"",
            1,
        ),
        rule: "unknown-version",
        pointer: Some("/schema_version"),
        line: 2,
        column: 21,
        text: "\"core-reviewed-term-ai-handoff-v999\"",
    },
    Mutation {
        name: "a duplicate locale",
        edit: ("    \"locale\": \"en-US\"\n  },", "    \"locale\": \"en-US\",\n    \"locale\": \"en-US\"\n  },", 1),
        rule: "duplicate-key",
        pointer: Some("/canonical/locale"),
        line: 11,
        column: 5,
        text: "\"locale\"",
    },
    Mutation {
        name: "a trailing comma",
        edit: ("    \"locale\": \"en-US\"\n  },", "    \"locale\": \"en-US\",\n  },", 1),
        rule: "syntax-error",
        pointer: None,
        line: 10,
        column: 22,
        text: ",",
    },
    Mutation {
        name: "a byte order mark",
        edit: ("{\n  \"schema_version\"", "\u{feff}{\n  \"schema_version\"", 1),
        rule: "byte-order-mark",
        pointer: None,
        line: 1,
        column: 1,
        text: "\u{feff}",
    },
    Mutation {
        name: "a promise is broken",
        edit: ("\"no_write_operations\": true", "\"no_write_operations\": false", 1),
        rule: "unexpected-value",
        pointer: Some("/no_write_operations"),
        line: 6,
        column: 26,
        text: "false",
    },
    Mutation {
        name: "the reviews disagree",
        edit: (
            "\"source_count\": 3,\n    \"last_reviewed_at\": \"2026-05-14T00:00:00.000Z\"",
            "\"source_count\": 3,\n    \"last_reviewed_at\": \"2026-05-15\"",
            1,
        ),
        rule: "conflicting-fields",
        pointer: Some("/quality/last_reviewed_at"),
        line: 173,
        column: 26,
        text: "2026-05-15",
    },
    Mutation {
        name: "an address without a scheme",
        edit: (
            "\"https://openstax.org/details/books/principles-management\"",
            "\"openstax.org/details/books/principles-management\"",
            1,
        ),
        rule: "malformed-value",
        pointer: Some("/sources/visible_sources/2/url"),
        line: 134,
        column: 16,
        text: "\"openstax.org/details/books/principles-management\"",
    },
    Mutation {
        name: "a topic id that is no UUID",
        edit: ("\"bf1c072f-38a8-5b40-8194-ee8f53ce67a7\"", "\"topic-3c\"", 1),
        rule: "malformed-value",
        pointer: Some("/related_terms/2/topic_id"),
        line: 155,
        column: 19,
        text: "\"topic-3c\"",
    },
    Mutation {
        name: "a kind of source that nobody listed",
        edit: ("\"kind\": \"tier_s\"", "\"kind\": \"tier_z\"", 2),
        rule: "unlisted-value",
        pointer: Some("/sources/visible_sources/1/kind"),
        line: 130,
        column: 17,
        text: "\"tier_z\"",
    },
    Mutation {
        name: "a required field misspelt",
        edit: ("\"display_name\"", "\"displayname\"", 1),
        rule: "missing-field",
        pointer: Some("/summary/displayname"),
        line: 18,
        column: 5,
        text: "\"displayname\"",
    },
    Mutation {
        name: "an empty name",
        edit: ("\"display_name\": \"Lead Nurturing\"", "\"display_name\": \"\"", 1),
        rule: "malformed-value",
        pointer: Some("/summary/display_name"),
        line: 18,
        column: 21,
        text: "\"\"",
    },
    Mutation {
        name: "a number with a leading zero",
        edit: ("\"sources_count\": 3", "\"sources_count\": 03", 1),
        rule: "syntax-error",
        pointer: None,
        line: 26,
        column: 22,
        text: "03",
    },
    Mutation {
        name: "half of an emoji",
        edit: ("\"Principles of Management (OpenStax)\"", "\"Principles of Management \\ud83d\"", 1),
        rule: "lone-surrogate",
        pointer: Some("/sources/visible_sources/2/label"),
        line: 133,
        column: 44,
        text: "\\ud83d",
    },
    Mutation {
        name: "a row that nobody filled in",
        edit: (
            "\"items\": [\n          \"Lead Nurturing |",
            "\"items\": [\n          \"Cold calling | TBD | TBD\",\n          \"Lead Nurturing |",
            1,
        ),
        rule: "placeholder-comparison-row",
        pointer: Some("/content/comparisons/0/items/0"),
        line: 94,
        column: 27,
        text: "TBD",
    },
    Mutation {
        name: "a list where a group belongs",
        edit: ("\"formula\": null", "\"formula\": []", 1),
        rule: "wrong-type",
        pointer: Some("/content/formula"),
        line: 36,
        column: 16,
        text: "[]",
    },
];

#[test]
fn one_defect_is_one_new_finding() {
    let Some(seed) = seed() else { return };
    let before: BTreeSet<String> = check(&seed, &[]).1.into_iter().map(|found| found.fingerprint).collect();
    let mut wrong = Vec::new();
    for mutation in MUTATIONS {
        let (from, to, times) = mutation.edit;
        assert_eq!(seed.matches(from).count(), times, "{}: {from}", mutation.name);
        let mutated = seed.replacen(from, to, 1);
        let new: Vec<Found> =
            check(&mutated, &[]).1.into_iter().filter(|found| !before.contains(&found.fingerprint)).collect();
        let is_expected = |found: &Found| {
            (found.rule.as_str(), found.pointer.as_deref(), found.line, found.column, found.text.as_str())
                == (mutation.rule, mutation.pointer, mutation.line, mutation.column, mutation.text)
        };
        if !matches!(new.as_slice(), [only] if is_expected(only)) {
            wrong.push(format!("{}: {new:#?}", mutation.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(MUTATIONS.len() >= 20);
    assert!(Path::new(SEED).exists());
}
