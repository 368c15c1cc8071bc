use crate::declare_rule;

declare_rule! {
    /// A version that never existed: a typo, or the name of something else.
    ///
    /// ## Why
    /// Readers choose how to read a file by its exact version. A version that differs in one letter is the same as
    /// none.
    ///
    /// ## Fails
    /// A short form:
    /// ```json
    /// { "schema_version": "v1" }
    /// ```
    /// A typo:
    /// ```json
    /// { "schema_version": "core-reviewed-term-ai-handof-v1" }
    /// ```
    /// The version of the summary, which is only a part of a handoff:
    /// ```json
    /// { "schema_version": "core-reviewed-term-summary-v1" }
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// { "schema_version": "core-reviewed-term-ai-handoff-v1" }
    /// ```
    /// ```json v2
    /// { "schema_version": "core-reviewed-term-ai-handoff-v2" }
    /// ```
    ///
    /// ## Fix
    /// If the help line asks “did you mean”, and it is right, write that. Otherwise copy the version from a handoff
    /// that was made in the same way. `termlint schema list` names all versions that termlint knows.
    ///
    /// ## Known limits
    /// The level is always error. termlint never corrects a version by itself, so the fields of such a file are not
    /// checked. A version of the right form whose number is higher than any that termlint knows is `unknown-version`.
    pub struct MalformedVersion {}
    id: "malformed-version", kind: Engine, fixed_level: true
}
