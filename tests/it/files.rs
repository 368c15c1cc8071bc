//! Where the bytes of documents come from, and how often they are asked for: the engine as a library.

#![allow(clippy::disallowed_methods, reason = "a test makes the files that it reads")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::NaiveDate;
use termlint::discover::{Disk, Files, Overlay, Source, Tree};
use termlint::engine::{Counter, Engine, Given, Originals, ScopeResult, SourceResult, Today};
use termlint::finding::Severity;
use termlint::fs::{self, Held, Line, ReadError};
use termlint::git::ObjectId;
use termlint::project::{Options, Part, Project, scopes};
use termlint::rule::Kind;
use termlint::rules::RULES;

use crate::place::Place;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/corpus");

/// Counts how often the bytes of each document are asked for, by its path; of a file of lines, by path and place.
struct Counting {
    below: Arc<dyn Files>,
    reads: Mutex<BTreeMap<String, usize>>,
}

impl Counting {
    fn over(below: &Arc<dyn Files>) -> Counting {
        Counting { below: Arc::clone(below), reads: Mutex::default() }
    }

    fn count(&self, what: String) {
        *self.reads.lock().unwrap().entry(what).or_default() += 1;
    }

    /// What was read more often than it may be.
    fn more_than(&self, allowed: impl Fn(&str) -> usize) -> Vec<(String, usize)> {
        let reads = self.reads.lock().unwrap();
        let more = reads.iter().filter(|(path, times)| **times > allowed(path));
        more.map(|(path, times)| (path.clone(), *times)).collect()
    }

    fn all(&self) -> BTreeMap<String, usize> {
        self.reads.lock().unwrap().clone()
    }
}

impl Files for Counting {
    fn read_into(&self, source: &Source, limit: u64, room: Vec<u8>) -> Result<Vec<u8>, ReadError> {
        self.count(source.path.clone());
        self.below.read_into(source, limit, room)
    }

    fn each_line(&self, source: &Source, limit: u64, each: &mut dyn FnMut(Line)) -> Result<(), ReadError> {
        self.count(source.path.clone());
        self.below.each_line(source, limit, each)
    }

    fn line_at(&self, source: &Source, offset: usize, limit: u64) -> Result<Vec<u8>, ReadError> {
        self.count(format!("{}@{offset}", source.path));
        self.below.line_at(source, offset, limit)
    }

    fn any_stretch(&self, source: &Source, overlap: usize, test: &dyn Fn(&[u8]) -> bool) -> Result<bool, ReadError> {
        self.count(format!("{} (looked at)", source.path));
        self.below.any_stretch(source, overlap, test)
    }

    fn content_id(&self, source: &Source) -> Option<ObjectId> {
        self.below.content_id(source)
    }
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

/// The project in a folder, with everything in it.
fn open(place: &Place, options: &Options) -> Project {
    let current = fs::canonical(&place.path(""));
    let paths = [PathBuf::from(".")];
    let scopes = scopes(options, &paths, &current);
    let project = Project::open(options, current, None, scopes);
    assert!(project.problems.is_empty(), "{:?}", project.problems);
    assert_eq!(project.parts.len(), 1);
    project
}

fn engine(project: &Project, options: &Options) -> Engine {
    let engine = Engine::new(&project.parts[0], options, &project.current, today());
    engine.unwrap_or_else(|problems| panic!("{problems:?}"))
}

/// What `check` does: everything is mapped and concluded, and each finding is shown with the text around it.
fn check(project: &Project, options: &Options, files: &dyn Files) -> ScopeResult {
    let part = &project.parts[0];
    let engine = engine(project, options);
    let mut documents = engine.map(&part.plan, files, &Counter::default());
    let result = engine.conclude_once(Given { part, files, base: None }, &mut documents);
    show(part, files, options, &documents.originals(), &result);
    result
}

fn show(part: &Part, files: &dyn Files, options: &Options, originals: &Originals, result: &ScopeResult) {
    for reported in &result.findings {
        let related = reported.finding.related.iter().filter_map(|related| related.path.as_deref());
        for path in related.chain([reported.path.as_str()]) {
            let number = part.number_of(path).unwrap();
            assert!(originals.read(&part.plan, number, files, options.max_file_size).is_some(), "{path}");
        }
    }
}

/// The rules that have found something at a path; the corpus has things of interest, too.
fn rules_at<'r>(result: &'r ScopeResult, path: &str) -> Vec<&'r str> {
    let at = result.findings.iter().filter(|reported| reported.path == path && reported.severity > Severity::Info);
    at.map(|reported| reported.finding.rule).collect()
}

/// The documents that a rule over all documents has found something about, and those where it points.
fn found_by_comparison(result: &ScopeResult) -> BTreeSet<&str> {
    let is_corpus_rule = |id: &str| RULES.iter().any(|rule| rule.meta.id == id && rule.meta.kind == Kind::Corpus);
    let found = result.findings.iter().filter(|reported| is_corpus_rule(reported.finding.rule));
    let paths = found.flat_map(|reported| {
        let related = reported.finding.related.iter().filter_map(|related| related.path.as_deref());
        related.chain([reported.path.as_str()])
    });
    paths.collect()
}

fn with_wrong_count(text: &str) -> String {
    let wrong = text.replace("\"sources_count\": ", "\"sources_count\": 1");
    assert_ne!(wrong, text);
    wrong
}

const CHURN: &str = "content/en-US/churn-rate/ai.json";
const SCORING: &str = "content/en-US/lead-scoring/ai.json";
const COUNT: &str = "source-count-mismatch";

#[test]
fn each_document_is_read_once_and_once_more_for_findings_that_need_others() {
    let place = Place::of(CORPUS);
    place.write(CHURN, with_wrong_count(&place.read(CHURN)));
    // Three documents point at it.
    std::fs::remove_file(place.path(SCORING)).unwrap();
    // Two documents of one term name each other.
    place.write("content/en-US/a-copy/ai.json", place.read("content/en-US/operating-margin/ai.json"));
    let options = Options { cache: false, ..Options::default() };
    let project = open(&place, &options);
    let files = Counting::over(&project.files);
    let result = check(&project, &options, &files);
    assert_eq!(rules_at(&result, CHURN), [COUNT]);
    let by_comparison = found_by_comparison(&result);
    let mut rules: Vec<&str> = by_comparison.iter().flat_map(|path| rules_at(&result, path)).collect();
    rules.sort_unstable();
    rules.dedup();
    assert_eq!(rules, ["dead-related-slug", "duplicate-term"]);
    assert_eq!(files.more_than(|path| if by_comparison.contains(path) { 2 } else { 1 }), []);
    assert_eq!(files.all().len(), project.parts[0].plan.sources.len(), "and each was read");
    assert_eq!(files.all()[CHURN], 1, "its own findings need no second look");
}

#[test]
fn a_file_of_lines_is_read_as_a_stream_and_a_line_again_where_it_stands() {
    let place = Place::of(CORPUS);
    let line = |path: &str| {
        let document: serde_json::Value = serde_json::from_str(&place.read(path)).unwrap();
        format!("{document}\n")
    };
    let (first, second) = (line(CHURN), line(SCORING));
    place.write("all.jsonl", format!("{first}{second}{second}"));
    place.write("termlint.toml", "include = [\"all.jsonl\"]\n");
    std::fs::remove_dir_all(place.path("content")).unwrap();
    let options = Options::default();
    let project = open(&place, &options);
    let files = Counting::over(&project.files);
    let part = &project.parts[0];
    let engine = engine(&project, &options);
    let mut documents = engine.map(&part.plan, &files, &Counter::default());
    let result = engine.conclude_once(Given { part, files: &files, base: None }, &mut documents);
    assert!(rules_at(&result, "all.jsonl").contains(&"duplicate-term"), "{:?}", rules_at(&result, "all.jsonl"));
    assert_eq!(files.all()["all.jsonl"], 1);
    let again = |path: &str| if path.starts_with("all.jsonl@") { 2 } else { 1 };
    assert_eq!(files.more_than(again), []);
}

#[test]
fn reading_twice_is_noticed() {
    let place = Place::of(CORPUS);
    let options = Options::default();
    let project = open(&place, &options);
    let files = Counting::over(&project.files);
    let engine = engine(&project, &options);
    for _ in 0..2 {
        engine.map(&project.parts[0].plan, &files, &Counter::default());
    }
    let more = files.more_than(|_| 1);
    assert_eq!(more.len(), project.parts[0].plan.sources.len());
    assert!(more.iter().all(|(_, times)| *times == 2), "{more:?}");
}

/// How many findings of a rule a source has.
fn number_of(rule: &str, result: &SourceResult) -> usize {
    let SourceResult::Read(analyses, _) = result else { panic!("{result:?}") };
    let findings = analyses.iter().flat_map(|analysis| &analysis.result.findings.kept);
    findings.filter(|finding| finding.rule == rule).count()
}

#[test]
fn one_file_is_analysed_again_with_a_text_that_nobody_has_saved() {
    let place = Place::of(CORPUS);
    let options = Options::default();
    let project = open(&place, &options);
    let (engine, part) = (engine(&project, &options), &project.parts[0]);
    let number = part.number_of(CHURN).unwrap();
    let on_disk = Counting::over(&project.files);
    let mut files = Overlay::over(Arc::clone(&project.files));
    assert_eq!(number_of(COUNT, &engine.map_source(&part.plan, number, &on_disk)), 0);
    files.put(project.current.join(CHURN), with_wrong_count(&place.read(CHURN)).into_bytes());
    assert_eq!(number_of(COUNT, &engine.map_source(&part.plan, number, &files)), 1);
    assert_eq!(on_disk.all(), BTreeMap::from([(CHURN.to_owned(), 1)]), "and no other");
}

#[test]
fn a_file_that_was_never_saved_is_checked_among_the_others() {
    let place = Place::of(CORPUS);
    let text = place.read(SCORING);
    std::fs::remove_dir_all(place.path("content/en-US/lead-scoring")).unwrap();
    let options = Options { unsaved: vec![PathBuf::from(SCORING)], ..Options::default() };
    let project = open(&place, &options);
    let mut files = Overlay::over(Arc::clone(&project.files));
    files.put(project.current.join(SCORING), with_wrong_count(&text).into_bytes());
    let result = check(&project, &options, &files);
    assert_eq!(rules_at(&result, SCORING), [COUNT]);
    let all: Vec<&str> = result.findings.iter().map(|reported| reported.finding.rule).collect();
    assert!(!all.contains(&"dead-related-slug"), "the links to it lead somewhere: {all:?}");
    assert!(!Path::new(&place.path(SCORING)).exists());
}

/// An id that git could have given to the object with this number.
fn id(number: usize) -> ObjectId {
    ObjectId::parse(format!("{number:040x}").as_bytes()).unwrap()
}

#[test]
fn what_a_revision_has_in_common_with_today_is_analysed_once() {
    let place = Place::of(CORPUS);
    let clean = place.read(CHURN);
    place.write(CHURN, with_wrong_count(&clean));
    // Findings of both sides: one of the document itself, and links to a term that is not there.
    place.write(SCORING, with_wrong_count(&place.read(SCORING)));
    std::fs::remove_file(place.path("content/en-US/sales-pipeline/ai.json")).unwrap();
    let options = Options { cache: false, ..Options::default() };
    let project = open(&place, &options);
    let sources = &project.parts[0].plan.sources;
    let ids = sources.iter().enumerate().map(|(number, source)| (source.file.clone(), id(number))).collect();
    let disk: Arc<dyn Files> = Arc::new(Disk::with_ids(ids));
    let counting = Arc::new(Counting::over(&disk));
    let mut then = Overlay::over(Arc::clone(&counting) as Arc<dyn Files>);
    then.put_held(project.current.join(CHURN), Held::Memory(clean.into_bytes().into()), Some(id(1000)));
    let tree = Tree::new(sources.iter().map(|source| source.file.clone()));
    let revision = project.at_revision(&options, &tree, Arc::new(then));
    let (now, then) = (&project.parts[0], &revision.parts[0]);
    let (engine, counter) = (engine(&project, &options), Counter::default());
    let documents = engine.map(&now.plan, &*counting, &counter);
    let today = Today { plan: &now.plan, files: &*counting, documents: &documents };
    let engine = engine.for_revision(then).unwrap_or_else(|problems| panic!("{problems:?}"));
    let shared = engine.map_since(&then.plan, &*revision.files, today, &counter);
    assert_eq!(counting.more_than(|_| 1), []);
    assert_eq!(counting.all().len(), sources.len());
    // Nobody could tell it from an analysis of its own, which reads all but the document that differs once more.
    let own = engine.map(&then.plan, &*revision.files, &counter);
    assert_eq!(counting.more_than(|_| 1).len(), sources.len() - 1);
    let concluded =
        |mut documents| engine.conclude_once(Given { part: then, files: &*revision.files, base: None }, &mut documents);
    let (shared, own) = (concluded(shared), concluded(own));
    assert_eq!(rules_at(&shared, SCORING), [COUNT, "dead-related-slug"]);
    assert_eq!(rules_at(&shared, CHURN), Vec::<&str>::new(), "the count was right then");
    assert_eq!(format!("{:?}", shared.findings), format!("{:?}", own.findings));
    assert_eq!(format!("{:?}", shared.summary), format!("{:?}", own.summary));
}
