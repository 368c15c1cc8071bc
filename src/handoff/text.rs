//! Comparing and cutting texts in both languages: folding, cells of pipe rows, joined items.
//!
//! Owns what "the same text" means (`healthy.md`, `domain.md` section 5). Must not know rules or fields.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// `text` as rules compare it: NFKC, quotation marks and dashes folded, lower case, white space collapsed and trimmed.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    if text.is_ascii() {
        fold_into(text.chars(), &mut folded);
    } else {
        fold_into(text.nfkc(), &mut folded);
    }
    folded
}

fn fold_into(characters: impl Iterator<Item = char>, folded: &mut String) {
    let mut pending_space = false;
    for character in characters {
        if character.is_whitespace() {
            pending_space = !folded.is_empty();
            continue;
        }
        if pending_space {
            folded.push(' ');
            pending_space = false;
        }
        fold_character(character, folded);
    }
}

/// Appends the folded form of one character that is already in NFKC.
fn fold_character(character: char, folded: &mut String) {
    match character {
        'a'..='z' | '0'..='9' => folded.push(character),
        'A'..='Z' => folded.push(character.to_ascii_lowercase()),
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' | '\u{ff07}' | '`' | '\u{b4}' => {
            folded.push('\'')
        }
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{2033}' | '\u{ff02}' => folded.push('"'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => folded.push('-'),
        _ if character.is_ascii() => folded.push(character),
        _ => folded.extend(character.to_lowercase()),
    }
}

/// Whether `text` can stand between joined items: white space, `、`, `。`, `/`, `・`, bullets and their like.
fn is_joint(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '.' | ','
                | ';'
                | '/'
                | '|'
                | '-'
                | '*'
                | '・'
                | '•'
                | '。'
                | '、'
                | '·'
                | '･'
                | '｡'
                | '､'
                | '，'
                | '．'
                | '；'
                | '｜'
                | '／'
                | '※'
        )
}

/// A folded text without joints, in which every byte knows where it came from.
struct Squeezed {
    text: String,
    /// For each byte of `text`, the byte of the original at which its user-perceived character starts.
    origin: Vec<usize>,
}

/// Folds grapheme by grapheme (so that composition stays inside what a reader sees as one character) and drops joints.
fn squeeze(text: &str) -> Squeezed {
    let mut squeezed = Squeezed { text: String::with_capacity(text.len()), origin: Vec::with_capacity(text.len()) };
    let mut push = |offset: usize, grapheme: &str| {
        let composed: String = if grapheme.is_ascii() { grapheme.to_owned() } else { grapheme.nfkc().collect() };
        for character in composed.chars().filter(|character| !is_joint(*character)) {
            fold_character(character, &mut squeezed.text);
            squeezed.origin.resize(squeezed.text.len(), offset);
        }
    };
    if text.is_ascii() {
        for offset in 0..text.len() {
            push(offset, &text[offset..=offset]);
        }
    } else {
        for (offset, grapheme) in text.grapheme_indices(true) {
            push(offset, grapheme);
        }
    }
    squeezed
}

/// A single item counts as repeated only from this many characters on (`healthy.md`: `Yes.` may end any text).
const SINGLE_ITEM_LENGTH: usize = 20;

/// Where `text` is, or ends with, `items` joined by anything that joins; the range is in bytes of `text`, without
/// surrounding white space. Two items are needed, or one of 20 characters or more.
pub fn joined_items(text: &str, items: &[&str]) -> Option<Range<usize>> {
    let items: Vec<&str> = items.iter().copied().filter(|item| !item.trim().is_empty()).collect();
    match items.as_slice() {
        [] => return None,
        [only] if only.chars().count() < SINGLE_ITEM_LENGTH => return None,
        _ => {}
    }
    // A text repeats nothing that is longer than itself: cheap, and true of most sections. Folding may halve
    // the bytes of a full-width text, so the bound is loose.
    let wanted: usize = items.iter().map(|item| item.len()).sum();
    if text.len() * 3 < wanted {
        return None;
    }
    let joined: String = items.iter().map(|item| squeeze(item).text).collect();
    let whole = squeeze(text);
    if joined.is_empty() || !whole.text.ends_with(&joined) {
        return None;
    }
    let start = whole.origin[whole.text.len() - joined.len()];
    let end = text.trim_end().len();
    Some(start..end)
}

/// The cells of a row: `cell | cell | cell`, as trimmed byte ranges of `row`.
///
/// Only ` | ` separates, so `P(A|B)` and `||` stay whole; a bar that opens or closes the row makes no cell
/// (`healthy.md`, placeholder-comparison-row). A text without a separator is one cell.
pub fn cells(row: &str) -> Vec<Range<usize>> {
    let mut start = row.len() - row.trim_start().len();
    let mut end = row.trim_end().len();
    if start >= end {
        return Vec::new();
    }
    if row[start..end].starts_with("| ") || row[start..end].starts_with("|\t") {
        start += 1;
    }
    if end - start > 1 && (row[start..end].ends_with(" |") || row[start..end].ends_with("\t|")) {
        end -= 1;
    }
    let mut cells = Vec::new();
    let mut from = start;
    // A separator needs white space on both sides; an empty cell shares its white space with its neighbours.
    let bytes = row.as_bytes();
    for (at, _) in row[start..end].match_indices('|') {
        let at = start + at;
        let before = at == from || row[..at].ends_with(char::is_whitespace) || at == start;
        let after = at + 1 == end || row[at + 1..].starts_with(char::is_whitespace);
        let doubled = (at > 0 && bytes[at - 1] == b'|') || bytes.get(at + 1) == Some(&b'|');
        if before && after && !doubled {
            cells.push(trim(row, from..at));
            from = at + 1;
        }
    }
    cells.push(trim(row, from..end));
    cells
}

/// The range without the white space at its ends.
pub fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    let end = range.start + part.trim_end().len();
    start..end.max(start)
}

/// Whether a text is a pipe row.
pub fn is_row(text: &str) -> bool {
    memchr::memchr(b'|', text.as_bytes()).is_some() && cells(text).len() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(row: &str) -> Vec<&str> {
        cells(row).into_iter().map(|range| &row[range]).collect()
    }

    #[test]
    fn cells_are_separated_by_a_bar_between_spaces() {
        assert_eq!(split("a | b c | d"), ["a", "b c", "d"]);
        assert_eq!(split("P(A|B) | x || y"), ["P(A|B)", "x || y"]);
        assert_eq!(split("no bar"), ["no bar"]);
        assert_eq!(split(""), Vec::<&str>::new());
        assert_eq!(split("見込み客　|　育成"), ["見込み客", "育成"]);
    }

    #[test]
    fn a_bar_at_either_end_makes_no_cell() {
        assert_eq!(split("| a | b |"), ["a", "b"]);
        assert_eq!(split("a | b | "), ["a", "b"]);
    }

    #[test]
    fn an_inner_cell_may_be_empty() {
        assert_eq!(split("a |  | c"), ["a", "", "c"]);
        assert_eq!(split("a | | c"), ["a", "", "c"]);
    }

    #[test]
    fn folding_ignores_width_case_quotes_and_spacing() {
        assert_eq!(fold("  It’s　ＡＢＣ \n x"), "it's abc x");
        assert_eq!(fold("カ\u{3099}ス"), fold("ガス"));
        assert_eq!(fold("ｶﾞｽ"), fold("ガス"));
    }

    #[test]
    fn joined_items_are_found_whole_and_at_the_end() {
        let items = ["One thing first.", "Another thing."];
        assert_eq!(joined_items("One thing first. Another thing.", &items), Some(0..31));
        let text = "Intro sentence. One thing first. Another thing. ";
        assert_eq!(joined_items(text, &items).map(|range| &text[range]), Some("One thing first. Another thing."));
        assert_eq!(joined_items("Another thing. One thing first.", &items), None);
    }

    #[test]
    fn joined_items_need_no_spaces_in_japanese() {
        let items = ["顧客を知る", "商談を進める"];
        for text in [
            "顧客を知る。商談を進める。",
            "顧客を知る商談を進める",
            "顧客を知る・商談を進める",
            "顧客を知る、商談を進める。",
        ] {
            assert_eq!(joined_items(text, &items).map(|range| range.start), Some(0), "{text}");
        }
        let text = "要点は次の通り。顧客を知る。商談を進める。";
        assert_eq!(joined_items(text, &items).map(|range| &text[range]), Some("顧客を知る。商談を進める。"));
    }

    #[test]
    fn a_short_single_item_may_end_any_text() {
        assert_eq!(joined_items("Is it worth it? Yes.", &["Yes."]), None);
        assert!(joined_items("Intro. A sentence that is long enough.", &["A sentence that is long enough."]).is_some());
    }
}
