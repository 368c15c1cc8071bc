//! What can be said of the folded form of a text without folding it.

use super::joint::is_joint;
use super::marker::without_marker;

/// What can be said about the folded form of a text at a glance, that is, without folding it.
///
/// Comparing all texts of a document with each other costs nothing this way: nearly all differ in their first letters
/// or, as Japanese sentences end alike, in their last ones.
#[derive(Clone, Copy, Debug)]
pub struct EdgeLetters {
    head: Letters,
    tail: Letters,
}

impl EdgeLetters {
    /// The first and the last letters, as far as folding cannot change them in ways not worth computing.
    pub fn of(text: &str) -> EdgeLetters {
        let text = text.trim_end_matches(is_joint);
        let mut head = Letters::of(text.chars().filter(|character| !character.is_whitespace()));
        // What follows the last known letter may be a mark that changes it.
        head.known = head.known.saturating_sub(1);
        EdgeLetters { head, tail: Letters::of(text.chars().rev().filter(|character| !is_joint(*character))) }
    }

    /// As [`EdgeLetters::of`], for texts that may be points of a list: their markers and commas do not count.
    pub fn of_point(text: &str) -> EdgeLetters {
        let text = without_marker(text).trim_end_matches(is_joint);
        let mut head = Letters::of(text.chars().filter(|character| !is_joint(*character)));
        head.known = head.known.saturating_sub(1);
        EdgeLetters { head, tail: Letters::of(text.chars().rev().filter(|character| !is_joint(*character))) }
    }

    /// False only if the folded texts differ for certain, full stops and bullets at their ends aside.
    pub fn may_equal(self, other: EdgeLetters) -> bool {
        self.head.agree(other.head) && self.tail.agree(other.tail)
    }
}

/// The first few letters of a sequence, up to one that is not known.
#[derive(Clone, Copy, Debug, Default)]
struct Letters {
    letters: [char; 8],
    known: usize,
}

impl Letters {
    fn of(characters: impl Iterator<Item = char>) -> Letters {
        let mut letters = Letters::default();
        for letter in characters.take(letters.letters.len()).map_while(plain) {
            letters.letters[letters.known] = letter;
            letters.known += 1;
        }
        letters
    }

    fn agree(self, other: Letters) -> bool {
        let known = self.known.min(other.known);
        self.letters[..known] == other.letters[..known]
    }
}

/// False only if the folded texts end differently for certain, full stops and bullets aside.
pub(super) fn may_end_alike(one: &str, other: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = Option<char>> {
        text.chars().rev().filter(|character| !is_joint(*character)).map(plain)
    }
    let known = letters(one).zip(letters(other)).take(Letters::default().letters.len());
    known.map_while(|(one, other)| one.zip(other)).all(|(one, other)| one == other)
}

/// How sentences begin: a bit for each hash of their first letters.
#[derive(Default)]
pub(super) struct StartHash {
    bits: [u64; 8],
    /// Whether one begins with a letter whose folded form takes a look into the tables.
    is_unknown: bool,
}

impl StartHash {
    /// So many letters are hashed, and where there are fewer, so many.
    const LENGTHS: [usize; 2] = [5, 2];

    /// Adds the sentence with which a text begins.
    pub(super) fn add(&mut self, text: &str) {
        for length in StartHash::LENGTHS {
            match StartHash::hash(text, length) {
                Some((hash, _)) => self.bits[hash / 64] |= 1 << (hash % 64),
                None => self.is_unknown = true,
            }
        }
    }

    /// False only if no sentence begins as a text does, for certain.
    pub(super) fn may_hold(&self, text: &str) -> bool {
        let [long, short] = StartHash::LENGTHS;
        let holds = |hash: usize| self.bits[hash / 64] >> (hash % 64) & 1 == 1;
        if self.is_unknown {
            return true;
        }
        match StartHash::hash(text, long) {
            Some((hash, count)) if count == long => holds(hash),
            Some((_, count)) if count < short => true,
            _ => StartHash::hash(text, short).is_none_or(|(hash, _)| holds(hash)),
        }
    }

    /// The hash of the first letters, and how many there were.
    fn hash(text: &str, length: usize) -> Option<(usize, usize)> {
        let mut hash: u32 = 0;
        let mut count = 0;
        for letter in text.chars().filter(|letter| !is_joint(*letter)).take(length) {
            hash = (hash ^ u32::from(plain(letter)?)).wrapping_mul(0x9e37_79b1).rotate_left(7);
            count += 1;
        }
        Some(((hash.wrapping_mul(0x9e37_79b1) >> 23) as usize, count))
    }
}

/// The folded form of a character that folds to one character whatever its neighbours are.
fn plain(character: char) -> Option<char> {
    match character {
        '`' => Some('\''),
        '!'..='~' => Some(character.to_ascii_lowercase()),
        '！'..='～' => char::from_u32(u32::from(character) - 0xfee0).and_then(plain),
        'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '一'..='\u{9fff}' | '、' | '。' | '「' | '」' => Some(character),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{fold, plain_end, same};

    #[test]
    fn edge_letters_never_contradict_folding() {
        let texts = [
            "It’s",
            "a（b）－",
            "A(B)-",
            "（＊）",
            "(*)",
            "Ａ｀",
            "a'",
            "It's",
            "ＩＴ'S",
            "it`s",
            "カ\u{3099}ス",
            "ガス",
            "ｶﾞｽ",
            "e\u{301}x",
            "éx",
            "abcd\u{301}",
            "abcd",
            "Yes.",
            "Yes",
            "はい。",
            "はい",
            "…",
            "...",
            "",
            " ",
            "- a",
            "–a",
            "か\u{3099}",
            "が",
            "abca\u{301}",
            "abcá",
        ];
        for one in texts {
            for other in texts {
                let equal = plain_end(&fold(one)) == plain_end(&fold(other));
                assert!(!equal || EdgeLetters::of(one).may_equal(EdgeLetters::of(other)), "{one:?} {other:?}");
                assert_eq!(same(one, other), equal, "{one:?} {other:?}");
            }
        }
        assert!(!EdgeLetters::of("Sets the goal").may_equal(EdgeLetters::of("Keeps the goal")));
        assert!(!EdgeLetters::of("顧客を知る").may_equal(EdgeLetters::of("商談を進める")));
    }
}
