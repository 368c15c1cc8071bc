//! Owns the search for many pointers in one document, in time that is linear in it; must not know who points, or why.
//!
//! Errors of a validator and findings of a rule come in the order of the document, or nearly so: each search goes on where
//! the last one stopped.

use super::children::{Items, Members};
use super::node::{Kind, Node};
use super::pointer::Pointer;

/// Finds nodes by their pointers.
pub struct Cursor<'a> {
    root: Node<'a>,
    /// The way to the last node that was found.
    way: Vec<Step<'a>>,
}

struct Step<'a> {
    token: String,
    node: Node<'a>,
    rest: Rest<'a>,
}

/// What comes after the node of a step, beside it.
enum Rest<'a> {
    Items { next: usize, items: Items<'a> },
    Members(Members<'a>),
}

impl<'a> Cursor<'a> {
    /// Points at nothing yet.
    #[must_use]
    pub fn new(root: Node<'a>) -> Self {
        Cursor { root, way: Vec::new() }
    }

    /// The node at a JSON Pointer.
    pub fn find(&mut self, path: &str) -> Option<Node<'a>> {
        let pointer = Pointer::parse(path).ok()?;
        let mut node = self.root;
        for (depth, token) in pointer.tokens().enumerate() {
            if self.way.get(depth).is_none_or(|step| step.token != token) {
                let last = self.way.drain(depth..).next().map(|step| step.rest);
                self.way.push(step(node, &token, last)?);
            }
            node = self.way[depth].node;
        }
        Some(node)
    }
}

/// One step down from `parent`, searching on behind the `last` one from there.
fn step<'a>(parent: Node<'a>, token: &str, last: Option<Rest<'a>>) -> Option<Step<'a>> {
    let (node, rest) = match parent.kind() {
        Kind::Array => {
            let index: usize = token.parse().ok()?;
            let (next, mut items) = match last {
                Some(Rest::Items { next, items }) if next <= index => (next, items),
                _ => (0, parent.items()),
            };
            (items.nth(index - next)?, Rest::Items { next: index + 1, items })
        }
        Kind::Object => {
            let mut members = match last {
                Some(Rest::Members(members)) => members,
                _ => parent.members(),
            };
            let found = members.find(|member| member.key.is_str(token)).or_else(|| {
                members = parent.members();
                members.find(|member| member.key.is_str(token))
            });
            (found?.value, Rest::Members(members))
        }
        _ => return None,
    };
    Some(Step { token: token.to_owned(), node, rest })
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn every_node_is_found_in_any_order() {
        let tree =
            parse(r#"{"a": [1, {"b": 2, "c/d": [3]}, []], "": {"~": null}, "e": 4, "a": [5, {"f": [6, 7]}]}"#).tree;
        let nodes: Vec<_> = tree.nodes().filter(|node| !node.is_key() && !node.is_shadowed()).collect();
        let nodes: Vec<_> = nodes.into_iter().filter(|node| tree.at(&node.pointer()) == Some(*node)).collect();
        let mut cursor = Cursor::new(tree.root().unwrap());
        for one in &nodes {
            for two in &nodes {
                assert_eq!(cursor.find(one.pointer().as_str()), Some(*one));
                assert_eq!(cursor.find(two.pointer().as_str()), Some(*two));
                assert_eq!(cursor.find("/a/9"), None);
                assert_eq!(cursor.find("/e/x"), None);
            }
        }
    }
}
