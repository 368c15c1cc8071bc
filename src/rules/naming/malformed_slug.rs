use crate::declare_rule;
use crate::handoff::slug::{is_well_formed, repaired};
use crate::handoff::{Handoff, Text};
use crate::rule::{DocumentRule, Reporter};
use crate::text::is_blank;
use crate::words::{is_hidden, quote};

declare_rule! {
    /// A slug that is not lower-case words joined by hyphens.
    ///
    /// ## Why
    /// The slug is the term's name in its address and the key under which other terms point at it. Capitals, spaces
    /// and underscores turn one address into two, since servers, spreadsheets and people spell them differently.
    ///
    /// ## Fails
    /// ```json
    /// { "canonical": { "slug": "Churn_Rate" }, "summary": { "canonical_slug": "Churn_Rate" } }
    /// ```
    /// ```json ja
    /// { "canonical": { "slug": "解約率" }, "summary": { "canonical_slug": "解約率" } }
    /// ```
    /// ```json
    /// { "related_terms": [{ "canonical_slug": "customer--lifetime-value" }] }
    /// ```
    ///
    /// ## Passes
    /// Digits are allowed, and parts may be short:
    /// ```json
    /// { "related_terms": [
    ///   { "canonical_slug": "3c-analysis" }, { "canonical_slug": "a-b-testing" },
    ///   { "canonical_slug": "5-whys" }, { "canonical_slug": "401k" }
    /// ] }
    /// ```
    ///
    /// ## Fix
    /// Write lower-case letters from a to z and digits, in parts joined by single hyphens. A slug that is published
    /// already needs a redirect from its old address.
    ///
    /// ## Known limits
    /// Only the form is checked, not whether the slug fits the name: `roi` is a good slug. An empty slug is
    /// `malformed-value`; two slugs that differ are `conflicting-fields`; a related slug that leads nowhere is
    /// `dead-related-slug`, which is reported in place of this rule unless it is off for the file. Turn this rule
    /// off if your addresses contain Japanese.
    pub struct MalformedSlug {}
    id: "malformed-slug", kind: Document, yields_to: &["dead-related-slug"]
}

impl DocumentRule for MalformedSlug {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let canonical = handoff.canonical.slug.value();
        let summary = handoff.summary.canonical_slug.value();
        let copied = canonical.zip(summary).is_some_and(|(canonical, summary)| **canonical == **summary);
        canonical.into_iter().chain(summary.filter(|_| !copied)).for_each(|slug| check_slug("slug", slug, reporter));
        for slug in handoff.related_terms.iter().filter_map(|related| related.canonical_slug.value()) {
            check_slug("related slug", slug, reporter);
        }
    }
}

fn check_slug(what: &str, slug: &Text<'_>, reporter: &mut Reporter<'_>) {
    if is_blank(slug) || is_well_formed(slug) {
        return;
    }
    if let Some((at, hidden)) = slug.char_indices().find(|(_, character)| is_hidden(*character)) {
        let visible: String = slug.chars().filter(|character| !is_hidden(*character)).collect();
        let code = u32::from(hidden);
        reporter
            .at(slug.part(at..at + hidden.len_utf8(), ""))
            .message(format!("the {what} {} contains an invisible character (U+{code:04X})", quote(&visible)))
            .label("invisible character")
            .help("delete the invisible character");
        return;
    }
    let help = match repaired(slug) {
        Some(slug) => format!("did you mean {}?", quote(&slug)),
        None => "write it in lower-case Latin letters, digits and hyphens".to_owned(),
    };
    reporter
        .at(slug)
        .message(format!("the {what} {} is not lower-case words joined by hyphens", quote(slug)))
        .label("malformed slug")
        .help(help);
}
