//! A sentence of the corpus in twelve bytes: what it says, as a hash, and where it stands.

use serde::{Deserialize, Serialize};

use super::Anchor;

/// A sentence or row of a document, its own names replaced by a mark.
///
/// Twelve bytes, since a document has some forty: the place is the number of the text in the tree, that of the sentence in
/// the text, and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentence {
    hash: [u32; 2],
    place: u32,
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A sentence of a longer text, or any row.
    Part,
    /// A sentence or row that is a whole text or item of the usage.
    WholeUsage,
    /// A text or item of the usage with several sentences, which are listed too.
    LongUsage,
    /// A sentence of a longer text that the lists of phrases know as a template.
    Template,
}

impl Sentence {
    const UNIT_BITS: u32 = 2;
    const NUMBER_BITS: u32 = 9;
    /// In place of the number of a sentence: the whole text.
    const WHOLE: u32 = (1 << Self::NUMBER_BITS) - 1;
    const MOST_NODES: u32 = 1 << (u32::BITS - Self::UNIT_BITS - Self::NUMBER_BITS);

    /// Nothing where the place has no room: beyond two million values, or five hundred sentences in one text.
    pub(super) fn new(hash: u64, node: u32, number: Option<u32>, unit: Unit) -> Option<Sentence> {
        if node >= Self::MOST_NODES || number.is_some_and(|number| number >= Self::WHOLE) {
            return None;
        }
        let number = number.unwrap_or(Self::WHOLE);
        let place = (node << Self::NUMBER_BITS | number) << Self::UNIT_BITS | unit as u32;
        Some(Sentence { hash: [(hash >> 32) as u32, hash as u32], place })
    }

    /// Equal for sentences that say the same, each of its own term.
    pub fn hash(self) -> u64 {
        u64::from(self.hash[0]) << 32 | u64::from(self.hash[1])
    }

    /// What it is.
    pub fn unit(self) -> Unit {
        match self.place & ((1 << Self::UNIT_BITS) - 1) {
            1 => Unit::WholeUsage,
            2 => Unit::LongUsage,
            3 => Unit::Template,
            _ => Unit::Part,
        }
    }

    /// The text in which it stands, by its number in the tree.
    pub fn node(self) -> u32 {
        self.place >> (Self::UNIT_BITS + Self::NUMBER_BITS)
    }

    /// Its number among the sentences of the text; nothing where it is the whole text.
    pub fn number(self) -> Option<u16> {
        let number = self.place >> Self::UNIT_BITS & Self::WHOLE;
        u16::try_from(number).ok().filter(|_| number != Self::WHOLE)
    }

    /// Where it stands.
    pub fn anchor(self) -> Anchor {
        match self.number() {
            Some(number) => Anchor::Sentences(self.node(), number..=number),
            None => Anchor::Node(self.node()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_without_room_is_none() {
        let place = |node, number| Sentence::new(u64::MAX - 7, node, number, Unit::LongUsage);
        let last = place(Sentence::MOST_NODES - 1, Some(Sentence::WHOLE - 1)).unwrap();
        assert_eq!((last.node(), last.number()), (Sentence::MOST_NODES - 1, Some(510)));
        assert_eq!((last.hash(), last.unit()), (u64::MAX - 7, Unit::LongUsage));
        for unit in [Unit::Part, Unit::WholeUsage, Unit::LongUsage, Unit::Template] {
            assert_eq!(Sentence::new(1, 2, None, unit).unwrap().unit(), unit);
        }
        assert_eq!(place(Sentence::MOST_NODES, None), None);
        assert_eq!(place(0, Some(Sentence::WHOLE)), None);
    }
}
