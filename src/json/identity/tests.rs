//! Identity paths that lead nowhere, then those that lead somewhere; expected texts are those of
//! the design.

use std::rc::Rc;

use super::path::fnv1a;
use super::*;
use crate::json::{Parsed, Tree, parse};

fn keys() -> IdentityKeys {
    IdentityKeys::new([
        ("/related_terms", &["canonical_slug"][..]),
        ("/content/usage", &["key", "title"]),
        ("/aliases", &["type", "locale", "text"]),
        ("/groups/*/terms", &["id"]),
    ])
    .unwrap()
}

fn tree(text: &str) -> Tree<'_> {
    let Parsed { tree, .. } = parse(text);
    tree
}

fn path_of(text: &str, pointer: &str) -> String {
    let tree = tree(text);
    let node = tree.at(&Pointer::parse(pointer).unwrap()).unwrap();
    let path = path(node, &keys());
    match resolve(&tree, &path, &keys()) {
        Err(ResolveError::Ambiguous(_)) => assert!(!path.contains("#2"), "{path}"),
        found => assert_eq!(found, Ok(node), "{path}"),
    }
    path
}

#[test]
fn what_is_no_path_is_malformed() {
    let tree = tree("{}");
    for path in [
        "a",
        "/a[",
        "/a[]",
        "/a[1",
        "/a]",
        "[=x]y",
        "/~",
        "/~7",
        "/a=b",
        "/a,b",
        "/a#",
        "/a#0",
        "/a#01",
        "/a#x",
        "[x]",
        "[01]",
        "[1#2]",
        "[=a=b]",
        "[=a,b]",
        "[a=b=c]",
        "[a=~7]",
        "[~7=a]",
        "[a=b,c]",
        "[a]",
        "[#abc]",
        "[#0123456789abcdeF]",
        "[=a#]",
        "[a=[b]]",
        "/a[-1]",
    ] {
        assert_eq!(resolve(&tree, path, &keys()), Err(ResolveError::Malformed), "{path}");
    }
}

#[test]
fn the_keys_of_one_list_are_not_those_of_another() {
    let text =
        r#"{"faq": [{"canonical_slug": "a", "id": 1}], "groups": [{"terms": [{"id": "b"}]}], "terms": [{"id": "c"}]}"#;
    assert_eq!(path_of(text, "/faq/0"), "/faq[0]");
    assert_eq!(path_of(text, "/groups/0/terms/0"), "/groups[0]/terms[id=b]");
    assert_eq!(path_of(text, "/terms/0"), "/terms[0]");
}

#[test]
fn what_is_not_there_is_not_found() {
    let tree = tree(r#"{"a": [1, {"b": 2}], "c": {}}"#);
    for path in ["/x", "/a[=2]", "/a[2]", "/a[b=2]", "/a/b", "/c[0]", "/a#2", "/a[=1#2]", "/c/d", "/a[0]/b"] {
        assert_eq!(resolve(&tree, path, &keys()), Err(ResolveError::NotFound), "{path}");
    }
    let nothing = parse("");
    assert_eq!(resolve(&nothing.tree, "", &keys()), Err(ResolveError::NotFound));
}

#[test]
fn a_bare_address_of_twins_is_ambiguous() {
    let text =
        r#"{"related_terms": [{"canonical_slug": "x"}, {"canonical_slug": "x", "n": 2}, {"canonical_slug": "y"}]}"#;
    let bare = "/related_terms[canonical_slug=x]";
    assert_eq!(resolve(&tree(text), bare, &keys()), Err(ResolveError::Ambiguous(2)));
    assert_eq!(path_of(text, "/related_terms/0"), bare);
    assert_eq!(
        resolve(&tree(text), "/related_terms[canonical_slug=x#1]", &keys()).map(|node| node.pointer().to_string()),
        Ok("/related_terms/0".to_owned())
    );
    assert_eq!(path_of(text, "/related_terms/1/n"), "/related_terms[canonical_slug=x#2]/n");
    assert_eq!(path_of(text, "/related_terms/2"), "/related_terms[canonical_slug=y]");
    assert_eq!(path_of(r#"["a", "b", "a"]"#, "/2"), "[=a#2]");
    assert_eq!(path_of(r#"["null", null]"#, "/1"), "[=null#2]");
}

#[test]
fn an_address_says_how_many_values_it_means() {
    // Two lists in a list, all of which have twins, and one without.
    let text = r#"{"related_terms": [
        {"canonical_slug": "x", "t": [1, 2, 1, 1]}, {"canonical_slug": "x", "t": [1, 1]}, {"canonical_slug": "y", "t": [[], []]}
    ]}"#;
    let (tree, keys) = (tree(text), keys());
    for (pointer, address, values) in [
        ("", "", 1),
        ("/related_terms", "/related_terms", 1),
        ("/related_terms/0", "/related_terms[canonical_slug=x]", 2),
        ("/related_terms/0", "/related_terms[canonical_slug=x#1]", 1),
        ("/related_terms/1", "/related_terms[canonical_slug=x#2]", 1),
        // The outer twins come first: it is not known in which of them the inner ones are meant.
        ("/related_terms/0/t/0", "/related_terms[canonical_slug=x]/t[=1]", 2),
        ("/related_terms/0/t/0", "/related_terms[canonical_slug=x]/t[=1#1]", 2),
        ("/related_terms/0/t/0", "/related_terms[canonical_slug=x#1]/t[=1]", 3),
        ("/related_terms/0/t/0", "/related_terms[canonical_slug=x#1]/t[=1#1]", 1),
        ("/related_terms/0/t/1", "/related_terms[canonical_slug=x#1]/t[=2]", 1),
        ("/related_terms/1/t/0", "/related_terms[canonical_slug=x#2]/t[=1]", 2),
        ("/related_terms/2/t/0", "/related_terms[canonical_slug=y]/t[0]", 1),
    ] {
        let value = Addresses::new(&keys).of(tree.at(&Pointer::parse(pointer).unwrap()).unwrap());
        assert_eq!(bare(address), value.path, "{address}");
        assert_eq!(match_count(address, &value.twins), values, "{address}");
        // What stands below has the same twins, and more.
        let below = Twins { closed_at: value.path.len() + 4, number: 9 };
        assert_eq!(match_count(address, &[&value.twins[..], &[below]].concat()), values, "{address}");
    }
}

#[test]
fn items_are_named_by_their_keys() {
    let text = r#"{"content": {"usage": [
        {"key": "usage", "title": "Y", "items": ["some sentence"]},
        {"key": null, "title": ""},
        {"title": "only", "key": ["no scalar"]},
        {"other": 1}, 7, ["in"]
    ]}, "groups": [{"terms": [{"id": 5}]}]}"#;
    for (pointer, expected) in [
        ("", ""),
        ("/content", "/content"),
        ("/content/usage/0/items/0", "/content/usage[key=usage,title=Y]/items[=some sentence]"),
        ("/content/usage/1", "/content/usage[key=,title=]"),
        ("/content/usage/2", "/content/usage[title=only]"),
        ("/content/usage/3/other", "/content/usage[3]/other"),
        ("/content/usage/4", "/content/usage[=7]"),
        ("/content/usage/5/0", "/content/usage[5][=in]"),
        ("/groups/0/terms/0/id", "/groups[0]/terms[id=5]/id"),
    ] {
        assert_eq!(path_of(text, pointer), expected);
    }
}

#[test]
fn special_characters_are_escaped_in_names_and_values() {
    assert_eq!(path_of(r#"{"~/[]=,#": ["~/[]=,#"]}"#, "/~0~1[]=,#/0"), "/~0~1~2~3~4~5~6[=~0~1~2~3~4~5~6]");
    assert_eq!(path_of(r#"{"": [""]}"#, "//0"), "/[=]");
}

#[test]
fn long_scalars_are_named_by_their_hash() {
    // Published test values of FNV-1a, 64 bits.
    assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
    assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
    assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    let (short, long) = ("あ".repeat(80), "あ".repeat(81));
    let text = format!(r#"["{short}", "{long}", "{long}"]"#);
    assert_eq!(path_of(&text, "/0"), format!("[={short}]"));
    assert_eq!(path_of(&text, "/1"), format!("[#{:016x}]", fnv1a(long.as_bytes())));
    assert_eq!(path_of(&text, "/2"), format!("[#{:016x}#2]", fnv1a(long.as_bytes())));
}

#[test]
fn long_values_of_keys_are_cut_and_hashed() {
    let (short, long) = ("あ".repeat(1_000), "あ".repeat(1_001));
    let text = format!(
        r#"{{"related_terms": [{{"canonical_slug": "{short}"}}, {{"canonical_slug": "{long}"}}, {{"canonical_slug": "{long}"}}]}}"#
    );
    assert_eq!(path_of(&text, "/related_terms/0"), format!("/related_terms[canonical_slug={short}]"));
    let hashed = format!("{}…~6{:016x}", "あ".repeat(80), fnv1a(long.as_bytes()));
    assert_eq!(path_of(&text, "/related_terms/1"), format!("/related_terms[canonical_slug={hashed}]"));
    assert_eq!(path_of(&text, "/related_terms/2"), format!("/related_terms[canonical_slug={hashed}#2]"));
}

#[test]
fn addresses_do_not_depend_on_the_order_in_which_they_are_asked_for() {
    let text = r#"{"related_terms": [{"canonical_slug": "x", "t": [1, 1]}, {"canonical_slug": "x", "t": [1, [2]]}], "a": 1, "a": 2}"#;
    let (tree, keys) = (tree(text), keys());
    let one_by_one = |node| Rc::unwrap_or_clone(Addresses::new(&keys).of(node));
    let (forward, backward) = (Addresses::new(&keys), Addresses::new(&keys));
    for node in tree.nodes() {
        assert_eq!(*forward.of(node), one_by_one(node));
    }
    let nodes: Vec<_> = tree.nodes().collect();
    for node in nodes.into_iter().rev() {
        assert_eq!(*backward.of(node), one_by_one(node));
    }
    let second = tree.at(&Pointer::parse("/related_terms/1").unwrap()).unwrap();
    assert_eq!((backward.number(second), backward.number(tree.root().unwrap())), (1, 0));
}

#[test]
fn shadowed_members_have_ordinals() {
    let text = r#"{"a": 1, "b": 0, "a": 2, "a": 3}"#;
    let tree = tree(text);
    let paths: Vec<_> = tree.root().unwrap().all_members().map(|m| path(m.value, &keys())).collect();
    assert_eq!(paths, ["/a#1", "/b", "/a#2", "/a"]);
    for (path, value) in [("/a", "3"), ("/a#1", "1"), ("/a#2", "2"), ("/a#3", "3")] {
        assert_eq!(resolve(&tree, path, &keys()).unwrap().raw(), value);
    }
}

#[test]
fn a_pattern_that_is_no_pointer_is_refused() {
    assert_eq!(IdentityKeys::new([("a", ["b"])]).unwrap_err(), PointerError::NoSlash);
}
