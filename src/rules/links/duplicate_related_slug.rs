use foldhash::{HashMap, HashMapExt};

use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::address::{decoded, last_segment};
use crate::handoff::slug::is_well_formed;
use crate::handoff::{Handoff, RelatedTerm, Text, are_twins, removal};
use crate::rule::{DocumentRule, Reporter};
use crate::text::is_blank;
use crate::words::quote;

declare_rule! {
    /// A related term that is listed twice.
    ///
    /// ## Why
    /// The page shows the same link twice, and an agent that weighs terms by their relations counts one of them double.
    /// One permanent id under two slugs is one term as well, and one of its two links is wrong.
    ///
    /// ## Fails
    /// ```json
    /// { "related_terms": [
    ///   { "canonical_slug": "lead-scoring", "relation_type": "next" },
    ///   { "canonical_slug": "lead-scoring", "relation_type": "used_together" }
    /// ] }
    /// ```
    /// ```json ja
    /// { "related_terms": [
    ///   { "topic_id": "beae9aa7-4f0f-5cf4-8fc4-b3d8929e0888", "canonical_slug": "customer-lifetime-value" },
    ///   { "topic_id": "beae9aa7-4f0f-5cf4-8fc4-b3d8929e0888", "canonical_slug": "lifetime-value" }
    /// ] }
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// { "related_terms": [{ "canonical_slug": "lead-scoring" }, { "canonical_slug": "lead-scoring-model" }] }
    /// ```
    ///
    /// ## Fix
    /// Keep one of the two. Where the address of one is that of another term, that one is marked, and its slug and title have to be
    /// those of the address. Where both are written alike, the fix that deletes the second is safe. Where two terms have one id, correct the id from the record of the term.
    ///
    /// ## Known limits
    /// A term that is listed with two relation types is reported too: the contract allows one. Slugs are compared
    /// letter by letter, ids without regard to capitals. A term that lists itself twice is `self-related-slug`.
    pub struct DuplicateRelatedSlug {}
    id: "duplicate-related-slug", kind: Document, fix: Some(Safety::Safe), yields_to: &["self-related-slug", "canonical-url-mismatch"]
}

impl DocumentRule for DuplicateRelatedSlug {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        /// So few are compared with each other before any is noted.
        const FEW: usize = 16;
        let repeats = |(number, term): (usize, &RelatedTerm<'_>)| {
            handoff.related_terms[..number].iter().any(|before| {
                let slugs = term.canonical_slug.value().zip(before.canonical_slug.value());
                let ids = term.topic_id.value().zip(before.topic_id.value());
                slugs.is_some_and(|(one, other)| one.value == other.value)
                    || ids.is_some_and(|(one, other)| one.eq_ignore_ascii_case(other))
            })
        };
        if handoff.related_terms.len() <= FEW && !handoff.related_terms.iter().enumerate().any(repeats) {
            return;
        }
        let mut slugs: HashMap<&str, (&Text<'_>, &RelatedTerm<'_>)> =
            HashMap::with_capacity(handoff.related_terms.len());
        let mut ids: HashMap<String, &Text<'_>> = HashMap::with_capacity(handoff.related_terms.len());
        for related in &handoff.related_terms {
            let slug = related.canonical_slug.value().filter(|slug| !is_blank(slug));
            let id = related.topic_id.value().filter(|id| !is_blank(id));
            let twin = slug.and_then(|slug| slugs.get(&*slug.value).copied());
            let level_id = id.map(|id| id.to_ascii_lowercase());
            let twin_id = level_id.as_ref().and_then(|id| ids.get(id).copied());
            match (twin.zip(slug), twin_id.zip(id)) {
                (Some(((first, listed), slug)), _) => {
                    // The slip is in the one whose address is that of another term.
                    let (odd, odd_first) = (slug_of_address(related), slug_of_address(listed));
                    let is_first = odd.is_none() && odd_first.is_some();
                    let (slug, other) = if is_first { (first, slug) } else { (slug, first) };
                    let help = match odd.or(odd_first) {
                        Some(right) => {
                            let right = quote(&right);
                            format!(
                                "write {right} here, as its address has it, and the title, or keep one of the two related terms"
                            )
                        }
                        None => "keep one of the two related terms".to_owned(),
                    };
                    let draft = reporter
                        .at(slug)
                        .message(format!("the related slug {} is listed twice", quote(slug)))
                        .label(if is_first { "listed again" } else { "listed before" })
                        .help(help)
                        .related(other, if is_first { "listed here, too" } else { "first listed here" })
                        .subject(&*slug.value);
                    if are_twins(listed.node, related.node) {
                        draft.fix("delete the repetition", Safety::Safe, removal(related.node));
                    }
                }
                (None, Some((first, id))) => {
                    let draft = reporter
                        .at(id)
                        .message(format!("the topic id {} belongs to two related terms", quote(id)))
                        .label("listed before")
                        .help("correct the id, or keep one of the two related terms")
                        .related(first, "first listed here")
                        .subject(&*id.value);
                    // Which of the two comes second is a matter of order.
                    if let Some(list) = related.node.parent() {
                        draft.known_in(list, id.to_ascii_lowercase());
                    }
                }
                (None, None) => {}
            }
            if let (Some(slug), None) = (slug, twin) {
                slugs.insert(slug, (slug, related));
            }
            if let (Some((id, level)), None) = (id.zip(level_id), twin_id) {
                ids.insert(level, id);
            }
        }
    }
}

/// The slug that the address of a related term ends in, where that is another one than its own.
fn slug_of_address(related: &RelatedTerm<'_>) -> Option<String> {
    let (url, slug) = (related.canonical_url.value()?, related.canonical_slug.value()?);
    let last = decoded(&url[last_segment(url)?]).into_owned();
    (last != **slug && is_well_formed(&last)).then_some(last)
}
