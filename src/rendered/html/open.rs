//! The elements that are open at a place of the page.
//!
//! Whether an element is open, and whether something between keeps an end tag from reaching it, is known without a walk: for
//! each element and each trait there is a list of where it is open. So hostile nesting costs no more than the tags in it.

use super::tags::{Tag, Traits};

/// What holds for the text at a place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct State {
    /// It is not shown.
    pub is_hidden: bool,
    /// It belongs to a button, a navigation, or a link to a place on the page.
    pub is_control: bool,
    /// Its line feeds end lines.
    pub is_preformatted: bool,
    /// The level of the heading that it belongs to; 0 outside of headings.
    pub heading: u8,
    /// It belongs to a row of a table, which is one line.
    pub is_in_row: bool,
    /// It belongs to a drawing or a formula, which have rules of their own.
    pub is_foreign: bool,
}

#[derive(Clone, Copy, Debug)]
struct Element {
    tag: Tag,
    state: State,
}

/// The open elements, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Open {
    elements: Vec<Element>,
    by_tag: Vec<Vec<u32>>,
    by_trait: [Vec<u32>; Traits::COUNT],
}

impl Open {
    pub fn state(&self) -> State {
        self.elements.last().map_or(State::default(), |element| element.state)
    }

    /// Whether the innermost element is a control that is shown, and not a part of one.
    pub fn ends_control(&self) -> bool {
        let [.., outer, control] = &self.elements[..] else { return false };
        control.state.is_control && !control.state.is_hidden && !outer.state.is_control
    }

    /// How many elements are open.
    pub fn depth(&self) -> usize {
        self.elements.len()
    }

    /// The innermost element.
    pub fn innermost(&self) -> Option<Tag> {
        self.elements.last().map(|element| element.tag)
    }

    pub fn push(&mut self, tag: Tag, state: State) {
        let depth = self.elements.len() as u32;
        let index = tag.0 as usize;
        if self.by_tag.len() <= index {
            self.by_tag.resize_with(index + 1, Vec::new);
        }
        self.by_tag[index].push(depth);
        tag.traits().numbers().for_each(|number| self.by_trait[number].push(depth));
        self.elements.push(Element { tag, state });
    }

    /// Closes the innermost element.
    pub fn pop(&mut self) -> Option<Tag> {
        let Element { tag, .. } = self.elements.pop()?;
        self.by_tag[tag.0 as usize].pop();
        for number in tag.traits().numbers() {
            self.by_trait[number].pop();
        }
        Some(tag)
    }

    /// Where the innermost of these elements is open: below it, there are as many as it says.
    pub fn place(&self, tag: Tag) -> Option<usize> {
        self.by_tag.get(tag.0 as usize)?.last().map(|place| *place as usize)
    }

    /// Where the innermost element with one of the traits is open.
    pub fn place_of(&self, traits: Traits) -> Option<usize> {
        traits.numbers().filter_map(|number| self.by_trait[number].last()).max().map(|place| *place as usize)
    }

    /// The place, if no element with one of these traits is open inside it.
    pub fn within(&self, place: Option<usize>, barrier: Traits) -> Option<usize> {
        place.filter(|place| self.place_of(barrier).is_none_or(|barrier| barrier <= *place))
    }
}
