//! What documents were called when findings were recorded: a term that was renamed, moved or copied keeps its findings.
//!
//! Owns in which document of today a recorded term lives on. Must not know findings.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use super::fingerprint::{Claims, Identities};
use crate::baseline::Identity;
use crate::corpus::Renames;

/// A document as it was recorded.
#[derive(Clone, Copy, Debug)]
pub(super) struct FormerDocument<'f> {
    /// Its path; `None` for a line of a file, since lines move.
    pub(super) path: Option<&'f str>,
    pub(super) identity: &'f Identity,
}

/// The identities beside its own under which findings of a document may be recorded, by its number.
#[derive(Debug, Default)]
pub(super) struct FormerIdentities {
    identities: HashMap<usize, Vec<String>>,
    /// The terms with another slug than the one recorded, as their ids say.
    pub(super) renames: Arc<Renames>,
}

impl FormerIdentities {
    /// Finds for every recorded term that no document has now the one in which it lives on: where nobody claims it any
    /// more, the only document with its term id; otherwise the one at its path. Each term has at most one.
    pub(super) fn of(former: &[FormerDocument<'_>], now: &Identities<'_>) -> FormerIdentities {
        if former.is_empty() {
            return FormerIdentities::default();
        }
        let then = claims(former);
        let ids_then = only(former.iter().filter_map(|former| former.identity.id()).map(|id| (id, ())));
        let members = || now.corpus().members().iter().enumerate();
        let ids_now = only(members().filter_map(|(number, member)| {
            Some(((member.facts.locale.as_deref()?, member.facts.term_id.as_deref()?), number))
        }));
        let paths: HashMap<&str, usize> = members().map(|(number, member)| (member.path.as_str(), number)).collect();
        let (mut former_identities, mut renames) = (FormerIdentities::default(), Renames::default());
        for (number, FormerDocument { path, identity }) in former.iter().enumerate() {
            let Some(term) = identity.term() else { continue };
            if then.holder(term) != Some(number) || now.holder(term).is_some() {
                continue;
            }
            let id = identity.id().filter(|id| ids_then.get(id).is_some_and(Option::is_some));
            let is_gone = now.corpus().may_be_whole() && !now.is_claimed(term);
            let by_id = id.filter(|_| is_gone).and_then(|id| ids_now.get(&id).copied().flatten());
            if let Some(new) = by_id.and_then(|heir| now.corpus().members()[heir].facts.slug.as_deref()) {
                renames.add(term.0, term.1, new);
            }
            let by_path = path.and_then(|path| paths.get(path).copied());
            if let Some(heir) = by_id.or(by_path) {
                former_identities.identities.entry(heir).or_default().push(format!("{}/{}", term.0, term.1));
            }
        }
        former_identities.renames = Arc::new(renames);
        former_identities
    }

    /// Of one document.
    pub(super) fn of_document(&self, number: usize) -> &[String] {
        self.identities.get(&number).map_or(&[], Vec::as_slice)
    }
}

/// By which terms documents were known, with their paths: those that had the best claim to them.
pub(super) fn known_by<'f>(former: &[FormerDocument<'f>]) -> impl Iterator<Item = (&'f str, String)> {
    let then = claims(former);
    former.iter().enumerate().filter_map(move |(number, FormerDocument { path, identity })| {
        let term = identity.term().filter(|term| then.holder(*term) == Some(number))?;
        Some(((*path)?, format!("{}/{}", term.0, term.1)))
    })
}

fn claims<'f>(former: &[FormerDocument<'f>]) -> Claims<'f> {
    let terms = former.iter().enumerate();
    Claims::of(
        terms.filter_map(|(number, former)| Some((number, former.identity.term()?, former.path.unwrap_or_default()))),
    )
}

/// What each key stands for; `None` where it stands for several.
fn only<K: Eq + Hash, V>(pairs: impl Iterator<Item = (K, V)>) -> HashMap<K, Option<V>> {
    let mut only = HashMap::new();
    for (key, value) in pairs {
        only.entry(key).and_modify(|one| *one = None).or_insert(Some(value));
    }
    only
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Corpus, Coverage, Facts, Member};

    /// A document: path, slug, term id.
    type Document<'d> = (&'d str, &'d str, &'d str);

    /// For each document of now, what it was called.
    fn former_identities(then: &[Document<'_>], now: &[Document<'_>]) -> Vec<Vec<String>> {
        formerly_in(Coverage::Complete, then, now)
    }

    fn formerly_in(coverage: Coverage, then: &[Document<'_>], now: &[Document<'_>]) -> Vec<Vec<String>> {
        let identity = |slug: &str, id: &str| {
            let [locale, slug, term_id] = ["en-US", slug, id].map(|text| Some(text.to_owned()));
            Identity { locale, slug, term_id }
        };
        let identities: Vec<Identity> = then.iter().map(|(_, slug, id)| identity(slug, id)).collect();
        let former =
            then.iter().zip(&identities).map(|((path, ..), identity)| FormerDocument { path: Some(path), identity });
        let members = now.iter().map(|(path, slug, id)| {
            let Identity { locale, slug, term_id } = identity(slug, id);
            let [locale, slug, term_id] = [locale, slug, term_id].map(|text| text.map(Box::from));
            let facts = Facts { locale, slug, term_id, ..Facts::default() };
            Member { facts, path: (*path).to_owned(), digest: 0, reported: true, in_corpus: true }
        });
        let corpus = Corpus::new(members.collect(), coverage);
        let former_identities = FormerIdentities::of(&former.collect::<Vec<_>>(), &Identities::of(&corpus));
        (0..now.len()).map(|number| former_identities.of_document(number).to_vec()).collect()
    }

    #[test]
    fn a_term_that_is_still_there_has_no_heir() {
        assert_eq!(former_identities(&[("p", "a", "1")], &[("p", "b", "1"), ("q", "a", "1")]), [vec![""; 0], vec![]]);
    }

    #[test]
    fn a_renamed_term_lives_on_at_its_path_or_under_its_id() {
        assert_eq!(former_identities(&[("p", "a", "1")], &[("p", "b", "2")]), [["en-US/a"]]);
        assert_eq!(former_identities(&[("p", "a", "1")], &[("q", "b", "1")]), [["en-US/a"]]);
        // Another term at the old path.
        assert_eq!(
            former_identities(&[("p", "a", "1")], &[("p", "c", "2"), ("q", "b", "1")]),
            [vec![], vec!["en-US/a"]]
        );
    }

    #[test]
    fn an_id_that_two_have_tells_nothing() {
        let two = [("q", "b", "1"), ("r", "c", "1")];
        assert_eq!(former_identities(&[("p", "a", "1")], &two), [vec![""; 0], vec![]]);
        let then = [("p", "a", "1"), ("o", "z", "1")];
        assert_eq!(former_identities(&then, &[("q", "b", "1")]), [vec![""; 0]]);
        // The path still does.
        assert_eq!(former_identities(&then, &[("p", "b", "1")]), [["en-US/a"]]);
    }

    #[test]
    fn a_term_that_is_not_among_a_few_files_is_not_gone() {
        let some = || Coverage::Partial("only some files are here".to_owned());
        // A copy with a slug of its own, checked by itself: its defects are not those of the original.
        assert_eq!(formerly_in(some(), &[("p", "a", "1")], &[("q", "b", "1")]), [vec![""; 0]]);
        assert_eq!(formerly_in(some(), &[("p", "a", "1")], &[("p", "b", "1")]), [["en-US/a"]]);
    }

    #[test]
    fn a_copy_leaves_the_original_what_it_was() {
        let copied = [("a/p", "a", "1"), ("b/p", "a", "1")];
        assert_eq!(former_identities(&[("b/p", "a", "1")], &copied), [vec![], vec!["en-US/a"]]);
        // Where both were there already, they were told apart by their paths.
        assert_eq!(former_identities(&copied, &copied), [vec![""; 0], vec![]]);
    }
}
