use crate::declare_rule;
use crate::handoff::{Glance, Handoff, Prose, Text};
use crate::rule::{DocumentRule, Report};

declare_rule! {
    /// Characters that nobody sees, or that have no meaning outside one program.
    ///
    /// ## Why
    /// A zero width space splits a word for search but not for the eye. Bidirectional controls can show a text in another
    /// order than it has. Control and private characters appear as boxes, and U+FFFD says that a character was lost.
    ///
    /// ## Fails
    /// ```json
    /// { "summary": { "display_name": "Churn\u200b Rate" } }
    /// ```
    /// ```json ja
    /// { "summary": { "display_name": "解約\ufeff率" } }
    /// ```
    /// ```json
    /// { "content": { "usage": [{ "key": "usage", "title": "役立つ場面", "text": "Customers \ufffd and revenue.", "items": [] }] } }
    /// ```
    ///
    /// ## Passes
    /// The joiner and the selectors of emoji and kanji, and what other scripts need:
    /// ```json
    /// { "content": { "usage": [{ "key": "usage", "title": "役立つ場面", "text": null, "items": [
    ///   "A family plan 👨‍👩‍👧 keeps people ❤️ longer.", "The kanji 葛\udb40\udd00 of Katsushika.", "First line\nsecond line"
    /// ] }] } }
    /// ```
    ///
    /// ## Fix
    /// Delete the character; put back what U+FFFD stands for. Editors can show invisible characters.
    ///
    /// ## Known limits
    /// One finding for each kind of character in a text, at the first. Line breaks and tabs pass, as do joiners and
    /// marks of direction in locales that need them (Arabic, Hebrew, Persian, Hindi, Thai and their like) and soft
    /// hyphens. White space that shows is `stray-space`, half an escaped character `lone-surrogate`.
    pub struct InvisibleCharacters {}
    id: "invisible-characters", kind: Document, group: Prose
}

/// Languages written from right to left.
const RIGHT_TO_LEFT: [&str; 9] = ["ar", "dv", "fa", "he", "ku", "ps", "sd", "ur", "yi"];

/// Languages whose letters are joined or kept apart by invisible characters.
const JOINING: [&str; 11] = ["bn", "gu", "hi", "kn", "ml", "mr", "ne", "or", "si", "ta", "te"];

/// Languages that mark where words may be broken.
const BREAKING: [&str; 4] = ["km", "lo", "my", "th"];

impl DocumentRule for InvisibleCharacters {
    fn check(&self, handoff: &Handoff<'_>, report: &mut Report<'_>) {
        if !handoff.glance().has(Glance::UNUSUAL) {
            return;
        }
        for prose in handoff.texts() {
            judge(&prose, report);
        }
    }
}

fn judge(prose: &Prose<'_>, report: &mut Report<'_>) {
    let text = prose.text;
    let mut said: Vec<char> = Vec::new();
    for (at, character) in text.char_indices() {
        let Some(name) = name(character) else { continue };
        if said.contains(&character)
            || is_legal(character, &text[..at], &text[at + character.len_utf8()..], prose.language())
        {
            continue;
        }
        if character == '\u{fffd}' && is_half(text, at) {
            continue;
        }
        said.push(character);
        let code = format!("U+{:04X}", u32::from(character));
        let times = match text.matches(character).count() {
            1 => String::new(),
            times => format!(", {times} times"),
        };
        let help =
            if character == '\u{fffd}' { "put back the character that was lost" } else { "delete the character" };
        report
            .at(text.part(at..at + character.len_utf8(), ""))
            .says(format!("the text holds {code} {name}{times}"))
            .label(name)
            .help(help)
            .subject(code);
    }
}

/// Whether the U+FFFD at this byte stands for an escape of half a character, about which `lone-surrogate` speaks.
fn is_half(text: &Text<'_>, at: usize) -> bool {
    let span = text.node.string_span(at..at + '\u{fffd}'.len_utf8());
    let raw = span.and_then(|span| text.node.raw().get(span.range().start - text.node.span().range().start..));
    raw.is_some_and(|raw| raw.starts_with("\\ud") || raw.starts_with("\\uD"))
}

/// What a character is called, if it is one that no text should hold.
fn name(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{20}'..='\u{7e}' | '\n' | '\r' | '\t' => return None,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => "control character",
        '\u{61c}' => "Arabic letter mark",
        '\u{180e}' => "Mongolian vowel separator",
        '\u{200b}' => "zero width space",
        '\u{200c}' => "zero width non-joiner",
        '\u{200d}' => "zero width joiner",
        '\u{200e}' => "left-to-right mark",
        '\u{200f}' => "right-to-left mark",
        '\u{2028}' => "line separator",
        '\u{2029}' => "paragraph separator",
        '\u{202a}' => "left-to-right embedding",
        '\u{202b}' => "right-to-left embedding",
        '\u{202c}' => "pop directional formatting",
        '\u{202d}' => "left-to-right override",
        '\u{202e}' => "right-to-left override",
        '\u{2060}' => "word joiner",
        '\u{2061}'..='\u{2064}' => "invisible operator",
        '\u{2066}' => "left-to-right isolate",
        '\u{2067}' => "right-to-left isolate",
        '\u{2068}' => "first strong isolate",
        '\u{2069}' => "pop directional isolate",
        '\u{206a}'..='\u{206f}' => "deprecated format character",
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => "private character",
        '\u{feff}' => "zero width no-break space",
        '\u{fff9}'..='\u{fffb}' => "annotation character",
        '\u{fffd}' => "replacement character",
        '\u{e0001}' | '\u{e0020}'..='\u{e007f}' => "tag character",
        _ => return None,
    })
}

fn is_legal(character: char, before: &str, after: &str, language: &str) -> bool {
    let is_of = |languages: &[&str]| languages.iter().any(|other| other.eq_ignore_ascii_case(language));
    match character {
        '\u{200b}' => is_of(&BREAKING),
        '\u{200c}' => is_of(&RIGHT_TO_LEFT) || is_of(&JOINING) || is_of(&BREAKING),
        '\u{200d}' => {
            let joins_emoji =
                before.chars().next_back().is_some_and(is_emoji) && after.chars().next().is_some_and(is_emoji);
            joins_emoji || is_of(&RIGHT_TO_LEFT) || is_of(&JOINING)
        }
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}' => {
            is_of(&RIGHT_TO_LEFT) || before.chars().chain(after.chars()).any(is_right_to_left)
        }
        // The flags of England, Scotland and Wales are spelled out behind a black flag.
        '\u{e0020}'..='\u{e007f}' => {
            before.trim_end_matches(|tag| matches!(tag, '\u{e0020}'..='\u{e007f}')).ends_with('\u{1f3f4}')
        }
        _ => false,
    }
}

/// What may stand beside a joiner in an emoji; selectors and skin tones are part of it.
fn is_emoji(character: char) -> bool {
    matches!(character, '\u{fe0f}' | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// Letters alone: one mark of direction is no reason for another.
fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{61b}' | '\u{61d}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, language: &str) -> bool {
        text.char_indices().any(|(at, character)| {
            name(character).is_some() && !is_legal(character, &text[..at], &text[at + character.len_utf8()..], language)
        })
    }

    #[test]
    fn what_a_script_needs_is_legal() {
        for (text, language) in [
            ("👨‍👩‍👧 👩🏽‍💻 🏳️‍🌈 ❤️‍🔥", "en"),
            ("\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}", "en"),
            ("葛\u{e0100}城", "ja"),
            ("می\u{200c}خواهم", "fa"),
            ("(A/B)\u{200f} שלום", "he"),
            ("क्\u{200d}ष", "hi"),
            ("क्\u{200c}ष", "hi"),
            ("ទឹក\u{200c}ទ", "km"),
            ("ไทย\u{200b}ภาษา", "th"),
            ("naïve café — “quoted” …", "en"),
        ] {
            assert!(!found(text, language), "{text:?}");
        }
    }

    #[test]
    fn strays_are_found() {
        for text in [
            "a\u{200b}b",
            "a\u{200d}b",
            "\u{feff}a",
            "a\u{7}",
            "\u{85}",
            "\u{e000}",
            "a\u{202e}b",
            "解\u{200e}約",
            "\u{fffd}",
        ] {
            assert!(found(text, "ja"), "{text:?}");
        }
    }
}
