//! Whether the brackets of a text pair, as far as their numbers tell.
//!
//! Owns the kinds of brackets and their weights. What is wrong with one is for the rules to say.

use super::features::TextFeatures;

/// How many more brackets open than close, by kind. One of full width weighs as much as its half.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Weights {
    all: [i64; BRACKETS.len() + 1],
    /// The round ones of ASCII alone.
    ascii: i64,
}

impl Weights {
    /// Weighs the brackets of a text.
    pub fn of(bytes: &[u8]) -> Weights {
        let [round, square, curly] = BRACKETS.map(|brackets| weight(bytes, brackets));
        let mut all = [round, square, curly, 0];
        if memchr::memchr(0xe3, bytes).is_some() {
            all[CORNER] = corners(bytes);
        }
        for (kind, opens) in memchr::memchr_iter(0xef, bytes).filter_map(|at| wide_bracket(&bytes[at..])) {
            all[kind] += if opens { 1 } else { -1 };
        }
        Weights { all, ascii: round }
    }

    /// Adds those of another text.
    pub fn add(&mut self, other: Weights) {
        self.all.iter_mut().zip(other.all).for_each(|(weight, other)| *weight += other);
        self.ascii += other.ascii;
    }

    /// What they tell.
    pub fn features(self) -> TextFeatures {
        let [round, others @ ..] = self.all;
        TextFeatures::ROUND_BRACKET
            .when(round != 0)
            .or(TextFeatures::OTHER_BRACKET.when(others.iter().any(|weight| *weight != 0)))
            // Where one of ASCII has no other, its other may be one of full width.
            .or(TextFeatures::MIXED_BRACKET.when(self.ascii != 0))
    }
}

impl TextFeatures {
    /// The brackets of one text.
    pub fn of_brackets(text: &str) -> TextFeatures {
        Weights::of(text.as_bytes()).features()
    }
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

/// How many more of the first byte there are than of the second. Written so that many bytes are looked at in one step.
fn weight(bytes: &[u8], [open, close]: [u8; 2]) -> i64 {
    let weigh = |byte: &u8| i8::from(*byte == open) - i8::from(*byte == close);
    bytes.chunks(BLOCK).map(|block| i64::from(block.iter().map(weigh).sum::<i8>())).sum()
}

/// The weight of so many bytes fits in a byte, and they are whole steps of any machine.
const BLOCK: usize = 96;

/// How many more of 〈〉《》「」『』【】〔〕 open than close. They are U+3008 to U+3015 but for two signs, and the even ones
/// open. Written so that many bytes are looked at in one step.
fn corners(bytes: &[u8]) -> i64 {
    let Some(count) = bytes.len().checked_sub(2) else { return 0 };
    let parts = [0, 1, 2].map(|offset| &bytes[offset..offset + count]);
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
