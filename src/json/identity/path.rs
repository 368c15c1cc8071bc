//! Owns the writing of identity paths; must not know how they are read back.

use super::super::node::{Kind, Node};
use super::{IdentityKeys, LONGEST};

/// The identity path of a value; of a key, that of its value. The root's is empty.
///
/// Takes time in proportion to the siblings of the value and of all that encloses it.
#[must_use]
pub fn path(node: Node<'_>, keys: &IdentityKeys) -> String {
    let mut path = String::new();
    let mut tokens = Vec::new();
    for node in node.ancestry() {
        match node.parent() {
            None => {}
            Some(array) if array.kind() == Kind::Array => {
                let keys = keys.of(&tokens);
                path.push('[');
                push_item(&mut path, node, array, keys);
                path.push(']');
                tokens.push(node.position_in(array).to_string());
            }
            Some(object) => {
                let key = node.key().unwrap_or(node);
                let name = key.as_str().unwrap_or_default();
                path.push('/');
                push_escaped(&mut path, &name);
                if node.is_shadowed() {
                    let mut same = object.all_members().filter(|member| member.key.is_str(&name));
                    let before = same.position(|member| member.key == key).unwrap_or(0);
                    push_ordinal(&mut path, before);
                }
                tokens.push(name.into_owned());
            }
        }
    }
    path
}

/// Writes what stands between the brackets of an item.
fn push_item(path: &mut String, item: Node<'_>, array: Node<'_>, keys: &[String]) {
    let start = path.len();
    if !push_identity(path, item, keys) {
        path.push_str(&item.position_in(array).to_string());
        return;
    }
    let mut buffer = String::new();
    // The first twin keeps the bare path, so that another one written after it does not rename it.
    let mut before = 0;
    for sibling in array.items() {
        if same_identity(sibling, &path[start..], keys, &mut buffer) {
            before += usize::from(sibling.index() < item.index());
        }
    }
    if before > 0 {
        push_ordinal(path, before);
    }
}

fn push_ordinal(path: &mut String, before: usize) {
    path.push('#');
    path.push_str(&(before + 1).to_string());
}

/// Whether an item is what `identity` says, which is written without ordinal.
pub(super) fn same_identity(item: Node<'_>, identity: &str, keys: &[String], buffer: &mut String) -> bool {
    buffer.clear();
    push_identity(buffer, item, keys) && buffer == identity
}

/// Writes what an item is, without ordinal. Writes nothing, and says so, if only its index can
/// tell.
fn push_identity(out: &mut String, item: Node<'_>, keys: &[String]) -> bool {
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
    match value.as_str() {
        Some(text) => push_escaped(out, &text),
        None => push_escaped(out, value.raw()),
    }
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
