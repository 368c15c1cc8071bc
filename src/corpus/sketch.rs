//! How alike two documents are, told from a few bytes of each.
//!
//! Owns the sketch (MinHash with one permutation, Li, Owen and Zhang 2012) and the search for alike ones. Must not report.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::text::text_width;

/// A sample of the word sequences of a document: of two documents, about as many bytes are equal as sequences are.
///
/// It is chosen over SimHash, whose 64 bits tell documents apart only down to one changed word in a hundred when they are
/// searched by bands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Sketch([u8; BINS]);

/// What is known of a document that may be like another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// The sketch of it.
    pub sketch: Sketch,
    /// How long what it was drawn from is, in Latin characters, of which a Japanese one counts two.
    pub length: u32,
}

const BINS: usize = 32;

/// What stands where no sequence fell.
const EMPTY: u8 = 0;

/// How many bytes make a band: two sketches are compared where one band of both is equal. Of pairs that are alike by 80 %,
/// 98 of 100 have such a band.
const BAND: usize = 4;

impl Sketch {
    /// The estimated share of sequences that two documents have in common, in percent.
    pub fn similarity(&self, other: &Sketch) -> usize {
        let both = || self.0.iter().zip(&other.0).filter(|(one, other)| **one != EMPTY || **other != EMPTY);
        both().filter(|(one, other)| one == other).count() * 100 / both().count().max(1)
    }

    /// A band; nothing where it is that of every short text.
    fn band(&self, number: usize) -> Option<&[u8]> {
        Some(&self.0[number * BAND..(number + 1) * BAND]).filter(|band| band.iter().any(|byte| *byte != EMPTY))
    }
}

/// A sketch that is being drawn.
pub struct Sketcher {
    least: [u32; BINS],
    length: usize,
}

impl Sketcher {
    /// Of nothing yet.
    pub fn new() -> Self {
        Sketcher { least: [u32::MAX; BINS], length: 0 }
    }

    /// Adds the sequences of a folded text: sixteen bytes from each word on, or from each character that is not Latin; some
    /// three words, or five Japanese characters.
    pub fn add(&mut self, text: &str) {
        self.length += text_width(text);
        let bytes = text.as_bytes();
        if text.is_ascii() {
            self.draw(bytes);
            memchr::memchr_iter(b' ', bytes).for_each(|space| self.draw(&bytes[space + 1..]));
            return;
        }
        let (mut rest, mut before) = (bytes, b' ');
        while let Some(byte) = rest.first().copied().filter(|_| rest.len() >= LENGTH) {
            if byte >= 0x80 || before == b' ' || before >= 0x80 {
                self.draw(rest);
            }
            before = byte;
            // The first byte of a character says how many it has.
            rest = &rest[(byte.leading_ones() as usize).max(1)..];
        }
    }

    /// Draws the sequence that begins here, if the text has so many bytes.
    #[inline]
    fn draw(&mut self, bytes: &[u8]) {
        let Some(window) = bytes.first_chunk::<LENGTH>() else { return };
        let hash = hash(u128::from_le_bytes(*window));
        let least = &mut self.least[(hash >> 59) as usize];
        *least = (*least).min((hash >> 20) as u32);
    }

    /// What was drawn.
    pub fn sample(&self) -> Sample {
        let sketch = Sketch(self.least.map(|least| if least == u32::MAX { EMPTY } else { (least % 255) as u8 + 1 }));
        Sample { sketch, length: u32::try_from(self.length).unwrap_or(u32::MAX) }
    }
}

/// The bytes of a sequence.
const LENGTH: usize = 16;

/// Mixes all bits into all others.
fn hash(window: u128) -> u64 {
    let (low, high) = (window as u64, (window >> 64) as u64);
    let mixed = (low ^ 0x2d35_8dcc_aa6c_78a5) as u128 * (high ^ 0x8bb8_4b93_962e_acc9) as u128;
    let mixed = mixed as u64 ^ (mixed >> 64) as u64;
    let mixed = (mixed ^ low.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ mixed >> 29
}

/// What is alike to one sketch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Alike {
    /// The most similar one, by its number.
    pub nearest: usize,
    /// How similar it is, in percent.
    pub similarity: usize,
    /// How many are alike, this one not counted.
    pub others: usize,
}

/// Of each sketch, what is alike by at least `least` percent; sketches of one group never are.
pub fn alike(sketches: &[(Sketch, usize)], least: usize) -> Vec<Alike> {
    /// With how many neighbours of a band each one is compared: a corpus of one template stays linear.
    const NEIGHBOURS: usize = 64;
    let mut found = vec![Alike::default(); sketches.len()];
    let mut note = |one: usize, other: usize, similarity: usize| {
        for (one, other) in [(one, other), (other, one)] {
            let alike = &mut found[one];
            alike.others += 1;
            if similarity > alike.similarity || similarity == alike.similarity && other < alike.nearest {
                (alike.nearest, alike.similarity) = (other, similarity);
            }
        }
    };
    let mut bands: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for number in 0..BINS / BAND {
        bands.clear();
        for (index, (sketch, _)) in sketches.iter().enumerate() {
            if let Some(band) = sketch.band(number) {
                bands.entry(band).or_default().push(index);
            }
        }
        for (place, one, members) in bands
            .values()
            .flat_map(|members| members.iter().enumerate().map(move |(place, one)| (place, *one, members)))
        {
            for other in members[place + 1..].iter().copied().take(NEIGHBOURS) {
                let ((sketch, group), (twin, twins)) = (&sketches[one], &sketches[other]);
                // Counted in the first band that they have in common.
                let is_known =
                    (0..number).any(|band| sketch.band(band).is_some_and(|same| twin.band(band) == Some(same)));
                let similarity = sketch.similarity(twin);
                if group != twins && !is_known && similarity >= least {
                    note(one, other, similarity);
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(words: impl Iterator<Item = usize>) -> Sketch {
        let text: Vec<String> = words.map(|word| format!("{:x}", word * 7_654_321 % 1_000_003)).collect();
        let mut sketcher = Sketcher::new();
        sketcher.add(&text.join(" "));
        sketcher.sample().sketch
    }

    #[test]
    fn similarity_is_the_share_of_what_is_common() {
        let whole = sketch(0..2000);
        assert_eq!(whole.similarity(&whole), 100);
        let nothing = sketch(0..0);
        assert_eq!((nothing.similarity(&nothing), whole.similarity(&nothing)), (0, 0));
        assert!(whole.similarity(&sketch(5000..7000)) < 15);
        let most = whole.similarity(&sketch(100..2000));
        assert!((85..100).contains(&most), "{most}");
        let half = whole.similarity(&sketch(1000..3000));
        assert!((15..55).contains(&half), "{half}");
    }

    #[test]
    fn a_japanese_text_is_read_from_each_character() {
        let of = |text: &str| {
            let mut sketcher = Sketcher::new();
            sketcher.add(text);
            sketcher.least.iter().filter(|least| **least != u32::MAX).count()
        };
        assert_eq!(of("解約率を見る"), 1);
        assert_eq!(of("解約率を見て"), 1);
        assert!(of("解約率を見てから次に打つ手を全員で決める") > 8);
        assert_eq!(of("one two three four"), 1, "from the first word on only");
        assert_eq!(of("short"), 0);
    }

    #[test]
    fn each_alike_one_is_counted_once_and_the_nearest_is_named() {
        let sketches = [
            (sketch(0..2000), 0),
            (sketch(20..2000), 1),
            (sketch(90..2000), 2),
            (sketch(0..2000), 0),
            (sketch(9000..9900), 4),
        ];
        let found = alike(&sketches, 80);
        assert_eq!(found[0].nearest, 1);
        assert_eq!(found.iter().map(|alike| alike.others).collect::<Vec<_>>(), [2, 3, 3, 2, 0]);
        assert!(alike(&sketches, 101).iter().all(|alike| alike.others == 0));
    }

    #[test]
    fn twins_find_each_other_across_a_corpus_of_others() {
        let twin = sketch(0..300);
        let others = (1..100).map(|number| sketch(number * 3000..number * 3000 + 300));
        let all: Vec<(Sketch, usize)> = std::iter::once(twin).chain(others).chain([twin]).zip(0..).collect();
        let found = alike(&all, 80);
        assert_eq!(found[0], Alike { nearest: 100, similarity: 100, others: 1 });
        assert_eq!(found[100], Alike { nearest: 0, similarity: 100, others: 1 });
    }

    #[test]
    fn a_corpus_of_one_template_takes_no_square_of_time() {
        let one = sketch(0..100);
        let all: Vec<(Sketch, usize)> = (0..3000).map(|group| (one, group)).collect();
        let found = alike(&all, 80);
        assert!(found.iter().all(|alike| (64..=128).contains(&alike.others) && alike.similarity == 100));
    }
}
