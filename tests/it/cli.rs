//! The command line as a user meets it: arguments, configurations, odd files, exit codes, and which stream says what.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::fs;
use std::path::Path;

use crate::place::{Place, Ran, ran};
use crate::programs::{TERMLINT, program, termlint};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/corpus");

impl Ran {
    /// Fails unless this is the exit code and these are the findings, as `path rule`.
    #[track_caller]
    fn is(&self, code: i32, findings: &[&str]) -> &Ran {
        assert_eq!(self.code, code, "{self:#?}");
        let found: Vec<String> = self.found().into_iter().map(|(path, rule)| format!("{path} {rule}")).collect();
        assert_eq!(found, findings, "{self:#?}");
        self
    }

    /// Fails unless standard error contains these words.
    #[track_caller]
    fn says(&self, words: &[&str]) -> &Ran {
        for words in words {
            assert!(self.stderr.contains(words), "no “{words}” in {self:#?}");
        }
        self
    }
}

impl Place {
    /// With a clean handoff at each of the paths.
    fn with(handoffs: &[&str]) -> Place {
        let place = Place::new();
        for path in handoffs {
            place.write(path, handoff());
        }
        place
    }

    /// Runs `check` with bytes on standard input.
    fn check_text(&self, arguments: &[&str], stdin: &[u8]) -> Ran {
        self.run_on(stdin, &[&["check", "--format", "concise"], arguments].concat())
    }
}

/// A clean handoff, without links to others.
fn handoff() -> String {
    let text = fs::read_to_string(format!("{CORPUS}/en-US/churn-rate/ai.json")).expect("the fixture");
    // Its Japanese titles are worth an info, which is not what these tests are about.
    let text: String = text
        .lines()
        .map(|line| match line.split_once("\"title\": \"") {
            Some((before, title)) if !title.is_ascii() => format!("{before}\"title\": \"Title\",\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let start = text.find("\"related_terms\": [").expect("a list") + "\"related_terms\": [".len();
    let end = start + text[start..].find(']').expect("its end");
    format!("{}{}", &text[..start], &text[end..])
}

/// A handoff with one finding, `missing-review-date`.
fn undated() -> String {
    let text = handoff();
    let date = text.find("\"last_reviewed_at\": \"").expect("a date") + "\"last_reviewed_at\": ".len();
    let end = date + text[date..].find(',').expect("a comma");
    format!("{}null{}", &text[..date], &text[end..])
}

/// On one line, for `.jsonl`.
fn line(text: &str) -> String {
    serde_json::from_str::<serde_json::Value>(text).expect("JSON").to_string()
}

fn utf_16(text: &str) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

// --- Exit codes and streams -----------------------------------------------------------------------------------------

#[test]
fn a_closed_pipe_is_quiet() {
    let place = Place::new();
    let lines: String = (0..3000).map(|_| line(&undated()) + "\n").collect();
    place.write("many.jsonl", lines);
    for verb in ["check --format concise many.jsonl", "rules", "explain --all", "schema show v1", "files"] {
        let script = format!("{TERMLINT} {verb} 2>stderr | true; echo ${{PIPESTATUS[0]}}");
        let output = program("bash", place.path("")).args(["-c", &script]).output().expect("bash runs");
        let code = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        assert!(code == "0" || (code == "1" && verb.starts_with("check")), "{verb}: {code}");
        let stderr = fs::read_to_string(place.path("stderr")).expect("stderr");
        assert!(!stderr.contains("panic") && !stderr.contains("error"), "{verb}: {stderr}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_exit_2() {
    let place = Place::new();
    place.write("ai.json", undated());
    for arguments in [&["check", "--format", "concise"][..], &["rules"], &["files"], &["explain", "--all"]] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
        let output = termlint(place.path("")).args(arguments).arg("-q").stdout(full).output().expect("termlint runs");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("cannot be written"), "{arguments:?}");
    }
}

// --- Usage ----------------------------------------------------------------------------------------------------------

#[test]
fn help_fits_80_columns_and_goes_to_stdout() {
    for verb in
        [&["--help"][..], &["check", "--help"], &["files", "--help"], &["rules", "--help"], &["schema", "--help"]]
    {
        let ran = ran(Place::new().command("").args(verb).env("COLUMNS", "80"));
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{verb:?}");
        let long: Vec<&str> = ran.stdout.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(long.is_empty(), "{verb:?}: {long:#?}");
    }
}

#[test]
fn colour_is_a_choice() {
    let place = Place::new();
    place.write("termlint.toml", "nonsense = 1");
    let with = |arguments: &[&str], no_color: &str| {
        ran(place.command("").args(["check"]).args(arguments).env("NO_COLOR", no_color)).stderr.contains('\u{1b}')
    };
    assert!(!with(&[], ""));
    assert!(!with(&["--color", "auto"], "1"));
    assert!(!with(&["--color", "never"], ""));
    assert!(with(&["--color", "always"], "1"));
}

// --- Odd files ------------------------------------------------------------------------------------------------------

#[test]
fn a_named_file_is_checked_whatever_it_holds() {
    for (content, words) in [
        (&b""[..], "the file is empty"),
        (b" \r\n\t", "only white space"),
        (b"\0\0\0\0", "control character"),
        (b"[]", "not a handoff"),
        (b"3", "not a handoff"),
        (b"null", "not a handoff"),
        (b"\"text\"", "not a handoff"),
        (b"\xff", "UTF-8"),
        (b"{", ""),
    ] {
        let place = Place::with(&["good.json"]);
        place.write("odd.json", content);
        let ran = place.check(&["odd.json", "good.json"]);
        assert_eq!((ran.code, ran.stdout.lines().count()), (1, 1), "{content:?}: {ran:#?}");
        assert!(ran.stdout.starts_with("odd.json:1:") && ran.stdout.contains(words), "{content:?}: {ran:#?}");
    }
}

#[test]
fn a_file_of_a_gibibyte_is_not_read() {
    let place = Place::with(&["good/ai.json"]);
    for name in ["big/ai.json", "big.jsonl"] {
        place.write(name, "");
        let file = fs::OpenOptions::new().write(true).open(place.path(name)).expect("the file");
        file.set_len(1 << 30).expect("a sparse file");
    }
    let ran = place.check(&["big/ai.json", "good/ai.json"]);
    ran.is(1, &["big/ai.json file-too-large"]);
    assert!(ran.stdout.contains("1073741824 bytes; the limit is 64 MiB"), "{ran:#?}");
    // A line of a .jsonl file is a document; NULs without an end are one line.
    let ran = place.check(&["big.jsonl", "good/ai.json"]);
    ran.is(1, &["big.jsonl file-too-large"]);
    // In a walk it looks like no handoff.
    place.check(&[".", "-v"]).is(1, &["big/ai.json file-too-large"]).says(&["big.jsonl (not a handoff"]);
}

#[test]
fn the_size_limit_is_a_flag() {
    let place = Place::with(&["ai.json"]);
    let size = handoff().len();
    place.check(&["--max-file-size", &size.to_string()]).is(0, &[]);
    let ran = place.check(&["--max-file-size", &(size - 1).to_string()]);
    ran.is(1, &["ai.json file-too-large"]);
    let ran = place.check_text(&["-", "--max-file-size", "1K"], handoff().as_bytes());
    ran.is(1, &["<stdin> file-too-large"]);
    assert_eq!(ran.stderr, "");
    assert!(ran.stdout.contains("the limit of 1 KiB"), "{ran:#?}");
}

#[test]
fn a_line_over_the_limit_is_the_finding_of_that_line() {
    let place = Place::new();
    let long = format!("{{\"long\":\"{}\"}}", "x".repeat(30_000));
    place.write("a.jsonl", format!("{}\n{long}\n\n{}\n", line(&handoff()), line(&undated())));
    let ran = place.check(&["--max-file-size", "20000"]);
    ran.is(1, &["a.jsonl file-too-large", "a.jsonl missing-review-date"]);
    assert!(ran.stdout.starts_with("a.jsonl:2:1: ") && ran.stdout.contains("\na.jsonl:4:"), "{ran:#?}");
}

#[test]
fn many_keys_and_many_findings_are_no_trouble() {
    const MANY: usize = 1_000_000;
    let place = Place::new();
    let keys: String = (0..100_000).map(|key| format!(",\"key{key}\":1")).collect();
    place.write("keys.json", format!("{{\"schema_version\":\"core-reviewed-term-ai-handoff-v1\"{keys}}}"));
    let ran = place.check(&["keys.json", "--only", "unknown-field"]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (0, 1000), "{}", ran.stderr);
    let twins = ",\"a\":1".repeat(MANY);
    place.write("twins.json", format!("{{\"schema_version\":\"core-reviewed-term-ai-handoff-v1\"{twins}}}"));
    let ran = place.check(&["twins.json", "--only", "duplicate-key"]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (1, 1000), "{}", ran.stderr);
    // The count is exact: all but the first, of which a thousand are listed.
    ran.says(&[&(MANY - 1 - 1000).to_string()]);
}

#[test]
fn a_path_or_the_name_of_a_file_may_be_any_language_and_may_not_steer_the_terminal() {
    let place = Place::new();
    for name in ["用語/解約率 (案).json", "line\nbreak.json", "esc\u{1b}[31m.json", "rtl\u{202e}.json"] {
        place.write(name, undated());
    }
    let ran = place.check(&[]);
    assert_eq!(ran.stdout.lines().count(), 4, "{ran:#?}");
    for path in ["用語/解約率 (案).json:", "line\\nbreak.json:", "esc\\u{1b}[31m.json:", "rtl\\u{202e}.json:"] {
        assert!(ran.stdout.lines().any(|line| line.starts_with(path)), "{path}: {ran:#?}");
    }
    place.check(&["gone\u{1b}[31m.json"]).is(2, &[]).says(&["gone\\u{1b}[31m.json"]);
    place.check(&["用語/*.json"]).is(1, &["用語/解約率 (案).json missing-review-date"]);
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn fifo(place: &Place, name: &str) {
        let made = program("mkfifo", place.path("")).arg(name).status().expect("mkfifo runs");
        assert!(made.success());
    }

    #[test]
    fn devices_and_pipes_are_never_opened() {
        let place = Place::with(&["good.json"]);
        fifo(&place, "pipe.json");
        for path in ["/dev/null", "/dev/zero", "pipe.json"] {
            let words = format!("{path}: this is a device or a pipe");
            place.check(&[path, "good.json"]).is(2, &[]).says(&[&words, "help: "]);
        }
        // In a walk: skipped where it may be anything, a finding where a handoff must be.
        place.check(&["-v"]).is(0, &[]).says(&["pipe.json (this is a device or a pipe"]);
        fifo(&place, "ai.json");
        place.check(&[]).is(1, &["ai.json unreadable-file"]);
        symlink("/dev/zero", place.path("zero.json")).expect("a link");
        place.check(&["zero.json"]).is(2, &[]);
        place.check(&["*.json"]).is(2, &[]).says(&["zero.json: this is a device"]);
    }

    #[test]
    fn links_neither_loop_nor_count_twice() {
        let place = Place::new();
        place.write("a/x.json", undated());
        symlink("x.json", place.path("a/y.json")).expect("a link");
        symlink(".", place.path("a/self")).expect("a link");
        symlink("..", place.path("a/up")).expect("a link");
        symlink("loop.json", place.path("loop.json")).expect("a link");
        place.check(&["a"]).is(1, &["a/x.json missing-review-date"]);
        place
            .check(&["-v"])
            .is(1, &["a/x.json missing-review-date"])
            .says(&["a/self (a link to a folder", "loop.json"]);
        place.check(&["a/x.json", "a/y.json", "a/self/x.json"]).is(1, &["a/x.json missing-review-date"]);
        place.check(&["**/*.json"]).is(1, &["a/x.json missing-review-date", "loop.json unreadable-file"]);
        place.check(&["loop.json"]).is(1, &["loop.json unreadable-file"]);
    }

    #[test]
    fn a_hidden_link_to_a_folder_is_said_where_include_leads_there() {
        let place = Place::with(&["content/ai.json", ".well-known/ai.json"]);
        symlink("../content", place.path(".well-known/linked")).expect("a link");
        symlink("content", place.path(".other")).expect("a link");
        place.write("termlint.toml", "include = [\".well-known/**/ai.json\"]\nrules = { links = \"off\" }");
        let observed = ".well-known/linked (a link to a folder, which is not followed)";
        let missed = "content/ai.json (include does not match it)";
        place.check(&["-v"]).is(0, &[]).says(&[observed, missed, "2 files skipped"]);
    }

    #[test]
    fn a_link_that_leads_nowhere_is_a_finding() {
        let place = Place::with(&["good.json"]);
        fs::create_dir(place.path("a")).expect("a folder");
        symlink("nowhere", place.path("a/ai.json")).expect("a link");
        symlink("nowhere", place.path("other.json")).expect("a link");
        place.check(&["a"]).is(1, &["a/ai.json unreadable-file"]);
        place.check(&["a/ai.json", "good.json"]).is(1, &["a/ai.json unreadable-file"]);
        // What may be anything is skipped, unless it is named.
        place.check(&["-v"]).is(1, &["a/ai.json unreadable-file"]).says(&["other.json (this is a link"]);
        place.check(&["other.json"]).is(1, &["other.json unreadable-file"]);
    }

    #[test]
    fn what_a_link_leads_to_is_checked_as_the_link_is_named_and_reported_where_it_is() {
        let place = Place::new();
        place.write("store/blob", "{");
        place.write("store/lines", format!("{}\n{}\n", line(&undated()), line(&handoff())));
        for (target, name) in [("blob", "a/ai.json"), ("lines", "b.jsonl"), ("blob", "draft/ai.json")] {
            let path = place.path(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            symlink(place.path("store").join(target), path).expect("a link");
        }
        place.write("termlint.toml", "exclude = [\"draft/**\"]");
        place.check(&[]).is(1, &["store/blob syntax-error", "store/lines missing-review-date"]);
        place.check(&["draft/ai.json"]).is(0, &[]).says(&["excluded"]);
    }

    #[test]
    fn a_name_that_is_no_utf_8_is_a_name() {
        let place = Place::with(&["good.json"]);
        let name = OsStr::from_bytes(b"\xff.json");
        let check = || {
            let mut command = place.command("");
            command.args(["check", "--format", "concise"]);
            command
        };
        ran(check().arg(name)).is(2, &[]).says(&["\u{fffd}.json: there is no such file"]);
        if fs::write(place.path("").join(name), undated()).is_err() {
            return; // Not on this file system.
        }
        ran(check().arg(name)).is(1, &["\u{fffd}.json missing-review-date"]);
        ran(&mut check()).is(1, &["\u{fffd}.json missing-review-date"]);
        ran(check().arg("*.json")).is(1, &["\u{fffd}.json missing-review-date"]);
        assert_eq!(ran(check().arg("--only").arg(name)).code, 2);
    }

    #[test]
    fn what_may_not_be_read_is_a_finding() {
        let place = Place::with(&["good.json", "a/ai.json", "shut/ai.json"]);
        let close = |path: &str, mode| {
            fs::set_permissions(place.path(path), fs::Permissions::from_mode(mode)).expect("permissions");
        };
        close("a/ai.json", 0);
        close("shut", 0);
        if fs::read(place.path("a/ai.json")).is_ok() {
            eprintln!("skipped: this user may read everything");
        } else {
            place.check(&["a/ai.json", "good.json"]).is(1, &["a/ai.json unreadable-file"]);
            place.check(&[]).is(1, &["a/ai.json unreadable-file", "shut unreadable-file"]);
            place.check(&["shut/ai.json"]).is(1, &["shut/ai.json unreadable-file"]);
        }
        close("shut", 0o700);
    }

    #[test]
    fn a_path_longer_than_the_system_takes_is_no_crash() {
        let place = Place::with(&["good.json"]);
        // Made step by step, as no single call could.
        let script =
            "for i in $(seq 25); do mkdir \"$1\" && cd -P \"$1\" 2>/dev/null || exit 0; done; echo '{' > ai.json";
        let folder = "d".repeat(200);
        let made = program("bash", place.path("")).args(["-c", script, "bash", &folder]).status().expect("bash runs");
        assert!(made.success());
        let ran = place.check(&[]);
        assert_eq!(ran.code, 1, "{ran:#?}");
        assert!(ran.found()[0].1 == "unreadable-file", "{ran:#?}");
        assert_eq!(place.check(&[&"x/".repeat(5000), "good.json"]).code, 2);
        // Only from inside can it be removed.
        program("rm", place.path("")).arg("-rf").arg(&folder).status().expect("rm runs");
    }
}

// --- Folders, globs, what is a handoff ------------------------------------------------------------------------------

#[test]
fn the_order_of_findings_does_not_depend_on_threads() {
    let place = Place::new();
    for (number, entry) in walk(Path::new(CORPUS)).into_iter().enumerate() {
        let text = fs::read_to_string(&entry).expect("a fixture");
        let below = entry.strip_prefix(CORPUS).expect("below").to_str().expect("UTF-8");
        place.write(
            below,
            match number % 4 {
                0 => text.replace("\"last_reviewed_at\": \"", "\"last_reviewed_at\": \"x"),
                1 => text
                    .replacen("\"preview\"", "\"previw\"", 1)
                    .replace("\"no_write_operations\": true", "\"extra\": 1"),
                2 => text.chars().take(2000).collect(),
                _ => text,
            },
        );
        place.write(&format!("lines/{number}.jsonl"), format!("{}\n{{\n", line(&undated())));
    }
    let one = place.check(&["--threads", "1", "-v"]);
    assert_eq!(one.code, 1);
    assert!(one.stdout.lines().count() > 40, "{one:#?}");
    for _ in 0..3 {
        let many = place.check(&["--threads", "8", "-v"]);
        assert_eq!((&many.stdout, &many.stderr), (&one.stdout, &one.stderr));
    }
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

// --- JSON Lines -----------------------------------------------------------------------------------------------------

#[test]
fn lines_and_columns_of_jsonl_are_those_of_the_file() {
    let place = Place::new();
    let (good, bad) = (line(&handoff()), line(&undated()));
    let column = bad.find("\"last_reviewed_at\":null").expect("the date") + "\"last_reviewed_at\":".len() + 1;
    place.write("a.jsonl", format!("{good}\r\n\r\n{bad}\r\n  \n{{\"a\":\n{good}\n{bad}"));
    let ran = place.check(&["a.jsonl"]);
    ran.is(1, &["a.jsonl missing-review-date", "a.jsonl syntax-error", "a.jsonl missing-review-date"]);
    let places: Vec<String> =
        ran.stdout.lines().map(|line| line.split(':').skip(1).take(2).collect::<Vec<_>>().join(":")).collect();
    assert_eq!(places, [format!("3:{column}"), "5:6".to_owned(), format!("7:{column}")]);
    let of_text = place.check_text(&["-", "--stdin-filename", "b.jsonl"], &fs::read(place.path("a.jsonl")).unwrap());
    assert_eq!(of_text.stdout.replace("b.jsonl", "a.jsonl"), ran.stdout);
}

#[test]
fn a_lone_cr_ends_a_line_of_a_file_and_none_of_jsonl() {
    let place = Place::new();
    // White space, as JSON has it. In a file it ends a line, as in editors; a line of `.jsonl` ends with LF alone.
    let bad = line(&undated()).replacen('{', "{\r", 1);
    assert!(bad.starts_with("{\r"));
    place.write("a.jsonl", format!("{bad}\n{bad}\n{{\r\"a\":\n")).write("ai.json", &bad);
    let places = |arguments: &[&str]| -> Vec<String> {
        let ran = place.check(arguments);
        ran.stdout.lines().map(|line| line.split(':').nth(1).expect("a line").to_owned()).collect()
    };
    assert_eq!(places(&["a.jsonl"]), ["1", "2", "3"]);
    assert_eq!(places(&["ai.json"]), ["2"]);
}

#[test]
fn a_file_in_utf_16_is_one_finding() {
    let place = Place::new();
    let good = line(&handoff());
    place.write("wide.jsonl", utf_16(&format!("{good}\n{good}\n{good}\n")));
    place.write("wide.json", utf_16(&handoff()));
    place.check(&[]).is(1, &["wide.json invalid-encoding", "wide.jsonl invalid-encoding"]);
}

// --- Configuration --------------------------------------------------------------------------------------------------

#[test]
fn a_configuration_of_any_bytes_is_refused_in_words() {
    let place = Place::new();
    place.write("ai.json", undated());
    for broken in [&b"\xff\xfe"[..], b"a = \"\x1b[31m\""] {
        place.write("termlint.toml", broken);
        let ran = place.check(&[]);
        ran.is(2, &[]).says(&["termlint.toml", "help: "]);
        assert!(!ran.stderr.contains('\u{1b}'), "{ran:#?}");
    }
}

#[test]
fn the_two_lines_of_one_term_name_each_other() {
    let place = Place::new();
    let line: serde_json::Value = serde_json::from_str(&handoff()).expect("a handoff");
    place.write("lines/all.jsonl", format!("{line}\n\n{line}\n"));
    let ran = place.check(&["lines", "--corpus", "lines", "--only", "duplicate-term"]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (1, 2), "{ran:#?}");
    for (own, other) in [(1, 3), (3, 1)] {
        let found = ran.stdout.lines().find(|found| found.starts_with(&format!("lines/all.jsonl:{own}:")));
        assert!(found.is_some_and(|found| found.contains(&format!("“lines/all.jsonl:{other}”"))), "{ran:#?}");
    }
}

// --- Other verbs ----------------------------------------------------------------------------------------------------

#[test]
fn the_printed_rules_and_schemas_can_be_read_again() {
    let place = Place::new();
    let rules = place.run(&["rules", "--format", "json"]);
    let rules: Vec<serde_json::Value> = serde_json::from_str(&rules.stdout).expect("JSON");
    for rule in rules {
        let page = place.run(&["explain", rule["id"].as_str().expect("an id")]);
        assert!(page.code == 0 && !page.stdout.is_empty(), "{rule}");
    }
    assert_eq!(place.run(&["schema", "export", "out"]).code, 0);
    place.write("ai.json", handoff());
    // The parts are embedded under the same addresses; a copy of everything changes nothing.
    place.check(&["ai.json", "--schema-dir", "out/handoff"]).is(0, &[]);
}

#[test]
fn a_new_configuration_is_the_starter() {
    let place = Place::new();
    assert_eq!(place.run(&["config", "init"]).code, 0);
    let written = fs::read_to_string(place.path("termlint.toml")).expect("it was written");
    assert_eq!(written, termlint::config::STARTER);
}
