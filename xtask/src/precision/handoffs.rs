//! Pages of manuals as handoffs: a heading becomes a term, what stands below it its sections.
//!
//! Owns which text goes where. The same pages give the same documents.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::html::Block;
use crate::support::repository;

/// The languages that are measured, and the folder of the document that is the frame of all others.
pub const LOCALES: [&str; 2] = ["en-US", "ja-JP"];

/// How many tables of a page one document holds.
const MOST_TABLES: usize = 12;

/// Documents of one locale, by their slugs.
pub struct Builder {
    locale: &'static str,
    frame: Value,
    names: BTreeSet<String>,
    seen: BTreeSet<u64>,
    pub documents: Vec<(String, Value)>,
    /// How many paragraphs, items, rows and answers they have together.
    pub texts: usize,
}

/// What stands below one heading.
#[derive(Default)]
struct Part {
    name: String,
    paragraphs: Vec<String>,
    lists: Vec<Vec<String>>,
    tables: Vec<Vec<String>>,
}

impl Builder {
    pub fn new(locale: &'static str) -> Result<Builder, String> {
        let path = repository(&format!("fixtures/corpus/{locale}/churn-rate/ai.json"));
        let text = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let frame = serde_json::from_slice(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        let (names, seen) = (BTreeSet::new(), BTreeSet::new());
        Ok(Builder { locale, frame, names, seen, documents: Vec::new(), texts: 0 })
    }

    /// Adds the documents of a page.
    pub fn add(&mut self, blocks: &[Block]) {
        let mut part = Part::default();
        for block in blocks {
            match block {
                Block::Heading(name) => {
                    self.finish(std::mem::take(&mut part));
                    part.name.clone_from(name);
                }
                Block::Paragraph(text) if self.is_prose(text) => {
                    // Pages of one manual share their notes; what was read once is not read again.
                    if self.seen.insert(super::hash(&[text])) {
                        part.paragraphs.push(text.clone());
                    }
                }
                Block::Items(items) if items.iter().all(|item| item.len() < 2000) => part.lists.push(items.clone()),
                Block::Table(rows) => part.tables.extend(rows_of(rows)),
                Block::Paragraph(_) | Block::Items(_) => {}
            }
        }
        self.finish(part);
    }

    /// Whether a paragraph is in the language of the locale and long enough to say something.
    fn is_prose(&self, text: &str) -> bool {
        let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
        let wide =
            text.chars().filter(|letter| matches!(letter, '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')).count();
        match self.locale {
            "ja-JP" => letters > 14 && wide * 2 > letters,
            _ => letters > 30 && wide == 0,
        }
    }

    fn finish(&mut self, part: Part) {
        let name = name_of(&part.name);
        let is_japanese = self.locale == "ja-JP";
        let Some(first) = part.paragraphs.iter().position(|text| first_sentence(text).is_some()) else {
            return self.add_tables(part.tables);
        };
        let Some(slug) = slug(&name, is_japanese) else { return };
        let count = |test: fn(char) -> bool| name.chars().filter(|letter| test(*letter)).count();
        // A slug for an accented name would have to be made up.
        let is_accented = !is_japanese && name.contains(|letter: char| letter.is_alphabetic() && !letter.is_ascii());
        if is_accented
            || count(char::is_alphabetic) <= count(char::is_numeric)
            || name.chars().count() > 60
            || !self.names.insert(slug.clone())
        {
            return;
        }
        let mut paragraphs = part.paragraphs;
        let definition = paragraphs.remove(first);
        let answer = if paragraphs.len() > 2 { paragraphs.pop() } else { None };
        let mut lists = part.lists.into_iter();
        let mut usage = Vec::new();
        let mut examples = Vec::new();
        let mut section = |title: &str, key: &str, text: Option<String>, items: Vec<String>| {
            self.texts += usize::from(text.is_some()) + items.len();
            json!({ "key": key, "title": title, "text": text, "items": items })
        };
        for text in paragraphs.into_iter().take(12) {
            let is_example =
                ["For example", "As an example", "たとえば", "例えば"].iter().any(|start| text.starts_with(start));
            match is_example {
                true => examples.push(section("最小例", "examples", Some(text), Vec::new())),
                false => usage.push(section("役立つ場面", "usage", Some(text), lists.next().unwrap_or_default())),
            }
        }
        for items in lists.take(4) {
            usage.push(section("役立つ場面", "usage", None, items));
        }
        let tables = part.tables;
        self.texts += 1 + usize::from(answer.is_some());
        let question = if is_japanese {
            format!("{name}とは何ですか？")
        } else {
            format!("What should I know about {name}?")
        };
        let faq: Vec<Value> =
            answer.into_iter().map(|answer| json!({ "question": question, "answer": answer })).collect();

        let mut document = self.frame.clone();
        let url = format!("https://core.yogoq.com/{}/core/{slug}", self.locale);
        document["canonical"] = json!({ "url": url, "slug": slug, "locale": self.locale });
        let summary = &mut document["summary"];
        summary["term_id"] = json!(uuid(&slug, self.locale));
        summary["canonical_slug"] = json!(slug);
        summary["canonical_url"] = json!(url);
        summary["display_name"] = json!(name);
        summary["english_name"] = Value::Null;
        summary["short_definition"] = json!(first_sentence(&definition));
        let definition = json!({ "key": "definition", "title": "一言でいうと", "text": definition, "items": [] });
        document["content"] = json!({
            "definition": definition, "formula": null, "boundary": null, "usage": usage, "misunderstandings": [],
            "examples": examples, "comparisons": [], "faq": faq,
        });
        document["sources"]["source_refs"] = json!([format!("concept:{slug}:{}", self.locale)]);
        document["related_terms"] = json!([]);
        self.documents.push((slug, document));
        self.add_tables(tables);
    }

    /// Adds tables to the last document: a heading with nothing but a table below it makes none of its own.
    fn add_tables(&mut self, tables: Vec<Vec<String>>) {
        let Some((_, document)) = self.documents.last_mut() else { return };
        let Some(comparisons) = document["content"]["comparisons"].as_array_mut() else { return };
        for rows in tables {
            // Pages show one table again and again.
            let is_new = comparisons.iter().all(|comparison| comparison["items"] != json!(rows));
            if !is_new || comparisons.len() == MOST_TABLES {
                continue;
            }
            self.texts += rows.len();
            let title = "似ている言葉との違い";
            comparisons.push(json!({ "key": "comparisons", "title": title, "text": null, "items": rows }));
        }
    }

    /// Writes the documents below a folder.
    pub fn write(&self, folder: &Path) -> Result<(), String> {
        for (slug, document) in &self.documents {
            let folder = folder.join(self.locale).join(slug);
            let text = serde_json::to_string_pretty(document).map_err(|error| error.to_string())?;
            std::fs::create_dir_all(&folder)
                .and_then(|()| std::fs::write(folder.join("ai.json"), text + "\n"))
                .map_err(|error| format!("{}: {error}", folder.display()))?;
        }
        Ok(())
    }
}

/// A heading without its number.
fn name_of(heading: &str) -> String {
    let bare = heading.trim_start_matches(|letter: char| {
        letter.is_ascii_digit() || matches!(letter, '.' | ' ' | '\u{a0}' | '\u{3000}' | '§')
    });
    bare.trim_end_matches(['¶', ' ', ':', '：', '\u{a0}']).to_owned()
}

/// The rows of a table, if it is one of data: two columns or more, short cells and no bars.
fn rows_of(rows: &[Vec<String>]) -> Option<Vec<String>> {
    let is_row = |row: &&Vec<String>| row.len() > 1 && row.iter().any(|cell| !cell.is_empty());
    let rows: Vec<&Vec<String>> = rows.iter().filter(is_row).collect();
    let is_data = rows.len() > 1
        && rows.iter().all(|row| row.len() <= 12 && row.iter().all(|cell| cell.len() <= 400 && !cell.contains('|')))
        && rows.iter().any(|row| row.iter().filter(|cell| !cell.is_empty()).count() > 1);
    is_data.then(|| rows.iter().map(|row| row.join(" | ")).collect())
}

/// The first sentence of a text with its quotation marks and brackets, if it can be a short definition.
fn first_sentence(text: &str) -> Option<String> {
    const CLOSERS: [char; 8] = ['」', '』', '）', ')', '”', '"', '’', ']'];
    const LONGEST: usize = 220;
    let mut end = text.len();
    let mut open = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '(' | '（' | '「' | '『' | '[' | '“' => open += 1,
            ')' | '）' | '」' | '』' | ']' | '”' => open = open.saturating_sub(1),
            _ => {}
        }
        let after = &text[at + letter.len_utf8()..];
        let closed = after.trim_start_matches(CLOSERS);
        let is_end = open <= after.chars().take_while(|letter| CLOSERS.contains(letter)).count()
            && match letter {
                '。' | '！' | '？' => true,
                '.' | '!' | '?' => closed.starts_with(' ') && closed[1..].starts_with(|next: char| next.is_uppercase()),
                _ => false,
            };
        if is_end {
            end = text.len() - closed.len();
            break;
        }
    }
    let sentence = text[..end].trim();
    let length = sentence.chars().count();
    (12..=LONGEST).contains(&length).then(|| sentence.to_owned())
}

/// A slug for a name: its letters, or its hash where they are Japanese.
fn slug(name: &str, is_japanese: bool) -> Option<String> {
    if is_japanese && name.contains(|letter: char| letter.is_alphabetic() && !letter.is_ascii()) {
        return (!name.is_empty()).then(|| format!("term-{:x}", super::hash(&[name]) | 1 << 63));
    }
    let words: Vec<String> = name
        .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '\'' && letter != '’')
        .map(|word| word.replace(['\'', '’'], "").to_ascii_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    let slug = words.join("-");
    (slug.len() > 1 && slug.len() < 80 && slug.contains(|letter: char| letter.is_ascii_alphabetic())).then_some(slug)
}

/// An id of the form that the contract asks for.
fn uuid(slug: &str, locale: &str) -> String {
    let (high, low) = (super::hash(&[slug, locale]), super::hash(&[locale, slug]));
    let text = format!("{high:016x}{low:016x}");
    format!("{}-{}-5{}-a{}-{}", &text[..8], &text[8..12], &text[13..16], &text[17..20], &text[20..32])
}
