//! What a bug in termlint looks like to whoever meets it: one sentence and exit code 2.
//!
//! Owns the panic hook. Must not print content: what a panic has
//! to say may quote it.

use std::io::Write;
use std::panic::Location;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::engine::busy_with;
use crate::outcome::exit;
use crate::words::escape;

/// From now on a panic, on whichever thread, ends the program with one sentence on stderr and exit code 2.
///
/// The program is built so that a panic ends it at once, so this is the only place that can still choose the exit code.
pub fn report_panics() {
    static IS_SAID: AtomicBool = AtomicBool::new(false);
    std::panic::set_hook(Box::new(|panic| {
        // Several threads may stumble over the same bug; the first says it and ends all of them.
        while IS_SAID.swap(true, Ordering::SeqCst) {
            std::thread::park();
        }
        let words = sentence(panic.location(), &busy_with());
        let _ = std::io::stderr().lock().write_all(words.as_bytes());
        #[expect(clippy::disallowed_methods, reason = "a panic never returns to main")]
        std::process::exit(i32::from(exit::FAILED));
    }));
}

/// What is said: where the bug is, in our own sources, and where it showed.
fn sentence(location: Option<&Location<'_>>, path: &str) -> String {
    let place = location.map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
    let during = if path.is_empty() { String::new() } else { format!(" while checking {}", escape(path)) };
    let version = env!("CARGO_PKG_VERSION");
    format!("error: termlint {version} stopped unexpectedly{during}: please report this line{place}\n")
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::engine::Busy;

    /// Set in the process that is to panic.
    const PANICS: &str = "TERMLINT_TEST_PANICS";

    /// Runs this test alone in a process of its own.
    fn in_a_process_of_its_own(test: &str) -> (Option<i32>, String) {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", test, "--nocapture", "--test-threads", "1"])
            .env(PANICS, "1")
            .env("RUST_BACKTRACE", "1");
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    }

    #[test]
    fn a_panic_on_any_thread_is_one_sentence_without_content_and_exit_2() {
        if std::env::var_os(PANICS).is_some() {
            report_panics();
            let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
            pool.install(|| {
                let _outer = Busy::with("a.json");
                drop(Busy::with("b.json"));
                let _inner = Busy::with("c\u{1b}[2J/ai.json");
                panic!("secret\nsecret");
            });
        }
        let (code, said) = in_a_process_of_its_own(
            "app::crash::tests::a_panic_on_any_thread_is_one_sentence_without_content_and_exit_2",
        );
        assert_eq!(code, Some(2), "{said}");
        assert!(said.starts_with("error: termlint ") && said.ends_with(")\n"), "{said}");
        assert!(said.contains(" stopped unexpectedly while checking c\\u{1b}[2J/ai.json: "), "{said}");
        assert!(said.contains("(src/app/crash.rs:"), "{said}");
        assert_eq!((said.lines().count(), said.contains("secret")), (1, false), "{said}");
    }
}
