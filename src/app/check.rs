//! `check` and `files`: discover, judge in parallel, reduce, count, sort, report.
//!
//! Owns the order of a run and what its exit code is. Judgement is `lint`'s, looks are `output`'s.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_128;

use super::configuration::{self, Scope, schema_files};
use super::judging::{NO_HANDOFF, Record, Verdict, document_bytes, judge_source};
use super::{CheckOptions, Terminal, today};
use crate::config::{self, Config, Selector};
use crate::corpus::{Corpus, Judgeable, Member};
use crate::discover::{self, Plan, Request, Source, Stdin};
use crate::error::{Problem, exit};
use crate::finding::{Finding, Severity};
use crate::fingerprint::{Fingerprints, Identities};
use crate::fs::{self, ReadError};
use crate::lint::{Linter, Wanted};
use crate::outcome::{Failure, NotJudged, Outcome, Reported, Skipped, Summary, Unlisted};
use crate::output::{self, Format, Style, summary};
use crate::rules;
use crate::schema::Registry;
use crate::words::{count, escape};

/// Runs `check`.
pub fn check(options: &CheckOptions, terminal: &Terminal) -> u8 {
    let mut run = match Run::start(options) {
        Ok(run) => run,
        Err(problems) => return stop(&problems, options, terminal),
    };
    run.all_scopes();
    let outcome = run.outcome();
    report(&run, &outcome, terminal)
}

/// A failure before anything could be judged still leaves a valid machine document.
fn stop(problems: &[Problem], options: &CheckOptions, terminal: &Terminal) -> u8 {
    for problem in problems {
        terminal.fail(problem);
    }
    if options.format == Some(Format::Json) {
        let outcome = Outcome {
            findings: Vec::new(),
            summary: Summary::default(),
            failures: problems.iter().map(Problem::failure).collect(),
            today: today(options.today).unwrap_or_default(),
            root: String::new(),
            min_severity: options.min_severity,
            exit_code: exit::FAILED,
        };
        let style = Style { color: false, width: terminal.width, verbose: terminal.verbose };
        let _ = output::write(Format::Json, &outcome, &|_| None, style, &mut io::stdout().lock());
    }
    exit::FAILED
}

/// Runs `files`.
pub fn files(options: &CheckOptions, terminal: &Terminal) -> u8 {
    let mut run = match Run::start(options) {
        Ok(run) => run,
        Err(problems) => {
            for problem in &problems {
                terminal.fail(problem);
            }
            return exit::FAILED;
        }
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
struct Run<'o> {
    options: &'o CheckOptions,
    current: PathBuf,
    today: NaiveDate,
    pool: rayon::ThreadPool,
    stdin: Option<Result<Arc<Vec<u8>>, ReadError>>,
    scopes: Vec<Scope>,
    sources: HashMap<String, (Source, u128)>,
    reported: Vec<Reported>,
    summary: Summary,
    skipped: Vec<Skipped>,
    listed: Vec<String>,
    problems: Vec<Problem>,
    /// How many files were named and are excluded.
    excluded: usize,
}

impl<'o> Run<'o> {
    fn start(options: &'o CheckOptions) -> Result<Run<'o>, Vec<Problem>> {
        let problem = |message: String, help: &str| vec![plain(message, help)];
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
        let stdin = match dashes {
            0 => None,
            _ => match fs::read_stdin(options.max_file_size) {
                Ok(bytes) => Some(Ok(Arc::new(bytes))),
                Err(error @ ReadError::TooLarge { .. }) => Some(Err(error)),
                Err(error) => {
                    let message = format!("standard input cannot be used: {}", error.message());
                    return Err(problem(message, "pass the text of a file to it"));
                }
            },
        };
        let scopes = configuration::scopes(options, &options.paths, &current);
        Ok(Run {
            options,
            current,
            today,
            pool,
            stdin,
            scopes,
            sources: HashMap::new(),
            reported: Vec::new(),
            summary: Summary::default(),
            skipped: Vec::new(),
            listed: Vec::new(),
            problems: Vec::new(),
            excluded: 0,
        })
    }

    fn all_scopes(&mut self) {
        let scopes = std::mem::take(&mut self.scopes);
        let plans: Vec<Option<(Config, Plan)>> = self.plans(&scopes);
        for (scope, plan) in scopes.iter().zip(plans) {
            let Some((config, plan)) = plan else { continue };
            match self.linter(&config, scope) {
                Ok(linter) => self.judge_all(&linter, scope, plan),
                Err(problems) => self.problems.extend(problems),
            }
        }
        self.scopes = scopes;
    }

    /// Finds the sources of all scopes. A file that several of them report is judged by the nearest configuration.
    fn plans(&mut self, scopes: &[Scope]) -> Vec<Option<(Config, Plan)>> {
        let mut plans: Vec<Option<(Config, Plan)>> = scopes.iter().map(|scope| self.plan(scope)).collect();
        if scopes.len() > 1 {
            let mut nearest: HashMap<String, usize> = HashMap::new();
            let mut by_depth: Vec<usize> = (0..scopes.len()).collect();
            by_depth.sort_by_key(|index| std::cmp::Reverse(scopes[*index].root.components().count()));
            for index in by_depth {
                let Some((_, plan)) = &mut plans[index] else { continue };
                let mut is_ours = |shown: &str| *nearest.entry(shown.to_owned()).or_insert(index) == index;
                for source in plan.sources.iter_mut().filter(|source| source.reported) {
                    source.reported = is_ours(&source.shown);
                }
                plan.passed_over.retain(|passed| is_ours(&passed.shown));
            }
        }
        for passed in plans.iter().flatten().flat_map(|(_, plan)| &plan.passed_over) {
            self.skipped.push(Skipped { path: passed.shown.clone(), reason: passed.reason.clone() });
            self.excluded += usize::from(passed.named);
        }
        plans
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

    /// Reads the configuration of a scope and finds its sources.
    fn plan(&mut self, scope: &Scope) -> Option<(Config, Plan)> {
        let config = match configuration::read(scope, &self.current) {
            Ok(config) => config,
            Err(problems) => {
                self.problems.extend(problems);
                return None;
            }
        };
        let is_dash = |path: &&PathBuf| path.as_os_str() == "-";
        let arguments: Vec<PathBuf> = scope.arguments.iter().filter(|path| !is_dash(path)).cloned().collect();
        let stdin = self.stdin.clone().filter(|_| scope.arguments.iter().any(|path| is_dash(&path)));
        let plan = discover::discover(&Request {
            arguments: &arguments,
            stdin: stdin.map(|bytes| Stdin { name: self.options.stdin_filename.clone(), bytes }),
            current: &self.current,
            root: &scope.root,
            machine_root: &scope.machine_root,
            has_include: !config.include.is_empty(),
            includes: &|path| config.include.iter().any(|pattern| pattern.matches(path)),
            excluded_by: &|path| {
                config.exclude.iter().find(|pattern| pattern.matches(path)).map(|pattern| pattern.as_str().to_owned())
            },
            corpus: self.options.corpus.as_deref().map(|folder| self.current.join(folder)).as_deref(),
            gitignore: self.options.gitignore,
            threads: self.pool.current_num_threads(),
        });
        self.problems.extend(plan.unusable.iter().map(|unusable| Problem {
            message: unusable.message.clone(),
            help: unusable.help.clone(),
            path: unusable.path.clone(),
            source: None,
        }));
        Some((config, plan))
    }

    /// The rules of a scope, over its schemas.
    fn linter(&self, config: &Config, scope: &Scope) -> Result<Linter, Vec<Problem>> {
        let plain = |problem: config::Problem| plain(problem.message, problem.help);
        let mut settings = Vec::new();
        for (setting, word) in &self.options.settings {
            settings.push((*setting, Selector::parse(word).map_err(|problem| vec![plain(problem)])?));
        }
        let mut levels = config::levels(&config.rules, &settings)
            .map_err(|problems| problems.into_iter().map(plain).collect::<Vec<_>>())?;
        if !self.options.only.is_empty() {
            let only: Result<Vec<_>, _> = self.options.only.iter().map(|word| Selector::parse(word)).collect();
            levels = levels.only(&only.map_err(|problem| vec![plain(problem)])?);
        }
        let folder = match (&self.options.schema_dir, &config.schema_dir) {
            (Some(folder), _) => Some(self.current.join(folder)),
            (None, Some(folder)) => Some(scope.root.join(folder)),
            (None, None) => None,
        };
        let files = folder
            .map_or(Ok(Vec::new()), |folder| schema_files(&folder, &self.current))
            .map_err(|problem| vec![problem])?;
        let registry = Registry::new(&files).map_err(|error| {
            vec![Problem { message: error.message, help: error.help, path: error.path, source: None }]
        })?;
        let wanted = rules::RULES
            .iter()
            .map(|declaration| Wanted {
                declaration,
                level: levels.level(declaration.meta.id),
                options: config.rules.options(declaration.meta.id).cloned(),
            })
            .collect();
        Linter::new(registry, wanted, !self.options.only.is_empty(), self.today)
            .map_err(|(path, message)| vec![Problem { message, help: String::new(), path, source: None }])
    }

    fn judge_all(&mut self, linter: &Linter, scope: &Scope, plan: Plan) {
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
        self.gather(linter, &plan, records);
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
    fn gather(&mut self, linter: &Linter, plan: &Plan, mut records: Vec<Record>) {
        let members: Vec<Member> = records
            .iter_mut()
            .map(|record| {
                let source = &plan.sources[record.source];
                let facts = std::mem::take(&mut record.judged.facts);
                Member { facts, reported: source.reported, in_corpus: source.in_corpus }
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
                (number, linter.place(found, bytes.as_deref(), record.base))
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
                if let Some(severity) = linter.severity_of_rule(rule) {
                    self.count(severity, dropped);
                    self.summary.unlisted.push(Unlisted {
                        path: source.path.clone(),
                        shown_path: source.shown.clone(),
                        rule,
                        count: dropped,
                    });
                }
            }
            let mut findings = record.judged.findings.kept;
            findings.extend(placed.remove(&number).unwrap_or_default());
            let identity = identities.of_document(&corpus.members()[number].facts, &source.path, record.line);
            self.add(linter, findings, source, record.line, &identity);
        }
    }

    fn not_judged(&mut self, not_judged: Vec<NotJudged>, any_reported: bool) {
        if any_reported {
            self.summary.not_judged.extend(not_judged);
            self.summary.not_judged.sort();
            self.summary.not_judged.dedup();
        }
    }

    fn count(&mut self, severity: Severity, number: usize) {
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
    ) {
        findings.sort_by(|one, two| order(one).cmp(&order(two)));
        let mut fingerprints = Fingerprints::new(identity);
        for finding in findings {
            let fingerprint = fingerprints.next(&finding);
            let Some(severity) = linter.severity(&finding) else { continue };
            let Some(meta) = linter.meta(finding.rule) else { continue };
            self.count(severity, 1);
            self.reported.push(Reported {
                finding,
                path: source.path.clone(),
                shown_path: source.shown.clone(),
                document: line,
                group: meta.group,
                severity,
                fingerprint,
            });
        }
    }

    fn outcome(&mut self) -> Outcome {
        let mut findings = std::mem::take(&mut self.reported);
        findings.sort_by(|one, two| {
            (&one.path, one.document, order(&one.finding)).cmp(&(&two.path, two.document, order(&two.finding)))
        });
        let mut summary = std::mem::take(&mut self.summary);
        let paths: HashSet<&str> = findings.iter().map(|reported| reported.path.as_str()).collect();
        summary.files_with_findings = paths.len();
        self.skipped.sort();
        self.skipped.dedup();
        summary.skipped = std::mem::take(&mut self.skipped);
        // What is wrong for all scopes alike is said once.
        let mut said = HashSet::new();
        self.problems.retain(|problem| {
            let start = problem.source.as_ref().map(|(_, span)| span.start);
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
            summary,
            failures: self.problems.iter().map(Problem::failure).collect::<Vec<Failure>>(),
            today: self.today,
            root: self.scopes.first().map_or_else(String::new, |scope| discover::slashes(&scope.machine_root)),
            min_severity: self.options.min_severity,
            exit_code,
        }
    }
}

/// The order of findings in one document: by place, then by rule.
fn order(finding: &Finding) -> (usize, usize, &'static str, &str) {
    let place = finding.place.as_ref().map_or((0, 0), |place| (place.start.byte, place.end.byte));
    (place.0, place.1, finding.rule, &finding.subject)
}

/// A problem without a place.
fn plain(message: impl Into<String>, help: impl Into<String>) -> Problem {
    Problem { message: message.into(), help: help.into(), path: String::new(), source: None }
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
            Some(plain(unknown.message, help))
        })
        .collect()
}

/// Prints the findings, then the summary.
fn report(run: &Run<'_>, outcome: &Outcome, terminal: &Terminal) -> u8 {
    let format =
        run.options.format.unwrap_or(if terminal.stdout_is_terminal { Format::Pretty } else { Format::Concise });
    let style = Style { color: terminal.color, width: terminal.width, verbose: terminal.verbose };
    let texts = |path: &str| {
        let (source, hash) = run.sources.get(path)?;
        let bytes = source.read(run.options.max_file_size).ok()?;
        (*hash == 0 || xxh3_128(&bytes) == *hash).then_some(bytes)
    };
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    // A closed pipe is quiet; any other failure of stdout leaves nobody to tell but stderr.
    let written = output::write(format, outcome, &texts, style, &mut out).and_then(|()| out.flush());
    drop(out);
    for problem in &run.problems {
        terminal.fail(problem);
    }
    match written {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return outcome.exit_code,
        Err(error) => return terminal.fail(&super::unwritable(&error)),
    }
    if terminal.verbose {
        let mut lines = format!("today is {}\n", outcome.today);
        for scope in &run.scopes {
            let file = scope.file.as_deref();
            let file = file.map_or_else(|| "none".to_owned(), |file| configuration::shown(file, &run.current));
            lines.push_str(&format!("configuration: {}\n", escape(&file)));
        }
        for skipped in &outcome.summary.skipped {
            lines.push_str(&format!("skipped: {} ({})\n", escape(&skipped.path), skipped.reason));
        }
        terminal.note(&lines);
    }
    // An editor that passes its text by `-` wants findings only.
    if run.stdin.is_none() {
        if outcome.summary.files > 0 || (run.problems.is_empty() && run.excluded == 0) {
            terminal.note(&summary::text(outcome));
        } else if run.problems.is_empty() {
            let files = match run.excluded {
                1 => "the file that is named is".to_owned(),
                number => format!("all {number} files that are named are"),
            };
            terminal.note(&format!("nothing was checked: {files} excluded in termlint.toml\n"));
        }
    }
    outcome.exit_code
}
