use std::ops::Range;

use crate::declare_rule;
use crate::finding::Severity;
use crate::handoff::Handoff;
use crate::rule::{DocumentRule, Reporter};
use crate::words::quote;

declare_rule! {
    /// A short definition that was cut off.
    ///
    /// ## Why
    /// Lists, cards and agents show the short definition alone. One that a program cut at some length ends in the middle
    /// of a thought, often in the middle of a word.
    ///
    /// ## Fails
    /// ```json
    /// { "summary": { "short_definition": "Churn rate is the share of customers, or of the revenue they br…" } }
    /// ```
    /// ```json
    /// { "summary": { "short_definition": "Churn rate is the share of customers, or of the reve" } }
    /// ```
    /// ```json ja
    /// { "summary": { "short_definition": "解約率とは、一定期間のはじめに契約していた顧客のうち、その期間が" } }
    /// ```
    ///
    /// ## Passes
    /// The first sentence of the definition, and a list that goes on:
    /// ```json
    /// {
    ///   "summary": { "short_definition": "Churn rate is the share of customers who leave." },
    ///   "content": { "definition": { "text": "Churn rate is the share of customers who leave. It is stated per month." } }
    /// }
    /// ```
    /// ```json ja
    /// { "summary": { "short_definition": "解約率とは、顧客、会員、契約など…" } }
    /// ```
    ///
    /// ## Fix
    /// Write a short definition that is a sentence of its own; the first sentence of the definition often is.
    ///
    /// ## Known limits
    /// An ellipsis tells something only where the rest can be seen to follow: in the definition, or because the text is
    /// as long as a program would cut it. Without an ellipsis, a short definition that begins the definition may have been
    /// cut with care: at a comma, or before である, it is not reported; between two words it is a warning at most. `など…`
    /// and `etc…` end a list.
    pub struct TruncatedDefinition {
        /// From this length on, in characters, an ellipsis counts although the definition does not go on from there.
        long: usize = 215,
    }
    id: "truncated-definition", kind: Document
}

impl DocumentRule for TruncatedDefinition {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let Some(short) = handoff.summary.short_definition.value() else { return };
        let definition = handoff.content.definition.as_ref().and_then(|definition| definition.text.value());
        let Some(cut) = self.cut(short, definition.map(|text| text.trim())) else { return };
        let end = last_word(short, cut.kept);
        reporter
            .at(short.part(end.clone(), ""))
            .message(format!("the short definition is cut off at {}", quote(&short[end])))
            .label("cut off here")
            .help("end the sentence or write a shorter one")
            .max_severity((!cut.is_certain).then_some(Severity::Warning))
            .related_if(definition.filter(|_| cut.goes_on), "the definition goes on");
    }
}

/// How a text was cut.
#[derive(Debug, PartialEq, Eq)]
struct Cut {
    /// What is left before the ellipsis, in bytes.
    kept: usize,
    /// Whether the definition holds the rest.
    goes_on: bool,
    /// Whether nobody would have ended there.
    is_certain: bool,
}

impl TruncatedDefinition {
    fn cut(&self, short: &str, definition: Option<&str>) -> Option<Cut> {
        let trimmed = short.trim_end();
        let kept = trimmed.trim_end_matches(['…', '.', '⋯']);
        let tail = &trimmed[kept.len()..];
        let rest = |start: &str| {
            let start = start.trim();
            definition?.strip_prefix(start).filter(|rest| !start.is_empty() && !rest.is_empty())
        };
        if tail.contains(['…', '⋯']) || tail.starts_with("...") {
            let kept = kept.trim_end();
            let goes_on = rest(kept).is_some();
            let is_long = trimmed.chars().count() >= self.long;
            return (!is_open_list(kept) && (goes_on || is_long)).then_some(Cut {
                kept: kept.len(),
                goes_on,
                is_certain: true,
            });
        }
        let rest = rest(trimmed)?;
        if is_end(trimmed, rest) {
            return None;
        }
        let is_certain =
            is_inside_word(trimmed, rest) || trimmed.ends_with(PARTICLES) || trimmed.ends_with([',', '、']);
        Some(Cut { kept: trimmed.len(), goes_on: true, is_certain })
    }
}

/// What no Japanese sentence ends with, nor a phrase that stands for one.
const PARTICLES: [char; 7] = ['の', 'を', 'に', 'が', 'は', 'で', 'と'];

/// Whether the text ends with what leaves a list open on purpose.
fn is_open_list(text: &str) -> bool {
    let text = text.trim_end_matches('.');
    text.ends_with("など")
        || text.ends_with("等")
        || text.ends_with("ほか")
        || text.ends_with("and so on")
        || text.get(text.len().saturating_sub(4)..).is_some_and(|end| end.eq_ignore_ascii_case(" etc"))
}

/// Whether somebody may have ended there: at the end of a sentence or clause, or before a copula.
fn is_end(start: &str, rest: &str) -> bool {
    const STOPS: [char; 9] = ['.', '!', '?', '。', '！', '？', '」', '）', ')'];
    const COPULAS: [&str; 10] =
        ["である", "です", "だ", "のこと", "を指す", "をいう", "を意味する", "を表す", "とされる", "のことをいう"];
    if start.ends_with(STOPS) {
        return true;
    }
    let rest = rest.trim_start();
    let goes_on_with = [',', ';', ':', '(', '（', '—', '–', '、'];
    if rest.starts_with(STOPS) || rest.starts_with(goes_on_with) || rest.starts_with("- ") {
        return true;
    }
    let sentence = &rest[..rest.find(['。', '．', '.']).unwrap_or(rest.len())];
    COPULAS.contains(&sentence) || sentence.strip_prefix("のこと").is_some_and(|copula| COPULAS.contains(&copula))
}

/// Whether a Latin word goes on over the cut, or a katakana one.
fn is_inside_word(start: &str, rest: &str) -> bool {
    let (Some(before), Some(after)) = (start.chars().next_back(), rest.chars().next()) else { return false };
    let is_katakana = |letter: char| matches!(letter, 'ァ'..='ヺ' | 'ー');
    let is_latin = |letter: char| letter.is_alphanumeric() && letter < '\u{3000}';
    is_latin(before) && is_latin(after) || is_katakana(before) && is_katakana(after)
}

/// The longest end that is marked where no space comes before, in characters.
const LONGEST_END: usize = 12;

/// The last word of what was kept, and the ellipsis after it.
fn last_word(text: &str, kept: usize) -> Range<usize> {
    let end = text.trim_end().len();
    let letters = text[..kept].char_indices().rev().take(LONGEST_END);
    let is_gap = |letter: char| letter.is_whitespace() || matches!(letter, '、' | '。' | '「' | '（' | ',' | '(');
    let start = letters.take_while(|(_, letter)| !is_gap(*letter)).last().map_or(kept, |(at, _)| at);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str =
        "Churn rate is the share of customers, or of the revenue, that a firm loses in a short-term period.";

    fn cut(short: &str, definition: &str) -> Option<bool> {
        TruncatedDefinition::default().cut(short, Some(definition)).map(|cut| cut.is_certain)
    }

    #[test]
    fn a_cut_text_is_found() {
        assert_eq!(cut("Churn rate is the share of customers, or of the rev…", LONG), Some(true));
        assert_eq!(cut("Churn rate is the share of ...", LONG), Some(true));
        assert_eq!(cut("Churn rate is the share of customers, or of the rev", LONG), Some(true));
        assert_eq!(cut("Churn rate is the share of customers,", LONG), Some(true));
        assert_eq!(cut("Churn rate is the share", LONG), Some(false));
        assert_eq!(cut("解約率とは、期間の", "解約率とは、期間のうちに去る顧客の割合である。"), Some(true));
        assert_eq!(cut("解約率とは、ユーザー", "解約率とは、ユーザー数のうち去った割合である。"), Some(false));
        assert_eq!(cut("解約率とは、去る法人", "解約率とは、去る法人ユーザーの割合である。"), Some(false));
        assert_eq!(cut("解約率とは、チャ", "解約率とは、チャーンレートである。"), Some(true));
        assert_eq!(cut(&format!("{}…", "word ".repeat(43)), "Another text."), Some(true));
    }

    #[test]
    fn a_text_that_ends_is_left_alone() {
        for (short, definition) in [
            (LONG, LONG),
            ("Churn rate is the share of customers", LONG),
            ("A share.", "A share. It is read monthly."),
            ("A share", "A share. It is read monthly."),
            ("Another text…", LONG),
            ("A share of customers, members, etc…", "A share of customers, members, etc… of a firm."),
            ("顧客、会員など…", "顧客、会員など…の割合。"),
            ("期間内に去る顧客の割合", "期間内に去る顧客の割合である。月ごとに見る。"),
            ("期間内に去る顧客の割合", "期間内に去る顧客の割合のことをいう。"),
            ("期間内に去る顧客の割合。", "期間内に去る顧客の割合。月ごとに見る。"),
            ("", LONG),
            ("…", LONG),
        ] {
            assert_eq!(cut(short, definition), None, "{short}");
        }
    }

    #[test]
    fn the_place_is_the_last_word_and_the_ellipsis() {
        let location = |text: &'static str, kept| &text[last_word(text, kept)];
        assert_eq!(location("between short-te… ", 16), "short-te…");
        assert_eq!(location("顧客のうち、その期間が", "顧客のうち、その期間が".len()), "その期間が");
    }
}
