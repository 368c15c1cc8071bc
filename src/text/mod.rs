//! Comparing and cutting texts in both languages: folding, cells of pipe rows, joined items.
//!
//! Owns what "the same text" means (`healthy.md`, `domain.md` section 5). Must not know rules or fields.

pub mod script;

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// `text` as rules compare it: NFKC, quotation marks and dashes folded, lower case, white space collapsed and trimmed.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_onto(text, &mut folded);
    folded
}

/// Appends what [`fold`] makes of `text`. Nearly all text is in NFKC already and is copied as it stands.
pub fn fold_onto(text: &str, folded: &mut String) {
    let text = text.trim();
    let start = folded.len();
    if is_settled(text) {
        folded.push_str(text);
        folded[start..].make_ascii_lowercase();
    } else if text.chars().all(|character| known(character).is_some()) {
        fold_into(text.chars().filter_map(known), folded);
    } else {
        fold_into(text.nfkc(), folded);
    }
}

/// Whether folding does nothing to a text but to make its ASCII letters small.
fn is_settled(text: &str) -> bool {
    // Without a way out of the loop, so that many bytes are compared at once.
    let is_odd = |odd: bool, (byte, next): (&u8, &u8)| {
        odd | (*byte < b' ') | (*byte == b'`') | ((*byte == b' ') & (*next == b' '))
    };
    let bytes = text.as_bytes();
    // The text is trimmed, so its last byte is no space.
    let Some((last, _)) = bytes.split_last() else { return true };
    !bytes.iter().zip(&bytes[1..]).fold(*last < b' ' || *last == b'`', is_odd)
        && (text.is_ascii() || text.chars().all(|character| character.is_ascii() || is_composed(character)))
}

/// Whether a character beyond ASCII is its own folded form, and no mark before or after it changes that but one that is
/// not known either: kana, kanji and their punctuation.
fn is_composed(character: char) -> bool {
    matches!(character, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '・' | 'ー' | '一'..='\u{9fff}' | '、' | '。' | '「' | '」')
}

/// What NFKC makes of a character whatever its neighbours are; white space stays, to be collapsed. Nothing where that takes
/// a look into the tables.
fn known(character: char) -> Option<char> {
    match character {
        '！'..='～' => char::from_u32(u32::from(character) - 0xfee0),
        '\u{2010}' | '\u{2012}'..='\u{2015}' | '\u{2018}'..='\u{201f}' => Some(character),
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
fn fold_character(character: char, folded: &mut String) {
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
    Glimpse::of(one).may_equal(Glimpse::of(other)) && plain_end(&fold(one)) == plain_end(&fold(other))
}

/// A folded text without the full stop at its end.
pub fn plain_end(folded: &str) -> &str {
    folded.trim_end_matches(['.', '。', ' '])
}

/// How long a reader finds the text: in Latin characters, of which a Japanese one counts two.
///
/// Told from the first byte of each character, since every text of every document is weighed: from U+3000 on, two.
pub fn weight(text: &str) -> usize {
    let weigh = |byte: &u8| match byte {
        0x80..=0xbf => 0,
        0xe3.. => 2,
        _ => 1,
    };
    text.as_bytes().iter().map(weigh).sum()
}

/// Whether [`weight`] is at least `least`, mostly told from the length alone: no character weighs more than its bytes or
/// less than a third of them.
pub fn weighs(text: &str, least: usize) -> bool {
    text.len() >= least && (text.len() >= least.saturating_mul(3) || weight(text) >= least)
}

/// What can be said about the folded form of a text at a glance, that is, without folding it.
///
/// Comparing all texts of a document with each other costs nothing this way: nearly all differ in their first letters
/// or, as Japanese sentences end alike, in their last ones.
#[derive(Clone, Copy, Debug)]
pub struct Glimpse {
    head: Letters,
    tail: Letters,
}

impl Glimpse {
    /// The first and the last letters, as far as folding cannot change them in ways not worth computing.
    pub fn of(text: &str) -> Glimpse {
        let text = text.trim_end_matches(is_joint);
        let mut head = Letters::of(text.chars().filter(|character| !character.is_whitespace()));
        // What follows the last known letter may be a mark that changes it.
        head.known = head.known.saturating_sub(1);
        Glimpse { head, tail: Letters::of(text.chars().rev().filter(|character| !is_joint(*character))) }
    }

    /// False only if the folded texts differ for certain, full stops and bullets at their ends aside.
    pub fn may_equal(self, other: Glimpse) -> bool {
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
fn may_end_alike(one: &str, other: &str) -> bool {
    fn letters(text: &str) -> impl Iterator<Item = Option<char>> {
        text.chars().rev().filter(|character| !is_joint(*character)).map(plain)
    }
    let known = letters(one).zip(letters(other)).take(Letters::default().letters.len());
    known.map_while(|(one, other)| one.zip(other)).all(|(one, other)| one == other)
}

/// The folded form of a character that folds to one character whatever its neighbours are.
fn plain(character: char) -> Option<char> {
    match character {
        '`' => Some('\''),
        '!'..='~' => Some(character.to_ascii_lowercase()),
        '！'..='～' => char::from_u32(u32::from(character) - 0xfee0).and_then(plain),
        'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '一'..='\u{9fff}' | '、' | '。' | '「' | '」' => Some(character),
        _ => None,
    }
}

/// Whether `text` can stand between joined items: white space, `、`, `。`, `/`, `・`, bullets and their like.
fn is_joint(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '.' | ','
                | ';'
                | '/'
                | '|'
                | '-'
                | '*'
                | '・'
                | '•'
                | '。'
                | '、'
                | '·'
                | '･'
                | '｡'
                | '､'
                | '，'
                | '．'
                | '；'
                | '｜'
                | '／'
                | '－'
                | '＊'
                | '※'
                | '\u{2010}'..='\u{2015}'
        )
}

/// A folded text in which every byte knows where it came from.
pub struct Traced {
    /// The folded text.
    pub text: String,
    /// For each byte of `text`, the byte of the original at which its user-perceived character starts.
    origin: Vec<usize>,
    /// Where the original ends, white space aside.
    end: usize,
}

impl Traced {
    /// Folds grapheme by grapheme, so that composition stays inside what a reader sees as one character. The text is
    /// that of [`fold`].
    pub fn of(text: &str) -> Traced {
        Traced::build(text, |_| true)
    }

    /// As [`Traced::of`], without white space and everything else that can join items.
    fn squeezed(text: &str) -> Traced {
        Traced::build(text, |character| !is_joint(character))
    }

    fn build(text: &str, keep: impl Fn(char) -> bool) -> Traced {
        let mut folded = String::with_capacity(text.len());
        let mut origin: Vec<usize> = Vec::with_capacity(text.len());
        let mut space = None;
        let mut push = |offset: usize, character: char| {
            if !keep(character) {
                return;
            }
            if character.is_whitespace() {
                space = space.or(Some(offset)).filter(|_| !folded.is_empty());
                return;
            }
            if let Some(offset) = space.take() {
                folded.push(' ');
                origin.push(offset);
            }
            fold_character(character, &mut folded);
            origin.resize(folded.len(), offset);
        };
        if text.is_ascii() {
            text.char_indices().for_each(|(offset, character)| push(offset, character));
        } else {
            for (offset, grapheme) in text.grapheme_indices(true) {
                grapheme.nfkc().for_each(|character| push(offset, character));
            }
        }
        Traced { text: folded, origin, end: text.trim_end().len() }
    }

    /// The bytes of the original that a range of the folded text came from.
    pub fn original(&self, folded: Range<usize>) -> Range<usize> {
        let at = |byte: usize| self.origin.get(byte).copied().unwrap_or(self.end);
        at(folded.start)..at(folded.end)
    }
}

/// A single item, or items at the end of a longer text, count as repeated only from this [`weight`] on
/// (`healthy.md`: `Yes.` may end any text).
const SHORTEST_REPETITION: usize = 20;

/// Items of a list that a text repeats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// The bytes of the text that repeat them, without surrounding white space.
    pub range: Range<usize>,
    /// How many of the last items, empty ones left out.
    pub items: usize,
    /// Whether those are all.
    pub all: bool,
}

impl Joined {
    /// “3 items”, “last 2 items” or “item”, after “its” or “the”.
    pub fn name(&self) -> String {
        match (self.items, self.all) {
            (1, _) => "item".to_owned(),
            (items, true) => format!("{items} items"),
            (items, false) => format!("last {items} items"),
        }
    }
}

/// Where `text` is, or ends with, `items` joined by anything that joins: all of them or, as where a new one was put before
/// the others, two or more of the last. A single item counts with 20 characters or more that are a sentence of their own.
pub fn joined_items<S: AsRef<str>>(text: &str, items: &[S]) -> Option<Joined> {
    let items = || items.iter().map(AsRef::as_ref).filter(|item| !item.trim().is_empty());
    let last = items().next_back()?;
    // Cheap, and enough for nearly every healthy text: it ends with other letters than the last item.
    if !may_end_alike(text, last) {
        return None;
    }
    let whole = Traced::squeezed(text);
    let mut start = whole.text.len();
    let mut repeated = 0;
    for item in items().rev() {
        let item = Traced::squeezed(item).text;
        if !whole.text[..start].ends_with(&item) {
            break;
        }
        start -= item.len();
        repeated += 1;
    }
    let all = items().count() == repeated;
    let is_single = repeated == 1;
    let is_whole = start == 0;
    if start == whole.text.len()
        || (is_single && !all)
        || ((is_single || !is_whole) && weight(&whole.text[start..]) < SHORTEST_REPETITION)
    {
        return None;
    }
    let joined = |range| Joined { range, items: repeated, all };
    if is_whole {
        return Some(joined(trim(text, 0..text.len())));
    }
    let start = whole.original(start..whole.text.len()).start;
    let before = text[..start].chars().next_back();
    let sentence = text[..start].trim_end().chars().next_back();
    let starts_anew = match is_single {
        true => sentence.is_some_and(|end| is_joint(end) || matches!(end, '!' | '?' | '！' | '？' | ':' | '：' | '」')),
        false => !(before.is_some_and(|end| end.is_ascii_alphanumeric()) && text[start..].starts_with(is_latin)),
    };
    starts_anew.then(|| joined(start..text.trim_end().len()))
}

/// Where `text` has to be cut so that what ends it from `start` on goes, and the bullet or bar before it too.
pub fn cut_before(text: &str, start: usize) -> usize {
    let is_bullet = |letter: char| letter.is_whitespace() || matches!(letter, '・' | '•' | '·' | '-' | '*' | '|' | '/');
    text[..start].trim_end_matches(is_bullet).len()
}

/// The sentences of `text` as trimmed byte ranges; a cell and a line end one too.
pub fn sentences(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while from < text.len() {
            let start = from;
            let (end, next) = sentence_end(text, start);
            from = next;
            let range = trim(text, start..end);
            if !range.is_empty() {
                return Some(range);
            }
        }
        None
    })
}

/// The end of the sentence that holds the byte `start`, and where the next one begins.
fn sentence_end(text: &str, start: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let mut from = start;
    // The second byte of `。` and of `！？` gives them away: the first one begins every kana.
    while let Some(at) = bytes[from..].iter().position(|byte| MAY_END[usize::from(*byte)]).map(|length| from + length) {
        from = at + 1;
        let after = |next: usize| text.get(next..).and_then(|rest| rest.chars().next());
        match bytes[at] {
            b'\n' | b'\r' | b'|' => return (at, from),
            b'.' | b'!' | b'?' if after(from).is_none_or(char::is_whitespace) => return (from, from),
            0x80 | 0xbc if is_full_stop(bytes, at) && after(at + 2) != Some('」') => return (at + 2, at + 2),
            _ => {}
        }
    }
    (text.len(), text.len())
}

/// Whether the second byte of `。`, `！` or `？` stands at `at`.
fn is_full_stop(bytes: &[u8], at: usize) -> bool {
    let around = at.checked_sub(1).and_then(|before| bytes.get(before..at + 2));
    ["。", "！", "？"].into_iter().any(|stop| around == Some(stop.as_bytes()))
}

/// The bytes at which a sentence may end.
static MAY_END: [bool; 256] = {
    let mut table = [false; 256];
    let ends = [b'\n', b'\r', b'|', b'.', b'!', b'?', 0x80, 0xbc];
    let mut index = 0;
    while index < ends.len() {
        table[ends[index] as usize] = true;
        index += 1;
    }
    table
};

/// `range` and what else stands in the sentences that it touches.
pub fn whole_sentences(text: &str, range: Range<usize>) -> Range<usize> {
    sentences(text)
        .filter(|sentence| sentence.start < range.end && range.start < sentence.end)
        .fold(range.clone(), |whole, sentence| whole.start.min(sentence.start)..whole.end.max(sentence.end))
}

fn is_latin(character: char) -> bool {
    character.is_ascii_alphanumeric()
}

/// The cells of a row: `cell | cell | cell`, as trimmed byte ranges of `row`.
///
/// Only ` | ` separates, so `P(A|B)` and `||` stay whole; a bar that opens or closes the row makes no cell
/// (`healthy.md`, placeholder-comparison-row). A text without a separator is one cell.
pub fn cells(row: &str) -> impl Iterator<Item = Range<usize>> {
    let Range { mut start, mut end } = trim(row, 0..row.len());
    if row[start..end].starts_with("| ") || row[start..end].starts_with("|\t") {
        start += 1;
    }
    if row[start..end].ends_with(" |") || row[start..end].ends_with("\t|") {
        end -= 1;
    }
    let first = start;
    let mut from = (start < end).then_some(start);
    std::iter::from_fn(move || {
        let cell = from?;
        // A separator needs white space on both sides; an empty cell shares its white space with its neighbours.
        let is_separator = |at: usize| {
            let before = at == first || at == cell || row[..at].ends_with(char::is_whitespace);
            let after = at + 1 == end || row[at + 1..].starts_with(char::is_whitespace);
            before && after
        };
        let bar =
            memchr::memchr_iter(b'|', &row.as_bytes()[cell..end]).map(|at| cell + at).find(|at| is_separator(*at));
        from = bar.map(|at| at + 1);
        Some(trim(row, cell..bar.unwrap_or(end)))
    })
}

/// The range without the white space at its ends.
pub fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    let end = range.start + part.trim_end().len();
    start..end.max(start)
}

/// Whether a text is a pipe row.
pub fn is_row(text: &str) -> bool {
    memchr::memchr(b'|', text.as_bytes()).is_some() && cells(text).nth(1).is_some()
}

/// The longest sentence that is taken for a reference, as [`weight`].
const LONGEST_REFERENCE: usize = 120;

/// Whether a text only sends the reader elsewhere (`healthy.md`: 詳しくは…).
pub fn is_reference(text: &str) -> bool {
    is_folded_reference(&fold(text))
}

/// As [`is_reference`], of a text that is folded already.
pub fn is_folded_reference(folded: &str) -> bool {
    const STARTS: [&str; 11] = [
        "see ",
        "for details",
        "for more",
        "read more",
        "refer to",
        "learn more",
        "詳しくは",
        "くわしくは",
        "詳細は",
        "あわせて",
        "関連",
    ];
    const ENDS: [&str; 5] = ["参照", "参照してください", "ご参照ください", "ご覧ください", "を参照のこと"];
    let bare = plain_end(folded);
    (STARTS.iter().any(|start| bare.starts_with(start)) || ENDS.iter().any(|end| bare.ends_with(end)))
        && weight(folded) <= LONGEST_REFERENCE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(row: &str) -> Vec<&str> {
        cells(row).map(|range| &row[range]).collect()
    }

    #[test]
    fn cells_are_separated_by_a_bar_between_spaces() {
        assert_eq!(split("a | b c | d"), ["a", "b c", "d"]);
        assert_eq!(split("P(A|B) | x || y"), ["P(A|B)", "x || y"]);
        assert_eq!(split("no bar"), ["no bar"]);
        assert_eq!(split(""), Vec::<&str>::new());
        assert_eq!(split("見込み客　|　育成"), ["見込み客", "育成"]);
    }

    #[test]
    fn a_bar_at_either_end_makes_no_cell() {
        assert_eq!(split("| a | b |"), ["a", "b"]);
        assert_eq!(split("a | b | "), ["a", "b"]);
    }

    #[test]
    fn an_inner_cell_may_be_empty() {
        assert_eq!(split("a |  | c"), ["a", "", "c"]);
        assert_eq!(split("a | | c"), ["a", "", "c"]);
    }

    #[test]
    fn folding_ignores_width_case_quotes_and_spacing() {
        assert_eq!(fold("  It’s　ＡＢＣ \n x"), "it's abc x");
        assert_eq!(fold("カ\u{3099}ス"), fold("ガス"));
        assert_eq!(fold("ｶﾞｽ"), fold("ガス"));
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

    #[test]
    fn joined_items_are_found_whole_and_at_the_end() {
        let items = ["One thing first.", "Another thing."];
        let all = Joined { range: 0..31, items: 2, all: true };
        assert_eq!(joined_items("One thing first. Another thing.", &items), Some(all));
        let text = "Intro sentence. One thing first. Another thing. ";
        assert_eq!(
            joined_items(text, &items).map(|joined| &text[joined.range]),
            Some("One thing first. Another thing.")
        );
        assert_eq!(joined_items("Another thing. One thing first.", &items), None);
    }

    #[test]
    fn joined_items_may_be_the_last_two_or_more() {
        let items = ["A new thing.", "One thing first.", "Another thing."];
        let last = Joined { range: 0..31, items: 2, all: false };
        assert_eq!(joined_items("One thing first. Another thing.", &items), Some(last.clone()));
        assert_eq!(last.name(), "last 2 items");
        assert_eq!(joined_items("It ends so. Another thing.", &items), None, "one of several");
        assert_eq!(joined_items("And so: one, two.", &["Zero", "One", "Two"]), None, "too little at the end of a text");
    }

    #[test]
    fn joined_items_need_no_spaces_in_japanese() {
        let items = ["顧客を知る", "商談を進める"];
        for text in [
            "顧客を知る。商談を進める。",
            "顧客を知る商談を進める",
            "顧客を知る・商談を進める",
            "顧客を知る、商談を進める。",
        ] {
            assert_eq!(joined_items(text, &items).map(|joined| joined.range.start), Some(0), "{text}");
        }
        let text = "要点は次の通り。顧客を知る。商談を進める。";
        assert_eq!(joined_items(text, &items).map(|joined| &text[joined.range]), Some("顧客を知る。商談を進める。"));
    }

    #[test]
    fn a_sentence_ends_with_its_stop_its_cell_or_its_line() {
        let split = |text: &'static str| sentences(text).map(|range| &text[range]).collect::<Vec<_>>();
        assert_eq!(split("It is 3.5 now. Is it?\nYes"), ["It is 3.5 now.", "Is it?", "Yes"]);
        assert_eq!(split("一つ目。二つ目「そうか。」と言う"), ["一つ目。", "二つ目「そうか。」と言う"]);
        assert_eq!(split("a | b c |"), ["a", "b c"]);
        assert_eq!(split(" "), Vec::<&str>::new());
        assert_eq!(
            split("本当に？はい！「終わり。」済「あ！」と一〇。二ー\u{3000}ー缼"),
            ["本当に？", "はい！", "「終わり。」済「あ！」と一〇。", "二ー\u{3000}ー缼",]
        );
        assert_eq!(split("。。！。"), ["。", "。", "！", "。"]);
        let text = "One here. Two there, and on. Three.";
        assert_eq!(&text[whole_sentences(text, 14..19)], "Two there, and on.");
        assert_eq!(whole_sentences("a | b", 0..5), 0..5);
    }

    #[test]
    fn a_short_single_item_may_end_any_text() {
        assert_eq!(joined_items("Is it worth it? Yes.", &["Yes."]), None);
        assert!(joined_items("Intro. A sentence that is long enough.", &["A sentence that is long enough."]).is_some());
    }

    #[test]
    fn a_row_of_bars_or_nothing_does_not_panic() {
        for row in ["", " ", "|", "| |", "|| |", " | ", "\u{3000}|\u{3000}", "| |  |"] {
            for range in cells(row) {
                assert!(row.get(range).is_some(), "{row:?}");
            }
        }
    }

    #[test]
    fn words_that_end_a_sentence_by_chance_are_no_list() {
        assert_eq!(joined_items("A figure for presales marketing", &["sales", "marketing"]), None);
        assert_eq!(joined_items("Compare it with sales, tax.", &["Sales", "Tax"]), None);
        assert_eq!(joined_items("It divides profit by sales per square foot.", &["Sales per square foot"]), None);
        assert!(joined_items("Sales, tax.", &["Sales", "Tax"]).is_some());
    }

    #[test]
    fn a_glimpse_never_contradicts_folding() {
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
        ];
        for one in texts {
            for other in texts {
                let equal = plain_end(&fold(one)) == plain_end(&fold(other));
                assert!(!equal || Glimpse::of(one).may_equal(Glimpse::of(other)), "{one:?} {other:?}");
                assert_eq!(same(one, other), equal, "{one:?} {other:?}");
            }
        }
        assert!(!Glimpse::of("Sets the goal").may_equal(Glimpse::of("Keeps the goal")));
        assert!(!Glimpse::of("顧客を知る").may_equal(Glimpse::of("商談を進める")));
    }

    #[test]
    fn a_traced_text_is_the_folded_text_and_knows_its_origin() {
        for text in ["  It’s　ＡＢＣ \n x ", "カ\u{3099}ス", "plain Text", ""] {
            assert_eq!(Traced::of(text).text, fold(text), "{text:?}");
        }
        let text = "  Ａ’s　 b ";
        let traced = Traced::of(text);
        assert_eq!(&text[traced.original(0..1)], "Ａ");
        assert_eq!(&text[traced.original(4..5)], "b");
        assert_eq!(&text[traced.original(0..3)], "Ａ’s");
    }

    #[test]
    fn a_japanese_character_weighs_two() {
        for text in ["", "abc", "顧客", "’’’", "😀é"] {
            for least in 0..8 {
                assert_eq!(weighs(text, least), weight(text) >= least, "{text} {least}");
            }
        }
        assert_eq!(weight("顧客 abc"), 8);
        assert_eq!(weight("It’s a café"), 11);
    }
}
