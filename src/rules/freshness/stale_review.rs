use chrono::Days;

use crate::declare_rule;
use crate::handoff::{Handoff, ReviewDate, Text};
use crate::rule::{DocumentRule, Reporter};
use crate::words::quote;

declare_rule! {
    /// A text whose last review was too long ago.
    ///
    /// ## Why
    /// Definitions age slowly, but the figures, rules and products in their examples do not. A text that nobody has
    /// looked at for a year is published on trust. It may still be right, so this is a warning.
    ///
    /// ## Fails
    /// ```json
    /// { "summary": { "last_reviewed_at": "2024-06-27" }, "quality": { "last_reviewed_at": "2024-06-27" } }
    /// ```
    /// ```json options
    /// { "max-age-days": 90 }
    /// ```
    /// ```json ja
    /// { "summary": { "last_reviewed_at": "2026-05-14" }, "quality": { "last_reviewed_at": "2026-05-14" } }
    /// ```
    ///
    /// ## Passes
    /// The later of the two dates counts:
    /// ```json
    /// { "summary": { "last_reviewed_at": "2024-06-27" }, "quality": { "last_reviewed_at": "2026-06-27" } }
    /// ```
    /// Exactly one year is not too long:
    /// ```json ja
    /// { "summary": { "last_reviewed_at": "2025-11-22" }, "quality": { "last_reviewed_at": "2025-11-22T00:00:00.000Z" } }
    /// ```
    ///
    /// ## Fix
    /// Review the text and enter the day of the review. A new date without a review is worse than an old one.
    ///
    /// ## Known limits
    /// Documents that were reviewed together go stale together, on a day when nobody changed them, and no baseline
    /// has these findings yet: a gate with `--fail-on warning` fails on that day. With `--changed-since` it does not,
    /// nor with `stale-review = "info"`. The day of the run is that of UTC, or of `--today`. Where the review is also
    /// older than the policy that it cites, only `review-before-policy` reports it; one new review settles both.
    /// Where a date is missing, is not a date, or is a stand-in such as `1970-01-01`, `missing-review-date` or
    /// `invalid-review-date` reports it, and this rule does not.
    pub struct StaleReview {
        /// How many days a review lasts.
        max_age_days: u32 = 365,
    }
    id: "stale-review", kind: Document, uses_today: true, yields_to: &["review-before-policy"]
}

impl DocumentRule for StaleReview {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let summary = ReviewDate::stated(&handoff.summary.last_reviewed_at);
        let quality = ReviewDate::stated(&handoff.quality.last_reviewed_at);
        let mut newest: Option<(ReviewDate, &Text<'_>)> = None;
        let is_twin = |twin: &&Text<'_>| summary.is_some_and(|text| text.value == twin.value);
        for text in summary.into_iter().chain(quality.filter(|text| !is_twin(text))) {
            let Ok(date) = ReviewDate::parse(text) else { return };
            if newest.is_none_or(|(other, _)| other.day() < date.day()) {
                newest = Some((date, text));
            }
        }
        let Some((date, text)) = newest else { return };
        let oldest = reporter.today().checked_sub_days(Days::new(u64::from(self.max_age_days)));
        if oldest.is_none_or(|oldest| date.day() >= oldest) {
            return;
        }
        let age = (reporter.today() - date.day()).num_days();
        let draft = reporter
            .at(text)
            .message(format!("the review of {} is {age} days old, but {} are allowed", quote(text), self.max_age_days))
            .label("too long ago")
            .help("review the text, then enter the day");
        if let Some(other) = summary.into_iter().chain(quality).find(|other| !std::ptr::eq(*other, text)) {
            draft.related(other, "the other review date");
        }
    }
}
