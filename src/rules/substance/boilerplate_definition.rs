use crate::declare_rule;
use crate::finding::Severity;
use crate::handoff::{Handoff, Text, TextFeatures};
use crate::phrase::{Family, Match, PhraseList, Phrases, Terms};
use crate::rule::{DocumentRule, Reporter};
use crate::text::{sentences, whole_sentences};
use crate::words::quote;

declare_rule! {
    /// A definition that fits every term and so defines nothing.
    ///
    /// ## Why
    /// The definition is the one sentence that every reader sees and every agent quotes. One that says that a team needs a
    /// shared language does not tell what the term means.
    ///
    /// ## Fails
    /// ```json
    /// {
    ///   "summary": { "short_definition": "Churn Rate is useful when a team needs a shared decision language, not just a definition." },
    ///   "content": { "definition": { "text": "Churn Rate is useful when a team needs a shared decision language, not just a definition." } }
    /// }
    /// ```
    /// ```json ja
    /// { "content": { "definition": { "text": "解約率を扱う。It is designed for short-cycle execution reviews, among others." } } }
    /// ```
    /// You can add your own templates:
    /// ```json options
    /// { "extra-definitions": ["{TERM}とは、組織の意思決定を支える考え方である。"] }
    /// ```
    /// ```json ja
    /// { "content": { "definition": { "text": "解約率とは、組織の意思決定を支える考え方である。" } } }
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// { "content": { "definition": { "text": "Churn rate is useful to a firm that bills monthly: it is the share of customers who left." } } }
    /// ```
    /// ```json ja
    /// { "content": { "definition": { "text": "解約率とは、期首の顧客のうち期末までに契約をやめた顧客の割合で、意思決定の材料になる。" } } }
    /// ```
    ///
    /// ## Fix
    /// Say what the term is: the thing it belongs to, and what sets it apart from other such things.
    ///
    /// ## Known limits
    /// Templates are found by their wording (`src/phrase/definition.toml` and `prose.toml`), whatever their capitals,
    /// character width and spaces; a paraphrase is not found. A template with gaps, as in “a decision tool for turning
    /// {X} into a concrete {Y}”, may have been filled with something that is true of this term: it is a warning at
    /// most. The short definition is checked where the definition itself is healthy; where both come from a template,
    /// there is one finding.
    pub struct BoilerplateDefinition {
        /// Definitions that count as templates too; `{TERM}`, `{X}`, `{Y}`, `{A}`, `{B}` and `{C}` stand for any text
        /// within a sentence.
        extra_definitions: PhraseList = PhraseList::default(),
    }
    id: "boilerplate-definition", kind: Document,
    seeks: TextFeatures::phrase(Family::Definition).or(TextFeatures::phrase(Family::Prose))
}

impl DocumentRule for BoilerplateDefinition {
    fn seeks_more(&self) -> bool {
        !self.extra_definitions.is_empty()
    }

    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let short = handoff.summary.short_definition.value();
        let long = handoff.content.definition.as_ref().and_then(|definition| definition.text.value());
        let found = long.and_then(|text| Some((text, self.first(text)?)));
        let is_long = found.is_some();
        let Some((text, found)) = found.or_else(|| short.and_then(|text| Some((text, self.first(text)?)))) else {
            return;
        };
        let copy = short.filter(|short| is_long && self.first(short).is_some());
        reporter
            .at(text.part(whole_sentences(text, found.range), ""))
            .message(format!("the definition is a template: {}", quote(&found.phrase.text)))
            .label("would fit any term")
            .help("say what this term is and what sets it apart")
            .max_severity(has_gaps(&found.phrase.text).then_some(Severity::Warning))
            .related_if(copy, "also in the short definition");
    }
}

impl BoilerplateDefinition {
    /// The template that comes first in the text, as all of it or as a sentence; those without gaps tell more.
    fn first(&self, text: &Text<'_>) -> Option<Match<'_>> {
        let lists = [Phrases::of(Family::Definition), Phrases::of(Family::Prose), self.extra_definitions.phrases()];
        let suspected = lists.into_iter().filter(|list| !list.suspects(text).is_empty());
        let found = suspected.flat_map(|list| {
            let parts = std::iter::once(0..text.len()).chain(sentences(text));
            parts.flat_map(move |part| {
                let found = list.find(&text[part.clone()], Terms::Any).into_iter();
                found.map(move |found| Match {
                    phrase: found.phrase,
                    range: found.range.start + part.start..found.range.end + part.start,
                })
            })
        });
        found.min_by_key(|found| (has_gaps(&found.phrase.text), found.range.start))
    }
}

/// Whether a template leaves open more than the name of the term.
fn has_gaps(template: &str) -> bool {
    ["{X}", "{Y}", "{A}", "{B}", "{C}"].iter().any(|gap| template.contains(gap))
}
