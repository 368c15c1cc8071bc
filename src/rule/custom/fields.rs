//! Which texts of a document a custom rule checks.
//!
//! Owns the notation, which is that of the option `allow` of `unknown-field`: the name of a field, or its place, each step after
//! a `/`, in which `*` stands for every entry of a list. Either stands for the value and everything in it.

use crate::json::Node;

/// The fields that a rule names; none for every text that readers see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldPatterns(Vec<String>);

impl FieldPatterns {
    /// The fields as they are written; each is [`FieldPatterns::is_one`].
    pub fn new(patterns: Vec<String>) -> FieldPatterns {
        FieldPatterns(patterns)
    }

    /// Whether a text can name fields: a name without a `/`, or a place that begins with one and has no empty step.
    pub fn is_one(text: &str) -> bool {
        match text.strip_prefix('/') {
            Some(steps) => steps.split('/').all(|step| !step.is_empty()),
            None => !text.is_empty() && !text.contains('/') && text != "*",
        }
    }

    /// The names of fields in a pattern: not the steps that stand for entries of a list.
    pub fn names(pattern: &str) -> impl Iterator<Item = &str> {
        let is_entry = |step: &str| step == "*" || step.bytes().all(|byte| byte.is_ascii_digit());
        pattern.split('/').filter(move |step| !is_entry(step))
    }

    /// The patterns as they are written.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }

    /// Whether no field is named.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of the fields is this value, or holds it.
    pub fn have(&self, node: Node<'_>) -> bool {
        let mut steps: Vec<Node<'_>> = std::iter::successors(Some(node), |node| node.parent()).collect();
        // The root is no step.
        steps.pop();
        steps.reverse();
        self.0.iter().any(|pattern| match pattern.strip_prefix('/') {
            None => steps.iter().any(|step| step.key().is_some_and(|key| key.is_str(pattern))),
            Some(place) => {
                let mut steps = steps.iter();
                place.split('/').all(|wanted| steps.next().is_some_and(|step| is_step(*step, wanted)))
            }
        })
    }
}

/// Whether a value is what a step names in that which holds it. The number of an entry is not asked for: to count those before it
/// takes as long as the list is.
fn is_step(node: Node<'_>, wanted: &str) -> bool {
    match node.key() {
        Some(key) => wanted == "*" || key.is_str(wanted),
        None => {
            let number = || wanted.parse().ok().and_then(|number| node.parent()?.items().nth(number));
            wanted == "*" || number().is_some_and(|entry| entry.index() == node.index())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::{Pointer, parse};

    #[test]
    fn a_field_is_named_or_stands_at_a_place() {
        let parsed = parse(r#"{"a": {"title": "1", "items": ["2", {"title": "3"}]}, "title": {"b": "4"}}"#);
        let has = |pattern: &str, pointer: &str| {
            let node = parsed.tree.at(&Pointer::parse(pointer).unwrap()).unwrap();
            FieldPatterns::new(vec![pattern.to_owned()]).have(node)
        };
        for (pattern, pointers) in [
            ("title", &["/a/title", "/a/items/1/title", "/title/b"][..]),
            ("items", &["/a/items/0", "/a/items/1/title"]),
            ("/a/items/*", &["/a/items/0", "/a/items/1/title"]),
            ("/a/items/*/title", &["/a/items/1/title"]),
            ("/a/items/0", &["/a/items/0"]),
            ("/a", &["/a/title", "/a/items/0", "/a/items/1/title"]),
            ("/title", &["/title/b"]),
        ] {
            for pointer in ["/a/title", "/a/items/0", "/a/items/1/title", "/title/b"] {
                assert_eq!(has(pattern, pointer), pointers.contains(&pointer), "{pattern} {pointer}");
            }
        }
    }

    #[test]
    fn what_names_no_field_is_told_apart() {
        for text in ["title", "/a", "/a/*/b", "x_own"] {
            assert!(FieldPatterns::is_one(text), "{text}");
        }
        for text in ["", "/", "a/b", "/a/", "/a//b", "*"] {
            assert!(!FieldPatterns::is_one(text), "{text}");
        }
        assert_eq!(FieldPatterns::names("/a/*/0/b").filter(|name| !name.is_empty()).collect::<Vec<_>>(), ["a", "b"]);
    }
}
