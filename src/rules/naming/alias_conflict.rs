use std::cell::OnceCell;
use std::collections::hash_map::Entry;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt};

use crate::declare_rule;
use crate::finding::{Safety, Severity};
use crate::handoff::{Alias, Handoff, Text, are_twins, language, removal};
use crate::rule::{DocumentRule, Reporter};
use crate::text::script::{is_hangul, is_hiragana, is_kana, is_kanji, is_katakana, is_latin, is_latin_language};
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
    /// A display name that is not the term's, and two Japanese titles:
    /// ```json v2
    /// { "aliases": [{ "text": "Net Dollar Retention", "type": "display_name", "locale": "en-US" }] }
    /// ```
    /// ```json v2
    /// { "aliases": [
    ///   { "text": "売上維持率", "type": "localized_title", "locale": "ja-JP" },
    ///   { "text": "売上継続率", "type": "localized_title", "locale": "ja-JP" }
    /// ] }
    /// ```
    /// A reading of another name:
    /// ```json v2
    /// { "aliases": [
    ///   { "text": "オペレーティングマージン", "type": "localized_title", "locale": "ja-JP" },
    ///   { "text": "ネットレベニューリテンション", "type": "katakana", "locale": "ja-JP" }
    /// ] }
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
    /// Delete the copy, correct the type or the locale, or agree on one English and one Japanese name. Where the copy is
    /// written as the alias before it, the fix that deletes it is safe.
    ///
    /// ## Known limits
    /// Only version 2 has aliases. A display name that is also the English name, or a Japanese title that is its own
    /// katakana, is an info at most, since many publishers fill in both fields. So are Latin letters in a reading that
    /// the English name lacks. Further English names, and Japanese titles beside the display name, are variants where one
    /// of them is right; a reading in katakana is compared with a name in katakana only, and is
    /// another one where more than half of its letters differ and neither contains the other. Chinese characters of different languages
    /// are not told apart, so kanji under `zh` or `ko` pass; kana do not.
    pub struct AliasConflict {}
    id: "alias-conflict", kind: Document, fix: Some(Safety::Safe), yields_to: &["placeholder-text"],
    yields_to_parts: crate::rule::LEFT_IN_A_NAME,
}

impl DocumentRule for AliasConflict {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        if handoff.aliases.is_empty() {
            return;
        }
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
        check_display_name(handoff, reporter);
        check_japanese(handoff, reporter);
        check_reading(handoff, reporter);
    }
}

fn kind<'h>(alias: &'h Alias<'_>) -> &'h str {
    alias.kind.value().map_or("", |kind| kind)
}

/// Pairs of types that houses fill with one name by habit, each in alphabetical order.
const HABITS: [[&str; 2]; 6] = [
    ["display_name", "english_name"],
    ["display_name", "kanji"],
    ["display_name", "katakana"],
    ["display_name", "localized_title"],
    ["kanji", "localized_title"],
    ["katakana", "localized_title"],
];

fn tell_copy(alias: &Alias<'_>, text: &Text<'_>, locale: &str, twin: &Alias<'_>, reporter: &mut Reporter<'_>) {
    let Some(first) = twin.text.value() else { return };
    let mut kinds = [kind(twin), kind(alias)];
    kinds.sort_unstable();
    let draft = reporter
        .at(text)
        .message(format!("the alias {} occurs twice under {}", quote(text), shorten(locale, 16)))
        .label("the same alias")
        .help("delete one of the two aliases")
        .related(first, "first listed here")
        .max_severity(HABITS.contains(&kinds).then_some(Severity::Info));
    if are_twins(twin.node, alias.node) {
        draft.fix("delete the repetition", Safety::Safe, removal(alias.node));
    }
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

/// The aliases of some types in the document's own locale, or in a language.
fn aliases<'h, 'a>(
    handoff: &'h Handoff<'a>,
    kinds: &'static [&'static str],
    is_of: impl Fn(&str) -> bool,
) -> impl Iterator<Item = &'h Text<'a>> {
    let is_wanted = move |alias: &&Alias<'_>| {
        kinds.contains(&kind(alias)) && alias.locale.value().is_some_and(|locale| is_of(locale))
    };
    handoff.aliases.iter().filter(is_wanted).filter_map(|alias| alias.text.value()).filter(|text| !is_blank(text))
}

/// An alias that says of itself that it is the display name.
fn check_display_name(handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
    let Some(name) = handoff.summary.display_name.value().filter(|name| !is_blank(name)) else { return };
    let Some(own) = handoff.agreed_locale() else { return };
    let bare = essence(name);
    for alias in aliases(handoff, &["display_name"], |locale| locale == &**own) {
        if essence(alias) != bare {
            // What the term is called where it is spelt and defined is no slip.
            let help = match is_used(alias, handoff) && !is_used(name, handoff) {
                true => format!("write {} as the display name, or correct the alias", quote(alias)),
                false => format!("write {}, or correct the type of the alias", quote(name)),
            };
            reporter
                .at(alias)
                .message(format!("the alias {} is not the display name {}", short(alias), short(name)))
                .label("another display name")
                .help(help)
                .related(name, "the display name");
        }
    }
}

/// Whether the slug spells a name, or the definition begins with it and goes on in another word.
fn is_used(name: &str, handoff: &Handoff<'_>) -> bool {
    let is_spelt = handoff.settled_slug().is_some_and(|slug| essence(&slug) == essence(name));
    let definition = handoff.content.definition.as_ref().and_then(|definition| definition.text.value());
    is_spelt
        || definition.is_some_and(|text| {
            let (text, name) = (fold(text), fold(name));
            text.strip_prefix(&*name).is_some_and(|rest| rest.starts_with([' ', 'と', 'は', '（', '(']))
        })
}

/// A reading in katakana, and a name in katakana that is another one: a name in katakana is its own reading.
fn check_reading(handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
    let is_japanese = |locale: &str| language(locale).eq_ignore_ascii_case("ja");
    let own = handoff.summary.display_name.value().filter(|_| handoff.is_japanese());
    let mut titles = aliases(handoff, &["localized_title", "display_name"], is_japanese);
    let Some(right) = own.or_else(|| titles.next()).filter(|name| is_katakana_name(name)) else { return };
    let readings: Vec<&Text<'_>> =
        aliases(handoff, &["katakana"], is_japanese).filter(|text| is_katakana_name(text)).collect();
    // Further readings beside the right one are variants.
    let Some(first) = readings.first().filter(|_| readings.iter().all(|text| are_two_names(text, right))) else {
        return;
    };
    let what = if own.is_some() { "the display name" } else { "the title" };
    reporter
        .at(*first)
        .message(format!("the katakana alias {} is not {what} {}", short(first), short(right)))
        .label("another Japanese name")
        .help("agree on one Japanese name")
        .related(right, what);
}

/// Whether a name is written in katakana, signs that join its words and brackets at its end aside.
fn is_katakana_name(name: &str) -> bool {
    let reading = reading(name);
    !reading.is_empty() && reading.chars().all(is_katakana)
}

/// Whether two names in katakana are no spellings or shorter forms of one: more than half of the letters differ.
fn are_two_names(one: &str, other: &str) -> bool {
    let (one, other) = (reading(one), reading(other));
    // Names are short; what is longer is none.
    const LONGEST: usize = 256;
    let lengths = [one.chars().count(), other.chars().count()];
    let longer = lengths.into_iter().max().unwrap_or_default();
    longer <= LONGEST
        && !one.contains(&other)
        && !other.contains(&one)
        && strsim::osa_distance(&one, &other) * 2 > longer
}

/// Titles in Japanese: of several that are not the same, nobody knows which the page has.
fn check_japanese(handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
    let is_japanese = |locale: &str| language(locale).eq_ignore_ascii_case("ja");
    let own = handoff.summary.display_name.value().filter(|name| handoff.is_japanese() && !is_blank(name));
    let kinds: &[&str] = if own.is_some() { &["localized_title"] } else { &["localized_title", "display_name"] };
    let mut titles = aliases(handoff, kinds, is_japanese);
    let Some(right) = own.or_else(|| titles.next()) else { return };
    let titles: Vec<&Text<'_>> = titles.collect();
    // Further titles beside the right one are variants.
    if own.is_some() && titles.iter().any(|title| reading(title) == reading(right)) {
        return;
    }
    let Some(other) = titles.into_iter().find(|title| reading(title) != reading(right)) else { return };
    let what = if own.is_some() { "the display name" } else { "the title" };
    reporter
        .at(other)
        .message(format!("the Japanese title {} is not {what} {}", short(other), short(right)))
        .label("another Japanese name")
        .help("agree on one Japanese name")
        .related(right, what);
}

/// A Japanese name without what its spellings differ in: brackets at its end, and what joins its words.
fn reading(name: &str) -> String {
    essence(name).replace(['・', '=', ' '], "")
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
