//! One day of an editor: documents broken by hand, half-way through an edit. Each slip is one finding, and doing what its help
//! says, to the letter, makes the document clean in one step.
//!
//! A file of `fixtures/edits` holds one slip: the document, the `edit` that breaks it, the finding, and what `follow`s from
//! the help. Where one step is not enough, `exception` says why, and the case says what is found then.

#![allow(clippy::disallowed_methods, reason = "a harness reads its own fixtures")]

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;
use termlint::finding::Severity;

use crate::support::case::{Expected, corpus, merge, parse};
use crate::support::{Files, Harness, Input, Observed, repository, show};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    /// What the editor did, in a sentence.
    name: String,
    /// The document, in `fixtures/corpus`.
    document: String,
    /// What breaks it.
    edit: Change,
    /// The one finding.
    finding: Expected,
    /// What the help says, done.
    follow: Change,
    /// Why one step is not enough, and what is found after it.
    #[serde(default)]
    exception: Option<(String, Expected)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    /// Merged into the document, as the `overlay` of a case.
    #[serde(default)]
    overlay: Option<Value>,
    /// Replaced in the text of the file, once each.
    #[serde(default)]
    replace: Vec<(String, String)>,
}

impl Change {
    fn apply(&self, bytes: &[u8]) -> Result<Vec<u8>, String> {
        let mut text = match &self.overlay {
            Some(overlay) => {
                let mut document = parse(bytes)?;
                merge(&mut document, overlay.clone());
                serde_json::to_string_pretty(&document).map_err(|error| error.to_string())?
            }
            None => String::from_utf8(bytes.to_vec()).map_err(|error| error.to_string())?,
        };
        for (old, new) in &self.replace {
            if text.matches(old.as_str()).count() != 1 {
                return Err(format!("{old:?} is not there once"));
            }
            text = text.replacen(old.as_str(), new, 1);
        }
        Ok(text.into_bytes())
    }
}

/// What all rules say of the glossary with `bytes` for one of its files, infos aside.
fn found(harness: &Harness, files: &Files, path: &str, bytes: Vec<u8>) -> Result<Vec<Observed>, String> {
    let mut found = harness.check(&Input::Corpus(files.clone()).with(Some(path), bytes))?;
    found.retain(|observed| observed.severity > Severity::Info);
    Ok(found)
}

fn play(file: &Path, files: &Files) -> Result<(), String> {
    let edit: Edit = serde_json::from_slice(&fs::read(file).map_err(|error| error.to_string())?)
        .map_err(|error| error.to_string())?;
    let path = format!("{}/ai.json", edit.document);
    let clean = files.get(&path).ok_or("the corpus has no such document")?;
    let harness = Harness::all(&edit.finding.rule, None)?;
    let expect = |bytes: &[u8], expected: &[&Expected], when: &str| {
        let found = found(&harness, files, &path, bytes.to_vec())?;
        let with_path = |expected: &&Expected| Expected { path: Some(path.clone()), ..Expected::clone(expected) };
        let expected: Vec<Expected> = expected.iter().map(with_path).collect();
        let fits = found.len() == expected.len() && found.iter().zip(&expected).all(|(found, it)| found.is(it));
        if fits { Ok(()) } else { Err(format!("{}: {when}\n{}", edit.name, show(&found))) }
    };
    let broken = edit.edit.apply(clean)?;
    expect(&broken, &[&edit.finding], "the edit is one finding")?;
    let followed = edit.follow.apply(&broken)?;
    let left: Vec<&Expected> = edit.exception.iter().map(|(_, left)| left).collect();
    expect(&followed, &left, "after what the help says")
}

#[test]
fn a_slip_is_one_finding_and_its_help_ends_it_in_one_step() {
    let files = corpus().unwrap();
    let mut edits: Vec<_> =
        fs::read_dir(repository("fixtures/edits")).unwrap().map(|entry| entry.unwrap().path()).collect();
    edits.sort();
    assert!(edits.len() >= 20);
    let shown = |file: &Path| file.file_name().unwrap().to_string_lossy().into_owned();
    let failed: Vec<String> = edits
        .iter()
        .filter_map(|file| play(file, &files).err().map(|what| format!("{}: {what}", shown(file))))
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}
