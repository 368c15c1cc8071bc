//! One cause, one finding: of rules that meet on one place, the better one reports.
//!
//! Owns which finding is dropped for which. Must not know documents: it compares places. Nor must it know what suppresses
//! findings: one that an ignore entry or the baseline suppresses is still the better one.

use std::collections::HashMap;
use std::ops::Range;

use super::linter::Linter;
use crate::finding::{Finding, Findings, Location};
use crate::rule::Kind;

impl Linter {
    /// A failure that a rule owns is issued once: by the rule, or one that it yields to, where that speaks, otherwise by
    /// the schema. What is new takes nothing from what is not: an update adds findings and replaces none.
    pub(super) fn drop_owned(&self, by_schema: usize, findings: &mut Findings) {
        let is_owned = |finding: &Finding| {
            let meta = self.metas.get(finding.rule);
            meta.is_some_and(|meta| meta.kind == Kind::Document || !meta.yields_to.is_empty())
        };
        let (issued, spoken) = findings.kept.split_at(by_schema);
        if !issued.iter().any(is_owned) {
            return;
        }
        let locations = self.by_rule(spoken, |spoken| {
            let others = spoken.related.iter().map(|related| &related.location);
            spoken.location.iter().chain(others).map(bytes).collect()
        });
        let is_spoken = |issued: &Finding| {
            let Some(location) = issued.location.as_ref().map(bytes) else { return false };
            let better = self.metas.get(issued.rule).map_or(&[][..], |meta| meta.yields_to);
            let better = better.iter().chain([&issued.rule]).copied();
            let is_there = |spoken: &Spans| spoken.begin_at(location.start) || spoken.lie_in(&location);
            self.speaks(&locations, issued, better, is_there)
        };
        let drop: Vec<bool> = issued.iter().map(|issued| is_owned(issued) && is_spoken(issued)).collect();
        let mut drop = drop.into_iter().chain(std::iter::repeat(false));
        findings.yielded.extend(findings.kept.extract_if(.., |_| drop.next() == Some(true)));
    }

    /// Of rules that meet on one place, the better one reports, unless it is off and that leaves the place to the others, or
    /// its finding is new and the other's is not. Returns those that are not reported for it.
    pub fn drop_yielding(&self, findings: &mut Vec<Finding>) -> Vec<Finding> {
        if self.only || findings.len() < 2 {
            return Vec::new();
        }
        // A place in the page is none in the document, though its bytes have the same numbers.
        let owning = findings.iter().filter(|finding| !finding.in_page && self.owns(finding.rule));
        let spoken = self.by_rule(owning, |finding| finding.location.iter().map(bytes).collect());
        let yields = |finding: &Finding| {
            if finding.in_page {
                return false;
            }
            let Some(meta) = self.metas.get(finding.rule) else { return false };
            let speaks = |better: &'static [&'static str], explain: fn(&Spans, &Range<usize>) -> bool| {
                self.speaks(&spoken, finding, better.iter().copied(), |others| {
                    // A value that is wrong by itself explains what it is compared with, too; in another document, it is
                    // another value.
                    let here = finding.related.iter().filter(|related| related.path.is_none());
                    let mut locations = finding.location.iter().chain(here.map(|related| &related.location));
                    locations.any(|location| explain(others, &bytes(location)))
                })
            };
            speaks(meta.yields_to, Spans::cover) || speaks(meta.yields_to_parts, Spans::lie_in)
        };
        let drop: Vec<bool> = findings.iter().map(yields).collect();
        let mut drop = drop.into_iter();
        findings.extract_if(.., |_| drop.next() == Some(true)).collect()
    }

    /// Where rules report, by their ids, and apart from each other what is new and what is not.
    fn by_rule<'f>(
        &self,
        findings: impl IntoIterator<Item = &'f Finding>,
        locations: impl Fn(&'f Finding) -> Vec<Range<usize>>,
    ) -> HashMap<(&'f str, bool), Spans> {
        let mut by_rule: HashMap<(&str, bool), Vec<Range<usize>>> = HashMap::new();
        for finding in findings {
            by_rule.entry((finding.rule, self.is_new(finding))).or_default().extend(locations(finding));
        }
        by_rule.into_iter().map(|(key, locations)| (key, Spans::new(locations))).collect()
    }

    /// Whether one of these rules reports in the place of a finding: one that is new only where the finding is new as well.
    fn speaks<'r>(
        &self,
        spoken: &HashMap<(&str, bool), Spans>,
        finding: &Finding,
        mut better: impl Iterator<Item = &'r str>,
        is_there: impl Fn(&Spans) -> bool,
    ) -> bool {
        let is_new = self.is_new(finding);
        better.any(|rule| {
            let of_rule = |is_new: bool| spoken.get(&(rule, is_new)).is_some_and(&is_there);
            of_rule(false) || is_new && of_rule(true)
        })
    }

    fn is_new(&self, finding: &Finding) -> bool {
        self.new_in(finding.rule, finding.kind).is_some()
    }
}

/// The bytes of a place, in its file.
fn bytes(location: &Location) -> Range<usize> {
    location.start.byte..location.end.byte
}

/// Places of one rule in one document, to be asked about any other: there may be a thousand of both.
struct Spans {
    /// Sorted.
    starts: Vec<usize>,
    /// For each start, the furthest end of those up to it.
    furthest: Vec<usize>,
    /// For each start, the nearest end of those from it on.
    nearest: Vec<usize>,
}

impl Spans {
    fn new(mut spans: Vec<Range<usize>>) -> Spans {
        spans.sort_unstable_by_key(|span| span.start);
        let mut furthest: Vec<usize> = spans.iter().map(|span| span.end).collect();
        let mut nearest = furthest.clone();
        for index in 1..spans.len() {
            furthest[index] = furthest[index].max(furthest[index - 1]);
        }
        for index in (1..spans.len()).rev() {
            nearest[index - 1] = nearest[index - 1].min(nearest[index]);
        }
        Spans { starts: spans.into_iter().map(|span| span.start).collect(), furthest, nearest }
    }

    /// Whether one of them covers `inner`.
    fn enclose(&self, inner: &Range<usize>) -> bool {
        let before = self.starts.partition_point(|start| *start <= inner.start);
        before.checked_sub(1).is_some_and(|last| inner.end <= self.furthest[last])
    }

    /// Whether one of them covers `outer`, or several that follow each other do: sentences of one text are apart by a space.
    fn cover(&self, outer: &Range<usize>) -> bool {
        /// A space, or a line end as JSON writes it.
        const GAP: usize = 2;
        if self.enclose(outer) {
            return true;
        }
        let first = self.starts.partition_point(|start| *start < outer.start);
        let spans = self.starts[first..].iter().zip(&self.furthest[first..]);
        // One that begins before it may reach into it.
        let before = first.checked_sub(1).map_or(0, |last| self.furthest[last]);
        let mut reached = outer.start.max(before);
        for (start, end) in spans.take_while(|(start, _)| **start < outer.end) {
            if *start > reached + GAP {
                return false;
            }
            reached = reached.max(*end);
        }
        reached >= outer.end
    }

    /// Whether `outer` covers one of them.
    fn lie_in(&self, outer: &Range<usize>) -> bool {
        let first = self.starts.partition_point(|start| *start < outer.start);
        self.nearest.get(first).is_some_and(|end| *end <= outer.end)
    }

    /// Whether one of them begins there.
    fn begin_at(&self, start: usize) -> bool {
        self.starts.binary_search(&start).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::NaiveDate;

    use super::super::linter::RuleSelection;
    use super::*;
    use crate::finding::{Position, Related};
    use crate::rule::Level;
    use crate::rules::{self, RULES};
    use crate::schema::Registry;

    fn location(bytes: std::ops::Range<usize>) -> Location {
        let position = |byte| Position { byte, line: 1, byte_column: 1, column: 1, utf16_column: 1 };
        Location {
            start: position(bytes.start),
            end: position(bytes.end),
            pointer: None,
            at: None,
            twins: Vec::new(),
            words: String::new(),
        }
    }

    fn linter() -> Linter {
        let wanted =
            RULES.iter().map(|declaration| RuleSelection { declaration, level: declaration.meta.level, options: None });
        Linter::new(Registry::new(&[]).unwrap(), wanted.collect(), false, NaiveDate::default()).unwrap()
    }

    #[test]
    fn spans_answer_as_comparing_all_of_them_does() {
        let all: Vec<std::ops::Range<usize>> = vec![10..20, 3..4, 10..12, 15..40, 3..3, 30..31, 41..50];
        for length in 0..=all.len() {
            let some = &all[..length];
            let spans = Spans::new(some.to_vec());
            for start in 0..55 {
                for end in start..55 {
                    let one = start..end;
                    let encloses = some.iter().any(|other| other.start <= start && end <= other.end);
                    let lies_in = some.iter().any(|other| start <= other.start && other.end <= end);
                    assert_eq!(spans.enclose(&one), encloses, "{some:?} {one:?}");
                    assert_eq!(spans.lie_in(&one), lies_in, "{some:?} {one:?}");
                }
                assert_eq!(spans.begin_at(start), some.iter().any(|other| other.start == start));
            }
        }
    }

    #[test]
    fn a_place_in_another_document_is_another_place() {
        let twin = |path: Option<&str>| {
            let mut finding = Finding::new("duplicate-term", "", Some(location(10..20)));
            let path = path.map(str::to_owned);
            finding.related.push(Related { path, location: location(50..60), label: String::new() });
            finding
        };
        let left = |finding: Finding| {
            let mut findings = vec![Finding::new("conflicting-fields", "", Some(location(50..60))), finding];
            linter().drop_yielding(&mut findings);
            findings.len()
        };
        assert_eq!(left(twin(Some("other.json"))), 2);
        assert_eq!(left(twin(None)), 1);
    }

    #[test]
    fn what_is_wrong_within_a_name_explains_that_it_differs() {
        let left = |rule: &'static str, part: std::ops::Range<usize>| {
            let name = Finding::new("alias-conflict", "", Some(location(10..30)));
            let mut findings = vec![Finding::new(rule, "", Some(location(part))), name];
            linter().drop_yielding(&mut findings);
            findings.len()
        };
        assert_eq!(left("markup-in-text", 12..15), 1);
        assert_eq!(left("markup-in-text", 8..15), 2);
        assert_eq!(left("secret-in-text", 12..15), 1);
        assert_eq!(left("pipes-in-prose", 12..15), 2);
    }

    #[test]
    fn spans_that_follow_each_other_cover_what_they_make_up() {
        let spans = Spans::new(vec![0..4, 10..20, 21..30, 32..40]);
        for (outer, is_covered) in [
            (10..20, true),
            (10..30, true),
            (10..40, true),
            (8..30, true),
            (7..30, false),
            (12..18, true),
            (10..41, false),
            (2..12, false),
        ] {
            assert_eq!(spans.cover(&outer), is_covered, "{outer:?}");
        }
    }

    #[test]
    fn rules_yield_to_one_that_is_off_unless_it_is_about_evidence_links_or_freshness() {
        let registry = Arc::new(Registry::new(&[]).unwrap());
        let pairs = RULES.iter().flat_map(|rule| rule.meta.yields_to.iter().map(move |better| (rule, *better)));
        for (rule, better) in pairs {
            let better = rules::find(better).unwrap();
            // Which rules run, and which findings are left where both have one.
            let outcome = |level: Level| {
                let wanted = [(rule, Level::Warning), (better, level)];
                let wanted = wanted.map(|(declaration, level)| RuleSelection { declaration, level, options: None });
                let linter = Linter::new(Arc::clone(&registry), wanted.into(), false, NaiveDate::default()).unwrap();
                let document_rules = linter.document_rules.iter().chain(&linter.waiting_rules).map(|rule| rule.meta.id);
                let run: Vec<&str> =
                    document_rules.chain(linter.corpus_rules.iter().map(|(meta, _)| meta.id)).collect();
                let both = [better, rule].map(|rule| Finding::new(rule.meta.id, "", Some(location(10..20))));
                let mut findings = both.to_vec();
                linter.drop_yielding(&mut findings);
                let left: Vec<&str> = findings.iter().map(|finding| finding.rule).collect();
                // Reading and validation issue the findings of the others.
                let is_issued = better.meta.kind == Kind::Engine && !linter.engine.idle_rules.contains(&better.meta.id);
                (is_issued || run.contains(&better.meta.id), left)
            };
            let (rule, better, group) = (rule.meta.id, better.meta.id, better.meta.group.name());
            assert_eq!(outcome(Level::Info), (true, vec![better]), "{rule}");
            match group {
                "evidence" | "links" | "freshness" => {
                    assert_eq!(outcome(Level::Off), (false, vec![better, rule]), "{rule} and {better}");
                }
                _ => assert_eq!(outcome(Level::Off), (true, vec![better]), "{rule} and {better}"),
            }
        }
    }
}
