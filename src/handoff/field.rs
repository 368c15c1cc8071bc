//! What stands in a field, and how an object's members are read.
//!
//! Owns the four things that a field can be. Must not know the names of fields.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Deref;

use super::location::{AtText, Locate, Locator};
use crate::finding::{Location, Span};
use crate::json::{Kind, Member, Members, Node};
use crate::text;
use crate::words::shorten;

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
    #[inline]
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
    is_row: OnceCell<bool>,
}

impl Deref for Text<'_> {
    type Target = str;
    #[inline]
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
    /// What a string says; nothing where the node is no string.
    pub fn new(node: Node<'a>) -> Option<Self> {
        Some(Text { value: node.as_str()?, node, is_row: OnceCell::new() })
    }

    /// Whether it is a row of cells ([`text::is_row`]); found out once, as half of the rules ask.
    pub fn is_row(&self) -> bool {
        *self.is_row.get_or_init(|| text::is_row(self))
    }

    /// Takes note that it is no row of cells, where that is known without reading it.
    pub(super) fn set_no_row(&self) {
        self.is_row.get_or_init(|| false);
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

/// A whole number from 0 on, of any size. `3.0` and `30e-1` are 3 (JSON Schema Validation 2020-12, section 6.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole<'a> {
    /// One that fits in 64 bits.
    Exact(u64),
    /// A larger one, as it is written.
    Huge(&'a str),
}

impl<'a> Whole<'a> {
    /// The number, where it fits in 64 bits.
    pub fn exact(self) -> Option<u64> {
        match self {
            Whole::Exact(number) => Some(number),
            Whole::Huge(_) => None,
        }
    }

    fn of(node: Node<'a>) -> Option<Whole<'a>> {
        node.as_u64().map(Whole::Exact).or_else(|| Whole::parse(node.number_text()?))
    }

    /// Reads a JSON number by its decimal digits: as a double, `1e-400` would be 0 and `3e400` nothing.
    fn parse(text: &'a str) -> Option<Whole<'a>> {
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let furthest = if exponent.starts_with('-') { i64::MIN } else { i64::MAX };
        let exponent = exponent.parse::<i64>().unwrap_or(furthest);
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{}{fraction}", whole.trim_start_matches('-'));
        let digits = digits.trim_start_matches('0');
        let significant = digits.trim_end_matches('0');
        if significant.is_empty() {
            return Some(Whole::Exact(0));
        }
        let zeros = i64::try_from(digits.len() - significant.len()).ok()?;
        let locations = i64::try_from(fraction.len()).ok()?;
        let zeros = exponent.saturating_sub(locations).saturating_add(zeros);
        if zeros < 0 || text.starts_with('-') {
            return None;
        }
        let power = u32::try_from(zeros).ok().and_then(|zeros| 10_u64.checked_pow(zeros));
        let exact = significant.parse::<u64>().ok().zip(power).and_then(|(number, power)| number.checked_mul(power));
        Some(exact.map_or(Whole::Huge(text), Whole::Exact))
    }
}

impl std::fmt::Display for Whole<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Whole::Exact(number) => number.fmt(formatter),
            Whole::Huge(text) => formatter.write_str(&shorten(text, 40)),
        }
    }
}

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

    #[inline]
    fn get(&mut self, name: &str) -> Option<Node<'a>> {
        let mut ahead = self.rest.clone()?;
        match ahead.next().filter(|next| next.key.is_str(name)) {
            Some(next) => {
                self.rest = Some(ahead);
                Some(next.value)
            }
            None => self.seek(name),
        }
    }

    /// A member that is not the next one: one further on, or before it.
    #[inline(never)]
    fn seek(&mut self, name: &str) -> Option<Node<'a>> {
        let is_it = |member: &Member<'_>| member.key.is_str(name);
        let mut ahead = self.rest.clone()?;
        let found = ahead.find(is_it).or_else(|| {
            ahead = self.node?.members();
            ahead.find(is_it)
        })?;
        self.rest = Some(ahead);
        Some(found.value)
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

    /// A field that holds a count.
    pub fn count(&mut self, name: &str) -> Field<'a, Whole<'a>> {
        self.field(name, Whole::of)
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

#[cfg(test)]
mod tests {
    use super::Whole;

    #[test]
    fn whole_numbers_are_read_by_their_digits() {
        for (text, number) in [
            ("3", 3),
            ("3.0", 3),
            ("30e-1", 3),
            ("0.3e1", 3),
            ("-0", 0),
            ("0e400", 0),
            ("0.000e-400", 0),
            ("1e18", 1_000_000_000_000_000_000),
            ("9007199254740993.0", 9_007_199_254_740_993),
            ("18446744073709551615", u64::MAX),
        ] {
            assert_eq!(Whole::parse(text), Some(Whole::Exact(number)), "{text}");
        }
        for text in ["18446744073709551616", "1e20", "3e400", "2.5e99999999999999999999"] {
            assert_eq!(Whole::parse(text), Some(Whole::Huge(text)), "{text}");
        }
        for text in ["3.5", "1e-400", "-3", "-1e400", "3.0000000000000000000000001", "1e-99999999999999999999"] {
            assert_eq!(Whole::parse(text), None, "{text}");
        }
    }
}
