use crate::declare_rule;

declare_rule! {
    /// A page to which no document belongs.
    ///
    /// ## Why
    /// A page without a handoff is mostly one that a deleted or renamed term has left behind: people still read it, and nobody
    /// reviews it any more.
    ///
    /// ## Fails
    /// With `map = "public/{locale}/core/{slug}/index.html"` under `[pages]`:
    /// ```text noexec
    /// public/en-US/core/lead-nuturing/index.html, but no document with the slug lead-nuturing and the locale en-US
    /// ```
    ///
    /// ## Passes
    /// ```text noexec
    /// public/en-US/core/index.html, which is not the path of any term's page
    /// ```
    ///
    /// ## Fix
    /// Delete the page, or restore the handoff. If the term was renamed, let the old address lead to the new page.
    ///
    /// ## Known limits
    /// Only `check --pages` and `termlint page` look for pages, and only a run over all documents can tell that none of them has
    /// a page. A document that is not published explains its page, too. Links to pages are not followed. An `[[ignore]]` entry
    /// names the page itself, since there is no document.
    pub struct OrphanPage {}
    id: "orphan-page", kind: Engine
}
