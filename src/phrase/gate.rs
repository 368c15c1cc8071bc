//! A quick look for stretches of the embedded phrases in the bytes of a document.
//!
//! The search of Wu and Manber (University of Arizona, report TR-94-17): all stretches have one length, so most bytes
//! are skipped. It may see a phrase that is not there; it never misses one that is written plainly.

use std::sync::OnceLock;

use aho_corasick::Span;
use aho_corasick::packed::Searcher;
use memchr::memmem::Finder;

use super::Family;
use super::cell::FILLERS;
use super::table::PHRASES;
use crate::text::plain_end;

/// The length of a stretch, in bytes.
const LENGTH: usize = 15;

/// The bytes at the end of a stretch that decide how far to skip. Fewer would let more be skipped, but are found in many phrases:
/// `tion` and ` the`.
const BLOCK: usize = 8;

/// The number of different hashes of a block.
const HASHES: usize = 1 << HASH_BITS;
const HASH_BITS: u32 = 14;

/// Kinds of phrases, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Families(u16);

impl Families {
    /// All of them.
    pub const ALL: Families = Families(u16::MAX);
    /// The [`FILLERS`], which no rule looks for beside other phrases. They take the bit of those that a user gives, which are
    /// never embedded.
    pub const FILLER: Families = Families::of(Family::Extra);

    /// One kind.
    pub const fn of(family: Family) -> Families {
        Families(1 << family as u16)
    }

    /// The set as bits.
    pub const fn bits(self) -> u16 {
        self.0
    }

    /// Whether any of `wanted` is among them.
    pub const fn has(self, wanted: Families) -> bool {
        self.0 & wanted.0 != 0
    }

    fn add(&mut self, others: Families) {
        self.0 |= others.0;
    }
}

/// The kinds of embedded phrases of which one may stand in a document that is written plainly: without escapes, odd
/// spaces and letters of another width.
pub fn may_stand_in(document: &[u8]) -> Families {
    static GATE: OnceLock<Gate> = OnceLock::new();
    GATE.get_or_init(Gate::new).seen(document)
}

struct Gate {
    /// How far a stretch ends behind a block, by the hash of the block; 0 where one may end with it.
    skips: Box<[u8; HASHES]>,
    /// A part of each phrase, in the case in which bytes are compared, and the kinds of phrases that have it; sorted.
    stretches: Vec<([u8; LENGTH], Families)>,
    /// The longest parts of phrases that are too short for that.
    parts: Vec<ShortPart>,
    /// The pieces of all of these at once, where the processor can.
    pieces: Option<Searcher>,
}

/// A part of a phrase that is shorter than a stretch, in the case in which bytes are compared.
struct ShortPart {
    text: Vec<u8>,
    /// A piece of it that is written in one case, and where it stands in it: what is sought.
    piece: Finder<'static>,
    at: usize,
    families: Families,
}

impl Gate {
    fn new() -> Gate {
        let telling = PHRASES.iter().filter(|(family, ..)| is_telling(*family));
        let mut gate =
            Gate { skips: Box::new([FURTHEST; HASHES]), stretches: Vec::new(), parts: Vec::new(), pieces: None };
        let fillers = FILLERS.into_iter().map(|text| (Families::FILLER, text));
        for (families, text) in telling.map(|(family, _, text, _)| (Families::of(*family), *text)).chain(fillers) {
            match stretch(text) {
                Some(stretch) => gate.add(stretch, families),
                None => gate.parts.push(ShortPart::of(text, families)),
            }
        }
        gate.pieces = Searcher::new(gate.parts.iter().map(|part| part.piece.needle()));
        gate.stretches.sort_unstable_by_key(|(stretch, _)| *stretch);
        gate.stretches.dedup_by(|(one, families), (other, known)| {
            let is_same = one == other;
            known.add(if is_same { *families } else { Families::default() });
            is_same
        });
        gate
    }

    fn add(&mut self, stretch: [u8; LENGTH], families: Families) {
        for end in BLOCK..=LENGTH {
            let skip = &mut self.skips[hash(&stretch[end - BLOCK..end])];
            *skip = (*skip).min((LENGTH - end) as u8);
        }
        self.stretches.push((stretch, families));
    }

    fn seen(&self, document: &[u8]) -> Families {
        let mut seen = Families::default();
        let mut end = LENGTH;
        while let Some(block) = document.get(end - BLOCK..end) {
            let skip = self.skips[hash(block)];
            if skip == 0 {
                seen.add(self.ending(&document[end - LENGTH..end]));
            }
            end += usize::from(skip).max(1);
        }
        match &self.pieces {
            // Behind the first byte of a piece another one may begin.
            Some(pieces) => {
                let mut from = 0;
                while let Some(hit) = pieces.find_in(document, Span::from(from..document.len())) {
                    let parts = self.parts.iter().filter(|part| part.stands_at(hit.start(), document));
                    parts.for_each(|part| seen.add(part.families));
                    from = hit.start() + 1;
                }
            }
            None => {
                let parts = self.parts.iter().filter(|part| part.stands_in(document));
                parts.for_each(|part| seen.add(part.families));
            }
        }
        seen
    }

    fn ending(&self, bytes: &[u8]) -> Families {
        let mut level = [0; LENGTH];
        for (to, from) in level.iter_mut().zip(bytes) {
            *to = comparable(*from);
        }
        let found = self.stretches.binary_search_by_key(&level, |(stretch, _)| *stretch);
        found.map_or(Families::default(), |found| self.stretches[found].1)
    }
}

/// Whether phrases of a kind give something away. A question of a template is healthy alone, so its answer does; and whoever
/// asks for openings reads how texts begin.
fn is_telling(family: Family) -> bool {
    !matches!(family, Family::FaqQuestion | Family::Opening)
}

/// How far to go on from a block that is part of no stretch.
const FURTHEST: u8 = (LENGTH - BLOCK + 1) as u8;

/// A byte without the bit that tells capitals from small letters. Others fall together too; that does no harm.
fn comparable(byte: u8) -> u8 {
    byte | 0x20
}

/// The hash of a block, whatever its case.
#[inline]
fn hash(block: &[u8]) -> usize {
    let block = block.first_chunk::<BLOCK>().copied().unwrap_or_default();
    let level = u64::from_le_bytes(block) | 0x2020_2020_2020_2020;
    (level.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - HASH_BITS)) as usize
}

impl ShortPart {
    /// The shortest piece that is worth seeking without what stands beside it.
    const SHORTEST: usize = 3;

    fn of(phrase: &str, families: Families) -> ShortPart {
        let part = longest_part(phrase);
        // The first letter of a word may be a capital or not, and capitals may be meant as they are.
        let words = part.split_inclusive(' ').scan(0, |end, word| {
            *end += word.len();
            Some((*end - word.len(), word))
        });
        let inner = |(start, word): (usize, &str)| {
            let first = word.chars().next().filter(char::is_ascii).map_or(0, char::len_utf8);
            let length = word[first..].bytes().take_while(|byte| !byte.is_ascii_uppercase()).count();
            start + first..start + first + length
        };
        let longest = words.map(inner).max_by_key(ExactSizeIterator::len).unwrap_or(0..0);
        let piece = if longest.len() < ShortPart::SHORTEST { 0..part.len() } else { longest };
        ShortPart {
            text: part.bytes().map(comparable).collect(),
            piece: Finder::new(&part[piece.clone()]).into_owned(),
            at: piece.start,
            families,
        }
    }

    fn stands_in(&self, document: &[u8]) -> bool {
        self.piece.find_iter(document).any(|at| self.stands_at(at, document))
    }

    /// Whether it stands where its piece would begin at `at`.
    fn stands_at(&self, at: usize, document: &[u8]) -> bool {
        let start = at.checked_sub(self.at);
        let around = start.and_then(|start| document.get(start..start + self.text.len()));
        around.is_some_and(|around| around.iter().copied().map(comparable).eq(self.text.iter().copied()))
    }
}

/// The middle of the [`longest_part`] of a phrase. A phrase begins and ends as other texts do: “final decision” is in the
/// limitations of every page.
fn stretch(phrase: &str) -> Option<[u8; LENGTH]> {
    let longest = longest_part(phrase);
    let middle = longest.len().checked_sub(LENGTH)? / 2;
    let mut stretch = [0; LENGTH];
    for (to, from) in stretch.iter_mut().zip(&longest.as_bytes()[middle..]) {
        *to = comparable(*from);
    }
    Some(stretch)
}

/// The longest part of a phrase that everybody writes alike: letters, digits, spaces and plain stops outside its slots.
fn longest_part(phrase: &str) -> String {
    // The full stop at the end is optional.
    let mut outside = String::with_capacity(2 * phrase.len());
    for part in super::pattern::literals(plain_end(phrase)) {
        outside.push_str(part);
        outside.push('{');
    }
    let is_plain = |letter: char| match letter.is_ascii() {
        true => letter.is_ascii_alphanumeric() || " ,.;!".contains(letter),
        false => matches!(letter, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '一'..='\u{9fff}' | '、' | '。'),
    };
    outside.split(|letter| !is_plain(letter)).max_by_key(|part| part.len()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::embedded;
    use super::*;

    #[test]
    fn every_line_that_fails_is_seen_and_none_that_passes() {
        for entry in embedded().iter().filter(|entry| is_telling(entry.family)) {
            for document in [entry.fails.clone(), entry.fails.to_uppercase(), format!("{{\"a\": \"{}\"}}", entry.fails)]
            {
                let is_plain = stretch(&entry.text).is_some() || document != entry.fails.to_uppercase();
                let is_seen = may_stand_in(document.as_bytes()).bits() & Families::of(entry.family).bits() != 0;
                assert!(is_seen || !is_plain, "{document}");
            }
        }
        for text in [
            "",
            "a",
            "This is a healthy sentence about prices and markets.",
            "価格弾力性とは、価格の変化に対する需要の変化の比である。",
            "Requirements should be checked against primary sources before final decisions.",
        ] {
            assert_eq!(may_stand_in(text.as_bytes()), Families::default(), "{text}");
        }
    }

    #[test]
    fn a_stretch_is_seen_wherever_it_stands() {
        let stretch = "ダミーテキスト";
        for before in 0..40 {
            let document = format!("{}{stretch}{}", "x".repeat(before), "y".repeat(before % 7));
            assert_eq!(may_stand_in(document.as_bytes()), Families::FILLER, "{document}");
        }
    }
}
