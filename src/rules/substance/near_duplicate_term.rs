use crate::corpus::{Extras, RelatedAnchor, View, alike};
use crate::declare_rule;
use crate::rule::{CorpusReporter, CorpusRule, Level, Needs};
use crate::words::shorten;

declare_rule! {
    /// A term whose text is nearly the same as that of another term.
    ///
    /// ## Why
    /// Two pages that say the same thing under two names compete for the same readers, and an agent quotes one of
    /// them by chance. They are one term with two names, or one of them was copied and never rewritten.
    ///
    /// ## Fails
    /// A copy under another name. `min-length` is lowered so that the example can be short:
    /// ```json options
    /// { "min-length": 100 }
    /// ```
    /// ```json file=en-US/churn-rate/ai.json
    /// { "content": { "formula": null, "boundary": null, "usage": [], "misunderstandings": [], "comparisons": [], "faq": [],
    ///   "examples": [{ "key": "examples", "title": "Example", "items": [], "text": "A theatre has forty rows. In May each evening saw a churn rate of nine rows in a hundred. The manager moved the early show to Sunday, and in June three rows in a hundred stood empty, so the summer was saved." }],
    ///   "definition": { "key": "definition", "title": "In one sentence", "items": [], "text": "Churn rate is the share of seats that nobody took in a month." }
    /// } }
    /// ```
    /// ```json file=en-US/lead-scoring/ai.json
    /// { "content": { "formula": null, "boundary": null, "usage": [], "misunderstandings": [], "comparisons": [], "faq": [],
    ///   "examples": [{ "key": "examples", "title": "Example", "items": [], "text": "A theatre has forty rows. In May each evening saw a lead scoring of nine rows in a hundred. The manager moved the early show to Sunday, and in June three rows in a hundred stood empty, so the summer was saved." }],
    ///   "definition": { "key": "definition", "title": "In one sentence", "items": [], "text": "Lead scoring is the share of seats that nobody took in a month." }
    /// } }
    /// ```
    ///
    /// ## Passes
    /// ```json file=en-US/churn-rate/ai.json
    /// { "content": { "faq": [] } }
    /// ```
    ///
    /// ## Fix
    /// Merge the two and keep the other name as an alias, or say what sets each of them apart.
    ///
    /// ## Known limits
    /// Terms of one family may rightly be described alike: the rule is off by default. The similarity is an estimate from a
    /// sample, within some seven percent; it counts sequences of about three words or five Japanese characters in the
    /// content, the term's own names aside. Pairs below 70 % may be missed. Translations are never alike. In a group of more
    /// than sixty-four terms that are all alike, not every pair is counted. One slug in several files is `duplicate-term`. The
    /// rule needs the corpus, as `dead-related-slug` does.
    pub struct NearDuplicateTerm {
        /// The similarity, in percent, from which two terms are reported.
        min_similarity: usize = 80,
        /// How long a content must be to be compared, in Latin characters; a Japanese character counts as two.
        min_length: u32 = 1000,
    }
    id: "near-duplicate-term", kind: Corpus, needs: Needs::WholeCorpus, extras: Extras { sketches: true, ..Extras::NONE }, level: Level::Off,
    yields_to: &["duplicate-term", "conflicting-fields", "malformed-slug", "slug-title-mismatch"]
}

const POINTER: &str = "/canonical/slug";

impl CorpusRule for NearDuplicateTerm {
    fn check(&self, corpus: &View<'_>, reporter: &mut CorpusReporter) {
        let members = corpus.members();
        let long = |(term, number): &(u32, usize)| {
            let facts = &members[*number].facts;
            let sample = facts.sample.as_deref().filter(|sample| facts.complete && sample.length >= self.min_length)?;
            Some((*number, (sample.sketch, *term as usize)))
        };
        let (numbers, sketches): (Vec<usize>, Vec<_>) = corpus.terms().iter().filter_map(long).unzip();
        for (number, alike) in numbers.iter().zip(alike(&sketches, self.min_similarity)) {
            let other = numbers[alike.nearest];
            let (member, twin) = (&members[*number], &members[other].facts);
            let (Some(slug), Some(twin)) = (member.facts.slug.as_deref(), twin.slug.as_deref()) else { continue };
            if alike.others == 0 || !member.reported {
                continue;
            }
            let more = match alike.others - 1 {
                0 => String::new(),
                1 => ", and 1 more is similar".to_owned(),
                more => format!(", and {more} more are similar"),
            };
            let (slug, twin, similarity) = (shorten(slug, 24), shorten(twin, 24), alike.similarity);
            reporter
                .at(*number, POINTER)
                .message(format!("“{slug}” reads like “{twin}” (about {similarity} % is the same){more}"))
                .label("nearly the same as another term")
                .help("merge the two terms or say what sets them apart")
                .related(RelatedAnchor::new(other, POINTER), "the other term");
        }
    }
}
