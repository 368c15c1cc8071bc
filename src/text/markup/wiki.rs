//! What wikis, forums and version control write in brackets and signs of their own.

use super::piece::{Markup, MarkupKind};

/// `[[x]]`
pub(super) fn wiki_link(text: &str, at: usize) -> Option<Markup> {
    /// The longest name of a page, in bytes.
    const LONGEST: usize = 120;
    let inner = text[at..].strip_prefix("[[")?;
    let inner = &inner[..inner.floor_char_boundary(LONGEST)];
    let end = inner.find("]]")?;
    let name = &inner[..end];
    // An element of a list, a test of a shell or a list of lists is none.
    let is_behind = text[..at].ends_with(|last: char| last.is_ascii_alphanumeric() || matches!(last, '_' | ']' | ')'));
    let is_name = name.starts_with(char::is_alphabetic) && !name.contains(['[', ']', ',', '=', '$', '"', '(']);
    let range = at..at + end + "[[]]".len();
    (!is_behind && is_name).then_some(Markup { kind: MarkupKind::Wiki, range, plain: Vec::new() })
}

/// `[b]` with its other half, `[url=x]` with its own, and each of these halves.
pub(super) fn forum(text: &str, at: usize) -> Option<Markup> {
    /// The longest text between two tags.
    const LONGEST: usize = 400;
    const NAMES: [&str; 13] =
        ["b", "i", "u", "s", "url", "img", "quote", "color", "size", "center", "caption", "embed", "gallery"];
    let inner = text[at..].strip_prefix('[')?;
    let (closes, name) = inner.strip_prefix('/').map_or((false, inner), |name| (true, name));
    let length = name.bytes().take_while(u8::is_ascii_lowercase).count();
    let (name, after) = name.split_at(length);
    if !NAMES.contains(&name) {
        return None;
    }
    let start = text.len() - after.len();
    if closes {
        let open = &text[text.ceil_char_boundary(at.saturating_sub(LONGEST))..at];
        let is_open = |(at, _): (usize, &str)| {
            open[at + 1..].strip_prefix(name).is_some_and(|rest| rest.starts_with([']', '=', ' ']))
        };
        let is_one = after.starts_with(']') && open.match_indices('[').any(is_open);
        return is_one.then(|| Markup { kind: MarkupKind::Forum, range: at..start + 1, plain: Vec::new() });
    }
    let close = if after.starts_with(['=', ' ']) { after[..after.floor_char_boundary(LONGEST)].find(']')? } else { 0 };
    let rest = after[close..].strip_prefix(']')?;
    let rest = &rest[..rest.floor_char_boundary(LONGEST)];
    let is_closed =
        |(at, _): (usize, &str)| rest[at + 2..].strip_prefix(name).is_some_and(|rest| rest.starts_with(']'));
    let range = at..start + close + 1;
    rest.match_indices("[/").any(is_closed).then_some(Markup { kind: MarkupKind::Forum, range, plain: Vec::new() })
}

/// `<<<<<<< HEAD`, `>>>>>>> main`, as git marks the versions of a merge.
pub(super) fn merge(text: &str, at: usize) -> Option<Markup> {
    const SIGNS: usize = 7;
    let sign = text.as_bytes()[at];
    let length = text.bytes().skip(at).take_while(|byte| *byte == sign).count();
    let rest = text.get(at + SIGNS..)?;
    (length == SIGNS && rest.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_alphabetic)))
        .then(|| Markup { kind: MarkupKind::Merge, range: at..at + SIGNS, plain: Vec::new() })
}
