//! Owns the reading of identity paths; must not know who wrote them.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;

use super::super::node::{Kind, Node};
use super::super::pointer::Pointer;
use super::super::tree::{Tree, array_index};
use super::IdentityKeys;
use super::path::{ESCAPES, push_identity};

/// Why an identity path leads to no value.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum ResolveError {
    /// The text is not an identity path.
    Malformed,
    /// No value is what the path says.
    NotFound,
    /// So many items are what the path says, and it does not say which one.
    Ambiguous(usize),
}

impl fmt::Display for ResolveError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ResolveError::Malformed => f.write_str("this is not an identity path"),
            ResolveError::NotFound => f.write_str("no value has this identity path"),
            ResolveError::Ambiguous(count) => write!(f, "{count} values have this identity path"),
        }
    }
}

impl std::error::Error for ResolveError {}

/// Finds values of one tree by their identity paths; the items of a list are gone through once, however many paths lead
/// into it.
#[derive(Debug)]
pub struct Resolver<'a> {
    tree: &'a Tree<'a>,
    keys: &'a IdentityKeys,
    /// By the index of the array.
    lists: RefCell<HashMap<u32, Rc<Items>>>,
}

/// The items of one array.
#[derive(Debug, Default)]
struct Items {
    /// Their indices in the tree, in order.
    all: Vec<u32>,
    /// Their numbers, by what they are.
    by_identity: HashMap<String, Vec<usize>>,
}

impl<'a> Resolver<'a> {
    /// A resolver for the paths of this tree. The keys must be those that the paths were written with.
    #[must_use]
    pub fn new(tree: &'a Tree<'a>, keys: &'a IdentityKeys) -> Self {
        Resolver { tree, keys, lists: RefCell::default() }
    }

    /// The value that an identity path names; of duplicate keys without `#n`, the last one. An item may always be named
    /// by its index too.
    ///
    /// # Errors
    ///
    /// See [`ResolveError`].
    pub fn resolve(&self, path: &str) -> Result<Node<'a>, ResolveError> {
        let steps = steps(path)?;
        let mut node = self.tree.root().ok_or(ResolveError::NotFound)?;
        let mut pointer = Pointer::root();
        for step in steps {
            match step {
                Step::Member { name, ordinal } => {
                    node = member(node, &name, ordinal)?;
                    pointer.push_key(&name);
                }
                Step::Item { identity, ordinal } => {
                    let (item, number) = self.item(node, identity, ordinal, &pointer)?;
                    node = item;
                    pointer.push_index(number);
                }
            }
        }
        Ok(node)
    }

    /// How many values a path means: one, none, or as many twins as it does not tell apart.
    #[must_use]
    pub fn match_count(&self, path: &str) -> usize {
        match self.resolve(path) {
            Ok(_) => 1,
            Err(ResolveError::Ambiguous(values)) => values,
            Err(ResolveError::Malformed | ResolveError::NotFound) => 0,
        }
    }

    /// An item, and its number in its array.
    fn item(
        &self,
        array: Node<'a>,
        identity: &str,
        ordinal: Option<usize>,
        pointer: &Pointer,
    ) -> Result<(Node<'a>, usize), ResolveError> {
        if array.kind() != Kind::Array {
            return Err(ResolveError::NotFound);
        }
        let items = self.items(array, pointer);
        let number = match array_index(identity) {
            Some(number) => number,
            None => {
                let same = items.by_identity.get(identity).map_or(&[][..], Vec::as_slice);
                let found = match (ordinal, same) {
                    (Some(ordinal), _) => same.get(ordinal - 1),
                    (None, [_, _, ..]) => return Err(ResolveError::Ambiguous(same.len())),
                    (None, _) => same.first(),
                };
                *found.ok_or(ResolveError::NotFound)?
            }
        };
        let item = items.all.get(number).and_then(|index| self.tree.node(*index));
        Ok((item.ok_or(ResolveError::NotFound)?, number))
    }

    fn items(&self, array: Node<'a>, pointer: &Pointer) -> Rc<Items> {
        if let Some(items) = self.lists.borrow().get(&array.index()) {
            return Rc::clone(items);
        }
        let keys = self.keys.of(pointer);
        let mut items = Items::default();
        for (number, item) in array.items().enumerate() {
            items.all.push(item.index());
            let mut identity = String::new();
            if push_identity(&mut identity, item, keys) {
                items.by_identity.entry(identity).or_default().push(number);
            }
        }
        let items = Rc::new(items);
        self.lists.borrow_mut().insert(array.index(), Rc::clone(&items));
        items
    }
}

/// The value that one identity path names, as [`Resolver::resolve`] finds it.
///
/// # Errors
///
/// See [`ResolveError`].
pub fn resolve<'a>(tree: &'a Tree<'a>, path: &str, keys: &'a IdentityKeys) -> Result<Node<'a>, ResolveError> {
    Resolver::new(tree, keys).resolve(path)
}

/// Whether a text is an identity path, whatever it leads to.
pub fn is_path(path: &str) -> bool {
    steps(path).is_ok()
}

fn member<'a>(object: Node<'a>, name: &str, ordinal: Option<usize>) -> Result<Node<'a>, ResolveError> {
    let found = match ordinal {
        None => object.get(name),
        Some(ordinal) => {
            object.all_members().filter(|member| member.key.is_str(name)).nth(ordinal - 1).map(|member| member.value)
        }
    };
    found.ok_or(ResolveError::NotFound)
}

#[derive(Debug, PartialEq, Eq)]
enum Step<'p> {
    Member { name: String, ordinal: Option<usize> },
    Item { identity: &'p str, ordinal: Option<usize> },
}

/// Reads all of a path before any of it is followed, so that what is malformed is always said.
fn steps(path: &str) -> Result<Vec<Step<'_>>, ResolveError> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('/') {
            let end = after.find(['/', '[']).unwrap_or(after.len());
            let (name, ordinal) = split_ordinal(&after[..end])?;
            let name = unescape(name)?;
            steps.push(Step::Member { name, ordinal });
            rest = &after[end..];
        } else {
            let after = rest.strip_prefix('[').ok_or(ResolveError::Malformed)?;
            let end = after.find(']').ok_or(ResolveError::Malformed)?;
            steps.push(item_step(&after[..end])?);
            rest = &after[end + 1..];
        }
    }
    Ok(steps)
}

fn item_step(content: &str) -> Result<Step<'_>, ResolveError> {
    let (identity, ordinal) = match content.strip_prefix('#') {
        Some(hash) => {
            let (hash, ordinal) = split_ordinal(hash)?;
            let hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
            if hash.len() != 16 || !hash.bytes().all(hex) {
                return Err(ResolveError::Malformed);
            }
            (&content[..17], ordinal)
        }
        None => split_ordinal(content)?,
    };
    let valid = identity.starts_with('#')
        || match identity.strip_prefix('=') {
            Some(value) => unescape(value).is_ok(),
            None => index_or_keys(identity, ordinal),
        };
    let step = Step::Item { identity, ordinal };
    valid.then_some(step).ok_or(ResolveError::Malformed)
}

fn index_or_keys(identity: &str, ordinal: Option<usize>) -> bool {
    if array_index(identity).is_some() {
        return ordinal.is_none();
    }
    identity
        .split(',')
        .all(|pair| pair.split_once('=').is_some_and(|(key, value)| unescape(key).is_ok() && unescape(value).is_ok()))
}

/// Splits `#n` from the end; an ordinal is counted from 1 and has no leading zero.
fn split_ordinal(text: &str) -> Result<(&str, Option<usize>), ResolveError> {
    match text.split_once('#') {
        None => Ok((text, None)),
        Some((before, digits)) => match array_index(digits) {
            Some(ordinal) if ordinal > 0 => Ok((before, Some(ordinal))),
            _ => Err(ResolveError::Malformed),
        },
    }
}

/// The text behind `~0` to `~6`; special characters that are not escaped are refused.
fn unescape(text: &str) -> Result<String, ResolveError> {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        let character = match character {
            '~' => {
                let digit = characters.next().and_then(|digit| digit.to_digit(10));
                let special = digit.and_then(|digit| ESCAPES.get(digit as usize));
                *special.ok_or(ResolveError::Malformed)?
            }
            _ if ESCAPES.contains(&character) => return Err(ResolveError::Malformed),
            _ => character,
        };
        plain.push(character);
    }
    Ok(plain)
}
