use crate::declare_rule;
use crate::handoff::{Handoff, Text, language};
use crate::rule::{DocumentRule, Reporter};
use crate::text::same;
use crate::text::script::{is_hangul, is_kana, is_kanji, is_latin, is_latin_language};
use crate::words::{quote, shorten};

declare_rule! {
    /// A display name in a script that the readers of the document do not read.
    ///
    /// ## Why
    /// The display name heads the page and every list. Where the name was not translated, readers cannot tell what the page is
    /// about, and those who search in their own language do not find it.
    ///
    /// ## Fails
    /// ```json
    /// { "summary": { "display_name": "解約率" } }
    /// ```
    /// ```json ja
    /// { "summary": { "display_name": "해지율" } }
    /// ```
    ///
    /// ## Passes
    /// A name in Latin letters is a name in every language, and a name may quote the original:
    /// ```json ja
    /// { "summary": { "display_name": "Churn Rate" } }
    /// ```
    /// ```json
    /// { "summary": { "display_name": "Kaizen (改善)" } }
    /// ```
    ///
    /// ## Fix
    /// Write the name by which readers of that language know the term. Version 2 has aliases for its other names.
    ///
    /// ## Known limits
    /// An English name needs a Latin letter; a Korean one that has kana or kanji needs Hangul; Japanese and Chinese names
    /// must not be in Hangul alone, nor any of them in a script from elsewhere. A letter or two may be signs (χ²). A name that is also the abbreviation, or an alias of the same locale, is meant. Where the
    /// definition is in the same script, the whole document is, and that is `foreign-body`.
    pub struct ForeignDisplayName {}
    id: "foreign-display-name", kind: Document, yields_to: &["placeholder-text"]
}

impl DocumentRule for ForeignDisplayName {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let summary = &handoff.summary;
        let Some(name) = summary.display_name.value().filter(|name| !name.is_ascii()) else { return };
        let Some(locale) = handoff.agreed_locale() else { return };
        let Some((script, is_of_script)) = foreign_script(name, language(locale)) else { return };
        let is_meant = |other: Option<&Text<'_>>| other.is_some_and(|other| same(other, name));
        let is_alias = || {
            let of_locale = |locale_of_alias: &Text<'_>| **locale_of_alias == **locale;
            handoff
                .aliases
                .iter()
                .any(|alias| alias.locale.value().is_some_and(of_locale) && is_meant(alias.text.value()))
        };
        let definition = handoff.content.definition.as_ref().and_then(|definition| definition.text.value());
        let is_whole_document = || {
            let body = definition.or(summary.short_definition.value());
            body.is_some_and(|body| {
                let foreign = body.chars().filter(|letter| is_of_script(*letter)).count();
                foreign * 2 > body.chars().filter(|letter| letter.is_alphabetic()).count()
            })
        };
        if is_meant(summary.abbreviation.value()) || is_alias() || is_whole_document() {
            return;
        }
        let english = summary
            .english_name
            .value()
            .filter(|name| is_latin_language(language(locale)) && name.chars().any(is_latin));
        reporter
            .at(name)
            .message(format!("the display name {} is {script}, but the locale is {}", quote(name), shorten(locale, 16)))
            .label("another script")
            .help(match english {
                Some(english) => format!("write {}, the English name", quote(english)),
                None => format!("write the name by which readers of {} know the term", shorten(locale, 16)),
            })
            .related(locale, "the locale");
    }
}

/// A script: its name, and whether a letter belongs to it.
type Script = (&'static str, fn(char) -> bool);

/// The script of a name that readers of a language do not read.
fn foreign_script(name: &str, language: &str) -> Option<Script> {
    let has = |test: fn(char) -> bool| name.chars().any(test);
    let (has_hangul, has_kana, has_kanji) = (has(is_hangul), has(is_kana), has(is_kanji));
    let is_japanese: fn(char) -> bool = |letter| is_kana(letter) || is_kanji(letter);
    let japanese = if has_kana { "Japanese" } else { "Japanese or Chinese" };
    match language {
        _ if is_latin_language(language) && !has(is_latin) => match () {
            () if has_kana || has_kanji => Some((japanese, is_japanese)),
            () if has_hangul => Some(("Korean", is_hangul)),
            () => other_script(name),
        },
        "ko" if (has_kana || has_kanji) && !has_hangul => Some((japanese, is_japanese)),
        "ja" | "zh" if has_hangul && !has_kana && !has_kanji => Some(("Korean", is_hangul)),
        "ja" | "zh" | "ko" if !has_hangul && !has_kana && !has_kanji && !has(is_latin) => other_script(name),
        _ => None,
    }
}

/// The script of a name in letters that are neither Latin nor of East Asia. A letter or two may be a sign, as in `χ²`.
fn other_script(name: &str) -> Option<Script> {
    const WORD: usize = 3;
    let is_cyrillic: fn(char) -> bool = |letter| matches!(letter, '\u{400}'..='\u{52f}');
    let is_other: fn(char) -> bool = |letter| {
        letter.is_alphabetic() && !(is_latin(letter) || is_kana(letter) || is_kanji(letter) || is_hangul(letter))
    };
    let script =
        if name.chars().any(is_cyrillic) { ("in Cyrillic", is_cyrillic) } else { ("in another script", is_other) };
    (name.chars().filter(|letter| is_other(*letter)).count() >= WORD).then_some(script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_told_by_language() {
        let script = |name: &str, language: &str| foreign_script(name, language).map(|(script, _)| script);
        for (name, language, expected) in [
            ("解約率", "en", Some("Japanese or Chinese")),
            ("チャーンレート", "en", Some("Japanese")),
            ("해지율", "en", Some("Korean")),
            ("リードナーチャリング", "ko", Some("Japanese")),
            ("解約率 3.0", "ko", Some("Japanese or Chinese")),
            ("해지율", "ja", Some("Korean")),
            ("해지율", "zh", Some("Korean")),
            ("KPI（重要業績評価指標）", "en", None),
            ("Café 80/20", "en", None),
            ("80–20", "en", None),
            ("リード nurturing", "en", None),
            ("리드 (リード)", "ko", None),
            ("Lead Nurturing", "ko", None),
            ("Churn Rate", "ja", None),
            ("해지율（解約率）", "ja", None),
            ("解約率", "zh", None),
            ("解約率", "ru", None),
            ("Отток", "en", Some("in Cyrillic")),
            ("Отток", "ja", Some("in Cyrillic")),
            ("معدل", "ko", Some("in another script")),
            ("χ²", "en", None),
            ("Отток клиентов", "ru", None),
        ] {
            assert_eq!(script(name, language), expected, "{name} {language}");
        }
    }
}
