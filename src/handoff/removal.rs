//! Taking elements out of a list, or members out of an object: exactly the bytes of each, one comma, and the white space
//! beside it, whether the list stands on one line or on many.

use super::location::{Locate, Locator};
use crate::finding::{Location, Span};
use crate::json::{Kind, Node};

/// The edits that take out the elements for which `is_gone` holds: of a list its items, of an object the values of its
/// members, each with its key.
pub fn without<'a>(owner: Node<'a>, is_gone: impl Fn(&Node<'a>) -> bool) -> Vec<(Gap<'a>, String)> {
    let gap = |start, end| (Gap { owner, span: Span::new(start, end) }, String::new());
    let is_object = owner.kind() == Kind::Object;
    let mut elements: Vec<(Span, bool)> = owner.items().map(|item| (item.span(), is_gone(&item))).collect();
    elements.extend(owner.all_members().map(|member| {
        let whole = Span::new(member.key.span().start, member.value.span().end);
        (whole, is_gone(&member.value))
    }));
    let Some(first_kept) = elements.iter().position(|(_, is_gone)| !is_gone) else {
        let empty = if is_object { "{}" } else { "[]" };
        return vec![(Gap { owner, span: owner.span() }, empty.to_owned())];
    };
    let mut edits = Vec::new();
    if first_kept > 0 {
        edits.push(gap(elements[0].0.start, elements[first_kept].0.start));
    }
    let mut kept = elements[first_kept].0;
    let mut last_gone: Option<Span> = None;
    for (span, is_gone) in &elements[first_kept + 1..] {
        if *is_gone {
            last_gone = Some(*span);
            continue;
        }
        edits.extend(last_gone.take().map(|gone| gap(kept.end, gone.end)));
        kept = *span;
    }
    edits.extend(last_gone.map(|gone| gap(kept.end, gone.end)));
    edits
}

/// The edit that takes out one item of a list, or the member with this value; nothing for the root. Unlike [`without`] it does
/// not look at the others.
pub fn removal(value: Node<'_>) -> Option<(Gap<'_>, String)> {
    let owner = value.parent()?;
    let first = value.key().unwrap_or(value);
    let gap = |start, end| Some((Gap { owner, span: Span::new(start, end) }, String::new()));
    // What stands before it ends with the node before its own.
    let last = first.index().checked_sub(1).filter(|before| *before != owner.index());
    let last = last.and_then(|before| value.tree().node(before));
    let is_beside = |node: &Node<'_>| node.parent().is_some_and(|parent| parent.index() == owner.index());
    if let Some(before) = std::iter::successors(last, |node| node.parent()).find(is_beside) {
        return gap(before.span().end, value.span().end);
    }
    let next = owner.items().nth(1).or_else(|| owner.all_members().nth(1).map(|member| member.key));
    match next {
        Some(next) => gap(first.span().start, next.span().start),
        None => {
            let empty = if owner.kind() == Kind::Object { "{}" } else { "[]" };
            Some((Gap { owner, span: owner.span() }, empty.to_owned()))
        }
    }
}

/// Whether two values are written with the same bytes, white space between their parts aside.
pub fn are_twins(one: Node<'_>, other: Node<'_>) -> bool {
    if one.kind() != other.kind() {
        return false;
    }
    match one.kind() {
        Kind::Array => {
            let (ones, others) = (one.items(), other.items());
            one.len() == other.len() && ones.zip(others).all(|(one, other)| are_twins(one, other))
        }
        Kind::Object => {
            let (ones, others) = (one.all_members(), other.all_members());
            let are_alike = |(one, other): (crate::json::Member<'_>, crate::json::Member<'_>)| {
                one.key.raw() == other.key.raw() && are_twins(one.value, other.value)
            };
            ones.clone().count() == others.clone().count() && ones.zip(others).all(are_alike)
        }
        _ => one.raw() == other.raw(),
    }
}

/// Some bytes of a list or an object.
#[derive(Clone, Copy)]
pub struct Gap<'a> {
    owner: Node<'a>,
    span: Span,
}

impl<'a> Gap<'a> {
    /// All bytes of a value, for what is replaced together with what is taken out.
    pub fn whole(value: Node<'a>) -> Gap<'a> {
        Gap { owner: value, span: value.span() }
    }
}

impl Locate for Gap<'_> {
    fn span(&self, _: &Locator<'_>) -> Span {
        self.span
    }

    fn locate(&self, locator: &Locator<'_>) -> Location {
        locator.of(self.owner, self.span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix;
    use crate::handoff::DocumentOffset;
    use crate::json::identity::IdentityKeys;
    use crate::json::parse;

    /// What is left of a text without the elements whose text is `"x"`.
    fn left(text: &str) -> String {
        let tree = parse(text).tree;
        let keys = IdentityKeys::default();
        let locator = Locator::new(text.as_bytes(), DocumentOffset::default(), &keys);
        let edits = without(tree.root().unwrap(), |node| node.is_str("x"));
        let edits: Vec<_> = edits.into_iter().map(|(gap, text)| locator.edit(&gap, text)).collect();
        String::from_utf8(fix::apply(text.as_bytes(), &edits).unwrap()).unwrap()
    }

    #[test]
    fn an_element_goes_with_one_comma_and_the_white_space_beside_it() {
        for (before, after) in [
            (r#"["x", 1, 2]"#, "[1, 2]"),
            (r#"[1, "x", 2]"#, "[1, 2]"),
            (r#"[1, 2, "x"]"#, "[1, 2]"),
            (r#"[ 1,"x" ,2 ]"#, "[ 1 ,2 ]"),
            (r#"["x", "x", 1, "x", "x"]"#, "[1]"),
            (r#"["x"]"#, "[]"),
            (r#"["x", "x"]"#, "[]"),
            ("[\n  1,\n  \"x\",\n  2\n]\n", "[\n  1,\n  2\n]\n"),
            ("[\n  \"x\",\n  2\n]\n", "[\n  2\n]\n"),
            ("[\n  1,\n  \"x\"\n]\n", "[\n  1\n]\n"),
            ("[\r\n\t1,\r\n\t\"x\",\r\n\t2\r\n]\r\n", "[\r\n\t1,\r\n\t2\r\n]\r\n"),
            (r#"{"a": "x", "b": 2}"#, r#"{"b": 2}"#),
            (r#"{"a": 1, "b": "x"}"#, r#"{"a": 1}"#),
            ("{\n\t\"a\": 1,\n\t\"b\": \"x\",\n\t\"c\": 3\n}", "{\n\t\"a\": 1,\n\t\"c\": 3\n}"),
            (r#"{"a": "x"}"#, "{}"),
            ("[1, 2]", "[1, 2]"),
        ] {
            assert_eq!(left(before), after, "{before}");
        }
    }

    #[test]
    fn one_element_goes_as_it_does_among_several() {
        for text in [
            r#"["x", 1, 2]"#,
            r#"[[1, [2]], "x", 2]"#,
            r#"[1, {"a": {"b": [3]}}, "x"]"#,
            r#"["x"]"#,
            "[\r\n\t1,\r\n\t\"x\",\r\n\t2\r\n]",
            r#"{"a": "x", "b": 2}"#,
            r#"{"a": {"c": [1]}, "b": "x"}"#,
            r#"{"a": "x"}"#,
        ] {
            let tree = parse(text).tree;
            let keys = IdentityKeys::default();
            let locator = Locator::new(text.as_bytes(), DocumentOffset::default(), &keys);
            let gone = tree.nodes().find(|node| node.is_str("x")).unwrap();
            let (gap, written) = removal(gone).unwrap();
            let edit = locator.edit(&gap, written);
            assert_eq!(fix::apply(text.as_bytes(), &[edit]).unwrap(), left(text).into_bytes(), "{text}");
        }
        assert!(removal(parse("1").tree.root().unwrap()).is_none());
    }

    #[test]
    fn twins_are_written_alike() {
        for (text, expected) in [
            (r#"[{"a": [1, "x"]}, {"a":[1,"x"]}]"#, true),
            (r#"["é", "\u00e9"]"#, false),
            (r#"[{"a": 1, "b": 2}, {"b": 2, "a": 1}]"#, false),
            (r#"[{"a": 1}, {"a": 1, "b": 2}]"#, false),
            ("[[1], [1, 2]]", false),
            ("[1, 1.0]", false),
            ("[null, null]", true),
        ] {
            let tree = parse(text).tree;
            let items: Vec<Node<'_>> = tree.root().unwrap().items().collect();
            assert_eq!(are_twins(items[0], items[1]), expected, "{text}");
        }
    }
}
