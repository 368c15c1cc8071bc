use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::{Handoff, TextFeatures};
use crate::rule::{DocumentRule, Reporter};
use crate::words::quote;

declare_rule! {
    /// A word of Latin letters in two widths.
    ///
    /// ## Why
    /// Full-width letters can be a house style, and so can half-width ones; both in one word is a slip of the input method. The
    /// word is not found by searches, and looks uneven on the page.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "usage": [{ "key": "meaning", "title": "What it means", "text": "Watch the ＫPI each month.", "items": [] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "meaning", "title": "意味", "text": "毎月のKPＩを見る。", "items": [] }] } }
    /// ```
    ///
    /// ## Passes
    /// Words of one width, and widths that meet without being one word:
    /// ```json ja
    /// { "content": { "usage": [{ "key": "usage", "title": "役立つ場面", "text": null, "items": [
    ///   "Ｍ＆Ａの前に見る。", "ＩＲ資料とKPI一覧を比べる。", "Ａ社のSaaSとＢ社のSaaS", "３C分析と５W１Hに使う。"
    /// ] }] } }
    /// ```
    ///
    /// ## Fix
    /// Write the word in one width. The fix writes half-width letters and is unsafe, since your style may be the other
    /// one.
    ///
    /// ## Known limits
    /// Only letters are checked: a digit of another width beside them (`３C分析`) is common. Two widths in one text, or on the two
    /// sides of a space, a sign, kana or kanji, are not reported. Names that are written so on purpose can be allowed.
    pub struct MixedWidthLetters {
        /// Words that are written in two widths on purpose.
        allowed_words: Vec<String> = Vec::new(),
    }
    id: "mixed-width-letters", kind: Document, fix: Some(Safety::Unsafe), seeks: TextFeatures::WIDE_LETTER
}

impl DocumentRule for MixedWidthLetters {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        for prose in handoff.texts_with(TextFeatures::WIDE_LETTER) {
            let text = prose.text;
            for range in mixed(text) {
                let word = &text[range.clone()];
                if self.allowed_words.iter().any(|allowed| allowed == word) {
                    continue;
                }
                let half: String = word.nfkc().collect();
                reporter
                    .at(text.part(range.clone(), ""))
                    .message(format!("{} has letters of two widths", quote(word)))
                    .label("two widths")
                    .help("write the word in one width")
                    .fix("write it in half-width letters", Safety::Unsafe, [(text.part(range, ""), half)]);
            }
        }
    }
}

fn is_wide(letter: char) -> bool {
    matches!(letter, 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

/// The words of Latin letters that have both widths.
fn mixed(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_letter = |letter: char| letter.is_ascii_alphabetic() || is_wide(letter);
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let start = from + text[from..].find(is_letter)?;
            from = text[start..].find(|letter| !is_letter(letter)).map_or(text.len(), |length| start + length);
            let word = &text[start..from];
            if word.contains(is_wide) && word.contains(|letter: char| letter.is_ascii()) {
                return Some(start..from);
            }
        }
    })
}
