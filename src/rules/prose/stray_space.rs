use std::ops::Range;

use crate::declare_rule;
use crate::finding::{Safety, Severity};
use crate::handoff::{Handoff, Prose, TextFeatures};
use crate::rule::{DocumentRule, Reporter};
use crate::text::is_blank;

declare_rule! {
    /// White space around a value, or doubled inside a sentence.
    ///
    /// ## Why
    /// A name with a space at its end is a different name for every program that compares it, and a doubled space is what
    /// remains of a word that was deleted or a slot that was never filled.
    ///
    /// ## Fails
    /// ```json
    /// { "summary": { "display_name": "Churn Rate " } }
    /// ```
    /// ```json ja
    /// { "summary": { "display_name": "解約率　" } }
    /// ```
    /// ```json
    /// { "content": { "usage": [{ "key": "usage", "title": "When it helps", "text": "Compare the  rate of two months.", "items": [] }] } }
    /// ```
    ///
    /// ## Passes
    /// Two spaces after a full stop, the indent of a Japanese paragraph, and the spaces of a row:
    /// ```json
    /// { "content": { "usage": [{ "key": "usage", "title": "When it helps", "text": "Compare months.  Then compare years.", "items": ["Head | Cell |  | Cell | "] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "usage", "title": "役立つ場面", "text": "　月ごとに比べる。\n　年ごとにも比べる。", "items": [] }] } }
    /// ```
    ///
    /// ## Fix
    /// Delete the white space; the fix is safe.
    ///
    /// ## Known limits
    /// What is a habit rather than a slip is an info at most: a line break at the end of a text, and doubled full-width
    /// spaces. Doubled spaces are one finding for each text. Spaces before a line break and after one are layout, and a
    /// value of white space alone is not reported here, nor is a single full-width space inside a text.
    pub struct StraySpace {}
    id: "stray-space", kind: Document, seeks: STRAY, fix: Some(Safety::Safe)
}

/// Among what is unusual are line separators and other spaces.
const STRAY: TextFeatures = TextFeatures::PADDED.or(TextFeatures::ODD_SPACE).or(TextFeatures::UNUSUAL);

impl DocumentRule for StraySpace {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        for prose in handoff.texts_with(STRAY).filter(|prose| !is_blank(prose.text)) {
            check_ends(&prose, reporter);
            if handoff.may_hold(prose.text, TextFeatures::ODD_SPACE) {
                check_inside(&prose, reporter);
            }
        }
    }
}

fn check_ends(prose: &Prose<'_>, reporter: &mut Reporter<'_>) {
    let text = prose.text;
    let start = text.len() - text.trim_start().len();
    let end = text.trim_end().len();
    let is_row = |edge: Option<char>| edge == Some('|');
    let is_indent = prose.role.is_running() && text[..start].chars().all(|space| space == '\u{3000}');
    if start > 0 && !is_indent && !is_row(text[start..].chars().next()) {
        tell(prose, 0..start, "before the text", Severity::Warning, reporter);
    }
    if end < text.len() && !is_row(text[..end].chars().next_back()) {
        let is_break = prose.role.is_running() && text[end..].chars().all(|space| matches!(space, '\n' | '\r'));
        tell(
            prose,
            end..text.len(),
            "after the text",
            if is_break { Severity::Info } else { Severity::Warning },
            reporter,
        );
    }
}

fn tell(prose: &Prose<'_>, range: Range<usize>, location: &str, severity: Severity, reporter: &mut Reporter<'_>) {
    let text = prose.text;
    let space = &text[range.clone()];
    let what = match space.chars().next() {
        Some('\n' | '\r') => "there is a line break",
        Some('\t') => "there is a tab",
        Some('\u{3000}') => "there is a full-width space",
        _ => "there is white space",
    };
    reporter
        .at(text.part(range.clone(), ""))
        .message(format!("{what} {location}"))
        .label("stray space")
        .help("delete it")
        .max_severity(severity)
        .fix("delete the white space", Safety::Safe, [(text.part(range, ""), String::new())]);
}

fn check_inside(prose: &Prose<'_>, reporter: &mut Reporter<'_>) {
    let text = prose.text;
    let mut found = doubled(text).peekable();
    if found.peek().is_none() {
        return;
    }
    let found: Vec<Range<usize>> = found.collect();
    let is_habit = found.iter().all(|range| text[range.clone()].chars().all(|space| space == '\u{3000}'));
    let rest = match found.len() {
        1 => String::new(),
        others => format!(", {others} times"),
    };
    // One full-width space remains of several.
    let edits = found.iter().map(|range| {
        let space = if text[range.clone()].starts_with('\u{3000}') { "\u{3000}" } else { " " };
        (text.part(range.clone(), ""), space.to_owned())
    });
    reporter
        .at(text.part(found[0].clone(), ""))
        .message(format!("the space is doubled inside a sentence{rest}"))
        .label("doubled space")
        .help("leave one space")
        .max_severity(if is_habit { Severity::Info } else { Severity::Warning })
        .fix("leave one space", Safety::Safe, edits);
}

/// Two spaces or more between two characters of one sentence.
fn doubled(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_space = |character: char| matches!(character, ' ' | '\u{a0}' | '\u{3000}');
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let bytes = text.as_bytes();
            // Each of the three ends or begins with one of these bytes.
            let start = loop {
                let at = from + bytes[from..].iter().position(|byte| matches!(byte, b' ' | 0xc2 | 0xe3))?;
                let mut rest = text[at..].chars();
                let (first, second) = (rest.next()?, rest.next());
                if is_space(first) && second.is_some_and(is_space) {
                    break at;
                }
                from = at + first.len_utf8();
            };
            let end = text[start..].find(|character| !is_space(character)).map_or(text.len(), |at| start + at);
            from = end;
            let before = text[..start].chars().next_back();
            let after = text[end..].chars().next();
            let ends_sentence = |character: char| ".?!:;。？！．：…|｜\n\r\t".contains(character);
            let closers = ['"', '\'', ')', '”', '’', ']', '」', '）'];
            let sentence = text[..start].trim_end_matches(closers).chars().next_back();
            let (Some(before), Some(after)) = (before, after) else { continue };
            let is_end = ends_sentence(before) || sentence.is_some_and(ends_sentence);
            if !is_end && !matches!(after, '|' | '｜' | '\n' | '\r' | '\t') {
                return Some(start..end);
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubled_spaces_inside_a_sentence() {
        let found = |text: &str| doubled(text).collect::<Vec<_>>();
        assert_eq!(found("a  b, c \u{a0} d"), [1..3, 7..11]);
        assert_eq!(found("解約　　率、月　　次"), [6..12, 21..27]);
        for text in [
            "a b",
            "a.  b",
            "“Why?”  b",
            "a |  | b",
            "a  ",
            "  a",
            "a  \n  b",
            "解約　率",
            "",
            "。　　次",
            "あ\u{a9}　い",
            "x:  y",
        ] {
            assert!(found(text).is_empty(), "{text:?}");
        }
    }
}
