//! Phrases that templates leave behind, as data, and the search for them.
//!
//! Owns the lists (`*.toml` beside this file: text with slots, where it was seen, a line that fails and one that
//! passes) and the matching of slots. Must not know rules or fields: a rule says where it looks and what it makes of a
//! match.

mod cell;
mod gate;
mod list;
mod pattern;
mod row;
mod vocabulary;

pub use cell::{FILLERS, is_about_tags, placeholder};
pub use gate::may_stand_in;
pub use list::PhraseList;
pub use pattern::{Pattern, Terms};
pub use row::{Defect, RowPlace, Table};
#[cfg(test)]
pub(crate) use vocabulary::cell_rows;
pub use vocabulary::{Kind, Placeholder};

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use serde::Deserialize;

use crate::text::{MappedText, cells, fold, text_width};

/// What kind of text a phrase stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// A row of a comparison.
    ComparisonRow,
    /// The text above the rows.
    ComparisonIntro,
    /// A question; healthy alone.
    FaqQuestion,
    /// An answer.
    FaqAnswer,
    /// A definition.
    Definition,
    /// Meaning and usage.
    Usage,
    /// A formula, its text or its rows.
    Formula,
    /// An operand of a formula that names no quantity.
    CircularFormula,
    /// A boundary, its text or its rows.
    Boundary,
    /// An example.
    Example,
    /// The house speaking about itself.
    HouseReference,
    /// A chat program speaking, where its answer was pasted whole.
    Leak,
    /// Given by the user.
    Extra,
}

/// Where in a text a phrase counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum At {
    /// As the whole text, a full stop at the end aside.
    #[default]
    Whole,
    /// At its start.
    Start,
    /// Anywhere in it, between words.
    Anywhere,
}

/// One phrase.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// What kind of text it stands in.
    pub family: Family,
    /// The phrase with its slots, as it is quoted.
    pub text: String,
    at: At,
    pattern: Pattern,
    /// The cells of a row that are long enough to give the template away alone, folded.
    telling_cells: Vec<String>,
}

/// A cell of a template is telling from this [`text_width`] on.
const TELLING_CELL: usize = 40;

impl Phrase {
    fn new(family: Family, text: &str, at: At) -> Phrase {
        let row: Vec<&str> = cells(text).map(|range| &text[range]).collect();
        let is_telling = |cell: &&str| row.len() > 1 && text_width(cell) >= TELLING_CELL && !cell.contains('{');
        Phrase {
            family,
            text: text.to_owned(),
            at,
            pattern: Pattern::new(text),
            telling_cells: row.iter().copied().filter(is_telling).map(fold).collect(),
        }
    }

    /// Whether a folded cell is one of its long cells without a slot.
    pub fn has_telling_cell(&self, folded: &str) -> bool {
        self.telling_cells.iter().any(|cell| cell == folded)
    }

    /// Where a folded cell holds one of its long cells without a slot, as where rows were joined.
    pub fn find_telling_cell(&self, folded: &str) -> Option<Range<usize>> {
        self.telling_cells.iter().find_map(|cell| Some(folded.find(cell.as_str())?).map(|at| at..at + cell.len()))
    }

    /// Where the row stands in a folded text whose rows were joined.
    pub fn find_rows(&self, folded: &str, names: &[String]) -> Vec<Range<usize>> {
        self.pattern.find_rows(folded, names)
    }

    /// Whether the folded text as a whole is the phrase.
    pub fn is_whole(&self, folded: &str, terms: Terms<'_>) -> bool {
        self.pattern.is_whole(folded, terms)
    }
}

/// A phrase found in a text.
#[derive(Clone, Debug)]
pub struct Match<'p> {
    /// The phrase.
    pub phrase: &'p Phrase,
    /// Where it stands, in bytes of the text.
    pub range: Range<usize>,
}

/// Phrases that are searched together.
///
/// Each is given away by its longest word, and texts are read for these words first: healthy text is never folded. So
/// that one word has to be written plainly, in ordinary letters; everything else may differ in case, width and spacing.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    phrases: Vec<Phrase>,
    words: Option<AhoCorasick>,
}

impl Phrases {
    /// The embedded phrases of a family.
    pub fn of(family: Family) -> &'static Phrases {
        static FAMILIES: [OnceLock<Phrases>; 13] = [const { OnceLock::new() }; 13];
        FAMILIES[family as usize].get_or_init(|| {
            let phrases = embedded().iter().filter(|entry| entry.family == family);
            Phrases::build(phrases.map(|entry| Phrase::new(family, &entry.text, entry.at)).collect())
        })
    }

    fn build(phrases: Vec<Phrase>) -> Phrases {
        let words = phrases.iter().map(|phrase| phrase.pattern.longest_word());
        // Built from a few words; it cannot grow too large.
        let words = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(words)
            .ok()
            .filter(|_| !phrases.is_empty());
        Phrases { phrases, words }
    }

    /// The phrases.
    pub fn iter(&self) -> impl Iterator<Item = &Phrase> {
        self.phrases.iter()
    }

    /// The phrases whose longest word stands in `text`; nearly always none.
    pub fn suspects(&self, text: &str) -> Vec<&Phrase> {
        let Some(words) = &self.words else { return Vec::new() };
        let mut suspects: Vec<usize> = Vec::new();
        for hit in words.find_overlapping_iter(text) {
            if !suspects.contains(&hit.pattern().as_usize()) {
                suspects.push(hit.pattern().as_usize());
            }
        }
        suspects.into_iter().map(|index| &self.phrases[index]).collect()
    }

    /// The phrases in `text`, each once, at its first place.
    pub fn find(&self, text: &str, terms: Terms<'_>) -> Vec<Match<'_>> {
        let suspects = self.suspects(text);
        if suspects.is_empty() {
            return Vec::new();
        }
        let folded = MappedText::of(text);
        suspects
            .into_iter()
            .filter_map(|phrase| {
                let range = match phrase.at {
                    At::Whole => phrase.pattern.is_whole(&folded.text, terms).then_some(0..folded.text.len()),
                    At::Start => phrase.pattern.find_at(&folded.text, 0, terms),
                    At::Anywhere => phrase.pattern.find(&folded.text, terms),
                }?;
                Some(Match { phrase, range: folded.original(range) })
            })
            .collect()
    }
}

/// One entry of the data.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    family: Family,
    text: String,
    #[serde(default)]
    at: At,
    #[expect(dead_code, reason = "for the reader: which language it is written in")]
    locale: String,
    #[expect(dead_code, reason = "for the reader: the published terms that had it")]
    seen: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "run by a test"))]
    fails: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "run by a test"))]
    passes: String,
}

fn embedded() -> &'static [Entry] {
    #[derive(Deserialize)]
    struct File {
        phrase: Vec<Entry>,
    }
    const FILES: [&str; 10] = [
        include_str!("boundary.toml"),
        include_str!("circular.toml"),
        include_str!("comparison.toml"),
        include_str!("definition.toml"),
        include_str!("example.toml"),
        include_str!("faq.toml"),
        include_str!("formula.toml"),
        include_str!("house.toml"),
        include_str!("leak.toml"),
        include_str!("usage.toml"),
    ];
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| {
        let read =
            |text: &str| toml::from_str::<File>(text).expect("the embedded phrases are valid, a test reads them");
        FILES.into_iter().flat_map(|text| read(text).phrase).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, family: Family, terms: Terms<'_>) -> Vec<String> {
        Phrases::of(family).find(text, terms).into_iter().map(|found| found.phrase.text.clone()).collect()
    }

    #[test]
    fn every_phrase_finds_the_line_that_fails_and_leaves_the_one_that_passes() {
        let names = ["price elasticity".to_owned()];
        assert!(embedded().len() >= 30);
        for entry in embedded() {
            let named = Terms::Names(&names);
            // A question is about a term or it is another question; all other phrases are telling whatever the name.
            let terms = if entry.family == Family::FaqQuestion { vec![named] } else { vec![named, Terms::Any] };
            for terms in terms {
                assert!(found(&entry.fails, entry.family, terms).contains(&entry.text), "fails: {}", entry.fails);
                assert!(found(&entry.passes, entry.family, terms).is_empty(), "passes: {}", entry.passes);
            }
        }
    }

    #[test]
    fn a_phrase_about_another_term_is_none_of_ours() {
        let text = "When should I use Price Elasticity?";
        assert_eq!(found(text, Family::FaqQuestion, Terms::Names(&["lead".to_owned()])), Vec::<String>::new());
        assert_eq!(found("When should I use {TERM}?", Family::FaqQuestion, Terms::Names(&[])).len(), 1);
    }

    #[test]
    fn the_range_is_that_of_the_text_as_written() {
        let text = "Prices move.  IN YogoQ\u{a0}textbook  terms, they are written down.";
        let found = Phrases::of(Family::HouseReference).find(text, Terms::Any);
        assert_eq!(found.len(), 1);
        assert_eq!(&text[found[0].range.clone()], "IN YogoQ\u{a0}textbook  terms,");
    }

    #[test]
    fn a_phrase_stands_between_words() {
        let family = Family::Formula;
        assert_eq!(found("Reuse it to explain changes between reviews", family, Terms::Any), Vec::<String>::new());
        assert_eq!(found("Use it to explain changes between reviewsheets", family, Terms::Any), Vec::<String>::new());
    }

    #[test]
    fn a_slot_ends_with_its_sentence() {
        let text = "Define the decision, owner, and time horizon before filling in the sheet. Then print it.";
        let found = Phrases::of(Family::Usage).find(text, Terms::Any);
        assert_eq!(&text[found[0].range.clone()], text.strip_suffix(". Then print it.").unwrap());
        let text = "Price Elasticity is a decision tool for turning data. It makes it into a concrete list.";
        assert_eq!(self::found(text, Family::Definition, Terms::Any), Vec::<String>::new());
    }
}
