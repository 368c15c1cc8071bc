//! The JSON report, version 1, and its findings a line each: for programs. The schema is
//! `schemas/termlint/report.v1.json`.
//!
//! Owns the format, which is contract (`docs/design.md`, "Reports"): the structs of this file mirror it, so that the rest
//! of termlint may change its own. Their comments are the descriptions in the schema.

// Long because: the structs spell the contract out, with the description of every field.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde::Serialize;

use super::{links, statistics, visible};
use crate::finding::{self, Severity};
use crate::outcome::{self, Outcome};
use crate::problem::Problem;
use crate::rule::Group;
use crate::words::{self, escape};

/// The version of the format.
const VERSION: u32 = 1;

/// Writes the report: one document, whatever has happened.
pub fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    visible::pretty(&Report::of(outcome), out)
}

/// Writes the findings only, a line each: what stands under `findings` in the report.
pub fn write_lines(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    findings(outcome).try_for_each(|finding| visible::line(&finding, out))
}

/// The JSON Schema of the report.
pub fn schema() -> Schema {
    // As it is written: what may be left out is not required.
    let settings = SchemaSettings::draft2020_12().for_serialize().with_transform(RecursiveTransform(tidy));
    let mut schema = settings.into_generator().into_root_schema_for::<Report<'static>>();
    schema.insert("$id".to_owned(), "https://termlint.example/schemas/termlint/report.v1.json".into());
    schema
}

/// Takes from a schema what only Rust knows: the sizes of integers, which strict validators refuse as unknown formats,
/// and the line ends of comments.
fn tidy(schema: &mut Schema) {
    if schema.get("type").is_some_and(|kind| kind.to_string().contains("integer")) {
        schema.remove("format");
    }
    if let Some(serde_json::Value::String(text)) = schema.get_mut("description") {
        *text = text.replace("\n\n", "\0").replace('\n', " ").replace('\0', "\n\n");
    }
}

/// What a run of `termlint check` found.
///
/// Lines and columns count from 1, bytes from 0 in the file, a byte order mark included. Ends are exclusive. Paths are
/// relative to `root` and written with `/`.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "termlint report, version 1")]
struct Report<'o> {
    /// The version of this format.
    #[schemars(extend("const" = 1))]
    report_version: u32,
    /// The version of termlint.
    termlint: &'static str,
    /// The day of the run, UTC: `2026-11-22`.
    #[schemars(extend("format" = "date"))]
    today: String,
    /// The folder that paths are relative to.
    root: &'o str,
    /// The exit code of the program: 0 clean, 1 findings that fail the run, 2 termlint could not do its job.
    #[schemars(range(max = 2))]
    exit_code: u8,
    /// The counts of the whole result, also of findings that are not listed.
    summary: Summary<'o>,
    /// How often each rule has reported, and about which files.
    statistics: Statistics<'o>,
    /// What has become of fixes, in a run with `--fix` or `--diff`.
    #[serde(skip_serializing_if = "Option::is_none")]
    fixes: Option<Fixes<'o>>,
    /// The findings, by path, document, position and rule.
    findings: Vec<Finding<'o>>,
    /// What termlint could not do. The exit code is 2 when there is any.
    failures: Vec<Failure<'o>>,
}

/// The counts of the whole result, also of findings that are not listed.
#[derive(Serialize, JsonSchema)]
struct Summary<'o> {
    /// Files checked.
    files: usize,
    /// Documents checked: more than files where a `.jsonl` file holds several.
    documents: usize,
    /// Files that were looked at and not checked.
    skipped: usize,
    /// The configurations that held, and for how many of the files.
    configurations: Vec<Configuration<'o>>,
    /// Findings of severity error.
    errors: usize,
    /// Findings of severity warning.
    warnings: usize,
    /// Findings of severity info.
    info: usize,
    /// Of these, findings of kinds that a newer termlint brought: they do not affect the exit code.
    #[serde(skip_serializing_if = "Option::is_none")]
    new_kinds: Option<NewKinds>,
    /// Findings that the configuration ignores, with a reason.
    ignored: usize,
    /// Findings that stand in the baseline.
    baselined: usize,
    /// Documents by the version that checked them.
    versions: &'o BTreeMap<String, usize>,
    /// Documents of an unknown version that were checked by one that they declare to keep.
    judged_as_declared: usize,
    /// The git revision whose findings are left out; null without one.
    compared_with: Option<ComparedWith<'o>>,
    /// Rules that could not check.
    not_judged: Vec<NotJudged<'o>>,
    /// Findings that are counted but not listed, because one file has too many of one rule.
    unlisted: Vec<Unlisted<'o>>,
}

/// Findings of kinds that a newer termlint brought. They are at most warnings.
#[derive(Serialize, JsonSchema)]
struct NewKinds {
    /// Findings of severity warning.
    warnings: usize,
    /// Findings of severity info.
    info: usize,
}

/// How often each rule has reported, and about which files: counts of the whole result, most errors first.
#[derive(Serialize, JsonSchema)]
struct Statistics<'o> {
    /// The rules with findings.
    rules: Vec<RuleCount<'o>>,
    /// The files with findings.
    files: Vec<FileCount<'o>>,
}

/// The findings of one rule.
#[derive(Serialize, JsonSchema)]
struct RuleCount<'o> {
    /// The id of the rule.
    rule: &'o str,
    /// Findings of severity error.
    errors: usize,
    /// Findings of severity warning.
    warnings: usize,
    /// Findings of severity info.
    info: usize,
}

/// The findings about one file.
#[derive(Serialize, JsonSchema)]
struct FileCount<'o> {
    /// The file.
    path: &'o str,
    /// Findings of severity error.
    errors: usize,
    /// Findings of severity warning.
    warnings: usize,
    /// Findings of severity info.
    info: usize,
}

/// What has become of fixes, in a run with `--fix` or `--diff`.
#[derive(Serialize, JsonSchema)]
struct Fixes<'o> {
    /// Whether nothing was written, as with `--diff`: then all of this says what would be.
    planned: bool,
    /// How many files have changed.
    files: usize,
    /// How many times files were changed and checked again, before any was written.
    rounds: usize,
    /// How many findings have a fix that may change the meaning, which only `--unsafe-fixes` applies.
    needs_unsafe: usize,
    /// The findings whose fixes were applied.
    fixed: Vec<FixNote<'o>>,
    /// The findings that other fixes let rules make for the first time. Each may have been fixed later.
    revealed: Vec<FixNote<'o>>,
    /// The fixes that were tried and taken back, because the check after them has refuted them.
    withdrawn: Vec<FixNote<'o>>,
    /// The findings with a fix that was not tried.
    left: Vec<FixNote<'o>>,
}

/// A finding, as far as its fix is concerned.
#[derive(Serialize, JsonSchema)]
struct FixNote<'o> {
    /// The id of the rule.
    rule: &'o str,
    /// The file.
    path: &'o str,
    /// The line of a `.jsonl` file that holds the document; null for a file that is one document.
    document: Option<usize>,
    /// Where the finding began when its fix was tried, which may be after other edits; null when it is about the whole file.
    start: Option<Position>,
    /// What the fix does, as an order.
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<String>,
    /// The fact, of a finding that was revealed.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    /// Why the fix was not applied.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// What the fix would change, where somebody has to do that elsewhere, such as in what generates the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Change>,
    /// The fingerprint that the finding had then.
    fingerprint: &'o str,
}

/// A change that is to be made elsewhere.
#[derive(Serialize, JsonSchema)]
struct Change {
    /// The field, in the document's own words.
    field: String,
    /// What is there: JSON text, or a part of it.
    old: String,
    /// What belongs there.
    new: String,
}

/// A configuration, and how much it held for.
#[derive(Serialize, JsonSchema)]
struct Configuration<'o> {
    /// The file; null stands for files that no configuration holds for.
    path: Option<&'o str>,
    /// How many files were checked by it.
    files: usize,
}

/// A git revision that the files were compared with.
#[derive(Serialize, JsonSchema)]
struct ComparedWith<'o> {
    /// As it was named.
    revision: String,
    /// The full id of the commit.
    commit: &'o str,
    /// Whether it is where the branch left that revision, not the revision itself.
    is_merge_base: bool,
    /// Findings that were there already; no other count holds them.
    left_out: usize,
}

/// A rule that could not check.
#[derive(Serialize, JsonSchema)]
struct NotJudged<'o> {
    /// The id of the rule.
    rule: &'o str,
    /// Why, and how to enable it.
    reason: String,
}

/// Findings that are counted but not listed.
#[derive(Serialize, JsonSchema)]
struct Unlisted<'o> {
    /// The file.
    path: &'o str,
    /// The id of the rule.
    rule: &'o str,
    /// How many findings.
    count: usize,
}

/// A failure of the tool, as opposed to a defect of a document.
#[derive(Serialize, JsonSchema)]
struct Failure<'o> {
    /// What happened.
    message: String,
    /// The file concerned, if any.
    path: Option<&'o str>,
}

/// A defect of a document.
#[derive(Serialize, JsonSchema)]
struct Finding<'o> {
    /// The id of the rule: contract.
    rule: &'o str,
    /// The family of the rule.
    #[schemars(extend("enum" = Group::ALL.map(Group::name)))]
    group: &'static str,
    /// How much it matters in this run.
    #[schemars(extend("enum" = ["error", "warning", "info"]))]
    severity: &'static str,
    /// The minor release of termlint that brought findings of this kind, where the project does not count them yet: then it
    /// does not affect the exit code.
    #[serde(skip_serializing_if = "Option::is_none")]
    new_in: Option<String>,
    /// Whether the baseline knows it.
    #[schemars(extend("enum" = ["new", "baselined"]))]
    state: &'static str,
    /// The fact, on one line. Wording is not a contract.
    message: String,
    /// One thing to do; may be empty.
    help: String,
    /// The page about the rule, in the repository of termlint; for a custom rule, the configuration.
    docs: String,
    /// The file.
    path: &'o str,
    /// The line of a `.jsonl` file that holds the document; null for a file that is one document.
    document: Option<usize>,
    /// The JSON Pointer (RFC 6901) of the value concerned; null where no value is. A control or invisible character of
    /// a key is written as `\u{1b}`, and a `\` before `u{` as `\u{5c}`, so that no two keys look alike.
    pointer: Option<Cow<'o, str>>,
    /// The identity path of the same value: an item is addressed by what it is, not by its index. Its characters are
    /// written as those of the pointer, and `at` in `termlint.toml` reads them so.
    at: Option<Cow<'o, str>>,
    /// The first character; null when the finding is about the whole file.
    start: Option<Position>,
    /// The position after the last character; null when the finding is about the whole file.
    end: Option<Position>,
    /// Other places that explain it.
    related: Vec<Related<'o>>,
    /// The best way to fix it, if termlint knows one.
    fix: Option<Fix<'o>>,
    /// All ways to fix it, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix<'o>>,
    /// What tells it from every other finding, across runs, days and reformatting: contract.
    fingerprint: &'o str,
}

/// A place in a file.
#[derive(Serialize, JsonSchema)]
struct Position {
    /// Bytes before the place, from 0.
    byte: usize,
    /// The line, from 1. LF, CRLF or a lone CR ends one, as in editors; in a `.jsonl` file only LF does.
    #[schemars(range(min = 1))]
    line: usize,
    /// The column in characters, from 1.
    #[schemars(range(min = 1))]
    column: usize,
    /// The column in UTF-16 code units, from 1.
    #[schemars(range(min = 1))]
    utf16_column: usize,
}

/// A second place that explains a finding.
#[derive(Serialize, JsonSchema)]
struct Related<'o> {
    /// The file.
    path: &'o str,
    /// The JSON Pointer of the value there, written as that of the finding; null where no value is.
    pointer: Option<Cow<'o, str>>,
    /// The first character.
    start: Position,
    /// The position after the last character.
    end: Position,
    /// What stands there.
    label: String,
}

/// A way to fix a finding.
#[derive(Serialize, JsonSchema)]
struct Fix<'o> {
    /// What applying it does, as an order.
    title: String,
    /// Whether it may be applied without a person reading it.
    #[schemars(extend("enum" = ["safe", "unsafe"]))]
    safety: &'static str,
    /// The edits, sorted and without overlap; all or none.
    edits: Vec<Edit<'o>>,
}

/// One replacement of bytes.
#[derive(Serialize, JsonSchema)]
struct Edit<'o> {
    /// The first byte replaced.
    start_byte: usize,
    /// The byte after the last one replaced.
    end_byte: usize,
    /// What stands there instead: JSON text.
    text: &'o str,
}

impl<'o> Report<'o> {
    fn of(outcome: &'o Outcome) -> Self {
        Report {
            report_version: VERSION,
            termlint: env!("CARGO_PKG_VERSION"),
            today: outcome.today.to_string(),
            root: &outcome.root,
            exit_code: outcome.exit_code,
            summary: Summary::of(&outcome.summary),
            statistics: Statistics::of(outcome),
            fixes: outcome.fixes.as_ref().map(Fixes::of),
            findings: findings(outcome).collect(),
            failures: outcome.failures.iter().map(Failure::of).collect(),
        }
    }
}

/// The new findings and those of the baseline, in one order.
fn findings(outcome: &Outcome) -> impl Iterator<Item = Finding<'_>> {
    let known = outcome.baselined.iter().filter(|reported| reported.severity >= outcome.min_severity);
    let new = outcome.shown().map(|reported| (reported, "new"));
    let mut all: Vec<_> = new.chain(known.map(|reported| (reported, "baselined"))).collect();
    all.sort_by(|(one, _), (two, _)| one.order().cmp(&two.order()));
    all.into_iter().map(|(reported, state)| Finding::of(reported, state))
}

impl<'o> Summary<'o> {
    fn of(summary: &'o outcome::Summary) -> Self {
        let not_judged = |rule: &'o outcome::NotChecked| NotJudged { rule: &rule.rule, reason: escape(&rule.reason) };
        Summary {
            files: summary.files,
            documents: summary.documents,
            skipped: summary.skipped.len(),
            configurations: summary
                .configurations
                .iter()
                .map(|used| Configuration { path: used.path.as_deref(), files: used.files })
                .collect(),
            errors: summary.errors,
            warnings: summary.warnings,
            info: summary.info,
            new_kinds: NewKinds::of(&summary.new_kinds),
            ignored: summary.ignored,
            baselined: summary.baselined,
            versions: &summary.versions,
            judged_as_declared: summary.checked_as_declared,
            compared_with: summary.compared_with.as_ref().map(|compared| ComparedWith {
                revision: escape(&compared.revision),
                commit: &compared.commit,
                is_merge_base: compared.is_merge_base,
                left_out: summary.old,
            }),
            not_judged: summary.not_checked.iter().map(not_judged).collect(),
            unlisted: summary
                .unlisted
                .iter()
                .map(|unlisted| Unlisted { path: &unlisted.path, rule: unlisted.rule, count: unlisted.count })
                .collect(),
        }
    }
}

impl NewKinds {
    fn of(numbers: &BTreeMap<Severity, usize>) -> Option<NewKinds> {
        let number = |severity| numbers.get(&severity).copied().unwrap_or_default();
        (!numbers.is_empty()).then(|| NewKinds { warnings: number(Severity::Warning), info: number(Severity::Info) })
    }
}

impl<'o> Statistics<'o> {
    fn of(outcome: &'o Outcome) -> Self {
        let rules = statistics::by_rule(outcome).into_iter().map(|(rule, tally)| RuleCount {
            rule,
            errors: tally.errors,
            warnings: tally.warnings,
            info: tally.info,
        });
        let files = statistics::by_file(outcome).into_iter().map(|((path, _), tally)| FileCount {
            path,
            errors: tally.errors,
            warnings: tally.warnings,
            info: tally.info,
        });
        Statistics { rules: rules.collect(), files: files.collect() }
    }
}

impl<'o> Fixes<'o> {
    fn of(report: &'o outcome::FixReport) -> Self {
        let notes = |notes: &'o [outcome::FixNote]| notes.iter().map(FixNote::of).collect();
        let revealed = |note: &'o outcome::FixNote| {
            let note = FixNote::of(note);
            FixNote { message: note.fix, fix: None, ..note }
        };
        Fixes {
            planned: report.is_planned,
            files: report.files,
            rounds: report.rounds,
            needs_unsafe: report.needs_unsafe,
            fixed: notes(&report.fixed),
            revealed: report.revealed.iter().map(revealed).collect(),
            withdrawn: notes(&report.withdrawn),
            left: notes(&report.left),
        }
    }
}

impl<'o> FixNote<'o> {
    fn of(note: &'o outcome::FixNote) -> Self {
        let change = note.values.as_ref();
        FixNote {
            rule: note.rule,
            path: &note.path,
            document: note.document,
            start: note.at.as_ref().map(Position::of),
            fix: Some(escape(&note.what)),
            message: None,
            reason: (!note.why.is_empty()).then(|| escape(&note.why)),
            change: change.map(|(field, old, new)| Change { field: escape(field), old: old.clone(), new: new.clone() }),
            fingerprint: &note.fingerprint,
        }
    }
}

impl<'o> Failure<'o> {
    fn of(failure: &'o Problem) -> Self {
        Failure { message: escape(&failure.message), path: failure.file() }
    }
}

impl<'o> Finding<'o> {
    fn of(reported: &'o outcome::ReportedFinding, state: &'static str) -> Self {
        let finding = &reported.finding;
        let location = finding.location.as_ref();
        let fixes: Vec<Fix<'o>> =
            if finding.fixes.len() > 1 { finding.fixes.iter().map(Fix::of).collect() } else { Vec::new() };
        Finding {
            rule: finding.rule,
            group: reported.group.name(),
            severity: reported.severity.name(),
            new_in: reported.new_in.map(|release| release.to_string()),
            state,
            message: escape(&finding.message),
            help: escape(&finding.help),
            docs: links::file(finding.rule),
            path: &reported.path,
            document: reported.document,
            pointer: location.and_then(|location| location.pointer.as_deref()).map(words::visible),
            at: location.and_then(|location| location.at.as_deref()).map(words::visible),
            start: location.map(|location| Position::of(&location.start)),
            end: location.map(|location| Position::of(&location.end)),
            related: finding.related.iter().map(|related| Related::of(related, &reported.path)).collect(),
            fix: finding.fixes.first().map(Fix::of),
            fixes,
            fingerprint: &reported.fingerprint,
        }
    }
}

impl Position {
    fn of(position: &finding::Position) -> Self {
        Position {
            byte: position.byte,
            line: position.line,
            column: position.column,
            utf16_column: position.utf16_column,
        }
    }
}

impl<'o> Related<'o> {
    fn of(related: &'o finding::Related, path: &'o str) -> Self {
        Related {
            path: related.path.as_deref().unwrap_or(path),
            pointer: related.location.pointer.as_deref().map(words::visible),
            start: Position::of(&related.location.start),
            end: Position::of(&related.location.end),
            label: escape(&related.label),
        }
    }
}

impl<'o> Fix<'o> {
    fn of(fix: &'o finding::Fix) -> Self {
        let edit =
            |edit: &'o finding::Edit| Edit { start_byte: edit.start_byte, end_byte: edit.end_byte, text: &edit.text };
        Fix { title: escape(&fix.title), safety: fix.safety.name(), edits: fix.edits.iter().map(edit).collect() }
    }
}
