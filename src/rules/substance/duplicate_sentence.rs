use std::collections::hash_map::Entry;
use std::ops::Range;
use std::sync::LazyLock;

use foldhash::{HashMap, HashMapExt};
use memchr::memmem::Finder;

use crate::declare_rule;
use crate::handoff::{Content, Handoff, Locate, Section, Text};
use crate::rule::{DocumentRule, Level, Reporter};
use crate::text::{Sieve, begin_alike, fold, is_folded_reference, is_folded_sequel, text_width, trim};
use crate::words::shorten;

declare_rule! {
    /// A sentence that another section already contains.
    ///
    /// ## Why
    /// A section that borrows its sentences has nothing to say of its own, and those who read the whole page, as agents do, read
    /// them twice. The rule is a warning: the sentence is not false, only not new.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "faq": [{
    ///   "question": "Why does it matter?",
    ///   "answer": "For two reasons. Because the loss repeats every period, a small change compounds, and two points a month can decide whether a company grows."
    /// }] } }
    /// ```
    /// ```json ja
    /// { "content": { "examples": [{
    ///   "key": "examples", "title": "最小例",
    ///   "text": "ある会社では480社のうち12社が抜けた。解約率はその抜け落ちる速さを表し、サービスが期待に応え続けているかを映す鏡になる。", "items": []
    /// }] } }
    /// ```
    ///
    /// ## Passes
    /// The definition as an answer, short sentences, a calculation and a reference may be repeated:
    /// ```json
    /// { "content": {
    ///   "usage": [{ "key": "meaning", "title": "What it means", "text": "Count it every month. Churn = customers lost in the month / customers on the first day.", "items": [] }],
    ///   "faq": [
    ///     { "question": "What is it?", "answer": "Churn rate is the share of customers, or of the revenue they bring, that a business loses during a set period." },
    ///     { "question": "How?", "answer": "Count it every month. Churn = customers lost in the month / customers on the first day." }
    ///   ]
    /// } }
    /// ```
    /// ```json ja
    /// { "content": {
    ///   "usage": [{ "key": "usage", "title": "使い方のポイント", "text": "月ごとに見る。詳しくは「売上維持率」の計算の考え方を参照してください。", "items": [] }],
    ///   "faq": [{ "question": "月次ですか？", "answer": "月ごとに見る。詳しくは「売上維持率」の計算の考え方を参照してください。" }]
    /// } }
    /// ```
    /// What a sentence points back to may differ:
    /// ```json
    /// { "content": {
    ///   "usage": [{ "key": "meaning", "title": "What it means", "text": "Monthly plans shrink slowly. This option should not be compared with yearly contracts.", "items": [] }],
    ///   "faq": [{ "question": "And trials?", "answer": "They end at once. This option should not be compared with yearly contracts." }]
    /// } }
    /// ```
    ///
    /// ## Fix
    /// Keep the sentence where it belongs, and say what is particular to the other section.
    ///
    /// ## Known limits
    /// Sentences end at a full stop. Differences in capitals, character width, quotation marks and spaces are ignored,
    /// except for width and marks in the first and last letters; a paraphrase is not found. These are not compared:
    /// rows, two sentences of one section (the FAQ is one), the formula with an example or an answer, the definition
    /// with an answer or the beginning of the usage, figures that two sections of examples share, and the short definition with
    /// anything. A sentence that points back (“This option…”, “Instead…”, その結果…), an aside in brackets and one that begins
    /// with a small letter, as parameters of programs do, are compared with the sentence before them only, and at the start of a
    /// text; one that ends in a colon is not compared. Whole texts and items of
    /// the usage are left to `duplicate-usage-text`. Several sentences copied from one section to one text, or to items that
    /// follow each other, are one finding.
    pub struct DuplicateSentence {
        /// How long a repeated sentence must be to be reported, in Latin characters; a Japanese character counts as
        /// two.
        min_length: usize = 40,
    }
    id: "duplicate-sentence", kind: Document, level: Level::Warning,
    yields_to: &[
        "duplicate-usage-text", "duplicate-entry", "joined-items-text", "pipes-in-prose", "boilerplate-definition", "boilerplate-faq",
        "boilerplate-prose", "placeholder-text", "placeholder-comparison-row", "truncated-definition",
    ]
}

impl DocumentRule for DuplicateSentence {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        /// Enough for nearly every document.
        const USUAL: usize = 64;
        let stop = if handoff.is_japanese() { &*JAPANESE_STOP } else { &*LATIN_STOP };
        let mut all: Vec<(u64, Sentence<'_, '_>)> = Vec::with_capacity(USUAL);
        let (mut seen, mut shared) = (Sieve::default(), Vec::new());
        visit(&handoff.content, |occurrence| {
            for range in sentences(occurrence.text, stop).filter(|range| range.len() >= self.min_length) {
                let key = key(&occurrence.text.as_bytes()[range.clone()]);
                if seen.may_have(key) {
                    shared.push(key);
                }
                all.push((key, Sentence { occurrence, range }));
            }
        });
        // No sentences are compared but those that share their keys with others.
        if !shared.is_empty() {
            shared.sort_unstable();
            all.retain(|(key, _)| shared.binary_search(key).is_ok());
            self.compare(all, reporter);
        }
    }
}

impl DuplicateSentence {
    /// Compares sentences with those of the same key.
    fn compare<'f, 'a: 'f>(&self, mut keyed: Vec<(u64, Sentence<'f, 'a>)>, reporter: &mut Reporter<'_>) {
        /// So few are compared with each other before any is folded.
        const FEW: usize = 16;
        for (_, sentence) in &mut keyed {
            sentence.range = trim(sentence.occurrence.text, sentence.range.clone());
        }
        let may_repeat = |(number, (key, new)): (usize, &(u64, Sentence<'f, 'a>))| {
            let is_old = |(twin, old): &(u64, Sentence<'f, 'a>)| {
                twin == key && !old.may_come_again(new) && begin_alike(old.text(), new.text())
            };
            keyed[..number].iter().any(is_old)
        };
        if keyed.len() <= FEW && !keyed.iter().enumerate().any(may_repeat) {
            return;
        }
        let mut known: HashMap<(u64, String), Sentence<'_, '_>> = HashMap::new();
        let mut repeated: Vec<Repeated<'_, '_>> = Vec::new();
        for (key, new) in keyed {
            if text_width(new.text()) < self.min_length.max(1) || has_equation(new.text()) {
                continue;
            }
            let folded = fold(new.text());
            if is_folded_reference(&folded) || new.introduces() {
                continue;
            }
            let entry = match known.entry((key, folded)) {
                Entry::Vacant(location) => {
                    location.insert(new);
                    continue;
                }
                Entry::Occupied(location) => location,
            };
            let old = entry.get().clone();
            if old.may_come_again(&new) {
                continue;
            }
            let begins_small = || new.text().starts_with(|first: char| first.is_lowercase());
            match repeated.last_mut().filter(|last| last.goes_on(&old, &new)) {
                // What it points back to stands in one of the two texts only.
                None if old.range.start > 0
                    && new.range.start > 0
                    && (begins_small() || is_folded_sequel(&entry.key().1)) => {}
                Some(last) => {
                    extend(&mut last.old, old);
                    extend(&mut last.new, new);
                    last.count += 1;
                }
                None => repeated.push(Repeated { old: vec![old], new: vec![new], count: 1 }),
            }
        }
        for Repeated { old, new, count } in repeated {
            let ([first_old, ..], [first, others @ ..]) = (&*old, &*new) else { continue };
            let text = shorten(first.text(), 40);
            let (message, help) = match others {
                [] => (format!("“{text}” is"), "delete the repetition or say something new".to_owned()),
                _ => (
                    format!("“{text}” and {} more are", count - 1),
                    format!("delete the {count} repetitions or say something new"),
                ),
            };
            let mut draft = reporter
                .at(first.part())
                .message(format!("{message} already in {}", first_old.occurrence.name()))
                .label("repeated")
                .help(help)
                .subject(first.text());
            for other in others {
                draft = draft.related(other.part(), "repeated, too");
            }
            for old in &old {
                draft = draft.related(old.part(), "first written here");
            }
        }
    }
}

/// Adds a sentence to those that were found one after the other; those of one text are one stretch.
fn extend<'f, 'a>(sentences: &mut Vec<Sentence<'f, 'a>>, sentence: Sentence<'f, 'a>) {
    match sentences.last_mut().filter(|last| last.occurrence.number == sentence.occurrence.number) {
        Some(last) => {
            last.range.start = last.range.start.min(sentence.range.start);
            last.range.end = last.range.end.max(sentence.range.end);
        }
        None => sentences.push(sentence),
    }
}

/// Where a text stands, as far as it matters for what may come again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Definition,
    Formula,
    Usage,
    Example,
    Faq,
    Other,
}

/// A text of a section.
#[derive(Clone, Copy)]
struct Occurrence<'f, 'a> {
    text: &'f Text<'a>,
    /// Its number among the texts of the document.
    number: usize,
    part: Part,
    is_item: bool,
    /// `None` for the FAQ.
    section: Option<&'f Section<'a>>,
}

impl Occurrence<'_, '_> {
    fn is_beside(&self, other: &Occurrence<'_, '_>) -> bool {
        match (self.section, other.section) {
            (Some(one), Some(other)) => one.node.index() == other.node.index(),
            (one, other) => one.is_none() && other.is_none(),
        }
    }

    /// Whether a sentence that begins here may be the definition's: in an answer, and where the usage begins.
    fn may_define(&self, start: usize) -> bool {
        self.part == Part::Faq || self.part == Part::Usage && !self.is_item && start == 0
    }

    fn name(&self) -> &str {
        self.section.map_or("the FAQ", Section::name)
    }
}

/// Shows all texts but rows: cells are no sentences.
fn visit<'f, 'a>(content: &'f Content<'a>, mut see: impl FnMut(Occurrence<'f, 'a>)) {
    let mut number = 0;
    let mut tell = |text: &'f Text<'a>, part, is_item, section| {
        number += 1;
        if !text.is_row() {
            see(Occurrence { text, number, part, is_item, section });
        }
    };
    for (part, sections) in [
        (Part::Definition, content.definition.as_slice()),
        (Part::Formula, content.formula.as_slice()),
        (Part::Other, content.boundary.as_slice()),
        (Part::Usage, &content.usage),
        (Part::Other, &content.misunderstandings),
        (Part::Example, &content.examples),
        (Part::Other, &content.comparisons),
    ] {
        for section in sections {
            section.text.value().into_iter().for_each(|text| tell(text, part, false, Some(section)));
            section.items.iter().for_each(|item| tell(item, part, true, Some(section)));
        }
    }
    content.faq.iter().filter_map(|faq| faq.answer.value()).for_each(|text| tell(text, Part::Faq, false, None));
}

/// A sentence and where it stands.
#[derive(Clone)]
struct Sentence<'f, 'a> {
    occurrence: Occurrence<'f, 'a>,
    range: Range<usize>,
}

impl Sentence<'_, '_> {
    fn text(&self) -> &str {
        &self.occurrence.text[self.range.clone()]
    }

    fn part(&self) -> impl Locate {
        self.occurrence.text.part(self.range.clone(), "")
    }

    /// Whether it only introduces what follows, which may be anything.
    fn introduces(&self) -> bool {
        self.text().ends_with([':', '：'])
    }

    /// Whether it may come again as a later sentence (`docs/healthy.md`, "Repeated text").
    fn may_come_again(&self, later: &Sentence<'_, '_>) -> bool {
        if self.occurrence.is_beside(&later.occurrence) {
            return true;
        }
        match (self.occurrence.part, later.occurrence.part) {
            (Part::Definition, _) => later.occurrence.may_define(later.range.start),
            (Part::Formula, Part::Example | Part::Faq) => true,
            // Two worked examples may have the same givens.
            (Part::Example, Part::Example) => has_figure(self.text()),
            // `duplicate-usage-text` has compared them.
            (Part::Usage, Part::Usage) => self.occurrence.is_item && later.occurrence.is_item,
            _ => false,
        }
    }
}

/// Sentences of one place that were said in another: of one text, or of items that follow each other.
struct Repeated<'f, 'a> {
    old: Vec<Sentence<'f, 'a>>,
    new: Vec<Sentence<'f, 'a>>,
    /// How many sentences they are.
    count: usize,
}

impl Repeated<'_, '_> {
    /// Whether another sentence was taken from the same section to the same text, or to the item behind it.
    fn goes_on(&self, old: &Sentence<'_, '_>, new: &Sentence<'_, '_>) -> bool {
        let (Some(last_old), Some(last)) = (self.old.last(), self.new.last()) else { return false };
        let (before, now) = (&last.occurrence, &new.occurrence);
        let is_next_item = before.is_item && now.is_item && before.number + 1 == now.number && before.is_beside(now);
        last_old.occurrence.is_beside(&old.occurrence) && (before.number == now.number || is_next_item)
    }
}

/// Whether a sentence states a figure.
fn has_figure(sentence: &str) -> bool {
    sentence.contains(char::is_numeric)
}

/// Whether a sentence calculates: a formula is repeated wherever it is applied.
fn has_equation(sentence: &str) -> bool {
    // They are this byte or begin with one of these.
    memchr::memchr3(b'=', 0xc3, 0xef, sentence.as_bytes()).is_some() && sentence.contains(['=', '＝', '÷', '×'])
}

static LATIN_STOP: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(". "));
static JAPANESE_STOP: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("。"));

/// The sentences of a text, without their full stops. Coarser than [`crate::text::sentences`], since every text of
/// every document is read: a stop inside a quotation ends one too, a question mark does not.
fn sentences(text: &str, stop: &Finder<'_>) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut from = Some(0);
    std::iter::from_fn(move || {
        let start = from?;
        let start = start + bytes[start..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let found = stop.find(&bytes[start..]).map(|at| start + at);
        from = found.map(|at| at + stop.needle().len());
        let end = found.unwrap_or_else(|| text.trim_end_matches(['.', '。', ' ']).len());
        Some(start..end.max(start))
    })
}

/// The first and last bytes of a sentence, the case of ASCII letters aside, as one number.
fn key(sentence: &[u8]) -> u64 {
    let head = sentence.first_chunk::<16>().map_or(0, |bytes| u128::from_le_bytes(*bytes));
    let tail = sentence.last_chunk::<16>().map_or(0, |bytes| u128::from_le_bytes(*bytes));
    let folded = (head | CASE) ^ (tail | CASE).rotate_left(61);
    ((folded >> 64) as u64 ^ folded as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The bit in which the cases of an ASCII letter differ, for sixteen of them.
const CASE: u128 = u128::from_le_bytes([0x20; 16]);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_at_full_stops() {
        let split = |text, stop: &Finder<'static>| -> Vec<String> {
            sentences(text, stop).map(|range| text[range].to_owned()).collect()
        };
        assert_eq!(split("One is 1.5 here.  Two.", &LATIN_STOP), ["One is 1.5 here", "Two"]);
        assert_eq!(split("一つ。二つ", &JAPANESE_STOP), ["一つ", "二つ"]);
        assert_eq!(split("", &LATIN_STOP), [""]);
    }

    #[test]
    fn a_key_ignores_case() {
        let one = key(b"The loss repeats every period and grows");
        assert_eq!(one, key(b"the loss Repeats every period AND GROWS"));
    }

    #[test]
    fn a_key_tells_each_letter_at_both_ends() {
        let sentence = b"Leavers are found in the billing system rather than in the survey";
        for at in (0..16).chain(sentence.len() - 16..sentence.len()) {
            let mut other = *sentence;
            other[at] ^= 1;
            assert_ne!(key(&other), key(sentence), "{at}");
        }
    }
}
