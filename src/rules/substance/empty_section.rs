use crate::declare_rule;
use crate::finding::{Safety, Severity};
use crate::handoff::{AtOwner, Field, Handoff, Section};
use crate::json::Kind;
use crate::rule::{DocumentRule, Report};

declare_rule! {
    /// A section with a heading and nothing below it.
    ///
    /// ## Why
    /// The page shows the heading all the same, and a reader looks for what is not there. A text that is empty where null
    /// is meant looks harmless, but programs that ask for null print a blank paragraph.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "comparisons": [{ "key": "comparisons", "title": "似ている言葉との違い", "text": null, "items": [] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "boundary": { "text": "　", "items": [] } } }
    /// ```
    /// ```json
    /// { "content": { "misunderstandings": [{
    ///   "key": "misunderstandings", "title": "よくある誤解 / 落とし穴", "text": "", "items": ["A low rate is no proof of satisfaction."]
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
    /// Write the section, or leave it out of its list (a formula or a boundary becomes null). Where only the text is empty,
    /// termlint sets it to null safely; that an empty formula or boundary is not wanted at all, it can only guess.
    ///
    /// ## Known limits
    /// Points that hold nothing but white space do not count as content. An empty text beside points is a warning at most.
    /// What a section lacks by the contract, its list or its text, is the business of `missing-field`; an empty definition
    /// that of `malformed-value`.
    pub struct EmptySection {}
    id: "empty-section", kind: Document, fix: Some(Safety::Safe)
}

impl DocumentRule for EmptySection {
    fn check(&self, handoff: &Handoff<'_>, report: &mut Report<'_>) {
        let content = &handoff.content;
        for section in content.formula.iter().chain(&content.boundary) {
            judge(section, true, report);
        }
        let lists = [&content.usage, &content.misunderstandings, &content.examples, &content.comparisons];
        for section in lists.into_iter().flatten() {
            judge(section, false, report);
        }
    }
}

/// Judges a section; `may_be_null` where null may stand in its place.
fn judge(section: &Section<'_>, may_be_null: bool, report: &mut Report<'_>) {
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
        let draft = report
            .at(AtOwner(section.node))
            .says(format!("{} has neither a text nor points", section.name()))
            .label("nothing below the heading")
            .help("write the section or leave it out");
        if may_be_null {
            drop(draft.fix("leave the section out", Safety::Unsafe, [(section.node, "null".to_owned())]));
        }
    } else if let Some(text) = blank {
        report
            .at(text.node)
            .says(format!("the text of {} is empty", section.name()))
            .label("nothing here")
            .help("set the text to null")
            .at_most(Severity::Warning)
            .fix("set the text to null", Safety::Safe, [(text.node, "null".to_owned())]);
    }
}
