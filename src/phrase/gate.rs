//! A quick look for stretches of the embedded phrases in the bytes of a document.
//!
//! The search of Wu and Manber (University of Arizona, report TR-94-17): all stretches have one length, so most bytes
//! are skipped. It may see a phrase that is not there; it never misses one that is written plainly.

use std::sync::OnceLock;

use memchr::memmem::Finder;

use super::cell::FILLERS;
use super::{At, Family, embedded};
use crate::text::plain_end;

/// The length of a stretch, in bytes.
const LENGTH: usize = 15;

/// The bytes at the end of a stretch that decide how far to skip.
const BLOCK: usize = 4;

/// How many parts of a document are searched in turns.
const PARTS: usize = 4;

/// The number of different hashes of a block.
const HASHES: usize = 1 << HASH_BITS;
const HASH_BITS: u32 = 14;

/// Whether one of the embedded phrases may stand in a document that is written plainly: without escapes, odd spaces
/// and letters of another width.
pub fn may_stand_in(document: &[u8]) -> bool {
    static GATE: OnceLock<Gate> = OnceLock::new();
    GATE.get_or_init(Gate::new).sees(document)
}

struct Gate {
    /// How far a stretch ends behind a block, by the hash of the block; 0 where one may end with it.
    skips: Box<[u8; HASHES]>,
    /// A part of each phrase, in the case in which bytes are compared; sorted.
    stretches: Vec<[u8; LENGTH]>,
    /// The first words of phrases that have no such part.
    words: Vec<Finder<'static>>,
}

impl Gate {
    fn new() -> Gate {
        // A question of a template is healthy alone, so its answer gives it away.
        let telling = embedded().iter().filter(|entry| entry.family != Family::FaqQuestion);
        let mut gate = Gate { skips: Box::new([FURTHEST; HASHES]), stretches: Vec::new(), words: Vec::new() };
        let fillers = FILLERS.into_iter().map(|text| (text, At::Anywhere));
        for (text, at) in telling.map(|entry| (entry.text.as_str(), entry.at)).chain(fillers) {
            match stretch(text) {
                Some(stretch) => gate.add(stretch),
                None => gate.words.push(Finder::new(first_word(text, at)).into_owned()),
            }
        }
        gate.words.sort_by(|one, other| one.needle().cmp(other.needle()));
        gate.words.dedup_by(|one, other| one.needle() == other.needle());
        gate.stretches.sort_unstable();
        gate
    }

    fn add(&mut self, stretch: [u8; LENGTH]) {
        for end in BLOCK..=LENGTH {
            let skip = &mut self.skips[hash(&stretch, end)];
            *skip = (*skip).min((LENGTH - end) as u8);
        }
        self.stretches.push(stretch);
    }

    fn sees(&self, document: &[u8]) -> bool {
        // Each step waits for the one before. Parts that are searched in turns do not wait for each other.
        let part = document.len() / PARTS;
        let parts: [&[u8]; PARTS] = std::array::from_fn(|number| {
            let end = if number + 1 == PARTS { document.len() } else { (number + 1) * part + LENGTH - 1 };
            &document[number * part..end.min(document.len())]
        });
        let shortest = parts.iter().map(|part| part.len()).min().unwrap_or_default();
        let mut ends = [LENGTH; PARTS];
        while ends.iter().all(|end| *end <= shortest) {
            for (end, part) in ends.iter_mut().zip(parts) {
                match self.step(part, *end) {
                    Some(next) => *end = next,
                    None => return true,
                }
            }
        }
        for (mut end, part) in ends.into_iter().zip(parts) {
            while end <= part.len() {
                match self.step(part, end) {
                    Some(next) => end = next,
                    None => return true,
                }
            }
        }
        self.words.iter().any(|word| word.find(document).is_some())
    }

    /// Where the next stretch may end if none ends at `end`; `None` if one does.
    #[inline]
    fn step(&self, part: &[u8], end: usize) -> Option<usize> {
        let skip = self.skips[hash(part, end)];
        if skip == 0 && self.ends(&part[end - LENGTH..end]) {
            return None;
        }
        Some(end + usize::from(skip).max(1))
    }

    fn ends(&self, bytes: &[u8]) -> bool {
        let mut level = [0; LENGTH];
        for (to, from) in level.iter_mut().zip(bytes) {
            *to = comparable(*from);
        }
        self.stretches.binary_search(&level).is_ok()
    }
}

/// How far to go on from a block that is part of no stretch.
const FURTHEST: u8 = (LENGTH - BLOCK + 1) as u8;

/// A byte without the bit that tells capitals from small letters. Others fall together too; that does no harm.
fn comparable(byte: u8) -> u8 {
    byte | 0x20
}

/// The hash of the block that ends at `end`, whatever its case.
#[inline]
fn hash(bytes: &[u8], end: usize) -> usize {
    let mut block = [0; BLOCK];
    block.copy_from_slice(&bytes[end - BLOCK..end]);
    let level = u32::from_le_bytes(block) | 0x2020_2020;
    (level.wrapping_mul(0x9e37_79b1) >> (32 - HASH_BITS)) as usize
}

/// The first word, as it stands at the start of a text; elsewhere its first letter may be a capital or not.
fn first_word(phrase: &str, at: At) -> &str {
    let word = phrase.split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default();
    match (at, word.as_bytes()) {
        (At::Start, _) | (_, []) => word,
        (_, [first, ..]) if first.is_ascii() => &word[1..],
        _ => word,
    }
}

/// The end of the longest part of a phrase that everybody writes alike: letters, digits, spaces and plain stops outside
/// its slots.
fn stretch(phrase: &str) -> Option<[u8; LENGTH]> {
    // The full stop at the end is optional.
    let mut outside = String::new();
    for part in super::pattern::literals(plain_end(phrase)) {
        outside.push_str(part);
        outside.push('{');
    }
    let is_plain = |letter: char| match letter.is_ascii() {
        true => letter.is_ascii_alphanumeric() || " ,.;!".contains(letter),
        false => matches!(letter, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '一'..='\u{9fff}' | '、' | '。'),
    };
    let longest = outside.split(|letter| !is_plain(letter)).max_by_key(|part| part.len())?.as_bytes();
    let end = longest.len().checked_sub(LENGTH)?;
    let mut stretch = [0; LENGTH];
    for (to, from) in stretch.iter_mut().zip(&longest[end..]) {
        *to = comparable(*from);
    }
    Some(stretch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_that_fails_is_seen_and_none_that_passes() {
        for entry in embedded().iter().filter(|entry| entry.family != Family::FaqQuestion) {
            for document in [entry.fails.clone(), entry.fails.to_uppercase(), format!("{{\"a\": \"{}\"}}", entry.fails)]
            {
                let is_plain = stretch(&entry.text).is_some() || document != entry.fails.to_uppercase();
                assert!(may_stand_in(document.as_bytes()) || !is_plain, "{document}");
            }
        }
        for text in [
            "",
            "a",
            "This is a healthy sentence about prices and markets.",
            "価格弾力性とは、価格の変化に対する需要の変化の比である。",
        ] {
            assert!(!may_stand_in(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn a_stretch_is_seen_wherever_it_stands() {
        let stretch = "ダミーテキスト";
        for before in 0..40 {
            let document = format!("{}{stretch}{}", "x".repeat(before), "y".repeat(before % 7));
            assert!(may_stand_in(document.as_bytes()), "{document}");
        }
    }
}
