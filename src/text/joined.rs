//! Items of a list that a text repeats, joined (`docs/domain.md`, "Repeated text").

use std::cell::OnceCell;
use std::ops::Range;

use super::edges::may_end_alike;
use super::joint::is_joint;
use super::{MappedText, text_width, trim};

/// A single item, or items at the end of a longer text, count as repeated only from this [`text_width`] on
/// (`docs/healthy.md`, "Repeated text": `Yes.` may end any text).
const SHORTEST_REPETITION: usize = 20;

/// Items of a list that a text repeats.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// The bytes of the text that repeat them, without surrounding white space.
    pub range: Range<usize>,
    /// How many of the last items, empty ones left out.
    pub items: usize,
    /// Whether those are all.
    pub all: bool,
}

impl Joined {
    /// “3 items”, “last 2 items” or “item”, after “its” or “the”.
    pub fn name(&self) -> String {
        match (self.items, self.all) {
            (1, _) => "item".to_owned(),
            (items, true) => format!("{items} items"),
            (items, false) => format!("last {items} items"),
        }
    }
}

/// Where `text` is, or ends with, `items` joined by anything that joins: all of them or, as where a new one was put before
/// the others, two or more of the last. A single item counts with 20 characters or more that are a sentence of their own.
pub fn joined_items<S: AsRef<str>>(text: &str, items: &[S]) -> Option<Joined> {
    JoinedText::new(text).repeats(&JoinedList::new(items))
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
    pub fn repeats<S: AsRef<str>>(&self, items: &JoinedList<'_, S>) -> Option<Joined> {
        let text = self.text;
        // Cheap, and enough for nearly every healthy text: it ends with other letters than the last item.
        if !may_end_alike(text, items.last()?) {
            return None;
        }
        let whole = self.squeezed.get_or_init(|| MappedText::squeezed(text));
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
        let all = items.telling().len() == repeated;
        let is_single = repeated == 1;
        let is_whole = start == 0;
        if start == whole.text.len()
            || (is_single && !all)
            || ((is_single || !is_whole) && text_width(&whole.text[start..]) < SHORTEST_REPETITION)
        {
            return None;
        }
        let joined = |range| Joined { range, items: repeated, all };
        if is_whole {
            return Some(joined(trim(text, 0..text.len())));
        }
        let start = whole.original(start..whole.text.len()).start;
        let before = text[..start].chars().next_back();
        let sentence = text[..start].trim_end().chars().next_back();
        let starts_anew = match is_single {
            true => {
                sentence.is_some_and(|end| is_joint(end) || matches!(end, '!' | '?' | '！' | '？' | ':' | '：' | '」'))
            }
            false => !(before.is_some_and(|end| end.is_ascii_alphanumeric()) && text[start..].starts_with(is_latin)),
        };
        starts_anew.then(|| joined(start..text.trim_end().len()))
    }
}

/// Where `text` has to be cut so that what ends it from `start` on goes, and the bullet or bar before it too.
pub fn cut_before(text: &str, start: usize) -> usize {
    let is_bullet = |letter: char| letter.is_whitespace() || matches!(letter, '・' | '•' | '·' | '-' | '*' | '|' | '/');
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
        let all = Joined { range: 0..31, items: 2, all: true };
        assert_eq!(joined_items("One thing first. Another thing.", &items), Some(all));
        let text = "Intro sentence. One thing first. Another thing. ";
        assert_eq!(
            joined_items(text, &items).map(|joined| &text[joined.range]),
            Some("One thing first. Another thing.")
        );
        assert_eq!(joined_items("Another thing. One thing first.", &items), None);
    }

    #[test]
    fn joined_items_may_be_the_last_two_or_more() {
        let items = ["A new thing.", "One thing first.", "Another thing."];
        let last = Joined { range: 0..31, items: 2, all: false };
        assert_eq!(joined_items("One thing first. Another thing.", &items), Some(last.clone()));
        assert_eq!(last.name(), "last 2 items");
        assert_eq!(joined_items("It ends so. Another thing.", &items), None, "one of several");
        assert_eq!(joined_items("And so: one, two.", &["Zero", "One", "Two"]), None, "too little at the end of a text");
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
