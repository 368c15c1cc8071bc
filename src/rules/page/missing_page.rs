use crate::declare_rule;

declare_rule! {
    /// A published term whose page does not exist.
    ///
    /// ## Why
    /// Whoever follows the address in the handoff finds nothing. The page was not built, was built under another slug or locale,
    /// or was deleted without its handoff.
    ///
    /// ## Fails
    /// With `map = "public/{locale}/core/{slug}/index.html"` under `[pages]`, and `publication_status` `published_reviewed`:
    /// ```text noexec
    /// content/en-US/churn-rate/ai.json, but no public/en-US/core/churn-rate/index.html
    /// ```
    ///
    /// ## Passes
    /// ```text noexec
    /// content/en-US/churn-rate/ai.json, and public/en-US/core/churn-rate/index.html
    /// ```
    ///
    /// ## Fix
    /// Build and publish the page; or correct the slug or the locale of the handoff, if the page has another name; or correct
    /// `map` in `termlint.toml`, if the message names a path that no page of yours has.
    ///
    /// ## Known limits
    /// Only `check --pages` and `termlint page` look for pages. A document whose `publication_status` does not begin with
    /// `published` needs none. A document whose slug or locale is malformed, or stated in two ways, is left to the rules about
    /// these. Where the folder of all pages does not exist, none is missing: the summary says that pages were not checked.
    pub struct MissingPage {}
    id: "missing-page", kind: Engine
}
