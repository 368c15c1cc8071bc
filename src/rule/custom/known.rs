//! The ids of custom rules, kept for as long as the process lives.
//!
//! A finding names its rule by a `&'static str`, and custom rules keep that promise: their ids and metadata are leaked, each pair
//! of id and level once, however often a configuration is read. An id has at most [`LONGEST_ID`] bytes and a configuration at most
//! [`MOST_RULES`](super::MOST_RULES) rules, so reading one leaks at most 100 KB; reading it again, with other patterns or
//! messages, leaks nothing. Everything else about a rule belongs to its configuration and is dropped with it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::super::{Group, Level, Meta};

/// What the id of every custom rule begins with.
pub const PREFIX: &str = "house/";

/// The longest id of a custom rule, in bytes.
pub const LONGEST_ID: usize = 64;

static KNOWN: Mutex<BTreeMap<(&str, Level), &Meta>> = Mutex::new(BTreeMap::new());

fn known() -> MutexGuard<'static, BTreeMap<(&'static str, Level), &'static Meta>> {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a text can be the id of a custom rule: `house/` and lower-case words with hyphens between them.
pub fn is_id(text: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    text.len() <= LONGEST_ID && text.strip_prefix(PREFIX).is_some_and(|name| name.split('-').all(is_word))
}

/// The id of a custom rule that some configuration of this process has declared.
pub fn known_id(id: &str) -> Option<&'static str> {
    known().keys().find(|(own, _)| *own == id).map(|(own, _)| *own)
}

/// The metadata of a custom rule with this id, for which [`is_id`] holds, and this default level.
pub(super) fn meta(id: &str, level: Level) -> &'static Meta {
    let mut known = known();
    let own = known.keys().find(|(own, _)| *own == id).map(|(own, _)| *own);
    let id = own.unwrap_or_else(|| Box::leak(Box::from(id)));
    known.entry((id, level)).or_insert_with(|| Box::leak(Box::new(Meta { id, level, ..Meta::of_group(Group::Custom) })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_leaked_once() {
        let first = meta("house/one-of-known-ids", Level::Warning);
        let again = meta(&["house/one-of", "-known-ids"].concat(), Level::Warning);
        assert!(std::ptr::eq(first, again));
        let stricter = meta("house/one-of-known-ids", Level::Error);
        assert!(std::ptr::eq(first.id, stricter.id) && stricter.level == Level::Error);
        assert!(known_id("house/one-of-known-ids").is_some_and(|id| std::ptr::eq(id, first.id)));
        assert_eq!(known_id("house/one-of"), None);
    }

    #[test]
    fn an_id_is_lower_case_words_below_the_house() {
        for id in ["house/a", "house/no-jargon", "house/x2-y"] {
            assert!(is_id(id), "{id}");
        }
        let long = format!("house/{}", "a".repeat(LONGEST_ID));
        for id in ["house/", "house", "no-jargon", "house/No", "house/a--b", "house/-a", "house/a/b", "house/あ", &long]
        {
            assert!(!is_id(id), "{id}");
        }
    }
}
