//! What marks a gap in running prose: `TODO:`, `[TBD]`, filler in Latin.
//!
//! Owns the words and where they count: amid prose the same letters are nearly always healthy. A whole text or cell that is
//! one is told by [`super::placeholder`].

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;

use super::cell::{FILLERS, tells};
use crate::text::sentences;

/// What marks a gap, in the letters in which it is written.
const GAPS: [&str; 6] = ["TODO", "TBD", "FIXME", FILLERS[0], FILLERS[1], FILLERS[2]];

/// Whether the mark of a [`gap`] is one of these words, rather than a slot.
pub fn is_gap(mark: &str) -> bool {
    GAPS.iter().any(|word| mark.contains(word))
}

/// The first gap that is marked in running prose, in bytes.
pub fn gap(text: &str) -> Option<Range<usize>> {
    /// As many bytes of a text as the longest note has, and some.
    const NEAR: usize = 300;
    static WORDS: OnceLock<Option<AhoCorasick>> = OnceLock::new();
    // Built from six words; it cannot grow too large.
    let words = WORDS.get_or_init(|| AhoCorasick::new(GAPS).ok()).as_ref()?;
    words.find_iter(text).find_map(|hit| {
        let before = text[..hit.start()].chars().next_back();
        let after = &text[hit.end()..];
        match hit.pattern().as_usize() {
            0..=2 => {
                let is_word = before.is_none_or(|letter| !letter.is_alphanumeric() && !is_quotation(letter));
                let close = after.chars().next();
                if let (Some(open), Some(close)) = (before, close)
                    && matches!((open, close), ('[', ']') | ('【', '】') | ('［', '］'))
                {
                    let start = hit.start() - open.len_utf8();
                    return (!text[..start].ends_with(is_quotation)).then_some(start..hit.end() + close.len_utf8());
                }
                if begins_sentence(&text[..hit.start()]) && after.starts_with([' ', '\u{3000}']) {
                    let near = &after[..after.floor_char_boundary(NEAR)];
                    let sentence = sentences(near).next().map_or(near, |range| &near[..range.end]);
                    return tells(sentence).then(|| hit.range());
                }
                let colon = after.chars().next().filter(|letter| matches!(letter, ':' | '：'))?;
                is_word.then(|| hit.start()..hit.end() + colon.len_utf8())
            }
            3 => {
                let start = hit.start() - before.filter(|letter| matches!(letter, 'l' | 'L'))?.len_utf8();
                (!text[..start].ends_with(is_quotation)).then_some(start..hit.end())
            }
            _ => {
                let stands_alone = before.is_none_or(|letter| {
                    letter.is_whitespace()
                        || matches!(letter, '。' | '、' | '（' | '(' | '【' | '[' | 'は' | 'ト' | '|')
                });
                const ENDS: [&str; 13] =
                    ["。", "、", "です", "が入", "）", ")", "】", "]", "：", ":", "ダミー", "仮テキスト", "|"];
                let ends = after.trim_start();
                let is_end = ends.is_empty() || ENDS.iter().any(|end| ends.starts_with(end));
                (stands_alone && is_end).then(|| hit.range())
            }
        }
    })
}

/// Whether a sentence may begin behind a text.
fn begins_sentence(text: &str) -> bool {
    text.trim_end()
        .chars()
        .next_back()
        .is_none_or(|last| matches!(last, '.' | '!' | '?' | '。' | '！' | '？' | '(' | '（') || text.ends_with('\n'))
}

fn is_quotation(letter: char) -> bool {
    matches!(letter, '"' | '\'' | '`' | '“' | '‘' | '「' | '『')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<&str> {
        gap(text).map(|range| &text[range])
    }

    #[test]
    fn gaps_are_found_in_prose() {
        assert_eq!(found("It is read monthly. TODO: say by whom."), Some("TODO:"));
        assert_eq!(found("（TBD：担当）毎月見る。"), Some("TBD："));
        assert_eq!(found("[TODO] Say by whom it is read."), Some("[TODO]"));
        assert_eq!(found("【FIXME】担当を書く。"), Some("【FIXME】"));
        assert_eq!(found("Of 800 firms 24 leave. FIXME check the figure."), Some("FIXME"));
        assert_eq!(found("毎月見る。TODO 担当を書き足す。"), Some("TODO"));
        assert_eq!(found("Lorem ipsum dolor sit amet"), Some("Lorem ipsum dolor sit"));
        assert_eq!(found("これはダミーテキストです。"), Some("ダミーテキスト"));
        assert_eq!(found("仮テキスト。あとで書く。"), Some("仮テキスト"));
        assert_eq!(found("見出し ダミーテキストダミーテキスト"), Some("ダミーテキスト"));
    }

    #[test]
    fn healthy_prose_has_none() {
        for text in [
            "Keep a to-do list, or a TODO list.",
            "TODO management is a habit.",
            "ToDo: the list of open work",
            "The date is TBD by the owner.",
            "Comments such as 'TODO: rename' pile up.",
            "Cards marked '[TODO]' wait.",
            "Each card has a mark. TODO lists the open ones.",
            "It is read monthly. TODO items wait.",
            "札に印を付ける。TODO は残りを示す。",
            "A comment with FIXME add it is no task.",
            "The key [TODOS] opens the list.",
            "METHODTODO: x",
            "Lorem ipsum is filler in Latin.",
            "Designers set “Lorem ipsum dolor sit amet” first.",
            "原稿が届く前にダミーテキストを置く。",
            "「ダミーテキスト」と呼ぶ。",
            "ダミー変数とダミー会社を仮説に使う。",
            "開始日が未定の案件は要確認とする。",
            "See [1] and [sic], and {0, 1}.",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
