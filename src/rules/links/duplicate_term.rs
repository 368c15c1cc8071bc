use std::collections::HashMap;

use crate::corpus::{Corpus, CorpusReport, Elsewhere, Member};
use crate::declare_rule;
use crate::rule::CorpusRule;
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
    /// Slug and locale are compared letter by letter, as the documents give them; a document that could not be read is no
    /// twin. A term in both versions of the contract is one term on purpose. Each file gets one finding, however many there
    /// are, and names the first of the others, in JSON Lines with its line. The rule needs the corpus, as `dead-related-slug`
    /// does, and is silent where neither `include` nor `--corpus` says which files are published: a folder may hold drafts
    /// and copies of a build. An address that belongs to another term is `canonical-url-mismatch`.
    pub struct DuplicateTerm {}
    id: "duplicate-term", kind: Corpus,
    yields_to: &["conflicting-fields", "malformed-slug"]
}

const POINTER: &str = "/canonical/slug";

/// The documents of one term in one version of the contract; as many as there are, each is looked at once.
struct Twins {
    first: usize,
    second: Option<usize>,
    number: usize,
}

impl CorpusRule for DuplicateTerm {
    fn check(&self, corpus: &Corpus, report: &mut CorpusReport) {
        if let Some(reason) = corpus.cannot_judge() {
            report.not_judged(reason);
            return;
        }
        if !corpus.is_declared() {
            return;
        }
        let members = corpus.members();
        let mut terms: HashMap<(&str, &str, Option<&str>), Twins> = HashMap::new();
        for (number, member) in members.iter().enumerate() {
            let Some(term) = term(member) else { continue };
            let twins = terms.entry(term).or_insert(Twins { first: number, second: None, number: 0 });
            twins.number += 1;
            if number != twins.first {
                twins.second.get_or_insert(number);
            }
        }
        for (number, member) in corpus.reported() {
            let Some(term @ (locale, slug, _)) = term(member) else { continue };
            let Some(Twins { first, second: Some(second), number: twins }) = terms.get(&term) else { continue };
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
            let finding = report.at(number, POINTER, message);
            finding.label = "a term of two files".to_owned();
            finding.help = match is_copy {
                true => "delete one of the files, or exclude the copies in termlint.toml".to_owned(),
                false => "keep one of the files or correct the slug of the other".to_owned(),
            };
            finding.subject = slug.to_owned();
            finding.related =
                vec![Elsewhere { document: other, spot: POINTER.into(), label: "the same term".to_owned() }];
        }
    }
}

/// The locale, slug and version of a document that can be a twin.
fn term(member: &Member) -> Option<(&str, &str, Option<&str>)> {
    let facts = &member.facts;
    let is_known = member.in_corpus && facts.complete;
    is_known.then_some((facts.locale.as_deref()?, facts.slug.as_deref()?, facts.version.as_deref()))
}
