//! The reference pages are what the code says: the command line, the keys of `termlint.toml`, the fields of the report.
//!
//! `cargo xtask bless` writes them anew.

use std::fmt::Write as _;

use serde_json::Value;
use termlint::{config, output};

use crate::generated::keep;
use crate::place::{Place, Ran};

#[test]
fn the_command_line_is_its_own_help() {
    let place = Place::new();
    let help = |verb: &[&str]| {
        let Ran { code, stdout, stderr } = place.run(&[verb, &["--help"]].concat());
        assert_eq!((code, stderr.as_str()), (0, ""), "{verb:?}");
        stdout
    };
    let mut page =
        "# Command line\n\nWhat `termlint --help` prints, and `--help` of each verb. `termlint VERB -h` is shorter.\n"
            .to_owned();
    let mut verbs: Vec<Vec<String>> = vec![Vec::new()];
    while let Some(verb) = verbs.pop() {
        let words: Vec<&str> = verb.iter().map(String::as_str).collect();
        let text = help(&words);
        let name = ["termlint"].iter().chain(&words).copied().collect::<Vec<_>>().join(" ");
        let level = "#".repeat(2 + words.len().saturating_sub(1));
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        let _ = write!(page, "\n{level} {name}\n\n```text\n{}\n```\n", lines.join("\n").trim_end());
        let below =
            text.split_once("Commands:\n").map_or("", |(_, rest)| rest.split("\n\n").next().unwrap_or_default());
        let below = below.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
        let below: Vec<&str> = below.filter(|name| !name.is_empty() && *name != "help").collect();
        verbs.extend(below.into_iter().rev().map(|name| [verb.clone(), vec![name.to_owned()]].concat()));
    }
    keep("docs/reference/command-line.md", &page);
}

#[test]
fn the_settings_are_those_of_the_schema() {
    const HEAD: &str = "\
# Settings

The keys of `termlint.toml`, from its [JSON Schema](../../schemas/termlint/config.json). [Configuration](../configuration.md) shows
them together and says [what takes precedence](../configuration.md#what-takes-precedence); the options of a rule are on
[its page](../rules/README.md).
";
    let schema = config::schema();
    let flags = Place::new().run(&["check", "--help"]).stdout;
    let (mut page, mut tables) = (HEAD.to_owned(), String::new());
    page.push_str("\n| key | value | meaning |\n|---|---|---|\n");
    for (key, own) in properties(&schema) {
        // A flag that takes no value, or a report, is another thing with the same name.
        let flag = format!("--{key}");
        let has_flag = key != "report" && flags.contains(&format!(" {flag} <"));
        let items = &own["items"];
        let (shown, below) = match (own["properties"].is_object(), items["properties"].is_object()) {
            (true, _) => (format!("`[{key}]`"), Some(own)),
            (_, true) => (format!("`[[{key}]]`"), Some(items)),
            _ => (format!("`{key}`"), None),
        };
        let flag = if has_flag { format!(" The flag of `check` is `{flag}`.") } else { String::new() };
        let _ = writeln!(page, "| {shown} | {} | {}{flag} |", kind(&schema, own), meaning(&schema, own));
        if let Some(table) = below {
            let _ = write!(tables, "\n## {shown}\n\n{}\n\n", meaning(&schema, own));
            push_fields(&mut tables, &schema, table);
        }
    }
    keep("docs/reference/settings.md", &(page + &tables));
}

#[test]
fn the_report_is_that_of_the_schema() {
    let schema = output::json::schema();
    let schema = schema.as_value();
    let mut page = format!(
        "# JSON report\n\nWhat `--format json` prints, from its [JSON Schema](../../schemas/termlint/report.v1.json). `jsonl` prints \
         only the findings, one a line.\n\n{}\n\n## Report\n\n",
        schema["description"].as_str().and_then(|text| Some(text.split_once("\n\n")?.1)).unwrap_or_default()
    );
    push_fields(&mut page, schema, schema);
    for (name, of) in schema["$defs"].as_object().unwrap() {
        let _ = write!(page, "\n## {name}\n\n{}\n\n", meaning(schema, of));
        push_fields(&mut page, schema, of);
    }
    keep("docs/reference/report.md", &page);
}

/// The keys of an object by its schema.
fn properties(schema: &Value) -> impl Iterator<Item = (&String, &Value)> {
    schema["properties"].as_object().into_iter().flatten()
}

/// Appends the table of the keys of an object.
fn push_fields(page: &mut String, schema: &Value, of: &Value) {
    page.push_str("| key | value | meaning |\n|---|---|---|\n");
    for (key, own) in properties(of) {
        let _ = writeln!(page, "| `{key}` | {} | {} |", kind(schema, own), meaning(schema, own));
    }
}

/// What a schema refers to.
fn referred<'s>(schema: &'s Value, own: &'s Value) -> Option<(&'s str, &'s Value)> {
    let name = own["$ref"].as_str()?.strip_prefix("#/$defs/")?;
    Some((name, &schema["$defs"][name]))
}

/// The documentation of a key, in one line.
fn meaning(schema: &Value, own: &Value) -> String {
    let text = own["description"].as_str().or_else(|| referred(schema, own)?.1["description"].as_str());
    text.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// What a key takes, in a few words.
fn kind(schema: &Value, own: &Value) -> String {
    if let Some((name, of)) = referred(schema, own) {
        // A name in capitals has a section of its own.
        return match name.starts_with(char::is_uppercase) {
            true => format!("[{name}](#{})", name.to_lowercase()),
            false => kind(schema, of),
        };
    }
    if let Some(values) = own["enum"].as_array() {
        let words: Vec<String> = values.iter().map(|value| format!("`{value}`")).collect();
        return match words.len() > 9 {
            true => "text".to_owned(),
            false => words.join(", "),
        };
    }
    if let Some(of) = own["anyOf"].as_array().or_else(|| own["oneOf"].as_array()) {
        let mut kinds: Vec<String> = of.iter().map(|one| kind(schema, one)).collect();
        kinds.dedup();
        return kinds.join(" or ");
    }
    let one = |name: &str| match name {
        "string" if own["format"] == "date" => "date".to_owned(),
        "string" => "text".to_owned(),
        "integer" => "number".to_owned(),
        "boolean" => "true or false".to_owned(),
        "array" if own["items"]["properties"].is_object() => "tables".to_owned(),
        "array" => match kind(schema, &own["items"]).as_str() {
            "text" => "list of texts".to_owned(),
            other => format!("list of {other}"),
        },
        "object" => "table".to_owned(),
        other => other.to_owned(),
    };
    match &own["type"] {
        Value::String(name) => one(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).map(one).collect::<Vec<_>>().join(" or "),
        _ => "anything".to_owned(),
    }
}
