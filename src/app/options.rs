//! What a run is asked to do: plain data, filled by the command line.

use std::path::PathBuf;

use chrono::NaiveDate;

use crate::config::FailOn;
use crate::finding::Severity;
use crate::output::Format;
use crate::project;

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
    /// Check files.
    Check(Box<CheckOptions>),
    /// Say what would be checked.
    Files(Box<CheckOptions>),
    /// Record what is found, or drop what is no longer.
    Baseline(BaselineVerb, Box<CheckOptions>),
    /// Say what this release finds beyond the one whose findings count; `true` to let them count.
    Upgrade(bool, Box<CheckOptions>),
    /// Append an entry to the configuration that ignores a finding.
    Ignore(IgnoreOptions, Box<CheckOptions>),
    /// Print the page of a rule, or of all.
    Explain(Option<String>),
    /// Print the table of rules.
    Rules(ListFormat),
    /// Print the known versions.
    SchemaList,
    /// Print one schema.
    SchemaShow {
        /// A version or part.
        name: String,
        /// Whether all that it refers to is put into the same document.
        bundle: bool,
    },
    /// Write each version into a folder, as one self-contained file.
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
    /// What is fixed, if anything is.
    pub fix: Option<FixOptions>,
    /// Further reports of the same run, with the files that they are written to.
    pub reports: Vec<(Format, PathBuf)>,
    /// Whether findings are also counted by rule and by file, where people read them.
    pub statistics: bool,
    /// How many findings are listed at a terminal, where people read them; `None` for all.
    pub max_findings: Option<usize>,
    /// The least severity that makes the exit code 1; `None` leaves it to the configuration.
    pub fail_on: Option<FailOn>,
    /// The least severity that is shown; `None` shows all, and at a terminal counts infos instead of listing them.
    pub min_severity: Option<Severity>,
    /// Whether a long run shows, at a terminal, how far it is.
    pub progress: bool,
}

/// What `check` is asked to fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixOptions {
    /// Whether what would change is printed and nothing is written.
    pub is_diff: bool,
    /// Whether fixes that may change the meaning are applied too.
    pub with_unsafe: bool,
    /// The rules and groups whose findings are fixed; empty for all.
    pub only: Vec<String>,
    /// Whether findings that are suppressed are fixed too.
    pub with_known: bool,
}

impl Default for CheckOptions {
    fn default() -> Self {
        CheckOptions {
            project: project::Options::default(),
            changed_since: None,
            threads: None,
            today: None,
            format: None,
            fix: None,
            reports: Vec::new(),
            statistics: false,
            max_findings: Some(200),
            fail_on: None,
            min_severity: None,
            progress: true,
        }
    }
}

/// What `termlint baseline` is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaselineVerb {
    /// Record what is found now; `force` replaces what is recorded.
    Write {
        /// Whether a baseline that is there may be replaced.
        force: bool,
    },
    /// Record what newer releases have brought, beside what is recorded.
    WriteNew,
    /// Drop what is no longer found.
    Prune,
}

/// What `termlint ignore` is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IgnoreOptions {
    /// `FILE`, `FILE:LINE` or `FILE:LINE:COLUMN`, counted from 1.
    pub place: PathBuf,
    /// The rule, by its id or a former one.
    pub rule: String,
    /// Why the finding stays.
    pub reason: String,
    /// The last day of the entry.
    pub until: Option<NaiveDate>,
}
