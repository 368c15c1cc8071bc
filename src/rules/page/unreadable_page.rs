use crate::declare_rule;

declare_rule! {
    /// A page that cannot be read, or that shows nothing.
    ///
    /// ## Why
    /// What cannot be read cannot be compared, and silence would look like approval. A page that shows no text without its
    /// scripts shows none to many of the programs that read it either.
    ///
    /// ## Fails
    /// ```text noexec
    /// index.html, encoded as Shift_JIS or UTF-16
    /// index.html, encoded as UTF-8, with <meta charset="Shift_JIS"> in its head
    /// index.html, whose body is empty until a script fills it
    /// index.html, which is a link that leads out of the project
    /// index.html, which the account that runs termlint has no permission to read
    /// ```
    ///
    /// ## Passes
    /// ```text noexec
    /// index.html, encoded as UTF-8, with the texts of the term
    /// ```
    ///
    /// ## Fix
    /// Read the reason in the message. Write the page as UTF-8, build it so that it has its texts without scripts, or give the
    /// account permission to read it.
    ///
    /// ## Known limits
    /// Broken markup is no obstacle: it is read as browsers read it. The encoding that a server states is not known here.
    pub struct UnreadablePage {}
    id: "unreadable-page", kind: Engine
}
