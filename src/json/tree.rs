//! Owns the arena that holds a parsed text; must not know how the text is read.

use super::node::{Kind, Node};
use super::pointer::Pointer;

/// "No node", as a parent or an index.
pub(super) const NONE: u32 = u32::MAX;

const KIND: u32 = 0b111;
/// The node is the key of a member.
pub(super) const KEY: u32 = 1 << 3;
/// The string holds at least one escape, so its text is not its raw bytes.
pub(super) const ESCAPED: u32 = 1 << 4;
/// The key is followed by the same key in the same object.
pub(super) const SHADOWED: u32 = 1 << 5;
/// The literal is `true`.
pub(super) const TRUE: u32 = 1 << 6;
const COUNT_SHIFT: u32 = 8;
/// Counts from here on are not stored; they are found by walking.
const COUNT_LIMIT: u32 = (1 << (32 - COUNT_SHIFT)) - 1;

/// One node: 20 bytes. Nodes stand in document order, a key directly before its value.
#[derive(Copy, Clone, Debug)]
pub(super) struct Raw {
    pub start: u32,
    pub end: u32,
    /// The index after the last node inside this one.
    pub next: u32,
    /// The index of the container, or [`NONE`].
    pub parent: u32,
    /// Kind, flags, and the count of items or effective members.
    meta: u32,
}

impl Raw {
    #[inline]
    pub(super) fn new(kind: Kind, flags: u32, span: (u32, u32), index: u32, parent: u32) -> Raw {
        Raw { start: span.0, end: span.1, next: index + 1, parent, meta: kind as u32 | flags }
    }

    #[inline]
    pub(super) fn kind(&self) -> Kind {
        match self.meta & KIND {
            0 => Kind::Null,
            1 => Kind::Bool,
            2 => Kind::Number,
            3 => Kind::String,
            4 => Kind::Array,
            _ => Kind::Object,
        }
    }

    #[inline]
    pub(super) fn has(&self, flag: u32) -> bool {
        self.meta & flag != 0
    }

    pub(super) fn add(&mut self, flag: u32) {
        self.meta |= flag;
    }

    /// The stored count, or nothing where it is too large to be stored.
    #[inline]
    pub(super) fn count(&self) -> Option<u32> {
        Some(self.meta >> COUNT_SHIFT).filter(|&count| count < COUNT_LIMIT)
    }

    #[inline]
    pub(super) fn set_count(&mut self, count: u32) {
        let flags = self.meta & ((1 << COUNT_SHIFT) - 1);
        self.meta = flags | (count.min(COUNT_LIMIT) << COUNT_SHIFT);
    }
}

/// The values and keys of one JSON text, in one flat list; it borrows the text.
#[derive(Clone, Debug)]
pub struct Tree<'t> {
    pub(super) text: &'t str,
    pub(super) nodes: Vec<Raw>,
    /// Whether strings are searched for secrets before they are shown.
    pub(super) may_hold_secrets: bool,
}

impl<'t> Tree<'t> {
    /// The text that was parsed, a byte order mark included.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// Whether a string may hold a secret; see [`Node::secrets`].
    #[must_use]
    pub fn may_hold_secrets(&self) -> bool {
        self.may_hold_secrets
    }

    /// The outermost value; none when the text ended or broke before any value.
    #[must_use]
    pub fn root(&self) -> Option<Node<'_>> {
        self.node(0)
    }

    /// How many nodes the tree holds; a key counts as one, its value as another.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// The node with this index, in document order from 0; see [`Node::index`].
    #[must_use]
    pub fn node(&self, index: u32) -> Option<Node<'_>> {
        ((index as usize) < self.nodes.len()).then_some(Node { tree: self, index })
    }

    /// All nodes, keys included, in document order.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0..self.nodes.len() as u32).map(move |index| Node { tree: self, index })
    }

    /// The innermost value or key around a byte of the text, where there is one.
    #[must_use]
    pub fn node_around(&self, byte: usize) -> Option<Node<'_>> {
        let after = self.nodes.partition_point(|raw| raw.start as usize <= byte);
        let last = self.node(after.checked_sub(1)? as u32)?;
        std::iter::successors(Some(last), |node| node.parent()).find(|node| node.span().range().contains(&byte))
    }

    /// The value at a pointer (RFC 6901); of duplicate keys the last one counts.
    ///
    /// None where a key is absent, an index is past the end, or a token is not an array index:
    /// `-`, a sign, a leading zero.
    #[must_use]
    pub fn at(&self, pointer: &Pointer) -> Option<Node<'_>> {
        let mut node = self.root()?;
        for token in pointer.tokens() {
            node = match node.kind() {
                Kind::Object => node.get(&token)?,
                Kind::Array => node.items().nth(array_index(&token)?)?,
                _ => return None,
            };
        }
        Some(node)
    }
}

/// An array index as RFC 6901 section 4 writes it: digits without a leading zero.
pub(super) fn array_index(token: &str) -> Option<usize> {
    let digits = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
    let plain = token == "0" || !token.starts_with('0');
    (digits && plain).then(|| token.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn a_node_stays_small() {
        assert!(size_of::<Raw>() <= 20);
    }

    #[test]
    fn the_innermost_node_is_around_a_byte() {
        let text = r#" {"a": [1, {"b": "cd"}], "e": 2} "#;
        let tree = parse(text).tree;
        let around = |part: &str| tree.node_around(text.find(part).unwrap()).map(Node::raw);
        assert_eq!(around("d\""), Some("\"cd\""));
        assert_eq!(around("\"b"), Some("\"b\""));
        assert_eq!(around("1"), Some("1"));
        assert_eq!(around("],"), Some(r#"[1, {"b": "cd"}]"#));
        assert_eq!(around(", \"e"), Some(text.trim()));
        assert_eq!(tree.node_around(0), None);
        assert_eq!(tree.node_around(text.len()), None);
    }

    #[test]
    fn a_pointer_to_nothing_finds_nothing() {
        let tree = parse(r#"{"a":[1,2],"":3}"#).tree;
        for text in ["/b", "/a/2", "/a/-", "/a/01", "/a/+1", "/a/0/0", "/a/", "//"] {
            let pointer = Pointer::parse(text).unwrap();
            assert!(tree.at(&pointer).is_none(), "{text}");
        }
    }

    /// The examples of RFC 6901 section 5.
    #[test]
    fn the_examples_of_the_rfc() {
        let text = r#"{"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,"e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8}"#;
        let tree = parse(text).tree;
        let raw = |pointer: &str| tree.at(&Pointer::parse(pointer).unwrap()).unwrap().raw();
        assert_eq!(raw(""), text);
        assert_eq!(raw("/foo"), r#"["bar","baz"]"#);
        assert_eq!(raw("/foo/0"), r#""bar""#);
        let numbers = ["/", "/a~1b", "/c%d", "/e^f", "/g|h", "/i\\j", "/k\"l", "/ ", "/m~0n"];
        for (value, pointer) in numbers.iter().enumerate() {
            assert_eq!(raw(pointer), value.to_string(), "{pointer}");
        }
    }

    #[test]
    fn a_count_too_large_to_store_is_walked() {
        let mut raw = Raw::new(Kind::Array, 0, (0, 1), 0, NONE);
        raw.set_count(COUNT_LIMIT);
        assert_eq!(raw.count(), None);
        assert_eq!(raw.kind(), Kind::Array);
        raw.set_count(7);
        assert_eq!(raw.count(), Some(7));
    }
}
