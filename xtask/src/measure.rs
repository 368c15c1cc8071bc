//! `cargo xtask measure`: what the rules say about a generated corpus, compared with what is right.
//!
//! A label that is not found is a miss. A finding without a label is a false alarm if it is a warning or more; infos are
//! counted, since the fail cases do not list those of other rules. A rule that is off by default runs once by itself, and
//! is checked by the documents without a defect: the cases of others say nothing about it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::generate::templates::{self, Clean, LeftOut};

/// Misses and false alarms that are right as they are: the rule, the case or "" for all, and why.
const EXPLAINED: [(&str, &str, &str); 11] = [
    (
        "boilerplate-prose",
        "boilerplate-prose/two-sentences-that-terms-share",
        "the generator puts a word of the world into each of its sentences, which are no templates then",
    ),
    ("duplicate-term", "conflicting-fields/slip-in-the-canonical-slug", SLUG_OF_ITS_OWN),
    ("duplicate-term", "duplicate-key/same-group", SLUG_OF_ITS_OWN),
    ("duplicate-term", "serial-in-name/padded-number-in-the-slug", SLUG_OF_ITS_OWN),
    ("duplicate-term", "source-count-mismatch/a-count-above-64-bits", SLUG_OF_ITS_OWN),
    ("duplicate-term", "source-count-mismatch/a-count-that-no-double-holds", SLUG_OF_ITS_OWN),
    ("duplicate-term", "wrong-type/a-tiny-fraction", SLUG_OF_ITS_OWN),
    ("near-duplicate-term", "no defect", "worlds are copies of each other, a few words aside"),
    ("orphan-term", "orphan-term/nothing-leads-there", "a document that cannot be read may lead to any term"),
    ("orphan-term", "no defect", "relations to a document with a defect are taken out of those beside it"),
    (
        "one-way-relation",
        "no defect",
        "in the clean corpus, too, some relations lead one way: the rule is off for that",
    ),
];

const SLUG_OF_ITS_OWN: &str = "the case brings its slug, the same in every world in which it is placed";

/// The day on which the fixtures take place.
pub const TODAY: &str = "2026-11-22";

/// How many of each kind of miss or false alarm are shown.
const SHOWN: usize = 3;

/// A defect that is known to be in the corpus.
#[derive(Clone, Debug, Deserialize)]
pub struct Label {
    pub path: String,
    pub rule: String,
    pub pointer: Option<String>,
    pub fixture: String,
}

#[derive(Deserialize)]
struct Rule {
    id: String,
    level: String,
}

#[derive(Deserialize)]
struct Report {
    root: PathBuf,
    summary: Summary,
    findings: Vec<Finding>,
}

#[derive(Deserialize)]
struct Summary {
    documents: usize,
    not_judged: Vec<NotJudged>,
}

#[derive(Debug, Deserialize)]
struct NotJudged {
    rule: String,
    reason: String,
}

#[derive(Deserialize)]
struct Finding {
    rule: String,
    severity: String,
    message: String,
    path: String,
    pointer: Option<String>,
}

/// What one rule did.
#[derive(Clone, Debug, Default)]
struct Row {
    level: String,
    labels: usize,
    found: usize,
    false_alarms: usize,
    infos: usize,
}

/// Cases and rules with the places where they differ.
type Differences = BTreeMap<(String, String), Vec<String>>;

/// The comparison.
#[derive(Debug, Default)]
pub struct Measured {
    documents: usize,
    rows: BTreeMap<String, Row>,
    misses: Differences,
    false_alarms: Differences,
    left_out: LeftOut,
}

/// Checks the corpus in `folder` with `program`.
pub fn measure(program: &Path, folder: &Path) -> Result<Measured, String> {
    let labels = fs::read(folder.join("labels.json")).map_err(|error| format!("labels.json: {error}"))?;
    let labels: Vec<Label> = serde_json::from_slice(&labels).map_err(|error| format!("labels.json: {error}"))?;
    let rules: Vec<Rule> = run(program, folder, &["rules", "--format", "json"])?;
    let mut measured = Measured::default();
    for Rule { id, level } in &rules {
        measured.rows.insert(id.clone(), Row { level: level.clone(), ..Row::default() });
    }
    let is_off = |rule: &str| rules.iter().any(|other| other.id == rule && other.level == "off");

    let report = check(program, folder, &[])?;
    measured.documents = report.summary.documents;
    let wanted: Vec<&Label> = labels.iter().filter(|label| !is_off(&label.rule)).collect();
    measured.compare(&report.findings, &wanted, &labels, false);
    for Rule { id, .. } in rules.iter().filter(|rule| rule.level == "off") {
        let wanted: Vec<&Label> = labels.iter().filter(|label| label.rule == *id).collect();
        let mut report = check(program, folder, &["--only", id])?;
        report.findings.retain(|finding| finding.rule == *id);
        measured.compare(&report.findings, &wanted, &labels, true);
    }
    measured.left_out = templates::read(&Clean::read()?)?.1;
    Ok(measured)
}

fn check(program: &Path, folder: &Path, options: &[&str]) -> Result<Report, String> {
    let always = ["check", ".", "--format", "json", "--min-severity", "info", "--today", TODAY, "-q"];
    let mut report: Report = run(program, folder, &[&always, options].concat())?;
    let is_explained = |rule: &str| EXPLAINED.iter().any(|(other, ..)| *other == rule);
    if let Some(NotJudged { rule, reason }) = report.summary.not_judged.iter().find(|it| !is_explained(&it.rule)) {
        return Err(format!("{rule} was not checked: {reason}"));
    }
    // Files are named from the root of the repository on, if there is one.
    let folder = fs::canonicalize(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for finding in &mut report.findings {
        let file = report.root.join(&finding.path);
        if let Ok(below) = file.strip_prefix(&folder) {
            finding.path = below.to_string_lossy().into_owned();
        }
    }
    Ok(report)
}

/// What a run prints, read as JSON. Findings are no failure.
pub fn run<T: for<'de> Deserialize<'de>>(program: &Path, folder: &Path, arguments: &[&str]) -> Result<T, String> {
    let output = Command::new(program).current_dir(folder).args(arguments).output();
    let output = output.map_err(|error| format!("{} cannot be run: {error}", program.display()))?;
    if !matches!(output.status.code(), Some(0 | 1)) {
        return Err(format!("termlint failed\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| format!("what termlint prints is not understood: {error}"))
}

impl Measured {
    /// Counts what `findings` has of `wanted`; `labels` are those of all rules.
    fn compare(&mut self, findings: &[Finding], wanted: &[&Label], labels: &[Label], is_alone: bool) {
        let mut cases: BTreeMap<&str, &str> = BTreeMap::new();
        for label in labels {
            cases.insert(&label.path, &label.fixture);
        }
        let mut left: BTreeMap<(&str, &str, Option<&str>), Vec<&Label>> = BTreeMap::new();
        for label in wanted {
            self.rows.entry(label.rule.clone()).or_default().labels += 1;
            left.entry((&label.path, &label.rule, label.pointer.as_deref())).or_default().push(label);
        }
        for finding in findings {
            let path = finding.path.as_str();
            let row = self.rows.entry(finding.rule.clone()).or_default();
            if left.get_mut(&(path, &finding.rule, finding.pointer.as_deref())).and_then(Vec::pop).is_some() {
                row.found += 1;
                continue;
            }
            let case = cases.get(path).copied();
            if is_alone && case.is_some() {
                continue;
            }
            if finding.severity == "info" {
                row.infos += 1;
                continue;
            }
            row.false_alarms += 1;
            let place = format!("{path}{}: {}", shown(finding.pointer.as_deref()), finding.message);
            note(&mut self.false_alarms, case.unwrap_or("no defect"), &finding.rule, place);
        }
        for label in left.into_values().flatten() {
            let place = format!("{}{}", label.path, shown(label.pointer.as_deref()));
            note(&mut self.misses, &label.fixture, &label.rule, place);
        }
    }

    /// How many misses and false alarms nobody has explained.
    pub fn unexplained(&self) -> usize {
        let all = self.misses.iter().chain(&self.false_alarms);
        all.filter(|((case, rule), _)| explained(case, rule).is_none()).map(|(_, places)| places.len()).sum()
    }

    /// The whole as Markdown.
    pub fn table(&self) -> String {
        let mut text = format!("{} documents\n\n", self.documents);
        text += "| rule | level | labels | found | recall | false alarms | precision | other infos |\n";
        text += "|---|---|--:|--:|--:|--:|--:|--:|\n";
        let mut unmeasured = BTreeSet::new();
        for (rule, row) in &self.rows {
            let Row { level, labels, found, false_alarms, infos } = row;
            if labels + false_alarms + infos == 0 {
                unmeasured.insert(rule.as_str());
                continue;
            }
            let recall = percent(*found, *labels);
            let precision = percent(*found, found + false_alarms);
            let infos = if *infos == 0 { String::new() } else { infos.to_string() };
            let _ = writeln!(
                text,
                "| {rule} | {level} | {labels} | {found} | {recall} | {false_alarms} | {precision} | {infos} |"
            );
        }
        differences(&mut text, "Misses", &self.misses);
        differences(&mut text, "False alarms", &self.false_alarms);

        text += "\nNot measured:\n\n";
        let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, reason) in &self.left_out {
            unmeasured.remove(name.as_str());
            by_reason.entry(reason).or_default().push(name);
        }
        if !unmeasured.is_empty() {
            by_reason.insert("none of its cases is in this corpus", unmeasured.into_iter().collect());
        }
        for (reason, names) in by_reason {
            let _ = writeln!(text, "- {reason}: {}", names.join(", "));
        }
        text
    }
}

fn shown(pointer: Option<&str>) -> String {
    pointer.map_or_else(String::new, |pointer| format!(" {pointer}"))
}

fn note(differences: &mut Differences, case: &str, rule: &str, place: String) {
    differences.entry((case.to_owned(), rule.to_owned())).or_default().push(place);
}

fn explained(case: &str, rule: &str) -> Option<&'static str> {
    let entry = EXPLAINED.iter().find(|(of, by, _)| *of == rule && (by.is_empty() || *by == case));
    entry.map(|(_, _, reason)| *reason)
}

fn percent(part: usize, whole: usize) -> String {
    let share = part as f64 * 100.0 / whole.max(1) as f64;
    match (part, whole) {
        (_, 0) => "–".to_owned(),
        (part, whole) if part == whole => "100 %".to_owned(),
        _ => format!("{share:.1} %"),
    }
}

fn differences(text: &mut String, title: &str, differences: &Differences) {
    if differences.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{title}:\n");
    for ((case, rule), places) in differences {
        let reason = explained(case, rule).map_or_else(String::new, |reason| format!(" ({reason})"));
        let _ = writeln!(text, "- {case}: {rule} × {}{reason}", places.len());
        for place in places.iter().take(SHOWN) {
            let _ = writeln!(text, "  - {place}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(rule: &str, pointer: &str) -> Label {
        Label {
            path: "content/a/ai.json".to_owned(),
            rule: rule.to_owned(),
            pointer: Some(pointer.to_owned()),
            fixture: format!("{rule}/case"),
        }
    }

    fn finding(path: &str, rule: &str, pointer: &str, severity: &str) -> Finding {
        Finding {
            rule: rule.to_owned(),
            severity: severity.to_owned(),
            message: "said".to_owned(),
            path: path.to_owned(),
            pointer: Some(pointer.to_owned()),
        }
    }

    fn measured(is_alone: bool) -> Measured {
        let labels = [label("one-rule", "/a"), label("one-rule", "/a"), label("other-rule", "/b")];
        let findings = [
            finding("content/a/ai.json", "one-rule", "/a", "error"),
            finding("content/a/ai.json", "one-rule", "/c", "warning"),
            finding("content/b/ai.json", "other-rule", "/b", "error"),
            finding("content/b/ai.json", "other-rule", "/c", "info"),
        ];
        let mut measured = Measured::default();
        measured.compare(&findings, &labels.iter().collect::<Vec<_>>(), &labels, is_alone);
        measured
    }

    #[test]
    fn each_label_is_found_once_and_each_finding_has_one() {
        let measured = measured(false);
        let text = measured.table();
        assert!(text.contains("| one-rule |  | 2 | 1 | 50.0 % | 1 | 50.0 % |  |"), "{text}");
        assert!(text.contains("| other-rule |  | 1 | 0 | 0.0 % | 1 | 0.0 % | 1 |"), "{text}");
        assert!(text.contains("- other-rule/case: other-rule × 1\n  - content/a/ai.json /b\n"), "{text}");
        assert!(text.contains("- no defect: other-rule × 1\n  - content/b/ai.json /b: said\n"), "{text}");
        assert_eq!(measured.unexplained(), 4);
    }

    #[test]
    fn a_rule_that_is_off_invents_nothing_in_the_cases_of_others() {
        assert_eq!(measured(true).unexplained(), 3);
    }
}
