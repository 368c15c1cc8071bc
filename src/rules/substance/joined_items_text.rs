use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::{AtOwner, Handoff, Section, Text};
use crate::json::Node;
use crate::rule::{DocumentRule, Reporter};
use crate::text::{Joined, Place, further_copies, joined_items};

declare_rule! {
    /// A section whose text repeats its own items, joined together.
    ///
    /// ## Why
    /// A section is shown as its text and then its items. Where the text is the items joined, the page prints every row
    /// twice, the first time as one long line with bars in it, which nobody can read.
    ///
    /// ## Fails
    /// A text that ends with its items (the fix is unsafe):
    /// ```json
    /// { "content": { "comparisons": [{
    ///   "key": "comparisons", "title": "Compare with",
    ///   "text": "Three neighbors of the term. Retention rate | Counts those who stayed | The mirror image Bounce rate | Describes one visit | No account is lost",
    ///   "items": ["Retention rate | Counts those who stayed | The mirror image", "Bounce rate | Describes one visit | No account is lost"]
    /// }] } }
    /// ```
    /// A text that is nothing but its items (the fix is safe):
    /// ```json ja
    /// { "content": { "misunderstandings": [{
    ///   "key": "misunderstandings", "title": "よくある誤解 / 落とし穴",
    ///   "text": "低いほど良いとは限らない。月次の値は足し合わせられない。",
    ///   "items": ["低いほど良いとは限らない", "月次の値は足し合わせられない"]
    /// }] } }
    /// ```
    /// Only some of the items, with a sentence behind them:
    /// ```json
    /// { "content": { "misunderstandings": [{
    ///   "key": "misunderstandings", "title": "よくある誤解 / 落とし穴",
    ///   "text": "A low rate is not proof of satisfaction. Monthly figures do not add up to a yearly one. Both are met often.",
    ///   "items": ["A low rate is not proof of satisfaction.", "Monthly figures do not add up to a yearly one.", "An average hides more than it shows."]
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
    /// Where the whole text only repeats the items, set it to null (not to `""`). Where only a part of the text repeats
    /// them, cut that part out and check that the rest still makes sense. Both fixes are unsafe: a text that introduces
    /// the items may be better. The text of the limitations must not be null, and has no fix.
    ///
    /// ## Known limits
    /// Differences in capitals, character width, quotation marks, spaces and what joins or numbers the items are ignored.
    /// Where a text repeats a part of its items, or something follows them, they need 40 Latin or 20 Japanese characters
    /// together and have to begin and end where sentences do; in another order than that of the list, every one has to be
    /// there. A single item at the end of a longer text counts from 20 Latin or 10 Japanese characters on: a short answer
    /// or a formula may close a text. The usage is left to `duplicate-usage-text`, and a definition may repeat itself in
    /// its points.
    pub struct JoinedItemsText {}
    id: "joined-items-text", kind: Document, fix: Some(Safety::Unsafe)
}

impl DocumentRule for JoinedItemsText {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let content = &handoff.content;
        let single = content.formula.iter().chain(&content.boundary);
        let listed = content.misunderstandings.iter().chain(&content.examples).chain(&content.comparisons);
        single.chain(listed).for_each(|section| check_section(section, reporter));
        let limitations = &handoff.limitations;
        if let Some(text) = limitations.text.value()
            && let Some(joined) = joined_items(text, &limitations.items)
        {
            let items = text.node.parent().and_then(|owner| owner.get("items"));
            // Its text may not be null.
            tell(&joined, text, &limitations.items, items, "limitations", false, reporter);
        }
    }
}

fn check_section(section: &Section<'_>, reporter: &mut Reporter<'_>) {
    let Some(text) = section.text.value().filter(|_| !section.items.is_empty()) else { return };
    if let Some(joined) = joined_items(text, &section.items) {
        tell(&joined, text, &section.items, section.node.get("items"), section.name(), true, reporter);
    }
}

/// Reports a text with the items that stand below it, in what `name` says; `may_be_null` is whether the items alone are
/// enough.
fn tell(
    joined: &Joined,
    text: &Text<'_>,
    items: &[Text<'_>],
    list: Option<Node<'_>>,
    name: &str,
    may_be_null: bool,
    reporter: &mut Reporter<'_>,
) {
    let more = further_copies(text, joined, items);
    let help = match joined.place {
        Place::Whole if !may_be_null => "write a text that introduces the items",
        _ => joined.help(&more),
    };
    let mut draft = reporter
        .at(text.part(joined.range.clone(), ""))
        .message(format!("the text of {name} {} {}", joined.verb(), joined.name("its")))
        .label("the items, joined")
        .help(help)
        .related_if(list.map(AtOwner), "the items");
    for copy in &more {
        draft = draft.related(text.part(copy.clone(), ""), "more of the items");
    }
    match joined.cut(text, &more) {
        None if !may_be_null => {}
        None => drop(draft.fix("set the text to null", Safety::Unsafe, [(text.node, "null".to_owned())])),
        Some((cuts, title)) => {
            let cuts = cuts.into_iter().map(|range| (text.part(range, ""), String::new()));
            draft.fix(title, Safety::Unsafe, cuts);
        }
    }
}
