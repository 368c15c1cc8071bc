//! What the texts of a document may hold, as a set.
//!
//! Owns what rules can ask for. What tells it is `survey.rs`.

use crate::phrase::{Families, Family};

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
    /// A brace before a capital letter, or `TODO`, `TBD` and the like with a colon, a bracket or a space behind them.
    pub const SLOT: TextFeatures = TextFeatures(1 << 3);
    /// Katakana that begins as no word does, or half-width katakana.
    pub const BROKEN_KANA: TextFeatures = TextFeatures(1 << 4);
    /// Latin letters or digits of full width.
    pub const WIDE_LETTER: TextFeatures = TextFeatures(1 << 5);
    /// One of the filler texts ([`phrase::gap`]).
    pub const FILLER: TextFeatures = TextFeatures::of_families(Families::FILLER);
    /// Round brackets of which there are more that open than close, or the other way round, in the document as a whole.
    pub const ROUND_BRACKET: TextFeatures = TextFeatures(1 << 7);
    /// The same of any other kind of brackets.
    pub const OTHER_BRACKET: TextFeatures = TextFeatures(1 << 8);

    /// What may divide a row into cells: a bar, a tab, a line of a frame.
    pub const DIVIDER: TextFeatures = TextFeatures(1 << 9);
    /// A colon, of either width.
    pub const COLON: TextFeatures = TextFeatures(1 << 10);
    /// A space at either end.
    pub const PADDED: TextFeatures = TextFeatures(1 << 11);
    /// A character from U+3000 to U+9FFF: kana, kanji and the signs of Japanese and Chinese.
    pub const EASTERN: TextFeatures = TextFeatures(1 << 12);
    /// A character that only Chinese has.
    pub const SIMPLIFIED: TextFeatures = TextFeatures(1 << 13);

    /// What a program prints in place of a value: `undefined`, `#REF!`, `${x}`.
    pub const PRINTED: TextFeatures = TextFeatures(1 << 40);
    /// What a chat tool leaves beside its answer.
    pub const MODEL: TextFeatures = TextFeatures(1 << 41);
    /// What secrets of known services begin with, in any string of the document; not told from these texts.
    pub const SECRET: TextFeatures = TextFeatures(1 << 42);
    /// A tag, an entity, Markdown, a backslash.
    pub const MARKUP: TextFeatures = TextFeatures(1 << 43);
    /// Two stops or commas in succession, one behind a space, or one of an unusual width.
    pub const DOUBLED_SIGN: TextFeatures = TextFeatures(1 << 44);
    /// A word of one to three letters, or a Japanese particle, twice.
    pub const DOUBLED_WORD: TextFeatures = TextFeatures(1 << 45);
    /// Characters that bytes read in another encoding look like.
    pub const MOJIBAKE: TextFeatures = TextFeatures(1 << 46);
    /// A kanji or a dash beside katakana that it may stand for.
    pub const LOOK_ALIKE: TextFeatures = TextFeatures(1 << 47);
    /// A round bracket of ASCII that no other one of ASCII pairs with.
    pub const MIXED_BRACKET: TextFeatures = TextFeatures(1 << 32);
    /// What [`fold`](crate::text::fold) changes otherwise than by its case: a sign, two spaces, a letter of full width.
    pub const FOLDED: TextFeatures = TextFeatures(1 << 33);

    /// All of them: for a document that may hold anything, and for a rule that looks at every document.
    pub const ALL: TextFeatures = TextFeatures(u64::MAX);
    /// None of them: for a rule that looks at no document unless its options make it.
    pub const NOTHING: TextFeatures = TextFeatures(0);

    /// An embedded phrase of this kind.
    pub const fn phrase(family: Family) -> TextFeatures {
        TextFeatures::of_families(Families::of(family))
    }

    /// An embedded phrase of any of these kinds.
    #[inline]
    pub const fn of_families(families: Families) -> TextFeatures {
        TextFeatures((families.bits() as u64) << 16)
    }

    /// Whether any of `wanted` may be there; of all, always.
    #[inline]
    pub const fn has(self, wanted: TextFeatures) -> bool {
        self.0 & wanted.0 != 0 || wanted.0 == TextFeatures::ALL.0
    }

    /// Both together.
    #[inline]
    pub const fn or(self, other: TextFeatures) -> TextFeatures {
        TextFeatures(self.0 | other.0)
    }

    /// Those that are in both.
    #[inline]
    pub(super) const fn and(self, other: TextFeatures) -> TextFeatures {
        TextFeatures(self.0 & other.0)
    }

    /// Those that are not among others.
    #[inline]
    pub(super) const fn without(self, others: TextFeatures) -> TextFeatures {
        TextFeatures(self.0 & !others.0)
    }

    #[inline]
    pub(super) const fn when(self, is_there: bool) -> TextFeatures {
        if is_there { self } else { TextFeatures::NOTHING }
    }
}
