use crate::declare_rule;
use crate::finding::{Safety, Severity};
use crate::handoff::{AtOwner, Field, Handoff, Section, Text, TextField, without};
use crate::json::Kind;
use crate::rule::{DocumentRule, Reporter};
use crate::text::is_blank;
use crate::words::count;

declare_rule! {
    /// A section with nothing below its heading, a point that is empty, or an empty text where null is meant.
    ///
    /// ## Why
    /// The page shows the heading or the bullet anyway, and a reader looks for what is not there. A text that is empty where
    /// null is meant looks harmless, but programs that ask for null print a blank paragraph, or a name without letters.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "comparisons": [{ "key": "comparisons", "title": "Compare with", "text": null, "items": [] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "boundary": { "text": "　", "items": [] } } }
    /// ```
    /// ```json
    /// { "content": { "misunderstandings": [{
    ///   "key": "misunderstandings", "title": "Common mistakes", "text": null, "items": ["A low rate is not a proof of satisfaction.", ""]
    /// }] } }
    /// ```
    /// ```json
    /// { "summary": { "english_name": "", "abbreviation": "" } }
    /// ```
    ///
    /// ## Passes
    /// A section may have points only, or a text only, and a term may lack a section:
    /// ```json
    /// { "content": { "formula": null, "comparisons": [] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "usage", "title": "役立つ場面", "text": null, "items": ["料金改定のあとの確認"] }] } }
    /// ```
    ///
    /// ## Fix
    /// Write the section, or leave it out of its list (a formula or a boundary becomes null). Delete empty points, and
    /// set empty texts to null: these fixes are safe. The fix that removes an empty formula or boundary is unsafe.
    ///
    /// ## Known limits
    /// White space and invisible characters are not content. Empty points and empty texts where null is meant are
    /// warnings at most: one for each list, and one for all texts of the document. A section without its list or text
    /// is `missing-field`; an empty text where one is required, such as the definition, is `malformed-value`; and a
    /// source without a kind is `untyped-source`.
    pub struct EmptySection {}
    id: "empty-section", kind: Document, fix: Some(Safety::Safe)
}

impl DocumentRule for EmptySection {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let (content, summary) = (&handoff.content, &handoff.summary);
        let mut empty = EmptyTexts::default();
        empty.add(&summary.english_name, || "the English name".to_owned());
        empty.add(&summary.abbreviation, || "the abbreviation".to_owned());
        if let Some(definition) = &content.definition {
            check_points(&definition.items, || definition.name().to_owned(), reporter);
        }
        for section in content.formula.iter().chain(&content.boundary) {
            check_section(section, true, &mut empty, reporter);
        }
        let lists = [&content.usage, &content.misunderstandings, &content.examples, &content.comparisons];
        for section in lists.into_iter().flatten() {
            check_section(section, false, &mut empty, reporter);
        }
        check_points(&handoff.limitations.items, || "limitations".to_owned(), reporter);
        check_points(&handoff.sources.source_refs, || "source_refs".to_owned(), reporter);
        empty.report(reporter);
    }
}

/// Checks a section; `may_be_null` where null may stand in its place.
fn check_section<'f, 'a>(
    section: &'f Section<'a>,
    may_be_null: bool,
    empty: &mut EmptyTexts<'f, 'a>,
    reporter: &mut Reporter<'_>,
) {
    let text = section.text.value();
    let is_filled = text.is_some() || !section.items.is_empty();
    // Nearly every section ends here.
    if is_filled && !text.into_iter().chain(&section.items).any(|text| is_blank(text)) {
        return;
    }
    if !matches!(section.text, Field::Null(_) | Field::Value(..)) {
        return;
    }
    // Of points that are not texts the schema reports.
    let Some(items) = section.node.get("items").filter(|node| node.kind() == Kind::Array) else { return };
    if items.items().count() != section.items.len() {
        return;
    }
    let has_text = text.is_some_and(|text| !is_blank(text));
    if !has_text && section.items.iter().all(|item| is_blank(item)) {
        let draft = reporter
            .at(AtOwner(section.node))
            .message(format!("{} has neither a text nor points", section.name()))
            .label("nothing below the heading")
            .help("write the section or leave it out");
        if may_be_null {
            drop(draft.fix("leave the section out", Safety::Unsafe, [(section.node, "null".to_owned())]));
        }
        return;
    }
    empty.add(&section.text, || format!("the text of {}", section.name()));
    check_points(&section.items, || section.name().to_owned(), reporter);
}

/// The texts that are empty where null is meant: one habit of whoever wrote the document, so one finding.
#[derive(Default)]
struct EmptyTexts<'f, 'a> {
    /// What the first is called.
    name: String,
    texts: Vec<&'f Text<'a>>,
}

impl<'f, 'a> EmptyTexts<'f, 'a> {
    fn add(&mut self, field: &'f TextField<'a>, name: impl Fn() -> String) {
        let Some(text) = field.value().filter(|text| is_blank(text)) else { return };
        if self.texts.is_empty() {
            self.name = name();
        }
        self.texts.push(text);
    }

    fn report(self, reporter: &mut Reporter<'_>) {
        let [first, rest @ ..] = self.texts.as_slice() else { return };
        let (message, help) = match rest.len() {
            0 => (format!("{} is empty", self.name), "set it to null"),
            others => (format!("{} and {} are empty", self.name, count(others, "other text")), "set them to null"),
        };
        let mut draft =
            reporter.at(first.node).message(message).label("nothing here").help(help).max_severity(Severity::Warning);
        for other in rest {
            draft = draft.related(other.node, "nothing here either");
        }
        drop(draft.fix(help, Safety::Safe, self.texts.iter().map(|text| (text.node, "null".to_owned()))));
    }
}

/// Checks the points of a list for empty ones; `name` is what the list is called.
fn check_points(points: &[Text<'_>], name: impl Fn() -> String, reporter: &mut Reporter<'_>) {
    let empty: Vec<&Text<'_>> = points.iter().filter(|point| is_blank(point)).collect();
    let [first, rest @ ..] = empty.as_slice() else { return };
    let Some(list) = first.node.parent() else { return };
    let (message, help, title) = match rest.len() {
        0 => (format!("a point of {} is empty", name()), "delete it", "delete the point"),
        _ => (format!("{} points of {} are empty", empty.len(), name()), "delete them", "delete the points"),
    };
    let mut draft =
        reporter.at(first.node).message(message).label("nothing here").help(help).max_severity(Severity::Warning);
    for other in rest {
        draft = draft.related(other.node, "nothing here either");
    }
    drop(draft.fix(title, Safety::Safe, without(list, |point| point.as_str().is_some_and(|text| is_blank(&text)))));
}
