//! Rows that nobody filled in, or not to the end.
//!
//! Owns which cells of a row are placeholders (`docs/healthy.md`, "Placeholders"), and what is said of it. Must not know
//! where the row stands but for its table.

use std::ops::Range;

use super::family::Kind;
use super::grid::Grid;
use super::subject::is_about_tags;
use super::vocabulary::{Heading, Placeholder, heading, is_slot};
use crate::text::{Bars, LoneHead, any_cells, cells, fold, is_divider, is_row, lone_head, sentences, trim};
use crate::words::{list, quote, shorten};

/// What the first row of a table says about the others.
#[derive(Default)]
pub struct Table {
    /// The folded cells of the first row, if it heads the columns.
    header: Vec<String>,
    /// Whether the columns are terms, and the rows what they are compared by: a dash or なし is an answer there.
    is_matrix: bool,
}

impl Table {
    /// The table that begins with a row; `is_name` says what is a name of the term.
    pub fn of(first: Option<&str>, is_name: impl Fn(&str) -> bool) -> Table {
        let Some(first) = first else { return Table::default() };
        let mut cells = cells(first).map(|range| &first[range]);
        let (Some(head), Some(second)) = (cells.next(), cells.next()) else { return Table::default() };
        let is_corner_empty = first.trim_start().trim_start_matches('|').trim_start().starts_with('|');
        let heading = heading(head);
        let is_matrix = heading == Some(Heading::Corner)
            || is_corner_empty
            || head.is_empty()
            || is_name(second)
            || cells.any(is_name);
        let header = match heading {
            Some(_) => text_cells(first),
            None => Vec::new(),
        };
        Table { header, is_matrix }
    }

    /// Whether a row below the first repeats the heads of its columns, under another head or the same.
    fn is_header(&self, row: &str) -> bool {
        if self.header.len() < 2 || !is_row(row) {
            return false;
        }
        let cells = text_cells(row);
        let is_column = |cell: &String| heading(cell) == Some(Heading::Column);
        cells.len() == self.header.len()
            && cells[1..] == self.header[1..]
            && (cells[0] == self.header[0] || cells[1..].iter().all(is_column))
    }
}

/// The folded cells of a row.
fn text_cells(row: &str) -> Vec<String> {
    cells(row).map(|range| fold(&row[range])).collect()
}

/// Where a row begins in a line of text that has sentences before it.
pub fn prose_before_row(line: &str) -> usize {
    let bar = line.find(is_divider).unwrap_or(0);
    sentences(&line[..bar]).last().map_or(0, |last| last.start)
}

/// Where a row stands.
pub struct RowPlace<'t> {
    /// Its table.
    pub table: &'t Table,
    /// Its number in the table, from 0.
    pub number: usize,
    /// All rows of the table; asked only where a cell is suspicious.
    pub grid: &'t dyn Fn() -> &'t Grid<'t>,
    /// Whether its document is about merge tags.
    pub is_about_tags: &'t dyn Fn() -> bool,
}

impl RowPlace<'_> {
    /// What is wrong with a row that has a placeholder for a cell, or an empty cell between others; `placeholder` says
    /// what a cell is.
    pub fn defect(&self, row: &str, placeholder: impl Fn(&str) -> Option<Placeholder>) -> Option<Defect> {
        if let Some(lone) = lone_head(row) {
            let is_certain = !(self.grid)().may_be_heading(self.number);
            return Some(Defect { is_certain, ..Defect::lone_head(row, lone) });
        }
        if self.number > 0 && self.table.is_header(row) {
            return Some(Defect::of_row(row, "the row repeats the head of the table".to_owned()));
        }
        if self.number > 0 && has_heads_for_cells(row) {
            return Some(Defect::of_row(row, format!("the row contains only heads of columns: {}", quote(row.trim()))));
        }
        let mut count = 0;
        let mut has_gap = false;
        let mut is_suspect = false;
        for range in cells(row) {
            count += 1;
            has_gap |= range.is_empty();
            is_suspect |= placeholder(&row[range]).is_some();
        }
        if is_lettered(row) && !(self.number == 0 && (self.grid)().has_letters_for_columns()) {
            return Some(Defect::of_row(row, format!("the row contains only placeholders: {}", quote(row.trim()))));
        }
        if is_numbered_template(row) {
            return Some(Defect::of_row(row, format!("the row contains only placeholders: {}", quote(row.trim()))));
        }
        let is_plain = count > 1;
        // Nearly every row ends here, and nothing was allocated for it.
        if is_plain && !has_gap && !is_suspect || is_delimiter(row) {
            return None;
        }
        let other = if is_plain { None } else { any_cells(row) };
        if other.is_none() && !has_gap && !is_suspect {
            return None;
        }
        let bars = other.as_ref().map_or(Bars::Plain, |(bars, _)| *bars);
        let cells = other.map_or_else(|| cells(row).collect(), |(_, cells)| cells);
        let cells: Vec<_> = cells.into_iter().map(|range| (range.clone(), placeholder(&row[range]))).collect();
        let grid = (self.grid)();
        if is_suspect && grid.is_left_out(self.number) {
            return None;
        }
        // Beside what nobody filled in, an empty cell is not filled in either.
        let has_hole = cells.iter().any(|(_, found)| found.is_some_and(|found| found.kind == Kind::Hole));
        let tells = cells.iter().skip(1).any(|(range, found)| found.is_none() && !range.is_empty());
        let head = cells.first().map_or(0..0, |(range, _)| range.clone());
        let is_value = |(index, (range, found)): (usize, &(Range<usize>, Option<Placeholder>))| match found {
            // A head of signs is what the row explains: `<> | not equal to`.
            Some(_) if index == 0 && tells && !row[range.clone()].contains(char::is_alphanumeric) => true,
            Some(found) if found.kind == Kind::Ditto && grid.repeats_above(self.number, &placeholder) => true,
            Some(_) if grid.is_open_figure(self.number, index) || grid.is_left_out_column(self.number, index) => true,
            Some(found) if found.kind == Kind::Status && grid.is_column_of_states(self.number, &placeholder) => true,
            // An option that is a dash in both of its forms: `-- | -- | Ends the options`.
            Some(found)
                if found.kind == Kind::Mark && index > 0 && tells && row[range.clone()] == row[head.clone()] =>
            {
                range.len() > 1
            }
            None => range.is_empty() && !has_hole && grid.may_be_empty(self.number, index),
            Some(found) => {
                index > 0 && found.kind != Kind::Hole && grid.uses(self.number, &row[range.clone()], &placeholder)
            }
        };
        let is_filled = |(range, _): &(Range<usize>, _)| !range.is_empty();
        let values: Vec<bool> = cells.iter().enumerate().map(is_value).collect();
        let is_telling = |(range, found): &(Range<usize>, Option<Placeholder>)| found.is_none() && !range.is_empty();
        let has_value = cells.iter().zip(&values).skip(1).any(|((_, found), is_value)| *is_value && found.is_some());
        let others = || cells.iter().skip(1).filter_map(|(_, found)| *found);
        let row = Row {
            text: row,
            filled: cells.iter().position(is_filled).zip(cells.iter().rposition(is_filled)),
            placeholders: cells.iter().filter(|(_, found)| found.is_some()).count(),
            telling: cells.iter().filter(|cell| is_telling(cell)).count(),
            says_nothing: !has_value
                && !cells.iter().skip(1).any(is_telling)
                && !others().any(|found| found.kind == Kind::Hole),
            may_answer: self.table.is_matrix || others().count() < 2,
            is_about_tags: is_about_tags(row) || (self.is_about_tags)(),
            cells,
            values,
        };
        let is_row = match bars {
            Bars::Plain => true,
            // An empty cell between bars of another kind may be how somebody draws a line.
            Bars::Wide => row.placeholders > 0,
            Bars::Loose => row.placeholders > 0 && !row.cells.iter().skip(1).any(is_telling),
        };
        let may_head = || self.number == 0 && grid.may_head_columns();
        row.defect()
            .filter(|_| is_row)
            .map(|defect| Defect { is_certain: defect.is_certain && (row.has_placeholder() || !may_head()), ..defect })
    }
}

/// Whether every cell of a row but the first says what belongs there: `Retention rate | Definition | Use`, `継続率 | （説明） | （用途）`.
fn has_heads_for_cells(row: &str) -> bool {
    /// Longer than any of them, in bytes.
    const LONG: usize = 30;
    let others = || cells(row).skip(1).map(|range| &row[range]);
    // Nearly every row says more in its last cell.
    if row.len() - memchr::memrchr(b'|', row.as_bytes()).map_or(0, |bar| bar + 1) > LONG + 2
        || others().nth(1).is_none()
        || others().any(|cell| cell.len() > LONG || cell.is_empty())
    {
        return false;
    }
    let inner = |cell: &str| -> String {
        let folded = fold(cell);
        folded.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(&folded).to_owned()
    };
    others().all(|cell| heading(&inner(cell)) == Some(Heading::Column))
}

/// Whether a row holds the letters of an alphabet for its cells, or one slot of a template again and again: `A | B | C`, or
/// behind another head; 説明 | 説明.
fn is_lettered(row: &str) -> bool {
    /// Longer than any of them.
    const LONG: usize = 80;
    const STARTS: [[&str; 2]; 6] = [["b", "c"], ["y", "z"], ["乙", "丙"], ["イ", "ウ"], ["ロ", "ハ"], ["い", "う"]];
    if row.len() > LONG {
        return false;
    }
    // Nearly every row has two cells that differ and are more than a letter.
    let mut parts = row.split(['|', '｜', '\t']).map(str::trim).filter(|part| !part.is_empty());
    let (head, second, third) = (parts.next(), parts.next(), parts.next());
    if second.is_none_or(|second| second.chars().nth(1).is_some()) && second != head && second != third {
        return false;
    }
    let Some((_, cells)) = any_cells(row) else { return false };
    let cells: Vec<String> = cells.into_iter().map(|range| fold(&row[range])).collect();
    let [head, rest @ ..] = cells.as_slice() else { return false };
    let is_letter = |cell: &String| cell.chars().count() == 1 && cell.chars().all(char::is_alphabetic);
    let is_start = |start: &[&str; 2]| rest.len() > 1 && rest[..2] == *start;
    let repeats = |cell: &String| (rest.len() > 1 || head == cell) && rest.iter().all(|other| other == cell);
    rest.iter().all(is_letter) && STARTS.iter().any(is_start)
        || rest.first().is_some_and(|first| repeats(first) && is_slot(first))
}

/// Whether a row holds what heads the columns of a comparison with a letter or number for each term: `Term A | Difference A`,
/// 用語１ | 違い１ | 使い分け１.
fn is_numbered_template(row: &str) -> bool {
    let is_number = |letter: char| {
        letter.is_ascii_uppercase() || matches!(letter, '0'..='9' | 'Ａ'..='Ｚ' | '０'..='９' | '①'..='⑳')
    };
    // Nearly every row begins with something else.
    let Some(bar) = row.find(is_divider).filter(|bar| row[..*bar].trim_end().ends_with(is_number)) else {
        return false;
    };
    if heading(bare_word(&row[..bar])).is_none() && !is_slot(&fold(bare_word(&row[..bar]))) {
        return false;
    }
    let Some((_, cells)) = any_cells(row) else { return false };
    let words: Vec<&str> = cells.into_iter().map(|range| bare_word(&row[range])).collect();
    let is_word = |word: &&str| heading(word).is_some() || is_slot(&fold(word));
    // `Metric A | Metric B` are the terms of a table.
    words.iter().all(is_word)
        && words[1..].iter().any(|word| heading(word) == Some(Heading::Column) && fold(word) != fold(words[0]))
}

/// A cell without the letter or number behind its word.
fn bare_word(cell: &str) -> &str {
    let cell = cell.trim_matches(|letter: char| letter.is_whitespace() || is_divider(letter));
    let end = cell.char_indices().next_back().map_or(0, |(at, _)| at);
    let (word, last) = cell.split_at(end);
    let is_own = last.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && word.ends_with(|letter: char| letter.is_ascii_alphabetic());
    let is_number = last.starts_with(|letter: char| {
        letter.is_ascii_uppercase() || letter.is_numeric() || matches!(letter, 'Ａ'..='Ｚ')
    });
    if is_number && !is_own { word.trim_end() } else { cell }
}

/// What is wrong with a row.
pub struct Defect {
    /// Bytes of the row.
    pub range: Range<usize>,
    /// The place in words, if it is not the whole row.
    pub part: String,
    /// The fact, as a message has it.
    pub message: String,
    /// Whether nothing else can explain it: a head alone may be the heading of the rows below it.
    pub is_certain: bool,
}

impl Defect {
    /// Of the whole row.
    pub fn of_row(row: &str, message: String) -> Defect {
        Defect { range: trim(row, 0..row.len()), part: String::new(), message, is_certain: true }
    }

    /// The same, or, where that is to be marked, of the whole row.
    pub fn of_whole_if(self, is_whole: bool, row: &str) -> Defect {
        if is_whole { Defect { range: trim(row, 0..row.len()), part: String::new(), ..self } } else { self }
    }

    /// Of a row of which nothing but its head was written.
    pub fn lone_head(row: &str, lone: LoneHead) -> Defect {
        let head = row[lone.head].trim_start_matches(['|', '｜', ' ']);
        let message = match head {
            "" => "the row has only empty cells".to_owned(),
            head => format!("the row has nothing but its head {}", quote(head)),
        };
        Defect { range: lone.bars, part: String::new(), message, is_certain: true }
    }
}

/// A row that holds something like a placeholder.
struct Row<'t> {
    text: &'t str,
    cells: Vec<(Range<usize>, Option<Placeholder>)>,
    /// The first and the last cell that are not empty.
    filled: Option<(usize, usize)>,
    /// How many cells hold placeholders.
    placeholders: usize,
    /// How many cells hold something else.
    telling: usize,
    /// Whether every cell but the head is empty, an answer or a state of things.
    says_nothing: bool,
    /// Whether a dash or なし may be an answer although no cell but the head says anything else.
    may_answer: bool,
    is_about_tags: bool,
    /// Which cells would be suspicious elsewhere and are values of this table.
    values: Vec<bool>,
}

impl Row<'_> {
    /// Whether more than empty cells is wrong with it.
    fn has_placeholder(&self) -> bool {
        (0..self.cells.len()).any(|index| self.is_unfilled(index) && !self.is_gap(index))
    }

    fn defect(&self) -> Option<Defect> {
        let unfilled: Vec<usize> = (0..self.cells.len()).filter(|index| self.is_unfilled(*index)).collect();
        let first = unfilled.iter().copied().find(|index| !self.is_gap(*index)).or(unfilled.first().copied())?;
        let filled = self.cells.iter().filter(|(range, _)| !range.is_empty()).count();
        let row = trim(self.text, 0..self.text.len());
        if unfilled.iter().filter(|index| !self.is_gap(**index)).count() == filled {
            let message = match filled {
                1 => format!("the row is only the placeholder {}", quote(&self.text[row.clone()])),
                _ => format!("the row contains only placeholders: {}", quote(&self.text[row.clone()])),
            };
            return Some(Defect { range: row, part: String::new(), message, is_certain: true });
        }
        let mut facts: Vec<String> = unfilled.iter().take(2).map(|index| self.fact(*index)).collect();
        if unfilled.len() > facts.len() {
            facts = vec![self.fact(first), format!("{} more cells are unfilled", unfilled.len() - 1)];
        }
        let range = match self.is_gap(first) {
            true => self.gap(first),
            false => self.cells[first].0.clone(),
        };
        Some(Defect { range, part: format!("cell {}", first + 1), message: list(&facts, "and"), is_certain: true })
    }

    /// Whether nobody filled the cell in: `-` and `なし` are answers beside a real head (`docs/healthy.md`,
    /// "Placeholders").
    fn is_unfilled(&self, index: usize) -> bool {
        if self.values[index] {
            return false;
        }
        let Some(found) = self.cells[index].1 else { return self.is_gap(index) };
        let is_only = self.cells.len() == 1;
        match found.kind {
            Kind::Hole if found.is_tag && self.is_about_tags => false,
            Kind::Hole if found.is_name && index == 0 && !is_only => self.placeholders > 1,
            Kind::Hole => true,
            Kind::Answer | Kind::Status | Kind::Ditto if is_only => false,
            // The corner of a table may hold a dash: the head counts only when the whole row does.
            Kind::Answer | Kind::Mark if index == 0 => self.telling == 0,
            Kind::Answer | Kind::Mark => {
                // What signs for a head mean is told: `### | none | The column is too narrow`.
                let is_sign = || {
                    !self.text[self.cells[0].0.clone()]
                        .trim_matches(['-', '–', '—', '―', '－', '.', '…', '?'])
                        .is_empty()
                };
                self.says_nothing && !self.may_answer
                    || self.cells[0].1.is_some_and(|head| !(head.is_name || self.values[0] && is_sign()))
            }
            Kind::Status | Kind::Ditto if index == 0 => self.telling == 0,
            Kind::Status | Kind::Ditto => self.says_nothing,
        }
    }

    /// Whether the cell is empty though cells before and after it are not.
    fn is_gap(&self, index: usize) -> bool {
        self.cells[index].0.is_empty() && self.filled.is_some_and(|(first, last)| first < index && index < last)
    }

    /// An empty cell with the bars around it, so that there is something to see.
    fn gap(&self, index: usize) -> Range<usize> {
        // A filled cell follows, so it is on the next bar that the empty one ends.
        let bar = self.cells[index].0.start;
        let start = self.text[..bar].rfind(['|', '｜']).unwrap_or(bar);
        start..bar + self.text[bar..].chars().next().map_or(0, char::len_utf8)
    }

    fn fact(&self, index: usize) -> String {
        match self.is_gap(index) {
            true => format!("cell {} is empty", index + 1),
            false => {
                let cell = shorten(&self.text[self.cells[index].0.clone()], 24);
                format!("cell {} is the placeholder “{cell}”", index + 1)
            }
        }
    }
}

/// Whether the row only draws the line below a table's head: `--- | :---: | ---`.
fn is_delimiter(row: &str) -> bool {
    cells(row).all(|range| {
        let dashes = row[range].trim_matches(':');
        dashes.len() >= 3 && dashes.bytes().all(|byte| byte == b'-')
    })
}
