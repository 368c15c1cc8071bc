//! The kinds of phrases and of words that stand for nothing.
//!
//! Owns their names, as the lists and `table.rs` use them. Must not know any of them.

/// What kind of text a phrase stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Family {
    /// A row of a comparison.
    ComparisonRow,
    /// The text above the rows.
    ComparisonIntro,
    /// A question; healthy alone.
    FaqQuestion,
    /// An answer.
    FaqAnswer,
    /// A definition.
    Definition,
    /// Meaning and usage.
    Usage,
    /// A formula, its text or its rows.
    Formula,
    /// An operand of a formula that names no quantity.
    CircularFormula,
    /// A boundary, its text or its rows.
    Boundary,
    /// An example.
    Example,
    /// Running text or a row of any section.
    Prose,
    /// The house speaking about itself.
    HouseReference,
    /// A chat program speaking, where its answer was pasted whole.
    Leak,
    /// How a chat program begins an answer; healthy alone.
    Opening,
    /// How a chat program ends an answer; healthy alone.
    Closing,
    /// Given by the user.
    Extra,
}

/// The kinds of templates that the texts of each section are searched for: the same words may be healthy elsewhere.
pub mod templates {
    use super::Family;

    /// In a definition.
    pub const DEFINITION: &[Family] = &[Family::Definition, Family::Prose];
    /// In a formula.
    pub const FORMULA: &[Family] = &[Family::Prose, Family::Formula];
    /// In a boundary.
    pub const BOUNDARY: &[Family] = &[Family::Prose, Family::Boundary];
    /// In meaning and usage.
    pub const USAGE: &[Family] = &[Family::Prose, Family::Usage];
    /// In misconceptions.
    pub const MISCONCEPTION: &[Family] = &[Family::Prose];
    /// In an example.
    pub const EXAMPLE: &[Family] = &[Family::Prose, Family::Example, Family::Usage];
    /// In a comparison.
    pub const COMPARISON: &[Family] = &[Family::Prose, Family::ComparisonIntro];
}

/// Where in a text a phrase counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum At {
    /// As the whole text, a full stop at the end aside.
    #[default]
    Whole,
    /// As one of its sentences or cells, or as all of it.
    Sentence,
    /// At its start.
    Start,
    /// Anywhere in it, between words.
    Anywhere,
}

/// What a placeholder means where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(test, derive(serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Kind {
    /// Never an answer: `TBD`, `要確認`, `{X}`.
    Hole,
    /// An answer in an otherwise filled row: `n/a`, `なし`.
    Answer,
    /// As an answer, but without a word: `-`, `?`.
    Mark,
    /// A state of things, and a placeholder only where every cell but the head is one: 検討中, ○○.
    Status,
    /// As a status, where terms are compared; elsewhere an answer: 同上.
    Ditto,
}
