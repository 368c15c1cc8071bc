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
    /// An end in a quotation mark, and an ellipsis that the definition has as well:
    /// ```json
    /// {
    ///   "summary": { "short_definition": "Churn answers the question “Who left us?”" },
    ///   "content": { "definition": { "text": "Churn answers the question “Who left us?” It is stated per month." } }
    /// }
    /// ```
    /// ```json
    /// {
    ///   "summary": { "short_definition": "The share of seats, licenses, memberships..." },
    ///   "content": { "definition": { "text": "The share of seats, licenses, memberships... It counts those that were given up." } }
    /// }
    /// ```
    ///
    /// ## Fix
    /// Write a short definition that is a sentence of its own; the first sentence of the definition often is.
    ///
    /// ## Known limits
    /// An ellipsis counts only where the definition goes on with the words that were cut, or where the text is as long as a
    /// program would cut it and the ellipsis does not follow the items of a list. Neither an ellipsis that the definition
    /// has as well nor one before a full stop (`Choose Losses….`) cuts anything. Without an ellipsis, a short definition
    /// that begins the definition may have been cut with care: behind a stop, with or without a quotation mark or bracket,
    /// behind a bracket or a colon, at a comma, or before である, it is not reported; between two words it is a warning at
    /// most. `など…` and `etc…` end a list.
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
        let rest = |start: &str| {
            let start = start.trim();
            definition?.strip_prefix(start).filter(|rest| !start.is_empty() && !rest.is_empty())
        };
        if let Some(kept) = before_ellipsis(trimmed) {
            let goes_on = rest(kept).is_some_and(continues);
            // A program writes its ellipsis last, and behind the words; the items of a list end in one on purpose.
            let is_own = definition.is_some_and(|definition| definition.starts_with(trimmed));
            let is_long = !is_own && trimmed.chars().count() >= self.long && !is_last_item(kept);
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
        let is_certain = is_inside_word(trimmed, rest)
            || trimmed.ends_with(PARTICLES) && !NOUNS.iter().any(|noun| trimmed.ends_with(noun))
            || trimmed.ends_with([',', '、']);
        Some(Cut { kept: trimmed.len(), goes_on: true, is_certain })
    }
}

/// What stands before the ellipsis at the end of a text, if it ends in one. A full stop behind the ellipsis ends a sentence
/// that somebody wrote, as in `Choose Losses….`
fn before_ellipsis(text: &str) -> Option<&str> {
    let kept = text.trim_end_matches(['…', '⋯', '‥', '.', '・']);
    let tail = &text[kept.len()..];
    let is_ellipsis = tail.ends_with(['…', '⋯', '‥']) || matches!(tail, "..." | "・・・" | "....." | "......");
    is_ellipsis.then(|| kept.trim_end())
}

/// Whether the definition goes on with words of the same sentence. An ellipsis that it has as well cuts nothing.
fn continues(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\u{3000}', ',', '、']);
    rest.starts_with(char::is_alphanumeric)
}

/// Whether a text ends with an item of a list: `seats, licenses, memberships`, 席、会員、契約.
fn is_last_item(text: &str) -> bool {
    /// The longest item, in bytes.
    const LONGEST: usize = 24;
    let mut items = text.rsplit([',', '、', '・']).map(str::trim);
    let is_item = |item: Option<&str>| {
        item.is_some_and(|item| !item.is_empty() && item.len() <= LONGEST && item.split(' ').count() <= 2)
    };
    is_item(items.next()) && is_item(items.next()) && items.next().is_some()
}

/// What no Japanese sentence ends with, nor a phrase that stands for one.
const PARTICLES: [char; 7] = ['の', 'を', 'に', 'が', 'は', 'で', 'と'];

/// Nouns that end like a particle.
const NOUNS: [&str; 6] = ["こと", "もの", "ひと", "あと", "もと", "など"];

/// Whether the text ends with what leaves a list open on purpose.
fn is_open_list(text: &str) -> bool {
    let text = text.trim_end_matches('.');
    text.ends_with("など")
        || text.ends_with("等")
        || text.ends_with("ほか")
        || text.ends_with("and so on")
        || text.get(text.len().saturating_sub(4)..).is_some_and(|end| end.eq_ignore_ascii_case(" etc"))
}

/// Whether somebody may have ended there: at the end of a sentence or clause, with its quotation mark or bracket, or before
/// a copula.
fn is_end(start: &str, rest: &str) -> bool {
    const STOPS: [char; 8] = ['.', '!', '?', '。', '！', '？', '．', '｡'];
    const BRACKETS: [char; 12] = [')', ']', '}', '）', '］', '｝', '」', '』', '】', '〉', '》', '〕'];
    const QUOTES: [char; 8] = ['"', '\'', '”', '’', '»', '›', '｣', '〟'];
    const COLONS: [char; 4] = [':', '：', ';', '；'];
    const COPULAS: [&str; 10] =
        ["である", "です", "だ", "のこと", "を指す", "をいう", "を意味する", "を表す", "とされる", "のことをいう"];
    let bare = start.trim_end_matches(|letter| QUOTES.contains(&letter) || BRACKETS.contains(&letter));
    if start.ends_with(BRACKETS) || start.ends_with(COLONS) || bare.ends_with(STOPS) || bare.ends_with(['…', '⋯']) {
        return true;
    }
    // An ellipsis that the definition has, too, ends what somebody listed.
    if before_ellipsis(bare).is_some() || rest.starts_with(['\n', '\r', '…', '⋯']) || rest.starts_with("・・・")
    {
        return true;
    }
    let rest = rest.trim_start();
    let goes_on_with = [',', '(', '（', '—', '–', '、'];
    let is_clause = |start: char| {
        goes_on_with.contains(&start) || STOPS.contains(&start) || COLONS.contains(&start) || BRACKETS.contains(&start)
    };
    if rest.starts_with(is_clause) || ["- ", "で、", "であり、"].iter().any(|next| rest.starts_with(next)) {
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
        assert_eq!(cut("解約率とは、期間の・・・", "解約率とは、期間のうちに去る顧客の割合である。"), Some(true));
        assert_eq!(cut("A share of “customers", "A share of “customers” in a month."), Some(false));
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
            ("It asks “who left?”", "It asks “who left?” It is stated per month."),
            ("It says \"they left.\"", "It says \"they left.\" It is stated per month."),
            ("It counts (those who left.)", "It counts (those who left.) It is stated per month."),
            ("It counts [they left!]”", "It counts [they left!]” It is stated per month."),
            ("It is a share:", "It is a share: of customers, or of revenue."),
            ("Choose Losses….", "Choose Losses…. It opens a list."),
            ("Choose Losses….", "Choose Losses to open a list."),
            ("A share of seats, plans...", "A share of seats, plans... It is stated per month."),
            ("A share of customers…", "A share of customers. It is stated per month."),
            ("席、会員、契約・・・", "席、会員、契約・・・の割合である。"),
            ("席、会員、契約…", "席、会員、契約…の割合である。"),
            ("担当者は「なぜ去ったのか。」", "担当者は「なぜ去ったのか。」と問う。"),
            ("期間内に顧客が去ること", "期間内に顧客が去ることで、月ごとに見る。"),
            ("次の割合：", "次の割合：去った顧客を分子に置く。"),
        ] {
            assert_eq!(cut(short, definition), None, "{short}");
        }
    }

    #[test]
    fn a_long_list_may_end_in_an_ellipsis() {
        let list = format!("{}seats, licenses, memberships…", "word ".repeat(40));
        assert_eq!(cut(&list, "Another text."), None);
        let sentence =
            format!("{}for a team, for a firm, and for everyone who has ever bought some of…", "word ".repeat(40));
        assert_eq!(cut(&sentence, "Another text."), Some(true));
    }

    #[test]
    fn the_place_is_the_last_word_and_the_ellipsis() {
        let location = |text: &'static str, kept| &text[last_word(text, kept)];
        assert_eq!(location("between short-te… ", 16), "short-te…");
        assert_eq!(location("顧客のうち、その期間が", "顧客のうち、その期間が".len()), "その期間が");
    }
}
