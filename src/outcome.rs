//! The result of a run, as every output format reads it: plain data, sorted, complete.
//!
//! Owns what is reported and counted. Must not know how it is printed, nor any rule by name.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::finding::{Finding, Position, Severity};
use crate::problem::Problem;
use crate::rule::{CustomRules, Declaration, Group, Release};

/// The exit codes: the whole table (`docs/design.md`, "Exit codes").
pub mod exit {
    /// No finding at or above `--fail-on`.
    pub const CLEAN: u8 = 0;
    /// Findings at or above `--fail-on`.
    pub const FINDINGS: u8 = 1;
    /// termlint could not do its job: usage, configuration, schemas, nothing to check, an unwritable report.
    pub const FAILED: u8 = 2;
}

/// What `--fix` has done, or what `--diff` would do.
#[derive(Clone, Debug, Default)]
pub struct FixReport {
    /// The findings whose fixes were applied.
    pub fixed: Vec<FixNote>,
    /// The findings that other fixes let rules make for the first time; each may have been fixed later.
    pub revealed: Vec<FixNote>,
    /// The fixes that were tried and taken back.
    pub withdrawn: Vec<FixNote>,
    /// The findings with a fix that was not tried.
    pub left: Vec<FixNote>,
    /// How many findings have a fix that may change the meaning, which nobody asked for.
    pub needs_unsafe: usize,
    /// How many files have changed.
    pub files: usize,
    /// How many times files were changed and checked again.
    pub rounds: usize,
    /// Whether nothing was written, and all of it says what would be.
    pub is_planned: bool,
}

/// A finding, as far as its fix is concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixNote {
    /// Where the file stands, for machines.
    pub path: String,
    /// Where the file stands, for people.
    pub shown_path: String,
    /// The line of a `.jsonl` file that holds the document; `None` for a file that is one document.
    pub document: Option<usize>,
    /// Where it begins, as the file was in this round; `None` for a finding about the whole file.
    pub at: Option<Position>,
    /// What tells the finding from every other one.
    pub fingerprint: String,
    /// The rule.
    pub rule: &'static str,
    /// The title of the fix, or the message of a finding that was revealed.
    pub what: String,
    /// Why the fix was not applied; empty where it was.
    pub why: String,
    /// What it would change, where somebody has to do that elsewhere: the field, its old and its new text.
    pub values: Option<(String, String, String)>,
}

/// Everything a run found, counted from the whole result, never from what is shown.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Sorted by path, document, position, rule.
    pub findings: Vec<ReportedFinding>,
    /// Findings that the baseline records, sorted likewise; they count for nothing.
    pub baselined: Vec<ReportedFinding>,
    /// The counts.
    pub summary: Summary,
    /// Every rule of termlint, for reports that describe them.
    pub rules: &'static [Declaration],
    /// The rules that the configurations of the run declare.
    pub custom_rules: Vec<Arc<CustomRules>>,
    /// What termlint could not do. Any of these makes the exit code 2.
    pub failures: Vec<Problem>,
    /// The day of the run, UTC.
    pub today: NaiveDate,
    /// The folder that machine paths are relative to.
    pub root: String,
    /// The least severity that human and machine formats show; it never decides the exit code.
    pub min_severity: Severity,
    /// What most documents of a locale have in common; see [`Convention`].
    pub conventions: Vec<Convention>,
    /// What the configurations want to be printed after findings.
    pub footers: Vec<String>,
    /// What has become of fixes, where they were asked for.
    pub fixes: Option<FixReport>,
    /// The exit code of the program.
    pub exit_code: u8,
}

impl Outcome {
    /// The findings that are shown.
    pub fn shown(&self) -> impl Iterator<Item = &ReportedFinding> {
        self.findings.iter().filter(|reported| reported.severity >= self.min_severity)
    }
}

/// A rule with findings in more than half of the documents of a locale, and in enough documents to be no accident: people are
/// told of it once a run. Either it is how this glossary is written, and one line of the configuration accepts it, or it has one
/// cause, such as a template or an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Convention {
    /// The rule.
    pub rule: &'static str,
    /// The locales of which this is true, by name.
    pub locales: Vec<Share>,
    /// The line of the configuration that accepts it; `None` where there is none, and for errors.
    pub accept: Option<String>,
}

/// In how many documents of a locale a rule has findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The locale.
    pub locale: String,
    /// Documents with findings of the rule.
    pub documents: usize,
    /// All documents of the locale that were checked.
    pub of: usize,
}

impl Convention {
    /// Whether a finding is one of those that are told once.
    pub fn covers(&self, reported: &ReportedFinding) -> bool {
        let is_of = |share: &Share| reported.locale.as_ref() == Some(&share.locale);
        reported.finding.rule == self.rule && self.locales.iter().any(is_of)
    }
}

/// A finding with what the run knows about it.
#[derive(Clone, Debug)]
pub struct ReportedFinding {
    /// What the rule said.
    pub finding: Finding,
    /// Where the file stands, for machines: relative to the root, with `/`.
    pub path: String,
    /// Where the file stands, for people: relative to the current folder.
    pub shown_path: String,
    /// The line of a `.jsonl` file that holds the document; `None` for a file that is one document.
    pub document: Option<usize>,
    /// Where the file of the document stands, for machines, if the finding is in the page that was rendered from it.
    pub page_of: Option<String>,
    /// The locale that the document says it has.
    pub locale: Option<String>,
    /// The family of the rule.
    pub group: Group,
    /// How much it matters in this run.
    pub severity: Severity,
    /// The release that brought findings of its kind, where that is later than the one whose findings count: then it never
    /// affects the exit code.
    pub new_in: Option<Release>,
    /// What tells it from every other finding, across runs (`docs/design.md`, "Fingerprints").
    pub fingerprint: String,
}

impl ReportedFinding {
    /// The message for people, who read in it what is new.
    pub fn message(&self) -> Cow<'_, str> {
        match self.new_in {
            None => Cow::Borrowed(&self.finding.message),
            Some(release) => Cow::Owned(format!("{} (new in {release})", self.finding.message)),
        }
    }

    /// What findings are sorted by: path, document, place, rule.
    pub fn order(&self) -> impl Ord + '_ {
        let location =
            self.finding.location.as_ref().map_or((0, 0), |location| (location.start.byte, location.end.byte));
        (&self.path, self.document, location, self.finding.rule, &self.finding.subject)
    }
}

/// A rule that could not check, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotChecked {
    /// The rule.
    pub rule: String,
    /// The reason, and the way to enable it.
    pub reason: String,
}

/// A file that was not checked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// The path for people.
    pub path: String,
    /// Why.
    pub reason: String,
}

/// Findings of one rule in one document that are counted, but not listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unlisted {
    /// The path for machines.
    pub path: String,
    /// The path for people.
    pub shown_path: String,
    /// The rule.
    pub rule: &'static str,
    /// What [`ReportedFinding::new_in`] would say of each.
    pub new_in: Option<Release>,
    /// The severity of its findings.
    pub severity: Severity,
    /// How many.
    pub count: usize,
}

/// The revision whose findings are not reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparedWith {
    /// As it was named.
    pub revision: String,
    /// The full id of the commit.
    pub commit: String,
    /// Whether it is where the branch left that revision, not the revision itself.
    pub is_merge_base: bool,
}

/// A configuration that was used, and for how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// Its path for machines; `None` stands for the files without one.
    pub path: Option<String>,
    /// Its path for people.
    pub shown_path: String,
    /// How many files it held for: those that were checked.
    pub files: usize,
}

/// The counts of a run.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Files checked.
    pub files: usize,
    /// Documents checked; more than files where a `.jsonl` file holds several.
    pub documents: usize,
    /// Files that were looked at and not checked.
    pub skipped: Vec<Skipped>,
    /// The configurations, in the order of their folders. Only the run knows them.
    pub configurations: Vec<Used>,
    /// Files with at least one finding.
    pub files_with_findings: usize,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity info.
    pub info: usize,
    /// Of these, findings of kinds that are new, which never affect the exit code: by severity.
    pub new_kinds: BTreeMap<Severity, usize>,
    /// Documents by the version that checked them.
    pub versions: BTreeMap<String, usize>,
    /// Documents by the locale that they say they have.
    pub locales: BTreeMap<String, usize>,
    /// Documents of an unknown version that were checked as one that they declare to keep.
    pub checked_as_declared: usize,
    /// Findings that entries of the configuration ignore; they are in none of the counts above.
    pub ignored: usize,
    /// Findings that the baseline records; they are in none of the counts above.
    pub baselined: usize,
    /// Of these, findings that it records as an earlier release knew them.
    pub recorded_formerly: usize,
    /// What the baseline records and nobody finds any more, where everything was looked at.
    pub fixed: usize,
    /// The revision that the files were compared with.
    pub compared_with: Option<ComparedWith>,
    /// Findings that it had too; they are in none of the counts above.
    pub old: usize,
    /// Rules that could not check.
    pub not_checked: Vec<NotChecked>,
    /// Findings that are counted above but not listed, because one document has too many of one rule.
    pub unlisted: Vec<Unlisted>,
}

impl Summary {
    /// Adds the counts of another scope. What can be said once only is the run's to say.
    pub fn add(&mut self, other: Summary) {
        self.files += other.files;
        self.documents += other.documents;
        self.skipped.extend(other.skipped);
        self.skipped.sort();
        self.skipped.dedup();
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.info += other.info;
        for (severity, number) in other.new_kinds {
            *self.new_kinds.entry(severity).or_insert(0) += number;
        }
        for (version, number) in other.versions {
            *self.versions.entry(version).or_insert(0) += number;
        }
        for (locale, number) in other.locales {
            *self.locales.entry(locale).or_insert(0) += number;
        }
        self.checked_as_declared += other.checked_as_declared;
        self.ignored += other.ignored;
        self.baselined += other.baselined;
        self.recorded_formerly += other.recorded_formerly;
        self.fixed += other.fixed;
        self.old += other.old;
        self.not_checked.extend(other.not_checked);
        self.not_checked.sort();
        self.not_checked.dedup();
        self.unlisted.extend(other.unlisted);
    }

    /// All findings.
    pub fn total(&self) -> usize {
        self.errors + self.warnings + self.info
    }

    /// Counts so many findings of one severity, which are new or not.
    pub fn count(&mut self, severity: Severity, new_in: Option<Release>, number: usize) {
        if new_in.is_some() {
            *self.new_kinds.entry(severity).or_insert(0) += number;
        }
        match severity {
            Severity::Error => self.errors += number,
            Severity::Warning => self.warnings += number,
            Severity::Info => self.info += number,
        }
    }

    /// Whether any finding is at or above a severity, and of a kind that counts.
    pub fn fails(&self, limit: Option<Severity>) -> bool {
        let counts =
            |severity: &Severity| self.of(*severity) > self.new_kinds.get(severity).copied().unwrap_or_default();
        let all = [Severity::Error, Severity::Warning, Severity::Info];
        limit.is_some_and(|limit| all.iter().filter(|severity| **severity >= limit).any(counts))
    }

    /// The number of findings of one severity.
    pub fn of(&self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.errors,
            Severity::Warning => self.warnings,
            Severity::Info => self.info,
        }
    }
}
