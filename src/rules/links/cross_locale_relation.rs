use std::collections::HashSet;

use crate::declare_rule;
use crate::handoff::address::other_locale;
use crate::handoff::{Handoff, RelatedTerm, Text};
use crate::rule::{DocumentRule, Reporter};
use crate::text::is_blank;
use crate::words::{quote, shorten};

declare_rule! {
    /// A related term whose address is in another locale.
    ///
    /// ## Why
    /// Relations stay within a locale: a reader of the Japanese page who follows one lands on an English page, and an
    /// agent that collects a glossary by its relations mixes two languages in one answer.
    ///
    /// ## Fails
    /// ```json
    /// { "related_terms": [{
    ///   "canonical_slug": "net-revenue-retention",
    ///   "canonical_url": "https://core.yogoq.com/ja-JP/core/net-revenue-retention"
    /// }] }
    /// ```
    /// ```json ja
    /// { "related_terms": [
    ///   { "canonical_slug": "lead-scoring", "canonical_url": "https://core.yogoq.com/ja-JP/core/lead-scoring" },
    ///   { "canonical_slug": "sales-pipeline", "canonical_url": "https://core.yogoq.com/en-US/core/sales-pipeline" }
    /// ] }
    /// ```
    ///
    /// ## Passes
    /// A part of the path that does not look like a locale is not one:
    /// ```json
    /// { "related_terms": [{
    ///   "canonical_slug": "a-b-testing", "canonical_url": "https://core.yogoq.com/en-US/core/a-b-testing?from=/ja-JP/"
    /// }] }
    /// ```
    /// A site may fall back to another locale on purpose:
    /// ```json options
    /// { "allowed-locales": ["en-US"] }
    /// ```
    /// ```json ja
    /// { "related_terms": [{
    ///   "canonical_slug": "sales-pipeline", "canonical_url": "https://core.yogoq.com/en-US/core/sales-pipeline"
    /// }] }
    /// ```
    ///
    /// ## Fix
    /// Link to the term in the document's own locale. Where it is not published there, publish it or remove this
    /// related term.
    ///
    /// ## Known limits
    /// The locale of an address is the first part of its path that looks like one (`en-US`, `zh-Hant-TW`); one in lower
    /// case, or any other word there, is `canonical-url-mismatch`. Nothing is checked where the document disagrees with
    /// itself about its locale. The term itself in another locale is `self-related-slug`, a slug that is listed again
    /// `duplicate-related-slug`; a relation that leads to another locale is never reported as `dead-related-slug`.
    pub struct CrossLocaleRelation {
        /// Locales that related terms may lead to, besides the document's own.
        allowed_locales: Vec<String> = Vec::new(),
    }
    id: "cross-locale-relation", kind: Document
}

impl DocumentRule for CrossLocaleRelation {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        // Where all relations and the address agree, the slip is in the locale of the document: `canonical-url-mismatch`.
        let is_settled = |locale: &&Text<'_>| handoff.settled_locale() == Some(&***locale);
        let Some(locale) = handoff.agreed_locale().filter(is_settled) else { return };
        let leads_elsewhere = |related: &RelatedTerm<'_>| {
            related.canonical_url.value().is_some_and(|url| other_locale(url, locale).is_some())
        };
        if !handoff.related_terms.iter().any(leads_elsewhere) {
            return;
        }
        // Other rules mark the slug of these entries, which is another place than the address.
        let own = handoff.slug().map(|slug| &*slug.value);
        let mut seen: HashSet<&str> = own.into_iter().collect();
        for related in &handoff.related_terms {
            let slug = related.canonical_slug.value().filter(|slug| !is_blank(slug));
            if slug.is_some_and(|slug| !seen.insert(slug)) {
                continue;
            }
            let Some(url) = related.canonical_url.value() else { continue };
            let Some(range) = other_locale(url, locale) else { continue };
            let other = &url[range.clone()];
            if self.allowed_locales.iter().any(|allowed| allowed == other) {
                continue;
            }
            reporter
                .at(url.part(range.clone(), ""))
                .message(format!(
                    "the related url leads to “{}”, but the document is in “{}”",
                    short(other),
                    short(locale)
                ))
                .label("another locale")
                .help(format!("link the term in {}, or remove this related term", quote(locale)))
                .related(locale, "the locale of the document")
                .subject(&**url);
        }
    }
}

fn short(locale: &str) -> String {
    shorten(locale, 16)
}
