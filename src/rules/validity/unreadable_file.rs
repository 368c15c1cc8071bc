use crate::declare_rule;

declare_rule! {
    /// A file that termlint was asked to check but could not open.
    ///
    /// ## Why
    /// A file that cannot be read cannot be checked, and silence would look like approval. What stops termlint here
    /// often stops the publication later.
    ///
    /// ## Fails
    /// ```text noexec
    /// ai.json, which the account that runs termlint has no permission to read
    /// ai.json, which another program deleted while termlint was at work
    /// ai.json, which is a folder that carries a file's name
    /// ai.json, which is a link to a file that no longer exists
    /// ```
    ///
    /// ## Passes
    /// ```text noexec
    /// ai.json, a plain file that the account that runs termlint may read
    /// ```
    ///
    /// ## Fix
    /// Read the reason in the message. Give the account permission to read the file, restore the file, or repair the
    /// link. If the file is gone for good, take it off the list that was handed to termlint.
    ///
    /// ## Known limits
    /// The level is always error. A file that could not be read has no other findings.
    pub struct UnreadableFile {}
    id: "unreadable-file", kind: Engine, fixed_level: true
}
