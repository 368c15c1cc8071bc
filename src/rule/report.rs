//! Where rules write their findings: those over one document, and those over all.

use std::sync::Arc;

use chrono::NaiveDate;

use super::draft::{Draft, Sink};
use crate::corpus::{Elsewhere, Renames, Spot};
use crate::finding::{Finding, Findings, Fix, Related, Safety};
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

    /// Starts a finding at `place`.
    pub fn at(&mut self, place: impl Locate) -> Draft<'_, Self> {
        let finding = if self.findings.has_room(self.rule) {
            Some(Finding::new(self.rule, "", Some(place.locate(self.placer))))
        } else {
            self.findings.count(self.rule, 1);
            None
        };
        Draft::new(self, finding)
    }
}

impl Sink for Report<'_> {
    type Found = Finding;

    fn finding(found: &mut Finding) -> &mut Finding {
        found
    }

    fn last_label(found: &mut Finding) -> Option<&mut String> {
        found.related.last_mut().map(|related| &mut related.label)
    }

    fn keep(&mut self, found: Finding) {
        self.findings.push(found);
    }
}

impl Draft<'_, Report<'_>> {
    /// Another place of the same document.
    pub fn related(mut self, place: impl Locate, label: impl Into<String>) -> Self {
        let Some(named) = self.found.as_ref().map(|finding| finding.related.len()) else { return self };
        if !self.names_another(named) {
            return self;
        }
        let place = place.locate(self.sink.placer);
        self.edit(|finding| finding.related.push(Related { path: None, place, label: label.into() }))
    }

    /// Another place of the same document, where there is one.
    pub fn related_if(self, place: Option<impl Locate>, label: impl Into<String>) -> Self {
        match place {
            Some(place) => self.related(place, label),
            None => self,
        }
    }

    /// Offers a fix: each edit replaces the whole of a place by JSON text.
    pub fn fix<P: Locate>(
        self,
        title: impl Into<String>,
        safety: Safety,
        edits: impl IntoIterator<Item = (P, String)>,
    ) -> Self {
        let placer = self.sink.placer;
        self.edit(|finding| {
            let edits = edits.into_iter().map(|(place, text)| placer.edit(&place, text)).collect();
            finding.fixes.push(placer.fix(title.into(), safety, edits));
        })
    }
}

/// A finding about one document that needed the others.
///
/// Facts hold no bytes, so it only names its places; they are looked up in the documents when it is reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorpusFinding {
    /// The document, by its number in the corpus.
    pub document: usize,
    /// The value concerned.
    pub spot: Spot,
    /// The finding, still without its places and fixes.
    pub finding: Finding,
    /// At which byte of the message the text of the place goes, quoted and shortened.
    pub quotes_at: Option<usize>,
    /// Places in other documents that explain it, each with what stands there, in a few words.
    pub related: Vec<(Elsewhere, String)>,
    /// Ways to fix it, the best first: what replaces which places of its document.
    pub fixes: Vec<Fix<(Spot, String)>>,
}

/// Where a corpus rule writes its findings.
pub struct CorpusReport {
    rule: &'static str,
    /// What was found, in the order in which it was reported.
    pub findings: Vec<CorpusFinding>,
    /// Why the rule did not judge, where it did not.
    pub not_judged: Vec<String>,
    renames: Arc<Renames>,
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

    /// Starts a finding at a place in a document, which is named by its number in the corpus.
    pub fn at(&mut self, document: usize, spot: impl Into<Spot>) -> Draft<'_, Self> {
        let finding = Finding::new(self.rule, "", None);
        let (related, fixes) = (Vec::new(), Vec::new());
        let found = CorpusFinding { document, spot: spot.into(), finding, quotes_at: None, related, fixes };
        Draft::new(self, Some(found))
    }

    /// Says that the rule cannot judge, and how to enable it.
    pub fn not_judged(&mut self, reason: impl Into<String>) {
        self.not_judged.push(reason.into());
    }
}

impl Sink for CorpusReport {
    type Found = CorpusFinding;

    fn finding(found: &mut CorpusFinding) -> &mut Finding {
        &mut found.finding
    }

    fn last_label(found: &mut CorpusFinding) -> Option<&mut String> {
        found.related.last_mut().map(|(_, label)| label)
    }

    fn keep(&mut self, found: CorpusFinding) {
        self.findings.push(found);
    }
}

impl Draft<'_, CorpusReport> {
    /// The fact around the text of the place, which is quoted between `before` and `after` when it is looked up.
    pub fn says_around_text(mut self, before: impl Into<String>, after: &str) -> Self {
        if let Some(found) = self.found.as_mut() {
            let before = before.into();
            found.quotes_at = Some(before.len());
            found.finding.message = before + after;
        }
        self
    }

    /// A place in another document.
    pub fn related(mut self, place: Elsewhere, label: impl Into<String>) -> Self {
        let named = self.found.as_ref().map_or(0, |found| found.related.len());
        if self.names_another(named)
            && let Some(found) = self.found.as_mut()
        {
            found.related.push((place, label.into()));
        }
        self
    }

    /// A place in another document, where there is one.
    pub fn related_if(self, place: Option<Elsewhere>, label: impl Into<String>) -> Self {
        match place {
            Some(place) => self.related(place, label),
            None => self,
        }
    }

    /// Offers a fix: each edit replaces a place of the same document by JSON text; of a text, what stands between its
    /// quotation marks.
    pub fn fix<P: Into<Spot>>(
        mut self,
        title: impl Into<String>,
        safety: Safety,
        edits: impl IntoIterator<Item = (P, String)>,
    ) -> Self {
        if let Some(found) = self.found.as_mut() {
            let edits = edits.into_iter().map(|(spot, text)| (spot.into(), text)).collect();
            found.fixes.push(Fix { title: title.into(), safety, edits });
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{MOST_EDITS, MOST_RELATED, Severity};
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

    #[test]
    fn a_draft_over_all_documents_counts_its_places_as_one_over_a_document_does() {
        let related = |number: usize| {
            let mut report = CorpusReport::new("a-rule");
            let places = (0..number).map(|document| Elsewhere::new(document, "/title"));
            drop(places.fold(report.at(0, "/title").says("a fact"), |draft, place| draft.related(place, "a title")));
            report.findings.pop().unwrap().related
        };
        assert!(related(MOST_RELATED).iter().all(|(_, label)| label == "a title"));
        let many = related(MOST_RELATED + 7);
        assert_eq!((many.len(), many[MOST_RELATED - 1].1.as_str()), (MOST_RELATED, "a title, and 7 more"));
    }

    #[test]
    fn a_cap_may_be_none() {
        let cap = |severity: Option<Severity>| {
            let mut report = CorpusReport::new("a-rule");
            report.at(0, "/title").says("a fact").at_most(severity);
            report.findings.pop().unwrap().finding.at_most
        };
        assert_eq!([cap(None), cap(Some(Severity::Info))], [None, Some(Severity::Info)]);
    }
}
