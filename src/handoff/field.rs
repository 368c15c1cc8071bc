//! What stands in a field, and how an object's members are read.
//!
//! Owns the four things that a field can be. Must not know the names of fields.

use std::borrow::Cow;
use std::ops::Deref;

use super::location::{AtText, Locate, Locator};
use crate::finding::{Location, Span};
use crate::json::{Kind, Members, Node};

/// What stands in a field. A rule that compares looks at [`Field::value`] only, so what the schema
/// or a presence rule has said is invisible to it (`docs/design.md`, "One cause, one finding").
#[derive(Clone, Debug)]
pub enum Field<'a, T> {
    /// The owner exists and lacks the field. `None` when the owner is missing too.
    Absent(Option<Node<'a>>),
    /// The field is null.
    Null(Node<'a>),
    /// The field holds another type.
    WrongType(Node<'a>),
    /// The field holds a value.
    Value(T, Node<'a>),
}

impl<'a, T> Field<'a, T> {
    /// The value, where there is one of the right type.
    pub fn value(&self) -> Option<&T> {
        match self {
            Field::Value(value, _) => Some(value),
            _ => None,
        }
    }

    /// The node, where the field is present.
    pub fn node(&self) -> Option<Node<'a>> {
        match self {
            Field::Absent(_) => None,
            Field::Null(node) | Field::WrongType(node) | Field::Value(_, node) => Some(*node),
        }
    }
}

/// A text and where it stands.
#[derive(Clone, Debug)]
pub struct Text<'a> {
    /// The decoded text.
    pub value: Cow<'a, str>,
    /// The string in the tree.
    pub node: Node<'a>,
}

impl Deref for Text<'_> {
    type Target = str;
    fn deref(&self) -> &str {
        &self.value
    }
}

impl AsRef<str> for Text<'_> {
    fn as_ref(&self) -> &str {
        &self.value
    }
}

impl<'a> Text<'a> {
    fn new(node: Node<'a>) -> Option<Self> {
        Some(Text { value: node.as_str()?, node })
    }

    /// Part of the text as a place; `part` names it in words (`cell 2`) or is empty.
    pub fn part(&self, range: std::ops::Range<usize>, part: impl Into<String>) -> AtText<'a> {
        AtText { node: self.node, range, part: part.into() }
    }
}

/// The characters of the text, without the quotation marks around them.
impl Locate for Text<'_> {
    fn span(&self, locator: &Locator<'_>) -> Span {
        self.part(0..self.value.len(), "").span(locator)
    }

    fn locate(&self, locator: &Locator<'_>) -> Location {
        self.part(0..self.value.len(), "").locate(locator)
    }
}

/// A field that holds a text.
pub type TextField<'a> = Field<'a, Text<'a>>;

/// Reads the members of one object by name, whatever else there is.
///
/// Documents write their members in the contract's order and the view asks in that order too, so each search goes on
/// where the last one ended and nearly always ends at once.
pub(super) struct Owner<'a> {
    node: Option<Node<'a>>,
    rest: Option<Members<'a>>,
}

impl<'a> Owner<'a> {
    /// A reader of `node`; of nothing where that is not an object.
    pub fn of(node: Option<Node<'a>>) -> Self {
        let node = node.filter(|node| node.kind() == Kind::Object);
        Owner { node, rest: node.map(Node::members) }
    }

    /// The object, where there is one.
    pub fn node(&self) -> Option<Node<'a>> {
        self.node
    }

    fn get(&mut self, name: &str) -> Option<Node<'a>> {
        let mut ahead = self.rest.clone()?;
        match ahead.find(|member| member.key.is_str(name)) {
            Some(member) => {
                self.rest = Some(ahead);
                Some(member.value)
            }
            None => self.node?.get(name),
        }
    }

    fn field<T>(&mut self, name: &str, convert: impl FnOnce(Node<'a>) -> Option<T>) -> Field<'a, T> {
        let Some(owner) = self.node else { return Field::Absent(None) };
        match self.get(name) {
            None => Field::Absent(Some(owner)),
            Some(node) if node.kind() == Kind::Null => Field::Null(node),
            Some(node) => match convert(node) {
                Some(value) => Field::Value(value, node),
                None => Field::WrongType(node),
            },
        }
    }

    /// A field that holds a text.
    pub fn text(&mut self, name: &str) -> TextField<'a> {
        self.field(name, Text::new)
    }

    /// A field that holds a count; `3.0` is one too (JSON Schema Validation 2020-12, section 6.1.1).
    pub fn count(&mut self, name: &str) -> Field<'a, u64> {
        /// Up to here, a double is exact.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        let is_count = |number: &f64| number.fract() == 0.0 && (0.0..=EXACT).contains(number);
        let whole = |node: Node<'a>| node.as_f64().filter(is_count).map(|number| number as u64);
        self.field(name, |node| node.as_u64().or_else(|| whole(node)))
    }

    /// The array under `name`, if it is one.
    pub fn array(&mut self, name: &str) -> Option<Node<'a>> {
        self.get(name).filter(|node| node.kind() == Kind::Array)
    }

    /// A reader of the object under `name`.
    pub fn object(&mut self, name: &str) -> Owner<'a> {
        Owner::of(self.get(name))
    }
}

/// What `read` makes of the objects among the items of an array.
pub(super) fn objects<'a, T>(array: Option<Node<'a>>, read: impl FnMut(Owner<'a>) -> Option<T>) -> Vec<T> {
    let Some(array) = array else { return Vec::new() };
    let mut objects = Vec::with_capacity(array.len());
    let items = array.items().filter(|item| item.kind() == Kind::Object);
    objects.extend(items.map(|item| Owner::of(Some(item))).filter_map(read));
    objects
}

/// The texts among the items of an array.
pub(super) fn texts(array: Option<Node<'_>>) -> Vec<Text<'_>> {
    let Some(array) = array else { return Vec::new() };
    let mut texts = Vec::with_capacity(array.len());
    texts.extend(array.items().filter_map(Text::new));
    texts
}
