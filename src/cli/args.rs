//! What may be typed: verbs, flags and their help, as clap reads them.

// Long because: every flag stands here with its help, which is most of it.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{ArgGroup, Args, Parser, Subcommand};
use clap_complete::Shell;

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
  termlint explain missing-review-date  read why a rule exists and how to fix it",
    after_long_help = "\
Examples:
  termlint check                        check the handoffs in this folder
  termlint check content/en-US          check those in another folder
  termlint explain missing-review-date  read why a rule exists and how to fix it
  termlint config init                  begin a configuration
  termlint baseline write               begin with what is new from now on

Exit codes:
  0  no finding at or above --fail-on
  1  findings at or above --fail-on
  2  termlint could not do its job"
)]
pub struct Cli {
    #[command(subcommand)]
    pub verb: CliVerb,
    /// When to use colours
    ///
    /// `auto` uses them at a terminal, unless TERM is `dumb`. Any FORCE_COLOR turns them on, else any NO_COLOR off, else a
    /// CLICOLOR_FORCE other than 0 on, else CLICOLOR=0 off. Empty variables do not count.
    #[arg(long, global = true, display_order = 900, default_value = "auto", value_parser = values::color(), value_name = "WHEN", hide_short_help = true)]
    pub color: Color,
    /// Print only findings and problems
    #[arg(short, long, global = true, display_order = 901)]
    pub quiet: bool,
    /// Also print what was skipped and why, and JSON pointers
    ///
    /// Names the files that were skipped, the rules that were not checked, the configurations that apply and the day of the
    /// run, and adds JSON Pointers to findings.
    #[arg(short, long, global = true, display_order = 902, conflicts_with = "quiet")]
    pub verbose: bool,
}

#[derive(Subcommand)]
pub enum CliVerb {
    /// Validate and lint handoffs (the main job)
    ///
    /// Each file is validated against the contract version that it names, then the rules look for what no schema can find.
    /// Paths select what is reported. The rest of the corpus comes from `include` in termlint.toml, or from --corpus.
    #[command(after_long_help = "\
Findings go to standard output, everything else to standard error.

At a terminal, infos are counted, more than --max-findings findings are cut to the
most severe ones, and what most documents of a locale have in common is shown once.
Pipes, files and formats for machines get every finding.

Exit codes:
  0  no finding at or above --fail-on
  1  findings at or above --fail-on
  2  termlint could not do its job")]
    Check(Box<CheckArgs>),
    /// Compare handoffs with the pages that were rendered from them
    ///
    /// As `check --pages`, with the rules about pages only. The pages are where `map` under [pages] in termlint.toml says, or the
    /// one page is that of the one handoff. HTML, Markdown and the text of a page can be read.
    #[command(after_help = "\
Examples:
  termlint page                        all pages of this project
  termlint page ai.json index.html     this handoff and this page")]
    Page(Box<PageArgs>),
    /// Explain a rule: what fails, what passes, how to fix it
    ///
    /// At a terminal the page is laid out to be read; in a pipe it is Markdown, as in docs/rules. The name of a group lists
    /// its rules.
    Explain {
        /// The rule, or a group
        #[arg(required_unless_present = "all", value_name = "RULE|GROUP")]
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
    /// List, print or export the contract schemas
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
    /// Suppress one finding, with a reason
    ///
    /// Appends an [[ignore]] entry to termlint.toml. It names the value by what it is, not by its line, so that it stays
    /// right when the file changes. An entry that no longer ignores anything is a finding itself.
    Ignore(Box<IgnoreArgs>),
    /// After an update: show what this version finds beyond the last one, none of which fails a run yet
    #[command(after_help = "\
It only reads, unless --write is passed; its exit code is 0 even if the gate would fail.

Nothing that a newer termlint finds affects the exit code of `check` until rules-of in termlint.toml is moved.")]
    Upgrade {
        #[command(flatten)]
        baseline: Box<BaselineArgs>,
        /// Move rules-of in termlint.toml to this version: from now on, what it finds counts
        #[arg(long, help_heading = None, display_order = 1)]
        write: bool,
        /// The lowest severity that fails the gate [default: `fail-on` in termlint.toml, else error]
        #[arg(long, value_name = "SEVERITY", value_parser = values::fail_on(), help_heading = None, display_order = 2)]
        fail_on: Option<FailOn>,
    },
    /// Record today's findings, so that only new ones fail
    Baseline {
        #[command(subcommand)]
        verb: CliBaseline,
    },
    /// Print completions for a shell: verbs, flags and rules
    ///
    /// For bash: termlint completions bash > ~/.local/share/bash-completion/completions/termlint
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page of termlint or of a verb
    ///
    /// To read one: termlint man check | man -l -
    Man {
        /// The verb, such as `baseline write`
        #[arg(value_name = "VERB")]
        verb: Vec<String>,
    },
}

#[derive(Args)]
pub struct PageArgs {
    /// The handoff [default: those of this project]
    #[arg(value_name = "AI.json")]
    pub handoff: Option<PathBuf>,
    /// Its page
    #[arg(value_name = "PAGE")]
    pub page: Option<PathBuf>,
    /// Look for the pages below this folder, not below that of termlint.toml
    #[arg(long, value_name = "DIR", conflicts_with = "page")]
    pub pages_dir: Option<PathBuf>,
    /// Pages may have been cut off: do not report what is missing behind their end
    #[arg(long)]
    pub partial: bool,
    /// Use this configuration instead of termlint.toml
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long, hide_short_help = true)]
    pub no_config: bool,
    /// The format [default: pretty at a terminal, else concise]
    #[arg(long, value_parser = values::format())]
    pub format: Option<Format>,
    /// The lowest severity that fails the run [default: error]
    #[arg(long, value_name = "SEVERITY", value_parser = values::fail_on())]
    pub fail_on: Option<FailOn>,
    /// The lowest severity that is shown [default: info]
    #[arg(long, value_name = "SEVERITY", value_parser = values::severity())]
    pub min_severity: Option<Severity>,
}

/// The pages that documents are compared with.
#[derive(Args)]
#[command(next_help_heading = "Files")]
pub struct PagesArgs {
    /// Also compare documents with their rendered pages
    ///
    /// The pages are where `map` under [pages] in termlint.toml says.
    #[arg(long, hide_short_help = true, conflicts_with_all = ["fix", "diff", "changed_since", "git_index"])]
    pub pages: bool,
    /// Look for the pages below this folder, not below that of termlint.toml
    #[arg(long, value_name = "DIR", requires = "pages", hide_short_help = true)]
    pub pages_dir: Option<PathBuf>,
    /// Pages may have been cut off: do not report what is missing behind their end
    #[arg(long, requires = "pages", hide_short_help = true)]
    pub partial: bool,
}

#[derive(Args)]
pub struct IgnoreArgs {
    /// Where the finding is, as `check` prints it
    ///
    /// FILE:LINE or FILE:LINE:COLUMN; FILE alone means all of it.
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
    /// Write to this configuration instead of termlint.toml
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Where all handoffs are; `include` in termlint.toml wins
    ///
    /// Relations between handoffs can be checked only where all of them are known.
    #[arg(long, value_name = "DIR")]
    pub corpus: Option<PathBuf>,
    /// The day that review dates are compared with [default: SOURCE_DATE_EPOCH, else today in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = values::day, hide_short_help = true)]
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
        /// Use this configuration instead of termlint.toml
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
        #[arg(long, help_heading = None, display_order = 1)]
        force: bool,
        /// Record only this rule or group, and keep what is recorded for others; repeatable
        #[arg(long, value_name = "RULE|GROUP", help_heading = None, display_order = 2)]
        only: Vec<String>,
        /// Add only what a newer termlint finds and does not count yet, as `termlint upgrade` lists it
        #[arg(long, conflicts_with_all = ["force", "only"], help_heading = None, display_order = 3)]
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
    /// Use this baseline instead of the configured one
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Add or override contract versions by the schemas of this folder
    #[arg(long, value_name = "DIR", hide_short_help = true)]
    pub schema_dir: Option<PathBuf>,
    /// Terms that are published elsewhere: a list of slugs or a sitemap; repeatable
    ///
    /// As known-slugs in termlint.toml, which is read as well.
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    pub known_slugs: Vec<PathBuf>,
    /// The day that review dates are compared with [default: SOURCE_DATE_EPOCH, else today in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = values::day, hide_short_help = true)]
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
        /// Put all that it refers to into the same document, as other validators need it
        #[arg(long)]
        bundle: bool,
    },
    /// Write each version into a folder, as one self-contained file
    Export {
        /// The folder; it is created if it does not exist
        folder: PathBuf,
    },
}

#[derive(Args)]
#[command(next_help_heading = "Files")]
pub struct FilesArgs {
    /// Files, folders or globs; `-` is standard input [default: .]
    ///
    /// What `include` in termlint.toml names below the current folder is checked where no path is given.
    #[arg(value_name = "PATH|GLOB|-", help_heading = None)]
    pub paths: Vec<PathBuf>,
    /// Also check the files that this list names, a line each; `-` reads it from standard input
    ///
    /// Each name is taken as if it were an argument. A list without names needs --allow-empty.
    #[arg(long, value_name = "FILE|-", hide_short_help = true)]
    pub files_from: Option<PathBuf>,
    /// The names in the list end with NUL, as `git ls-files -z` prints them
    #[arg(short = '0', long, requires = "files_from", hide_short_help = true)]
    pub null: bool,
    /// Use this configuration instead of termlint.toml
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long, hide_short_help = true)]
    pub no_config: bool,
    /// Where all handoffs are; `include` in termlint.toml wins
    ///
    /// Relations between handoffs can be checked only where all of them are known.
    #[arg(long, value_name = "DIR")]
    pub corpus: Option<PathBuf>,
    /// Also check files that .gitignore excludes
    #[arg(long, hide_short_help = true)]
    pub no_gitignore: bool,
    /// Check what is staged instead of what is on disk
    ///
    /// The files are read as the next commit will contain them.
    #[arg(long)]
    pub git_index: bool,
    /// The largest document that is read, such as 500K, 64M or 1G
    #[arg(long, value_name = "SIZE", default_value = "64M", value_parser = values::size, hide_short_help = true)]
    pub max_file_size: u64,
    /// Use this many threads [default: as many as there are cores]
    #[arg(long, value_name = "N", value_parser = values::threads, help_heading = None, display_order = 899, hide_short_help = true)]
    pub threads: Option<usize>,
    /// Do not fail if a folder or `include` contains no handoff
    #[arg(long, hide_short_help = true)]
    pub allow_empty: bool,
}

#[derive(Args)]
#[command(group(ArgGroup::new("fixing").args(["fix", "diff"]).multiple(true)))]
pub struct CheckArgs {
    #[command(flatten)]
    pub files: FilesArgs,
    #[command(flatten)]
    pub pages: PagesArgs,
    /// With `-`: the file whose text it is
    #[arg(long, value_name = "PATH", help_heading = "Files", hide_short_help = true)]
    pub stdin_filename: Option<PathBuf>,
    /// Suppress what this baseline records
    ///
    /// Instead of the one in the configuration.
    #[arg(long, value_name = "FILE", conflicts_with = "no_baseline", help_heading = "Result", hide_short_help = true)]
    pub baseline: Option<PathBuf>,
    /// Also report what the baseline records
    #[arg(long, help_heading = "Result", hide_short_help = true)]
    pub no_baseline: bool,
    /// Also report what [[ignore]] entries suppress
    #[arg(long, help_heading = "Result", hide_short_help = true)]
    pub no_suppressions: bool,
    /// Do not cache what is known about files that are not reported
    #[arg(long, help_heading = "Files", hide_short_help = true)]
    pub no_cache: bool,
    /// Do not show progress; it is only shown at a terminal
    #[arg(long, display_order = 903, hide_short_help = true)]
    pub no_progress: bool,
    /// Report only what is new since this git revision
    ///
    /// Both sides are checked completely by today's rules, and what is new is reported wherever it is: a deleted term breaks
    /// files that the change never touched. The comparison is with the commit where the branch left the revision.
    #[arg(long, value_name = "REVISION", help_heading = "Result")]
    pub changed_since: Option<String>,
    /// Turn off a rule, a group or all; repeatable
    ///
    /// Of -A, -W and -D the last one wins. `termlint rules` lists the rules and groups. `all` means the rules that are not off
    /// by default, `everything` those too.
    #[arg(short = 'A', long, value_name = "RULE|GROUP|all", help_heading = "Rules")]
    pub allow: Vec<String>,
    /// Report it as a warning
    ///
    /// `-W everything` also runs the rules that are off by default.
    #[arg(short = 'W', long, value_name = "RULE|GROUP|all", help_heading = "Rules")]
    pub warn: Vec<String>,
    /// Report it as an error; the last one wins
    #[arg(short = 'D', long, value_name = "RULE|GROUP|all", help_heading = "Rules")]
    pub deny: Vec<String>,
    /// Run only this rule or group; repeatable
    ///
    /// A rule that is named runs even if it is off.
    #[arg(long, value_name = "RULE|GROUP", help_heading = "Rules")]
    pub only: Vec<String>,
    /// Fix what can be fixed safely, and report the rest
    ///
    /// Fixes are tried on all documents first. One that would make a finding, here or in another file, is not written, and
    /// the summary says so. With `-`, the text is printed with its fixes, and findings go to standard error.
    #[arg(long, help_heading = None, display_order = 1, conflicts_with = "changed_since")]
    pub fix: bool,
    /// Print what --fix would change as a diff, without writing it
    ///
    /// The exit code is 1 if anything would change.
    #[arg(long, help_heading = None, display_order = 2, conflicts_with_all = ["changed_since", "format"])]
    pub diff: bool,
    /// Also apply fixes that may change the meaning
    #[arg(long, help_heading = None, display_order = 3, requires = "fixing", hide_short_help = true)]
    pub unsafe_fixes: bool,
    /// Fix only the findings of this rule or group; repeatable
    #[arg(long, value_name = "RULE|GROUP", help_heading = None, display_order = 4, requires = "fixing", hide_short_help = true)]
    pub fix_only: Vec<String>,
    /// Also fix what the baseline or an [[ignore]] entry suppresses
    #[arg(long, help_heading = None, display_order = 5, requires = "fixing", hide_short_help = true)]
    pub fix_known: bool,
    /// Add or override contract versions by the schemas of this folder
    #[arg(long, value_name = "DIR", help_heading = "Rules", hide_short_help = true)]
    pub schema_dir: Option<PathBuf>,
    /// Terms that are published elsewhere: a list of slugs or a sitemap; repeatable
    ///
    /// As known-slugs in termlint.toml, which is read as well.
    #[arg(long, value_name = "FILE", help_heading = "Rules", hide_short_help = true)]
    pub known_slugs: Vec<PathBuf>,
    /// The day that review dates are compared with [default: SOURCE_DATE_EPOCH, else today in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = values::day, help_heading = "Rules", hide_short_help = true)]
    pub today: Option<NaiveDate>,
    /// The format [default: pretty at a terminal, else concise]
    #[arg(long, value_parser = values::format(), help_heading = "Result")]
    pub format: Option<Format>,
    /// Write a further report into a file; repeatable
    ///
    /// All reports are of the same run, so that a CI job needs one run only.
    #[arg(long, value_name = "FORMAT=FILE", value_parser = values::report, help_heading = "Result")]
    pub report: Vec<(Format, PathBuf)>,
    /// Count the findings by rule and by file below them
    ///
    /// In formats for people; json always does.
    #[arg(long, help_heading = "Result", hide_short_help = true)]
    pub statistics: bool,
    /// At a terminal, list at most so many findings
    ///
    /// Where there are more, the most severe ones are shown, and tables by rule and by file.
    #[arg(long, value_name = "N|all", default_value = "200", value_parser = values::most, help_heading = "Result", hide_short_help = true)]
    pub max_findings: Most,
    /// The lowest severity that fails the run [default: error]
    ///
    /// It makes the exit code 1. Without it, `fail-on` in termlint.toml decides. `warn` is `warning`, as everywhere.
    #[arg(long, value_name = "SEVERITY", value_parser = values::fail_on(), help_heading = "Result")]
    pub fail_on: Option<FailOn>,
    /// The lowest severity that is shown [default: info]
    ///
    /// It never affects the exit code. At a terminal, infos are only counted unless `--min-severity info` asks for them.
    #[arg(long, value_name = "SEVERITY", value_parser = values::severity(), help_heading = "Result")]
    pub min_severity: Option<Severity>,
}
