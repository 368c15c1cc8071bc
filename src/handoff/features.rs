//! What the texts of a document may hold, told from their bytes in a few passes.
//!
//! Nearly every rule about characters looks for something that nearly no document has. Asking each text for each of
//! them costs more than reading the document; asking the document once costs next to nothing. They may be wrong in
//! one direction only: what it does not see is not there.

use super::artefacts::{Artefacts, artefacts, literals};
use super::stretches::foreign;
use crate::phrase::{self, Families, Family};

/// What the texts of a document may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextFeatures(u64);

impl TextFeatures {
    /// A character that is not a letter, mark or sign of everyday English or Japanese: format characters, combining
    /// marks, private and replacement characters, emoji, other scripts.
    pub const UNUSUAL: TextFeatures = TextFeatures(1);
    /// Two spaces in succession, or a space that is not U+0020.
    pub const ODD_SPACE: TextFeatures = TextFeatures(1 << 1);
    /// A full stop directly before a capital letter.
    pub const SEAM: TextFeatures = TextFeatures(1 << 2);
    /// A brace before a capital letter, or `TODO`, `TBD` and the like with a colon.
    pub const SLOT: TextFeatures = TextFeatures(1 << 3);
    /// Katakana that begins as no word does, or half-width katakana.
    pub const BROKEN_KANA: TextFeatures = TextFeatures(1 << 4);
    /// Latin letters or digits of full width.
    pub const WIDE_LETTER: TextFeatures = TextFeatures(1 << 5);
    /// One of the filler texts ([`phrase::FILLERS`]).
    pub const FILLER: TextFeatures = TextFeatures::of_families(Families::FILLER);
    /// Round brackets of which there are more that open than close, or the other way round, in the document as a whole.
    pub const ROUND_BRACKET: TextFeatures = TextFeatures(1 << 7);
    /// The same of any other kind of brackets.
    pub const OTHER_BRACKET: TextFeatures = TextFeatures(1 << 8);

    /// What a program prints in place of a value: `undefined`, `#REF!`, `${x}`.
    pub const PRINTED: TextFeatures = TextFeatures::of_artefacts(Artefacts::PRINTED);
    /// What a chat tool leaves beside its answer.
    pub const MODEL: TextFeatures = TextFeatures::of_artefacts(Artefacts::MODEL);
    /// What secrets of known services begin with, in any string of the document; not told from these texts.
    pub const SECRET: TextFeatures = TextFeatures::of_artefacts(Artefacts::SECRET);
    /// A tag, an entity, Markdown, a backslash.
    pub const MARKUP: TextFeatures = TextFeatures::of_artefacts(Artefacts::MARKUP);
    /// Two stops or commas in succession, one behind a space, or one of an unusual width.
    pub const DOUBLED_SIGN: TextFeatures = TextFeatures::of_artefacts(Artefacts::DOUBLED_SIGN);
    /// A word of one to three letters, or a Japanese particle, twice.
    pub const DOUBLED_WORD: TextFeatures = TextFeatures::of_artefacts(Artefacts::DOUBLED_WORD);
    /// Characters that bytes read in another encoding look like.
    pub const MOJIBAKE: TextFeatures = TextFeatures::of_artefacts(Artefacts::MOJIBAKE);
    /// A kanji or a dash beside katakana that it may stand for.
    pub const LOOK_ALIKE: TextFeatures = TextFeatures::of_artefacts(Artefacts::LOOK_ALIKE);
    /// A round bracket of ASCII that no other one of ASCII pairs with.
    pub const MIXED_BRACKET: TextFeatures = TextFeatures(1 << 32);

    /// All of them: for a document that may hold anything, and for a rule that looks at every document.
    pub const ALL: TextFeatures = TextFeatures(u64::MAX);
    /// None of them: for a rule that looks at no document unless its options make it.
    pub const NOTHING: TextFeatures = TextFeatures(0);

    /// The features of the texts of a document, joined by quotation marks: these stand for nothing that is asked for.
    pub fn of(text: &str) -> TextFeatures {
        let bytes = text.as_bytes();
        // A control character may part the words of a phrase, and more: nearly no text has one.
        if has_control(bytes) {
            return TextFeatures::ALL;
        }
        let mut seen = pairs(bytes).or(brackets(bytes)).or(TextFeatures::of_artefacts(artefacts(bytes)));
        if !text.is_ascii() {
            seen = seen.or(signs(bytes));
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
        TextFeatures::of_artefacts(literals(addresses.as_bytes()))
    }

    /// An embedded phrase of this kind.
    pub const fn phrase(family: Family) -> TextFeatures {
        TextFeatures::of_families(Families::of(family))
    }

    const fn of_artefacts(artefacts: Artefacts) -> TextFeatures {
        TextFeatures((artefacts.bits() as u64) << 40)
    }

    const fn of_families(families: Families) -> TextFeatures {
        TextFeatures((families.bits() as u64) << 16)
    }

    /// The features of one text.
    pub fn of_brackets(text: &str) -> TextFeatures {
        brackets(text.as_bytes())
    }

    /// Whether any of `wanted` may be there; of all, always.
    pub const fn has(self, wanted: TextFeatures) -> bool {
        self.0 & wanted.0 != 0 || wanted.0 == TextFeatures::ALL.0
    }

    /// Both together.
    pub const fn or(self, other: TextFeatures) -> TextFeatures {
        TextFeatures(self.0 | other.0)
    }

    pub(super) const fn when(self, is_there: bool) -> TextFeatures {
        if is_there { self } else { TextFeatures::NOTHING }
    }
}

/// Whether a byte is a control character; without a way out of the loop, so that many bytes are compared at once.
fn has_control(bytes: &[u8]) -> bool {
    bytes.iter().fold(false, |has_control, byte| has_control | (*byte < b' '))
}

/// Looks at signs that few texts have many of, with their neighbours.
fn pairs(bytes: &[u8]) -> TextFeatures {
    let (mut seam, mut slot) = (false, false);
    let is_mark = |at: usize| at.checked_sub(1).is_some_and(|before| matches!(bytes[before], b'O' | b'D'));
    for at in memchr::memchr3_iter(b'.', b'{', b':', bytes) {
        let is_before_capital = bytes.get(at + 1).is_some_and(u8::is_ascii_uppercase);
        match bytes[at] {
            b'.' => seam |= is_before_capital,
            b'{' => slot |= is_before_capital,
            // `TODO:` and `TBD:`
            _ => slot |= is_mark(at),
        }
    }
    // A full-width colon begins with this byte.
    slot |= memchr::memchr_iter(0xef, bytes).any(is_mark);
    let space = memchr::memmem::find(bytes, b"  ").is_some();
    TextFeatures::SEAM.when(seam).or(TextFeatures::SLOT.when(slot)).or(TextFeatures::ODD_SPACE.when(space))
}

/// Weighs the brackets that open against those that close.
///
/// A bracket of full width weighs as much as its half.
fn brackets(bytes: &[u8]) -> TextFeatures {
    let mut weights = [0_i64; CORNER + 1];
    let [round, square, curly] = BRACKETS;
    for (side, weight) in [(0, 1), (1, -1)] {
        for at in memchr::memchr3_iter(round[side], square[side], curly[side], bytes) {
            let kind = BRACKETS.iter().position(|pair| pair[side] == bytes[at]).unwrap_or_default();
            weights[kind] += weight;
        }
    }
    // Where one of ASCII has no other, its other may be one of full width.
    let is_mixed = weights[0] != 0;
    if !bytes.is_ascii() {
        weights[CORNER] = corners(bytes);
        for (kind, opens) in memchr::memchr_iter(0xef, bytes).filter_map(|at| wide_bracket(&bytes[at..])) {
            weights[kind] += if opens { 1 } else { -1 };
        }
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
    let [first, second, third] = parts.map(|part| part.chunks(i8::MAX as usize));
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

/// Looks at the characters that are neither ASCII nor kana nor kanji.
fn signs(bytes: &[u8]) -> TextFeatures {
    let mut rare = false;
    for byte in bytes {
        // The first bytes of all characters but Latin-1 letters, U+2000 to U+9FFF, and U+F000 to U+FFFF.
        rare |= (byte.wrapping_sub(0xc4) < 0xe2 - 0xc4) | (byte.wrapping_sub(0xea) < 0xef - 0xea) | (*byte >= 0xf0);
    }
    let mut seen = TextFeatures::UNUSUAL.when(rare);
    for at in memchr::memchr3_iter(0xc2, 0xe2, 0xef, bytes) {
        let byte = |offset: usize| bytes.get(at + offset).copied().unwrap_or_default();
        seen = seen.or(match (bytes[at], byte(1), byte(2)) {
            // U+00A0, and U+2000 to U+200A.
            (0xc2, 0xa0, _) | (0xe2, 0x80, 0x80..=0x8a) => TextFeatures::ODD_SPACE,
            // Control characters and the soft hyphen.
            (0xc2, 0x80..=0x9f | 0xad, _) => TextFeatures::UNUSUAL,
            // Zero width, direction marks, line separators, embeddings; word joiner and invisible operators.
            (0xe2, 0x80, 0x8b..=0x8f | 0xa8..=0xaf) | (0xe2, 0x81, _) => TextFeatures::UNUSUAL,
            // U+FF10 to U+FF19, U+FF21 to U+FF3A, U+FF41 to U+FF5A.
            (0xef, 0xbc, 0x90..=0x99 | 0xa1..=0xba) | (0xef, 0xbd, 0x81..=0x9a) => TextFeatures::WIDE_LETTER,
            // U+FF66 to U+FF9F.
            (0xef, 0xbd, 0xa6..) | (0xef, 0xbe, ..=0x9f) => TextFeatures::BROKEN_KANA.or(TextFeatures::UNUSUAL),
            // U+FF00 to U+FF65 otherwise: full-width punctuation.
            (0xef, 0xbc | 0xbd, _) => TextFeatures::NOTHING,
            (0xef, ..) => TextFeatures::UNUSUAL,
            _ => TextFeatures::NOTHING,
        });
    }
    seen
}

/// Looks at katakana with the character before it, at U+3000 and at the voicing marks that were not composed; written
/// so that many bytes are looked at in one step.
fn kana(bytes: &[u8]) -> TextFeatures {
    let (mut broken, mut space, mut mark) = (false, false, false);
    let Some(count) = bytes.len().checked_sub(5) else { return TextFeatures::NOTHING };
    let at = |offset: usize| &bytes[offset..offset + count];
    let (first, second, third) = (at(0), at(1), at(2));
    let (lead, middle, last) = (at(3), at(4), at(5));
    for index in 0..count {
        let (lead, middle, last) = (lead[index], middle[index], last[index]);
        let is_kana = lead == 0xe3;
        space |= is_kana & (middle == 0x80) & (last == 0x80);
        mark |= is_kana & (middle == 0x82) & ((last == 0x99) | (last == 0x9a));
        let was_katakana = (first[index] == 0xe3)
            & (((second[index] == 0x83) & (third[index] != 0xbb)) | ((second[index] == 0x82) & (third[index] >= 0xa1)));
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
    }
    TextFeatures::BROKEN_KANA.when(broken).or(TextFeatures::ODD_SPACE.when(space)).or(TextFeatures::UNUSUAL.when(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let kinds = |text: &str| TextFeatures(TextFeatures::of_brackets(text).0 & round.or(other).0);
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
}
