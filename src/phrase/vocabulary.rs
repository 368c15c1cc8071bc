//! The words of `cells.toml`, ready for look-ups.
//!
//! Owns the form of that file, and what a placeholder can be. Must not know in which forms a word may stand.

use std::sync::OnceLock;

use foldhash::{HashMap, HashSet};

use super::family::Kind;
use super::pattern::{Pattern, Terms};
use super::starts::{LONG, SHORT, Starts};
use super::table::{BARE, BRACKETED, CELLS, CORNERS, HEADERS, LATIN, SLOTS, UNNAMED, VAGUE};
use crate::text::{fold, plain_end};

/// A whole cell that is a placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// What it means.
    pub kind: Kind,
    /// Whether it is also the name of something, and so may head a row: `ToDo`, ダミー.
    pub is_name: bool,
    /// Whether it stands in braces, as the merge tags of mailing tools do: `{{first_name}}`.
    pub is_tag: bool,
    /// What a term is named with, folded, in whose texts it is content: `todo` of `TODO: describe`.
    pub subject: Option<&'static str>,
}

impl Placeholder {
    /// A placeholder that is nothing else.
    pub const fn new(kind: Kind) -> Placeholder {
        Placeholder { kind, is_name: false, is_tag: false, subject: None }
    }
}

/// The longest cell that is looked at, in bytes.
pub(super) const LONGEST: usize = 60;

/// How the words begin.
static WORD_STARTS: Starts = {
    let mut starts = Starts::none().and(b"xxx", SHORT);
    let mut number = 0;
    while number < CELLS.len() {
        starts = starts.and(CELLS[number].0.as_bytes(), telling(CELLS[number].0));
        number += 1;
    }
    and_all(starts, BARE, None)
};

/// How those begin that ask for something and have slots.
static SLOTTED_STARTS: Starts = and_all(Starts::none(), BARE, Some(b'{'));

/// How what stands in place of a name begins.
static NAME_STARTS: Starts = and_all(and_all(Starts::none(), UNNAMED, None), VAGUE, None);

/// The starts of more words: of all of them, or of those that have a sign in them.
const fn and_all(mut starts: Starts, words: &[&str], sign: Option<u8>) -> Starts {
    let mut number = 0;
    while number < words.len() {
        let word = words[number].as_bytes();
        let (mut is_wanted, mut index) = (sign.is_none(), 0);
        while let Some(sign) = sign
            && index < word.len()
        {
            is_wanted |= word[index] == sign;
            index += 1;
        }
        if is_wanted {
            starts = starts.and(word, telling(words[number]));
        }
        number += 1;
    }
    starts
}

/// How many bytes of a word tell it, whatever stands behind a slash: fewer of one that is short, or has a space among them, of
/// which there may be two.
const fn telling(word: &str) -> usize {
    let bytes = word.as_bytes();
    let (mut index, mut ascii) = (0, 0);
    while index < bytes.len() && index < LONG && !matches!(bytes[index], b' ' | b'/') {
        ascii += bytes[index].is_ascii() as usize;
        index += 1;
    }
    // The last letter of a Latin word may be a stop, which no cell needs. Two characters of Japanese have as many bytes.
    let is_long = index == LONG && (ascii == 0 || ascii == LONG && bytes.len() > LONG && bytes[LONG] != b'/');
    if is_long { LONG } else { SHORT }
}

/// Whether a cell may be one of the words, as far as its first bytes tell.
pub(super) fn may_start(cell: &str) -> bool {
    WORD_STARTS.may_begin(cell.as_bytes())
}

/// The same for what stands in place of a name.
pub(super) fn may_be_unnamed(name: &str) -> bool {
    NAME_STARTS.may_begin(name.as_bytes())
}

/// What a cell is in the head of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heading {
    /// It heads a column that says something about the terms of the rows: 違い.
    Column,
    /// It heads the first column, whose rows are what terms are compared by: 観点.
    Corner,
}

/// What a whole cell is, if it heads a column.
pub fn heading(cell: &str) -> Option<Heading> {
    static HEADINGS: OnceLock<HashMap<String, Heading>> = OnceLock::new();
    if cell.len() > LONGEST {
        return None;
    }
    let headings = HEADINGS.get_or_init(|| {
        let columns = HEADERS.iter().map(|text| (key(text), Heading::Column));
        columns.chain(CORNERS.iter().map(|text| (key(text), Heading::Corner))).collect()
    });
    headings.get(plain_end(fold(cell).trim_end_matches(':'))).copied()
}

// Each list is made ready when it is first asked for: a run over one file needs few of them.

/// What a folded word is as a whole cell.
pub(super) fn word(folded: &str) -> Option<Placeholder> {
    static WORDS: OnceLock<HashMap<String, Placeholder>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let word = |(text, kind, is_name): &(&str, Kind, bool)| {
            (key(text), Placeholder { is_name: *is_name, ..Placeholder::new(*kind) })
        };
        CELLS.iter().map(word).collect()
    });
    words.get(folded).copied()
}

/// What asks for something where it stands in brackets.
pub(super) fn bracketed() -> &'static [Pattern] {
    static BRACKETED_PATTERNS: OnceLock<Vec<Pattern>> = OnceLock::new();
    BRACKETED_PATTERNS.get_or_init(|| patterns(BRACKETED))
}

/// Whether the whole of a folded text asks for something without brackets.
pub(super) fn is_bare(folded: &str) -> bool {
    static WORDS: OnceLock<(HashSet<String>, Vec<Pattern>)> = OnceLock::new();
    let (words, patterns) = WORDS.get_or_init(|| {
        let (slotted, words): (Vec<&str>, Vec<&str>) = BARE.iter().partition(|text| text.contains('{'));
        (words.into_iter().map(key).collect(), patterns(&slotted))
    });
    let has_slots = || SLOTTED_STARTS.may_begin(folded.as_bytes());
    words.contains(plain_end(folded))
        || has_slots() && patterns.iter().any(|pattern| pattern.is_whole(folded, Terms::Any))
}

/// Whether a folded text is a slot of templates, which stands in brackets.
pub(super) fn is_slot(folded: &str) -> bool {
    SLOTS.iter().any(|text| key(text) == folded)
}

/// Whether a folded text says only that a name is missing, unless the slug spells it; `is_own` where it is the display name.
pub(super) fn is_no_name(folded: &str, slug: Option<&str>, is_own: bool) -> bool {
    let others = if is_own { VAGUE } else { &[] };
    UNNAMED.iter().chain(others).filter(|entry| entry.starts_with(folded)).any(|entry| {
        let (text, stem) = entry.split_once('/').unwrap_or((entry, ""));
        text == folded && (stem.is_empty() || !slug.is_some_and(|slug| slug.to_lowercase().contains(stem)))
    })
}

/// Whether a word is one of the filler in Latin.
pub(super) fn is_latin(word: &str) -> bool {
    LATIN.split_whitespace().any(|known| known == word)
}

fn key(text: &str) -> String {
    plain_end(&fold(text)).to_owned()
}

fn patterns(texts: &[&str]) -> Vec<Pattern> {
    texts.iter().map(|text| Pattern::new(text)).collect()
}

/// The lists as written. Only tests read them: at run time they stand in `table.rs`.
#[cfg(test)]
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    bracketed: Vec<String>,
    bare: Vec<String>,
    slots: Vec<String>,
    unnamed: Vec<String>,
    vague: Vec<String>,
    headers: Vec<String>,
    corners: Vec<String>,
    latin: String,
    cell: Vec<Entry>,
}

/// Words that are alike.
#[cfg(test)]
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    texts: Vec<String>,
    kind: Kind,
    #[serde(default)]
    name: bool,
    fails: String,
    passes: String,
}

#[cfg(test)]
fn file() -> File {
    toml::from_str(include_str!("cells.toml")).expect("lists of words")
}

/// For each word, a comparison row that holds it as a placeholder, and one that holds it otherwise.
#[cfg(test)]
pub(crate) fn cell_rows() -> Vec<(String, String)> {
    let rows = |entry: Entry| {
        let row = |pattern: &str, text: &str| pattern.replace("{}", text);
        let (fails, passes) = (entry.fails, entry.passes);
        entry.texts.into_iter().map(move |text| (row(&fails, &text), row(&passes, &text))).collect::<Vec<_>>()
    };
    file().cell.into_iter().flat_map(rows).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_begins_as_a_word() {
        for text in CELLS.iter().map(|(text, ..)| *text).chain(BARE.iter().copied()) {
            assert!(may_start(text) && may_start(&key(text)), "{text}");
        }
        assert!(!may_start("A plain cell") && !may_start("費用"));
    }

    #[test]
    fn the_table_holds_what_the_lists_say() {
        let file = file();
        let of = |entry: &'_ Entry| -> Vec<(String, Kind, bool)> {
            entry.texts.iter().map(|text| (text.clone(), entry.kind, entry.name)).collect()
        };
        let listed: Vec<_> = file.cell.iter().flat_map(of).collect();
        let table: Vec<_> = CELLS.iter().map(|(text, kind, name)| ((*text).to_owned(), *kind, *name)).collect();
        assert_eq!(table, listed, "run `cargo xtask bless`");
        assert_eq!(BRACKETED, file.bracketed, "run `cargo xtask bless`");
        assert_eq!(BARE, file.bare, "run `cargo xtask bless`");
        assert_eq!(SLOTS, file.slots, "run `cargo xtask bless`");
        assert_eq!(UNNAMED, file.unnamed, "run `cargo xtask bless`");
        assert_eq!(VAGUE, file.vague, "run `cargo xtask bless`");
        assert_eq!(HEADERS, file.headers, "run `cargo xtask bless`");
        assert_eq!(CORNERS, file.corners, "run `cargo xtask bless`");
        assert_eq!(LATIN, file.latin, "run `cargo xtask bless`");
    }
}
