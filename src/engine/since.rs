//! The map step over the files of a revision: most of them are those of today, and have been analysed already.

use std::sync::Arc;

use rayon::prelude::*;

use super::Engine;
use super::cache::Cache;
use super::counter::Counter;
use super::document::DocumentResult;
use super::documents::{Analysis, Documents, InputState, SourceResult};
use crate::discover::{Files, Plan, Source};

/// The files of today, and what the map step has left of them.
#[derive(Clone, Copy)]
pub struct Today<'t> {
    /// Which files.
    pub plan: &'t Plan,
    /// Where their bytes come from.
    pub files: &'t dyn Files,
    /// Their documents, about which nothing was concluded yet.
    pub documents: &'t Documents,
}

impl Engine {
    /// Analyses the files of a revision, for which this engine was made from that of today. A file that has the same path
    /// and the same object of git today is the same document under the same rules, so that its analysis is taken over.
    pub fn map_since(&self, plan: &Plan, files: &dyn Files, today: Today<'_>, counter: &Counter) -> Documents {
        counter.expect(plan.sources.len());
        let (cache, kept) = (Cache::none(), Arc::clone(&today.documents.kept));
        let analyse = |(number, source)| {
            let result = today.result_of(source, files);
            let result = result.unwrap_or_else(|| self.analyse(source, number, files, &cache, &kept, &mut Vec::new()));
            counter.done();
            result
        };
        let results: Vec<SourceResult> = plan.sources.par_iter().enumerate().map(analyse).collect();
        Documents::new(plan, results, Arc::clone(&self.external), kept)
    }
}

impl Today<'_> {
    /// What a source comes to that is the same today as it is in `files`; `None` for any other.
    fn result_of(&self, source: &Source, files: &dyn Files) -> Option<SourceResult> {
        let id = files.content_id(source)?;
        let all = &self.plan.sources;
        let first = all.partition_point(|other| other.path < source.path);
        let number = all[first..].iter().take_while(|other| other.path == source.path).position(|other| {
            let is_looked_at_alike = other.lines == source.lines
                && other.explicit == source.explicit
                && other.by_name == source.by_name
                && other.reported == source.reported;
            other.file == source.file && is_looked_at_alike && self.files.content_id(other) == Some(id)
        })?;
        self.documents.result_of(first + number)
    }
}

impl Documents {
    /// What a source came to, once more; `None` where it failed. Its findings must not have been taken.
    fn result_of(&self, source: usize) -> Option<SourceResult> {
        let hash = match self.fates.get(source)? {
            InputState::Skipped(reason) => return Some(SourceResult::Skipped(reason.clone())),
            InputState::Own => return Some(SourceResult::Own),
            InputState::Failed(_) => return None,
            InputState::Read(hash) => *hash,
        };
        let first = self.documents.partition_point(|document| document.source < source);
        let of_source = self.documents.iter().zip(self.corpus.members()).skip(first);
        let of_source = of_source.take_while(|(document, _)| document.source == source);
        let analyses = of_source.map(|(document, member)| Analysis {
            line: document.line,
            base: document.base,
            hash: document.hash,
            result: DocumentResult {
                version: document.version.clone(),
                as_declared: document.as_declared,
                findings: document.findings.clone(),
                facts: member.facts.clone(),
                page: document.page.clone(),
            },
        });
        Some(SourceResult::Read(analyses.collect(), hash))
    }
}
