use crate::declare_rule;
use crate::rule::Level;

declare_rule! {
    /// A value that the contract does not list yet, often a misspelt one.
    ///
    /// ## Why
    /// Readers act on certain words, such as `next` for a term to be read next. A word that they do not know has no
    /// effect, or a wrong one. But the contract is a preview and its lists grow, so this is a warning only.
    ///
    /// ## Fails
    /// ```json
    /// { "contract_status": "Preview" }
    /// ```
    /// ```json
    /// { "related_terms": [{
    ///   "topic_id": "beae9aa7-ce59-5e57-a78c-23434b54ae0d",
    ///   "canonical_slug": "customer-lifetime-value",
    ///   "canonical_url": "https://core.yogoq.com/en-US/core/customer-lifetime-value",
    ///   "title": "Customer Lifetime Value",
    ///   "relation_type": "prerequisite"
    /// }] }
    /// ```
    ///
    /// ## Passes
    /// ```json
    /// { "contract_status": "preview" }
    /// ```
    /// With a list of values that you use on purpose:
    /// ```json options
    /// { "allow": ["prerequisite"] }
    /// ```
    /// ```json
    /// { "related_terms": [{
    ///   "topic_id": "beae9aa7-ce59-5e57-a78c-23434b54ae0d",
    ///   "canonical_slug": "customer-lifetime-value",
    ///   "canonical_url": "https://core.yogoq.com/en-US/core/customer-lifetime-value",
    ///   "title": "Customer Lifetime Value",
    ///   "relation_type": "prerequisite"
    /// }] }
    /// ```
    ///
    /// ## Fix
    /// Correct the value; upper and lower case matter. These are listed:
    ///
    /// | field | values |
    /// |---|---|
    /// | `contract_status` | `preview` |
    /// | `distribution` | `per_term_read_only_ai_handoff` |
    /// | `content_tier` | `db_backed`, `gold_fallback` |
    /// | `quality` | `reviewed`, `verified` |
    /// | `publication_status` | `published_reviewed`, `published_verified` |
    /// | `type` of an alias | `display_name`, `katakana`, `english_name`, `localized_title`, `abbreviation`, `kanji` |
    /// | `key` of a section | `definition`, `formula`, `boundary`, `meaning`, `usage`, `drivers`, `cautions`, `misunderstandings`, `examples`, `comparisons` |
    /// | `kind` of a source | `tier_s`, `tier_a`, `tier_b`, `tier_c`, `editorial` |
    /// | `relation_type` | `next`, `used_together` |
    /// | `professional_advice_boundary` | `reference_only_not_professional_advice` |
    ///
    /// If a value is new and right, allow it in the configuration until termlint knows it:
    ///
    /// ```toml
    /// [rules]
    /// unlisted-value = { allow = ["prerequisite"] }
    /// ```
    ///
    /// ## Known limits
    /// Where the two places of a fact disagree (`draft` beside `reviewed`), that is `conflicting-fields`, unless one is the other,
    /// misspelt. An allowed value is allowed in every field. Fields with one fixed value belong to `unexpected-value`.
    pub struct UnlistedValue {
        /// Values that are allowed, in whichever field they occur.
        allow: Vec<String> = Vec::new(),
    }
    id: "unlisted-value", kind: Engine, level: Level::Warning, yields_to: &["conflicting-fields"]
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::Value;

    use super::*;
    use crate::rule::Declared;

    fn known(schema: &Value, values: &mut Vec<String>) {
        match schema {
            Value::Object(members) => {
                let listed = members.get("x-termlint-known").and_then(Value::as_array).into_iter().flatten();
                values.extend(listed.filter_map(Value::as_str).map(str::to_owned));
                members.values().for_each(|member| known(member, values));
            }
            Value::Array(items) => items.iter().for_each(|item| known(item, values)),
            _ => {}
        }
    }

    #[test]
    #[allow(clippy::disallowed_methods, reason = "a test reads the schemas as they are")]
    fn the_page_lists_every_value_of_the_schemas() {
        let mut values = Vec::new();
        for name in ["handoff/common.json", "handoff/v2.json", "summary/v1.json"] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(name);
            known(&serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap(), &mut values);
        }
        assert!(values.len() > 20);
        let missing: Vec<&String> =
            values.iter().filter(|value| !UnlistedValue::META.docs.contains(&format!("`{value}`"))).collect();
        assert_eq!(missing, [] as [&String; 0], "add them to the table of the page");
    }
}
