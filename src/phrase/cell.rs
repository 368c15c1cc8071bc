//! Cells and values that were never filled in.
//!
//! Owns what a placeholder is (`docs/healthy.md`, "Placeholders"). Whether one may stand in a row is a rule's to
//! check, which sees the whole row.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::family::Kind;
use super::pattern::{Pattern, Terms};
use super::table::{BRACKETED, CELLS};
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
}

/// Filler texts that show in running prose that nobody wrote it; the first is part of the canonical filler in Latin.
pub const FILLERS: [&str; 3] = ["orem ipsum dolor sit", "ダミーテキスト", "仮テキスト"];

/// The longest cell that is looked at, in bytes.
const LONGEST: usize = 60;

/// What placeholder the whole of a trimmed cell is, if any.
pub fn placeholder(cell: &str) -> Option<Placeholder> {
    let first = cell.chars().next()?;
    if cell.len() > LONGEST || !is_suspicious(first) && !words().may_start(cell) {
        return None;
    }
    let folded = fold(cell);
    let plain = |kind| Some(Placeholder { kind, is_name: false, is_tag: false });
    if let Some(kind) = sign(&folded) {
        return plain(kind);
    }
    let bare = plain_end(folded.trim_end_matches(':'));
    if let Some(word) = words().words.get(bare) {
        return Some(*word);
    }
    if let Some(tag) = bare.strip_prefix('$').unwrap_or(bare).strip_prefix('{').and_then(|tag| tag.strip_suffix('}')) {
        return is_tag(tag).then_some(Placeholder { kind: Kind::Hole, is_name: false, is_tag: true });
    }
    let inner = unwrap(bare)?;
    if inner.is_empty() || sign(inner).is_some() {
        return plain(Kind::Hole);
    }
    let word = words().words.get(plain_end(inner)).filter(|word| word.kind == Kind::Hole);
    let asks = || words().bracketed.iter().any(|pattern| pattern.is_whole(inner, Terms::Any));
    if word.is_some() || asks() { plain(Kind::Hole) } else { None }
}

/// The number of different hashes of how a cell begins.
const STARTS: usize = 1 << 12;

/// The hash of the first bytes of a cell, capitals aside: it tells nearly all cells from all words.
fn start(cell: &str) -> usize {
    let byte = |index: usize| u32::from(cell.as_bytes().get(index).copied().unwrap_or_default().to_ascii_lowercase());
    let first = byte(0) | byte(1) << 8 | byte(2) << 16;
    (first.wrapping_mul(0x9e37_79b1) >> 20) as usize
}

impl Words {
    fn may_start(&self, cell: &str) -> bool {
        let start = start(cell);
        self.starts[start / 64] >> (start % 64) & 1 == 1
    }
}

/// Whether a text is about merge tags of mailing tools or variables of templates, so that names in braces are its subject.
pub fn is_about_tags(text: &str) -> bool {
    const WORDS: [&str; 11] = [
        "merge",
        "tag",
        "variable",
        "token",
        "personaliz",
        "placeholder",
        "template",
        "差し込み",
        "タグ",
        "変数",
        "プレースホルダ",
    ];
    let folded = fold(text);
    WORDS.iter().any(|word| folded.contains(word))
}

/// Whether a cell that begins so may be a sign, a bracket, or a word in full-width letters.
fn is_suspicious(first: char) -> bool {
    first.is_ascii_punctuation()
        || matches!(first, '\u{2010}'..='\u{2026}' | '\u{2212}' | '\u{3008}'..='\u{301b}' | '\u{ff01}'..='\u{ff5e}')
}

/// What a cell of nothing but signs means.
fn sign(folded: &str) -> Option<Kind> {
    let only = |signs: &[char]| !folded.is_empty() && folded.chars().all(|letter| signs.contains(&letter));
    if only(&['-']) || folded == "?" {
        Some(Kind::Mark)
    } else if folded.len() > 1 && (only(&['?']) || only(&['_']) || folded.starts_with("...") && only(&['.'])) {
        Some(Kind::Hole)
    } else {
        None
    }
}

/// Whether braces hold a name, as in `{X}` and `{{ first_name }}`, not a set such as `{0, 1}`.
fn is_tag(inside: &str) -> bool {
    let name = inside.trim_matches(['{', '}', ' ']);
    !name.starts_with(|letter: char| letter.is_ascii_digit())
        && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | ' '))
}

/// What stands inside the pair of brackets around a folded cell.
fn unwrap(folded: &str) -> Option<&str> {
    const PAIRS: [(char, char); 6] = [('(', ')'), ('[', ']'), ('<', '>'), ('【', '】'), ('〈', '〉'), ('〔', '〕')];
    PAIRS.into_iter().find_map(|(open, close)| Some(folded.strip_prefix(open)?.strip_suffix(close)?.trim()))
}

/// The data, ready for look-ups.
struct Words {
    words: HashMap<String, Placeholder>,
    bracketed: Vec<Pattern>,
    /// How the words begin: a bit for each hash of the first bytes.
    starts: Box<[u64; STARTS / 64]>,
}

fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let word = |(text, kind, is_name): &(&str, Kind, bool)| {
            let word = Placeholder { kind: *kind, is_name: *is_name, is_tag: false };
            (plain_end(&fold(text)).to_owned(), word)
        };
        let words: HashMap<String, Placeholder> = CELLS.iter().map(word).collect();
        let mut starts = Box::new([0; STARTS / 64]);
        for start in words.keys().map(|word| start(word)) {
            starts[start / 64] |= 1 << (start % 64);
        }
        Words { starts, bracketed: BRACKETED.iter().map(|text| Pattern::new(text)).collect(), words }
    })
}

/// The list as written. Only tests read it: at run time its words stand in `table.rs`.
#[cfg(test)]
#[derive(Debug, serde::Deserialize)]
struct File {
    bracketed: Vec<String>,
    cell: Vec<Entry>,
}

/// One word.
#[cfg(test)]
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    text: String,
    kind: Kind,
    #[serde(default)]
    name: bool,
    fails: String,
    passes: String,
}

#[cfg(test)]
fn file() -> File {
    toml::from_str(include_str!("cells.toml")).expect("a list of words")
}

/// For each word, a comparison row that holds it as a placeholder, and one that holds it otherwise.
#[cfg(test)]
pub(crate) fn cell_rows() -> Vec<(String, String)> {
    file().cell.into_iter().map(|entry| (entry.fails, entry.passes)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(cell: &str) -> Option<Kind> {
        placeholder(cell).map(|found| found.kind)
    }

    #[test]
    fn the_table_holds_what_the_list_says() {
        let File { bracketed, cell } = file();
        let listed: Vec<_> = cell.iter().map(|entry| (entry.text.as_str(), entry.kind, entry.name)).collect();
        assert_eq!(CELLS, listed, "run `cargo xtask bless`");
        assert_eq!(BRACKETED, bracketed, "run `cargo xtask bless`");
    }

    #[test]
    fn holes_are_never_answers() {
        for cell in [
            "TBD",
            "tbd",
            "Tbd.",
            "ＴＢＤ",
            "（TBD）",
            "[tbd]",
            "TODO:",
            "…",
            "...",
            "……",
            "???",
            "____",
            "要確認",
            "要確認。",
            "【未定】",
            "{X}",
            "{term}",
            "{{ first_name }}",
            "${name}",
            "{}",
            "[...]",
            "[ ]",
            "[Insert metric]",
            "<your company>",
            "[Text goes here]",
            "【ここに説明を入力】",
            "[名称を入力]",
        ] {
            assert_eq!(kind(cell), Some(Kind::Hole), "{cell}");
        }
    }

    #[test]
    fn answers_and_marks_may_be_answers() {
        for cell in ["n/a", "N/A", "Ｎ／Ａ", "None", "なし", "該当なし"] {
            assert_eq!(kind(cell), Some(Kind::Answer), "{cell}");
        }
        for cell in ["-", "—", "–", "--", "－", "?", "？"] {
            assert_eq!(kind(cell), Some(Kind::Mark), "{cell}");
        }
    }

    #[test]
    fn content_is_no_placeholder() {
        for cell in [
            "",
            "Supporting figure",
            "TBD by the owner",
            "[1]",
            "[sic]",
            "[0, 1]",
            "[PDF]",
            "[注1]",
            "{0, 1}",
            "{1}",
            "<br>",
            "<title>",
            "(optional)",
            "未定の注文",
            "要確認の項目",
            "要",
            "100%",
            "-5",
            "- a point",
            "3.5",
            "無料",
            "ToDoリスト",
            "（税込）",
            "◎",
            "○",
            "×",
            "None of them",
            "Noon",
        ] {
            assert_eq!(kind(cell), None, "{cell}");
        }
    }
}
