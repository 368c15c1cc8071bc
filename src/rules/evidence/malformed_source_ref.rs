use std::ops::Range;

use crate::declare_rule;
use crate::handoff::address::{decoded, last_segment};
use crate::handoff::{Handoff, Text};
use crate::rule::{DocumentRule, Level, Reporter};
use crate::text::is_blank;
use crate::words::{quote, shorten};

declare_rule! {
    /// A source reference in an unknown form, or of another term.
    ///
    /// ## Why
    /// A reference such as `concept:churn-rate:en-US` names the record from which the text was made. One in another form
    /// finds no record, and one with another slug says that the text was made from another term. Only a few forms are
    /// known, and the contract names none: a warning.
    ///
    /// ## Fails
    /// ```json
    /// { "sources": { "source_refs": ["concept:churn-rate"] } }
    /// ```
    /// ```json ja
    /// { "sources": { "source_refs": ["concept:retention-rate:ja-JP", "core-term-page-500:concept:retention-rate"] } }
    /// ```
    ///
    /// ## Passes
    /// A term may rest on its record in another locale:
    /// ```json
    /// { "sources": { "source_refs": ["concept:churn-rate:ja-JP", "core-term-page-12:concept:churn-rate"] } }
    /// ```
    /// Other forms can be allowed:
    /// ```json options
    /// { "allow": ["handbook:"] }
    /// ```
    /// ```json ja
    /// { "sources": { "source_refs": ["handbook:解約率", "concept:churn-rate:ja-JP"] } }
    /// ```
    ///
    /// ## Fix
    /// Take the reference from the record of the term: `concept:<slug>:<locale>` or `core-term-page-<number>:concept:<slug>`.
    ///
    /// ## Known limits
    /// Whether the record exists is not known. Where several references name one other slug, the first is marked and the
    /// rest are shown beside it. Slugs are compared letter by letter. Where the document has no slug, or two of them
    /// (`conflicting-fields`), only the form is checked.
    pub struct MalformedSourceRef {
        /// Beginnings of references in other forms, which are not checked.
        allow: Vec<String> = Vec::new(),
    }
    id: "malformed-source-ref", kind: Document, level: Level::Warning,
    yields_to: &["malformed-slug", "canonical-url-mismatch"]
}

impl DocumentRule for MalformedSourceRef {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let own = handoff.agreed_slug();
        let mut others: Vec<(&Text<'_>, Range<usize>)> = Vec::new();
        for reference in &handoff.sources.source_refs {
            if is_blank(reference) || self.allow.iter().any(|start| reference.starts_with(start.as_str())) {
                continue;
            }
            match slug(reference) {
                None => {
                    reporter
                        .at(reference)
                        .message(format!("the source reference {} has no known form", quote(reference)))
                        .label("unknown form")
                        .help("write it as concept:slug:locale")
                        .subject(&*reference.value);
                }
                Some(range) if own.is_some_and(|own| own.value != reference[range.clone()]) => {
                    others.push((reference, range));
                }
                Some(_) => {}
            }
        }
        let Some(own) = own else { return };
        let of_address = handoff.canonical.url.value().and_then(|url| Some((url, last_segment(url)?)));
        // One slug, one cause: a stable sort keeps the references of each in their order.
        others.sort_by(|(one, at), (other, to)| one[at.clone()].cmp(&other[to.clone()]));
        for same in others.chunk_by(|(one, at), (other, to)| one[at.clone()] == other[to.clone()]) {
            let [(first, range), rest @ ..] = same else { continue };
            let other = &first[range.clone()];
            let (value, slug) = (shorten(other, 28), shorten(own, 28));
            let mut draft = reporter
                .at(first.part(range.clone(), ""))
                .message(format!("the source reference names “{value}”, but the document's slug is “{slug}”"))
                .label("another term")
                .help("name the records from which this term was made")
                .subject(other)
                .related(own, "the document's slug");
            // Where the address names it as well, that is where the two slugs are reported.
            if let Some((url, at)) = of_address.as_ref().filter(|(url, at)| *decoded(&url[at.clone()]) == *other) {
                draft = draft.related(url.part(at.clone(), ""), "the slug of the address");
            }
            for (reference, range) in rest.iter().take(SHOWN) {
                draft = draft.related(reference.part(range.clone(), ""), "the same slug again");
            }
        }
    }
}

/// How many further places of one wrong slug are shown.
const SHOWN: usize = 5;

/// Where the slug stands in a reference of a known form.
fn slug(reference: &str) -> Option<Range<usize>> {
    let (start, end) = match reference.strip_prefix("concept:") {
        Some(rest) => {
            let (slug, locale) = rest.split_once(':')?;
            let is_locale = locale.len() >= 2
                && locale.split('-').all(|part| !part.is_empty() && part.bytes().all(|it| it.is_ascii_alphanumeric()));
            if !is_locale {
                return None;
            }
            let start = reference.len() - rest.len();
            (start, start + slug.len())
        }
        None => {
            let (number, slug) = reference.strip_prefix("core-term-page-")?.split_once(":concept:")?;
            if number.is_empty() || !number.bytes().all(|digit| digit.is_ascii_digit()) {
                return None;
            }
            (reference.len() - slug.len(), reference.len())
        }
    };
    let slug = &reference[start..end];
    let is_slug = !slug.is_empty() && !slug.contains(|letter: char| letter == ':' || letter.is_whitespace());
    is_slug.then_some(start..end)
}
