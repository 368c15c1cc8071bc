//! What stands in quotation marks or backticks: a text speaks of it and does not use it.

use std::ops::Range;

use super::script::is_latin;

/// The stretches of a text between quotation marks or backticks, in order, without those inside others.
pub fn quoted(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    // A mark that does not stand in the rest of the text is searched for once.
    let mut is_gone = [false; PAIRS.len()];
    std::iter::from_fn(move || {
        loop {
            let at = from + text[from..].find(|letter| PAIRS.iter().any(|(open, _)| *open == letter))?;
            let open = text[at..].chars().next()?;
            let start = at + open.len_utf8();
            from = start;
            let Some(pair) = PAIRS.iter().position(|(mark, _)| *mark == open).filter(|pair| !is_gone[*pair]) else {
                continue;
            };
            // An apostrophe inside a word or behind it opens nothing.
            let is_apostrophe = open == '\'' && text[..at].ends_with(char::is_alphanumeric);
            if is_apostrophe {
                continue;
            }
            match end(text, start, PAIRS[pair].1) {
                Some(end) => {
                    from = end + PAIRS[pair].1.len_utf8();
                    return Some(start..end);
                }
                None => is_gone[pair] = true,
            }
        }
    })
}

/// Takes out what stands in quotation marks or backticks; `found` is in the order of the text.
pub fn leave_quoted<T>(text: &str, found: &mut Vec<T>, range: impl Fn(&T) -> &Range<usize>) {
    if found.is_empty() {
        return;
    }
    let mut quotes = quoted(text).peekable();
    found.retain(|one| {
        let range = range(one);
        while quotes.next_if(|quote| quote.end < range.end).is_some() {}
        quotes.peek().is_none_or(|quote| quote.start > range.start)
    });
}

/// The marks that open and close.
const PAIRS: [(char, char); 8] =
    [('`', '`'), ('"', '"'), ('\'', '\''), ('“', '”'), ('‘', '’'), ('«', '»'), ('「', '」'), ('『', '』')];

/// Where the next mark closes.
fn end(text: &str, start: usize, close: char) -> Option<usize> {
    let closes = |at: usize| {
        let after = text[at + close.len_utf8()..].chars().next();
        // Japanese goes on without a space.
        !matches!(close, '\'' | '’') || !after.is_some_and(|letter| letter.is_ascii_alphanumeric() || is_latin(letter))
    };
    text[start..].match_indices(close).map(|(at, _)| start + at).find(|at| closes(*at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_is_found_once() {
        for (text, expected) in [
            ("write “a” and `b` and \"c\"", &["a", "b", "c"][..]),
            ("「あ『い』う」と『え』", &["あ『い』う", "え"]),
            ("the firm's plan isn't the clients' plan", &[]),
            ("they typed 'it's so' and left", &["it's so"]),
            ("they typed ‘it’s so’ and left", &["it’s so"]),
            ("“a and 「b」", &["b"]),
            ("‘a’の札", &["a"]),
            ("", &[]),
            ("`", &[]),
        ] {
            assert_eq!(quoted(text).map(|range| &text[range]).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn a_megabyte_of_marks_is_read_once() {
        for mark in ["“", "'a ", "‘", "「", "`", "\" "] {
            assert!(quoted(&mark.repeat(300_000)).count() <= 150_000, "{mark}");
        }
    }
}
