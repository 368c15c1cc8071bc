//! Real Japanese business prose in the fields of clean documents: no rule may take it for a defect.
//!
//! Reads `../shared/seeds`, which is not part of the repository: where it is absent, the test says so and passes.

#![allow(clippy::disallowed_methods, reason = "a test reads its own files")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

use serde_json::{Value, json};
use termlint::finding::Severity;

use crate::support::{Harness, Input, Observed, case, repository, show};

/// The articles, and what may be said of each: the rule, and how the text that it marks begins.
const ARTICLES: [(&str, &[(&str, &str)]); 3] = [
    ("002_68752cdd7c351fee.txt", &[]),
    // The article begins with the profile of its invented author.
    ("003_8d596e90c01ee3ed.txt", &[("leaked-instructions", "名前")]),
    ("004_dfcfbc4a931dea99.txt", &[]),
];

/// The paragraphs of an article, each once, without the lines that are drawn between them.
fn paragraphs(name: &str) -> Option<Vec<String>> {
    let path = repository("../shared/seeds").join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not here", path.display());
        return None;
    };
    let mut paragraphs: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| line.contains(char::is_alphanumeric)) {
        if !paragraphs.iter().any(|paragraph| paragraph == line) {
            paragraphs.push(line.to_owned());
        }
    }
    Some(paragraphs)
}

/// Clean documents whose fields hold these paragraphs, each paragraph once in a text, an item and an answer.
///
/// Rows of tables become the rows of a comparison: as running text they would be a defect.
fn overlays(lines: &[String]) -> Vec<Value> {
    let (rows, paragraphs): (Vec<String>, Vec<String>) = lines.iter().cloned().partition(|line| line.contains(" | "));
    let rows: Vec<String> = rows.into_iter().filter(|row| !row.contains("---")).collect();
    let section = |key: &str, text: &str, items: &[String]| json!([{ "key": key, "title": "役立つ場面", "text": text, "items": items }]);
    let faq = |answer: &str| json!([{ "question": "この用語はいつ使うのか。", "answer": answer }]);
    let mut overlays = Vec::new();
    if !rows.is_empty() {
        overlays.push(json!({ "content": { "comparisons": section("comparisons", "次の表で見比べる。", &rows) } }));
    }
    for (number, part) in paragraphs.chunks(4).enumerate() {
        let (first, rest) = part.split_first().unwrap();
        // In turns, so that each stands in every kind of field over the whole article.
        let content = match number % 4 {
            0 => json!({ "usage": section("usage", first, rest) }),
            1 => json!({ "examples": section("examples", first, rest) }),
            2 => json!({ "misunderstandings": section("misunderstandings", first, rest) }),
            _ => json!({ "usage": section("usage", first, &[]), "faq": faq(rest.first().unwrap_or(first)) }),
        };
        overlays.push(json!({ "content": content }));
    }
    for paragraph in &paragraphs {
        overlays.push(json!({ "content": { "faq": faq(paragraph) } }));
        overlays.push(json!({ "content": { "usage": section("usage", paragraph, &[]) } }));
        overlays.push(json!({ "content": { "examples": section("examples", "次の例がある。", std::slice::from_ref(paragraph)) } }));
    }
    // Whole paragraphs of prose are definitions too; headings are not.
    for paragraph in paragraphs.iter().filter(|paragraph| paragraph.ends_with('。') && paragraph.contains("は、")) {
        overlays.push(json!({
            "content": { "definition": { "key": "definition", "title": "一言でいうと", "text": paragraph, "items": [] } }
        }));
    }
    overlays
}

/// Whole documents of sentences: a definition, uses, misconceptions, an example, and answers, so that each rule that compares
/// the parts of a document has all of them.
fn documents(paragraphs: &[String]) -> Vec<Value> {
    /// The sentences of a document.
    const SENTENCES: usize = 16;
    /// As many characters as a short definition may have; the profile of the invented author has more.
    const LONGEST: usize = 220;
    let mut sentences: Vec<String> = Vec::new();
    for paragraph in paragraphs.iter().filter(|paragraph| !paragraph.contains(" | ")) {
        let whole = paragraph
            .split_inclusive('。')
            .map(str::trim)
            .filter(|part| part.ends_with('。') && part.chars().count() <= LONGEST);
        for sentence in whole.filter(|sentence| sentence.matches('「').count() == sentence.matches('」').count()) {
            if !sentences.iter().any(|known| known == sentence) {
                sentences.push(sentence.to_owned());
            }
        }
    }
    let document = |part: &[String]| {
        let section = |key: &str, title: &str, text: Value, items: &[String]| json!({ "key": key, "title": title, "text": text, "items": items });
        json!({
            "summary": { "short_definition": part[0] },
            "content": {
                "definition": section("definition", "一言でいうと", json!(part[0]), &[]),
                "usage": [
                    section("meaning", "意味", json!(format!("{}{}", part[1], part[2])), &[]),
                    section("usage", "役立つ場面", json!(part[3]), &part[4..7]),
                    section("usage", "使い方のポイント", Value::Null, &part[7..9]),
                ],
                "misunderstandings": [section("misunderstandings", "よくある誤解 / 落とし穴", Value::Null, &part[9..11])],
                "examples": [section("examples", "最小例", json!(format!("{}{}", part[11], part[12])), &[])],
                "faq": [
                    { "question": "なぜ大切なのですか？", "answer": part[13] },
                    { "question": "どのように始めますか？", "answer": format!("{}{}", part[14], part[15]) },
                ],
            }
        })
    };
    sentences.chunks_exact(SENTENCES).map(document).collect()
}

#[test]
fn sentences_of_real_prose_make_clean_documents() {
    let harness = Harness::all("malformed-slug", None).unwrap();
    let mut wrong = String::new();
    let mut count = 0;
    for (name, _) in ARTICLES {
        let Some(paragraphs) = paragraphs(name) else { return };
        for overlay in documents(&paragraphs) {
            count += 1;
            let bytes = case::overlaid("ja-JP/churn-rate/ai.json", overlay, &[]).unwrap();
            let found = harness.check(&Input::Document(bytes)).unwrap();
            let loud: Vec<Observed> =
                found.into_iter().filter(|found| found.finding.severity(None) != Some(Severity::Info)).collect();
            if !loud.is_empty() {
                wrong.push_str(&format!("{name}\n{}\n", show(&loud)));
            }
        }
    }
    assert!(count >= 20, "the articles have changed: {count} documents");
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn real_prose_is_no_defect() {
    let harness = Harness::all("malformed-slug", None).unwrap();
    let mut wrong = String::new();
    for (name, known) in ARTICLES {
        let Some(paragraphs) = paragraphs(name) else { return };
        assert!(paragraphs.len() > 5, "{name} has changed");
        let mut seen = 0;
        for overlay in overlays(&paragraphs) {
            let bytes = case::overlaid("ja-JP/churn-rate/ai.json", overlay, &[]).unwrap();
            let observed = harness.check(&Input::Document(bytes)).unwrap();
            let is_known = |observed: &Observed| {
                let text = observed.text.as_deref().unwrap_or_default();
                known.iter().any(|(rule, start)| observed.finding.rule == *rule && text.starts_with(start))
            };
            let (told, others): (Vec<Observed>, Vec<Observed>) = observed.into_iter().partition(is_known);
            seen += told.len();
            if !others.is_empty() {
                wrong.push_str(&format!("{name}\n{}\n", show(&others)));
            }
        }
        assert!(known.is_empty() || seen > 0, "{name}: nothing was said of {known:?}");
    }
    assert!(wrong.is_empty(), "{wrong}");
}
