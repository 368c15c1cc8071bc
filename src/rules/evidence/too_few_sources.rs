use std::borrow::Cow;

use foldhash::{HashSet, HashSetExt};

use crate::declare_rule;
use crate::handoff::address::source_key;
use crate::handoff::{AtOwner, Handoff, VisibleSource};
use crate::rule::{DocumentRule, Level, Reporter};
use crate::words::count;

declare_rule! {
    /// Fewer independent sources than a reviewed term needs.
    ///
    /// ## Why
    /// One source can be wrong, and a text that rests on it alone is wrong with it. Sources of the publisher itself, and
    /// a second entry for the same work, support nothing. A new page may still be short of sources: a warning.
    ///
    /// ## Fails
    /// ```json
    /// { "sources": { "visible_sources": [
    ///   { "label": "Annual survey", "url": "https://example.org/survey", "kind": "tier_a" }
    /// ] } }
    /// ```
    /// Only one of these is independent:
    /// ```json ja
    /// { "sources": { "visible_sources": [
    ///   { "label": "企業調査（例示研究所）", "url": "https://example.org/survey", "kind": "tier_a" },
    ///   { "label": "YogoQ 編集方針", "url": null, "kind": null }
    /// ] } }
    /// ```
    /// ```json options
    /// { "minimum": 4 }
    /// ```
    /// ```json
    /// {}
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// { "sources": { "visible_sources": [
    ///   { "label": "Annual survey", "url": "https://example.org/survey", "kind": "tier_a" },
    ///   { "label": "Principles of Management, 2nd edition", "url": null, "kind": "tier_s" }
    /// ] } }
    /// ```
    /// ```json options
    /// { "minimum": 1 }
    /// ```
    /// ```json ja
    /// { "sources": { "visible_sources": [
    ///   { "label": "企業調査（例示研究所）", "url": "https://example.org/survey", "kind": "tier_a" }
    /// ] } }
    /// ```
    ///
    /// ## Fix
    /// Add sources that do not come from the publisher, and correct the counts.
    ///
    /// ## Known limits
    /// Sources are told apart by their addresses, or by their labels where they have none: two chapters of one book
    /// count as two. An entry that is broken counts, so that one mistake is not reported twice. A source counts as the
    /// publisher's own only where `self-source` is certain of it; `domains` and `names` are set for each of the two. Where
    /// that rule is on and reports such a source, this one says nothing: the list is short because of it.
    /// A missing list is `missing-field`.
    pub struct TooFewSources {
        /// How many independent sources a term needs.
        minimum: usize = 2,
        /// The publisher's domains; their subdomains count.
        domains: Vec<String> = vec!["yogoq.com".to_owned(), "yogobridge.com".to_owned()],
        /// The publisher's names, as labels give them.
        names: Vec<String> = vec!["YogoQ".to_owned(), "YogoBridge".to_owned()],
    }
    id: "too-few-sources", kind: Document, level: Level::Warning, yields_to: &["self-source"]
}

impl DocumentRule for TooFewSources {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let Some(list) = handoff.sources.visible_sources_node else { return };
        let sources = &handoff.sources.visible_sources;
        let mut works: HashSet<Cow<'_, str>> = HashSet::with_capacity(sources.len());
        let mut idle = Vec::new();
        let mut independent = list.len() - sources.len();
        for source in sources {
            if independent >= self.minimum {
                return;
            }
            let own = source.own_mark(&self.domains, &self.names).filter(|mark| mark.is_certain);
            let is_again = identity(source).is_some_and(|work| !works.insert(work));
            match own {
                Some(mark) => idle.push((mark.text.part(mark.range, ""), "the publisher itself")),
                None if is_again => {
                    let text = source.url.value().or(source.label.value());
                    idle.extend(text.map(|text| (text.part(0..text.len(), ""), "listed before")));
                }
                None => independent += 1,
            }
        }
        if independent >= self.minimum {
            return;
        }
        let needed = if self.minimum == 1 { "1 is needed" } else { &format!("{} are needed", self.minimum) };
        let message = match independent {
            0 => format!("no independent source is listed, {needed}"),
            1 => format!("1 independent source is listed, {needed}"),
            _ => format!("{independent} independent sources are listed, {needed}"),
        };
        let mut draft = reporter
            .at(AtOwner(list))
            .message(message)
            .label("too few sources")
            .help(format!("add {}", count(self.minimum - independent, "independent source")));
        for (text, label) in idle {
            draft = draft.related(text, label);
        }
    }
}

/// What tells a work from others; `None` where the entry says nothing of the kind.
fn identity<'f>(source: &'f VisibleSource<'_>) -> Option<Cow<'f, str>> {
    match source.url.value() {
        Some(url) => source_key(url),
        None => source.label.value().map(|label| label.trim()).filter(|label| !label.is_empty()).map(Cow::Borrowed),
    }
}
