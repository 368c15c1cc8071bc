//! `cargo xtask bench`: how long a run takes, beside a program that only reads the files and beside validators of schemas.
//!
//! Seconds differ from machine to machine and from hour to hour, so every figure is a ratio: each run is timed in turns with
//! the *floor*, which lists the folder and reads every byte in as many threads, and the median of the pairs counts, with the
//! quartiles beside it. Instructions, which valgrind counts where it is installed, depend on the compiler and the processor
//! only. The corpora are those of `cargo xtask generate` without a defect, so that anybody can make them.

use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

use serde_json::{Value, json};

use crate::generate::{self, Size};

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// Worlds of 20 documents.
    pub worlds: usize,
    /// Pairs of each run and the floor.
    pub rounds: usize,
}

impl Default for Extent {
    fn default() -> Extent {
        Extent { worlds: 500, rounds: 15 }
    }
}

/// How often a peer is timed: most take minutes.
const ROUNDS_OF_PEERS: usize = 3;

/// The threads of the floor, and of termlint unless the table says otherwise.
const THREADS: &str = "2";

/// Texts of a document in which a defect is put for the warned corpus.
const WARNED_TEXTS: usize = 5;

/// The rule that finds these defects.
const WARNING: &str = "stray-space";

/// The day on which the fixtures take place.
const TODAY: &str = "2026-11-22";

/// A run that is timed.
struct Subject {
    name: String,
    command: Vec<String>,
    /// What it is given on standard input.
    input: Option<PathBuf>,
    rounds: usize,
}

/// Measures everything; returns the page.
pub fn bench(root: &Path, extent: Extent) -> Result<String, String> {
    let place = root.join("target/bench");
    let [clean, warned] = corpora(&place, extent.worlds)?;
    let of_release = |name: &str| root.join("target/release").join(name).display().to_string();
    let program = of_release("termlint");
    let floor = Subject {
        name: "floor".to_owned(),
        command: words(&[&of_release("xtask"), "floor", &clean.display().to_string(), THREADS]),
        input: None,
        rounds: extent.rounds,
    };
    let mut page = head(extent);
    let _ = writeln!(page, "| run | median | quartiles |\n|---|---|---|");
    let peers = peers(root, &place, &clean)?;
    for subject in own(&program, &clean, &warned, extent.rounds)?.iter().chain(&peers) {
        let line = match ratios(subject, &floor) {
            Ok([low, median, high]) => format!("| {} | {median:.2} | {low:.2} to {high:.2} |", subject.name),
            Err(reason) => format!("| {} | {reason} | |", subject.name),
        };
        println!("{line}");
        let _ = writeln!(page, "{line}");
    }
    let _ = writeln!(page, "\n{}", instructions(&program, &place)?);
    Ok(page)
}

fn head(extent: Extent) -> String {
    let documents = extent.worlds * 20;
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = processor.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    format!(
        "\
# How fast termlint is

`cargo xtask bench` measures this and writes this page. A ratio compares a run with the *floor*: a program that lists the folder
and reads every byte of it in {THREADS} threads. Both are timed in turns, {rounds} times; the table has the median of the ratios
and their quartiles. The corpus has {documents} documents without a finding, made by `cargo xtask generate`; it is in the cache of
the system. Measured on {processor}, {threads} threads.

## Times of the floor

",
        rounds = extent.rounds,
        processor = processor.unwrap_or("an unknown processor"),
    )
}

/// The runs of termlint.
fn own(program: &str, clean: &Path, warned: &Path, rounds: usize) -> Result<Vec<Subject>, String> {
    let first = files(clean)?.into_iter().next().ok_or("the corpus is empty")?;
    let run = |name: &str, folder: &Path, arguments: &[&str], input: Option<PathBuf>| {
        let mut command = words(&[program, "check", "--no-cache", "--today", TODAY, "--format", "json"]);
        command.extend(words(arguments));
        command.extend(input.is_none().then(|| folder.display().to_string()));
        Subject { name: name.to_owned(), command, input, rounds }
    };
    let (folder, file) = (clean.display().to_string(), first.display().to_string());
    let buffer = ["--threads", THREADS, "--corpus", &folder, "--stdin-filename", &file, "-"];
    Ok(vec![
        run("all rules", clean, &["--threads", THREADS], None),
        run("all rules, one thread", clean, &["--threads", "1"], None),
        run("five findings a document", warned, &["--threads", THREADS], None),
        run("five findings a document, their rule off", warned, &["--threads", THREADS, "-A", WARNING], None),
        run("one buffer of the corpus", clean, &buffer, Some(first.clone())),
    ])
}

/// The validators that are installed; `.ci/peers` installs them. They compare documents with the schema and do nothing else.
fn peers(root: &Path, place: &Path, clean: &Path) -> Result<Vec<Subject>, String> {
    let schema = place.join("schema.json");
    fs::write(&schema, bundled(root)?.to_string()).map_err(|error| format!("{}: {error}", schema.display()))?;
    let ruleset = place.join("spectral.json");
    let rule = json!({ "given": "$", "then": {
        "function": "schema", "functionOptions": { "dialect": "draft2020-12", "schema": bundled(root)? }
    } });
    let text = json!({ "rules": { "contract": rule } }).to_string();
    fs::write(&ruleset, text).map_err(|error| format!("{}: {error}", ruleset.display()))?;
    let (schema, ruleset) = (schema.display().to_string(), ruleset.display().to_string());
    let glob = format!("{}/**/ai.json", clean.display());
    let files: Vec<String> = files(clean)?.iter().map(|file| file.display().to_string()).collect();
    let folder = clean.display().to_string();
    let each = || files.iter().flat_map(|file| ["-i".to_owned(), file.clone()]).collect::<Vec<_>>();
    let peers = [
        ("jsonschema-cli", words(&["validate", &schema]), each()),
        ("jsonschema", words(&["validate", &schema, "--fast"]), vec![folder]),
        ("ajv", words(&["validate", "--spec=draft2020", "--strict=false", "-c", "ajv-formats", "-s", &schema]), {
            words(&["-d", &glob])
        }),
        ("check-jsonschema", words(&["--schemafile", &schema]), files.clone()),
        ("spectral", words(&["lint", "--ruleset", &ruleset]), vec![glob.clone()]),
    ];
    let installed = root.join("target/peers");
    let folders = ["bin", "python/bin", "node_modules/.bin"].map(|folder| installed.join(folder));
    let found = |name: &str| folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file());
    let subjects = peers.into_iter().filter_map(|(name, options, inputs)| {
        let program = vec![found(name)?.display().to_string()];
        let name = if name == "jsonschema" { "sourcemeta jsonschema --fast" } else { name };
        let command = [program, options, inputs].concat();
        Some(Subject { name: format!("{name} (schema only)"), command, input: None, rounds: ROUNDS_OF_PEERS })
    });
    Ok(subjects.collect())
}

/// The schema of version 1 in one file: what it refers to is embedded, each under its own `$id`.
fn bundled(root: &Path) -> Result<Value, String> {
    let read = |path: &str| -> Result<Value, String> {
        let text = fs::read_to_string(root.join("schemas").join(path)).map_err(|error| format!("{path}: {error}"))?;
        serde_json::from_str(&text).map_err(|error| format!("{path}: {error}"))
    };
    let mut schema = read("handoff/v1.json")?;
    let definitions = schema.as_object_mut().ok_or("v1.json is not an object")?;
    let definitions = definitions.entry("$defs").or_insert_with(|| json!({}));
    definitions["common"] = read("handoff/common.json")?;
    definitions["summary"] = read("summary/v1.json")?;
    Ok(schema)
}

/// The first quartile, the median and the third quartile of the ratios of a run to the floor.
fn ratios(subject: &Subject, floor: &Subject) -> Result<[f64; 3], String> {
    // Once without a watch, so that the files are in the cache of the system.
    seconds(floor)?;
    seconds(subject)?;
    let mut ratios = Vec::with_capacity(subject.rounds);
    for _ in 0..subject.rounds {
        let least = seconds(floor)?;
        ratios.push(seconds(subject)? / least);
    }
    ratios.sort_by(f64::total_cmp);
    let at = |share: f64| ratios[((ratios.len() - 1) as f64 * share).round() as usize];
    Ok([at(0.25), at(0.5), at(0.75)])
}

fn seconds(subject: &Subject) -> Result<f64, String> {
    let mut command = Command::new(&subject.command[0]);
    command.args(&subject.command[1..]).stdout(Stdio::null()).stderr(Stdio::null());
    let input = subject.input.as_ref().map(fs::File::open).transpose();
    let input = input.map_err(|error| format!("the input cannot be read: {error}"))?;
    command.stdin(input.map_or_else(Stdio::null, Stdio::from));
    let start = Instant::now();
    let status = command.status().map_err(|error| format!("it cannot be run: {error}"))?;
    let seconds = start.elapsed().as_secs_f64();
    // 1 says that there are findings.
    if matches!(status.code(), Some(0 | 1)) { Ok(seconds) } else { Err(format!("it fails ({status})")) }
}

/// The table of instructions: of the start, and of a document more.
fn instructions(program: &str, place: &Path) -> Result<String, String> {
    const FEW: usize = 5;
    const MANY: usize = 50;
    let [few, few_warned] = corpora(place, FEW)?;
    let [many, many_warned] = corpora(place, MANY)?;
    let one = files(&few)?.into_iter().next().ok_or("the corpus is empty")?;
    let count = |path: &Path| instructions_of(program, path, place);
    let Ok(start) = count(&one) else {
        return Ok("Instructions were not counted, as valgrind is not installed.".to_owned());
    };
    let each = |few: &Path, many: &Path| -> Result<u64, String> {
        Ok(count(many)?.saturating_sub(count(few)?) / ((MANY - FEW) as u64 * 20))
    };
    let (clean, warned) = (each(&few, &many)?, each(&few_warned, &many_warned)?);
    Ok(format!(
        "\
## Instructions

Counted by valgrind, for one thread; `tests/curves` fails where they grow.

| what | instructions |
|---|---|
| a run over one document, from start to exit | {start} |
| each document more, without a finding | {clean} |
| each document more, with five findings | {warned} |"
    ))
}

fn instructions_of(program: &str, path: &Path, place: &Path) -> Result<u64, String> {
    let output = Command::new("valgrind")
        .arg("--tool=callgrind")
        .arg(format!("--callgrind-out-file={}", place.join("callgrind.out").display()))
        .args([program, "check", "--no-cache", "--today", TODAY, "--threads", "1", "--format", "json"])
        .arg(path)
        .output()
        .map_err(|error| format!("valgrind cannot be run: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let collected = text.lines().find_map(|line| line.split_once("Collected : "));
    collected.and_then(|(_, count)| count.trim().parse().ok()).ok_or_else(|| "valgrind counted nothing".to_owned())
}

/// The corpus without a finding and the one with five in each document, made where they are not there yet.
fn corpora(place: &Path, worlds: usize) -> Result<[PathBuf; 2], String> {
    let [clean, warned] = ["clean", "warned"].map(|name| place.join(format!("{name}-{worlds}")));
    if !clean.join("labels.json").is_file() {
        let _ = fs::remove_dir_all(&clean);
        generate::generate(&clean, Size { worlds, seed: 2, rate: 0.0 })?;
    }
    if !warned.is_dir() {
        for file in files(&clean)? {
            let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
            let below = file.strip_prefix(&clean).unwrap_or(&file);
            let copy = warned.join(below);
            let folder = copy.parent().unwrap_or(&warned);
            let written = fs::create_dir_all(folder).and_then(|()| fs::write(&copy, spoilt(&text)));
            written.map_err(|error| format!("{}: {error}", copy.display()))?;
        }
    }
    Ok([clean, warned])
}

/// A document with a doubled space in its first longer texts.
fn spoilt(text: &str) -> String {
    let mut left = WARNED_TEXTS;
    let lines = text.split_inclusive('\n').map(|line| {
        let is_text = line.contains("\"text\": \"") || line.trim_start().starts_with('"') && !line.contains("\": ");
        match line.rfind(' ').filter(|_| left > 0 && is_text && line.len() > 80) {
            Some(space) => {
                left -= 1;
                format!("{}  {}", &line[..space], &line[space + 1..])
            }
            None => line.to_owned(),
        }
    });
    lines.collect()
}

/// `cargo xtask floor FOLDER THREADS`: lists a folder and reads every byte below it.
pub fn floor(folder: &Path, threads: usize) -> Result<(), String> {
    let files = files(folder)?;
    let (next, bytes) = (AtomicUsize::new(0), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut buffer = Vec::new();
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    buffer.clear();
                    let read = fs::File::open(file).and_then(|mut file| file.read_to_end(&mut buffer));
                    bytes.fetch_add(read.unwrap_or_default() as u64, Ordering::Relaxed);
                }
            });
        }
    });
    println!("{} files, {} bytes", files.len(), bytes.into_inner());
    Ok(())
}

/// The documents below a folder, in order.
fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))? {
            let entry = entry.map_err(|error| format!("{}: {error}", folder.display()))?;
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => open.push(entry.path()),
                _ if entry.file_name() == "ai.json" => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files.sort();
    Ok(files)
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
