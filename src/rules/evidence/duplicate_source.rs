use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::declare_rule;
use crate::finding::{Safety, Severity};
use crate::handoff::address::source_key;
use crate::handoff::{Field, Gap, Handoff, VisibleSource, Whole, without};
use crate::json::Node;
use crate::rule::{DocumentRule, Draft, Reporter};
use crate::words::{list, quote, shorten};

declare_rule! {
    /// A source that is listed twice.
    ///
    /// ## Why
    /// Three sources promise three works. Where one work is listed twice, the count of sources claims more than
    /// the page has.
    ///
    /// ## Fails
    /// ```json
    /// { "sources": { "visible_sources": [
    ///   { "label": "Annual survey (Example Institute)", "url": "https://example.org/survey", "kind": "tier_a" },
    ///   { "label": "Survey of firms", "url": "https://EXAMPLE.org:443/survey/", "kind": "tier_a" }
    /// ] } }
    /// ```
    /// One title under two addresses is an info: it may be one book in two libraries.
    /// ```json ja
    /// { "sources": { "visible_sources": [
    ///   { "label": "経営の基礎（例示出版）", "url": "https://example.com/books/1", "kind": "tier_a" },
    ///   { "label": "経営の基礎（例示図書館）", "url": "https://example.org/books/1", "kind": "tier_a" }
    /// ] } }
    /// ```
    ///
    /// ## Passes
    /// Two pages of one file, and two years of one report:
    /// ```json
    /// { "sources": { "visible_sources": [
    ///   { "label": "Handbook, chapter 1", "url": "https://example.org/book.pdf#page=12", "kind": "tier_a" },
    ///   { "label": "Handbook, chapter 4", "url": "https://example.org/book.pdf#page=96", "kind": "tier_a" },
    ///   { "label": "Survey of firms (2024)", "url": "https://example.org/2024", "kind": "tier_a" },
    ///   { "label": "Survey of firms (2025)", "url": "https://example.org/2025", "kind": "tier_a" }
    /// ] } }
    /// ```
    /// Reports of two companies have the same name:
    /// ```json ja
    /// { "sources": { "visible_sources": [
    ///   { "label": "有価証券報告書（例示商事）", "url": "https://example.com/ir", "kind": "tier_a" },
    ///   { "label": "有価証券報告書（例示工業）", "url": "https://example.net/ir", "kind": "tier_a" }
    /// ] } }
    /// ```
    /// Two glossaries have an entry of the term's name:
    /// ```json
    /// { "sources": { "visible_sources": [
    ///   { "label": "Churn rate (Example Press)", "url": "https://example.com/terms/churn", "kind": "tier_a" },
    ///   { "label": "Churn rate (Example Institute)", "url": "https://example.org/c/churn", "kind": "tier_a" }
    /// ] } }
    /// ```
    ///
    /// ## Fix
    /// Keep one of the two, and set the counts that included both. Where they are two works after all, add author or
    /// edition to the labels. Where a source is written exactly as one before it, the fix that deletes it and sets the counts
    /// is safe.
    ///
    /// ## Known limits
    /// Addresses agree when they differ only in `http` and `https`, the case of the host, the default port, a slash at the end,
    /// needless escapes, or what a campaign adds to the query (`utm_source`). Two other queries are two addresses. A title is the label without the
    /// publisher in brackets at its end. Brackets that contain a digit or a single character, such as a year or `（上）`,
    /// belong to the title. The name of the term itself is not a title: every glossary has an entry of that name. Two
    /// books may share a title, so that is never more than an info.
    pub struct DuplicateSource {
        /// Titles that many publishers give to works of their own.
        common_titles: Vec<String> = [
            "Annual Report", "Form 10-K", "Glossary", "Documentation", "Investor Relations", "Integrated Report",
            "有価証券報告書", "統合報告書", "決算短信", "年次報告書", "用語集",
        ].map(str::to_owned).to_vec(),
    }
    id: "duplicate-source", kind: Document, fix: Some(Safety::Safe)
}

impl DocumentRule for DuplicateSource {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let sources = &handoff.sources.visible_sources;
        if sources.len() < 2 {
            return;
        }
        let mut addresses: HashMap<Cow<'_, str>, &VisibleSource<'_>> = HashMap::with_capacity(sources.len());
        let (help, copies) = (OnceCell::new(), OnceCell::new());
        let copies = || copies.get_or_init(|| Copies::of(handoff));
        let mut spellings: HashSet<&str> = HashSet::with_capacity(sources.len());
        let mut titles: HashMap<&str, &VisibleSource<'_>> = HashMap::with_capacity(sources.len());
        for source in sources {
            let mut is_told = false;
            if let Some(url) = source.url.value()
                && let Some(form) = source_key(url)
            {
                match addresses.get(&form).and_then(|first| first.url.value()) {
                    Some(first) => {
                        is_told = true;
                        let draft = reporter
                            .at(url)
                            .message(format!("the source {} is listed twice", quote(url)))
                            .label("the same address again")
                            .help(help.get_or_init(|| keep_one(handoff)).as_str())
                            .related(first, "first listed here")
                            .subject(&*url.value);
                        let draft = copies().delete(source, draft);
                        if !spellings.contains(&*url.value) {
                            known_in_list(draft, handoff, &form);
                        }
                    }
                    None => {
                        addresses.insert(form, source);
                    }
                }
                spellings.insert(url);
            }
            let Some(label) = source.label.value() else { continue };
            let range = title(label);
            let name = &label[range.clone()];
            let is_common =
                self.common_titles.iter().any(|title| title.eq_ignore_ascii_case(name)) || handoff.has_name(name);
            if name.is_empty() || is_common {
                continue;
            }
            match titles.get(name).and_then(|first| first.label.value()) {
                Some(first) if !is_told => {
                    let draft = reporter
                        .at(label.part(range, ""))
                        .message(format!("two sources have the title “{}”", shorten(name, 50)))
                        .label("the same title again")
                        .help("add author or edition to the labels, or keep one")
                        .related(first, "first listed here")
                        .subject(name)
                        .max_severity(Severity::Info);
                    known_in_list(copies().delete(source, draft), handoff, name);
                }
                Some(_) => {}
                None => {
                    titles.insert(name, source);
                }
            }
        }
    }
}

/// Sources that are written exactly as one before them. All of them go at once, and with them what counted them: the counts
/// that are left would be wrong.
struct Copies<'a> {
    /// The indices of their values.
    nodes: HashSet<u32>,
    title: String,
    edits: Vec<(Gap<'a>, String)>,
}

impl<'a> Copies<'a> {
    fn of(handoff: &Handoff<'a>) -> Copies<'a> {
        let sources = &handoff.sources;
        let mut written = HashSet::with_capacity(sources.visible_sources.len());
        let copies = sources.visible_sources.iter().filter(|source| !written.insert(source.node.raw()));
        let nodes: HashSet<u32> = copies.map(|source| source.node.index()).collect();
        let listed = sources.visible_sources_node.map_or(0, Node::len);
        let left = listed - nodes.len();
        let counts =
            [("sources_count", &handoff.summary.sources_count), ("source_count", &handoff.quality.source_count)];
        let counts: Vec<(&str, Node<'a>)> = counts
            .into_iter()
            .filter_map(|(name, count)| match count {
                Field::Value(number, node) => {
                    let includes = |number: u64| (left as u64 + 1..=listed as u64).contains(&number);
                    number.exact().is_some_and(includes).then_some((name, *node))
                }
                _ => None,
            })
            .collect();
        let gone = sources.visible_sources_node.filter(|_| !nodes.is_empty());
        let mut edits = gone.map_or_else(Vec::new, |owner| without(owner, |item| nodes.contains(&item.index())));
        edits.extend(counts.iter().map(|(_, node)| (Gap::whole(*node), left.to_string())));
        let names: Vec<&str> = counts.iter().map(|(name, _)| *name).collect();
        let title = match names.is_empty() {
            true => "delete the repetition".to_owned(),
            false => format!("delete the repetition and set {} to {left}", list(&names, "and")),
        };
        Copies { nodes, title, edits }
    }

    /// Offers to delete all of them, where the source is one.
    fn delete<'r, 'l>(&self, source: &VisibleSource<'_>, draft: Draft<'r, Reporter<'l>>) -> Draft<'r, Reporter<'l>> {
        match self.nodes.contains(&source.node.index()) {
            true => draft.fix(&self.title, Safety::Safe, self.edits.iter().cloned()),
            false => draft,
        }
    }
}

/// Two items of different addresses: which of them comes second is a matter of order.
fn known_in_list(draft: Draft<'_, Reporter<'_>>, handoff: &Handoff<'_>, subject: &str) {
    if let Some(list) = handoff.sources.visible_sources_node {
        draft.known_in(list, subject);
    }
}

/// What to do about a source that is listed twice. A count that includes it is wrong once the source is gone; all
/// others are left to `source-count-mismatch`.
fn keep_one(handoff: &Handoff<'_>) -> String {
    let listed = handoff.sources.visible_sources_node.map_or(0, Node::len);
    let distinct = listed - handoff.sources.repeated().len();
    let counts = [("sources_count", &handoff.summary.sources_count), ("source_count", &handoff.quality.source_count)];
    let includes =
        |count: &Whole<'_>| count.exact().is_some_and(|number| (distinct as u64 + 1..=listed as u64).contains(&number));
    let wrong: Vec<&str> =
        counts.iter().filter(|(_, count)| count.value().is_some_and(includes)).map(|(name, _)| *name).collect();
    match wrong.is_empty() {
        true => "keep one of the two sources".to_owned(),
        false => format!("keep one of the two sources and set {} to {distinct}", list(&wrong, "and")),
    }
}

/// A label without the publisher in brackets at its end.
fn title(label: &str) -> Range<usize> {
    let text = label.trim_end();
    let start = text.len() - text.trim_start().len();
    for (open, close) in [('(', ')'), ('（', '）')] {
        if let Some(inner) = text.strip_suffix(close)
            && let Some(bracket) = inner.rfind(open)
        {
            let publisher = &inner[bracket + open.len_utf8()..];
            let is_edition = publisher.chars().any(char::is_numeric) || publisher.chars().count() < 2;
            let end = text[..bracket].trim_end().len();
            if !is_edition && end > start {
                return start..end;
            }
        }
    }
    start..text.len()
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn a_title_is_the_label_without_its_publisher() {
        let title = |label: &'static str| &label[title(label)];
        assert_eq!(title("Principles of Sales (Example Press)"), "Principles of Sales");
        assert_eq!(title(" 白書（東証） "), "白書");
        assert_eq!(title("白書（上）"), "白書（上）");
        assert_eq!(title("Survey (2025)"), "Survey (2025)");
        assert_eq!(title("(Example Press)"), "(Example Press)");
    }
}
