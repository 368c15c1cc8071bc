use std::collections::HashMap;
use std::ops::Range;

use crate::declare_rule;
use crate::handoff::{AtText, Section};
use crate::pairing::{Pair, Role, Shown};
use crate::rendered::Format;
use crate::rule::{PageRule, Reporter};
use crate::text::joined_items;
use crate::words::{count, shorten};

declare_rule! {
    /// A text on the page that its handoff does not have, or that the page shows twice.
    ///
    /// ## Why
    /// Agents read the handoff, not the page. What stands only on the page they never learn, and what was taken out of the
    /// handoff, perhaps because it was wrong, is still read by people. A text that is shown twice looks like a mistake, and is one.
    ///
    /// ## Fails
    /// ```diff page
    ///  Fix the opening base first; only people or revenue present on day one can be lost.
    /// +Ask finance for the figures before you start.
    /// ```
    /// ```diff page
    ///  Fix the opening base first; only people or revenue present on day one can be lost.
    /// +Fix the opening base first; only people or revenue present on day one can be lost.
    /// ```
    /// A text that repeats the items below it is printed twice:
    /// ```json page
    /// { "content": { "misunderstandings": [{
    ///   "key": "misunderstandings", "title": "よくある誤解 / 落とし穴",
    ///   "text": "A low rate is not proof of satisfaction; customers locked into annual contracts may simply not have had the chance to go. Monthly figures do not add up to a yearly one, but compound, so 3% a month is about 31% a year rather than 36%. An average over all customers hides more than it shows; look at each sign-up month rather than the whole base.",
    ///   "items": [
    ///     "A low rate is not proof of satisfaction; customers locked into annual contracts may simply not have had the chance to go.",
    ///     "Monthly figures do not add up to a yearly one, but compound, so 3% a month is about 31% a year rather than 36%.",
    ///     "An average over all customers hides more than it shows; look at each sign-up month rather than the whole base."
    ///   ]
    /// }] } }
    /// ```
    /// ```diff page
    ///  Common mistakes
    /// +A low rate is not proof of satisfaction; customers locked into annual contracts may simply not have had the chance to go. Monthly figures do not add up to a yearly one, but compound, so 3% a month is about 31% a year rather than 36%. An average over all customers hides more than it shows; look at each sign-up month rather than the whole base.
    /// ```
    ///
    /// ## Passes
    /// What a site prints above and below the texts is its own:
    /// ```diff page
    /// +Home / Glossary / Churn Rate
    ///  Skip to content
    /// ```
    ///
    /// ## Fix
    /// Build and publish the page again. If the text is wanted, write it into the handoff; if it is printed twice because the
    /// text of a section repeats its items, take the items out of that text.
    ///
    /// ## Known limits
    /// Lines that follow each other are one finding. What is written in a button, in a navigation (`<nav>`), or in a link to a
    /// place on the page belongs to the site. Lines above the name of the term and below its last text are not looked at,
    /// unless they repeat a text of the handoff; the lines below the name may hold other names and a reading. In a locale whose words are
    /// not known, as many lines as there are words of the frame are left out. Where the text of a section repeats its items,
    /// `joined-items-text` or `duplicate-usage-text` say so when they run, and this rule says nothing.
    pub struct PageExtraText {}
    id: "page-extra-text", kind: Page, yields_to: &["duplicate-usage-text", "joined-items-text"]
}

impl PageRule for PageExtraText {
    fn check(&self, pair: &Pair<'_>, report: &mut Reporter<'_>) {
        if pair.stranger().is_some() {
            return;
        }
        for (lines, block, shown) in pair.repeated() {
            if lines.clone().all(|line| pair.line(line).is_control) {
                continue;
            }
            // A heading may be listed in a table of contents, and a name is said often.
            let is_beside = |first: Shown| first.line().abs_diff(lines.start) == 1;
            let counts = match block.role {
                Role::Frame => false,
                Role::Name | Role::Heading => shown.is_some_and(is_beside),
                _ => shown.is_some(),
            };
            let Some(place) = block.place.clone().filter(|_| counts) else { continue };
            report
                .on_page(Some(pair.line(lines.start).span().start..pair.line(lines.end - 1).span().end))
                .message(format!("the page shows this text twice: “{}”", shorten(&block.text, 60)))
                .label("shown before")
                .help("take one of the two from the page, or publish it again")
                .known_at(&place)
                .related(&place, "the text of the handoff");
        }
        let title = pair.title_lines();
        // The text above, found by one walk over the lines.
        let (mut seen, mut above) = (0, None);
        for run in pair.unexplained() {
            // Of the title, `page-name-mismatch` speaks.
            let is_known = |line: usize| pair.is_repeated(line) || title.contains(&line) && is_title(pair, line);
            let lines = run.filter(|line| !(is_known(*line) || pair.line(*line).is_control));
            for part in runs(lines) {
                let nearer = (seen..part.start).rev().find_map(|line| pair.block_of(line)?.place.clone());
                (seen, above) = (part.start, nearer.or(above));
                check_part(pair, part, above.as_ref(), report);
            }
        }
        if pair.page.format != Format::Markdown {
            check_sections(pair, report);
        }
    }
}

/// Lines that only the page has.
fn check_part(pair: &Pair<'_>, lines: Range<usize>, above: Option<&AtText<'_>>, report: &mut Reporter<'_>) {
    let (first, last) = (pair.line(lines.start), pair.line(lines.end - 1));
    let text = shorten(&first.text.replace('\t', " "), 50);
    let message = match lines.len() {
        1 => format!("only the page has this: “{text}”"),
        number => format!("only the page has these {}: “{text}” …", count(number, "line")),
    };
    let draft = report
        .on_page(Some(first.span().start..last.span().end))
        .message(message)
        .label("not in the handoff")
        .help("build and publish the page again, or write the text into the handoff")
        .subject(shorten(&first.text, 60));
    if let Some(place) = above {
        draft.known_at(place).related(place, "the text above it");
    }
}

/// Whether a line below the name of the term may be another name or a reading.
fn is_title(pair: &Pair<'_>, line: usize) -> bool {
    const LONGEST: usize = 80;
    const LINES: usize = 3;
    let text = &pair.line(line).text;
    line < pair.title_lines().start + LINES && text.chars().count() <= LONGEST && !text.ends_with(['.', '。'])
}

/// Sections whose text repeats their items, where the page shows both.
fn check_sections(pair: &Pair<'_>, report: &mut Reporter<'_>) {
    let sections: HashMap<u32, &Section<'_>> =
        pair.handoff.content.sections().map(|section| (section.node.index(), section)).collect();
    for (part, blocks) in pair.parts() {
        let shown = |role: Role| {
            let mut of_role = blocks.clone().filter(move |(block, _)| block.role == role);
            of_role.find_map(|(_, shown)| shown).map(Shown::line)
        };
        let (Some(text), Some(item)) = (shown(Role::Paragraph), shown(Role::Item)) else { continue };
        let section = part.node.and_then(|node| sections.get(&node.index()));
        let Some((section, value)) = section.and_then(|section| Some((section, section.text.value()?))) else {
            continue;
        };
        let Some(joined) = joined_items(value, &section.items) else { continue };
        report
            .at(value.part(joined.range.clone(), ""))
            .message(format!("the page prints {} of {} twice", joined.name("the"), section.name()))
            .label("printed here and in the list below")
            .help("take the items out of the text, and publish the page again")
            .related_on_page(pair.line(text).span(), "the text on the page")
            .related_on_page(pair.line(item).span(), "the first of the items on the page");
    }
}

/// Numbers that follow each other, as ranges.
fn runs(numbers: impl Iterator<Item = usize>) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for number in numbers {
        match runs.last_mut().filter(|run| run.end == number) {
            Some(run) => run.end += 1,
            None => runs.push(number..number + 1),
        }
    }
    runs
}
