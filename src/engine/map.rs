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
use super::documents::{Analysis, Documents, SourceResult};
use super::kept::Kept;
use super::linter::Linter;
use super::reading::unreadable;
use crate::corpus::Facts;
use crate::discover::{Files, Plan, Source};
use crate::fs::{Line, ReadError};
use crate::handoff::{Base, Placer};
use crate::json::identity::IdentityKeys;
use crate::problem::Problem;

/// How many lines of a `.jsonl` file are judged at once.
const BATCH: usize = 1024;

/// How many bytes such lines may have together, before the last of them: one line alone may have 64 MiB.
const BATCH_BYTES: usize = 8 << 20;

/// What a source is analysed with.
struct Means<'m> {
    files: &'m dyn Files,
    linter: &'m Linter,
    cache: &'m Cache,
    kept: &'m Kept,
    /// The largest document, in bytes.
    limit: u64,
}

impl Engine {
    /// Analyses the files of a plan, those that are not reported for their facts only.
    pub fn map(&self, plan: &Plan, files: &dyn Files, counter: &Counter) -> Documents {
        let others = plan.sources.iter().filter(|source| !source.reported).count();
        let scope = &self.scope;
        let cache = if self.options.cache { Cache::open(&scope.root, &scope.boundary, others) } else { Cache::none() };
        counter.expect(plan.sources.len());
        let kept = Arc::default();
        let analyse = |(number, source)| {
            let result = self.analyse(source, number, files, &cache, &kept);
            counter.done();
            result
        };
        let results: Vec<SourceResult> = plan.sources.par_iter().enumerate().map(analyse).collect();
        cache.close();
        Documents::new(plan, results, Arc::clone(&self.external), kept)
    }

    /// Analyses one source of a plan again, by its number, for [`Documents::replace`]: its text has changed, or another was
    /// put in its place.
    pub fn map_source(&self, plan: &Plan, number: usize, files: &dyn Files) -> SourceResult {
        self.analyse(&plan.sources[number], number, files, &Cache::none(), &Kept::none())
    }

    pub(super) fn analyse(
        &self,
        source: &Source,
        number: usize,
        files: &dyn Files,
        cache: &Cache,
        kept: &Kept,
    ) -> SourceResult {
        let means = Means { files, linter: self.profiles.of(number), cache, kept, limit: self.options.max_file_size };
        analyse(source, &means)
    }
}

/// Analyses the documents of one source. Runs on any thread.
fn analyse(source: &Source, means: &Means<'_>) -> SourceResult {
    let _busy = Busy::with(&source.shown);
    if source.lines {
        return judge_lines(source, means);
    }
    let bytes = match means.files.read(source, means.limit) {
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
        true => means.linter.judge(&bytes, Base::default(), &source.path),
        false => facts(means, hash, &bytes, &source.path),
    };
    match looked {
        Ok(judged) => {
            if !judged.findings.kept.is_empty() {
                means.kept.keep(hash, &bytes);
            }
            SourceResult::Read(vec![Analysis { line: None, base: Base::default(), hash, judged }], hash)
        }
        Err(error) => SourceResult::Failed(error),
    }
}

/// What is not reported is not judged: its facts are enough.
fn facts(means: &Means<'_>, hash: u128, bytes: &[u8], path: &str) -> Result<Judged, Problem> {
    if let Some(facts) = means.cache.get(hash) {
        return Ok(Judged { facts, ..Judged::default() });
    }
    let judged = means.linter.facts(bytes, Base::default(), path)?;
    means.cache.add(hash, &judged.facts);
    Ok(judged)
}

/// Judges a `.jsonl` file of any size, a batch of lines at a time.
fn judge_lines(source: &Source, means: &Means<'_>) -> SourceResult {
    let &Means { files, limit, .. } = means;
    // Until it is known to hold handoffs, nothing of it is judged or kept.
    match source.refusal(files, limit) {
        Ok(None) => {}
        Ok(Some(reason)) => return SourceResult::refused(reason),
        Err(error) => return SourceResult::Skipped(error.message()),
    }
    let (mut records, mut failure, mut batch) = (Vec::new(), None, Vec::new());
    let mut flush = |batch: &mut Vec<Line>| {
        let judged: Vec<_> = batch.par_drain(..).map(|line| judge_line(&line, source, means)).collect();
        for judged in judged {
            match judged {
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
        Some(error) => SourceResult::Failed(error),
        None => SourceResult::Read(records, 0),
    }
}

fn judge_line(line: &Line, source: &Source, means: &Means<'_>) -> Result<Analysis, Problem> {
    let limit = means.limit;
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
        means.linter.judge(&line.bytes, base, "")?
    } else {
        facts(means, hash, &line.bytes, "")?
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use chrono::NaiveDate;

    use super::*;
    use crate::discover::Disk;
    use crate::schema::Registry;

    fn result(lines: bool, taken: bool) -> SourceResult {
        let source =
            Source::new(Path::new("/nowhere/ai.json").to_owned(), "en-US/churn-rate/ai.json".to_owned(), String::new());
        let source = Source { lines, taken, reported: true, in_corpus: true, ..source };
        let registry = Registry::new(&[]).unwrap();
        let linter = &Linter::new(registry, Vec::new(), false, NaiveDate::default()).unwrap();
        let (cache, kept) = (&Cache::none(), &Kept::default());
        analyse(&source, &Means { files: &Disk::default(), linter, cache, kept, limit: 1 << 20 })
    }

    #[test]
    fn a_file_that_vanishes_after_it_was_listed_is_a_finding_and_its_term_is_still_known() {
        for lines in [false, true] {
            let SourceResult::Read(records, _) = result(lines, true) else { panic!("it was taken") };
            let judged = &records[0].judged;
            assert_eq!(judged.findings.kept[0].rule, "unreadable-file");
            assert_eq!(judged.findings.kept[0].message, "the file is not there (any more)");
            assert_eq!(judged.facts.slug.as_deref(), Some("churn-rate"));
            // What may have been anything is nobody's loss.
            assert!(matches!(result(lines, false), SourceResult::Skipped(_)));
        }
    }
}
