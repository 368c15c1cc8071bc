//! What has become of fixes, for people: what was fixed, what came to light, what was withdrawn or left, and why.
//!
//! Owns these sentences.

use std::collections::BTreeMap;

use super::text;
use crate::outcome::{FixNote, FixReport};
use crate::words::{count, quote, shorten};

/// How many notes of one kind are listed; the rest is counted. `-v` lists all.
const LISTED: usize = 20;

/// All of it; nothing where no finding has a fix.
pub fn summary(report: &FixReport, verbose: bool) -> String {
    let mut lines = Vec::new();
    let most = if verbose { usize::MAX } else { LISTED };
    if verbose {
        lines.extend(report.fixed.iter().map(|note| line(if report.is_planned { "would fix" } else { "fixed" }, note)));
    }
    listed(&report.revealed, "revealed", most, &mut lines);
    listed(&report.withdrawn, "withdrawn", most, &mut lines);
    let mut by_reason: BTreeMap<(&str, &str), Vec<&FixNote>> = BTreeMap::new();
    for note in &report.left {
        if let Some((field, old, new)) = &note.values {
            let [old, new] = [old, new].map(|value| quote(&shorten(value, 60)));
            let what = format!("{field}: {old} would be {new}");
            lines.push(line("left", &FixNote { what, ..note.clone() }));
            continue;
        }
        by_reason.entry((&note.shown_path, &note.why)).or_default().push(note);
    }
    for ((path, why), notes) in by_reason {
        if verbose {
            lines.extend(notes.into_iter().map(|note| line("left", note)));
        } else {
            lines.push(format!("left: {}: {} ({})", text::line(path), text::line(why), count(notes.len(), "finding")));
        }
    }
    if report.needs_unsafe > 0 {
        let (findings, have) = match report.needs_unsafe {
            1 => ("1 finding".to_owned(), "has a fix that needs"),
            number => (count(number, "finding"), "have fixes that need"),
        };
        lines.push(format!("left: {findings} {have} a second look: --unsafe-fixes applies them"));
    }
    if !report.fixed.is_empty() {
        let verb = if report.is_planned { "would fix" } else { "fixed" };
        let rounds = if report.rounds > 1 { format!(", in {} rounds", report.rounds) } else { String::new() };
        let (findings, files) = (count(report.fixed.len(), "finding"), count(report.files, "file"));
        lines.push(format!("{verb} {findings} in {files}{rounds}"));
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

fn listed(notes: &[FixNote], word: &str, most: usize, lines: &mut Vec<String>) {
    lines.extend(notes.iter().take(most).map(|note| line(word, note)));
    if notes.len() > most {
        lines.push(format!("{word}: {} more; -v lists them", notes.len() - most));
    }
}

fn line(word: &str, note: &FixNote) -> String {
    let place = note.at.map_or_else(String::new, |at| format!("{}:{}:", at.line, at.byte_column));
    let why = if note.why.is_empty() { String::new() } else { format!(": {}", text::line(&note.why)) };
    format!("{word}: {}:{place} {} [{}]{why}", text::line(&note.shown_path), text::line(&note.what), note.rule)
}
