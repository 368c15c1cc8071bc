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
    stderr_is_terminal: bool,
    /// Whether a line on stderr may be drawn again and again.
    pub(super) is_live: bool,
    pub(super) width: usize,
    quiet: bool,
    pub(super) verbose: bool,
}

impl Terminal {
    pub(super) fn of(options: &Options) -> Terminal {
        let (stdout_is_terminal, stderr_is_terminal) = (io::stdout().is_terminal(), io::stderr().is_terminal());
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let is_dumb = variable("TERM").is_some_and(|value| value == "dumb");
        let wanted = match options.color {
            Color::Always => Some(true),
            Color::Never => Some(false),
            Color::Auto => wanted(|name| variable(name).map(|value| value.to_string_lossy().into_owned())),
        };
        let auto = |is_terminal: bool| wanted.unwrap_or(is_terminal && !is_dumb);
        let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)).or(columns);
        Terminal {
            color: auto(stdout_is_terminal),
            stderr_color: auto(stderr_is_terminal),
            stdout_is_terminal,
            stderr_is_terminal,
            is_live: stderr_is_terminal && !is_dumb && !options.quiet,
            width: width.filter(|width| *width >= 40).unwrap_or(80),
            quiet: options.quiet,
            verbose: options.verbose,
        }
    }

    /// How many cells a line on stderr may have; a log has lines of any length.
    pub(super) fn stderr_width(&self) -> usize {
        if self.stderr_is_terminal { self.width } else { usize::MAX }
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
        self.note(&self.text_of(problem, ProblemKind::Warning));
    }

    fn text_of(&self, problem: &Problem, kind: ProblemKind) -> String {
        problem::text(problem, kind, self.stderr_color, self.width, self.stderr_width())
    }

    /// Prints a failure of the tool; `-q` does not silence it.
    pub(super) fn fail(&self, problem: &Problem) -> u8 {
        print_to(&mut io::stderr().lock(), &self.text_of(problem, ProblemKind::Error));
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

/// Whether the environment wants colours; `None` leaves it to the terminal. `variable` gives what is set and not empty.
///
/// FORCE_COLOR is stronger than NO_COLOR (<https://force-color.org>), NO_COLOR stronger than CLICOLOR_FORCE, and that stronger
/// than CLICOLOR (<https://bixense.com/clicolors>). Of the first two any value counts (<https://no-color.org>), for the other
/// two `0` means no.
fn wanted(variable: impl Fn(&str) -> Option<String>) -> Option<bool> {
    if variable("FORCE_COLOR").is_some() {
        return Some(true);
    }
    if variable("NO_COLOR").is_some() {
        return Some(false);
    }
    if variable("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
        return Some(true);
    }
    (variable("CLICOLOR").as_deref() == Some("0")).then_some(false)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_is_read_in_the_order_of_the_conventions() {
        let of = |set: &[(&str, &str)]| {
            wanted(|name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
        };
        let (force, none, cli_force) = (("FORCE_COLOR", "0"), ("NO_COLOR", "0"), ("CLICOLOR_FORCE", "1"));
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[force, none]), Some(true), "any value counts");
        assert_eq!(of(&[none, cli_force]), Some(false));
        assert_eq!(of(&[cli_force, ("CLICOLOR", "0")]), Some(true));
        assert_eq!(of(&[("CLICOLOR_FORCE", "0")]), None);
        assert_eq!(of(&[("CLICOLOR", "0")]), Some(false));
        assert_eq!(of(&[("CLICOLOR", "1")]), None);
    }
}
