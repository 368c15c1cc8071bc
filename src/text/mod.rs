//! Comparing and cutting texts in both languages: folding, sentences, cells of pipe rows, joined items.
//!
//! Owns what "the same text" means (`docs/healthy.md`, "Repeated text"). Must not know rules or fields.

mod fold;
mod glimpse;
mod joined;
mod joint;
mod row;
pub mod script;
mod sentence;
mod traced;

use std::ops::Range;

pub use fold::{fold, fold_onto, plain_end, same};
pub use glimpse::Glimpse;
pub use joined::{Joined, JoinedList, JoinedText, cut_before, joined_items};
pub use row::{cells, is_row};
pub use sentence::{is_folded_reference, is_reference, sentences, whole_sentences};
pub use traced::Traced;

/// How long a reader finds the text: in Latin characters, of which a Japanese one counts two.
///
/// Told from the first byte of each character, since every text of every document is weighed: from U+3000 on, two.
pub fn weight(text: &str) -> usize {
    let weigh = |byte: &u8| match byte {
        0x80..=0xbf => 0,
        0xe3.. => 2,
        _ => 1,
    };
    text.as_bytes().iter().map(weigh).sum()
}

/// Whether [`weight`] is at least `least`, mostly told from the length alone: no character weighs more than its bytes or
/// less than a third of them.
pub fn weighs(text: &str, least: usize) -> bool {
    text.len() >= least && (text.len() >= least.saturating_mul(3) || weight(text) >= least)
}

/// The range without the white space at its ends.
pub fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    let end = range.start + part.trim_end().len();
    start..end.max(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_japanese_character_weighs_two() {
        for text in ["", "abc", "顧客", "’’’", "😀é"] {
            for least in 0..8 {
                assert_eq!(weighs(text, least), weight(text) >= least, "{text} {least}");
            }
        }
        assert_eq!(weight("顧客 abc"), 8);
        assert_eq!(weight("It’s a café"), 11);
    }
}
