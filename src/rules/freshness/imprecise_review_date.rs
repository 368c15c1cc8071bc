use crate::declare_rule;
use crate::handoff::{Handoff, ReviewDate};
use crate::rule::{DocumentRule, Level, Reporter};
use crate::words::quote;

declare_rule! {
    /// A review date without a time in a document that comes from the database.
    ///
    /// ## Why
    /// The database stamps a review to the instant. A plain date in such a document was typed by hand or cut on the way, and
    /// which of two reviews of one day came last can no longer be told.
    ///
    /// ## Fails
    /// ```json
    /// { "summary": { "last_reviewed_at": "2026-07-14" }, "quality": { "last_reviewed_at": "2026-07-14" } }
    /// ```
    /// ```json ja
    /// { "summary": { "last_reviewed_at": "2026-07-14" }, "quality": { "last_reviewed_at": "2026-07-14" } }
    /// ```
    ///
    /// ## Passes
    /// One of the two may be shorter, as long as they agree:
    /// ```json
    /// { "summary": { "last_reviewed_at": "2026-07-14" } }
    /// ```
    /// A document that was not published from the database has plain dates:
    /// ```json ja
    /// {
    ///   "summary": { "term_id": "core-gold-fallback-churn-rate", "last_reviewed_at": "2026-07-14" },
    ///   "quality": { "last_reviewed_at": "2026-07-14" }
    /// }
    /// ```
    ///
    /// ## Fix
    /// Publish the document from the database again, so that it contains the exact time of its review.
    ///
    /// ## Known limits
    /// The rule is off by default, since both shapes of a date are legal and the two families of published documents are known
    /// from few: those from the database with a UUID as `term_id` and
    /// instants, and those with a `core-gold-fallback-...` id and plain dates. One document alone cannot tell what its
    /// neighbours do, so its id decides, and its `content_tier` where it names one: only a document from the database
    /// is checked. An instant at midnight is taken as it is.
    pub struct ImpreciseReviewDate {}
    id: "imprecise-review-date", kind: Document, level: Level::Off,
    yields_to: &["invalid-review-date", "missing-review-date", "review-before-policy", "stale-review"]
}

impl DocumentRule for ImpreciseReviewDate {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let mut dates = [&handoff.summary.last_reviewed_at, &handoff.quality.last_reviewed_at]
            .into_iter()
            .filter_map(|field| field.value());
        let Some(first) = dates.next() else { return };
        let second = dates.next();
        let is_day = |text: &str| matches!(ReviewDate::parse(text), Ok(ReviewDate::Day(_)));
        if !is_day(first) || !second.is_none_or(|second| is_day(second)) || !is_from_database(handoff) {
            return;
        }
        let draft = reporter
            .at(first)
            .message(format!("the review date {} has no time", quote(first)))
            .label("a day, not an instant")
            .help("publish the document with the instant of its review");
        if let Some(second) = second {
            draft.related(second, "no time here either");
        }
    }
}

/// Whether the document says that it was published from the database (`docs/domain.md`, "Two families of content").
fn is_from_database(handoff: &Handoff<'_>) -> bool {
    let has_uuid = handoff.summary.term_id.value().is_some_and(|id| id.split('-').map(str::len).eq([8, 4, 4, 4, 12]));
    let tiers = [&handoff.content_tier, &handoff.summary.content_tier];
    has_uuid && tiers.into_iter().filter_map(|tier| tier.value()).all(|tier| &**tier == "db_backed")
}
