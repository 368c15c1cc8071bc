//! The baseline in a run: what it hides, what is paid, and the two verbs that write it.
//!
//! Owns when a baseline may be written. Its form is `baseline`'s.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::check::Run;
use super::configuration::{self, Scope};
use super::gather::Job;
use super::{CheckOptions, Terminal};
use crate::baseline::{Baseline, FILE_NAME, short};
use crate::config::Config;
use crate::discover::Plan;
use crate::fs::{self, PathKind};
use crate::outcome::Reported;
use crate::problem::Problem;
use crate::rules::RULES;
use crate::words::{count, escape};

/// What `termlint baseline` is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaselineVerb {
    /// Record what is found now; `force` replaces what is recorded.
    Write {
        /// Whether a baseline that is there may be replaced.
        force: bool,
    },
    /// Drop what is no longer found.
    Prune,
}

/// What a run has looked at to its end.
#[derive(Debug, Default)]
pub(super) struct Settled {
    /// Whether all of the corpus is reported.
    is_whole: bool,
    /// The rules that have judged all that they could, so that what they do not find is not there.
    rules: HashSet<&'static str>,
}

impl Settled {
    /// Whether what nobody found is not there.
    pub(super) fn is_all(&self, options: &CheckOptions) -> bool {
        self.is_whole && options.only.is_empty()
    }

    /// Whether what this rule did not find is not there.
    pub(super) fn holds(&self, rule: &str) -> bool {
        self.rules.contains(rule)
    }
}

/// The file of a scope. One that is not typed is a file of the project.
fn file_of(scope: &Scope, config: &Config, options: &CheckOptions, current: &Path) -> Result<PathBuf, Problem> {
    let file = match (&options.baseline, &config.baseline) {
        (Some(file), _) => return Ok(current.join(file)),
        (None, Some(file)) => scope.home.join(file),
        (None, None) => scope.home.join(FILE_NAME),
    };
    match scope.boundary.refusal(&file) {
        None => Ok(file),
        Some(refusal) => Err(Problem {
            path: configuration::shown(&file, current),
            ..Problem::new(
                format!("the baseline {}", refusal.words()),
                "put the baseline into the project, or pass it by --baseline",
            )
        }),
    }
}

impl Run<'_> {
    /// The baseline of a scope; the default one may be absent, one that is named may not.
    pub(super) fn baseline(&self, scope: &Scope, config: &Config) -> Result<Option<Baseline>, Problem> {
        if self.options.no_baseline || self.options.changed_since.is_some() {
            return Ok(None);
        }
        let file = file_of(scope, config, self.options, &self.current)?;
        let is_named = self.options.baseline.is_some() || config.baseline.is_some();
        match fs::kind(&file) {
            PathKind::Missing if !is_named => Ok(None),
            _ => read(&file, scope, self.options, &self.current, Baseline::parse).map(Some),
        }
    }

    /// Notes what was judged to its end, and counts what the baseline records and nobody finds any more.
    pub(super) fn settle(&mut self, job: &Job<'_>, plan: &Plan) {
        let linter = job.judges.of_all();
        let is_judged = |rule: &str| self.summary.not_judged.iter().all(|other| other.rule != rule);
        let is_settled = |rule: &str| linter.severity_of_rule(rule).is_some() && is_judged(rule);
        self.settled.rules = RULES.iter().map(|rule| rule.meta.id).filter(|rule| is_settled(rule)).collect();
        self.settled.is_whole = self.is_whole(job.scope, plan);
        let Some(baseline) = job.baseline.filter(|_| self.settled.is_all(self.options)) else { return };
        let mut rest = baseline.clone();
        let is_found = |rule: &str, known: &str| self.recorded.contains(&(rule.to_owned(), known.to_owned()));
        rest.retain(|rule, known| !self.settled.rules.contains(rule) || is_found(rule, known), |_, _| usize::MAX);
        self.summary.paid = self.summary.paid.saturating_add(baseline.len() - rest.len());
    }

    /// Whether all of the corpus of a scope is reported.
    fn is_whole(&self, scope: &Scope, plan: &Plan) -> bool {
        let is_root = |argument: &PathBuf| fs::canonical(&self.current.join(argument)) == scope.root;
        let names_root = match scope.arguments.as_slice() {
            [] => self.current == scope.root,
            arguments => arguments.iter().any(is_root),
        };
        self.options.changed_since.is_none()
            && self.stdin.is_none()
            && (names_root || plan.has_include)
            && plan.sources.iter().all(|source| source.reported || !source.in_corpus)
    }
}

fn read(
    file: &Path,
    scope: &Scope,
    options: &CheckOptions,
    current: &Path,
    parse: impl Fn(&str) -> Result<Baseline, Problem>,
) -> Result<Baseline, Problem> {
    let path = configuration::shown(file, current);
    let setting = if options.baseline.is_some() { "--baseline" } else { "baseline in termlint.toml" };
    let text = fs::read_text(file).map_err(|message| Problem {
        message,
        help: format!("correct {setting}, or run `termlint baseline write`"),
        path: path.clone(),
        ..Problem::default()
    })?;
    // What stands in a file that is not of the project is not shown.
    let shown = scope.boundary.holds(file).then(|| text.as_str().into());
    parse(&text).map_err(|problem| Problem { text: shown, ..problem.in_file(path) })
}

/// Runs `termlint baseline write` or `prune`.
pub fn baseline(verb: BaselineVerb, options: &CheckOptions, terminal: &Terminal) -> u8 {
    // What is recorded now must not hide what is found now.
    let options = CheckOptions { no_baseline: true, ..options.clone() };
    terminal.conclude(write(verb, &options))
}

fn write(verb: BaselineVerb, options: &CheckOptions) -> Result<String, Vec<Problem>> {
    let mut run = Run::start(options)?;
    let [scope] = run.scopes.as_slice() else {
        return Err(vec![Problem::new(
            "these files have several configurations",
            "write the baseline of each by itself",
        )]);
    };
    let config = configuration::read(scope, &run.current)?.config;
    let file = one(file_of(scope, &config, options, &run.current))?;
    let boundary = scope.boundary.clone();
    let shown = escape(&configuration::shown(&file, &run.current));
    let is_there = fs::kind(&file) != PathKind::Missing;
    let recorded = |parse: fn(&str) -> Result<Baseline, Problem>| read(&file, scope, options, &run.current, parse);
    let old = match (is_there, verb) {
        (false, BaselineVerb::Prune) => {
            return Err(vec![Problem::new(format!("there is no baseline {shown}"), "run `termlint baseline write`")]);
        }
        (false, _) => Baseline::default(),
        (true, BaselineVerb::Prune) => one(recorded(Baseline::parse_both_sides))?,
        // What cannot be read may be replaced.
        (true, BaselineVerb::Write { force: true }) => recorded(Baseline::parse).unwrap_or_default(),
        (true, BaselineVerb::Write { force: false }) => one(recorded(Baseline::parse))?,
    };
    run.all_scopes();
    let outcome = run.outcome();
    if !run.problems.is_empty() {
        return Err(std::mem::take(&mut run.problems));
    }
    if !run.settled.is_whole {
        let help = "run it at the folder of termlint.toml, without paths";
        return Err(vec![Problem::new("only part of the corpus was looked at", help)]);
    }
    let settled = &run.settled.rules;
    let mut now = Baseline::default();
    for reported in outcome.findings.iter().filter(|reported| is_recorded(reported)) {
        now.add(&reported.path, reported.finding.rule, &reported.fingerprint);
    }
    let mut more: HashMap<(&str, &str), usize> = HashMap::new();
    for unlisted in &outcome.summary.unlisted {
        now.add_more(&unlisted.path, unlisted.rule, unlisted.count);
        more.insert((&unlisted.path, unlisted.rule), unlisted.count);
    }
    let index = old.index();
    let new: Vec<&Reported> = outcome
        .findings
        .iter()
        .filter(|reported| is_recorded(reported) && !index.holds(reported.finding.rule, &reported.fingerprint))
        .collect();
    let written = match verb {
        BaselineVerb::Prune => {
            let mut pruned = old.clone();
            let found: HashSet<(&str, &str)> =
                outcome.findings.iter().map(|reported| (reported.finding.rule, short(&reported.fingerprint))).collect();
            let is_kept = |rule: &str, known: &str| !settled.contains(rule) || found.contains(&(rule, known));
            pruned.retain(is_kept, |path, rule| more.get(&(path, rule)).copied().unwrap_or_default());
            pruned
        }
        BaselineVerb::Write { force } if is_there && !force && options.only.is_empty() => {
            let message = format!(
                "the baseline {shown} is there already; replacing it would hide {} more",
                count(new.len(), "finding")
            );
            let help = "mend them, name one rule with --only, or pass --force";
            return Err(vec![Problem::new(message, help)]);
        }
        BaselineVerb::Write { .. } => {
            now.keep_notes(&old);
            if !options.only.is_empty() {
                now.keep_other_rules(&old, settled);
            }
            now
        }
    };
    let text = written.to_text();
    boundary
        .replace(&file, text.as_bytes())
        .map_err(|error| vec![Problem::new(format!("{shown} cannot be written: {}", fs::system_words(&error)), "")])?;
    Ok(match verb {
        BaselineVerb::Prune => format!(
            "{shown}: {} paid and dropped, {} left\n",
            count(old.len().saturating_sub(written.len()), "finding"),
            written.len()
        ),
        BaselineVerb::Write { .. } => {
            format!("{shown}: {} recorded; from now on only new ones fail\n", count(written.len(), "finding"))
        }
    })
}

fn one<T>(result: Result<T, Problem>) -> Result<T, Vec<Problem>> {
    result.map_err(|problem| vec![problem])
}

/// Whether a finding may be recorded: what makes a file unreadable hides all else that is wrong with it.
pub(super) fn is_recorded(reported: &Reported) -> bool {
    reported.finding.at_least.is_none()
}
