use std::collections::HashMap;

use crate::corpus::{Member, RelatedAnchor, TextHash, View};
use crate::declare_rule;
use crate::rule::{CorpusReporter, CorpusRule, Needs, Reads};
use crate::words::{count, quote, shorten};

declare_rule! {
    /// One term in two files.
    ///
    /// ## Why
    /// Both files are published at one address, so one replaces the other, and nobody chose which. A correction made in one
    /// of them is lost when the other is published later.
    ///
    /// ## Fails
    /// A file that was copied for a new term and kept the old slug:
    /// ```json file=en-US/churn-rate/ai.json
    /// { "canonical": { "slug": "buyer-persona" }, "summary": { "canonical_slug": "buyer-persona" } }
    /// ```
    ///
    /// ## Passes
    /// One term in two languages:
    /// ```json file=ja-JP/lead-scoring/ai.json
    /// { "canonical": { "slug": "lead-scoring" } }
    /// ```
    /// ```json file=en-US/lead-scoring/ai.json
    /// { "canonical": { "slug": "lead-scoring" } }
    /// ```
    ///
    /// ## Fix
    /// Keep one of the files, or correct the slug or the locale of the other. Copies that a build makes are left out with
    /// `exclude` in `termlint.toml`.
    ///
    /// ## Known limits
    /// Slug and locale are compared letter by letter, as the documents give them; a document that could not be read is
    /// not compared. A term in both versions of the contract is one term on purpose. Each file gets one finding, which
    /// names the first of the others, in JSON Lines with its line. The rule needs the corpus, as `dead-related-slug`
    /// does, and reports nothing where neither `include` nor `--corpus` says which files are published: a folder may
    /// contain drafts and copies of a build. An address that belongs to another term is `canonical-url-mismatch`.
    pub struct DuplicateTerm {}
    id: "duplicate-term", kind: Corpus, needs: Needs::DeclaredCorpus, reads: Reads::Terms,
    yields_to: &["conflicting-fields", "malformed-slug"]
}

const POINTER: &str = "/canonical/slug";

/// The documents of one term in one version of the contract; as many as there are, each is looked at once.
/// The documents of one term and version.
struct Twins {
    first: usize,
    second: Option<usize>,
    number: usize,
}

/// The documents of one term, by version; those that were read to their end.
fn twins(corpus: &View<'_>, documents: &[usize]) -> HashMap<Option<TextHash>, Twins> {
    let mut versions: HashMap<Option<TextHash>, Twins> = HashMap::new();
    for number in documents.iter().copied() {
        let facts = &corpus.members()[number].facts;
        if !facts.complete {
            continue;
        }
        let twins = versions.entry(facts.version);
        let twins = twins.or_insert(Twins { first: number, second: None, number: 0 });
        twins.number += 1;
        if number != twins.first {
            twins.second.get_or_insert(number);
        }
    }
    versions
}

impl CorpusRule for DuplicateTerm {
    fn check(&self, corpus: &View<'_>, reporter: &mut CorpusReporter) {
        let members = corpus.members();
        let mut terms: HashMap<(&str, &str), HashMap<Option<TextHash>, Twins>> = HashMap::new();
        for (number, member) in corpus.reported() {
            let Some((locale, slug, version)) = term(member) else { continue };
            let documents = corpus.term(locale, slug);
            if documents.len() < 2 {
                continue;
            }
            let versions = terms.entry((locale, slug)).or_insert_with(|| twins(corpus, documents));
            let Some(Twins { first, second: Some(second), number: twins }) = versions.get(&version) else { continue };
            let other = if number == *first { *second } else { *first };
            let is_copy = members[other].digest == member.digest;
            let more = match twins - 2 {
                0 => String::new(),
                more => format!(" and in {}", count(more, "other file")),
            };
            let contents = if is_copy { "the same contents" } else { "other contents" };
            let path = quote(&members[other].path);
            let locale = shorten(locale, 20);
            let message = format!("the term {} of {locale} is also in {path}{more}, with {contents}", quote(slug));
            reporter
                .at(number, POINTER)
                .message(message)
                .label("defined in two files")
                .help(match is_copy {
                    true => "delete one of the files, or exclude the copies in termlint.toml",
                    false => "keep one of the files or correct the slug of the other",
                })
                .subject(slug)
                .related(RelatedAnchor::new(other, POINTER), "the same term");
        }
    }
}

/// The locale, slug and version of a document that can be a twin.
fn term(member: &Member) -> Option<(&str, &str, Option<TextHash>)> {
    let facts = &member.facts;
    let is_known = member.in_corpus && facts.complete;
    is_known.then_some((facts.locale.as_deref()?, facts.slug.as_deref()?, facts.version))
}
