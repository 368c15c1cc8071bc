//! What a round of fixes has come to: which of them have to be withdrawn, and what they have revealed.
//!
//! Owns the comparison of two conclusions. Must not know how they were drawn.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::choice::Proposal;
use super::pairs::{Pairing, meet, pointer, span_of};
use super::shift::Shift;
use super::touched::Touched;
use crate::engine::ScopeResult;
use crate::finding::{Edit, Finding};
use crate::outcome::ReportedFinding;

/// A document: the path of its file for machines, and its line where the file has several.
pub(super) type Document<'f> = (&'f str, Option<usize>);

/// Findings that are not reported for better ones, by the lines of their documents.
pub(super) type Yielded = Vec<(Option<usize>, Finding)>;

/// The values without which a rule about a language has nothing to check.
const LANGUAGE: [&str; 3] = ["/canonical/locale", "/summary/locale", "/schema_version"];

/// What is compared.
pub(super) struct Proof<'p> {
    pub(super) before: &'p ScopeResult,
    pub(super) after: &'p ScopeResult,
    /// The fixes that were applied in between, with what each of them touches.
    pub(super) applied: &'p [(&'p Proposal, &'p [Touched])],
    /// Their edits by the path of the file, in order.
    pub(super) edits: &'p HashMap<&'p str, Vec<Edit>>,
    /// What was found in a file before and not reported for a better rule.
    pub(super) yielded: &'p dyn Fn(&str) -> Yielded,
    /// Whether a rule compares documents.
    pub(super) is_corpus_rule: &'p dyn Fn(&str) -> bool,
}

/// What it shows.
#[derive(Default)]
pub(super) struct Effects {
    /// By the number of the fix among those applied: why it is withdrawn.
    pub(super) withdrawn: BTreeMap<usize, String>,
    /// Those of which one may have caused a finding, if nothing tells which: they wait, and the others are tried.
    pub(super) deferred: BTreeSet<usize>,
    /// Findings that rules could not make before.
    pub(super) revealed: Vec<Arc<ReportedFinding>>,
}

/// A finding that was not there before.
struct New<'p> {
    reported: &'p Arc<ReportedFinding>,
    /// Whether a finding of the same rule in the same document has been fixed.
    follows_fixed: bool,
    /// Whether a rule had found it before, and yielded to another.
    was_yielded: bool,
    /// Whether its document could not be checked before.
    was_unread: bool,
}

impl Proof<'_> {
    /// Compares.
    pub(super) fn effects(&self) -> Effects {
        let mut effects = Effects::default();
        let fixed: HashMap<*const ReportedFinding, usize> = self
            .applied
            .iter()
            .enumerate()
            .flat_map(|(number, (proposal, _))| {
                proposal.findings.iter().map(move |finding| (Arc::as_ptr(finding), number))
            })
            .collect();
        let (before, after) = (by_document(self.before), by_document(self.after));
        let documents: BTreeSet<Document<'_>> = before.keys().chain(after.keys()).copied().collect();
        let mut new = Vec::new();
        let mut any_unread = false;
        for document in documents {
            let before = before.get(&document).map_or(&[][..], Vec::as_slice);
            let after = after.get(&document).map_or(&[][..], Vec::as_slice);
            let edits = self.edits.get(document.0).map_or(&[][..], Vec::as_slice);
            let is_same =
                before.len() == after.len() && before.iter().zip(after).all(|(one, two)| Arc::ptr_eq(one, two));
            if is_same && edits.is_empty() {
                continue;
            }
            let number_of = |reported: &Arc<ReportedFinding>| fixed.get(&Arc::as_ptr(reported)).copied();
            let pairing = Pairing {
                before: before.iter().map(|reported| &***reported).collect(),
                after: after.iter().map(|reported| &***reported).collect(),
                is_fixed: before.iter().map(|reported| number_of(reported).is_some()).collect(),
            };
            let pairs = pairing.pairs(Shift::by(edits));
            for number in pairs.iter().flatten() {
                if let Some(fix) = number_of(before[*number]) {
                    effects.withdrawn.entry(fix).or_insert_with(|| "its finding stays".to_owned());
                }
            }
            let keeps_unread =
                |list: &[&Arc<ReportedFinding>]| list.iter().any(|reported| reported.finding.min_severity.is_some());
            let was_unread = keeps_unread(before) && !keeps_unread(after);
            any_unread |= was_unread;
            if pairs.iter().all(Option::is_some) {
                continue;
            }
            let yielded = (self.yielded)(document.0);
            let ended: BTreeSet<&str> = before
                .iter()
                .filter(|reported| number_of(reported).is_some())
                .map(|reported| reported.finding.rule)
                .collect();
            for (reported, _) in after.iter().zip(&pairs).filter(|(_, pair)| pair.is_none()) {
                let rule = reported.finding.rule;
                let was_yielded = yielded.iter().any(|(line, finding)| {
                    let span = finding.location.as_ref().map(|location| location.start.byte..location.end.byte);
                    let span = span.map(|span| Shift::by(edits).span(span));
                    *line == document.1 && finding.rule == rule && meet(&span, &span_of(reported))
                });
                new.push(New { reported, follows_fixed: ended.contains(rule), was_yielded, was_unread });
            }
        }
        for new in new {
            self.settle(&new, any_unread, &mut effects);
        }
        effects
    }

    /// Says what follows from a finding that was not there before.
    fn settle(&self, new: &New<'_>, any_unread: bool, effects: &mut Effects) {
        let reported = new.reported;
        let is_corpus = (self.is_corpus_rule)(reported.finding.rule);
        if new.was_yielded || new.was_unread || is_corpus && any_unread {
            effects.revealed.push(Arc::clone(reported));
            return;
        }
        // What it is about: its own value, and those that it names.
        let own = (reported.path.as_str(), reported.document, pointer(reported));
        let related = reported.finding.related.iter().map(|related| {
            let path = related.path.as_deref();
            let document = if path.is_none() { reported.document } else { None };
            (path.unwrap_or(&reported.path), document, related.location.pointer.as_deref())
        });
        let places: Vec<_> = std::iter::once(own).chain(related).collect();
        let is_out = |number: &usize| effects.withdrawn.contains_key(number) || effects.deferred.contains(number);
        let applied = || self.applied.iter().enumerate().filter(|(number, _)| !is_out(number));
        let (mut culprits, mut is_revealed) = (Vec::new(), false);
        for (number, (proposal, touched)) in applied() {
            let finding = proposal.finding();
            for (path, document, pointer) in &places {
                if *path != finding.path || document.is_some() && *document != finding.document {
                    continue;
                }
                let Some(pointer) = pointer else { continue };
                let here = touched.iter().filter(|touched| are_related(&touched.pointer, pointer));
                for touched in here {
                    culprits.push(number);
                    is_revealed |= touched.is_new;
                }
            }
        }
        // Rules about texts in a language wait until the document says which one it has.
        let tells_language = || {
            applied().any(|(_, (proposal, touched))| {
                let is_here =
                    proposal.finding().path == reported.path && proposal.finding().document == reported.document;
                is_here && touched.iter().any(|touched| LANGUAGE.contains(&touched.pointer.as_str()))
            })
        };
        // A rule that reports the first of several findings goes on to the next.
        if is_revealed || culprits.is_empty() && !is_corpus && (new.follows_fixed || tells_language()) {
            effects.revealed.push(Arc::clone(reported));
            return;
        }
        let is_certain = !culprits.is_empty();
        if culprits.is_empty() {
            let is_there = |(_, (proposal, _)): &(usize, &(&Proposal, &[Touched]))| {
                places.iter().any(|(path, ..)| *path == proposal.finding().path)
            };
            culprits = applied().filter(is_there).map(|(number, _)| number).collect();
        }
        if culprits.is_empty() {
            culprits = applied().map(|(number, _)| number).collect();
        }
        if !is_certain && culprits.len() > 1 {
            effects.deferred.extend(culprits.drain(culprits.len() / 2..));
            return;
        }
        let words = |number: usize| {
            let is_elsewhere = self.applied[number].0.finding().path != reported.path;
            let place = if is_elsewhere { format!(" in {}", reported.shown_path) } else { String::new() };
            format!("it would make a finding of {}{place}: {}", reported.finding.rule, reported.finding.message)
        };
        for number in culprits {
            effects.withdrawn.entry(number).or_insert_with(|| words(number));
        }
    }
}

fn by_document(result: &ScopeResult) -> HashMap<Document<'_>, Vec<&Arc<ReportedFinding>>> {
    let mut by_document: HashMap<Document<'_>, Vec<&Arc<ReportedFinding>>> = HashMap::new();
    for reported in result.findings.iter().chain(&result.baselined) {
        by_document.entry((&reported.path, reported.document)).or_default().push(reported);
    }
    by_document
}

/// Whether one pointer leads to a value inside the other's.
fn are_related(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_related_where_one_lies_in_the_other() {
        for (one, other, expected) in [
            ("/a", "/a", true),
            ("/a", "/a/b", true),
            ("/a/b/0", "/a", true),
            ("", "/a", true),
            ("/a", "/ab", false),
            ("/a/b", "/a/c", false),
        ] {
            assert_eq!(are_related(one, other), expected, "{one} {other}");
        }
    }
}
