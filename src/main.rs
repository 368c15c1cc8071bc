//! The program: parse, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    termlint::app::report_panics();
    ExitCode::from(match termlint::cli::parse(std::env::args_os()) {
        Ok(options) => termlint::app::run(&options),
        Err(refusal) => termlint::app::refuse(&refusal.text, refusal.to_stdout, refusal.exit_code),
    })
}
