//! The schemas of a run, and what a `$ref` leads to.
//!
//! Owns the resolution of references against the address of the schema that holds them (RFC 3986, RFC 6901). Nothing is
//! fetched.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::Value;
use url::Url;

/// All schemas of a run, by their `$id`.
pub type Documents = BTreeMap<String, Value>;

/// A schema document, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// The `$id` of the document.
    pub document: String,
    /// A JSON Pointer; empty for the whole document. An anchor is not resolved: it stands here without a slash.
    pub pointer: String,
}

impl Target {
    /// What a reference leads to from a document with the `$id` `base`; `None` where either is not an address.
    pub fn of(reference: &str, base: &str) -> Option<Target> {
        let mut url = Url::parse(base).ok()?.join(reference).ok()?;
        let pointer = percent_decode_str(url.fragment().unwrap_or_default()).decode_utf8().ok()?.into_owned();
        url.set_fragment(None);
        Some(Target { document: url.into(), pointer })
    }

    /// The schema there.
    pub fn schema<'d>(&self, documents: &'d Documents) -> Option<&'d Value> {
        documents.get(&self.document)?.pointer(&self.pointer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_resolved_against_the_document_that_holds_it() {
        let base = "https://schemas.example/a/root.json";
        for (reference, document, pointer) in [
            ("#", base, ""),
            ("#/$defs/a~1b%20c", base, "/$defs/a~1b c"),
            ("../b/part.json#/$defs/x", "https://schemas.example/b/part.json", "/$defs/x"),
            ("#anchor", base, "anchor"),
        ] {
            let expected = Target { document: document.to_owned(), pointer: pointer.to_owned() };
            assert_eq!(Target::of(reference, base), Some(expected), "{reference}");
        }
        assert_eq!(Target::of("x", "not an address"), None);
    }
}
