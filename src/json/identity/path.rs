//! Owns the writing of identity paths; must not know how they are read back.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::super::node::{Kind, Node};
use super::super::pointer::Pointer;
use super::{IdentityKeys, IdentitySource, LONGEST, LONGEST_VALUE};

/// The addresses of the values of one tree.
///
/// What the items of a list are is worked out once, for the whole list: the addresses of all of them together take time
/// in proportion to the document, in whatever order they are asked for.
#[derive(Debug)]
pub struct Addresses<'k> {
    keys: &'k dyn IdentitySource,
    /// By the index of the array.
    lists: RefCell<HashMap<u32, Rc<List>>>,
    /// By the index of the object: for each of its keys, how many of the same name stand before it.
    ordinals: RefCell<HashMap<u32, HashMap<u32, usize>>>,
    /// By the index of the value, or of the key.
    known: RefCell<HashMap<u32, Rc<Address>>>,
}

/// How the bracket of the first of twins ends where it is reported from the others.
const FIRST: &str = "#1]";

/// Where a value is, for machines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// The JSON Pointer; see [`Node::pointer`].
    pub pointer: Pointer,
    /// The identity path. The root's is empty.
    pub path: String,
    /// The brackets of it that name the first of twins, in their order.
    pub twins: Vec<Twins>,
}

/// Items of a list that have one identity. The address of the first does not say that there are others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Twins {
    /// Where in the address the bracket of the first is closed, in bytes.
    pub closed_at: usize,
    /// How many there are, with the first.
    pub number: usize,
}

/// How many values an address means: the address of a value or of what encloses it, with or without `#1` where it is the
/// first of twins. `twins` are those on the way to that value.
#[must_use]
pub fn match_count(address: &str, twins: &[Twins]) -> usize {
    // Where the brackets with `#1` are closed in the same address without it; at last, its end.
    let mut closed_at: Vec<usize> = Vec::new();
    for part in address.split(FIRST) {
        let start = closed_at.last().map_or(0, |last| last + 1);
        closed_at.push(start + part.len());
    }
    let end = closed_at.pop().unwrap_or_default();
    let ambiguous = twins.iter().find(|twins| twins.closed_at < end && !closed_at.contains(&twins.closed_at));
    ambiguous.map_or(1, |twins| twins.number)
}

/// The address that means one value alone, with `#1` wherever the path names the first of twins.
#[must_use]
pub fn numbered(path: &str, twins: &[Twins]) -> String {
    let mut numbered = path.to_owned();
    for twins in twins.iter().rev().filter(|twins| twins.closed_at < path.len()) {
        numbered.replace_range(twins.closed_at..=twins.closed_at, FIRST);
    }
    numbered
}

/// An address with `#1` as paths have it, without.
#[must_use]
pub fn bare(address: &str) -> String {
    address.replace(FIRST, "]")
}

impl<'k> Addresses<'k> {
    /// For one tree: all nodes that are asked for must be of the same one.
    #[must_use]
    pub fn new(keys: &'k dyn IdentitySource) -> Self {
        Addresses { keys, lists: RefCell::default(), ordinals: RefCell::default(), known: RefCell::default() }
    }

    /// The address of a value; of a key, that of its value.
    pub fn of(&self, node: Node<'_>) -> Rc<Address> {
        let mut address = None;
        let mut below = Vec::new();
        for node in std::iter::successors(Some(node), |node| node.parent()) {
            address = self.known.borrow().get(&node.index()).cloned();
            if address.is_some() {
                break;
            }
            below.push(node);
        }
        let mut address = address.unwrap_or_default();
        while let Some(node) = below.pop() {
            address = Rc::new(self.step(&address, node));
            self.known.borrow_mut().insert(node.index(), Rc::clone(&address));
        }
        address
    }

    /// How many items of its list stand before an item; 0 for what is not an item.
    pub fn number(&self, item: Node<'_>) -> usize {
        let list = item.parent().filter(|parent| parent.kind() == Kind::Array);
        list.map_or(0, |array| self.list(array, || self.of(array)).number(item))
    }

    /// How many keys of the same name stand before a key of an object.
    fn ordinal(&self, object: Node<'_>, key: Node<'_>) -> usize {
        let mut ordinals = self.ordinals.borrow_mut();
        let of_object = ordinals.entry(object.index()).or_insert_with(|| {
            let mut seen: HashMap<_, usize> = HashMap::new();
            let count = |key: Node<'_>| {
                let number = seen.entry(key.as_str().unwrap_or_default().into_owned()).or_default();
                *number += 1;
                (key.index(), *number - 1)
            };
            object.all_members().map(|member| member.key).map(count).collect()
        });
        of_object.get(&key.index()).copied().unwrap_or_default()
    }

    /// One step down, from the address of the array or object around `node`.
    fn step(&self, parent: &Rc<Address>, node: Node<'_>) -> Address {
        let Address { mut pointer, mut path, mut twins } = (**parent).clone();
        match node.parent() {
            None => {}
            Some(array) if array.kind() == Kind::Array => {
                let list = self.list(array, || Rc::clone(parent));
                let number = list.number(node);
                pointer.push_index(number);
                path.push('[');
                path.push_str(list.names.get(number).map_or("", String::as_str));
                if let Some(all) = list.twins.get(&number) {
                    twins.push(Twins { closed_at: path.len(), number: *all });
                }
                path.push(']');
            }
            Some(object) => {
                let key = node.key().unwrap_or(node);
                let name = key.as_str().unwrap_or_default();
                pointer.push_key(&name);
                path.push('/');
                push_escaped(&mut path, &name);
                if node.is_shadowed() {
                    push_ordinal(&mut path, self.ordinal(object, key));
                }
            }
        }
        Address { pointer, path, twins }
    }

    fn list(&self, array: Node<'_>, address: impl FnOnce() -> Rc<Address>) -> Rc<List> {
        if let Some(list) = self.lists.borrow().get(&array.index()) {
            return Rc::clone(list);
        }
        let list = Rc::new(List::of(array, self.keys.identity().of(&address().pointer)));
        self.lists.borrow_mut().insert(array.index(), Rc::clone(&list));
        list
    }
}

/// The identity path of one value, as [`Addresses::of`] has it.
#[must_use]
pub fn path(node: Node<'_>, keys: &IdentityKeys) -> String {
    Addresses::new(keys).of(node).path.clone()
}

/// The items of one array.
#[derive(Debug)]
struct List {
    /// Their indices, which ascend.
    items: Vec<u32>,
    /// What stands between their brackets.
    names: Vec<String>,
    /// How many items have one identity, by the number of the first of them; none where there is only one.
    twins: HashMap<usize, usize>,
}

impl List {
    fn of(array: Node<'_>, keys: &[String]) -> List {
        let mut list = List { items: Vec::new(), names: Vec::new(), twins: HashMap::new() };
        let mut has_identity = Vec::new();
        for item in array.items() {
            let mut name = String::new();
            has_identity.push(push_identity(&mut name, item, keys));
            list.items.push(item.index());
            list.names.push(name);
        }
        // The first twin keeps the bare path, so that another one written after it does not rename it.
        let mut seen: HashMap<&str, (usize, usize)> = HashMap::with_capacity(list.names.len());
        let twins_before: Vec<usize> = list
            .names
            .iter()
            .enumerate()
            .map(|(number, name)| {
                let (_, seen) = seen.entry(name).or_insert((number, 0));
                *seen += 1;
                *seen - 1
            })
            .collect();
        let twins = seen.into_values().filter(|(first, seen)| *seen > 1 && has_identity[*first]);
        list.twins = twins.collect();
        for (number, name) in list.names.iter_mut().enumerate() {
            match (has_identity[number], twins_before[number]) {
                (false, _) => *name = number.to_string(),
                (true, 0) => {}
                (true, before) => push_ordinal(name, before),
            }
        }
        list
    }

    fn number(&self, item: Node<'_>) -> usize {
        self.items.binary_search(&item.index()).unwrap_or(0)
    }
}

fn push_ordinal(path: &mut String, before: usize) {
    path.push('#');
    path.push_str(&(before + 1).to_string());
}

/// Writes what an item is, without ordinal. Writes nothing, and says so, if only its index can
/// tell.
pub(super) fn push_identity(out: &mut String, item: Node<'_>, keys: &[String]) -> bool {
    match item.kind() {
        Kind::Array => false,
        Kind::Object => {
            let start = out.len();
            for key in keys {
                let Some(value) = item.get(key).filter(|value| is_scalar(*value)) else {
                    continue;
                };
                if out.len() > start {
                    out.push(',');
                }
                push_escaped(out, key);
                out.push('=');
                if !value.is_null() {
                    push_scalar(out, value);
                }
            }
            out.len() > start
        }
        _ => {
            let text = item.as_str().unwrap_or_else(|| item.raw().into());
            if text.chars().nth(LONGEST).is_some() {
                out.push_str(&format!("#{:016x}", fnv1a(text.as_bytes())));
            } else {
                out.push('=');
                push_escaped(out, &text);
            }
            true
        }
    }
}

fn is_scalar(node: Node<'_>) -> bool {
    !matches!(node.kind(), Kind::Array | Kind::Object)
}

fn push_scalar(out: &mut String, value: Node<'_>) {
    let text = value.as_str().unwrap_or_else(|| value.raw().into());
    if text.chars().nth(LONGEST_VALUE).is_none() {
        push_escaped(out, &text);
        return;
    }
    // Every finding inside the item repeats it.
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(end, _)| end);
    push_escaped(out, &format!("{}…#{:016x}", &text[..end], fnv1a(text.as_bytes())));
}

/// The characters that are escaped, in the order of their numbers.
pub(super) const ESCAPES: [char; 7] = ['~', '/', '[', ']', '=', ',', '#'];

fn push_escaped(out: &mut String, text: &str) {
    for character in text.chars() {
        match ESCAPES.iter().zip('0'..).find(|(special, _)| **special == character) {
            Some((_, digit)) => out.extend(['~', digit]),
            None => out.push(character),
        }
    }
}

/// FNV-1a, 64 bits: stable across versions and machines.
pub(super) fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
