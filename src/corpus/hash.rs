//! Texts that are only ever compared, as hashes.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::text::{fold, is_filler};
use crate::words::is_hidden;

/// A text that is only ever compared: a hash in its place. Two texts are taken for one by chance once in four billion
/// comparisons, and then a difference is missed, never made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TextHash(NonZeroU32);

impl TextHash {
    /// The mark of a text, letter by letter.
    pub fn of(text: &str) -> TextHash {
        let hash = xxh3_64(text.as_bytes());
        TextHash(NonZeroU32::new((hash >> 32) as u32 ^ hash as u32).unwrap_or(NonZeroU32::MIN))
    }

    /// The mark of an id: UUIDs are the same in any case (RFC 9562).
    pub fn of_id(id: &str) -> TextHash {
        // Without a way out of the loop, so that many bytes are compared at once.
        match id.bytes().fold(false, |any, byte| any | byte.is_ascii_uppercase()) {
            true => TextHash::of(&id.to_ascii_lowercase()),
            false => TextHash::of(id),
        }
    }

    /// The mark of a name: case, width, invisible characters and what stands in brackets at its end make no difference.
    pub fn of_name(name: &str) -> TextHash {
        let folded = match has_unseen(name) {
            true => fold(&seen(name, is_filler)),
            false => fold(name),
        };
        TextHash::of(without_note(&folded))
    }

    /// The mark of a name that has characters in it which nobody sees, as if each stood for a space.
    pub fn of_spaced_name(name: &str) -> Option<TextHash> {
        has_unseen(name).then(|| TextHash::of(without_note(&fold(&seen(name, |_| true)))))
    }
}

fn has_unseen(name: &str) -> bool {
    !name.is_ascii() && name.contains(|letter: char| is_hidden(letter) || is_filler(letter))
}

/// A folded name without what stands in brackets at its end.
fn without_note(folded: &str) -> &str {
    match folded.strip_suffix(')').and_then(|name| name.rfind('(')) {
        Some(start) if start > 0 => folded[..start].trim_end(),
        _ => folded,
    }
}

/// A name as it is read: of what nobody sees, what `is_space` stands for one between Latin letters, as in “Churn Rate”, and
/// so does what stands before a capital letter.
fn seen(name: &str, is_space: impl Fn(char) -> bool) -> String {
    let mut seen = String::with_capacity(name.len());
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        if !is_hidden(letter) && !is_filler(letter) {
            seen.push(letter);
            continue;
        }
        let is_before_capital = letters.peek().is_some_and(char::is_ascii_uppercase);
        let is_space = match seen.chars().next_back() {
            Some('a'..='z') => is_space(letter) || is_before_capital,
            Some(before) => is_space(letter) && before.is_ascii_alphanumeric(),
            None => false,
        };
        if is_space {
            seen.push(' ');
        }
    }
    seen
}
