//! Wires one run from start to finish: options in, output and exit code out.
//!
//! Owns the clock, the terminal and the verbs; the one place that prints. Judges nothing itself.

mod baseline;
mod check;
mod clock;
mod crash;
mod files;
mod ignore;
mod progress;
mod report;
mod session;
mod show;
mod verbs;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::finding::Severity;
use crate::outcome::exit;
use crate::output::Format;
use crate::output::problem::{self, Weight};
use crate::problem::Problem;
use crate::project;

pub use baseline::BaselineVerb;
pub use crash::report_panics;
pub use ignore::IgnoreOptions;

/// What a run is asked to do: plain data, filled by the command line.
#[derive(Clone, Debug)]
pub struct Options {
    /// The verb and its own options.
    pub verb: Verb,
    /// When to use colours.
    pub color: Color,
    /// Findings only.
    pub quiet: bool,
    /// More than findings.
    pub verbose: bool,
}

/// What to do.
#[derive(Clone, Debug)]
pub enum Verb {
    /// Judge files.
    Check(Box<CheckOptions>),
    /// Say what would be judged.
    Files(Box<CheckOptions>),
    /// Record what is found, or drop what is no longer.
    Baseline(BaselineVerb, Box<CheckOptions>),
    /// Append an entry to the configuration that ignores a finding.
    Ignore(IgnoreOptions, Box<CheckOptions>),
    /// Print the page of a rule, or of all.
    Explain(Option<String>),
    /// Print the table of rules.
    Rules(ListFormat),
    /// Print the known versions.
    SchemaList,
    /// Print one schema.
    SchemaShow(String),
    /// Write all schemas into a folder.
    SchemaExport(PathBuf),
    /// `config init`
    ConfigInit,
    /// `config schema`
    ConfigSchema,
    /// Print what holds in the end, for all files or for one.
    ConfigShow(Option<PathBuf>, Box<CheckOptions>),
}

/// How a table is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    /// On a terminal that has not asked for none.
    Auto,
    /// Also into a pipe.
    Always,
    /// Never.
    Never,
}

/// The options of `check`: what is checked, and how the result is shown.
#[derive(Clone, Debug)]
pub struct CheckOptions {
    /// What is checked, and by what.
    pub project: project::Options,
    /// Report only what is new against this revision.
    pub changed_since: Option<String>,
    /// Threads; `None` for one a core.
    pub threads: Option<usize>,
    /// The day of the run.
    pub today: Option<NaiveDate>,
    /// How findings look; `None` for pretty on a terminal, else concise.
    pub format: Option<Format>,
    /// Further reports of the same run, with the files that they are written to.
    pub reports: Vec<(Format, PathBuf)>,
    /// Whether findings are also counted by rule and by file, where people read them.
    pub statistics: bool,
    /// How many findings are listed at a terminal, where people read them; `None` for all.
    pub max_findings: Option<usize>,
    /// The least severity that makes the exit code 1; `None` for never.
    pub fail_on: Option<Severity>,
    /// The least severity that is shown.
    pub min_severity: Severity,
    /// Whether a long run shows, at a terminal, how far it is.
    pub progress: bool,
}

impl Default for CheckOptions {
    fn default() -> Self {
        CheckOptions {
            project: project::Options::default(),
            changed_since: None,
            threads: None,
            today: None,
            format: None,
            reports: Vec::new(),
            statistics: false,
            max_findings: Some(200),
            fail_on: Some(Severity::Error),
            min_severity: Severity::Info,
            progress: true,
        }
    }
}

/// Carries out what the options ask for and returns the exit code.
pub fn run(options: &Options) -> u8 {
    let terminal = Terminal::of(options);
    match &options.verb {
        Verb::Check(check) => check::check(check, &terminal),
        Verb::Files(check) => files::files(check, &terminal),
        Verb::Baseline(verb, check) => baseline::baseline(*verb, check, &terminal),
        Verb::Ignore(ignore, check) => ignore::ignore(ignore, check, &terminal),
        Verb::Explain(rule) => verbs::explain(rule.as_deref(), &terminal),
        Verb::Rules(format) => verbs::rules(*format, &terminal),
        Verb::SchemaList => verbs::schema_list(&terminal),
        Verb::SchemaShow(name) => verbs::schema_show(name, &terminal),
        Verb::SchemaExport(folder) => verbs::schema_export(folder, &terminal),
        Verb::ConfigInit => verbs::config_init(&terminal),
        Verb::ConfigShow(file, check) => show::config_show(file.as_deref(), check, &terminal),
        Verb::ConfigSchema => verbs::config_schema(&terminal),
    }
}

/// Prints what the command line led to instead of a run.
pub fn refuse(text: &str, to_stdout: bool, exit_code: u8) -> u8 {
    if to_stdout {
        print_to(&mut io::stdout().lock(), text);
    } else {
        print_to(&mut io::stderr().lock(), text);
    }
    exit_code
}

/// Where and how a run prints.
struct Terminal {
    color: bool,
    stderr_color: bool,
    stdout_is_terminal: bool,
    /// Whether a line on stderr may be drawn again and again.
    is_live: bool,
    width: usize,
    quiet: bool,
    verbose: bool,
}

impl Terminal {
    fn of(options: &Options) -> Terminal {
        let stdout_is_terminal = io::stdout().is_terminal();
        // https://no-color.org: any value that is not empty.
        let wants_none = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let is_dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let auto = |is_terminal: bool| match options.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => is_terminal && !wants_none && !is_dumb,
        };
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)).or(columns);
        Terminal {
            color: auto(stdout_is_terminal),
            stderr_color: auto(io::stderr().is_terminal()),
            stdout_is_terminal,
            is_live: io::stderr().is_terminal() && !is_dumb && !options.quiet,
            width: width.filter(|width| *width >= 40).unwrap_or(80),
            quiet: options.quiet,
            verbose: options.verbose,
        }
    }

    /// Prints to stdout and returns the exit code.
    fn print(&self, text: &str) -> u8 {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => self.fail(&unwritable(&error)),
            _ => exit::CLEAN,
        }
    }

    /// Prints what is no finding.
    fn note(&self, text: &str) {
        if !self.quiet {
            print_to(&mut io::stderr().lock(), text);
        }
    }

    /// Prints what works but should be written otherwise.
    fn warn(&self, problem: &Problem) {
        self.note(&problem::text(problem, Weight::Warning, self.stderr_color, self.width));
    }

    /// Prints a failure of the tool; `-q` does not silence it.
    fn fail(&self, problem: &Problem) -> u8 {
        print_to(&mut io::stderr().lock(), &problem::text(problem, Weight::Error, self.stderr_color, self.width));
        exit::FAILED
    }

    /// Prints failures of the tool.
    fn fail_all(&self, problems: &[Problem]) -> u8 {
        for problem in problems {
            self.fail(problem);
        }
        exit::FAILED
    }

    /// Says what a verb that writes has done, or why it could not.
    fn conclude(&self, done: Result<String, Vec<Problem>>) -> u8 {
        match done {
            Ok(words) => {
                self.note(&words);
                exit::CLEAN
            }
            Err(problems) => self.fail_all(&problems),
        }
    }
}

fn unwritable(error: &io::Error) -> Problem {
    Problem {
        message: format!("the output cannot be written: {}", crate::fs::system_words(error)),
        help: String::new(),
        path: String::new(),
        ..Problem::default()
    }
}

/// Writes text; a closed pipe is nobody's error.
fn print_to(out: &mut dyn Write, text: &str) {
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
