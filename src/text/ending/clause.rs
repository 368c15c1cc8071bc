//! The last sentence of a text, and where it breaks off.

use std::ops::Range;

use crate::text::script::is_kana;
use crate::text::sentences;

/// How a text breaks off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndKind {
    /// On a comma or a hyphen.
    Sign,
    /// On a bracket or quotation mark that opens.
    Bracket,
    /// On a word that another one has to follow.
    Word,
    /// On a complete clause without an end mark, after sentences that have one.
    Unmarked,
}

/// Where a text breaks off.
#[derive(Debug, PartialEq, Eq)]
pub struct End {
    /// The part that shows it, in bytes of the text.
    pub range: Range<usize>,
    /// On what it breaks off.
    pub kind: EndKind,
}

/// The last sentence of a text, and what comes before it.
pub(super) struct Clause<'t> {
    /// The text up to the end of the sentence.
    pub(super) text: &'t str,
    /// Where the sentence begins.
    pub(super) start: usize,
    /// How many sentences come before it in the same line and cell.
    pub(super) before: usize,
}

impl<'t> Clause<'t> {
    pub(super) fn of(text: &'t str) -> Option<Clause<'t>> {
        let cell = text.rfind(['\n', '\r', '|']).map_or(0, |at| at + 1);
        let parts: Vec<Range<usize>> = sentences(&text[cell..]).collect();
        let (last, before) = parts.split_last()?;
        Some(Clause { text, start: cell + last.start, before: before.len() })
    }

    pub(super) fn sentence(&self) -> &'t str {
        &self.text[self.start..]
    }

    pub(super) fn end(&self, start: usize, kind: EndKind) -> End {
        End { range: start..self.text.len(), kind }
    }

    /// Whether a bracket at the very end opens something: neither a key (`Ctrl+[`), a smiley, nor a sign that is spoken of.
    pub(super) fn is_bracket_open(&self) -> bool {
        let mut back = self.sentence().chars().rev().skip(1);
        let before = back.next();
        !matches!(before, None | Some('+' | '-' | ':' | '=' | '“' | '"' | '\'' | '‘' | '`' | '「' | '『'))
            && self.sentence().split_whitespace().count() + self.sentence().chars().filter(|c| is_kana(*c)).count() > 2
            && !self.speaks_of_signs()
    }

    pub(super) fn speaks_of_signs(&self) -> bool {
        let sentence = self.sentence().to_ascii_lowercase();
        [
            "bracket",
            "parenthes",
            "character",
            "prefix",
            "hyphen",
            "key",
            "括弧",
            "かっこ",
            "カッコ",
            "記号",
            "文字",
            "キー",
        ]
        .iter()
        .any(|word| sentence.contains(word))
    }

    /// Where in the sentence a bracket opens that is not closed.
    pub(super) fn open_bracket(&self) -> Option<usize> {
        let mut open = Vec::new();
        for (at, letter) in self.sentence().char_indices() {
            match letter {
                '(' | '（' | '「' | '『' => open.push(self.start + at),
                ')' | '）' | '」' | '』' => drop(open.pop()),
                _ => {}
            }
        }
        open.first().copied()
    }
}
