//! What a custom rule looks for in a text: a regular expression, or phrases.
//!
//! Owns the limits within which a pattern of a configuration is compiled, and is the one file that knows `regex`. That crate never
//! backtracks: a search takes time proportional to the size of the pattern times the length of the text, and both are bounded.
//! Its documentation adds that all matches of a text together can take quadratic time, so their number is bounded, too.

use std::ops::Range;

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use crate::finding::MOST_RELATED;
use crate::text::script::is_latin;

/// How large a pattern may be once it is compiled, in bytes.
pub const LARGEST: usize = 1 << 20;

/// The longest pattern or phrase as it is written, in bytes. Classes of Unicode are written out before the size of the result
/// is known, so that a few bytes become kilobytes.
pub const LONGEST: usize = 4096;

/// How much the patterns of a configuration may cost together to compile: so many bytes may be made in all tries.
pub const MOST_WORK: usize = 16 << 20;

/// The sizes at which a pattern is tried, so that a small one costs little of [`MOST_WORK`].
const TRIES: [usize; 4] = [16 << 10, 64 << 10, 256 << 10, LARGEST];

/// What is left of [`MOST_WORK`], until it does not suffice.
#[derive(Debug)]
pub struct Budget(Option<usize>);

impl Budget {
    /// All of it.
    pub const WHOLE: Budget = Budget(Some(MOST_WORK));

    /// Ends it; whether it had not ended before.
    pub fn end(&mut self) -> bool {
        self.0.take().is_some()
    }

    /// Takes so many bytes, if there are as many left.
    fn take(&mut self, bytes: usize) -> Result<(), Refusal> {
        let left = self.0.and_then(|left| left.checked_sub(bytes)).ok_or(Refusal::NoneLeft)?;
        self.0 = Some(left);
        Ok(())
    }
}

/// How large the patterns of all rules may be together, in bytes: a compiled pattern takes several times as much memory.
const LARGEST_SET: usize = 64 << 20;

/// How many phrases a rule may have.
pub const MOST_PHRASES: usize = 1000;

/// After so many empty matches, the rest of a text is not searched: each of them may have looked at all of it.
const MOST_EMPTY: usize = 1000;

/// What is looked for, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// A regular expression.
    Pattern(String),
    /// Words, in upper or lower case.
    Phrases(Vec<String>),
}

impl Sought {
    /// As a regular expression.
    fn regex(&self) -> String {
        match self {
            Sought::Pattern(pattern) => pattern.clone(),
            Sought::Phrases(phrases) => {
                // Of two that begin alike, the longer one is meant.
                let mut phrases: Vec<&str> = phrases.iter().map(String::as_str).collect();
                phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
                let phrases: Vec<String> = phrases.into_iter().map(regex::escape).collect();
                format!("(?i:{})", phrases.join("|"))
            }
        }
    }
}

/// Why a pattern cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not a regular expression; why, in a few words.
    Malformed(String),
    /// It would take more than [`LARGEST`].
    TooLarge,
    /// It and those before it would take more than [`MOST_WORK`].
    NoneLeft,
}

impl Refusal {
    fn of(error: &regex::Error) -> Refusal {
        match error {
            regex::Error::CompiledTooBig(_) => Refusal::TooLarge,
            // An excerpt, and the reason on its last line.
            other => {
                let whole = other.to_string();
                let last = whole.lines().last().unwrap_or_default();
                Refusal::Malformed(last.strip_prefix("error: ").unwrap_or(last).to_owned())
            }
        }
    }
}

/// A search for one rule.
#[derive(Clone, Debug)]
pub(super) struct Search {
    regex: Regex,
    /// Whether a match must not begin or end inside a word.
    is_of_words: bool,
}

impl Search {
    /// The search for something; what it costs to compile is taken from the budget.
    pub(super) fn new(sought: &Sought, budget: &mut Budget) -> Result<Search, Refusal> {
        let written = sought.regex();
        for size in TRIES {
            budget.take(size)?;
            match RegexBuilder::new(&written).size_limit(size).build().map_err(|error| Refusal::of(&error)) {
                Ok(regex) => return Ok(Search { regex, is_of_words: matches!(sought, Sought::Phrases(_)) }),
                Err(Refusal::TooLarge) => {}
                Err(other) => return Err(other),
            }
        }
        Err(Refusal::TooLarge)
    }

    /// Where it is found, in order and without overlap: no empty match, and no more places than a finding names.
    pub(super) fn places(&self, text: &str) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        let (mut from, mut empty) = (0, 0);
        let behind = |at: usize| at + text[at..].chars().next().map_or(1, char::len_utf8);
        while places.len() <= MOST_RELATED && empty < MOST_EMPTY && from <= text.len() {
            let Some(found) = self.regex.find_at(text, from).map(|found| found.range()) else { break };
            if found.is_empty() {
                empty += 1;
                from = behind(found.end);
            } else if self.is_of_words && (is_in_word(text, found.start) || is_in_word(text, found.end)) {
                from = behind(found.start);
            } else {
                from = found.end;
                places.push(found);
            }
        }
        places
    }
}

/// Whether Latin letters or digits stand on both sides.
fn is_in_word(text: &str, at: usize) -> bool {
    let joins = |letter: char| letter.is_ascii_digit() || is_latin(letter);
    text[..at].ends_with(joins) && text[at..].starts_with(joins)
}

/// The searches of all rules at once, which tells most texts to hold nothing.
#[derive(Clone, Debug)]
pub(super) struct SearchSet(RegexSet);

impl SearchSet {
    /// Of patterns each of which can be compiled; `None` where they cannot be together.
    pub(super) fn new<'s>(sought: impl Iterator<Item = &'s Sought>) -> Option<SearchSet> {
        let regexes: Vec<String> = sought.map(Sought::regex).collect();
        RegexSetBuilder::new(regexes).size_limit(LARGEST_SET).build().ok().map(SearchSet)
    }

    /// The numbers of the searches that may find something, in order.
    pub(super) fn matching(&self, text: &str) -> Vec<usize> {
        if !self.0.is_match(text) {
            return Vec::new();
        }
        self.0.matches(text).iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'t>(sought: &Sought, text: &'t str) -> Vec<&'t str> {
        Search::new(sought, &mut Budget(Some(MOST_WORK)))
            .unwrap()
            .places(text)
            .into_iter()
            .map(|place| &text[place])
            .collect()
    }

    #[test]
    fn an_empty_match_is_not_a_place() {
        let pattern = |pattern: &str| Sought::Pattern(pattern.to_owned());
        assert_eq!(found(&pattern("x*"), "axxbéx"), ["xx", "x"]);
        assert!(found(&pattern(""), "解約").is_empty());
        assert!(found(&pattern("$|^"), "").is_empty());
        assert_eq!(found(&pattern(r"\bart\b"), "art cart art"), ["art", "art"]);
        assert_eq!(found(&pattern("^a"), "aa"), ["a"], "the beginning is that of the text");
    }

    #[test]
    fn phrases_are_whole_words_in_any_case_and_the_longest() {
        let phrases = Sought::Phrases(["win", "win back", "AI", "解約", "c++"].map(str::to_owned).to_vec());
        assert_eq!(found(&phrases, "Win back, winning, 1win, WIN."), ["Win back", "WIN"]);
        assert_eq!(found(&phrases, "said AIで解約率、ai業"), ["AI", "解約", "ai"]);
        assert_eq!(found(&phrases, "cafewin winé éwin c++ C++11"), ["c++", "C++"]);
    }

    #[test]
    fn a_long_text_is_not_searched_again_and_again() {
        let long = "a".repeat(1 << 18);
        let all = Search::new(&Sought::Pattern("a".to_owned()), &mut Budget(Some(MOST_WORK))).unwrap();
        assert_eq!(all.places(&long).len(), MOST_RELATED + 1);
        let empty = Search::new(&Sought::Pattern("(?:a*z)?".to_owned()), &mut Budget(Some(MOST_WORK))).unwrap();
        assert!(empty.places(&long).is_empty());
    }

    #[test]
    fn what_is_too_large_or_malformed_is_refused() {
        let refusal =
            |pattern: &str| Search::new(&Sought::Pattern(pattern.to_owned()), &mut Budget(Some(MOST_WORK))).err();
        assert_eq!(refusal("a{1000}{1000}"), Some(Refusal::TooLarge));
        assert_eq!(refusal("(a"), Some(Refusal::Malformed("unclosed group".to_owned())));
        assert!(matches!(refusal("(?=a)"), Some(Refusal::Malformed(_))));
    }

    #[test]
    fn what_patterns_cost_together_is_bounded() {
        let mut budget = Budget::WHOLE;
        let mut cost = |pattern: &str| {
            let before = budget.0.unwrap();
            let refusal = Search::new(&Sought::Pattern(pattern.to_owned()), &mut budget).err();
            (before - budget.0.unwrap(), refusal)
        };
        assert_eq!(cost("win(s|ner)?"), (TRIES[0], None));
        assert_eq!(cost("(a"), (TRIES[0], Some(Refusal::Malformed("unclosed group".to_owned()))));
        // Ten thousand letters.
        let large = "(?:abcdefghij){1000}";
        let whole: usize = TRIES.iter().sum();
        let mut compiled = 0;
        while cost(large) == (whole, None) {
            compiled += 1;
        }
        assert_eq!(compiled, (MOST_WORK - 2 * TRIES[0]) / whole);
        let (_, refusal) = cost(large);
        assert_eq!(refusal, Some(Refusal::NoneLeft));
    }
}
