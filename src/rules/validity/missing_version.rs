use crate::declare_rule;

declare_rule! {
    /// A file that does not say which version of the contract it follows.
    ///
    /// ## Why
    /// The contract is the agreement on which fields a handoff has. It changes from version to version, and the field
    /// `schema_version` says which one applies. Without it, neither termlint nor any other reader can tell what should
    /// be in the file.
    ///
    /// ## Fails
    /// ```json remove=/schema_version
    /// {}
    /// ```
    /// ```json
    /// { "schema_version": null }
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// { "schema_version": "core-reviewed-term-ai-handoff-v1" }
    /// ```
    ///
    /// ## Fix
    /// Add `schema_version` at the top of the file, as in a neighbouring handoff that was made in the same way. Do
    /// not choose a version at random: the other fields have to fit it.
    ///
    /// ## Known limits
    /// The level is always error. termlint never guesses a version, so the fields of such a file are not checked. The
    /// field `version` does not stand in for `schema_version`. A version that is there but wrong is
    /// `malformed-version` or `unknown-version`.
    pub struct MissingVersion {}
    id: "missing-version", kind: Engine, fixed_level: true
}
