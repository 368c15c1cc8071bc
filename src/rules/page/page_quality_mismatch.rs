use crate::declare_rule;
use crate::pairing::{Fact, Pair, Role, Shown};
use crate::rendered::key;
use crate::rule::{PageRule, Reporter};
use crate::words::shorten;

declare_rule! {
    /// A page that states another quality than its handoff.
    ///
    /// ## Why
    /// The quality tells readers and agents how far to trust a term. A page that promises more than the handoff misleads its
    /// readers; one that promises less hides the work of the reviewers.
    ///
    /// ## Fails
    /// ```diff page
    /// -Updated: 07/14/2026Quality: ReviewedSources: 3
    /// +Updated: 07/14/2026Quality: VerifiedSources: 3
    /// ```
    /// ```diff page md
    /// -- Quality: reviewed
    /// +- Quality: verified
    /// ```
    ///
    /// ## Passes
    /// ```diff page
    /// -Updated: 07/14/2026Quality: ReviewedSources: 3
    /// +Updated: 07/14/2026Quality: REVIEWEDSources: 3
    /// ```
    ///
    /// ## Fix
    /// Build and publish the page again. If the page is right, correct the quality in the handoff.
    ///
    /// ## Known limits
    /// Capitals make no difference. A word in other letters than Latin ones is a translation, and is compared only where
    /// `[pages.headings]` says how the locale writes the quality. Where the handoff states two qualities, the page may state either.
    pub struct PageQualityMismatch {}
    id: "page-quality-mismatch", kind: Page
}

impl PageRule for PageQualityMismatch {
    fn check(&self, pair: &Pair<'_>, report: &mut Reporter<'_>) {
        let handoff = pair.handoff;
        let fields = [&handoff.quality.quality, &handoff.summary.quality];
        let Some(own) = fields.iter().find_map(|field| field.value()) else { return };
        let (stated, span) = match &pair.meta.quality {
            Some(stated) => (stated.text.as_str(), pair.line(stated.line).source(stated.range.clone())),
            None => {
                let fact = pair.blocks().find_map(|(block, shown)| match shown {
                    Some(Shown::Differs(line)) if block.role == Role::Fact(Fact::Quality) => Some(pair.line(line)),
                    _ => None,
                });
                let Some(line) = fact else { return };
                (line.text.split_once(':').map_or(&*line.text, |(_, value)| value.trim()), line.span())
            }
        };
        let shown = key(stated);
        let is_word = |text: &&str| key(pair.chrome.translation(text).unwrap_or(text)) == shown || key(text) == shown;
        if fields.iter().filter_map(|field| field.value()).any(|text| is_word(&&**text)) {
            return;
        }
        // Markdown has the value as it is.
        let is_translation =
            pair.meta.quality.is_some() && !stated.is_ascii() && pair.chrome.translation(own).is_none();
        if is_translation {
            return;
        }
        report
            .at(own)
            .message(format!("the page says “{}”, the handoff “{}”", shorten(stated, 40), shorten(own, 40)))
            .label("another quality on the page")
            .help("build and publish the page again, or correct the quality of the handoff")
            .related_on_page(span, "the quality on the page");
    }
}
