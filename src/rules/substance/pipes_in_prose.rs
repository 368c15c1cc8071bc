use std::ops::Range;

use crate::declare_rule;
use crate::handoff::{Handoff, Text, TextFeatures};
use crate::phrase::{Kind, placeholder};
use crate::rule::{DocumentRule, Level, Reporter};
use crate::text::script;
use crate::words::shorten;

declare_rule! {
    /// A table row inside running text.
    ///
    /// ## Why
    /// `cell | cell | cell` is how a row is written among the items, where it becomes a table. In a text, an answer or a
    /// definition it does not, and readers see words and bars in one long line. The rule is a warning, since
    /// what the cells say may still be right.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "comparisons": [{
    ///   "key": "comparisons", "title": "Compare with",
    ///   "text": "Two neighbors. Retention rate | Counts those who stayed | The mirror image", "items": ["Bounce rate | Describes one visit | No account is lost"]
    /// }] } }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [{ "question": "何を含めますか？", "answer": "含める | 有料の契約 | 収入があるため" }] } }
    /// ```
    ///
    /// ## Passes
    /// Rows among the items, and bars that separate no cells:
    /// ```json
    /// { "content": { "examples": [{
    ///   "key": "examples", "title": "Example",
    ///   "text": "Let P(A | B) = P(B | A) P(A) / P(B). The log is read by `cat log | sort | uniq`. The page is called “Prices | Shop | Home”, and a || b || c holds.",
    ///   "items": ["Retention rate | Counts those who stayed | The mirror image"]
    /// }] } }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [{ "question": "見出しの書き方は？", "answer": "「料金 | 会社名 | トップ」のように書く。区切りは A | B の形にする。" }] } }
    /// ```
    ///
    /// Titles of talks and pages, and lists of values:
    /// ```json
    /// { "content": { "faq": [
    ///   { "question": "Where is it explained?", "answer": "In the talk Why Customers Leave | Ann Lee | Spring Summit 2024." },
    ///   { "question": "Which values are there?", "answer": "The field risk takes one of low | medium | high." }
    /// ] } }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [{ "question": "値は何ですか？", "answer": "危険度は 低 | 中 | 高 のいずれかである。" }] } }
    /// ```
    ///
    /// ## Fix
    /// Move the row to the items, or write a sentence.
    ///
    /// ## Known limits
    /// It takes two bars between spaces, outside brackets, quotation marks and code: one alone may be a title, a command or
    /// a condition, so a single row of two cells is not found. Cells that are titles (`Pricing | Ann Lee | Spring Summit`) or
    /// single words and Japanese names without hiragana, as in a choice (`low | medium | high`), are not a row either. A command with
    /// two bars is taken for a row unless it is quoted; a text that quotes the bar itself is left alone. Text that joins its own items is left to `joined-items-text` and `duplicate-usage-text`.
    pub struct PipesInProse {}
    id: "pipes-in-prose", kind: Document, level: Level::Warning, seeks: TextFeatures::DIVIDER,
    yields_to: &[
        "duplicate-usage-text", "joined-items-text", "placeholder-comparison-row", "placeholder-text", "boilerplate-definition"
    ]
}

impl DocumentRule for PipesInProse {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let may_divide = |text: &&Text<'_>| handoff.may_hold(text, TextFeatures::DIVIDER);
        for section in handoff.content.sections() {
            if let Some((text, bars)) = section.text.value().filter(may_divide).and_then(row) {
                say(&format!("the text of {}", section.name()), text, bars, reporter);
            }
        }
        for faq in &handoff.content.faq {
            for (name, field) in [("the question", &faq.question), ("the answer", &faq.answer)] {
                if let Some((text, bars)) = field.value().filter(may_divide).and_then(row) {
                    say(name, text, bars, reporter);
                }
            }
        }
        let short = handoff.summary.short_definition.value().filter(may_divide).and_then(row);
        // The short definition is made from the definition, and is fixed there.
        let long = handoff.content.definition.as_ref().and_then(|section| section.text.value());
        let long = long.filter(may_divide).and_then(row);
        if let (Some((text, bars)), None) = (short, long) {
            say("the short definition", text, bars, reporter);
        }
    }
}

fn say(name: &str, text: &Text<'_>, bars: Range<usize>, reporter: &mut Reporter<'_>) {
    let shown = shorten(&text[bars.clone()], 40);
    reporter
        .at(text.part(bars, ""))
        .message(format!("{name} contains a table row: “{shown}”"))
        .label("between the bars of a table")
        .help("move the row to the items or write a sentence");
}

/// The text with its first and last bar, if two or more separate cells.
fn row<'f, 'a>(text: &'f Text<'a>) -> Option<(&'f Text<'a>, Range<usize>)> {
    // A text that quotes the bar is about it.
    if ["“|”", "\"|\"", "'|'", "‘|’", "`|`", "「|」", "(|)"].iter().any(|bar| text.contains(bar)) {
        return None;
    }
    let bars: Vec<usize> = separators(text).collect();
    let (first, last) = (*bars.first()?, *bars.last()?);
    (first < last && !is_title_or_choice(text, &bars)).then_some((text, first..last + 1))
}

/// Whether bars part a title (`Pricing | Ann Lee | Spring Summit`) or the values of a choice (`low | medium | high`).
fn is_title_or_choice(text: &str, bars: &[usize]) -> bool {
    const ENDS: [char; 14] = ['.', ',', ';', '!', '?', '\n', ')', '。', '、', '，', '」', '』', '）', ':'];
    /// The longest value and the longest title of Japanese, in characters.
    const VALUE: usize = 12;
    let inner = bars.windows(2).map(|pair| text[pair[0] + 1..pair[1]].trim());
    let Some(rest) = bars.last().map(|bar| text[bar + 1..].trim_start()) else { return false };
    let end = &rest[..rest.find(ENDS).unwrap_or(rest.len())];
    let cells: Vec<&str> = inner.chain([end.trim_end()]).collect();
    // Cells that nobody filled in are those of a row; `none` is a value.
    if cells.iter().any(|cell| placeholder(cell).is_some_and(|found| found.kind != Kind::Answer)) {
        return false;
    }
    let is_latin = |cell: &&str| cell.is_ascii() || cell.contains(' ');
    if cells.iter().all(is_latin) {
        let is_name = |word: &str| word.len() <= 3 || !word.starts_with(|first: char| first.is_lowercase());
        let is_title =
            |cell: &&str| cell.starts_with(|first: char| !first.is_lowercase()) && cell.split_whitespace().all(is_name);
        let is_value = |cell: &&str| cell.split_whitespace().count() == 1 && !cell.starts_with(char::is_uppercase);
        // The last value begins what may go on as a sentence.
        return cells.iter().all(is_title) || cells.iter().all(is_value);
    }
    // Verbs and particles are hiragana; names and values hardly are.
    let is_label = |cell: &str| (1..=VALUE).contains(&cell.chars().count()) && !cell.contains(script::is_hiragana);
    let line = text[..bars[0]].rsplit('\n').next().unwrap_or_default();
    // What begins a line and says nothing before its first bar is a row.
    if !line.contains(script::is_hiragana) {
        return false;
    }
    let Some((last, inner)) = cells.split_last() else { return false };
    let last = last.find(script::is_hiragana).map_or(*last, |particle| last[..particle].trim_end());
    inner.iter().all(|cell| is_label(cell)) && is_label(last)
}

/// The bars that stand between spaces and inside no bracket, quotation or code.
fn separators(text: &str) -> impl Iterator<Item = usize> {
    const PAIRS: [(char, char); 8] =
        [('(', ')'), ('[', ']'), ('{', '}'), ('“', '”'), ('「', '」'), ('『', '』'), ('（', '）'), ('【', '】')];
    let (mut open, mut is_code, mut is_quoted, mut is_after_space) = ([0_i64; 8], false, false, false);
    text.char_indices().filter_map(move |(at, letter)| {
        let was_after_space = std::mem::replace(&mut is_after_space, letter.is_whitespace());
        match letter {
            '`' => is_code = !is_code,
            '"' => is_quoted = !is_quoted,
            '|' => {
                let is_free = !is_code && !is_quoted && open.iter().all(|open| *open <= 0);
                let is_separator = was_after_space && text[at + 1..].starts_with(char::is_whitespace);
                return (is_free && is_separator).then_some(at);
            }
            _ => {
                for (open, pair) in open.iter_mut().zip(PAIRS) {
                    *open += i64::from(letter == pair.0) - i64::from(letter == pair.1);
                }
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bare_bar_between_spaces_separates() {
        let count = |text| separators(text).count();
        assert_eq!(count("a | b　|　c"), 2);
        for text in [
            "one of low | medium | high",
            "It takes small | large | none.",
            "See Why Customers Leave | Ann Lee | Spring Summit.",
            "値は 低 | 中 | 高 である。",
            "解約の防ぎ方 | 山田太郎 | 春季大会",
        ] {
            let bars: Vec<usize> = separators(text).collect();
            assert!(bars.len() > 1 && is_title_or_choice(text, &bars), "{text}");
        }
        for text in [
            "Churn rate | Share of customers lost | Monthly",
            "yearly ones | counted | they end",
            "Two sides. Include | Cancellations | They end the payments",
            "月次 | 年次 | どちらですか？",
            "月次 | 月契約が中心のとき | 年契約は年次",
        ] {
            let bars: Vec<usize> = separators(text).collect();
            assert!(bars.len() > 1 && !is_title_or_choice(text, &bars), "{text}");
        }
        for text in ["P(A | B)", "a || b", "a|b", "“a | b”", "`a | b`", "「a | b」", "| a |", "\"a | b\"", ""] {
            assert_eq!(count(text), 0, "{text}");
        }
    }
}
