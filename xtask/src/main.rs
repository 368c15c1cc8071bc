//! What contributors do again and again: `cargo xtask new-rule NAME`, `cargo xtask bless`, and how good the rules are.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for people at a terminal")]
#![allow(clippy::disallowed_methods, reason = "it writes the sources of this repository")]

mod bench;
mod fixes;
mod generate;
mod measure;
mod precision;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use support::root;

const USAGE: &str = "\
Usage: cargo xtask <VERB>

  new-rule NAME [--group GROUP]   write a rule with FIXMEs, its two lines in the list of its group, its line in
                                  fixtures/levels.txt, a pass and a fail case
  bless                           refresh what is generated: pages, tables, schemas, snapshots, pictures, and the
                                  output in the cases of fixtures/cli
  pictures                        of these, only the pictures of what termlint prints (docs/pictures)
  seeds                           write the seeds of every fuzz target to fuzz/corpus, for cargo fuzz
  generate DIR [--worlds N] [--seed S] [--rate R]
                                  write a corpus of N times 20 documents in which all that is wrong is known
  bench [--worlds N] [--rounds N] time runs beside a program that only reads the files and beside other validators, count
                                  instructions, and write docs/performance.md
  measure DIR [--fix] [--program FILE]
                                  check such a corpus, and print what each rule finds, misses and invents; with --fix,
                                  fix a copy of it (DIR-fixed) and print what that leaves
  precision DIR [--seed S] [--program FILE]
                                  make documents of real manuals in DIR, check them, list the findings to read in
                                  DIR/to-read.tsv, and write docs/precision.md
  dist [TARGET...] [--out DIR] [--dev]
                                  build the packages: wheels, npm packages, archives (docs/releasing.md)
  book [DIR]                      build the documentation as a site into docs/book, and check its links

NAME is the defect as a noun phrase in kebab-case, which reads well after “allow”: dead-related-slug.
GROUP is validity, evidence, links, substance (the default), freshness, prose, naming or page.
";

/// The groups, and the level of a rule that says nothing else.
const GROUPS: [(&str, &str); 8] = [
    ("validity", "error"),
    ("evidence", "error"),
    ("links", "error"),
    ("substance", "error"),
    ("freshness", "warning"),
    ("prose", "warning"),
    ("naming", "warning"),
    ("page", "warning"),
];

/// What states the group and the level of every rule.
const LEVELS: &str = "fixtures/levels.txt";

/// The folder of the test program whose modules keep generated files.
const TESTS: &str = "tests/it";

/// Words that say how a rule works, or that it forbids; an id says what is wrong.
const IDLE_WORDS: [&str; 4] = ["check", "ensure", "no", "require"];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["help" | "-h" | "--help"]
        | ["new-rule" | "generate" | "measure" | "precision" | "floor", "-h" | "--help", ..] => {
            print!("{USAGE}");
            Ok(())
        }
        ["new-rule", name] => new_rule(name, "substance"),
        ["new-rule", name, "--group", group] | ["new-rule", "--group", group, name] => new_rule(name, group),
        ["bless"] => bless(&[]),
        ["seeds"] => seeds(),
        ["pictures"] => bless(&["generated::the_pictures_show_the_output"]),
        ["generate", folder, options @ ..] => generate(folder, options),
        ["measure", folder] => measure(folder, None),
        ["measure", folder, "--program", file] => measure(folder, Some(file)),
        ["measure", folder, "--fix"] => measure_fixes(folder, None),
        ["measure", folder, "--fix", "--program", file] => measure_fixes(folder, Some(file)),
        ["precision", folder, options @ ..] => precision(folder, options),
        ["bench", options @ ..] => bench(options),
        ["dist", options @ ..] => python("packaging/dist.py", options),
        ["book", options @ ..] => python("packaging/book.py", options),
        ["floor", folder, threads] => match threads.parse() {
            Ok(threads) => bench::floor(Path::new(folder), threads),
            Err(_) => Err(format!("{threads} is not a number of threads")),
        },
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{}", message.trim_end());
            ExitCode::FAILURE
        }
    }
}

fn new_rule(id: &str, group: &str) -> Result<(), String> {
    check_name(id)?;
    let (_, level) = GROUPS.iter().find(|(name, _)| *name == group).ok_or_else(|| {
        let names: Vec<&str> = GROUPS.iter().map(|(name, _)| *name).collect();
        format!("there is no group {group}: take one of {}", names.join(", "))
    })?;
    let (module, name) = (id.replace('-', "_"), camel(id));
    let file = format!("src/rules/{group}/{module}.rs");
    let list_file = format!("src/rules/{group}/mod.rs");
    let fixtures = format!("fixtures/rules/{id}");
    for path in [&file, &fixtures] {
        if root().join(path).exists() {
            return Err(format!("there is a {path} already: choose another name, or go on with that rule"));
        }
    }
    let levels = read(LEVELS)?;
    if levels.lines().any(|line| line.split_whitespace().next() == Some(id)) {
        return Err(format!("{LEVELS} names {id} already"));
    }
    let list = with_line(&read(&list_file)?, "mod ", &format!("mod {module};"))
        .and_then(|list| {
            with_line(&list, "    Declaration::of::<", &format!("    Declaration::of::<{module}::{name}>(),"))
        })
        .map_err(|error| format!("{list_file}: {error}"))?;
    let levels = with_line(&levels, "", &format!("{id:<26} {group:<9} {level}"))?;

    write(&file, &RULE.replace("example-rule", id).replace("ExampleRule", &name))?;
    write(&format!("{fixtures}/fail/example.json"), &FAIL.replace("RULE_ID", id))?;
    write(&format!("{fixtures}/pass/example.json"), PASS)?;
    write(&list_file, &list)?;
    write(LEVELS, &levels)?;
    println!(
        "\
{file}
{list_file} (two lines)
{LEVELS} (one line)
{fixtures}/fail/example.json
{fixtures}/pass/example.json"
    );
    bless(&[])?;
    println!(
        "
What is next:
  1. Replace every FIXME in {file}: first the page, then the check.
     docs/domain.md describes the fields of a document, src/handoff/fields.rs is how `Handoff` names them, and
     src/handoff/prose.rs lists its texts. src/rule/meta.rs describes what may follow `id:` and `kind:`.
  2. Rename the two cases after what they show, and add more; fixtures/README.md has the forms.
  3. cargo test --test rules --test docs {id}
                          runs its cases and the examples of its page, within seconds
  4. cargo xtask bless    writes its page, the tables and the schema of the configuration anew
  5. cargo test           everything; until the last FIXME is gone, nothing_is_left_to_do fails

The level is that of the group, {level}. For another one, write `level: …` behind the kind, say why on the page, and state it
in {LEVELS}, which is written by hand."
    );
    Ok(())
}

fn generate(folder: &str, options: &[&str]) -> Result<(), String> {
    let mut size = generate::Size::default();
    for option in options.chunks(2) {
        let is_read = match option {
            ["--worlds", number] => number.parse().map(|number| size.worlds = number).is_ok(),
            ["--seed", number] => number.parse().map(|number| size.seed = number).is_ok(),
            ["--rate", share] => share.parse().map(|share| size.rate = share).is_ok(),
            _ => false,
        };
        if !is_read {
            return Err(format!("{} is not understood\n\n{USAGE}", option.join(" ")));
        }
    }
    let written = generate::generate(Path::new(folder), size)?;
    let generate::Written { documents, defects, labels, cases, fewest } = written;
    println!("{documents} documents with {defects} defects and {labels} labels");
    println!("{cases} fail cases, each used {fewest} times or more");
    Ok(())
}

/// Writes the seeds of the fuzz targets, which a test knows.
fn seeds() -> Result<(), String> {
    let folder = root().join("fuzz/corpus");
    let mut cargo = cargo(&["test", "--test", "it", "fuzz::the_seeds_are_written", "--", "--exact", "--quiet"]);
    let status = cargo.env("TERMLINT_SEEDS", &folder).status();
    if !status.map_err(|error| format!("cargo cannot be run: {error}"))?.success() {
        return Err("the seeds cannot be written".to_owned());
    }
    println!("{} has a folder for each target: `cargo fuzz run tree` in fuzz/ begins with them", folder.display());
    Ok(())
}

fn measure(folder: &str, program: Option<&str>) -> Result<(), String> {
    let measured = measure::measure(&program_or_built(program)?, Path::new(folder))?;
    print!("{}", measured.table());
    match measured.unexplained() {
        0 => Ok(()),
        number => Err(format!("{number} misses and false alarms are not explained")),
    }
}

fn measure_fixes(folder: &str, program: Option<&str>) -> Result<(), String> {
    let measured = fixes::measure(&program_or_built(program)?, Path::new(folder))?;
    print!("{}", measured.text());
    match measured.wrong() {
        0 => Ok(()),
        number => Err(format!("{number} things are wrong with what is fixed")),
    }
}

fn precision(folder: &str, options: &[&str]) -> Result<(), String> {
    let (mut seed, mut program) = (1, None);
    for option in options.chunks(2) {
        let is_read = match option {
            ["--seed", number] => number.parse().map(|number| seed = number).is_ok(),
            ["--program", file] => {
                program = Some(*file);
                true
            }
            _ => false,
        };
        if !is_read {
            return Err(format!("{} is not understood\n\n{USAGE}", option.join(" ")));
        }
    }
    fs::create_dir_all(folder).map_err(|error| format!("{folder}: {error}"))?;
    precision::precision(&program_or_built(program)?, Path::new(folder), seed)
}

/// The program that is named, else a release build of this one.
fn program_or_built(program: Option<&str>) -> Result<PathBuf, String> {
    if let Some(file) = program {
        return fs::canonicalize(file).map_err(|error| format!("{file}: {error}"));
    }
    let built = cargo(&["build", "--release", "--quiet"]).status();
    if !built.map_err(|error| format!("cargo cannot be run: {error}"))?.success() {
        return Err("termlint cannot be built".to_owned());
    }
    Ok(root().join("target/release/termlint"))
}

fn bench(options: &[&str]) -> Result<(), String> {
    let mut extent = bench::Extent::default();
    for option in options.chunks(2) {
        let number = match option {
            ["--worlds", number] => number.parse().map(|number| extent.worlds = number),
            ["--rounds", number] => number.parse().map(|number| extent.rounds = number),
            _ => return Err(format!("{} is not understood\n\n{USAGE}", option.join(" "))),
        };
        number.map_err(|_| format!("{} is not a number", option[1]))?;
    }
    // The floor is a verb of this program, built for speed as termlint is.
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let built = cargo.current_dir(root()).args(["build", "--release", "--quiet", "--workspace"]).status();
    if !built.map_err(|error| format!("cargo cannot be run: {error}"))?.success() {
        return Err("termlint cannot be built".to_owned());
    }
    write("docs/performance.md", &bench::bench(&root(), extent)?)
}

/// Runs a script of this repository; it says itself what went wrong.
fn python(script: &str, options: &[&str]) -> Result<(), String> {
    let status = Command::new("python3").current_dir(root()).arg(script).args(options).status();
    match status.map_err(|error| format!("python3 cannot be run: {error}"))?.success() {
        true => Ok(()),
        false => Err(format!("{script} failed")),
    }
}

/// Whether `id` can be the name of a rule.
fn check_name(id: &str) -> Result<(), String> {
    let words: Vec<&str> = id.split('-').collect();
    let is_word = |word: &&str| {
        word.starts_with(|letter: char| letter.is_ascii_lowercase())
            && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    if GROUPS.iter().any(|(group, _)| *group == id) || !words.iter().all(is_word) {
        return Err(format!(
            "{id} cannot be the name of a rule: write lower-case words that name no group, such as dead-related-slug"
        ));
    }
    if let Some(idle) = words.first().filter(|word| IDLE_WORDS.contains(word)) {
        return Err(format!(
            "{id} is no name for a rule: name the defect, without “{idle}”, such as dead-related-slug"
        ));
    }
    Ok(())
}

fn camel(id: &str) -> String {
    id.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

/// `text` with a line more among those that begin like `start`, in alphabetical order.
fn with_line(text: &str, start: &str, line: &str) -> Result<String, String> {
    let mut lines: Vec<&str> = text.lines().collect();
    let later = lines.iter().position(|other| other.starts_with(start) && *other > line);
    let last = lines.iter().rposition(|other| other.starts_with(start)).map(|last| last + 1);
    let place = later.or(last).ok_or_else(|| format!("no line begins with “{start}”"))?;
    lines.insert(place, line);
    Ok(lines.join("\n") + "\n")
}

/// Runs the tests that keep generated files, all or those that are named, and lets them write.
fn bless(named: &[&str]) -> Result<(), String> {
    println!(
        "compiling the tests that write generated files; after a change to the library that takes a minute or more"
    );
    let built = cargo(&["test", "--no-run", "--test", "it", "--test", "cli"]).status();
    if !built.map_err(|error| format!("cargo cannot be run: {error}"))?.success() {
        return Err("the tests cannot be compiled".to_owned());
    }
    let before = state()?;
    let mut runs = vec![cargo(&["test", "--quiet", "--no-fail-fast", "--test", "it", "--"])];
    match named {
        [] => {
            runs[0].args(keepers()?);
            runs.push(cargo(&["test", "--quiet", "--test", "cli"]));
        }
        named => drop(runs[0].args(named)),
    }
    let mut failures = String::new();
    for run in &mut runs {
        run.env("BLESS", "1").env("INSTA_UPDATE", "always").env("INSTA_FORCE_PASS", "1");
        let output = run.output().map_err(|error| format!("cargo cannot be run: {error}"))?;
        if !output.status.success() {
            failures.extend([output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()));
        }
    }

    let after = state()?;
    let written = after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).map(|(path, _)| path.clone());
    let deleted = before.keys().filter(|path| !after.contains_key(*path)).map(|path| format!("{path} (deleted)"));
    let changed: Vec<String> = written.chain(deleted).collect();
    for path in &changed {
        println!("{path}");
    }
    match changed.len() {
        0 => println!("nothing that is generated has changed"),
        _ => println!("read the diff of what is generated before you commit it"),
    }
    match failures.is_empty() {
        true => Ok(()),
        false => Err(format!("{failures}\nsome tests fail for another reason than an old file")),
    }
}

/// Cargo in this repository.
fn cargo(arguments: &[&str]) -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root()).args(arguments);
    cargo
}

/// The modules of `tests/it` that keep generated files, as the beginnings of the names of their tests.
fn keepers() -> Result<BTreeSet<String>, String> {
    let mut keepers = BTreeSet::new();
    for entry in fs::read_dir(root().join(TESTS)).map_err(|error| format!("{TESTS}: {error}"))? {
        let path = entry.map_err(|error| format!("{TESTS}: {error}"))?.path();
        let source = fs::read_to_string(&path).unwrap_or_default();
        let keeps = ["\"BLESS\"", "insta::", "generated::keep"].iter().any(|sign| source.contains(sign));
        if let (true, Some(name)) = (keeps, path.file_stem()) {
            keepers.insert(format!("{}::", name.to_string_lossy()));
        }
    }
    Ok(keepers)
}

/// What stands where generated files are: pages, schemas, snapshots, the cases of the program, README.md.
fn state() -> Result<BTreeMap<String, Vec<u8>>, String> {
    let mut state = BTreeMap::new();
    let mut open =
        ["README.md", "CHANGELOG.md", "docs", "fixtures/releases", "fixtures/cli", "schemas/termlint", "src", "tests"]
            .map(str::to_owned)
            .to_vec();
    while let Some(path) = open.pop() {
        let full = root().join(&path);
        if full.is_dir() {
            for entry in fs::read_dir(&full).map_err(|error| format!("{path}: {error}"))? {
                let name = entry.map_err(|error| format!("{path}: {error}"))?.file_name();
                open.push(format!("{path}/{}", name.to_string_lossy()));
            }
        } else if full.is_file() {
            let bytes = fs::read(&full).map_err(|error| format!("{path}: {error}"))?;
            state.insert(path, bytes);
        }
    }
    Ok(state)
}

fn read(path: &str) -> Result<String, String> {
    fs::read_to_string(root().join(path)).map_err(|error| format!("{path}: {error}"))
}

fn write(path: &str, text: &str) -> Result<(), String> {
    let file = root().join(path);
    let folder = file.parent().map_or(Ok(()), fs::create_dir_all);
    folder.and_then(|()| fs::write(&file, text)).map_err(|error| format!("{path}: {error}"))
}

/// A rule that finds something that no document holds. The tests of the library compile it.
const RULE: &str = include_str!("../templates/rule.rs");

const FAIL: &str = r#"{
  "base": "en-US/churn-rate",
  "overlay": { "summary": { "abbreviation": "EXAMPLE" } },
  "expect": [{ "rule": "RULE_ID", "pointer": "/summary/abbreviation", "text": "EXAMPLE" }]
}
"#;

const PASS: &str = r#"{
  "base": "en-US/churn-rate"
}
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_test_tells_people_to_bless_is_blessed() {
        let keepers = keepers().unwrap();
        for module in ["generated::", "guides::", "reference::"] {
            assert!(keepers.contains(module), "{module} is not among {keepers:?}");
        }
    }
}
