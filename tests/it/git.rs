//! Runs inside git repositories: what is new against a revision, and what git tracks.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::place::{Place, Ran, copy, ran};
use crate::programs::{TERMLINT, program, termlint_in_memory};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/corpus");

/// A repository with the clean corpus in `content`, committed once.
fn repository() -> Place {
    let place = Place::of(CORPUS);
    place.write(".gitignore", ".cache/\n");
    place.git(&["init", "-q", "-b", "main"]);
    place.commit("one");
    place
}

/// The same, and a second commit without a term that others point at.
fn without_a_term() -> Place {
    let place = repository();
    place.git(&["rm", "-q", "content/en-US/lead-scoring/ai.json"]);
    place.commit("two");
    place
}

impl Place {
    /// Without what is of interest only: the corpus has some of that.
    fn check_strictly(&self, arguments: &[&str]) -> Ran {
        self.check(&[&["--min-severity", "warning"], arguments].concat())
    }

    /// What `check` says in an environment.
    fn check_with(&self, folder: &str, variables: &[(&str, &str)], arguments: &[&str]) -> Ran {
        let mut command = self.command(folder);
        ran(command.args(["check", "--format", "concise"]).args(arguments).envs(variables.iter().copied()))
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
    let place = repository();
    assert_eq!(place.check(&["--changed-since", "HEAD", "--fail-on", "info"]).code, 0);
    place.git(&["rm", "-q", "content/en-US/lead-scoring/ai.json"]);
    place.commit("two");
    let ran = place.check(&["--changed-since", "HEAD~1"]);
    assert_eq!((ran.code, ran.found()), (1, dead_links()));
    assert!(ran.stderr.contains("where this branch left HEAD~1"), "{}", ran.stderr);
    assert!(ran.stderr.contains("9 findings already there, not reported"), "{}", ran.stderr);
    // From a folder that holds none of them, too; and nothing is left behind.
    let below = place.check_in("content/ja-JP", &["--changed-since", "HEAD~1"]);
    assert_eq!(below.code, 1);
    assert!(below.stdout.starts_with("../../content/en-US/buyer-persona/ai.json:"), "{}", below.stdout);
    assert_eq!(place.git(&["status", "--porcelain"]), "");
}

#[test]
fn what_is_not_committed_counts() {
    let place = repository();
    fs::remove_file(place.path("content/en-US/lead-scoring/ai.json")).unwrap();
    assert_eq!(place.check(&["--changed-since", "HEAD"]).found(), dead_links());
}

#[test]
fn moved_reformatted_and_aged_documents_have_nothing_new() {
    let place = repository();
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
    let place = repository();
    let path = "content/en-US/buyer-persona/ai.json";
    place.replace(path, "\"canonical_slug\": \"lead-scoring\"", "\"canonical_slug\": \"gone-one\"");
    place.commit("two");
    place.replace(path, "\"canonical_slug\": \"a-b-testing\"", "\"canonical_slug\": \"gone-two\"");
    let ran = place.check(&["--changed-since", "HEAD", "--only", "dead-related-slug"]);
    assert_eq!(ran.found().len(), 1, "{}", ran.stdout);
    assert!(ran.stdout.contains("gone-two"), "{}", ran.stdout);
}

#[test]
fn the_merge_base_is_the_old_side() {
    let place = repository();
    place.git(&["checkout", "-q", "-b", "topic"]);
    place.replace("content/en-US/churn-rate/ai.json", "\"sources_count\": ", "\"sources_count\": 1");
    place.commit("topic");
    place.git(&["checkout", "-q", "main"]);
    place.replace("content/en-US/operating-margin/ai.json", "\"sources_count\": ", "\"sources_count\": 1");
    place.commit("main");
    place.git(&["checkout", "-q", "topic"]);
    let ran = place.check(&["--changed-since", "main", "--only", "source-count-mismatch"]);
    let expected = [("content/en-US/churn-rate/ai.json".to_owned(), "source-count-mismatch".to_owned())];
    assert_eq!(ran.found(), expected);
}

#[test]
fn a_missing_commit_is_told_with_the_command_that_fetches_it() {
    let place = repository();
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
fn a_commit_is_found_by_what_git_takes_for_one() {
    let place = repository();
    place.git(&["tag", "-a", "v1", "-m", "first"]);
    place.git(&["rm", "-q", "content/en-US/lead-scoring/ai.json"]);
    place.commit("two words");
    for revision in ["main~1", "main^", ":/one", "v1", "HEAD^{/one}", "main@{1}"] {
        let ran = place.check(&["--changed-since", revision]);
        assert_eq!(ran.found(), dead_links(), "{revision}: {}", ran.stderr);
    }
    assert_eq!(place.check(&["--changed-since", ":/two words"]).code, 0, "all of what is after the colon is sought");
}

#[test]
fn the_help_for_a_revision_is_a_command_that_git_takes() {
    let origin = repository();
    let origin_url = origin.path("").display().to_string();
    let place = Place::new();
    place.git(&["clone", "-q", &origin_url, "."]);
    place.git(&["remote", "add", "upstream", &origin_url]);
    origin.git(&["branch", "later"]);
    origin.git(&["branch", "last"]);
    for (revision, help) in [
        ("main~1", Some("`git log main`")),
        ("main^2", Some("`git log main`")),
        ("origin/main~1", Some("`git log origin/main`")),
        ("origin/later", Some("`git fetch origin later`")),
        ("origin/last~1", Some("`git fetch origin last`")),
        ("upstream/main", Some("`git fetch upstream main`")),
        ("main:content", None),
        ("feature/new", Some("`git fetch`")),
        ("a; ls/b", Some("`git fetch`")),
        (":/word", None),
        (":/a/b", None),
        ("main..later", None),
        ("", Some("`git fetch`")),
    ] {
        let ran = place.check(&["--changed-since", revision]);
        assert_eq!(ran.code, 2, "{revision}: {}", ran.stderr);
        assert!(ran.stderr.contains(&format!("git has no commit “{revision}”")), "{revision}: {}", ran.stderr);
        let command = ran.stderr.split('`').nth(1);
        assert_eq!(command.map(|command| format!("`{command}`")).as_deref(), help, "{revision}: {}", ran.stderr);
        if let Some(command) = command {
            place.git(&command.split(' ').skip(1).collect::<Vec<_>>());
        }
    }
    // What CI has checked out is a commit, and its branches are those of the remote.
    place.git(&["checkout", "-q", "--detach"]);
    place.git(&["branch", "-q", "-D", "main"]);
    let ran = place.check(&["--changed-since", "main"]);
    assert!(ran.stderr.contains("pass origin/main"), "{}", ran.stderr);
}

#[test]
fn a_short_history_is_compared_with_the_revision_itself() {
    let place = without_a_term();
    place.git(&["commit", "-q", "--allow-empty", "-m", "three"]);
    let origin = format!("file://{}", place.path("").display());
    let clone = Place::new();
    let target = clone.path("clone").display().to_string();
    place.git(&["clone", "-q", "--depth", "1", &origin, &target]);
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
    let place = without_a_term();
    let tree = Place::new();
    let path = tree.path("tree").display().to_string();
    place.git(&["worktree", "add", "-q", &path, "HEAD"]);
    let ran = tree.check_in("tree", &["--changed-since", "HEAD~1"]);
    assert_eq!(ran.found(), dead_links(), "{}", ran.stderr);

    let outer = Place::new();
    outer.git(&["init", "-q"]);
    outer.git(&["submodule", "--quiet", "add", &place.path("").display().to_string(), "inner"]);
    let ran = outer.check_in("inner", &["--changed-since", "HEAD~1"]);
    assert_eq!(ran.found(), dead_links(), "{}", ran.stderr);
}

#[test]
fn a_hook_may_have_named_the_repository() {
    let place = without_a_term();
    let variables = [("GIT_DIR", ".git"), ("GIT_PREFIX", "content/")];
    let ran = place.check_with("content", &variables, &["--changed-since", "HEAD~1", "--git-index"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
}

#[test]
fn what_else_a_hook_may_have_set_does_not_count() {
    let place = without_a_term();
    let code = |name: &str, value: &str| {
        place.check_with("content", &[(name, value)], &["--changed-since", "HEAD~1", "--git-index"]).code
    };
    for name in ["GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_ATTR_SOURCE", "GIT_IMPLICIT_WORK_TREE"] {
        assert_eq!(code(name, "0"), 1, "{name}");
    }
    fs::write(place.path("shallow"), place.git(&["rev-parse", "HEAD"])).unwrap();
    let shallow = place.path("shallow");
    assert_eq!(code("GIT_SHALLOW_FILE", shallow.to_str().unwrap()), 1, "the base would be unknown");
    let trace = place.path("trace");
    assert_eq!(code("GIT_TRACE", trace.to_str().unwrap()), 1);
    assert!(!trace.exists(), "nothing is written anywhere");
    // How CI says which folders git may trust: it must reach git, which refuses a number that is none.
    assert_eq!(code("GIT_CONFIG_COUNT", "0"), 1);
    assert_eq!(code("GIT_CONFIG_COUNT", "many"), 2);
}

#[test]
fn a_file_that_was_too_large_is_not_read_and_is_nothing_new() {
    let place = repository();
    // git holds a blob of this size in memory, unless it is reported not to.
    place.git(&["config", "core.bigFileThreshold", "1m"]);
    let large = |name: &str| {
        let folder = place.path("content/en-US").join(name);
        fs::create_dir_all(&folder).unwrap();
        fs::File::create(folder.join("ai.json")).unwrap().set_len(300 << 20).unwrap();
    };
    large("first");
    place.commit("two");
    large("second");
    let mut limited = termlint_in_memory(200, place.path(""));
    let ran = ran(limited.args(["check", "--format", "concise", "--threads", "1", "--changed-since", "HEAD"]));
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
    let place = repository();
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
    let place = repository();
    let draft = "content/en-US/draft/ai.json";
    fs::create_dir_all(place.path("content/en-US/draft")).unwrap();
    fs::write(place.path(draft), "{").unwrap();
    fs::copy(place.path(".git/index"), place.path(".git/next-index")).unwrap();
    place.git(&["add", draft]);
    let code =
        |folder: &str, index: &str| place.check_with(folder, &[("GIT_INDEX_FILE", index)], &["--git-index"]).code;
    // prek runs hooks in folders below, too.
    for folder in ["", "content"] {
        assert_eq!(code(folder, ".git/next-index"), 0, "{folder}");
        assert_eq!(code(folder, ".git/index"), 1, "{folder}");
        assert_eq!(code(folder, &place.path(".git/next-index").display().to_string()), 0, "{folder}");
    }
    // One that is of another repository, around this one, says nothing.
    assert_eq!(code("content", "elsewhere/.git/index"), 1);
}

#[test]
fn before_the_first_commit_all_is_new() {
    let place = Place::of(CORPUS);
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
fn only_what_git_tracks_or_has_staged_is_checked() {
    let place = repository();
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
    let place = Place::new();
    copy(Path::new(CORPUS), &place.path("content"));
    for arguments in [&["--changed-since", "HEAD", "content"][..], &["--git-index", "content"]] {
        let ran = place.check(arguments);
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(ran.stderr.contains("this is not a git repository"), "{}", ran.stderr);
    }
}

/// A defect in one document, and where it is found.
const DOCUMENT: &str = "content/en-US/churn-rate/ai.json";

fn break_it(place: &Place) {
    place.replace(DOCUMENT, "\"sources_count\": ", "\"sources_count\": 1");
}

fn wrong_count() -> Vec<(String, String)> {
    vec![(DOCUMENT.to_owned(), "source-count-mismatch".to_owned())]
}

#[test]
fn what_is_staged_is_checked_whatever_the_work_tree_holds() {
    let place = repository();
    let clean = fs::read(place.path(DOCUMENT)).unwrap();
    break_it(&place);
    let broken = fs::read(place.path(DOCUMENT)).unwrap();
    place.git(&["add", DOCUMENT]);
    fs::write(place.path(DOCUMENT), &clean).unwrap();
    for arguments in [&["--git-index"][..], &["--git-index", DOCUMENT], &["--git-index", "--changed-since", "HEAD"]] {
        let ran = place.check_strictly(arguments);
        assert_eq!((ran.code, ran.found()), (1, wrong_count()), "{arguments:?}: {}", ran.stderr);
    }
    assert_eq!(place.check_strictly(&[]).code, 0, "without the flag, what is on disk counts");
    // The other way round.
    place.git(&["add", DOCUMENT]);
    fs::write(place.path(DOCUMENT), &broken).unwrap();
    for arguments in [&["--git-index"][..], &["--git-index", DOCUMENT]] {
        let ran = place.check_strictly(arguments);
        assert_eq!((ran.code, ran.found()), (0, Vec::new()), "{arguments:?}");
    }
    assert_eq!(place.check_strictly(&[]).found(), wrong_count());
    // What passes the hook is what the commit holds.
    place.git(&["commit", "-q", "--allow-empty", "-m", "two"]);
    assert_eq!(place.git(&["show", &format!("HEAD:{DOCUMENT}")]).as_bytes(), clean);
}

#[test]
fn a_hook_stops_a_commit_of_what_is_staged() {
    let place = repository();
    let hook = place.path(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, format!("#!/bin/sh\nexec '{TERMLINT}' check --git-index\n")).unwrap();
    #[cfg(unix)]
    fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let commit = |arguments: &[&str]| {
        let mut command = program("git", place.path(""));
        command.args(["commit", "-q", "-m", "next"]).args(arguments).output().unwrap().status.success()
    };
    let clean = fs::read(place.path(DOCUMENT)).unwrap();
    break_it(&place);
    place.git(&["add", DOCUMENT]);
    fs::write(place.path(DOCUMENT), &clean).unwrap();
    assert!(!commit(&[]), "the defect is staged");
    place.git(&["add", DOCUMENT]);
    break_it(&place);
    assert!(commit(&["--allow-empty"]), "the defect is not staged");
    // git names other indexes where it stages by itself.
    assert!(!commit(&["-a"]));
    assert!(!commit(&["--", DOCUMENT]));
}

#[test]
fn an_excerpt_shows_what_is_staged() {
    let place = repository();
    break_it(&place);
    place.git(&["add", DOCUMENT]);
    fs::write(place.path(DOCUMENT), "{}\n").unwrap();
    let ran = place.check_strictly(&["--git-index", "--report", "pretty=report"]);
    let report = fs::read_to_string(place.path("report")).unwrap();
    assert!(report.contains("\"sources_count\": 1"), "{report}{}", ran.stderr);
}

#[test]
fn what_is_not_in_the_work_tree_is_checked_as_it_is_staged() {
    let place = repository();
    fs::remove_file(place.path("content/en-US/lead-scoring/ai.json")).unwrap();
    assert_eq!(place.check_strictly(&[]).found(), dead_links()[..3]);
    let listed = |arguments: &[&str]| place.files(arguments).lines().filter(|line| line.starts_with("check")).count();
    assert_eq!(listed(&["--git-index"]), listed(&[]) + 1);
    let ran = place.check_strictly(&["--git-index"]);
    assert_eq!((ran.code, ran.found()), (0, Vec::new()), "{}", ran.stderr);
    // By name, from elsewhere, and where the whole folder is gone.
    fs::remove_dir(place.path("content/en-US/lead-scoring")).unwrap();
    for (folder, argument) in [
        ("", "content/en-US/lead-scoring/ai.json"),
        ("content/ja-JP", "../en-US/lead-scoring/ai.json"),
        ("content/ja-JP", "../en-US/lead-scoring"),
    ] {
        let ran = place.check_in(folder, &["--git-index", "--min-severity", "warning", argument]);
        assert_eq!((ran.code, ran.found()), (0, Vec::new()), "{argument}: {}", ran.stderr);
        assert!(ran.stderr.contains("1 handoff checked"), "{argument}: {}", ran.stderr);
    }
}

#[test]
fn a_sparse_checkout_is_checked_as_the_commit_will_hold_it() {
    let place = repository();
    for sparse_index in ["--no-sparse-index", "--sparse-index"] {
        place.git(&["sparse-checkout", "set", "--cone", sparse_index, "content/en-US/buyer-persona"]);
        assert!(!place.path("content/ja-JP").exists());
        let ran = place.check_strictly(&["--git-index"]);
        assert_eq!((ran.code, ran.found()), (0, Vec::new()), "{sparse_index}: {}", ran.stderr);
        let ran = place.check_strictly(&["--git-index", "--changed-since", "HEAD"]);
        assert_eq!((ran.code, ran.found()), (0, Vec::new()), "{sparse_index}: {}", ran.stderr);
    }
}

/// The folders that a sparse checkout keeps: documents that point at others, and at each other.
const KEPT: [&str; 2] = ["content/en-US/buyer-persona", "content/en-US/churn-rate"];

impl Place {
    fn keep_only(&self, kept: &[&str]) {
        self.git(&[&["sparse-checkout", "set", "--cone"], kept].concat());
    }

    /// The lines of a report about files that are in the work tree.
    fn about_what_is_here(&self, report: &str) -> Vec<String> {
        let is_here = |line: &&str| line.split_once(':').is_some_and(|(path, _)| self.path(path).is_file());
        report.lines().filter(is_here).map(str::to_owned).collect()
    }

    /// What `termlint files` prints.
    fn files(&self, arguments: &[&str]) -> String {
        self.run(&[&["files"], arguments].concat()).stdout
    }

    fn baseline(&self, verb: &str) -> (i32, String) {
        let ran = self.run(&["baseline", verb]);
        (ran.code, ran.stderr)
    }
}

#[test]
fn a_sparse_checkout_has_the_findings_of_a_full_one_in_the_files_that_are_there() {
    for gone in [false, true] {
        let place = repository();
        if gone {
            place.git(&["rm", "-q", "content/en-US/lead-scoring/ai.json"]);
            place.commit("two");
        }
        for arguments in [&[][..], &["--no-config", "content"], &["--no-config", "--corpus", "content", KEPT[0]], &KEPT]
        {
            let arguments = [&["--fail-on", "info"], arguments].concat();
            place.git(&["sparse-checkout", "disable"]);
            let full = place.check(&arguments);
            for sparse_index in ["--no-sparse-index", "--sparse-index"] {
                place.keep_only(&[&[sparse_index][..], &KEPT].concat());
                assert!(!place.path("content/ja-JP").exists());
                let expected = place.about_what_is_here(&full.stdout);
                let sparse = place.check(&arguments);
                assert_eq!(sparse.stdout.lines().collect::<Vec<_>>(), expected, "{arguments:?}: {}", sparse.stderr);
                assert_eq!(sparse.code, i32::from(!expected.is_empty()), "{arguments:?}: {}", sparse.stderr);
                let dead = sparse.found().into_iter().filter(|(_, rule)| rule == "dead-related-slug").count();
                assert_eq!(dead, usize::from(gone), "{arguments:?}: {}", sparse.stdout);
                assert!(!sparse.stderr.contains("not judged"), "{arguments:?}: {}", sparse.stderr);
            }
        }
    }
}

#[test]
fn a_sparse_checkout_has_nothing_new_and_nothing_that_the_baseline_lacks() {
    let place = repository();
    break_it(&place);
    place.replace("content/ja-JP/churn-rate/ai.json", "\"sources_count\": ", "\"sources_count\": 1");
    fs::write(place.path("termlint.toml"), "include = [\"content/**/ai.json\"]\nbaseline = \"known.json\"\n").unwrap();
    assert_eq!(place.baseline("write").0, 0);
    place.commit("two");
    place.git(&["checkout", "-q", "-b", "topic"]);
    let full = place.check(&["--fail-on", "info"]);
    assert_eq!((full.code, full.found()), (0, Vec::new()), "{}", full.stderr);
    let recorded = fs::read(place.path("known.json")).unwrap();
    place.keep_only(&KEPT);
    for arguments in [&[][..], &["--changed-since", "main"], &["--changed-since", "main", "content/en-US"]] {
        let ran = place.check(&[&["--fail-on", "info"], arguments].concat());
        assert_eq!((ran.code, ran.found()), (0, Vec::new()), "{arguments:?}: {}", ran.stderr);
        assert!(!ran.stderr.contains("no longer") && !ran.stderr.contains("any more"), "{}", ran.stderr);
    }
    // What is not there is not paid.
    for verb in ["prune", "write"] {
        let (code, observed) = place.baseline(verb);
        assert!(code == 2 && observed.contains("sparse checkout"), "{verb}: {observed}");
        assert_eq!(fs::read(place.path("known.json")).unwrap(), recorded, "{verb}");
    }
    // A relation that the branch breaks is new.
    place.git(&["rm", "-q", "--sparse", "content/en-US/lead-scoring/ai.json"]);
    for arguments in [&[][..], &["--changed-since", "main"]] {
        assert_eq!(place.check_strictly(arguments).found(), dead_links()[..1], "{arguments:?}");
    }
}

#[test]
fn what_a_sparse_checkout_leaves_out_is_said_to_be_known_and_not_checked() {
    let place = repository();
    fs::write(place.path("content/ja-JP/package.json"), "{}\n").unwrap();
    place.commit("two");
    place.keep_only(&KEPT);
    let left_out =
        "content/ja-JP/churn-rate/ai.json (not in the work tree (sparse checkout): known to the corpus, not checked)";
    for arguments in [&[][..], &["--no-config", "content"]] {
        let listed = place.files(arguments);
        let number = |word: &str| listed.lines().filter(|line| line.starts_with(word)).count();
        assert_eq!(number("check"), 2, "{listed}");
        assert!(listed.contains(&format!("skip   {left_out}\n")), "{listed}");
        let has_other = listed.contains("package.json (not in the work tree (sparse checkout): not checked)");
        assert_eq!(has_other, !arguments.is_empty(), "{listed}");
        let ran = place.check(&[&["-v"], arguments].concat());
        assert!(ran.stderr.contains(&format!("skipped: {left_out}\n")), "{}", ran.stderr);
        let skipped = number("skip");
        assert!(ran.stderr.contains(&format!("{skipped} files skipped")), "{}", ran.stderr);
    }
    // Whoever names it is reported that it is not there; and nothing checked is no success.
    let ran = place.check(&["content/ja-JP/churn-rate/ai.json"]);
    assert!(ran.code == 2 && ran.stderr.contains("there is no such file or folder"), "{}", ran.stderr);
    place.keep_only(&[]);
    let ran = place.check(&[]);
    assert!(ran.code == 2 && ran.stderr.contains("there is no handoff here"), "{}", ran.stderr);
}

#[test]
fn a_file_that_is_left_out_and_there_all_the_same_is_checked_as_it_is() {
    let place = repository();
    place.keep_only(&KEPT);
    let text = place.git(&["show", "HEAD:content/en-US/lead-scoring/ai.json"]);
    fs::create_dir_all(place.path("content/en-US/lead-scoring")).unwrap();
    let wrong = text.replace("\"sources_count\": ", "\"sources_count\": 1");
    fs::write(place.path("content/en-US/lead-scoring/ai.json"), wrong).unwrap();
    let found = place.check_strictly(&[]).found();
    assert_eq!(found, [("content/en-US/lead-scoring/ai.json".to_owned(), "source-count-mismatch".to_owned())]);
}

#[test]
fn a_text_that_is_passed_for_a_file_that_is_left_out_is_checked() {
    let place = repository();
    place.keep_only(&KEPT);
    let name = "content/ja-JP/churn-rate/ai.json";
    let text = place.git(&["show", &format!("HEAD:{name}")]);
    let passed = text.replace("\"sources_count\": ", "\"sources_count\": 1");
    let check = ["check", "--format", "concise", "--min-severity", "warning", "-", "--stdin-filename", name];
    let ran = place.run_on(passed.as_bytes(), &check);
    assert_eq!(ran.found(), [(name.to_owned(), "source-count-mismatch".to_owned())], "{}", ran.stderr);
}

#[test]
fn a_sparse_worktree_is_checked_like_any_other_from_every_folder() {
    let place = repository();
    place.git(&["worktree", "add", "-q", "-b", "topic", "linked"]);
    place.git_in("linked", &[&["sparse-checkout", "set", "--cone"][..], &KEPT].concat());
    for (folder, arguments) in [("", &[][..]), ("content/en-US/buyer-persona", &["ai.json"]), ("content/en-US", &["."])]
    {
        let ran = place.check_in(&format!("linked/{folder}"), &[&["--min-severity", "warning"], arguments].concat());
        assert_eq!((ran.code, ran.found()), (0, Vec::new()), "{folder}: {}", ran.stderr);
        assert!(!ran.stderr.contains("not judged"), "{folder}: {}", ran.stderr);
    }
}

#[test]
fn what_lies_below_a_configuration_that_is_left_out_as_well_is_that_ones_own() {
    let place = repository();
    // A folder of its own in the full checkout: no twin of what stands outside of it.
    copy(&place.path("content/en-US/lead-scoring"), &place.path("content/other/en-US/lead-scoring"));
    fs::write(place.path("content/other/termlint.toml"), "").unwrap();
    fs::write(place.path("termlint.toml"), "").unwrap();
    place.git(&["rm", "-q", "-r", "content/en-US/lead-scoring"]);
    place.commit("two");
    let full = place.check_strictly(&[]);
    assert_eq!(full.found(), dead_links()[..3]);
    place.keep_only(&KEPT);
    assert_eq!(place.check_strictly(&[]).found(), dead_links()[..1]);
}

#[test]
fn where_git_cannot_say_what_is_left_out_the_corpus_is_not_checked() {
    let place = repository();
    place.keep_only(&KEPT);
    let ran = |place: &Place| place.check_with("", &[("PATH", "")], &["--min-severity", "warning"]);
    let without_git = ran(&place);
    assert_eq!((without_git.code, without_git.found()), (0, Vec::new()), "{}", without_git.stderr);
    let observed = without_git.stderr;
    assert!(observed.contains("dead-related-slug") && observed.contains("sparse checkout"), "{observed}");
    assert!(observed.contains("git is not installed") && !observed.contains("--corpus"), "{observed}");
    // Nobody else needs git, also who had a sparse checkout once.
    place.git(&["sparse-checkout", "disable"]);
    for place in [&place, &repository()] {
        let ran = ran(place);
        assert_eq!((ran.code, ran.found()), (0, Vec::new()), "{}", ran.stderr);
        assert!(!ran.stderr.contains("not judged"), "{}", ran.stderr);
    }
}

/// git is found by its name, so that another program may stand in its place.
#[cfg(unix)]
#[test]
fn git_is_not_started_where_nothing_is_left_out() {
    let place = repository();
    let fake = place.path(".git/fake");
    fs::create_dir(&fake).unwrap();
    fs::write(fake.join("git"), "#!/bin/sh\n: > \"${0%/git}/started\"\nexit 1\n").unwrap();
    fs::set_permissions(fake.join("git"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let is_started = |place: &Place| {
        place.check_with("", &[("PATH", fake.to_str().unwrap())], &[]);
        fs::remove_file(fake.join("started")).is_ok()
    };
    assert!(!is_started(&place));
    place.keep_only(&KEPT);
    assert!(is_started(&place), "the other program is found");
    place.git(&["sparse-checkout", "disable"]);
    assert!(!is_started(&place));
}

#[test]
fn what_git_keeps_by_a_filter_is_not_known_where_it_is_left_out() {
    let place = repository();
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n";
    fs::write(place.path("content/ja-JP/lead-scoring/ai.json"), pointer).unwrap();
    fs::write(place.path(".gitattributes"), "content/ja-JP/lead-scoring/* filter=lfs -text\n").unwrap();
    place.git(&["config", "filter.lfs.clean", "cat"]);
    place.commit("two");
    place.keep_only(&KEPT);
    let ran = place.check_strictly(&[]);
    assert_eq!((ran.code, ran.found()), (0, Vec::new()), "{}", ran.stderr);
    assert!(ran.stderr.contains("not checked: ") && ran.stderr.contains("filter"), "{}", ran.stderr);
}

#[test]
fn a_name_that_is_only_intended_is_absent() {
    let place = repository();
    let draft = "content/en-US/draft/ai.json";
    fs::create_dir_all(place.path("content/en-US/draft")).unwrap();
    fs::write(place.path(draft), "{").unwrap();
    place.git(&["add", "--intent-to-add", draft]);
    let ran = place.check_strictly(&["--git-index", "-v"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("not its contents"), "{}", ran.stderr);
}

#[test]
fn an_unmerged_file_is_read_from_the_work_tree_and_said() {
    let place = repository();
    place.git(&["checkout", "-q", "-b", "other"]);
    place.replace(DOCUMENT, "\"sources_count\": ", "\"sources_count\": 2");
    place.commit("theirs");
    place.git(&["checkout", "-q", "main"]);
    break_it(&place);
    place.commit("ours");
    let merged = program("git", place.path("")).args(["merge", "-q", "other"]).output().unwrap();
    assert!(!merged.status.success());
    let ran = place.check_strictly(&["--git-index"]);
    let expected = vec![(DOCUMENT.to_owned(), "syntax-error".to_owned())];
    assert_eq!(ran.found(), expected, "the marks of the conflict: {}", ran.stderr);
    assert!(ran.stderr.contains("warning") && ran.stderr.contains("unmerged"), "{}", ran.stderr);
    assert!(ran.stderr.contains(DOCUMENT), "{}", ran.stderr);
}

#[test]
fn a_filtered_file_is_read_from_the_work_tree() {
    let place = repository();
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n";
    let text = fs::read(place.path(DOCUMENT)).unwrap();
    // As Git LFS leaves it: the pointer in the index, the file in the work tree.
    fs::write(place.path(DOCUMENT), pointer).unwrap();
    place.git(&["add", DOCUMENT]);
    fs::write(place.path(".gitattributes"), "content/en-US/churn-rate/* filter=lfs diff=lfs merge=lfs -text\n")
        .unwrap();
    place.git(&["add", ".gitattributes"]);
    place.git(&["commit", "-q", "-m", "pointer"]);
    fs::write(place.path(DOCUMENT), text).unwrap();
    let ran = place.check_strictly(&["--git-index"]);
    assert_eq!((ran.code, ran.found()), (0, Vec::new()), "{}", ran.stderr);
    // What is neither here nor there is reported, not checked by its pointer.
    fs::remove_file(place.path(DOCUMENT)).unwrap();
    let ran = place.check_strictly(&["--git-index", "-v"]);
    assert!(ran.found().iter().all(|(path, _)| path != DOCUMENT), "{}", ran.stdout);
    assert!(ran.stderr.contains(DOCUMENT) && ran.stderr.contains("filter"), "{}", ran.stderr);
}

#[test]
fn a_filtered_file_that_is_unchanged_has_nothing_new() {
    let place = repository();
    break_it(&place);
    // Git keeps something else than what is in the work tree, as it does with Git LFS.
    place.git(&["config", "filter.lfs.clean", "git hash-object --stdin"]);
    fs::write(place.path(".gitattributes"), "content/en-US/churn-rate/* filter=lfs\n").unwrap();
    // Git does not trust a file that was written in the same moment as its index.
    let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_600_000_000);
    fs::File::options().write(true).open(place.path(DOCUMENT)).unwrap().set_modified(long_ago).unwrap();
    place.commit("two");
    assert_eq!(place.git(&["show", &format!("HEAD:{DOCUMENT}")]).trim().len(), 40);
    assert_eq!(place.check_strictly(&[]).found(), wrong_count());
    for arguments in [&["--changed-since", "HEAD"][..], &["--changed-since", "HEAD", "--git-index"]] {
        let ran = place.check_strictly(arguments);
        assert_eq!((ran.code, ran.found()), (0, Vec::new()), "{arguments:?}: {}", ran.stderr);
    }
}

#[test]
fn a_promised_object_that_is_not_here_is_a_failure_that_names_the_fetch() {
    let place = repository();
    place.git(&["config", "uploadpack.allowFilter", "true"]);
    let clone = Place::new();
    let origin = format!("file://{}", place.path("").display());
    clone.git(&["clone", "-q", "--no-checkout", "--filter=blob:none", &origin, "."]);
    clone.git(&["sparse-checkout", "set", "--cone", "content/en-US"]);
    clone.git(&["checkout", "-q", "main"]);
    for arguments in [&["--git-index"][..], &["--changed-since", "HEAD"]] {
        let ran = clone.check(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.stdout);
        assert!(ran.stderr.contains("`git fetch --refetch`"), "{arguments:?}: {}", ran.stderr);
    }
    // Where a part of the corpus is not here, only what needs all of it is not checked.
    let ran = clone.check_strictly(&[]);
    assert_eq!((ran.code, ran.found()), (0, Vec::new()), "{}", ran.stderr);
    let observed = ran.stderr;
    assert!(observed.contains("not checked: ") && observed.contains("dead-related-slug"), "{observed}");
    assert!(observed.contains("sparse checkout") && observed.contains("`git fetch --refetch`"), "{observed}");
    assert!(!observed.contains("--corpus"), "{observed}");
    let (code, observed) = clone.baseline("write");
    assert!(code == 2 && observed.contains("sparse checkout"), "{observed}");
    let missing = clone.git(&["rev-list", "--objects", "--missing=print", "HEAD"]);
    assert!(missing.lines().any(|line| line.starts_with('?')), "nothing was fetched");
}

#[test]
fn a_tracked_file_is_checked_although_git_would_ignore_it() {
    let place = repository();
    fs::write(place.path(".gitignore"), "churn-rate/\n").unwrap();
    place.git(&["add", ".gitignore"]);
    let ran = place.check_strictly(&["--git-index"]);
    assert_eq!((ran.code, ran.found()), (0, Vec::new()), "the commit holds it: {}", ran.stderr);
}

#[test]
fn a_worktree_inside_is_not_checked_twice() {
    let place = repository();
    place.git(&["worktree", "add", "-q", "-b", "topic", "parked"]);
    place.git(&["worktree", "add", "-q", "-b", "other", ".hidden"]);
    fs::write(place.path("termlint.toml"), "include = [\"**/ai.json\"]\n").unwrap();
    let clean = place.check_strictly(&["-v"]);
    assert_eq!((clean.code, clean.found()), (0, Vec::new()), "{}", clean.stderr);
    assert!(clean.stderr.contains("parked") && clean.stderr.contains("worktree"), "{}", clean.stderr);
    assert!(!clean.stderr.contains(".hidden"), "what is hidden is not mentioned otherwise either: {}", clean.stderr);
    // Below a folder that is named, and without a configuration.
    place.git(&["worktree", "move", "parked", "content/parked"]);
    fs::remove_file(place.path("termlint.toml")).unwrap();
    let ran = place.check(&["content"]);
    assert!(ran.code == 0 && ran.stderr.contains("of 20 files"), "{}", ran.stderr);
    // Whoever names it wants it, as does whoever works in it.
    for (folder, arguments) in [("", &["content/parked"][..]), ("content/parked", &[])] {
        let ran = place.check_in(folder, arguments);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert!(ran.stderr.contains("of 20 files"), "{}", ran.stderr);
    }
    // A clone inside is another repository, and checked as ever.
    place.git(&["worktree", "remove", "--force", "content/parked"]);
    place.git(&["clone", "-q", ".", "content/clone"]);
    let ran = place.check(&["content"]);
    assert!(ran.stderr.contains("of 40 files"), "{}", ran.stderr);
}

#[test]
fn the_work_tree_around_a_worktree_is_none_of_its_files() {
    // The main work tree lies inside the linked one.
    let place = Place::new();
    let inner = repository();
    fs::create_dir(place.path("linked")).unwrap();
    let linked = place.path("linked").display().to_string();
    inner.git(&["worktree", "add", "-q", "-b", "topic", &linked]);
    fs::rename(inner.path(""), place.path("linked/main")).unwrap();
    place.git_in("linked/main", &["worktree", "repair", &linked]);
    let ran = place.check_in("linked", &["--min-severity", "warning"]);
    assert_eq!((ran.code, ran.found()), (0, Vec::new()), "{}", ran.stderr);
    fs::write(place.path("linked/termlint.toml"), "include = [\"**/ai.json\"]\n").unwrap();
    let ran = place.check_in("linked", &["--min-severity", "warning"]);
    assert_eq!((ran.code, ran.found()), (0, Vec::new()), "{}", ran.stderr);
}

/// A repository with a submodule `inner`, which holds the corpus; the outer one has two commits of it: whole, and without
/// one term.
fn with_submodule() -> (Place, Place) {
    let inner = repository();
    let outer = Place::new();
    outer.git(&["init", "-q", "-b", "main"]);
    outer.git(&["submodule", "--quiet", "add", &inner.path("").display().to_string(), "inner"]);
    fs::write(outer.path("termlint.toml"), "include = [\"inner/content/**/ai.json\"]\n").unwrap();
    outer.commit("one");
    outer.git_in("inner", &["rm", "-q", "content/en-US/lead-scoring/ai.json"]);
    outer.git_in("inner", &["commit", "-q", "-m", "two"]);
    (outer, inner)
}

fn in_inner(found: &[(String, String)]) -> Vec<(String, String)> {
    found.iter().map(|(path, rule)| (format!("inner/{path}"), rule.clone())).collect()
}

#[test]
fn a_submodule_is_compared_at_its_two_commits() {
    let (outer, inner) = with_submodule();
    let only = ["--only", "dead-related-slug"];
    let ran = outer.check(&[&["--changed-since", "HEAD"][..], &only].concat());
    assert_eq!(ran.found(), in_inner(&dead_links()[..3]), "{}", ran.stderr);
    outer.commit("two");
    assert_eq!(outer.check(&["--changed-since", "HEAD"]).code, 0, "the same commit on both sides");
    let ran = outer.check(&[&["--changed-since", "HEAD~1"][..], &only].concat());
    assert_eq!(ran.found(), in_inner(&dead_links()[..3]), "{}", ran.stderr);
    // Where the old commit of the submodule is not here, it is named.
    let lost = outer.git_in("inner", &["rev-parse", "HEAD~1"]);
    outer.git_in("inner", &["push", "-q", "origin", "HEAD:later"]);
    inner.git(&["checkout", "-q", "later"]);
    let clone = Place::new();
    clone.git(&["clone", "-q", &outer.path("").display().to_string(), "."]);
    let check = || clone.check(&["--changed-since", "HEAD~1"]);
    assert_eq!(check().code, 2, "nothing is checked out, so there is no handoff");
    clone.git(&["config", "submodule.inner.url", &format!("file://{}", inner.path("").display())]);
    clone.git(&["submodule", "--quiet", "update", "--init", "--depth", "1", "inner"]);
    let inner_of_clone = ["-C", "inner", "rev-list", "--all"];
    assert!(!clone.git(&inner_of_clone).contains(lost.trim()));
    let ran = check();
    let help = format!("`git -C inner fetch origin {}`", lost.trim());
    assert_eq!(ran.code, 2, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains(lost.trim()) && ran.stderr.contains(&help), "{}", ran.stderr);
    clone.git(&["-C", "inner", "fetch", "-q", "origin", lost.trim()]);
    assert_eq!(check().found(), in_inner(&dead_links()), "{}", ran.stderr);
}

#[test]
fn a_submodule_is_checked_at_the_commit_that_is_staged() {
    let (outer, _inner) = with_submodule();
    let only = ["--git-index", "--only", "dead-related-slug"];
    // Its new commit is checked out, and not staged.
    let ran = outer.check(&only);
    assert_eq!((ran.code, ran.found()), (0, Vec::new()), "{}", ran.stderr);
    assert!(ran.stderr.contains("20 handoffs"), "{}", ran.stderr);
    outer.git(&["add", "inner"]);
    assert_eq!(outer.check(&only).found(), in_inner(&dead_links()[..3]));
    // What is staged inside of it is not part of that commit.
    let document = format!("inner/{DOCUMENT}");
    outer.replace(&document, "\"sources_count\": ", "\"sources_count\": 1");
    outer.git_in("inner", &["add", DOCUMENT]);
    let ran = outer.check(&["--git-index", "--only", "source-count-mismatch"]);
    assert_eq!((ran.code, ran.found()), (0, Vec::new()), "{}", ran.stderr);
}

#[test]
fn git_is_started_once_for_a_question_not_for_a_file() {
    let place = repository();
    for slug in ["churn-rate", "lead-scoring", "buyer-persona"] {
        let path = format!("content/en-US/{slug}/ai.json");
        place.replace(&path, "\"schema_version\"", " \"schema_version\"");
    }
    let real = String::from_utf8(program("sh", place.path("")).args(["-c", "command -v git"]).output().unwrap().stdout)
        .unwrap();
    let (bin, log) = (place.path("bin"), place.path("log"));
    fs::create_dir(&bin).unwrap();
    let script = format!("#!/bin/sh\necho \"$*\" >> '{}'\nexec {} \"$@\"\n", log.display(), real.trim());
    fs::write(bin.join("git"), script).unwrap();
    #[cfg(unix)]
    fs::set_permissions(bin.join("git"), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let asked = |arguments: &[&str]| {
        let _ = fs::remove_file(&log);
        let ran = place.check_with("", &[("PATH", &path)], arguments);
        assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
        let verb =
            |line: &str| line.split(' ').find(|word| word.contains('-') && !word.starts_with('-')).map(str::to_owned);
        fs::read_to_string(&log).unwrap().lines().filter_map(verb).collect::<Vec<_>>()
    };
    assert_eq!(asked(&["--git-index"]), ["rev-parse", "rev-parse", "ls-files", "check-attr", "cat-file"]);
    let unchanged = ["rev-parse", "rev-parse", "ls-files"];
    let since = ["rev-parse", "rev-parse", "rev-parse", "merge-base", "ls-tree", "cat-file"];
    assert_eq!(asked(&["--changed-since", "HEAD"]), [&unchanged[..], &since].concat());
}

#[test]
fn a_configuration_that_is_new_against_the_base_is_told() {
    let place = repository();
    break_it(&place);
    let told = |arguments: &[&str]| {
        let ran = place.check(arguments);
        let told: Vec<String> =
            ran.stderr.lines().filter(|line| line.contains("new since")).map(str::to_owned).collect();
        (ran.code, told)
    };
    let observed = |file: &str, since: &str| {
        format!("warning: {file}: this configuration is new since {since}: it decides what is checked from here down")
    };
    let since = ["--changed-since", "main"];
    // The one above is changed, and is not new.
    fs::write(place.path("termlint.toml"), "include = [\"content/**/ai.json\"]\nfail-on = \"warning\"\n").unwrap();
    assert_eq!(told(&since), (1, vec![]));
    let below = "content/en-US/termlint.toml";
    for (text, code) in [("include = [\"*/ai.json\"]\n", 1), ("exclude = [\"**\"]\n", 0)] {
        // Whether it is committed, staged or neither.
        fs::write(place.path(below), text).unwrap();
        assert_eq!(told(&since), (code, vec![observed(below, "main")]), "{text}");
    }
    place.git(&["checkout", "-q", "-b", "topic"]);
    place.commit("two");
    for arguments in [&since[..], &["--changed-since", "main", "--git-index"], &["--changed-since", "HEAD~1"]] {
        let since = arguments[1];
        assert_eq!(told(arguments), (0, vec![observed(below, since)]), "{arguments:?}");
    }
    // Nothing is compared, or it was there, or another one is named.
    assert_eq!(told(&[]).1, Vec::<String>::new());
    assert_eq!(told(&["--changed-since", "HEAD"]).1, Vec::<String>::new());
    assert_eq!(told(&["--changed-since", "main", "--config", "termlint.toml"]), (1, vec![]));
    let ran = place.check_in("content", &since);
    assert!(ran.stderr.contains(&observed("en-US/termlint.toml", "main")), "{}", ran.stderr);
}

#[test]
fn a_first_configuration_is_new_and_one_before_the_first_commit_is_not() {
    let place = repository();
    place.git(&["rm", "-q", "--cached", "termlint.toml"]);
    place.git(&["commit", "-q", "-m", "two"]);
    let ran = place.check(&["--changed-since", "HEAD"]);
    assert!(ran.stderr.contains("warning: termlint.toml: this configuration is new since HEAD:"), "{}", ran.stderr);
    let place = Place::of(CORPUS);
    place.git(&["init", "-q", "-b", "main"]);
    let ran = place.check(&["--changed-since", "HEAD"]);
    assert!(!ran.stderr.contains("warning"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn a_configuration_that_was_a_link_is_not_new() {
    let place = repository();
    std::os::unix::fs::symlink("../termlint.toml", place.path("content/termlint.toml")).unwrap();
    place.commit("two");
    let ran = place.check(&["--changed-since", "HEAD"]);
    assert!(!ran.stderr.contains("new since"), "{}", ran.stderr);
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
        let place = repository();
        place.replace(old, "\"sources_count\": ", "\"sources_count\": 9");
        place.commit("two");
        if is_copied {
            copy(&place.path("content/en-US/churn-rate"), &place.path("content/en-US/a-copy"));
            let found = place.check(&only).found();
            assert_eq!(found, [("content/en-US/a-copy/ai.json".to_owned(), "source-count-mismatch".to_owned())]);
            continue;
        }
        place.replace(old, "\"slug\": \"churn-rate\"", &format!("\"slug\": \"{slug}\""));
        place.replace(old, "\"canonical_slug\": \"churn-rate\"", &format!("\"canonical_slug\": \"{slug}\""));
        if is_moved {
            fs::rename(place.path("content/en-US/churn-rate"), place.path("content/en-US/lost-rate")).unwrap();
        }
        let ran = place.check(&only);
        assert_eq!((ran.code, ran.found()), (0, vec![]), "{slug}");
        if slug == "lost-rate" {
            let links = place.check(&["--changed-since", "HEAD", "--only", "dead-related-slug"]);
            assert!(links.stdout.contains("the related slug “churn-rate” is now “lost-rate”"), "{}", links.stdout);
        }
        assert!(ran.stderr.contains("1 finding already there, not reported"), "{}", ran.stderr);
    }
}

#[test]
fn findings_that_are_only_counted_stay_with_their_term() {
    let old = "content/en-US/churn-rate/ai.json";
    let twins = vec!["\"a\": 1"; 1_008].join(", ");
    for (is_copied, is_moved, slug) in [
        (true, false, "churn-rate"),
        (false, true, "churn-rate"),
        (false, false, "lost-rate"),
        (false, true, "lost-rate"),
    ] {
        let place = repository();
        let text = fs::read_to_string(place.path(old)).unwrap();
        fs::write(place.path(old), text.replacen('{', &format!("{{\"x\": {{{twins}}},"), 1)).unwrap();
        place.commit("two");
        if is_copied {
            copy(&place.path("content/en-US/churn-rate"), &place.path("content/en-US/a-copy"));
        }
        place.replace(old, "\"slug\": \"churn-rate\"", &format!("\"slug\": \"{slug}\""));
        place.replace(old, "\"canonical_slug\": \"churn-rate\"", &format!("\"canonical_slug\": \"{slug}\""));
        if is_moved {
            fs::rename(place.path("content/en-US/churn-rate"), place.path("content/en-US/lost-rate")).unwrap();
        }
        let ran = place.check(&["--changed-since", "HEAD", "--only", "duplicate-key"]);
        let counted = ran.stderr.lines().filter(|line| line.starts_with("not listed")).collect::<Vec<_>>();
        match is_copied {
            true => assert_eq!(counted, ["not listed: 7 more of duplicate-key in content/en-US/a-copy/ai.json"]),
            false => assert_eq!((ran.code, counted), (0, vec![]), "{is_moved} {slug}\n{}", ran.stderr),
        }
        assert!(ran.stderr.contains("1007 findings already there, not reported"), "{}", ran.stderr);
    }
}

#[test]
fn findings_that_are_only_counted_stay_with_their_line() {
    let place = repository();
    let of = |slug: &str, twins: usize| {
        let text = fs::read_to_string(place.path(&format!("content/en-US/{slug}/ai.json"))).unwrap();
        let line: String = text.lines().collect();
        line.replacen('{', &format!("{{\"x\": {{{}}},", vec!["\"a\": 1"; twins].join(", ")), 1)
    };
    let (churn, leads) = (of("churn-rate", 1_008), of("lead-scoring", 1_003));
    fs::write(place.path("terms.jsonl"), format!("{churn}\n{leads}\n")).unwrap();
    place.git(&["rm", "-q", "-r", "content"]);
    fs::write(place.path("termlint.toml"), "include = [\"*.jsonl\"]\n").unwrap();
    place.commit("two");
    let counted = |lines: &[&str]| {
        fs::write(place.path("terms.jsonl"), lines.join("\n")).unwrap();
        let ran = place.check(&["--changed-since", "HEAD", "--only", "duplicate-key"]);
        let line = |line: &str| line.strip_prefix("not listed: ").map(str::to_owned);
        ran.stderr.lines().filter_map(line).collect::<Vec<_>>()
    };
    assert_eq!(counted(&[&churn, &leads]), Vec::<String>::new());
    assert_eq!(counted(&[&leads, &churn]), Vec::<String>::new());
    // Each line has its own.
    let more = leads.replacen("\"a\": 1,", "\"a\": 1, \"a\": 1,", 1);
    assert_eq!(counted(&[&churn, &more]), ["1 more of duplicate-key in terms.jsonl"]);
}

#[test]
fn a_term_of_one_glossary_is_not_that_of_another() {
    let place = repository();
    fs::remove_file(place.path("termlint.toml")).unwrap();
    copy(&place.path("content"), &place.path("other"));
    for glossary in ["content", "other"] {
        fs::write(place.path(&format!("{glossary}/termlint.toml")), "include = [\"**/ai.json\"]\n").unwrap();
    }
    break_it(&place);
    place.commit("two");
    let only = ["--changed-since", "HEAD", "--only", "source-count-mismatch"];
    assert_eq!(place.check(&only).found(), []);
    // The same defect of the same term, elsewhere.
    let other = DOCUMENT.replace("content", "other");
    place.replace(&other, "\"sources_count\": ", "\"sources_count\": 1");
    let ran = place.check(&only);
    assert_eq!((ran.code, ran.found()), (1, vec![(other, "source-count-mismatch".to_owned())]), "{}", ran.stderr);
    // One that is moved with its configuration has nothing new.
    place.git(&["rm", "-q", "-r", "-f", "other"]);
    place.commit("three");
    fs::rename(place.path("content"), place.path("glossary")).unwrap();
    assert_eq!(place.check(&only).found(), []);
}
