//! Who names whom: documents by the terms that they are related to, and by the id of their term.
//!
//! Owns these two indices, exact and kept up to date when a document changes.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::member::Member;
use super::{Facts, RelatedFact, TextHash};

/// Which documents name which term among their related terms; those beside the corpus too.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// locale -> slug -> links, in the order of their documents
    by_target: BTreeMap<String, HashMap<Box<str>, Vec<Link>>>,
}

/// The first of the related terms of a document that names a certain term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// The number of the document.
    pub document: u32,
    /// Which of its [`Facts::related`] it is, counted from 0.
    pub position: u32,
}

impl Links {
    pub(super) fn of(members: &[Member]) -> Links {
        let mut links = Links::default();
        for (number, member) in members.iter().enumerate() {
            links.add(number, &member.facts);
        }
        links
    }

    /// The links to a term from documents of its locale, in the order of the documents, one from each.
    pub fn to(&self, locale: &str, slug: &str) -> &[Link] {
        self.by_target.get(locale).and_then(|slugs| slugs.get(slug)).map_or(&[], Vec::as_slice)
    }

    /// All terms that are named, each with its locale and its links.
    pub(super) fn targets(&self) -> impl Iterator<Item = (&str, &str, &[Link])> {
        self.by_target.iter().flat_map(|(locale, slugs)| {
            slugs.iter().map(move |(slug, links)| (locale.as_str(), &**slug, links.as_slice()))
        })
    }

    /// Whether a document names a term of its locale.
    pub fn has(&self, document: usize, locale: &str, slug: &str) -> bool {
        self.to(locale, slug).binary_search_by_key(&document, |link| link.document as usize).is_ok()
    }

    pub(super) fn add(&mut self, number: usize, facts: &Facts) {
        let (Some(locale), Ok(document)) = (facts.locale.as_deref(), u32::try_from(number)) else { return };
        if facts.related.is_empty() {
            return;
        }
        if !self.by_target.contains_key(locale) {
            self.by_target.insert(locale.to_owned(), HashMap::new());
        }
        let Some(by_slug) = self.by_target.get_mut(locale) else { return };
        for (position, related) in facts.distinct_related() {
            let slug = &*related.slug;
            let link = Link { document, position };
            match by_slug.get_mut(slug) {
                Some(links) => {
                    let at = links.partition_point(|other| other.document < document);
                    links.insert(at, link);
                }
                None => drop(by_slug.insert(slug.into(), vec![link])),
            }
        }
    }

    pub(super) fn remove(&mut self, number: usize, facts: &Facts) {
        let Some(by_slug) = facts.locale.as_deref().and_then(|locale| self.by_target.get_mut(locale)) else {
            return;
        };
        for (_, related) in facts.distinct_related() {
            let slug = &*related.slug;
            let Some(links) = by_slug.get_mut(slug) else { continue };
            if let Ok(at) = links.binary_search_by_key(&number, |link| link.document as usize) {
                links.remove(at);
            }
            if links.is_empty() {
                by_slug.remove(slug);
            }
        }
    }
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
