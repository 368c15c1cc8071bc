//! Rows of cells between bars.

use std::ops::Range;

use super::trim;

/// The cells of a row: `cell | cell | cell`, as trimmed byte ranges of `row`.
///
/// Only ` | ` separates, so `P(A|B)` and `||` stay whole; a bar that opens or closes the row makes no cell
/// (`docs/healthy.md`, "Placeholders"). A text without a separator is one cell.
pub fn cells(row: &str) -> impl Iterator<Item = Range<usize>> {
    let Range { mut start, mut end } = trim(row, 0..row.len());
    if row[start..end].starts_with("| ") || row[start..end].starts_with("|\t") {
        start += 1;
    }
    if row[start..end].ends_with(" |") || row[start..end].ends_with("\t|") {
        end -= 1;
    }
    let first = start;
    let mut from = (start < end).then_some(start);
    std::iter::from_fn(move || {
        let cell = from?;
        // A separator needs white space on both sides; an empty cell shares its white space with its neighbours.
        let is_separator = |at: usize| {
            let before = at == first || at == cell || row[..at].ends_with(char::is_whitespace);
            let after = at + 1 == end || row[at + 1..].starts_with(char::is_whitespace);
            before && after
        };
        let bar =
            memchr::memchr_iter(b'|', &row.as_bytes()[cell..end]).map(|at| cell + at).find(|at| is_separator(*at));
        from = bar.map(|at| at + 1);
        Some(trim(row, cell..bar.unwrap_or(end)))
    })
}

/// Whether a text is a pipe row.
pub fn is_row(text: &str) -> bool {
    memchr::memchr(b'|', text.as_bytes()).is_some() && cells(text).nth(1).is_some()
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
    fn a_row_of_bars_or_nothing_does_not_panic() {
        for row in ["", " ", "|", "| |", "|| |", " | ", "\u{3000}|\u{3000}", "| |  |"] {
            for range in cells(row) {
                assert!(row.get(range).is_some(), "{row:?}");
            }
        }
    }
}
