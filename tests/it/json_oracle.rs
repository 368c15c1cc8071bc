//! The JSON reader against `serde_json` as oracle, and against naive code where there is none. What is promised of every
//! text, and the written exceptions, stand in the target that is fuzzed: `fuzz/src/tree.rs`.

use std::fmt::Write as _;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use termlint::json::{IssueKind, LineIndex, Node, Position, identity, parse};

use crate::targets::tree::{self, KEYS, agree, fatal, oracle};

// --- Documents ---

fn space() -> impl Strategy<Value = &'static str> {
    select(vec!["", "", "", " ", "\n", "\n  ", "\r\n\t", "\n                  ", "  \r"])
}

fn piece() -> impl Strategy<Value = String> {
    let escapes = vec![
        "\\\"",
        "\\\\",
        "\\/",
        "\\b",
        "\\f",
        "\\n",
        "\\r",
        "\\t",
        "\\u0000",
        "\\u0061",
        "\\u00E9",
        "\\u3042",
        "\\ud83d\\ude00",
        "\\uD834\\uDD1E",
    ];
    prop_oneof![
        4 => "[a-c ~/=,#\\[\\]]{0,12}",
        2 => select(vec!["用語", "が", "か\u{3099}", "é", "e\u{301}", "😀", "👩‍👩‍👧", "\u{7f}", "\u{2028}", "\u{feff}"])
            .prop_map(String::from),
        3 => select(escapes).prop_map(String::from),
        1 => any::<char>().prop_filter("plain", |c| *c >= ' ' && !"\"\\".contains(*c)).prop_map(String::from),
    ]
}

fn lone() -> impl Strategy<Value = String> {
    select(vec!["\\ud800", "\\udc00", "\\uDBFF", "\\ud83d\\n", "\\uDFFF\\ud83d"]).prop_map(String::from)
}

fn string() -> impl Strategy<Value = String> {
    vec(prop_oneof![12 => piece(), 1 => lone()], 0..6).prop_map(|pieces| format!("\"{}\"", pieces.concat()))
}

fn key() -> impl Strategy<Value = String> {
    let few = select(vec!["\"a\"", "\"b\"", "\"\\u0061\"", "\"\"", "\"~/\"", "\"id\""]);
    prop_oneof![3 => few.prop_map(String::from), 2 => string()]
}

fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => select(vec!["null", "true", "false"]).prop_map(String::from),
        2 => "-?(0|[1-9][0-9]{0,21})(\\.[0-9]{1,6})?([eE][+-]?[0-9]{1,3})?",
        1 => (0..30u32).prop_map(|number| number.to_string()),
        4 => string(),
    ]
}

fn joined(open: char, close: char) -> impl Fn((Vec<String>, &'static str)) -> String {
    move |(parts, space)| format!("{open}{space}{}{space}{close}", parts.join(","))
}

fn document() -> impl Strategy<Value = String> {
    let value = scalar().prop_recursive(5, 60, 8, |inner| {
        let item = (space(), inner.clone(), space()).prop_map(|(a, value, b)| format!("{a}{value}{b}"));
        let member =
            (key(), space(), inner, space()).prop_map(|(key, a, value, b)| format!("{a}{key}{b}:{a}{value}{b}"));
        prop_oneof![
            (vec(item, 0..8), space()).prop_map(joined('[', ']')),
            (vec(member, 0..8), space()).prop_map(joined('{', '}')),
        ]
    });
    (space(), value, space()).prop_map(|(a, value, b)| format!("{a}{value}{b}"))
}

/// Edits that break a document in the ways in which people and tools do.
fn mutated() -> impl Strategy<Value = String> {
    let bits = vec![
        "", "", ",", ":", "\"", "'", "\\", "{", "}", "[", "]", "0", "-", ".", "e", "+", "\n", "\t", "\0", "\u{c}",
        "\u{a0}", "\u{3000}", "\u{feff}", "//", "/*", "*/", "#", "NaN", "null", "x", "\\u", "\\ud83d", "，", "：", "“",
    ];
    let edit = (any::<Index>(), 0..3usize, select(bits));
    (document(), vec(edit, 1..4)).prop_map(|(document, edits)| {
        let mut characters: Vec<char> = document.chars().collect();
        for (place, removed, inserted) in edits {
            let at = place.index(characters.len() + 1);
            let end = (at + removed).min(characters.len());
            characters.splice(at..end, inserted.chars());
        }
        characters.into_iter().collect()
    })
}

fn soup() -> impl Strategy<Value = String> {
    let bits = vec![
        "[", "]", "{", "}", ",", ":", "\"a\"", "\"", "1", "0", "-", ".", "e", "true", "null", " ", "\n", "\\", "u",
        "あ",
    ];
    vec(select(bits), 0..12).prop_map(|bits| bits.concat())
}

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn valid_documents_are_accepted_and_mean_the_same(text in document()) {
        prop_assert_eq!(fatal(&parse(&text)), None);
        agree(&text);
    }

    #[test]
    fn broken_documents_are_refused_alike(text in mutated()) {
        agree(&text);
    }

    #[test]
    fn token_soup_is_refused_alike(text in prop_oneof![soup(), any::<String>()]) {
        agree(&text);
    }

    #[test]
    fn issues_lie_in_the_text(text in mutated()) {
        tree::places_lie_in_the_text(&parse(&text));
    }

    #[test]
    fn every_span_holds_its_own_value(text in document()) {
        tree::spans_hold_their_values(&parse(&text).tree);
    }

    #[test]
    fn nodes_nest_and_do_not_overlap(text in document()) {
        tree::nodes_nest(&parse(&text).tree);
    }

    #[test]
    fn pointers_lead_back(text in document()) {
        tree::pointers_lead_back(&parse(&text).tree);
    }

    #[test]
    fn identity_paths_lead_back(text in prop_oneof![document(), mutated()]) {
        tree::identity_paths_lead_back(&parse(&text).tree, &KEYS);
    }

    #[test]
    fn identity_paths_of_many_twins_lead_back(ids in vec((0..3u8, 0..3u8), 0..20)) {
        let mut text = String::from("[");
        for (kind, id) in ids {
            let item = match kind {
                0 => format!(r#"{{"id": "{id}"}},"#),
                1 => format!(r#"{{"id": {id}, "a": null}},"#),
                _ => format!("{id},"),
            };
            text.push_str(&item);
        }
        text.push_str("[]]");
        tree::identity_paths_lead_back(&parse(&text).tree, &KEYS);
    }

    #[test]
    fn any_text_as_identity_path_only_fails(text in document(), path in "[a~/\\[\\]=,#01あ]{0,12}") {
        let _ = identity::resolve(&parse(&text).tree, &path, &KEYS);
    }

    #[test]
    fn string_spans_are_exact(text in string(), from in any::<Index>(), to in any::<Index>()) {
        let tree = parse(&text).tree;
        let node = tree.root().expect("a string is a document");
        let decoded = node.as_str().expect("a string has text");
        let (a, b) = (from.index(decoded.len() + 1), to.index(decoded.len() + 1));
        let range = a.min(b)..a.max(b);
        match (decoded.get(range.clone()), node.string_span(range)) {
            (None, None) => {}
            (Some(part), Some(span)) => {
                let raw = format!("\"{}\"", &text[span.range()]);
                let again = parse(&raw);
                prop_assert_eq!(fatal(&again), None);
                let root = again.tree.root().expect("an accepted text has a root");
                prop_assert!(root.is_str(part), "{:?} is not {:?}", root, part);
            }
            other => prop_assert!(false, "{other:?}"),
        }
    }

    #[test]
    fn lines_and_columns_are_those_of_naive_counting(bytes in lines(), repeat in select(vec![1, 1, 700])) {
        let bytes = bytes.repeat(repeat);
        let index = LineIndex::new(&bytes);
        let naive = naive_positions(&bytes);
        let step = if repeat == 1 { 1 } else { 1 + bytes.len() / 97 };
        for offset in (0..bytes.len() + 2).step_by(step) {
            let expected = naive[offset.min(bytes.len())];
            prop_assert_eq!(index.position(&bytes, offset), expected, "offset {}", offset);
        }
        prop_assert_eq!(index.line_count(), naive[bytes.len()].line);
    }
}

// --- Lines ---

fn lines() -> impl Strategy<Value = Vec<u8>> {
    let bits: Vec<&[u8]> = vec![
        b"\n",
        b"\r",
        b"\r\n",
        b"a",
        b"bcd",
        b"\t",
        "用".as_bytes(),
        "😀".as_bytes(),
        "か\u{3099}".as_bytes(),
        "e\u{301}".as_bytes(),
        "👩‍👧".as_bytes(),
        b"\xff",
        b"\xf0\x9f\x98",
        b"\xe3\x81",
        b"\x80",
        b"\xed\xa0\x80",
    ];
    let mark = select(vec!["", "", "\u{feff}"]);
    (mark, vec(select(bits), 0..30)).prop_map(|(mark, bits)| [mark.as_bytes(), &bits.concat()].concat())
}

/// The position of every offset, the end included, by one walk that decodes on its own.
fn naive_positions(bytes: &[u8]) -> Vec<Position> {
    let mut all = Vec::with_capacity(bytes.len() + 1);
    let mut here = Position { byte: 0, line: 1, byte_column: 1, column: 1, utf16_column: 1 };
    if bytes.starts_with(b"\xef\xbb\xbf") {
        here.byte = 3;
        all.extend((0..3).map(|byte| Position { byte, ..here }));
    }
    while here.byte < bytes.len() {
        let rest = &bytes[here.byte..];
        let ending = if rest.starts_with(b"\r\n") { 2 } else { usize::from(matches!(rest[0], b'\n' | b'\r')) };
        let character = (1..=rest.len().min(4)).find_map(|n| std::str::from_utf8(&rest[..n]).ok());
        let length = if ending > 0 { ending } else { character.map_or(1, str::len) };
        all.extend(std::iter::repeat_n(here, length));
        here.byte += length;
        if ending > 0 {
            here = Position { line: here.line + 1, byte_column: 1, column: 1, utf16_column: 1, ..here };
        } else {
            here.byte_column += length;
            here.column += 1;
            here.utf16_column += character.map_or(1, |text| text.encode_utf16().count());
        }
    }
    all.push(here);
    all
}

// --- The corners of RFC 8259 ---

#[rustfmt::skip] // one a line would be long
const VALID: &[&str] = &[
    "null", " null ", "0", "-0", "1.0", "1e1", "1E+1", "1e-1", "0e1", "123456789012345678901234567890",
    "18446744073709551616", "-9223372036854775809", "1e-400", "0.1e-7", "1e308", "\"\"", "\"\u{7f}\"",
    "\"\u{2028}\u{2029}\"", "\"\\\\\"", "\"\\/\"", "\"\\u0041\"", "\"\\u0000\"", "\"\\uD834\\uDd1e\"", "[]", "[ ]",
    "{}", "{ }", "{\"\":0}", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "\t\n\r 1\t\n\r ",
];

#[rustfmt::skip] // one a line would be long
const BROKEN: &[&str] = &[
    "", " ", "nul", "nulll", "True", "-", "--1", "+1", "00", "-01", "01", "1.", ".1", "1.e1", "1e", "1e+", "1ee1",
    "1e1.5", "0x1", "1_0", "1 0", "NaN", "-NaN", "Infinity", "-Infinity", "１", "\"", "\"\"\"", "'a'", "\"a\nb\"",
    "\"a\tb\"", "\"a\0b\"", "\"\u{1f}\"", "\"\\\"", "\"\\'\"", "\"\\a\"", "\"\\x41\"", "\"\\u\"", "\"\\u00\"",
    "\"\\u00G0\"", "\"\\U0041\"", "\"\\\n\"", "\"\\", "\"\\u", "\"\\ud83d\\u00\"", "\"\\ud83d\\", "\"\\ud83d\\x\"",
    "[", "]", "[1,]", "[,1]", "[1,,2]", "[,]", "[1 2]", "[1:2]", "[1]]", "[1}", "[1", "[\"a\"", "{", "}", "{\"a\"}",
    "{\"a\":}", "{\"a\":1,}", "{,\"a\":1}", "{\"a\":1,,\"b\":2}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "{a:1}",
    "{1:1}", "{null:1}", "{\"a\"::1}", "{\"a\":1:2}", "{\"a\":1]", "1 2", "{}{}", "[],", "1,", "null x", "{}\0",
    "\0", "// a\n1", "1 // a", "/* a */1", "[1#a\n]", "\u{c}1", "1\u{b}", "\u{a0}1", "[\u{3000}]", "[\u{feff}]",
    "1\u{feff}", "\u{85}1", "\u{2028}1", "[“a”]",
];

#[test]
fn the_corners_of_the_rfc_are_kept_by_both() {
    for text in BROKEN {
        assert!(fatal(&parse(text)).is_some(), "{text:?}");
        assert!(oracle(text).is_err(), "oracle: {text:?}");
    }
    for text in VALID {
        assert_eq!(fatal(&parse(text)), None, "{text:?}");
        assert!(oracle(text).is_ok(), "oracle: {text:?}");
        agree(text);
    }
}

#[test]
fn the_written_exceptions_are_as_written() {
    for text in ["1e400", "-1e400", "[1e99999]", "\"\\ud800\"", "{\"\\udc00\":1}", "\u{feff}{}", "\"\\ud83d\\n\""] {
        assert!(oracle(text).is_err(), "{text:?} is no exception any more");
        assert_eq!(fatal(&parse(text)), None, "{text:?}");
        agree(text);
    }
    let digits = "9".repeat(400);
    assert!(oracle(&digits).is_err());
    agree(&digits);
}

#[test]
fn nesting_is_refused_beyond_512_only() {
    let nested = |levels: usize| "[{\"a\":".repeat(levels / 2) + "[]" + &"}]".repeat(levels / 2);
    agree(&nested(510));
    assert_eq!(fatal(&parse(&nested(510))), None);
    assert!(oracle(&nested(512)).is_ok());
    assert_eq!(fatal(&parse(&nested(512))), Some(IssueKind::TooDeep));
}

#[test]
fn objects_on_both_sides_of_the_hashing_limit_find_duplicates() {
    for count in [1, 2, 31, 32, 33, 34, 200] {
        let mut text = String::from("{");
        for n in 0..count {
            write!(text, "\"a_long_common_prefix_{n}_and_suffix\":{n},").expect("a string takes text");
        }
        text.push_str("\"a_long_common_prefix_\\u0030_and_suffix\":-1}");
        let parsed = parse(&text);
        assert_eq!(parsed.issues.len(), 1, "{count}");
        assert_eq!(parsed.tree.root().map(Node::len), Some(count));
        agree(&text);
    }
}

#[test]
fn every_prefix_of_a_document_is_read_alike() {
    let text = "{\"a\": [1.5e+3, -0, true, \"x\\ud83d\\ude00\\n用\"], \"b\": {\"c\": null, \"d\": {}}}";
    for (end, _) in text.char_indices() {
        agree(&text[..end]);
    }
    agree(text);
}
