//! What may stand between the items of a joined list.

/// Whether a character can stand between joined items: white space, `、`, `。`, `/`, `:`, `・`, bullets, arrows, quotation marks
/// around each item, and their like.
#[inline]
pub(super) fn is_joint(character: char) -> bool {
    match character {
        'a'..='z' | 'A'..='Z' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '一'..='\u{9fff}' => false,
        ' ' => true,
        _ => is_sign(character),
    }
}

fn is_sign(character: char) -> bool {
    character.is_whitespace()
        || matches!(
            character,
            '.' | '!'
                | '?'
                | '！'
                | '？'
                | ','
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
                | '■'
                | '◆'
                | '●'
                | '▪'
                | '▶'
                | '►'
                | '➤'
                | '✓'
                | '✔'
                | '☑'
                | '→'
                | '⇒'
                | '➡'
                | ':'
                | '：'
                | '"'
                | '“'
                | '”'
                | '「'
                | '」'
                | '『'
                | '』'
                | '\u{2010}'..='\u{2015}'
        )
}

/// The words that join two items, folded and without the spaces and commas around them.
pub(super) const JOINING_WORDS: [&str; 13] = [
    "and",
    "or",
    "then",
    "finally",
    "および",
    "及び",
    "ならびに",
    "または",
    "又は",
    "そして",
    "また",
    "さらに",
    "最後に",
];

/// The words that tell one joined item from the next by their order, folded: “First, …”, まず、…, ア ….
const ORDER: [&str; 39] = [
    "first",
    "firstly",
    "second",
    "secondly",
    "third",
    "thirdly",
    "fourth",
    "fifth",
    "next",
    "then",
    "also",
    "finally",
    "lastly",
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "まず",
    "はじめに",
    "最初に",
    "次に",
    "つぎに",
    "続いて",
    "さらに",
    "また",
    "最後に",
    "第一に",
    "第二に",
    "第三に",
    "一つ目は",
    "二つ目は",
    "三つ目は",
    "一つは",
    "もう一つは",
    "ア",
    "イ",
    "ウ",
    "エ",
];

/// The words behind which a number tells the order, folded: `Step 1: …`, その1 ….
const NUMBERED: [&str; 8] = ["step", "point", "reason", "その", "手順", "ポイント", "理由", "第"];

/// How many bytes at the end of a text without spaces and signs tell the order of what follows; 0 where nothing does.
pub(super) fn order_at_end(text: &str) -> usize {
    let numbered = text.strip_suffix('に').unwrap_or(text);
    let bare = numbered.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let word = match bare.len() < numbered.len() {
        true => NUMBERED.iter().find(|word| bare.ends_with(**word)).map(|word| text.len() - bare.len() + word.len()),
        false => None,
    };
    let longest = || ORDER.iter().filter(|word| text.ends_with(**word)).map(|word| word.len()).max();
    word.or_else(longest).unwrap_or_default()
}

/// What follows such words at the start of a text, if any stands there.
pub(super) fn behind_order(text: &str) -> Option<&str> {
    let mut letters = text.chars();
    let (first, second) = (letters.next()?, letters.next()?);
    let may_be = match (first, second.to_ascii_lowercase()) {
        ('F', 'i' | 'o') | ('S', 'e' | 't') | ('T' | 'N' | 'R', 'h' | 'e') | ('A', 'l') | ('L', 'a') | ('P', 'o') => {
            true
        }
        ('I' | 'V' | 'i' | 'v', second) => !second.is_ascii_alphabetic() || matches!(second, 'i' | 'v'),
        ('ま' | 'は' | '最' | '次' | 'つ' | '続' | 'さ' | '第' | '一' | '二' | '三' | 'も' | 'そ' | '手', _) => {
            true
        }
        ('理' | 'ポ' | 'ア' | 'イ' | 'ウ' | 'エ', _) => true,
        _ => false,
    };
    if !may_be {
        return None;
    }
    // A Latin word is one of them as a whole.
    let latin = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let begins = |word: &&&str| match latin {
        0 => text.starts_with(**word),
        _ => latin == word.len() && text[..latin].eq_ignore_ascii_case(word),
    };
    let behind = match NUMBERED.iter().find(begins) {
        Some(word) => {
            let number = text[word.len()..].trim_start();
            let behind = number.trim_start_matches(|letter: char| letter.is_ascii_digit());
            (behind.len() < number.len()).then(|| behind.strip_prefix('に').unwrap_or(behind))?
        }
        None => &text[ORDER.iter().filter(begins).map(|word| word.len()).max()?..],
    };
    let item = behind.trim_start_matches(is_joint);
    (item.len() < behind.len()).then_some(item)
}
