//! What is known about all documents together: small facts of each, an index over them, findings about them.
//!
//! Owns facts and the resolver of slugs. Corpus rules see this and nothing else: no tree, no text.

mod facts;
mod index;
mod lookup;
mod outside;
mod prose;
mod sentence;
mod shared;
mod sketch;

pub use facts::{Facts, Mark, Promise, RelatedFact};
pub use index::{Corpus, Judgeable, Member};
pub use lookup::{Lookup, Speller};
pub use outside::Outside;
pub use sentence::{Sentence, Unit};
pub use shared::{Cluster, Shared};
pub use sketch::{Alike, Sketch, alike};

use std::collections::HashMap;
use std::sync::Arc;

use crate::finding::Severity;

/// Stands in a message for the text at the place of the finding, which facts do not hold: it is put in, quoted and
/// shortened, when the place is resolved. Content in a message is escaped, so no content can be taken for it.
pub const TEXT_HERE: &str = "\u{0}";

/// A place in a document, without its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Spot {
    /// The value that a JSON Pointer names.
    Pointer(String),
    /// The value with this number in the tree, as the same bytes always give it: what facts can hold in four bytes.
    Node(u32),
    /// Sentences of that value, from the first to the last, counted from 0 (see [`crate::text::sentences`]).
    Sentences(u32, std::ops::RangeInclusive<u16>),
}

impl From<String> for Spot {
    fn from(pointer: String) -> Self {
        Spot::Pointer(pointer)
    }
}

impl From<&str> for Spot {
    fn from(pointer: &str) -> Self {
        Spot::Pointer(pointer.to_owned())
    }
}

/// A finding about one document that needed the others.
///
/// It names its place only; lines and columns are resolved when it is reported, through the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorpusFinding {
    /// The id of the rule.
    pub rule: &'static str,
    /// The document, by its number in the corpus.
    pub document: usize,
    /// The value concerned.
    pub spot: Spot,
    /// As in [`crate::finding::Finding`].
    pub message: String,
    /// As in [`crate::finding::Finding`].
    pub label: String,
    /// As in [`crate::finding::Finding`].
    pub help: String,
    /// As in [`crate::finding::Finding`].
    pub subject: String,
    /// As in [`crate::finding::Finding`].
    pub at_most: Option<Severity>,
    /// Places in other documents that explain it.
    pub related: Vec<Elsewhere>,
}

/// A place in another document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// The document, by its number in the corpus.
    pub document: usize,
    /// The value.
    pub spot: Spot,
    /// What stands there, in a few words.
    pub label: String,
}

/// Where a corpus rule writes its findings.
pub struct CorpusReport {
    rule: &'static str,
    /// What was found, in the order of the documents.
    pub findings: Vec<CorpusFinding>,
    /// Why the rule did not judge, where it did not.
    pub not_judged: Vec<String>,
    renames: Arc<Renames>,
}

/// Terms that were renamed: by locale and old slug, the new one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renames(HashMap<String, HashMap<String, String>>);

impl Renames {
    /// Adds one.
    pub fn add(&mut self, locale: &str, old: &str, new: &str) {
        self.0.entry(locale.to_owned()).or_default().insert(old.to_owned(), new.to_owned());
    }

    /// What the slug of a term is now.
    pub fn get(&self, locale: &str, old: &str) -> Option<&str> {
        self.0.get(locale)?.get(old).map(String::as_str)
    }
}

impl CorpusReport {
    /// An empty report for one rule.
    pub fn new(rule: &'static str) -> Self {
        CorpusReport { rule, findings: Vec::new(), not_judged: Vec::new(), renames: Arc::default() }
    }

    /// The same for a corpus of which it is known that terms were renamed.
    #[must_use]
    pub fn with_renames(self, renames: Arc<Renames>) -> Self {
        CorpusReport { renames, ..self }
    }

    /// The terms of which it is known that they were renamed. They serve only to help: whether there is a finding never
    /// depends on them.
    pub fn renames(&self) -> Arc<Renames> {
        Arc::clone(&self.renames)
    }

    /// Adds a finding at a place in a document, and hands it out to be completed.
    pub fn at(&mut self, document: usize, spot: impl Into<Spot>, message: impl Into<String>) -> &mut CorpusFinding {
        let index = self.findings.len();
        self.findings.push(CorpusFinding {
            rule: self.rule,
            document,
            spot: spot.into(),
            message: message.into(),
            label: String::new(),
            help: String::new(),
            subject: String::new(),
            at_most: None,
            related: Vec::new(),
        });
        &mut self.findings[index]
    }

    /// Says that the rule cannot judge, and how to enable it.
    pub fn not_judged(&mut self, reason: impl Into<String>) {
        self.not_judged.push(reason.into());
    }
}
