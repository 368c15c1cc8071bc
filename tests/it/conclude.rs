//! The engine as a library: after a document was replaced, the next conclusion is that of a fresh engine.

#![allow(clippy::disallowed_methods, reason = "a test makes the files that it reads")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::{Value, json};
use termlint::discover::Overlay;
use termlint::engine::{Counter, Documents, Engine, Given, ScopeResult};
use termlint::project::{Options, Project, scopes};
use termlint::rule::{Kind, Level};
use termlint::rules::RULES;

use crate::support::{TODAY, repository};

/// The files of fixtures/corpus in a folder of their own, with every corpus rule on.
fn glossary(head: &str, extra: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = repository("fixtures/corpus");
    for locale in fs::read_dir(&from).unwrap() {
        for term in fs::read_dir(locale.unwrap().path()).unwrap() {
            let term = term.unwrap().path();
            let to = folder.path().join(term.strip_prefix(&from).unwrap());
            fs::create_dir_all(&to).unwrap();
            fs::copy(term.join("ai.json"), to.join("ai.json")).unwrap();
        }
    }
    let mut config = format!("{head}\n[rules]\n");
    for rule in RULES.iter().filter(|rule| rule.meta.kind == Kind::Corpus && rule.meta.level == Level::Off) {
        config += &format!("{} = \"info\"\n", rule.meta.id);
    }
    config += "filler-relation = { level = \"info\", min-documents = 4, share = 25 }\n";
    config += "shared-boilerplate = { level = \"warning\", min-terms = 2 }\n";
    config += "shared-usage-text = { level = \"warning\", min-terms = 2 }\n";
    fs::write(folder.path().join("termlint.toml"), config + extra).unwrap();
    folder
}

fn open(folder: &Path) -> Project {
    let options = Options { cache: false, paths: vec![PathBuf::from(".")], ..Options::default() };
    let current = folder.canonicalize().unwrap();
    let scopes = scopes(&options, &options.paths, &current);
    let project = Project::open(&options, current, None, scopes);
    assert!(project.problems.is_empty(), "{:?}", project.problems);
    project
}

fn engine(project: &Project) -> Engine {
    let (year, month, day) = TODAY;
    let today = NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let options = Options { cache: false, ..Options::default() };
    Engine::new(&project.parts[0], &options, &project.current, today).unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// A glossary of which documents are replaced by texts in memory, and the engine that follows.
struct Edited {
    project: Project,
    engine: Engine,
    files: Overlay,
    documents: Documents,
    texts: Vec<String>,
}

impl Edited {
    fn open(folder: &Path) -> Edited {
        let project = open(folder);
        let engine = engine(&project);
        let files = Overlay::over(Arc::clone(&project.files));
        let documents = engine.map(&project.parts[0].plan, &files, &Counter::default());
        let path = |path: &str| PathBuf::from(folder).join(path);
        let sources = project.parts[0].plan.sources.iter();
        let texts = sources.map(|source| fs::read_to_string(path(&source.path)).unwrap()).collect();
        Edited { project, engine, files, documents, texts }
    }

    fn replace(&mut self, number: usize, text: String) {
        let plan = &self.project.parts[0].plan;
        self.files.put(plan.sources[number].file.clone(), text.clone().into_bytes());
        let result = self.engine.map_source(plan, number, &self.files);
        self.documents.replace(plan, number, result);
        self.texts[number] = text;
    }

    fn conclude(&mut self) -> String {
        observed(
            &self
                .engine
                .conclude(Given { part: &self.project.parts[0], files: &self.files, base: None }, &mut self.documents),
        )
    }

    /// What an engine says that sees the texts for the first time.
    fn afresh(&self) -> String {
        let part = &self.project.parts[0];
        let mut documents = self.engine.map(&part.plan, &self.files, &Counter::default());
        observed(&self.engine.conclude_once(Given { part, files: &self.files, base: None }, &mut documents))
    }
}

fn observed(result: &ScopeResult) -> String {
    let of = |list: &[Arc<termlint::outcome::ReportedFinding>]| {
        list.iter().map(|it| format!("{it:?}\n")).collect::<String>()
    };
    let (found, recorded) = (of(&result.findings), of(&result.baselined));
    format!("{found}\n{recorded}\n{:#?}\n{:?}\n{:?}", result.summary, result.problems, result.completeness.is_whole)
}

const INCLUDE: &str = "include = [\"**/ai.json\"]";

/// Numbers without a pattern, the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }

    fn one_of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(all.len())]
    }
}

/// What an editor might do next to one of these texts.
fn edit(dice: &mut Dice, text: &str, other: &str, original: &str) -> String {
    const SLUGS: [&str; 6] = ["churn-rate", "lead-scoring", "churn-rat", "gone", "Churn-Rate", "a-b-testing"];
    let kind = dice.below(24);
    let Ok(mut document) = serde_json::from_str::<Value>(text) else { return original.to_owned() };
    let other: Value = serde_json::from_str(other).unwrap_or_else(|_| document.clone());
    let related = document["related_terms"].as_array().map_or(0, Vec::len);
    let at = dice.below(related.max(1));
    match kind {
        0 if related > 0 => document["related_terms"][at]["canonical_slug"] = json!(dice.one_of(&SLUGS)),
        1 if related > 0 => document["related_terms"][at]["topic_id"] = json!(dice.one_of(&["one", "two"])),
        2 if related > 0 => document["related_terms"][at]["title"] = json!(dice.one_of(&["Churn", "Another name"])),
        3 if related > 0 => document["related_terms"][at]["canonical_url"] = other["canonical"]["url"].clone(),
        4 if related > 0 => drop(document["related_terms"].as_array_mut().unwrap().remove(at)),
        5 => {
            let first = json!({ "canonical_slug": dice.one_of(&SLUGS), "title": "Churn Rate", "topic_id": "one" });
            if let Some(list) = document["related_terms"].as_array_mut() {
                list.insert(0, first);
            }
        }
        6 => document["related_terms"] = other["related_terms"].clone(),
        7 => document["summary"]["term_id"] = other["summary"]["term_id"].clone(),
        8 => document["summary"]["display_name"] = json!(dice.one_of(&["Churn", "Churn Rate", "Goal"])),
        9 => {
            let slug = json!(dice.one_of(&SLUGS));
            document["summary"]["canonical_slug"] = slug.clone();
            document["canonical"]["slug"] = slug;
        }
        10 => {
            let locale = json!(dice.one_of(&["en-US", "ja-JP", "ko-KR"]));
            document["summary"]["locale"] = locale.clone();
            document["canonical"]["locale"] = locale;
        }
        11 => document["canonical"]["url"] = other["canonical"]["url"].clone(),
        12 => document["content"]["usage"] = other["content"]["usage"].clone(),
        13 => document["content"]["definition"] = other["content"]["definition"].clone(),
        14 => document["content"]["faq"] = other["content"]["faq"].clone(),
        15 => document["aliases"] = json!([{ "text": "x", "locale": dice.one_of(&["ja-JP", "en-US", "ko-KR"]) }]),
        16 => return format!("\n\n  {text}"),
        21 | 22 => {
            let first = "Most teams look at this number once a week and ask what has moved it since.";
            let text = &mut document["content"]["definition"]["text"];
            *text = json!(format!("{first} {}", text.as_str().unwrap_or_default()));
        }
        17 => return text[..text.floor_char_boundary(dice.below(text.len().max(1)))].to_owned(),
        18 => return String::new(),
        19 => document["schema_version"] = json!("core-reviewed-term-ai-handoff-v999"),
        20 => return other.to_string(),
        _ => return original.to_owned(),
    }
    format!("{document:#}")
}

/// Edits at random, each followed by a conclusion that must be that of a fresh engine.
fn follow(head: &str, extra: &str, seed: u64, steps: usize) {
    let folder = glossary(head, extra);
    let mut edited = Edited::open(folder.path());
    let originals = edited.texts.clone();
    assert_eq!(edited.conclude(), edited.afresh());
    let mut dice = Dice(seed);
    for step in 0..steps {
        let (number, other) = (dice.below(originals.len()), dice.below(originals.len()));
        let text = edit(&mut dice, &edited.texts[number], &edited.texts[other], &originals[number]);
        edited.replace(number, text);
        let (now, afresh) = (edited.conclude(), edited.afresh());
        if now != afresh {
            let differ = now.lines().zip(afresh.lines()).find(|(one, two)| one != two);
            panic!("seed {seed}, step {step}, {}: {differ:#?}", edited.project.parts[0].plan.sources[number].path);
        }
    }
}

#[test]
fn a_conclusion_after_an_edit_is_that_of_a_fresh_engine() {
    for seed in 1..=2 {
        follow(INCLUDE, "", seed * 0x9e37_79b9, 60);
    }
}

/// Where nobody has said that these are all documents, the relations that resolve decide, and each edit may tip the scales.
#[test]
fn whether_a_folder_is_the_corpus_is_followed_too() {
    follow("", "", 0x2545_f491, 60);
}

#[test]
fn ignores_are_followed_too() {
    let ignores = "
        [[ignore]]
        rule = \"dead-related-slug\"
        files = [\"en-US/**\"]
        reason = \"these terms come later\"

        [[ignore]]
        rule = \"shared-boilerplate\"
        files = [\"**\"]
        at = \"/usage\"
        reason = \"on purpose\"
    ";
    follow(INCLUDE, ignores, 0x51ed_270b, 60);
}
