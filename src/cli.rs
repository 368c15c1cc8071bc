//! The command line: what may be typed, and nothing of what is done with it.
//!
//! Owns the clap types and the hints for habits of other linters; fills [`crate::app::Options`], which is plain data.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::app::{BaselineVerb, CheckOptions, Color, IgnoreOptions, ListFormat, Options, Verb};
use crate::config::Setting;
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
struct Cli {
    #[command(subcommand)]
    verb: CliVerb,
    /// When to use colours; `auto` honours NO_COLOR
    #[arg(long, global = true, display_order = 900, value_enum, default_value_t = CliColor::Auto, value_name = "WHEN")]
    color: CliColor,
    /// Print findings and failures only
    #[arg(short, long, global = true, display_order = 901)]
    quiet: bool,
    /// Also print what was skipped, which configuration holds, and JSON pointers
    #[arg(short, long, global = true, display_order = 902, conflicts_with = "quiet")]
    verbose: bool,
}

#[derive(Subcommand)]
enum CliVerb {
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
        #[arg(long, value_enum, default_value_t = CliListFormat::Text)]
        format: CliListFormat,
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
struct IgnoreArgs {
    /// The place as `check` prints it, FILE:LINE or FILE:LINE:COLUMN; a file alone stands for all of it
    #[arg(value_name = "FILE:LINE")]
    place: PathBuf,
    /// The rule whose finding it is
    rule: String,
    /// Why it stays
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// The last day on which the entry holds
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    until: Option<chrono::NaiveDate>,
    /// Write into this configuration instead of looking for termlint.toml
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where all handoffs are, so that links between them can be judged; `include` in termlint.toml wins
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// The day that review dates are compared with [default: SOURCE_DATE_EPOCH, else today in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    today: Option<chrono::NaiveDate>,
}

#[derive(Subcommand)]
enum CliConfig {
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
enum CliBaseline {
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
struct BaselineArgs {
    #[command(flatten)]
    files: FilesArgs,
    /// The baseline, instead of the one of the configuration
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Add or override contract versions by the schemas of this folder
    #[arg(long, value_name = "DIR")]
    schema_dir: Option<PathBuf>,
    /// Terms that are published elsewhere, as known-slugs in termlint.toml: a list of slugs or a sitemap; repeatable
    #[arg(long, value_name = "FILE")]
    known_slugs: Vec<PathBuf>,
    /// The day that review dates are compared with [default: SOURCE_DATE_EPOCH, else today in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    today: Option<chrono::NaiveDate>,
}

#[derive(Subcommand)]
enum CliSchema {
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
struct FilesArgs {
    /// Files, folders or globs; `-` is standard input [default: the current folder]
    #[arg(value_name = "PATH|GLOB|-", help_heading = None)]
    paths: Vec<PathBuf>,
    /// Use this configuration instead of looking for termlint.toml
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long)]
    no_config: bool,
    /// Where all handoffs are, so that links between them can be judged; `include` in termlint.toml wins
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// Also look at files that .gitignore hides
    #[arg(long)]
    no_gitignore: bool,
    /// Only look at files that git tracks or has staged
    #[arg(long)]
    git_index: bool,
    /// The largest document that is read, such as 500K, 64M or 1G
    #[arg(long, value_name = "SIZE", default_value = "64M", value_parser = size)]
    max_file_size: u64,
    /// Use this many threads [default: as many as there are cores]
    #[arg(long, value_name = "N", value_parser = threads, help_heading = None, display_order = 899)]
    threads: Option<usize>,
    /// Do not fail where a folder or `include` holds no handoff
    #[arg(long)]
    allow_empty: bool,
}

#[derive(Args)]
struct CheckArgs {
    #[command(flatten)]
    files: FilesArgs,
    /// With `-`: the file that the text stands for
    #[arg(long, value_name = "PATH", help_heading = "Files")]
    stdin_filename: Option<PathBuf>,
    /// Leave out what this baseline records, not the one of the configuration
    #[arg(long, value_name = "FILE", conflicts_with = "no_baseline", help_heading = "Result")]
    baseline: Option<PathBuf>,
    /// Report also what the baseline records
    #[arg(long, help_heading = "Result")]
    no_baseline: bool,
    /// Report what [[ignore]] entries of the configuration hide, too
    #[arg(long, help_heading = "Result")]
    no_suppressions: bool,
    /// Keep nothing of the files that are not reported from one run to the next
    #[arg(long, help_heading = "Files")]
    no_cache: bool,
    /// Do not show how far a long run is; without a terminal, nothing shows it anyway
    #[arg(long, display_order = 903)]
    no_progress: bool,
    /// Report only findings that are new against this git revision, wherever they are
    #[arg(long, value_name = "REVISION", help_heading = "Result")]
    changed_since: Option<String>,
    /// Turn a rule, a group or all rules off; repeatable, as are -W and -D
    #[arg(short = 'A', long, value_name = "RULE|GROUP|all", help_heading = "Rules")]
    allow: Vec<String>,
    /// Make their findings warnings
    #[arg(short = 'W', long, value_name = "RULE|GROUP|all", help_heading = "Rules")]
    warn: Vec<String>,
    /// Make their findings errors; of -A, -W and -D the last one wins
    #[arg(short = 'D', long, value_name = "RULE|GROUP|all", help_heading = "Rules")]
    deny: Vec<String>,
    /// Run only this rule or group, a rule also if it is off; repeatable
    #[arg(long, value_name = "RULE|GROUP", help_heading = "Rules")]
    only: Vec<String>,
    /// Add or override contract versions by the schemas of this folder
    #[arg(long, value_name = "DIR", help_heading = "Rules")]
    schema_dir: Option<PathBuf>,
    /// Terms that are published elsewhere, as known-slugs in termlint.toml: a list of slugs or a sitemap; repeatable
    #[arg(long, value_name = "FILE", help_heading = "Rules")]
    known_slugs: Vec<PathBuf>,
    /// The day that review dates are compared with [default: SOURCE_DATE_EPOCH, else today in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day, help_heading = "Rules")]
    today: Option<chrono::NaiveDate>,
    /// How findings look [default: pretty on a terminal, else concise]
    #[arg(long, value_enum, help_heading = "Result")]
    format: Option<CliFormat>,
    /// Write a further report of the same run into a file; repeatable
    #[arg(long, value_name = "FORMAT=FILE", value_parser = report, help_heading = "Result")]
    report: Vec<(CliFormat, PathBuf)>,
    /// After the findings, count them by rule and by file, where people read them
    #[arg(long, help_heading = "Result")]
    statistics: bool,
    /// At a terminal, list the findings only if there are no more than this, else the first of them and tables
    #[arg(long, value_name = "N|all", default_value = "200", value_parser = most, help_heading = "Result")]
    max_findings: Most,
    /// The least severity that makes the exit code 1
    #[arg(long, value_enum, default_value_t = CliFailOn::Error, value_name = "SEVERITY", help_heading = "Result")]
    fail_on: CliFailOn,
    /// The least severity that is shown; it never decides the exit code
    #[arg(long, value_enum, default_value_t = CliSeverity::Info, value_name = "SEVERITY", help_heading = "Result")]
    min_severity: CliSeverity,
}

/// How many findings are listed at a terminal; `None` for all.
#[derive(Clone, Copy)]
struct Most(Option<usize>);

#[derive(Clone, Copy, ValueEnum)]
enum CliColor {
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, ValueEnum)]
enum CliListFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, ValueEnum)]
enum CliFormat {
    Pretty,
    Concise,
    Json,
    Jsonl,
    Sarif,
    Github,
    Gitlab,
    Junit,
    Rdjson,
    Markdown,
}

impl From<CliFormat> for Format {
    fn from(format: CliFormat) -> Format {
        match format {
            CliFormat::Pretty => Format::Pretty,
            CliFormat::Concise => Format::Concise,
            CliFormat::Json => Format::Json,
            CliFormat::Jsonl => Format::Jsonl,
            CliFormat::Rdjson => Format::Rdjson,
            CliFormat::Gitlab => Format::Gitlab,
            CliFormat::Junit => Format::Junit,
            CliFormat::Github => Format::Github,
            CliFormat::Markdown => Format::Markdown,
            CliFormat::Sarif => Format::Sarif,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
enum CliSeverity {
    Error,
    Warning,
    Info,
}

#[derive(Clone, Copy, ValueEnum)]
enum CliFailOn {
    Error,
    Warning,
    Info,
    Never,
}

/// What the command line asks for, or what to print instead and the exit code.
///
/// # Errors
/// Help and version (exit 0, for stdout), or a usage error (exit 2, for stderr).
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Options, Refusal> {
    let matches = Cli::command().try_get_matches_from(arguments).map_err(refusal)?;
    let cli = Cli::from_arg_matches(&matches).map_err(refusal)?;
    let verb = match cli.verb {
        CliVerb::Check(check) => {
            let settings = match matches.subcommand() {
                Some((_, matches)) => settings_in_order(matches),
                None => Vec::new(),
            };
            Verb::Check(Box::new(check_options(*check, settings)))
        }
        CliVerb::Explain { rule, .. } => Verb::Explain(rule),
        CliVerb::Rules { format } => Verb::Rules(match format {
            CliListFormat::Text => ListFormat::Text,
            CliListFormat::Json => ListFormat::Json,
        }),
        CliVerb::Schema { verb } => match verb {
            CliSchema::List => Verb::SchemaList,
            CliSchema::Show { name } => Verb::SchemaShow(name),
            CliSchema::Export { folder } => Verb::SchemaExport(folder),
        },
        CliVerb::Config { verb } => match verb {
            CliConfig::Init => Verb::ConfigInit,
            CliConfig::Schema => Verb::ConfigSchema,
            CliConfig::Show { file, config } => {
                Verb::ConfigShow(file, Box::new(CheckOptions { config, ..CheckOptions::default() }))
            }
        },
        CliVerb::Files(files) => Verb::Files(Box::new(files_options(*files))),
        CliVerb::Ignore(ignore) => {
            let IgnoreArgs { place, rule, reason, until, config, corpus, today } = *ignore;
            let options = CheckOptions { config, corpus, today, ..CheckOptions::default() };
            Verb::Ignore(IgnoreOptions { place, rule, reason, until }, Box::new(options))
        }
        CliVerb::Baseline { verb } => match verb {
            CliBaseline::Write { baseline, force, only } => {
                let options = CheckOptions { only, ..baseline_options(*baseline) };
                Verb::Baseline(BaselineVerb::Write { force }, Box::new(options))
            }
            CliBaseline::Prune { baseline } => {
                Verb::Baseline(BaselineVerb::Prune, Box::new(baseline_options(*baseline)))
            }
        },
    };
    let color = match cli.color {
        CliColor::Auto => Color::Auto,
        CliColor::Always => Color::Always,
        CliColor::Never => Color::Never,
    };
    Ok(Options { verb, color, quiet: cli.quiet, verbose: cli.verbose })
}

fn files_options(files: FilesArgs) -> CheckOptions {
    CheckOptions {
        paths: files.paths,
        config: files.config,
        no_config: files.no_config,
        corpus: files.corpus,
        gitignore: !files.no_gitignore,
        git_index: files.git_index,
        changed_since: None,
        baseline: None,
        no_baseline: false,
        max_file_size: files.max_file_size,
        threads: files.threads,
        allow_empty: files.allow_empty,
        ..CheckOptions::default()
    }
}

fn baseline_options(baseline: BaselineArgs) -> CheckOptions {
    CheckOptions {
        baseline: baseline.baseline,
        schema_dir: baseline.schema_dir,
        known_slugs: baseline.known_slugs,
        today: baseline.today,
        ..files_options(baseline.files)
    }
}

fn check_options(check: CheckArgs, settings: Vec<(Setting, String)>) -> CheckOptions {
    CheckOptions {
        format: check.format.map(Format::from),
        reports: check.report.into_iter().map(|(format, file)| (format.into(), file)).collect(),
        statistics: check.statistics,
        max_findings: check.max_findings.0,
        settings,
        only: check.only,
        fail_on: match check.fail_on {
            CliFailOn::Error => Some(Severity::Error),
            CliFailOn::Warning => Some(Severity::Warning),
            CliFailOn::Info => Some(Severity::Info),
            CliFailOn::Never => None,
        },
        min_severity: match check.min_severity {
            CliSeverity::Error => Severity::Error,
            CliSeverity::Warning => Severity::Warning,
            CliSeverity::Info => Severity::Info,
        },
        stdin_filename: check.stdin_filename,
        changed_since: check.changed_since,
        baseline: check.baseline,
        no_baseline: check.no_baseline,
        no_suppressions: check.no_suppressions,
        cache: !check.no_cache,
        progress: !check.no_progress,
        schema_dir: check.schema_dir,
        known_slugs: check.known_slugs,
        today: check.today,
        ..files_options(check.files)
    }
}

/// `-A`, `-W` and `-D` in the order in which they were typed.
fn settings_in_order(matches: &ArgMatches) -> Vec<(Setting, String)> {
    let mut settings: Vec<(usize, Setting, String)> = Vec::new();
    for (name, setting) in [("allow", Setting::Allow), ("warn", Setting::Warn), ("deny", Setting::Deny)] {
        let values = matches.get_many::<String>(name).into_iter().flatten();
        let indices = matches.indices_of(name).into_iter().flatten();
        settings.extend(indices.zip(values).map(|(index, value)| (index, setting, value.clone())));
    }
    settings.sort_by_key(|(index, ..)| *index);
    settings.into_iter().map(|(_, setting, value)| (setting, value)).collect()
}

/// A command line that is not carried out.
#[derive(Debug)]
pub struct Refusal {
    /// What to print.
    pub text: String,
    /// Whether it belongs on stdout: help and version do.
    pub to_stdout: bool,
    /// The exit code.
    pub exit_code: u8,
}

fn refusal(error: clap::Error) -> Refusal {
    let mut text = error.render().to_string();
    if let Some(hint) = hint(&error) {
        // The first line says what is wrong; what clap proposes below it is beside the point.
        let first = text.lines().next().unwrap_or_default();
        text = format!("{first}\n  help: {hint}\n");
    }
    let to_stdout = !error.use_stderr();
    Refusal { text, to_stdout, exit_code: if to_stdout { 0 } else { crate::outcome::exit::FAILED } }
}

/// What a flag of another linter is called here.
const HABITS: [(&str, &str); 40] = [
    ("--max-diagnostics", "termlint calls it --max-findings N, or all"),
    ("--select", "termlint calls it --only RULE"),
    ("--rule", "termlint calls it --only RULE"),
    ("--rules", "termlint calls it --only RULE; `termlint rules` lists them"),
    ("--ignore", "termlint calls it -A RULE (--allow)"),
    ("--disable", "termlint calls it -A RULE (--allow)"),
    ("--off", "termlint calls it -A RULE (--allow)"),
    ("--enable", "termlint calls it -W RULE (--warn) or -D RULE (--deny)"),
    ("--forbid", "termlint calls it -D RULE (--deny)"),
    ("--max-warnings", "termlint calls it --fail-on warning"),
    ("--strict", "termlint calls it --fail-on warning"),
    ("--error-on-warnings", "termlint calls it --fail-on warning"),
    ("--werror", "termlint calls it --fail-on warning"),
    ("--fail-level", "termlint calls it --fail-on error, warning, info or never"),
    ("--exit-zero", "termlint calls it --fail-on never"),
    ("--no-fail", "termlint calls it --fail-on never"),
    ("--reporter", "termlint calls it --format"),
    ("--output-format", "termlint calls it --format"),
    ("--json", "termlint calls it --format json"),
    ("-f", "termlint calls it --format"),
    ("--output", "termlint calls it --report FORMAT=FILE"),
    ("--output-file", "termlint calls it --report FORMAT=FILE"),
    ("-o", "termlint calls it --report FORMAT=FILE"),
    ("--stats", "termlint calls it --statistics"),
    ("--stdin", "name - in place of a file, and --stdin-filename if it stands for one"),
    ("--stdin-filepath", "termlint calls it --stdin-filename"),
    ("--no-color", "termlint calls it --color never"),
    ("--colour", "termlint calls it --color"),
    ("--date", "termlint calls it --today YYYY-MM-DD"),
    ("--now", "termlint calls it --today YYYY-MM-DD"),
    ("--jobs", "termlint calls it --threads N"),
    ("-j", "termlint calls it --threads N"),
    ("--no-ignore", "termlint calls it --no-gitignore"),
    ("--exclude", "write exclude = [\"GLOB\"] in termlint.toml"),
    ("--include", "write include = [\"GLOB\"] in termlint.toml, or pass --corpus DIR"),
    ("--force-exclude", "leave it out: what termlint.toml excludes is excluded even if it is named"),
    ("--recursive", "leave it out: a folder is searched to its bottom"),
    ("-r", "leave it out: a folder is searched to its bottom"),
    ("--schema", "termlint calls it --schema-dir DIR: a folder of schemas"),
    ("--schemafile", "termlint calls it --schema-dir DIR: a folder of schemas"),
];

/// What the verb of another linter is called here.
const VERB_HABITS: [(&str, &str); 9] = [
    ("lint", "check"),
    ("validate", "check"),
    ("run", "check"),
    ("verify", "check"),
    ("test", "check"),
    ("rule", "rules"),
    ("why", "explain"),
    ("schemas", "schema list"),
    ("list", "files"),
];

fn hint(error: &clap::Error) -> Option<String> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let flag = text(ContextKind::InvalidArg)?;
            let flag = flag.split('=').next().unwrap_or(flag);
            HABITS.iter().find(|(habit, _)| *habit == flag).map(|(_, hint)| (*hint).to_owned())
        }
        ErrorKind::InvalidSubcommand => {
            let word = text(ContextKind::InvalidSubcommand)?;
            if let Some((_, verb)) = VERB_HABITS.iter().find(|(habit, _)| *habit == word) {
                return Some(format!("termlint calls it `termlint {verb}`"));
            }
            let looks_like_path = word.contains(['/', '.', '*', '\\']) || word == "-";
            (looks_like_path || error.get(ContextKind::SuggestedSubcommand).is_none())
                .then(|| format!("to check a path, run `termlint check {}`", crate::words::escape(word)))
        }
        ErrorKind::InvalidUtf8 => Some("only paths may hold bytes that are no UTF-8".to_owned()),
        _ => None,
    }
}

fn report(text: &str) -> Result<(CliFormat, PathBuf), String> {
    let (format, file) = text.split_once('=').ok_or("write it as FORMAT=FILE, such as sarif=termlint.sarif")?;
    let format = CliFormat::from_str(format, false).map_err(|_| {
        let values = CliFormat::value_variants().iter().filter_map(CliFormat::to_possible_value);
        let names: Vec<String> = values.map(|value| value.get_name().to_owned()).collect();
        format!("there is no format {}; there are {}", crate::words::quote(format), crate::words::list(&names, "and"))
    })?;
    match file {
        "" => Err("name a file behind the =".to_owned()),
        "-" => Err("what goes to standard output is --format; name a file".to_owned()),
        file => Ok((format, PathBuf::from(file))),
    }
}

fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=1024) => Ok(number),
        _ => Err("write a number from 1 to 1024, or leave --threads out".to_owned()),
    }
}

fn most(text: &str) -> Result<Most, String> {
    match (text, text.parse()) {
        ("all", _) => Ok(Most(None)),
        (_, Ok(number)) => Ok(Most(Some(number))),
        _ => Err("write a number, or all".to_owned()),
    }
}

fn day(text: &str) -> Result<chrono::NaiveDate, String> {
    match crate::handoff::ReviewDate::parse(text) {
        Ok(crate::handoff::ReviewDate::Day(day)) => Ok(day),
        Err(crate::handoff::DateError::Impossible) => Err("no calendar has this day".to_owned()),
        _ => Err("write it as YYYY-MM-DD, such as 2026-11-22".to_owned()),
    }
}

fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let shift = match text[digits.len()..].to_ascii_uppercase().as_str() {
        "" | "B" => 0,
        "K" | "KB" | "KIB" => 10,
        "M" | "MB" | "MIB" => 20,
        "G" | "GB" | "GIB" => 30,
        unit => return Err(format!("{unit} is no unit; use K, M or G")),
    };
    let number: u64 = digits.parse().map_err(|_| "write a number and a unit, such as 64M".to_owned())?;
    let bytes = number.checked_mul(1 << shift).filter(|bytes| *bytes < (4 << 30));
    match bytes {
        Some(0) => Err("the limit must be at least one byte".to_owned()),
        Some(bytes) => Ok(bytes),
        None => Err("the limit must be below 4G".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(arguments: &[&str]) -> Result<Options, Refusal> {
        parse(std::iter::once("termlint").chain(arguments.iter().copied()).map(OsString::from))
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn levels_keep_the_order_in_which_they_were_typed() {
        let options = run(&["check", "-D", "all", "-A", "prose", "-W", "stale", "-D", "prose"]).unwrap();
        let Verb::Check(check) = options.verb else { panic!("check") };
        let order: Vec<(Setting, &str)> =
            check.settings.iter().map(|(setting, value)| (*setting, value.as_str())).collect();
        assert_eq!(
            order,
            [(Setting::Deny, "all"), (Setting::Allow, "prose"), (Setting::Warn, "stale"), (Setting::Deny, "prose")]
        );
    }

    #[test]
    fn a_limit_for_findings_is_a_number_or_none() {
        for (arguments, expected) in [
            (&["check"][..], Some(Some(200))),
            (&["check", "--max-findings", "0"], Some(Some(0))),
            (&["check", "--max-findings=all"], Some(None)),
            (&["check", "--max-findings=-1"], None),
            (&["check", "--max-findings=none"], None),
        ] {
            let limit = run(arguments).ok().map(|options| match options.verb {
                Verb::Check(check) => check.max_findings,
                _ => panic!("check"),
            });
            assert_eq!(limit, expected, "{arguments:?}");
        }
    }

    #[test]
    fn habits_of_other_linters_get_a_hint() {
        for (arguments, hint) in [
            (&["check", "--select", "x"][..], "--only"),
            (&["check", "--max-warnings=0"], "--fail-on warning"),
            (&["check", "--reporter", "json"], "--format"),
            (&["content/ai.json"], "termlint check content/ai.json"),
            (&["content"], "termlint check content"),
            (&["-"], "termlint check -"),
            (&["lint", "x"], "termlint check"),
            (&["check", "-j4"], "--threads"),
            (&["check", "--exclude", "x"], "termlint.toml"),
            (&["check", "-f", "json"], "--format"),
        ] {
            let refusal = run(arguments).err().unwrap();
            assert_eq!(refusal.exit_code, 2);
            assert!(refusal.text.contains(hint), "{}", refusal.text);
        }
    }

    #[test]
    fn impossible_values_are_usage_errors() {
        for arguments in [
            &["check", "--today", "2026-02-30"][..],
            &["check", "--threads", "0"],
            &["check", "--max-file-size", "9G"],
            &["check", "--max-file-size", "0"],
        ] {
            assert_eq!(run(arguments).err().unwrap().exit_code, 2, "{arguments:?}");
        }
    }

    #[test]
    fn a_report_has_a_format_and_a_file() {
        let options = run(&["check", "--report", "json=a=b.json", "--report=sarif=c"]).unwrap();
        let Verb::Check(check) = options.verb else { panic!("check") };
        assert_eq!(check.reports, [(Format::Json, "a=b.json".into()), (Format::Sarif, "c".into())]);
        for (report, hint) in
            [("json", "FORMAT=FILE"), ("jsn=x", "pretty, concise"), ("json=", "a file"), ("json=-", "--format")]
        {
            let refusal = run(&["check", "--report", report]).err().unwrap();
            assert_eq!(refusal.exit_code, 2);
            assert!(refusal.text.contains(hint), "{}", refusal.text);
        }
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(size("64M"), Ok(64 << 20));
        assert_eq!(size("500k"), Ok(500 << 10));
        assert_eq!(size("17"), Ok(17));
        assert!(size("x").is_err());
    }
}
