use crate::declare_rule;

declare_rule! {
    /// An entry of the configuration that ignores nothing.
    ///
    /// ## Why
    /// An entry that has outlived its finding waits for the next one: a defect that is made anew at the same place is
    /// never seen.
    ///
    /// ## Fails
    /// The relation was corrected, and the entry was left behind:
    /// ```text noexec
    /// [[ignore]]
    /// rule = "dead-related-slug"
    /// files = ["content/en-US/churn-rate/ai.json"]
    /// at = "/related_terms[canonical_slug=quick-ratio]"
    /// reason = "the page is published next week"
    /// ```
    /// Two relations have the slug, and the entry does not say which one it means, so that it means none:
    /// ```text noexec
    /// at = "/related_terms[canonical_slug=quick-ratio]"
    /// ```
    ///
    /// ## Passes
    /// The second of the two:
    /// ```text noexec
    /// at = "/related_terms[canonical_slug=quick-ratio#2]"
    /// ```
    ///
    /// ## Fix
    /// Remove the entry.
    ///
    /// ## Known limits
    /// Only a run that looks at the whole corpus with all rules can tell, so a hook that passes some files says nothing, nor
    /// does `--only`, nor a run in which the rule of the entry did not judge. An entry whose last day is over is
    /// `expired-ignore`.
    pub struct UnusedIgnore {}
    id: "unused-ignore", kind: Engine
}
