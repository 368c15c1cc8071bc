//! The slugs of one locale, to find the one that was meant by another.
//!
//! Owns the index by what a slip of the hand leaves as it was.

use std::collections::HashMap;

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
    /// The first slug that is written so in lower case.
    by_lower_case: HashMap<String, u32>,
}

impl Slugs {
    pub(super) fn of<'s>(slugs: impl Iterator<Item = &'s String>) -> Slugs {
        let mut index = Slugs { all: slugs.map(|slug| slug.as_str().into()).collect(), ..Slugs::default() };
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
            index.by_lower_case.entry(slug.to_lowercase()).or_insert(number);
        }
        index
    }

    /// The slug that differs in case only.
    pub(super) fn other_case(&self, slug: &str) -> Option<&str> {
        Some(self.slug(*self.by_lower_case.get(&slug.to_lowercase())?))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_without_a_common_end_are_not_gone_through() {
        let slugs = ["lead-scoring", "ab", "lead-time", "churn-rate", "abc"].map(str::to_owned);
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
