//! A secret in a document is shown nowhere: not in a report of any format, not in what is written beside it, and not
//! because of another rule.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use termlint::output::Format;

use crate::programs::termlint;
use crate::support::repository;

/// An access key that nobody has; assembled, so that no scanner takes this file for a leak.
fn secret() -> String {
    ["AKIA", "Q2TRVZ7", "LMN4PWXYK"].concat()
}

/// What of it may be seen nowhere: any part beyond its beginning.
const HIDDEN: &str = "TRVZ7LMN";

/// A document with the secret in places of every kind: its own text, values that other rules quote, a key, an address.
fn document() -> Value {
    let secret = secret();
    let path = repository("fixtures/corpus/en-US/churn-rate/ai.json");
    let mut document: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let mut put = |pointer: &str, value: Value| *document.pointer_mut(pointer).unwrap() = value;
    put("/summary/abbreviation", json!(format!("{secret} ")));
    put("/summary/quality", json!(secret));
    put("/summary/last_reviewed_at", json!(secret));
    put("/related_terms/0/canonical_slug", json!(secret));
    put("/related_terms/1/title", json!(format!("Key  {secret}")));
    put("/sources/visible_sources/0/url", json!(format!("http://example.org/{secret}")));
    put("/sources/source_refs/0", json!(format!("concept {secret}")));
    put("/content/usage/0/title", json!(secret));
    put(
        "/content/usage/0/text",
        json!(format!("Sign in with {secret}  and read the figures (of the month. Divide them by the")),
    );
    put("/content/examples/0/text", json!(format!("TODO: {secret} | {secret} | {secret}")));
    put("/content/faq/0/question", json!(secret));
    put(
        "/content/faq/0/answer",
        json!(format!(
            "TODO: ask for {secret}. Sign in with {secret} and read the table of the churn every month. Sign in with {secret} and read the table of the churn every month."
        )),
    );
    put(
        "/content/definition/text",
        json!(format!("Churn rate {}{secret} {}", "is what it is, ".repeat(12), "and more".repeat(9))),
    );
    put("/limitations/text", json!(format!("{secret}\u{200b}{secret}, interest.It was {secret}")));
    let fields = document.as_object_mut().unwrap();
    fields.insert(secret.clone(), json!(1));
    fields.insert("note".to_owned(), json!({ secret.clone(): secret }));
    document
}

/// The document as a file: over several lines, in one, with a letter of the secret escaped, broken, with a key twice.
fn files() -> Vec<(&'static str, String)> {
    let document = document();
    let lines = serde_json::to_string_pretty(&document).unwrap();
    let one = document.to_string();
    let escaped = lines.replace(&secret(), &secret().replacen('A', "\\u0041", 1));
    let twice = one.replacen('{', &format!("{{\"{}\":0,", secret()), 1);
    vec![
        ("lines/ai.json", lines.clone()),
        ("one/ai.json", one.clone()),
        ("escaped/ai.json", escaped),
        ("broken/ai.json", lines.replacen("\"en-US\"", &format!("\"en-US\" {}", secret()), 1)),
        ("cut/ai.json", one[..one.len() / 2].to_owned()),
        ("twice/ai.json", twice),
        ("version/ai.json", one.replacen("core-reviewed-term-ai-handoff-v1", &secret(), 2)),
        ("list/terms.jsonl", format!("{one}\n{one}\n")),
    ]
}

/// A document whose text repeats its items, the secret among them.
fn joined() -> String {
    let path = repository("fixtures/corpus/en-US/churn-rate/ai.json");
    let mut document: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let items = ["Compare the plans of one quarter.", &format!("Sign in with {} first.", secret()), "Set a budget."];
    let section = &mut document["content"]["usage"][0];
    section["text"] = json!(items.join(" "));
    section["items"] = json!(items);
    serde_json::to_string_pretty(&document).unwrap()
}

/// Every file below a folder, but those that were written on purpose.
fn written(folder: &Path, texts: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => written(&path, texts),
            false => texts.push((path.display().to_string(), fs::read(&path).unwrap())),
        }
    }
}

fn assert_hidden(what: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Some(at) = text.find(HIDDEN) {
        let (start, end) = (text.floor_char_boundary(at.saturating_sub(200)), text.ceil_char_boundary(at + 80));
        panic!("{what} shows the secret: …{}…", &text[start..end]);
    }
}

/// Checks the documents with these settings in every format, and gives all that is printed.
fn check(rules: &str) -> String {
    let place = TempDir::new().unwrap();
    let home = TempDir::new().unwrap();
    for (path, text) in files() {
        let path = place.path().join("content").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    fs::write(place.path().join("termlint.toml"), format!(
        "include = [\"content/**\", \"generated/**\"]\n[rules]\n{rules}\n[[override]]\nfiles = [\"generated/**\"]\nfix = \"off\"\n"
    )).unwrap();
    let run = |arguments: &[&str]| {
        let output = termlint(place.path()).args(arguments).env("XDG_CACHE_HOME", home.path()).output().unwrap();
        let printed = [output.stdout, output.stderr].concat();
        assert_hidden(&arguments.join(" "), &printed);
        String::from_utf8(printed).unwrap()
    };
    let mut all = String::new();
    for format in Format::ALL {
        let name = format!("--format={}", format.name());
        all += &run(&["check", &name, "--today=2026-11-22", "."]);
        all += &run(&["check", &name, "-v", "--today=2026-11-22", "content/one/ai.json"]);
    }
    all += &run(&["check", "--statistics", "--today=2026-11-22", "."]);
    // A document that is otherwise sound, and one that is kept from being fixed.
    for folder in ["content", "generated"] {
        let path = place.path().join(folder).join("joined/ai.json");
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, joined()).unwrap();
    }
    for arguments in [&["--diff"][..], &["--diff", "--unsafe-fixes"], &["--diff", "--unsafe-fixes", "-v", "generated"]]
    {
        let arguments = [&["check", "--today=2026-11-22"], arguments].concat();
        let printed = run(&arguments);
        assert!(!printed.contains("+++ b/generated"), "{printed}");
        all += &printed;
    }
    all += &run(&["baseline", "write", "--today=2026-11-22"]);
    all += &run(&["check", "--today=2026-11-22", "."]);
    let mut files = Vec::new();
    written(home.path(), &mut files);
    written(place.path(), &mut files);
    files.retain(|(path, _)| !path.contains("content") && !path.contains("generated"));
    for (path, bytes) in files {
        assert_hidden(&path, &bytes);
    }
    all
}

#[test]
fn a_secret_is_shown_in_no_format() {
    let printed = check("all = \"warning\"");
    for rule in
        ["secret-in-text", "unlisted-value", "stray-space", "dead-related-slug", "duplicate-sentence", "unknown-field"]
    {
        assert!(printed.contains(rule), "{rule} reports nothing, so nothing is tested");
    }
    assert!(printed.contains("AKIA… (20 characters)"));
    let mask = format!("AKIA{}", "*".repeat(16));
    assert!(printed.contains(&mask));
    let changed = |sign: char| printed.lines().any(|line| line.starts_with(sign) && line.contains(&mask));
    assert!(changed('-') && changed('+'), "what would change is shown, and its secret is not");
    assert!(printed.contains("fix is off in termlint.toml"));
}

#[test]
fn a_secret_is_hidden_where_its_rule_is_off() {
    let printed = check("all = \"warning\"\nsecret-in-text = \"off\"");
    assert!(!printed.contains("[secret-in-text]"));
    assert!(printed.contains("stray-space"));
}
