use crate::declare_rule;
use crate::handoff::{Handoff, Text, language};
use crate::rule::{DocumentRule, Level, Reporter};
use crate::text::script::{is_hangul, is_kana, is_kanji, is_latin, is_latin_language};
use crate::words::shorten;

declare_rule! {
    /// A section title in a script other than that of the document's locale.
    ///
    /// ## Why
    /// Readers of an English page cannot tell what 役立つ場面 contains, and agents that quote the section quote the title with
    /// it. It is an info, reported once for each document: some publishers use Japanese titles in every locale by
    /// convention, and map them to their own headings on the page.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "definition": { "title": "一言でいうと" } } }
    /// ```
    /// ```json ja
    /// { "content": { "examples": [{ "key": "examples", "title": "Example", "text": null, "items": ["480社のうち12社が解約した。"] }] } }
    /// ```
    ///
    /// ## Passes
    /// Abbreviations, the names of the term itself, and titles in the language of the document:
    /// ```json ja
    /// { "content": { "usage": [
    ///   { "key": "usage", "title": "SaaSのKPI", "text": null, "items": ["予算を決める。"] },
    ///   { "key": "usage", "title": "FAQ", "text": null, "items": ["支援を厚くする。"] },
    ///   { "key": "usage", "title": "Churn Rate", "text": null, "items": ["離脱を確かめる。"] }
    /// ] } }
    /// ```
    /// ```json v2
    /// { "content": { "definition": { "title": "In one sentence" } } }
    /// ```
    /// Titles that are allowed:
    /// ```json options
    /// { "allowed-titles": ["Example"] }
    /// ```
    /// ```json ja
    /// { "content": { "examples": [{ "key": "examples", "title": "Example", "text": null, "items": ["480社のうち12社が解約した。"] }] } }
    /// ```
    ///
    /// ## Fix
    /// Translate the titles, allow them under `allowed-titles`, or turn the rule off where they are the convention.
    ///
    /// ## Known limits
    /// The first title is marked and the others are counted. In a locale of Latin letters a title is foreign where it has
    /// more letters of another script than Latin ones. Only scripts are told apart, so a German title in an English
    /// document is not found. Locales in other scripts than Latin, Japanese, Chinese and Korean are not checked.
    pub struct ForeignSectionTitle {
        /// Titles that are allowed in any locale, letter by letter.
        allowed_titles: Vec<String> = Vec::new(),
    }
    id: "foreign-section-title", kind: Document, level: Level::Info
}

/// The fewest Latin letters, small ones among them, that make a title English rather than a name or an abbreviation.
const SHORTEST: usize = 6;

impl DocumentRule for ForeignSectionTitle {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let Some(locale) = handoff.locale() else { return };
        let language = language(locale);
        let is_latin_locale = is_latin_language(language);
        let mut titles = handoff.content.sections().filter_map(|section| {
            let title = section.title.value()?;
            if title.is_ascii() && is_latin_locale {
                return None;
            }
            Some((title, self.script(title, language, is_latin_locale, handoff)?))
        });
        let Some((first, script)) = titles.next() else { return };
        let rest = match titles.count() {
            0 => String::new(),
            1 => ", and so is 1 other".to_owned(),
            others => format!(", and so are {others} others"),
        };
        reporter
            .at(first)
            .message(format!("the section title “{}” is {script} in {}{rest}", shorten(first, 24), shorten(locale, 16)))
            .label("another script")
            .help("translate the section titles or allow them");
    }
}

impl ForeignSectionTitle {
    /// The script of a title that does not fit the language.
    fn script(
        &self,
        title: &Text<'_>,
        language: &str,
        is_latin_locale: bool,
        handoff: &Handoff<'_>,
    ) -> Option<&'static str> {
        let title: &str = title;
        let count = |test: fn(char) -> bool| title.chars().filter(|letter| test(*letter)).count();
        let has = |test: fn(char) -> bool| title.chars().any(test);
        let is_english = || {
            !has(|letter| is_kana(letter) || is_kanji(letter) || is_hangul(letter))
                && count(is_latin) >= SHORTEST
                && has(char::is_lowercase)
        };
        let script = match language {
            "ja" | "zh" if has(is_hangul) => "Korean",
            "ko" | "zh" if has(is_kana) => "Japanese",
            "ja" | "ko" | "zh" if is_english() => "in Latin letters",
            _ if is_latin_locale => {
                let (latin, kana, kanji) = (count(is_latin), count(is_kana), count(is_kanji));
                match () {
                    () if count(is_hangul) > latin => "Korean",
                    () if kana > 0 && kana + kanji > latin => "Japanese",
                    () if kanji > latin => "Japanese or Chinese",
                    () => return None,
                }
            }
            _ => return None,
        };
        let is_allowed = self.allowed_titles.iter().any(|allowed| allowed == title) || handoff.has_name(title);
        (!is_allowed).then_some(script)
    }
}
