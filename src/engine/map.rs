//! The map step over sources: each is read, taken or passed over, and its documents are analysed.
//!
//! Owns what a source comes to. Runs on any thread and knows no other source.

use std::sync::Arc;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_128;

use super::Engine;
use super::busy::Busy;
use super::cache::Cache;
use super::counter::Counter;
use super::document::DocumentResult;
use super::documents::{Analysis, Documents, SourceResult};
use super::kept::RetainedBytes;
use super::linter::Linter;
use super::pages::PagesOnDisk;
use super::reading::unreadable;
use crate::corpus::Facts;
use crate::discover::{Files, Plan, Source};
use crate::fs::{Line, ReadError};
use crate::handoff::{DocumentOffset, Locator};
use crate::json::identity::IdentityKeys;
use crate::problem::Problem;
use crate::project::Pages;

/// How many lines of a `.jsonl` file are checked at once.
const BATCH: usize = 1024;

/// How many bytes such lines may have together, before the last of them: one line alone may have 64 MiB.
const BATCH_BYTES: usize = 8 << 20;

/// What a source is analysed with.
struct Means<'m> {
    files: &'m dyn Files,
    linter: &'m Linter,
    cache: &'m Cache,
    kept: &'m RetainedBytes,
    /// The pages of documents, where they are compared.
    pages: Option<&'m Pages>,
    /// The largest document, in bytes.
    limit: u64,
}

impl Engine {
    /// Analyses the files of a plan, those that are not reported for their facts only.
    pub fn map(&self, plan: &Plan, files: &dyn Files, counter: &Counter) -> Documents {
        let others = plan.sources.iter().filter(|source| !source.reported).count();
        let scope = &self.scope;
        let extras = self.profiles.of_all().extras;
        let cache = match self.options.cache {
            true => Cache::open(&scope.root, &scope.boundary, others, extras),
            false => Cache::none(),
        };
        counter.expect(plan.sources.len());
        let kept = Arc::default();
        let analyse = |room: &mut Vec<u8>, (number, source)| {
            let result = self.analyse(source, number, files, &cache, &kept, room);
            counter.done();
            result
        };
        let results: Vec<SourceResult> = plan.sources.par_iter().enumerate().map_init(Vec::new, analyse).collect();
        cache.close();
        Documents::new(plan, results, Arc::clone(&self.external), kept)
    }

    /// Analyses one source of a plan again, by its number, for [`Documents::replace`]: its text has changed, or another was
    /// put in its place.
    pub fn map_source(&self, plan: &Plan, number: usize, files: &dyn Files) -> SourceResult {
        self.analyse(&plan.sources[number], number, files, &Cache::none(), &RetainedBytes::none(), &mut Vec::new())
    }

    /// Analyses one source. Its bytes are read into `room`, for one after the other.
    pub(super) fn analyse(
        &self,
        source: &Source,
        number: usize,
        files: &dyn Files,
        cache: &Cache,
        kept: &RetainedBytes,
        room: &mut Vec<u8>,
    ) -> SourceResult {
        let (linter, limit) = (self.profiles.of(number), self.options.max_file_size);
        analyse(source, &Means { files, linter, cache, kept, pages: self.pages_at_hand(), limit }, room)
    }
}

/// Analyses the documents of one source. Runs on any thread.
fn analyse(source: &Source, means: &Means<'_>, room: &mut Vec<u8>) -> SourceResult {
    let _busy = Busy::with(&source.shown);
    if source.lines {
        return check_lines(source, means);
    }
    let bytes = match means.files.read_into(source, means.limit, std::mem::take(room)) {
        Ok(bytes) => bytes,
        // What is not a handoff by name and cannot be read is skipped, unless it was named.
        Err(error) if source.explicit => return failed_reading(source, &error),
        Err(error) => return SourceResult::Skipped(error.message()),
    };
    if let Some(reason) = source.refusal_of(&bytes) {
        return SourceResult::refused(reason);
    }
    let hash = xxh3_128(&bytes);
    let looked = match source.reported {
        true => check(means, &bytes, DocumentOffset::default(), &source.path),
        false => facts(means, hash, &bytes, &source.path),
    };
    let analysed = match looked {
        Ok(result) => {
            if !result.findings.kept.is_empty() {
                means.kept.keep(hash, &bytes);
            }
            SourceResult::Read(vec![Analysis { line: None, base: DocumentOffset::default(), hash, result }], hash)
        }
        Err(error) => SourceResult::Failed(Box::new(error)),
    };
    *room = bytes;
    analysed
}

/// Checks a document, beside its page where pages are compared.
fn check(means: &Means<'_>, bytes: &[u8], base: DocumentOffset, path: &str) -> Result<DocumentResult, Problem> {
    match means.pages {
        Some(pages) => {
            let pages = PagesOnDisk { pages, files: means.files, limit: means.limit };
            means.linter.check_beside(bytes, base, path, &pages)
        }
        None => means.linter.check(bytes, base, path),
    }
}

/// What is not reported is not checked: its facts are enough.
fn facts(means: &Means<'_>, hash: u128, bytes: &[u8], path: &str) -> Result<DocumentResult, Problem> {
    if let Some(facts) = means.cache.get(hash) {
        return Ok(DocumentResult { facts, ..DocumentResult::default() });
    }
    let result = means.linter.facts(bytes, DocumentOffset::default(), path)?;
    means.cache.add(hash, &result.facts);
    Ok(result)
}

/// Checks a `.jsonl` file of any size, a batch of lines at a time.
fn check_lines(source: &Source, means: &Means<'_>) -> SourceResult {
    let &Means { files, limit, .. } = means;
    // Until it is known to hold handoffs, nothing of it is checked or kept.
    match source.refusal(files, limit) {
        Ok(None) => {}
        Ok(Some(reason)) => return SourceResult::refused(reason),
        Err(error) => return SourceResult::Skipped(error.message()),
    }
    let (mut records, mut failure, mut batch) = (Vec::new(), None, Vec::new());
    let mut flush = |batch: &mut Vec<Line>| {
        let result: Vec<_> = batch.par_drain(..).map(|line| check_line(&line, source, means)).collect();
        for result in result {
            match result {
                Ok(record) => records.push(record),
                Err(error) => failure = Some(error),
            }
        }
    };
    let (mut is_wide, mut held) = (false, 0);
    let read = files.each_line(source, limit, &mut |line| {
        // UTF-16 has no lines of bytes: the first says what is wrong with all.
        if is_wide || line.bytes.trim_ascii().is_empty() {
            return;
        }
        is_wide = line.number == 1 && (line.bytes.starts_with(b"\xff\xfe") || line.bytes.starts_with(b"\xfe\xff"));
        held += line.bytes.len();
        batch.push(line);
        if batch.len() >= BATCH || held >= BATCH_BYTES {
            flush(&mut batch);
            held = 0;
        }
    });
    if let Err(error) = read {
        return failed_reading(source, &error);
    }
    flush(&mut batch);
    match failure {
        Some(error) => SourceResult::Failed(Box::new(error)),
        None => SourceResult::Read(records, 0),
    }
}

fn check_line(line: &Line, source: &Source, means: &Means<'_>) -> Result<Analysis, Problem> {
    let limit = means.limit;
    let _busy = Busy::with(&source.shown);
    let base = DocumentOffset { bytes: line.before, lines: line.number - 1, is_line: true };
    let hash = xxh3_128(&line.bytes);
    let result = if line.bytes.len() as u64 > limit {
        let error = ReadError::TooLarge { size: None, limit };
        let mut result = DocumentResult::default();
        let mut finding = unreadable("file-too-large", error.message(), error.help());
        finding.location = Some(Locator::new(b"", base, &IdentityKeys::default()).bytes(0..0));
        result.findings.push(finding);
        result
    } else if source.reported {
        check(means, &line.bytes, base, "")?
    } else {
        facts(means, hash, &line.bytes, "")?
    };
    Ok(Analysis { line: Some(line.number), base, hash, result })
}

fn failed_reading(source: &Source, error: &ReadError) -> SourceResult {
    let rule = match error {
        ReadError::TooLarge { .. } => "file-too-large",
        _ => "unreadable-file",
    };
    let mut result = DocumentResult { facts: Facts::default().with_path(&source.path), ..DocumentResult::default() };
    result.findings.push(unreadable(rule, error.message(), error.help()));
    SourceResult::Read(vec![Analysis { line: None, base: DocumentOffset::default(), hash: 0, result }], 0)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use chrono::NaiveDate;

    use super::*;
    use crate::discover::Disk;
    use crate::schema::Registry;

    fn result_of(lines: bool, explicit: bool) -> SourceResult {
        let source =
            Source::new(Path::new("/nowhere/ai.json").to_owned(), "en-US/churn-rate/ai.json".to_owned(), String::new());
        let source = Source { lines, explicit, reported: true, in_corpus: true, ..source };
        let registry = Registry::new(&[]).unwrap();
        let linter = &Linter::new(registry, Vec::new(), false, NaiveDate::default()).unwrap();
        let (cache, kept) = (&Cache::none(), &RetainedBytes::default());
        analyse(
            &source,
            &Means { files: &Disk::default(), linter, cache, kept, pages: None, limit: 1 << 20 },
            &mut Vec::new(),
        )
    }

    #[test]
    fn a_file_that_vanishes_after_it_was_listed_is_a_finding_and_its_term_is_still_known() {
        for lines in [false, true] {
            let SourceResult::Read(records, _) = result_of(lines, true) else { panic!("it was taken") };
            let result = &records[0].result;
            assert_eq!(result.findings.kept[0].rule, "unreadable-file");
            assert_eq!(result.findings.kept[0].message, "the file does not exist (any more)");
            assert_eq!(result.facts.slug.as_deref(), Some("churn-rate"));
            // A file that may have been anything is skipped.
            assert!(matches!(result_of(lines, false), SourceResult::Skipped(_)));
        }
    }
}
