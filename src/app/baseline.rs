//! `baseline write` and `baseline prune`.
//!
//! Owns when a baseline may be written. Its form is `baseline`'s.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use super::newer::{BothReleases, newly_counted};
use super::options::{BaselineVerb, CheckOptions};
use super::session::Session;
use super::terminal::Terminal;
use super::upgrade::set_rules_of;
use crate::baseline::{Baseline, short};
use crate::boundary::Boundary;
use crate::engine::BaselineRecord;
use crate::fs::{self, PathKind};
use crate::outcome::ReportedFinding;
use crate::problem::Problem;
use crate::project::{Options, baseline_file, read_baseline, rules_of, shown};
use crate::rule::Release;
use crate::words::{count, escape};

/// Runs `termlint baseline write` or `prune`.
pub fn baseline(verb: BaselineVerb, options: &CheckOptions, terminal: &Terminal) -> u8 {
    // What is recorded now must not hide what is found now.
    let project = Options { no_baseline: true, ..options.project.clone() };
    let options = CheckOptions { project, ..options.clone() };
    terminal.conclude(write(verb, &options))
}

fn write(verb: BaselineVerb, options: &CheckOptions) -> Result<String, Vec<Problem>> {
    let mut session = Session::start(options)?;
    session.project.leave_found_ones_out();
    if session.project.scopes.len() > 1 {
        let help = "write a baseline for each configuration";
        return Err(vec![Problem::new("these files have several configurations", help)]);
    }
    let [part] = session.project.parts.as_slice() else { return Err(session.project.problems) };
    let current = &session.project.current;
    let file = one(baseline_file(&part.scope, &part.loaded.config, &options.project, current))?;
    let (boundary, is_sparse) = (part.scope.boundary.clone(), part.is_sparse);
    let shown = escape(&shown(&file, current));
    let is_there = fs::kind(&file) != PathKind::Missing;
    let recorded = |parse: fn(&str) -> Result<Baseline, Problem>| {
        read_baseline(&file, &part.scope, &options.project, current, parse)
    };
    let old = match (is_there, verb) {
        (false, BaselineVerb::Prune) => {
            return Err(vec![Problem::new(format!("there is no baseline {shown}"), "run `termlint baseline write`")]);
        }
        (false, _) => Baseline::default(),
        (true, BaselineVerb::Prune) => one(recorded(Baseline::parse_both_sides))?,
        (true, BaselineVerb::WriteNew) => one(recorded(Baseline::parse))?,
        // What cannot be read may be replaced.
        (true, BaselineVerb::Write { force: true }) => recorded(Baseline::parse).unwrap_or_default(),
        (true, BaselineVerb::Write { force: false }) => one(recorded(Baseline::parse))?,
    };
    let is_all = matches!(verb, BaselineVerb::Write { .. }) && options.project.only.is_empty();
    let present = match is_all {
        true => Release::current(),
        false => rules_of(&part.loaded.config, Some(&old).filter(|_| is_there), &options.project),
    };
    let (scope, loaded) = (part.scope.clone(), Arc::clone(&part.loaded));
    session.rules_of = Some(present);
    session.recorded = Some(old.clone());
    if verb == BaselineVerb::WriteNew {
        let written = with_new(&mut session, &old)?.with_rules_of(present);
        save(&boundary, &file, &shown, &written)?;
        let more = count(written.len().saturating_sub(old.len()), "finding");
        return Ok(format!("{shown}: {more} of newer kinds recorded, {} in all\n", written.len()));
    }
    let mut checked = one(session.check())?;
    let of_scope = checked.results.iter_mut().flatten().next();
    let (completeness, record) = of_scope
        .map(|result| (std::mem::take(&mut result.completeness), std::mem::take(&mut result.record)))
        .unwrap_or_default();
    let (outcome, problems) = session.outcome(checked);
    if !problems.is_empty() {
        return Err(problems);
    }
    if !completeness.is_whole {
        return Err(vec![part_only(is_sparse)]);
    }
    let settled = &completeness.rules;
    let mut now = Baseline::default();
    for reported in outcome.findings.iter().filter(|reported| is_recorded(reported)) {
        now.add(&reported.path, reported.finding.rule, &reported.fingerprint);
    }
    for unlisted in &outcome.summary.unlisted {
        now.add_more(&unlisted.path, unlisted.rule, unlisted.count);
    }
    let known: HashSet<&str> = record.known.values().map(String::as_str).collect();
    let is_new = |reported: &&ReportedFinding| is_recorded(reported) && !known.contains(reported.fingerprint.as_str());
    let new = outcome.findings.iter().filter(is_new).count();
    let unread = outcome.findings.iter().filter(|reported| reported.finding.min_severity.is_some()).count();
    let written = match verb {
        BaselineVerb::Prune => {
            let mut pruned = old.clone();
            let found: HashSet<(&str, &str)> =
                record.known.keys().map(|(rule, recorded)| (*rule, recorded.as_str())).collect();
            let is_kept = |rule: &str, known: &str| !settled.contains(rule) || found.contains(&(rule, known));
            let counted: HashMap<(&str, &str), usize> =
                record.counted.iter().map(|((path, rule), number)| ((path.as_str(), *rule), *number)).collect();
            pruned.retain(is_kept, |path, rule| match settled.contains(rule) {
                true => counted.get(&(path, rule)).copied().unwrap_or_default(),
                false => usize::MAX,
            });
            let former: HashMap<(&str, &str), &str> = record
                .rewritten
                .iter()
                .map(|((rule, recorded), now)| ((*rule, recorded.as_str()), short(now)))
                .collect();
            pruned.rewrite(|rule, recorded| former.get(&(rule, recorded)).map(|now| (*now).to_owned()));
            // What an older form of the file lacks.
            let lacking = record.identities.iter().filter(|(path, _)| !old.identifies(path));
            lacking.for_each(|(path, identity)| pruned.identify(path, identity));
            pruned
        }
        BaselineVerb::Write { force } if is_there && !force && options.project.only.is_empty() => {
            return Err(vec![match new {
                0 => Problem::new(
                    format!("the baseline {shown} already exists and records every finding"),
                    "run `termlint baseline prune` to remove what is no longer found, or pass --force",
                ),
                new => Problem::new(
                    format!(
                        "the baseline {shown} already exists; replacing it would suppress {}",
                        count(new, "more finding")
                    ),
                    "fix them, limit the baseline to one rule with --only, or pass --force",
                ),
            }]);
        }
        BaselineVerb::Write { .. } | BaselineVerb::WriteNew => {
            record.identities.iter().for_each(|(path, identity)| now.identify(path, identity));
            now = now.with_rules_of(present);
            now.keep_notes(&old);
            if !options.project.only.is_empty() {
                now.keep_other_rules(&old, settled);
            }
            now
        }
    };
    save(&boundary, &file, &shown, &written)?;
    // All that this release finds is recorded, so all of it counts from now on. A baseline that is typed may be one of several.
    let is_set = loaded.config.rules_of.as_ref().is_some_and(|stated| stated.release == present);
    let moves = is_all && !is_set && options.project.baseline.is_none();
    let moved = if moves { one(set_rules_of(&scope, &loaded, &session.project.current))? } else { None };
    let moved = moved.map_or_else(String::new, |file| format!("{}: rules-of is now \"{present}\"\n", escape(&file)));
    Ok(match verb {
        BaselineVerb::Prune => format!(
            "{shown}: {} fixed and removed, {} left\n",
            count(old.len().saturating_sub(written.len()), "finding"),
            written.len()
        ),
        BaselineVerb::Write { .. } | BaselineVerb::WriteNew => {
            let number = count(written.len(), "finding");
            format!("{shown}: {number} recorded; from now on, only new findings fail\n{}{moved}", not_recorded(unread))
        }
    })
}

/// A line about findings that keep files from being checked.
fn not_recorded(number: usize) -> String {
    match number {
        0 => String::new(),
        1 => "not recorded: 1 finding that keeps its file from being checked, and fails until it is corrected\n"
            .to_owned(),
        _ => format!(
            "not recorded: {number} findings that keep their files from being checked, and fail until they are corrected\n"
        ),
    }
}

/// What is recorded, and what this release would count beyond it.
fn with_new(session: &mut Session<'_>, old: &Baseline) -> Result<Baseline, Vec<Problem>> {
    let BothReleases { now, mut next } = one(BothReleases::of(session))?;
    let results = next.results.iter_mut().flatten();
    let records: Vec<(bool, BaselineRecord)> =
        results.map(|result| (result.completeness.is_whole, std::mem::take(&mut result.record))).collect();
    let ((now, _), (next, problems)) = (session.outcome(now), session.outcome(next));
    if !problems.is_empty() {
        return Err(problems);
    }
    if records.iter().any(|(is_whole, _)| !is_whole) {
        return Err(vec![part_only(session.project.parts.iter().any(|part| part.is_sparse))]);
    }
    let known: HashSet<&str> =
        records.iter().flat_map(|(_, record)| record.known.values().map(String::as_str)).collect();
    let mut with_new = old.clone();
    let is_new = |reported: &&ReportedFinding| is_recorded(reported) && !known.contains(reported.fingerprint.as_str());
    for reported in newly_counted(&now, &next).into_iter().filter(is_new) {
        with_new.add(&reported.path, reported.finding.rule, &reported.fingerprint);
    }
    for unlisted in now.summary.unlisted.iter().filter(|unlisted| unlisted.new_in.is_some()) {
        let recorded =
            records.iter().filter_map(|(_, record)| record.counted.get(&(unlisted.path.clone(), unlisted.rule)));
        with_new.add_more(&unlisted.path, unlisted.rule, unlisted.count.saturating_sub(recorded.sum()));
    }
    let identities = records.iter().flat_map(|(_, record)| &record.identities);
    identities.filter(|(path, _)| !old.identifies(path)).for_each(|(path, identity)| with_new.identify(path, identity));
    Ok(with_new)
}

fn part_only(is_sparse: bool) -> Problem {
    let help = match is_sparse {
        true => "run it where no sparse checkout leaves files out: `git sparse-checkout disable`",
        false => "run it in the folder of termlint.toml, without paths",
    };
    Problem::new("only part of the corpus was checked", help)
}

fn save(boundary: &Boundary, file: &Path, shown: &str, baseline: &Baseline) -> Result<(), Vec<Problem>> {
    let written = boundary.replace(file, baseline.to_text().as_bytes());
    written.map_err(|error| vec![Problem::new(format!("{shown} cannot be written: {}", fs::system_words(&error)), "")])
}

fn one<T>(result: Result<T, Problem>) -> Result<T, Vec<Problem>> {
    result.map_err(|problem| vec![problem])
}

/// Whether a finding may be recorded: what makes a file unreadable hides all else that is wrong with it, and an entry of the
/// configuration that ignores nothing is to be removed, not recorded.
pub(super) fn is_recorded(reported: &ReportedFinding) -> bool {
    reported.finding.min_severity.is_none() && reported.finding.rule != "unused-ignore"
}
