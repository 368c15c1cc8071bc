use std::ops::Range;

use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::{Handoff, TextFeatures};
use crate::rule::{DocumentRule, Level, Reporter};
use crate::text::{quoted, script};
use crate::words::quote;

declare_rule! {
    /// A small word that is written twice in a row: the the, をを.
    ///
    /// ## Why
    /// Nobody sees it while writing, since it stands where a sentence was changed or a line ended, and every reader stumbles
    /// over it. It is a warning, since what is meant stays clear.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "faq": [{ "question": "How is it used?", "answer": "Count the the accounts of the first day." }] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "meaning", "title": "意味", "text": "月初の契約をを母数とする。", "items": [] }] } }
    /// ```
    ///
    /// ## Passes
    /// Clauses that meet, names, other words, and what is quoted:
    /// ```json
    /// { "content": { "usage": [{ "key": "usage", "title": "When it helps", "text": null, "items": [
    ///   "What it is is a share, and what it tells you you already know.", "Choose plan A a second time.",
    ///   "Delete “the the” from the draft.", "She had had a very very small base."
    /// ] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "usage", "title": "役立つ場面", "text": null, "items": [
    ///   "そうとはいうものの、リスクががんの話とは別である。", "これははじめての契約で、父とははの名による。"
    /// ] }] } }
    /// ```
    ///
    /// ## Fix
    /// Delete one of them; the fix is safe.
    ///
    /// ## Known limits
    /// Of English, *the, of, a, an, and, are, has, is* and *you* are checked, of Japanese を, が, は, に, の and で; words of
    /// English can be added. A doubled *is*, *are* or *has* is not reported where a clause may end between the two (after what,
    /// that, who), nor a doubled *you* where the first one may be an object. The others count between kanji, katakana, Latin letters or a bracket and
    /// a word that does not begin in hiragana, since がん, はじめ and にせ are words too. A word that is written three times is
    /// not reported, nor one with another capital, a line of white space or a sign between the two.
    pub struct DoubledWord {
        /// More English words that are wrong where they are written twice, in small letters.
        extra_words: Vec<String> = Vec::new(),
    }
    id: "doubled-word", kind: Document, level: Level::Warning, fix: Some(Safety::Safe),
    seeks: TextFeatures::DOUBLED_WORD, yields_to: &["joined-items-text", "duplicate-usage-text"]
}

impl DocumentRule for DoubledWord {
    fn seeks_more(&self) -> bool {
        !self.extra_words.is_empty()
    }

    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let wanted = if self.seeks_more() { TextFeatures::ALL } else { TextFeatures::DOUBLED_WORD };
        for prose in handoff.texts_with(wanted).filter(|prose| matches!(prose.language, "en" | "ja")) {
            let text = prose.text;
            let mut found: Vec<Range<usize>> = Vec::new();
            for at in memchr::memchr2_iter(b' ', b'\n', text.as_bytes()) {
                found.extend(self.doubled(text, at));
            }
            if !text.is_ascii() {
                found.extend(particles(text));
                found.sort_by_key(|range| range.start);
            }
            let quoted: Vec<Range<usize>> = if found.is_empty() { Vec::new() } else { quoted(text).collect() };
            found.retain(|range| {
                let near = quoted.partition_point(|quoted| quoted.end < range.end);
                quoted.get(near).is_none_or(|quoted| range.start < quoted.start)
            });
            let Some((first, others)) = found.split_first() else { continue };
            // Of `the the` the half is a word, and so is that of `をを`.
            let one = |range: &Range<usize>| &text[range.start..range.start + range.len() / 2];
            let edits = found.iter().map(|range| (text.part(range.clone(), ""), one(range).to_owned()));
            let draft = reporter
                .at(text.part(first.clone(), ""))
                .message(format!("{} is written twice in a row", quote(one(first))))
                .label("doubled word")
                .help("delete one of the two");
            others.iter().fold(draft, |draft, other| draft.related(text.part(other.clone(), ""), "doubled word")).fix(
                "delete one of the two",
                Safety::Safe,
                edits,
            );
        }
    }
}

/// Words of English that are never right twice but for a few neighbours.
const WORDS: [&str; 9] = ["the", "of", "a", "an", "and", "are", "has", "is", "you"];

/// Words that begin a clause, so that a verb may end it and another begin what comes behind it.
const CLAUSES: [&str; 17] = [
    "all",
    "everything",
    "how",
    "that",
    "what",
    "whatever",
    "when",
    "whenever",
    "where",
    "wherever",
    "which",
    "whichever",
    "who",
    "whoever",
    "whom",
    "whose",
    "why",
];

/// Words behind which a verb may end a clause.
const SUBJECTS: [&str; 10] = ["he", "it", "she", "there", "they", "this", "these", "those", "we", "i"];

/// Words behind which *you* is a subject.
const OPENERS: [&str; 20] = [
    "and", "as", "because", "but", "can", "do", "how", "if", "once", "or", "should", "since", "so", "that", "unless",
    "until", "what", "when", "whether", "while",
];

/// Words behind which a small a is the name of something.
const LETTERED: [&str; 16] = [
    "case", "category", "class", "column", "grade", "group", "item", "letter", "option", "part", "plan", "row",
    "section", "series", "type", "variable",
];

impl DoubledWord {
    /// The word before a space with the same one behind it, if that is wrong.
    fn doubled(&self, text: &str, space: usize) -> Option<Range<usize>> {
        let word = last_word(&text[..space]);
        let start = space - word.len();
        let end = space + 1 + word.len();
        let twin = text.get(space + 1..end)?;
        if word.is_empty() || !twin.eq_ignore_ascii_case(word) || twin.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        let is_own = WORDS.contains(&twin);
        if !is_own && !self.extra_words.iter().any(|extra| extra == twin) {
            return None;
        }
        let (before, after) = (&text[..start], &text[end..]);
        let joins = |letter: char| letter.is_ascii_digit() || script::is_latin(letter) || "-'’/_.&".contains(letter);
        if before.ends_with(joins) || after.starts_with(|letter| joins(letter) && letter != '.') {
            return None;
        }
        let bare = before.trim_end();
        let begins = bare.chars().next_back().is_none_or(|last| !last.is_ascii_alphanumeric() && last != ',');
        if word != twin && !begins {
            return None;
        }
        let previous = last_word(bare).to_ascii_lowercase();
        // A subject in which the sentence begins ends no clause before it.
        let opens = last_word(bare).starts_with(|letter: char| letter.is_ascii_uppercase()) && previous != "i";
        let rest = after.trim_start();
        let next = rest[..rest.bytes().take_while(u8::is_ascii_alphabetic).count()].to_ascii_lowercase();
        let is_plain = match twin {
            _ if previous == twin || next == twin => false,
            "of" => next != "course",
            "and" => !matches!(&*next, "or" | "not"),
            "a" => next.len() > 1 && previous.len() != 1 && !LETTERED.contains(&&*previous),
            "is" | "are" | "has" => (!SUBJECTS.contains(&&*previous) || opens) && !has_clause(bare),
            "you" => bare.is_empty() || begins || OPENERS.contains(&&*previous),
            _ => true,
        };
        is_plain.then_some(start..end)
    }
}

/// The letters of ASCII at the end of a text, of which no more are looked at than a word has.
fn last_word(text: &str) -> &str {
    /// More than the longest word.
    const LONGEST: usize = 30;
    let length = text.bytes().rev().take(LONGEST).take_while(u8::is_ascii_alphabetic).count();
    &text[text.len() - length..]
}

/// Whether the sentence that a text ends in has a word that begins a clause.
fn has_clause(text: &str) -> bool {
    /// As far as the sentence is read, in bytes.
    const REACH: usize = 200;
    let part = &text[text.ceil_char_boundary(text.len().saturating_sub(REACH))..];
    let sentence = part.rsplit(['.', '!', '?', ';', '。']).next().unwrap_or_default();
    let mut words = sentence.split(|letter: char| !letter.is_ascii_alphabetic());
    words.any(|word| CLAUSES.iter().any(|clause| clause.eq_ignore_ascii_case(word)))
}

/// Particles of Japanese that are written twice.
fn particles(text: &str) -> impl Iterator<Item = Range<usize>> {
    /// Words that begin with は or が and go on in kanji.
    const BEGINNINGS: [char; 7] = ['虫', '種', '握', '行', '根', '片', '乳'];
    /// Words in hiragana that に follows.
    const NOUNS: [&str; 14] = [
        "ごと",
        "ため",
        "よう",
        "とき",
        "さい",
        "たび",
        "すで",
        "とく",
        "とも",
        "さら",
        "つね",
        "ただち",
        "しだい",
        "たが",
    ];
    /// Words in hiragana that は and が follow.
    const POINTERS: [&str; 10] = ["これ", "それ", "あれ", "どれ", "ここ", "そこ", "こと", "だれ", "など", "だけ"];
    /// What に leads to, which no word in に begins with.
    const VERBS: [&str; 12] =
        ["とって", "ついて", "おいて", "おける", "よって", "より", "よる", "なる", "なった", "なって", "すぎ", "つき"];
    let is_particle = |letter: &char| matches!(letter, 'を' | 'が' | 'は' | 'に' | 'の' | 'で');
    let mut letters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (start, letter) = letters.next()?;
            if !is_particle(&letter) {
                continue;
            }
            let mut count = 1;
            while letters.next_if(|(_, next)| *next == letter).is_some() {
                count += 1;
            }
            if count != 2 {
                continue;
            }
            let end = start + 2 * letter.len_utf8();
            let before = text[..start].chars().next_back();
            let after = text[end..].chars().next();
            let is_behind_noun = before.is_some_and(|before| {
                before != '・' && !script::is_hiragana(before) && before.is_alphanumeric()
                    || matches!(before, '」' | '』' | '）' | ')' | '”' | '％' | '%')
            });
            let is_wrong = match letter {
                'を' => {
                    let is_old = ["しき", "しく", "しさ", "り"].iter().any(|old| text[end..].starts_with(old));
                    !is_old && (is_behind_noun || before.is_some_and(script::is_hiragana))
                }
                // 彼ののほう: the first one stands for a thing.
                'の' if after == Some('方') => false,
                'に' if NOUNS.iter().any(|noun| text[..start].ends_with(noun)) => true,
                'に' if is_behind_noun && VERBS.iter().any(|verb| text[end..].starts_with(verb)) => true,
                'が' if is_behind_noun && matches!(after, Some('あ' | 'な')) => true,
                'は' | 'が' if POINTERS.iter().any(|noun| text[..start].ends_with(noun)) => {
                    after.is_some_and(|after| begins_word(after) && !BEGINNINGS.contains(&after))
                }
                _ => is_behind_noun && after.is_some_and(|after| begins_word(after) && !BEGINNINGS.contains(&after)),
            };
            if is_wrong {
                return Some(start..end);
            }
        }
    })
}

/// Whether a letter begins a word that cannot begin with the particle before it.
fn begins_word(letter: char) -> bool {
    script::is_kanji(letter)
        || script::is_katakana(letter)
        || matches!(letter, '「' | '『' | '、')
        || letter.is_ascii_alphanumeric()
}
