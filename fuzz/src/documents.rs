//! Bytes to documents, checked by all rules, to every format.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use termlint::config::Config;
use termlint::corpus::Coverage;
use termlint::discover::{Disk, Overlay, Source};
use termlint::engine::{Counter, Engine, Given, Linter, ScopeResult};
use termlint::finding::{Finding, Findings, Fix, Location, Safety, Severity};
use termlint::fix;
use termlint::fixing::{Fixing, Glossary, Wanted};
use termlint::handoff::DocumentOffset;
use termlint::json::{Pointer, decode, parse};
use termlint::outcome::{FixReport, Outcome, ReportedFinding};
use termlint::project::{Loaded, Options, PageChoice, Part, Project, scopes};
use termlint::rules::{RULES, find};
use termlint::words::is_hidden;

use super::edits::{self, Cursor};
use super::{formats, tree};

/// What is quoted in a message is shortened. Escapes are longer than what they stand for.
const LONGEST_WORDS: usize = 10_000;

/// How many fixes of a document are applied, each by itself.
const FIXES_TRIED: usize = 2;

/// How many documents a corpus has, at most.
const MOST_DOCUMENTS: usize = 8;

/// The rules as they are by default, and all of them, each as if it were alone.
pub static CHECKERS: LazyLock<[Checker; 2]> = LazyLock::new(|| [Checker::new(false, None), Checker::new(true, None)]);

/// All rules, and a page beside the documents.
static BESIDE_A_PAGE: LazyLock<Checker> = LazyLock::new(|| {
    let choice = PageChoice { file: Some(PAGE.into()), ..PageChoice::default() };
    Checker::new(true, Some(choice))
});

/// The path of the page. Its name states no form, so that the bytes do.
const PAGE: &str = "page";

/// An engine for files in memory, which make up the corpus.
pub struct Checker {
    engine: Engine,
    loaded: Arc<Loaded>,
    options: Options,
}

impl Checker {
    fn new(outspoken: bool, pages: Option<PageChoice>) -> Checker {
        let only = RULES.iter().filter(|_| outspoken).map(|rule| rule.meta.id.to_owned()).collect();
        let options = Options {
            only,
            no_config: true,
            no_baseline: true,
            allow_empty: true,
            cache: false,
            pages,
            ..Options::default()
        };
        let loaded = Arc::new(Loaded { config: Config::default(), text: Arc::default() });
        // Of each file the engine knows which rules check it: all the same here, for as many as there may be.
        let paths: Vec<String> = (0..MOST_DOCUMENTS).map(|number| number.to_string()).collect();
        let part = part(&options, &loaded, paths.iter().map(String::as_str));
        let engine = Engine::new(&part, &options, Path::new(ROOT), today());
        let engine = engine.unwrap_or_else(|problems| panic!("{problems:?}"));
        Checker { engine, loaded, options }
    }

    /// The rules.
    pub fn linter(&self) -> &Linter {
        self.engine.linter()
    }

    /// What is reported of files, one of which may be the page of the others.
    fn conclude(&self, files: &[(String, Vec<u8>)]) -> ScopeResult {
        let documents = files.iter().map(|(path, _)| path.as_str()).filter(|path| *path != PAGE);
        let part = part(&self.options, &self.loaded, documents);
        let mut texts = Overlay::over(Arc::new(Disk::default()));
        for (path, bytes) in files {
            texts.put(Path::new(ROOT).join(path), bytes.as_slice());
        }
        let mut documents = self.engine.map(&part.plan, &texts, &Counter::default());
        self.engine.conclude_once(Given { part: &part, files: &texts, base: None }, &mut documents)
    }
}

impl Checker {
    /// What the fixes of the findings of some rules leave of files, and what became of them.
    fn fixed(
        &self,
        files: &[(String, Vec<u8>)],
        is_chosen: &(dyn Fn(&str) -> bool + Sync),
        with_unsafe: bool,
    ) -> (Vec<(String, Vec<u8>)>, FixReport) {
        let part = part(&self.options, &self.loaded, files.iter().map(|(path, _)| path.as_str()));
        let mut texts = Overlay::over(Arc::new(Disk::default()));
        for (source, (_, bytes)) in part.plan.sources.iter().zip(files) {
            texts.put(source.file.clone(), bytes.as_slice());
        }
        let documents = self.engine.map(&part.plan, &texts, &Counter::default());
        let limit = self.options.max_file_size;
        let wanted =
            Wanted { with_unsafe, min_severity: Severity::Info, rules: is_chosen, leaves: &|_, _| None, limit };
        let glossary = Glossary { part: &part, engine: &self.engine, documents };
        let mut fixing = Fixing::new(vec![glossary], Arc::new(texts), &wanted);
        fixing.run();
        let mut left = files.to_vec();
        for change in fixing.changes().values() {
            let file = left.iter_mut().find(|(path, _)| *path == change.shown).expect("it is one of the files");
            assert_eq!(file.1, change.old, "it was another text");
            file.1.clone_from(&change.new);
        }
        (left, fixing.finish().0)
    }
}

/// The folder in which the files would be; it does not exist.
const ROOT: &str = "/nowhere/repository";

/// A project of these files alone.
fn part<'p>(options: &Options, loaded: &Arc<Loaded>, paths: impl Iterator<Item = &'p str>) -> Part {
    let root = Path::new(ROOT);
    let project = Project::open(options, root.to_owned(), None, scopes(options, &[], root));
    let mut part = project.parts.into_iter().next().expect("a folder without a configuration is one part");
    let source = |path: &str| Source {
        explicit: true,
        by_name: true,
        reported: true,
        in_corpus: true,
        ..Source::new(root.join(path), path.to_owned(), path.to_owned())
    };
    part.plan.sources = paths.map(source).collect();
    part.plan.unusable.clear();
    part.plan.coverage = Coverage::Complete;
    part.loaded = Arc::clone(loaded);
    part
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).expect("it is a day")
}

/// The target: a file with these bytes.
pub fn document(bytes: &[u8]) {
    check(&CHECKERS[0], &[("ja-JP/churn-rate/ai.json".to_owned(), bytes.to_vec())], bytes.len());
}

/// The target: a sound document with a few values replaced.
pub fn edits(bytes: &[u8]) {
    let mut cursor = Cursor(bytes);
    let number = usize::from(cursor.byte().unwrap_or(0));
    let text = edits::document(&mut cursor);
    fixes_end_their_findings(CHECKERS[1].linter(), text.as_bytes(), number);
    check(&CHECKERS[number % 2], &[("en-US/a term/ai.json".to_owned(), text.into_bytes())], number);
}

/// The target: any subset of the fixes on a few sound documents with values replaced.
pub fn fixes(bytes: &[u8]) {
    let mut cursor = Cursor(bytes);
    let flags = cursor.byte().unwrap_or(0);
    let mask: Vec<u8> = (0..8).map(|_| cursor.byte().unwrap_or(0xff)).collect();
    let is_in = |number: usize| mask[number / 8 % mask.len()] >> (number % 8) & 1 == 1;
    let files: Vec<(String, Vec<u8>)> = (0..1 + usize::from(flags & 1))
        .map(|number| (format!("{number}/ai.json"), edits::document(&mut cursor).into_bytes()))
        .collect();
    for (_, bytes) in &files {
        any_fixes_leave_a_document(bytes, &is_in);
    }
    let checker = &CHECKERS[usize::from(flags >> 1 & 1)];
    let rules: HashSet<&str> =
        RULES.iter().enumerate().filter(|(number, _)| is_in(*number)).map(|(_, rule)| rule.meta.id).collect();
    let is_chosen = |rule: &str| rules.contains(rule);
    let with_unsafe = flags & 4 != 0;
    let (left, report) = checker.fixed(&files, &is_chosen, with_unsafe);
    for ((path, old), (_, new)) in files.iter().zip(&left) {
        assert!(is_whole(new) || !is_whole(old), "{path} was sound JSON, and is not any more");
        let is_noted = report.fixed.iter().any(|note| note.path == *path);
        assert!(old == new || is_noted, "{path} has changed, and no fix says so");
    }
    assert!(report.fixed.iter().all(|note| rules.contains(note.rule)), "{:?}", report.fixed);
    assert!(report.rounds <= 3, "{} rounds", report.rounds);
    no_more_is_found(&checker.conclude(&files), &checker.conclude(&left), &report);
    if report.left.is_empty() {
        let (again, second) = checker.fixed(&left, &is_chosen, with_unsafe);
        assert!(again == left, "a second run fixes what the first has left: {:?}", second.fixed);
    }
}

/// Whether the bytes are JSON from the first to the last.
fn is_whole(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}

/// Whichever fixes of a document are applied together: those that do not touch each other can be, and what they leave is as
/// sound as it was.
fn any_fixes_leave_a_document(bytes: &[u8], is_in: &dyn Fn(usize) -> bool) {
    let checked = CHECKERS[1].linter().check(bytes, DocumentOffset::default(), "").expect("the schemas compile");
    let fixes = checked.findings.kept.iter().flat_map(|finding| &finding.fixes).enumerate();
    let mut chosen: Vec<&termlint::finding::Edit> = Vec::new();
    for (_, fix) in fixes.filter(|(number, _)| is_in(*number)) {
        let touches = |edit: &termlint::finding::Edit| {
            chosen.iter().any(|other| edit.start_byte <= other.end_byte && other.start_byte <= edit.end_byte)
        };
        if !fix.edits.iter().any(touches) {
            chosen.extend(&fix.edits);
        }
    }
    chosen.sort_by_key(|edit| (edit.start_byte, edit.end_byte));
    let fixed = fix::apply(bytes, chosen.iter().copied()).unwrap_or_else(|error| panic!("{error}: {chosen:?}"));
    assert!(is_whole(&fixed) || !is_whole(bytes), "{chosen:?} leave no JSON of {}", String::from_utf8_lossy(bytes));
}

/// Of no rule there are more findings in a document than before and those that are said to have come to light.
fn no_more_is_found(before: &ScopeResult, after: &ScopeResult, report: &FixReport) {
    // Beyond so many of a rule, they are not told apart.
    if !before.summary.unlisted.is_empty() || !after.summary.unlisted.is_empty() {
        return;
    }
    let mut most: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for reported in &before.findings {
        *most.entry((&reported.path, reported.finding.rule)).or_default() += 1;
    }
    for note in &report.revealed {
        *most.entry((&note.path, note.rule)).or_default() += 1;
    }
    for reported in &after.findings {
        let rest = most.entry((&reported.path, reported.finding.rule)).or_default();
        *rest = rest.checked_sub(1).unwrap_or_else(|| {
            panic!("{}: {} [{}] is new\n{report:#?}", reported.path, reported.finding.message, reported.finding.rule)
        });
    }
}

/// Rules whose safe fixes let others see what was hidden: a value of the wrong type, under a wrong name or in the wrong form,
/// a list in which an entry that stands twice parts what belongs together. `check --fix` weighs what comes to light.
const REVEALING: [&str; 7] = [
    "wrong-type",
    "missing-field",
    "duplicate-key",
    "duplicate-entry",
    "duplicate-source",
    "invalid-review-date",
    "malformed-value",
];

/// A fix ends what its rule says, and a safe one lets no other rule say more, but for those that reveal. The rule itself may
/// find what the first finding has hidden: of one cause there is one finding.
fn fixes_end_their_findings(linter: &Linter, bytes: &[u8], number: usize) {
    let found = |bytes: &[u8]| {
        linter.check(bytes, DocumentOffset::default(), "").expect("the embedded schemas compile").findings
    };
    let findings = found(bytes);
    // Beyond so many of a rule, they are not told apart.
    if findings.omitted().next().is_some() {
        return;
    }
    let fixes: Vec<(&Finding, &Fix)> =
        findings.kept.iter().flat_map(|finding| finding.fixes.iter().map(move |fix| (finding, fix))).collect();
    for offset in 0..FIXES_TRIED.min(fixes.len()) {
        let (finding, fix) = fixes[(number + offset) % fixes.len()];
        let rule = finding.rule;
        let after = found(&apply(fix, bytes, rule));
        let of = |all: &Findings, rule: &str| all.kept.iter().filter(|other| other.rule == rule).count();
        let is_same = |other: &&Finding| {
            let pointer = |finding: &Finding| finding.location.as_ref().and_then(|place| place.pointer.clone());
            other.rule == rule && other.message == finding.message && pointer(other) == pointer(finding)
        };
        let said = |all: &Findings| all.kept.iter().filter(is_same).count();
        let is_ended = of(&after, rule) < of(&findings, rule) || said(&after) < said(&findings);
        assert!(is_ended, "{rule}: “{}” does not end it: {:?}", fix.title, fix.edits);
        let more =
            after.kept.iter().find(|other| other.rule != rule && of(&after, other.rule) > of(&findings, other.rule));
        let may_reveal = fix.safety == Safety::Unsafe || REVEALING.contains(&rule);
        assert!(may_reveal || more.is_none(), "{rule}: “{}” causes {more:?}", fix.title);
    }
}

/// The target: several such documents, and terms that live outside.
pub fn corpus(bytes: &[u8]) {
    let mut cursor = Cursor(bytes);
    let number = usize::from(cursor.byte().unwrap_or(0));
    let mut files = Vec::new();
    while !cursor.0.is_empty() && files.len() < MOST_DOCUMENTS {
        let text = edits::document(&mut cursor);
        let locale = if files.len() % 2 == 0 { "en-US" } else { "ja-JP" };
        files.push((format!("{locale}/{}/ai.json", files.len() / 2), text.into_bytes()));
    }
    check(&CHECKERS[number % 2], &files, number);
}

/// The target: a page beside a sound document.
pub fn pages(bytes: &[u8]) {
    let document = ("en-US/churn-rate/ai.json".to_owned(), edits::BASES[0].as_bytes().to_vec());
    check(&BESIDE_A_PAGE, &[document, (PAGE.to_owned(), bytes.to_vec())], 0);
}

/// Checks files as one corpus, and everything that is said about them.
fn check(checker: &Checker, files: &[(String, Vec<u8>)], number: usize) {
    if let Some((path, bytes)) = files.get(number % files.len().max(1)) {
        let linter = checker.linter();
        let result = linter.check(bytes, DocumentOffset::default(), path).expect("the embedded schemas compile");
        let facts = linter.facts(bytes, DocumentOffset::default(), path).expect("the embedded schemas compile").facts;
        assert_eq!(facts, result.facts, "facts do not depend on whether a file is reported");
    }
    let result = checker.conclude(files);
    assert!(result.problems.is_empty(), "{:?}", result.problems);
    let findings: Vec<ReportedFinding> = result.findings.into_iter().map(Arc::unwrap_or_clone).collect();
    let mut fingerprints = HashSet::new();
    for reported in &findings {
        keeps_the_law(&reported.finding, &reported.path, files);
        let is_new = fingerprints.insert(&reported.fingerprint);
        assert!(is_new, "{} has the fingerprint of another", reported.finding.rule);
    }
    let mut summary = result.summary;
    summary.files_with_findings = findings.iter().map(|reported| &reported.path).collect::<HashSet<_>>().len();
    let outcome = Outcome {
        findings,
        baselined: Vec::new(),
        summary,
        // The pages of all rules are the larger part of a SARIF log, and always the same.
        rules: if number.is_multiple_of(64) { RULES } else { &[] },
        custom_rules: Vec::new(),
        failures: Vec::new(),
        today: today(),
        root: ROOT.to_owned(),
        min_severity: Severity::Info,
        conventions: Vec::new(),
        footers: Vec::new(),
        fixes: None,
        exit_code: 1,
    };
    let bytes_of = |path: &str| files.iter().find(|(own, _)| own == path).map(|(_, bytes)| bytes.clone());
    formats::write_all(&outcome, &bytes_of, 20 + number % 100);
}

/// What holds for every finding, whatever the content.
fn keeps_the_law(finding: &Finding, path: &str, files: &[(String, Vec<u8>)]) {
    let rule = finding.rule;
    assert!(find(rule).is_some(), "{rule} is no rule");
    assert!(!finding.message.is_empty(), "{rule} says nothing");
    for words in [&finding.message, &finding.label, &finding.help] {
        assert!(words.len() <= LONGEST_WORDS, "{rule} quotes {} bytes", words.len());
        assert_eq!(words.chars().find(|character| is_hidden(*character)), None, "{rule}: {words:?}");
    }
    let bytes_of = |path: &str| files.iter().find(|(own, _)| own == path).map(|(_, bytes)| bytes.as_slice());
    let own = bytes_of(path).expect("a finding is about a file");
    if let Some(place) = &finding.location {
        lies_in(place, own, rule);
    }
    for related in &finding.related {
        let bytes = bytes_of(related.path.as_deref().unwrap_or(path));
        lies_in(
            &related.location,
            bytes.unwrap_or_else(|| panic!("{rule}: there is no file {:?}", related.path)),
            rule,
        );
        assert_eq!(related.label.chars().find(|character| is_hidden(*character)), None, "{rule}: {:?}", related.label);
    }
    for fix in &finding.fixes {
        let fixed = apply(fix, own, rule);
        let text = decode(&fixed).unwrap_or_else(|error| panic!("{rule}: {} leaves {error:?}", fix.title));
        let fatal = tree::fatal(&parse(text));
        assert_eq!(fatal, None, "{rule}: “{}” leaves {text}", fix.title);
    }
}

fn lies_in(place: &Location, bytes: &[u8], rule: &str) {
    let range = place.start.byte..place.end.byte;
    assert!(range.start <= range.end && range.end <= bytes.len(), "{rule}: {range:?} of {}", bytes.len());
    if let Ok(text) = std::str::from_utf8(bytes) {
        assert!(text.get(range.clone()).is_some(), "{rule}: {range:?} cuts a character");
        if let Some(pointer) = &place.pointer {
            let pointer = Pointer::parse(pointer).unwrap_or_else(|error| panic!("{rule}: {pointer}: {error}"));
            assert!(parse(text).tree.at(&pointer).is_some(), "{rule}: nothing is at {pointer:?}");
        }
    }
}

/// The bytes after a fix, whose edits are in order.
fn apply(fix: &Fix, bytes: &[u8], rule: &str) -> Vec<u8> {
    assert!(fix.edits.is_sorted_by_key(|edit| edit.start_byte), "{rule}: {:?}", fix.edits);
    fix::apply(bytes, &fix.edits).unwrap_or_else(|error| panic!("{rule}: “{}”: {error}", fix.title))
}
