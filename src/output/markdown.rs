//! A summary in Markdown that a bot can post on a pull request, and that GitHub shows as the summary of a job.
//!
//! Owns its layout. Its length is bounded; all content stands in code spans, so that it forges nothing. Columns count
//! characters from 1.

use std::io::{self, Write};

use super::columns::Unit;
use super::markup::{Page, cell, code};
use super::statistics::{self, Tally};
use super::{Format, footer, summary};
use crate::outcome::{Outcome, ReportedFinding};
use crate::words::count;

const COLUMN: Unit = Format::Markdown.unit();

/// How long a comment may be, in UTF-16 units. GitHub refuses more than 65,536 characters.
const LONGEST: usize = 65_000;

/// How many files are called the worst.
const WORST: usize = 10;

/// How many rules, notes and failures are named.
const NAMED: usize = 100;

/// What is kept for the end of the page.
const END: usize = 200;

/// Writes the summary.
pub fn write(outcome: &Outcome, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(text(outcome, LONGEST).as_bytes())
}

/// The summary in at most `longest` UTF-16 units.
pub fn text(outcome: &Outcome, longest: usize) -> String {
    let mut page = Page::new(longest);
    page.reserve(END);
    page.push(&format!("### termlint: {}\n", headline(outcome)));
    failures(outcome, &mut page);
    tables(outcome, &mut page);
    details(outcome, &mut page);
    page.push(&footer::markdown(outcome));
    notes(outcome, &mut page);
    page.finish()
}

/// `2 errors, 1 warning in 2 of 20 files`; only our own words and numbers.
fn headline(outcome: &Outcome) -> String {
    let counts = &outcome.summary;
    let numbers = [(counts.errors, "error"), (counts.warnings, "warning"), (counts.info, "info")];
    let found: Vec<String> =
        numbers.iter().filter(|(number, _)| *number > 0).map(|(number, name)| count(*number, name)).collect();
    let files = count(counts.files, "file");
    match (outcome.failures.is_empty(), found.is_empty()) {
        (true, true) => format!("no findings in {files}"),
        (_, false) => format!("{} in {} of {files}", found.join(", "), counts.files_with_findings),
        (false, true) => "not done".to_owned(),
    }
}

fn failures(outcome: &Outcome, page: &mut Page) {
    if outcome.failures.is_empty() {
        return;
    }
    page.push("\n**termlint could not do its job:**\n\n");
    let lines = outcome.failures.iter().map(|failure| {
        let path = failure.file().map(|path| code(path) + ": ").unwrap_or_default();
        let help = if failure.help.is_empty() { String::new() } else { format!(" – {}", code(&failure.help)) };
        format!("{path}{}{help}", code(&failure.message))
    });
    bullets(lines, page);
}

fn bullets(lines: impl ExactSizeIterator<Item = String>, page: &mut Page) {
    let all = lines.len();
    for (number, line) in lines.enumerate() {
        if number == NAMED || !page.push(&format!("- {line}\n")) {
            page.push(&format!("- and {} more\n", all - number));
            return;
        }
    }
}

/// Rules, then the worst files.
fn tables(outcome: &Outcome, page: &mut Page) {
    let rules = statistics::by_rule(outcome);
    if rules.is_empty() {
        return;
    }
    let rows = rules.iter().map(|(rule, tally)| (cell(rule), *tally));
    table("rule", rows, NAMED, page);
    let files = statistics::by_file(outcome);
    let rows = files.iter().map(|((path, _), tally)| (cell(path), *tally));
    table(if files.len() > WORST { "worst files" } else { "file" }, rows, WORST, page);
}

fn table(name: &str, rows: impl ExactSizeIterator<Item = (String, Tally)>, most: usize, page: &mut Page) {
    let all = rows.len();
    page.push(&format!("\n| {name} | errors | warnings | info |\n|---|--:|--:|--:|\n"));
    for (number, (key, tally)) in rows.enumerate() {
        let row = format!("| {key} | {} | {} | {} |\n", tally.errors, tally.warnings, tally.info);
        if number == most || !page.push(&row) {
            page.push(&format!("\nand {} more\n", all - number));
            return;
        }
    }
}

/// The findings themselves, folded.
fn details(outcome: &Outcome, page: &mut Page) {
    let all = outcome.shown().count();
    let head = format!(
        "\n<details>\n<summary>{}</summary>\n\n| | location | finding | rule |\n|---|---|---|---|\n",
        count(all, "finding")
    );
    if all == 0 || !page.push(&head) {
        return;
    }
    // The most severe first: they are what must not be cut off.
    let mut shown: Vec<&ReportedFinding> = outcome.shown().collect();
    shown.sort_by_key(|reported| std::cmp::Reverse(reported.severity));
    let cut = shown.into_iter().position(|reported| !page.push(&row(reported)));
    // What was kept is for this.
    page.release(END);
    if let Some(listed) = cut {
        page.push(&format!("\nand {} more: the list is cut here because of its length\n", all - listed));
    }
    page.push("\n</details>\n");
}

fn row(reported: &ReportedFinding) -> String {
    let finding = &reported.finding;
    let location = match &finding.location {
        Some(location) => format!("{}:{}:{}", reported.path, location.start.line, COLUMN.of(&location.start)),
        None => reported.path.clone(),
    };
    let help = if finding.help.is_empty() { String::new() } else { format!("<br>help: {}", cell(&finding.help)) };
    let (message, rule) = (cell(&reported.message()), cell(finding.rule));
    format!("| {} | {} | {message}{help} | {rule} |\n", reported.severity, cell(&location))
}

fn notes(outcome: &Outcome, page: &mut Page) {
    let notes = summary::notes(outcome);
    if !notes.is_empty() && page.push("\n") {
        bullets(notes.iter().map(|note| code(note)), page);
    }
}
