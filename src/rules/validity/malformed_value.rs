use crate::declare_rule;
use crate::finding::Safety;

declare_rule! {
    /// A text that does not have the form its field needs: not an address, not an id, too long, or empty.
    ///
    /// ## Why
    /// An address without `https://` leads nowhere, an id in another form finds no record, and a definition that is
    /// too long is cut off in lists.
    ///
    /// ## Fails
    /// An address without `https://`:
    /// ```json
    /// { "canonical": { "url": "core.yogoq.com/en-US/core/churn-rate" } }
    /// ```
    /// A permanent id must be a UUID: 32 hexadecimal digits in five groups:
    /// ```json
    /// { "related_terms": [{
    ///   "topic_id": "customer-lifetime-value",
    ///   "canonical_slug": "customer-lifetime-value",
    ///   "canonical_url": "https://core.yogoq.com/en-US/core/customer-lifetime-value",
    ///   "title": "Customer Lifetime Value",
    ///   "relation_type": "next"
    /// }] }
    /// ```
    /// A text that must not be empty, nor white space alone:
    /// ```json
    /// { "content": { "formula": { "title": "　" } } }
    /// ```
    ///
    /// ## Passes
    /// Addresses may contain Japanese:
    /// ```json
    /// { "canonical": { "url": "https://core.yogoq.com/ja-JP/用語/解約率" } }
    /// ```
    ///
    /// ## Fix
    /// Copy an address from the browser's address line, and an id from the record that it belongs to; never make up
    /// an id. Shorten a text that is too long to what the message allows. The fix that deletes blanks at the ends of an address
    /// is safe.
    ///
    /// ## Known limits
    /// A wrong review date is `invalid-review-date`. A text that may be null and is empty is `empty-section`, a kind of source
    /// `untyped-source`. Only the form is checked: whether a page exists at an address is
    /// never tried. Lengths count characters, so that one kanji is as long as one letter.
    pub struct MalformedValue {}
    id: "malformed-value", kind: Engine, fix: Some(Safety::Safe), hides_value: true
}
