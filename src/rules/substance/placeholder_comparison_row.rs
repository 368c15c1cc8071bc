use std::ops::Range;

use crate::declare_rule;
use crate::handoff::{Handoff, Text, TextFeatures};
use crate::phrase::{Family, Kind, Phrase, PhraseList, Phrases, Placeholder, Terms, is_about_tags, placeholder};
use crate::rule::{DocumentRule, Reporter};
use crate::text::{cells, fold, is_row, same, trim};
use crate::words::{list, quote, shorten};

declare_rule! {
    /// A comparison row that is still a template, or has a cell that nobody filled in.
    ///
    /// ## Why
    /// A comparison tells a reader when to use another term instead. A row that is left over from a template says
    /// nothing about either term, but looks like knowledge to those who read only this page.
    ///
    /// ## Fails
    /// A row of the template:
    /// ```json
    /// { "content": { "comparisons": [{ "key": "comparisons", "title": "Compare with", "text": null, "items": [
    ///   "Churn Rate | Current concept | Use when the team needs the primary decision lens",
    ///   "Retention rate | Counts those who stayed | Shows the same change from the other side"
    /// ] }] } }
    /// ```
    /// An unfilled cell (要確認 means “to be checked”):
    /// ```json ja
    /// { "content": { "comparisons": [{ "key": "comparisons", "title": "似ている言葉との違い", "text": null, "items": [
    ///   "継続率 | 残った顧客の割合 | 改善の目標を前向きに示す",
    ///   "休眠率 | 要確認 | 離れる手前の顧客を見つける"
    /// ] }] } }
    /// ```
    /// An empty cell:
    /// ```json
    /// { "content": { "comparisons": [{ "key": "comparisons", "title": "Compare with", "text": null, "items": [
    ///   "Retention rate |  | Shows the same change from the other side"
    /// ] }] } }
    /// ```
    /// You can add your own templates and words:
    /// ```json options
    /// { "extra-rows": ["{TERM} | この用語 | まず押さえる"], "extra-cells": ["作成中"] }
    /// ```
    /// ```json ja
    /// { "content": { "comparisons": [{ "key": "comparisons", "title": "似ている言葉との違い", "text": null, "items": [
    ///   "解約率 | この用語 | まず押さえる"
    /// ] }] } }
    /// ```
    ///
    /// ## Passes
    /// A dash or `n/a` beside real answers is an answer, and a bar at the end of a row does not start a cell:
    /// ```json
    /// { "content": { "comparisons": [{ "key": "comparisons", "title": "Compare with", "text": null, "items": [
    ///   "Bounce rate | n/a | Describes one visit, so no account is lost |",
    ///   "Discount | - | Lowers the price for a while"
    /// ] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "comparisons": [{ "key": "comparisons", "title": "似ている言葉との違い", "text": null, "items": [
    ///   "| 観点 | 継続率 | 休眠率 |",
    ///   "追加費用 | なし | なし",
    ///   "確認の頻度 | 毎月。担当者が未定の月は要確認とする | 四半期ごと"
    /// ] }] } }
    /// ```
    ///
    /// ## Fix
    /// Compare the term with a real neighbour in that row, or delete the row. termlint cannot know which.
    ///
    /// ## Known limits
    /// Templates are found by their wording (`src/phrase/comparison.toml`), whatever their capitals, character width
    /// and spaces, and with any name in place of `{TERM}`; a paraphrase is not found. `-`, `?`, `n/a`, `なし` and the
    /// like are placeholders only where the first cell of the row is one too. A first, last or corner cell may be
    /// empty. A name in braces is left alone in rows about merge tags. A text is read row by row only where the section
    /// has no items.
    pub struct PlaceholderComparisonRow {
        /// Rows that count as templates too; `{TERM}`, `{X}`, `{Y}`, `{A}`, `{B}` and `{C}` stand for any text within a
        /// cell.
        extra_rows: PhraseList = PhraseList::default(),
        /// Words that are placeholders where they are a whole cell.
        extra_cells: Vec<String> = Vec::new(),
    }
    id: "placeholder-comparison-row", kind: Document
}

impl DocumentRule for PlaceholderComparisonRow {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        for section in &handoff.content.comparisons {
            for item in &section.items {
                self.check_row(item, 0..item.len(), "", handoff, reporter);
            }
            if let Some(text) = section.text.value().filter(|_| section.items.is_empty()) {
                self.check_lines(text, handoff, reporter);
            }
        }
    }
}

impl PlaceholderComparisonRow {
    /// A text that holds rows, one a line.
    fn check_lines(&self, text: &Text<'_>, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        if memchr::memchr(b'|', text.as_bytes()).is_none() {
            return;
        }
        let mut start = 0;
        for (number, line) in text.split('\n').enumerate() {
            let range = trim(text, start..start + line.len());
            start += line.len() + 1;
            if is_row(line) {
                self.check_row(text, range, &format!("line {}", number + 1), handoff, reporter);
            }
        }
    }

    /// One row: the bytes `range` of `text`, which `part` names if it is not all of it.
    fn check_row(
        &self,
        text: &Text<'_>,
        range: Range<usize>,
        part: &str,
        handoff: &Handoff<'_>,
        reporter: &mut Reporter<'_>,
    ) {
        let row = &text[range.clone()];
        let Some(defect) = self.template(row, handoff).or_else(|| self.unfilled(row, handoff)) else { return };
        let inside = defect.range.start + range.start..defect.range.end + range.start;
        reporter
            .at(text.part(inside, in_words(part, &defect.part)))
            .message(defect.message)
            .label("never filled in")
            .help("fill in the row, or delete it");
    }

    /// A row that is a template, or holds one of its long cells.
    fn template(&self, row: &str, handoff: &Handoff<'_>) -> Option<Defect> {
        let mut suspects = self.extra_rows.phrases().suspects(row);
        if handoff.features().has(TextFeatures::phrase(Family::ComparisonRow)) {
            suspects.extend(Phrases::of(Family::ComparisonRow).suspects(row));
        }
        if suspects.is_empty() {
            return None;
        }
        let cells: Vec<(Range<usize>, String)> = cells(row).map(|range| (range.clone(), fold(&row[range]))).collect();
        let folded = cells.iter().map(|(_, cell)| cell.as_str()).collect::<Vec<_>>().join(" | ");
        if let Some(phrase) = suspects.iter().find(|phrase| phrase.is_whole(&folded, Terms::Any)) {
            let message = format!("the row is the template {}", quote(&phrase.text));
            return Some(Defect { range: trim(row, 0..row.len()), part: String::new(), message });
        }
        let is_telling = |cell: &str| suspects.iter().any(|phrase: &&Phrase| phrase.has_telling_cell(cell));
        let number = cells.iter().position(|(_, cell)| is_telling(cell))?;
        let range = cells[number].0.clone();
        let part = format!("cell {}", number + 1);
        let message = format!("{part} comes from a template: {}", quote(&row[range.clone()]));
        Some(Defect { range, part, message })
    }

    /// A row with a placeholder for a cell, or an empty cell between others.
    fn unfilled(&self, row: &str, handoff: &Handoff<'_>) -> Option<Defect> {
        let mut has_gap = false;
        let mut is_suspect = false;
        for range in cells(row) {
            has_gap |= range.is_empty();
            is_suspect |= self.placeholder(&row[range]).is_some();
        }
        // Nearly every row ends here, and nothing was allocated for it.
        if !has_gap && !is_suspect || is_delimiter(row) {
            return None;
        }
        let cells: Vec<_> = cells(row).map(|range| (range.clone(), self.placeholder(&row[range]))).collect();
        let is_filled = |(range, _): &(Range<usize>, _)| !range.is_empty();
        let row = Row {
            text: row,
            filled: cells.iter().position(is_filled).zip(cells.iter().rposition(is_filled)),
            placeholders: cells.iter().filter(|(_, found)| found.is_some()).count(),
            telling: cells.iter().filter(|(range, found)| found.is_none() && !range.is_empty()).count(),
            cells,
            is_about_tags: is_about_tags(row) || handoff.is_about_tags(),
        };
        row.defect()
    }

    fn placeholder(&self, cell: &str) -> Option<Placeholder> {
        let extra = || self.extra_cells.iter().any(|word| same(word, cell));
        placeholder(cell).or_else(|| extra().then_some(Placeholder { kind: Kind::Hole, is_name: false, is_tag: false }))
    }
}

/// A line and a cell of it in words, of which either may be empty.
fn in_words(line: &str, cell: &str) -> String {
    let joint = if line.is_empty() || cell.is_empty() { "" } else { ", " };
    format!("{line}{joint}{cell}")
}

/// What is wrong with a row.
struct Defect {
    /// Bytes of the row.
    range: Range<usize>,
    /// The place in words, if it is not the whole row.
    part: String,
    message: String,
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
    is_about_tags: bool,
}

impl Row<'_> {
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
            return Some(Defect { range: row, part: String::new(), message });
        }
        let mut facts: Vec<String> = unfilled.iter().take(2).map(|index| self.fact(*index)).collect();
        if unfilled.len() > facts.len() {
            facts = vec![self.fact(first), format!("{} more cells are unfilled", unfilled.len() - 1)];
        }
        let range = match self.is_gap(first) {
            true => self.gap(first),
            false => self.cells[first].0.clone(),
        };
        Some(Defect { range, part: format!("cell {}", first + 1), message: list(&facts, "and") })
    }

    /// Whether nobody filled the cell in: `-` and `なし` are answers beside a real head (`docs/healthy.md`,
    /// "Placeholders").
    fn is_unfilled(&self, index: usize) -> bool {
        let Some(found) = self.cells[index].1 else { return self.is_gap(index) };
        let is_only = self.cells.len() == 1;
        match found.kind {
            Kind::Hole if found.is_tag && self.is_about_tags => false,
            Kind::Hole if found.is_name && index == 0 && !is_only => self.placeholders > 1,
            Kind::Hole => true,
            Kind::Answer if is_only => false,
            // The corner of a table may hold a dash: the head counts only when the whole row does.
            Kind::Answer | Kind::Mark if index == 0 => self.telling == 0,
            Kind::Answer | Kind::Mark => self.cells[0].1.is_some_and(|head| !head.is_name),
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
        let start = self.text[..bar].rfind('|').unwrap_or(bar);
        start..bar + 1
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handoff::Fields;
    use crate::json::parse;
    use crate::phrase::cell_rows;

    fn says(row: &str) -> Option<(String, String)> {
        let document = serde_json::json!({ "row": row }).to_string();
        let tree = parse(&document).tree;
        let fields = Fields::new(tree.root()?);
        let handoff = Handoff::new(&fields);
        let rule = PlaceholderComparisonRow::default();
        let defect = rule.template(row, &handoff).or_else(|| rule.unfilled(row, &handoff))?;
        Some((row[defect.range].to_owned(), defect.message))
    }

    #[test]
    fn every_word_of_the_data_is_found_where_it_fails_and_left_where_it_passes() {
        for (fails, passes) in cell_rows() {
            assert!(says(&fails).is_some(), "fails: {fails}");
            assert_eq!(says(&passes), None, "passes: {passes}");
        }
    }

    #[test]
    fn the_place_is_the_cell_or_the_row() {
        let location = |row| says(row).map(|(location, _)| location).unwrap_or_default();
        assert_eq!(location(" TBD | - | n/a "), "TBD | - | n/a");
        assert_eq!(location("Markup | TBD | Suits a buyer"), "TBD");
        assert_eq!(location("Markup |  | Suits a buyer"), "|  |");
        assert_eq!(location("Markup | | TODO | Suits a buyer"), "TODO");
        assert_eq!(
            location("Markup | A ratio | Use only for orientation, not final decision-making"),
            "Use only for orientation, not final decision-making"
        );
    }

    #[test]
    fn the_place_in_words_names_the_line_and_the_cell() {
        for (line, cell, words) in
            [("line 2", "cell 3", "line 2, cell 3"), ("line 2", "", "line 2"), ("", "cell 3", "cell 3"), ("", "", "")]
        {
            assert_eq!(in_words(line, cell), words);
        }
    }

    #[test]
    fn healthy_rows_are_left_alone() {
        for row in [
            "",
            "|",
            "| |",
            "Markup | Profit over cost |",
            "| | Margin | Markup",
            "Markup | - | Suits a buyer",
            "- | Margin | Markup",
            "P(A|B) | Bayes | Reads backwards",
            "a || b | c",
            "--- | :---: | ---",
            "費用 | なし | なし",
            "割引 | — | —",
            "なし",
            "Merge tag | {{first_name}} | Filled in by the mailing tool",
            "Markup | Profit over cost | |",
            "General vocabulary | Words of the trade | Helps a newcomer",
            "ToDo | 今日やること | 期限の順に並べる",
        ] {
            assert_eq!(says(row), None, "{row}");
        }
    }
}
