// Long because: a rule is one file, and this one compares texts, lists and the ends of both.

use std::cell::OnceCell;

use foldhash::HashMap;

use crate::declare_rule;
use crate::finding::Safety;
use crate::handoff::{AtOwner, Handoff, Section, Text, are_twins, removal};
use crate::json::Node;
use crate::rule::{DocumentRule, Draft, Reporter};
use crate::text::{
    Joined, JoinedList, JoinedText, Place, further_copies, is_reference, is_step, is_wide, may_repeat, point_key,
    repetitions, text_width,
};

declare_rule! {
    /// Usage text that the document prints twice.
    ///
    /// ## Why
    /// A section is shown as its text and then its items. Where the text only joins the items, where two sections say
    /// the same, or where one repeats the definition, people and agents read everything twice.
    ///
    /// ## Fails
    /// A text that only joins its items:
    /// ```json
    /// { "content": { "usage": [{
    ///   "key": "usage", "title": "When it helps",
    ///   "text": "Setting a budget for support. Judging whether a release kept its promise.",
    ///   "items": ["Setting a budget for support.", "Judging whether a release kept its promise."]
    /// }] } }
    /// ```
    /// A text that ends by joining them:
    /// ```json ja
    /// { "content": { "usage": [{
    ///   "key": "usage", "title": "役立つ場面",
    ///   "text": "次の場面で使う。支援の予算を決める。改定のあとに離脱が増えたかを確かめる。",
    ///   "items": ["支援の予算を決める", "改定のあとに離脱が増えたかを確かめる"]
    /// }] } }
    /// ```
    /// Only some of the items:
    /// ```json ja
    /// { "content": { "usage": [{
    ///   "key": "usage", "title": "役立つ場面",
    ///   "text": "①支援の予算を決める。②改定のあとに離脱が増えたかを確かめる。",
    ///   "items": ["支援の予算を決める", "改定のあとに離脱が増えたかを確かめる", "次に人を雇う部署を選ぶ"]
    /// }] } }
    /// ```
    /// An item that an earlier section already has:
    /// ```json
    /// { "content": { "usage": [
    ///   { "key": "usage", "title": "When it helps", "text": null, "items": ["Deciding whether support or sales needs the next hire", "Yes."] },
    ///   { "key": "usage", "title": "How to use it", "text": null, "items": ["Deciding whether support or sales needs the next hire.", "No."] }
    /// ] } }
    /// ```
    /// A text that repeats the definition:
    /// ```json
    /// { "content": { "usage": [{
    ///   "key": "meaning", "title": "What it means",
    ///   "text": "Churn rate is the share of customers, or of the revenue they bring, that a business loses during a set period.",
    ///   "items": []
    /// }] } }
    /// ```
    ///
    /// ## Passes
    /// Short items and references may be repeated, and a text may introduce its items:
    /// ```json
    /// { "content": { "usage": [{
    ///   "key": "usage", "title": "When it helps",
    ///   "text": "It helps with two decisions.",
    ///   "items": ["Setting a budget for support.", "Judging whether a release kept its promise."]
    /// }] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [
    ///   { "key": "usage", "title": "役立つ場面", "text": "次の三つの場面で使う。", "items": ["予算の決定", "料金の改定", "詳しくは「売上維持率」の計算の考え方を参照してください。"] },
    ///   { "key": "usage", "title": "使い方のポイント", "text": null, "items": ["予算の決定", "詳しくは「売上維持率」の計算の考え方を参照してください。"] }
    /// ] } }
    /// ```
    ///
    /// ## Fix
    /// Where the whole text only repeats the items, set it to null (not to `""`). Where only a part of the text repeats
    /// them, cut that part out and check that the rest still makes sense. Both fixes are unsafe: a text that introduces
    /// the items may be better. Of two copies, delete one. Where a whole section is written exactly as one before it, the fix
    /// that deletes it is safe.
    ///
    /// ## Known limits
    /// Differences in capitals, character width, quotation marks, spaces, commas and what joins or numbers the items are
    /// ignored. Different words are not, so a paraphrase is not found. Where a text repeats a part of its items, or
    /// something follows them, they need 40 Latin or 20 Japanese characters together and have to begin and end where
    /// sentences do; in another order than that of the list, every one has to be there. The items of another section are
    /// found as a whole or at the end of a text. Items that follow each other as they do where they stand first are one
    /// finding. A step of a procedure (`Open the report.`, 保存をクリックします。) may come again among
    /// other steps.
    pub struct DuplicateUsageText {
        /// How long a repeated text or item must be to be reported, in Latin characters; a Japanese character counts as
        /// two.
        min_length: usize = 40,
    }
    id: "duplicate-usage-text", kind: Document, fix: Some(Safety::Safe)
}

impl DocumentRule for DuplicateUsageText {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let mut sections: Vec<Usage<'_, '_>> = Vec::with_capacity(handoff.content.usage.len());
        for (number, section) in handoff.content.usage.iter().enumerate() {
            let start = sections.last().map_or(0, |last| last.start + last.section.items.len() + 1);
            sections.push(Usage::new(number, start, section));
        }
        let definition = handoff.content.definition.as_ref().and_then(|definition| definition.text.value());
        let texts =
            sections.iter().flat_map(|usage| usage.section.text.value().into_iter().chain(&usage.section.items));
        if !may_repeat(definition.into_iter().chain(texts).map(AsRef::as_ref)) {
            sections.iter().enumerate().for_each(|(number, usage)| {
                usage.is_joined(&sections[..number], reporter);
            });
            return;
        }
        let mut occurrence = Texts::default();
        if let Some(new) = definition.and_then(|text| self.occurrence(text, Source::Definition)) {
            occurrence.push(new);
        }
        let copies = Copies::of(&sections);

        for (number, usage) in sections.iter().enumerate() {
            let before = &sections[..number];
            let text = usage.section.text.value();
            let items = &usage.section.items;
            // One cause, one finding: a copied list is not also a list of copied items, nor a joined text a copied one.
            let copied_items = copies.first_with_items(usage, before).filter(|_| self.is_list(items));
            let is_copy = |other: &Usage<'_, '_>| {
                text.is_some_and(|text| is_wide(text, self.min_length))
                    && copies.first_with_text(usage, before).is_some_and(|first| first.number == other.number)
            };
            let is_whole_copy = copied_items.is_some_and(is_copy);
            match copied_items {
                Some(other) if is_whole_copy => usage.is_copy(other, reporter),
                Some(other) => usage.has_items_of(other, reporter),
                None => {}
            }
            let is_joined = !is_whole_copy && usage.is_joined(before, reporter);
            if let Some(text) = text.filter(|_| !is_whole_copy && !is_joined) {
                self.compare(text, Source::Text(usage), &mut occurrence, reporter);
            }
            if copied_items.is_none() {
                self.compare_items(usage, &mut occurrence, reporter);
            }
        }
    }
}

impl DuplicateUsageText {
    /// Reports `text` if it has been said before, else remembers it.
    fn compare<'f, 'a>(
        &self,
        text: &'f Text<'a>,
        source: Source<'f, 'a>,
        occurrence: &mut Texts<'f, 'a>,
        reporter: &mut Reporter<'_>,
    ) {
        let Some((new, old)) = self.repeated(text, source, occurrence) else { return };
        let message = format!("{} repeats {}", new.source.name(None), old.source.name(Some(source)));
        let draft = tell(&new, &message, &old, reporter);
        if let (Source::Text(usage), Source::Text(first)) = (new.source, old.source) {
            usage.delete_twin_of(first, draft);
        }
    }

    /// Reports the items that have been said before, those that follow each other as they did there as one, and remembers the
    /// others.
    fn compare_items<'f, 'a>(
        &self,
        usage: &'f Usage<'f, 'a>,
        occurrence: &mut Texts<'f, 'a>,
        reporter: &mut Reporter<'_>,
    ) {
        let items = &usage.section.items;
        let repeated: Vec<_> = (0..items.len())
            .map(|index| self.repeated(&items[index], Source::Item(usage, index), occurrence))
            .collect();
        let first =
            |(index, pair): (usize, &Option<(_, Occurrence<'_, '_>)>)| pair.map(|(_, old)| old.source.place(index));
        for run in repetitions(repeated.iter().enumerate().map(first)) {
            let Some((new, repeated)) = repeated[run.again] else { continue };
            let old = repeated.source;
            let message = match (run.length, old) {
                (1, _) => format!("{} repeats {}", new.source.name(None), old.name(Some(new.source))),
                (length, _) if run.period == 1 => {
                    let items = format!("items {} to {} of {}", run.again + 1, run.again + length, usage.name());
                    format!("{items} repeat {}", old.name(Some(new.source)))
                }
                (length, Source::Item(before, earlier)) => {
                    let of = if before.number == usage.number {
                        "above".to_owned()
                    } else {
                        format!("of {}", before.name())
                    };
                    let range = |first: usize, length: usize| format!("items {} to {}", first + 1, first + length);
                    let (again, first) = (range(run.again, length), range(earlier, run.period));
                    format!("{again} of {} repeat {first} {of}", usage.name())
                }
                _ => continue,
            };
            tell(&new, &message, &repeated, reporter);
        }
    }

    /// The text and the one that it repeats; one that repeats none is remembered.
    fn repeated<'f, 'a>(
        &self,
        text: &'f Text<'a>,
        source: Source<'f, 'a>,
        occurrence: &mut Texts<'f, 'a>,
    ) -> Option<(Occurrence<'f, 'a>, Occurrence<'f, 'a>)> {
        let new = self.occurrence(text, source)?;
        let Some(number) = occurrence.twin(&new) else {
            occurrence.push(new);
            return None;
        };
        let old = *occurrence.occurrence.get(number)?;
        (!is_reference(text) && !is_step_again(&new, &old)).then_some((new, old))
    }

    fn occurrence<'f, 'a>(&self, text: &'f Text<'a>, source: Source<'f, 'a>) -> Option<Occurrence<'f, 'a>> {
        is_wide(text, self.min_length.max(1)).then_some(Occurrence { text, source })
    }

    /// Whether a list has enough in it to matter when it comes again.
    fn is_list(&self, items: &[Text<'_>]) -> bool {
        items.len() >= 2 && items.iter().map(|item| text_width(item)).sum::<usize>() >= self.min_length
    }
}

/// The texts that were said so far.
#[derive(Default)]
struct Texts<'f, 'a> {
    occurrence: Vec<Occurrence<'f, 'a>>,
    /// By their keys.
    folded: HashMap<String, Twins>,
}

/// The first of several same texts, by number.
struct Twins {
    first: usize,
    /// The first that does not stand where a head may.
    not_a_head: Option<usize>,
}

impl<'f, 'a> Texts<'f, 'a> {
    /// The number of the text that `new` repeats.
    fn twin(&self, new: &Occurrence<'f, 'a>) -> Option<usize> {
        let twins = self.folded.get(&point_key(new.text))?;
        if new.source.may_be_head() && new.text.is_row() { twins.not_a_head } else { Some(twins.first) }
    }

    fn push(&mut self, new: Occurrence<'f, 'a>) {
        let number = self.occurrence.len();
        let twins = self.folded.entry(point_key(new.text)).or_insert(Twins { first: number, not_a_head: None });
        if !new.source.may_be_head() {
            twins.not_a_head = twins.not_a_head.or(Some(number));
        }
        self.occurrence.push(new);
    }
}

/// The first sections, by their keys: which of them copy one before them.
#[derive(Default)]
struct Copies {
    by_items: HashMap<Vec<String>, usize>,
    by_text: HashMap<String, usize>,
}

impl Copies {
    fn of(sections: &[Usage<'_, '_>]) -> Copies {
        let mut copies = Copies::default();
        for usage in sections {
            copies.by_items.entry(list_key(usage)).or_insert(usage.number);
            if let Some(text) = usage.section.text.value() {
                copies.by_text.entry(point_key(text)).or_insert(usage.number);
            }
        }
        copies
    }

    fn first_with_items<'s, 'f, 'a>(
        &self,
        usage: &Usage<'f, 'a>,
        before: &'s [Usage<'f, 'a>],
    ) -> Option<&'s Usage<'f, 'a>> {
        before.get(*self.by_items.get(&list_key(usage))?)
    }

    fn first_with_text<'s, 'f, 'a>(
        &self,
        usage: &Usage<'f, 'a>,
        before: &'s [Usage<'f, 'a>],
    ) -> Option<&'s Usage<'f, 'a>> {
        before.get(*self.by_text.get(&point_key(usage.section.text.value()?))?)
    }
}

fn list_key(usage: &Usage<'_, '_>) -> Vec<String> {
    usage.section.items.iter().map(|item| point_key(item)).collect()
}

/// Whether a procedure comes to a step again. A step that follows itself was written twice.
fn is_step_again(new: &Occurrence<'_, '_>, old: &Occurrence<'_, '_>) -> bool {
    let (Source::Item(usage, index), Source::Item(before, earlier)) = (new.source, old.source) else { return false };
    is_step(new.text) && !(usage.number == before.number && index == earlier + 1)
}

fn tell<'r, 'l>(
    new: &Occurrence<'_, '_>,
    message: &str,
    old: &Occurrence<'_, '_>,
    reporter: &'r mut Reporter<'l>,
) -> Draft<'r, Reporter<'l>> {
    reporter
        .at(new.text)
        .message(message)
        .label("repeated")
        .help("delete the repetition or say something new")
        .related(old.text, "first written here")
}

/// A text that stands in the document, for comparison with those after it.
#[derive(Clone, Copy)]
struct Occurrence<'f, 'a> {
    text: &'f Text<'a>,
    source: Source<'f, 'a>,
}

/// Where a text stands.
#[derive(Clone, Copy)]
enum Source<'f, 'a> {
    Definition,
    Text(&'f Usage<'f, 'a>),
    Item(&'f Usage<'f, 'a>, usize),
}

impl<'f, 'a> Source<'f, 'a> {
    /// Whether it is the first item of its section: two tables may have the same head.
    fn may_be_head(self) -> bool {
        matches!(self, Source::Item(_, 0))
    }

    /// Its place as a number, where the item of an index repeats it: items that follow each other have numbers that do, all else
    /// stands alone.
    fn place(self, index: usize) -> usize {
        const ELSEWHERE: usize = usize::MAX / 2;
        match self {
            Source::Item(usage, number) => usage.start + number,
            Source::Definition | Source::Text(_) => ELSEWHERE + 2 * index,
        }
    }

    /// The place in words; without its section if that is the one of `beside`.
    fn name(self, beside: Option<Source<'f, 'a>>) -> String {
        let is_beside = |usage: &Usage<'_, '_>| match beside {
            Some(Source::Text(other) | Source::Item(other, _)) => other.number == usage.number,
            _ => false,
        };
        match self {
            Source::Definition => "the definition".to_owned(),
            Source::Text(usage) if is_beside(usage) => "the text above".to_owned(),
            Source::Text(usage) => format!("the text of {}", usage.name()),
            Source::Item(usage, index) if is_beside(usage) => format!("item {} above", index + 1),
            Source::Item(usage, index) => format!("item {} of {}", index + 1, usage.name()),
        }
    }
}

/// One section of the usage.
struct Usage<'f, 'a> {
    number: usize,
    /// The place of its first item among those of all sections, a gap before each section.
    start: usize,
    section: &'f Section<'a>,
    items: JoinedList<'f, Text<'a>>,
    name: OnceCell<String>,
}

/// With the items of so many sections before it a text is compared, as far as they have several: no healthy document has
/// a tenth of them, and a text may end as the items of every one do.
const COMPARED: usize = 100;

impl<'f, 'a> Usage<'f, 'a> {
    fn new(number: usize, start: usize, section: &'f Section<'a>) -> Self {
        Usage { number, start, section, items: JoinedList::new(&section.items), name: OnceCell::new() }
    }

    fn name(&self) -> &str {
        self.name.get_or_init(|| match self.section.title.value().is_some_and(|title| !title.trim().is_empty()) {
            true => self.section.name().to_owned(),
            false => format!("usage section {}", self.number + 1),
        })
    }

    fn items_node(&self) -> Option<Node<'a>> {
        self.section.node.get("items")
    }

    /// Reports a text that joins the items of its own section, or some of them, or the items of a section before.
    fn is_joined(&self, before: &[Usage<'f, 'a>], reporter: &mut Reporter<'_>) -> bool {
        let Some(text) = self.section.text.value() else { return false };
        let joined = JoinedText::new(text);
        // A text that is one of several items is an item that comes again.
        let is_item = |found: &Joined| found.place == Place::Whole && found.items == 1 && found.of > 1;
        let own = || Some((self, joined.copies(&self.items).filter(|found| !is_item(found))?));
        // Of another section's items two are needed: a single one is an item that comes again.
        let mut others = before.iter().take(COMPARED).filter(|other| other.section.items.len() > 1);
        let mut of_others = || others.find_map(|usage| Some((usage, joined.repeats(&usage.items)?)));
        let Some((owner, found)) = own().or_else(&mut of_others) else { return false };
        let items = match owner.number == self.number {
            true => found.name("its"),
            false => format!("{} of {}", found.name("the"), owner.name()),
        };
        let more = further_copies(text, &found, &owner.section.items);
        let mut draft = reporter
            .at(text.part(found.range.clone(), ""))
            .message(format!("the text of {} {} {items}", self.name(), found.verb()))
            .label("the items, joined")
            .help(found.help(&more))
            .related_if(owner.items_node().map(AtOwner), "the items");
        for copy in &more {
            draft = draft.related(text.part(copy.clone(), ""), "more of the items");
        }
        match found.cut(text, &more) {
            Some((cuts, title)) => {
                let cuts = cuts.into_iter().map(|range| (text.part(range, ""), String::new()));
                draft.fix(title, Safety::Unsafe, cuts);
            }
            None if owner.number == self.number => {
                draft.fix("set the text to null", Safety::Unsafe, [(text.node, "null".to_owned())]);
            }
            // Without items of its own, a section without a text would be empty.
            None => {}
        }
        true
    }

    fn has_items_of(&self, other: &Usage<'f, 'a>, reporter: &mut Reporter<'_>) {
        let (Some(node), Some(first)) = (self.items_node(), other.items_node()) else { return };
        reporter
            .at(AtOwner(node))
            .message(format!("the items of {} are those of {}", self.name(), other.name()))
            .label("the same items")
            .help("delete one of the two lists")
            .related(AtOwner(first), "the items");
    }

    fn is_copy(&self, other: &Usage<'f, 'a>, reporter: &mut Reporter<'_>) {
        let (Some(text), Some(first)) = (self.section.text.value(), other.section.text.value()) else { return };
        let draft = reporter
            .at(text)
            .message(format!("{} repeats the text and the items of {}", self.name(), other.name()))
            .label("repeated")
            .help("delete one of the two sections")
            .related(first, "first written here");
        self.delete_twin_of(other, draft);
    }

    /// Offers to delete the section, where all of it is written exactly as another one.
    fn delete_twin_of(&self, other: &Usage<'f, 'a>, draft: Draft<'_, Reporter<'_>>) {
        if are_twins(self.section.node, other.section.node) {
            draft.fix("delete the repetition", Safety::Safe, removal(self.section.node));
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use serde_json::{Value, json};

    use super::*;
    use crate::finding::Findings;
    use crate::handoff::{DocumentOffset, Fields, Locator};
    use crate::json::identity::IdentityKeys;
    use crate::json::parse;

    fn section(title: String, text: Option<&str>, items: &[&str]) -> Value {
        json!({ "key": "usage", "title": title, "text": text, "items": items })
    }

    /// What is said of a usage in which so many other sections stand between the first section and its copies.
    fn says(others: usize) -> Vec<String> {
        let (long, other) =
            ("A sentence of more than forty letters, said twice", "Another one, of more than forty letters too");
        let head = "Head of a table that is long enough | to be compared with others";
        let mut usage =
            vec![section("First".to_owned(), Some(long), &[other, "Yes"]), section("Table".to_owned(), None, &[head])];
        usage.extend((0..others).map(|number| {
            let text = format!("Section {number} says what none of the other sections says");
            section(format!("No. {number}"), Some(&text), &[&format!("{text} in so many words"), "and this"])
        }));
        usage.extend([
            section("Copy".to_owned(), Some(&long.to_uppercase()), &[&format!("{other}."), "YES"]),
            section("List".to_owned(), Some("Something else"), &[other, "yes"]),
            section("Item".to_owned(), None, &["No", long]),
            section("Other table".to_owned(), None, &[head, head]),
            section("Joined".to_owned(), Some(&format!("{other}. Yes.")), &[]),
        ]);
        let document = json!({ "content": { "usage": usage } }).to_string();
        let tree = parse(&document).tree;
        let fields = Fields::new(tree.root().unwrap());
        let keys = IdentityKeys::default();
        let locator = Locator::new(document.as_bytes(), DocumentOffset::default(), &keys);
        let mut findings = Findings::default();
        let mut reporter = Reporter::new("duplicate-usage-text", &locator, NaiveDate::default(), &mut findings);
        DuplicateUsageText::default().check(&Handoff::new(&fields), &mut reporter);
        findings.kept.into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn many_sections_are_checked_as_few_are() {
        let expected = [
            "“Copy” repeats the text and the items of “First”",
            "the items of “List” are those of “First”",
            "item 2 of “Item” repeats the text of “First”",
            "item 2 of “Other table” repeats item 1 of “Table”",
            "the text of “Joined” repeats the 2 items of “First”",
        ];
        assert_eq!(says(0), expected);
        assert_eq!(says(200), expected);
    }
}
