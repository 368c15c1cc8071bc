//! The set of schemas: what files of a schema-dir add and override, and why one is refused.

use serde_json::{Value, json};
use termlint::problem::Problem;
use termlint::schema::{Origin, Registry, SchemaFile};

/// A version that no termlint will ever embed.
const V999: &str = "core-reviewed-term-ai-handoff-v999";

fn file(path: &str, schema: &Value) -> SchemaFile {
    SchemaFile { path: path.to_owned(), text: schema.to_string() }
}

fn version(number: u32) -> Value {
    json!({ "properties": { "schema_version": { "const": format!("core-reviewed-term-ai-handoff-v{number}") } } })
}

/// Version 999, in which the member `x` has this schema.
fn v999(x: Value) -> SchemaFile {
    let mut schema = version(999);
    schema["properties"]["x"] = x;
    file("v999.json", &schema)
}

fn names(registry: &Registry) -> Vec<String> {
    let names = registry.versions().iter().map(|version| &*version.name);
    names.map(|name| name.trim_start_matches("core-reviewed-term-ai-handoff-").to_owned()).collect()
}

/// The versions that are embedded, and those that a test adds.
fn with_known(added: &[&str]) -> Vec<String> {
    let known = names(&built(&[]));
    known.into_iter().chain(added.iter().map(|name| (*name).to_owned())).collect()
}

#[track_caller]
fn built(files: &[SchemaFile]) -> Registry {
    Registry::new(files).unwrap_or_else(|error| panic!("{error}; {}", error.help))
}

#[track_caller]
fn error(files: &[SchemaFile]) -> Problem {
    let Err(error) = Registry::new(files) else { panic!("the files were taken") };
    let Problem { message, help, .. } = &error;
    assert!(!message.ends_with('.') && !help.ends_with('.') && !help.is_empty(), "{message:?} {help:?}");
    assert!(message.chars().count() < 300 && !message.contains('\n'), "{message:?}");
    error
}

/// `path: message; help`.
#[track_caller]
fn refused(files: &[SchemaFile], expected: &str) {
    let error = error(files);
    assert_eq!(format!("{error}; {}", error.help), expected);
}

// --- What is taken ---

#[test]
fn a_file_adds_a_version() {
    let mut v1100 = version(1100);
    v1100["$id"] = json!("handoff/v1100.json");
    let registry = built(&[file("v1100.json", &v1100), v999(json!(true))]);
    assert_eq!(names(&registry), with_known(&["v999", "v1100"]));
    let added = registry.version(V999).expect("it was added");
    assert_eq!(added.origin, Origin::File("v999.json".to_owned()));
    assert!(registry.compiled(added).is_ok());
    assert_eq!(
        registry.versions().last().expect("it was added").id,
        "https://termlint.example/schemas/handoff/v1100.json"
    );
}

#[test]
fn a_file_overrides_a_version() {
    for id in [None, Some("https://termlint.example/schemas/handoff/v1.json"), Some("https://example.com/own#")] {
        let mut own = version(1);
        if let Some(id) = id {
            own["$id"] = json!(id);
        }
        let registry = built(&[file("own.json", &own)]);
        assert_eq!(names(&registry), ["v1", "v2"]);
        assert_eq!(registry.versions()[0].origin, Origin::File("own.json".to_owned()));
        assert_eq!(registry.document(&registry.versions()[0].id), Some(&own));
        // The other version is as it was.
        assert!(registry.compiled(&registry.versions()[1]).is_ok());
    }
}

#[test]
fn the_exported_schemas_are_taken_back() {
    let embedded = built(&[]);
    let versions = embedded.versions().iter().map(|version| (&version.origin, &version.id));
    let parts = embedded.parts().iter().map(|(origin, id)| (origin, id));
    let files: Vec<_> = versions
        .chain(parts)
        .map(|(origin, id)| match origin {
            Origin::Embedded(path) => file(path, embedded.document(id).expect("it is there")),
            Origin::File(path) => panic!("{path} is not embedded"),
        })
        .collect();
    let registry = built(&files);
    assert_eq!(names(&registry), ["v1", "v2"]);
    assert_eq!(registry.parts().len(), embedded.parts().len());
    assert!(registry.versions().iter().all(|version| matches!(version.origin, Origin::File(_))));
}

#[test]
fn a_file_may_refer_to_its_neighbours_and_to_embedded_schemas() {
    let part = json!({ "$defs": { "text": { "type": "string" } } });
    let mut own = version(999);
    own["properties"]["x"] = json!({ "$ref": "parts/common.json#/$defs/text" });
    own["properties"]["y"] = json!({ "$ref": "https://termlint.example/schemas/handoff/common.json#/$defs/section" });
    for folder in ["", "contracts/", "/home/me/contracts/", "../contracts/", "C:\\contracts\\", "a b#c?d/é/"] {
        let files = [file(&format!("{folder}v999.json"), &own), file(&format!("{folder}parts/common.json"), &part)];
        let registry = built(&files);
        assert_eq!(names(&registry), with_known(&["v999"]));
        assert_eq!(registry.parts().len(), 3);
    }
}

#[test]
fn a_byte_order_mark_does_no_harm() {
    let SchemaFile { path, text } = v999(json!(true));
    assert_eq!(names(&built(&[SchemaFile { path, text: format!("\u{feff}{text}") }])), with_known(&["v999"]));
}

#[test]
fn a_schema_may_be_recursive() {
    let node = |name: &str| json!({ "properties": { "a": { "$ref": name }, "b": { "items": { "$ref": name } } } });
    // Many definitions that all refer to each other: a walk must neither loop nor try all ways.
    let names: Vec<String> = (0..12).map(|index| format!("d{index}")).collect();
    let all = || names.iter().map(|name| (name.clone(), json!({ "$ref": format!("#/$defs/{name}") })));
    let mut schema = version(999);
    schema["$defs"] = names
        .iter()
        .map(|name| (name.clone(), json!({ "properties": Value::Object(all().collect()) })))
        .chain([("node".to_owned(), node("#/$defs/node"))])
        .chain([("loop".to_owned(), json!({ "allOf": [{ "$ref": "#/$defs/loop" }] }))])
        .collect();
    schema["properties"]["x"] = json!({ "$ref": "#/$defs/d0" });
    schema["properties"]["y"] = json!({ "$ref": "#/$defs/node" });
    schema["properties"]["z"] = json!({ "$ref": "#" });
    let registry = built(&[file("v999.json", &schema)]);
    let compiled = registry.compiled(registry.version(V999).expect("it was added")).expect("it compiles");
    let facts_at = |pointer: &str| compiled.annotations().facts_at(pointer);
    assert_eq!(facts_at("/y/a/b/5/a").expect("a place").members, ["a", "b"]);
    assert_eq!(facts_at("/z/z/y").expect("a place").members, ["a", "b"]);
    assert_eq!(facts_at("/x/d3/d7/d0").expect("a place").members, names);
    assert!(facts_at("/none").is_none());
}

#[test]
fn what_is_said_of_one_item_is_not_said_of_the_others() {
    let of = |name: &str| json!({ "properties": { name: true } });
    let mut schema = version(999);
    schema["properties"]["pair"] = json!({ "prefixItems": [of("first")], "items": of("other") });
    schema["properties"]["list"] = json!({ "items": of("any") });
    schema["properties"]["years"] = json!({ "properties": { "2026": of("now") }, "additionalProperties": of("past") });
    let registry = built(&[file("v999.json", &schema)]);
    let compiled = registry.compiled(registry.version(V999).expect("it was added")).expect("it compiles");
    // Asked twice and in any order, a place is what it is.
    for _ in 0..2 {
        for (pointer, members) in [
            ("/pair/1", "other"),
            ("/pair/0", "first"),
            ("/list/3", "any"),
            ("/list/0", "any"),
            ("/years/2025", "past"),
            ("/years/2026", "now"),
        ] {
            assert_eq!(compiled.annotations().facts_at(pointer).expect("a place").members, [members], "{pointer}");
        }
    }
}

#[test]
fn a_pattern_that_would_explode_elsewhere_is_linear_here() {
    let registry = built(&[v999(json!({ "pattern": "(a+)+$" }))]);
    assert!(registry.version(V999).is_some());
}

// --- What is refused ---

#[test]
fn two_files_for_one_version() {
    let mut other = version(999);
    other["$id"] = json!("https://example.com/other.json");
    refused(
        &[v999(json!(true)), file("sub/other.json", &other)],
        "sub/other.json: “v999.json” defines the version “core-reviewed-term-ai-handoff-v999” too; keep one of the two files",
    );
}

#[test]
fn two_schemas_with_one_id() {
    let with_id = |number: u32, id: &str| {
        let mut schema = version(number);
        schema["$id"] = json!(id);
        file(&format!("own-v{number}.json"), &schema)
    };
    // A copy of version 1, in which only the const was changed: it would check version 1 as well.
    refused(
        &[with_id(998, "https://termlint.example/schemas/handoff/v1.json")],
        "own-v998.json: its $id is that of the schema for “core-reviewed-term-ai-handoff-v1”; give it an $id of its own",
    );
    refused(
        &[with_id(998, "https://example.com/a"), with_id(999, "https://example.com/a#")],
        "own-v999.json: its $id is that of the schema for “core-reviewed-term-ai-handoff-v998”; give it an $id of its own",
    );
    refused(
        &[with_id(998, "https://termlint.example/schemas/handoff/common.json")],
        "own-v998.json: its $id is that of the schema for “handoff/common.json”; give it an $id of its own",
    );
}

#[test]
fn no_version() {
    let help = "give its property schema_version a const, such as \"core-reviewed-term-ai-handoff-v3\"";
    for schema in [
        json!({}),
        json!({ "properties": {} }),
        json!({ "properties": { "schema_version": { "type": "string" } } }),
        json!({ "properties": { "schema_version": { "const": 3 } } }),
        json!({ "properties": { "version": { "const": V999 } }, "$defs": {} }),
    ] {
        refused(
            &[file("own.json", &schema)],
            &format!("own.json: this schema does not say which version it is for; {help}"),
        );
    }
}

#[test]
fn no_json() {
    let text = |text: &str| [SchemaFile { path: "own.json".to_owned(), text: text.to_owned() }];
    refused(
        &text("{\n  \"a\": 1,\n}"),
        "own.json: this schema is not JSON: trailing comma at line 3 column 1; correct the file",
    );
    refused(
        &text(""),
        "own.json: this schema is not JSON: EOF while parsing a value at line 1 column 0; correct the file",
    );
    error(&text(&"[".repeat(100_000)));
}

#[test]
fn no_object() {
    for schema in [json!(true), json!(false), json!([]), json!("x"), json!(null), json!(5)] {
        refused(
            &[file("own.json", &schema)],
            "own.json: this schema is not a JSON object, so it cannot say which version it is for; \
             write an object with $id, properties and required",
        );
    }
}

#[test]
fn another_dialect() {
    for (dialect, shown) in [
        (json!("http://json-schema.org/draft-07/schema#"), "“http://json-schema.org/draft-07/schema#”"),
        (json!("https://example.com/own"), "“https://example.com/own”"),
        (json!(7), "“7”"),
    ] {
        let mut schema = version(999);
        schema["$schema"] = dialect;
        refused(
            &[file("v999.json", &schema)],
            &format!(
                "v999.json: its $schema is {shown}, but contracts are written in JSON Schema 2020-12; \
                 write \"https://json-schema.org/draft/2020-12/schema\""
            ),
        );
    }
}

#[test]
fn a_keyword_with_a_wrong_value() {
    for (x, expected) in [
        (
            json!({ "type": "strin" }),
            "/type: “strin” is not a type; write array, boolean, integer, null, number, object or string, or a list of these",
        ),
        (json!({ "minLength": "a" }), "/minLength: \"a\" is not of type \"integer\"; correct the schema"),
        (json!({ "minLength": -1 }), "/minLength: -1 is less than the minimum of 0; correct the schema"),
        (json!({ "required": ["a", "a"] }), "/required: [\"a\",\"a\"] has non-unique elements; correct the schema"),
        (json!({ "anyOf": [] }), "/anyOf: [] has less than 1 item; correct the schema"),
        (json!({ "items": [true] }), "/items: [true] is not of types \"boolean\", \"object\"; correct the schema"),
        (json!({ "x-termlint-closed": "yes" }), "/x-termlint-closed: this must be true or false; correct the schema"),
        (json!({ "x-termlint-known": [1] }), "/x-termlint-known: this must be a list of texts; correct the schema"),
        (
            json!({ "x-termlint-identity": "url" }),
            "/x-termlint-identity: this must be a list of names of members; correct the schema",
        ),
        (
            json!({ "x-termlint-owner": { "missing": "a" } }),
            "/x-termlint-owner: this must be an object of rule ids, under absent, null and malformed; correct the schema",
        ),
        (
            json!({ "x-termlint-close": true }),
            "/x-termlint-close: termlint has no such keyword; did you mean x-termlint-closed?",
        ),
    ] {
        refused(&[v999(x)], &format!("v999.json: at /properties/x{expected}"));
    }
}

#[test]
fn an_unknown_format() {
    let help = "write a format of JSON Schema 2020-12, or a pattern";
    refused(
        &[v999(json!({ "format": "datum" }))],
        &format!("v999.json: at /properties/x/format: termlint does not know the format “datum”; {help}"),
    );
    // Also in a part, and where no reference leads; and named by its own file.
    let part = json!({ "$defs": { "day/month": { "anyOf": [{ "format": "datum" }] } } });
    refused(
        &[v999(json!(true)), file("part.json", &part)],
        &format!("part.json: at /$defs/day~1month/anyOf/0/format: termlint does not know the format “datum”; {help}"),
    );
    // A member may have the name of a keyword, and a value may look like a schema.
    built(&[v999(
        json!({ "properties": { "format": true, "pattern": { "type": "string" } }, "const": { "format": "datum" } }),
    )]);
}

#[test]
fn a_pattern_that_cannot_be_used() {
    let help = "write it without look-around, back references and huge repetitions";
    for pattern in ["a{1000}{1000}{1000}", "(", "a(?=b)", "(a)\\1", "[b-a]"] {
        let what =
            format!("the pattern “{pattern}” cannot be used: it is malformed, or matching it could take too long");
        refused(
            &[v999(json!({ "pattern": pattern }))],
            &format!("v999.json: at /properties/x/pattern: {what}; {help}"),
        );
        refused(
            &[v999(json!({ "patternProperties": { pattern: true } }))],
            &format!("v999.json: at /properties/x/patternProperties: {what}; {help}"),
        );
    }
}

#[test]
fn a_reference_that_leads_nowhere() {
    let remote =
        "which is not among the schemas; put that schema beside this one, or correct the $ref; nothing is fetched";
    for (target, expected) in [
        ("https://example.com/x.json", format!("“https://example.com/x.json”, {remote}")),
        ("file:///etc/passwd", format!("“file:///etc/passwd”, {remote}")),
        ("other.json", format!("“https://termlint.example/schemas/schema-dir/other.json”, {remote}")),
        ("#/$defs/none", "“/$defs/none”, which does not exist; correct the $ref".to_owned()),
        ("#none", "the anchor “none”, which does not exist; correct the $ref".to_owned()),
    ] {
        refused(&[v999(json!({ "$ref": target }))], &format!("v999.json: a $ref points to {expected}"));
    }
}

#[test]
fn an_id_that_is_no_address() {
    let mut schema = version(999);
    schema["$id"] = json!("https://[");
    refused(
        &[file("v999.json", &schema)],
        "v999.json: its $id is not an address; write one such as \"https://termlint.example/schemas/handoff/v3.json\"",
    );
}
