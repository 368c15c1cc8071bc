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
  termlint check                        judge the handoffs below this folder
  termlint check content/en-US          judge those of another folder
  termlint explain missing-review-date  say why a rule exists, and how to fix it

Exit codes: 0 clean, 1 findings at or above --fail-on, 2 termlint could not do its job."
)]
pub struct Cli {
    #[command(subcommand)]
    pub verb: CliVerb,
    /// When to use colours; `auto` honours NO_COLOR
    #[arg(long, global = true, display_order = 900, default_value = "auto", value_parser = values::color(), value_name = "WHEN")]
    pub color: Color,
    /// Print findings and failures only
    #[arg(short, long, global = true, display_order = 901)]
    pub quiet: bool,
    /// Also print what was skipped, which configuration holds, and JSON pointers
    #[arg(short, long, global = true, display_order = 902, conflicts_with = "quiet")]
    pub verbose: bool,
}

#[derive(Subcommand)]
pub enum CliVerb {
    /// Validate and lint handoffs (the main job)
    #[command(after_help = "\
Paths filter what is reported. What else is known comes from `include` in termlint.toml, or from --corpus.

Findings go to standard output, all else to standard error.

Exit codes: 0 clean, 1 findings at or above --fail-on, 2 termlint could not do its job.")]
    Check(Box<CheckArgs>),
    /// Say why a rule exists, what fails, what passes, how to fix it
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
        /// How the list looks
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
    /// Begin a configuration, or print what may stand in one
    Config {
        #[command(subcommand)]
        verb: CliConfig,
    },
    /// Leave a finding as it is, for a reason: append an [[ignore]] entry to termlint.toml
    Ignore(Box<IgnoreArgs>),
    /// Record the findings of today, so that only new ones fail; drop those that are mended
    Baseline {
        #[command(subcommand)]
        verb: CliBaseline,
    },
}

#[derive(Args)]
pub struct IgnoreArgs {
    /// The place as `check` prints it, FILE:LINE or FILE:LINE:COLUMN; a file alone stands for all of it
    #[arg(value_name = "FILE:LINE")]
    pub place: PathBuf,
    /// The rule whose finding it is
    pub rule: String,
    /// Why it stays
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// The last day on which the entry holds
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = values::day)]
    pub until: Option<NaiveDate>,
    /// Write into this configuration instead of looking for termlint.toml
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where all handoffs are, so that links between them can be judged; `include` in termlint.toml wins
    #[arg(long, value_name = "DIR")]
    pub corpus: Option<PathBuf>,
    /// The day that review dates are compared with [default: SOURCE_DATE_EPOCH, else today in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = values::day)]
    pub today: Option<NaiveDate>,
}

#[derive(Subcommand)]
pub enum CliConfig {
    /// Write a commented termlint.toml into this folder
    Init,
    /// Print the settings that hold in the end, and where each comes from
    Show {
        /// Those for this file, with the overrides and ignores that concern it
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
        /// Use this configuration instead of looking for termlint.toml
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// Print the JSON Schema of termlint.toml, for editors
    Schema,
}

#[derive(Subcommand)]
pub enum CliBaseline {
    /// Record what is found now
    Write {
        #[command(flatten)]
        baseline: Box<BaselineArgs>,
        /// Replace a baseline that is there
        #[arg(long)]
        force: bool,
        /// Record this rule or group only, and keep what is recorded of others; repeatable
        #[arg(long, value_name = "RULE|GROUP")]
        only: Vec<String>,
    },
    /// Drop what is no longer found; nothing is ever added
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
        /// The folder; it is made if it does not exist
        folder: PathBuf,
    },
}

#[derive(Args)]
#[command(next_help_heading = "Files")]
pub struct FilesArgs {
    /// Files, folders or globs; `-` is standard input [default: the current folder]
    #[arg(value_name = "PATH|GLOB|-", help_heading = None)]
    pub paths: Vec<PathBuf>,
    /// Use this configuration instead of looking for termlint.toml
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long)]
    pub no_config: bool,
    /// Where all handoffs are, so that links between them can be judged; `include` in termlint.toml wins
    #[arg(long, value_name = "DIR")]
    pub corpus: Option<PathBuf>,
    /// Also look at files that .gitignore hides
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
    /// Do not fail where a folder or `include` holds no handoff
    #[arg(long)]
    pub allow_empty: bool,
}

#[derive(Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub files: FilesArgs,
    /// With `-`: the file that the text stands for
    #[arg(long, value_name = "PATH", help_heading = "Files")]
    pub stdin_filename: Option<PathBuf>,
    /// Leave out what this baseline records, not the one of the configuration
    #[arg(long, value_name = "FILE", conflicts_with = "no_baseline", help_heading = "Result")]
    pub baseline: Option<PathBuf>,
    /// Report also what the baseline records
    #[arg(long, help_heading = "Result")]
    pub no_baseline: bool,
    /// Report what [[ignore]] entries of the configuration hide, too
    #[arg(long, help_heading = "Result")]
    pub no_suppressions: bool,
    /// Keep nothing of the files that are not reported from one run to the next
    #[arg(long, help_heading = "Files")]
    pub no_cache: bool,
    /// Do not show how far a long run is; without a terminal, nothing shows it anyway
    #[arg(long, display_order = 903)]
    pub no_progress: bool,
    /// Report only findings that are new against this git revision, wherever they are
    #[arg(long, value_name = "REVISION", help_heading = "Result")]
    pub changed_since: Option<String>,
    /// Turn a rule, a group or all rules off; repeatable, as are -W and -D
    #[arg(short = 'A', long, value_name = "RULE|GROUP|all", help_heading = "Rules")]
    pub allow: Vec<String>,
    /// Make their findings warnings
    #[arg(short = 'W', long, value_name = "RULE|GROUP|all", help_heading = "Rules")]
    pub warn: Vec<String>,
    /// Make their findings errors; of -A, -W and -D the last one wins
    #[arg(short = 'D', long, value_name = "RULE|GROUP|all", help_heading = "Rules")]
    pub deny: Vec<String>,
    /// Run only this rule or group, a rule also if it is off; repeatable
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
    /// How findings look [default: pretty on a terminal, else concise]
    #[arg(long, value_parser = values::format(), help_heading = "Result")]
    pub format: Option<Format>,
    /// Write a further report of the same run into a file; repeatable
    #[arg(long, value_name = "FORMAT=FILE", value_parser = values::report, help_heading = "Result")]
    pub report: Vec<(Format, PathBuf)>,
    /// After the findings, count them by rule and by file, where people read them
    #[arg(long, help_heading = "Result")]
    pub statistics: bool,
    /// At a terminal, list the findings only if there are no more than this, else the first of them and tables
    #[arg(long, value_name = "N|all", default_value = "200", value_parser = values::most, help_heading = "Result")]
    pub max_findings: Most,
    /// The least severity that makes the exit code 1 [default: `fail-on` in termlint.toml, else error]
    #[arg(long, value_name = "SEVERITY", value_parser = values::fail_on(), help_heading = "Result")]
    pub fail_on: Option<FailOn>,
    /// The least severity that is shown; it never decides the exit code
    #[arg(long, value_name = "SEVERITY", default_value = "info", value_parser = values::severity(), help_heading = "Result")]
    pub min_severity: Severity,
}
