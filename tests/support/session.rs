//! A case of the whole program as one text file: which files exist, which commands run, and what they print.
//!
//! `fixtures/README.md` describes the form; this is where it is read and played. Playing a case gives the same text with
//! the output that the program prints today: a case whose text stays as it is passes, and `cargo xtask bless` writes the
//! others.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::place::copy;
use crate::programs::{program, run_on, termlint, text as printed};
use crate::support::case::{overlaid, parse};
use crate::support::repository;

/// Stands for any text within a line of output.
const ANY_TEXT: &str = "[..]";

/// Stands for any number of lines of output.
const ANY_LINES: &str = "...";

/// Stands for the folder in which a case is played.
const THE_FOLDER: &str = "[DIR]";

/// What begins a line of standard error.
const STDERR: &str = "2>";

/// Folders of `fixtures` that a case may copy.
const FOLDERS: [&str; 2] = ["corpus", "example"];

/// Plays a case in a new folder. The result is its text with today's output.
pub fn play(case: &str) -> Result<String, String> {
    let space = tempfile::tempdir().map_err(to_text)?;
    let root = fs::canonicalize(space.path()).map_err(to_text)?;
    let stage = Stage { folder: root.join("case"), cache: root.join("cache") };
    fs::create_dir(&stage.folder).map_err(to_text)?;
    if case.lines().next().is_none_or(|line| line.trim().is_empty() || is_step(line)) {
        return Err("the first line is a sentence that says what the case shows".to_owned());
    }
    let lines: Vec<&str> = case.lines().collect();
    let (mut played, mut rest, mut runs) = (Vec::new(), &lines[..], 0);
    while let [line, after @ ..] = rest {
        played.push((*line).to_owned());
        rest = after;
        let at_line = |what: String| format!("`{line}`: {what}");
        if let Some(name) = file_name(line) {
            let end = rest.iter().position(|line| line.is_empty() || is_step(line)).unwrap_or(rest.len());
            let (body, after) = rest.split_at(end);
            stage.put(name, body).map_err(at_line)?;
            played.extend(body.iter().map(|line| (*line).to_owned()));
            rest = after;
        } else if let Some((folder, command)) = prompt(line) {
            let may_fail = rest.first().is_some_and(|line| line.starts_with("? "));
            let Some(actual) = stage.run(folder, command, may_fail).map_err(at_line)? else { continue };
            let end = rest.iter().position(|line| line.starts_with("? ") || is_step(line));
            let end = end.filter(|end| rest[*end].starts_with("? ")).map_or(0, |end| end + 1);
            let (expected, after) = rest.split_at(end);
            played.extend(merged(expected, actual));
            (rest, runs) = (after, runs + 1);
        }
    }
    match runs {
        0 => Err("the case runs nothing: add a line such as `$ termlint check`".to_owned()),
        _ => Ok(played.join("\n") + "\n"),
    }
}

/// A page of `fixtures`, with texts in it replaced: a JSON list of pairs, or nothing.
fn page_with(page: &str, changes: &str) -> Result<Vec<u8>, String> {
    let mut text = fs::read_to_string(repository("fixtures").join(page)).map_err(to_text)?;
    let changes: Vec<(String, String)> = match changes {
        "" => Vec::new(),
        changes => serde_json::from_str(changes).map_err(to_text)?,
    };
    for (old, new) in changes {
        if !text.contains(&old) {
            return Err(format!("{page} has no {old:?}"));
        }
        text = text.replace(&old, &new);
    }
    Ok(text.into_bytes())
}

/// Where a case is played.
struct Stage {
    folder: PathBuf,
    cache: PathBuf,
}

impl Stage {
    /// Writes what a line such as `-- path --` announces.
    fn put(&self, name: &str, body: &[&str]) -> Result<(), String> {
        let text = body.join("\n");
        let (path, bytes) = match name.split_once(" = ") {
            None if text.is_empty() => (name, Vec::new()),
            None => (name, (text + "\n").into_bytes()),
            Some((path, folder)) if FOLDERS.contains(&folder) => {
                copy(&repository("fixtures").join(folder), &self.folder.join(path));
                return Ok(());
            }
            Some((path, page)) if page.starts_with("pages/") => (path, page_with(page, &text)?),
            Some((path, "raw")) => (path, serde_json::from_str::<String>(&text).map_err(to_text)?.into_bytes()),
            Some((path, "hex")) => (path, bytes(&text)?),
            Some((path, base)) if path.ends_with(".jsonl") => {
                let lines = body.iter().map(|line| overlaid(&document(base), parse(line.as_bytes())?, &[]));
                let line = |bytes: Result<Vec<u8>, String>| parse(&bytes?).map(|value| format!("{value}\n"));
                (path, lines.map(line).collect::<Result<String, String>>()?.into_bytes())
            }
            Some((path, base)) => {
                let changes = match text.as_str() {
                    "" => Value::Object(Map::new()),
                    text => parse(text.as_bytes())?,
                };
                (path, overlaid(&document(base), changes, &[])?)
            }
        };
        let path = self.folder.join(path);
        let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
        folder.and_then(|()| fs::write(&path, bytes)).map_err(to_text)
    }

    /// Runs a command in a folder. The result is what it prints and its exit code, as lines; `None` for a command of
    /// which only the effect matters. git alone may fail, and its result is then its exit code.
    fn run(&self, folder: &str, command: &str, may_fail: bool) -> Result<Option<Vec<String>>, String> {
        let folder = self.folder.join(folder);
        let words = words(&command.replace(THE_FOLDER, &self.folder.display().to_string()))?;
        let is_setting = |word: &&String| {
            word.split_once('=')
                .is_some_and(|(name, _)| name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
        };
        let (settings, words) = words.split_at(words.iter().take_while(is_setting).count());
        let settings = settings.iter().filter_map(|setting| setting.split_once('='));
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (words, target) = match words.as_slice() {
            [words @ .., ">", path] => (words, Some(folder.join(path))),
            words => (words, None),
        };
        let result = match words {
            ["termlint", arguments @ ..] => {
                let (arguments, stdin) = match arguments {
                    [arguments @ .., "<", path] => (arguments, fs::read(folder.join(path)).map_err(to_text)?),
                    _ => (arguments, Vec::new()),
                };
                let mut program = termlint(&folder);
                program.env("XDG_CACHE_HOME", &self.cache).envs(settings).args(arguments);
                let mut output = run_on(&mut program, &mut stdin.as_slice());
                let code = output.status.code().ok_or("a signal has ended the program")?;
                if let Some(target) = target {
                    fs::write(target, std::mem::take(&mut output.stdout)).map_err(to_text)?;
                }
                let place = self.folder.display().to_string();
                let [stdout, stderr] =
                    [&output.stdout, &output.stderr].map(|bytes| printed(bytes).replace(&place, THE_FOLDER));
                let errors = stderr.lines().map(|line| format!("{STDERR} {line}").trim_end().to_owned());
                let lines = stdout.lines().map(str::to_owned).chain(errors).chain([format!("? {code}")]);
                return Ok(Some(lines.collect()));
            }
            ["git", arguments @ ..] => {
                let mut program = program("git", &folder);
                program.args(["-c", "protocol.file.allow=always"]).args(arguments).envs(settings);
                let output = program.output().map_err(to_text)?;
                if let Some(target) = target {
                    fs::write(target, &output.stdout).map_err(to_text)?;
                }
                return match output.status.code() {
                    Some(code) if may_fail => Ok(Some(vec![format!("? {code}")])),
                    Some(0) => Ok(None),
                    _ => Err(printed(&output.stderr)),
                };
            }
            _ if target.is_some() => return Err("only the output of termlint and git goes to a file".to_owned()),
            ["cat", path] => {
                let text = fs::read_to_string(folder.join(path)).map_err(to_text)?;
                return Ok(Some(text.lines().map(str::to_owned).chain(["? 0".to_owned()]).collect()));
            }
            ["ls", path] => {
                let entries = fs::read_dir(folder.join(path)).map_err(to_text)?;
                let mut names: Vec<String> =
                    entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
                names.retain(|name| !name.starts_with('.'));
                names.sort();
                return Ok(Some(names.into_iter().chain(["? 0".to_owned()]).collect()));
            }
            ["cmp", one, other] => match fs::read(folder.join(one)) {
                Ok(bytes) if fs::read(folder.join(other)).is_ok_and(|others| others == bytes) => Ok(()),
                Ok(_) => return Err(format!("{one} and {other} differ")),
                Err(error) => Err(error),
            },
            ["ln", target, link] => link_to(target, &folder.join(link)),
            ["rm", path] => match folder.join(path) {
                path if path.is_dir() => fs::remove_dir_all(path),
                path => fs::remove_file(path),
            },
            ["mv", from, to] => fs::rename(folder.join(from), folder.join(to)),
            ["mkdir", path] => fs::create_dir_all(folder.join(path)),
            ["cp", from, to] => match folder.join(from) {
                from if from.is_dir() => {
                    copy(&from, &folder.join(to));
                    Ok(())
                }
                from => fs::copy(from, folder.join(to)).map(|_| ()),
            },
            _ => return Err("a case runs termlint, git, cat, cmp, cp, ln, ls, mkdir, mv and rm".to_owned()),
        };
        result.map(|()| None).map_err(to_text)
    }
}

fn to_text(error: impl ToString) -> String {
    error.to_string()
}

/// The path of a document in the corpus.
fn document(base: &str) -> String {
    format!("{base}/ai.json")
}

/// The bytes that hexadecimal digits stand for.
fn bytes(text: &str) -> Result<Vec<u8>, String> {
    let digits: Vec<char> = text.chars().filter(|digit| !digit.is_whitespace()).collect();
    let pair = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).map_err(to_text);
    match digits.len().is_multiple_of(2) {
        true => digits.chunks(2).map(pair).collect(),
        false => Err("a byte has two hexadecimal digits".to_owned()),
    }
}

#[cfg(unix)]
fn link_to(target: &str, link: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(not(unix))]
fn link_to(_: &str, _: &Path) -> std::io::Result<()> {
    Err(std::io::Error::from(std::io::ErrorKind::Unsupported))
}

/// The `path` of `-- path --`, or the `path = base` of `-- path = base --`.
fn file_name(line: &str) -> Option<&str> {
    line.strip_prefix("-- ")?.strip_suffix(" --")
}

/// The folder and the command of `folder$ command`.
fn prompt(line: &str) -> Option<(&str, &str)> {
    line.split_once("$ ").filter(|(folder, _)| !folder.contains(' '))
}

fn is_step(line: &str) -> bool {
    file_name(line).is_some() || prompt(line).is_some()
}

/// The words of a command; quotation marks hold one together.
fn words(command: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for character in command.chars() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (None, '"' | '\'') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    match quote {
        Some(_) => Err("a quotation mark is not closed".to_owned()),
        None => Ok(words),
    }
}

/// The expected lines if they match; otherwise the actual ones, in which lines with a pattern that matches are kept. The
/// last line is the exit code, which is never left open.
fn merged(expected: &[&str], actual: Vec<String>) -> Vec<String> {
    if matches(expected, &actual) {
        return expected.iter().map(|line| (*line).to_owned()).collect();
    }
    let patterns: Vec<&&str> = expected.iter().filter(|line| line.contains(ANY_TEXT)).collect();
    let last = actual.len().saturating_sub(1);
    let kept = |(number, line): (usize, String)| match patterns.iter().find(|pattern| matches_line(pattern, &line)) {
        Some(pattern) if number < last => (**pattern).to_string(),
        _ => line,
    };
    actual.into_iter().enumerate().map(kept).collect()
}

fn matches(expected: &[&str], actual: &[String]) -> bool {
    match (expected, actual) {
        ([], _) => actual.is_empty(),
        ([ANY_LINES, rest @ ..], _) => (0..=actual.len()).any(|skipped| matches(rest, &actual[skipped..])),
        ([line, rest @ ..], [first, others @ ..]) => matches_line(line, first) && matches(rest, others),
        (_, []) => false,
    }
}

fn matches_line(expected: &str, actual: &str) -> bool {
    let Some((start, rest)) = expected.split_once(ANY_TEXT) else { return expected == actual };
    let Some(mut open) = actual.strip_prefix(start) else { return false };
    let mut parts: Vec<&str> = rest.split(ANY_TEXT).collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some((_, after)) = open.split_once(part) else { return false };
        open = after;
    }
    open.ends_with(end)
}

/// What differs between two texts: lines of the first with `-`, of the second with `+`, and what both have around it.
pub fn difference(old: &str, new: &str) -> String {
    let [old, new] = [old, new].map(|text| text.lines().collect::<Vec<_>>());
    // The length of the longest common part of what follows each pair of lines.
    let mut common = vec![vec![0; new.len() + 1]; old.len() + 1];
    for (at, one) in old.iter().enumerate().rev() {
        for (to, other) in new.iter().enumerate().rev() {
            common[at][to] = match one == other {
                true => common[at + 1][to + 1] + 1,
                false => common[at + 1][to].max(common[at][to + 1]),
            };
        }
    }
    let (mut at, mut to, mut lines) = (0, 0, Vec::new());
    while at < old.len() || to < new.len() {
        if at < old.len() && to < new.len() && old[at] == new[to] {
            lines.push(format!("  {}", old[at]));
            (at, to) = (at + 1, to + 1);
        } else if to == new.len() || (at < old.len() && common[at + 1][to] >= common[at][to + 1]) {
            lines.push(format!("- {}", old[at]));
            at += 1;
        } else {
            lines.push(format!("+ {}", new[to]));
            to += 1;
        }
    }
    lines.join("\n")
}
