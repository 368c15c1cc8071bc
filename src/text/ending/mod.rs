//! How a text breaks off: an end that no sentence has.
//!
//! Owns what is the same in every language. Which words cannot end a clause is told by [`english`] and [`japanese`].

mod clause;
mod english;
mod japanese;

use clause::Clause;
pub use clause::{End, EndKind};

/// How the last sentence of a text breaks off, in a language that is known (`en`, `ja`); in others, on a bracket only.
pub fn unfinished(text: &str, language: &str) -> Option<End> {
    let kept = text.trim_end();
    let last = kept.chars().next_back()?;
    // Nearly every text ends here.
    if last == '.' && !kept.ends_with("..") {
        return abbreviation(kept);
    }
    if matches!(last, '…' | '⋯') || kept.ends_with("...") {
        return trailing(kept).filter(|_| language == "en");
    }
    if matches!(last, '。' | '!' | '?' | '！' | '？' | ':' | '：' | ')' | '）' | '」' | '%' | '0'..='9') {
        return None;
    }
    let clause = Clause::of(kept)?;
    if kept.ends_with("://") && clause.sentence().split_whitespace().count() > 1 {
        return Some(clause.end(kept.rfind(char::is_whitespace).map_or(0, |at| at + 1), EndKind::Sign));
    }
    if matches!(last, '(' | '（' | '[' | '［' | '「' | '『' | '【' | '“' | '〈' | '《' | '〔') {
        return clause.is_bracket_open().then(|| clause.end(kept.len() - last.len_utf8(), EndKind::Bracket));
    }
    let end = match language {
        "ja" => japanese::end(&clause, last),
        "en" => english::end(&clause, last),
        _ => None,
    }?;
    // What was opened in the same sentence and is still open was cut with the rest.
    let open = clause.open_bracket().filter(|_| end.kind != EndKind::Unmarked);
    Some(End { range: open.map_or(end.range.start, |open| open.min(end.range.start))..end.range.end, kind: end.kind })
}

/// An article or the like before dots: nobody leaves out what “the” stands before.
fn trailing(text: &str) -> Option<End> {
    const OPEN: [&str; 8] = ["the", "a", "an", "of", "your", "our", "their", "its"];
    const LEAST: usize = 5;
    let kept = text.trim_end_matches(['.', '…', '⋯']);
    // A gap to be filled in, or a list that goes on.
    if kept.ends_with(char::is_whitespace) {
        return None;
    }
    let clause = Clause::of(kept)?;
    let words = clause.sentence().split_whitespace();
    let word = words.clone().next_back()?;
    (OPEN.contains(&word) && words.count() >= LEAST && !clause.sentence().contains("word"))
        .then(|| End { range: kept.len() - word.len()..text.len(), kind: EndKind::Word })
}

/// An abbreviation at the end that leads on to something: `i.e.`.
fn abbreviation(text: &str) -> Option<End> {
    const OPEN: [&str; 6] = ["e.g.", "i.e.", "cf.", "viz.", "vs.", "incl."];
    // Nearly every text ends in another word.
    if !matches!(
        text.as_bytes(),
        [.., b'.', b'g' | b'e', b'.'] | [.., b'c', b'f' | b'l', b'.'] | [.., b'i', b'z', b'.'] | [.., b'v', b's', b'.']
    ) {
        return None;
    }
    let start = text
        .rfind([' ', '(', '（', '、', '。', ','])
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let is_one = OPEN.iter().any(|open| text[start..].eq_ignore_ascii_case(open));
    if !is_one || text[..start].split_whitespace().nth(1).is_none() {
        return None;
    }
    let clause = Clause::of(text).filter(|clause| !clause.speaks_of_signs())?;
    Some(clause.end(clause.open_bracket().unwrap_or(start), EndKind::Word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(text: &str, language: &str) -> Option<(EndKind, String)> {
        unfinished(text, language).map(|end| (end.kind, text[end.range].to_owned()))
    }

    #[test]
    fn a_bracket_at_the_end_may_be_a_key_a_smiley_or_what_the_sentence_is_about() {
        for text in [
            "Press Ctrl+[",
            "Press Ctrl-[",
            "The order was lost :(",
            "An open range is written with the bracket (",
            "開く括弧は「",
            "f(",
            "`f(x)` begins with `(",
            "(",
        ] {
            assert_eq!(end(text, "en"), None, "{text}");
            assert_eq!(end(text, "ja"), None, "{text}");
        }
        assert_eq!(end("The board approved the budget (", "en"), Some((EndKind::Bracket, "(".to_owned())));
    }

    #[test]
    fn the_last_word_is_marked_and_what_was_open_before_it() {
        for (text, kind, marked) in [
            ("顧客が離れると、件数よりも大きく表れるため、", EndKind::Sign, "表れるため、"),
            ("満足度が高いのに更新されない契約は、社内の稟議が", EndKind::Word, "稟議が"),
            ("試用期間中の利用者は顧客として数えない（契約前であり、料金が", EndKind::Word, "（契約前であり、料金が"),
            ("価格は三つに分かれる。ひとつはさきにきめたりそうのねだんが", EndKind::Word, "にきめたりそうのねだんが"),
        ] {
            assert_eq!(end(text, "ja"), Some((kind, marked.to_owned())), "{text}");
        }
    }

    #[test]
    fn other_languages_are_left_alone() {
        assert_eq!(end("Die Rate wird mit dem Wert des Vorjahres verglichen und", "de"), None);
        assert_eq!(end("Die Rate wird mit der des Vorjahres verglichen,", "de"), None);
    }
}
