//! The custom keywords that our schemas carry beside the standard ones (`docs/design.md`,
//! "Schemas say more than validity").
//!
//! `x-termlint-closed` lists unknown members, `x-termlint-known` unlisted texts: both advise, so that the contract
//! can grow while it is in preview. `x-termlint-filled` makes a blank text an empty one, and `x-termlint-bare` one with
//! blanks around it malformed. Owns their meaning for the validator; must not word findings.

use jsonschema::json::{Node as _, Object as _};
use jsonschema::paths::Location;
use jsonschema::{Keyword, ValidationError};
use serde_json::{Map, Value};

use super::representation::{Instance, TreeJson};
use crate::text::{is_blank, is_unpadded};

/// `x-termlint-closed: true` beside `properties`: any other member is unknown.
pub const CLOSED: &str = "x-termlint-closed";
/// `x-termlint-known: [...]`: the values that are known so far.
pub const KNOWN: &str = "x-termlint-known";
/// `x-termlint-filled: true`: a text that shows nothing, such as a single space, is missing.
pub const FILLED: &str = "x-termlint-filled";
/// `x-termlint-bare: true`: a text has no white space at its ends, and nothing in it that nobody sees.
pub const BARE: &str = "x-termlint-bare";
/// `x-termlint-identity: [...]` on an array: the members by which its items are addressed.
pub const IDENTITY: &str = "x-termlint-identity";
/// `x-termlint-owner: {absent, null, malformed: rule}`: the rule that owns a failure.
pub const OWNER: &str = "x-termlint-owner";

/// Standard keywords that hold schemas by name.
pub const NAMED: [&str; 4] = ["properties", "patternProperties", "dependentSchemas", "$defs"];
/// Standard keywords that hold values, not schemas.
pub const VALUES: [&str; 4] = ["const", "enum", "default", "examples"];

type Built<'a> = Result<Box<dyn for<'i> Keyword<'i, TreeJson>>, ValidationError<'a>>;

/// Compiles `x-termlint-closed`.
pub fn closed<'a>(parent: &'a Map<String, Value>, value: &'a Value, _path: Location) -> Built<'a> {
    match value {
        Value::Bool(true) => {}
        Value::Bool(false) => return Ok(Box::new(Nothing)),
        _ => return Err(ValidationError::schema("x-termlint-closed must be true or false")),
    }
    let names = parent.get("properties").and_then(Value::as_object);
    let names = names.map(|properties| properties.keys().cloned().collect()).unwrap_or_default();
    Ok(Box::new(Closed { names }))
}

/// Compiles `x-termlint-known`.
pub fn known<'a>(_parent: &'a Map<String, Value>, value: &'a Value, _path: Location) -> Built<'a> {
    let values = value.as_array().map(|values| values.iter().map(|value| value.as_str().map(str::to_owned)).collect());
    match values {
        Some(Some(values)) => Ok(Box::new(Known { values })),
        _ => Err(ValidationError::schema("x-termlint-known must be a list of texts")),
    }
}

/// Compiles `x-termlint-filled`.
pub fn filled<'a>(_parent: &'a Map<String, Value>, value: &'a Value, _path: Location) -> Built<'a> {
    match value {
        Value::Bool(true) => Ok(Box::new(Filled)),
        Value::Bool(false) => Ok(Box::new(Nothing)),
        _ => Err(ValidationError::schema("x-termlint-filled must be true or false")),
    }
}

/// Compiles `x-termlint-bare`.
pub fn bare<'a>(_parent: &'a Map<String, Value>, value: &'a Value, _path: Location) -> Built<'a> {
    match value {
        Value::Bool(true) => Ok(Box::new(Bare)),
        Value::Bool(false) => Ok(Box::new(Nothing)),
        _ => Err(ValidationError::schema("x-termlint-bare must be true or false")),
    }
}

struct Nothing;

impl<'i> Keyword<'i, TreeJson> for Nothing {
    fn validate(&self, _: Instance<'i>) -> Result<(), ValidationError<'i>> {
        Ok(())
    }
    fn is_valid(&self, _: Instance<'i>) -> bool {
        true
    }
}

struct Closed {
    names: Vec<String>,
}

impl<'i> Keyword<'i, TreeJson> for Closed {
    fn validate(&self, instance: Instance<'i>) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("unknown members")) }
    }

    fn is_valid(&self, instance: Instance<'i>) -> bool {
        // Documents write their members in the order of the schema, so each search goes on where the last one ended.
        let mut rest = self.names.iter();
        let mut is_known = |name: &str| {
            let mut is_ahead = || rest.any(|known| known == name);
            is_ahead() || {
                rest = self.names.iter();
                rest.any(|known| known == name)
            }
        };
        instance.as_object().is_none_or(|object| object.members().all(|(name, _)| is_known(&name)))
    }
}

struct Filled;

impl<'i> Keyword<'i, TreeJson> for Filled {
    fn validate(&self, instance: Instance<'i>) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("blank text")) }
    }

    fn is_valid(&self, instance: Instance<'i>) -> bool {
        instance.as_string().is_none_or(|text| !is_blank(&text))
    }
}

struct Bare;

impl<'i> Keyword<'i, TreeJson> for Bare {
    fn validate(&self, instance: Instance<'i>) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("blanks around the text")) }
    }

    fn is_valid(&self, instance: Instance<'i>) -> bool {
        instance.as_string().is_none_or(|text| is_unpadded(&text))
    }
}

struct Known {
    values: Vec<String>,
}

impl<'i> Keyword<'i, TreeJson> for Known {
    fn validate(&self, instance: Instance<'i>) -> Result<(), ValidationError<'i>> {
        if self.is_valid(instance) { Ok(()) } else { Err(ValidationError::custom("unlisted value")) }
    }

    fn is_valid(&self, instance: Instance<'i>) -> bool {
        instance.as_string().is_none_or(|text| has(&self.values, &text))
    }
}

/// A search through the few texts of a contract is faster than a hash of one.
fn has(texts: &[String], text: &str) -> bool {
    texts.iter().any(|known| known == text)
}
