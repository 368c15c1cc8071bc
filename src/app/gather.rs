//! Judgement of the sources of one scope: map in parallel, reduce, place, count.
//!
//! Owns what a run gathers. Judgement itself is `lint`'s.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::adopt::is_recorded;
use super::check::{Run, plain};
use super::configuration::{self, Scope};
use super::judging::{Record, Verdict, document_bytes, judge_source};
use crate::baseline::{Baseline, Index, short};
use crate::corpus::{Corpus, Judgeable, Member, Spot};
use crate::discover::{Plan, Source};
use crate::error::Problem;
use crate::finding::{Finding, Severity};
use crate::fingerprint::{Fingerprints, Identities};
use crate::lint::Linter;
use crate::outcome::{NotJudged, Reported, Skipped, Unlisted};

impl Run<'_> {
    pub(super) fn judge_all(&mut self, linter: &Linter, scope: &Scope, plan: Plan, baseline: Option<&Baseline>) {
        let limit = self.options.max_file_size;
        let verdicts: Vec<Verdict> =
            self.pool.install(|| plan.sources.par_iter().map(|source| judge_source(source, linter, limit)).collect());
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
            self.nothing_there(scope, &plan, &is_judged);
        }
        self.gather(linter, &plan, records, baseline.map(Baseline::index).as_ref());
        self.settle(linter, scope, &plan, baseline);
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
                ..plain(
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
                ..plain("include matches no handoff", "correct include, or pass --allow-empty")
            });
        }
    }

    /// Reduces, places and counts.
    fn gather(&mut self, linter: &Linter, plan: &Plan, mut records: Vec<Record>, baseline: Option<&Index<'_>>) {
        let members: Vec<Member> = records
            .iter_mut()
            .map(|record| {
                let source = &plan.sources[record.source];
                let facts = std::mem::take(&mut record.judged.facts);
                Member {
                    facts,
                    path: source.path.clone(),
                    digest: record.hash,
                    reported: source.reported,
                    in_corpus: source.in_corpus,
                }
            })
            .collect();
        // An empty corpus is a mistake of the set-up: that nothing resolves in it says nothing about a document.
        let judgeable = match &plan.judgeable {
            Judgeable::Whole if !members.iter().any(|member| member.in_corpus) => {
                Judgeable::No("the corpus holds no handoff".to_owned())
            }
            judgeable => judgeable.clone(),
        };
        let corpus = Corpus::new(members, judgeable);
        let (found, not_judged) = linter.reduce(&corpus);
        let mut by_document: BTreeMap<usize, Vec<_>> = BTreeMap::new();
        for finding in found {
            by_document.entry(finding.document).or_default().push(finding);
        }
        let limit = self.options.max_file_size;
        let mut placed: HashMap<usize, Vec<Finding>> = self.pool.install(|| {
            let of_document = |(number, found)| {
                let record: &Record = &records[number];
                let bytes = document_bytes(&plan.sources[record.source], record, limit);
                let elsewhere = |number: usize, spot: &Spot| {
                    let record: &Record = &records[number];
                    let source = &plan.sources[record.source];
                    let bytes = document_bytes(source, record, limit)?;
                    Some((source.path.clone(), linter.place_in(&bytes, record.base, spot)?))
                };
                (number, linter.place(found, bytes.as_deref(), record.base, &elsewhere))
            };
            let wanted = |(number, _): &(usize, _)| plan.sources[records[*number].source].reported;
            by_document.into_par_iter().filter(wanted).map(of_document).collect()
        });
        let reported: Vec<&Record> = records.iter().filter(|record| plan.sources[record.source].reported).collect();
        self.summary.documents += reported.len();
        for (version, number) in crate::lint::count_versions(reported.iter().map(|record| &record.judged)) {
            *self.summary.versions.entry(version).or_insert(0) += number;
        }
        self.summary.judged_as_declared += reported.iter().filter(|record| record.judged.as_declared).count();
        self.not_judged(not_judged, !reported.is_empty());
        let identities = Identities::of(&corpus);
        for (number, record) in records.into_iter().enumerate() {
            let source = &plan.sources[record.source];
            if !source.reported {
                continue;
            }
            for (rule, dropped) in record.judged.findings.dropped() {
                let known = baseline.map_or(0, |baseline| baseline.more(&source.path, rule)).min(dropped);
                self.summary.baselined += known;
                let dropped = dropped - known;
                if let Some(severity) = linter.severity_of_rule(rule).filter(|_| dropped > 0) {
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
            let mut findings = record.judged.findings.kept;
            if let Some(placed) = placed.remove(&number) {
                findings.extend(placed);
                linter.drop_yielding(&mut findings);
            }
            let identity = identities.of_document(&corpus.members()[number].facts, &source.path, record.line);
            self.add(linter, findings, source, record.line, &identity, baseline);
        }
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
        linter: &Linter,
        mut findings: Vec<Finding>,
        source: &Source,
        line: Option<usize>,
        identity: &str,
        baseline: Option<&Index<'_>>,
    ) {
        findings.sort_by(|one, two| order(one).cmp(&order(two)));
        let mut fingerprints = Fingerprints::new(identity);
        for finding in findings {
            let fingerprint = fingerprints.next(&finding);
            let Some(severity) = linter.severity(&finding) else { continue };
            let Some(meta) = linter.meta(finding.rule) else { continue };
            let reported = Reported {
                finding,
                path: source.path.clone(),
                shown_path: source.shown.clone(),
                document: line,
                group: meta.group,
                severity,
                fingerprint,
            };
            if is_recorded(&reported)
                && baseline.is_some_and(|it| it.holds(reported.finding.rule, &reported.fingerprint))
            {
                let known = short(&reported.fingerprint).to_owned();
                self.recorded.insert((reported.finding.rule.to_owned(), known));
                self.summary.baselined += 1;
                self.baselined.push(reported);
            } else {
                self.count(severity, 1);
                self.reported.push(reported);
            }
        }
    }
}

/// The order of findings in one document: by place, then by rule.
fn order(finding: &Finding) -> (usize, usize, &'static str, &str) {
    let place = finding.place.as_ref().map_or((0, 0), |place| (place.start.byte, place.end.byte));
    (place.0, place.1, finding.rule, &finding.subject)
}
