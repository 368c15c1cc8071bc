//! What fixed inputs cost: a start, the clean corpus, the same with findings, one buffer of it.
//!
//! Owns `figures.txt`, the instructions of each input as they were last accepted. A run may cost [`TOLERANCE`] more; where it
//! costs as much less, the figure is old. `BLESS=1 cargo test --test curves guard` writes the figures anew.
//!
//! Instructions depend on the compiler, on the profile, on the C library, on valgrind and on what the processor offers, so
//! figures are kept for each of these. A ratio to a reference run would not do: another compiler changes the two by different shares, and the tolerance
//! that this takes would hide what the guard is for. Without figures for a toolchain the inputs are counted and shown, and
//! TERMLINT_REQUIRE_CLIENTS=1 makes that a failure.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use libtest_mimic::Failed;
use tempfile::TempDir;

use crate::programs;
use crate::support::repository;

/// The name under which it runs.
pub const NAME: &str = "guard_of_fixed_inputs";

/// The share by which a figure may differ.
const TOLERANCE: f64 = 0.02;

const FIGURES: &str = "tests/curves/figures.txt";

const HEAD: &str = "\
# Instructions of fixed inputs, by toolchain, profile, processor, C library and valgrind: see guard.rs.
# `BLESS=1 cargo test --test curves guard` writes those of the toolchain at hand.
";

/// An input: what is typed after `termlint`, and what stands on standard input.
struct Case {
    name: &'static str,
    arguments: Vec<String>,
    input: Option<PathBuf>,
}

/// Counts the inputs and compares them with the figures.
pub fn law() -> Result<(), Failed> {
    if !programs::system("valgrind") {
        return Ok(());
    }
    let place = TempDir::new()?;
    let counted: Vec<(&str, u64)> =
        cases(place.path())?.iter().map(|case| Ok((case.name, count(case)?))).collect::<Result<_, Failed>>()?;
    let toolchain = toolchain();
    for (name, count) in &counted {
        println!("{toolchain} | {name} | {count}");
    }
    let text = std::fs::read_to_string(repository(FIGURES)).unwrap_or_default();
    let mut figures: BTreeMap<String, u64> = text.lines().filter_map(figure).collect();
    let key = |name: &str| format!("{toolchain} | {name}");
    if std::env::var_os("BLESS").is_some() {
        figures.extend(counted.iter().map(|(name, count)| (key(name), *count)));
        let lines: Vec<String> = figures.iter().map(|(key, count)| format!("{key} | {count}\n")).collect();
        return Ok(std::fs::write(repository(FIGURES), format!("{HEAD}{}", lines.concat()))?);
    }
    for (name, count) in counted {
        let Some(figure) = figures.get(&key(name)) else {
            programs::missing(&format!("figure for “{name}” with {toolchain}"));
            continue;
        };
        let share = count as f64 / *figure as f64 - 1.0;
        if share.abs() > TOLERANCE {
            let percent = share * 100.0;
            let message = format!(
                "“{name}” costs {count} instructions, {percent:+.1} % of the accepted {figure}: find out why, or accept it \
                 by BLESS=1 cargo test --test curves guard"
            );
            return Err(message.into());
        }
    }
    Ok(())
}

/// A line of the figures: everything before the last bar is the key.
fn figure(line: &str) -> Option<(String, u64)> {
    let (key, count) = line.rsplit_once(" | ")?;
    Some((key.to_owned(), count.trim().parse().ok()?))
}

/// The compiler, the profile, what the processor offers that programs look for, the C library, and what counts.
fn toolchain() -> String {
    let said = |program: &str, argument: &str| {
        let output = Command::new(program).arg(argument).output().map(|output| output.stdout).unwrap_or_default();
        String::from_utf8_lossy(&output).trim().to_owned()
    };
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    #[cfg(target_arch = "x86_64")]
    let processor = if std::is_x86_feature_detected!("avx2") { "x86_64 with AVX2" } else { "x86_64 without AVX2" };
    #[cfg(not(target_arch = "x86_64"))]
    let processor = std::env::consts::ARCH;
    let (compiler, counter) = (said("rustc", "--version"), said("valgrind", "--version"));
    let library = said("getconf", "GNU_LIBC_VERSION");
    format!("{compiler}, {profile}, {processor}, {library}, {counter}")
}

/// The inputs, with their files at `place`.
fn cases(place: &Path) -> Result<Vec<Case>, Failed> {
    let documents = documents(&repository("fixtures/corpus"))?;
    for (number, (path, text)) in documents.iter().enumerate() {
        for (folder, text) in [("clean", text.clone()), ("warned", spoilt(text, number))] {
            let file = place.join(folder).join(path);
            std::fs::create_dir_all(file.parent().unwrap_or(place))?;
            std::fs::write(file, text)?;
        }
    }
    let at = |path: &Path| place.join(path).display().to_string();
    let (clean, warned) = (at(Path::new("clean")), at(Path::new("warned")));
    let first = at(&Path::new("clean").join(documents.keys().next().ok_or("there is no document")?));
    let case = |name, arguments: &[&str], input: Option<&str>| {
        let options = ["check", "--no-cache", "--threads", "1", "--today", "2026-11-22", "--format", "json"];
        let arguments = options.iter().chain(arguments).map(|word| (*word).to_owned()).collect();
        Case { name, arguments, input: input.map(PathBuf::from) }
    };
    Ok(vec![
        case("one document, from start to exit", &[&first], None),
        case("the clean corpus", &[&clean], None),
        case("the clean corpus with doubled spaces", &[&warned], None),
        case("one buffer of the clean corpus", &["--corpus", &clean, "--stdin-filename", &first, "-"], Some(&first)),
    ])
}

/// The documents of a folder, by their path in it.
pub fn documents(folder: &Path) -> Result<BTreeMap<PathBuf, String>, Failed> {
    let mut documents = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        for entry in std::fs::read_dir(&path)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.file_name().is_some_and(|name| name == "ai.json") {
                let text = std::fs::read_to_string(&path)?;
                documents.insert(path.strip_prefix(folder)?.to_owned(), text);
            }
        }
    }
    Ok(documents)
}

/// The document with five doubled spaces in its longer lines, others in each.
fn spoilt(text: &str, number: usize) -> String {
    let mut long = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        let space = line.rfind(' ').filter(|_| line.len() > 100);
        long += usize::from(space.is_some());
        match space.filter(|_| (number % 3..number % 3 + 5).contains(&long)) {
            Some(space) => format!("{} {}", &line[..space], &line[space..]),
            None => line.to_owned(),
        }
    });
    lines.collect()
}

/// The instructions of a case.
fn count(case: &Case) -> Result<u64, Failed> {
    let input = case.input.as_ref().map(File::open).transpose()?;
    let output = programs::program("valgrind", repository(""))
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", programs::TERMLINT])
        .args(&case.arguments)
        .stdin(input.map_or_else(Stdio::null, Stdio::from))
        .output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    let collected = text.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
    Ok(collected.ok_or_else(|| format!("valgrind counted nothing: {text}"))?)
}
