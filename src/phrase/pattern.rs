//! A phrase with slots, and where it stands in a folded text.
//!
//! Owns matching. Must not know which phrases there are.

use std::ops::Range;

use crate::text::{fold, plain_end};

/// What may stand in the slot `{TERM}`, beside the slot itself, unfilled.
#[derive(Clone, Copy, Debug)]
pub enum Terms<'t> {
    /// Whatever fits.
    Any,
    /// One of these folded names.
    Names(&'t [String]),
}

/// A phrase taken apart.
#[derive(Clone, Debug)]
pub struct Pattern {
    parts: Vec<Part>,
    longest_word: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    /// Folded text.
    Literal(String),
    /// `{TERM}`
    Term,
    /// `{X}`, `{Y}`, `{A}`, `{B}`, `{C}`: anything within a sentence and a cell.
    Slot,
}

/// The longest text that a slot takes, in bytes.
const LONGEST_FILLING: usize = 160;

impl Pattern {
    /// Takes `{TERM}` and other capitals in braces for slots, folds the rest. A full stop at the end is optional.
    pub fn new(text: &str) -> Pattern {
        let mut parts = Vec::new();
        let mut longest_word = String::new();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let (literal, slot, after) = next_slot(rest);
            let word = words(literal).max_by_key(|word| word_weight(word)).unwrap_or_default();
            if word_weight(word) > word_weight(&longest_word) {
                longest_word = word.to_owned();
            }
            let mut folded = fold_inner(literal);
            if slot.is_none() {
                folded.truncate(plain_end(&folded).len());
            }
            if !folded.is_empty() {
                parts.push(Part::Literal(folded));
            }
            parts.extend(slot);
            rest = after;
        }
        Pattern { parts, longest_word }
    }

    /// The longest run of letters outside slots: nothing matches that does not contain it. May be empty.
    pub fn longest_word(&self) -> &str {
        &self.longest_word
    }

    /// Whether the whole of a folded text matches, a full stop at its end aside.
    pub fn is_whole(&self, folded: &str, terms: Terms<'_>) -> bool {
        // Nearly every text begins otherwise.
        if let Some(Part::Literal(start)) = self.parts.first()
            && !folded.starts_with(start.as_str())
        {
            return false;
        }
        let folded = plain_end(folded);
        run(&self.parts, folded, terms, true) == Some(folded.len())
    }

    /// The first match in a folded text, between words.
    pub fn find(&self, folded: &str, terms: Terms<'_>) -> Option<Range<usize>> {
        let starts: Vec<usize> = match (self.parts.first()?, terms) {
            (Part::Literal(literal), _) => folded.match_indices(literal.as_str()).map(|(at, _)| at).collect(),
            (Part::Term, Terms::Names(names)) => {
                let names = names.iter().map(String::as_str).chain(["{term}"]).filter(|name| !name.is_empty());
                names.flat_map(|name| folded.match_indices(name)).map(|(at, _)| at).collect()
            }
            _ => sentence_starts(folded).collect(),
        };
        starts.into_iter().filter_map(|start| self.find_at(folded, start, terms)).min_by_key(|range| range.start)
    }

    /// Every match of a row within a folded text, in which nothing says where a row begins: behind the name of a term,
    /// the end of a sentence or of the row before, else with its second cell.
    pub fn find_rows(&self, folded: &str, names: &[String]) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        let (head, parts) = match self.parts.split_first() {
            Some((Part::Term | Part::Slot, parts)) => (true, parts),
            _ => (false, self.parts.as_slice()),
        };
        let Some(Part::Literal(literal)) = parts.first() else { return found };
        for (at, _) in folded.match_indices(literal.as_str()) {
            let end = found.last().map_or(0, |last| last.end);
            let Some(length) = (at >= end).then(|| run(parts, &folded[at..], Terms::Any, false)).flatten() else {
                continue;
            };
            let start = if head { head_start(folded, end, at, names) } else { at };
            found.push(start..at + length);
        }
        found
    }

    /// The match that begins at `start`.
    pub fn find_at(&self, folded: &str, start: usize, terms: Terms<'_>) -> Option<Range<usize>> {
        let is_inside_word = |at: usize| {
            folded[..at].ends_with(|letter: char| letter.is_ascii_alphanumeric())
                && folded[at..].starts_with(|letter: char| letter.is_ascii_alphanumeric())
        };
        if is_inside_word(start) {
            return None;
        }
        let end = start + run(&self.parts, &folded[start..], terms, false)?;
        (!is_inside_word(end)).then_some(start..end)
    }
}

/// The parts of a phrase outside its slots.
pub(super) fn literals(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (literal, _, after) = (!rest.is_empty()).then(|| next_slot(rest))?;
        rest = after;
        Some(literal)
    })
}

/// The text before the first slot, the slot, the text after it.
fn next_slot(text: &str) -> (&str, Option<Part>, &str) {
    for (open, _) in text.match_indices('{') {
        let Some(length) = text[open..].find('}') else { break };
        let slot = match &text[open + 1..open + length] {
            "TERM" => Part::Term,
            "X" | "Y" | "A" | "B" | "C" => Part::Slot,
            _ => continue,
        };
        return (&text[..open], Some(slot), &text[open + length + 1..]);
    }
    (text, None, "")
}

/// Folds the text between two slots: white space at its ends is part of it.
fn fold_inner(literal: &str) -> String {
    let folded = fold(literal);
    let space = |is_there: bool| if is_there { " " } else { "" };
    if folded.is_empty() {
        return space(!literal.is_empty()).to_owned();
    }
    let before = space(literal.starts_with(char::is_whitespace));
    let after = space(literal.ends_with(char::is_whitespace));
    format!("{before}{folded}{after}")
}

/// Runs of Latin letters, and of kana or kanji.
fn words(literal: &str) -> impl Iterator<Item = &str> {
    let latin = literal.split(|letter: char| !letter.is_ascii_alphabetic());
    latin.chain(literal.split(|letter: char| !is_japanese(letter)))
}

fn is_japanese(letter: char) -> bool {
    matches!(letter, 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '一'..='\u{9fff}')
}

fn word_weight(word: &str) -> usize {
    word.chars().map(|letter| if letter.is_ascii() { 1 } else { 3 }).sum()
}

/// Where sentences may begin.
fn sentence_starts(folded: &str) -> impl Iterator<Item = usize> {
    let after_stop = folded.match_indices([' ', '。', '!', '?']).filter_map(|(at, sign)| {
        let is_stop = sign != " " || folded[..at].ends_with(['.', '!', '?', ':', ';']);
        is_stop.then_some(at + sign.len())
    });
    std::iter::once(0).chain(after_stop)
}

/// One attempt to match, with the steps that it may still take: slots try every filling, and a text can be made for
/// which that never ends.
struct Attempt<'t> {
    terms: Terms<'t>,
    /// Whether the parts have to take all of the text.
    to_end: bool,
    steps: usize,
}

/// More steps than any text takes that a person wrote.
const MOST_STEPS: usize = 10_000;

/// How many bytes of `text` the parts take.
fn run(parts: &[Part], text: &str, terms: Terms<'_>, to_end: bool) -> Option<usize> {
    Attempt { terms, to_end, steps: MOST_STEPS }.take(parts, text)
}

impl Attempt<'_> {
    fn take(&mut self, parts: &[Part], rest: &str) -> Option<usize> {
        self.steps = self.steps.checked_sub(1)?;
        let Some((part, after)) = parts.split_first() else {
            return (!self.to_end || rest.is_empty()).then_some(0);
        };
        match (part, self.terms) {
            (Part::Literal(literal), _) => match rest.starts_with(literal.as_str()) {
                true => self.then(literal.len(), after, rest),
                false => None,
            },
            (Part::Term, Terms::Names(names)) => names
                .iter()
                .map(String::as_str)
                .chain(["{term}"])
                .filter(|name| !name.is_empty() && rest.starts_with(name))
                .find_map(|name| self.then(name.len(), after, rest)),
            (Part::Term | Part::Slot, _) => {
                let limit = filling(rest);
                match after.first() {
                    None => (limit > 0 && (!self.to_end || limit == rest.len())).then_some(limit),
                    // No further than a slot may reach: the rest of the text may be a megabyte without the literal.
                    Some(Part::Literal(next)) => rest[..rest.floor_char_boundary(limit + next.len())]
                        .match_indices(next.as_str())
                        .map(|(at, _)| at)
                        .skip_while(|at| *at == 0)
                        .find_map(|at| self.then(at, after, rest)),
                    Some(_) => rest
                        .char_indices()
                        .map(|(at, _)| at)
                        .skip(1)
                        .take_while(|at| *at <= limit)
                        .find_map(|at| self.then(at, after, rest)),
                }
            }
        }
    }

    /// Goes on behind `taken` bytes.
    fn then(&mut self, taken: usize, after: &[Part], rest: &str) -> Option<usize> {
        Some(taken + self.take(after, &rest[taken..])?)
    }
}

/// Where the first cell of a row begins that ends at `at`, no further back than `least`.
fn head_start(folded: &str, least: usize, at: usize, names: &[String]) -> usize {
    let before = &folded[least..at];
    let cell = before.rfind('|').map_or(0, |bar| bar + 1);
    let is_cell = cell == 0 && before.len() <= LONGEST_FILLING;
    let stop = before[cell..].rfind(['。', '！', '？']).map(|stop| cell + stop + '。'.len_utf8());
    let stop =
        stop.max([". ", "! ", "? ", ": "].iter().filter_map(|stop| Some(cell + before[cell..].rfind(stop)? + 2)).max());
    let names = names.iter().map(String::as_str).chain(["{term}"]);
    let name = names.filter(|name| !name.is_empty() && before.ends_with(name));
    let name = name.map(|name| before.len() - name.len()).min();
    let start = name.or(stop).or(is_cell.then_some(0)).unwrap_or(before.len());
    let start = start + (before[start..].len() - before[start..].trim_start().len());
    least + start
}

/// How far a slot may reach: to the end of the cell, of the sentence, or of patience.
fn filling(rest: &str) -> usize {
    let stop = rest.char_indices().find(|(at, letter)| match letter {
        '|' | '。' => true,
        '.' | '!' | '?' => rest[at + 1..].starts_with(' ') || at + 1 == rest.len(),
        _ => *at >= LONGEST_FILLING,
    });
    stop.map_or(rest.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_whole(pattern: &str, text: &str) -> bool {
        Pattern::new(pattern).is_whole(&fold(text), Terms::Any)
    }

    #[test]
    fn slots_take_something_within_a_cell() {
        assert!(is_whole("{TERM} | Current | {X}", "Lead | current | soon."));
        assert!(!is_whole("{TERM} | Current | {X}", "Lead | scored | current | soon"));
        assert!(!is_whole("{TERM} | Current | {X}", " | current | soon"));
        assert!(!is_whole("{TERM} | Current", "Lead | current | soon"));
        assert!(is_whole("{A}と{B}の比較", "広告と紹介の比較。"));
        assert!(is_whole("{X} of {Y} of it", "the end of the line of it"));
    }

    #[test]
    fn other_braces_are_text() {
        assert!(is_whole("{name} is {X}", "{NAME} is here"));
        assert!(!is_whole("{name} is {X}", "Ann is here"));
        assert!(is_whole("an open { brace", "An open { brace"));
    }

    #[test]
    fn a_name_is_tried_in_every_form() {
        let names = ["lead".to_owned(), "lead nurturing".to_owned(), String::new()];
        let pattern = Pattern::new("{TERM} | Current");
        assert!(pattern.is_whole("lead nurturing | current", Terms::Names(&names)));
        assert!(pattern.is_whole("lead | current", Terms::Names(&names)));
        assert!(!pattern.is_whole("churn | current", Terms::Names(&names)));
        assert!(!pattern.is_whole(" | current", Terms::Names(&names)));
    }

    #[test]
    fn the_longest_word_gives_a_phrase_away() {
        assert_eq!(Pattern::new("{TERM} | Supporting lens").longest_word(), "Supporting");
        assert_eq!(Pattern::new("{TERM}は現在の概念").longest_word(), "は現在の概念");
        assert_eq!(Pattern::new("{X} | {Y}").longest_word(), "");
    }

    #[test]
    fn matching_ends_soon_whatever_the_text() {
        let text = "a ".repeat(5_000);
        assert!(!is_whole("{X} a {Y} a {A} a {B} b", &text));
        assert!(Pattern::new("{X} a {Y} b").find(&fold(&text), Terms::Any).is_none());
    }
}
