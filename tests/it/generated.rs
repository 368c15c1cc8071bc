//! What is generated from the code is what the code says: pages, tables, schemas.
//!
//! `cargo xtask bless` writes them anew (it runs these tests with `BLESS=1`); read the diff before you commit it.

#![allow(clippy::disallowed_methods, reason = "a test reads and writes the files that it keeps")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::{env, fs};

use termlint::rule::{Declaration, Group};
use termlint::rules::RULES;
use termlint::{config, output, page};

use crate::pictures::{THEMES, svg};
use crate::programs::termlint;
use crate::support::repository;

#[test]
fn every_rule_has_its_page() {
    for rule in RULES {
        keep(&rule.meta.docs_path(), &page::markdown(rule));
    }
}

#[test]
fn no_page_outlives_its_rule() {
    let pages: BTreeSet<String> = RULES.iter().map(|rule| format!("{}.md", rule.meta.id)).collect();
    for entry in fs::read_dir(repository("docs/rules")).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name == "README.md" || pages.contains(&name) {
            continue;
        }
        if is_blessing() {
            fs::remove_file(&path).unwrap();
        } else {
            panic!("docs/rules/{name} belongs to no rule: run `cargo xtask bless`");
        }
    }
}

#[test]
fn the_list_of_pages_is_complete() {
    let mut text =
        "# Rules\n\nThe group of a rule decides its level; a rule may be milder, and its page says why.\n\n".to_owned();
    for group in Group::ALL {
        let _ = writeln!(text, "- **{}** ({}): {}", group.name(), group.default_level().name(), group.summary());
    }
    keep("docs/rules/README.md", &format!("{text}\n{}\n{}", page::COLUMNS, table()));
}

#[test]
fn the_page_about_the_output_shows_it() {
    let page = fs::read_to_string(repository("docs/output.md")).unwrap();
    keep("docs/output.md", &filled(&page, "picture", &format!("```text\n{}```\n", picture())));
}

#[test]
fn the_changelog_lists_what_each_release_may_newly_report() {
    let changelog = fs::read_to_string(repository("CHANGELOG.md")).unwrap();
    keep("CHANGELOG.md", &filled(&changelog, "newly-reported", &page::newly_reported(RULES)));
}

#[test]
fn the_table_of_phrases_is_that_of_the_lists() {
    const HEAD: &str = "\
//! The phrases and words of the lists beside this file, written by `cargo xtask bless`: to read the lists at every start would
//! take longer than to check a document.

// Long because: it holds every entry of the lists.

use super::family::{At, Family, Kind};

";
    let mut files: Vec<_> =
        fs::read_dir(repository("src/phrase")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let (mut phrases, mut cells) = (String::new(), String::new());
    // Lists of plain texts: the name in the file, what it holds.
    const LISTS: [(&str, &str); 7] = [
        ("bracketed", "What is a placeholder inside brackets only."),
        ("bare", "What is a placeholder with or without brackets."),
        ("slots", "Slots of templates, which stand in brackets."),
        ("unnamed", "What stands in place of a name, and what a slug has in it where it is one."),
        ("vague", "The same, for the display name alone."),
        ("headers", "What heads a column that says something about the terms of the rows."),
        ("corners", "What heads the first column of a table whose columns are terms."),
    ];
    let mut lists = LISTS.map(|_| String::new());
    let (mut latin, mut author) = (String::new(), String::new());
    for path in files {
        let is_author = path.ends_with("author.toml");
        let list: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
        if is_author {
            word_lists("", &list, &mut author);
            continue;
        }
        let entries = |name: &str| list.get(name).and_then(toml::Value::as_array).into_iter().flatten();
        for phrase in entries("phrase") {
            let (family, text) = (variant(&phrase["family"]), quoted(&phrase["text"]));
            let at = phrase.get("at").map_or("Whole".to_owned(), variant);
            let next = phrase.get("next").and_then(toml::Value::as_array).into_iter().flatten().map(quoted);
            let next = next.collect::<Vec<_>>().join(", ");
            let _ = writeln!(phrases, "    (Family::{family}, At::{at}, {text}, &[{next}]),");
        }
        for cell in entries("cell") {
            let is_name = cell.get("name").is_some_and(|name| name.as_bool() == Some(true));
            for text in cell["texts"].as_array().into_iter().flatten() {
                let _ = writeln!(cells, "    ({}, Kind::{}, {is_name}),", quoted(text), variant(&cell["kind"]));
            }
        }
        for (lines, (name, _)) in lists.iter_mut().zip(LISTS) {
            for text in entries(name) {
                let _ = writeln!(lines, "    {},", quoted(text));
            }
        }
        if let Some(words) = list.get("latin") {
            latin = quoted(words);
        }
    }
    let table = |page: &str, name: &str, of: &str, lines: &str| {
        format!("/// {page}\n#[rustfmt::skip]\npub(super) const {name}: &[{of}] = &[\n{lines}];\n")
    };
    let phrases = table(
        "Each phrase: its kind, where it counts, its text, and what may stand behind it, where not everything may.",
        "PHRASES",
        "(Family, At, &str, &[&str])",
        &phrases,
    );
    let cells = table(
        "Each word that a cell may consist of: its text, what it means, whether it is also a name.",
        "CELLS",
        "(&str, Kind, bool)",
        &cells,
    );
    let lists: Vec<String> =
        lists.iter().zip(LISTS).map(|(lines, (name, page))| table(page, &name.to_uppercase(), "&str", lines)).collect();
    let latin = format!(
        "/// The words of the usual filler in Latin.\n#[rustfmt::skip]\npub(super) const LATIN: &str = {latin};\n"
    );
    let author = table(
        "The words of instructions to an author, by what they are in them.",
        "AUTHOR",
        "(&str, &[&str])",
        &author,
    );
    keep("src/phrase/table.rs", &format!("{HEAD}{phrases}\n{cells}\n{}\n{latin}\n{author}", lists.join("\n")));
}

/// Each list of words in a table and those in it, by the names that lead there.
fn word_lists(above: &str, table: &toml::Table, lines: &mut String) {
    for (name, value) in table {
        let name = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        match value {
            toml::Value::Table(below) => word_lists(&name, below, lines),
            list => {
                let words: Vec<String> = list.as_array().into_iter().flatten().map(quoted).collect();
                let _ = writeln!(lines, "    ({name:?}, &[{}]),", words.join(", "));
            }
        }
    }
}

/// A text as Rust writes it.
fn quoted(text: &toml::Value) -> String {
    format!("{:?}", text.as_str().unwrap_or_default())
}

/// The variant of an enumeration that a word in kebab-case names.
fn variant(word: &toml::Value) -> String {
    let words = word.as_str().unwrap_or_default().split('-');
    words.map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

/// `text` with what stands between the two markers of that name replaced.
fn filled(text: &str, name: &str, content: &str) -> String {
    let (begin, end) = (format!("<!-- {name}:begin -->"), format!("<!-- {name}:end -->"));
    let parts = text.split_once(&begin).and_then(|(before, rest)| Some((before, rest.split_once(&end)?.1)));
    let Some((before, after)) = parts else {
        panic!("there is no place for {name}: write {begin} and {end}, each on a line of its own")
    };
    format!("{before}{begin}\n{content}{end}{after}")
}

/// What termlint prints for one file of the example, 80 columns wide.
fn picture() -> String {
    let output = termlint(repository(""))
        .env("COLUMNS", "80")
        .args(["check", "fixtures/example/ja-JP/price-elasticity/ai.json", "--corpus", "fixtures/example"])
        .args(["--today", "2026-11-22", "--format", "pretty", "--color", "never"])
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// What is in the pictures: a language, and the file of the example that is checked.
const PICTURED: [(&str, &str); 2] =
    [("en", "en-US/price-elasticity/ai.json"), ("ja", "ja-JP/price-elasticity/ai.json")];

#[test]
fn the_pictures_show_the_output() {
    for (language, file) in PICTURED {
        for columns in [80, 120] {
            let mut command = termlint(repository("fixtures/example"));
            command.env("COLUMNS", columns.to_string());
            command.args(["check", file, "--corpus", ".", "--today", "2026-11-22", "--no-cache"]);
            let output = command.args(["--format", "pretty", "--color", "always"]).output().unwrap();
            let shown = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
            let ansi = format!("$ termlint check {file}\n{}", shown.concat());
            for theme in &THEMES {
                let title = format!("what termlint prints about {file}, {columns} columns wide");
                let picture = svg(&ansi, columns, theme, &title);
                keep(&format!("docs/pictures/{language}-{columns}-{}.svg", theme.name), &picture);
            }
        }
    }
}

#[test]
fn in_a_picture_each_cell_has_its_place() {
    let svg = svg("a解\u{1b}[31mb<\u{1b}[0m\nx", 80, &THEMES[0], "t");
    let document = roxmltree::Document::parse(&svg).unwrap();
    let lines = document.descendants().filter(|node| node.attribute("y").is_some());
    let parts: Vec<Vec<_>> = lines
        .map(|line| line.children().map(|part| (part.text(), part.attribute("x"), part.attribute("class"))).collect())
        .collect();
    // A cell has 8.4 pixels, the margin 16; a letter of 14 pixels stands in the middle of two cells.
    let first = [(Some("a"), Some("16"), None), (Some("解"), Some("25.8"), None)];
    assert_eq!(parts[0], [&first[..], &[(Some("b<"), Some("41.2"), Some("fg-red"))]].concat());
    assert_eq!(parts[1], [(Some("x"), Some("16"), None)]);
}

#[test]
fn the_schema_of_the_configuration_is_published() {
    keep("schemas/termlint/config.json", &format!("{:#}\n", config::schema()));
}

#[test]
fn the_schema_of_the_report_is_published() {
    keep("schemas/termlint/report.v1.json", &format!("{:#}\n", output::json::schema().as_value()));
}

/// The rules by group.
fn table() -> String {
    let mut table = "| rule | group | level | finds |\n|---|---|---|---|\n".to_owned();
    for group in Group::ALL {
        for Declaration { meta, .. } in RULES.iter().filter(|rule| rule.meta.group == group) {
            let (id, summary) = (meta.id, meta.summary().replace('|', "\\|"));
            let _ = writeln!(table, "| [{id}]({id}.md) | {} | {} | {summary} |", group.name(), meta.level.name());
        }
    }
    table
}

fn is_blessing() -> bool {
    env::var_os("BLESS").is_some()
}

/// Compares a file with what the code says now, or writes it.
pub fn keep(path: &str, now: &str) {
    let file = repository(path);
    let kept = fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    if kept == now {
        return;
    }
    if !is_blessing() {
        panic!("{path} is not what the code says: run `cargo xtask bless` and read the diff");
    }
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, now).unwrap();
}
