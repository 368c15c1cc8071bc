//! From the documents of a scope to its result: corpus rules, places, suppressions, counts.
//!
//! Owns the order of these steps, and what of them is done again after a document was replaced. Reads a document again only
//! for what the map step could not know.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::Engine;
use super::base::BaseFindings;
use super::counted::Counted;
use super::documents::{Documents, InputState};
use super::fingerprint::{Fingerprints, Identities};
use super::former::{FormerDocument, FormerIdentities};
use super::ignores::{self, Ignores};
use super::reread::Reader;
use super::result::{Completeness, KnownRecords, ScopeResult};
use super::standing::Standing;
use super::states::{FindingStates, Reporting, reported};
use super::suppress::Suppressions;
use crate::baseline::Baseline;
use crate::corpus::Changes;
use crate::discover::{Files, Plan};
use crate::finding::{Finding, Findings};
use crate::outcome::{NotChecked, ReportedFinding, Skipped};
use crate::problem::Problem;
use crate::project::{Part, shown};

/// What a conclusion is drawn from, beside the documents.
#[derive(Clone, Copy)]
pub struct Given<'g> {
    /// The part of the project to which the documents belong.
    pub part: &'g Part,
    /// Where the documents were read from.
    pub files: &'g dyn Files,
    /// What a revision had: it is not reported.
    pub base: Option<&'g BaseFindings>,
}

impl Engine {
    /// Says what is reported of these documents.
    ///
    /// After [`Documents::replace`] it may be asked again, with the same part and the same base: then only what the change
    /// concerns is worked out anew.
    pub fn conclude(&self, given: Given<'_>, documents: &mut Documents) -> ScopeResult {
        documents.corpus.expect_changes();
        let changes = documents.corpus.take_changes();
        let mut standing = std::mem::take(&mut documents.standing);
        standing.is_kept = true;
        let found = &mut |number: usize| documents.documents[number].findings.kept.clone();
        self.update(given, documents, &mut standing, changes, found);
        let result = self.sum_up(given, documents, &standing, standing.states.iter().map(|(at, it)| (*at, it.clone())));
        documents.standing = standing;
        result
    }

    /// The same where nobody asks again: findings move into the result instead of being there twice.
    pub fn conclude_once(&self, given: Given<'_>, documents: &mut Documents) -> ScopeResult {
        let all = documents.documents.iter_mut();
        let mut findings: Vec<Vec<Finding>> = all.map(|document| std::mem::take(&mut document.findings.kept)).collect();
        let mut standing = Standing::default();
        let found = &mut |number: usize| std::mem::take(&mut findings[number]);
        self.update(given, documents, &mut standing, Changes::everything(), found);
        let states = std::mem::take(&mut standing.states);
        self.sum_up(given, documents, &standing, states.into_iter())
    }

    /// Brings what is known up to date.
    fn update(
        &self,
        given: Given<'_>,
        documents: &Documents,
        standing: &mut Standing,
        changes: Changes,
        findings: &mut dyn FnMut(usize) -> Vec<Finding>,
    ) {
        let Given { part: Part { plan, .. }, files, base } = given;
        let reader = &Reader { plan, files, kept: &documents.kept, limit: self.options.max_file_size };
        let corpus = &documents.corpus;
        let linter = self.linter();
        let missing = linter.missing_for(corpus);
        let mut changes = match !standing.is_drawn || missing != standing.missing {
            true => Changes { documents: changes.documents, ..Changes::everything() },
            false => changes,
        };
        let identities = Identities::of(corpus);
        let baseline = self.baseline.as_ref().filter(|_| base.is_none());
        let base = base.map(|base| base.of(&self.scope.root));
        let former: Vec<FormerDocument<'_>> = match &base {
            Some(base) => base.documents(),
            None => {
                let recorded = baseline.into_iter().flat_map(Baseline::identities);
                recorded.map(|(path, identity)| FormerDocument { path: Some(path), identity }).collect()
            }
        };
        if changes.everything {
            // Who a document was, and what its findings are known by, changes with terms only.
            let former_identities = FormerIdentities::of(&former, &identities);
            *standing =
                Standing { is_drawn: true, is_kept: standing.is_kept, former_identities, ..Standing::default() };
        }
        let pointing = standing.pointing_at(&changes.documents);
        for (rule, document) in &pointing {
            linter.check_again(&mut changes, rule, *document);
        }
        let reduced = linter.reduce_changed(corpus, &standing.former_identities.renames, &changes, missing.as_deref());
        standing.missing = missing;
        let mut touched = standing.take(linter, reduced, &changes);
        touched.extend(changes.documents.iter().copied().chain(pointing.iter().map(|(_, document)| *document)));
        let is_reported = |number: &usize| {
            let document = documents.documents.get(*number);
            document.is_some_and(|document| plan.sources[document.source].reported)
        };
        let touched: Vec<usize> = match changes.everything {
            true => (0..documents.documents.len()).filter(is_reported).collect(),
            false => touched.into_iter().filter(is_reported).collect(),
        };
        let found = match standing.is_kept {
            true => touched.iter().filter_map(|at| standing.found.get(at)).flatten().cloned().collect(),
            false => std::mem::take(&mut standing.found).into_values().flatten().collect(),
        };
        let mut located = self.locate(reader, documents, found);
        let ignores = Ignores::new(&self.loaded, self.today, !self.options.no_suppressions);
        let recorded = baseline.map(|baseline| (baseline, Counted::of(baseline, &former)));
        let suppressions =
            Suppressions::new(ignores, recorded, self.records, base.as_ref(), &standing.former_identities);
        for number in touched {
            let document = &documents.documents[number];
            let (source, linter) = (&plan.sources[document.source], self.profiles.of(document.source));
            let (mut findings, mut yielded) = (findings(number), Vec::new());
            if let Some(located) = located.remove(&number) {
                findings.extend(located);
                yielded = linter.drop_yielding(&mut findings);
            }
            let yielded = || document.findings.yielded.iter().chain(&yielded);
            let mut states = FindingStates::default();
            let is_counted = document.findings.omitted().next().is_some();
            if !findings.is_empty() || yielded().next().is_some() || is_counted {
                let identity = identities.of_document(number);
                let below = self.scope.below_root(&source.path);
                let by_path = (document.line.is_none() && identity != source.path).then_some(source.path.as_str());
                let chain = suppressions.of_document(number, below, &source.path, &identity, by_path);
                let reporting = Reporting {
                    line: document.line,
                    mapped: &document.findings,
                    source,
                    page: document.page.as_deref(),
                    linter,
                    identity: &identity,
                    locale: corpus.members()[number].facts.locale.as_deref(),
                };
                states = reporting.states(findings, yielded(), chain);
            }
            match states.is_empty() {
                true => standing.states.remove(&number),
                false => standing.states.insert(number, states),
            };
        }
        let is_whole = base.is_none() && given.part.is_whole(&self.current);
        let orphans = if is_whole { self.orphan_pages(corpus) } else { Vec::new() };
        standing.orphans = orphans
            .into_iter()
            .map(|(source, finding)| {
                let below = self.scope.below_root(&source.path);
                let chain = suppressions.of_document(usize::MAX, below, &source.path, &source.path, None);
                let reporting = Reporting {
                    line: None,
                    mapped: &Findings::default(),
                    source: &source,
                    page: None,
                    linter,
                    identity: &source.path,
                    locale: None,
                };
                let states = reporting.states(vec![finding], std::iter::empty(), chain);
                (source.path, states)
            })
            .collect();
    }

    /// Adds up what is reported of each document.
    fn sum_up(
        &self,
        given: Given<'_>,
        documents: &Documents,
        standing: &Standing,
        states: impl Iterator<Item = (usize, FindingStates)>,
    ) -> ScopeResult {
        let Given { part: part @ Part { plan, .. }, base, .. } = given;
        let mut result = ScopeResult { rules_of: self.rules_of, ..ScopeResult::default() };
        for (source, fate) in plan.sources.iter().zip(&documents.fates) {
            match fate {
                InputState::Skipped(reason) if source.reported => {
                    result.summary.skipped.push(Skipped { path: source.shown.clone(), reason: reason.clone() });
                }
                InputState::Skipped(_) | InputState::Own => {}
                InputState::Failed(problem) => result.problems.push(Problem::clone(problem)),
                InputState::Read(_) => result.summary.files += usize::from(source.reported),
            }
        }
        if !self.options.allow_empty {
            result.problems.extend(self.nothing_there(plan, documents));
        }
        let is_compared = base.is_some();
        let summary = &mut result.summary;
        summary.documents = documents.reported(plan).count();
        summary.versions = documents.versions(plan);
        summary.locales = documents.locales(plan);
        summary.checked_as_declared = documents.reported(plan).filter(|(_, document, _)| document.as_declared).count();
        if documents.reported(plan).next().is_some() {
            summary.not_checked.clone_from(&standing.not_checked);
            summary.not_checked.extend(self.pages_not_checked());
        }
        result.completeness = self.completeness(part, is_compared, &result.summary.not_checked);
        let mut ignores = Ignores::new(&self.loaded, self.today, !self.options.no_suppressions);
        let (mut all_known, mut all_rewritten) = (KnownRecords::new(), KnownRecords::new());
        let mut all_counted = HashMap::new();
        let of_document = |number: usize| plan.sources[documents.documents[number].source].path.as_str();
        let of_pages = standing.orphans.iter().map(|(path, states)| (path.as_str(), states.clone()));
        for (path, states) in states.map(|(number, states)| (of_document(number), states)).chain(of_pages) {
            ignores.note(&states.uses, path);
            all_known.extend(states.known);
            all_rewritten.extend(states.rewritten);
            for (recorded, number) in states.counted {
                *all_counted.entry(recorded).or_default() += number;
            }
            for unlisted in &states.unlisted {
                let of_document = result.counted.entry(states.identity.clone()).or_default();
                *of_document.entry(unlisted.rule).or_default() += unlisted.count;
            }
            let summary = &mut result.summary;
            for reported in &states.findings {
                summary.count(reported.severity, reported.new_in, 1);
            }
            for unlisted in &states.unlisted {
                summary.count(unlisted.severity, unlisted.new_in, unlisted.count);
            }
            summary.ignored += states.ignored;
            summary.baselined += states.baselined;
            summary.old += states.old;
            summary.unlisted.extend(states.unlisted);
            result.findings.extend(states.findings);
            result.baselined.extend(states.recorded);
        }
        self.conclude_suppressions(plan, &ignores, &all_known, is_compared, &mut result);
        result.used_ignores = ignores.used();
        result.summary.recorded_formerly = all_rewritten.len();
        result.record.known = all_known;
        if self.records {
            result.record.rewritten = all_rewritten;
            result.record.counted = all_counted;
            let paths: HashSet<&str> = result.findings.iter().map(|reported| reported.path.as_str()).collect();
            let identities = documents.identities().filter_map(|(path, identity)| Some((path?, identity)));
            let identities = identities.filter(|(path, _)| paths.contains(path));
            result.record.identities = identities.map(|(path, identity)| (path.to_owned(), identity)).collect();
        }
        let in_order = |one: &Arc<ReportedFinding>, two: &Arc<ReportedFinding>| one.order().cmp(&two.order());
        result.findings.sort_by(in_order);
        result.baselined.sort_by(in_order);
        result
    }

    /// "Nothing checked" must not look like success.
    fn nothing_there(&self, plan: &Plan, documents: &Documents) -> Vec<Problem> {
        let empty = |holds: &[usize]| !holds.iter().any(|source| documents.is_read(*source));
        let help = "name another folder, or pass --allow-empty; -v lists what was skipped";
        let folders = plan.folders.iter().filter(|folder| empty(&folder.holds));
        let mut problems: Vec<Problem> =
            folders.map(|folder| Problem::new("there is no handoff here", help).in_file(&folder.shown)).collect();
        let is_known =
            || (0..plan.sources.len()).any(|number| plan.sources[number].in_corpus && documents.is_read(number));
        if let (true, Some(file)) = (problems.is_empty() && plan.has_include, &self.scope.file)
            && !is_known()
        {
            let problem = Problem::new("include matches no handoff", "correct include, or pass --allow-empty");
            problems.push(problem.in_file(shown(file, &self.current)));
        }
        problems
    }

    /// What was looked at to its end. A comparison reports a part only.
    fn completeness(&self, part: &Part, is_compared: bool, not_checked: &[NotChecked]) -> Completeness {
        let linter = self.linter();
        let is_checked = |rule: &str| not_checked.iter().all(|other| other.rule != rule);
        let is_complete = |rule: &&str| linter.severity_of_rule(rule).is_some() && is_checked(rule);
        Completeness {
            is_whole: !is_compared && part.is_whole(&self.current),
            rules: self.loaded.config.declarations().iter().map(|rule| rule.meta.id).filter(is_complete).collect(),
        }
    }

    /// Says which suppressions suppress nothing any more, where everything was looked at.
    fn conclude_suppressions(
        &self,
        plan: &Plan,
        ignores: &Ignores<'_>,
        known: &KnownRecords,
        is_compared: bool,
        result: &mut ScopeResult,
    ) {
        if !result.completeness.is_whole || !self.options.only.is_empty() {
            return;
        }
        let complete = result.completeness.rules.clone();
        if let Some(baseline) = self.baseline.as_ref().filter(|_| !is_compared) {
            result.summary.fixed = Suppressions::fixed(baseline, known, |rule| complete.contains(rule));
        }
        if self.loaded.config.ignores.is_empty() {
            return;
        }
        let Some(source) = ignores::source_of(&self.scope, &self.current) else { return };
        let paths: Vec<&str> = plan.sources.iter().filter_map(|source| self.scope.below_root(&source.path)).collect();
        let findings = ignores.stale_entries(&self.loaded.text, |rule| complete.contains(rule), &paths);
        let mut fingerprints = Fingerprints::new(&source.path);
        for finding in findings {
            let fingerprint = fingerprints.next(&finding);
            if let Some(reported) = reported(self.linter(), finding, &source, None, fingerprint.text) {
                result.summary.count(reported.severity, reported.new_in, 1);
                result.findings.push(Arc::new(reported));
            }
        }
    }
}
