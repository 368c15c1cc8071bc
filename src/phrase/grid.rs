//! What the other rows of a table say about a cell.
//!
//! Owns when an empty cell, a dash or a row of dots is a value of its table (`docs/healthy.md`, "Placeholders"). Must not
//! know what is reported.

use std::ops::Range;

use super::vocabulary::Placeholder;
use crate::text::{any_cells, fold, trim};

/// The rows of a table, as columns: built only for a table in which a cell is suspicious.
#[derive(Debug)]
pub struct Grid<'t> {
    rows: Vec<GridRow<'t>>,
}

#[derive(Debug)]
struct GridRow<'t> {
    cells: Vec<&'t str>,
    /// How many empty cells stand before the first that [`crate::text::cells`] counts: 0 or 1.
    shift: usize,
    /// Whether a bar opens the row and none closes it.
    has_corner: bool,
}

impl GridRow<'_> {
    fn is_empty(&self, column: usize) -> bool {
        self.cells.get(column).is_none_or(|cell| cell.is_empty())
    }

    /// Whether anything but the head was filled in.
    fn is_started(&self) -> bool {
        self.cells.iter().skip(1).any(|cell| !cell.is_empty())
    }
}

/// How many rows before and behind a row say something about its cells: a table may have any number.
const NEAR: usize = 16;

/// With more rows, a table holds data: terms are compared with fewer.
const MOST_TERMS: usize = 8;

/// With so many columns, cells may span several of them.
const BROAD: usize = 6;

impl<'t> Grid<'t> {
    /// The rows near a row, without the row itself.
    fn others(&self, row: usize) -> impl Iterator<Item = &GridRow<'t>> {
        let near = row.saturating_sub(NEAR)..self.rows.len().min(row.saturating_add(NEAR + 1));
        let start = near.start;
        let rows = self.rows.get(near).unwrap_or_default();
        rows.iter().enumerate().filter(move |(at, _)| start + at != row).map(|(_, other)| other)
    }

    /// The table of these rows.
    pub fn of(rows: impl Iterator<Item = &'t str>) -> Grid<'t> {
        let split = |row: &'t str| -> Vec<&'t str> {
            let cells = any_cells(row).map(|(_, cells)| cells).unwrap_or_else(|| vec![trim(row, 0..row.len())]);
            cells.into_iter().map(|range: Range<usize>| &row[range]).collect()
        };
        let rows: Vec<(&str, Vec<&str>)> = rows.map(|row| (row, split(row))).collect();
        let width = rows.iter().map(|(_, cells)| cells.len()).max().unwrap_or_default();
        let rows = rows.into_iter().map(|(row, mut cells)| {
            // A bar that opens a row makes no cell, unless one is missing.
            let is_open = cells.len() > 1 && cells.len() < width && row.trim_start().starts_with(['|', '｜']);
            if is_open {
                cells.insert(0, "");
            }
            let has_corner = row.trim_start().starts_with('|') && !row.trim_end().ends_with('|');
            GridRow { cells, shift: usize::from(is_open), has_corner }
        });
        Grid { rows: rows.collect() }
    }

    /// Whether an empty cell is how this table says no, nothing or does not apply.
    ///
    /// It is where the column is empty in two rows or more or in every row; where another row is empty where this one is filled, and filled
    /// where this one is empty, as in a ledger; in a row of figures or marks, or one that ends in “and so on”; and in a table of many rows or columns.
    pub fn may_be_empty(&self, row: usize, cell: usize) -> bool {
        let Some(this) = self.rows.get(row) else { return false };
        let column = cell + this.shift;
        let others = || self.others(row).filter(|other| other.cells.len() > 1);
        let recurs = others().any(|other| other.is_started() && other.is_empty(column));
        let is_complement = |other: &GridRow<'_>| {
            !other.is_empty(column)
                && (1..this.cells.len().max(other.cells.len()))
                    .any(|index| index != column && other.is_empty(index) && !this.is_empty(index))
        };
        let filled: Vec<&str> = this.cells.iter().skip(1).copied().filter(|cell| !cell.is_empty()).collect();
        let is_data = !filled.is_empty() && filled.iter().all(|cell| is_value(cell));
        let is_wide =
            this.cells.len() > 3 && !filled.is_empty() && filled.iter().all(|cell| is_value(cell) || is_word(cell));
        // Of a column that no row fills, and of a table as wide as this, somebody knows why it is so.
        let is_unused = others().count() > 1 && others().all(|other| other.is_empty(column));
        let is_broad = this.cells.len() >= BROAD && self.rows.len() > 1;
        let is_open = this.cells.last().is_some_and(|last| goes_on(last));
        self.is_long()
            || recurs
            || is_unused
            || is_broad
            || is_open
            || others().any(is_complement)
            || is_data
            || is_wide && self.rows.len() > 1
    }

    /// Whether the first row may head columns, one of which needs no head: its cells are words, and the rows below fill it.
    pub fn may_head_columns(&self) -> bool {
        let Some((first, others)) = self.rows.split_first() else { return false };
        let empty = |column: &usize| first.is_empty(*column);
        let is_filled_below = |column: usize| others.iter().take(NEAR).all(|other| !other.is_empty(column));
        others.len() > 1
            && first.cells.iter().all(|cell| is_word(cell))
            && (0..first.cells.len()).filter(empty).all(is_filled_below)
    }

    fn is_long(&self) -> bool {
        self.rows.len() > MOST_TERMS
    }

    /// Whether a row with nothing but its head may be a heading of the rows below it: it is the first one, or another row
    /// leaves a cell empty, too; in a table of many rows, always.
    pub fn may_be_heading(&self, row: usize) -> bool {
        let leaves_empty =
            |other: &GridRow<'_>| other.cells.len() > 1 && other.cells.iter().any(|cell| cell.is_empty());
        self.is_long() || row == 0 && self.rows.len() > 1 || self.others(row).any(leaves_empty)
    }

    /// Whether another row uses a sign or word such as `-` or `N/A` as a value, beside a cell that says something.
    pub fn uses(&self, row: usize, sign: &str, placeholder: impl Fn(&str) -> Option<Placeholder>) -> bool {
        let sign = fold(sign);
        let is_telling = |cell: &&str| !cell.is_empty() && placeholder(cell).is_none();
        self.others(row).any(|other| {
            let cells = || other.cells.iter().skip(1);
            cells().any(is_telling) && cells().any(|cell| cell.len() < 64 && fold(cell) == sign)
        })
    }

    /// Whether the first row is that of a spreadsheet: its letters stand over the columns, and its corner is empty.
    pub fn has_letters_for_columns(&self) -> bool {
        self.rows.len() > 1 && self.rows.first().is_some_and(|row| row.has_corner)
    }

    /// Whether dots stand in a column of figures, since what comes there depends, or in the last row of a long table behind a
    /// figure, since the table goes on.
    pub fn is_open_figure(&self, row: usize, cell: usize) -> bool {
        let Some(this) = self.rows.get(row) else { return false };
        let column = cell + this.shift;
        let is_dots = this.cells.get(column).is_some_and(|cell| is_dots(cell));
        let figures =
            self.others(row).filter(|other| other.cells.get(column).is_some_and(|cell| is_value(cell))).count();
        let goes_on = self.rows.len() > 4 && row + 1 == self.rows.len() && this.cells[0].contains(char::is_numeric);
        is_dots && (goes_on || figures > 1 && figures * 2 >= self.others(row).count())
    }

    /// Whether dots stand for the columns that a wide table leaves out: in all of its rows, between cells that say something.
    pub fn is_left_out_column(&self, row: usize, cell: usize) -> bool {
        /// Columns before the dots, and those behind them.
        const LEAST: usize = 5;
        let Some(this) = self.rows.get(row) else { return false };
        let column = cell + this.shift;
        let has_dots = |other: &GridRow<'_>| {
            other.cells.len() > LEAST
                && other.cells.get(column).is_some_and(|cell| is_dots(cell))
                && other.cells.get(column + 1).is_some_and(|cell| !cell.is_empty() && !is_dots(cell))
                && column
                    .checked_sub(1)
                    .is_some_and(|before| !other.cells[before].is_empty() && !is_dots(other.cells[before]))
        };
        has_dots(this) && self.rows.len() > 1 && self.others(row).all(has_dots)
    }

    /// Whether the second of two columns says in a word what state each row is in: `Renewal A | Pending`, `Renewal B | Signed`.
    pub fn is_column_of_states(&self, row: usize, placeholder: impl Fn(&str) -> Option<Placeholder>) -> bool {
        let is_pair = |row: &GridRow<'_>| row.cells.len() == 2;
        let tells = |other: &GridRow<'_>| {
            is_pair(other) && is_word(other.cells[1]) && !other.is_empty(1) && placeholder(other.cells[1]).is_none()
        };
        self.rows.get(row).is_some_and(is_pair) && self.others(row).any(tells)
    }

    /// Whether “same as above” is the only cell beside the head, below a row that says something.
    pub fn repeats_above(&self, row: usize, placeholder: impl Fn(&str) -> Option<Placeholder>) -> bool {
        let Some(above) = row.checked_sub(1).map(|above| &self.rows[above].cells) else { return false };
        let tells = |cell: &&&str| !cell.is_empty() && placeholder(cell).is_none();
        self.rows[row].cells.len() == 2 && above.len() == 2 && above[1..].iter().any(|cell| tells(&cell))
    }

    /// Whether a row of nothing but dots stands between rows that say something: the table leaves some out.
    pub fn is_left_out(&self, row: usize) -> bool {
        let is_list = self.others(row).all(|row| row.cells.len() == 1);
        let is_row = |at: usize| {
            self.rows.get(at).is_some_and(|other| {
                (other.cells.len() > 1 || is_list) && !other.cells.iter().any(|cell| is_dots(cell))
            })
        };
        let Some(this) = self.rows.get(row) else { return false };
        let has_dots = this.cells.iter().any(|cell| is_dots(cell));
        let is_bare = this.cells.iter().all(|cell| cell.is_empty() || is_dots(cell));
        has_dots && is_bare && row > 0 && is_row(row - 1) && is_row(row + 1)
    }
}

/// Whether a cell is nothing but dots.
fn is_dots(cell: &str) -> bool {
    !cell.is_empty() && cell.trim_matches(['.', '…', '⋯', '⋮', '︙', '・', ':', '：', ' ']).is_empty()
}

/// Whether the last cell of a row says that the rest goes on in the same way.
fn goes_on(cell: &str) -> bool {
    const WORDS: [&str; 6] = ["and so on", "etc", "and so forth", "以下同様", "以下同じ", "など"];
    cell.len() < 32 && WORDS.contains(&fold(cell).trim_end_matches(['.', '。', '…']))
}

/// Whether a cell is a figure, a mark, or a yes or no.
fn is_value(cell: &str) -> bool {
    /// The longest figure with its unit, in characters.
    const LONGEST: usize = 16;
    const WORDS: [&str; 12] = ["x", "yes", "no", "y", "n", "true", "false", "はい", "いいえ", "可", "不可", "有"];
    let has_letters = cell.chars().any(char::is_alphabetic);
    let is_figure = cell.contains(|letter: char| letter.is_numeric()) && cell.chars().count() <= LONGEST;
    let is_mark =
        !has_letters && cell.chars().count() <= 2 && !cell.contains(['-', '–', '—', '―', '－', '?', '？', '…', '.']);
    is_figure || is_mark || cell.len() < 16 && WORDS.contains(&fold(cell).as_str())
}

/// Whether a cell is a word or two.
fn is_word(cell: &str) -> bool {
    let is_short = cell.chars().count() <= if cell.is_ascii() { 24 } else { 8 };
    is_short && cell.split_whitespace().count() <= 2 && !cell.ends_with(['.', '。'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrase::placeholder;

    fn may_be_empty(rows: &[&str], row: usize, cell: usize) -> bool {
        Grid::of(rows.iter().copied()).may_be_empty(row, cell)
    }

    #[test]
    fn a_bar_that_opens_a_row_makes_a_cell_where_one_is_missing() {
        let cells = |rows: &[&str]| -> Vec<usize> {
            let widths = Grid::of(rows.iter().copied()).rows.into_iter().map(|row| row.cells.len());
            widths.collect()
        };
        assert_eq!(cells(&["a | b | c", "| d | e"]), [3, 3]);
        assert_eq!(cells(&["a | b", "| c | d"]), [2, 2], "none is missing");
        assert_eq!(cells(&["a | b", "| c"]), [2, 1], "one cell is no row");
    }

    #[test]
    fn an_empty_cell_is_a_value_where_the_table_has_others_like_it() {
        for (rows, row, cell) in [
            (&["Cash | a payment by card | ", "Sales |  | a payment by bill"] as &[&str], 1, 1),
            (&["Sales |  | $1,000"], 0, 1),
            (&["Open an account | X |  | X"], 0, 2),
            (&["A | Number | m | Yes", "B | Formula |  | Yes"], 1, 2),
            (&["解約 |  | 契約の終わりを示す", "休眠 |  | 利用の終わりを示す"], 0, 1),
            (
                &["Byte | 0 | 1 | 2 | 3 | 4", "Contents | first | second | length of the data |  | the data itself"],
                1,
                4,
            ),
            (&["January | 120 | 200 | 240", "March | what was left |  | and so on..."], 1, 2),
            (&["Index |  | ", "Literature |  | ", "License |  | License of this document."], 2, 1),
        ] {
            assert!(may_be_empty(rows, row, cell), "{rows:?}");
        }
        let long: Vec<String> =
            (0..MOST_TERMS).map(|number| format!("Plan {number} | sold by seat | billed monthly")).collect();
        let long = |count: usize| -> Vec<&str> {
            std::iter::once("Bounce rate |  | Describes one visit")
                .chain(long[..count].iter().map(String::as_str))
                .collect()
        };
        assert!(may_be_empty(&long(MOST_TERMS), 0, 1));
        assert!(!may_be_empty(&long(MOST_TERMS - 1), 0, 1));
        for (rows, row, cell) in [
            (&["Bounce rate |  | Describes one visit"] as &[&str], 0, 1),
            (&["Retention | Counts those who stayed | Mirror image", "Bounce rate |  | Describes one visit"], 1, 1),
            (&["Churn rate |  | ", "Bounce rate |  | Describes one visit"], 1, 1),
            (&["Both are read monthly.", "Bounce rate |  | Describes one visit"], 1, 1),
            (&[], 0, 1),
        ] {
            assert!(!may_be_empty(rows, row, cell), "{rows:?}");
        }
    }

    #[test]
    fn the_first_row_may_head_columns_of_which_one_has_no_head() {
        let may_head = |rows: &[&str]| Grid::of(rows.iter().copied()).may_head_columns();
        assert!(may_head(&[
            "Vertical |  | Anchor",
            "From top | Moves it down | To page",
            "From left | Moves it | To page"
        ]));
        assert!(!may_head(&["Vertical |  | Anchor", "From top | Moves it down | To page"]), "one row");
        assert!(!may_head(&["Vertical |  | Anchor", "From top |  | To page", "From left | Moves it | To page"]));
        assert!(!may_head(&[
            "Bounce rate |  | Describes one visit only",
            "Lead | A name | To call",
            "Trial | Free | To try"
        ]));
        assert!(!may_head(&[]));
    }

    #[test]
    fn a_dash_is_a_value_where_another_row_says_more() {
        let uses = |rows: &[&str], row| Grid::of(rows.iter().copied()).uses(row, "-", placeholder);
        assert!(uses(&["Trial | - | -", "Refund | returns the price | -"], 0));
        assert!(!uses(&["Trial | - | -", "Refund | - | -"], 0));
        assert!(!uses(&["Trial | - | a month"], 0));
        assert!(!uses(&["Trial | - | -", "- | a month"], 0));
    }

    #[test]
    fn dots_between_rows_leave_some_out() {
        let is_left_out = |rows: &[&str], row| Grid::of(rows.iter().copied()).is_left_out(row);
        assert!(is_left_out(&["1 | 10", "... | ...", "9 | 90"], 1));
        assert!(is_left_out(&["1 | 10", "…", "9 | 90"], 1));
        let is_open = |rows: &[&str], row| Grid::of(rows.iter().copied()).is_open_figure(row, 1);
        assert!(is_open(&["0 | 2 | Type", "2 | 4 | Length", "6 | ... | Next"], 2));
        assert!(!is_open(&["Churn | lost customers | monthly", "Bounce | ... | daily"], 1));
        assert!(!is_open(&["0 | 2 | Type", "6 | ... | Next"], 1), "one figure");
        let half = ["a | 1", "b | ...", "c | 2", "d | some", "e | 3", "f | few", "g | many"];
        assert!(is_open(&half, 1), "half of the others are figures");
        assert!(
            !is_open(&half[..6].iter().chain(&["g | many", "h | more"]).copied().collect::<Vec<_>>(), 1),
            "fewer than half"
        );
        assert!(is_open(&["At | Name", "0 | First", "2 | Second", "4 | Third", "6 | ..."], 4));
        assert!(!is_open(&["At | Name", "0 | First", "2 | Second", "4 | Third", "Last | ..."], 4));
        let is_column = |rows: &[&str]| Grid::of(rows.iter().copied()).is_left_out_column(0, 4);
        assert!(is_column(&["A | 1 | 2 | 3 | ... | 9", "B | 1 | 2 | 3 | … | 9"]));
        assert!(!is_column(&["A | 1 | 2 | 3 | ... | 9"]), "one row says nothing");
        assert!(!is_column(&["A | 1 | 2 | 3 | ... | 9", "B | 1 | 2 | 3 | 4 | 9"]), "not in all rows");
        assert!(!is_column(&["A | 1 | 2 | 3 | ...", "B | 1 | 2 | 3 | ..."]), "at the end");
        assert!(!is_column(&["A | 1 | 2 | ... | ... | 9", "B | 1 | 2 | ... | ... | 9"]));
        let are_states = |rows: &[&str]| Grid::of(rows.iter().copied()).is_column_of_states(0, placeholder);
        assert!(are_states(&["A | pending", "B | signed"]));
        assert!(!are_states(&["A | pending", "B | draft"]));
        assert!(!are_states(&["A | pending", "B | "]));
        assert!(!are_states(&["A | pending", "B | describes what a customer pays in a year"]));
        assert!(!are_states(&["A | pending | pending", "B | signed"]));
        assert!(Grid::of(["| A | B | C", "1 | 5 | 6 | 7"].into_iter()).has_letters_for_columns());
        assert!(!Grid::of(["| A | B | C |", "1 | 5 | 6"].into_iter()).has_letters_for_columns());
        assert!(!Grid::of(["A | B | C", "1 | 5 | 6"].into_iter()).has_letters_for_columns());
        assert!(!is_left_out(&["1 | 10", "... | ..."], 1));
        assert!(!is_left_out(&["... | ...", "1 | 10"], 0));
        assert!(!is_left_out(&["1 | 10", "... | ...", "... | ...", "9 | 90"], 1));
        assert!(!is_left_out(&["1 | 10", "2 | 20", "9 | 90"], 1));
    }
}
