//! How the work of a run grows: twice the input may cost twice the work, for every shape of input in the table.
//!
//! [`shapes`] is the table; [`callgrind`] counts. Each shape is made in three sizes, n, 2n and 4n, and each goes through
//! what users run: [`termlint::app::run`] with the options of a command line, on files in a folder of its own. What is
//! compared are differences, so that the start of a run (compiling the schemas) counts for nothing: the step from 2n to
//! 4n may cost [`BOUND`] times the step from n to 2n. Linear work doubles it, a square makes it four times as large.
//!
//! Instructions are counted and seconds are not: seconds depend on the machine and on what else it does. A counting
//! allocator, or a counter of comparisons in the library, would miss a square in a plain loop over what is there already.
//!
//! [`guard`] compares fixed inputs with accepted figures, so that no change makes runs slower unnoticed; [`memory`] counts
//! what a document takes.
//!
//! `cargo test --test curves related` counts the shapes with `related` in their names. Without valgrind the shapes are
//! skipped, loudly, and fail where TERMLINT_REQUIRE_CLIENTS is 1; the laws about the table hold everywhere.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)]
#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

mod callgrind;
mod guard;
mod memory;
#[path = "../support/programs.rs"]
mod programs;
mod shapes;
#[path = "../support/mod.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use tempfile::TempDir;
use termlint::rules::RULES;

use shapes::{SHAPES, Shape};

/// How many times the work of the step from n to 2n the step from 2n to 4n may take: twice for what is linear, and some
/// for the logarithm of sorting.
const BOUND: f64 = 2.5;

/// Growth below this share of the whole run is noise: the order of hash maps is another one in each run.
const NOISE: f64 = 0.01;

fn main() -> ExitCode {
    if let Some(list) = callgrind::list_of_child() {
        return callgrind::run_cases(&list);
    }
    let mut arguments = Arguments::from_args();
    // One at a time: each child counts by itself, and their number is fixed.
    arguments.test_threads = Some(1);
    let place = TempDir::new().unwrap();
    let selected: Vec<&Shape> = SHAPES.iter().filter(|shape| is_selected(&arguments, &shape.name)).collect();
    let is_counted = !arguments.list && !selected.is_empty() && programs::system("valgrind");
    let work = if is_counted { count(&selected, place.path()) } else { BTreeMap::new() };
    let mut trials = Vec::new();
    for shape in SHAPES.iter() {
        let work = work.get(shape.name.as_str()).cloned();
        trials.push(Trial::test(&shape.name, move || work.map_or(Ok(()), |work| law(&work?))));
    }
    trials.push(Trial::test(guard::NAME, guard::law));
    trials.push(Trial::test(memory::NAME, memory::law));
    trials.push(Trial::test("every_rule_speaks_of_a_shape", every_rule_speaks));
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Whether a test runs, by the filters of the command line.
fn is_selected(arguments: &Arguments, name: &str) -> bool {
    let fits = |filter: &String| if arguments.exact { name == filter } else { name.contains(filter.as_str()) };
    arguments.filter.as_ref().is_none_or(fits) && !arguments.skip.iter().any(fits)
}

/// The instructions of each shape at n, 2n and 4n; says them as a table.
fn count(shapes: &[&'static Shape], place: &Path) -> BTreeMap<&'static str, Result<[u64; 3], String>> {
    let mut cases = Vec::new();
    for (number, shape) in shapes.iter().enumerate() {
        for times in [1, 2, 4] {
            let case = shape.case(shape.size * times);
            let folder = place.join(format!("{number}-{times}"));
            case.write(&folder);
            cases.push(callgrind::Counted { folder, arguments: case.arguments });
        }
    }
    let counted = callgrind::count(&cases, place);
    let mut work = BTreeMap::new();
    println!("{:44} {:>6} {:>9} {:>9} {:>9}  ratio", "million instructions", "n", "at n", "at 2n", "at 4n");
    for (shape, counted) in shapes.iter().zip(counted.chunks(3)) {
        let three: Result<Vec<u64>, String> = counted.iter().cloned().collect();
        let three = three.and_then(|three| <[u64; 3]>::try_from(three).map_err(|_| "not three sizes".to_owned()));
        match &three {
            Ok(three) => {
                let [one, two, four] = three.map(|number| number as f64 / 1e6);
                let ratio = ratio(three);
                println!("{:44} {:6} {one:9.1} {two:9.1} {four:9.1}  {ratio:.2}", shape.name, shape.size);
            }
            Err(what) => println!("{:44} {what}", shape.name),
        }
        work.insert(shape.name.as_str(), three);
    }
    work
}

/// What the step from 2n to 4n costs, measured by the step from n to 2n.
fn ratio(work: &[u64; 3]) -> f64 {
    let [one, two, four] = work.map(|number| number as f64);
    (four - two) / (two - one).max(one * NOISE)
}

fn law(work: &[u64; 3]) -> Result<(), Failed> {
    let ratio = ratio(work);
    if ratio <= BOUND {
        return Ok(());
    }
    let [one, two, four] = work;
    Err(format!(
        "the work grows faster than the input: {one} instructions at n, {two} at 2n, {four} at 4n; the second step costs \
         {ratio:.1} times the first, and {BOUND} are allowed"
    )
    .into())
}

/// The rules that speak of a shape at its smallest, by the program itself.
fn speaking(shape: &Shape) -> BTreeSet<String> {
    let place = TempDir::new().unwrap();
    let case = shape.case(shape.size);
    case.write(place.path());
    let mut command = programs::termlint(place.path());
    let _ = command.args(&case.arguments).args(["--report", "json=curves-report.json"]).output().unwrap();
    let Ok(report) = std::fs::read(place.path().join("curves-report.json")) else { return BTreeSet::new() };
    let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
}

/// A rule that no shape makes speak has never been counted at work.
fn every_rule_speaks() -> Result<(), Failed> {
    let spoken: BTreeSet<String> = SHAPES.iter().flat_map(speaking).collect();
    let is_argued = |id: &str| shapes::NEVER_SPEAK.iter().any(|(other, _)| *other == id);
    let ids = || RULES.iter().map(|rule| rule.meta.id);
    let silent: Vec<&str> = ids().filter(|id| !spoken.contains(*id) && !is_argued(id)).collect();
    let argued_and_spoken: Vec<&str> = ids().filter(|id| spoken.contains(*id) && is_argued(id)).collect();
    if silent.is_empty() && argued_and_spoken.is_empty() {
        return Ok(());
    }
    Err(format!(
        "add a shape to tests/curves/shapes.rs of which these rules speak: {silent:#?}; take off NEVER_SPEAK what speaks: \
         {argued_and_spoken:#?}"
    )
    .into())
}
