//! From a case file, or an example on a rule's page, to bytes that can be checked.
//!
//! `fixtures/README.md` describes the forms; this is where they are read.

#![allow(clippy::disallowed_methods, reason = "a test reads its own fixtures")]

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Files, Input, page, repository};

/// The clean documents that cases build on.
const CORPUS: &str = "fixtures/corpus";

/// A finding that a case expects.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The id of the rule.
    pub rule: String,
    /// The file, where the case is a corpus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The JSON Pointer of its place; null where no value is concerned.
    pub pointer: Option<String>,
    /// The text between the bytes of its place; null where it is about the whole file.
    pub text: Option<String>,
    /// How much it weighs at the levels of the case: `info`, `warning` or `error`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// Part of the message.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Part of the label that marks the place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Part of the help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// What fingerprints tell it by, whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// All places that explain it, in order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub related: Option<Vec<ExpectedPlace>>,
    /// Part of the title of each way to fix it, in order; behind the title stands `(safe)` or `(unsafe)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixes: Option<Vec<String>>,
    /// Other rules that can check the value for the first time once its fix is applied, and find something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reveals: Option<Vec<String>>,
}

impl Expected {
    /// A finding of a rule at a value, with the text that is marked; anything else is as it may be.
    pub fn of(rule: &str, pointer: &str, text: &str) -> Expected {
        Expected {
            rule: rule.to_owned(),
            path: None,
            pointer: Some(pointer.to_owned()),
            text: Some(text.to_owned()),
            severity: None,
            message: None,
            label: None,
            help: None,
            subject: None,
            related: None,
            fixes: None,
            reveals: None,
        }
    }
}

/// A second place that a case expects.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedPlace {
    /// The file, where it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Its JSON Pointer.
    pub pointer: Option<String>,
    /// The text between its bytes, where a document is checked beside its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Part of its label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// A case file.
#[derive(Clone, Debug)]
pub struct Case {
    /// What is checked.
    pub input: Input,
    /// The options of the rule.
    pub options: Option<Value>,
    /// What the rule says by itself.
    pub expect: Option<Vec<Expected>>,
    /// What all rules say, where that is more.
    pub expect_all: Option<Vec<Expected>>,
}

/// Where the expectations of a whole document stand.
pub fn expectations_of(case: &Path) -> std::path::PathBuf {
    case.with_extension("expect.json")
}

/// Whether a file is a case: not the expectations of another one, nor a list of texts.
pub fn is_case(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "json") && !path.to_string_lossy().ends_with(".expect.json")
}

/// Reads a case file.
pub fn read(path: &Path) -> Result<Case, String> {
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    let beside = expectations_of(path);
    if beside.is_file() {
        let mut keys = object(parse(&fs::read(&beside).map_err(|error| error.to_string())?)?)
            .map_err(|what| format!("{}: {what}", beside.display()))?;
        let case = with_expectations(Input::Document(bytes), &mut keys)?;
        return nothing_left(&keys, "options, expect and expect_all").map(|()| case);
    }
    let mut keys = object(parse(&bytes)?)?;
    if keys.contains_key("schema_version") {
        return with_expectations(Input::Document(bytes), &mut Map::new());
    }
    if keys.remove("name").is_some_and(|name| !name.is_string()) {
        return Err("name must be text".to_owned());
    }
    let input = if keys.contains_key("corpus") || keys.contains_key("files") {
        if keys.remove("corpus") != Some(Value::Bool(true)) {
            return Err("files replace files of the whole corpus: write \"corpus\": true beside them".to_owned());
        }
        let mut files = corpus()?;
        for (path, file) in object(keys.remove("files").unwrap_or_default()).map_err(|what| format!("files: {what}"))? {
            replace(&mut files, &path, file).map_err(|what| format!("{path}: {what}"))?;
        }
        Input::Corpus(files)
    } else if let Some(page) = keys.remove("page") {
        let wanted: page::Wanted = serde_json::from_value(page).map_err(|error| format!("page: {error}"))?;
        let base = keys.get("base").and_then(Value::as_str).ok_or("a page stands beside a base")?.to_owned();
        Input::Pair(wanted.beside(document(&mut keys)?, &base)?)
    } else {
        Input::Document(document(&mut keys)?)
    };
    let case = with_expectations(input, &mut keys)?;
    nothing_left(&keys, "base, overlay, remove, raw, hex, page, corpus, files, options, expect, expect_all and name")
        .map(|()| case)
}

/// The whole corpus.
pub fn corpus() -> Result<Files, String> {
    let mut files = Files::new();
    let folders = |folder: &Path| -> Result<Vec<_>, String> {
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        Ok(entries.map_err(|error| format!("{}: {error}", folder.display()))?.into_iter().map(|it| it.path()).collect())
    };
    let root = repository(CORPUS);
    for folder in folders(&root)?.iter().filter(|path| path.is_dir()) {
        for folder in folders(folder)? {
            let path = folder.strip_prefix(&root).map_err(|error| error.to_string())?.join("ai.json");
            let path = path.to_string_lossy().replace('\\', "/");
            let bytes = fs::read(root.join(&path)).map_err(|error| format!("{path}: {error}"))?;
            files.insert(path, bytes);
        }
    }
    Ok(files)
}

/// Puts a file into the corpus, or takes it out where it is null.
fn replace(files: &mut Files, path: &str, file: Value) -> Result<(), String> {
    if file.is_null() {
        return files.remove(path).map(|_| ()).ok_or_else(|| "the corpus has no such file to delete".to_owned());
    }
    let bytes = if file.get("schema_version").is_some() {
        pretty(&file)
    } else {
        let mut keys = object(file)?;
        let bytes = document(&mut keys)?;
        nothing_left(&keys, "base, overlay, remove, raw and hex")?;
        bytes
    };
    files.insert(path.to_owned(), bytes);
    Ok(())
}

/// The document that `base`, `overlay` and `remove`, or `raw`, or `hex` describe.
fn document(keys: &mut Map<String, Value>) -> Result<Vec<u8>, String> {
    let text = |key: &str, value: Value| match value {
        Value::String(text) => Ok(text),
        other => Err(format!("{key} must be text, not {other}")),
    };
    match (keys.remove("base"), keys.remove("raw"), keys.remove("hex")) {
        (Some(base), None, None) => {
            let overlay = keys.remove("overlay").unwrap_or_else(|| Value::Object(Map::new()));
            let remove: Vec<String> = keys
                .remove("remove")
                .map_or(Ok(Vec::new()), serde_json::from_value)
                .map_err(|_| "remove must be a list of pointers such as \"/summary/locale\"".to_owned())?;
            overlaid(&format!("{}/ai.json", text("base", base)?), overlay, &remove)
        }
        (None, Some(raw), None) => Ok(text("raw", raw)?.into_bytes()),
        (None, None, Some(digits)) => hex(&text("hex", digits)?),
        _ => {
            Err("write exactly one of base, raw, hex and corpus, or a whole document with its schema_version"
                .to_owned())
        }
    }
}

/// A clean document of the corpus, `overlay` merged into it, without what `remove` points at.
pub fn overlaid(path: &str, overlay: Value, remove: &[String]) -> Result<Vec<u8>, String> {
    let bytes = fs::read(repository(CORPUS).join(path)).map_err(|error| format!("{CORPUS}/{path}: {error}"))?;
    let mut document = parse(&bytes)?;
    merge(&mut document, overlay);
    for pointer in remove {
        cut(&mut document, pointer).ok_or_else(|| format!("remove: nothing is at {pointer} of {path}"))?;
    }
    Ok(pretty(&document))
}

/// Objects merge, anything else replaces; null is a value like any other.
pub fn merge(base: &mut Value, overlay: Value) {
    match (base, overlay) {
        (Value::Object(base), Value::Object(overlay)) => {
            for (key, value) in overlay {
                match base.get_mut(&key) {
                    Some(below) => merge(below, value),
                    None => {
                        base.insert(key, value);
                    }
                }
            }
        }
        (base, overlay) => *base = overlay,
    }
}

fn cut(document: &mut Value, pointer: &str) -> Option<Value> {
    let (owner, key) = pointer.rsplit_once('/')?;
    match document.pointer_mut(owner)? {
        Value::Object(object) => object.shift_remove(&key.replace("~1", "/").replace("~0", "~")),
        Value::Array(items) => {
            let index = key.parse().ok().filter(|index| *index < items.len())?;
            Some(items.remove(index))
        }
        _ => None,
    }
}

/// The bytes that hexadecimal digits stand for; white space between them is for the eye.
pub fn hex(digits: &str) -> Result<Vec<u8>, String> {
    let digits: Vec<u32> = digits
        .chars()
        .filter(|digit| !digit.is_whitespace())
        .map(|digit| digit.to_digit(16).ok_or_else(|| format!("{digit} is no hexadecimal digit")))
        .collect::<Result<_, _>>()?;
    if digits.len() % 2 == 1 {
        return Err("half a byte: the number of hexadecimal digits is odd".to_owned());
    }
    Ok(digits.chunks(2).map(|pair| (pair[0] * 16 + pair[1]) as u8).collect())
}

/// Reads JSON; the message says where it breaks off.
pub fn parse(bytes: &[u8]) -> Result<Value, String> {
    serde_json::from_slice(bytes).map_err(|error| {
        format!(
            "this is no JSON: {error}; a document that is broken on purpose is written as raw, or beside a .expect.json"
        )
    })
}

fn pretty(document: &Value) -> Vec<u8> {
    format!("{document:#}\n").into_bytes()
}

fn object(value: Value) -> Result<Map<String, Value>, String> {
    match value {
        Value::Object(object) => Ok(object),
        other => Err(format!("write an object in braces, not {other}")),
    }
}

fn with_expectations(input: Input, keys: &mut Map<String, Value>) -> Result<Case, String> {
    let mut list = |key: &str| {
        keys.remove(key)
            .map(|list| serde_json::from_value::<Vec<Expected>>(list).map_err(|error| format!("{key}: {error}")))
            .transpose()
    };
    let (expect, expect_all) = (list("expect")?, list("expect_all")?);
    Ok(Case { input, options: keys.remove("options"), expect, expect_all })
}

fn nothing_left(keys: &Map<String, Value>, known: &str) -> Result<(), String> {
    match keys.keys().next() {
        Some(key) => Err(format!("unknown key \"{key}\": the keys of a case are {known}")),
        None => Ok(()),
    }
}
