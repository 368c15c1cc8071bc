//! Where rules write their findings: those over one document, and those over all.

use std::ops::Range;
use std::sync::Arc;

use chrono::NaiveDate;

use super::draft::{Draft, Sink};
use super::on_page::PageLocator;
use crate::corpus::{Anchor, RelatedAnchor, Renames};
use crate::finding::{Finding, Findings, Fix, Related, Safety};
use crate::handoff::{Locate, Locator};
use crate::json::holds_secret;

/// Where a document rule writes its findings. It fills in the rule and turns nodes into places,
/// so that a rule cannot get them wrong.
pub struct Reporter<'a> {
    rule: &'static str,
    locator: &'a Locator<'a>,
    /// The page of the document, for rules that look at both.
    page: Option<&'a PageLocator<'a>>,
    today: NaiveDate,
    findings: &'a mut Findings,
}

impl<'a> Reporter<'a> {
    /// A report for one rule over one document.
    pub fn new(rule: &'static str, locator: &'a Locator<'a>, today: NaiveDate, findings: &'a mut Findings) -> Self {
        Reporter { rule, locator, page: None, today, findings }
    }

    /// The same for a rule that also looks at the page of the document.
    #[must_use]
    pub fn beside(self, page: &'a PageLocator<'a>) -> Self {
        Reporter { page: Some(page), ..self }
    }

    /// The day of the run, UTC. The only clock that a rule has.
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// Starts a finding at bytes of the page, or about all of it where they are none. Without a page there is no finding.
    pub fn on_page(&mut self, span: Option<Range<usize>>) -> Draft<'_, Self> {
        let page = self.page.filter(|_| self.findings.has_room(self.rule));
        let finding = page.map(|page| {
            let location = span.map(|span| page.locate(span));
            Finding { in_page: true, ..Finding::new(self.rule, "", location) }
        });
        Draft::new(self, finding)
    }

    /// Starts a finding at `location`.
    pub fn at(&mut self, location: impl Locate) -> Draft<'_, Self> {
        let has_room = self.findings.has_room(self.rule);
        let finding = has_room.then(|| Finding::new(self.rule, "", Some(location.locate(self.locator))));
        Draft::new(self, finding)
    }
}

impl Sink for Reporter<'_> {
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

    fn count(&mut self, kind: Option<&'static str>) {
        self.findings.count_kind(self.rule, kind, 1);
    }
}

impl Draft<'_, Reporter<'_>> {
    /// Another place of the document.
    pub fn related(mut self, location: impl Locate, label: impl Into<String>) -> Self {
        let Some(finding) = self.found.as_ref() else { return self };
        let path = self.sink.page.filter(|_| finding.in_page).map(|page| page.document.to_owned());
        if !self.names_another(finding.related.len()) {
            return self;
        }
        let location = location.locate(self.sink.locator);
        self.edit(|finding| finding.related.push(Related { path, location, label: label.into() }))
    }

    /// A place of the page.
    pub fn related_on_page(mut self, span: Range<usize>, label: impl Into<String>) -> Self {
        let Some((page, finding)) = self.sink.page.zip(self.found.as_ref()) else { return self };
        let path = (!finding.in_page).then(|| page.path.to_owned());
        if !self.names_another(finding.related.len()) {
            return self;
        }
        let location = page.locate(span);
        self.edit(|finding| finding.related.push(Related { path, location, label: label.into() }))
    }

    /// Makes the fingerprint that of a value of the document, where the finding stands in its page.
    pub fn known_at(self, location: impl Locate) -> Self {
        let locator = self.sink.locator;
        self.edit(|finding| finding.identity = location.locate(locator).at)
    }

    /// Makes the fingerprint that of something in a list, which `subject` names, rather than of the item that is marked: which
    /// of two that is depends on their order. What was recorded under the item is still found.
    pub fn known_in(self, list: impl Locate, subject: impl Into<String>) -> Self {
        let locator = self.sink.locator;
        self.edit(|finding| {
            let at = finding.location.as_ref().and_then(|location| location.at.clone()).unwrap_or_default();
            let former = std::mem::replace(&mut finding.subject, subject.into());
            finding.former = Some((at, former));
            finding.identity = list.locate(locator).at;
        })
    }

    /// Another place of the same document, where there is one.
    pub fn related_if(self, location: Option<impl Locate>, label: impl Into<String>) -> Self {
        match location {
            Some(location) => self.related(location, label),
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
        let locator = self.sink.locator;
        self.edit(|finding| {
            let edits = edits.into_iter().map(|(location, text)| locator.edit(&location, text)).collect();
            let fix = locator.fix(title.into(), safety, edits);
            // A secret would be shown, and its mask would be written.
            if !fix.edits.iter().any(|edit| holds_secret(&edit.text)) {
                finding.fixes.push(fix);
            }
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
    pub anchor: Anchor,
    /// The finding, still without its places and fixes.
    pub finding: Finding,
    /// At which byte of the message the text of the place goes, quoted and shortened.
    pub quotes_at: Option<usize>,
    /// Places in other documents that explain it, each with what stands there, in a few words.
    pub related: Vec<(RelatedAnchor, String)>,
    /// Ways to fix it, the best first: what replaces which places of its document.
    pub fixes: Vec<Fix<(Anchor, String)>>,
    /// A way to fix it that takes a text from another document.
    pub copy: Option<CopyFix>,
}

/// A fix that writes what another document says: facts have no more than the hash of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyFix {
    /// What applying it does, as an order.
    pub title: &'static str,
    /// Whether it may be applied unread.
    pub safety: Safety,
    /// The text that is replaced.
    pub anchor: Anchor,
    /// The text that takes its place. The finding shows it, so that it is worked out again after that document has changed.
    pub from: RelatedAnchor,
}

/// Where a corpus rule writes its findings.
pub struct CorpusReporter {
    rule: &'static str,
    /// What was found, in the order in which it was reported.
    pub findings: Vec<CorpusFinding>,
    /// Why the rule did not check, where it did not.
    pub not_checked: Vec<String>,
    renames: Arc<Renames>,
}

impl CorpusReporter {
    /// An empty report for one rule.
    pub fn new(rule: &'static str) -> Self {
        CorpusReporter { rule, findings: Vec::new(), not_checked: Vec::new(), renames: Arc::default() }
    }

    /// The same for a corpus of which it is known that terms were renamed.
    #[must_use]
    pub fn with_renames(self, renames: Arc<Renames>) -> Self {
        CorpusReporter { renames, ..self }
    }

    /// The terms of which it is known that they were renamed. They serve only to help: whether there is a finding never
    /// depends on them.
    pub fn renames(&self) -> Arc<Renames> {
        Arc::clone(&self.renames)
    }

    /// Starts a finding at a place in a document, which is named by its number in the corpus.
    pub fn at(&mut self, document: usize, anchor: impl Into<Anchor>) -> Draft<'_, Self> {
        let finding = Finding::new(self.rule, "", None);
        let (related, fixes) = (Vec::new(), Vec::new());
        let anchor = anchor.into();
        let found = CorpusFinding { document, anchor, finding, quotes_at: None, related, fixes, copy: None };
        Draft::new(self, Some(found))
    }

    /// Says that the rule cannot check, and how to enable it.
    pub fn not_checked(&mut self, reason: impl Into<String>) {
        self.not_checked.push(reason.into());
    }
}

impl Sink for CorpusReporter {
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

    // All of them are kept.
    fn count(&mut self, _: Option<&'static str>) {}
}

impl Draft<'_, CorpusReporter> {
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
    pub fn related(mut self, location: RelatedAnchor, label: impl Into<String>) -> Self {
        let named = self.found.as_ref().map_or(0, |found| found.related.len());
        if self.names_another(named)
            && let Some(found) = self.found.as_mut()
        {
            found.related.push((location, label.into()));
        }
        self
    }

    /// A place in another document, where there is one.
    pub fn related_if(self, location: Option<RelatedAnchor>, label: impl Into<String>) -> Self {
        match location {
            Some(location) => self.related(location, label),
            None => self,
        }
    }

    /// Offers a fix: each edit replaces a place of the same document by JSON text; of a text, what stands between its
    /// quotation marks.
    pub fn fix<P: Into<Anchor>>(
        mut self,
        title: impl Into<String>,
        safety: Safety,
        edits: impl IntoIterator<Item = (P, String)>,
    ) -> Self {
        if let Some(found) = self.found.as_mut() {
            let edits: Vec<(Anchor, String)> = edits.into_iter().map(|(anchor, text)| (anchor.into(), text)).collect();
            if !edits.iter().any(|(_, text)| holds_secret(text)) {
                found.fixes.push(Fix { title: title.into(), safety, edits });
            }
        }
        self
    }

    /// Offers a fix that writes a text of another document, which is also shown as a related place.
    pub fn fix_by_copy(mut self, copy: CopyFix) -> Self {
        if let Some(found) = self.found.as_mut() {
            found.copy = Some(copy);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{MOST_EDITS, MOST_RELATED, Severity};
    use crate::handoff::{AtText, DocumentOffset};
    use crate::json::identity::IdentityKeys;
    use crate::json::parse;

    /// A finding over the text of a list of so many letters, with a place and an edit for each of them.
    fn finding(letters: usize, before: &str) -> (String, Finding) {
        let text = format!("{before}[\"{}\"]", "é".repeat(letters));
        let tree = parse(&text[before.len()..]).tree;
        let node = tree.root().unwrap().items().next().unwrap();
        let keys = IdentityKeys::default();
        let base = DocumentOffset { bytes: before.len(), lines: 0, is_line: false };
        let locator = Locator::new(&text.as_bytes()[before.len()..], base, &keys);
        let mut findings = Findings::default();
        let mut report = Reporter::new("a-rule", &locator, NaiveDate::default(), &mut findings);
        let part = |number: usize| AtText { node, range: number * 2..number * 2 + 2, part: String::new() };
        let mut draft = report.at(node).message("a fact");
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
        let related =
            |number: usize| {
                let mut report = CorpusReporter::new("a-rule");
                let locations = (0..number).map(|document| RelatedAnchor::new(document, "/title"));
                drop(locations.fold(report.at(0, "/title").message("a fact"), |draft, location| {
                    draft.related(location, "a title")
                }));
                report.findings.pop().unwrap().related
            };
        assert!(related(MOST_RELATED).iter().all(|(_, label)| label == "a title"));
        let many = related(MOST_RELATED + 7);
        assert_eq!((many.len(), many[MOST_RELATED - 1].1.as_str()), (MOST_RELATED, "a title, and 7 more"));
    }

    #[test]
    fn a_cap_may_be_none() {
        let cap = |severity: Option<Severity>| {
            let mut report = CorpusReporter::new("a-rule");
            report.at(0, "/title").message("a fact").max_severity(severity);
            report.findings.pop().unwrap().finding.max_severity
        };
        assert_eq!([cap(None), cap(Some(Severity::Info))], [None, Some(Severity::Info)]);
    }
}
