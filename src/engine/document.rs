//! The map step for one document: bytes in, findings and facts out.
//!
//! Owns the order in which a document is read, matched with a schema and shown to the rules.

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::companion::{Companions, PageSeen};
use super::linter::{Linter, RunningRule};
use super::reading::{reading_issues, unreadable};
use crate::corpus::Facts;
use crate::finding::Findings;
use crate::handoff::{DocumentOffset, Fields, Handoff, Locator};
use crate::json;
use crate::problem::Problem;
use crate::rule::Reporter;
use crate::schema::{self, Dispatch};

/// What the map step leaves of one document: it knows no path filter, severity, ignore or baseline.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct DocumentResult {
    /// The version that checked it, if any did.
    pub version: Option<Arc<str>>,
    /// Whether that is an older one that it declares to keep.
    pub as_declared: bool,
    /// What was found.
    pub findings: Findings,
    /// What it leaves for corpus rules.
    pub facts: Facts,
    /// The page that it was compared with, or that was looked for.
    pub page: Option<Box<PageSeen>>,
}

impl Linter {
    /// Checks one document. `path` serves only to guess slug and locale where the document does not say them.
    ///
    /// # Errors
    /// A schema that does not compile: a failure of the set-up.
    pub fn check(&self, bytes: &[u8], base: DocumentOffset, path: &str) -> Result<DocumentResult, Problem> {
        self.look(bytes, base, path, Some(None))
    }

    /// The same, beside the page that was rendered from the document.
    ///
    /// # Errors
    /// Those of [`Linter::check`].
    pub fn check_beside(
        &self,
        bytes: &[u8],
        base: DocumentOffset,
        path: &str,
        pages: &dyn Companions,
    ) -> Result<DocumentResult, Problem> {
        self.look(bytes, base, path, Some(Some(pages)))
    }

    /// What a document leaves for corpus rules, without checking it: for a file that is known and not reported.
    ///
    /// # Errors
    /// Those of [`Linter::check`].
    pub fn facts(&self, bytes: &[u8], base: DocumentOffset, path: &str) -> Result<DocumentResult, Problem> {
        let result = self.look(bytes, base, path, None)?;
        Ok(DocumentResult { findings: Findings::default(), ..result })
    }

    /// Reads a document. It is checked if `checked` is something: beside its page, if that says where pages are.
    fn look(
        &self,
        bytes: &[u8],
        base: DocumentOffset,
        path: &str,
        checked: Option<Option<&dyn Companions>>,
    ) -> Result<DocumentResult, Problem> {
        let locator = Locator::new(bytes, base, self.registry.newest().annotations());
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
        let handoff = checked.map(|_| Handoff::new(&fields));
        result.facts = Facts::of(&fields, handoff.as_ref(), complete, self.extras);
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
        let Some(handoff) = handoff else { return Ok(result) };
        result.version = Some(Arc::clone(&version.name));
        let locator = Locator::new(bytes, base, version.annotations());
        if !self.registry.passes(version, root, self.engine.idle()) {
            let rule_id = |id: &str| self.metas.get(id).map(|meta| meta.id);
            let compiled = self.registry.compiled(version)?;
            schema::validate(compiled, root, &locator, &self.engine, &rule_id, &mut result.findings);
        }
        self.check_handoff(&handoff, &locator, path, checked.flatten(), &mut result);
        Ok(result)
    }

    fn check_handoff(
        &self,
        handoff: &Handoff<'_>,
        locator: &Locator<'_>,
        path: &str,
        pages: Option<&dyn Companions>,
        result: &mut DocumentResult,
    ) {
        let by_schema = result.findings.kept.len();
        for running in &self.document_rules {
            self.run(running, handoff, locator, &mut result.findings);
        }
        if let Some(custom) = &self.custom_rules {
            let is_on = |id: &str| self.severity_of_rule(id).is_some();
            custom.check(is_on, handoff, locator, self.today, &mut result.findings);
        }
        if let Some(pages) = pages {
            self.check_page(handoff, locator, path, pages, result);
        }
        let findings = &mut result.findings;
        if findings.kept.is_empty() {
            return;
        }
        self.run_waiting(handoff, locator, findings);
        self.drop_owned(by_schema, findings);
        let yielded = self.drop_yielding(&mut findings.kept);
        findings.yielded.extend(yielded);
    }

    fn run(&self, running: &RunningRule, handoff: &Handoff<'_>, locator: &Locator<'_>, findings: &mut Findings) {
        if handoff.features().has(running.seeks) {
            running.rule.check(handoff, &mut Reporter::new(running.meta.id, locator, self.today, findings));
        }
    }

    /// Runs the rules that are off to which a rule yields that has reported something here; and to these, others in turn.
    fn run_waiting(&self, handoff: &Handoff<'_>, locator: &Locator<'_>, findings: &mut Findings) {
        let mut waiting: Vec<&RunningRule> = self.waiting_rules.iter().collect();
        let mut known = 0;
        while known < findings.kept.len() && !waiting.is_empty() {
            let reported: HashSet<&str> = findings.kept[known..].iter().map(|finding| finding.rule).collect();
            let better: HashSet<&str> =
                reported.iter().filter_map(|rule| self.metas.get(rule)).flat_map(|meta| meta.better()).collect();
            known = findings.kept.len();
            waiting.retain(|running| {
                let is_better = better.contains(running.meta.id);
                if is_better {
                    self.run(running, handoff, locator, findings);
                }
                !is_better
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::linter::RuleSelection;
    use super::*;
    use crate::rule::Level;
    use crate::rules::{self, RULES};
    use crate::schema::Registry;

    const CHURN_RATE: &str = include_str!("../../fixtures/corpus/en-US/churn-rate/ai.json");

    /// The rules that leave a finding of a document, where one of them has another level.
    fn found(document: &str, rule: &str, level: Level) -> Vec<&'static str> {
        assert!(rules::find(rule).is_some());
        let level_of = |id: &str, own: Level| if id == rule { level } else { own };
        let wanted = RULES.iter().map(|declaration| RuleSelection {
            declaration,
            level: level_of(declaration.meta.id, declaration.meta.level),
            options: None,
        });
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let linter = Linter::new(Registry::new(&[]).unwrap(), wanted.collect(), false, today).unwrap();
        let result = linter.check(document.as_bytes(), DocumentOffset::default(), "en-US/churn-rate/ai.json").unwrap();
        result.findings.kept.iter().chain(&result.findings.yielded).map(|finding| finding.rule).collect()
    }

    #[test]
    fn nothing_is_built_for_a_rule_that_is_off() {
        let document = CHURN_RATE.replacen("\"relation_type\": \"next\"", "\"relation_type\": \"successor\"", 1);
        assert_ne!(document, CHURN_RATE);
        let as_published = found(CHURN_RATE, "unlisted-value", Level::Warning);
        assert_eq!(found(&document, "unlisted-value", Level::Warning)[..1], ["unlisted-value"]);
        assert_eq!(found(&document, "unlisted-value", Level::Off), as_published);
    }
}
