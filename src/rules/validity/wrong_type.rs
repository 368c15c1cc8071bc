use crate::declare_rule;
use crate::finding::Safety;

declare_rule! {
    /// A value of the wrong type, such as a text where a number is required.
    ///
    /// ## Why
    /// Programs take a number for a number and a list for a list. A text such as `"3"` looks right to people, but it
    /// cannot be counted with, and a list where one section is expected shows nothing at all.
    ///
    /// ## Fails
    /// A number in quotation marks:
    /// ```json
    /// { "summary": { "sources_count": "3" } }
    /// ```
    /// A list where one section is required:
    /// ```json
    /// { "content": { "formula": [] } }
    /// ```
    /// Nothing (`null`) where a text is required:
    /// ```json
    /// { "summary": { "display_name": null } }
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// { "summary": { "sources_count": 3, "abbreviation": null }, "content": { "formula": null } }
    /// ```
    ///
    /// ## Fix
    /// Numbers, `true`, `false` and `null` are written without quotation marks, texts with them. A list is in square
    /// brackets, a group of fields in braces. The message says which kind is expected. The fix that takes the quotation marks off
    /// a number, `true` or `false` is safe, and so is the one that writes `null` for an empty text.
    ///
    /// ## Known limits
    /// An empty (`null`) review date is `missing-review-date`. A whole number may also be written as `3.0`. A file
    /// that is a list or a single text as a whole is reported here too, and then nothing else in it is checked.
    pub struct WrongType {}
    id: "wrong-type", kind: Engine, fix: Some(Safety::Safe)
}
