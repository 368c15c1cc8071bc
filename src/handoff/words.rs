//! Names a place in the document's own words, counted from 1, for people who have never heard of JSON Pointer.
//!
//! Owns the wording (`design.md` section 4, "People are not machines"). Must not know rules or bytes.

use crate::json::{Kind, Node};
use crate::words::shorten;

/// The members that name an object inside a list, best first.
const NAMING_MEMBERS: [&str; 6] = ["title", "question", "label", "canonical_slug", "text", "url"];

/// The longest name quoted from the content, in characters.
const NAME_LIMIT: usize = 32;

/// `comparisons > 似ている言葉との違い > row 3` for a node of a handoff; `the document` for its root.
pub fn words(node: Node<'_>) -> String {
    let mut parts = Vec::new();
    let mut current = node;
    while let Some(parent) = current.parent() {
        parts.push(part(parent, current));
        current = parent;
    }
    if parts.is_empty() {
        return "the document".to_owned();
    }
    parts.reverse();
    // `content` is the root of all prose and `items` of all rows: neither tells the reader anything.
    let telling: Vec<String> = parts.into_iter().filter(|part| part != "content" && part != "items").collect();
    if telling.is_empty() {
        return "content".to_owned();
    }
    telling.join(" > ")
}

/// The name of `child` below `parent`.
fn part(parent: Node<'_>, child: Node<'_>) -> String {
    if let Some(key) = child.key() {
        return shorten(&key.as_str().unwrap_or_default(), NAME_LIMIT);
    }
    let number = parent.items().position(|item| item.index() == child.index()).map_or(0, |index| index + 1);
    match child.kind() {
        Kind::Object => match NAMING_MEMBERS.iter().find_map(|name| named(child, name)) {
            Some(name) => name,
            None => format!("entry {number}"),
        },
        Kind::String if child.as_str().is_some_and(|text| text.contains(" | ")) => format!("row {number}"),
        _ => format!("item {number}"),
    }
}

fn named(object: Node<'_>, member: &str) -> Option<String> {
    let value = object.get(member)?.as_str()?;
    let value = value.trim();
    (!value.is_empty()).then(|| shorten(value, NAME_LIMIT))
}
