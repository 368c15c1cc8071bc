//! The rules of a run: which of them are needed, with which options, at which level.
//!
//! Owns the choice. What a rule does is its own file's, what is done with it that of the rooms beside this one.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::Value;

use crate::corpus::Extras;
use crate::finding::{Finding, Severity};
use crate::handoff::TextFeatures;
use crate::problem::Problem;
use crate::rule::{CorpusRule, CustomRules, Declaration, DocumentRule, Instance, Kind, Level, Meta, PageRule, Release};
use crate::schema::{EngineOptions, Registry};

/// A rule as a run wants it.
pub struct RuleSelection {
    /// The rule.
    pub declaration: &'static Declaration,
    /// Its level in this run.
    pub level: Level,
    /// Its options, where the configuration gives any.
    pub options: Option<Value>,
}

/// The rules of a run, with their options and levels, over the schemas of a run.
pub struct Linter {
    pub(super) registry: Arc<Registry>,
    pub(super) levels: HashMap<&'static str, Level>,
    pub(super) metas: HashMap<&'static str, &'static Meta>,
    pub(super) document_rules: Vec<RunningRule>,
    /// Those that are off, and run only where a rule that yields to them has reported something.
    pub(super) waiting_rules: Vec<RunningRule>,
    /// Those that look at a document and its page, where it has one.
    pub(super) page_rules: Vec<(&'static Meta, Box<dyn PageRule>)>,
    pub(super) corpus_rules: Vec<(&'static Meta, Box<dyn CorpusRule>)>,
    /// What rules over all documents ask for, be it in another linter of the scope.
    pub(super) extras: Extras,
    /// The rules that the configuration declares, where one of them is on.
    pub(super) custom_rules: Option<Arc<CustomRules>>,
    pub(super) engine: EngineOptions,
    /// Under `--only`, every rule that was asked for speaks, whoever else does.
    pub(super) only: bool,
    /// The release whose findings count.
    rules_of: Release,
    pub(super) today: NaiveDate,
}

/// A document rule that may run.
pub(super) struct RunningRule {
    pub(super) meta: &'static Meta,
    pub(super) rule: Box<dyn DocumentRule>,
    /// [`Meta::seeks`], or everything where the options of the rule look for more.
    pub(super) seeks: TextFeatures,
}

impl RunningRule {
    fn new(meta: &'static Meta, rule: Box<dyn DocumentRule>) -> Self {
        let seeks = if rule.seeks_more() { TextFeatures::ALL } else { meta.seeks };
        RunningRule { meta, rule, seeks }
    }
}

impl Linter {
    /// Builds the rules with their options. With `only`, no rule yields to another.
    ///
    /// # Errors
    /// A rule whose options do not fit, with its id as the path: the configuration has checked them before.
    pub fn new(
        registry: impl Into<Arc<Registry>>,
        wanted: Vec<RuleSelection>,
        only: bool,
        today: NaiveDate,
    ) -> Result<Linter, Problem> {
        let mut linter = Linter {
            registry: registry.into(),
            levels: wanted.iter().map(|wanted| (wanted.declaration.meta.id, wanted.level)).collect(),
            metas: wanted.iter().map(|wanted| (wanted.declaration.meta.id, wanted.declaration.meta)).collect(),
            document_rules: Vec::new(),
            waiting_rules: Vec::new(),
            page_rules: Vec::new(),
            corpus_rules: Vec::new(),
            extras: Extras::NONE,
            custom_rules: None,
            engine: EngineOptions::default(),
            only,
            rules_of: Release::current(),
            today,
        };
        // A rule that is off runs only if one that is needed yields to it all the same.
        let mut needed: Vec<&'static str> = wanted
            .iter()
            .filter(|wanted| wanted.level != Level::Off)
            .map(|wanted| wanted.declaration.meta.id)
            .collect();
        if !only {
            let mut next = 0;
            while next < needed.len() {
                for better in linter.metas.get(needed[next]).into_iter().flat_map(|meta| meta.better()) {
                    if !needed.contains(&better) && linter.owns(better) {
                        needed.push(better);
                    }
                }
                next += 1;
            }
        }
        // What a corpus rule will find is not known yet when a document is checked.
        let is_corpus = |meta: &Meta| meta.kind == Kind::Corpus;
        let by_corpus = needed.iter().filter_map(|id| linter.metas.get(id)).filter(|meta| is_corpus(meta));
        let by_corpus: Vec<&str> = by_corpus.flat_map(|meta| meta.better()).collect();
        for wanted in &wanted {
            let waits = wanted.level == Level::Off && !by_corpus.contains(&wanted.declaration.meta.id);
            let meta = wanted.declaration.meta;
            let built = wanted.declaration.build(wanted.options.as_ref());
            let instance = built.map_err(|message| Problem::new(message, "").in_file(meta.id))?;
            let is_needed = needed.contains(&meta.id);
            if !is_needed {
                linter.engine.idle_rules.insert(meta.id);
            }
            match instance {
                Instance::Engine(options) => linter.engine_option(meta.id, &options),
                Instance::Document(rule) if is_needed => {
                    let rules = if waits { &mut linter.waiting_rules } else { &mut linter.document_rules };
                    rules.push(RunningRule::new(meta, rule));
                }
                Instance::Corpus(rule) if is_needed => linter.corpus_rules.push((meta, rule)),
                Instance::Page(rule) if is_needed => linter.page_rules.push((meta, rule)),
                Instance::Document(_) | Instance::Page(_) | Instance::Corpus(_) => {}
            }
        }
        linter.extras = linter.corpus_rules.iter().fold(Extras::NONE, |extras, (meta, _)| extras.or(meta.extras));
        Ok(linter)
    }

    /// The same for a project in which the findings of a release count. Without this, nothing is new.
    #[must_use]
    pub fn with_rules_of(self, rules_of: Release) -> Linter {
        Linter { rules_of, ..self }
    }

    /// The same with the rules that the configuration declares, at these levels.
    #[must_use]
    pub fn with_custom(mut self, custom: &Arc<CustomRules>, level: impl Fn(&str) -> Level) -> Linter {
        for rule in custom.iter() {
            self.levels.insert(rule.meta.id, level(rule.meta.id));
            self.metas.insert(rule.meta.id, rule.meta);
        }
        let is_needed = custom.iter().any(|rule| self.severity_of_rule(rule.meta.id).is_some());
        self.custom_rules = is_needed.then(|| Arc::clone(custom));
        self
    }

    fn engine_option(&mut self, id: &str, options: &Value) {
        let allowed = || {
            let list = options.get("allow").and_then(Value::as_array).into_iter().flatten();
            list.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        match id {
            "unknown-field" => self.engine.allowed_fields = allowed(),
            "unlisted-value" => self.engine.allowed_values = allowed(),
            "unknown-version" => {
                self.engine.check_as_declared = options.get("judge-as").and_then(Value::as_str) == Some("declared")
            }
            _ => {}
        }
    }

    /// The schemas of the run.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The rule's facts, if it is part of the run.
    pub fn meta(&self, id: &str) -> Option<&'static Meta> {
        self.metas.get(id).copied()
    }

    /// Whether other rules yield to this one in this run: it is on, or of a group in which that does not matter.
    pub(super) fn owns(&self, id: &str) -> bool {
        self.severity_of_rule(id).is_some() || self.metas.get(id).is_some_and(|meta| meta.group.owns_when_off())
    }

    /// The release that brought a kind of finding, where that is later than the one whose findings count; `None` is the main
    /// kind of a rule.
    pub fn new_in(&self, rule: &str, kind: Option<&str>) -> Option<Release> {
        if self.rules_of >= Release::current() {
            return None;
        }
        let since = self.metas.get(rule)?.since_of(kind);
        (since > self.rules_of).then_some(since)
    }

    /// The severity of a finding in this run; `None` when it is not reported. What is new is at most a warning.
    pub fn severity(&self, finding: &Finding) -> Option<Severity> {
        let level = self.levels.get(finding.rule).copied().unwrap_or(Level::Off);
        // Under --only, what makes a file unreadable still speaks: nothing else could be checked.
        let severity = finding.severity(level.severity())?;
        Some(self.capped(severity, finding.rule, finding.kind))
    }

    /// The severity of findings of a kind that were counted but not kept.
    pub fn severity_of_kind(&self, rule: &str, kind: Option<&str>) -> Option<Severity> {
        Some(self.capped(self.severity_of_rule(rule)?, rule, kind))
    }

    fn capped(&self, severity: Severity, rule: &str, kind: Option<&str>) -> Severity {
        match self.new_in(rule, kind) {
            Some(_) => severity.min(Severity::Warning),
            None => severity,
        }
    }

    /// The severity that the level of a rule gives its findings.
    pub fn severity_of_rule(&self, id: &str) -> Option<Severity> {
        self.levels.get(id).copied().unwrap_or(Level::Off).severity()
    }
}
