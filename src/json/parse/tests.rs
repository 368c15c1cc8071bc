//! What the parser refuses, and where it says so; then what it accepts. Expected values come from
//! RFC 8259.

use super::super::{Issue, IssueKind, Node, Span, SyntaxError as E};
use super::{MAX_DEPTH, parse};

fn fatal(text: &str) -> Issue {
    *parse(text).issues.last().unwrap_or_else(|| panic!("{text:?} is accepted"))
}

/// The cause, and the text at its place.
fn cause(text: &str) -> (E, &str) {
    let issue = fatal(text);
    match issue.kind {
        IssueKind::Syntax(error) => (error, &text[issue.span.range()]),
        other => panic!("{text:?}: {other:?}"),
    }
}

fn wrong(found: char, wanted: char) -> E {
    E::WrongCharacter { found, wanted }
}

#[test]
fn each_cause_is_named_at_its_exact_place() {
    for (text, error, place) in [
        ("", E::EmptyFile, ""),
        (" \n\t", E::OnlyWhiteSpace, " \n\t"),
        ("\u{feff}", E::EmptyFile, "\u{feff}"),
        (r#"{"a""#, E::EndsBeforeColon, ""),
        (r#"{"a": "#, E::EndsBeforeValue, ""),
        ("[1, ", E::EndsAfterComma, ","),
        (r#"{"a": 1,"#, E::EndsAfterComma, ","),
        ("[1, [2]", E::NeverClosed('['), "["),
        (r#"[{"a": 1"#, E::NeverClosed('{'), "{"),
        ("{", E::NeverClosed('{'), "{"),
        (r#"{"a": [1}"#, E::WrongCloser { found: '}', open: '[' }, "}"),
        ("[{]", E::WrongCloser { found: ']', open: '{' }, "]"),
        ("1 }", E::StrayCloser('}'), "}"),
        ("]", E::StrayCloser(']'), "]"),
        ("[1,]", E::TrailingComma, ","),
        ("{\"a\": 1 , \n}", E::TrailingComma, ","),
        ("{} ,\n", E::TrailingComma, ","),
        ("[,1]", E::LeadingComma, ","),
        ("{,}", E::LeadingComma, ","),
        ("[1,,2]", E::DoubledComma, ","),
        (r#"{"a":1,,"b":2}"#, E::DoubledComma, ","),
        ("[1 2]", E::CommaMissing, ""),
        ("[true\nfalse]", E::CommaMissing, ""),
        (r#"{"a":1 "b":2}"#, E::CommaMissing, ""),
        (r#"{"a" 1}"#, E::ColonMissing, ""),
        (r#"{"a"}"#, E::ColonMissing, ""),
        (r#"["a": 1]"#, E::ColonInArray, ":"),
        (r#"{: 1}"#, E::KeyMissing, ":"),
        (r#"{"a":}"#, E::ValueMissing, ":"),
        (r#"{"a": , "b": 1}"#, E::ValueMissing, ":"),
        ("{1: 2}", E::KeyNotText, "1"),
        ("{a: 2}", E::KeyNotText, "a"),
        ("{題名: 2}", E::KeyNotText, "題名"),
        ("{null: 2}", E::KeyNotText, "null"),
        ("{[]: 2}", E::KeyNotText, "["),
        ("[lead]", E::UnquotedText, "lead"),
        ("[見込み客、1]", E::UnquotedText, "見込み客"),
        ("[1, truex]", E::UnquotedText, "truex"),
        ("['a', 1]", E::SingleQuotes, "'a'"),
        ("[`a]", E::SingleQuotes, "`"),
        ("{'a': 1}", E::SingleQuotes, "'a'"),
        (r#"["say "yes" now"]"#, E::QuoteInText, "\""),
        (r#"["これは"引用"です"]"#, E::QuoteInText, "\""),
        ("{\"a\"：1}", wrong('：', ':'), "："),
        ("{\"a\"=1}", wrong('=', ':'), "="),
        ("[1，2]", wrong('，', ','), "，"),
        ("[\"a\"、\"b\"]", wrong('、', ','), "、"),
        ("[1;2]", wrong(';', ','), ";"),
        ("[−5]", wrong('−', '-'), "−"),
        ("[“a”]", wrong('“', '"'), "“"),
        ("[「a」]", wrong('「', '"'), "「"),
        ("[＂a＂]", wrong('＂', '"'), "＂"),
        ("｛\"a\":1}", wrong('｛', '{'), "｛"),
        ("[１]", wrong('１', '1'), "１"),
        ("[1 // one\n]", E::Comment, "// one"),
        ("/* a */ 1", E::Comment, "/* a */"),
        ("{# a\n}", E::Comment, "# a"),
        ("1 // end", E::Comment, "// end"),
        ("[\u{c}1]", E::WhiteSpace('\u{c}'), "\u{c}"),
        ("[\u{b}1]", E::WhiteSpace('\u{b}'), "\u{b}"),
        ("{\u{a0}}", E::WhiteSpace('\u{a0}'), "\u{a0}"),
        ("[1\u{3000}]", E::WhiteSpace('\u{3000}'), "\u{3000}"),
        ("1\u{85}", E::WhiteSpace('\u{85}'), "\u{85}"),
        ("[\u{feff}1]", E::WhiteSpace('\u{feff}'), "\u{feff}"),
        ("[\0]", E::ControlCharacter('\0'), "\0"),
        ("{}\0", E::ControlCharacter('\0'), "\0"),
        ("\u{7f}", E::ControlCharacter('\u{7f}'), "\u{7f}"),
        ("[&]", E::UnexpectedCharacter('&'), "&"),
        ("[...]", E::UnexpectedCharacter('.'), "."),
        ("[😀]", E::UnexpectedCharacter('😀'), "😀"),
        ("[NaN]", E::NotAValue("NaN"), "NaN"),
        ("Infinity", E::NotAValue("Infinity"), "Infinity"),
        ("[-Infinity]", E::NotAValue("-Infinity"), "-Infinity"),
        ("[None]", E::NotAValue("None"), "None"),
        ("[True]", E::WrongLiteral("true"), "True"),
        ("NULL", E::WrongLiteral("null"), "NULL"),
        ("[01]", E::LeadingZero, "01"),
        ("-00", E::LeadingZero, "-00"),
        ("[+1]", E::PlusSign, "+1"),
        ("[.5]", E::PointFirst, ".5"),
        ("[1.]", E::PointLast, "1."),
        ("[1e+]", E::ExponentEmpty, "1e+"),
        ("[-]", E::MinusAlone, "-"),
        ("[0x1F]", E::NotDecimal, "0x1F"),
        ("[2026-05-14]", E::MalformedNumber, "2026-05-14"),
        ("[\"a]", E::UnclosedText, "\""),
        ("\"\\", E::UnclosedText, "\""),
        ("\"\\u00", E::UnclosedText, "\""),
        ("\"\\ud83d\\", E::UnclosedText, "\""),
        ("[\"a\nb\"]", E::RawLineBreak, "\n"),
        ("[\"a\\\nb\"]", E::RawLineBreak, "\n"),
        ("[\"a\r\nb\"]", E::RawLineBreak, "\r"),
        ("{\"a\tb\": 1}", E::RawTab, "\t"),
        ("\"a\0b\"", E::RawControl('\0'), "\0"),
        ("\"\u{1f}\"", E::RawControl('\u{1f}'), "\u{1f}"),
        (r#""a\xb""#, E::BadEscape('x'), r"\x"),
        (r#""a\用b""#, E::BadEscape('用'), r"\用"),
        (r#""\u12G4""#, E::BadUnicodeEscape, r"\u12"),
        (r#""\u+123""#, E::BadUnicodeEscape, r"\u"),
        ("1 2", E::SecondValue, "2"),
        ("{} {}", E::SecondValue, "{"),
        ("null\nnull", E::SecondValue, "n"),
        ("[1]x", E::SecondValue, "x"),
    ] {
        assert_eq!(cause(text), (error, place), "{text:?}");
    }
}

#[test]
fn what_is_missing_is_an_empty_place_right_after_what_is_there() {
    let issue = fatal("[ 12  34]");
    assert_eq!((issue.span, issue.related), (Span::new(4, 4), Some(Span::new(2, 4))));
    let issue = fatal("{\"a\": {\"b\": [1]}\n\"c\": 1}");
    assert_eq!((issue.span, issue.related), (Span::new(16, 16), Some(Span::new(6, 16))));
    let issue = fatal("{\"a\"  1}");
    assert_eq!((issue.span, issue.related), (Span::new(4, 4), Some(Span::new(1, 4))));
    let issue = fatal("{\"a\":");
    assert_eq!((issue.span, issue.related), (Span::new(5, 5), Some(Span::new(1, 4))));
}

#[test]
fn the_second_place_explains_the_first() {
    assert_eq!(fatal("{\"a\": [1}").related, Some(Span::new(6, 7)));
    assert_eq!(fatal("[\"ab\n\"]").related, Some(Span::new(1, 2)));
    assert_eq!(fatal("[ [1, ").related, Some(Span::new(2, 3)));
}

/// All causes, by the table above and here, speak like people: lower case, no full stop.
#[test]
fn messages_are_plain() {
    for (text, message) in [
        ("[1 2]", "a comma is missing after this value"),
        ("[1,]", "this comma is followed by nothing"),
        ("[1 // x\n]", "comments are not allowed in JSON"),
        ("01", "a number may not start with 0"),
        ("NaN", "NaN is not a JSON value"),
        ("\"a", "this text is not closed by a quotation mark"),
        ("\"\n\"", "a line break inside a text"),
        ("\"\t\"", "a tab inside a text"),
        ("\"\u{1}\"", "a raw control character inside a text (U+0001)"),
        ("'a'", "text must be in double quotes"),
        ("{\n<<<<<<< HEAD\n", "an unresolved merge conflict"),
        ("[1\n=======\n2]", "an unresolved merge conflict"),
        ("<!DOCTYPE html>", "this is HTML or XML, not JSON"),
        ("TRUE", "true must be written in lower case"),
        ("{\"a\" 1}", "a colon is missing after this key"),
        ("[", "this bracket is never closed"),
        ("{", "this brace is never closed"),
        ("{\"a\":", "the file ends before the value of this key"),
        ("1 1", "a second value after the end of the document"),
        ("\u{c}", "this kind of white space is not allowed (form feed, U+000C)"),
        ("\u{3000}", "this kind of white space is not allowed (full-width space, U+3000)"),
        ("[\u{200b}1]", "this kind of white space is not allowed (zero-width space, U+200B)"),
        ("[\u{feff}1]", "this kind of white space is not allowed (byte order mark, U+FEFF)"),
        ("[\u{2028}1]", "this kind of white space is not allowed (line separator, U+2028)"),
        ("[\u{202f}1]", "this kind of white space is not allowed (narrow no-break space, U+202F)"),
        ("[\u{2003}1]", "this kind of white space is not allowed (U+2003)"),
        ("\u{a0}", "this kind of white space is not allowed (no-break space, U+00A0)"),
        (r#""\x""#, "\\x is not an escape that JSON knows"),
        ("\"\\ \"", "\\U+0020 is not an escape that JSON knows"),
        ("[1，2]", "a full-width comma: use ,"),
        ("{\"a\"：1}", "a full-width colon: use :"),
        ("[1、2]", "a Japanese comma: use ,"),
        ("[＂a＂]", "a full-width quotation mark: use \""),
        ("“a”", "a typographic quotation mark (“): use \""),
        ("", "the file is empty"),
    ] {
        assert_eq!(cause(text).0.message(), message, "{text:?}");
        assert!(!cause(text).0.help().ends_with('.'), "{text:?}");
    }
}

#[test]
fn the_513th_level_is_one_too_many() {
    let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    let issue = fatal(&deep(MAX_DEPTH + 1));
    assert_eq!(issue.kind, IssueKind::TooDeep);
    assert_eq!(issue.span, Span::new(512, 513));
    let text = deep(MAX_DEPTH + 1);
    assert_eq!(parse(&text).tree.node_count(), MAX_DEPTH);
    assert_eq!(parse(&deep(MAX_DEPTH)).issues, []);
    let objects = "{\"a\":".repeat(MAX_DEPTH) + "1" + &"}".repeat(MAX_DEPTH);
    assert_eq!(parse(&objects).issues, []);
    // Depth is what is open, not what was.
    assert_eq!(parse(&format!("[{}1]", "[],".repeat(2000))).issues, []);
}

#[test]
fn duplicate_keys_are_reported_at_the_later_one_and_compared_decoded() {
    let text = r#"{"a": 1, "b": 2, "\u0061": 3, "a": 4}"#;
    let parsed = parse(text);
    let found: Vec<_> =
        parsed.issues.iter().map(|issue| (issue.kind, &text[issue.span.range()], issue.related)).collect();
    let first = Some(Span::new(1, 4));
    let duplicate = IssueKind::DuplicateKey;
    assert_eq!(found, [(duplicate, r#""\u0061""#, first), (duplicate, r#""a""#, first)]);
    let root = parsed.tree.root().unwrap();
    assert_eq!(root.get("a").and_then(Node::as_u64), Some(4));
    assert_eq!(root.len(), 2);
    let names = |all: bool| -> Vec<_> {
        let members = if all { root.all_members() } else { root.members() };
        members.map(|member| (member.value.raw(), member.shadowed)).collect()
    };
    assert_eq!(names(false), [("2", false), ("4", false)]);
    assert_eq!(names(true), [("1", true), ("2", false), ("3", true), ("4", false)]);
}

#[test]
fn the_same_key_in_another_object_is_no_duplicate() {
    assert_eq!(parse(r#"{"a": {"a": [{"a": 1}, {"a": 2}]}, "A": 1, "aa": 1, "": 1}"#).issues, []);
}

#[test]
fn issues_come_in_the_order_of_the_text_and_the_fatal_one_last() {
    let text = "\u{feff}{\"a\": \"\\ud800\", \"b\": {\"c\": 1, \"c\": 2}, \"a\": 3, ]";
    let kinds: Vec<_> = parse(text).issues.iter().map(|issue| issue.kind).collect();
    assert_eq!(
        kinds,
        [
            IssueKind::ByteOrderMark,
            IssueKind::LoneSurrogate,
            IssueKind::DuplicateKey,
            IssueKind::DuplicateKey,
            IssueKind::Syntax(E::TrailingComma),
        ]
    );
}

#[test]
fn a_lone_surrogate_is_reported_and_reading_goes_on() {
    let text = r#"["\udc00\ud83d\ude00\ud83dx", 1]"#;
    let parsed = parse(text);
    let places: Vec<_> = parsed.issues.iter().map(|issue| (issue.kind, issue.span)).collect();
    let lone = IssueKind::LoneSurrogate;
    assert_eq!(places, [(lone, Span::new(2, 8)), (lone, Span::new(20, 26))]);
    let root = parsed.tree.root().unwrap();
    let first = root.items().next().unwrap();
    assert_eq!(first.as_str().unwrap(), "\u{fffd}😀\u{fffd}x");
    assert_eq!(root.len(), 2);
}

#[test]
fn after_an_error_the_tree_holds_what_stood_before_it() {
    for (text, root, count) in [
        (r#"{"slug": "x", "locale": }"#, r#"{"slug": "x", "locale": "#, 1),
        (r#"{"slug": "x", "locale" "#, r#"{"slug": "x", "locale" "#, 1),
        (r#"{"slug": "x" ]"#, r#"{"slug": "x" "#, 1),
        (r#"{"slug": "x", "list": [1, 2"#, r#"{"slug": "x", "list": [1, 2"#, 2),
    ] {
        let tree = parse(text).tree;
        let node = tree.root().unwrap();
        assert_eq!((node.raw(), node.len()), (root, count), "{text}");
        assert_eq!(node.get("slug").unwrap().as_str().unwrap(), "x");
    }
    let tree = parse(r#"{"list": [1, {"a": 2, "b""#).tree;
    let list = tree.root().unwrap().get("list").unwrap();
    assert_eq!(list.len(), 2);
    assert_eq!(list.items().nth(1).unwrap().len(), 1);
    assert!(parse("nope").tree.root().is_none());
    assert_eq!(parse("1 2").tree.root().unwrap().raw(), "1");
}

#[test]
fn all_that_the_rfc_allows_is_accepted() {
    for text in [
        "null",
        "true",
        "false",
        "0",
        "-0",
        "\"\"",
        "[]",
        "{}",
        " \t\r\n1\n ",
        "1e400",
        "-1.5E+10",
        "[ ]",
        "{ }",
        "[[],{}]",
        "\"\u{7f}\u{80}\u{2028}\u{feff}\"",
        r#""\"\\\/\b\f\n\r\t\u0000\uFfFf""#,
        r#"{"":0}"#,
        "123456789012345678901234567890.123456789012345678901234567890e-999999",
    ] {
        assert_eq!(parse(text).issues, [], "{text:?}");
        assert_eq!(parse(text).tree.root().unwrap().raw(), text.trim());
    }
}

#[test]
fn hostile_texts_end_soon() {
    const SIZE: usize = 10_000_000;
    assert_eq!(fatal(&"[".repeat(SIZE)).kind, IssueKind::TooDeep);
    assert_eq!(fatal(&"{\"a\":".repeat(SIZE / 5)).kind, IssueKind::TooDeep);
    assert_eq!(cause(&"\0".repeat(SIZE)).0, E::ControlCharacter('\0'));
    assert_eq!(cause(&" ".repeat(SIZE)).0, E::OnlyWhiteSpace);
    assert_eq!(cause(&format!("\"{}", "\\\\".repeat(SIZE / 2))).0, E::UnclosedText);
    assert_eq!(cause(&format!("/*{}", "*".repeat(SIZE))).0, E::Comment);
    assert_eq!(cause(&format!("[1{}", "]".repeat(SIZE))).0, E::StrayCloser(']'));
    assert_eq!(cause(&format!("{{\"a\":1,{}", ",".repeat(SIZE))).0, E::DoubledComma);
    let huge = "9".repeat(SIZE);
    let parsed = parse(&huge);
    assert_eq!(parsed.issues, []);
    assert_eq!(parsed.tree.root().unwrap().as_f64(), None);
    assert_eq!(cause(&format!("0{huge}")).0, E::LeadingZero);
    assert_eq!(cause(&format!("{huge}.")).0, E::PointLast);
}

#[test]
fn many_keys_and_many_duplicates_stay_near_linear() {
    let many: String = (0..100_000).map(|n| format!("\"key{n}\":{n},")).collect();
    let text = format!("{{{}\"end\":0}}", many);
    assert_eq!(parse(&text).issues, []);
    assert_eq!(parse(&text).tree.root().unwrap().len(), 100_001);
    let text = format!("{{{}\"a\":2}}", "\"a\":1,".repeat(1_000_000));
    let parsed = parse(&text);
    assert_eq!(parsed.issues.len(), 1_000_000);
    let root = parsed.tree.root().unwrap();
    assert_eq!(root.len(), 1);
    assert_eq!(root.get("a").and_then(Node::as_u64), Some(2));
}
