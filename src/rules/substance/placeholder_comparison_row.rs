// Long because: rows of a list, of lines and of joined texts are read by one rule.

use std::cell::OnceCell;
use std::ops::Range;

use crate::declare_rule;
use crate::finding::{Safety, Severity};
use crate::handoff::{Handoff, Text, TextFeatures, removal};
use crate::phrase::{
    Defect, Family, Grid, Kind, Phrase, PhraseList, Phrases, Placeholder, RowPlace, Table, Terms, placeholder,
    prose_before_row,
};
use crate::rule::{DocumentRule, Reporter};
use crate::text::{MappedText, any_cells, fold, joined_items, same, trim};
use crate::words::{quote, shorten};

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
    /// A template that was left in the text:
    /// ```json
    /// { "content": { "comparisons": [{ "key": "comparisons", "title": "似ている言葉との違い",
    ///   "text": "Two neighbors. General vocabulary | Broad explanation | Use only for orientation, not final decision-making",
    ///   "items": ["Retention rate | Counts those who stayed | Shows the same change from the other side"]
    /// }] } }
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
    /// A dash, `n/a` or a state of things beside real answers is an answer, and a bar at the end of a row does not start a
    /// cell:
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
    ///   "導入の状況 | 検討中 | 全社で使う",
    ///   "確認の頻度 | 毎月。担当者が未定の月は要確認とする | 四半期ごと"
    /// ] }] } }
    /// ```
    ///
    /// A real table may say no, nothing or “does not apply” with an empty cell, and leave rows out:
    /// ```json
    /// { "content": { "comparisons": [{ "key": "comparisons", "title": "Compare with", "text": null, "items": [
    ///   "Year | Customers lost | Customers won", "2023 | 40 | ", "2024 |  | 55", "... | ... | ...", "2029 | 12 | 90"
    /// ] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "comparisons": [{ "key": "comparisons", "title": "似ている言葉との違い", "text": null, "items": [
    ///   "手続き | 店舗 | 電話 | アプリ", "契約する | ○ |  | ○", "解約する | － | － | －", "変更する | ○ | － | ○"
    /// ] }] } }
    /// ```
    ///
    /// ## Fix
    /// Compare the term with a real neighbour in that row, or delete the row. termlint cannot know which. The
    /// fix that deletes a row of a template is unsafe.
    ///
    /// ## Known limits
    /// Templates are found by their wording (`src/phrase/comparison.toml`), in any case, width and spacing, with any
    /// name in place of `{TERM}`, among the items and inside of texts and answers, and where only the last cell of a row was written;
    /// a template that was paraphrased is not found. `-`, `?`, `n/a`, `なし` and their like are placeholders where the head of the row is one too, or every other
    /// cell, unless the columns are terms (観点 | 継続率 | 休眠率). The heads of columns with a letter or number are placeholders
    /// (`Term A | Difference A | Use A`), terms with one are not (`Metric A | Metric B`). 検討中, 同上, ○○ and their like are placeholders where every
    /// cell but the head is one. A first, last or corner cell may be empty as long as a cell beside the head is not.
    /// An inner cell may be empty where its column is empty in another row that was started or in all others, where another row
    /// is empty where this one is filled and filled where this one is empty, as in a ledger, in a table of six columns or more,
    /// where the row ends in “and so on”, and where the rest of the row is figures, marks or, from four columns on, single words.
    /// In a first row of single words, which may head the columns, it is a warning. A row below the first that has heads of
    /// columns for cells (`Retention rate | Definition | Use`) is a template. A dash or `n/a` that another row uses beside a cell that says something
    /// is a value of the table; a row of dots between two rows leaves some out. A row of a head alone is a warning where it
    /// may be a heading: as the first row, and where another row leaves a cell empty, too. Tabs,
    /// bars without spaces and lines of frames (`│`, `¦`) divide a row only where every cell but the head is a placeholder. A name in braces is left alone
    /// in rows about merge tags. What a text copies of its items is left to `joined-items-text`.
    pub struct PlaceholderComparisonRow {
        /// Rows that count as templates too; `{TERM}`, `{X}`, `{Y}`, `{A}`, `{B}` and `{C}` stand for any text within a
        /// cell.
        extra_rows: PhraseList = PhraseList::default(),
        /// Words that are placeholders where they are a whole cell.
        extra_cells: Vec<String> = Vec::new(),
    }
    id: "placeholder-comparison-row", kind: Document, fix: Some(Safety::Unsafe)
}

impl DocumentRule for PlaceholderComparisonRow {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let is_about_tags = || handoff.is_about_tags();
        for section in &handoff.content.comparisons {
            let table = Table::of(section.items.first().map(AsRef::as_ref), |cell| handoff.has_name(cell));
            let grid = OnceCell::new();
            let grid = || grid.get_or_init(|| Grid::of(section.items.iter().map(AsRef::as_ref)));
            for (number, item) in section.items.iter().enumerate() {
                let place = RowPlace { table: &table, number, grid: &grid, is_about_tags: &is_about_tags };
                self.check_row(item, 0..item.len(), "", &place, handoff, reporter);
            }
            if let Some(text) = section.text.value() {
                self.check_text(text, &section.items, handoff, reporter);
            }
        }
        // A row of a comparison that was pasted elsewhere is a template there, too.
        let sections = handoff.content.sections().filter_map(|section| section.text.value());
        let answers = handoff.content.faq.iter().filter_map(|pair| pair.answer.value());
        let comparisons: Vec<_> =
            handoff.content.comparisons.iter().filter_map(|section| Some(section.text.value()?.node.span())).collect();
        let others = sections.chain(answers).filter(|text| !comparisons.contains(&text.node.span()));
        for text in others {
            self.check_joined(text, 0..text.len(), "", None, handoff, reporter);
        }
    }
}

impl PlaceholderComparisonRow {
    /// A text of a comparison: rows on lines of their own, or joined.
    fn check_text(&self, text: &Text<'_>, items: &[Text<'_>], handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        if !handoff.may_hold(text, TextFeatures::DIVIDER) {
            return;
        }
        // What only repeats the items is another defect, and what is wrong with it is wrong with them.
        let copy = if items.is_empty() { None } else { joined_items(text, items).map(|copy| copy.range) };
        let is_copied =
            |range: &Range<usize>| copy.as_ref().is_some_and(|copy| copy.start < range.end && range.start < copy.end);
        let table = Table::default();
        let is_about_tags = || handoff.is_about_tags();
        let grid = OnceCell::new();
        let grid = || grid.get_or_init(|| Grid::of(text.split('\n')));
        let mut start = 0;
        // Up to here, rows of a template that follow each other have been reported as one.
        let mut told = 0;
        for (number, line) in text.split('\n').enumerate() {
            let range = trim(text, start..start + line.len());
            start += line.len() + 1;
            if range.end <= told {
                continue;
            }
            let place = RowPlace { table: &table, number, grid: &grid, is_about_tags: &is_about_tags };
            let name = format!("line {}", number + 1);
            let is_own_row = any_cells(line).is_some() && !is_copied(&range);
            let is_template = is_own_row && self.is_template(line, handoff);
            let rest = || text[start.min(text.len())..].split('\n').take_while(|line| self.is_template(line, handoff));
            let more: usize = if is_template && copy.is_none() { rest().map(|line| line.len() + 1).sum() } else { 0 };
            if more > 0 {
                told = trim(text, range.start..(start + more - 1).min(text.len())).end;
                if self.check_joined(text, range.start..told, "", None, handoff, reporter) {
                    continue;
                }
                told = 0;
            }
            if !is_template && self.check_joined(text, range.clone(), &name, copy.as_ref(), handoff, reporter) {
                continue;
            }
            if is_own_row {
                let lead = prose_before_row(&text[range.clone()]);
                self.check_row(text, range.start + lead..range.end, &name, &place, handoff, reporter);
            }
        }
    }

    /// Rows of templates that were joined, in the bytes `range` of `text`; those that a copy of the items holds are left out.
    fn check_joined(
        &self,
        text: &Text<'_>,
        range: Range<usize>,
        line: &str,
        copy: Option<&Range<usize>>,
        handoff: &Handoff<'_>,
        reporter: &mut Reporter<'_>,
    ) -> bool {
        let part = &text[range.clone()];
        let suspects = self.suspects(part, handoff);
        if suspects.is_empty() {
            return false;
        }
        let folded = MappedText::of(part);
        let names = handoff.folded_names();
        let mut rows: Vec<(Range<usize>, &Phrase)> = Vec::new();
        for phrase in suspects.iter().filter(|phrase| phrase.text.contains(" | ")) {
            let whole = phrase.find_rows(&folded.text, names);
            // A row of its own names its cell.
            let is_cell = |found: &Range<usize>| {
                folded.text[..found.start].trim_end().ends_with('|') && !folded.text[found.end..].trim().is_empty()
            };
            let cell = phrase.find_telling_cell(&folded.text).filter(|found| whole.is_empty() && is_cell(found));
            rows.extend(whole.into_iter().chain(cell).map(|found| (folded.original(found), *phrase)));
        }
        let original = |found: Range<usize>| trim(text, range.start + found.start..range.start + found.end);
        let mut rows: Vec<_> = rows.into_iter().map(|(found, phrase)| (original(found), phrase)).collect();
        rows.retain(|(found, _)| !copy.is_some_and(|copy| copy.start < found.end && found.start < copy.end));
        rows.sort_by_key(|(found, _)| found.start);
        // Rows that follow each other are one template.
        let mut groups: Vec<(Range<usize>, &Phrase, usize)> = Vec::new();
        for (found, phrase) in rows {
            let is_next = |end: usize| text.get(end..found.start).is_none_or(|between| between.chars().all(is_between));
            match groups.last_mut().filter(|(last, ..)| is_next(last.end)) {
                Some((last, _, count)) => {
                    last.end = last.end.max(found.end);
                    *count += 1;
                }
                None => groups.push((found, phrase, 1)),
            }
        }
        for (found, phrase, count) in &groups {
            let message = match count {
                1 => format!("the text contains the template {}", quote(&phrase.text)),
                _ => {
                    format!("the text contains {count} rows of a template, first {}", quote(&shorten(&phrase.text, 40)))
                }
            };
            reporter
                .at(text.part(found.clone(), line))
                .message(message)
                .label("never filled in")
                .help("delete the template from the text")
                .subject(&*phrase.text);
        }
        !groups.is_empty()
    }

    /// One row: the bytes `range` of `text`.
    fn check_row(
        &self,
        text: &Text<'_>,
        range: Range<usize>,
        line: &str,
        place: &RowPlace<'_>,
        handoff: &Handoff<'_>,
        reporter: &mut Reporter<'_>,
    ) -> bool {
        let row = &text[range.clone()];
        // Where it was joined to a sentence, all of the row is marked.
        let before = text[..range.start].trim_end_matches([' ', '\u{3000}']);
        let is_joined = !before.is_empty() && !before.ends_with('\n');
        let own = || Some(place.defect(row, |cell| self.placeholder(cell))?.of_whole_if(is_joined, row));
        let defect = self.template(row, handoff).or_else(|| half_written(row, handoff)).or_else(own);
        let Some(defect) = defect else { return false };
        let inside = defect.range.start + range.start..defect.range.end + range.start;
        // A row with a cell that nobody filled in may be filled in; one that is all template says nothing.
        let list = text.node.parent().filter(|_| defect.part.is_empty() && range == (0..text.len()));
        let draft = reporter
            .at(text.part(inside, in_words(line, &defect.part)))
            .message(defect.message)
            .label("never filled in")
            .help("fill in the row, or delete it")
            .max_severity((!defect.is_certain).then_some(Severity::Warning));
        if list.is_some_and(|list| list.items().nth(1).is_some()) {
            draft.fix("delete the row", Safety::Unsafe, removal(text.node));
        }
        true
    }

    /// The templates that may stand in a text.
    fn suspects(&self, text: &str, handoff: &Handoff<'_>) -> Vec<&Phrase> {
        let mut suspects = self.extra_rows.phrases().suspects(text);
        if handoff.features().has(TextFeatures::phrase(Family::ComparisonRow)) {
            suspects.extend(Phrases::of(Family::ComparisonRow).suspects(text));
        }
        suspects
    }

    /// Whether the whole of a line is a row of a template.
    fn is_template(&self, line: &str, handoff: &Handoff<'_>) -> bool {
        self.template(line, handoff).is_some_and(|found| found.part.is_empty())
    }

    /// A row that is a template, or holds one of its long cells.
    fn template(&self, row: &str, handoff: &Handoff<'_>) -> Option<Defect> {
        let suspects = self.suspects(row, handoff);
        if suspects.is_empty() {
            return None;
        }
        let cells = any_cells(row).map_or_else(|| vec![trim(row, 0..row.len())], |(_, cells)| cells);
        let cells: Vec<(Range<usize>, String)> =
            cells.into_iter().map(|range| (range.clone(), fold(&row[range]))).collect();
        let folded = cells.iter().map(|(_, cell)| cell.as_str()).collect::<Vec<_>>().join(" | ");
        if let Some(phrase) = suspects.iter().find(|phrase| phrase.is_whole(&folded, Terms::Any)) {
            return Some(Defect::of_row(row, format!("the row is the template {}", quote(&phrase.text))));
        }
        let is_telling = |cell: &str| suspects.iter().any(|phrase: &&Phrase| phrase.has_telling_cell(cell));
        let number = cells.iter().position(|(_, cell)| is_telling(cell))?;
        let range = cells[number].0.clone();
        let part = format!("cell {}", number + 1);
        let message = format!("{part} comes from a template: {}", quote(&row[range.clone()]));
        Some(Defect { range, part, message, is_certain: true })
    }

    fn placeholder(&self, cell: &str) -> Option<Placeholder> {
        // What the house lists is never an answer, whatever it is elsewhere.
        match self.extra_cells.iter().any(|word| same(word, cell)) {
            true => Some(Placeholder::new(Kind::Hole)),
            false => placeholder(cell),
        }
    }
}

/// A row of which the last cell was written, or deleted, and the others are still those of the template.
fn half_written(row: &str, handoff: &Handoff<'_>) -> Option<Defect> {
    let written = row.split('|').map(str::trim).skip(1).find(|cell| !cell.is_empty())?;
    let templates = Phrases::of(Family::ComparisonRow).iter();
    let mut templates = templates.filter_map(|phrase| {
        let mut cells = phrase.text.split(" | ");
        Some((phrase, cells.next()?, cells.next()?))
    });
    let (phrase, name, _) = templates.find(|(.., second)| second.eq_ignore_ascii_case(written))?;
    let (_, cells) = any_cells(row)?;
    let [head, second, ..] = &cells[..] else { return None };
    let is_of = match name {
        "{TERM}" => handoff.has_name(&row[head.clone()]),
        name => same(name, &row[head.clone()]),
    };
    let message = format!("the row is still that of the template {}", quote(&phrase.text));
    is_of.then(|| Defect { range: head.start..second.end, part: String::new(), message, is_certain: true })
}

/// Whether a character may stand between two rows that were joined.
fn is_between(character: char) -> bool {
    character.is_whitespace() || matches!(character, '.' | '。' | '、' | ',' | ';' | '|' | '/' | '・' | '-')
}

/// A line and a cell of it in words, of which either may be empty.
fn in_words(line: &str, cell: &str) -> String {
    let joint = if line.is_empty() || cell.is_empty() { "" } else { ", " };
    format!("{line}{joint}{cell}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handoff::Fields;
    use crate::json::parse;
    use crate::phrase::cell_rows;

    fn says(row: &str) -> Option<(String, String)> {
        let document = serde_json::json!({ "content": { "comparisons": [{ "items": [row] }] } }).to_string();
        let tree = parse(&document).tree;
        let fields = Fields::new(tree.root()?);
        let handoff = Handoff::new(&fields);
        let rule = PlaceholderComparisonRow::default();
        let grid = Grid::of(std::iter::once(row));
        let place = RowPlace { table: &Table::default(), number: 0, grid: &|| &grid, is_about_tags: &|| false };
        let defect = rule.template(row, &handoff).or_else(|| place.defect(row, |cell| rule.placeholder(cell)))?;
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
            "Markup | Profit over cost |",
            "| Profit over cost |",
            "It is a sentence with a bar behind it. |",
            "Grade A | Grade B",
            "休眠率 | ○ | ×",
            "商談A | 検討中 | 来週",
            "返品 | なし",
            "Coming soon | Says that a page will follow",
            "Plan | A | B",
            "A | B",
            "未定|要確認の項目|来週",
            "料金｜会社名｜トップ",
            "在庫｜｜多い",
            "| | Margin | Markup",
            "Markup | - | Suits a buyer",
            "- | Margin | Markup",
            "P(A|B) | Bayes | Reads backwards",
            "a || b | c",
            "--- | :---: | ---",
            "なし",
            "検討中",
            "Merge tag | {{first_name}} | Filled in by the mailing tool",
            "Markup | Profit over cost | |",
            "General vocabulary | Words of the trade | Helps a newcomer",
            "ToDo | 今日やること | 期限の順に並べる",
        ] {
            assert_eq!(says(row), None, "{row}");
        }
    }
}
