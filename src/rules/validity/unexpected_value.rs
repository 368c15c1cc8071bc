use crate::declare_rule;
use crate::finding::Safety;

declare_rule! {
    /// A value that the contract does not allow.
    ///
    /// ## Why
    /// Some fields have a fixed value, or a minimum. `no_write_operations`, for example, is a promise to whoever
    /// lets an agent read the file; anything but `true` breaks it.
    ///
    /// ## Fails
    /// ```json
    /// { "no_write_operations": false }
    /// ```
    /// The field `version` of a document must repeat its `schema_version`:
    /// ```json
    /// { "version": "core-reviewed-term-ai-handoff-v2" }
    /// ```
    /// A number below the minimum:
    /// ```json
    /// { "quality": { "source_count": -1 } }
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// { "no_write_operations": true, "version": "core-reviewed-term-ai-handoff-v1" }
    /// ```
    /// ```json
    /// { "sources": { "visible_sources": [] }, "summary": { "sources_count": 0 }, "quality": { "source_count": 0 } }
    /// ```
    ///
    /// ## Fix
    /// Write the value that the help line names. If the value was written on purpose, the document may need another
    /// version of the contract. The fix that takes the quotation marks off `true` or `false` is safe.
    ///
    /// ## Known limits
    /// Lists of values that may still grow, such as the kinds of relation, belong to `unlisted-value`, which is
    /// milder. A value of another kind, such as a text in place of a number, is `wrong-type`.
    pub struct UnexpectedValue {}
    id: "unexpected-value", kind: Engine, fix: Some(Safety::Safe)
}
