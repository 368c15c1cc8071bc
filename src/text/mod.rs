//! Comparing and cutting texts in both languages: folding, sentences, cells of pipe rows, joined items.
//!
//! Owns what "the same text" means (`docs/healthy.md`, "Repeated text"). Must not know rules or fields.

mod blank;
mod edges;
mod ending;
mod fold;
mod garbled;
mod joined;
mod joint;
mod katakana;
mod mapped;
mod marker;
mod markup;
mod places;
mod quoted;
mod repetition;
mod row;
pub mod script;
mod sentence;
pub mod simplified;
mod spelling;
mod step;

use std::ops::Range;

pub use blank::{is_blank, is_filler, is_unpadded};
pub use edges::{EdgeLetters, begin_alike, head_key, may_repeat, point_head_key};
pub use ending::{EndKind, unfinished};
pub use fold::{fold, fold_onto, is_folded, plain_end, point_key, same};
pub use garbled::{Garbled, garbled};
pub use joined::{Joined, JoinedList, JoinedText, Place, further_copies, joined_items};
pub use katakana::{broken_katakana, runs};
pub use mapped::MappedText;
pub use marker::without_marker;
pub use markup::{Markup, MarkupKind, markup};
pub use places::each_place;
pub use quoted::{leave_quoted, quoted};
pub use repetition::{Repetition, Sieve, repetitions};
pub use row::{Bars, LoneHead, any_cells, cells, is_divider, is_row, lone_head};
pub use sentence::{is_folded_reference, is_folded_sequel, is_reference, sentences, whole_sentences};
pub use spelling::{Spelling, SpeltWord, spellings};
pub use step::is_step;

/// How long a reader finds the text: in Latin characters, of which a Japanese one counts two.
///
/// Told from the first byte of each character, since every text of every document is weighed: from U+3000 on, two.
pub fn text_width(text: &str) -> usize {
    /// So many bytes weigh no more than a byte can say; they are whole steps of any machine, which weighs many at once.
    const STEP: usize = 96;
    const { assert!(STEP * 2 <= u8::MAX as usize) };
    let weigh = |byte: &u8| u8::from((*byte < 0x80) | (*byte >= 0xc0)) + u8::from(*byte >= 0xe3);
    text.as_bytes().chunks(STEP).map(|step| usize::from(step.iter().map(weigh).fold(0_u8, u8::wrapping_add))).sum()
}

/// Whether [`text_width`] is at least `least`, mostly told from the length alone: no character weighs more than its bytes or
/// less than a third of them.
pub fn is_wide(text: &str, least: usize) -> bool {
    text.len() >= least && (text.len() >= least.saturating_mul(3) || text.is_ascii() || text_width(text) >= least)
}

/// The range without the white space at its ends.
pub fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    if is_bare(part) {
        return range;
    }
    let start = range.start + (part.len() - part.trim_start().len());
    let end = range.start + part.trim_end().len();
    start..end.max(start)
}

/// Whether a text neither begins nor ends with white space, for certain: of nearly all, the first and last bytes tell.
fn is_bare(text: &str) -> bool {
    // U+3001 and on. U+3000 is the last white space.
    let begins = matches!(
        text.as_bytes(),
        [b'!'..=b'~', ..] | [0xe4..=0xef, ..] | [0xe3, 0x81..=0xbf, ..] | [0xe3, 0x80, 0x81..=0xbf, ..]
    );
    begins
        && matches!(
            text.as_bytes(),
            [.., b'!'..=b'~'] | [.., 0xe4..=0xef, _, _] | [.., 0xe3, 0x81..=0xbf, _] | [.., 0xe3, 0x80, 0x81..=0xbf]
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_trimmed_as_the_library_does_it() {
        let edges = (0..=0x3100).chain([0x4e00, 0xac00, 0xfeff, 0xff01, 0x1f600]).filter_map(char::from_u32);
        for edge in edges {
            for text in [format!("{edge}a{edge}"), format!("{edge}"), format!("あ{edge}"), format!("{edge}い")] {
                assert_eq!(&text[trim(&text, 0..text.len())], text.trim(), "{text:?}");
            }
        }
        assert_eq!(trim("a  ", 2..2), 2..2);
    }

    #[test]
    fn a_japanese_character_weighs_two() {
        for text in ["", "abc", "顧客", "’’’", "😀é"] {
            for least in 0..8 {
                assert_eq!(is_wide(text, least), text_width(text) >= least, "{text} {least}");
            }
        }
        assert_eq!(text_width("顧客 abc"), 8);
        assert_eq!(text_width("It’s a café"), 11);
    }
}
