//! What the harnesses share: a linter for one rule or for all, and what it says about bytes in memory.
//!
//! [`case`] makes documents out of case files, [`law`] is what every finding has to obey.

#![allow(dead_code, reason = "each harness uses its share")]

pub mod case;
pub mod law;

use std::collections::BTreeMap;
use std::path::PathBuf;

use case::Expected;
use chrono::NaiveDate;
use serde_json::{Value, json};
use termlint::config::{self, Selector, Setting};
use termlint::corpus::{Corpus, Judgeable, Member};
use termlint::engine::{Linter, Origin, Wanted};
use termlint::finding::{Finding, Fix, Place, Related, Severity};
use termlint::handoff::Base;
use termlint::rule::Level;
use termlint::rules::{self, RULES};
use termlint::schema::Registry;

/// Rules of which no document can be a fail case, and where they are tested instead.
pub const WITHOUT_FAIL_CASE: [(&str, &str); 5] = [
    ("expired-ignore", "it speaks of the configuration: tests/config_entries.rs"),
    ("file-too-large", "reading the file is what fails: the cases of the whole program"),
    ("forbidden-field", "no embedded schema forbids a field: the tests of `src/schema`"),
    ("unused-ignore", "it speaks of the configuration: tests/config_entries.rs"),
    ("unreadable-file", "reading the file is what fails: the cases of the whole program"),
];

/// A rule whose failing example nobody would want to read on a page; it has fail cases.
pub const TOO_LONG_FOR_A_PAGE: &str = "nesting-too-deep";

/// The day on which every test takes place.
pub const TODAY: (i32, u32, u32) = (2026, 11, 22);

/// A file or folder of the repository.
pub fn repository(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A finding as a test sees it.
#[derive(Clone, Debug)]
pub struct Said {
    /// The file of the corpus; `None` where a single document was judged.
    pub path: Option<String>,
    /// At the levels of the run.
    pub severity: Severity,
    /// The text between the bytes of its place; `None` where it is about the whole file.
    pub text: Option<String>,
    /// Everything else.
    pub finding: Finding,
}

impl Said {
    /// The pointer of its place.
    pub fn pointer(&self) -> Option<&str> {
        self.finding.place.as_ref()?.pointer.as_deref()
    }

    /// Whether this is what a case expects.
    pub fn is(&self, expected: &Expected) -> bool {
        let finding = &self.finding;
        let part = |text: &str, part: &Option<String>| part.as_ref().is_none_or(|part| text.contains(part));
        finding.rule == expected.rule
            && self.path == expected.path
            && self.pointer() == expected.pointer.as_deref()
            && self.text == expected.text
            && expected.severity.as_ref().is_none_or(|severity| self.severity.name() == severity)
            && part(&finding.message, &expected.message)
            && part(&finding.label, &expected.label)
            && part(&finding.help, &expected.help)
            && expected.subject.as_ref().is_none_or(|subject| finding.subject == *subject)
            && expected.related.as_ref().is_none_or(|places| {
                places.len() == finding.related.len()
                    && places.iter().zip(&finding.related).all(|(place, related)| {
                        related.path == place.path
                            && related.place.pointer == place.pointer
                            && part(&related.label, &place.label)
                    })
            })
            && expected.fixes.as_ref().is_none_or(|titles| {
                titles.len() == finding.fixes.len()
                    && titles.iter().zip(&finding.fixes).all(|(title, fix)| in_words(fix).contains(title))
            })
    }

    /// The finding as a case file could expect it, with everything that it says.
    pub fn as_expectation(&self) -> Value {
        let finding = &self.finding;
        let mut line = json!({ "rule": finding.rule });
        if let Some(path) = &self.path {
            line["path"] = json!(path);
        }
        line["pointer"] = json!(self.pointer());
        line["text"] = json!(self.text);
        let said = [("message", &finding.message), ("label", &finding.label), ("help", &finding.help)];
        for (key, words) in said.into_iter().chain([("subject", &finding.subject)]) {
            if !words.is_empty() {
                line[key] = json!(words);
            }
        }
        if !finding.related.is_empty() {
            let place = |related: &Related| json!({ "path": related.path, "pointer": related.place.pointer, "label": related.label });
            line["related"] = finding.related.iter().map(place).collect();
        }
        if !finding.fixes.is_empty() {
            line["fixes"] = finding.fixes.iter().map(|fix| json!(in_words(fix))).collect();
        }
        line
    }
}

/// What a fix does, and whether it may be applied unread.
fn in_words(fix: &Fix) -> String {
    format!("{} ({})", fix.title, fix.safety.name())
}

/// Files by their path in the corpus.
pub type Files = BTreeMap<String, Vec<u8>>;

/// What is judged.
#[derive(Clone, Debug)]
pub enum Input {
    /// One document; rules that need others have nothing to say.
    Document(Vec<u8>),
    /// A whole corpus.
    Corpus(Files),
}

impl Input {
    /// The bytes that a finding is about.
    pub fn bytes(&self, path: Option<&str>) -> Option<&[u8]> {
        match self {
            Input::Document(bytes) => Some(bytes),
            Input::Corpus(files) => files.get(path?).map(Vec::as_slice),
        }
    }

    /// The same input with other bytes in one file.
    pub fn with(&self, path: Option<&str>, bytes: Vec<u8>) -> Input {
        match (self, path) {
            (Input::Corpus(files), Some(path)) => {
                let mut files = files.clone();
                files.insert(path.to_owned(), bytes);
                Input::Corpus(files)
            }
            _ => Input::Document(bytes),
        }
    }
}

/// Rules that are ready to judge, on the day of the tests.
pub struct Judge {
    linter: Linter,
    only: Option<&'static str>,
}

impl Judge {
    /// One rule by itself, as under `--only`. It runs even if it is off by default.
    pub fn only(rule: &str, options: Option<&Value>) -> Result<Judge, String> {
        Judge::new(rule, options, true)
    }

    /// All rules at their default levels, and `rule` in any case.
    pub fn all(rule: &str, options: Option<&Value>) -> Result<Judge, String> {
        Judge::new(rule, options, false)
    }

    /// All rules, those that are off too, each as if it were alone: none yields to another.
    pub fn outspoken() -> Result<Judge, String> {
        let off = RULES.iter().filter(|rule| rule.meta.level == Level::Off);
        let settings: Vec<_> = off.map(|rule| (Setting::Warn, Selector::Rule(rule.meta.id))).collect();
        let levels = config::levels(&[], &settings).map_err(|problems| format!("{problems:?}"))?;
        Ok(Judge { linter: linter(&levels, None, true)?, only: None })
    }

    fn new(rule: &str, options: Option<&Value>, alone: bool) -> Result<Judge, String> {
        let declaration = rules::find(rule).ok_or_else(|| format!("there is no rule {rule}"))?;
        let id = declaration.meta.id;
        let mut settings = Vec::new();
        if declaration.meta.level == Level::Off {
            settings.push((Setting::Warn, Selector::Rule(id)));
        }
        let mut levels = config::levels(&[], &settings).map_err(|problems| format!("{problems:?}"))?;
        if alone {
            levels = levels.only(&[Selector::Rule(id)]);
        }
        let linter = linter(&levels, options.map(|options| (id, options)), alone)?;
        Ok(Judge { linter, only: alone.then_some(id) })
    }

    /// What is said about `input`, by place. Where one rule runs by itself, what cannot be silenced is left out.
    pub fn judge(&self, input: &Input) -> Result<Vec<Said>, String> {
        match input {
            Input::Document(bytes) => {
                let judged = self.linter.judge(bytes, Base::default(), "ai.json").map_err(|error| error.message)?;
                Ok(self.said(None, bytes, judged.findings.kept))
            }
            Input::Corpus(files) => self.judge_corpus(files),
        }
    }

    fn judge_corpus(&self, files: &Files) -> Result<Vec<Said>, String> {
        let (mut kept, mut members) = (Vec::new(), Vec::new());
        for (path, bytes) in files {
            let judged = self.linter.judge(bytes, Base::default(), path).map_err(|error| error.message)?;
            kept.push(judged.findings.kept);
            let digest = xxhash_rust::xxh3::xxh3_128(bytes);
            members.push(Member { facts: judged.facts, path: path.clone(), digest, reported: true, in_corpus: true });
        }
        let (found, not_judged) = self.linter.reduce(&Corpus::new(members, Judgeable::Whole));
        if let Some(not_judged) = not_judged.first() {
            return Err(format!("{} did not judge: {}", not_judged.rule, not_judged.reason));
        }
        let all: Vec<(&String, &Vec<u8>)> = files.iter().collect();
        let origin = |number: usize| Origin { path: all[number].0, shown: all[number].0, base: Base::default() };
        let mut placed = self.linter.place(found, origin, |number| Some(all[number].1));
        let mut said = Vec::new();
        for (number, ((path, bytes), mut findings)) in files.iter().zip(kept).enumerate() {
            if let Some(placed) = placed.remove(&number) {
                findings.extend(placed);
                self.linter.drop_yielding(&mut findings);
            }
            said.extend(self.said(Some(path), bytes, findings));
        }
        Ok(said)
    }

    fn said(&self, path: Option<&str>, bytes: &[u8], findings: Vec<Finding>) -> Vec<Said> {
        let mut said: Vec<Said> = findings
            .into_iter()
            .filter(|finding| self.only.is_none_or(|only| finding.rule == only))
            .filter_map(|finding| {
                let severity = self.linter.severity(&finding)?;
                let text = finding.place.as_ref().map(|place| text_at(bytes, place));
                Some(Said { path: path.map(str::to_owned), severity, text, finding })
            })
            .collect();
        said.sort_by_key(|said| {
            let place = said.finding.place.as_ref().map_or((0, 0), |place| (place.start.byte, place.end.byte));
            (place, said.finding.rule, said.finding.subject.clone())
        });
        said
    }
}

/// A linter with all rules at these levels, and options for one of them.
fn linter(levels: &config::Levels, options: Option<(&str, &Value)>, only: bool) -> Result<Linter, String> {
    let wanted = RULES
        .iter()
        .map(|declaration| Wanted {
            declaration,
            level: levels.level(declaration.meta.id),
            options: options.filter(|(id, _)| declaration.meta.id == *id).map(|(_, options)| options.clone()),
        })
        .collect();
    let registry = Registry::new(&[]).map_err(|error| format!("{}: {}", error.path, error.message))?;
    let (year, month, day) = TODAY;
    let today = NaiveDate::from_ymd_opt(year, month, day).ok_or("TODAY is no day")?;
    Linter::new(registry, wanted, only, today).map_err(|problem| format!("the options of {problem}"))
}

/// The text of a place; what is no UTF-8 shows as U+FFFD.
pub fn text_at(bytes: &[u8], place: &Place) -> String {
    bytes
        .get(place.start.byte..place.end.byte)
        .map_or_else(|| "(outside of the file)".to_owned(), |text| String::from_utf8_lossy(text).into_owned())
}

/// The bytes after a fix.
pub fn apply(fix: &Fix, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let (mut mended, mut last) = (Vec::new(), 0);
    for edit in &fix.edits {
        let kept = bytes
            .get(last..edit.start_byte)
            .filter(|_| edit.start_byte <= edit.end_byte)
            .ok_or_else(|| format!("the edits of “{}” overlap, or are not in order", fix.title))?;
        mended.extend_from_slice(kept);
        mended.extend_from_slice(edit.text.as_bytes());
        last = edit.end_byte;
    }
    let rest = bytes.get(last..).ok_or_else(|| format!("“{}” edits beyond the end of the file", fix.title))?;
    mended.extend_from_slice(rest);
    Ok(mended)
}

/// Findings as lines that can be pasted into a case file.
pub fn show(said: &[Said]) -> String {
    if said.is_empty() {
        return "    nothing".to_owned();
    }
    let lines: Vec<String> =
        said.iter().map(|said| format!("    {} ({})", said.as_expectation(), said.severity)).collect();
    lines.join("\n")
}
