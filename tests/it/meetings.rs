//! Where two rules have a finding at one place, one cause has two findings, unless the rules say who speaks.
//!
//! Every failing case and the example are judged by all rules at once, none of which yields: each pair that meets has to
//! be in order.

#![allow(clippy::disallowed_methods, reason = "a test reads its own fixtures")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use termlint::finding::Place;
use termlint::rules;

use crate::support::{Judge, Said, case, repository};

/// Pairs that meet and may both speak, since each names a cause of its own.
const TWO_CAUSES: [(&str, &str, &str); 1] =
    [("conflicting-fields", "stale-review", "two dates that differ may both be old")];

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    entries.into_iter().flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn is_same(one: &Place, other: &Place) -> bool {
    one.start.byte == other.start.byte && one.end.byte == other.end.byte && one.end.byte > one.start.byte
}

/// Whether one of two rules yields to the other.
fn is_in_order(one: &str, other: &str) -> bool {
    let yields = |rule: &str, to: &str| rules::find(rule).is_some_and(|rule| rule.meta.yields_to.contains(&to));
    yields(one, other) || yields(other, one)
}

#[test]
fn rules_that_meet_say_who_speaks() {
    let judge = Judge::outspoken().unwrap();
    let mut meetings: BTreeMap<(&str, &str), BTreeSet<String>> = BTreeMap::new();
    for path in files(&repository("fixtures/rules")) {
        let shown = path.strip_prefix(repository("fixtures/rules")).unwrap().display().to_string();
        if shown.ends_with(".expect.json") {
            continue;
        }
        let Ok(case) = case::read(&path) else { panic!("{shown} is no case") };
        let said = judge.judge(&case.input).unwrap();
        for (number, one) in said.iter().enumerate() {
            for other in &said[number + 1..] {
                if let Some(pair) = meeting(one, other) {
                    meetings.entry(pair).or_default().insert(shown.clone());
                }
            }
        }
    }
    let is_argued = |pair: &(&str, &str)| TWO_CAUSES.iter().any(|(one, other, _)| *pair == (*one, *other));
    let undeclared: Vec<String> = meetings
        .iter()
        .filter(|(pair, _)| !is_in_order(pair.0, pair.1) && !is_argued(pair))
        .map(|((one, other), cases)| {
            let cases: Vec<&str> = cases.iter().map(String::as_str).take(3).collect();
            format!("{one} and {other}: {}", cases.join(", "))
        })
        .collect();
    assert!(undeclared.is_empty(), "say in `yields_to` which of them speaks:\n{}", undeclared.join("\n"));
    for (one, other, _) in TWO_CAUSES {
        assert!(meetings.contains_key(&(one, other)), "{one} and {other} never meet: take them off the list");
    }
}

/// The rules of two findings at one place, in order.
fn meeting(one: &Said, other: &Said) -> Option<(&'static str, &'static str)> {
    let (place, at) = (one.finding.place.as_ref()?, other.finding.place.as_ref()?);
    let (first, second) = (one.finding.rule, other.finding.rule);
    (first != second && one.path == other.path && is_same(place, at))
        .then(|| if first < second { (first, second) } else { (second, first) })
}
