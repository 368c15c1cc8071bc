//! What keeps a text from being a web address, where that can be named: a character, or the host.
//!
//! Owns the characters that no address holds, and their names. Must not decide what is an address otherwise.

use crate::text::is_blank;
use crate::words::{is_hidden, quote};

/// Hosts that a program writes where it has no value, or a person; the scheme is one where it was written twice.
const NO_HOSTS: [&str; 9] = ["undefined", "null", "none", "nan", "[object object]", "tbd", "todo", "http", "https"];

/// Whether an address holds nothing that no address holds. Whether it is well formed otherwise is not looked at.
pub fn is_clean(text: &str) -> bool {
    flaw(text).is_none()
}

/// What is wrong with a text that would be a web address without one character, or with another host: a message, and what
/// to do.
pub fn words(field: &str, text: &str) -> Option<(String, String)> {
    let is_web = |text: &str| ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme));
    let begins = text.trim_start_matches(|character: char| character.is_whitespace() || is_hidden(character));
    let words = match flaw(text).filter(|_| is_web(begins))? {
        Flaw::Invisible(found) => (
            format!("{field} has an invisible character (U+{:04X})", u32::from(found)),
            "delete the invisible character".to_owned(),
        ),
        Flaw::BlankFirst(found) => (format!("{field} begins with {}", blank(found)), "delete it".to_owned()),
        Flaw::BlankLast(found) => (format!("{field} ends with {}", blank(found)), "delete it".to_owned()),
        Flaw::BlankInside(' ') => {
            (format!("{field} has a blank inside"), "write %20 for the blank, or delete it".to_owned())
        }
        Flaw::BlankInside(found) => (format!("{field} has {} inside", blank(found)), "delete it".to_owned()),
        Flaw::Last(found) => (format!("{field} ends with {found}"), format!("delete the {found}")),
        Flaw::Mark(found) => (
            format!("{field} contains {found}, which no address holds"),
            format!("delete it, or write %{:02X}", u32::from(found)),
        ),
        Flaw::Slot(slot) => {
            (format!("{field} still has the slot {}", quote(slot)), "write what belongs in its place".to_owned())
        }
        Flaw::Second => (
            format!("{field} holds two addresses"),
            "leave one of them here, and give the other a field of its own".to_owned(),
        ),
        Flaw::WideHost(host) => (
            format!("the host of {field} is written in full width: {}", quote(host)),
            "write letters and stops of half width".to_owned(),
        ),
        Flaw::Host(host) => (
            format!("the host of {field} is {}, which is not a host", quote(host)),
            "write the public address".to_owned(),
        ),
    };
    Some(words)
}

/// What stands around or in a text that nobody sees, as a message, and the text without it.
pub fn around(field: &str, text: &str) -> Option<(String, String)> {
    let is_unseen = |character: char| character.is_whitespace() || is_invisible(character);
    let bare = text.trim_matches(is_unseen).replace(is_invisible, "");
    let message = if let Some(hidden) = text.chars().find(|character| is_invisible(*character)) {
        format!("{field} has an invisible character (U+{:04X})", u32::from(hidden))
    } else if let Some(first) = text.chars().next().filter(|first| first.is_whitespace()) {
        format!("{field} begins with {}", blank(first))
    } else {
        format!("{field} ends with {}", blank(text.chars().next_back().filter(|last| last.is_whitespace())?))
    };
    Some((message, bare))
}

/// Whether nobody sees a character, white space aside.
fn is_invisible(character: char) -> bool {
    let is_blank = || !character.is_ascii() && is_blank(character.encode_utf8(&mut [0; 4]));
    !character.is_whitespace() && (is_hidden(character) || is_blank())
}

/// An address without the white space and the invisible characters at its ends, where these are all that is wrong with it.
pub fn trimmed(text: &str) -> Option<&str> {
    let trimmed = text.trim_matches(|character: char| character.is_whitespace() || is_hidden(character));
    (trimmed != text && is_clean(trimmed)).then_some(trimmed)
}

/// What no address holds.
enum Flaw<'t> {
    /// A character that nobody sees.
    Invisible(char),
    BlankFirst(char),
    BlankLast(char),
    BlankInside(char),
    /// A mark that ends a sentence, at the end.
    Last(char),
    Mark(char),
    /// A name in braces, to be filled in.
    Slot(&'t str),
    /// Another address behind the first.
    Second,
    /// A host in letters or with stops of full width.
    WideHost(&'t str),
    Host(&'t str),
}

/// The first thing in `text` that no address holds.
fn flaw(text: &str) -> Option<Flaw<'_>> {
    let find = |wanted: &dyn Fn(char) -> bool| text.chars().find(|character| wanted(*character));
    let is_unseen = |(at, found): &(usize, char)| {
        // Emoji are made with these.
        let is_part = matches!(found, '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
            && text[..*at].chars().next_back().is_some_and(|before| !before.is_ascii());
        is_invisible(*found) && !is_part
    };
    let invisible = || text.char_indices().find(is_unseen).map(|(_, found)| Flaw::Invisible(found));
    let is_space = |found: &char| found.is_whitespace();
    let first = || text.chars().next().filter(is_space).map(Flaw::BlankFirst);
    let last = || text.chars().next_back().filter(is_space).map(Flaw::BlankLast);
    let inside = || find(&char::is_whitespace).map(Flaw::BlankInside);
    // Marks of the sentence that the address stood in; a bracket may belong to a title.
    let is_stop = |found: &char| match found {
        '。' | '、' | '，' | '．' | '｡' | '､' | '…' | '”' | '’' | ',' | ';' => true,
        ')' => !text.contains('('),
        '）' => !text.contains('（'),
        '」' => !text.contains('「'),
        '』' => !text.contains('『'),
        '】' => !text.contains('【'),
        '》' => !text.contains('《'),
        '〉' => !text.contains('〈'),
        _ => false,
    };
    let stop = || text.chars().next_back().filter(is_stop).map(Flaw::Last);
    let mark = || find(&|found| matches!(found, '<' | '>' | '"')).map(Flaw::Mark);
    let at_end = invisible().or_else(first).or_else(last).or_else(|| no_host(text));
    at_end.or_else(|| second(text)).or_else(inside).or_else(stop).or_else(|| slot(text)).or_else(mark)
}

/// A name in braces, which a template has in place of a part of the address.
fn slot(text: &str) -> Option<Flaw<'_>> {
    // A query may hold anything.
    let text = text.split(['?', '#']).next()?;
    // What a program was to fill in is `printed-null`.
    let start = text.find('{').filter(|start| !text[..*start].ends_with('$') && !text[*start..].starts_with("{{"))?;
    let end = start + text[start..].find('}')? + 1;
    let name = text[start..end].trim_matches(['{', '}']);
    let is_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.');
    (name.starts_with(char::is_alphabetic) && name.chars().all(is_name)).then_some(Flaw::Slot(&text[start..end]))
}

/// Another address, behind white space or a comma.
fn second(text: &str) -> Option<Flaw<'_>> {
    // A query may hold an address.
    let text = &text[..text.find(['?', '#']).unwrap_or(text.len())];
    let scheme = text.match_indices("http").skip(1).find(|(at, _)| {
        let is_scheme = ["http://", "https://"].iter().any(|scheme| text[*at..].starts_with(scheme));
        let is_apart = |letter: char| letter.is_whitespace() || matches!(letter, '、' | '，' | '；' | ';' | ',');
        is_scheme && text[..*at].ends_with(is_apart)
    });
    scheme.map(|_| Flaw::Second)
}

/// The host, where it is none: a word that a program writes where it has no value, or labels of which one is empty.
fn no_host(text: &str) -> Option<Flaw<'_>> {
    let start = text.find("://")? + "://".len();
    let host = text[start..].split(['/', '?', '#', ':']).next()?;
    let is_wide = |letter: char| matches!(letter, '！'..='～' | '。' | '｡');
    if !host.is_ascii() && host.contains(is_wide) {
        return Some(Flaw::WideHost(host));
    }
    // A stop may end a host.
    let labels = || host.strip_suffix('.').unwrap_or(host).split('.');
    let has_gap = !host.is_empty() && !host.contains(['@', '[']) && labels().any(str::is_empty);
    let has_comma = host.contains(',');
    (has_gap || has_comma || NO_HOSTS.iter().any(|none| host.eq_ignore_ascii_case(none))).then_some(Flaw::Host(host))
}

/// What white space is called.
fn blank(found: char) -> &'static str {
    match found {
        ' ' => "a blank",
        '\n' | '\r' => "a line break",
        '\t' => "a tab",
        '\u{3000}' => "a full-width blank",
        '\u{a0}' => "a no-break space",
        _ => "white space",
    }
}
