//! Reading the text of a page, in both forms that are in use.
//!
//! A reader view writes tables as `| a | b |` and items as `- item`. What a browser calls `innerText` writes the cells of a row
//! without anything between them, and items as `  • item`. Either may have headings or not. The two differ in their marks
//! only, and a line says by itself which marks it has, so one reader serves both.

use std::ops::Range;

use super::line::{Line, LineBuilder, LineKind};
use super::marks::{Marked, marked};

/// The lines of a text.
pub(super) fn lines(source: &str) -> Vec<Line> {
    let mut found = Vec::new();
    for range in source_lines(source) {
        let line = &source[range.clone()];
        let mut builder = LineBuilder::default();
        let mut add = |part: Range<usize>| builder.verbatim(&line[part.clone()], range.start + part.start);
        let kind = match marked(line) {
            Marked::Rule => continue,
            Marked::Row(cells) => {
                add_cells(&mut builder, &cells, |builder, cell| {
                    builder.verbatim(&line[cell.clone()], range.start + cell.start);
                    range.start + cell.end
                });
                LineKind::Row
            }
            Marked::Item(text) => {
                add(text);
                LineKind::Item
            }
            Marked::Heading(level, text) => {
                add(text);
                LineKind::Heading(level)
            }
            Marked::Plain(text) => {
                add(text);
                LineKind::Text
            }
        };
        found.extend(builder.finish(kind));
    }
    found
}

/// Adds the cells of a row, with borders between them. `add` adds one, and says where it ends in the file.
pub(super) fn add_cells(
    builder: &mut LineBuilder,
    cells: &[Range<usize>],
    mut add: impl FnMut(&mut LineBuilder, Range<usize>) -> usize,
) {
    let mut end = None;
    for cell in cells {
        if let Some(end) = end {
            builder.border(end);
        }
        end = Some(add(builder, cell.clone()));
    }
}

/// The lines of the file, without their ends and without a byte order mark.
pub(super) fn source_lines(source: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    const MARK: char = '\u{feff}';
    let mut next = if source.starts_with(MARK) { MARK.len_utf8() } else { 0 };
    std::iter::from_fn(move || {
        let start = next;
        if start >= source.len() {
            return None;
        }
        let end = memchr::memchr2(b'\n', b'\r', &source.as_bytes()[start..]).map_or(source.len(), |at| start + at);
        next = if source[end..].starts_with("\r\n") { end + 2 } else { end + 1 };
        Some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(source: &str) -> Vec<(LineKind, String, &str)> {
        lines(source).into_iter().map(|line| (line.kind, line.text.clone(), &source[line.span()])).collect()
    }

    #[test]
    fn both_forms_of_a_text_are_read() {
        let line = |kind, text: &str, source| (kind, text.to_owned(), source);
        assert_eq!(
            shown("\u{feff}Skip\r\n\r\n## What  it\tmeans\n- one\n| a | |\n|---|---|\n|  | c  d |\r  • 顧客\n"),
            [
                line(LineKind::Text, "Skip", "Skip"),
                line(LineKind::Heading(2), "What it means", "What  it\tmeans"),
                line(LineKind::Item, "one", "one"),
                line(LineKind::Row, "a\t", "a"),
                line(LineKind::Row, "\tc d", "c  d"),
                line(LineKind::Item, "顧客", "顧客"),
            ]
        );
        assert_eq!(shown("\u{a0}a\u{3000}\n\u{200b}\n"), [line(LineKind::Text, "a", "a")]);
    }

    #[test]
    fn a_row_has_its_cells_and_knows_where_they_stand() {
        let source = "| 顧客  数 | P(A|B) |  |\n";
        let line = &lines(source)[0];
        let cells: Vec<(&str, &str)> =
            line.cells().map(|cell| (&line.text[cell.clone()], &source[line.source(cell)])).collect();
        assert_eq!(cells, [("顧客 数", "顧客  数"), ("P(A|B)", "P(A|B)"), ("", "")]);
    }
}
