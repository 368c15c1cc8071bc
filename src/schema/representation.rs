//! Lets `jsonschema` validate our tree in place, without a `serde_json::Value` in between.
//!
//! Owns the translation of nodes; must not know any schema. Tested against the crate's own conformance
//! tests and against its `SerdeJson` representation (`tests/it/schema_oracle.rs`).

use std::borrow::Cow;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node as SchemaNode, NodeIdentity, Object, cmp, unique};
use jsonschema_value::LazyInstance;
use serde_json::{Number, Value};

use crate::json::{Items, Kind, Members, Node};

/// The representation: our arena of nodes with spans.
pub struct TreeJson;

/// A node as the validator sees it: a value of the tree, or a property name on its own (`propertyNames`).
#[derive(Clone, Copy)]
pub enum Instance<'a> {
    /// A value of the tree.
    Tree(Node<'a>),
    /// A text outside the tree.
    Text(&'a str),
}

/// The longest text of a value, in bytes, that is copied for an error.
const MAX_COPIED: usize = 4_096;

impl Instance<'_> {
    fn copied_equals(&self, expected: &Value) -> bool {
        match self {
            Instance::Tree(node) => cmp::equal(&to_value(*node), expected),
            Instance::Text(_) => false,
        }
    }
}

impl Json for TreeJson {
    type Node<'a> = Instance<'a>;
    type PreparedKey = String;
    type StringBuffer = String;

    // A lookup scans the keys, so one pass over the members is never dearer than two lookups.
    const KEYS_PER_LOOKUP: usize = 1_000;

    fn prepare_key(key: &str) -> String {
        key.to_owned()
    }

    fn with_string_node<T>(buffer: &mut String, string: &str, f: impl FnOnce(Instance<'_>) -> T) -> T {
        buffer.clear();
        buffer.push_str(string);
        f(Instance::Text(buffer))
    }
}

/// The decimal text of a number.
pub struct NumberText<'a>(&'a str);

impl JsonNumber for NumberText<'_> {
    fn as_u64(&self) -> Option<u64> {
        self.0.parse().ok()
    }

    fn as_i64(&self) -> Option<i64> {
        self.0.parse().ok()
    }

    /// Total: a number beyond the range of `f64` is the nearest finite one.
    fn as_f64(&self) -> Option<f64> {
        self.0.parse::<f64>().ok().map(|number| number.clamp(f64::MIN, f64::MAX))
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.0)
    }

    fn to_number(&self) -> Cow<'_, Number> {
        let number = self
            .as_u64()
            .map(Number::from)
            .or_else(|| self.as_i64().map(Number::from))
            .or_else(|| self.as_f64().and_then(Number::from_f64));
        Cow::Owned(number.unwrap_or_else(|| Number::from(0)))
    }

    /// By the decimal digits, so that `1e400` and `12345678901234567890123.0` are integers and `1e-400` is none.
    fn is_integer(&self) -> bool {
        let (mantissa, exponent) = match self.0.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (
                mantissa,
                exponent.parse::<i64>().unwrap_or(if exponent.starts_with('-') { i64::MIN } else { i64::MAX }),
            ),
            None => (self.0, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let fraction = fraction.trim_end_matches('0');
        if !fraction.is_empty() {
            return i64::try_from(fraction.len()).is_ok_and(|digits| exponent >= digits);
        }
        let zeros = whole.len() - whole.trim_end_matches('0').len();
        let is_zero = whole.trim_start_matches('-').bytes().all(|digit| digit == b'0');
        is_zero
            || exponent >= 0
            || i64::try_from(zeros).is_ok_and(|zeros| exponent.checked_neg().is_some_and(|places| places <= zeros))
    }
}

impl<'a> SchemaNode<'a, TreeJson> for Instance<'a> {
    type Object = ObjectNode<'a>;
    type Array = ArrayNode<'a>;
    type Number = NumberText<'a>;

    fn as_object(&self) -> Option<ObjectNode<'a>> {
        match self {
            Instance::Tree(node) if node.kind() == Kind::Object => Some(ObjectNode(*node)),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<ArrayNode<'a>> {
        match self {
            Instance::Tree(node) if node.kind() == Kind::Array => Some(ArrayNode(*node)),
            _ => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        match self {
            Instance::Tree(node) => node.as_str(),
            Instance::Text(text) => Some(Cow::Borrowed(text)),
        }
    }

    fn as_number(&self) -> Option<NumberText<'a>> {
        match self {
            Instance::Tree(node) => node.number_text().map(NumberText),
            Instance::Text(_) => None,
        }
    }

    fn as_boolean(&self) -> Option<bool> {
        match self {
            Instance::Tree(node) => node.as_bool(),
            Instance::Text(_) => None,
        }
    }

    fn is_null(&self) -> bool {
        self.json_type() == JsonType::Null
    }

    fn json_type(&self) -> JsonType {
        match self {
            Instance::Text(_) => JsonType::String,
            Instance::Tree(node) => match node.kind() {
                Kind::Null => JsonType::Null,
                Kind::Bool => JsonType::Boolean,
                Kind::Number => JsonType::Number,
                Kind::String => JsonType::String,
                Kind::Array => JsonType::Array,
                Kind::Object => JsonType::Object,
            },
        }
    }

    fn equals_value(&self, expected: &Value) -> bool {
        match (self.json_type(), expected) {
            (JsonType::String, Value::String(expected)) => match self {
                Instance::Tree(node) => node.is_str(expected),
                Instance::Text(text) => text == expected,
            },
            (JsonType::Boolean, Value::Bool(expected)) => self.as_boolean() == Some(*expected),
            (JsonType::Null, Value::Null) => true,
            (JsonType::Number, Value::Number(_))
            | (JsonType::Array, Value::Array(_))
            | (JsonType::Object, Value::Object(_)) => self.copied_equals(expected),
            _ => false,
        }
    }

    // The validator wants copies only to show them in errors, which we never read. That of an unknown member beside a
    // huge one would cost gigabytes.
    fn to_value(&self) -> Cow<'a, Value> {
        Cow::Owned(match self {
            Instance::Text(text) => Value::String((*text).to_owned()),
            Instance::Tree(node) if node.span().len() > MAX_COPIED => Value::Null,
            Instance::Tree(node) => to_value(*node),
        })
    }

    // The default copies the instance into every error; ours are read by place, never by value. A name has no place.
    fn lazy_value(&self) -> LazyInstance<'a> {
        LazyInstance::Ready(Cow::Owned(match self {
            Instance::Tree(_) => Value::Null,
            Instance::Text(text) => Value::String((*text).to_owned()),
        }))
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(match self {
            Instance::Tree(node) => NodeIdentity::tagged(std::ptr::from_ref(node.tree()).addr(), node.index()),
            Instance::Text(text) => NodeIdentity::tagged(text.as_ptr().addr(), u32::MAX),
        })
    }
}

fn to_value(node: Node<'_>) -> Value {
    match node.kind() {
        Kind::Null => Value::Null,
        Kind::Bool => Value::Bool(node.as_bool() == Some(true)),
        Kind::Number => Value::Number(NumberText(node.number_text().unwrap_or("0")).to_number().into_owned()),
        Kind::String => Value::String(node.as_str().unwrap_or_default().into_owned()),
        Kind::Array => node.items().map(to_value).collect(),
        Kind::Object => Value::Object(
            node.members()
                .map(|member| (member.key.as_str().unwrap_or_default().into_owned(), to_value(member.value)))
                .collect(),
        ),
    }
}

/// The members of an object; of duplicate keys the last counts.
pub struct ObjectNode<'a>(Node<'a>);

impl<'a> Object<'a, TreeJson> for ObjectNode<'a> {
    type Node = Instance<'a>;
    type MemberName = Cow<'a, str>;
    type MembersIter = MembersOf<'a>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn get(&self, key: &String) -> Option<Instance<'a>> {
        self.0.get(key).map(Instance::Tree)
    }

    fn members(&self) -> MembersOf<'a> {
        MembersOf(self.0.members())
    }
}

/// A walk over the members of an object. Not boxed: the validator begins several for every object.
pub struct MembersOf<'a>(Members<'a>);

impl<'a> Iterator for MembersOf<'a> {
    type Item = (Cow<'a, str>, Instance<'a>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let member = self.0.next()?;
        Some((member.key.as_str().unwrap_or_default(), Instance::Tree(member.value)))
    }
}

/// The items of an array.
pub struct ArrayNode<'a>(Node<'a>);

impl<'a> Array<'a, TreeJson> for ArrayNode<'a> {
    type Node = Instance<'a>;
    type ElementsIter = ItemsOf<'a>;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn elements(&self) -> ItemsOf<'a> {
        ItemsOf(self.0.items())
    }

    fn is_unique(&self) -> bool {
        unique::is_unique(&self.0.items().map(to_value).collect::<Vec<_>>())
    }
}

/// A walk over the items of an array.
pub struct ItemsOf<'a>(Items<'a>);

impl<'a> Iterator for ItemsOf<'a> {
    type Item = Instance<'a>;

    #[inline]
    fn next(&mut self) -> Option<Instance<'a>> {
        self.0.next().map(Instance::Tree)
    }
}
