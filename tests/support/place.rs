//! A folder of its own in which a test runs the program.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]
#![allow(dead_code, reason = "no test uses all of it")]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

use crate::programs::{self, termlint};

/// A folder with documents.
pub struct Place {
    folder: TempDir,
}

/// What a run came to.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// The path and rule of each finding in concise form.
    pub fn found(&self) -> Vec<(String, String)> {
        let finding = |line: &str| {
            let rule = line.rsplit_once(" [")?.1.strip_suffix(']')?;
            Some((line.split_once(':')?.0.to_owned(), rule.to_owned()))
        };
        self.stdout.lines().filter_map(finding).collect()
    }
}

impl Place {
    /// An empty folder.
    pub fn new() -> Place {
        Place { folder: TempDir::new().unwrap() }
    }

    /// A folder with a copy of documents and a configuration that makes them the corpus.
    pub fn of(documents: &str) -> Place {
        let place = Place::new();
        copy(Path::new(documents), &place.path("content"));
        let _ = fs::remove_file(place.path("content/termlint.toml"));
        place.write("termlint.toml", "include = [\"content/**/ai.json\"]\n");
        place
    }

    /// A path in it.
    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// The text of a file in it.
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Writes a file in it, with the folders above.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Place {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Runs the program there.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_in("", arguments)
    }

    /// Runs the program in a folder below.
    pub fn run_in(&self, folder: &str, arguments: &[&str]) -> Ran {
        ran(self.command(folder).args(arguments))
    }

    /// Runs the program there with bytes on its standard input.
    pub fn run_on(&self, stdin: &[u8], arguments: &[&str]) -> Ran {
        ran_on(self.command("").args(arguments), &mut &*stdin)
    }

    /// Runs `check` there; its findings are lines.
    pub fn check(&self, arguments: &[&str]) -> Ran {
        self.check_in("", arguments)
    }

    /// Runs `check` in a folder below.
    pub fn check_in(&self, folder: &str, arguments: &[&str]) -> Ran {
        self.run_in(folder, &[&["check", "--format", "concise"], arguments].concat())
    }

    /// Runs git there, which must succeed; what it prints.
    pub fn git(&self, arguments: &[&str]) -> String {
        self.git_in("", arguments)
    }

    /// Runs git in a folder below.
    pub fn git_in(&self, folder: &str, arguments: &[&str]) -> String {
        programs::git(self.path(folder), arguments)
    }

    /// Commits everything.
    pub fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message]);
    }

    /// The program in a folder below, with a cache of its own.
    pub fn command(&self, folder: &str) -> Command {
        let mut command = termlint(self.path(folder));
        command.env("XDG_CACHE_HOME", self.path(".cache"));
        command
    }

    /// The report of `check` in JSON.
    pub fn report(&self, arguments: &[&str]) -> Value {
        let ran = self.run(&[&["check", "--format", "json"], arguments].concat());
        serde_json::from_str(&ran.stdout).unwrap()
    }

    /// Changes a document.
    pub fn edit(&self, path: &str, change: impl FnOnce(&mut Value)) {
        let mut document: Value = serde_json::from_str(&self.read(path)).unwrap();
        change(&mut document);
        self.write(path, document.to_string());
    }

    /// Replaces a text in a file, which must contain it.
    pub fn replace(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} does not contain {old}");
        self.write(path, text.replace(old, new));
    }
}

/// Copies a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// What a command comes to.
pub fn ran(command: &mut Command) -> Ran {
    ran_on(command, &mut std::io::empty())
}

/// The same with bytes on its standard input.
pub fn ran_on(command: &mut Command, stdin: &mut (dyn Read + Send)) -> Ran {
    let output = programs::run_on(command, stdin);
    Ran {
        code: output.status.code().expect("no signal has ended it"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
