//! A folder of its own in which a test runs the program.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]
#![allow(dead_code, reason = "no test uses all of it")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::programs::termlint;

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

impl Place {
    /// A folder with a copy of documents and a configuration that makes them the corpus.
    pub fn of(documents: &str) -> Place {
        let place = Place { folder: TempDir::new().unwrap() };
        copy(Path::new(documents), &place.path("content"));
        let _ = fs::remove_file(place.path("content/termlint.toml"));
        fs::write(place.path("termlint.toml"), "include = [\"content/**/ai.json\"]\n").unwrap();
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
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Runs the program there.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        self.run_in("", arguments)
    }

    /// Runs the program in a folder below, on 2026-11-22.
    pub fn run_in(&self, folder: &str, arguments: &[&str]) -> Ran {
        ran(self.command(folder, arguments).output().unwrap())
    }

    /// Runs the program there with a text on its standard input.
    pub fn run_on(&self, text: &[u8], arguments: &[&str]) -> Ran {
        let mut command = self.command("", arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(text).unwrap();
        ran(child.wait_with_output().unwrap())
    }

    fn command(&self, folder: &str, arguments: &[&str]) -> Command {
        let mut command = termlint(self.path(folder));
        command.args(arguments).env("XDG_CACHE_HOME", self.path(".cache"));
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

fn ran(output: Output) -> Ran {
    Ran {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}
