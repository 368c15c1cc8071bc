use std::ops::Range;

use crate::declare_rule;
use crate::finding::Severity;
use crate::handoff::{Faq, Handoff, Text, TextFeatures};
use crate::phrase::{Family, PhraseList, Phrases, Terms};
use crate::rule::{DocumentRule, Reporter};
use crate::text::{trim, whole_sentences};
use crate::words::quote;

declare_rule! {
    /// An answer that fits every term and so says nothing about this one.
    ///
    /// ## Why
    /// Questions are what readers search for and agents quote. An answer from a template is quoted as if someone had
    /// thought about this term, and is the same on every page.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "faq": [{
    ///   "question": "When should I use Churn Rate?",
    ///   "answer": "Use it when the team needs to decide scope, priority, owner, or trade-off, not when it only needs a short definition."
    /// }] } }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [{
    ///   "question": "何に気をつければよいですか？",
    ///   "answer": "Avoid using the term as a label without clarifying assumptions, boundaries, and how success will be judged."
    /// }] } }
    /// ```
    /// You can add your own templates:
    /// ```json options
    /// { "extra-answers": ["{TERM}は、目的と担当者を決めたうえで使うと効果が出ます。"] }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [{
    ///   "question": "解約率はどう使いますか？",
    ///   "answer": "解約率は、目的と担当者を決めたうえで使うと効果が出ます。"
    /// }] } }
    /// ```
    ///
    /// ## Passes
    /// The same question with a real answer passes, and so does a short answer of its own:
    /// ```json
    /// { "content": { "faq": [
    ///   { "question": "When should I use Churn Rate?", "answer": "Before you raise sales targets: if 3% leave a month, a third of this year’s wins only refill the base." },
    ///   { "question": "What should I avoid?", "answer": "Avoid adding newcomers to the denominator." }
    /// ] } }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [{ "question": "どんなときに使いますか？", "answer": "料金改定のあと、離脱が増えたかを確かめるときです。" }] } }
    /// ```
    ///
    /// ## Fix
    /// Answer the question for this term, with something that would be wrong for neighbouring terms, or delete the
    /// question and its answer.
    ///
    /// ## Known limits
    /// Templates are found by their wording (`src/phrase/faq.toml` and `prose.toml`), whatever their capitals,
    /// character width and spaces; a paraphrase is not found. Beside sentences that somebody wrote, a template of the lists is a warning. A question alone is never reported, since healthy pages ask the same; where it
    /// belongs to a template too, it is shown beside the answer.
    pub struct BoilerplateFaq {
        /// Answers that count as templates too; `{TERM}`, `{X}`, `{Y}`, `{A}`, `{B}` and `{C}` stand for any text within a
        /// sentence.
        extra_answers: PhraseList = PhraseList::default(),
    }
    id: "boilerplate-faq", kind: Document,
    seeks: TextFeatures::phrase(Family::FaqAnswer).or(TextFeatures::phrase(Family::Prose))
}

impl DocumentRule for BoilerplateFaq {
    fn seeks_more(&self) -> bool {
        !self.extra_answers.is_empty()
    }

    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        for pair in &handoff.content.faq {
            self.check_pair(pair, handoff, reporter);
        }
    }
}

impl BoilerplateFaq {
    fn check_pair(&self, pair: &Faq<'_>, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let Some(answer) = pair.answer.value() else { return };
        let lists = [Phrases::of(Family::FaqAnswer), self.extra_answers.phrases(), Phrases::of(Family::Prose)];
        let found: Vec<_> = lists.into_iter().flat_map(|list| list.find(answer, Terms::Any)).collect();
        let whole = trim(answer, 0..answer.len());
        let sentence = |range: &Range<usize>| whole_sentences(answer, range.clone());
        let all = found.iter().find(|found| sentence(&found.range) == whole);
        let Some(found) = all.or_else(|| found.first()) else { return };
        let template = pair.question.value().filter(|question| is_of_template(question, handoff));
        let phrase = quote(&found.phrase.text);
        // Beside what somebody wrote for this term, it is padding.
        let (range, message, help) = match all {
            Some(_) => {
                (whole, format!("the answer is a template: {phrase}"), "answer for this term or delete the question")
            }
            None => {
                let help = "say what is true of this term only or delete it";
                (sentence(&found.range), format!("a sentence of the answer is a template: {phrase}"), help)
            }
        };
        reporter
            .at(answer.part(range, ""))
            .message(message)
            .label("would fit any term")
            .help(help)
            .max_severity(all.is_none().then_some(Severity::Warning))
            .related_if(template, "the question is a template too");
    }
}

/// Whether the question is that of a template, about this term.
fn is_of_template(question: &Text<'_>, handoff: &Handoff<'_>) -> bool {
    /// Far more names than any term has.
    const NAMES: usize = 100;
    let names = handoff.folded_names();
    let names = &names[..names.len().min(NAMES)];
    !Phrases::of(Family::FaqQuestion).find(question, Terms::Names(names)).is_empty()
}
