//! What a schema says about places rather than about values: which members exist, how items are addressed,
//! which rule owns a failure.
//!
//! Owns the walks over a schema: one for the addresses, when the first is needed, and one for each place that has a finding.
//! Must not see documents.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use serde_json::Value;

use super::keyword::{IDENTITY, KNOWN, OWNER};
use super::reference::{Documents, Target};
use crate::json::Pointer;
use crate::json::identity::{IdentityKeys, IdentitySource};

/// How many places of one schema are looked at for addresses: far more than any contract has.
const MAX_PLACES: usize = 10_000;
/// How many places are remembered: more than any contract has, and a bound on what documents can make of them.
const MAX_KNOWN: usize = 1_000;
/// How many schemas may describe one place, references followed: far more than any contract needs.
const MAX_LAYERS: usize = 64;

/// What is known about one place of the contract.
#[derive(Clone, Debug, Default)]
pub struct PlaceFacts {
    /// What stands there, in a sentence.
    pub description: String,
    /// The members that an object has there, in any branch.
    pub members: Vec<String>,
    /// The texts that are known so far.
    pub known: Vec<String>,
    /// The members that it must have.
    pub required: Vec<String>,
    /// The rule that owns failures there, by kind of failure.
    pub owner: Owner,
    /// Whether null may stand there, too.
    pub may_be_null: bool,
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
#[derive(Debug)]
pub struct Annotations {
    id: String,
    documents: Arc<Documents>,
    /// What a walk over the schema finds; a run without findings makes none.
    walked: OnceLock<Walked>,
    /// What was asked for, by the place: many documents fail in one.
    known: RwLock<HashMap<String, Option<Arc<PlaceFacts>>>>,
}

/// What a walk over a schema finds.
#[derive(Debug)]
struct Walked {
    identity: IdentityKeys,
    owners: Vec<(Vec<String>, Owner)>,
}

/// A schema, and the address against which its references are resolved.
type Layer<'d> = (&'d Value, Arc<str>);

impl Annotations {
    /// Those of the schema with this `$id`.
    pub fn of(id: &str, documents: Arc<Documents>) -> Annotations {
        Annotations { id: id.to_owned(), documents, walked: OnceLock::new(), known: RwLock::default() }
    }

    fn walked(&self) -> &Walked {
        self.walked.get_or_init(|| {
            let mut walk = Walk { documents: &self.documents, places: 0, identity: Vec::new(), owners: Vec::new() };
            walk.visit(&layers_of_root(&self.id, &self.documents), &mut Vec::new(), &mut Vec::new());
            let keys = walk.identity.iter().map(|(pattern, keys)| (pattern.as_str(), keys.iter().map(String::as_str)));
            Walked { identity: IdentityKeys::new(keys).unwrap_or_default(), owners: walk.owners }
        })
    }

    /// What is known about the place with this JSON Pointer; nothing where the schema does not reach.
    pub fn facts_at(&self, pointer: &str) -> Option<Arc<PlaceFacts>> {
        let parts: Vec<&str> = pointer.split('/').map(|token| if is_index(token) { "*" } else { token }).collect();
        let key = parts.join("/");
        if let Some(known) = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let mut are_items_alike = true;
        let mut layers = layers_of_root(&self.id, &self.documents);
        for token in Pointer::parse(pointer).ok()?.tokens() {
            let token = &*token;
            are_items_alike &= !is_index(token) || layers.iter().all(|(schema, _)| !tells_items_apart(schema));
            let below = layers.iter().filter_map(|(schema, base)| Some((step(schema, token)?, base.clone()))).collect();
            layers = expand(below, &self.documents);
        }
        let found = (!layers.is_empty()).then(|| Arc::new(facts_at(&layers)));
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if are_items_alike && known.len() < MAX_KNOWN {
            known.insert(key, found.clone());
        }
        found
    }

    /// Every owner that the schema names, by the place: pointer tokens, in which `*` stands for any index.
    pub fn owners(&self) -> impl Iterator<Item = (&[String], &Owner)> {
        self.walked().owners.iter().map(|(pattern, owner)| (pattern.as_slice(), owner))
    }
}

/// How items are addressed by what they are.
impl IdentitySource for Annotations {
    fn identity(&self) -> &IdentityKeys {
        &self.walked().identity
    }
}

fn layers_of_root<'d>(id: &str, documents: &'d Documents) -> Vec<Layer<'d>> {
    expand(documents.get(id).map(|schema| (schema, Arc::from(id))).into_iter().collect(), documents)
}

/// Whether a pointer token may be an index.
fn is_index(token: &str) -> bool {
    token.parse::<usize>().is_ok()
}

/// Whether a schema says of one item, or of a member with a number for its name, what it does not say of the others.
fn tells_items_apart(schema: &Value) -> bool {
    let names = schema.get("properties").and_then(Value::as_object).into_iter().flat_map(|names| names.keys());
    schema.get("prefixItems").is_some() || names.into_iter().any(|name| is_index(name))
}

/// The schema of a member or item, as far as one schema says so directly.
fn step<'d>(schema: &'d Value, token: &str) -> Option<&'d Value> {
    if let Some(property) = schema.get("properties").and_then(|properties| properties.get(token)) {
        return Some(property);
    }
    let index = token.parse::<usize>().ok();
    let nth = index.and_then(|index| schema.get("prefixItems")?.get(index));
    nth.or_else(|| index.and_then(|_| schema.get("items"))).or_else(|| schema.get("additionalProperties"))
}

/// The schemas, and all that describe the same place: what they refer to, and their branches. The nearest come first.
fn expand<'d>(mut layers: Vec<Layer<'d>>, documents: &'d Documents) -> Vec<Layer<'d>> {
    let mut next = 0;
    while next < layers.len() && layers.len() < MAX_LAYERS {
        let (schema, base) = layers[next].clone();
        let referred = schema.get("$ref").and_then(Value::as_str).and_then(|to| resolve(to, &base, documents));
        let lists = ["allOf", "anyOf", "oneOf"].into_iter().filter_map(|name| schema.get(name)?.as_array()).flatten();
        let single = ["then", "else"].into_iter().filter_map(|name| schema.get(name));
        let branches = lists.chain(single).map(|branch| (branch, base.clone()));
        for layer in referred.into_iter().chain(branches) {
            // A schema that leads back to itself says nothing new.
            if !layers.iter().any(|(known, _)| std::ptr::eq(*known, layer.0)) {
                layers.push(layer);
            }
        }
        next += 1;
    }
    layers
}

fn facts_at(layers: &[Layer<'_>]) -> PlaceFacts {
    let mut facts_at = PlaceFacts::default();
    for (layer, _) in layers {
        if facts_at.description.is_empty() {
            facts_at.description = text(layer, "description").unwrap_or_default();
        }
        if let Some(owner) = layer.get(OWNER).filter(|_| facts_at.owner == Owner::default()) {
            facts_at.owner =
                Owner { absent: text(owner, "absent"), null: text(owner, "null"), malformed: text(owner, "malformed") };
        }
        for text in layer.get(KNOWN).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
            if !facts_at.known.iter().any(|known| known == text) {
                facts_at.known.push(text.to_owned());
            }
        }
        let required = layer.get("required").and_then(Value::as_array).into_iter().flatten();
        facts_at.required.extend(required.filter_map(Value::as_str).map(str::to_owned));
        facts_at.may_be_null |= layer.get("type").is_some_and(takes_null);
        for name in layer.get("properties").and_then(Value::as_object).into_iter().flat_map(|names| names.keys()) {
            if !facts_at.members.contains(name) {
                facts_at.members.push(name.clone());
            }
        }
    }
    facts_at
}

/// Whether the value of `type` is or names null.
fn takes_null(types: &Value) -> bool {
    types == "null" || types.as_array().is_some_and(|types| types.iter().any(|name| name == "null"))
}

struct Walk<'d> {
    documents: &'d Documents,
    places: usize,
    identity: Vec<(String, Vec<String>)>,
    owners: Vec<(Vec<String>, Owner)>,
}

impl<'d> Walk<'d> {
    /// `above` are the schemas around this place; one that comes back is recursive, and its places have no end.
    fn visit(&mut self, layers: &[Layer<'d>], pattern: &mut Vec<String>, above: &mut Vec<&'d Value>) {
        self.places += 1;
        let comes_back = layers.iter().any(|(layer, _)| above.iter().any(|known| std::ptr::eq(*known, *layer)));
        if self.places > MAX_PLACES || comes_back {
            return;
        }
        let depth = above.len();
        above.extend(layers.iter().map(|(layer, _)| *layer));
        let owner = facts_at(layers).owner;
        if owner != Owner::default() {
            self.owners.push((pattern.clone(), owner));
        }
        for (layer, base) in layers {
            if let Some(keys) = layer.get(IDENTITY).and_then(Value::as_array) {
                let keys = keys.iter().filter_map(Value::as_str).map(str::to_owned).collect();
                let pointer = pattern.iter().fold(String::new(), |pointer, token| {
                    format!("{pointer}/{}", token.replace('~', "~0").replace('/', "~1"))
                });
                self.identity.push((pointer, keys));
            }
            let properties = layer.get("properties").and_then(Value::as_object).into_iter().flatten();
            let properties = properties.map(|(name, property)| (name.as_str(), property));
            for (token, below) in properties.chain(layer.get("items").map(|items| ("*", items))) {
                pattern.push(token.to_owned());
                self.visit(&expand(vec![(below, base.clone())], self.documents), pattern, above);
                pattern.pop();
            }
        }
        above.truncate(depth);
    }
}

fn resolve<'d>(reference: &str, base: &str, documents: &'d Documents) -> Option<Layer<'d>> {
    let target = Target::of(reference, base)?;
    // Anchors (`#name`) carry no annotations of ours.
    Some((target.schema(documents)?, Arc::from(target.document)))
}

fn text(value: &Value, member: &str) -> Option<String> {
    value.get(member).and_then(Value::as_str).map(str::to_owned)
}
