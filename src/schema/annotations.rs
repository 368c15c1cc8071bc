//! What a schema says about places rather than about values: which members exist, how items are addressed,
//! which rule owns a failure.
//!
//! Owns one walk over a schema at load time; must not see documents.

use std::collections::BTreeMap;

use serde_json::Value;
use url::Url;

use super::keyword::{IDENTITY, OWNER};
use crate::json::identity::IdentityKeys;

/// How deep a contract may nest before the walk stops following references (a recursive schema never ends).
const MAX_WALK: usize = 16;

/// Where each document of a set of schemas stands, by its `$id`.
pub type Documents = BTreeMap<String, Value>;

/// What is known about one place of the contract.
#[derive(Clone, Debug, Default)]
pub struct Spot {
    /// The place: tokens of a JSON Pointer, in which `*` stands for any index.
    pattern: Vec<String>,
    /// What stands there, in a sentence.
    pub description: String,
    /// The members that an object has there.
    pub members: Vec<String>,
    /// The rule that owns failures there, by kind of failure.
    pub owner: Owner,
}

/// The rules that own failures of a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Owner {
    /// The member is not there.
    pub absent: Option<String>,
    /// The member is null.
    pub null: Option<String>,
    /// The member fails a format, a pattern or a length.
    pub malformed: Option<String>,
}

/// All annotations of one schema.
#[derive(Debug, Default)]
pub struct Annotations {
    spots: Vec<Spot>,
    /// How items are addressed by what they are.
    pub identity: IdentityKeys,
}

impl Annotations {
    /// Walks the schema with this `$id`.
    pub fn of(id: &str, documents: &Documents) -> Annotations {
        let mut walk = Walk { documents, spots: Vec::new(), identity: Vec::new() };
        if let Some(schema) = documents.get(id) {
            walk.visit(schema, id, &mut Vec::new());
        }
        let identity = walk.identity.iter().map(|(pattern, keys)| (pattern.as_str(), keys.iter().map(String::as_str)));
        Annotations { identity: IdentityKeys::new(identity).unwrap_or_default(), spots: walk.spots }
    }

    /// What is known about the place with these pointer tokens.
    pub fn spot<'a>(&self, tokens: impl Iterator<Item = &'a str> + Clone) -> Option<&Spot> {
        self.spots.iter().find(|spot| {
            let mut pattern = spot.pattern.iter();
            tokens.clone().all(|token| pattern.next().is_some_and(|expected| expected == "*" || expected == token))
                && pattern.next().is_none()
        })
    }

    /// Every owner that the schema names.
    pub fn owners(&self) -> impl Iterator<Item = (&[String], &Owner)> {
        self.spots
            .iter()
            .filter(|spot| spot.owner != Owner::default())
            .map(|spot| (spot.pattern.as_slice(), &spot.owner))
    }
}

struct Walk<'d> {
    documents: &'d Documents,
    spots: Vec<Spot>,
    identity: Vec<(String, Vec<String>)>,
}

impl<'d> Walk<'d> {
    fn visit(&mut self, schema: &'d Value, base: &str, pattern: &mut Vec<String>) {
        if pattern.len() > MAX_WALK {
            return;
        }
        // A reference and what stands beside it describe one place; what stands beside it is the nearer.
        let mut layers = vec![(schema, base.to_owned())];
        while let Some(reference) = layers.last().and_then(|(layer, _)| layer.get("$ref")).and_then(Value::as_str) {
            let Some(target) = layers.last().and_then(|(_, base)| self.resolve(reference, base)) else { break };
            if layers.len() > MAX_WALK {
                break;
            }
            layers.push(target);
        }
        let mut spot = Spot { pattern: pattern.clone(), ..Spot::default() };
        for (layer, _) in &layers {
            if spot.description.is_empty() {
                spot.description = text(layer, "description").unwrap_or_default();
            }
            if let Some(owner) = layer.get(OWNER) {
                spot.owner = Owner {
                    absent: text(owner, "absent"),
                    null: text(owner, "null"),
                    malformed: text(owner, "malformed"),
                };
            }
            if let Some(properties) = layer.get("properties").and_then(Value::as_object) {
                spot.members.extend(properties.keys().cloned());
            }
            if let Some(keys) = layer.get(IDENTITY).and_then(Value::as_array) {
                let keys = keys.iter().filter_map(Value::as_str).map(str::to_owned).collect();
                let pointer = pattern.iter().fold(String::new(), |pointer, token| {
                    format!("{pointer}/{}", token.replace('~', "~0").replace('/', "~1"))
                });
                self.identity.push((pointer, keys));
            }
        }
        self.spots.push(spot);
        for (layer, base) in &layers {
            for (name, property) in layer.get("properties").and_then(Value::as_object).into_iter().flatten() {
                pattern.push(name.clone());
                self.visit(property, base, pattern);
                pattern.pop();
            }
            if let Some(items) = layer.get("items") {
                pattern.push("*".to_owned());
                self.visit(items, base, pattern);
                pattern.pop();
            }
        }
    }

    fn resolve(&self, reference: &str, base: &str) -> Option<(&'d Value, String)> {
        let mut url = Url::parse(base).ok()?.join(reference).ok()?;
        let fragment = url.fragment().unwrap_or_default().to_owned();
        url.set_fragment(None);
        let document = self.documents.get(url.as_str())?;
        // Anchors (`#name`) carry no annotations of ours.
        Some((document.pointer(&fragment)?, url.into()))
    }
}

fn text(value: &Value, member: &str) -> Option<String> {
    value.get(member).and_then(Value::as_str).map(str::to_owned)
}
