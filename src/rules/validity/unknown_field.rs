use crate::declare_rule;
use crate::rule::Level;

declare_rule! {
    /// A field that the contract does not know, often a misspelt one.
    ///
    /// ## Why
    /// No reader looks at a field that it does not know, so what is written there is lost. But the contract is a
    /// preview and grows, so this is a warning only.
    ///
    /// ## Fails
    /// ```json
    /// { "summary": { "remarks": "Check the figures with finance." } }
    /// ```
    /// ```json ja
    /// { "備考": "次回の見直しで図を足す" }
    /// ```
    ///
    /// ## Passes
    /// With a list of fields that you add on purpose:
    /// ```json options
    /// { "allow": ["x_owner", "/related_terms/*/note"] }
    /// ```
    /// ```json
    /// {
    ///   "x_owner": "finance",
    ///   "related_terms": [{
    ///     "topic_id": "beae9aa7-ce59-5e57-a78c-23434b54ae0d",
    ///     "canonical_slug": "customer-lifetime-value",
    ///     "canonical_url": "https://core.yogoq.com/en-US/core/customer-lifetime-value",
    ///     "title": "Customer Lifetime Value",
    ///     "relation_type": "next",
    ///     "note": "read this first"
    ///   }]
    /// }
    /// ```
    ///
    /// ## Fix
    /// If the help line asks “did you mean”, and it is right, rename the field. Otherwise remove it, or allow it in
    /// the configuration:
    ///
    /// ```toml
    /// [rules]
    /// unknown-field = { allow = ["x_owner", "/related_terms/*/note"] }
    /// ```
    ///
    /// A bare name allows the field everywhere. A name with its path, each step after a `/`, allows it
    /// in that place only; `*` stands for every entry of a list.
    ///
    /// ## Known limits
    /// A misspelt field that is required is reported once, as `missing-field`. Fields below an unknown field are not
    /// checked.
    pub struct UnknownField {
        /// Fields that are allowed: a name (`x_owner`), or a place (`/related_terms/*/note`) in which `*` stands for
        /// every entry of a list.
        allow: Vec<String> = Vec::new(),
    }
    id: "unknown-field", kind: Engine, level: Level::Warning
}
