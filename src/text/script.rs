//! Which script a character belongs to, as far as English and Japanese rules need to know.
//!
//! Owns the ranges of Unicode. Must not know rules or fields.

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
