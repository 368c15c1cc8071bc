use std::ops::Range;

use unicode_normalization::{UnicodeNormalization, is_nfc};
use unicode_segmentation::UnicodeSegmentation;

use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::{Handoff, TextFeatures};
use crate::rule::{DocumentRule, Reporter};
use crate::words::quote;

declare_rule! {
    /// Letters that are stored in two parts, base and mark, although one character exists for them.
    ///
    /// ## Why
    /// カ followed by a voicing mark looks like ガ but is another text: search does not find it, lists sort it elsewhere, and
    /// some fonts show the parts side by side. It usually comes from file names on a Mac.
    ///
    /// ## Fails
    /// ```json ja
    /// { "summary": { "display_name": "カ\u3099イドライン" } }
    /// ```
    /// ```json
    /// { "summary": { "display_name": "Cafe\u0301 Model" } }
    /// ```
    ///
    /// ## Passes
    /// Letters that are one character, and pairs that exist in no other form:
    /// ```json ja
    /// { "summary": { "display_name": "ガイドライン（か\u309a行）" } }
    /// ```
    ///
    /// ## Fix
    /// Compose the letters (Unicode form NFC); the fix is safe.
    ///
    /// ## Known limits
    /// One finding for each text, at the first such letter; the fix covers the whole text. Chinese characters that have
    /// two codes (U+F900 and after) are left alone, since composing would change their shape.
    pub struct DecomposedText {}
    id: "decomposed-text", kind: Document, fix: Some(Safety::Safe), seeks: TextFeatures::UNUSUAL
}

impl DocumentRule for DecomposedText {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        for prose in handoff.texts_with(TextFeatures::UNUSUAL) {
            let text = prose.text;
            if is_nfc(text) {
                continue;
            }
            let found: Vec<(Range<usize>, String)> = decomposed(text).collect();
            let Some(((range, letter), others)) = found.split_first() else { continue };
            let rest = match others.len() {
                0 => String::new(),
                1 => " and 1 more letter".to_owned(),
                others => format!(" and {others} more letters"),
            };
            let edits = found.iter().map(|(range, letter)| (text.part(range.clone(), ""), letter.clone()));
            reporter
                .at(text.part(range.clone(), ""))
                .message(format!("{}{rest} in two parts, base and mark", quote(letter)))
                .label("stored as base and mark")
                .help("write each letter as one character (Unicode NFC)")
                .fix("compose the letters", Safety::Safe, edits);
        }
    }
}

/// What a reader sees as one character and what it is in one piece, where these differ.
fn decomposed(text: &str) -> impl Iterator<Item = (Range<usize>, String)> {
    text.grapheme_indices(true).filter_map(|(at, grapheme)| {
        let composed: String = grapheme.nfc().collect();
        let is_shorter = composed.chars().count() < grapheme.chars().count();
        is_shorter.then(|| (at..at + grapheme.len(), composed))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_composed_is_found() {
        let found = |text: &str| decomposed(text).map(|(_, letter)| letter).collect::<Vec<_>>();
        assert_eq!(found("カ\u{3099}ハ\u{309a} e\u{301} \u{1112}\u{1161}\u{11ab}"), ["ガ", "パ", "é", "한"]);
        assert!(found("ガ か\u{309a} x\u{301} é \u{f9dc}").is_empty());
    }
}
