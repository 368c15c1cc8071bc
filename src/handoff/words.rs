//! Names a place in the document's own words, counted from 1, for people who have never heard of JSON Pointer.
//!
//! Owns the wording (`docs/design.md`, "Words for people"). Must not know rules or bytes.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use crate::json::{Kind, Node};
use crate::words::shorten;

/// The members that name an object inside a list, best first.
const NAMING_MEMBERS: [&str; 6] = ["title", "question", "label", "canonical_slug", "text", "url"];

/// The longest name quoted from the content, in characters.
const NAME_LIMIT: usize = 32;

/// The names of places in one tree; that of what encloses a place is made once.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// By the index of the value: the parts of its name that tell something, joined.
    known: RefCell<HashMap<u32, Rc<str>>>,
}

impl Names {
    /// `comparisons > 似ている言葉との違い > row 3` for a node of a handoff; `the document` for its root. `number` says how
    /// many items of its list stand before an item.
    pub(super) fn of(&self, node: Node<'_>, number: &dyn Fn(Node<'_>) -> usize) -> String {
        let mut name: Rc<str> = Rc::from("");
        let mut below = Vec::new();
        for node in std::iter::successors(Some(node), |node| node.parent()) {
            if let Some(known) = self.known.borrow().get(&node.index()) {
                name = Rc::clone(known);
                break;
            }
            below.push(node);
        }
        while let Some(node) = below.pop() {
            let part = if node.parent().is_some() { part(node, number) } else { String::new() };
            // `content` is the root of all prose and `items` of all rows: neither tells the reader anything.
            if !matches!(part.as_str(), "" | "content" | "items") {
                name = if name.is_empty() { Rc::from(part) } else { Rc::from(format!("{name} > {part}")) };
            }
            self.known.borrow_mut().insert(node.index(), Rc::clone(&name));
        }
        match &*name {
            "" if node.parent().is_none() => "the document".to_owned(),
            "" => "content".to_owned(),
            name => name.to_owned(),
        }
    }
}

/// The name of `child` in what is around it.
fn part(child: Node<'_>, number: &dyn Fn(Node<'_>) -> usize) -> String {
    if let Some(key) = child.key() {
        return shorten(&key.as_str().unwrap_or_default(), NAME_LIMIT);
    }
    let number = number(child) + 1;
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
