use crate::declare_rule;

declare_rule! {
    /// Half of a character, left over where a text was cut or converted carelessly.
    ///
    /// ## Why
    /// In the form `\ud83d\ude00`, an emoji or a rare kanji is written as two halves. One half alone is not a character:
    /// readers see a question mark or a box, and strict programs refuse the whole file.
    ///
    /// ## Fails
    /// An emoji of which the second half was cut off:
    /// ```text raw
    /// { "short_definition": "A score that tells sellers whom to call first \ud83d" }
    /// ```
    /// The first half of 𠮷 is missing:
    /// ```text raw
    /// { "display_name": "\udfb7野家の事例" }
    /// ```
    ///
    /// ## Passes
    /// ```text raw
    /// { "display_name": "\ud842\udfb7野家の事例", "title": "𠮷野家の事例" }
    /// ```
    ///
    /// ## Fix
    /// Type the character again. If a program shortened the text, have it cut between characters.
    ///
    /// ## Known limits
    /// Only the written form with `\u` can be half a character; a half that was saved as such is reported as
    /// `invalid-encoding`.
    pub struct LoneSurrogate {}
    id: "lone-surrogate", kind: Engine
}
