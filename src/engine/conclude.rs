//! From the documents of a scope to its result: corpus rules, places, suppressions, counts.
//!
//! Owns the order of these steps. Reads a document again only for what the map step could not know.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::Engine;
use super::base::BaseFindings;
use super::busy::Busy;
use super::documents::{Document, Documents, Fate};
use super::fingerprint::{Fingerprints, Identities};
use super::former::{Former, Formerly};
use super::ignores::{self, Ignores};
use super::linter::Linter;
use super::reread::Reader;
use super::result::{Completeness, ScopeResult};
use super::suppress::{Counts, OfDocument, Suppressions, Verdict};
use crate::baseline::Baseline;
use crate::corpus::Spot;
use crate::discover::{Files, Plan, Source};
use crate::finding::{Finding, Place};
use crate::json::identity::Resolver;
use crate::json::{self, Tree};
use crate::outcome::{NotJudged, Reported, Skipped, Unlisted};
use crate::problem::Problem;
use crate::project::{Part, shown};
use crate::rule::CorpusFinding;
use crate::rules::RULES;

/// A document whose findings are reported.
struct Reporting<'d> {
    reader: &'d Reader<'d>,
    document: &'d Document,
    source: &'d Source,
    linter: &'d Linter,
    identity: &'d str,
}

impl Engine {
    /// Says what is reported of these documents, which are those of `part` and were read from `files`. With a base, what it
    /// had is not reported.
    pub fn conclude(
        &self,
        part: &Part,
        files: &dyn Files,
        documents: &Documents,
        base: Option<&BaseFindings>,
    ) -> ScopeResult {
        let findings = &mut |number: usize| documents.documents[number].findings.kept.clone();
        self.conclude_with(part, files, documents, base, findings)
    }

    /// The same where nobody asks again: findings move into the result instead of being there twice.
    pub fn conclude_once(
        &self,
        part: &Part,
        files: &dyn Files,
        documents: &mut Documents,
        base: Option<&BaseFindings>,
    ) -> ScopeResult {
        let all = documents.documents.iter_mut();
        let mut findings: Vec<Vec<Finding>> = all.map(|document| std::mem::take(&mut document.findings.kept)).collect();
        self.conclude_with(part, files, documents, base, &mut |number| std::mem::take(&mut findings[number]))
    }

    fn conclude_with(
        &self,
        part: &Part,
        files: &dyn Files,
        documents: &Documents,
        base: Option<&BaseFindings>,
        findings: &mut dyn FnMut(usize) -> Vec<Finding>,
    ) -> ScopeResult {
        let plan = &part.plan;
        let reader = &Reader { plan, files, kept: &documents.kept, limit: self.options.max_file_size };
        let mut result = ScopeResult::default();
        for (source, fate) in plan.sources.iter().zip(&documents.fates) {
            match fate {
                Fate::Skipped(reason) if source.reported => {
                    result.summary.skipped.push(Skipped { path: source.shown.clone(), reason: reason.clone() });
                }
                Fate::Skipped(_) | Fate::Own => {}
                Fate::Failed(problem) => result.problems.push(problem.clone()),
                Fate::Read(_) => result.summary.files += usize::from(source.reported),
            }
        }
        if !self.options.allow_empty {
            result.problems.extend(self.nothing_there(plan, documents));
        }
        let is_compared = base.is_some();
        let baseline = self.baseline.as_ref().filter(|_| !is_compared);
        let identities = Identities::of(&documents.corpus);
        let formerly = match base {
            Some(base) => Formerly::of(&base.former(&self.scope.root), &identities),
            None => {
                let recorded = baseline.into_iter().flat_map(Baseline::identities);
                let recorded = recorded.map(|(path, identity)| Former { path: Some(path), identity });
                Formerly::of(&recorded.collect::<Vec<_>>(), &identities)
            }
        };
        let (found, not_judged) = self.linter().reduce_knowing(&documents.corpus, &formerly.renames);
        let mut placed = self.place(reader, documents, found);
        let is_any_reported = documents.reported(plan).next().is_some();
        let summary = &mut result.summary;
        summary.documents = documents.reported(plan).count();
        summary.versions = documents.versions(plan);
        summary.judged_as_declared = documents.reported(plan).filter(|(_, document, _)| document.as_declared).count();
        if is_any_reported {
            summary.not_judged = not_judged;
        }
        result.completeness = self.completeness(part, is_compared, &result.summary.not_judged);
        let ignores = Ignores::new(&self.loaded, self.today, !self.options.no_suppressions);
        let mut suppressions = Suppressions::new(ignores, baseline, self.records, base, &formerly);
        let found = &mut |number| {
            let mut found = findings(number);
            if let Some(placed) = placed.remove(&number) {
                found.extend(placed);
                self.profiles.of(documents.documents[number].source).drop_yielding(&mut found);
            }
            found
        };
        self.report_documents(reader, documents, found, &identities, &mut suppressions, &mut result);
        self.conclude_suppressions(plan, &suppressions, is_compared, &mut result);
        if self.records {
            result.record.known = suppressions.known;
            let paths: HashSet<&str> = result.findings.iter().map(|reported| reported.path.as_str()).collect();
            let identities = documents.identities().filter_map(|(path, identity)| Some((path?, identity)));
            let identities = identities.filter(|(path, _)| paths.contains(path));
            result.record.identities = identities.map(|(path, identity)| (path.to_owned(), identity)).collect();
        }
        result.findings.sort_by(|one, two| one.order().cmp(&two.order()));
        result.baselined.sort_by(|one, two| one.order().cmp(&two.order()));
        result
    }

    /// "Nothing checked" must not look like success.
    fn nothing_there(&self, plan: &Plan, documents: &Documents) -> Vec<Problem> {
        let empty = |holds: &[usize]| !holds.iter().any(|source| documents.is_read(*source));
        let help = "name another folder, or pass --allow-empty; -v says what was skipped";
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

    /// The findings of corpus rules about documents that are reported, by the number of the document.
    fn place(
        &self,
        reader: &Reader<'_>,
        documents: &Documents,
        found: Vec<CorpusFinding>,
    ) -> HashMap<usize, Vec<Finding>> {
        let (linter, plan) = (self.linter(), reader.plan);
        let mut by_document: BTreeMap<usize, Vec<CorpusFinding>> = BTreeMap::new();
        for finding in found {
            by_document.entry(finding.document).or_default().push(finding);
        }
        let of = |number: usize| &documents.documents[number];
        by_document.retain(|number, _| plan.sources[of(*number).source].reported);
        let bytes_of = |number: usize| reader.document(of(number));
        // What a thousand documents have in common, each of them shows in one and the same other, which is read once.
        let mut wanted: HashMap<usize, HashSet<&Spot>> = HashMap::new();
        for (other, _) in by_document.values().flatten().flat_map(|found| &found.related) {
            wanted.entry(other.document).or_default().insert(&other.spot);
        }
        let look = |(number, spots): (usize, HashSet<&Spot>)| {
            let spots: Vec<Spot> = spots.into_iter().cloned().collect();
            let places = match bytes_of(number) {
                Some(bytes) => linter.places_in(&bytes, of(number).base, &spots),
                None => Vec::new(),
            };
            (number, spots.into_iter().zip(places).collect::<HashMap<Spot, Option<Place>>>())
        };
        let seen: HashMap<usize, HashMap<Spot, Option<Place>>> = wanted.into_par_iter().map(look).collect();
        let elsewhere = |number: usize, spot: &Spot| {
            let place = seen.get(&number)?.get(spot)?.clone()?;
            Some((plan.sources[of(number).source].path.clone(), place))
        };
        let of_document = |(number, found)| {
            let _busy = Busy::with(&plan.sources[of(number).source].shown);
            let bytes = bytes_of(number);
            (number, linter.place(found, bytes.as_deref(), of(number).base, &elsewhere))
        };
        by_document.into_par_iter().map(of_document).collect()
    }

    /// What was looked at to its end. A comparison reports a part only.
    fn completeness(&self, part: &Part, is_compared: bool, not_judged: &[NotJudged]) -> Completeness {
        let linter = self.linter();
        let is_judged = |rule: &str| not_judged.iter().all(|other| other.rule != rule);
        let is_settled = |rule: &&str| linter.severity_of_rule(rule).is_some() && is_judged(rule);
        Completeness {
            is_whole: !is_compared && part.is_whole(&self.current),
            rules: RULES.iter().map(|rule| rule.meta.id).filter(is_settled).collect(),
        }
    }

    /// Passes the findings of every document through the chain of suppressions.
    fn report_documents(
        &self,
        reader: &Reader<'_>,
        documents: &Documents,
        found: &mut dyn FnMut(usize) -> Vec<Finding>,
        identities: &Identities<'_>,
        suppressions: &mut Suppressions<'_>,
        result: &mut ScopeResult,
    ) {
        for (number, document, source) in documents.reported(reader.plan) {
            let identity = identities.of_document(number);
            let linter = self.profiles.of(document.source);
            let reporting = Reporting { reader, document, source, linter, identity: &identity };
            let findings = found(number);
            let by_path = (document.line.is_none() && identity != source.path).then_some(source.path.as_str());
            let below = self.scope.below_root(&source.path);
            let mut chain = suppressions.of_document(number, below, &source.path, by_path);
            self.report_unlisted(&reporting, &mut chain, result);
            self.report(&reporting, findings, &mut chain, result);
        }
    }

    /// Counts findings that were too many to be listed.
    fn report_unlisted(&self, reporting: &Reporting<'_>, chain: &mut OfDocument<'_, '_>, result: &mut ScopeResult) {
        let source = reporting.source;
        for (rule, number) in reporting.document.findings.dropped() {
            let Some(severity) = reporting.linter.severity_of_rule(rule) else { continue };
            let Counts { new, ignored, baselined, old } = chain.counts(rule, number);
            let summary = &mut result.summary;
            summary.ignored += ignored;
            summary.baselined += baselined;
            summary.old += old;
            summary.count(severity, new);
            if new > 0 {
                summary.unlisted.push(Unlisted {
                    path: source.path.clone(),
                    shown_path: source.shown.clone(),
                    rule,
                    severity,
                    count: new,
                });
            }
        }
    }

    /// Gives the findings of one document their severity and fingerprint.
    fn report(
        &self,
        reporting: &Reporting<'_>,
        mut findings: Vec<Finding>,
        chain: &mut OfDocument<'_, '_>,
        result: &mut ScopeResult,
    ) {
        let &Reporting { reader, document, source, linter, identity } = reporting;
        // For entries that ignore findings only: read once, however many there are.
        let (bytes, tree, resolver) = (OnceCell::<Option<Arc<[u8]>>>::new(), OnceCell::new(), OnceCell::new());
        let meanings = |at: &str| {
            let bytes: Option<&[u8]> = bytes.get_or_init(|| reader.document(document)).as_deref();
            let text = bytes.and_then(|bytes| json::decode(bytes).ok());
            let tree: &Option<Tree<'_>> = tree.get_or_init(|| text.map(|text| json::parse(text).tree));
            let keys = linter.identity_keys(document.version.as_deref());
            let resolver: &Option<Resolver<'_>> =
                resolver.get_or_init(|| tree.as_ref().map(|tree| Resolver::new(tree, keys)));
            resolver.as_ref().map_or(0, |resolver| resolver.meanings(at))
        };
        findings.sort_by(|one, two| order(one).cmp(&order(two)));
        let mut fingerprints = Fingerprints::new(identity);
        for finding in findings {
            let fingerprint = fingerprints.next(&finding);
            if linter.severity(&finding).is_none() {
                continue;
            }
            let verdict = chain.verdict(&finding, &fingerprint, meanings);
            let summary = &mut result.summary;
            let counted = match verdict {
                Verdict::Ignored => &mut summary.ignored,
                Verdict::Old => &mut summary.old,
                Verdict::Baselined => &mut summary.baselined,
                Verdict::New => {
                    let reported = reported(linter, finding, source, document.line, fingerprint.text);
                    result.report(reported);
                    continue;
                }
            };
            *counted += 1;
            if verdict == Verdict::Baselined {
                result.baselined.extend(reported(linter, finding, source, document.line, fingerprint.text));
            }
        }
    }

    /// Says which suppressions suppress nothing any more, where everything was looked at.
    fn conclude_suppressions(
        &self,
        plan: &Plan,
        suppressions: &Suppressions<'_>,
        is_compared: bool,
        result: &mut ScopeResult,
    ) {
        if !result.completeness.is_whole || !self.options.only.is_empty() {
            return;
        }
        let settled = result.completeness.rules.clone();
        if let Some(baseline) = self.baseline.as_ref().filter(|_| !is_compared) {
            result.summary.paid = suppressions.fixed(baseline, |rule| settled.contains(rule));
        }
        if self.loaded.config.ignores.is_empty() {
            return;
        }
        let Some(source) = ignores::source_of(&self.scope, &self.current) else { return };
        let paths: Vec<&str> = plan.sources.iter().filter_map(|source| self.scope.below_root(&source.path)).collect();
        let findings = suppressions.ignores.outlived(&self.loaded.text, |rule| settled.contains(rule), &paths);
        let mut fingerprints = Fingerprints::new(&source.path);
        for finding in findings {
            let fingerprint = fingerprints.next(&finding);
            let reported = reported(self.linter(), finding, &source, None, fingerprint.text);
            result.report(reported);
        }
    }
}

impl ScopeResult {
    /// Reports a finding at its level; none where that is off.
    fn report(&mut self, reported: Option<Reported>) {
        if let Some(reported) = reported {
            self.summary.count(reported.severity, 1);
            self.findings.push(reported);
        }
    }
}

fn reported(
    linter: &Linter,
    finding: Finding,
    source: &Source,
    document: Option<usize>,
    fingerprint: String,
) -> Option<Reported> {
    let severity = linter.severity(&finding)?;
    let group = linter.meta(finding.rule)?.group;
    let (path, shown_path) = (source.path.clone(), source.shown.clone());
    Some(Reported { finding, path, shown_path, document, group, severity, fingerprint })
}

/// The order of findings in one document: by place, then by rule.
fn order(finding: &Finding) -> (usize, usize, &'static str, &str) {
    let place = finding.place.as_ref().map_or((0, 0), |place| (place.start.byte, place.end.byte));
    (place.0, place.1, finding.rule, &finding.subject)
}
