//! Whether there is a term of a slug, and which slug was meant by one that is not there.
//!
//! Owns the answer to a lookup and the limit of the search for a slip of the hand. What a near word is, [`crate::words`]
//! says.

use super::Corpus;
use crate::words::nearest;

/// How many comparisons a run may take for each document. A corpus in which nearly all slugs begin alike and
/// nearly all relations are dead would take one for each pair: there, the first dead slugs get a suggestion.
const COMPARISONS: usize = 64;

/// The answer to a lookup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup<'c> {
    /// There is such a term in this locale.
    Found,
    /// There is none; these locales have it.
    OtherLocale(Vec<&'c str>),
    /// There is none anywhere; this slug of the same locale is only written otherwise.
    OtherForm(&'c str),
    /// There is none anywhere; this slug of the same locale is near.
    Near(&'c str),
    /// There is none, nor anything like it.
    Missing,
    /// A document that could not be read may be it.
    Unknown,
}

impl Corpus {
    /// Looks a slug up, byte by byte. With a speller, one that is not there is compared with those that are, to find what
    /// was meant.
    pub fn look_up<'c>(&'c self, locale: &str, slug: &str, speller: Option<&mut Speller<'c>>) -> Lookup<'c> {
        if self.has(locale, slug) {
            return Lookup::Found;
        }
        if self.may_hide_terms(locale) {
            return Lookup::Unknown;
        }
        if let Some(other) = speller.as_ref().and_then(|speller| speller.other_form(locale, slug)) {
            return Lookup::OtherForm(other);
        }
        let elsewhere = self.locales_of(slug);
        if !elsewhere.is_empty() {
            return Lookup::OtherLocale(elsewhere);
        }
        match speller.and_then(|speller| speller.near(locale, slug)) {
            Some(near) => Lookup::Near(near),
            None => Lookup::Missing,
        }
    }
}

/// Looks for the slugs that were meant.
pub struct Speller<'c> {
    corpus: &'c Corpus,
    /// How many more comparisons this run may take.
    left: usize,
}

impl<'c> Speller<'c> {
    /// Over the slugs of a corpus, which are indexed when they are first needed.
    pub fn new(corpus: &'c Corpus) -> Speller<'c> {
        let left = corpus.members().len().saturating_mul(COMPARISONS);
        Speller { corpus, left }
    }

    /// The slug of this locale that is only written otherwise: in another case or width, with white space around it, as an
    /// address or a path.
    pub fn other_form(&self, locale: &str, slug: &str) -> Option<&'c str> {
        self.corpus.slugs(locale)?.other_form(slug)
    }

    /// The nearest slug of this locale with the same beginning or the same end; nothing once the run has made all its
    /// comparisons.
    pub fn near(&mut self, locale: &str, slug: &str) -> Option<&'c str> {
        let candidates = self.corpus.slugs(locale)?.candidates(slug);
        match self.left.checked_sub(candidates.len()) {
            Some(left) => self.left = left,
            None => {
                self.left = 0;
                return None;
            }
        }
        nearest(slug, candidates)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::corpus::slugs::form;
    use crate::corpus::{Coverage, Facts, Member};

    fn corpus(slugs: &[String]) -> Corpus {
        let member = |slug: &String| {
            let facts = Facts {
                slug: Some(slug.clone().into()),
                locale: Some("en-US".into()),
                complete: true,
                ..Facts::default()
            };
            Member { facts, path: String::new(), digest: 0, reported: true, in_corpus: true }
        };
        Corpus::new(slugs.iter().map(member).collect(), Coverage::Complete)
    }

    fn document(locale: Option<&str>, slug: Option<&str>) -> Member {
        let facts = Facts { locale: locale.map(Box::from), slug: slug.map(Box::from), ..Facts::default() };
        Member { facts, path: String::new(), digest: 0, reported: true, in_corpus: true }
    }

    /// The definition: each slug is compared with each.
    fn by_definition<'s>(slugs: &'s [String], slug: &str) -> (Option<&'s str>, Option<&'s str>) {
        let shares_an_end = |one: &str, two: &str| {
            let (one, two) = (one.as_bytes(), two.as_bytes());
            let length = 3.min(one.len()).min(two.len());
            one[..length] == two[..length] || one[one.len() - length..] == two[two.len() - length..]
        };
        let all = || slugs.iter().map(String::as_str);
        let other_form = all().filter(|other| form(other) == form(slug)).min();
        (other_form, nearest(slug, all().filter(|other| shares_an_end(other, slug))))
    }

    proptest! {
        #[test]
        fn the_index_finds_what_comparing_all_finds(
            slugs in prop::collection::vec("[abB-]{0,6}|[ab]{2}[é解b]{0,2}", 1..12),
            slug in "[abB-]{0,6}|[ab]{2}[é解b]{0,2}",
        ) {
            let corpus = corpus(&slugs);
            let mut speller = Speller::new(&corpus);
            let found = (speller.other_form("en-US", &slug), speller.near("en-US", &slug));
            prop_assert_eq!(found, by_definition(&slugs, &slug));
        }
    }

    #[test]
    fn the_nearest_slug_is_not_sought_for_ever() {
        let corpus = corpus(&["lead-scoring".to_owned()]);
        let mut speller = Speller::new(&corpus);
        for _ in 0..COMPARISONS {
            assert_eq!(speller.near("en-US", "lead-scorin"), Some("lead-scoring"));
        }
        assert_eq!(speller.near("en-US", "lead-scorin"), None);
        assert_eq!(speller.other_form("en-US", "Lead-Scoring"), Some("lead-scoring"));
        assert_eq!(speller.near("ja-JP", "lead-scorin"), None);
    }

    #[test]
    fn a_lookup_says_what_is_nearest_to_the_truth() {
        let corpus = Corpus::new(
            vec![document(Some("en-US"), Some("churn-rate")), document(Some("ja-JP"), Some("gross-margin"))],
            Coverage::Complete,
        );
        let look_up = |locale, slug| corpus.look_up(locale, slug, Some(&mut Speller::new(&corpus)));
        assert_eq!(look_up("en-US", "churn-rate"), Lookup::Found);
        assert_eq!(look_up("en-US", "Churn-Rate"), Lookup::OtherForm("churn-rate"));
        assert_eq!(look_up("en-US", "churn-rat"), Lookup::Near("churn-rate"));
        assert_eq!(look_up("en-US", "gross-margin"), Lookup::OtherLocale(vec!["ja-JP"]));
        assert_eq!(look_up("en-US", "sales-forecast"), Lookup::Missing);
        assert_eq!(look_up("ko-KR", "sales-forecast"), Lookup::Missing);
        assert_eq!(corpus.look_up("en-US", "churn-rat", None), Lookup::Missing);
        assert_eq!(corpus.look_up("en-US", "gross-margin", None), Lookup::OtherLocale(vec!["ja-JP"]));
    }

    #[test]
    fn a_broken_document_may_be_any_term_of_its_locale() {
        let corpus = Corpus::new(
            vec![document(Some("en-US"), None), document(Some("ja-JP"), Some("gross-margin"))],
            Coverage::Complete,
        );
        assert_eq!(corpus.look_up("en-US", "sales-forecast", None), Lookup::Unknown);
        assert_eq!(corpus.look_up("ja-JP", "sales-forecast", None), Lookup::Missing);
    }
}
