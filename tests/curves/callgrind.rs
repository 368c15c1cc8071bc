//! Counts the instructions of runs, by valgrind's callgrind.
//!
//! The test program starts itself again under callgrind, with a list of cases. It starts once for all cases, since starting
//! takes callgrind a second; each case is one call of [`work_of_one_case`], before which callgrind writes down what it has
//! counted since the last such call, in all threads.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use serde_json::{Value, json};
use termlint::app::Options;

/// Names the list of cases, where the program is such a child.
const LIST: &str = "TERMLINT_CURVES_LIST";

/// How many cases are counted at once, each by a child of its own.
const CHILDREN: usize = 2;

/// A run to count.
pub struct Counted {
    /// Its current folder.
    pub folder: PathBuf,
    /// What is typed after `termlint`.
    pub arguments: Vec<String>,
}

/// The instructions of each case, or what went wrong.
pub fn count(cases: &[Counted], place: &Path) -> Vec<Result<u64, String>> {
    let mut counted: Vec<Result<u64, String>> =
        (0..cases.len()).map(|_| Err("it was not counted".to_owned())).collect();
    // Neighbours are of one shape, so that each child gets small and large ones.
    let shares: Vec<Vec<usize>> =
        (0..CHILDREN).map(|child| (0..cases.len()).filter(|case| case / 3 % CHILDREN == child).collect()).collect();
    std::thread::scope(|scope| {
        let children: Vec<_> = shares
            .iter()
            .enumerate()
            .filter(|(_, share)| !share.is_empty())
            .map(|(child, share)| {
                let cases: Vec<&Counted> = share.iter().map(|case| &cases[*case]).collect();
                let place = place.join(format!("child-{child}"));
                (share, scope.spawn(move || count_here(&cases, &place)))
            })
            .collect();
        for (share, child) in children {
            for (case, result) in share.iter().zip(child.join().unwrap()) {
                counted[*case] = result;
            }
        }
    });
    counted
}

/// Counts some cases in one child, which leaves its files at `place`.
fn count_here(cases: &[&Counted], place: &Path) -> Vec<Result<u64, String>> {
    std::fs::create_dir_all(place).unwrap();
    let list: Vec<Value> =
        cases.iter().map(|case| json!({ "folder": case.folder, "arguments": case.arguments })).collect();
    std::fs::write(place.join("list.json"), Value::from(list).to_string()).unwrap();
    let errors = std::fs::File::create(place.join("stderr")).unwrap();
    let status = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet", "--dump-line=no", "--dump-before=*work_of_one_case*"])
        .arg(format!("--callgrind-out-file={}", place.join("counts").display()))
        .arg(std::env::current_exe().unwrap())
        .env(LIST, place.join("list.json"))
        .env_remove("GITHUB_STEP_SUMMARY")
        .stdout(Stdio::null())
        .stderr(errors)
        .status()
        .unwrap();
    let observed = || std::fs::read_to_string(place.join("stderr")).unwrap_or_default();
    let result = |number: usize| {
        // The first dump is the start, the second the run that is thrown away.
        let dump = std::fs::read_to_string(place.join(format!("counts.{}", number + 3)));
        let dump = dump.map_err(|error| format!("callgrind wrote nothing ({error}), {status}: {}", observed()))?;
        let total = dump.lines().find_map(|line| line.strip_prefix("totals: "));
        total.and_then(|total| total.trim().parse().ok()).ok_or_else(|| "callgrind wrote no total".to_owned())
    };
    (0..cases.len()).map(result).collect()
}

/// The list of cases, where this is a child.
pub fn list_of_child() -> Option<PathBuf> {
    std::env::var_os(LIST).map(PathBuf::from)
}

/// Runs the cases of a list, one after the other.
pub fn run_cases(list: &Path) -> ExitCode {
    let cases: Value = serde_json::from_slice(&std::fs::read(list).unwrap()).unwrap();
    let cases = cases.as_array().unwrap();
    // The first run of a process fills what is made once; the counts of the last one are written before another begins.
    let first = &cases[..1];
    for case in first.iter().chain(cases).chain(first) {
        std::env::set_current_dir(case["folder"].as_str().unwrap()).unwrap();
        let words = case["arguments"].as_array().unwrap().iter().map(|word| OsString::from(word.as_str().unwrap()));
        let options = match termlint::cli::parse(std::iter::once(OsString::from("termlint")).chain(words)) {
            Ok(options) => options,
            Err(refusal) => panic!("{}", refusal.text),
        };
        work_of_one_case(&options);
    }
    ExitCode::SUCCESS
}

/// One run of the program: what callgrind counts.
#[inline(never)]
fn work_of_one_case(options: &Options) {
    std::hint::black_box(termlint::app::run(std::hint::black_box(options)));
}
