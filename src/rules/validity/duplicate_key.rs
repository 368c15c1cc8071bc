use crate::declare_rule;
use crate::finding::Safety;

declare_rule! {
    /// A field that is written twice in the same group, so that only the last one counts.
    ///
    /// ## Why
    /// Most programs take the last of the two and silently ignore the other; some take the first. So readers may
    /// see different texts, and a correction made in the wrong one has no effect. It happens when two edits are
    /// merged, or when a field is copied.
    ///
    /// ## Fails
    /// ```text raw
    /// { "canonical": { "slug": "churn-rate", "locale": "en-US", "slug": "customer-churn-rate" } }
    /// ```
    /// ```text raw
    /// { "summary": { "display_name": "解約率", "display_name": "解約率" } }
    /// ```
    ///
    /// ## Passes
    /// The same field in two entries of a list is not a repetition:
    /// ```json
    /// { "content": { "faq": [
    ///   { "question": "Is a negative rate possible?", "answer": "Not for customers, but for revenue it is." },
    ///   { "question": "Which period should we choose?", "answer": "The one in which your customers pay." }
    /// ] } }
    /// ```
    ///
    /// ## Fix
    /// Keep the field that is right and remove the other, even where both say the same. Where both are written with the
    /// same value, there is a safe fix, which deletes the second.
    ///
    /// ## Known limits
    /// Upper and lower case make different fields: `Slug` does not repeat `slug`. All other rules check the last one,
    /// as programs do. A field that occurs three times is reported twice.
    pub struct DuplicateKey {}
    id: "duplicate-key", kind: Engine, fix: Some(Safety::Safe)
}
