//! The commands of the guides, each run as its reader runs it: what a guide shows is what is printed.
//!
//! A block marked `console` is a session: lines that begin with `$ ` are commands for a shell, and what they print stands
//! below each. A block marked `toml` whose first line is `# FILE` is that file from there on. Where `"BLESS"` is set, the
//! output is written anew. In all other pages, an indented line that begins with `termlint` is a command, perhaps with two
//! spaces or more and its description behind it: it can be carried out.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::path::Path;
use std::{env, fs};

use crate::generated::keep;
use crate::place::{Place, Ran, copy, ran};
use crate::programs::{TERMLINT, program};
use crate::support::repository;

/// Each guide, below docs, and the folder in which its reader has a copy of the example.
const GUIDES: [(&str, &str); 4] =
    [("finding", "glossary"), ("finding.ja", "glossary"), ("maintaining", "content"), ("troubleshooting", "content")];

#[test]
fn what_a_guide_shows_is_what_is_printed() {
    for (page, folder) in GUIDES {
        let guide = format!("docs/{page}.md");
        let page = fs::read_to_string(repository(&guide)).unwrap();
        let mut shell = Shell { place: example(folder), code: 0 };
        let (mut now, mut commands) = (String::new(), 0);
        let mut rest = page.as_str();
        while let Some((before, block)) = rest.split_once("\n```") {
            let (body, after) = block.split_once("\n```").unwrap_or_else(|| panic!("{guide}: a block has no end"));
            let (kind, body) = body.split_once('\n').unwrap_or((body, ""));
            let mut body = body.to_owned();
            match kind {
                "console" => (body, commands) = (shell.session(&body), commands + body.matches("$ ").count()),
                "toml" => shell.file(&body),
                _ => {}
            }
            now.push_str(&format!("{before}\n```{kind}\n{}\n```", body.trim_end()));
            rest = after;
        }
        now.push_str(rest);
        assert!(commands > 4, "{guide} has {commands} commands");
        keep(&guide, &now);
    }
}

#[test]
fn every_command_on_a_page_can_be_carried_out() {
    let folder = fs::read_dir(repository("docs")).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<_> = folder.filter(|path| path.extension().is_some_and(|it| it == "md")).collect();
    pages.extend([repository("README.md"), repository("packaging/pre-commit/README.md")]);
    pages.sort();
    let mut refused = Vec::new();
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        let commands: Vec<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("    ").filter(|line| line.starts_with("termlint ")))
            .collect();
        if commands.is_empty() {
            continue;
        }
        let shell = Shell { place: example("content"), code: 0 };
        let map = "[pages]\nmap = \"public/{locale}/core/{slug}/index.html\"\n";
        shell.place.write("termlint.toml", format!("include = [\"content/**/ai.json\"]\n{map}"));
        shell.place.commit("all");
        shell.place.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
        let handoff = "content/en-US/gross-margin/ai.json";
        shell.place.write("list.txt", handoff).write("buffer", shell.place.read(handoff));
        shell.place.write("gross-margin.html", "<h1>Gross margin</h1>");
        for line in commands {
            // What reads the output may not be installed.
            let command = line.split("  ").next().unwrap_or_default().split(" | ").next().unwrap_or_default();
            let ran = shell.run(command);
            if ran.code > 1 {
                refused.push(format!("{}: {command}: {}", page.display(), ran.stderr));
            }
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

#[test]
fn the_reasons_in_troubleshooting_are_those_that_are_printed() {
    let page = fs::read_to_string(repository("docs/troubleshooting.md")).unwrap();
    let code: String =
        ["discover", "corpus", "project"].iter().map(|folder| all_code(&repository("src").join(folder))).collect();
    let tables = page.split("| reason | what to do |\n|---|---|\n").skip(1);
    let rows = tables.flat_map(|table| table.lines().take_while(|line| line.starts_with("| ")));
    let reasons: Vec<&str> = rows.filter_map(|row| row[2..].split(" |").next()).collect();
    assert!(reasons.len() > 10, "{reasons:?}");
    // The longest part without what differs from case to case: numbers and extensions.
    let fixed = |reason: &&str| {
        let parts = reason.split(|letter: char| letter.is_ascii_digit() || letter == '.');
        parts.max_by_key(|part| part.len()).unwrap_or_default().to_owned()
    };
    let unknown: Vec<&&str> = reasons.iter().filter(|reason| !code.contains(&fixed(reason))).collect();
    assert!(unknown.is_empty(), "no code prints {unknown:?}");
}

/// The text of all files below a folder.
fn all_code(folder: &Path) -> String {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { all_code(&path) } else { fs::read_to_string(path).unwrap() }).collect()
}

/// A repository with a copy of the example in a folder.
fn example(folder: &str) -> Place {
    let place = Place::new();
    copy(&repository("fixtures/example"), &place.path(folder));
    fs::remove_file(place.path(folder).join("README.md")).unwrap();
    place.git(&["init", "-q", "-b", "main"]);
    place
}

/// Where a reader types.
struct Shell {
    place: Place,
    /// The exit code of the last command.
    code: i32,
}

impl Shell {
    /// Runs the commands of a block. The result is the block as it ran.
    fn session(&mut self, block: &str) -> String {
        let mut text = String::new();
        for command in block.lines().filter_map(|line| line.strip_prefix("$ ")) {
            let ran = self.run(command);
            text.push_str(&format!("$ {command}\n{}{}", ran.stdout, ran.stderr));
            self.code = ran.code;
        }
        text
    }

    /// Runs one command.
    fn run(&self, command: &str) -> Ran {
        let mut shell = program("sh", self.place.path(""));
        let folder = Path::new(TERMLINT).parent().unwrap().to_owned();
        let path = env::var_os("PATH").unwrap_or_default();
        shell.env("PATH", env::join_paths([folder].into_iter().chain(env::split_paths(&path))).unwrap());
        // Commits have the same ids on every day.
        shell.env("GIT_AUTHOR_DATE", "2026-11-22T00:00Z").env("GIT_COMMITTER_DATE", "2026-11-22T00:00Z");
        // Not among the files of the reader.
        shell.env("XDG_CACHE_HOME", self.place.path(".git/cache"));
        ran(shell.args(["-c", &format!("(exit {}); {command}", self.code)]))
    }

    /// Writes the file that a block shows, if its first line names one.
    fn file(&self, block: &str) {
        if let Some((name, content)) = block.strip_prefix("# ").and_then(|block| block.split_once('\n')) {
            self.place.write(name, format!("{content}\n"));
        }
    }
}

#[test]
fn a_session_knows_the_last_exit_code_and_both_streams() {
    let mut shell = Shell { place: Place::new(), code: 0 };
    shell.file("# a/b\none");
    let block = "$ cat a/b\nsomething else\n$ false\n$ echo $? && echo two >&2\n";
    assert_eq!(shell.session(block), "$ cat a/b\none\n$ false\n$ echo $? && echo two >&2\n1\ntwo\n");
}
