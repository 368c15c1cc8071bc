use crate::declare_rule;
use crate::handoff::ReviewDate;
use crate::pairing::{PageDay, Pair};
use crate::rule::{PageRule, Reporter};
use crate::words::shorten;

declare_rule! {
    /// A page that shows an older review than its handoff.
    ///
    /// ## Why
    /// The term was reviewed, and readers still see what it said before. Agents already quote the new text.
    ///
    /// ## Fails
    /// ```diff page
    /// -Updated: 07/14/2026Quality: ReviewedSources: 3
    /// +Updated: 05/02/2026Quality: ReviewedSources: 3
    /// ```
    ///
    /// ## Passes
    /// ```diff page
    /// -Updated: 07/14/2026Quality: ReviewedSources: 3
    /// +Updated:
    /// +07/14/2026
    /// +Quality: Reviewed
    /// +Sources: 3
    /// ```
    ///
    /// ## Fix
    /// Build and publish the page again.
    ///
    /// ## Known limits
    /// Days are compared in UTC. A later date is `page-date-mismatch`. What the old page says otherwise is told by the other
    /// rules, text by text. An HTML page that shows the right date may still state an older one as data (`dateModified`).
    pub struct PageStale {}
    id: "page-stale", kind: Page
}

impl PageRule for PageStale {
    fn check(&self, pair: &Pair<'_>, report: &mut Reporter<'_>) {
        let Some(own) = pair.review_date() else { return };
        let (text, day, span) = match (&pair.meta.updated, pair.day()) {
            (Some(stated), Some(PageDay::Older(day))) => {
                (stated.text.as_str(), day, pair.line(stated.line).source(stated.range.clone()))
            }
            _ => {
                let Ok(day) = ReviewDate::parse(own).map(ReviewDate::day) else { return };
                let things = pair.page.head.json_ld.iter().filter_map(|thing| thing.modified.as_ref());
                let older = things.filter(|said| {
                    let modified = said.text.get(..10).and_then(|text| ReviewDate::parse(text).ok());
                    modified.is_some_and(|modified| modified.day() < day)
                });
                let Some(said) = older.into_iter().next() else { return };
                (said.text.as_str(), day, said.span.clone())
            }
        };
        report
            .at(own)
            .message(format!("the page shows the review of “{}”, the handoff has one of {day}", shorten(text, 24)))
            .label("a later review than the page shows")
            .help("build and publish the page again")
            .related_on_page(span, "the review that the page shows");
    }
}
