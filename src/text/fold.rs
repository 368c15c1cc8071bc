//! What "the same text" means: width, case, quotation marks, dashes and spacing aside (`docs/healthy.md`, "Repeated
//! text").

use unicode_normalization::UnicodeNormalization;

use super::EdgeLetters;
use super::marker::without_marker;
use super::places::each_place;
use super::trim;

/// `text` as rules compare it: NFKC, quotation marks and dashes folded, lower case, white space collapsed and trimmed.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_onto(text, &mut folded);
    folded
}

/// Appends what [`fold`] makes of `text`. Nearly all text is in NFKC already and is copied as it stands.
pub fn fold_onto(text: &str, folded: &mut String) {
    let text = &text[trim(text, 0..text.len())];
    let start = folded.len();
    match Form::of(text) {
        Form::Settled => folded.push_str(text),
        Form::Signed => push_signed(text, folded),
        Form::Other if text.chars().all(|character| known(character).is_some()) => {
            return fold_into(text.chars().filter_map(known), folded);
        }
        Form::Other => return fold_into(text.nfkc(), folded),
    }
    folded[start..].make_ascii_lowercase();
}

/// How much there is to do to a text, told from its bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    /// Folding does nothing but to make ASCII letters small.
    Settled,
    /// And replaces some signs, each by one of its own: [`known`] ones that are neither ASCII nor white space.
    Signed,
    /// Anything else.
    Other,
}

impl Form {
    /// Of a trimmed text.
    fn of(text: &str) -> Form {
        let bytes = text.as_bytes();
        let mut form = Form::Settled;
        let visit = |at: usize| form = form.max(Form::of_character(&bytes[at..]));
        match text.is_ascii() {
            true => each_place(bytes, 0..bytes.len(), may_fold, visit),
            false => each_place(bytes, 0..bytes.len(), may_fold_beyond_ascii, visit),
        }
        form
    }

    /// Of the character that these bytes begin with. Two spaces count as one.
    fn of_character(bytes: &[u8]) -> Form {
        match bytes {
            [..b' ' | b'`', ..] | [b' ', b' ', ..] => Form::Other,
            [..0x80, ..] => Form::Settled,
            // 一 to U+9FFF.
            [0xe5..=0xe9, ..] | [0xe4, 0xb8..=0xbf, ..] => Form::Settled,
            // Hiragana, katakana with ・ and ー.
            [0xe3, 0x81, 0x81..=0xbf, ..] | [0xe3, 0x82, 0x80..=0x96 | 0xa1..=0xbf, ..] => Form::Settled,
            [0xe3, 0x83, 0x80..=0xbc, ..] => Form::Settled,
            // 、。々「」; ×, ÷ and small letters of Latin-1; ※ and →.
            [0xe3, 0x80, 0x81 | 0x82 | 0x85 | 0x8c | 0x8d, ..]
            | [0xc3, 0x97 | 0x9f..=0xbf, ..]
            | [0xe2, 0x80, 0xbb, ..]
            | [0xe2, 0x86, 0x92, ..] => Form::Settled,
            // Hyphens, dashes, the minus sign and quotation marks; signs, letters and digits of full width.
            [0xe2, 0x80, 0x90 | 0x92..=0x95 | 0x98..=0x9f, ..]
            | [0xe2, 0x88, 0x92, ..]
            | [0xef, 0xbc, 0x81..=0xbf, ..]
            | [0xef, 0xbd, 0x80..=0x9e, ..] => Form::Signed,
            _ => Form::Other,
        }
    }
}

/// Whether the character that these bytes begin with may be folded otherwise than by its case.
pub fn is_folded(bytes: &[u8]) -> bool {
    Form::of_character(bytes) != Form::Settled
}

/// Whether an ASCII character is folded otherwise than by its case: control characters, the grave accent, two spaces.
#[inline(always)]
fn may_fold(first: u8, second: u8, _: u8) -> bool {
    (first < b' ') | (first == b'`') | ((first == b' ') & (second == b' '))
}

/// The same of any text: characters beyond ASCII are picked by their first bytes, but for kana and kanji.
#[inline(always)]
fn may_fold_beyond_ascii(first: u8, second: u8, third: u8) -> bool {
    let is_hiragana = (second == 0x81) & (third > 0x80);
    // Between both are the marks of voice.
    let is_either = (second == 0x82) & (third.wrapping_sub(0x97) > 0xa0 - 0x97);
    // With ・ and ー.
    let is_katakana = (second == 0x83) & (third < 0xbd);
    let is_kana = (first == 0xe3) & (is_hiragana | is_either | is_katakana);
    // 一 to U+9FFF.
    let is_kanji = (first.wrapping_sub(0xe5) < 5) | ((first == 0xe4) & (second >= 0xb8));
    may_fold(first, second, third) | ((first >= 0xc0) & !is_kana & !is_kanji)
}

/// Appends a [`Form::Signed`] text, but for the case of its ASCII letters.
fn push_signed(text: &str, folded: &mut String) {
    let mut copied = 0;
    // Few other characters of such a text begin with these bytes.
    for at in memchr::memchr2_iter(0xe2, 0xef, text.as_bytes()) {
        folded.push_str(&text[copied..at]);
        let Some(sign) = text[at..].chars().next() else { continue };
        fold_character(known(sign).unwrap_or(sign), folded);
        copied = at + sign.len_utf8();
    }
    folded.push_str(&text[copied..]);
}

/// Whether a character beyond ASCII is its own folded form, and no mark before or after it changes that but one that is
/// not known either: kana, kanji and their punctuation, small Latin letters, some signs.
fn is_composed(character: char) -> bool {
    matches!(
        character,
        'ぁ'..='ゖ' | 'ァ'..='ヺ' | '・' | 'ー' | '一'..='\u{9fff}' | '、' | '。' | '々' | '「' | '」'
            | '×' | 'ß'..='ÿ' | '※' | '→'
    )
}

/// What NFKC makes of a character whatever its neighbours are; white space stays, to be collapsed. Nothing where that takes
/// a look into the tables.
fn known(character: char) -> Option<char> {
    match character {
        '！'..='～' => char::from_u32(u32::from(character) - 0xfee0),
        '\u{2010}' | '\u{2012}'..='\u{2015}' | '\u{2018}'..='\u{201f}' | '\u{2212}' => Some(character),
        _ if character.is_ascii() || is_composed(character) || character == '\u{3000}' => Some(character),
        _ => None,
    }
}

fn fold_into(characters: impl Iterator<Item = char>, folded: &mut String) {
    let start = folded.len();
    let mut pending_space = false;
    for character in characters {
        if character.is_whitespace() {
            pending_space = folded.len() > start;
            continue;
        }
        if pending_space {
            folded.push(' ');
            pending_space = false;
        }
        fold_character(character, folded);
    }
}

/// Appends the folded form of one character that is already in NFKC.
pub(super) fn fold_character(character: char, folded: &mut String) {
    match character {
        'a'..='z' | '0'..='9' => folded.push(character),
        'A'..='Z' => folded.push(character.to_ascii_lowercase()),
        '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}' | '\u{2032}' | '\u{ff07}' | '`' | '\u{b4}' => {
            folded.push('\'')
        }
        '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{201f}' | '\u{2033}' | '\u{ff02}' => folded.push('"'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => folded.push('-'),
        _ if character.is_ascii() => folded.push(character),
        _ => folded.extend(character.to_lowercase()),
    }
}

/// Whether two texts say the same: equal when folded, a full stop at the end aside.
pub fn same(one: &str, other: &str) -> bool {
    EdgeLetters::of(one).may_equal(EdgeLetters::of(other)) && plain_end(&fold(one)) == plain_end(&fold(other))
}

/// What a point of a list, or a text that may be one, is looked up by: equal for those that are the [`same`], commas and what
/// numbers or marks a point aside.
pub fn point_key(text: &str) -> String {
    let folded = fold(without_marker(text));
    let mut key = String::with_capacity(folded.len());
    let mut letters = folded.chars().peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        // A comma between digits is part of a number.
        let is_digit = |letter: char| letter.is_ascii_digit();
        if matches!(letter, ',' | '、') && !(is_digit(before) && letters.peek().copied().is_some_and(is_digit)) {
            continue;
        }
        key.push(letter);
        before = letter;
    }
    key.truncate(key.trim_end_matches(['.', '。', ' ', '!', '?', ';']).len());
    key
}

/// A folded text without the full stop at its end.
pub fn plain_end(folded: &str) -> &str {
    let mut plain = folded;
    loop {
        plain = match plain.as_bytes() {
            [.., b'.' | b' '] => &plain[..plain.len() - 1],
            [.., 0xe3, 0x80, 0x82] => &plain[..plain.len() - "。".len()],
            _ => return plain,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_ignores_width_case_quotes_and_spacing() {
        assert_eq!(fold("  It’s　ＡＢＣ \n x"), "it's abc x");
        assert_eq!(fold("カ\u{3099}ス"), fold("ガス"));
        assert_eq!(fold("ｶﾞｽ"), fold("ガス"));
    }

    #[test]
    fn points_are_the_same_whatever_marks_them() {
        for (one, other) in [
            ("- It grows.", "It grows"),
            ("・売上が伸びる", "売上が伸びる。"),
            ("(1) It grows!", "① It grows"),
            ("It grows, then falls", "It grows then falls."),
            ("売上が、伸びる", "売上が伸びる"),
            ("■売上が伸びる", "●売上が伸びる。"),
            ("It grows;", "It grows."),
        ] {
            assert_eq!(point_key(one), point_key(other));
        }
        for (one, other) in [("It costs 1,000", "It costs 1000"), ("It grows", "It grew"), ("3.5 pieces", "35 pieces")]
        {
            assert_ne!(point_key(one), point_key(other));
        }
    }

    #[test]
    fn the_form_of_a_character_is_told_from_its_bytes() {
        for character in '\u{80}'..=char::MAX {
            let expected = match known(character) {
                _ if character.is_whitespace() => Form::Other,
                Some(_) if is_composed(character) => Form::Settled,
                Some(_) => Form::Signed,
                None => Form::Other,
            };
            assert!(Form::of(&format!("a{character}b")) == expected, "{character:?}");
        }
    }

    #[test]
    fn the_short_ways_of_folding_lead_to_the_same_text() {
        let long_way = |text: &str| {
            let mut folded = String::new();
            fold_into(text.nfkc(), &mut folded);
            folded
        };
        let pieces = [
            "Plain text",
            "  ",
            "\t",
            "\n",
            "`",
            "’",
            "“x”",
            "–",
            "\u{2011}",
            "\u{2016}",
            "\u{2017}",
            "ＡＢＣ",
            "　",
            "\u{a0}",
            "解約率",
            "カ",
            "\u{3099}",
            "が",
            "か",
            "・",
            "ー",
            "…",
            "①",
            "e\u{301}",
            "É",
            "é",
            "ÿ",
            "×",
            "→",
            "々",
            "−",
            "\u{338}",
            "\u{327}",
            "ﬁ",
            "～",
            "｀",
            "ｶﾞ",
            "。",
            "！",
            "\u{1}",
            "İ",
            "\u{1100}\u{1161}",
        ];
        for one in pieces {
            for other in pieces {
                for text in [format!("{one}{other}"), format!("a{other}{one}b"), format!("{one} {other} ")] {
                    assert_eq!(fold(&text), long_way(&text), "{text:?}");
                    let mut after = "before".to_owned();
                    fold_onto(&text, &mut after);
                    assert_eq!(after, format!("before{}", long_way(&text)), "{text:?}");
                }
            }
        }
    }
}
