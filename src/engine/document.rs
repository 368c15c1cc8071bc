//! The map step for one document: bytes in, findings and facts out.
//!
//! Owns the order in which a document is read, matched with a schema and shown to the rules.

use serde::{Deserialize, Serialize};

use super::linter::Linter;
use super::reading::{reading_issues, unreadable};
use crate::corpus::Facts;
use crate::finding::Findings;
use crate::handoff::{Base, Fields, Handoff, Placer};
use crate::json;
use crate::problem::Problem;
use crate::rule::Report;
use crate::schema::{self, Compiled, Dispatch};

/// What the map step leaves of one document: it knows no path filter, severity, ignore or baseline.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Judged {
    /// The version that judged it, if any did.
    pub version: Option<String>,
    /// Whether that is an older one that it declares to keep.
    pub as_declared: bool,
    /// What was found.
    pub findings: Findings,
    /// What it leaves for corpus rules.
    pub facts: Facts,
}

impl Linter {
    /// Judges one document. `path` serves only to guess slug and locale where the document does not say them.
    ///
    /// # Errors
    /// A schema that does not compile: a failure of the set-up.
    pub fn judge(&self, bytes: &[u8], base: Base, path: &str) -> Result<Judged, Problem> {
        self.look(bytes, base, path, true)
    }

    /// What a document leaves for corpus rules, without judging it: for a file that is known and not reported.
    ///
    /// # Errors
    /// Those of [`Linter::judge`].
    pub fn facts(&self, bytes: &[u8], base: Base, path: &str) -> Result<Judged, Problem> {
        let judged = self.look(bytes, base, path, false)?;
        Ok(Judged { findings: Findings::default(), ..judged })
    }

    fn look(&self, bytes: &[u8], base: Base, path: &str, is_judged: bool) -> Result<Judged, Problem> {
        let placer = Placer::new(bytes, base, &self.default_keys);
        let mut judged = Judged::default();
        let text = match json::decode(bytes) {
            Ok(text) => text,
            Err(error) => {
                let end = (error.offset + 1).min(bytes.len());
                let mut finding = unreadable("invalid-encoding", error.message(), error.help());
                finding.place = Some(placer.bytes(error.offset.min(end)..end));
                judged.findings.push(finding);
                judged.facts = Facts::default().with_path(path);
                return Ok(judged);
            }
        };
        let parsed = json::parse(text);
        let complete = reading_issues(&parsed, &placer, &mut judged.findings);
        let Some(root) = parsed.tree.root() else {
            judged.facts = Facts { complete, ..Facts::default() }.with_path(path);
            return Ok(judged);
        };
        let fields = Fields::new(root);
        judged.facts = Facts::of(&fields, complete);
        if !complete {
            judged.facts = judged.facts.with_path(path);
            return Ok(judged);
        }
        let version = match schema::dispatch(&self.registry, root, &placer, self.engine.judge_as_declared) {
            Dispatch::Known(version) => version,
            Dispatch::Declared(version, finding) => {
                judged.as_declared = true;
                judged.findings.push(*finding);
                version
            }
            Dispatch::Refused(finding) => {
                judged.findings.push(*finding);
                judged.facts = judged.facts.with_path(path);
                return Ok(judged);
            }
        };
        if !is_judged {
            return Ok(judged);
        }
        let compiled = self.registry.compiled(version)?;
        judged.version = Some(version.name.clone());
        let placer = Placer::new(bytes, base, compiled.identity());
        self.judge_handoff(&Handoff::new(&fields), compiled, &placer, &mut judged.findings);
        Ok(judged)
    }

    fn judge_handoff(&self, handoff: &Handoff<'_>, schema: &Compiled, placer: &Placer<'_>, findings: &mut Findings) {
        let rule_id = |id: &str| self.metas.get(id).map(|meta| meta.id);
        schema::validate(schema, handoff.root, placer, &self.engine, &rule_id, findings);
        let by_schema = findings.kept.len();
        for (meta, rule) in &self.document_rules {
            rule.check(handoff, &mut Report::new(meta.id, placer, self.today, findings));
        }
        if findings.kept.is_empty() {
            return;
        }
        self.drop_owned(by_schema, findings);
        self.drop_yielding(&mut findings.kept);
    }
}
