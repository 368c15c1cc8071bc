//! Every example of every rule's page is a test: what stands under "Fails" gives exactly one finding of the rule (a
//! document, where several have the defect together), what stands under "Passes" none.
//!
//! An example is a fenced block. Its info words say what it is:
//!
//! | words | the block is |
//! |---|---|
//! | `json` | changes to the clean document `en-US/churn-rate`: objects merge, anything else replaces |
//! | `json ja`, `json v2` | the same for `ja-JP/churn-rate`, or for `en-US/net-revenue-retention`, which is version 2 |
//! | `json ... remove=/a/b,/c` | the same, and these fields are deleted |
//! | `json file=en-US/lead-scoring/ai.json` | the same for this file of the whole corpus (`null` deletes it); blocks that follow each other are one example |
//! | `json page` | changes to `en-US/churn-rate`, which is checked beside its page `fixtures/pages/en-US/churn-rate.txt`; of a `diff page` right below, the same example |
//! | `diff page` | changes to that page: ` ` before a line that stays, `-` before one that goes, `+` before one that comes |
//! | `diff page html`, `diff page md` | the same for its other forms |
//! | `json options` | the options of the rule for the next example |
//! | `text raw`, `text hex` | the text of the whole file, or its bytes |
//! | `text noexec` | for readers only, where no document can be an example |

#![allow(clippy::disallowed_methods, reason = "a harness reads its own fixtures")]

mod support;

use std::collections::BTreeSet;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};
use serde_json::Value;
use support::{Files, Harness, Input, TOO_LONG_FOR_A_PAGE, WITHOUT_FAIL_CASE, case, law, page, show};
use termlint::rules::RULES;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for rule in RULES {
        let id = rule.meta.id;
        match examples(rule.meta.docs) {
            Err(what) => trials.push(Trial::test(format!("{id}/page"), || Err(what.into()))),
            Ok(examples) => {
                for (section, word) in [(Section::Fails, "fails"), (Section::Passes, "passes")] {
                    let of_section: Vec<_> = examples.iter().filter(|example| example.section == section).collect();
                    if of_section.is_empty() {
                        trials.push(Trial::test(format!("{id}/{word}"), move || {
                            Err(format!("the page of {id} has no example that {word}: write one").into())
                        }));
                    }
                    for (index, example) in of_section.into_iter().enumerate() {
                        let example = example.clone();
                        trials.push(Trial::test(format!("{id}/{word}/{}", index + 1), move || Ok(run(id, &example)?)));
                    }
                }
            }
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Fails,
    Passes,
}

/// One example of a page.
#[derive(Clone)]
struct Example {
    section: Section,
    options: Option<Value>,
    /// What is checked; `None` where it is for readers only.
    input: Option<Input>,
}

fn run(id: &str, example: &Example) -> Result<(), String> {
    let Some(input) = &example.input else {
        let may_be_for_readers = id == TOO_LONG_FOR_A_PAGE || WITHOUT_FAIL_CASE.iter().any(|(rule, _)| *rule == id);
        return match may_be_for_readers {
            true => Ok(()),
            false => Err("an example is executed: write json, raw or hex in place of noexec".to_owned()),
        };
    };
    let observed = Harness::only(id, example.options.as_ref())?.check(input)?;
    observed.iter().try_for_each(|observed| law::check(observed, input))?;
    // What several documents have in common is a finding in each of them.
    let documents: BTreeSet<&Option<String>> = observed.iter().map(|observed| &observed.path).collect();
    match (example.section, observed.len()) {
        (Section::Fails, 1) | (Section::Passes, 0) => Ok(()),
        (Section::Fails, number) if number > 1 && documents.len() == number => Ok(()),
        (Section::Fails, _) => {
            Err(format!("an example that fails has exactly one finding; {id} says\n{}", show(&observed)))
        }
        (Section::Passes, _) => Err(format!("an example that passes has no finding; {id} says\n{}", show(&observed))),
    }
}

/// The examples of a page in their order.
fn examples(docs: &str) -> Result<Vec<Example>, String> {
    let mut page = Page::default();
    let mut lines = docs.lines().enumerate().map(|(index, line)| (index + 1, line.strip_prefix(' ').unwrap_or(line)));
    while let Some((number, line)) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let mut text = String::new();
            loop {
                match lines.next() {
                    Some((_, "```")) => break,
                    Some((_, line)) => text.extend([line, "\n"]),
                    None => return Err(format!("line {number} of the page: the block is never closed")),
                }
            }
            page.block(info, &text).map_err(|what| format!("line {number} of the page: {what}"))?;
        } else if let Some(title) = line.strip_prefix("## ") {
            page.end_corpus();
            page.section = match title {
                "Fails" => Some(Section::Fails),
                "Passes" => Some(Section::Passes),
                _ => None,
            };
        } else if !line.trim().is_empty() {
            page.end_corpus();
        }
    }
    page.end_corpus();
    match page.options {
        Some(_) => Err("the options at the end of the page belong to no example".to_owned()),
        None => Ok(page.examples),
    }
}

/// A page that is being read.
#[derive(Default)]
struct Page {
    section: Option<Section>,
    examples: Vec<Example>,
    /// Those for the next example.
    options: Option<Value>,
    /// The corpus of the blocks so far, as long as they follow each other.
    corpus: Option<Files>,
    /// The document that stands beside the page of the next block.
    document: Option<Vec<u8>>,
}

impl Page {
    fn block(&mut self, info: &str, text: &str) -> Result<(), String> {
        if self.section.is_none() {
            return Ok(());
        }
        let words: Vec<&str> = info.split_whitespace().collect();
        if words.first() == Some(&"json") && words.iter().any(|word| word.starts_with("file=")) {
            return self.file(&words[1..], text);
        }
        if let ["diff", "page", form @ ..] = words.as_slice() {
            let form = form.first().copied().unwrap_or("txt");
            let document = match self.document.take() {
                Some(document) => document,
                None => case::overlaid("en-US/churn-rate/ai.json", Value::Object(serde_json::Map::new()), &[])?,
            };
            let page = page::changed(&page::clean("en-US/churn-rate", form)?, text)?;
            self.push(Some(Input::Pair(page::Pair::new(document, page.into_bytes(), form))));
            return Ok(());
        }
        self.end_corpus();
        match words.as_slice() {
            ["json", "page"] => {
                self.document = Some(case::overlaid("en-US/churn-rate/ai.json", case::parse(text.as_bytes())?, &[])?);
                Ok(())
            }
            ["json", "options"] if self.options.is_some() => Err("options follow options".to_owned()),
            ["json", "options"] => {
                self.options = Some(case::parse(text.as_bytes())?);
                Ok(())
            }
            ["json", words @ ..] => {
                let (mut path, mut remove) = ("en-US/churn-rate/ai.json", Vec::new());
                for word in words {
                    match *word {
                        "ja" => path = "ja-JP/churn-rate/ai.json",
                        "v2" => path = "en-US/net-revenue-retention/ai.json",
                        word => remove = pointers(word)?,
                    }
                }
                let bytes = case::overlaid(path, case::parse(text.as_bytes())?, &remove)?;
                self.push(Some(Input::Document(bytes)));
                Ok(())
            }
            ["text", "raw"] => {
                self.push(Some(Input::Document(text.as_bytes().to_owned())));
                Ok(())
            }
            ["text", "hex"] => {
                self.push(Some(Input::Document(case::hex(text)?)));
                Ok(())
            }
            ["text", "noexec"] => {
                self.push(None);
                Ok(())
            }
            _ => Err(format!("```{info} is no example; tests/docs.rs lists the words")),
        }
    }

    fn file(&mut self, words: &[&str], text: &str) -> Result<(), String> {
        let (mut path, mut remove) = (None, Vec::new());
        for word in words {
            match word.strip_prefix("file=") {
                Some(file) => path = Some(file),
                None => remove = pointers(word)?,
            }
        }
        let path = path.ok_or("a corpus example names its file")?;
        let overlay = case::parse(text.as_bytes())?;
        let mut files = match self.corpus.take() {
            Some(files) => files,
            None => case::corpus()?,
        };
        if !files.contains_key(path) {
            return Err(format!("the corpus has no file {path}"));
        }
        if overlay.is_null() {
            files.remove(path);
        } else {
            files.insert(path.to_owned(), case::overlaid(path, overlay, &remove)?);
        }
        self.corpus = Some(files);
        Ok(())
    }

    fn end_corpus(&mut self) {
        if let Some(files) = self.corpus.take() {
            self.push(Some(Input::Corpus(files)));
        }
        if let Some(document) = self.document.take()
            && let Ok(page) = page::clean("en-US/churn-rate", "txt")
        {
            self.push(Some(Input::Pair(page::Pair::new(document, page.into_bytes(), "txt"))));
        }
    }

    fn push(&mut self, input: Option<Input>) {
        if let Some(section) = self.section {
            self.examples.push(Example { section, options: self.options.take(), input });
        }
    }
}

/// What `remove=/a/b,/c` lists.
fn pointers(word: &str) -> Result<Vec<String>, String> {
    match word.strip_prefix("remove=") {
        Some(list) => Ok(list.split(',').map(str::to_owned).collect()),
        None => Err(format!("“{word}” is no word for an example; tests/docs.rs lists them")),
    }
}
