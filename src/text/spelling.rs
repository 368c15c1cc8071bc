//! Words that Japanese and English spell in several ways, told by their form and without a dictionary: final ー, okurigana, the
//! small letter in 3か月, the width of brackets, hyphens behind prefixes, and × between numbers.
//!
//! Owns what counts as two spellings of one word. Must not know which of them is right.

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use super::leave_quoted;
use super::script::{is_hiragana, is_kana, is_kanji, is_katakana, is_latin};

/// A word that has other spellings, or may have: which word, as a hash, and in which of its forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpeltWord {
    /// Equal for all spellings of a word.
    pub word: u32,
    /// Different for each of them; less than [`SpeltWord::FORMS`].
    pub form: u8,
}

impl SpeltWord {
    /// How many forms a word can have.
    pub const FORMS: u8 = 32;

    fn new(kind: Kind, word: &str, form: usize) -> SpeltWord {
        let hash = xxh3_64(word.as_bytes()).rotate_left(kind as u32);
        SpeltWord { word: hash as u32 >> 5, form: u8::try_from(form).unwrap_or_default() % Self::FORMS }
    }
}

/// In what spellings differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// 3か月, 3ヶ月
    Count,
    /// サーバ, サーバー
    FinalMark,
    /// 引渡し, 引き渡し
    Okurigana,
    /// （甲）, (甲)
    Bracket,
    /// email, e-mail
    Hyphen,
    /// 3×4, 3x4
    Times,
}

/// A word at a place of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// Where it stands.
    pub range: Range<usize>,
    /// Which word it is, in which form.
    pub word: SpeltWord,
    kind: Kind,
}

impl Spelling {
    /// The same word in another of its forms; `text` is the one that the spelling was found in.
    pub fn in_form(&self, text: &str, form: u8) -> Option<String> {
        let word = text.get(self.range.clone())?;
        let form = usize::from(form);
        Some(match self.kind {
            Kind::Count => word.replace(|letter| COUNTS.contains(&letter), &COUNTS.get(form)?.to_string()),
            Kind::FinalMark if form == 0 => word.trim_end_matches('ー').to_owned(),
            Kind::FinalMark => format!("{}ー", word.trim_end_matches('ー')),
            Kind::Okurigana => {
                let kanji = |letter: char| is_kanji(letter);
                let first = word.chars().next()?;
                let rest = word[first.len_utf8()..].trim_start_matches(|letter| !kanji(letter));
                let inner = form.checked_sub(1).and_then(|at| ENDINGS.get(at)).map(char::to_string);
                format!("{first}{}{rest}", inner.unwrap_or_default())
            }
            Kind::Bracket if form == 0 => word.replace('（', "(").replace('）', ")"),
            Kind::Bracket => word.replace('(', "（").replace(')', "）"),
            Kind::Hyphen => {
                let mut closed = word.replace('-', "");
                if form > 0 && closed.is_char_boundary(form) {
                    closed.insert(form, '-');
                }
                closed
            }
            Kind::Times => word.replace(['x', '×'], if form == 0 { "x" } else { "×" }),
        })
    }
}

/// The words of a text that have other spellings, or may have, in order; what is quoted or part of an address is left out.
pub fn spellings(text: &str) -> Vec<Spelling> {
    let mut found = Vec::new();
    latin(text, &mut found);
    if !text.is_ascii() {
        counts(text, &mut found);
        katakana(text, &mut found);
        okurigana(text, &mut found);
        brackets(text, &mut found);
    }
    times(text, &mut found);
    found.sort_by_key(|found| (found.range.start, found.range.end));
    leave_quoted(text, &mut found, |found| &found.range);
    found
}

/// What stands between a number and the unit that it counts.
const COUNTS: [char; 6] = ['か', 'ヶ', 'ヵ', 'カ', 'ケ', '箇'];

/// 3か月: a digit, one of [`COUNTS`] and a unit.
fn counts(text: &str, found: &mut Vec<Spelling>) {
    let is_digit = |letter: char| letter.is_ascii_digit() || ('０'..='９').contains(&letter);
    for (at, letter) in text.match_indices(|letter| COUNTS.contains(&letter)) {
        let before = &text[..at];
        let number = before.len() - before.trim_end_matches(is_digit).len();
        let Some(unit) = text[at + letter.len()..].chars().next() else { continue };
        if (1..=MOST_DIGITS).contains(&number) && matches!(unit, '月' | '所' | '国' | '年' | '条' | '店') {
            let form = COUNTS.iter().position(|count| letter.starts_with(*count)).unwrap_or_default();
            let range = at - number..at + letter.len() + unit.len_utf8();
            found.push(Spelling { range, word: SpeltWord::new(Kind::Count, "か", form), kind: Kind::Count });
        }
    }
}

/// The longest number that is read, in bytes.
const MOST_DIGITS: usize = 12;

/// Words of katakana that may end in ー: after a letter with the vowel a, and after リ, ジ and ィ.
fn katakana(text: &str, found: &mut Vec<Spelling>) {
    /// The letters of a word without its ー: スキ and スキー are two words.
    const LENGTHS: std::ops::RangeInclusive<usize> = 3..=16;
    for range in runs(text, is_katakana) {
        let word = &text[range.clone()];
        let stem = word.strip_suffix('ー').unwrap_or(word);
        let may_end = |letter: char| "ァアカガサザタダナハバパマャヤラワリジィ".contains(letter);
        if LENGTHS.contains(&stem.chars().count()) && stem.ends_with(may_end) {
            let form = usize::from(stem.len() < word.len());
            found.push(Spelling { range, word: SpeltWord::new(Kind::FinalMark, stem, form), kind: Kind::FinalMark });
        }
    }
}

/// The kana in which the first part of a compound ends.
const ENDINGS: [char; 19] =
    ['い', 'き', 'ぎ', 'し', 'じ', 'ち', 'に', 'び', 'み', 'り', 'え', 'け', 'げ', 'せ', 'て', 'ね', 'べ', 'め', 'れ'];

/// Two kanji and the kana in which a noun made of a verb ends, with kana between the kanji or without: 引き渡し, 引渡し.
fn okurigana(text: &str, found: &mut Vec<Spelling>) {
    let mut before = None;
    for (start, first) in text.char_indices() {
        let is_start = is_kanji(first) && !before.is_some_and(is_kanji);
        before = Some(first);
        if !is_start {
            continue;
        }
        let mut rest = text[start + first.len_utf8()..].chars();
        let mut next = rest.next();
        // に between two kanji is a particle: 役に立ち.
        let ends = next.filter(|letter| *letter != 'に');
        let inner = ends.and_then(|letter| ENDINGS.iter().position(|ending| *ending == letter));
        if inner.is_some() {
            next = rest.next();
        }
        let (Some(second), Some(last)) = (next.filter(|letter| is_kanji(*letter)), rest.next()) else { continue };
        let follows = rest.next();
        let is_end = follows
            .is_none_or(|letter| !is_hiragana(letter) && !is_kanji(letter) || "をはがにのでとも".contains(letter));
        if is_end && ENDINGS.contains(&last) {
            let key: String = [first, second, last].iter().collect();
            let inner_length = inner.map_or(0, |at| ENDINGS[at].len_utf8());
            let end = start + first.len_utf8() + inner_length + second.len_utf8() + last.len_utf8();
            let word = SpeltWord::new(Kind::Okurigana, &key, inner.map_or(0, |at| at + 1));
            found.push(Spelling { range: start..end, word, kind: Kind::Okurigana });
        }
    }
}

/// Brackets around Japanese behind Japanese.
fn brackets(text: &str, found: &mut Vec<Spelling>) {
    /// The longest text in brackets, in bytes.
    const LONGEST: usize = 240;
    let is_japanese = |letter: char| is_kana(letter) || is_kanji(letter);
    for (at, open) in text.match_indices(['(', '（']) {
        let (close, form) = if open == "(" { (')', 0) } else { ('）', 1) };
        let inside = &text[at + open.len()..];
        let inside = &inside[..inside.floor_char_boundary(LONGEST)];
        let Some(length) = inside.find(['(', '（', ')', '）']) else { continue };
        let is_own = inside[length..].starts_with(close) && inside.starts_with(is_japanese);
        if is_own && inside[..length].ends_with(is_japanese) && text[..at].ends_with(is_japanese) {
            let range = at..at + open.len() + length + close.len_utf8();
            found.push(Spelling { range, word: SpeltWord::new(Kind::Bracket, "(", form), kind: Kind::Bracket });
        }
    }
}

/// What a hyphen may part from the rest of a word, with or without a change of sense. `re` is not here: to re-sign is not to
/// resign.
const PREFIXES: [&str; 12] = ["anti", "e", "micro", "mid", "multi", "non", "off", "on", "post", "pre", "self", "semi"];

/// Words of Latin letters that begin with a prefix, with a hyphen behind it or without.
fn latin(text: &str, found: &mut Vec<Spelling>) {
    /// The letters behind the prefix.
    const LENGTHS: std::ops::RangeInclusive<usize> = 4..=20;
    for range in runs(text, |letter| letter.is_ascii_alphanumeric() || is_latin(letter) || "-_@./\\".contains(letter)) {
        let end = range.start + text[range.clone()].trim_end_matches(['.', '/']).len();
        let word = &text[range.start..end];
        let (head, tail) = match word.split_once('-') {
            Some((head, tail)) => (head, tail),
            None => match PREFIXES.iter().find(|prefix| {
                word.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix))
                    && LENGTHS.contains(&(word.len() - prefix.len()))
            }) {
                Some(prefix) => word.split_at(prefix.len()),
                None => continue,
            },
        };
        let is_prefix = PREFIXES.iter().any(|prefix| prefix.eq_ignore_ascii_case(head));
        if is_prefix && LENGTHS.contains(&tail.len()) && tail.bytes().all(|byte| byte.is_ascii_lowercase()) {
            let key = format!("{}{tail}", head.to_ascii_lowercase());
            let form = if word.contains('-') { head.len() } else { 0 };
            let word = SpeltWord::new(Kind::Hyphen, &key, form);
            found.push(Spelling { range: range.start..end, word, kind: Kind::Hyphen });
        }
    }
}

/// Numbers with x or × between them.
fn times(text: &str, found: &mut Vec<Spelling>) {
    let is_digit = |letter: char| letter.is_ascii_digit();
    for (at, sign) in text.match_indices(['x', '×']) {
        let (before, after) = (&text[..at], &text[at + sign.len()..]);
        let (bare, rest) = (before.strip_suffix(' ').unwrap_or(before), after.strip_prefix(' ').unwrap_or(after));
        // 0x47 is one number.
        let is_hexadecimal = sign == "x" && before.ends_with('0') && !before[..before.len() - 1].ends_with(is_digit);
        if is_hexadecimal || (bare.len() < before.len()) != (rest.len() < after.len()) {
            continue;
        }
        let count = |letters: &mut dyn Iterator<Item = char>| {
            letters.take(MOST_DIGITS).take_while(|letter| is_digit(*letter)).count()
        };
        let (left, right) = (count(&mut bare.chars().rev()), count(&mut rest.chars()));
        let joins = |letter: char| letter.is_ascii_alphanumeric() || letter == '.' || letter == ',';
        let is_whole = !bare[..bare.len() - left].ends_with(joins)
            && !rest[right..].starts_with(|letter: char| letter.is_ascii_alphanumeric());
        if left > 0 && right > 0 && is_whole {
            let range = bare.len() - left..text.len() - rest.len() + right;
            let form = usize::from(sign == "×");
            found.push(Spelling { range, word: SpeltWord::new(Kind::Times, "x", form), kind: Kind::Times });
        }
    }
}

/// The longest stretches of a text that consist of such letters.
fn runs(text: &str, is_of: impl Fn(char) -> bool) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + text[from..].find(&is_of)?;
        let end = text[start..].find(|letter| !is_of(letter)).map_or(text.len(), |length| start + length);
        from = end;
        Some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_spelling_of_a_word_can_be_made_of_each_other() {
        for words in [
            &["3か月", "3ヶ月", "3ヵ月", "3カ月", "3ケ月", "3箇月"][..],
            &["サーバ", "サーバー"],
            &["カテゴリ", "カテゴリー"],
            &["引渡し", "引き渡し"],
            &["取扱い", "取り扱い"],
            &["甲(乙)", "甲（乙）"],
            &["email", "e-mail"],
            &["Online", "On-line"],
            &["2x10", "2×10"],
            &["2 x 10", "2 × 10"],
        ] {
            for (one, other) in words.iter().flat_map(|one| words.iter().map(move |other| (one, other))) {
                let (of_one, of_other) = (spellings(one), spellings(other));
                let ([of_one], [of_other]) = (of_one.as_slice(), of_other.as_slice()) else {
                    panic!("{one}: {of_one:?}, {other}: {of_other:?}")
                };
                assert_eq!(of_one.word.word, of_other.word.word, "{one} {other}");
                assert_eq!(of_one.word.form == of_other.word.form, one == other, "{one} {other}");
                let made = of_one.in_form(one, of_other.word.form);
                assert_eq!(made.as_deref(), other.get(of_other.range.clone()), "{one}");
            }
        }
    }

    #[test]
    fn what_has_one_spelling_is_left_out() {
        for text in [
            "スキー",
            "6月",
            "何か月",
            "引換券",
            "(1)",
            "CAC(費用)",
            "f(x)",
            "10x",
            "A1x5",
            "x 4",
            "re-sign",
            "e-mail@example.com",
            "https://example.com/e-mail",
            "“e-mail”",
            "long-term",
            "3x",
            "0x10f",
            "0x47",
            "役に立ち",
        ] {
            assert_eq!(spellings(text), [], "{text}");
        }
    }
}
