use crate::declare_rule;

declare_rule! {
    /// A file that is larger than the limit.
    ///
    /// ## Why
    /// A handoff describes one term and takes a few dozen kilobytes. A file that is a thousand times larger contains
    /// something that does not belong there, such as a picture, a log or a whole export, and would slow down everyone
    /// who reads it.
    ///
    /// ## Fails
    /// ```text noexec
    /// ai.json with 70,000,000 bytes, while the limit is 64 MiB (67,108,864 bytes)
    /// ```
    ///
    /// ## Passes
    /// ```text noexec
    /// ai.json with 24,000 bytes
    /// ```
    ///
    /// ## Fix
    /// Look at what makes the file so large and take it out. If the size is right, raise the limit with
    /// `--max-file-size`.
    ///
    /// ## Known limits
    /// The level is always error. A file above the limit is not read at all, so it has no other findings.
    pub struct FileTooLarge {}
    id: "file-too-large", kind: Engine, fixed_level: true
}
