use std::ops::Range;

use crate::declare_rule;
use crate::pairing::{Pair, Role, Shown};
use crate::rendered::{Format, key};
use crate::rule::{PageRule, Reporter};
use crate::text::broken_katakana;
use crate::text::script::foreign_script;
use crate::words::{quote, shorten};

declare_rule! {
    /// A name on the page that the handoff does not give its term, or a broken reading.
    ///
    /// ## Why
    /// People look for a term by its name, and agents link to the page by it. If the page bears another one, both wonder whether
    /// they are in the right place. A reading such as リード・ンルトルイング was made by a program, and nobody says it.
    ///
    /// ## Fails
    /// ```diff page
    ///  Business Term
    /// -Churn Rate
    /// +Bounce Rate
    /// ```
    /// ```diff page
    ///  Churn Rate
    /// +Churn Rate / チャーン・ンレート
    /// ```
    ///
    /// ## Passes
    /// Several names of the handoff together, and a reading below them:
    /// ```json page
    /// { "summary": { "abbreviation": "CR" } }
    /// ```
    /// ```diff page
    ///  Business Term
    /// -Churn Rate
    /// +Churn Rate (CR)
    /// +チャーンレート
    /// ```
    ///
    /// ## Fix
    /// Build and publish the page again, or correct the display name of the handoff. Write a reading as a Japanese speaker would
    /// say it, where the site keeps its readings.
    ///
    /// ## Known limits
    /// The name is the first heading of an HTML page, and the line below the words above it in a text. What stands below the name
    /// is free, broken readings aside (`broken-katakana` has their limits). A name in another script is `page-language`.
    /// HTML pages state names in their title, which may say more, and as data.
    pub struct PageNameMismatch {}
    id: "page-name-mismatch", kind: Page
}

impl PageRule for PageNameMismatch {
    fn check(&self, pair: &Pair<'_>, report: &mut Reporter<'_>) {
        check_names(pair, report);
        for line in pair.title_lines() {
            let line = pair.line(line);
            for (range, first) in broken_katakana(&line.text, &[]) {
                let word = &line.text[range.clone()];
                // That of the handoff is `broken-katakana`.
                if pair.handoff.names().any(|name| name.contains(word)) {
                    continue;
                }
                let draft = report
                    .on_page(Some(line.source(range.clone())))
                    .message(format!("{} begins with {first}, which no Japanese word does", quote(word)))
                    .label("a broken reading")
                    .help("write the reading as it is said, and publish the page again")
                    .subject(word);
                if let Some(name) = pair.handoff.summary.display_name.value() {
                    draft.known_at(name).related(name, "the name of the term");
                }
            }
        }
    }
}

/// The names that the page states in its heading, its title and its data.
fn check_names(pair: &Pair<'_>, report: &mut Reporter<'_>) {
    let Some(name) = pair.handoff.summary.display_name.value() else { return };
    let mut names: Vec<String> = pair.handoff.names().map(|name| key(name)).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let mut wrong: Vec<(&str, Range<usize>, &str)> = Vec::new();
    let is_shown =
        pair.blocks().any(|(block, shown)| block.role == Role::Name && matches!(shown, Some(Shown::Same(_))));
    let heading = match pair.page.format {
        Format::Markdown => (!is_shown && !pair.page.lines.is_empty()).then_some(0),
        _ => pair.title_lines().next().filter(|_| !is_shown_above(pair)),
    };
    let heading = heading.map(|line| pair.line(line));
    let is_foreign = |text: &str| foreign_script(text, pair.language()).is_some();
    if let Some(line) = heading.filter(|line| !is_made_of(&line.text, &names) && !is_foreign(&line.text)) {
        wrong.push((&line.text, line.span(), "the name on the page"));
    }
    let head = &pair.page.head;
    if let Some(title) = &head.title {
        let stated = key(&title.text);
        // What was said of the heading is not said again.
        let follows = heading.is_some_and(|line| is_foreign(&line.text) && stated.contains(&key(&line.text)));
        if !follows && !names.iter().any(|name| stated.contains(name.as_str())) {
            wrong.push((&title.text, title.span.clone(), "the title of the page"));
        }
    }
    let of_term =
        head.json_ld.iter().filter(|thing| thing.kind.as_ref().is_some_and(|kind| kind.text == "DefinedTerm"));
    for said in of_term.filter_map(|thing| thing.name.as_ref()) {
        if !is_made_of(&said.text, &names) && !is_foreign(&said.text) {
            wrong.push((&said.text, said.span.clone(), "the name in the data of the page"));
        }
    }
    let Some((first, ..)) = wrong.first() else { return };
    let mut draft = report
        .at(name)
        .message(format!("the page is headed “{}”, the handoff “{}”", shorten(first, 40), shorten(name, 40)))
        .label("another name on the page")
        .help("build and publish the page again, or correct the name of the handoff");
    for (_, span, label) in wrong {
        draft = draft.related_on_page(span, label);
    }
}

/// Whether the heading shows a name of the handoff.
fn is_shown_above(pair: &Pair<'_>) -> bool {
    let title = pair.title_lines();
    pair.blocks().any(|(block, shown)| {
        let line = shown.map(Shown::line);
        block.role == Role::Name && line.is_some_and(|line| line == title.start)
    })
}

/// Whether a text has nothing but names, with signs between them.
fn is_made_of(text: &str, names: &[String]) -> bool {
    let stated = key(text);
    let rest =
        names.iter().filter(|name| !name.is_empty()).fold(stated.clone(), |rest, name| rest.replace(name.as_str(), ""));
    rest != stated && !rest.contains(char::is_alphanumeric)
}
