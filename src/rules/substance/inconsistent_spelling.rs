use std::collections::BTreeMap;

use crate::corpus::{Extras, RelatedAnchor, View, WordForm};
use crate::declare_rule;
use crate::handoff::language;
use crate::rule::{CorpusReporter, CorpusRule, Level, Needs, Reads};
use crate::words::count;

declare_rule! {
    /// A word that most documents spell otherwise.
    ///
    /// ## Why
    /// Readers take two spellings for two things, and a search for one of them misses the other. No dictionary says which of the
    /// two is right, so the one that most documents have counts. The rule can only suspect, so it is off unless you turn it on.
    ///
    /// ## Fails
    /// ```json file=ja-JP/churn-rate/ai.json
    /// { "content": { "faq": [{ "question": "いつ比べますか？", "answer": "計測は6ヶ月続けてから比べる。" }] } }
    /// ```
    /// ```json file=en-US/churn-rate/ai.json
    /// { "content": { "faq": [{ "question": "How is it sent?", "answer": "Send an e-mail on the first day." }] } }
    /// ```
    /// ```json file=en-US/lead-scoring/ai.json
    /// { "content": { "faq": [{ "question": "How is it sent?", "answer": "Email the figures to the team." }] } }
    /// ```
    /// ```json file=en-US/sales-pipeline/ai.json
    /// { "content": { "faq": [{ "question": "How is it sent?", "answer": "The usual way is email." }] } }
    /// ```
    ///
    /// ## Passes
    /// One spelling, and what is quoted:
    /// ```json file=ja-JP/churn-rate/ai.json
    /// { "content": { "faq": [{ "question": "いつ比べますか？", "answer": "計測は6か月続けてから比べる。「6ヶ月」とは書かない。" }] } }
    /// ```
    ///
    /// ## Fix
    /// Spell the word as most documents do. If the other spelling is right, change these documents instead.
    ///
    /// ## Known limits
    /// Compared are: ー at the end of words in katakana (サーバ, サーバー), kana between the kanji of a noun made of two verbs
    /// (引渡し, 引き渡し), the letter in 3か月 and the like, the width of brackets around Japanese, `x` and `×` between numbers, and
    /// a hyphen behind anti, e, micro, mid, multi, non, off, on, post, pre, self and semi (e-mail, email). A spelling is reported
    /// where more documents of its language have another one, and at least two. Of a document, 16 such words are
    /// remembered, so that one that few documents have may be missed. Texts, items, questions and answers are read. There is
    /// one finding a spelling, in the first document that has it. The rule needs the corpus, as `dead-related-slug` does.
    pub struct InconsistentSpelling {}
    id: "inconsistent-spelling", kind: Corpus, needs: Needs::WholeCorpus, reads: Reads::Everything,
    extras: Extras { word_forms: true, ..Extras::NONE }, level: Level::Off
}

/// The fewest documents that make a spelling usual.
const FEWEST: usize = 2;

impl CorpusRule for InconsistentSpelling {
    fn check(&self, corpus: &View<'_>, reporter: &mut CorpusReporter) {
        // Sorted by word, so that the spellings of one follow each other.
        let mut documents: BTreeMap<(&str, WordForm), Vec<usize>> = BTreeMap::new();
        for (number, member) in corpus.members().iter().enumerate().filter(|(_, member)| member.in_corpus) {
            let language = member.facts.locale.as_deref().map_or("", language);
            for form in &member.facts.word_forms {
                documents.entry((language, *form)).or_default().push(number);
            }
        }
        let spellings: Vec<(&(&str, WordForm), &Vec<usize>)> = documents.iter().collect();
        for of_word in
            spellings.chunk_by(|((one, form), _), ((other, next), _)| one == other && form.word() == next.word())
        {
            // Of two that are as frequent, neither is usual.
            let most = of_word.iter().map(|(_, documents)| documents.len()).max().unwrap_or_default();
            let mut usual = of_word.iter().filter(|(_, documents)| documents.len() == most);
            let (Some(((_, usual), _)), None) = (usual.next(), usual.next()) else { continue };
            if most < FEWEST {
                continue;
            }
            for ((_, form), documents) in of_word.iter().filter(|((_, form), _)| form != usual) {
                report(corpus, *form, *usual, documents, most, reporter);
            }
        }
    }
}

/// One finding for a spelling, in the first document that is checked.
fn report(
    corpus: &View<'_>,
    form: WordForm,
    usual: WordForm,
    documents: &[usize],
    most: usize,
    reporter: &mut CorpusReporter,
) {
    let is_reported = |number: &&usize| corpus.members().get(**number).is_some_and(|member| member.reported);
    let Some(first) = documents.iter().find(is_reported) else { return };
    let anchor = form.anchor(usual.form());
    let draft = reporter
        .at(*first, anchor.clone())
        .says_around_text("", &format!(" in {}", count(most, "document")))
        .label("another spelling")
        .help("spell it as most documents do")
        .subject(format!("s{:08x}", form.word()));
    let others = documents.iter().filter(|number| *number != first);
    drop(others.fold(draft, |draft, number| {
        draft.related(RelatedAnchor { document: *number, anchor: anchor.clone() }, "also here")
    }));
}
