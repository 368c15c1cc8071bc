//! A quick look at whether a document fits its schema, for the many that do.
//!
//! Compiled from the schema itself, for the keywords that contracts use; any other keyword, and there is no quick look. It may be
//! wrong in one direction only: a document that it passes is valid, of any other the validator decides. The validator
//! walks over the members of an object once for each keyword about them, and makes a text of every name; this does neither, and
//! a run without failures compiles no validator.

use serde_json::{Map, Value};

use super::format::FORMATS;
use super::issue::EngineOptions;
use super::keyword::{CLOSED, FILLED, IDENTITY, KNOWN, OWNER};
use super::reference::{Documents, Target};
use crate::handoff::is_uuid;
use crate::json::{Kind, Node};
use crate::text::is_blank;

/// The only dialect that is read.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// How many schemas may describe one value, one inside the other. Contracts need three; a reference may lead back to itself, and
/// each layer may have branches.
const MAX_LAYERS: u32 = 8;

/// A schema and all that it refers to; the first is the schema itself.
pub(super) struct Glance {
    parts: Vec<Part>,
}

/// What one schema demands of a value.
#[derive(Default)]
struct Part {
    /// The kinds that may stand there, as bits by their numbers; all where none is named.
    kinds: Option<u8>,
    /// Whether a number has to be a whole one.
    is_whole: bool,
    constant: Option<Value>,
    minimum: Option<u64>,
    shortest: usize,
    longest: Option<usize>,
    is_filled: bool,
    known: Option<Vec<String>>,
    format: Option<fn(&str) -> bool>,
    members: Vec<Name>,
    /// How many of the members have to be there.
    required: usize,
    is_closed: bool,
    /// What each item has to fit.
    items: Option<usize>,
    /// What the value has to fit, too.
    all: Vec<usize>,
    /// And one of these.
    any: Option<Vec<usize>>,
}

/// A member that a schema names.
struct Name {
    name: String,
    is_required: bool,
    /// Whether `properties` has it.
    is_declared: bool,
    part: Option<usize>,
}

/// What is left out, since nobody would be told.
#[derive(Clone, Copy)]
struct Idle {
    unknown_fields: bool,
    unlisted_values: bool,
}

impl Glance {
    /// The quick look by the schema with this `$id`; nothing where it holds anything that is not known here.
    pub fn of(id: &str, documents: &Documents) -> Option<Glance> {
        let mut compiler = Compiler { documents, parts: Vec::new(), known: Vec::new() };
        compiler.document(id)?;
        Some(Glance { parts: compiler.parts })
    }

    /// Whether the value is valid for certain, failures aside of which the user wants to hear nothing.
    pub fn passes(&self, node: Node<'_>, options: &EngineOptions) -> bool {
        let is_idle = |rule| options.idle_rules.contains(rule);
        let idle = Idle { unknown_fields: is_idle("unknown-field"), unlisted_values: is_idle("unlisted-value") };
        self.fits(0, node, idle, 0)
    }

    fn fits(&self, part: usize, node: Node<'_>, idle: Idle, layer: u32) -> bool {
        let part = &self.parts[part];
        let kind = node.kind();
        if layer > MAX_LAYERS || part.kinds.is_some_and(|kinds| kinds >> kind as u8 & 1 == 0) {
            return false;
        }
        let is_constant = |constant: &Value| match constant {
            Value::String(text) => node.is_str(text),
            Value::Bool(value) => node.as_bool() == Some(*value),
            _ => false,
        };
        if part.constant.as_ref().is_some_and(|constant| !is_constant(constant)) {
            return false;
        }
        let fits_itself = match kind {
            Kind::Null | Kind::Bool => true,
            Kind::Number => {
                let number = node.as_u64();
                (!part.is_whole || number.is_some())
                    && part.minimum.is_none_or(|minimum| number.is_some_and(|number| number >= minimum))
            }
            Kind::String => part.fits_text(&node.as_str().unwrap_or_default(), idle),
            Kind::Array => part.items.is_none_or(|items| node.items().all(|item| self.fits(items, item, idle, 0))),
            Kind::Object => self.fits_members(part, node, idle),
        };
        fits_itself
            && part.all.iter().all(|other| self.fits(*other, node, idle, layer + 1))
            && part.any.as_ref().is_none_or(|any| any.iter().any(|one| self.fits(*one, node, idle, layer + 1)))
    }

    fn fits_members(&self, part: &Part, object: Node<'_>, idle: Idle) -> bool {
        // Documents write their members in the order of the schema, so each search goes on where the last one ended.
        let (mut next, mut required) = (0, 0);
        for member in object.members() {
            let is_it = |name: &Name| member.key.is_str(&name.name);
            let ahead = part.members[next..].iter().position(is_it).map(|at| next + at);
            let found = ahead.or_else(|| part.members[..next].iter().position(is_it));
            let name = found.map(|at| &part.members[at]);
            if part.is_closed && !idle.unknown_fields && name.is_none_or(|name| !name.is_declared) {
                return false;
            }
            let Some(name) = name else { continue };
            next = found.map_or(0, |at| at + 1);
            required += usize::from(name.is_required);
            if name.part.is_some_and(|part| !self.fits(part, member.value, idle, 0)) {
                return false;
            }
        }
        required == part.required
    }
}

impl Part {
    fn fits_text(&self, text: &str, idle: Idle) -> bool {
        let is_listed =
            |known: &Vec<String>| known.iter().any(|known| known == text) || idle.unlisted_values && !is_blank(text);
        // A character has at least one byte, and at most four.
        let is_long = text.len() >= self.shortest * 4 || text.chars().count() >= self.shortest;
        let is_short = |longest| text.len() <= longest || text.chars().count() <= longest;
        is_long
            && self.longest.is_none_or(is_short)
            && !(self.is_filled && is_blank(text))
            && self.known.as_ref().is_none_or(is_listed)
            && self.format.is_none_or(|is_format| is_format(text))
    }
}

/// Turns schemas into parts. Whatever is not known makes all of it nothing.
struct Compiler<'d> {
    documents: &'d Documents,
    parts: Vec<Part>,
    /// The targets of references, by their places in memory.
    known: Vec<(&'d Value, usize)>,
}

impl<'d> Compiler<'d> {
    fn document(&mut self, id: &str) -> Option<usize> {
        let schema = self.documents.get(id)?;
        // Relative addresses below another `$id` would lead elsewhere.
        let is_plain = schema.get("$schema").is_none_or(|dialect| dialect == DIALECT);
        if is_plain { self.target(schema, id, true) } else { None }
    }

    /// What a reference leads to; a schema may refer to itself.
    fn target(&mut self, schema: &'d Value, base: &str, is_document: bool) -> Option<usize> {
        if let Some((_, part)) = self.known.iter().find(|(known, _)| std::ptr::eq(*known, schema)) {
            return Some(*part);
        }
        self.known.push((schema, self.parts.len()));
        self.schema(schema, base, is_document)
    }

    fn schema(&mut self, schema: &'d Value, base: &str, is_document: bool) -> Option<usize> {
        let number = self.parts.len();
        self.parts.push(Part::default());
        let mut part = Part::default();
        for (keyword, value) in schema.as_object()? {
            match keyword.as_str() {
                "$id" | "$schema" if is_document => {}
                "title" | "description" | "$comment" | "$defs" | IDENTITY | OWNER => {}
                "type" => (part.kinds, part.is_whole) = kinds(value)?,
                "const" => part.constant = Some(value.clone()).filter(|value| value.is_string() || value.is_boolean()),
                "minimum" => part.minimum = Some(value.as_u64()?),
                "minLength" => part.shortest = usize::try_from(value.as_u64()?).ok()?,
                "maxLength" => part.longest = Some(usize::try_from(value.as_u64()?).ok()?),
                "format" => part.format = Some(format(value.as_str()?)?),
                FILLED => part.is_filled = value.as_bool()?,
                KNOWN => part.known = Some(texts(value)?),
                CLOSED => part.is_closed = value.as_bool()?,
                "properties" => self.properties(&mut part, value.as_object()?, base)?,
                "required" => part.require(texts(value)?),
                "items" => part.items = Some(self.schema(value, base, false)?),
                "$ref" => part.all.push(self.reference(value.as_str()?, base)?),
                "allOf" => part.all.append(&mut self.schemas(value, base)?),
                "anyOf" => part.any = Some(self.schemas(value, base)?),
                // What holds in either case needs no condition.
                "then" | "else" => part.all.push(self.schema(value, base, false)?),
                "if" => {}
                _ => return None,
            }
            if keyword == "const" && part.constant.is_none() {
                return None;
            }
        }
        part.required = part.members.iter().filter(|name| name.is_required).count();
        self.parts[number] = part;
        Some(number)
    }

    fn schemas(&mut self, list: &'d Value, base: &str) -> Option<Vec<usize>> {
        list.as_array()?.iter().map(|schema| self.schema(schema, base, false)).collect()
    }

    fn properties(&mut self, part: &mut Part, properties: &'d Map<String, Value>, base: &str) -> Option<()> {
        for (name, schema) in properties {
            let below = Some(self.schema(schema, base, false)?);
            match part.members.iter_mut().find(|known| known.name == *name) {
                Some(known) => (known.is_declared, known.part) = (true, below),
                None => {
                    part.members.push(Name { name: name.clone(), is_required: false, is_declared: true, part: below })
                }
            }
        }
        Some(())
    }

    /// The document or a definition on its top: deeper places may lie below another `$id`.
    fn reference(&mut self, to: &str, base: &str) -> Option<usize> {
        let target = Target::of(to, base)?;
        match target.pointer.strip_prefix("/$defs/") {
            None if target.pointer.is_empty() => self.document(&target.document),
            Some(name) if !name.contains('/') => self.target(target.schema(self.documents)?, &target.document, false),
            _ => None,
        }
    }
}

impl Part {
    fn require(&mut self, names: Vec<String>) {
        for name in names {
            match self.members.iter_mut().find(|known| known.name == name) {
                Some(known) => known.is_required = true,
                None => self.members.push(Name { name, is_required: true, is_declared: false, part: None }),
            }
        }
    }
}

/// The kinds that `type` names, as bits, and whether numbers among them have to be whole.
fn kinds(value: &Value) -> Option<(Option<u8>, bool)> {
    let names = match value {
        Value::String(name) => vec![name.clone()],
        _ => texts(value)?,
    };
    let kind = |name: &String| {
        Some(match name.as_str() {
            "null" => Kind::Null,
            "boolean" => Kind::Bool,
            "integer" | "number" => Kind::Number,
            "string" => Kind::String,
            "array" => Kind::Array,
            "object" => Kind::Object,
            _ => return None,
        })
    };
    let kinds = names.iter().try_fold(0, |kinds, name| Some(kinds | 1 << kind(name)? as u8))?;
    let is_whole = names.iter().any(|name| name == "integer") && !names.iter().any(|name| name == "number");
    Some((Some(kinds), is_whole))
}

fn format(name: &str) -> Option<fn(&str) -> bool> {
    let ours = FORMATS.iter().find(|(known, _)| *known == name).map(|(_, check)| *check);
    ours.or((name == "uuid").then_some(is_uuid as fn(&str) -> bool))
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::super::registry::{Registry, SchemaFile, Version};
    use super::super::representation::Instance;
    use super::*;
    use crate::json::parse;

    /// What the quick look and the validator say of a document.
    fn verdicts(registry: &Registry, version: &Version, text: &str) -> (bool, bool) {
        let parsed = parse(text);
        let Some(root) = parsed.tree.root() else { return (false, false) };
        let validator = &registry.compiled(version).unwrap().validator;
        (registry.passes(version, root, &EngineOptions::default()), validator.is_valid(Instance::Tree(root)))
    }

    fn files(folder: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            match entry.is_dir() {
                true => files(&entry, found),
                false if entry.extension().is_some_and(|ending| ending == "json") => {
                    found.extend(std::fs::read_to_string(entry).ok());
                }
                false => {}
            }
        }
    }

    fn fixtures(folder: &str) -> Vec<String> {
        let mut found = Vec::new();
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder), &mut found);
        found
    }

    #[test]
    fn what_is_passed_is_valid() {
        let registry = Registry::new(&[]).unwrap();
        let mut passed = 0;
        for (text, version) in fixtures("").iter().flat_map(|text| registry.versions().iter().map(move |it| (text, it)))
        {
            let (passes, is_valid) = verdicts(&registry, version, text);
            assert!(is_valid || !passes, "{} {text}", version.name);
            passed += usize::from(passes);
        }
        assert!(passed > 20, "{passed}");
    }

    #[test]
    fn no_change_of_a_document_is_passed_that_makes_it_invalid() {
        let registry = Registry::new(&[]).unwrap();
        for text in ["corpus/en-US/churn-rate", "corpus/ja-JP/churn-rate"].map(|folder| fixtures(folder).remove(0)) {
            let document: Value = serde_json::from_str(&text).unwrap();
            let version = registry.version(document["schema_version"].as_str().unwrap()).unwrap();
            assert_eq!(verdicts(&registry, version, &text), (true, true));
            let mut places = Vec::new();
            pointers(&document, String::new(), &mut places);
            let others = [
                json!(null),
                json!(true),
                json!(7),
                json!(-1),
                json!(1.5),
                json!(""),
                json!(" "),
                json!("x"),
                json!([]),
                json!({}),
            ];
            let mut differ = 0;
            for place in &places {
                let mut changed: Vec<Value> =
                    others.iter().map(|other| with(&document, place, |it| *it = other.clone())).collect();
                changed.push(with(&document, place, |it| {
                    it.as_object_mut().map(|members| members.insert("other".to_owned(), json!(1)));
                }));
                let (parent, name) = place.rsplit_once('/').unwrap_or(("", place));
                changed.push(with(&document, parent, |it| {
                    it.as_object_mut().map(|members| members.shift_remove(name));
                }));
                for changed in changed {
                    let (passes, is_valid) = verdicts(&registry, version, &changed.to_string());
                    assert!(is_valid || !passes, "{place} {changed}");
                    differ += usize::from(is_valid && !passes);
                }
            }
            // Without the promise to keep the fields of version 1, fewer are required.
            assert!(differ < 20 && places.len() > 100, "{differ} of {}", places.len());
        }
    }

    fn pointers(value: &Value, at: String, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                members.iter().for_each(|(name, value)| pointers(value, format!("{at}/{name}"), found))
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(index, item)| pointers(item, format!("{at}/{index}"), found));
            }
            _ => {}
        }
        found.push(at);
    }

    fn with(document: &Value, place: &str, change: impl FnMut(&mut Value)) -> Value {
        let mut document = document.clone();
        document.pointer_mut(place).into_iter().for_each(change);
        document
    }

    /// The quick look of a schema, and what the validator says; each of a document.
    fn custom(schema: &Value, document: &Value) -> (Option<bool>, bool) {
        let mut schema = schema.clone();
        schema["properties"]["schema_version"] = json!({ "const": "core-reviewed-term-ai-handoff-v9" });
        let file = SchemaFile { path: "v9.json".to_owned(), text: schema.to_string() };
        let registry = Registry::new(&[file]).unwrap();
        let version = registry.newest();
        let text = document.to_string();
        let (passes, is_valid) = verdicts(&registry, version, &text);
        (registry.has_glance(version).then_some(passes), is_valid)
    }

    #[test]
    fn a_schema_of_a_user_is_looked_at_as_far_as_it_is_known() {
        for (schema, document, expected) in [
            (
                json!({ "properties": { "a": { "type": "integer", "minimum": 2 } } }),
                json!({ "a": 2 }),
                (Some(true), true),
            ),
            (
                json!({ "properties": { "a": { "type": "integer", "minimum": 2 } } }),
                json!({ "a": 1 }),
                (Some(false), false),
            ),
            (json!({ "properties": { "a": { "type": "integer" } } }), json!({ "a": 2.0 }), (Some(false), true)),
            (json!({ "properties": { "a": { "enum": [1] } } }), json!({ "a": 1 }), (None, true)),
            (json!({ "properties": {}, "additionalProperties": false }), json!({ "a": 1 }), (None, false)),
            (json!({ "properties": { "a": { "maxLength": 2 } } }), json!({ "a": "日本" }), (Some(true), true)),
            (json!({ "properties": { "a": { "minLength": 3 } } }), json!({ "a": "日本" }), (Some(false), false)),
            (
                json!({ "properties": {}, "if": { "required": ["b"] }, "then": { "required": ["a"] } }),
                json!({ "b": 1 }),
                (Some(false), false),
            ),
            (
                json!({ "properties": { "a": { "$ref": "#/$defs/x" } }, "$defs": { "x": { "items": { "$ref": "#/$defs/x" }, "type": "array" } } }),
                json!({ "a": [[], [[]]] }),
                (Some(true), true),
            ),
            (
                json!({ "properties": { "a": { "$ref": "#/$defs/x" } }, "$defs": { "x": { "items": { "$ref": "#/$defs/x" }, "type": "array" } } }),
                json!({ "a": [[], [1]] }),
                (Some(false), false),
            ),
        ] {
            assert_eq!(custom(&schema, &document), expected, "{schema} {document}");
        }
    }
}
