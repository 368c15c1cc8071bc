//! The documents of a corpus in the order of their terms.

use super::member::Member;

/// The documents of the corpus that have a slug, by their term: the number of the term and of the document.
pub(super) fn terms(members: &[Member]) -> Vec<(u32, usize)> {
    let slug = |number: &usize| members[*number].facts.slug.as_deref();
    let inside = members.iter().enumerate().filter(|(_, member)| member.in_corpus);
    let mut numbers: Vec<usize> = inside.map(|(number, _)| number).filter(|it| slug(it).is_some()).collect();
    numbers.sort_by_key(slug);
    let mut term = 0;
    let mut terms: Vec<(u32, usize)> = Vec::with_capacity(numbers.len());
    for number in numbers {
        term += u32::from(terms.last().is_some_and(|(_, last)| slug(last) != slug(&number)));
        terms.push((term, number));
    }
    terms
}

/// How many terms there are.
pub(super) fn number_of(terms: &[(u32, usize)]) -> usize {
    terms.last().map_or(0, |(term, _)| *term as usize + 1)
}
