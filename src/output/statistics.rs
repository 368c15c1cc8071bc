//! How often each rule has reported, and about which files: counted from the whole result.
//!
//! Owns the counting and the tables for people. Must not know formats.

use std::collections::BTreeMap;

use super::text;
use crate::finding::Severity;
use crate::outcome::Outcome;

/// How many files a table for people names; the rest is counted.
const FILES: usize = 20;

/// The findings of one rule, or of one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Infos.
    pub info: usize,
}

impl Tally {
    fn add(&mut self, severity: Severity, number: usize) {
        match severity {
            Severity::Error => self.errors += number,
            Severity::Warning => self.warnings += number,
            Severity::Info => self.info += number,
        }
    }

    /// What tallies are sorted by: most severe and most frequent first.
    fn weight(&self) -> (usize, usize, usize) {
        (self.errors, self.warnings, self.info)
    }
}

/// The rules that have findings, the one with the most errors first.
pub fn by_rule(outcome: &Outcome) -> Vec<(&str, Tally)> {
    let listed = outcome.findings.iter().map(|reported| (reported.finding.rule, reported.severity, 1));
    let unlisted = outcome.summary.unlisted.iter().map(|more| (more.rule, more.severity, more.count));
    tallies(listed.chain(unlisted))
}

/// A file: its path for machines and its path for people.
pub type File<'o> = (&'o str, &'o str);

/// The files that have findings, the one with the most errors first.
pub fn by_file(outcome: &Outcome) -> Vec<(File<'_>, Tally)> {
    let listed = outcome
        .findings
        .iter()
        .map(|reported| ((reported.path.as_str(), reported.shown_path.as_str()), reported.severity, 1));
    let unlisted = outcome.summary.unlisted.iter();
    let unlisted = unlisted.map(|more| ((more.path.as_str(), more.shown_path.as_str()), more.severity, more.count));
    tallies(listed.chain(unlisted))
}

fn tallies<K: Ord>(findings: impl Iterator<Item = (K, Severity, usize)>) -> Vec<(K, Tally)> {
    let mut tallies: BTreeMap<K, Tally> = BTreeMap::new();
    for (key, severity, number) in findings {
        tallies.entry(key).or_default().add(severity, number);
    }
    let mut tallies: Vec<(K, Tally)> = tallies.into_iter().collect();
    // The sort is stable: equals stay in the order of their names.
    tallies.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.weight()));
    tallies
}

/// Both tables, for people; nothing where nothing was found.
pub fn text(outcome: &Outcome) -> String {
    let rules: Vec<(String, Tally)> =
        by_rule(outcome).into_iter().map(|(rule, tally)| (rule.to_owned(), tally)).collect();
    let files = by_file(outcome);
    let named: Vec<(String, Tally)> =
        files.iter().take(FILES).map(|((_, shown), tally)| (text::path(shown), *tally)).collect();
    if rules.is_empty() {
        return String::new();
    }
    let mut text = format!("{}\n{}", table("rule", &rules), table("file", &named));
    if files.len() > FILES {
        text.push_str(&format!("and {} more files\n", files.len() - FILES));
    }
    text
}

/// Numbers first, so that names of any length stay in line.
fn table(name: &str, rows: &[(String, Tally)]) -> String {
    let mut text = format!("errors  warnings  info  {name}\n");
    for (key, tally) in rows {
        text.push_str(&format!("{:6}  {:8}  {:4}  {key}\n", tally.errors, tally.warnings, tally.info));
    }
    text
}
