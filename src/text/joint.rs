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
