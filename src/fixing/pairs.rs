//! Which findings about changed documents are those that were there before.
//!
//! A fingerprint does not say it: where one of two findings at a value is fixed, the other takes over its number. So findings are
//! compared by where their bytes are after the edits.

use std::collections::HashMap;
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

/// Says that two findings are the same one; of the first, where its span is now.
type Test = fn(&ReportedFinding, &Option<Range<usize>>, &ReportedFinding) -> bool;

/// The tests, the surest first, and whether one serves for findings that a fix should end: such a finding is not the same only
/// because another has taken over its name.
const TESTS: [(Test, bool); 5] = [
    (|one, span, two| *span == span_of(two) && one.finding.message == two.finding.message, true),
    (|one, span, two| one.fingerprint == two.fingerprint && meet(span, &span_of(two)), true),
    (|_, span, two| meet(span, &span_of(two)), true),
    (|one, _, two| one.fingerprint == two.fingerprint, false),
    (|one, _, two| pointer(one) == pointer(two) && one.finding.subject == two.finding.subject, false),
];

impl Pairing<'_> {
    /// For each finding after the edits, which one before them it was. Each is compared with all of its rule, of which a
    /// document reports a limited number.
    pub(super) fn pairs(&self, shift: &Shift<'_>) -> Vec<Option<usize>> {
        let spans: Vec<Option<Range<usize>>> =
            self.before.iter().map(|reported| span_of(reported).map(|span| shift.span(span))).collect();
        let mut by_rule: HashMap<&str, Vec<usize>> = HashMap::new();
        // What nobody fixes is taken first.
        let mut order: Vec<usize> = (0..self.before.len()).collect();
        order.sort_by_key(|number| self.is_fixed[*number]);
        for number in order {
            by_rule.entry(self.before[number].finding.rule).or_default().push(number);
        }
        let mut pairs = vec![None; self.after.len()];
        for (test, serves_for_fixed) in TESTS {
            for (two, pair) in self.after.iter().zip(&mut pairs).filter(|(_, pair)| pair.is_none()) {
                let Some(open) = by_rule.get_mut(two.finding.rule) else { continue };
                let is_same = |number: &usize| {
                    (serves_for_fixed || !self.is_fixed[*number]) && test(self.before[*number], &spans[*number], two)
                };
                if let Some(at) = open.iter().position(is_same) {
                    *pair = Some(open.remove(at));
                }
            }
        }
        pairs
    }
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
