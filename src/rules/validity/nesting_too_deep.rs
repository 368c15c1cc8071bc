use crate::declare_rule;

declare_rule! {
    /// A file in which lists and groups are nested more than 512 levels deep.
    ///
    /// ## Why
    /// A handoff needs about six levels. Hundreds of them come from a program that went wrong, and make other
    /// programs crash or refuse the file.
    ///
    /// ## Fails
    /// ```text noexec
    /// [[[[[[[[ ... 513 opening brackets, each inside the one before
    /// ```
    ///
    /// ## Passes
    /// The deepest value of an ordinary handoff, the row of a table:
    /// ```json
    /// { "content": { "comparisons": [{
    ///   "key": "comparisons",
    ///   "title": "Compare with",
    ///   "text": null,
    ///   "items": ["Retention rate | Counts those who stayed | The mirror image"]
    /// }] } }
    /// ```
    ///
    /// ## Fix
    /// Export the file again; if a program made it, that program needs fixing.
    ///
    /// ## Known limits
    /// The level is always error. Reading stops at the 513th level, so the rest of the file is not checked.
    pub struct NestingTooDeep {}
    id: "nesting-too-deep", kind: Engine, fixed_level: true
}
