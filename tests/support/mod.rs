//! What the harnesses share: an engine for one rule or for all, and what it says about bytes in memory.
//!
//! [`case`] makes documents out of case files, [`lines`] out of lists of texts, [`law`] is what every finding has to obey.

#![allow(dead_code, reason = "each harness uses its share")]

pub mod case;
pub mod law;
pub mod lines;
pub mod page;
pub mod render;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use case::Expected;
use chrono::NaiveDate;
use serde_json::{Value, json};
use termlint::baseline::Baseline;
use termlint::config::{self, Config, RuleSetting, Setting};
use termlint::corpus::Coverage;
use termlint::discover::{Disk, Overlay, Source, is_lines};
use termlint::engine::{Counter, Engine, Given, Linter, ScopeResult};
use termlint::finding::{Finding, Fix, Location, Related, Severity};
use termlint::fix;
use termlint::fixing::{Fixing, Glossary, Wanted};
use termlint::handoff::DocumentOffset;
use termlint::outcome::{FixReport, ReportedFinding};
use termlint::problem::Problem;
use termlint::project::{Loaded, Options, Part, Project, scopes};
use termlint::rule::{Group, Level};
use termlint::rules::{self, RULES};

/// Rules of which no document can be a fail case, and where they are tested instead.
pub const WITHOUT_FAIL_CASE: [(&str, &str); 9] = [
    ("expired-ignore", "it speaks of the configuration: `fixtures/cli/ignore-entries`"),
    ("file-too-large", "reading the file is what fails: the cases of the whole program"),
    ("forbidden-field", "no embedded schema forbids a field: the tests of `src/schema`"),
    ("missing-page", "a page that is not there: `tests/it/pages.rs` and `fixtures/cli/pages`"),
    ("orphan-page", "a page without a document: `tests/it/pages.rs` and `fixtures/cli/pages`"),
    ("page-template-defect", "many documents beside their pages: `tests/it/pages.rs`"),
    ("unreadable-page", "reading the page is what fails: `tests/it/pages.rs` and `fixtures/cli/pages`"),
    ("unused-ignore", "it speaks of the configuration: `fixtures/cli/ignore-entries`"),
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
pub struct Observed {
    /// The file of the corpus; `None` where a single document was checked.
    pub path: Option<String>,
    /// At the levels of the run.
    pub severity: Severity,
    /// The text between the bytes of its place; `None` where it is about the whole file.
    pub text: Option<String>,
    /// The texts of the places that explain it, where a document was checked beside its page.
    pub explained_by: Vec<String>,
    /// Everything else.
    pub finding: Finding,
}

impl Observed {
    /// The pointer of its place.
    pub fn pointer(&self) -> Option<&str> {
        self.finding.location.as_ref()?.pointer.as_deref()
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
                    && places.iter().zip(&finding.related).enumerate().all(|(number, (place, related))| {
                        place.text.as_ref().is_none_or(|text| self.explained_by.get(number) == Some(text))
                            && related.path == place.path
                            && related.location.pointer == place.pointer
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
        let observed = [("message", &finding.message), ("label", &finding.label), ("help", &finding.help)];
        for (key, words) in observed.into_iter().chain([("subject", &finding.subject)]) {
            if !words.is_empty() {
                line[key] = json!(words);
            }
        }
        if !finding.related.is_empty() {
            let place = |(number, related): (usize, &Related)| {
                let mut place =
                    json!({ "path": related.path, "pointer": related.location.pointer, "label": related.label });
                if let Some(text) = self.explained_by.get(number) {
                    place["text"] = json!(text);
                }
                place
            };
            line["related"] = finding.related.iter().enumerate().map(place).collect();
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

/// What is checked.
#[derive(Clone, Debug)]
pub enum Input {
    /// One document; rules that need others have nothing to say.
    Document(Vec<u8>),
    /// A whole corpus.
    Corpus(Files),
    /// One document beside its page.
    Pair(page::Pair),
}

impl Input {
    /// The bytes that a finding is about.
    pub fn bytes(&self, path: Option<&str>) -> Option<&[u8]> {
        match self {
            Input::Document(bytes) => Some(bytes),
            Input::Corpus(files) => files.get(path?).map(Vec::as_slice),
            Input::Pair(pair) => match path {
                None | Some(page::DOCUMENT) => Some(&pair.document),
                Some(path) => (path == pair.path()).then_some(&pair.page),
            },
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
            (Input::Pair(pair), _) => Input::Pair(page::Pair { document: bytes, ..pair.clone() }),
            _ => Input::Document(bytes),
        }
    }
}

/// Rules that are ready to check, on the day of the tests.
pub struct Harness {
    engine: Engine,
    loaded: Arc<Loaded>,
    options: Options,
    only: Option<&'static str>,
}

impl Harness {
    /// One rule by itself, as under `--only`. It runs even if it is off by default.
    pub fn only(rule: &str, options: Option<&Value>) -> Result<Harness, String> {
        Harness::of_rule(rule, options, true)
    }

    /// All rules at their default levels, and `rule` in any case.
    pub fn all(rule: &str, options: Option<&Value>) -> Result<Harness, String> {
        Harness::of_rule(rule, options, false)
    }

    /// All rules, those that are off too, each as if it were alone: none yields to another.
    pub fn outspoken() -> Result<Harness, String> {
        Harness::outspoken_with(Config::default())
    }

    /// The same with the options of a configuration.
    pub fn outspoken_with(config: Config) -> Result<Harness, String> {
        let only = RULES.iter().map(|rule| rule.meta.id.to_owned()).collect();
        Harness::new(config, Options { only, ..Options::default() }, None)
    }

    /// The rules of a group, each as if it were alone.
    pub fn of_group(group: Group) -> Result<Harness, String> {
        let of_group = RULES.iter().filter(|rule| rule.meta.group == group);
        let only = of_group.map(|rule| rule.meta.id.to_owned()).collect();
        Harness::new(Config::default(), Options { only, ..Options::default() }, None)
    }

    fn of_rule(rule: &str, options: Option<&Value>, alone: bool) -> Result<Harness, String> {
        let declaration = rules::find(rule).ok_or_else(|| format!("there is no rule {rule}"))?;
        let id = declaration.meta.id;
        let mut config = Config::default();
        config.rules.rules.insert(id, RuleSetting { level: None, options: options.cloned() });
        let is_off = declaration.meta.level == Level::Off;
        let settings = is_off.then(|| (Setting::Warn, id.to_owned())).into_iter().collect();
        let only = alone.then(|| id.to_owned()).into_iter().collect();
        Harness::new(config, Options { settings, only, ..Options::default() }, alone.then_some(id))
    }

    fn new(config: Config, options: Options, only: Option<&'static str>) -> Result<Harness, String> {
        let loaded = Arc::new(Loaded { config, text: Arc::default() });
        // The pages themselves are at hand where a document is checked beside one.
        let pages = Some(page::choice_of("page.txt"));
        let options = Options { no_config: true, cache: false, pages, ..options };
        let part = part(&loaded, &options, &Files::new())?;
        let engine = Engine::new(&part, &options, &part.scope.root, today()?).map_err(told)?;
        Ok(Harness { engine, loaded, options, only })
    }

    /// The rules.
    pub fn linter(&self) -> &Linter {
        self.engine.linter()
    }

    /// What is said about `input`, by place. Where one rule runs by itself, what cannot be silenced is left out.
    pub fn check(&self, input: &Input) -> Result<Vec<Observed>, String> {
        match input {
            Input::Document(bytes) => {
                let linter = self.linter();
                let result =
                    linter.check(bytes, DocumentOffset::default(), "ai.json").map_err(|error| error.message)?;
                let found = result.findings.kept.into_iter().filter_map(|finding| {
                    let severity = linter.severity(&finding)?;
                    Some((finding, severity))
                });
                Ok(self.observed(None, bytes, found))
            }
            Input::Corpus(files) => self.check_corpus(files),
            Input::Pair(pair) => {
                let linter = self.linter();
                let result = linter
                    .check_beside(&pair.document, DocumentOffset::default(), page::DOCUMENT, pair)
                    .map_err(|error| error.message)?;
                let found = result.findings.kept.into_iter().filter_map(|finding| {
                    let severity = linter.severity(&finding)?;
                    Some((finding, severity))
                });
                let (on_page, in_document): (Vec<_>, Vec<_>) = found.partition(|(finding, _)| finding.in_page);
                let path = pair.path();
                let mut observed = self.observed(None, &pair.document, in_document);
                observed.extend(self.observed(Some(&path), &pair.page, on_page));
                for observed in &mut observed {
                    let own = observed.path.clone();
                    let text = |related: &Related| {
                        let bytes = input.bytes(related.path.as_deref().or(own.as_deref())).unwrap_or_default();
                        text_at(bytes, &related.location)
                    };
                    observed.explained_by = observed.finding.related.iter().map(text).collect();
                }
                Ok(observed)
            }
        }
    }

    /// What the engine reports of files in memory, which are the whole corpus.
    fn check_corpus(&self, files: &Files) -> Result<Vec<Observed>, String> {
        let part = part(&self.loaded, &self.options, files)?;
        let engine = self.engine.for_revision(&part).map_err(told)?;
        let result = conclude(&engine, &part, files)?;
        let mut by_path: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for reported in result.findings {
            let ReportedFinding { path, finding, severity, .. } = Arc::unwrap_or_clone(reported);
            by_path.entry(path).or_default().push((finding, severity));
        }
        let observed = by_path.into_iter().map(|(path, found)| match files.get(&path) {
            Some(bytes) => Ok(self.observed(Some(&path), bytes, found)),
            None => Err(format!("something is said about {path}, which is not among the files")),
        });
        Ok(observed.collect::<Result<Vec<_>, String>>()?.concat())
    }

    fn observed(
        &self,
        path: Option<&str>,
        bytes: &[u8],
        found: impl IntoIterator<Item = (Finding, Severity)>,
    ) -> Vec<Observed> {
        let found = found.into_iter().filter(|(finding, _)| self.only.is_none_or(|only| finding.rule == only));
        let mut observed: Vec<Observed> = found
            .map(|(finding, severity)| {
                let text = finding.location.as_ref().map(|place| text_at(bytes, place));
                Observed { path: path.map(str::to_owned), severity, text, explained_by: Vec::new(), finding }
            })
            .collect();
        observed.sort_by_key(|observed| {
            let place = observed.finding.location.as_ref().map_or((0, 0), |place| (place.start.byte, place.end.byte));
            (place, observed.finding.rule, observed.finding.subject.clone())
        });
        observed
    }
}

/// What a run with this `termlint.toml` and this baseline comes to, over files in memory that make up the corpus.
pub fn run(configuration: &str, baseline: Option<&Baseline>, files: &Files) -> Result<ScopeResult, String> {
    let config = config::parse(configuration).map_err(told)?;
    let loaded = Arc::new(Loaded { config, text: configuration.into() });
    let mut recorded = tempfile::NamedTempFile::new().map_err(|error| error.to_string())?;
    let text = baseline.map(Baseline::to_text).unwrap_or_default();
    recorded.write_all(text.as_bytes()).map_err(|error| error.to_string())?;
    let baseline = baseline.map(|_| recorded.path().to_owned());
    let pages = page::choice(files);
    let options = Options { no_config: true, cache: false, allow_empty: true, baseline, pages, ..Options::default() };
    let part = part(&loaded, &options, files)?;
    let engine = Engine::new(&part, &options, &part.scope.root, today()?).map_err(told)?;
    conclude(&engine, &part, files)
}

/// What fixes leave of files in memory that make up the corpus, with this `termlint.toml`, and what became of them.
pub fn fixed(configuration: &str, files: &Files, with_unsafe: bool) -> Result<(Files, FixReport), String> {
    let config = config::parse(configuration).map_err(told)?;
    let loaded = Arc::new(Loaded { config, text: configuration.into() });
    let options = Options { no_config: true, cache: false, allow_empty: true, ..Options::default() };
    let part = part(&loaded, &options, files)?;
    let engine = Engine::new(&part, &options, &part.scope.root, today()?).map_err(told)?;
    let mut texts = Overlay::over(Arc::new(Disk::default()));
    let sources = part.plan.sources.iter().zip(files.values());
    sources.for_each(|(source, bytes)| texts.put(source.file.clone(), bytes.as_slice()));
    let documents = engine.map(&part.plan, &texts, &Counter::default());
    let wanted = Wanted {
        with_unsafe,
        min_severity: Severity::Info,
        rules: &|_| true,
        leaves: &|_, _| None,
        limit: options.max_file_size,
    };
    let glossary = Glossary { part: &part, engine: &engine, documents };
    let mut fixing = Fixing::new(vec![glossary], Arc::new(texts), &wanted);
    fixing.run();
    let mut left = files.clone();
    for change in fixing.changes().values() {
        left.insert(change.shown.clone(), change.new.clone());
    }
    Ok((left, fixing.finish().0))
}

/// What an engine says of files in memory.
fn conclude(engine: &Engine, part: &Part, files: &Files) -> Result<ScopeResult, String> {
    let mut texts = Overlay::over(Arc::new(Disk::default()));
    let root = &part.scope.root;
    files.iter().for_each(|(path, bytes)| texts.put(root.join(path), bytes.as_slice()));
    let mut documents = engine.map(&part.plan, &texts, &Counter::default());
    let result = engine.conclude_once(Given { part, files: &texts, base: None }, &mut documents);
    if !result.problems.is_empty() {
        return Err(told(result.problems));
    }
    match result.summary.not_checked.first() {
        Some(not_checked) => Err(format!("{} was not checked: {}", not_checked.rule, not_checked.reason)),
        None => Ok(result),
    }
}

fn today() -> Result<NaiveDate, String> {
    let (year, month, day) = TODAY;
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| "TODAY is not a day".to_owned())
}

/// A project of these files alone, which are in memory and make up the corpus.
fn part(loaded: &Arc<Loaded>, options: &Options, files: &Files) -> Result<Part, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let project = Project::open(options, folder.path().to_owned(), None, scopes(options, &[], folder.path()));
    let mut part = project.parts.into_iter().next().ok_or_else(|| told(project.problems))?;
    let source = |path: &String| Source {
        lines: is_lines(Path::new(path)),
        explicit: true,
        by_name: true,
        reported: true,
        in_corpus: true,
        ..Source::new(folder.path().join(path), path.clone(), path.clone())
    };
    part.plan.sources = files.keys().filter(|path| !page::is_page(path)).map(source).collect();
    part.plan.coverage = Coverage::Complete;
    part.loaded = Arc::clone(loaded);
    Ok(part)
}

fn told(problems: Vec<Problem>) -> String {
    problems.into_iter().map(|problem| format!("{}: {}", problem.path, problem.message)).collect()
}

/// The text of a place; what is no UTF-8 shows as U+FFFD.
pub fn text_at(bytes: &[u8], place: &Location) -> String {
    bytes
        .get(place.start.byte..place.end.byte)
        .map_or_else(|| "(outside of the file)".to_owned(), |text| String::from_utf8_lossy(text).into_owned())
}

/// The bytes after a fix, whose edits are in order: reports say so.
pub fn apply(fix: &Fix, bytes: &[u8]) -> Result<Vec<u8>, String> {
    if !fix.edits.is_sorted_by_key(|edit| edit.start_byte) {
        return Err(format!("the edits of “{}” are not in order", fix.title));
    }
    fix::apply(bytes, &fix.edits).map_err(|error| format!("“{}” cannot be applied: {error}", fix.title))
}

/// Findings as lines that can be pasted into a case file.
pub fn show(observed: &[Observed]) -> String {
    if observed.is_empty() {
        return "    nothing".to_owned();
    }
    let lines: Vec<String> =
        observed.iter().map(|observed| format!("    {} ({})", observed.as_expectation(), observed.severity)).collect();
    lines.join("\n")
}
