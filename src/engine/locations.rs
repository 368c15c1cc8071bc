//! The places of corpus findings: each document that they concern, or that explains one, is read and parsed once more.
//!
//! Owns which documents those are. What a spot means in one of them is `resolve`'s.

use std::collections::{BTreeMap, HashMap, HashSet};

use rayon::prelude::*;

use super::Engine;
use super::busy::Busy;
use super::documents::Documents;
use super::linter::Linter;
use super::reread::Reader;
use super::resolve::Resolved;
use crate::corpus::{Anchor, RelatedAnchor};
use crate::finding::{Edit, Finding, Fix, Location, Related};
use crate::handoff::DocumentOffset;
use crate::json::holds_secret;
use crate::rule::{CopyFix, CorpusFinding};

/// Where a document comes from.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'d> {
    /// Its path, for machines.
    pub path: &'d str,
    /// Its path, for people.
    pub shown: &'d str,
    /// Where it begins in its file.
    pub base: DocumentOffset,
}

/// What is wanted of one document.
#[derive(Default)]
struct Wanted<'f> {
    /// Its own findings.
    found: Vec<CorpusFinding>,
    /// Places that findings show, or that fixes replace.
    shown: HashSet<&'f Anchor>,
    /// Texts that fixes of other documents copy.
    copied: HashSet<&'f Anchor>,
}

/// What a finding takes from other documents.
struct Elsewhere {
    /// The places that it shows.
    related: Vec<(RelatedAnchor, String)>,
    /// The fix that copies a text.
    copy: Option<CopyFix>,
}

impl Engine {
    /// The findings of corpus rules about documents that are reported, by the number of the document.
    pub(super) fn locate(
        &self,
        reader: &Reader<'_>,
        documents: &Documents,
        mut found: Vec<CorpusFinding>,
    ) -> BTreeMap<usize, Vec<Finding>> {
        let of = |number: usize| {
            let document = &documents.documents[number];
            (document, &reader.plan.sources[document.source])
        };
        found.retain(|found| of(found.document).1.reported);
        let origin = |number| {
            let (document, source) = of(number);
            Origin { path: &source.path, shown: &source.shown, base: document.base }
        };
        let read = |number: usize| reader.document(&documents.documents[number]);
        self.linter().locate(found, origin, read)
    }
}

impl Linter {
    /// Turns corpus findings into findings with places, by the number of their document: all of them, or those of some
    /// documents. Of one document they keep their order.
    ///
    /// `read` gives the bytes of a document, `None` where they are gone or changed. It is called at most once for each
    /// document, and what it gives is parsed once, however many findings name it.
    pub fn locate<'d, B: AsRef<[u8]>>(
        &self,
        found: Vec<CorpusFinding>,
        origin: impl Fn(usize) -> Origin<'d> + Sync,
        read: impl Fn(usize) -> Option<B> + Sync,
    ) -> BTreeMap<usize, Vec<Finding>> {
        // For each document, what each of its findings takes from others.
        let mut elsewhere: BTreeMap<usize, Vec<Elsewhere>> = BTreeMap::new();
        let mut wanted: HashMap<usize, Wanted<'_>> = HashMap::new();
        for mut found in found {
            let (related, copy) = (std::mem::take(&mut found.related), found.copy.take());
            elsewhere.entry(found.document).or_default().push(Elsewhere { related, copy });
            wanted.entry(found.document).or_default().found.push(found);
        }
        for (document, elsewhere) in elsewhere.iter().flat_map(|(number, all)| all.iter().map(move |it| (*number, it)))
        {
            for (other, _) in &elsewhere.related {
                wanted.entry(other.document).or_default().shown.insert(&other.anchor);
            }
            if let Some(CopyFix { anchor, from, .. }) = &elsewhere.copy {
                wanted.entry(document).or_default().shown.insert(anchor);
                wanted.entry(from.document).or_default().copied.insert(&from.anchor);
            }
        }
        let wanted = wanted.into_par_iter();
        let resolved = wanted.map(|(number, wanted)| {
            let Origin { shown, base, .. } = origin(number);
            let _busy = Busy::with(shown);
            let bytes = read(number);
            let Wanted { found, shown, copied } = wanted;
            (number, self.resolve(bytes.as_ref().map(AsRef::as_ref), base, found, shown, copied))
        });
        let resolved: Vec<(usize, Resolved<'_>)> = resolved.collect();
        let (mut findings, mut locations, mut texts) = (BTreeMap::new(), HashMap::new(), HashMap::new());
        for (number, resolved) in resolved {
            locations.insert(number, resolved.locations);
            texts.insert(number, resolved.texts);
            if !resolved.findings.is_empty() {
                findings.insert(number, resolved.findings);
            }
        }
        let show = |(other, label): &(RelatedAnchor, String)| {
            let location = locations.get(&other.document)?.get(&other.anchor)?.clone();
            Some(Related { path: Some(origin(other.document).path.to_owned()), location, label: label.clone() })
        };
        let copied = |document: usize, copy: &CopyFix| {
            let location: &Location = locations.get(&document)?.get(&copy.anchor)?;
            let text: &String = texts.get(&copy.from.document)?.get(&copy.from.anchor)?;
            let edit = Edit { start_byte: location.start.byte, end_byte: location.end.byte, text: text.clone() };
            // A secret would be shown, and its mask would be written.
            let is_shown = !holds_secret(text);
            is_shown.then(|| Fix { title: copy.title.to_owned(), safety: copy.safety, edits: vec![edit] })
        };
        for ((document, findings), elsewhere) in findings.iter_mut().zip(elsewhere.values()) {
            for (finding, elsewhere) in findings.iter_mut().zip(elsewhere) {
                finding.related = elsewhere.related.iter().filter_map(show).collect();
                finding.fixes.extend(elsewhere.copy.as_ref().and_then(|copy| copied(*document, copy)));
            }
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use chrono::NaiveDate;

    use super::*;
    use crate::finding::Safety;
    use crate::rule::CorpusReporter;
    use crate::schema::Registry;

    const TEXTS: [&str; 5] = [r#"{"a": 1, "b": 2}"#, r#" {"a": 3}"#, r#"  {"a": 4}"#, "gone", "not named"];

    /// What is placed, and how often each document was read for it.
    fn locate_all(found: Vec<CorpusFinding>) -> (BTreeMap<usize, Vec<Finding>>, [usize; TEXTS.len()]) {
        let linter = Linter::new(Registry::new(&[]).unwrap(), Vec::new(), false, NaiveDate::default()).unwrap();
        let paths = ["0", "1", "2", "3", "4"];
        let read = Mutex::new([0; TEXTS.len()]);
        let located = linter.locate(
            found,
            |number| Origin {
                path: paths[number],
                shown: "",
                base: DocumentOffset { bytes: 100 * number, ..DocumentOffset::default() },
            },
            |number| {
                read.lock().unwrap()[number] += 1;
                (TEXTS[number] != "gone").then_some(TEXTS[number])
            },
        );
        (located, read.into_inner().unwrap())
    }

    /// Two findings about the first document and one about the second, which show each other, a third and one that is gone.
    fn found() -> Vec<CorpusFinding> {
        let mut report = CorpusReporter::new("related-drift");
        let shows = |document: usize| RelatedAnchor::new(document, "/a");
        report.at(0, "/a").message("the first").related(shows(1), "one").related(shows(2), "two");
        report.at(1, "/a").message("the second").related(shows(0), "zero").related(shows(3), "gone");
        report
            .at(0, "/b")
            .message("the third")
            .related(shows(2), "two")
            .related(RelatedAnchor::new(1, "/b"), "nothing");
        report.findings
    }

    #[test]
    fn a_document_is_read_once_whoever_names_it() {
        assert_eq!(locate_all(found()).1, [1, 1, 1, 1, 0]);
    }

    #[test]
    fn findings_show_places_of_other_documents_and_leave_out_what_is_gone() {
        let (located, _) = locate_all(found());
        let byte = |location: Option<&Location>| location.unwrap().start.byte;
        let shown = |shown: &Related| {
            format!("{} in {} at {}", shown.label, shown.path.as_deref().unwrap(), byte(Some(&shown.location)))
        };
        let said = |finding: &Finding| {
            let related: Vec<String> = finding.related.iter().map(shown).collect();
            format!("{} at {}: {}", finding.message, byte(finding.location.as_ref()), related.join(", "))
        };
        let said: Vec<(usize, Vec<String>)> =
            located.iter().map(|(number, findings)| (*number, findings.iter().map(said).collect())).collect();
        let of_first = ["the first at 6: one in 1 at 107, two in 2 at 208", "the third at 14: two in 2 at 208"];
        let of_second = ["the second at 107: zero in 0 at 6"];
        assert_eq!(said, [(0, of_first.map(str::to_owned).to_vec()), (1, of_second.map(str::to_owned).to_vec())]);
    }

    #[test]
    fn a_fix_copies_the_text_of_another_document_as_it_is_written_there() {
        let copy = |from: usize, anchor: &str| CopyFix {
            title: "copy it",
            safety: Safety::Safe,
            anchor: "/a".into(),
            from: RelatedAnchor::new(from, anchor.to_owned()),
        };
        let texts = [r#"{"a": "old"}"#, r#"  {"b": "n\u00e9w", "c": 1}"#];
        let fixes = |copy: CopyFix| {
            let mut report = CorpusReporter::new("related-drift");
            report.at(0, "/a").message("a fact").fix_by_copy(copy);
            let linter = Linter::new(Registry::new(&[]).unwrap(), Vec::new(), false, NaiveDate::default()).unwrap();
            let base = DocumentOffset { bytes: 100, ..DocumentOffset::default() };
            let mut located =
                linter.locate(report.findings, |_| Origin { path: "", shown: "", base }, |number| texts.get(number));
            located.remove(&0).unwrap().remove(0).fixes
        };
        let edit = Edit { start_byte: 107, end_byte: 110, text: "n\\u00e9w".to_owned() };
        assert_eq!(
            fixes(copy(1, "/b")),
            [Fix { title: "copy it".to_owned(), safety: Safety::Safe, edits: vec![edit] }]
        );
        // What is no text, or is gone, is not copied.
        assert_eq!(fixes(copy(1, "/c")), []);
        assert_eq!(fixes(copy(7, "/b")), []);
    }

    #[test]
    fn a_part_of_the_findings_is_placed_as_all_of_them_are() {
        let (all, _) = locate_all(found());
        let (part, read) = locate_all(found().into_iter().filter(|found| found.document == 1).collect());
        assert_eq!((part.len(), &part[&1]), (1, &all[&1]));
        assert_eq!(read, [1, 1, 0, 1, 0]);
    }
}
