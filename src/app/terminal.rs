//! Where and how a run prints. The one place that writes to standard streams.

use std::io::{self, IsTerminal, Write};

use super::options::{Color, Options};
use crate::outcome::exit;
use crate::output::problem::{self, ProblemKind};
use crate::problem::Problem;

/// Where and how a run prints.
pub(super) struct Terminal {
    pub(super) color: bool,
    stderr_color: bool,
    pub(super) stdout_is_terminal: bool,
    /// Whether a line on stderr may be drawn again and again.
    pub(super) is_live: bool,
    pub(super) width: usize,
    quiet: bool,
    pub(super) verbose: bool,
}

impl Terminal {
    pub(super) fn of(options: &Options) -> Terminal {
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
    pub(super) fn print(&self, text: &str) -> u8 {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => self.fail(&unwritable(&error)),
            _ => exit::CLEAN,
        }
    }

    /// Prints what is not a finding.
    pub(super) fn note(&self, text: &str) {
        if !self.quiet {
            print_to(&mut io::stderr().lock(), text);
        }
    }

    /// Prints what works but should be written otherwise.
    pub(super) fn warn(&self, problem: &Problem) {
        self.note(&problem::text(problem, ProblemKind::Warning, self.stderr_color, self.width));
    }

    /// Prints a failure of the tool; `-q` does not silence it.
    pub(super) fn fail(&self, problem: &Problem) -> u8 {
        print_to(&mut io::stderr().lock(), &problem::text(problem, ProblemKind::Error, self.stderr_color, self.width));
        exit::FAILED
    }

    /// Prints failures of the tool.
    pub(super) fn fail_all(&self, problems: &[Problem]) -> u8 {
        for problem in problems {
            self.fail(problem);
        }
        exit::FAILED
    }

    /// Says what a verb that writes has done, or why it could not.
    pub(super) fn conclude(&self, done: Result<String, Vec<Problem>>) -> u8 {
        match done {
            Ok(words) => {
                self.note(&words);
                exit::CLEAN
            }
            Err(problems) => self.fail_all(&problems),
        }
    }
}

/// A failure to print.
pub(super) fn unwritable(error: &io::Error) -> Problem {
    Problem {
        message: format!("the output cannot be written: {}", crate::fs::system_words(error)),
        help: String::new(),
        path: String::new(),
        ..Problem::default()
    }
}

/// Writes text; a closed pipe is not an error.
pub(super) fn print_to(out: &mut dyn Write, text: &str) {
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
