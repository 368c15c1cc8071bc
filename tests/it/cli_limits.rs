//! Input that is large or broken on purpose: what is said of it stays short, and what it costs stays bounded.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::io::Read;

use serde_json::Value;

use crate::place::{Place, Ran, ran_on};
use crate::programs::termlint_in_memory;

impl Place {
    /// Runs the program with at most so many MiB of address space.
    fn run_in_memory(&self, mebibytes: usize, arguments: &[&str]) -> Ran {
        self.run_in_memory_on(&mut std::io::empty(), mebibytes, arguments)
    }

    /// The same with bytes on standard input.
    fn run_in_memory_on(&self, stdin: &mut (dyn Read + Send), mebibytes: usize, arguments: &[&str]) -> Ran {
        ran_on(termlint_in_memory(mebibytes, self.path("")).args(arguments), stdin)
    }
}

#[test]
fn of_ten_thousand_problems_twenty_are_told_and_the_others_counted() {
    let place = Place::new();
    let rules: String = (0..10_000).map(|number| format!("dead-related-slgu-{number} = \"off\"\n")).collect();
    place.write("ai.json", "{}").write("termlint.toml", format!("[rules]\n{rules}"));
    let ran = place.run_in_memory(256, &["check", "--threads", "1", "--format", "json"]);
    assert_eq!(ran.code, 2, "{ran:?}");
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
    assert_eq!(ran.code, 2, "{} bytes", ran.stderr.len());
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
    format!("{{\"schema_version\":\"core-reviewed-term-ai-handoff-v999\",\"x\":\"{}\"}}\n", "x".repeat(kib << 10))
}

#[test]
fn lines_on_standard_input_have_no_limit_together() {
    let place = Place::new();
    // 96 MiB in lines of 64 KiB; then one line that is too long for itself.
    let text = line(64);
    let count = (96 << 20) / text.len();
    let lines: Vec<&[u8]> = std::iter::repeat_n(text.as_bytes(), count).collect();
    let mut stdin: Box<dyn Read + Send> = Box::new(std::io::empty());
    for part in lines.chunks(64) {
        stdin = Box::new(stdin.chain(std::io::Cursor::new(part.concat())));
    }
    let long = line(2 << 10);
    let mut stdin = stdin.chain(long.as_bytes());
    let arguments = ["check", "--threads", "1", "--max-file-size", "1MiB", "--format", "jsonl"];
    let ran =
        place.run_in_memory_on(&mut stdin, 64, &[&arguments[..], &["-", "--stdin-filename", "all.jsonl"]].concat());
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let rules: Vec<String> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["rule"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(rules.len(), count + 1);
    assert_eq!(rules.last().map(String::as_str), Some("file-too-large"));
    assert!(rules[..count].iter().all(|rule| rule == "unknown-version"));
    // One document has a limit, by whichever way it comes.
    let ran = place.run_in_memory_on(&mut long.as_bytes(), 256, &[&arguments[..], &["-"]].concat());
    assert_eq!((ran.code, ran.stdout.contains("file-too-large")), (1, true), "{}", ran.stderr);
}

#[test]
fn long_lines_are_not_all_held_at_once() {
    let place = Place::new();
    place.write("all.jsonl", line(2 << 10).repeat(60));
    let ran = place.run_in_memory(112, &["check", "--threads", "1", "--format", "jsonl", "all.jsonl"]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (1, 60), "{}", ran.stderr);
}
