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
use super::document::Judged;
use super::documents::{Analysis, Document, Documents, SourceResult};
use super::kept::Kept;
use super::linter::Linter;
use super::reading::unreadable;
use crate::corpus::Facts;
use crate::discover::{Plan, Source};
use crate::fs::{Line, ReadError};
use crate::handoff::{Base, Placer};
use crate::json::identity::IdentityKeys;
use crate::problem::Problem;

/// How many lines of a `.jsonl` file are judged at once.
const BATCH: usize = 1024;

/// How many bytes such lines may have together, before the last of them: one line alone may have 64 MiB.
const BATCH_BYTES: usize = 8 << 20;

impl Engine {
    /// Analyses the files of a plan, those that are not reported for their facts only.
    pub fn map(&self, plan: &Plan, counter: &Counter) -> Documents {
        let limit = self.options.max_file_size;
        let others = plan.sources.iter().filter(|source| !source.reported).count();
        let scope = &self.scope;
        let cache = if self.options.cache { Cache::open(&scope.root, &scope.boundary, others) } else { Cache::none() };
        counter.expect(plan.sources.len());
        let kept = Kept::default();
        let analyse = |(number, source)| {
            let result = analyse(source, self.profiles.of(number), &cache, &kept, limit);
            counter.done();
            result
        };
        let results: Vec<SourceResult> = plan.sources.par_iter().enumerate().map(analyse).collect();
        cache.close();
        Documents::new(plan, results, Arc::clone(&self.external), kept)
    }

    /// Analyses one source again, for [`Documents::replace`].
    pub fn map_source(&self, plan: &Plan, number: usize, documents: &Documents) -> SourceResult {
        let (linter, limit) = (self.profiles.of(number), self.options.max_file_size);
        analyse(&plan.sources[number], linter, &Cache::none(), &documents.kept, limit)
    }
}

/// Analyses the documents of one source. Runs on any thread.
fn analyse(source: &Source, linter: &Linter, cache: &Cache, kept: &Kept, limit: u64) -> SourceResult {
    let _busy = Busy::with(&source.shown);
    if source.lines {
        return judge_lines(source, linter, cache, limit);
    }
    let bytes = match source.read(limit) {
        Ok(bytes) => bytes,
        // What is no handoff by name and cannot be read is nobody's loss, unless it was there to be judged.
        Err(error) if source.taken => return failed_reading(source, &error),
        Err(error) => return SourceResult::Skipped(error.message()),
    };
    if let Some(reason) = source.refusal_of(&bytes) {
        return SourceResult::refused(reason);
    }
    let hash = xxh3_128(&bytes);
    let looked = match source.reported {
        true => linter.judge(&bytes, Base::default(), &source.path),
        false => facts(linter, cache, hash, &bytes, &source.path),
    };
    match looked {
        Ok(judged) => {
            if !judged.findings.kept.is_empty() {
                kept.keep(hash, &bytes);
            }
            SourceResult::Read(vec![Analysis { line: None, base: Base::default(), hash, judged }], hash)
        }
        Err(error) => SourceResult::Failed(error),
    }
}

/// What is not reported is not judged: its facts are enough.
fn facts(linter: &Linter, cache: &Cache, hash: u128, bytes: &[u8], path: &str) -> Result<Judged, Problem> {
    if let Some(facts) = cache.get(hash) {
        return Ok(Judged { facts, ..Judged::default() });
    }
    let judged = linter.facts(bytes, Base::default(), path)?;
    cache.add(hash, &judged.facts);
    Ok(judged)
}

/// Judges a `.jsonl` file of any size, a batch of lines at a time.
fn judge_lines(source: &Source, linter: &Linter, cache: &Cache, limit: u64) -> SourceResult {
    // Until it is known to hold handoffs, nothing of it is judged or kept.
    match source.refusal(limit) {
        Ok(None) => {}
        Ok(Some(reason)) => return SourceResult::refused(reason),
        Err(error) => return SourceResult::Skipped(error.message()),
    }
    let (mut records, mut failure, mut batch) = (Vec::new(), None, Vec::new());
    let mut flush = |batch: &mut Vec<Line>| {
        let judged: Vec<_> = batch.par_drain(..).map(|line| judge_line(&line, source, linter, cache, limit)).collect();
        for judged in judged {
            match judged {
                Ok(record) => records.push(record),
                Err(error) => failure = Some(error),
            }
        }
    };
    let (mut is_wide, mut held) = (false, 0);
    let read = source.each_line(limit, |line| {
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
        Some(error) => SourceResult::Failed(error),
        None => SourceResult::Read(records, 0),
    }
}

fn judge_line(line: &Line, source: &Source, linter: &Linter, cache: &Cache, limit: u64) -> Result<Analysis, Problem> {
    let _busy = Busy::with(&source.shown);
    let base = Base { bytes: line.before, lines: line.number - 1, is_line: true };
    let hash = xxh3_128(&line.bytes);
    let judged = if line.bytes.len() as u64 > limit {
        let error = ReadError::TooLarge { size: None, limit };
        let mut judged = Judged::default();
        let mut finding = unreadable("file-too-large", error.message(), error.help());
        finding.place = Some(Placer::new(b"", base, &IdentityKeys::default()).bytes(0..0));
        judged.findings.push(finding);
        judged
    } else if source.reported {
        linter.judge(&line.bytes, base, "")?
    } else {
        facts(linter, cache, hash, &line.bytes, "")?
    };
    Ok(Analysis { line: Some(line.number), base, hash, judged })
}

fn failed_reading(source: &Source, error: &ReadError) -> SourceResult {
    let rule = match error {
        ReadError::TooLarge { .. } => "file-too-large",
        _ => "unreadable-file",
    };
    let mut judged = Judged { facts: Facts::default().with_path(&source.path), ..Judged::default() };
    judged.findings.push(unreadable(rule, error.message(), error.help()));
    SourceResult::Read(vec![Analysis { line: None, base: Base::default(), hash: 0, judged }], 0)
}

/// The bytes of one document again, unless they changed since they were analysed. Read once: they may be asked for again.
pub(super) fn document_bytes(source: &Source, document: &Document, kept: &Kept, limit: u64) -> Option<Arc<[u8]>> {
    if let Some(bytes) = kept.get(document.hash) {
        return Some(bytes);
    }
    let bytes = match document.line {
        None => source.read(limit).ok()?,
        Some(_) => source.line_at(document.base.bytes, limit).ok()?,
    };
    if xxh3_128(&bytes) != document.hash {
        return None;
    }
    // A file of a million lines is read as a stream, and any line of it again by its place.
    if document.line.is_none() {
        kept.keep(document.hash, &bytes);
    }
    Some(Arc::from(bytes))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use chrono::NaiveDate;

    use super::*;
    use crate::discover::Content;
    use crate::finding::Findings;
    use crate::schema::Registry;

    fn verdict(content: Content, lines: bool, taken: bool) -> SourceResult {
        let source = Source {
            content,
            path: "en-US/churn-rate/ai.json".to_owned(),
            shown: String::new(),
            lines,
            taken,
            by_name: false,
            reported: true,
            in_corpus: true,
        };
        let registry = Registry::new(&[]).unwrap();
        let linter = Linter::new(registry, Vec::new(), false, NaiveDate::default()).unwrap();
        analyse(&source, &linter, &Cache::none(), &Kept::default(), 1 << 20)
    }

    #[test]
    fn a_file_that_vanishes_after_it_was_listed_is_a_finding_and_its_term_is_still_known() {
        for lines in [false, true] {
            let gone = || Content::Disk(PathBuf::from("/nowhere/ai.json"));
            let SourceResult::Read(records, _) = verdict(gone(), lines, true) else { panic!("it was taken") };
            let judged = &records[0].judged;
            assert_eq!(judged.findings.kept[0].rule, "unreadable-file");
            assert_eq!(judged.findings.kept[0].message, "the file is not there (any more)");
            assert_eq!(judged.facts.slug.as_deref(), Some("churn-rate"));
            // What may have been anything is nobody's loss.
            assert!(matches!(verdict(gone(), lines, false), SourceResult::Skipped(_)));
        }
    }

    #[test]
    fn a_document_is_found_again_only_if_it_did_not_change() {
        let source = |text: &str| Source {
            content: Content::Memory(Arc::new(text.as_bytes().to_vec())),
            path: String::new(),
            shown: String::new(),
            lines: true,
            taken: true,
            by_name: true,
            reported: true,
            in_corpus: false,
        };
        let record = Document {
            source: 0,
            line: Some(2),
            base: Base { bytes: 3, lines: 1, is_line: true },
            hash: xxh3_128(b"[1]"),
            version: None,
            as_declared: false,
            findings: Findings::default(),
        };
        assert_eq!(
            document_bytes(&source("[]\n[1]\r\n[2]"), &record, &Kept::default(), 100).as_deref(),
            Some(&b"[1]"[..])
        );
        assert_eq!(document_bytes(&source("[]\n[4]\r\n[2]"), &record, &Kept::default(), 100), None);
        assert_eq!(document_bytes(&source(""), &record, &Kept::default(), 100), None);
    }
}
