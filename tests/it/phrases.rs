//! Each phrase of the data files, in a document as it was published: where its family stands, and with what follows it.

#![allow(clippy::disallowed_methods, reason = "a harness reads its own fixtures")]

use serde::Deserialize;
use serde_json::{Value, json};
use termlint::finding::Severity;
use termlint::text::script::{is_kana, is_kanji};

use crate::support::{Harness, Input, case, repository, show};

/// An entry of a data file, as far as this test needs it.
#[derive(Debug, Deserialize)]
struct Entry {
    family: String,
    text: String,
    fails: String,
}

#[derive(Debug, Deserialize)]
struct List {
    phrase: Vec<Entry>,
}

fn entries() -> Vec<Entry> {
    let files = std::fs::read_dir(repository("src/phrase")).unwrap().map(|file| file.unwrap().path());
    let lists = files.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    // What is no list of phrases.
    let lists = lists.filter(|path| !path.ends_with("cells.toml") && !path.ends_with("author.toml"));
    lists.flat_map(|path| toml::from_str::<List>(&std::fs::read_to_string(path).unwrap()).unwrap().phrase).collect()
}

/// A section as documents from the database have it: the text is an introduction and then the items, joined.
fn joined(key: &str, title: &str, introduction: &str, items: [&str; 2]) -> Value {
    let text = format!("{introduction} {} {}", items[0], items[1]);
    json!({ "key": key, "title": title, "text": text, "items": items })
}

fn of_items(key: &str, title: &str, items: [&str; 2]) -> Value {
    json!({ "key": key, "title": title, "text": null, "items": items })
}

/// What a document with the line holds, and the rule that has to find it; nothing where the line is healthy alone.
fn published(family: &str, line: &str) -> Option<(&'static str, Value)> {
    let is_row = line.contains(" | ");
    let formula = [
        "Formula | Price elasticity = change in units / change in price | Read it per article",
        "Shop view | Elasticity of a shop = change in its units / change in price | Shows which shop to try next",
    ];
    let boundary =
        ["Include | Sales at the regular price | They show the reaction", "Exclude | Clearance | Ends anyway"];
    let usage = ["Setting a discount before the season ends", "Judging whether the last price change was worth it"];
    let calculation = match line.is_ascii() {
        true => format!("Formula | Price elasticity = {line} / change in price | Read it per article"),
        false => format!("基本式 | 価格弾力性 = {line} ÷ 価格の変化率 | 商品ごとに見る"),
    };
    let (rule, content) = match family {
        "comparison-row" => (
            "placeholder-comparison-row",
            json!({ "comparisons": [of_items("comparisons", "似ている言葉との違い", [line, "Demand | What people want | No price"])] }),
        ),
        "faq-answer" => ("boilerplate-faq", json!({ "faq": [{ "question": "When does it help?", "answer": line }] })),
        "definition" => ("boilerplate-definition", json!({ "definition": { "text": line } })),
        "usage" => ("boilerplate-prose", json!({ "usage": [joined("usage", "役立つ場面", line, usage)] })),
        "formula" | "prose" if is_row => {
            ("boilerplate-prose", json!({ "formula": of_items("formula", "計算の考え方", [formula[0], line]) }))
        }
        "formula" | "prose" => {
            ("boilerplate-prose", json!({ "formula": joined("formula", "計算の考え方", line, formula) }))
        }
        "boundary" if is_row => (
            "boilerplate-prose",
            json!({ "boundary": of_items("boundary", "含めるもの / 含めないもの", [line, "End | The last day | Closes"]) }),
        ),
        "boundary" => (
            "boilerplate-prose",
            json!({ "boundary": joined("boundary", "含めるもの / 含めないもの", line, boundary) }),
        ),
        "circular-formula" => {
            ("circular-formula", json!({ "formula": of_items("formula", "計算の考え方", [&calculation, formula[1]]) }))
        }
        "example" => (
            "boilerplate-prose",
            json!({ "examples": [{ "key": "examples", "title": "最小例", "text": line, "items": [] }] }),
        ),
        "house-reference" => ("house-self-reference", json!({ "definition": { "text": line } })),
        "leak" => ("leaked-instructions", json!({ "faq": [{ "question": "When does it help?", "answer": line }] })),
        "faq-question" | "comparison-intro" | "opening" | "closing" => return None,
        _ => panic!("{family} has no document here: say where it stands"),
    };
    // The short definition is the definition.
    let short = content.pointer("/definition/text").map_or(json!({}), |text| json!({ "short_definition": text }));
    Some((rule, json!({ "summary": short, "content": content })))
}

#[test]
fn every_phrase_is_found_in_the_document_that_it_was_seen_in() {
    let harness = Harness::all("missing-formula", None).unwrap();
    let mut found = 0;
    for Entry { family, text, fails } in entries() {
        let Some((rule, overlay)) = published(&family, &fails) else { continue };
        let locale = if fails.chars().any(|letter| is_kana(letter) || is_kanji(letter)) { "ja-JP" } else { "en-US" };
        let bytes = case::overlaid(&format!("{locale}/churn-rate/ai.json"), overlay, &[]).unwrap();
        let observed = harness.check(&Input::Document(bytes)).unwrap();
        let (ours, others): (Vec<_>, Vec<_>) = observed.into_iter().partition(|observed| observed.finding.rule == rule);
        let is_it = |text: &Option<String>| text.as_deref().is_some_and(|text| fails.contains(text));
        assert!(ours.iter().any(|ours| is_it(&ours.text)), "{text}: {rule} says\n{}", show(&ours));
        // The rows that were joined behind it are the cause of nothing else.
        let expected = ["joined-items-text", "duplicate-usage-text", "definition-restates-name"];
        let is_other = |observed: &&crate::support::Observed| {
            observed.severity > Severity::Info && !expected.contains(&observed.finding.rule)
        };
        let others: Vec<_> = others.iter().filter(is_other).cloned().collect();
        assert!(others.is_empty(), "{text}: other rules say\n{}", show(&others));
        found += 1;
    }
    assert!(found >= 70, "{found}");
}
