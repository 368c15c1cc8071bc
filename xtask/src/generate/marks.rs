//! From the clean corpus to documents of any number of worlds.
//!
//! A marked text has marks wherever the worlds differ: in the names of terms, in their slugs and ids, and near the end of
//! each sentence. It is made once; each world fills in its own word. Owns what is marked, and what a world puts there.

use std::collections::{BTreeMap, HashSet};

use aho_corasick::{AhoCorasick, MatchKind};
use fastrand::Rng;
use serde_json::Value;

/// The marks, from a private plane that no fixture uses: the word of the world in small letters, with a capital, in
/// katakana, its first letter, and before the digits with which an id begins.
const SMALL: char = '\u{F0000}';
const CAPITAL: char = '\u{F0001}';
const KATAKANA: char = '\u{F0002}';
const INITIAL: char = '\u{F0003}';
const ID: char = '\u{F0004}';
const MARKS: [char; 5] = [SMALL, CAPITAL, KATAKANA, INITIAL, ID];

/// How many digits of an id are mixed: 98329554-83ea-52bf-a385-04d342aa7a41.
const MIXED: usize = 8;

/// What tells the copies of the corpus apart.
#[derive(Clone, Debug)]
pub struct World {
    /// Its word: no word of any language, so no rule knows it.
    pub word: String,
    capital: String,
    katakana: String,
    initial: String,
    /// What its ids are mixed with: another number in every world.
    mixed: u32,
}

/// Syllables and how they sound. None of them can begin a broken element of katakana, and no two of them make a word that
/// stands for something unfinished (ダミー, テスト, todo).
const SYLLABLES: [(&str, &str); 32] = [
    ("ba", "バ"),
    ("bi", "ビ"),
    ("bo", "ボ"),
    ("fa", "ファ"),
    ("fi", "フィ"),
    ("ga", "ガ"),
    ("gi", "ギ"),
    ("go", "ゴ"),
    ("ka", "カ"),
    ("ke", "ケ"),
    ("ko", "コ"),
    ("mo", "モ"),
    ("mu", "ム"),
    ("na", "ナ"),
    ("ne", "ネ"),
    ("nu", "ヌ"),
    ("pa", "パ"),
    ("pe", "ペ"),
    ("pi", "ピ"),
    ("ra", "ラ"),
    ("ri", "リ"),
    ("ro", "ロ"),
    ("ru", "ル"),
    ("sa", "サ"),
    ("se", "セ"),
    ("so", "ソ"),
    ("va", "ヴァ"),
    ("ve", "ヴェ"),
    ("vi", "ヴィ"),
    ("za", "ザ"),
    ("ze", "ゼ"),
    ("zo", "ゾ"),
];

impl World {
    /// A world with a word that no other one of `taken` has.
    pub fn new(rng: &mut Rng, taken: &mut HashSet<String>) -> World {
        let mut length = 3;
        loop {
            let syllables: Vec<_> = (0..length).map(|_| SYLLABLES[rng.usize(..SYLLABLES.len())]).collect();
            let word: String = syllables.iter().map(|(latin, _)| *latin).collect();
            // An odd factor takes no two numbers to the same one.
            let mixed = (taken.len() as u32).wrapping_add(1).wrapping_mul(0x9E37_79B1);
            if !taken.insert(word.clone()) {
                // A syllable more for every miss: there is a word for any number of worlds.
                length += 1;
                continue;
            }
            let initial = word[..1].to_uppercase();
            let capital = format!("{initial}{}", &word[1..]);
            let katakana = syllables.iter().map(|(_, katakana)| *katakana).collect();
            return World { word, capital, katakana, initial, mixed };
        }
    }

    /// The text of this world.
    pub fn fill(&self, marked: &str) -> String {
        let mut filled = String::with_capacity(marked.len());
        let mut rest = marked;
        while let Some(at) = rest.find(MARKS) {
            let (before, from) = rest.split_at(at);
            filled.push_str(before);
            let mut after = from.chars();
            let mark = after.next();
            rest = after.as_str();
            match mark {
                Some(SMALL) => filled.push_str(&self.word),
                Some(CAPITAL) => filled.push_str(&self.capital),
                Some(KATAKANA) => filled.push_str(&self.katakana),
                Some(INITIAL) => filled.push_str(&self.initial),
                _ => {
                    let (digits, after) = rest.split_at(MIXED.min(rest.len()));
                    filled.push_str(&self.mix(digits));
                    rest = after;
                }
            }
        }
        filled + rest
    }

    /// Other digits; two spellings of one id stay one, in capitals or not.
    fn mix(&self, digits: &str) -> String {
        let mixed = u32::from_str_radix(digits, 16).unwrap_or_default() ^ self.mixed;
        match digits.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => format!("{mixed:08X}"),
            false => format!("{mixed:08x}"),
        }
    }
}

/// What a name is written in.
#[derive(Clone, Copy, Debug)]
enum Name {
    Slug,
    Latin,
    Japanese,
    Abbreviation,
}

/// Puts the marks into texts.
pub struct Marker {
    names: AhoCorasick,
    kinds: Vec<Name>,
    /// The sentences, each up to the letter behind its mark.
    sentences: AhoCorasick,
    /// Where in each of them the mark stands, and what it is.
    marks: Vec<(usize, char)>,
}

impl Marker {
    /// Knows the names and sentences of the clean corpus.
    pub fn new(corpus: &BTreeMap<String, Value>) -> Result<Marker, String> {
        let mut names: BTreeMap<String, Name> = BTreeMap::new();
        for document in corpus.values() {
            collect_names(document, &mut names);
        }
        let (patterns, kinds): (Vec<String>, Vec<Name>) = names.into_iter().unzip();
        let names = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(patterns)
            .map_err(|error| format!("the names of the corpus: {error}"))?;

        let mut sentences: BTreeMap<String, (usize, char)> = BTreeMap::new();
        for document in corpus.values() {
            let mut mark = |sentence: &str| {
                if let Some((beginning, mark)) = mark_of(sentence, &names) {
                    sentences.insert(beginning.to_owned(), mark);
                }
            };
            let definition = document.pointer("/summary/short_definition").into_iter();
            for text in definition.chain(document.get("content")) {
                each_text(text, &mut |text| split(text).into_iter().for_each(&mut mark));
            }
        }
        let (patterns, marks): (Vec<String>, Vec<_>) = sentences.into_iter().unzip();
        let sentences = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .ascii_case_insensitive(true)
            .build(patterns)
            .map_err(|error| format!("the sentences of the corpus: {error}"))?;
        Ok(Marker { names, kinds, sentences, marks })
    }

    /// The same document with marks; keys stay as they are.
    pub fn document(&self, document: &Value) -> Value {
        match document {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.iter().map(|item| self.document(item)).collect(),
            Value::Object(fields) => {
                Value::Object(fields.iter().map(|(key, value)| (key.clone(), self.document(value))).collect())
            }
            other => other.clone(),
        }
    }

    /// The same path with marks; one that holds no name stands in a folder of the world.
    pub fn path(&self, path: &str) -> String {
        let marked = self.text(path);
        if marked == path { format!("{SMALL}/{path}") } else { marked }
    }

    /// The same text with marks.
    pub fn text(&self, text: &str) -> String {
        let mut with_sentences = String::new();
        self.sentences.replace_all_with(text, &mut with_sentences, |found, beginning, to| {
            let (at, mark) = self.marks[found.pattern().as_usize()];
            to.push_str(&beginning[..at]);
            to.push(mark);
            to.push_str(if mark == SMALL { " " } else { "" });
            to.push_str(&beginning[at..]);
            true
        });
        let text = with_sentences;
        let mut marked = String::new();
        self.names.replace_all_with(&text, &mut marked, |found, name, to| {
            let is_inside = text[..found.start()].ends_with(|before: char| before.is_ascii_alphanumeric());
            let goes_on = text[found.end()..].starts_with(|after: char| after.is_ascii_alphanumeric());
            let is_capital = name.starts_with(|letter: char| letter.is_ascii_uppercase());
            match self.kinds[found.pattern().as_usize()] {
                Name::Slug if !is_inside && !is_capital => {
                    to.push(SMALL);
                    to.push('-');
                }
                Name::Latin if !is_inside && is_capital => {
                    to.push(CAPITAL);
                    to.push(' ');
                }
                Name::Latin if !is_inside => {
                    to.push(SMALL);
                    to.push(' ');
                }
                Name::Japanese => {
                    to.push(KATAKANA);
                    if name.contains('・') {
                        to.push('・');
                    }
                }
                Name::Abbreviation if !is_inside && !goes_on && !name.contains(char::is_lowercase) => to.push(INITIAL),
                _ => {}
            }
            to.push_str(name);
            true
        });
        mark_ids(&marked)
    }
}

fn collect_names(document: &Value, names: &mut BTreeMap<String, Name>) {
    let mut insert = |value: Option<&Value>, is_abbreviation: bool| {
        let Some(name) = value.and_then(Value::as_str) else { return };
        let kind = match (is_abbreviation, name.is_ascii()) {
            (true, _) => Name::Abbreviation,
            (false, true) => Name::Latin,
            (false, false) => Name::Japanese,
        };
        // Letters are compared without regard to case.
        names.insert(name.to_ascii_lowercase(), kind);
    };
    let summary = &document["summary"];
    insert(summary.get("display_name"), false);
    insert(summary.get("english_name"), false);
    insert(summary.get("abbreviation"), true);
    for alias in document["aliases"].as_array().into_iter().flatten() {
        insert(alias.get("text"), alias["type"] == "abbreviation");
    }
    if let Some(slug) = summary["canonical_slug"].as_str() {
        names.insert(slug.to_owned(), Name::Slug);
    }
}

/// The texts below a value, without titles, questions and keys: those are alike in all terms by design.
fn each_text(value: &Value, visit: &mut impl FnMut(&str)) {
    match value {
        Value::String(text) => visit(text),
        Value::Array(items) => items.iter().for_each(|item| each_text(item, visit)),
        Value::Object(fields) => {
            let texts = fields.iter().filter(|(key, _)| !matches!(key.as_str(), "key" | "title" | "question"));
            texts.for_each(|(_, value)| each_text(value, visit));
        }
        _ => {}
    }
}

/// The sentences of a text.
fn split(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        let is_end = letter == '。' || matches!(letter, '.' | '?' | '!') && text[end..].starts_with(' ');
        if is_end {
            sentences.push(text[start..end].trim());
            start = end;
        }
    }
    sentences.push(text[start..].trim());
    sentences
}

/// Where a sentence is marked: its beginning up to the letter behind the mark, so that a copy that was cut short stays a
/// copy; the place, and the mark. Nothing for what is too short to be compared by any rule.
fn mark_of<'s>(sentence: &'s str, names: &AhoCorasick) -> Option<(&'s str, (usize, char))> {
    // Kanji alone may stand in an English sentence, as in “kaizen (改善)”.
    let is_japanese = sentence.chars().any(|letter| matches!(letter, '\u{3041}'..='\u{30FF}'));
    let shortest = if is_japanese { 10 } else { 20 };
    if sentence.chars().count() < shortest {
        return None;
    }
    let mut at = match is_japanese {
        true => {
            let particles = sentence.char_indices().rev().filter(|(_, letter)| "をにがはの".contains(*letter));
            particles.map(|(at, letter)| at + letter.len_utf8()).find(|at| {
                // The word ends where katakana goes on that cannot begin one.
                !sentence[*at..].starts_with(|next: char| "ーンァィゥェォッャュョ".contains(next))
            })?
        }
        false => sentence.rfind(' ')? + 1,
    };
    if let Some(name) = names.find_iter(sentence).find(|name| name.start() < at && at < name.end()) {
        at = name.start();
    }
    let next = sentence[at..].chars().next().filter(|_| at > 0)?;
    let mark = if is_japanese { KATAKANA } else { SMALL };
    Some((&sentence[..at + next.len_utf8()], (at, mark)))
}

/// Marks what begins like an id, `98329554-83ea-`: one that is too short by a digit is also of one term only.
fn mark_ids(text: &str) -> String {
    const LENGTH: usize = MIXED + "-83ea-".len();
    let mut marked = String::with_capacity(text.len());
    let (mut done, mut start) = (0, 0);
    while let Some(candidate) = text.as_bytes().get(start..start + LENGTH) {
        let is_id = candidate.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        });
        if !is_id {
            start += 1;
            continue;
        }
        marked.push_str(&text[done..start]);
        marked.push(ID);
        done = start;
        start += LENGTH;
    }
    marked + &text[done..]
}
