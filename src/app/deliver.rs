//! What a run leaves: findings to stdout, reports to files, all else to stderr.
//!
//! Owns who hears of what. Looks are `output`'s.

use std::collections::HashSet;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::clock::today;
use super::conventions::conventions;
use super::options::CheckOptions;
use super::session::{Checked, Fixes, Session};
use super::terminal::Terminal;
use crate::boundary::Boundary;
use crate::discover::slashes;
use crate::finding::Severity;
use crate::fs;
use crate::outcome::exit;
use crate::outcome::{Outcome, Summary};
use crate::output::{self, Format, Style, Texts, footer, statistics, summary};
use crate::problem::Problem;
use crate::project::{Targets, shown, whole};
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

/// Files that were checked and that a report must not replace.
fn checked_targets(session: &Session<'_>) -> HashSet<PathBuf> {
    let files: Vec<PathBuf> = session.options.reports.iter().map(|(_, file)| file.clone()).collect();
    let targets = Targets::new(&files);
    let sources = session.project.parts.iter().flat_map(|part| &part.plan.sources);
    let reported = sources.filter(|source| source.reported && targets.has(&source.file));
    reported.map(|source| whole(&source.file)).collect()
}

/// A failure before anything could be checked still leaves valid machine documents.
pub(super) fn stop(problems: &[Problem], options: &CheckOptions, terminal: &Terminal) -> u8 {
    for problem in problems {
        terminal.fail(problem);
    }
    let mut outcome = Outcome {
        findings: Vec::new(),
        baselined: Vec::new(),
        summary: Summary::default(),
        rules: RULES,
        custom_rules: Vec::new(),
        failures: problems.iter().map(Problem::clone).collect(),
        today: today(options.today).unwrap_or_default(),
        root: String::new(),
        min_severity: options.min_severity.unwrap_or(Severity::Info),
        conventions: Vec::new(),
        footers: Vec::new(),
        fixes: None,
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
        let style =
            Style { color: false, width: terminal.width, verbose: terminal.verbose, most: None, counts_infos: false };
        let _ = reports.write(format, &outcome, style, &mut io::stdout().lock());
    }
    exit::FAILED
}

/// Prints the findings, then the summary.
pub(super) fn report(session: &Session<'_>, checked: Checked, terminal: &Terminal) -> u8 {
    let (project, options) = (&session.project, session.options);
    let (mut outcome, problems) = session.outcome(checked);
    let fixes = session.fixes.as_ref();
    if fixes.is_some_and(|fixes| fixes.report.is_planned && fixes.report.files > 0) && outcome.exit_code == exit::CLEAN
    {
        outcome.exit_code = exit::FINDINGS;
    }
    let texts = |path: &str| session.text(path);
    let checked = checked_targets(session);
    let here = Boundary::around(&project.current);
    let boundary = project.scopes.iter().fold(here, |boundary, scope| boundary.and(&scope.boundary));
    let reports = Reports { options, boundary: &boundary, texts: &texts, checked: &checked, verbose: terminal.verbose };
    // Files come first: what is printed may then say which of them failed.
    let unwritable = reports.write_files(&mut outcome);
    let format = options.format.unwrap_or(if terminal.stdout_is_terminal { Format::Pretty } else { Format::Concise });
    // Pipes, files and machines get everything.
    let is_screen = terminal.stdout_is_terminal && format.is_for_people();
    if is_screen {
        outcome.conventions = conventions(session, &outcome);
    }
    let style = Style {
        color: terminal.color,
        width: terminal.width,
        verbose: terminal.verbose,
        most: None,
        counts_infos: is_screen && options.min_severity.is_none(),
    };
    let limit = options.max_findings.filter(|_| is_screen);
    let style = Style { most: limit.and_then(|limit| cut(format, &outcome, &style, limit)), ..style };
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    // A closed pipe is quiet; any other failure of stdout can only be reported on stderr.
    let written = match fixes.and_then(|fixes| Some((fixes.printed.as_ref()?, fixes.report.is_planned))) {
        None => reports.write(format, &outcome, style, &mut out),
        Some((printed, true)) => out.write_all(printed),
        Some((printed, false)) => {
            let style = Style { color: false, ..style };
            out.write_all(printed).and_then(|()| reports.write(format, &outcome, style, &mut io::stderr().lock()))
        }
    };
    let written = written.and_then(|()| out.flush());
    drop(out);
    for problem in problems.iter().chain(&unwritable) {
        terminal.fail(problem);
    }
    for caution in project.warnings.iter().filter(|_| !session.has_stdin()) {
        terminal.warn(caution);
    }
    match written {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return outcome.exit_code,
        Err(error) => return terminal.fail(&super::terminal::unwritable(&error)),
    }
    if terminal.verbose {
        let mut lines = format!("today is {}\n", outcome.today);
        for scope in &project.scopes {
            let file = scope.file.as_deref();
            let file = file.map_or_else(|| "none".to_owned(), |file| shown(file, &project.current));
            lines.push_str(&format!("configuration: {}\n", escape(&file)));
        }
        for skipped in &outcome.summary.skipped {
            lines.push_str(&format!("skipped: {} ({})\n", escape(&skipped.path), skipped.reason));
        }
        terminal.note(&lines);
    }
    // An editor that passes its text by `-` wants findings only.
    if !session.has_stdin() {
        let is_printed = fixes.is_none_or(|fixes| fixes.printed.is_none());
        if format == Format::Concise && is_printed {
            terminal.note(&output::help(&outcome, &style));
        }
        if outcome.summary.files > 0 || (problems.is_empty() && project.excluded == 0) {
            // Below an excerpt, the last word would look like a part of it.
            let has_excerpts = format == Format::Pretty && is_printed && outcome.shown().next().is_some();
            let space = if has_excerpts { "\n" } else { "" };
            let width = terminal.stderr_width();
            if let Some(Fixes { report, is_unstaged, .. }) = fixes {
                let text = output::fixes::summary(report, terminal.verbose);
                terminal.note(&(space.to_owned() + &text));
                if *is_unstaged {
                    terminal.note("what was fixed is not staged: `git add` it\n");
                }
            }
            let space = if fixes.is_some() { "" } else { space };
            terminal.note(&(space.to_owned() + &summary::text(&outcome, width, terminal.verbose)));
        } else if problems.is_empty() {
            let files = match project.excluded {
                1 => "the named file is".to_owned(),
                number => format!("all {number} named files are"),
            };
            terminal.note(&format!("nothing was checked: {files} excluded in termlint.toml\n"));
        }
    }
    outcome.exit_code
}

/// How many findings are listed where they are more than `limit`; `None` for all.
fn cut(format: Format, outcome: &Outcome, style: &Style, limit: usize) -> Option<usize> {
    let most = limit.min(FIRST);
    // Folding takes its time, and makes no more of them.
    let may_be_more = style.listed(outcome).nth(limit).is_some();
    (may_be_more && output::beyond(format, outcome, style, most).0 > limit).then_some(most)
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
            return Err(io::Error::other("it would replace a file that is being checked"));
        }
        let mut bytes = Vec::new();
        let style = Style { color: false, width: FILE_WIDTH, verbose: self.verbose, most: None, counts_infos: false };
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
            help: format!("unset {STEP_SUMMARY}, or set it to a writable file"),
            ..unwritable(&file, &error)
        })
    }

    /// Writes one report, with the tables that `--statistics` adds for people and what the configuration says to them.
    fn write(&self, format: Format, outcome: &Outcome, style: Style, out: &mut dyn Write) -> io::Result<()> {
        output::write(format, outcome, self.texts, style, out)?;
        if !format.is_for_people() {
            return Ok(());
        }
        if style.counts_infos {
            let infos = summary::infos(outcome, &style);
            let space = if !infos.is_empty() && style.listed(outcome).next().is_some() { "\n" } else { "" };
            write!(out, "{space}{infos}")?;
        }
        if self.options.statistics || style.most.is_some() {
            let tables = statistics::text(outcome);
            if !tables.is_empty() {
                write!(out, "\n{tables}")?;
            }
        }
        if let Some(most) = style.most {
            let (_, left_out) = output::beyond(format, outcome, &style, most);
            write!(out, "\n{}", summary::not_shown(outcome, left_out, style.width))?;
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
        help: "choose a file in a writable folder for --report".to_owned(),
        path: slashes(file),
        ..Problem::default()
    }
}
