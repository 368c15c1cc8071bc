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
            let shift = Shift::by(edits);
            let pairs = pairing.pairs(&shift);
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
                    let span = span.map(|span| shift.span(span));
                    *line == document.1 && finding.rule == rule && meet(&span, &span_of(reported))
                });
                new.push(New { reported, follows_fixed: ended.contains(rule), was_yielded, was_unread });
            }
        }
        let values = Values::of(self.applied);
        for new in new {
            self.settle(&new, any_unread, &values, &mut effects);
        }
        effects
    }

    /// Says what follows from a finding that was not there before.
    fn settle(&self, new: &New<'_>, any_unread: bool, values: &Values<'_>, effects: &mut Effects) {
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
        let is_in = |number: &usize, document: Option<usize>| {
            !is_out(number) && (document.is_none() || document == self.applied[*number].0.finding().document)
        };
        let (mut inside, mut around, mut is_revealed) = (BTreeSet::new(), BTreeSet::new(), false);
        for (path, document, pointer) in &places {
            let Some(pointer) = pointer else { continue };
            let mut add = |touching: &mut BTreeSet<usize>, touches: &mut dyn Iterator<Item = (usize, bool)>| {
                for (number, is_new) in touches.filter(|(number, _)| is_in(number, *document)) {
                    touching.insert(number);
                    is_revealed |= is_new;
                }
            };
            add(&mut inside, &mut values.inside(path, pointer));
            add(&mut around, &mut values.around(path, pointer));
        }
        // Rules about texts in a language wait until the document says which one it has.
        let tells_language = || {
            let is_here =
                |number: &usize| !is_out(number) && self.applied[*number].0.finding().document == reported.document;
            LANGUAGE.iter().any(|pointer| values.at(&reported.path, pointer).any(|(number, _)| is_here(&number)))
        };
        let is_touched = !inside.is_empty() || !around.is_empty();
        // A rule that reports the first of several findings goes on to the next.
        if is_revealed || !is_touched && !is_corpus && (new.follows_fixed || tells_language()) {
            effects.revealed.push(Arc::clone(reported));
            return;
        }
        let beside = || {
            let touches = places.iter().filter_map(|(path, document, pointer)| Some((path, *document, (*pointer)?)));
            touches.flat_map(|(path, document, pointer)| {
                values.beside(path, pointer).filter(move |number| is_in(number, document))
            })
        };
        let is_there = |(_, (proposal, _)): &(usize, &(&Proposal, &[Touched]))| {
            places.iter().any(|(path, ..)| *path == proposal.finding().path)
        };
        // Nearest first; nobody looks further where one is found.
        let suspects = std::iter::once(inside)
            .chain(std::iter::once_with(|| around.into_iter().chain(beside()).collect()))
            .chain(std::iter::once_with(|| applied().filter(is_there).map(|(number, _)| number).collect()))
            .chain(std::iter::once_with(|| applied().map(|(number, _)| number).collect()))
            .find(|suspects: &BTreeSet<usize>| !suspects.is_empty())
            .unwrap_or_default();
        // Nothing tells which of several it is: some wait while the others are tried.
        if suspects.len() > 1 {
            effects.deferred.extend(suspects.iter().skip(suspects.len() / 2));
            return;
        }
        let words = |number: usize| {
            let is_elsewhere = self.applied[number].0.finding().path != reported.path;
            let place = if is_elsewhere { format!(" in {}", reported.shown_path) } else { String::new() };
            format!("it would make a finding of {}{place}: {}", reported.finding.rule, reported.finding.message)
        };
        for number in suspects {
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

/// What fixes touch, by the path of the file and the JSON Pointer: the numbers of the fixes, and whether rules can say
/// something of the value for the first time.
struct Values<'p>(BTreeMap<(&'p str, &'p str), Vec<(usize, bool)>>);

impl<'p> Values<'p> {
    fn of(applied: &[(&'p Proposal, &'p [Touched])]) -> Values<'p> {
        let mut values: BTreeMap<(&str, &str), Vec<(usize, bool)>> = BTreeMap::new();
        for (number, (proposal, touched)) in applied.iter().enumerate() {
            for Touched { pointer, is_new } in *touched {
                values.entry((&proposal.finding().path, pointer)).or_default().push((number, *is_new));
            }
        }
        Values(values)
    }

    /// What touches this very value.
    fn at<'v>(&'v self, path: &'v str, pointer: &'v str) -> impl Iterator<Item = (usize, bool)> + 'v {
        self.0.get(&(path, pointer)).into_iter().flatten().copied()
    }

    /// What touches a value or something in it.
    fn inside<'v>(&'v self, path: &'v str, pointer: &'v str) -> impl Iterator<Item = (usize, bool)> + 'v {
        let below = self.0.range((path, pointer)..).skip_while(move |((_, inner), _)| *inner == pointer);
        // What follows may be `/a-b` for `/a`, and then `/a/b`.
        let below = below.take_while(move |((of, inner), _)| *of == path && inner.starts_with(pointer));
        let below = below.filter(move |((_, inner), _)| inner[pointer.len()..].starts_with('/'));
        self.at(path, pointer).chain(below.flat_map(|(_, touches)| touches.iter().copied()))
    }

    /// What touches something that a value is in.
    fn around<'v>(&'v self, path: &'v str, pointer: &'v str) -> impl Iterator<Item = (usize, bool)> + 'v {
        let above = std::iter::successors(Some(pointer), |pointer| Some(&pointer[..pointer.rfind('/')?]));
        above.skip(1).flat_map(|pointer| self.at(path, pointer))
    }

    /// What touches another value of the same object or list.
    fn beside<'v>(&'v self, path: &'v str, pointer: &'v str) -> impl Iterator<Item = usize> + 'v {
        let parent = pointer.rfind('/').map_or("", |end| &pointer[..=end]);
        let within = self.0.range((path, parent)..);
        let within = within.take_while(move |((of, inner), _)| *of == path && inner.starts_with(parent));
        let beside = within.filter(move |((_, inner), _)| !inner[parent.len()..].contains('/'));
        beside.flat_map(|(_, touches)| touches.iter().map(|(number, _)| *number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_touches_a_value_is_inside_or_around_it_or_beside_it() {
        for (one, other, expected) in [
            ("/a", "/a", [true, false, true]),
            ("/a", "/a/b", [true, false, false]),
            ("/a/b/0", "/a", [false, true, false]),
            ("", "/a", [true, false, false]),
            ("/a", "", [false, true, false]),
            ("/a", "/ac", [false, false, true]),
            ("/a", "/a-c/c", [false, false, false]),
            ("/a/b", "/a/c", [false, false, true]),
            ("/a/b", "/a/c/d", [false, false, false]),
            ("/a/b/0", "/a/c", [false, false, false]),
        ] {
            let touched =
                ["/a-b", "/ab/a", other].map(|pointer| (("x", pointer), vec![(usize::from(pointer == other), false)]));
            let values = Values(touched.into_iter().chain([(("y", one), vec![(1, false)])]).collect());
            let found = [
                values.inside("x", one).any(|(number, _)| number == 1),
                values.around("x", one).any(|(number, _)| number == 1),
                values.beside("x", one).any(|number| number == 1),
            ];
            assert_eq!(found, expected, "{one} {other}");
        }
    }
}
