//! What may be typed: verbs, flags and their help, as clap reads them.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};

use super::values::{self, Most};
use crate::app::{Color, ListFormat};
use crate::config::FailOn;
use crate::finding::Severity;
use crate::output::Format;

/// Decides whether reviewed-term AI handoffs (ai.json) may be published.
#[derive(Parser)]
#[command(
    name = "termlint",
    version,
    about,
    after_help = "\
Examples:
  termlint check                        check the handoffs in this folder
  termlint check content/en-US          check those in another folder
  termlint explain missing-review-date  explain a rule and the fix for its findings

Exit codes: 0 clean, 1 findings at or above --fail-on, 2 termlint could not do its job."
)]
pub struct Cli {
    #[command(subcommand)]
    pub verb: CliVerb,
    /// When to use colours; `auto` honours NO_COLOR
    #[arg(long, global = true, display_order = 900, default_value = "auto", value_parser = values::color(), value_name = "WHEN")]
    pub color: Color,
    /// Print only findings and problems
    #[arg(short, long, global = true, display_order = 901)]
    pub quiet: bool,
    /// Also print what was skipped, which configuration applies, and JSON pointers
    #[arg(short, long, global = true, display_order = 902, conflicts_with = "quiet")]
    pub verbose: bool,
}

#[derive(Subcommand)]
pub enum CliVerb {
    /// Validate and lint handoffs (the main job)
    #[command(after_help = "\
Paths select what is reported. The rest of the corpus comes from `include` in termlint.toml, or from --corpus.

Findings go to standard output, everything else to standard error.

Exit codes: 0 clean, 1 findings at or above --fail-on, 2 termlint could not do its job.")]
    Check(Box<CheckArgs>),
    /// Explain a rule: why it exists, what fails, what passes, how to fix it
    Explain {
        /// The rule
        #[arg(required_unless_present = "all")]
        rule: Option<String>,
        /// Explain every rule
        #[arg(long, conflicts_with = "rule")]
        all: bool,
    },
    /// List the rules
    Rules {
        /// The format of the list
        #[arg(long, default_value = "text", value_parser = values::list_format())]
        format: ListFormat,
    },
    /// List, show or export the contract schemas
    Schema {
        #[command(subcommand)]
        verb: CliSchema,
    },
    /// List what would be checked, what not, and why
    Files(Box<FilesArgs>),
    /// Create termlint.toml, or print its settings or its JSON Schema
    Config {
        #[command(subcommand)]
        verb: CliConfig,
    },
    /// Suppress a finding, with a reason: append an [[ignore]] entry to termlint.toml
    Ignore(Box<IgnoreArgs>),
    /// After an update: show what this version finds beyond the last one, none of which fails a run yet
    #[command(after_help = "\
It only reads, unless --write is passed; its exit code is 0 even if the gate would fail.

Nothing that a newer termlint finds affects the exit code of `check` until rules-of in termlint.toml is moved.")]
    Upgrade {
        #[command(flatten)]
        baseline: Box<BaselineArgs>,
        /// Move rules-of in termlint.toml to this version: from now on, what it finds counts
        #[arg(long)]
        write: bool,
        /// The lowest severity that fails the gate [default: `fail-on` in termlint.toml, else error]
        #[arg(long, value_name = "SEVERITY", value_parser = values::fail_on())]
        fail_on: Option<FailOn>,
    },
    /// Record today's findings so that only new ones fail; remove those that are fixed
    Baseline {
        #[command(subcommand)]
        verb: CliBaseline,
    },
}

#[derive(Args)]
pub struct IgnoreArgs {
    /// The location as `check` prints it, FILE:LINE or FILE:LINE:COLUMN; FILE alone means all of it
    #[arg(value_name = "FILE:LINE")]
    pub place: PathBuf,
    /// The rule of the finding
    pub rule: String,
    /// Why it is ignored
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// The last day on which the entry applies
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = values::day)]
    pub until: Option<NaiveDate>,
    /// Write to this configuration instead of searching for termlint.toml
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where all handoffs are, so that relations between them can be checked; `include` in termlint.toml wins
    #[arg(long, value_name = "DIR")]
    pub corpus: Option<PathBuf>,
    /// The day that review dates are compared with [default: SOURCE_DATE_EPOCH, else today in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = values::day)]
    pub today: Option<NaiveDate>,
}

#[derive(Subcommand)]
pub enum CliConfig {
    /// Write a commented termlint.toml to the current folder
    Init,
    /// Print the effective settings, and where each comes from
    Show {
        /// Only those for this file, with the overrides and ignores that apply to it
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        /// Use this configuration instead of searching for termlint.toml
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// Print the JSON Schema of termlint.toml, for editors
    Schema,
}

#[derive(Subcommand)]
pub enum CliBaseline {
    /// Record the current findings
    Write {
        #[command(flatten)]
        baseline: Box<BaselineArgs>,
        /// Replace an existing baseline
        #[arg(long)]
        force: bool,
        /// Record only this rule or group, and keep what is recorded for others; repeatable
        #[arg(long, value_name = "RULE|GROUP")]
        only: Vec<String>,
        /// Add only what a newer termlint finds and does not count yet, as `termlint upgrade` lists it
        #[arg(long, conflicts_with_all = ["force", "only"])]
        new: bool,
    },
    /// Remove what is no longer found; nothing is added
    Prune {
        #[command(flatten)]
        baseline: Box<BaselineArgs>,
    },
}

#[derive(Args)]
pub struct BaselineArgs {
    #[command(flatten)]
    pub files: FilesArgs,
    /// The baseline, instead of the one of the configuration
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Add or override contract versions by the schemas of this folder
    #[arg(long, value_name = "DIR")]
    pub schema_dir: Option<PathBuf>,
    /// Terms that are published elsewhere, as known-slugs in termlint.toml: a list of slugs or a sitemap; repeatable
    #[arg(long, value_name = "FILE")]
    pub known_slugs: Vec<PathBuf>,
    /// The day that review dates are compared with [default: SOURCE_DATE_EPOCH, else today in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = values::day)]
    pub today: Option<NaiveDate>,
}

#[derive(Subcommand)]
pub enum CliSchema {
    /// List the known versions
    List,
    /// Print a schema: a version, such as v1, or a part, such as summary/v1.json
    Show {
        /// The version or part
        name: String,
    },
    /// Write all schemas into a folder
    Export {
        /// The folder; it is created if it does not exist
        folder: PathBuf,
    },
}

#[derive(Args)]
#[command(next_help_heading = "Files")]
pub struct FilesArgs {
    /// Files, folders or globs; `-` is standard input [default: the current folder]
    #[arg(value_name = "PATH|GLOB|-", help_heading = None)]
    pub paths: Vec<PathBuf>,
    /// Use this configuration instead of searching for termlint.toml
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long)]
    pub no_config: bool,
    /// Where all handoffs are, so that relations between them can be checked; `include` in termlint.toml wins
    #[arg(long, value_name = "DIR")]
    pub corpus: Option<PathBuf>,
    /// Also check files that .gitignore excludes
    #[arg(long)]
    pub no_gitignore: bool,
    /// Check what is staged, as the next commit will hold it, instead of what is on disk
    #[arg(long)]
    pub git_index: bool,
    /// The largest document that is read, such as 500K, 64M or 1G
    #[arg(long, value_name = "SIZE", default_value = "64M", value_parser = values::size)]
    pub max_file_size: u64,
    /// Use this many threads [default: as many as there are cores]
    #[arg(long, value_name = "N", value_parser = values::threads, help_heading = None, display_order = 899)]
    pub threads: Option<usize>,
    /// Do not fail if a folder or `include` contains no handoff
    #[arg(long)]
    pub allow_empty: bool,
}

#[derive(Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub files: FilesArgs,
    /// With `-`: the file whose text it is
    #[arg(long, value_name = "PATH", help_heading = "Files")]
    pub stdin_filename: Option<PathBuf>,
    /// Suppress what this baseline records, instead of the one in the configuration
    #[arg(long, value_name = "FILE", conflicts_with = "no_baseline", help_heading = "Result")]
    pub baseline: Option<PathBuf>,
    /// Also report what the baseline records
    #[arg(long, help_heading = "Result")]
    pub no_baseline: bool,
    /// Also report what [[ignore]] entries suppress
    #[arg(long, help_heading = "Result")]
    pub no_suppressions: bool,
    /// Do not cache what is known about files that are not reported
    #[arg(long, help_heading = "Files")]
    pub no_cache: bool,
    /// Do not show progress; it is only shown at a terminal
    #[arg(long, display_order = 903)]
    pub no_progress: bool,
    /// Report only findings that are new since this git revision, in any file
    #[arg(long, value_name = "REVISION", help_heading = "Result")]
    pub changed_since: Option<String>,
    /// Turn a rule, a group or all rules off; repeatable, as are -W and -D
    #[arg(short = 'A', long, value_name = "RULE|GROUP|all", help_heading = "Rules")]
    pub allow: Vec<String>,
    /// Report a rule, a group or all rules as warnings
    #[arg(short = 'W', long, value_name = "RULE|GROUP|all", help_heading = "Rules")]
    pub warn: Vec<String>,
    /// Report a rule, a group or all rules as errors; of -A, -W and -D the last one wins
    #[arg(short = 'D', long, value_name = "RULE|GROUP|all", help_heading = "Rules")]
    pub deny: Vec<String>,
    /// Run only this rule or group, a rule even if it is off; repeatable
    #[arg(long, value_name = "RULE|GROUP", help_heading = "Rules")]
    pub only: Vec<String>,
    /// Add or override contract versions by the schemas of this folder
    #[arg(long, value_name = "DIR", help_heading = "Rules")]
    pub schema_dir: Option<PathBuf>,
    /// Terms that are published elsewhere, as known-slugs in termlint.toml: a list of slugs or a sitemap; repeatable
    #[arg(long, value_name = "FILE", help_heading = "Rules")]
    pub known_slugs: Vec<PathBuf>,
    /// The day that review dates are compared with [default: SOURCE_DATE_EPOCH, else today in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = values::day, help_heading = "Rules")]
    pub today: Option<NaiveDate>,
    /// The format of the findings [default: pretty on a terminal, else concise]
    #[arg(long, value_parser = values::format(), help_heading = "Result")]
    pub format: Option<Format>,
    /// Write a further report of the same run into a file; repeatable
    #[arg(long, value_name = "FORMAT=FILE", value_parser = values::report, help_heading = "Result")]
    pub report: Vec<(Format, PathBuf)>,
    /// Print counts by rule and by file after the findings, in formats for people
    #[arg(long, help_heading = "Result")]
    pub statistics: bool,
    /// At a terminal, list at most this many findings; if there are more, show the first ones and tables
    #[arg(long, value_name = "N|all", default_value = "200", value_parser = values::most, help_heading = "Result")]
    pub max_findings: Most,
    /// The lowest severity that makes the exit code 1 [default: `fail-on` in termlint.toml, else error]
    #[arg(long, value_name = "SEVERITY", value_parser = values::fail_on(), help_heading = "Result")]
    pub fail_on: Option<FailOn>,
    /// The lowest severity that is shown; it never affects the exit code
    #[arg(long, value_name = "SEVERITY", default_value = "info", value_parser = values::severity(), help_heading = "Result")]
    pub min_severity: Severity,
}
