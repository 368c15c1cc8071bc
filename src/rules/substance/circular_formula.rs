use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;

use crate::declare_rule;
use crate::finding::Severity;
use crate::handoff::{Handoff, Text, TextFeatures};
use crate::phrase::{Family, PhraseList, Phrases, Terms};
use crate::rule::{DocumentRule, Reporter};
use crate::text::sentences;
use crate::words::quote;

declare_rule! {
    /// A formula that divides by words without naming a quantity.
    ///
    /// ## Why
    /// “Events meeting the definition / eligible base” is true of every rate. It looks like a formula, so readers
    /// and agents use it, and each counts something else.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "formula": { "text": null, "items": [
    ///   "Formula | Churn rate = events or value meeting the definition / eligible base in the same period | Read it per month"
    /// ] } } }
    /// ```
    /// ```json ja
    /// { "content": { "formula": { "text": null, "items": ["基本式 | 解約率（%） = 定義に該当する件数 ÷ 対象母数 × 100 | 月ごとに見る"] } } }
    /// ```
    /// You can add your own:
    /// ```json options
    /// { "extra-operands": ["relevant quantity"] }
    /// ```
    /// ```json
    /// { "content": { "formula": { "text": "Churn rate = relevant quantity / customers on the first day.", "items": [] } } }
    /// ```
    ///
    /// ## Passes
    /// A definition or a base that is named, and a formula that uses its own result:
    /// ```json
    /// { "content": { "formula": { "text": null, "items": [
    ///   "Formula | Churn rate = accounts meeting the definition of a lost account / eligible base | Read it per month",
    ///   "Eligible base | Paying accounts on the first day | Leaves out trials",
    ///   "Yearly | ARR = MRR x 12 | For yearly plans", "Growth | Growth = (now - before) / before | Per quarter"
    /// ] } } }
    /// ```
    /// ```json ja
    /// { "content": { "formula": { "text": null, "items": ["基本式 | 解約率 = 解約の定義に該当する件数 ÷ 期首の顧客数 | 月ごとに見る"] } } }
    /// ```
    ///
    /// ## Fix
    /// Write what is counted above the line and what below it, so that two people get the same number.
    ///
    /// ## Known limits
    /// Phrases are found by their wording (`src/phrase/circular.toml`), after an equals sign or as a whole cell, and only where nothing
    /// else is between two operators, so “events meeting the definition of a lost account” passes. A formula that uses
    /// the name of the term, or its own result, is not circular for that reason, and is not reported. A base that the
    /// formula or the boundary explains, in a row of its own or after an equals sign, passes; an empty base below a
    /// numerator that names something is a warning at most, since the page may explain it elsewhere.
    pub struct CircularFormula {
        /// More operands that name no quantity, each as a whole.
        extra_operands: PhraseList = PhraseList::default(),
    }
    id: "circular-formula", kind: Document, seeks: TextFeatures::phrase(Family::CircularFormula),
    yields_to: &["joined-items-text", "pipes-in-prose"]
}

impl DocumentRule for CircularFormula {
    fn seeks_more(&self) -> bool {
        !self.extra_operands.is_empty()
    }

    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let Some(formula) = &handoff.content.formula else { return };
        let explained = OnceCell::new();
        let is_explained =
            |operand: &str| explained.get_or_init(|| self::explained(handoff)).contains(&operand.to_ascii_lowercase());
        for text in formula.text.value().into_iter().chain(&formula.items) {
            if self.is_suspect(text) {
                for equation in sentences(text).filter_map(|sentence| right_side(text, sentence)) {
                    self.check_formula(text, equation, &is_explained, reporter);
                }
            } else if let Some(formula) = self.bare_formula(text) {
                self.check_formula(text, formula, &is_explained, reporter);
            }
        }
    }
}

impl CircularFormula {
    fn lists(&self) -> [&Phrases; 2] {
        [Phrases::of(Family::CircularFormula), self.extra_operands.phrases()]
    }

    /// Whether the text has an equation and in it a word of a phrase; nearly no text has both.
    fn is_suspect(&self, text: &str) -> bool {
        let Some(equations) = equations(text) else { return false };
        self.lists().into_iter().any(|list| !list.suspects(equations).is_empty())
    }

    /// A cell or text that is nothing but such operands, one divided by the other.
    fn bare_formula(&self, text: &str) -> Option<Range<usize>> {
        if !text.contains(is_division) {
            return None;
        }
        let is_empty = |operand: &Operand| {
            self.lists().into_iter().any(|list| !list.find(&text[operand.range.clone()], Terms::Any).is_empty())
        };
        let starts = std::iter::once(0).chain(text.match_indices('|').map(|(bar, _)| bar + 1));
        let cells = starts.map(|start| start..text[start..].find('|').map_or(text.len(), |length| start + length));
        cells.map(|cell| bare(text, cell)).find(|cell| {
            let operands = operands(text, cell.clone());
            operands.len() > 1 && operands.iter().all(is_empty)
        })
    }

    fn check_formula(
        &self,
        text: &Text<'_>,
        equation: Range<usize>,
        is_explained: &dyn Fn(&str) -> bool,
        reporter: &mut Reporter<'_>,
    ) {
        let operands = operands(text, equation);
        let empty: Vec<&Operand> = operands
            .iter()
            .filter(|operand| {
                let words = &text[operand.range.clone()];
                self.lists().into_iter().any(|list| !list.find(words, Terms::Any).is_empty()) && !is_explained(words)
            })
            .collect();
        let (Some(first), Some(last)) = (empty.first(), empty.last()) else { return };
        let range = first.range.start..last.range.end;
        reporter
            .at(text.part(range.clone(), ""))
            .message(format!("{} names no quantity", quote(&text[range])))
            .label("would fit any rate")
            .help("name what is counted and what it is divided by")
            .max_severity(first.is_divisor.then_some(Severity::Warning));
    }
}

/// The part of a text that holds all that stands behind an equals sign; of a row, no more than its cell.
fn equations(text: &str) -> Option<&str> {
    let bytes = text.as_bytes();
    let Some(first) = memchr::memchr(b'=', bytes) else {
        return text.find('＝').map(|first| &text[first..]);
    };
    let last = memchr::memrchr(b'=', bytes).unwrap_or(first);
    let end = memchr::memchr(b'|', &bytes[last..]).map_or(text.len(), |bar| last + bar);
    Some(&text[first..end])
}

/// What stands between two operators.
struct Operand {
    range: Range<usize>,
    is_divisor: bool,
}

fn is_division(letter: char) -> bool {
    matches!(letter, '/' | '÷' | '／')
}

fn is_equals(letter: char) -> bool {
    matches!(letter, '=' | '＝')
}

/// What stands behind the equals sign of a sentence or cell.
fn right_side(text: &str, sentence: Range<usize>) -> Option<Range<usize>> {
    let sign = text[sentence.clone()].find(is_equals)?;
    Some(sentence.start + sign..sentence.end)
}

fn operands(text: &str, equation: Range<usize>) -> Vec<Operand> {
    let is_operator =
        |letter: char| is_equals(letter) || is_division(letter) || matches!(letter, '×' | '*' | '+' | '−');
    let mut operands = Vec::new();
    let (mut start, mut is_divisor) = (equation.start, false);
    let ends = text[equation.clone()].char_indices().filter(|(_, letter)| is_operator(*letter));
    for (at, operator) in ends.map(|(at, letter)| (equation.start + at, Some(letter))).chain([(equation.end, None)]) {
        operands.push(Operand { range: bare(text, start..at), is_divisor });
        start = at + operator.map_or(0, char::len_utf8);
        is_divisor = operator.is_some_and(is_division);
    }
    operands
}

/// The range without white space, brackets and full stops at its ends.
fn bare(text: &str, range: Range<usize>) -> Range<usize> {
    let is_edge =
        |letter: char| letter.is_whitespace() || matches!(letter, '(' | ')' | '（' | '）' | '.' | '。' | ',' | '、');
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start_matches(is_edge).len());
    start..start + part.trim_matches(is_edge).len()
}

/// What the formula or the boundary explains: in a row that begins with it, or before an equals sign.
fn explained(handoff: &Handoff<'_>) -> HashSet<String> {
    let content = &handoff.content;
    let texts = content
        .formula
        .iter()
        .chain(&content.boundary)
        .flat_map(|section| section.text.value().into_iter().chain(&section.items));
    let mut explained = HashSet::new();
    for text in texts {
        for part in sentences(text) {
            let head = &text[part.clone()];
            let name = head.find(is_equals).map_or(head, |sign| &head[..sign]).trim();
            if name.len() < head.len() || text[part.end..].trim_start().starts_with('|') {
                explained.insert(name.to_ascii_lowercase());
            }
        }
    }
    explained
}
