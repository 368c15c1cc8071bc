//! The map step for one document: bytes in, findings and facts out.
//!
//! Owns the order in which a document is read, matched with a schema and shown to the rules.

use serde::{Deserialize, Serialize};

use super::linter::Linter;
use super::reading::{reading_issues, unreadable};
use crate::corpus::Facts;
use crate::finding::Findings;
use crate::handoff::{DocumentOffset, Fields, Handoff, Locator};
use crate::json;
use crate::problem::Problem;
use crate::rule::Reporter;
use crate::schema::{self, Compiled, Dispatch};

/// What the map step leaves of one document: it knows no path filter, severity, ignore or baseline.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct DocumentResult {
    /// The version that checked it, if any did.
    pub version: Option<String>,
    /// Whether that is an older one that it declares to keep.
    pub as_declared: bool,
    /// What was found.
    pub findings: Findings,
    /// What it leaves for corpus rules.
    pub facts: Facts,
}

impl Linter {
    /// Checks one document. `path` serves only to guess slug and locale where the document does not say them.
    ///
    /// # Errors
    /// A schema that does not compile: a failure of the set-up.
    pub fn check(&self, bytes: &[u8], base: DocumentOffset, path: &str) -> Result<DocumentResult, Problem> {
        self.look(bytes, base, path, true)
    }

    /// What a document leaves for corpus rules, without checking it: for a file that is known and not reported.
    ///
    /// # Errors
    /// Those of [`Linter::check`].
    pub fn facts(&self, bytes: &[u8], base: DocumentOffset, path: &str) -> Result<DocumentResult, Problem> {
        let result = self.look(bytes, base, path, false)?;
        Ok(DocumentResult { findings: Findings::default(), ..result })
    }

    fn look(
        &self,
        bytes: &[u8],
        base: DocumentOffset,
        path: &str,
        is_checked: bool,
    ) -> Result<DocumentResult, Problem> {
        let locator = Locator::new(bytes, base, &self.default_keys);
        let mut result = DocumentResult::default();
        let text = match json::decode(bytes) {
            Ok(text) => text,
            Err(error) => {
                let end = (error.offset + 1).min(bytes.len());
                let mut finding = unreadable("invalid-encoding", error.message(), error.help());
                finding.location = Some(locator.bytes(error.offset.min(end)..end));
                result.findings.push(finding);
                result.facts = Facts::default().with_path(path);
                return Ok(result);
            }
        };
        let parsed = json::parse(text);
        let complete = reading_issues(&parsed, &locator, &mut result.findings);
        let Some(root) = parsed.tree.root() else {
            result.facts = Facts { complete, ..Facts::default() }.with_path(path);
            return Ok(result);
        };
        let fields = Fields::new(root);
        result.facts = Facts::of(&fields, complete);
        if !complete {
            result.facts = result.facts.with_path(path);
            return Ok(result);
        }
        let version = match schema::dispatch(&self.registry, root, &locator, self.engine.check_as_declared) {
            Dispatch::Known(version) => version,
            Dispatch::Declared(version, finding) => {
                result.as_declared = true;
                result.findings.push(*finding);
                version
            }
            Dispatch::Refused(finding) => {
                result.findings.push(*finding);
                result.facts = result.facts.with_path(path);
                return Ok(result);
            }
        };
        if !is_checked {
            return Ok(result);
        }
        let compiled = self.registry.compiled(version)?;
        result.version = Some(version.name.clone());
        let locator = Locator::new(bytes, base, compiled.identity());
        self.check_handoff(&Handoff::new(&fields), compiled, &locator, &mut result.findings);
        Ok(result)
    }

    fn check_handoff(&self, handoff: &Handoff<'_>, schema: &Compiled, locator: &Locator<'_>, findings: &mut Findings) {
        let rule_id = |id: &str| self.metas.get(id).map(|meta| meta.id);
        schema::validate(schema, handoff.root, locator, &self.engine, &rule_id, findings);
        let by_schema = findings.kept.len();
        for (meta, rule) in &self.document_rules {
            rule.check(handoff, &mut Reporter::new(meta.id, locator, self.today, findings));
        }
        if findings.kept.is_empty() {
            return;
        }
        self.drop_owned(by_schema, findings);
        let yielded = self.drop_yielding(&mut findings.kept);
        findings.yielded.extend(yielded);
    }
}
