use crate::declare_rule;
use crate::handoff::{Handoff, Text, language};
use crate::rule::{DocumentRule, Reporter};
use crate::text::same;
use crate::text::script::{foreign_script, is_latin, is_latin_language};
use crate::words::{quote, shorten};

declare_rule! {
    /// A display name in a script that the readers of the document do not read, or an English name that is not English.
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
    /// ```json ja
    /// { "summary": { "english_name": "解約率" } }
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
        let is_foreign = |name: &Text<'_>| !name.contains(is_latin) && name.contains(char::is_alphabetic);
        if let Some(english) = summary.english_name.value().filter(|name| !name.is_ascii() && is_foreign(name)) {
            reporter
                .at(english)
                .message(format!("the English name {} has no Latin letter", quote(english)))
                .label("another script")
                .help("write the English name, or null if there is none");
        }
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
