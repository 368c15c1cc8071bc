use std::collections::HashSet;

use crate::corpus::{Units, View};
use crate::declare_rule;
use crate::rule::{CorpusReporter, CorpusRule, Level, Needs, Reads};
use crate::words::count;

declare_rule! {
    /// A whole text or item of the usage that many terms share, apart from their names.
    ///
    /// ## Why
    /// The usage says when this term helps and how to use it. Where many terms have the same text, it was copied from
    /// one to the other, and a reader cannot tell from it which of them to use.
    ///
    /// ## Fails
    /// ```json file=ja-JP/churn-rate/ai.json
    /// { "content": { "usage": [{ "key": "usage", "title": "役立つ場面", "text": null, "items": [
    ///   "四半期の会議で解約率を取り上げ、次に打つ手を全員で決めるときに役立つ。"] }] } }
    /// ```
    /// ```json file=ja-JP/lead-scoring/ai.json
    /// { "content": { "usage": [{ "key": "usage", "title": "役立つ場面", "text": null, "items": [
    ///   "四半期の会議でリードスコアリングを取り上げ、次に打つ手を全員で決めるときに役立つ。"] }] } }
    /// ```
    /// ```json file=ja-JP/sales-pipeline/ai.json
    /// { "content": { "usage": [{ "key": "usage", "title": "役立つ場面", "text": null, "items": [
    ///   "四半期の会議でセールスパイプラインを取り上げ、次に打つ手を全員で決めるときに役立つ。"] }] } }
    /// ```
    ///
    /// ## Passes
    /// A usage of its own; what else the texts share is `shared-boilerplate`:
    /// ```json file=ja-JP/churn-rate/ai.json
    /// { "content": { "usage": [{ "key": "usage", "title": "役立つ場面", "text": null, "items": [
    ///   "四半期の会議で解約率を取り上げ、次に打つ手を全員で決めるときに役立つ。"] }] } }
    /// ```
    ///
    /// ## Fix
    /// Say when this term helps, and not another one.
    ///
    /// ## Known limits
    /// The rule is only a warning, since a text may be shared on purpose. It compares whole texts and items of the
    /// usage, of at least 40 Latin or 20 Japanese characters. The page of `shared-boilerplate` says which differences
    /// are ignored and which terms are counted; that rule compares single sentences in all sections, and does not
    /// report what this one reports. Two sections of one document are `duplicate-usage-text`. The rule needs the
    /// corpus, as `dead-related-slug` does.
    pub struct SharedUsageText {
        /// The smallest number of terms that share a text.
        min_terms: usize = 3,
        /// The smallest share of all terms, in percent; whichever of the two is larger applies.
        min_share: usize = 1,
    }
    id: "shared-usage-text", kind: Corpus, needs: Needs::WholeCorpus, reads: Reads::Sentences, level: Level::Warning,
    yields_to: &[
        "placeholder-text", "ragged-rows", "duplicate-usage-text", "joined-items-text", "pipes-in-prose",
        "boilerplate-prose", "duplicate-sentence",
    ]
}

impl CorpusRule for SharedUsageText {
    fn check(&self, corpus: &View<'_>, reporter: &mut CorpusReporter) {
        let least = |terms: usize| self.min_terms.max(terms.saturating_mul(self.min_share).div_ceil(100));
        let shared = corpus.shared(Units::WholeUsages, least);
        for (number, member) in corpus.reported() {
            let mut seen: HashSet<u64> = HashSet::new();
            for sentence in member.facts.sentences.iter().copied() {
                let Some(cluster) = shared.cluster(sentence) else { continue };
                // What one document says twice is one finding, at the first place.
                if !seen.insert(sentence.hash()) {
                    continue;
                }
                let terms = count(cluster.terms as usize, "term");
                reporter
                    .at(number, sentence.anchor())
                    .says_around_text(format!("{terms} have this usage, apart from their names: "), "")
                    .label("the usage of other terms")
                    .help("say when this term helps or how to use it")
                    .subject(format!("s{:016x}", sentence.hash()))
                    .related_if(
                        shared.elsewhere(corpus.members(), cluster, &member.facts),
                        "the usage of another term",
                    );
            }
        }
    }
}
