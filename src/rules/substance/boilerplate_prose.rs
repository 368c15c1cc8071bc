use std::ops::Range;

use crate::declare_rule;
use crate::finding::Severity;
use crate::handoff::{Handoff, Section, Text, TextFeatures};
use crate::phrase::{Family, PhraseList, Phrases, Terms, templates};
use crate::rule::{DocumentRule, Level, Reporter};
use crate::text::{sentences, trim, whole_sentences};
use crate::words::quote;

declare_rule! {
    /// A sentence or row that fits every term.
    ///
    /// ## Why
    /// What a template says about every term, it says about none: readers skim it, agents cite it as advice. The rule
    /// is a warning, since one such sentence among real ones is padding and not a hole.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "usage": [{
    ///   "key": "meaning", "title": "What it means",
    ///   "text": "Churn compounds. It reduces rework because assumptions, owners, and review points are explicit enough to challenge.",
    ///   "items": []
    /// }] } }
    /// ```
    /// ```json
    /// { "content": { "boundary": { "text": null, "items": [
    ///   "Start | Trigger condition and input | Prevents premature work", "End | The last day of the month | Closes the count"
    /// ] } } }
    /// ```
    /// ```json
    /// { "content": { "comparisons": [{
    ///   "key": "comparisons", "title": "Compare with", "text": "Compare Churn Rate with adjacent concepts before deciding.",
    ///   "items": ["Retention rate | Counts those who stayed | Is the mirror image"]
    /// }] } }
    /// ```
    /// You can add your own templates:
    /// ```json options
    /// { "extra-sentences": ["{TERM}は現場の共通言語として機能する。"] }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{
    ///   "key": "meaning", "title": "意味", "text": "契約が抜ける速さを表す。解約率は現場の共通言語として機能する。", "items": []
    /// }] } }
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// { "content": { "usage": [{
    ///   "key": "usage", "title": "When it helps", "text": null,
    ///   "items": ["Use it to explain changes between reviews of one account.", "It reduces rework because the list is printed directly."]
    /// }] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{
    ///   "key": "meaning", "title": "意味", "text": "担当者、期限、判断の基準を書き出してから、どの顧客に連絡するかを決める。", "items": []
    /// }] } }
    /// ```
    ///
    /// ## Fix
    /// Put in what is true of this term only, or delete the sentence; it will not be missed.
    ///
    /// ## Known limits
    /// Templates are found by their wording, whatever their capitals, character width and spaces. Those of
    /// `src/phrase/prose.toml` are found in every section. Those of `usage.toml`, `formula.toml`, `boundary.toml`,
    /// `example.toml` and the introduction of `comparison.toml` are found only in the kind of section that they were
    /// written for, since the same words may be healthy elsewhere. A paraphrase is not found. The definition is left to
    /// `boilerplate-definition` and answers to `boilerplate-faq`. The closing sentence of an example has been seen once
    /// only and is an info.
    pub struct BoilerplateProse {
        /// Sentences, cells, whole texts and rows that count as templates too; `{TERM}`, `{X}`, `{Y}`, `{A}`, `{B}` and
        /// `{C}` stand for any text within a sentence.
        extra_sentences: PhraseList = PhraseList::default(),
    }
    id: "boilerplate-prose", kind: Document, level: Level::Warning, seeks: TEMPLATES,
    yields_to: &["duplicate-usage-text", "joined-items-text", "placeholder-comparison-row"]
}

/// The kinds of phrases that it looks for.
const TEMPLATES: TextFeatures = TextFeatures::phrase(Family::Prose)
    .or(TextFeatures::phrase(Family::Usage))
    .or(TextFeatures::phrase(Family::Formula))
    .or(TextFeatures::phrase(Family::Boundary))
    .or(TextFeatures::phrase(Family::Example))
    .or(TextFeatures::phrase(Family::ComparisonIntro));

impl DocumentRule for BoilerplateProse {
    fn seeks_more(&self) -> bool {
        !self.extra_sentences.is_empty()
    }

    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let content = &handoff.content;
        let formula = content.formula.iter().map(|section| (section, templates::FORMULA));
        let boundary = content.boundary.iter().map(|section| (section, templates::BOUNDARY));
        let usage = content.usage.iter().map(|section| (section, templates::USAGE));
        let examples = content.examples.iter().map(|section| (section, templates::EXAMPLE));
        let misconceptions = content.misunderstandings.iter().map(|section| (section, templates::MISCONCEPTION));
        let comparisons = content.comparisons.iter().map(|section| (section, templates::COMPARISON));
        let others = misconceptions.chain(comparisons);
        for (section, families) in formula.chain(boundary).chain(usage).chain(examples).chain(others) {
            self.check_section(section, families, handoff, reporter);
        }
    }
}

impl BoilerplateProse {
    fn check_section(
        &self,
        section: &Section<'_>,
        families: &[Family],
        handoff: &Handoff<'_>,
        reporter: &mut Reporter<'_>,
    ) {
        for text in section.text.value().into_iter().chain(&section.items) {
            let mut found: Vec<Template<'_>> = Vec::new();
            for family in families.iter().filter(|family| handoff.may_hold(text, TextFeatures::phrase(**family))) {
                for hit in Phrases::of(*family).find(text, Terms::Any) {
                    let range = whole_sentences(text, hit.range);
                    found.push(Template { range, text: &hit.phrase.text, is_suspect: *family == Family::Example });
                }
            }
            self.find_extra(text, &mut found);
            found.sort_by_key(|template| (template.range.start, template.is_suspect));
            let mut end = 0;
            for template in found {
                // Two templates in one sentence are one sentence to delete.
                if template.range.start >= end {
                    end = template.range.end;
                    template.reporter(text, reporter);
                }
            }
        }
    }

    /// The user's templates, as a whole text or row, or as one of its sentences.
    fn find_extra<'p>(&'p self, text: &Text<'_>, found: &mut Vec<Template<'p>>) {
        let phrases = self.extra_sentences.phrases();
        if phrases.suspects(text).is_empty() {
            return;
        }
        for range in std::iter::once(trim(text, 0..text.len())).chain(sentences(text)) {
            if let Some(hit) = phrases.find(&text[range.clone()], Terms::Any).first() {
                found.push(Template { range, text: &hit.phrase.text, is_suspect: false });
            }
        }
    }
}

/// A template in a text.
struct Template<'p> {
    range: Range<usize>,
    text: &'p str,
    /// Whether healthy pages may say so too.
    is_suspect: bool,
}

impl Template<'_> {
    fn reporter(self, text: &Text<'_>, reporter: &mut Reporter<'_>) {
        reporter
            .at(text.part(self.range, ""))
            .message(format!("this would fit any term: {}", quote(self.text)))
            .label("from a template")
            .help("say what is true of this term only or delete it")
            .subject(self.text)
            .max_severity(self.is_suspect.then_some(Severity::Info));
    }
}
