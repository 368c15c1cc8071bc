use crate::declare_rule;

declare_rule! {
    /// An `[[ignore]]` entry whose last day has passed.
    ///
    /// ## Why
    /// Whoever set the day meant to have fixed the finding by then. From the next day on, the finding is reported
    /// again, and the entry only distracts whoever reads the file.
    ///
    /// ## Fails
    /// On the first day of 2027:
    /// ```text noexec
    /// [[ignore]]
    /// rule = "dead-related-slug"
    /// files = ["content/en-US/churn-rate/ai.json"]
    /// reason = "the page is published with the winter release"
    /// until = 2026-12-31
    /// ```
    ///
    /// ## Passes
    /// On the last day of 2026, the same entry still applies.
    /// ```text noexec
    /// until = 2026-12-31
    /// ```
    ///
    /// ## Fix
    /// Fix the finding and remove the entry. If the reason is still valid, set a later day.
    ///
    /// ## Known limits
    /// Only a run over the whole corpus with all rules reports entries.
    pub struct ExpiredIgnore {}
    id: "expired-ignore", kind: Engine
}
