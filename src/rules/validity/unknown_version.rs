use crate::declare_rule;

/// How a document of an unknown version is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum JudgeAs {
    /// Not at all.
    Nothing,
    /// As the newest known version that its `compat` block declares to keep.
    Declared,
}

declare_rule! {
    /// A version of the contract that is newer than this termlint.
    ///
    /// ## Why
    /// The contract grows, and termlint does not know what a newer version requires. Checking the file by an older one
    /// silently could accept what is wrong and report what is right, so by default such a file is an error and is not
    /// checked.
    ///
    /// ## Fails
    /// ```json
    /// { "schema_version": "core-reviewed-term-ai-handoff-v3", "version": "core-reviewed-term-ai-handoff-v3" }
    /// ```
    ///
    /// ## Passes
    /// ```json v2
    /// { "schema_version": "core-reviewed-term-ai-handoff-v2", "version": "core-reviewed-term-ai-handoff-v2" }
    /// ```
    ///
    /// ## Fix
    /// Update termlint. If its newest release does not know the version either, put the schema of the new version
    /// into a folder and name that folder as `schema-dir`.
    ///
    /// Until then, files that promise to stay readable as an older version can be checked as that one:
    ///
    /// ```toml
    /// [rules]
    /// unknown-version = { level = "warning", judge-as = "declared" }
    /// ```
    ///
    /// With `judge-as = "declared"`, termlint reads the list `backward_compatible_schema_versions` in the file's own
    /// `compat` block and checks the file as the newest version in it that it knows. The finding stays, at the level
    /// that you chose, so that nobody forgets to update.
    ///
    /// ## Known limits
    /// A level other than error applies only to files that are checked under `judge-as = "declared"`. A file that
    /// declares no version that termlint knows stays an error, because nothing in it was checked. A text that is not a
    /// version at all is `malformed-version`.
    pub struct UnknownVersion {
        /// What to do with a document of a newer version: check `nothing`, or check it as the newest known version that
        /// it declares to keep.
        judge_as: JudgeAs = JudgeAs::Nothing,
    }
    id: "unknown-version", kind: Engine
}
