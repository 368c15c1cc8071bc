//! What most documents of a locale have in common, and how the configuration accepts it.
//!
//! Owns when that is so. Where it is told is `output`'s.

use std::collections::{BTreeMap, BTreeSet};

use super::session::Session;
use crate::config::{self, Origin};
use crate::finding::Severity;
use crate::outcome::{Convention, Outcome, ReportedFinding, Share};
use crate::project::{FILE_NAME, Part};
use crate::rule::{CustomRule, Declaration, Release};
use crate::rules;
use crate::words::{escape, toml_key};

/// In a few documents, everything has a reason of its own.
const FEW: usize = 5;

/// The rules that have findings in more than half of the documents of a locale, by name.
pub(super) fn conventions(session: &Session<'_>, outcome: &Outcome) -> Vec<Convention> {
    let mut found: BTreeMap<(&'static str, &str), Vec<&ReportedFinding>> = BTreeMap::new();
    for reported in outcome.shown() {
        let Some(locale) = &reported.locale else { continue };
        found.entry((reported.finding.rule, locale)).or_default().push(reported);
    }
    let mut conventions: Vec<Convention> = Vec::new();
    for ((rule, locale), mut found) in found {
        // Findings are sorted by document.
        found.dedup_by_key(|reported| (&reported.path, reported.document));
        let documents = found.len();
        let of = outcome.summary.locales.get(locale).copied().unwrap_or_default();
        if documents <= FEW || documents * 2 <= of {
            continue;
        }
        let share = Share { locale: locale.to_owned(), documents, of };
        match conventions.last_mut().filter(|last| last.rule == rule) {
            Some(last) => last.locales.push(share),
            None => conventions.push(Convention { rule, locales: vec![share], accept: None }),
        }
    }
    for convention in &mut conventions {
        convention.accept = accept(session, outcome, convention);
    }
    conventions
}

/// What to write so that a rule does not report these documents any more; `None` where no one line would do.
fn accept(session: &Session<'_>, outcome: &Outcome, convention: &Convention) -> Option<String> {
    let options = &session.options.project;
    // What is typed is stronger than what is written.
    if !options.settings.is_empty() || !options.only.is_empty() || options.no_config {
        return None;
    }
    let own = || session.project.parts.iter().filter_map(|part| part.loaded.config.custom.as_ref());
    let custom = || own().find_map(|custom| custom.find(convention.rule)).map(CustomRule::declaration);
    let rule = &rules::find(convention.rule).copied().or_else(custom)?;
    // What applies to a file follows from its configuration and the overrides that match it.
    let mut applied: BTreeSet<(usize, Vec<usize>)> = BTreeSet::new();
    let mut last = "";
    for reported in outcome.shown().filter(|reported| convention.covers(reported)) {
        // A document with an error must not be published, however many others have it too.
        if reported.severity == Severity::Error {
            return None;
        }
        if reported.path != last {
            last = &reported.path;
            let number = session.project.parts.iter().position(|part| part.number_of(last).is_some())?;
            let part = &session.project.parts[number];
            applied.insert((number, part.loaded.config.overrides_of(part.scope.below_root(last)?)));
        }
    }
    let lines = applied.iter().map(|(part, overrides)| line(session, &session.project.parts[*part], overrides, rule));
    let lines: BTreeSet<String> = lines.collect();
    lines.first().filter(|_| lines.len() == 1).cloned()
}

/// What to write so that a rule does not report files with these overrides. Its place is a comment, so that all of it can be
/// pasted. The level is written where one is written already: no key may be there twice, and an override is stronger.
fn line(session: &Session<'_>, part: &Part, overrides: &[usize], rule: &Declaration) -> String {
    let config = &part.loaded.config;
    let line = |byte: usize| 1 + part.loaded.text.get(..byte).map_or(0, |before| before.matches('\n').count());
    let effective = config::effective(&config.layers(overrides), Release::current(), std::slice::from_ref(rule));
    let place = match effective.first().map(|rule| &rule.level_from) {
        Some(Origin::Layer(layer, _, span)) if *layer > 0 => format!("override, line {} of", line(span.start)),
        _ => match config.rules.places.get(rule.meta.id) {
            Some(span) => format!("line {} of", line(span.start)),
            None => "under [rules] in".to_owned(),
        },
    };
    let name = match &part.scope.file {
        Some(_) => escape(&part.scope.name(&session.project.current)),
        None => FILE_NAME.to_owned(),
    };
    format!("{} = \"off\"  # {place} {name}", toml_key(rule.meta.id))
}
