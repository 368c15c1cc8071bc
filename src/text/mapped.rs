//! Folded texts that know where each letter came from.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::fold::fold_character;
use super::joint::is_joint;
use super::marker::markers;

/// A folded text in which every byte knows where it came from.
pub struct MappedText {
    /// The folded text.
    pub text: String,
    /// For each byte of `text`, the byte of the original at which its user-perceived character starts.
    origin: Vec<usize>,
    /// Where the original ends, white space aside.
    end: usize,
}

impl MappedText {
    /// Folds grapheme by grapheme, so that composition stays inside what a reader sees as one character. The text is
    /// that of [`fold`].
    pub fn of(text: &str) -> MappedText {
        MappedText::build(text, |_, _| true)
    }

    /// As [`MappedText::of`], without white space and everything else that can join items, the numbers of a list included.
    pub(super) fn squeezed(text: &str) -> MappedText {
        let mut markers = markers(text).peekable();
        MappedText::build(text, move |offset, character| {
            while markers.next_if(|marker| marker.end <= offset).is_some() {}
            !is_joint(character) && markers.peek().is_none_or(|marker| offset < marker.start)
        })
    }

    fn build(text: &str, mut keep: impl FnMut(usize, char) -> bool) -> MappedText {
        let mut folded = String::with_capacity(text.len());
        let mut origin: Vec<usize> = Vec::with_capacity(text.len());
        let mut space = None;
        let mut push = |offset: usize, character: char| {
            if !keep(offset, character) {
                return;
            }
            if character.is_whitespace() {
                space = space.or(Some(offset)).filter(|_| !folded.is_empty());
                return;
            }
            if let Some(offset) = space.take() {
                folded.push(' ');
                origin.push(offset);
            }
            fold_character(character, &mut folded);
            origin.resize(folded.len(), offset);
        };
        if text.is_ascii() {
            text.char_indices().for_each(|(offset, character)| push(offset, character));
        } else {
            for (offset, grapheme) in text.grapheme_indices(true) {
                grapheme.nfkc().for_each(|character| push(offset, character));
            }
        }
        MappedText { text: folded, origin, end: text.trim_end().len() }
    }

    /// The bytes of the original that a range of the folded text came from.
    pub fn original(&self, folded: Range<usize>) -> Range<usize> {
        let at = |byte: usize| self.origin.get(byte).copied().unwrap_or(self.end);
        at(folded.start)..at(folded.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn a_traced_text_is_the_folded_text_and_knows_its_origin() {
        for text in ["  It’s　ＡＢＣ \n x ", "カ\u{3099}ス", "plain Text", ""] {
            assert_eq!(MappedText::of(text).text, fold(text), "{text:?}");
        }
        let text = "  Ａ’s　 b ";
        let mapped = MappedText::of(text);
        assert_eq!(&text[mapped.original(0..1)], "Ａ");
        assert_eq!(&text[mapped.original(4..5)], "b");
        assert_eq!(&text[mapped.original(0..3)], "Ａ’s");
    }
}
