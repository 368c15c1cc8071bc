//! The files of `docs/editors.md`, each run in the editor that it is for.
//!
//! The finding stands behind letters of every size, so that bytes, characters and UTF-16 units differ, and in text that
//! is not saved.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "a test reads and writes its own files")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::place::Place;
use crate::programs::{REPOSITORY, TERMLINT, missing, program, run, system, text};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/corpus");
const FILE: &str = "content/ja-JP/churn-rate/ai.json";

/// The block of the documentation with this on its first line.
fn documented(file: &str) -> String {
    let page = fs::read_to_string(Path::new(REPOSITORY).join("docs/editors.md")).unwrap();
    let block = page.split("\n```").find(|block| block.lines().nth(1).is_some_and(|line| line.contains(file)));
    block.unwrap_or_else(|| panic!("docs/editors.md has no {file}")).split_once('\n').unwrap().1.to_owned() + "\n"
}

/// What is typed as the second line, and not saved: a field twice, behind letters of every size. Before the second one
/// stand 7 + 2 + 4 + 9 + 3 bytes, and 7 + 1 + 2 + 3 + 3 units of UTF-16.
const TYPED: &str = "  \"x\":\"é𐐀日本語\", \"x\":1,";

/// Where the second key begins, in bytes and in UTF-16 units from 1, and what is said.
const BYTE: usize = 26;
const UTF16: usize = 17;
const SAID: [(&str, &str, &str); 2] = [
    ("error", "the field “x” is written twice; only the last one counts", "duplicate-key"),
    ("warning", "the contract has no field “x” in the document", "unknown-field"),
];

/// The clean corpus with termlint on PATH; the file is as it is saved.
fn glossary() -> Place {
    let place = Place::of(CORPUS);
    fs::create_dir(place.path("bin")).unwrap();
    std::os::unix::fs::symlink(TERMLINT, place.path("bin/termlint")).unwrap();
    fs::create_dir(place.path("home")).unwrap();
    place
}

/// A program that finds termlint, and none of the settings of whoever runs the test.
fn editor(place: &Place, name: &str) -> Command {
    let mut command = program(name, place.path(""));
    let path = std::env::var("PATH").unwrap();
    command.env("PATH", format!("{}:{path}", place.path("bin").display()));
    command.env("HOME", place.path("home")).env("LC_ALL", "C.UTF-8");
    for folder in ["CONFIG", "DATA", "STATE", "CACHE"] {
        command.env(format!("XDG_{folder}_HOME"), place.path("home").join(folder));
    }
    command
}

/// The text with what was typed.
fn typed(place: &Place) -> String {
    place.read(FILE).replacen("{\n", &format!("{{\n{TYPED}\n"), 1)
}

#[test]
fn the_numbers_are_those_of_the_text() {
    let before = &TYPED[..TYPED.rfind("\"x\"").unwrap()];
    assert_eq!((before.len() + 1, before.encode_utf16().count() + 1), (BYTE, UTF16));
    let place = glossary();
    let ran = place.run_on(typed(&place).as_bytes(), &["check", "-q", "-", "--stdin-filename", FILE]);
    let lines = SAID.map(|(severity, message, rule)| format!("{FILE}:2:{BYTE}: {severity}: {message} [{rule}]\n"));
    assert_eq!((ran.stdout, ran.stderr), (lines.concat(), String::new()));
}

/// Runs a script in Vim or Neovim, and reads what it wrote into the file `found`.
fn vim(place: &Place, program: &str, script: &str) -> Value {
    let script = format!("set nocompatible\nfiletype plugin on\nedit {FILE}\n{script}\nqall!\n");
    place.write("t.vim", script);
    let mut vim = editor(place, program);
    match program {
        "nvim" => vim.args(["--headless", "-u", "NONE", "-i", "NONE", "-S", "t.vim"]),
        _ => vim.args(["-e", "-s", "-u", "NONE", "-i", "NONE", "-S", "t.vim"]),
    };
    let output = run(&mut vim, "");
    let found = fs::read_to_string(place.path("found"));
    let found = found.unwrap_or_else(|error| panic!("{error}: {}{}", text(&output.stdout), text(&output.stderr)));
    serde_json::from_str(&found).unwrap()
}

/// Writes a list of Vim's as JSON.
const KEEP: &str = "call writefile([json_encode(map(LIST, {_, e -> [bufname(e.bufnr), e.lnum, e.col, e.type, e.valid, \
                    e.text]}))], 'found')";

#[test]
fn vim_and_neovim_list_what_is_wrong() {
    let expected: Vec<Value> = SAID
        .iter()
        .map(|(severity, message, rule)| json!([FILE, 2, BYTE, severity[..1], 1, format!("{message} [{rule}]")]))
        .collect();
    for program in ["vim", "nvim"] {
        if !system(program) {
            continue;
        }
        for (saved, command, list) in [(true, "silent make! %", "getqflist()"), (false, "Termlint", "getloclist(0)")] {
            let place = glossary();
            for folder in [".vim", "CONFIG/nvim"] {
                place.write(&format!("home/{folder}/after/ftplugin/json.vim"), documented("after/ftplugin/json.vim"));
            }
            let mut script = format!("call append(1, '{TYPED}')\n");
            if saved {
                script = String::new();
                place.write(FILE, typed(&place));
            }
            let script = format!("{script}{command}\n{}", KEEP.replace("LIST", list));
            assert_eq!(vim(&place, program, &script), json!(expected), "{program} {command}");
        }
        // Of other files it says nothing.
        let place = glossary();
        place.write("home/.vim/after/ftplugin/json.vim", documented("after/ftplugin/json.vim"));
        let script = "edit package.json\ncall writefile([json_encode([exists(':Termlint'), &makeprg])], 'found')";
        assert_eq!(vim(&place, program, script)[0], 0, "{program}");
    }
}

#[test]
fn vim_and_neovim_apply_fixes() {
    for program in ["vim", "nvim"] {
        if !system(program) {
            continue;
        }
        let place = glossary();
        for folder in [".vim", "CONFIG/nvim"] {
            place.write(&format!("home/{folder}/after/ftplugin/json.vim"), documented("after/ftplugin/json.vim"));
        }
        // The same field with the same value twice, which is deleted, and one that is right already.
        let script = "call setline(2, [getline(2), getline(2)] + getline(3, '$'))\nTermlintFix\n\
                      call writefile([json_encode(getline(1, '$'))], 'found')";
        let saved: Vec<Value> = place.read(FILE).lines().map(Value::from).collect();
        assert_eq!(vim(&place, program, script), json!(saved), "{program}");
    }
}

/// Where systems install it.
const BUNDLES_OF_ALE: [&str; 2] = ["/usr/share/vim/vimfiles/pack/dist-bundle/opt/ale", "/usr/share/vim-ale"];

/// The folder of ALE, where it and Vim are at hand; else says what is missing.
fn ale() -> Option<&'static str> {
    if !system("vim") {
        return None;
    }
    let found = BUNDLES_OF_ALE.into_iter().find(|folder| Path::new(folder).is_dir());
    if found.is_none() {
        missing("ALE (apt-get install vim-ale)");
    }
    found
}

#[test]
fn ale_marks_what_is_typed() {
    let Some(ale) = ale() else { return };
    let place = glossary();
    place.write("home/.vim/ale_linters/json/termlint.vim", documented("ale_linters/json/termlint.vim"));
    place.write("package.json", "{}\n");
    let script = format!(
        "let g:ale_linters = {{'json': ['termlint']}}\nset runtimepath^={ale}\nruntime plugin/ale.vim\n\
         call append(1, '{TYPED}')\ncall ale#Queue(0)\ncall ale#test#WaitForJobs(20000)\n\
         let found = map(copy(ale#engine#GetLoclist(bufnr(''))), {{_, e -> [e.lnum, e.col, e.type, e.text, e.code]}})\n\
         edit! package.json\ncall ale#Queue(0)\ncall ale#test#WaitForJobs(20000)\n\
         call add(found, len(ale#engine#GetLoclist(bufnr(''))))\ncall writefile([json_encode(found)], 'found')"
    );
    // ALE has its own order for one place.
    let mut expected: Vec<Value> = SAID
        .iter()
        .rev()
        .map(|(severity, message, rule)| json!([2, BYTE, severity[..1].to_uppercase(), message, rule]))
        .collect();
    expected.push(json!(0));
    assert_eq!(vim(&place, "vim", &script), json!(expected));
}

#[test]
fn ale_applies_fixes() {
    let Some(ale) = ale() else { return };
    let place = glossary();
    place.write("home/.vimrc", documented("~/.vimrc"));
    let other = "{\"a\": 1, \"a\": 1}";
    place.write("package.json", format!("{other}\n"));
    // The same field with the same value twice, which is deleted.
    let script = format!(
        "set runtimepath^={ale}\nruntime plugin/ale.vim\nsource home/.vimrc\n\
         call setline(2, [getline(2), getline(2)] + getline(3, '$'))\nALEFix\ncall ale#test#WaitForJobs(20000)\n\
         let fixed = getline(1, '$')\nedit! package.json\nALEFix\ncall ale#test#WaitForJobs(20000)\n\
         call writefile([json_encode(fixed + getline(1, '$'))], 'found')"
    );
    let mut expected: Vec<Value> = place.read(FILE).lines().map(Value::from).collect();
    expected.push(json!(other));
    assert_eq!(vim(&place, "vim", &script), json!(expected));
}

#[test]
fn kakoune_flags_what_is_typed() {
    let is_there = Command::new("kak").arg("-version").output().is_ok_and(|output| output.status.success());
    if !is_there {
        return missing("Kakoune (apt-get install kakoune)");
    }
    let place = glossary();
    place.write("home/CONFIG/kak/kakrc", documented("kak/kakrc"));
    let found = place.path("found").display().to_string();
    let script = format!(
        "hook global BufSetOption lint_messages=.+ %{{ echo -to-file {found} %opt{{lint_messages}}; kill! 0 }}\n\
         execute-keys 'gg' 'o' '{}' '<esc>'\nlint-buffer\n",
        TYPED.trim_start()
    );
    place.write("t.kak", script);
    let mut kak = editor(&place, "timeout");
    kak.args(["20", "kak", "-ui", "dummy", "-e", "source t.kak", FILE]);
    let output = run(&mut kak, "");
    let found = fs::read_to_string(found);
    let found = found.unwrap_or_else(|error| panic!("{error}: {}{}", text(&output.stdout), text(&output.stderr)));
    for (_, message, _) in SAID {
        assert!(found.contains(message), "{found}");
    }
    assert!(found.contains("2|"), "{found}");
}

/// Sends a message of the language server protocol.
fn send(to: &mut impl Write, message: &Value) {
    let message = message.to_string();
    write!(to, "Content-Length: {}\r\n\r\n{message}", message.len()).unwrap();
    to.flush().unwrap();
}

/// Reads one.
fn receive(from: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if from.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", number)) => length = number.parse::<usize>().ok(),
            Some(_) => {}
            None => break,
        }
    }
    let mut message = vec![0; length?];
    from.read_exact(&mut message).ok()?;
    serde_json::from_slice(&message).ok()
}

#[test]
fn efm_publishes_what_is_typed() {
    let is_there = Command::new("efm-langserver").arg("-v").output().is_ok_and(|output| output.status.success());
    if !is_there {
        return missing("efm-langserver (apt-get install efm-langserver)");
    }
    let place = glossary();
    place.write("config.yaml", documented("efm-langserver/config.yaml"));
    let mut efm = editor(&place, "timeout");
    efm.args(["20", "efm-langserver", "-c", "config.yaml"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut efm = efm.stderr(Stdio::null()).spawn().unwrap();
    let (mut to, mut from) = (efm.stdin.take().unwrap(), BufReader::new(efm.stdout.take().unwrap()));
    let uri = |path: &str| format!("file://{}", fs::canonicalize(place.path(path)).unwrap().display());
    let start = json!({ "rootUri": uri(""), "capabilities": {}, "processId": null });
    send(&mut to, &json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": start }));
    send(&mut to, &json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }));
    let document = json!({ "uri": uri(FILE), "languageId": "json", "version": 1, "text": typed(&place) });
    let open = json!({ "textDocument": document });
    send(&mut to, &json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": open }));
    let mut published = None;
    while let Some(message) = receive(&mut from) {
        if message["method"] == "textDocument/publishDiagnostics" {
            published = Some(message["params"]["diagnostics"].clone());
            break;
        }
    }
    drop(to);
    let _ = efm.kill();
    let _ = efm.wait();
    let published = published.expect("efm publishes");
    let found: Vec<Value> = published
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            json!([it["range"]["start"]["line"], it["range"]["start"]["character"], it["severity"], it["message"]])
        })
        .collect();
    let expected: Vec<Value> = SAID
        .iter()
        .zip([1, 2])
        // The page warns of it: the byte is taken for a unit of UTF-16, of which there are fewer.
        .map(|((_, message, rule), severity)| json!([1, BYTE - 1, severity, format!("{message} [{rule}]")]))
        .collect();
    assert_eq!(found, expected);
    assert_ne!(BYTE, UTF16);
}
