//! The words of `cells.toml`, ready for look-ups.
//!
//! Owns the form of that file, and what a placeholder can be. Must not know in which forms a word may stand.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use super::family::Kind;
use super::pattern::Pattern;
use super::table::{BARE, BRACKETED, CELLS, CORNERS, HEADERS, LATIN, SLOTS};
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

/// The number of different hashes of how a cell begins.
const STARTS: usize = 1 << 12;

/// The hash of the first bytes of a cell, capitals aside: it tells nearly all cells from all words.
fn start(cell: &str) -> usize {
    let byte = |index: usize| u32::from(cell.as_bytes().get(index).copied().unwrap_or_default().to_ascii_lowercase());
    let first = byte(0) | byte(1) << 8 | byte(2) << 16;
    (first.wrapping_mul(0x9e37_79b1) >> 20) as usize
}

impl Words {
    /// Whether a cell may be one of the words, as far as its first bytes tell.
    pub fn may_start(&self, cell: &str) -> bool {
        let start = start(cell);
        self.starts[start / 64] >> (start % 64) & 1 == 1
    }
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
    if cell.len() > LONGEST {
        return None;
    }
    words().headings.get(plain_end(&fold(cell))).copied()
}

/// Whether a folded cell is the name of a slot of a template: 説明.
pub(super) fn is_slot(cell: &str) -> bool {
    words().slots.contains(cell)
}

/// The data, ready for look-ups.
pub(super) struct Words {
    /// The words, folded, and what they are.
    pub words: HashMap<String, Placeholder>,
    /// What asks for something where it stands in brackets.
    pub bracketed: Vec<Pattern>,
    /// The same without brackets.
    pub bare: Vec<Pattern>,
    /// The slots of templates, which stand in brackets.
    pub slots: HashSet<String>,
    headings: HashMap<String, Heading>,
    /// The words of the filler in Latin.
    pub latin: HashSet<String>,
    /// How the words begin: a bit for each hash of the first bytes.
    starts: Box<[u64; STARTS / 64]>,
}

pub(super) fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let key = |text: &str| plain_end(&fold(text)).to_owned();
        let word = |(text, kind, is_name): &(&str, Kind, bool)| {
            (key(text), Placeholder { is_name: *is_name, ..Placeholder::new(*kind) })
        };
        let words: HashMap<String, Placeholder> = CELLS.iter().map(word).collect();
        let mut starts = Box::new([0; STARTS / 64]);
        for start in words.keys().map(String::as_str).chain(BARE.iter().copied()).chain(["xxx"]).map(start) {
            starts[start / 64] |= 1 << (start % 64);
        }
        let patterns = |texts: &[&str]| texts.iter().map(|text| Pattern::new(text)).collect();
        let headers = HEADERS.iter().map(|text| (key(text), Heading::Column));
        let corners = CORNERS.iter().map(|text| (key(text), Heading::Corner));
        Words {
            starts,
            bracketed: patterns(BRACKETED),
            bare: patterns(BARE),
            slots: SLOTS.iter().map(|text| key(text)).collect(),
            headings: headers.chain(corners).collect(),
            latin: LATIN.split_whitespace().map(str::to_owned).collect(),
            words,
        }
    })
}

/// The lists as written. Only tests read them: at run time they stand in `table.rs`.
#[cfg(test)]
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    bracketed: Vec<String>,
    bare: Vec<String>,
    slots: Vec<String>,
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
        assert_eq!(HEADERS, file.headers, "run `cargo xtask bless`");
        assert_eq!(CORNERS, file.corners, "run `cargo xtask bless`");
        assert_eq!(LATIN, file.latin, "run `cargo xtask bless`");
    }
}
