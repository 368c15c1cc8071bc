//! Whether the brackets of a text pair, as far as their numbers tell.
//!
//! Owns the kinds of brackets and their weights. What is wrong with one is for the rules to say.

use super::features::TextFeatures;
use crate::text::each_place;

/// How many more brackets open than close, by kind. One of full width weighs as much as its half.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Weights([i32; ASCII + 1]);

impl Weights {
    /// Weighs the brackets of a text.
    pub fn of(bytes: &[u8]) -> Weights {
        let mut weights = Weights::default();
        let is_ascii =
            |byte: u8| BRACKETS.iter().fold(false, |any, [open, close]| any | (byte == *open) | (byte == *close));
        let may_begin =
            |first: u8, second: u8, _: u8| is_ascii(first) | (first == 0xef) | (first == 0xe3) & (second == 0x80);
        each_place(bytes, 0..bytes.len(), may_begin, |at| weights.note(&bytes[at..]));
        weights
    }

    /// Weighs the bracket that the bytes begin with, where they do.
    pub fn note(&mut self, bytes: &[u8]) {
        let ascii = BRACKETS.iter().position(|bracket| bytes.first().is_some_and(|byte| bracket.contains(byte)));
        let (kind, opens) = match (ascii, bytes.first_chunk()) {
            (Some(kind), _) => (kind, bytes[0] == BRACKETS[kind][0]),
            // （）［］｛｝ are U+FF08 and on; ｢｣ are half as wide as 「」.
            (_, Some([0xef, 0xbc, last @ (0x88 | 0x89)])) => (ROUND, *last == 0x88),
            (_, Some([0xef, 0xbc, last @ (0xbb | 0xbd)])) => (1, *last == 0xbb),
            (_, Some([0xef, 0xbd, last @ (0x9b | 0x9d)])) => (2, *last == 0x9b),
            (_, Some([0xef, 0xbd, last @ (0xa2 | 0xa3)])) => (CORNER, *last == 0xa2),
            // 〈〉《》「」『』【】〔〕 are U+3008 to U+3015 but for two signs, and the even ones open.
            (_, Some([0xe3, 0x80, last @ (0x88..=0x91 | 0x94 | 0x95)])) => (CORNER, last % 2 == 0),
            _ => return,
        };
        let weight = if opens { 1 } else { -1 };
        self.0[kind] += weight;
        if ascii == Some(ROUND) {
            self.0[ASCII] += weight;
        }
    }

    /// Adds those of another text.
    pub fn add(&mut self, other: Weights) {
        for kind in 0..self.0.len() {
            self.0[kind] += other.0[kind];
        }
    }

    /// What they tell.
    pub fn features(self) -> TextFeatures {
        let [round, others @ .., ascii] = self.0;
        TextFeatures::ROUND_BRACKET
            .when(round != 0)
            .or(TextFeatures::OTHER_BRACKET.when(others.iter().any(|weight| *weight != 0)))
            // Where one of ASCII has no other, its other may be one of full width.
            .or(TextFeatures::MIXED_BRACKET.when(ascii != 0))
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

/// The kind of round ones.
const ROUND: usize = 0;

/// The kind of those that Japanese has and ASCII has not.
const CORNER: usize = BRACKETS.len();

/// The round ones of ASCII alone, which are weighed once more.
const ASCII: usize = CORNER + 1;

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
