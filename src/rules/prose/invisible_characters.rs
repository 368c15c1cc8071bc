use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::{Handoff, Prose, Text, TextFeatures};
use crate::json::Marks;
use crate::rule::{DocumentRule, Reporter};
use crate::text::script::is_hangul;
use crate::text::{Garbled, garbled, is_blank, is_filler};

declare_rule! {
    /// Characters that are invisible, or that have no meaning outside one program.
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
    /// { "content": { "usage": [{ "key": "usage", "title": "When it helps", "text": "Customers \ufffd and revenue.", "items": [] }] } }
    /// ```
    ///
    /// ## Passes
    /// The joiner and the selectors of emoji and kanji, and what other scripts need:
    /// ```json
    /// { "content": { "usage": [{ "key": "usage", "title": "When it helps", "text": null, "items": [
    ///   "A family plan 👨‍👩‍👧 keeps people ❤️ longer.", "The kanji 葛\udb40\udd00 of Katsushika.", "First line\nsecond line"
    /// ] }] } }
    /// ```
    ///
    /// ## Fix
    /// Delete the character; restore what U+FFFD replaces. Editors can show invisible characters. The fix
    /// that deletes a character without width is safe.
    ///
    /// ## Known limits
    /// One finding for each kind of character in a text, at the first. Line breaks and tabs pass, as do joiners and
    /// marks of direction in locales that need them (Arabic, Hebrew, Persian, Hindi, Thai and their like), and soft
    /// hyphens inside a word of letters that have capitals. White space that shows is `stray-space`, half an escaped character `lone-surrogate`, control characters
    /// inside garbled text `mojibake`. A text of invisible characters alone is empty, and reported as such.
    pub struct InvisibleCharacters {}
    id: "invisible-characters", kind: Document, fix: Some(Safety::Safe), seeks: TextFeatures::UNUSUAL, yields_to: &["model-artefact", "placeholder-comparison-row", "placeholder-text"]
}

/// Languages written from right to left.
const RIGHT_TO_LEFT: [&str; 9] = ["ar", "dv", "fa", "he", "ku", "ps", "sd", "ur", "yi"];

/// Languages whose letters are joined or kept apart by invisible characters.
const JOINING: [&str; 11] = ["bn", "gu", "hi", "kn", "ml", "mr", "ne", "or", "si", "ta", "te"];

/// Languages that mark where words may be broken.
const BREAKING: [&str; 4] = ["km", "lo", "my", "th"];

impl DocumentRule for InvisibleCharacters {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        for prose in handoff.texts_with(TextFeatures::UNUSUAL).filter(|prose| !is_blank(prose.text)) {
            check_text(&prose, reporter);
        }
    }
}

fn check_text(prose: &Prose<'_>, reporter: &mut Reporter<'_>) {
    let text = prose.text;
    let context = Context::new(text, prose.language);
    let mut said: HashSet<char> = HashSet::new();
    let mut marks: Option<Option<Marks>> = None;
    let mut is_behind_flag = false;
    let mut before = None;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        is_behind_flag = character == FLAG || is_behind_flag && is_tag(character);
        let around = Around { before, after: characters.peek().map(|(_, after)| *after), is_behind_flag };
        before = Some(character);
        let Some(name) = name(character) else { continue };
        if said.contains(&character) || context.allows(character, around) {
            continue;
        }
        if character == '\u{fffd}' && is_half(text, at, marks.get_or_insert_with(|| text.node.string_marks()).as_ref())
        {
            continue;
        }
        // What it was explains it, and `mojibake` says so.
        if matches!(character, '\u{80}'..='\u{9f}' | '\u{ad}') && context.is_garbled(at) {
            continue;
        }
        said.insert(character);
        let code = format!("U+{:04X}", u32::from(character));
        let times = match context.count(character) {
            1 => String::new(),
            times => format!(", {times} times"),
        };
        let help = match character {
            '\u{fffd}' => "put back the character that was lost",
            _ if is_filler(character) || around.parts_words() => "delete the character, or write a space",
            _ => "delete the character",
        };
        let draft = reporter
            .at(text.part(at..at + character.len_utf8(), ""))
            .message(format!("the text contains {code} {name}{times}"))
            .label(name)
            .help(help)
            .subject(code);
        // Which of the two is meant, nobody can tell from the text.
        if has_no_width(character) && !around.parts_words() {
            let edits = context.all(character).map(|at| (text.part(at..at + character.len_utf8(), ""), String::new()));
            draft.fix("delete the character", Safety::Safe, edits);
        }
    }
}

/// Whether the U+FFFD at this byte stands for an escape of half a character, about which `lone-surrogate` speaks.
fn is_half(text: &Text<'_>, at: usize, marks: Option<&Marks>) -> bool {
    let range = at..at + '\u{fffd}'.len_utf8();
    let span = match marks {
        Some(marks) => text.node.string_span_by(marks, range),
        None => text.node.string_span(range),
    };
    let raw = span.and_then(|span| text.node.raw().get(span.range().start - text.node.span().range().start..));
    raw.is_some_and(|raw| raw.starts_with("\\ud") || raw.starts_with("\\uD"))
}

/// What a character is called, if it is one that no text should hold.
fn name(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{20}'..='\u{7e}' | '\n' | '\r' | '\t' => return None,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => "control character",
        '\u{ad}' => "soft hyphen",
        '\u{61c}' => "Arabic letter mark",
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => "Hangul filler",
        '\u{180e}' => "Mongolian vowel separator",
        '\u{200b}' => "zero width space",
        '\u{200c}' => "zero width non-joiner",
        '\u{200d}' => "zero width joiner",
        '\u{34f}' => "combining grapheme joiner",
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
        '\u{2800}' => "Braille blank",
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => "private character",
        '\u{feff}' => "zero width no-break space",
        '\u{fff9}'..='\u{fffb}' => "annotation character",
        '\u{fffd}' => "replacement character",
        '\u{e0001}' | '\u{e0020}'..='\u{e007f}' => "tag character",
        _ => return None,
    })
}

/// Whether a character shows nothing: without it, the text looks as before.
fn has_no_width(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || character == '\u{feff}'
}

/// What is true of a whole text: asked of it once, however many characters want to know.
struct Context<'t> {
    text: &'t str,
    is_right_to_left: bool,
    is_joining: bool,
    is_breaking: bool,
    has_right_to_left: OnceCell<bool>,
    counts: OnceCell<HashMap<char, usize>>,
    garbled: OnceCell<Vec<Garbled>>,
}

/// What stands around a character.
#[derive(Clone, Copy)]
struct Around {
    before: Option<char>,
    after: Option<char>,
    /// Whether nothing but tags stands between it and the flag that they belong to.
    is_behind_flag: bool,
}

impl Around {
    /// Whether a word ends before the character and another begins behind it, as in names: a space is missing.
    fn parts_words(&self) -> bool {
        self.before.is_some_and(char::is_lowercase) && self.after.is_some_and(char::is_uppercase)
    }

    /// Whether the character stands inside of a word, in letters that have capitals.
    fn is_in_word(&self) -> bool {
        let is_cased =
            |letter: Option<char>| letter.is_some_and(|letter| letter.is_lowercase() || letter.is_uppercase());
        is_cased(self.before) && is_cased(self.after) && !self.parts_words()
    }
}

impl<'t> Context<'t> {
    fn new(text: &'t str, language: &str) -> Self {
        let is_of = |languages: &[&str]| languages.iter().any(|other| other.eq_ignore_ascii_case(language));
        Context {
            text,
            is_right_to_left: is_of(&RIGHT_TO_LEFT),
            is_joining: is_of(&JOINING),
            is_breaking: is_of(&BREAKING),
            has_right_to_left: OnceCell::new(),
            counts: OnceCell::new(),
            garbled: OnceCell::new(),
        }
    }

    /// Where a character stands and is not needed.
    fn all(&self, character: char) -> impl Iterator<Item = usize> {
        let is_one = move |(at, found): (usize, char)| {
            let around = Around {
                before: self.text[..at].chars().next_back(),
                after: self.text[at + found.len_utf8()..].chars().next(),
                is_behind_flag: false,
            };
            (found == character && !self.allows(character, around)).then_some(at)
        };
        self.text.char_indices().filter_map(is_one)
    }

    /// Whether a character that nobody sees is needed where it stands.
    fn allows(&self, character: char, around: Around) -> bool {
        match character {
            '\u{ad}' => around.is_in_word() || self.is_right_to_left || self.is_joining || self.is_breaking,
            '\u{200b}' => self.is_breaking,
            '\u{200c}' => self.is_right_to_left || self.is_joining || self.is_breaking,
            '\u{200d}' => {
                let joins_emoji = around.before.is_some_and(is_emoji) && around.after.is_some_and(is_emoji);
                joins_emoji || self.is_right_to_left || self.is_joining
            }
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2066}'..='\u{2069}' => {
                // No mark of direction is such a letter itself.
                self.is_right_to_left || *self.has_right_to_left.get_or_init(|| self.text.chars().any(is_right_to_left))
            }
            // Both are half of a syllable of which the other half is there.
            '\u{115f}' | '\u{1160}' => [around.before, around.after].into_iter().flatten().any(is_hangul),
            '\u{2800}' => self.text.chars().any(|letter| matches!(letter, '\u{2801}'..='\u{28ff}')),
            _ if is_tag(character) => around.is_behind_flag,
            _ => false,
        }
    }

    /// Whether the byte `at` is part of a stretch that was read in the wrong encoding.
    fn is_garbled(&self, at: usize) -> bool {
        let garbled = self.garbled.get_or_init(|| garbled(self.text));
        let next = garbled.partition_point(|stretch| stretch.range.end <= at);
        garbled.get(next).is_some_and(|stretch| stretch.range.start <= at)
    }

    /// How often a character stands in the text.
    fn count(&self, character: char) -> usize {
        let counts = self.counts.get_or_init(|| {
            let mut counts = HashMap::new();
            for character in self.text.chars().filter(|character| name(*character).is_some()) {
                *counts.entry(character).or_default() += 1;
            }
            counts
        });
        counts.get(&character).copied().unwrap_or_default()
    }
}

/// The black flag behind which the flags of England, Scotland and Wales are spelled out in tags.
const FLAG: char = '\u{1f3f4}';

fn is_tag(character: char) -> bool {
    matches!(character, '\u{e0020}'..='\u{e007f}')
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
    use chrono::NaiveDate;

    use super::*;
    use crate::finding::Findings;
    use crate::handoff::{DocumentOffset, Fields, Locator};
    use crate::json::identity::IdentityKeys;
    use crate::json::parse;

    fn found(text: &str, language: &str) -> bool {
        let document = serde_json::json!({ "summary": { "display_name": text }, "canonical": { "locale": language } });
        let document = document.to_string();
        let tree = parse(&document).tree;
        let fields = Fields::new(tree.root().unwrap());
        let keys = IdentityKeys::default();
        let locator = Locator::new(document.as_bytes(), DocumentOffset::default(), &keys);
        let mut findings = Findings::default();
        let mut reporter = Reporter::new("invisible-characters", &locator, NaiveDate::default(), &mut findings);
        InvisibleCharacters {}.check(&Handoff::new(&fields), &mut reporter);
        !findings.kept.is_empty()
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
            ("ᄀ\u{1160} \u{115f}ᅡ", "ko"),
            ("⠓⠑\u{2800}⠺", "en"),
            ("Kunden\u{ad}lebens\u{ad}zyklus", "de"),
            ("KUNDEN\u{ad}BINDUNG", "de"),
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
            "a\u{85}",
            "\u{e000}",
            "a\u{202e}b",
            "解\u{200e}約",
            "\u{fffd}",
            "解\u{3164}約",
            "a\u{ffa0}b",
            "a\u{1160}b",
            "a\u{2800}b",
            "解約\u{ad}率",
            "Churn\u{ad}Rate",
            "Churn \u{ad}Rate",
            "\u{ad}Churn",
        ] {
            assert!(found(text, "ja"), "{text:?}");
        }
    }
}
