use crate::declare_rule;

declare_rule! {
    /// An `[[ignore]]` entry that ignores nothing.
    ///
    /// ## Why
    /// An entry whose finding is gone hides the next one: a new defect at the same location is
    /// never reported.
    ///
    /// ## Fails
    /// The related term was corrected, and the entry was left behind:
    /// ```text noexec
    /// [[ignore]]
    /// rule = "dead-related-slug"
    /// files = ["content/en-US/churn-rate/ai.json"]
    /// at = "/related_terms[canonical_slug=quick-ratio]"
    /// reason = "the page is published next week"
    /// ```
    /// Two related terms have the slug, and the entry does not say which one it means, so it ignores neither:
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
    /// Only a run over the whole corpus with all rules reports such an entry. A hook that passes some files does not, a
    /// run with `--only` does not, and neither does one in which the rule of the entry was not checked. An entry whose
    /// last day has passed is `expired-ignore`.
    pub struct UnusedIgnore {}
    id: "unused-ignore", kind: Engine
}
