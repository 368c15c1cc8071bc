//! What a run prints: findings to stdout, all else to stderr.
//!
//! Owns who hears of what. Looks are `output`'s.

use std::io::{self, BufWriter, Write};

use xxhash_rust::xxh3::xxh3_128;

use super::check::Run;
use super::{CheckOptions, Terminal, configuration, today};
use crate::error::{Problem, exit};
use crate::outcome::{Outcome, Summary};
use crate::output::{self, Format, Style, summary};
use crate::rules::RULES;
use crate::words::escape;

/// A failure before anything could be judged still leaves a valid machine document.
pub(super) fn stop(problems: &[Problem], options: &CheckOptions, terminal: &Terminal) -> u8 {
    for problem in problems {
        terminal.fail(problem);
    }
    if let Some(format) = options.format.filter(|format| format.is_document()) {
        let outcome = Outcome {
            findings: Vec::new(),
            baselined: Vec::new(),
            summary: Summary::default(),
            rules: RULES,
            failures: problems.iter().map(Problem::failure).collect(),
            today: today(options.today).unwrap_or_default(),
            root: String::new(),
            min_severity: options.min_severity,
            exit_code: exit::FAILED,
        };
        let style = Style { color: false, width: terminal.width, verbose: terminal.verbose };
        let _ = output::write(format, &outcome, &|_| None, style, &mut io::stdout().lock());
    }
    exit::FAILED
}

/// Prints the findings, then the summary.
pub(super) fn report(run: &Run<'_>, outcome: &Outcome, terminal: &Terminal) -> u8 {
    let format =
        run.options.format.unwrap_or(if terminal.stdout_is_terminal { Format::Pretty } else { Format::Concise });
    let style = Style { color: terminal.color, width: terminal.width, verbose: terminal.verbose };
    let texts = |path: &str| {
        let (source, hash) = run.sources.get(path)?;
        let bytes = source.read(run.options.max_file_size).ok()?;
        (*hash == 0 || xxh3_128(&bytes) == *hash).then_some(bytes)
    };
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    // A closed pipe is quiet; any other failure of stdout leaves nobody to tell but stderr.
    let written = output::write(format, outcome, &texts, style, &mut out).and_then(|()| out.flush());
    drop(out);
    for problem in &run.problems {
        terminal.fail(problem);
    }
    match written {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return outcome.exit_code,
        Err(error) => return terminal.fail(&super::unwritable(&error)),
    }
    if terminal.verbose {
        let mut lines = format!("today is {}\n", outcome.today);
        for scope in &run.scopes {
            let file = scope.file.as_deref();
            let file = file.map_or_else(|| "none".to_owned(), |file| configuration::shown(file, &run.current));
            lines.push_str(&format!("configuration: {}\n", escape(&file)));
        }
        for skipped in &outcome.summary.skipped {
            lines.push_str(&format!("skipped: {} ({})\n", escape(&skipped.path), skipped.reason));
        }
        terminal.note(&lines);
    }
    // An editor that passes its text by `-` wants findings only.
    if run.stdin.is_none() {
        if outcome.summary.files > 0 || (run.problems.is_empty() && run.excluded == 0) {
            terminal.note(&summary::text(outcome));
        } else if run.problems.is_empty() {
            let files = match run.excluded {
                1 => "the file that is named is".to_owned(),
                number => format!("all {number} files that are named are"),
            };
            terminal.note(&format!("nothing was checked: {files} excluded in termlint.toml\n"));
        }
    }
    outcome.exit_code
}
