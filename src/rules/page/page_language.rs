use crate::declare_rule;
use crate::handoff::language;
use crate::pairing::{Fact, Pair, Role, Shown, Stranger, Writing, foreign_heading, language_name};
use crate::rendered::LineKind;
use crate::rule::{PageRule, Reporter};
use crate::text::script::foreign_script;
use crate::words::{count, shorten};

declare_rule! {
    /// A page in another language than its handoff, as a whole or in its frame, its headings or what it states about itself.
    ///
    /// ## Why
    /// A page that mixes languages was put together from the files of two locales. Readers are led to a page that they cannot
    /// read, screen readers pronounce it wrongly, and search engines show it to the wrong people.
    ///
    /// ## Fails
    /// ```diff page
    /// -Skip to content
    /// +본문으로 이동
    /// ```
    /// ```diff page
    ///  Business Term
    /// -Churn Rate
    /// +解約率
    /// ```
    /// ```diff page html
    /// -<html lang="en-US">
    /// +<html lang="ja">
    /// ```
    ///
    /// ## Passes
    /// The region makes no difference, and a reading may stand below a name:
    /// ```diff page html
    /// -<html lang="en-US">
    /// +<html lang="en">
    /// ```
    /// ```diff page
    ///  Churn Rate
    /// +チャーンレート
    /// ```
    ///
    /// ## Fix
    /// Build and publish the page again from the handoff and the templates of its locale. If the page is right, correct the
    /// locale of the handoff.
    ///
    /// ## Known limits
    /// There are four causes, and each is one finding: what the page states as its language (`lang`, `inLanguage`, the locale in
    /// Markdown), its frame, its headings, and its texts. The frame is told by its skip link, which is known in English and
    /// Korean, or from `[pages.headings]`. Headings and texts are told by their letters, so that English and German are not
    /// told apart. A language that differs from the rest in one text is `page-text-drift`.
    pub struct PageLanguage {}
    id: "page-language", kind: Page
}

const HELP: &str =
    "build and publish the page again from the files of its locale, or correct the locale of the handoff";

impl PageRule for PageLanguage {
    fn check(&self, pair: &Pair<'_>, report: &mut Reporter<'_>) {
        let Some(locale) = pair.handoff.locale() else { return };
        check_statements(pair, locale, report);
        if let Some((line, other)) = pair.foreign_skip_link() {
            let mut draft = report
                .on_page(Some(pair.line(line).span()))
                .message(format!(
                    "the frame of the page is {}, the handoff {}",
                    language_name(other),
                    language_name(language(locale))
                ))
                .label("words of another language")
                .help(HELP)
                .subject("frame")
                .known_at(locale)
                .related(locale, "the locale of the handoff");
            if let Some(stated) = pair.meta.updated.as_ref().filter(|_| pair.has_date_of_another_form()) {
                let span = pair.line(stated.line).source(stated.range.clone());
                draft = draft.related_on_page(span, "a date in the form of that language");
            }
            drop(draft);
        }
        if let Some(Stranger::Language(writing, line)) = pair.stranger() {
            report
                .on_page(Some(pair.line(*line).span()))
                .message(format!("the page is written in {}, the texts of the handoff are not", writing.name()))
                .label("texts of another language begin here")
                .help(HELP)
                .subject("texts")
                .known_at(locale)
                .related(locale, "the locale of the handoff");
            return;
        }
        check_headings(pair, locale, report);
    }
}

/// What the page states as its language.
fn check_statements(pair: &Pair<'_>, locale: &crate::handoff::Text<'_>, report: &mut Reporter<'_>) {
    let head = &pair.page.head;
    let own = language(locale);
    let lang = head.lang.iter().map(|said| (said, "the language that the page states"));
    let of_data = head.json_ld.iter().filter_map(|thing| thing.language.as_ref());
    let stated = lang.chain(of_data.map(|said| (said, "the language in the data of the page")));
    let differs = |text: &str| !text.trim().is_empty() && !language(text.trim()).eq_ignore_ascii_case(own);
    let mut wrong: Vec<_> = stated
        .filter(|(said, _)| differs(&said.text))
        .map(|(said, label)| (said.text.clone(), said.span.clone(), label))
        .collect();
    for (block, shown) in pair.blocks() {
        if let (Role::Fact(Fact::Locale), Some(Shown::Differs(line))) = (block.role, shown) {
            let line = pair.line(line);
            let value = line.text.split_once(':').map_or(&*line.text, |(_, value)| value.trim());
            wrong.push((value.to_owned(), line.span(), "the locale that the file states"));
        }
    }
    let Some((first, ..)) = wrong.first() else { return };
    let mut draft = report
        .at(locale)
        .message(format!(
            "the page states “{}” as its language, the handoff “{}”",
            shorten(first, 20),
            shorten(locale, 20)
        ))
        .label("another language on the page")
        .help("correct the language that the page states, or the locale of the handoff");
    for (_, span, label) in wrong {
        draft = draft.related_on_page(span, label);
    }
}

/// The name of the term and the headings of its sections.
fn check_headings(pair: &Pair<'_>, locale: &crate::handoff::Text<'_>, report: &mut Reporter<'_>) {
    let title = pair.title_lines();
    let mut lines: Vec<usize> = Vec::new();
    if let Some(first) = title.clone().next() {
        let text = &pair.line(first).text;
        let is_own = pair.block_of(first).is_some_and(|block| block.role == Role::Name);
        if !is_own && foreign_script(text, pair.language()).is_some() {
            lines.push(first);
        }
    }
    // The titles of sections are Japanese in every handoff; Markdown shows them.
    if pair.page.format != crate::rendered::Format::Markdown {
        let of_section = pair.blocks().filter(|(block, _)| block.role == Role::Heading);
        let mut headings: Vec<usize> = of_section.filter_map(|(_, shown)| shown).map(Shown::line).collect();
        let is_heading = |line: &usize| matches!(pair.line(*line).kind, LineKind::Heading(level) if level > 1);
        let unexplained = pair.unexplained().into_iter().flatten();
        headings.extend(unexplained.filter(is_heading).filter(|line| !title.contains(line)));
        headings.sort_unstable();
        headings.dedup();
        lines.extend(headings.into_iter().filter(|line| foreign_heading(&pair.line(*line).text, locale).is_some()));
    }
    let Some(first) = lines.first().copied() else { return };
    let line = pair.line(first);
    let writing = foreign_heading(&line.text, locale).map_or("another script", Writing::name);
    let message = match lines.len() {
        1 => format!(
            "the heading “{}” is {writing}, the handoff {}",
            shorten(&line.text, 40),
            language_name(language(locale))
        ),
        number => {
            format!("{} of the page are {writing}, the first “{}”", count(number, "heading"), shorten(&line.text, 40))
        }
    };
    let mut draft = report
        .on_page(Some(line.span()))
        .message(message)
        .label("a heading of another language")
        .help(HELP)
        .subject("headings")
        .known_at(locale)
        .related(locale, "the locale of the handoff");
    for other in &lines[1..] {
        draft = draft.related_on_page(pair.line(*other).span(), "another such heading");
    }
}
