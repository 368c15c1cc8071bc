//! The marks at the beginning of a line of plain text or Markdown: bullets, bars, number signs.

use std::ops::Range;

use crate::text::trim;

/// What the marks of a line make it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Marked {
    /// The rule between the head of a table and its rows, which nobody reads.
    Rule,
    /// A row of a table, with its cells.
    Row(Vec<Range<usize>>),
    /// An item of a list, and its text.
    Item(Range<usize>),
    /// A heading, with its level and its text.
    Heading(u8, Range<usize>),
    /// None of these, without the white space around it.
    Plain(Range<usize>),
}

/// Reads the marks of one line.
pub(super) fn marked(line: &str) -> Marked {
    let whole = trim(line, 0..line.len());
    let text = &line[whole.clone()];
    if is_rule(text) {
        return Marked::Rule;
    }
    if let Some(cells) = row(line, whole.clone()) {
        return Marked::Row(cells);
    }
    let after = |bytes: usize| trim(line, whole.start + bytes..whole.end);
    if let Some(length) = bullet(text) {
        return Marked::Item(after(length));
    }
    let level = text.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&level) && text[level..].starts_with([' ', '\t']) {
        return Marked::Heading(level as u8, after(level));
    }
    match text.starts_with("> ") {
        true => Marked::Plain(after(1)),
        false => Marked::Plain(whole),
    }
}

/// Whether a line has nothing but the signs of the rule below the head of a table.
pub(super) fn is_rule(text: &str) -> bool {
    text.contains(['|', '-']) && text.bytes().all(|byte| matches!(byte, b'|' | b':' | b'-' | b' ' | b'\t'))
}

/// How many bytes the bullet of an item has.
pub(super) fn bullet(text: &str) -> Option<usize> {
    if text.starts_with('•') {
        return Some('•'.len_utf8());
    }
    let rest = text.strip_prefix(['-', '*'])?;
    rest.starts_with(char::is_whitespace).then_some(1)
}

/// The cells of a row that begins and ends with a bar. Cells are divided by ` | `, so that `P(A|B)` stays whole, and may be
/// empty.
pub(super) fn row(line: &str, whole: Range<usize>) -> Option<Vec<Range<usize>>> {
    let inner = line[whole.clone()].strip_prefix('|')?.strip_suffix('|')?;
    let (mut start, end) = (whole.start + 1, whole.start + 1 + inner.len());
    let is_blank = |at: Option<&u8>| at.is_none_or(|byte| matches!(byte, b' ' | b'\t'));
    let bytes = line.as_bytes();
    let mut cells = Vec::new();
    for bar in memchr::memchr_iter(b'|', inner.as_bytes()).map(|at| whole.start + 1 + at) {
        let is_first = bar == start || is_blank(bytes.get(bar - 1));
        if is_first && is_blank(bytes.get(bar + 1).filter(|_| bar + 1 < end)) {
            cells.push(trim(line, start..bar));
            start = bar + 1;
        }
    }
    cells.push(trim(line, start..end));
    Some(cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_what_its_marks_make_it() {
        let texts = |line: &str| match marked(line) {
            Marked::Rule => vec!["rule".to_owned()],
            Marked::Row(cells) => cells.into_iter().map(|cell| line[cell].to_owned()).collect(),
            Marked::Item(text) => vec!["item".to_owned(), line[text].to_owned()],
            Marked::Heading(level, text) => vec![format!("h{level}"), line[text].to_owned()],
            Marked::Plain(text) => vec!["plain".to_owned(), line[text].to_owned()],
        };
        for (line, expected) in [
            ("| --- | :--- |", &["rule"][..]),
            ("|---|", &["rule"]),
            ("| a | P(A|B) | |", &["a", "P(A|B)", ""]),
            ("|  | b |", &["", "b"]),
            ("| 顧客 |", &["顧客"]),
            ("  • 顧客 ", &["item", "顧客"]),
            ("- a | b", &["item", "a | b"]),
            ("* a", &["item", "a"]),
            ("-5 %", &["plain", "-5 %"]),
            ("1. a", &["plain", "1. a"]),
            ("## a b ", &["h2", "a b"]),
            ("#a", &["plain", "#a"]),
            ("####### a", &["plain", "####### a"]),
            (" a | b ", &["plain", "a | b"]),
            ("", &["plain", ""]),
            ("—", &["plain", "—"]),
            (":", &["plain", ":"]),
        ] {
            assert_eq!(texts(line), expected, "{line}");
        }
    }
}
