use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::{AtOwner, Handoff, Section};
use crate::rule::{DocumentRule, Reporter};
use crate::text::{cut_before, joined_items};

declare_rule! {
    /// A section whose text only repeats its items, joined.
    ///
    /// ## Why
    /// A section is shown as its text and then its items. Where the text is the items joined, the page prints every row
    /// twice, the first time as one long line with bars in it, which nobody can read.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "comparisons": [{
    ///   "key": "comparisons", "title": "Compare with",
    ///   "text": "Three neighbors of the term. Retention rate | Counts those who stayed | The mirror image Bounce rate | Describes one visit | No account is lost",
    ///   "items": ["Retention rate | Counts those who stayed | The mirror image", "Bounce rate | Describes one visit | No account is lost"]
    /// }] } }
    /// ```
    /// ```json ja
    /// { "content": { "misunderstandings": [{
    ///   "key": "misunderstandings", "title": "よくある誤解 / 落とし穴",
    ///   "text": "低いほど良いとは限らない。月次の値は足し合わせられない。",
    ///   "items": ["低いほど良いとは限らない", "月次の値は足し合わせられない"]
    /// }] } }
    /// ```
    ///
    /// ## Passes
    /// A text may introduce its items, and may end with a short one of them:
    /// ```json
    /// { "content": { "examples": [{
    ///   "key": "examples", "title": "Example",
    ///   "text": "Twelve of 300 firms leave in May. Is that 4%? Yes.", "items": ["Yes."]
    /// }] } }
    /// ```
    /// ```json ja
    /// { "content": { "misunderstandings": [{
    ///   "key": "misunderstandings", "title": "よくある誤解 / 落とし穴",
    ///   "text": "とくに多い思い違いは次の二つである。",
    ///   "items": ["低いほど良いとは限らない", "月次の値は足し合わせられない"]
    /// }] } }
    /// ```
    ///
    /// ## Fix
    /// Where the whole text only repeats the items, set it to null (not to `""`): that fix is safe. Where only the end
    /// of the text repeats them, cut that end off and check that the rest still makes sense: that fix is unsafe.
    ///
    /// ## Known limits
    /// Differences in capitals, character width, quotation marks, spaces and the marks between the items are ignored.
    /// Items joined in another order, or only the first of them, are not found. A single item at the end of a longer
    /// text counts only if it has 20 Latin or 10 Japanese characters and follows the end of a sentence: a short answer
    /// or a formula may close a text. The usage is left to `duplicate-usage-text`, and a definition may repeat itself
    /// in its points.
    pub struct JoinedItemsText {}
    id: "joined-items-text", kind: Document, fix: Some(Safety::Safe)
}

impl DocumentRule for JoinedItemsText {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let content = &handoff.content;
        let single = content.formula.iter().chain(&content.boundary);
        let listed = content.misunderstandings.iter().chain(&content.examples).chain(&content.comparisons);
        single.chain(listed).for_each(|section| check_section(section, reporter));
    }
}

fn check_section(section: &Section<'_>, reporter: &mut Reporter<'_>) {
    let Some(text) = section.text.value().filter(|_| !section.items.is_empty()) else { return };
    let Some(joined) = joined_items(text, &section.items) else { return };
    let range = joined.range.clone();
    let is_whole = text[..range.start].trim().is_empty();
    let verb = if is_whole { "repeats" } else { "ends by repeating" };
    let draft = reporter
        .at(text.part(range.clone(), ""))
        .message(format!("the text of {} {verb} its {}", section.name(), joined.name()))
        .label("the items, joined")
        .help(if is_whole {
            "set the text to null, or write one that introduces the items"
        } else {
            "end the text before the items"
        })
        .related_if(section.node.get("items").map(AtOwner), "the items");
    match is_whole {
        true => drop(draft.fix("set the text to null", Safety::Safe, [(text.node, "null".to_owned())])),
        false => {
            let end = text.part(cut_before(text, range.start)..text.len(), "");
            draft.fix("remove the items from the end of the text", Safety::Unsafe, [(end, String::new())]);
        }
    }
}
