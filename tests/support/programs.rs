//! The program that is tested, and those of others that read its reports, or run it: `.ci/clients` installs those that are
//! in registries.
//!
//! One of these that is not there is skipped loudly, or fails the test where TERMLINT_REQUIRE_CLIENTS is 1.

#![allow(clippy::disallowed_methods, reason = "a test looks for what is installed")]
#![allow(dead_code, reason = "each harness uses its share")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Where this repository is.
pub const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

/// The program of this build.
pub const TERMLINT: &str = env!("CARGO_BIN_EXE_termlint");

/// The program of this build in a folder, on 2026-11-22. What the machine has set changes nothing of what it prints, and
/// nothing is added to the summary of the step that runs the tests.
pub fn termlint(folder: impl AsRef<Path>) -> Command {
    let mut command = Command::new(TERMLINT);
    command.current_dir(folder).env("SOURCE_DATE_EPOCH", "1795305600"); // 2026-11-22
    for name in ["COLUMNS", "GITHUB_STEP_SUMMARY", "FORCE_COLOR", "NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
        command.env_remove(name);
    }
    command
}

/// Where a program is that `.ci/clients` installs; `None`, said aloud, where it is not.
pub fn client(path: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("TERMLINT_CLIENTS")
        .map_or_else(|| format!("{REPOSITORY}/target/clients").into(), PathBuf::from);
    let file = folder.join(path);
    if file.exists() {
        return Some(file);
    }
    missing(&format!("{} (run .ci/clients)", file.display()));
    None
}

/// Whether a program of the system runs.
pub fn system(program: &str) -> bool {
    let runs = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let is_there = runs.is_ok_and(|status| status.success());
    if !is_there {
        missing(program);
    }
    is_there
}

/// Says that a program is not there.
pub fn missing(what: &str) {
    let is_required = std::env::var_os("TERMLINT_REQUIRE_CLIENTS").is_some_and(|value| value == "1");
    assert!(!is_required, "TERMLINT_REQUIRE_CLIENTS is 1, and there is no {what}");
    // The harness swallows what a test prints through its macros; this is meant to be seen.
    let _ = writeln!(std::io::stderr(), "SKIPPED, because there is no {what}");
}

/// Runs a program with a text on its standard input.
pub fn run(command: &mut Command, stdin: &str) -> Output {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it was there");
    let mut pipe = child.stdin.take().unwrap();
    let stdin = stdin.to_owned();
    let writer = std::thread::spawn(move || pipe.write_all(stdin.as_bytes()));
    let output = child.wait_with_output().unwrap();
    let _ = writer.join();
    output
}

/// What a program has printed.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
