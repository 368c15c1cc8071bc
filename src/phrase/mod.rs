//! Phrases that templates leave behind, as data, and the search for them.
//!
//! Owns the lists (`*.toml` beside this file: text with slots, where it was seen, a line that fails and one that
//! passes) and the matching of slots. Must not know rules or fields: a rule says where it looks and what it makes of a
//! match.

mod author;
mod cell;
mod chat;
mod family;
mod gap;
mod gate;
mod grid;
mod list;
mod pattern;
mod row;
mod starts;
mod subject;
mod table;
mod vocabulary;

pub use author::{Part, asks_for};
pub use cell::{is_state_of_writing, is_unnamed, placeholder};
pub use chat::{Chat, chat};
pub use family::{At, Family, Kind, templates};
pub use gap::{gap, is_gap};
pub use gate::{Families, may_stand_in};
pub use grid::Grid;
pub use list::PhraseList;
pub use pattern::{Pattern, Terms};
pub use row::{Defect, RowPlace, Table, prose_before_row};
pub use subject::{
    LOOK_ALIKES, LOST_VALUES, MARKUP, PUNCTUATION, VISITS, asks_for_state, is_about_programs, is_about_tags,
};
pub use vocabulary::Placeholder;
#[cfg(test)]
pub(crate) use vocabulary::cell_rows;

use std::ops::Range;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::text::{MappedText, cells, fold, plain_end, sentences, text_width};

/// One phrase.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// What kind of text it stands in.
    pub family: Family,
    /// The phrase with its slots, as it is quoted.
    pub text: String,
    at: At,
    /// What may stand behind it, folded; anything where there is none.
    next: Vec<String>,
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
            next: Vec::new(),
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

    /// Whether the phrase may end before this rest of a folded text.
    fn ends_before(&self, rest: &str) -> bool {
        self.next.is_empty() || plain_end(rest).is_empty() || self.next.iter().any(|next| rest.starts_with(next))
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
        static FAMILIES: [OnceLock<Phrases>; 16] = [const { OnceLock::new() }; 16];
        FAMILIES[family as usize].get_or_init(|| {
            let of_family = table::PHRASES.iter().filter(|(of, ..)| *of == family);
            let phrase = |(_, at, text, next): &(Family, At, &str, &[&str])| Phrase {
                next: next.iter().map(|next| next.to_lowercase()).collect(),
                ..Phrase::new(family, text, *at)
            };
            Phrases::build(of_family.map(phrase).collect())
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
                let whole = || phrase.pattern.is_whole(&folded.text, terms).then_some(0..folded.text.len());
                let range = match phrase.at {
                    At::Whole => folded.original(whole()?),
                    // Where sentences end is told by the original: a folded text has no lines.
                    At::Sentence => match whole() {
                        Some(range) => folded.original(range),
                        None => sentences(text).find(|range| phrase.is_whole(&fold(&text[range.clone()]), terms))?,
                    },
                    At::Start => {
                        let range = phrase.pattern.find_at(&folded.text, 0, terms)?;
                        phrase.ends_before(&folded.text[range.end..]).then(|| folded.original(range))?
                    }
                    At::Anywhere => folded.original(phrase.pattern.find(&folded.text, terms)?),
                };
                Some(Match { phrase, range })
            })
            .collect()
    }
}

/// One entry of the lists. Only tests read the lists: at run time their phrases stand in `table.rs`.
#[cfg(test)]
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    family: Family,
    text: String,
    #[serde(default)]
    at: At,
    /// What may stand behind a phrase at the start of a text, in any case.
    #[serde(default)]
    next: Vec<String>,
    #[expect(dead_code, reason = "for the reader: which language it is written in")]
    locale: String,
    #[expect(dead_code, reason = "for the reader: the published terms that had it")]
    seen: String,
    fails: String,
    passes: String,
}

#[cfg(test)]
fn embedded() -> &'static [Entry] {
    #[derive(serde::Deserialize)]
    struct File {
        phrase: Vec<Entry>,
    }
    const FILES: [&str; 12] = [
        include_str!("boundary.toml"),
        include_str!("chat.toml"),
        include_str!("circular.toml"),
        include_str!("comparison.toml"),
        include_str!("definition.toml"),
        include_str!("example.toml"),
        include_str!("faq.toml"),
        include_str!("formula.toml"),
        include_str!("house.toml"),
        include_str!("leak.toml"),
        include_str!("prose.toml"),
        include_str!("usage.toml"),
    ];
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    ENTRIES.get_or_init(|| {
        let read = |text: &str| toml::from_str::<File>(text).expect("a list of phrases");
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
    fn the_table_holds_what_the_lists_say() {
        for (row, entry) in table::PHRASES.iter().zip(embedded()) {
            let next: Vec<&str> = entry.next.iter().map(String::as_str).collect();
            assert_eq!(*row, (entry.family, entry.at, &*entry.text, &*next), "run `cargo xtask bless`");
        }
        assert_eq!(table::PHRASES.len(), embedded().len(), "run `cargo xtask bless`");
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
