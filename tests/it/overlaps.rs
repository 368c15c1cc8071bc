//! Where two rules have a finding at one place, one cause has two findings, unless the rules say who speaks.
//!
//! Every failing case and the example are checked by all rules at once, none of which yields: each pair that meets has to
//! be in order. Where one rule yields to another, it does so whatever becomes of the other's finding, unless that rule is
//! off and of a group that owns nothing then.

#![allow(clippy::disallowed_methods, reason = "a test reads its own fixtures")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::{Value, json};
use termlint::baseline::Baseline;
use termlint::config;
use termlint::engine::ScopeResult;
use termlint::finding::Location;
use termlint::rule::{Group, Meta};
use termlint::rules::{self, RULES};

use crate::support::{Files, Harness, Input, Observed, case, repository, run};

/// Pairs that meet and may both speak, since each names a cause of its own.
const TWO_CAUSES: [(&str, &str, &str); 1] =
    [("conflicting-fields", "stale-review", "two dates that differ may both be old")];

/// Rules that a rule yields to although no document shows a location where it would matter, and why.
const NEVER_MEET: [(&str, &[&str], &str); 27] = [
    ("boilerplate-prose", &["placeholder-comparison-row"], "it reads no rows of comparisons"),
    ("dead-related-slug", &["self-related-slug"], "the document itself is the term"),
    ("dead-related-slug", &["cross-locale-relation"], "it leaves relations to other locales alone"),
    ("definition-restates-name", &["placeholder-text"], "a placeholder does not contain the name"),
    ("duplicate-sentence", &["pipes-in-prose"], "a row has no sentences"),
    ("duplicate-sentence", &["placeholder-comparison-row"], "it does not read the items of comparisons"),
    ("duplicate-sentence", &["truncated-definition"], "the better one marks the last word only"),
    ("duplicate-term", &["conflicting-fields"], "the better one marks the other slug"),
    ("filler-relation", &["self-related-slug"], "the own slug does not count"),
    (
        "filler-relation",
        &["duplicate-related-slug"],
        "one marks the first relation to a term, the other those after it",
    ),
    ("filler-relation", &["cross-locale-relation"], "one marks the slug, the other the address"),
    (
        "invalid-review-date",
        &["missing-review-date"],
        "the failure of the schema is dropped in the map step, before rules are compared",
    ),
    ("near-duplicate-term", &["conflicting-fields"], "the better one marks the other slug"),
    ("one-way-relation", &["self-related-slug"], "the own slug does not count"),
    ("one-way-relation", &["cross-locale-relation"], "one marks the slug, the other the address"),
    ("one-way-relation", &["canonical-url-mismatch"], "slug-title-mismatch is always there, too"),
    ("one-way-relation", &["dead-related-slug"], "a term that is not there names nobody"),
    ("ragged-rows", &["placeholder-text"], "a placeholder is one cell, a ragged row all of them"),
    ("related-drift", &["self-related-slug", "dead-related-slug"], "it compares with the document of another term"),
    ("related-drift", &["cross-locale-relation"], "the better one marks a part of the address"),
    ("related-drift", &["invisible-characters"], "names are compared without what nobody sees"),
    ("shared-boilerplate", &["pipes-in-prose", "truncated-definition"], "the better one marks a part of the text"),
    ("shared-boilerplate", &["duplicate-sentence"], "one marks the first time, the other those after it"),
    (
        "shared-usage-text",
        &["joined-items-text", "pipes-in-prose"],
        "the better one reads other sections, or marks a part",
    ),
    ("slug-title-mismatch", &["serial-in-name"], "the better one marks a part of the name"),
    (
        "unpaired-locale",
        &["malformed-source-ref", "malformed-locale", "malformed-slug"],
        "only what is well formed names a locale",
    ),
    (
        "unlisted-value",
        &["conflicting-fields"],
        "the failure of the schema is dropped in the map step, before rules are compared",
    ),
];

/// Groups of which a rule that is off leaves the location to the rules that yield to it.
const OWN_NOTHING_WHEN_OFF: [Group; 4] = [Group::Evidence, Group::Links, Group::Freshness, Group::Page];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// A fixture, and what all rules find in it, each as if it were alone.
struct Fixture {
    /// Its path.
    shown: String,
    /// The options that it has, as a configuration has them: of which rule, and the text.
    options: (&'static str, String),
    files: Files,
    observed: Vec<Observed>,
}

/// The cases of all rules, and the files that are there for meetings alone.
static FIXTURES: LazyLock<Vec<Fixture>> = LazyLock::new(|| {
    let folder = repository("fixtures");
    let harness = Harness::outspoken().unwrap();
    let all = files(&folder.join("meetings")).into_iter().chain(files(&folder.join("rules")));
    let fixtures = all.filter(|path| case::is_case(path)).map(|path| {
        let shown = path.strip_prefix(&folder).unwrap().display().to_string();
        let case = case::read(&path).unwrap_or_else(|what| panic!("{shown} is not a case: {what}"));
        let rule = path.ancestors().find_map(|path| rules::find(path.file_stem()?.to_str()?));
        let rule = rule.unwrap_or_else(|| panic!("{shown} is not named after a rule")).meta.id;
        let options = case.options.as_ref().and_then(Value::as_object).into_iter().flatten();
        let options: String = options.map(|(name, value)| format!(", {name} = {value}")).collect();
        let (files, input) = match case.input {
            Input::Corpus(files) => (files.clone(), Input::Corpus(files)),
            Input::Document(bytes) => {
                let files = Files::from([("ai.json".to_owned(), bytes)]);
                (files.clone(), Input::Corpus(files))
            }
            Input::Pair(pair) => (pair.files(), Input::Pair(pair)),
        };
        let observed = match options.is_empty() {
            true => harness.check(&input),
            false => {
                let config = config::parse(&format!("[rules]\n{rule} = {{ level = \"warning\"{options} }}\n"));
                Harness::outspoken_with(config.unwrap_or_else(|_| panic!("{shown}: {options}"))).unwrap().check(&input)
            }
        };
        let mut observed = observed.unwrap();
        for observed in &mut observed {
            observed.path.get_or_insert_with(|| "ai.json".to_owned());
        }
        Fixture { options: (rule, options), files, observed, shown }
    });
    fixtures.collect()
});

fn is_same(one: &Location, other: &Location) -> bool {
    one.start.byte == other.start.byte && one.end.byte == other.end.byte && one.end.byte > one.start.byte
}

/// Whether one of two rules yields to the other.
fn is_in_order(one: &str, other: &str) -> bool {
    [(one, other), (other, one)]
        .into_iter()
        .any(|(rule, better)| yields_to(rule, better) || yields_to_part(rule, better))
}

fn yields_to(rule: &str, better: &str) -> bool {
    rules::find(rule).is_some_and(|rule| rule.meta.yields_to.contains(&better))
}

fn yields_to_part(rule: &str, better: &str) -> bool {
    rules::find(rule).is_some_and(|rule| rule.meta.yields_to_parts.contains(&better))
}

#[test]
fn rules_that_meet_say_who_speaks() {
    let mut meetings: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for Fixture { shown, observed, .. } in FIXTURES.iter() {
        for (number, one) in observed.iter().enumerate() {
            for other in &observed[number + 1..] {
                if let Some(pair) = meeting(one, other) {
                    meetings.entry(pair).or_default().insert(shown);
                }
            }
        }
    }
    let is_argued = |pair: &(&str, &str)| TWO_CAUSES.iter().any(|(one, other, _)| *pair == (*one, *other));
    let undeclared: Vec<String> = meetings
        .iter()
        .filter(|(pair, _)| !is_in_order(pair.0, pair.1) && !is_argued(pair))
        .map(|((one, other), cases)| {
            let cases: Vec<&str> = cases.iter().copied().take(3).collect();
            format!("{one} and {other}: {}", cases.join(", "))
        })
        .collect();
    assert!(undeclared.is_empty(), "say in `yields_to` which of them speaks:\n{}", undeclared.join("\n"));
    for (one, other, _) in TWO_CAUSES {
        assert!(meetings.contains_key(&(one, other)), "{one} and {other} never meet: take them off the list");
    }
}

/// The rules of two findings at one place, in order.
fn meeting(one: &Observed, other: &Observed) -> Option<(&'static str, &'static str)> {
    let (place, at) = (one.finding.location.as_ref()?, other.finding.location.as_ref()?);
    let (first, second) = (one.finding.rule, other.finding.rule);
    (first != second && one.path == other.path && is_same(place, at))
        .then(|| if first < second { (first, second) } else { (second, first) })
}

/// A finding of a rule, and the only one that it yields to.
struct Pair {
    fixture: &'static Fixture,
    worse: &'static Observed,
    better: &'static Observed,
}

#[test]
fn a_rule_yields_unless_the_better_one_is_off_and_owns_nothing_then() {
    let pairs = pairs();
    let betters = |meta: &'static Meta| meta.yields_to.iter().chain(meta.yields_to_parts);
    let declared = RULES.iter().flat_map(|rule| betters(rule.meta).map(|better| (rule.meta.id, *better)));
    let is_listed =
        |pair: &(&str, &str)| NEVER_MEET.iter().any(|(rule, betters, _)| pair.0 == *rule && betters.contains(&pair.1));
    let mut broken = Vec::new();
    for (worse, better) in declared {
        match (pairs.get(&(worse, better)), is_listed(&(worse, better))) {
            (Some(_), true) => broken.push(format!("{worse} and {better} meet: take them off the list")),
            (None, false) => broken.push(format!("{worse} and {better} never meet: write a fixture, or say why")),
            (None, true) => {}
            (Some(pair), false) => {
                broken.extend(
                    pair.check().err().map(|what| format!("{worse} and {better}, {}: {what}", pair.fixture.shown)),
                );
            }
        }
    }
    let listed = NEVER_MEET.iter().flat_map(|(rule, betters, _)| betters.iter().map(move |better| (*rule, *better)));
    let undeclared = listed.filter(|(rule, better)| !yields_to(rule, better) && !yields_to_part(rule, better));
    broken
        .extend(undeclared.map(|(rule, better)| format!("{rule} does not yield to {better}: take them off the list")));
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// For each rule and each that it yields to: a place in the fixtures where they meet, and where no third rule that owns
/// places while it is off would be reported in place of either, unless it yields to the second.
fn pairs() -> BTreeMap<(&'static str, &'static str), Pair> {
    let mut pairs = BTreeMap::new();
    for fixture in FIXTURES.iter() {
        let observed = &fixture.observed;
        for worse in observed {
            let betters: Vec<&Observed> = observed.iter().filter(|better| yields(worse, better)).collect();
            for better in betters.iter().copied() {
                let key = (worse.finding.rule, better.finding.rule);
                let others = betters.iter().copied().chain(observed.iter().filter(|other| yields(better, other)));
                let mut others = others.filter(|other| {
                    let (other, better) = (other.finding.rule, better.finding.rule);
                    other != better && !(owns_when_off(better) && yields_to(other, better))
                });
                if pairs.contains_key(&key) || others.any(|other| owns_when_off(other.finding.rule)) {
                    continue;
                }
                pairs.insert(key, Pair { fixture, worse, better });
            }
        }
    }
    pairs
}

fn owns_when_off(rule: &str) -> bool {
    !OWN_NOTHING_WHEN_OFF.contains(&rules::find(rule).unwrap().meta.group)
}

/// Whether one finding is not reported because of the other: of the rules, one yields to the other, whose finding covers
/// its location or another location in the same document that explains it, or marks a part of one of them.
fn yields(worse: &Observed, better: &Observed) -> bool {
    let (Some(place), Some(covered)) = (&better.finding.location, &worse.finding.location) else { return false };
    let related = worse.finding.related.iter().filter(|related| related.path.is_none());
    let mut places = related.map(|related| &related.location).chain([covered]);
    let lies_in =
        |inner: &Location, outer: &Location| outer.start.byte <= inner.start.byte && inner.end.byte <= outer.end.byte;
    let (rule, other) = (worse.finding.rule, better.finding.rule);
    let (covers, is_part) = (yields_to(rule, other), yields_to_part(rule, other));
    worse.path == better.path
        && places.any(|of_worse| covers && lies_in(of_worse, place) || is_part && lies_in(place, of_worse))
}

impl Pair {
    /// Checks the file four times: by both rules, by the worse alone, and with the better finding ignored or recorded.
    fn check(&self) -> Result<(), String> {
        let (worse, better) = (self.worse.finding.rule, self.better.finding.rule);
        let Fixture { options: (of, options), files, .. } = self.fixture;
        let set = |rule: &str, level: &str| {
            format!("{rule} = {{ level = \"{level}\"{} }}\n", if rule == *of { options } else { "" })
        };
        let both = format!("[rules]\nall = \"off\"\n{}{}", set(worse, "warning"), set(better, "warning"));
        let alone = format!("[rules]\nall = \"off\"\n{}{}", set(worse, "warning"), set(better, "off"));
        let ignored = format!("{both}[[ignore]]\nrule = \"{better}\"\nfiles = [\"**\"]\nreason = \"as it is\"\n");

        let result = run(&both, None, files)?;
        self.expect("both on", &result, false, true)?;
        let mut baseline = Baseline::default();
        let recorded = result.findings.iter().filter(|reported| reported.finding.rule == better);
        recorded.for_each(|reported| baseline.add(&reported.path, better, &reported.fingerprint));

        let result = run(&alone, None, files)?;
        self.expect("the better one off", &result, !owns_when_off(better), false)?;

        let result = run(&ignored, None, files)?;
        self.expect("the better one ignored", &result, false, false)?;
        if result.summary.ignored == 0 {
            return Err("nothing was ignored".to_owned());
        }

        let result = run(&both, Some(&baseline), files)?;
        self.expect("the better one in the baseline", &result, false, false)?;
        match result.summary.baselined {
            0 => Err("the baseline recorded nothing".to_owned()),
            _ => Ok(()),
        }
    }

    fn expect(&self, when: &str, result: &ScopeResult, is_worse: bool, is_better: bool) -> Result<(), String> {
        let is_reported = |observed: &Observed| {
            let finding = &observed.finding;
            let mut reported = result.findings.iter().filter(|reported| observed.path.as_ref() == Some(&reported.path));
            reported
                .any(|reported| reported.finding.rule == finding.rule && reported.finding.location == finding.location)
        };
        let is = |is_there: bool| if is_there { "is reported" } else { "is not reported" };
        let found = (is_reported(self.worse), is_reported(self.better));
        match found == (is_worse, is_better) {
            true => Ok(()),
            false => Err(format!(
                "{when}: {} {}, {} {}",
                self.worse.finding.rule,
                is(found.0),
                self.better.finding.rule,
                is(found.1)
            )),
        }
    }
}

#[test]
fn a_rule_that_is_off_for_a_file_leaves_it_to_the_others_there() {
    let related = |slug: &str| json!({ "related_terms": [{ "canonical_slug": slug, "title": "Customer Lifetime" }] });
    let mut files = case::corpus().unwrap();
    for name in ["churn-rate", "lead-scoring"] {
        let path = format!("en-US/{name}/ai.json");
        files.insert(path.clone(), case::overlaid(&path, related("Customer_Lifetime"), &[]).unwrap());
    }
    let found = |configuration: &str| {
        let result = run(configuration, None, &files).unwrap();
        let slugs = ["dead-related-slug", "malformed-slug"];
        let found = result.findings.iter().map(|reported| (reported.path.clone(), reported.finding.rule));
        found.filter(|(_, rule)| slugs.contains(rule)).collect::<Vec<_>>()
    };
    let both = |churn, lead| {
        vec![("en-US/churn-rate/ai.json".to_owned(), churn), ("en-US/lead-scoring/ai.json".to_owned(), lead)]
    };
    let (dead, malformed) = ("dead-related-slug", "malformed-slug");
    assert_eq!(found(""), both(dead, dead));
    assert_eq!(found("rules = { dead-related-slug = \"off\" }"), both(malformed, malformed));
    assert_eq!(found("rules = { links = \"off\" }"), both(malformed, malformed));
    let one = "[[override]]\nfiles = [\"en-US/churn-rate/**\"]\nrules = { dead-related-slug = \"off\" }";
    assert_eq!(found(one), both(malformed, dead));
    let other = format!("rules = {{ dead-related-slug = \"off\" }}\n{}", one.replace("off", "info"));
    assert_eq!(found(&other), both(dead, malformed));
}
