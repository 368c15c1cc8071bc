//! A hostile repository, checked with a secret beside it and in the environment: not one byte of the secret in any output,
//! nothing written outside, no program run. `docs/security.md` says what an attacker controls.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Deserialize;
use tempfile::TempDir;
use termlint::output::Format;

use crate::place::copy;
use crate::programs::{TERMLINT, git, program, termlint};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/corpus");
const ATTACKS: &str = include_str!("../../fixtures/hostile/attacks.toml");

/// What must not be seen. It stands in every file of `home`, in the environment and in `.git/config`.
const SECRET: &str = "hunter2-c0ffee";

#[derive(Deserialize)]
struct Attacks {
    attack: Vec<Attack>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Attack {
    name: String,
    #[serde(default)]
    configuration: Option<String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    links: BTreeMap<String, String>,
    #[serde(default)]
    git: Vec<(String, String)>,
    /// In what `check` prints.
    #[serde(default)]
    says: Vec<String>,
    /// In what `check` prints where every tracked file is named, as a hook does.
    #[serde(default)]
    typed_says: Vec<String>,
}

/// A repository with an attack in it, and a home folder beside it.
struct Trap {
    folder: TempDir,
}

impl Trap {
    fn new(attack: &Attack) -> Trap {
        let trap = Trap { folder: TempDir::new().unwrap() };
        copy(Path::new(CORPUS), &trap.path("repository/content"));
        for (path, text) in [
            (".git-credentials", format!("https://somebody:{SECRET} oops@example.org\n")),
            (".npmrc", format!("//registry.example.org/:_authToken = {SECRET} x\n")),
            (".bashrc", format!("export TOKEN={SECRET}\n")),
            ("docker.json", format!("{{\"auths\": {{\"{SECRET}\": {{\"auth\": \"{SECRET}\"}}}}}}\n")),
            ("secret.json", format!("{{\"schema_version\": \"{SECRET}\", \"{SECRET}\": 1\n")),
            ("sitemap.xml", format!("<urlset><{SECRET}</urlset>\n")),
            ("schemas/broken.json", format!("{{\"$id\": \"{SECRET}\", \"type\": {SECRET}}}\n")),
            (
                "term/ai.json",
                format!("{{\"schema_version\": \"core-reviewed-term-ai-handoff-v1\", \"{SECRET}\": 1}}\n"),
            ),
        ] {
            trap.write(&format!("home/{path}"), &text);
        }
        if let Some(configuration) = &attack.configuration {
            trap.write("repository/termlint.toml", configuration);
        }
        for (path, text) in &attack.files {
            trap.write(&format!("repository/{path}"), text);
        }
        for (path, target) in &attack.links {
            let path = trap.path(&format!("repository/{path}"));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            symlink(target, path).unwrap();
        }
        for path in attack.files.keys().filter(|path| path.starts_with(".githooks/")) {
            let path = trap.path(&format!("repository/{path}"));
            fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
        }
        trap.git(&["init", "-q", "-b", "main"]);
        trap.git(&["add", "-A"]);
        trap.git(&["commit", "-q", "-m", "one"]);
        trap.git(&["config", "http.extraheader", SECRET]);
        for (key, value) in &attack.git {
            trap.git(&["config", key, value]);
        }
        trap
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn git(&self, arguments: &[&str]) -> String {
        let quiet = ["-c", "core.fsmonitor=false"];
        git(self.path("repository"), &[&quiet[..], arguments].concat())
    }

    /// Runs the program in the repository; its exit code and all that it printed.
    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let tested = std::env::var_os("TERMLINT_PROGRAM").unwrap_or(TERMLINT.into());
        let output = program(tested, self.path("repository"))
            .args(arguments)
            .env("HOME", self.path("home"))
            .env("XDG_CACHE_HOME", self.path("cache"))
            .env("CI_JOB_TOKEN", SECRET)
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        (output.status.code().unwrap_or(-1), text)
    }

    /// `check` with all formats at once: what it prints, and what stands in the reports.
    fn check(&self, arguments: &[&str]) -> (i32, String) {
        let formats = || Format::ALL.iter().map(|format| format.name());
        let reports: Vec<String> = formats().map(|format| format!("--report={format}=../reports/{format}")).collect();
        let reports: Vec<&str> = reports.iter().map(String::as_str).collect();
        let _ = fs::create_dir(self.path("reports"));
        let (code, mut text) = self.run(&[&["check", "-v", "--format=pretty"], reports.as_slice(), arguments].concat());
        for format in formats() {
            text.push_str(&fs::read_to_string(self.path(&format!("reports/{format}"))).unwrap());
        }
        (code, text)
    }

    /// Every file below a folder, links as such.
    fn files(&self, folder: &str) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.path(folder)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
                let path = entry.path();
                match entry.file_type().unwrap() {
                    kind if kind.is_dir() => folders.push(path),
                    kind if kind.is_symlink() => {
                        files.insert(path.clone(), fs::read_link(path).unwrap().into_os_string().into_encoded_bytes());
                    }
                    _ => {
                        files.insert(path.clone(), fs::read(path).unwrap());
                    }
                }
            }
        }
        files
    }
}

/// Runs everything on one attack; the sentences that it broke.
fn broken_by(attack: &Attack) -> Vec<String> {
    let trap = Trap::new(attack);
    let home = trap.files("home");
    let tracked = trap.git(&["ls-files", "-z"]);
    let typed: Vec<&str> = tracked.split('\0').filter(|path| !path.is_empty()).collect();
    let mut broken = Vec::new();
    let mut see = |what: &str, (code, text): (i32, String), says: &[String]| {
        let printed: String = text.chars().take(2000).collect();
        if text.contains(SECRET) {
            broken.push(format!("{}: {what} prints the secret:\n{printed}", attack.name));
        }
        if !(0..=2).contains(&code) || text.contains('\u{1b}') {
            broken.push(format!("{}: {what}: exit {code}, or a raw escape:\n{printed}", attack.name));
        }
        for words in says.iter().filter(|words| code == 0 || !text.contains(words.as_str())) {
            broken.push(format!("{}: {what} does not say {words} (exit {code}):\n{printed}", attack.name));
        }
    };
    see("check", trap.check(&[]), &attack.says);
    see("check --git-index", trap.check(&["--git-index"]), &attack.says);
    see("check --changed-since", trap.check(&["--changed-since=HEAD"]), &[]);
    see("check FILE...", trap.check(&[&["--"], typed.as_slice()].concat()), &attack.typed_says);
    see("check --git-index FOLDER", trap.check(&["--git-index", "content"]), &[]);
    see("check --changed-since FOLDER", trap.check(&["--changed-since=HEAD", "content"]), &[]);
    see("check FILE", trap.check(&["content/en-US/other/ai.json"]), &[]);
    for arguments in [
        &["files"][..],
        &["config", "show"],
        &["config", "show", "--file", "content/en-US/other/ai.json"],
        &["schema", "list"],
        &["baseline", "prune"],
        &["baseline", "write", "--force"],
        &["ignore", "content/en-US/other/ai.json", "wrong-type", "--reason", "none"],
        &["config", "init"],
    ] {
        see(&arguments.join(" "), trap.run(arguments), &[]);
    }
    if trap.files("home") != home {
        broken.push(format!("{}: something was written in the home folder", attack.name));
    }
    for (path, bytes) in trap.files("repository") {
        if !path.ends_with(".git/config") && memchr::memmem::find(&bytes, SECRET.as_bytes()).is_some() {
            broken.push(format!("{}: the secret is written into {}", attack.name, path.display()));
        }
    }
    broken
}

#[test]
fn no_output_shows_a_secret_and_nothing_is_written_outside() {
    let attacks: Attacks = toml::from_str(ATTACKS).unwrap();
    let broken: Vec<String> = attacks.attack.par_iter().flat_map(broken_by).collect();
    assert!(broken.is_empty(), "{} broken:\n{}", broken.len(), broken.join("\n\n"));
}

/// What a run writes, and a link that is committed in its way.
struct Writing {
    what: &'static str,
    links: &'static [(&'static str, &'static str)],
    arguments: &'static [&'static str],
}

const WRITINGS: [Writing; 10] = [
    Writing {
        what: "a report through a link that leads out",
        links: &[("termlint.sarif", "../home/.bashrc")],
        arguments: &["check", "--report=sarif=termlint.sarif"],
    },
    Writing {
        what: "a report through a link that leads to a file that is not there",
        links: &[("termlint.sarif", "../home/.profile")],
        arguments: &["check", "--report=sarif=termlint.sarif"],
    },
    Writing {
        what: "a report through a tracked link to a file of the project",
        links: &[("termlint.sarif", "content/en-US/churn-rate/ai.json")],
        arguments: &["check", "content/ja-JP", "--report=sarif=termlint.sarif"],
    },
    Writing {
        what: "a report into a folder that is a link",
        links: &[("out", "../home")],
        arguments: &["check", "--report=sarif=out/.bashrc"],
    },
    Writing {
        what: "a report into a folder of git",
        links: &[("out", ".git/hooks")],
        arguments: &["check", "--report=junit=out/pre-commit"],
    },
    Writing {
        what: "a baseline through a tracked link",
        links: &[("termlint-baseline.json", "content/en-US/churn-rate/ai.json")],
        arguments: &["baseline", "write", "--force"],
    },
    Writing {
        what: "a baseline that the command line names, through a link that leads out",
        links: &[("known.json", "../home/docker.json")],
        arguments: &["baseline", "write", "--force", "--baseline=known.json"],
    },
    Writing {
        what: "a new configuration through a link",
        links: &[("termlint.toml", "../home/termlint.toml")],
        arguments: &["config", "init"],
    },
    Writing {
        what: "an entry into a configuration that is a tracked link",
        links: &[("termlint.toml", "content/settings.toml")],
        arguments: &["ignore", "content/en-US/a-b-testing/ai.json", "fallback-term-id", "--reason=known"],
    },
    Writing {
        what: "schemas into a folder that is a link",
        links: &[("contracts", "../home/schemas")],
        arguments: &["schema", "export", "contracts"],
    },
];

#[test]
fn nothing_is_written_through_a_link_that_is_committed() {
    let mut broken = Vec::new();
    for writing in &WRITINGS {
        let links = writing.links.iter().map(|(path, target)| ((*path).to_owned(), (*target).to_owned())).collect();
        let files =
            BTreeMap::from([("content/settings.toml".to_owned(), "include = [\"content/**/ai.json\"]\n".to_owned())]);
        let attack = Attack { name: writing.what.to_owned(), links, files, ..Attack::default() };
        let trap = Trap::new(&attack);
        let before = trap.files("");
        let (code, text) = trap.run(writing.arguments);
        if code != 2 {
            broken.push(format!("{}: exit {code}\n{text}", writing.what));
        }
        if trap.files("") != before {
            broken.push(format!("{}: something was written\n{text}", writing.what));
        }
    }
    assert!(broken.is_empty(), "{} broken:\n{}", broken.len(), broken.join("\n\n"));
}

#[test]
fn a_link_of_the_user_leads_where_it_always_did() {
    let trap = Trap::new(&Attack::default());
    // Not committed: inside of the project, and outside of any.
    fs::create_dir(trap.path("repository/build")).unwrap();
    symlink("build/out.sarif", trap.path("repository/termlint.sarif")).unwrap();
    trap.write("repository/build/out.sarif", "old");
    symlink("repository/build", trap.path("mine")).unwrap();
    let report = |file: &str| trap.run(&["check", &format!("--report=sarif={file}")]).0;
    assert_eq!(report("termlint.sarif"), 0);
    assert!(fs::symlink_metadata(trap.path("repository/termlint.sarif")).unwrap().is_symlink());
    assert!(fs::read_to_string(trap.path("repository/build/out.sarif")).unwrap().contains("\"version\": \"2.1.0\""));
    assert_eq!(report("../mine/second.sarif"), 0);
    assert!(trap.path("repository/build/second.sarif").is_file());
    // A person may name any file by a flag, and reads what is wrong with it there.
    let (code, text) = trap.run(&["check", "--known-slugs=../home/.npmrc", "--known-slugs=../nowhere.txt"]);
    assert_eq!(code, 2);
    assert!(text.contains("this line names no term") && text.contains("correct --known-slugs"), "{text}");
    assert!(!text.contains(SECRET), "its text is not shown: {text}");
    let (code, text) = trap.run(&["check", "--baseline=../home/docker.json"]);
    assert!(code == 2 && text.contains("docker.json") && !text.contains(SECRET), "{text}");
    let (code, text) = trap.run(&["check", "--schema-dir=../home/schemas"]);
    assert!(code == 2 && text.contains("schemas/broken.json"), "{text}");
    trap.write("slugs.txt", "customer-health-score\n");
    assert_eq!(trap.run(&["check", "--known-slugs=../slugs.txt"]).0, 0);
}

#[test]
fn a_cache_that_is_committed_is_not_used() {
    let trap = Trap::new(&Attack::default());
    let document = fs::read_to_string(trap.path("repository/content/en-US/churn-rate/ai.json")).unwrap();
    for number in 0..300 {
        trap.write(
            &format!("repository/content/en-US/term-{number}/ai.json"),
            &document.replace("churn-rate", &format!("term-{number}")),
        );
    }
    let check = |cache: &str| {
        let output = termlint(trap.path("repository"))
            .args(["check", "--corpus=content", "content/en-US/churn-rate/ai.json"])
            .env("XDG_CACHE_HOME", trap.path(cache))
            .output()
            .unwrap();
        assert_ne!(output.status.code(), Some(2));
    };
    let kept =
        |folder: &str| trap.files(folder).into_iter().filter(|(path, _)| path.to_string_lossy().ends_with(".facts"));
    // A folder of the project may keep one, as GitLab asks for.
    check("repository/.cache");
    let written: Vec<_> = kept("repository/.cache").collect();
    assert_eq!(written.len(), 1);
    // Once it is committed, it is neither read nor replaced.
    trap.git(&["add", "-f", ".cache"]);
    fs::write(&written[0].0, "not a cache").unwrap();
    check("repository/.cache");
    assert_eq!(fs::read(&written[0].0).unwrap(), b"not a cache");
    // Nor is anything behind a link that is committed.
    symlink("../home", trap.path("repository/.linked")).unwrap();
    trap.git(&["add", ".linked"]);
    check("repository/.linked");
    assert_eq!(kept("home").count(), 0);
}

#[test]
fn a_committed_folder_is_never_taken_for_a_repository() {
    let attacks: Attacks = toml::from_str(ATTACKS).unwrap();
    let attack = attacks.attack.iter().find(|attack| attack.name.contains("bare repository")).unwrap();
    let trap = Trap::new(attack);
    for argument in ["--git-index", "--changed-since=HEAD"] {
        let (code, text) = trap.run(&["check", "content", argument]);
        assert_eq!(code, 0, "{argument}: all is tracked in the repository around it: {text}");
    }
}

#[test]
fn every_test_that_the_page_on_security_names_exists() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/security.md")).unwrap();
    let named: Vec<&str> = page
        .split('`')
        .filter(|word| ["tests/", "fixtures/", "src/", ".ci/"].iter().any(|folder| word.starts_with(folder)))
        .collect();
    assert!(named.len() > 5, "{named:?}");
    for file in named {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(file).is_file(), "docs/security.md names {file}");
    }
}
