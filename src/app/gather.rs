//! Judgement of the sources of one scope: map in parallel, reduce, place, count.
//!
//! Owns what a run gathers. Judgement itself is `lint`'s.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use super::cache::Cache;
use super::check::Run;
use super::configuration::{self, Loaded, Scope};
use super::crash::Busy;
use super::ignores::{self, Here, Ignores};
use super::judges::Judges;
use super::judging::{Record, Verdict, document_bytes, judge_source};
use crate::baseline::{Baseline, Index, short};
use crate::corpus::{Corpus, Judgeable, Member, Outside, Spot};
use crate::discover::{Plan, Source};
use crate::finding::{Finding, Place, Severity};
use crate::fingerprint::{Fingerprints, Identities};
use crate::json::identity::Resolver;
use crate::json::{self, Tree};
use crate::lint::Linter;
use crate::outcome::{NotJudged, Reported, Skipped, Unlisted};
use crate::problem::Problem;

/// What the sources of one scope are judged by.
pub(super) struct Job<'j> {
    pub(super) scope: &'j Scope,
    pub(super) loaded: &'j Loaded,
    pub(super) judges: &'j Judges,
    pub(super) outside: &'j Outside,
    pub(super) baseline: Option<&'j Baseline>,
}

/// One document whose findings are reported.
struct Document<'d> {
    source: &'d Source,
    record: &'d Record,
    linter: &'d Linter,
    identity: &'d str,
}

impl Run<'_> {
    pub(super) fn judge_all(&mut self, job: &Job<'_>, plan: Plan) {
        let limit = self.options.max_file_size;
        let others = plan.sources.iter().filter(|source| !source.reported).count();
        let scope = job.scope;
        let cache = if self.options.cache { Cache::open(&scope.root, &scope.boundary, others) } else { Cache::none() };
        let counter = &*self.counter;
        counter.expect(plan.sources.len());
        let judge = |(number, source)| {
            let verdict = judge_source(source, job.judges.of(number), &cache, limit);
            counter.judged_one();
            verdict
        };
        let verdicts: Vec<Verdict> = self.pool.install(|| plan.sources.par_iter().enumerate().map(judge).collect());
        cache.close();
        let mut records = Vec::new();
        let mut hashes = vec![0; plan.sources.len()];
        let mut is_judged = vec![false; plan.sources.len()];
        for (index, (source, verdict)) in plan.sources.iter().zip(verdicts).enumerate() {
            match verdict {
                Verdict::Skipped(reason) => {
                    if source.reported {
                        self.skipped.push(Skipped { path: source.shown.clone(), reason });
                    }
                }
                Verdict::Failed(problem) => self.problems.push(problem),
                Verdict::Judged(judged, hash) => {
                    hashes[index] = hash;
                    is_judged[index] = true;
                    self.summary.files += usize::from(source.reported);
                    records.extend(judged.into_iter().map(|record| Record { source: index, ..record }));
                }
            }
        }
        if !self.options.allow_empty {
            self.nothing_there(job.scope, &plan, &is_judged);
        }
        let mut ignores = Ignores::new(job.loaded, self.today, !self.options.no_suppressions);
        self.gather(job, &plan, records, &mut ignores);
        self.settle(job, &plan);
        self.judge_ignores(job, &plan, &ignores);
        for (source, hash) in plan.sources.into_iter().zip(hashes) {
            if source.reported {
                self.sources.insert(source.path.clone(), (source, hash));
            }
        }
    }

    /// "Nothing checked" must not look like success.
    fn nothing_there(&mut self, scope: &Scope, plan: &Plan, is_judged: &[bool]) {
        let empty = |holds: &[usize]| !holds.iter().any(|source| is_judged[*source]);
        let before = self.problems.len();
        for folder in plan.folders.iter().filter(|folder| empty(&folder.holds)) {
            self.problems.push(Problem {
                path: folder.shown.clone(),
                ..Problem::new(
                    "there is no handoff here",
                    "name another folder, or pass --allow-empty; -v says what was skipped",
                )
            });
        }
        let is_known = || plan.sources.iter().zip(is_judged).any(|(source, judged)| source.in_corpus && *judged);
        if let (true, Some(file)) = (self.problems.len() == before && plan.has_include, &scope.file)
            && !is_known()
        {
            self.problems.push(Problem {
                path: configuration::shown(file, &self.current),
                ..Problem::new("include matches no handoff", "correct include, or pass --allow-empty")
            });
        }
    }

    /// Reduces, places and counts.
    fn gather(&mut self, job: &Job<'_>, plan: &Plan, mut records: Vec<Record>, ignores: &mut Ignores<'_>) {
        let linter = job.judges.of_all();
        let baseline = job.baseline.map(Baseline::index);
        let baseline = baseline.as_ref();
        let members: Vec<Member> = records
            .iter_mut()
            .map(|record| {
                let source = &plan.sources[record.source];
                let facts = std::mem::take(&mut record.judged.facts);
                let path = match record.line {
                    Some(line) => format!("{}:{line}", source.path),
                    None => source.path.clone(),
                };
                Member { facts, path, digest: record.hash, reported: source.reported, in_corpus: source.in_corpus }
            })
            .collect();
        // An empty corpus is a mistake of the set-up: that nothing resolves in it says nothing about a document.
        let judgeable = match &plan.judgeable {
            Judgeable::Whole if !members.iter().any(|member| member.in_corpus) => {
                Judgeable::No("the corpus holds no handoff".to_owned())
            }
            judgeable => judgeable.clone(),
        };
        let corpus = Corpus::new(members, judgeable).with_outside(job.outside.clone());
        let (found, not_judged) = self.pool.install(|| linter.reduce(&corpus));
        let mut by_document: BTreeMap<usize, Vec<_>> = BTreeMap::new();
        for finding in found {
            by_document.entry(finding.document).or_default().push(finding);
        }
        let limit = self.options.max_file_size;
        by_document.retain(|number, _| plan.sources[records[*number].source].reported);
        let bytes_of = |number: usize| {
            let record: &Record = &records[number];
            document_bytes(&plan.sources[record.source], record, limit)
        };
        let mut placed: HashMap<usize, Vec<Finding>> = self.pool.install(|| {
            // What a thousand documents have in common, each of them shows in one and the same other, which is read once.
            let mut wanted: HashMap<usize, HashSet<&Spot>> = HashMap::new();
            for other in by_document.values().flatten().flat_map(|found| &found.related) {
                wanted.entry(other.document).or_default().insert(&other.spot);
            }
            let look = |(number, spots): (usize, HashSet<&Spot>)| {
                let spots: Vec<Spot> = spots.into_iter().cloned().collect();
                let places = match bytes_of(number) {
                    Some(bytes) => linter.places_in(&bytes, records[number].base, &spots),
                    None => Vec::new(),
                };
                (number, spots.into_iter().zip(places).collect::<HashMap<Spot, Option<Place>>>())
            };
            let seen: HashMap<usize, HashMap<Spot, Option<Place>>> = wanted.into_par_iter().map(look).collect();
            let elsewhere = |number: usize, spot: &Spot| {
                let place = seen.get(&number)?.get(spot)?.clone()?;
                Some((plan.sources[records[number].source].path.clone(), place))
            };
            let of_document = |(number, found)| {
                let record: &Record = &records[number];
                let _busy = Busy::with(&plan.sources[record.source].shown);
                let bytes = bytes_of(number);
                (number, linter.place(found, bytes.as_deref(), record.base, &elsewhere))
            };
            by_document.into_par_iter().map(of_document).collect()
        });
        let reported: Vec<&Record> = records.iter().filter(|record| plan.sources[record.source].reported).collect();
        self.summary.documents += reported.len();
        for (version, number) in crate::lint::count_versions(reported.iter().map(|record| &record.judged)) {
            *self.summary.versions.entry(version).or_insert(0) += number;
        }
        self.summary.judged_as_declared += reported.iter().filter(|record| record.judged.as_declared).count();
        self.not_judged(not_judged, !reported.is_empty());
        let identities = Identities::of(&corpus);
        for (number, record) in records.iter_mut().enumerate() {
            let source = &plan.sources[record.source];
            if !source.reported {
                continue;
            }
            let mut findings = std::mem::take(&mut record.judged.findings);
            let identity = identities.of_document(&corpus.members()[number].facts, &source.path, record.line);
            let document = Document { source, record, linter: job.judges.of(record.source), identity: &identity };
            if let Some(placed) = placed.remove(&number) {
                findings.kept.extend(placed);
                document.linter.drop_yielding(&mut findings.kept);
            }
            let mut here = ignores.of_document(job.scope.below_root(&source.path), &source.path);
            self.add_unlisted(&document, findings.dropped(), &mut here, baseline);
            self.add(&document, findings.kept, &mut here, baseline);
        }
        // Nobody waits until the facts of a million documents are freed.
        self.pool.spawn(move || drop(corpus));
    }

    /// Counts findings that were too many to be listed.
    fn add_unlisted(
        &mut self,
        document: &Document<'_>,
        dropped: impl Iterator<Item = (&'static str, usize)>,
        ignores: &mut Here<'_, '_>,
        baseline: Option<&Index<'_>>,
    ) {
        let source = document.source;
        for (rule, dropped) in dropped {
            let Some(severity) = document.linter.severity_of_rule(rule) else { continue };
            if ignores.hides_all(rule) {
                self.summary.ignored += dropped;
                continue;
            }
            let known = baseline.map_or(0, |baseline| baseline.more(&source.path, rule)).min(dropped);
            self.summary.baselined += known;
            let dropped = dropped - known;
            if dropped > 0 {
                self.count(severity, dropped);
                self.summary.unlisted.push(Unlisted {
                    path: source.path.clone(),
                    shown_path: source.shown.clone(),
                    rule,
                    severity,
                    count: dropped,
                });
            }
        }
    }

    /// Reports the entries of the configuration that ignore nothing any more, where everything was looked at.
    fn judge_ignores(&mut self, job: &Job<'_>, plan: &Plan, ignores: &Ignores<'_>) {
        if job.loaded.config.ignores.is_empty() || !self.settled.is_all(self.options) {
            return;
        }
        let Some((source, hash)) = ignores::source_of(job.scope, job.loaded, &self.current) else { return };
        let paths: Vec<&str> = plan.sources.iter().filter_map(|source| job.scope.below_root(&source.path)).collect();
        let findings = ignores.outlived(&job.loaded.text, |rule| self.settled.holds(rule), &paths);
        let mut fingerprints = Fingerprints::new(&source.path);
        let linter = job.judges.of_all();
        for finding in findings {
            let fingerprint = fingerprints.next(&finding);
            self.report(linter, finding, &source, None, fingerprint);
        }
        self.sources.insert(source.path.clone(), (source, hash));
    }

    fn not_judged(&mut self, not_judged: Vec<NotJudged>, any_reported: bool) {
        if any_reported {
            self.summary.not_judged.extend(not_judged);
            self.summary.not_judged.sort();
            self.summary.not_judged.dedup();
        }
    }

    pub(super) fn count(&mut self, severity: Severity, number: usize) {
        match severity {
            Severity::Error => self.summary.errors += number,
            Severity::Warning => self.summary.warnings += number,
            Severity::Info => self.summary.info += number,
        }
    }

    /// Gives findings of one document their severity and fingerprint.
    fn add(
        &mut self,
        document: &Document<'_>,
        mut findings: Vec<Finding>,
        ignores: &mut Here<'_, '_>,
        baseline: Option<&Index<'_>>,
    ) {
        let (source, record, linter) = (document.source, document.record, document.linter);
        let limit = self.options.max_file_size;
        // For entries that ignore findings only: read once, however many there are.
        let (bytes, tree, resolver) = (OnceCell::new(), OnceCell::new(), OnceCell::new());
        let meanings = |at: &str| {
            let bytes: Option<&[u8]> = bytes.get_or_init(|| document_bytes(source, record, limit)).as_deref();
            let text = bytes.and_then(|bytes| json::decode(bytes).ok());
            let tree: &Option<Tree<'_>> = tree.get_or_init(|| text.map(|text| json::parse(text).tree));
            let keys = linter.identity_keys(record.judged.version.as_deref());
            let resolver: &Option<Resolver<'_>> =
                resolver.get_or_init(|| tree.as_ref().map(|tree| Resolver::new(tree, keys)));
            resolver.as_ref().map_or(0, |resolver| resolver.meanings(at))
        };
        findings.sort_by(|one, two| order(one).cmp(&order(two)));
        let mut fingerprints = Fingerprints::new(document.identity);
        for finding in findings {
            let fingerprint = fingerprints.next(&finding);
            if linter.severity(&finding).is_some() && ignores.hide(&finding, meanings) {
                self.summary.ignored += 1;
                continue;
            }
            let is_known = baseline.is_some_and(|baseline| baseline.holds(finding.rule, &fingerprint));
            if is_known && finding.at_least.is_none() {
                let Some(reported) = reported(linter, finding, source, record.line, fingerprint) else { continue };
                let known = short(&reported.fingerprint).to_owned();
                self.recorded.insert((reported.finding.rule.to_owned(), known));
                self.summary.baselined += 1;
                self.baselined.push(reported);
            } else {
                self.report(linter, finding, source, record.line, fingerprint);
            }
        }
    }

    /// Reports a finding at its level; none where that is off.
    fn report(&mut self, linter: &Linter, finding: Finding, source: &Source, line: Option<usize>, fingerprint: String) {
        if let Some(reported) = reported(linter, finding, source, line, fingerprint) {
            self.count(reported.severity, 1);
            self.reported.push(reported);
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
