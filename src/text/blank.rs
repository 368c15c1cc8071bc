//! Whether a text shows anything at all.
//!
//! Owns what "empty" means, for schemas and rules alike. Must not know fields.

/// Whether a text has nothing that a reader would see: it is empty, or holds only white space and invisible characters.
///
/// Nearly every text begins with something visible, so this ends at the first character.
pub fn is_blank(text: &str) -> bool {
    match text.as_bytes().first() {
        None => true,
        Some(b'!'..=b'~') => false,
        Some(_) => text.chars().all(|character| character.is_whitespace() || is_invisible(character)),
    }
}

/// Whether a text has no white space at its ends, and no character that nobody sees.
pub fn is_unpadded(text: &str) -> bool {
    let is_unseen = |character: char| !character.is_whitespace() && is_invisible(character);
    match text.is_ascii() {
        true => {
            // Without a way out of the loop, so that many bytes are compared at once.
            let is_hidden = |byte: u8| byte.is_ascii_control() & !byte.is_ascii_whitespace();
            text.trim_ascii() == text && !text.bytes().fold(false, |any, byte| any | is_hidden(byte))
        }
        false => text.trim() == text && !text.contains(is_unseen),
    }
}

/// Whether a character leaves nothing on the page and is not white space: controls, joiners, marks of direction, selectors
/// and the blanks of other scripts.
pub(super) fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a character stands for a letter or for dots that are not there, so that it looks like a space: the fillers of
/// Hangul, and the blank of Braille.
pub fn is_filler(character: char) -> bool {
    matches!(character, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_stands_around_a_bare_text() {
        for text in ["core-trust-policy-v1", "方針 第1版", "", "a b"] {
            assert!(is_unpadded(text), "{text:?}");
        }
        for text in [" a", "a ", "a\t", "方針\u{3000}", "a\u{200b}b", "a\u{7}b", "\u{feff}方針", "a\u{b}"] {
            assert!(!is_unpadded(text), "{text:?}");
        }
    }

    #[test]
    fn a_text_without_anything_to_see_is_blank() {
        for text in [
            "",
            " ",
            "\u{3000}",
            "\t",
            "\n\r\n",
            "\u{a0}",
            "\u{2003}",
            "\u{200b}",
            "\u{200c}",
            "\u{200d}",
            "\u{2060}",
            "\u{feff}",
            "\u{ad}",
            "\u{202e}",
            "\u{fe0f}",
            "\u{3164}",
            "\u{2800}",
            "\u{7f}",
            " \u{200b}\u{3000} ",
        ] {
            assert!(is_blank(text), "{text:?}");
        }
        for text in ["a", "解約率", "。", "-", " a", "\u{3000}率", "\u{200b}a", "👨\u{200d}👩", "\u{fffd}", "é"]
        {
            assert!(!is_blank(text), "{text:?}");
        }
    }
}
