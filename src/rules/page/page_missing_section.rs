use crate::declare_rule;
use crate::handoff::AtOwner;
use crate::pairing::{Block, Pair, Role, Shown, Stranger};
use crate::rule::{PageRule, Reporter};
use crate::words::shorten;

declare_rule! {
    /// A section or a text of the handoff that its page does not show.
    ///
    /// ## Why
    /// Agents quote the handoff, and readers look it up on the page. What the page lacks, they cannot find: the page was built
    /// from an older handoff, or its template leaves something out.
    ///
    /// ## Fails
    /// ```diff page
    /// -  • Monthly figures do not add up to a yearly one, but compound, so 3% a month is about 31% a year rather than 36%.
    /// ```
    /// A whole section is one finding:
    /// ```diff page
    /// -Example
    /// -A bookkeeping app opens April with 800 paying firms. During the month 24 of them cancel and 50 new firms sign up. Churn is 24 / 800 = 3%, and the 50 newcomers play no part in it. On May 1 the app counts 826 firms, so the base grew by 26 although it lost 24.
    /// ```
    ///
    /// ## Passes
    /// A section of the handoff that is empty has nothing to show, and limitations, related terms and ids are not on a page:
    /// ```json page
    /// { "limitations": { "text": "Ask an adviser before you decide." } }
    /// ```
    ///
    /// ## Fix
    /// Build and publish the page again from this handoff. If the page is right, take the text out of the handoff.
    ///
    /// ## Known limits
    /// A text counts as shown wherever on the page it stands; `page-text-drift` says so if that is not its place, or if other
    /// words stand there. Where a page shows no text of its handoff at all, that is one finding. Of a copy of a page that may
    /// have been cut off (`--partial`), nothing behind its end is missing. Headings are looked for only where the page has any
    /// and the words of its locale are known.
    pub struct PageMissingSection {}
    id: "page-missing-section", kind: Page
}

const HELP: &str = "build and publish the page again, or take the text out of the handoff";

impl PageRule for PageMissingSection {
    fn check(&self, pair: &Pair<'_>, report: &mut Reporter<'_>) {
        match pair.stranger() {
            Some(Stranger::Language(..)) => return,
            Some(Stranger::Content) => {
                let name = pair.handoff.summary.display_name.node();
                report
                    .at(name.unwrap_or(pair.handoff.root))
                    .message("the page shows no text of this handoff")
                    .label("the page is about something else")
                    .help("publish the page of this term in its place")
                    .related_on_page(pair.line(0).span(), "the page begins here");
                return;
            }
            None => {}
        }
        check_name(pair, report);
        let is_shown = |shown: Option<Shown>| matches!(shown, Some(Shown::Same(_) | Shown::Moved(_)));
        let has_headings = pair.blocks().any(|(block, shown)| block.role == Role::Heading && is_shown(shown));
        // What was shown last, and the words of the frame right above.
        let (mut above, mut label) = (None, None);
        for (part, blocks) in pair.parts() {
            let content = || blocks.clone().filter(|(block, _)| block.role.is_content());
            let is_lost = content().next().is_some() && content().all(|(_, shown)| shown.is_none());
            if let Some(node) = part.node.filter(|_| is_lost) {
                let draft = report
                    .at(AtOwner(node))
                    .message(format!("the page does not show {}", part.name))
                    .label("not on the page")
                    .help(HELP);
                if let Some(line) = above {
                    draft.related_on_page(pair.line(line).span(), "the page goes on behind this");
                }
            }
            for (block, shown) in blocks.clone() {
                let is_told = is_lost && part.node.is_some();
                if shown.is_none()
                    && !is_told
                    && let Some(message) = self.message(pair, &part.name, block, label, has_headings)
                    && let Some(place) = &block.place
                {
                    let draft = report.at(place).message(message).label("not on the page").help(HELP);
                    if let Some(line) = above {
                        draft.related_on_page(pair.line(line).span(), "it should follow this");
                    }
                }
                above = match shown {
                    Some(Shown::Same(line) | Shown::Differs(line)) => Some(line),
                    _ => above,
                };
                label = (block.role == Role::Frame && is_shown(shown)).then_some(&*block.text);
            }
        }
    }
}

/// The name of the term, where its place at the top of the page is known and empty.
fn check_name(pair: &Pair<'_>, report: &mut Reporter<'_>) {
    let (title, name) = (pair.title_lines(), pair.handoff.summary.display_name.value());
    if let Some(name) = name.filter(|_| title.is_empty() && title.start > 0) {
        report
            .at(name)
            .message("the page does not show the name of the term at its top")
            .label("not at the top of the page")
            .help("build and publish the page again")
            .related_on_page(pair.line(title.start).span(), "it should stand above this");
    }
}

impl PageMissingSection {
    /// What is said of a block that is not shown; nothing where a page need not show it.
    fn message(
        &self,
        pair: &Pair<'_>,
        part: &str,
        block: &Block<'_>,
        label: Option<&str>,
        has_headings: bool,
    ) -> Option<String> {
        let what = match block.role {
            Role::Frame | Role::Name => return None,
            // Its label stands there, so the template has it.
            Role::Card(_) => {
                return label.map(|label| format!("the page shows nothing below “{}”", shorten(label, 40)));
            }
            Role::Heading => {
                let is_expected = has_headings && !pair.is_unknown_word(block);
                return is_expected.then(|| format!("the page shows {part} without its heading"));
            }
            Role::Fact(_) => return Some(format!("the file does not state “{}”", shorten(&block.text, 60))),
            Role::Lead => "the definition".to_owned(),
            Role::Paragraph => format!("the text of {part}"),
            Role::Item => format!("an item of {part}"),
            Role::Question => "a question".to_owned(),
            Role::Answer => "an answer".to_owned(),
            Role::Source(_) => "a source".to_owned(),
        };
        Some(format!("the page lacks {what}: “{}”", shorten(&block.text, 36)))
    }
}
