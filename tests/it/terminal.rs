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
    break_relations(&place, "content/en-US/churn-rate/ai.json", findings);
    place
}

/// Relates a document to so many terms that do not exist.
fn break_relations(place: &Place, path: &str, findings: usize) {
    place.edit(path, |document| {
        let related = document["related_terms"].as_array_mut().unwrap();
        let template = related[0].clone();
        related.extend((0..findings).map(|number| {
            let mut more = template.clone();
            more["canonical_slug"] = format!("gone-{number:04}").into();
            more["url"] = "https://glossary.example/x".into();
            more
        }));
    });
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

/// The corpus and so many more documents in English, whose names repeat their abbreviation, and a configuration.
fn named_twice(documents: usize, config: &str) -> Place {
    let place = corpus(documents);
    for number in 0..documents {
        place.edit(&format!("content/en-US/churn-rate-{number}/ai.json"), |document| {
            document["summary"]["display_name"] = format!("Churn Rate {number} (CR{number})").into();
            document["summary"]["abbreviation"] = format!("CR{number}").into();
        });
    }
    place.write("termlint.toml", format!("include = [\"content/**/ai.json\"]\n{config}"));
    place
}

/// Nothing but names.
const NAMES: &str = "[rules]\nall = \"off\"\nrepeated-abbreviation = \"warning\"\n";

/// The line that a report offers to accept what most documents have in common.
fn accepted(shown: &str, rule: &str) -> Option<String> {
    let (_, block) = shown.split_once(&format!("[{rule}]\n"))?;
    let line = block.lines().take_while(|line| !line.is_empty()).find_map(|line| line.strip_prefix("  accept: "));
    line.map(str::to_owned)
}

#[test]
fn the_most_severe_of_too_many_findings_come_first_and_can_be_had_alone() {
    if !system("script") {
        return;
    }
    // The first file by name has warnings, the last one errors.
    let place = broken(230);
    break_relations(&place, "content/ja-JP/churn-rate/ai.json", 3);
    let levels = "[rules]\nall = \"off\"\ndead-related-slug = \"warning\"\n[[override]]\nfiles = [\"content/ja-JP/**\"]\n\
                  rules = { dead-related-slug = \"error\" }\n";
    place.write("termlint.toml", format!("include = [\"content/**/ai.json\"]\n{levels}"));
    let check = "stty rows 40 cols 80; termlint check --color never --no-progress";
    for format in ["", " --format concise"] {
        let (shown, code) = at_terminal(&place, &format!("{check}{format}"));
        assert_eq!(code, Some(1), "{shown}");
        let severities = shown.lines().filter(|line| line.contains("the related slug"));
        let severities: Vec<bool> = severities.map(|line| line.contains("error: ")).collect();
        assert_eq!(severities, [&[true; 3][..], &[false; 17]].concat(), "{shown}");
        let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        let offer =
            "213 more findings are not shown; --max-findings all shows them, --min-severity error only the 3 errors.";
        assert!(words.contains(offer), "{shown}");
    }
    let (alone, _) = at_terminal(&place, &format!("{check} --min-severity error"));
    assert!(!alone.contains("\nwarning: ") && !alone.contains("not shown; --max-findings"), "{alone}");
}

#[test]
fn infos_are_counted_at_a_terminal_unless_they_are_asked_for() {
    if !system("script") {
        return;
    }
    let place = Place::of(CORPUS);
    place.edit("content/en-US/churn-rate/ai.json", |document| {
        document["content"]["definition"]["title"] = "一言でいうと".into();
    });
    let (rule, counted) = ("[foreign-section-title]", " foreign-section-title (--min-severity info lists them)");
    let words = |shown: &str| shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let check = "stty rows 40 cols 80; termlint check --color never --no-progress";
    for only_counts in ["", " -q", " --format concise", " --max-findings all"] {
        let (shown, code) = at_terminal(&place, &format!("{check}{only_counts}"));
        assert_eq!(code, Some(0), "{shown}");
        assert!(words(&shown).contains(counted) && !shown.contains(rule), "{only_counts}: {shown}");
    }
    for lists in [" --min-severity info", " --format jsonl", " --report pretty=out > /dev/null; cat out", " | cat"] {
        let (shown, _) = at_terminal(&place, &format!("{check}{lists}"));
        let is_listed = shown.contains(rule) || shown.contains("\"rule\":\"foreign-section-title\"");
        assert!(is_listed && !words(&shown).contains(counted), "{lists}: {shown}");
    }
    let (shown, _) = at_terminal(&place, &format!("{check} --min-severity warning"));
    assert!(!words(&shown).contains(counted) && shown.contains(" below warning"), "{shown}");
}

#[test]
fn what_most_documents_of_a_locale_have_in_common_is_told_once() {
    if !system("script") {
        return;
    }
    let rule = "[repeated-abbreviation]";
    let check = "stty rows 40 cols 80; termlint check --color never --no-progress";
    let place = named_twice(30, NAMES);
    let english = std::fs::read_dir(place.path("content/en-US")).unwrap().count();
    let (shown, code) = at_terminal(&place, check);
    assert_eq!(code, Some(0), "{shown}");
    assert_eq!(shown.matches(rule).count(), 1, "{shown}");
    assert!(shown.starts_with("In more than half of the documents of a locale:\n\nwarning: "), "{shown}");
    assert!(shown.contains(&format!("\n  in: 30 of {english} documents of en-US\n")), "{shown}");
    // The one that is drawn and four others.
    assert_eq!(shown.matches("/ai.json:").count(), 5 + shown.matches("  see: ").count(), "{shown}");
    assert!(shown.contains("\n30 warnings in 30 of "), "{shown}");
    assert!(shown.lines().all(|line| termlint::output::text::cells(line) <= 80), "{shown}");
    // What machines read keeps each.
    let (lines, _) = at_terminal(&place, &format!("{check} --format jsonl"));
    assert_eq!(lines.matches("\"rule\":\"repeated-abbreviation\"").count(), 30);
    assert_eq!(place.run(&["check"]).stdout.lines().count(), 30);
    let (piped, _) = at_terminal(&place, &format!("{check} --format pretty | cat"));
    assert_eq!(piped.matches(rule).count(), 30, "{piped}");
    // Half is not most, and five documents are few.
    let mut few = named_twice(english - 30, NAMES);
    let (shown, _) = at_terminal(&few, check);
    assert_eq!(shown.matches(rule).count(), english - 30, "{shown}");
    few = named_twice(5, NAMES);
    for folder in std::fs::read_dir(few.path("content/en-US")).unwrap().map(|entry| entry.unwrap()) {
        if !folder.file_name().to_string_lossy().starts_with("churn-rate-") {
            std::fs::remove_dir_all(folder.path()).unwrap();
        }
    }
    let (shown, _) = at_terminal(&few, check);
    assert_eq!(shown.matches(rule).count(), 5, "{shown}");
}

#[test]
fn the_line_that_accepts_what_is_told_once_works_where_it_is_pasted() {
    if !system("script") {
        return;
    }
    let (rule, line) = ("shared-boilerplate", "shared-boilerplate = \"off\"  # ");
    let check = "stty rows 40 cols 80; termlint check --color never --no-progress";
    let override_ = "[[override]]\nfiles = [\"**/en-US/**\"]\nrules = { substance = \"warning\" }\n";
    let paste_into_override = |config: &str, line: &str| {
        let line = line.split("  # ").next().unwrap().to_owned();
        config.replace("{ substance", &format!("{{ {line}, substance"))
    };
    for (config, place_of_line, paste) in [
        ("[rules]\n", "under [rules] in termlint.toml", None),
        ("[rules]\nshared-boilerplate = \"warning\"\n", "line 3 of termlint.toml", None),
        (override_, "override, line 4 of termlint.toml", Some(paste_into_override)),
    ] {
        let place = named_twice(30, config);
        let (shown, _) = at_terminal(&place, check);
        let offered = accepted(&shown, rule).unwrap_or_else(|| panic!("{shown}"));
        assert_eq!(offered, format!("{line}{place_of_line}"));
        let text = place.read("termlint.toml");
        let pasted = match paste {
            Some(paste) => paste(&text, &offered),
            None => match text.lines().position(|line| line.starts_with(rule)) {
                Some(number) => text
                    .lines()
                    .enumerate()
                    .map(|(at, line)| if at == number { &offered } else { line }.to_owned() + "\n")
                    .collect(),
                None => format!("{text}{offered}\n"),
            },
        };
        place.write("termlint.toml", pasted);
        let (shown, code) = at_terminal(&place, check);
        assert_ne!(code, Some(2), "{shown}");
        assert!(!shown.contains(rule), "{shown}");
    }
    // An error is no matter of taste, and what is typed is stronger than what is written.
    let place = named_twice(30, "[rules]\nsubstance = \"error\"\n");
    let (shown, code) = at_terminal(&place, check);
    assert_eq!(code, Some(1));
    assert!(shown.contains("[shared-boilerplate]\n") && accepted(&shown, rule).is_none(), "{shown}");
    let place = named_twice(30, "");
    for typed in ["-W substance", "--only shared-boilerplate", "--no-config --corpus content"] {
        let (shown, _) = at_terminal(&place, &format!("{check} {typed}"));
        assert!(shown.contains("[shared-boilerplate]\n") && accepted(&shown, rule).is_none(), "{shown}");
    }
}

#[test]
fn what_was_not_checked_fits_the_screen() {
    if !system("script") {
        return;
    }
    let place = Place::of(CORPUS);
    let check = "stty rows 40 cols 80; termlint check --no-config content/en-US/churn-rate --color never --no-progress";
    let (shown, code) = at_terminal(&place, check);
    assert_eq!(code, Some(0), "{shown}");
    let (_, note) = shown.split_once("not checked: ").unwrap();
    assert!(shown.lines().all(|line| line.len() <= 80), "{shown}");
    assert!(note.lines().nth(1).unwrap().starts_with("  "), "{shown}");
    let (named, _) = note.split_once(" (").unwrap();
    assert!(named.starts_with("dead-related-slug, duplicate-term and ") && named.ends_with(" more rules"), "{named}");
    // In a log it is one line, and with -v all are named.
    let logged = place.run(&["check", "--no-config", "content/en-US/churn-rate", "-v"]);
    let line = logged.stderr.lines().find(|line| line.starts_with("not checked: ")).unwrap();
    assert!(line.contains("term-id-collision") && line.ends_with(')'), "{line}");
}

#[test]
fn colours_follow_the_flag_then_the_environment_then_the_terminal() {
    if !system("script") {
        return;
    }
    let place = broken(1);
    let check = "termlint check --only dead-related-slug --format pretty --no-progress";
    for (line, is_coloured) in [
        (check.to_owned(), true),
        (format!("{check} | cat"), false),
        (format!("TERM=dumb {check}"), false),
        (format!("NO_COLOR=1 {check}"), false),
        (format!("NO_COLOR= {check}"), true),
        (format!("CLICOLOR=0 {check}"), false),
        (format!("FORCE_COLOR=1 {check} | cat"), true),
        (format!("CLICOLOR_FORCE=1 {check} | cat"), true),
        (format!("CLICOLOR_FORCE=0 {check} | cat"), false),
        (format!("NO_COLOR=1 FORCE_COLOR=1 {check} | cat"), true),
        (format!("NO_COLOR=1 CLICOLOR_FORCE=1 {check}"), false),
        (format!("FORCE_COLOR=1 {check} --color never"), false),
        (format!("NO_COLOR=1 {check} --color always | cat"), true),
    ] {
        let (shown, _) = at_terminal(&place, &line);
        assert_eq!(shown.contains("\u{1b}[31;1merror"), is_coloured, "{line}: {shown:?}");
    }
}

#[test]
fn pages_are_laid_out_at_a_terminal_and_are_markdown_in_a_pipe() {
    if !system("script") {
        return;
    }
    let place = Place::of(CORPUS);
    for columns in [80, 120] {
        let (book, code) =
            at_terminal(&place, &format!("stty rows 40 cols {columns}; termlint explain --all --color never"));
        assert_eq!(code, Some(0));
        let too_wide: Vec<&str> = book
            .lines()
            .filter(|line| termlint::output::text::cells(line) > columns && line.trim().contains(' '))
            .collect();
        assert!(too_wide.is_empty(), "{too_wide:#?}");
        // Documents in examples have quotation marks, and may have any markup.
        let prose: String = book.lines().filter(|line| !line.contains('"')).collect();
        for markup in ["```", "|---", "**", "json ja", "json v2", "json options"] {
            assert!(!prose.contains(markup), "{markup}");
        }
    }
    let (page, _) = at_terminal(&place, "stty rows 40 cols 80; termlint explain stale-review --color never");
    let begin = "stale-review\n\n  group      level    fix   since\n  freshness  warning  none  0.1\n\n  A text whose";
    assert!(page.starts_with(begin), "{page}");
    assert!(
        page.contains("\n  In `termlint.toml`:\n    [rules]\n    stale-review = { max-age-days = 90 }\n"),
        "{page}"
    );
    let (coloured, _) = at_terminal(&place, "termlint explain stale-review");
    assert!(coloured.starts_with("\u{1b}[1mstale-review\u{1b}[0m\n"), "{coloured}");
    for line in ["rules", "check --no-config gone/ai.json:1:1 --corpus nowhere/at/all/that/is/long/enough/for/a/line"] {
        let (shown, _) = at_terminal(&place, &format!("stty rows 40 cols 80; termlint {line} --color never"));
        let too_wide: Vec<&str> = shown.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(too_wide.is_empty(), "{too_wide:#?}");
    }
    // A group lists its rules, here and there.
    let (group, _) = at_terminal(&place, "stty rows 40 cols 80; termlint explain freshness --color never");
    assert!(group.starts_with("freshness\n\n  Is the review recent?\n\n  - expired-ignore (warning): "), "{group}");
    let piped = place.run(&["explain", "freshness"]).stdout;
    assert!(piped.starts_with("# freshness\n\nIs the review recent?\n\n- **expired-ignore** (warning): "), "{piped}");
    let kept = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rules/stale-review.md")).unwrap();
    let (piped, _) = at_terminal(&place, "termlint explain stale-review | cat");
    assert_eq!(piped, kept);
}
