use std::collections::BTreeMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::{Handoff, Role, Text, TextFeatures};
use crate::rule::{DocumentRule, Level, Reporter};
use crate::text::{leave_quoted, script};
use crate::words::quote;

declare_rule! {
    /// A word in place of which the project prefers another.
    ///
    /// ## Why
    /// Readers take two spellings for two things, and a search for one of them misses the other. Which of two is right
    /// is the project's decision, so nothing is reported without a list, and what is reported is a warning.
    ///
    /// ## Fails
    /// ```json options
    /// { "words": [["e-mail", "email"], ["ユーザ", "ユーザー"]] }
    /// ```
    /// ```json
    /// { "content": { "faq": [{ "question": "How is it sent?", "answer": "E-mail is the usual way." }] } }
    /// ```
    /// ```json options
    /// { "words": [["e-mail", "email"], ["ユーザ", "ユーザー"]] }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [{ "question": "何を分母にしますか？", "answer": "月初のユーザ数を分母に置く。" }] } }
    /// ```
    ///
    /// ## Passes
    /// The preferred word, other words, names, and what is quoted, code or an address:
    /// ```json options
    /// { "words": [["e-mail", "email"], ["ユーザ", "ユーザー"]] }
    /// ```
    /// ```json
    /// { "content": { "faq": [{ "question": "How is it sent?",
    ///   "answer": "By email. E-mails went to e-mail@example.com; “e-mail” is an older spelling."
    /// }] } }
    /// ```
    /// ```json options
    /// { "words": [["e-mail", "email"], ["ユーザ", "ユーザー"]] }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [{ "question": "何を分母にしますか？", "answer": "ユーザー数であり、ユーザビリティの評価ではない。" }] } }
    /// ```
    ///
    /// ## Fix
    /// Write the preferred word. The fix keeps the case of the first letter, and capitals where the whole word is written in
    /// capitals. It is safe unless a word of kanji stands within other kanji.
    ///
    /// ## Known limits
    /// An avoided word that is written in small letters is found in any case, one with a capital only as it is written. It
    /// has to be a whole word: `e-mails` and `e-mailing` are other words, which the list can have, too. A katakana word may
    /// end a longer one (エンドユーザ), if it has three letters or more, and not begin one (ユーザビリティ). Words in kanji and
    /// hiragana are found anywhere. A word that is part of the preferred one there, or of a name of the term, is not reported.
    /// Texts, items, questions, answers and titles are checked; names, aliases, related titles and labels of sources are
    /// not. There is one finding a text and word.
    pub struct PreferWords {
        /// Pairs of words: the one to avoid and the one to write, such as `["e-mail", "email"]`.
        words: WordPairs = WordPairs::default(),
    }
    id: "prefer-words", kind: Document, level: Level::Warning, fix: Some(Safety::Safe), seeks: TextFeatures::NOTHING
}

impl DocumentRule for PreferWords {
    fn seeks_more(&self) -> bool {
        !self.words.pairs.is_empty()
    }

    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let is_checked = |role: Role| role == Role::Title || role.is_running();
        for prose in handoff.texts().filter(|prose| is_checked(prose.role)) {
            let found = self.words.find(prose.text, handoff);
            let mut by_word: BTreeMap<usize, Vec<&Found>> = BTreeMap::new();
            for found in &found {
                by_word.entry(found.number).or_default().push(found);
            }
            for (number, found) in by_word {
                self.words.report(number, &found, prose.text, reporter);
            }
        }
    }
}

/// A word of the list at a place of a text.
#[derive(Debug)]
struct Found {
    range: Range<usize>,
    /// Which pair of the list it belongs to.
    number: usize,
    /// What to write there.
    right: String,
}

/// The list, with a search for all of its words at once.
#[derive(Clone, Debug, Default)]
pub struct WordPairs {
    pairs: Vec<[String; 2]>,
    search: Option<AhoCorasick>,
}

impl WordPairs {
    /// # Errors
    /// A sentence about a pair that says nothing, or that contradicts another.
    fn new(pairs: Vec<[String; 2]>) -> Result<WordPairs, String> {
        for (number, [avoided, preferred]) in pairs.iter().enumerate() {
            if avoided.trim().is_empty() || preferred.trim().is_empty() {
                return Err("a word is empty".to_owned());
            }
            if avoided.trim() != avoided || preferred.trim() != preferred {
                return Err(format!(
                    "{} has a space at its end",
                    quote(if avoided.trim() == avoided { preferred } else { avoided })
                ));
            }
            if avoided == preferred {
                return Err(format!("{} is preferred to itself", quote(avoided)));
            }
            if pairs[..number].iter().any(|[other, _]| other.eq_ignore_ascii_case(avoided)) {
                return Err(format!("{} is in the list twice", quote(avoided)));
            }
        }
        if let Some([avoided, preferred]) =
            pairs.iter().find(|[_, preferred]| pairs.iter().any(|[avoided, _]| avoided == preferred))
        {
            return Err(format!("{} is preferred to {} and is to be avoided itself", quote(preferred), quote(avoided)));
        }
        let search = match pairs.is_empty() {
            true => None,
            false => Some(
                AhoCorasick::builder()
                    .match_kind(MatchKind::Standard)
                    .ascii_case_insensitive(true)
                    .build(pairs.iter().map(|[avoided, _]| avoided))
                    .map_err(|error| error.to_string())?,
            ),
        };
        Ok(WordPairs { pairs, search })
    }

    /// The words of the list in a text, in order and without overlap; of two at one place, the longer.
    fn find(&self, text: &Text<'_>, handoff: &Handoff<'_>) -> Vec<Found> {
        let Some(search) = &self.search else { return Vec::new() };
        let places = search.find_overlapping_iter(&**text).filter_map(|found| {
            let (range, number) = (found.range(), found.pattern().as_usize());
            let right = self.right(number, &text[range.clone()])?;
            is_word(text, &range).then_some(Found { range, number, right })
        });
        let mut found: Vec<Found> = places.collect();
        if found.is_empty() {
            return found;
        }
        found.sort_by_key(|found| (found.range.start, std::cmp::Reverse(found.range.end)));
        let mut end = 0;
        found.retain(|found| {
            let is_free = found.range.start >= end;
            end = if is_free { found.range.end } else { end };
            is_free
        });
        leave_quoted(text, &mut found, |found| &found.range);
        leave_within(&mut found, addresses(text));
        let preferred = |found: &Found| text[..].match_indices(self.pairs[found.number][1].as_str());
        let mut whole: Vec<Vec<Range<usize>>> = vec![Vec::new(); self.pairs.len()];
        let mut is_known = vec![false; self.pairs.len()];
        for found in &found {
            if !std::mem::replace(&mut is_known[found.number], true) {
                whole[found.number] = preferred(found).map(|(at, word)| at..at + word.len()).collect();
            }
        }
        found.retain(|found| !is_within(&whole[found.number], &found.range));
        if !found.is_empty() {
            leave_within(&mut found, names(text, handoff));
        }
        found
    }

    /// What to write in place of a word that reads like the avoided one; `None` where it is not that one, or right already.
    fn right(&self, number: usize, word: &str) -> Option<String> {
        let [avoided, preferred] = &self.pairs[number];
        if avoided.contains(char::is_uppercase) && word != avoided {
            return None;
        }
        let letters = word.chars().filter(|letter| letter.is_alphabetic()).count();
        let is_upper = |text: &str| text.contains(char::is_uppercase) && !text.contains(char::is_lowercase);
        let right = if letters > 1 && is_upper(word) && !is_upper(avoided) {
            preferred.to_uppercase()
        } else if word.starts_with(char::is_uppercase) && !avoided.starts_with(char::is_uppercase) {
            let mut letters = preferred.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect())?
        } else {
            preferred.clone()
        };
        (right != word).then_some(right)
    }

    fn report(&self, number: usize, found: &[&Found], text: &Text<'_>, reporter: &mut Reporter<'_>) {
        let Some((first, others)) = found.split_first() else { return };
        let [avoided, preferred] = &self.pairs[number];
        let is_safe = found.iter().all(|found| !is_in_kanji(text, &found.range));
        let safety = if is_safe { Safety::Safe } else { Safety::Unsafe };
        let order = format!("write {}", quote(preferred));
        let draft = reporter
            .at(text.part(first.range.clone(), ""))
            .message(format!("{} is a word to avoid here", quote(&text[first.range.clone()])))
            .label("another word is preferred")
            .help(order.as_str())
            .subject(avoided.as_str());
        let edits = found.iter().map(|found| (text.part(found.range.clone(), ""), escaped(&found.right)));
        others.iter().fold(draft, |draft, other| draft.related(text.part(other.range.clone(), ""), "also here")).fix(
            order.as_str(),
            safety,
            edits,
        );
    }
}

/// A text as JSON writes it, without the quotation marks.
fn escaped(text: &str) -> String {
    let written = serde_json::Value::from(text).to_string();
    written[1..written.len() - 1].to_owned()
}

/// Whether what stands there is a word, as far as its letters can tell.
fn is_word(text: &str, range: &Range<usize>) -> bool {
    /// A shorter word of katakana ends longer ones by accident.
    const LONG: usize = 3;
    let word = &text[range.clone()];
    let (before, after) = (&text[..range.start], &text[range.end..]);
    let (first, last) = (word.chars().next(), word.chars().next_back());
    let is_own = |letter: char| letter.is_ascii_digit() || script::is_latin(letter);
    let goes_on = |letter: Option<char>, next: Option<char>| {
        // A hyphen, a dot or a sign of addresses joins what stands on both sides of it.
        letter.is_some_and(|letter| is_own(letter) || "-_./\\@&+#".contains(letter) && next.is_some_and(is_own))
    };
    let ahead = |text: &str| {
        let mut letters = text.chars();
        (letters.next(), letters.next())
    };
    let behind = |text: &str| {
        let mut letters = text.chars().rev();
        (letters.next(), letters.next())
    };
    if first.is_some_and(is_own) {
        let (letter, next) = behind(before);
        if goes_on(letter, next) || letter == Some('@') {
            return false;
        }
    }
    if last.is_some_and(is_own) {
        let (letter, next) = ahead(after);
        let is_possessive = matches!(letter, Some('\'' | '’')) && next.is_some_and(is_own) && next != Some('s');
        if goes_on(letter, next) || is_possessive {
            return false;
        }
    }
    if last.is_some_and(script::is_katakana) && after.starts_with(script::is_katakana) {
        return false;
    }
    let is_short = word.chars().count() < LONG;
    !(is_short && first.is_some_and(script::is_katakana) && before.ends_with(script::is_katakana))
}

/// Whether a word of kanji stands within other kanji.
fn is_in_kanji(text: &str, range: &Range<usize>) -> bool {
    let word = &text[range.clone()];
    word.starts_with(script::is_kanji) && text[..range.start].ends_with(script::is_kanji)
        || word.ends_with(script::is_kanji) && text[range.end..].starts_with(script::is_kanji)
}

/// The addresses of a text, in order.
fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut addresses = Vec::new();
    let mut start = 0;
    for part in text.split_inclusive(char::is_whitespace) {
        // Japanese goes on without a space, and may do so within an address.
        if let Some(scheme) = part.find("://") {
            let begin = part[..scheme].rfind(|letter: char| !letter.is_ascii_alphanumeric());
            addresses.push(
                start + begin.map_or(0, |at| part[at..].chars().next().map_or(0, |letter| at + letter.len_utf8()))
                    ..start + part.len(),
            );
        } else if part.contains("www.") || part.contains('@') {
            addresses.push(start..start + part.len());
        }
        start += part.len();
    }
    addresses
}

/// Where the text has a name of the term, in order.
fn names(text: &Text<'_>, handoff: &Handoff<'_>) -> Vec<Range<usize>> {
    /// No term has more names that a text uses.
    const MOST: usize = 32;
    let names = handoff.names().take(MOST).map(|name| name.trim());
    let mut ranges: Vec<Range<usize>> =
        names.flat_map(|name| text.match_indices(name).map(move |(at, _)| at..at + name.len())).collect();
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut end = 0;
    // One that another encloses adds nothing.
    ranges.retain(|range| {
        let adds = range.end > end;
        end = end.max(range.end);
        adds
    });
    ranges
}

/// Takes out what lies in one of these ranges, of which none encloses another.
fn leave_within(found: &mut Vec<Found>, ranges: Vec<Range<usize>>) {
    found.retain(|found| !is_within(&ranges, &found.range));
}

fn is_within(ranges: &[Range<usize>], range: &Range<usize>) -> bool {
    let next = ranges.partition_point(|other| other.end < range.end);
    ranges.get(next).is_some_and(|other| other.start <= range.start)
}

impl Serialize for WordPairs {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.pairs.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for WordPairs {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<WordPairs, D::Error> {
        WordPairs::new(Vec::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for WordPairs {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "WordPairs".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<[String; 2]>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(pairs: &[[&str; 2]]) -> Option<String> {
        WordPairs::new(pairs.iter().map(|pair| pair.map(str::to_owned)).collect()).err()
    }

    #[test]
    fn a_list_that_contradicts_itself_is_refused() {
        assert_eq!(refused(&[["ユーザ", "ユーザー"], ["mail", "e-mail"], ["github", "GitHub"]]), None);
        for (pairs, word) in [
            (&[["a", "b"], ["b", "a"]][..], "avoided itself"),
            (&[["a", "b"], ["b", "c"]], "avoided itself"),
            (&[["a", "b"], ["a", "c"]], "twice"),
            (&[["a", "b"], ["A", "b"]], "twice"),
            (&[["a", "a"]], "itself"),
            (&[["", "a"]], "empty"),
            (&[["a", " "]], "empty"),
            (&[["a ", "b"]], "space"),
        ] {
            assert!(refused(pairs).is_some_and(|words| words.contains(word)), "{pairs:?}");
        }
    }

    #[test]
    fn the_case_of_the_word_is_kept() {
        let pairs = [["e-mail", "email"], ["github", "GitHub"], ["QA", "quality assurance"], ["x", "multiply"]];
        let words = WordPairs::new(pairs.iter().map(|pair| pair.map(str::to_owned)).collect()).unwrap();
        for (number, word, right) in [
            (0, "e-mail", Some("email")),
            (0, "E-mail", Some("Email")),
            (0, "E-Mail", Some("Email")),
            (0, "E-MAIL", Some("EMAIL")),
            (1, "github", Some("GitHub")),
            (1, "Github", Some("GitHub")),
            (1, "GitHub", None),
            (1, "GITHUB", None),
            (2, "QA", Some("quality assurance")),
            (2, "qa", None),
            (3, "X", Some("Multiply")),
        ] {
            assert_eq!(words.right(number, word).as_deref(), right, "{word}");
        }
    }
}
