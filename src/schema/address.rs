//! What keeps a text from being a web address, where that can be pointed at: a character, or the host.
//!
//! Owns the characters that no address holds, and their names. Must not decide what is an address otherwise.

use std::ops::Range;

use crate::words::{is_hidden, quote};

/// Hosts that a program writes where it has no value.
const NO_HOSTS: [&str; 4] = ["undefined", "null", "none", "nan"];

/// Whether an address holds nothing that no address holds. Whether it is well formed otherwise is not looked at.
pub fn is_clean(text: &str) -> bool {
    flaw(text).is_none()
}

/// What is said of one part of an address.
pub struct AddressFault {
    /// The part, in bytes of the text.
    pub range: Range<usize>,
    /// What is wrong with it.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// What is wrong with a text that would be a web address without one character, or with another host.
pub fn fault(field: &str, text: &str) -> Option<AddressFault> {
    let is_web = |text: &str| ["https://", "http://"].iter().any(|scheme| text.starts_with(scheme));
    let begins = text.trim_start_matches(|character: char| character.is_whitespace() || is_hidden(character));
    let Flaw { range, kind } = flaw(text).filter(|_| is_web(begins))?;
    let found = text[range.clone()].chars().next()?;
    let code = || format!("U+{:04X}", u32::from(found));
    let (message, help) = match kind {
        Kind::Invisible => {
            let message = format!("{field} has an invisible character ({})", code());
            (message, "delete the invisible character".to_owned())
        }
        Kind::BlankFirst => {
            (format!("{field} begins with {}", blank(found).1), format!("delete the {}", blank(found).0))
        }
        Kind::BlankLast => (format!("{field} ends with {}", blank(found).1), format!("delete the {}", blank(found).0)),
        Kind::BlankInside if found == ' ' => {
            (format!("{field} has a blank inside"), "write %20 for the blank, or delete it".to_owned())
        }
        Kind::BlankInside => {
            (format!("{field} has {} inside", blank(found).1), format!("delete the {}", blank(found).0))
        }
        Kind::Last => (format!("{field} ends with {found}"), format!("delete the {found}")),
        Kind::Mark => {
            let message = format!("{field} contains {found}, which no address holds");
            (message, format!("delete it, or write %{:02X}", u32::from(found)))
        }
        Kind::Host => {
            let host = quote(&text[range.clone()]);
            (format!("the host of {field} is {host}, which is not a host"), "write the public address".to_owned())
        }
    };
    Some(AddressFault { range, message, help })
}

struct Flaw {
    range: Range<usize>,
    kind: Kind,
}

enum Kind {
    Invisible,
    BlankFirst,
    BlankLast,
    BlankInside,
    /// A mark of a sentence at its end.
    Last,
    Mark,
    Host,
}

/// The first thing in `text` that no address holds.
fn flaw(text: &str) -> Option<Flaw> {
    let first = |kind, wanted: &dyn Fn(char) -> bool| {
        let (at, character) = text.char_indices().find(|(_, character)| wanted(*character))?;
        Some(Flaw { range: at..at + character.len_utf8(), kind })
    };
    let invisible = || first(Kind::Invisible, &|character| is_hidden(character) && !character.is_whitespace());
    let blank = || {
        let inner = text.trim();
        let start = text.len() - text.trim_start().len();
        let end = start + inner.len();
        match () {
            () if start > 0 => Some(Flaw { range: 0..start, kind: Kind::BlankFirst }),
            () if end < text.len() => Some(Flaw { range: end..text.len(), kind: Kind::BlankLast }),
            () => first(Kind::BlankInside, &char::is_whitespace),
        }
    };
    let last = || {
        let last = text.chars().next_back().filter(|last| matches!(last, '。' | '、' | '，' | '．' | '｡' | '､'))?;
        Some(Flaw { range: text.len() - last.len_utf8()..text.len(), kind: Kind::Last })
    };
    let mark = || first(Kind::Mark, &|character| matches!(character, '<' | '>' | '"'));
    invisible().or_else(blank).or_else(last).or_else(mark).or_else(|| host(text))
}

/// The host, where it is a word that a program writes where it has no value.
fn host(text: &str) -> Option<Flaw> {
    let start = text.find("://")? + "://".len();
    let end = text[start..].find(['/', '?', '#', ':']).map_or(text.len(), |length| start + length);
    let is_none = NO_HOSTS.iter().any(|none| text[start..end].eq_ignore_ascii_case(none));
    is_none.then_some(Flaw { range: start..end, kind: Kind::Host })
}

/// What white space is called, without and with its article.
fn blank(character: char) -> (&'static str, &'static str) {
    match character {
        ' ' => ("blank", "a blank"),
        '\n' | '\r' => ("line break", "a line break"),
        '\t' => ("tab", "a tab"),
        '\u{3000}' => ("full-width blank", "a full-width blank"),
        '\u{a0}' => ("no-break space", "a no-break space"),
        _ => ("white space", "white space"),
    }
}
