//! Owns the walks over the items and members of one value; must not know who walks, or why.

use super::node::Node;
use super::tree::{SHADOWED, Tree};

/// A key with its value.
#[derive(Copy, Clone, Debug)]
pub struct Member<'a> {
    /// The key: a string node whose span includes the quotes.
    pub key: Node<'a>,
    /// The value.
    pub value: Node<'a>,
    /// Whether the same key comes again in this object, so that this member does not count.
    pub shadowed: bool,
}

/// The items of an array; see [`Node::items`].
#[derive(Clone, Debug)]
pub struct Items<'a> {
    pub(super) tree: &'a Tree<'a>,
    pub(super) at: u32,
    pub(super) end: u32,
}

impl<'a> Iterator for Items<'a> {
    type Item = Node<'a>;

    #[inline]
    fn next(&mut self) -> Option<Node<'a>> {
        if self.at >= self.end {
            return None;
        }
        let item = Node { tree: self.tree, index: self.at };
        self.at = item.data().next;
        Some(item)
    }
}

/// The members of an object; see [`Node::members`] and [`Node::all_members`].
#[derive(Clone, Debug)]
pub struct Members<'a> {
    pub(super) tree: &'a Tree<'a>,
    pub(super) at: u32,
    pub(super) end: u32,
    /// Whether shadowed members are given too.
    pub(super) shadowed: bool,
}

impl<'a> Iterator for Members<'a> {
    type Item = Member<'a>;

    #[inline]
    fn next(&mut self) -> Option<Member<'a>> {
        while self.at < self.end {
            let key = Node { tree: self.tree, index: self.at };
            let value = key.with(self.at + 1);
            self.at = value.data().next;
            let shadowed = key.data().has(SHADOWED);
            if !shadowed || self.shadowed {
                return Some(Member { key, value, shadowed });
            }
        }
        None
    }
}
