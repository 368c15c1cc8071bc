//! What a recorded file is, in the file of the baseline.

use crate::json::{Kind, Node};

/// What a document says it is: with it, its findings are known again after it was renamed, moved or copied.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// Its locale.
    pub locale: Option<String>,
    /// Its slug.
    pub slug: Option<String>,
    /// The id of its term.
    pub term_id: Option<String>,
}

impl Identity {
    /// Locale and slug, if both are known.
    pub fn term(&self) -> Option<(&str, &str)> {
        Some((self.locale.as_deref()?, self.slug.as_deref()?))
    }

    /// Locale and term id, if both are known: files of one term in two languages may share an id.
    pub fn id(&self) -> Option<(&str, &str)> {
        Some((self.locale.as_deref()?, self.term_id.as_deref()?))
    }

    /// One, or a list.
    pub(super) fn read_all(node: Node<'_>) -> Option<Vec<Identity>> {
        match node.kind() {
            Kind::Array => node.items().map(Identity::read).collect(),
            _ => Some(vec![Identity::read(node)?]),
        }
    }

    fn read(node: Node<'_>) -> Option<Identity> {
        if node.kind() != Kind::Object {
            return None;
        }
        let text = |key: &str| match node.get(key) {
            None => Some(None),
            Some(value) => value.as_str().map(|text| Some(text.into_owned())),
        };
        Some(Identity { locale: text("locale")?, slug: text("slug")?, term_id: text("term_id")? })
    }

    pub(super) fn to_text(&self) -> String {
        let fields = [("locale", &self.locale), ("slug", &self.slug), ("term_id", &self.term_id)];
        let fields = fields.iter().filter_map(|(key, value)| {
            let value = value.as_deref()?;
            Some(format!("\"{key}\": {}", quoted(value)))
        });
        format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
    }
}

/// A JSON string.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
