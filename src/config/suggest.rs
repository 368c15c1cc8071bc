//! How a problem quotes what the user wrote, and what the user may have meant.

use crate::words::{QUOTE_LIMIT, nearest, shorten};

/// What the user wrote, safe to print: `` `shema-dir` ``.
pub(super) fn code(written: &str) -> String {
    format!("`{}`", shorten(written, QUOTE_LIMIT))
}

/// What the user should write as a value: `"content/**"`.
pub(super) fn text(value: &str) -> String {
    format!("\"{}\"", shorten(value, 2 * QUOTE_LIMIT))
}

/// The candidate that is meant by `written`: the same words joined otherwise (`schema_dir`, `schemaDir`), a habit from
/// another tool, or a slip of the hand.
pub(super) fn meant<'a>(
    written: &str,
    candidates: &[&'a str],
    foreign: &'a [(&'static str, &'static str)],
) -> Option<&'a str> {
    let kebab = kebab(written);
    let foreign = || {
        let (_, meant) = foreign.iter().find(|(foreign, _)| *foreign == kebab)?;
        candidates.iter().find(|candidate| *candidate == meant)
    };
    let exact = candidates.iter().find(|candidate| **candidate == kebab);
    exact.or_else(foreign).copied().or_else(|| nearest(&kebab, candidates.iter().copied()))
}

/// `schema_dir`, `schemaDir` and `Schema Dir` as `schema-dir`.
fn kebab(written: &str) -> String {
    let mut kebab = String::with_capacity(written.len() + 4);
    let mut after_lower = false;
    for character in written.chars() {
        if character.is_uppercase() && after_lower {
            kebab.push('-');
        }
        after_lower = character.is_lowercase();
        match character {
            '_' | ' ' => kebab.push('-'),
            _ => kebab.extend(character.to_lowercase()),
        }
    }
    kebab
}
