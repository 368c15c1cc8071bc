//! Which script a character belongs to, as far as English and Japanese rules need to know.
//!
//! Owns the ranges of Unicode. Must not know rules or fields.

use super::is_filler;

/// Whether a character is hiragana.
pub fn is_hiragana(character: char) -> bool {
    matches!(character, 'ぁ'..='ゖ' | 'ゝ' | 'ゞ' | 'ゟ')
}

/// Whether a character is full-width katakana or the mark that lengthens it; `・` is neither.
pub fn is_katakana(character: char) -> bool {
    matches!(character, 'ァ'..='ヺ' | 'ー'..='ヿ' | 'ㇰ'..='ㇿ')
}

/// Whether a character is half-width katakana; `ｰ` and the voicing marks are.
pub fn is_half_width_kana(character: char) -> bool {
    matches!(character, '\u{ff66}'..='\u{ff9f}')
}

/// Whether a character is kana of any kind.
pub fn is_kana(character: char) -> bool {
    is_hiragana(character) || is_katakana(character) || is_half_width_kana(character)
}

/// Whether a character is kanji, a Chinese character that is.
pub fn is_kanji(character: char) -> bool {
    matches!(character, '々' | '〆' | '〇' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Whether a character is a Korean syllable or letter.
pub fn is_hangul(character: char) -> bool {
    matches!(character, '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}')
        && !is_filler(character)
}

/// Whether a character is a Latin letter, of either width; those of Vietnamese are.
pub fn is_latin(character: char) -> bool {
    matches!(character, 'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | 'ａ'..='ｚ' | 'Ａ'..='Ｚ')
        && !matches!(character, '×' | '÷')
}

/// Languages that are written in Latin letters only.
const LATIN_LANGUAGES: [&str; 22] = [
    "cs", "da", "de", "en", "es", "et", "fi", "fr", "hu", "id", "it", "ms", "nb", "nl", "no", "pl", "pt", "ro", "sv",
    "tl", "tr", "vi",
];

/// Whether a language is written in Latin letters only.
pub fn is_latin_language(language: &str) -> bool {
    LATIN_LANGUAGES.iter().any(|latin| latin.eq_ignore_ascii_case(language))
}

/// A script: its name, and whether a letter belongs to it.
pub type Script = (&'static str, fn(char) -> bool);

/// The script of a name that readers of a language do not read.
pub fn foreign_script(name: &str, language: &str) -> Option<Script> {
    let has = |test: fn(char) -> bool| name.chars().any(test);
    let (has_hangul, has_kana, has_kanji) = (has(is_hangul), has(is_kana), has(is_kanji));
    let is_japanese: fn(char) -> bool = |letter| is_kana(letter) || is_kanji(letter);
    let japanese = if has_kana { "Japanese" } else { "Japanese or Chinese" };
    match language {
        _ if is_latin_language(language) && !has(is_latin) => match () {
            () if has_kana || has_kanji => Some((japanese, is_japanese)),
            () if has_hangul => Some(("Korean", is_hangul)),
            () => other_script(name),
        },
        "ko" if (has_kana || has_kanji) && !has_hangul => Some((japanese, is_japanese)),
        "ja" | "zh" if has_hangul && !has_kana && !has_kanji => Some(("Korean", is_hangul)),
        "ja" | "zh" | "ko" if !has_hangul && !has_kana && !has_kanji && !has(is_latin) => other_script(name),
        _ => None,
    }
}

/// The script of a name in letters that are neither Latin nor of East Asia. A letter or two may be a sign, as in `χ²`.
fn other_script(name: &str) -> Option<Script> {
    const WORD: usize = 3;
    let is_cyrillic: fn(char) -> bool = |letter| matches!(letter, '\u{400}'..='\u{52f}');
    let is_other: fn(char) -> bool = |letter| {
        letter.is_alphabetic() && !(is_latin(letter) || is_kana(letter) || is_kanji(letter) || is_hangul(letter))
    };
    let script =
        if name.chars().any(is_cyrillic) { ("in Cyrillic", is_cyrillic) } else { ("in another script", is_other) };
    (name.chars().filter(|letter| is_other(*letter)).count() >= WORD).then_some(script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_by_language() {
        let script = |name: &str, language: &str| foreign_script(name, language).map(|(script, _)| script);
        for (name, language, expected) in [
            ("解約率", "en", Some("Japanese or Chinese")),
            ("チャーンレート", "en", Some("Japanese")),
            ("해지율", "en", Some("Korean")),
            ("リードナーチャリング", "ko", Some("Japanese")),
            ("解約率 3.0", "ko", Some("Japanese or Chinese")),
            ("해지율", "ja", Some("Korean")),
            ("해지율", "zh", Some("Korean")),
            ("KPI（重要業績評価指標）", "en", None),
            ("Café 80/20", "en", None),
            ("80–20", "en", None),
            ("リード nurturing", "en", None),
            ("리드 (リード)", "ko", None),
            ("Lead Nurturing", "ko", None),
            ("Churn Rate", "ja", None),
            ("해지율（解約率）", "ja", None),
            ("解約率", "zh", None),
            ("解約率", "ru", None),
            ("Отток", "en", Some("in Cyrillic")),
            ("Отток", "ja", Some("in Cyrillic")),
            ("معدل", "ko", Some("in another script")),
            ("χ²", "en", None),
            ("Отток клиентов", "ru", None),
        ] {
            assert_eq!(script(name, language), expected, "{name} {language}");
        }
    }
}
