use crate::corpus::{Anchor, Lookup, View};
use crate::declare_rule;
use crate::rule::{CorpusReporter, CorpusRule, Level, Needs, Reads};
use crate::words::{quote, shorten};

declare_rule! {
    /// A locale that the document names but in which the term has no file.
    ///
    /// ## Why
    /// A reference such as `concept:churn-rate:ja-JP`, or a Japanese alias, says that the term exists in Japanese. Where no
    /// file of it does, a reader who changes the language finds nothing: the translation was lost, or renamed.
    ///
    /// ## Fails
    /// ```json file=ja-JP/churn-rate/ai.json
    /// null
    /// ```
    /// An alias alone:
    /// ```json file=ja-JP/net-revenue-retention/ai.json
    /// null
    /// ```
    /// ```json file=en-US/net-revenue-retention/ai.json
    /// { "sources": { "source_refs": ["concept:net-revenue-retention:en-US"] } }
    /// ```
    ///
    /// ## Passes
    /// A locale that the corpus does not have at all:
    /// ```json file=ja-JP/churn-rate/ai.json
    /// { "sources": { "source_refs": ["concept:churn-rate:ja-JP", "concept:churn-rate:ko-KR"] } }
    /// ```
    ///
    /// ## Fix
    /// Publish the term in that locale, or remove the reference to it.
    ///
    /// ## Known limits
    /// A term may be based on a record of another locale that will not be published, and a Japanese name is not a promise: the
    /// rule is an info. It counts references of the form `concept:<slug>:<locale>` with the document's own slug, and the
    /// locales of aliases; each locale once, the references first. Locales are compared letter by letter. A document that
    /// could not be read may be the missing one. The rule needs the corpus, as `dead-related-slug` does.
    pub struct UnpairedLocale {
        /// Locales that need no file.
        ignored_locales: Vec<String> = Vec::new(),
    }
    id: "unpaired-locale", kind: Corpus, needs: Needs::WholeCorpus, reads: Reads::Terms, level: Level::Info,
    yields_to: &["malformed-source-ref", "alias-conflict", "malformed-locale", "malformed-slug"]
}

impl CorpusRule for UnpairedLocale {
    fn check(&self, corpus: &View<'_>, reporter: &mut CorpusReporter) {
        for (number, member) in corpus.reported() {
            let Some(slug) = member.facts.slug.as_deref() else { continue };
            for promise in &member.facts.claimed_locales {
                let locale = &*promise.locale;
                if !corpus.has_locale(locale)
                    || self.ignored_locales.iter().any(|ignored| ignored == locale)
                    || matches!(corpus.look_up(locale, slug, None), Lookup::Found | Lookup::Unknown)
                {
                    continue;
                }
                let what = if promise.by_alias { "an alias" } else { "a source reference" };
                reporter
                    .at(number, Anchor::Node(promise.node))
                    .message(format!("{what} names “{}”, where {} has no file", shorten(locale, 20), quote(slug)))
                    .label("no such file")
                    .help(format!("publish the term in {}, or remove the reference to it", shorten(locale, 20)))
                    .subject(locale);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{ClaimedLocale, Corpus, Coverage, Facts, Member};

    fn member(locale: &str, slug: Option<&str>, claimed_locales: &[&str]) -> Member {
        let promise = |locale: &&str| ClaimedLocale { locale: (*locale).into(), by_alias: false, node: 1 };
        let facts = Facts {
            slug: slug.map(Box::from),
            locale: Some(locale.into()),
            complete: slug.is_some(),
            claimed_locales: claimed_locales.iter().map(promise).collect(),
            ..Facts::default()
        };
        Member { facts, path: String::new(), digest: 0, reported: true, in_corpus: true }
    }

    fn unpaired(members: Vec<Member>) -> Vec<String> {
        let mut reporter = CorpusReporter::new("unpaired-locale");
        UnpairedLocale::default().check(&Corpus::new(members, Coverage::Complete).all(), &mut reporter);
        reporter.findings.into_iter().map(|found| found.finding.subject).collect()
    }

    #[test]
    fn a_promise_counts_where_the_locale_has_files() {
        let goal = || member("en-US", Some("goal"), &["ja-JP", "ko-KR"]);
        assert_eq!(unpaired(vec![goal()]), [""; 0]);
        assert_eq!(unpaired(vec![goal(), member("ja-JP", Some("plan"), &[])]), ["ja-JP"]);
        assert_eq!(unpaired(vec![goal(), member("ja-JP", Some("goal"), &[])]), [""; 0]);
    }

    #[test]
    fn a_broken_document_may_be_the_pair() {
        let goal = member("en-US", Some("goal"), &["ja-JP"]);
        assert_eq!(unpaired(vec![goal, member("ja-JP", Some("plan"), &[]), member("ja-JP", None, &[])]), [""; 0]);
    }
}
