//! From bytes to cells: what is printed for each character, in the same number of cells on every terminal.
//!
//! Owns the stand-ins for what a terminal would obey or not show.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::text::{HASH, is_command};
use crate::words::is_hidden;

/// A tab is drawn as this many spaces, wherever it stands.
const TAB: &str = "    ";

/// How many combining marks are drawn on one character: more only hides the lines around.
const MOST_MARKS: usize = 4;

/// A user-perceived character, or a byte that is none.
pub(super) struct Glyph<'b> {
    /// Its bytes in the file.
    pub(super) bytes: Range<usize>,
    /// What is printed.
    pub(super) text: Cow<'b, str>,
    /// How many cells that takes, in any terminal.
    pub(super) cells: usize,
}

/// What is printed for the bytes of `span`.
pub(super) fn glyphs(bytes: &[u8], span: Range<usize>) -> Vec<Glyph<'_>> {
    let mut glyphs = Vec::new();
    let mut at = span.start;
    for chunk in bytes.get(span).unwrap_or_default().utf8_chunks() {
        let valid = chunk.valid();
        for (offset, cluster) in valid.grapheme_indices(true) {
            let text = match cluster {
                "#" if is_command(&valid[..offset], &valid[offset..]) => Cow::Borrowed(HASH),
                _ => stand_in(cluster),
            };
            let start = at + offset;
            glyphs.push(Glyph { bytes: start..start + cluster.len(), cells: text.width(), text });
        }
        at += valid.len();
        for _ in chunk.invalid() {
            glyphs.push(Glyph { bytes: at..at + 1, text: Cow::Borrowed("\u{fffd}"), cells: 1 });
            at += 1;
        }
    }
    glyphs
}

/// What is printed for a user-perceived character: itself, where every terminal shows it in the same number of cells;
/// else something that looks like it or names it.
fn stand_in(cluster: &str) -> Cow<'_, str> {
    if cluster == "\t" {
        return Cow::Borrowed(TAB);
    }
    // Most text is ASCII, kana and kanji, which every terminal shows as it is.
    let mut characters = cluster.chars();
    if let (Some(' '..='~' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='鿿'), None) = (characters.next(), characters.next())
    {
        return Cow::Borrowed(cluster);
    }
    if cluster.chars().any(is_hidden) {
        return Cow::Owned(cluster.chars().map(visible).collect());
    }
    // A mark behind a control character stands alone; behind what is printed for that, it would not.
    let joins = |text: String| text.graphemes(true).nth(1).is_none();
    if joins(format!("x{cluster}")) || joins(format!("{cluster}x")) {
        return Cow::Owned(named(cluster));
    }
    if cluster.chars().nth(MOST_MARKS + 1).is_none() && is_measured_alike(cluster) {
        return Cow::Borrowed(cluster);
    }
    // Some terminals draw a family of emoji in two cells, some in eight. Its members side by side are eight in all.
    let plain =
        |character: &char| !matches!(*character, '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}');
    let mut marks = 0;
    let apart: String = cluster
        .chars()
        .filter(plain)
        .filter(|character| {
            marks += usize::from(character.width() == Some(0));
            character.width() != Some(0) || marks <= MOST_MARKS
        })
        .collect();
    if is_measured_alike(&apart) {
        return Cow::Owned(apart);
    }
    Cow::Owned(named(cluster))
}

/// The code points of a character that cannot be shown.
fn named(cluster: &str) -> String {
    cluster.chars().map(|character| format!("\\u{{{:x}}}", u32::from(character))).collect()
}

/// Whether a terminal that measures characters and one that measures clusters agree, and something is to be seen.
fn is_measured_alike(text: &str) -> bool {
    let by_characters: usize = text.chars().map(|character| character.width().unwrap_or(0)).sum();
    let by_clusters: usize = text.graphemes(true).map(UnicodeWidthStr::width).sum();
    by_characters > 0 && by_characters == by_clusters
}

/// A hidden character as something to be seen; any other as it is.
fn visible(character: char) -> Cow<'static, str> {
    let picture = match character {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)),
        '\u{7f}' => Some('\u{2421}'),
        _ => None,
    };
    match picture {
        Some(picture) => Cow::Owned(picture.to_string()),
        None if is_hidden(character) || character.width().unwrap_or(0) == 0 => {
            Cow::Owned(format!("\\u{{{:x}}}", u32::from(character)))
        }
        None => Cow::Owned(character.to_string()),
    }
}
