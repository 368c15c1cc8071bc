//! Why a schema cannot be used, in words for its author.
//!
//! Owns the checks of a schema file that the validator's compiler makes late, without a place, or not at all. Must not
//! know which schemas there are.

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ReferencingError, ValidationError};
use serde_json::{Map, Value, json};

use super::compiler::options;
use super::keyword::{BARE, CLOSED, FILLED, IDENTITY, KNOWN, NAMED, OWNER, VALUES};
use crate::problem::Problem;
use crate::words::{list, nearest, quote, shorten};

/// The only dialect in which contracts are written.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

fn at(place: &str, what: impl AsRef<str>, help: impl Into<String>) -> Problem {
    let what = what.as_ref();
    Problem::new(if place.is_empty() { what.to_owned() } else { format!("at {}: {what}", shorten(place, 120)) }, help)
}

/// Checks one schema document on its own.
pub fn check(schema: &Value) -> Result<(), Problem> {
    if !schema.is_object() {
        let what = "this schema is not a JSON object, so it cannot say which version it is for";
        return Err(Problem::new(what, "write an object with $id, properties and required"));
    }
    match schema.get("$schema") {
        None => {}
        Some(Value::String(dialect)) if dialect.trim_end_matches('#') == DIALECT => {}
        Some(other) => {
            let what = format!("its $schema is {}, but contracts are written in JSON Schema 2020-12", quoted(other));
            return Err(Problem::new(what, format!("write \"{DIALECT}\"")));
        }
    }
    jsonschema::draft202012::meta::validate(schema).map_err(|error| of_error(&error))?;
    check_subschema(schema, "")
}

/// Why the compiler refuses a schema.
pub fn of_error(error: &ValidationError<'_>) -> Problem {
    let place = error.instance_path().as_str();
    match error.kind() {
        ValidationErrorKind::Referencing(error) => of_reference(error),
        ValidationErrorKind::AnyOf { .. } if place.ends_with("/type") => {
            let what = format!("{} is not a type", quoted(error.instance()));
            at(place, what, "write array, boolean, integer, null, number, object or string, or a list of these")
        }
        _ => at(place, shorten(&error.to_string(), 160), "correct the schema"),
    }
}

/// That a reference leads out of the set.
pub fn out_of_set(reference: &str) -> Problem {
    Problem::new(
        format!("a $ref points to {}, which is not among the schemas", quote(reference)),
        "put that schema beside this one, or correct the $ref; nothing is fetched",
    )
}

fn of_reference(error: &ReferencingError) -> Problem {
    match error {
        ReferencingError::Unretrievable { uri, .. } => out_of_set(uri),
        ReferencingError::PointerToNowhere { pointer } => {
            Problem::new(format!("a $ref points to {}, which does not exist", quote(pointer)), "correct the $ref")
        }
        ReferencingError::NoSuchAnchor { anchor } | ReferencingError::InvalidAnchor { anchor } => Problem::new(
            format!("a $ref points to the anchor {}, which does not exist", quote(anchor)),
            "correct the $ref",
        ),
        other => Problem::new(shorten(&other.to_string(), 160), "correct the $ref or the $id"),
    }
}

/// Checks formats, patterns and our own keywords, also where no reference leads: a slip there would pass unseen.
fn check_subschema(schema: &Value, place: &str) -> Result<(), Problem> {
    for (keyword, value) in schema.as_object().into_iter().flatten() {
        let place = format!("{place}/{}", keyword.replace('~', "~0").replace('/', "~1"));
        match (keyword.as_str(), value) {
            ("format", Value::String(format)) if !compiles(&json!({ "format": format })) => {
                let what = format!("termlint does not know the format {}", quote(format));
                return Err(at(&place, what, "write a format of JSON Schema 2020-12, or a pattern"));
            }
            ("pattern", Value::String(pattern)) => check_pattern(pattern, &place)?,
            (name, Value::Object(schemas)) if NAMED.contains(&name) => {
                for (name, schema) in schemas {
                    if keyword == "patternProperties" {
                        check_pattern(name, &place)?;
                    }
                    let place = format!("{place}/{}", name.replace('~', "~0").replace('/', "~1"));
                    check_subschema(schema, &place)?;
                }
            }
            (name, _) if VALUES.contains(&name) => {}
            (name, value) if name.starts_with("x-termlint-") => check_own(name, value, &place)?,
            (_, Value::Object(_)) => check_subschema(value, &place)?,
            (_, Value::Array(schemas)) => {
                for (index, schema) in schemas.iter().enumerate() {
                    check_subschema(schema, &format!("{place}/{index}"))?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn compiles(schema: &Value) -> bool {
    options().build(schema).is_ok()
}

fn check_pattern(pattern: &str, place: &str) -> Result<(), Problem> {
    if compiles(&json!({ "pattern": pattern })) {
        return Ok(());
    }
    let what =
        format!("the pattern {} cannot be used: it is malformed, or matching it could take too long", quote(pattern));
    Err(at(place, what, "write it without look-around, back references and huge repetitions"))
}

fn check_own(name: &str, value: &Value, place: &str) -> Result<(), Problem> {
    let is_texts = || value.as_array().is_some_and(|items| items.iter().all(Value::is_string));
    let (is_right, form) = match name {
        BARE | CLOSED | FILLED => (value.is_boolean(), "true or false"),
        KNOWN => (is_texts(), "a list of texts"),
        IDENTITY => (is_texts(), "a list of names of members"),
        OWNER => (value.as_object().is_some_and(is_owner), "an object of rule ids, under absent, null and malformed"),
        unknown => {
            let known = [CLOSED, KNOWN, FILLED, BARE, IDENTITY, OWNER];
            let help = match nearest(unknown, known) {
                Some(near) => format!("did you mean {near}?"),
                None => format!("the keywords are {}", list(&known, "and")),
            };
            return Err(at(place, "termlint has no such keyword", help));
        }
    };
    if is_right { Ok(()) } else { Err(at(place, format!("this must be {form}"), "correct the schema")) }
}

fn is_owner(owner: &Map<String, Value>) -> bool {
    owner.iter().all(|(kind, rule)| matches!(kind.as_str(), "absent" | "null" | "malformed") && rule.is_string())
}

fn quoted(value: &Value) -> String {
    quote(&value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}
