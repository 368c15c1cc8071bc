//! Rows of cells between bars.

use std::ops::Range;

use super::blank::is_invisible;
use super::trim;

/// The cells of a row: `cell | cell | cell`, as trimmed byte ranges of `row`.
///
/// Only ` | ` separates, so `P(A|B)` and `||` stay whole; a bar that opens or closes the row makes no cell
/// (`docs/healthy.md`, "Placeholders"). A text without a separator is one cell.
pub fn cells(row: &str) -> impl Iterator<Item = Range<usize>> + Clone {
    let Range { start, end } = inner(row);
    let mut from = (start < end).then_some(start);
    std::iter::from_fn(move || {
        let cell = from?;
        let bar = separator(row, cell..end);
        from = bar.map(|at| at + 1);
        let (mut start, mut end) = (cell, bar.unwrap_or(end));
        // Nearly every cell has one space at either end, and trimming what has none takes one look.
        if let [b' ', _, ..] = row.as_bytes()[start..end] {
            start += 1;
        }
        if let [.., _, b' '] = row.as_bytes()[start..end] {
            end -= 1;
        }
        Some(trim(row, start..end))
    })
}

/// A row without the bars that open and close it.
fn inner(row: &str) -> Range<usize> {
    let Range { mut start, mut end } = trim(row, 0..row.len());
    if let [b'|', b' ' | b'\t', ..] = row.as_bytes()[start..end] {
        start += 1;
    }
    if let [.., b' ' | b'\t', b'|'] = row.as_bytes()[start..end] {
        end -= 1;
    }
    start..end
}

/// The first bar that separates cells in what is left of the inside of a row.
fn separator(row: &str, rest: Range<usize>) -> Option<usize> {
    // A separator needs white space on both sides; an empty cell shares its white space with its neighbours.
    let is_separator = |at: &usize| {
        if let Some([b' ', _, b' ']) = row.as_bytes().get(at.saturating_sub(1)..at + 2) {
            return true;
        }
        let before = *at == rest.start || row[..*at].ends_with(char::is_whitespace);
        let after = at + 1 == rest.end || row[at + 1..].starts_with(char::is_whitespace);
        before && after
    };
    memchr::memchr_iter(b'|', row.as_bytes().get(rest.clone())?).map(|at| rest.start + at).find(is_separator)
}

/// How the cells of a row are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bars {
    /// By bars between spaces, as [`cells`] does: `a | b`.
    Plain,
    /// By bars of full width: `a｜b`.
    Wide,
    /// By tabs, by bars without spaces, or by the lines that frames are drawn with: `a │ b`. Most texts that have these are
    /// not rows: `P(A|B)`.
    Loose,
}

/// The cells of a row, however they are told apart; nothing where the text has no bar and no tab.
pub fn any_cells(row: &str) -> Option<(Bars, Vec<Range<usize>>)> {
    if is_row(row) {
        return Some((Bars::Plain, cells(row).collect()));
    }
    if !has_divider(row) {
        return None;
    }
    let is_wide = row.contains('｜');
    let is_drawn = !is_wide && memchr::memchr2(b'|', b'\t', row.as_bytes()).is_none();
    let is_separator = |letter: char| match (is_wide, is_drawn) {
        (true, _) => is_bar(letter),
        (_, true) => is_line(letter),
        _ => is_bar(letter) || letter == '\t',
    };
    let mut cells: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for (at, bar) in row.match_indices(is_separator) {
        cells.push(trim(row, start..at));
        start = at + bar.len();
    }
    cells.push(trim(row, start..row.len()));
    // A bar that opens or closes the row makes no cell.
    if cells.first().is_some_and(Range::is_empty) {
        cells.remove(0);
    }
    if cells.last().is_some_and(Range::is_empty) {
        cells.pop();
    }
    (cells.len() > 1).then_some((if is_wide { Bars::Wide } else { Bars::Loose }, cells))
}

/// Whether a text holds anything that may divide a row into cells.
fn has_divider(text: &str) -> bool {
    let bytes = text.as_bytes();
    // The first bytes of `¦`, `│` and `｜` begin other signs, too.
    memchr::memchr2(b'|', b'\t', bytes).is_some()
        || memchr::memchr3_iter(0xc2, 0xe2, 0xef, bytes).any(|at| text[at..].starts_with(is_divider))
}

/// Whether a character may divide a row into cells.
pub fn is_divider(character: char) -> bool {
    is_bar(character) || character == '\t' || is_line(character)
}

/// What is left of a row of which nothing but its head was written, or nothing at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoneHead {
    /// The head; empty where there is none.
    pub head: Range<usize>,
    /// The bars behind it.
    pub bars: Range<usize>,
}

/// The head and the bars of a row whose other cells are all empty: `Bounce rate |  |`, `|  |  |`.
///
/// One bar at the end of a longer text announces no cell, nor does one at either end of it.
pub fn lone_head(row: &str) -> Option<LoneHead> {
    /// The longest head, in bytes, that one bar at its end turns into a row.
    const SHORT: usize = 60;
    let whole = trim(row, 0..row.trim_end_matches(|letter: char| letter.is_whitespace() || is_invisible(letter)).len());
    if !row[whole.clone()].ends_with(is_bar) {
        return None;
    }
    let is_blank = |letter: char| is_bar(letter) || letter.is_whitespace() || is_invisible(letter);
    let bare = row[whole.clone()].trim_end_matches(is_blank).len();
    let head = trim(row, whole.start..whole.start + bare);
    let bars = head.end + (row[head.end..].len() - row[head.end..].trim_start().len())..whole.end;
    let text = &row[head.clone()];
    let count = row[bars.clone()].matches(is_bar).count();
    let announces = match text.trim_start_matches(is_blank) {
        "" => true,
        inner if inner.contains(is_bar) || inner.contains('\t') => false,
        inner if inner.len() < text.len() => count > 1 && text.matches(is_bar).count() == 1,
        inner => count > 1 || inner.len() <= SHORT && !inner.ends_with(['.', '。', '!', '?', '！', '？']),
    };
    announces.then_some(LoneHead { head, bars })
}

/// Whether a character is a bar, of either width.
fn is_bar(character: char) -> bool {
    matches!(character, '|' | '｜')
}

/// Whether a character is a line from top to bottom, or a sign that looks like one.
fn is_line(character: char) -> bool {
    matches!(
        character,
        '│' | '┃'
            | '┆'
            | '┇'
            | '┊'
            | '┋'
            | '╎'
            | '╏'
            | '║'
            | '¦'
            | '‖'
            | '∣'
            | '∥'
            | '⏐'
            | '❘'
            | '❙'
            | '❚'
    )
}

/// Whether a text is a pipe row.
pub fn is_row(text: &str) -> bool {
    memchr::memchr(b'|', text.as_bytes()).is_some() && separator(text, inner(text)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(row: &str) -> Vec<&str> {
        cells(row).map(|range| &row[range]).collect()
    }

    #[test]
    fn cells_are_separated_by_a_bar_between_spaces() {
        assert_eq!(split("a | b c | d"), ["a", "b c", "d"]);
        assert_eq!(split("P(A|B) | x || y"), ["P(A|B)", "x || y"]);
        assert_eq!(split("no bar"), ["no bar"]);
        assert_eq!(split(""), Vec::<&str>::new());
        assert_eq!(split("見込み客　|　育成"), ["見込み客", "育成"]);
    }

    #[test]
    fn a_bar_at_either_end_makes_no_cell() {
        assert_eq!(split("| a | b |"), ["a", "b"]);
        assert_eq!(split("a | b | "), ["a", "b"]);
    }

    #[test]
    fn an_inner_cell_may_be_empty() {
        assert_eq!(split("a |  | c"), ["a", "", "c"]);
        assert_eq!(split("a | | c"), ["a", "", "c"]);
    }

    #[test]
    fn cells_may_be_told_apart_by_other_bars() {
        let split = |row: &'static str| {
            any_cells(row).map(|(bars, cells)| (bars, cells.into_iter().map(|range| &row[range]).collect::<Vec<_>>()))
        };
        assert_eq!(split("a | b|c"), Some((Bars::Plain, vec!["a", "b|c"])));
        assert_eq!(split("休眠率 ｜ 未定｜要確認 ｜"), Some((Bars::Wide, vec!["休眠率", "未定", "要確認"])));
        assert_eq!(split("a\tb\t\tc"), Some((Bars::Loose, vec!["a", "b", "", "c"])));
        assert_eq!(split("|a|b|"), Some((Bars::Loose, vec!["a", "b"])));
        assert_eq!(split("休眠率 │ 未定│要確認 │"), Some((Bars::Loose, vec!["休眠率", "未定", "要確認"])));
        assert_eq!(split("a ¦ b ‖ c"), Some((Bars::Loose, vec!["a", "b", "c"])));
        assert_eq!(split("a | b│c"), Some((Bars::Plain, vec!["a", "b│c"])));
        assert_eq!(split("a ｜ b│c"), Some((Bars::Wide, vec!["a", "b│c"])));
        for row in ["", "a", "a |", "| a", "｜", "\ta", "│", "a’s “b”…"] {
            assert_eq!(split(row), None, "{row}");
        }
    }

    #[test]
    fn a_row_may_have_nothing_but_its_head() {
        let parts = |row: &'static str| lone_head(row).map(|lone| (&row[lone.head], &row[lone.bars]));
        assert_eq!(parts("Bounce rate |  | "), Some(("Bounce rate", "|  |")));
        assert_eq!(parts("| Bounce rate | | |"), Some(("| Bounce rate", "| | |")));
        assert_eq!(parts("Bounce rate |"), Some(("Bounce rate", "|")));
        assert_eq!(parts("休眠率｜｜"), Some(("休眠率", "｜｜")));
        assert_eq!(parts(" |  |  | "), Some(("", "|  |  |")));
        for row in ["", "a | b |", "a | b | |", "| a |", "A sentence. |", "| | a", "| | a |", "a|b|", "a"] {
            assert_eq!(parts(row), None, "{row}");
        }
    }

    #[test]
    fn a_row_of_bars_or_nothing_does_not_panic() {
        for row in ["", " ", "|", "| |", "|| |", " | ", "\u{3000}|\u{3000}", "| |  |"] {
            for range in cells(row) {
                assert!(row.get(range).is_some(), "{row:?}");
            }
        }
    }
}
