// Long because: a rule is one file, and what is listed twice may be a point, a row, a pair, a list or a whole section.

use foldhash::{HashMap, HashMapExt};

use crate::declare_rule;
use crate::finding::{Safety, Severity};
use crate::handoff::{AtOwner, Faq, Handoff, Section, Text, are_twins, removal};
use crate::json::Node;
use crate::rule::{DocumentRule, Draft, Reporter};
use crate::text::{
    EdgeLetters, Repetition, begin_alike, fold, head_key, is_blank, is_reference, is_step, is_wide, plain_end,
    point_head_key, point_key, repetitions, same, text_width, without_marker,
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
    /// Delete the repetition. Of two answers, keep the one that is right; of two questions with one answer, answer the second.
    /// Where what is repeated is written as before,
    /// the fix that deletes it is safe.
    ///
    /// ## Known limits
    /// Case, width, white space, commas, the mark at the end and what numbers or marks a point make no difference; other words
    /// do. One answer of less than 40 Latin or 20 Japanese characters may answer several questions, and so may a reference. Two
    /// sections with the same list are an error, two examples aside. Points of examples are compared with their numbers. What is repeated in one go is
    /// one finding. Points, rows and pairs are warnings; a whole section or a whole FAQ is an error. Short points of examples
    /// are left alone, and so are points without a letter, and steps of a procedure and rows with an empty head that do not follow
    /// each other. The usage is left to `duplicate-usage-text` where that reports, single
    /// sentences to `duplicate-sentence`, sources, relations and aliases to the rules on these.
    pub struct DuplicateEntry {}
    id: "duplicate-entry", kind: Document, fix: Some(Safety::Safe), yields_to: &["duplicate-usage-text", "placeholder-comparison-row", "boilerplate-faq", "placeholder-text"]
}

impl DocumentRule for DuplicateEntry {
    fn check(&self, handoff: &Handoff<'_>, reporter: &mut Reporter<'_>) {
        let content = &handoff.content;
        let lists = [&content.misunderstandings, &content.examples, &content.comparisons];
        let outside_usage: Vec<&Section<'_>> =
            content.formula.iter().chain(&content.boundary).chain(lists.into_iter().flatten()).collect();
        let copies = copies(&outside_usage);
        let usage = content.usage.iter();
        let all: Vec<&Section<'_>> = usage.clone().chain(outside_usage.iter().copied()).collect();
        let same_lists = same_lists(&all);
        let of = |firsts: &Option<Vec<Option<usize>>>, number: usize| firsts.as_ref().and_then(|firsts| firsts[number]);
        for (number, section) in outside_usage.iter().enumerate() {
            let list = of(&same_lists, content.usage.len() + number);
            let is_example =
                |section: &Section<'_>| content.examples.as_ptr_range().contains(&std::ptr::from_ref(section));
            match (of(&copies, number), list.map(|list| all[list])) {
                (Some(first), _) => tell_section(section, outside_usage[first], reporter),
                // Two examples may begin with the same givens.
                (None, Some(list)) if !(is_example(section) && is_example(list)) => tell_list(section, list, reporter),
                _ => check_points(&section.items, is_example(section), || section.name().to_owned(), reporter),
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
    firsts(sections.len(), head_key, lead, |_, _| true, key)
}

/// For each section, the first one before it with the same points, two or more; nothing where no two have the same.
fn same_lists(sections: &[&Section<'_>]) -> Option<Vec<Option<usize>>> {
    /// The least that has to be repeated, in Latin characters.
    const WIDE: usize = 40;
    let items = |number: usize| sections[number].items.as_slice();
    let may_equal = |one: usize, other: usize| {
        let (one, other) = (items(one), items(other));
        let last = |items: &[Text<'_>]| items.last().map(|last| EdgeLetters::of(last));
        one.len() == other.len() && last(one).zip(last(other)).is_some_and(|(one, other)| one.may_equal(other))
    };
    let is_wide = |number: usize| items(number).iter().map(|item| text_width(item)).sum::<usize>() >= WIDE;
    let lead = |number: usize| {
        items(number).first().filter(|first| items(number).len() > 1 && !is_blank(first)).map(|first| &**first)
    };
    let key = |number: usize| items(number).iter().map(|item| plain(item)).collect::<Vec<_>>().join("\0");
    let mut lists = firsts(sections.len(), head_key, lead, may_equal, key)?;
    lists.iter_mut().enumerate().for_each(|(number, list)| *list = list.filter(|_| is_wide(number)));
    Some(lists)
}

fn tell_list(section: &Section<'_>, first: &Section<'_>, reporter: &mut Reporter<'_>) {
    let (Some(items), Some(listed)) = (section.node.get("items"), first.node.get("items")) else { return };
    let what = if section.items[0].is_row() { "row" } else { "point" };
    let number = count(section.items.len(), what);
    reporter
        .at(items)
        .message(format!("the {number} of {} are those of {}", section.name(), first.name()))
        .label("the same list again")
        .help("keep it in the one section where it belongs")
        .related(listed, "first listed here");
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
        point.chars().any(char::is_alphabetic) && (!is_example || point.is_row() || is_wide(point, WIDE))
    };
    // The rows of a ledger in an example may be numbered.
    let firsts = match is_example {
        true => first_texts(points.len(), |number| &points[number]),
        false => first_points(points.len(), |number| &points[number]),
    };
    let Some(firsts) = firsts else { return };
    for run in repetitions(firsts) {
        let again = &points[run.again];
        if !counts(again) || is_step_again(points, &run) {
            continue;
        }
        let what = if again.is_row() { "row" } else { "point" };
        let message = match run.period {
            1 => format!("the {what} “{}” stands {} in {}", shorten(again, 40), times(&run), name()),
            length => {
                let first = shorten(again, 30);
                format!("{} from “{first}” on stand {} in {}", count(length, what), times(&run), name())
            }
        };
        let draft = reporter
            .at(again)
            .message(message)
            .label("listed before")
            .help(help(&run))
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
    let Some(firsts) = first_points(pairs.len(), question) else {
        return check_answers(&pairs, |_| false, reporter);
    };
    let is_pair = |number: usize, first: usize| same(pairs[number].1, pairs[first].1);
    let item_pair = |again: usize, first: usize| Some((pairs[again].0.node.parent()?, pairs[first].0.node.parent()?));
    let part = firsts.iter().take_while(|first| first.is_none()).count();
    let is_whole = part > 1
        && part < pairs.len()
        && pairs.len().is_multiple_of(part)
        && firsts
            .iter()
            .enumerate()
            .skip(part)
            .all(|(number, first)| first.is_some_and(|first| is_pair(number, first)));
    if is_whole {
        let (times, help) = match pairs.len() / part {
            2 => ("twice".to_owned(), "delete one of the two halves"),
            times => (format!("{times} times"), "keep one of them"),
        };
        let draft = reporter
            .at(pairs[part].0)
            .message(format!("the whole FAQ, {}, stands {times}", count(part, "question")))
            .label("the same questions again from here on")
            .help(help)
            .related(pairs[0].0, "first listed here");
        delete(firsts.iter().enumerate().filter_map(|(again, first)| item_pair(again, (*first)?)), draft);
        return;
    }
    let pairs_alike: Vec<Option<usize>> =
        firsts.iter().enumerate().map(|(number, first)| first.filter(|first| is_pair(number, *first))).collect();
    let mut reported = vec![false; pairs.len()];
    for run in repetitions(pairs_alike) {
        reported[run.again..run.again + run.length].fill(true);
        let asked = pairs[run.again].0;
        let times = times(&run);
        let message = match run.period {
            1 => format!("the question “{}” and its answer stand {times}", shorten(asked, 50)),
            length => format!("{length} questions from “{}” on stand {times} with their answers", shorten(asked, 40)),
        };
        let draft = reporter
            .at(asked)
            .message(message)
            .label("listed before")
            .help(help(&run))
            .related(pairs[run.first].0, "first listed here")
            .max_severity(Severity::Warning);
        delete(run.pairs().filter_map(|(again, first)| item_pair(again, first)), draft);
    }
    check_answers(&pairs, |number| firsts[number].is_some(), reporter);
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

/// Reports the answers that stand below another question, too. `repeats` says whether a question is one before it.
fn check_answers(pairs: &[(&Text<'_>, &Text<'_>)], repeats: impl Fn(usize) -> bool, reporter: &mut Reporter<'_>) {
    /// A shorter one may answer several questions, in Latin characters: No.
    const WIDE: usize = 40;
    let answer = |number: usize| &**pairs[number].1;
    let is_long = |number: usize| is_wide(answer(number), WIDE);
    let lead = |number: usize| Some(answer(number)).filter(|_| is_long(number));
    let may_equal = |one: usize, other: usize| EdgeLetters::of(answer(one)).may_equal(EdgeLetters::of(answer(other)));
    let Some(firsts) = firsts(pairs.len(), head_key, lead, may_equal, |number| plain(answer(number))) else { return };
    for (number, first) in firsts.iter().enumerate() {
        let is_new = || !repeats(number) && !is_reference(answer(number));
        let Some(first) = first.filter(|_| is_new()) else { continue };
        reporter
            .at(pairs[number].1)
            .message(format!("the answer is that of the question “{}”, too", shorten(pairs[first].0, 40)))
            .label("the same answer again")
            .help("answer this question, or delete it")
            .related(pairs[first].1, "first answered so here")
            .max_severity(Severity::Warning);
    }
}

/// How often it is listed in all.
fn times(run: &Repetition) -> String {
    match run.length.div_ceil(run.period) {
        1 => "twice".to_owned(),
        again => format!("{} times", again + 1),
    }
}

fn help(run: &Repetition) -> &'static str {
    match (run.length, run.period) {
        (1, _) => "delete one of the two",
        (_, 1) => "keep one of them",
        (length, period) if length == period => "delete the repetition",
        _ => "delete the repetitions",
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
fn is_step_again(points: &[Text<'_>], run: &Repetition) -> bool {
    let mut again = points[run.again..run.again + run.length].iter();
    let is_grouped =
        |row: &Text<'_>| row.is_row() && row.trim_start().starts_with('|') && !row.trim_end().ends_with('|');
    run.first + run.period < run.again && again.all(|point| is_step(point) || is_grouped(point))
}

/// For each text, the first one before it that is the same; blank texts have none. Nothing where no two are the same.
fn first_texts<'t>(number: usize, text: impl Fn(usize) -> &'t str) -> Option<Vec<Option<usize>>> {
    firsts(number, head_key, |at| Some(text(at)).filter(|text| !is_blank(text)), |_, _| true, |at| plain(text(at)))
}

/// The same for points of a list, whatever marks or numbers them.
fn first_points<'t>(number: usize, text: impl Fn(usize) -> &'t str) -> Option<Vec<Option<usize>>> {
    let lead = |at| Some(without_marker(text(at))).filter(|text| !is_blank(text));
    firsts(number, point_head_key, lead, |_, _| true, |at| point_key(text(at)))
}

/// For each of so many, the first one before it with the same key, if it has a lead: the text with which its key begins.
/// Nothing where no two have the same.
/// `may_equal` is false only where two keys differ for certain.
///
/// Nearly all differ in the first letters of their leads, and keys cost more than letters.
fn firsts<'t>(
    number: usize,
    head: impl Fn(&str) -> Option<u64>,
    lead: impl Fn(usize) -> Option<&'t str>,
    may_equal: impl Fn(usize, usize) -> bool,
    key: impl Fn(usize) -> String,
) -> Option<Vec<Option<usize>>> {
    /// So few are compared with each other before anything is noted of them.
    const FEW: usize = 8;
    if number <= FEW {
        let mut known = [None; FEW];
        let may_come_again = |at: usize| {
            known[at] = lead(at);
            let is_twin = |(before, first): (usize, &Option<&str>)| {
                first.zip(known[at]).is_some_and(|(one, other)| begin_alike(one, other)) && may_equal(before, at)
            };
            known[..at].iter().enumerate().any(is_twin)
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
        /// So many are looked at in pairs.
        const FEW: usize = 8;
        let differ = |(number, (_, one)): (usize, &(u64, usize))| {
            alike[number + 1..].iter().all(|(_, other)| !may_equal(*one, *other))
        };
        if alike.len() <= FEW && alike.iter().enumerate().all(differ) {
            continue;
        }
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
        repetitions(firsts).into_iter().map(|run| (run.first, run.again, run.length)).collect()
    }

    #[test]
    fn what_follows_as_before_is_one_run() {
        assert_eq!(found(&["a", "b", "c", "A", "ｂ", "c."]), [(0, 3, 3)]);
        assert_eq!(found(&["a", "b", "b", "a"]), [(1, 2, 1), (0, 3, 1)]);
        assert_eq!(found(&["a", "a", "a"]), [(0, 1, 2)]);
        assert_eq!(found(&["a", "b", "a", "b", "a", "b", "a"]), [(0, 2, 5)]);
        assert_eq!(found(&["a", "b", "c", "a", "b", "b", "c"]), [(0, 3, 2), (1, 5, 2)]);
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
