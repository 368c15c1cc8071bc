//! The characters that may stand between the items of a joined list.

/// Whether a character can stand between joined items: white space, `、`, `。`, `/`, `・`, bullets and their like.
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
                | '\u{2010}'..='\u{2015}'
        )
}
