//! The rounds: fixes go into an overlay, the corpus is concluded again, and what does harm is taken back.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::choice::{Proposal, compatible, fix_of};
use super::proof::{Effects, Proof, Yielded};
use super::scope::{Glossary, Scope};
use super::touched::{Document, Touched};
use super::trial::{Trial, document_around};
use crate::discover::{Files, Overlay, Source};
use crate::engine::Documents;
use crate::finding::{Edit, Fix, Severity};
use crate::fix;
use crate::json::{masked_bytes, masked_text};
use crate::outcome::{FixNote, FixReport, ReportedFinding};
use crate::project::Part;
use crate::rule::Kind;

/// How many times files are changed and checked again. What can still be fixed then is left to the next run.
const ROUNDS: usize = 3;

/// How many rounds are tried, with those after which nothing was left to change.
const TRIES: usize = 30;

/// What is to be fixed.
pub struct Wanted<'w> {
    /// Whether fixes that may change the meaning are applied too.
    pub with_unsafe: bool,
    /// The least severity of a finding that is fixed.
    pub min_severity: Severity,
    /// Whether findings of a rule are fixed.
    pub rules: &'w (dyn Fn(&str) -> bool + Sync),
    /// Why a file is not edited, if so.
    pub leaves: &'w (dyn Fn(&Part, &Source) -> Option<Left> + Sync),
    /// The largest file that is edited, in bytes.
    pub limit: u64,
}

/// Why a file is not edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// The reason.
    pub why: String,
    /// Whether somebody will make the changes elsewhere, and needs them listed.
    pub is_listed: bool,
}

/// A file that has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its path for people.
    pub shown: String,
    /// What it held.
    pub old: Vec<u8>,
    /// What it is to hold.
    pub new: Vec<u8>,
}

/// Fixes in the making.
pub struct Fixing<'g> {
    scopes: Vec<Scope<'g>>,
    files: Overlay,
    wanted: &'g Wanted<'g>,
    /// What has changed, by file.
    changes: BTreeMap<PathBuf, Change>,
    /// Fixes that were withdrawn: they are not tried again.
    withdrawn: HashSet<(String, String)>,
    /// Why a file is not edited, once that was asked.
    left: HashMap<PathBuf, Option<Left>>,
    report: FixReport,
}

impl<'g> Fixing<'g> {
    /// Concludes what is found today; `files` has the bytes of all glossaries.
    pub fn new(glossaries: Vec<Glossary<'g>>, files: Arc<dyn Files>, wanted: &'g Wanted<'g>) -> Fixing<'g> {
        let files = Overlay::over(files);
        let mut scopes: Vec<Scope<'g>> = glossaries.into_iter().map(Scope::new).collect();
        scopes.iter_mut().for_each(|scope| scope.conclude(&files));
        Fixing {
            scopes,
            files,
            wanted,
            changes: BTreeMap::new(),
            withdrawn: HashSet::new(),
            left: HashMap::new(),
            report: FixReport::default(),
        }
    }

    /// Fixes what can be fixed.
    pub fn run(&mut self) {
        for _ in 0..TRIES {
            let proposals = self.proposals();
            if self.report.rounds == ROUNDS || proposals.is_empty() {
                break;
            }
            let withdrawn = self.withdrawn.len();
            let is_changed = self.round(compatible(proposals));
            self.report.rounds += usize::from(is_changed);
            // What a fix that was withdrawn has touched, and what was suspected with it, has its turn.
            if !is_changed && self.withdrawn.len() == withdrawn {
                break;
            }
        }
        for proposal in self.proposals() {
            let why = "it takes another round: run termlint again";
            self.report.left.push(note(proposal.finding(), &proposal.fix.title, why));
        }
        self.note_what_is_left();
        self.report.files = self.changes.len();
    }

    /// The files that have changed, in the order of their paths.
    pub fn changes(&self) -> &BTreeMap<PathBuf, Change> {
        &self.changes
    }

    /// Concludes what these files held before, which could not be changed, or not where it counts.
    pub fn restore(&mut self, files: &[PathBuf]) {
        for file in files {
            if let Some(change) = self.changes.remove(file) {
                self.files.put(file.clone(), change.old);
            }
        }
        for scope in &mut self.scopes {
            scope.check_again(files, &self.files);
        }
    }

    /// What has become of the fixes, the documents as they are now, in the order of the glossaries, and where their bytes
    /// are.
    pub fn finish(self) -> (FixReport, Vec<Documents>, Overlay) {
        let documents = self.scopes.into_iter().map(|mut scope| {
            scope.documents.report_as(&scope.part.plan);
            scope.documents
        });
        (self.report, documents.collect(), self.files)
    }

    /// The fixes that may be tried now.
    fn proposals(&mut self) -> Vec<Proposal> {
        let mut proposals = Vec::new();
        for (number, scope) in self.scopes.iter().enumerate() {
            for reported in self.reported(scope) {
                let Some(source) = scope.part.number_of(&reported.path) else { continue };
                let Some(fix) = fix_of(reported, self.wanted.with_unsafe) else { continue };
                let file = &scope.part.plan.sources[source].file;
                let proposal = Proposal {
                    scope: number,
                    source,
                    file: file.clone(),
                    findings: vec![Arc::clone(reported)],
                    fix: fix.clone(),
                };
                if !self.withdrawn.contains(&proposal.name()) {
                    proposals.push(proposal);
                }
            }
        }
        proposals.retain(|proposal| {
            let part = self.scopes[proposal.scope].part;
            let ask = || (self.wanted.leaves)(part, &part.plan.sources[proposal.source]);
            self.left.entry(proposal.file.clone()).or_insert_with(ask).is_none()
        });
        proposals
    }

    /// The findings that somebody wants to be fixed.
    fn reported<'s>(&'s self, scope: &'s Scope<'g>) -> impl Iterator<Item = &'s Arc<ReportedFinding>> {
        let is_wanted = |reported: &&Arc<ReportedFinding>| {
            reported.severity >= self.wanted.min_severity && (self.wanted.rules)(reported.finding.rule)
        };
        scope.result.findings.iter().filter(is_wanted)
    }

    /// Applies fixes, and takes back what has to be. Returns whether any is left.
    fn round(&mut self, proposals: Vec<Proposal>) -> bool {
        let mut trial = self.trial(proposals);
        let mut tried: BTreeSet<PathBuf> = trial.texts.keys().cloned().collect();
        loop {
            for (file, edits) in trial.edits() {
                let text = trial.texts.get(file).map_or(&[][..], Vec::as_slice);
                // They do not touch, so they can be applied; if not, the text stays as it is and their findings stay.
                let new = fix::apply(text, edits.iter()).unwrap_or_else(|_| text.to_vec());
                self.files.put(file.clone(), new);
            }
            for scope in &mut self.scopes {
                if scope.check_again(&tried, &self.files) {
                    scope.conclude(&self.files);
                }
            }
            if trial.applied().is_empty() {
                return false;
            }
            let (mut withdrawn, mut deferred, mut revealed) = (BTreeMap::new(), BTreeSet::new(), Vec::new());
            for scope in 0..self.scopes.len() {
                let effects = self.effects(scope, &trial);
                withdrawn.extend(effects.withdrawn);
                deferred.extend(effects.deferred);
                revealed.extend(effects.revealed);
            }
            if withdrawn.is_empty() && deferred.is_empty() {
                self.accept(trial, &revealed);
                return true;
            }
            tried.clear();
            for number in deferred {
                tried.insert(trial.proposals[number].file.clone());
                trial.is_kept[number] = false;
            }
            for (number, why) in withdrawn {
                let proposal = &trial.proposals[number];
                tried.insert(proposal.file.clone());
                self.withdrawn.insert(proposal.name());
                self.report.withdrawn.push(note(proposal.finding(), &proposal.fix.title, &why));
                trial.is_kept[number] = false;
            }
        }
    }

    /// Reads the files of fixes. One that has changed since it was checked is left.
    fn trial(&mut self, mut proposals: Vec<Proposal>) -> Trial {
        let mut texts: BTreeMap<PathBuf, Vec<u8>> = BTreeMap::new();
        proposals.retain(|proposal| {
            if !texts.contains_key(&proposal.file) {
                let scope = &self.scopes[proposal.scope];
                let text = scope.documents.text_of(&scope.part.plan, proposal.source, &self.files, self.wanted.limit);
                if let Some(text) = text.filter(|text| std::str::from_utf8(text).is_ok()) {
                    texts.insert(proposal.file.clone(), text);
                } else {
                    let why = "it has changed since it was read, is larger than --max-file-size, or is not UTF-8";
                    let left = Left { why: why.to_owned(), is_listed: false };
                    self.left.insert(proposal.file.clone(), Some(left));
                }
            }
            texts.contains_key(&proposal.file)
        });
        let document = |proposal: &Proposal| {
            let text = texts.get(&proposal.file).map_or(&[][..], Vec::as_slice);
            let source = &self.scopes[proposal.scope].part.plan.sources[proposal.source];
            (text, document_around(text, source, &proposal.fix.edits))
        };
        // They come in the order of the file, so each document is read once.
        let by_document = proposals.chunk_by(|one, two| one.file == two.file && document(one).1 == document(two).1);
        let touched = by_document.flat_map(|proposals| {
            let (text, range) = document(&proposals[0]);
            let document = Document::read(text, range);
            let touched = |proposal: &Proposal| {
                let mut touched = document.touched(&proposal.fix.edits);
                let scope = &self.scopes[proposal.scope];
                let meta = scope.engine.linter().meta(proposal.finding().finding.rule);
                if meta.is_some_and(|meta| meta.hides_value) {
                    touched.iter_mut().for_each(|touched| touched.is_new = true);
                }
                touched
            };
            proposals.iter().map(touched).collect::<Vec<_>>()
        });
        Trial {
            touched: touched.collect(),
            is_kept: vec![true; proposals.len()],
            before: self.scopes.iter().map(|scope| scope.result.clone()).collect(),
            yielded: self.yielded(&proposals),
            proposals,
            texts,
        }
    }

    fn accept(&mut self, trial: Trial, revealed: &[Arc<ReportedFinding>]) {
        for proposal in trial.applied().into_iter().map(|number| &trial.proposals[number]) {
            let notes = proposal.findings.iter().map(|finding| note(finding, &proposal.fix.title, ""));
            self.report.fixed.extend(notes);
        }
        let revealed = revealed.iter().map(|reported| note(reported, &reported.message(), ""));
        self.report.revealed.extend(revealed);
        for (file, old) in trial.texts {
            let scope = self.scopes.iter().find_map(|scope| Some((scope, *scope.numbers.get(&file)?)));
            let Some((scope, number)) = scope else { continue };
            let source = &scope.part.plan.sources[number];
            let Ok(new) = self.files.read(source, u64::MAX) else { continue };
            if new == old {
                continue;
            }
            let first = Change { shown: source.shown.clone(), old, new: Vec::new() };
            self.changes.entry(file).or_insert(first).new = new;
        }
    }

    /// What the fixes of a round have come to in one glossary, by their numbers.
    fn effects(&self, scope: usize, trial: &Trial) -> Effects {
        let here = &self.scopes[scope];
        let path = |file: &Path| {
            let number = here.numbers.get(file)?;
            Some(here.part.plan.sources[*number].path.as_str())
        };
        let edits: HashMap<&str, Vec<Edit>> =
            trial.edits().into_iter().filter_map(|(file, edits)| Some((path(file)?, edits))).collect();
        let is_here = |number: &usize| here.numbers.contains_key(&trial.proposals[*number].file);
        let numbers: Vec<usize> = trial.applied().into_iter().filter(is_here).collect();
        let of_number = |number: &usize| (&trial.proposals[*number], trial.touched[*number].as_slice());
        let applied: Vec<(&Proposal, &[Touched])> = numbers.iter().map(of_number).collect();
        let is_corpus_rule = |rule: &str| here.engine.linter().meta(rule).is_some_and(|meta| meta.kind == Kind::Corpus);
        let proof = Proof {
            before: &trial.before[scope],
            after: &here.result,
            applied: &applied,
            edits: &edits,
            yielded: &|path| trial.yielded.get(&(scope, path.to_owned())).cloned().unwrap_or_default(),
            is_corpus_rule: &is_corpus_rule,
        };
        let Effects { withdrawn, deferred, revealed } = proof.effects();
        Effects {
            withdrawn: withdrawn.into_iter().map(|(at, why)| (numbers[at], why)).collect(),
            deferred: deferred.into_iter().map(|at| numbers[at]).collect(),
            revealed,
        }
    }

    /// What was found in the files of these fixes and is not reported for better rules, by glossary and path.
    fn yielded(&self, proposals: &[Proposal]) -> HashMap<(usize, String), Yielded> {
        let files: BTreeSet<&PathBuf> = proposals.iter().map(|proposal| &proposal.file).collect();
        let mut yielded = HashMap::new();
        for (scope, here) in self.scopes.iter().enumerate() {
            for number in files.iter().filter_map(|file| here.numbers.get(*file)) {
                let found = here.documents.yielded(*number).map(|(line, finding)| (line, finding.clone()));
                yielded.insert((scope, here.part.plan.sources[*number].path.clone()), found.collect());
            }
        }
        yielded
    }

    /// Notes the findings with fixes that were not tried.
    fn note_what_is_left(&mut self) {
        let (mut left, mut needs_unsafe) = (Vec::new(), 0);
        for scope in &self.scopes {
            for reported in self.reported(scope) {
                let Some(source) = scope.part.number_of(&reported.path) else { continue };
                match fix_of(reported, self.wanted.with_unsafe) {
                    Some(fix) => {
                        let file = &scope.part.plan.sources[source].file;
                        if let Some(Some(Left { why, is_listed })) = self.left.get(file) {
                            let values = is_listed.then(|| self.values(scope, source, reported, fix)).flatten();
                            left.push(FixNote { values, ..note(reported, &fix.title, why) });
                        }
                    }
                    None => needs_unsafe += usize::from(fix_of(reported, true).is_some()),
                }
            }
        }
        self.report.left.extend(left);
        self.report.needs_unsafe = needs_unsafe;
    }

    /// What the first edit of a fix would change: the field in words, its old and its new text.
    fn values(
        &self,
        scope: &Scope<'_>,
        source: usize,
        reported: &ReportedFinding,
        fix: &Fix,
    ) -> Option<(String, String, String)> {
        let text = scope.documents.text_of(&scope.part.plan, source, &self.files, self.wanted.limit)?;
        let edit = fix.edits.first()?;
        let text = masked_bytes(text);
        let old = String::from_utf8_lossy(text.get(edit.start_byte..edit.end_byte)?).into_owned();
        let words = reported.finding.location.as_ref().map(|location| location.words.clone()).unwrap_or_default();
        Some((words, old, masked_text(&edit.text)))
    }
}

fn note(reported: &ReportedFinding, what: &str, why: &str) -> FixNote {
    FixNote {
        path: reported.path.clone(),
        shown_path: reported.shown_path.clone(),
        document: reported.document,
        at: reported.finding.location.as_ref().map(|location| location.start),
        fingerprint: reported.fingerprint.clone(),
        rule: reported.finding.rule,
        what: what.to_owned(),
        why: why.to_owned(),
        values: None,
    }
}
