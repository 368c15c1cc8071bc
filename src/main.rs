//! The program: parse, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(match termlint::cli::parse(std::env::args_os()) {
        Ok(options) => termlint::app::run(&options),
        Err(refusal) => termlint::app::refuse(&refusal.text, refusal.to_stdout, refusal.exit_code),
    })
}
