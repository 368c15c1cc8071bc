use crate::declare_rule;
use crate::rule::Level;

declare_rule! {
    /// A value that the contract does not list yet, often a misspelt one.
    ///
    /// ## Why
    /// Readers act on certain words, such as `next` for a term to be read next. A word that they do not know has no
    /// effect, or a wrong one. But the contract is a preview and its lists grow, so this is a warning only.
    ///
    /// ## Fails
    /// ```json
    /// { "contract_status": "Preview" }
    /// ```
    /// ```json
    /// { "related_terms": [{
    ///   "topic_id": "beae9aa7-ce59-5e57-a78c-23434b54ae0d",
    ///   "canonical_slug": "customer-lifetime-value",
    ///   "canonical_url": "https://core.yogoq.com/en-US/core/customer-lifetime-value",
    ///   "title": "Customer Lifetime Value",
    ///   "relation_type": "prerequisite"
    /// }] }
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// { "contract_status": "preview" }
    /// ```
    /// With a list of values that you use on purpose:
    /// ```json options
    /// { "allow": ["prerequisite"] }
    /// ```
    /// ```json
    /// { "related_terms": [{
    ///   "topic_id": "beae9aa7-ce59-5e57-a78c-23434b54ae0d",
    ///   "canonical_slug": "customer-lifetime-value",
    ///   "canonical_url": "https://core.yogoq.com/en-US/core/customer-lifetime-value",
    ///   "title": "Customer Lifetime Value",
    ///   "relation_type": "prerequisite"
    /// }] }
    /// ```
    ///
    /// ## Fix
    /// Correct the value; upper and lower case matter. If it is new and right, allow it in the configuration until
    /// termlint knows it:
    ///
    /// ```toml
    /// [rules]
    /// unlisted-value = { allow = ["prerequisite"] }
    /// ```
    ///
    /// ## Known limits
    /// An allowed value is allowed in every field. Fields with one fixed value belong to `unexpected-value`.
    pub struct UnlistedValue {
        /// Values that are allowed, in whichever field they occur.
        allow: Vec<String> = Vec::new(),
    }
    id: "unlisted-value", kind: Engine, level: Level::Warning
}
