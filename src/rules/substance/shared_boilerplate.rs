use std::collections::HashSet;

use crate::corpus::{Anchor, Cluster, Sentence, Unit, Units, View};
use crate::declare_rule;
use crate::rule::{CorpusReporter, CorpusRule, Level, Needs, Reads};
use crate::words::count;

declare_rule! {
    /// A sentence or row that many terms share, apart from their names.
    ///
    /// ## Why
    /// A sentence that many terms share, each with its own name in it, says nothing about any of them: it comes from a
    /// template. The other boilerplate rules know their templates from a list; this one finds templates that are not on
    /// it yet.
    ///
    /// ## Fails
    /// ```json file=en-US/churn-rate/ai.json
    /// { "content": { "examples": [{ "key": "examples", "title": "Example", "items": [],
    ///   "text": "A team reads churn rate together once and agrees on what to do next." }] } }
    /// ```
    /// ```json file=en-US/lead-scoring/ai.json
    /// { "content": { "examples": [{ "key": "examples", "title": "Example", "items": [],
    ///   "text": "A team reads lead scoring together once and agrees on what to do next." }] } }
    /// ```
    /// ```json file=en-US/sales-pipeline/ai.json
    /// { "content": { "examples": [{ "key": "examples", "title": "Example", "items": [],
    ///   "text": "A team reads sales pipeline together once and agrees on what to do next." }] } }
    /// ```
    /// A row:
    /// ```json file=ja-JP/churn-rate/ai.json
    /// { "content": { "comparisons": [{ "key": "comparisons", "title": "似ている言葉との違い", "text": null, "items": [
    ///   "解約率 | 判断の中心に置く指標 | 担当者が次に打つ手を決めるために使う"] }] } }
    /// ```
    /// ```json file=ja-JP/lead-scoring/ai.json
    /// { "content": { "comparisons": [{ "key": "comparisons", "title": "似ている言葉との違い", "text": null, "items": [
    ///   "リードスコアリング | 判断の中心に置く指標 | 担当者が次に打つ手を決めるために使う"] }] } }
    /// ```
    /// ```json file=ja-JP/sales-pipeline/ai.json
    /// { "content": { "comparisons": [{ "key": "comparisons", "title": "似ている言葉との違い", "text": null, "items": [
    ///   "セールスパイプライン | 判断の中心に置く指標 | 担当者が次に打つ手を決めるために使う"] }] } }
    /// ```
    ///
    /// ## Passes
    /// Two terms are too few:
    /// ```json file=en-US/churn-rate/ai.json
    /// { "content": { "examples": [{ "key": "examples", "title": "Example", "items": [],
    ///   "text": "A team reads churn rate together once and agrees on what to do next." }] } }
    /// ```
    /// ```json file=en-US/lead-scoring/ai.json
    /// { "content": { "examples": [{ "key": "examples", "title": "Example", "items": [],
    ///   "text": "A team reads lead scoring together once and agrees on what to do next." }] } }
    /// ```
    ///
    /// ## Fix
    /// Say what is true of this term only, or delete the sentence in all the files.
    ///
    /// ## Known limits
    /// The rule is only a warning, since some cautions are repeated on purpose. Terms are counted, not files: two
    /// locales or versions of one term are one. Sentences and rows of at least 40 Latin or 20 Japanese characters are
    /// compared, but not titles, questions, the head of a table, the short definition, the limitations, what is nothing but the name, references such
    /// as “see the page on…”, or calculations that do not name the term. Differences in capitals, character width,
    /// quotation marks and spaces are ignored. Different words are not, so a paraphrase is not found. A name that is
    /// one everyday word (`Lead`, or two Japanese characters) counts as the name only at the beginning of a sentence or
    /// a cell. Sentences that follow each other and are shared by the same terms are one finding. In a document with
    /// more than two million values, or a text with more than five hundred sentences, the rest is not compared. The
    /// rule needs the corpus, as `dead-related-slug` does.
    pub struct SharedBoilerplate {
        /// The smallest number of terms that share a template.
        min_terms: usize = 3,
        /// The smallest share of all terms, in percent; whichever of the two is larger applies.
        min_share: usize = 1,
    }
    id: "shared-boilerplate", kind: Corpus, needs: Needs::WholeCorpus, reads: Reads::Sentences, level: Level::Warning,
    yields_to: &[
        "placeholder-comparison-row", "placeholder-text", "ragged-rows", "duplicate-usage-text", "joined-items-text",
        "pipes-in-prose", "boilerplate-definition", "boilerplate-faq", "boilerplate-prose", "duplicate-sentence",
        "truncated-definition", "shared-usage-text", "definition-restates-name",
    ]
}

impl CorpusRule for SharedBoilerplate {
    fn check(&self, corpus: &View<'_>, reporter: &mut CorpusReporter) {
        let least = |terms: usize| self.min_terms.max(terms.saturating_mul(self.min_share).div_ceil(100));
        let shared = corpus.shared(Units::Sentences, least);
        for (number, member) in corpus.reported() {
            let mut runs: Vec<Run> = Vec::new();
            let mut seen: HashSet<u64> = HashSet::new();
            for sentence in member.facts.sentences.iter().copied() {
                let Some(cluster) = shared.cluster(sentence) else { continue };
                match runs.last_mut().filter(|run| run.goes_on(sentence, cluster)) {
                    Some(run) => run.last = sentence,
                    None => runs.push(Run { first: sentence, last: sentence, cluster }),
                }
            }
            // What one document says twice is one finding, at the first place.
            runs.retain(|run| seen.insert(run.first.hash()));
            for Run { first, last, cluster } in runs {
                let terms = count(cluster.terms as usize, "term");
                let (anchor, what) = match (first.number(), last.number()) {
                    (Some(from), Some(to)) if from < to => {
                        let sentences = count(usize::from(to - from) + 1, "sentence");
                        (Anchor::Sentences(first.node(), from..=to), sentences)
                    }
                    _ => (first.anchor(), "this".to_owned()),
                };
                reporter
                    .at(number, anchor)
                    .says_around_text(format!("{terms} share {what}, apart from their names: "), "")
                    .label("shared by other terms")
                    .help("say what is true of this term only or delete it")
                    .subject(format!("s{:016x}", first.hash()))
                    .related_if(shared.elsewhere(corpus.members(), cluster, &member.facts), "also in another term");
            }
        }
    }
}

/// Sentences that follow each other in a text and that the same terms share.
struct Run {
    first: Sentence,
    last: Sentence,
    cluster: Cluster,
}

impl Run {
    fn goes_on(&self, sentence: Sentence, cluster: Cluster) -> bool {
        let follows = self.last.number().zip(sentence.number()).is_some_and(|(last, next)| last + 1 == next);
        // A template that another rule knows is that rule's finding, and what stands beside it is one of its own.
        let is_known = [self.last, sentence].iter().any(|sentence| sentence.unit() == Unit::Template);
        follows && !is_known && self.last.node() == sentence.node() && self.cluster.set == cluster.set
    }
}
