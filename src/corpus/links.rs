//! Who names whom: documents by the terms that they are related to, and by the id of their term.
//!
//! Owns these two indices, exact and kept up to date when a document changes.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::member::Member;
use super::{Facts, RelatedFact, TextHash};

/// Which documents name which term among their related terms; those beside the corpus too.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Index {
    /// By locale; sorted by the slug that is named, of which the hash comes first, then by document. The slug itself is with the
    /// document: there are as many links as a corpus has relations.
    by_locale: BTreeMap<Box<str>, Vec<(TextHash, Link)>>,
}

/// The first of the related terms of a document that names a certain term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The number of the document.
    pub document: u32,
    /// Which of its [`Facts::related`] it is, counted from 0.
    pub position: u32,
}

/// The links between documents.
#[derive(Clone, Copy)]
pub struct Links<'c> {
    pub(super) index: &'c Index,
    pub(super) members: &'c [Member],
}

impl<'c> Links<'c> {
    /// The links to a term from documents of its locale, in the order of the documents, one from each.
    pub fn to<'s>(&self, locale: &str, slug: &'s str) -> impl Iterator<Item = Link> + Clone + use<'c, 's> {
        let list = self.index.by_locale.get(locale).map_or(&[][..], Vec::as_slice);
        let hash = TextHash::of(slug);
        let start = list.partition_point(|(other, _)| *other < hash);
        let same = list[start..].iter().take_while(move |(other, _)| *other == hash).map(|(_, link)| *link);
        let members = self.members;
        same.filter(move |link| slug_of(members, *link) == slug)
    }

    /// All terms that are named, each with its locale and its links.
    pub(super) fn targets(self) -> impl Iterator<Item = (&'c str, &'c str, &'c [(TextHash, Link)])> {
        let slug = move |(_, link): &(TextHash, Link)| slug_of(self.members, *link);
        self.index.by_locale.iter().flat_map(move |(locale, list)| {
            let targets = list.chunk_by(move |one, other| slug(one) == slug(other));
            targets.map(move |links| (&**locale, slug(&links[0]), links))
        })
    }

    /// Whether a document names a term of its locale.
    pub fn has(&self, document: usize, locale: &str, slug: &str) -> bool {
        let hash = TextHash::of(slug);
        let place = |entry: &(TextHash, Link)| {
            order(self.members, entry, (hash, slug)).then((entry.1.document as usize).cmp(&document))
        };
        self.index.by_locale.get(locale).is_some_and(|list| list.binary_search_by(place).is_ok())
    }
}

/// The slug that a link names.
fn slug_of(members: &[Member], link: Link) -> &str {
    &members[link.document as usize].facts.related[link.position as usize].slug
}

/// Whether a link stands before those to a slug with this hash, behind them or among them.
fn order(members: &[Member], (other, link): &(TextHash, Link), (hash, slug): (TextHash, &str)) -> Ordering {
    other.cmp(&hash).then_with(|| slug_of(members, *link).cmp(slug))
}

impl Index {
    pub(super) fn of(members: &[Member]) -> Index {
        let mut index = Index::default();
        for (number, member) in members.iter().enumerate() {
            let Some(locale) = member.facts.locale.as_deref().filter(|_| !member.facts.related.is_empty()) else {
                continue;
            };
            if !index.by_locale.contains_key(locale) {
                index.by_locale.insert(locale.into(), Vec::new());
            }
            if let Some(list) = index.by_locale.get_mut(locale) {
                list.extend(links(number, &member.facts));
            }
        }
        for list in index.by_locale.values_mut() {
            list.sort_unstable_by(|one, other| place(members, one, other));
            list.shrink_to_fit();
        }
        index
    }

    /// Adds the links of a document.
    pub(super) fn add(&mut self, number: usize, members: &[Member]) {
        let facts = &members[number].facts;
        let Some(locale) = facts.locale.as_deref() else { return };
        let list = self.by_locale.entry(locale.into()).or_default();
        for new in links(number, facts) {
            let at = list.partition_point(|entry| place(members, entry, &new).is_lt());
            list.insert(at, new);
        }
    }

    /// Takes the links of a document away.
    pub(super) fn remove(&mut self, number: usize, members: &[Member]) {
        let facts = &members[number].facts;
        let Some(list) = facts.locale.as_deref().and_then(|locale| self.by_locale.get_mut(locale)) else { return };
        for old in links(number, facts) {
            if let Ok(at) = list.binary_search_by(|entry| place(members, entry, &old)) {
                list.remove(at);
            }
        }
    }
}

/// How two links are sorted.
fn place(members: &[Member], one: &(TextHash, Link), other: &(TextHash, Link)) -> Ordering {
    order(members, one, (other.0, slug_of(members, other.1))).then(one.1.document.cmp(&other.1.document))
}

/// The links of a document, each with the hash of the slug that it names.
fn links(number: usize, facts: &Facts) -> impl Iterator<Item = (TextHash, Link)> {
    let document = u32::try_from(number).ok();
    facts.distinct_related().filter_map(move |(position, related)| {
        Some((TextHash::of(&related.slug), Link { document: document?, position }))
    })
}

impl Facts {
    /// The related terms, each slug once, at its first position.
    pub fn distinct_related(&self) -> impl Iterator<Item = (u32, &RelatedFact)> {
        /// So many are compared with each other, which costs less than a hash of each.
        const FEW: usize = 16;
        let mut seen = (self.related.len() > FEW).then(|| HashSet::with_capacity(self.related.len()));
        (0..).zip(&self.related).filter(move |(position, related)| match &mut seen {
            Some(seen) => seen.insert(&*related.slug),
            None => self.related[..*position as usize].iter().all(|earlier| earlier.slug != related.slug),
        })
    }
}

/// Which documents of the corpus have which term id.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Ids(HashMap<TextHash, Vec<u32>>);

impl Ids {
    pub(super) fn of(members: &[Member]) -> Ids {
        let mut ids: HashMap<TextHash, Vec<u32>> = HashMap::new();
        for (number, member) in (0..).zip(members).filter(|(_, member)| member.in_corpus) {
            if let Some(id) = member.facts.term_id.as_deref() {
                ids.entry(TextHash::of_id(id)).or_default().push(number);
            }
        }
        Ids(ids)
    }

    /// The documents that may have this id, in the order of their numbers: those that have it in any case, and by chance
    /// another one.
    pub fn with(&self, id: &str) -> &[u32] {
        self.with_hash(TextHash::of_id(id))
    }

    /// The same, of an id of which only the hash is known.
    pub fn with_hash(&self, id: TextHash) -> &[u32] {
        self.0.get(&id).map_or(&[], Vec::as_slice)
    }
}
