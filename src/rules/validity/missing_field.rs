use crate::declare_rule;
use crate::finding::Safety;

declare_rule! {
    /// A field that the contract requires but the document lacks.
    ///
    /// ## Why
    /// Readers rely on every field of the contract. Some stop when one is missing, others show an empty place on the
    /// page.
    ///
    /// ## Fails
    /// A missing field:
    /// ```json remove=/canonical/locale
    /// {}
    /// ```
    /// A field whose name is misspelt; termlint points at it:
    /// ```json remove=/summary/display_name
    /// { "summary": { "dispaly_name": "Churn Rate" } }
    /// ```
    /// An entry of a list without one of its fields:
    /// ```json
    /// { "content": { "faq": [{ "question": "Is a negative rate possible?" }] } }
    /// ```
    ///
    /// ## Passes
    /// A field without a value is present, as `null`:
    /// ```json
    /// { "content": { "formula": null }, "summary": { "abbreviation": null } }
    /// ```
    ///
    /// ## Fix
    /// Add the field where the finding points; the help line says what belongs there. If the finding names a misspelt
    /// field, rename that one: that fix is safe. Where there is nothing to say, look at a neighbouring handoff: many fields may be
    /// `null` or an empty list, but they must be there.
    ///
    /// ## Known limits
    /// A missing review date is `missing-review-date`. In version 2, the fields of version 1 are required only if the
    /// file itself says so, with `v1_fields_preserved`. An empty text where one is required is `malformed-value`.
    pub struct MissingField {}
    id: "missing-field", kind: Engine, fix: Some(Safety::Safe)
}
