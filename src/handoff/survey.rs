//! Tells what the texts of a document may hold, from their bytes and in a few passes.
//!
//! Nearly every rule about characters looks for something that nearly no document has. Asking each text for each of
//! them costs more than reading the document; asking the document once costs next to nothing. The answer may be wrong in
//! one direction only: what is not seen is not there. Whether something is wrong is for the rules to say.

use super::artefacts::{Tells, exact, words};
use super::features::TextFeatures;
use super::stretches::foreign;
use super::triples;
use crate::phrase::{self, Families};

impl TextFeatures {
    /// The features of the texts of a document, joined by quotation marks: these stand for nothing that is asked for.
    pub fn of(text: &str) -> TextFeatures {
        let bytes = text.as_bytes();
        // A control character may part the words of a phrase, and more: nearly no text has one.
        if has_control(bytes) {
            return TextFeatures::ALL;
        }
        let mut seen = signs(bytes).or(brackets(bytes)).or(words(bytes));
        if !text.is_ascii() {
            for stretch in foreign(bytes) {
                seen = seen.or(kana(stretch));
            }
        }
        // Phrases are searched as they are written: where letters may be written otherwise, all texts are looked at.
        let otherwise = TextFeatures::UNUSUAL.or(TextFeatures::ODD_SPACE).or(TextFeatures::WIDE_LETTER);
        let families = if seen.has(otherwise) { Families::ALL } else { phrase::may_stand_in(bytes) };
        seen.or(TextFeatures::of_families(families))
    }

    /// What broken exports and chat tools leave in addresses.
    pub(super) fn of_addresses(addresses: &str) -> TextFeatures {
        signs(addresses.as_bytes()).and(TextFeatures::PRINTED.or(TextFeatures::MODEL))
    }

    /// The features of one text.
    pub fn of_brackets(text: &str) -> TextFeatures {
        brackets(text.as_bytes())
    }
}

/// Whether a byte is a control character; without a way out of the loop, so that many bytes are compared at once.
fn has_control(bytes: &[u8]) -> bool {
    bytes.iter().fold(false, |has_control, byte| has_control | (*byte < b' '))
}

/// What three bytes in succession tell.
fn signs(bytes: &[u8]) -> TextFeatures {
    triples::seen(bytes).fold(TextFeatures::NOTHING, |seen, tells| {
        seen.or(match tells {
            Tells::Of(features) => features,
            Tells::Perhaps(look) => look(bytes),
            Tells::Exactly(wanted) => exact(bytes, wanted),
        })
    })
}

/// Weighs the brackets that open against those that close.
///
/// A bracket of full width weighs as much as its half.
fn brackets(bytes: &[u8]) -> TextFeatures {
    let count = |byte: u8| memchr::memchr_iter(byte, bytes).count() as i64;
    let [round, square, curly] = BRACKETS.map(|[open, close]| count(open) - count(close));
    let mut weights = [round, square, curly, 0];
    // Where one of ASCII has no other, its other may be one of full width.
    let is_mixed = round != 0;
    if memchr::memchr(0xe3, bytes).is_some() {
        weights[CORNER] = corners(bytes);
    }
    for (kind, opens) in memchr::memchr_iter(0xef, bytes).filter_map(|at| wide_bracket(&bytes[at..])) {
        weights[kind] += if opens { 1 } else { -1 };
    }
    let [round, others @ ..] = weights;
    TextFeatures::ROUND_BRACKET
        .when(round != 0)
        .or(TextFeatures::OTHER_BRACKET.when(others.iter().any(|weight| *weight != 0)))
        .or(TextFeatures::MIXED_BRACKET.when(is_mixed))
}

/// What opens and what closes, by kind.
const BRACKETS: [[u8; 2]; 3] = [*b"()", *b"[]", *b"{}"];

/// The kind of those that Japanese has and ASCII has not.
const CORNER: usize = BRACKETS.len();

/// The kind of the bracket of another width with which the bytes begin, and whether it opens.
fn wide_bracket(bytes: &[u8]) -> Option<(usize, bool)> {
    // （）［］｛｝ are U+FF08 and on; ｢｣ are half as wide as 「」.
    match bytes.first_chunk()? {
        [_, 0xbc, last @ (0x88 | 0x89)] => Some((0, *last == 0x88)),
        [_, 0xbc, last @ (0xbb | 0xbd)] => Some((1, *last == 0xbb)),
        [_, 0xbd, last @ (0x9b | 0x9d)] => Some((2, *last == 0x9b)),
        [_, 0xbd, last @ (0xa2 | 0xa3)] => Some((CORNER, *last == 0xa2)),
        _ => None,
    }
}

/// How many more of 〈〉《》「」『』【】〔〕 open than close. They are U+3008 to U+3015 but for two signs, and the even ones
/// open. Written so that many bytes are looked at in one step.
fn corners(bytes: &[u8]) -> i64 {
    let Some(count) = bytes.len().checked_sub(2) else { return 0 };
    let parts = [0, 1, 2].map(|offset| &bytes[offset..offset + count]);
    // The weight of so many fits in a byte, and they are whole steps of any machine.
    const BLOCK: usize = 96;
    let [first, second, third] = parts.map(|part| part.chunks(BLOCK));
    let weigh = |((first, second), third): ((&[u8], &[u8]), &[u8])| {
        let mut weight = 0_i8;
        for ((first, second), third) in first.iter().zip(second).zip(third) {
            let is_bracket = (third.wrapping_sub(0x88) < 14) & (third & 0xfe != 0x92);
            let is_corner = (*first == 0xe3) & (*second == 0x80) & is_bracket;
            weight += i8::from(is_corner & (third & 1 == 0)) - i8::from(is_corner & (third & 1 == 1));
        }
        i64::from(weight)
    };
    first.zip(second).zip(third).map(weigh).sum()
}

/// Looks at katakana with the character before it, and at the particles and stops of Japanese that are found twice; written
/// so that many bytes are looked at in one step.
fn kana(bytes: &[u8]) -> TextFeatures {
    let (mut broken, mut doubled_stop, mut doubled_particle) = (false, false, false);
    let Some(count) = bytes.len().checked_sub(5) else { return TextFeatures::NOTHING };
    let at = |offset: usize| &bytes[offset..offset + count];
    let (first, second, third) = (at(0), at(1), at(2));
    let (lead, middle, last) = (at(3), at(4), at(5));
    for index in 0..count {
        let (lead, middle, last) = (lead[index], middle[index], last[index]);
        let (first, second, third) = (first[index], second[index], third[index]);
        let (was_kana, is_kana) = (first == 0xe3, lead == 0xe3);
        let was_katakana = was_kana & (((second == 0x83) & (third != 0xbb)) | ((second == 0x82) & (third >= 0xa1)));
        // `・` (0xe3 0x83 0xbb) stands between words. Small ァィゥェォ; small ッャュョヮ, ン and ー.
        let small = (middle == 0x82) & (last & 1 == 1) & (last.wrapping_sub(0xa1) <= 0xa9 - 0xa1);
        let end = (middle == 0x83)
            & ((last == 0x83)
                | (last == 0xa3)
                | (last == 0xa5)
                | (last == 0xa7)
                | (last == 0xae)
                | (last == 0xb3)
                | (last == 0xbc));
        broken |= is_kana & (small | end) & !was_katakana;
        // 、 and 。 in any order.
        let is_twice = was_kana & is_kana & (second == middle);
        doubled_stop |= is_twice & (middle == 0x80) & (third.wrapping_sub(0x81) < 2) & (last.wrapping_sub(0x81) < 2);
        // が, で, に, の, は and を.
        let is_particle =
            (last == 0x8c) | (last == 0xa7) | (last == 0xab) | (last == 0xae) | (last == 0xaf) | (last == 0x92);
        doubled_particle |= is_twice & (third == last) & (middle != 0x83) & is_particle;
    }
    TextFeatures::BROKEN_KANA
        .when(broken)
        .or(TextFeatures::DOUBLED_SIGN.when(doubled_stop))
        .or(TextFeatures::DOUBLED_WORD.when(doubled_particle))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phrase::Family;

    #[test]
    fn everyday_texts_hold_nothing_unusual() {
        for text in [
            "",
            "あ",
            "A plain sentence. And one more, it’s “here” — 3.5 % … ok: yes\"And another text.",
            "解約率（％）とは、サービスの「継続」を測るもの。データを比べる・見る。",
            "café, naïve, \"quoted\", either/or",
        ] {
            assert_eq!(TextFeatures::of(text), TextFeatures::NOTHING, "{text}");
        }
    }

    #[test]
    fn whatever_is_asked_for_is_seen_alone() {
        let phrase = TextFeatures::of_families(Families::ALL);
        for (text, expected) in [
            ("\"a\u{200b}b\"", TextFeatures::UNUSUAL.or(phrase)),
            ("\"e\u{301}\"", TextFeatures::UNUSUAL.or(phrase)),
            ("\"は\u{309a}は\"", TextFeatures::UNUSUAL.or(phrase)),
            ("\"\u{e000}\"", TextFeatures::UNUSUAL.or(phrase)),
            ("\"a \u{fffd}\"", TextFeatures::UNUSUAL.or(phrase)),
            ("\"a\u{3164}b\"", TextFeatures::UNUSUAL.or(phrase)),
            ("\"a\u{2800}b\"", TextFeatures::UNUSUAL.or(phrase)),
            ("\"a  b\"", TextFeatures::ODD_SPACE.or(phrase)),
            ("\"a\u{a0}b\"", TextFeatures::ODD_SPACE.or(phrase)),
            ("\"今月\u{3000}来月\"", TextFeatures::ODD_SPACE.or(phrase)),
            ("\"interest.It\"", TextFeatures::SEAM),
            ("\"{TERM}\"", TextFeatures::SLOT),
            ("TODO: it", TextFeatures::SLOT),
            ("TBD：次回", TextFeatures::SLOT),
            ("\"リード・ンルト\"", TextFeatures::BROKEN_KANA),
            ("\"のーケティング\"", TextFeatures::BROKEN_KANA),
            ("\"、ァイル\"", TextFeatures::BROKEN_KANA),
            ("\"Ｋｐｉ\"", TextFeatures::WIDE_LETTER.or(phrase)),
            ("\"a (b\"", TextFeatures::ROUND_BRACKET.or(TextFeatures::MIXED_BRACKET)),
            ("\"a) b\"", TextFeatures::ROUND_BRACKET.or(TextFeatures::MIXED_BRACKET)),
            ("\"a（b\"", TextFeatures::ROUND_BRACKET),
            ("\"［注 本文\"", TextFeatures::OTHER_BRACKET),
            ("\"「本文\"", TextFeatures::OTHER_BRACKET),
            ("\"本文】\"", TextFeatures::OTHER_BRACKET),
            ("\"（例) 「『本』」【文】{a}[b]\"", TextFeatures::MIXED_BRACKET),
            ("\"use it as the Primary operating calculation\"", TextFeatures::phrase(Family::Formula)),
        ] {
            assert_eq!(TextFeatures::of(text), expected, "{text}");
        }
        let kana = TextFeatures::UNUSUAL.or(TextFeatures::BROKEN_KANA).or(TextFeatures::MOJIBAKE);
        assert_eq!(TextFeatures::of("\"ｶﾅ\""), kana.or(phrase));
    }

    #[test]
    fn one_bracket_is_seen_in_any_number_of_them() {
        let (round, other) = (TextFeatures::ROUND_BRACKET, TextFeatures::OTHER_BRACKET);
        let kinds = |text: &str| TextFeatures::of_brackets(text).and(round.or(other));
        for (open, close, seen) in [
            ("(", "）", round),
            ("[", "］", other),
            ("｛", "}", other),
            ("「", "」", other),
            ("｢", "｣", other),
            ("〔", "〕", other),
        ] {
            for pairs in [0, 1, 31, 32, 33, 255, 256, 5_000] {
                let balanced = format!("{}{}", open.repeat(pairs), close.repeat(pairs));
                assert_eq!(kinds(&balanced), TextFeatures::NOTHING, "{pairs} {open}");
                assert_eq!(kinds(&format!("{balanced}{close}")), seen, "{pairs} {open}");
                assert_eq!(kinds(&open.repeat(pairs + 1)), seen, "{pairs} {open}");
            }
        }
    }

    #[test]
    fn a_control_character_may_part_anything() {
        for control in '\0'..' ' {
            assert_eq!(TextFeatures::of(&format!("a{control}b")), TextFeatures::ALL, "{control:?}");
        }
    }

    /// What broken exports, copies and chat tools leave behind.
    const LEFT: TextFeatures = TextFeatures::PRINTED
        .or(TextFeatures::MODEL)
        .or(TextFeatures::MARKUP)
        .or(TextFeatures::DOUBLED_SIGN)
        .or(TextFeatures::DOUBLED_WORD)
        .or(TextFeatures::MOJIBAKE)
        .or(TextFeatures::LOOK_ALIKE);

    #[test]
    fn whatever_is_left_behind_is_seen_wherever_it_stands() {
        for (text, expected) in [
            ("the value is undefined now", TextFeatures::PRINTED),
            ("the value is ${price} now", TextFeatures::PRINTED),
            ("確認済み【4†source】です", TextFeatures::MODEL),
            ("as we said. [cite: 1]", TextFeatures::MODEL),
            ("as we said.[^2^]", TextFeatures::MODEL.or(TextFeatures::MARKUP)),
            ("the value is [object Object] now", TextFeatures::PRINTED),
            ("see sandbox:/mnt/data/a.csv", TextFeatures::MODEL),
            ("# How to count", TextFeatures::MARKUP),
            ("a <b>bold</b> word", TextFeatures::MARKUP),
            ("one&nbsp;word", TextFeatures::MARKUP),
            ("a **bold** word", TextFeatures::MARKUP),
            ("see [this](here) page", TextFeatures::MARKUP),
            ("one line\\nand another", TextFeatures::MARKUP),
            ("that is all..", TextFeatures::DOUBLED_SIGN),
            ("これで終わり。。", TextFeatures::DOUBLED_SIGN),
            ("売上 、利益を見る", TextFeatures::DOUBLED_SIGN),
            ("売上，利益を見る", TextFeatures::DOUBLED_SIGN),
            ("売上｡利益を見る", TextFeatures::DOUBLED_SIGN.or(TextFeatures::MOJIBAKE)),
            ("count the the seats", TextFeatures::DOUBLED_WORD),
            ("The the seats", TextFeatures::DOUBLED_WORD),
            ("sum of of them", TextFeatures::DOUBLED_WORD),
            ("this is a a seat\" a", TextFeatures::DOUBLED_WORD),
            ("A a seat is free", TextFeatures::DOUBLED_WORD),
            ("売上をを比べる", TextFeatures::DOUBLED_WORD),
            ("donâ€™t wait for it", TextFeatures::MOJIBAKE),
            ("the cafÃ© is open", TextFeatures::MOJIBAKE),
            ("縺ゅｋ言葉", TextFeatures::MOJIBAKE),
            ("計算する.ただし", TextFeatures::DOUBLED_SIGN),
            ("見る,次に", TextFeatures::DOUBLED_SIGN),
            ("カタ力ナの語", TextFeatures::LOOK_ALIKE),
            ("口ーンの額", TextFeatures::LOOK_ALIKE),
            ("二ーズの数", TextFeatures::LOOK_ALIKE),
            ("パー卜の数", TextFeatures::LOOK_ALIKE),
            ("デ－タの数", TextFeatures::LOOK_ALIKE),
            ("サ―ビスの数", TextFeatures::LOOK_ALIKE),
            ("ユ−ザの数", TextFeatures::LOOK_ALIKE),
            ("ユ-ザの数", TextFeatures::LOOK_ALIKE),
        ] {
            for before in 0..140 {
                // Texts are joined behind three quotation marks.
                let start = "・".repeat(before % 3) + &"x".repeat(before);
                let text = format!("\"\"\"{start}\"{text}\"\"\"\"\"\"\"\"\"");
                assert_eq!(TextFeatures::of(&text).and(LEFT), expected, "{text}");
            }
        }
    }

    #[test]
    fn everyday_texts_hold_nothing_of_it() {
        for text in [
            "A plain sentence. And one more, it’s “here” — 3.5 % … ok: yes; see R & D, the other one.",
            "解約率とは、サービスの「継続」を測るもの。データを比べる・見る。ここで、ただしそのままにする。",
            "システム一覧、チーム力、口コミ、メニュー一覧を見る。八ヶ岳へ行く。",
            "café, naïve, \"quoted\", either/or; sales at the theatre, an answer, you your",
            "the figure [of May] and [another], of [channel]; bread [in slices] (see [2])",
        ] {
            assert_eq!(
                TextFeatures::of(&format!("{text}\"\"\"\"\"\"\"\"\"")).and(LEFT),
                TextFeatures::NOTHING,
                "{text}"
            );
        }
    }
}
