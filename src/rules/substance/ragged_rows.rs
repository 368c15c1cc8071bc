use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

use crate::declare_rule;
use crate::handoff::{Handoff, Section, Text};
use crate::rule::{DocumentRule, Level, Reporter};
use crate::text::{cells, is_row};
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
    /// ## Fix
    /// Fill in the missing cell, or merge the extra one into its neighbour. termlint cannot know what belongs there.
    ///
    /// ## Known limits
    /// The number that most rows of the section have counts as right; failing that, the number of the first row. A row that begins or
    /// ends with a bar counts with that cell and without it. One finding per section, at the first row that differs.
    /// Sentences without a bar are not rows, and rows inside a text are not read.
    pub struct RaggedRows {}
    id: "ragged-rows", kind: Document, level: Level::Info,
    yields_to: &["placeholder-comparison-row", "placeholder-text"]
}

impl DocumentRule for RaggedRows {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        handoff.content.sections().for_each(|section| check_section(section, reporter));
    }
}

fn check_section(section: &Section<'_>, reporter: &mut Reporter<'_>) {
    let rows = || section.items.iter().filter(|item| is_row(item));
    let mut lengths = rows().map(|row| cells(row).count());
    // Nearly every section ends here.
    let Some(first) = lengths.next() else { return };
    if lengths.all(|length| length == first) {
        return;
    }
    let rows: Vec<(&Text<'_>, RangeInclusive<usize>)> = rows().map(|row| (row, lengths_of(row))).collect();
    let Some(usual) = usual(rows.iter().map(|(_, lengths)| lengths)) else { return };
    let Some((odd, lengths)) = rows.iter().find(|(_, lengths)| !lengths.contains(&usual)) else { return };
    let row = rows.iter().find(|(_, lengths)| *lengths.start() == usual).map(|(row, _)| *row);
    reporter
        .at(*odd)
        .message(format!("the row has {} where others have {usual}", count(*lengths.start(), "cell")))
        .label("a different number of cells")
        .help("give all rows of the section the same cells")
        .related_if(row, "a row of the usual length");
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
