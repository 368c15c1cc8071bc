use crate::declare_rule;
use crate::handoff::AtOwner;
use crate::pairing::{Block, Card, Difference, DifferenceKind, Fact, Pair, Part, Role, Shown, foreign_heading};
use crate::rendered::{Format, Line, key};
use crate::rule::{Draft, PageRule, Reporter};
use crate::text::cells;
use crate::words::shorten;

declare_rule! {
    /// A text that the page words otherwise than the handoff, or shows in another place.
    ///
    /// ## Why
    /// The handoff and the page are two copies of one text. Where they differ, one of them was not published with the other, and
    /// an agent that quotes the handoff contradicts the page that it links to.
    ///
    /// ## Fails
    /// ```diff page
    /// -Fix the opening base first; only people or revenue present on day one can be lost.
    /// +Fix the opening base first; only people or revenue present on day two can be lost.
    /// ```
    /// ```diff page
    /// -  • A low rate is not proof of satisfaction; customers locked into annual contracts may simply not have had the chance to go.
    ///  Frequently asked questions
    /// +  • A low rate is not proof of satisfaction; customers locked into annual contracts may simply not have had the chance to go.
    /// ```
    ///
    /// ## Passes
    /// White space, capitals, the form of quotation marks and the width of letters are no differences, nor is how a page marks
    /// its items and rows:
    /// ```diff page
    /// -  • A low rate is not proof of satisfaction; customers locked into annual contracts may simply not have had the chance to go.
    /// +- A low rate is not proof of  satisfaction; customers locked into annual contracts may simply not have had the chance to go.
    /// ```
    ///
    /// ## Fix
    /// Build and publish the page again from this handoff. If the page is right, write its words into the handoff.
    ///
    /// ## Known limits
    /// Both places are marked from the first word that differs to the last. The warning at the top of a page may be any common
    /// mistake or any row of what counts and what does not; without a row of that kind nobody knows where it comes from, and only
    /// its language is checked. Headings count where the words of the locale are known. Where the page is in another language or
    /// about something else, `page-language` and `page-missing-section` say so once. Of what an HTML page states as data, the
    /// description of the term is compared: it may be the definition or the short one, and may be cut.
    pub struct PageTextDrift {}
    id: "page-text-drift", kind: Page
}

const HELP: &str = "build and publish the page again, or write its words into the handoff";

impl PageRule for PageTextDrift {
    fn check(&self, pair: &Pair<'_>, report: &mut Reporter<'_>) {
        if pair.stranger().is_some() {
            return;
        }
        for (part, blocks) in pair.parts() {
            let content = || blocks.clone().filter(|(block, _)| block.role.is_content());
            let shown = || content().filter(|(_, shown)| shown.is_some());
            let is_moved = shown().count() > 1 && shown().all(|(_, shown)| matches!(shown, Some(Shown::Moved(_))));
            if is_moved {
                check_moved_part(pair, part, shown(), report);
            }
            for (block, shown) in blocks {
                match shown {
                    Some(Shown::Moved(line)) if !is_moved && is_placed(pair, block) => {
                        let Some(place) = &block.place else { continue };
                        report
                            .at(place)
                            .message(format!("the page shows this {} in another place", name(block.role)))
                            .label("in another place of the page")
                            .help("build and publish the page again, or put the texts of the handoff into its order")
                            .related_on_page(pair.line(line).span(), "it stands here");
                    }
                    Some(Shown::Differs(line)) if is_compared(pair, block, pair.line(line)) => {
                        check_words(pair, block, line, report);
                    }
                    _ => {}
                }
            }
        }
        check_description(pair, report);
    }
}

/// A part of which every text stands elsewhere. Where a section belongs whose heading is not known, nobody knows.
fn check_moved_part<'b, 'p: 'b>(
    pair: &Pair<'p>,
    part: &Part<'p>,
    mut shown: impl Iterator<Item = (&'b Block<'p>, Option<Shown>)>,
    report: &mut Reporter<'_>,
) {
    let is_known = !part.is_section
        || pair
            .blocks()
            .skip(part.blocks.start)
            .take(part.blocks.len())
            .any(|(block, _)| block.role == Role::Heading && !pair.is_unknown_word(block));
    let Some(node) = part.node.filter(|_| is_known) else { return };
    let Some(line) = shown.next().and_then(|(_, shown)| shown).map(Shown::line) else { return };
    report
        .at(AtOwner(node))
        .message(format!("the page shows {} in another place", part.name))
        .label("in another place of the page")
        .help("build and publish the page again, or correct its template")
        .related_on_page(pair.line(line).span(), "it stands here");
}

/// Whether a block has its place on the page.
fn is_placed(pair: &Pair<'_>, block: &Block<'_>) -> bool {
    block.role.is_content() || block.role == Role::Heading && !pair.is_unknown_word(block)
}

/// Whether other words in the place of a block are a defect of this rule.
fn is_compared(pair: &Pair<'_>, block: &Block<'_>, line: &Line) -> bool {
    match block.role {
        Role::Frame | Role::Name | Role::Fact(Fact::Address | Fact::Locale | Fact::Quality) => false,
        // One in another language is `page-language`.
        Role::Heading if pair.page.format == Format::Markdown => true,
        Role::Heading => !pair.is_unknown_word(block) && foreign_heading(&line.text, pair.locale()).is_none(),
        Role::Card(Card::WatchOut) => !may_warn(pair, block, &line.text),
        _ => true,
    }
}

/// Whether a text may stand as the warning: another row of the boundary, a common mistake; without a boundary, anything else that
/// the readers of the page can read.
fn may_warn(pair: &Pair<'_>, block: &Block<'_>, text: &str) -> bool {
    let content = &pair.handoff.content;
    let shown = key(text);
    let rows = content.boundary.iter().flat_map(|section| &section.items);
    let mut warnings = rows.flat_map(|item| cells(item).map(|cell| &item.value[cell]));
    let mut mistakes = content.misunderstandings.iter().flat_map(|section| &section.items);
    let is_own_language = || {
        let writing = crate::pairing::Writing::of(std::iter::once(text));
        writing.is_none() || writing == crate::pairing::writing_of(pair.locale())
    };
    warnings.any(|warning| key(warning) == shown)
        || mistakes.any(|mistake| key(mistake) == shown)
        || content.boundary.is_none() && is_own_language() && is_another(block, text)
}

/// Whether a line has nothing in common with a block.
fn is_another(block: &Block<'_>, text: &str) -> bool {
    block.difference(text).is_none_or(|(_, difference)| difference.kind == DifferenceKind::Whole)
}

fn check_words(pair: &Pair<'_>, block: &Block<'_>, line: usize, report: &mut Reporter<'_>) {
    let line = pair.line(line);
    let text = compared(pair, block, line);
    let Some((place, difference)) = block.difference(text) else { return };
    let draft = report.at(place);
    let draft = draft.message(message(block, &difference, text)).label("other words on the page").help(HELP);
    related(draft, line, &difference);
}

/// What of a line is compared: of a source, all but its link.
fn compared<'l>(pair: &Pair<'_>, block: &Block<'_>, line: &'l Line) -> &'l str {
    use crate::pairing::word::{NO_LINK, OPEN};
    if !matches!(block.role, Role::Source(_)) {
        return &line.text;
    }
    let links = [OPEN, NO_LINK].map(|link| pair.chrome.word(link));
    let without = links.into_iter().find_map(|link| line.text.strip_suffix(link));
    without.unwrap_or(&line.text).trim_end()
}

fn message(block: &Block<'_>, difference: &Difference, line: &str) -> String {
    let text = &block.text[difference.text.clone()];
    let shown = &line[difference.line.clone()];
    match difference.kind {
        DifferenceKind::Words => {
            format!("the page says “{}”, the handoff “{}”", shorten(shown, 40), shorten(text, 40))
        }
        DifferenceKind::LeavesOut => format!("the page leaves out “{}”", shorten(text, 60)),
        DifferenceKind::Adds => format!("the page adds “{}”", shorten(shown, 60)),
        DifferenceKind::BreaksOff => {
            format!("the page breaks off at “{}”; the handoff goes on: “{}”", shorten(shown, 24), shorten(text, 36))
        }
        DifferenceKind::Whole => {
            format!("the page shows another {} here: “{}”", name(block.role), shorten(shown, 60))
        }
    }
}

fn related(draft: Draft<'_, Reporter<'_>>, line: &Line, difference: &Difference) {
    draft.related_on_page(line.source(difference.line.clone()), "the words of the page");
}

/// What a block is called.
fn name(role: Role) -> &'static str {
    match role {
        Role::Heading => "heading",
        Role::Item => "item",
        Role::Question => "question",
        Role::Answer => "answer",
        Role::Source(_) => "source",
        Role::Lead => "definition",
        _ => "text",
    }
}

/// The description that the page states as data.
fn check_description(pair: &Pair<'_>, report: &mut Reporter<'_>) {
    let handoff = pair.handoff;
    let definition = handoff.content.definition.as_ref().and_then(|section| section.text.value());
    let Some(whole) = definition.or(handoff.summary.short_definition.value()) else { return };
    let texts = [Some(whole), handoff.summary.short_definition.value()].map(|text| text.map(|text| key(text)));
    let of_term = pair
        .page
        .head
        .json_ld
        .iter()
        .filter(|thing| thing.kind.as_ref().is_some_and(|kind| kind.text == "DefinedTerm"));
    for said in of_term.filter_map(|thing| thing.description.as_ref()) {
        let stated = key(&said.text);
        let stated = stated.trim_end_matches(['…', '.']);
        let is_one = |text: &String| text.trim_end_matches(['…', '.']).starts_with(stated);
        if !stated.is_empty() && !texts.iter().flatten().any(is_one) {
            report
                .at(whole)
                .message(format!("the page describes the term otherwise to machines: “{}”", shorten(&said.text, 50)))
                .label("other words in the data of the page")
                .help(HELP)
                .subject("description")
                .related_on_page(said.span.clone(), "the description in the data of the page");
        }
    }
}
