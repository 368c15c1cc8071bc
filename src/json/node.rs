//! Owns the view of one value or key in the tree; must not know why anyone looks at it.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use super::children::{Items, Member, Members};
use super::pointer::Pointer;
use super::span::Span;
use super::strings;
use super::tree::{ESCAPED, KEY, NONE, Raw, SHADOWED, TRUE, Tree};

/// The kinds of JSON value (RFC 8259 section 3).
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// `null`.
    Null = 0,
    /// `true` or `false`.
    Bool = 1,
    /// A number of any size and precision.
    Number = 2,
    /// A text in double quotes; keys are of this kind too.
    String = 3,
    /// A list in square brackets.
    Array = 4,
    /// Members in braces.
    Object = 5,
}

/// One value or key of a [`Tree`]: a cheap, copyable handle.
#[derive(Copy, Clone)]
pub struct Node<'a> {
    pub(super) tree: &'a Tree<'a>,
    pub(super) index: u32,
}

impl<'a> Node<'a> {
    #[inline]
    pub(super) fn data(self) -> &'a Raw {
        &self.tree.nodes[self.index as usize]
    }

    #[inline]
    pub(super) fn with(self, index: u32) -> Node<'a> {
        Node { index, ..self }
    }

    /// What kind of value it is; a key is a string.
    #[must_use]
    #[inline]
    pub fn kind(self) -> Kind {
        self.data().kind()
    }

    /// Its bytes in the file, quotes, brackets and braces included.
    #[must_use]
    #[inline]
    pub fn span(self) -> Span {
        let raw = self.data();
        Span { start: raw.start, end: raw.end }
    }

    /// The text of its span, as written.
    #[must_use]
    #[inline]
    pub fn raw(self) -> &'a str {
        &self.tree.text[self.span().range()]
    }

    /// Its index in document order, keys counted, from 0; see [`Tree::node`].
    #[must_use]
    #[inline]
    pub fn index(self) -> u32 {
        self.index
    }

    /// The tree it belongs to.
    #[must_use]
    #[inline]
    pub fn tree(self) -> &'a Tree<'a> {
        self.tree
    }

    /// Whether it is the key of a member, not a value.
    #[must_use]
    #[inline]
    pub fn is_key(self) -> bool {
        self.data().has(KEY)
    }

    /// The text of a string or key, escapes decoded; a lone surrogate decodes as U+FFFD
    /// (RFC 8259 section 8.2). Borrowed where nothing is escaped.
    ///
    /// A secret in it is masked: nobody outside of this room has it, so nobody can show it. The mask has the same length.
    #[must_use]
    #[inline]
    pub fn as_str(self) -> Option<Cow<'a, str>> {
        let is_plain = !self.data().has(ESCAPED) && !self.tree.may_hold_secrets;
        if is_plain { self.inner().map(Cow::Borrowed) } else { self.masked() }
    }

    #[inline]
    pub(super) fn unmasked(self) -> Option<Cow<'a, str>> {
        let inner = self.inner()?;
        Some(match self.data().has(ESCAPED) {
            false => Cow::Borrowed(inner),
            true => Cow::Owned(strings::decode(inner)),
        })
    }

    /// The raw text between the quotes of a string or key.
    #[inline]
    pub(super) fn inner(self) -> Option<&'a str> {
        let raw = self.data();
        (raw.kind() == Kind::String).then(|| &self.tree.text[raw.start as usize + 1..raw.end as usize - 1])
    }

    /// Whether a string or key decodes to exactly this text.
    #[must_use]
    #[inline]
    pub fn is_str(self, text: &str) -> bool {
        let raw = self.data();
        if raw.has(ESCAPED) {
            return self.inner().is_some_and(|inner| strings::decode(inner) == text);
        }
        let start = raw.start as usize + 1;
        // Nearly every key that is asked for differs in its length from nearly every other.
        (raw.end - raw.start) as usize == text.len() + 2
            && raw.kind() == Kind::String
            && self.tree.text.as_bytes().get(start..start + text.len()) == Some(text.as_bytes())
    }

    /// The value of `true` or `false`.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        (self.kind() == Kind::Bool).then(|| self.data().has(TRUE))
    }

    /// Whether it is `null`.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// A number as written, of any size (RFC 8259 section 6).
    #[must_use]
    pub fn number_text(self) -> Option<&'a str> {
        (self.kind() == Kind::Number).then(|| self.raw())
    }

    /// A number written without sign, fraction and exponent that fits in 64 bits.
    #[must_use]
    pub fn as_u64(self) -> Option<u64> {
        self.number_text()?.parse().ok()
    }

    /// A number written without fraction and exponent that fits in 64 bits with sign; `-0` is 0.
    #[must_use]
    pub fn as_i64(self) -> Option<i64> {
        self.number_text()?.parse().ok()
    }

    /// The nearest double of a number; none where it is too large for one, as `1e400` is.
    #[must_use]
    pub fn as_f64(self) -> Option<f64> {
        let value: f64 = self.number_text()?.parse().ok()?;
        value.is_finite().then_some(value)
    }

    /// How many items an array has, or how many members of an object count (of duplicate keys
    /// only the last); 0 for all other kinds.
    #[must_use]
    pub fn len(self) -> usize {
        match (self.kind(), self.data().count()) {
            (Kind::Array | Kind::Object, Some(count)) => count as usize,
            (Kind::Array, None) => self.items().count(),
            (Kind::Object, None) => self.members().count(),
            _ => 0,
        }
    }

    /// Whether [`len`](Node::len) is 0.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The items of an array in order; nothing for all other kinds.
    #[must_use]
    pub fn items(self) -> Items<'a> {
        let (at, end) = self.inside(Kind::Array);
        Items { tree: self.tree, at, end }
    }

    /// The members of an object that count, in document order: of duplicate keys the last one,
    /// as in `JSON.parse`. Nothing for all other kinds.
    #[must_use]
    pub fn members(self) -> Members<'a> {
        Members { shadowed: false, ..self.all_members() }
    }

    /// The members of an object in document order, shadowed ones included.
    #[must_use]
    pub fn all_members(self) -> Members<'a> {
        let (at, end) = self.inside(Kind::Object);
        Members { tree: self.tree, at, end, shadowed: true }
    }

    /// The indices of the nodes inside, if it is of this kind.
    #[inline]
    fn inside(self, kind: Kind) -> (u32, u32) {
        let raw = self.data();
        match raw.kind() == kind {
            true => (self.index + 1, raw.next),
            false => (0, 0),
        }
    }

    /// The value of the member with this (decoded) key; of duplicates the last one.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Node<'a>> {
        self.member(key).map(|member| member.value)
    }

    /// The member with this (decoded) key; of duplicates the last one.
    #[must_use]
    pub fn member(self, key: &str) -> Option<Member<'a>> {
        self.members().find(|member| member.key.is_str(key))
    }

    /// The array or object around it; for a key, its object. None for the root.
    #[must_use]
    pub fn parent(self) -> Option<Node<'a>> {
        let parent = self.data().parent;
        (parent != NONE).then(|| self.with(parent))
    }

    /// The key of the member whose value this is; none for items, the root, and keys.
    #[must_use]
    pub fn key(self) -> Option<Node<'a>> {
        let in_object = self.parent()?.kind() == Kind::Object;
        (in_object && !self.is_key()).then(|| self.with(self.index - 1))
    }

    /// Whether it is the key or value of a member that a later duplicate shadows.
    #[must_use]
    pub fn is_shadowed(self) -> bool {
        self.key().unwrap_or(self).data().has(SHADOWED)
    }

    /// Its pointer from the root (RFC 6901). A key has the pointer of its value; a shadowed
    /// value has the pointer of the value that shadows it.
    #[must_use]
    pub fn pointer(self) -> Pointer {
        let mut pointer = Pointer::root();
        for node in self.ancestry() {
            match node.parent() {
                None => {}
                Some(parent) if parent.kind() == Kind::Array => {
                    pointer.push_index(node.position_in(parent));
                }
                Some(_) => pointer.push_key(&node.key().unwrap_or(node).as_str().unwrap_or_default()),
            }
        }
        pointer
    }

    /// The nodes from the root down to this one.
    pub(super) fn ancestry(self) -> Vec<Node<'a>> {
        let mut path: Vec<_> = std::iter::successors(Some(self), |node| node.parent()).collect();
        path.reverse();
        path
    }

    /// Marks for [`string_span_by`](Node::string_span_by); none where they would save nothing.
    #[must_use]
    pub fn string_marks(self) -> Option<strings::Marks> {
        /// Of a shorter string, walking from the start costs less than keeping marks.
        const LONG: usize = 512;
        let inner = self.inner().filter(|inner| inner.len() >= LONG)?;
        self.data().has(ESCAPED).then(|| strings::Marks::of(inner))
    }

    /// As [`string_span`](Node::string_span), in time that does not depend on the length of the string. The marks must be
    /// those of this very string.
    #[must_use]
    pub fn string_span_by(self, marks: &strings::Marks, range: Range<usize>) -> Option<Span> {
        let raw = marks.raw_range(self.inner()?, range)?;
        let base = self.span().range().start + 1;
        Some(Span::at(base + raw.start..base + raw.end))
    }

    /// How many items of the array `parent` stand before this one.
    pub(super) fn position_in(self, parent: Node<'a>) -> usize {
        parent.items().take_while(|item| item.index < self.index).count()
    }

    /// The bytes in the file that a byte range of the decoded string was written with; exact
    /// under escapes, of which one is never split.
    ///
    /// None if this is not a string, or if the range is reversed, reaches past the end, or does not
    /// lie on character boundaries of the decoded text.
    #[must_use]
    pub fn string_span(self, range: Range<usize>) -> Option<Span> {
        let inner = self.inner()?;
        let raw = strings::raw_range(inner, range, self.data().has(ESCAPED))?;
        let base = self.span().range().start + 1;
        Some(Span::at(base + raw.start..base + raw.end))
    }
}

/// Two handles are equal when they stand for the same node of the same tree.
impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index && std::ptr::eq(self.tree.nodes.as_ptr(), other.tree.nodes.as_ptr())
    }
}

impl Eq for Node<'_> {}

impl fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Span { start, end } = self.span();
        write!(f, "{:?}@{start}..{end} ", self.kind())?;
        f.write_str(self.raw())
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn a_view_of_the_wrong_kind_is_nothing() {
        let tree = parse(r#"[null, true, 1, "s", [], {}]"#).tree;
        for node in tree.root().unwrap().items() {
            let kind = node.kind();
            assert_eq!(node.is_null(), kind == Kind::Null);
            assert_eq!(node.as_bool().is_some(), kind == Kind::Bool);
            assert_eq!(node.as_f64().is_some(), kind == Kind::Number);
            assert_eq!(node.as_str().is_some(), kind == Kind::String);
            assert_eq!(node.string_span(0..0).is_some(), kind == Kind::String);
            assert_eq!((node.items().count(), node.members().count(), node.len()), (0, 0, 0));
            assert!(node.get("a").is_none());
            assert!(node.key().is_none());
        }
    }

    #[test]
    fn numbers_are_read_only_as_far_as_they_fit() {
        let read = |text: &str| {
            let tree = parse(text).tree;
            let node = tree.root().unwrap();
            (node.as_u64(), node.as_i64(), node.as_f64())
        };
        assert_eq!(read("1e400"), (None, None, None));
        assert_eq!(read("-1e400"), (None, None, None));
        assert_eq!(read("1.0"), (None, None, Some(1.0)));
        assert_eq!(read("1e2"), (None, None, Some(100.0)));
        assert_eq!(read("-0"), (None, Some(0), Some(-0.0)));
        assert_eq!(read("-5"), (None, Some(-5), Some(-5.0)));
        assert_eq!(read("18446744073709551615").0, Some(u64::MAX));
        assert_eq!(read("18446744073709551616").0, None);
        assert_eq!(read("-9223372036854775808").1, Some(i64::MIN));
        assert_eq!(read("1e-400").2, Some(0.0));
    }

    #[test]
    fn a_string_span_counts_a_byte_order_mark() {
        let tree = parse("\u{feff}[\"x\\u3042y\"]").tree;
        let text = tree.root().unwrap().items().next().unwrap();
        assert_eq!(text.string_span(1..4), Some(Span::new(6, 12)));
        assert_eq!(text.string_span(0..5), Some(Span::new(5, 13)));
        assert_eq!(text.string_span(0..6), None);
        assert_eq!(text.string_span(2..4), None);
    }

    #[test]
    fn keys_and_values_know_each_other() {
        let tree = parse(r#"{"a": 1, "b": [2, 3], "a": 4}"#).tree;
        let root = tree.root().unwrap();
        assert_eq!((root.parent(), root.key()), (None, None));
        for member in root.all_members() {
            assert!(member.key.is_key() && !member.value.is_key());
            assert_eq!(member.value.key(), Some(member.key));
            assert_eq!(member.key.key(), None);
            assert_eq!(member.key.parent(), Some(root));
            assert_eq!(member.key.is_shadowed(), member.shadowed);
            assert_eq!(member.value.is_shadowed(), member.shadowed);
            assert_eq!(member.key.pointer(), member.value.pointer());
        }
        let item = root.get("b").unwrap().items().nth(1).unwrap();
        assert_eq!(item.pointer().as_str(), "/b/1");
        assert!(!item.is_shadowed());
    }
}
