//! Runs inside git repositories: what is new against a revision, and what git tracks.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use place::copy;
use serde_json::Value;
use tempfile::TempDir;

#[path = "support/place.rs"]
mod place;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/corpus");

/// A repository with the clean corpus in `content`, committed once.
struct Place {
    folder: TempDir,
}

struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
}

impl Ran {
    /// The path and rule of each finding, in concise form.
    fn found(&self) -> Vec<(String, String)> {
        let line = |line: &str| {
            let rule = line.rsplit_once(" [")?.1.strip_suffix(']')?;
            Some((line.split_once(':')?.0.to_owned(), rule.to_owned()))
        };
        self.stdout.lines().filter_map(line).collect()
    }
}

impl Place {
    fn new() -> Place {
        let place = Place { folder: TempDir::new().unwrap() };
        copy(Path::new(CORPUS), &place.path("content"));
        fs::write(place.path("termlint.toml"), "include = [\"content/**/ai.json\"]\n").unwrap();
        place.git(&["init", "-q", "-b", "main"]);
        place.commit("one");
        place
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn git(&self, arguments: &[&str]) -> String {
        self.git_in("", arguments)
    }

    fn git_in(&self, folder: &str, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .current_dir(self.path(folder))
            .args(["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always"])
            .args(arguments)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .unwrap();
        assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message]);
    }

    fn edit(&self, path: &str, old: &str, new: &str) {
        let text = fs::read_to_string(self.path(path)).unwrap();
        assert!(text.contains(old), "{path} holds no {old}");
        fs::write(self.path(path), text.replace(old, new)).unwrap();
    }

    fn check(&self, arguments: &[&str]) -> Ran {
        self.check_in("", arguments)
    }

    fn check_in(&self, folder: &str, arguments: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_termlint"));
        self.ran(command.current_dir(self.path(folder)), arguments)
    }

    /// With at most so many MiB of address space, where the system can be told.
    fn check_in_memory(&self, mebibytes: usize, arguments: &[&str]) -> Ran {
        let limit = match cfg!(target_os = "linux") {
            true => format!("ulimit -v {} && ", mebibytes << 10),
            false => String::new(),
        };
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{limit}exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_termlint")]);
        self.ran(command.current_dir(self.path("")), arguments)
    }

    fn ran(&self, command: &mut Command, arguments: &[&str]) -> Ran {
        let command = command.args(["check", "--format", "concise"]).args(arguments);
        let output = command.env("SOURCE_DATE_EPOCH", "1795305600").output().unwrap(); // 2026-11-22
        Ran {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The three documents that point at `en-US/lead-scoring`, and the one that is its pair in the other language.
fn dead_links() -> Vec<(String, String)> {
    let pair = ("content/ja-JP/lead-scoring/ai.json".to_owned(), "unpaired-locale".to_owned());
    ["buyer-persona", "customer-acquisition-cost", "sales-pipeline"]
        .map(|slug| (format!("content/en-US/{slug}/ai.json"), "dead-related-slug".to_owned()))
        .into_iter()
        .chain([pair])
        .collect()
}

#[test]
fn a_deleted_term_is_told_by_the_files_that_point_at_it() {
    let place = Place::new();
    assert_eq!(place.check(&["--changed-since", "HEAD", "--fail-on", "info"]).code, 0);
    place.git(&["rm", "-q", "content/en-US/lead-scoring/ai.json"]);
    place.commit("two");
    let ran = place.check(&["--changed-since", "HEAD~1"]);
    assert_eq!((ran.code, ran.found()), (1, dead_links()));
    assert!(ran.stderr.contains("where HEAD~1 and this branch parted"), "{}", ran.stderr);
    assert!(ran.stderr.contains("9 findings not reported, since it had them"), "{}", ran.stderr);
    // From a folder that holds none of them, too; and nothing is left behind.
    let below = place.check_in("content/ja-JP", &["--changed-since", "HEAD~1"]);
    assert_eq!(below.code, 1);
    assert!(below.stdout.starts_with("../../content/en-US/buyer-persona/ai.json:"), "{}", below.stdout);
    assert_eq!(place.git(&["status", "--porcelain"]), "");
}

#[test]
fn what_is_not_committed_counts() {
    let place = Place::new();
    fs::remove_file(place.path("content/en-US/lead-scoring/ai.json")).unwrap();
    assert_eq!(place.check(&["--changed-since", "HEAD"]).found(), dead_links());
}

#[test]
fn moved_reformatted_and_aged_documents_have_nothing_new() {
    let place = Place::new();
    place.git(&["mv", "content/en-US/churn-rate", "content/en-US/churn"]);
    let path = place.path("content/en-US/churn/ai.json");
    let document: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    fs::write(&path, document.to_string()).unwrap();
    place.commit("two");
    let ran = place.check(&["--changed-since", "HEAD~1", "--fail-on", "info"]);
    assert_eq!((ran.code, ran.found()), (0, Vec::new()));
    // Years later every review is old, on both sides.
    let ran = place.check(&["--changed-since", "HEAD~1", "--fail-on", "info", "--today", "2036-01-01"]);
    assert_eq!((ran.code, ran.found()), (0, Vec::new()));
}

#[test]
fn one_more_defect_of_the_same_kind_is_one_finding() {
    let place = Place::new();
    let path = "content/en-US/buyer-persona/ai.json";
    place.edit(path, "\"canonical_slug\": \"lead-scoring\"", "\"canonical_slug\": \"gone-one\"");
    place.commit("two");
    place.edit(path, "\"canonical_slug\": \"a-b-testing\"", "\"canonical_slug\": \"gone-two\"");
    let ran = place.check(&["--changed-since", "HEAD", "--only", "dead-related-slug"]);
    assert_eq!(ran.found().len(), 1, "{}", ran.stdout);
    assert!(ran.stdout.contains("gone-two"), "{}", ran.stdout);
}

#[test]
fn the_merge_base_is_the_old_side() {
    let place = Place::new();
    place.git(&["checkout", "-q", "-b", "topic"]);
    place.edit("content/en-US/churn-rate/ai.json", "\"sources_count\": ", "\"sources_count\": 1");
    place.commit("topic");
    place.git(&["checkout", "-q", "main"]);
    place.edit("content/en-US/operating-margin/ai.json", "\"sources_count\": ", "\"sources_count\": 1");
    place.commit("main");
    place.git(&["checkout", "-q", "topic"]);
    let ran = place.check(&["--changed-since", "main", "--only", "source-count-mismatch"]);
    let expected = [("content/en-US/churn-rate/ai.json".to_owned(), "source-count-mismatch".to_owned())];
    assert_eq!(ran.found(), expected);
}

#[test]
fn a_missing_commit_is_told_with_the_command_that_fetches_it() {
    let place = Place::new();
    for (revision, help) in [("origin/main", "run `git fetch origin main`"), ("v9", "run `git fetch` for it")] {
        let ran = place.check(&["--changed-since", revision]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{}", ran.stderr);
        assert!(ran.stderr.contains(&format!("git has no commit “{revision}”")), "{}", ran.stderr);
        assert!(ran.stderr.contains(help), "{}", ran.stderr);
    }
    // Nothing that looks like an option reaches git as one.
    let ran = place.check(&["--changed-since=--all"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("git has no commit “--all”"), "{}", ran.stderr);
}

#[test]
fn a_short_history_is_compared_with_the_revision_itself() {
    let place = Place::new();
    place.git(&["rm", "-q", "content/en-US/lead-scoring/ai.json"]);
    place.commit("two");
    place.git(&["commit", "-q", "--allow-empty", "-m", "three"]);
    let origin = format!("file://{}", place.folder.path().display());
    let clone = TempDir::new().unwrap();
    let target = clone.path().join("clone").display().to_string();
    place.git(&["clone", "-q", "--depth", "1", &origin, &target]);
    let clone = Place { folder: clone };
    let ran = clone.check_in("clone", &["--changed-since", "HEAD~1"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("run `git fetch --unshallow`"), "{}", ran.stderr);
    clone.git_in("clone", &["fetch", "-q", "--depth", "1", "origin", place.git(&["rev-parse", "HEAD~2"]).trim()]);
    let ran = clone.check_in("clone", &["--changed-since", "FETCH_HEAD"]);
    assert_eq!(ran.found(), dead_links(), "{}", ran.stderr);
    assert!(ran.stderr.contains("FETCH_HEAD itself"), "{}", ran.stderr);
}

#[test]
fn worktrees_and_submodules_are_repositories() {
    let place = Place::new();
    place.git(&["rm", "-q", "content/en-US/lead-scoring/ai.json"]);
    place.commit("two");
    let tree = TempDir::new().unwrap();
    let path = tree.path().join("tree").display().to_string();
    place.git(&["worktree", "add", "-q", &path, "HEAD"]);
    let ran = Place { folder: tree }.check_in("tree", &["--changed-since", "HEAD~1"]);
    assert_eq!(ran.found(), dead_links(), "{}", ran.stderr);

    let outer = Place { folder: TempDir::new().unwrap() };
    outer.git(&["init", "-q"]);
    outer.git(&["submodule", "--quiet", "add", &place.folder.path().display().to_string(), "inner"]);
    let ran = outer.check_in("inner", &["--changed-since", "HEAD~1"]);
    assert_eq!(ran.found(), dead_links(), "{}", ran.stderr);
}

#[test]
fn a_hook_may_have_named_the_repository() {
    let place = Place::new();
    place.git(&["rm", "-q", "content/en-US/lead-scoring/ai.json"]);
    place.commit("two");
    let output = Command::new(env!("CARGO_BIN_EXE_termlint"))
        .current_dir(place.path("content"))
        .args(["check", "--changed-since", "HEAD~1", "--git-index", "--format", "concise", "--today", "2026-11-22"])
        .env("GIT_DIR", ".git")
        .env("GIT_PREFIX", "content/")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn what_else_a_hook_may_have_set_does_not_count() {
    let place = Place::new();
    place.git(&["rm", "-q", "content/en-US/lead-scoring/ai.json"]);
    place.commit("two");
    let code = |name: &str, value: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_termlint"));
        command.current_dir(place.path("content"));
        command.args(["check", "--changed-since", "HEAD~1", "--git-index", "--today", "2026-11-22"]);
        command.env(name, value).output().unwrap().status.code()
    };
    for name in ["GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_ATTR_SOURCE", "GIT_IMPLICIT_WORK_TREE"] {
        assert_eq!(code(name, "0"), Some(1), "{name}");
    }
    fs::write(place.path("shallow"), place.git(&["rev-parse", "HEAD"])).unwrap();
    let shallow = place.path("shallow");
    assert_eq!(code("GIT_SHALLOW_FILE", shallow.to_str().unwrap()), Some(1), "the base would be unknown");
    let trace = place.path("trace");
    assert_eq!(code("GIT_TRACE", trace.to_str().unwrap()), Some(1));
    assert!(!trace.exists(), "nothing is written anywhere");
    // How CI says which folders git may trust: it must reach git, which refuses a number that is none.
    assert_eq!(code("GIT_CONFIG_COUNT", "0"), Some(1));
    assert_eq!(code("GIT_CONFIG_COUNT", "many"), Some(2));
}

#[test]
fn a_file_that_was_too_large_is_not_read_and_is_nothing_new() {
    let place = Place::new();
    // git holds a blob of this size in memory, unless it is told not to.
    place.git(&["config", "core.bigFileThreshold", "1m"]);
    let large = |name: &str| {
        let folder = place.path("content/en-US").join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::File::create(folder.join("ai.json")).unwrap().set_len(300 << 20).unwrap();
    };
    large("first");
    place.commit("two");
    large("second");
    let ran = place.check_in_memory(200, &["--threads", "1", "--changed-since", "HEAD"]);
    let expected = ("content/en-US/second/ai.json".to_owned(), "file-too-large".to_owned());
    assert_eq!((ran.code, ran.found()), (1, vec![expected]), "{}", ran.stderr);
    // What was too large and can be read now is all new.
    fs::write(place.path("content/en-US/first/ai.json"), "{").unwrap();
    fs::remove_dir_all(place.path("content/en-US/second")).unwrap();
    let ran = place.check(&["--changed-since", "HEAD"]);
    let expected = ("content/en-US/first/ai.json".to_owned(), "syntax-error".to_owned());
    assert_eq!((ran.code, ran.found()), (1, vec![expected]), "{}", ran.stderr);
}

#[test]
fn old_lines_are_compared_however_many_they_are() {
    let place = Place::new();
    let line = |slug: &str| {
        let text = fs::read_to_string(place.path("content/en-US/lead-scoring/ai.json")).unwrap();
        let mut document: Value = serde_json::from_str(&text).unwrap();
        document["summary"]["sources_count"] = 9.into();
        document["slug"] = slug.into();
        format!("{document}\n")
    };
    let old: String = (0..9).map(|number| line(&format!("term-{number}"))).collect();
    fs::write(place.path("all.jsonl"), &old).unwrap();
    place.commit("two");
    fs::write(place.path("all.jsonl"), old.clone() + &line("term-9")).unwrap();
    // The limit holds for a line, and the file is longer.
    let limit = (old.len() / 4).to_string();
    let only = ["--only", "source-count-mismatch", "--max-file-size", &limit, "all.jsonl"];
    assert_eq!(place.check(&only).found().len(), 10);
    let ran = place.check(&[&["--changed-since", "HEAD"][..], &only].concat());
    assert_eq!(ran.found().len(), 1, "{}{}", ran.stdout, ran.stderr);
}

#[test]
fn the_index_that_a_hook_names_begins_at_the_top_of_the_work_tree() {
    let place = Place::new();
    let draft = "content/en-US/draft/ai.json";
    fs::create_dir_all(place.path("content/en-US/draft")).unwrap();
    fs::write(place.path(draft), "{").unwrap();
    fs::copy(place.path(".git/index"), place.path(".git/next-index")).unwrap();
    place.git(&["add", draft]);
    let code = |folder: &str, index: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_termlint"));
        command.current_dir(place.path(folder)).args(["check", "--git-index", "--today", "2026-11-22"]);
        command.env("GIT_INDEX_FILE", index).output().unwrap().status.code()
    };
    // prek runs hooks in folders below, too.
    for folder in ["", "content"] {
        assert_eq!(code(folder, ".git/next-index"), Some(0), "{folder}");
        assert_eq!(code(folder, ".git/index"), Some(1), "{folder}");
        assert_eq!(code(folder, &place.path(".git/next-index").display().to_string()), Some(0), "{folder}");
    }
    // One that is of another repository, around this one, says nothing.
    assert_eq!(code("content", "elsewhere/.git/index"), Some(1));
}

#[test]
fn before_the_first_commit_all_is_new() {
    let place = Place { folder: TempDir::new().unwrap() };
    copy(Path::new(CORPUS), &place.path("content"));
    fs::write(place.path("termlint.toml"), "include = [\"content/**/ai.json\"]\n").unwrap();
    place.git(&["init", "-q", "-b", "main"]);
    place.git(&["add", "-A"]);
    assert_eq!(place.check(&["--changed-since", "HEAD"]).code, 0);
    place.git(&["rm", "-q", "--cached", "content/en-US/lead-scoring/ai.json"]);
    let ran = place.check(&["--changed-since", "HEAD", "--git-index", "--only", "dead-related-slug"]);
    assert_eq!((ran.code, ran.found()), (1, dead_links()[..3].to_vec()), "{}", ran.stderr);
    // Another name is a mistake, then as ever.
    assert_eq!(place.check(&["--changed-since", "main"]).code, 2);
}

#[test]
fn only_what_git_tracks_or_has_staged_is_judged() {
    let place = Place::new();
    let draft = "content/en-US/draft/ai.json";
    fs::create_dir_all(place.path("content/en-US/draft")).unwrap();
    fs::write(place.path(draft), "{").unwrap();
    assert_eq!(place.check(&[]).found().first().map(|found| found.1.as_str()), Some("fallback-term-id"));
    assert_eq!(place.check(&[]).code, 1);
    assert_eq!(place.check(&["--git-index"]).code, 0);
    let ran = place.check(&["--git-index", draft]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    place.git(&["add", draft]);
    assert_eq!(place.check(&["--git-index"]).code, 1);
}

#[test]
fn outside_of_a_repository_there_is_nothing_to_compare_with() {
    let place = Place { folder: TempDir::new().unwrap() };
    copy(Path::new(CORPUS), &place.path("content"));
    for arguments in [&["--changed-since", "HEAD", "content"][..], &["--git-index", "content"]] {
        let ran = place.check(arguments);
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(ran.stderr.contains("this is no git repository"), "{}", ran.stderr);
    }
}

#[test]
fn a_copied_renamed_or_moved_term_has_no_new_findings() {
    let old = "content/en-US/churn-rate/ai.json";
    let only = ["--changed-since", "HEAD", "--only", "source-count-mismatch"];
    for (is_copied, is_moved, slug) in [
        (true, false, "churn-rate"),
        (false, true, "churn-rate"),
        (false, false, "lost-rate"),
        (false, true, "lost-rate"),
    ] {
        let place = Place::new();
        place.edit(old, "\"sources_count\": ", "\"sources_count\": 9");
        place.commit("two");
        if is_copied {
            copy(&place.path("content/en-US/churn-rate"), &place.path("content/en-US/a-copy"));
            let found = place.check(&only).found();
            assert_eq!(found, [("content/en-US/a-copy/ai.json".to_owned(), "source-count-mismatch".to_owned())]);
            continue;
        }
        place.edit(old, "\"slug\": \"churn-rate\"", &format!("\"slug\": \"{slug}\""));
        place.edit(old, "\"canonical_slug\": \"churn-rate\"", &format!("\"canonical_slug\": \"{slug}\""));
        if is_moved {
            fs::rename(place.path("content/en-US/churn-rate"), place.path("content/en-US/lost-rate")).unwrap();
        }
        let ran = place.check(&only);
        assert_eq!((ran.code, ran.found()), (0, vec![]), "{slug}");
        if slug == "lost-rate" {
            let links = place.check(&["--changed-since", "HEAD", "--only", "dead-related-slug"]);
            assert!(links.stdout.contains("the related slug “churn-rate” is now “lost-rate”"), "{}", links.stdout);
        }
        assert!(ran.stderr.contains("1 finding not reported, since it had them"), "{}", ran.stderr);
    }
}
