use std::ops::Range;

use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::{Handoff, Text};
use crate::rule::{DocumentRule, Reporter};
use crate::words::quote;

declare_rule! {
    /// A text that begins with “Example:” under the title Example.
    ///
    /// ## Why
    /// The page then says “Example” twice in a row, and an agent that quotes the section says it a third time.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "examples": [{ "key": "examples", "title": "Example", "text": "Example: if 5 of 100 customers leave, churn is 5%.", "items": [] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "examples": [{ "key": "examples", "title": "最小例", "text": "例：100社のうち5社が離れれば5%である。", "items": [] }] } }
    /// ```
    ///
    /// ## Passes
    /// Numbers that distinguish examples, and a prefix that contrasts with another one:
    /// ```json
    /// { "content": { "examples": [{ "key": "examples", "title": "Example", "text": null, "items": ["Example 1: 5 of 100 leave.", "Example 2: none leave."] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "examples": [{ "key": "examples", "title": "最小例", "text": null, "items": ["例1：5社が離れた。", "例2：離れた会社はない。"] }] } }
    /// ```
    /// ```json
    /// { "content": { "examples": [{ "key": "examples", "title": "Example", "text": null, "items": ["Example: 5 of 100 leave.", "Counterexample: a trial ends."] }] } }
    /// ```
    ///
    /// ## Fix
    /// Remove the prefix, and begin what follows with a capital. The fix does both and is unsafe.
    ///
    /// ## Known limits
    /// In a list that alternates cases and examples, the prefix stays. Only sections titled Example, Examples, 最小例, 例, 具体例 or 事例 are checked, by their title and not by their key.
    pub struct RedundantPrefix {}
    id: "redundant-prefix", kind: Document, fix: Some(Safety::Unsafe)
}

/// Titles that say already that an example follows, in lower case.
const TITLES: [&str; 7] = ["example", "examples", "minimal example", "最小例", "例", "具体例", "事例"];

/// Words that say it once more, in lower case.
const PREFIXES: [&str; 7] = ["example", "examples", "minimal example", "worked example", "例", "具体例", "最小例"];

impl DocumentRule for RedundantPrefix {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        for section in handoff.content.sections() {
            let Some(title) = section.title.value() else { continue };
            let bare = title.trim();
            if !TITLES.iter().any(|known| known.eq_ignore_ascii_case(bare)) {
                continue;
            }
            let has_other_labels = section.items.iter().any(|item| prefix(item).is_none() && is_labelled(item));
            let items = section.items.iter().filter(|_| !has_other_labels && !alternates(&section.items));
            for text in section.text.value().into_iter().chain(items) {
                if let Some(range) = prefix(text) {
                    tell(title, text, range, reporter);
                }
            }
        }
    }
}

fn tell(title: &Text<'_>, text: &Text<'_>, range: Range<usize>, reporter: &mut Reporter<'_>) {
    let mut draft = reporter
        .at(text.part(range.clone(), ""))
        .message(format!(
            "the text begins with {} under the title {}",
            quote(&text[range.clone()]),
            quote(title.trim())
        ))
        .label("the title says so already")
        .help("remove the prefix")
        .related(title, "the title");
    if let Some((range, letter)) = cut(text, range) {
        draft = draft.fix("remove the prefix", Safety::Unsafe, [(text.part(range, ""), letter)]);
    }
    drop(draft);
}

/// What is replaced, and by what, where the prefix is cut off; nothing where nothing would be left.
fn cut(text: &str, prefix: Range<usize>) -> Option<(Range<usize>, String)> {
    let rest = text[prefix.end..].trim_start();
    let first = rest.chars().next()?;
    // A small letter behind the prefix becomes the first of its sentence, but not that of `iPhone` or `eコマース`.
    let is_word = |rest: &&str| !rest.starts_with(|next: char| next.is_alphanumeric() && !next.is_ascii_lowercase());
    let (rest, letter) = match rest.strip_prefix(|letter: char| letter.is_ascii_lowercase()).filter(is_word) {
        Some(rest) => (rest, first.to_ascii_uppercase().to_string()),
        None => (rest, String::new()),
    };
    Some((prefix.start..text.len() - rest.len(), letter))
}

/// Whether cases and their examples take turns, so that the prefix tells which is which.
fn alternates(items: &[Text<'_>]) -> bool {
    let mut is_example = items.iter().map(|item| prefix(item).is_some());
    items.len() > 3 && is_example.next() == Some(false) && {
        let mut before = false;
        is_example.all(|is_example| std::mem::replace(&mut before, is_example) != is_example)
    }
}

/// The prefix of a text, with its colon.
fn prefix(text: &str) -> Option<Range<usize>> {
    let start = text.len() - text.trim_start().len();
    let bare = &text[start..];
    // The longest prefix and its colon are short, so a long text costs no more than a short one.
    const LONGEST: usize = 18;
    let is_sign = |character: char| matches!(character, ':' | '：' | '】' | '］' | '〕' | '–' | '—');
    let (at, sign) = bare.char_indices().take(LONGEST).find(|(_, character)| is_sign(*character))?;
    let open = match sign {
        '】' => "【",
        '］' => "［",
        '〕' => "〔",
        _ => "",
    };
    let word = bare[..at].strip_prefix(open)?.trim_end();
    let end = start + at + sign.len_utf8();
    PREFIXES.iter().any(|prefix| prefix.eq_ignore_ascii_case(word)).then_some(start..end)
}

/// Whether a text begins with a label of a few words and a colon.
fn is_labelled(text: &str) -> bool {
    text.char_indices().take(24).any(|(_, character)| matches!(character, ':' | '：'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_without_the_prefix_begins_a_sentence() {
        let without = |text: &str| {
            let (range, letter) = cut(text, prefix(text)?)?;
            let mut text = text.to_owned();
            text.replace_range(range, &letter);
            Some(text)
        };
        for (text, left) in [
            ("Example: if 5 of 100 leave", "If 5 of 100 leave"),
            ("  Example :5 of 100 leave", "  5 of 100 leave"),
            ("Example: Ann leaves", "Ann leaves"),
            ("Example: a buyer leaves", "A buyer leaves"),
            ("Worked example — a buyer leaves", "A buyer leaves"),
            ("【例】5社が去る", "5社が去る"),
            ("Example: iPhone users leave", "iPhone users leave"),
            ("例：eコマースの顧客", "eコマースの顧客"),
            ("例：　100社のうち", "100社のうち"),
            ("例：ｘ社が離れた", "ｘ社が離れた"),
        ] {
            assert_eq!(without(text).as_deref(), Some(left), "{text}");
        }
        assert_eq!(without("Example: "), None);
    }

    #[test]
    fn a_prefix_ends_with_a_colon() {
        for text in ["Example: a", "example : a", " 例：あ", "例:あ", "具体例：あ"] {
            assert!(prefix(text).is_some(), "{text}");
        }
        for text in ["Example 1: a", "例1：あ", "For example: a", "Example", "Examples of this: a", "例えば：あ", ""]
        {
            assert_eq!(prefix(text), None, "{text}");
        }
    }
}
