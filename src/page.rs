//! The page of a rule: what `termlint explain` prints and `docs/rules/` holds, made from the rule's own file.
//!
//! Owns the layout of a page. Must not know what a rule does.

use std::fmt::Write as _;

use serde_json::Value;

use crate::rule::Declaration;

/// The page in Markdown: heading, facts, the rule's documentation, its options.
pub fn markdown(rule: &Declaration) -> String {
    let meta = rule.meta;
    let mut page = format!("# {}\n\n", meta.id);
    let level = if meta.fixed_level {
        format!("{}, which cannot be lowered", meta.level.name())
    } else {
        meta.level.name().to_owned()
    };
    let fix = meta.fix.map_or("none", crate::finding::Safety::name);
    let _ = writeln!(
        page,
        "| group | level | fix | since |\n|---|---|---|---|\n| {} | {level} | {fix} | {} |\n",
        meta.group.name(),
        meta.since
    );
    for line in meta.docs.lines() {
        let _ = writeln!(page, "{}", line.strip_prefix(' ').unwrap_or(line).trim_end());
    }
    let options = options(rule);
    if !options.is_empty() {
        page.push_str("\n## Options\n\n");
        let _ = writeln!(
            page,
            "In `termlint.toml`: `[rules]` `{} = {{ level = \"{}\", ... }}`\n",
            meta.id,
            meta.level.name()
        );
        for (name, description, default) in options {
            let _ = writeln!(page, "- `{name}` (default `{default}`): {description}");
        }
    }
    page
}

/// The options of a rule: name, description, default as JSON.
pub fn options(rule: &Declaration) -> Vec<(String, String, String)> {
    let schema = rule.options();
    let properties = schema.as_value().get("properties").and_then(Value::as_object);
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().replace('\n', " ");
    properties
        .into_iter()
        .flatten()
        .map(|(name, property)| {
            let default = property.get("default").map_or_else(|| "none".to_owned(), Value::to_string);
            (name.clone(), text(property, "description"), default)
        })
        .collect()
}
