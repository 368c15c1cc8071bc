//! A table for a spreadsheet: a row a finding, for people who edit texts and see no JSON.
//!
//! Owns the columns, the quoting of RFC 4180 and what keeps a spreadsheet from calculating: a cell that begins as a formula
//! does gets an apostrophe. UTF-8 with a byte order mark and CRLF, as Excel reads it.

use std::io::{self, Write};

use super::{Texts, text};
use crate::finding::Edit;
use crate::fix;
use crate::json::{self, Node, Pointer, masked_bytes};
use crate::outcome::{Outcome, ReportedFinding, Unlisted};
use crate::problem::Problem;
use crate::words::{count, shorten};

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The columns, in their order.
const HEADER: [&str; 12] =
    ["level", "term", "locale", "page", "field", "finding", "text", "replacement", "help", "rule", "path", "line"];

/// How long a text from content may be, in user-perceived characters. Excel takes 32,767 UTF-16 units a cell, and nobody reads
/// them.
const LONGEST: usize = 1_000;

/// A row of the table; an empty cell is one that the finding has nothing for.
#[derive(Default)]
struct Row<'r> {
    level: &'r str,
    term: String,
    locale: &'r str,
    page: String,
    field: &'r str,
    finding: String,
    text: String,
    replacement: String,
    help: &'r str,
    rule: &'r str,
    path: &'r str,
    line: Option<usize>,
}

/// Writes the table.
pub fn write(outcome: &Outcome, texts: Texts<'_>, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(BYTE_ORDER_MARK.as_bytes())?;
    record(&HEADER, out)?;
    outcome.failures.iter().try_for_each(|failure| Row::of_failure(failure).write(out))?;
    let shown: Vec<&ReportedFinding> = outcome.shown().collect();
    for of_file in shown.chunk_by(|one, two| one.path == two.path) {
        // Of a finding in a page, the term is that of its document.
        let owner = of_file[0].page_of.as_ref().unwrap_or(&of_file[0].path);
        let bytes = texts(owner).unwrap_or_default();
        for of_document in of_file.chunk_by(|one, two| one.document == two.document) {
            let (start, document) = document(&bytes, of_document);
            let parsed = json::parse(document);
            let document = Document { root: parsed.tree.root(), start };
            of_document.iter().try_for_each(|reported| document.row(reported).write(out))?;
        }
    }
    let listed = |more: &&Unlisted| more.severity >= outcome.min_severity;
    outcome.summary.unlisted.iter().filter(listed).try_for_each(|more| Row::of_unlisted(more).write(out))
}

/// The document that these findings are about, with its first byte in the file; empty where it cannot be had.
fn document<'b>(bytes: &'b [u8], findings: &[&ReportedFinding]) -> (usize, &'b str) {
    let place = findings.iter().find_map(|reported| reported.finding.location.as_ref());
    let range = match (findings[0].document, place) {
        (None, _) => 0..bytes.len(),
        (Some(_), None) => 0..0,
        // The place is one in the page.
        (Some(_), Some(_)) if findings[0].page_of.is_some() => 0..0,
        // A line of several: it is found around the finding, since there may be very many before it.
        (Some(_), Some(location)) => {
            let (before, after) = bytes.split_at(location.start.byte.min(bytes.len()));
            let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
            let length = after.iter().position(|byte| *byte == b'\n').unwrap_or(after.len());
            start..before.len() + length
        }
    };
    let text = std::str::from_utf8(&bytes[range.clone()]).unwrap_or_default();
    // What is larger is not read by the parser.
    (range.start, if u32::try_from(text.len()).is_ok_and(|length| length < u32::MAX) { text } else { "" })
}

/// A document as it was checked.
struct Document<'d> {
    root: Option<Node<'d>>,
    /// Its first byte in the file.
    start: usize,
}

impl<'d> Document<'d> {
    fn row<'r>(&self, reported: &'r ReportedFinding) -> Row<'r> {
        let finding = &reported.finding;
        let location = finding.location.as_ref();
        let pointer = location.and_then(|location| Pointer::parse(location.pointer.as_deref()?).ok());
        let value = pointer.and_then(|pointer| self.root?.tree().at(&pointer));
        Row {
            level: reported.severity.name(),
            term: self.text_of(&[("summary", "display_name"), ("summary", "canonical_slug"), ("canonical", "slug")]),
            locale: reported.locale.as_deref().unwrap_or_default(),
            page: self.text_of(&[("canonical", "url"), ("summary", "canonical_url")]),
            field: location.map_or("", |location| &location.words),
            finding: reported.message().into_owned(),
            text: value.map(|value| shorten(&text_of(value), LONGEST)).unwrap_or_default(),
            replacement: value.and_then(|value| self.replacement(value, reported)).unwrap_or_default(),
            help: &finding.help,
            rule: finding.rule,
            path: &reported.path,
            line: location.map(|location| location.start.line),
        }
    }

    /// The first of these members that has a text.
    fn text_of(&self, members: &[(&str, &str)]) -> String {
        let text = |(owner, name): &(&str, &str)| self.root?.get(owner)?.get(name)?.as_str();
        members.iter().find_map(text).map(|text| shorten(&text, LONGEST)).unwrap_or_default()
    }

    /// What would stand in place of a value after its best fix; `None` where there is none, or where it changes something
    /// else too.
    fn replacement(&self, value: Node<'d>, reported: &ReportedFinding) -> Option<String> {
        let fix = reported.finding.fixes.first()?;
        let (raw, before) = (value.raw(), self.start + value.span().start as usize);
        let within = |edit: &Edit| {
            let (start, end) = (edit.start_byte.checked_sub(before)?, edit.end_byte.checked_sub(before)?);
            (end <= raw.len()).then(|| Edit { start_byte: start, end_byte: end, text: edit.text.clone() })
        };
        let edits: Vec<Edit> = fix.edits.iter().map(within).collect::<Option<_>>()?;
        // Two halves of a secret may meet.
        let fixed = masked_bytes(fix::apply(raw.as_bytes(), &edits).ok()?);
        let parsed = json::parse(std::str::from_utf8(&fixed).ok()?);
        let fixed = parsed.tree.root().filter(|_| parsed.issues.is_empty())?;
        Some(shorten(&text_of(fixed), LONGEST))
    }
}

/// A value as people read it: a text without its quotation marks and escapes.
fn text_of(value: Node<'_>) -> String {
    value.as_str().map_or_else(|| value.raw().to_owned(), std::borrow::Cow::into_owned)
}

impl<'r> Row<'r> {
    fn of_failure(failure: &'r Problem) -> Self {
        let finding = format!("termlint could not do its job: {}", failure.message);
        Row {
            level: "failure",
            finding,
            help: &failure.help,
            path: failure.file().unwrap_or_default(),
            ..Row::default()
        }
    }

    fn of_unlisted(more: &'r Unlisted) -> Self {
        let new = more.new_in.map(|release| format!(" (new in {release})")).unwrap_or_default();
        let finding = format!("{} not listed{new}", count(more.count, "further finding"));
        Row { level: more.severity.name(), finding, rule: more.rule, path: &more.path, ..Row::default() }
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let line = self.line.map(|line| line.to_string()).unwrap_or_default();
        let cells: [&str; HEADER.len()] = [
            self.level,
            &self.term,
            self.locale,
            &self.page,
            self.field,
            &self.finding,
            &self.text,
            &self.replacement,
            self.help,
            self.rule,
            self.path,
            &line,
        ];
        record(&cells, out)
    }
}

fn record(cells: &[&str; HEADER.len()], out: &mut dyn Write) -> io::Result<()> {
    let cells = cells.map(|cell| quoted(&guarded(&text::line(cell))));
    write!(out, "{}\r\n", cells.join(","))
}

/// A cell that no spreadsheet takes for a formula. Where a semicolon divides cells, as in much of Europe, Excel begins one
/// behind each semicolon.
fn guarded(cell: &str) -> String {
    let mut guarded = String::with_capacity(cell.len());
    let mut is_start = true;
    for character in cell.chars() {
        if is_start && matches!(character, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') {
            guarded.push('\'');
        }
        guarded.push(character);
        is_start = character == ';' || is_start && character.is_whitespace();
    }
    guarded
}

/// A cell between quotation marks, where RFC 4180, or a reader that divides at semicolons, needs them.
fn quoted(cell: &str) -> String {
    let is_plain = !cell.contains([',', ';', '"', '\r', '\n']) && cell.trim() == cell;
    if is_plain { cell.to_owned() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_as_a_formula() {
        for (cell, expected) in [
            ("=1+1", "'=1+1"),
            ("-3", "'-3"),
            ("@SUM(A1)", "'@SUM(A1)"),
            (" \u{3000}+1", " \u{3000}'+1"),
            ("＝1", "'＝1"),
            ("a;=cmd|' /C calc'!A0", "a;'=cmd|' /C calc'!A0"),
            ("a; -b", "a; '-b"),
            ("a - b = c", "a - b = c"),
            ("", ""),
        ] {
            assert_eq!(guarded(cell), expected);
        }
    }

    #[test]
    fn cells_are_quoted_where_a_reader_would_divide_them() {
        for (cell, expected) in
            [("a b", "a b"), ("a,b", "\"a,b\""), ("a;b", "\"a;b\""), ("a\"b", "\"a\"\"b\""), (" a", "\" a\"")]
        {
            assert_eq!(quoted(cell), expected);
        }
    }
}
