//! The characters that may stand between the items of a joined list.

/// Whether a character can stand between joined items: white space, `、`, `。`, `/`, `・`, bullets and their like.
pub(super) fn is_joint(character: char) -> bool {
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
                | '\u{2010}'..='\u{2015}'
        )
}
