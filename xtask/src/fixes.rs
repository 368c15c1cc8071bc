//! `cargo xtask measure --fix`: what `check --fix` leaves of a generated corpus, compared with what is right.
//!
//! The corpus is copied and stays as it is. What a file must be afterwards is worked out from the fixes that the report before
//! names, by this program's own arithmetic: every byte outside their edits is compared.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde_json::Value;

use crate::measure::{Label, TODAY};

/// How many of a kind are shown.
const SHOWN: usize = 5;

#[derive(Deserialize)]
struct Report {
    findings: Vec<Finding>,
    #[serde(default)]
    fixes: Option<Fixes>,
}

#[derive(Deserialize)]
struct Finding {
    rule: String,
    path: String,
    pointer: Option<String>,
    message: String,
    fix: Option<Fix>,
    fingerprint: String,
}

#[derive(Clone, Deserialize)]
struct Fix {
    title: String,
    safety: String,
    edits: Vec<Edit>,
}

#[derive(Clone, Deserialize, PartialEq, Eq)]
struct Edit {
    start_byte: usize,
    end_byte: usize,
    text: String,
}

#[derive(Default, Deserialize)]
struct Fixes {
    files: usize,
    rounds: usize,
    fixed: Vec<Note>,
    revealed: Vec<Note>,
    withdrawn: Vec<Note>,
    left: Vec<Note>,
}

#[derive(Deserialize)]
struct Note {
    rule: String,
    path: String,
    fingerprint: String,
    #[serde(default)]
    fix: Option<String>,
    #[serde(default)]
    reason: String,
}

/// What fixing a corpus came to.
#[derive(Default)]
pub struct Measured {
    lines: Vec<String>,
    /// What is wrong, each in a sentence.
    wrong: Vec<String>,
}

impl Measured {
    /// How many things are wrong.
    pub fn wrong(&self) -> usize {
        self.wrong.len()
    }

    /// The whole as text.
    pub fn text(&self) -> String {
        let mut text = self.lines.join("\n") + "\n";
        for wrong in self.wrong.iter().take(20 * SHOWN) {
            let _ = writeln!(text, "wrong: {wrong}");
        }
        text
    }
}

/// Copies the corpus in `folder` to `folder` with `-fixed` at its end, and fixes the copy with `program`.
pub fn measure(program: &Path, folder: &Path) -> Result<Measured, String> {
    let copy = PathBuf::from(format!("{}-fixed", folder.display()));
    if copy.exists() {
        return Err(format!("{} is there already: delete it first", copy.display()));
    }
    copy_folder(folder, &copy)?;
    let labels = read(&folder.join("labels.json"))?;
    let labels: Vec<Label> = serde_json::from_slice(&labels).map_err(|error| format!("labels.json: {error}"))?;
    let report = copy.with_extension("report.json");
    let (before, checking) = run(program, &copy, &report, &[])?;
    let (after, fixing) = run(program, &copy, &report, &["--fix"])?;
    let (again, _) = run(program, &copy, &report, &["--fix"])?;
    fs::remove_file(&report).map_err(|error| format!("{}: {error}", report.display()))?;
    let mut measured = Measured::default();
    let fixes = after.fixes.unwrap_or_default();
    measured.lines.push(format!(
        "check {:.2} s, check --fix {:.2} s; {} findings fixed in {} files and {} rounds, {} revealed, {} withdrawn, {} left",
        checking.as_secs_f64(),
        fixing.as_secs_f64(),
        fixes.fixed.len(),
        fixes.files,
        fixes.rounds,
        fixes.revealed.len(),
        fixes.withdrawn.len(),
        fixes.left.len()
    ));
    if let Some(fixed) = again.fixes.map(|fixes| fixes.fixed.len()).filter(|fixed| *fixed > 0) {
        measured.wrong.push(format!("a second run fixes {fixed} findings more"));
    }
    compare_labels(&labels, &before.findings, &after.findings, &fixes, &mut measured);
    compare_bytes([folder, &copy], &before.findings, &fixes, &mut measured)?;
    compare_findings(&before.findings, &after.findings, &fixes, &mut measured);
    Ok(measured)
}

/// Every labelled defect that has a safe fix is gone, unless its fix was withdrawn or left for a reason.
fn compare_labels(labels: &[Label], before: &[Finding], after: &[Finding], fixes: &Fixes, measured: &mut Measured) {
    let place = |finding: &Finding| (finding.path.clone(), finding.rule.clone(), finding.pointer.clone());
    let safe = before.iter().filter(|finding| finding.fix.as_ref().is_some_and(|fix| fix.safety == "safe"));
    let safe: BTreeMap<_, &Finding> = safe.map(|finding| (place(finding), finding)).collect();
    let left: BTreeSet<&str> = after.iter().map(|finding| finding.fingerprint.as_str()).collect();
    let reasons: BTreeMap<&str, &str> = fixes
        .withdrawn
        .iter()
        .chain(&fixes.left)
        .map(|note| (note.fingerprint.as_str(), note.reason.as_str()))
        .collect();
    let mut by_rule: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for label in labels {
        let Some(finding) = safe.get(&(label.path.clone(), label.rule.clone(), label.pointer.clone())) else {
            continue;
        };
        let (all, gone) = by_rule.entry(&finding.rule).or_default();
        *all += 1;
        if !left.contains(finding.fingerprint.as_str()) {
            *gone += 1;
            continue;
        }
        let what = format!("{}: {} [{}]", finding.path, finding.message, finding.rule);
        match reasons.get(finding.fingerprint.as_str()) {
            Some(reason) => measured.lines.push(format!("left ({}): {what}: {reason}", label.fixture)),
            None => measured.wrong.push(format!("it has a safe fix and stays ({}): {what}", label.fixture)),
        }
    }
    measured.lines.push("\n| rule | labelled with a safe fix | gone |\n|---|--:|--:|".to_owned());
    let (mut all, mut gone) = (0, 0);
    for (rule, (of_rule, gone_of_rule)) in by_rule {
        measured.lines.push(format!("| {rule} | {of_rule} | {gone_of_rule} |"));
        (all, gone) = (all + of_rule, gone + gone_of_rule);
    }
    measured.lines.push(format!("| all | {all} | {gone} |\n"));
}

/// A file without a fix is what it was; another one has the bytes that its fixes give, where all of them were known before. Of
/// the rest, whose later edits no report names, the layout is compared.
fn compare_bytes(
    [folder, copy]: [&Path; 2],
    before: &[Finding],
    fixes: &Fixes,
    measured: &mut Measured,
) -> Result<(), String> {
    let mut notes: BTreeMap<&str, Vec<&Note>> = BTreeMap::new();
    for note in &fixes.fixed {
        notes.entry(&note.path).or_default().push(note);
    }
    let known: BTreeMap<(&str, &str), &Finding> =
        before.iter().map(|finding| ((finding.path.as_str(), finding.fingerprint.as_str()), finding)).collect();
    let (mut same, mut exact, mut by_layout) = (0, 0, 0);
    for file in files(folder)? {
        let below = file.strip_prefix(folder).map_err(|error| error.to_string())?;
        let name = below.to_string_lossy().into_owned();
        let (old, new) = (read(&file)?, read(&copy.join(below))?);
        let Some(notes) = notes.get(name.as_str()) else {
            match old == new {
                true => same += 1,
                false => measured.wrong.push(format!("{name} has changed, and no fix says so")),
            }
            continue;
        };
        let edits = notes.iter().map(|note| {
            let finding = known.get(&(name.as_str(), note.fingerprint.as_str()))?;
            finding.fix.as_ref().filter(|fix| note.fix.as_ref() == Some(&fix.title))
        });
        let fixed = edits.collect::<Option<Vec<&Fix>>>().and_then(|fixes| applied(&old, &fixes));
        match fixed {
            Some(expected) if expected == new => exact += 1,
            // It took several rounds: what was found in the second has other edits.
            _ if is_laid_out_alike(&old, &new) => by_layout += 1,
            _ => measured.wrong.push(format!("{name} has other bytes than its fixes give")),
        }
    }
    measured.lines.push(format!(
        "{same} files are what they were, {exact} have the bytes of their fixes, {by_layout} the layout that they had\n"
    ));
    Ok(())
}

/// The bytes after fixes that do not touch each other; equal ones count once.
fn applied(old: &[u8], fixes: &[&Fix]) -> Option<Vec<u8>> {
    let mut edits: Vec<&Edit> = Vec::new();
    for fix in fixes {
        edits.extend(fix.edits.iter().filter(|edit| !edits.contains(edit)).collect::<Vec<_>>());
    }
    edits.sort_by_key(|edit| (edit.start_byte, edit.end_byte));
    let mut new = Vec::new();
    let mut from = 0;
    for edit in edits {
        new.extend_from_slice(old.get(from..edit.start_byte)?);
        new.extend_from_slice(edit.text.as_bytes());
        from = edit.end_byte;
    }
    new.extend_from_slice(old.get(from..)?);
    Some(new)
}

/// Whether both texts are their values as the generator writes them, with the same end.
fn is_laid_out_alike(old: &[u8], new: &[u8]) -> bool {
    let rest = |bytes: &[u8]| {
        let value: Value = serde_json::from_slice(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)).ok()?;
        let text = serde_json::to_vec_pretty(&value).ok()?;
        bytes.strip_prefix(text.as_slice()).map(<[u8]>::to_vec)
    };
    match (rest(old), rest(new)) {
        (Some(old), Some(new)) => old == new,
        // Written by hand, or with a key twice: then only that it is whole can be said.
        (None, _) => serde_json::from_slice::<Value>(new).is_ok(),
        (Some(_), None) => false,
    }
}

/// Of no rule there are more findings in a file than before and those that are said to have come to light.
fn compare_findings(before: &[Finding], after: &[Finding], fixes: &Fixes, measured: &mut Measured) {
    let mut most: BTreeMap<(&str, &str), isize> = BTreeMap::new();
    for finding in before {
        *most.entry((&finding.path, &finding.rule)).or_default() += 1;
    }
    for note in &fixes.revealed {
        *most.entry((&note.path, &note.rule)).or_default() += 1;
    }
    for finding in after {
        let rest = most.entry((&finding.path, &finding.rule)).or_default();
        *rest -= 1;
        if *rest < 0 {
            measured.wrong.push(format!("{}: {} [{}] is new", finding.path, finding.message, finding.rule));
        }
    }
    let mut by_rule: BTreeMap<&str, Vec<&Note>> = BTreeMap::new();
    for note in &fixes.withdrawn {
        by_rule.entry(&note.rule).or_default().push(note);
    }
    for (rule, notes) in by_rule {
        measured.lines.push(format!("withdrawn: {rule} × {}", notes.len()));
        let shown = notes.iter().take(SHOWN).map(|note| format!("  {}: {}", note.path, note.reason));
        measured.lines.extend(shown);
    }
}

/// Checks or fixes the corpus; its report, and how long that took.
fn run(program: &Path, folder: &Path, report: &Path, options: &[&str]) -> Result<(Report, Duration), String> {
    let mut command = Command::new(program);
    command.current_dir(folder).args(["check", ".", "--no-cache", "--today", TODAY, "-q", "--format", "concise"]);
    let begun = Instant::now();
    let output = command.arg("--report").arg(format!("json={}", report.display())).args(options).output();
    let time = begun.elapsed();
    let output = output.map_err(|error| format!("{} cannot be run: {error}", program.display()))?;
    if !matches!(output.status.code(), Some(0 | 1)) {
        return Err(format!("termlint failed\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    let report = serde_json::from_slice(&read(report)?);
    Ok((report.map_err(|error| format!("the report is not understood: {error}"))?, time))
}

fn copy_folder(from: &Path, to: &Path) -> Result<(), String> {
    for file in files(from)? {
        let target = to.join(file.strip_prefix(from).map_err(|error| error.to_string())?);
        let folder = target.parent().unwrap_or(to);
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        fs::copy(&file, &target).map_err(|error| format!("{}: {error}", target.display()))?;
    }
    Ok(())
}

/// The files below a folder, in the order of their paths.
fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let (mut files, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(path) = open.pop() {
        for entry in fs::read_dir(&path).map_err(|error| format!("{}: {error}", path.display()))? {
            let entry = entry.map_err(|error| format!("{}: {error}", path.display()))?;
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if is_folder { open.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    files.sort();
    Ok(files)
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|error| format!("{}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_that_two_fixes_share_are_applied_once() {
        let edit = |start_byte, end_byte, text: &str| Edit { start_byte, end_byte, text: text.to_owned() };
        let fix = |edits: &[Edit]| Fix { title: String::new(), safety: "safe".to_owned(), edits: edits.to_vec() };
        let fixes = [fix(&[edit(6, 7, "")]), fix(&[edit(1, 2, "xy")]), fix(&[edit(6, 7, "")])];
        assert_eq!(applied(b"0123456789", &fixes.iter().collect::<Vec<_>>()), Some(b"0xy2345789".to_vec()));
        assert_eq!(applied(b"012", &fixes.iter().collect::<Vec<_>>()), None);
    }

    #[test]
    fn a_layout_is_the_same_or_not() {
        assert!(is_laid_out_alike(b"{\n  \"a\": 1\n}\n", b"{\n  \"a\": [\n    2\n  ]\n}\n"));
        assert!(!is_laid_out_alike(b"{\n  \"a\": 1\n}\n", b"{\n  \"a\": 2 }\n"));
        assert!(!is_laid_out_alike(b"{\n  \"a\": 1\n}\n", b"{\n  \"a\": 2\n}"));
    }
}
