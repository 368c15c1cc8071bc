//! The gates themselves: the hooks for pre-commit and prek, each installed in a repository and run by its commits, and
//! the action for GitHub.
//!
//! `language: rust` would build termlint anew for minutes, so the hooks run the program of this build: all else that
//! `.pre-commit-hooks.yaml` says is what is tested.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::place::Place;
use crate::programs::{self, REPOSITORY, TERMLINT, client, run, text};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/corpus");
const MANIFEST: &str = ".pre-commit-hooks.yaml";

/// The programs that run hooks.
const RUNNERS: [&str; 2] = ["pre-commit", "prek"];

/// What termlint says of the three documents that point at `lead-scoring`, once that is deleted.
const POINTING: [&str; 3] = ["buyer-persona", "customer-acquisition-cost", "sales-pipeline"];

fn yaml(file: &str) -> Value {
    let text = fs::read_to_string(Path::new(REPOSITORY).join(file)).unwrap();
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// A hook of the manifest, for the program of this build.
fn hook(id: &str) -> Value {
    let manifest = yaml(MANIFEST);
    let mut hook = manifest.as_array().unwrap().iter().find(|hook| hook["id"] == id).unwrap().clone();
    assert_eq!(hook["language"], "rust");
    hook["language"] = json!("system");
    let entry = hook["entry"].as_str().unwrap().strip_prefix("termlint ").unwrap();
    hook["entry"] = json!(format!("{} {entry}", TERMLINT));
    hook
}

/// A repository with the clean corpus, in which commits run hooks.
struct Gate {
    place: Place,
    /// What the runner keeps, apart from the repository.
    home: TempDir,
    runner: PathBuf,
    hooks: Vec<Value>,
}

/// What a command of git came to.
struct Committed {
    done: bool,
    observed: String,
}

impl Committed {
    /// Fails unless the commit was made.
    #[track_caller]
    fn passes(self) {
        assert!(self.done, "{}", self.observed);
    }

    /// Fails unless the commit was refused and these words were said.
    #[track_caller]
    fn refuses(self, words: &[&str]) -> String {
        assert!(!self.done, "{}", self.observed);
        for word in words {
            assert!(self.observed.contains(word), "no {word} in: {}", self.observed);
        }
        self.observed
    }
}

impl Gate {
    /// One commit is made before the hooks are installed.
    fn new(runner: PathBuf, ids: &[&str]) -> Gate {
        let gate = Gate::uncommitted(runner, ids);
        gate.git(&["commit", "-q", "--no-verify", "-m", "one"]).passes();
        gate
    }

    fn uncommitted(runner: PathBuf, ids: &[&str]) -> Gate {
        let hooks = ids.iter().map(|id| hook(id)).collect();
        let gate = Gate { place: Place::of(CORPUS), home: TempDir::new().unwrap(), runner, hooks };
        let config = json!({ "repos": [{ "repo": "local", "hooks": gate.hooks }] });
        // JSON is YAML.
        gate.place.write(".pre-commit-config.yaml", format!("{config:#}"));
        gate.git(&["init", "-q", "-b", "main"]).passes();
        gate.git(&["add", "-A"]).passes();
        let output = gate.command(&gate.runner, "").arg("install").output().unwrap();
        assert!(output.status.success(), "{}", observed(&output));
        gate
    }

    fn command(&self, program: &Path, folder: &str) -> Command {
        let mut command = programs::program(program, self.place.path(folder));
        for (variable, folder) in [("PRE_COMMIT_HOME", "a"), ("PREK_HOME", "b"), ("XDG_CACHE_HOME", "c")] {
            command.env(variable, self.home.path().join(folder));
        }
        command
    }

    fn git(&self, arguments: &[&str]) -> Committed {
        self.git_in("", arguments)
    }

    fn git_in(&self, folder: &str, arguments: &[&str]) -> Committed {
        let output = self.command(Path::new("git"), folder).args(arguments).output().unwrap();
        Committed { done: output.status.success(), observed: observed(&output) }
    }

    /// Stages these paths and commits.
    fn commit(&self, paths: &[&str]) -> Committed {
        self.git(&[&["add", "--"], paths].concat()).passes();
        self.git(&["commit", "-q", "-m", "next"])
    }
}

fn observed(output: &Output) -> String {
    text(&output.stdout) + &text(&output.stderr)
}

/// Runs a test for each runner that is there.
fn for_each_runner(test: impl Fn(PathBuf)) {
    for name in RUNNERS {
        if let Some(runner) = client(&format!("python/bin/{name}")) {
            test(runner);
        }
    }
}

/// Points a relation of a document to another term.
fn point(gate: &Gate, document: &str, slug: &str) {
    gate.place.edit(&format!("content/en-US/{document}/ai.json"), |document| {
        let related = &mut document["related_terms"][0];
        let url = related["url"].as_str().map(|url| {
            let (before, _) = url.trim_end_matches('/').rsplit_once('/').unwrap();
            format!("{before}/{slug}")
        });
        related["canonical_slug"] = json!(slug);
        if let Some(url) = url {
            related["url"] = json!(url);
        }
    });
}

#[test]
fn the_manifest_is_one_that_the_runners_take() {
    for_each_runner(|runner| {
        let output = run(Command::new(&runner).current_dir(REPOSITORY).args(["validate-manifest", MANIFEST]), "");
        assert!(output.status.success(), "{}", observed(&output));
    });
    // Whoever checks the whole must not be given files, nor run only where some changed.
    for (id, checks_all) in [("termlint", true), ("termlint-new", true), ("termlint-files", false)] {
        let hook = hook(id);
        assert_eq!(hook["pass_filenames"] == json!(false), checks_all, "{id}");
        assert_eq!(hook["always_run"] == json!(true), checks_all, "{id}");
        assert!(hook["entry"].as_str().unwrap().contains(" --git-index"), "{id}");
    }
}

#[test]
fn the_hooks_without_a_compiler_are_those_of_the_repository() {
    let mirror = yaml(&format!("packaging/pre-commit/{MANIFEST}"));
    let find = |id: &str| mirror.as_array().unwrap().iter().find(|hook| hook["id"] == id).unwrap().clone();
    for own in yaml(MANIFEST).as_array().unwrap() {
        let mut hook = find(own["id"].as_str().unwrap());
        assert_eq!(hook["language"], "python");
        hook["language"] = json!("rust");
        assert_eq!(&hook, own);
    }
    let (mut node, python) = (find("termlint-node"), find("termlint"));
    assert_eq!(node["additional_dependencies"], json!([format!("termlint@{}", env!("CARGO_PKG_VERSION"))]));
    node.as_object_mut().unwrap().remove("additional_dependencies");
    for key in ["id", "description", "language"] {
        node[key] = python[key].clone();
    }
    assert_eq!(node, python);
}

#[test]
fn what_the_hooks_install_is_this_version() {
    let version = env!("CARGO_PKG_VERSION");
    let read = |file: &str| fs::read_to_string(Path::new(REPOSITORY).join("packaging/pre-commit").join(file)).unwrap();
    let project: toml::Table = read("pyproject.toml").parse().unwrap();
    assert_eq!(project["project"]["version"].as_str(), Some(version));
    assert_eq!(project["project"]["dependencies"][0].as_str(), Some(format!("termlint=={version}").as_str()));
    let package: Value = serde_json::from_str(&read("package.json")).unwrap();
    assert_eq!(package["version"], version);
}

#[test]
fn a_first_and_a_clean_commit_pass() {
    for_each_runner(|runner| {
        let gate = Gate::uncommitted(runner, &["termlint", "termlint-new", "termlint-files"]);
        gate.git(&["commit", "-q", "-m", "one"]).passes();
        gate.place.write("notes.md", "nothing of the glossary");
        gate.commit(&["notes.md"]).passes();
        gate.place.edit("content/en-US/churn-rate/ai.json", |document| document["x_note"] = json!(null));
        gate.commit(&["content"]).passes();
    });
}

#[test]
fn a_commit_that_deletes_a_term_names_those_that_point_at_it() {
    for_each_runner(|runner| {
        for id in ["termlint", "termlint-new"] {
            let gate = Gate::new(runner.clone(), &[id]);
            gate.git(&["rm", "-q", "content/en-US/lead-scoring/ai.json"]).passes();
            let observed = gate.git(&["commit", "-q", "-m", "two"]).refuses(&["lead-scoring"]);
            for slug in POINTING {
                let path = format!("content/en-US/{slug}/ai.json:");
                let mut lines = observed.lines().map(str::trim).filter(|line| line.starts_with(&path));
                assert!(lines.any(|line| line.ends_with("[dead-related-slug]")), "{slug}: {observed}");
            }
            // Nothing was committed; and with the pointers gone, the term may go.
            assert_eq!(gate.git(&["log", "--format=%s"]).observed, "one\n");
            for slug in POINTING {
                gate.place.edit(&format!("content/en-US/{slug}/ai.json"), |document| {
                    document["related_terms"]
                        .as_array_mut()
                        .unwrap()
                        .retain(|it| it["canonical_slug"] != "lead-scoring");
                });
            }
            gate.commit(&["content"]).passes();
        }
    });
}

#[test]
fn a_deletion_in_the_work_tree_alone_is_not_committed_and_not_checked() {
    for_each_runner(|runner| {
        let gate = Gate::new(runner, &["termlint"]);
        let gone = "content/en-US/lead-scoring/ai.json";
        fs::remove_file(gate.place.path(gone)).unwrap();
        gate.place.write("notes.md", "x");
        gate.commit(&["notes.md"]).passes();
        assert!(!gate.place.path(gone).exists());
        gate.git(&["commit", "-q", "-a", "-m", "gone"]).refuses(&["dead-related-slug", "lead-scoring"]);
    });
}

#[test]
fn a_term_counts_when_it_is_staged_and_not_before() {
    for_each_runner(|runner| {
        for id in ["termlint", "termlint-new"] {
            let gate = Gate::new(runner.clone(), &[id]);
            let folder = gate.place.path("content/en-US/churn-rate");
            let text = fs::read_to_string(folder.join("ai.json")).unwrap();
            gate.place.write("content/en-US/gross-churn/ai.json", text.replace("churn-rate", "gross-churn"));
            point(&gate, "buyer-persona", "gross-churn");
            gate.commit(&["content/en-US/buyer-persona"]).refuses(&["gross-churn", "[dead-related-slug]"]);
            let observed = gate.commit(&["content"]).observed;
            assert!(!observed.contains("[dead-related-slug]"), "{observed}");
        }
    });
}

#[test]
fn what_is_committed_by_name_is_checked_without_the_rest_of_the_index() {
    for_each_runner(|runner| {
        for id in ["termlint", "termlint-new"] {
            let gate = Gate::new(runner.clone(), &[id]);
            let text = gate.place.read("content/en-US/churn-rate/ai.json");
            gate.place.write("content/en-US/gross-churn/ai.json", text.replace("churn-rate", "gross-churn"));
            point(&gate, "buyer-persona", "gross-churn");
            gate.git(&["add", "-A"]).passes();
            // git names an index of its own here: one without the new term.
            let committed = gate.git(&["commit", "-q", "-m", "two", "--", "content/en-US/buyer-persona"]);
            committed.refuses(&["gross-churn", "[dead-related-slug]"]);
        }
    });
}

#[test]
fn a_term_that_moves_breaks_nothing() {
    for_each_runner(|runner| {
        let gate = Gate::new(runner, &["termlint", "termlint-new", "termlint-files"]);
        gate.git(&["mv", "content/en-US/churn-rate", "content/en-US/churn"]).passes();
        gate.git(&["commit", "-q", "-m", "two"]).passes();
        assert_eq!(gate.git(&["log", "--format=%s"]).observed, "two\none\n");
    });
}

#[test]
fn the_staged_part_of_a_file_is_what_is_checked() {
    let file = "content/en-US/buyer-persona/ai.json";
    for_each_runner(|runner| {
        for id in ["termlint", "termlint-new", "termlint-files"] {
            let gate = Gate::new(runner.clone(), &[id]);
            let good = gate.place.read(file);
            // Staged is what is wrong, fixed only in the work tree.
            point(&gate, "buyer-persona", "gone");
            gate.git(&["add", "-A"]).passes();
            gate.place.write(file, &good);
            let committed = gate.git(&["commit", "-q", "-m", "two"]);
            committed.refuses(&[file, "gone", "[dead-related-slug]"]);
            assert_eq!(gate.place.read(file), good);
            // Staged is what is good, and the work tree goes on.
            gate.place.write(file, good.replacen('{', "{\n", 1));
            gate.git(&["add", "-A"]).passes();
            point(&gate, "buyer-persona", "gone");
            let ahead = gate.place.read(file);
            gate.git(&["commit", "-q", "-m", "two"]).passes();
            assert_eq!(gate.place.read(file), ahead);
        }
    });
}

#[test]
fn a_worktree_has_an_index_of_its_own() {
    for_each_runner(|runner| {
        for id in ["termlint", "termlint-new"] {
            let gate = Gate::new(runner.clone(), &[id]);
            let tree = gate.home.path().join("tree").display().to_string();
            gate.git(&["worktree", "add", "-q", &tree, "-b", "topic"]).passes();
            gate.git_in(&tree, &["rm", "-q", "content/en-US/lead-scoring/ai.json"]).passes();
            let committed = gate.git_in(&tree, &["commit", "-q", "-m", "two"]);
            committed.refuses(&["content/en-US/sales-pipeline/ai.json", "[dead-related-slug]"]);
            // The other one has the term still.
            gate.git(&["commit", "-q", "--allow-empty", "-m", "two"]).passes();
        }
    });
}

#[test]
fn old_defects_pass_the_hook_for_what_is_new() {
    for_each_runner(|runner| {
        let gate = Gate::new(runner, &["termlint-new"]);
        gate.git(&["rm", "-q", "content/en-US/lead-scoring/ai.json"]).passes();
        gate.git(&["commit", "-q", "--no-verify", "-m", "broken"]).passes();
        gate.place.write("notes.md", "x");
        gate.commit(&["notes.md"]).passes();
        point(&gate, "churn-rate", "gone");
        let observed = gate.commit(&["content"]).refuses(&["content/en-US/churn-rate/ai.json", "[dead-related-slug]"]);
        assert_eq!(observed.matches("[dead-related-slug]").count(), 2, "the finding and its help: {observed}");
    });
}

#[test]
fn three_thousand_files_are_each_checked_once() {
    const FILES: usize = 3_000;
    for_each_runner(|runner| {
        let gate = Gate::new(runner, &["termlint-files"]);
        // What is compared with all others would take its time, and is not what this is about.
        gate.place.write("termlint.toml", "include = [\"content/**/ai.json\"]\n[rules]\nall = \"off\"\n");
        gate.git(&["add", "termlint.toml"]).passes();
        let text = gate.place.read("content/en-US/churn-rate/ai.json");
        for number in 0..FILES {
            let slug = format!("churn-rate-of-the-customers-that-are-in-segment-{number}");
            let mut document = text.replace("churn-rate", &slug);
            if number == 1_234 {
                document = document.replacen("\"schema_version\"", "\"schema_versions\"", 1);
            }
            gate.place.write(&format!("content/en-US/{slug}/ai.json"), document);
        }
        let broken = "content/en-US/churn-rate-of-the-customers-that-are-in-segment-1234/ai.json:";
        let observed = gate.commit(&["content"]).refuses(&[broken, "[missing-version]"]);
        let is_about_it = |line: &&str| line.trim().starts_with(broken) && line.ends_with("[missing-version]");
        assert_eq!(observed.lines().filter(is_about_it).count(), 1, "{observed}");
        // Each process says of how many files it speaks.
        let result: Vec<usize> = observed.lines().filter_map(files_checked).collect();
        assert_eq!(result.iter().sum::<usize>(), FILES, "{result:?}");
        assert!(result.len() > 1 || !gate.runner.ends_with("pre-commit"), "it was not split: {result:?}");
    });
}

/// `1 error in 1 of 1500 files (…)`, or `1500 handoffs checked (…): no findings`.
fn files_checked(line: &str) -> Option<usize> {
    let (number, _) = match line.split_once(" in ") {
        Some((_, files)) => files.split_once(" of ")?.1.split_once(" files")?,
        None => line.trim().split_once(" handoffs checked")?,
    };
    number.parse().ok()
}

/// The first block of the documentation with this file's name on its first line.
fn example(file: &str) -> String {
    let page = fs::read_to_string(Path::new(REPOSITORY).join("docs/ci.md")).unwrap();
    let block = page.split("```yaml\n").skip(1).find(|block| block.starts_with(&format!("# {file}\n")));
    block.and_then(|block| block.split_once("```")).unwrap_or_else(|| panic!("docs/ci.md shows no {file}")).0.to_owned()
}

#[test]
fn the_examples_are_what_their_readers_take() {
    let place = TempDir::new().unwrap();
    let written = |file: &str, text: &str| {
        let path = place.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    };
    let workflow = example(".github/workflows/glossary.yml");
    // The page says that actions are to be pinned; of which commits there are, it knows nothing.
    let pinned = |line: &str| match line.split_once('@') {
        Some((action, _)) if line.contains("uses: ") => format!("{action}@{}\n", "0".repeat(40)),
        _ => format!("{line}\n"),
    };
    let workflow = workflow.lines().map(pinned).collect::<String>();
    let workflow = written(".github/workflows/glossary.yml", &workflow);
    let gitlab = written(".gitlab-ci.yml", &example(".gitlab-ci.yml"));
    let hooks = written(".pre-commit-config.yaml", &example(".pre-commit-config.yaml"));
    let [action, release] =
        ["action.yml", ".github/workflows/release.yml"].map(|file| Path::new(REPOSITORY).join(file));
    if let Some(check) = client("python/bin/check-jsonschema") {
        for (schema, file) in [
            ("github-actions", &action),
            ("github-workflows", &release),
            ("github-workflows", &workflow),
            ("gitlab-ci", &gitlab),
        ] {
            let schema = format!("vendor.{schema}");
            let output = run(Command::new(&check).args(["--builtin-schema", &schema]).arg(file), "");
            assert!(output.status.success(), "{}: {}", file.display(), observed(&output));
        }
    }
    if let Some(zizmor) = client("python/bin/zizmor") {
        for (file, persona) in [(&action, "pedantic"), (&release, "pedantic"), (&workflow, "regular")] {
            let mut audit = Command::new(&zizmor);
            let output = run(audit.args(["--offline", "--no-progress", "--persona", persona]).arg(file), "");
            assert!(output.status.success(), "{}: {}", file.display(), observed(&output));
            assert!(observed(&output).contains("No findings to report"), "{}", observed(&output));
        }
    }
    for_each_runner(|runner| {
        let output = run(Command::new(&runner).current_dir(place.path()).arg("validate-config").arg(&hooks), "");
        assert!(output.status.success(), "{}", observed(&output));
    });
}

/// A step of the action, as the runner carries it out.
struct Step {
    script: String,
    /// Variables, each with the name of the input that it holds.
    inputs: Vec<(String, String)>,
}

/// The step of the action with this name.
fn step(action: &Value, name: &str) -> Step {
    let step = action["runs"]["steps"].as_array().unwrap().iter().find(|step| step["name"] == name).unwrap();
    assert_eq!(step["shell"], "bash");
    let script = step["run"].as_str().unwrap().to_owned();
    assert!(!script.contains("${{"), "what is passed must not become part of the script: {script}");
    let variables = step["env"].as_object().into_iter().flatten();
    let inputs = variables.filter_map(|(variable, value)| {
        let input = value.as_str()?.strip_prefix("${{ inputs.")?.strip_suffix(" }}")?;
        Some((variable.clone(), input.to_owned()))
    });
    Step { script, inputs: inputs.collect() }
}

impl Step {
    /// Runs the script as the runner does, with these inputs and otherwise the defaults.
    fn run(&self, action: &Value, folder: &Path, program: &str, inputs: &[(&str, &str)]) -> Output {
        // https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax: what `shell: bash` means.
        let mut command = programs::program("bash", folder);
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &self.script]);
        for (variable, input) in &self.inputs {
            let default = action["inputs"][input]["default"].as_str().unwrap();
            let given = inputs.iter().find(|(name, _)| name == input);
            command.env(variable, given.map_or(default, |(_, value)| value));
        }
        command.env("TERMLINT_PROGRAM", program).env("GITHUB_STEP_SUMMARY", folder.join("summary.md"));
        command.output().unwrap()
    }
}

#[test]
fn the_action_reports_what_it_finds() {
    let action = yaml("action.yml");
    let step = step(&action, "Check the glossary");
    let place = Place::of(&format!("{REPOSITORY}/fixtures/example"));
    let run = |inputs: &[(&str, &str)]| step.run(&action, &place.path(""), TERMLINT, inputs);
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(1), "{}", observed(&output));
    assert!(text(&output.stdout).starts_with("::error "), "{}", observed(&output));
    assert!(place.read("summary.md").starts_with("### termlint: "));
    let sarif: Value = serde_json::from_str(&place.read("termlint.sarif")).unwrap();
    let found = sarif["runs"][0]["results"].as_array().unwrap().len();
    assert!(found > 10, "{found}");

    fs::remove_file(place.path("termlint.sarif")).unwrap();
    let one = [("fail-on", "never"), ("sarif-file", "one.sarif"), ("paths", "content/en-US\n")];
    assert_eq!(run(&one).status.code(), Some(0));
    assert!(!place.path("termlint.sarif").exists());
    let sarif: Value = serde_json::from_str(&place.read("one.sarif")).unwrap();
    assert!((1..found).contains(&sarif["runs"][0]["results"].as_array().unwrap().len()));
    let without = [("sarif-file", ""), ("args", " --only  placeholder-text\n--min-severity=error ")];
    assert_eq!(run(&without).status.code(), Some(0));
    assert!(!place.path("termlint.sarif").exists());
    assert_eq!(run(&[("args", "--nonsense")]).status.code(), Some(2));
}

#[test]
fn the_action_leaves_to_the_configuration_what_it_is_not_told() {
    let action = yaml("action.yml");
    let step = step(&action, "Check the glossary");
    let place = Place::of(&format!("{REPOSITORY}/fixtures/example"));
    let run = |inputs: &[(&str, &str)]| {
        let output = step.run(&action, &place.path(""), TERMLINT, inputs);
        (output.status.code(), text(&output.stdout).lines().count())
    };
    let (code, all) = run(&[]);
    assert_eq!(code, Some(1));
    assert_eq!(action["inputs"]["fail-on"]["default"], "");
    place.write("termlint.toml", "fail-on = \"never\"\n");
    assert_eq!(run(&[]), (Some(0), all));
    assert_eq!(run(&[("fail-on", "error")]), (Some(1), all));
    // One below says otherwise, unless the workflow names the one that holds.
    place.write("content/termlint.toml", "fail-on = \"info\"\nexclude = [\"ja-JP/**\"]\n");
    let (code, some) = run(&[]);
    assert!(code == Some(1) && some < all, "{some}");
    assert_eq!(run(&[("config", "termlint.toml")]), (Some(0), all));
    assert_eq!(run(&[("config", "no such file.toml")]).0, Some(2));
}

#[test]
fn the_action_is_not_built_in_the_checkout() {
    // https://rust-lang.github.io/rustup/overrides.html: a rust-toolchain.toml of the current folder names the cargo that runs.
    let action = yaml("action.yml");
    let steps = action["runs"]["steps"].as_array().unwrap();
    let building: Vec<&Value> =
        steps.iter().filter(|step| step["run"].as_str().is_some_and(|run| run.contains("cargo "))).collect();
    assert_eq!(building.len(), 1);
    assert_eq!(building[0]["working-directory"], "${{ github.action_path }}");
}

#[test]
fn what_a_workflow_passes_to_the_action_is_never_carried_out() {
    let action = yaml("action.yml");
    let step = step(&action, "Check the glossary");
    let place = TempDir::new().unwrap();
    // A termlint that says what it was asked.
    let spy = place.path().join("spy");
    fs::write(&spy, "#!/bin/sh\nfor argument; do printf '%s\\0' \"$argument\"; done\n").unwrap();
    assert!(Command::new("chmod").arg("+x").arg(&spy).status().unwrap().success());
    let spy = spy.display().to_string();
    let all = ["$(touch pwned)", "`touch pwned`", "; touch pwned", "\"; touch pwned; \"", "*", "--fail-on=never", "\\"];
    for hostile in all {
        let names = ["paths", "sarif-file", "fail-on", "config", "args"];
        let inputs = names.map(|name| (name, hostile));
        let output = step.run(&action, place.path(), &spy, &inputs);
        assert!(output.status.success(), "{}", observed(&output));
        let flags = ["--config=", "--fail-on=", "--report=sarif="].map(|flag| flag.to_owned() + hostile);
        let mut expected = vec!["check", "--format=github"];
        expected.extend(flags.iter().map(String::as_str));
        expected.extend(hostile.split_whitespace());
        expected.extend(["--", hostile]);
        let stdout = text(&output.stdout);
        assert_eq!(stdout.split_terminator('\0').collect::<Vec<_>>(), expected);
        let left: Vec<_> = fs::read_dir(place.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["spy"], "{hostile}");
    }
}

#[test]
fn the_action_builds_termlint_from_its_own_folder() {
    let action = yaml("action.yml");
    let step = step(&action, "Build termlint");
    let place = TempDir::new().unwrap();
    let path = |name: &str| place.path().join(name).display().to_string();
    fs::write(path("cargo"), "#!/bin/sh\necho \"$@\"\n").unwrap();
    assert!(Command::new("chmod").args(["+x", &path("cargo")]).status().unwrap().success());
    let mut bash = Command::new("bash");
    bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &step.script]).current_dir(place.path());
    bash.env("PATH", format!("{}:{}", place.path().display(), std::env::var("PATH").unwrap()));
    bash.env("GITHUB_ACTION_PATH", REPOSITORY).env("RUNNER_TEMP", path("temp")).env("GITHUB_OUTPUT", path("output"));
    let output = bash.output().unwrap();
    assert!(output.status.success(), "{}", observed(&output));
    let root = path("temp/termlint");
    assert_eq!(text(&output.stdout), format!("install --locked --quiet --path {REPOSITORY} --root {root}\n"));
    assert_eq!(fs::read_to_string(path("output")).unwrap(), format!("program={root}/bin/termlint\n"));
}

#[test]
fn the_action_installs_its_wheel_by_hash_or_leaves_it_to_cargo() {
    let action = yaml("action.yml");
    let script = step(&action, "Install the wheel").script;
    let place = TempDir::new().unwrap();
    let path = |name: &str| place.path().join(name).display().to_string();
    fs::create_dir_all(path("action/packaging")).unwrap();
    // A Python whose environments hold a pip that says what it was asked.
    let pip = "#!/bin/sh\necho \"$@\" >> \"$RUNNER_TEMP/../asked\"\n";
    let python = format!(
        "#!/bin/sh\nmkdir -p \"$3/bin\"\ncat > \"$3/bin/python\" <<'END'\n{pip}END\nchmod +x \"$3/bin/python\"\n"
    );
    fs::write(path("python3"), python).unwrap();
    assert!(Command::new("chmod").args(["+x", &path("python3")]).status().unwrap().success());
    let run = || {
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", &script]).current_dir(place.path());
        bash.env("PATH", format!("{}:{}", place.path().display(), std::env::var("PATH").unwrap()));
        bash.env("GITHUB_ACTION_PATH", path("action"))
            .env("RUNNER_TEMP", path("temp"))
            .env("GITHUB_OUTPUT", path("output"));
        let output = bash.output().unwrap();
        assert!(output.status.success(), "{}", observed(&output));
        fs::read_to_string(path("output")).unwrap_or_default()
    };
    assert_eq!(run(), "", "there are no wheels: the next step builds termlint");
    fs::write(path("action/packaging/wheels.txt"), "termlint==1 --hash=sha256:0\n").unwrap();
    let environment = path("temp/termlint-wheel");
    assert_eq!(run(), format!("program={environment}/bin/termlint\n"));
    let asked = fs::read_to_string(path("asked")).unwrap();
    assert!(asked.starts_with("-m pip install ") && asked.contains(" --require-hashes -r "), "{asked}");
}

#[test]
fn the_job_for_gitlab_leaves_both_reports() {
    let job: Value = serde_saphyr::from_str(&example(".gitlab-ci.yml")).unwrap();
    let place = Place::of(&format!("{REPOSITORY}/fixtures/example"));
    let asked = format!("install --quiet --disable-pip-version-check termlint=={}", env!("CARGO_PKG_VERSION"));
    place.write("bin/pip", format!("#!/bin/sh\ntest \"$*\" = \"{asked}\"\n"));
    std::os::unix::fs::symlink(TERMLINT, place.path("bin/termlint")).unwrap();
    let pip = place.path("bin/pip");
    assert!(Command::new("chmod").arg("+x").arg(&pip).status().unwrap().success());
    let script: Vec<&str> = job["termlint"]["script"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let mut bash = programs::program("bash", place.path(""));
    bash.args(["-e", "-c", &script.join("\n")]);
    bash.env("PATH", format!("{}:{}", pip.parent().unwrap().display(), std::env::var("PATH").unwrap()));
    let output = bash.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", observed(&output));
    let reports = &job["termlint"]["artifacts"]["reports"];
    let quality: Value = serde_json::from_str(&place.read(reports["codequality"].as_str().unwrap())).unwrap();
    assert!(quality.as_array().unwrap().len() > 10);
    let junit = place.read(reports["junit"].as_str().unwrap());
    assert!(roxmltree::Document::parse(&junit).is_ok());
}
