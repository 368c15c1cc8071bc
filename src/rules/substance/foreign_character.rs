use std::ops::Range;

use crate::declare_rule;
use crate::handoff::{Handoff, Text, TextFeatures, language};
use crate::rule::{DocumentRule, Reporter};
use crate::text::script::{is_hangul, is_hiragana, is_kana, is_kanji};
use crate::text::simplified::is_simplified;
use crate::words::quote;

declare_rule! {
    /// Korean, Chinese or Japanese characters that were left in a text of another language.
    ///
    /// ## Why
    /// Translation tools leave words untranslated, and an input method or a font of another language supplies a character that
    /// looks right to whoever types it. Readers stumble over it, and a search for the word does not find it. It is a
    /// warning, since the rest of the text can still be read.
    ///
    /// ## Fails
    /// ```json ja
    /// { "content": { "usage": [{ "key": "meaning", "title": "意味", "text": "解約率は、契約をやめた顾客の割合を表す。", "items": [] }] } }
    /// ```
    /// ```json
    /// { "content": { "usage": [{ "key": "meaning", "title": "What it means", "items": [],
    ///   "text": "The rate counts customers who left. 割合が低いほど良いとは限らない。 Read it for each plan."
    /// }] } }
    /// ```
    ///
    /// ## Passes
    /// What is quoted, in brackets, or explained in brackets behind it, and words of a few characters in English:
    /// ```json ja
    /// { "content": { "usage": [{ "key": "meaning", "title": "意味", "text": "韓国語では「이탈률」、中国語では“客户流失率”という。华为（ファーウェイ）の例がある。", "items": [] }] } }
    /// ```
    /// ```json
    /// { "content": { "usage": [{ "key": "meaning", "title": "What it means", "items": [],
    ///   "text": "The Japanese word 改善 means improvement, and 재벌 (chaebol) is a group of Korean firms."
    /// }] } }
    /// ```
    ///
    /// ## Fix
    /// Translate the word, or write the character that the language uses.
    ///
    /// ## Known limits
    /// Texts, items, questions and answers in English and Japanese are checked; names, titles and labels are not, nor words
    /// that are part of a name of the term. In Japanese, a character counts as Chinese if it is in GB 2312 and in neither
    /// JIS X 0208 nor JIS X 0213, so traditional characters pass, as do simplified ones that Japanese has too (会, 国).
    /// There is one finding a document and script, at the first place. A whole section in another language is
    /// `foreign-body`.
    pub struct ForeignCharacter {
        /// As many kana and kanji in succession are a word that an English text may mention, unless a stop ends a sentence of them.
        most: usize = 10,
    }
    id: "foreign-character", kind: Document, level: crate::rule::Level::Warning, yields_to: &["foreign-body"],
    seeks: TextFeatures::UNUSUAL.or(TextFeatures::EASTERN).or(TextFeatures::SIMPLIFIED)
}

impl DocumentRule for ForeignCharacter {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        // What is written in another language than the document is a name.
        let Some(home) = handoff.settled_locale().and_then(|locale| Home::of(language(locale))) else { return };
        let mut of_script: [Vec<(&Text<'_>, Range<usize>)>; 3] = Default::default();
        for prose in handoff.texts_with(home.lacks()).filter(|prose| prose.role.is_running()) {
            for (script, range) in self.foreign(prose.text, home) {
                if !is_of_name(handoff, &prose.text[range.clone()]) {
                    of_script[script as usize].push((prose.text, range));
                }
            }
        }
        for (script, places) in [Script::Korean, Script::Chinese, Script::Japanese].into_iter().zip(of_script) {
            let mut places = places.into_iter();
            let Some((text, range)) = places.next() else { continue };
            let word = &text[range.clone()];
            let (message, label, help) = match script {
                Script::Korean => (
                    format!("{} is Korean, unlike the text around it", quote(word)),
                    "Korean",
                    "translate it or put it in quotation marks",
                ),
                Script::Chinese => (
                    format!("{} has characters that only Chinese uses: {}", quote(word), quote(&chinese(word))),
                    "a Chinese character",
                    "write it as Japanese does or put it in quotation marks",
                ),
                Script::Japanese => (
                    format!("{} is Japanese or Chinese, unlike the text around it", quote(word)),
                    "another script",
                    "translate it or put it in quotation marks",
                ),
            };
            let mut draft = reporter.at(text.part(range, "")).message(message).label(label).help(help);
            for (text, range) in places {
                draft = draft.related(text.part(range, ""), "also here");
            }
        }
    }
}

/// The languages whose texts are checked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Home {
    English,
    Japanese,
}

impl Home {
    fn of(language: &str) -> Option<Home> {
        match language {
            "en" => Some(Home::English),
            "ja" => Some(Home::Japanese),
            _ => None,
        }
    }

    /// What characters are that this language does not use; Hangul is unusual in either.
    fn lacks(self) -> TextFeatures {
        TextFeatures::UNUSUAL.or(match self {
            Home::English => TextFeatures::EASTERN,
            Home::Japanese => TextFeatures::SIMPLIFIED,
        })
    }
}

/// What a foreign word is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Korean,
    Chinese,
    Japanese,
}

impl ForeignCharacter {
    /// The foreign words of a text, quoted ones aside.
    fn foreign(&self, text: &str, home: Home) -> Vec<(Script, Range<usize>)> {
        let mut found = Vec::new();
        let mut quotes = Quotes::new(text);
        let mut at = 0;
        while let Some(letter) = text[at..].chars().next() {
            let next = at + letter.len_utf8();
            if let Some(end) = quotes.end(letter, next) {
                at = end;
                continue;
            }
            let (script, end) = match home {
                _ if is_hangul(letter) => (Script::Korean, run(text, at, |letter| is_hangul(letter) || letter == ' ')),
                Home::Japanese if is_kanji(letter) => (Script::Chinese, run(text, at, is_kanji)),
                Home::English if is_kana(letter) || is_kanji(letter) => (Script::Japanese, run(text, at, is_japanese)),
                _ => {
                    at = next;
                    continue;
                }
            };
            let word = text[at..end].trim_end();
            let is_foreign = match script {
                Script::Korean => true,
                Script::Chinese => word.chars().any(is_simplified),
                Script::Japanese => {
                    let letters = word.chars().filter(|letter| is_kana(*letter) || is_kanji(*letter)).count();
                    letters > self.most
                        || letters >= SENTENCE
                            && word.ends_with('。')
                            && word.chars().any(is_hiragana)
                            && begins_sentence(&text[..at])
                }
            };
            if is_foreign && !is_explained(&text[at + word.len()..]) {
                found.push((script, at..at + word.len()));
            }
            at = end;
        }
        found
    }
}

/// So many kana and kanji with a stop behind them are a sentence; without hiragana, they may be a name: モーニング娘。
const SENTENCE: usize = 5;

/// Whether a sentence may begin behind a text.
fn begins_sentence(text: &str) -> bool {
    text.trim_end().chars().next_back().is_none_or(|last| matches!(last, '.' | '!' | '?' | ':' | '。'))
}

/// Kana, kanji and the signs that stand among them.
fn is_japanese(letter: char) -> bool {
    is_kana(letter) || is_kanji(letter) || matches!(letter, '・' | '、' | '。')
}

/// Where the letters of a kind end that begin at `at`.
fn run(text: &str, at: usize, is_of: impl Fn(char) -> bool) -> usize {
    text[at..].find(|letter| !is_of(letter)).map_or(text.len(), |length| at + length)
}

/// Whether a word is explained in brackets behind it.
fn is_explained(rest: &str) -> bool {
    rest.trim_start().starts_with(['(', '（', '［', '['])
}

fn chinese(word: &str) -> String {
    word.chars().filter(|letter| is_simplified(*letter)).collect()
}

/// Whether a word is part of a name of the term.
fn is_of_name(handoff: &Handoff<'_>, word: &str) -> bool {
    /// No term has more names in other scripts.
    const MOST: usize = 32;
    handoff.names().take(MOST).any(|name| name.contains(word))
}

/// What encloses something that is quoted or added.
const PAIRS: [(char, char); 15] = [
    ('“', '”'),
    ('"', '"'),
    ('„', '“'),
    ('«', '»'),
    ('「', '」'),
    ('『', '』'),
    ('(', ')'),
    ('（', '）'),
    ('[', ']'),
    ('［', '］'),
    ('〔', '〕'),
    ('《', '》'),
    ('〈', '〉'),
    ('【', '】'),
    ('`', '`'),
];

/// Finds where quotations end; each text is looked through once for each kind of quotation marks.
struct Quotes<'t> {
    text: &'t str,
    /// The kinds of which none closes any more.
    is_spent: [bool; PAIRS.len()],
}

impl<'t> Quotes<'t> {
    fn new(text: &'t str) -> Quotes<'t> {
        Quotes { text, is_spent: [false; PAIRS.len()] }
    }

    /// Where the quotation ends that `letter` opens, which stands before `next`.
    fn end(&mut self, letter: char, next: usize) -> Option<usize> {
        let kind = PAIRS.iter().position(|(open, _)| *open == letter).filter(|kind| !self.is_spent[*kind])?;
        let close = PAIRS[kind].1;
        let end = self.text[next..].find(close).map(|length| next + length + close.len_utf8());
        self.is_spent[kind] = end.is_none();
        end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, home: Home) -> Vec<(Script, &str)> {
        let rule = ForeignCharacter::default();
        rule.foreign(text, home).into_iter().map(|(script, range)| (script, &text[range])).collect()
    }

    #[test]
    fn words_of_another_language_are_found_outside_quotation_marks() {
        let ja = |text| words(text, Home::Japanese);
        assert_eq!(ja("顾客の数と해지율 분석を見る"), [(Script::Chinese, "顾客"), (Script::Korean, "해지율 분석")]);
        assert_eq!(ja("「顾客」と（해지율）、顾客（こきゃく）"), []);
        assert_eq!(ja("「顾客の数"), [(Script::Chinese, "顾客")], "nothing closes it");
        let en = |text| words(text, Home::English);
        assert_eq!(
            en("see 解約率 and 改善活動推進委員会の議事録、 here"),
            [(Script::Japanese, "改善活動推進委員会の議事録、")]
        );
        assert_eq!(en("see \"改善活動推進委員会の議事録\" here"), []);
    }

    #[test]
    fn many_quotation_marks_that_never_close_are_looked_for_once() {
        let text = "「".repeat(200_000) + "顾";
        assert_eq!(words(&text, Home::Japanese), [(Script::Chinese, "顾")]);
    }
}
