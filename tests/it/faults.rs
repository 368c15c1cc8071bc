//! What the system may do to a run: a full disk, files of somebody else, few descriptors, signals. A run then ends with
//! a clear message, and each file is the old one or the new one.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use termlint::output::Format;

use crate::place::{Place, copy};
use crate::programs::{self, TERMLINT, missing, program, termlint, text};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/corpus");
const CHURN: &str = "content/en-US/churn-rate/ai.json";

/// A report in every format.
fn reports() -> Vec<String> {
    Format::ALL.iter().map(|format| format!("--report={0}=out.{0}", format.name())).collect()
}

/// A corpus with one finding, in a folder of its own, with a file for each verb to write.
fn one_finding() -> Place {
    let place = Place::of(CORPUS);
    place.edit(CHURN, |document| document["summary"]["sources_count"] = 99.into());
    assert_eq!(place.run(&["baseline", "write"]).code, 0);
    place.write("old.sarif", "old");
    // Its last block has a little room, on systems with blocks of any size up to 64 KiB.
    place.write("summary.md", "old\n".repeat((64 << 10) / 4 - 2));
    place
}

/// Every verb that writes a file: what is typed, and the file that it writes.
const WRITING: [(&[&str], &str); 7] = [
    (&["check", "--no-baseline", "--report", "sarif=old.sarif"], "old.sarif"),
    (&["check", "--no-baseline", "--format", "github"], "summary.md"),
    (&["baseline", "write", "--force"], "termlint-baseline.json"),
    (&["baseline", "prune"], "termlint-baseline.json"),
    (&["ignore", CHURN, "source-count-mismatch", "--reason", "it stays"], "termlint.toml"),
    (&["config", "init"], "empty/termlint.toml"),
    (&["schema", "export", "schemas"], "schemas"),
];

/// The folder in which a verb runs: one without a configuration for `config init`.
fn folder_of(file: &str) -> &str {
    file.split_once('/').map_or("", |(folder, _)| folder)
}

/// Runs a script of the shell with arguments.
fn shell(folder: &Path, script: &str, arguments: &[&str]) -> Command {
    let mut command = program("sh", folder);
    command.args(["-c", script, "sh"]).args(arguments);
    command
}

/// All files below a folder, by their path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        let name = entry.file_name().to_string_lossy().into_owned();
        match entry.file_type().unwrap().is_dir() {
            true => found.extend(files(&entry.path()).into_iter().map(|(path, text)| (format!("{name}/{path}"), text))),
            false => drop(found.insert(name, fs::read(entry.path()).unwrap())),
        }
    }
    found
}

fn commit(place: &Place) {
    place.git(&["init", "-q", "-b", "main"]);
    place.git(&["add", "-A"]);
    place.git(&["commit", "-q", "-m", "one"]);
}

/// A copy of `keep` is made in `after`, where every write to a file fails. No privileges are needed for that.
const NO_FILE_MAY_GROW: &str = "cp -R keep after && cd after/\"$1\" && shift && trap '' XFSZ && ulimit -f 0 && \"$@\"";

/// The same on a file system without a free block.
const FULL_DISK: &str = "mount -t tmpfs -o size=2m none full && cp -R keep/. full && cd full/\"$1\" && shift || exit 99
cat /dev/zero > \"$OLDPWD\"/full/filler 2>/dev/null
\"$@\"
code=$?
cd \"$ROOT\" && rm full/filler && cp -R full after && exit $code";

/// The ways in which a disk is full here: words of the system, the program that runs the shell, the script.
fn full_disks() -> Vec<(&'static str, Vec<&'static str>, &'static str)> {
    let mut ways = vec![("file too large", vec!["sh", "-c"], NO_FILE_MAY_GROW)];
    let can = |unshare: &[&str]| {
        let mut probe = Command::new(unshare[0]);
        probe.args(&unshare[1..]).args(["sh", "-c", "mount -t tmpfs none /tmp"]);
        probe.output().is_ok_and(|output| output.status.success())
    };
    let unshare: [&[&str]; 2] = [&["unshare", "-m"], &["unshare", "-rm"]];
    match unshare.iter().find(|unshare| can(unshare)) {
        Some(unshare) => ways.push(("no space left on device", [unshare, &["sh", "-c"][..]].concat(), FULL_DISK)),
        None => missing("right to mount a small file system, so that no disk is really full"),
    }
    ways
}

#[test]
fn on_a_full_disk_every_verb_says_so_and_leaves_the_old_file() {
    let place = one_finding();
    fs::create_dir(place.path("empty")).unwrap();
    for (words, shell, script) in full_disks() {
        for (arguments, file) in WRITING {
            let root = TempDir::new().unwrap();
            copy(&place.path(""), &root.path().join("keep"));
            fs::create_dir(root.path().join("full")).unwrap();
            let keep = files(&root.path().join("keep"));
            let mut command = program(shell[0], root.path());
            command.args(&shell[1..]).args([script, "sh", folder_of(file).trim_end_matches("schemas"), TERMLINT]);
            command.args(arguments).env("ROOT", root.path()).env("XDG_CACHE_HOME", root.path());
            command.env("GITHUB_STEP_SUMMARY", "summary.md");
            let output = command.output().unwrap();
            let stderr = text(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{arguments:?}, {words}: {stderr}");
            let name = Path::new(file).file_name().unwrap().to_str().unwrap();
            assert!(stderr.contains(words) && stderr.contains(name), "{arguments:?}: {stderr}");
            assert_eq!(files(&root.path().join("after")), keep, "{arguments:?}, {words}");
        }
    }
}

#[test]
fn a_report_that_cannot_be_written_is_said_in_every_format() {
    let place = one_finding();
    let reports = reports();
    let mut arguments = vec![TERMLINT, "check", "--no-baseline", "--format", "json"];
    arguments.extend(reports.iter().map(String::as_str));
    let output = shell(&place.path(""), "trap '' XFSZ; ulimit -f 0; exec \"$@\"", &arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["failures"].as_array().unwrap().len(), Format::ALL.len(), "{report:#}");
    assert_eq!(report["exit_code"], 2);
    assert!(files(&place.path("")).keys().all(|file| !file.contains("out.") && !file.contains("tmp")));
}

#[test]
fn a_cache_that_cannot_be_written_changes_nothing() {
    let place = many();
    let check = [TERMLINT, "check", CHURN, "--format", "json"];
    let run = |script: &str| {
        let output =
            shell(&place.path(""), script, &check).env("XDG_CACHE_HOME", place.path(".cache")).output().unwrap();
        (output.status.code(), text(&output.stdout))
    };
    let limited = run("trap '' XFSZ; ulimit -f 0; exec \"$@\"");
    assert!(files(&place.path(".cache")).is_empty(), "no half of a cache, and no temporary file");
    assert_eq!(run("exec \"$@\""), limited);
    assert_eq!(files(&place.path(".cache")).len(), 1, "it is large enough to be kept");
}

#[test]
fn without_room_for_the_old_side_there_is_no_comparison() {
    let place = one_finding();
    commit(&place);
    let check = [TERMLINT, "check", "--changed-since", "HEAD"];
    let run = |script: &str, folder: &str| {
        let output = shell(&place.path(""), script, &check).env("TMPDIR", place.path(folder)).output().unwrap();
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains("files from git cannot be stored in") && stderr.contains("set TMPDIR"), "{stderr}");
        stderr
    };
    fs::create_dir(place.path("temporary")).unwrap();
    let stderr = run("trap '' XFSZ; ulimit -f 0; exec \"$@\"", "temporary");
    assert!(stderr.contains("/temporary”: file too large"), "{stderr}");
    assert!(files(&place.path("temporary")).is_empty());
    let stderr = run("exec \"$@\"", "nowhere");
    assert!(stderr.contains("/nowhere”: no such file or directory"), "{stderr}");
}

/// The corpus, and so many documents more that facts are kept; each has a finding.
fn many() -> Place {
    let place = Place::of(CORPUS);
    place.edit(CHURN, |document| document["summary"]["sources_count"] = 99.into());
    let text = place.read(CHURN);
    for number in 0..300 {
        let slug = format!("churn-rate-{number}");
        place.write(&format!("content/en-US/{slug}/ai.json"), text.replace("churn-rate", &slug));
    }
    place
}

#[test]
fn a_few_descriptors_are_enough() {
    let place = many();
    commit(&place);
    let reports = reports();
    let run = |script: &str, more: &[&str]| {
        let mut arguments = vec![TERMLINT, "check", "--threads", "16", "--only", "source-count-mismatch"];
        arguments.extend(reports.iter().map(String::as_str));
        arguments.extend(more);
        let output = shell(&place.path(""), script, &arguments).output().unwrap();
        let written = Format::ALL.iter().map(|format| {
            let file = place.path(&format!("out.{}", format.name()));
            let text = fs::read(&file).unwrap();
            fs::remove_file(file).unwrap();
            text
        });
        (output.status.code(), text_of(&output), written.collect::<Vec<_>>())
    };
    for (more, code) in [(&[][..], 1), (&["--changed-since", "HEAD"], 0)] {
        let few = run("ulimit -n 32; exec \"$@\"", more);
        assert_eq!(few.0, Some(code), "{}", few.1);
        assert!(few == run("exec \"$@\"", more), "{more:?}: reports differ");
    }
}

/// A copy of the program that anybody may run, and who that is: permissions do not bind root.
struct Somebody {
    folder: TempDir,
    is_root: bool,
}

impl Somebody {
    const SETPRIV: [&str; 4] = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

    fn new() -> Option<Somebody> {
        let is_root = text(&Command::new("id").arg("-u").output().unwrap().stdout).trim() == "0";
        let [setpriv, options @ ..] = Somebody::SETPRIV;
        let can = || Command::new(setpriv).args(options).arg("true").status().is_ok_and(|status| status.success());
        if is_root && !can() {
            missing("setpriv, which lets root run a program as somebody else");
            return None;
        }
        let folder = TempDir::new().unwrap();
        fs::copy(TERMLINT, folder.path().join("termlint")).unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        Some(Somebody { folder, is_root })
    }

    fn run(&self, folder: &Path, arguments: &[&str]) -> Output {
        let program = self.folder.path().join("termlint");
        let mut command = match self.is_root {
            false => programs::program(program, folder),
            true => {
                let [setpriv, options @ ..] = Somebody::SETPRIV;
                let mut command = programs::program(setpriv, folder);
                command.args(options).arg(program);
                command
            }
        };
        command.args(arguments).env("HOME", "/nonexistent").env("XDG_CACHE_HOME", "/nonexistent");
        command.env("GITHUB_STEP_SUMMARY", "summary.md").output().unwrap()
    }
}

fn shut(place: &Place, path: &str, mode: u32) {
    fs::set_permissions(place.path(path), fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn what_somebody_may_not_read_is_a_finding_or_an_error_with_its_name() {
    let Some(somebody) = Somebody::new() else { return };
    let place = one_finding();
    shut(&place, "", 0o755);
    place.write("termlint.toml", "include = [\"content/**/ai.json\"]\nknown-slugs = [\"slugs.txt\"]\n");
    place.write("slugs.txt", "churn-rate\n");
    let plain = ["check", "--no-baseline", "--format", "concise"];
    for (path, arguments, code, observed) in [
        (
            CHURN,
            &plain[..],
            1,
            "content/en-US/churn-rate/ai.json:1:1: error: the file cannot be read: permission denied",
        ),
        (
            "content/en-US/churn-rate",
            &plain,
            1,
            "content/en-US/churn-rate:1:1: error: the folder cannot be listed: permission denied",
        ),
        ("termlint.toml", &plain, 2, "termlint.toml: the file cannot be read: permission denied"),
        ("termlint-baseline.json", &["check"], 2, "termlint-baseline.json: the file cannot be read: permission denied"),
        ("slugs.txt", &plain, 2, "“slugs.txt”: the file cannot be read: permission denied"),
    ] {
        let mode = place.path(path).metadata().unwrap().permissions().mode();
        shut(&place, path, 0);
        let output = somebody.run(&place.path(""), arguments);
        shut(&place, path, mode);
        let all = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{path}: {all}");
        assert!(all.contains(observed), "{path}: {all}");
    }
}

#[test]
fn where_somebody_may_not_write_nothing_changes() {
    let Some(somebody) = Somebody::new() else { return };
    let place = one_finding();
    fs::create_dir(place.path("empty")).unwrap();
    shut(&place, "summary.md", 0o444);
    let before = files(&place.path(""));
    for folder in ["empty", ""] {
        shut(&place, folder, 0o555);
    }
    for (arguments, file) in WRITING {
        let output = somebody.run(&place.path(folder_of(file)), arguments);
        let stderr = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.contains("permission denied"), "{arguments:?}: {stderr}");
        assert!(stderr.contains(Path::new(file).file_name().unwrap().to_str().unwrap()), "{arguments:?}: {stderr}");
    }
    assert_eq!(files(&place.path("")), before);
    shut(&place, "", 0o755);
}

/// A small corpus, since each run of it is ended many times.
fn small() -> Place {
    let place = one_finding();
    fs::create_dir(place.path("empty")).unwrap();
    fs::remove_dir_all(place.path("content")).unwrap();
    let churn = format!("{CORPUS}/en-US/churn-rate/ai.json");
    place.write(CHURN, fs::read(churn).unwrap());
    place.edit(CHURN, |document| document["summary"]["sources_count"] = 99.into());
    place
}

fn start(place: &Place, file: &str, arguments: &[&str]) -> Child {
    let mut command = termlint(place.path(folder_of(file)));
    command.args(arguments).env("GITHUB_STEP_SUMMARY", place.path("summary.md"));
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Whether a file is one that a run has not got to rename.
fn is_temporary(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.starts_with(".termlint-") && name.ends_with(".tmp")
}

#[test]
fn a_killed_run_leaves_the_old_file_or_the_new_one() {
    const KILLS: usize = 50;
    let mut random = fastrand::Rng::with_seed(11);
    let mut left = 0;
    // The summary of a step is appended to, as GitHub wants it, and nobody reads it when the step was killed.
    for (arguments, file) in WRITING.into_iter().filter(|(_, file)| *file != "summary.md") {
        let whole = small();
        let old = files(&whole.path(""));
        let began = Instant::now();
        start(&whole, file, arguments).wait().unwrap();
        let duration = began.elapsed();
        let new = files(&whole.path(""));
        assert_ne!(old, new, "{arguments:?} writes");
        let place = small();
        for _ in 0..KILLS {
            let mut run = start(&place, file, arguments);
            sleep(duration.mul_f64(random.f64() * 1.1));
            run.kill().unwrap();
            run.wait().unwrap();
            let now = files(&place.path(""));
            for (path, text) in &now {
                if is_temporary(path) {
                    left += 1;
                    fs::remove_file(place.path(path)).unwrap();
                    continue;
                }
                let is_whole = old.get(path) == Some(text) || new.get(path) == Some(text);
                assert!(is_whole, "{arguments:?}: {path} is torn: {}", String::from_utf8_lossy(text));
            }
            assert!(old.keys().all(|path| now.contains_key(path)), "{arguments:?}: a file is gone");
            for path in now.keys().filter(|path| !is_temporary(path)) {
                match old.get(path) {
                    Some(text) => fs::write(place.path(path), text).unwrap(),
                    None => fs::remove_file(place.path(path)).unwrap(),
                }
            }
        }
    }
    let _ = writeln!(std::io::stderr(), "{left} temporary files were left by {} kills", 6 * KILLS);
}

#[test]
fn a_run_that_is_killed_while_it_writes_leaves_a_temporary_file_that_nobody_takes_for_a_handoff() {
    let place = small();
    // A long report, and a limit in the midst of it: the system ends the program there.
    let arguments = [TERMLINT, "check", "--no-baseline", "--report", "sarif=old.sarif"];
    let output = shell(&place.path(""), "ulimit -c 0; ulimit -f 8; exec \"$@\"", &arguments).output().unwrap();
    assert_eq!(output.status.code(), None, "{}", text(&output.stderr));
    assert_eq!(place.read("old.sarif"), "old");
    let is_left = |path: &&String| is_temporary(path);
    assert_eq!(files(&place.path("")).keys().filter(is_left).count(), 1);
    let ran = place.run(&["check", "--no-baseline", "--report", "sarif=old.sarif"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stderr.contains("1 handoff") || ran.stderr.contains("1 file"), "{}", ran.stderr);
    assert!(serde_json::from_str::<serde_json::Value>(&place.read("old.sarif")).is_ok());
}

/// Waits for a file, for as long as a busy machine may take.
fn wait_for(path: &Path) -> String {
    for _ in 0..3_000 {
        match fs::read_to_string(path) {
            Ok(text) if text.ends_with('\n') => return text,
            _ => sleep(Duration::from_millis(10)),
        }
    }
    panic!("{} never came", path.display());
}

#[test]
fn a_signal_in_a_comparison_leaves_nothing_behind() {
    let place = one_finding();
    commit(&place);
    // Only what differs is read from the commit: here, every document.
    for (path, text) in files(&place.path("content")) {
        place.write(&format!("content/{path}"), [text, b"\n".to_vec()].concat());
    }
    // git, as far as it goes: it hands out part of the old files and then waits.
    let script = "#!/bin/sh\ncase \"$*\" in\n*cat-file*) PATH=$OLD git \"$@\" | head -c 20000\necho $$ > \"$STARTED\"\n\
                  exec sleep 60;;\n*) PATH=$OLD exec git \"$@\";;\nesac\n";
    place.write("bin/git", script);
    shut(&place, "bin/git", 0o755);
    let path = std::env::var("PATH").unwrap();
    for signal in ["INT", "TERM", "HUP", "KILL"] {
        let (started, temporary) = (place.path(&format!("started-{signal}")), place.path(&format!("tmp-{signal}")));
        fs::create_dir(&temporary).unwrap();
        let mut command = termlint(place.path(""));
        command.args(["check", "--changed-since", "HEAD"]).stdout(Stdio::null()).stderr(Stdio::null());
        command.env("OLD", &path).env("PATH", format!("{}:{path}", place.path("bin").display()));
        command.env("STARTED", &started).env("TMPDIR", &temporary);
        let mut run = command.spawn().unwrap();
        let git = wait_for(&started);
        let send = |signal: &str, process: &str| Command::new("kill").args(["-s", signal, process]).output().unwrap();
        send(signal, &run.id().to_string());
        assert_eq!(run.wait().unwrap().code(), None, "{signal} ends it");
        send("KILL", git.trim());
        assert!(fs::read_dir(&temporary).unwrap().next().is_none(), "{signal}: something is left");
    }
}

#[test]
fn git_may_list_names_of_any_bytes_and_any_length() {
    let place = Place::of(CORPUS);
    let text = fs::read(place.path(CHURN)).unwrap();
    let folder = place.path("content/en-US");
    let names = [b"line\nbreak\x1b[31m".to_vec(), b"not utf-8 \xff\xfe".to_vec(), vec![b'n'; 255]];
    let mut made = 0;
    for name in names {
        let folder = folder.join(OsString::from_vec(name));
        if fs::create_dir(&folder).is_err() {
            missing("file system that takes names of any bytes");
            continue;
        }
        fs::write(folder.join("ai.json"), &text).unwrap();
        made += 1;
    }
    let run = |arguments: &[&str]| {
        let output = termlint(place.path("")).args(arguments).output().unwrap();
        (output.status.code(), text_of(&output))
    };
    commit(&place);
    let (code, all) = run(&["check", "--git-index", "--format", "concise"]);
    assert_eq!(code, Some(1), "{all}");
    assert!(all.contains(&format!(" of {} files", 20 + made)), "{all}");
    assert!(!all.contains('\u{1b}'), "{all:?}");
    // What was there already is known again, whatever it is called.
    let (code, all) = run(&["check", "--changed-since", "HEAD", "--format", "concise", "--fail-on", "info"]);
    assert_eq!(code, Some(0), "{all}");
}

fn text_of(output: &Output) -> String {
    text(&output.stdout) + &text(&output.stderr)
}
