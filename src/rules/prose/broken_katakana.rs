use std::ops::Range;

use crate::declare_rule;
use crate::handoff::{Handoff, Text, TextFeatures};
use crate::rule::{DocumentRule, Reporter};
use crate::text::script::is_half_width_kana;
use crate::text::{broken_katakana, runs};
use crate::words::quote;

declare_rule! {
    /// Katakana that no Japanese word can begin with, or that is half-width.
    ///
    /// ## Why
    /// A word such as ンルトルイング was made by a program that transliterated letters. Readers stumble, and nobody who
    /// searches for the term writes it that way. Half-width katakana is a relic of old terminals that search misses too.
    ///
    /// ## Fails
    /// ```json ja
    /// { "summary": { "display_name": "リード・ンルトルイング" } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "usage", "title": "役立つ場面", "text": "見込み客への働きかけ、ーケティングを見直す。", "items": [] }] } }
    /// ```
    /// ```json ja
    /// { "summary": { "display_name": "ﾁｬｰﾝﾚｰﾄ" } }
    /// ```
    ///
    /// ## Passes
    /// ```json ja
    /// { "content": { "usage": [{ "key": "usage", "title": "役立つ場面", "text": null, "items": [
    ///   "3ヶ月または6ヵ月ごとに、霞ヶ関と阿佐ヶ谷の店舗を見直す。",
    ///   "Eメール、eラーニング、Xデー、10ー20名の研修に使う。",
    ///   "ンジャメナとンゴロンゴロの拠点でも同じ数え方をする。"
    /// ] }] } }
    /// ```
    ///
    /// ## Fix
    /// Write the reading as a Japanese speaker would say it. Type half-width katakana again in full width.
    ///
    /// ## Known limits
    /// An element is a run of three katakana or more; it is broken where it begins with ン, ー or a small letter. ヵ and ヶ
    /// are never small, ー after a letter, digit, kana or kanji begins nothing, and neither does one that stands as a dash
    /// on both sides of a subtitle. What follows `〜` or `-` is a suffix. Names such as ンコモ and ングギ, in which a stop or a nasal follows
    /// and no consonant ends the word, pass; others that begin with ン are still reported and can be allowed, and
    /// so can words of other languages. Half-width katakana passes in quotation marks and in a text that says 半角. A wrong reading that begins well is not found.
    pub struct BrokenKatakana {
        /// Beginnings of words that may begin with ン, besides ンジャメナ and ンゴロンゴロ.
        allowed_words: Vec<String> = Vec::new(),
    }
    id: "broken-katakana", kind: Document, seeks: TextFeatures::BROKEN_KANA, yields_to: &["look-alike-letters", "mojibake"]
}

impl DocumentRule for BrokenKatakana {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        for prose in handoff.texts_with(TextFeatures::BROKEN_KANA) {
            if !prose.text.is_ascii() {
                self.check_text(prose.text, reporter);
            }
        }
    }
}

impl BrokenKatakana {
    fn check_text(&self, text: &Text<'_>, reporter: &mut Reporter<'_>) {
        for (range, first) in broken_katakana(text, &self.allowed_words) {
            reporter
                .at(text.part(range.clone(), ""))
                .message(format!("{} begins with {first}, which no Japanese word does", quote(&text[range])))
                .label("broken katakana")
                .help("write the word as it is read");
        }
        let is_subject = text.contains("半角") || text.contains("half-width");
        for range in runs(text, is_half_width_kana) {
            let letters = text[range.clone()].chars().filter(|letter| matches!(letter, 'ｦ'..='ｯ' | 'ｱ'..='ﾝ')).count();
            if letters > 1 && !is_subject && !is_quoted(text, &range) {
                reporter
                    .at(text.part(range.clone(), ""))
                    .message(format!("{} is half-width katakana", quote(&text[range])))
                    .label("half-width katakana")
                    .help("write it in full-width katakana");
            }
        }
    }
}

/// Whether a run stands alone between quotation marks, as a spelling that is spoken of.
fn is_quoted(text: &str, range: &Range<usize>) -> bool {
    matches!(text[..range.start].chars().next_back(), Some('「' | '『' | '“' | '"' | '\'' | '‘' | '`' | '｢'))
        && matches!(text[range.end..].chars().next(), Some('」' | '』' | '”' | '"' | '\'' | '’' | '`' | '｣'))
}
