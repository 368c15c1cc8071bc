use std::cell::OnceCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

use crate::declare_rule;
use crate::finding::Severity;
use crate::handoff::{Alias, Handoff, Text, language};
use crate::rule::{DocumentRule, Reporter};
use crate::text::script::{is_hangul, is_hiragana, is_kana, is_kanji, is_latin, is_latin_language};
use crate::text::{fold, is_blank};
use crate::words::{quote, shorten};

declare_rule! {
    /// An alias that contradicts its own type, its locale, or another name of the term.
    ///
    /// ## Why
    /// Aliases are what search and translation match. One that is filed under the wrong type or locale is offered to the wrong
    /// readers, and two that say the same count twice.
    ///
    /// ## Fails
    /// The same name twice:
    /// ```json v2
    /// { "aliases": [
    ///   { "text": "NRR", "type": "abbreviation", "locale": "en-US" },
    ///   { "text": "NRR", "type": "localized_title", "locale": "en-US" }
    /// ] }
    /// ```
    /// A reading in katakana that contains kanji:
    /// ```json v2
    /// { "aliases": [{ "text": "売上リテンション", "type": "katakana", "locale": "ja-JP" }] }
    /// ```
    /// A locale that is not written in this script:
    /// ```json v2
    /// { "aliases": [{ "text": "売上維持率", "type": "localized_title", "locale": "en-US" }] }
    /// ```
    /// Two English names:
    /// ```json v2
    /// {
    ///   "summary": { "english_name": "Net Revenue Retention" },
    ///   "aliases": [{ "text": "Gross Revenue Retention", "type": "english_name", "locale": "en-US" }]
    /// }
    /// ```
    ///
    /// ## Passes
    /// Latin letters and digits in a reading, where the English name has them too:
    /// ```json v2
    /// { "aliases": [
    ///   { "text": "A/B Testing", "type": "english_name", "locale": "en-US" },
    ///   { "text": "A/Bテスティング", "type": "katakana", "locale": "ja-JP" },
    ///   { "text": "Kaizen (改善)", "type": "localized_title", "locale": "en-US" }
    /// ] }
    /// ```
    ///
    /// ## Fix
    /// Delete the copy, correct the type or the locale, or agree on one English name.
    ///
    /// ## Known limits
    /// Only version 2 has aliases. A display name that is also the English name, or a Japanese title that is its own
    /// katakana, is an info at most, since many publishers fill in both fields. So are Latin letters in a reading that
    /// the English name lacks. Chinese characters of different languages are not told apart, so kanji under `zh` or
    /// `ko` pass; kana do not.
    pub struct AliasConflict {}
    id: "alias-conflict", kind: Document
}

impl DocumentRule for AliasConflict {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let mut firsts: HashMap<(&str, &str), &Alias<'_>> = HashMap::new();
        let latin_names = OnceCell::new();
        for alias in &handoff.aliases {
            let Some(text) = alias.text.value().filter(|text| !is_blank(text)) else { continue };
            if let Some(locale) = alias.locale.value() {
                match firsts.entry((locale, text.trim())) {
                    Entry::Occupied(first) => tell_copy(alias, text, locale, first.get(), reporter),
                    Entry::Vacant(location) => drop(location.insert(alias)),
                }
            }
            check_locale(alias, text, reporter);
            if kind(alias) == "katakana" {
                check_katakana(text, latin_names.get_or_init(|| self::latin_names(handoff)), reporter);
            }
        }
        check_english(handoff, reporter);
    }
}

fn kind<'h>(alias: &'h Alias<'_>) -> &'h str {
    alias.kind.value().map_or("", |kind| kind)
}

/// Pairs of types that houses fill with one name by habit, each in alphabetical order.
const HABITS: [[&str; 2]; 4] = [
    ["display_name", "english_name"],
    ["display_name", "katakana"],
    ["display_name", "localized_title"],
    ["katakana", "localized_title"],
];

fn tell_copy(alias: &Alias<'_>, text: &Text<'_>, locale: &str, twin: &Alias<'_>, reporter: &mut Reporter<'_>) {
    let Some(first) = twin.text.value() else { return };
    let mut kinds = [kind(twin), kind(alias)];
    kinds.sort_unstable();
    reporter
        .at(text)
        .message(format!("the alias {} occurs twice under {}", quote(text), shorten(locale, 16)))
        .label("the same alias")
        .help("delete one of the two aliases")
        .related(first, "first listed here")
        .max_severity(HABITS.contains(&kinds).then_some(Severity::Info));
}

fn check_locale(alias: &Alias<'_>, text: &Text<'_>, reporter: &mut Reporter<'_>) {
    let Some(locale) = alias.locale.value().filter(|_| !text.is_ascii()) else { return };
    let language = language(locale);
    let count = |test: fn(char) -> bool| text.chars().filter(|character| test(*character)).count();
    let latin = count(is_latin);
    let (kana, kanji, hangul) = (count(is_kana), count(is_kanji), count(is_hangul));
    let script = match () {
        () if is_latin_language(language) && hangul > latin => "Korean",
        () if is_latin_language(language) && kana + kanji > latin && kana > 0 => "Japanese",
        () if is_latin_language(language) && kanji > latin => "Japanese or Chinese",
        () if ["zh", "ko"].contains(&language) && kana > latin && kana > 1 => "Japanese",
        () => return,
    };
    reporter
        .at(locale)
        .message(format!("the alias {} is {script}, but its locale is {}", quote(text), shorten(locale, 16)))
        .label("another script")
        .help("correct the locale of the alias")
        .related(text, "the alias");
}

/// The folded names in Latin letters; nothing where they are more than any term has.
fn latin_names<'h>(handoff: &'h Handoff<'_>) -> Vec<&'h str> {
    const MOST: usize = 100;
    let is_latin = |name: &str| !name.chars().any(|letter| is_kana(letter) || is_kanji(letter));
    let names = handoff.names().zip(handoff.folded_names());
    let names: Vec<&str> = names.filter(|(name, _)| is_latin(name)).map(|(_, folded)| folded.as_str()).collect();
    if names.len() > MOST { Vec::new() } else { names }
}

fn check_katakana(text: &Text<'_>, latin_names: &[&str], reporter: &mut Reporter<'_>) {
    if let Some(range) = run(text, |character| is_kanji(character) || is_hiragana(character)) {
        reporter
            .at(text.part(range.clone(), ""))
            .message(format!("the katakana alias {} contains {}", quote(text), quote(&text[range])))
            .label("not katakana")
            .help("write the reading in katakana or correct the type");
        return;
    }
    let Some(range) = run(text, is_latin) else { return };
    let part = fold(&text[range.clone()]);
    // Without a name in Latin letters there is nothing to compare with.
    if latin_names.is_empty() || latin_names.iter().any(|name| name.contains(&part)) {
        return;
    }
    reporter
        .at(text.part(range.clone(), ""))
        .message(format!(
            "the katakana alias {} contains {}, which no English name has",
            quote(text),
            quote(&text[range])
        ))
        .label("not katakana")
        .help("write the reading in katakana")
        .max_severity(Severity::Info);
}

/// The first run of characters that pass a test.
fn run(text: &str, test: impl Fn(char) -> bool) -> Option<Range<usize>> {
    let start = text.find(&test)?;
    let end = text[start..].find(|character| !test(character)).map_or(text.len(), |at| start + at);
    Some(start..end)
}

fn check_english(handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
    let Some(name) = handoff.summary.english_name.value().filter(|name| !is_blank(name)) else { return };
    let bare = essence(name);
    let mut aliases = handoff
        .aliases
        .iter()
        .filter(|alias| kind(alias) == "english_name")
        .filter_map(|alias| alias.text.value())
        .filter(|text| !is_blank(text));
    let Some(first) = aliases.clone().next() else { return };
    // Further English names beside the right one are variants.
    if aliases.any(|alias| essence(alias) == bare) {
        return;
    }
    reporter
        .at(first)
        .message(format!("the English alias {} is not the English name {}", short(first), short(name)))
        .label("another English name")
        .help("agree on one English name")
        .related(name, "the English name");
}

fn short(name: &str) -> String {
    format!("“{}”", shorten(name, 32))
}

/// A name without brackets at its end, hyphens and case.
fn essence(name: &str) -> String {
    let folded = fold(name);
    let bare = folded.strip_suffix(')').and_then(|inner| inner.rsplit_once('(')).map_or(&*folded, |(bare, _)| bare);
    bare.replace('-', " ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn habits_are_listed_as_they_are_looked_up() {
        assert!(HABITS.iter().all(|pair| pair.is_sorted()));
    }
}
