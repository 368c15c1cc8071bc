//! The targets of `fuzz/` as tests: over every seed and every input that once broke one, and over a bounded number of
//! mutations of them, the same in every run.
//!
//! `cargo xtask seeds` writes the seeds to `fuzz/corpus`, for `cargo fuzz` (CONTRIBUTING.md).

#![allow(clippy::unwrap_used, clippy::panic)]
#![allow(clippy::disallowed_methods, reason = "a test reads its fixtures and writes what was asked for")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use fastrand::Rng;
use termlint::handoff::DocumentOffset;

use crate::support::{Input, case, repository};
use crate::targets::TARGETS;
use crate::targets::documents::CHECKERS;
use crate::targets::edits::BASES;

/// Names the folder in which seeds are kept; without it, they are written only to see that they can be.
const FOLDER_OF_SEEDS: &str = "TERMLINT_SEEDS";

/// Larger files than this are no seeds: they are slow to mutate, and say nothing more.
const LARGEST: usize = 16 << 10;

/// The inputs of a target, by what they are.
type Seeds = BTreeMap<String, Vec<u8>>;

/// The seeds of a target: those in `fuzz/seeds`, and the fixtures that it reads.
fn seeds(target: &str) -> Seeds {
    let mut seeds = Seeds::new();
    add_files(&mut seeds, &repository(&format!("fuzz/seeds/{target}")));
    match target {
        "tree" | "document" => {
            add_files(&mut seeds, &repository("fixtures/corpus"));
            add_files(&mut seeds, &repository("fixtures/example"));
            add_files(&mut seeds, &repository("fixtures/schemas"));
            add_cases(&mut seeds);
        }
        "pages" => add_files(&mut seeds, &repository("fixtures/pages")),
        "schemas" => add_files(&mut seeds, &repository("schemas/handoff")),
        "configuration" => {
            seeds.insert("starter".to_owned(), termlint::config::STARTER.as_bytes().to_vec());
        }
        "cache" => add_facts(&mut seeds),
        _ => {}
    }
    seeds.retain(|_, bytes| bytes.len() <= LARGEST);
    assert!(!seeds.is_empty(), "{target} has no seed");
    seeds
}

fn add_files(seeds: &mut Seeds, folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            add_files(seeds, &path);
        } else {
            seeds.insert(path.to_string_lossy().into_owned(), fs::read(&path).unwrap());
        }
    }
}

/// The documents that cases of rules describe.
fn add_cases(seeds: &mut Seeds) {
    let mut files = Seeds::new();
    add_files(&mut files, &repository("fixtures/rules"));
    for path in files.into_keys().filter(|path| case::is_case(Path::new(path))) {
        if let Input::Document(bytes) = case::read(Path::new(&path)).unwrap().input {
            seeds.insert(path, bytes);
        }
    }
}

/// What a cache holds of clean documents, each under a hash and behind its length.
fn add_facts(seeds: &mut Seeds) {
    let mut all = Vec::new();
    for (number, text) in BASES.iter().enumerate() {
        let facts = CHECKERS[0].linter().facts(text.as_bytes(), DocumentOffset::default(), "").unwrap().facts;
        let facts = postcard::to_allocvec(&facts).unwrap();
        all.extend_from_slice(&(number as u128).to_le_bytes());
        all.extend_from_slice(&u32::try_from(facts.len()).unwrap().to_le_bytes());
        all.extend_from_slice(&facts);
        seeds.insert(format!("fuzz/seeds: {number} documents"), all.clone());
    }
}

/// The words of `fuzz/dictionary.txt`.
fn dictionary() -> Vec<Vec<u8>> {
    let text = fs::read_to_string(repository("fuzz/dictionary.txt")).unwrap();
    let quoted = text.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    quoted.map(unescaped).collect()
}

/// A word without the escapes of libFuzzer: `\\`, `\"` and `\xAB`.
fn unescaped(word: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = word.as_bytes();
    while let [first, after @ ..] = rest {
        (rest, _) = match (first, after) {
            (b'\\', [b'x', high, low, after @ ..]) => {
                let digits = [*high, *low];
                let digits = std::str::from_utf8(&digits).unwrap();
                (after, bytes.push(u8::from_str_radix(digits, 16).unwrap()))
            }
            (b'\\', [escaped, after @ ..]) => (after, bytes.push(*escaped)),
            _ => (after, bytes.push(*first)),
        };
    }
    bytes
}

/// The bytes with a few changes of the kinds that libFuzzer makes.
fn mutated(random: &mut Rng, bytes: &[u8], other: &[u8], dictionary: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..random.usize(1..6) {
        let at = random.usize(0..=bytes.len());
        let end = (at + random.usize(0..12)).min(bytes.len());
        match random.u8(0..7) {
            0 => drop(bytes.splice(at..end, [])),
            1 => drop(bytes.splice(at..at, [random.u8(..)])),
            2 => drop(bytes.splice(at..end, random.choice(dictionary).unwrap().iter().copied())),
            3 => drop(bytes.splice(at..at, random.choice(dictionary).unwrap().iter().copied())),
            4 => bytes.extend_from_within(at..end),
            5 if at < bytes.len() => bytes[at] ^= 1 << random.u8(0..8),
            _ => {
                let from = random.usize(0..=other.len());
                let to = (from + random.usize(0..64)).min(other.len());
                bytes.splice(at..at, other[from..to].iter().copied());
            }
        }
    }
    bytes
}

/// Runs a target over its seeds, and over `cases` mutations of them.
fn run(name: &str, cases: usize) {
    let target = TARGETS.iter().find(|(known, _)| *known == name).unwrap().1;
    let attempt = |what: &str, bytes: &[u8]| {
        let result = std::panic::catch_unwind(|| target(bytes));
        assert!(result.is_ok(), "{name} fails on {what}: {:?}", String::from_utf8_lossy(bytes));
    };
    let (all, dictionary) = (seeds(name), dictionary());
    let of_target: Vec<_> = all.iter().filter(|(path, _)| path.contains("fuzz/seeds")).collect();
    for (path, bytes) in &of_target {
        attempt(path, bytes);
    }
    let all: Vec<_> = all.into_values().collect();
    let mut random = Rng::with_seed(11);
    for number in 0..cases {
        let (seed, other) = (random.choice(&all).unwrap().clone(), random.choice(&all).unwrap().clone());
        let bytes = mutated(&mut random, &seed, &other, &dictionary);
        attempt(&format!("mutation {number}"), &bytes);
    }
}

#[test]
fn the_tree_is_what_the_oracle_reads() {
    run("tree", 300);
}

#[test]
fn bytes_come_out_of_every_format_tame() {
    run("document", 40);
}

#[test]
fn a_document_with_any_values_is_checked_to_its_end() {
    run("edits", 60);
}

#[test]
fn any_subset_of_fixes_leaves_documents_sound() {
    run("fixes", 60);
}

#[test]
fn a_corpus_with_any_values_is_checked_to_its_end() {
    run("corpus", 20);
}

#[test]
fn any_page_is_compared_to_its_end() {
    run("pages", 200);
}

#[test]
fn any_schema_is_refused_or_used() {
    run("schemas", 60);
}

#[test]
fn any_configuration_is_refused_in_words_or_used() {
    run("configuration", 300);
}

#[test]
fn any_list_of_slugs_is_refused_in_words_or_used() {
    run("known_slugs", 600);
}

#[test]
fn any_baseline_is_refused_in_words_or_kept() {
    run("baseline", 600);
}

#[test]
fn any_cache_is_read_as_none_or_as_facts() {
    run("cache", 300);
}

#[test]
fn any_answer_of_git_stays_in_its_folder() {
    run("git", 600);
}

#[test]
fn cargo_fuzz_knows_every_target() {
    let manifest = fs::read_to_string(repository("fuzz/Cargo.toml")).unwrap();
    let known: Vec<&str> = manifest.lines().filter_map(|line| line.strip_prefix("path = \"targets/")).collect();
    assert_eq!(known, TARGETS.map(|(name, _)| format!("{name}.rs\"")));
    for (name, _) in TARGETS {
        let file = fs::read_to_string(repository(&format!("fuzz/targets/{name}.rs"))).unwrap();
        assert!(file.contains(&format!("::{name}(bytes)")), "{file}");
    }
}

#[test]
fn the_seeds_are_written() {
    let place = tempfile::tempdir().unwrap();
    let folder = std::env::var_os(FOLDER_OF_SEEDS).map_or_else(|| place.path().to_owned(), PathBuf::from);
    for (target, _) in TARGETS {
        let folder = folder.join(target);
        fs::create_dir_all(&folder).unwrap();
        for bytes in seeds(target).into_values() {
            let name = format!("{:032x}", xxhash_rust::xxh3::xxh3_128(&bytes));
            fs::write(folder.join(name), bytes).unwrap();
        }
        assert!(fs::read_dir(&folder).unwrap().next().is_some(), "{target}");
    }
}
