//! Which versions of the handoff contract there are, and a compiled validator for each.
//!
//! Owns the embedded schemas and those of `--schema-dir`. A schema is compiled when the first document asks for it.
//! No schema is ever fetched: a reference that leads out of the set is an error.

use std::sync::{Arc, OnceLock};

use jsonschema::Validator;
use serde_json::Value;
use url::Url;

use super::annotations::Annotations;
use super::bundle::bundle;
use super::compiler::{Known, options};
use super::reference::Documents;
use super::refusal;
use super::representation::TreeJson;
use super::screen::{Idle, Screen};
use crate::json::Node;
use crate::problem::Problem;
use crate::words::quote;

/// The base of all `$id`s. A reserved name (RFC 2606): nothing is ever fetched from it.
pub const BASE: &str = "https://termlint.example/schemas/";

/// What every handoff version starts with.
pub const HANDOFF_PREFIX: &str = "core-reviewed-term-ai-handoff-v";

/// What every summary version starts with: a contract of its own, but found inside handoffs only.
const SUMMARY_PREFIX: &str = "core-reviewed-term-summary-v";

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

/// Where a schema comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is part of the program; the path is below `schemas/`.
    Embedded(&'static str),
    /// A file of `--schema-dir`.
    File(String),
}

impl Origin {
    fn path(&self) -> &str {
        match self {
            Origin::Embedded(path) => path,
            Origin::File(path) => path,
        }
    }
}

/// One schema of the set.
pub struct Version {
    /// The value of `schema_version` that chooses it.
    pub name: Arc<str>,
    /// Where it comes from.
    pub origin: Origin,
    /// Its `$id`.
    pub id: String,
    annotations: Arc<Annotations>,
    screen: OnceLock<Option<Screen>>,
    compiled: OnceLock<Result<Compiled, Problem>>,
}

impl Version {
    /// The annotations of its schema.
    pub fn annotations(&self) -> &Annotations {
        &self.annotations
    }
}

/// A schema, ready to check.
pub struct Compiled {
    /// The version that it checks.
    pub(super) name: Arc<str>,
    pub(super) validator: Validator<TreeJson>,
    pub(super) annotations: Arc<Annotations>,
}

impl Compiled {
    /// The annotations of the schema.
    pub fn annotations(&self) -> &Annotations {
        &self.annotations
    }
}

/// All schemas that a run knows.
pub struct Registry {
    documents: Arc<Documents>,
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
    pub fn new(files: &[SchemaFile]) -> Result<Registry, Problem> {
        let mut set = Set { documents: Documents::new(), names: Vec::new(), parts: Vec::new() };
        for (path, text) in EMBEDDED {
            set.add(Origin::Embedded(path), text).map_err(|refusal| refusal.in_file(path))?;
        }
        for file in files {
            set.add(Origin::File(file.path.clone()), &file.text).map_err(|refusal| refusal.in_file(&file.path))?;
        }
        let documents = Arc::new(set.documents);
        let version = |(name, origin, id): (String, Origin, String)| {
            let annotations = Arc::new(Annotations::of(&id, Arc::clone(&documents)));
            Version { name: name.into(), origin, id, annotations, screen: OnceLock::new(), compiled: OnceLock::new() }
        };
        let versions = set.names.into_iter().map(version).collect();
        let registry = Registry { documents, versions, parts: set.parts };
        // Embedded schemas are compiled by a test; those of a user now, so that a broken one stops the run at once. A part
        // of theirs may break an embedded version as well.
        for version in &registry.versions {
            let is_newest = std::ptr::eq(version, registry.newest());
            if matches!(version.origin, Origin::File(_)) || is_newest && !files.is_empty() {
                registry.compiled(version)?;
            }
        }
        Ok(registry)
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
        self.versions.iter().find(|version| *version.name == *name)
    }

    /// The newest version: the one whose addresses are used where a document's own is not known.
    pub fn newest(&self) -> &Version {
        self.versions.last().expect("schemas are embedded")
    }

    /// The schema text of a version or part, as JSON.
    pub fn document(&self, id: &str) -> Option<&Value> {
        self.documents.get(id)
    }

    /// The schema of a version or part, with all that it refers to, as one document.
    ///
    /// # Errors
    /// There is none with this `$id`, or one document cannot hold it.
    pub fn bundle(&self, id: &str) -> Result<Value, Problem> {
        bundle(id, &self.documents)
    }

    /// Whether a quick look tells that the document below `root` has no failure of its schema of which anybody is told. Where it
    /// does not, the [`compiled`](Registry::compiled) schema decides.
    pub fn passes(&self, version: &Version, root: Node<'_>, idle: Idle) -> bool {
        self.screen(version).is_some_and(|screen| screen.passes(root, idle))
    }

    fn screen<'r>(&self, version: &'r Version) -> Option<&'r Screen> {
        version.screen.get_or_init(|| Screen::of(&version.id, &self.documents)).as_ref()
    }

    #[cfg(test)]
    pub(super) fn has_screen(&self, version: &Version) -> bool {
        self.screen(version).is_some()
    }

    /// The compiled schema of a version.
    ///
    /// # Errors
    /// Why it does not compile.
    pub fn compiled<'r>(&'r self, version: &'r Version) -> Result<&'r Compiled, Problem> {
        version.compiled.get_or_init(|| self.compile(version)).as_ref().map_err(Clone::clone)
    }

    fn compile(&self, version: &Version) -> Result<Compiled, Problem> {
        let validator = options()
            .with_retriever(Known(self.documents.clone()))
            .with_base_uri(version.id.clone())
            .build(&self.documents[&version.id])
            .map_err(|error| refusal::of_error(&error).in_file(version.origin.path()))?;
        Ok(Compiled { name: Arc::clone(&version.name), validator, annotations: Arc::clone(&version.annotations) })
    }
}

/// The schemas of a registry while it is built.
struct Set {
    documents: Documents,
    /// What each version is called, where it comes from, and its `$id`.
    names: Vec<(String, Origin, String)>,
    parts: Vec<(Origin, String)>,
}

impl Set {
    fn add(&mut self, origin: Origin, text: &str) -> Result<(), Problem> {
        let schema: Value = serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(text))
            .map_err(|error| Problem::new(format!("this schema is not JSON: {error}"), "correct the file"))?;
        // Embedded schemas are checked by a test.
        if let Origin::File(_) = origin {
            refusal::check(&schema)?;
        }
        let id = id_of(&schema, origin.path())?;
        let name = schema.pointer("/properties/schema_version/const").and_then(Value::as_str).map(str::to_owned);
        let is_part = match &name {
            Some(name) => name.starts_with(SUMMARY_PREFIX),
            None if schema.get("properties").is_none() && schema.get("$defs").is_some() => true,
            None => {
                return Err(Problem::new(
                    "this schema does not say which version it is for",
                    "give its property schema_version a const, such as \"core-reviewed-term-ai-handoff-v3\"",
                ));
            }
        };
        self.check_twins(&origin, &id, name.as_deref().filter(|_| !is_part))?;
        self.documents.insert(id.clone(), schema);
        match name.filter(|_| !is_part) {
            Some(name) => {
                self.names.retain(|(known, ..)| *known != name);
                self.names.push((name, origin, id));
                self.names.sort_by_key(|(name, ..)| (version_number(name), name.clone()));
            }
            None => {
                self.parts.retain(|(_, known)| *known != id);
                self.parts.push((origin, id));
            }
        }
        Ok(())
    }

    /// A file may take the place of an embedded schema, but not of another file, nor of another version.
    fn check_twins(&self, origin: &Origin, id: &str, name: Option<&str>) -> Result<(), Problem> {
        let is_file = |origin: &Origin| matches!(origin, Origin::File(_));
        let same_name = self.names.iter().find(|(known, origin, _)| Some(known.as_str()) == name && is_file(origin));
        if let Some((known, other, _)) = same_name {
            let message = format!("{} defines the version {} too", quote(other.path()), quote(known));
            return Err(Problem::new(message, "keep one of the two files"));
        }
        let versions = self.names.iter().map(|(name, origin, id)| (origin, id, Some(name.as_str())));
        let parts = self.parts.iter().map(|(origin, id)| (origin, id, None));
        let same_id = versions
            .chain(parts)
            .find(|(other, known, named)| *known == id && (is_file(other) || is_file(origin) && *named != name));
        match same_id {
            None => Ok(()),
            Some((other, _, named)) => {
                let what = named.map_or_else(|| other.path().to_owned(), str::to_owned);
                let message = format!("its $id is that of the schema for {}", quote(&what));
                Err(Problem::new(message, "give it an $id of its own"))
            }
        }
    }
}

/// The address of a schema; one without `$id` has its path for an address, so that files can refer to each other.
fn id_of(schema: &Value, path: &str) -> Result<String, Problem> {
    let is_wrong =
        |_| Problem::new("its $id is not an address", format!("write one such as \"{BASE}handoff/v3.json\""));
    let mut id = Url::parse(BASE).map_err(is_wrong)?;
    match schema.get("$id").and_then(Value::as_str) {
        Some(given) => id = id.join(given).map_err(is_wrong)?,
        None => {
            if let Ok(mut segments) = id.path_segments_mut() {
                segments.pop_if_empty().push("schema-dir").extend(path.split(['/', '\\']));
            }
        }
    }
    id.set_fragment(None);
    Ok(id.to_string())
}

/// The number of a handoff version; one too large to count is the largest. Nothing for other names.
pub(super) fn version_number(name: &str) -> Option<u64> {
    let digits = name.strip_prefix(HANDOFF_PREFIX)?;
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
    (is_number && !digits.is_empty()).then(|| digits.parse().unwrap_or(u64::MAX))
}
