//! Input that is large or broken on purpose: what is said of it stays short, and what it costs stays bounded.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::io::Read;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::programs::TERMLINT;

/// A folder of its own, and what termlint says in it.
struct Place {
    folder: TempDir,
}

/// What a run printed.
#[derive(Debug)]
struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Place {
    fn new() -> Place {
        Place { folder: TempDir::new().unwrap() }
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Place {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self
    }

    /// Runs the program with at most so many MiB of address space: who asks for more is ended by the system. One thread and
    /// one arena of glibc, because each reserves its own share of addresses, and without room for it takes a page for every
    /// small thing.
    fn run_in_memory(&self, mebibytes: usize, arguments: &[&str]) -> Ran {
        self.run_on(&mut std::io::empty(), mebibytes, arguments)
    }

    /// The same with bytes on standard input.
    fn run_on(&self, stdin: &mut dyn Read, mebibytes: usize, arguments: &[&str]) -> Ran {
        let limited = format!("ulimit -v {} && exec \"$0\" \"$@\"", mebibytes << 10);
        let mut command = match cfg!(target_os = "linux") {
            true => {
                let mut command = Command::new("sh");
                command.args(["-c", &limited, TERMLINT]);
                command
            }
            false => Command::new(TERMLINT),
        };
        command.args(arguments).current_dir(self.folder.path()).env("SOURCE_DATE_EPOCH", "1795305600");
        command.env("MALLOC_ARENA_MAX", "1");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Who is ended early reads no more.
        let _ = std::io::copy(stdin, &mut child.stdin.take().unwrap());
        let output = child.wait_with_output().unwrap();
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

#[test]
fn of_ten_thousand_problems_twenty_are_told_and_the_others_counted() {
    let place = Place::new();
    let rules: String = (0..10_000).map(|number| format!("dead-related-slgu-{number} = \"off\"\n")).collect();
    place.write("ai.json", "{}").write("termlint.toml", format!("[rules]\n{rules}"));
    let ran = place.run_in_memory(256, &["check", "--threads", "1", "--format", "json"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_eq!(ran.stderr.matches("error: termlint.toml:").count(), 21, "{}", ran.stderr);
    assert_eq!(ran.stderr.matches("there is no rule or group").count(), 20);
    assert!(ran.stderr.contains("error: termlint.toml: and 9980 more\n"), "{}", ran.stderr);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let failures = report["failures"].as_array().unwrap();
    assert_eq!(failures.len(), 21);
    assert_eq!(failures[20]["message"], "and 9980 more");
}

#[test]
fn of_a_line_of_megabytes_only_the_neighbourhood_is_drawn() {
    let place = Place::new();
    let text = "語".repeat(2_500_000);
    place.write("ai.json", "{}").write("termlint.toml", format!("exclude = [\"{text}\", 7, \"{text}\"]\n"));
    let ran = place.run_in_memory(512, &["check", "--threads", "1"]);
    assert_eq!(ran.code, Some(2), "{} bytes", ran.stderr.len());
    assert!(ran.stderr.len() < 2000, "{} bytes", ran.stderr.len());
    assert!(
        ran.stderr.contains("error: termlint.toml:1:2500016: every item of `exclude` must be text"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.lines().any(|line| line.starts_with(" 1 │ …") && line.ends_with('…')), "{}", ran.stderr);
}

/// A document on one line, about `kib` KiB long, whose version is unknown: one finding.
fn line(kib: usize) -> String {
    format!("{{\"schema_version\":\"core-reviewed-term-ai-handoff-v9\",\"x\":\"{}\"}}\n", "x".repeat(kib << 10))
}

#[test]
fn lines_on_standard_input_have_no_limit_together() {
    let place = Place::new();
    // 96 MiB in lines of 64 KiB; then one line that is too long for itself.
    let text = line(64);
    let count = (96 << 20) / text.len();
    let lines: Vec<&[u8]> = std::iter::repeat_n(text.as_bytes(), count).collect();
    let mut stdin: Box<dyn Read> = Box::new(std::io::empty());
    for part in lines.chunks(64) {
        stdin = Box::new(stdin.chain(std::io::Cursor::new(part.concat())));
    }
    let long = line(2 << 10);
    let mut stdin = stdin.chain(long.as_bytes());
    let arguments = ["check", "--threads", "1", "--max-file-size", "1MiB", "--format", "jsonl"];
    let ran = place.run_on(&mut stdin, 64, &[&arguments[..], &["-", "--stdin-filename", "all.jsonl"]].concat());
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    let rules: Vec<String> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["rule"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(rules.len(), count + 1);
    assert_eq!(rules.last().map(String::as_str), Some("file-too-large"));
    assert!(rules[..count].iter().all(|rule| rule == "unknown-version"));
    // One document has a limit, by whichever way it comes.
    let ran = place.run_on(&mut long.as_bytes(), 256, &[&arguments[..], &["-"]].concat());
    assert_eq!((ran.code, ran.stdout.contains("file-too-large")), (Some(1), true), "{}", ran.stderr);
}

#[test]
fn long_lines_are_not_all_held_at_once() {
    let place = Place::new();
    place.write("all.jsonl", line(2 << 10).repeat(60));
    let ran = place.run_in_memory(112, &["check", "--threads", "1", "--format", "jsonl", "all.jsonl"]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (Some(1), 60), "{}", ran.stderr);
}
