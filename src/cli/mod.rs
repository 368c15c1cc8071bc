//! The command line: what may be typed, and nothing of what is done with it.
//!
//! Owns the way from there to [`crate::app::Options`], which is plain data.

mod args;
mod foreign;
mod shells;
mod values;

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{ArgMatches, CommandFactory, FromArgMatches};

use crate::app::{BaselineVerb, CheckOptions, FixOptions, IgnoreOptions, Options, Verb};
use crate::config::Setting;
use crate::project::{self, PageChoice};
use crate::rule::Group;
use crate::words::quote;
use args::{
    BaselineArgs, CheckArgs, Cli, CliBaseline, CliConfig, CliSchema, CliVerb, FilesArgs, IgnoreArgs, PageArgs,
    PagesArgs,
};

/// What the command line asks for, or what to print instead and the exit code.
///
/// # Errors
/// Help, version, completions and manual pages (exit 0, for stdout), or a usage error (exit 2, for stderr).
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
        CliVerb::Page(page) => Verb::Check(Box::new(page_options(*page))),
        CliVerb::Explain { rule, .. } => Verb::Explain(rule),
        CliVerb::Rules { format } => Verb::Rules(format),
        CliVerb::Schema { verb } => match verb {
            CliSchema::List => Verb::SchemaList,
            CliSchema::Show { name, bundle } => Verb::SchemaShow { name, bundle },
            CliSchema::Export { folder } => Verb::SchemaExport(folder),
        },
        CliVerb::Config { verb } => match verb {
            CliConfig::Init => Verb::ConfigInit,
            CliConfig::Schema => Verb::ConfigSchema,
            CliConfig::Show { file, config } => {
                let project = project::Options { config, ..project::Options::default() };
                Verb::ConfigShow(file, Box::new(CheckOptions { project, ..CheckOptions::default() }))
            }
        },
        CliVerb::Files(files) => Verb::Files(Box::new(files_options(*files))),
        CliVerb::Ignore(ignore) => {
            let IgnoreArgs { place, rule, reason, until, config, corpus, today } = *ignore;
            let project = project::Options { config, corpus, ..project::Options::default() };
            let options = CheckOptions { project, today, ..CheckOptions::default() };
            Verb::Ignore(IgnoreOptions { place, rule, reason, until }, Box::new(options))
        }
        CliVerb::Upgrade { baseline, write, fail_on } => {
            Verb::Upgrade(write, Box::new(CheckOptions { fail_on, ..baseline_options(*baseline) }))
        }
        CliVerb::Baseline { verb } => match verb {
            CliBaseline::Write { baseline, force, only, new } => {
                let mut options = baseline_options(*baseline);
                options.project.only = only;
                let verb = if new { BaselineVerb::WriteNew } else { BaselineVerb::Write { force } };
                Verb::Baseline(verb, Box::new(options))
            }
            CliBaseline::Prune { baseline } => {
                Verb::Baseline(BaselineVerb::Prune, Box::new(baseline_options(*baseline)))
            }
        },
        CliVerb::Completions { shell } => return Err(Refusal::printed(shells::completions(Cli::command(), shell))),
        CliVerb::Man { verb } => return Err(manual(&verb)),
    };
    Ok(Options { verb, color: cli.color, quiet: cli.quiet, verbose: cli.verbose })
}

fn files_options(files: FilesArgs) -> CheckOptions {
    let project = project::Options {
        paths: files.paths,
        files_from: files.files_from,
        is_nul_separated: files.null,
        config: files.config,
        no_config: files.no_config,
        corpus: files.corpus,
        gitignore: !files.no_gitignore,
        git_index: files.git_index,
        max_file_size: files.max_file_size,
        allow_empty: files.allow_empty,
        ..project::Options::default()
    };
    CheckOptions { project, threads: files.threads, ..CheckOptions::default() }
}

fn baseline_options(baseline: BaselineArgs) -> CheckOptions {
    let options = files_options(baseline.files);
    let project = project::Options {
        baseline: baseline.baseline,
        schema_dir: baseline.schema_dir,
        known_slugs: baseline.known_slugs,
        ..options.project
    };
    CheckOptions { project, today: baseline.today, ..options }
}

fn check_options(check: CheckArgs, settings: Vec<(Setting, String)>) -> CheckOptions {
    let options = files_options(check.files);
    let project = project::Options {
        settings,
        only: check.only,
        stdin_filename: check.stdin_filename,
        baseline: check.baseline,
        no_baseline: check.no_baseline,
        no_suppressions: check.no_suppressions,
        cache: !check.no_cache,
        schema_dir: check.schema_dir,
        known_slugs: check.known_slugs,
        pages: page_choice(check.pages),
        ..options.project
    };
    let fix = FixOptions {
        is_diff: check.diff,
        with_unsafe: check.unsafe_fixes,
        only: check.fix_only,
        with_known: check.fix_known,
    };
    CheckOptions {
        project,
        fix: (check.fix || check.diff).then_some(fix),
        changed_since: check.changed_since,
        today: check.today,
        format: check.format,
        reports: check.report,
        statistics: check.statistics,
        max_findings: check.max_findings.0,
        fail_on: check.fail_on,
        min_severity: check.min_severity,
        progress: !check.no_progress,
        ..options
    }
}

fn page_choice(PagesArgs { pages, pages_dir, partial }: PagesArgs) -> Option<PageChoice> {
    pages.then_some(PageChoice { folder: pages_dir, file: None, is_partial: partial })
}

/// A check by the rules about pages only.
fn page_options(page: PageArgs) -> CheckOptions {
    let project = project::Options {
        paths: page.handoff.into_iter().collect(),
        config: page.config,
        no_config: page.no_config,
        only: vec![Group::Page.name().to_owned()],
        pages: Some(PageChoice { folder: page.pages_dir, file: page.page, is_partial: page.partial }),
        ..project::Options::default()
    };
    CheckOptions {
        project,
        format: page.format,
        fail_on: page.fail_on,
        min_severity: page.min_severity,
        ..CheckOptions::default()
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
    /// Whether it belongs on stdout: what was asked for does.
    pub to_stdout: bool,
    /// The exit code.
    pub exit_code: u8,
}

impl Refusal {
    /// A text that was asked for.
    fn printed(text: String) -> Refusal {
        Refusal { text, to_stdout: true, exit_code: crate::outcome::exit::CLEAN }
    }
}

fn manual(verb: &[String]) -> Refusal {
    let error =
        || Cli::command().error(ErrorKind::InvalidSubcommand, format!("there is no verb {}", quote(&verb.join(" "))));
    shells::manual(Cli::command(), verb).map_or_else(|| refusal(error()), Refusal::printed)
}

fn refusal(error: clap::Error) -> Refusal {
    let mut text = error.render().to_string();
    if let Some(hint) = foreign::hint(&error) {
        // The first line says what is wrong; what clap proposes below it is beside the point.
        let first = text.lines().next().unwrap_or_default();
        text = format!("{first}\n  help: {hint}\n");
    }
    let to_stdout = !error.use_stderr();
    Refusal { text, to_stdout, exit_code: if to_stdout { 0 } else { crate::outcome::exit::FAILED } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::FailOn;
    use crate::finding::Severity;
    use crate::output::Format;
    use crate::rule::Level;

    fn run(arguments: &[&str]) -> Result<Options, Refusal> {
        parse(std::iter::once("termlint").chain(arguments.iter().copied()).map(OsString::from))
    }

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_check_without_flags_has_the_default_options() {
        let Verb::Check(check) = run(&["check"]).unwrap().verb else { panic!("check") };
        assert_eq!(format!("{check:?}"), format!("{:?}", CheckOptions::default()));
    }

    #[test]
    fn levels_keep_the_order_in_which_they_were_typed() {
        let options = run(&["check", "-D", "all", "-A", "prose", "-W", "stale", "-D", "prose"]).unwrap();
        let Verb::Check(check) = options.verb else { panic!("check") };
        let order: Vec<(Setting, &str)> =
            check.project.settings.iter().map(|(setting, value)| (*setting, value.as_str())).collect();
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
            (&["check", "--no-colour"], "--color never"),
            (&["check", "--colour=always"], "--color"),
            (&["--fix"], "termlint check --fix"),
            (&["fix", "x"], "termlint check --fix"),
            (&["check", "--write"], "--fix"),
            (&["check", "--fix-dry-run"], "--diff"),
            (&["init"], "termlint config init"),
            (&["version"], "termlint --version"),
            (&["validate"], "termlint check"),
            (&["rules", "links"], "termlint explain links"),
            (&["content/ai.json:26:22:"], "run `termlint check content/ai.json`"),
            (&["content/ai.json:26:22"], "run `termlint check content/ai.json`"),
        ] {
            let refusal = run(arguments).err().unwrap();
            assert_eq!(refusal.exit_code, 2);
            assert!(refusal.text.contains(hint), "{}", refusal.text);
        }
    }

    #[test]
    fn what_stands_below_a_help_begins_at_the_margin() {
        for verb in Cli::command().get_subcommands() {
            let below = verb.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(!below.starts_with(' '), "{}: {below}", verb.get_name());
        }
    }

    #[test]
    fn a_severity_is_spelt_as_a_level_is() {
        for (words, severity) in [
            (&["warn", "warning"][..], Severity::Warning),
            (&["error", "deny"], Severity::Error),
            (&["info"], Severity::Info),
        ] {
            for word in words {
                let options = run(&["check", "--min-severity", word, "--fail-on", word]).unwrap();
                let Verb::Check(check) = options.verb else { panic!("check") };
                assert_eq!(check.min_severity, Some(severity));
                assert_eq!(check.fail_on, Some(FailOn(Some(severity))));
                assert_eq!(Level::parse(word).and_then(Level::severity), Some(severity));
            }
        }
        let refusal = run(&["check", "--fail-on", "fatal"]).err().unwrap();
        assert!(refusal.text.contains("[possible values: error, warning, info, never]"), "{}", refusal.text);
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
}
