//! From bytes to sound documents with a few values replaced: what a person could have written, where nearly all that
//! a mutation of JSON text makes is not a JSON.

use termlint::json::{Kind, Node, parse};

/// Clean documents of both languages and versions.
pub const BASES: [&str; 6] = [
    include_str!("../../fixtures/corpus/en-US/churn-rate/ai.json"),
    include_str!("../../fixtures/corpus/ja-JP/churn-rate/ai.json"),
    include_str!("../../fixtures/corpus/en-US/lead-scoring/ai.json"),
    include_str!("../../fixtures/corpus/ja-JP/lead-scoring/ai.json"),
    include_str!("../../fixtures/example/en-US/price-elasticity/ai.json"),
    include_str!("../../fixtures/example/ja-JP/price-elasticity/ai.json"),
];

/// Values that no contract wants somewhere.
const VALUES: [&str; 16] = [
    "null",
    "true",
    "0",
    "-1",
    "5.0",
    "1e400",
    "\"\"",
    "\" \"",
    "[]",
    "{}",
    "[null]",
    "[[]]",
    "\"\\ud800\"",
    "\"\\u0000\"",
    "{\"canonical_slug\": \"churn-rate\"}",
    "\"2026-02-30\"",
];

/// A document with more edits than this has no value left.
const MOST_EDITS: usize = 24;

/// Bytes that are taken from the front.
pub struct Cursor<'b>(pub &'b [u8]);

impl<'b> Cursor<'b> {
    /// The next byte.
    pub fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> Option<usize> {
        let number = usize::from(self.byte()?) << 8 | usize::from(self.byte().unwrap_or(0));
        Some(number % end.max(1))
    }

    /// The bytes up to the next `end`, which is taken too.
    pub fn up_to(&mut self, end: u8) -> &'b [u8] {
        let length = self.0.iter().position(|byte| *byte == end).unwrap_or(self.0.len());
        let (part, rest) = self.0.split_at(length);
        self.0 = rest.get(1..).unwrap_or_default();
        part
    }
}

/// One of [`BASES`] with the edits that the bytes describe, up to a byte 0 where an edit would begin.
///
/// An edit is a kind, a value by its number, and, where it needs one, a text that ends with a line feed.
pub fn document(cursor: &mut Cursor<'_>) -> String {
    let base = cursor.below(BASES.len()).unwrap_or(0);
    let mut text = BASES[base].to_owned();
    for _ in 0..MOST_EDITS {
        match cursor.byte() {
            None | Some(0) => break,
            Some(kind) => edit(&mut text, kind, cursor),
        }
    }
    text
}

fn edit(text: &mut String, kind: u8, cursor: &mut Cursor<'_>) {
    let parsed = parse(text);
    let is_text = |node: &Node<'_>| node.kind() == Kind::String && !node.is_key();
    let all: Vec<Node<'_>> = match kind % 8 {
        0..=3 => parsed.tree.nodes().filter(is_text).collect(),
        4 => parsed.tree.nodes().filter(|node| !node.is_key()).collect(),
        5 => parsed.tree.nodes().filter(|node| node.parent().is_some_and(|it| it.kind() == Kind::Array)).collect(),
        6 => parsed.tree.nodes().filter(|node| node.is_key()).collect(),
        _ => parsed.tree.nodes().collect(),
    };
    let Some(node) = cursor.below(all.len()).and_then(|number| all.get(number)) else { return };
    let (span, raw) = (node.span().range(), node.raw().to_owned());
    let written = |bytes: &[u8]| serde_json::Value::from(String::from_utf8_lossy(bytes)).to_string();
    let new = match kind % 8 {
        // A text of its own; the escapes of its bytes are JSON's where it is written raw.
        0 | 1 | 6 => written(cursor.up_to(b'\n')),
        // More text at its end, or before it.
        2 => format!("{}{}", &raw[..raw.len() - 1], &written(cursor.up_to(b'\n'))[1..]),
        3 => {
            let added = written(cursor.up_to(b'\n'));
            format!("{}{}", &added[..added.len() - 1], &raw[1..])
        }
        4 => VALUES[cursor.below(VALUES.len()).unwrap_or(0)].to_owned(),
        // Once more.
        5 => format!("{raw}, {raw}"),
        // The text of another value.
        _ => {
            let other = cursor.below(all.len()).and_then(|number| all.get(number));
            match other {
                Some(other) if other.is_key() == node.is_key() && other.raw().len() < 4_000 => other.raw().to_owned(),
                _ => raw,
            }
        }
    };
    text.replace_range(span, &new);
}
