//! The engine as a library: opens a glossary, puts a text in the place of one of its files without writing it, and prints
//! which findings that makes and which it ends.
//!
//!     cargo run --example replace -- GLOSSARY en-US/churn-rate/ai.json 2026-05-14 <new.json

#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "an example speaks to whoever runs it")]

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use termlint::discover::Overlay;
use termlint::engine::{Counter, Engine, Given, ScopeResult};
use termlint::project::{Options, Project, scopes};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, file, today] = arguments.as_slice() else { return println!("replace GLOSSARY FILE TODAY <TEXT") };
    let mut text = Vec::new();
    std::io::stdin().read_to_end(&mut text).unwrap();

    let current = termlint::fs::canonical(Path::new(folder));
    let options = Options::default();
    let scopes = scopes(&options, &[], &current);
    let project = Project::open(&options, current.clone(), None, scopes);
    let part = &project.parts[0];
    let mut files = Overlay::over(project.files.clone());
    let engine = Engine::new(part, &options, &current, today.parse().unwrap()).unwrap();
    let mut documents = engine.map(&part.plan, &files, &Counter::default());
    let before = lines(&engine.conclude(Given { part, files: &files, base: None }, &mut documents));

    let number = part.number_of(file).unwrap();
    files.put(part.plan.sources[number].file.clone(), text);
    let result = engine.map_source(&part.plan, number, &files);
    documents.replace(&part.plan, number, result);
    let after = lines(&engine.conclude(Given { part, files: &files, base: None }, &mut documents));
    before.difference(&after).for_each(|line| println!("- {line}"));
    after.difference(&before).for_each(|line| println!("+ {line}"));
}

fn lines(result: &ScopeResult) -> BTreeSet<String> {
    let line = |it: &Arc<termlint::outcome::ReportedFinding>| format!("{}: {}", it.shown_path, it.finding.message);
    result.findings.iter().map(line).collect()
}
