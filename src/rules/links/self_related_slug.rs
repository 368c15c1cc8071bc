use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::{Handoff, without};
use crate::rule::{DocumentRule, Reporter};
use crate::text::is_blank;
use crate::words::quote;

declare_rule! {
    /// A related term that is the term itself.
    ///
    /// ## Why
    /// A link from a page to itself leads nowhere. It shows that the list was generated without considering the term, and
    /// takes the place of a useful relation.
    ///
    /// ## Fails
    /// ```json
    /// { "related_terms": [{ "canonical_slug": "churn-rate" }] }
    /// ```
    /// ```json ja
    /// { "related_terms": [{ "canonical_slug": "customer-onboarding" }, { "canonical_slug": "churn-rate" }] }
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// { "related_terms": [{ "canonical_slug": "churn-rate-forecast" }] }
    /// ```
    ///
    /// ## Fix
    /// Remove this related term, or correct its slug. The fix, which removes it, is safe.
    ///
    /// ## Known limits
    /// Slugs are compared letter by letter, capitals included. A relation to the same term in another locale counts too:
    /// relations stay within a locale.
    pub struct SelfRelatedSlug {}
    id: "self-related-slug", kind: Document, fix: Some(Safety::Safe), yields_to: &["canonical-url-mismatch"]
}

impl DocumentRule for SelfRelatedSlug {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let Some(own) = handoff.slug().filter(|slug| !is_blank(slug)) else { return };
        for related in &handoff.related_terms {
            let slug = related.canonical_slug.value().filter(|slug| slug.value == own.value);
            let (Some(slug), Some(list)) = (slug, related.node.parent()) else { continue };
            let removal = without(list, |item| item.index() == related.node.index());
            reporter
                .at(slug)
                .message(format!("the related slug {} is the term itself", quote(slug)))
                .label("the term itself")
                .help("remove this related term")
                .related(own, "the slug of the document")
                .fix("remove this related term", Safety::Safe, removal);
        }
    }
}
