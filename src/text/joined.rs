//! Items of a list that a text repeats, joined (`docs/domain.md`, "Repeated text").

// Long because: finding a copy and finding out fast that there is none belong together.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::edges::{FirstLetters, StartHash, may_end_alike};
use super::joint::{JOINING_WORDS, behind_order, is_joint, order_at_end};
use super::marker::{closing_tags, is_circled, without_marker};
use super::{MappedText, is_row, text_width, trim};

/// A single item, or items at the end of a longer text, count as repeated only from this [`text_width`] on
/// (`docs/healthy.md`, "Repeated text": `Yes.` may end any text).
const SHORTEST_REPETITION: usize = 20;

/// Items that a text repeats in part, or not at its end, count only from this [`text_width`] on.
const SHORTEST_PART: usize = 40;

/// Where in a text its items are repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The text is nothing else.
    Whole,
    /// It ends with them.
    End,
    /// Something else follows.
    Inside,
}

/// Items of a list that a text repeats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// The bytes of the text that repeat them, without surrounding white space.
    pub range: Range<usize>,
    /// Where that is in the text.
    pub place: Place,
    /// How many items, empty ones left out.
    pub items: usize,
    /// How many the list has, empty ones left out.
    pub of: usize,
    /// Whether they are the last of the list.
    are_last: bool,
}

impl Joined {
    /// “its 3 items”, “its last 2 items”, “its item” or “3 of its 5 items”, where the list is “its” or “the”.
    pub fn name(&self, whose: &str) -> String {
        match (self.items, self.of) {
            (1, 1) => format!("{whose} item"),
            (items, all) if items == all => format!("{whose} {items} items"),
            (items, _) if self.are_last => format!("{whose} last {items} items"),
            (items, all) => format!("{items} of {whose} {all} items"),
        }
    }

    /// What the text does with the items.
    pub fn verb(&self) -> &'static str {
        if self.place == Place::End { "ends by repeating" } else { "repeats" }
    }

    /// What to do about it, where the text has `more` copies.
    pub fn help(&self, more: &[Range<usize>]) -> &'static str {
        match self.place {
            Place::Whole => "set the text to null, or write one that introduces the items",
            Place::End if more.is_empty() => "end the text before the items",
            Place::End | Place::Inside => "delete the items from the text",
        }
    }

    /// What to cut out of the text with `more` copies, and what that does; nothing where no text would be left.
    pub fn cut(&self, text: &str, more: &[Range<usize>]) -> Option<(Vec<Range<usize>>, &'static str)> {
        let title = match self.place {
            Place::Whole => return None,
            Place::End if more.is_empty() => "remove the items from the end of the text",
            Place::End | Place::Inside => "remove the items from the text",
        };
        Some((more.iter().chain([&self.range]).map(|copy| cut_out(text, copy)).collect(), title))
    }
}

/// The items that `text` repeats, joined by anything that joins: all of them or the last two or more, where the text is
/// or ends with them (a single one counts with 20 characters or more that are a sentence of their own); else the most that
/// stand in it one after the other, from one sentence's end to another's, with 40 Latin or 20 Japanese characters together.
pub fn joined_items<S: AsRef<str>>(text: &str, items: &[S]) -> Option<Joined> {
    JoinedText::new(text).copies(&JoinedList::new(items))
}

/// Where else items stand in `text`, outside of the copy that was found.
pub fn further_copies<S: AsRef<str>>(text: &str, copy: &Joined, items: &[S]) -> Vec<Range<usize>> {
    /// More are not told one by one.
    const MOST: usize = 8;
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut rest = vec![0..copy.range.start, copy.range.end..text.len()];
    while let Some(part) = rest.pop().filter(|_| found.len() < MOST) {
        if let Some(joined) = joined_items(&text[part.clone()], items) {
            let copy = part.start + joined.range.start..part.start + joined.range.end;
            rest.extend([part.start..copy.start, copy.end..part.end]);
            found.push(copy);
        }
    }
    found.sort_unstable_by_key(|range| range.start);
    found
}

/// A list that may stand in many texts, joined. What is folded once stays folded.
pub struct JoinedList<'t, S> {
    items: &'t [S],
    /// The numbers of the items that are not blank.
    telling: OnceCell<Vec<usize>>,
    /// By number.
    squeezed: OnceCell<Vec<OnceCell<String>>>,
}

impl<'t, S: AsRef<str>> JoinedList<'t, S> {
    /// The list of these items.
    pub fn new(items: &'t [S]) -> Self {
        JoinedList { items, telling: OnceCell::new(), squeezed: OnceCell::new() }
    }

    fn telling(&self) -> &[usize] {
        let is_telling = |number: &usize| !self.items[*number].as_ref().trim().is_empty();
        self.telling.get_or_init(|| (0..self.items.len()).filter(is_telling).collect())
    }

    fn last(&self) -> Option<&str> {
        let last = self.items.last()?.as_ref();
        match last.trim().is_empty() {
            true => self.telling().last().map(|number| self.items[*number].as_ref()),
            false => Some(last),
        }
    }

    fn squeezed(&self, number: usize) -> &str {
        let all = self.squeezed.get_or_init(|| self.items.iter().map(|_| OnceCell::new()).collect());
        all[number].get_or_init(|| MappedText::squeezed(self.items[number].as_ref()).text)
    }
}

/// A text that may be, or end with, the items of many lists.
pub struct JoinedText<'t> {
    text: &'t str,
    squeezed: OnceCell<MappedText>,
}

impl<'t> JoinedText<'t> {
    /// Of this text.
    pub fn new(text: &'t str) -> Self {
        JoinedText { text, squeezed: OnceCell::new() }
    }

    /// As [`joined_items`].
    pub fn copies<S: AsRef<str>>(&self, items: &JoinedList<'_, S>) -> Option<Joined> {
        let end = self.repeats(items);
        if end.as_ref().is_some_and(|end| end.place == Place::Whole) || !self.may_hold_one_of(items) {
            return end;
        }
        let part = self.part(items);
        match (end, part) {
            (Some(end), Some(part)) if part.items > end.items => Some(part),
            (Some(end), _) => Some(end),
            (None, part) => part,
        }
    }

    /// The items that the text is, or ends with: all of them or the last two or more.
    pub fn repeats<S: AsRef<str>>(&self, items: &JoinedList<'_, S>) -> Option<Joined> {
        let text = self.text;
        // Cheap, and enough for nearly every healthy text: it ends with other letters than the last item.
        if !may_end_alike(text, items.last()?) {
            return None;
        }
        let whole = self.squeezed();
        let mut start = whole.text.len();
        let mut repeated = 0;
        for number in items.telling().iter().rev() {
            let item = items.squeezed(*number);
            if !whole.text[..start].ends_with(item) {
                break;
            }
            start -= item.len();
            repeated += 1;
        }
        let of = items.telling().len();
        let all = of == repeated;
        let is_single = repeated == 1;
        let is_whole = start == 0;
        if start == whole.text.len()
            || (is_single && !all)
            || ((is_single || !is_whole) && text_width(&whole.text[start..]) < SHORTEST_REPETITION)
        {
            return None;
        }
        let joined = |range, place| Joined { range, place, items: repeated, of, are_last: true };
        if is_whole {
            return Some(joined(trim(text, 0..text.len()), Place::Whole));
        }
        let start = whole.original(start..whole.text.len()).start;
        let before = text[..start].chars().next_back();
        let sentence = text[..start].trim_end().chars().next_back();
        let starts_anew = match is_single {
            true => sentence.is_some_and(is_joint),
            false => !(before.is_some_and(|end| end.is_ascii_alphanumeric()) && text[start..].starts_with(is_latin)),
        };
        starts_anew.then(|| joined(start..text.trim_end().len(), Place::End))
    }

    fn squeezed(&self) -> &MappedText {
        self.squeezed.get_or_init(|| MappedText::squeezed(self.text))
    }

    /// False only if no item stands where a sentence begins, for certain.
    fn may_hold_one_of<S: AsRef<str>>(&self, items: &JoinedList<'_, S>) -> bool {
        if self.text.len() < SHORTEST_REPETITION {
            return false;
        }
        let items = || items.items.iter().map(|item| without_marker(item.as_ref()).trim_start_matches(is_opening));
        let mut sought = FirstLetters::default();
        items().for_each(|item| sought.add(item));
        let mut is_any = false;
        let mut starts = StartHash::default();
        let mut begins = true;
        let mut at = 0;
        while let Some(letter) = self.text[at..].chars().next() {
            let is_mark = is_circled(letter) || letter == '>';
            let is_part = is_joint(letter) || is_opening(letter) || is_bound(letter) || is_mark;
            if begins && !is_part {
                is_any |= starts.add_sought(&self.text[at..], &sought);
                is_any |= behind_order(&self.text[at..]).is_some_and(|item| starts.add_sought(item, &sought));
            }
            begins = is_part && (begins || is_bound(letter) || is_mark);
            at += letter.len_utf8();
            if !begins {
                at += within_sentence(&self.text[at..]);
            }
        }
        is_any && items().any(|item| starts.may_hold(item))
    }

    /// The most items that stand in the text one after the other.
    fn part<S: AsRef<str>>(&self, items: &JoinedList<'_, S>) -> Option<Joined> {
        let whole = self.squeezed();
        // The first of several same items stands for all of them.
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut patterns: Vec<(&str, usize)> = Vec::new();
        for (order, number) in items.telling().iter().enumerate() {
            let item = items.squeezed(*number);
            if !item.is_empty() && numbers.insert(item, order).is_none() {
                patterns.push((item, *number));
            }
        }
        /// So few are looked for one by one before a search for all of them is built.
        const FEW: usize = 16;
        if patterns.len() <= FEW && !patterns.iter().any(|(item, _)| whole.text.contains(item)) {
            return None;
        }
        // Built from the items of one section; it cannot grow too large.
        let search = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .build(patterns.iter().map(|(item, _)| item))
            .ok()?;
        let mut runs: Vec<Vec<Hit>> = Vec::new();
        for hit in search.find_iter(&whole.text) {
            let number = hit.pattern().as_usize();
            let row = is_row(items.items[patterns[number].1].as_ref());
            let new = Hit { start: hit.start(), end: hit.end(), number, row };
            let follows = |last: &Hit| {
                let between = &whole.text[last.end..new.start];
                between.is_empty() || JOINING_WORDS.contains(&between) || order_at_end(between) == between.len()
            };
            match runs.last_mut().filter(|run| run.last().is_some_and(follows)) {
                Some(run) => run.push(new),
                None => runs.push(vec![new]),
            }
        }
        let of = items.telling().len();
        let bounded = runs.iter().flat_map(|run| self.bounded(run, patterns.len()));
        let width = |run: &[Hit]| text_width(&self.text[self.original(run)]);
        let is_all = |run: &[Hit]| {
            run.len() > 1 && run.len() >= patterns.len() && run[0].start == 0 && {
                run.last().is_some_and(|last| last.end == whole.text.len())
            }
        };
        let counts = |run: &&[Hit]| is_all(run) || width(run) >= SHORTEST_PART;
        let run = bounded.filter(counts).max_by_key(|run| (run.len(), width(run)))?;
        let range = self.original(run);
        let is_end = self.text[range.end..].chars().all(is_joint);
        let place = match (self.text[..range.start].trim().is_empty(), is_end) {
            (true, true) => Place::Whole,
            (false, true) => Place::End,
            (_, false) => Place::Inside,
        };
        Some(Joined { range, place, items: run.len(), of, are_last: false })
    }

    /// The parts of a run that begin and end where sentences do: in the order of the list, or with every item.
    fn bounded<'h>(&self, run: &'h [Hit], all: usize) -> Vec<&'h [Hit]> {
        let mut seen = vec![false; all];
        run.iter().for_each(|hit| seen[hit.number] = true);
        let has_all = seen.into_iter().all(|seen| seen);
        let parts = run.chunk_by(|one, other| has_all || one.number < other.number);
        let bounded = parts.filter_map(|part| {
            let start = part.iter().position(|hit| self.start(hit).is_some())?;
            let end = part.iter().rposition(|hit| self.ends_sentence(hit))?;
            part.get(start..=end)
        });
        bounded.collect()
    }

    /// The bytes of the text from the first of these items to the last, with the marker or bullet before it and the stop
    /// behind it.
    fn original(&self, run: &[Hit]) -> Range<usize> {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return 0..0 };
        let start = self.start(first).unwrap_or(first.start);
        let (before, behind) = (self.gap(start), self.gap(last.end));
        let is_between = |letter: char| {
            is_stop(letter)
                || is_closing(letter)
                || letter.is_whitespace()
                || matches!(letter, ',' | '、' | '|' | '/' | ':' | '：')
        };
        let marked = self.text[before.clone()].trim_start_matches(is_between).len();
        let is_end = |letter: char| is_stop(letter) || is_closing(letter);
        let stops = self.text[behind.clone()].trim_start_matches(is_end);
        // The tags around the items go with them.
        before.end - marked..behind.end - stops.len() + closing_tags(stops)
    }

    /// The bytes of the text that were left out at a byte of the squeezed one: stops, spaces, bullets and markers.
    fn gap(&self, at: usize) -> Range<usize> {
        let whole = self.squeezed();
        let start = match at.checked_sub(1) {
            None => 0,
            Some(last) => {
                let start = whole.original(last..at).start;
                start + self.text[start..].chars().next().map_or(0, char::len_utf8)
            }
        };
        let end = if at == whole.text.len() { self.text.len() } else { whole.original(at..at).start };
        start..end.max(start)
    }

    /// Where the sentence begins that an item begins: there, or at a word before it that tells its order.
    fn start(&self, hit: &Hit) -> Option<usize> {
        let begins_sentence = |at: &usize| {
            let gap = self.gap(*at);
            gap.start == 0 || is_break(&self.text[gap.clone()]) || self.text[..gap.start].ends_with(is_bound)
        };
        let order = || match order_at_end(&self.squeezed().text[..hit.start]) {
            0 => None,
            order => Some(hit.start - order),
        };
        order().filter(begins_sentence).or_else(|| Some(hit.start).filter(begins_sentence))
    }

    fn ends_sentence(&self, hit: &Hit) -> bool {
        let gap = self.gap(hit.end);
        let is_word = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
        gap.end == self.text.len()
            || is_break(&self.text[gap.clone()])
            // Nothing says where a row ends that is joined by spaces.
            || hit.row && !gap.is_empty() && !self.text[gap.end..].starts_with(is_word)
    }
}

/// Where an item stands in a squeezed text.
#[derive(Clone, Copy, Debug)]
struct Hit {
    start: usize,
    end: usize,
    /// Of the items that differ.
    number: usize,
    /// Whether the item is a row.
    row: bool,
}

/// Whether what stands between two sentences divides them: a stop, a line end, a bullet or a marker.
fn is_break(gap: &str) -> bool {
    let is_sign = |letter: char| matches!(letter, '\n' | '・' | '•' | ':' | '：') || is_closing(letter);
    gap.chars().any(|letter| is_stop(letter) || !is_joint(letter) || is_opening(letter) || is_sign(letter))
}

/// Whether a character closes a quotation.
fn is_closing(letter: char) -> bool {
    matches!(letter, '」' | '』' | '”')
}

fn is_opening(letter: char) -> bool {
    matches!(letter, '「' | '『' | '“' | '‘' | '"' | '\'' | '（' | '(' | '[' | '【')
}

/// Whether a character ends a sentence.
fn is_stop(letter: char) -> bool {
    matches!(letter, '.' | '!' | '?' | '。' | '！' | '？' | '．' | '｡' | ';' | '；')
}

/// How long the beginning of a text is that has nothing behind which a sentence may begin.
fn within_sentence(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(first) = bytes.get(at) {
        at += match STEPS[usize::from(*first)] {
            // Not 。 and 」, nor ・.
            KANA if matches!(bytes[at + 1..], [0x81 | 0x82, ..] | [0x83, 0x80..=0xba, ..]) => 3,
            KANA | 0 => break,
            step => usize::from(step),
        };
    }
    at
}

/// Of the bytes with which characters begin, how long those are behind which no sentence begins: a letter, a space, a comma.
static STEPS: [u8; 256] = {
    let mut steps = [0; 256];
    let mut byte = 0;
    while byte < steps.len() {
        steps[byte] = match byte as u8 {
            b'!' | b')' | b'.' | b':' | b';' | b'>' | b'?' | b'|' => 0,
            b' '..=b'~' => 1,
            0xe3 => KANA,
            0xe4..=0xe9 => 3,
            _ => 0,
        };
        byte += 1;
    }
    steps
};

/// In place of the length of characters of which the next bytes tell more.
const KANA: u8 = u8::MAX;

/// Whether a sentence may begin behind a character.
fn is_bound(letter: char) -> bool {
    is_stop(letter) || matches!(letter, ':' | '：' | '\n' | '|' | '｜' | ')' | '）' | '」' | '』' | '・' | '•')
}

/// What to cut out of a text together with a copy: the space behind it, or before it where the text ends with it.
fn cut_out(text: &str, copy: &Range<usize>) -> Range<usize> {
    let behind = text[copy.end..].len() - text[copy.end..].trim_start().len();
    match copy.end + behind == text.len() {
        true => cut_before(text, copy.start)..text.len(),
        false => copy.start..copy.end + behind,
    }
}

/// Where `text` has to be cut so that what ends it from `start` on goes, and the bullet or bar before it too.
fn cut_before(text: &str, start: usize) -> usize {
    let is_bullet = |letter: char| {
        letter.is_whitespace() || matches!(letter, '・' | '•' | '·' | '-' | '*' | '|' | '/' | '“' | '「' | '『')
    };
    text[..start].trim_end_matches(is_bullet).len()
}

fn is_latin(character: char) -> bool {
    character.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_items_are_found_whole_and_at_the_end() {
        let items = ["One thing first.", "Another thing."];
        let all = Joined { range: 0..31, place: Place::Whole, items: 2, of: 2, are_last: true };
        assert_eq!(joined_items("One thing first. Another thing.", &items), Some(all));
        let text = "Intro sentence. One thing first. Another thing. ";
        assert_eq!(
            joined_items(text, &items).map(|joined| &text[joined.range]),
            Some("One thing first. Another thing.")
        );
        let turned = Joined { range: 0..31, place: Place::Whole, items: 2, of: 2, are_last: false };
        assert_eq!(joined_items("Another thing. One thing first.", &items), Some(turned), "in another order");
    }

    #[test]
    fn joined_items_may_be_the_last_two_or_more() {
        let items = ["A new thing.", "One thing first.", "Another thing."];
        let last = Joined { range: 0..31, place: Place::Whole, items: 2, of: 3, are_last: true };
        assert_eq!(joined_items("One thing first. Another thing.", &items), Some(last.clone()));
        assert_eq!(last.name("its"), "its last 2 items");
        assert_eq!(joined_items("It ends so. Another thing.", &items), None, "one of several");
        assert_eq!(joined_items("And so: one, two.", &["Zero", "One", "Two"]), None, "too little at the end of a text");
    }

    #[test]
    fn items_may_be_repeated_in_part() {
        let items = [
            "Setting a budget for support.",
            "Seeing whether a release kept its promise.",
            "Choosing the next hire.",
            "Planning the renewal talks of the quarter.",
        ];
        let found = |text: &'static str| {
            joined_items(text, &items).map(|found| (&text[found.range.clone()], found.place, found.name("its")))
        };
        let three = "Setting a budget for support. Seeing whether a release kept its promise. Choosing the next hire.";
        assert_eq!(found(three), Some((three, Place::Whole, "3 of its 4 items".to_owned())));
        let gap = "Setting a budget for support. Choosing the next hire. Planning the renewal talks of the quarter.";
        assert_eq!(found(gap), Some((gap, Place::Whole, "3 of its 4 items".to_owned())));
        assert_eq!(
            found(
                "Used often: (1) Setting a budget for support! (2) Seeing whether a release kept its promise. And more."
            ),
            Some((
                "(1) Setting a budget for support! (2) Seeing whether a release kept its promise.",
                Place::Inside,
                "2 of its 4 items".to_owned()
            ))
        );
        assert_eq!(
            found("Seeing whether a release kept its promise. A sentence of its own."),
            Some(("Seeing whether a release kept its promise.", Place::Inside, "1 of its 4 items".to_owned()))
        );
        for text in [
            "Choosing the next hire. A sentence of its own.",
            "It helps in setting a budget for support, seeing whether a release kept its promise and more.",
            "Choosing the next hire. Setting a budget for support.",
            "Setting a budget for support. Seeing whether a release kept its promise in the eyes of those who left.",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn items_in_another_order_are_a_copy_where_every_one_is_there() {
        let items = ["支援の予算を決める。", "改定のあとに離脱が増えたかを確かめる。", "次に人を雇う部署を選ぶ。"];
        let text = "①次に人を雇う部署を選ぶ②支援の予算を決める③改定のあとに離脱が増えたかを確かめる。";
        let found = joined_items(text, &items).unwrap();
        assert_eq!(
            (&text[found.range.clone()], found.place, found.name("its")),
            (text, Place::Whole, "its 3 items".to_owned())
        );
        let text = "支援の予算を決める。改定のあとに離脱が増えたかを確かめる。この二つが多い。";
        let found = joined_items(text, &items).unwrap();
        assert_eq!(&text[found.range], "支援の予算を決める。改定のあとに離脱が増えたかを確かめる。");
        assert_eq!(
            joined_items(
                "価格、品質、納期を比べて選ぶ。迷うときは納期を優先し、価格は最後に見る。",
                &["価格", "品質", "納期"]
            ),
            None
        );
    }

    #[test]
    fn joined_items_need_no_spaces_in_japanese() {
        let items = ["顧客を知る", "商談を進める"];
        for text in [
            "顧客を知る。商談を進める。",
            "顧客を知る商談を進める",
            "顧客を知る・商談を進める",
            "顧客を知る、商談を進める。",
        ] {
            assert_eq!(joined_items(text, &items).map(|joined| joined.range.start), Some(0), "{text}");
        }
        let text = "要点は次の通り。顧客を知る。商談を進める。";
        assert_eq!(joined_items(text, &items).map(|joined| &text[joined.range]), Some("顧客を知る。商談を進める。"));
    }

    #[test]
    fn a_short_single_item_may_end_any_text() {
        assert_eq!(joined_items("Is it worth it? Yes.", &["Yes."]), None);
        assert!(joined_items("Intro. A sentence that is long enough.", &["A sentence that is long enough."]).is_some());
    }

    #[test]
    fn words_that_end_a_sentence_by_chance_are_no_list() {
        assert_eq!(joined_items("A figure for presales marketing", &["sales", "marketing"]), None);
        assert_eq!(joined_items("Compare it with sales, tax.", &["Sales", "Tax"]), None);
        assert_eq!(joined_items("It divides profit by sales per square foot.", &["Sales per square foot"]), None);
        assert!(joined_items("Sales, tax.", &["Sales", "Tax"]).is_some());
    }
}
