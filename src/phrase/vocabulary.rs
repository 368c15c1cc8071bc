//! The words of `cells.toml`, ready for look-ups.
//!
//! Owns the form of that file, and what a placeholder can be. Must not know in which forms a word may stand.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use serde::Deserialize;

use super::pattern::Pattern;
use crate::text::{fold, plain_end};

/// What a placeholder means where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Never an answer: `TBD`, `要確認`, `{X}`.
    Hole,
    /// An answer in an otherwise filled row: `n/a`, `なし`.
    Answer,
    /// As an answer, but without a word: `-`, `?`.
    Mark,
    /// A state of things, and a placeholder only where every cell but the head is one: 検討中, ○○.
    Status,
    /// As a status, where terms are compared; elsewhere an answer: 同上.
    Ditto,
}

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
        let file = file();
        let key = |text: &String| plain_end(&fold(text)).to_owned();
        let mut words: HashMap<String, Placeholder> = HashMap::new();
        for entry in &file.cell {
            let word = Placeholder { is_name: entry.name, ..Placeholder::new(entry.kind) };
            words.extend(entry.texts.iter().map(|text| (key(text), word)));
        }
        let signs = ["xxx".to_owned()];
        let mut starts = Box::new([0; STARTS / 64]);
        for start in words.keys().chain(&file.bare).chain(&signs).map(|word| start(word)) {
            starts[start / 64] |= 1 << (start % 64);
        }
        let patterns = |texts: &[String]| texts.iter().map(|text| Pattern::new(text)).collect();
        let headers = file.headers.iter().map(|text| (key(text), Heading::Column));
        let corners = file.corners.iter().map(|text| (key(text), Heading::Corner));
        Words {
            starts,
            bracketed: patterns(&file.bracketed),
            bare: patterns(&file.bare),
            slots: file.slots.iter().map(key).collect(),
            headings: headers.chain(corners).collect(),
            latin: file.latin.split_whitespace().map(str::to_owned).collect(),
            words,
        }
    })
}

/// The data as written.
#[derive(Debug, Deserialize)]
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
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    texts: Vec<String>,
    kind: Kind,
    #[serde(default)]
    name: bool,
    #[cfg_attr(not(test), expect(dead_code, reason = "run by the test of the rule"))]
    fails: String,
    #[cfg_attr(not(test), expect(dead_code, reason = "run by the test of the rule"))]
    passes: String,
}

fn file() -> File {
    toml::from_str(include_str!("cells.toml")).expect("the embedded words are valid, a test reads them")
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
