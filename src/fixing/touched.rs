//! Which values a set of edits touches, and whether rules could check them before.

use std::ops::Range;

use crate::finding::Edit;
use crate::json::{self, Kind, Node, Pointer, Tree};

/// A value that an edit touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Touched {
    /// Its JSON Pointer. Of a key that changes, that of the value under its new name, and under its old one.
    pub(super) pointer: String,
    /// Whether rules can say something of it for the first time: it is a value of another type now, or has another name.
    pub(super) is_new: bool,
}

/// A document that edits are looked up in.
pub(super) struct Document<'d> {
    /// Where it begins in its file, in bytes.
    start: usize,
    /// `None` where its bytes are no text.
    tree: Option<Tree<'d>>,
}

impl<'d> Document<'d> {
    /// The document that these bytes of a file hold.
    pub(super) fn read(bytes: &'d [u8], document: Range<usize>) -> Document<'d> {
        let start = document.start;
        let text = bytes.get(document).and_then(|bytes| json::decode(bytes).ok());
        Document { start, tree: text.map(|text| json::parse(text).tree) }
    }

    /// What edits touch in it.
    pub(super) fn touched(&self, edits: &[Edit]) -> Vec<Touched> {
        let of = |tree: &Tree<'_>, edit: &Edit| {
            let span = edit.start_byte.saturating_sub(self.start)..edit.end_byte.saturating_sub(self.start);
            of_edit(tree, span, &edit.text)
        };
        self.tree.iter().flat_map(|tree| edits.iter().flat_map(|edit| of(tree, edit))).collect()
    }
}

fn of_edit(tree: &Tree<'_>, span: Range<usize>, text: &str) -> Vec<Touched> {
    let holds = |node: &Node<'_>| {
        let own = node.span().range();
        own.start <= span.start && span.end <= own.end
    };
    let first = tree.node_around(span.start).or_else(|| tree.node_around(span.start.checked_sub(1)?));
    let Some(node) = std::iter::successors(first, |node| node.parent()).find(holds) else { return Vec::new() };
    let of = |pointer: Pointer, is_new| Touched { pointer: pointer.as_str().to_owned(), is_new };
    if node.is_key() {
        let renamed = serde_json::from_str::<String>(text).ok().zip(node.parent()).map(|(name, owner)| {
            let mut pointer = owner.pointer();
            pointer.push_key(&name);
            of(pointer, true)
        });
        return renamed.into_iter().chain([of(node.pointer(), true)]).collect();
    }
    let is_whole = node.span().range() == span;
    // Nothing is said for the first time of a value that is gone.
    let is_new = is_whole && kind_of(text).is_some_and(|kind| kind != node.kind() && kind != Kind::Null);
    vec![of(node.pointer(), is_new)]
}

/// What kind of value JSON text is.
fn kind_of(text: &str) -> Option<Kind> {
    json::parse(text).tree.root().map(Node::kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the edit of the bytes between `[[` and `]]` touches.
    fn touched_by(marked: &str, text: &str) -> Vec<(String, bool)> {
        let start = marked.find("[[").unwrap();
        let end = marked.find("]]").unwrap() - 2;
        let bytes = marked.replace("[[", "").replace("]]", "");
        let edit = Edit { start_byte: start, end_byte: end, text: text.to_owned() };
        let all = Document::read(bytes.as_bytes(), 0..bytes.len()).touched(&[edit]);
        all.into_iter().map(|touched| (touched.pointer, touched.is_new)).collect()
    }

    fn one(pointer: &str, is_new: bool) -> Vec<(String, bool)> {
        vec![(pointer.to_owned(), is_new)]
    }

    #[test]
    fn an_edit_touches_the_smallest_value_around_it() {
        assert_eq!(touched_by(r#"{"a": {"b": "x[[  ]]y"}}"#, " "), one("/a/b", false));
        assert_eq!(touched_by(r#"{"a": [1 [[, 2]]]}"#, ""), one("/a", false));
        assert_eq!(touched_by(r#"{"a": 1[[, "b": 2]]}"#, ""), one("", false));
        assert_eq!(touched_by("[[\u{feff}]]{}", ""), Vec::new(), "it is in no value");
        assert_eq!(touched_by(r#"["x[[]]y"]"#, " "), one("/0", false));
    }

    #[test]
    fn a_value_of_another_type_or_name_can_be_checked_for_the_first_time() {
        assert_eq!(touched_by(r#"{"a": [["9"]]}"#, "9"), one("/a", true));
        assert_eq!(touched_by(r#"{"a": [[9]]}"#, "8"), one("/a", false));
        assert_eq!(touched_by(r#"{"a": [["9"]]}"#, "null"), one("/a", false));
        let both = vec![("/x/right".to_owned(), true), ("/x/wrong".to_owned(), true)];
        assert_eq!(touched_by(r#"{"x": {[["wrong"]]: 1}}"#, "\"right\""), both);
    }
}
