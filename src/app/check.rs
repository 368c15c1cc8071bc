//! `check` and `files`: discover, judge in parallel, reduce, count, sort, report.
//!
//! Owns the order of a run and what its exit code is. Judgement is `lint`'s, looks are `output`'s.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;

use super::adopt::Settled;
use super::configuration::{self, Scope};
use super::gather::Job;
use super::judging::NO_HANDOFF;
use super::progress::{Counter, Progress};
use super::report::{distinct_files, report, stop};
use super::{CheckOptions, Terminal, today};
use crate::config::Selector;
use crate::discover::{self, Content, Source, Tree};
use crate::finding::Severity;
use crate::fs::{self, Input, ReadError};
use crate::outcome::exit;
use crate::outcome::{Outcome, Reported, Skipped, Summary};
use crate::problem::Problem;
use crate::rules::RULES;
use crate::words::{count, escape};

/// Runs `check`.
pub fn check(options: &CheckOptions, terminal: &Terminal) -> u8 {
    if let Err(problem) = distinct_files(options) {
        let options = CheckOptions { reports: Vec::new(), ..options.clone() };
        return stop(&[problem], &options, terminal);
    }
    let mut run = match Run::start(options) {
        Ok(run) => run,
        Err(problems) => return stop(&problems, options, terminal),
    };
    // What an editor passes by `-` is judged while somebody types.
    let is_live = terminal.is_live && options.progress && run.stdin.is_none();
    let progress = is_live.then(|| Progress::watch(Arc::clone(&run.counter)));
    let old = options.changed_since.as_deref().map(|revision| run.old_side(revision)).transpose();
    let old = match old {
        Ok(old) => old,
        Err(problem) => {
            drop(progress);
            return stop(&[problem], options, terminal);
        }
    };
    run.all_scopes();
    if let Some(old) = old {
        run.drop_old(&old);
    }
    let outcome = run.outcome();
    drop(progress);
    report(&run, outcome, terminal)
}

/// Runs `files`.
pub fn files(options: &CheckOptions, terminal: &Terminal) -> u8 {
    let mut run = match Run::start(options) {
        Ok(run) => run,
        Err(problems) => return terminal.fail_all(&problems),
    };
    run.list_scopes();
    let mut lines = String::new();
    for path in &run.listed {
        lines.push_str(&format!("check  {}\n", escape(path)));
    }
    run.skipped.sort();
    run.skipped.dedup();
    for skipped in &run.skipped {
        lines.push_str(&format!("skip   {} ({})\n", escape(&skipped.path), skipped.reason));
    }
    let printed = terminal.print(&lines);
    for problem in &run.problems {
        terminal.fail(problem);
    }
    terminal.note(&format!("{} to check, {} skipped\n", count(run.listed.len(), "file"), run.skipped.len()));
    if run.problems.is_empty() { printed } else { exit::FAILED }
}

/// Everything that one run gathers.
pub(super) struct Run<'o> {
    pub(super) options: &'o CheckOptions,
    pub(super) current: PathBuf,
    pub(super) today: NaiveDate,
    pub(super) pool: Arc<rayon::ThreadPool>,
    pub(super) counter: Arc<Counter>,
    pub(super) stdin: Option<Content>,
    pub(super) scopes: Vec<Scope>,
    /// The files of a revision, where it is not those on disk that are checked.
    pub(super) tree: Option<Tree>,
    pub(super) sources: HashMap<String, (Source, u128)>,
    pub(super) reported: Vec<Reported>,
    /// Findings that the baseline records.
    pub(super) baselined: Vec<Reported>,
    /// Their rules and what is recorded of their fingerprints.
    pub(super) recorded: HashSet<(String, String)>,
    pub(super) settled: Settled,
    pub(super) summary: Summary,
    pub(super) skipped: Vec<Skipped>,
    pub(super) listed: Vec<String>,
    pub(super) problems: Vec<Problem>,
    /// What works in the configurations but should be written otherwise.
    pub(super) cautions: Vec<Problem>,
    /// How many files were named and are excluded.
    pub(super) excluded: usize,
    /// What the configurations want to be printed after findings.
    footers: Vec<String>,
}

impl<'o> Run<'o> {
    pub(super) fn start(options: &'o CheckOptions) -> Result<Run<'o>, Vec<Problem>> {
        let problem = |message: String, help: &str| vec![Problem::new(message, help)];
        let today = today(options.today).map_err(|problem| vec![problem])?;
        let current = fs::current_folder().map_err(|error| {
            problem(
                format!("the current folder cannot be used: {}", fs::system_words(&error)),
                "change to a folder that exists",
            )
        })?;
        let unknown = unknown_rules(options);
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads.unwrap_or(0)).build();
        let pool =
            pool.map_err(|error| problem(format!("no threads can be started: {error}"), "pass fewer --threads"))?;
        let dashes = options.paths.iter().filter(|path| path.as_os_str() == "-").count();
        if dashes > 1 {
            return Err(problem("standard input (-) is named twice".to_owned(), "name it once"));
        }
        if dashes == 0 && options.stdin_filename.is_some() {
            return Err(problem(
                "--stdin-filename is given without -".to_owned(),
                "add - to read the text from standard input",
            ));
        }
        let is_lines = options.stdin_filename.as_deref().is_some_and(discover::is_lines);
        let stdin = match dashes {
            0 => None,
            _ => match fs::read_stdin(options.max_file_size, is_lines) {
                Ok(Input::Held(bytes)) => Some(Content::Memory(Arc::new(bytes))),
                Ok(Input::Kept(lines)) => Some(Content::Spooled(lines)),
                Err(error @ ReadError::TooLarge { .. }) => Some(Content::Broken(error)),
                Err(error) => {
                    let message = format!("standard input cannot be used: {}", error.message());
                    return Err(problem(message, "pass the text of a file to it"));
                }
            },
        };
        let mut scopes = configuration::scopes(options, &options.paths, &current);
        if options.changed_since.is_some() {
            // What a change breaks may lie anywhere.
            for scope in scopes.iter_mut().filter(|scope| scope.arguments.is_empty()) {
                let below = current.strip_prefix(&scope.root).map_or(0, |below| below.components().count());
                let above: PathBuf = std::iter::repeat_n("..", below).collect();
                scope.arguments.push(if below == 0 { PathBuf::from(".") } else { above });
            }
        }
        Ok(Run { stdin, ..Run::over(options, current, today, Arc::new(pool), scopes) })
    }

    /// A run that has gathered nothing yet.
    pub(super) fn over(
        options: &'o CheckOptions,
        current: PathBuf,
        today: NaiveDate,
        pool: Arc<rayon::ThreadPool>,
        scopes: Vec<Scope>,
    ) -> Run<'o> {
        Run {
            options,
            current,
            today,
            pool,
            counter: Arc::default(),
            stdin: None,
            scopes,
            tree: None,
            sources: HashMap::new(),
            reported: Vec::new(),
            baselined: Vec::new(),
            recorded: HashSet::new(),
            settled: Settled::default(),
            summary: Summary::default(),
            skipped: Vec::new(),
            listed: Vec::new(),
            problems: Vec::new(),
            cautions: Vec::new(),
            excluded: 0,
            footers: Vec::new(),
        }
    }

    pub(super) fn all_scopes(&mut self) {
        let scopes = std::mem::take(&mut self.scopes);
        let plans = self.plans(&scopes);
        for (scope, plan) in scopes.iter().zip(plans) {
            let Some((loaded, plan)) = plan else { continue };
            // An editor that passes its text by `-` wants findings only.
            if let Some(footer) = loaded.config.footer.as_ref().filter(|_| self.stdin.is_none())
                && !self.footers.contains(footer)
            {
                self.footers.push(footer.clone());
            }
            let judges = self.judges(&loaded.config, scope, &plan);
            let baseline = self.baseline(scope, &loaded.config);
            match (judges, baseline, self.outside(scope, &loaded)) {
                (Ok(judges), Ok(baseline), Ok(outside)) => {
                    let (judges, outside, baseline) = (&judges, &outside, baseline.as_ref());
                    self.judge_all(&Job { scope, loaded: &loaded, judges, outside, baseline }, plan);
                }
                (judges, baseline, outside) => {
                    self.problems.extend(judges.err().into_iter().flatten());
                    self.problems.extend(baseline.err());
                    self.problems.extend(outside.err().into_iter().flatten());
                }
            }
        }
        self.scopes = scopes;
    }

    fn list_scopes(&mut self) {
        let scopes = std::mem::take(&mut self.scopes);
        let limit = self.options.max_file_size;
        for (_, plan) in self.plans(&scopes).into_iter().flatten() {
            let reported: Vec<&Source> = plan.sources.iter().filter(|source| source.reported).collect();
            let verdicts: Vec<Result<bool, ReadError>> =
                self.pool.install(|| reported.par_iter().map(|source| source.is_handoff(limit)).collect());
            for (source, verdict) in reported.into_iter().zip(verdicts) {
                let path = source.shown.clone();
                match verdict {
                    Ok(true) => self.listed.push(path),
                    Ok(false) => self.skipped.push(Skipped { path, reason: NO_HANDOFF.to_owned() }),
                    Err(error) => self.skipped.push(Skipped { path, reason: error.message() }),
                }
            }
        }
        self.listed.sort();
    }

    pub(super) fn outcome(&mut self) -> Outcome {
        let sorted = |mut findings: Vec<Reported>| {
            findings.sort_by(|one, two| one.order().cmp(&two.order()));
            findings
        };
        let findings = sorted(std::mem::take(&mut self.reported));
        let baselined = sorted(std::mem::take(&mut self.baselined));
        let mut summary = std::mem::take(&mut self.summary);
        let paths: HashSet<&str> = findings.iter().map(|reported| reported.path.as_str()).collect();
        summary.files_with_findings = paths.len();
        self.skipped.sort();
        self.skipped.dedup();
        summary.skipped = std::mem::take(&mut self.skipped);
        // What is wrong for all scopes alike is said once.
        let mut said = HashSet::new();
        self.problems.retain(|problem| {
            let start = problem.span.as_ref().map(|span| span.start);
            said.insert((problem.path.clone(), problem.message.clone(), start))
        });
        let fails = |severity: Severity| {
            summary.of(severity) > 0 && self.options.fail_on.is_some_and(|limit| severity >= limit)
        };
        let exit_code = if !self.problems.is_empty() {
            exit::FAILED
        } else if [Severity::Error, Severity::Warning, Severity::Info].into_iter().any(fails) {
            exit::FINDINGS
        } else {
            exit::CLEAN
        };
        Outcome {
            findings,
            baselined,
            summary,
            rules: RULES,
            failures: self.problems.iter().map(Problem::clone).collect(),
            today: self.today,
            root: self.scopes.first().map_or_else(String::new, |scope| discover::slashes(&scope.machine_root)),
            min_severity: self.options.min_severity,
            footers: std::mem::take(&mut self.footers),
            exit_code,
        }
    }
}

/// The names of rules on the command line that nothing has.
fn unknown_rules(options: &CheckOptions) -> Vec<Problem> {
    let words = options.settings.iter().map(|(_, word)| word).chain(&options.only);
    words
        .filter_map(|word| {
            let unknown = Selector::parse(word).err()?;
            let is_habit = matches!(word.as_str(), "warning" | "warnings" | "error" | "errors" | "info");
            let help = if is_habit {
                format!("to fail on every {}, pass --fail-on {0}", word.trim_end_matches('s'))
            } else {
                unknown.help
            };
            Some(Problem::new(unknown.message, help))
        })
        .collect()
}
