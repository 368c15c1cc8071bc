use crate::declare_rule;
use crate::handoff::{Handoff, ReviewDate, Text, TextField};
use crate::rule::{DocumentRule, Reporter};
use crate::text::is_blank;

declare_rule! {
    /// A review that is older than the policy it cites.
    ///
    /// ## Why
    /// The id of a policy ends in the day on which it came into force. A review before that day cannot have been made
    /// under this policy, so the document claims a check that it never had. Policies are sometimes assigned to a whole
    /// batch after its review: a warning.
    ///
    /// ## Fails
    /// ```json
    /// { "summary": { "last_reviewed_at": "2026-05-14" }, "quality": { "last_reviewed_at": "2026-05-14" } }
    /// ```
    /// ```json ja
    /// {
    ///   "summary": { "limitations_key": "core-trust-policy-v2-2026-10-01" },
    ///   "quality": { "trust_policy_version": "core-trust-policy-v2-2026-10-01" },
    ///   "limitations": { "policy_version": "core-trust-policy-v2-2026-10-01" }
    /// }
    /// ```
    ///
    /// ## Passes
    /// On the day itself:
    /// ```json
    /// {
    ///   "summary": { "last_reviewed_at": "2026-06-22" },
    ///   "quality": { "last_reviewed_at": "2026-06-22T08:00:00.000Z" }
    /// }
    /// ```
    /// A policy whose id has no date is not compared:
    /// ```json ja
    /// {
    ///   "summary": { "limitations_key": "core-trust-policy-v2" },
    ///   "quality": { "trust_policy_version": "core-trust-policy-v2" },
    ///   "limitations": { "policy_version": "core-trust-policy-v2" }
    /// }
    /// ```
    ///
    /// ## Fix
    /// Review the text under the policy and enter the day, or cite the policy under which it was reviewed.
    ///
    /// ## Known limits
    /// Days are those of UTC, so a review on the morning of the first day in Japan may seem a day early. A day is compared
    /// only where the document agrees with itself on both: where the fields with the review date or with the policy
    /// differ, `conflicting-fields` reports them. A date that is missing, or is a stand-in such as `1970-01-01`, is
    /// `missing-review-date`; one that is not a date is `invalid-review-date`.
    pub struct ReviewBeforePolicy {}
    id: "review-before-policy", kind: Document
}

impl DocumentRule for ReviewBeforePolicy {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let policies = [
            &handoff.summary.limitations_key,
            &handoff.quality.trust_policy_version,
            &handoff.limitations.policy_version,
        ];
        let mut stated_policies = policies.into_iter().filter_map(stated);
        let Some(policy) = stated_policies.next() else { return };
        if stated_policies.any(|other| other.value != policy.value) {
            return;
        }
        let Some(start) = policy.len().checked_sub("2026-06-22".len()) else { return };
        let Some((_, day)) = policy.split_at_checked(start).filter(|(name, _)| name.ends_with('-')) else { return };
        let Ok(ReviewDate::Day(since)) = ReviewDate::parse(day) else { return };

        let dates = ReviewDate::stated(&handoff.summary.last_reviewed_at)
            .zip(ReviewDate::stated(&handoff.quality.last_reviewed_at));
        let Some((text, again)) = dates else { return };
        let Ok(date) = ReviewDate::parse(text) else { return };
        let agrees =
            || text.value == again.value || ReviewDate::parse(again).is_ok_and(|other| date.agrees_with(other));
        if date.day() >= since || !agrees() {
            return;
        }
        reporter
            .at(text)
            .message(format!("the review of {} is older than the policy of {since} that it cites", date.day()))
            .label("before the policy")
            .help("review the text under the policy it cites")
            .related(again, "the same review date")
            .related(policy.part(start..policy.len(), ""), "the day of the policy");
    }
}

/// What a field states; an empty one states nothing.
fn stated<'f, 'a>(field: &'f TextField<'a>) -> Option<&'f Text<'a>> {
    field.value().filter(|text| !is_blank(text))
}
