//! Which facts are collected only for rules that ask for them.

/// Facts that are collected only where a rule asks for them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extras {
    /// A sample of what each document says.
    pub sketches: bool,
    /// The words that each document spells in one of several ways.
    pub word_forms: bool,
    /// What the page of each document does.
    pub pages: bool,
}

impl Extras {
    /// None of them.
    pub const NONE: Extras = Extras { sketches: false, word_forms: false, pages: false };

    /// What either asks for.
    #[must_use]
    pub fn or(self, other: Extras) -> Extras {
        Extras {
            sketches: self.sketches || other.sketches,
            word_forms: self.word_forms || other.word_forms,
            pages: self.pages || other.pages,
        }
    }
}
