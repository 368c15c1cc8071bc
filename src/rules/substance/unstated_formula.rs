use std::ops::Range;

use crate::declare_rule;
use crate::handoff::{Handoff, Text};
use crate::rule::{DocumentRule, Level, Reporter};
use crate::text::{cells, fold, is_row, text_width};
use crate::words::quote;

declare_rule! {
    /// A row that is headed as a formula and holds none.
    ///
    /// ## Why
    /// The first such row of a document is shown at the top of its page as the formula of the term. Where words without
    /// any sign stand there, two readers calculate two figures. It may be all that can be said: an info.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "formula": { "text": null, "items": [
    ///   "Formula | Customers who left during the month | Tells you how fast the base is shrinking"
    /// ] } } }
    /// ```
    /// ```json ja
    /// { "content": { "formula": { "text": null, "items": ["計算式 | 期間中に解約した顧客 | 月ごとに見る"] } } }
    /// ```
    ///
    /// ## Passes
    /// A formula with any sign, rows with other heads, and the head of a table:
    /// ```json
    /// { "content": { "formula": { "text": null, "items": [
    ///   "Formula | Meaning | Use", "Basic formula | Churn rate = customers lost / customers on the first day | Read it per month",
    ///   "Formula of the base | Opening + new - lost | Read it per month", "Time window | One calendar month | Equal for all teams"
    /// ] } } }
    /// ```
    /// ```json ja
    /// { "content": { "formula": { "text": null, "items": ["基本式 | 解約した顧客数 ÷ 期首の顧客数 × 100 | 月ごとに見る"] } } }
    /// ```
    ///
    /// ## Fix
    /// Write what is divided by what, or head the row by what it tells.
    ///
    /// ## Known limits
    /// A head counts if it ends in Formula, or in 式 as 計算式 and 基本式 do. Any sign of calculation makes a formula of what
    /// follows; one in words alone (`revenue minus cost`) has none and is reported. The first row may be the head of a table,
    /// if its cells are short and a row with a formula follows.
    pub struct UnstatedFormula {}
    id: "unstated-formula", kind: Document, level: Level::Info, yields_to: &["placeholder-text", "boilerplate-prose"]
}

impl DocumentRule for UnstatedFormula {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let Some(formula) = &handoff.content.formula else { return };
        for (index, row) in formula.items.iter().enumerate() {
            let Some(range) = unstated(row) else { continue };
            let is_head = index == 0 && is_short(row) && formula.items[1..].iter().any(|row| calculates(row));
            if !is_head {
                let head = cells(row).next().map(|head| &row[head]).unwrap_or_default();
                reporter
                    .at(row.part(range, "cell 2"))
                    .message(format!("the row {} holds no formula", quote(head)))
                    .label("words without a sign")
                    .help("write the calculation with its signs or another head");
            }
        }
    }
}

/// The cell in which a formula is missing, of a row whose head announces one.
fn unstated(row: &Text<'_>) -> Option<Range<usize>> {
    if calculates(row) || !is_row(row) {
        return None;
    }
    let mut cells = cells(row);
    let head = fold(&row[cells.next()?]);
    let bare = head.trim_end_matches([':', ' ']);
    let is_formula =
        matches!(bare, "式") || bare.ends_with("formula") || FORMULAS.iter().any(|formula| bare.ends_with(formula));
    cells.next().filter(|cell| is_formula && !cell.is_empty())
}

/// How heads of formulas end in Japanese; 株式 and 形式 are other words.
const FORMULAS: [&str; 6] = ["計算式", "基本式", "数式", "公式", "算式", "定義式"];

/// Whether a sign of calculation stands in a row.
fn calculates(row: &str) -> bool {
    const SIGNS: [char; 21] =
        ['=', '/', '+', '*', '^', '<', '>', '÷', '×', '−', '±', '√', '∑', 'Σ', '≈', '≒', '＝', '／', '＋', '－', '＊'];
    row.contains(SIGNS) || row.contains(" - ") || row.contains(" – ") || row.contains(" x ")
}

/// Whether a row may be the head of a table: no cell says anything.
fn is_short(row: &str) -> bool {
    const TELLING: usize = 20;
    cells(row).all(|cell| text_width(&row[cell]) < TELLING)
}
