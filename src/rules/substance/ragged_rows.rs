use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

use crate::declare_rule;
use crate::handoff::{Handoff, Section, Text};
use crate::rule::{DocumentRule, Level, Reporter};
use crate::text::{cells, fold, text_width};
use crate::words::count;

declare_rule! {
    /// Rows of one section that differ in their number of cells.
    ///
    /// ## Why
    /// A page shows the rows as a table: a missing cell leaves a hole, and an extra one has no column.
    /// The rule is an info, since short rows beside long ones can be meant.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "comparisons": [{ "key": "comparisons", "title": "Compare with", "text": null, "items": [
    ///   "Retention rate | Counts those who stayed | Is the mirror image",
    ///   "Bounce rate | Describes one visit",
    ///   "Discount | Lowers a price | Leaves the base alone"
    /// ] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "boundary": { "text": null, "items": [
    ///   "含める | 有料の契約 | 収入があるため", "含めない | 無料体験 | 収入がないため | 別に追う"
    /// ] } } }
    /// ```
    ///
    /// Where the number of columns is set, all rows may be wrong:
    /// ```json options
    /// { "columns": 3 }
    /// ```
    /// ```json ja
    /// { "content": { "boundary": { "text": null, "items": ["含める | 有料の契約", "含めない | 無料体験"] } } }
    /// ```
    ///
    /// ## Passes
    /// Bars at the ends do not make cells, the corner of a table may be empty, and a sentence may be among rows:
    /// ```json
    /// { "content": { "comparisons": [{ "key": "comparisons", "title": "Compare with", "text": null, "items": [
    ///   " | Retention rate | Churn rate", "Counts | those who stayed | those who left |", "Both are read monthly."
    /// ] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "boundary": { "text": null, "items": ["含める | 有料の契約", "含めない | 無料体験"] } } }
    /// ```
    ///
    /// Where the page has a table of three columns, the rows need not vote:
    /// ```json options
    /// { "columns": 3 }
    /// ```
    /// ```json
    /// { "content": { "usage": [], "comparisons": [{ "key": "comparisons", "title": "似ている言葉との違い", "text": null, "items": [
    ///   "Retention rate | Counts those who stayed | Is the mirror image", "Both are read monthly."
    /// ] }] } }
    /// ```
    ///
    /// ## Fix
    /// Fill in the missing cell, or merge the extra one into its neighbour. termlint cannot know what belongs there.
    ///
    /// ## Known limits
    /// The right number of cells is the one that most rows of the section have or, if there is none, that of the
    /// first row. A first row of short cells above three rows or more that agree may be shorter: it heads several columns at once. A row that begins or ends with a bar may be read with or without the empty cell there. With `columns`,
    /// the rows do not decide in the sections that the page shows as tables (formula, boundary, comparisons, drivers).
    /// One finding per section, at the first row that differs. Sentences without a bar are not rows, and rows inside a
    /// text are not read.
    pub struct RaggedRows {
        /// How many cells a row of the formula, the boundary, the comparisons and the drivers has on the page; 0 where the rows
        /// themselves decide.
        columns: usize = 0,
    }
    id: "ragged-rows", kind: Document, level: Level::Info,
    yields_to: &["placeholder-comparison-row", "placeholder-text"]
}

impl DocumentRule for RaggedRows {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let content = &handoff.content;
        let tables = content.formula.iter().chain(&content.boundary).chain(&content.comparisons);
        let tables: Vec<&Section<'_>> = match self.columns {
            0 => Vec::new(),
            _ => {
                tables.chain(content.usage.iter().filter(|section| has_rows(section) && is_drivers(section))).collect()
            }
        };
        for section in content.sections() {
            match tables.iter().any(|table| std::ptr::eq(*table, section)) {
                true => self.check_table(section, reporter),
                false => check_section(section, reporter),
            }
        }
    }
}

fn has_rows(section: &Section<'_>) -> bool {
    section.items.iter().any(Text::is_row)
}

/// Whether a section says what moves a number: a table on the page.
fn is_drivers(section: &Section<'_>) -> bool {
    const TITLES: [&str; 4] = ["変動要因", "ドライバー", "what moves the number", "drivers"];
    let title = section.title.value().map(|title| fold(title)).unwrap_or_default();
    section.key.value().is_some_and(|key| &**key == "drivers") || TITLES.iter().any(|known| title.contains(known))
}

impl RaggedRows {
    /// Checks a section that the page shows as a table of so many columns: one finding, at the first row that differs.
    fn check_table(&self, section: &Section<'_>, reporter: &mut Reporter<'_>) {
        let differs = |row: &&Text<'_>| row.is_row() && !lengths_of(row).contains(&self.columns);
        let mut odd = section.items.iter().filter(differs);
        let Some(first) = odd.next() else { return };
        let (cells, columns) = (cells(first).count(), count(self.columns, "column"));
        let help = match cells < self.columns {
            true => format!("add {}", count(self.columns - cells, "cell")),
            false => format!("join cells until {} are left", self.columns),
        };
        let mut draft = reporter
            .at(first)
            .message(format!("the row has {}, but the table has {columns}", count(cells, "cell")))
            .label("a different number of cells")
            .help(help);
        for row in odd {
            draft = draft.related(row, "this row, too");
        }
    }
}

fn check_section(section: &Section<'_>, reporter: &mut Reporter<'_>) {
    let rows = || section.items.iter().filter(|item| item.is_row());
    let mut lengths = rows().map(|row| cells(row).count());
    // Nearly every section ends here.
    let Some(first) = lengths.next() else { return };
    if lengths.all(|length| length == first) {
        return;
    }
    let rows: Vec<(&Text<'_>, RangeInclusive<usize>)> = rows().map(|row| (row, lengths_of(row))).collect();
    let Some(usual) = usual(rows.iter().map(|(_, lengths)| lengths)) else { return };
    let tiers = usize::from(is_upper_tier(&rows, usual));
    let Some((odd, lengths)) = rows.iter().skip(tiers).find(|(_, lengths)| !lengths.contains(&usual)) else { return };
    let row = rows.iter().find(|(_, lengths)| *lengths.start() == usual).map(|(row, _)| *row);
    reporter
        .at(*odd)
        .message(format!("the row has {} where others have {usual}", count(*lengths.start(), "cell")))
        .label("a different number of cells")
        .help("give all rows of the section the same number of cells")
        .related_if(row, "a row of the usual length");
}

/// Whether the first row is the upper of two heads, whose cells stand above several columns each: it is shorter than all
/// other rows, which agree, and neither it nor the head below it says more than a few words a cell.
fn is_upper_tier(rows: &[(&Text<'_>, RangeInclusive<usize>)], usual: usize) -> bool {
    /// The widest head of a column, as [`text_width`].
    const WIDEST: usize = 24;
    let [(first, lengths), others @ ..] = rows else { return false };
    let is_head = |row: &Text<'_>| cells(row).all(|cell| text_width(&row[cell]) <= WIDEST);
    others.len() > 2
        && *lengths.end() < usual
        && others.iter().all(|(_, lengths)| lengths.contains(&usual))
        && is_head(first)
        && is_head(others[0].0)
}

/// The length that most rows can have; of two, that which comes first.
fn usual<'r>(rows: impl Iterator<Item = &'r RangeInclusive<usize>> + Clone) -> Option<usize> {
    let mut times: HashMap<usize, usize> = HashMap::new();
    // A row has one length, or two or three where bars stand at its ends.
    for length in rows.clone().cloned().flatten() {
        *times.entry(length).or_default() += 1;
    }
    let mut seen = HashSet::new();
    let lengths: Vec<usize> = rows.map(|lengths| *lengths.start()).filter(|length| seen.insert(*length)).collect();
    lengths.into_iter().rev().max_by_key(|length| times.get(length).copied())
}

/// How many cells a row has, and how many if the bars at its ends do make cells: an empty corner, an empty last cell.
fn lengths_of(row: &str) -> RangeInclusive<usize> {
    let row = row.trim();
    let bars = usize::from(row.starts_with('|')) + usize::from(row.ends_with('|'));
    let length = cells(row).count();
    length..=length + bars
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_rows_are_right_or_else_the_first() {
        let usual = |lengths: &[RangeInclusive<usize>]| usual(lengths.iter());
        assert_eq!(usual(&[3..=3, 2..=2, 2..=2]), Some(2));
        assert_eq!(usual(&[3..=3, 2..=2]), Some(3));
        assert_eq!(usual(&[2..=2, 3..=3, 3..=3, 2..=2]), Some(2));
        assert_eq!(usual(&[2..=3, 3..=3, 3..=3, 2..=2]), Some(3), "a row with an open end counts for both");
        assert_eq!(usual(&[]), None);
    }
}
