//! From the fail cases of the rules to templates: marked documents that any world can take in, with what is wrong in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::marks::Marker;
use crate::support::case::{self, Case, Expected};
use crate::support::{Input, repository};

/// Rules, and cases, that cannot stand in a corpus of thousands of documents, and why.
const NOT_PLANTED: [(&str, &str); 4] = [
    ("filler-relation", "it weighs shares of the whole corpus: a quarter of all documents would have to be wrong"),
    ("shared-boilerplate", "it counts terms of the whole corpus: sentences are spread instead of its cases"),
    ("shared-usage-text", "it counts terms of the whole corpus: texts are spread instead of its cases"),
    ("truncated-definition/long-and-rewritten", "its text is as long as the contract allows, and names grow"),
];

/// What is spread over many worlds, where the rule is there: the rule, the document, the place in it, and the sentence.
const SPREAD: [(&str, &str, &str, &str); 4] = [
    (
        "shared-boilerplate",
        "en-US/sales-pipeline/ai.json",
        "/content/examples/0/text",
        "Whoever has read about sales pipeline once will look at the next quarter with other eyes.",
    ),
    (
        "shared-boilerplate",
        "ja-JP/sales-pipeline/ai.json",
        "/content/examples/0/text",
        "セールスパイプラインを一度でも学んだ人は、次の四半期を違う目で眺めるようになる。",
    ),
    (
        "shared-usage-text",
        "en-US/operating-margin/ai.json",
        "/content/usage/1/items",
        "A manager is new to operating margin and has to explain it to the whole team by Friday",
    ),
    (
        "shared-usage-text",
        "ja-JP/operating-margin/ai.json",
        "/content/usage/1/items",
        "営業利益率をはじめて担当する管理職が、週末までに全員へ説明しなければならない。",
    ),
];

/// The clean corpus, with marks and without.
pub struct Clean {
    /// Documents by their path in the corpus, such as `en-US/churn-rate/ai.json`.
    pub documents: BTreeMap<String, Document>,
    plain: BTreeMap<String, Value>,
    marker: Marker,
}

/// A marked document, and what it says of itself and others.
#[derive(Clone, Debug)]
pub struct Document {
    /// With marks.
    pub marked: Value,
    /// The marked slugs of its related terms.
    pub related: BTreeSet<String>,
}

/// A fail case that can be used again and again.
#[derive(Clone, Debug)]
pub struct Template {
    /// Its rule and its case: `missing-review-date/absent-from-both`.
    pub name: String,
    pub what: What,
    pub labels: Vec<Label>,
    /// Whether it is wrong only because many worlds have it.
    pub is_spread: bool,
}

impl Template {
    /// The rule of which it is a fail case.
    pub fn rule(&self) -> &str {
        self.name.split('/').next().unwrap_or_default()
    }
}

/// What a template changes.
#[derive(Clone, Debug)]
pub enum What {
    /// One document of a world.
    Document(OneDocument),
    /// A whole world: its files by their marked paths.
    World(BTreeMap<String, Content>),
}

/// A template that replaces one document.
#[derive(Clone, Debug)]
pub struct OneDocument {
    /// The document that it replaces, if it is not all the same.
    pub place: Option<String>,
    pub content: Content,
    /// The marked slugs of its related terms.
    pub related: BTreeSet<String>,
    /// Marked slugs that no clean document of the locale may name beside it: those would be wrong, too.
    pub shunned: BTreeSet<String>,
}

/// What a file holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// JSON with marks.
    Json(Value),
    /// Bytes as they are in every world.
    Bytes(Vec<u8>),
}

/// A finding that is right.
#[derive(Clone, Debug)]
pub struct Label {
    /// The marked path of the file; of the one document where there is none.
    pub path: Option<String>,
    pub rule: String,
    pub pointer: Option<String>,
}

impl Label {
    fn of(expected: Expected) -> Label {
        Label { path: expected.path, rule: expected.rule, pointer: expected.pointer }
    }
}

impl Clean {
    /// Reads `fixtures/corpus`.
    pub fn read() -> Result<Clean, String> {
        let mut parsed = BTreeMap::new();
        for (path, bytes) in case::corpus()? {
            let document = case::parse(&bytes).map_err(|what| format!("{path}: {what}"))?;
            parsed.insert(path, document);
        }
        let marker = Marker::new(&parsed)?;
        let documents = parsed
            .iter()
            .map(|(path, document)| {
                let marked = marker.document(document);
                let related = related(&marked);
                (path.clone(), Document { marked, related })
            })
            .collect();
        Ok(Clean { documents, plain: parsed, marker })
    }

    /// The marked path of a file.
    pub fn path(&self, path: &str) -> String {
        self.marker.path(path)
    }
}

/// Rules and cases, each with the reason why it is left out.
pub type LeftOut = Vec<(String, &'static str)>;

/// Every fail case that can be a template, and the others with the reason why not.
pub fn read(clean: &Clean) -> Result<(Vec<Template>, LeftOut), String> {
    let (mut templates, mut left_out) = (Vec::new(), Vec::new());
    for folder in entries(&repository("fixtures/rules"))? {
        let rule = name(&folder);
        let fail = folder.join("fail");
        let cases = if fail.is_dir() { entries(&fail)? } else { Vec::new() };
        if cases.is_empty() {
            left_out.push((rule, "no document can be a fail case of this rule"));
            continue;
        }
        for path in cases {
            let file = name(&path);
            let Some(stem) = file.strip_suffix(".json").filter(|stem| !stem.ends_with(".expect")) else { continue };
            let name = format!("{rule}/{stem}");
            if let Some((_, reason)) = NOT_PLANTED.iter().find(|(other, _)| *other == rule || *other == name) {
                left_out.push((name, *reason));
                continue;
            }
            let case = case::read(&path).map_err(|what| format!("{name}: {what}"))?;
            if case.options.is_some() {
                left_out.push((name, "it needs options of its own"));
                continue;
            }
            match template(clean, name.clone(), case, &path)? {
                Some(template) => templates.push(template),
                None => left_out.push((name, "generated documents have no pages")),
            }
        }
    }
    templates.extend(spread(clean)?);
    Ok((templates, left_out))
}

/// The template of a case; nothing of one about a page.
fn template(clean: &Clean, name: String, case: Case, path: &Path) -> Result<Option<Template>, String> {
    let mut labels: Vec<Label> =
        case.expect_all.or(case.expect).unwrap_or_default().into_iter().map(Label::of).collect();
    let what = match case.input {
        Input::Corpus(files) => {
            // Terms that it has beside the clean ones get names of their own in every world, too.
            let mut known = clean.plain.clone();
            let parsed = files.iter().filter_map(|(path, bytes)| Some((path.clone(), document(bytes)?)));
            known.extend(parsed);
            let marker = Marker::new(&known)?;
            for label in &mut labels {
                label.path = label.path.take().map(|path| marker.path(&path));
            }
            let marked = |(path, bytes): (String, Vec<u8>)| {
                let content = document(&bytes).map_or(Content::Bytes(bytes), |it| Content::Json(marker.document(&it)));
                (marker.path(&path), content)
            };
            What::World(files.into_iter().map(marked).collect())
        }
        Input::Pair(_) => return Ok(None),
        Input::Document(bytes) => {
            let keys = fs::read(path).ok().and_then(|bytes| case::parse(&bytes).ok());
            let base = keys.as_ref().and_then(|keys| keys["base"].as_str());
            What::Document(match base {
                Some(base) => on_base(clean, format!("{base}/ai.json"), &bytes)?,
                None => fragment(clean, bytes),
            })
        }
    };
    Ok(Some(Template { name, what, labels, is_spread: false }))
}

/// A file of a corpus, where it is a document.
fn document(bytes: &[u8]) -> Option<Value> {
    case::parse(bytes).ok().filter(|document| document.get("summary").is_some())
}

/// What is wrong because many terms have it.
fn spread(clean: &Clean) -> Result<Vec<Template>, String> {
    let mut templates = Vec::new();
    for (rule, path, pointer, sentence) in SPREAD {
        if !repository("fixtures/rules").join(rule).is_dir() {
            continue;
        }
        let Some(document) = clean.documents.get(path) else {
            return Err(format!("{rule}: the clean corpus has no {path}"));
        };
        let mut content = document.marked.clone();
        let sentence = clean.marker.text(sentence);
        let mut pointer = pointer.to_owned();
        match content.pointer_mut(&pointer) {
            Some(Value::String(text)) => {
                text.push_str(if text.ends_with('。') { "" } else { " " });
                text.push_str(&sentence);
            }
            Some(Value::Array(items)) => {
                pointer = format!("{pointer}/{}", items.len());
                items.push(Value::String(sentence));
            }
            _ => return Err(format!("{rule}: {path} has no text at {pointer}")),
        }
        templates.push(Template {
            name: format!("{rule} spread over many worlds"),
            what: What::Document(OneDocument {
                place: Some(path.to_owned()),
                content: Content::Json(content),
                related: document.related.clone(),
                shunned: BTreeSet::new(),
            }),
            labels: vec![Label { path: None, rule: rule.to_owned(), pointer: Some(pointer) }],
            is_spread: true,
        });
    }
    Ok(templates)
}

fn on_base(clean: &Clean, place: String, bytes: &[u8]) -> Result<OneDocument, String> {
    let Document { marked: base, related: as_ever } = &clean.documents[&place];
    let changed = clean.marker.document(&case::parse(bytes)?);
    let related = related(&changed);
    let mut shunned = BTreeSet::new();
    // Others know it by what it says of itself.
    let says = ["/canonical", "/summary/canonical_slug", "/summary/locale", "/summary/display_name"];
    let says_too = ["/summary/canonical_url", "/summary/english_name", "/summary/term_id"];
    if says.iter().chain(&says_too).any(|pointer| base.pointer(pointer) != changed.pointer(pointer)) {
        shunned.extend(slug(base));
    }
    // What it says of others may differ from what those say of each other.
    if base["related_terms"] != changed["related_terms"] {
        shunned.extend(related.iter().chain(as_ever).cloned());
    }
    Ok(OneDocument { place: Some(place), content: Content::Json(changed), related, shunned })
}

/// Bytes that may stand anywhere: what is broken is known by its folder. One that says who it is takes the place of that
/// document, and nobody relates to it.
fn fragment(clean: &Clean, bytes: Vec<u8>) -> OneDocument {
    let text = String::from_utf8_lossy(&bytes);
    let says = ["\"canonical\"", "\"summary\""].iter().any(|key| text.contains(key));
    let place = says.then(|| "en-US/churn-rate/ai.json".to_owned());
    let shunned = place.iter().filter_map(|place| slug(&clean.documents.get(place)?.marked)).collect();
    // It may be no JSON; what it relates to is read from its text, and is the same in every world.
    let values = text.split("\"canonical_slug\":").skip(1);
    let slugs = values.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
    let related = slugs.map(str::to_owned).collect();
    OneDocument { place, content: Content::Bytes(bytes), related, shunned }
}

fn slug(document: &Value) -> Option<String> {
    Some(document["canonical"]["slug"].as_str()?.to_owned())
}

/// The slugs of the related terms.
pub fn related(document: &Value) -> BTreeSet<String> {
    let items = document["related_terms"].as_array().into_iter().flatten();
    items.filter_map(|item| Some(item["canonical_slug"].as_str()?.to_owned())).collect()
}

/// What a folder holds, by name: the order of a folder is not the same everywhere.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let entries = entries.map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut entries: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    entries.sort();
    Ok(entries)
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
