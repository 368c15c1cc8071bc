use crate::declare_rule;
use crate::finding::Severity;
use crate::handoff::{Handoff, Prose, Role};
use crate::json::Node;
use crate::rule::{DocumentRule, Reporter};
use crate::text::{EndKind, unfinished};
use crate::words::quote;

declare_rule! {
    /// A text that breaks off before its end.
    ///
    /// ## Why
    /// An export that cuts at a length, a paste that missed the last line, or a generator that ran out of room leaves half a
    /// sentence. Readers cannot know what the other half said, and an agent invents it. It is a warning, since what is there
    /// may still be right.
    ///
    /// ## Fails
    /// An end that no sentence has: a comma, an open bracket, a hyphen, an article, a conjunction.
    /// ```json
    /// { "content": { "usage": [{ "key": "meaning", "title": "What it means", "items": [],
    ///   "text": "Churn shows how well a service keeps its customers. Read it together with the" }] } }
    /// ```
    /// ```json ja
    /// { "content": { "usage": [{ "key": "meaning", "title": "意味", "items": [],
    ///   "text": "解約率はサービスが期待に応えているかを表す。同じ値でも、契約直後に集中しているのか、1年を過ぎてから増えるのかによって打つ手が" }] } }
    /// ```
    /// Where the sentences before it have one, a missing end mark is an info:
    /// ```json
    /// { "content": { "faq": [{ "question": "How is it counted?",
    ///   "answer": "Take the customers of the first day. Count those who left. The result is stated in percent" }] } }
    /// ```
    ///
    /// ## Passes
    /// A list that completes the sentence, one word as an answer, a clause that ends in its preposition:
    /// ```json
    /// { "content": {
    ///   "usage": [{ "key": "usage", "title": "When it helps", "text": "Use it to", "items": ["set a budget, and", "staff the support team."] }],
    ///   "faq": [{ "question": "Whom does it concern?", "answer": "Everybody that customers talk to" }]
    /// } }
    /// ```
    /// ```json ja
    /// { "content": {
    ///   "usage": [{ "key": "usage", "title": "役立つ場面", "text": "たとえば、", "items": ["予算を組むとき", "人員を配分するときに"] }],
    ///   "faq": [{ "question": "誰が見る指標ですか？", "answer": "経営者と営業部長" }]
    /// } }
    /// ```
    ///
    /// ## Fix
    /// Write the rest of the sentence, or delete what is left of it.
    ///
    /// ## Known limits
    /// English and Japanese only; texts, items, questions and answers, never names, titles or labels. A text before a list,
    /// and an item that another follows, may end as a list is punctuated: there, only an open bracket and, in an item, “the” and its like are reported, in a question these and signs. A
    /// preposition can end an English clause (`what customers pay for`), so it is reported only where no word of the
    /// sentence suggests such a clause, and the common ones only after a complete sentence. The Japanese particles を, は and が
    /// are reported from ten letters on; after a complete sentence, or a comma, so are に after a noun and the form in て;
    /// の, と and や after a noun, and after a complete sentence で. So are の in ための or への, ～における, ～のような, であり, and verbs
    /// that break off (確認しま) or go on (計算し) where their noun is a common one. So is what leads on: または, および and, after a complete
    /// sentence, ただし and “However,”; a subject behind a conjunction (“when they”), “, which is”, “the reason is” behind a sentence, “i.e.”, and a dash. ご連絡を, とは, ために, について and their like are ends. Without such an end, a cut is
    /// reported only where the two sentences before it have an end mark and this one would need one: as an info.
    pub struct UnfinishedText {}
    id: "unfinished-text", kind: Document, level: crate::rule::Level::Warning,
    yields_to: &["placeholder-text", "truncated-definition"]
}

impl DocumentRule for UnfinishedText {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let mut lists = Lists::default();
        for prose in handoff.texts().filter(|prose| prose.role.is_running()) {
            let Some(end) = unfinished(prose.text, prose.language) else { continue };
            let ends_for_certain = || matches!(prose.role, Role::Item | Role::Question) && ends_in_article(prose.text);
            if end.kind != EndKind::Bracket && lists.go_on(&prose) && !ends_for_certain()
                || prose.role == Role::Question && end.kind != EndKind::Sign && !ends_for_certain()
                || is_name(handoff, &prose.text[..end.range.end])
            {
                continue;
            }
            let what = &prose.text[end.range.clone()];
            let draft = reporter.at(prose.text.part(end.range.clone(), ""));
            if end.kind == EndKind::Unmarked {
                draft
                    .message(format!(
                        "the sentence that ends in {} has no end mark, unlike those before it",
                        quote(what)
                    ))
                    .label("no end mark")
                    .help("complete the sentence or end it with a full stop")
                    .max_severity(Severity::Info);
            } else {
                draft
                    .message(format!("the text breaks off at {}", quote(what)))
                    .label("breaks off here")
                    .help("complete the sentence or delete what is left of it");
            }
        }
    }
}

/// Whether a point or a question ends in a word that goes with the next one wherever it stands: no list is divided there.
fn ends_in_article(text: &str) -> bool {
    const WORDS: [&str; 7] = ["the", "an", "your", "our", "their", "its", "every"];
    WORDS.contains(&text.trim_end().rsplit(' ').next().unwrap_or_default())
}

/// The last items of lists, of which one is kept: each list is looked through once.
#[derive(Default)]
struct Lists {
    /// The list, and its last item.
    known: Option<(u32, Option<u32>)>,
}

impl Lists {
    /// Whether what follows may complete a text: the items of its section, or the next item.
    fn go_on(&mut self, prose: &Prose<'_>) -> bool {
        let Some(parent) = prose.text.node.parent() else { return false };
        match prose.role {
            Role::Item => {
                let known = self.known.filter(|(list, _)| *list == parent.index());
                let (_, last) = known.unwrap_or_else(|| (parent.index(), parent.items().last().map(Node::index)));
                self.known = Some((parent.index(), last));
                last != Some(prose.text.node.index())
            }
            Role::Text => parent.get("items").is_some_and(|items| !items.is_empty()),
            _ => false,
        }
    }
}

/// Whether the text ends with a name of the term, such as `buy-in` or `opt in`.
fn is_name(handoff: &Handoff<'_>, text: &str) -> bool {
    /// No term has more names that end like this.
    const MOST: usize = 32;
    handoff.names().take(MOST).any(|name| {
        let name = name.trim();
        let start = text.len().checked_sub(name.len()).filter(|_| !name.is_empty());
        start.and_then(|start| text.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(name))
    })
}
