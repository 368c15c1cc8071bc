//! What happens at a terminal only: `script` (util-linux) lends one.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use crate::place::Place;
use crate::programs::{TERMLINT, program, run, system, text};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/corpus");

/// What a terminal shows of a command of the shell, in which `termlint` is the program of this build, and the exit code.
fn at_terminal(place: &Place, line: &str) -> (String, Option<i32>) {
    let line = line.replace("termlint ", &format!("'{}' ", TERMLINT));
    let mut script = program("script", place.path(""));
    script.args(["--quiet", "--return", "--command", &line, "/dev/null"]);
    script.env("TERM", "xterm-256color").env("COLUMNS", "100").env("XDG_CACHE_HOME", place.path(".cache"));
    script.env("SHELL", "/bin/sh");
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

/// The same command, stopped on its way for longer than a run may last without showing how far it is. So the run is a
/// long one on every machine.
fn interrupted(line: &str) -> String {
    format!("{line} & run=$!; sleep 0.03; kill -STOP $run; sleep 1; kill -CONT $run; wait $run")
}

#[test]
fn a_long_run_at_a_terminal_counts_files() {
    if !system("script") {
        return;
    }
    const LINE: &str = " files checked";
    let place = corpus(2_000);
    let check = "termlint check --threads 1 --only validity";
    let (shown, code) = at_terminal(&place, &interrupted(check));
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains(&format!(" of 2020{LINE}")), "{shown}");
    // The line is gone in the end.
    let (_, after) = shown.rsplit_once(LINE).unwrap();
    assert!(after.starts_with("\r\u{1b}[2K"), "{after:?}");
    assert!(after.ends_with("2020 handoffs checked (2014 of contract v1, 6 of v2): no findings\n"), "{after:?}");
    for quiet in [
        interrupted(&format!("{check} -q")),
        interrupted(&format!("{check} --no-progress")),
        interrupted(&format!("TERM=dumb {check}")),
        format!("{{ {}; }} 2>&1 | cat", interrupted(check)),
    ] {
        let (shown, code) = at_terminal(&place, &quiet);
        assert_eq!(code, Some(0), "{shown}");
        assert!(!shown.contains(LINE), "{quiet}: {shown}");
    }
    // It is drawn on stderr alone.
    let (shown, _) = at_terminal(&place, &interrupted(&format!("{check} --format json > out")));
    assert!(shown.contains(LINE), "{shown}");
    assert!(serde_json::from_str::<serde_json::Value>(&place.read("out")).is_ok());
}

/// The corpus with so many findings more, of the same rule and with a message of its own each.
fn broken(findings: usize) -> Place {
    let place = Place::of(CORPUS);
    place.edit("content/en-US/churn-rate/ai.json", |document| {
        let (related, one) = (document["related_terms"].as_array_mut().unwrap(), findings);
        let template = related[0].clone();
        related.extend((0..one).map(|number| {
            let mut more = template.clone();
            more["canonical_slug"] = format!("gone-{number:04}").into();
            more["url"] = "https://glossary.example/x".into();
            more
        }));
    });
    place
}

#[test]
fn what_nobody_would_read_at_a_terminal_is_counted_instead() {
    if !system("script") {
        return;
    }
    let check = "termlint check --only dead-related-slug --color never --no-progress";
    let not_shown = |shown: &str| shown.lines().any(|line| line.contains(" not shown; --max-findings all shows them."));
    let place = broken(230);
    let all = place.run(&["check", "--only", "dead-related-slug"]);
    assert_eq!((all.code, all.stdout.lines().count()), (1, 230), "a pipe gets everything: {}", all.stderr);

    let (shown, code) = at_terminal(&place, check);
    assert_eq!(code, Some(1), "{shown}");
    let heads = |shown: &str| shown.matches("\nerror: the related slug “gone-").count();
    assert_eq!(heads(&shown), 20, "{shown}");
    assert!(shown.contains("gone-0019") && !shown.contains("gone-0020"), "{shown}");
    // The head of the file counts all that is in it, and so do the tables.
    assert!(shown.starts_with("content/en-US/churn-rate/ai.json: 230 errors\n"), "{shown}");
    assert!(shown.contains("   230         0     0  dead-related-slug\n"), "{shown}");
    assert!(shown.contains("   230         0     0  content/en-US/churn-rate/ai.json\n"), "{shown}");
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = "210 more findings are not shown; --max-findings all shows them. To see only what is new, run `termlint \
                baseline write`, or `termlint check --changed-since REV`.";
    assert!(words.contains(line), "{shown}");
    assert!(shown.contains("\n230 errors in 1 of 20 files"), "{shown}");

    // The limit is what is asked for, and tells how many are too many.
    for enough in ["--max-findings all", "--max-findings 230"] {
        let (shown, _) = at_terminal(&place, &format!("{check} {enough}"));
        assert!(heads(&shown) == 230 && !not_shown(&shown), "{enough}: {}", heads(&shown));
    }
    let (shown, code) = at_terminal(&place, &format!("{check} --max-findings 3 --format concise"));
    assert_eq!((shown.matches("error: the related slug").count(), code), (3, Some(1)), "{shown}");
    assert!(shown.contains("227 more findings are not shown"), "{shown}");
    // Machine formats, pipes and files are never cut.
    let (shown, _) = at_terminal(&place, &format!("{check} --format jsonl"));
    assert_eq!(shown.matches("\"rule\":\"dead-related-slug\"").count(), 230);
    let (shown, _) =
        at_terminal(&place, &format!("{check} --max-findings 3 --format pretty --report pretty=out | cat"));
    assert!(heads(&shown) == 230 && !not_shown(&shown), "{}", heads(&shown));
    assert!(heads(&place.read("out")) == 230 && !not_shown(&place.read("out")));
    // Two hundred are not too many.
    let (shown, _) = at_terminal(&broken(200), check);
    assert!(heads(&shown) == 200 && !not_shown(&shown), "{}", heads(&shown));
}
