//! What happens at a terminal only: `script` (util-linux) lends one.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

#[path = "support/place.rs"]
mod place;
#[path = "support/programs.rs"]
mod programs;

use std::process::Command;

use place::Place;
use programs::{run, system, text};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/corpus");

/// What a terminal shows of a command of the shell, in which `termlint` is the program of this build, and the exit code.
fn at_terminal(place: &Place, line: &str) -> (String, Option<i32>) {
    let line = line.replace("termlint ", &format!("'{}' ", env!("CARGO_BIN_EXE_termlint")));
    let mut script = Command::new("script");
    script.current_dir(place.path("")).args(["--quiet", "--return", "--command", &line, "/dev/null"]);
    script.env("SOURCE_DATE_EPOCH", "1795305600"); // 2026-11-22
    script.env("TERM", "xterm-256color").env("COLUMNS", "100").env("XDG_CACHE_HOME", place.path(".cache"));
    script.env_remove("NO_COLOR").env("SHELL", "/bin/sh");
    let output = run(&mut script, "");
    (text(&output.stdout).replace("\r\n", "\n"), output.status.code())
}

/// The corpus, and so many documents more like one of it.
fn corpus(more: usize) -> Place {
    let place = Place::of(CORPUS);
    let text = place.read("content/en-US/churn-rate/ai.json");
    for number in 0..more {
        let slug = format!("churn-rate-{number}");
        place.write(&format!("content/en-US/{slug}/ai.json"), text.replace("churn-rate", &slug));
    }
    place
}

#[test]
fn a_long_run_at_a_terminal_counts_files() {
    if !system("script") {
        return;
    }
    const LINE: &str = " files judged";
    // Most of it is one thread's work of more than half a second.
    let place = corpus(2_000);
    let check = "termlint check --threads 1 --only validity";
    let (shown, code) = at_terminal(&place, check);
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains(&format!(" of 2020{LINE}")), "{shown}");
    // The line is gone in the end.
    let (_, after) = shown.rsplit_once(LINE).unwrap();
    assert!(after.starts_with("\r\u{1b}[2K"), "{after:?}");
    assert!(after.ends_with("2020 handoffs checked (2014 v1, 6 v2): no findings\n"), "{after:?}");
    for quiet in [
        format!("{check} -q"),
        format!("{check} --no-progress"),
        format!("TERM=dumb {check}"),
        format!("{check} 2>&1 | cat"),
    ] {
        let (shown, code) = at_terminal(&place, &quiet);
        assert_eq!(code, Some(0), "{shown}");
        assert!(!shown.contains(LINE), "{quiet}: {shown}");
    }
    // It is drawn on stderr alone.
    let (shown, _) = at_terminal(&place, &format!("{check} --format json > out"));
    assert!(shown.contains(LINE), "{shown}");
    assert!(serde_json::from_str::<serde_json::Value>(&place.read("out")).is_ok());
}
