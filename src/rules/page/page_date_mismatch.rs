use crate::declare_rule;
use crate::pairing::{PageDay, Pair};
use crate::rule::{PageRule, Reporter};
use crate::words::shorten;

declare_rule! {
    /// A page whose date of the last review is later than that of the handoff, or cannot be read as one.
    ///
    /// ## Why
    /// Readers trust a page by the date of its review. A date that no handoff has was typed by hand or read in the wrong form:
    /// 05/04/2026 is in April for some readers and in May for others.
    ///
    /// ## Fails
    /// ```diff page
    /// -Updated: 07/14/2026Quality: ReviewedSources: 3
    /// +Updated: 09/01/2026Quality: ReviewedSources: 3
    /// ```
    /// The right day in the form of another locale:
    /// ```diff page
    /// -Updated: 07/14/2026Quality: ReviewedSources: 3
    /// +Updated: 2026. 07. 14.Quality: ReviewedSources: 3
    /// ```
    ///
    /// ## Passes
    /// A review in the course of a day may be on the next day where the page was built:
    /// ```json page
    /// { "summary": { "last_reviewed_at": "2026-07-13T15:30:00.000Z" }, "quality": { "last_reviewed_at": "2026-07-13T15:30:00.000Z" } }
    /// ```
    ///
    /// ## Fix
    /// Build and publish the page again. If the page is right, correct the review date of the handoff.
    ///
    /// ## Known limits
    /// Days are compared in UTC. The form is known for en-US (`07/14/2026`) and Korean (`2026. 07. 14.`); in other locales any
    /// form passes. An earlier date is `page-stale`. A date that HTML pages state as data (`dateModified`) may be later, since a
    /// page is also built for other reasons.
    pub struct PageDateMismatch {}
    id: "page-date-mismatch", kind: Page
}

impl PageRule for PageDateMismatch {
    fn check(&self, pair: &Pair<'_>, report: &mut Reporter<'_>) {
        let Some((stated, day)) = pair.meta.updated.as_ref().zip(pair.day()) else { return };
        let text = shorten(&stated.text, 24);
        let message = match day {
            PageDay::Right | PageDay::Older(_) => return,
            PageDay::Later(own) => format!("the page dates the review “{text}”, the handoff {own}"),
            PageDay::Unreadable => format!("the page dates the review “{text}”, which is no day"),
            // The frame is in that language as a whole: `page-language` says so.
            PageDay::OtherForm(_) if pair.foreign_skip_link().is_some() => return,
            PageDay::OtherForm(form) => {
                format!("the page writes the review date as “{text}”, not as {}", form.pattern())
            }
        };
        let Some(own) = pair.review_date() else { return };
        report
            .at(own)
            .message(message)
            .label("another date on the page")
            .help("build and publish the page again, or correct the review date of the handoff")
            .related_on_page(pair.line(stated.line).source(stated.range.clone()), "the date on the page");
    }
}
