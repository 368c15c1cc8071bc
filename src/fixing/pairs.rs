//! Which findings about changed documents are those that were there before.
//!
//! A fingerprint does not say it: where one of two findings at a value is fixed, the other takes over its number. So findings are
//! compared by where their bytes are after the edits.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::ops::Range;

use super::shift::Shift;
use crate::outcome::ReportedFinding;

/// The findings of one document, before and after.
pub(super) struct Pairing<'f> {
    pub(super) before: Vec<&'f ReportedFinding>,
    pub(super) after: Vec<&'f ReportedFinding>,
    /// Of those before, the ones that a fix should end.
    pub(super) is_fixed: Vec<bool>,
}

impl Pairing<'_> {
    /// For each finding after the edits, which one before them it was. The surest signs come first: the same bytes and message,
    /// then the same name at bytes that meet, then bytes that meet. Of findings that nobody fixes, the name alone serves too,
    /// and then the value; a finding that a fix should end is not the same only because another has taken over its name.
    pub(super) fn pairs(&self, shift: &Shift<'_>) -> Vec<Option<usize>> {
        let spans: Vec<Option<Range<usize>>> =
            self.before.iter().map(|reported| span_of(reported).map(|span| shift.span(span))).collect();
        // What nobody fixes is taken first.
        let mut order: Vec<usize> = (0..self.before.len()).collect();
        order.sort_by_key(|number| self.is_fixed[*number]);
        let is_open = vec![true; self.before.len()];
        let mut matching =
            Matching { pairing: self, spans: &spans, order, is_open, pairs: vec![None; self.after.len()] };
        let rule = |reported: &ReportedFinding| reported.finding.rule;
        let before = |number: usize| self.before[number];
        let all = |_: usize| true;
        let unfixed = |number: usize| !self.is_fixed[number];
        matching.by_key(
            all,
            |number| (rule(before(number)), spans[number].clone(), &before(number).finding.message),
            |two| (rule(two), span_of(two), &two.finding.message),
            |_, _| true,
        );
        let name = |reported: &'_ ReportedFinding| (rule(reported), reported.fingerprint.clone());
        matching.by_key(all, |number| name(before(number)), name, |number, two| meet(&spans[number], &span_of(two)));
        matching.by_span();
        matching.by_key(unfixed, |number| name(before(number)), name, |_, _| true);
        let value = |reported: &'_ ReportedFinding| {
            (rule(reported), pointer(reported).map(str::to_owned), reported.finding.subject.clone())
        };
        matching.by_key(unfixed, |number| value(before(number)), value, |_, _| true);
        matching.pairs
    }
}

/// Pairs in the making. Each step looks findings up instead of comparing all with all: a document may have thousands.
struct Matching<'m> {
    pairing: &'m Pairing<'m>,
    /// Where the findings before are now.
    spans: &'m [Option<Range<usize>>],
    /// The findings before, in the order in which they are taken.
    order: Vec<usize>,
    /// Which of them have no pair.
    is_open: Vec<bool>,
    pairs: Vec<Option<usize>>,
}

impl<'m> Matching<'m> {
    /// Pairs findings with equal keys that are the same besides.
    fn by_key<K: Eq + Hash>(
        &mut self,
        serves: impl Fn(usize) -> bool,
        key_before: impl Fn(usize) -> K,
        key_after: impl Fn(&'m ReportedFinding) -> K,
        is_same: impl Fn(usize, &ReportedFinding) -> bool,
    ) {
        let open = self.order.iter().copied().filter(|number| self.is_open[*number] && serves(*number));
        let mut known: HashMap<K, VecDeque<usize>> = HashMap::new();
        for number in open {
            known.entry(key_before(number)).or_default().push_back(number);
        }
        for (two, pair) in self.pairing.after.iter().zip(&mut self.pairs).filter(|(_, pair)| pair.is_none()) {
            let Some(alike) = known.get_mut(&key_after(two)) else { continue };
            let same = alike.iter().position(|number| is_same(*number, two));
            *pair = same.and_then(|at| alike.remove(at));
            if let Some(number) = *pair {
                self.is_open[number] = false;
            }
        }
    }

    /// Pairs findings of one rule whose bytes meet.
    fn by_span(&mut self) {
        let mut by_rule: HashMap<&str, Vec<Open>> = HashMap::new();
        let mut without: HashMap<&str, VecDeque<usize>> = HashMap::new();
        for (rank, number) in self.order.iter().copied().enumerate().filter(|(_, number)| self.is_open[*number]) {
            let rule = self.pairing.before[number].finding.rule;
            match self.spans[number].clone() {
                Some(span) => by_rule.entry(rule).or_default().push(Open { last: span.end, span, rank, number }),
                None => without.entry(rule).or_default().push_back(number),
            }
        }
        for all in by_rule.values_mut() {
            all.sort_by_key(|open| (open.span.start, open.rank));
            let mut last = 0;
            for open in all {
                last = last.max(open.last);
                open.last = last;
            }
        }
        for (two, pair) in self.pairing.after.iter().zip(&mut self.pairs).filter(|(_, pair)| pair.is_none()) {
            let rule = two.finding.rule;
            let Some(span) = span_of(two) else {
                *pair = without.get_mut(rule).and_then(VecDeque::pop_front);
                pair.iter().for_each(|number| self.is_open[*number] = false);
                continue;
            };
            let Some(all) = by_rule.get(rule) else { continue };
            let begun = all.partition_point(|open| open.span.start <= span.end);
            let near = all[..begun].iter().rev().take_while(|open| open.last >= span.start);
            let is_same =
                |open: &&Open| self.is_open[open.number] && meet(&Some(open.span.clone()), &Some(span.clone()));
            *pair = near.filter(is_same).min_by_key(|open| open.rank).map(|open| open.number);
            if let Some(number) = *pair {
                self.is_open[number] = false;
            }
        }
    }
}

/// A finding with a span that has no pair yet, among those of its rule in the order of their starts.
struct Open {
    span: Range<usize>,
    /// Where the last of all up to it ends.
    last: usize,
    /// Its place in the order in which findings are taken.
    rank: usize,
    number: usize,
}

pub(super) fn span_of(reported: &ReportedFinding) -> Option<Range<usize>> {
    reported.finding.location.as_ref().map(|location| location.start.byte..location.end.byte)
}

pub(super) fn pointer(reported: &ReportedFinding) -> Option<&str> {
    reported.finding.location.as_ref()?.pointer.as_deref()
}

/// Whether two spans have a byte in common; one that covers nothing has to lie in the other.
pub(super) fn meet(one: &Option<Range<usize>>, other: &Option<Range<usize>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) if one.is_empty() || other.is_empty() => {
            one.start <= other.end && other.start <= one.end
        }
        (Some(one), Some(other)) => one.start < other.end && other.start < one.end,
        (None, None) => true,
        _ => false,
    }
}
