//! Runs inside git repositories, as far as they need more than files and commands: hooks and other programs that are called
//! git, limits of memory, times of files, long inputs, and a sparse checkout compared with a full one.
//!
//! Whatever else git has to do with a run is a text file each: `changed-since`, `git-index`, `sparse-checkout`, `submodules`
//! and `worktrees` in `fixtures/cli`.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::fs;

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

impl Place {
    /// Without what is of interest only: the corpus has some of that.
    fn check_strictly(&self, arguments: &[&str]) -> Ran {
        self.check(&[&["--min-severity", "warning"], arguments].concat())
    }

    /// What `check` says where programs are looked for on this path.
    fn check_on_path(&self, path: &str, arguments: &[&str]) -> Ran {
        ran(self.command("").args(["check", "--format", "concise"]).args(arguments).env("PATH", path))
    }
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

/// The document in which there is a defect.
const DOCUMENT: &str = "content/en-US/churn-rate/ai.json";

fn break_it(place: &Place) {
    place.replace(DOCUMENT, "\"sources_count\": ", "\"sources_count\": 1");
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
                assert!(!sparse.stderr.contains("not checked"), "{arguments:?}: {}", sparse.stderr);
            }
        }
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
        place.check_on_path(fake.to_str().unwrap(), &[]);
        fs::remove_file(fake.join("started")).is_ok()
    };
    assert!(!is_started(&place));
    place.keep_only(&KEPT);
    assert!(is_started(&place), "the other program is found");
    place.git(&["sparse-checkout", "disable"]);
    assert!(!is_started(&place));
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
    assert_eq!(place.check_strictly(&[]).found(), [(DOCUMENT.to_owned(), "source-count-mismatch".to_owned())]);
    for arguments in [&["--changed-since", "HEAD"][..], &["--changed-since", "HEAD", "--git-index"]] {
        let ran = place.check_strictly(arguments);
        assert_eq!((ran.code, ran.found()), (0, Vec::new()), "{arguments:?}: {}", ran.stderr);
    }
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
        let ran = place.check_on_path(&path, arguments);
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
