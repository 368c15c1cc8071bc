use crate::declare_rule;
use crate::finding::{Safety, Severity};
use crate::handoff::{AtOwner, Field, Handoff, Section};
use crate::json::Kind;
use crate::rule::{DocumentRule, Reporter};

declare_rule! {
    /// A section with a heading and nothing below it.
    ///
    /// ## Why
    /// The page shows the heading anyway, and a reader looks for what is not there. A text that is empty where null
    /// is meant looks harmless, but programs that ask for null print a blank paragraph.
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
    ///   "key": "misunderstandings", "title": "Common mistakes", "text": "", "items": ["A low rate is not a proof of satisfaction."]
    /// }] } }
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
    /// Write the section, or leave it out of its list (a formula or a boundary becomes null). Where only the text is
    /// empty, set it to null: that fix is safe. The fix that removes an empty formula or boundary is unsafe.
    ///
    /// ## Known limits
    /// Points that are only white space do not count as content. An empty text beside points is a warning at most. A
    /// section without its list or text is `missing-field`, and an empty definition is `malformed-value`.
    pub struct EmptySection {}
    id: "empty-section", kind: Document, fix: Some(Safety::Safe)
}

impl DocumentRule for EmptySection {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let content = &handoff.content;
        for section in content.formula.iter().chain(&content.boundary) {
            check_section(section, true, reporter);
        }
        let lists = [&content.usage, &content.misunderstandings, &content.examples, &content.comparisons];
        for section in lists.into_iter().flatten() {
            check_section(section, false, reporter);
        }
    }
}

/// Checks a section; `may_be_null` where null may stand in its place.
fn check_section(section: &Section<'_>, may_be_null: bool, reporter: &mut Reporter<'_>) {
    let blank = match &section.text {
        Field::Null(_) => None,
        Field::Value(text, _) if text.trim().is_empty() => Some(text),
        _ => return,
    };
    // Of points that are no texts the schema speaks.
    let Some(items) = section.node.get("items").filter(|node| node.kind() == Kind::Array) else { return };
    if items.items().count() != section.items.len() {
        return;
    }
    if section.items.iter().all(|item| item.trim().is_empty()) {
        let draft = reporter
            .at(AtOwner(section.node))
            .message(format!("{} has neither a text nor points", section.name()))
            .label("nothing below the heading")
            .help("write the section or leave it out");
        if may_be_null {
            drop(draft.fix("leave the section out", Safety::Unsafe, [(section.node, "null".to_owned())]));
        }
    } else if let Some(text) = blank {
        reporter
            .at(text.node)
            .message(format!("the text of {} is empty", section.name()))
            .label("nothing here")
            .help("set the text to null")
            .max_severity(Severity::Warning)
            .fix("set the text to null", Safety::Safe, [(text.node, "null".to_owned())]);
    }
}
