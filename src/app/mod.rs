//! Wires one run from start to finish: options in, output and exit code out.
//!
//! Owns the clock, the terminal and the verbs; the one place that prints. Judges nothing itself.

mod adopt;
mod cache;
mod check;
mod configuration;
mod crash;
mod gather;
mod ignores;
mod judges;
mod judging;
mod plan;
mod progress;
mod report;
mod show;
mod since;
mod staged;
mod verbs;
mod write_entry;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::config::Setting;
use crate::finding::Severity;
use crate::outcome::exit;
use crate::output::Format;
use crate::output::problem::{self, Weight};
use crate::problem::Problem;

pub use adopt::BaselineVerb;
pub use cache::facts_in;
pub use crash::report_panics;
pub use write_entry::IgnoreOptions;

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

/// The options of `check`.
#[derive(Clone, Debug)]
pub struct CheckOptions {
    /// Files, folders, globs, `-`; none means the current folder.
    pub paths: Vec<PathBuf>,
    /// The configuration to use.
    pub config: Option<PathBuf>,
    /// Use none.
    pub no_config: bool,
    /// A folder that is the whole corpus.
    pub corpus: Option<PathBuf>,
    /// Whether `.gitignore` hides files.
    pub gitignore: bool,
    /// Only files that git tracks or has staged.
    pub git_index: bool,
    /// Report only what is new against this revision.
    pub changed_since: Option<String>,
    /// The baseline, instead of the one that the configuration names.
    pub baseline: Option<PathBuf>,
    /// Report what the baseline records, too.
    pub no_baseline: bool,
    /// Report what the configuration ignores, too.
    pub no_suppressions: bool,
    /// The largest file that is read, in bytes.
    pub max_file_size: u64,
    /// Threads; `None` for one a core.
    pub threads: Option<usize>,
    /// Whether finding no handoff is fine.
    pub allow_empty: bool,
    /// How findings look; `None` for pretty on a terminal, else concise.
    pub format: Option<Format>,
    /// Further reports of the same run, with the files that they are written to.
    pub reports: Vec<(Format, PathBuf)>,
    /// Whether findings are also counted by rule and by file, where people read them.
    pub statistics: bool,
    /// How many findings are listed at a terminal, where people read them; `None` for all.
    pub max_findings: Option<usize>,
    /// Levels, in the order of the command line, with the words that name rules.
    pub settings: Vec<(Setting, String)>,
    /// Just these rules.
    pub only: Vec<String>,
    /// The least severity that makes the exit code 1; `None` for never.
    pub fail_on: Option<Severity>,
    /// The least severity that is shown.
    pub min_severity: Severity,
    /// The file that standard input stands for.
    pub stdin_filename: Option<PathBuf>,
    /// A folder of further schemas.
    pub schema_dir: Option<PathBuf>,
    /// Files of terms that live elsewhere, beside those that the configuration names.
    pub known_slugs: Vec<PathBuf>,
    /// The day of the run.
    pub today: Option<NaiveDate>,
    /// Whether facts are kept from one run to the next.
    pub cache: bool,
    /// Whether a long run shows, at a terminal, how far it is.
    pub progress: bool,
}

impl Default for CheckOptions {
    fn default() -> Self {
        CheckOptions {
            paths: Vec::new(),
            config: None,
            no_config: false,
            corpus: None,
            gitignore: true,
            git_index: false,
            changed_since: None,
            baseline: None,
            no_baseline: false,
            no_suppressions: false,
            max_file_size: 64 << 20,
            threads: None,
            allow_empty: false,
            format: None,
            reports: Vec::new(),
            statistics: false,
            max_findings: Some(200),
            settings: Vec::new(),
            only: Vec::new(),
            fail_on: Some(Severity::Error),
            min_severity: Severity::Info,
            stdin_filename: None,
            schema_dir: None,
            known_slugs: Vec::new(),
            today: None,
            cache: true,
            progress: true,
        }
    }
}

/// Carries out what the options ask for and returns the exit code.
pub fn run(options: &Options) -> u8 {
    let terminal = Terminal::of(options);
    match &options.verb {
        Verb::Check(check) => check::check(check, &terminal),
        Verb::Files(check) => check::files(check, &terminal),
        Verb::Baseline(verb, check) => adopt::baseline(*verb, check, &terminal),
        Verb::Ignore(ignore, check) => write_entry::ignore(ignore, check, &terminal),
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

/// The last second of the year 9999, since 1970: later years have no four digits, which is how dates are written.
const LAST_SECOND: u64 = 253_402_300_799;

/// The day of the run: `--today`, else `SOURCE_DATE_EPOCH`, else the system's date in UTC. The only clock there is.
///
/// # Errors
/// Where `SOURCE_DATE_EPOCH` is no number of seconds, or one of no year of four digits. An empty one counts as absent.
fn today(option: Option<NaiveDate>) -> Result<NaiveDate, Problem> {
    if let Some(day) = option {
        return Ok(day);
    }
    let epoch = std::env::var_os("SOURCE_DATE_EPOCH").map(|text| text.to_string_lossy().trim().to_owned());
    let seconds = match epoch.filter(|text| !text.is_empty()) {
        Some(text) => {
            text.parse().ok().filter(|seconds| *seconds <= LAST_SECOND).ok_or_else(|| epoch_problem(&text))?
        }
        None => {
            #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
            let now = std::time::SystemTime::now();
            now.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs()).min(LAST_SECOND)
        }
    };
    let instant = i64::try_from(seconds).ok().and_then(|seconds| chrono::DateTime::from_timestamp(seconds, 0));
    Ok(instant.expect("chrono knows the years of four digits").date_naive())
}

fn epoch_problem(text: &str) -> Problem {
    Problem {
        message: format!("SOURCE_DATE_EPOCH is no number of seconds since 1970: {}", crate::words::quote(text)),
        help: "write seconds up to the end of the year 9999, unset it, or pass --today YYYY-MM-DD".to_owned(),
        path: String::new(),
        ..Problem::default()
    }
}
