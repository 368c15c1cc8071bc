//! What a run holds for each document of a corpus: its facts, its place in the index and its path.
//!
//! Counted by valgrind's massif, which sees every allocation and nothing of the machine: the peak of a run over twice as
//! many documents, less that over half of them, is what the second half took.

use std::fs;
use std::path::Path;

use libtest_mimic::Failed;
use serde_json::Value;
use tempfile::TempDir;

use crate::guard::documents;
use crate::programs;
use crate::support::repository;

/// The name under which it runs.
pub const NAME: &str = "memory_of_a_document";

/// The most bytes that a document of `fixtures/corpus` may take: two kibibytes. Those of the benchmark say less, and take less.
const MOST: u64 = 2 << 10;

/// How many times the documents of `fixtures/corpus` are copied for the smaller corpus.
const COPIES: usize = 6;

/// Measures two corpora and holds the difference against [`MOST`].
pub fn law() -> Result<(), Failed> {
    if !programs::system("valgrind") {
        return Ok(());
    }
    let (small, small_peak) = peak(COPIES)?;
    let (large, large_peak) = peak(2 * COPIES)?;
    let each = large_peak.saturating_sub(small_peak) / (large - small);
    println!("{small} documents: {small_peak} bytes; {large} documents: {large_peak} bytes; {each} a document");
    match each <= MOST {
        true => Ok(()),
        false => Err(format!("a document takes {each} bytes, and {MOST} are allowed").into()),
    }
}

/// The number of documents in so many copies of the corpus, and the most bytes that the heap of a run over them has held.
fn peak(copies: usize) -> Result<(u64, u64), Failed> {
    let place = TempDir::new()?;
    let corpus = place.path().join("corpus");
    let mut number = 0;
    for (path, text) in documents(&repository("fixtures/corpus"))? {
        for copy in 0..copies {
            let word = word(copy);
            let mut document: Value = serde_json::from_str(&text)?;
            rename(&mut document, "", &word);
            let slug = document["canonical"]["slug"].as_str().ok_or("a document has no slug")?.to_owned();
            let folder = corpus.join(path.parent().and_then(Path::parent).unwrap_or(Path::new(""))).join(slug);
            fs::create_dir_all(&folder)?;
            fs::write(folder.join("ai.json"), serde_json::to_string_pretty(&document)?)?;
            number += 1;
        }
    }
    let output = programs::program("valgrind", place.path())
        .args(["--tool=massif", "--time-unit=B", "--massif-out-file=massif.out", programs::TERMLINT])
        .args(["check", "--no-cache", "--threads", "1", "--today", "2026-11-22", "--min-severity", "info"])
        // What is known of the corpus, and right.
        .args(["-A", "fallback-term-id", "-A", "foreign-section-title", "corpus"])
        .output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() || !said.is_empty() {
        return Err(format!("the corpus has findings, which take memory too: {said}").into());
    }
    let measured = fs::read_to_string(place.path().join("massif.out"))?;
    let held = measured.lines().filter_map(|line| line.strip_prefix("mem_heap_B=")?.parse::<u64>().ok());
    Ok((number, held.max().ok_or("massif measured nothing")?))
}

/// A word for each number, which no text holds.
fn word(number: usize) -> String {
    let letter = |number: usize| char::from(b'a' + (number % 26) as u8);
    format!("Q{}{}q", letter(number / 26), letter(number))
}

/// Makes another term of a document: names, slugs and ids get a word of their own, and so does each sentence.
fn rename(value: &mut Value, key: &str, word: &str) {
    match value {
        Value::Object(members) => {
            let is_alias = members.contains_key("type");
            for (key, value) in members {
                rename(value, if is_alias && key == "text" { "display_name" } else { key }, word);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|value| rename(value, key, word)),
        Value::String(text) => *text = renamed(text, key, word),
        _ => {}
    }
}

fn renamed(text: &str, key: &str, word: &str) -> String {
    let small = word.to_lowercase();
    match key {
        "slug" | "canonical_slug" => format!("{text}-{small}"),
        "url" | "canonical_url" if text.contains("core.yogoq.com") => format!("{text}-{small}"),
        "display_name" | "english_name" => format!("{text} {word}"),
        "source_refs" => {
            match text.split_once("concept:").map(|(_, record)| record.split(':').next().unwrap_or_default()) {
                Some(slug) => text.replace(&format!("concept:{slug}"), &format!("concept:{slug}-{small}")),
                None => text.to_owned(),
            }
        }
        // The last digits of a UUID.
        "term_id" | "topic_id" => {
            let number = word.bytes().fold(0, |number: u32, byte| number * 26 + u32::from(byte));
            format!("{}{:06x}", &text[..text.len().saturating_sub(6)], number % 0x0100_0000)
        }
        "text" | "items" | "short_definition" | "question" | "answer" => {
            let begins = [". ", "? ", "。", "？", "\n\u{3000}"]
                .map(|end| (end, if end.is_ascii() { format!("{word} ") } else { format!("{word}、") }));
            let start = if text.starts_with(|first: char| first.is_ascii()) { " " } else { "、" };
            let text = begins
                .iter()
                .fold(format!("{word}{start}{text}"), |text, (end, begin)| text.replace(end, &format!("{end}{begin}")));
            begins.iter().find_map(|(_, begin)| text.strip_suffix(begin.as_str())).unwrap_or(&text).to_owned()
        }
        "title" if !text.is_empty() => format!("{text} {word}"),
        _ => text.to_owned(),
    }
}
