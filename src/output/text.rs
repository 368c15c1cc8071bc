//! Text that is safe to print: one line, nothing that a terminal or a build server obeys, measured in cells.
//!
//! Owns what every human format needs of a line. Must not know findings.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::words::escape;

/// What may not begin a line: the closing marks of Japanese and English.
const CLOSING: &str = "、。，．）」』】〉》！？ー…”’,.;:!?)]";

/// `text` on one line, without anything that a terminal or a build server would obey.
///
/// Runners act on `##[error]`, `##vso[...]` and `##teamcity[...]` wherever they stand in a line, so the second `#` of
/// these is written as its code point.
pub fn line(text: &str) -> String {
    let text = escape(text);
    if !text.contains("##") {
        return text;
    }
    let mut safe = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        match character {
            '#' if is_command(&text[..at], &text[at..]) => safe.push_str(HASH),
            _ => safe.push(character),
        }
    }
    safe
}

/// A `#` that no build server reads.
pub const HASH: &str = "\\u{23}";

/// Whether the `#` that `rest` begins with would complete the opening of a build server's command.
pub fn is_command(before: &str, rest: &str) -> bool {
    let opens = |word: &str| {
        rest.as_bytes().get(1..=word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
    };
    before.ends_with('#') && ["[", "vso[", "teamcity["].into_iter().any(opens)
}

/// [`line()`] for a text that has a line to itself. GitHub's runner acts on lines that begin with `::`.
pub fn own_line(text: &str) -> String {
    let safe = line(text);
    match safe.trim_start().strip_prefix("::") {
        Some(rest) => format!("\\u{{3a}}:{rest}"),
        None => safe,
    }
}

/// A path as the first word of a line, which a colon follows. GitHub's runner acts on lines that begin with `::`.
pub fn path(path: &str) -> String {
    let safe = line(path);
    if safe.trim_start().starts_with(':') { format!("./{safe}") } else { safe }
}

/// Text in which readers of `path:line:column:` find no such place: a colon before a digit is written as its code point.
pub fn placeless(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            ':' if characters.peek().is_some_and(char::is_ascii_digit) => safe.push_str("\\u{3a}"),
            _ => safe.push(character),
        }
    }
    safe
}

/// How many cells `text` takes in a terminal.
pub fn cells(text: &str) -> usize {
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// `text` broken into lines of at most `first` cells, then `rest` cells. Breaks at spaces and beside wide characters;
/// a word that is longer than a line stays whole, so that an address can still be clicked.
pub fn wrap(text: &str, first: usize, rest: usize) -> Vec<Cow<'_, str>> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut limit = first;
    let mut used = 0;
    // The last place where the line may end, and the cells up to there.
    let mut chance: Option<(usize, usize)> = None;
    let mut last_is_wide = false;
    for (at, cluster) in text.grapheme_indices(true) {
        let width = cluster.width();
        let is_wide = width > 1;
        let may_begin = at > start && !CLOSING.contains(cluster) && !text[at..].starts_with("::");
        if may_begin && cluster != " " && (text[..at].ends_with(' ') || is_wide || last_is_wide) {
            chance = Some((at, used));
        }
        if used + width > limit
            && cluster != " "
            && let Some((end, before)) = chance.take()
        {
            lines.push(Cow::Borrowed(text[start..end].trim_end()));
            start = end;
            used -= before;
            limit = rest;
        }
        used += width;
        last_is_wide = is_wide;
    }
    lines.push(Cow::Borrowed(text[start..].trim_end()));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_build_server_finds_a_command() {
        assert_eq!(line("##[error]x"), "#\\u{23}[error]x");
        assert_eq!(line("### ##vso[task] ##TeamCity[x]"), "### #\\u{23}vso[task] #\\u{23}TeamCity[x]");
        assert_eq!(line("## A heading"), "## A heading");
        assert_eq!(path("::stop-commands::x"), "./::stop-commands::x");
        assert_eq!(path(" :"), "./ :");
    }

    #[test]
    fn a_name_forges_no_place() {
        assert_eq!(placeless("a.json:1:1: error: x [r]"), "a.json\\u{3a}1\\u{3a}1: error: x [r]");
        assert_eq!(placeless("C:/a: b:"), "C:/a: b:");
    }

    #[test]
    fn lines_break_at_spaces_and_beside_wide_characters() {
        assert_eq!(wrap("one two three", 7, 9), ["one two", "three"]);
        assert_eq!(wrap("解約率とは、ある期間", 10, 8), ["解約率と", "は、ある", "期間"]);
        assert_eq!(
            wrap("see https://example.com/a-long-address now", 10, 10),
            ["see", "https://example.com/a-long-address", "now"]
        );
        assert_eq!(wrap("", 10, 10), [""]);
    }

    #[test]
    fn a_break_forges_no_command() {
        assert_eq!(wrap("a word ::error::b", 7, 7), ["a", "word ::error::b"]);
    }
}
