use std::collections::HashMap;

use crate::declare_rule;
use crate::finding::Severity;
use crate::handoff::{AtOwner, Faq, Handoff, Section, Text};
use crate::rule::{DocumentRule, Reporter};
use crate::text::{fold, is_blank, is_row, is_wide, plain_end, same};
use crate::words::{count, shorten};

declare_rule! {
    /// A point, a row, a question or a whole section that stands twice.
    ///
    /// ## Why
    /// A list was pasted twice, or one of two versions was never deleted. The page prints both, and where a question has two
    /// answers, nobody knows which of them is meant.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "misunderstandings": [{ "key": "misunderstandings", "title": "よくある誤解 / 落とし穴", "text": null, "items": [
    ///   "A low rate is not proof of satisfaction.", "Monthly figures do not add up.", "A low rate is not proof of satisfaction"
    /// ] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [
    ///   { "question": "負の値になりますか？", "answer": "顧客数の率は負にならない。" },
    ///   { "question": "負の値になりますか", "answer": "金額の率は負になりうる。" }
    /// ] } }
    /// ```
    /// A whole section is an error:
    /// ```json
    /// { "content": { "examples": [
    ///   { "key": "examples", "title": "最小例", "text": "Of 800 firms 24 cancel in April. Churn is 3%.", "items": [] },
    ///   { "key": "examples", "title": "例", "text": "Of 800 firms 24 cancel in April. Churn is 3%.", "items": [] }
    /// ] } }
    /// ```
    ///
    /// ## Passes
    /// Rows may have the same head, and a sequence may come back to where it began:
    /// ```json ja
    /// { "content": { "boundary": { "text": null, "items": [
    ///   "含める | 有料の契約 | 収入があるため", "含める | 休止中の契約 | 再開すれば収入になるため", "含めない | 無料体験 | 収入がないため"
    /// ] } } }
    /// ```
    /// ```json
    /// { "content": { "examples": [{ "key": "examples", "title": "最小例", "text": null, "items": ["Call", "Offer", "Call"] }] } }
    /// ```
    ///
    /// ## Fix
    /// Delete the repetition. Of two answers, keep the one that is right.
    ///
    /// ## Known limits
    /// Case, width, white space and the full stop at the end make no difference; other words do. What is repeated in one go is
    /// one finding. Points, rows and pairs are warnings; a whole section or a whole FAQ is an error. Short points of examples
    /// are left alone, and so are points without a letter. The usage is left to `duplicate-usage-text` where that reports, single
    /// sentences to `duplicate-sentence`, sources, relations and aliases to the rules on these.
    pub struct DuplicateEntry {}
    id: "duplicate-entry", kind: Document, yields_to: &["duplicate-usage-text", "placeholder-comparison-row"]
}

impl DocumentRule for DuplicateEntry {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let content = &handoff.content;
        let lists = [&content.misunderstandings, &content.examples, &content.comparisons];
        let outside_usage: Vec<&Section<'_>> =
            content.formula.iter().chain(&content.boundary).chain(lists.into_iter().flatten()).collect();
        let copies = copies(&outside_usage);
        for (section, first) in outside_usage.iter().zip(&copies) {
            match first {
                Some(first) => tell_section(section, outside_usage[*first], reporter),
                None => {
                    let is_example = content.examples.as_ptr_range().contains(&std::ptr::from_ref(*section));
                    check_points(&section.items, is_example, || section.name().to_owned(), reporter);
                }
            }
        }
        for section in content.definition.iter().chain(&content.usage) {
            check_points(&section.items, false, || section.name().to_owned(), reporter);
        }
        check_points(&handoff.limitations.items, false, || "limitations".to_owned(), reporter);
        check_faq(&content.faq, reporter);
    }
}

/// For each section, the first one before it with the same text and the same points.
fn copies(sections: &[&Section<'_>]) -> Vec<Option<usize>> {
    /// More sections than any document has are not compared.
    const MOST: usize = 200;
    /// The least that a section of another kind has to repeat, in Latin characters: short ones agree by chance.
    const WIDE: usize = 40;
    let sections = &sections[..sections.len().min(MOST)];
    let copy = |number: usize| {
        let section = sections[number];
        let text = section.text.value().filter(|text| !is_blank(text));
        if text.is_none() && section.items.iter().all(|item| is_blank(item)) {
            return None;
        }
        sections[..number].iter().position(|other| {
            let same_text = match (text, other.text.value().filter(|text| !is_blank(text))) {
                (None, None) => true,
                (Some(one), Some(other)) => start(one) == start(other) && same(one, other),
                _ => false,
            };
            let is_of_kind = || {
                let length =
                    text.map_or(0, |text| text.len()) + section.items.iter().map(|item| item.len()).sum::<usize>();
                section.node.parent() == other.node.parent() || length >= WIDE
            };
            same_text
                && section.items.len() == other.items.len()
                && section
                    .items
                    .iter()
                    .zip(&other.items)
                    .all(|(one, other)| start(one) == start(other) && same(one, other))
                && is_of_kind()
        })
    };
    (0..sections.len()).map(copy).collect()
}

fn tell_section(section: &Section<'_>, first: &Section<'_>, reporter: &mut Reporter<'_>) {
    let (name, other) = (section.name(), first.name());
    let message = match name == other {
        true => format!("{name} stands twice, with the same content"),
        false => format!("{name} repeats the whole of {other}"),
    };
    let draft = match (section.text.value().filter(|text| !is_blank(text)), section.node.get("items")) {
        (Some(text), _) if section.items.is_empty() => reporter.at(text),
        (None, Some(items)) => reporter.at(items),
        _ => reporter.at(section.node),
    };
    draft
        .message(message)
        .label("the same section again")
        .help("delete one of the two sections")
        .related(AtOwner(first.node), "first written here");
}

/// Checks the points of a list; `name` is what the list is called.
fn check_points(points: &[Text<'_>], is_example: bool, name: impl Fn() -> String, reporter: &mut Reporter<'_>) {
    /// A step of a sequence is shorter, in Latin characters.
    const WIDE: usize = 20;
    let counts = |point: &Text<'_>| {
        point.chars().any(char::is_alphanumeric) && (!is_example || is_row(point) || is_wide(point, WIDE))
    };
    let firsts = firsts(points.len(), |number| &points[number]);
    for run in runs(&firsts) {
        let again = &points[run.again];
        if !counts(again) {
            continue;
        }
        let what = if is_row(again) { "row" } else { "point" };
        let message = match run.length {
            1 => format!("the {what} “{}” stands twice in {}", shorten(again, 40), name()),
            length => format!("{} from “{}” on stand twice in {}", count(length, what), shorten(again, 30), name()),
        };
        reporter
            .at(again)
            .message(message)
            .label("listed before")
            .help(if run.length == 1 { "delete one of the two" } else { "delete the repetition" })
            .related(&points[run.first], "first listed here")
            .max_severity(Severity::Warning);
    }
}

fn check_faq(faq: &[Faq<'_>], reporter: &mut Reporter<'_>) {
    let pairs: Vec<(&Text<'_>, &Text<'_>)> = faq
        .iter()
        .filter_map(|pair| pair.question.value().filter(|question| !is_blank(question)).zip(pair.answer.value()))
        .collect();
    let question = |number: usize| pairs[number].0.trim_end_matches(['?', '？', ' ', '\u{3000}']);
    let firsts = firsts(pairs.len(), question);
    let is_pair = |number: usize, first: usize| same(pairs[number].1, pairs[first].1);
    let half = pairs.len() / 2;
    let is_whole = half > 1
        && half * 2 == pairs.len()
        && firsts.iter().enumerate().all(|(number, first)| match first {
            None => number < half,
            Some(first) => number >= half && is_pair(number, *first),
        });
    if is_whole {
        reporter
            .at(pairs[half].0)
            .message(format!("the whole FAQ, {}, stands twice", count(half, "question")))
            .label("the same questions again from here on")
            .help("delete one of the two halves")
            .related(pairs[0].0, "first listed here");
        return;
    }
    let pairs_alike: Vec<Option<usize>> =
        firsts.iter().enumerate().map(|(number, first)| first.filter(|first| is_pair(number, *first))).collect();
    let mut reported = vec![false; pairs.len()];
    for run in runs(&pairs_alike) {
        reported[run.again..run.again + run.length].fill(true);
        let asked = pairs[run.again].0;
        let message = match run.length {
            1 => format!("the question “{}” and its answer stand twice", shorten(asked, 50)),
            length => format!("{length} questions from “{}” on stand twice with their answers", shorten(asked, 40)),
        };
        reporter
            .at(asked)
            .message(message)
            .label("listed before")
            .help(if run.length == 1 { "delete one of the two" } else { "delete the repetition" })
            .related(pairs[run.first].0, "first listed here")
            .max_severity(Severity::Warning);
    }
    for (number, first) in firsts.iter().enumerate().filter(|(number, _)| !reported[*number]) {
        let Some(first) = first else { continue };
        let (asked, answer) = pairs[number];
        reporter
            .at(asked)
            .message(format!("the question “{}” has two answers", shorten(asked, 60)))
            .label("asked before")
            .help("keep the answer that is right")
            .related(pairs[*first].1, "the first answer")
            .related(answer, "the second answer")
            .max_severity(Severity::Warning);
    }
}

/// What is listed again in one go.
struct Run {
    first: usize,
    again: usize,
    length: usize,
}

/// The runs of texts that follow each other as they did before.
fn runs(firsts: &[Option<usize>]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (again, first) in firsts.iter().enumerate() {
        let Some(first) = *first else { continue };
        match runs.last_mut().filter(|run| run.again + run.length == again && run.first + run.length == first) {
            Some(run) => run.length += 1,
            None => runs.push(Run { first, again, length: 1 }),
        }
    }
    runs
}

/// For each text, the first one before it that is the same; blank texts have none.
fn firsts<'t>(number: usize, text: impl Fn(usize) -> &'t str) -> Vec<Option<usize>> {
    /// So many are compared with each other, which is fastest as nearly all differ in their first letters.
    const FEW: usize = 64;
    let mut firsts = vec![None; number];
    if number > FEW {
        let mut known: HashMap<String, usize> = HashMap::with_capacity(number);
        for (at, first) in firsts.iter_mut().enumerate().filter(|(at, _)| !is_blank(text(*at))) {
            let mut key = fold(text(at));
            key.truncate(plain_end(&key).len());
            *first = Some(*known.entry(key).or_insert(at)).filter(|known| *known != at);
        }
        return firsts;
    }
    let starts: Vec<Start> = (0..number).map(|at| start(text(at))).collect();
    for at in 1..number {
        let mut before = (0..at).filter(|before| starts[*before] == starts[at] && firsts[*before].is_none());
        let first = before.find(|before| !is_blank(text(at)) && same(text(*before), text(at)));
        firsts[at] = first;
    }
    firsts
}

/// How a text begins, as far as that is cheap to tell.
#[derive(Clone, Copy)]
struct Start(u32);

/// Texts that are the same never begin otherwise.
impl PartialEq for Start {
    fn eq(&self, other: &Start) -> bool {
        self.0 == 0 || other.0 == 0 || self.0 == other.0
    }
}

/// Tells by the first letter alone: white space before it, its case and its width may differ. Signs tell nothing, since
/// they have many spellings.
fn start(text: &str) -> Start {
    let mut letters = text.trim_start().chars();
    match letters.next() {
        // A mark that voices it belongs to the letter.
        Some(_) if matches!(letters.next(), Some('\u{3099}' | '\u{309a}')) => Start(0),
        Some(letter) if letter.is_ascii_alphanumeric() => Start(u32::from(letter.to_ascii_lowercase())),
        Some(letter @ ('ぁ'..='ゖ' | '一'..='\u{9fff}')) => Start(u32::from(letter)),
        _ => Start(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(texts: &[&str]) -> Vec<(usize, usize, usize)> {
        let firsts = firsts(texts.len(), |number| texts[number]);
        runs(&firsts).into_iter().map(|run| (run.first, run.again, run.length)).collect()
    }

    #[test]
    fn what_follows_as_before_is_one_run() {
        assert_eq!(found(&["a", "b", "c", "A", "ｂ", "c."]), [(0, 3, 3)]);
        assert_eq!(found(&["a", "b", "b", "a"]), [(1, 2, 1), (0, 3, 1)]);
        assert_eq!(found(&["a", "a", "a"]), [(0, 1, 1), (0, 2, 1)]);
        assert_eq!(found(&["解約率", "継続率", " 解約率。", "", ""]), [(0, 2, 1)]);
        assert_eq!(found(&[]), []);
    }

    #[test]
    fn many_are_compared_as_few_are() {
        let mut texts: Vec<String> = (0..200).map(|number| format!("Point {number}")).collect();
        texts.extend(["point 7".to_owned(), "point 8.".to_owned(), "  ".to_owned(), String::new()]);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert_eq!(found(&texts), [(7, 200, 2)]);
        assert_eq!(found(&texts[150..]), [(0, 0, 0); 0]);
        assert_eq!(found(&["Point 7", "Point 8", "point 7", "point 8.", "  ", ""]), [(0, 2, 2)]);
    }

    #[test]
    fn what_is_the_same_begins_alike() {
        let texts = [
            "A point",
            "ａ point",
            " a point",
            "“Quoted”",
            "\"quoted\"",
            "解約",
            "ｶﾞｽ",
            "ガス",
            "カ\u{3099}ス",
            "か\u{3099}",
            "が",
            "É",
            "e\u{301}",
        ];
        for one in texts {
            for other in texts {
                assert!(!same(one, other) || start(one) == start(other), "{one:?} {other:?}");
            }
        }
    }
}
