use crate::declare_rule;
use crate::pairing::Pair;
use crate::rendered::key;
use crate::rule::{PageRule, Reporter};
use crate::words::shorten;

declare_rule! {
    /// A page that states another number of sources than its handoff.
    ///
    /// ## Why
    /// Readers weigh a page by the number of its sources. If the two differ, the page was built from another version of the
    /// handoff, and other things on it may be old as well.
    ///
    /// ## Fails
    /// ```diff page
    /// -Updated: 07/14/2026Quality: ReviewedSources: 3
    /// +Updated: 07/14/2026Quality: ReviewedSources: 5
    /// ```
    ///
    /// ## Passes
    /// ```diff page
    /// -Updated: 07/14/2026Quality: ReviewedSources: 3
    /// +Updated: 07/14/2026  Quality: Reviewed  Sources: 3
    /// ```
    ///
    /// ## Fix
    /// Build and publish the page again. If the page is right, correct the count and the list of sources in the handoff.
    ///
    /// ## Known limits
    /// Where the handoff itself states two counts, or one that its list contradicts, the page may state either of them, and
    /// `conflicting-fields` or `source-count-mismatch` say what is wrong. A page that states no number is not asked for one.
    pub struct PageCountMismatch {}
    id: "page-count-mismatch", kind: Page
}

impl PageRule for PageCountMismatch {
    fn check(&self, pair: &Pair<'_>, report: &mut Reporter<'_>) {
        let Some(stated) = &pair.meta.sources else { return };
        let handoff = pair.handoff;
        let counts = [&handoff.summary.sources_count, &handoff.quality.source_count];
        let Some((count, node)) = counts.iter().find_map(|field| Some((field.value()?, field.node()?))) else { return };
        let number = key(&stated.text).parse::<u64>().ok();
        let listed = handoff.sources.visible_sources.len() as u64;
        let mut own = counts.iter().filter_map(|field| field.value()?.exact()).chain([listed]);
        if number.is_some_and(|number| own.any(|own| own == number)) {
            return;
        }
        report
            .at(node)
            .message(format!("the page counts “{}” sources, the handoff {count}", shorten(&stated.text, 20)))
            .label("another number on the page")
            .help("build and publish the page again, or correct the count and the list of sources")
            .related_on_page(pair.line(stated.line).source(stated.range.clone()), "the number on the page");
    }
}
