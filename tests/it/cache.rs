//! The facts that are kept from one run to the next never make a result that the files do not.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::fs;
use std::path::PathBuf;
use std::thread;

use serde_json::{Value, json};

use crate::place::{Place, Ran};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/corpus");
const BUFFER: &str = "content/en-US/term-1/ai.json";
/// More than it takes for anything to be kept.
const TERMS: usize = 300;

/// Many terms; each points at the next one, the last at none.
fn place() -> Place {
    let place = Place::of(CORPUS);
    let mut document: Value = serde_json::from_str(&place.read("content/en-US/churn-rate/ai.json")).unwrap();
    for number in 1..=TERMS {
        rename(&mut document, &format!("term-{number}"), (number < TERMS).then(|| format!("term-{}", number + 1)));
        place.write(&file(number), document.to_string());
    }
    place
}

fn file(number: usize) -> String {
    format!("content/en-US/term-{number}/ai.json")
}

fn rename(document: &mut Value, slug: &str, next: Option<String>) {
    let url = |slug: &str| json!(format!("https://core.yogoq.com/en-US/core/{slug}"));
    for (owner, name) in [("canonical", "slug"), ("summary", "canonical_slug")] {
        document[owner][name] = json!(slug);
    }
    document["summary"]["display_name"] = json!(slug);
    document["canonical"]["url"] = url(slug);
    document["summary"]["canonical_url"] = url(slug);
    let mut relation = document["related_terms"][0].take();
    if relation.is_null() {
        relation = json!({ "topic_id": null, "title": "Next", "relation_type": "next" });
    }
    relation["canonical_slug"] = json!(next.clone().unwrap_or_default());
    relation["canonical_url"] = url(&next.clone().unwrap_or_default());
    document["related_terms"] = if next.is_some() { json!([relation]) } else { json!([]) };
}

fn check(place: &Place, arguments: &[&str]) -> Ran {
    let text = place.read(BUFFER);
    let all = ["check", "-", "--stdin-filename", BUFFER, "--only", "dead-related-slug", "--format", "concise"];
    place.run_on(text.as_bytes(), &[&all, arguments].concat())
}

fn kept(place: &Place) -> PathBuf {
    let folder = fs::read_dir(place.path(".cache/termlint")).unwrap();
    let files: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    files[0].clone()
}

fn dead(ran: &Ran) -> usize {
    ran.stdout.matches("[dead-related-slug]").count()
}

#[test]
fn a_change_of_another_file_counts_in_the_next_run() {
    let place = place();
    assert_eq!(dead(&check(&place, &[])), 0);
    assert_eq!(dead(&check(&place, &[])), 0, "from what is kept");
    let before = fs::metadata(kept(&place)).unwrap().modified().unwrap();
    // The term that the buffer points at gets another slug: same size, same date.
    let (second, date) = (place.path(&file(2)), fs::metadata(place.path(&file(2))).unwrap().modified().unwrap());
    let text = place.read(&file(2));
    place.write(&file(2), text.replace("term-2", "turm-2"));
    fs::File::options().write(true).open(&second).unwrap().set_modified(date).unwrap();
    assert_eq!(dead(&check(&place, &[])), 1);
    place.write(&file(2), &text);
    assert_eq!(dead(&check(&place, &[])), 0);
    fs::remove_file(&second).unwrap();
    assert_eq!(dead(&check(&place, &[])), 1, "it is gone");
    place.write(&file(2), "{ \"broken\": ");
    assert_eq!(dead(&check(&place, &[])), 0, "it is the term of its folder as long as it cannot be read");
    let after = fs::metadata(kept(&place)).unwrap().modified().unwrap();
    assert_eq!(before, after, "for one file of many, the cache is not written anew");
}

#[test]
fn a_rule_that_compares_sketches_does_not_trust_facts_without_them() {
    const RULE: &str = "near-duplicate-term";
    let place = place();
    assert_eq!(dead(&check(&place, &[])), 0, "keeps facts, and needs no sketch");
    let similar = check(&place, &["--only", RULE]).stdout;
    assert!(similar.contains(&format!("[{RULE}]")), "{similar}");
    assert_eq!(check(&place, &["--only", RULE]).stdout, similar, "from what is kept");
}

#[test]
fn a_rule_that_is_on_for_one_file_compares_the_sketches_of_all() {
    const RULE: &str = "near-duplicate-term";
    let place = place();
    let only_here = format!(
        "[rules]\neverything = \"off\"\n[[override]]\nfiles = [\"{BUFFER}\"]\nrules = {{ {RULE} = \"warning\" }}\n"
    );
    let config = place.read("termlint.toml") + &only_here;
    place.write("termlint.toml", config);
    let ran = place.run(&["check", "--no-cache", "--format", "concise", "."]);
    assert_eq!(ran.stdout.matches(&format!("[{RULE}]")).count(), 1, "{}", ran.stdout);
}

#[test]
fn a_damaged_cache_is_as_good_as_none_and_is_replaced() {
    let place = place();
    check(&place, &[]);
    let file = kept(&place);
    let whole = fs::read(&file).unwrap();
    fs::remove_file(place.path(&self::file(2))).unwrap();
    for damaged in [&whole[..whole.len() / 2], b"", b"termlint facts 1\n", b"nonsense"] {
        fs::write(&file, damaged).unwrap();
        assert_eq!(dead(&check(&place, &[])), 1);
        assert!(fs::read(&file).unwrap().len() > whole.len() / 2, "it is written anew");
    }
}

#[test]
fn runs_side_by_side_do_not_disturb_each_other() {
    let place = place();
    fs::remove_file(place.path(&file(2))).unwrap();
    thread::scope(|scope| {
        let runs: Vec<_> = (0..8).map(|_| scope.spawn(|| check(&place, &[]))).collect();
        assert!(runs.into_iter().all(|run| dead(&run.join().unwrap()) == 1));
    });
    assert_eq!(dead(&check(&place, &[])), 1);
    kept(&place);
}

#[test]
fn who_wants_none_has_none() {
    let place = place();
    assert_eq!(dead(&check(&place, &["--no-cache"])), 0);
    assert!(!place.path(".cache").exists());
    // What is reported is checked again, and little is not worth keeping.
    place.run(&["check"]);
    assert!(!place.path(".cache").exists());
    let small = Place::of(CORPUS);
    small.run(&["check", "content/en-US/churn-rate/ai.json"]);
    assert!(!small.path(".cache").exists());
}

#[test]
fn a_folder_that_cannot_be_written_to_changes_nothing() {
    let place = place();
    place.write(".cache", "a file where the folder should be");
    let ran = check(&place, &[]);
    assert_eq!((dead(&ran), ran.code, ran.stderr.as_str()), (0, 0, ""));
}

#[test]
fn a_custom_rule_with_another_pattern_is_not_answered_from_before() {
    let place = place();
    let found = |pattern: &str| {
        let rule =
            format!("id = \"house/word\"\npattern = '{pattern}'\nmessage = \"m\"\nfails = \"share\"\npasses = \"x\"");
        place.write("termlint.toml", format!("include = [\"content/**/ai.json\"]\n[[rule]]\n{rule}\n"));
        let text = place.read(BUFFER);
        let all = ["check", "-", "--stdin-filename", BUFFER, "--only", "custom", "--format", "concise", "-q"];
        place.run_on(text.as_bytes(), &all).stdout
    };
    let first = found("share");
    assert!(!first.is_empty() && kept(&place).exists());
    let other = found("share|customers");
    assert!(other.len() > first.len(), "{other}");
    assert_eq!(found("share"), first);
}

#[test]
fn facts_without_spellings_do_not_serve_a_rule_that_compares_them() {
    let place = place();
    assert_eq!(check(&place, &[]).code, 0);
    assert!(kept(&place).exists());
    let text = place.read(BUFFER).replace("every", "e-very");
    let all =
        ["check", "-", "--stdin-filename", BUFFER, "--only", "inconsistent-spelling", "--format", "concise", "-q"];
    let found = || place.run_on(text.as_bytes(), &all).stdout;
    let first = found();
    assert!(first.contains("“e-very” is “every” in 3"), "{first}");
    assert_eq!(found(), first, "from the facts that are kept now");
}
