//! What a run leaves: findings to stdout, reports to files, all else to stderr.
//!
//! Owns who hears of what. Looks are `output`'s.

use std::collections::HashSet;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_128;

use super::check::Run;
use super::{CheckOptions, Terminal, configuration, today};
use crate::boundary::Boundary;
use crate::discover::{Content, Plan, slashes};
use crate::fs;
use crate::outcome::exit;
use crate::outcome::{Outcome, Skipped, Summary};
use crate::output::{self, Format, Style, Texts, footer, statistics, summary};
use crate::problem::Problem;
use crate::rules::RULES;
use crate::words::{escape, quote};

/// How wide a report in a file is, in cells.
const FILE_WIDTH: usize = 100;

/// How many findings stand above the tables where there are too many to list.
const FIRST: usize = 20;

/// Where GitHub Actions reads the summary of a step.
const STEP_SUMMARY: &str = "GITHUB_STEP_SUMMARY";

/// Two reports cannot stand in one file.
///
/// # Errors
/// Names the file.
pub(super) fn distinct_files(options: &CheckOptions) -> Result<(), Problem> {
    let mut seen = HashSet::new();
    match options.reports.iter().find(|(_, file)| !seen.insert(whole(file))) {
        None => Ok(()),
        Some((_, file)) => {
            let message = format!("two reports go to one file: {}", quote(&slashes(file)));
            Err(Problem::new(message, "give each --report a file of its own"))
        }
    }
}

/// The path of a file that need not be there.
fn whole(file: &Path) -> PathBuf {
    match (file.parent(), file.file_name()) {
        _ if fs::is_link(file) => fs::canonical(file),
        (Some(folder), Some(name)) if folder.as_os_str().is_empty() => fs::canonical(Path::new(".")).join(name),
        (Some(folder), Some(name)) => fs::canonical(folder).join(name),
        _ => fs::canonical(file),
    }
}

impl Run<'_> {
    /// Reports of the last run may lie among the handoffs, and they quote them. What is to be checked in any case stays.
    pub(super) fn leave_reports_alone(&mut self, plan: &mut Plan) {
        let reports = Targets::of(self.options);
        for source in plan.sources.iter_mut().filter(|source| !source.taken && reports.has(&source.content)) {
            let reason = "a report of this run goes there".to_owned();
            self.skipped.push(Skipped { path: source.shown.clone(), reason });
            // The plan counts its sources, so this one stays in its place: as one that holds nothing.
            source.content = Content::Memory(Arc::default());
            (source.reported, source.in_corpus) = (false, false);
        }
    }

    /// Files that were checked and that a report must not replace.
    fn checked_targets(&self) -> HashSet<PathBuf> {
        let reports = Targets::of(self.options);
        let sources = self.sources.values().map(|(source, _)| &source.content);
        sources.filter(|content| reports.has(content)).filter_map(Targets::path).collect()
    }
}

/// The files that reports go to.
struct Targets(HashSet<PathBuf>);

impl Targets {
    fn of(options: &CheckOptions) -> Targets {
        Targets(options.reports.iter().map(|(_, file)| whole(file)).collect())
    }

    fn has(&self, content: &Content) -> bool {
        let (Content::Disk(path) | Content::Walked(path)) = content else { return false };
        // Asking the system where each of a million files lies takes its time; their names are known.
        let is_like = self.0.iter().any(|file| file.file_name() == path.file_name() || fs::is_link(path));
        is_like && self.0.contains(&whole(path))
    }

    fn path(content: &Content) -> Option<PathBuf> {
        match content {
            Content::Disk(path) | Content::Walked(path) => Some(whole(path)),
            Content::Memory(_) | Content::Spooled(_) | Content::Broken(_) => None,
        }
    }
}

/// A failure before anything could be judged still leaves valid machine documents.
pub(super) fn stop(problems: &[Problem], options: &CheckOptions, terminal: &Terminal) -> u8 {
    for problem in problems {
        terminal.fail(problem);
    }
    let mut outcome = Outcome {
        findings: Vec::new(),
        baselined: Vec::new(),
        summary: Summary::default(),
        rules: RULES,
        failures: problems.iter().map(Problem::clone).collect(),
        today: today(options.today).unwrap_or_default(),
        root: String::new(),
        min_severity: options.min_severity,
        footers: Vec::new(),
        exit_code: exit::FAILED,
    };
    let checked = HashSet::new();
    let boundary = Boundary::around(&fs::canonical(Path::new(".")));
    let reports =
        Reports { options, boundary: &boundary, texts: &|_| None, checked: &checked, verbose: terminal.verbose };
    for problem in reports.write_files(&mut outcome) {
        terminal.fail(&problem);
    }
    if let Some(format) = options.format.filter(|format| format.is_document()) {
        let style = Style { color: false, width: terminal.width, verbose: terminal.verbose, most: None };
        let _ = reports.write(format, &outcome, style, &mut io::stdout().lock());
    }
    exit::FAILED
}

/// Prints the findings, then the summary.
pub(super) fn report(run: &Run<'_>, mut outcome: Outcome, terminal: &Terminal) -> u8 {
    let texts = |path: &str| {
        let (source, hash) = run.sources.get(path)?;
        let bytes = source.read(run.options.max_file_size).ok()?;
        (*hash == 0 || xxh3_128(&bytes) == *hash).then_some(bytes)
    };
    let checked = run.checked_targets();
    let here = Boundary::around(&run.current);
    let boundary = run.scopes.iter().fold(here, |boundary, scope| boundary.and(&scope.boundary));
    let reports = Reports {
        options: run.options,
        boundary: &boundary,
        texts: &texts,
        checked: &checked,
        verbose: terminal.verbose,
    };
    // Files come first: what is printed may then say which of them failed.
    let unwritable = reports.write_files(&mut outcome);
    let format =
        run.options.format.unwrap_or(if terminal.stdout_is_terminal { Format::Pretty } else { Format::Concise });
    // Pipes, files and machines get everything.
    let limit = run.options.max_findings.filter(|_| terminal.stdout_is_terminal && format.is_for_people());
    let most = limit.and_then(|limit| cut(format, &outcome, limit));
    let style = Style { color: terminal.color, width: terminal.width, verbose: terminal.verbose, most };
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    // A closed pipe is quiet; any other failure of stdout leaves nobody to tell but stderr.
    let written = reports.write(format, &outcome, style, &mut out).and_then(|()| out.flush());
    drop(out);
    for problem in run.problems.iter().chain(&unwritable) {
        terminal.fail(problem);
    }
    for caution in run.cautions.iter().filter(|_| run.stdin.is_none()) {
        terminal.warn(caution);
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
        if format == Format::Concise {
            terminal.note(&output::help(&outcome));
        }
        if outcome.summary.files > 0 || (run.problems.is_empty() && run.excluded == 0) {
            // Below an excerpt, the last word would look like a part of it.
            let space = if format == Format::Pretty && outcome.shown().next().is_some() { "\n" } else { "" };
            terminal.note(&(space.to_owned() + &summary::text(&outcome)));
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

/// How many findings are listed where they are more than `limit`; `None` for all.
fn cut(format: Format, outcome: &Outcome, limit: usize) -> Option<usize> {
    let most = limit.min(FIRST);
    // Folding takes its time, and makes no more of them.
    let may_be_more = outcome.shown().nth(limit).is_some();
    (may_be_more && output::beyond(format, outcome, most).0 > limit).then_some(most)
}

/// The reports of one run.
struct Reports<'r> {
    options: &'r CheckOptions,
    boundary: &'r Boundary,
    texts: Texts<'r>,
    checked: &'r HashSet<PathBuf>,
    verbose: bool,
}

impl Reports<'_> {
    /// Writes the reports that go to files. What cannot be written is a failure, which the others and `outcome` say.
    fn write_files(&self, outcome: &mut Outcome) -> Vec<Problem> {
        let mut files: Vec<&(Format, PathBuf)> = self.options.reports.iter().collect();
        let mut problems = Vec::new();
        loop {
            let mut failed = Vec::new();
            files.retain(|(format, file)| match self.write_file(*format, file, outcome) {
                Ok(()) => true,
                Err(error) => {
                    failed.push(unwritable(file, &error));
                    false
                }
            });
            if failed.is_empty() {
                break;
            }
            fail(outcome, &failed);
            problems.extend(failed);
        }
        if let Err(problem) = self.write_step_summary(outcome) {
            fail(outcome, std::slice::from_ref(&problem));
            for (format, file) in files {
                // It could be written a moment ago.
                let _ = self.write_file(*format, file, outcome);
            }
            problems.push(problem);
        }
        problems
    }

    fn write_file(&self, format: Format, file: &Path, outcome: &Outcome) -> io::Result<()> {
        if self.checked.contains(&whole(file)) {
            return Err(io::Error::other("it would replace a file that is checked"));
        }
        let mut bytes = Vec::new();
        let style = Style { color: false, width: FILE_WIDTH, verbose: self.verbose, most: None };
        self.write(format, outcome, style, &mut bytes)?;
        self.boundary.replace(file, &bytes)
    }

    /// GitHub shows ten annotations of a kind for a step: the rest is read in its summary.
    fn write_step_summary(&self, outcome: &Outcome) -> Result<(), Problem> {
        let mut formats = self.options.reports.iter().map(|(format, _)| *format).chain(self.options.format);
        let file = std::env::var_os(STEP_SUMMARY).filter(|file| !file.is_empty());
        let Some(file) = file.filter(|_| formats.any(|format| format == Format::Github)).map(PathBuf::from) else {
            return Ok(());
        };
        self.boundary.append(&file, output::step_summary(outcome).as_bytes()).map_err(|error| Problem {
            help: format!("unset {STEP_SUMMARY}, or let it name a file that can be written"),
            ..unwritable(&file, &error)
        })
    }

    /// Writes one report, with the tables that `--statistics` adds for people and what the configuration says to them.
    fn write(&self, format: Format, outcome: &Outcome, style: Style, out: &mut dyn Write) -> io::Result<()> {
        output::write(format, outcome, self.texts, style, out)?;
        if !format.is_for_people() {
            return Ok(());
        }
        if self.options.statistics || style.most.is_some() {
            let tables = statistics::text(outcome);
            if !tables.is_empty() {
                write!(out, "\n{tables}")?;
            }
        }
        if let Some(most) = style.most {
            let (_, left_out) = output::beyond(format, outcome, most);
            write!(out, "\n{}", summary::not_shown(left_out, style.width))?;
        }
        let footer = footer::text(outcome, style.width);
        if !footer.is_empty() {
            let space = if format == Format::Pretty { "\n" } else { "" };
            write!(out, "{space}{footer}")?;
        }
        Ok(())
    }
}

/// Makes a result one of a run that could not do its job.
fn fail(outcome: &mut Outcome, problems: &[Problem]) {
    outcome.failures.extend(problems.iter().map(Problem::clone));
    outcome.exit_code = exit::FAILED;
}

fn unwritable(file: &Path, error: &io::Error) -> Problem {
    Problem {
        message: format!("the report cannot be written: {}", fs::system_words(error)),
        help: "let --report name a file in a folder that can be written".to_owned(),
        path: slashes(file),
        ..Problem::default()
    }
}
