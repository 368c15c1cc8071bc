//! What each stage costs for one handoff of about 8 KB, beside `serde_json::Value` parsing of the same bytes.
//!
//! Run with `cargo bench`. Compare stages with each other, never with a figure from another machine.

use divan::{Bencher, black_box, counter::BytesCount};
use termlint::corpus::{Extras, Facts};
use termlint::engine::{Linter, RuleSelection};
use termlint::finding::Findings;
use termlint::handoff::{DocumentOffset, Fields, Handoff, Locator, TextFeatures};
use termlint::json;
use termlint::rule::{Instance, Reporter};
use termlint::rules::RULES;
use termlint::schema::{self, EngineOptions, Registry};

/// A clean document of the fixture corpus, about as long as a real one.
const CLEAN: &[u8] = include_bytes!("../fixtures/corpus/en-US/lead-scoring/ai.json");
/// Its Japanese twin: no text rule may lean on spaces or ASCII.
const JAPANESE: &[u8] = include_bytes!("../fixtures/corpus/ja-JP/lead-scoring/ai.json");

const DOCUMENTS: [(&str, &[u8]); 2] = [("en-US", CLEAN), ("ja-JP", JAPANESE)];

fn main() {
    divan::main();
}

fn names() -> impl Iterator<Item = &'static str> {
    DOCUMENTS.iter().map(|(name, _)| *name)
}

fn bytes(name: &str) -> &'static [u8] {
    DOCUMENTS.iter().find(|(known, _)| *known == name).expect("a name of the list").1
}

fn today() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day")
}

#[divan::bench(args = names())]
fn a_serde_json_value(bencher: Bencher<'_, '_>, name: &str) {
    let bytes = bytes(name);
    bencher
        .counter(BytesCount::of_slice(bytes))
        .bench_local(|| serde_json::from_slice::<serde_json::Value>(black_box(bytes)));
}

#[divan::bench(args = names())]
fn b_parse(bencher: Bencher<'_, '_>, name: &str) {
    let bytes = bytes(name);
    bencher.counter(BytesCount::of_slice(bytes)).bench_local(|| {
        let text = json::decode(black_box(bytes)).expect("UTF-8");
        json::parse(text).tree.node_count()
    });
}

#[divan::bench(args = names())]
fn c_validate(bencher: Bencher<'_, '_>, name: &str) {
    let bytes = bytes(name);
    let registry = Registry::new(&[]).expect("embedded schemas");
    let parsed = json::parse(json::decode(bytes).expect("UTF-8"));
    let root = parsed.tree.root().expect("a document");
    let named = root.get("schema_version").and_then(|name| name.as_str()).expect("a version");
    let schema = registry.compiled(registry.version(&named).expect("a known version")).expect("it compiles");
    let locator = Locator::new(bytes, DocumentOffset::default(), schema.annotations());
    let options = EngineOptions::default();
    bencher.counter(BytesCount::of_slice(bytes)).bench_local(|| {
        let mut findings = Findings::default();
        schema::validate(schema, black_box(root), &locator, &options, &|_| None, &mut findings);
        assert!(findings.kept.is_empty());
    });
}

#[divan::bench(args = names())]
fn d_all_document_rules(bencher: Bencher<'_, '_>, name: &str) {
    let bytes = bytes(name);
    let registry = Registry::new(&[]).expect("embedded schemas");
    let keys = registry.newest().annotations();
    let parsed = json::parse(json::decode(bytes).expect("UTF-8"));
    let root = parsed.tree.root().expect("a document");
    let locator = Locator::new(bytes, DocumentOffset::default(), keys);
    let rules: Vec<_> = RULES
        .iter()
        .filter_map(|rule| match rule.build(None) {
            Ok(Instance::Document(check)) => Some((rule.meta.id, check)),
            _ => None,
        })
        .collect();
    bencher.counter(BytesCount::of_slice(bytes)).bench_local(|| {
        let mut findings = Findings::default();
        let fields = Fields::new(black_box(root));
        let handoff = Handoff::new(&fields);
        for (id, rule) in &rules {
            rule.check(&handoff, &mut Reporter::new(id, &locator, today(), &mut findings));
        }
        findings.kept.len()
    });
}

#[divan::bench(args = names())]
fn e_check_whole(bencher: Bencher<'_, '_>, name: &str) {
    let bytes = bytes(name);
    let wanted = RULES
        .iter()
        .map(|declaration| RuleSelection { declaration, level: declaration.meta.level, options: None })
        .collect();
    let linter = Linter::new(Registry::new(&[]).expect("embedded schemas"), wanted, false, today())
        .unwrap_or_else(|error| unreachable!("{error:?}"));
    bencher.counter(BytesCount::of_slice(bytes)).bench_local(|| {
        linter
            .check(black_box(bytes), DocumentOffset::default(), "en-US/lead-scoring/ai.json")
            .map(|result| result.findings.kept.len())
    });
}

mod view {
    //! What all rules share: the fields, the texts, their features.
    use super::*;

    #[divan::bench(args = names())]
    fn fields(bencher: Bencher<'_, '_>, name: &str) {
        let parsed = json::parse(json::decode(bytes(name)).expect("UTF-8"));
        let root = parsed.tree.root().expect("a document");
        bencher.bench_local(|| Fields::new(black_box(root)).aliases.len());
    }

    #[divan::bench(args = names())]
    fn facts(bencher: Bencher<'_, '_>, name: &str) {
        let parsed = json::parse(json::decode(bytes(name)).expect("UTF-8"));
        let fields = Fields::new(parsed.tree.root().expect("a document"));
        bencher.bench_local(|| Facts::of(black_box(&fields), None, true, Extras::NONE).size());
    }

    #[divan::bench(args = names())]
    fn texts_and_features(bencher: Bencher<'_, '_>, name: &str) {
        let parsed = json::parse(json::decode(bytes(name)).expect("UTF-8"));
        let fields = Fields::new(parsed.tree.root().expect("a document"));
        bencher.bench_local(|| Handoff::new(black_box(&fields)).texts().count());
    }

    #[divan::bench(args = names())]
    fn features(bencher: Bencher<'_, '_>, name: &str) {
        let text = json::decode(bytes(name)).expect("UTF-8");
        bencher.bench_local(|| TextFeatures::of(black_box(text)));
    }
}

mod rules {
    //! Each document rule by itself, so that a dear one is seen.
    use super::*;

    fn ids() -> impl Iterator<Item = &'static str> {
        RULES.iter().filter(|rule| rule.meta.kind == termlint::rule::Kind::Document).map(|rule| rule.meta.id)
    }

    #[divan::bench(args = ids())]
    fn en_us(bencher: Bencher<'_, '_>, id: &str) {
        one(bencher, id, CLEAN);
    }

    #[divan::bench(args = ids())]
    fn ja_jp(bencher: Bencher<'_, '_>, id: &str) {
        one(bencher, id, JAPANESE);
    }

    fn one(bencher: Bencher<'_, '_>, id: &str, bytes: &'static [u8]) {
        let registry = Registry::new(&[]).expect("embedded schemas");
        let keys = registry.newest().annotations();
        let parsed = json::parse(json::decode(bytes).expect("UTF-8"));
        let fields = Fields::new(parsed.tree.root().expect("a document"));
        let handoff = Handoff::new(&fields);
        let locator = Locator::new(bytes, DocumentOffset::default(), keys);
        let rule = RULES.iter().find(|rule| rule.meta.id == id).expect("a rule");
        let Ok(Instance::Document(check)) = rule.build(None) else { unreachable!("a document rule") };
        bencher.bench_local(|| {
            let mut findings = Findings::default();
            check.check(black_box(&handoff), &mut Reporter::new(rule.meta.id, &locator, today(), &mut findings));
            findings.kept.len()
        });
    }
}
