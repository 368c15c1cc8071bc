use crate::declare_rule;
use crate::handoff::{Handoff, Text};
use crate::rule::{DocumentRule, Reporter};
use crate::words::quote;

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
    if slug.is_empty() || is_well_formed(slug) {
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

fn is_well_formed(slug: &str) -> bool {
    slug.split('-')
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}

/// The slug that was meant, where it can be told: case, separators and apostrophes are slips, other letters are not.
fn repaired(slug: &str) -> Option<String> {
    let is_slip = |character: char| {
        character.is_ascii_alphanumeric()
            || character.is_whitespace()
            || matches!(character, '-' | '_' | '.' | '/' | '&' | '\'' | '\u{2010}'..='\u{2015}')
    };
    if !slug.chars().all(is_slip) {
        return None;
    }
    let lower = slug.to_ascii_lowercase().replace('\'', "").replace('&', "-and-");
    let parts: Vec<&str> =
        lower.split(|character: char| !character.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_slugs_are_well_formed() {
        for slug in ["3c-analysis", "a-b-testing", "5-whys", "401k", "roi", "web-2-0", "80-20-rule", "iso-27001"] {
            assert!(is_well_formed(slug), "{slug}");
        }
    }

    #[test]
    fn slips_are_repaired() {
        assert_eq!(repaired("Churn_Rate").as_deref(), Some("churn-rate"));
        assert_eq!(repaired("-r&d--budget ").as_deref(), Some("r-and-d-budget"));
        assert_eq!(repaired("解約率"), None);
        assert_eq!(repaired("--"), None);
    }
}
