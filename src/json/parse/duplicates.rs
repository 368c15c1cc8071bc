//! Owns the search for duplicate keys in one object; must not know how keys are read.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::super::issue::{Issue, IssueKind};
use super::super::span::Span;
use super::super::strings;
use super::super::tree::{ESCAPED, SHADOWED};
use super::Parser;

/// Objects with at most so many members compare all pairs of marks; larger ones hash.
const FEW: usize = 32;

/// A key of an open object.
#[derive(Copy, Clone, Debug)]
pub(super) struct KeyMark {
    /// Equal for equal keys; for different ones nearly always different.
    mark: u64,
    node: u32,
}

impl KeyMark {
    /// The mark of the key whose text between the quotes is `inner`.
    #[inline]
    pub(super) fn new(inner: &[u8], escaped: bool, node: u32) -> KeyMark {
        let mark = match escaped {
            false => mark(inner),
            true => mark_escaped(inner),
        };
        KeyMark { mark, node }
    }
}

#[inline]
fn mark(key: &[u8]) -> u64 {
    const MIX: u64 = 0x9E37_79B9_7F4A_7C15;
    let head = match key.first_chunk::<8>() {
        Some(head) => u64::from_le_bytes(*head),
        None => key.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    };
    let tail = key.last_chunk::<8>().map_or(0, |tail| u64::from_le_bytes(*tail));
    (head.wrapping_mul(MIX) ^ tail).wrapping_mul(MIX) ^ key.len() as u64
}

#[cold]
fn mark_escaped(inner: &[u8]) -> u64 {
    let decoded = std::str::from_utf8(inner).map(strings::decode);
    mark(decoded.expect("quotes and backslashes are character boundaries").as_bytes())
}

impl Parser<'_> {
    /// Ends the key list of the innermost object: reports each key that came before, at the later
    /// one, and marks all but the last as shadowed. Gives how many are shadowed.
    #[inline]
    pub(super) fn shadow_duplicates(&mut self) -> u32 {
        let from = self.open.keys;
        let marks = &self.keys[from..];
        let suspicious = marks.len() > FEW
            || marks.iter().enumerate().any(|(at, key)| marks[..at].iter().any(|earlier| earlier.mark == key.mark));
        let shadowed = if suspicious { self.shadow_by_hash(from) } else { 0 };
        self.keys.truncate(from);
        shadowed
    }

    #[cold]
    fn shadow_by_hash(&mut self, from: usize) -> u32 {
        let mut shadowed = 0;
        // For each key its first and its latest node.
        let mut seen: HashMap<Cow<'_, str>, (u32, u32)> = HashMap::with_capacity(self.keys.len() - from);
        for key in &self.keys[from..] {
            match seen.entry(self.key_text(key.node)) {
                Entry::Vacant(entry) => {
                    entry.insert((key.node, key.node));
                }
                Entry::Occupied(mut entry) => {
                    let (first, latest) = *entry.get();
                    entry.insert((first, key.node));
                    self.nodes[latest as usize].add(SHADOWED);
                    shadowed += 1;
                    self.issues.push(Issue {
                        related: Some(self.key_span(first)),
                        ..Issue::new(IssueKind::DuplicateKey, self.key_span(key.node))
                    });
                }
            }
        }
        shadowed
    }

    fn key_span(&self, node: u32) -> Span {
        let raw = &self.nodes[node as usize];
        Span::new(raw.start, raw.end)
    }
}

impl<'t> Parser<'t> {
    fn key_text(&self, node: u32) -> Cow<'t, str> {
        let raw = &self.nodes[node as usize];
        let inner = &self.text[raw.start as usize + 1..raw.end as usize - 1];
        match raw.has(ESCAPED) {
            false => Cow::Borrowed(inner),
            true => Cow::Owned(strings::decode(inner)),
        }
    }
}
