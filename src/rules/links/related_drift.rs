// Long because: four differences are told from one reading of a relation and its target.

use foldhash::{HashMap, HashMapExt};

use crate::corpus::{Facts, Link, RelatedAnchor, RelatedFact, TextHash, View};
use crate::declare_rule;
use crate::finding::{Safety, Severity};
use crate::handoff::is_uuid;
use crate::json::escaped;
use crate::rule::{CopyFix, CorpusReporter, CorpusRule, Needs, Reads};
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
    /// A slip in the name of a term, which all others name as its slug does:
    /// ```json file=en-US/churn-rate/ai.json
    /// { "summary": { "display_name": "Chrun Rate" } }
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
    /// other documents. Where the target's file is wrong, correct it there. The fixes that copy the title and the
    /// address are safe, those that copy an id unsafe.
    ///
    /// ## Known limits
    /// In titles, capitals, character width, invisible characters and a part in brackets at the end make no difference. A
    /// title that differs is only a warning, since another wording may be meant. Where all relations to a term have one title
    /// that is not its name, that is one finding, at the name; so it is where the title of the only one is what the slug
    /// spells. A title is not compared where the display name of
    /// the target is a placeholder or in a script that readers of the locale do not read: that is reported there. What is
    /// not a UUID is not compared as a topic id. An address that another rule reports, because it is
    /// insecure or does not end in its slug, is not compared. A topic id is the term id of its target. Where that is a
    /// UUID, a different one is an info, one for each target, since only two published relations could be checked; an id
    /// that two terms have is `term-id-collision`. Where the target has a fallback id, a topic id is reported where at
    /// least two other documents of the locale, and more than half of all, give the target a different one. A slug that
    /// two files have is `duplicate-term`, and one that no file has is `dead-related-slug`. A target that could not be
    /// read completely is not compared. The rule needs the corpus, as `dead-related-slug` does.
    pub struct RelatedDrift {}
    id: "related-drift", kind: Corpus, fix: Some(Safety::Safe), needs: Needs::WholeCorpus, reads: Reads::Terms,
    yields_to: &["self-related-slug", "duplicate-related-slug", "cross-locale-relation", "dead-related-slug", "placeholder-text"],
    yields_to_parts: crate::rule::LEFT_IN_A_NAME,
}

impl CorpusRule for RelatedDrift {
    fn check(&self, corpus: &View<'_>, reporter: &mut CorpusReporter) {
        let mut topics: HashMap<(&str, &str), Option<Topic>> = HashMap::new();
        let mut others: HashMap<(&str, &str), Vec<Link>> = HashMap::new();
        let mut called: HashMap<(&str, &str), Vec<RelatedAnchor>> = HashMap::new();
        let members = corpus.members();
        for (number, member) in corpus.reported() {
            let Some(locale) = member.facts.locale.as_deref() else { continue };
            report_name(corpus, number, &other_titles(corpus, number), reporter);
            // What is listed again, and the term itself, are other defects, and marked elsewhere.
            for (_, related) in member.facts.distinct_related() {
                let slug = &*related.slug;
                if member.facts.slug.as_deref() == Some(slug) {
                    continue;
                }
                let [target] = *corpus.term(locale, slug) else { continue };
                if !members[target].facts.complete {
                    continue;
                }
                let pair = Pair { related, target, facts: &members[target].facts, slug };
                let topic = match pair.facts.term_id.as_deref().filter(|id| is_uuid(id)) {
                    Some(id) => {
                        let others = others.entry((locale, slug)).or_insert_with(|| other_ids(corpus, target, id));
                        let is_first = others.first().is_some_and(|link| link.document as usize == number);
                        is_first.then(|| pair.term_id(corpus, &others[1..]))
                    }
                    None => {
                        let usual = topics.entry((locale, slug)).or_insert_with(|| Topic::usual(corpus, locale, slug));
                        let drift =
                            usual.as_ref().and_then(|usual| usual.drift(related, pair.facts.term_id.as_deref()));
                        drift.map(|topic| pair.topic_id(topic))
                    }
                };
                let title = pair.title().filter(|_| !is_of_address(corpus, locale, related)).filter(|_| {
                    called.entry((locale, slug)).or_insert_with(|| other_titles(corpus, target)).is_empty()
                });
                let drifts = [title, pair.url(), topic];
                for drift in drifts.into_iter().flatten() {
                    let (before, after) = drift.message;
                    let mut draft = reporter
                        .at(number, related.field(drift.field))
                        .says_around_text(before, &after)
                        .label(drift.label)
                        .help(drift.help)
                        .subject(slug)
                        .max_severity(drift.max_severity);
                    for (location, label) in drift.related {
                        draft = draft.related(location, label);
                    }
                    let anchor = related.field(drift.field);
                    match drift.fix {
                        Some((title, safety, New::Text(text))) => {
                            draft.fix(title, safety, [(anchor, escaped(text))]);
                        }
                        Some((title, safety, New::Copy(from))) => {
                            draft.fix_by_copy(CopyFix { title, safety, anchor: anchor.into(), from });
                        }
                        None => {}
                    }
                }
            }
        }
    }
}

/// Whether a relation has the address of another term, and its title: the slip is in its slug, which `canonical-url-mismatch`
/// reports.
fn is_of_address(corpus: &View<'_>, locale: &str, related: &RelatedFact) -> bool {
    let other = || of_address(corpus, locale, related).filter(|facts| facts.complete);
    related.title.is_some_and(|title| other().is_some_and(|facts| facts.names.contains(&title)))
}

/// The other term to which the address of a relation leads.
fn of_address<'c>(corpus: &'c View<'_>, locale: &str, related: &RelatedFact) -> Option<&'c Facts> {
    let [other] = *corpus.term(locale, related.slug_of_url.as_deref()?) else { return None };
    Some(&corpus.members()[other].facts)
}

const TITLE: &str = "title";

/// A relation and its target.
struct Pair<'c> {
    related: &'c RelatedFact,
    target: usize,
    facts: &'c Facts,
    slug: &'c str,
}

/// What differs.
struct Drift<'c> {
    field: &'static str,
    /// What stands before and behind the text of the field.
    message: (String, String),
    label: &'static str,
    help: String,
    /// Where it stands otherwise, and as what.
    related: Vec<(RelatedAnchor, &'static str)>,
    /// Another wording may be meant; another address never is.
    max_severity: Option<Severity>,
    /// What ends it: its title, and the text that belongs there.
    fix: Option<(&'static str, Safety, New<'c>)>,
}

/// A text that belongs there.
enum New<'c> {
    Text(&'c str),
    /// Of which only the hash is known here.
    Copy(RelatedAnchor),
}

impl<'c> Pair<'c> {
    /// The slug as messages show it.
    fn short_slug(&self) -> String {
        shorten(self.slug, 30)
    }

    fn title(&self) -> Option<Drift<'c>> {
        let (title, name) = (self.related.title?, self.facts.display_name.as_deref()?);
        (!self.facts.names.contains(&title)).then(|| Drift {
            field: TITLE,
            message: ("the related title ".to_owned(), format!(" is not a name of “{}”", self.short_slug())),
            label: "not its name",
            help: format!("write {}, or add this name to the aliases of the term", quote(name)),
            related: vec![(RelatedAnchor::new(self.target, "/summary/display_name"), "its name")],
            max_severity: Some(Severity::Warning),
            fix: Some(("write the name that its file has", Safety::Safe, New::Text(name))),
        })
    }

    fn url(&self) -> Option<Drift<'c>> {
        let (url, own_url) = (self.related.url?, self.facts.url?);
        let own = || RelatedAnchor::new(self.target, "/canonical/url");
        (url != own_url).then(|| Drift {
            field: "canonical_url",
            message: ("the related url ".to_owned(), format!(" is not that of “{}”", self.short_slug())),
            label: "not its address",
            help: "copy the url from the file of the term".to_owned(),
            related: vec![(own(), "its address")],
            max_severity: None,
            fix: Some(("write the address that its file has", Safety::Safe, New::Copy(own()))),
        })
    }

    fn topic_id(&self, (others, location): (usize, RelatedAnchor)) -> Drift<'c> {
        let others = count(others, "document");
        Drift {
            field: "topic_id",
            message: (format!("{others} give “{}” another topic id than ", self.short_slug()), String::new()),
            label: "another id",
            help: "copy the topic id from the other documents".to_owned(),
            related: vec![(location.clone(), "the id elsewhere")],
            max_severity: None,
            fix: Some(("write the id that the others have", Safety::Unsafe, New::Copy(location))),
        }
    }

    /// An id that is not the target's own; `others` are the documents after this one that do not have it either.
    fn term_id(&self, corpus: &View<'_>, others: &[Link]) -> Drift<'c> {
        let own = (RelatedAnchor::new(self.target, "/summary/term_id"), "its term id");
        let anchor = |link: &Link| {
            let fact = corpus.members().get(link.document as usize)?.facts.related.get(link.position as usize)?;
            Some((RelatedAnchor::new(link.document as usize, fact.field("topic_id")), "another id here, too"))
        };
        let help = match others.is_empty() {
            true => "copy the term id from the file of the term",
            false => "copy the term id from the file of the term into all relations that are shown",
        };
        Drift {
            field: "topic_id",
            message: ("the topic id ".to_owned(), format!(" is not the term id of “{}”", self.short_slug())),
            label: "another id",
            help: help.to_owned(),
            related: std::iter::once(own).chain(others.iter().filter_map(anchor)).collect(),
            max_severity: Some(Severity::Info),
            // The fix of one document leaves the finding to the next.
            fix: self
                .facts
                .term_id
                .as_deref()
                .filter(|_| others.is_empty())
                .map(|id| ("write the term id of its file", Safety::Unsafe, New::Text(id))),
        }
    }
}

/// The relations to a term whose topic id is not its term id, one from each document, in the order of the documents.
fn other_ids(corpus: &View<'_>, target: usize, term_id: &str) -> Vec<Link> {
    let own = TextHash::of_id(term_id);
    let facts = &corpus.members()[target].facts;
    let (Some(locale), Some(slug)) = (facts.locale.as_deref(), facts.slug.as_deref()) else { return Vec::new() };
    // An id that several terms have is that of none of them: `term-id-collision`.
    let member = |number: u32| corpus.members().get(number as usize);
    let names_another = |number: &u32| member(*number).is_some_and(|other| other.facts.slug.as_deref() != Some(slug));
    if corpus.ids().with(term_id).iter().any(names_another) {
        return Vec::new();
    }
    let is_other = |link: &Link| {
        let fact = member(link.document)
            .filter(|member| member.in_corpus)
            .and_then(|member| member.facts.related.get(link.position as usize));
        let is_of_address = |fact: &RelatedFact, id: TextHash| {
            let other = of_address(corpus, locale, fact).and_then(|facts| facts.term_id.as_deref());
            other.is_some_and(|other| TextHash::of_id(other) == id)
        };
        link.document as usize != target
            && fact.is_some_and(|fact| fact.topic_id.is_some_and(|id| id != own && !is_of_address(fact, id)))
    };
    corpus.links().to(locale, slug).filter(is_other).collect()
}

/// The titles of the relations to a term, where they all are the same one and none of its names: then it is the name of the
/// term that differs. One relation proves that only where its title is what the slug spells.
fn other_titles(corpus: &View<'_>, target: usize) -> Vec<RelatedAnchor> {
    let facts = &corpus.members()[target].facts;
    let (Some(locale), Some(slug)) = (facts.locale.as_deref(), facts.slug.as_deref()) else { return Vec::new() };
    if !facts.complete || facts.display_name.is_none() || *corpus.term(locale, slug) != [target] {
        return Vec::new();
    }
    let fact = |link: Link| {
        let member = corpus.members().get(link.document as usize).filter(|member| member.in_corpus)?;
        let related = member.facts.related.get(link.position as usize)?;
        (link.document as usize != target).then_some((link.document as usize, related))
    };
    let mut titles = corpus.links().to(locale, slug).filter_map(fact);
    // Nearly always, the first title is a name.
    let Some(title) = titles.clone().find_map(|(_, related)| related.title) else { return Vec::new() };
    if facts.names.contains(&title) || titles.any(|(_, related)| related.title != Some(title)) {
        return Vec::new();
    }
    let titles = corpus.links().to(locale, slug).filter_map(fact);
    let titles: Vec<_> = titles.map(|(document, related)| RelatedAnchor::new(document, related.field(TITLE))).collect();
    let is_spelt = || title == TextHash::of_name(&slug.replace('-', " "));
    if titles.len() > 1 || is_spelt() { titles } else { Vec::new() }
}

/// One finding at the name of a term that all relations call otherwise.
fn report_name(corpus: &View<'_>, target: usize, titles: &[RelatedAnchor], reporter: &mut CorpusReporter) {
    if titles.is_empty() {
        return;
    }
    let Some(slug) = corpus.members()[target].facts.slug.as_deref() else { return };
    let (documents, links, title, places) = match titles.len() {
        1 => ("1 document".to_owned(), "links", "another title", "the title that is shown"),
        more => (count(more, "document"), "link", "one other title", "the titles that are shown"),
    };
    let mut draft = reporter
        .at(target, "/summary/display_name")
        .says_around_text(format!("{documents} {links} this term by {title} than its name "), "")
        .label("another name")
        .help(format!("correct the name, write it in {places}, or add their title to the aliases"))
        .subject(slug)
        .max_severity(Some(Severity::Warning));
    for title in titles {
        draft = draft.related(title.clone(), "another title here");
    }
}

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
        let links = corpus.links().to(locale, slug);
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
            slug: Some(slug.into()),
            locale: Some("en-US".into()),
            display_name: Some(slug.into()),
            names: [TextHash::of_name(slug)].into(),
            term_id: Some(format!("core-gold-fallback-{slug}").into()),
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
        assert_eq!(with(&["x", "Core-gold-fallback-goal", "x"]), [0; 0], "the target's own id");
        assert_eq!(with(&["X", "x"]), [0; 0], "case is no difference");
        let twice = vec![topic("goal", "x"), topic("goal", "y"), topic("goal", "y")];
        assert_eq!(drifted(vec![member("goal", Vec::new()), member("plan", twice)]), [], "one document is one voice");
    }

    #[test]
    fn the_id_of_a_target_is_its_term_id_where_that_is_a_uuid() {
        const OWN: &str = "Ced69760-2ffc-56ce-9fac-aff5e9ec9ff5";
        let with = |ids: &[&str]| {
            let mut members = vec![member("goal", Vec::new())];
            members[0].facts.term_id = Some(OWN.into());
            members.extend(ids.iter().zip('a'..).map(|(id, name)| member(&name.to_string(), vec![topic("goal", id)])));
            let mut reporter = CorpusReporter::new("related-drift");
            RelatedDrift::default().check(&Corpus::new(members, Coverage::Complete).all(), &mut reporter);
            reporter
                .findings
                .into_iter()
                .map(|found| (found.document, found.related.len(), found.finding.max_severity))
                .collect::<Vec<_>>()
        };
        assert_eq!(with(&[OWN, &OWN.to_lowercase()]), []);
        assert_eq!(with(&["x"]), [(1, 1, Some(Severity::Info))], "one is enough");
        assert_eq!(with(&[OWN, "x", "x", "y"]), [(2, 3, Some(Severity::Info))], "one finding for all, at the first");
        let mut shared = [member("goal", Vec::new()), member("aim", Vec::new()), member("a", vec![topic("goal", "x")])];
        shared[..2].iter_mut().for_each(|member| member.facts.term_id = Some(OWN.into()));
        assert_eq!(drifted(shared.into()), [], "an id of two terms proves nothing");
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
    fn the_name_of_a_target_is_wrong_only_where_all_call_it_by_one_other_name() {
        let with = |titles: &[&str]| {
            let mut members = vec![member("goal", Vec::new())];
            members.extend(
                titles.iter().zip('a'..).map(|(name, slug)| member(&slug.to_string(), vec![title("goal", name)])),
            );
            drifted(members)
        };
        let name = || (0, "/summary/display_name".into());
        let own = |document| (document, "/related_terms/0/title".into());
        assert_eq!(with(&["Aim", "Aim"]), [name()]);
        assert_eq!(with(&["Aim", "Ends"]), [own(1), own(2)], "two names");
        assert_eq!(with(&["Aim", "Goal"]), [own(1)], "one is right");
        assert_eq!(with(&["Aim"]), [own(1)], "one against one");
        let mut misspelt = vec![member("goal", Vec::new()), member("plan", vec![title("goal", "Goal")])];
        misspelt[0].facts.names = [TextHash::of_name("Gaol")].into();
        assert_eq!(drifted(misspelt), [name()], "the slug spells the title");
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
