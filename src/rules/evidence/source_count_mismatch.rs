use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::{AtOwner, Field, Handoff, Text, TextField, Whole};
use crate::json::Node;
use crate::rule::{DocumentRule, Reporter};
use crate::text::is_blank;

/// No page lists more sources than this: a count above it is a slip, not a sign that sources were lost.
const MOST_LISTED: u64 = 1000;

declare_rule! {
    /// A number of sources that differs from the list of sources.
    ///
    /// ## Why
    /// Readers and agents take the count as a measure of how well a page is supported. The contract stores it in the
    /// summary and under quality, beside the list itself; where the three disagree, at least one is wrong.
    ///
    /// ## Fails
    /// Two sources are listed, but one of the counts says 4:
    /// ```json
    /// {
    ///   "summary": { "sources_count": 4 },
    ///   "quality": { "source_count": 2 },
    ///   "sources": { "visible_sources": [
    ///     { "label": "Annual survey", "url": "https://example.org/survey", "kind": null },
    ///     { "label": "Handbook of retention", "url": null, "kind": null }
    ///   ] }
    /// }
    /// ```
    /// Three sources are listed, but both counts say 4:
    /// ```json ja
    /// {
    ///   "summary": { "sources_count": 4 },
    ///   "quality": { "source_count": 4 },
    ///   "sources": { "visible_sources": [
    ///     { "label": "顧客調査", "url": "https://example.org/survey", "kind": null },
    ///     { "label": "統計年報", "url": "https://example.com/yearbook", "kind": null },
    ///     { "label": "解約率の手引き", "url": null, "kind": null }
    ///   ] }
    /// }
    /// ```
    /// With `allow-more`, the two counts still have to agree:
    /// ```json options
    /// { "allow-more": true }
    /// ```
    /// ```json
    /// { "summary": { "sources_count": 5 }, "quality": { "source_count": 4 } }
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// {
    ///   "summary": { "sources_count": 1 },
    ///   "quality": { "source_count": 1 },
    ///   "sources": { "visible_sources": [{ "label": "Annual survey", "url": "https://example.org/survey", "kind": null }] }
    /// }
    /// ```
    /// With `allow-more`, sources may exist that the list does not show:
    /// ```json options
    /// { "allow-more": true }
    /// ```
    /// ```json
    /// { "summary": { "sources_count": 5 }, "quality": { "source_count": 5 } }
    /// ```
    ///
    /// ## Fix
    /// Where one of the two counts already matches the list, set the other to the same number: that fix is safe. Where
    /// neither matches it, first look whether a source is missing from the list, and add it. Only if none is missing,
    /// set both counts to the length of the list: that fix is unsafe. Beside a source that is listed twice there is no
    /// fix, since the list has to change as well.
    ///
    /// ## Known limits
    /// Every entry of the list counts, even a broken one; only one with nothing in it may be left out. A count that is not a whole number is left to `wrong-type` and
    /// `unexpected-value`. Without a list only the two counts are compared. Where a source is listed twice, a count
    /// that includes or leaves out the repetition is not reported here: `duplicate-source` reports the source and says
    /// what to count. Only where that rule is off is such a count reported here.
    pub struct SourceCountMismatch {
        /// Whether both counts may be higher than the list, as long as they agree: the list contains *visible* sources
        /// only.
        allow_more: bool = false,
    }
    id: "source-count-mismatch", kind: Document, fix: Some(Safety::Safe), yields_to: &["duplicate-source"]
}

impl DocumentRule for SourceCountMismatch {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let summary = Count::of("sources_count", "summary", &handoff.summary.sources_count);
        let quality = Count::of("source_count", "quality", &handoff.quality.source_count);
        let Some(list) = handoff.sources.visible_sources_node else {
            if let (Some(summary), Some(quality)) = (summary, quality) {
                without_list(summary, quality, reporter);
            }
            return;
        };
        let listed = list.len() as u64;
        let agree = match (summary, quality) {
            (Some(summary), Some(quality)) => summary.number == quality.number,
            _ => true,
        };
        let is_wrong = |count: &Count<'_>| match self.allow_more && agree {
            true => count.number.exact().is_none_or(|number| number < listed),
            false => count.number != Whole::Exact(listed),
        };
        let mut wrong: Vec<Count<'_>> = summary.into_iter().chain(quality).filter(is_wrong).collect();
        if wrong.is_empty() {
            return;
        }
        // A source that is listed twice explains a count with or without it: `duplicate-source` says what to count then.
        let repetitions = handoff.sources.repeated();
        let repeated = repetitions.len() as u64;
        let distinct = listed - repeated;
        // So does one in which there is nothing: `malformed-value`.
        let is_stated = |field: &TextField<'_>| field.value().is_some_and(|text| !is_blank(text));
        let sources = &handoff.sources.visible_sources;
        let blank = sources.iter().filter(|source| !is_stated(&source.label) && !is_stated(&source.url)).count() as u64;
        let explained = wrong.first().copied().filter(|_| repeated > 0);
        let least = distinct.saturating_sub(blank);
        wrong.retain(|count| count.number.exact().is_none_or(|number| !(least..=listed).contains(&number)));
        let Some(first) = wrong.first() else {
            if let Some(count) = explained {
                explained_by(&repetitions, count, [listed, distinct], reporter);
            }
            return;
        };

        let both = wrong.len() == 2;
        let counts = match (&summary, &quality) {
            (Some(summary), Some(_)) if both && agree => {
                format!("sources_count and source_count are {}", summary.number)
            }
            (Some(summary), Some(quality)) => format!("{summary} and {quality}"),
            _ => first.to_string(),
        };
        let title = match both {
            true => format!("set sources_count and source_count to {distinct}"),
            false => format!("set {} to {distinct}", first.name),
        };
        // A count above the list that both places share hints at a source that got lost; a person has to look.
        let is_credible = first.number.exact().is_some_and(|number| (listed..=MOST_LISTED).contains(&number));
        let help = match both && agree && is_credible {
            true => "list every source under visible_sources".to_owned(),
            false => title.clone(),
        };
        let one_is_right = !both && summary.is_some() && quality.is_some();
        let are_listed = match repeated {
            0 => are_listed(listed),
            _ => format!("{}, repetitions aside", are_listed(distinct)),
        };
        let safety = if one_is_right { Safety::Safe } else { Safety::Unsafe };
        let mut draft = reporter
            .at(first.node)
            .message(format!("{counts}, but {are_listed}"))
            .label(format!("not {distinct}"))
            .help(help)
            .related(AtOwner(list), are_listed);
        for other in summary.iter().chain(&quality).filter(|count| count.name != first.name) {
            draft = draft.related(other.node, other.to_string());
        }
        // Beside a repetition the list has to change too, and only a person knows which of the two entries stays.
        if repeated == 0 {
            draft.fix(title, safety, wrong.iter().map(|count| (count.node, distinct.to_string())));
        }
    }
}

/// A count that a source explains that is listed twice: reported where no other rule reports the source.
fn explained_by(
    repetitions: &[&Text<'_>],
    count: Count<'_>,
    [listed, distinct]: [u64; 2],
    reporter: &mut Reporter<'_>,
) {
    let help = match count.number == Whole::Exact(distinct) {
        true => "keep one of the sources that are listed twice".to_owned(),
        false => format!("keep one of the sources that are listed twice, and set the counts to {distinct}"),
    };
    let draft = reporter
        .at(count.node)
        .message(format!("{count}, but {}, {} of them again", are_listed(listed), repetitions.len()))
        .label(format!("not {listed}"))
        .help(help);
    repetitions.iter().fold(draft, |draft, url| draft.related(*url, "listed before"));
}

fn without_list(summary: Count<'_>, quality: Count<'_>, reporter: &mut Reporter<'_>) {
    if summary.number != quality.number {
        reporter
            .at(summary.node)
            .message(format!("{summary}, but {quality}, and no sources are listed"))
            .label(format!("not {}", quality.number))
            .help("list the sources under visible_sources")
            .related(quality.node, quality.to_string());
    }
}

/// One of the two stored counts.
#[derive(Clone, Copy)]
struct Count<'a> {
    name: &'static str,
    /// The group of fields that it is in.
    owner: &'static str,
    number: Whole<'a>,
    node: Node<'a>,
}

impl<'a> Count<'a> {
    fn of(name: &'static str, owner: &'static str, field: &Field<'a, Whole<'a>>) -> Option<Count<'a>> {
        match field {
            Field::Value(number, node) => Some(Count { name, owner, number: *number, node: *node }),
            _ => None,
        }
    }
}

impl std::fmt::Display for Count<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} in {} is {}", self.name, self.owner, self.number)
    }
}

fn are_listed(number: u64) -> String {
    match number {
        0 => "no source is listed".to_owned(),
        1 => "1 source is listed".to_owned(),
        _ => format!("{number} sources are listed"),
    }
}
