//! Real Japanese business prose in the fields of clean documents: no rule may take it for a defect.
//!
//! Reads `../shared/seeds`, which is not part of the repository: where it is absent, the test says so and passes.

#![allow(clippy::disallowed_methods, reason = "a test reads its own files")]
#![allow(clippy::print_stderr, reason = "a skipped test says so")]

use serde_json::{Value, json};

use crate::support::{Harness, Input, Observed, case, repository, show};

/// The articles, and what may be said of each: the rule, and how the text that it marks begins.
const ARTICLES: [(&str, &[(&str, &str)]); 3] = [
    ("002_68752cdd7c351fee.txt", &[]),
    // The article begins with the profile of its invented author.
    ("003_8d596e90c01ee3ed.txt", &[("leaked-instructions", "名前")]),
    ("004_dfcfbc4a931dea99.txt", &[]),
];

/// The paragraphs of an article, each once.
fn paragraphs(name: &str) -> Option<Vec<String>> {
    let path = repository("../shared/seeds").join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not here", path.display());
        return None;
    };
    let mut paragraphs: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
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
