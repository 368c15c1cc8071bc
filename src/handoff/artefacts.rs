//! What broken exports, copies and chat tools leave in the texts of a document, where three bytes do not tell.
//!
//! Owns the closer looks. They may be wrong in one direction only: what is not seen is not there.

use std::ops::Range;

use super::features::TextFeatures;
use crate::text::is_folded;

/// What is told by bytes and those around them, from the place where they begin.
pub(super) type Look = fn(&[u8], usize) -> TextFeatures;

/// What bytes tell.
#[derive(Clone, Copy)]
pub(super) enum Tells {
    /// This may be there.
    Of(TextFeatures),
    /// It may be there if a closer look says so.
    Perhaps(Look),
    /// Whichever of these texts begins there, with what each of them tells.
    Exactly(&'static [(&'static str, TextFeatures)]),
    /// A bracket, which is weighed.
    Bracket,
}

/// Whether the bytes before a place end so, and those from there on begin so.
fn stands(texts: &[u8], at: usize, before: &str, behind: &str) -> bool {
    texts[..at].ends_with(before.as_bytes()) && texts[at..].starts_with(behind.as_bytes())
}

/// A character that folding changes otherwise than by its case.
pub(super) fn folded(texts: &[u8], at: usize) -> TextFeatures {
    TextFeatures::FOLDED.when(is_folded(&texts[at..]))
}

/// A value that a program lost.
pub(super) fn undefined(texts: &[u8], at: usize) -> TextFeatures {
    TextFeatures::PRINTED.when(stands(texts, at, "nd", "efined"))
}

/// The same in other languages.
pub(super) fn null(texts: &[u8], at: usize) -> TextFeatures {
    TextFeatures::PRINTED.when(matches!(texts[..at], [.., b'n' | b'N']))
}

/// The same of a date.
pub(super) fn invalid_date(texts: &[u8], at: usize) -> TextFeatures {
    TextFeatures::PRINTED.when(stands(texts, at, "", "Invalid Date"))
}

/// The citations of a chat tool.
pub(super) fn cite(texts: &[u8], at: usize) -> TextFeatures {
    TextFeatures::MODEL.when(stands(texts, at, "", "cite"))
}

/// A byte before `、` or `。`: a space, a comma or a full stop, a Latin letter where a space or the like stands behind them, or
/// the last byte of `！` or `？` before `。`.
pub(super) fn late_stop(texts: &[u8], at: usize) -> TextFeatures {
    let (before, after) = (texts[at], texts.get(at + "x。".len()));
    let is_stop = matches!(texts.get(at + 3), Some(0x81 | 0x82));
    let is_full_stop = texts.get(at + 3) == Some(&0x82);
    let is_late = matches!(before, b' ' | b',' | b'.');
    let is_wide = before.is_ascii_alphabetic() && matches!(after, Some(b' ' | b'"' | b'A'..=b'Z'));
    let is_second = is_full_stop && matches!(texts[..=at], [.., 0xef, 0xbc, 0x81 | 0x9f]);
    TextFeatures::DOUBLED_SIGN.when(is_stop && (is_late || is_wide || is_second))
}

/// A sign from U+0080 to U+00BF: control characters and the soft hyphen, a space that does not break, the broken bar.
pub(super) fn latin_sign(texts: &[u8], at: usize) -> TextFeatures {
    match texts.get(at + 1) {
        Some(0x80..=0x9f | 0xad) => TextFeatures::UNUSUAL,
        Some(0xa0) => TextFeatures::ODD_SPACE,
        Some(0xa6) => TextFeatures::DIVIDER,
        _ => TextFeatures::NOTHING,
    }
}

/// A character from U+F000 to U+FFFF: half-width kana, letters, digits and signs of full width; any other is unusual.
pub(super) fn wide(texts: &[u8], at: usize) -> TextFeatures {
    match texts[at..] {
        // U+FF66 to U+FF9F are kana, `｡｢｣､･` stand before them.
        [_, 0xbe, ..] | [_, 0xbd, 0xa6..=0xbf, ..] => {
            TextFeatures::UNUSUAL.or(TextFeatures::BROKEN_KANA).or(TextFeatures::MOJIBAKE)
        }
        [_, 0xbd, 0xa1..=0xa5, ..] => TextFeatures::DOUBLED_SIGN.or(TextFeatures::MOJIBAKE),
        // U+FF10 to U+FF19, U+FF21 to U+FF3A, U+FF41 to U+FF5A.
        [_, 0xbc, 0x90..=0x99 | 0xa1..=0xba, ..] | [_, 0xbd, 0x81..=0x9a, ..] => TextFeatures::WIDE_LETTER,
        // `，．`, `＊＜`, `：`, `｜`.
        [_, 0xbc, 0x8c | 0x8e, ..] => TextFeatures::DOUBLED_SIGN,
        [_, 0xbc, 0x8a | 0x9c, ..] => TextFeatures::MARKUP,
        [_, 0xbc, 0x9a, ..] => TextFeatures::COLON,
        [_, 0xbd, 0x9c, ..] => TextFeatures::DIVIDER,
        [_, 0xbc | 0xbd, ..] => TextFeatures::NOTHING,
        _ => TextFeatures::UNUSUAL,
    }
}

/// A small letter, ー or ン of katakana behind anything but katakana.
pub(super) fn broken_kana(texts: &[u8], at: usize) -> TextFeatures {
    // Small ァィゥェォ; small ッャュョヮ, ン and ー.
    let continues = matches!(
        three(texts, Some(at)),
        Some([_, 0x82, 0xa1 | 0xa3 | 0xa5 | 0xa7 | 0xa9] | [_, 0x83, 0x83 | 0xa3 | 0xa5 | 0xa7 | 0xae | 0xb3 | 0xbc])
    );
    TextFeatures::BROKEN_KANA.when(continues && !is_katakana(three(texts, at.checked_sub(3))))
}

/// A letter from U+00C2 to U+00F4 and another character that Windows-1252 has beyond ASCII, or `Â` and a space. `×` and `é`
/// have spaces or Japanese behind them in healthy texts.
pub(super) fn latin_pair(texts: &[u8], at: usize) -> TextFeatures {
    // Those characters are U+0080 to U+00FF, some of U+0152 to U+02DC, and some of U+2013 to U+2122.
    let is_pair = matches!(
        three(texts, Some(at)),
        Some([_, 0x82..=0xff, 0xc2 | 0xc3 | 0xc5 | 0xc6 | 0xcb | 0xe2] | [_, 0x82, b' '])
    );
    TextFeatures::MOJIBAKE.when(is_pair)
}

/// A dash behind katakana, which may stand for `ー`: U+2010 to U+2015, U+2212, that of full width, and the lines that boxes
/// are drawn with.
pub(super) fn dash(texts: &[u8], at: usize) -> TextFeatures {
    let is_dash = matches!(
        three(texts, Some(at)),
        Some([0xe2, 0x80, 0x90..=0x95] | [0xe2, 0x88, 0x92] | [0xe2, 0x94, 0x80 | 0x81] | [0xef, 0xbc, 0x8d])
    );
    TextFeatures::LOOK_ALIKE.when(is_dash && is_katakana(three(texts, at.checked_sub(3))))
}

/// Kanji that look like katakana: those that may end a word, those that stand within one, and numbers.
pub(super) const TWINS: [&[&str]; 3] = [&["夕", "卜"], &["力", "工", "口", "八"], &["二", "一"]];

/// Which of them may end a word.
const ENDS: usize = 0;

/// Which of them are numbers, one of which may stand for the ー that ends a word.
const NUMBERS: usize = 2;

/// One of some [`TWINS`] beside katakana that it may stand for: 夕 and 卜 behind katakana, the others between katakana, or any
/// before ー, ン and small letters, and before other katakana that a word may go on with.
pub(super) fn twin<const KIND: usize>(texts: &[u8], at: usize) -> TextFeatures {
    let is_one = || TWINS[KIND].iter().any(|twin| texts[at..].starts_with(twin.as_bytes()));
    let next = three(texts, Some(at + 3));
    let goes_on = matches!(next, Some([0xe3, 0x82 | 0x83, _]) | None)
        || KIND == NUMBERS && matches!(next, Some([0xe3, 0x80 | 0x81, _]));
    let before = three(texts, at.checked_sub(3));
    // The first letter of a word, which begins behind no kanji: 入力データ. 口コミ and 八ヶ岳 are written so, 一 begins no word in
    // katakana.
    let may_begin = || {
        let is_behind_kanji = matches!(before, Some([0xe4, 0xb8..=0xbf, _] | [0xe5..=0xe9, _, _]));
        let is_counter =
            matches!(next, Some([0xe3, 0x82, 0xab | 0xb1 | 0xb3 | 0xb5] | [0xe3, 0x83, 0x81 | 0x84 | 0xb5 | 0xb6]));
        is_katakana(next) && !is_behind_kanji && !is_counter && !texts[at..].starts_with("一".as_bytes())
    };
    let is_twin = begins_no_word(next) || (goes_on || KIND == ENDS) && is_katakana(before) || may_begin();
    TextFeatures::LOOK_ALIKE.when(is_twin && is_one())
}

/// べ or ぺ between katakana, or one of them and へ before letters that begin no word.
pub(super) fn kana_twin(texts: &[u8], at: usize) -> TextFeatures {
    let next = three(texts, Some(at + 3));
    let is_between = is_katakana(next) && is_katakana(three(texts, at.checked_sub(3)));
    TextFeatures::LOOK_ALIKE.when(begins_no_word(next) || is_between)
}

/// What a character that begins with 0xe3 and ends so tells behind another one with the same second byte, of which those behind
/// 0xe3 are given.
pub(super) fn doubled_kana([second, third]: [u8; 2], last: u8) -> TextFeatures {
    // 、 and 。 in any order, or behind U+3000.
    let is_stop = second == 0x80 && matches!((third, last), (0x80..=0x82, 0x81 | 0x82));
    // が, で, に, の, は and を; no particle is katakana.
    let is_particle = third == last && second != 0x83 && matches!(last, 0x8c | 0xa7 | 0xab | 0xae | 0xaf | 0x92);
    TextFeatures::DOUBLED_SIGN.when(is_stop).or(TextFeatures::DOUBLED_WORD.when(is_particle))
}

/// Whether the three bytes are ー, ン or a small letter.
fn begins_no_word(three: Option<&[u8; 3]>) -> bool {
    matches!(
        three,
        Some([0xe3, 0x83, 0xbc | 0xb3 | 0x83 | 0xa3 | 0xa5 | 0xa7] | [0xe3, 0x82, 0xa1 | 0xa3 | 0xa5 | 0xa7 | 0xa9])
    )
}

fn three(texts: &[u8], at: Option<usize>) -> Option<&[u8; 3]> {
    texts.get(at?..)?.first_chunk()
}

fn is_katakana(three: Option<&[u8; 3]>) -> bool {
    match three {
        Some([0xe3, 0x83, last]) => *last != 0xbb,
        Some([0xe3, 0x82, last]) => *last >= 0xa1,
        _ => false,
    }
}

/// The spaces between a word of one to three letters and the same word, whatever its case.
pub(super) fn doubled_words(texts: &[u8]) -> impl Iterator<Item = usize> {
    let is_letter = |at: usize| texts.get(at).is_some_and(u8::is_ascii_alphabetic);
    let is_same = move |space: usize, length: usize| {
        let before = space.checked_sub(length).and_then(|start| texts.get(start..space));
        let after = texts.get(space + 1..space + 1 + length);
        let is_word = before.zip(after).is_some_and(|(before, after)| before.eq_ignore_ascii_case(after));
        // A letter alone is a word only where nothing is joined to it.
        let joins = |byte: u8| byte.is_ascii_alphanumeric() || b"-'/_.&".contains(&byte);
        let is_alone = length > 1 || space > 1 && !joins(texts[space - 2]);
        is_word && is_alone && !is_letter(space + 1 + length)
    };
    let is_doubled = move |space: &usize| {
        // Nearly always the letter behind the space is none of the three before it.
        let around: Option<&[u8; 5]> = space.checked_sub(3).and_then(|start| texts.get(start..)?.first_chunk());
        let Some([third, second, first, _, next]) = around else { return false };
        let is_next = |letter: &u8| (letter ^ next) & !b' ' == 0;
        first.is_ascii_alphabetic()
            && (is_next(first) && is_same(*space, 1)
                || is_next(second) && is_same(*space, 2)
                || is_next(third) && is_same(*space, 3))
    };
    let spaces =
        |stretch: Range<usize>| memchr::memchr_iter(b' ', &texts[stretch.clone()]).map(move |at| stretch.start + at);
    stretches_that_may_repeat(texts).flat_map(spaces).filter(is_doubled)
}

/// The stretches with a space behind one to three letters that may be followed by the same letters and no other one.
/// Written so that many bytes are looked at in one step.
fn stretches_that_may_repeat(texts: &[u8]) -> impl Iterator<Item = Range<usize>> {
    /// So many bytes are looked at together, the space the fourth of them.
    const WINDOW: usize = 7;
    const SPACE: usize = 3;
    const BLOCK: usize = 64;
    let is_letter = |byte: u8| (byte | b' ').wrapping_sub(b'a') < 26;
    // A space makes small letters of capitals.
    let is_same = |one: u8, other: u8| one | b' ' == other | b' ';
    let repeats = move |[third, second, first, space]: [u8; 4], [next, over, beyond]: [u8; 3]| {
        let one = is_same(first, next) & !is_letter(over);
        let two = is_same(second, next) & is_same(first, over) & !is_letter(beyond);
        // Hardly a longer word begins with the three letters before it.
        let three = is_same(third, next) & is_same(second, over) & is_same(first, beyond);
        (space == b' ') & (one | two | three)
    };
    let may_repeat = move |block: &[u8; BLOCK + WINDOW - 1]| {
        let column = |offset: usize| &block[offset..offset + BLOCK];
        let (third, second, first, space) = (column(0), column(1), column(2), column(SPACE));
        let (next, over, beyond) = (column(4), column(5), column(6));
        // Japanese has hardly any.
        let has_space = space.iter().fold(false, |has_space, byte| has_space | (*byte == b' '));
        let mut found = false;
        if has_space {
            for at in 0..BLOCK {
                let before = [third[at], second[at], first[at], space[at]];
                found |= repeats(before, [next[at], over[at], beyond[at]]);
            }
        }
        found
    };
    let mut start = 0;
    std::iter::from_fn(move || {
        while let Some(block) = texts.get(start..).and_then(|rest| rest.first_chunk()) {
            let spaces = start + SPACE..start + SPACE + BLOCK;
            start += BLOCK;
            if may_repeat(block) {
                return Some(spaces);
            }
        }
        // What is left is less than a block.
        let rest = start + SPACE..texts.len();
        start = texts.len();
        (!rest.is_empty()).then_some(rest)
    })
}
