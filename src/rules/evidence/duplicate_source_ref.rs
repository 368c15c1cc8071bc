use foldhash::{HashMap, HashMapExt};

use crate::declare_rule;
use crate::finding::{Safety, Severity};
use crate::handoff::{Handoff, Text, removal};
use crate::rule::{DocumentRule, Level, Reporter};
use crate::text::is_blank;
use crate::words::quote;

declare_rule! {
    /// A source reference that is listed twice.
    ///
    /// ## Why
    /// The references name the records from which a term was made. One of them twice is harmless to readers, but shows that
    /// two exports were joined. The rule is off by default, and an info at most.
    ///
    /// ## Fails
    /// ```json
    /// { "sources": { "source_refs": ["concept:churn-rate:en-US", "concept:churn-rate:ja-JP", "concept:churn-rate:en-US"] } }
    /// ```
    /// ```json ja
    /// { "sources": { "source_refs": ["concept:churn-rate:ja-JP", "concept:churn-rate:ja-JP"] } }
    /// ```
    ///
    /// ## Passes
    /// One record in two locales, and on a page:
    /// ```json
    /// { "sources": { "source_refs": [
    ///   "concept:churn-rate:en-US", "concept:churn-rate:ja-JP", "core-term-page-500:concept:churn-rate"
    /// ] } }
    /// ```
    ///
    /// ## Fix
    /// Delete one of the two. The fix that deletes it is safe.
    ///
    /// ## Known limits
    /// References are compared letter by letter. A source that readers see twice is `duplicate-source`.
    pub struct DuplicateSourceRef {}
    id: "duplicate-source-ref", kind: Document, level: Level::Off, fix: Some(Safety::Safe)
}

impl DocumentRule for DuplicateSourceRef {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let references = &handoff.sources.source_refs;
        let mut known: HashMap<&str, &Text<'_>> = HashMap::with_capacity(references.len());
        for reference in references.iter().filter(|reference| !is_blank(reference)) {
            match known.get(&*reference.value) {
                Some(first) => {
                    reporter
                        .at(reference)
                        .message(format!("the source reference {} is listed twice", quote(reference)))
                        .label("listed before")
                        .help("delete one of the two")
                        .related(*first, "first listed here")
                        .max_severity(Severity::Info)
                        .fix("delete the repetition", Safety::Safe, removal(reference.node));
                }
                None => {
                    known.insert(reference, reference);
                }
            }
        }
    }
}
