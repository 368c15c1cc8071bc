use std::cell::OnceCell;
use std::ops::Range;

use crate::declare_rule;
use crate::handoff::{Handoff, Text, TextFeatures};
use crate::rule::{DocumentRule, Reporter};
use crate::text::script::{is_half_width_kana, is_hiragana, is_katakana};
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
    /// and no consonant ends the word, pass; others that begin with ン (ンドゥール, ンデゲオチェロ) are still reported and can be allowed, and
    /// so can words of other languages. Half-width katakana passes in quotation marks and in a text that says 半角. A wrong reading that begins well is not found.
    pub struct BrokenKatakana {
        /// Beginnings of words that may begin with ン, besides ンジャメナ and ンゴロンゴロ.
        allowed_words: Vec<String> = Vec::new(),
    }
    id: "broken-katakana", kind: Document, seeks: TextFeatures::BROKEN_KANA, yields_to: &["look-alike-letters", "mojibake"]
}

/// Real words that begin with ン.
const REAL_WORDS: [&str; 2] = ["ンジャメナ", "ンゴロンゴロ"];

/// The shortest run that is checked, in characters.
const SHORTEST: usize = 3;

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
        let last_dash = OnceCell::new();
        for range in runs(text, is_element) {
            if let Some(first) = self.broken(text, &range, &last_dash) {
                reporter
                    .at(text.part(range.clone(), ""))
                    .message(format!("{} begins with {first}, which no Japanese word does", quote(&text[range])))
                    .label("broken katakana")
                    .help("write the word as it is read");
            }
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

    /// The letter with which a run should not begin.
    ///
    /// A ー may be the first of two dashes around a subtitle: `ーデータ活用のすすめー`.
    fn broken(&self, text: &str, range: &Range<usize>, last_dash: &OnceCell<Option<usize>>) -> Option<char> {
        let word = &text[range.clone()];
        let first = word.chars().next().filter(|first| *first == 'ン' || *first == 'ー' || is_small(*first))?;
        if word.chars().count() < SHORTEST || word.chars().all(|letter| letter == 'ー') {
            return None;
        }
        let before = text[..range.start].chars().next_back();
        // Hiragana that is no particle may go on in katakana for emphasis; any letter may be lengthened.
        let goes_on = before.is_some_and(|before| match first {
            'ー' => before.is_alphanumeric(),
            _ => is_hiragana(before) && !is_particle(before),
        });
        let is_suffix = matches!(before, Some('〜' | '～' | '~' | '-' | '…' | '\u{2010}'..='\u{2015}'));
        let is_real = first == 'ン'
            && (REAL_WORDS.iter().any(|real| word.starts_with(real))
                || self.allowed_words.iter().any(|real| !real.is_empty() && word.starts_with(real.as_str())));
        let is_name = first == 'ン' && is_foreign_name(word);
        let is_dash =
            first == 'ー' && last_dash.get_or_init(|| self::last_dash(text)).is_some_and(|last| range.end <= last);
        (!(goes_on || is_suffix || is_real || is_name || is_dash)).then_some(first)
    }
}

/// Whether a word that begins with ン has the form of a name from Africa (ンコモ, ングギ, ンドンゴ): a nasal before a stop or another
/// nasal, then open syllables without a long vowel or a double consonant.
///
/// An English word that lost its first letter (ンターネット, ンパクト, ンサイト) ends in a consonant, which katakana writes with u or o.
fn is_foreign_name(word: &str) -> bool {
    /// The longest such name, in characters.
    const LONGEST: usize = 7;
    /// What begins well and is an English word all the same.
    const CUT: [&str; 8] = ["ンジニア", "ンテリア", "ンタメ", "ンテナ", "ンチ", "ンパワ", "ンカウンタ", "ンポジ"];
    let mut letters = word.chars().skip(1);
    let is_nasal = letters.next().is_some_and(|next| {
        matches!(next, 'カ'..='ゴ' | 'シ'..='ジ' | 'ズ' | 'ゼ' | 'ゾ' | 'タ'..='ヂ' | 'テ'..='ド' | 'ナ'..='ノ' | 'バ' | 'ビ' | 'ブ' | 'ベ' | 'ボ' | 'マ'..='モ' | 'ワ' | 'ヴ')
    });
    let ends_open = !word.ends_with([
        'ク', 'ス', 'ツ', 'ト', 'ド', 'フ', 'ム', 'ル', 'グ', 'ズ', 'ブ', 'プ', 'ン', 'ジ', 'チ', 'ヴ', 'ョ', 'ュ',
    ]);
    is_nasal
        && ends_open
        && word.chars().count() <= LONGEST
        && !word.contains(['ー', 'ッ'])
        && !CUT.iter().any(|cut| word.starts_with(cut))
}

/// Whether a run stands alone between quotation marks, as a spelling that is spoken of.
fn is_quoted(text: &str, range: &Range<usize>) -> bool {
    matches!(text[..range.start].chars().next_back(), Some('「' | '『' | '“' | '"' | '\'' | '‘' | '`' | '｢'))
        && matches!(text[range.end..].chars().next(), Some('」' | '』' | '”' | '"' | '\'' | '’' | '`' | '｣'))
}

/// The last ー of a text that may end a subtitle between dashes.
fn last_dash(text: &str) -> Option<usize> {
    let ends = |(at, dash): &(usize, &str)| {
        let after = text[at + dash.len()..].chars().next();
        after.is_none_or(|after| after.is_whitespace() || matches!(after, '」' | '』' | '）' | ')'))
    };
    text.rmatch_indices('ー').find(ends).map(|(at, _)| at)
}

/// Hiragana that often stands as a word of its own before a katakana word.
fn is_particle(letter: char) -> bool {
    matches!(letter, 'の' | 'を' | 'は' | 'が' | 'に' | 'で' | 'と' | 'も' | 'や' | 'へ')
}

/// Katakana, with voicing marks that were not composed.
fn is_element(character: char) -> bool {
    is_katakana(character) && !matches!(character, 'ヽ' | 'ヾ' | 'ヿ') || matches!(character, '\u{3099}' | '\u{309a}')
}

fn is_small(letter: char) -> bool {
    matches!(letter, 'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' | 'ッ' | 'ャ' | 'ュ' | 'ョ' | 'ヮ')
}

/// The longest stretches of characters that pass a test.
fn runs(text: &str, test: fn(char) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(test)?;
        let end = text[start..].find(|character| !test(character)).map_or(text.len(), |at| start + at);
        from = end;
        Some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(text: &str) -> Vec<&str> {
        let rule = BrokenKatakana::default();
        runs(text, is_element)
            .filter(|range| rule.broken(text, range, &OnceCell::new()).is_some())
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn broken_readings_are_found() {
        assert_eq!(broken("リード・ンルトルイング"), ["ンルトルイング"]);
        assert_eq!(broken("ァイナンス ーケット"), ["ァイナンス", "ーケット"]);
        for word in [
            "ンターネット",
            "ンパクト",
            "ンサイト",
            "ンボイス",
            "ンセンティブ",
            "ンカム",
            "ンジニア",
            "ンフラ",
            "ンライン",
        ] {
            assert_eq!(broken(word), [word]);
        }
    }

    #[test]
    fn real_words_are_not() {
        for text in [
            "3ヶ月 6ヵ月 霞ヶ関 阿佐ヶ谷 ヶヶヶ",
            "Eメール eラーニング Xデー 10ー20",
            "ンジャメナ、ンゴロンゴロ保全地域",
            "ザンビアのンドラと、独立運動家・ンコモ、作家はングギである",
            "主食はンシマ、王はンジンガ、港のンバンザ",
            "ーーーー",
            "Webマーケティング A/Bテスト",
            "らーメン すーパーマーケット",
            "〜ッター、〜ーション",
            "手引き ーデータ活用のすすめー",
            "Ｍ＆Ａ ＩＲ",
            "コンピューター・システム",
        ] {
            assert_eq!(broken(text), Vec::<&str>::new(), "{text}");
        }
    }
}
