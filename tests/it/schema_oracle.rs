//! The validator on our tree against the validator on `serde_json::Value`: the same result, the same errors.
//!
//! Written exceptions, which concern numbers that a double cannot hold: the tree reads their digits, the oracle has
//! only the nearest double, or nothing at all. See [`numbers_beyond_a_double`].

use std::fmt::Write as _;

use jsonschema::error::ValidationErrorKind;
use jsonschema::json::{Node as _, cmp, conformance};
use jsonschema::{Draft, PatternOptions, ValidationError};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use termlint::json::parse;
use termlint::schema::representation::{Instance, TreeJson};

// --- The comparison ---

/// What is compared of an error: keyword, instance path, schema path, names, and the same of each branch.
fn signature(error: &ValidationError<'_>) -> String {
    let mut text = format!("{} {} {}", error.kind().keyword(), error.instance_path(), error.schema_path());
    match error.kind() {
        ValidationErrorKind::Required { property } => write!(text, " {property}").unwrap(),
        ValidationErrorKind::AdditionalProperties { unexpected }
        | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
            let mut unexpected = unexpected.clone();
            unexpected.sort();
            write!(text, " {unexpected:?}").unwrap();
        }
        ValidationErrorKind::UnevaluatedItems { unexpected } => write!(text, " {}", unexpected.len()).unwrap(),
        ValidationErrorKind::PropertyNames { error } => {
            write!(text, " {} {}", error.instance(), signature(error)).unwrap()
        }
        ValidationErrorKind::AnyOf { context }
        | ValidationErrorKind::OneOfNotValid { context }
        | ValidationErrorKind::OneOfMultipleValid { context } => {
            for branch in context {
                write!(text, " {:?}", signatures(branch.iter())).unwrap();
            }
        }
        _ => {}
    }
    text
}

fn signatures<'e, 'i: 'e>(errors: impl Iterator<Item = &'e ValidationError<'i>>) -> Vec<String> {
    let mut signatures: Vec<_> = errors.map(signature).collect();
    signatures.sort();
    signatures
}

/// Verdict and errors of our tree, or nothing if the schema cannot be used.
fn ours(schema: &Value, text: &str) -> Option<(bool, Vec<String>)> {
    let options = jsonschema::options_for::<TreeJson>().with_draft(Draft::Draft202012);
    let validator = options.with_pattern_options(PatternOptions::regex()).build(schema).ok()?;
    let parsed = parse(text);
    let root = Instance::Tree(parsed.tree.root().expect("the text is JSON"));
    let errors: Vec<_> = validator.iter_errors(root).collect();
    assert_eq!(validator.validate(root).is_ok(), errors.is_empty(), "validate and iter_errors: {schema} on {text}");
    Some((validator.is_valid(root), signatures(errors.iter())))
}

fn oracle(schema: &Value, text: &str) -> Option<(bool, Vec<String>)> {
    let options = jsonschema::options().with_draft(Draft::Draft202012);
    let validator = options.with_pattern_options(PatternOptions::regex()).build(schema).ok()?;
    let mut reader = serde_json::Deserializer::from_str(text);
    reader.disable_recursion_limit();
    let value: Value = serde::Deserialize::deserialize(&mut reader).expect("the text is JSON");
    let errors: Vec<_> = validator.iter_errors(&value).collect();
    Some((validator.is_valid(&value), signatures(errors.iter())))
}

fn agree(schema: &Value, text: &str) {
    let (ours, oracle) = (ours(schema, text), oracle(schema, text));
    assert_eq!(ours, oracle, "ours, then the oracle\nschema {schema}\ndocument {text}");
    if let Some((is_valid, errors)) = ours {
        assert_eq!(is_valid, errors.is_empty(), "is_valid and iter_errors\nschema {schema}\ndocument {text}");
    }
}

// --- Documents, as text: a value has many spellings ---

const NAMES: [&str; 9] = ["a", "b", "c", "d/e", "~f", "é", "", "g\"h", "🦀"];
const TEXTS: [&str; 10] = ["", "a", "b", "ab", "aaa", "é", "🦀🦀", "q\"\\/\n", "2026-07-04", "\u{0}"];
const NUMBERS: [&str; 28] = [
    "0",
    "-0",
    "0.0",
    "-0.0",
    "0e5",
    "1",
    "1.0",
    "10e-1",
    "1.5",
    "-1",
    "-1.0",
    "2",
    "3",
    "100",
    "1e2",
    "1E+2",
    "100.00",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551615",
    "1180591620717411303424",
    "1e300",
    "2.5e-1",
    "1.5e1",
    "15e-1",
    "150e-1",
    "0.15e1",
];

/// A JSON string; `spelling` decides which characters are escaped, and how.
fn quoted(text: &str, spelling: u32) -> String {
    let mut quoted = String::from("\"");
    for (index, character) in text.chars().enumerate() {
        let must = matches!(character, '"' | '\\') || character.is_control();
        if must || spelling >> (index % 32) & 1 == 1 {
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(quoted, "\\u{unit:04x}").unwrap();
            }
        } else {
            quoted.push(character);
        }
    }
    quoted + "\""
}

fn text() -> impl Strategy<Value = String> {
    (select(TEXTS.as_slice()), prop_oneof![3 => Just(0), 1 => any::<u32>()])
        .prop_map(|(text, spelling)| quoted(text, spelling))
}

fn name() -> impl Strategy<Value = String> {
    let names = prop_oneof![4 => select(&NAMES[..3]), 1 => select(NAMES.as_slice())];
    (names, prop_oneof![3 => Just(0), 1 => any::<u32>()]).prop_map(|(name, spelling)| quoted(name, spelling))
}

fn document() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        1 => select(["null", "true", "false"].as_slice()).prop_map(str::to_owned),
        3 => select(NUMBERS.as_slice()).prop_map(str::to_owned),
        3 => text(),
    ];
    scalar.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            2 => vec(inner.clone(), 0..6).prop_map(|items| format!("[{}]", items.join(" , "))),
            // Some names come twice: of duplicates the last counts.
            3 => vec((name(), inner), 0..6).prop_map(|members| {
                let members: Vec<_> = members.iter().map(|(name, value)| format!("{name}:{value}")).collect();
                format!("{{ {} }}", members.join(","))
            }),
        ]
    })
}

/// A document small enough to stand in a schema, as `const` or in `enum`.
fn constant() -> impl Strategy<Value = Value> {
    prop_oneof![
        select(NUMBERS.as_slice()).prop_map(str::to_owned),
        text(),
        select(["null", "true", "[]", "{}", "[1, 2.0]", r#"{"a": 1e0, "b": []}"#, r#"{"a": "a"}"#].as_slice())
            .prop_map(str::to_owned),
    ]
    .prop_map(|text| serde_json::from_str(&text).expect("a constant is JSON"))
}

// --- Schemas ---

fn number() -> impl Strategy<Value = Value> {
    select(NUMBERS.as_slice()).prop_map(|text| serde_json::from_str(text).expect("a number is JSON"))
}

fn plain_name() -> impl Strategy<Value = String> {
    prop_oneof![4 => select(&NAMES[..3]), 1 => select(NAMES.as_slice())].prop_map(str::to_owned)
}

const TYPES: [&str; 7] = ["null", "boolean", "integer", "number", "string", "array", "object"];

fn keyword() -> impl Strategy<Value = (String, Value)> {
    let type_name = select(TYPES.as_slice());
    let several = proptest::sample::subsequence(TYPES.as_slice(), 1..5).prop_map(|names| json!(names));
    let pattern = select(["^a", "a+$", "^(a|b)$", "^\\S*$", "é|🦀", "^$", "\\d{4}-\\d\\d", "(a+)+$"].as_slice());
    let limit = || 0_u64..4;
    let names = || proptest::sample::subsequence(NAMES.as_slice(), 0..4).prop_map(|names| json!(names));
    let pair = |name: &'static str| move |value: Value| (name.to_owned(), value);
    prop_oneof![
        4 => type_name.prop_map(|name| ("type".to_owned(), json!(name))),
        1 => several.prop_map(pair("type")),
        1 => constant().prop_map(pair("const")),
        1 => vec(constant(), 1..4).prop_map(|values| ("enum".to_owned(), json!(values))),
        1 => (select(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"].as_slice()), number())
            .prop_map(|(name, limit)| (name.to_owned(), limit)),
        1 => select(vec![json!(1), json!(2), json!(0.5), json!(3.0), json!(1e10)]).prop_map(pair("multipleOf")),
        2 => (
            select(
                ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains"]
                    .as_slice()
            ),
            limit()
        )
            .prop_map(|(name, limit)| (name.to_owned(), json!(limit))),
        1 => pattern.prop_map(|pattern| ("pattern".to_owned(), json!(pattern))),
        1 => any::<bool>().prop_map(|unique| ("uniqueItems".to_owned(), json!(unique))),
        3 => names().prop_map(pair("required")),
        1 => names().prop_map(|names| ("dependentRequired".to_owned(), json!({ "a": names }))),
    ]
}

fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        1 => any::<bool>().prop_map(Value::Bool),
        1 => select(["#/$defs/one", "#/$defs/two", "#"].as_slice()).prop_map(|target| json!({ "$ref": target })),
        8 => vec(keyword(), 0..3).prop_map(|keywords| Value::Object(keywords.into_iter().collect())),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        let named = vec((plain_name(), inner.clone()), 0..4)
            .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>()))
            .boxed();
        let patterned = vec((select(["^a", "é", "."].as_slice()), inner.clone()), 0..3).prop_map(|members| {
            members.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect::<Map<_, _>>()
        });
        let list = vec(inner.clone(), 1..4).prop_map(|schemas| json!(schemas));
        let single = select(
            [
                "items",
                "contains",
                "not",
                "if",
                "then",
                "else",
                "propertyNames",
                "additionalProperties",
                "unevaluatedProperties",
                "unevaluatedItems",
            ]
            .as_slice(),
        );
        let applicator = prop_oneof![
            4 => named.clone().prop_map(|schemas| ("properties".to_owned(), schemas)),
            1 => patterned.prop_map(|schemas| ("patternProperties".to_owned(), Value::Object(schemas))),
            1 => named.prop_map(|schemas| ("dependentSchemas".to_owned(), schemas)),
            3 => (select(["anyOf", "oneOf", "allOf", "prefixItems"].as_slice()), list)
                .prop_map(|(name, schemas)| (name.to_owned(), schemas)),
            6 => (single, inner).prop_map(|(name, schema)| (name.to_owned(), schema)),
        ];
        (vec(keyword(), 0..2), vec(applicator, 1..4))
            .prop_map(|(keywords, applicators)| Value::Object(keywords.into_iter().chain(applicators).collect()))
    })
}

/// A schema with definitions, none of which leads back to itself at the same place: that would never end.
fn root() -> impl Strategy<Value = Value> {
    let definition = || vec(keyword(), 1..3).prop_map(|keywords| Value::Object(keywords.into_iter().collect()));
    (schema(), definition(), definition()).prop_map(|(root, one, two)| {
        let mut root = match root {
            Value::Object(root) => root,
            other => Map::from_iter([("not".to_owned(), json!({ "not": other }))]),
        };
        root.insert(
            "$defs".to_owned(),
            json!({ "one": one, "two": { "properties": { "a": two, "b": { "$ref": "#" } } } }),
        );
        Value::Object(root)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_tree_is_checked_as_the_value(schema in root(), documents in vec(document(), 1..6)) {
        for document in &documents {
            agree(&schema, document);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// `const` and `enum` ask the representation; not for every kind of value, so it is asked here.
    #[test]
    fn values_are_equal_as_the_oracle_has_it(document in document(), constant in constant()) {
        let parsed = parse(&document);
        let node = Instance::Tree(parsed.tree.root().expect("a root"));
        let value: Value = serde_json::from_str(&document).expect("the text is JSON");
        prop_assert_eq!(node.equals_value(&constant), cmp::equal(&value, &constant));
        prop_assert!(node.equals_value(&value), "{} is itself", document);
        prop_assert!(cmp::equal(&node.to_value(), &value), "{} comes back", document);
    }
}

// --- Single cases ---

#[test]
fn the_tree_keeps_the_contract_of_representations() {
    let text = conformance::document().to_string();
    let parsed = parse(&text);
    conformance::assert_conformance::<TreeJson>(&Instance::Tree(parsed.tree.root().expect("a root")));
}

#[test]
fn deep_nesting_is_checked() {
    let schema = json!({ "items": { "$ref": "#" }, "maxItems": 1 });
    for depth in [1, 100, 500] {
        agree(&schema, &format!("{}{}", "[".repeat(depth), "]".repeat(depth)));
        agree(&schema, &format!("{}1, 2{}", "[".repeat(depth), "]".repeat(depth)));
    }
}

#[test]
fn duplicates_under_another_spelling_are_one_member() {
    let schema = json!({ "required": ["a"], "properties": { "a": { "const": 2 } }, "maxProperties": 1 });
    for text in [r#"{"a": 1, "\u0061": 2}"#, r#"{"\u0061": 2, "a": 1}"#, r#"{"a": 2, "a": 2, "\u0061": 3}"#] {
        agree(&schema, text);
    }
    agree(&json!({ "uniqueItems": true }), r#"["a", "\u0061"]"#);
    agree(&json!({ "uniqueItems": true }), r#"[{"a": 1, "b": 2}, {"b": 2.0, "\u0061": 1e0}]"#);
}

/// Values that are too long to be copied into an error are compared all the same.
#[test]
fn long_values_are_compared() {
    let long = format!("[{}1]", "1.0, ".repeat(3_000));
    let value: Value = serde_json::from_str(&long).expect("it is JSON");
    for text in [&long, &long.replacen('1', "2", 1), &format!("[{long}, {long}]"), &format!("[{long}, [{long}]]")] {
        agree(&json!({ "const": value }), text);
        agree(&json!({ "enum": [1, value] }), text);
        agree(&json!({ "uniqueItems": true }), text);
        agree(&json!({ "items": { "const": value } }), text);
    }
}

#[test]
fn many_members_are_found() {
    let names: Vec<String> = (0..40).map(|index| format!("member-{index}")).collect();
    let schema = |count: usize| json!({ "required": &names[..count], "additionalProperties": { "type": "integer" } });
    let document = |step: usize| {
        let members: Vec<_> = names.iter().step_by(step).map(|name| format!("\"{name}\": 1.0")).collect();
        format!("{{{}}}", members.join(","))
    };
    for count in [1, 2, 3, 4, 16, 17, 40] {
        for step in [1, 2, 7] {
            agree(&schema(count), &document(step));
        }
    }
}

/// The written exceptions: what the tree says of them, beside what the oracle makes of it.
#[test]
fn numbers_beyond_a_double() {
    let valid = |schema: Value, text: &str| ours(&schema, text).expect("the schema is right").0;
    // No double is as large: the oracle cannot even read them.
    for text in ["1e400", "-1e400", &"9".repeat(400)] {
        assert!(serde_json::from_str::<Value>(text).is_err(), "{text}");
        assert!(valid(json!({ "type": "number" }), text), "{text}");
        assert!(valid(json!({ "type": "integer" }), text), "{text}");
        assert!(!valid(json!({ "const": 1 }), text), "{text}");
        assert_eq!(valid(json!({ "minimum": 0 }), text), !text.starts_with('-'), "{text}");
        assert_eq!(valid(json!({ "maximum": 0 }), text), text.starts_with('-'), "{text}");
    }
    // The nearest double is an integer, the number is none.
    for text in ["1e-400", "12345678901234567890123.5", "1.00000000000000000001"] {
        assert!(oracle(&json!({ "type": "integer" }), text).expect("the schema is right").0, "{text}");
        assert!(!valid(json!({ "type": "integer" }), text), "{text}");
        assert!(valid(json!({ "type": "number" }), text), "{text}");
    }
}
