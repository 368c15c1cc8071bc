//! The command line where it takes more than files and text to show: pipes and devices, closed streams, permissions, names
//! that no text file can hold, files of a size that nobody commits, and what holds for every verb.
//!
//! What can be shown by files, a command and its output is a text file each, in `fixtures/cli`.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::place::{Place, Ran, ran};
use crate::programs::{TERMLINT, program, termlint, text};

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

// --- Order ----------------------------------------------------------------------------------------------------------

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

// --- Other verbs ----------------------------------------------------------------------------------------------------

#[test]
fn every_printed_rule_has_a_page() {
    let place = Place::new();
    let rules = place.run(&["rules", "--format", "json"]);
    let rules: Vec<serde_json::Value> = serde_json::from_str(&rules.stdout).expect("JSON");
    for rule in rules {
        let page = place.run(&["explain", rule["id"].as_str().expect("an id")]);
        assert!(page.code == 0 && !page.stdout.is_empty(), "{rule}");
    }
}

#[test]
fn a_new_configuration_is_the_starter() {
    let place = Place::new();
    assert_eq!(place.run(&["config", "init"]).code, 0);
    let written = fs::read_to_string(place.path("termlint.toml")).expect("it was written");
    assert_eq!(written, termlint::config::STARTER);
}

#[test]
fn help_is_short_by_one_letter_and_complete_by_the_word() {
    let place = Place::new();
    for verb in [
        "",
        "check",
        "explain",
        "rules",
        "schema",
        "schema list",
        "schema show",
        "schema export",
        "files",
        "config",
        "config init",
        "config show",
        "config schema",
        "ignore",
        "baseline",
        "baseline write",
        "baseline prune",
        "completions",
        "man",
    ] {
        let help = |flag: &str| {
            let arguments = verb.split_whitespace().chain([flag]);
            let output = place.command("").args(arguments).env("COLUMNS", "80").output().expect("termlint runs");
            assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]), "{verb} {flag}");
            text(&output.stdout)
        };
        let (short, long) = (help("-h"), help("--help"));
        for line in short.lines().chain(long.lines()) {
            assert!(line.chars().count() <= 80, "{verb}: {line}");
        }
        let rows = short.lines().count();
        assert!(rows <= if verb == "check" { 40 } else { 30 }, "{verb}: {rows} lines\n{short}");
        assert!(long.lines().count() > rows, "{verb}");
    }
}

/// What bash would offer for the last of these words.
fn completed(words: &[&str]) -> Vec<String> {
    let script = "source <(\"$0\" completions bash); COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1))
        _termlint termlint \"${@: -1}\" \"${@: -2:1}\"; printf '%s\\n' \"${COMPREPLY[@]}\"";
    let mut bash = Command::new("bash");
    bash.args(["--norc", "-c", script, TERMLINT, "termlint"]).args(words);
    let output = bash.output().unwrap();
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
    text(&output.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn completions_know_verbs_flags_and_rules() {
    assert_eq!(completed(&["ba"]), ["baseline"]);
    assert_eq!(completed(&["explain", "stale-r"]), ["stale-review"]);
    assert_eq!(completed(&["explain", "fresh"]), ["freshness"]);
    assert_eq!(completed(&["check", "--only", "duplicate-us"]), ["duplicate-usage-text"]);
    assert_eq!(completed(&["check", "-D", "every"]), ["everything"]);
    assert_eq!(completed(&["check", "--format", "sar"]), ["sarif"]);
    assert_eq!(completed(&["baseline", "write", "--forc"]), ["--force"]);
    // The scripts for the last two complete verbs and flags only.
    for (shell, part) in
        [("zsh", "stale-review"), ("fish", "stale-review"), ("elvish", "--force"), ("powershell", "--force")]
    {
        let script = text(&termlint(".").args(["completions", shell]).output().unwrap().stdout);
        assert!(script.contains(part), "{shell}");
    }
}

#[test]
fn manual_pages_tell_what_the_long_help_tells() {
    for verb in ["", "check", "baseline write", "schema show"] {
        let words: Vec<&str> = verb.split_whitespace().collect();
        let page = text(&termlint(".").arg("man").args(&words).output().unwrap().stdout);
        let help = text(&termlint(".").args(&words).arg("--help").output().unwrap().stdout);
        let page = page.replace("\\-", "-");
        let name = ["termlint"].iter().chain(&words).copied().collect::<Vec<_>>().join("-");
        assert!(page.contains(&format!(".TH {} 1 ", name.to_uppercase())), "{page}");
        let options = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
        let flags = options.filter_map(|line| line.split([' ', ',']).find(|word| word.starts_with("--")));
        let mut count = 0;
        for flag in flags {
            assert!(page.contains(&format!("\\fB{flag}\\fR")), "{verb}: {flag}");
            count += 1;
        }
        assert!(count > 3, "{help}");
        // No flag is left without a word about it.
        assert!(!page.contains("\n\n.TP"), "{page}");
    }
    let unknown = termlint(".").args(["man", "nope"]).output().unwrap();
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("there is no verb “nope”"));
}
