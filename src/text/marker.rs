//! The numbers and letters that stand before the points of a list: `1.`, `(2)`, `①`, `３）`, `a)`; and the tags around them.
//!
//! Owns their forms. Must not know which texts are lists.

use std::ops::Range;

use super::joint::is_joint;

/// The markers in a text, in its order. One stands at the start of the text, behind a space, a stop or another joint;
/// a number with a stop, which may end a sentence too, only where a sentence begins or the number before it was the last.
pub(super) fn markers(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    let mut last = 0;
    std::iter::from_fn(move || {
        while let Some(first) = text[from..].chars().next() {
            let start = from;
            from += first.len_utf8();
            if !may_begin(first) {
                continue;
            }
            let Some(marker) = marker(&text[start..]) else { continue };
            let is_next = marker.number.is_some_and(|number| number == last + 1) && last > 0;
            let before = || text[..start].trim_end().chars().next_back();
            let begins = is_circled(first)
                || first == '<'
                || marker.is_open && !text[..start].ends_with(|before: char| before.is_ascii_alphanumeric())
                || text[..start].chars().next_back().is_none_or(may_stand_before)
                    && (!marker.may_end
                        || is_next
                        || before().is_none_or(|before| is_joint(before) || matches!(before, ':' | '：')));
            if begins {
                last = marker.number.unwrap_or_default();
                from = start + marker.length;
                return Some(start..from);
            }
        }
        None
    })
}

/// The text without a marker and joints at its start.
pub fn without_marker(text: &str) -> &str {
    if begins_plainly(text) {
        return text;
    }
    let text = text.trim_start_matches(is_joint);
    text[marker(text).map_or(0, |marker| marker.length)..].trim_start_matches(is_joint)
}

/// Whether a text begins with a word, for certain: nearly every text is told by its first letters.
fn begins_plainly(text: &str) -> bool {
    match text.as_bytes() {
        [first, second, ..] if first.is_ascii_alphabetic() => second.is_ascii_alphanumeric() || *second == b' ',
        // Hiragana; katakana from ダ on, but for ・; kanji from U+6000 on, where none is a number.
        [0xe3, 0x81, ..] | [0xe3, 0x82, 0x80..=0x9f, ..] | [0xe3, 0x83, 0x80..=0xba, ..] | [0xe6..=0xe9, ..] => true,
        _ => false,
    }
}

/// The marker with which a text begins.
struct Marker {
    length: usize,
    number: Option<u32>,
    /// Whether the same signs may end a sentence: `3.`
    may_end: bool,
    /// Whether it stands in brackets.
    is_open: bool,
}

fn marker(text: &str) -> Option<Marker> {
    if begins_plainly(text) {
        return None;
    }
    let mut letters = text.chars();
    let first = letters.next()?;
    if is_circled(first) {
        return Some(Marker { length: first.len_utf8(), number: None, may_end: false, is_open: false });
    }
    if first == '<' {
        return tag(text).map(|length| Marker { length, number: None, may_end: false, is_open: false });
    }
    let is_open = matches!(first, '(' | '（' | '[' | '［' | '〔' | '【');
    let inner = if is_open { letters.as_str() } else { text };
    let digits = inner.chars().map_while(digit);
    let count = match digits.clone().take(3).count() {
        0 => usize::from(inner.chars().next().is_some_and(is_letter)),
        count @ (1 | 2) => count,
        _ => return None,
    };
    let rest = &inner[inner.char_indices().nth(count).map_or(inner.len(), |(at, _)| at)..];
    let end = rest.chars().next().filter(|_| count > 0)?;
    let after = rest[end.len_utf8()..].chars().next();
    let is_stop = matches!(end, '.' | '．' | ':' | '：' | '、');
    let is_end = match end {
        ')' | '）' | ']' | '］' | '〕' | '】' => true,
        // Not the point of a number or an abbreviation, as in `1.5` and `e.g.`; a wide one behind a number is neither.
        _ => {
            let is_wide = end != '.' && end != ':' && digits.clone().next().is_some();
            let goes_on = |after: char| match is_wide {
                true => digit(after).is_some(),
                false => after.is_ascii_alphanumeric(),
            };
            is_stop && !is_open && after.is_some_and(|after| !goes_on(after))
        }
    };
    is_end.then(|| Marker {
        length: text.len() - rest.len() + end.len_utf8(),
        number: digits.reduce(|number, digit| number * 10 + digit),
        may_end: is_stop,
        is_open,
    })
}

/// The length of a tag of HTML that begins or ends a line, a point, a list or a cell: `<br>`, `</li>`, `<ul class="points">`.
fn tag(text: &str) -> Option<usize> {
    const NAMES: [&str; 13] = ["br", "li", "ul", "ol", "p", "div", "dl", "dt", "dd", "table", "tbody", "tr", "td"];
    /// The longest of them with what an editor writes into it, in bytes.
    const LONGEST: usize = 64;
    let length = text.bytes().take(LONGEST).position(|byte| byte == b'>')? + 1;
    let inside = text[1..length - 1].trim_matches(['/', ' ']);
    let name = inside.split(' ').next().unwrap_or_default();
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(name)).then_some(length)
}

/// How many bytes at the start of a text are tags that end a point or a list, and the white space between them.
pub(super) fn closing_tags(text: &str) -> usize {
    let mut end = 0;
    loop {
        let rest = text[end..].trim_start();
        match tag(rest).filter(|_| rest.starts_with("</")) {
            Some(length) => end = text.len() - rest.len() + length,
            None => return end,
        }
    }
}

/// Whether a marker may directly follow a character; the point in `e.g.` joins what it stands between.
fn may_stand_before(letter: char) -> bool {
    is_joint(letter) && !matches!(letter, '.' | ',' | '-' | '/') || matches!(letter, ':' | '：')
}

/// Whether a marker may begin with a character.
fn may_begin(first: char) -> bool {
    is_letter(first)
        || digit(first).is_some()
        || is_circled(first)
        || matches!(first, '<' | '(' | '（' | '[' | '［' | '〔' | '【')
}

fn digit(letter: char) -> Option<u32> {
    match letter {
        '０'..='９' => Some(u32::from(letter) - u32::from('０')),
        _ => letter.to_digit(10),
    }
}

fn is_letter(letter: char) -> bool {
    const KANA_AND_NUMBERS: [char; 15] =
        ['ア', 'イ', 'ウ', 'エ', 'オ', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
    matches!(letter, 'a'..='z' | 'A'..='Z' | 'ａ'..='ｚ' | 'Ａ'..='Ｚ') || KANA_AND_NUMBERS.contains(&letter)
}

/// Whether a text begins with something that may be a marker where it stands.
pub(super) fn begins_with_marker(text: &str) -> bool {
    marker(text).is_some()
}

/// Whether a character is a number or letter in a circle, in brackets or with its stop.
pub(super) fn is_circled(letter: char) -> bool {
    matches!(letter, '\u{2460}'..='\u{24ff}' | '\u{2776}'..='\u{2793}' | '\u{3220}'..='\u{3229}' | '\u{3280}'..='\u{3289}' | '\u{32b1}'..='\u{32bf}' | '\u{3251}'..='\u{325f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_that_end_a_list_follow_each_other() {
        for (text, end) in
            [("</li></ul> and", "</li></ul>"), ("\n</li>\n</ul>", "\n</li>\n</ul>"), ("</b>", ""), ("<li>", "")]
        {
            assert_eq!(&text[..closing_tags(text)], end, "{text}");
        }
    }

    #[test]
    fn markers_stand_before_the_points_of_a_list() {
        let found = |text: &'static str| markers(text).map(|range| &text[range]).collect::<Vec<_>>();
        assert_eq!(found("1. One 2. Two"), ["1.", "2."]);
        assert_eq!(found("(1) One (b) Two c) Three"), ["(1)", "(b)", "c)"]);
        assert_eq!(found("①予算②人員"), ["①", "②"]);
        assert_eq!(found("1. It grew. 2. It fell by 4. Then it rose"), ["1.", "2."]);
        assert_eq!(found("１．予算（2）人員。３）料金。ア）その他"), ["１．", "（2）", "３）", "ア）"]);
        assert_eq!(found("１．One ２．Two 3．Three"), ["１．", "２．", "3．"]);
        assert_eq!(found("<ul><li>One</li><LI>Two</LI></ul>").len(), 6);
        assert_eq!(found("予算<br />人員"), ["<br />"]);
        assert_eq!(found("<ol class=\"a\"><li>One</li></ol>"), ["<ol class=\"a\">", "<li>", "</li>", "</ol>"]);
        assert_eq!(found("a <pre>plan</pre>"), [""; 0]);
        for text in [
            "It is 1.5 now",
            "a <b>bold</b> plan",
            "a < b, c > d",
            "１．５倍",
            "It grew by 3. Then by 3.",
            "e.g. this",
            "in 2024. Then",
            "A plan",
            "f(x)",
            "",
        ] {
            assert_eq!(found(text), Vec::<&str>::new(), "{text}");
        }
        assert_eq!(without_marker("- 1. One"), "One");
        assert_eq!(without_marker("・予算"), "予算");
    }
}
