//! Where a rule writes its findings.

use chrono::NaiveDate;

use crate::finding::{Edit, Finding, Findings, Fix, MOST_EDITS, MOST_RELATED, Related, Safety, Severity};
use crate::handoff::{Locate, Placer};

/// Where a document rule writes its findings. It fills in the rule and turns nodes into places,
/// so that a rule cannot get them wrong.
pub struct Report<'a> {
    rule: &'static str,
    placer: &'a Placer<'a>,
    today: NaiveDate,
    findings: &'a mut Findings,
}

impl<'a> Report<'a> {
    /// A report for one rule over one document.
    pub fn new(rule: &'static str, placer: &'a Placer<'a>, today: NaiveDate, findings: &'a mut Findings) -> Self {
        Report { rule, placer, today, findings }
    }

    /// The day of the run, UTC. The only clock that a rule has.
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// Starts a finding at `place`; it is reported when the draft is dropped.
    pub fn at(&mut self, place: impl Locate) -> Draft<'_, 'a> {
        let finding = if self.findings.has_room(self.rule) {
            Some(Finding::new(self.rule, "", Some(place.locate(self.placer))))
        } else {
            self.findings.count(self.rule, 1);
            None
        };
        Draft { report: self, finding, unnamed: 0 }
    }
}

/// A finding that is being written.
pub struct Draft<'r, 'a> {
    report: &'r mut Report<'a>,
    /// Nothing where the finding is only counted.
    finding: Option<Finding>,
    /// How many other places it has beyond those that are named.
    unnamed: usize,
}

impl Draft<'_, '_> {
    fn edit(mut self, change: impl FnOnce(&mut Finding)) -> Self {
        if let Some(finding) = self.finding.as_mut() {
            change(finding);
        }
        self
    }

    /// The fact, with the offending value: lower case, no full stop.
    pub fn says(self, message: impl Into<String>) -> Self {
        self.edit(|finding| finding.message = message.into())
    }

    /// What marks the place.
    pub fn label(self, label: impl Into<String>) -> Self {
        self.edit(|finding| finding.label = label.into())
    }

    /// One thing to do, as an order.
    pub fn help(self, help: impl Into<String>) -> Self {
        self.edit(|finding| finding.help = help.into())
    }

    /// Another place of the same document. Beyond the first [`MOST_RELATED`] they are only counted.
    pub fn related(mut self, place: impl Locate, label: impl Into<String>) -> Self {
        let Some(finding) = self.finding.as_mut() else { return self };
        if finding.related.len() < MOST_RELATED {
            let place = place.locate(self.report.placer);
            finding.related.push(Related { path: None, place, label: label.into() });
        } else {
            self.unnamed += 1;
        }
        self
    }

    /// What tells this finding from others at the same place: content only, never a count or a date.
    pub fn subject(self, subject: impl Into<String>) -> Self {
        self.edit(|finding| finding.subject = subject.into())
    }

    /// Caps the severity of this one finding.
    pub fn at_most(self, severity: Severity) -> Self {
        self.edit(|finding| finding.at_most = Some(severity))
    }

    /// Offers a fix: each edit replaces the whole of a place by JSON text. More than [`MOST_EDITS`] are joined to one.
    pub fn fix<P: Locate>(
        mut self,
        title: impl Into<String>,
        safety: Safety,
        edits: impl IntoIterator<Item = (P, String)>,
    ) -> Self {
        let Some(finding) = self.finding.as_mut() else { return self };
        let placer = self.report.placer;
        let mut edits: Vec<Edit> = edits.into_iter().map(|(place, text)| placer.edit(&place, text)).collect();
        edits.sort_by_key(|edit| edit.start_byte);
        if edits.len() > MOST_EDITS {
            edits = placer.join(&edits).map_or(edits, |edit| vec![edit]);
        }
        finding.fixes.push(Fix { title: title.into(), safety, edits });
        self
    }
}

impl Drop for Draft<'_, '_> {
    fn drop(&mut self) {
        if let Some(mut finding) = self.finding.take() {
            if let Some(last) = finding.related.last_mut().filter(|_| self.unnamed > 0) {
                last.label.push_str(&format!(", and {} more", self.unnamed));
            }
            debug_assert!(!finding.message.is_empty(), "{}: a finding without a message", finding.rule);
            self.report.findings.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::handoff::{AtText, Base};
    use crate::json::identity::IdentityKeys;
    use crate::json::parse;

    /// A finding over the text of a list of so many letters, with a place and an edit for each of them.
    fn finding(letters: usize, before: &str) -> (String, Finding) {
        let text = format!("{before}[\"{}\"]", "é".repeat(letters));
        let tree = parse(&text[before.len()..]).tree;
        let node = tree.root().unwrap().items().next().unwrap();
        let keys = IdentityKeys::default();
        let base = Base { bytes: before.len(), lines: 0, is_line: false };
        let placer = Placer::new(&text.as_bytes()[before.len()..], base, &keys);
        let mut findings = Findings::default();
        let mut report = Report::new("a-rule", &placer, NaiveDate::default(), &mut findings);
        let part = |number: usize| AtText { node, range: number * 2..number * 2 + 2, part: String::new() };
        let mut draft = report.at(node).says("a fact");
        for number in 0..letters {
            draft = draft.related(part(number), "a letter");
        }
        drop(draft.fix("write e", Safety::Safe, (0..letters).map(|number| (part(number), "e".to_owned()))));
        let finding = findings.kept.pop().unwrap();
        (text, finding)
    }

    #[test]
    fn many_edits_are_one_edit_with_the_same_result() {
        for (letters, edits) in [(1, 1), (MOST_EDITS, MOST_EDITS), (MOST_EDITS + 1, 1)] {
            let (mut text, finding) = finding(letters, "first line\n");
            let fix = &finding.fixes[0];
            assert_eq!(fix.edits.len(), edits);
            for edit in fix.edits.iter().rev() {
                text.replace_range(edit.start_byte..edit.end_byte, &edit.text);
            }
            assert_eq!(text, format!("first line\n[\"{}\"]", "e".repeat(letters)));
        }
    }

    #[test]
    fn places_beyond_the_limit_are_counted_in_the_last_label() {
        let (_, few) = finding(MOST_RELATED, "");
        assert!(few.related.iter().all(|related| related.label == "a letter"));
        let (_, many) = finding(MOST_RELATED + 7, "");
        assert_eq!(many.related.len(), MOST_RELATED);
        assert_eq!(many.related.last().unwrap().label, "a letter, and 7 more");
    }
}
