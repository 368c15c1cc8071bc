//! `termlint ignore`: finds the finding that a person points at and appends the entry that ignores it.
//!
//! Owns the text of an entry. What an entry means is `config`'s.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::clock::today;
use super::options::{CheckOptions, IgnoreOptions};
use super::session::Session;
use super::terminal::Terminal;
use crate::config::{self, Selector};
use crate::finding::Position;
use crate::fs;
use crate::json::identity;
use crate::outcome::ReportedFinding;
use crate::problem::Problem;
use crate::project::{FILE_NAME, Loaded, Options, shown};
use crate::rule::custom::PREFIX;
use crate::words::{count, escape, list, quote, visible, without_location};

/// Runs `termlint ignore`.
pub fn ignore(ignore: &IgnoreOptions, options: &CheckOptions, terminal: &Terminal) -> u8 {
    terminal.conclude(append(ignore, options))
}

fn append(ignore: &IgnoreOptions, options: &CheckOptions) -> Result<String, Vec<Problem>> {
    let failed = |message: String, help: &str| vec![Problem::new(message, help)];
    let unknown = |problem: Problem| vec![Problem::new(problem.message, problem.help)];
    match Selector::parse(&ignore.rule) {
        Ok(Selector::Rule(_)) => {}
        // The configuration knows it, once it is read.
        Err(_) if ignore.rule.starts_with(PREFIX) => {}
        Ok(_) => return Err(failed(format!("{} is not a single rule", quote(&ignore.rule)), "name one rule")),
        Err(problem) => return Err(unknown(problem)),
    }
    if ignore.reason.trim().is_empty() {
        return Err(failed("the reason is empty".to_owned(), "say why the finding is ignored"));
    }
    let today = today(options.today).map_err(|problem| vec![problem])?;
    if let Some(until) = ignore.until.filter(|until| *until < today) {
        return Err(failed(format!("--until {until} is in the past"), "name a future day, or omit --until"));
    }
    let (file, line, column) = place(&ignore.place);
    let project = Options {
        paths: vec![file.clone()],
        no_suppressions: true,
        no_baseline: true,
        settings: Vec::new(),
        ..options.project.clone()
    };
    let options = CheckOptions { project, ..options.clone() };
    let session = Session::start(&options)?;
    let Some(part) = session.project.parts.first() else { return Err(session.project.problems) };
    let (scope, loaded) = (&part.scope, &*part.loaded);
    let Some(target) = &scope.file else {
        let help = "run `termlint config init` in the folder of the glossary";
        return Err(failed(format!("there is no {FILE_NAME} for this file"), help));
    };
    let rule = match Selector::parse_with(&ignore.rule, &loaded.config.declarations()) {
        Ok(Selector::Rule(id)) => id,
        Ok(_) => return Err(failed(format!("{} is not a single rule", quote(&ignore.rule)), "name one rule")),
        Err(problem) => return Err(unknown(problem)),
    };
    let files: Vec<_> = part.plan.sources.iter().filter(|source| source.reported).cloned().collect();
    let [source] = files.as_slice() else {
        let help = "name one handoff, as in content/en-US/churn-rate/ai.json:12";
        return Err(if session.project.problems.is_empty() {
            failed(format!("{} is not a single handoff", quote(&file.to_string_lossy())), help)
        } else {
            session.project.problems
        });
    };
    if source.lines {
        let help = "record it with `termlint baseline write`";
        return Err(failed("an entry cannot distinguish the documents of a .jsonl file".to_owned(), help));
    }
    let Some(below) = scope.below_root(&source.path) else {
        return Err(failed(
            format!("{} is outside the folder of {FILE_NAME}", quote(&source.shown)),
            "write the entry into the configuration of that file",
        ));
    };
    let engine = session.engine(part)?;
    let result = session.conclude(part, &engine);
    let problems: Vec<Problem> = session.project.problems.iter().chain(&result.problems).cloned().collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let here: Vec<&ReportedFinding> = result
        .findings
        .iter()
        .map(Arc::as_ref)
        .filter(|reported| reported.path == source.path && line.is_none_or(|line| is_at(reported, line, column)))
        .collect();
    let meant: Vec<&ReportedFinding> = here.iter().copied().filter(|reported| reported.finding.rule == rule).collect();
    let place = match meant.first() {
        None => return Err(vec![nothing_there(rule, &ignore.place, &here)]),
        Some(first) if first.finding.min_severity.is_some() => {
            return Err(failed(format!("{rule} cannot be ignored: the file could not be checked"), "fix the file"));
        }
        // Without a line, the file as a whole is meant.
        Some(_) if line.is_none() => None,
        Some(_) => {
            let addresses: BTreeSet<Option<&str>> = meant.iter().map(|reported| address(reported)).collect();
            if addresses.len() > 1 {
                return Err(vec![several_there(rule, &file, &meant)]);
            }
            // All of them have one address.
            let place = meant.iter().find_map(|reported| reported.finding.location.as_ref());
            let place = place.filter(|place| place.at.is_some());
            Some(place.ok_or_else(|| failed(format!("{rule} is about the whole file here"), "omit the line"))?)
        }
    };
    let bare = place.and_then(|place| place.at.as_deref());
    let twins = place.map_or(&[][..], |place| &place.twins);
    let at = bare.map(|at| identity::numbered(at, twins));
    let covers = |entry: &&config::Ignore| {
        entry.rule == rule
            && entry.covers(below)
            && entry.covers_place(bare)
            && entry.at.as_deref().is_none_or(|at| identity::match_count(at, twins) == 1)
            && !entry.is_expired(session.today)
    };
    if loaded.config.ignores.iter().any(|entry| covers(&entry)) {
        return Ok(format!("{rule} is ignored there already\n"));
    }
    let shown = shown(target, &session.project.current);
    let text = with_entry(loaded, rule, below, at.as_deref(), ignore).ok_or_else(|| {
        let help = "write the entry by hand: `[[ignore]]` cannot follow what is at the end of the file";
        vec![Problem { path: shown.clone(), ..Problem::new("the entry cannot be appended", help) }]
    })?;
    scope
        .boundary
        .replace(target, text.as_bytes())
        .map_err(|error| failed(format!("{} cannot be written: {}", escape(&shown), fs::system_words(&error)), ""))?;
    Ok(format!("{}: {} of {rule} ignored from now on\n", escape(&shown), count(meant.len(), "finding")))
}

/// Splits `FILE:LINE:COLUMN`; line and column may be missing, and a file may have colons of its own.
fn place(place: &Path) -> (PathBuf, Option<usize>, Option<usize>) {
    let Some(text) = place.to_str() else { return (place.to_owned(), None, None) };
    // Copied from a report, it may have the colon that follows there.
    let text = text.strip_suffix(':').filter(|_| without_location(text).is_some()).unwrap_or(text);
    let split = |text: &str| {
        let (head, number) = text.rsplit_once(':')?;
        Some((head.to_owned(), number.parse::<usize>().ok().filter(|number| *number > 0)?))
    };
    match split(text) {
        None => (place.to_owned(), None, None),
        Some((head, last)) => match split(&head) {
            None => (PathBuf::from(head), Some(last), None),
            Some((file, line)) => (PathBuf::from(file), Some(line), Some(last)),
        },
    }
}

/// Whether a finding begins at a line, and at a column where one is given, in characters or bytes: reports have both.
fn is_at(reported: &ReportedFinding, line: usize, column: Option<usize>) -> bool {
    let is_column = |start: &Position| column.is_none_or(|column| [start.column, start.byte_column].contains(&column));
    reported.finding.location.as_ref().is_some_and(|place| place.start.line == line && is_column(&place.start))
}

fn address(reported: &ReportedFinding) -> Option<&str> {
    reported.finding.location.as_ref()?.at.as_deref()
}

fn nothing_there(rule: &str, place: &Path, here: &[&ReportedFinding]) -> Problem {
    let rules: BTreeSet<&str> = here.iter().map(|reported| reported.finding.rule).collect();
    let help = match rules.len() {
        0 => "give the location as `termlint check` prints it, FILE:LINE".to_owned(),
        _ => format!("found there: {}", list(&rules.into_iter().collect::<Vec<_>>(), "and")),
    };
    Problem::new(format!("{rule} finds nothing at {}", quote(&place.to_string_lossy())), help)
}

fn several_there(rule: &str, file: &Path, meant: &[&ReportedFinding]) -> Problem {
    const NAMED: usize = 5;
    let starts = meant.iter().filter_map(|reported| reported.finding.location.as_ref()).map(|place| place.start);
    let mut places: Vec<String> =
        starts.map(|start| format!("{}:{}:{}", file.display(), start.line, start.column)).collect();
    places.dedup();
    let more = if places.len() > NAMED { ", …" } else { "" };
    places.truncate(NAMED);
    let message = format!("{rule} finds {} on this line", count(meant.len(), "thing"));
    Problem::new(message, format!("select one by its column: {}{more}", escape(&places.join(", "))))
}

/// The configuration with one more entry at its end; `None` where it would not be read as such.
fn with_entry(loaded: &Loaded, rule: &str, path: &str, at: Option<&str>, ignore: &IgnoreOptions) -> Option<String> {
    let line_end = if loaded.text.contains("\r\n") { "\r\n" } else { "\n" };
    let quoted = |text: &str| toml::Value::from(text).to_string();
    // A glob, in which nothing is a wildcard.
    let glob = glob::Pattern::escape(path).replace('{', "[{]");
    let mut lines = vec!["[[ignore]]".to_owned(), format!("rule = {}", quoted(rule))];
    lines.push(format!("files = [{}]", quoted(&glob)));
    lines.extend(at.map(|at| format!("at = {}", quoted(&visible(at)))));
    lines.push(format!("reason = {}", quoted(ignore.reason.trim())));
    lines.extend(ignore.until.map(|until| format!("until = {until}")));
    let mut text = loaded.text.trim_end().to_owned();
    if !text.is_empty() {
        text.push_str(line_end);
        text.push_str(line_end);
    }
    text.push_str(&lines.join(line_end));
    text.push_str(line_end);
    let read = config::parse(&text).ok()?;
    let [entries @ .., last] = read.ignores.as_slice() else { return None };
    let is_kept = entries == loaded.config.ignores && last.covers(path) && last.at.as_deref() == at;
    is_kept.then_some(text)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    #[test]
    fn a_place_is_a_file_and_perhaps_a_line_and_a_column() {
        for (text, file, line, column) in [
            ("a/ai.json", "a/ai.json", None, None),
            ("a/ai.json:12", "a/ai.json", Some(12), None),
            ("a/ai.json:12:3", "a/ai.json", Some(12), Some(3)),
            ("a:b.json", "a:b.json", None, None),
            ("1:2:3:4", "1:2", Some(3), Some(4)),
            ("a/ai.json:0", "a/ai.json:0", None, None),
        ] {
            assert_eq!(place(Path::new(text)), (PathBuf::from(file), line, column), "{text}");
        }
    }

    #[test]
    fn an_entry_is_appended_and_all_else_stays() {
        let text = "# ours\r\ninclude = ['**'] # all\r\n[rules]\r\nlinks = 'off'\r\n\r\n";
        let loaded = Loaded { config: config::parse(text).unwrap(), text: text.into() };
        let ignore = IgnoreOptions {
            place: PathBuf::new(),
            rule: String::new(),
            reason: " it \"stays\" ".to_owned(),
            until: NaiveDate::from_ymd_opt(2026, 12, 31),
        };
        let written = with_entry(&loaded, "stray-space", "a[1]{2}*/ai.json", Some("/x[=q"), &ignore);
        // The address is none, so the result would not be read.
        assert_eq!(written, None);
        let written = with_entry(&loaded, "stray-space", "a[1]{2}*/ai.json", Some("/x[=q]"), &ignore).unwrap();
        assert_eq!(
            written,
            "# ours\r\ninclude = ['**'] # all\r\n[rules]\r\nlinks = 'off'\r\n\r\n[[ignore]]\r\nrule = \"stray-space\"\r\n\
             files = [\"a[[]1[]][{]2}[*]/ai.json\"]\r\nat = \"/x[=q]\"\r\nreason = 'it \"stays\"'\r\nuntil = 2026-12-31\r\n"
        );
    }
}
