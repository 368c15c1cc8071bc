//! The command line: what may be typed, and nothing of what is done with it.
//!
//! Owns the clap types and the hints for habits of other linters; fills [`crate::app::Options`], which is plain data.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::app::{CheckOptions, Color, ListFormat, Options, Verb};
use crate::config::Setting;
use crate::finding::Severity;
use crate::output::Format;

/// Decides whether reviewed-term AI handoffs (ai.json) may be published.
#[derive(Parser)]
#[command(
    name = "termlint",
    version,
    about,
    after_help = "Exit codes: 0 no finding at or above --fail-on, 1 findings, 2 termlint could not do its job."
)]
struct Cli {
    #[command(subcommand)]
    verb: CliVerb,
    /// When to use colours; NO_COLOR is honoured
    #[arg(long, global = true, value_enum, default_value_t = CliColor::Auto, value_name = "WHEN")]
    color: CliColor,
    /// Print findings only
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Print what was skipped, which configuration holds, and pointers
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    verbose: bool,
}

#[derive(Subcommand)]
enum CliVerb {
    /// Validate and lint handoffs (the main job)
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
struct FilesArgs {
    /// Files, folders or globs; `-` is standard input [default: the current folder]
    #[arg(value_name = "PATH|GLOB|-")]
    paths: Vec<PathBuf>,
    /// Use this configuration instead of looking for termlint.toml
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,
    /// Use no configuration
    #[arg(long)]
    no_config: bool,
    /// Take this folder for the whole corpus
    #[arg(long, value_name = "DIR")]
    corpus: Option<PathBuf>,
    /// Also look at files that .gitignore names
    #[arg(long)]
    no_gitignore: bool,
    /// The largest file that is read, such as 500K, 64M or 1G
    #[arg(long, value_name = "SIZE", default_value = "64M", value_parser = size)]
    max_file_size: u64,
    /// Use this many threads [default: as many as there are cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Do not fail where a walk finds no handoff
    #[arg(long)]
    allow_empty: bool,
}

#[derive(Args)]
struct CheckArgs {
    #[command(flatten)]
    files: FilesArgs,
    /// How findings look [default: pretty on a terminal, else concise]
    #[arg(long, value_enum)]
    format: Option<CliFormat>,
    /// Turn a rule, a group or all rules off
    #[arg(short = 'A', long, value_name = "RULE|GROUP|all")]
    allow: Vec<String>,
    /// Make its findings warnings
    #[arg(short = 'W', long, value_name = "RULE|GROUP|all")]
    warn: Vec<String>,
    /// Make its findings errors; of -A, -W and -D the last one wins
    #[arg(short = 'D', long, value_name = "RULE|GROUP|all")]
    deny: Vec<String>,
    /// Run only this rule, also if it is off; repeatable
    #[arg(long, value_name = "RULE")]
    only: Vec<String>,
    /// The least severity that makes the exit code 1
    #[arg(long, value_enum, default_value_t = CliFailOn::Error, value_name = "SEVERITY")]
    fail_on: CliFailOn,
    /// The least severity that is shown; it never decides the exit code
    #[arg(long, value_enum, default_value_t = CliSeverity::Info, value_name = "SEVERITY")]
    min_severity: CliSeverity,
    /// With `-`: the file that the text stands for
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
    /// Add or override contract versions by the schemas of this folder
    #[arg(long, value_name = "DIR")]
    schema_dir: Option<PathBuf>,
    /// The day that review dates are compared with [default: SOURCE_DATE_EPOCH, else today in UTC]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    today: Option<chrono::NaiveDate>,
}

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
        CliVerb::Files(files) => Verb::Files(Box::new(files_options(*files))),
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
        max_file_size: files.max_file_size,
        threads: files.threads.map(usize::from),
        allow_empty: files.allow_empty,
        ..CheckOptions::default()
    }
}

fn check_options(check: CheckArgs, settings: Vec<(Setting, String)>) -> CheckOptions {
    CheckOptions {
        format: check.format.map(|format| match format {
            CliFormat::Pretty => Format::Pretty,
            CliFormat::Concise => Format::Concise,
            CliFormat::Json => Format::Json,
        }),
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
        schema_dir: check.schema_dir,
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
        text = format!("{}\n  hint: {hint}\n", text.trim_end());
    }
    let to_stdout = !error.use_stderr();
    Refusal { text, to_stdout, exit_code: if to_stdout { 0 } else { crate::error::exit::FAILED } }
}

/// What a flag of another linter is called here.
const HABITS: [(&str, &str); 12] = [
    ("--select", "termlint calls it --only RULE"),
    ("--rule", "termlint calls it --only RULE"),
    ("--ignore", "termlint calls it -A RULE (--allow)"),
    ("--disable", "termlint calls it -A RULE (--allow)"),
    ("--max-warnings", "termlint calls it --fail-on warning"),
    ("--exit-zero", "termlint calls it --fail-on never"),
    ("--no-fail", "termlint calls it --fail-on never"),
    ("--reporter", "termlint calls it --format"),
    ("--output-format", "termlint calls it --format"),
    ("--stdin-filepath", "termlint calls it --stdin-filename"),
    ("--no-color", "termlint calls it --color never"),
    ("--date", "termlint calls it --today YYYY-MM-DD"),
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
            let looks_like_path = word.contains(['/', '.', '*', '\\']) || word == "-";
            looks_like_path
                .then(|| format!("to check a path, run `termlint check {}`", crate::words::shorten(word, 60)))
        }
        _ => None,
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
    fn habits_of_other_linters_get_a_hint() {
        for (arguments, hint) in [
            (&["check", "--select", "x"][..], "--only"),
            (&["check", "--max-warnings=0"], "--fail-on warning"),
            (&["check", "--reporter", "json"], "--format"),
            (&["content/ai.json"], "termlint check content/ai.json"),
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
    fn sizes_have_units() {
        assert_eq!(size("64M"), Ok(64 << 20));
        assert_eq!(size("500k"), Ok(500 << 10));
        assert_eq!(size("17"), Ok(17));
        assert!(size("x").is_err());
    }
}
