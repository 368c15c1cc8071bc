//! From schema and document to findings: the rule, the words and the text that is marked, case by case.

use serde_json::{Value, json};
use termlint::finding::{Finding, Findings, KEPT_PER_RULE};
use termlint::handoff::{DocumentOffset, Locator};
use termlint::json::identity::IdentityKeys;
use termlint::json::{Tree, parse};
use termlint::schema::{Dispatch, EngineOptions, Registry, SchemaFile, dispatch, validate};
use termlint::words::list;

const V999: &str = "core-reviewed-term-ai-handoff-v999";

/// A registry in which version 9 is this schema; its `schema_version` is added.
fn registry(mut schema: Value) -> Registry {
    schema["properties"]["schema_version"] = json!({ "const": V999 });
    let file = SchemaFile { path: "v999.json".to_owned(), text: schema.to_string() };
    Registry::new(&[file]).unwrap_or_else(|error| panic!("{error}; {}", error.help))
}

fn check_with(schema: Value, text: &str, options: &EngineOptions) -> Findings {
    let registry = registry(schema);
    let compiled = registry.compiled(registry.version(V999).expect("it was added")).expect("it compiles");
    let parsed = parse(text);
    let root = parsed.tree.root().expect("a root");
    let locator = Locator::new(text.as_bytes(), DocumentOffset::default(), compiled.annotations());
    let mut findings = Findings::default();
    let rule = |id: &str| ["missing-review-date", "invalid-review-date"].into_iter().find(|known| *known == id);
    validate(compiled, root, &locator, options, &rule, &mut findings);
    findings
}

/// The findings about `{"schema_version": ..., "x": <value>}`, where `x` has this schema.
fn check(schema: Value, value: &str) -> (Vec<Finding>, String) {
    let text = format!(r#"{{"schema_version": "{V999}", "x": {value}}}"#);
    let findings = check_with(json!({ "properties": { "x": schema } }), &text, &EngineOptions::default());
    (findings.kept, text)
}

fn marked<'t>(finding: &Finding, text: &'t str) -> &'t str {
    let place = finding.location.as_ref().expect("a place");
    &text[place.start.byte..place.end.byte]
}

/// One finding: `rule | message | help | text that is marked`.
#[track_caller]
fn one(schema: Value, value: &str, expected: &str) {
    all(schema, value, &[expected]);
}

#[track_caller]
fn all(schema: Value, value: &str, expected: &[&str]) {
    let (mut findings, text) = check(schema, value);
    findings.sort_by_key(|finding| finding.location.as_ref().map(|place| place.start.byte));
    let found: Vec<_> = findings
        .iter()
        .map(|finding| {
            format!("{} | {} | {} | {}", finding.rule, finding.message, finding.help, marked(finding, &text))
        })
        .collect();
    assert_eq!(found, expected);
    assert!(findings.iter().all(|finding| !finding.message.ends_with('.')));
}

// --- Every kind of failure has words ---

#[test]
fn a_wrong_type() {
    one(
        json!({ "type": "string" }),
        "5",
        "wrong-type | x is the number 5, not a text | put the value in quotation marks | 5",
    );
    one(
        json!({ "type": "integer" }),
        r#""5""#,
        r#"wrong-type | x is the text “5”, not a whole number | remove the quotation marks | "5""#,
    );
    one(
        json!({ "type": "integer" }),
        r#""five""#,
        r#"wrong-type | x is the text “five”, not a whole number | write a whole number | "five""#,
    );
    one(
        json!({ "type": "integer" }),
        "1.5",
        "wrong-type | x is the number 1.5, not a whole number | write a whole number | 1.5",
    );
    one(json!({ "type": "string" }), "null", "wrong-type | x is empty, not a text | write a text | null");
    one(
        json!({ "type": ["null", "string"] }),
        "[1]",
        "wrong-type | x is a list [ ], not a text | write a text, or null if there is none | [1]",
    );
    one(
        json!({ "type": ["array", "object"] }),
        "true",
        "wrong-type | x is true, not a list [ ] or a group of fields { } | write a list [ ] or a group of fields { } | true",
    );
    one(json!({ "type": "null" }), "{}", "wrong-type | x is a group of fields { }, not empty | write null | {}");
    one(
        json!({ "items": { "type": "string" } }),
        r#"["a", null]"#,
        "wrong-type | an entry of x is empty, not a text | write a text | null",
    );
    one(
        json!({ "items": { "items": { "type": "boolean" } } }),
        "[[0]]",
        "wrong-type | an entry of x is the number 0, not true or false | write true or false | 0",
    );
    // What counts is the number, not how it is written.
    for whole in ["1.5e1", "50e-1", "5e0", "5.0"] {
        all(json!({ "type": "integer" }), whole, &[]);
    }
    for broken in ["1.25e1", "5e-1", "50e-2"] {
        let expected =
            format!("wrong-type | x is the number {broken}, not a whole number | write a whole number | {broken}");
        one(json!({ "type": "integer" }), broken, &expected);
    }
    // A name that is not a word is quoted.
    one(
        json!({ "properties": { "a b": { "type": "string" } } }),
        r#"{"a b": 5}"#,
        "wrong-type | “a b” is the number 5, not a text | put the value in quotation marks | 5",
    );
}

#[test]
fn an_unexpected_value() {
    one(json!({ "const": true }), "false", "unexpected-value | x is false, not true | write true | false");
    one(
        json!({ "const": "preview" }),
        r#""previw""#,
        r#"unexpected-value | x is “previw”, not “preview” | write “preview” | "previw""#,
    );
    one(
        json!({ "const": { "a": 1 } }),
        "{}",
        r#"unexpected-value | x is a group of fields { }, not {"a":1} | write {"a":1} | {}"#,
    );
    one(
        json!({ "enum": ["next", "used_together"] }),
        r#""Next""#,
        r#"unexpected-value | x is “Next”, which is not one of its 2 values | did you mean “next”? | "Next""#,
    );
    one(
        json!({ "enum": ["a", 1, null] }),
        "2",
        "unexpected-value | x is 2, which is not one of its 3 values | write “a”, 1 or null | 2",
    );
    one(
        json!({ "enum": [0, 1, 2, 3, 4, 5, 6, 7, 8] }),
        "9",
        "unexpected-value | x is 9, which is not one of its 9 values | `termlint schema show` lists its values | 9",
    );
    one(json!({ "minimum": 0 }), "-1", "unexpected-value | x is -1, less than 0 | write 0 or more | -1");
    one(json!({ "maximum": 9.5 }), "1e2", "unexpected-value | x is 1e2, more than 9.5 | write 9.5 or less | 1e2");
    one(json!({ "exclusiveMinimum": 0 }), "0", "unexpected-value | x is 0, not more than 0 | write more than 0 | 0");
    one(json!({ "exclusiveMaximum": 0 }), "0", "unexpected-value | x is 0, not less than 0 | write less than 0 | 0");
    for multiple in ["0", "-0.0", "10", "9007199254740995"] {
        all(json!({ "multipleOf": 5 }), multiple, &[]);
    }
    // Not zero, although the nearest double is.
    one(
        json!({ "multipleOf": 5 }),
        "1e-400",
        "unexpected-value | x is 1e-400, not a multiple of 5 | write a multiple of 5 | 1e-400",
    );
    one(json!({ "multipleOf": 2 }), "3", "unexpected-value | x is 3, not a multiple of 2 | write a multiple of 2 | 3");
    one(
        json!({ "not": { "const": "TODO" } }),
        r#""TODO""#,
        r#"unexpected-value | x has a value that the contract rules out: “TODO” | change the value | "TODO""#,
    );
    one(
        json!({ "oneOf": [{ "minimum": 1 }, { "minimum": 2 }] }),
        "3",
        "unexpected-value | x fits more than one of the alternatives of the contract | keep only what belongs to one of them | 3",
    );
    one(json!({ "items": false }), "[7]", "unexpected-value | an entry of x is not allowed here | remove it | 7");
}

#[test]
fn a_malformed_value() {
    one(
        json!({ "minLength": 3 }),
        r#""ab""#,
        r#"malformed-value | x has 2 characters; at least 3 are needed | write at least 3 characters | "ab""#,
    );
    one(json!({ "minLength": 1 }), r#""""#, r#"malformed-value | x is empty | fill in x | """#);
    one(
        json!({ "maxLength": 1 }),
        r#""日本""#,
        r#"malformed-value | x has 2 characters; at most 1 are allowed | shorten it to 1 characters | "日本""#,
    );
    one(
        json!({ "pattern": "^[a-z-]+$" }),
        r#""Lead Nurturing""#,
        r#"malformed-value | x does not have the required form: “Lead Nurturing” | write it in the form ^[a-z-]+$ | "Lead Nurturing""#,
    );
    one(
        json!({ "format": "iri" }),
        r#""core.yogoq.com""#,
        r#"malformed-value | x is not a web address: “core.yogoq.com” | write a full address that starts with https:// | "core.yogoq.com""#,
    );
    one(
        json!({ "format": "uuid" }),
        r#""lead""#,
        r#"malformed-value | x is not a UUID: “lead” | write a UUID such as 6f703ba2-fa4d-59a9-bcec-f292b3bc8442 | "lead""#,
    );
    one(
        json!({ "format": "email" }),
        r#""a""#,
        r#"malformed-value | x is not a valid email: “a” | write a valid email | "a""#,
    );
    one(
        json!({ "format": "date" }),
        r#""2026-02-30""#,
        r#"malformed-value | the date “2026-02-30” does not exist | write a day and a time that exist | "2026-02-30""#,
    );
    one(
        json!({ "format": "date" }),
        r#""4 July""#,
        r#"malformed-value | x is not a date: “4 July” | write it like 2026-06-27 | "4 July""#,
    );
    one(
        json!({ "format": "date-time" }),
        r#""2026-07-04T15:30:00""#,
        r#"malformed-value | “2026-07-04T15:30:00” has no time zone | add Z at its end, for UTC | "2026-07-04T15:30:00""#,
    );
    one(
        json!({ "minItems": 2 }),
        "[1]",
        "malformed-value | x has 1 entry; at least 2 are required | add entries until the keywords are 2 | [1]",
    );
    one(
        json!({ "maxItems": 1 }),
        "[1, 2]",
        "malformed-value | x has 2 entries; at most 1 are allowed | remove entries until the keywords are 1 | [1, 2]",
    );
    one(
        json!({ "minProperties": 1 }),
        "{}",
        "malformed-value | x has 0 entries; at least 1 are required | add entries until the keywords are 1 | {}",
    );
    one(
        json!({ "maxProperties": 0 }),
        r#"{"a": 1}"#,
        r#"malformed-value | x has 1 entry; at most 0 are allowed | remove entries until the keywords are 0 | {"a": 1}"#,
    );
    one(
        json!({ "uniqueItems": true }),
        "[1, 1.0]",
        "malformed-value | x contains the same entry twice | remove the repeated entry | [1, 1.0]",
    );
    one(
        json!({ "contains": { "const": "en-US" } }),
        "[]",
        "malformed-value | x lacks an entry that the contract demands | add the entry | []",
    );
    one(
        json!({ "prefixItems": [true], "unevaluatedItems": false }),
        "[1, 2]",
        "malformed-value | x has more entries than the contract knows | remove the last entries | [1, 2]",
    );
    one(
        json!({ "propertyNames": { "pattern": "^[a-z]+$" } }),
        r#"{"ok": 1, "Not ok": 2}"#,
        r#"malformed-value | “Not ok” is not allowed as the name of a field | rename the field | "Not ok""#,
    );
}

#[test]
fn a_missing_field() {
    let schema = json!({
        "properties": { "title": { "description": "A heading. For readers." }, "id": { "description": "UUID of it." } },
        "required": ["title", "id"],
    });
    all(
        schema,
        "{}",
        &[
            r#"missing-field | x has no “title” | add "title": a heading. For readers | "x""#,
            r#"missing-field | x has no “id” | add "id": UUID of it | "x""#,
        ],
    );
    one(json!({ "items": { "required": ["a"] } }), "[{}]", r#"missing-field | x > entry 1 has no “a” | add "a" | {"#);
    one(
        json!({ "dependentRequired": { "a": ["b"] } }),
        r#"{"a": 1}"#,
        r#"missing-field | x has no “b” | add "b" | "x""#,
    );
}

#[test]
fn a_field_that_is_not_known_or_not_allowed() {
    let closed = json!({ "x-termlint-closed": true, "properties": { "title": true, "text": true } });
    one(
        closed.clone(),
        r#"{"titel": 1}"#,
        r#"unknown-field | the contract has no field “titel” in x | did you mean "title"? otherwise remove the field, or allow it under unknown-field | "titel""#,
    );
    one(
        closed,
        r#"{"comment": 1}"#,
        r#"unknown-field | the contract has no field “comment” in x | remove the field, or allow it under unknown-field | "comment""#,
    );
    let forbidden = r#"forbidden-field | the contract forbids the field “titel” | did you mean "title"? otherwise remove the field | "titel""#;
    for schema in [
        json!({ "properties": { "title": true }, "additionalProperties": false }),
        json!({ "properties": { "title": true }, "unevaluatedProperties": false }),
        json!({ "properties": { "title": true }, "allOf": [{ "properties": { "text": true } }], "unevaluatedProperties": false }),
    ] {
        one(schema, r#"{"title": 1, "titel": 2}"#, forbidden);
    }
    one(json!({ "properties": { "titel": false, "title": true } }), r#"{"titel": {"a": 1}}"#, forbidden);
    for keyword in ["additionalProperties", "propertyNames"] {
        all(
            json!({ keyword: false }),
            r#"{"a": 1, "b": 2}"#,
            &[
                r#"forbidden-field | the contract forbids the field “a” | remove the field | "a""#,
                r#"forbidden-field | the contract forbids the field “b” | remove the field | "b""#,
            ],
        );
    }
    one(
        json!({ "properties": { "additionalProperties": false } }),
        r#"{"additionalProperties": {"a": 1}}"#,
        r#"forbidden-field | the contract forbids the field “additionalProperties” | remove the field | "additionalProperties""#,
    );
    one(
        json!({ "x-termlint-known": ["next"] }),
        r#""before""#,
        r#"unlisted-value | “before” is not a listed value of x | write “next”, or allow the value under unlisted-value | "before""#,
    );
    // A name is compared as a text is.
    for names in [json!({ "const": "a" }), json!({ "enum": ["a"] }), json!({ "enum": ["a", 1] })] {
        let (findings, text) = check(json!({ "propertyNames": names }), r#"{"a": 1, "b": 2}"#);
        assert_eq!(findings.iter().map(|finding| marked(finding, &text)).collect::<Vec<_>>(), [r#""b""#]);
    }
    // What is said to be open is open, in a condition too.
    one(
        json!({ "if": { "x-termlint-closed": false }, "then": { "required": ["b"] } }),
        r#"{"a": 1}"#,
        r#"missing-field | x has no “b” | add "b" | "x""#,
    );
}

#[test]
fn what_the_user_allows_is_no_finding() {
    let schema = json!({
        "x-termlint-closed": true,
        "properties": { "x": { "items": { "x-termlint-closed": true } }, "y": { "x-termlint-known": [] } },
    });
    let text = format!(r#"{{"schema_version": "{V999}", "a": 1, "x": [{{"a": 1, "b/c": 2, "d": 3}}], "y": "draft"}}"#);
    let rules = |options: EngineOptions| {
        let mut findings = check_with(schema.clone(), &text, &options).kept;
        findings.sort_by_key(|finding| finding.location.as_ref().map(|place| place.start.byte));
        findings.iter().map(|finding| marked(finding, &text).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(rules(EngineOptions::default()), ["\"a\"", "\"a\"", "\"b/c\"", "\"d\"", "\"draft\""]);
    let fields = |allowed: &[&str]| EngineOptions {
        allowed_fields: allowed.iter().map(|&field| field.to_owned()).collect(),
        allowed_values: vec!["draft".to_owned()],
        ..EngineOptions::default()
    };
    assert_eq!(rules(fields(&["a"])), ["\"b/c\"", "\"d\""]);
    assert_eq!(rules(fields(&["/x/*/a", "/x/0/b~1c", "/x/1/d", "/x/*"])), ["\"a\"", "\"d\""]);
}

// --- One cause, one finding ---

#[test]
fn a_misspelt_key_is_one_finding() {
    let properties = json!({ "title": true, "text": true });
    let expected = r#"missing-field | x has no “title”, but has “titel” | rename the field to "title" | "titel""#;
    for closing in ["x-termlint-closed", "additionalProperties", "unevaluatedProperties"] {
        let schema =
            json!({ "properties": properties, "required": ["title"], closing: closing == "x-termlint-closed" });
        one(schema, r#"{"text": 1, "titel": 2}"#, expected);
    }
    let names =
        json!({ "properties": properties, "required": ["title"], "propertyNames": { "enum": ["title", "text"] } });
    one(names, r#"{"text": 1, "titel": 2}"#, expected);
    // One slip stands for one field only.
    all(
        json!({ "properties": { "items": true, "item": true }, "required": ["items", "item"], "x-termlint-closed": true }),
        r#"{"itens": 1}"#,
        &[
            r#"missing-field | x has no “item” | add "item" | "x""#,
            r#"missing-field | x has no “items”, but has “itens” | rename the field to "items" | "itens""#,
        ],
    );
    // A name that the contract knows is not a slip, however near.
    one(
        json!({ "properties": { "item": true, "items": true }, "required": ["items"] }),
        r#"{"item": 1}"#,
        r#"missing-field | x has no “items” | add "items" | "x""#,
    );
}

#[test]
fn one_cause_in_two_keywords_is_one_finding() {
    one(
        json!({ "allOf": [{ "type": "string" }, { "type": "string" }, { "anyOf": [{ "type": "string" }] }] }),
        "5",
        "wrong-type | x is the number 5, not a text | put the value in quotation marks | 5",
    );
    one(
        json!({ "allOf": [{ "required": ["a"] }, { "if": true, "then": { "required": ["a"] } }] }),
        "{}",
        r#"missing-field | x has no “a” | add "a" | "x""#,
    );
    one(
        json!({ "minLength": 1, "pattern": "^a", "format": "uuid" }),
        r#""""#,
        r#"malformed-value | x is empty | fill in x | """#,
    );
}

#[test]
fn a_failed_branch_does_not_make_its_members_forbidden() {
    // A wrong value, and a missing one.
    let schema = json!({
        "allOf": [{ "properties": { "a": { "type": "string" }, "b": true }, "required": ["b"] }],
        "unevaluatedProperties": false,
    });
    one(
        schema.clone(),
        r#"{"a": 5, "b": 1}"#,
        "wrong-type | a is the number 5, not a text | put the value in quotation marks | 5",
    );
    one(schema.clone(), r#"{"a": "x"}"#, r#"missing-field | x has no “b” | add "b" | "x""#);
    // What no branch knows is forbidden all the same.
    all(
        schema,
        r#"{"a": "x", "zzz": 1}"#,
        &[
            r#"missing-field | x has no “b” | add "b" | "x""#,
            r#"forbidden-field | the contract forbids the field “zzz” | remove the field | "zzz""#,
        ],
    );
    let referring = json!({
        "$ref": "#/$defs/part", "unevaluatedProperties": false, "properties": { "own": true },
    });
    let text = format!(r#"{{"schema_version": "{V999}", "x": {{"own": 1, "a": {{"b": 5}}}}}}"#);
    let schema = json!({
        "$defs": { "part": { "properties": { "a": { "properties": { "b": { "type": "string" } } } } } },
        "properties": { "x": referring },
    });
    let findings = check_with(schema, &text, &EngineOptions::default()).kept;
    assert_eq!(findings.iter().map(|finding| finding.rule).collect::<Vec<_>>(), ["wrong-type"]);
    assert_eq!(marked(&findings[0], &text), "5");
}

#[test]
fn only_the_branch_that_the_data_chose_speaks() {
    let branch = |kind: &str, field: &str| {
        json!({
            "properties": { "kind": { "const": kind }, field: { "type": "string" } },
            "required": ["kind", field],
        })
    };
    for keyword in ["anyOf", "oneOf"] {
        let schema = || json!({ keyword: [branch("url", "href"), branch("book", "isbn"), { "type": "string" }] });
        one(schema(), r#"{"kind": "book"}"#, r#"missing-field | x has no “isbn” | add "isbn" | "x""#);
        one(
            schema(),
            r#"{"kind": "book", "isbn": 5}"#,
            "wrong-type | isbn is the number 5, not a text | put the value in quotation marks | 5",
        );
        one(
            schema(),
            r#"{"kind": "bok", "isbn": "5"}"#,
            r#"unexpected-value | kind is “bok”, which is not one of its 2 values | did you mean “book”? | "bok""#,
        );
        one(schema(), r#"{"isbn": "5"}"#, r#"missing-field | x has no “kind” | add "kind" | "x""#);
    }
}

#[test]
fn alternatives_without_a_discriminator() {
    one(
        json!({ "anyOf": [{ "type": "string" }, { "type": "null" }, { "type": ["integer", "string"] }] }),
        "[]",
        "wrong-type | x is a list [ ], not a text or a whole number | write a text or a whole number, or null if there is none | []",
    );
    // The type chooses.
    one(
        json!({ "anyOf": [{ "type": "null" }, { "type": "string", "minLength": 3 }] }),
        r#""a""#,
        r#"malformed-value | x has 1 character; at least 3 are needed | write at least 3 characters | "a""#,
    );
    one(
        json!({ "oneOf": [{ "const": "next" }, { "enum": ["used_together", "next_to"] }] }),
        r#""nxt""#,
        r#"unexpected-value | x is “nxt”, which is not one of its 3 values | did you mean “next”? | "nxt""#,
    );
    one(
        json!({ "anyOf": [{ "format": "date-time" }, { "format": "date" }] }),
        r#""July""#,
        r#"malformed-value | x is not a date: “July” | write it like 2026-06-27 or 2026-06-27T00:00:00.000Z | "July""#,
    );
    one(
        json!({ "anyOf": [{ "format": "uuid" }, { "format": "iri" }] }),
        r#""July""#,
        r#"malformed-value | x is not a valid uuid or iri: “July” | write a valid uuid or iri | "July""#,
    );
    one(
        json!({ "anyOf": [{ "required": ["text"] }, { "required": ["items"] }] }),
        "{}",
        r#"missing-field | x needs “text” or “items” | add “text” or “items” | "x""#,
    );
    one(
        json!({ "anyOf": [{ "required": ["text"] }, { "required": ["items"] }] }),
        r#"{"itmes": []}"#,
        r#"missing-field | x has no “items”, but has “itmes” | rename the field to "items" | "itmes""#,
    );
    // The branch that understood most of the value.
    one(
        json!({ "anyOf": [
            { "required": ["a", "b", "c"] },
            { "properties": { "d": { "items": { "type": "string" } } } },
        ] }),
        r#"{"d": ["x", 5]}"#,
        "wrong-type | an entry of d is the number 5, not a text | put the value in quotation marks | 5",
    );
    // Branches in branches.
    one(
        json!({ "anyOf": [{ "type": "null" }, { "oneOf": [{ "type": "string", "maxLength": 1 }, { "type": "array" }] }] }),
        r#""ab""#,
        r#"malformed-value | x has 2 characters; at most 1 are allowed | shorten it to 1 characters | "ab""#,
    );
}

#[test]
fn the_owner_of_a_field_speaks_for_it() {
    let schema = || {
        let owner = json!({ "absent": "missing-review-date", "null": "missing-review-date", "malformed": "invalid-review-date" });
        let date = json!({
            "type": "string", "minLength": 1, "anyOf": [{ "format": "date-time" }, { "format": "date" }], "x-termlint-owner": owner,
        });
        json!({ "properties": { "day": date }, "required": ["day"] })
    };
    one(schema(), "{}", r#"missing-review-date | x has no “day” | add "day" | "x""#);
    one(schema(), r#"{"day": null}"#, r#"missing-review-date | day is empty, not a text | write a text | null"#);
    one(schema(), r#"{"day": ""}"#, r#"missing-review-date | day is empty | fill in day | """#);
    one(schema(), r#"{"day": " "}"#, r#"missing-review-date | day is empty | fill in day | " ""#);
    one(
        schema(),
        r#"{"day": "2026-02-30"}"#,
        r#"invalid-review-date | the date “2026-02-30” does not exist | write a day and a time that exist | "2026-02-30""#,
    );
    one(
        schema(),
        r#"{"day": 20260227}"#,
        "wrong-type | day is the number 20260227, not a text | put the value in quotation marks | 20260227",
    );
    // An owner that is not a rule of this program leaves the finding to us.
    one(
        json!({ "properties": { "day": { "x-termlint-owner": { "absent": "no-such-rule" } } }, "required": ["day"] }),
        "{}",
        r#"missing-field | x has no “day” | add "day" | "x""#,
    );
}

#[test]
fn places_are_found_through_references() {
    let schema = json!({
        "$defs": {
            "node": {
                "properties": {
                    "name": { "description": "What it is called.", "type": "string" },
                    "below": { "type": "array", "items": { "$ref": "#/$defs/node" } },
                },
                "required": ["name"],
                "x-termlint-closed": true,
            },
        },
        "properties": { "x": { "$ref": "#/$defs/node" } },
    });
    let text = format!(
        r#"{{"schema_version": "{V999}", "x": {{"name": "a", "below": [{{"name": "b"}}, {{"below": [{{"nmae": "c"}}, {{"name": 5}}]}}]}}}}"#
    );
    let findings = check_with(schema, &text, &EngineOptions::default()).kept;
    let found: Vec<_> = findings
        .iter()
        .map(|finding| {
            let pointer = finding.location.as_ref().and_then(|place| place.pointer.clone()).expect("a pointer");
            (finding.rule, pointer, marked(finding, &text), finding.help.as_str())
        })
        .collect();
    assert_eq!(
        found,
        [
            ("missing-field", "/x/below/1".to_owned(), "{", "add \"name\": what it is called"),
            ("missing-field", "/x/below/1/below/0/nmae".to_owned(), "\"nmae\"", "rename the field to \"name\""),
            ("wrong-type", "/x/below/1/below/1/name".to_owned(), "5", "put the value in quotation marks"),
        ]
    );
}

// --- Hostile documents ---

#[test]
fn an_item_is_addressed_as_its_schema_says() {
    let schema = json!({ "x-termlint-identity": ["id"], "items": { "required": ["text"] } });
    let (findings, _) = check(schema, r#"[{"id": "a", "text": ""}, {"id": "b"}]"#);
    let at = findings.iter().map(|finding| finding.location.as_ref()?.at.as_deref()).collect::<Vec<_>>();
    assert_eq!(at, [Some("/x[id=b]")]);
}

#[test]
fn long_values_are_shortened() {
    let long = "w".repeat(5_000);
    for (schema, value) in [
        (json!({ "type": "integer" }), format!("\"{long}\"")),
        (json!({ "maxLength": 1 }), format!("\"{long}\"")),
        (json!({ "pattern": "^a" }), format!("\"{long}\"")),
        (json!({ "const": long }), "1".to_owned()),
        (json!({ "enum": [long, 2] }), "1".to_owned()),
        (json!({ "type": "string" }), "9".repeat(5_000)),
        (json!({ "type": "string" }), format!("[{}1]", "1, ".repeat(5_000))),
        (json!({ "required": [long] }), "{}".to_owned()),
        (json!({ "additionalProperties": false }), format!(r#"{{"{long}": 1}}"#)),
        (json!({ "x-termlint-closed": true }), format!(r#"{{"{long}": 1}}"#)),
        (json!({ "propertyNames": { "maxLength": 1 } }), format!(r#"{{"{long}": 1}}"#)),
        (json!({ "x-termlint-known": [] }), format!("\"{long}\"")),
        (json!({ "additionalProperties": { "type": "null" } }), format!(r#"{{"{long}": 1}}"#)),
    ] {
        let (findings, _) = check(schema.clone(), &value);
        assert_eq!(findings.len(), 1, "{schema}");
        let finding = &findings[0];
        for text in [&finding.message, &finding.help, &finding.label] {
            assert!(text.chars().count() < 300, "{schema}: {text}");
        }
    }
}

#[test]
fn control_characters_are_escaped() {
    let key = "\\u001b[31m\\u202e\\n";
    for schema in [
        json!({ "additionalProperties": false }),
        json!({ "x-termlint-closed": true }),
        json!({ "propertyNames": { "maxLength": 1 } }),
        json!({ "additionalProperties": { "type": "string" } }),
        json!({ "additionalProperties": { "required": ["b"] } }),
        json!({ "additionalProperties": { "items": { "type": "null" } } }),
        json!({ "properties": { "\u{1b}[31m": true }, "required": ["\u{1b}[31m"], "x-termlint-closed": true }),
    ] {
        for value in [format!(r#"{{"{key}": {{}}}}"#), format!(r#"{{"{key}": ["{key}"]}}"#)] {
            for finding in check(schema.clone(), &value).0 {
                let place = finding.location.expect("a place");
                let texts = [&finding.message, &finding.help, &finding.label, &place.words];
                assert!(texts.iter().all(|text| !text.contains(char::is_control)), "{schema}: {texts:?}");
                assert!(texts.iter().all(|text| !text.contains('\u{202e}')), "{schema}: {texts:?}");
            }
        }
    }
}

/// Every case is counted exactly; were one of them quadratic, this test would not end. A line each: positions in one
/// huge line have a cost of their own.
#[test]
fn a_hundred_thousand_failures_are_counted() {
    let members = |number: usize| {
        let members: Vec<_> = (0..number).map(|index| format!("\"key-{index}\":1")).collect();
        format!("{{{}}}", members.join(",\n"))
    };
    let items = |item: &str, number: usize| format!("[{}]", vec![item; number].join(",\n"));
    let slip = r#"{"titel":1}"#;
    for (schema, number, value, rule) in [
        (json!({ "x-termlint-closed": true }), 100_000, members(100_000), "unknown-field"),
        (json!({ "additionalProperties": false }), 100_000, members(100_000), "forbidden-field"),
        (json!({ "unevaluatedProperties": false }), 20_000, members(20_000), "forbidden-field"),
        (json!({ "propertyNames": { "maxLength": 1 } }), 20_000, members(20_000), "malformed-value"),
        (json!({ "additionalProperties": { "type": "string" } }), 20_000, members(20_000), "wrong-type"),
        (json!({ "items": { "required": ["a"] } }), 20_000, items("{}", 20_000), "missing-field"),
        (
            json!({ "items": { "required": ["title"], "x-termlint-closed": true } }),
            20_000,
            items(slip, 20_000),
            "missing-field",
        ),
        // Fewer: to tell a scalar item from its twins, its address costs a walk over all of them.
        (json!({ "items": { "type": "string" } }), 2_000, items("1", 2_000), "wrong-type"),
        (
            json!({ "items": { "anyOf": [{ "type": "string" }, { "type": "null" }] } }),
            2_000,
            items("1", 2_000),
            "wrong-type",
        ),
    ] {
        let text = format!(r#"{{"schema_version": "{V999}", "x": {value}}}"#);
        let findings = check_with(json!({ "properties": { "x": schema } }), &text, &EngineOptions::default());
        assert_eq!(findings.kept.len(), KEPT_PER_RULE, "{schema}");
        assert!(findings.kept.iter().all(|finding| finding.rule == rule), "{schema}");
        assert_eq!(findings.omitted().collect::<Vec<_>>(), [(rule, number - KEPT_PER_RULE)], "{schema}");
    }
}

// --- Dispatch ---

/// What dispatch makes of a document: the version that checks it, and the finding.
fn dispatched(registry: &Registry, text: &str, check_as_declared: bool) -> (Option<String>, Option<Finding>) {
    let keys = IdentityKeys::default();
    let parsed = parse(text);
    let tree: &Tree<'_> = &parsed.tree;
    let locator = Locator::new(text.as_bytes(), DocumentOffset::default(), &keys);
    match dispatch(registry, tree.root().expect("a root"), &locator, check_as_declared) {
        Dispatch::Known(version) => (Some(version.name.to_string()), None),
        Dispatch::Declared(version, finding) => (Some(version.name.to_string()), Some(*finding)),
        Dispatch::Refused(finding) => (None, Some(*finding)),
    }
}

#[track_caller]
fn refused(text: &str, expected: &str) {
    let registry = Registry::new(&[]).expect("the embedded schemas are right");
    for check_as_declared in [false, true] {
        let (version, finding) = dispatched(&registry, text, check_as_declared);
        let finding = finding.expect("a finding");
        assert_eq!(version, None);
        let found = format!("{} | {} | {} | {}", finding.rule, finding.message, finding.help, marked(&finding, text));
        assert_eq!(found, expected);
        assert_eq!(finding.min_severity, Some(termlint::finding::Severity::Error));
    }
}

/// The versions of the contract, as a help lists them.
fn known() -> String {
    let registry = Registry::new(&[]).expect("the embedded schemas are right");
    let names: Vec<String> = registry.versions().iter().map(|version| format!("\"{}\"", version.name)).collect();
    assert!(names.len() > 1);
    list(&names, "or")
}

#[test]
fn a_known_version_is_chosen() {
    let registry = Registry::new(&[]).expect("the embedded schemas are right");
    for version in ["core-reviewed-term-ai-handoff-v1", "core-reviewed-term-ai-handoff-v2"] {
        let (chosen, finding) = dispatched(&registry, &format!(r#"{{"schema_version": "{version}"}}"#), true);
        assert_eq!((chosen.as_deref(), finding.is_none()), (Some(version), true));
    }
    // Of duplicates the last counts.
    let twice = r#"{"schema_version": "x", "schema_version": "core-reviewed-term-ai-handoff-v2"}"#;
    assert_eq!(dispatched(&registry, twice, false).0.as_deref(), Some("core-reviewed-term-ai-handoff-v2"));
}

#[test]
fn a_version_that_is_newer() {
    let known = known();
    for name in ["v999", "v1000", "v99999999999999999999"] {
        let name = format!("core-reviewed-term-ai-handoff-{name}");
        refused(
            &format!(r#"{{"schema_version": "{name}"}}"#),
            &format!(
                "unknown-version | “{name}” is newer than this termlint supports | update termlint, or put the schema of this \
                 version into schema-dir (known: {known}) | \"{name}\""
            ),
        );
    }
}

#[test]
fn a_version_between_known_ones() {
    let registry = registry(json!({}));
    let (version, finding) =
        dispatched(&registry, r#"{"schema_version": "core-reviewed-term-ai-handoff-v998"}"#, false);
    let finding = finding.expect("a finding");
    assert_eq!((version, finding.rule), (None, "unknown-version"));
    assert_eq!(finding.message, "“core-reviewed-term-ai-handoff-v998” is a version that this termlint does not know");
}

#[test]
fn what_is_no_version() {
    let known = known();
    let mean = |near: &str| format!("did you mean \"core-reviewed-term-ai-handoff-{near}\"?");
    for (name, help) in [
        ("core-reviewed-term-ai-handoff-v1 ", mean("v1")),
        ("core-reviewed-term-ai-handoff-v2\\n", mean("v2")),
        ("CORE-REVIEWED-TERM-AI-HANDOFF-V2", mean("v2")),
        ("core-reviewed-term-ai-handof-v2", mean("v2")),
        ("core-reviewed-term-ai-handoff-v", mean("v1")),
        ("core-reviewed-term-ai-handoff-v0", mean("v1")),
        ("core-reviewed-term-ai-handoff-v02", mean("v2")),
        ("core-reviewed-term-ai-handoff-v+3", mean("v1")),
        ("core-reviewed-term-ai-handoff-v1.5", mean("v1")),
        ("core-reviewed-term-ai-handoff-v1-v9", mean("v1")),
        ("v1", mean("v1")),
        (" V2 ", mean("v2")),
        ("v999", format!("write one of {known}")),
        ("", format!("write one of {known}")),
        ("core-reviewed-term-summary-v1", format!("write one of {known}")),
    ] {
        refused(
            &format!(r#"{{"schema_version": "{name}"}}"#),
            &format!("malformed-version | “{name}” is not a version of the contract | {help} | \"{name}\""),
        );
    }
    let (_, finding) = dispatched(
        &Registry::new(&[]).expect("the embedded schemas are right"),
        &format!(r#"{{"schema_version": "{}"}}"#, "v".repeat(100_000)),
        false,
    );
    assert!(finding.expect("a finding").message.chars().count() < 120);
}

#[test]
fn a_version_that_is_missing() {
    let known = known();
    refused(
        r#"{"version": "core-reviewed-term-ai-handoff-v1"}"#,
        &format!(
            "missing-version | the document does not say which version of the contract it follows | \
             add \"schema_version\", one of {known} | {{"
        ),
    );
    refused(
        r#"{"schema_verison": "core-reviewed-term-ai-handoff-v1"}"#,
        "missing-version | the document does not say which version of the contract it follows: it has no \
         “schema_version”, but has “schema_verison” | rename the field to \"schema_version\" | \"schema_verison\"",
    );
    for (value, name) in [("null", "empty"), ("1", "a number"), ("[]", "a list [ ]"), ("{}", "a group of fields { }")] {
        refused(
            &format!(r#"{{"schema_version": {value}}}"#),
            &format!(
                "missing-version | schema_version is {name}, so no version of the contract can be chosen | \
                 write one of {known} | {value}"
            ),
        );
    }
}

#[test]
fn a_document_that_is_no_object() {
    let help = "start the document with { and end it with }";
    for (text, name, marked) in [
        (r#"[{"schema_version": 1}]"#, "a list [ ]", "["),
        ("5", "a number", "5"),
        ("null", "empty", "null"),
        (r#""core-reviewed-term-ai-handoff-v1""#, "a text", r#""core-reviewed-term-ai-handoff-v1""#),
    ] {
        refused(text, &format!("wrong-type | the document is {name}, not a handoff | {help} | {marked}"));
    }
}

#[test]
fn a_newer_document_is_checked_as_it_declares() {
    let registry = Registry::new(&[]).expect("the embedded schemas are right");
    let v = |number: u32| format!("core-reviewed-term-ai-handoff-v{number}");
    let document = |compat: Value| json!({ "schema_version": v(999), "version": v(999), "compat": compat }).to_string();
    let keeps = |versions: Value| json!({ "backward_compatible_schema_versions": versions });
    for (compat, harness) in [
        (keeps(json!([v(1)])), Some(v(1))),
        (keeps(json!([v(2), v(1), v(998)])), Some(v(2))),
        (keeps(json!([v(998)])), None),
        (keeps(json!([])), None),
        (keeps(json!(v(1))), None),
        (keeps(json!([1, null])), None),
        (json!({}), None),
        (json!(null), None),
    ] {
        let text = document(compat);
        let (version, finding) = dispatched(&registry, &text, true);
        let finding = finding.expect("a finding");
        assert_eq!((version, finding.rule), (harness.clone(), "unknown-version"), "{text}");
        assert_eq!(finding.min_severity.is_none(), harness.is_some(), "{text}");
        if let Some(harness) = harness {
            let expected = format!("“{}” is newer than this termlint supports; checked as {harness}", v(999));
            assert_eq!(finding.message, expected);
        }
        // Without the user's leave nothing is guessed.
        assert_eq!(dispatched(&registry, &text, false).0, None);
    }
    // What is no version is checked as nothing, whatever it declares.
    let text = json!({ "schema_version": "v999", "compat": keeps(json!([v(1)])) }).to_string();
    assert_eq!(dispatched(&registry, &text, true).0, None);
}

#[test]
fn a_document_checked_as_another_version_is_not_told_so_twice() {
    let v1000 = "core-reviewed-term-ai-handoff-v1000";
    let schema = json!({
        "x-termlint-closed": true,
        "properties": { "version": { "const": V999 }, "kind": { "x-termlint-known": ["a"] }, "text": { "type": "string" } },
        "required": ["text"],
    });
    let rules = |document: Value| {
        let findings = check_with(schema.clone(), &document.to_string(), &EngineOptions::default()).kept;
        findings.iter().map(|finding| finding.rule).collect::<Vec<_>>()
    };
    assert_eq!(rules(json!({ "schema_version": v1000, "version": v1000, "text": "", "new": 1, "kind": "b" })), [""; 0]);
    assert_eq!(rules(json!({ "schema_version": v1000, "version": V999, "text": "" })), [""; 0]);
    assert_eq!(
        rules(json!({ "schema_version": v1000, "version": "x", "text": 1 })),
        ["unexpected-value", "wrong-type"]
    );
    assert_eq!(rules(json!({ "schema_version": v1000 })), ["missing-field"]);
    let known = json!({ "schema_version": V999, "version": v1000, "text": "", "new": 1, "kind": "b" });
    assert_eq!(rules(known), ["unexpected-value", "unlisted-value", "unknown-field"]);
}
