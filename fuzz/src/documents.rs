//! Bytes to documents, checked by all rules, to every format.

use std::collections::HashSet;
use std::sync::LazyLock;

use chrono::NaiveDate;
use termlint::config::{self, Selector, Setting};
use termlint::corpus::{Corpus, Coverage, ExternalTerms, Member};
use termlint::engine::{Fingerprints, Identities};
use termlint::engine::{Linter, Origin, RuleSelection};
use termlint::finding::{Finding, Findings, Fix, Location, Safety, Severity};
use termlint::fix;
use termlint::handoff::DocumentOffset;
use termlint::json::{Pointer, decode, parse};
use termlint::outcome::{Outcome, ReportedFinding, Summary, Unlisted};
use termlint::rule::{Group, Level};
use termlint::rules::{RULES, find};
use termlint::schema::Registry;
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
pub static LINTERS: LazyLock<[Linter; 2]> = LazyLock::new(|| [linter(false), linter(true)]);

fn linter(outspoken: bool) -> Linter {
    let off = RULES.iter().filter(|rule| outspoken && rule.meta.level == Level::Off);
    let settings: Vec<_> = off.map(|rule| (Setting::Warn, Selector::Rule(rule.meta.id))).collect();
    let levels = config::levels(&[], &settings).expect("rules that are off can be raised");
    let wanted = RULES.iter().map(|declaration| RuleSelection {
        declaration,
        level: levels.level(declaration.meta.id),
        options: None,
    });
    let registry = Registry::new(&[]).expect("the embedded schemas compile");
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).expect("it is a day");
    Linter::new(registry, wanted.collect(), outspoken, today).expect("the rules have their own options")
}

/// The target: a file with these bytes.
pub fn document(bytes: &[u8]) {
    check(&LINTERS[0], &[("ja-JP/churn-rate/ai.json".to_owned(), bytes.to_vec())], bytes.len());
}

/// The target: a sound document with a few values replaced.
pub fn edits(bytes: &[u8]) {
    let mut cursor = Cursor(bytes);
    let number = usize::from(cursor.byte().unwrap_or(0));
    let text = edits::document(&mut cursor);
    fixes_end_their_findings(&LINTERS[1], text.as_bytes(), number);
    check(&LINTERS[number % 2], &[("en-US/a term/ai.json".to_owned(), text.into_bytes())], number);
}

/// A fix ends what its rule says, and a safe one lets no other rule say more. The rule itself may find what the first
/// finding has hidden: of one cause there is one finding.
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
        assert!(fix.safety == Safety::Unsafe || more.is_none(), "{rule}: “{}” causes {more:?}", fix.title);
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
    check(&LINTERS[number % 2], &files, number);
}

/// Checks files as one corpus, and everything that is said about them.
pub fn check(linter: &Linter, files: &[(String, Vec<u8>)], width: usize) {
    let (mut found, mut members) = (Vec::new(), Vec::new());
    for (path, bytes) in files {
        let result = linter.check(bytes, DocumentOffset::default(), path).expect("the embedded schemas compile");
        let facts = linter.facts(bytes, DocumentOffset::default(), path).expect("the embedded schemas compile").facts;
        assert_eq!(facts, result.facts, "facts do not depend on whether a file is reported");
        found.push(result.findings);
        let digest = xxhash_rust::xxh3::xxh3_128(bytes);
        members.push(Member { facts, path: path.clone(), digest, reported: true, in_corpus: true });
    }
    let corpus = Corpus::new(members, Coverage::Complete).with_external(ExternalTerms::default());
    let identities = Identities::of(&corpus);
    let origin = |number: usize| {
        let path = &files[number].0;
        Origin { path, shown: path, base: DocumentOffset::default() }
    };
    let mut of_corpus = linter.locate(linter.reduce(&corpus).0, origin, |number| Some(&files[number].1));
    let mut outcome = empty(files.len(), width);
    let mut fingerprints_seen = HashSet::new();
    for (number, ((path, _), findings)) in files.iter().zip(found).enumerate() {
        for (rule, count) in findings.omitted() {
            let Some(severity) = linter.severity_of_rule(rule) else { continue };
            let (path, shown_path) = (path.clone(), path.clone());
            outcome.summary.unlisted.push(Unlisted { path, shown_path, rule, severity, count });
        }
        let mut findings = findings.kept;
        findings.extend(of_corpus.remove(&number).unwrap_or_default());
        linter.drop_yielding(&mut findings);
        for finding in &findings {
            keeps_the_law(finding, path, files);
        }
        let identity = identities.of_document(number);
        let mut fingerprints = Fingerprints::new(&identity);
        let first = outcome.findings.len();
        for finding in findings {
            let Some(severity) = linter.severity(&finding) else { continue };
            let fingerprint = fingerprints.next(&finding).text;
            assert!(fingerprints_seen.insert(fingerprint.clone()), "{} has the fingerprint of another", finding.rule);
            let group = find(finding.rule).map_or(Group::Substance, |rule| rule.meta.group);
            let (path, shown_path) = (path.clone(), path.clone());
            outcome.findings.push(ReportedFinding {
                finding,
                path,
                shown_path,
                document: None,
                locale: None,
                group,
                severity,
                fingerprint,
            });
        }
        outcome.findings[first..].sort_by(|one, other| one.order().cmp(&other.order()));
        outcome.summary.files_with_findings += usize::from(first < outcome.findings.len());
    }
    for reported in &outcome.findings {
        match reported.severity {
            Severity::Error => outcome.summary.errors += 1,
            Severity::Warning => outcome.summary.warnings += 1,
            Severity::Info => outcome.summary.info += 1,
        }
    }
    let bytes_of = |path: &str| files.iter().find(|(own, _)| own == path).map(|(_, bytes)| bytes.clone());
    formats::write_all(&outcome, &bytes_of, 20 + width % 100);
}

fn empty(files: usize, width: usize) -> Outcome {
    Outcome {
        findings: Vec::new(),
        baselined: Vec::new(),
        summary: Summary { files, documents: files, ..Summary::default() },
        // The pages of all rules are the larger part of a SARIF log, and always the same.
        rules: if width.is_multiple_of(64) { RULES } else { &[] },
        failures: Vec::new(),
        today: NaiveDate::from_ymd_opt(2026, 11, 22).expect("it is a day"),
        root: "/repository".to_owned(),
        min_severity: Severity::Info,
        conventions: Vec::new(),
        footers: Vec::new(),
        exit_code: 1,
    }
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
