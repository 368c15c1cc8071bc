//! The generator of `cargo xtask generate`: the same seed, the same bytes; what has no label has no defect.

#![allow(clippy::disallowed_methods, reason = "a test reads the corpus that it has written")]

#[path = "../../xtask/src/generate/mod.rs"]
#[allow(dead_code, reason = "the program uses the rest")]
mod generate;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use generate::{Size, Written};
use serde_json::Value;

use crate::programs::termlint;
use crate::support::{Files, repository};

/// The rules whose cases are drawn from: were it all, each new case would draw another sample. `cargo xtask measure` uses
/// all.
const DRAWN: [&str; 4] = ["dead-related-slug", "missing-review-date", "source-count-mismatch", "stray-space"];

/// Enough defects that the sample is not empty by chance.
const SMALL: Size = Size { worlds: 2, seed: 7, rate: 0.15 };

fn generated(folder: &Path, size: Size) -> (Written, BTreeMap<PathBuf, Vec<u8>>) {
    generated_of(folder, size, &|rule| DRAWN.contains(&rule))
}

fn generated_of(folder: &Path, size: Size, is_used: &dyn Fn(&str) -> bool) -> (Written, BTreeMap<PathBuf, Vec<u8>>) {
    let written = generate::generate_of(folder, size, is_used).unwrap();
    let (mut files, mut open) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            files.insert(path.strip_prefix(folder).unwrap().to_owned(), fs::read(&path).unwrap());
        }
    }
    (written, files)
}

/// The documents of a small corpus with defects that some rules find, by their paths.
pub fn documents(is_used: &dyn Fn(&str) -> bool) -> Files {
    let folder = tempfile::tempdir().unwrap();
    let (_, files) = generated_of(folder.path(), Size { worlds: 8, seed: 27, rate: 0.9 }, is_used);
    let files = files.into_iter().map(|(path, bytes)| (path.to_string_lossy().into_owned(), bytes));
    files.filter(|(path, _)| path.ends_with("/ai.json")).collect()
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let folders = [(); 3].map(|()| tempfile::tempdir().unwrap());
    let (_, one) = generated(folders[0].path(), SMALL);
    let (_, same) = generated(folders[1].path(), SMALL);
    let (_, other) = generated(folders[2].path(), Size { seed: 8, ..SMALL });
    assert!(one == same);
    assert!(one != other);
    let refused = generate::generate(folders[0].path(), SMALL).unwrap_err();
    assert!(refused.ends_with("is not empty: name a new folder"), "{refused}");
}

#[test]
fn what_has_no_label_has_no_defect() {
    let folder = tempfile::tempdir().unwrap();
    let (written, files) = generated(folder.path(), SMALL);
    assert!(written.documents >= 39, "{written:?}");
    assert!((1..=6).contains(&written.defects), "{written:?}");

    let labels: Vec<Value> = serde_json::from_slice(&files[Path::new("labels.json")]).unwrap();
    assert_eq!(labels.len(), written.labels);
    let mut labelled = BTreeSet::new();
    for label in &labels {
        let (rule, case) = label["fixture"].as_str().unwrap().split_once('/').unwrap();
        assert!(repository(&format!("fixtures/rules/{rule}/fail/{case}.json")).is_file(), "{label}");
        assert!(files.contains_key(Path::new(label["path"].as_str().unwrap())), "{label}");
        labelled.insert(label["path"].as_str().unwrap());
    }

    let output = termlint(folder.path())
        .args(["check", ".", "--format", "json", "--min-severity", "warning", "-q"])
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["summary"]["documents"], written.documents);
    let findings = report["findings"].as_array().unwrap();
    let invented = findings.iter().filter(|finding| !labelled.contains(finding["path"].as_str().unwrap()));
    let invented: Vec<String> = invented.map(|finding| format!("{} {}", finding["path"], finding["message"])).collect();
    assert!(invented.is_empty(), "\n{}\n", invented.join("\n"));
}
