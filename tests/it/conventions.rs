//! The habits of the house. A convention is a test, not a paragraph: each fails with the sentence that was broken.

#![allow(clippy::disallowed_methods, reason = "a test reads the sources that it judges")]

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use termlint::page;
use termlint::rule::{Declaration, Group, Kind, Level, Needs};
use termlint::rules::RULES;

use crate::support::{WITHOUT_FAIL_CASE, case, repository};

/// The rooms of the house, lowest first, with the number of their floor in the map of `src/lib.rs`. Imports run
/// downward only.
const ROOMS: [(&str, u8); 30] = [
    ("problem", 0),
    ("json", 0),
    ("braces", 0),
    ("words", 0),
    ("text", 0),
    ("fs", 0),
    ("git", 1),
    ("boundary", 1),
    ("finding", 1),
    ("fix", 1),
    ("phrase", 1),
    ("rendered", 1),
    ("handoff", 2),
    ("schema", 2),
    ("corpus", 2),
    ("pairing", 2),
    ("discover", 2),
    ("rule", 3),
    ("page", 3),
    ("rules", 3),
    ("config", 4),
    ("baseline", 5),
    ("outcome", 5),
    ("project", 5),
    ("engine", 6),
    ("fixing", 7),
    ("output", 7),
    ("app", 8),
    ("cli", 8),
    ("main", 9),
];

/// What a rule may see.
const SEEN_BY_RULES: [&str; 9] =
    ["json", "words", "text", "finding", "handoff", "corpus", "phrase", "rendered", "rule"];

/// What only rules about pages see.
const SEEN_BY_PAGE_RULES: &str = "pairing";

/// What a format may not see, although it stands lower.
const HIDDEN_FROM_FORMATS: [&str; 6] = ["rules", "engine", "project", "config", "discover", "fs"];

/// What formats share; it is not a format.
const SHARED_BY_FORMATS: [&str; 16] = [
    "columns",
    "diff",
    "drawing",
    "excerpt",
    "fixes",
    "fold",
    "footer",
    "format",
    "glyph",
    "links",
    "markup",
    "statistics",
    "style",
    "summary",
    "text",
    "visible",
];

/// What only some files may name, and the sentence that says so.
const KNOWN_TO: [(&str, &[&str], &str); 10] = [
    ("miette", &["output/drawing.rs"], "miette draws: only output/drawing.rs knows it"),
    ("clap", &["cli/"], "only cli/ knows clap: everything else reads plain options"),
    ("jsonschema", &["schema/"], "only schema/ knows jsonschema: everything else reads findings"),
    ("jsonschema_value", &["schema/"], "only schema/ knows jsonschema: everything else reads findings"),
    ("regex", &["rule/custom/search.rs"], "patterns come from configurations only: rule/custom/search.rs bounds them"),
    ("SystemTime", &["app/"], "the clock comes in from outside: only app/ reads it"),
    ("Instant", &["app/"], "no result depends on time: only app/ may measure it"),
    ("quick_xml", &["output/junit.rs", "corpus/external.rs"], "XML is written for JUnit and read from sitemaps"),
    ("indicatif", &["app/progress.rs"], "only app/progress.rs draws while a run goes on"),
    ("tempfile", &["fs/"], "fs/ is the only room that touches the disk"),
];

/// Rooms in which files may import each other in a circle, and why.
const CIRCLES: [(&str, &str); 1] = [("json", "nodes, their children and the tree that holds them are one arena")];

/// How many lines a source may have before it has to say why.
const LONG: usize = 400;

/// Texts in the engine that look like ids of rules and are none.
const NO_RULES: [&str; 3] = ["date-time", "judge-as", "schema-dir"];

/// The sections of a page, in their order.
const SECTIONS: [&str; 5] = ["Why", "Fails", "Passes", "Fix", "Known limits"];

/// Fails with every sentence that was broken.
fn all_kept(broken: Vec<String>) {
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn one_word_in_four_dresses() {
    let mut broken = Vec::new();
    let mut seen = BTreeSet::new();
    for rule in RULES {
        let id = rule.meta.id;
        for name in rule.meta.aliases().iter().chain([&id]) {
            if !seen.insert(*name) {
                broken.push(format!("{name}: an id, or a former one, belongs to one rule only"));
            }
            if !is_kebab(name) {
                broken.push(format!(
                    "{name}: an id is lower-case words with hyphens between them, and not the name of a group"
                ));
            }
        }
        let file = format!("src/rules/{}/{}.rs", rule.meta.group.name(), id.replace('-', "_"));
        let structure = format!("pub struct {} {{", camel(id));
        match fs::read_to_string(repository(&file)) {
            Err(_) => {
                broken.push(format!(
                    "{id}: a rule lies in the folder of its group and bears its name: there is no {file}"
                ));
            }
            Ok(source) if !source.contains(&structure) => {
                broken.push(format!("{id}: the struct of a rule bears its name: {file} has no `{structure}`"));
            }
            Ok(_) => {}
        }
    }
    all_kept(broken);
}

#[test]
fn the_lists_of_rules_are_alphabetical_and_whole() {
    let mut broken = Vec::new();
    let groups = || Group::ALL.into_iter().filter(|group| *group != Group::Custom);
    for group in groups() {
        let folder = format!("src/rules/{}", group.name());
        let list = read(&format!("{folder}/mod.rs"));
        let names = |before: &str, after: &str| -> Vec<String> {
            let names =
                list.lines().filter_map(|line| Some(line.split_once(before)?.1.split_once(after)?.0.to_owned()));
            names.collect()
        };
        let mut files: Vec<String> = sources(&folder).iter().map(|file| stem(file)).collect();
        files.retain(|name| name != "mod");
        if names("mod ", ";") != files {
            broken.push(format!("{folder}/mod.rs: every file has one mod item, in alphabetical order"));
        }
        if names("Declaration::of::<", "::") != files {
            broken.push(format!("{folder}/mod.rs: every rule has one line in the table, in alphabetical order"));
        }
    }
    let folders: Vec<PathBuf> = groups().map(|group| repository(&format!("src/rules/{}", group.name()))).collect();
    for file in sources("src/rules").iter().filter(|file| **file != repository("src/rules/mod.rs")) {
        if !folders.iter().any(|folder| file.parent() == Some(folder)) {
            broken.push(format!("{}: a rule lies in the folder of its group", shown(file)));
        }
    }
    if !RULES.iter().map(|rule| rule.meta.id).is_sorted() {
        broken.push("src/rules/mod.rs: the list of all rules is sorted by id".to_owned());
    }
    all_kept(broken);
}

#[test]
fn no_rule_changes_its_group_or_its_level_unseen() {
    let table = read("fixtures/levels.txt");
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    let stated: BTreeSet<Vec<&str>> = rows.map(|line| line.split_whitespace().collect()).collect();
    let declared: BTreeSet<Vec<&str>> =
        RULES.iter().map(|rule| vec![rule.meta.id, rule.meta.group.name(), rule.meta.level.name()]).collect();
    let missing = declared.difference(&stated).map(|row| format!("fixtures/levels.txt lacks: {}", row.join(" ")));
    let wrong =
        stated.difference(&declared).map(|row| format!("fixtures/levels.txt says of no rule: {}", row.join(" ")));
    all_kept(missing.chain(wrong).collect());
}

#[test]
fn every_rule_has_cases_that_pass_and_cases_that_fail() {
    let mut broken = Vec::new();
    for rule in RULES {
        let id = rule.meta.id;
        for kind in ["pass", "fail"] {
            let folder = format!("fixtures/rules/{id}/{kind}");
            let cases = files(&folder).iter().filter(|file| file.extension().is_some_and(|it| it == "json")).count();
            let exception = WITHOUT_FAIL_CASE.iter().find(|(rule, _)| kind == "fail" && *rule == id);
            match (cases, exception) {
                (0, None) => broken.push(format!("{id}: every rule has a {kind} case: write {folder}/<case>.json")),
                (1.., Some(_)) => {
                    broken.push(format!("{id}: it has a fail case after all: take it off WITHOUT_FAIL_CASE"))
                }
                _ => {}
            }
        }
    }
    all_kept(broken);
}

#[test]
fn every_page_is_complete() {
    let mut broken = Vec::new();
    for rule in RULES {
        let (id, summary) = (rule.meta.id, rule.meta.summary());
        if summary.is_empty() || !summary.ends_with('.') || summary.trim_end_matches('.').contains(". ") {
            broken.push(format!("{id}: a page begins with one line, a sentence with a full stop: “{summary}”"));
        }
        let sections = sections(rule.meta.docs);
        let names: Vec<&str> = sections.iter().map(|(name, _)| name.as_str()).filter(|name| *name != "Level").collect();
        if names != SECTIONS {
            broken.push(format!(
                "{id}: a page has the sections {}, in this order, not {}",
                SECTIONS.join(", "),
                names.join(", ")
            ));
        }
        for (name, text) in &sections {
            if text.trim().is_empty() {
                broken.push(format!("{id}: the section {name} is empty"));
            }
        }
        for (option, description, _) in page::options(rule) {
            if description.trim().is_empty() {
                broken.push(format!("{id}: every option says what it is for: write a comment above {option}"));
            }
        }
    }
    all_kept(broken);
}

#[test]
fn the_group_decides_the_severity() {
    let mut broken = Vec::new();
    for rule in RULES {
        let (id, level, group) = (rule.meta.id, rule.meta.level, rule.meta.group);
        let of_group = group.default_level();
        if level > of_group {
            broken.push(format!(
                "{id}: a rule may be milder than its group, never stricter ({} has {})",
                group.name(),
                of_group.name()
            ));
        }
        let says_why = sections(rule.meta.docs).iter().any(|(name, text)| {
            name == "Level"
                || name == "Why" && has_word(text, level.name())
                || name == "Known limits" && has_word(text, level.name())
        });
        if level < of_group && !says_why {
            let level = level.name();
            broken.push(format!("{id}: a rule that is milder than its group says why: write about the level “{level}” under Why, Known limits, or Level"));
        }
        if rule.meta.fixed_level && level != Level::Error {
            broken.push(format!("{id}: what cannot be lowered is an error"));
        }
    }
    all_kept(broken);
}

#[test]
fn a_rule_over_all_files_says_what_it_needs_to_know_of_them() {
    let needs_more = |rule: &&Declaration| (rule.meta.kind == Kind::Corpus) != (rule.meta.needs != Needs::Document);
    let broken = RULES.iter().filter(needs_more).map(|rule| rule.meta.id);
    all_kept(
        broken
            .map(|id| format!("{id}: a corpus rule, and no other, needs more than its document: see Needs"))
            .collect(),
    );
}

#[test]
fn a_rule_yields_only_to_rules_that_exist() {
    let mut broken = Vec::new();
    for rule in RULES {
        for better in rule.meta.yields_to.iter().chain(rule.meta.yields_to_parts) {
            match RULES.iter().find(|rule| rule.meta.id == *better) {
                None => broken.push(format!("{} yields to {better}, which is no rule", rule.meta.id)),
                Some(better) if better.meta.yields_to.contains(&rule.meta.id) || better.meta.id == rule.meta.id => {
                    broken.push(format!(
                        "{} and {} yield to each other: neither would speak",
                        rule.meta.id, better.meta.id
                    ));
                }
                Some(_) => {}
            }
        }
    }
    all_kept(broken);
}

#[test]
fn a_schema_names_only_owners_that_are_rules() {
    let mut broken = Vec::new();
    for path in files_below("schemas").iter().filter(|path| path.extension().is_some_and(|it| it == "json")) {
        owners(&json(path), &mut |owner| {
            if !is_rule(owner) {
                broken.push(format!("{}: x-termlint-owner names {owner}, which is no rule", shown(path)));
            }
        });
    }
    all_kept(broken);
}

#[test]
fn the_engine_issues_only_rules_and_every_engine_rule() {
    let (mut broken, mut issued) = (Vec::new(), BTreeSet::new());
    for path in sources("src/schema").into_iter().chain(
        ["reading", "document", "map", "ignores", "pages"].map(|file| repository(&format!("src/engine/{file}.rs"))),
    ) {
        for word in literals(&code(&path)).into_iter().filter(|word| word.contains('-') && is_kebab(word)) {
            let is_other = NO_RULES.contains(&word.as_str())
                || word.starts_with("x-termlint-")
                || word.starts_with("core-reviewed-");
            if is_rule(&word) {
                issued.insert(word);
            } else if !is_other {
                broken.push(format!(
                    "{}: \"{word}\" is no rule; if it is no id at all, list it in NO_RULES",
                    shown(&path)
                ));
            }
        }
    }
    for rule in RULES.iter().filter(|rule| rule.meta.kind == Kind::Engine) {
        if !issued.contains(rule.meta.id) {
            broken.push(format!("{}: nothing in schema/ or engine/ issues this engine rule", rule.meta.id));
        }
    }
    all_kept(broken);
}

#[test]
fn the_engine_knows_no_terminal() {
    let mut broken = Vec::new();
    for path in ["engine", "project", "rules"].iter().flat_map(|room| sources(&format!("src/{room}"))) {
        let code = code(&path);
        for word in ["Terminal", "is_terminal", "stdout", "stderr", "println!", "eprintln!", "print!", "eprint!"] {
            if code.split(|letter: char| !(letter.is_alphanumeric() || "_!".contains(letter))).any(|part| part == word)
            {
                broken.push(format!(
                    "{}: engine, project and rules name neither the terminal nor standard streams: {word}",
                    shown(&path)
                ));
            }
        }
    }
    all_kept(broken);
}

#[test]
fn the_engine_parses_a_document_where_it_is_mapped_and_where_it_is_resolved_and_nowhere_else() {
    let mut broken = Vec::new();
    // `reading` parses a key.
    let may = |call: &str| match call {
        "json::parse(" => ["document.rs", "reading.rs", "resolve.rs"].as_slice(),
        _ => &["map.rs", "locations.rs"],
    };
    for path in sources("src/engine") {
        let code = code(&path);
        for call in ["json::parse(", "document_bytes("] {
            if code.contains(call) && !may(call).iter().any(|name| path.ends_with(name)) {
                broken.push(format!(
                    "{}: nothing is done twice: {call}..) stands in {} only",
                    shown(&path),
                    may(call).join(", ")
                ));
            }
        }
    }
    all_kept(broken);
}

#[test]
fn imports_run_downward_only() {
    let mut broken = Vec::new();
    for path in sources("src").iter().filter(|path| !path.ends_with("src/lib.rs") && !path.ends_with("tests.rs")) {
        let file = shown(path);
        let here = module(path);
        let Some(own) = ROOMS.iter().position(|(room, _)| *room == here[0]) else {
            broken.push(format!(
                "{file}: a new room has a place in the house: add {} to ROOMS and to the map of src/lib.rs",
                here[0]
            ));
            continue;
        };
        for target in imports(&code(path), &here) {
            let name = target.join("::");
            let room = match target[0].as_str() {
                "declare_rule" => "rule",
                room => room,
            };
            let Some(other) = ROOMS.iter().position(|(known, _)| *known == room) else {
                broken.push(format!("{file}: name a room of the house after crate::, one a line, not {name}"));
                continue;
            };
            if other > own {
                let (upper, lower) = (ROOMS[other], ROOMS[own]);
                broken.push(format!(
                    "{file}: imports run downward only: {} (floor {}) stands above {} (floor {}), so it may not use {name}",
                    upper.0, upper.1, lower.0, lower.1
                ));
            }
            let is_a_rule = here[0] == "rules" && here.len() > 2;
            if is_a_rule && room == "rules" {
                broken.push(format!("{file}: rules never import each other, nor their list: {name}"));
            } else if is_a_rule && here[1] == "page" && room == SEEN_BY_PAGE_RULES {
                continue;
            } else if is_a_rule && !SEEN_BY_RULES.contains(&room) {
                broken.push(format!("{file}: a rule sees {}, and nothing else, not {name}", SEEN_BY_RULES.join(", ")));
            }
            if here[0] == "output" && HIDDEN_FROM_FORMATS.contains(&room) {
                broken.push(format!("{file}: a format writes what the outcome holds; it does not use {name}"));
            }
            let is_format =
                |name: &String| name.starts_with(char::is_lowercase) && !SHARED_BY_FORMATS.contains(&name.as_str());
            let is_another = here.len() > 1 && here[0] == "output" && room == "output" && target.get(1) != here.get(1);
            if is_another && target.get(1).is_some_and(is_format) && !FUNCTIONS_OF_OUTPUT.contains(&target[1].as_str())
            {
                broken.push(format!("{file}: formats never import each other: {name}"));
            }
        }
    }
    all_kept(broken);
}

#[test]
fn no_files_of_a_room_import_each_other_in_a_circle() {
    let mut broken = Vec::new();
    let house = House::new();
    let mut tangled = BTreeSet::new();
    let mut told = BTreeSet::new();
    for file in house.files.keys() {
        let Some(circle) = house.circle(file) else { continue };
        let room = file[0].as_str();
        tangled.insert(room.to_owned());
        let is_allowed = CIRCLES.iter().any(|(allowed, _)| *allowed == room);
        if !is_allowed && circle.iter().all(|file| told.insert((*file).clone())) {
            let circle: Vec<String> = circle.iter().chain(circle.first()).map(|file| file.join("/")).collect();
            broken.push(format!("no circle of files inside a room: {}", circle.join(" -> ")));
        }
    }
    for (room, _) in CIRCLES.iter().filter(|(room, _)| !tangled.contains(*room)) {
        broken.push(format!("{room}: it has no circle any more: take it off CIRCLES"));
    }
    all_kept(broken);
}

#[test]
fn a_long_file_says_why() {
    let mut broken = Vec::new();
    for path in sources("src") {
        let source = fs::read_to_string(&path).unwrap();
        let lines = source.lines().count();
        let says_why = source.lines().any(|line| line.starts_with("// Long because: "));
        match (lines > LONG, says_why) {
            (true, false) => broken.push(format!(
                "{}: {lines} lines: split it, or say why not in a line `// Long because: ...`",
                shown(&path)
            )),
            (false, true) => broken.push(format!("{}: {lines} lines are not long", shown(&path))),
            _ => {}
        }
    }
    all_kept(broken);
}

#[test]
fn imports_are_found_in_groups_and_through_what_a_room_hands_on() {
    let here = ["a".to_owned(), "b".to_owned()];
    let code =
        "use crate::x::{self, y::{Z, W as V}, T};\nuse super::c;\nfn f() { super::super::d::e(); $crate::no!(); }";
    let found: BTreeSet<String> = imports(code, &here).iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["a::c", "d::e", "x", "x::T", "x::y::W", "x::y::Z"].map(str::to_owned).into());
    let file = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<String>>();
    let mut house = House { files: BTreeMap::new(), handed_on: BTreeMap::new() };
    house.add(file("a"), true, "mod b;\nmod c;\npub use b::{B, g};\npub use c::C;");
    house.add(file("a/b"), false, "use super::C;\npub struct B;");
    house.add(file("a/c"), false, "pub struct C(crate::a::B);");
    house.add(file("d"), true, "mod e;\nfn f() { e::g() }");
    house.add(file("d/e"), false, "use super::f;");
    house.add(file("h"), false, "use crate::a::B;\nuse crate::i::I;");
    house.add(file("i"), false, "use crate::h::H;");
    let circle = |path: &str| house.circle(&file(path)).map(|circle| circle.len());
    assert_eq!(
        ["a", "a/b", "a/c", "d", "d/e", "h", "i"].map(circle),
        [None, Some(2), Some(2), Some(2), Some(2), None, None]
    );
}

/// What `output/mod.rs` itself offers to its formats in lower case.
const FUNCTIONS_OF_OUTPUT: [&str; 1] = ["write"];

#[test]
fn packages_are_known_where_they_belong() {
    let mut broken = Vec::new();
    for path in sources("src").iter().filter(|path| !path.ends_with("tests.rs")) {
        let (file, code) = (shown(path), code(path));
        for (word, places, sentence) in KNOWN_TO {
            let is_allowed = places.iter().any(|place| file["src/".len()..].starts_with(place));
            let is_named = names_path(&code, word);
            if is_named && !is_allowed {
                broken.push(format!("{file} uses {word}: {sentence}"));
            }
        }
    }
    all_kept(broken);
}

#[test]
fn only_the_boundary_says_where_something_is_written() {
    let mut broken = Vec::new();
    for path in sources("src") {
        let file = shown(&path);
        if file.starts_with("src/fs/") || file == "src/boundary.rs" {
            continue;
        }
        for call in ["fs::replace(", "fs::append(", "fs::exchange(", "fs::create_folder("] {
            if code(&path).contains(call) {
                broken.push(format!(
                    "{file}: a committed link may lead anywhere: write through `boundary`, not by {call}..)"
                ));
            }
        }
    }
    all_kept(broken);
}

#[test]
fn one_helper_starts_the_program_in_tests() {
    const HELPER: &str = "tests/support/programs.rs";
    // The program's own path, and the second at which tests take place.
    let words = [concat!("CARGO_BIN", "_EXE"), concat!("1795", "305600")];
    let starts = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        words.iter().any(|word| text.contains(word))
    };
    let broken = sources("tests").into_iter().filter(starts).map(|path| shown(&path)).filter(|path| path != HELPER);
    all_kept(broken.map(|path| format!("{path} starts the program itself: use `termlint` of {HELPER}")).collect());
}

#[test]
fn nothing_is_left_to_do() {
    let mut broken = Vec::new();
    for path in sources("src") {
        for (number, line) in fs::read_to_string(&path).unwrap().lines().enumerate() {
            // Some rules are about such words: what is quoted is not meant.
            let unquoted: String = line.split(['"', '`', '“', '”']).step_by(2).collect();
            if ["FIXME", "TODO", "XXX"].iter().any(|word| has_word(&unquoted, word)) {
                broken.push(format!("{}:{}: finish it, or open an issue: {}", shown(&path), number + 1, line.trim()));
            }
        }
    }
    all_kept(broken);
}

#[test]
fn our_own_json_is_json() {
    let mut broken = Vec::new();
    for folder in ["schemas", "fixtures/corpus", "fixtures/example", "fixtures/schemas", "fixtures/rules"] {
        for path in files_below(folder).iter().filter(|path| path.extension().is_some_and(|it| it == "json")) {
            let is_broken_on_purpose = folder == "fixtures/rules" && case::expectations_of(path).is_file();
            if let Err(what) = case::parse(&fs::read(path).unwrap())
                && !is_broken_on_purpose
            {
                broken.push(format!("{}: {what}", shown(path)));
            }
        }
    }
    all_kept(broken);
}

fn is_rule(id: &str) -> bool {
    RULES.iter().any(|rule| rule.meta.id == id)
}

/// Lower-case words: `dead-related-slug`, `mojibake`. Where rules are named, groups can be named too.
fn is_kebab(name: &str) -> bool {
    Group::ALL.iter().all(|group| group.name() != name)
        && name.split('-').all(|word| {
            word.starts_with(|letter: char| letter.is_ascii_lowercase())
                && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
}

fn camel(id: &str) -> String {
    id.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

fn has_word(text: &str, word: &str) -> bool {
    text.split(|character: char| !character.is_alphanumeric() && character != '_').any(|other| other == word)
}

/// The sections of a page with their text.
fn sections(docs: &str) -> Vec<(String, String)> {
    let mut sections: Vec<(String, String)> = Vec::new();
    let mut is_fenced = false;
    for line in docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)) {
        is_fenced ^= line.starts_with("```");
        match (line.strip_prefix("## "), sections.last_mut()) {
            (Some(title), _) if !is_fenced => sections.push((title.to_owned(), String::new())),
            (_, Some((_, text))) => text.extend([line, "\n"]),
            (_, None) => {}
        }
    }
    sections
}

fn owners(schema: &Value, each: &mut dyn FnMut(&str)) {
    match schema {
        Value::Object(members) => {
            for (key, value) in members {
                if key == "x-termlint-owner" {
                    value
                        .as_object()
                        .into_iter()
                        .flatten()
                        .filter_map(|(_, owner)| owner.as_str())
                        .for_each(&mut *each);
                } else {
                    owners(value, each);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| owners(item, each)),
        _ => {}
    }
}

/// A source without comments and without its tests, which may use anything.
fn code(path: &Path) -> String {
    let source = fs::read_to_string(path).unwrap();
    let tests = source.match_indices("\n#[cfg(test)]\n").find(|(index, mark)| {
        source[index + mark.len()..].lines().next().is_some_and(|line| line.contains("mod ") && line.ends_with('{'))
    });
    let source = &source[..tests.map_or(source.len(), |(index, _)| index)];
    let without_comment = |line: &str| match line.trim_start().starts_with("//") {
        true => String::new(),
        false => line.split(" // ").next().unwrap_or_default().to_owned(),
    };
    source.lines().map(without_comment).collect::<Vec<_>>().join("\n")
}

/// The path of a module: `src/output/json.rs` is `output`, `json`.
fn module(path: &Path) -> Vec<String> {
    let file = shown(path);
    let path = file.trim_start_matches("src/").trim_end_matches(".rs");
    path.trim_end_matches("/mod").split('/').map(str::to_owned).collect()
}

/// What a source names of this crate, as paths from its root.
fn imports(code: &str, here: &[String]) -> Vec<Vec<String>> {
    let mut imports = Vec::new();
    for start in ["crate::", "super::"] {
        for (index, _) in code.match_indices(start).filter(|(index, _)| begins_a_path(code, *index)) {
            add_paths(&code[index..], here.to_vec(), &mut imports);
        }
    }
    imports
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// `$crate` is for whoever uses a macro; `super::super` is read from its first `super`.
fn begins_a_path(code: &str, index: usize) -> bool {
    let before = index.checked_sub(1).map(|before| code.as_bytes()[before]);
    !before.is_some_and(|byte| is_word(byte) || matches!(byte, b'$' | b':' | b'.'))
}

/// Adds the path that a text begins with, below `path`, or all of them where it is a group in braces. Returns the rest.
fn add_paths<'t>(text: &'t str, mut path: Vec<String>, paths: &mut Vec<Vec<String>>) -> &'t str {
    let mut rest = text;
    loop {
        let (word, after) = rest.split_at(rest.bytes().take_while(|byte| is_word(*byte)).count());
        match word {
            "" => break,
            "crate" => path.clear(),
            "super" => drop(path.pop()),
            "self" => {}
            _ => path.push(word.to_owned()),
        }
        match after.strip_prefix("::") {
            Some(after) => rest = after,
            None => {
                paths.push(path);
                return after;
            }
        }
    }
    let Some(mut group) = rest.strip_prefix('{') else {
        // `*`, or the arguments of a type.
        paths.push(path);
        return rest.get(1..).unwrap_or_default();
    };
    loop {
        group = group.trim_start_matches(|letter: char| letter.is_whitespace() || letter == ',');
        match group.strip_prefix('}') {
            Some(after) => return after,
            None if group.is_empty() => return group,
            None => group = add_paths(group, path.clone(), paths),
        }
        if let Some(name) = group.strip_prefix(" as ") {
            group = name.trim_start_matches(|letter: char| letter.is_alphanumeric() || letter == '_');
        }
    }
}

/// Every file with those of its room that it imports from.
struct House {
    /// A file by its module, with the paths that it names.
    files: BTreeMap<Vec<String>, Vec<Vec<String>>>,
    /// What a module hands on under a name of its own, and the path where that is.
    handed_on: BTreeMap<Vec<String>, Vec<String>>,
}

impl House {
    fn new() -> House {
        let mut house = House { files: BTreeMap::new(), handed_on: BTreeMap::new() };
        for path in sources("src").iter().filter(|path| !path.ends_with("src/lib.rs") && !path.ends_with("tests.rs")) {
            house.add(module(path), path.ends_with("mod.rs"), &code(path));
        }
        house
    }

    fn add(&mut self, file: Vec<String>, has_children: bool, code: &str) {
        let mut named = imports(code, &file);
        let children =
            code.lines().filter(|_| has_children).filter_map(|line| line.split_once("mod ")?.1.strip_suffix(';'));
        for child in children {
            for (index, _) in code.match_indices(&format!("{child}::")).filter(|(index, _)| begins_a_path(code, *index))
            {
                let mut paths = Vec::new();
                add_paths(&code[index..], file.clone(), &mut paths);
                let before = code[..index].lines().last().unwrap_or_default().trim_start();
                match before.starts_with("pub") && before.ends_with("use ") {
                    // What is handed on is not used here.
                    true => self.handed_on.extend(paths.into_iter().map(|path| {
                        let name = path.last().cloned();
                        (file.iter().cloned().chain(name).collect(), path)
                    })),
                    false => named.append(&mut paths),
                }
            }
        }
        self.files.insert(file, named);
    }

    /// The file in which a path ends.
    fn file_of(&self, path: &[String]) -> Option<&Vec<String>> {
        for length in (1..=path.len()).rev() {
            let start = &path[..length];
            if let Some((file, _)) = self.files.get_key_value(start) {
                return Some(file);
            }
            if let Some(other) = self.handed_on.get(start) {
                return self.file_of(&[other, &path[length..]].concat());
            }
        }
        None
    }

    /// The shortest way from a file back to itself, inside its room.
    fn circle(&self, start: &Vec<String>) -> Option<Vec<&Vec<String>>> {
        let (start, _) = self.files.get_key_value(start)?;
        let mut ways = VecDeque::from([vec![start]]);
        let mut seen = BTreeSet::new();
        while let Some(way) = ways.pop_front() {
            let here = *way.last()?;
            for next in self.files[here].iter().filter_map(|path| self.file_of(path)) {
                if next == start && here != start {
                    return Some(way);
                }
                if next[0] == start[0] && next != start && seen.insert(next) {
                    ways.push_back([way.as_slice(), &[next]].concat());
                }
            }
        }
        None
    }
}

/// Whether a source names `word` as the beginning of a path, or as a type.
fn names_path(code: &str, word: &str) -> bool {
    code.match_indices(word).any(|(index, _)| {
        let before = code[..index].bytes().last();
        let is_start =
            !before.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'"' || byte == b'`');
        let after = &code[index + word.len()..];
        let is_type = word.starts_with(char::is_uppercase);
        let is_whole = !after.starts_with(|next: char| next.is_alphanumeric() || next == '_');
        is_start && is_whole && (after.starts_with("::") || is_type && is_imported(code, word))
    })
}

/// Whether `word` comes from the standard library: other things may bear its name.
fn is_imported(code: &str, word: &str) -> bool {
    code.lines().any(|line| line.contains("std::time") && line.contains(word))
}

/// The string literals of a source, as they are written.
fn literals(code: &str) -> Vec<String> {
    let mut literals = Vec::new();
    for line in code.lines() {
        let parts: Vec<&str> = line.split('"').collect();
        literals.extend(parts.iter().skip(1).step_by(2).map(|part| (*part).to_owned()));
    }
    literals
}

fn read(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn json(path: &Path) -> Value {
    case::parse(&fs::read(path).unwrap()).unwrap_or_else(|what| panic!("{}: {what}", path.display()))
}

fn shown(path: &Path) -> String {
    path.strip_prefix(repository("")).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The Rust files below a folder.
fn sources(folder: &str) -> Vec<PathBuf> {
    files_below(folder).into_iter().filter(|path| path.extension().is_some_and(|it| it == "rs")).collect()
}

/// The files right in a folder; none where there is no such folder.
fn files(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(repository(folder)).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_file()).collect()
}

fn files_below(folder: &str) -> Vec<PathBuf> {
    let (mut folders, mut files) = (vec![repository(folder)], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

#[test]
fn every_proposal_has_a_rule_that_exists() {
    let table = fs::read_to_string(repository("docs/proposals.md")).unwrap();
    let rows: Vec<Vec<&str>> = table
        .lines()
        .filter(|line| line.starts_with("| ") && line.as_bytes()[2].is_ascii_digit())
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    let numbers: Vec<String> = rows.iter().map(|row| row[0].to_owned()).collect();
    let expected: Vec<String> = (1..=41).map(|number: u32| number.to_string()).collect();
    assert_eq!(numbers, expected);
    let mut broken = Vec::new();
    for row in &rows {
        let named: Vec<&str> = row[2].split('`').skip(1).step_by(2).collect();
        if named.is_empty() {
            broken.push(format!("proposal {} names no rule", row[0]));
        }
        for id in named.iter().filter(|id| !RULES.iter().any(|rule| rule.meta.id == **id)) {
            broken.push(format!("proposal {}: there is no rule {id}", row[0]));
        }
    }
    all_kept(broken);
}

#[test]
fn every_citation_of_a_paper_leads_to_its_section() {
    let papers: Vec<String> = files("docs").iter().filter(|path| is_markdown(path)).map(|path| name(path)).collect();
    let folders = ["src", "tests", "xtask/src", "docs", "schemas", "fixtures", "fuzz", "benches"];
    let roots = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "clippy.toml", "Cargo.toml"];
    let mut broken = Vec::new();
    for path in folders.iter().flat_map(|folder| files_below(folder)).chain(roots.map(repository)) {
        if !["rs", "md", "toml"].iter().any(|kind| path.extension().is_some_and(|it| it == *kind)) {
            continue;
        }
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let file = shown(&path);
        for citation in citations(&text) {
            let target = match (citation.paper.starts_with("docs/"), is_markdown(&path)) {
                (true, _) => repository(citation.paper),
                // A page links to its neighbors.
                (false, true) if citation.is_link => path.parent().unwrap().join(citation.paper),
                (false, false) if papers.iter().any(|paper| paper == citation.paper) => {
                    broken.push(format!("{file}: cite it as docs/{0}, not as {0}", citation.paper));
                    continue;
                }
                // Some other file of that name.
                _ => continue,
            };
            let Ok(paper) = fs::read_to_string(&target) else {
                broken.push(format!("{file}: there is no {}", citation.paper));
                continue;
            };
            let titles: Vec<&str> = headings(&paper).collect();
            match citation.section {
                Section::Title(title) if !titles.contains(&title.as_str()) => {
                    broken.push(format!("{file}: {} has no section “{title}”", citation.paper));
                }
                Section::Anchor(anchor) if !titles.iter().any(|title| anchor_of(title) == anchor) => {
                    broken.push(format!("{file}: {} has no section #{anchor}", citation.paper));
                }
                Section::Number => {
                    broken.push(format!("{file}: cite a section of {} by its title", citation.paper));
                }
                _ => {}
            }
        }
    }
    all_kept(broken);
}

#[test]
fn citations_are_read_across_lines() {
    let text = "//! Owns it (`docs/a@`, \"Root,\n//! corpus\"); see [b](b@#the-end), x/c@ and `d@` section 4.";
    let text = text.replace('@', ".md");
    let found: Vec<(&str, Section)> =
        citations(&text).into_iter().map(|it| (it.paper.trim_end_matches(".md"), it.section)).collect();
    let expected = [
        ("docs/a", Section::Title("Root, corpus".to_owned())),
        ("b", Section::Anchor("the-end".to_owned())),
        ("x/c", Section::Whole),
        ("d", Section::Number),
    ];
    assert_eq!(found, expected);
    assert_eq!(anchor_of("One cause, one `finding`"), "one-cause-one-finding");
}

/// A Markdown file that a text names, and what of it.
struct Citation<'t> {
    paper: &'t str,
    /// Whether it is the target of a Markdown link.
    is_link: bool,
    section: Section,
}

#[derive(Debug, PartialEq)]
enum Section {
    Whole,
    Title(String),
    Anchor(String),
    /// Numbers change when a section is added.
    Number,
}

/// The Markdown files that a text names in lower-case letters, each perhaps with a title in quotation marks behind a comma,
/// or with an anchor.
fn citations(text: &str) -> Vec<Citation<'_>> {
    let mut citations = Vec::new();
    for (end, _) in text.match_indices(".md") {
        let is_part = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_/.".contains(letter);
        let before = &text[..end];
        let start = before.trim_end_matches(is_part).len();
        let after = &text[end + ".md".len()..];
        let is_name = start < end
            && !before[..start].ends_with(|letter: char| letter.is_alphanumeric() || ">}*:".contains(letter));
        if !is_name || after.starts_with(is_part) && !after.starts_with('.') {
            continue;
        }
        let rest: String = after.chars().take(200).collect::<String>().trim_start_matches(['`', '"']).to_owned();
        let rest = rest.replace("\n///", "\n").replace("\n//!", "\n").replace("\n//", "\n");
        let rest = rest.split_whitespace().collect::<Vec<_>>().join(" ");
        let section = match (after.strip_prefix('#'), rest.strip_prefix(", \"")) {
            (Some(anchor), _) => Section::Anchor(anchor.chars().take_while(|letter| is_part(*letter)).collect()),
            (_, Some(title)) => Section::Title(title.split('"').next().unwrap_or_default().to_owned()),
            _ if rest.trim_start_matches([',', ' ']).starts_with("section ") => Section::Number,
            _ => Section::Whole,
        };
        let is_link = before[..start].ends_with("](");
        citations.push(Citation { paper: &text[start..end + ".md".len()], is_link, section });
    }
    citations
}

fn headings(paper: &str) -> impl Iterator<Item = &str> {
    paper.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim())
}

/// The anchor that Markdown's readers make of a heading.
fn anchor_of(title: &str) -> String {
    let letters = title.to_lowercase().replace(' ', "-");
    letters.chars().filter(|letter| letter.is_alphanumeric() || "-_".contains(*letter)).collect()
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "md")
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Words that the glossary replaces, each with the one to write.
const REPLACED: [(&str, &str); 12] = [
    ("judge", "check"),
    ("judges", "checks"),
    ("judged", "checked"),
    ("judging", "checking"),
    ("judgement", "analysis"),
    ("verdict", "result"),
    ("mend", "fix"),
    ("mends", "fixes"),
    ("mended", "fixed"),
    ("gravest", "most severe"),
    ("glance", "features"),
    ("glimpse", "edges"),
];

/// Where such a word is part of the contract, of a phrase that was seen, or of an example.
const KEPT: [&str; 9] = [
    "at a glance",
    "not_judged",
    "judged_as_declared",
    "judge-as",
    "judge_as",
    "JudgeAs",
    "NotJudged",
    "success will be judged",
    "Judging whether",
];

#[test]
fn the_words_of_the_glossary_are_used() {
    let mut broken = Vec::new();
    let texts = ["src", "docs", "xtask/src", "benches", "fuzz/src"].iter().flat_map(|folder| files_below(folder));
    let roots = ["README.md", "CONTRIBUTING.md"].map(repository);
    for path in texts.chain(roots).filter(|path| *path != repository("docs/glossary.md")) {
        if !["rs", "md", "toml"].iter().any(|kind| path.extension().is_some_and(|it| it == *kind)) {
            continue;
        }
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for (number, line) in text.lines().enumerate() {
            let line = KEPT.iter().fold(line.to_owned(), |line, kept| line.replace(kept, ""));
            for (word, instead) in REPLACED {
                let parts = line.split(|letter: char| !letter.is_alphabetic());
                if parts.into_iter().any(|part| part.eq_ignore_ascii_case(word)) {
                    broken.push(format!("{}:{}: write “{instead}”, not “{word}”", shown(&path), number + 1));
                }
            }
        }
    }
    all_kept(broken);
}
