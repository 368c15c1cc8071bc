//! Bytes to the tree, with `serde_json` as the oracle.
//!
//! Written exceptions, in which the reader accepts what the oracle refuses: lone surrogates, numbers beyond a double, a
//! byte order mark. They are patched away by [`tamed`] before the oracle is asked. In the other direction: nesting
//! beyond `MAX_DEPTH`.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use serde_json::Value;
use termlint::json::identity::{self, Addresses, IdentityKeys, ResolveError, Resolver};
use termlint::json::{IssueKind, Kind, LineIndex, Node, Parsed, Pointer, Tree, decode, parse};

/// The oracle calls itself for each level: what is nested deeper than this could end it.
const ORACLE_DEPTH: usize = 4_000;

/// How many bytes are read again, at most, to check that each span holds its own value.
const READ_AGAIN: usize = 1 << 16;

/// How many values of a document are asked how many others their addresses mean.
const MOST_ADDRESSES: usize = 256;

/// Keys as a contract declares them.
pub static KEYS: LazyLock<IdentityKeys> = LazyLock::new(|| {
    IdentityKeys::new([("", ["id", "a"]), ("/*", ["a", "b"]), ("/a/*", ["", "~/"])]).expect("the patterns are pointers")
});

/// The target: both read the bytes alike, and every node knows its place.
pub fn tree(bytes: &[u8]) {
    agree_on_bytes(bytes);
    let Ok(text) = decode(bytes) else { return };
    let parsed = parse(text);
    places_lie_in_the_text(&parsed);
    nodes_nest(&parsed.tree);
    pointers_lead_back(&parsed.tree);
    identity_paths_lead_back(&parsed.tree, &KEYS);
    if fatal(&parsed).is_none() {
        spans_hold_their_values(&parsed.tree);
    }
    lines_hold_their_bytes(bytes);
}

/// The reader and the oracle say the same of bytes, unless they are nested too deep for it.
pub fn agree_on_bytes(bytes: &[u8]) {
    let can_be_asked = deepest(bytes) <= ORACLE_DEPTH;
    match decode(bytes) {
        Ok(text) if can_be_asked => agree(text),
        Ok(_) => {}
        Err(error) => {
            assert!(error.offset <= bytes.len());
            assert!(!can_be_asked || oracle_of_bytes(bytes).is_err(), "only the oracle decodes it");
        }
    }
}

/// No value of the bytes is nested deeper. What closes counts only where no text can hold it.
fn deepest(bytes: &[u8]) -> usize {
    let has_texts = bytes.contains(&b'"');
    let (mut open, mut deepest) = (0_usize, 0);
    for byte in bytes {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' if !has_texts => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest
}

/// What the oracle reads.
///
/// # Errors
/// Its own.
pub fn oracle(text: &str) -> Result<Value, serde_json::Error> {
    oracle_of_bytes(text.as_bytes())
}

/// The same of bytes.
///
/// # Errors
/// Its own, for bytes that are not UTF-8 too.
pub fn oracle_of_bytes(bytes: &[u8]) -> Result<Value, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    reader.disable_recursion_limit();
    let value = serde::Deserialize::deserialize(&mut reader)?;
    reader.end().map(|()| value)
}

/// Why reading ended early, if it did.
pub fn fatal(parsed: &Parsed<'_>) -> Option<IssueKind> {
    let kind = parsed.issues.last()?.kind;
    matches!(kind, IssueKind::Syntax(_) | IssueKind::TooDeep).then_some(kind)
}

/// The text with each written exception replaced by what the reader makes of it.
fn tamed(parsed: &Parsed<'_>) -> String {
    let mut patches: Vec<(Range<usize>, &str)> = Vec::new();
    for issue in &parsed.issues {
        match issue.kind {
            IssueKind::ByteOrderMark => patches.push((issue.span.range(), "")),
            IssueKind::LoneSurrogate => patches.push((issue.span.range(), "\\ufffd")),
            _ => {}
        }
    }
    for node in parsed.tree.nodes() {
        if node.kind() == Kind::Number && node.as_f64().is_none() {
            patches.push((node.span().range(), "null"));
        }
    }
    patches.sort_by_key(|(range, _)| range.start);
    let mut text = parsed.tree.text().to_owned();
    for (range, patch) in patches.into_iter().rev() {
        text.replace_range(range, patch);
    }
    text
}

/// The reader and the oracle say the same of a text.
pub fn agree(text: &str) {
    let parsed = parse(text);
    match fatal(&parsed) {
        Some(IssueKind::TooDeep) => {}
        Some(kind) => assert!(oracle(text).is_err(), "only the oracle accepts {text:?}: {kind:?}"),
        None => {
            let value = oracle(&tamed(&parsed));
            let value = value.unwrap_or_else(|error| panic!("only the oracle refuses {text:?}: {error}"));
            let root = parsed.tree.root().expect("an accepted text has a root");
            assert!(same(root, &value), "{text:?} is {value}");
        }
    }
}

fn same(node: Node<'_>, value: &Value) -> bool {
    match (node.kind(), value) {
        (Kind::Null, Value::Null) => true,
        (Kind::Number, Value::Null) => node.as_f64().is_none(),
        (Kind::Bool, Value::Bool(value)) => node.as_bool() == Some(*value),
        (Kind::Number, Value::Number(value)) => same_number(node, value),
        (Kind::String, Value::String(value)) => node.as_str().as_deref() == Some(value) && node.is_str(value),
        (Kind::Array, Value::Array(items)) => {
            node.len() == items.len() && node.items().zip(items).all(|(node, value)| same(node, value))
        }
        (Kind::Object, Value::Object(members)) => {
            node.len() == members.len()
                && node.members().count() == members.len()
                && members.iter().all(|(key, value)| node.get(key).is_some_and(|node| same(node, value)))
        }
        _ => false,
    }
}

fn same_number(node: Node<'_>, value: &serde_json::Number) -> bool {
    if value.is_u64() || value.is_i64() {
        return node.as_u64() == value.as_u64() && node.as_i64() == value.as_i64();
    }
    let (Some(ours), Some(theirs)) = (node.as_f64(), value.as_f64()) else {
        return false;
    };
    // Without `float_roundtrip` the oracle may be off in the last places.
    let near = (ours - theirs).abs() <= theirs.abs() * 1e-14 || (ours.abs() < 1e-300 && theirs.abs() < 1e-300);
    near && node.as_u64().is_none() && (node.as_i64().is_none() || node.raw() == "-0")
}

/// Two values of two trees are the same, shadowed members included.
pub fn equal(a: Node<'_>, b: Node<'_>) -> bool {
    let members = |node: Node<'_>| node.all_members().count();
    a.kind() == b.kind()
        && a.raw() == b.raw()
        && a.as_str() == b.as_str()
        && a.len() == b.len()
        && a.items().zip(b.items()).all(|(a, b)| equal(a, b))
        && members(a) == members(b)
        && a.all_members()
            .zip(b.all_members())
            .all(|(a, b)| a.shadowed == b.shadowed && equal(a.key, b.key) && equal(a.value, b.value))
}

/// Issues and nodes lie on whole characters of the text, and nodes inside of their parents.
pub fn places_lie_in_the_text(parsed: &Parsed<'_>) {
    let text = parsed.tree.text();
    for issue in &parsed.issues {
        for span in [Some(issue.span), issue.related].into_iter().flatten() {
            assert!(text.get(span.range()).is_some(), "{issue:?}");
        }
    }
    for node in parsed.tree.nodes() {
        assert!(text.get(node.span().range()).is_some(), "{node:?}");
        assert!(node.parent().is_none_or(|parent| parent.span().contains(node.span())), "{node:?}");
    }
}

/// Items and members stand one after the other inside of their container.
pub fn nodes_nest(tree: &Tree<'_>) {
    for node in tree.nodes() {
        let parts: Vec<_> = node.items().chain(node.all_members().flat_map(|m| [m.key, m.value])).collect();
        assert!(parts.iter().all(|part| part.parent() == Some(node) && node.span().contains(part.span())));
        assert!(parts.windows(2).all(|pair| pair[0].span().end < pair[1].span().start));
    }
}

/// The pointer of every value that counts leads back to it.
pub fn pointers_lead_back(tree: &Tree<'_>) {
    for node in tree.nodes() {
        let pointer = node.pointer();
        assert_eq!(Pointer::parse(pointer.as_str()).as_ref(), Ok(&pointer));
        let mut around = std::iter::successors(Some(node), |node| node.parent());
        if !node.is_key() && !around.any(Node::is_shadowed) {
            assert_eq!(tree.at(&pointer), Some(node));
        }
    }
}

/// Every value has a path of its own, which leads back to it; only the bare path of the first of several twins is
/// refused, because a person who wrote it may have meant any of them.
pub fn identity_paths_lead_back(tree: &Tree<'_>, keys: &IdentityKeys) {
    let mut paths = HashSet::new();
    let (addresses, resolver) = (Addresses::new(keys), Resolver::new(tree, keys));
    for node in tree.nodes().filter(|node| !node.is_key()).take(MOST_ADDRESSES) {
        let address = addresses.of(node);
        let exact = identity::numbered(&address.path, &address.twins);
        assert_eq!(resolver.resolve(&exact), Ok(node), "{exact}");
        // Of it and of all that encloses it; with `#1` everywhere, nowhere, and at one of the places that may have it.
        let once = address.twins.iter().map(|twins| identity::numbered(&address.path, std::slice::from_ref(twins)));
        for written in once.chain([address.path.clone(), exact.clone()]) {
            for (end, _) in written.match_indices(['/', '[']).skip(1).chain([(written.len(), "")]) {
                let above = &written[..end];
                assert_eq!(identity::match_count(above, &address.twins), resolver.match_count(above), "{above}");
            }
        }
    }
    let mut refused = 0;
    for node in tree.nodes().filter(|node| !node.is_key()) {
        let path = identity::path(node, keys);
        match identity::resolve(tree, &path, keys) {
            Err(ResolveError::Ambiguous(_)) => refused += 1,
            found => assert_eq!(found, Ok(node), "{path}"),
        }
        assert!(paths.insert(path));
    }
    assert!(refused == 0 || paths.iter().any(|path| path.contains("#2]")));
}

/// The text of a node, read by itself, is the node.
pub fn spans_hold_their_values(tree: &Tree<'_>) {
    let mut left = READ_AGAIN;
    for node in tree.nodes() {
        let Some(rest) = left.checked_sub(node.raw().len()) else { continue };
        left = rest;
        let again = parse(node.raw());
        assert_eq!(fatal(&again), None, "{node:?}");
        assert!(equal(node, again.tree.root().expect("an accepted text has a root")), "{node:?}");
    }
}

/// Positions grow with their bytes, and each lies in its line.
fn lines_hold_their_bytes(bytes: &[u8]) {
    let index = LineIndex::new(bytes);
    // A byte order mark belongs to no line.
    let start = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut last = index.position(bytes, start);
    let step = 1 + bytes.len() / 256;
    for offset in (start..=bytes.len()).step_by(step) {
        let position = index.position(bytes, offset);
        assert!((last.line, last.byte_column, last.column) <= (position.line, position.byte_column, position.column));
        let line = index.line_span(position.line);
        assert!(line.start <= position.byte && line.end <= bytes.len(), "{position:?} is not in {line:?}");
        last = position;
    }
    assert_eq!(index.position(bytes, bytes.len()).line, index.line_count());
}
