use foldhash::{HashMap, HashMapExt};

use crate::declare_rule;
use crate::finding::{Safety, Severity};
use crate::handoff::{AtOwner, Faq, Handoff, Section, Text, are_twins, removal};
use crate::json::Node;
use crate::rule::{DocumentRule, Draft, Reporter};
use crate::text::{
    begin_alike, fold, head_key, is_blank, is_step, is_wide, plain_end, point_head_key, point_key, same, without_marker,
};
use crate::words::{count, shorten};

declare_rule! {
    /// A point, a row, a question or a whole section that stands twice.
    ///
    /// ## Why
    /// A list was pasted twice, or one of two versions was never deleted. The page prints both, and where a question has two
    /// answers, nobody knows which of them is meant.
    ///
    /// ## Fails
    /// ```json
    /// { "content": { "misunderstandings": [{ "key": "misunderstandings", "title": "よくある誤解 / 落とし穴", "text": null, "items": [
    ///   "A low rate is not proof of satisfaction.", "Monthly figures do not add up.", "A low rate is not proof of satisfaction"
    /// ] }] } }
    /// ```
    /// ```json ja
    /// { "content": { "faq": [
    ///   { "question": "負の値になりますか？", "answer": "顧客数の率は負にならない。" },
    ///   { "question": "負の値になりますか", "answer": "金額の率は負になりうる。" }
    /// ] } }
    /// ```
    /// A whole section is an error:
    /// ```json
    /// { "content": { "examples": [
    ///   { "key": "examples", "title": "最小例", "text": "Of 800 firms 24 cancel in April. Churn is 3%.", "items": [] },
    ///   { "key": "examples", "title": "例", "text": "Of 800 firms 24 cancel in April. Churn is 3%.", "items": [] }
    /// ] } }
    /// ```
    ///
    /// ## Passes
    /// Rows may have the same head, and a sequence may come back to where it began:
    /// ```json ja
    /// { "content": { "boundary": { "text": null, "items": [
    ///   "含める | 有料の契約 | 収入があるため", "含める | 休止中の契約 | 再開すれば収入になるため", "含めない | 無料体験 | 収入がないため"
    /// ] } } }
    /// ```
    /// ```json
    /// { "content": { "examples": [{ "key": "examples", "title": "最小例", "text": null, "items": ["Call", "Offer", "Call"] }] } }
    /// ```
    ///
    /// ## Fix
    /// Delete the repetition. Of two answers, keep the one that is right. Where what is repeated is written as before,
    /// the fix that deletes it is safe.
    ///
    /// ## Known limits
    /// Case, width, white space, commas, the mark at the end and what numbers or marks a point make no difference; other words
    /// do. Points of examples are compared with their numbers. What is repeated in one go is
    /// one finding. Points, rows and pairs are warnings; a whole section or a whole FAQ is an error. Short points of examples
    /// are left alone, and so are points without a letter, and steps of a procedure and rows with an empty head that do not follow
    /// each other. The usage is left to `duplicate-usage-text` where that reports, single
    /// sentences to `duplicate-sentence`, sources, relations and aliases to the rules on these.
    pub struct DuplicateEntry {}
    id: "duplicate-entry", kind: Document, fix: Some(Safety::Safe), yields_to: &["duplicate-usage-text", "placeholder-comparison-row"]
}

impl DocumentRule for DuplicateEntry {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let content = &handoff.content;
        let lists = [&content.misunderstandings, &content.examples, &content.comparisons];
        let outside_usage: Vec<&Section<'_>> =
            content.formula.iter().chain(&content.boundary).chain(lists.into_iter().flatten()).collect();
        let copies = copies(&outside_usage);
        for (number, section) in outside_usage.iter().enumerate() {
            match copies.as_ref().and_then(|firsts| firsts[number]) {
                Some(first) => tell_section(section, outside_usage[first], reporter),
                None => {
                    let is_example = content.examples.as_ptr_range().contains(&std::ptr::from_ref(*section));
                    check_points(&section.items, is_example, || section.name().to_owned(), reporter);
                }
            }
        }
        for section in content.definition.iter().chain(&content.usage) {
            check_points(&section.items, false, || section.name().to_owned(), reporter);
        }
        check_points(&handoff.limitations.items, false, || "limitations".to_owned(), reporter);
        check_faq(&content.faq, reporter);
    }
}

/// For each section, the first one before it with the same text and the same points; nothing where no two are the same.
fn copies(sections: &[&Section<'_>]) -> Option<Vec<Option<usize>>> {
    /// The least that a section of another kind has to repeat, in bytes: short ones agree by chance.
    const WIDE: usize = 40;
    let text = |number: usize| sections[number].text.value().filter(|text| !is_blank(text));
    let lead = |number: usize| {
        let items = &sections[number].items;
        let is_empty = text(number).is_none() && items.iter().all(|item| is_blank(item));
        (!is_empty).then(|| text(number).or(items.first()).map_or("", |text| &**text))
    };
    let key = |number: usize| {
        let section = sections[number];
        let items = section.items.iter();
        let length = text(number).map_or(0, |text| text.len()) + items.clone().map(|item| item.len()).sum::<usize>();
        let kind = section.node.parent().filter(|_| length < WIDE).map(|parent| parent.index());
        let texts: Vec<String> = items.map(|item| plain(item)).collect();
        format!("{kind:?}\0{}\0{}", text(number).map_or_else(String::new, |text| plain(text)), texts.join("\0"))
    };
    firsts(sections.len(), head_key, lead, key)
}

fn tell_section(section: &Section<'_>, first: &Section<'_>, reporter: &mut Reporter<'_>) {
    let (name, other) = (section.name(), first.name());
    let message = match name == other {
        true => format!("{name} stands twice, with the same content"),
        false => format!("{name} repeats the whole of {other}"),
    };
    let draft = match (section.text.value().filter(|text| !is_blank(text)), section.node.get("items")) {
        (Some(text), _) if section.items.is_empty() => reporter.at(text),
        (None, Some(items)) => reporter.at(items),
        _ => reporter.at(section.node),
    };
    let draft = draft
        .message(message)
        .label("the same section again")
        .help("delete one of the two sections")
        .related(AtOwner(first.node), "first written here");
    delete([(section.node, first.node)], draft);
}

/// Checks the points of a list; `name` is what the list is called.
fn check_points(points: &[Text<'_>], is_example: bool, name: impl Fn() -> String, reporter: &mut Reporter<'_>) {
    /// A step of a sequence is shorter, in Latin characters.
    const WIDE: usize = 20;
    let counts = |point: &Text<'_>| {
        point.chars().any(char::is_alphanumeric) && (!is_example || point.is_row() || is_wide(point, WIDE))
    };
    // The rows of a ledger in an example may be numbered.
    let firsts = match is_example {
        true => first_texts(points.len(), |number| &points[number]),
        false => first_points(points.len(), |number| &points[number]),
    };
    let Some(firsts) = firsts else { return };
    for run in runs(&firsts) {
        let again = &points[run.again];
        if !counts(again) || is_step_again(points, &run) {
            continue;
        }
        let what = if again.is_row() { "row" } else { "point" };
        let message = match run.length {
            1 => format!("the {what} “{}” stands twice in {}", shorten(again, 40), name()),
            length => format!("{} from “{}” on stand twice in {}", count(length, what), shorten(again, 30), name()),
        };
        let draft = reporter
            .at(again)
            .message(message)
            .label("listed before")
            .help(if run.length == 1 { "delete one of the two" } else { "delete the repetition" })
            .related(&points[run.first], "first listed here")
            .max_severity(Severity::Warning);
        delete(run.pairs().map(|(again, first)| (points[again].node, points[first].node)), draft);
    }
}

fn check_faq(faq: &[Faq<'_>], reporter: &mut Reporter<'_>) {
    let pairs: Vec<(&Text<'_>, &Text<'_>)> = faq
        .iter()
        .filter_map(|pair| pair.question.value().filter(|question| !is_blank(question)).zip(pair.answer.value()))
        .collect();
    let question = |number: usize| pairs[number].0.trim_end_matches(['?', '？', ' ', '\u{3000}']);
    let Some(firsts) = first_points(pairs.len(), question) else { return };
    let is_pair = |number: usize, first: usize| same(pairs[number].1, pairs[first].1);
    let item_pair = |again: usize, first: usize| Some((pairs[again].0.node.parent()?, pairs[first].0.node.parent()?));
    let half = pairs.len() / 2;
    let is_whole = half > 1
        && half * 2 == pairs.len()
        && firsts.iter().enumerate().all(|(number, first)| match first {
            None => number < half,
            Some(first) => number >= half && is_pair(number, *first),
        });
    if is_whole {
        let draft = reporter
            .at(pairs[half].0)
            .message(format!("the whole FAQ, {}, stands twice", count(half, "question")))
            .label("the same questions again from here on")
            .help("delete one of the two halves")
            .related(pairs[0].0, "first listed here");
        delete(firsts.iter().enumerate().filter_map(|(again, first)| item_pair(again, (*first)?)), draft);
        return;
    }
    let pairs_alike: Vec<Option<usize>> =
        firsts.iter().enumerate().map(|(number, first)| first.filter(|first| is_pair(number, *first))).collect();
    let mut reported = vec![false; pairs.len()];
    for run in runs(&pairs_alike) {
        reported[run.again..run.again + run.length].fill(true);
        let asked = pairs[run.again].0;
        let message = match run.length {
            1 => format!("the question “{}” and its answer stand twice", shorten(asked, 50)),
            length => format!("{length} questions from “{}” on stand twice with their answers", shorten(asked, 40)),
        };
        let draft = reporter
            .at(asked)
            .message(message)
            .label("listed before")
            .help(if run.length == 1 { "delete one of the two" } else { "delete the repetition" })
            .related(pairs[run.first].0, "first listed here")
            .max_severity(Severity::Warning);
        delete(run.pairs().filter_map(|(again, first)| item_pair(again, first)), draft);
    }
    for (number, first) in firsts.iter().enumerate().filter(|(number, _)| !reported[*number]) {
        let Some(first) = first else { continue };
        let (asked, answer) = pairs[number];
        reporter
            .at(asked)
            .message(format!("the question “{}” has two answers", shorten(asked, 60)))
            .label("asked before")
            .help("keep the answer that is right")
            .related(pairs[*first].1, "the first answer")
            .related(answer, "the second answer")
            .max_severity(Severity::Warning);
    }
}

/// What is listed again in one go.
struct Run {
    first: usize,
    again: usize,
    length: usize,
}

impl Run {
    /// What is listed again, each with what it repeats.
    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        let (again, first) = (self.again, self.first);
        (0..self.length).map(move |number| (again + number, first + number))
    }
}

/// Offers to delete items, where each is written exactly as the one that it repeats.
fn delete<'a>(pairs: impl IntoIterator<Item = (Node<'a>, Node<'a>)>, draft: Draft<'_, Reporter<'_>>) {
    let pairs: Vec<(Node<'a>, Node<'a>)> = pairs.into_iter().collect();
    let are_alike = pairs.iter().all(|(again, first)| {
        let in_one_list = again.parent().map(Node::index) == first.parent().map(Node::index);
        in_one_list && are_twins(*again, *first)
    });
    if are_alike {
        draft.fix("delete the repetition", Safety::Safe, pairs.into_iter().filter_map(|(again, _)| removal(again)));
    }
}

/// Whether a procedure comes to steps again, or rows without a head belong to other groups. What follows itself was written
/// twice.
fn is_step_again(points: &[Text<'_>], run: &Run) -> bool {
    let mut again = points[run.again..run.again + run.length].iter();
    let is_grouped =
        |row: &Text<'_>| row.is_row() && row.trim_start().starts_with('|') && !row.trim_end().ends_with('|');
    run.first + run.length < run.again && again.all(|point| is_step(point) || is_grouped(point))
}

/// The runs of texts that follow each other as they did before.
fn runs(firsts: &[Option<usize>]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (again, first) in firsts.iter().enumerate() {
        let Some(first) = *first else { continue };
        match runs.last_mut().filter(|run| run.again + run.length == again && run.first + run.length == first) {
            Some(run) => run.length += 1,
            None => runs.push(Run { first, again, length: 1 }),
        }
    }
    runs
}

/// For each text, the first one before it that is the same; blank texts have none. Nothing where no two are the same.
fn first_texts<'t>(number: usize, text: impl Fn(usize) -> &'t str) -> Option<Vec<Option<usize>>> {
    firsts(number, head_key, |at| Some(text(at)).filter(|text| !is_blank(text)), |at| plain(text(at)))
}

/// The same for points of a list, whatever marks or numbers them.
fn first_points<'t>(number: usize, text: impl Fn(usize) -> &'t str) -> Option<Vec<Option<usize>>> {
    let lead = |at| Some(without_marker(text(at))).filter(|text| !is_blank(text));
    firsts(number, point_head_key, lead, |at| point_key(text(at)))
}

/// For each of so many, the first one before it with the same key, if it has a lead: the text with which its key begins.
/// Nothing where no two have the same.
///
/// Nearly all differ in the first letters of their leads, and keys cost more than letters.
fn firsts<'t>(
    number: usize,
    head: impl Fn(&str) -> Option<u64>,
    lead: impl Fn(usize) -> Option<&'t str>,
    key: impl Fn(usize) -> String,
) -> Option<Vec<Option<usize>>> {
    /// So few are compared with each other before anything is noted of them.
    const FEW: usize = 8;
    if number <= FEW {
        let mut known = [None; FEW];
        let may_come_again = |at: usize| {
            known[at] = lead(at);
            let begins = |lead: &str| known[..at].iter().flatten().any(|first| begin_alike(first, lead));
            known[at].is_some_and(begins)
        };
        if !(0..number).any(may_come_again) {
            return None;
        }
    }
    let mut firsts = vec![None; number];
    let leads = || (0..number).filter_map(|at| Some((lead(at)?, at)));
    let mut heads: Vec<(u64, usize)> = Vec::with_capacity(number);
    for (lead, at) in leads() {
        let Some(head) = head(lead) else {
            // Where one begins with a letter that has many forms, no more than that letter is known of any.
            heads.clear();
            heads.extend(leads().map(|(lead, at)| (u64::from(first_letter(lead)), at)));
            break;
        };
        heads.push((head, at));
    }
    heads.sort_unstable();
    for alike in heads.chunk_by(|one, other| one.0 == other.0).filter(|alike| alike.len() > 1) {
        let mut known: HashMap<String, usize> = HashMap::with_capacity(alike.len());
        for (_, at) in alike {
            firsts[*at] = Some(*known.entry(key(*at)).or_insert(*at)).filter(|first| first != at);
        }
    }
    Some(firsts)
}

/// A text in the form in which two that are the same are equal: see [`same`].
fn plain(text: &str) -> String {
    let mut folded = fold(text);
    folded.truncate(plain_end(&folded).len());
    folded
}

/// The letter with which the folded text begins. A few letters tell it: one, and the marks on it.
fn first_letter(text: &str) -> char {
    const FEW: usize = 4;
    let text = text.trim_start();
    let few = text.char_indices().nth(FEW).map_or(text, |(end, _)| &text[..end]);
    let letter = |folded: String| folded.chars().next();
    letter(fold(few)).or_else(|| letter(fold(text))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(texts: &[&str]) -> Vec<(usize, usize, usize)> {
        let firsts = first_texts(texts.len(), |number| texts[number]).unwrap_or_default();
        runs(&firsts).into_iter().map(|run| (run.first, run.again, run.length)).collect()
    }

    #[test]
    fn what_follows_as_before_is_one_run() {
        assert_eq!(found(&["a", "b", "c", "A", "ｂ", "c."]), [(0, 3, 3)]);
        assert_eq!(found(&["a", "b", "b", "a"]), [(1, 2, 1), (0, 3, 1)]);
        assert_eq!(found(&["a", "a", "a"]), [(0, 1, 1), (0, 2, 1)]);
        assert_eq!(found(&["解約率", "継続率", " 解約率。", "", ""]), [(0, 2, 1)]);
        assert_eq!(found(&[]), []);
    }

    #[test]
    fn many_are_compared_as_few_are() {
        let mut texts: Vec<String> = (0..200).map(|number| format!("Point {number}")).collect();
        texts.extend(["point 7".to_owned(), "point 8.".to_owned(), "  ".to_owned(), String::new()]);
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        assert_eq!(found(&texts), [(7, 200, 2)]);
        assert_eq!(found(&texts[150..]), [(0, 0, 0); 0]);
        assert_eq!(found(&["Point 7", "Point 8", "point 7", "point 8.", "  ", ""]), [(0, 2, 2)]);
    }

    #[test]
    fn what_is_the_same_begins_alike() {
        let texts = [
            "A point",
            "ａ point",
            " a point",
            "“Quoted”",
            "\"quoted\"",
            "解約",
            "ｶﾞｽ",
            "ガス",
            "カ\u{3099}ス",
            "か\u{3099}",
            "が",
            "É",
            "e\u{301}",
        ];
        for one in texts {
            for other in texts {
                assert!(!same(one, other) || first_letter(one) == first_letter(other), "{one:?} {other:?}");
                assert_eq!(same(one, other), plain(one) == plain(other), "{one:?} {other:?}");
            }
        }
    }
}
