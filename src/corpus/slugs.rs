//! The slugs of one locale, to find the one that was meant by another.
//!
//! Owns the index by what a slip of the hand leaves as it was.

use foldhash::HashMap;

use unicode_normalization::UnicodeNormalization;

use crate::words::is_hidden;

/// The bytes at the beginning or at the end of a slug that a slip of the hand leaves as they were.
const END: usize = 3;

/// The slugs of one locale. They are named by their numbers in the order of the alphabet.
#[derive(Debug, Default)]
pub(super) struct Slugs {
    all: Vec<Box<str>>,
    /// By their first and by their last bytes.
    by_start: HashMap<[u8; END], Vec<u32>>,
    by_end: HashMap<[u8; END], Vec<u32>>,
    /// Slugs that are shorter than an end.
    short: Vec<u32>,
    /// The first slug of each [`form`].
    by_form: HashMap<String, u32>,
}

impl Slugs {
    pub(super) fn of<'s>(slugs: impl Iterator<Item = &'s Box<str>>) -> Slugs {
        let mut index = Slugs { all: slugs.cloned().collect(), ..Slugs::default() };
        // A map has its own order in each run.
        index.all.sort_unstable();
        for (number, slug) in (0..).zip(&index.all) {
            let bytes = slug.as_bytes();
            match (bytes.first_chunk::<END>(), bytes.last_chunk::<END>()) {
                (Some(start), Some(end)) => {
                    index.by_start.entry(*start).or_default().push(number);
                    index.by_end.entry(*end).or_default().push(number);
                }
                _ => index.short.push(number),
            }
            index.by_form.entry(form(slug)).or_insert(number);
        }
        index
    }

    /// The slug that differs in its [`form`] only, or that an address or path in its place ends in.
    pub(super) fn other_form(&self, slug: &str) -> Option<&str> {
        let path = slug.split(['?', '#']).next().unwrap_or_default().trim().trim_end_matches('/');
        let path = path.strip_suffix("/ai.json").or_else(|| path.strip_suffix("/ai.md")).unwrap_or(path);
        let last = path.rsplit('/').next().filter(|last| last.len() < slug.len());
        let known = |slug: &str| self.by_form.get(&form(slug)).map(|number| self.slug(*number));
        known(slug).or_else(|| last.and_then(known))
    }

    /// The slugs with the same beginning or the same end.
    pub(super) fn candidates(&self, slug: &str) -> Vec<&str> {
        let bytes = slug.as_bytes();
        let shares_an_end = |other: &&str| {
            let other = other.as_bytes();
            let length = END.min(other.len()).min(bytes.len());
            other[..length] == bytes[..length] || other[other.len() - length..] == bytes[bytes.len() - length..]
        };
        let named =
            |numbers: Option<&'_ Vec<u32>>| numbers.into_iter().flatten().map(|number| self.slug(*number)).collect();
        match (bytes.first_chunk::<END>(), bytes.last_chunk::<END>()) {
            (Some(start), Some(end)) => {
                let mut candidates: Vec<&str> = named(self.by_start.get(start));
                let ending: Vec<&str> = named(self.by_end.get(end));
                candidates.extend(ending.into_iter().filter(|other| !other.as_bytes().starts_with(start)));
                let short: Vec<&str> = named(Some(&self.short));
                candidates.extend(short.into_iter().filter(shares_an_end));
                candidates
            }
            _ => self.all.iter().map(|other| &**other).filter(shares_an_end).collect(),
        }
    }

    fn slug(&self, number: u32) -> &str {
        &self.all[number as usize]
    }
}

/// What slugs are the same by which are only written otherwise: in another case or width, with spaces or underlines, with
/// something invisible in it or white space around it.
pub(super) fn form(slug: &str) -> String {
    let letters = slug.trim().nfkc().filter(|letter| !is_hidden(*letter)).flat_map(char::to_lowercase);
    letters
        .map(|letter| match letter {
            '_' | '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            letter if letter.is_whitespace() => '-',
            letter => letter,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_that_is_written_otherwise_is_known() {
        let slugs = ["lead-scoring", "解約率"].map(Box::from);
        let index = Slugs::of(slugs.iter());
        for slug in [
            "Lead-Scoring",
            "ｌｅａｄ－ｓｃｏｒｉｎｇ",
            " lead-scoring",
            "lead-scoring\u{3000}",
            "lead_scoring",
            "Lead Scoring",
            "lead\u{2010}scoring",
            "lead-\u{200b}scoring",
            "https://core.yogoq.com/en-US/core/lead-scoring",
            "lead-scoring/ai.json",
            "/en-US/core/lead-scoring/",
        ] {
            assert_eq!(index.other_form(slug), Some("lead-scoring"), "{slug}");
        }
        for slug in ["lead-score", "", "/", "ai.json", "https://core.yogoq.com/en-US/core/"] {
            assert_eq!(index.other_form(slug), None, "{slug}");
        }
    }

    #[test]
    fn slugs_without_a_common_end_are_not_gone_through() {
        let slugs = ["lead-scoring", "ab", "lead-time", "churn-rate", "abc"].map(Box::from);
        let index = Slugs::of(slugs.iter());
        assert_eq!(
            index.short.iter().map(|number| index.slug(*number)).collect::<Vec<_>>(),
            ["ab"],
            "compared with all"
        );
        assert_eq!(index.candidates("lead-scorin"), ["lead-scoring", "lead-time"]);
        assert_eq!(index.candidates("turn-rate"), ["churn-rate"]);
    }
}
