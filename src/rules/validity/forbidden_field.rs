use crate::declare_rule;

declare_rule! {
    /// A field that a schema of your own forbids.
    ///
    /// ## Why
    /// The schemas that come with termlint allow new fields with a warning (`unknown-field`). A team that wants
    /// to be stricter puts a schema of its own into `schema-dir` and closes it there; then another field is an error.
    ///
    /// ## Fails
    /// With a schema of your own that says for the group `canonical`, beside the list of its fields,
    /// `"additionalProperties": false`:
    /// ```text noexec
    /// { "canonical": {
    ///   "url": "https://core.yogoq.com/en-US/core/churn-rate",
    ///   "slug": "churn-rate",
    ///   "locale": "en-US",
    ///   "old_slug": "churn"
    /// } }
    /// ```
    ///
    /// ## Passes
    /// The schemas that come with termlint forbid no field; the same document gets a warning of `unknown-field`
    /// instead:
    /// ```json
    /// { "canonical": { "old_slug": "churn" } }
    /// ```
    ///
    /// ## Fix
    /// Remove the field. If the help line asks “did you mean”, and it is right, rename it. If the field should be
    /// allowed, ask whoever keeps the schema in `schema-dir`.
    ///
    /// ## Known limits
    /// It reports only where `schema-dir` is set. A misspelt field that is required is reported once, as
    /// `missing-field`.
    pub struct ForbiddenField {}
    id: "forbidden-field", kind: Engine
}
