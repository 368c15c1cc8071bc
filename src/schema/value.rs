//! What is said of a value that fails its schema, in words that a content editor understands.
//!
//! Owns the wording of values and the kinds of failure. Must not decide which rule speaks, or where.

// Long because: what is said for every keyword of JSON Schema stands in one place.

use jsonschema::JsonType;
use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde_json::Value;

use super::address;
use crate::handoff::{DateError, ReviewDate, is_uuid};
use crate::json::{Kind, Node, escaped};
use crate::text::{fold, is_blank};
use crate::words::{count, list, nearest, quote, shorten, without_hidden};

/// How many possible values are listed in a sentence.
const MAX_LISTED: usize = 8;

/// The title of a fix.
const UNQUOTE: &str = "remove the quotation marks";

/// What went wrong, as far as rules are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// A member is not there.
    Absent,
    /// A value is null where something must stand.
    Null,
    /// A value is of another type.
    WrongType,
    /// A text is empty, or blank, where something must stand.
    Empty,
    /// A value fails a format, a form or a length.
    Malformed,
    /// A value is another than the contract says.
    Unexpected,
}

/// What a finding says.
pub struct Words {
    pub message: String,
    pub label: String,
    pub help: String,
}

/// What is wrong with a value.
pub struct Fault {
    pub failure: Failure,
    pub words: Words,
    /// What ends it without loss, where anything does: the title of the fix, and the JSON text of the value.
    pub fix: Option<(&'static str, String)>,
}

impl Fault {
    fn new(failure: Failure, message: impl Into<String>, help: impl Into<String>) -> Fault {
        let words = Words { message: message.into(), label: String::new(), help: help.into() };
        Fault { failure, words, fix: None }
    }

    /// A text without anything in it that a reader would see.
    pub fn empty(node: Node<'_>) -> Fault {
        let field = field_name(node);
        let text = node.as_str().unwrap_or_default();
        let mut fault = Fault::new(Failure::Empty, format!("{field} is empty"), format!("fill in {field}"));
        if !text.is_empty() {
            let has_space = text.chars().any(char::is_whitespace);
            fault.words.label = if has_space { "only white space" } else { "only invisible characters" }.to_owned();
        }
        fault
    }

    /// A text with a blank at an end, or with a character that nobody sees.
    pub fn around(node: Node<'_>) -> Fault {
        let text = node.as_str().unwrap_or_default();
        match address::around(&field_name(node), &text).filter(|_| !is_blank(&text)) {
            Some((message, bare)) => {
                let fix = Some(("delete it", format!("\"{}\"", escaped(&bare))));
                Fault { fix, ..Fault::malformed(message, "delete it") }
            }
            None => Fault::empty(node),
        }
    }

    fn malformed(message: impl Into<String>, help: impl Into<String>) -> Fault {
        Fault::new(Failure::Malformed, message, help)
    }

    fn unexpected(message: impl Into<String>, help: impl Into<String>) -> Fault {
        Fault::new(Failure::Unexpected, message, help)
    }
}

/// What is wrong with a value that fails a keyword of this kind.
pub fn fault(node: Node<'_>, kind: &ValidationErrorKind) -> Fault {
    use ValidationErrorKind as Failed;
    let field = field_name(node);
    let value = shown(node);
    let is_empty = node.as_str().is_some_and(|text| is_blank(&text));
    match kind {
        Failed::Type { kind } => wrong_type(node, &[kind]),
        Failed::Constant { expected_value } => unexpected_value(node, &[expected_value]),
        Failed::Enum { options } => {
            unexpected_value(node, &options.as_array().into_iter().flatten().collect::<Vec<_>>())
        }
        Failed::Format { .. } | Failed::Pattern { .. } | Failed::MinLength { .. } if is_empty => Fault::empty(node),
        Failed::Format { format } => malformed_format(node, &[format]),
        Failed::Pattern { pattern } => Fault::malformed(
            format!("{field} does not have the required form: {value}"),
            format!("write it in the form {}", shorten(pattern, 60)),
        ),
        Failed::MinLength { limit } => Fault::malformed(
            format!("{field} has {}; at least {limit} are needed", characters(node)),
            format!("write at least {limit} characters"),
        ),
        Failed::MaxLength { limit } => Fault::malformed(
            format!("{field} has {}; at most {limit} are allowed", characters(node)),
            format!("shorten it to {limit} characters"),
        ),
        Failed::Minimum { limit } => {
            Fault::unexpected(format!("{field} is {value}, less than {limit}"), format!("write {limit} or more"))
        }
        Failed::Maximum { limit } => {
            Fault::unexpected(format!("{field} is {value}, more than {limit}"), format!("write {limit} or less"))
        }
        Failed::ExclusiveMinimum { limit } => {
            Fault::unexpected(format!("{field} is {value}, not more than {limit}"), format!("write more than {limit}"))
        }
        Failed::ExclusiveMaximum { limit } => {
            Fault::unexpected(format!("{field} is {value}, not less than {limit}"), format!("write less than {limit}"))
        }
        Failed::MultipleOf { multiple_of } => Fault::unexpected(
            format!("{field} is {value}, not a multiple of {multiple_of}"),
            format!("write a multiple of {multiple_of}"),
        ),
        Failed::MinItems { limit } | Failed::MinProperties { limit } => Fault::malformed(
            format!("{field} has {}; at least {limit} are required", entries(node)),
            format!("add entries until the keywords are {limit}"),
        ),
        Failed::MaxItems { limit } | Failed::MaxProperties { limit } => Fault::malformed(
            format!("{field} has {}; at most {limit} are allowed", entries(node)),
            format!("remove entries until the keywords are {limit}"),
        ),
        Failed::AdditionalItems { .. } | Failed::UnevaluatedItems { .. } => {
            Fault::malformed(format!("{field} has more entries than the contract knows"), "remove the last entries")
        }
        Failed::UniqueItems => {
            Fault::malformed(format!("{field} contains the same entry twice"), "remove the repeated entry")
        }
        Failed::Contains => {
            Fault::malformed(format!("{field} lacks an entry that the contract demands"), "add the entry")
        }
        Failed::FalseSchema => Fault::unexpected(format!("{field} is not allowed here"), "remove it"),
        Failed::Not { .. } => {
            Fault::unexpected(format!("{field} has a value that the contract rules out: {value}"), "change the value")
        }
        Failed::OneOfMultipleValid { .. } => Fault::unexpected(
            format!("{field} fits more than one of the alternatives of the contract"),
            "keep only what belongs to one of them",
        ),
        Failed::ContentEncoding { content_encoding: name } | Failed::ContentMediaType { content_media_type: name } => {
            Fault::malformed(format!("{field} is not {name}: {value}"), format!("write {name}"))
        }
        Failed::BacktrackLimitExceeded { .. } | Failed::RegexEngineFailure { .. } => Fault::malformed(
            format!("{field} could not be checked: the pattern in the schema is too expensive"),
            "simplify the pattern in the schema",
        ),
        other => Fault::unexpected(
            format!("{field} does not meet the contract ({})", other.keyword()),
            "compare it with `termlint schema show`",
        ),
    }
}

/// A value of another type than all of these.
pub fn wrong_type(node: Node<'_>, expected: &[&TypeKind]) -> Fault {
    let mut kinds: Vec<JsonType> = Vec::new();
    for kind in expected {
        match kind {
            TypeKind::Single(kind) => kinds.push(*kind),
            TypeKind::Multiple(several) => kinds.extend(several.iter()),
        }
    }
    let or_null = kinds.contains(&JsonType::Null);
    let mut names: Vec<&str> = Vec::new();
    for kind in kinds.into_iter().filter(|kind| *kind != JsonType::Null) {
        if !names.contains(&type_name(kind)) {
            names.push(type_name(kind));
        }
    }
    let expected = if names.is_empty() { "empty".to_owned() } else { list(&names, "or") };
    let found = match node.kind() {
        Kind::Number => format!("the number {}", shown(node)),
        Kind::String => format!("the text {}", shown(node)),
        Kind::Bool => shown(node),
        kind => kind_name(kind).to_owned(),
    };
    let mut help = match (node.kind(), names.as_slice()) {
        (_, []) => "write null".to_owned(),
        (Kind::String, ["a whole number" | "a number" | "true or false"]) if is_quoted_value(node) => {
            "remove the quotation marks".to_owned()
        }
        (Kind::Number, ["a text"]) if date_of(node).is_some() => {
            format!("write \"{}\", the date that it stands for", date_of(node).unwrap_or_default())
        }
        (Kind::Number | Kind::Bool | Kind::Array | Kind::Object, ["a text"]) if is_date(node) => {
            "write the day, as in \"2026-06-27\"".to_owned()
        }
        (Kind::Number | Kind::Bool, ["a text"]) => "put the value in quotation marks".to_owned(),
        _ => format!("write {expected}"),
    };
    if or_null && !names.is_empty() {
        help.push_str(", or null if there is none");
    }
    let failure = if node.kind() == Kind::Null { Failure::Null } else { Failure::WrongType };
    let mut fault = Fault::new(failure, format!("{} is {found}, not {expected}", field_name(node)), help);
    fault.words.label = format!("expected {expected}");
    let text = node.as_str().unwrap_or_default();
    fault.fix = match names.as_slice() {
        [only] if is_quoted(node, only) => Some((UNQUOTE, text.into_owned())),
        // An empty text says no more than null does.
        names if or_null && !names.contains(&"a text") && node.kind() == Kind::String && is_blank(&text) => {
            Some(("set it to null", "null".to_owned()))
        }
        _ => None,
    };
    fault
}

/// The date that a number stands for, in a field of which the contract's names say that it holds one.
fn date_of(node: Node<'_>) -> Option<String> {
    is_date(node).then(|| ReviewDate::slip(node.raw()))?.map(|slip| slip.meant)
}

fn is_date(node: Node<'_>) -> bool {
    node.key().and_then(Node::as_str).is_some_and(|name| name.ends_with("_at"))
}

/// A value that is none of these.
pub fn unexpected_value(node: Node<'_>, expected: &[&Value]) -> Fault {
    let (field, value) = (field_name(node), shown(node));
    let text = node.as_str().unwrap_or_default();
    let near = nearest(&text, expected.iter().filter_map(|value| value.as_str()));
    let options: Vec<String> = expected.iter().map(|value| shown_value(value)).collect();
    match options.as_slice() {
        [only] => {
            let is_quoted = node.kind() == Kind::String && *only == *text && !expected[0].is_string();
            let fault = Fault::unexpected(format!("{field} is {value}, not {only}"), format!("write {only}"));
            Fault { fix: is_quoted.then(|| (UNQUOTE, only.clone())), ..fault }
        }
        several => Fault::unexpected(
            format!("{field} is {value}, which is not one of its {}", count(several.len(), "value")),
            match near {
                Some(near) => format!("did you mean {}?", quote(near)),
                None if several.len() > MAX_LISTED => "`termlint schema show` lists its values".to_owned(),
                None => format!("write {}", list(several, "or")),
            },
        ),
    }
}

/// A text that is none of those that are known so far.
pub fn unlisted_value(node: Node<'_>, known: &[String]) -> Words {
    /// How many of them are listed in a sentence.
    const MOST: usize = 12;
    let text = node.as_str().unwrap_or_default();
    let texts = || known.iter().map(String::as_str);
    let folded = fold(&text);
    let help = match texts().find(|known| fold(known) == folded).or_else(|| nearest(&text, texts())) {
        Some(near) => format!("did you mean {}? otherwise allow the value under unlisted-value", quote(near)),
        None if known.is_empty() || known.len() > MOST => {
            "correct the value, or allow it under unlisted-value".to_owned()
        }
        None => {
            let known: Vec<String> = texts().map(quote).collect();
            format!("write {}, or allow the value under unlisted-value", list(&known, "or"))
        }
    };
    let field = field_name(node);
    let message = match without_hidden(&text) {
        Some((hidden, visible)) => {
            format!("{field} {} contains an invisible character (U+{:04X})", quote(&visible), u32::from(hidden))
        }
        None => format!("{} is not a listed value of {field}", quote(&text)),
    };
    Words { message, label: "unlisted value".to_owned(), help }
}

/// A text that has none of these formats.
pub fn malformed_format(node: Node<'_>, formats: &[&str]) -> Fault {
    let field = field_name(node);
    let value = shown(node);
    let text = node.as_str().unwrap_or_default();
    if is_blank(&text) {
        return Fault::empty(node);
    }
    if formats.iter().all(|format| matches!(*format, "date" | "date-time")) {
        return match ReviewDate::parse(&text) {
            Err(DateError::Impossible) => {
                Fault::malformed(format!("the date {value} does not exist"), "write a day and a time that exist")
            }
            Err(DateError::NoOffset) => {
                Fault::malformed(format!("{value} has no time zone"), "add Z at its end, for UTC")
            }
            _ => Fault::malformed(
                format!("{field} is not a date: {value}"),
                match formats {
                    ["date"] => "write it like 2026-06-27",
                    ["date-time"] => "write it like 2026-06-27T00:00:00.000Z",
                    _ => "write it like 2026-06-27 or 2026-06-27T00:00:00.000Z",
                },
            ),
        };
    }
    let is_address = matches!(formats, ["iri" | "uri"]);
    if let Some((message, help)) = is_address.then(|| address::words(&field, &text)).flatten() {
        let trimmed = address::trimmed(&text).map(|address| ("delete it", format!("\"{}\"", escaped(address))));
        return Fault { fix: trimmed, ..Fault::malformed(message, help) };
    }
    match formats {
        ["iri" | "uri"] => Fault::malformed(
            format!("{field} is not a web address: {value}"),
            "write a full address that starts with https://",
        ),
        ["uuid"] => match address::around(&field, &text).filter(|(_, bare)| is_uuid(bare)) {
            Some((message, _)) => Fault::malformed(message, "delete it"),
            None => Fault::malformed(
                format!("{field} is not a UUID: {value}"),
                "write a UUID such as 6f703ba2-fa4d-59a9-bcec-f292b3bc8442",
            ),
        },
        formats => {
            let names = list(formats, "or");
            Fault::malformed(format!("{field} is not a valid {names}: {value}"), format!("write a valid {names}"))
        }
    }
}

/// What a kind of value is called in messages.
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "empty",
        Kind::Bool => "true or false",
        Kind::Number => "a number",
        Kind::String => "a text",
        Kind::Array => "a list [ ]",
        Kind::Object => "a group of fields { }",
    }
}

fn type_name(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Null => "empty",
        JsonType::Boolean => "true or false",
        JsonType::Integer => "a whole number",
        JsonType::Number => "a number",
        JsonType::String => "a text",
        JsonType::Array => "a list [ ]",
        JsonType::Object => "a group of fields { }",
    }
}

/// The field's own name, or what its list is called.
pub fn field_name(node: Node<'_>) -> String {
    let named = std::iter::successors(Some(node), |node| node.parent()).find_map(|node| node.key());
    let name = match named.and_then(|key| key.as_str()) {
        None => "the document".to_owned(),
        Some(key) if is_plain(&key) => shorten(&key, 40),
        Some(key) => quote(&key),
    };
    match node.parent() {
        Some(list) if list.kind() == Kind::Array => format!("an entry of {name}"),
        _ => name,
    }
}

/// Whether a name can stand in a sentence without quotation marks.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.chars().all(|character| character.is_alphanumeric() || matches!(character, '_' | '-' | '.'))
}

fn entries(node: Node<'_>) -> String {
    match node.len() {
        1 => "1 entry".to_owned(),
        number => format!("{number} entries"),
    }
}

fn characters(node: Node<'_>) -> String {
    count(node.as_str().unwrap_or_default().chars().count(), "character")
}

/// Whether the text is, as JSON has it, a value of the type that is expected.
fn is_quoted(node: Node<'_>, expected: &str) -> bool {
    let text = node.as_str().unwrap_or_default();
    let value = serde_json::from_str::<Value>(&text).ok().filter(|_| text.trim() == text);
    value.is_some_and(|value| match expected {
        "true or false" => value.is_boolean(),
        "a number" => value.is_number(),
        "a whole number" => value.is_u64() || value.is_i64(),
        _ => false,
    })
}

/// Whether a text is a number or a truth value that was put between quotation marks.
fn is_quoted_value(node: Node<'_>) -> bool {
    let text = node.as_str().unwrap_or_default();
    matches!(&*text, "true" | "false") || text.parse::<f64>().is_ok()
}

fn shown(node: Node<'_>) -> String {
    match node.kind() {
        Kind::Null | Kind::Array | Kind::Object => kind_name(node.kind()).to_owned(),
        Kind::String => quote(&node.as_str().unwrap_or_default()),
        Kind::Bool | Kind::Number => shorten(node.raw(), 40),
    }
}

fn shown_value(value: &Value) -> String {
    match value {
        Value::String(text) => quote(text),
        other => shorten(&other.to_string(), 40),
    }
}

/// The nearest known name, or what to do otherwise.
pub(super) fn did_you_mean(name: &str, known: &[String], otherwise: &str) -> String {
    match nearest(name, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean \"{}\"? otherwise {otherwise}", shorten(near, 60)),
        None => otherwise.to_owned(),
    }
}

/// `A UUID` as `a UUID`, but `UUID` as it is.
pub(super) fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) if !characters.clone().next().is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(characters).collect()
        }
        _ => text.to_owned(),
    }
}
