//! Katakana with which no Japanese word begins.
//!
//! Owns what makes a reading broken. Must not know where readings stand.

use std::cell::OnceCell;
use std::ops::Range;

use super::script::{is_hiragana, is_katakana};

/// Real words that begin with ン.
const REAL_WORDS: [&str; 3] = ["ンジャメナ", "ンゴロンゴロ", "ンドゥール"];

/// The shortest run that is checked, in characters.
const SHORTEST: usize = 3;

/// The runs of katakana in a text that begin with a letter with which they should not, each with that letter. `allowed` are
/// beginnings of words that may begin with ン, besides ンジャメナ and ンゴロンゴロ.
pub fn broken_katakana<'t>(text: &'t str, allowed: &'t [String]) -> impl Iterator<Item = (Range<usize>, char)> + 't {
    let last_dash = OnceCell::new();
    runs(text, is_element).filter_map(move |range| {
        let first = broken(text, &range, &last_dash, allowed)?;
        Some((range, first))
    })
}

/// The letter with which a run should not begin.
///
/// A ー may be the first of two dashes around a subtitle: `ーデータ活用のすすめー`.
fn broken(text: &str, range: &Range<usize>, last_dash: &OnceCell<Option<usize>>, allowed: &[String]) -> Option<char> {
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
            || allowed.iter().any(|real| !real.is_empty() && word.starts_with(real.as_str())));
    let is_name = first == 'ン' && is_foreign_name(word);
    let is_dash =
        first == 'ー' && last_dash.get_or_init(|| self::last_dash(text)).is_some_and(|last| range.end <= last);
    (!(goes_on || is_suffix || is_real || is_name || is_dash)).then_some(first)
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
pub fn runs(text: &str, test: fn(char) -> bool) -> impl Iterator<Item = Range<usize>> {
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
        broken_katakana(text, &[]).map(|(range, _)| &text[range]).collect()
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
