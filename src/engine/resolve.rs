//! From the spots that corpus rules name to places in one document, which is parsed once for all of them.
//!
//! Owns what a spot means in a document. Must not know other documents.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::linter::Linter;
use crate::corpus::{Anchor, first_place};
use crate::finding::{Edit, Finding, Fix, Location};
use crate::handoff::{DocumentOffset, Fields, Locator};
use crate::json::{self, Cursor, Node, Tree};
use crate::rule::CorpusFinding;
use crate::text::sentences;
use crate::words::{self, shorten};

/// What a document held of what was wanted of it.
pub(super) struct Resolved<'f> {
    /// Its own findings, with all but what they show of other documents.
    pub(super) findings: Vec<Finding>,
    /// The places that others show, of those that are there.
    pub(super) locations: HashMap<&'f Anchor, Location>,
    /// The texts that fixes of others copy, as they are written between their quotation marks.
    pub(super) texts: HashMap<&'f Anchor, String>,
}

impl Linter {
    /// Looks up in one document, whose bytes are at hand again, the places of its own corpus findings and those that
    /// findings about other documents show.
    pub(super) fn resolve<'f>(
        &self,
        bytes: Option<&[u8]>,
        base: DocumentOffset,
        found: Vec<CorpusFinding>,
        shown: HashSet<&'f Anchor>,
        copied: HashSet<&'f Anchor>,
    ) -> Resolved<'f> {
        let text = bytes.and_then(|bytes| json::decode(bytes).ok());
        let tree = text.map(|text| json::parse(text).tree);
        let mut anchors = tree.as_ref().and_then(AnchorResolver::new);
        let locator = Locator::new(bytes.unwrap_or_default(), base, self.registry.newest().annotations());
        let findings = found.into_iter().map(|found| {
            let resolved = anchors.as_mut().and_then(|anchors| anchors.find(&found.anchor));
            let mut finding = found.finding;
            finding.location = resolved.as_ref().map(|resolved| place_of(resolved, &locator));
            if let Some(byte) = found.quotes_at {
                let mut quote = quoted(anchors.as_mut(), resolved.as_ref());
                if let Some(usual) = anchors.as_ref().and_then(|anchors| anchors.usual(&found.anchor)) {
                    quote.push_str(&format!(" is {}", words::quote(&usual)));
                }
                finding.message.insert_str(byte, &quote);
            }
            let fixes = found.fixes.into_iter();
            finding.fixes = fixes.filter_map(|fix| fix_of(fix, anchors.as_mut()?, &locator)).collect();
            finding
        });
        let findings = findings.collect();
        let shown = shown.into_iter();
        let locations = shown.filter_map(|anchor| Some((anchor, place_of(&anchors.as_mut()?.find(anchor)?, &locator))));
        let locations = locations.collect();
        let copied = copied.into_iter();
        let texts = copied.filter_map(|anchor| Some((anchor, raw_text(anchors.as_mut()?.find(anchor)?.0)?)));
        Resolved { findings, locations, texts: texts.collect() }
    }
}

fn place_of((node, range): &ResolvedAnchor<'_>, locator: &Locator<'_>) -> Location {
    let span = locator.string_span(*node, range.clone()).filter(|span| !span.is_empty());
    locator.of(*node, span.unwrap_or_else(|| node.span()))
}

/// What a document writes between the quotation marks of a text.
fn raw_text(node: Node<'_>) -> Option<String> {
    Some(node.raw().strip_prefix('"')?.strip_suffix('"')?.to_owned())
}

/// A fix with its places looked up; nothing where the file has changed meanwhile.
fn fix_of(fix: Fix<(Anchor, String)>, anchors: &mut AnchorResolver<'_>, locator: &Locator<'_>) -> Option<Fix> {
    let edit = |(anchor, text): (Anchor, String)| {
        let location = place_of(&anchors.find(&anchor)?, locator);
        Some(Edit { start_byte: location.start.byte, end_byte: location.end.byte, text })
    };
    let edits = fix.edits.into_iter().map(edit).collect::<Option<Vec<Edit>>>()?;
    Some(locator.fix(fix.title, fix.safety, edits))
}

/// A value, and the bytes of its text that are meant.
type ResolvedAnchor<'t> = (Node<'t>, Range<usize>);

/// Finds spots in a tree. What it reads of a text it keeps: a text may hold a thousand of them.
struct AnchorResolver<'t> {
    tree: &'t Tree<'t>,
    cursor: Cursor<'t>,
    /// By the index of the value.
    texts: HashMap<u32, Cow<'t, str>>,
    /// By the index of the value.
    sentences: HashMap<u32, Vec<Range<usize>>>,
}

impl<'t> AnchorResolver<'t> {
    fn new(tree: &'t Tree<'t>) -> Option<AnchorResolver<'t>> {
        Some(AnchorResolver {
            tree,
            cursor: Cursor::new(tree.root()?),
            texts: HashMap::new(),
            sentences: HashMap::new(),
        })
    }

    /// What a spot means; nothing where the file has changed meanwhile.
    fn find(&mut self, anchor: &Anchor) -> Option<ResolvedAnchor<'t>> {
        let node = match anchor {
            Anchor::Spelling(word, usual) => {
                let fields = Fields::new(self.tree.root()?);
                let (text, range, _) = first_place(&fields, *word, *usual)?;
                return Some((text.node, range));
            }
            Anchor::Pointer(pointer) => self.cursor.find(pointer)?,
            Anchor::Node(index) => self.tree.node(*index)?,
            Anchor::Sentences(index, wanted) => {
                let node = self.tree.node(*index)?;
                if !self.sentences.contains_key(index) {
                    let all = sentences(self.text(node)?).collect();
                    self.sentences.insert(*index, all);
                }
                let sentences = self.sentences.get(index)?;
                let first = sentences.get(usize::from(*wanted.start()))?;
                let last = sentences.get(usize::from(*wanted.end())).or(sentences.last())?;
                return (!wanted.is_empty()).then_some((node, first.start..last.end));
            }
        };
        let length = self.text(node).map_or(0, str::len);
        Some((node, 0..length))
    }

    /// The word of an anchor as it is usually spelt.
    fn usual(&self, anchor: &Anchor) -> Option<String> {
        let Anchor::Spelling(word, usual) = anchor else { return None };
        let fields = Fields::new(self.tree.root()?);
        first_place(&fields, *word, *usual).map(|(.., usual)| usual)
    }

    fn text(&mut self, node: Node<'t>) -> Option<&str> {
        let text = match self.texts.entry(node.index()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(location) => location.insert(node.as_str()?),
        };
        Some(text)
    }
}

/// The text of a spot, as a message quotes it; dots where the file has changed meanwhile.
fn quoted<'t>(anchors: Option<&mut AnchorResolver<'t>>, resolved: Option<&ResolvedAnchor<'t>>) -> String {
    /// The longest text, in characters: the rest of the message needs room too.
    const LIMIT: usize = 44;
    let text = anchors
        .zip(resolved)
        .and_then(|(anchors, (node, range))| Some(shorten(anchors.text(*node)?.get(range.clone())?, LIMIT)));
    format!("“{}”", text.as_deref().unwrap_or("…"))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::finding::Safety;
    use crate::rule::CorpusReporter;
    use crate::schema::Registry;

    #[test]
    fn what_a_corpus_rule_could_not_read_is_looked_up_in_the_document() {
        let mut report = CorpusReporter::new("related-drift");
        let edit = |pointer: &'static str| [(pointer, "Goal".to_owned())];
        report
            .at(0, "/title")
            .says_around_text("the title ", " is another")
            .fix("write the title", Safety::Safe, edit("/title"))
            .fix("write what is gone", Safety::Safe, edit("/name"));
        let bytes = br#"{"title": "Aim"}"#;
        let base = DocumentOffset { bytes: 7, lines: 1, is_line: true };
        let linter = Linter::new(Registry::new(&[]).unwrap(), Vec::new(), false, NaiveDate::default()).unwrap();
        let located = |bytes| {
            let resolved = linter.resolve(bytes, base, report.findings.clone(), HashSet::new(), HashSet::new());
            resolved.findings.into_iter().next_back().unwrap()
        };
        let finding = located(Some(&bytes[..]));
        assert_eq!(finding.message, "the title “Aim” is another");
        let edit = Edit { start_byte: 7 + 11, end_byte: 7 + 14, text: "Goal".to_owned() };
        assert_eq!(
            finding.fixes,
            [Fix { title: "write the title".to_owned(), safety: Safety::Safe, edits: vec![edit] }]
        );
        let finding = located(None);
        assert_eq!((finding.message.as_str(), finding.fixes.len()), ("the title “…” is another", 0));
    }
}
