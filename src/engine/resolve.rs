//! From the places that corpus rules name to places in files: the bytes are read again, once, when they are needed.
//!
//! Owns what a spot means in a document.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;

use super::linter::Linter;
use crate::corpus::Spot;
use crate::finding::{Edit, Finding, Fix, Place, Related};
use crate::handoff::{Base, Placer};
use crate::json::{self, Cursor, Node, Tree};
use crate::rule::CorpusFinding;
use crate::text::sentences;
use crate::words::shorten;

impl Linter {
    /// Turns corpus findings about one document into findings with places, now that its bytes are at hand again.
    ///
    /// `elsewhere` finds the path of another document, and the place of a value in it.
    pub fn place(
        &self,
        found: Vec<CorpusFinding>,
        bytes: Option<&[u8]>,
        base: Base,
        elsewhere: &FindElsewhere<'_>,
    ) -> Vec<Finding> {
        let text = bytes.and_then(|bytes| json::decode(bytes).ok());
        let tree = text.map(|text| json::parse(text).tree);
        let mut spots = tree.as_ref().and_then(Spots::new);
        let placer = Placer::new(bytes.unwrap_or_default(), base, &self.default_keys);
        found
            .into_iter()
            .map(|found| {
                let spotted = spots.as_mut().and_then(|spots| spots.find(&found.spot));
                let mut finding = found.finding;
                finding.place = spotted.as_ref().map(|spotted| place_of(spotted, &placer));
                if let Some(byte) = found.quotes_at {
                    finding.message.insert_str(byte, &quoted(spots.as_mut(), spotted.as_ref()));
                }
                let related = found.related.into_iter().filter_map(|(other, label)| {
                    let (path, place) = elsewhere(other.document, &other.spot)?;
                    Some(Related { path: Some(path), place, label })
                });
                finding.related = related.collect();
                let fixes = found.fixes.into_iter();
                finding.fixes = fixes.filter_map(|fix| fix_of(fix, spots.as_mut()?, &placer)).collect();
                finding
            })
            .collect()
    }

    /// The places of spots in a document.
    pub fn places_in(&self, bytes: &[u8], base: Base, spots: &[Spot]) -> Vec<Option<Place>> {
        let Ok(text) = json::decode(bytes) else { return vec![None; spots.len()] };
        let parsed = json::parse(text);
        let placer = Placer::new(bytes, base, &self.default_keys);
        let mut found = Spots::new(&parsed.tree);
        spots.iter().map(|spot| Some(place_of(&found.as_mut()?.find(spot)?, &placer))).collect()
    }
}

fn place_of((node, range): &Spotted<'_>, placer: &Placer<'_>) -> Place {
    let span = placer.string_span(*node, range.clone()).filter(|span| !span.is_empty());
    placer.of(*node, span.unwrap_or_else(|| node.span()))
}

/// A fix with its places looked up; nothing where the file has changed meanwhile.
fn fix_of(fix: Fix<(Spot, String)>, spots: &mut Spots<'_>, placer: &Placer<'_>) -> Option<Fix> {
    let edit = |(spot, text): (Spot, String)| {
        let place = place_of(&spots.find(&spot)?, placer);
        Some(Edit { start_byte: place.start.byte, end_byte: place.end.byte, text })
    };
    let edits = fix.edits.into_iter().map(edit).collect::<Option<Vec<Edit>>>()?;
    Some(placer.fix(fix.title, fix.safety, edits))
}

/// A value, and the bytes of its text that are meant.
type Spotted<'t> = (Node<'t>, Range<usize>);

/// Finds spots in a tree. What it reads of a text it keeps: a text may hold a thousand of them.
struct Spots<'t> {
    tree: &'t Tree<'t>,
    cursor: Cursor<'t>,
    /// By the index of the value.
    texts: HashMap<u32, Cow<'t, str>>,
    /// By the index of the value.
    sentences: HashMap<u32, Vec<Range<usize>>>,
}

impl<'t> Spots<'t> {
    fn new(tree: &'t Tree<'t>) -> Option<Spots<'t>> {
        Some(Spots { tree, cursor: Cursor::new(tree.root()?), texts: HashMap::new(), sentences: HashMap::new() })
    }

    /// What a spot means; nothing where the file has changed meanwhile.
    fn find(&mut self, spot: &Spot) -> Option<Spotted<'t>> {
        let node = match spot {
            Spot::Pointer(pointer) => self.cursor.find(pointer)?,
            Spot::Node(index) => self.tree.node(*index)?,
            Spot::Sentences(index, wanted) => {
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

    fn text(&mut self, node: Node<'t>) -> Option<&str> {
        let text = match self.texts.entry(node.index()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(node.as_str()?),
        };
        Some(text)
    }
}

/// The text of a spot, as a message quotes it; dots where the file has changed meanwhile.
fn quoted<'t>(spots: Option<&mut Spots<'t>>, spotted: Option<&Spotted<'t>>) -> String {
    /// The longest text, in characters: the rest of the message needs room too.
    const LIMIT: usize = 44;
    let text = spots
        .zip(spotted)
        .and_then(|(spots, (node, range))| Some(shorten(spots.text(*node)?.get(range.clone())?, LIMIT)));
    format!("“{}”", text.as_deref().unwrap_or("…"))
}

/// Finds the path of a document, by its number in the corpus, and a place in it.
pub type FindElsewhere<'f> = dyn Fn(usize, &Spot) -> Option<(String, Place)> + 'f;

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::finding::Safety;
    use crate::rule::CorpusReport;
    use crate::schema::Registry;

    #[test]
    fn what_a_corpus_rule_could_not_read_is_looked_up_in_the_document() {
        let mut report = CorpusReport::new("related-drift");
        let edit = |pointer: &'static str| [(pointer, "Goal".to_owned())];
        report
            .at(0, "/title")
            .says_around_text("the title ", " is another")
            .fix("write the title", Safety::Safe, edit("/title"))
            .fix("write what is gone", Safety::Safe, edit("/name"));
        let bytes = br#"{"title": "Aim"}"#;
        let base = Base { bytes: 7, lines: 1, is_line: true };
        let linter = Linter::new(Registry::new(&[]).unwrap(), Vec::new(), false, NaiveDate::default()).unwrap();
        let placed = |bytes| linter.place(report.findings.clone(), bytes, base, &|_, _| None).pop().unwrap();
        let finding = placed(Some(&bytes[..]));
        assert_eq!(finding.message, "the title “Aim” is another");
        let edit = Edit { start_byte: 7 + 11, end_byte: 7 + 14, text: "Goal".to_owned() };
        assert_eq!(
            finding.fixes,
            [Fix { title: "write the title".to_owned(), safety: Safety::Safe, edits: vec![edit] }]
        );
        let finding = placed(None);
        assert_eq!((finding.message.as_str(), finding.fixes.len()), ("the title “…” is another", 0));
    }
}
