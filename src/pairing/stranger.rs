//! Pages that do not show their handoff at all: those in another language, and those of something else.
//!
//! Owns when a page is compared no further, because one cause would be found in each of its texts.

use super::{Pair, Role, Shown};
use crate::handoff::language;
use crate::text::script::{is_hangul, is_kana, is_kanji, is_latin};

/// What a text is written in, as far as letters show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Writing {
    /// Latin letters.
    Latin,
    /// Kana, mostly with kanji.
    Japanese,
    /// Chinese characters alone.
    Chinese,
    /// Hangul.
    Korean,
}

impl Writing {
    /// What texts are written in; nothing where they are too short to say, or mixed.
    pub fn of<'t>(texts: impl Iterator<Item = &'t str>) -> Option<Writing> {
        /// The fewest letters that say something.
        const FEWEST: usize = 8;
        let (mut latin, mut kana, mut kanji, mut hangul) = (0, 0, 0, 0);
        for letter in texts.flat_map(str::chars) {
            match letter {
                _ if is_latin(letter) => latin += 1,
                _ if letter.is_ascii() => {}
                _ if is_kana(letter) => kana += 1,
                _ if is_kanji(letter) => kanji += 1,
                _ if is_hangul(letter) => hangul += 1,
                _ => {}
            }
        }
        let all = latin + kana + kanji + hangul;
        match () {
            () if all < FEWEST => None,
            () if hangul * 3 >= all => Some(Writing::Korean),
            () if (kana + kanji) * 3 >= all && kana * 10 >= kanji => Some(Writing::Japanese),
            () if kanji * 3 >= all => Some(Writing::Chinese),
            () if latin * 5 >= all * 4 => Some(Writing::Latin),
            () => None,
        }
    }

    /// What it is called in a message.
    pub fn name(self) -> &'static str {
        match self {
            Writing::Latin => "Latin letters",
            Writing::Japanese => "Japanese",
            Writing::Chinese => "Japanese or Chinese",
            Writing::Korean => "Korean",
        }
    }
}

/// Why the page of a handoff shows hardly any of its texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stranger {
    /// It is written in another language: what it is written in, and the first line that is.
    Language(Writing, usize),
    /// It shows no text of the handoff.
    Content,
}

impl Stranger {
    pub(super) fn of(pair: &Pair<'_>) -> Option<Stranger> {
        /// The fewest texts from which something follows.
        const FEWEST: usize = 3;
        let is_shown = |shown: &Option<Shown>| matches!(shown, Some(Shown::Same(_) | Shown::Moved(_)));
        let is_text = |role: Role| role.is_content() && !matches!(role, Role::Source(_) | Role::Fact(_));
        let texts = pair.blocks().filter(|(block, _)| is_text(block.role));
        let all = texts.clone().count();
        let missing = texts.filter(|(_, shown)| !is_shown(shown));
        let number = missing.clone().count();
        if all < FEWEST || number * 2 < all {
            return None;
        }
        let ours = Writing::of(missing.map(|(block, _)| &*block.text));
        let free = || {
            let is_taken = |line: &usize| pair.shows_well(*line) || pair.key(*line).is_empty();
            (0..pair.page.lines.len()).filter(move |line| !is_taken(line))
        };
        let text = |line: usize| pair.line(line).text.as_str();
        match (ours, Writing::of(free().map(text))) {
            (Some(ours), Some(theirs)) if ours != theirs => {
                let first = free().find(|line| Writing::of(std::iter::once(text(*line))) == Some(theirs));
                Some(Stranger::Language(theirs, first.unwrap_or(0)))
            }
            _ if number == all => Some(Stranger::Content),
            _ => None,
        }
    }
}

/// The letters that readers of a locale read beside Latin ones, where that is known.
pub fn writing_of(locale: &str) -> Option<Writing> {
    match language(locale) {
        "ja" => Some(Writing::Japanese),
        "ko" => Some(Writing::Korean),
        "zh" => Some(Writing::Chinese),
        language if crate::text::script::is_latin_language(language) => Some(Writing::Latin),
        _ => None,
    }
}

/// What a heading is written in, where readers of the locale do not read that. A single letter is enough, unless it is Latin.
pub fn foreign_heading(text: &str, locale: &str) -> Option<Writing> {
    let own = writing_of(locale)?;
    let has = |test: fn(char) -> bool| text.chars().any(test);
    let writing = match () {
        () if has(is_hangul) => Writing::Korean,
        () if has(is_kana) => Writing::Japanese,
        () if has(is_kanji) => Writing::Chinese,
        () => return None,
    };
    // Kanji alone are Japanese as well as Chinese.
    let is_read = own == writing || own == Writing::Japanese && writing == Writing::Chinese;
    (!is_read).then_some(writing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_show_what_a_text_is_written_in() {
        for (text, expected) in [
            ("Lead nurturing", Some(Writing::Latin)),
            ("解約率とは、KPIの一つである。", Some(Writing::Japanese)),
            ("リードナーチャリング", Some(Writing::Japanese)),
            ("이탈률은 고객의 비율이다", Some(Writing::Korean)),
            ("客户流失率客户流失率", Some(Writing::Chinese)),
            ("12 / 480 = 2.5%", None),
            ("KPI", None),
        ] {
            assert_eq!(Writing::of(std::iter::once(text)), expected, "{text}");
        }
        assert_eq!(writing_of("ko-KR"), Some(Writing::Korean));
        assert_eq!(writing_of("th-TH"), None);
    }
}
