//! The last word of a run, for people: what was checked, what was found, what was not checked and why.
//!
//! Owns these sentences. Counts come from the whole result, never from what was shown.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use owo_colors::Style as Paint;

use super::{Style, statistics, text};
use crate::finding::Severity;
use crate::outcome::{Outcome, Used};
use crate::rule::Release;
use crate::words::{count, list};

/// The severities in the order in which they are counted.
const SEVEREST_FIRST: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

/// How many reasons of one kind are named; the rest is counted.
const NAMED: usize = 10;

/// How many of the rules whose infos are counted are named; the rest is counted together.
const NAMED_INFOS: usize = 3;

/// How many of the rules that one reason keeps from checking are named; the rest is counted.
const NAMED_RULES: usize = 2;

/// All of it: [`line()`], [`notes()`] and [`next_step()`], each on a line of its own, broken at `width` cells.
pub fn text(outcome: &Outcome, width: usize, verbose: bool) -> String {
    let mut text = String::new();
    for note in std::iter::once(line(outcome)).chain(notes(outcome, verbose)).chain(next_step(outcome)) {
        text.push_str(&wrapped(&note, width));
    }
    text
}

/// A note, with further lines indented below the first.
fn wrapped(note: &str, width: usize) -> String {
    text::wrap(note, width, width.saturating_sub(2)).join("\n  ") + "\n"
}

/// `20 handoffs checked (15 of contract v1, 5 of v2): no findings`, or `2 errors in 2 of 20 files (15 of contract v1, 5 of v2)`.
pub fn line(outcome: &Outcome) -> String {
    let summary = &outcome.summary;
    let mut details = Vec::new();
    let versions = versions(&summary.versions);
    let found = SEVEREST_FIRST.iter().filter(|severity| summary.of(**severity) > 0);
    let found: Vec<String> = found.map(|severity| count(summary.of(*severity), severity.name())).collect();
    let head = if found.is_empty() {
        count(summary.documents, "handoff") + " checked"
    } else {
        let files = count(summary.files, "file");
        format!("{} in {} of {files}", found.join(", "), summary.files_with_findings)
    };
    if summary.documents != summary.files {
        let files = if found.is_empty() { count(summary.files, "file") } else { count(summary.documents, "document") };
        details.push(if found.is_empty() { format!("in {files}") } else { files });
    }
    details.extend(versions);
    if !summary.skipped.is_empty() {
        details.push(format!("{} skipped", count(summary.skipped.len(), "file")));
    }
    let details = if details.is_empty() { String::new() } else { format!(" ({})", details.join(", ")) };
    let are_old = summary.baselined > 0 || summary.compared_with.is_some() && summary.old > 0;
    let end = match (found.is_empty(), are_old) {
        (false, _) => "",
        (true, false) => ": no findings",
        (true, true) => ": no new findings",
    };
    format!("{head}{details}{end}")
}

/// What else must be known to read the result rightly; nothing in a plain run.
/// Of the rules that were not checked, `verbose` names all.
pub fn notes(outcome: &Outcome, verbose: bool) -> Vec<String> {
    let summary = &outcome.summary;
    let mut notes = Vec::new();
    let hidden = outcome.findings.len() - outcome.shown().count();
    if hidden > 0 {
        notes.push(format!("not shown: {} below {}", count(hidden, "finding"), outcome.min_severity));
    }
    if let [_, _, ..] = summary.configurations.as_slice() {
        let name = |used: &Used| format!("{} ({})", text::line(&used.shown_path), count(used.files, "file"));
        let named: Vec<String> = summary.configurations.iter().take(NAMED).map(name).collect();
        let rest = summary.configurations.len() - named.len();
        let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        notes.push(format!("configurations: {}{more}", named.join(", ")));
    }
    for unlisted in summary.unlisted.iter().take(NAMED) {
        let path = text::line(&unlisted.shown_path);
        notes.push(format!("not listed: {} more of {} in {path}", unlisted.count, unlisted.rule));
    }
    if let Some(rest) = summary.unlisted.get(NAMED..).filter(|rest| !rest.is_empty()) {
        let number = rest.iter().map(|unlisted| unlisted.count).sum();
        notes.push(format!("not listed: {} more in other files", count(number, "finding")));
    }
    if summary.checked_as_declared > 0 {
        let documents = count(summary.checked_as_declared, "handoff");
        notes.push(format!(
            "checked as an older version that they declare compatible: {documents} of an unknown version"
        ));
    }
    notes.extend(new_kinds(outcome));
    if summary.ignored > 0 {
        notes.push(format!("ignored in termlint.toml: {} not reported", count(summary.ignored, "finding")));
    }
    if summary.baselined > 0 {
        notes.push(format!("in the baseline: {} not reported", count(summary.baselined, "finding")));
    }
    if summary.recorded_formerly > 0 {
        let formerly = count(summary.recorded_formerly, "finding");
        notes.push(format!("the baseline records {formerly} as an earlier release did: run `termlint baseline prune`"));
    }
    if summary.fixed > 0 {
        let fixed = count(summary.fixed, "finding");
        notes.push(format!("the baseline records {fixed} no longer found: run `termlint baseline prune`"));
    }
    if let Some(compared) = &summary.compared_with {
        let commit = compared.commit.get(..10).unwrap_or(&compared.commit);
        let revision = text::line(&compared.revision);
        let which = match compared.is_merge_base {
            true => format!("{commit}, where this branch left {revision}"),
            false => format!("{commit}, {revision} itself: the merge base is not available here"),
        };
        notes.push(format!("compared with {which}: {} already there, not reported", count(summary.old, "finding")));
    }
    // What keeps one rule over the corpus from checking keeps the others too.
    let mut by_reason: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for rule in &summary.not_checked {
        by_reason.entry(&rule.reason).or_default().push(text::line(&rule.rule));
    }
    for (reason, rules) in by_reason {
        let rest = rules.len().saturating_sub(if verbose { rules.len() } else { NAMED_RULES });
        // To name one more takes no more room than to count it.
        let named = if rest > 1 { rules[..NAMED_RULES].join(", ") } else { rules.join(", ") };
        let more = if rest > 1 { format!(" and {rest} more rules") } else { String::new() };
        notes.push(format!("not checked: {named}{more} ({})", text::line(reason)));
    }
    notes
}

/// What a newer termlint brought, which does not count yet: in one line.
fn new_kinds(outcome: &Outcome) -> Option<String> {
    let listed = outcome.findings.iter().map(|reported| (reported.new_in, reported.finding.rule, 1));
    let unlisted = outcome.summary.unlisted.iter().map(|more| (more.new_in, more.rule, more.count));
    let (mut releases, mut rules, mut number) = (BTreeSet::new(), BTreeSet::new(), 0);
    for (release, rule, count) in listed.chain(unlisted).filter_map(|(new, rule, count)| Some((new?, rule, count))) {
        releases.insert(release);
        rules.insert(rule);
        number += count;
    }
    let releases: Vec<String> = releases.iter().map(Release::to_string).collect();
    let named: Vec<&str> = rules.iter().copied().take(NAMED).collect();
    let more = if rules.len() > NAMED { format!(" and {} more", rules.len() - NAMED) } else { String::new() };
    (number > 0).then(|| {
        let (releases, number) = (list(&releases, "and"), count(number, "finding"));
        format!(
            "new in {releases}: {number} that cannot fail the run yet ({}{more}): run `termlint upgrade`",
            named.join(", ")
        )
    })
}

/// What is said where `number` findings are left out: how to see the errors among many others, and the two ways to begin in
/// spite of them.
pub fn not_shown(outcome: &Outcome, number: usize, width: usize) -> String {
    let errors = outcome.summary.errors;
    let are_few = errors > 0 && errors * 2 <= outcome.summary.total() && outcome.min_severity < Severity::Error;
    let line = format!(
        "{} not shown; --max-findings all shows them{}. To see only what is new, run `termlint baseline write`, or \
         `termlint check --changed-since REV`.",
        if number == 1 { "1 more finding is".to_owned() } else { format!("{number} more findings are") },
        if are_few { format!(", --min-severity error only the {}", count(errors, "error")) } else { String::new() }
    );
    text::wrap(&line, width, width).join("\n") + "\n"
}

/// Infos that are counted instead of listed, by rule; nothing where there are none.
pub fn infos(outcome: &Outcome, style: &Style) -> String {
    let by_rule = statistics::by_rule(outcome).into_iter().filter(|(_, tally)| tally.info > 0);
    let mut by_rule: Vec<(&str, usize)> = by_rule.map(|(rule, tally)| (rule, tally.info)).collect();
    if by_rule.is_empty() {
        return String::new();
    }
    // The sort is stable: equals stay in the order of their names.
    by_rule.sort_by_key(|(_, number)| Reverse(*number));
    let mut counts: Vec<String> = by_rule.iter().map(|(rule, number)| format!("{number} {rule}")).collect();
    if let Some(rest) = by_rule.get(NAMED_INFOS..).filter(|rest| rest.len() > 1) {
        let number: usize = rest.iter().map(|(_, number)| number).sum();
        counts.truncate(NAMED_INFOS);
        counts.push(format!("{number} from {} more rules", rest.len()));
    }
    let whole = format!("info: {} (--min-severity info lists them)", counts.join(", "));
    let text = wrapped(&whole, style.width);
    let paint = if style.color { Paint::new().blue().bold() } else { Paint::new() };
    text.replacen("info", &paint.style("info").to_string(), 1)
}

/// What to type now: the most severe rule, explained; of two equally severe ones, the one with more findings.
pub fn next_step(outcome: &Outcome) -> Option<String> {
    let mut rules: BTreeMap<&str, (Severity, usize)> = BTreeMap::new();
    for reported in outcome.shown() {
        let (severest, number) = rules.entry(reported.finding.rule).or_insert((reported.severity, 0));
        *severest = reported.severity.max(*severest);
        *number += 1;
    }
    let are_several = rules.len() > 1;
    // The last of equals wins, so they are read backwards: the first by name.
    let (rule, _) = rules.into_iter().rev().max_by_key(|(_, weight)| *weight)?;
    Some(match are_several {
        true => format!("every rule is explained: try `termlint explain {rule}`"),
        false => format!("run `termlint explain {rule}` for the reasons and the fix"),
    })
}

/// `15 of contract v1`, `5 of v2`: the names without what they have in common.
fn versions(versions: &BTreeMap<String, usize>) -> Vec<String> {
    let split = |name: &str| name.rfind('-').map_or(0, |at| at + 1);
    let family = versions.keys().next().map_or("", |name| &name[..split(name)]);
    let is_one_family = versions.keys().all(|name| &name[..split(name)] == family);
    versions
        .iter()
        .enumerate()
        .map(|(index, (name, number))| {
            let short = if is_one_family { &name[split(name)..] } else { name };
            let what = if index == 0 { "contract " } else { "" };
            format!("{number} of {what}{}", text::line(short))
        })
        .collect()
}
