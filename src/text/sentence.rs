//! Where sentences end in both languages, and which of them only send the reader elsewhere.

use std::ops::Range;

use super::{fold, plain_end, text_width, trim};

/// The sentences of `text` as trimmed byte ranges; a cell and a line end one too.
pub fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while from < text.len() {
            let start = from;
            let (end, next) = sentence_end(text, start);
            from = next;
            let range = trim(text, start..end);
            if !range.is_empty() {
                return Some(range);
            }
        }
        None
    })
}

/// The end of the sentence that holds the byte `start`, and where the next one begins.
fn sentence_end(text: &str, start: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let mut from = start;
    while from < bytes.len() {
        let next = bytes.len().min(from + BLOCK);
        if bytes[from..].first_chunk().is_none_or(may_end_in) {
            for at in from..next {
                let end = match bytes[at] {
                    b'\n' | b'\r' | b'|' => return (at, at + 1),
                    b'.' | b'!' | b'?' if ends_word(text, at + 1) => at + 1,
                    0xe3 | 0xef if ends_clause(bytes, at) => at + "。".len(),
                    _ => continue,
                };
                return (end, end);
            }
        }
        from = next;
    }
    (text.len(), text.len())
}

/// Whether no word goes on here.
fn ends_word(text: &str, at: usize) -> bool {
    text[at..].chars().next().is_none_or(char::is_whitespace)
}

/// Whether one of `。`, `！` and `？` stands here, and no `」` behind it.
fn ends_clause(bytes: &[u8], at: usize) -> bool {
    matches!(&bytes[at..], [0xe3, 0x80, 0x82, after @ ..] | [0xef, 0xbc, 0x81 | 0x9f, after @ ..]
        if !matches!(after, [0xe3, 0x80, 0x8d, ..]))
}

/// So many bytes are looked at in one step, each with the two behind it.
const BLOCK: usize = 16;

/// Whether a sentence may end with a character of a block. Written so that all bytes are compared at once.
fn may_end_in(block: &[u8; BLOCK + 2]) -> bool {
    let mut may_end = false;
    for at in 0..BLOCK {
        let (first, second, third) = (block[at], block[at + 1], block[at + 2]);
        may_end |= (first < b' ') | (first == b'|') | (first == b'.') | (first == b'!') | (first == b'?');
        // The last bytes of `。`, `！` and `？` tell nearly as much as all of them.
        may_end |= (second == 0x80) & (third == 0x82) | (second == 0xbc) & ((third == 0x81) | (third == 0x9f));
    }
    may_end
}

/// `range` and what else stands in the sentences that it touches.
pub fn whole_sentences(text: &str, range: Range<usize>) -> Range<usize> {
    sentences(text)
        .filter(|sentence| sentence.start < range.end && range.start < sentence.end)
        .fold(range.clone(), |whole, sentence| whole.start.min(sentence.start)..whole.end.max(sentence.end))
}

/// The longest sentence that is taken for a reference, as [`text_width`].
const LONGEST_REFERENCE: usize = 120;

/// Whether a text only sends the reader elsewhere (`docs/healthy.md`, "Repeated text": 詳しくは…).
pub fn is_reference(text: &str) -> bool {
    is_folded_reference(&fold(text))
}

/// As [`is_reference`], of a text that is folded already.
pub fn is_folded_reference(folded: &str) -> bool {
    const STARTS: [&str; 11] = [
        "see ",
        "for details",
        "for more",
        "read more",
        "refer to",
        "learn more",
        "詳しくは",
        "くわしくは",
        "詳細は",
        "あわせて",
        "関連",
    ];
    const ENDS: [&str; 5] = ["参照", "参照してください", "ご参照ください", "ご覧ください", "を参照のこと"];
    let bare = plain_end(folded);
    // Nearly every text begins and ends with other bytes.
    let (first, last) = (bare.bytes().next(), bare.bytes().next_back());
    let mut starts = STARTS.iter().filter(|start| start.bytes().next() == first);
    let mut ends = ENDS.iter().filter(|end| end.bytes().next_back() == last);
    (starts.any(|start| bare.starts_with(start)) || ends.any(|end| bare.ends_with(end)))
        && text_width(folded) <= LONGEST_REFERENCE
}

/// Whether a folded sentence means nothing without the one before it: “This option…”, “Instead, …”, その結果…, or an aside in
/// brackets.
pub fn is_folded_sequel(folded: &str) -> bool {
    const STARTS: [&str; 26] = [
        "(",
        "for example",
        "in that case",
        "instead",
        "it ",
        "its ",
        "otherwise",
        "such ",
        "their ",
        "then ",
        "they ",
        "この",
        "これ",
        "こう",
        "こちら",
        "その",
        "それ",
        "そう",
        "そこ",
        "同様",
        "したがって",
        "従って",
        "例えば",
        "たとえば",
        "ただし",
        "なお",
    ];
    const POINTS_BACK: [&str; 3] = ["this", "these", "those"];
    STARTS.iter().any(|start| folded.starts_with(start))
        || folded.split(|sign: char| !sign.is_alphanumeric()).any(|word| POINTS_BACK.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequel_points_back() {
        for text in [
            "this option is off",
            "instead, count them",
            "it pays",
            "we take those who stay",
            "(it is rare.)",
            "その結果、減る",
        ] {
            assert!(is_folded_sequel(text), "{text}");
        }
        for text in [
            "items are counted",
            "thistle is a plant",
            "the theses differ",
            "顧客とその担当者を見る",
            "thenceforth all pay",
        ] {
            assert!(!is_folded_sequel(text), "{text}");
        }
    }

    #[test]
    fn a_sentence_ends_with_its_stop_its_cell_or_its_line() {
        let split = |text: &'static str| sentences(text).map(|range| &text[range]).collect::<Vec<_>>();
        assert_eq!(split("It is 3.5 now. Is it?\nYes"), ["It is 3.5 now.", "Is it?", "Yes"]);
        assert_eq!(split("一つ目。二つ目「そうか。」と言う"), ["一つ目。", "二つ目「そうか。」と言う"]);
        assert_eq!(split("a | b c |"), ["a", "b c"]);
        assert_eq!(split(" "), Vec::<&str>::new());
        assert_eq!(
            split("本当に？はい！「終わり。」済「あ！」と一〇。二ー\u{3000}ー缼"),
            ["本当に？", "はい！", "「終わり。」済「あ！」と一〇。", "二ー\u{3000}ー缼",]
        );
        assert_eq!(split("。。！。"), ["。", "。", "！", "。"]);
        let text = "One here. Two there, and on. Three.";
        assert_eq!(&text[whole_sentences(text, 14..19)], "Two there, and on.");
        assert_eq!(whole_sentences("a | b", 0..5), 0..5);
    }
}
