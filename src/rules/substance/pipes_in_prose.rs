use std::ops::Range;

use crate::declare_rule;
use crate::handoff::{Handoff, Text};
use crate::rule::{DocumentRule, Level, Reporter};
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
    /// ## Fix
    /// Move the row to the items, or write a sentence.
    ///
    /// ## Known limits
    /// It takes two bars between spaces, outside brackets, quotation marks and code: one alone may be a title, a command or
    /// a condition, so a single row of two cells is not found. A command or title with two bars is taken for a row unless it
    /// is quoted. Text that joins its own items is left to `joined-items-text` and `duplicate-usage-text`.
    pub struct PipesInProse {}
    id: "pipes-in-prose", kind: Document, level: Level::Warning,
    yields_to: &[
        "duplicate-usage-text", "joined-items-text", "placeholder-comparison-row", "placeholder-text", "boilerplate-definition"
    ]
}

impl DocumentRule for PipesInProse {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        for section in handoff.content.sections() {
            if let Some((text, bars)) = section.text.value().and_then(row) {
                say(&format!("the text of {}", section.name()), text, bars, reporter);
            }
        }
        for faq in &handoff.content.faq {
            for (name, field) in [("the question", &faq.question), ("the answer", &faq.answer)] {
                if let Some((text, bars)) = field.value().and_then(row) {
                    say(name, text, bars, reporter);
                }
            }
        }
        let short = handoff.summary.short_definition.value().and_then(row);
        // The short definition is made from the definition, and is fixed there.
        let long = handoff.content.definition.as_ref().and_then(|section| section.text.value().and_then(row));
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
    memchr::memchr(b'|', text.as_bytes())?;
    let mut bars = separators(text);
    let first = bars.next()?;
    Some((text, first..bars.last()? + 1))
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
        for text in ["P(A | B)", "a || b", "a|b", "“a | b”", "`a | b`", "「a | b」", "| a |", "\"a | b\"", ""] {
            assert_eq!(count(text), 0, "{text}");
        }
    }
}
