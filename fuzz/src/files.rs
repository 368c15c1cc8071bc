//! Bytes of the files that are not documents, and of what git answers.

use std::ops::Range;
use std::path::{Component, Path};

use termlint::baseline::Baseline;
use termlint::config::{self, Config};
use termlint::corpus::{Corpus, Coverage, ExternalTerms, Facts, Member};
use termlint::engine::facts_in;
use termlint::engine::{Linter, Origin, RuleSelection};
use termlint::git;
use termlint::handoff::DocumentOffset;
use termlint::output::{self, problem::ProblemKind};
use termlint::problem::Problem;
use termlint::rule::Release;
use termlint::rules::RULES;
use termlint::schema::{Registry, SchemaFile};

use super::documents::CHECKERS;
use super::edits::{BASES, Cursor};
use super::formats::tame;

/// How many problems of one file are drawn.
const DRAWN: usize = 4;

/// The target: the text of a `termlint.toml`.
pub fn configuration(bytes: &[u8]) {
    // A file that is not UTF-8 is refused as a whole.
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match config::parse(text) {
        Ok(config) => {
            for warning in config.warnings.iter().take(DRAWN) {
                draw(text, &warning.message, &warning.help, warning.span.clone());
            }
            holds(text, &config);
        }
        Err(problems) => {
            assert!(!problems.is_empty(), "it is refused without a word");
            let starts: Vec<_> = problems.iter().filter_map(|problem| problem.span.as_ref()).collect();
            assert!(starts.is_sorted_by_key(|span| (span.start, span.end)), "problems are not in order");
            for problem in problems.iter().take(DRAWN) {
                draw(text, &problem.message, &problem.help, problem.span.clone());
            }
        }
    }
}

/// A configuration that was accepted can be used: every rule takes its options, every entry lies in the text.
fn holds(text: &str, config: &Config) {
    let places = config.places.values().chain(config.rules.places.values());
    let named = config.known_slugs.iter().map(|named| &named.span);
    for place in places.chain(named).chain(config.ignores.iter().map(|ignore| &ignore.span)) {
        assert!(text.get(place.clone()).is_some(), "{place:?}");
    }
    for path in ["content/en-US/churn-rate/ai.json", "ai.json", "content/drafts/a/b/c/d/e/ai.jsonl"] {
        let overrides = config.overrides_of(path);
        let layers = config.layers(&overrides);
        let rules = config.declarations();
        config::effective(&layers, Release::current(), &rules);
        let levels = config::levels(&layers, &[], Release::current(), &rules).expect("the command line sets nothing");
        let wanted = RULES.iter().map(|declaration| RuleSelection {
            declaration,
            level: levels.level(declaration.meta.id),
            options: config::options(&layers, declaration.meta.id),
        });
        let registry = Registry::new(&[]).expect("the embedded schemas compile");
        let linter = match Linter::new(registry, wanted.collect(), false, Default::default()) {
            Ok(linter) => linter,
            Err(problem) => panic!("{problem}: the configuration takes these options, but not a run"),
        };
        if let Some(custom) = &config.custom {
            let linter = linter.with_custom(custom, |rule| levels.level(rule));
            let document = br#"{"schema_version":"core-reviewed-term-ai-handoff-v1","content":{"faq":[{"question":"a","answer":"\u00e9 b"}]}}"#;
            linter.check(document, Default::default(), path).expect("the embedded schemas compile");
        }
        for pattern in config.include.iter().chain(&config.exclude) {
            pattern.matches(path);
        }
        for ignore in &config.ignores {
            let _ = (ignore.covers(path), ignore.covers_place(Some("/usage[key=usage]/items[=a]")));
        }
    }
}

/// A problem as a person reads it.
fn draw(text: &str, message: &str, help: &str, span: Option<Range<usize>>) {
    assert!(!message.is_empty() && !help.is_empty(), "a problem says what is wrong and what to do");
    if let Some(span) = &span {
        assert!(text.get(span.clone()).is_some(), "{span:?} of {}", text.len());
    }
    let problem = Problem {
        message: message.to_owned(),
        help: help.to_owned(),
        path: "termlint.toml".to_owned(),
        span,
        text: Some(text.into()),
    };
    tame(&output::problem::text(&problem, ProblemKind::Error, false, 80, 80).replace('\t', " "));
}

/// The target: a list of slugs, or a sitemap.
pub fn known_slugs(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut outside = ExternalTerms::default();
    match outside.add(text) {
        Err(error) => draw(text, &error.message, &error.help, error.span),
        Ok(()) => {
            let is_list = !text.trim_start_matches('\u{feff}').trim_start().starts_with('<');
            for line in text.lines().filter(|_| is_list) {
                let is_plain =
                    !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
                assert!(!is_plain || outside.holds("en-US", line), "{line:?} is not held");
            }
            assert!(!outside.holds("en-US", ""), "a term without a slug");
        }
    }
}

/// The target: the text of a baseline.
pub fn baseline(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Baseline::parse(text) {
        Ok(baseline) => {
            let written = baseline.to_text();
            assert!(serde_json::from_str::<serde::de::IgnoredAny>(&written).is_ok(), "{written}");
            assert_eq!(Baseline::parse(&written).as_ref(), Ok(&baseline), "{written}");
            assert_eq!(Baseline::parse_both_sides(text).as_ref(), Ok(&baseline), "a file without conflict is one side");
            baseline.index().holds("dead-related-slug", "0123456789abcdef");
        }
        Err(error) => draw(text, &error.message, &error.help, error.span),
    }
    if let Ok(both) = Baseline::parse_both_sides(text) {
        assert_eq!(Baseline::parse(&both.to_text()).as_ref(), Ok(&both));
    }
}

/// The target: a cache, once as the bytes are and once under the seal without which nothing of it is read.
pub fn cache(bytes: &[u8]) {
    const PROGRAM: u128 = 7;
    assert!(facts_in(bytes, !0).is_empty(), "it is sealed by chance");
    let mut sealed = b"termlint facts 1\n".to_vec();
    sealed.extend_from_slice(&PROGRAM.to_le_bytes());
    sealed.extend_from_slice(&xxhash_rust::xxh3::xxh3_128(bytes).to_le_bytes());
    sealed.extend_from_slice(bytes);
    assert!(facts_in(&sealed, PROGRAM + 1).is_empty(), "another program's cache is read");
    reduce(facts_in(&sealed, PROGRAM));
}

/// Facts of any kind are compared, and their places looked for in a document that is not theirs.
fn reduce(all: Vec<Facts>) {
    if all.is_empty() {
        return;
    }
    let linter = CHECKERS[0].linter();
    let member = |(number, facts): (usize, Facts)| Member {
        facts,
        path: format!("{number}.json"),
        digest: number as u64,
        reported: true,
        in_corpus: true,
    };
    let corpus = Corpus::new(all.into_iter().enumerate().map(member).collect(), Coverage::Complete);
    let (found, _) = linter.reduce(&corpus);
    let origin = |_| Origin { path: "0.json", shown: "0.json", base: DocumentOffset::default() };
    linter.locate(found, origin, |number| Some(BASES[number % BASES.len()]));
}

/// The target: a contract schema of `--schema-dir`, then documents under it.
pub fn schemas(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let file = SchemaFile { path: "contracts/v1.json".to_owned(), text: text.to_owned() };
    match Registry::new(&[file]) {
        Err(problem) => {
            assert!(!problem.message.is_empty() && !problem.help.is_empty());
            tame(&output::problem::text(&problem, ProblemKind::Error, false, 80, 80));
        }
        Ok(registry) => {
            let linter =
                Linter::new(registry, Vec::new(), false, Default::default()).expect("no rule is wanted, so none fails");
            for base in BASES {
                let _ = linter.check(base.as_bytes(), DocumentOffset::default(), "ai.json");
            }
        }
    }
}

/// The target: what git prints.
pub fn git(bytes: &[u8]) {
    let folder = Path::new("/folder");
    let mut cursor = Cursor(bytes);
    let kind = cursor.byte().unwrap_or(0) % 4;
    let rest = cursor.0;
    match kind {
        0 => {
            let mut answers = rest;
            while !answers.is_empty() {
                let before = answers.len();
                let mut handed_on = 0;
                let each = |bytes: &[u8]| {
                    handed_on += bytes.len() as u64;
                    Ok(())
                };
                match git::answer(&mut answers, b"0123456789", 1000, each) {
                    Ok(size) => {
                        assert_eq!(handed_on, if size <= 1000 { size } else { 0 });
                        assert!(answers.len() < before);
                    }
                    Err(error) => {
                        assert!(!error.message.is_empty() && !error.help.is_empty());
                        break;
                    }
                }
            }
        }
        1 => {
            for (_, object, path) in git::tree_entries(rest) {
                assert_eq!(git::ObjectId::parse(object.to_string().as_bytes()), Some(object));
                assert!(!path.contains(&0));
                stays(folder, path);
            }
        }
        3 => {
            for entry in git::index_entries(rest).flatten() {
                assert!(!entry.path.contains(&0));
                stays(folder, entry.path);
            }
        }
        _ => {
            for path in git::listed_paths(rest) {
                assert!(!path.is_empty() && !path.contains(&0));
                stays(folder, path);
            }
        }
    }
}

fn stays(folder: &Path, path: &[u8]) {
    if let Some(target) = git::below(folder, path) {
        let inside = target.strip_prefix(folder).expect("it is below the folder");
        assert!(inside.components().all(|part| matches!(part, Component::Normal(_))), "{target:?}");
    }
}
