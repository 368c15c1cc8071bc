//! `termlint upgrade`: what the rules of this release would find beyond those that count so far, and moving on to them.
//!
//! Owns the report and the key `rules-of`. It only reads, unless it is asked to write.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::newer::{BothReleases, newly_counted};
use super::options::CheckOptions;
use super::session::Session;
use super::terminal::Terminal;
use crate::baseline::Baseline;
use crate::config::{self, FailOn};
use crate::discover::NOT_INCLUDED;
use crate::engine::ScopeResult;
use crate::finding::Severity;
use crate::fs;
use crate::outcome::{Outcome, ReportedFinding, exit};
use crate::problem::Problem;
use crate::project::{Loaded, Part, Scope, baseline_file, read_baseline, shown};
use crate::rule::{Meta, Release};
use crate::rules;
use crate::words::escape;

/// How many findings of a kind are shown.
const EXAMPLES: usize = 3;

/// How many entries and files of one sort are named; the rest is counted.
const NAMED: usize = 20;

/// Runs `termlint upgrade`; with `writes`, the key is moved to this release.
pub fn upgrade(writes: bool, options: &CheckOptions, terminal: &Terminal) -> u8 {
    match report(writes, options) {
        Ok(text) => terminal.print(&text),
        Err(problems) => terminal.fail_all(&problems),
    }
}

fn report(writes: bool, options: &CheckOptions) -> Result<String, Vec<Problem>> {
    let mut session = Session::start(options)?;
    let BothReleases { now, next } = BothReleases::of(&mut session).map_err(|problem| vec![problem])?;
    let scopes: Vec<ScopeChange> =
        now.results.iter().zip(&next.results).map(|(now, next)| ScopeChange::of(now.as_ref(), next.as_ref())).collect();
    let (now, _) = session.outcome(now);
    let (next, problems) = session.outcome(next);
    if !problems.is_empty() {
        return Err(problems);
    }
    let parts = || session.project.parts.iter().zip(&scopes);
    let current = &session.project.current;
    let mut blocks: Vec<String> = vec![parts().map(|(part, change)| heading(part, change, current)).collect()];
    let newly = newly_counted(&now, &next);
    blocks.push(match newly.is_empty() {
        true => "Nothing new is found.\n".to_owned(),
        false => kinds("What begins to count:", &newly),
    });
    let limit = gate_limit(&session);
    let fails = |reported: &&ReportedFinding| {
        reported.new_in.is_none() && limit.0.is_some_and(|limit| reported.severity >= limit)
    };
    let failing: Vec<&ReportedFinding> = now.findings.iter().filter(fails).collect();
    if !failing.is_empty() {
        blocks.push(kinds("What fails the gate already:", &failing));
    }
    blocks.push(block(
        "Entries of [[ignore]] that lose their finding:",
        parts().flat_map(|(part, change)| change.ignores.iter().filter_map(|number| ignore(part, *number, current))),
    ));
    blocks.push(block(
        "Findings of the baseline that are no longer found:",
        scopes.iter().flat_map(|change| change.records.iter().map(|(rule, number)| format!("{number}  {rule}"))),
    ));
    blocks.push(block("In the configuration:", session.project.warnings.iter().map(warning)));
    let missed = now.summary.skipped.iter().filter(|skipped| {
        skipped.reason == NOT_INCLUDED && Path::new(&skipped.path).file_name().is_some_and(|name| name == "ai.json")
    });
    blocks.push(block("Files called ai.json that `include` does not match:", missed.map(|file| escape(&file.path))));
    blocks.push(gate(limit, &now, &next));
    let to_move: Vec<&Part> =
        parts().filter(|(part, change)| change.is_behind(&part.loaded)).map(|(part, _)| part).collect();
    match (writes, to_move.is_empty()) {
        (true, _) => blocks.push(move_all(&to_move, options, current)?),
        (false, false) if to_move.iter().any(|part| part.scope.file.is_some()) => {
            blocks.push(next_step(&newly, &next));
        }
        (false, false) => blocks.push("Next: run `termlint config init`, which sets rules-of.\n".to_owned()),
        (false, true) => {}
    }
    blocks.retain(|block| !block.is_empty());
    Ok(blocks.join("\n"))
}

/// What changes in one scope.
#[derive(Default)]
struct ScopeChange {
    /// The release whose findings count so far.
    rules_of: Release,
    /// The entries that ignore a finding now and will not.
    ignores: BTreeSet<usize>,
    /// How many recorded findings are found now and will not be, by rule.
    records: BTreeMap<&'static str, usize>,
}

impl ScopeChange {
    fn of(now: Option<&ScopeResult>, next: Option<&ScopeResult>) -> ScopeChange {
        let (Some(now), Some(next)) = (now, next) else { return ScopeChange::default() };
        let mut records = BTreeMap::new();
        for (rule, _) in now.record.known.keys().filter(|key| !next.record.known.contains_key(*key)) {
            *records.entry(*rule).or_default() += 1;
        }
        let ignores = now.used_ignores.difference(&next.used_ignores).copied().collect();
        ScopeChange { rules_of: now.rules_of, ignores, records }
    }

    /// Whether the key is to be moved, or written at all.
    fn is_behind(&self, loaded: &Loaded) -> bool {
        self.rules_of < Release::current() || loaded.config.rules_of.is_none()
    }
}

/// `termlint.toml: rules-of is "0.1"; this is termlint 0.2`
fn heading(part: &Part, change: &ScopeChange, current: &Path) -> String {
    let name = part.scope.name(current);
    let (rules_of, own) = (change.rules_of, Release::current());
    let stated = match &part.loaded.config.rules_of {
        Some(_) => format!("rules-of is \"{rules_of}\""),
        None => format!("rules-of is not set; the findings of {rules_of} count"),
    };
    format!("{}: {stated}; this is termlint {own}\n", escape(&name))
}

/// A heading with lines below it; nothing where there is no line.
fn block(heading: &str, lines: impl Iterator<Item = String>) -> String {
    let mut lines: Vec<String> = lines.collect();
    if lines.is_empty() {
        return String::new();
    }
    let more = lines.len().saturating_sub(NAMED);
    lines.truncate(NAMED);
    if more > 0 {
        lines.push(format!("and {more} more"));
    }
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    format!("{heading}\n{lines}")
}

/// Findings by kind, the most severe and most frequent first, each with a few examples.
fn kinds(heading: &str, findings: &[&ReportedFinding]) -> String {
    let mut by_kind: BTreeMap<(&str, Option<&str>), Vec<&ReportedFinding>> = BTreeMap::new();
    for reported in findings {
        by_kind.entry((reported.finding.rule, reported.finding.kind)).or_default().push(reported);
    }
    let mut by_kind: Vec<_> = by_kind.into_iter().collect();
    let severest = |all: &[&ReportedFinding]| all.iter().map(|reported| reported.severity).max();
    by_kind.sort_by_key(|(_, all)| std::cmp::Reverse((severest(all), all.len())));
    let mut text = format!("{heading}\n");
    for ((rule, kind), all) in by_kind {
        let name = kind.map_or_else(|| rule.to_owned(), |kind| format!("{rule}, {kind}"));
        let why = rules::find(rule).map_or_else(String::new, |rule| why(rule.meta, kind));
        let severity = severest(&all).unwrap_or(Severity::Info);
        text.push_str(&format!("  {severity:<7}  {:>5}  {name}{why}\n", all.len()));
        for reported in all.iter().take(EXAMPLES) {
            let place = match &reported.finding.location {
                Some(location) => format!("{}:{}:{}", reported.shown_path, location.start.line, location.start.column),
                None => reported.shown_path.clone(),
            };
            text.push_str(&format!("    {}: {}\n", escape(&place), escape(&reported.finding.message)));
        }
        if all.len() > EXAMPLES {
            text.push_str(&format!("    and {} more\n", all.len() - EXAMPLES));
        }
    }
    text
}

/// Why a kind of finding begins to count.
fn why(meta: &Meta, kind: Option<&str>) -> String {
    let since = meta.since_of(kind);
    match meta.raised() {
        _ if since > Release::FIRST => format!(" (new in {since})"),
        Some(raised) => format!(" ({} since {}, {} before)", meta.level.name(), raised.since, raised.from.name()),
        None => String::new(),
    }
}

/// An entry of the configuration, by its number.
fn ignore(part: &Part, number: usize, current: &Path) -> Option<String> {
    let entry = part.loaded.config.ignores.get(number)?;
    let line = 1 + part.loaded.text.get(..entry.span.start)?.matches('\n').count();
    Some(escape(&format!("{}:{line}: {}: {}", part.scope.name(current), entry.rule, entry.reason)))
}

fn warning(problem: &Problem) -> String {
    let line = problem.span.as_ref().zip(problem.text.as_ref()).and_then(|(span, text)| text.get(..span.start));
    let line = line.map_or_else(String::new, |before| format!(":{}", 1 + before.matches('\n').count()));
    format!("{}{line}: {}: {}", escape(&problem.path), escape(&problem.message), escape(&problem.help))
}

/// The least severity that fails the gate.
fn gate_limit(session: &Session<'_>) -> FailOn {
    let configured = session.project.parts.iter().find_map(|part| part.loaded.config.fail_on);
    session.options.fail_on.or(configured).unwrap_or_default()
}

/// Whether the run that gates today passes, and whether it would by the rules of this release.
fn gate(limit: FailOn, now: &Outcome, next: &Outcome) -> String {
    let limit = limit.name();
    let (own, now, next) = (Release::current(), now.exit_code, next.exit_code);
    format!("The gate (--fail-on {limit}): exit code {now} as it is, {next} by the rules of {own}.\n")
}

fn next_step(newly: &[&ReportedFinding], next: &Outcome) -> String {
    let how = match (newly.is_empty(), next.exit_code) {
        (false, exit::FINDINGS) => "fix what is found, or record it with `termlint baseline write --new`; then run",
        _ => "run",
    };
    format!("Next: {how} `termlint upgrade --write`.\n")
}

/// Moves the key of each scope, and says so.
fn move_all(parts: &[&Part], options: &CheckOptions, current: &Path) -> Result<String, Vec<Problem>> {
    let own = Release::current();
    if parts.is_empty() {
        return Ok(format!("rules-of is \"{own}\" already.\n"));
    }
    let mut text = String::new();
    for part in parts {
        let moved = set_rules_of(&part.scope, &part.loaded, current).map_err(|problem| vec![problem])?;
        let moved = match moved {
            Some(file) => file,
            None => record_rules_of(part, options, current).map_err(|problem| vec![problem])?,
        };
        text.push_str(&format!("{}: rules-of is \"{own}\" from now on.\n", escape(&moved)));
    }
    Ok(text)
}

/// Sets the key in the configuration of a scope to this release. Returns the file for people; `None` where there is none.
///
/// # Errors
/// Where the file cannot be changed or written.
pub(super) fn set_rules_of(scope: &Scope, loaded: &Loaded, current: &Path) -> Result<Option<String>, Problem> {
    let Some(file) = &scope.file else { return Ok(None) };
    let (shown, own) = (shown(file, current), Release::current());
    if loaded.config.rules_of.as_ref().is_some_and(|stated| stated.release == own) {
        return Ok(Some(shown));
    }
    let text = config::with_rules_of(&loaded.text, own).ok_or_else(|| {
        let help = format!("write rules-of = \"{own}\" above the first line in brackets");
        Problem::new("rules-of cannot be set here", help).in_file(&shown)
    })?;
    scope.boundary.replace(file, text.as_bytes()).map_err(|error| {
        Problem::new(format!("the configuration cannot be written: {}", fs::system_words(&error)), "").in_file(&shown)
    })?;
    Ok(Some(shown))
}

/// Without a configuration, the baseline says which release counts.
fn record_rules_of(part: &Part, options: &CheckOptions, current: &Path) -> Result<String, Problem> {
    let file = baseline_file(&part.scope, &part.loaded.config, &options.project, current)?;
    let shown = shown(&file, current);
    if fs::kind(&file) == fs::PathKind::Missing {
        return Err(Problem::new("there is no termlint.toml here", "run `termlint config init`"));
    }
    let baseline = read_baseline(&file, &part.scope, &options.project, current, Baseline::parse)?;
    let text = baseline.with_rules_of(Release::current()).to_text();
    part.scope.boundary.replace(&file, text.as_bytes()).map_err(|error| {
        Problem::new(format!("the baseline cannot be written: {}", fs::system_words(&error)), "").in_file(&shown)
    })?;
    Ok(shown)
}
