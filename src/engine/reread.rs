//! Bytes that are needed once more, as they were when they were checked: for the places of corpus findings, and for excerpts,
//! which are drawn when all else is done.
//!
//! Owns that nothing is taken for what was checked that has changed since.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_128;

use super::companion::{PageSeen, PageState};
use super::documents::{Document, Documents, InputState};
use super::kept::RetainedBytes;
use crate::discover::{Files, Plan, Source};
use crate::fs::without_end;

/// Reads documents once more.
pub(super) struct Reader<'r> {
    pub(super) plan: &'r Plan,
    pub(super) files: &'r dyn Files,
    pub(super) kept: &'r RetainedBytes,
    /// The largest document, in bytes.
    pub(super) limit: u64,
}

impl Reader<'_> {
    /// The bytes of a document, unless they changed since they were analysed. Read once: they may be asked for again.
    pub(super) fn document(&self, document: &Document) -> Option<Arc<[u8]>> {
        if let Some(bytes) = self.kept.get(document.hash) {
            return Some(bytes);
        }
        let source = &self.plan.sources[document.source];
        let bytes = match document.line {
            None => self.files.read(source, self.limit).ok()?,
            Some(_) => self.files.line_at(source, document.base.bytes, self.limit).ok()?,
        };
        if xxh3_128(&bytes) != document.hash {
            return None;
        }
        // A file of a million lines is read as a stream, and any line of it again by its place.
        if document.line.is_none() {
            self.kept.keep(document.hash, &bytes);
        }
        Some(Arc::from(bytes))
    }
}

/// How the files of a plan were when they were checked. Outlives the documents.
pub struct Originals {
    /// By the number of the source; 0 where it was not read as a whole.
    hashes: Vec<u128>,
    /// Of the pages that documents were compared with, by their paths for machines.
    pages: HashMap<String, u128>,
    kept: Arc<RetainedBytes>,
}

impl Documents {
    /// How the files were.
    pub fn originals(&self) -> Originals {
        let hash = |fate: &InputState| match fate {
            InputState::Read(hash) => *hash,
            _ => 0,
        };
        let pages = self.documents.iter().filter_map(|document| match document.page.as_deref()? {
            PageSeen { path, state: PageState::Read(hash), .. } => Some((path.clone(), *hash)),
            _ => None,
        });
        Originals {
            hashes: self.fates.iter().map(hash).collect(),
            pages: pages.collect(),
            kept: Arc::clone(&self.kept),
        }
    }
}

impl Documents {
    /// The bytes of a source, by its number, if they are at most `limit`; nothing where any of its documents has changed since
    /// it was analysed.
    pub fn text_of(&self, plan: &Plan, number: usize, files: &dyn Files, limit: u64) -> Option<Vec<u8>> {
        let source = plan.sources.get(number)?;
        let bytes = files.read(source, limit).ok()?;
        let first = self.documents.partition_point(|document| document.source < number);
        let mut documents = self.documents[first..].iter().take_while(|document| document.source == number);
        let is_same = |document: &Document| match document.line {
            None => xxh3_128(&bytes) == document.hash,
            Some(_) => {
                let line = bytes.get(document.base.bytes..).map(first_line);
                line.is_some_and(|line| xxh3_128(line) == document.hash)
            }
        };
        documents.all(is_same).then_some(bytes)
    }
}

/// Up to the end of the first line, without it.
fn first_line(bytes: &[u8]) -> &[u8] {
    let end = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |end| end + 1);
    without_end(&bytes[..end])
}

impl Originals {
    /// The bytes of a source, by its number, if they are at most `limit`; nothing where they have changed since. Read again
    /// where they were not kept.
    pub fn read(&self, plan: &Plan, number: usize, files: &dyn Files, limit: u64) -> Option<Vec<u8>> {
        let hash = self.hashes.get(number).copied().unwrap_or_default();
        if let Some(bytes) = self.kept.get(hash) {
            return Some(bytes.to_vec());
        }
        let bytes = files.read(plan.sources.get(number)?, limit).ok()?;
        (hash == 0 || xxh3_128(&bytes) == hash).then_some(bytes)
    }
}

impl Originals {
    /// The bytes of a page that a document was compared with, at a file that was found under this path for machines; nothing
    /// where they have changed since.
    pub fn page(&self, path: &str, file: PathBuf, files: &dyn Files, limit: u64) -> Option<Vec<u8>> {
        let hash = self.pages.get(path)?;
        let bytes = files.read(&Source::new(file, path.to_owned(), String::new()), limit).ok()?;
        (xxh3_128(&bytes) == *hash).then_some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::corpus::Coverage;
    use crate::discover::{Disk, Overlay};
    use crate::finding::Findings;
    use crate::handoff::DocumentOffset;

    #[test]
    fn a_document_is_found_again_only_if_it_did_not_change() {
        let file = Path::new("/nowhere/all.jsonl");
        let source = Source::new(file.to_owned(), String::new(), String::new());
        let source = Source { lines: true, explicit: true, by_name: true, reported: true, ..source };
        let plan = Plan {
            sources: vec![source],
            skipped_paths: Vec::new(),
            unusable: Vec::new(),
            coverage: Coverage::Complete,
            has_include: false,
            configurations: Vec::new(),
            globbed: Vec::new(),
            folders: Vec::new(),
        };
        let record = Document {
            source: 0,
            line: Some(2),
            base: DocumentOffset { bytes: 3, lines: 1, is_line: true },
            hash: xxh3_128(b"[1]"),
            version: None,
            as_declared: false,
            findings: Findings::default(),
            page: None,
        };
        let found = |text: &str| {
            let mut files = Overlay::over(Arc::new(Disk::default()));
            files.put(file.to_owned(), text.as_bytes());
            Reader { plan: &plan, files: &files, kept: &RetainedBytes::default(), limit: 100 }.document(&record)
        };
        assert_eq!(found("[]\n[1]\r\n[2]").as_deref(), Some(&b"[1]"[..]));
        assert_eq!(found("[]\n[4]\r\n[2]"), None);
        assert_eq!(found(""), None);
    }
}
