//! `check` and `files`: discover, judge in parallel, reduce, count, sort, report.
//!
//! Owns the order of a run and what its exit code is. Judgement is `lint`'s, looks are `output`'s.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::configuration::{self, Scope};
use super::{CheckOptions, Terminal, today};
use crate::config::{self, Config, Selector};
use crate::corpus::{Corpus, Facts, Member};
use crate::discover::{self, Content, Plan, Request, Source, Stdin};
use crate::error::{Problem, exit};
use crate::finding::{Finding, Severity};
use crate::fs::{self, ReadError};
use crate::handoff::Base;
use crate::lint::{Judged, Linter, Wanted, unreadable};
use crate::outcome::{Failure, NotJudged, Outcome, Reported, Skipped, Summary, Unlisted};
use crate::output::{self, Format, Style, summary};
use crate::rules;
use crate::schema::{Registry, SchemaFile};
use crate::words::{count, escape};

/// The format of the fingerprint; a new one makes every finding new (`design.md` section 4).
const FINGERPRINT_VERSION: &str = "1";

/// How many lines of a `.jsonl` file are judged at once.
const BATCH: usize = 1024;

/// Runs `check`.
pub fn check(options: &CheckOptions, terminal: &Terminal) -> u8 {
    let mut run = match Run::start(options) {
        Ok(run) => run,
        Err(problem) => return stop(problem, options, terminal),
    };
    run.all_scopes();
    let outcome = run.outcome();
    report(&run, &outcome, terminal);
    outcome.exit_code
}

/// A failure before anything could be judged still leaves a valid machine document.
fn stop(problem: Problem, options: &CheckOptions, terminal: &Terminal) -> u8 {
    terminal.fail(&problem);
    if options.format == Some(Format::Json) {
        let outcome = Outcome {
            findings: Vec::new(),
            summary: Summary::default(),
            failures: vec![problem.failure()],
            today: options.today.unwrap_or_default(),
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
        Err(problem) => return terminal.fail(&problem),
    };
    run.list_scopes();
    let mut lines = String::new();
    for path in &run.listed {
        lines.push_str(&format!("check  {}\n", escape(path)));
    }
    run.skipped.sort();
    for skipped in &run.skipped {
        lines.push_str(&format!("skip   {} ({})\n", escape(&skipped.path), skipped.reason));
    }
    terminal.print(&lines);
    for problem in &run.problems {
        terminal.fail(problem);
    }
    terminal.note(&format!("{} to check, {} skipped\n", count(run.listed.len(), "file"), run.skipped.len()));
    if run.problems.is_empty() { exit::CLEAN } else { exit::FAILED }
}

/// Everything that one run gathers.
struct Run<'o> {
    options: &'o CheckOptions,
    current: PathBuf,
    today: NaiveDate,
    pool: rayon::ThreadPool,
    stdin: Option<Arc<Vec<u8>>>,
    scopes: Vec<Scope>,
    sources: HashMap<String, (Source, u128)>,
    reported: Vec<Reported>,
    summary: Summary,
    skipped: Vec<Skipped>,
    listed: Vec<String>,
    problems: Vec<Problem>,
    /// Named files that are excluded: the run says so, and is clean.
    only_excluded: bool,
}

/// One judged document.
struct Record {
    source: usize,
    line: Option<usize>,
    base: Base,
    judged: Judged,
}

/// What a source came to.
enum Verdict {
    Skipped(String),
    Judged { records: Vec<(Option<usize>, Base, Judged)>, hash: u128 },
    Failed(Problem),
}

impl<'o> Run<'o> {
    fn start(options: &'o CheckOptions) -> Result<Run<'o>, Problem> {
        let problem =
            |message: String, help: &str| Problem { message, help: help.to_owned(), path: String::new(), source: None };
        let today = today(options.today)?;
        let current = fs::current_folder().map_err(|error| {
            problem(
                format!("the current folder cannot be used: {}", fs::system_words(&error)),
                "change to a folder that exists",
            )
        })?;
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
            _ => {
                let bytes = fs::read_stdin(options.max_file_size);
                Some(Arc::new(bytes.map_err(|error| {
                    problem(format!("standard input: {}", error.message()), "raise --max-file-size")
                })?))
            }
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
            only_excluded: false,
        })
    }

    fn all_scopes(&mut self) {
        for scope in std::mem::take(&mut self.scopes) {
            if let Some((config, plan)) = self.plan(&scope) {
                match self.linter(&config, &scope) {
                    Ok(linter) => self.judge_all(&linter, plan),
                    Err(problems) => self.problems.extend(problems),
                }
            }
            self.scopes.push(scope);
        }
    }

    fn list_scopes(&mut self) {
        let scopes = std::mem::take(&mut self.scopes);
        for scope in &scopes {
            let Some((_, plan)) = self.plan(scope) else { continue };
            for source in plan.sources.iter().filter(|source| source.reported) {
                let is_handoff = source.taken
                    || source.read(self.options.max_file_size).is_ok_and(|bytes| discover::looks_like_handoff(&bytes));
                if is_handoff {
                    self.listed.push(source.shown.clone());
                } else {
                    self.skipped.push(Skipped { path: source.shown.clone(), reason: NO_HANDOFF.to_owned() });
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
        self.skipped.extend(
            plan.passed_over.iter().map(|passed| Skipped { path: passed.shown.clone(), reason: passed.reason.clone() }),
        );
        self.only_excluded |= plan.passed_over.iter().any(|passed| passed.named);
        Some((config, plan))
    }

    /// The rules of a scope, over its schemas.
    fn linter(&self, config: &Config, scope: &Scope) -> Result<Linter, Vec<Problem>> {
        let plain = |problem: config::Problem| Problem {
            message: problem.message,
            help: problem.help,
            path: String::new(),
            source: None,
        };
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

    fn judge_all(&mut self, linter: &Linter, plan: Plan) {
        let limit = self.options.max_file_size;
        let verdicts: Vec<Verdict> =
            self.pool.install(|| plan.sources.par_iter().map(|source| judge_source(source, linter, limit)).collect());
        let mut records = Vec::new();
        let mut hashes = vec![0; plan.sources.len()];
        for (index, (source, verdict)) in plan.sources.iter().zip(verdicts).enumerate() {
            match verdict {
                Verdict::Skipped(reason) => {
                    if source.reported {
                        self.skipped.push(Skipped { path: source.shown.clone(), reason });
                    }
                }
                Verdict::Failed(problem) => self.problems.push(problem),
                Verdict::Judged { records: judged, hash } => {
                    hashes[index] = hash;
                    self.summary.files += usize::from(source.reported);
                    records.extend(judged.into_iter().map(|(line, base, judged)| Record {
                        source: index,
                        line,
                        base,
                        judged,
                    }));
                }
            }
        }
        let any_reported = records.iter().any(|record| plan.sources[record.source].reported);
        if plan.walked && !any_reported && !self.options.allow_empty {
            self.problems.push(Problem {
                message: "there is no handoff here".to_owned(),
                help: "name another folder, or pass --allow-empty".to_owned(),
                path: String::new(),
                source: None,
            });
        }
        self.gather(linter, &plan, records, &hashes);
        for (source, hash) in plan.sources.into_iter().zip(hashes) {
            self.sources.insert(source.path.clone(), (source, hash));
        }
    }

    /// Reduces, places and counts.
    fn gather(&mut self, linter: &Linter, plan: &Plan, mut records: Vec<Record>, hashes: &[u128]) {
        let members = records
            .iter_mut()
            .map(|record| {
                let source = &plan.sources[record.source];
                let facts = std::mem::take(&mut record.judged.facts);
                Member { facts, reported: source.reported, in_corpus: source.in_corpus }
            })
            .collect();
        let corpus = Corpus::new(members, plan.judgeable.clone());
        let (found, not_judged) = linter.reduce(&corpus);
        let mut by_document: BTreeMap<usize, Vec<_>> = BTreeMap::new();
        for finding in found {
            by_document.entry(finding.document).or_default().push(finding);
        }
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
            if let Some(found) = by_document.remove(&number) {
                let bytes =
                    document_bytes(source, record.base, record.line, hashes[record.source], self.options.max_file_size);
                findings.extend(linter.place(found, bytes.as_deref(), record.base));
            }
            let identity = identities.of_document(number, &corpus.members()[number].facts, source, record.line);
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
        let mut twins: HashMap<u64, usize> = HashMap::new();
        for finding in findings {
            let at = finding.place.as_ref().and_then(|place| place.at.as_deref()).unwrap_or_default();
            let key = [FINGERPRINT_VERSION, finding.rule, identity, at, &finding.subject].join("\0");
            let ordinal = twins.entry(xxh3_64(key.as_bytes())).or_insert(0);
            *ordinal += 1;
            let fingerprint = format!("{:032x}", xxh3_128(format!("{key}\0{ordinal}").as_bytes()));
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
        summary.skipped = std::mem::take(&mut self.skipped);
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

const NO_HANDOFF: &str = "no handoff: its bytes name no version of the contract";

/// The order of findings in one document: by place, then by rule.
fn order(finding: &Finding) -> (usize, usize, &'static str, &str) {
    let place = finding.place.as_ref().map_or((0, 0), |place| (place.start.byte, place.end.byte));
    (place.0, place.1, finding.rule, &finding.subject)
}

/// Judges the documents of one source. Runs on any thread.
fn judge_source(source: &Source, linter: &Linter, limit: u64) -> Verdict {
    if source.lines
        && let Content::Disk(path) = &source.content
    {
        return judge_lines(source, path, linter);
    }
    let bytes = match source.read(limit) {
        Ok(bytes) => bytes,
        // What is no handoff by name and cannot be read is nobody's loss, unless it was there to be judged.
        Err(error) if source.taken => return failed_reading(source, &error),
        Err(error) => return Verdict::Skipped(error.message()),
    };
    if !source.taken && !discover::looks_like_handoff(&bytes) {
        return Verdict::Skipped(NO_HANDOFF.to_owned());
    }
    let hash = xxh3_128(&bytes);
    let judged = if source.lines {
        let mut records = Vec::new();
        let mut before = 0;
        for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
            let text = line.trim_ascii_end();
            if !text.is_empty() {
                let base = Base { bytes: before, lines: index };
                match linter.judge(text, base, "") {
                    Ok(judged) => records.push((Some(index + 1), base, judged)),
                    Err(error) => return failed_schema(error),
                }
            }
            before += line.len();
        }
        records
    } else {
        match linter.judge(&bytes, Base::default(), &source.path) {
            Ok(judged) => vec![(None, Base::default(), judged)],
            Err(error) => return failed_schema(error),
        }
    };
    Verdict::Judged { records: judged, hash }
}

/// Judges a `.jsonl` file of any size, a batch of lines at a time.
fn judge_lines(source: &Source, path: &Path, linter: &Linter) -> Verdict {
    let mut records = Vec::new();
    let mut failure = None;
    let mut batch: Vec<(usize, usize, Vec<u8>)> = Vec::new();
    let mut is_handoff = source.taken;
    let mut flush = |batch: &mut Vec<(usize, usize, Vec<u8>)>| {
        let judged: Vec<_> = batch
            .par_drain(..)
            .map(|(number, before, line)| {
                let base = Base { bytes: before, lines: number - 1 };
                linter.judge(&line, base, "").map(|judged| (Some(number), base, judged))
            })
            .collect();
        for judged in judged {
            match judged {
                Ok(record) => records.push(record),
                Err(error) => failure = Some(error),
            }
        }
    };
    let read = fs::each_line(path, |number, before, line| {
        if line.trim_ascii().is_empty() {
            return;
        }
        is_handoff |= discover::looks_like_handoff(&line);
        batch.push((number, before, line));
        // Until a line looks like a handoff, the file may be anything: nothing is judged.
        if is_handoff && batch.len() >= BATCH {
            flush(&mut batch);
        }
    });
    if let Err(error) = read {
        return if source.taken { failed_reading(source, &error) } else { Verdict::Skipped(error.message()) };
    }
    if !is_handoff {
        return Verdict::Skipped(NO_HANDOFF.to_owned());
    }
    flush(&mut batch);
    match failure {
        Some(error) => failed_schema(error),
        None => Verdict::Judged { records, hash: 0 },
    }
}

fn failed_reading(source: &Source, error: &ReadError) -> Verdict {
    let finding = match error {
        ReadError::TooLarge(..) => {
            unreadable("file-too-large", error.message(), "split the file, or raise --max-file-size")
        }
        _ => unreadable("unreadable-file", error.message(), "make the file readable, or exclude it"),
    };
    let mut judged = Judged { facts: Facts::default().with_path(&source.path), ..Judged::default() };
    judged.findings.push(finding);
    Verdict::Judged { records: vec![(None, Base::default(), judged)], hash: 0 }
}

fn failed_schema(error: crate::schema::SchemaError) -> Verdict {
    Verdict::Failed(Problem { message: error.message, help: error.help, path: error.path, source: None })
}

/// The bytes of one document again, unless they changed since they were judged.
fn document_bytes(source: &Source, base: Base, line: Option<usize>, hash: u128, limit: u64) -> Option<Vec<u8>> {
    let bytes = source.read(limit).ok()?;
    if hash != 0 && xxh3_128(&bytes) != hash {
        return None;
    }
    match line {
        None => Some(bytes),
        Some(_) => Some(bytes.get(base.bytes..)?.split(|byte| *byte == b'\n').next()?.trim_ascii_end().to_vec()),
    }
}

/// The schemas of a folder, sorted by name.
fn schema_files(folder: &Path, current: &Path) -> Result<Vec<SchemaFile>, Problem> {
    let shown = |path: &Path| discover::slashes(path.strip_prefix(current).unwrap_or(path));
    let problem = |path: &Path, message: String| Problem {
        message,
        help: "check --schema-dir".to_owned(),
        path: shown(path),
        source: None,
    };
    if fs::kind(folder) != fs::PathKind::Folder {
        return Err(problem(folder, "there is no such folder of schemas".to_owned()));
    }
    let mut paths: Vec<PathBuf> = fs::walk(folder, false, 1)
        .into_iter()
        .filter_map(|walked| match walked {
            fs::Walked::File(path) => Some(path),
            fs::Walked::Broken(..) => None,
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    paths.sort();
    if paths.is_empty() {
        return Err(problem(folder, "this folder holds no schema (*.json)".to_owned()));
    }
    paths
        .into_iter()
        .map(|path| {
            let text = fs::read_text(&path).map_err(|message| problem(&path, message))?;
            Ok(SchemaFile { path: shown(&path), text })
        })
        .collect()
}

/// Which documents share locale and slug with another: these are told apart by their path.
struct Identities {
    shared: HashSet<(String, String)>,
}

impl Identities {
    fn of(corpus: &Corpus) -> Identities {
        let mut seen = HashSet::new();
        let mut shared = HashSet::new();
        for member in corpus.members() {
            if let (Some(locale), Some(slug)) = (&member.facts.locale, &member.facts.slug)
                && !seen.insert((locale, slug))
            {
                shared.insert((locale.clone(), slug.clone()));
            }
        }
        Identities { shared }
    }

    fn of_document(&self, number: usize, facts: &Facts, source: &Source, line: Option<usize>) -> String {
        let _ = number;
        match (&facts.locale, &facts.slug) {
            (Some(locale), Some(slug)) if !self.shared.contains(&(locale.clone(), slug.clone())) => {
                format!("{locale}/{slug}")
            }
            _ => match line {
                Some(line) => format!("{}:{line}", source.path),
                None => source.path.clone(),
            },
        }
    }
}

/// Prints the findings, then the summary.
fn report(run: &Run<'_>, outcome: &Outcome, terminal: &Terminal) {
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
    if let Err(error) = written {
        if error.kind() != io::ErrorKind::BrokenPipe {
            terminal.note(&format!("error: the report cannot be written: {}\n", fs::system_words(&error)));
        }
        return;
    }
    if terminal.verbose {
        let mut lines = format!("today is {}\n", outcome.today);
        for scope in &run.scopes {
            let file = scope.file.as_deref().map_or_else(|| "none".to_owned(), discover::slashes);
            lines.push_str(&format!("configuration: {}\n", escape(&file)));
        }
        for skipped in &outcome.summary.skipped {
            lines.push_str(&format!("skipped: {} ({})\n", escape(&skipped.path), skipped.reason));
        }
        terminal.note(&lines);
    }
    // An editor that passes its text by `-` wants findings only.
    let is_stdin = run.stdin.is_some();
    if !is_stdin && (outcome.summary.files > 0 || run.only_excluded || run.problems.is_empty()) {
        terminal.note(&summary::text(outcome));
    }
}
