//! Runs the rules: one document at a time (map), then over the facts of all (reduce).
//!
//! Owns the order of judgement and "one cause, one finding". Knows neither paths on the command line nor formats.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;
use serde_json::Value;

use crate::corpus::{Corpus, CorpusFinding, CorpusReport, Facts, Spot, TEXT_HERE};
use crate::finding::{Finding, Findings, Place, Related, Severity};
use crate::handoff::{Base, Fields, Handoff, Placer};
use crate::json::identity::IdentityKeys;
use crate::json::{self, Cursor, IssueKind, Node, Tree};
use crate::outcome::NotJudged;
use crate::problem::Problem;
use crate::rule::{CorpusRule, Declaration, DocumentRule, Instance, Kind, Level, Meta, Report};
use crate::schema::{self, Compiled, Dispatch, EngineOptions, Registry};
use crate::text::sentences;
use crate::words::{escape, shorten};

/// A rule as a run wants it.
pub struct Wanted {
    /// The rule.
    pub declaration: &'static Declaration,
    /// Its level in this run.
    pub level: Level,
    /// Its options, where the configuration gives any.
    pub options: Option<Value>,
}

/// The rules of a run, with their options and levels, over the schemas of a run.
pub struct Linter {
    registry: Arc<Registry>,
    levels: HashMap<&'static str, Level>,
    metas: HashMap<&'static str, &'static Meta>,
    document_rules: Vec<(&'static Meta, Box<dyn DocumentRule>)>,
    corpus_rules: Vec<(&'static Meta, Box<dyn CorpusRule>)>,
    engine: EngineOptions,
    /// Under `--only`, every rule that was asked for speaks, whoever else does.
    only: bool,
    today: NaiveDate,
    default_keys: IdentityKeys,
}

/// What the map step leaves of one document: it knows no path filter, level, ignore or baseline.
#[derive(Debug, Default)]
pub struct Judged {
    /// The version that judged it, if any did.
    pub version: Option<String>,
    /// Whether that is an older one that it declares to keep.
    pub as_declared: bool,
    /// What was found.
    pub findings: Findings,
    /// What it leaves for corpus rules.
    pub facts: Facts,
}

impl Linter {
    /// Builds the rules with their options. With `only`, no rule yields to another.
    ///
    /// # Errors
    /// A rule whose options do not fit; its id and a sentence. The configuration has checked them before.
    pub fn new(
        registry: impl Into<Arc<Registry>>,
        wanted: Vec<Wanted>,
        only: bool,
        today: NaiveDate,
    ) -> Result<Linter, (String, String)> {
        let mut linter = Linter {
            registry: registry.into(),
            levels: wanted.iter().map(|wanted| (wanted.declaration.meta.id, wanted.level)).collect(),
            metas: wanted.iter().map(|wanted| (wanted.declaration.meta.id, wanted.declaration.meta)).collect(),
            document_rules: Vec::new(),
            corpus_rules: Vec::new(),
            engine: EngineOptions::default(),
            only,
            today,
            default_keys: IdentityKeys::default(),
        };
        linter.default_keys = linter
            .registry
            .newest()
            .map(|schema| schema.identity().clone())
            .map_err(|error| (error.path, error.message))?;
        // A rule that is off still runs where an active one yields to it: ownership ignores levels.
        let mut needed: Vec<&'static str> = wanted
            .iter()
            .filter(|wanted| wanted.level != Level::Off)
            .map(|wanted| wanted.declaration.meta.id)
            .collect();
        if !only {
            let mut next = 0;
            while next < needed.len() {
                for better in linter.metas.get(needed[next]).map_or(&[][..], |meta| meta.yields_to) {
                    if !needed.contains(better) {
                        needed.push(better);
                    }
                }
                next += 1;
            }
        }
        for wanted in &wanted {
            let meta = wanted.declaration.meta;
            let instance =
                wanted.declaration.build(wanted.options.as_ref()).map_err(|message| (meta.id.to_owned(), message))?;
            match instance {
                Instance::Engine(options) => linter.engine_option(meta.id, &options),
                Instance::Document(rule) if needed.contains(&meta.id) => linter.document_rules.push((meta, rule)),
                Instance::Corpus(rule) if needed.contains(&meta.id) => linter.corpus_rules.push((meta, rule)),
                Instance::Document(_) | Instance::Corpus(_) => {}
            }
        }
        Ok(linter)
    }

    fn engine_option(&mut self, id: &str, options: &Value) {
        let allowed = || {
            let list = options.get("allow").and_then(Value::as_array).into_iter().flatten();
            list.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        match id {
            "unknown-field" => self.engine.allowed_fields = allowed(),
            "unlisted-value" => self.engine.allowed_values = allowed(),
            "unknown-version" => {
                self.engine.judge_as_declared = options.get("judge-as").and_then(Value::as_str) == Some("declared")
            }
            _ => {}
        }
    }

    /// The schemas of the run.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The rule's facts, if it is part of the run.
    pub fn meta(&self, id: &str) -> Option<&'static Meta> {
        self.metas.get(id).copied()
    }

    /// The severity of a finding in this run; `None` when it is not reported.
    pub fn severity(&self, finding: &Finding) -> Option<Severity> {
        let level = self.levels.get(finding.rule).copied().unwrap_or(Level::Off);
        // Under --only, what makes a file unreadable still speaks: nothing else could be judged.
        finding.severity(level.severity())
    }

    /// The severity of findings of a rule that were counted but not kept.
    pub fn severity_of_rule(&self, id: &str) -> Option<Severity> {
        self.levels.get(id).copied().unwrap_or(Level::Off).severity()
    }

    /// Judges one document. `path` serves only to guess slug and locale where the document does not say them.
    ///
    /// # Errors
    /// A schema that does not compile: a failure of the set-up.
    pub fn judge(&self, bytes: &[u8], base: Base, path: &str) -> Result<Judged, Problem> {
        self.look(bytes, base, path, true)
    }

    /// What a document leaves for corpus rules, without judging it: for a file that is known and not reported.
    ///
    /// # Errors
    /// Those of [`Linter::judge`].
    pub fn facts(&self, bytes: &[u8], base: Base, path: &str) -> Result<Judged, Problem> {
        let judged = self.look(bytes, base, path, false)?;
        Ok(Judged { findings: Findings::default(), ..judged })
    }

    fn look(&self, bytes: &[u8], base: Base, path: &str, is_judged: bool) -> Result<Judged, Problem> {
        let placer = Placer::new(bytes, base, &self.default_keys);
        let mut judged = Judged::default();
        let text = match json::decode(bytes) {
            Ok(text) => text,
            Err(error) => {
                let end = (error.offset + 1).min(bytes.len());
                let mut finding = unreadable("invalid-encoding", error.message(), error.help());
                finding.place = Some(placer.bytes(error.offset.min(end)..end));
                judged.findings.push(finding);
                judged.facts = Facts::default().with_path(path);
                return Ok(judged);
            }
        };
        let parsed = json::parse(text);
        let complete = reading_issues(&parsed, &placer, &mut judged.findings);
        let Some(root) = parsed.tree.root() else {
            judged.facts = Facts { complete, ..Facts::default() }.with_path(path);
            return Ok(judged);
        };
        let fields = Fields::new(root);
        judged.facts = Facts::of(&fields, complete);
        if !complete {
            judged.facts = judged.facts.with_path(path);
            return Ok(judged);
        }
        let version = match schema::dispatch(&self.registry, root, &placer, self.engine.judge_as_declared) {
            Dispatch::Known(version) => version,
            Dispatch::Declared(version, finding) => {
                judged.as_declared = true;
                judged.findings.push(*finding);
                version
            }
            Dispatch::Refused(finding) => {
                judged.findings.push(*finding);
                judged.facts = judged.facts.with_path(path);
                return Ok(judged);
            }
        };
        if !is_judged {
            return Ok(judged);
        }
        let compiled = self.registry.compiled(version)?;
        judged.version = Some(version.name.clone());
        let placer = Placer::new(bytes, base, compiled.identity());
        self.judge_handoff(&Handoff::new(&fields), compiled, &placer, &mut judged.findings);
        Ok(judged)
    }

    fn judge_handoff(&self, handoff: &Handoff<'_>, schema: &Compiled, placer: &Placer<'_>, findings: &mut Findings) {
        let rule_id = |id: &str| self.metas.get(id).map(|meta| meta.id);
        schema::validate(schema, handoff.root, placer, &self.engine, &rule_id, findings);
        let by_schema = findings.kept.len();
        for (meta, rule) in &self.document_rules {
            rule.check(handoff, &mut Report::new(meta.id, placer, self.today, findings));
        }
        if findings.kept.is_empty() {
            return;
        }
        self.drop_owned(by_schema, findings);
        self.drop_yielding(&mut findings.kept);
    }

    /// A failure that a rule owns is issued once: by the rule, where it speaks, otherwise by the schema.
    fn drop_owned(&self, by_schema: usize, findings: &mut Findings) {
        let is_owned = |finding: &Finding| self.metas.get(finding.rule).is_some_and(|meta| meta.kind == Kind::Document);
        let (issued, spoken) = findings.kept.split_at(by_schema);
        if !issued.iter().any(is_owned) {
            return;
        }
        let mut places: HashMap<&str, Vec<Range<usize>>> = HashMap::new();
        for spoken in spoken {
            let others = spoken.related.iter().map(|related| &related.place);
            places.entry(spoken.rule).or_default().extend(spoken.place.iter().chain(others).map(bytes));
        }
        let places: HashMap<&str, Spans> =
            places.into_iter().map(|(rule, places)| (rule, Spans::new(places))).collect();
        let is_spoken = |issued: &Finding| {
            let place = issued.place.as_ref().map(bytes);
            place
                .zip(places.get(issued.rule))
                .is_some_and(|(place, spoken)| spoken.begin_at(place.start) || spoken.lie_in(&place))
        };
        let keep: Vec<bool> = issued.iter().map(|issued| !is_owned(issued) || !is_spoken(issued)).collect();
        let mut keep = keep.into_iter().chain(std::iter::repeat(true));
        findings.kept.retain(|_| keep.next() == Some(true));
    }

    /// Of rules that meet on one place, the better one speaks.
    pub fn drop_yielding(&self, findings: &mut Vec<Finding>) {
        if self.only || findings.len() < 2 {
            return;
        }
        let mut spoken: HashMap<&str, Vec<Range<usize>>> = HashMap::new();
        for finding in findings.iter() {
            spoken.entry(finding.rule).or_default().extend(finding.place.iter().map(bytes));
        }
        let spoken: HashMap<&str, Spans> =
            spoken.into_iter().map(|(rule, places)| (rule, Spans::new(places))).collect();
        let yields = |finding: &Finding| {
            let better = self.metas.get(finding.rule).map_or(&[][..], |meta| meta.yields_to);
            better.iter().filter_map(|rule| spoken.get(rule)).any(|others| {
                // A value that is wrong by itself explains what it is compared with, too; in another document, it is
                // another value.
                let here = finding.related.iter().filter(|related| related.path.is_none());
                let mut places = finding.place.iter().chain(here.map(|related| &related.place));
                places.any(|place| others.enclose(&bytes(place)))
            })
        };
        let keep: Vec<bool> = findings.iter().map(|finding| !yields(finding)).collect();
        let mut keep = keep.into_iter();
        findings.retain(|_| keep.next() == Some(true));
    }

    /// Runs the corpus rules over the facts of all documents.
    pub fn reduce(&self, corpus: &Corpus) -> (Vec<CorpusFinding>, Vec<NotJudged>) {
        let (mut findings, mut not_judged) = (Vec::new(), Vec::new());
        let judge = |(meta, rule): &(&'static Meta, Box<dyn CorpusRule>)| {
            let mut report = CorpusReport::new(meta.id);
            rule.check(corpus, &mut report);
            (*meta, report)
        };
        let reports: Vec<(&Meta, CorpusReport)> = self.corpus_rules.par_iter().map(judge).collect();
        for (meta, report) in reports {
            findings.extend(report.findings);
            if self.levels.get(meta.id) != Some(&Level::Off) {
                let reasons = report.not_judged.into_iter();
                not_judged.extend(reasons.map(|reason| NotJudged { rule: meta.id.to_owned(), reason }));
            }
        }
        (findings, not_judged)
    }

    /// Turns corpus findings about one document into findings with places, now that its bytes are at hand again.
    ///
    /// `elsewhere` finds the path of another document, and the place of a value in it.
    pub fn place(
        &self,
        found: Vec<CorpusFinding>,
        bytes: Option<&[u8]>,
        base: Base,
        elsewhere: &FindElsewhere<'_>,
    ) -> Vec<Finding> {
        let text = bytes.and_then(|bytes| json::decode(bytes).ok());
        let tree = text.map(|text| json::parse(text).tree);
        let mut spots = tree.as_ref().and_then(Spots::new);
        let placer = Placer::new(bytes.unwrap_or_default(), base, &self.default_keys);
        found
            .into_iter()
            .map(|found| {
                let spotted = spots.as_mut().and_then(|spots| spots.find(&found.spot));
                let place = spotted.as_ref().map(|spotted| place_of(spotted, &placer));
                let message = match found.message.contains(TEXT_HERE) {
                    true => found.message.replace(TEXT_HERE, &quoted(spots.as_mut(), spotted.as_ref())),
                    false => found.message,
                };
                let related = found.related.into_iter().filter_map(|other| {
                    let (path, place) = elsewhere(other.document, &other.spot)?;
                    Some(Related { path: Some(path), place, label: other.label })
                });
                Finding {
                    related: related.collect(),
                    label: found.label,
                    help: found.help,
                    subject: found.subject,
                    at_most: found.at_most,
                    ..Finding::new(found.rule, message, place)
                }
            })
            .collect()
    }

    /// The places of spots in a document.
    pub fn places_in(&self, bytes: &[u8], base: Base, spots: &[Spot]) -> Vec<Option<Place>> {
        let Ok(text) = json::decode(bytes) else { return vec![None; spots.len()] };
        let parsed = json::parse(text);
        let placer = Placer::new(bytes, base, &self.default_keys);
        let mut found = Spots::new(&parsed.tree);
        spots.iter().map(|spot| Some(place_of(&found.as_mut()?.find(spot)?, &placer))).collect()
    }

    /// How items are addressed in documents of a version; the newest one's way where there is none.
    pub fn identity_keys(&self, version: Option<&str>) -> &IdentityKeys {
        let compiled = version.and_then(|version| self.registry.compiled(self.registry.version(version)?).ok());
        compiled.map_or(&self.default_keys, |compiled| compiled.identity())
    }
}

fn place_of((node, range): &Spotted<'_>, placer: &Placer<'_>) -> Place {
    let span = placer.string_span(*node, range.clone()).filter(|span| !span.is_empty());
    placer.of(*node, span.unwrap_or_else(|| node.span()))
}

/// A value, and the bytes of its text that are meant.
type Spotted<'t> = (Node<'t>, Range<usize>);

/// Finds spots in a tree. What it reads of a text it keeps: a text may hold a thousand of them.
struct Spots<'t> {
    tree: &'t Tree<'t>,
    cursor: Cursor<'t>,
    /// By the index of the value.
    texts: HashMap<u32, Cow<'t, str>>,
    /// By the index of the value.
    sentences: HashMap<u32, Vec<Range<usize>>>,
}

impl<'t> Spots<'t> {
    fn new(tree: &'t Tree<'t>) -> Option<Spots<'t>> {
        Some(Spots { tree, cursor: Cursor::new(tree.root()?), texts: HashMap::new(), sentences: HashMap::new() })
    }

    /// What a spot means; nothing where the file has changed meanwhile.
    fn find(&mut self, spot: &Spot) -> Option<Spotted<'t>> {
        let node = match spot {
            Spot::Pointer(pointer) => self.cursor.find(pointer)?,
            Spot::Node(index) => self.tree.node(*index)?,
            Spot::Sentences(index, wanted) => {
                let node = self.tree.node(*index)?;
                if !self.sentences.contains_key(index) {
                    let all = sentences(self.text(node)?).collect();
                    self.sentences.insert(*index, all);
                }
                let sentences = self.sentences.get(index)?;
                let first = sentences.get(usize::from(*wanted.start()))?;
                let last = sentences.get(usize::from(*wanted.end())).or(sentences.last())?;
                return (!wanted.is_empty()).then_some((node, first.start..last.end));
            }
        };
        let length = self.text(node).map_or(0, str::len);
        Some((node, 0..length))
    }

    fn text(&mut self, node: Node<'t>) -> Option<&str> {
        let text = match self.texts.entry(node.index()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(node.as_str()?),
        };
        Some(text)
    }
}

/// The text of a spot, as a message quotes it; dots where the file has changed meanwhile.
fn quoted<'t>(spots: Option<&mut Spots<'t>>, spotted: Option<&Spotted<'t>>) -> String {
    /// The longest text, in characters: the rest of the message needs room too.
    const LIMIT: usize = 44;
    let text = spots
        .zip(spotted)
        .and_then(|(spots, (node, range))| Some(shorten(spots.text(*node)?.get(range.clone())?, LIMIT)));
    format!("“{}”", text.as_deref().unwrap_or("…"))
}

/// Finds the path of a document, by its number in the corpus, and a place in it.
pub type FindElsewhere<'f> = dyn Fn(usize, &Spot) -> Option<(String, Place)> + 'f;

/// A finding about a file that cannot be judged at all.
pub fn unreadable(rule: &'static str, message: impl Into<String>, help: impl Into<String>) -> Finding {
    let mut finding = Finding::new(rule, message, None);
    finding.help = help.into();
    finding.at_least = Some(Severity::Error);
    finding
}

/// The bytes of a place, in its file.
fn bytes(place: &Place) -> Range<usize> {
    place.start.byte..place.end.byte
}

/// Places of one rule in one document, to be asked about any other: there may be a thousand of both.
struct Spans {
    /// Sorted.
    starts: Vec<usize>,
    /// For each start, the furthest end of those up to it.
    furthest: Vec<usize>,
    /// For each start, the nearest end of those from it on.
    nearest: Vec<usize>,
}

impl Spans {
    fn new(mut spans: Vec<Range<usize>>) -> Spans {
        spans.sort_unstable_by_key(|span| span.start);
        let mut furthest: Vec<usize> = spans.iter().map(|span| span.end).collect();
        let mut nearest = furthest.clone();
        for index in 1..spans.len() {
            furthest[index] = furthest[index].max(furthest[index - 1]);
        }
        for index in (1..spans.len()).rev() {
            nearest[index - 1] = nearest[index - 1].min(nearest[index]);
        }
        Spans { starts: spans.into_iter().map(|span| span.start).collect(), furthest, nearest }
    }

    /// Whether one of them covers `inner`.
    fn enclose(&self, inner: &Range<usize>) -> bool {
        let before = self.starts.partition_point(|start| *start <= inner.start);
        before.checked_sub(1).is_some_and(|last| inner.end <= self.furthest[last])
    }

    /// Whether `outer` covers one of them.
    fn lie_in(&self, outer: &Range<usize>) -> bool {
        let first = self.starts.partition_point(|start| *start < outer.start);
        self.nearest.get(first).is_some_and(|end| *end <= outer.end)
    }

    /// Whether one of them begins there.
    fn begin_at(&self, start: usize) -> bool {
        self.starts.binary_search(&start).is_ok()
    }
}

/// Reports what reading came across; says whether the document was read to its end.
fn reading_issues(parsed: &json::Parsed<'_>, placer: &Placer<'_>, findings: &mut Findings) -> bool {
    let mut complete = true;
    for issue in &parsed.issues {
        let rule = match &issue.kind {
            IssueKind::ByteOrderMark => "byte-order-mark",
            IssueKind::DuplicateKey => "duplicate-key",
            IssueKind::LoneSurrogate => "lone-surrogate",
            IssueKind::TooDeep => "nesting-too-deep",
            IssueKind::Syntax(_) => "syntax-error",
        };
        complete &= !matches!(issue.kind, IssueKind::TooDeep | IssueKind::Syntax(_));
        if !findings.has_room(rule) {
            findings.count(rule, 1);
            continue;
        }
        let mut finding = Finding::new(rule, "", Some(placer.bytes(issue.span.range())));
        describe(issue, parsed.tree.text(), &mut finding);
        if let Some(related) = issue.related {
            let label = match issue.kind {
                IssueKind::DuplicateKey => "first written here",
                _ => "it begins here",
            };
            finding.related.push(crate::finding::Related {
                path: None,
                place: placer.bytes(related.range()),
                label: label.to_owned(),
            });
        }
        findings.push(finding);
    }
    complete
}

/// The words for something that reading came across.
fn describe(issue: &json::Issue, text: &str, finding: &mut Finding) {
    let source = &text[issue.span.range()];
    match &issue.kind {
        IssueKind::ByteOrderMark => {
            finding.message = "the file begins with a byte order mark, which JSON does not allow".to_owned();
            finding.label = "invisible byte order mark".to_owned();
            finding.help = "save the file as UTF-8 without a byte order mark".to_owned();
        }
        IssueKind::DuplicateKey => {
            let key = crate::words::shorten(
                &json::parse(source)
                    .tree
                    .root()
                    .and_then(|key| key.as_str().map(|key| key.into_owned()))
                    .unwrap_or_default(),
                40,
            );
            finding.message = format!("the field “{key}” is written twice; only the last one counts");
            finding.label = "written again here".to_owned();
            finding.help = "remove one of the two".to_owned();
            finding.subject = source.to_owned();
        }
        IssueKind::LoneSurrogate => {
            finding.message =
                format!("{} is half of a character: its other half is missing", crate::words::shorten(source, 20));
            finding.label = "half of a character".to_owned();
            finding.help = "write the whole character, or both of its \\u halves".to_owned();
        }
        IssueKind::TooDeep => {
            finding.message = format!("the document is nested more than {} levels deep", json::MAX_DEPTH);
            finding.label = "one level too many".to_owned();
            finding.help = "have the file written anew: no handoff is nested so deep".to_owned();
            finding.at_least = Some(Severity::Error);
        }
        IssueKind::Syntax(error) => {
            // Both may quote a character of the file.
            finding.message = escape(&error.message());
            finding.help = escape(&error.help());
            finding.at_least = Some(Severity::Error);
        }
    }
}

/// Counts documents by version.
pub fn count_versions<'a>(documents: impl Iterator<Item = &'a Judged>) -> BTreeMap<String, usize> {
    let mut versions = BTreeMap::new();
    for version in documents.filter_map(|judged| judged.version.as_ref()) {
        *versions.entry(version.clone()).or_insert(0) += 1;
    }
    versions
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Position;
    use crate::rules::RULES;

    fn place(bytes: std::ops::Range<usize>) -> Place {
        let position = |byte| Position { byte, line: 1, byte_column: 1, column: 1, utf16_column: 1 };
        Place { start: position(bytes.start), end: position(bytes.end), pointer: None, at: None, words: String::new() }
    }

    fn linter() -> Linter {
        let wanted =
            RULES.iter().map(|declaration| Wanted { declaration, level: declaration.meta.level, options: None });
        Linter::new(Registry::new(&[]).unwrap(), wanted.collect(), false, NaiveDate::default()).unwrap()
    }

    #[test]
    fn spans_answer_as_comparing_all_of_them_does() {
        let all: Vec<std::ops::Range<usize>> = vec![10..20, 3..4, 10..12, 15..40, 3..3, 30..31, 41..50];
        for length in 0..=all.len() {
            let some = &all[..length];
            let spans = Spans::new(some.to_vec());
            for start in 0..55 {
                for end in start..55 {
                    let one = start..end;
                    let encloses = some.iter().any(|other| other.start <= start && end <= other.end);
                    let lies_in = some.iter().any(|other| start <= other.start && other.end <= end);
                    assert_eq!(spans.enclose(&one), encloses, "{some:?} {one:?}");
                    assert_eq!(spans.lie_in(&one), lies_in, "{some:?} {one:?}");
                }
                assert_eq!(spans.begin_at(start), some.iter().any(|other| other.start == start));
            }
        }
    }

    #[test]
    fn a_place_in_another_document_is_another_place() {
        let twin = |path: Option<&str>| {
            let mut finding = Finding::new("duplicate-term", "", Some(place(10..20)));
            let path = path.map(str::to_owned);
            finding.related.push(Related { path, place: place(50..60), label: String::new() });
            finding
        };
        let left = |finding: Finding| {
            let mut findings = vec![Finding::new("conflicting-fields", "", Some(place(50..60))), finding];
            linter().drop_yielding(&mut findings);
            findings.len()
        };
        assert_eq!(left(twin(Some("other.json"))), 2);
        assert_eq!(left(twin(None)), 1);
    }
}
