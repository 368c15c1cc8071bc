use crate::declare_rule;
use crate::finding::Severity;
use crate::handoff::Handoff;
use crate::rule::{DocumentRule, Level, Reporter};
use crate::words::quote;

declare_rule! {
    /// A source that is the publisher itself.
    ///
    /// ## Why
    /// A source lets a reader check a text elsewhere. Whoever follows one that leads back to the publisher finds the
    /// same publisher saying the same thing. A publisher may cite its own research, so this is a warning.
    ///
    /// ## Fails
    /// ```json
    /// { "sources": { "visible_sources": [
    ///   { "label": "YogoQ editorial guidelines", "url": null, "kind": "tier_a" }
    /// ] } }
    /// ```
    /// ```json ja
    /// { "sources": { "visible_sources": [
    ///   { "label": "用語の手引き", "url": "https://core.yogoq.com/ja-JP/guide", "kind": "tier_a" }
    /// ] } }
    /// ```
    /// For another publisher:
    /// ```json options
    /// { "domains": ["example.org"], "names": [] }
    /// ```
    /// ```json
    /// { "sources": { "visible_sources": [
    ///   { "label": "Annual survey", "url": "https://www.example.org/survey", "kind": "tier_a" }
    /// ] } }
    /// ```
    ///
    /// ## Passes
    /// A name that only begins the same way, and a host that only ends the same way:
    /// ```json
    /// { "sources": { "visible_sources": [
    ///   { "label": "YogoQuest yearbook", "url": "https://notyogoq.com/yearbook", "kind": "tier_a" }
    /// ] } }
    /// ```
    ///
    /// ## Fix
    /// Cite the work on which the publisher's own text rests, or remove the source and correct the counts.
    ///
    /// ## Known limits
    /// Subdomains belong to their domain. A name counts as a word of its own, capitals aside. Where the label has the
    /// name but the address is that of somebody else, the source may be an article about the publisher: never more than
    /// an info. An archived copy of one of the publisher's own pages is not recognised.
    pub struct SelfSource {
        /// The publisher's domains; their subdomains count.
        domains: Vec<String> = vec!["yogoq.com".to_owned(), "yogobridge.com".to_owned()],
        /// The publisher's names, as labels give them.
        names: Vec<String> = vec!["YogoQ".to_owned(), "YogoBridge".to_owned()],
    }
    id: "self-source", kind: Document, level: Level::Warning
}

impl DocumentRule for SelfSource {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        for source in &handoff.sources.visible_sources {
            let Some(mark) = source.own_mark(&self.domains, &self.names) else { continue };
            let message = match (mark.is_host, mark.is_certain) {
                (true, _) => format!("the source {} is the publisher's own page", quote(mark.text)),
                (false, true) => format!("the source {} names the publisher itself", quote(mark.text)),
                (false, false) => format!("the source {} may be the publisher's own", quote(mark.text)),
            };
            let draft = reporter
                .at(mark.text.part(mark.range, ""))
                .message(message)
                .label("the publisher itself")
                .help("cite an independent source")
                .subject(&*mark.text.value);
            if !mark.is_certain {
                draft.max_severity(Severity::Info);
            }
        }
    }
}
