//! A round while it is tried: which fixes are applied, and to what.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::path::PathBuf;

use super::choice::Proposal;
use super::proof::Yielded;
use super::touched::Touched;
use crate::discover::Source;
use crate::engine::ScopeResult;
use crate::finding::Edit;

/// A round in the making.
pub(super) struct Trial {
    pub(super) proposals: Vec<Proposal>,
    /// What each of them touches.
    pub(super) touched: Vec<Vec<Touched>>,
    /// Which of them were not taken back.
    pub(super) is_kept: Vec<bool>,
    /// The files as they are before the round.
    pub(super) texts: BTreeMap<PathBuf, Vec<u8>>,
    /// What is reported before the round, by glossary.
    pub(super) before: Vec<ScopeResult>,
    /// What is not, by glossary and path.
    pub(super) yielded: HashMap<(usize, String), Yielded>,
}

impl Trial {
    /// The fixes that are applied, by their numbers.
    pub(super) fn applied(&self) -> Vec<usize> {
        (0..self.proposals.len()).filter(|number| self.is_kept[*number]).collect()
    }

    /// The edits of the fixes that are applied, in order; of every file, though there may be none.
    pub(super) fn edits(&self) -> BTreeMap<&PathBuf, Vec<Edit>> {
        let mut edits: BTreeMap<&PathBuf, Vec<Edit>> = self.texts.keys().map(|file| (file, Vec::new())).collect();
        for proposal in self.applied().into_iter().map(|number| &self.proposals[number]) {
            edits.entry(&proposal.file).or_default().extend(proposal.fix.edits.iter().cloned());
        }
        edits.values_mut().for_each(|edits| edits.sort_by_key(|edit| (edit.start_byte, edit.end_byte)));
        edits
    }
}

/// The bytes of the document that edits lie in: a line, where the file has a document a line.
pub(super) fn document_around(text: &[u8], source: &Source, edits: &[Edit]) -> Range<usize> {
    let Some(first) = edits.first().filter(|_| source.lines) else { return 0..text.len() };
    let at = first.start_byte.min(text.len());
    let start = memchr::memrchr(b'\n', &text[..at]).map_or(0, |end| end + 1);
    let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |end| at + end);
    start..end
}
