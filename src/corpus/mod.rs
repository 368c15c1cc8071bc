//! What is known about all documents together: small facts of each, and an index over them.
//!
//! Owns facts and the resolver of slugs. Corpus rules see this and nothing else: no tree, no text.

mod change;
mod external;
mod extras;
mod facts;
mod hash;
mod index;
mod links;
mod lookup;
mod member;
mod names;
mod page;
mod prose;
mod renames;
mod replace;
mod sentence;
mod sentences;
mod shared;
mod sketch;
mod slugs;
mod spelling;
mod terms;
mod view;

pub use change::{Changes, Concerned};
pub use external::ExternalTerms;
pub use extras::Extras;
pub use facts::{ClaimedLocale, Facts, RelatedFact};
pub use hash::TextHash;
pub use index::Corpus;
pub use links::{Ids, Link, Links};
pub use lookup::{Lookup, Speller};
pub use member::{Coverage, Member};
pub use page::{HabitKind, PageFacts, PageHabit};
pub use renames::Renames;
pub use sentence::{Sentence, Unit};
pub use shared::{Cluster, Shared, Units};
pub use sketch::{Alike, Sample, Sketch, alike};
pub use spelling::WordForm;
pub(crate) use spelling::first_place;
pub use view::View;

/// A place in a document, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// The value that a JSON Pointer names.
    Pointer(String),
    /// The value with this number in the tree, as the same bytes always give it: what facts can hold in four bytes.
    Node(u32),
    /// Sentences of that value, from the first to the last, counted from 0 (see [`crate::text::sentences`]).
    Sentences(u32, std::ops::RangeInclusive<u16>),
    /// The first place of a word in this spelling, and the number of the spelling that is named beside it.
    Spelling(WordForm, u8),
}

impl From<String> for Anchor {
    fn from(pointer: String) -> Self {
        Anchor::Pointer(pointer)
    }
}

impl From<&str> for Anchor {
    fn from(pointer: &str) -> Self {
        Anchor::Pointer(pointer.to_owned())
    }
}

/// A place in a document of the corpus.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RelatedAnchor {
    /// The document, by its number in the corpus.
    pub document: usize,
    /// The value.
    pub anchor: Anchor,
}

impl RelatedAnchor {
    /// A value of the document with this number.
    pub fn new(document: usize, anchor: impl Into<Anchor>) -> RelatedAnchor {
        RelatedAnchor { document, anchor: anchor.into() }
    }
}
