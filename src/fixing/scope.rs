//! The documents of one configuration while they are fixed.

use std::collections::{BTreeSet, HashMap};
use std::path::PathBuf;

use rayon::prelude::*;

use crate::discover::Overlay;
use crate::engine::{Documents, Engine, Given, ScopeResult};
use crate::project::Part;

/// The documents of one configuration, and what checks them.
pub struct Glossary<'g> {
    /// The files.
    pub part: &'g Part,
    /// What checks them. What it does not report is not fixed.
    pub engine: &'g Engine,
    /// As the map step left them.
    pub documents: Documents,
}

/// A glossary whose documents are all reported, so that a new finding in any of them is seen.
pub(super) struct Scope<'g> {
    pub(super) part: &'g Part,
    pub(super) proving: Part,
    pub(super) engine: &'g Engine,
    pub(super) documents: Documents,
    /// The numbers of its sources.
    pub(super) numbers: HashMap<PathBuf, usize>,
    pub(super) result: ScopeResult,
}

impl<'g> Scope<'g> {
    pub(super) fn new(glossary: Glossary<'g>) -> Scope<'g> {
        let Glossary { part, engine, mut documents } = glossary;
        let mut proving = part.clone();
        for source in proving.plan.sources.iter_mut().filter(|source| source.in_corpus) {
            source.reported = true;
        }
        documents.report_as(&proving.plan);
        let sources = part.plan.sources.iter().enumerate();
        let numbers = sources.map(|(number, source)| (source.file.clone(), number)).collect();
        Scope { part, proving, engine, documents, numbers, result: ScopeResult::default() }
    }

    pub(super) fn conclude(&mut self, files: &Overlay) {
        let given = Given { part: &self.proving, files, base: None };
        self.result = self.engine.conclude(given, &mut self.documents);
    }

    /// Checks files again whose text has changed. Those that only the corpus needs leave their facts, as before.
    pub(super) fn check_again<'f>(&mut self, changed: impl IntoIterator<Item = &'f PathBuf>, files: &Overlay) -> bool {
        let numbers: BTreeSet<usize> = changed.into_iter().filter_map(|file| self.numbers.get(file)).copied().collect();
        let map = |number: &usize| (*number, self.engine.map_source(&self.part.plan, *number, files));
        let results: Vec<_> = numbers.par_iter().map(map).collect();
        let is_any = !results.is_empty();
        for (number, result) in results {
            self.documents.replace(&self.proving.plan, number, result);
        }
        is_any
    }
}
