//! Owns the search for marks that stand where JSON has another one, throughout a file; must not know what to say of them.
//!
//! Word processors turn `"` into `“` and `”`, Python prints `'`, input methods write `：`. What is told from one place is
//! told of all of them here, by a reading that is lenient: a text ends with any quotation mark behind which a key or value
//! can end.

/// Where the text that `inner` begins ends, and with which mark; nothing where its line has none. `inner` begins behind
/// `opening`.
pub(super) fn end(inner: &str, opening: char) -> Option<(usize, char)> {
    let is_plain = opening == '"';
    let mut open = 0_usize;
    let mut is_escaped = false;
    for (at, found) in inner.char_indices() {
        let was_escaped = is_escaped;
        is_escaped = found == '\\' && !was_escaped;
        if was_escaped {
            continue;
        }
        let ends = || may_end(&inner[at + found.len_utf8()..]);
        match found {
            '\n' | '\r' => return None,
            '"' if is_plain || ends() => return Some((at, found)),
            '\'' | '`' | '‘' | '’' | '＇' if is_single(opening) && ends() => return Some((at, found)),
            // A pair inside a text is part of it, whatever follows.
            '“' | '„' | '«' | '「' | '『' if is_single(opening) || !(found == '“' && ends()) => open += 1,
            '”' | '»' | '」' | '』' | '‟' | '〞' | '〟' if open > 0 => open -= 1,
            '“' | '”' | '»' | '」' | '』' | '‟' | '＂' | '″' | '〞' | '〟' if !is_single(opening) && ends() =>
            {
                return Some((at, found));
            }
            _ => {}
        }
    }
    None
}

/// How many quotation marks that JSON does not know stand around keys and texts.
pub(super) fn quotes(text: &str) -> usize {
    let mut count = 0;
    outside(text, |mark, is_quote| count += usize::from(is_quote && mark != '"'));
    count.max(1)
}

/// How often `sign` stands outside of texts.
pub(super) fn signs(text: &str, sign: char) -> usize {
    let mut count = 0;
    outside(text, |mark, is_quote| count += usize::from(!is_quote && mark == sign));
    count.max(1)
}

/// Hands on every character outside of texts, and the marks around them.
fn outside(text: &str, mut each: impl FnMut(char, bool)) {
    let mut rest = text;
    while let Some(found) = rest.chars().next() {
        rest = &rest[found.len_utf8()..];
        let is_quote = is_double(found) || is_single(found);
        each(found, is_quote);
        if !is_quote {
            continue;
        }
        match end(rest, found) {
            Some((at, mark)) => {
                each(mark, true);
                rest = &rest[at + mark.len_utf8()..];
            }
            None => rest = &rest[rest.find('\n').unwrap_or(rest.len())..],
        }
    }
}

/// Whether a key or value may end before `rest`: before a colon, a comma or what closes, or at the end of the line.
fn may_end(rest: &str) -> bool {
    let rest = rest.trim_start_matches([' ', '\t', '\u{3000}', '\u{a0}']);
    rest.is_empty() || rest.starts_with([':', ',', '}', ']', '\n', '\r', '：', '，', '、', '｝', '］'])
}

fn is_double(mark: char) -> bool {
    matches!(
        mark,
        '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '「' | '」' | '『' | '』' | '＂' | '″' | '〝' | '〞' | '〟'
    )
}

fn is_single(mark: char) -> bool {
    matches!(mark, '\'' | '`' | '‘' | '’' | '＇')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_ends_where_a_key_or_value_can() {
        let ends = |inner: &str| end(inner, '"').map(|(at, mark)| (inner[..at].to_owned(), mark));
        for (inner, text, mark) in [
            ("Churn Rate”,", "Churn Rate", '”'),
            ("display_name”: \"Churn", "display_name", '”'),
            ("Churn Rate“ }", "Churn Rate", '“'),
            ("解約率」、", "解約率", '」'),
            ("He said “yes”, then\"", "He said “yes”, then", '"'),
            ("“解約率”と「解約」」,", "“解約率”と「解約」", '」'),
            ("a \\\" b\"", "a \\\" b", '"'),
        ] {
            assert_eq!(ends(inner), Some((text.to_owned(), mark)), "{inner}");
        }
        for inner in ["a line\n”,", "the customers’, and on", "no end", ""] {
            assert_eq!(ends(inner), None, "{inner}");
        }
    }

    #[test]
    fn marks_are_counted_around_keys_and_texts_alone() {
        assert_eq!(quotes("{ “a”: “the “b”, c”, \"d\": \"it’s “e”, f\" }"), 4);
        assert_eq!(quotes("{ \"a”: \"b”,\n \"c”: null }"), 3);
        assert_eq!(quotes("{'a': 'it''s', 'b': [1, 'c']}"), 8);
        assert_eq!(quotes("[1]"), 1);
        assert_eq!(signs("{\"a\"：\"b：c\"，\"d\"：1}", '：'), 2);
    }
}
