use foldhash::{HashMap, HashMapExt};

use crate::corpus::{Lookup, RelatedFact, Speller, View};
use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::locale::is_well_formed;
use crate::json::escaped;
use crate::rule::{CorpusReporter, CorpusRule, Needs, Reads};
use crate::text::is_blank;
use crate::words::{is_hidden, list, nearest, quote, shorten};

declare_rule! {
    /// A related term that the glossary does not have.
    ///
    /// ## Why
    /// A related slug becomes a link on the page, which agents follow. Where no such term exists in the same locale,
    /// it leads nowhere. Renaming or deleting one term breaks slugs in files that nobody touched.
    ///
    /// ## Fails
    /// `sales-pipelin` is a typo:
    /// ```json file=en-US/lead-scoring/ai.json
    /// { "related_terms": [{ "canonical_slug": "sales-pipelin" }] }
    /// ```
    /// `quick-ratio` was renamed, or never written:
    /// ```json file=ja-JP/churn-rate/ai.json
    /// { "related_terms": [{ "canonical_slug": "quick-ratio" }, { "canonical_slug": "net-revenue-retention" }] }
    /// ```
    /// `sales-pipeline` exists in another locale only. To show this, the Japanese file of the term gets another slug,
    /// and a third file no longer lists it:
    /// ```json file=ja-JP/sales-pipeline/ai.json
    /// {
    ///   "canonical": { "slug": "sales-funnel", "url": "https://core.yogoq.com/ja-JP/core/sales-funnel" },
    ///   "summary": { "canonical_slug": "sales-funnel", "canonical_url": "https://core.yogoq.com/ja-JP/core/sales-funnel" }
    /// }
    /// ```
    /// ```json file=ja-JP/lead-scoring/ai.json
    /// { "related_terms": [{ "canonical_slug": "sales-pipeline" }] }
    /// ```
    /// ```json file=ja-JP/operating-margin/ai.json
    /// { "related_terms": [] }
    /// ```
    ///
    /// ## Passes
    /// ```json file=en-US/lead-scoring/ai.json
    /// { "related_terms": [{ "canonical_slug": "churn-rate" }, { "canonical_slug": "a-b-testing" }] }
    /// ```
    ///
    /// ## Fix
    /// Correct the slug and the address below it, publish the term, or remove this related term. If the term is
    /// published elsewhere, ask the person who set up termlint to add it to `known-slugs` in `termlint.toml`, which
    /// names sitemaps or lists of slugs, one per line. Where the baseline, or the revision of `--changed-since`, still
    /// has the term id of the slug, and one file has that id now, the message gives the new slug. So it does where the topic id
    /// beside the slug, or the end of the address, is that of a term. Where the address is right already, there is an unsafe fix, which
    /// writes that slug.
    ///
    /// ## Known limits
    /// The rule needs all documents: set `include` in `termlint.toml`, or pass the folder of the corpus with
    /// `--corpus`. Otherwise it does not guess, and the summary says that it was not checked. A document that could not
    /// be read may be the missing term, so slugs of its locale are then not reported. In a document whose own locale is
    /// `malformed-locale`, a slug that other locales have is not reported. Slugs are compared letter by letter,
    /// including capitals; where one is only written otherwise, or an address stands in its place, the help says which
    /// one is meant.
    pub struct DeadRelatedSlug {}
    id: "dead-related-slug", kind: Corpus, fix: Some(Safety::Unsafe), needs: Needs::WholeCorpus, reads: Reads::Terms,
    yields_to: &["self-related-slug", "duplicate-related-slug", "cross-locale-relation"]
}

impl CorpusRule for DeadRelatedSlug {
    fn check(&self, corpus: &View<'_>, reporter: &mut CorpusReporter) {
        let renames = reporter.renames();
        let mut speller = Speller::new(corpus);
        // A slug that died is usually dead in many documents.
        let mut dead: HashMap<(&str, &str), Lookup<'_>> = HashMap::new();
        for (number, member) in corpus.reported() {
            let Some(locale) = member.facts.locale.as_deref() else { continue };
            for related in &member.facts.related {
                let slug = &*related.slug;
                if is_blank(slug) || corpus.has(locale, slug) {
                    continue;
                }
                let lookup = dead.entry((locale, slug));
                let lookup = lookup.or_insert_with(|| corpus.look_up(locale, slug, Some(&mut speller)));
                let now = renames.get(locale, slug).filter(|now| corpus.has(locale, now));
                let meant = if now.is_some() { None } else { meant(corpus, locale, related) };
                if let Some((message, help, right)) = words_for(locale, related, lookup, now, meant) {
                    let draft = reporter
                        .at(number, related.pointer())
                        .message(message)
                        .label("no such term")
                        .help(help)
                        .subject(slug);
                    // Where the address has the dead slug too, both have to change, and only a person knows to what.
                    let is_alone =
                        |right: &&str| related.url.is_none() || related.slug_of_url.as_deref() == Some(*right);
                    if let Some(right) = right.filter(is_alone) {
                        draft.fix("write the slug of the term", Safety::Unsafe, [(related.pointer(), escaped(right))]);
                    }
                }
            }
        }
    }
}

/// The slug that a relation means, as what stands beside its own tells.
enum Meant<'c> {
    /// The term with its topic id has this one.
    OfId(&'c str),
    /// Its address ends in this one.
    OfUrl(&'c str),
}

fn meant<'c>(corpus: &'c View<'_>, locale: &str, related: &'c RelatedFact) -> Option<Meant<'c>> {
    let has_id = || {
        let mut documents = corpus.ids().with_hash(related.topic_id?).iter();
        let facts = documents.next().filter(|_| documents.next().is_none())?;
        let facts = &corpus.members().get(*facts as usize)?.facts;
        let slug = facts.slug.as_deref().filter(|_| facts.locale.as_deref() == Some(locale))?;
        corpus.has(locale, slug).then_some(Meant::OfId(slug))
    };
    let has_url = || related.slug_of_url.as_deref().filter(|slug| corpus.has(locale, slug)).map(Meant::OfUrl);
    match has_id() {
        // An address that agrees with the id says that the term was not renamed.
        Some(Meant::OfId(slug)) if related.slug_of_url.as_deref() == Some(slug) => Some(Meant::OfUrl(slug)),
        found => found.or_else(has_url),
    }
}

/// What to say about a slug that is not there, and the slug that is meant, of a term whose slug is perhaps known `now` or `meant`; nothing where it is
/// not certain that there is no such term.
fn words_for<'c>(
    locale: &str,
    related: &RelatedFact,
    lookup: &'c Lookup<'_>,
    now: Option<&'c str>,
    meant: Option<Meant<'c>>,
) -> Option<(String, String, Option<&'c str>)> {
    let (own, slug) = (shorten(locale, 20), &*related.slug);
    // What is wrong with the slug is wrong with its address, too.
    let (there, there_too) = match related.url {
        Some(_) => (" here and in the address", ", in the address as well"),
        None => ("", ""),
    };
    let no_term = || match slug.chars().find(|letter| is_hidden(*letter)) {
        Some(hidden) => {
            let visible: String = slug.chars().filter(|letter| !is_hidden(*letter)).collect();
            let code = u32::from(hidden);
            format!("the related slug {} contains an invisible character (U+{code:04X})", quote(&visible))
        }
        None => format!("the related slug {} is not a term of {own}", quote(slug)),
    };
    let did_you_mean =
        |other: &'c str| Some((no_term(), format!("did you mean {}{there_too}?", quote(other)), Some(other)));
    let renamed = |right: &'c str| {
        let now = quote(right);
        Some((format!("the related slug {} is now {now}", quote(slug)), format!("write {now}{there}"), Some(right)))
    };
    match lookup {
        Lookup::Found | Lookup::Unknown => None,
        // The slip is in the locale: all relations of the document would be dead for it.
        Lookup::OtherLocale(_) if !is_well_formed(locale, true) => None,
        _ if now.is_some() => renamed(now?),
        _ if let Some(Meant::OfUrl(other)) = meant => did_you_mean(other),
        Lookup::OtherForm(other) => did_you_mean(other),
        Lookup::Near(other) if meant.is_none() => did_you_mean(other),
        _ if let Some(Meant::OfId(other)) = meant => match nearest(slug, [other]) {
            Some(other) => did_you_mean(other),
            None => renamed(other),
        },
        Lookup::Near(other) => did_you_mean(other),
        Lookup::OtherLocale(locales) => {
            let others: Vec<String> = locales.iter().map(|other| shorten(other, 20)).collect();
            Some((
                format!("the related slug {} exists in {} only, not in {own}", quote(slug), list(&others, "and")),
                format!("publish the term in {own}, or remove this related term"),
                None,
            ))
        }
        Lookup::Missing => {
            Some((no_term(), "correct the slug, publish the term, or remove this related term".to_owned(), None))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Anchor, Corpus, Coverage, Facts, Member, Renames};

    fn member(locale: &str, slug: Option<&str>, related: &[&str]) -> Member {
        let fact = |(slug, index): (&&str, u32)| RelatedFact { index, slug: (*slug).into(), ..RelatedFact::default() };
        let related = related.iter().zip(0..).map(fact).collect();
        let facts = Facts {
            slug: slug.map(Box::from),
            locale: Some(locale.into()),
            complete: slug.is_some(),
            related,
            ..Facts::default()
        };
        Member { facts, path: String::new(), digest: 0, reported: true, in_corpus: true }
    }

    fn run(members: Vec<Member>) -> CorpusReporter {
        let mut reporter = CorpusReporter::new("dead-related-slug");
        DeadRelatedSlug::default().check(&Corpus::new(members, Coverage::Complete).all(), &mut reporter);
        reporter
    }

    #[test]
    fn a_blank_slug_is_for_the_schema() {
        let members = vec![member("en-US", Some("a-term"), &["", "　"]), member("en-US", Some("b-term"), &[])];
        assert!(run(members).findings.is_empty());
    }

    #[test]
    fn a_slip_in_the_locale_kills_no_relation() {
        let members = || vec![member("en-US", Some("goal"), &[]), member("en_US", Some("plan"), &["goal", "gone"])];
        let found = run(members()).findings;
        assert_eq!(found.iter().map(|finding| finding.finding.subject.as_str()).collect::<Vec<_>>(), ["gone"]);
    }

    #[test]
    fn a_hostile_locale_is_escaped_and_shortened() {
        let locale = format!("\u{1b}[2J{}", "x".repeat(1_000));
        let found = run(vec![member(&locale, Some("a-term"), &["gone"])]).findings;
        assert_eq!(found[0].finding.message, "the related slug “gone” is not a term of \\u{1b}[2Jxxxxxxxxx…xxxxxx");
    }

    #[test]
    fn a_broken_document_may_be_the_missing_term() {
        let members = vec![member("en-US", Some("a-term"), &["gone"]), member("en-US", None, &[])];
        assert!(run(members).findings.is_empty());
    }

    #[test]
    fn a_term_that_was_renamed_is_told_by_its_new_name() {
        let members = vec![member("en-US", Some("a-term"), &["old", "gone"]), member("en-US", Some("new"), &[])];
        let mut renames = Renames::default();
        renames.add("en-US", "old", "new");
        // Of a term that was renamed and is gone since, nothing is known.
        renames.add("en-US", "gone", "gone-too");
        let mut reporter = CorpusReporter::new("dead-related-slug").with_renames(renames.into());
        DeadRelatedSlug::default().check(&Corpus::new(members, Coverage::Complete).all(), &mut reporter);
        let said =
            reporter.findings.iter().map(|finding| (finding.finding.message.as_str(), finding.finding.help.as_str()));
        assert_eq!(
            said.collect::<Vec<_>>(),
            [
                ("the related slug “old” is now “new”", "write “new”"),
                (
                    "the related slug “gone” is not a term of en-US",
                    "correct the slug, publish the term, or remove this related term"
                ),
            ]
        );
    }

    #[test]
    fn documents_outside_the_report_are_known_but_not_checked() {
        let mut members =
            vec![member("ja-JP", Some("a-term"), &["gone"]), member("ja-JP", Some("b-term"), &["A-Term"])];
        members[0].reported = false;
        let reporter = run(members);
        assert_eq!(reporter.findings.len(), 1);
        assert_eq!(reporter.findings[0].anchor, Anchor::from("/related_terms/0/canonical_slug"));
        assert_eq!(reporter.findings[0].finding.help, "did you mean “a-term”?");
        assert_eq!(reporter.findings[0].finding.subject, "A-Term");
    }
}
