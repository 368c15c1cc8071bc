//! Lists of texts for one rule, a line each: `fixtures/rules/<id>/{fail,pass}/{en,ja}.txt`.
//!
//! `fixtures/README.md` describes the form; this is where it is read.

#![allow(clippy::disallowed_methods, reason = "a test reads its own fixtures")]

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::Input;
use super::case::overlaid;

/// What opens and closes a marked text.
const MARKS: [char; 2] = ['⟦', '⟧'];

/// Splits a text that a scanner for secrets would take for one; it is no part of the text.
const NOTHING: &str = "{+}";

/// One text of a list.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its line in the file, from 1.
    pub number: usize,
    /// The text, without the marks.
    pub text: String,
    /// What is marked in it, in order.
    pub marked: Vec<String>,
    /// The name that the term goes by beside its usual ones.
    name: Option<String>,
    /// The options of the rule.
    pub options: Option<Value>,
    /// What two other documents say, where the rule compares documents.
    others: Option<String>,
    /// The language, as the file is called.
    language: String,
}

impl Line {
    /// Where its text stands in the document.
    pub fn pointer(&self) -> &'static str {
        if self.is_row() { "/content/usage/0/items/0" } else { "/content/faq/0/answer" }
    }

    fn is_row(&self) -> bool {
        self.text.contains(" | ")
    }

    /// A clean document with the text in place of the answer to a question, or of an item where it is a row.
    pub fn input(&self) -> Result<Input, String> {
        let (locale, question, title) = match self.language.as_str() {
            "ja" => ("ja-JP", "どのように使いますか？", "使い方のポイント"),
            _ => ("en-US", "How is it used?", "How to use it"),
        };
        let content = match self.is_row() {
            true => json!({ "usage": [{ "key": "usage", "title": title, "text": null, "items": [self.text] }] }),
            false => json!({ "faq": [{ "question": question, "answer": self.text }] }),
        };
        if let Some(others) = &self.others {
            return self.corpus(locale, question, others);
        }
        let mut overlay = json!({ "content": content });
        let term = match &self.name {
            None => "churn-rate",
            // Version 2 of the contract has aliases.
            Some(name) => {
                overlay["aliases"] = json!([{ "text": name, "locale": locale, "type": "abbreviation" }]);
                "operating-margin"
            }
        };
        overlaid(&format!("{locale}/{term}/ai.json"), overlay, &[]).map(Input::Document)
    }

    /// Three documents, of which the first has the text and the others what they say.
    fn corpus(&self, locale: &str, question: &str, others: &str) -> Result<Input, String> {
        let document = |term: &str, answer: &str| {
            let path = format!("{locale}/{term}/ai.json");
            let faq = json!([{ "question": question, "answer": answer }]);
            let overlay = json!({ "content": { "faq": faq }, "related_terms": [] });
            overlaid(&path, overlay, &[]).map(|bytes| (path, bytes))
        };
        let terms =
            [("churn-rate", self.text.as_str()), ("net-revenue-retention", others), ("operating-margin", others)];
        let files = terms.into_iter().map(|(term, answer)| document(term, answer));
        files.collect::<Result<_, _>>().map(Input::Corpus)
    }

    /// The file that its text stands in, where there are several.
    pub fn path(&self) -> Option<String> {
        let locale = if self.language == "ja" { "ja-JP" } else { "en-US" };
        self.others.is_some().then(|| format!("{locale}/churn-rate/ai.json"))
    }

    /// The text with names, numbers and the words in katakana taken out: two that differ in nothing else are one case.
    fn masked(&self) -> String {
        let mut masked = String::new();
        let mut last = ' ';
        for character in self.text.chars() {
            let class = match character {
                '0'..='9' | '０'..='９' => '0',
                'A'..='Z' => 'A',
                'ァ'..='ヺ' | 'ー' => 'ア',
                'a'..='z' if last == 'A' => 'A',
                other => other,
            };
            if class != last || !matches!(class, '0' | 'A' | 'ア') {
                masked.push(class);
            }
            last = class;
        }
        masked
    }
}

/// Reads a list.
pub fn read(path: &Path) -> Result<Vec<Line>, String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let language = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    if !matches!(language.as_str(), "en" | "ja") {
        return Err("a list of texts is named after its language: en.txt or ja.txt".to_owned());
    }
    let (mut name, mut options, mut others) = (None, None, None);
    let mut lines: Vec<Line> = Vec::new();
    let text = text.replace(NOTHING, "");
    for (index, line) in text.lines().enumerate() {
        if let Some(said) = line.strip_prefix("name:") {
            name = Some(said.trim().to_owned()).filter(|name| !name.is_empty());
        } else if let Some(said) = line.strip_prefix("others:") {
            others = Some(said.trim().to_owned()).filter(|others| !others.is_empty());
        } else if let Some(said) = line.strip_prefix("options:") {
            options = Some(serde_json::from_str(said).map_err(|error| format!("line {}: {error}", index + 1))?);
        } else if !line.is_empty() && !line.starts_with("# ") {
            let (text, marked) = unmarked(line).ok_or_else(|| format!("line {}: the marks do not pair", index + 1))?;
            lines.push(Line {
                number: index + 1,
                text,
                marked,
                name: name.clone(),
                options: options.clone(),
                others: others.clone(),
                language: language.clone(),
            });
        }
    }
    let mut seen = HashMap::new();
    for line in &lines {
        if let Some(other) = seen.insert((line.masked(), line.name.is_some()), line.number) {
            return Err(format!(
                "lines {other} and {} differ in names and numbers only: they are one case",
                line.number
            ));
        }
    }
    Ok(lines)
}

/// The line without its marks, and what stood between them.
fn unmarked(line: &str) -> Option<(String, Vec<String>)> {
    let mut text = String::new();
    let mut marked = Vec::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once(MARKS[0]) {
        let (inside, after) = after.split_once(MARKS[1])?;
        text.push_str(before);
        text.push_str(inside);
        marked.push(inside.to_owned());
        rest = after;
    }
    text.push_str(rest);
    (!text.contains(MARKS)).then_some((text, marked))
}

/// A text as JSON writes it, without the quotation marks.
pub fn escaped(text: &str) -> String {
    let written = Value::from(text).to_string();
    written[1..written.len() - 1].to_owned()
}
