use foldhash::HashMap;

use crate::declare_rule;
use crate::handoff::{Field, Handoff, Text, VisibleSource};
use crate::json::Node;
use crate::rule::{DocumentRule, Level, Reporter};
use crate::text::is_blank;
use crate::words::shorten;

declare_rule! {
    /// A source without a kind.
    ///
    /// ## Why
    /// The kind says how much weight a source can bear. Where it is empty, the page shows a blank cell, and an agent
    /// that ranks sources skips this one. The page is correct without it, so this is a warning.
    ///
    /// ## Fails
    /// ```json
    /// { "sources": { "visible_sources": [
    ///   { "label": "Annual survey (Example Institute)", "url": "https://example.org/survey", "kind": null }
    /// ] } }
    /// ```
    /// ```json ja
    /// { "sources": { "visible_sources": [
    ///   { "label": "企業調査（例示研究所）", "url": "https://example.org/survey", "kind": null },
    ///   { "label": "企業白書（例示研究所）", "url": "https://example.org/report", "kind": "tier_s" }
    /// ] } }
    /// ```
    ///
    /// ## Passes
    /// Works of one publisher may be of different kinds:
    /// ```json
    /// { "sources": { "visible_sources": [
    ///   { "label": "Survey of firms", "url": "https://example.org/survey", "kind": "tier_s" },
    ///   { "label": "Blog post about the survey", "url": "https://example.org/blog/survey", "kind": "tier_b" }
    /// ] } }
    /// ```
    ///
    /// ## Fix
    /// Write the kind: `tier_s` (the best), `tier_a`, `tier_b` or `tier_c`. Where another source of the same host has
    /// one, the finding shows it.
    ///
    /// ## Known limits
    /// Whether the kind is the right one is not checked, nor whether sources of one host have the same: a publisher's
    /// statistics and its blog are rightly of different kinds. A kind that is absent is `missing-field`; an empty
    /// text is reported here, like null.
    pub struct UntypedSource {}
    id: "untyped-source", kind: Document, level: Level::Warning
}

impl DocumentRule for UntypedSource {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let sources = &handoff.sources.visible_sources;
        if !sources.iter().any(|source| untyped(source).is_some()) {
            return;
        }
        let typed = sources.iter().filter_map(|source| {
            Some((source.host()?.to_ascii_lowercase(), source.kind.value().filter(|kind| !is_blank(kind))?))
        });
        let kinds: HashMap<String, &Text<'_>> = typed.collect();
        for source in sources {
            let Some(node) = untyped(source) else { continue };
            let names = [&source.label, &source.url].into_iter().filter_map(|field| field.value());
            // One without a name has more to say than that it has no kind: `malformed-value`.
            let Some(name) = names.filter(|name| !is_blank(name)).next() else { continue };
            let message = format!("the source “{}” has no kind", shorten(name, 50));
            let of_host = source.host().and_then(|host| kinds.get(&host.to_ascii_lowercase()));
            let draft = reporter
                .at(node)
                .message(message)
                .label("no kind")
                .help("write the kind of the source")
                .subject(name.to_string());
            if let Some(kind) = of_host {
                draft.related(kind, "another source of the same host");
            }
        }
    }
}

/// The kind of a source that has none: null, or a text in which there is nothing.
fn untyped<'a>(source: &VisibleSource<'a>) -> Option<Node<'a>> {
    match &source.kind {
        Field::Null(node) => Some(*node),
        Field::Value(kind, node) => is_blank(kind).then_some(*node),
        Field::Absent(_) | Field::WrongType(_) => None,
    }
}
