//! What is known of the documents of one scope between the map step and the conclusion.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::companion::PageSeen;
use super::document::DocumentResult;
use super::kept::RetainedBytes;
use super::standing::Standing;
use crate::baseline::Identity;
use crate::corpus::{Corpus, Coverage, ExternalTerms, Facts, Member};
use crate::discover::{Plan, Refusal, Source};
use crate::finding::{Finding, Findings};
use crate::handoff::DocumentOffset;
use crate::problem::Problem;

/// What the map step leaves of one document. It can be kept and sent; see `form.rs`.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// Its line, in a `.jsonl` file.
    pub line: Option<usize>,
    /// Where it begins in its file.
    pub base: DocumentOffset,
    /// The hash of its bytes; 0 where they could not be read.
    pub hash: u128,
    /// What was found in it, and what corpus rules need of it.
    pub result: DocumentResult,
}

/// What a source came to.
#[derive(Clone, Debug)]
pub enum SourceResult {
    /// It is not a handoff: why.
    Skipped(String),
    /// It is termlint's own.
    Own,
    /// Its documents, and the hash of the whole file: 0 where it was not read as a whole.
    Read(Vec<Analysis>, u128),
    /// The schema cannot be used. It is boxed, since there is one result for each file and nearly none is this.
    Failed(Box<Problem>),
}

impl SourceResult {
    fn number_of_documents(&self) -> usize {
        match self {
            SourceResult::Read(analyses, _) => analyses.len(),
            SourceResult::Skipped(_) | SourceResult::Own | SourceResult::Failed(_) => 0,
        }
    }

    fn into_parts(self) -> (InputState, Vec<Analysis>) {
        match self {
            SourceResult::Skipped(reason) => (InputState::Skipped(reason), Vec::new()),
            SourceResult::Own => (InputState::Own, Vec::new()),
            SourceResult::Failed(problem) => (InputState::Failed(problem), Vec::new()),
            SourceResult::Read(analyses, hash) => (InputState::Read(hash), analyses),
        }
    }

    /// What one comes to that is not checked.
    pub(super) fn refused(reason: Refusal) -> SourceResult {
        match reason {
            Refusal::Own => SourceResult::Own,
            Refusal::NoHandoff | Refusal::Schema => SourceResult::Skipped(reason.words().to_owned()),
        }
    }
}

/// One document without its facts, which the corpus holds under the same number.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// The number of its source.
    pub(super) source: usize,
    pub(super) line: Option<usize>,
    pub(super) base: DocumentOffset,
    pub(super) hash: u128,
    pub(super) version: Option<Arc<str>>,
    pub(super) as_declared: bool,
    pub(super) findings: Findings,
    /// The page that it was compared with, or that was looked for.
    pub(super) page: Option<Box<PageSeen>>,
}

/// What one source was, as far as it is not its documents.
#[derive(Clone, Debug)]
pub(super) enum InputState {
    Skipped(String),
    Own,
    /// The hash of its bytes; 0 where it was not read as a whole.
    Read(u128),
    Failed(Box<Problem>),
}

/// The documents of one scope.
pub struct Documents {
    pub(super) corpus: Corpus,
    pub(super) documents: Vec<Document>,
    /// By the number of the source.
    pub(super) fates: Vec<InputState>,
    pub(super) kept: Arc<RetainedBytes>,
    /// What the last conclusion found.
    pub(super) standing: Standing,
}

impl Documents {
    /// Takes the results of the sources of a plan, in its order.
    pub(super) fn new(
        plan: &Plan,
        results: Vec<SourceResult>,
        external: Arc<ExternalTerms>,
        kept: Arc<RetainedBytes>,
    ) -> Documents {
        let number = results.iter().map(SourceResult::number_of_documents).sum();
        let (mut members, mut documents) = (Vec::with_capacity(number), Vec::with_capacity(number));
        let mut fates = Vec::with_capacity(results.len());
        for ((number, source), result) in plan.sources.iter().enumerate().zip(results) {
            let (fate, analyses) = result.into_parts();
            fates.push(fate);
            for analysis in analyses {
                let (facts, document) = split(analysis, number);
                members.push(member(facts, &document, source));
                documents.push(document);
            }
        }
        let coverage = coverage(plan, &members);
        let corpus = Corpus::new(members, coverage).with_external(external);
        Documents { corpus, documents, fates, kept, standing: Standing::default() }
    }

    /// Puts what a source of the plan comes to now in the place of what it came to before.
    pub fn replace(&mut self, plan: &Plan, number: usize, result: SourceResult) {
        let (fate, analyses) = result.into_parts();
        let start = self.documents.partition_point(|document| document.source < number);
        let end = self.documents.partition_point(|document| document.source <= number);
        let (mut members, mut documents) = (Vec::new(), Vec::new());
        for analysis in analyses {
            let (facts, document) = split(analysis, number);
            members.push(member(facts, &document, &plan.sources[number]));
            documents.push(document);
        }
        self.documents.splice(start..end, documents);
        self.corpus.splice(start..end, members);
        let coverage = coverage(plan, self.corpus.members());
        if coverage != *self.corpus.coverage() {
            self.corpus.set_judgeable(coverage);
        }
        self.fates[number] = fate;
    }

    /// Lets corpus rules check the documents that this plan reports, which has the same sources.
    pub fn report_as(&mut self, plan: &Plan) {
        let documents = &self.documents;
        let is_reported = |number: usize| {
            documents.get(number).and_then(|document| plan.sources.get(document.source)).is_some_and(|it| it.reported)
        };
        self.corpus.report(is_reported);
    }

    /// What the rules over single documents found in a source and is not reported for a better rule, by the lines of the
    /// documents.
    pub fn yielded(&self, source: usize) -> impl Iterator<Item = (Option<usize>, &Finding)> {
        let first = self.documents.partition_point(|document| document.source < source);
        let of_source = self.documents[first..].iter().take_while(move |document| document.source == source);
        of_source.flat_map(|document| document.findings.yielded.iter().map(|finding| (document.line, finding)))
    }

    /// Whether a source held any document.
    pub(super) fn is_read(&self, source: usize) -> bool {
        matches!(self.fates.get(source), Some(InputState::Read(_)))
    }

    /// The documents whose findings are reported, with their sources.
    pub(super) fn reported<'d>(&'d self, plan: &'d Plan) -> impl Iterator<Item = (usize, &'d Document, &'d Source)> {
        let all = self.documents.iter().enumerate();
        all.map(|(number, document)| (number, document, &plan.sources[document.source]))
            .filter(|(_, _, source)| source.reported)
    }

    /// What every document says it is, in their order, and its path, unless it is a line of a file.
    pub fn identities(&self) -> impl Iterator<Item = (Option<&str>, Identity)> {
        let members = self.corpus.members().iter().zip(&self.documents);
        members.map(|(Member { facts, path, .. }, document)| {
            let path = document.line.is_none().then_some(path.as_str());
            let [locale, slug, term_id] =
                [&facts.locale, &facts.slug, &facts.term_id].map(|text| text.as_deref().map(str::to_owned));
            (path, Identity { locale, slug, term_id })
        })
    }

    /// How many documents of each version there are among those that are reported.
    pub(super) fn versions(&self, plan: &Plan) -> BTreeMap<String, usize> {
        tally(self.reported(plan).filter_map(|(_, document, _)| document.version.as_deref()))
    }

    /// How many documents of each locale there are among those that are reported.
    pub(super) fn locales(&self, plan: &Plan) -> BTreeMap<String, usize> {
        let members = self.corpus.members();
        tally(self.reported(plan).filter_map(|(number, ..)| members[number].facts.locale.as_deref()))
    }
}

/// How often each name occurs.
fn tally<'n>(names: impl Iterator<Item = &'n str>) -> BTreeMap<String, usize> {
    let mut tally: BTreeMap<String, usize> = BTreeMap::new();
    for name in names {
        match tally.get_mut(name) {
            Some(number) => *number += 1,
            None => drop(tally.insert(name.to_owned(), 1)),
        }
    }
    tally
}

/// An empty corpus is a mistake of the set-up: that nothing resolves in it says nothing about a document.
fn coverage(plan: &Plan, members: &[Member]) -> Coverage {
    match &plan.coverage {
        Coverage::Complete if !members.iter().any(|member| member.in_corpus) => {
            Coverage::Partial("the corpus contains no handoff".to_owned())
        }
        coverage => coverage.clone(),
    }
}

fn split(analysis: Analysis, source: usize) -> (Facts, Document) {
    let Analysis { line, base, hash, result } = analysis;
    let DocumentResult { version, as_declared, findings, facts, page } = result;
    (facts, Document { source, line, base, hash, version, as_declared, findings, page })
}

fn member(facts: Facts, document: &Document, source: &Source) -> Member {
    let path = match document.line {
        Some(line) => format!("{}:{line}", source.path),
        None => source.path.clone(),
    };
    // Copies are told by half of the hash as well.
    let digest = document.hash as u64;
    Member { facts, path, digest, reported: source.reported, in_corpus: source.in_corpus }
}
