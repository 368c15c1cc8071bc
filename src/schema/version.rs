//! Which schema judges a document: the one that the document itself names, decided before anything is validated.
//!
//! Owns the words for versions that are missing, unknown or none. Never falls back to another version by itself.

use super::registry::{HANDOFF_PREFIX, Registry, Version, version_number};
use crate::finding::{Finding, Severity};
use crate::handoff::{AtOwner, Locate, Placer};
use crate::json::{Kind, Node};
use crate::words::{list, nearest, quote};

/// What the version of a document leads to.
pub enum Dispatch<'r> {
    /// The schema that the document names.
    Known(&'r Version),
    /// The named version is unknown, but the document declares that it keeps an older one: judged as that, by choice.
    Declared(&'r Version, Box<Finding>),
    /// No schema judges the document; the finding says why.
    Refused(Box<Finding>),
}

/// Finds the schema for the document below `root`. With `judge_as_declared`, a document of an unknown version is
/// judged as the newest known version that its own `compat` block declares.
pub fn dispatch<'r>(
    registry: &'r Registry,
    root: Node<'_>,
    placer: &Placer<'_>,
    judge_as_declared: bool,
) -> Dispatch<'r> {
    if root.kind() != Kind::Object {
        let what = super::issue::kind_name(root.kind());
        let finding =
            Finding::new("wrong-type", format!("the document is {what}, not a handoff"), Some(root.locate(placer)));
        return refuse(finding, "start the document with { and end it with }");
    }
    let named = root.get("schema_version");
    let Some(named) = named else {
        let finding = Finding::new(
            "missing-version",
            "the document does not say which version of the contract it follows",
            Some(AtOwner(root).locate(placer)),
        );
        return refuse(finding, format!("add \"schema_version\", one of {}", known(registry)));
    };
    let Some(name) = named.as_str() else {
        let what = super::issue::kind_name(named.kind());
        let finding = Finding::new(
            "missing-version",
            format!("schema_version is {what}, so no version of the contract can be chosen"),
            Some(named.locate(placer)),
        );
        return refuse(finding, format!("write one of {}", known(registry)));
    };
    if let Some(version) = registry.version(&name) {
        return Dispatch::Known(version);
    }
    let newest = registry.versions().iter().filter_map(|version| version_number(&version.name)).max();
    let is_newer = name.starts_with(HANDOFF_PREFIX) && version_number(&name) > newest;
    if !is_newer {
        let names = registry.versions().iter().map(|version| version.name.as_str());
        let mut finding = Finding::new(
            "malformed-version",
            format!("{} is no version of the contract", quote(&name)),
            Some(named.locate(placer)),
        );
        let help = match nearest(&name, names) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("write one of {}", known(registry)),
        };
        finding.label = "not a version".to_owned();
        return refuse(finding, help);
    }
    let mut finding = Finding::new(
        "unknown-version",
        format!("{} is newer than this termlint", quote(&name)),
        Some(named.locate(placer)),
    );
    finding.label = "unknown version".to_owned();
    finding.subject = name.to_string();
    let declared = declared(registry, root).filter(|_| judge_as_declared);
    match declared {
        Some(version) => {
            finding.message.push_str(&format!("; judged as {}", version.name));
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
    registry.versions().iter().rev().find(|version| names.iter().any(|name| *name == version.name))
}

fn known(registry: &Registry) -> String {
    let names: Vec<String> = registry.versions().iter().map(|version| format!("\"{}\"", version.name)).collect();
    list(&names, "or")
}

fn refuse<'r>(mut finding: Finding, help: impl Into<String>) -> Dispatch<'r> {
    finding.help = help.into();
    finding.at_least = Some(Severity::Error);
    Dispatch::Refused(Box::new(finding))
}
