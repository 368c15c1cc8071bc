use std::collections::{HashMap, HashSet};

use crate::corpus::{Facts, Link, RelatedAnchor, RelatedFact, TextHash, View};
use crate::declare_rule;
use crate::finding::Severity;
use crate::rule::{CorpusReporter, CorpusRule, Needs, Reads};
use crate::words::{count, quote, shorten};

declare_rule! {
    /// A related term whose title, address or id differs from its own file.
    ///
    /// ## Why
    /// A relation copies the title, the address and the topic id of its target. When the target is renamed or moved, the
    /// copies stay behind: the link leads elsewhere, and an agent that looks up the id finds another term or none.
    ///
    /// ## Fails
    /// An address that is not the one in the target's file:
    /// ```json file=en-US/churn-rate/ai.json
    /// { "related_terms": [{
    ///   "canonical_slug": "lead-scoring", "canonical_url": "https://www.yogoq.com/en-US/core/lead-scoring"
    /// }] }
    /// ```
    /// A title that is none of the target's names is a warning:
    /// ```json file=ja-JP/lead-scoring/ai.json
    /// { "related_terms": [{ "canonical_slug": "churn-rate", "title": "チャーンレート" }] }
    /// ```
    ///
    /// ## Passes
    /// A title may be the display name, the English name, the abbreviation or any alias:
    /// ```json file=ja-JP/churn-rate/ai.json
    /// { "related_terms": [
    ///   { "canonical_slug": "net-revenue-retention", "title": "ネットレベニューリテンション" },
    ///   { "canonical_slug": "lead-scoring", "title": "Lead Scoring" }
    /// ] }
    /// ```
    ///
    /// ## Fix
    /// Copy the title or the address from the target's file, which the line `see:` names. Copy a topic id from the
    /// other documents. Where the target's file is wrong, correct it there.
    ///
    /// ## Known limits
    /// In titles, capitals, character width and a part in brackets at the end make no difference. A title that differs
    /// is only a warning, since another wording may be meant. An address that another rule reports, because it is
    /// insecure or does not end in its slug, is not compared. No file contains the topic id of its own term, so a topic
    /// id is reported where at least two other documents of the locale, and more than half of all, give the target a
    /// different one; the term id of the target is always accepted. A slug that two files have is `duplicate-term`, and
    /// one that no file has is `dead-related-slug`. A target that could not be read completely is not compared. The
    /// rule needs the corpus, as `dead-related-slug` does.
    pub struct RelatedDrift {}
    id: "related-drift", kind: Corpus, needs: Needs::WholeCorpus, reads: Reads::Terms,
    yields_to: &["self-related-slug", "duplicate-related-slug", "cross-locale-relation", "dead-related-slug"]
}

impl CorpusRule for RelatedDrift {
    fn check(&self, corpus: &View<'_>, reporter: &mut CorpusReporter) {
        let mut topics: HashMap<(&str, &str), Option<Topic>> = HashMap::new();
        let members = corpus.members();
        for (number, member) in corpus.reported() {
            let Some(locale) = member.facts.locale.as_deref() else { continue };
            let own = member.facts.slug.as_deref();
            let mut seen: HashSet<&str> = own.into_iter().collect();
            for related in &member.facts.related {
                let slug = &*related.slug;
                // What is listed again, and the term itself, are other defects, and marked elsewhere.
                if !seen.insert(slug) {
                    continue;
                }
                let [target] = *corpus.term(locale, slug) else { continue };
                if !members[target].facts.complete {
                    continue;
                }
                let pair = Pair { related, target, facts: &members[target].facts, slug: shorten(slug, 30) };
                let usual = topics.entry((locale, slug)).or_insert_with(|| Topic::usual(corpus, locale, slug));
                let topic = usual.as_ref().and_then(|usual| usual.drift(related, pair.facts.term_id.as_deref()));
                let drifts = [pair.title(), pair.url(), topic.map(|topic| pair.topic_id(topic))];
                for drift in drifts.into_iter().flatten() {
                    let (before, after) = drift.message;
                    let (location, label) = drift.related;
                    reporter
                        .at(number, related.field(drift.field))
                        .says_around_text(before, &after)
                        .label(drift.label)
                        .help(drift.help)
                        .subject(slug)
                        .related(location, label)
                        // Another wording may be meant; another address or id never is.
                        .max_severity((drift.field == TITLE).then_some(Severity::Warning));
                }
            }
        }
    }
}

const TITLE: &str = "title";

/// A relation and its target.
struct Pair<'c> {
    related: &'c RelatedFact,
    target: usize,
    facts: &'c Facts,
    /// The slug, as messages show it.
    slug: String,
}

/// What differs.
struct Drift {
    field: &'static str,
    /// What stands before and behind the text of the field.
    message: (String, String),
    label: &'static str,
    help: String,
    /// Where it stands otherwise, and as what.
    related: (RelatedAnchor, &'static str),
}

impl Pair<'_> {
    fn title(&self) -> Option<Drift> {
        let (title, name) = (self.related.title?, self.facts.display_name.as_deref()?);
        (!self.facts.names.contains(&title)).then(|| Drift {
            field: TITLE,
            message: ("the related title ".to_owned(), format!(" is not a name of “{}”", self.slug)),
            label: "not its name",
            help: format!("write {}, or add this name to the aliases of the term", quote(name)),
            related: (RelatedAnchor::new(self.target, "/summary/display_name"), "its name"),
        })
    }

    fn url(&self) -> Option<Drift> {
        let (url, own) = (self.related.url?, self.facts.url?);
        (url != own).then(|| Drift {
            field: "canonical_url",
            message: ("the related url ".to_owned(), format!(" is not that of “{}”", self.slug)),
            label: "not its address",
            help: "copy the url from the file of the term".to_owned(),
            related: (RelatedAnchor::new(self.target, "/canonical/url"), "its address"),
        })
    }

    fn topic_id(&self, (others, location): (usize, RelatedAnchor)) -> Drift {
        let others = count(others, "document");
        Drift {
            field: "topic_id",
            message: (format!("{others} give “{}” another topic id than ", self.slug), String::new()),
            label: "another id",
            help: "copy the topic id from the other documents".to_owned(),
            related: (location, "the id elsewhere"),
        }
    }
}

/// The topic id under which most documents name each term.
/// The topic id that most documents give a term.
struct Topic {
    id: TextHash,
    /// How many documents give it, of how many, and where the first does so.
    uses: usize,
    all: usize,
    first: RelatedAnchor,
}

impl Topic {
    /// The one that may be that of the most: the candidate of a majority vote (Boyer and Moore), and its votes. A document
    /// that lists the term twice has one.
    fn usual(corpus: &View<'_>, locale: &str, slug: &str) -> Option<Topic> {
        let given = |link: Link| {
            let member = corpus.members().get(link.document as usize).filter(|member| member.in_corpus)?;
            let fact = member.facts.related.get(link.position as usize)?;
            Some((fact.topic_id?, link))
        };
        let links = corpus.links().to(locale, slug).iter().copied();
        let (mut candidate, mut lead, mut all) = (None, 0, 0);
        for (id, _) in links.clone().filter_map(given) {
            all += 1;
            match (candidate == Some(id), lead) {
                (true, _) => lead += 1,
                (false, 0) => (candidate, lead) = (Some(id), 1),
                (false, _) => lead -= 1,
            }
        }
        let mut votes = links.filter_map(given).filter(|(id, _)| candidate == Some(*id));
        let (id, first) = votes.next()?;
        let document = first.document as usize;
        let fact = corpus.members().get(document)?.facts.related.get(first.position as usize)?;
        Some(Topic { id, uses: 1 + votes.count(), all, first: RelatedAnchor::new(document, fact.field("topic_id")) })
    }

    /// How many documents give the term one other id, and where the first does so; nothing where the id is the target's
    /// own, or where no other id is that of the most.
    fn drift(&self, related: &RelatedFact, term_id: Option<&str>) -> Option<(usize, RelatedAnchor)> {
        let id = related.topic_id?;
        let is_own = term_id.is_some_and(|own| TextHash::of_id(own) == id);
        if is_own || self.id == id || self.uses < 2 || self.uses * 2 <= self.all {
            return None;
        }
        Some((self.uses, self.first.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Anchor, Corpus, Coverage, Member};

    fn member(slug: &str, related: Vec<RelatedFact>) -> Member {
        let facts = Facts {
            slug: Some(slug.to_owned()),
            locale: Some("en-US".to_owned()),
            display_name: Some(slug.to_owned()),
            names: [TextHash::of_name(slug)].into(),
            term_id: Some(format!("ID-{slug}")),
            complete: true,
            related: related.into(),
            ..Facts::default()
        };
        Member { facts, path: String::new(), digest: 0, reported: true, in_corpus: true }
    }

    fn topic(slug: &str, id: &str) -> RelatedFact {
        RelatedFact { slug: slug.into(), topic_id: Some(TextHash::of_id(id)), ..RelatedFact::default() }
    }

    fn title(slug: &str, title: &str) -> RelatedFact {
        RelatedFact { slug: slug.into(), title: Some(TextHash::of_name(title)), ..RelatedFact::default() }
    }

    fn drifted(members: Vec<Member>) -> Vec<(usize, Anchor)> {
        let mut reporter = CorpusReporter::new("related-drift");
        RelatedDrift::default().check(&Corpus::new(members, Coverage::Complete).all(), &mut reporter);
        reporter.findings.into_iter().map(|finding| (finding.document, finding.anchor)).collect()
    }

    #[test]
    fn most_documents_decide_what_the_topic_id_is() {
        let with = |ids: &[&str]| {
            let mut members = vec![member("goal", Vec::new())];
            members.extend(ids.iter().zip('a'..).map(|(id, name)| member(&name.to_string(), vec![topic("goal", id)])));
            drifted(members).into_iter().map(|(document, _)| document).collect::<Vec<_>>()
        };
        assert_eq!(with(&["x", "y", "x"]), [2]);
        assert_eq!(with(&["y", "x", "z", "x", "x"]), [1, 3]);
        assert_eq!(with(&["x", "y"]), [0; 0], "one against one");
        assert_eq!(with(&["x", "y", "x", "y"]), [0; 0], "two against two");
        assert_eq!(with(&["x", "y", "x", "z"]), [0; 0], "half are not most");
        assert_eq!(with(&["x", "id-goal", "x"]), [0; 0], "the target's own id");
        assert_eq!(with(&["X", "x"]), [0; 0], "case is no difference");
        let twice = vec![topic("goal", "x"), topic("goal", "y"), topic("goal", "y")];
        assert_eq!(drifted(vec![member("goal", Vec::new()), member("plan", twice)]), [], "one document is one voice");
    }

    #[test]
    fn a_target_is_compared_only_where_it_is_one_file_and_whole() {
        let corpus = || vec![member("goal", Vec::new()), member("plan", vec![title("goal", "Aim")])];
        assert_eq!(drifted(corpus()), [(1, "/related_terms/0/title".into())]);
        let mut cut = corpus();
        cut[0].facts.complete = false;
        assert_eq!(drifted(cut), []);
        let mut twice = corpus();
        twice.push(member("goal", Vec::new()));
        assert_eq!(drifted(twice), []);
        let mut outside = corpus();
        outside[0].in_corpus = false;
        assert_eq!(drifted(outside), []);
    }

    #[test]
    fn a_title_is_a_name_in_any_case_and_with_anything_in_brackets() {
        let said = |name: &str| drifted(vec![member("goal", Vec::new()), member("plan", vec![title("goal", name)])]);
        for name in ["GOAL", "ｇｏａｌ", "Goal (G)", "goal（目標）"] {
            assert_eq!(said(name), [], "{name}");
        }
        assert_eq!(said("goals").len(), 1);
    }

    #[test]
    fn only_another_wording_may_be_meant() {
        let with = |related: RelatedFact| {
            let mut goal = member("goal", Vec::new());
            goal.facts.url = Some(TextHash::of_name("the address"));
            let mut reporter = CorpusReporter::new("related-drift");
            let members = vec![goal, member("plan", vec![related])];
            RelatedDrift::default().check(&Corpus::new(members, Coverage::Complete).all(), &mut reporter);
            reporter
                .findings
                .into_iter()
                .map(|found| (found.finding.subject, found.finding.max_severity))
                .collect::<Vec<_>>()
        };
        let goal = || "goal".to_owned();
        assert_eq!(with(title("goal", "Aim")), [(goal(), Some(Severity::Warning))]);
        let moved = RelatedFact { url: Some(TextHash::of_name("another address")), ..title("goal", "Goal") };
        assert_eq!(with(moved), [(goal(), None)]);
    }

    #[test]
    fn what_is_listed_again_and_the_term_itself_are_left_to_others() {
        let related = vec![title("goal", "Goal"), title("goal", "Aim"), title("plan", "Aim")];
        assert_eq!(drifted(vec![member("goal", Vec::new()), member("plan", related)]), []);
    }
}
