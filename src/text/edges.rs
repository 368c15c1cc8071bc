//! What can be said of the folded form of a text without folding it.

// Long because: what tells two texts apart at a glance belongs together, and so do the tests that hold it against folding.

use super::joint::is_joint;
use super::marker::{begins_with_marker, without_marker};

/// False only if the folded texts begin differently for certain, joints aside: nearly all differ in a few letters.
pub fn begin_alike(one: &str, other: &str) -> bool {
    /// So many bytes are compared, and so many letters behind them: a text may hold the first half of a megabyte of another.
    const MOST: usize = 160;
    let most = one.len().min(other.len()).min(MOST);
    let (head, twin) = (&one.as_bytes()[..most], &other.as_bytes()[..most]);
    let mut same = 0;
    while same + 8 <= most && head[same..same + 8] == twin[same..same + 8] {
        same += 8;
    }
    while same < most && head[same] == twin[same] {
        same += 1;
    }
    if same == MOST {
        return true;
    }
    let same = one.floor_char_boundary(same);
    let (head, twin) = (&one.as_bytes()[same..], &other.as_bytes()[same..]);
    if is_settled(head) && is_settled(twin) && !(head[0] < 0x80 && head[0].eq_ignore_ascii_case(&twin[0])) {
        return false;
    }
    let (one, other) = (&one[same..], &other[same..]);
    let (mut one, mut other) = (one.chars(), other.chars());
    for _ in 0..MOST {
        match (next_letter(&mut one), next_letter(&mut other)) {
            (None, None) | (Some(None), _) | (_, Some(None)) => return true,
            (letter, twin) if letter == twin => {}
            // What follows may be a mark that changes the letter.
            _ => return next_letter(&mut one) == Some(None) || next_letter(&mut other) == Some(None),
        }
    }
    true
}

/// Whether a text begins with a letter that is no other one whatever follows: one of Latin before a character of ASCII, a kanji,
/// a kana without a mark behind it.
fn is_settled(text: &[u8]) -> bool {
    match text {
        [b'a'..=b'z' | b'A'..=b'Z', 0..0x80, ..] | [0xe5..=0xe9, ..] => true,
        [0xe3, 0x81..=0x83, _, 0xe3, 0x82, 0x99 | 0x9a, ..] => false,
        [0xe3, 0x81, ..] | [0xe3, 0x82, 0x80..=0x96 | 0xa1..=0xbf, ..] | [0xe3, 0x83, 0x80..=0xba, ..] => true,
        _ => false,
    }
}

/// The next character but for joints, folded; nothing where folding it takes a look into the tables.
fn next_letter(characters: &mut impl Iterator<Item = char>) -> Option<Option<char>> {
    loop {
        match characters.next()? {
            letter @ ('a'..='z' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='\u{9fff}') => return Some(Some(letter)),
            letter if is_joint(letter) => {}
            letter => match plain(letter) {
                Some(letter) if is_joint(letter) => {}
                letter => return Some(letter),
            },
        }
    }
}

/// What can be said about the folded form of a text at a glance, that is, without folding it.
///
/// Comparing all texts of a document with each other costs nothing this way: nearly all differ in their first letters
/// or, as Japanese sentences end alike, in their last ones.
#[derive(Clone, Copy, Debug)]
pub struct EdgeLetters {
    head: Letters,
    tail: Letters,
}

impl EdgeLetters {
    /// The first and the last letters, as far as folding cannot change them in ways not worth computing.
    pub fn of(text: &str) -> EdgeLetters {
        let text = text.trim_end_matches(is_joint);
        let mut head = Letters::of(text.chars().filter(|character| !character.is_whitespace()));
        // What follows the last known letter may be a mark that changes it.
        head.known = head.known.saturating_sub(1);
        EdgeLetters { head, tail: Letters::of(text.chars().rev().filter(|character| !is_joint(*character))) }
    }

    /// False only if the folded texts differ for certain, full stops and bullets at their ends aside.
    pub fn may_equal(self, other: EdgeLetters) -> bool {
        self.head.agree(other.head) && self.tail.agree(other.tail)
    }
}

/// The first few letters of a sequence, up to one that is not known.
#[derive(Clone, Copy, Debug, Default)]
struct Letters {
    letters: [char; 8],
    known: usize,
}

impl Letters {
    fn of(characters: impl Iterator<Item = char>) -> Letters {
        let mut letters = Letters::default();
        for letter in characters.take(letters.letters.len()).map_while(plain) {
            letters.letters[letters.known] = letter;
            letters.known += 1;
        }
        letters
    }

    fn agree(self, other: Letters) -> bool {
        let known = self.known.min(other.known);
        self.letters[..known] == other.letters[..known]
    }
}

/// False only if the folded texts end differently for certain, full stops and bullets aside.
pub(super) fn may_end_alike(one: &str, other: &str) -> bool {
    let (one, other) = (one.trim_end_matches(is_joint), other.trim_end_matches(is_joint));
    let same = one.bytes().rev().zip(other.bytes().rev()).take_while(|(byte, twin)| byte == twin).count();
    let ends = [one, other].map(|text| text.split_at(text.ceil_char_boundary(text.len() - same)));
    // Where they differ in a word, with no sign behind it, no mark and no number of an item comes between.
    let is_in_word = |end: &str| end.starts_with(|letter| letter == ' ' || is_word(letter));
    if ends.iter().all(|(before, end)| before.ends_with(is_word) && is_in_word(end)) {
        return false;
    }
    let (mut one, mut other) = (one.chars().rev(), other.chars().rev());
    for _ in 0..Letters::default().letters.len() {
        match (next_letter(&mut one), next_letter(&mut other)) {
            (Some(Some(letter)), Some(Some(twin))) if letter == twin => {}
            (Some(Some(_)), Some(Some(_))) => return false,
            _ => return true,
        }
    }
    true
}

/// Whether one of several texts may be the same point of a list as one before it. Of more than a few, always.
pub fn may_repeat<'t>(texts: impl Iterator<Item = &'t str>) -> bool {
    const FEW: usize = 32;
    let mut known = [""; FEW];
    texts.map(without_marker).enumerate().any(|(number, text)| {
        let is_twin = |other: &&str| begin_alike(text, other) && may_end_alike(text, other);
        let is_known = number >= FEW || known[..number].iter().any(is_twin);
        known[number.min(FEW - 1)] = text;
        is_known
    })
}

/// Whether a character is a letter that stands in words only and is its own folded form.
fn is_word(letter: char) -> bool {
    matches!(letter, 'a'..='z' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='\u{9fff}')
}

/// What the folded text begins with, as a number: equal for texts that are the [`same`](super::same). Nothing where telling it
/// takes a look into the tables.
pub fn head_key(text: &str) -> Option<u64> {
    key_of(text.trim_end_matches(is_joint), char::is_whitespace)
}

/// The same for texts that may be points of a list: equal for those with one [`point_key`](super::point_key).
pub fn point_head_key(text: &str) -> Option<u64> {
    key_of(without_marker(text), is_joint)
}

/// The key of the first letters but for those that are left out, of which none is a letter.
fn key_of(text: &str, is_left_out: impl Fn(char) -> bool) -> Option<u64> {
    const LETTERS: usize = 8;
    let mut key = 0_u64;
    let mut count = 0;
    for letter in text.chars() {
        let letter = match letter {
            'a'..='z' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='\u{9fff}' => letter,
            _ if is_left_out(letter) => continue,
            _ => plain(letter)?,
        };
        // What follows the last of them may be a mark that changes it, and is known now.
        if count == LETTERS {
            break;
        }
        key = (key ^ u64::from(letter)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        count += 1;
    }
    Some(key)
}

/// How sentences begin: a bit for each hash of their first letters.
#[derive(Default)]
pub(super) struct StartHash {
    bits: [u64; 16],
    /// For each length, whether one begins with letters of which the hash is not known.
    is_unknown: [bool; StartHash::LENGTHS.len()],
}

impl StartHash {
    /// So many letters are hashed, joints aside. Sentences that begin alike differ behind their first words.
    const LENGTHS: [usize; 4] = [2, 5, 12, 24];

    /// Adds the sentence with which a text begins, if one of those that are `sought` may begin as it does. Says whether one may.
    pub(super) fn add_sought(&mut self, text: &str, sought: &FirstLetters) -> bool {
        let may_begin = sought.may_begin(text);
        if may_begin {
            self.add(text);
        }
        may_begin
    }

    /// Adds the sentence with which a text begins.
    fn add(&mut self, text: &str) {
        let mut known = 0;
        let is_known = StartHash::hashes(text, |hash| {
            self.bits[hash / 64] |= 1 << (hash % 64);
            known += 1;
            true
        });
        if !is_known {
            self.is_unknown[known..].fill(true);
        }
    }

    /// False only if no sentence begins as a text does, for certain.
    pub(super) fn may_hold(&self, text: &str) -> bool {
        let mut known = 0;
        let mut may_hold = true;
        StartHash::hashes(text, |hash| {
            may_hold = self.is_unknown[known] || self.bits[hash / 64] >> (hash % 64) & 1 == 1;
            known += 1;
            may_hold
        });
        may_hold
    }

    /// The hash of some letters and one more.
    fn with(hash: u32, letter: char) -> u32 {
        (hash ^ u32::from(letter)).wrapping_mul(0x9e37_79b1).rotate_left(7)
    }

    /// The bit of a hash.
    fn bit(hash: u32) -> usize {
        (hash.wrapping_mul(0x9e37_79b1) >> 22) as usize
    }

    /// Tells the hashes of the first letters of a text, one for each length, as long as `go_on` says so. False where a
    /// letter is not known by itself, or begins the number of an item: what is joined is compared without these.
    fn hashes(text: &str, mut go_on: impl FnMut(usize) -> bool) -> bool {
        let mut hash: u32 = 0;
        let mut count = 0;
        let mut lengths = StartHash::LENGTHS.iter();
        let Some(mut length) = lengths.next() else { return true };
        let mut begins = true;
        for (at, letter) in text.char_indices() {
            let is_inside = !std::mem::take(&mut begins);
            let letter = match letter {
                'a'..='z' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='\u{9fff}' if is_inside => letter,
                _ if is_joint(letter) => {
                    begins = true;
                    continue;
                }
                _ => {
                    let may_be_marked = !is_inside || matches!(letter, '(' | '（' | '[' | '［' | '〔');
                    if count > 0 && may_be_marked && begins_with_marker(&text[at..]) {
                        return false;
                    }
                    let Some(letter) = plain(letter) else { return false };
                    letter
                }
            };
            hash = StartHash::with(hash, letter);
            count += 1;
            if count == *length {
                let goes_on = go_on(StartHash::bit(hash));
                match lengths.next().filter(|_| goes_on) {
                    Some(next) => length = next,
                    None => return true,
                }
            }
        }
        true
    }
}

/// How a few texts begin: a bit for each hash of their first two letters. It tells nearly all sentences from all of them.
#[derive(Default)]
pub(super) struct FirstLetters {
    bits: [u64; 16],
    /// Whether one is shorter, or begins with letters of which the hash is not known.
    is_any: bool,
}

impl FirstLetters {
    /// Adds a text.
    pub(super) fn add(&mut self, text: &str) {
        match FirstLetters::hash(text) {
            Some(hash) => self.bits[hash / 64] |= 1 << (hash % 64),
            None => self.is_any = true,
        }
    }

    fn may_begin(&self, text: &str) -> bool {
        self.is_any || FirstLetters::hash(text).is_none_or(|hash| self.bits[hash / 64] >> (hash % 64) & 1 == 1)
    }

    fn hash(text: &str) -> Option<usize> {
        // Of nearly all, the first two letters are their own folded forms but for the case of the first.
        let mut letters = text.chars();
        if let (Some(first), Some(second)) = (letters.next(), letters.next())
            && (first.is_ascii_uppercase() || is_word(first))
            && is_word(second)
        {
            return Some(StartHash::bit(StartHash::with(StartHash::with(0, first.to_ascii_lowercase()), second)));
        }
        let mut first = None;
        StartHash::hashes(text, |hash| {
            first = Some(hash);
            false
        });
        first
    }
}

/// The folded form of a character that folds to one character whatever its neighbours are.
fn plain(character: char) -> Option<char> {
    match character {
        '`' | '\u{2018}'..='\u{201b}' => Some('\''),
        '\u{201c}'..='\u{201f}' => Some('"'),
        '!'..='~' => Some(character.to_ascii_lowercase()),
        '！'..='～' => char::from_u32(u32::from(character) - 0xfee0).and_then(plain),
        'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '一'..='\u{9fff}' | '、' | '。' | '「' | '」' => Some(character),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{fold, plain_end, point_key, same};

    #[test]
    fn a_point_that_comes_again_is_always_told() {
        let points =
            ["It grows, then falls", "(1) It grows", "売上が伸びる", "Sets the goal", "Sets the pace", "顧客を知る"];
        assert!(!may_repeat(points.into_iter()));
        for again in ["it grows then falls.", "① It grows!", "・売上が、伸びる。", "ＳＥＴＳ the goal"] {
            assert!(may_repeat(points.into_iter().chain([again])), "{again}");
        }
        let many: Vec<String> = (0..100).map(|number| format!("Point {number}")).collect();
        assert!(may_repeat(many.iter().map(String::as_str)));
    }

    #[test]
    fn edge_letters_never_contradict_folding() {
        let texts = [
            "It’s",
            "a（b）－",
            "A(B)-",
            "（＊）",
            "(*)",
            "Ａ｀",
            "a'",
            "It's",
            "ＩＴ'S",
            "it`s",
            "カ\u{3099}ス",
            "ガス",
            "ｶﾞｽ",
            "e\u{301}x",
            "éx",
            "abcd\u{301}",
            "abcd",
            "Yes.",
            "Yes",
            "はい。",
            "はい",
            "…",
            "...",
            "",
            " ",
            "- a",
            "–a",
            "か\u{3099}",
            "が",
            "abca\u{301}",
            "abcá",
            "＂a",
            "\"a",
            "„a",
        ];
        for one in texts {
            for other in texts {
                let equal = plain_end(&fold(one)) == plain_end(&fold(other));
                assert!(!equal || EdgeLetters::of(one).may_equal(EdgeLetters::of(other)), "{one:?} {other:?}");
                assert_eq!(same(one, other), equal, "{one:?} {other:?}");
                let keys = head_key(one).zip(head_key(other));
                assert!(!equal || keys.is_none_or(|(one, other)| one == other), "{one:?} {other:?}");
                let keys = point_head_key(one).zip(point_head_key(other));
                let are_alike = keys.is_none_or(|(one, other)| one == other);
                let are_same = point_key(one) == point_key(other);
                assert!(!are_same || are_alike, "{one:?} {other:?}");
                assert!(!equal || begin_alike(one, other), "{one:?} {other:?}");
            }
        }
        assert!(!EdgeLetters::of("Sets the goal").may_equal(EdgeLetters::of("Keeps the goal")));
        assert!(!EdgeLetters::of("顧客を知る").may_equal(EdgeLetters::of("商談を進める")));
        assert!(!begin_alike("Sets the goal", "Sets the pace") && !begin_alike("顧客を知る", "顧客に会う"));
        assert_ne!(head_key("Sets the goal"), head_key("Sets the pace"));
        assert_eq!(head_key("It’s so. "), head_key("it's so"));
    }

    #[test]
    fn a_sentence_is_held_by_its_first_letters() {
        let held = |sentence: &str, text: &str| {
            let mut starts = StartHash::default();
            let mut sought = FirstLetters::default();
            sought.add(text);
            starts.add_sought(sentence, &sought);
            starts.may_hold(text)
        };
        for (sentence, text) in [
            ("The sales desk tests the backlog.", "the sales, desk tests the backlog"),
            ("It isn’t enough that it grows.", "It isn't enough that it grows"),
            ("Yes. And so on for a long while", "Yes"),
            ("Plan the (2) budget of the whole year", "Plan the budget of the whole year"),
            ("Plan the budget of the whole year", "Plan the 2. budget of the whole year"),
            ("予算を決める。二、人員を選ぶ", "予算を決める。人員を選ぶ"),
            ("ｶﾞｽの料金", "ガスの料金"),
        ] {
            assert!(held(sentence, text), "{sentence} {text}");
        }
        assert!(!held("The sales desk tests the backlog.", "The sales desk simplifies prices"));
        assert!(!held("価格を決める", "予算を決める"));
        assert!(!held("Yes", "Yes. And so on for a long while"));
    }
}
