//! From the validator's errors to findings that a content editor understands: one cause, one finding.
//!
//! Owns which rule id a failed keyword has, where it points and what it says. Must not decide levels.

use std::collections::HashSet;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError};
use serde_json::Value;

use super::annotations::Spot;
use super::keyword::{CLOSED, KNOWN};
use super::registry::Compiled;
use super::representation::Instance;
use crate::finding::{Finding, Findings};
use crate::handoff::{AtKey, AtOwner, DateError, Locate, Placer, ReviewDate};
use crate::json::{Kind, Member, Node, Pointer};
use crate::words::{count, escape, list, nearest, quote, shorten};

/// The choices of the user that reading and validation themselves obey.
#[derive(Clone, Debug, Default)]
pub struct EngineOptions {
    /// Members that are no `unknown-field`: a name, or a pointer in which `*` stands for any index.
    pub allowed_fields: Vec<String>,
    /// Values that are no `unlisted-value`.
    pub allowed_values: Vec<String>,
    /// Judge a document of an unknown version as the newest version that it declares to keep.
    pub judge_as_declared: bool,
}

/// What the validation of one document needs.
struct Validation<'v, 'a> {
    schema: &'v Compiled,
    root: Node<'a>,
    placer: &'v Placer<'a>,
    options: &'v EngineOptions,
    /// The id of the rule that a schema names as an owner, if there is such a rule.
    rule: &'v dyn Fn(&str) -> Option<&'static str>,
    findings: &'v mut Findings,
    seen: HashSet<(&'static str, String)>,
}

/// Validates the document below `root` and reports every failure once.
///
/// `rule` resolves the id of an owner that the schema names (`x-termlint-owner`).
pub fn validate(
    schema: &Compiled,
    root: Node<'_>,
    placer: &Placer<'_>,
    options: &EngineOptions,
    rule: &dyn Fn(&str) -> Option<&'static str>,
    findings: &mut Findings,
) {
    if schema.validator.is_valid(Instance::Tree(root)) {
        return;
    }
    let errors: Vec<ValidationError<'_>> = schema.validator.iter_errors(Instance::Tree(root)).collect();
    Validation { schema, root, placer, options, rule, findings, seen: HashSet::new() }.report(&errors);
}

/// What went wrong, as far as ownership is concerned.
#[derive(Clone, Copy)]
enum Failure {
    Absent,
    Null,
    Malformed,
    Other,
}

impl<'a> Validation<'_, 'a> {
    fn report(&mut self, errors: &[ValidationError<'_>]) {
        let failed: HashSet<&str> = errors.iter().map(|error| error.instance_path().as_str()).collect();
        // Missing fields first: a misspelt key next to one is the same cause.
        let mut misspelt = HashSet::new();
        for error in errors {
            if let ValidationErrorKind::Required { property: Value::String(property) } = error.kind() {
                self.missing(error, property, &mut misspelt);
            }
        }
        for error in errors {
            self.convert(error, &failed, &misspelt);
        }
    }

    fn node(&self, error: &ValidationError<'_>) -> Option<Node<'a>> {
        let pointer = Pointer::parse(error.instance_path().as_str()).ok()?;
        self.root.tree().at(&pointer)
    }

    fn spot(&self, pointer: &str) -> Option<&Spot> {
        let pointer = Pointer::parse(pointer).ok()?;
        let tokens: Vec<_> = pointer.tokens().map(|token| token.to_string()).collect();
        self.schema.annotations.spot(tokens.iter().map(String::as_str))
    }

    fn owner(&self, pointer: &str, failure: Failure) -> Option<&'static str> {
        let owner = &self.spot(pointer)?.owner;
        let id = match failure {
            Failure::Absent => owner.absent.as_deref(),
            Failure::Null => owner.null.as_deref(),
            Failure::Malformed => owner.malformed.as_deref(),
            Failure::Other => None,
        };
        (self.rule)(id?)
    }

    /// Reports one finding, unless the same one was reported or the rule has reported too many to keep.
    fn push(&mut self, rule: &'static str, subject: &str, place: impl Locate, words: Words) {
        if !self.findings.has_room(rule) {
            self.findings.count(rule, 1);
            return;
        }
        let place = place.locate(self.placer);
        let key = format!("{}\0{subject}", place.pointer.as_deref().unwrap_or_default());
        if !self.seen.insert((rule, key)) {
            return;
        }
        let mut finding = Finding::new(rule, words.message, Some(place));
        finding.label = words.label;
        finding.help = words.help;
        finding.subject = subject.to_owned();
        self.findings.push(finding);
    }

    fn missing(&mut self, error: &ValidationError<'_>, property: &str, misspelt: &mut HashSet<u32>) {
        let Some(object) = self.node(error) else { return };
        let owner_words = AtOwner(object).locate(self.placer).words;
        let pointer = child_pointer(error.instance_path().as_str(), property);
        let rule = self.owner(&pointer, Failure::Absent).unwrap_or("missing-field");
        let meaning = self.spot(&pointer).map(|spot| spot.description.clone()).unwrap_or_default();
        let slip = self
            .slip(object, error.instance_path().as_str(), property)
            .filter(|slip| !misspelt.contains(&slip.key.index()));
        let name = shorten(property, 40);
        match slip {
            Some(slip) => {
                misspelt.insert(slip.key.index());
                let written = slip.key.as_str().unwrap_or_default();
                let words = Words {
                    message: format!("{owner_words} has no “{name}”, but has {}", quote(&written)),
                    label: format!("“{name}” is missing"),
                    help: format!("rename the field to \"{name}\""),
                };
                self.push(rule, property, AtKey(slip), words);
            }
            None => {
                let words = Words {
                    message: format!("{owner_words} has no “{name}”"),
                    label: format!("“{name}” is missing here"),
                    help: match meaning.as_str() {
                        "" => format!("add \"{name}\""),
                        meaning => format!("add \"{name}\": {}", lower_first(meaning.trim_end_matches('.'))),
                    },
                };
                self.push(rule, property, AtOwner(object), words);
            }
        }
    }

    /// The unknown member of `object` that is most likely a misspelling of the missing `property`.
    fn slip(&self, object: Node<'a>, pointer: &str, property: &str) -> Option<Member<'a>> {
        let known = &self.spot(pointer)?.members;
        let unknown: Vec<(String, Member<'a>)> = object
            .members()
            .filter_map(|member| {
                let name = member.key.as_str()?.into_owned();
                (!known.contains(&name)).then_some((name, member))
            })
            .take(100)
            .collect();
        let near = nearest(property, unknown.iter().map(|(name, _)| name.as_str()))?;
        unknown.iter().find(|(name, _)| name == near).map(|(_, member)| *member)
    }

    fn convert(&mut self, error: &ValidationError<'_>, failed: &HashSet<&str>, misspelt: &HashSet<u32>) {
        let path = error.instance_path().as_str().to_owned();
        let Some(node) = self.node(error) else { return };
        match error.kind() {
            ValidationErrorKind::Required { .. } => {}
            ValidationErrorKind::Custom { keyword, .. } if keyword == CLOSED => {
                self.unknown_members(node, &path, misspelt)
            }
            ValidationErrorKind::Custom { keyword, .. } if keyword == KNOWN => self.unlisted(node),
            ValidationErrorKind::AdditionalProperties { unexpected }
            | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
                for name in unexpected {
                    let below = child_pointer(&path, name);
                    // A member is "unevaluated" also where its own schema failed; that failure has spoken.
                    let cascades = failed.iter().any(|failed| {
                        failed.strip_prefix(below.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                    });
                    if let Some(member) =
                        node.member(name).filter(|member| !cascades && !misspelt.contains(&member.key.index()))
                    {
                        self.forbidden(member, &path);
                    }
                }
            }
            ValidationErrorKind::FalseSchema if node.key().is_some() => {
                let name = node.key().and_then(|key| key.as_str()).unwrap_or_default().into_owned();
                if let Some(member) = node.parent().and_then(|parent| parent.member(&name)) {
                    self.forbidden(member, &path);
                }
            }
            ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
                self.alternatives(node, &path, context, failed, misspelt);
            }
            kind => self.value(node, &path, kind),
        }
    }

    fn unknown_members(&mut self, object: Node<'a>, path: &str, misspelt: &HashSet<u32>) {
        let known = self.spot(path).map(|spot| spot.members.clone()).unwrap_or_default();
        for member in object.members() {
            let name = member.key.as_str().unwrap_or_default().into_owned();
            if known.contains(&name) || misspelt.contains(&member.key.index()) || self.is_allowed(path, &name) {
                continue;
            }
            if !self.findings.has_room("unknown-field") {
                self.findings.count("unknown-field", 1);
                continue;
            }
            let near = nearest(&name, known.iter().map(String::as_str));
            let owner = AtOwner(object).locate(self.placer).words;
            let words = Words {
                message: format!("{} is no field that the contract knows in {owner}", quote(&name)),
                label: "unknown field".to_owned(),
                help: match near {
                    Some(near) => {
                        format!("did you mean \"{near}\"? otherwise remove the field, or allow it under unknown-field")
                    }
                    None => "remove the field, or allow it under unknown-field".to_owned(),
                },
            };
            self.push("unknown-field", &name, AtKey(member), words);
        }
    }

    fn is_allowed(&self, path: &str, name: &str) -> bool {
        self.options.allowed_fields.iter().any(|allowed| {
            allowed == name
                || allowed.starts_with('/') && {
                    let below = child_pointer(path, name);
                    let (mut one, mut two) = (allowed.split('/'), below.split('/'));
                    loop {
                        match (one.next(), two.next()) {
                            (None, None) => break true,
                            (Some(pattern), Some(token)) if pattern == "*" || pattern == token => {}
                            _ => break false,
                        }
                    }
                }
        })
    }

    fn forbidden(&mut self, member: Member<'a>, path: &str) {
        let name = member.key.as_str().unwrap_or_default().into_owned();
        let known = self.spot(path).map(|spot| spot.members.clone()).unwrap_or_default();
        let words = Words {
            message: format!("the contract forbids the field {}", quote(&name)),
            label: "forbidden field".to_owned(),
            help: match nearest(&name, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean \"{near}\"? otherwise remove the field"),
                None => "remove the field".to_owned(),
            },
        };
        self.push("forbidden-field", &name, AtKey(member), words);
    }

    fn unlisted(&mut self, node: Node<'a>) {
        let value = node.as_str().unwrap_or_default().into_owned();
        if self.options.allowed_values.contains(&value) {
            return;
        }
        let field = field_name(node);
        let words = Words {
            message: format!("{} is a value of {field} that the contract has not listed", quote(&value)),
            label: "unlisted value".to_owned(),
            help: "correct the value, or allow it under unlisted-value".to_owned(),
        };
        self.push("unlisted-value", &value, node, words);
    }

    /// `anyOf` and `oneOf`: only the branch that the data chose speaks.
    fn alternatives(
        &mut self,
        node: Node<'a>,
        path: &str,
        context: &[Vec<ValidationError<'static>>],
        failed: &HashSet<&str>,
        misspelt: &HashSet<u32>,
    ) {
        let mut types: Vec<&'static str> = Vec::new();
        let all_by_type = context.iter().all(|branch| {
            branch.iter().any(|error| match error.kind() {
                ValidationErrorKind::Type { kind } if error.instance_path().as_str() == path => {
                    types.extend(type_names(kind));
                    true
                }
                _ => false,
            })
        });
        if all_by_type && !context.is_empty() {
            types.dedup();
            return self.wrong_type(node, path, &types);
        }
        // A branch that fails on the type or on a constant was not the one that the author meant.
        let chosen: Vec<&Vec<ValidationError<'static>>> = context
            .iter()
            .filter(|branch| {
                !branch.iter().any(|error| {
                    let at_root = error.instance_path().as_str() == path;
                    match error.kind() {
                        ValidationErrorKind::Type { .. } => at_root,
                        ValidationErrorKind::Constant { .. } => !at_root,
                        _ => false,
                    }
                })
            })
            .collect();
        let formats: Vec<&str> = chosen
            .iter()
            .filter_map(|branch| match branch.as_slice() {
                [only] if only.instance_path().as_str() == path => match only.kind() {
                    ValidationErrorKind::Format { format } => Some(format.as_str()),
                    _ => None,
                },
                _ => None,
            })
            .collect();
        if !formats.is_empty() && formats.len() == chosen.len() {
            return self.malformed_format(node, path, &formats);
        }
        let best = chosen.iter().max_by_key(|branch| {
            let depth = branch.iter().map(|error| error.instance_path().as_str().matches('/').count()).max();
            (depth, std::cmp::Reverse(branch.len()))
        });
        match best {
            Some(branch) => {
                for error in *branch {
                    match error.kind() {
                        ValidationErrorKind::Required { property: Value::String(property) } => {
                            self.missing(error, property, &mut misspelt.clone());
                        }
                        _ => self.convert(error, failed, misspelt),
                    }
                }
            }
            None => self.unexpected(
                node,
                format!("{} fits none of the alternatives of the contract", field_name(node)),
                "compare it with `termlint schema show`",
            ),
        }
    }

    fn value(&mut self, node: Node<'a>, path: &str, kind: &ValidationErrorKind) {
        let field = field_name(node);
        let value = shown(node);
        match kind {
            ValidationErrorKind::Type { kind } => self.wrong_type(node, path, &type_names(kind)),
            ValidationErrorKind::Constant { expected_value } => {
                let expected = shown_value(expected_value);
                self.unexpected(node, format!("{field} is {value}, not {expected}"), format!("write {expected}"));
            }
            ValidationErrorKind::Enum { options } => {
                let options: Vec<String> = options.as_array().into_iter().flatten().map(shown_value).collect();
                let text = node.as_str().unwrap_or_default();
                let near = nearest(&text, options.iter().map(|option| option.trim_matches(['“', '”'])));
                let help = match near {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("write one of {}", list(&options, "or")),
                };
                self.unexpected(
                    node,
                    format!("{field} is {value}, which is not one of its {}", count(options.len(), "value")),
                    help,
                );
            }
            ValidationErrorKind::Format { format } => self.malformed_format(node, path, &[format]),
            ValidationErrorKind::Pattern { pattern } => {
                self.malformed(
                    node,
                    path,
                    format!("{field} does not have the required form: {value}"),
                    format!("write it as {} demands", shorten(pattern, 60)),
                );
            }
            ValidationErrorKind::MinLength { limit: 1 } => {
                self.malformed(node, path, format!("{field} is empty"), format!("fill in {field}"))
            }
            ValidationErrorKind::MinLength { limit } => {
                self.malformed(
                    node,
                    path,
                    format!("{field} has fewer than {} characters", limit),
                    format!("write at least {} characters", limit),
                );
            }
            ValidationErrorKind::MaxLength { limit } => {
                let length = node.as_str().unwrap_or_default().chars().count();
                self.malformed(
                    node,
                    path,
                    format!("{field} has {length} characters; at most {limit} are allowed"),
                    format!("shorten it to {limit} characters"),
                );
            }
            ValidationErrorKind::Minimum { limit } => self.unexpected(
                node,
                format!("{field} is {value}, less than {limit}"),
                format!("write {limit} or more"),
            ),
            ValidationErrorKind::Maximum { limit } => self.unexpected(
                node,
                format!("{field} is {value}, more than {limit}"),
                format!("write {limit} or less"),
            ),
            ValidationErrorKind::ExclusiveMinimum { limit } => self.unexpected(
                node,
                format!("{field} is {value}, not more than {limit}"),
                format!("write more than {limit}"),
            ),
            ValidationErrorKind::ExclusiveMaximum { limit } => self.unexpected(
                node,
                format!("{field} is {value}, not less than {limit}"),
                format!("write less than {limit}"),
            ),
            ValidationErrorKind::MinItems { limit } | ValidationErrorKind::MinProperties { limit } => {
                self.malformed(
                    node,
                    path,
                    format!("{field} has {}; at least {limit} must be there", entries(node)),
                    format!("add entries until there are {limit}"),
                );
            }
            ValidationErrorKind::MaxItems { limit } | ValidationErrorKind::MaxProperties { limit } => {
                self.malformed(
                    node,
                    path,
                    format!("{field} has {}; at most {limit} may be there", entries(node)),
                    format!("remove entries until there are {limit}"),
                );
            }
            ValidationErrorKind::UniqueItems => {
                self.malformed(node, path, format!("{field} holds the same entry twice"), "remove the repeated entry")
            }
            ValidationErrorKind::PropertyNames { error } => {
                self.malformed(
                    node,
                    path,
                    format!(
                        "{field} holds a field whose name is not allowed: {}",
                        escape(&shorten(&error.to_string(), 120))
                    ),
                    "rename the field",
                );
            }
            ValidationErrorKind::BacktrackLimitExceeded { .. } | ValidationErrorKind::RegexEngineFailure { .. } => {
                self.malformed(
                    node,
                    path,
                    format!("{field} could not be checked: the form that the schema demands is too costly"),
                    "simplify the pattern in the schema",
                );
            }
            other => self.unexpected(
                node,
                format!("{field} does not meet the contract ({})", other.keyword()),
                "compare it with `termlint schema show`",
            ),
        }
    }

    fn wrong_type(&mut self, node: Node<'a>, path: &str, expected: &[&'static str]) {
        let failure = if node.kind() == Kind::Null { Failure::Null } else { Failure::Other };
        let rule = self.owner(path, failure).unwrap_or("wrong-type");
        let field = field_name(node);
        let expected = list(expected, "or");
        let found = match node.kind() {
            Kind::Null => "empty".to_owned(),
            Kind::Bool | Kind::Number => format!("{} ({})", kind_name(node.kind()), shown(node)),
            Kind::String => format!("a text ({})", shown(node)),
            kind => kind_name(kind).to_owned(),
        };
        let words = Words {
            message: format!("{field} is {found}, not {expected}"),
            label: format!("expected {expected}"),
            help: match (node.kind(), expected.as_str()) {
                (Kind::String, "a whole number" | "a number" | "true or false") => {
                    "remove the quotation marks".to_owned()
                }
                (Kind::Number | Kind::Bool, "a text") => "put the value between quotation marks".to_owned(),
                _ => format!("write {expected}"),
            },
        };
        self.push(rule, "", node, words);
    }

    fn malformed_format(&mut self, node: Node<'a>, path: &str, formats: &[&str]) {
        let field = field_name(node);
        let text = node.as_str().unwrap_or_default();
        let is_date = formats.iter().any(|format| matches!(*format, "date" | "date-time"));
        let value = shown(node);
        let (message, help) = match formats {
            _ if text.trim().is_empty() => (format!("{field} is empty"), format!("fill in {field}")),
            _ if is_date => match ReviewDate::parse(&text) {
                Err(DateError::Impossible) => {
                    (format!("no calendar has the date {value}"), "write a day and a time that exist")
                }
                Err(DateError::NoOffset) => {
                    (format!("{value} does not say which time zone it is in"), "add Z at its end, for UTC")
                }
                _ => (format!("{field} is no date: {value}"), "write it like 2026-06-27 or 2026-06-27T00:00:00.000Z"),
            }
            .map_help(),
            ["iri" | "uri"] => (
                format!("{field} is no web address: {value}"),
                "write a full address that starts with https://".to_owned(),
            ),
            ["uuid"] => (
                format!("{field} is no UUID: {value}"),
                "write a UUID such as 6f703ba2-fa4d-59a9-bcec-f292b3bc8442".to_owned(),
            ),
            formats => (
                format!("{field} is no {}: {value}", list(formats, "or")),
                format!("write a valid {}", list(formats, "or")),
            ),
        };
        // An empty value is missing rather than malformed, where a rule owns what is missing.
        let empty = text.trim().is_empty().then(|| self.owner(path, Failure::Null)).flatten();
        let rule = empty.or_else(|| self.owner(path, Failure::Malformed)).unwrap_or("malformed-value");
        self.push(rule, "", node, Words { message, label: String::new(), help });
    }

    fn malformed(&mut self, node: Node<'a>, path: &str, message: String, help: impl Into<String>) {
        let rule = self.owner(path, Failure::Malformed).unwrap_or("malformed-value");
        self.push(rule, "", node, Words { message, label: String::new(), help: help.into() });
    }

    fn unexpected(&mut self, node: Node<'a>, message: String, help: impl Into<String>) {
        self.push("unexpected-value", "", node, Words { message, label: String::new(), help: help.into() });
    }
}

/// What a finding says.
struct Words {
    message: String,
    label: String,
    help: String,
}

trait MapHelp {
    fn map_help(self) -> (String, String);
}

impl MapHelp for (String, &str) {
    fn map_help(self) -> (String, String) {
        (self.0, self.1.to_owned())
    }
}

/// What a kind of value is called in messages.
pub(super) fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "empty (null)",
        Kind::Bool => "true or false",
        Kind::Number => "a number",
        Kind::String => "a text",
        Kind::Array => "a list [ ]",
        Kind::Object => "a group of fields { }",
    }
}

fn type_names(kind: &TypeKind) -> Vec<&'static str> {
    let name = |kind: JsonType| match kind {
        JsonType::Null => "empty (null)",
        JsonType::Boolean => "true or false",
        JsonType::Integer => "a whole number",
        JsonType::Number => "a number",
        JsonType::String => "a text",
        JsonType::Array => "a list [ ]",
        JsonType::Object => "a group of fields { }",
    };
    match kind {
        TypeKind::Single(kind) => vec![name(*kind)],
        TypeKind::Multiple(kinds) => kinds.iter().map(name).collect(),
    }
}

/// The field's own name, or what its list is called.
fn field_name(node: Node<'_>) -> String {
    if let Some(key) = node.key() {
        return shorten(&key.as_str().unwrap_or_default(), 40);
    }
    match node.parent() {
        Some(list) => format!("an entry of {}", field_name(list)),
        None => "the document".to_owned(),
    }
}

fn entries(node: Node<'_>) -> String {
    match node.len() {
        1 => "1 entry".to_owned(),
        number => format!("{number} entries"),
    }
}

fn shown(node: Node<'_>) -> String {
    match node.as_str() {
        Some(text) => quote(&text),
        None => shorten(node.raw(), 40),
    }
}

fn shown_value(value: &Value) -> String {
    match value {
        Value::String(text) => quote(text),
        other => shorten(&other.to_string(), 40),
    }
}

fn child_pointer(parent: &str, name: &str) -> String {
    format!("{parent}/{}", name.replace('~', "~0").replace('/', "~1"))
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_lowercase().chain(characters).collect(),
        None => String::new(),
    }
}
