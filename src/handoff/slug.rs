//! The shape of a slug: lower-case words and numbers, joined by hyphens.
//!
//! Owns the one answer to "is this a slug?", and what was meant by one that is not. Must not know which field it stands in.

use unicode_normalization::UnicodeNormalization;

use super::address::last_segment;
use crate::text::is_blank;

/// `3c-analysis`, `a-b-testing`, `401k`.
pub fn is_well_formed(slug: &str) -> bool {
    let mut before = b'-';
    let is_sound = slug.bytes().all(|byte| match std::mem::replace(&mut before, byte) {
        b'-' => byte.is_ascii_lowercase() || byte.is_ascii_digit(),
        _ => byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-',
    });
    is_sound && before != b'-'
}

/// Whether a slug is another one, written wrongly. Comparing it tells nothing: what is wrong with it is reported where it
/// stands. A slug in Japanese is malformed, too, and still the one that is meant.
pub fn is_slip(slug: &str) -> bool {
    !is_well_formed(slug) && repaired(slug).is_some()
}

/// Whether there is white space in a slug, or a character that nobody sees: no program finds anything by such a slug.
pub fn has_blank(slug: &str) -> bool {
    let is_plain = slug.bytes().all(|byte| byte.is_ascii_graphic());
    !is_plain && slug.chars().any(|character| character.is_whitespace() || is_hidden(character))
}

/// The slug that was meant, where it can be told: case, width, separators, apostrophes and what nobody sees are slips, other
/// letters are not. Of an address, it is the end.
pub fn repaired(slug: &str) -> Option<String> {
    let is_slip = |character: char| {
        character.is_ascii_alphanumeric()
            || character.is_whitespace()
            || matches!(character, '-' | '_' | '.' | '/' | '&' | '\'' | '\u{2010}'..='\u{2015}')
    };
    // The address of a page, or the path of its file, in place of the slug that it ends in.
    let path = slug.trim().strip_suffix("/ai.json").unwrap_or(slug);
    let named = last_segment(path).map_or(path, |range| &path[range]);
    let seen: String =
        named.chars().filter(|character| character.is_whitespace() || !is_hidden(*character)).nfkc().collect();
    if !seen.chars().all(is_slip) {
        return None;
    }
    let lower = seen.to_ascii_lowercase().replace('\'', "").replace('&', "-and-");
    let parts: Vec<&str> =
        lower.split(|character: char| !character.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join("-"))
}

/// Whether a slug and a name have the same letters and digits in Latin script.
pub fn spells(slug: &str, name: &str) -> bool {
    let letters = |text: &'_ str| -> Vec<char> {
        text.chars().filter(|letter| letter.is_alphanumeric()).map(|letter| letter.to_ascii_lowercase()).collect()
    };
    letters(slug) == letters(name)
}

fn is_hidden(character: char) -> bool {
    is_blank(character.encode_utf8(&mut [0; 4]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_slugs_are_well_formed() {
        for slug in ["3c-analysis", "a-b-testing", "5-whys", "401k", "roi", "web-2-0", "80-20-rule", "iso-27001"] {
            assert!(is_well_formed(slug), "{slug}");
        }
    }

    #[test]
    fn slips_are_repaired() {
        for slip in [
            "Churn_Rate",
            "churn-rate ",
            " churn-rate",
            "churn-rate\u{3000}",
            "churn-\u{200b}rate",
            "ｃｈｕｒｎ－ｒａｔｅ",
            "https://core.yogoq.com/en-US/core/churn-rate/",
            "churn-rate/ai.json",
        ] {
            assert_eq!(repaired(slip).as_deref(), Some("churn-rate"), "{slip:?}");
            assert!(is_slip(slip), "{slip:?}");
        }
        assert_eq!(repaired("-r&d--budget ").as_deref(), Some("r-and-d-budget"));
        for other in ["解約率", "--", "churn-rate"] {
            assert!(!is_slip(other), "{other}");
        }
    }
}
