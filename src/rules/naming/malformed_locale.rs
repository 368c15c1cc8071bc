use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::declare_rule;
use crate::handoff::locale::is_well_formed;
use crate::handoff::{Handoff, Text};
use crate::rule::{DocumentRule, Reporter};
use crate::text::is_blank;
use crate::words::{is_hidden, quote, without_hidden};

declare_rule! {
    /// A locale that is not written as language and region, such as `en-US`.
    ///
    /// ## Why
    /// The locale is part of the address and decides which pages belong together. Software compares it letter by
    /// letter, so `en_US` and `EN-us` are different locales, without any pages.
    ///
    /// ## Fails
    /// ```json
    /// { "canonical": { "locale": "en_US" }, "summary": { "locale": "en_US" } }
    /// ```
    /// ```json ja
    /// { "canonical": { "locale": "JA-jp" }, "summary": { "locale": "JA-jp" } }
    /// ```
    /// ```json v2
    /// { "aliases": [{ "text": "売上維持率", "type": "localized_title", "locale": "jp" }] }
    /// ```
    ///
    /// ## Passes
    /// A script may stand between language and region, and an alias may belong to a language as a whole:
    /// ```json v2
    /// { "aliases": [
    ///   { "text": "淨收入留存率", "type": "localized_title", "locale": "zh-Hant-TW" },
    ///   { "text": "Retención neta de ingresos", "type": "localized_title", "locale": "es-419" },
    ///   { "text": "売上維持率", "type": "localized_title", "locale": "ja" }
    /// ] }
    /// ```
    ///
    /// ## Fix
    /// Write the language in small letters, a hyphen, and the region in capitals. The address contains the locale too.
    ///
    /// ## Known limits
    /// Only the form is checked, not whether the language exists; `jp` and `cn`, which are countries, and the region `UK`
    /// are known mistakes. What follows the region (`ca-ES-valencia`) is not checked. An empty locale is
    /// `malformed-value`; where the document names two locales, `conflicting-fields` reports that too.
    pub struct MalformedLocale {}
    id: "malformed-locale", kind: Document
}

impl DocumentRule for MalformedLocale {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let canonical = handoff.canonical.locale.value();
        let summary = handoff.summary.locale.value();
        let copied = canonical.zip(summary).is_some_and(|(canonical, summary)| **canonical == **summary);
        for locale in canonical.into_iter().chain(summary.filter(|_| !copied)) {
            if !is_blank(locale) && !is_well_formed(locale, true) {
                tell("locale", locale, reporter);
            }
        }
        for locale in handoff.aliases.iter().filter_map(|alias| alias.locale.value()) {
            if !is_blank(locale) && !is_well_formed(locale, false) {
                tell("alias locale", locale, reporter);
            }
        }
    }
}

fn tell(what: &str, locale: &Text<'_>, reporter: &mut Reporter<'_>) {
    let help = match repaired(locale) {
        Some(locale) => format!("did you mean {}?", quote(&locale)),
        None => "write language and region, such as “en-US” or “ja-JP”".to_owned(),
    };
    let message = match without_hidden(locale) {
        Some((hidden, visible)) => {
            format!("the {what} {} contains an invisible character (U+{:04X})", quote(&visible), u32::from(hidden))
        }
        None => format!("the {what} {} is not a language and a region", quote(locale)),
    };
    reporter.at(locale).message(message).label("malformed locale").help(help);
}

/// The locale that was meant, where case, width, separators, what nobody sees or a usual mistake are all that is wrong.
fn repaired(locale: &str) -> Option<String> {
    let seen: String = locale.chars().filter(|character| !is_hidden(*character)).nfkc().collect();
    // Systems append an encoding: ja_JP.UTF-8.
    let bare = seen.trim().split(['.', '@']).next().unwrap_or_default();
    if bare.eq_ignore_ascii_case("jp") {
        return Some("ja-JP".to_owned());
    }
    let parts: Vec<Cow<'_, str>> = bare
        .split(['-', '_', ' ', '\u{2010}', '\u{2011}', '\u{2013}'])
        .enumerate()
        .map(|(index, part)| match (index, part.len()) {
            (0, _) => match part.to_ascii_lowercase().as_str() {
                "jp" => Cow::Borrowed("ja"),
                "cn" => Cow::Borrowed("zh"),
                language => Cow::Owned(language.to_owned()),
            },
            (_, 4) if part.is_ascii() => Cow::Owned(part[..1].to_ascii_uppercase() + &part[1..].to_ascii_lowercase()),
            (_, 2) if part.eq_ignore_ascii_case("uk") => Cow::Borrowed("GB"),
            (_, 2) => Cow::Owned(part.to_ascii_uppercase()),
            _ => Cow::Borrowed(part),
        })
        .collect();
    let repaired = parts.join("-");
    // Language and region the wrong way round: `JP-ja`.
    if repaired.eq_ignore_ascii_case("ja-JA") {
        return Some("ja-JP".to_owned());
    }
    (repaired != locale && is_well_formed(&repaired, true)).then_some(repaired)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_forms_are_well_formed() {
        for locale in ["en-US", "ja-JP", "ko-KR", "zh-Hant-TW", "es-419", "fil-PH", "ca-ES-valencia"] {
            assert!(is_well_formed(locale, true), "{locale}");
        }
        for locale in ["", "en", "en_US", "EN-us", "en-us", "english", "en-", "jp-JP", "en-UK", "日本", "en-US-"] {
            assert!(!is_well_formed(locale, true), "{locale}");
        }
        assert!(is_well_formed("ja", false));
    }

    #[test]
    fn slips_are_repaired() {
        for (slip, meant) in [
            ("en_US", "en-US"),
            ("EN-us", "en-US"),
            ("ja_JP.UTF-8", "ja-JP"),
            ("jp", "ja-JP"),
            ("JP-ja", "ja-JP"),
            ("en-UK", "en-GB"),
            ("ZH_hant_tw", "zh-Hant-TW"),
            ("ｅｎ－ＵＳ", "en-US"),
            ("en–US", "en-US"),
            ("ja-JP\u{200b}", "ja-JP"),
            ("\u{3000}ja-JP", "ja-JP"),
        ] {
            assert_eq!(repaired(slip).as_deref(), Some(meant), "{slip}");
        }
        assert_eq!(repaired("English"), None);
        assert_eq!(repaired("日本語"), None);
    }
}
