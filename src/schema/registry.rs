//! Which versions of the handoff contract there are, and a compiled validator for each.
//!
//! Owns the embedded schemas and those of `--schema-dir`. A schema is compiled when the first document asks for it.
//! No schema is ever fetched: a reference that leads out of the set is an error.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use jsonschema::{Draft, PatternOptions, Retrieve, Uri, ValidationOptions, Validator};
use serde_json::Value;

use super::annotations::{Annotations, Documents};
use super::format::FORMATS;
use super::keyword::{self, CLOSED, KNOWN};
use super::representation::TreeJson;
use crate::json::identity::IdentityKeys;

/// The base of all `$id`s. A reserved name (RFC 2606): nothing is ever fetched from it.
pub const BASE: &str = "https://termlint.example/schemas/";

/// What every handoff version starts with.
pub const HANDOFF_PREFIX: &str = "core-reviewed-term-ai-handoff-v";

/// The schemas in the binary, by their path below `schemas/`.
const EMBEDDED: [(&str, &str); 4] = [
    ("handoff/common.json", include_str!("../../schemas/handoff/common.json")),
    ("handoff/v1.json", include_str!("../../schemas/handoff/v1.json")),
    ("handoff/v2.json", include_str!("../../schemas/handoff/v2.json")),
    ("summary/v1.json", include_str!("../../schemas/summary/v1.json")),
];

/// A schema file of `--schema-dir`, already read.
#[derive(Clone, Debug)]
pub struct SchemaFile {
    /// The path as the user knows it.
    pub path: String,
    /// The text.
    pub text: String,
}

/// Why a set of schemas cannot be used. A failure of the set-up, not of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaError {
    /// The file, or the `$id` of an embedded schema.
    pub path: String,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl fmt::Display for SchemaError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.path, self.message)
    }
}

impl SchemaError {
    fn new(path: &str, message: impl Into<String>, help: impl Into<String>) -> Self {
        SchemaError { path: path.to_owned(), message: message.into(), help: help.into() }
    }
}

/// Where a schema comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is part of the program; the path is below `schemas/`.
    Embedded(&'static str),
    /// A file of `--schema-dir`.
    File(String),
}

/// One schema of the set.
pub struct Version {
    /// The value of `schema_version` that chooses it.
    pub name: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Its `$id`.
    pub id: String,
    compiled: OnceLock<Result<Compiled, SchemaError>>,
}

/// A schema, ready to judge.
pub struct Compiled {
    pub(super) validator: Validator<TreeJson>,
    pub(super) annotations: Annotations,
}

impl Compiled {
    /// How items are addressed in documents of this version.
    pub fn identity(&self) -> &IdentityKeys {
        &self.annotations.identity
    }

    /// The annotations of the schema.
    pub fn annotations(&self) -> &Annotations {
        &self.annotations
    }
}

/// All schemas that a run knows.
pub struct Registry {
    documents: Documents,
    versions: Vec<Version>,
    /// Parts that are no handoff version: the shared definitions and the summary.
    parts: Vec<(Origin, String)>,
}

impl Registry {
    /// The embedded schemas, and `files` that add to them or override them.
    ///
    /// # Errors
    /// A file that is not JSON, names no version or the version of another file, or does not compile: an unknown
    /// format, a reference out of the set, a pattern that would explode.
    pub fn new(files: &[SchemaFile]) -> Result<Registry, SchemaError> {
        let mut registry = Registry { documents: Documents::new(), versions: Vec::new(), parts: Vec::new() };
        for (path, text) in EMBEDDED {
            registry.add(Origin::Embedded(path), path, text)?;
        }
        let mut named: BTreeMap<String, String> = BTreeMap::new();
        for file in files {
            let Some(version) = registry.add(Origin::File(file.path.clone()), &file.path, &file.text)? else {
                continue;
            };
            if let Some(other) = named.insert(version.clone(), file.path.clone()) {
                return Err(SchemaError::new(
                    &file.path,
                    format!("two files define the version “{version}”; the other is {other}"),
                    "keep one of the two",
                ));
            }
        }
        // Embedded schemas are compiled by a test; those of a user now, so that a broken one stops the run at once.
        for version in &registry.versions {
            if let Origin::File(_) = version.origin {
                registry.compiled(version)?;
            }
        }
        Ok(registry)
    }

    /// Adds one schema and says which version it defines, if any.
    fn add(&mut self, origin: Origin, path: &str, text: &str) -> Result<Option<String>, SchemaError> {
        let schema: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| SchemaError::new(path, format!("this schema is not JSON: {error}"), "correct the file"))?;
        let id = match schema.get("$id").and_then(Value::as_str) {
            Some(id) => id.trim_end_matches('#').to_owned(),
            None => format!("{BASE}schema-dir/{}", path.replace('\\', "/")),
        };
        let id = url::Url::parse(BASE)
            .and_then(|base| base.join(&id))
            .map_err(|error| SchemaError::new(path, format!("its $id is no address: {error}"), "correct $id"))?
            .to_string();
        let version = schema.pointer("/properties/schema_version/const").and_then(Value::as_str).map(str::to_owned);
        let is_version = match (&version, &origin) {
            // The summary is a contract of its own, found inside handoffs only.
            (Some(_), Origin::Embedded(path)) => path.starts_with("handoff/"),
            (Some(_), Origin::File(_)) => true,
            (None, _) => false,
        };
        let is_part = schema.get("properties").is_none() && schema.get("$defs").is_some();
        if version.is_none() && !is_part {
            return Err(SchemaError::new(
                path,
                "this schema does not say which version it is for",
                "give its property schema_version a const, such as \"core-reviewed-term-ai-handoff-v3\"",
            ));
        }
        self.documents.insert(id.clone(), schema);
        match version {
            Some(name) if is_version => {
                self.versions.retain(|known| known.name != name);
                self.versions.push(Version { name: name.clone(), origin, id, compiled: OnceLock::new() });
                self.versions.sort_by_key(|version| (version_number(&version.name), version.name.clone()));
                Ok(Some(name))
            }
            _ => {
                self.parts.push((origin, id));
                Ok(None)
            }
        }
    }

    /// The versions, oldest first.
    pub fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// The schemas that versions refer to: where each comes from, and its `$id`.
    pub fn parts(&self) -> &[(Origin, String)] {
        &self.parts
    }

    /// The version with this exact name.
    pub fn version(&self, name: &str) -> Option<&Version> {
        self.versions.iter().find(|version| version.name == name)
    }

    /// The newest version: the one whose addresses are used where a document's own is not known.
    ///
    /// # Errors
    /// As [`Registry::compiled`].
    pub fn newest(&self) -> Result<&Compiled, SchemaError> {
        self.compiled(self.versions.last().expect("schemas are embedded"))
    }

    /// The schema text of a version or part, as JSON.
    pub fn document(&self, id: &str) -> Option<&Value> {
        self.documents.get(id)
    }

    /// The compiled schema of a version.
    ///
    /// # Errors
    /// Why it does not compile.
    pub fn compiled<'r>(&'r self, version: &'r Version) -> Result<&'r Compiled, SchemaError> {
        version.compiled.get_or_init(|| self.compile(version)).as_ref().map_err(Clone::clone)
    }

    fn compile(&self, version: &Version) -> Result<Compiled, SchemaError> {
        let schema = &self.documents[&version.id];
        let validator =
            options(self.documents.clone()).with_base_uri(version.id.clone()).build(schema).map_err(|error| {
                let path = match &version.origin {
                    Origin::Embedded(path) => path,
                    Origin::File(path) => path.as_str(),
                };
                SchemaError::new(path, format!("this schema cannot be used: {error}"), "correct the schema")
            })?;
        Ok(Compiled { validator, annotations: Annotations::of(&version.id, &self.documents) })
    }
}

/// How every schema is compiled: formats asserted, unknown formats and remote references refused, patterns linear.
fn options(documents: Documents) -> ValidationOptions<'static, std::sync::Arc<dyn Retrieve>, TreeJson> {
    let mut options = jsonschema::options_for::<TreeJson>()
        .with_draft(Draft::Draft202012)
        .should_validate_formats(true)
        .should_ignore_unknown_formats(false)
        .with_pattern_options(PatternOptions::regex())
        .with_keyword(CLOSED, keyword::closed)
        .with_keyword(KNOWN, keyword::known)
        .with_retriever(Embedded(documents));
    for (name, check) in FORMATS {
        options = options.with_format(name, check);
    }
    options
}

/// Answers references from the set; everything else would need a network.
struct Embedded(Documents);

impl Retrieve for Embedded {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        self.0.get(uri.as_str()).cloned().ok_or_else(|| {
            format!("it refers to {uri}, which is not among the schemas; nothing is ever fetched").into()
        })
    }
}

/// The number at the end of a version's name; names without one come first.
pub(super) fn version_number(name: &str) -> Option<u64> {
    name.rsplit_once("-v").and_then(|(_, number)| number.parse().ok())
}
