//! What the map step leaves of a document can be kept and sent: it comes back as it was, and whatever else comes is refused.

#![allow(clippy::disallowed_methods, reason = "a test reads its own fixtures")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use serde_json::{Value, json};
use termlint::engine::Analysis;
use termlint::finding::KEPT_PER_RULE;
use termlint::handoff::DocumentOffset;
use xxhash_rust::xxh3::xxh3_128;

use crate::support::{Harness, Input, case, repository};

/// How often an analysis is damaged, in each of the two encodings.
const DAMAGES: usize = 20_000;

/// Where a document begins that is the third line of its file.
const LINE: DocumentOffset = DocumentOffset { bytes: 1_234, lines: 2, is_line: true };

fn analysis(harness: &Harness, bytes: &[u8], line: Option<usize>) -> Analysis {
    let base = if line.is_some() { LINE } else { DocumentOffset::default() };
    let result = harness.linter().check(bytes, base, "en-US/churn-rate/ai.json").unwrap();
    Analysis { line, base, hash: xxh3_128(bytes), result }
}

/// The documents of every case of every rule.
fn documents() -> Vec<Vec<u8>> {
    let mut paths = Vec::new();
    files(&repository("fixtures/rules"), &mut paths);
    let mut documents = BTreeSet::new();
    for path in paths.iter().filter(|path| case::is_case(path)) {
        match case::read(path).unwrap().input {
            Input::Document(bytes) => drop(documents.insert(bytes)),
            Input::Corpus(files) => documents.extend(files.into_values()),
            Input::Pair(pair) => drop(documents.insert(pair.document)),
        }
    }
    documents.into_iter().collect()
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

fn assert_same(one: &Analysis, other: &Analysis) {
    assert_eq!((one.line, one.base, one.hash), (other.line, other.base, other.hash));
    let (one, other) = (&one.result, &other.result);
    assert_eq!((&one.version, one.as_declared), (&other.version, other.as_declared));
    assert_eq!(one.facts, other.facts);
    assert_eq!(one.findings.kept, other.findings.kept);
    assert_eq!(one.findings.omitted().collect::<Vec<_>>(), other.findings.omitted().collect::<Vec<_>>());
}

#[test]
fn an_analysis_of_every_case_comes_back_as_it_was() {
    let harness = Harness::outspoken().unwrap();
    let documents = documents();
    let (mut findings, mut fixes) = (0, 0);
    for (number, bytes) in documents.iter().enumerate() {
        let analysis = analysis(&harness, bytes, (number % 2 == 1).then_some(3));
        findings += analysis.result.findings.kept.len();
        fixes += analysis.result.findings.kept.iter().filter(|finding| !finding.fixes.is_empty()).count();
        let binary = postcard::to_allocvec(&analysis).unwrap();
        assert_same(&postcard::from_bytes(&binary).unwrap(), &analysis);
        let text = serde_json::to_string(&analysis).unwrap();
        assert_same(&serde_json::from_str(&text).unwrap(), &analysis);
        // Also where numbers are not kept as they are written.
        let value: Value = serde_json::from_str(&text).unwrap();
        assert_same(&serde_json::from_value(value).unwrap(), &analysis);
    }
    assert!(documents.len() > 600 && findings > 600 && fixes > 20, "{} {findings} {fixes}", documents.len());
}

#[test]
fn findings_that_were_only_counted_are_counted_again() {
    let keys = vec![r#""a": 1"#; KEPT_PER_RULE + 8].join(", ");
    let document = format!(r#"{{"a": {{{keys}}}, "b": "{}"}}"#, r"\ud800".repeat(KEPT_PER_RULE + 3));
    let harness = Harness::outspoken().unwrap();
    let analysis = analysis(&harness, document.as_bytes(), None);
    let dropped: Vec<_> = analysis.result.findings.omitted().collect();
    assert_eq!(dropped, [("duplicate-key", 7), ("lone-surrogate", 3)]);
    assert_same(&postcard::from_bytes(&postcard::to_allocvec(&analysis).unwrap()).unwrap(), &analysis);
}

#[test]
fn what_is_not_of_this_format_is_refused_in_words() {
    let harness = Harness::outspoken().unwrap();
    let defective = br#"{"schema_version": "core-reviewed-term-ai-handoff-v1", "schema_version": 1}"#;
    let sound = serde_json::to_value(analysis(&harness, defective, None)).unwrap();
    assert_eq!(sound["format"], 4);
    let refusal = |changed: &dyn Fn(&mut Value)| {
        let mut value = sound.clone();
        changed(&mut value);
        serde_json::from_value::<Analysis>(value).unwrap_err().to_string()
    };
    let newer = "format 5 of an analysis is not known; this termlint knows format 4";
    assert_eq!(refusal(&|value| value["format"] = json!(5)), newer);
    // A later format may lack anything else.
    let error = serde_json::from_str::<Analysis>(r#"{"format": 5}"#).unwrap_err();
    assert!(error.to_string().starts_with(newer), "{error}");
    assert_eq!(refusal(&|value| drop(value.as_object_mut().unwrap().remove("format"))), "missing field `format`");
    let of_finding = |value: &mut Value, name: &str| value["result"]["findings"]["kept"][0]["rule"] = json!(name);
    assert_eq!(refusal(&|value| of_finding(value, "no\u{1b}-such-rule")), "there is no rule “no\\u{1b}-such-rule”");
    let tally = |value: &mut Value| value["result"]["findings"]["omitted"] = json!([["no-rule", 2]]);
    assert_eq!(refusal(&tally), "there is no rule “no-rule”");
    for hash in ["", "+0000000000000000000000000000000", "0000000000000000000000000000000g", "0", "ÿ"] {
        assert_eq!(refusal(&|value| value["hash"] = json!(hash)), "a hash has 32 hexadecimal digits");
    }
}

#[test]
fn a_damaged_analysis_is_refused_or_read_and_never_worse() {
    let harness = Harness::outspoken().unwrap();
    let seeds: Vec<Analysis> = documents().iter().step_by(97).map(|bytes| analysis(&harness, bytes, None)).collect();
    let binary: Vec<Vec<u8>> = seeds.iter().map(|seed| postcard::to_allocvec(seed).unwrap()).collect();
    let text: Vec<Vec<u8>> = seeds.iter().map(|seed| serde_json::to_vec(seed).unwrap()).collect();
    let mut random = Rng::with_seed(7);
    let mut read = 0;
    for _ in 0..DAMAGES {
        if let Ok(analysis) = postcard::from_bytes::<Analysis>(&damaged(&mut random, &binary)) {
            read += 1;
            // What was read is an analysis like any other.
            let again = postcard::to_allocvec(&analysis).unwrap();
            assert_same(&postcard::from_bytes(&again).unwrap(), &analysis);
        }
        let _ = serde_json::from_slice::<Analysis>(&damaged(&mut random, &text));
    }
    assert!(read > DAMAGES / 100, "{read}: most damage is found, but not all of it");
    for length in 0..binary[0].len() {
        assert!(postcard::from_bytes::<Analysis>(&binary[0][..length]).is_err(), "cut at {length}");
    }
}

fn damaged(random: &mut Rng, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[random.usize(0..seeds.len())].clone();
    for _ in 0..random.usize(1..4) {
        let at = random.usize(0..bytes.len());
        match random.u8(0..4) {
            0 => bytes[at] ^= 1 << random.u8(0..8),
            1 => bytes[at] = random.u8(..),
            2 => bytes.truncate(at + 1),
            _ => bytes.insert(at, 0xFF),
        }
    }
    bytes
}
