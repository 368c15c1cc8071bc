//! What people read once instead of once a document: findings with one reason are folded into the first of them.
//!
//! Owns which findings are drawn and in which order. Must not know how one is drawn. Formats for machines list every finding.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use super::Style;
use crate::outcome::{Convention, Outcome, ReportedFinding};

/// What has the same words in more documents than this is drawn for the first of them only.
const REPEATED: usize = 5;

/// A finding to draw, and those in other documents that have the same reason.
pub struct Drawn<'o> {
    /// The finding.
    pub reported: &'o ReportedFinding,
    /// The others, in the order of their files.
    pub others: Vec<&'o ReportedFinding>,
}

/// The findings to draw.
pub struct Folded<'o> {
    /// Those of single files: by file, and the most severe first where they are too many to list.
    pub by_file: Vec<Drawn<'o>>,
    /// What most documents of a locale have in common.
    pub conventions: Vec<(&'o Convention, Drawn<'o>)>,
}

/// Folds the findings that are listed.
pub fn fold<'o>(outcome: &'o Outcome, style: &Style) -> Folded<'o> {
    let words = |reported: &'o ReportedFinding| {
        let finding = &reported.finding;
        (reported.severity, finding.rule, finding.message.as_str(), finding.help.as_str())
    };
    let document = |reported: &'o ReportedFinding| (reported.path.as_str(), reported.document);
    let mut of_conventions: Vec<Option<Drawn<'o>>> = outcome.conventions.iter().map(|_| None).collect();
    let mut rest = Vec::new();
    for reported in style.listed(outcome) {
        match outcome.conventions.iter().position(|convention| convention.covers(reported)) {
            Some(number) => match &mut of_conventions[number] {
                Some(drawn) => drawn.others.push(reported),
                none => *none = Some(Drawn { reported, others: Vec::new() }),
            },
            None => rest.push(reported),
        }
    }
    let mut documents: HashMap<_, HashSet<_>> = HashMap::new();
    for reported in &rest {
        documents.entry(words(reported)).or_default().insert(document(reported));
    }
    let mut firsts: HashMap<_, usize> = HashMap::new();
    let mut by_file: Vec<Drawn<'o>> = Vec::new();
    for reported in rest {
        let words = words(reported);
        let is_repeated = documents.get(&words).is_some_and(|documents| documents.len() > REPEATED);
        let first = firsts.get(&words).copied().filter(|_| is_repeated);
        match first {
            Some(first) if document(by_file[first].reported) != document(reported) => {
                by_file[first].others.push(reported);
            }
            _ => {
                firsts.entry(words).or_insert(by_file.len());
                by_file.push(Drawn { reported, others: Vec::new() });
            }
        }
    }
    if style.most.is_some() {
        by_file.sort_by_key(|drawn| Reverse(drawn.reported.severity));
    }
    let conventions = outcome.conventions.iter().zip(of_conventions);
    let mut conventions: Vec<_> = conventions.filter_map(|(convention, drawn)| Some((convention, drawn?))).collect();
    conventions.sort_by_key(|(_, drawn)| Reverse((drawn.reported.severity, drawn.others.len())));
    Folded { by_file, conventions }
}

/// How many findings are drawn for single files, and how many the first `most` of them and what is folded into those leave
/// out. What most documents have in common is always drawn.
pub fn beyond(outcome: &Outcome, style: &Style, most: usize) -> (usize, usize) {
    let style = Style { most: Some(most), ..*style };
    let drawn = fold(outcome, &style).by_file;
    (drawn.len(), drawn.iter().skip(most).map(|drawn| 1 + drawn.others.len()).sum())
}
