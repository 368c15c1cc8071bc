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
        TextHash::of(&id.to_ascii_lowercase())
    }

    /// The mark of a name: case, width, invisible characters and what stands in brackets at its end make no difference.
    pub fn of_name(name: &str) -> TextHash {
        let is_unseen = |letter: char| is_hidden(letter) || is_filler(letter);
        let folded = match !name.is_ascii() && name.contains(is_unseen) {
            true => fold(&seen(name)),
            false => fold(name),
        };
        let bare = match (folded.ends_with(')'), folded.rfind('(')) {
            (true, Some(start)) if start > 0 => folded[..start].trim_end(),
            _ => &folded,
        };
        TextHash::of(bare)
    }
}

/// A name as it is read: what looks like a space is one between Latin letters, as in “Churn Rate”.
fn seen(name: &str) -> String {
    let mut seen = String::with_capacity(name.len());
    for letter in name.chars().filter(|letter| !is_hidden(*letter)) {
        match is_filler(letter) {
            true if seen.ends_with(|before: char| before.is_ascii_alphanumeric()) => seen.push(' '),
            true => {}
            false => seen.push(letter),
        }
    }
    seen
}
