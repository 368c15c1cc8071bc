//! Which schema checks a document: the one that the document itself names, decided before anything is validated.
//!
//! Owns the words for versions that are missing, unknown or none. Never falls back to another version by itself.

use super::registry::{Compiled, Registry, Version, version_number};
use super::value::kind_name;
use crate::finding::{Finding, Related, Severity};
use crate::handoff::{AtKey, AtOwner, Locate, Locator};
use crate::json::{Kind, Member, Node};
use crate::words::{is_hidden, list, nearest, quote};

/// What the version of a document leads to.
pub enum Dispatch<'r> {
    /// The schema that the document names.
    Known(&'r Version),
    /// The named version is unknown, but the document declares that it keeps an older one: checked as that, by choice.
    Declared(&'r Version, Box<Finding>),
    /// No schema checks the document; the finding says why.
    Refused(Box<Finding>),
}

/// Finds the schema for the document below `root`. With `check_as_declared`, a document of an unknown version is
/// checked as the newest known version that its own `compat` block declares.
pub fn dispatch<'r>(
    registry: &'r Registry,
    root: Node<'_>,
    locator: &Locator<'_>,
    check_as_declared: bool,
) -> Dispatch<'r> {
    if root.kind() != Kind::Object {
        let message = format!("the document is {}, not a handoff", kind_name(root.kind()));
        let location = match root.kind() {
            Kind::Array => AtOwner(root).locate(locator),
            _ => root.locate(locator),
        };
        return refuse(
            Finding::new("wrong-type", message, Some(location)),
            "start the document with { and end it with }",
        );
    }
    let Some(named) = root.get("schema_version") else {
        return refuse_missing(registry, root, locator);
    };
    let Some(name) = named.as_str() else {
        let message =
            format!("schema_version is {}, so no version of the contract can be chosen", kind_name(named.kind()));
        let finding = Finding::new("missing-version", message, Some(named.locate(locator)));
        return refuse(finding, format!("write one of {}", known(registry)));
    };
    if let Some(version) = registry.version(&name) {
        return Dispatch::Known(version);
    }
    // There never was a version 0.
    let Some(number) = version_number(&name).filter(|number| *number > 0) else {
        // A line break is shown as `\n`.
        let is_invisible = |character: &char| is_hidden(*character) && !character.is_control();
        let message = match name.chars().find(is_invisible) {
            Some(hidden) => {
                let visible: String = name.chars().filter(|character| !is_invisible(character)).collect();
                let code = u32::from(hidden);
                format!("schema_version {} contains an invisible character (U+{code:04X})", quote(&visible))
            }
            None => format!("{} is not a version of the contract", quote(&name)),
        };
        let mut finding = Finding::new("malformed-version", message, Some(named.locate(locator)));
        finding.label = "not a version".to_owned();
        let help = match near(registry, &name) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("write one of {}", known(registry)),
        };
        return refuse(finding, help);
    };
    let newest = registry.versions().iter().filter_map(|version| version_number(&version.name)).max();
    let message = match Some(number) > newest {
        true => format!("{} is newer than this termlint supports", quote(&name)),
        false => format!("{} is a version that this termlint does not know", quote(&name)),
    };
    let mut finding = Finding::new("unknown-version", message, Some(named.locate(locator)));
    finding.label = "unknown version".to_owned();
    finding.subject = name.to_string();
    let declared = declared(registry, root).filter(|_| check_as_declared);
    match declared {
        Some(version) => {
            finding.message.push_str(&format!("; checked as {}", version.name));
            finding.help = "update termlint, or put the schema of this version into schema-dir".to_owned();
            Dispatch::Declared(version, Box::new(finding))
        }
        None => refuse(
            finding,
            format!("update termlint, or put the schema of this version into schema-dir (known: {})", known(registry)),
        ),
    }
}

/// The newest known version that the document's `compat` block declares to keep.
fn declared<'r>(registry: &'r Registry, root: Node<'_>) -> Option<&'r Version> {
    let declared = root.get("compat")?.get("backward_compatible_schema_versions")?;
    let names: Vec<_> = declared.items().filter_map(|name| name.as_str()).collect();
    registry.versions().iter().rev().find(|version| names.iter().any(|name| **name == *version.name))
}

/// A document without a version: at the key that is a slip of it, else at the document.
fn refuse_missing<'r>(registry: &Registry, root: Node<'_>, locator: &Locator<'_>) -> Dispatch<'r> {
    let keys: Vec<_> = root.members().filter_map(|member| Some((member.key.as_str()?, member))).take(100).collect();
    let near = nearest("schema_version", keys.iter().map(|(name, _)| &**name));
    match keys.iter().find(|(name, _)| near == Some(&**name)) {
        Some((written, member)) => {
            let message = format!(
                "the document does not say which version of the contract it follows: it has no “schema_version”, but has {}",
                quote(written)
            );
            let finding = Finding::new("missing-version", message, Some(AtKey(*member).locate(locator)));
            refuse(finding, "rename the field to \"schema_version\"")
        }
        None => {
            let message = "the document does not say which version of the contract it follows";
            let finding = Finding::new("missing-version", message, Some(AtOwner(root).locate(locator)));
            refuse(finding, format!("add \"schema_version\", one of {}", known(registry)))
        }
    }
}

/// The known version that was meant by something that is none: `v1`, or a slip of the hand.
fn near<'r>(registry: &'r Registry, written: &str) -> Option<&'r str> {
    let names = || registry.versions().iter().map(|version| &*version.name);
    let short = format!("-{}", written.trim().to_lowercase());
    nearest(written, names()).or_else(|| names().find(|name| name.ends_with(&short)))
}

/// A document that names one version of the contract in `schema_version` and another in `version`.
pub(super) struct TwoVersions<'a> {
    schema_version: Node<'a>,
    version: Node<'a>,
    /// How many fields on top of the document the schema of `schema_version` misses or does not know. One may be a slip;
    /// several show that the other version is the right one, and that the schema has nothing to say of the document.
    pub misfits: usize,
}

impl<'a> TwoVersions<'a> {
    /// Reads them from the document below `root`, of which `schema` is the one that `schema_version` names.
    pub fn of(schema: &Compiled, root: Node<'a>) -> Option<TwoVersions<'a>> {
        let is_version = |node: &Node<'_>| node.as_str().is_some_and(|name| version_number(&name).is_some());
        let schema_version = root.get("schema_version").filter(is_version)?;
        let version = root.get("version").filter(is_version)?;
        if schema_version.as_str() == version.as_str() {
            return None;
        }
        let fields = schema.annotations.facts_at("")?;
        let is_known = |member: &Member<'_>| fields.members.iter().any(|name| member.key.is_str(name));
        let unknown = root.members().filter(|member| !is_known(member)).count();
        let missing = fields.required.iter().filter(|name| root.get(name).is_none()).count();
        Some(TwoVersions { schema_version, version, misfits: unknown + missing })
    }

    /// At the one that is wrong.
    pub fn finding(&self, locator: &Locator<'_>) -> Finding {
        let (schema_version, version) = (("schema_version", self.schema_version), ("version", self.version));
        let ((wrong, node), (right, other)) = match self.misfits > 1 {
            true => (schema_version, version),
            false => (version, schema_version),
        };
        let [found, meant] = [node, other].map(|node| quote(&node.as_str().unwrap_or_default()));
        let message = format!("{wrong} is {found}, but {right} is {meant}");
        let mut finding = Finding::new("unexpected-value", message, Some(node.locate(locator)));
        finding.label = format!("not the version in {right}");
        finding.help = format!("write {meant} in both fields");
        let label = format!("the version in {right}");
        finding.related.push(Related { path: None, location: other.locate(locator), label });
        finding
    }
}

fn known(registry: &Registry) -> String {
    let names: Vec<String> = registry.versions().iter().map(|version| format!("\"{}\"", version.name)).collect();
    list(&names, "or")
}

fn refuse<'r>(mut finding: Finding, help: impl Into<String>) -> Dispatch<'r> {
    finding.help = help.into();
    finding.min_severity = Some(Severity::Error);
    Dispatch::Refused(Box::new(finding))
}
