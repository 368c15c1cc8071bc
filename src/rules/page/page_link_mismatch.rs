use crate::declare_rule;
use crate::handoff::Field;
use crate::handoff::address::comparable;
use crate::pairing::{Fact, Pair, Role, Shown, word};
use crate::rendered::{Format, Line, key};
use crate::rule::{PageRule, Reporter};
use crate::text::is_blank;
use crate::words::shorten;

declare_rule! {
    /// A link of the page that does not lead where the handoff says, or a source without its link or its kind.
    ///
    /// ## Why
    /// Search engines keep the address that a page states as its own, and readers check a text by its sources. A link that
    /// leads elsewhere, or is not there, takes them to the wrong place.
    ///
    /// ## Fails
    /// ```diff page html
    /// -<link rel="canonical" href="https://core.yogoq.com/en-US/core/churn-rate">
    /// +<link rel="canonical" href="https://core.yogoq.com/en-US/core/churn">
    /// ```
    /// ```diff page
    /// -Churn Rate (Investopedia)tier_aOpen
    /// +Churn Rate (Investopedia)tier_a—
    /// ```
    ///
    /// ## Passes
    /// A slash at the end makes no difference:
    /// ```diff page html
    /// -<link rel="canonical" href="https://core.yogoq.com/en-US/core/churn-rate">
    /// +<link rel="canonical" href="https://core.yogoq.com/en-US/core/churn-rate/">
    /// ```
    ///
    /// ## Fix
    /// Build and publish the page again, or correct the address in the handoff. For a blank cell, write the kind of the source
    /// into the handoff.
    ///
    /// ## Known limits
    /// The text of a page shows whether a source has a link, only HTML where it leads. Links to addresses of the site itself that
    /// pass a reader on are not followed. A source without an address has no link, and that is right. A source without a
    /// kind leaves a blank cell on the page; where `untyped-source` runs, it says so.
    pub struct PageLinkMismatch {}
    id: "page-link-mismatch", kind: Page, yields_to: &["untyped-source"]
}

const HELP: &str = "build and publish the page again, or correct the address of the handoff";

impl PageRule for PageLinkMismatch {
    fn check(&self, pair: &Pair<'_>, report: &mut Reporter<'_>) {
        check_addresses(pair, report);
        if pair.page.format == Format::Markdown {
            return;
        }
        for (block, shown) in pair.blocks() {
            if let (Role::Source(number), Some(Shown::Same(line) | Shown::Moved(line))) = (block.role, shown) {
                check_source(pair, number, pair.line(line), report);
            }
        }
    }
}

/// The address that the page states as its own.
fn check_addresses(pair: &Pair<'_>, report: &mut Reporter<'_>) {
    let handoff = pair.handoff;
    let own = [&handoff.canonical.url, &handoff.summary.canonical_url];
    let Some(url) = own.iter().find_map(|field| field.value()) else { return };
    let is_own = |href: &str| own.iter().filter_map(|field| field.value()).any(|url| leads_to(href, url));
    let head = &pair.page.head;
    let mut wrong = Vec::new();
    wrong.extend(
        head.canonical
            .iter()
            .filter(|said| !is_own(&said.text))
            .map(|said| (&*said.text, said.span.clone(), "the address that the page states")),
    );
    let of_locale = head.alternates.iter().filter(|link| link.hreflang.text.eq_ignore_ascii_case(pair.locale()));
    wrong.extend(
        of_locale
            .map(|link| &link.href)
            .filter(|said| !is_own(&said.text))
            .map(|said| (&*said.text, said.span.clone(), "its address among those of all languages")),
    );
    for (block, shown) in pair.blocks() {
        if let (Role::Fact(Fact::Address), Some(Shown::Differs(line))) = (block.role, shown) {
            let line = pair.line(line);
            let stated = line.text.split_once(": ").map_or(&*line.text, |(_, value)| value);
            wrong.push((stated, line.span(), "the address that the file states"));
        }
    }
    let Some((first, ..)) = wrong.first() else { return };
    let mut draft = report
        .at(url)
        .message(format!("the page states another address of its own: “{}”", shorten(first, 60)))
        .label("another address on the page")
        .help(HELP);
    for (_, span, label) in wrong {
        draft = draft.related_on_page(span, label);
    }
}

/// The link and the kind of a source.
fn check_source(pair: &Pair<'_>, number: usize, line: &Line, report: &mut Reporter<'_>) {
    let Some(source) = pair.handoff.sources.visible_sources.get(number) else { return };
    let name = shorten(source.label.value().map_or("", |label| &label.value), 40);
    if let Some(kind) = source.kind.node().filter(|_| source.kind.value().is_none_or(|kind| is_blank(kind))) {
        report
            .at(kind)
            .message(format!("the page leaves the kind of the source “{name}” blank"))
            .label("no kind")
            .help("write the kind of the source, and publish the page again")
            .related_on_page(line.span(), "the row on the page");
    }
    let is_html = pair.page.format == Format::Html;
    let ends_with = |link: &str| key(&line.text).ends_with(&key(pair.chrome.word(link)));
    let other = line.links.iter().find(|link| comparable(&link.href.text).is_some());
    match Field::value(&source.url).filter(|url| !is_blank(url)) {
        Some(url) => {
            let leads = |href: &str| leads_to(href, url);
            if line.links.iter().any(|link| leads(&link.href.text)) {
                return;
            }
            let message = match other {
                Some(link) => format!("the page links this source to “{}”", shorten(&link.href.text, 60)),
                None if is_html && line.links.is_empty() || !is_html && ends_with(word::NO_LINK) => {
                    format!("the page has no link to the source “{name}”")
                }
                None => return,
            };
            let span = other.map_or(line.span(), |link| link.href.span.clone());
            report
                .at(url)
                .message(message)
                .label("not linked on the page")
                .help(HELP)
                .related_on_page(span, "the row on the page");
        }
        None if other.is_some() || !is_html && ends_with(word::OPEN) => {
            let Some(node) = source.url.node() else { return };
            report
                .at(node)
                .message(format!("the page links the source “{name}”, for which the handoff has no address"))
                .label("linked on the page")
                .help("write the address of the source, or take the link from the page")
                .related_on_page(line.span(), "the row on the page");
        }
        None => {}
    }
}

/// Whether a link leads to an address. One without a host is compared with the rest of it.
fn leads_to(href: &str, url: &str) -> bool {
    let href = href.trim();
    if href.starts_with('/') && !href.starts_with("//") {
        let path = url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
        return path.is_some_and(|path| path.trim_end_matches('/') == href.trim_end_matches('/'));
    }
    match (comparable(href), comparable(url)) {
        (Some(one), Some(other)) => one == other,
        _ => href == url,
    }
}
