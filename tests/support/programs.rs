//! The program that is tested, and those of others that read its reports, or run it: `.ci/clients` installs those that are
//! in registries.
//!
//! One of these that is not there is skipped loudly, or fails the test where TERMLINT_REQUIRE_CLIENTS is 1.

#![allow(clippy::disallowed_methods, reason = "a test looks for what is installed")]
#![allow(dead_code, reason = "each harness uses its share")]

use std::ffi::OsStr;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

/// Where this repository is.
pub const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");

/// The program of this build.
pub const TERMLINT: &str = env!("CARGO_BIN_EXE_termlint");

/// The second at which every test takes place: 2026-11-22, 00:00 UTC.
const NOW: &str = "1795305600";

/// A program in a folder, on the day of the tests. What the machine has set changes nothing of what it prints or commits,
/// and nothing is added to the summary of the step that runs the tests.
pub fn program(name: impl AsRef<OsStr>, folder: impl AsRef<Path>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(folder).env("SOURCE_DATE_EPOCH", NOW);
    for name in ["COLUMNS", "GITHUB_STEP_SUMMARY", "NO_COLOR"] {
        command.env_remove(name);
    }
    for name in ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"] {
        command.env(name, "/dev/null");
    }
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "A").env(format!("GIT_{role}_EMAIL"), "a@example.org");
    }
    command
}

/// The program of this build in a folder.
pub fn termlint(folder: impl AsRef<Path>) -> Command {
    program(TERMLINT, folder)
}

/// The program of this build with at most so many MiB of address space, where the system can be told: one that asks for
/// more is ended. It has one arena of glibc, because each reserves its own share of addresses, and without room for it takes
/// a page for every small thing.
pub fn termlint_in_memory(mebibytes: usize, folder: impl AsRef<Path>) -> Command {
    if !cfg!(target_os = "linux") {
        return termlint(folder);
    }
    let mut command = program("sh", folder);
    command.args(["-c", &format!("ulimit -v {} && exec \"$0\" \"$@\"", mebibytes << 10), TERMLINT]);
    command.env("MALLOC_ARENA_MAX", "1");
    command
}

/// Runs git in a folder, which must succeed; what it prints.
pub fn git(folder: impl AsRef<Path>, arguments: &[&str]) -> String {
    let mut command = program("git", folder);
    let output = command.args(["-c", "protocol.file.allow=always"]).args(arguments).output().expect("git runs");
    assert!(output.status.success(), "git {arguments:?}: {}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
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

/// How long a run may last: one that waits for a pipe or a device would wait for ever.
const LONGEST: Duration = Duration::from_secs(300);

/// Runs a program with a text on its standard input.
pub fn run(command: &mut Command, stdin: &str) -> Output {
    run_on(command, &mut stdin.as_bytes())
}

/// Runs a program with bytes on its standard input. One that has not ended after [`LONGEST`] is stopped.
pub fn run_on(command: &mut Command, stdin: &mut (dyn Read + Send)) -> Output {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it was there");
    let (pipe, mut out, mut err) = (child.stdin.take(), child.stdout.take().unwrap(), child.stderr.take().unwrap());
    let child = Mutex::new(child);
    let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
    let (ended, end) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        let child = &child;
        // A program that ends early reads no more.
        scope.spawn(move || std::io::copy(stdin, &mut pipe.unwrap()));
        scope.spawn(|| err.read_to_end(&mut stderr));
        scope.spawn(move || {
            if end.recv_timeout(LONGEST) == Err(RecvTimeoutError::Timeout) {
                let _ = child.lock().unwrap().kill();
            }
        });
        let _ = out.read_to_end(&mut stdout);
        drop(ended);
    });
    let status = child.into_inner().unwrap().wait().unwrap();
    Output { status, stdout, stderr }
}

/// What a program has printed.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
