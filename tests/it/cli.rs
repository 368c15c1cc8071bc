//! The command line as a user meets it: arguments, configurations, odd files, exit codes, and which stream says what.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

use crate::programs::{TERMLINT, termlint};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/corpus");

/// A folder of its own, and what termlint says in it.
struct Place {
    folder: TempDir,
}

/// What a run printed.
#[derive(Debug)]
struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Ran {
    /// The findings as `path rule`.
    fn findings(&self) -> Vec<String> {
        let finding = |line: &str| {
            let (path, _) = line.split_once(':').expect("a path");
            let (_, rule) = line.rsplit_once(" [").expect("a rule");
            format!("{path} {}", rule.trim_end_matches(']'))
        };
        self.stdout.lines().map(finding).collect()
    }

    #[track_caller]
    fn is(&self, code: i32, findings: &[&str]) -> &Ran {
        assert_eq!(self.code, code, "{self:#?}");
        assert_eq!(self.findings(), findings, "{self:#?}");
        self
    }

    #[track_caller]
    fn says(&self, words: &[&str]) -> &Ran {
        for words in words {
            assert!(self.stderr.contains(words), "no “{words}” in {self:#?}");
        }
        self
    }

    #[track_caller]
    fn is_silent(&self) -> &Ran {
        assert_eq!(self.stderr, "", "{self:#?}");
        self
    }
}

impl Place {
    fn new() -> Place {
        Place { folder: TempDir::new().expect("a folder") }
    }

    /// With a clean handoff at each of the paths.
    fn with(handoffs: &[&str]) -> Place {
        let place = Place::new();
        for path in handoffs {
            place.write(path, handoff());
        }
        place
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Place {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
        self
    }

    fn command(&self) -> Command {
        let mut command = Command::from_std(termlint(self.path()));
        command.env_remove("SOURCE_DATE_EPOCH").timeout(std::time::Duration::from_secs(120));
        command
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, &[])
    }

    /// With bytes on standard input.
    fn run_with(&self, arguments: &[&str], stdin: &[u8]) -> Ran {
        ran(self.command().args(arguments).write_stdin(stdin))
    }

    fn check(&self, arguments: &[&str]) -> Ran {
        self.run(&[&["check", "--format", "concise"], arguments].concat())
    }

    fn check_text(&self, arguments: &[&str], stdin: &[u8]) -> Ran {
        self.run_with(&[&["check", "--format", "concise"], arguments].concat(), stdin)
    }
}

fn ran(command: &mut Command) -> Ran {
    let output = command.output().expect("termlint runs");
    Ran {
        code: output.status.code().expect("no signal"),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
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

/// A handoff with links to two others of its locale.
fn linked(slug: &str, related: [&str; 2]) -> String {
    let links = related.map(|slug| {
        // The topic id of a relation is the term id of its target.
        let id = slug.as_bytes()[0];
        format!(
            "{{\"topic_id\":\"ced69760-2ffc-56ce-9fac-aff5e9ec9f{id:02x}\",\"canonical_slug\":\"{slug}\",\
             \"canonical_url\":\"https://core.yogoq.com/en-US/core/{slug}\",\"title\":\"{slug}\",\
             \"relation_type\":\"next\"}}"
        )
    });
    let list = format!("\"related_terms\": [{}]", links.join(","));
    let name = format!("\"display_name\": \"{slug}\"");
    let id = format!("aff5e9ec9f{:02x}", slug.as_bytes()[0]);
    handoff()
        .replace("aff5e9ec9ff5", &id)
        .replace("\"related_terms\": []", &list)
        .replace("churn-rate", slug)
        .replace("\"display_name\": \"Churn Rate\"", &name)
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
fn nothing_to_say_is_exit_0_and_one_line_on_stderr() {
    let place = Place::with(&["a/ai.json"]);
    // What could not be checked is said in a line of its own.
    let ran = place.check(&["-A", "links", "-A", "substance"]);
    ran.is(0, &[]);
    assert_eq!(ran.stderr.lines().count(), 1, "{ran:#?}");
    place.check(&[]).is(0, &[]).says(&["not checked: dead-related-slug"]);
    let more = ["-W", "duplicate-term", "-W", "term-id-collision"];
    place.check(&more).is(0, &[]).says(&["not checked: dead-related-slug, duplicate-term, ", ", term-id-collision"]);
    place.check(&["-q"]).is(0, &[]).is_silent();
}

#[test]
fn findings_are_exit_1_and_go_to_stdout() {
    let place = Place::with(&["a/ai.json"]);
    place.write("b/ai.json", undated());
    let ran = place.check(&["-q"]);
    ran.is(1, &["b/ai.json missing-review-date"]).is_silent();
    assert!(ran.stdout.starts_with("b/ai.json:"), "{ran:#?}");
}

#[test]
fn a_failure_of_the_tool_wins_over_findings_and_the_rest_is_still_checked() {
    let place = Place::new();
    place.write("b/ai.json", undated());
    place
        .check(&["gone.json", "b"])
        .is(2, &["b/ai.json missing-review-date"])
        .says(&["error: gone.json: there is no such file or folder", "help: "]);
    // -q silences success, not failure.
    place.check(&["-q", "gone.json", "b"]).says(&["gone.json"]);
}

#[test]
fn fail_on_decides_the_exit_code_and_min_severity_does_not() {
    let place = Place::new();
    place.write("ai.json", handoff().replacen("\"preview\"", "\"previw\"", 1));
    let found: &[&str] = &["ai.json unlisted-value"];
    place.check(&[]).is(0, found);
    place.check(&["--fail-on", "warning"]).is(1, found);
    place.check(&["--fail-on", "info"]).is(1, found);
    place.check(&["-D", "unlisted-value"]).is(1, found);
    place.check(&["-D", "unlisted-value", "--fail-on", "never"]).is(0, found);
    place.check(&["--fail-on", "warning", "--min-severity", "error"]).is(1, &[]);
    place.check(&["-A", "all"]).is(0, &[]);
}

#[test]
fn a_closed_pipe_is_quiet() {
    let place = Place::new();
    let lines: String = (0..3000).map(|_| line(&undated()) + "\n").collect();
    place.write("many.jsonl", lines);
    for verb in ["check --format concise many.jsonl", "rules", "explain --all", "schema show v1", "files"] {
        let script = format!("{TERMLINT} {verb} 2>stderr | true; echo ${{PIPESTATUS[0]}}");
        let output = std::process::Command::new("bash")
            .args(["-c", &script])
            .current_dir(place.path())
            .output()
            .expect("bash runs");
        let code = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        assert!(code == "0" || (code == "1" && verb.starts_with("check")), "{verb}: {code}");
        let stderr = fs::read_to_string(place.path().join("stderr")).expect("stderr");
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
        let output = termlint(place.path()).args(arguments).arg("-q").stdout(full).output().expect("termlint runs");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("cannot be written"), "{arguments:?}");
    }
}

// --- Usage ----------------------------------------------------------------------------------------------------------

#[test]
fn a_usage_error_says_what_to_do() {
    let place = Place::with(&["ai.json"]);
    for (arguments, words) in [
        (&["check", "--today", "2026-02-30"][..], "this day does not exist"),
        (&["check", "--today", "tomorrow"], "write it as YYYY-MM-DD"),
        (&["check", "--threads", "0"], "from 1 to 1024"),
        (&["check", "--max-file-size", "9G"], "below 4G"),
        (&["check", "--select", "x"], "--only"),
        (&["check", "--jobs", "3"], "--threads"),
        (&["check", "--strict"], "--fail-on warning"),
        (&["check", "--exclude", "x"], "termlint.toml"),
        (&["check", "--only", "missing-review-dat"], "did you mean `missing-review-date`?"),
        (&["check", "-D", "warnings"], "--fail-on warning"),
        (&["check", "-A", "nix", "-W", "nought"], "`nought`"),
        (&["check", "-A", "syntax-error"], "syntax-error"),
        (&["check", "--stdin-filename", "x"], "add -"),
        (&["check", "-", "-"], "give it once"),
        (&["check", "--corpus", "gone"], "--corpus is not a folder"),
        (&["check", "--config", "gone.toml"], "gone.toml: there is no such file"),
        (&["check", "-q", "-v"], "cannot be used with"),
        (&["explain", "missing-review-dat"], "did you mean missing-review-date?"),
        (&["ai.json"], "termlint check ai.json"),
        (&["content"], "termlint check content"),
        (&["lint"], "termlint check"),
        (&["schema", "show", "v9"], "termlint schema list"),
        (&[], "Usage"),
    ] {
        let ran = place.run_with(arguments, handoff().as_bytes());
        assert_eq!(ran.code, 2, "{arguments:?}: {ran:#?}");
        assert_eq!(ran.stdout, "", "{arguments:?}");
        ran.says(&[words]);
    }
}

#[test]
fn help_fits_80_columns_and_goes_to_stdout() {
    for verb in
        [&["--help"][..], &["check", "--help"], &["files", "--help"], &["rules", "--help"], &["schema", "--help"]]
    {
        let ran = ran(Place::new().command().args(verb).env("COLUMNS", "80"));
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{verb:?}");
        let long: Vec<&str> = ran.stdout.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(long.is_empty(), "{verb:?}: {long:#?}");
    }
}

#[test]
fn today_is_an_option_then_source_date_epoch() {
    let place = Place::with(&["ai.json"]);
    let with = |epoch: &str, arguments: &[&str]| {
        ran(place
            .command()
            .args(["check", "--format", "concise", "-v"])
            .args(arguments)
            .env("SOURCE_DATE_EPOCH", epoch))
    };
    with("0", &["-A", "invalid-review-date"]).is(0, &[]).says(&["today is 1970-01-01"]);
    with("0", &[]).is(1, &["ai.json invalid-review-date"]);
    with("0", &["--today", "2026-11-22"]).is(0, &[]).says(&["today is 2026-11-22"]);
    with("253402300799", &["-A", "all"]).says(&["today is 9999-12-31"]);
    // A second later the year would have five digits.
    for wrong in ["yesterday", "99999999999999999999", "999999999999999", "253402300800", "-1", "-99999999999999"] {
        with(wrong, &[]).is(2, &[]).says(&["SOURCE_DATE_EPOCH", wrong, "--today"]);
    }
    // Set to nothing is not set, as `env: SOURCE_DATE_EPOCH:` in a workflow leaves it.
    for empty in ["", " "] {
        assert!(!with(empty, &["-v"]).stderr.contains("SOURCE_DATE_EPOCH"));
    }
    for wrong in ["10000-01-01", "+10000-01-01", "-0001-01-01", "2026-1-5"] {
        let ran = place.run(&["check", &format!("--today={wrong}")]);
        assert_eq!(ran.code, 2);
        ran.says(&["--today", "write it as YYYY-MM-DD"]);
    }
}

#[test]
fn colour_is_a_choice() {
    let place = Place::new();
    place.write("termlint.toml", "nonsense = 1");
    let with = |arguments: &[&str], no_color: &str| {
        ran(place.command().args(["check"]).args(arguments).env("NO_COLOR", no_color)).stderr.contains('\u{1b}')
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
        let file = fs::OpenOptions::new().write(true).open(place.path().join(name)).expect("the file");
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
    ran.is(1, &["<stdin> file-too-large"]).is_silent();
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
fn one_file_under_many_names_is_checked_once() {
    let place = Place::new();
    place.write("a/x.json", undated());
    let absolute = place.path().join("a/x.json");
    let absolute = absolute.to_str().expect("UTF-8");
    let names = ["a/x.json", "./a/x.json", "a/../a/x.json", absolute, "a", "a/*.json", "a/x.json"];
    place.check(&names).is(1, &["a/x.json missing-review-date"]);
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

#[test]
fn a_dash_is_standard_input_and_dot_slash_dash_is_a_file() {
    let place = Place::new();
    place.write("-", undated());
    place.check(&["./-"]).is(1, &["- missing-review-date"]);
    place.check_text(&["-"], handoff().as_bytes()).is(0, &[]).is_silent();
    place.check_text(&["-"], undated().as_bytes()).is(1, &["<stdin> missing-review-date"]).is_silent();
    place.check_text(&["-"], b"").is(1, &["<stdin> syntax-error"]).is_silent();
    place.check_text(&["-", "./-"], handoff().as_bytes()).is(1, &["- missing-review-date"]);
}

#[test]
fn a_folder_may_be_called_like_a_handoff() {
    let place = Place::with(&["a/ai.json/inner.json"]);
    fs::create_dir(place.path().join("ai.json")).expect("a folder");
    place.check(&[]).is(0, &[]);
    place.check(&["a/ai.json"]).is(0, &[]);
    place.check(&["ai.json"]).is(2, &[]).says(&["ai.json: there is no handoff here"]);
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn fifo(place: &Place, name: &str) {
        let made = std::process::Command::new("mkfifo").arg(place.path().join(name)).status().expect("mkfifo runs");
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
        symlink("/dev/zero", place.path().join("zero.json")).expect("a link");
        place.check(&["zero.json"]).is(2, &[]);
        place.check(&["*.json"]).is(2, &[]).says(&["zero.json: this is a device"]);
    }

    #[test]
    fn links_neither_loop_nor_count_twice() {
        let place = Place::new();
        place.write("a/x.json", undated());
        symlink("x.json", place.path().join("a/y.json")).expect("a link");
        symlink(".", place.path().join("a/self")).expect("a link");
        symlink("..", place.path().join("a/up")).expect("a link");
        symlink("loop.json", place.path().join("loop.json")).expect("a link");
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
        symlink("../content", place.path().join(".well-known/linked")).expect("a link");
        symlink("content", place.path().join(".other")).expect("a link");
        place.write("termlint.toml", "include = [\".well-known/**/ai.json\"]\nrules = { links = \"off\" }");
        let observed = ".well-known/linked (a link to a folder, which is not followed)";
        let missed = "content/ai.json (include does not match it)";
        place.check(&["-v"]).is(0, &[]).says(&[observed, missed, "2 files skipped"]);
    }

    #[test]
    fn a_link_that_leads_nowhere_is_a_finding() {
        let place = Place::with(&["good.json"]);
        fs::create_dir(place.path().join("a")).expect("a folder");
        symlink("nowhere", place.path().join("a/ai.json")).expect("a link");
        symlink("nowhere", place.path().join("other.json")).expect("a link");
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
            let path = place.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            symlink(place.path().join("store").join(target), path).expect("a link");
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
            let mut command = place.command();
            command.args(["check", "--format", "concise"]);
            command
        };
        ran(check().arg(name)).is(2, &[]).says(&["\u{fffd}.json: there is no such file"]);
        if fs::write(place.path().join(name), undated()).is_err() {
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
            fs::set_permissions(place.path().join(path), fs::Permissions::from_mode(mode)).expect("permissions");
        };
        close("a/ai.json", 0);
        close("shut", 0);
        if fs::read(place.path().join("a/ai.json")).is_ok() {
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
        let made = std::process::Command::new("bash")
            .args(["-c", script, "bash", &folder])
            .current_dir(place.path())
            .status()
            .expect("bash runs");
        assert!(made.success());
        let ran = place.check(&[]);
        assert_eq!(ran.code, 1, "{ran:#?}");
        assert!(ran.findings()[0].ends_with("unreadable-file"), "{ran:#?}");
        assert_eq!(place.check(&[&"x/".repeat(5000), "good.json"]).code, 2);
        // Only from inside can it be removed.
        std::process::Command::new("rm").arg("-rf").arg(place.path().join(&folder)).status().expect("rm runs");
    }
}

// --- Folders, globs, what is a handoff ------------------------------------------------------------------------------

#[test]
fn a_walk_takes_handoffs_by_name_or_content_and_counts_the_rest() {
    let place = Place::with(&["a/ai.json", "a/renamed.json"]);
    place.write("b/ai.json", "").write("package.json", "{}").write("notes.txt", handoff()).write("x.ndjson", "{}\n");
    place.write("wide.json", utf_16(&handoff()));
    let ran = place.check(&["-v"]);
    ran.is(1, &["b/ai.json syntax-error", "wide.json invalid-encoding"]);
    ran.says(&["skipped: package.json (not a handoff", "skipped: x.ndjson (not a handoff"]);
    assert!(!ran.stderr.contains("notes.txt"), "{ran:#?}");
    let listed = place.run(&["files"]);
    assert_eq!(
        listed.stdout,
        "check  a/ai.json\ncheck  a/renamed.json\ncheck  b/ai.json\ncheck  wide.json\n\
         skip   package.json (not a handoff: it names no version of the contract)\n\
         skip   x.ndjson (not a handoff: it names no version of the contract)\n"
    );
    listed.says(&["4 files to check, 2 skipped"]);
}

#[test]
fn nothing_checked_is_no_success() {
    let place = Place::with(&["good/ai.json"]);
    place.write("other/package.json", "{}");
    place.check(&["other"]).is(2, &[]).says(&["error: other: there is no handoff here", "--allow-empty"]);
    place.check(&["other", "good"]).is(2, &[]).says(&["error: other: "]);
    place.check(&["other", "--allow-empty"]).is(0, &[]);
    Place::new().check(&[]).is(2, &[]).says(&["error: .: there is no handoff here"]);
    // A glob is one argument: that one of its folders holds nothing is not an error.
    place.check(&["*"]).is(0, &[]);
    place.check(&["oth*"]).is(2, &[]).says(&["error: oth*: there is no handoff here"]);
}

#[test]
fn a_glob_that_the_shell_left_alone_is_written_out() {
    let place = Place::with(&["en-US/a/ai.json", "en-US/b/ai.json", "ja-JP/a/ai.json", ".hidden/ai.json"]);
    place.write("en-US/b/ai.json", undated()).write(".hidden/ai.json", undated());
    let found: &[&str] = &["en-US/b/ai.json missing-review-date"];
    for glob in
        ["*/*/ai.json", "**/ai.json", "en-US/**", "en-*", "./en-US/?/ai.json", "*/[!a]/*", "**", "en-US/**/*.json"]
    {
        place.check(&[glob]).is(1, found);
    }
    for glob in ["{en-US,ja-JP}", "{en,ja}-*/**", "{en-US/{a,b},ja-JP/a}/ai.json"] {
        place.check(&[glob]).is(1, found);
    }
    place.check(&["{ja-JP,ko-KR}"]).is(2, &[]).says(&["error: ko-KR: there is no such file or folder"]);
    place.check(&["ja-*/**"]).is(0, &[]);
    place.check(&[".hid*/*"]).is(1, &[".hidden/ai.json missing-review-date"]);
    for (glob, words) in [
        ("ko-*", "matches no file"),
        ("nowhere/**", "matches no file"),
        ("en-US/**a.json", "** must stand alone"),
        ("en-US/[a", "a [ is never closed"),
        ("{en-US,*", "a { is never closed"),
        ("{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}", "stand for more than 64 globs"),
    ] {
        place.check(&[glob, "ja-JP"]).is(2, &[]).says(&[&format!("error: {glob}: "), words]);
    }
    // A file that is really called like a glob is that file, and the folder may be called like one.
    place.write("[odd]/{a,b}*.json", undated());
    let odd = "[odd]/{a,b}*.json missing-review-date";
    place.check(&["[odd]/{a,b}*.json"]).is(1, &[odd]);
    place.check(&["[odd]"]).is(1, &[odd]);
    let inside =
        ran(place.command().current_dir(place.path().join("[odd]")).args(["check", "--format", "concise", "*.json"]));
    inside.is(1, &["{a,b}*.json missing-review-date"]);
}

#[test]
fn gitignore_is_honoured_by_walks_only_and_not_beyond_the_repository() {
    let place = Place::new();
    place.write(".gitignore", "*\n").write("repository/.git/HEAD", "").write("repository/.gitignore", "build/\n");
    for path in ["repository/a/ai.json", "repository/build/ai.json", "repository/.git/ai.json"] {
        place.write(path, undated());
    }
    let [a, build] = ["repository/a/ai.json missing-review-date", "repository/build/ai.json missing-review-date"];
    place.check(&["repository"]).is(1, &[a]);
    place.check(&["repository/a"]).is(1, &[a]);
    place.check(&["repository", "--no-gitignore"]).is(1, &[a, build]);
    place.check(&["repository/build/ai.json"]).is(1, &[build]);
    place.check(&["repository/build"]).is(1, &[build]);
    // Outside of a repository, it holds for what is below it.
    place.check(&["."]).is(2, &[]);
}

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
    let of_text =
        place.check_text(&["-", "--stdin-filename", "b.jsonl"], &fs::read(place.path().join("a.jsonl")).unwrap());
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
fn jsonl_in_utf_16_is_one_finding() {
    let place = Place::new();
    let good = line(&handoff());
    place.write("wide.jsonl", utf_16(&format!("{good}\n{good}\n{good}\n")));
    place.check(&[]).is(1, &["wide.jsonl invalid-encoding"]);
}

// --- Standard input -------------------------------------------------------------------------------------------------

#[test]
fn text_stands_in_for_the_file_of_its_name() {
    let place = Place::with(&["a/ai.json", "b/ai.json"]);
    let rules = "rules = { links = \"off\" }";
    place.write("termlint.toml", format!("include = [\"**/ai.json\"]\nexclude = [\"draft/**\"]\n{rules}"));
    place.write("b/ai.json", undated());
    let named = |name: &str, text: &str| place.check_text(&["-", "--stdin-filename", name], text.as_bytes());
    named("a/ai.json", &undated()).is(1, &["a/ai.json missing-review-date"]).is_silent();
    // Findings of other files are not reported, and the text counts, not the disk.
    named("b/ai.json", &handoff()).is(0, &[]).is_silent();
    named("./b/../a/ai.json", &undated()).is(1, &["a/ai.json missing-review-date"]).is_silent();
    named("new/ai.json", &undated()).is(1, &["new/ai.json missing-review-date"]).is_silent();
    named("draft/ai.json", &undated()).is(0, &[]).is_silent();
}

#[test]
fn the_configuration_follows_the_name_of_the_text() {
    let place = Place::new();
    place.write("a/termlint.toml", "[rules]\nmissing-review-date = \"warning\"\n");
    let named = |name: &str| place.check_text(&["-", "--stdin-filename", name], undated().as_bytes());
    named("a/x/ai.json").is(0, &["a/x/ai.json missing-review-date"]).is_silent();
    named("b/ai.json").is(1, &["b/ai.json missing-review-date"]).is_silent();
}

// --- Configuration --------------------------------------------------------------------------------------------------

#[test]
fn the_nearest_configuration_up_to_the_repository_holds() {
    let place = Place::new();
    place.write("termlint.toml", "[rules]\nmissing-review-date = \"off\"\n");
    place.write("repository/.git", "gitdir: elsewhere").write("repository/a/b/ai.json", undated());
    let found: &[&str] = &["repository/a/b/ai.json missing-review-date"];
    // Not beyond the repository.
    place.check(&["repository"]).is(1, found);
    place.write("repository/termlint.toml", "[rules]\nmissing-review-date = \"info\"\n");
    place.check(&["repository/a/b/ai.json"]).is(0, found);
    place.write("repository/a/termlint.toml", "");
    place.check(&["repository/a/b/ai.json"]).is(1, found);
    place.check(&["--no-config", "repository/a/b/ai.json"]).is(1, found);
    place.check(&["--config", "termlint.toml", "repository/a/b/ai.json"]).is(0, &[]);
    let below =
        ran(place.command().current_dir(place.path().join("repository/a")).args(["check", "--format", "concise"]));
    below.is(1, &["b/ai.json missing-review-date"]);
    let beside = ran(place.command().current_dir(place.path().join("repository/a/b")).args([
        "check",
        "--format",
        "concise",
        "../b/ai.json",
    ]));
    beside.is(1, &["ai.json missing-review-date"]);
}

#[test]
fn each_argument_is_checked_by_its_own_configuration() {
    let place = Place::new();
    for folder in ["a", "b"] {
        place.write(&format!("{folder}/x/ai.json"), undated());
    }
    place.write("a/termlint.toml", "[rules]\nmissing-review-date = \"warning\"\n");
    place.write("b/termlint.toml", "");
    let both: &[&str] = &["a/x/ai.json missing-review-date", "b/x/ai.json missing-review-date"];
    let ran = place.check(&["a", "b"]);
    ran.is(1, both);
    assert!(ran.stdout.contains(": warning: ") && ran.stdout.contains(": error: "), "{ran:#?}");
    place.check(&["a"]).is(0, &both[..1]);
    // A file that two arguments name is checked once, by the nearer configuration.
    let ran = place.check(&[".", "a"]);
    ran.is(1, both);
    assert!(ran.stdout.contains(": warning: "), "{ran:#?}");
    place.write("a/termlint.toml", "exclude = [\"x/**\"]\n");
    place.check(&[".", "a/x/ai.json"]).is(1, &both[1..]);
}

#[test]
fn a_broken_configuration_is_exit_2_and_the_others_are_checked() {
    let place = Place::new();
    place.write("a/ai.json", undated()).write("b/ai.json", undated());
    place
        .write("a/termlint.toml", "exclude = []\r\n[rules]\r\nmissing-review-dat = \"off\"\r\n")
        .write("b/termlint.toml", "");
    let ran = place.check(&["a", "b"]);
    ran.is(2, &["b/ai.json missing-review-date"]);
    assert!(
        ran.stderr.starts_with(
            "error: a/termlint.toml:3:1: there is no rule or group `missing-review-dat`\n   ╭────\n 2 │ [rules]\n \
             3 │ missing-review-dat = \"off\"\n   · ──────────────────\n   ╰────\n  \
             help: did you mean `missing-review-date`?\n"
        ),
        "{ran:#?}"
    );
    for broken in [&b"\xff\xfe"[..], b"include = [\n", b"a = \"\x1b[31m\"", b"include = [\"x/**\"]"] {
        place.write("a/termlint.toml", broken);
        let ran = place.check(&["a"]);
        assert_eq!(ran.code, 2, "{ran:#?}");
        ran.says(&["a/termlint.toml", "help: "]);
        assert!(!ran.stderr.contains('\u{1b}'), "{ran:#?}");
    }
    // A folder in its place is no configuration that could be read.
    fs::remove_file(place.path().join("a/termlint.toml")).expect("it was there");
    fs::create_dir(place.path().join("a/termlint.toml")).expect("a folder");
    place.check(&["a"]).is(2, &[]).says(&["a/termlint.toml: this is a folder"]);
}

#[test]
fn exclude_holds_for_named_files_too() {
    let place = Place::with(&["a/ai.json", "draft/ai.json", "draft/x/ai.json"]);
    place.write("termlint.toml", "exclude = [\"draft/**\"]").write("draft/ai.json", "{").write("draft/x/ai.json", "{");
    place.check(&[]).is(0, &[]);
    let ran = place.check(&["draft/ai.json"]);
    ran.is(0, &[]).says(&["nothing was checked", "excluded in termlint.toml"]);
    assert_eq!(ran.stderr.lines().count(), 1, "{ran:#?}");
    place.check(&["draft/ai.json", "draft/x/ai.json"]).is(0, &[]).says(&["all 2 named files"]);
    place.check(&["-q", "draft/ai.json"]).is(0, &[]).is_silent();
    place.check(&["-v", "draft/ai.json", "a/ai.json"]).is(0, &[]).says(&["draft/ai.json (excluded by “draft/**”"]);
    let below = ran_in(&place, "draft", &["ai.json"]);
    below.is(0, &[]).says(&["nothing was checked"]);
    // A folder of which nothing is left is a walk without any handoff.
    place.check(&["draft"]).is(2, &[]).says(&["draft: there is no handoff here"]);
}

fn ran_in(place: &Place, folder: &str, arguments: &[&str]) -> Ran {
    ran(place.command().current_dir(place.path().join(folder)).args(["check", "--format", "concise"]).args(arguments))
}

#[test]
fn include_reads_the_hidden_folders_that_it_names() {
    let place = Place::with(&["content/ai.json"]);
    for path in [".well-known/a/b/ai.json", ".well-known/.draft/ai.json", ".other/ai.json", ".git/ai.json"] {
        place.write(path, undated());
    }
    let config = |include: &str| format!("include = [{include}]\nrules = {{ links = \"off\" }}");
    let named = ".well-known/a/b/ai.json missing-review-date";
    place.write("termlint.toml", config("\".well-known/**/ai.json\", \"content/**/ai.json\""));
    place.check(&[]).is(1, &[named]).says(&["2 files"]);
    place.check(&["content"]).is(0, &[]);
    place.check(&[".well-known"]).is(1, &[named]);
    let listed = place.run(&["files"]).stdout;
    assert_eq!(listed, "check  .well-known/a/b/ai.json\ncheck  content/ai.json\n");
    // Two stars mean no name with a dot, and git's own folder is never entered.
    for include in ["\"**/ai.json\"", "\"**/ai.json\", \".git/**\", \"**/.git/ai.json\""] {
        place.write("termlint.toml", config(include));
        place.check(&[]).is(0, &[]).says(&["1 handoff checked"]);
    }
    place.write("termlint.toml", config("\"**/.draft/*.json\", \".well-known/.draft/ai.json\""));
    place.check(&["-A", "all"]).is(0, &[]);
    place.check(&[]).is(1, &[".well-known/.draft/ai.json missing-review-date"]);
}

#[test]
fn hidden_names_in_include_change_nothing_for_what_is_not_hidden() {
    let place = Place::with(&[".well-known/ai.json"]);
    place.write("other/ai.json", undated()).write(".drafts/ai.json", undated());
    place.write("termlint.toml", "include = [\".well-known/ai.json\"]\nrules = { links = \"off\" }");
    place.check(&["."]).is(1, &["other/ai.json missing-review-date"]);
    // Who names a hidden folder has asked for what it holds.
    place.check(&[".drafts"]).is(1, &[".drafts/ai.json missing-review-date"]);
}

#[test]
fn what_include_names_and_git_ignores_is_counted_and_said() {
    let place = Place::with(&["content/a/ai.json"]);
    for path in ["content/draft/ai.json", "content/draft/x.txt", "content/old/ai.json", "other/draft/ai.json"] {
        place.write(path, undated());
    }
    place.write(".git/HEAD", "").write(".gitignore", "draft/\nold/\n");
    place.write("termlint.toml", "include = [\"content/**/ai.json\"]\nexclude = [\"content/old/**\"]\n");
    let ran = place.check(&["-v", "-A", "links"]);
    ran.is(0, &[]).says(&["skipped: content/draft/ai.json (.gitignore excludes it", "1 file skipped"]);
    assert!(!ran.stderr.contains("x.txt") && !ran.stderr.contains("other"), "{ran:#?}");
    assert!(place.run(&["files"]).stdout.contains("skip   content/draft/ai.json (.gitignore excludes it"));
    let ran = place.check(&["--no-gitignore", "-A", "links"]);
    ran.is(1, &["content/draft/ai.json missing-review-date"]);
    let ran = place.check(&["--no-gitignore", "-A", "links", "."]);
    ran.is(1, &["content/draft/ai.json missing-review-date", "other/draft/ai.json missing-review-date"]);
    // Who names one file does not ask for the others.
    assert!(!place.check(&["content/a/ai.json", "-v", "-A", "links"]).stderr.contains("draft"));
}

#[test]
fn names_in_another_case_are_counted_and_said() {
    let place = Place::with(&["a/ai.json"]);
    place.write("b/AI.JSON", undated()).write("c/terms.Jsonl", "").write("d/notes.TXT", "");
    let ran = place.check(&["-v"]);
    ran.is(0, &[]).says(&["2 files skipped"]);
    ran.says(&["skipped: b/AI.JSON (file names are case-sensitive: .JSON is not .json)", "skipped: c/terms.Jsonl ("]);
    // By another name, it is the content that counts.
    place.write("b/Ai.json", undated());
    place.check(&[]).is(1, &["b/Ai.json missing-review-date"]);
    // Who names one wants it checked.
    place.check(&["b/AI.JSON"]).is(1, &["b/AI.JSON missing-review-date"]);
}

#[test]
fn include_takes_files_whatever_they_are_called_and_must_match() {
    let place = Place::with(&["content/a.handoff", "content/b.json"]);
    place.write("content/a.handoff", undated()).write("content/c.json", "{}");
    let config = |include: &str| format!("include = [\"{include}\"]\nrules = {{ links = \"off\" }}");
    place.write("termlint.toml", config("content/*"));
    place.check(&[]).is(1, &["content/a.handoff missing-review-date", "content/c.json missing-version"]);
    place.check(&["content/b.json"]).is(0, &[]);
    place.write("termlint.toml", config("contents/*"));
    place.check(&["content/b.json"]).is(2, &[]).says(&["termlint.toml: include matches no handoff"]);
    place.check(&["content/b.json", "--allow-empty"]).is(0, &[]);
}

// --- Schemas --------------------------------------------------------------------------------------------------------

#[test]
fn a_folder_of_schemas_that_cannot_be_used_is_exit_2() {
    const ONE: &str = r#"{"properties":{"schema_version":{"const":"core-reviewed-term-ai-handoff-v7"}}}"#;
    let with = |property: &str| ONE.replace("}}}", &format!("}},\"x\":{property}}}}}"));
    for (files, words) in [
        (vec![("a.json", ONE.to_owned()), ("b.json", ONE.to_owned())], "defines the version"),
        (vec![("a.json", r#"{"properties":{}}"#.to_owned())], "does not say which version"),
        (vec![("a.json", "[".to_owned())], "not JSON"),
        (vec![("a.json", String::new())], "not JSON"),
        (vec![("a.json", with(r#"{"format":"colour"}"#))], "colour"),
        (vec![("a.json", with(r#"{"pattern":"((a{1000}){1000}){1000}"}"#))], "a{1000}"),
        (vec![("a.json", with(r#"{"$ref":"https://example.com/x.json"}"#))], "nothing is fetched"),
        (vec![("readme.md", String::new())], "contains no schema"),
    ] {
        let place = Place::with(&["ai.json"]);
        for (name, text) in &files {
            place.write(&format!("contracts/{name}"), text);
        }
        place.check(&["ai.json", "--schema-dir", "contracts"]).is(2, &[]).says(&["contracts", words, "help: "]);
        place.write("termlint.toml", "schema-dir = \"contracts\"");
        place.check(&["ai.json"]).is(2, &[]).says(&["contracts", words]);
    }
    let place = Place::with(&["ai.json"]);
    place.check(&["ai.json", "--schema-dir", "gone"]).is(2, &[]).says(&["gone: this schema folder does not exist"]);
    place
        .check(&["ai.json", "--schema-dir", "ai.json"])
        .is(2, &[])
        .says(&["ai.json: this schema folder does not exist"]);
}

// --- Corpus ---------------------------------------------------------------------------------------------------------

#[test]
fn links_are_checked_only_where_all_terms_are_known() {
    let place = Place::new();
    // The texts of the copies are all the same.
    let check = |arguments: &[&str]| place.check(&[arguments, &["-A", "substance"]].concat());
    place.write("content/a/ai.json", linked("a-term", ["b-term", "c-term"]));
    place.write("content/b/ai.json", linked("b-term", ["a-term", "gone"]));
    place.write("content/c/ai.json", linked("c-term", ["a-term", "b-term"]));
    let dead: &[&str] = &["content/b/ai.json dead-related-slug"];
    // Most of the slugs resolve: the folder is the corpus.
    check(&["content"]).is(1, dead);
    // A folder in which few resolve, one with a single handoff, and files alone may be anything.
    for paths in [&["content/b"][..], &["content/b/ai.json"], &["content/a/ai.json", "content/b/ai.json"]] {
        check(paths).is(0, &[]).says(&["not checked: dead-related-slug", "--corpus DIR"]);
    }
    // Somebody says what the corpus is: paths filter what is reported, not what is known.
    check(&["content/b/ai.json", "--corpus", "content"]).is(1, dead);
    check(&["content/a/ai.json", "--corpus", "content"]).is(0, &[]);
    place.write("termlint.toml", "include = [\"content/**/ai.json\"]");
    check(&["content/b/ai.json"]).is(1, dead);
    let new = linked("d-term", ["a-term", "b-term"]);
    place
        .check_text(&["-", "--stdin-filename", "content/d/ai.json", "-A", "substance"], new.as_bytes())
        .is(0, &[])
        .is_silent();
    // The text stands in for its file: a slug that it gives up is dead in others, a broken one may be any.
    let text = linked("c-term", ["a-term", "lost"]);
    place
        .check_text(&["-", "--stdin-filename", "content/c/ai.json", "-A", "substance"], text.as_bytes())
        .is(1, &["content/c/ai.json dead-related-slug"]);
    // include wins over --corpus.
    check(&["content/b/ai.json", "--corpus", "content/a"]).is(1, dead);
}

#[test]
fn one_term_in_two_files_is_told_where_somebody_says_what_is_published() {
    let place = Place::with(&["a/ai.json", "b/ai.json"]);
    let related = ["-A", "dead-related-slug"];
    // A folder that was named may hold drafts and copies.
    place.check(&related).is(0, &[]);
    let twice: &[&str] = &["a/ai.json duplicate-term", "b/ai.json duplicate-term"];
    place.check(&[&["--corpus", "."][..], &related].concat()).is(1, twice);
    place.check(&[&["b", "--corpus", "."][..], &related].concat()).is(1, &twice[1..]);
    // In JSON Lines the other file is a line.
    let line: serde_json::Value = serde_json::from_str(&handoff()).expect("a handoff");
    place.write("lines/all.jsonl", format!("{line}\n\n{line}\n"));
    let ran = place.check(&[&["lines", "--corpus", "lines"][..], &related].concat());
    assert_eq!((ran.code, ran.stdout.lines().count()), (1, 2), "{ran:#?}");
    for (own, other) in [(1, 3), (3, 1)] {
        let found = ran.stdout.lines().find(|found| found.starts_with(&format!("lines/all.jsonl:{own}:")));
        assert!(found.is_some_and(|found| found.contains(&format!("“lines/all.jsonl:{other}”"))), "{ran:#?}");
    }
}

#[test]
fn an_empty_corpus_condemns_nobody() {
    let place = Place::new();
    place.write("a/ai.json", linked("a-term", ["b-term", "c-term"])).write("empty/package.json", "{}");
    let (not_checked, why) = ("not checked: dead-related-slug, ", " (the corpus contains no handoff");
    place.check(&["a", "--corpus", "empty"]).is(0, &[]).says(&[not_checked, why]);
    place.check(&["a", "--corpus", "gone"]).is(2, &[]).says(&["not checked: ", "gone: --corpus is not a folder"]);
    place.write("termlint.toml", "include = [\"content/**\"]");
    place.check(&["a"]).is(2, &[]).says(&[not_checked, why, "include matches no handoff"]);
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
fn a_configuration_is_begun_once() {
    let place = Place::with(&["en-US/a/ai.json"]);
    let ran = place.run(&["config", "init"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "termlint.toml\n"), "{ran:#?}");
    let written = std::fs::read_to_string(place.path().join("termlint.toml")).unwrap();
    assert_eq!(written, termlint::config::STARTER);
    place.check(&["-v"]).is(0, &[]).says(&["configuration: termlint.toml"]);
    place.write("termlint.toml", "include = [\"en-US/**\"]\n");
    place.run(&["config", "init"]).is(2, &[]).says(&["termlint.toml", "a configuration already exists"]);
    let kept = std::fs::read_to_string(place.path().join("termlint.toml")).unwrap();
    assert_eq!(kept, "include = [\"en-US/**\"]\n");
}
