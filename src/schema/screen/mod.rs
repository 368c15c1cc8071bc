//! A quick look at whether a document fits its schema, for the many that do.
//!
//! Compiled from the schema itself, for the keywords that contracts use; any other keyword, and there is no quick look. It may be
//! wrong in one direction only: a document that it passes is valid, of any other the validator decides. The validator
//! walks over the members of an object once for each keyword about them, and makes a text of every name; this does neither, and
//! a run without failures compiles no validator.

use serde_json::{Map, Value};

use super::format::FORMATS;
use super::keyword::{BARE, CLOSED, FILLED, IDENTITY, KNOWN, OWNER};
use super::reference::{Documents, Target};
use crate::handoff::is_uuid;
use crate::json::{Kind, Node};
use crate::text::{is_blank, is_unpadded};

/// The only dialect that is read.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// How many schemas may describe one value, one inside the other. Contracts need three; a reference may lead back to itself, and
/// each layer may have branches.
const MAX_LAYERS: u32 = 8;

/// A schema and all that it refers to; the first is the schema itself.
pub(super) struct Screen {
    parts: Vec<Part>,
}

/// What one schema demands of a value.
#[derive(Default)]
struct Part {
    /// The kinds that may not stand there, as bits by their numbers.
    other_kinds: u8,
    /// Whether a number has to be a whole one.
    is_whole: bool,
    constant: Option<Value>,
    minimum: Option<u64>,
    /// What is demanded of a text; nothing of most.
    text: Option<TextPart>,
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

/// What one schema demands of a text.
#[derive(Default)]
struct TextPart {
    shortest: usize,
    longest: Option<usize>,
    is_filled: bool,
    is_bare: bool,
    known: Option<Vec<String>>,
    format: Option<fn(&str) -> bool>,
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
#[derive(Clone, Copy, Debug, Default)]
pub struct Idle {
    /// Fields that the contract does not have.
    pub unknown_fields: bool,
    /// Values that the contract does not list.
    pub unlisted_values: bool,
}

impl Screen {
    /// The quick look by the schema with this `$id`; nothing where it holds anything that is not known here.
    pub fn of(id: &str, documents: &Documents) -> Option<Screen> {
        let mut compiler = Compiler { documents, parts: Vec::new(), known: Vec::new() };
        compiler.document(id)?;
        Some(Screen { parts: compiler.parts })
    }

    /// Whether the value is valid for certain, failures aside of which nobody would be told.
    pub fn passes(&self, node: Node<'_>, idle: Idle) -> bool {
        self.fits(0, node, idle, 0)
    }

    fn fits(&self, part: usize, node: Node<'_>, idle: Idle, layer: u32) -> bool {
        let part = &self.parts[part];
        let kind = node.kind();
        if layer > MAX_LAYERS || part.other_kinds >> kind as u8 & 1 == 1 {
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
            Kind::String => part.text.as_ref().is_none_or(|part| part.fits(&node.as_str().unwrap_or_default(), idle)),
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
            let (Some(at), Some(name)) = (found, name) else { continue };
            next = at + 1;
            required += usize::from(name.is_required);
            if name.part.is_some_and(|part| !self.fits(part, member.value, idle, 0)) {
                return false;
            }
        }
        required == part.required
    }
}

impl TextPart {
    fn fits(&self, text: &str, idle: Idle) -> bool {
        let is_listed =
            |known: &Vec<String>| known.iter().any(|known| known == text) || idle.unlisted_values && !is_blank(text);
        // A character has at least one byte, and at most four.
        let is_long = text.len() >= self.shortest * 4 || text.chars().count() >= self.shortest;
        let is_short = |longest| text.len() <= longest || text.chars().count() <= longest;
        is_long
            && self.longest.is_none_or(is_short)
            && !(self.is_filled && is_blank(text))
            && (!self.is_bare || is_unpadded(text))
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
                _ if is_remark(keyword) => {}
                "type" => (part.other_kinds, part.is_whole) = other_kinds(value)?,
                "const" => part.constant = Some(value.clone()).filter(|value| value.is_string() || value.is_boolean()),
                "minimum" => part.minimum = Some(value.as_u64()?),
                "minLength" => part.text().shortest = usize::try_from(value.as_u64()?).ok()?,
                "maxLength" => part.text().longest = Some(usize::try_from(value.as_u64()?).ok()?),
                "format" => part.text().format = Some(format(value.as_str()?)?),
                FILLED => part.text().is_filled = value.as_bool()?,
                BARE => part.text().is_bare = value.as_bool()?,
                KNOWN => part.text().known = Some(texts(value)?),
                CLOSED => part.is_closed = value.as_bool()?,
                "properties" => self.properties(&mut part, value.as_object()?, base)?,
                "required" => part.require(texts(value)?),
                "items" => part.items = Some(self.below(value, base)?),
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

    /// A schema inside another one. Nothing is in between where it is only a reference.
    fn below(&mut self, schema: &'d Value, base: &str) -> Option<usize> {
        let mut demands = schema.as_object()?.iter().filter(|(keyword, _)| !is_remark(keyword));
        match (demands.next(), demands.next()) {
            (Some((keyword, to)), None) if keyword == "$ref" => self.reference(to.as_str()?, base),
            _ => self.schema(schema, base, false),
        }
    }

    fn schemas(&mut self, list: &'d Value, base: &str) -> Option<Vec<usize>> {
        list.as_array()?.iter().map(|schema| self.schema(schema, base, false)).collect()
    }

    fn properties(&mut self, part: &mut Part, properties: &'d Map<String, Value>, base: &str) -> Option<()> {
        for (name, schema) in properties {
            let below = Some(self.below(schema, base)?);
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
    fn text(&mut self) -> &mut TextPart {
        self.text.get_or_insert_default()
    }

    fn require(&mut self, names: Vec<String>) {
        for name in names {
            match self.members.iter_mut().find(|known| known.name == name) {
                Some(known) => known.is_required = true,
                None => self.members.push(Name { name, is_required: true, is_declared: false, part: None }),
            }
        }
    }
}

/// Whether a keyword demands nothing.
fn is_remark(keyword: &str) -> bool {
    matches!(keyword, "title" | "description" | "$comment" | "$defs" | IDENTITY | OWNER)
}

/// The kinds that `type` does not name, as bits, and whether numbers among the others have to be whole.
fn other_kinds(value: &Value) -> Option<(u8, bool)> {
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
    let others = names.iter().try_fold(u8::MAX, |others, name| Some(others & !(1 << kind(name)? as u8)))?;
    let is_whole = names.iter().any(|name| name == "integer") && !names.iter().any(|name| name == "number");
    Some((others, is_whole))
}

fn format(name: &str) -> Option<fn(&str) -> bool> {
    let ours = FORMATS.iter().find(|(known, _)| *known == name).map(|(_, check)| *check);
    ours.or((name == "uuid").then_some(is_uuid as fn(&str) -> bool))
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests;
